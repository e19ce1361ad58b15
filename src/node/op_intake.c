/* intake: reports of vulnerabilities and misuse that wait, and what comes of them. Accepted, a report becomes a record, without who sent it; dismissed, its text is
 * forgotten. The answer is what its sender reads with the receipt code. */
#include "node/desk.h"
#include "people/intake.h"

static cn_code open_people(cn_ctx *ctx, cn_people **ret, cn_err *err)
{
	cn_about about;
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	return cn_people_open(ctx->data_dir, CN_KEY_COST, ret, err);
}

static cn_code run_add(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	cn_str about, text;
	char id[CN_PERSON_ID_BYTES], code[CN_TOKEN_BYTES];
	CN_TRY(cn_need(ctx, "about", "vulnerability", &about, err));
	CN_TRY(cn_need(ctx, "text", "\"...\"", &text, err));
	CN_TRY(open_people(ctx, &p, err));
	const cn_report r = { .about = about, .text = text, .system = cn_str_z(cn_flag_get(ctx, "system")), .contact = cn_str_z(cn_flag_get(ctx, "contact")) };
	CN_TRY(cn_intake_add(p, &r, ctx->now_us, id, code, err));
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "id", cn_textz(ctx->a, id));
		cn_put(ctx->a, m, "code", cn_textz(ctx->a, code));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, "%s\n%s: %s\n", id, cn_tr(ctx, "Receipt code, shown this once", "回执码（只显示一次）"), code);
	return CN_OK;
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	const cn_val *list;
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(cn_intake_list(p, ctx->a, CN_S(""), &list, err));
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "items", cn_val_copy(ctx->a, list));
		cn_put(ctx->a, m, "next", cn_null(ctx->a));
		return cn_answer_json(ctx, m, err);
	}
	CN_EACH (v, list)
		cn_buf_printf(ctx->out, "%.*s  %.*s  %.*s  %.*s  %.*s\n", CN_FMT(cn_get_text(v, "id")), CN_FMT(cn_sub(cn_get_text(v, "made"), 0, 10)), CN_FMT(cn_get_text(v, "state")),
			      CN_FMT(cn_get_text(v, "about")), CN_FMT(cn_sub(cn_get_text(v, "text"), 0, 200)));
	if (!list->n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "No reports.", "没有报告。"));
	return CN_OK;
}

static cn_val *report_body(cn_ctx *ctx, const cn_val *r, cn_str answer)
{
	cn_val *body = cn_map(ctx->a);
	cn_put(ctx->a, body, "about", cn_text(ctx->a, cn_get_text(r, "about")));
	if (cn_get_text(r, "system").n)
		cn_put(ctx->a, body, "system", cn_text(ctx->a, cn_get_text(r, "system")));
	cn_put(ctx->a, body, "text", cn_text(ctx->a, cn_get_text(r, "text")));
	cn_put(ctx->a, body, "received", cn_text(ctx->a, cn_sub(cn_get_text(r, "made"), 0, 10)));
	cn_put(ctx->a, body, "intake", cn_text(ctx->a, cn_get_text(r, "id")));
	if (answer.n)
		cn_put(ctx->a, body, "answer", cn_text(ctx->a, answer));
	return body;
}

static cn_code accept(cn_ctx *ctx, cn_people *p, const cn_val *r, cn_str answer, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_signed s;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_desk_sign(ctx, home, "report/1", report_body(ctx, r, answer), NULL, 0, &s, err));
	CN_TRY(cn_intake_decide(p, cn_get_text(r, "id"), s.rec.seq, answer, err));
	return cn_desk_said(ctx, &s, 1, err);
}

static cn_code run_triage(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	const cn_val *list;
	cn_str decision, answer = cn_str_z(cn_flag_get(ctx, "answer"));
	CN_TRY(cn_need(ctx, "decision", "accept", &decision, err));
	if (!cn_eqz(decision, "accept") && !cn_eqz(decision, "dismiss"))
		return CN_FAIL(err, CN_EINPUT, "--decision is accept or dismiss, not \"%.*s\"", CN_FMT(cn_sub(decision, 0, 20)));
	CN_TRY(open_people(ctx, &p, err));
	if (cn_intake_list(p, ctx->a, cn_str_z(ctx->args.arg[0]), &list, err) != CN_OK)
		return cn_hint(err, "concord intake list");
	if (!cn_is_text(cn_get(cn_first(list), "state"), "received"))
		return CN_FAIL(err, CN_EINPUT, "this report was decided already");
	if (cn_eqz(decision, "accept"))
		return accept(ctx, p, cn_first(list), answer, err);
	CN_TRY(cn_intake_decide(p, cn_str_z(ctx->args.arg[0]), -1, answer, err));
	return ctx->json ? cn_answer_json(ctx, cn_list(ctx->a), err) : CN_OK;
}

#define END { NULL, NULL, NULL, NULL, false }
static const cn_flag add_flags[] = { { "about", "WORD", "vulnerability, misuse or other", "vulnerability（漏洞）、misuse（滥用）或 other（其他）", false }, { "text", "TEXT", "the report", "报告内容", false },
				     { "system", "NAME", "the system it is about", "所涉系统", false }, { "contact", "TEXT", "how to reach who reports; in no record", "联系方式；不入记录", false }, END };
static const cn_flag triage_flags[] = { { "decision", "WORD", "accept: it becomes a record; dismiss: its text is forgotten", "accept：成为记录；dismiss：内容删除", false },
					{ "answer", "TEXT", "what its sender reads with the receipt code", "报告人凭回执码可读的答复", false }, END };

const cn_op cn_op_intake_add = { "intake add", "", 0, 0, "write down a report of a vulnerability or misuse that came another way", "登记以其他方式收到的漏洞或滥用报告",
				 { "concord intake add --about misuse --text \"it is used on pupils\" --system \"exam proctor\"", NULL }, add_flags, run_add };
const cn_op cn_op_intake_list = { "intake list", "", 0, 0, "reports of vulnerabilities and misuse, and what came of them", "漏洞与滥用报告及其处理", { "concord intake list", NULL }, NULL, run_list,
				  CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
const cn_op cn_op_intake_triage = { "intake triage", "REPORT", 1, 1, "take a report up, as a record without who sent it, or dismiss it", "受理报告（成为不含报告人的记录）或不予受理",
				    { "concord intake triage i-0123456789abcdef --decision accept --answer \"thank you: we look into it\"", NULL }, triage_flags, run_triage, CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
