/* What was answered to a request that may come twice. */
#include "people/private.h"

/* Something that was begun and not finished by then (a crash) may be tried again. */
#define GIVEN_UP_US (10 * CN_MINUTE_US)

static cn_code forget_old(cn_people *p, int64_t now_us, cn_err *err)
{
	const cn_sqlval times[] = { CN_CELL_I(now_us - CN_ANSWER_KEPT_US), CN_CELL_I(now_us - GIVEN_UP_US), CN_CELL_I(CN_ANSWERS_MAX - 1) };
	CN_TRY(cn_db_exec(p->db, "DELETE FROM answer WHERE made_us <= ?1 OR (status = 0 AND made_us <= ?2)", times, 2, err));
	return cn_db_exec(p->db, "DELETE FROM answer WHERE key NOT IN (SELECT key FROM answer ORDER BY made_us DESC, key LIMIT ?1)", &times[2], 1, err);
}

static cn_code repeat(cn_people *p, cn_arena *a, const cn_sqlval args[3], cn_repeat *ret, unsigned *ret_status, cn_str *ret_body, cn_err *err)
{
	const cn_val *row = NULL;
	CN_TRY(forget_old(p, args[2].i, err));
	CN_TRY(cn_people_row(p, a, "SELECT request, status, body FROM answer WHERE key = ?1", args, 1, &row, err));
	if (!row) {
		*ret = CN_REPEAT_NEW;
		return cn_db_exec(p->db, "INSERT INTO answer VALUES (?1, ?2, 0, '', ?3)", args, 3, err);
	}
	*ret_status = (unsigned)cn_get_int(row, "status", 0);
	*ret_body = cn_get_text(row, "body");
	*ret = !cn_eq(cn_get_text(row, "request"), args[1].s) ? CN_REPEAT_OTHER : *ret_status ? CN_REPEAT_DONE : CN_REPEAT_RUNNING;
	return CN_OK;
}

cn_code cn_people_repeat(cn_people *p, cn_arena *a, const cn_digest *key, const cn_digest *request, int64_t now_us, cn_repeat *ret,
			 unsigned *ret_status, cn_str *ret_body, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(cn_digest_str(a, key)), CN_CELL_S(cn_digest_str(a, request)), CN_CELL_I(now_us) };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, repeat(p, a, args, ret, ret_status, ret_body, err), err);
}

cn_code cn_people_repeat_done(cn_people *p, const cn_digest *key, unsigned status, cn_str body, cn_err *err)
{
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(key, text);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(text)), CN_CELL_I(status), CN_CELL_S(body.n <= CN_ANSWER_BYTES_MAX ? body : CN_S("")) };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, cn_db_exec(p->db, status ? "UPDATE answer SET status = ?2, body = ?3 WHERE key = ?1" : "DELETE FROM answer WHERE key = ?1", args,
					      status ? 3 : 1, err), err);
}
