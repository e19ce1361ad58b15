/* assess: the circle once around for one system. submit: what a pipeline left unsigned, signed here. */
#include "node/check.h"
#include "node/policies.h"
#include "node/walk.h"
#include "report/report.h"
#include "store/file.h"

static const cn_flag assess_flags[] = {
	{ "out", "DIR", "where the dossier is written (else out/<id of the system>)", "卷宗输出文件夹（默认 out/<系统标识>）", false },
	{ "as-of", "DATE", "the day whose law counts (else today); repeat it for a column each", "按哪一天的法律判断（默认今天）；可重复，每个日期一列", true },
	{ "policy", "FILE", "the owner's limits (else policy: of the manifest, or policy.yaml beside it)", "所有者限值文件（默认清单中的 policy: 或同目录 policy.yaml）", false },
	{ "unsigned", NULL, "sign nothing: leave record.json and blobs/ for `concord submit`", "不签名：留下 record.json 和 blobs/ 供 concord submit 使用", false },
	{ "all", NULL, "show every finding and measurement", "显示全部结论与测量", false },
	{ NULL, NULL, NULL, NULL, false },
};

static const char *out_dir(cn_ctx *ctx, cn_str system)
{
	const char *out = cn_flag_get(ctx, "out");
	return out ? out : cn_strf(ctx->a, "out/%.*s", CN_FMT(system)).p;
}

static cn_code answer(cn_ctx *ctx, const cn_val *dossier, const char *dir, const char *again, cn_err *err)
{
	if (ctx->json)
		return cn_answer_json(ctx, dossier, err);
	cn_report_term o = { .lang = ctx->lang, .width = ctx->width, .color = ctx->color, .utf8 = ctx->utf8, .all = cn_flag_on(ctx, "all"),
			     .quiet = ctx->quiet, .dossier = cn_strf(ctx->a, "%s/dossier.html", dir), .again = cn_str_z(again) };
	return cn_report_terminal(dossier, &o, ctx->out, err);
}

static cn_val *unsigned_dossier(cn_ctx *ctx, const cn_val *content)
{
	cn_val *d = cn_map(ctx->a);
	cn_put(ctx->a, d, "concord", cn_textz(ctx->a, "dossier/1"));
	cn_put(ctx->a, d, "content", cn_val_copy(ctx->a, content));
	cn_put(ctx->a, d, "records", cn_list(ctx->a));
	cn_put(ctx->a, d, "proofs", cn_list(ctx->a));
	cn_put(ctx->a, d, "keys", cn_list(ctx->a));
	return d;
}

/* A place that cannot be written, a page that cannot be made, a key that does not count: found out before anything is signed. */
static cn_code can_finish(cn_ctx *ctx, cn_home *home, const cn_val *content, const char *dir, cn_err *err)
{
	static const char *const folders[] = { "blobs", "records", "proofs", "keys" };
	CN_AUTO_BUF page;
	cn_buf_init(&page, CN_REPORT_BYTES_MAX);
	CN_TRY(cn_home_ready(home, ctx->a, err));
	const cn_val *d = unsigned_dossier(ctx, content);
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_report_html(d, &page, err));
	for (size_t i = 0; i < 4; i++) {
		const char *folder = cn_strf(ctx->a, "%s/%s", dir, folders[i]).p, *probe = cn_strf(ctx->a, "%s/%s/.probe", dir, folders[i]).p;
		if (!folder || !probe)
			return cn_arena_fail(ctx->a, err);
		CN_TRY(cn_dir_make(NULL, folder, 0755, err));
		CN_TRY(cn_file_write(NULL, probe, CN_S(""), 0600, err));
		CN_TRY(cn_file_remove(NULL, probe, err));
	}
	return CN_OK;
}

static cn_code assess(cn_ctx *ctx, cn_run *r, cn_err *err)
{
	const cn_val *dossier;
	cn_submission s;
	uint64_t seq;
	const char *dir = out_dir(ctx, r->system->profile->id);
	CN_TRY(cn_run_judge(ctx, r, r->home ? cn_home_name(r->home) : CN_S(""), err));
	CN_TRY(cn_submission_make(ctx, r, &s, err));
	if (r->home) {
		CN_TRY(can_finish(ctx, r->home, s.content, dir, err));
		CN_TRY(cn_submission_sign(ctx, r->home, &s, &dossier, &seq, err));
	} else {
		dossier = unsigned_dossier(ctx, s.content);
		if (!cn_arena_ok(ctx->a))
			return cn_arena_fail(ctx->a, err);
		CN_TRY(cn_dir_make(NULL, dir, 0755, err));
		CN_TRY(cn_submission_write(ctx, &s, dir, err));
	}
	CN_TRY(cn_dossier_write(ctx, dossier, &s, dir, err));
	ctx->verdict = r->day[0].verdict;
	return answer(ctx, dossier, dir, cn_strf(ctx->a, "concord assess %s --all", r->system->path).p, err);
}

static cn_code run_assess(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], true, true, true, &r, err));
	cn_code rc = assess(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

/* The content says who signs it: a submission's is rewritten to name this node, and the assessment names the new bytes. */
static cn_code claim(cn_ctx *ctx, cn_home *home, cn_submission *s, cn_err *err)
{
	cn_val *content = cn_val_copy(ctx->a, s->content);
	cn_val *node = (cn_val *)(uintptr_t)cn_get(content, "node"); /* of the copy just made */
	cn_val *name = (cn_val *)(uintptr_t)cn_get(node, "name"), *is_signed = (cn_val *)(uintptr_t)cn_get(node, "signed");
	if (!name || name->type != CN_TEXT || !is_signed || is_signed->type != CN_BOOL)
		return CN_FAIL(err, CN_EINPUT, "the content of this submission has no node.name and node.signed");
	name->s = cn_home_name(home);
	is_signed->b = true;
	cn_str bytes;
	CN_TRY(cn_canonical(ctx, content, &bytes, err));
	cn_digest d = cn_sha256(bytes);
	const cn_val *body = cn_get(s->records->last, "body"), *blob = cn_get(body, "content");
	cn_val *digest = (cn_val *)(uintptr_t)cn_get(blob, "digest"), *size = (cn_val *)(uintptr_t)cn_get(blob, "size");
	if (!digest || !size || digest->type != CN_TEXT || size->type != CN_INT)
		return CN_FAIL(err, CN_EINPUT, "the assessment of this submission does not name its content");
	for (size_t i = 0; i < s->n_blob; i++) {
		char z[CN_DIGEST_TEXT_BYTES];
		cn_digest_text(&s->blob[i].digest, z);
		if (cn_eqz(digest->s, z))
			s->blob[i] = (cn_bytes_out){ .bytes = bytes, .digest = d };
	}
	digest->s = cn_digest_str(ctx->a, &d);
	size->i = (int64_t)bytes.n;
	s->content = content;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code blob_of(void *arg, const cn_digest *d, cn_str *ret, cn_err *err)
{
	const cn_submission *s = arg;
	for (size_t i = 0; i < s->n_blob; i++)
		if (cn_digest_eq(&s->blob[i].digest, d)) {
			*ret = s->blob[i].bytes;
			return CN_OK;
		}
	return CN_FAIL(err, CN_EABSENT, "a list that this submission names is not in blobs/");
}

/* What a pipeline says of its numbers and of its page is tried before a node puts its name to it. */
static cn_code try_submission(cn_ctx *ctx, cn_submission *s, cn_err *err)
{
	cn_checked c;
	CN_AUTO_BUF page;
	cn_buf_init(&page, CN_REPORT_BYTES_MAX);
	cn_checked_init(ctx, &c);
	CN_TRY(cn_submission_check(s, err));
	cn_check_steps(ctx, s->records, &c);
	CN_TRY(cn_check_counts(ctx, s->content, &c, err));
	if (c.forged)
		return CN_FAIL(err, CN_EFORGED, "a number of this submission does not follow from its counts");
	CN_TRY(cn_check_agree(ctx, s->content, s->records, &c, err));
	cn_check_answers(ctx, s->content, cn_get_text(cn_get(s->records->last, "body"), "program"), &c);
	CN_TRY(cn_check_blobs(ctx, s->content, s->records, blob_of, s, &c, err));
	CN_EACH (line, c.lines) {
		cn_str said = cn_get_text(cn_get(line, "text"), cn_tr(ctx, "en", "zh"));
		if (cn_is_text(cn_get(line, "result"), "fails") || cn_is_text(cn_get(line, "result"), "absent"))
			return CN_FAIL(err, CN_EFORGED, "this submission is not signed: %.*s", CN_FMT(said));
	}
	const cn_val *d = unsigned_dossier(ctx, s->content);
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	return cn_report_html(d, &page, err);
}

static bool is_assessment(cn_str kind)
{
	return cn_eqz(kind, "assessment/1");
}

static bool has_content(const cn_signed *r, const void *digest)
{
	const cn_str *want = digest;
	return cn_eq(cn_get_text(cn_get(r->rec.body, "content"), "digest"), *want);
}

/* One submission, one assessment: the same content is not signed twice. */
static cn_code not_yet_signed(cn_ctx *ctx, cn_home *home, const cn_submission *s, cn_err *err)
{
	cn_str want = cn_get_text(cn_get(cn_get(s->records->last, "body"), "content"), "digest");
	cn_signed r;
	const cn_seek what = { .kind = is_assessment, .wanted = has_content, .arg = &want };
	uint64_t at = 0;
	bool found;
	CN_TRY(cn_walk(ctx, home, &what, &at, &r, &found, err));
	return found ? CN_FAIL(err, CN_EINPUT, "this submission was signed already, as record %llu", (unsigned long long)at - 1) : CN_OK;
}

/* Over HTTP the policy that it was made with is the one in force. */
static cn_code policy_holds(cn_ctx *ctx, cn_home *home, const cn_submission *s, cn_err *err)
{
	cn_str digest = CN_S("");
	CN_EACH (x, cn_get(s->content, "inputs"))
		if (cn_is_text(cn_get(x, "what"), "policy"))
			digest = cn_get_text(x, "sha256");
	return cn_policy_must_hold(ctx, home, cn_get_text(cn_get(s->content, "system"), "id"), digest, err);
}

static cn_code run_submit(cn_ctx *ctx, cn_err *err)
{
	static const char *const verdicts[] = { "pass", "not_satisfied", "undecided" };
	const char *dir = ctx->args.arg[0];
	cn_submission s;
	const cn_val *dossier;
	uint64_t seq;
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_submission_read(ctx, dir, &s, err));
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(claim(ctx, home, &s, err));
	CN_TRY(not_yet_signed(ctx, home, &s, err));
	CN_TRY(policy_holds(ctx, home, &s, err));
	CN_TRY(try_submission(ctx, &s, err));
	CN_TRY(can_finish(ctx, home, s.content, dir, err));
	CN_TRY(cn_submission_sign(ctx, home, &s, &dossier, &seq, err));
	CN_TRY(cn_dossier_write(ctx, dossier, &s, dir, err));
	const cn_val *first = cn_at(cn_get(s.content, "answers"), 0);
	for (int v = 0; v < 3; v++)
		if (cn_is_text(cn_get(first, "verdict"), verdicts[v]) && !ctx->json && !ctx->quiet)
			cn_buf_printf(ctx->out, "%s %llu: %s\n", cn_tr(ctx, "signed as record", "已签名，记录号"), (unsigned long long)seq, verdicts[v]);
	return answer(ctx, dossier, dir, "", err);
}

static const cn_flag submit_flags[] = { { "all", NULL, "show every finding and measurement", "显示全部结论与测量", false },
					{ NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_assess = { "assess", "FILE", 1, 1, "which duties bind a system, does it meet them, what is unknown; signs the answer and writes the dossier",
			     "哪些义务约束该系统、是否满足、哪些未知；签署结论并写出卷宗",
			     { "concord assess examples/mortgage-lending/system.yaml --as-of 2026-11-23 --as-of 2027-12-03",
			       "concord assess system.yaml --unsigned --out result" },
			     assess_flags, run_assess, CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
const cn_op cn_op_submit = { "submit", "DIR", 1, 1, "sign what `assess --unsigned` left in DIR", "签署 assess --unsigned 留在 DIR 中的结果",
			     { "concord submit result", NULL }, submit_flags, run_submit, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
