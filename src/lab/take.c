/* What procedures read of what they are given: options that name columns, the limit of a decision, rows that must not belong together. */
#include "lab/priv.h"
#include "lab/procedure.h"

enum { UNIT_ROW_BYTES = 64 }; /* scratch for a row of units */

cn_code take_text(const cn_take *in, const char *name, const char *fallback, cn_str *ret, cn_err *err)
{
	const cn_val *v = cn_get(in->options, name);
	if (v && (v->type != CN_TEXT || !v->s.n))
		return CN_FAIL(err, CN_EINPUT, "option \"%s\" is a text", name);
	*ret = v ? v->s : cn_str_z(fallback);
	return CN_OK;
}

cn_code take_threshold(const cn_take *in, double *ret, cn_err *err)
{
	*ret = 0.5;
	if (in->model && in->model->predict)
		*ret = in->model->threshold;
	else if (in->m->threshold.n && cn_real_parse(in->m->threshold, ret, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "the threshold \"%.*s\" is not a number", CN_FMT(cn_sub(in->m->threshold, 0, 60)));
	return CN_OK;
}

cn_code take_refuse(const cn_take *in, bool label, cn_err *err)
{
	if (label && in->m->labels_censored)
		return CN_FAIL(err, CN_EUNDEFINED, "the label exists only for those once selected, so it says nothing about the others");
	if (!in->m->unit.n)
		return CN_OK;
	CN_AUTO_ARENA own = cn_arena_new(CN_REQUEST_ARENA_BYTES + cn_table_rows(in->table) * UNIT_ROW_BYTES);
	cn_counts *c;
	CN_TRY(cn_counts_take(own, in->table, &(cn_measure){ .unit = in->m->unit }, 0, &c, err));
	if (c->unit_shared)
		return CN_FAIL(err, CN_EUNDEFINED, "rows share units, and every interval takes rows as independent");
	return CN_OK;
}

cn_code take_number(const cn_table *t, cn_str name, const cn_column **ret, cn_err *err)
{
	CN_TRY(cn_table_need(t, name, ret, err));
	if (!(*ret)->number && cn_table_rows(t) > (*ret)->n_missing)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" is text: it has to be numbers", CN_FMT(cn_sub(name, 0, 80)));
	return CN_OK;
}

cn_code take_answers(cn_arena *a, const cn_take *in, const cn_table *t, cn_frame *ret, cn_err *err)
{
	cn_measure m = *in->m;
	cn_take own = *in;
	bool asked = in->model && in->model->predict && !(m.score.n && cn_table_find(t, m.score));
	if (asked)
		m.score = (cn_str){ 0 };
	if (!asked && !m.score.n)
		return CN_FAIL(err, CN_EINPUT, "a model that can be asked, or a score, is needed");
	own.m = &m;
	CN_TRY(cn_frame_take(a, &own, t, ret, err));
	if (!asked)
		return CN_OK;
	double *s = CN_NEW(a, double, ret->n_rows + 1);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(cn_ask(in->model, ret->row, ret->n_rows, s, err));
	ret->score = s;
	return CN_OK;
}
