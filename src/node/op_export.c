/* export: a dossier, or what a plan measured, in other people's formats. What goes out carries no signature of ours any more, so
 * that a dossier is checked before: what does not hold is not passed on under another name. */
#include <sys/stat.h>

#include "core/dsse.h"
#include "node/check.h"
#include "node/export.h"
#include "store/file.h"

#define INTOTO_TYPE "application/vnd.in-toto+json"

static cn_code refuse(const cn_checked *c, const char *path, cn_err *err)
{
	const cn_val *line = cn_first(c->lines);
	while (line && !cn_is_text(cn_get(line, "result"), "fails"))
		line = line->next;
	cn_str what = cn_get_text(line, "what"), en = cn_get_text(cn_get(line, "text"), "en");
	(void)CN_FAIL(err, CN_EINPUT, "%s does not hold and is not passed on: %.*s: %.*s", path, CN_FMT(what),
		      CN_FMT(cn_sub(en, 0, 200)));
	return cn_hint(err, "concord verify %s", path);
}

static const cn_val *signature_of(cn_ctx *ctx, const cn_checked *c)
{
	for (size_t i = 0; i < c->n_held; i++) {
		const cn_signed *s = c->held[i];
		if (!cn_eqz(s->rec.kind, "assessment/1"))
			continue;
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "author", cn_text(ctx->a, s->rec.author));
		cn_put(ctx->a, m, "seq", cn_int(ctx->a, s->rec.seq));
		cn_put(ctx->a, m, "id", cn_text(ctx->a, cn_digest_str(ctx->a, &s->id)));
		cn_put(ctx->a, m, "key", cn_text(ctx->a, c->fingerprint));
		return m;
	}
	return NULL;
}

static cn_code tree_for(cn_ctx *ctx, const cn_val *root, const char *path, cn_str digested, const cn_val *signature,
			const cn_val **ret, cn_err *err)
{
	cn_digest d = cn_sha256(digested);
	return cn_export_tree(ctx->a, root, cn_base_name(cn_str_z(path)), cn_digest_str(ctx->a, &d), signature, cn_program(),
			      ctx->lang, ret, err);
}

static cn_code dossier_tree(cn_ctx *ctx, const char *path, bool folder, const cn_val **ret, cn_err *err)
{
	cn_checked c;
	const cn_val *dossier;
	cn_str bytes;
	cn_checked_init(ctx, &c);
	CN_TRY(cn_check_dossier(ctx, path, folder, CN_LEVEL_COUNTS, &c, &dossier, err));
	if (c.forged)
		return refuse(&c, path, err);
	if (cn_report_check(dossier, err) != CN_OK)
		return cn_while(err, "%s", path);
	CN_TRY(cn_canonical(ctx, cn_get(dossier, "content"), &bytes, err));
	return tree_for(ctx, dossier, folder ? "dossier.html" : path, bytes, signature_of(ctx, &c), ret, err);
}

/* results.json of `lab run` says what it is; *ret NULL: it is something else. */
static cn_code read_results(cn_ctx *ctx, const char *path, const cn_val **ret, cn_str *ret_bytes, cn_err *err)
{
	*ret = NULL;
	CN_TRY(cn_file_read(ctx->a, path, CN_REPORT_BYTES_MAX, ret_bytes, err));
	if (!cn_starts(cn_trim(cn_sub(*ret_bytes, 0, 64)), "{"))
		return CN_OK;
	if (cn_json_parse(ctx->a, *ret_bytes, CN_JSON_FOREIGN_DEPTH_MAX, ret, err) != CN_OK)
		return cn_while(err, "%s", path);
	if (!cn_is_text(cn_get(*ret, "concord"), "lab-results/1")) {
		*ret = NULL;
		return CN_OK;
	}
	return cn_report_check_measured(*ret, err) == CN_OK ? CN_OK : cn_while(err, "%s", path);
}

static cn_code tree_of(cn_ctx *ctx, const char *path, const cn_val **ret, cn_err *err)
{
	struct stat st;
	const cn_val *results = NULL;
	cn_str bytes = { 0 };
	if (stat(path, &st) != 0)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no file or folder \"%s\"", path);
	bool folder = S_ISDIR(st.st_mode);
	if (!folder)
		CN_TRY(read_results(ctx, path, &results, &bytes, err));
	return results ? tree_for(ctx, results, path, bytes, NULL, ret, err) : dossier_tree(ctx, path, folder, ret, err);
}

/* ---- signed ---- */

static cn_code keep(void *arg, const char *path, cn_str bytes, cn_err *err)
{
	cn_buf *b = arg;
	(void)path;
	cn_buf_put(b, bytes);
	return b->failed ? CN_NOMEM(err) : CN_OK;
}

/* Whose key signed the dossier: only then does this node know what it vouches for. */
static bool is_ours(cn_ctx *ctx, cn_home *home, cn_str fingerprint)
{
	const cn_val *keys = cn_home_keys(home, ctx->a);
	CN_EACH(k, keys)
		if (fingerprint.n && cn_eq(cn_get_text(k, "fingerprint"), fingerprint))
			return true;
	return false;
}

static cn_code sign(cn_ctx *ctx, const cn_export *e, const cn_val *tree, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_AUTO_BUF payload, envelope;
	cn_buf_init(&payload, CN_REPORT_BYTES_MAX);
	cn_buf_init(&envelope, 2 * CN_REPORT_BYTES_MAX);
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	if (!is_ours(ctx, home, cn_get_text(cn_get(tree, "signed"), "key"))) {
		(void)CN_FAIL(err, CN_EINPUT, "%s did not sign this: a node signs a statement about its own assessments only",
			      ctx->data_dir);
		return cn_hint(err, "concord submit DIR, or export without --sign");
	}
	cn_export_out out = { keep, &payload };
	CN_TRY(e->run(ctx->a, tree, &out, err));
	CN_TRY(cn_home_envelope(home, ctx->a, CN_S(INTOTO_TYPE), cn_buf_str(&payload), &envelope, err));
	cn_buf_putc(&envelope, '\n');
	return envelope.failed ? CN_NOMEM(err) : cn_format_put(ctx, e->name, cn_buf_str(&envelope), err);
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	const cn_val *tree = NULL;
	const cn_export *e = NULL;
	if (ctx->args.n_arg == 0)
		return cn_formats_list(ctx, CN_EXPORT_DOSSIER, err);
	CN_TRY(cn_format_find(ctx, CN_EXPORT_DOSSIER, &e, err));
	if (ctx->args.n_arg < 2) {
		(void)CN_FAIL(err, CN_EINPUT, "which dossier? export takes a format and a dossier");
		return cn_hint(err, "concord export %s out/dossier.json", e->name);
	}
	bool signs = cn_flag_on(ctx, "sign");
	if (signs && !cn_eqz(cn_str_z(e->name), "in-toto")) {
		(void)CN_FAIL(err, CN_EINPUT, "--sign is for in-toto: %s has no place for a signature of ours", e->name);
		return cn_hint(err, "concord export in-toto %s --sign", ctx->args.arg[1]);
	}
	CN_TRY(tree_of(ctx, ctx->args.arg[1], &tree, err));
	return signs ? sign(ctx, e, tree, err) : cn_format_write(ctx, e, tree, err);
}

static const cn_flag flags[] = { { "out", "FILE", "the file to write (else to the terminal)", "写入的文件（默认输出到终端）",
				   false },
				 { "sign", NULL, "in-toto: in a DSSE envelope, signed by this node's key",
				   "in-toto：置于 DSSE 信封，由本节点密钥签署", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_export = {
	"export",
	"[FORMAT DOSSIER]",
	0,
	2,
	"a dossier, or results of lab run, as a model card, CycloneDX or in-toto; without FORMAT, which there are",
	"将卷宗或 lab run 的结果导出为模型卡、CycloneDX 或 in-toto；不带格式则列出",
	{ "concord export model-card out/northbank-mortgage/dossier.json --out MODEL_CARD.md", "concord export" },
	flags,
	run,
	CN_SERVED_WRITES,
	CN_ACCESS_READER
};
