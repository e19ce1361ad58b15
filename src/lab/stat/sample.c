/* Draws by integers only. A binomial with p = num/den compares n uniform binary fractions with p, one bit at a time and all at once: of the
 * `open` ones still equal to p so far, a fair split says how many have a 0 here; where p has a 1 those are below p and counted, where p
 * has a 0 those stay open. About 2 log2(n) fair splits, each a few table look-ups, instead of n draws. */
#include "lab/stat/stat.h"

enum { TABLE_FIRST = 7, TABLE_LAST = 18, GUIDE = 256 };

__extension__ typedef unsigned __int128 u128;

/* Binomial(2^k, 1/2) around its middle: up[i] = 2^64 P(X <= first + i), rounded down; the last is all ones. */
typedef struct half_table {
	uint64_t *up;
	uint32_t n;
	int64_t first;
	uint32_t guide[GUIDE + 1];
} half_table;

struct cn_sampler {
	cn_rng rng;
	cn_arena *a;
	bool failed;
	half_table table[TABLE_LAST + 1];
};

cn_sampler *cn_sampler_new(cn_arena *a, uint64_t seed)
{
	cn_sampler *s = CN_NEW(a, cn_sampler, 1);
	if (!s)
		return NULL;
	s->a = a;
	cn_rng_init(&s->rng, seed);
	return s;
}

/* Weights outwards from the middle in 62-bit fixed point: w(m + j) = w(m + j - 1) (N - m - j + 1) / (m + j), until they vanish. */
static bool table_build(cn_sampler *s, unsigned k)
{
	half_table *t = &s->table[k];
	uint64_t size = 1ull << k, mid = size / 2;
	uint64_t span = 1;
	while (span * span < size * 32) /* 11 standard deviations and more: beyond, the weight is below 2^-64 */
		span *= 2;
	uint64_t *w = CN_NEW(s->a, uint64_t, span + 1);
	if (span > mid)
		span = mid;
	uint64_t *up = CN_NEW(s->a, uint64_t, 2 * span + 1);
	if (!w || !up)
		return false;
	w[0] = 1ull << 62;
	u128 total = w[0];
	for (uint64_t j = 1; j <= span; j++) {
		w[j] = (uint64_t)((u128)w[j - 1] * (mid - j + 1) / (mid + j));
		total += 2 * (u128)w[j];
	}
	/* total < 2^62 * 2^19: scale sums to 64 bits by long division */
	u128 sum = 0;
	for (uint64_t i = 0; i <= 2 * span; i++) {
		sum += w[i < span ? span - i : i - span];
		u128 q = sum >= total ? ~(u128)0 : (((sum << 46) / total) << 18) | (((((sum << 46) % total) << 18) / total) & 0x3ffff);
		up[i] = q > UINT64_MAX ? UINT64_MAX : (uint64_t)q;
	}
	up[2 * span] = UINT64_MAX;
	*t = (half_table){ .up = up, .n = (uint32_t)(2 * span + 1), .first = (int64_t)(mid - span) };
	uint32_t at = 0;
	for (uint32_t g = 0; g < GUIDE; g++) {
		while (t->up[at] < (uint64_t)g << 56)
			at++;
		t->guide[g] = at;
	}
	t->guide[GUIDE] = t->n - 1;
	return true;
}

/* The first i with u < up[i]; the last i where u is all ones. */
static uint64_t table_draw(cn_sampler *s, unsigned k)
{
	half_table *t = &s->table[k];
	if (!t->up && !table_build(s, k)) {
		s->failed = true;
		return 0;
	}
	uint64_t u = cn_rng_next(&s->rng);
	uint32_t g = (uint32_t)(u >> 56);
	uint32_t lo = t->guide[g], hi = t->guide[g + 1];
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (t->up[mid] > u)
			hi = mid;
		else
			lo = mid + 1;
	}
	return (uint64_t)(t->first + lo);
}

static uint64_t fair_split(cn_sampler *s, uint64_t n)
{
	uint64_t heads = 0;
	while (n >= 1ull << TABLE_LAST) {
		heads += table_draw(s, TABLE_LAST);
		n -= 1ull << TABLE_LAST;
	}
	for (unsigned k = TABLE_LAST - 1; k >= TABLE_FIRST; k--)
		if (n >> k & 1)
			heads += table_draw(s, k);
	n &= (1ull << TABLE_FIRST) - 1;
	if (n >= 64) {
		heads += (uint64_t)__builtin_popcountll(cn_rng_next(&s->rng));
		n -= 64;
	}
	if (n > 0)
		heads += (uint64_t)__builtin_popcountll(cn_rng_next(&s->rng) >> (64 - n));
	return heads;
}

uint64_t cn_sampler_binomial(cn_sampler *s, uint64_t n, uint64_t num, uint64_t den)
{
	assert(den >= 1 && num <= den && den <= (uint64_t)INT64_MAX);
	if (num == den)
		return n;
	uint64_t open = n, below = 0, rest = num;
	while (open > 0 && rest > 0) {
		uint64_t zeros = fair_split(s, open);
		rest *= 2;
		if (rest >= den) {
			rest -= den;
			below += zeros;
			open -= zeros;
		} else {
			open = zeros;
		}
	}
	return below;
}

void cn_sampler_multinomial(cn_sampler *s, const int64_t *cell, size_t n_cells, int64_t *draw)
{
	uint64_t total = 0;
	for (size_t i = 0; i < n_cells; i++)
		total += (uint64_t)cell[i];
	uint64_t left = total, mass = total;
	for (size_t i = 0; i < n_cells; i++) {
		uint64_t c = (uint64_t)cell[i];
		uint64_t d = left > 0 && c > 0 ? cn_sampler_binomial(s, left, c, mass) : 0;
		draw[i] = (int64_t)d;
		left -= d;
		mass -= c;
	}
}
