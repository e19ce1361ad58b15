/* norm matrix: how many provisions each instrument has on each issue and stage. norm protects: whom a rule protects. */
#include "node/browse.h"
#include "report/report.h"

enum { COUNT_CELLS = 4, MARKS = 2, ID_MIN = 20, HEADS_MAX = 64 };

/* ---- matrix -------------------------------------------------------------------------------------------------------------------- */

/* One view: rows are instruments, columns a list of the vocabulary and, last, what names no member of it. */
typedef struct view {
	const cn_matrix *m;
	const cn_member *head;
	size_t n;            /* without the last column */
	const size_t *count; /* n + 1 a row */
	bool none;           /* some provision names no member: the last column is shown */
	bool stages;
	size_t cells, id;
} view;

static view view_of(const cn_ctx *ctx, const cn_matrix *m, bool stages)
{
	view v = { m, stages ? m->stage : m->theme, stages ? m->n_stage : m->n_theme, stages ? m->by_stage : m->by_theme, false, stages, COUNT_CELLS, 0 };
	size_t width = ctx->width ? ctx->width : 80;
	for (size_t i = 0; i < m->n_row; i++)
		v.none |= v.count[i * (v.n + 1) + v.n] > 0;
	if (width < 80) {
		size_t most = 0;
		for (size_t i = 0; i < m->n_row * (v.n + 1); i++)
			most = v.count[i] > most ? v.count[i] : most;
		v.cells = most > 99 ? COUNT_CELLS : COUNT_CELLS - 1;
	}
	size_t used = (v.n + (v.none ? 1 : 0)) * v.cells + COUNT_CELLS;
	v.id = width > used + ID_MIN ? width - used : ID_MIN;
	return v;
}

/* Darker for more: dim up to 2, bold from 10 on. The digits say it all; colour only helps the eye. */
static void put_count(const cn_ctx *ctx, size_t n, size_t cells)
{
	char digits[24] = ".";
	if (n)
		(void)snprintf(digits, sizeof digits, "%zu", n);
	const char *style = !ctx->color ? "" : n >= 10 ? "\033[1m" : n <= 2 ? "\033[2m" : "";
	cn_buf_printf(ctx->out, "%*s%s%s%s", (int)(cells - strlen(digits)), "", style, digits, style[0] ? "\033[0m" : "");
}

/* Marks of one cell each, since a row has no room for words; the legend says what they mean. */
static void put_marks(const cn_ctx *ctx, const cn_instrument *x)
{
	bool draft = x->force == CN_DRAFT || cn_eqz(x->status, "draft") || cn_eqz(x->status, "bill");
	cn_buf_putc(ctx->out, draft ? 'd' : ' ');
	cn_buf_putc(ctx->out, x->confidence == CN_READ ? ' ' : x->confidence == CN_SECONDARY ? '~' : '?');
}

static void put_row(const cn_ctx *ctx, const view *v, size_t i)
{
	const cn_instrument *x = v->m->row[i];
	if (x->id.n + MARKS > v->id) { /* a long id has a line of its own rather than an end in dots, which nobody could type */
		cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(x->id));
		cn_report_pad(ctx->out, CN_S(""), v->id - MARKS);
	} else {
		cn_report_pad(ctx->out, x->id, v->id - MARKS);
	}
	put_marks(ctx, x);
	for (size_t k = 0; k < v->n + (v->none ? 1 : 0); k++)
		put_count(ctx, v->count[i * (v->n + 1) + k], v->cells);
	put_count(ctx, v->m->all[i], COUNT_CELLS);
	cn_buf_putc(ctx->out, '\n');
}

static void put_heads(const cn_ctx *ctx, const view *v)
{
	cn_report_pad(ctx->out, cn_str_z(cn_tr(ctx, "instrument", "文书")), v->id);
	for (size_t k = 0; k < v->n; k++)
		cn_buf_printf(ctx->out, "%*c", (int)v->cells, (int)('A' + (int)k));
	if (v->none)
		cn_buf_printf(ctx->out, "%*c", (int)v->cells, '-');
	cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, " all", "  计"));
}

static void put_legend(cn_ctx *ctx, const view *v)
{
	cn_str all = CN_S("");
	for (size_t k = 0; k < v->n; k++)
		all = cn_strf(ctx->a, "%.*s%s%c %.*s", CN_FMT(all), k ? cn_tr(ctx, ", ", "，") : "", (int)('A' + (int)k), CN_FMT(cn_in_lang(ctx, v->head[k].label)));
	if (v->none)
		all = cn_strf(ctx->a, "%.*s%s", CN_FMT(all), v->stages ? cn_tr(ctx, ", - no stage named", "，- 未载明阶段") : cn_tr(ctx, ", - no issue named", "，- 未载明议题"));
	cn_para(ctx, 0, 0, "%.*s", CN_FMT(all));
	cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "d draft or bill, ~ 2nd-hand source, ? unverified. Counts are of the library's reading, not of the law: definitions, scope and penalties are left out, and one provision may count in several columns.",
				       "d 草案或法案，~ 二手来源，? 未核实。计数反映文书库的收录与解读，而非法律本身：定义、适用范围和罚则不计；一个条款可计入多列。"));
}

static void say_matrix(cn_ctx *ctx, const cn_matrix *m, bool stages)
{
	view v = view_of(ctx, m, stages);
	size_t sum = 0;
	put_heads(ctx, &v);
	for (size_t i = 0; i < m->n_row; i++) {
		put_row(ctx, &v, i);
		sum += m->all[i];
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "\n%zu provisions of %zu instruments\n", "\n%zu 个条款，%zu 部文书\n"), sum, m->n_row);
	put_legend(ctx, &v);
}

static cn_str id_or_none(const cn_member *m, size_t n, size_t i)
{
	return i < n ? m[i].id : CN_S("none");
}

static cn_str number(cn_ctx *ctx, size_t n)
{
	return cn_strf(ctx->a, "%zu", n);
}

static void csv_head(cn_str *f)
{
	f[0] = CN_S("instrument");
	f[1] = CN_S("title_en");
	f[2] = CN_S("title_zh");
	f[3] = CN_S("force");
	f[4] = CN_S("status");
	f[5] = CN_S("confidence");
}

static void csv_instrument(const cn_instrument *x, cn_str *f)
{
	f[0] = x->id;
	f[1] = x->title.en;
	f[2] = x->title.zh;
	f[3] = cn_str_z(cn_force_text(x->force));
	f[4] = x->status;
	f[5] = cn_str_z(cn_confidence_text(x->confidence));
}

/* A row an instrument, as on the terminal. */
static cn_code csv_matrix(cn_ctx *ctx, const cn_matrix *m, bool stages, cn_err *err)
{
	enum { OWN = 6 };
	view v = view_of(ctx, m, stages);
	cn_str f[HEADS_MAX];
	if (v.n + OWN + 2 > HEADS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d columns", HEADS_MAX);
	csv_head(f);
	for (size_t k = 0; k <= v.n; k++)
		f[OWN + k] = id_or_none(v.head, v.n, k);
	f[OWN + v.n + 1] = CN_S("all");
	cn_csv_line(ctx->out, f, OWN + v.n + 2);
	for (size_t i = 0; i < m->n_row; i++) {
		csv_instrument(m->row[i], f);
		for (size_t k = 0; k <= v.n; k++)
			f[OWN + k] = number(ctx, v.count[i * (v.n + 1) + k]);
		f[OWN + v.n + 1] = number(ctx, m->all[i]);
		cn_csv_line(ctx->out, f, OWN + v.n + 2);
	}
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static void put_counts(cn_arena *a, cn_val *m, const char *key, const cn_member *head, size_t n, const size_t *count)
{
	cn_val *v = cn_put(a, m, key, cn_map(a));
	for (size_t k = 0; k <= n; k++)
		if (count[k])
			cn_put_s(a, v, id_or_none(head, n, k), cn_int(a, (int64_t)count[k]));
}

static cn_code json_matrix(cn_ctx *ctx, const cn_matrix *m, cn_str digest, cn_date as_of, cn_err *err)
{
	cn_arena *a = ctx->a;
	cn_val *top = cn_map(a), *list;
	size_t themes = m->n_theme + 1, stages = m->n_stage + 1;
	cn_put(a, top, "library", cn_text(a, digest));
	cn_put(a, top, "as_of", cn_textz(a, cn_day_text(ctx, as_of)));
	list = cn_put(a, top, "instruments", cn_list(a));
	for (size_t i = 0; i < m->n_row; i++) {
		cn_val *row = cn_push(a, list, cn_instrument_val(ctx, m->row[i]));
		cn_put(a, row, "all", cn_int(a, (int64_t)m->all[i]));
		put_counts(a, row, "themes", m->theme, m->n_theme, m->by_theme + i * themes);
		put_counts(a, row, "stages", m->stage, m->n_stage, m->by_stage + i * stages);
		cn_val *cells = cn_put(a, row, "cells", cn_list(a));
		for (size_t t = 0; t < themes; t++)
			for (size_t s = 0; s < stages; s++) {
				size_t n = m->cell[(i * themes + t) * stages + s];
				if (!n)
					continue;
				cn_val *c = cn_push(a, cells, cn_map(a));
				cn_put(a, c, "theme", cn_text(a, id_or_none(m->theme, m->n_theme, t)));
				cn_put(a, c, "stage", cn_text(a, id_or_none(m->stage, m->n_stage, s)));
				cn_put(a, c, "count", cn_int(a, (int64_t)n));
			}
	}
	return cn_answer_json(ctx, top, err);
}

static cn_code run_matrix(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	cn_browse b;
	cn_matrix m;
	bool csv = cn_flag_on(ctx, "csv"), stages = cn_flag_on(ctx, "stages");
	if (csv && ctx->json)
		return CN_FAIL(err, CN_EINPUT, "--csv and --json: one of them");
	CN_TRY(cn_load_norms(ctx, &n, err));
	CN_TRY(cn_norm_narrowed(ctx, n.lib, &b, err));
	CN_TRY(cn_norm_matrix(ctx->a, n.lib, &b, &m, err));
	if (ctx->json)
		return json_matrix(ctx, &m, n.digest, b.as_of, err);
	if (csv)
		return csv_matrix(ctx, &m, stages, err);
	say_matrix(ctx, &m, stages);
	return CN_OK;
}

/* ---- protects -------------------------------------------------------------------------------------------------------------------- */

/* "child" is nearer to "children" than any typing error allows: a beginning counts too. */
static cn_str nearest(const cn_member *m, size_t n, cn_str typed)
{
	cn_str best = CN_S("");
	unsigned least = 4;
	for (size_t i = 0; i < n; i++) {
		unsigned d = cn_edit_distance(typed, m[i].id, 3);
		if (typed.n >= 3 && cn_eq(cn_sub(m[i].id, 0, typed.n), typed))
			d = 0;
		if (d < least) {
			least = d;
			best = m[i].id;
		}
	}
	return best;
}

static cn_code no_group(cn_ctx *ctx, const cn_library *lib, cn_str typed, cn_err *err)
{
	size_t n;
	const cn_member *m = cn_library_list(lib, "protects", &n);
	cn_str near = nearest(m, n, typed), all = CN_S("");
	for (size_t i = 0; i < n; i++)
		all = cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(all), i ? " | " : "", CN_FMT(m[i].id));
	(void)CN_FAIL(err, CN_ENOTFOUND, "\"%.*s\" is no group that the library names; it has: %.*s", CN_FMT(cn_sub(typed, 0, 80)), CN_FMT(all));
	return near.n ? cn_hint(err, "concord norm protects %.*s", CN_FMT(near)) : err->code;
}

static void say_protecting(cn_ctx *ctx, const cn_library *lib, const cn_member *g, const cn_browse *b, const cn_provision *const *p, size_t n)
{
	const cn_instrument *last = NULL;
	size_t n_instrument = 0;
	for (size_t i = 0; i < n; i++) {
		const cn_instrument *x = p[i]->instrument;
		if (x != last) {
			cn_buf_putz(ctx->out, last ? "\n" : "");
			cn_para(ctx, 0, 2, "%.*s  %.*s [%.*s]%s%s", CN_FMT(x->id), CN_FMT(cn_in_lang(ctx, x->title)),
				CN_FMT(cn_word_for(ctx, "force", cn_str_z(cn_force_text(x->force)))), cn_status_mark(ctx, lib, x), cn_confidence_mark(ctx, x->confidence));
			n_instrument++;
		}
		last = x;
		cn_date from, until;
		cn_norm_span(p[i], &from, &until);
		bool when = (from != CN_DATE_NONE && from > b->as_of) || until != CN_DATE_NONE;
		cn_para(ctx, 2, 6, "%.*s  %.*s [%.*s, %.*s]%s%s%s", CN_FMT(p[i]->id), CN_FMT(cn_in_lang(ctx, p[i]->heading)),
			CN_FMT(cn_word_for(ctx, "deontic", cn_str_z(cn_deontic_text(p[i]->deontic)))),
			CN_FMT(cn_word_for(ctx, "force", cn_str_z(cn_force_text(p[i]->force)))), cn_confidence_mark(ctx, p[i]->confidence), when ? "  " : "",
			when ? cn_norm_span_text(ctx, p[i]) : "");
	}
	cn_buf_putz(ctx->out, n ? "\n" : "");
	cn_para(ctx, 0, 2, cn_tr(ctx, "%.*s: %zu provisions of %zu instruments, law as of %s", "%.*s：%zu 个条款，%zu 部文书，法律状态截至 %s"), CN_FMT(cn_in_lang(ctx, g->label)), n, n_instrument, cn_day_text(ctx, b->as_of));
	cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Those that name the group. What protects everybody protects it too: concord norm protects persons-general",
				       "仅列明确提及该群体的条款。保护一般公众的条款同样适用：concord norm protects persons-general"));
}

static cn_code run_protects(cn_ctx *ctx, cn_err *err)
{
	cn_norms norms;
	cn_browse b;
	const cn_provision *const *p;
	size_t n;
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_norm_narrowed(ctx, norms.lib, &b, err));
	const cn_member *g = cn_protected_group(norms.lib, cn_str_z(ctx->args.arg[0]));
	if (!g)
		return no_group(ctx, norms.lib, cn_str_z(ctx->args.arg[0]), err);
	CN_TRY(cn_norm_protecting(ctx->a, norms.lib, g->id, &b, &p, &n, err));
	if (!ctx->json) {
		say_protecting(ctx, norms.lib, g, &b, p, n);
		return CN_OK;
	}
	cn_val *top = cn_map(ctx->a), *list;
	cn_put(ctx->a, top, "group", cn_text(ctx->a, g->id));
	cn_put(ctx->a, top, "label", cn_words_val(ctx->a, g->label));
	cn_put(ctx->a, top, "as_of", cn_textz(ctx->a, cn_day_text(ctx, b.as_of)));
	list = cn_put(ctx->a, top, "provisions", cn_list(ctx->a));
	for (size_t i = 0; i < n; i++)
		cn_push(ctx->a, list, cn_provision_val(ctx, p[i]));
	return cn_answer_json(ctx, top, err);
}

static const cn_flag matrix_flags[] = { { "stages", NULL, "by stage of the life cycle, not by issue", "按生命周期阶段而非议题", false },
					{ "market", "CODE", "only what reaches this market or group", "仅限适用于该市场或国家集团的文书", false },
					{ "theme", "ISSUE", "only provisions on this issue", "仅限该议题的条款", false },
					{ "stage", "STAGE", "only provisions of this stage", "仅限该阶段的条款", false },
					{ "force", "FORCE", "only of this force: binding, soft, ..", "仅限该效力：binding、soft 等", false },
					{ "as-of", "DATE", "without what ended before that day (else today)", "不含该日前已失效者（默认今天）", false },
					{ "csv", NULL, "a line an instrument, for a spreadsheet", "每部文书一行，供表格软件使用", false },
					{ NULL, NULL, NULL, NULL, false } };
static const cn_flag protects_flags[] = { { "market", "CODE", "only what reaches this market or group", "仅限适用于该市场或国家集团的文书", false },
					  { "theme", "ISSUE", "only provisions on this issue", "仅限该议题的条款", false },
					  { "force", "FORCE", "only of this force: binding, soft, ..", "仅限该效力：binding、soft 等", false },
					  { "as-of", "DATE", "the day whose law counts (else today); what begins later is in", "按哪一天的法律判断（默认今天）；将来生效者计入", false },
					  { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_norm_matrix = { "norm matrix", "", 0, 0, "how many provisions each instrument has on each issue, or at each stage", "各文书在各议题或各阶段的条款数",
				  { "concord norm matrix --market KE", "concord norm matrix --stages --market CN --csv" }, matrix_flags, run_matrix, CN_SERVED_LAW };
const cn_op cn_op_norm_protects = { "norm protects", "GROUP", 1, 1, "every provision that protects a group of people: children, workers, women ..",
				    "保护某一群体（儿童、劳动者、妇女等）的全部条款",
				    { "concord norm protects children --market EU", "concord norm protects workers --json" }, protects_flags, run_protects, CN_SERVED_LAW };
