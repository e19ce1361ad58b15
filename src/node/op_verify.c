/* verify: a dossier (file or folder), or a record of this node by number or id. Three levels, printed. */
#include <sys/stat.h>

#include "core/jcs.h"
#include "node/check.h"
#include "report/errors.h"
#include "report/report.h"
#include "store/file.h"

static const char *const level_names[] = { "proof", "counts", "data" };

static cn_code take_level(cn_ctx *ctx, cn_level *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, "level");
	for (unsigned i = 0; i < 3; i++)
		if (strcmp(z ? z : "counts", level_names[i]) == 0) {
			*ret = (cn_level)i;
			return CN_OK;
		}
	(void)CN_FAIL(err, CN_EINPUT, "\"%.20s\" is not a level", z);
	return cn_hint(err, "--level proof, --level counts or --level data");
}

/* What the signed assessment says made it; empty: nothing that holds says so. */
static cn_str program_of(const cn_checked *c)
{
	for (size_t i = 0; i < c->n_held; i++)
		if (cn_eqz(c->held[i]->rec.kind, "assessment/1"))
			return cn_get_text(c->held[i]->rec.body, "program");
	return CN_S("");
}

/* The page again from the tree inside it, byte for byte: no visible word can be changed. After cn_check_proof. */
static cn_code check_page(cn_ctx *ctx, cn_str html, const cn_val *dossier, cn_checked *c, cn_err *err)
{
	CN_AUTO_BUF again;
	cn_buf_init(&again, CN_REPORT_BYTES_MAX);
	cn_code rc = cn_report_html(dossier, &again, err);
	if (rc == CN_ENOMEM)
		return rc;
	bool same = rc == CN_OK && cn_eq(cn_buf_str(&again), html);
	cn_str program = cn_sub(program_of(c), 0, 60);
	if (!same && program.n && !cn_eq(program, cn_program())) {
		cn_checked_line(ctx, c, "page", "absent", cn_strf(ctx->a, "cannot recompute: the page was made by version %.*s", CN_FMT(program)),
				cn_strf(ctx->a, "无法重算：页面由版本 %.*s 生成", CN_FMT(program)));
		return CN_OK;
	}
	cn_checked_line(ctx, c, "page", same ? "holds" : "fails",
			same ? CN_S("the page is exactly what its records give") : CN_S("the page was changed: it is not what its records give"),
			same ? CN_S("页面与其所含记录生成的完全一致") : CN_S("页面被改动：与其所含记录生成的不一致"));
	return CN_OK;
}

cn_code cn_read_dossier(cn_ctx *ctx, const char *path, cn_str *ret_html, const cn_val **ret, cn_err *err)
{
	cn_str text;
	CN_TRY(cn_file_read(ctx->a, path, CN_REPORT_BYTES_MAX, &text, err));
	cn_str lead = cn_trim(cn_sub(text, 0, 64));
	if (cn_starts(lead, "<")) {
		*ret_html = text;
		if (cn_report_extract(ctx->a, text, ret, err) != CN_OK)
			return cn_while(err, "%s", path);
	} else if (cn_json_parse(ctx->a, text, CN_JSON_FOREIGN_DEPTH_MAX, ret, err) != CN_OK) {
		return cn_while(err, "%s", path);
	}
	const cn_val *content = cn_get(*ret, "content");
	if (cn_is_text(cn_get(*ret, "concord"), "dossier/1") && content && content->type == CN_MAP)
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "%s is not a dossier", path);
	return cn_hint(err, "concord verify DIR, dossier.html or dossier.json");
}

static void say_absent(cn_ctx *ctx, const char *path, cn_checked *c)
{
	cn_checked_line(ctx, c, "folder", "absent", cn_strf(ctx->a, "%s is absent", path), cn_strf(ctx->a, "缺少 %s", path));
}

/* One part of a dossier's folder. Whole or not there: a folder of copies that is gone is said to be, like each copy. */
static bool is_there(cn_ctx *ctx, const char *path, const cn_val *copies, cn_checked *c)
{
	bool there = cn_file_exists(path);
	if (!there && cn_first(copies))
		say_absent(ctx, path, c);
	return there;
}

/* One file of a dossier's folder holds what the dossier says; a file that is missing is said to be. */
static cn_code check_file(cn_ctx *ctx, const char *path, cn_str want, cn_checked *c, cn_err *err)
{
	cn_str bytes;
	cn_code rc = cn_file_read(ctx->a, path, CN_REPORT_BYTES_MAX, &bytes, err);
	if (rc == CN_ENOTFOUND) {
		*err = (cn_err){ 0 };
		say_absent(ctx, path, c);
		return CN_OK;
	}
	CN_TRY(rc);
	if (!cn_eq(bytes, want))
		cn_checked_line(ctx, c, "folder", "fails", cn_strf(ctx->a, "%s was changed: the dossier holds another", path),
				cn_strf(ctx->a, "%s 被改动：与卷宗所含内容不同", path));
	return CN_OK;
}

static cn_code check_key_files(cn_ctx *ctx, const char *dir, const cn_val *dossier, cn_checked *c, cn_err *err)
{
	const char *keys = cn_strf(ctx->a, "%s/keys", dir).p;
	if (!keys)
		return cn_arena_fail(ctx->a, err);
	const cn_val *copies = cn_get(dossier, "key_records");
	CN_EACH (r, is_there(ctx, keys, copies, c) ? copies : NULL) {
		cn_str bytes;
		long long seq = cn_get_int(r, "seq", -1);
		if (!cn_get(r, "envelope"))
			continue; /* cn_check_keys says so */
		CN_TRY(cn_canonical(ctx, cn_get(r, "envelope"), &bytes, err));
		CN_TRY(check_file(ctx, cn_strf(ctx->a, "%s/%lld.json", keys, seq).p, bytes, c, err));
		CN_TRY(check_file(ctx, cn_strf(ctx->a, "%s/%lld.tlog-proof", keys, seq).p, cn_get_text(r, "proof"), c, err));
	}
	return CN_OK;
}

/* records/, proofs/ and keys/ hold what the dossier holds. */
static cn_code check_files(cn_ctx *ctx, const char *dir, const cn_val *dossier, cn_checked *c, cn_err *err)
{
	const char *records = cn_strf(ctx->a, "%s/records", dir).p, *proofs = cn_strf(ctx->a, "%s/proofs", dir).p;
	if (!records || !proofs)
		return cn_arena_fail(ctx->a, err);
	const cn_val *signed_ones = cn_get(dossier, "records"), *proved = cn_get(dossier, "proofs");
	CN_EACH (r, is_there(ctx, records, signed_ones, c) ? signed_ones : NULL) {
		cn_str bytes;
		const cn_val *envelope = cn_get(r, "envelope");
		if (!envelope)
			continue; /* check_proof says so */
		CN_TRY(cn_canonical(ctx, envelope, &bytes, err));
		CN_TRY(check_file(ctx, cn_strf(ctx->a, "%s/%lld.json", records, (long long)cn_get_int(r, "seq", -1)).p, bytes, c, err));
	}
	CN_EACH (p, is_there(ctx, proofs, proved, c) ? proved : NULL)
		CN_TRY(check_file(ctx, cn_strf(ctx->a, "%s/%lld.tlog-proof", proofs, (long long)cn_get_int(p, "seq", -1)).p, cn_get_text(p, "proof"),
				  c, err));
	return check_key_files(ctx, dir, dossier, c, err);
}

/* A blob's name is its digest. */
static cn_code check_blobs(cn_ctx *ctx, const char *dir, cn_checked *c, cn_err *err)
{
	const char *blobs = cn_strf(ctx->a, "%s/blobs", dir).p;
	const cn_val *names;
	if (!blobs)
		return cn_arena_fail(ctx->a, err);
	if (!cn_file_exists(blobs)) {
		say_absent(ctx, blobs, c);
		return CN_OK;
	}
	CN_TRY(cn_dir_list(ctx->a, blobs, &names, err));
	CN_EACH (name, names) {
		cn_str bytes;
		cn_digest want, d;
		CN_TRY(cn_file_read(ctx->a, cn_strf(ctx->a, "%s/%.*s", blobs, CN_FMT(name->s)).p, CN_JSON_BYTES_MAX, &bytes, err));
		d = cn_sha256(bytes);
		if (!cn_digest_parse_hex(name->s, &want) || !cn_digest_eq(&want, &d))
			cn_checked_line(ctx, c, "folder", "fails", cn_strf(ctx->a, "%s/%.*s was changed: its digest is another", blobs, CN_FMT(name->s)),
					cn_strf(ctx->a, "%s/%.*s 被改动：摘要不符", blobs, CN_FMT(name->s)));
	}
	return CN_OK;
}

typedef struct home_blobs {
	cn_ctx *ctx;
	cn_home *home;
} home_blobs;

typedef struct folder {
	cn_ctx *ctx;
	const char *dir;
} folder;

static cn_code blob_in_folder(void *arg, const cn_digest *d, cn_str *ret, cn_err *err)
{
	const folder *f = arg;
	char z[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(d, z);
	const char *path = cn_strf(f->ctx->a, "%s/blobs/%s", f->dir, z + 7).p;
	if (!path)
		return cn_arena_fail(f->ctx->a, err);
	if (!cn_file_exists(path))
		return CN_FAIL(err, CN_EABSENT, "%s is absent", path);
	CN_TRY(cn_file_read(f->ctx->a, path, CN_JSON_BYTES_MAX, ret, err));
	cn_digest is = cn_sha256(*ret);
	return cn_digest_eq(&is, d) ? CN_OK : CN_FAIL(err, CN_EABSENT, "%s was changed", path); /* check_blobs says so */
}

static cn_code blob_in_home(void *arg, const cn_digest *d, cn_str *ret, cn_err *err)
{
	const home_blobs *h = arg;
	return cn_home_blob_get(h->home, h->ctx->a, d, ret, err);
}

/* The two lists are not in the dossier: where the folder or the node has them, the findings are held against them. */
static cn_code check_lists(cn_ctx *ctx, const cn_val *content, const cn_val *records, cn_blob_of get, void *arg, cn_checked *c, cn_err *err)
{
	cn_err why = { 0 };
	cn_code rc = cn_check_blobs(ctx, content, records, get, arg, c, &why);
	if (rc != CN_OK && rc != CN_EABSENT)
		*err = why;
	return rc == CN_EABSENT ? CN_OK : rc;
}

static cn_code check_folder(cn_ctx *ctx, const char *dir, const cn_val *dossier, const cn_val *records, cn_checked *c, cn_err *err)
{
	const char *json = cn_strf(ctx->a, "%s/dossier.json", dir).p;
	cn_str none = CN_S("");
	const cn_val *other;
	if (!json)
		return cn_arena_fail(ctx->a, err);
	if (cn_file_exists(json)) {
		CN_TRY(cn_read_dossier(ctx, json, &none, &other, err));
		bool same = cn_val_eq(dossier, other);
		cn_checked_line(ctx, c, "folder", same ? "holds" : "fails",
				same ? CN_S("dossier.json and dossier.html say the same") : CN_S("dossier.json and dossier.html differ"),
				same ? CN_S("dossier.json 与 dossier.html 内容一致") : CN_S("dossier.json 与 dossier.html 内容不一致"));
	} else {
		say_absent(ctx, json, c);
	}
	CN_TRY(check_files(ctx, dir, dossier, c, err));
	CN_TRY(check_blobs(ctx, dir, c, err));
	folder f = { ctx, dir };
	return check_lists(ctx, cn_get(dossier, "content"), records, blob_in_folder, &f, c, err);
}

/* The statements whose signatures hold, as {kind, body}. */
static cn_code said_in(cn_ctx *ctx, const cn_checked *c, const cn_val **ret, cn_err *err)
{
	cn_val *records = cn_list(ctx->a);
	for (size_t i = 0; i < c->n_held; i++) {
		cn_val *m = cn_push(ctx->a, records, cn_map(ctx->a));
		cn_put(ctx->a, m, "kind", cn_text(ctx->a, c->held[i]->rec.kind));
		cn_put(ctx->a, m, "body", cn_val_copy(ctx->a, c->held[i]->rec.body));
	}
	*ret = records;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

/* What was signed, the content and its own numbers hang together. */
static cn_code check_said(cn_ctx *ctx, const cn_val *content, const cn_val *records, cn_checked *c, cn_err *err)
{
	CN_TRY(cn_check_agree(ctx, content, records, c, err));
	cn_check_answers(ctx, content, program_of(c), c);
	return CN_OK;
}

/* Numbers and findings, as far as the level goes. */
static cn_code check_again(cn_ctx *ctx, const cn_val *content, cn_level level, cn_checked *c, cn_err *err)
{
	const char *from = cn_flag_get(ctx, "from");
	if (level >= CN_LEVEL_COUNTS)
		CN_TRY(cn_check_counts(ctx, content, c, err));
	if (level >= CN_LEVEL_DATA)
		CN_TRY(cn_check_data(ctx, content, from ? from : ".", c, err));
	if (!c->judged_again)
		cn_checked_line(ctx, c, "findings", "note", CN_S("findings are the signer's statement; only the numbers were recomputed"),
				CN_S("各项结论为签署方的陈述；仅数值经过重算"));
	return CN_OK;
}

cn_code cn_check_dossier(cn_ctx *ctx, const char *what, bool is_folder, cn_level level, cn_checked *c, const cn_val **ret, cn_err *err)
{
	const char *path = is_folder ? cn_strf(ctx->a, "%s/dossier.html", what).p : what;
	const char *key = cn_flag_get(ctx, "key");
	cn_str html = CN_S("");
	const cn_val *dossier, *records;
	if (!path)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_read_dossier(ctx, path, &html, &dossier, err));
	CN_TRY(cn_check_proof(ctx, dossier, cn_str_z(key), c, err));
	if (html.n)
		CN_TRY(check_page(ctx, html, dossier, c, err));
	CN_TRY(said_in(ctx, c, &records, err));
	cn_check_steps(ctx, records, c);
	if (is_folder)
		CN_TRY(check_folder(ctx, what, dossier, records, c, err));
	if (c->n_held)
		CN_TRY(check_said(ctx, cn_get(dossier, "content"), records, c, err));
	CN_TRY(cn_check_keys(ctx, dossier, c, err));
	CN_TRY(check_again(ctx, cn_get(dossier, "content"), level, c, err));
	*ret = dossier;
	return CN_OK;
}

/* The records that an assessment of this node rests on stand before it in the log. *ret_all: none of them was erased. */
static cn_code take_parts(cn_ctx *ctx, cn_home *home, const cn_signed *assessment, cn_checked *c, bool *ret_all, cn_err *err)
{
	size_t n = assessment->rec.n_refs, wanted = 0;
	c->held = CN_NEW(ctx->a, const cn_signed *, n + 1);
	if (!c->held)
		return cn_arena_fail(ctx->a, err);
	c->held[c->n_held++] = assessment;
	for (size_t i = 0; i < n; i++)
		wanted += cn_is_part(&assessment->rec.refs[i]);
	for (int64_t at = assessment->rec.seq; at-- > 0 && c->n_held <= wanted;) {
		cn_signed *s = CN_NEW(ctx->a, cn_signed, 1);
		if (!s)
			return cn_arena_fail(ctx->a, err);
		cn_code rc = cn_home_record(home, ctx->a, (uint64_t)at, s, err);
		if (rc == CN_EABSENT)
			continue;
		CN_TRY(rc);
		bool part = false;
		for (size_t i = 0; i < n; i++)
			part = part || (cn_is_part(&assessment->rec.refs[i]) && cn_digest_eq(&assessment->rec.refs[i].to, &s->id));
		if (part)
			c->held[c->n_held++] = s;
	}
	*ret_all = c->n_held == wanted + 1;
	return CN_OK;
}

static cn_code verify_content(cn_ctx *ctx, cn_home *home, const cn_signed *s, cn_level level, cn_checked *c, cn_err *err)
{
	cn_digest d;
	cn_str bytes;
	const cn_val *content, *records;
	bool all = false;
	if (!cn_digest_parse(cn_get_text(cn_get(s->rec.body, "content"), "digest"), &d))
		return CN_FAIL(err, CN_EINPUT, "record %lld names no content", (long long)s->rec.seq);
	cn_err why = { 0 };
	cn_code rc = cn_home_blob_get(home, ctx->a, &d, &bytes, &why);
	if (rc == CN_EABSENT) {
		cn_checked_line(ctx, c, "counts", "absent", CN_S("cannot recompute: the content is absent"), CN_S("无法重算：内容缺失"));
		return CN_OK;
	}
	if (rc == CN_EFORGED) {
		cn_checked_line(ctx, c, "counts", "fails", cn_strf(ctx->a, "%s", why.msg), cn_error_text(ctx->a, &why, CN_S("zh")));
		return CN_OK;
	}
	if (rc != CN_OK) {
		*err = why;
		return rc;
	}
	CN_TRY(cn_json_parse(ctx->a, bytes, CN_JSON_DEPTH_MAX, &content, err));
	CN_TRY(take_parts(ctx, home, s, c, &all, err));
	CN_TRY(said_in(ctx, c, &records, err));
	cn_check_steps(ctx, records, c);
	home_blobs in = { ctx, home };
	if (all) {
		CN_TRY(check_said(ctx, content, records, c, err));
		CN_TRY(check_lists(ctx, content, records, blob_in_home, &in, c, err));
	} else {
		cn_checked_line(ctx, c, "records", "absent", CN_S("cannot recompute: a record that it rests on was erased or is lost"),
				CN_S("无法重算：其所依据的记录已删除或丢失"));
	}
	return check_again(ctx, content, level, c, err);
}

/* A writer that was cut off leaves a record that is durable and that no checkpoint covers yet: nothing is wrong with it, and nothing is proved. */
static cn_code check_place(cn_ctx *ctx, cn_home *home, uint64_t index, cn_checked *c, cn_err *err)
{
	cn_str proof;
	cn_err why = { 0 };
	cn_code rc = cn_home_prove(home, ctx->a, index, &proof, &why);
	if (rc == CN_ESTATE) {
		cn_checked_line(ctx, c, "inclusion", "absent", CN_S("cannot recompute: it is written, and no checkpoint covers it yet; this node's next write publishes it"),
				CN_S("无法重算：记录已写入，但尚无检查点涵盖；本节点下一次写入时将发布"));
		return CN_OK;
	}
	if (rc == CN_EFORGED || rc == CN_ENOTFOUND) { /* the log's files were changed, or one is missing: that is the answer */
		cn_checked_line(ctx, c, "inclusion", rc == CN_EFORGED ? "fails" : "absent", cn_strf(ctx->a, "%s", why.msg), cn_error_text(ctx->a, &why, CN_S("zh")));
		return CN_OK;
	}
	if (rc != CN_OK) {
		*err = why;
		return rc;
	}
	cn_checked_line(ctx, c, "inclusion", "holds", CN_S("it is in the log at the last checkpoint"), CN_S("在最新检查点的日志中"));
	return CN_OK;
}

/* A record of this node: its signature by a key that was good, its place in the log, and for an assessment its content. */
static cn_code verify_record(cn_ctx *ctx, const char *what, cn_level level, cn_checked *c, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	uint64_t index;
	cn_signed s;
	cn_str key;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_home_find(home, cn_str_z(what), &index, err));
	cn_code rc = cn_home_record(home, ctx->a, index, &s, err);
	if (rc == CN_EABSENT) {
		bool erased = cn_home_erased(home, ctx->a, index);
		cn_checked_line(ctx, c, "signature", "absent",
				erased ? CN_S("cannot recompute: the record's content was erased; its place in the log stays")
				       : CN_S("cannot recompute: the record's content is lost, not erased: put log/sealed back from a copy"),
				erased ? CN_S("无法重算：记录内容已删除，其在日志中的位置仍在") : CN_S("无法重算：记录内容丢失（并非删除）：请从副本恢复 log/sealed"));
		return CN_OK;
	}
	CN_TRY(rc);
	cn_err why = { 0 };
	rc = cn_home_verify(home, ctx->a, &s, &key, &why);
	cn_str said = rc == CN_OK ? cn_strf(ctx->a, "record %llu (%.*s), %.*s key", (unsigned long long)index, CN_FMT(s.rec.kind), CN_FMT(key))
				  : cn_strf(ctx->a, "record %llu: %s", (unsigned long long)index, why.msg);
	cn_str zh = rc == CN_OK ? cn_strf(ctx->a, "记录 %llu（%.*s），密钥 %.*s", (unsigned long long)index, CN_FMT(s.rec.kind), CN_FMT(key))
				: cn_strf(ctx->a, "记录 %llu：%.*s", (unsigned long long)index, CN_FMT(cn_error_text(ctx->a, &why, CN_S("zh"))));
	cn_checked_line(ctx, c, "signature", rc == CN_OK ? "holds" : rc == CN_EABSENT ? "absent" : "fails", said, zh);
	CN_TRY(check_place(ctx, home, index, c, err));
	c->fingerprint = cn_digest_str(ctx->a, &s.env.sig[0].keyid);
	cn_check_key(ctx, cn_str_z(cn_flag_get(ctx, "key")), c);
	if (level < CN_LEVEL_COUNTS || !cn_eqz(s.rec.kind, "assessment/1"))
		return CN_OK;
	return verify_content(ctx, home, &s, level, c, err);
}

static const char *outcome(const cn_checked *c)
{
	return c->forged ? "forged" : c->absent ? "cannot_recompute" : "holds";
}

static cn_code say_checked(cn_ctx *ctx, cn_level level, const cn_checked *c, cn_err *err)
{
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "result", cn_textz(ctx->a, outcome(c)));
		cn_put(ctx->a, m, "level", cn_textz(ctx->a, level_names[level]));
		cn_put(ctx->a, m, "key", cn_text(ctx->a, c->fingerprint));
		cn_put(ctx->a, m, "checks", c->lines);
		return cn_answer_json(ctx, m, err);
	}
	const char *lang = cn_eqz(ctx->lang, "zh") ? "zh" : "en";
	CN_EACH (l, c->lines) {
		cn_str r = cn_get_text(l, "result");
		const char *mark = cn_eqz(r, "holds") ? (ctx->utf8 ? "✓" : "+") : cn_eqz(r, "fails") ? (ctx->utf8 ? "✗" : "x") :
				   cn_eqz(r, "note") ? (ctx->utf8 ? "·" : "-") : "?";
		if (!ctx->quiet || !cn_eqz(r, "holds"))
			cn_buf_printf(ctx->out, "%s %-10.*s %.*s\n", mark, CN_FMT(cn_get_text(l, "what")), CN_FMT(cn_get_text(cn_get(l, "text"), lang)));
	}
	static const char *const said[][2] = { { "It holds", "验证通过" }, { "It does not hold", "验证不通过" }, { "It cannot be recomputed", "无法重算" } };
	int v = cn_checked_exit(c);
	cn_buf_printf(ctx->out, "%s (%s: %s)\n", cn_tr(ctx, said[v][0], said[v][1]), cn_tr(ctx, "level", "级别"), level_names[level]);
	if (c->fingerprint.n)
		cn_buf_printf(ctx->out, "%s %.*s\n%s\n", cn_tr(ctx, "Signed by key", "签署密钥"), CN_FMT(c->fingerprint),
			      cn_tr(ctx, "This does not prove whose key that is: compare the fingerprint with the one the signer publishes, or give it as --key.\n"
				     "Times are the signer's own clock, unwitnessed.",
				     "这并不证明密钥属于谁：请与签署方公布的指纹核对，或以 --key 指定。\n时间为签署方自身时钟，未经见证。"));
	return CN_OK;
}

static cn_code run_verify(cn_ctx *ctx, cn_err *err)
{
	cn_level level;
	cn_checked c;
	struct stat st;
	const cn_val *dossier;
	const char *what = ctx->args.arg[0];
	CN_TRY(take_level(ctx, &level, err));
	cn_checked_init(ctx, &c);
	if (stat(what, &st) == 0)
		CN_TRY(cn_check_dossier(ctx, what, S_ISDIR(st.st_mode), level, &c, &dossier, err));
	else if (cn_starts(cn_str_z(what), "sha256:") || (what[0] >= '0' && what[0] <= '9'))
		CN_TRY(verify_record(ctx, what, level, &c, err));
	else
		return CN_FAIL(err, CN_ENOTFOUND, "there is no file or folder \"%s\", and it is no record's number or id", what);
	ctx->verdict = cn_checked_exit(&c);
	return say_checked(ctx, level, &c, err);
}

static const cn_flag flags[] = {
	{ "level", "LEVEL", "proof, counts (default) or data", "级别：proof、counts（默认）或 data", false },
	{ "key", "FINGERPRINT", "the key that must have signed", "必须由此指纹的密钥签署", false },
	{ "from", "PATH", "for --level data: the manifest, or its folder; the files it names stand beside it", "用于 --level data：清单文件或其所在文件夹，其所列文件在同一处", false },
	{ NULL, NULL, NULL, NULL, false },
};

const cn_op cn_op_verify = { "verify", "FILE|DIR|RECORD", 1, 1, "does a dossier or a record hold: signature, place in the log, numbers from their counts",
			     "卷宗或记录是否成立：签名、日志位置、由计数重算数值",
			     { "concord verify out/mortgage-lending/dossier.html", "concord verify out/mortgage-lending --level data --from examples/mortgage-lending" },
			     flags, run_verify, CN_SERVED_SEALED, CN_ACCESS_READER };
