/* norm concordance: which provisions ask the same, as two readers found, and how far they agree. */
#include "node/browse.h"
#include "norm/concordance.h"
#include "report/report.h"

static cn_str rel_word(const cn_ctx *ctx, cn_rel r)
{
	cn_str w = cn_report_word("relation", cn_str_z(cn_rel_text(r)), ctx->lang);
	return w.n ? w : cn_str_z(cn_rel_text(r));
}

static cn_val *reading_val(cn_ctx *ctx, const cn_reading *r, bool inverse)
{
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "rel", cn_textz(ctx->a, cn_rel_text(inverse ? cn_rel_inverse(r->rel) : r->rel)));
	cn_put(ctx->a, m, "rationale", cn_text(ctx->a, r->rationale));
	cn_put(ctx->a, m, "strength", cn_int(ctx->a, r->strength));
	if (r->gap.en.n)
		cn_put(ctx->a, m, "gap", cn_words_val(ctx->a, r->gap));
	return m;
}

static cn_val *related_val(cn_ctx *ctx, const cn_provision *p, const cn_related *r)
{
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "from", cn_text(ctx->a, p->full));
	cn_put(ctx->a, m, "to", cn_text(ctx->a, r->other->full));
	cn_put(ctx->a, m, "heading", cn_words_val(ctx->a, r->other->heading));
	cn_put(ctx->a, m, "confidence", cn_textz(ctx->a, cn_confidence_text(r->other->confidence)));
	cn_put(ctx->a, m, "agreed", cn_bool(ctx->a, r->agreed));
	cn_put(ctx->a, m, "strength", cn_int(ctx->a, r->strength));
	if (r->agreed)
		cn_put(ctx->a, m, "rel", cn_textz(ctx->a, cn_rel_text(r->rel)));
	if (r->via)
		cn_put(ctx->a, m, "via", cn_text(ctx->a, r->via->full));
	if (r->pair) {
		cn_put(ctx->a, m, "first", reading_val(ctx, &r->pair->first, r->inverse));
		cn_put(ctx->a, m, "second", reading_val(ctx, &r->pair->second, r->inverse));
	}
	return m;
}

static void put_gap(cn_ctx *ctx, const char *who, const cn_reading *r, bool inverse)
{
	cn_rel rel = inverse ? cn_rel_inverse(r->rel) : r->rel;
	cn_buf_printf(ctx->out, "    %s%.*s, %d/10", who, CN_FMT(rel_word(ctx, rel)), r->strength);
	if (r->gap.en.n)
		cn_buf_printf(ctx->out, ": %.*s", CN_FMT(cn_in_lang(ctx, r->gap)));
	cn_buf_putc(ctx->out, '\n');
}

static void put_related(cn_ctx *ctx, const cn_related *r)
{
	cn_str heading = cn_in_lang(ctx, r->other->heading);
	cn_buf_printf(ctx->out, "  %.*s %.*s", CN_FMT(r->agreed ? rel_word(ctx, r->rel) : cn_str_z(cn_tr(ctx, "readers differ:", "两次解读不一："))),
		      CN_FMT(r->other->full));
	cn_buf_putz(ctx->out, cn_confidence_mark(ctx, r->other->confidence));
	cn_buf_printf(ctx->out, "  %.*s\n", CN_FMT(heading));
	if (r->via) {
		cn_buf_printf(ctx->out, "    %s %.*s, %d/10\n", cn_tr(ctx, "follows over", "由此推得："), CN_FMT(r->via->full), r->strength);
		return;
	}
	if (r->inverse) /* the sentences of the readers call the first of the pair A */
		cn_buf_printf(ctx->out, "    %s\n", cn_tr(ctx, "A is that one, B is this one", "A 指该条款，B 指本条款"));
	put_gap(ctx, cn_tr(ctx, "first: ", "第一次："), &r->pair->first, r->inverse);
	put_gap(ctx, cn_tr(ctx, "second: ", "第二次："), &r->pair->second, r->inverse);
}

/* One provision, or every provision of an instrument. */
static cn_code of_id(cn_ctx *ctx, const cn_library *lib, cn_str id, cn_err *err)
{
	const cn_instrument *x;
	const cn_provision *one;
	CN_TRY(cn_norm_named(ctx, lib, "concordance", id, &x, &one, err));
	cn_val *list = cn_list(ctx->a);
	size_t n_all = 0;
	for (size_t i = 0; i < (one ? 1 : x->n_provision); i++) {
		const cn_provision *p = one ? one : &x->provision[i];
		cn_related *r;
		size_t n;
		CN_TRY(cn_concordance_of(ctx->a, lib, p, &r, &n, err));
		n_all += n;
		if (n && !ctx->json) {
			cn_buf_printf(ctx->out, "%.*s", CN_FMT(p->full));
			cn_buf_putz(ctx->out, cn_confidence_mark(ctx, p->confidence));
			cn_buf_printf(ctx->out, "  %.*s\n", CN_FMT(cn_in_lang(ctx, p->heading)));
		}
		for (size_t k = 0; k < n; k++) {
			if (ctx->json)
				cn_push(ctx->a, list, related_val(ctx, p, &r[k]));
			else
				put_related(ctx, &r[k]);
		}
	}
	if (ctx->json)
		return cn_answer_json(ctx, list, err);
	if (n_all == 0)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "Nobody has compared it with anything yet. That is not the same as: nothing is like it.",
						       "尚无人将其与其他条款比较。这不等于没有类似条款。"));
	return CN_OK;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------------ */

static cn_val *kappa_val(cn_ctx *ctx, const cn_kappa *k)
{
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "pairs", cn_int(ctx->a, (int64_t)k->n));
	cn_put(ctx->a, m, "agreed", cn_int(ctx->a, (int64_t)k->agreed));
	cn_put(ctx->a, m, "kappa", cn_real(ctx->a, k->kappa));
	cn_put(ctx->a, m, "lo", cn_real(ctx->a, k->lo));
	cn_put(ctx->a, m, "hi", cn_real(ctx->a, k->hi));
	return m;
}

/* A theme in which agreement beyond chance has no value says so. */
static cn_code theme_row(cn_ctx *ctx, const cn_library *lib, cn_str theme, cn_str label, cn_val *json, cn_err *err)
{
	cn_kappa k = { 0 };
	cn_err why = { 0 };
	cn_code rc = cn_concordance_kappa(lib, theme, &k, &why);
	if (rc != CN_OK && rc != CN_EUNDEFINED) {
		*err = why;
		return rc;
	}
	if (json) {
		cn_put(ctx->a, json, cn_cstr(ctx->a, theme.n ? theme : CN_S("all")), rc == CN_OK ? kappa_val(ctx, &k) : cn_null(ctx->a));
		return CN_OK;
	}
	cn_buf_putz(ctx->out, "  ");
	cn_report_pad(ctx->out, label, 44);
	if (rc == CN_OK)
		cn_buf_printf(ctx->out, " %4zu %4zu  %6.2f  %.2f..%.2f\n", k.n, k.agreed, k.kappa, k.lo, k.hi);
	else
		cn_buf_printf(ctx->out, " %s\n", cn_tr(ctx, "no value", "无值"));
	return CN_OK;
}

static cn_code summary(cn_ctx *ctx, const cn_library *lib, cn_err *err)
{
	size_t n_theme;
	const cn_member *theme = cn_library_list(lib, "themes", &n_theme);
	cn_val *json = ctx->json ? cn_map(ctx->a) : NULL;
	if (!json)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "Pairs read twice, the second time blind: pairs, same word, Cohen's kappa with its 95 % interval",
						       "经两次独立解读的条款对：对数、用词相同数、Cohen kappa 及 95% 区间"));
	CN_TRY(theme_row(ctx, lib, CN_S(""), cn_str_z(cn_tr(ctx, "all", "全部")), json, err));
	for (size_t i = 0; i < n_theme; i++)
		CN_TRY(theme_row(ctx, lib, theme[i].id, cn_in_lang(ctx, theme[i].label), json, err));
	if (json)
		return cn_answer_json(ctx, json, err);
	size_t n = 0;
	for (size_t i = 0; i < cn_library_pairs(lib); i++) {
		const cn_pair *p = cn_library_pair_at(lib, i);
		if (p->agreed || !cn_flag_on(ctx, "disputed"))
			continue;
		cn_buf_printf(ctx->out, "%s%.*s  %.*s\n", n++ ? "" : "\n", CN_FMT(p->a->full), CN_FMT(p->b->full));
		put_gap(ctx, cn_tr(ctx, "first: ", "第一次："), &p->first, false);
		put_gap(ctx, cn_tr(ctx, "second: ", "第二次："), &p->second, false);
	}
	return CN_OK;
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	CN_TRY(cn_load_norms(ctx, &n, err));
	return ctx->args.n_arg ? of_id(ctx, n.lib, cn_str_z(ctx->args.arg[0]), err) : summary(ctx, n.lib, err);
}

static const cn_flag flags[] = { { "disputed", NULL, "the pairs on which the two readers differ", "列出两次解读不一的条款对", false }, { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_norm_concordance = { "norm concordance", "[ID]", 0, 1, "which provisions ask the same, as two readers found; without ID, how far they agree",
				       "哪些条款要求相同（两次独立解读）；不带编号则给出一致程度", { "concord norm concordance", "concord norm concordance eu-ai-act/art_50.2" }, flags, run, CN_SERVED_LAW };
