/* From unknown to decided: facts, documents, judgements, waivers with a second person, counter-claims. Each is one signed record. */
#include "core/kind.h"
#include "node/acts.h"
#include "node/desk.h"
#include "node/role.h"

/* --issued is today or before, --expires not before it. */
static cn_code put_times(cn_ctx *ctx, cn_val *body, cn_err *err)
{
	cn_date today = cn_time_date(ctx->now_us), issued = today, expires;
	CN_TRY(cn_put_date(ctx, body, "issued", "issued", err));
	CN_TRY(cn_put_date(ctx, body, "expires", "expires", err));
	if (cn_get(body, "issued"))
		CN_TRY(cn_date_parse(cn_get_text(body, "issued"), &issued, err));
	if (issued > today)
		return CN_FAIL(err, CN_EINPUT, "--issued %s is after today: what is not there yet shows nothing", cn_flag_get(ctx, "issued"));
	if (!cn_get(body, "expires"))
		return CN_OK;
	CN_TRY(cn_date_parse(cn_get_text(body, "expires"), &expires, err));
	if (expires < issued)
		return CN_FAIL(err, CN_EINPUT, "--expires %s is before its own date: it would never hold", cn_flag_get(ctx, "expires"));
	return CN_OK;
}

static cn_code put_market(cn_ctx *ctx, const cn_desk *d, cn_val *body, cn_err *err)
{
	const char *z = cn_flag_get(ctx, "market");
	if (!z)
		return CN_OK;
	for (size_t i = 0; i < d->system->profile->n_market; i++)
		if (cn_eqz(d->system->profile->market[i].code, z)) {
			cn_put(ctx->a, body, "market", cn_textz(ctx->a, z));
			return CN_OK;
		}
	return CN_FAIL(err, CN_EINPUT, "--market: the system is not offered in \"%.20s\"", z);
}

/* --for eu-ai-act/art_26.6#E2: the duty and its line, both checked. */
static cn_code put_duty(cn_ctx *ctx, const cn_desk *d, cn_val *body, const cn_provision **ret_p, cn_err *err)
{
	cn_str given, duty, line;
	CN_TRY(cn_need(ctx, "for", "eu-ai-act/art_26.6#E2", &given, err));
	(void)cn_split(given, '#', &duty, &line);
	cn_evidence e = { .duty = duty, .line = line };
	CN_TRY(cn_evidence_check(d->norms.lib, &e, 1, err));
	*ret_p = cn_library_provision(d->norms.lib, e.duty);
	cn_put(ctx->a, body, "system", cn_text(ctx->a, d->system->profile->id));
	cn_put(ctx->a, body, "duty", cn_text(ctx->a, e.duty));
	if (line.n)
		cn_put(ctx->a, body, "line", cn_text(ctx->a, line));
	return CN_OK;
}

/* ---- fact set ---- */

/* "yes", "2e25", "2026-11-03", or a set: "5b-creditworthiness=yes,4a-recruitment=no". */
static cn_val *fact_value(cn_ctx *ctx, const cn_fact *f, cn_str text)
{
	if (f->type != CN_F_SET || !cn_contains(text, CN_S("=")))
		return cn_text(ctx->a, text);
	cn_val *m = cn_map(ctx->a);
	while (text.n) {
		cn_str part, rest, member, value;
		(void)cn_split(text, ',', &part, &rest);
		(void)cn_split(part, '=', &member, &value);
		cn_put_s(ctx->a, m, cn_trim(member), cn_text(ctx->a, cn_trim(value)));
		text = rest;
	}
	return m;
}

/* A record of the kind about the system of the first argument, once its body is filled. */
typedef cn_code body_fill(cn_ctx *ctx, const cn_desk *d, cn_val *body, cn_err *err);
static cn_code said(cn_ctx *ctx, body_fill *fill, const char *kind, cn_err *err)
{
	cn_desk d;
	cn_val *body = cn_map(ctx->a);
	CN_TRY(cn_desk_open(ctx, ctx->args.arg[0], false, &d, err));
	cn_code rc = fill(ctx, &d, body, err);
	if (rc == CN_OK)
		rc = cn_desk_append(ctx, d.home, kind, body, NULL, 0, err);
	cn_home_close(d.home);
	return rc;
}

static cn_code fact_body(cn_ctx *ctx, const cn_desk *d, cn_val *body, cn_err *err)
{
	cn_str name, value, by;
	if (!cn_split(cn_str_z(ctx->args.arg[1]), '=', &name, &value)) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.60s\" is not NAME=VALUE", ctx->args.arg[1]);
		return cn_hint(err, "concord fact set system.yaml profiles_persons=yes --by northbank --source \"record of processing\"");
	}
	CN_TRY(cn_need(ctx, "by", "northbank", &by, err));
	const cn_fact *f = cn_library_fact(d->norms.lib, name);
	if (!f) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "there is no fact \"%.*s\"", CN_FMT(cn_sub(name, 0, 60)));
		cn_str near = cn_library_near_fact(d->norms.lib, name);
		return near.n ? cn_hint(err, "%.*s=%.*s", CN_FMT(near), CN_FMT(value)) : CN_ENOTFOUND;
	}
	if (f->judgement.n) /* what a fact calls a judgement, only a person of that role may say */
		CN_TRY(cn_role_key(ctx, d->home, f->judgement, true, err));
	cn_val *v = fact_value(ctx, f, value);
	char today[CN_TIME_BYTES];
	cn_date_text(cn_time_date(ctx->now_us), today);
	cn_put(ctx->a, body, "system", cn_text(ctx->a, d->system->profile->id));
	cn_val *row = cn_push(ctx->a, cn_put(ctx->a, body, "facts", cn_list(ctx->a)), cn_map(ctx->a));
	cn_put(ctx->a, row, "fact", cn_text(ctx->a, f->id));
	CN_TRY(put_market(ctx, d, row, err));
	cn_put(ctx->a, row, "value", v);
	cn_put(ctx->a, row, "by", cn_text(ctx->a, by));
	cn_put(ctx->a, row, "on", cn_textz(ctx->a, today));
	if (cn_flag_get(ctx, "source"))
		cn_put(ctx->a, row, "source", cn_textz(ctx->a, cn_flag_get(ctx, "source")));
	CN_TRY(cn_put_date(ctx, row, "until", "until", err));
	/* what does not fit the fact's type is refused here, before it is signed */
	const cn_profile *tried;
	cn_provenance from = { .by = by, .until = CN_DATE_NONE };
	return cn_profile_with_fact(ctx->a, d->norms.lib, d->system->profile, f->id, cn_get_text(row, "market"), v, &from, &tried, err);
}

static cn_code run_fact_set(cn_ctx *ctx, cn_err *err)
{
	return said(ctx, fact_body, "facts/1", err);
}

/* ---- evidence add ---- */

static cn_code evidence_body(cn_ctx *ctx, const cn_desk *d, cn_val *body, cn_err *err)
{
	const cn_provision *p;
	cn_str role;
	CN_TRY(put_duty(ctx, d, body, &p, err));
	CN_TRY(cn_need(ctx, "signer", "compliance", &role, err));
	CN_TRY(cn_role_check(d->norms.lib, role, err));
	CN_TRY(cn_role_key(ctx, d->home, role, false, err));
	CN_TRY(put_market(ctx, d, body, err));
	cn_put(ctx->a, body, "signer_role", cn_text(ctx->a, role));
	CN_TRY(put_times(ctx, body, err));
	if (cn_flag_get(ctx, "note"))
		cn_put(ctx->a, body, "note", cn_textz(ctx->a, cn_flag_get(ctx, "note")));
	return cn_put_document(ctx, d->home, body, "document", ctx->args.arg[1], err);
}

static cn_code run_evidence_add(cn_ctx *ctx, cn_err *err)
{
	return said(ctx, evidence_body, "evidence/1", err);
}

/* ---- judge sign ---- */

static cn_code judgement_body(cn_ctx *ctx, const cn_desk *d, cn_val *body, cn_err *err)
{
	const cn_provision *p;
	cn_str role, answer, reason;
	CN_TRY(put_duty(ctx, d, body, &p, err));
	CN_TRY(cn_need(ctx, "signer", "legal-reviewer", &role, err));
	CN_TRY(cn_role_check(d->norms.lib, role, err));
	CN_TRY(cn_role_key(ctx, d->home, role, true, err));
	CN_TRY(cn_need(ctx, "answer", "yes", &answer, err));
	CN_TRY(cn_need(ctx, "reason", "\"...\"", &reason, err));
	if (!cn_eqz(answer, "yes") && !cn_eqz(answer, "no") && !cn_eqz(answer, "unknown"))
		return CN_FAIL(err, CN_EINPUT, "--answer is yes, no or unknown, not \"%.*s\"", CN_FMT(cn_sub(answer, 0, 20)));
	CN_TRY(put_market(ctx, d, body, err));
	cn_put(ctx->a, body, "answer", cn_text(ctx->a, answer));
	cn_put(ctx->a, body, "role", cn_text(ctx->a, role));
	cn_put(ctx->a, body, "reason", cn_text(ctx->a, reason));
	return put_times(ctx, body, err);
}

static cn_code run_judge_sign(cn_ctx *ctx, cn_err *err)
{
	return said(ctx, judgement_body, "judgement/1", err);
}

/* ---- waive, approve, counter ---- */

static cn_code waiver_body(cn_ctx *ctx, const cn_desk *d, cn_val *body, cn_err *err)
{
	const cn_provision *p;
	cn_str role, reason, until;
	CN_TRY(put_duty(ctx, d, body, &p, err));
	if (cn_get(body, "line"))
		return CN_FAIL(err, CN_EINPUT, "a waiver is of a whole duty, not of an evidence line");
	CN_TRY(cn_need(ctx, "signer", "management", &role, err));
	CN_TRY(cn_role_check(d->norms.lib, role, err));
	CN_TRY(cn_role_key(ctx, d->home, role, true, err));
	CN_TRY(cn_need(ctx, "reason", "\"...\"", &reason, err));
	CN_TRY(cn_need(ctx, "until", "2027-03-01", &until, err));
	CN_TRY(put_market(ctx, d, body, err));
	cn_put(ctx->a, body, "role", cn_text(ctx->a, role));
	cn_put(ctx->a, body, "reason", cn_text(ctx->a, reason));
	CN_TRY(cn_put_date(ctx, body, "until", "until", err));
	cn_date last;
	CN_TRY(cn_date_parse(until, &last, err));
	if (last < cn_time_date(ctx->now_us))
		return CN_FAIL(err, CN_EINPUT, "--until %.*s is past: it would waive nothing", CN_FMT(until));
	return CN_OK;
}

static cn_code run_waive(cn_ctx *ctx, cn_err *err)
{
	CN_TRY(said(ctx, waiver_body, "waiver/1", err));
	if (!ctx->json)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "It takes effect when a second person approves it: concord approve RECORD --role ROLE --key NAME",
						       "须经第二人批准后生效：concord approve RECORD --role ROLE --key NAME"));
	return CN_OK;
}

/* By the key of who asked: it is recorded, and counts for nothing (node/votes.h). */
static cn_code warn_own_key(cn_ctx *ctx, cn_home *home, const cn_signed *s, cn_str key, cn_err *err)
{
	cn_digest id;
	CN_TRY(cn_home_key_id(home, ctx->a, key, &id, err));
	if (!ctx->json && cn_digest_eq(&id, &s->env.sig[0].keyid))
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "It does not count: the same key signed the record. A second person approves it.", "不计：该记录由同一密钥签署，须由第二人批准。"));
	return CN_OK;
}

static cn_code approve(cn_ctx *ctx, cn_home *home, cn_err *err)
{
	cn_str role, key;
	uint64_t index;
	cn_signed s;
	cn_val *body = cn_map(ctx->a);
	CN_TRY(cn_need(ctx, "role", "management", &role, err));
	if (cn_need(ctx, "key", "compliance-1f2e3d4c", &key, err) != CN_OK)
		return cn_hint(err, "a second person's key: concord key add --role %.*s, then --key NAME", CN_FMT(role));
	CN_TRY(cn_role_key(ctx, home, role, true, err));
	CN_TRY(cn_home_find(home, cn_str_z(ctx->args.arg[0]), &index, err));
	CN_TRY(cn_home_record(home, ctx->a, index, &s, err));
	const cn_kind *k = cn_kind_find(s.rec.kind);
	if (!k || !k->two_person)
		return CN_FAIL(err, CN_EINPUT, "record %llu (%.*s) needs no second person", (unsigned long long)index, CN_FMT(s.rec.kind));
	CN_TRY(cn_second_person(ctx, home, &s, key, err));
	cn_put(ctx->a, body, "decision", cn_textz(ctx->a, cn_flag_on(ctx, "refuse") ? "refuse" : "approve"));
	cn_put(ctx->a, body, "role", cn_text(ctx->a, role));
	if (cn_flag_get(ctx, "reason"))
		cn_put(ctx->a, body, "reason", cn_textz(ctx->a, cn_flag_get(ctx, "reason")));
	cn_ref ref = { .role = CN_S("approves"), .to = s.id };
	CN_TRY(cn_desk_append(ctx, home, "approval/1", body, &ref, 1, err));
	return cn_flag_on(ctx, "refuse") ? CN_OK : warn_own_key(ctx, home, &s, key, err);
}

static cn_code run_approve(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	return approve(ctx, home, err);
}

/* --for of a counter-claim: a duty that there is. */
static cn_code put_countered(cn_ctx *ctx, cn_val *body, cn_err *err)
{
	cn_norms norms;
	cn_str given = cn_str_z(cn_flag_get(ctx, "for")), duty, line;
	if (!given.n)
		return CN_OK;
	CN_TRY(cn_load_norms(ctx, &norms, err));
	(void)cn_split(given, '#', &duty, &line);
	cn_evidence e = { .duty = duty, .line = line };
	CN_TRY(cn_evidence_check(norms.lib, &e, 1, err));
	cn_put(ctx->a, body, "duty", cn_text(ctx->a, given));
	return CN_OK;
}

static cn_code run_counter(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_str claim;
	uint64_t index;
	cn_signed s;
	cn_val *body = cn_map(ctx->a);
	CN_TRY(cn_need(ctx, "claim", "\"...\"", &claim, err));
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_find(home, cn_str_z(ctx->args.arg[0]), &index, err));
	CN_TRY(cn_home_record(home, ctx->a, index, &s, err));
	cn_put(ctx->a, body, "claim", cn_text(ctx->a, claim));
	CN_TRY(put_countered(ctx, body, err));
	cn_str system = cn_get_text(s.rec.body, "system");
	if (system.n)
		cn_put(ctx->a, body, "system", cn_text(ctx->a, system));
	if (cn_flag_get(ctx, "role"))
		cn_put(ctx->a, body, "role", cn_textz(ctx->a, cn_flag_get(ctx, "role")));
	cn_ref ref = { .role = CN_S("against"), .to = s.id };
	return cn_desk_append(ctx, home, "counter/1", body, &ref, 1, err);
}

#define END { NULL, NULL, NULL, NULL, false }
#define KEY { "key", "NAME", "sign with a person's key (concord key add)", "用某人的密钥签署（concord key add）", false }
#define FOR { "for", "DUTY", "the provision, or one evidence line of it: eu-ai-act/art_26.6#E2", "条款或其证据行，如 eu-ai-act/art_26.6#E2", false }
#define SIGNER { "signer", "ROLE", "the role of who stands for it", "签署人的职务", false }
#define MARKET { "market", "CODE", "only for this market", "仅对此市场", false }
#define ISSUED { "issued", "DATE", "its own date (else today)", "自身日期（默认今天）", false }
#define EXPIRES { "expires", "DATE", "last day it holds", "有效期最后一天", false }
#define REASON { "reason", "TEXT", "why", "理由", false }
static const cn_flag fact_flags[] = { { "by", "PARTY", "who declares it: a party of the manifest", "声明方：清单中的一方", false }, { "source", "TEXT", "what it rests on", "依据", false },
				      { "until", "DATE", "last day it may be relied on", "可依赖的最后一天", false }, MARKET, KEY, END };
static const cn_flag evidence_flags[] = { FOR, SIGNER, ISSUED, EXPIRES, MARKET, { "note", "TEXT", "what it shows", "说明", false }, KEY, END };
static const cn_flag judge_flags[] = { FOR, SIGNER, { "answer", "yes|no|unknown", "the answer", "答案", false }, REASON, ISSUED, EXPIRES, MARKET, KEY, END };
static const cn_flag waive_flags[] = { FOR, SIGNER, REASON, { "until", "DATE", "last day it holds", "有效期最后一天", false }, MARKET, KEY, END };
static const cn_flag approve_flags[] = { { "role", "ROLE", "the role of the second person", "第二人的职务", false }, REASON,
					 { "refuse", NULL, "refuse it", "拒绝", false }, KEY, END };
static const cn_flag counter_flags[] = { { "claim", "TEXT", "what is wrong", "有何不实", false }, FOR,
					 { "role", "ROLE", "the role of the sender", "提出者身份", false }, KEY, END };

const cn_op cn_op_fact_set = { "fact set", "FILE NAME=VALUE", 2, 2, "declare a fact about a system; norms/facts.yaml lists the names", "声明关于系统的一项事实；名称见 norms/facts.yaml",
			       { "concord fact set system.yaml profiles_persons=yes --by northbank --source \"record of processing\"", NULL }, fact_flags, run_fact_set, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
const cn_op cn_op_evidence_add = { "evidence add", "FILE DOCUMENT", 2, 2, "a document that shows that a duty is met; kept by its digest", "提交证明义务已履行的文件；按摘要保存",
				   { "concord evidence add system.yaml retention.pdf --for eu-ai-act/art_26.6#E2 --signer compliance --expires 2027-11-01", NULL },
				   evidence_flags, run_evidence_add, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
const cn_op cn_op_judge_sign = { "judge sign", "FILE", 1, 1, "a person answers, under a role, what only a person may answer", "由人以其职务回答只能由人判断的问题并签署",
				 { "concord judge sign system.yaml --for eu-ai-act/art_4 --answer yes --signer legal-reviewer --reason \"all clerks were trained\" --key legal-reviewer-1f2e3d4c", NULL }, judge_flags,
				 run_judge_sign, CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
const cn_op cn_op_waive = { "waive", "FILE", 1, 1, "set a duty aside for a time; a second person approves", "在一定期限内豁免一项义务；须第二人批准",
			    { "concord waive system.yaml --for eu-ai-act/art_26.6 --signer management --until 2027-03-01 --reason \"archive moves in February\" --key management-1f2e3d4c", NULL }, waive_flags, run_waive, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_approve = { "approve", "RECORD", 1, 1, "a second person approves or refuses a waiver or a policy, with a key of their own", "由第二人以自己的密钥批准或拒绝豁免或内部政策",
			      { "concord approve 5 --role management --key management-1f2e3d4c", NULL }, approve_flags, run_approve, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_counter = { "counter", "RECORD", 1, 1, "a counter-claim against a record, shown beside it; changes no finding", "对某记录提出异议，与其并列显示；不改变结论",
			      { "concord counter 3 --claim \"the procedure was never followed\" --for eu-ai-act/art_26.6", NULL }, counter_flags, run_counter, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
