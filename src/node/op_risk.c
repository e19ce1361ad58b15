/* risk add, risk list, risk review: the register of what could go wrong with one system, beside its duties and measurements. */
#include "core/kind.h"
#include "node/desk.h"
#include "node/role.h"
#include "node/run.h"
#include "report/report.h"

/* A file with one risk, or with a list of them under `risks:`. */
static cn_code read_risks(cn_ctx *ctx, const cn_desk *d, const char *path, cn_risk_entry **ret, size_t *ret_n, cn_err *err)
{
	cn_str bytes, file = cn_str_z(path);
	const cn_val *tree;
	static const char *const head[] = { "concord", "risks", NULL };
	CN_TRY(cn_load_yaml(ctx, path, &bytes, &tree, err));
	if (!cn_is_text(cn_get(tree, "concord"), "risks/1"))
		return CN_FAIL(err, CN_EINPUT, "%s: does not begin \"concord: risks/1\"", path);
	CN_TRY(cn_keys_check(tree, head, file, err));
	cn_val *as_manifest = cn_map(ctx->a);
	cn_put(ctx->a, as_manifest, "id", cn_text(ctx->a, d->system->profile->id));
	cn_put(ctx->a, as_manifest, "risks", cn_val_copy(ctx->a, cn_get(tree, "risks")));
	CN_TRY(cn_risks_read(ctx->a, d->norms.lib, as_manifest, file, ret, ret_n, err));
	for (size_t i = 0; i < *ret_n; i++)
		if (!cn_eq(cn_get_text((*ret)[i].body, "system"), d->system->profile->id))
			return CN_FAIL(err, CN_EINPUT, "%s: risks[%zu] is of another system: \"%.*s\"", path, i,
				       CN_FMT(cn_sub(cn_get_text((*ret)[i].body, "system"), 0, 60)));
	return *ret_n > 0 ? CN_OK : CN_FAIL(err, CN_EINPUT, "%s: has no risks", path);
}

static cn_code add_all(cn_ctx *ctx, const cn_desk *d, cn_err *err)
{
	cn_risk_entry *e;
	size_t n;
	CN_TRY(read_risks(ctx, d, ctx->args.arg[1], &e, &n, err));
	cn_signed *s = CN_NEW(ctx->a, cn_signed, n);
	if (!s)
		return cn_arena_fail(ctx->a, err);
	for (size_t i = 0; i < n; i++)
		CN_TRY(cn_desk_sign(ctx, d->home, "risk/1", e[i].body, NULL, 0, &s[i], err));
	return cn_desk_said(ctx, s, n, err);
}

static cn_code run_add(cn_ctx *ctx, cn_err *err)
{
	cn_desk d;
	CN_TRY(cn_desk_open(ctx, ctx->args.arg[0], false, &d, err));
	cn_code rc = add_all(ctx, &d, err);
	cn_home_close(d.home);
	return rc;
}

/* ---- review ---- */

static cn_code review_body(cn_ctx *ctx, const cn_desk *d, const cn_risk_entry *e, cn_val *body, cn_err *err)
{
	cn_str role, decision, reason;
	char today[CN_TIME_BYTES];
	cn_date next;
	CN_TRY(cn_need(ctx, "role", "risk-owner", &role, err));
	CN_TRY(cn_role_check(d->norms.lib, role, err));
	CN_TRY(cn_role_key(ctx, d->home, role, true, err));
	CN_TRY(cn_need(ctx, "decision", "keep|treat|accept|close", &decision, err));
	CN_TRY(cn_need(ctx, "reason", "\"...\"", &reason, err));
	cn_date_text(cn_time_date(ctx->now_us), today);
	cn_put(ctx->a, body, "system", cn_text(ctx->a, d->system->profile->id));
	cn_put(ctx->a, body, "risk", cn_text(ctx->a, cn_get_text(e->body, "id")));
	cn_put(ctx->a, body, "role", cn_text(ctx->a, role));
	cn_put(ctx->a, body, "decision", cn_text(ctx->a, decision));
	cn_put(ctx->a, body, "reason", cn_text(ctx->a, reason));
	cn_put(ctx->a, body, "on", cn_textz(ctx->a, today));
	CN_TRY(cn_put_date(ctx, body, "next", "next", err));
	if (!cn_get(body, "next") && !cn_eqz(decision, "close")) {
		(void)CN_FAIL(err, CN_EINPUT, "--next is missing: a risk that stays open is looked at again");
		return cn_hint(err, "--next 2027-05-31");
	}
	if (cn_get(body, "next") && cn_date_parse(cn_get_text(body, "next"), &next, err) == CN_OK && next <= cn_time_date(ctx->now_us))
		return CN_FAIL(err, CN_EINPUT, "--next %s is not after today", cn_flag_get(ctx, "next"));
	return CN_OK;
}

static cn_code no_such_risk(const cn_known *known, cn_str id, cn_err *err)
{
	CN_AUTO_BUF all;
	cn_buf_init(&all, 400);
	for (size_t i = 0; i < known->n_risk; i++)
		cn_buf_printf(&all, "%s%.*s", i ? ", " : "", CN_FMT(cn_get_text(known->risk[i].body, "id")));
	(void)CN_FAIL(err, CN_ENOTFOUND, "the system has no risk \"%.*s\"", CN_FMT(cn_sub(id, 0, 64)));
	return known->n_risk && !all.failed ? cn_hint(err, "%.*s", CN_FMT(cn_buf_str(&all))) : CN_ENOTFOUND;
}

static cn_code review(cn_ctx *ctx, const cn_desk *d, cn_err *err)
{
	cn_str id = cn_str_z(ctx->args.arg[1]);
	const cn_known *known = &d->system->known;
	cn_val *body = cn_map(ctx->a);
	for (size_t i = 0; i < known->n_risk; i++) {
		const cn_risk_entry *e = &known->risk[i];
		cn_ref ref = { .role = CN_S("risk") };
		if (!cn_eq(cn_get_text(e->body, "id"), id))
			continue;
		CN_TRY(review_body(ctx, d, e, body, err));
		bool recorded = e->record.n > 0 && cn_digest_parse(e->record, &ref.to);
		return cn_desk_append(ctx, d->home, "risk-review/1", body, &ref, recorded, err);
	}
	return no_such_risk(known, id, err);
}

static cn_code run_review(cn_ctx *ctx, cn_err *err)
{
	cn_desk d;
	CN_TRY(cn_desk_open(ctx, ctx->args.arg[0], true, &d, err));
	cn_code rc = review(ctx, &d, err);
	cn_home_close(d.home);
	return rc;
}

/* ---- list ---- */

static cn_str text_in(const cn_ctx *ctx, const cn_val *words)
{
	cn_str s = cn_get_text(words, cn_eqz(ctx->lang, "zh") ? "zh" : "en");
	return s.n ? s : cn_get_text(words, cn_eqz(ctx->lang, "zh") ? "en" : "zh");
}

static cn_str word(const cn_ctx *ctx, const char *list, cn_str token)
{
	cn_str w = cn_report_word(list, token, ctx->lang);
	return w.n ? w : token;
}

static void put_range(cn_ctx *ctx, const cn_val *likelihood, const cn_val *severity)
{
	if (!severity)
		cn_buf_putz(ctx->out, cn_tr(ctx, "severity not stated", "严重程度未说明"));
	else if (cn_eq(cn_get_text(severity, "lo"), cn_get_text(severity, "hi")))
		cn_buf_put(ctx->out, word(ctx, "severity", cn_get_text(severity, "hi")));
	else
		cn_buf_printf(ctx->out, "%.*s%s%.*s", CN_FMT(word(ctx, "severity", cn_get_text(severity, "lo"))), cn_tr(ctx, " to ", "至"),
			      CN_FMT(word(ctx, "severity", cn_get_text(severity, "hi"))));
	cn_buf_putz(ctx->out, cn_tr(ctx, ", ", "，"));
	if (!likelihood)
		cn_buf_putz(ctx->out, cn_tr(ctx, "likelihood not stated", "可能性未说明"));
	else
		cn_buf_printf(ctx->out, "%.*s-%.*s %.*s", CN_FMT(cn_get_text(likelihood, "lo")), CN_FMT(cn_get_text(likelihood, "hi")),
			      CN_FMT(word(ctx, "chance_per", cn_get_text(likelihood, "per"))));
}

static void put_links(cn_ctx *ctx, const cn_val *r)
{
	CN_EACH (d, cn_get(r, "duties")) {
		cn_buf_printf(ctx->out, "    %s %.*s", cn_tr(ctx, "duty", "义务"), CN_FMT(cn_get_text(d, "id")));
		CN_EACH (f, cn_get(d, "findings"))
			cn_buf_printf(ctx->out, "  %.*s %.*s: %.*s", CN_FMT(cn_get_text(f, "market")), CN_FMT(word(ctx, "role", cn_get_text(f, "role"))),
				      CN_FMT(word(ctx, "status", cn_get_text(f, "finding"))));
		cn_buf_putc(ctx->out, '\n');
	}
	CN_EACH (m, cn_get(r, "measurements")) {
		cn_str verdict = cn_get_text(m, "verdict");
		cn_buf_printf(ctx->out, "    %s %.*s  %.*s\n", cn_tr(ctx, "measure", "测量"), CN_FMT(cn_get_text(m, "metric")),
			      CN_FMT(verdict.n ? word(ctx, "measured", verdict) : cn_str_z(cn_tr(ctx, "see the dossier", "见卷宗"))));
	}
}

static void put_risk(cn_ctx *ctx, const cn_val *r)
{
	cn_str title = text_in(ctx, cn_get(r, "title")), hazard = text_in(ctx, cn_get(r, "hazard_name")), status = cn_get_text(r, "status");
	const cn_val *left = cn_get(r, "residual"), *last = cn_get(r, "last_review");
	cn_buf_printf(ctx->out, "%.*s  [%.*s]  %.*s\n    %.*s: ", CN_FMT(cn_get_text(r, "id")), CN_FMT(word(ctx, "risk_status", status)), CN_FMT(title),
		      CN_FMT(hazard));
	put_range(ctx, cn_get(r, "likelihood"), cn_get(r, "severity"));
	cn_buf_printf(ctx->out, "\n    %s: ", cn_tr(ctx, "left after controls", "采取措施后"));
	put_range(ctx, cn_get(left, "likelihood"), cn_get(left, "severity"));
	cn_buf_printf(ctx->out, "\n    %s %.*s", cn_tr(ctx, "owner", "责任人"), CN_FMT(word(ctx, "person", cn_get_text(r, "owner"))));
	if (cn_get(r, "review"))
		cn_buf_printf(ctx->out, ", %s %.*s%s", cn_tr(ctx, "review by", "复核期限"), CN_FMT(cn_get_text(r, "review")),
			      cn_get_bool(r, "overdue", false) ? cn_tr(ctx, "  OVERDUE", "  已逾期") : "");
	if (last)
		cn_buf_printf(ctx->out, "\n    %s %.*s %.*s: %.*s", cn_tr(ctx, "last review", "最近复核"), CN_FMT(cn_get_text(last, "on")),
			      CN_FMT(word(ctx, "review_decision", cn_get_text(last, "decision"))), CN_FMT(cn_get_text(last, "reason")));
	cn_buf_putc(ctx->out, '\n');
	put_links(ctx, r);
}

static cn_code put_list(cn_ctx *ctx, const cn_val *list, const cn_val *unseen, cn_err *err)
{
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "risks", cn_val_copy(ctx->a, list));
		cn_put(ctx->a, m, "hazards_without_a_risk", cn_val_copy(ctx->a, unseen));
		return cn_answer_json(ctx, m, err);
	}
	size_t overdue = 0;
	CN_EACH (r, list) {
		put_risk(ctx, r);
		overdue += cn_get_bool(r, "overdue", false);
	}
	if (cn_eqz(ctx->lang, "zh"))
		cn_buf_printf(ctx->out, "%zu 项风险，%zu 项复核已逾期。词表中有 %zu 类危害尚无风险录入。\n", list->n, overdue, unseen->n);
	else
		cn_buf_printf(ctx->out, "%zu risks, %zu overdue for review. %zu hazards of the vocabulary have no risk entered.\n", list->n, overdue, unseen->n);
	if (!cn_flag_on(ctx, "all") && unseen->n > 0)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "--all names them.", "--all 可列出。"));
	if (cn_flag_on(ctx, "all"))
		CN_EACH (h, unseen)
			cn_buf_printf(ctx->out, "  %.*s  %.*s\n", CN_FMT(cn_get_text(h, "hazard")), CN_FMT(text_in(ctx, cn_get(h, "name"))));
	return CN_OK;
}

static cn_code list_run(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	cn_val *list, *unseen;
	CN_TRY(cn_risk_register(ctx->a, r->norms.lib, r->known.risk, r->known.n_risk, &r->day[0], NULL, r->day[0].as_of, &list, err));
	CN_TRY(cn_risk_unseen(ctx->a, r->norms.lib, r->known.risk, r->known.n_risk, &unseen, err));
	return put_list(ctx, list, unseen, err);
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], false, false, false, &r, err));
	cn_code rc = list_run(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

#define END { NULL, NULL, NULL, NULL, false }
#define KEY { "key", "NAME", "sign with a person's key (concord key add)", "用某人的密钥签署（concord key add）", false }
static const cn_flag add_flags[] = { KEY, END };
static const cn_flag list_flags[] = { { "as-of", "DATE", "as the law and the register stand on this date (else today)", "以此日期的法律与台账为准（默认今天）", false },
				      { "all", NULL, "name the hazards for which no risk is entered", "列出尚无风险录入的危害", false }, END };
static const cn_flag review_flags[] = { { "role", "ROLE", "the role of who looked", "复核人的职务", false },
					{ "decision", "WORD", "keep, treat, accept or close", "keep、treat、accept 或 close", false },
					{ "reason", "TEXT", "why", "理由", false },
					{ "next", "DATE", "the day by which it is looked at again", "下次复核期限", false }, KEY, END };

const cn_op cn_op_risk_list = { "risk list", "FILE", 1, 1, "the register of risks of a system, worst first, with the duties and measures they are linked to", "系统的风险台账，最严重者在前，并列出关联的义务与测量",
				{ "concord risk list examples/mortgage-lending/system.yaml", "concord risk list examples/mortgage-lending/system.yaml --all" }, list_flags, run_list, CN_SERVED_SEALED, CN_ACCESS_READER };
const cn_op cn_op_risk_add = { "risk add", "FILE RISKS", 2, 2, "sign risks into the register: a YAML file that begins \"concord: risks/1\"", "将风险签入台账：以 “concord: risks/1” 开头的 YAML 文件",
			       { "concord risk add system.yaml risks.yaml", NULL }, add_flags, run_add, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
const cn_op cn_op_risk_review = { "risk review", "FILE RISK", 2, 2, "a person looks at a risk again and says what comes of it", "由人复核一项风险并作出决定",
				  { "concord risk review system.yaml unequal-refusals --role risk-owner --decision treat --reason \"the audit found a gap\" --next 2027-03-31 --key risk-owner-1f2e3d4c", NULL },
				  review_flags, run_review, CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
