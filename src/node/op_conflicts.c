/* norm conflicts: where two laws pull in different directions, for a person to decide. */
#include "node/run.h"
#include "node/say.h"
#include "norm/conflict.h"

static const struct {
	const char *en, *zh;
} type_says[] = {
	{ "H  who does the one in full misses the other", "H  完全遵守一方即违反另一方" },
	{ "S  both can be met: the stricter one, or side by side", "S  可同时满足：从严或并行" },
	{ "P  between states; no operator can solve it", "P  国家之间的冲突；非经营者所能解决" },
};

static void say_side(cn_ctx *ctx, const cn_provision *p, cn_str market, const cn_cell *cell)
{
	cn_str heading = cn_in_lang(ctx, p->heading), force = cn_word_for(ctx, "force", cn_str_z(cn_force_text(p->force)));
	cn_str answer = cell ? cn_word_for(ctx, "answer", cn_str_z(cn_answer_text(cell->answer))) : CN_S("");
	cn_para(ctx, 2, 6, "%.*s  %.*s: %.*s [%.*s%s%.*s]%s", CN_FMT(market), CN_FMT(p->full), CN_FMT(heading), CN_FMT(force), answer.n ? ", " : "",
		CN_FMT(answer), cn_confidence_mark(ctx, p->confidence));
}

static void say_conflict(cn_ctx *ctx, const cn_conflict *c)
{
	cn_str why = cn_in_lang(ctx, c->why);
	cn_buf_putc(ctx->out, '\n');
	say_side(ctx, c->a, c->market_a, c->cell_a);
	say_side(ctx, c->b, c->market_b, c->cell_b);
	cn_para(ctx, 2, 2, "%.*s", CN_FMT(why));
	if (c->same_market)
		cn_para(ctx, 2, 2, "%s", cn_tr(ctx, "Both bind in one place.", "两者在同一地适用。"));
	if (c->two_parties)
		cn_para(ctx, 2, 2, "%s", cn_tr(ctx, "They bind two parties of one system.", "两者约束同一系统的两个主体。"));
	if (c->together == CN_UNKNOWN)
		cn_para(ctx, 2, 2, "%s", c->cell_a && c->cell_b ? cn_tr(ctx, "May arise: not both are known to apply to this system.", "可能发生：尚不能确定两者均适用于本系统。")
								  : cn_tr(ctx, "May arise: their conditions are too many to try.", "可能发生：条件组合过多，未能穷尽检验。"));
	if (c->settled_by.n)
		cn_para(ctx, 2, 2, "%s: %.*s", cn_tr(ctx, "An instrument itself settles it", "文书自身已作安排"), CN_FMT(c->settled_by));
}

static void say_all(cn_ctx *ctx, const cn_conflict *c, size_t n, cn_date as_of)
{
	size_t of[3] = { 0 };
	for (size_t i = 0; i < n; i++)
		of[c[i].type]++;
	cn_buf_printf(ctx->out, "%s %s: %zu H, %zu S, %zu P\n", cn_tr(ctx, "Conflicts, law as of", "法律冲突，截至"), cn_day_text(ctx, as_of), of[0], of[1], of[2]);
	for (size_t i = 0; i < n && !ctx->quiet; i++) {
		if (i == 0 || c[i].type != c[i - 1].type)
			cn_title(ctx, type_says[c[i].type].en, type_says[c[i].type].zh);
		say_conflict(ctx, &c[i]);
	}
	cn_buf_putc(ctx->out, '\n');
	cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Found from act, object and parameters of the library's reading; nothing is resolved here. A pair that is not listed is not thereby free of conflict.",
				       "依文书库解读的行为、客体和参数得出；此处不作任何裁断。未列出者不等于没有冲突。"));
}

static cn_code conflicts_val(cn_ctx *ctx, const cn_library *lib, const cn_conflict *c, size_t n, cn_date as_of, cn_err *err)
{
	cn_val *top = cn_map(ctx->a), *list = cn_list(ctx->a);
	cn_put(ctx->a, top, "as_of", cn_textz(ctx->a, cn_day_text(ctx, as_of)));
	for (size_t i = 0; i < n; i++)
		cn_push(ctx->a, list, cn_conflict_val(ctx->a, lib, &c[i]));
	cn_put(ctx->a, top, "conflicts", list);
	return cn_answer_json(ctx, top, err);
}

/* The markets asked about: the flag's, else the system's. */
static cn_code markets_of(cn_ctx *ctx, const cn_profile *p, cn_texts *ret, cn_err *err)
{
	CN_TRY(cn_flag_parts(ctx, "markets", ret, err));
	if (ret->n || !p)
		return CN_OK;
	cn_str *item = CN_NEW(ctx->a, cn_str, p->n_market + 1);
	if (!item)
		return cn_arena_fail(ctx->a, err);
	for (size_t i = 0; i < p->n_market; i++)
		item[i] = p->market[i].code;
	*ret = (cn_texts){ item, p->n_market };
	return CN_OK;
}

static cn_code conflicts(cn_ctx *ctx, const cn_library *lib, const cn_profile *p, const cn_answers *answers, cn_err *err)
{
	cn_conflict_query q = { .answers = answers };
	cn_conflict *c;
	size_t n;
	CN_TRY(cn_flag_date(ctx, "as-of", 0, &q.as_of, err));
	CN_TRY(markets_of(ctx, p, &q.markets, err));
	CN_TRY(cn_norm_conflicts(ctx->a, lib, &q, &c, &n, err));
	if (ctx->json)
		return conflicts_val(ctx, lib, c, n, q.as_of, err);
	say_all(ctx, c, n, q.as_of);
	return CN_OK;
}

static cn_code run_conflicts(cn_ctx *ctx, cn_err *err)
{
	const char *system = cn_flag_get(ctx, "system");
	cn_norms norms;
	cn_run r;
	if (!system) {
		CN_TRY(cn_load_norms(ctx, &norms, err));
		return conflicts(ctx, norms.lib, NULL, NULL, err);
	}
	CN_TRY(cn_run_system(ctx, system, false, false, false, &r, err));
	cn_code rc = conflicts(ctx, r.norms.lib, r.system->profile, r.day[0].answers, err);
	cn_run_done(&r);
	return rc;
}

static const cn_flag flags[] = { { "markets", "CODES", "only between these: EU,CN,KR", "仅限这些市场之间：EU,CN,KR", false },
				 { "as-of", "DATE", "the day whose law counts (else today); what begins later is in", "按哪一天的法律判断（默认今天）；将来生效者计入", false },
				 { "system", "FILE", "only what reaches this system", "仅列与该系统有关者", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_norm_conflicts = { "norm conflicts", "", 0, 0, "where two laws pull in different directions: found by act, object and parameters, decided by people",
				     "哪些法律相互冲突：依行为、客体和参数查出，由人裁断",
				     { "concord norm conflicts --markets EU,CN", "concord norm conflicts --system examples/public-chatbot/system.yaml" }, flags, run_conflicts, CN_SERVED_LAW };
