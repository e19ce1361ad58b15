/* case: a regulator's case. A provider opens it with a manifest and evidence; every step of either side is a record; the authority's steps are signed by a
 * person's key. */
#include "node/acts.h"
#include "node/cases.h"
#include "node/desk.h"
#include "node/letter_pdf.h"
#include "node/role.h"
#include "store/file.h"

enum { LETTER_BYTES_MAX = 32 << 20 };

static void put_flag(cn_ctx *ctx, cn_val *body, const char *flag)
{
	if (cn_flag_get(ctx, flag))
		cn_put(ctx->a, body, flag, cn_textz(ctx->a, cn_flag_get(ctx, flag)));
}

/* ---- open ---- */

static cn_code open_case(cn_ctx *ctx, const cn_desk *d, cn_err *err)
{
	cn_str title, party;
	cn_digest digest;
	cn_val *body = cn_map(ctx->a);
	CN_TRY(cn_need(ctx, "title", "\"high-risk system, first placing on the market\"", &title, err));
	CN_TRY(cn_need(ctx, "party", "northbank", &party, err));
	cn_put(ctx->a, body, "title", cn_text(ctx->a, title));
	cn_put(ctx->a, body, "system", cn_text(ctx->a, d->system->profile->id));
	cn_put(ctx->a, body, "party", cn_text(ctx->a, party));
	put_flag(ctx, body, "market");
	put_flag(ctx, body, "text");
	CN_TRY(cn_home_ready(d->home, ctx->a, err));
	CN_TRY(cn_home_blob_put(d->home, d->system->manifest_bytes, &digest, err));
	cn_put(ctx->a, body, "manifest", cn_blob_ref(ctx->a, &digest, d->system->manifest_bytes.n, "application/yaml", CN_S("system.yaml")));
	CN_TRY(cn_case_put_documents(ctx, d->home, body, err));
	return cn_desk_append(ctx, d->home, "case/1", body, NULL, 0, err);
}

static cn_code run_open(cn_ctx *ctx, cn_err *err)
{
	cn_desk d;
	CN_TRY(cn_desk_open(ctx, ctx->args.arg[0], false, &d, err));
	cn_code rc = open_case(ctx, &d, err);
	cn_home_close(d.home);
	return rc;
}

/* ---- steps ---- */

/* The role of who acts: that of the key; else a party's, which the node files for them. */
static cn_code put_role(cn_ctx *ctx, cn_home *home, bool authority, cn_val *body, cn_case_event *next, cn_err *err)
{
	static const char *const others[] = { "provider", "deployer", "affected-person", "other" };
	const char *key = cn_flag_get(ctx, "key"), *role = cn_flag_get(ctx, "role");
	cn_str of_key;
	if (key) {
		CN_TRY(cn_home_key_role(home, ctx->a, cn_str_z(key), &of_key, err));
		CN_TRY(cn_home_key_id(home, ctx->a, cn_str_z(key), &next->key, err));
		cn_put(ctx->a, body, "role", cn_text(ctx->a, of_key));
		return CN_OK;
	}
	if (authority) {
		(void)CN_FAIL(err, CN_EINPUT, "what the authority says is signed by a person's key");
		return cn_hint(err, "--key management-1f2e3d4c    (concord key add --role management)");
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(role ? role : "provider", others[i]) == 0) {
			cn_put(ctx->a, body, "role", cn_textz(ctx->a, others[i]));
			return CN_OK;
		}
	return CN_FAIL(err, CN_EINPUT, "--role is provider, deployer, affected-person or other, not \"%.40s\"", role);
}

/* --law: provisions that there are. */
static cn_code put_law(cn_ctx *ctx, cn_val *body, cn_err *err)
{
	cn_norms norms;
	if (!cn_flag_at(ctx, "law", 0))
		return CN_OK;
	CN_TRY(cn_load_norms(ctx, &norms, err));
	cn_val *list = cn_put(ctx->a, body, "law", cn_list(ctx->a));
	for (size_t i = 0; cn_flag_at(ctx, "law", i); i++) {
		cn_str id = cn_str_z(cn_flag_at(ctx, "law", i));
		if (!cn_library_provision(norms.lib, id))
			return CN_FAIL(err, CN_ENOTFOUND, "the library has no instrument or provision \"%.*s\"", CN_FMT(cn_sub(id, 0, 80)));
		cn_push(ctx->a, list, cn_text(ctx->a, id));
	}
	return CN_OK;
}

static cn_code step_body(cn_ctx *ctx, cn_home *home, bool authority, cn_val *body, cn_case_event *next, cn_err *err)
{
	cn_str text;
	CN_TRY(cn_need(ctx, "text", "\"...\"", &text, err));
	cn_put(ctx->a, body, "step", cn_textz(ctx->a, cn_case_step_text(next->step)));
	CN_TRY(put_role(ctx, home, authority, body, next, err));
	cn_put(ctx->a, body, "text", cn_text(ctx->a, text));
	put_flag(ctx, body, "reasons");
	put_flag(ctx, body, "outcome");
	CN_TRY(cn_put_date(ctx, body, "deadline", "deadline", err));
	next->on = cn_time_date(ctx->now_us);
	next->outcome = cn_get_text(body, "outcome");
	next->deadline = CN_DATE_NONE;
	if (cn_get(body, "deadline"))
		CN_TRY(cn_date_parse(cn_get_text(body, "deadline"), &next->deadline, err));
	if ((next->step == CN_CASE_DECISION || next->step == CN_CASE_APPEAL_DECISION) && !cn_get(body, "reasons")) {
		(void)CN_FAIL(err, CN_EINPUT, "--reasons is missing: a decision says why");
		return cn_hint(err, "--reasons \"...\"");
	}
	return CN_OK;
}

/* Two keys of one person do not decide twice. */
static cn_code check_person(cn_ctx *ctx, cn_home *home, const cn_case_file *c, const cn_case_event *next, cn_err *err)
{
	for (size_t i = c->n; next->step == CN_CASE_APPEAL_DECISION && i-- > 0;)
		if (c->event[i].step == CN_CASE_DECISION)
			return cn_second_person(ctx, home, c->step[i], cn_str_z(cn_flag_get(ctx, "key")), err);
	return CN_OK;
}

static cn_code add_step(cn_ctx *ctx, cn_home *home, bool authority, cn_case_step step, cn_err *err)
{
	cn_cases all;
	const cn_case_file *c;
	cn_case_event next = { .step = step };
	cn_val *body = cn_map(ctx->a);
	CN_TRY(cn_cases_read(ctx, home, &all, err));
	CN_TRY(cn_case_find(home, &all, ctx->args.arg[0], &c, err));
	CN_TRY(step_body(ctx, home, authority, body, &next, err));
	CN_TRY(cn_case_may(c->event, c->n, &next, err));
	CN_TRY(check_person(ctx, home, c, &next, err));
	CN_TRY(put_law(ctx, body, err));
	CN_TRY(cn_case_put_documents(ctx, home, body, err));
	const cn_ref refs[] = { { .role = CN_S("case"), .to = c->head.id }, { .role = CN_S("follows"), .to = c->n ? c->step[c->n - 1]->id : c->head.id } };
	return cn_desk_append(ctx, home, "case-step/1", body, refs, c->n ? 2 : 1, err);
}

static cn_code run_step(cn_ctx *ctx, bool authority, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_str word;
	cn_case_step step;
	CN_TRY(cn_need(ctx, "step", authority ? "question" : "answer", &word, err));
	if (!cn_case_step_parse(word, &step) || cn_case_by_authority(step) != authority) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is no step of this side", CN_FMT(cn_sub(word, 0, 40)));
		return authority ? cn_hint(err, "--step question, decision or appeal-decision") : cn_hint(err, "--step answer, counter, appeal or withdrawal");
	}
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	return add_step(ctx, home, authority, step, err);
}

static cn_code run_party(cn_ctx *ctx, cn_err *err)
{
	return run_step(ctx, false, err);
}

static cn_code run_rule(cn_ctx *ctx, cn_err *err)
{
	return run_step(ctx, true, err);
}

/* ---- list and show ---- */

static const char *state_zh(cn_str state)
{
	static const char *const rows[][2] = { { "submitted", "已提交" }, { "asked", "待答复" }, { "answered", "已答复" }, { "decided", "已决定" }, { "appealed", "申诉中" }, { "final", "已终结" }, { "withdrawn", "已撤回" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (cn_eqz(state, rows[i][0]))
			return rows[i][1];
	return "?";
}

static void put_line(cn_ctx *ctx, const cn_val *v)
{
	cn_str due = cn_get_text(v, "due"), outcome = cn_get_text(v, "outcome"), state = cn_get_text(v, "state");
	if (cn_eqz(ctx->lang, "zh"))
		state = cn_str_z(state_zh(state));
	cn_buf_printf(ctx->out, "%5lld  %.*s%s%.*s%s%.*s%s  %.*s  %.*s: %.*s\n", (long long)cn_get_int(v, "case", 0), CN_FMT(state), outcome.n ? ", " : "", CN_FMT(outcome),
		      due.n ? cn_tr(ctx, ", due ", "，期限 ") : "", CN_FMT(due), cn_get_bool(v, "overdue", false) ? cn_tr(ctx, " (overdue)", "（已逾期）") : "",
		      CN_FMT(cn_get_text(v, "party")), CN_FMT(cn_get_text(v, "system")), CN_FMT(cn_get_text(v, "title")));
}

static cn_code say_items(cn_ctx *ctx, cn_val *list, cn_err *err)
{
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "items", list);
	cn_put(ctx->a, m, "next", cn_null(ctx->a));
	return cn_answer_json(ctx, m, err);
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_cases all;
	cn_val *list = cn_list(ctx->a);
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_cases_read(ctx, home, &all, err));
	for (size_t i = 0; i < all.n; i++)
		cn_push(ctx->a, list, cn_case_tree(ctx, &all.file[i], false));
	if (ctx->json)
		return say_items(ctx, list, err);
	CN_EACH (v, list)
		put_line(ctx, v);
	if (!all.n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "No case yet: concord case open system.yaml --party PARTY --title TEXT", "尚无案件：concord case open system.yaml --party PARTY --title TEXT"));
	return CN_OK;
}

/* "       1. retention.txt  32 bytes  sha256:.." */
static void put_documents(cn_ctx *ctx, const cn_val *list)
{
	int i = 0;
	CN_EACH (d, list)
		cn_buf_printf(ctx->out, "       %d. %.*s  %lld %s  %.*s\n", ++i, CN_FMT(cn_get_text(d, "name")), (long long)cn_get_int(d, "size", 0), cn_tr(ctx, "bytes", "字节"),
			      CN_FMT(cn_get_text(d, "digest")));
}

static cn_code run_show(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_cases all;
	const cn_case_file *c;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_cases_read(ctx, home, &all, err));
	CN_TRY(cn_case_find(home, &all, ctx->args.arg[0], &c, err));
	cn_val *m = cn_case_tree(ctx, c, true);
	if (ctx->json)
		return cn_answer_json(ctx, m, err);
	put_line(ctx, m);
	put_documents(ctx, cn_get(m, "documents"));
	CN_EACH (s, cn_get(m, "steps")) {
		cn_buf_printf(ctx->out, "%5lld  %.*s  %.*s (%.*s)%s  %.*s\n", (long long)cn_get_int(s, "seq", 0), CN_FMT(cn_get_text(s, "on")), CN_FMT(cn_get_text(s, "step")),
			      CN_FMT(cn_get_text(s, "role")), cn_get_bool(s, "late", false) ? cn_tr(ctx, ", late", "，逾期") : "", CN_FMT(cn_get_text(s, "text")));
		put_documents(ctx, cn_get(s, "documents"));
	}
	return CN_OK;
}

/* ---- the public register: what was decided and released ---- */

static const char register_fields[] = "case,system,party,market,step,outcome,decided,record";

static void csv_field(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			cn_buf_putc(b, '"');
		cn_buf_putc(b, s.p[i]);
	}
	cn_buf_putc(b, '"');
}

static cn_val *register_row(cn_ctx *ctx, const cn_case_file *c, size_t i)
{
	char on[CN_TIME_BYTES];
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_date_text(c->event[i].on, on);
	cn_put(a, m, "case", cn_int(a, c->head.rec.seq));
	cn_put(a, m, "system", cn_text(a, cn_get_text(c->head.rec.body, "system")));
	cn_put(a, m, "party", cn_text(a, cn_get_text(c->head.rec.body, "party")));
	cn_put(a, m, "market", cn_text(a, cn_get_text(c->head.rec.body, "market")));
	cn_put(a, m, "step", cn_textz(a, cn_case_step_text(c->event[i].step)));
	cn_put(a, m, "outcome", cn_text(a, c->event[i].outcome));
	cn_put(a, m, "decided", cn_textz(a, on));
	cn_put(a, m, "record", cn_int(a, c->step[i]->rec.seq));
	return m;
}

static cn_code say_register(cn_ctx *ctx, cn_val *list, cn_err *err)
{
	if (ctx->json)
		return say_items(ctx, list, err);
	cn_buf_printf(ctx->out, "%s\r\n", register_fields);
	CN_EACH (row, list) {
		CN_EACH (v, row) {
			if (v->type == CN_INT)
				cn_buf_printf(ctx->out, "%lld", (long long)v->i);
			else
				csv_field(ctx->out, v->s);
			cn_buf_putz(ctx->out, v->next ? "," : "\r\n");
		}
	}
	return CN_OK;
}

static cn_code run_register(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_cases all;
	cn_val *list = cn_list(ctx->a);
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_cases_read(ctx, home, &all, err));
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < all.file[i].n; k++) {
			cn_case_step step = all.file[i].event[k].step;
			if (all.file[i].released[k] && (step == CN_CASE_DECISION || step == CN_CASE_APPEAL_DECISION))
				cn_push(ctx->a, list, register_row(ctx, &all.file[i], k));
		}
	return say_register(ctx, list, err);
}

/* ---- the letter ---- */

static cn_code which_step(cn_ctx *ctx, const cn_case_file *c, size_t *ret, cn_err *err)
{
	const char *given = cn_flag_get(ctx, "step");
	int64_t seq = -1;
	if (given && cn_int_parse(cn_str_z(given), 0, CN_INT_MAX, &seq, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "--step is the number of a step's record");
	for (size_t i = c->n; i-- > 0;)
		if (cn_case_by_authority(c->event[i].step) && (!given || c->step[i]->rec.seq == seq)) {
			*ret = i;
			return CN_OK;
		}
	(void)CN_FAIL(err, CN_ENOTFOUND, "the authority has not asked or decided that in this case: there is no letter to write");
	return cn_hint(err, "concord case show %s", ctx->args.arg[0]);
}

static cn_code put_letter(cn_ctx *ctx, const cn_letter *l, cn_err *err)
{
	bool pdf = cn_flag_on(ctx, "pdf");
	const char *to = cn_flag_get(ctx, "out");
	CN_AUTO_BUF b, coded;
	cn_buf_init(&b, LETTER_BYTES_MAX);
	cn_buf_init(&coded, 2 * LETTER_BYTES_MAX);
	if (pdf && !to && !ctx->json) {
		(void)CN_FAIL(err, CN_EINPUT, "a PDF is written to a file");
		return cn_hint(err, "--out letter.pdf");
	}
	if (pdf)
		CN_TRY(cn_letter_pdf(ctx, l, &b, err));
	else
		cn_letter_put(&b, l, ctx->lang);
	if (b.failed)
		return CN_NOMEM(err);
	if (to)
		return cn_file_write(NULL, to, cn_buf_str(&b), 0644, err);
	if (!ctx->json) {
		cn_buf_put(ctx->out, cn_buf_str(&b));
		return CN_OK;
	}
	cn_val *m = cn_map(ctx->a);
	if (pdf)
		cn_base64(&coded, (const uint8_t *)b.p, b.n);
	cn_put(ctx->a, m, pdf ? "pdf" : "html", cn_text(ctx->a, cn_buf_str(pdf ? &coded : &b)));
	return coded.failed ? CN_NOMEM(err) : cn_answer_json(ctx, m, err);
}

static cn_code run_letter(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_cases all;
	const cn_case_file *c;
	size_t i = 0;
	char on[CN_TIME_BYTES];
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_cases_read(ctx, home, &all, err));
	CN_TRY(cn_case_find(home, &all, ctx->args.arg[0], &c, err));
	CN_TRY(which_step(ctx, c, &i, err));
	const cn_val *h = c->head.rec.body, *s = c->step[i]->rec.body;
	cn_date_text(c->event[i].on, on);
	const cn_letter l = { .from = cn_home_name(home), .to = cn_get_text(h, "party"), .title = cn_get_text(h, "title"), .system = cn_get_text(h, "system"),
			      .case_seq = c->head.rec.seq, .step_seq = c->step[i]->rec.seq, .step_id = cn_digest_str(ctx->a, &c->step[i]->id),
			      .step = cn_get_text(s, "step"), .text = cn_get_text(s, "text"), .reasons = cn_get_text(s, "reasons"), .outcome = cn_get_text(s, "outcome"),
			      .date = cn_str_z(on), .deadline = cn_get_text(s, "deadline"), .law = cn_get(s, "law") };
	return put_letter(ctx, &l, err);
}

#define END { NULL, NULL, NULL, NULL, false }
#define KEY { "key", "NAME", "sign with a person's key (concord key add)", "用某人的密钥签署（concord key add）", false }
#define TEXT { "text", "TEXT", "what is said", "内容", false }
#define DOCUMENT { "document", "FILE", "a document that comes with it, at most 8 MiB: pdf, text, csv, json, yaml, png, jpg, office or zip", "随附文件，至多 8 MiB：pdf、文本、csv、json、yaml、png、jpg、办公文档或 zip", true }
#define LAW { "law", "ID", "a provision that it rests on: eu-ai-act/art_26.6", "所依据的条款，如 eu-ai-act/art_26.6", true }
static const cn_flag open_flags[] = { { "title", "TEXT", "what is asked for, in a line", "请求事项（一行）", false }, { "party", "PARTY", "the party that submits", "提交方", false },
				      { "market", "CODE", "the market whose authority this is", "主管机关所在市场", false }, TEXT, DOCUMENT, KEY, END };
static const cn_flag step_flags[] = { { "step", "WORD", "answer, counter, appeal or withdrawal", "answer（答复）、counter（异议）、appeal（申诉）或 withdrawal（撤回）", false }, TEXT,
				      { "role", "WORD", "provider, deployer, affected-person or other", "provider、deployer、affected-person 或 other", false }, DOCUMENT, LAW, KEY, END };
static const cn_flag rule_flags[] = { { "step", "WORD", "question, decision or appeal-decision", "question（询问）、decision（决定）或 appeal-decision（申诉决定）", false }, TEXT,
				      { "outcome", "WORD", "granted, granted-with-conditions, refused, closed; of an appeal: upheld, changed, annulled", "granted、granted-with-conditions、refused、closed；申诉：upheld、changed、annulled", false },
				      { "reasons", "TEXT", "why", "理由", false }, { "deadline", "DATE", "last day of an answer, or of an appeal", "答复或申诉的最后一天", false }, DOCUMENT, LAW, KEY, END };
static const cn_flag letter_flags[] = { { "step", "N", "the record of the step (else the last that the authority took)", "步骤的记录编号（默认主管机关的最后一步）", false },
					{ "pdf", NULL, "as a PDF, in place of a page of HTML; with --json in base64", "输出 PDF 而非 HTML 页面；使用 --json 时以 base64 编码", false },
					{ "out", "FILE", "the file to write (else to the terminal)", "写入的文件（默认输出到终端）", false }, END };

const cn_op cn_op_case_open = { "case open", "FILE", 1, 1, "submit a system to an authority: its manifest and evidence open a case", "向主管机关提交系统：以清单和证据立案",
				{ "concord case open system.yaml --party northbank --title \"credit scoring, first use\" --document retention.txt", NULL }, open_flags, run_open, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
const cn_op cn_op_case_rule = { "case rule", "RECORD", 1, 1, "the authority asks, decides, or decides upon an appeal; signed by a person", "主管机关询问、决定或就申诉作出决定；由人签署",
				{ "concord case rule 20 --step question --text \"how long are logs kept?\" --deadline 2026-12-15 --law eu-ai-act/art_26.6 --key management-1f2e3d4c", NULL }, rule_flags, run_rule,
				CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_case_step = { "case step", "RECORD", 1, 1, "a party answers, objects, appeals or withdraws", "当事方答复、提出异议、申诉或撤回",
				{ "concord case step 20 --step answer --text \"for seven months\"", NULL }, step_flags, run_party, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
const cn_op cn_op_case_list = { "case list", "", 0, 0, "the cases of this node: where they stand, what is due", "列出本节点的案件：状态与期限", { "concord case list", NULL }, NULL, run_list, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
const cn_op cn_op_case_show = { "case show", "RECORD", 1, 1, "one case, step by step", "逐步显示一个案件", { "concord case show 20", NULL }, NULL, run_show, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
const cn_op cn_op_case_letter = { "case letter", "RECORD", 1, 1, "what the authority asked or decided, as a letter to print, with its deadline", "将主管机关的询问或决定制成可打印的信函，附期限",
				  { "concord case letter 20 --out letter.html", "concord case letter 20 --pdf --out letter.pdf" }, letter_flags, run_letter, CN_SERVED_SEALED, CN_ACCESS_READER };
const cn_op cn_op_case_register = { "case register", "", 0, 0, "the public register: decisions that were released, as a table", "公开登记册：已公开的决定，以表格列出", { "concord case register", NULL }, NULL, run_register, CN_SERVED_NODE };
