/* norm list, norm check, norm fmt: the library itself. */
#include "ext/yaml.h"
#include "node/browse.h"
#include "report/errors.h"
#include "report/report.h"
#include "store/file.h"

static cn_val *instrument_row(cn_ctx *ctx, const cn_instrument *x)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	char as_of[CN_TIME_BYTES];
	cn_date_text(x->status_as_of, as_of);
	cn_put(a, m, "id", cn_text(a, x->id));
	cn_put(a, m, "title", cn_words_val(a, x->title));
	cn_put(a, m, "issuer", cn_words_val(a, x->issuer));
	cn_put(a, m, "kind", cn_text(a, x->kind));
	cn_put(a, m, "force", cn_textz(a, cn_force_text(x->force)));
	cn_put(a, m, "status", cn_text(a, x->status));
	cn_put(a, m, "as_of", cn_textz(a, as_of));
	cn_val *j = cn_put(a, m, "jurisdictions", cn_list(a));
	for (size_t i = 0; i < x->jurisdictions.n; i++)
		cn_push(a, j, cn_text(a, x->jurisdictions.item[i]));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(x->confidence)));
	cn_put(a, m, "provisions", cn_int(a, (int64_t)x->n_provision));
	cn_put(a, m, "url", cn_text(a, x->url));
	cn_put(a, m, "digest", cn_text(a, x->digest));
	return m;
}

/* Columns as wide as the longest id and the longest force; titles are not cut: this output is searched. */
static void say_list(cn_ctx *ctx, const cn_library *lib)
{
	cn_str id = cn_str_z(cn_tr(ctx, "id", "编号")), force = cn_str_z(cn_tr(ctx, "force", "效力")), count = cn_str_z(cn_tr(ctx, "provisions", "条款数"));
	size_t wide = cn_report_width(id), forces = cn_report_width(force), counts = cn_report_width(count);
	for (size_t i = 0; i < cn_library_count(lib); i++) {
		size_t w = cn_report_width(cn_word_for(ctx, "force", cn_str_z(cn_force_text(cn_library_at(lib, i)->force))));
		wide = cn_library_at(lib, i)->id.n > wide ? cn_library_at(lib, i)->id.n : wide;
		forces = w > forces ? w : forces;
	}
	cn_report_pad(ctx->out, id, wide + 2);
	cn_report_pad(ctx->out, force, forces + 2);
	cn_buf_printf(ctx->out, "%.*s  %s\n", CN_FMT(count), cn_tr(ctx, "title", "标题"));
	for (size_t i = 0; i < cn_library_count(lib); i++) {
		const cn_instrument *x = cn_library_at(lib, i);
		const char *status = cn_status_mark(ctx, lib, x), *sure = cn_confidence_mark(ctx, x->confidence);
		cn_report_pad(ctx->out, x->id, wide + 2);
		cn_report_pad(ctx->out, cn_word_for(ctx, "force", cn_str_z(cn_force_text(x->force))), forces + 2);
		cn_buf_printf(ctx->out, "%*zu  %.*s%s%s%s%s\n", (int)counts, x->n_provision, CN_FMT(cn_in_lang(ctx, x->title)), status[0] ? " " : "", status,
			      sure[0] ? " " : "", sure);
	}
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	CN_TRY(cn_load_norms(ctx, &n, err));
	if (ctx->json) {
		cn_val *list = cn_list(ctx->a);
		for (size_t i = 0; i < cn_library_count(n.lib); i++)
			cn_push(ctx->a, list, instrument_row(ctx, cn_library_at(n.lib, i)));
		return cn_answer_json(ctx, list, err);
	}
	say_list(ctx, n.lib);
	cn_buf_printf(ctx->out, cn_tr(ctx, "%zu instruments, %zu provisions, %.*s\n", "%zu 部文书，%zu 个条款，%.*s\n"), cn_library_count(n.lib),
		      cn_library_provisions(n.lib), CN_FMT(n.digest));
	return CN_OK;
}

static cn_str message_zh(cn_arena *a, const cn_problem *p)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	cn_said_put(&b, p->message, &p->said, CN_S("zh"));
	return cn_str_copy(a, cn_buf_str(&b));
}

/* As cn_problem_text, in the language of the request. */
static void put_problem(const cn_ctx *ctx, const cn_problem *p, cn_buf *b)
{
	cn_buf_put(b, p->file);
	if (p->line)
		cn_buf_printf(b, ":%u:%u", p->line, p->col);
	cn_buf_putz(b, cn_tr(ctx, ": ", "："));
	if (p->warning)
		cn_buf_putz(b, cn_tr(ctx, "warning: ", "警告："));
	cn_said_put(b, p->message, &p->said, ctx->lang);
	if (p->hint.n)
		cn_buf_printf(b, "%s%.*s%s", cn_tr(ctx, "; did you mean ", "；是否应为 "), CN_FMT(p->hint), cn_tr(ctx, "?", "？"));
}

static cn_val *problem_val(cn_arena *a, const cn_problem *p)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "file", cn_text(a, p->file));
	cn_put(a, m, "line", cn_int(a, p->line));
	cn_put(a, m, "col", cn_int(a, p->col));
	cn_put(a, m, "warning", cn_bool(a, p->warning));
	cn_put(a, m, "message", cn_text(a, p->message));
	cn_put(a, m, "message_zh", cn_text(a, message_zh(a, p)));
	cn_put(a, m, "hint", cn_text(a, p->hint));
	return m;
}

/* Of the library, then of the rules about files. */
static cn_code say_problems(cn_ctx *ctx, const cn_problems *const *set, cn_err *err)
{
	cn_val *list = cn_list(ctx->a);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < set[k]->n; i++) {
			if (ctx->json) {
				cn_push(ctx->a, list, problem_val(ctx->a, &set[k]->item[i]));
				continue;
			}
			put_problem(ctx, &set[k]->item[i], ctx->out);
			cn_buf_putc(ctx->out, '\n');
		}
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

static cn_code run_check(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	cn_media_rules media = { 0 };
	if (ctx->args.n_arg)
		ctx->norms_dir = ctx->args.arg[0];
	cn_code rc = cn_load_norms(ctx, &n, err);
	if (rc == CN_OK)
		rc = cn_load_media_rules(ctx, &n, NULL, &media, err);
	const cn_problems *set[2] = { &n.problems, &media.problems };
	size_t errors = set[0]->n_errors + set[1]->n_errors;
	if (rc != CN_OK && errors == 0)
		return rc;
	CN_TRY(say_problems(ctx, set, err));
	if (rc != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "%zu error%s in %s", errors, errors == 1 ? "" : "s", ctx->norms_dir);
	if (ctx->json)
		return CN_OK;
	cn_buf_printf(ctx->out, cn_tr(ctx, "%zu instruments, %zu provisions", "%zu 部文书，%zu 个条款"), cn_library_count(n.lib), cn_library_provisions(n.lib));
	if (cn_content_rules_count(media.rules))
		cn_buf_printf(ctx->out, cn_tr(ctx, ", %zu rules about files", "，%zu 条文件规则"), cn_content_rules_count(media.rules));
	cn_buf_putz(ctx->out, cn_tr(ctx, ": no error\n", "：无错误\n"));
	return CN_OK;
}

static cn_code run_fmt(cn_ctx *ctx, cn_err *err)
{
	for (size_t i = 0; i < ctx->args.n_arg; i++) {
		const char *path = ctx->args.arg[i];
		cn_str bytes;
		const cn_val *tree;
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_YAML_BYTES_MAX);
		CN_TRY(cn_load_yaml(ctx, path, &bytes, &tree, err));
		CN_TRY(cn_norm_fmt(tree, bytes, cn_str_z(path), &b, err));
		if (cn_flag_on(ctx, "write")) {
			if (!cn_eq(cn_buf_str(&b), bytes))
				CN_TRY(cn_file_write(NULL, path, cn_buf_str(&b), 0644, err));
		} else {
			cn_buf_put(ctx->out, cn_buf_str(&b));
		}
	}
	return CN_OK;
}

static cn_code run_schema(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	cn_val *v;
	CN_TRY(cn_load_norms(ctx, &n, err));
	CN_TRY(cn_norm_schema(ctx->a, n.lib, ctx->args.arg[0], &v, err));
	return cn_answer_json(ctx, v, err);
}

static const cn_flag fmt_flags[] = { { "write", NULL, "write the file in place", "直接改写文件", false }, { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_norm_list = { "norm list", "", 0, 0, "the instruments of the library", "列出文书库中的文书", { "concord norm list", "concord norm list --json" }, NULL, run_list, CN_SERVED_LAW };
const cn_op cn_op_norm_check = { "norm check", "[DIR]", 0, 1, "check the files of a library; every problem with its line", "检查文书文件，逐条指出问题所在行",
				 { "concord norm check norms", NULL }, NULL, run_check };
const cn_op cn_op_norm_fmt = { "norm fmt", "FILE...", 1, CN_ARGS_MAX, "print instrument files in their canonical form", "按规范格式输出文书文件",
			       { "concord norm fmt norms/eu-ai-act.yaml", "concord norm fmt --write norms/eu-ai-act.yaml" }, fmt_flags, run_fmt };
const cn_op cn_op_norm_schema = { "norm schema", "WHAT", 1, 1, "JSON Schema of a file: instrument, facts, vocabulary, coverage, media-rules, system, profiles",
				  "文件的 JSON Schema：instrument、facts、vocabulary、coverage、media-rules、system、profiles", { "concord norm schema system", NULL }, NULL, run_schema, CN_SERVED_LAW };
