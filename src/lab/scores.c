/* Score statistics of groups: sums, calibration bins, and the exact integers behind AUC and DeLong's variance, in one sorted pass. */
#include "lab/priv.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 6 };

uint64_t scored_key(double score)
{
	uint64_t u;
	if (score == 0)
		score = 0; /* -0 and 0 are one score */
	memcpy(&u, &score, sizeof u);
	return u >> 63 ? ~u : u | 1ull << 63;
}

double scored_value(uint64_t key)
{
	uint64_t u = key >> 63 ? key & ~(1ull << 63) : ~key;
	double score;
	memcpy(&score, &u, sizeof score);
	return score;
}

/* Stable radix sort; digits that are equal in all rows are skipped. The rows come with negatives first, so that ties are in order of
 * the label and sums do not depend on the order of the input. */
cn_code scored_sort(cn_arena *a, scored **rows, size_t n, cn_err *err)
{
	scored *from = *rows, *to = CN_NEW(a, scored, n ? n : 1);
	size_t *count = CN_NEW(a, size_t, DIGITS);
	if (!to || !count)
		return cn_arena_fail(a, err);
	for (unsigned pass = 0; pass < PASSES; pass++) {
		unsigned shift = pass * DIGIT_BITS;
		memset(count, 0, DIGITS * sizeof *count);
		for (size_t i = 0; i < n; i++)
			count[from[i].key >> shift & (DIGITS - 1)]++;
		if (n == 0 || count[from[0].key >> shift & (DIGITS - 1)] == n)
			continue;
		size_t at = 0;
		for (size_t d = 0; d < DIGITS; d++) {
			size_t c = count[d];
			count[d] = at;
			at += c;
		}
		for (size_t i = 0; i < n; i++)
			to[count[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
		scored *swap = from;
		from = to;
		to = swap;
	}
	*rows = from;
	return CN_OK;
}

typedef struct tally {
	uint64_t neg, pos;         /* of this group, all rows */
	uint64_t neg_less, pos_less; /* strictly below the block of ties */
	uint64_t neg_tie, pos_tie;
} tally;

static void add128(uint64_t *hi, uint64_t *lo, cn_u128 x)
{
	cn_u128 sum = ((cn_u128)*hi << 64 | *lo) + x;
	*hi = (uint64_t)(sum >> 64);
	*lo = (uint64_t)sum;
}

/* A positive stands above `less` and level with `tie` negatives: twice its placement. A negative the same the other way up. */
static void placed(cn_ranks *r, bool positive, uint64_t beaten2)
{
	if (positive) {
		add128(&r->u2_hi, &r->u2_lo, beaten2);
		add128(&r->pos2_hi, &r->pos2_lo, (cn_u128)beaten2 * beaten2);
	} else {
		add128(&r->neg2_hi, &r->neg2_lo, (cn_u128)beaten2 * beaten2);
	}
}

static void rank_one(const scored *row, cn_score_stats *stats, const tally *t, const tally *all)
{
	const tally *own = &t[row->group];
	if (row->positive) {
		uint64_t in = 2 * own->neg_less + own->neg_tie, every = 2 * all->neg_less + all->neg_tie;
		placed(&stats[row->group].within, true, in);
		placed(&stats[row->group].bnsp, true, every - in);
	} else {
		uint64_t in = 2 * (own->pos - own->pos_less - own->pos_tie) + own->pos_tie;
		uint64_t every = 2 * (all->pos - all->pos_less - all->pos_tie) + all->pos_tie;
		placed(&stats[row->group].within, false, in);
		placed(&stats[row->group].bpsn, false, every - in);
	}
}

/* The two halves of bpsn and bnsp that a row gives to the *other* groups: a positive of another group is a background positive of g, so
 * its placement among g's negatives is wanted. That is rows x groups; the groups that compare AUC are few. */
static void rank_others(const scored *row, cn_score_stats *stats, const tally *t, size_t n_groups)
{
	for (size_t g = 0; g < n_groups; g++) {
		if (g == row->group)
			continue;
		if (row->positive)
			placed(&stats[g].bpsn, true, 2 * t[g].neg_less + t[g].neg_tie);
		else
			placed(&stats[g].bnsp, false, 2 * (t[g].pos - t[g].pos_less - t[g].pos_tie) + t[g].pos_tie);
	}
}

static void sum_one(cn_score_stats *s, double score, unsigned positive)
{
	double gap = score - positive, gap2 = gap * gap;
	s->n++;
	s->n_pos += positive;
	s->sum_score += score;
	s->sum_gap2 += gap2;
	s->sum_gap4 += gap2 * gap2;
	s->sum_var += score * (1 - score);
	if (!(score >= 0 && score <= 1))
		return;
	unsigned bin = (unsigned)(score * CN_CALIBRATION_BINS);
	if (bin >= CN_CALIBRATION_BINS)
		bin = CN_CALIBRATION_BINS - 1;
	s->bin_n[bin]++;
	s->bin_pos[bin] += positive;
	s->bin_score[bin] += score;
}

static void tie_block(const scored *row, size_t from, size_t to, tally *t, tally *all, cn_score_stats *stats, size_t n_groups)
{
	for (size_t i = from; i < to; i++) {
		uint64_t *own = row[i].positive ? &t[row[i].group].pos_tie : &t[row[i].group].neg_tie;
		uint64_t *every = row[i].positive ? &all->pos_tie : &all->neg_tie;
		++*own;
		++*every;
	}
	for (size_t i = from; i < to; i++) {
		rank_one(&row[i], stats, t, all);
		rank_others(&row[i], stats, t, n_groups);
		sum_one(&stats[row[i].group], scored_value(row[i].key), row[i].positive);
	}
	for (size_t i = from; i < to; i++) {
		tally *own = &t[row[i].group];
		own->neg_less += own->neg_tie;
		own->pos_less += own->pos_tie;
		own->neg_tie = 0;
		own->pos_tie = 0;
	}
	all->neg_less += all->neg_tie;
	all->pos_less += all->pos_tie;
	all->neg_tie = 0;
	all->pos_tie = 0;
}

cn_code scores_count(cn_arena *a, scored *row, size_t n, cn_score_stats *stats, size_t n_groups, cn_err *err)
{
	CN_TRY(scored_sort(a, &row, n, err));
	tally *t = CN_NEW(a, tally, n_groups ? n_groups : 1), all = { 0 };
	if (!t)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		tally *own = &t[row[i].group];
		own->pos += row[i].positive;
		own->neg += !row[i].positive;
		all.pos += row[i].positive;
		all.neg += !row[i].positive;
	}
	for (size_t i = 0; i < n;) {
		size_t to = i + 1;
		while (to < n && row[to].key == row[i].key)
			to++;
		tie_block(row, i, to, t, &all, stats, n_groups);
		i = to;
	}
	for (size_t g = 0; g < n_groups; g++) {
		int64_t pos = (int64_t)t[g].pos, neg = (int64_t)t[g].neg;
		stats[g].within.n_pos = stats[g].bnsp.n_pos = pos;
		stats[g].within.n_neg = stats[g].bpsn.n_neg = neg;
		stats[g].bpsn.n_pos = (int64_t)all.pos - pos;
		stats[g].bnsp.n_neg = (int64_t)all.neg - neg;
	}
	return CN_OK;
}
