/* sequential_errors: the model is asked about rows with a known label until its share of errors is certainly above or below a
 * limit. */
#include "lab/sequential/turn.h"

#include <math.h>

typedef struct errors {
	cn_frame f;
	cn_predictor *model;
	double *ask, *said; /* [batch * features], [batch] */
} errors;

static int64_t one_query(const void *self, size_t row)
{
	(void)self;
	(void)row;
	return 1;
}

static cn_code ask(void *self, const size_t *row, size_t n, uint8_t *event, cn_err *err)
{
	errors *w = self;
	size_t k = w->f.n_features;
	for (size_t i = 0; i < n; i++)
		memcpy(w->ask + i * k, w->f.row + row[i] * k, k * sizeof *w->ask);
	CN_TRY(cn_ask(w->model, w->ask, n, w->said, err));
	for (size_t i = 0; i < n; i++)
		event[i] = (w->said[i] >= w->model->threshold) != (w->f.label[row[i]] > 0.5);
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	errors w = { .model = in->model };
	cn_measure m = *in->m;
	cn_take plain = *in;
	m.score = (cn_str){ 0 }; /* scores that stand in the table were asked already */
	plain.m = &m;
	CN_TRY(take_refuse(in, true, err));
	CN_AUTO_ARENA own = cn_arena_new(TURN_SCRATCH_BYTES);
	CN_TRY(cn_frame_take(own, &plain, in->table, &w.f, err));
	size_t *row = CN_NEW(own, size_t, w.f.n_rows + 1), n = 0;
	w.ask = CN_NEW(own, double, TURN_BATCH_MAX *w.f.n_features + 1);
	w.said = CN_NEW(own, double, TURN_BATCH_MAX);
	if (!row || !w.ask || !w.said)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < w.f.n_rows; i++)
		if (!isnan(w.f.label[i]))
			row[n++] = i;
	const turn t = { &w, one_query, ask, row, n };
	return turn_take(a, in, "sequential_errors", &t, ret, err);
}

const cn_procedure cn_procedure_sequential_errors = {
	.name = "sequential_errors",
	.title_en = "errors, asked for one batch after the other until the limit is decided",
	.title_zh = "错误：逐批询问，直到限值得以判定",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL | CN_TAKE_LABEL | CN_TAKE_LIMIT,
	.options = TURN_OPTIONS,
	.take = take,
};
