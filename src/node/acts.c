#include "node/acts.h"

static cn_code record_one(cn_home *h, const cn_val *act, cn_people *p, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	cn_signed s;
	int64_t n = cn_get_int(act, "n", 0);
	cn_val *body = cn_val_copy(a, cn_get(act, "body"));
	cn_put(a, body, "n", cn_int(a, n));
	if (!cn_arena_ok(a))
		return CN_NOMEM(err);
	const cn_draft d = { .kind = "access/1", .body = body };
	CN_TRY(cn_home_append(h, a, &d, now_us, &s, err));
	return cn_people_act_recorded(p, n, err);
}

cn_code cn_acts_record(cn_home *h, cn_arena *a, cn_people *p, int64_t now_us, size_t *ret_n, cn_err *err)
{
	const cn_val *list;
	*ret_n = 0;
	do {
		CN_TRY(cn_people_acts_waiting(p, a, &list, err));
		if (list->n && !*ret_n)
			CN_TRY(cn_home_ready(h, a, err));
		CN_EACH (act, list) {
			CN_TRY(record_one(h, act, p, now_us, err));
			++*ret_n;
		}
	} while (list->n == CN_ACTS_AT_ONCE);
	return CN_OK;
}
