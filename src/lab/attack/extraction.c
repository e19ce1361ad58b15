/* extraction: a copy of the model from its answers. The attacker asks about q rows, fits a tree to the decisions, and the copy is held
 * against the model on rows that were not asked about; for q = 10, 20, 50, 100, ...
 *
 * The rows asked about come from the second table where there is one (what the attacker has), else from a drawn half of the table; the copy
 * is tested on the table, or on its other half. O(queries log queries x features x depth) for each q. */
#include "lab/attack/attack.h"

enum { STEPS_MAX = 20 };

typedef struct half {
	const double *row;
	const uint8_t *yes;
	size_t n;
} half;

/* The places 0..n-1 in a drawn order (Fisher and Yates, from the last); NULL: no memory. */
static uint32_t *drawn_order(cn_arena *a, cn_rng *r, size_t n)
{
	uint32_t *order = CN_NEW(a, uint32_t, n + 1);
	if (!order)
		return NULL;
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (size_t i = n; i > 1; i--) {
		size_t k = cn_rng_below(r, i);
		uint32_t swap = order[i - 1];
		order[i - 1] = order[k];
		order[k] = swap;
	}
	return order;
}

/* The decisions of the model on every row of f. */
static cn_code decisions_of(cn_arena *a, const cn_take *in, const cn_frame *f, uint8_t **ret, cn_err *err)
{
	double *score = CN_NEW(a, double, f->n_rows + 1);
	uint8_t *yes = CN_NEW(a, uint8_t, f->n_rows + 1);
	if (!score || !yes)
		return cn_arena_fail(a, err);
	CN_TRY(cn_ask(in->model, f->row, f->n_rows, score, err));
	for (size_t i = 0; i < f->n_rows; i++)
		yes[i] = score[i] >= in->model->threshold;
	*ret = yes;
	return CN_OK;
}

/* n rows of f in a drawn order from place `from`, with what the model decides. */
static cn_code half_take(cn_arena *a, const cn_take *in, const cn_frame *f, const uint32_t *order, size_t from, size_t n, half *ret, cn_err *err)
{
	double *row = CN_NEW(a, double, n * f->n_features + 1);
	uint8_t *yes;
	if (!row)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		memcpy(row + i * f->n_features, f->row + order[from + i] * f->n_features, f->n_features * sizeof *row);
	CN_TRY(decisions_of(a, in, &(cn_frame){ .n_rows = n, .n_features = f->n_features, .row = row }, &yes, err));
	*ret = (half){ row, yes, n };
	return CN_OK;
}

static cn_code halves_take(cn_arena *a, const cn_take *in, size_t *features, half *pool, half *test, cn_err *err)
{
	int64_t queries, tested;
	cn_measure m = *in->m;
	cn_take plain = *in;
	cn_frame f, own;
	cn_rng r;
	m.label = m.score = (cn_str){ 0 }; /* a copy learns from the model's answers alone */
	plain.m = &m;
	CN_TRY(cn_option_int(in, "queries", 1000, 1, COPIED_ROWS_MAX, &queries, err));
	CN_TRY(cn_option_int(in, "tested", 10000, 1, 1000000, &tested, err));
	CN_TRY(cn_frame_take(a, &plain, in->table, &f, err));
	if (in->other)
		CN_TRY(cn_frame_take(a, &plain, in->other, &own, err));
	cn_rng_init(&r, in->seed);
	uint32_t *order = drawn_order(a, &r, f.n_rows), *other = in->other ? drawn_order(a, &r, own.n_rows) : order;
	if (!order || !other)
		return cn_arena_fail(a, err);
	const cn_frame *from = in->other ? &own : &f;
	size_t used = in->other ? 0 : f.n_rows / 2, n_pool = in->other ? own.n_rows : used, n_test = f.n_rows - used;
	*features = f.n_features;
	CN_TRY(half_take(a, in, from, other, 0, n_pool < (size_t)queries ? n_pool : (size_t)queries, pool, err));
	return half_take(a, in, &f, order, used, n_test < (size_t)tested ? n_test : (size_t)tested, test, err);
}

static size_t steps_of(size_t most, int64_t *step)
{
	static const size_t by[] = { 1, 2, 5 };
	size_t n = 0;
	for (size_t ten = 10, i = 0; ten * by[i] < most && n + 1 < STEPS_MAX; i = (i + 1) % 3, ten *= i ? 1 : 10)
		step[n++] = (int64_t)(ten * by[i]);
	if (most)
		step[n++] = (int64_t)most;
	return n;
}

/* What the copy made from q answers says of the rows tested; and what one says who always gives the commonest answer. */
static cn_code agreement(const half *pool, const half *test, size_t k, size_t q, unsigned depth, int64_t *agree, int64_t *gain, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	copied copy;
	size_t yes = 0;
	CN_TRY(copied_fit(own, pool->row, pool->yes, q, k, depth, &copy, err));
	for (size_t i = 0; i < q; i++)
		yes += pool->yes[i];
	*agree = gain[0] = gain[1] = 0;
	for (size_t i = 0; i < test->n; i++) {
		bool same = copied_says(&copy, test->row + i * k) == (bool)test->yes[i], plain = (2 * yes >= q) == (bool)test->yes[i];
		*agree += same;
		gain[0] += same && !plain;
		gain[1] += plain && !same;
	}
	gain[2] = (int64_t)test->n;
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	int64_t depth, step[STEPS_MAX], agree[STEPS_MAX], gain[3] = { 0 };
	half pool, test;
	size_t features;
	CN_TRY(take_refuse(in, false, err));
	CN_TRY(cn_option_int(in, "depth", 6, 1, COPIED_DEPTH_MAX, &depth, err));
	CN_AUTO_ARENA own = cn_arena_new((size_t)CN_FRAME_VALUES_MAX * 3 * sizeof(double) + CN_REQUEST_ARENA_BYTES);
	CN_TRY(halves_take(own, in, &features, &pool, &test, err));
	cn_counts *s = cn_stats_new(a, "extraction", (int64_t)test.n);
	if (!s)
		return cn_arena_fail(a, err);
	size_t n = steps_of(pool.n, step);
	for (size_t i = 0; i < n; i++)
		CN_TRY(agreement(&pool, &test, features, (size_t)step[i], (unsigned)depth, &agree[i], gain, err));
	const int64_t tested = (int64_t)test.n;
	CN_TRY(cn_stats_put_counts(a, s, "queries", step, n, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "agree", agree, n, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "tested", &tested, 1, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "gain", gain, 3, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_extraction = {
	.name = "extraction",
	.title_en = "model extraction: how well a copy made from answers agrees with the model",
	.title_zh = "模型窃取：仅凭回答做出的副本与模型的一致程度",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL | CN_TAKE_MAY_OTHER,
	.options = "queries  1..100000, 1000 if absent: rows that the attacker asks about\n"
		   "tested  1..1000000, 10000 if absent: rows on which the copy is held against the model\n"
		   "depth  1..16, 6 if absent: levels of the copy, a tree",
	.take = take,
};
