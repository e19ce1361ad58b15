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

static bool spoken_of(const cn_known *k, cn_str duty)
{
	for (size_t i = 0; i < k->n_evidence; i++)
		if (cn_eq(k->evidence[i].duty, duty))
			return true;
	for (size_t i = 0; i < k->n_waiver; i++)
		if (cn_eq(k->waiver[i].duty, duty))
			return true;
	for (size_t i = 0; i < k->n_counter; i++)
		if (cn_eq(k->counter[i].duty, duty))
			return true;
	return false;
}

/* A dossier is about what binds, and about the market's own texts. The rest would be a thousand findings that say "unknown": it stays where
 * nobody has said anything about it, and `applies` shows it. */
static cn_code leave_to_applies(cn_arena *a, const cn_dossier_input *of, const cn_answers **answers, cn_err *err)
{
	cn_answers *kept = CN_NEW(a, cn_answers, 1);
	cn_cell *cell = CN_NEW(a, cn_cell, (*answers)->n_cell + 1);
	if (!kept || !cell)
		return cn_arena_fail(a, err);
	*kept = **answers;
	kept->n_cell = 0;
	for (size_t i = 0; i < (*answers)->n_cell; i++) {
		const cn_cell *c = &(*answers)->cell[i];
		const cn_provision *p = c->provision;
		if (c->force == CN_BINDING || p->n_line || cn_library_own(of->lib, c->market, p->instrument, (*answers)->as_of) ||
		    spoken_of(of->known, p->full))
			cell[kept->n_cell++] = *c;
	}
	kept->cell = cell;
	*answers = kept;
	return CN_OK;
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
		if (in->dossier)
			CN_TRY(leave_to_applies(a, of, &day[k].answers, err));
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
