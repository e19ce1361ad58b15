/* membership: can one tell from the model's answers whether a row was in its training data? The table holds rows that were not, the second
 * table rows that were.
 *
 * Two attackers. One sees how sure the model is of the true label and takes sureness for membership; one sees the decision alone and takes
 * a right decision for membership. O(n log n). */
#include "lab/attack/attack.h"

#include <math.h>

typedef struct side {
	double *sure; /* how probable the model holds the true label */
	size_t n;
	int64_t right;
	bool probability;
} side;

static int by_size(const void *p, const void *q)
{
	double x = *(const double *)p, y = *(const double *)q;
	return x > y ? -1 : x < y; /* the surest first */
}

static cn_code side_take(cn_arena *a, const cn_take *in, const cn_table *t, double threshold, side *ret, cn_err *err)
{
	cn_frame f;
	CN_TRY(take_answers(a, in, t, &f, err));
	side s = { .sure = CN_NEW(a, double, f.n_rows + 1), .probability = true };
	if (!s.sure)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < f.n_rows; i++) {
		double score = f.score[i];
		if (isnan(score) || isnan(f.label[i]))
			continue;
		bool yes = f.label[i] == 1;
		s.probability &= score >= 0 && score <= 1;
		s.right += (score >= threshold) == yes;
		s.sure[s.n++] = yes ? score : 1 - score;
	}
	qsort(s.sure, s.n, sizeof *s.sure, by_size);
	*ret = s;
	return CN_OK;
}

/* 128 bits as three integers that can be attested. */
static void limbs(uint64_t hi, uint64_t lo, int64_t *ret)
{
	const uint64_t mask = (1ull << LIMB_BITS) - 1;
	ret[0] = (int64_t)(lo & mask);
	ret[1] = (int64_t)((lo >> LIMB_BITS | hi << (64 - LIMB_BITS)) & mask);
	ret[2] = (int64_t)(hi >> (2 * LIMB_BITS - 64));
}

static cn_code ranks_put(cn_arena *a, cn_counts *s, const side *in, const side *out, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(CN_REQUEST_ARENA_BYTES + (in->n + out->n) * 4 * sizeof(scored));
	scored *row = CN_NEW(own, scored, in->n + out->n + 1);
	cn_score_stats *stats = CN_NEW(own, cn_score_stats, 1);
	if (!row || !stats)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < out->n; i++)
		row[i] = (scored){ .key = scored_key(out->sure[i]) };
	for (size_t i = 0; i < in->n; i++)
		row[out->n + i] = (scored){ .key = scored_key(in->sure[i]), .positive = 1 };
	CN_TRY(scores_count(own, row, in->n + out->n, stats, 1, err));
	const cn_ranks *r = &stats->within;
	int64_t x[9];
	limbs(r->u2_hi, r->u2_lo, x);
	limbs(r->pos2_hi, r->pos2_lo, x + 3);
	limbs(r->neg2_hi, r->neg2_lo, x + 6);
	return cn_stats_put_counts(a, s, "ranks", x, 9, NULL, err);
}

/* hits[k]: members that are surer than the (k + 1)-th surest other row: what an attacker finds who accuses at most k others. Past the
 * last other row: every member. As many k as any bound of the lowest false positive rate may ask for. */
static cn_code hits_put(cn_arena *a, cn_counts *s, const side *in, const side *out, cn_err *err)
{
	double mean = 0.001 * (double)out->n;
	size_t n = (size_t)(mean + 12 * sqrt(mean) + 60), at = 0;
	n = n < out->n + 1 ? n : out->n + 1;
	int64_t *hit = CN_NEW(a, int64_t, n + 1);
	if (!hit)
		return cn_arena_fail(a, err);
	for (size_t k = 0; k < n; k++) {
		while (at < in->n && (k >= out->n || in->sure[at] > out->sure[k]))
			at++;
		hit[k] = (int64_t)at;
	}
	return cn_stats_put_counts(a, s, "hits", hit, n, NULL, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	side member, other;
	double threshold;
	CN_TRY(take_refuse(in, true, err));
	CN_TRY(take_threshold(in, &threshold, err));
	CN_AUTO_ARENA own = cn_arena_new((size_t)CN_FRAME_VALUES_MAX * 2 * sizeof(double) + CN_REQUEST_ARENA_BYTES);
	CN_TRY(side_take(own, in, in->other, threshold, &member, err));
	CN_TRY(side_take(own, in, in->table, threshold, &other, err));
	cn_counts *s = cn_stats_new(a, "membership", (int64_t)(member.n + other.n));
	if (!s)
		return cn_arena_fail(a, err);
	const int64_t rows[] = { (int64_t)member.n, (int64_t)other.n }, right[] = { member.right, other.right };
	const int64_t probability = member.probability && other.probability;
	CN_TRY(cn_stats_put_counts(a, s, "rows", rows, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "right", right, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "probability", &probability, 1, NULL, err));
	CN_TRY(ranks_put(a, s, &member, &other, err));
	CN_TRY(hits_put(a, s, &member, &other, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_membership = {
	.name = "membership",
	.title_en = "membership inference: rows of the training data told from others by the model's answers",
	.title_zh = "成员推断：凭模型的回答区分训练数据行与其他行",
	.needs = CN_TAKE_TABLE | CN_TAKE_OTHER | CN_TAKE_LABEL,
	.options = "",
	.take = take,
};
