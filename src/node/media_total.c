/* The lines of a folder, one after the other: into one file and a table, and counted. */
#include <errno.h>
#include <unistd.h>

#include "lab/lab.h"
#include "lab/stat/stat.h"
#include "node/media_say.h"
#include "node/media_total.h"
#include "node/say.h"
#include "report/media_svg.h"
#include "report/report.h"
#include "store/file.h"

enum { SHARDS_MAX = 64, LINE_BYTES_MAX = 1 << 20, SVG_BYTES_MAX = 4 << 20 };
#define KINDS (CN_PART_BODY + 1u)
#define ANSWERS (CN_CONTENT_NO_LONGER + 1u)

/* ---- one line ------------------------------------------------------------------------------------------------------------- */

cn_val *cn_media_line_val(cn_arena *a, cn_str path, size_t bytes, cn_str sha256, const cn_media_answer *m)
{
	cn_val *v = cn_map(a);
	(void)cn_put(a, v, "file", cn_text(a, path));
	(void)cn_put(a, v, "bytes", cn_int(a, (int64_t)bytes));
	(void)cn_put(a, v, "sha256", cn_text(a, sha256));
	(void)cn_put(a, v, "format", cn_textz(a, cn_media_format_text(m->file.format)));
	(void)cn_put(a, v, "modality", cn_textz(a, cn_media_modality_text(cn_media_format_modality(m->file.format))));
	(void)cn_put(a, v, "state", cn_textz(a, cn_media_state(m)));
	cn_val *failure = cn_put(a, v, "failure", cn_list(a));
	for (const cn_c2pa_note *n = m->has_store ? m->credentials.notes : NULL; n; n = n->next)
		if (cn_c2pa_code_weight(n->code) == CN_C2PA_FAILURE && !n->known)
			(void)cn_push(a, failure, cn_textz(a, cn_c2pa_code_name(n->code, m->credentials.rules)));
	size_t of[KINDS] = { 0 };
	for (size_t i = 0; i < m->layers.n_layer; i++)
		of[m->layers.layer[i].kind]++;
	cn_val *layers = cn_put(a, v, "layers", cn_map(a));
	for (cn_media_kind k = CN_PART_C2PA; k < KINDS; k++)
		if (of[k])
			(void)cn_put(a, layers, cn_media_kind_text(k), cn_int(a, (int64_t)of[k]));
	(void)cn_put(a, v, "machine_mark", cn_textz(a, cn_tri_text(m->layers.fact[CN_MF_machine_mark].b)));
	(void)cn_put(a, v, "contradictions", cn_int(a, (int64_t)m->layers.n_contradiction));
	if (m->file.trouble)
		(void)cn_put(a, v, "trouble", cn_textz(a, m->file.trouble));
	cn_val *verdicts = cn_put(a, v, "verdicts", cn_list(a));
	for (size_t i = 0; i < m->n_verdict; i++) {
		cn_val *x = cn_push(a, verdicts, cn_map(a));
		(void)cn_put(a, x, "market", cn_text(a, m->verdict[i].market));
		(void)cn_put(a, x, "provision", cn_text(a, m->verdict[i].rule->provision->full));
		(void)cn_put(a, x, "answer", cn_textz(a, cn_content_answer_text(m->verdict[i].answer)));
	}
	return v;
}

cn_val *cn_media_line_error(cn_arena *a, cn_str path, cn_str why)
{
	cn_val *v = cn_map(a);
	(void)cn_put(a, v, "file", cn_text(a, path));
	(void)cn_put(a, v, "error", cn_text(a, why));
	return v;
}

/* ---- counts ---------------------------------------------------------------------------------------------------------------- */

typedef struct verdict_row {
	cn_str market, provision;
	cn_confidence confidence; /* of the provision and of its reading, the weaker */
	size_t n[ANSWERS];
} verdict_row;

/* How many carry a mark that machines read and that says made by AI. */
typedef struct share {
	size_t files, marked, unknown;
} share;

typedef struct format_row {
	share share;
	size_t kind[KINDS], troubled;
} format_row;

typedef struct total {
	cn_ctx *ctx;
	const cn_content_rules *rules;
	size_t files, errors, contradictions;
	format_row format[CN_MEDIA_FORMATS];
	share modality[CN_MODALITY_TEXT + 1];
	size_t state[CN_C2PA_TRUSTED + 2]; /* none last */
	verdict_row *verdict;
	size_t n_verdict;
	FILE *jsonl, *csv;
	cn_buf row;
} total;

static size_t index_of(cn_str s, size_t n, const char *(*text)(unsigned))
{
	for (size_t i = 0; i < n; i++)
		if (cn_eqz(s, text((unsigned)i)))
			return i;
	return 0;
}

static const char *format_at(unsigned i)
{
	return cn_media_format_text((cn_media_format)i);
}

static const char *modality_at(unsigned i)
{
	return cn_media_modality_text((cn_media_modality)i);
}

static const char *answer_at(unsigned i)
{
	return cn_content_answer_text((cn_content_answer)i);
}

static const char *state_at(unsigned i)
{
	return i > CN_C2PA_TRUSTED ? "none" : cn_c2pa_state_text((cn_c2pa_state)i);
}

static cn_confidence confidence_of(const total *t, cn_str provision)
{
	for (size_t i = 0; i < cn_content_rules_count(t->rules); i++) {
		const cn_content_rule *r = cn_content_rules_at(t->rules, i);
		if (cn_eq(r->provision->full, provision))
			return r->confidence > r->provision->confidence ? r->confidence : r->provision->confidence;
	}
	return CN_UNVERIFIED;
}

/* The columns of verdicts are those of the first file that has an answer: every file is asked the same. */
static cn_code columns(total *t, const cn_val *verdicts, cn_err *err)
{
	if (t->verdict || !verdicts)
		return CN_OK;
	t->verdict = CN_NEW(t->ctx->a, verdict_row, verdicts->n + 1);
	if (!t->verdict)
		return cn_arena_fail(t->ctx->a, err);
	CN_EACH (v, verdicts)
		t->verdict[t->n_verdict++] = (verdict_row){ .market = cn_str_copy(t->ctx->a, cn_get_text(v, "market")),
							    .provision = cn_str_copy(t->ctx->a, cn_get_text(v, "provision")),
							    .confidence = confidence_of(t, cn_get_text(v, "provision")) };
	return cn_arena_ok(t->ctx->a) ? CN_OK : cn_arena_fail(t->ctx->a, err);
}

static void mark(share *s, cn_str machine_mark)
{
	s->files++;
	s->marked += cn_eqz(machine_mark, "true");
	s->unknown += cn_eqz(machine_mark, "unknown");
}

static void count(total *t, const cn_val *v)
{
	t->files++;
	if (cn_get(v, "error")) {
		t->errors++;
		return;
	}
	format_row *f = &t->format[index_of(cn_get_text(v, "format"), CN_MEDIA_FORMATS, format_at)];
	f->troubled += cn_get(v, "trouble") != NULL;
	for (cn_media_kind k = CN_PART_C2PA; k < KINDS; k++)
		f->kind[k] += cn_get(cn_get(v, "layers"), cn_media_kind_text(k)) != NULL;
	mark(&f->share, cn_get_text(v, "machine_mark"));
	mark(&t->modality[index_of(cn_get_text(v, "modality"), CN_MODALITY_TEXT + 1, modality_at)], cn_get_text(v, "machine_mark"));
	t->state[index_of(cn_get_text(v, "state"), CN_C2PA_TRUSTED + 2, state_at)]++;
	t->contradictions += cn_get_int(v, "contradictions", 0) > 0;
	size_t i = 0;
	CN_EACH (x, cn_get(v, "verdicts")) {
		if (i < t->n_verdict)
			t->verdict[i].n[index_of(cn_get_text(x, "answer"), ANSWERS, answer_at)]++;
		i++;
	}
}

/* ---- the table ---------------------------------------------------------------------------------------------------------------- */

static void cell(cn_buf *b, cn_str s)
{
	if (b->n > 0)
		cn_buf_putc(b, ',');
	cn_csv_put(b, s);
}

static void head_row(total *t)
{
	static const char *const NAME[] = { "file", "error", "bytes", "sha256", "format", "modality", "state", "failure", "layers", "machine_mark", "contradictions",
					    "trouble" };
	cn_buf_reset(&t->row);
	for (size_t i = 0; i < sizeof NAME / sizeof *NAME; i++)
		cell(&t->row, cn_str_z(NAME[i]));
	for (size_t i = 0; i < t->n_verdict; i++)
		cell(&t->row, cn_strf(t->ctx->a, "%.*s %.*s", CN_FMT(t->verdict[i].market), CN_FMT(t->verdict[i].provision)));
}

static cn_str joined(cn_arena *a, const cn_val *list)
{
	cn_str s = CN_S("");
	CN_EACH (v, list)
		s = cn_strf(a, "%.*s%s%.*s", CN_FMT(s), s.n ? " " : "", CN_FMT(v->type == CN_TEXT ? v->s : v->key));
	return s;
}

static void file_row(total *t, cn_arena *a, const cn_val *v)
{
	cn_buf *b = &t->row;
	cn_buf_reset(b);
	cn_csv_put(b, cn_get_text(v, "file"));
	cell(b, cn_get_text(v, "error"));
	cell(b, cn_get(v, "bytes") ? cn_strf(a, "%lld", (long long)cn_get_int(v, "bytes", 0)) : CN_S(""));
	static const char *const text[] = { "sha256", "format", "modality", "state" };
	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		cell(b, cn_get_text(v, text[i]));
	cell(b, joined(a, cn_get(v, "failure")));
	cell(b, joined(a, cn_get(v, "layers")));
	cell(b, cn_get_text(v, "machine_mark"));
	cell(b, cn_get(v, "contradictions") ? cn_strf(a, "%lld", (long long)cn_get_int(v, "contradictions", 0)) : CN_S(""));
	cell(b, cn_get_text(v, "trouble"));
	const cn_val *x = cn_first(cn_get(v, "verdicts"));
	for (size_t i = 0; i < t->n_verdict; i++, x = x ? x->next : NULL)
		cell(b, cn_get_text(x, "answer"));
}

/* ---- reading the lists, writing the files ---------------------------------------------------------------------------------------- */

static bool put_line(FILE *f, cn_str s)
{
	return fwrite(s.p, 1, s.n, f) == s.n;
}

static cn_code one_line(total *t, cn_str line, bool seeks, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_val *v;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_json_parse(a, line, CN_JSON_FOREIGN_DEPTH_MAX, &v, err));
	if (seeks)
		return columns(t, cn_get(v, "verdicts"), err);
	count(t, v);
	file_row(t, a, v);
	cn_buf_putz(&t->row, "\r\n");
	if (t->row.failed)
		return CN_NOMEM(err);
	if (!put_line(t->jsonl, line) || !put_line(t->csv, cn_buf_str(&t->row)))
		return CN_FAIL(err, CN_EIO, "the findings cannot be written: %s", strerror(errno));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* Seeking: to the first line with verdicts, which gives the columns. */
static cn_code each_line(total *t, FILE *const *in, cn_media_shards p, bool seeks, cn_err *err)
{
	char *line = NULL;
	size_t room = 0;
	cn_code rc = CN_OK;
	for (size_t i = 0; i < p.n && p.shards > 0 && rc == CN_OK && !(seeks && t->verdict); i++) {
		ssize_t n = getline(&line, &room, in[i % p.shards]);
		rc = n > 0 ? one_line(t, (cn_str){ line, (size_t)n }, seeks, err)
			   : CN_FAIL(err, CN_EIO, "%s: lines are missing; run it again with --again", p.dir);
		if (!seeks)
			t->ctx->progress(t->ctx->progress_arg, cn_tr(t->ctx, "putting findings together", "正在汇总结果"), i + 1, p.n);
	}
	free(line);
	return rc;
}

static cn_code over_lists(total *t, cn_media_shards p, bool seeks, cn_err *err)
{
	FILE *in[SHARDS_MAX] = { NULL };
	cn_code rc = CN_OK;
	for (size_t k = 0; k < p.shards && rc == CN_OK; k++) {
		const char *path = cn_strf(t->ctx->a, "%s/%02zu.jsonl", p.dir, k).p;
		in[k] = path ? fopen(path, "re") : NULL;
		if (!in[k])
			rc = path ? CN_FAIL(err, CN_EIO, "%s: %s", path, strerror(errno)) : cn_arena_fail(t->ctx->a, err);
	}
	if (rc == CN_OK)
		rc = each_line(t, in, p, seeks, err);
	for (size_t k = 0; k < p.shards; k++)
		if (in[k])
			(void)fclose(in[k]);
	return rc;
}

/* A file that is there whole or not at all. */
static cn_code finish(FILE *f, const char *part, const char *path, cn_err *err)
{
	bool ok = fflush(f) == 0 && fsync(fileno(f)) == 0;
	ok = fclose(f) == 0 && ok;
	if (ok && rename(part, path) == 0)
		return CN_OK;
	cn_code rc = CN_FAIL(err, CN_EIO, "%s: %s", path, strerror(errno));
	(void)unlink(part);
	return rc;
}

static cn_code write_files(total *t, cn_media_shards p, const char *out, cn_err *err)
{
	char path[4][CN_PATH_BYTES_MAX];
	static const char *const NAME[] = { "files.jsonl.part", "files.csv.part", "files.jsonl", "files.csv" };
	for (size_t i = 0; i < 4; i++)
		CN_TRY(cn_path(path[i], out, NAME[i], err));
	t->jsonl = fopen(path[0], "we");
	t->csv = t->jsonl ? fopen(path[1], "we") : NULL;
	if (!t->csv) {
		cn_code rc = CN_FAIL(err, CN_EIO, "%s: %s", out, strerror(errno));
		if (t->jsonl)
			(void)fclose(t->jsonl);
		return rc;
	}
	head_row(t);
	cn_buf_putz(&t->row, "\r\n");
	cn_code rc = put_line(t->csv, cn_buf_str(&t->row)) ? over_lists(t, p, false, err) : CN_FAIL(err, CN_EIO, "%s: %s", path[1], strerror(errno));
	if (rc != CN_OK) {
		(void)fclose(t->jsonl);
		(void)fclose(t->csv);
		(void)unlink(path[0]);
		(void)unlink(path[1]);
		return rc;
	}
	rc = finish(t->jsonl, path[0], path[2], err);
	if (rc != CN_OK) {
		(void)fclose(t->csv);
		(void)unlink(path[1]);
		return rc;
	}
	return finish(t->csv, path[1], path[3], err);
}

/* ---- what is said ------------------------------------------------------------------------------------------------------------------ */

/* The share that carries a machine-readable mark, with its exact lower bound (Clopper and Pearson, one-sided 95 %). */
static void put_share(cn_arena *a, cn_val *v, const share *s)
{
	cn_interval at;
	(void)cn_put(a, v, "files", cn_int(a, (int64_t)s->files));
	(void)cn_put(a, v, "marked", cn_int(a, (int64_t)s->marked));
	(void)cn_put(a, v, "unknown", cn_int(a, (int64_t)s->unknown));
	(void)cn_put(a, v, "share", cn_real(a, (double)s->marked / (double)s->files));
	if (cn_clopper_pearson((int64_t)s->marked, (int64_t)s->files, 0.9, &at))
		(void)cn_put(a, v, "lower", cn_real(a, at.lo));
}

static cn_val *formats_val(cn_arena *a, const total *t)
{
	cn_val *list = cn_list(a);
	for (unsigned i = 0; i < CN_MEDIA_FORMATS; i++) {
		const format_row *f = &t->format[i];
		if (f->share.files == 0)
			continue;
		cn_val *v = cn_push(a, list, cn_map(a));
		(void)cn_put(a, v, "format", cn_textz(a, format_at(i)));
		(void)cn_put(a, v, "modality", cn_textz(a, cn_media_modality_text(cn_media_format_modality((cn_media_format)i))));
		put_share(a, v, &f->share);
		(void)cn_put(a, v, "damaged", cn_int(a, (int64_t)f->troubled));
		cn_val *layers = cn_put(a, v, "layers", cn_map(a));
		for (cn_media_kind k = CN_PART_C2PA; k < KINDS; k++)
			(void)cn_put(a, layers, cn_media_kind_text(k), cn_int(a, (int64_t)f->kind[k]));
	}
	return list;
}

static cn_val *total_val(cn_arena *a, const total *t, const cn_val *replay)
{
	cn_val *v = cn_map(a);
	(void)cn_put(a, v, "concord", cn_textz(a, "media-folder/1"));
	(void)cn_put(a, v, "files", cn_int(a, (int64_t)t->files));
	(void)cn_put(a, v, "errors", cn_int(a, (int64_t)t->errors));
	(void)cn_put(a, v, "with_contradictions", cn_int(a, (int64_t)t->contradictions));
	(void)cn_put(a, v, "formats", formats_val(a, t));
	cn_val *states = cn_put(a, v, "states", cn_map(a));
	for (unsigned i = 0; i < CN_C2PA_TRUSTED + 2; i++)
		(void)cn_put(a, states, state_at(i), cn_int(a, (int64_t)t->state[i]));
	cn_val *shares = cn_put(a, v, "marked", cn_list(a));
	for (unsigned i = 1; i <= CN_MODALITY_TEXT; i++) {
		if (t->modality[i].files == 0)
			continue;
		cn_val *m = cn_push(a, shares, cn_map(a));
		(void)cn_put(a, m, "modality", cn_textz(a, modality_at(i)));
		put_share(a, m, &t->modality[i]);
	}
	cn_val *verdicts = cn_put(a, v, "verdicts", cn_list(a));
	for (size_t i = 0; i < t->n_verdict; i++) {
		cn_val *x = cn_push(a, verdicts, cn_map(a));
		(void)cn_put(a, x, "market", cn_text(a, t->verdict[i].market));
		(void)cn_put(a, x, "provision", cn_text(a, t->verdict[i].provision));
		(void)cn_put(a, x, "confidence", cn_textz(a, cn_confidence_text(t->verdict[i].confidence)));
		for (unsigned k = 0; k < ANSWERS; k++)
			(void)cn_put(a, x, answer_at(k), cn_int(a, (int64_t)t->verdict[i].n[k]));
	}
	(void)cn_put(a, v, "replay", cn_val_copy(a, replay));
	return v;
}

static void say_share(cn_ctx *ctx, unsigned indent, const char *name, const share *s)
{
	cn_interval at;
	if (cn_clopper_pearson((int64_t)s->marked, (int64_t)s->files, 0.9, &at))
		cn_para(ctx, indent, indent + 2,
			cn_tr(ctx, "%s: %zu of %zu, %zu not known; if they are a random sample, at least %.1f %% of all (exact, 95 %%)",
			      "%s：%zu / %zu，%zu 个不明；若为随机样本，则总体中至少 %.1f %%（精确法，95%%）"),
			name, s->marked, s->files, s->unknown, 100 * at.lo);
}

/* Each modality, and its formats where it has several. */
static void say_marked(cn_ctx *ctx, const total *t)
{
	cn_title(ctx, "Carry a mark that machines read and that says made by AI", "带有表明由人工智能生成的机器可读标识");
	for (unsigned i = 1; i <= CN_MODALITY_TEXT; i++) {
		const share *m = &t->modality[i];
		if (m->files > 0)
			say_share(ctx, 2, modality_at(i), m);
		for (unsigned k = 0; k < CN_MEDIA_FORMATS; k++) {
			const share *f = &t->format[k].share;
			if (f->files > 0 && f->files < m->files && cn_media_format_modality((cn_media_format)k) == (cn_media_modality)i)
				say_share(ctx, 4, format_at(k), f);
		}
	}
	cn_title(ctx, "Content credentials", "内容凭证");
	for (unsigned i = 0; i < CN_C2PA_TRUSTED + 2; i++)
		if (t->state[i])
			cn_para(ctx, 2, 4, "%s: %zu", state_at(i), t->state[i]);
	if (t->contradictions)
		cn_para(ctx, 2, 4, cn_tr(ctx, "%zu files contradict themselves", "%zu 个文件自相矛盾"), t->contradictions);
}

/* One line a provision: met, not met, cannot be known, not yet asked. What is at second hand decides nothing and is left to --json. */
static void say_law(cn_ctx *ctx, const total *t)
{
	size_t left = 0;
	cn_title(ctx, "What the law asks of such files", "法律对此类文件的要求");
	cn_buf_putz(ctx->out, ctx->utf8 ? "         ✓        ✗        ?        ·\n" : "         +        x        ?        -\n");
	for (size_t i = 0; i < t->n_verdict; i++) {
		const verdict_row *v = &t->verdict[i];
		if (v->n[CN_CONTENT_MET] + v->n[CN_CONTENT_NOT_MET] + v->n[CN_CONTENT_UNKNOWN] + v->n[CN_CONTENT_NOT_YET] == 0)
			continue;
		if (v->confidence != CN_READ && !cn_flag_on(ctx, "all")) {
			left++;
			continue;
		}
		cn_buf_printf(ctx->out, "  %8zu %8zu %8zu %8zu  %.*s %.*s%s\n", v->n[CN_CONTENT_MET], v->n[CN_CONTENT_NOT_MET], v->n[CN_CONTENT_UNKNOWN],
			      v->n[CN_CONTENT_NOT_YET], CN_FMT(v->market), CN_FMT(v->provision), cn_confidence_mark(ctx, v->confidence));
	}
	cn_para(ctx, 2, 2, "%s", ctx->utf8 ? cn_tr(ctx, "✓ met  ✗ not met  ? cannot be known  · not yet asked", "✓ 符合  ✗ 不符合  ? 无法得知  · 尚未生效")
					  : cn_tr(ctx, "+ met  x not met  ? cannot be known  - not yet asked", "+ 符合  x 不符合  ? 无法得知  - 尚未生效"));
	if (left)
		cn_para(ctx, 2, 2, cn_tr(ctx, "%zu more are known at second hand only and decide nothing: --all", "另有 %zu 项仅有二手来源，不作判断：--all"), left);
}

static void say_total(cn_ctx *ctx, const total *t, const char *out)
{
	cn_buf_printf(ctx->out, cn_tr(ctx, "%zu files", "%zu 个文件"), t->files);
	if (t->errors)
		cn_buf_printf(ctx->out, cn_tr(ctx, ", %zu could not be read", "，其中 %zu 个无法读取"), t->errors);
	cn_buf_putc(ctx->out, '\n');
	say_marked(ctx, t);
	say_law(ctx, t);
	cn_buf_printf(ctx->out, "\n%s %s/files.jsonl, %s/files.csv, %s/overview.svg\n", cn_tr(ctx, "Each file:", "逐个文件："), out, out, out);
}

static int verdict_of(const total *t)
{
	size_t unknown = 0, wrong = t->state[CN_C2PA_INVALID];
	for (size_t i = 0; i < t->n_verdict; i++) {
		wrong += t->verdict[i].n[CN_CONTENT_NOT_MET];
		unknown += t->verdict[i].n[CN_CONTENT_UNKNOWN];
	}
	return wrong ? 1 : unknown + t->errors ? 2 : 0;
}

static cn_code picture(cn_ctx *ctx, const cn_val *v, const char *out, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_AUTO_BUF svg;
	cn_buf_init(&svg, SVG_BYTES_MAX);
	CN_TRY(cn_path(path, out, "overview.svg", err));
	cn_report_media_svg(&svg, v, ctx->lang);
	return svg.failed ? CN_NOMEM(err) : cn_file_write(NULL, path, cn_buf_str(&svg), 0644, err);
}

cn_code cn_media_total(cn_ctx *ctx, const cn_media_set *s, cn_media_shards parts, const char *out, cn_err *err)
{
	total t = { .ctx = ctx, .rules = s->ask.rules };
	cn_buf_init(&t.row, LINE_BYTES_MAX);
	cn_code rc = over_lists(&t, parts, true, err);
	if (rc == CN_OK)
		rc = write_files(&t, parts, out, err);
	cn_buf_done(&t.row);
	if (rc != CN_OK)
		return rc;
	const cn_val *v = total_val(ctx->a, &t, s->replay);
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	CN_TRY(picture(ctx, v, out, err));
	ctx->verdict = verdict_of(&t);
	if (ctx->json)
		return cn_answer_json(ctx, v, err);
	say_total(ctx, &t, out);
	return CN_OK;
}
