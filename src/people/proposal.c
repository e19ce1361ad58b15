/* What takes two persons: one proposes, another approves. */
#include "people/private.h"

static cn_code propose(cn_people *p, const cn_sqlval args[7], const cn_act *act, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_db_exec(p->db, "DELETE FROM proposal WHERE until_us <= ?1", &args[4], 1, err));
	CN_TRY(cn_people_row(p, a, "SELECT count(*) AS n FROM proposal", NULL, 0, &row, err));
	if (cn_get_int(row, "n", 0) >= CN_PROPOSALS_MAX)
		return CN_FAIL(err, CN_ESTATE, "%d proposals wait for a second person; decide some first", CN_PROPOSALS_MAX);
	CN_TRY(cn_db_exec(p->db, "INSERT INTO proposal (id, op, body, person, made_us, until_us, code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", args, 7, err));
	return cn_people_act(p, act, now_us, err);
}

cn_code cn_people_propose(cn_people *p, const char *op, cn_str body, cn_str by, int64_t now_us, char ret_id[CN_PERSON_ID_BYTES],
			  char ret_code[CN_LINK_CODE_BYTES], cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES];
	if (body.n > CN_PROPOSAL_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "what takes two persons has at most %d bytes", CN_PROPOSAL_BYTES_MAX);
	cn_people_new_id("w-", ret_id);
	if (ret_code) {
		cn_people_new_id("c-", ret_code);
		cn_people_digest("link code", cn_str_z(ret_code), digest);
	}
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(ret_id)), CN_CELL_S(cn_str_z(op)), CN_CELL_S(body), CN_CELL_S(by), CN_CELL_I(now_us), CN_CELL_I(now_us + CN_PROPOSAL_US),
				   ret_code ? CN_CELL_S(cn_str_z(digest)) : CN_CELL_NONE };
	const cn_act act = { .what = "proposed", .by = by, .key = cn_str_z(ret_id), .op = op };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, propose(p, args, &act, now_us, err), err);
}

cn_code cn_people_proposals(cn_people *p, cn_arena *a, cn_str id, int64_t now_us, const cn_val **ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(now_us) };
	return cn_people_listed(p, a, "SELECT id, op, person, made_us, until_us, body FROM proposal WHERE (?1 = '' OR id = ?1) AND until_us > ?2 AND taken = 0 ORDER BY made_us, id", args, 2, ret, err);
}

cn_code cn_people_proposal_heads(cn_people *p, cn_arena *a, int64_t now_us, const cn_val **ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_I(now_us) };
	return cn_people_listed(p, a, "SELECT id, op, person, made_us, until_us FROM proposal WHERE until_us > ?1 AND taken = 0 ORDER BY made_us, id", args, 1, ret, err);
}

static cn_code decide(cn_people *p, cn_arena *a, cn_str id, bool approve, cn_str by, int64_t now_us, cn_decided *ret, cn_err *err)
{
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(now_us) };
	CN_TRY(cn_people_row(p, a, "SELECT op, body, person, code, (SELECT roles FROM person WHERE person.id = proposal.person AND ended_us IS NULL) AS roles FROM proposal WHERE id = ?1 AND until_us > ?2 AND taken = 0",
			     args, 2, &row, err));
	if (!row)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no such proposal, or it was decided");
	if (approve && cn_eq(cn_get_text(row, "person"), by))
		return CN_FAIL(err, CN_ESTATE, "who proposed it does not approve it: a second person does");
	if (approve && cn_roles_highest((cn_roles)cn_get_int(row, "roles", 0)) < CN_ACCESS_ADMINISTRATOR) /* it would rest on one alone */
		return CN_FAIL(err, CN_ESTATE, "who proposed it is no administrator any more: an administrator has to propose it again");
	*ret = (cn_decided){ .op = cn_get_text(row, "op"), .body = cn_get_text(row, "body") };
	(void)snprintf(ret->code, sizeof ret->code, "%.*s", CN_FMT(cn_get_text(row, "code")));
	const cn_act act = { .what = approve ? "approved" : "refused", .by = by, .person = cn_get_text(row, "person"), .key = id, .op = cn_cstr(a, cn_get_text(row, "op")) };
	CN_TRY(cn_db_exec(p->db, approve ? "UPDATE proposal SET taken = 1 WHERE id = ?1" : "DELETE FROM proposal WHERE id = ?1", args, 1, err));
	return cn_people_act(p, &act, now_us, err);
}

cn_code cn_people_decide(cn_people *p, cn_arena *a, cn_str id, bool approve, cn_str by, int64_t now_us, cn_decided *ret, cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, decide(p, a, id, approve, by, now_us, ret, err), err);
}

static cn_code settle(cn_people *p, cn_str id, const char *op, bool done, cn_str by, int64_t now_us, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id) };
	const cn_act act = { .what = "failed", .by = by, .key = id, .op = op };
	if (done)
		return cn_people_change(p, "DELETE FROM proposal WHERE id = ?1 AND taken = 1", args, 1, "proposal", err);
	CN_TRY(cn_people_change(p, "UPDATE proposal SET taken = 0 WHERE id = ?1 AND taken = 1", args, 1, "proposal", err));
	return cn_people_act(p, &act, now_us, err);
}

cn_code cn_people_settle(cn_people *p, cn_str id, const char *op, bool done, cn_str by, int64_t now_us, cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, settle(p, id, op, done, by, now_us, err), err);
}
