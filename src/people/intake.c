#include "people/intake.h"
#include "people/private.h"

static cn_code check_text(cn_str s, size_t lo, size_t hi, const char *what, cn_err *err)
{
	if (s.n < lo || s.n > hi)
		return CN_FAIL(err, s.n < lo ? CN_EINPUT : CN_ETOOBIG, "\"%s\" has %zu to %zu bytes", what, lo, hi);
	return cn_utf8_ok(s) ? CN_OK : CN_FAIL(err, CN_EINPUT, "\"%s\" is not UTF-8", what);
}

static cn_code check(const cn_report *r, cn_err *err)
{
	if (!cn_eqz(r->about, "vulnerability") && !cn_eqz(r->about, "misuse") && !cn_eqz(r->about, "other"))
		return CN_FAIL(err, CN_EINPUT, "\"about\" is vulnerability, misuse or other");
	CN_TRY(check_text(r->text, 1, CN_REPORT_BYTES_MAX, "text", err));
	CN_TRY(check_text(r->system, 0, CN_REPORT_SHORT_BYTES_MAX, "system", err));
	return check_text(r->contact, 0, CN_REPORT_SHORT_BYTES_MAX, "contact", err);
}

static cn_code add(cn_people *p, const cn_sqlval args[7], cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, "SELECT count(*) AS n FROM intake WHERE state = 'received'", NULL, 0, &row, err));
	if (cn_get_int(row, "n", 0) >= CN_REPORTS_WAITING_MAX)
		return CN_FAIL(err, CN_ESTATE, "very many reports wait here already: please send this one another way");
	return cn_db_exec(p->db, "INSERT INTO intake (id, digest, about, system, text, contact, made_us, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'received')", args, 7, err);
}

cn_code cn_intake_add(cn_people *p, const cn_report *r, int64_t now_us, char ret_id[CN_PERSON_ID_BYTES], char code[CN_TOKEN_BYTES], cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES];
	CN_TRY(check(r, err));
	cn_people_new_id("i-", ret_id);
	cn_people_new_token("receipt", "", code, digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(ret_id)), CN_CELL_S(cn_str_z(digest)), CN_CELL_S(r->about), CN_CELL_S(r->system), CN_CELL_S(r->text), CN_CELL_S(r->contact), CN_CELL_I(now_us) };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, add(p, args, err), err);
}

cn_code cn_intake_list(cn_people *p, cn_arena *a, cn_str id, const cn_val **ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id) };
	CN_TRY(cn_people_listed(p, a, "SELECT id, about, system, text, contact, state, made_us, answer, record FROM intake WHERE ?1 = '' OR id = ?1 ORDER BY made_us, id", args, 1, ret, err));
	return id.n && !cn_first(*ret) ? CN_FAIL(err, CN_ENOTFOUND, "there is no such report") : CN_OK;
}

cn_code cn_intake_status(cn_people *p, cn_arena *a, cn_str code, const cn_val **ret, cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES];
	const cn_val *list;
	cn_people_digest("receipt", cn_trim(code), digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)) };
	CN_TRY(cn_people_listed(p, a, "SELECT state, answer, record, made_us FROM intake WHERE digest = ?1", args, 1, &list, err));
	if (!cn_first(list))
		return CN_FAIL(err, CN_EFORGED, "no report has this receipt code");
	*ret = cn_first(list);
	return CN_OK;
}

cn_code cn_intake_decide(cn_people *p, cn_str id, int64_t record, cn_str answer, cn_err *err)
{
	const char *sql = record >= 0 ? "UPDATE intake SET state = 'accepted', answer = ?2, record = ?3 WHERE id = ?1 AND state = 'received'" :
					"UPDATE intake SET state = 'dismissed', answer = ?2, text = '', contact = '', system = '' WHERE id = ?1 AND state = 'received'";
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_S(answer), CN_CELL_I(record) };
	CN_TRY(check_text(answer, 0, CN_REPORT_BYTES_MAX, "answer", err));
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, cn_people_change(p, sql, args, record >= 0 ? 3 : 2, "report that waits", err), err);
}
