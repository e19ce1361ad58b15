/* two_sample: can a classifier tell the rows of one table from those of the other? Logistic regression on half of up to 5,000 rows
 * of each, asked about the other half. Numbers are standardised, cut at 5, and go in with their squares, so that a change of spread
 * is seen too; categories as their 8 commonest values; what is missing as itself.
 *
 * Rows are drawn by a seeded hash of what they hold, equal rows numbered, so that neither draw nor split depends on their order.
 * O(n) to draw, then 5,000 x features^2 a step of Newton's. Memory: 80 bytes a row, 40 kB a feature. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { COMMONEST = 8, FAR = 5, LIMBS = 3, LIMB_BITS = 43, ROWS_MIN = 20 };

static uint64_t hash_text(cn_str s)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)s.p[i]) * 0x100000001b3u;
	return h;
}

static uint64_t hash_next(uint64_t h, uint64_t x)
{
	cn_rng r;
	cn_rng_init(&r, h ^ x * 0x9e3779b97f4a7c15u);
	return cn_rng_next(&r);
}

static uint64_t hash_cell(const cn_column *c, size_t row, const uint64_t *level)
{
	if (cn_column_missing(c, row))
		return 0;
	return c->number ? scored_key(c->number[row]) : level[cn_column_code(c, row)];
}

/* A seeded order of the rows of one table; the first *n of them are drawn. */
static cn_code rows_draw(cn_arena *a, const column_pair *pair, size_t n_pairs, bool ref, size_t rows, uint64_t seed, scored **ret,
			 size_t *n, cn_err *err)
{
	scored *v = CN_NEW(a, scored, rows + 1);
	if (!v)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < rows; i++)
		v[i] = (scored){ .key = hash_next(seed, ref), .group = (uint32_t)i };
	for (size_t k = 0; k < n_pairs; k++) {
		const cn_column *c = ref ? pair[k].ref : pair[k].now;
		uint64_t *level = CN_NEW(a, uint64_t, c->n_levels + (size_t)1);
		if (!level)
			return cn_arena_fail(a, err);
		for (uint32_t i = 0; !c->number && i < c->n_levels; i++)
			level[i] = hash_text(c->level[i]);
		for (size_t i = 0; i < rows; i++)
			v[i].key = hash_next(v[i].key, hash_cell(c, i, level));
	}
	CN_TRY(scored_sort(a, &v, rows, err));
	uint64_t last = 0, same = 0;
	for (size_t i = 0; i < rows; i++) {
		same = i && v[i].key == last ? same + 1 : 0;
		last = v[i].key;
		v[i].key = hash_next(last, same);
	}
	CN_TRY(scored_sort(a, &v, rows, err));
	*ret = v;
	*n = rows < CN_TWO_SAMPLE_ROWS ? rows : CN_TWO_SAMPLE_ROWS;
	return CN_OK;
}

/* ---- features
 * ---------------------------------------------------------------------------------------------------------------------------- */

/* Rows drawn of both tables, those of the table before those of the other. Even places of each learn, odd ones are asked about. */
typedef struct drawn {
	scored *row[2];
	size_t n[2];
	double *x[CN_TWO_SAMPLE_FEATURES_MAX]; /* a value a place */
	cn_str name[CN_TWO_SAMPLE_FEATURES_MAX];
	size_t k;
} drawn;

static bool is_other(const drawn *d, size_t at)
{
	return at >= d->n[0];
}

static bool learns(const drawn *d, size_t at)
{
	return (is_other(d, at) ? at - d->n[0] : at) % 2 == 0;
}

static size_t row_at(const drawn *d, size_t at)
{
	return is_other(d, at) ? d->row[1][at - d->n[0]].group : d->row[0][at].group;
}

static cn_code features_fit(const drawn *d, size_t more, cn_err *err)
{
	if (d->k + more > CN_TWO_SAMPLE_FEATURES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the columns make more than %d features: name fewer", CN_TWO_SAMPLE_FEATURES_MAX);
	return CN_OK;
}

/* One more, of which features_fit has been asked; NULL: no memory. */
static double *feature_new(cn_arena *a, drawn *d, cn_str name)
{
	double *x = CN_NEW(a, double, d->n[0] + d->n[1] + 1);
	d->name[d->k] = name;
	d->x[d->k] = x;
	d->k += x != NULL;
	return x;
}

/* Mean and standard deviation over the places that learn. */
static void scale_of(const drawn *d, const double *x, double *mean, double *sd)
{
	double n = 0, sum = 0, sum2 = 0;
	for (size_t i = 0; i < d->n[0] + d->n[1]; i++) {
		if (!learns(d, i) || isnan(x[i]))
			continue;
		n++;
		sum += x[i];
	}
	*mean = n > 0 ? sum / n : 0;
	for (size_t i = 0; i < d->n[0] + d->n[1]; i++)
		if (learns(d, i) && !isnan(x[i]))
			sum2 += (x[i] - *mean) * (x[i] - *mean);
	*sd = n > 1 ? sqrt(sum2 / (n - 1)) : 0;
}

static cn_code number_add(cn_arena *a, const column_pair *c, drawn *d, cn_err *err)
{
	double mean, sd;
	bool missing = false;
	CN_TRY(features_fit(d, 2, err));
	double *x = feature_new(a, d, c->now->name), *square = feature_new(a, d, cn_strf(a, "%.*s squared", CN_FMT(c->now->name))), *gone = NULL;
	if (!x || !square)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < d->n[0] + d->n[1]; i++) {
		x[i] = (is_other(d, i) ? c->ref : c->now)->number[row_at(d, i)];
		missing |= isnan(x[i]);
	}
	scale_of(d, x, &mean, &sd);
	if (missing) {
		CN_TRY(features_fit(d, 1, err));
		if (!(gone = feature_new(a, d, cn_strf(a, "%.*s missing", CN_FMT(c->now->name)))))
			return cn_arena_fail(a, err);
	}
	for (size_t i = 0; i < d->n[0] + d->n[1]; i++) {
		if (gone)
			gone[i] = isnan(x[i]);
		double z = isnan(x[i]) || !(sd > 0) ? 0 : fmax(-FAR, fmin(FAR, (x[i] - mean) / sd));
		square[i] = isnan(x[i]) || !(sd > 0) ? 0 : z * z - 1;
		x[i] = z;
	}
	return CN_OK;
}

static cn_code text_add(cn_arena *a, const column_pair *c, const size_t rows[2], drawn *d, cn_err *err)
{
	levels_both l;
	double *x[COMMONEST + 2];
	CN_TRY(levels_match(a, c, rows[0], rows[1], COMMONEST, &l, err));
	CN_TRY(features_fit(d, l.n, err));
	for (uint32_t k = 0; k < l.n; k++) {
		cn_str name = k < l.n_named ? l.text[k] : k + 1 < l.n ? CN_S("(another value)") : CN_S("(missing)");
		if (!(x[k] = feature_new(a, d, cn_strf(a, "%.*s=%.*s", CN_FMT(c->now->name), CN_FMT(cn_sub(name, 0, 80))))))
			return cn_arena_fail(a, err);
	}
	for (size_t i = 0; i < d->n[0] + d->n[1]; i++) {
		const cn_column *from = is_other(d, i) ? c->ref : c->now;
		size_t row = row_at(d, i);
		x[cn_column_missing(from, row) ? l.n - 1 : l.of[is_other(d, i)][cn_column_code(from, row)]][i] = 1;
	}
	return CN_OK;
}

/* ---- learning and asking
 * ---------------------------------------------------------------------------------------------------------------- */

static cn_code learn(cn_arena *a, const drawn *d, double *w, cn_err *err)
{
	size_t all = d->n[0] + d->n[1], n = 0;
	double *x = CN_NEW(a, double, all * d->k + 1);
	uint8_t *y = CN_NEW(a, uint8_t, all + 1);
	if (!x || !y)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < all; i++) {
		if (!learns(d, i))
			continue;
		for (size_t k = 0; k < d->k; k++)
			x[n * d->k + k] = d->x[k][i];
		y[n++] = !is_other(d, i);
	}
	return logistic_fit(a, x, y, n, d->k, 1, w, err);
}

/* Scores are rounded to 2^-30, so that rounding of the fit makes no order among equal rows. */
static cn_code ask(cn_arena *a, const drawn *d, const double *w, cn_ranks *ret, cn_err *err)
{
	scored *v = CN_NEW(a, scored, d->n[0] + d->n[1] + 1);
	cn_score_stats *stats = CN_NEW(a, cn_score_stats, 1);
	size_t n = 0;
	if (!v || !stats)
		return cn_arena_fail(a, err);
	for (uint32_t positive = 0; positive < 2; positive++) {
		for (size_t i = 0; i < d->n[0] + d->n[1]; i++) {
			if (learns(d, i) || is_other(d, i) == positive)
				continue;
			double s = w[d->k];
			for (size_t k = 0; k < d->k; k++)
				s += w[k] * d->x[k][i];
			v[n++] = (scored){ .key = scored_key(nearbyint(ldexp(s, 30))), .positive = positive };
		}
	}
	CN_TRY(scores_count(a, v, n, stats, 1, err));
	*ret = stats[0].within;
	return CN_OK;
}

static void limbs_of(uint64_t hi, uint64_t lo, int64_t *to)
{
	cn_u128 x = (cn_u128)hi << 64 | lo;
	for (unsigned i = 0; i < LIMBS; i++)
		to[i] = (int64_t)(x >> (LIMB_BITS * i) & ((1ull << LIMB_BITS) - 1));
}

static cn_code vectors_put(cn_arena *a, const drawn *d, const double *w, const cn_ranks *r, const size_t rows[2], cn_counts *c,
			   cn_err *err)
{
	int64_t limbs[3 * LIMBS];
	limbs_of(r->u2_hi, r->u2_lo, limbs);
	limbs_of(r->pos2_hi, r->pos2_lo, limbs + LIMBS);
	limbs_of(r->neg2_hi, r->neg2_lo, limbs + 2 * LIMBS);
	CN_TRY(cn_stats_put_counts(a, c, "rows", (const int64_t[]){ (int64_t)rows[0], (int64_t)rows[1] }, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "asked", (const int64_t[]){ r->n_pos, r->n_neg }, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "ranks", limbs, 3 * LIMBS, NULL, err));
	return cn_stats_put_reals(a, c, "weight", w, d->k, d->name, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	column_pair *pair;
	size_t n, rows[2] = { cn_table_rows(in->table), cn_table_rows(in->other) };
	CN_TRY(pairs_take(a, in, &pair, &n, err));
	if (rows[0] < ROWS_MIN || rows[1] < ROWS_MIN)
		return CN_FAIL(err, CN_EUNDEFINED, "two_sample needs at least %d rows in both tables", ROWS_MIN);
	CN_AUTO_ARENA own = scratch_of(rows[0] + rows[1], 200);
	drawn *d = CN_NEW(own, drawn, 1);
	double *w = CN_NEW(own, double, CN_TWO_SAMPLE_FEATURES_MAX + 1);
	cn_counts *c = cn_stats_new(a, "two_sample", (int64_t)rows[0]);
	if (!d || !w)
		return cn_arena_fail(own, err);
	if (!c)
		return cn_arena_fail(a, err);
	for (unsigned i = 0; i < 2; i++)
		CN_TRY(rows_draw(own, pair, n, i, rows[i], in->seed, &d->row[i], &d->n[i], err));
	for (size_t i = 0; i < n; i++) {
		if (pair[i].now->number)
			CN_TRY(number_add(own, &pair[i], d, err));
		else
			CN_TRY(text_add(own, &pair[i], rows, d, err));
	}
	cn_ranks r;
	CN_TRY(learn(own, d, w, err));
	CN_TRY(ask(own, d, w, &r, err));
	CN_TRY(vectors_put(a, d, w, &r, rows, c, err));
	*ret = c;
	return CN_OK;
}

const cn_procedure cn_procedure_two_sample = {
	.name = "two_sample",
	.title_en = "can the rows of two tables be told apart",
	.title_zh = "能否区分两张表的行",
	.needs = CN_TAKE_TABLE | CN_TAKE_OTHER | CN_TAKE_COLUMNS,
	.options = "",
	.take = take,
};
