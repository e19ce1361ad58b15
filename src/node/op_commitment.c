/* commitment adopt, list, settle: what a party promised (a summit's commitments, its own principles, a committee's conditions), and what
 * became of it: due, kept, overdue. */
#include "core/kind.h"
#include "node/desk.h"
#include "node/register.h"
#include "node/role.h"
#include "report/report.h"

static cn_str text_in(const cn_ctx *ctx, const cn_val *words)
{
	cn_str s = cn_get_text(words, cn_eqz(ctx->lang, "zh") ? "zh" : "en");
	return s.n ? s : cn_get_text(words, cn_eqz(ctx->lang, "zh") ? "en" : "zh");
}

/* ---- adopt ---- */

/* What every promise of one call shares. */
static cn_code common_body(cn_ctx *ctx, const cn_library *lib, cn_val *body, cn_err *err)
{
	cn_str party, owner, made, source;
	CN_TRY(cn_need(ctx, "party", "harbour-labs", &party, err));
	CN_TRY(cn_need(ctx, "owner", "management", &owner, err));
	CN_TRY(cn_role_check(lib, owner, err));
	CN_TRY(cn_need(ctx, "made", "2024-05-21", &made, err));
	CN_TRY(cn_need(ctx, "source", "\"signed at the summit\"", &source, err));
	cn_put(ctx->a, body, "party", cn_text(ctx->a, party));
	CN_TRY(cn_put_date(ctx, body, "made", "made", err));
	CN_TRY(cn_put_date(ctx, body, "due", "due", err));
	if (cn_flag_get(ctx, "every"))
		cn_put(ctx->a, body, "every", cn_textz(ctx->a, cn_flag_get(ctx, "every")));
	cn_put(ctx->a, body, "owner", cn_text(ctx->a, owner));
	if (cn_flag_get(ctx, "system"))
		cn_put(ctx->a, body, "system", cn_textz(ctx->a, cn_flag_get(ctx, "system")));
	cn_put(ctx->a, body, "source", cn_text(ctx->a, source));
	return CN_OK;
}

/* A promise is named as the provision is. */
static cn_val *promise_body(cn_ctx *ctx, const cn_val *common, const cn_provision *p)
{
	cn_val *m = cn_val_copy(ctx->a, common);
	cn_put(ctx->a, m, "id", cn_text(ctx->a, p->full));
	cn_put(ctx->a, m, "to", cn_text(ctx->a, p->full));
	cn_put(ctx->a, m, "title", cn_words_val(ctx->a, p->heading));
	return m;
}

static bool can_be_promised(const cn_provision *p)
{
	return cn_deontic_binds(p->deontic) && p->deontic != CN_D_RIGHT && p->deontic != CN_D_PERMISSION;
}

static cn_code adopt(cn_ctx *ctx, cn_home *home, const cn_norms *norms, cn_err *err)
{
	cn_str id = cn_str_z(ctx->args.arg[0]);
	const cn_instrument *x = cn_library_get(norms->lib, id);
	const cn_provision *one = x ? NULL : cn_library_provision(norms->lib, id);
	cn_val *common = cn_map(ctx->a);
	if (!x && !one) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "the library has no instrument or provision \"%.*s\"", CN_FMT(cn_sub(id, 0, 80)));
		cn_str near = cn_library_near(norms->lib, id);
		return near.n ? cn_hint(err, "concord commitment adopt %.*s", CN_FMT(near)) : cn_hint(err, "concord norm list");
	}
	CN_TRY(common_body(ctx, norms->lib, common, err));
	const cn_provision *p = one ? one : x->provision;
	size_t n = one ? 1 : x->n_provision, n_signed = 0;
	cn_signed *s = CN_NEW(ctx->a, cn_signed, n + 1);
	if (!s)
		return cn_arena_fail(ctx->a, err);
	for (size_t i = 0; i < n; i++)
		if (can_be_promised(&p[i]))
			CN_TRY(cn_desk_sign(ctx, home, "commitment/1", promise_body(ctx, common, &p[i]), NULL, 0, &s[n_signed++], err));
	if (n_signed == 0)
		return CN_FAIL(err, CN_EINPUT, "%.*s asks nothing of anybody: there is nothing to promise", CN_FMT(id));
	return cn_desk_said(ctx, s, n_signed, err);
}

static cn_code run_adopt(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_norms norms;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_load_norms(ctx, &norms, err));
	return adopt(ctx, home, &norms, err);
}

/* ---- settle ---- */

static const cn_promise_entry *find(const cn_register *g, cn_str party, cn_str id)
{
	for (size_t i = 0; i < g->n_promise; i++)
		if (cn_eq(cn_get_text(g->promise[i].body, "id"), id) && cn_eq(cn_get_text(g->promise[i].body, "party"), party))
			return &g->promise[i];
	return NULL;
}

static cn_code settle_body(cn_ctx *ctx, cn_home *home, const cn_norms *norms, const cn_promise_entry *e, cn_val *body, cn_err *err)
{
	cn_str state, role;
	char today[CN_TIME_BYTES];
	const char *document = cn_flag_get(ctx, "document");
	CN_TRY(cn_need(ctx, "state", "kept|broken|withdrawn", &state, err));
	CN_TRY(cn_need(ctx, "role", "management", &role, err));
	CN_TRY(cn_role_check(norms->lib, role, err));
	CN_TRY(cn_role_key(ctx, home, role, false, err));
	if (cn_eqz(state, "kept") && !document) {
		(void)CN_FAIL(err, CN_EINPUT, "--document is missing: a promise is shown to be kept by a document");
		return cn_hint(err, "--document report.pdf");
	}
	cn_date_text(cn_time_date(ctx->now_us), today);
	cn_put(ctx->a, body, "party", cn_text(ctx->a, cn_get_text(e->body, "party")));
	cn_put(ctx->a, body, "commitment", cn_text(ctx->a, cn_get_text(e->body, "id")));
	cn_put(ctx->a, body, "state", cn_text(ctx->a, state));
	cn_put(ctx->a, body, "role", cn_text(ctx->a, role));
	cn_put(ctx->a, body, "on", cn_textz(ctx->a, today));
	CN_TRY(cn_put_date(ctx, body, "until", "until", err));
	if (cn_flag_get(ctx, "reason"))
		cn_put(ctx->a, body, "reason", cn_textz(ctx->a, cn_flag_get(ctx, "reason")));
	return document ? cn_put_document(ctx, home, body, "document", document, err) : CN_OK;
}

static cn_code settle(cn_ctx *ctx, cn_home *home, cn_err *err)
{
	cn_norms norms;
	cn_register g;
	cn_str party, id = cn_str_z(ctx->args.arg[0]);
	cn_val *body = cn_map(ctx->a);
	CN_TRY(cn_need(ctx, "party", "harbour-labs", &party, err));
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_register_read(ctx, home, &g, err));
	const cn_promise_entry *e = find(&g, party, id);
	if (!e) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "%.*s has made no promise \"%.*s\"", CN_FMT(cn_sub(party, 0, 60)), CN_FMT(cn_sub(id, 0, 80)));
		return cn_hint(err, "concord commitment list --party %.*s", CN_FMT(cn_sub(party, 0, 60)));
	}
	CN_TRY(settle_body(ctx, home, &norms, e, body, err));
	cn_ref ref = { .role = CN_S("commitment") };
	if (!cn_digest_parse(e->record, &ref.to))
		return CN_FAIL(err, CN_EINTERNAL, "a promise without a record");
	return cn_desk_append(ctx, home, "fulfilment/1", body, &ref, 1, err);
}

static cn_code run_settle(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	return settle(ctx, home, err);
}

/* ---- list ---- */

static void put_promise(cn_ctx *ctx, const cn_val *r)
{
	cn_str state = cn_get_text(r, "state"), word = cn_report_word("promise_state", state, ctx->lang), due = cn_get_text(r, "due");
	cn_str confidence = cn_get_text(r, "confidence"), owner = cn_report_word("person", cn_get_text(r, "owner"), ctx->lang);
	const cn_val *rests = cn_get(r, "rests_on");
	cn_report_pad(ctx->out, word.n ? word : state, 14);
	cn_buf_printf(ctx->out, " %-10.*s  %.*s: %.*s\n", CN_FMT(due), CN_FMT(cn_get_text(r, "party")), CN_FMT(text_in(ctx, cn_get(r, "title"))));
	cn_buf_printf(ctx->out, "    %.*s", CN_FMT(cn_get_text(r, "id")));
	if (confidence.n && !cn_eqz(confidence, "read"))
		cn_buf_printf(ctx->out, "  [%.*s]", CN_FMT(cn_report_word("confidence", confidence, ctx->lang)));
	cn_buf_printf(ctx->out, ", %s %.*s\n", cn_tr(ctx, "owner", "责任人"), CN_FMT(owner));
	if (!rests)
		return;
	cn_str name = cn_get_text(cn_get(rests, "document"), "name"), reason = cn_get_text(rests, "reason");
	cn_buf_printf(ctx->out, "    %s %.*s: %.*s%s%.*s\n", cn_tr(ctx, "said on", "说明于"), CN_FMT(cn_get_text(rests, "on")), CN_FMT(name),
		      name.n && reason.n ? ", " : "", CN_FMT(reason));
}

static cn_code list(cn_ctx *ctx, cn_home *home, cn_err *err)
{
	cn_norms norms;
	cn_register g;
	cn_date as_of;
	cn_val *rows;
	cn_str party = cn_str_z(cn_flag_get(ctx, "party"));
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_flag_date(ctx, "as-of", 0, &as_of, err));
	CN_TRY(cn_register_read(ctx, home, &g, err));
	size_t n = 0;
	for (size_t i = 0; i < g.n_promise; i++)
		if (!party.n || cn_eq(cn_get_text(g.promise[i].body, "party"), party))
			g.promise[n++] = g.promise[i];
	CN_TRY(cn_promise_register(ctx->a, norms.lib, g.promise, n, as_of, &rows, err));
	if (ctx->json)
		return cn_answer_json(ctx, rows, err);
	size_t overdue = 0;
	CN_EACH (r, rows) {
		put_promise(ctx, r);
		overdue += cn_is_text(cn_get(r, "state"), "overdue");
	}
	if (cn_eqz(ctx->lang, "zh"))
		cn_buf_printf(ctx->out, "%zu 项承诺，%zu 项已逾期。\n", rows->n, overdue);
	else
		cn_buf_printf(ctx->out, "%zu promises, %zu overdue.\n", rows->n, overdue);
	return CN_OK;
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	return list(ctx, home, err);
}

#define END { NULL, NULL, NULL, NULL, false }
#define KEY { "key", "NAME", "sign with a person's key (concord key add)", "用某人的密钥签署（concord key add）", false }
#define PARTY { "party", "PARTY", "who promised", "承诺方", false }
static const cn_flag adopt_flags[] = { PARTY,
				       { "owner", "ROLE", "the role of who answers for it", "责任人的职务", false },
				       { "made", "DATE", "the day of the promise", "承诺日期", false },
				       { "due", "DATE", "the day by which it is kept", "履行期限", false },
				       { "every", "PERIOD", "kept again after each such time: P1Y", "每隔此期限须再次履行，如 P1Y", false },
				       { "system", "ID", "for this system alone", "仅限此系统", false },
				       { "source", "TEXT", "where it was said", "出处", false },
				       KEY,
				       END };
static const cn_flag settle_flags[] = { PARTY,
					{ "state", "WORD", "kept, broken or withdrawn", "kept、broken 或 withdrawn", false },
					{ "role", "ROLE", "the role of who says so", "说明人的职务", false },
					{ "document", "FILE", "what shows it", "证明文件", false },
					{ "until", "DATE", "last day it holds", "有效期最后一天", false },
					{ "reason", "TEXT", "in words", "说明", false },
					KEY,
					END };
static const cn_flag list_flags[] = { PARTY, { "as-of", "DATE", "as they stand on this date (else today)", "以此日期为准（默认今天）", false }, END };

const cn_op cn_op_commitment_adopt = { "commitment adopt", "ID", 1, 1, "a party takes an instrument of the library, or one provision, upon itself", "一方承诺遵守文库中的一部文书或一个条款",
				       { "concord commitment adopt oecd-recommendation-ai/para_1.4.c --party harbour-labs --owner management --made 2026-01-15 --due 2027-01-15 --every P1Y --source \"annual report 2025, page 12\"", NULL },
				       adopt_flags, run_adopt, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_commitment_settle = { "commitment settle", "ID", 1, 1, "show that a promise was kept, or say that it was not or is given up", "证明承诺已履行，或说明未履行或撤回",
					{ "concord commitment settle oecd-recommendation-ai/para_1.4.c --party harbour-labs --state kept --document report.pdf --role management", NULL },
					settle_flags, run_settle, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_commitment_list = { "commitment list", "", 0, 0, "promises of the parties: overdue, due, kept", "各方承诺：已逾期、待履行、已履行",
				      { "concord commitment list", "concord commitment list --party harbour-labs" }, list_flags, run_list, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
