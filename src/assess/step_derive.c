/* derive: which provisions reach the system, on each day. The list of all rows is a blob; the body counts them. */
#include "assess/step.h"

static cn_val *day_text(cn_arena *a, cn_date d)
{
	char z[CN_TIME_BYTES];
	cn_date_text(d, z);
	return cn_textz(a, z);
}

static cn_val *counts_of(cn_arena *a, const cn_day *day, size_t n_day)
{
	cn_val *list = cn_list(a);
	for (size_t k = 0; k < n_day; k++) {
		int64_t n[4] = { 0 };
		for (size_t i = 0; i < day[k].answers->n_cell; i++)
			n[day[k].answers->cell[i].answer]++;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "as_of", day_text(a, day[k].as_of));
		cn_put(a, m, "applies", cn_int(a, n[CN_APPLIES]));
		cn_put(a, m, "does_not", cn_int(a, n[CN_DOES_NOT]));
		cn_put(a, m, "unknown", cn_int(a, n[CN_ANSWER_UNKNOWN]));
		cn_put(a, m, "presumed", cn_int(a, n[CN_PRESUMED]));
	}
	return list;
}

static cn_code run(cn_arena *a, const cn_step_in *in, cn_step_out *ret, cn_err *err)
{
	const cn_dossier_input *of = in->of;
	const cn_val *list;
	cn_day *day = CN_NEW(a, cn_day, of->n_day);
	cn_val *body = cn_map(a);
	if (!day)
		return cn_arena_fail(a, err);
	cn_put(a, body, "system", cn_text(a, of->profile->id));
	cn_val *as_of = cn_put(a, body, "as_of", cn_list(a));
	for (size_t k = 0; k < of->n_day; k++) {
		day[k] = (cn_day){ .as_of = of->day[k].as_of };
		cn_push(a, as_of, day_text(a, day[k].as_of));
		CN_TRY(cn_norm_apply(a, of->lib, of->profile, day[k].as_of, true, &day[k].answers, err));
	}
	cn_put(a, body, "library", cn_text(a, of->library_digest));
	cn_put(a, body, "counts", counts_of(a, day, of->n_day));
	CN_TRY(cn_assess_duties(a, day, of->n_day, &list, err));
	CN_TRY(cn_step_blob_of(a, list, "duties.json", &ret->blob[0], err));
	cn_put(a, body, "list", cn_step_blob_ref(a, &ret->blob[0]));
	ret->n_blob = 1;
	ret->day = day;
	ret->body = body;
	return CN_OK;
}

const cn_step cn_step_derive = { "derive", 2, "duties/1", "which provisions reach the system, on each day", "各日期哪些条款及于该系统", run };
