/* Draws by integers only.
 *
 * One binomial with p = num/den compares n uniform binary fractions with p, one bit at a time and all at once: of the `open` ones still
 * equal to p so far, a fair split says how many have a 0 here; where p has a 1 those are below p and counted, where p has a 0 those stay
 * open. About 2 log2(n) fair splits, each a few table look-ups, instead of n draws.
 *
 * Many draws of one multinomial go from cell to cell, a binomial of the rows still left. How many are left varies by a few standard
 * deviations only, so a cell has a table for what is nearly always left (`base`) and tables of 1, 2, 4 ... rows for what is over it: the
 * sum of binomials of one p is the binomial of the summed rows. The rare draw outside that range takes the slow way; its law is the same. */
#include "lab/stat/stat.h"

enum { TABLE_FIRST = 7, TABLE_LAST = 18, GUIDE_BITS_MAX = 10, BITS_MAX = 20, SD_LEFT = 4, SD_TABLE = 10 };
enum { ENTRIES_MAX = 1 << 20 };             /* of all tables of one multinomial: 8 MiB */
#define TABLED_ROWS_MAX ((uint64_t)1 << 31) /* products of two counts stay below 2^62 */

__extension__ typedef unsigned __int128 u128;

/* A binomial around its mode: up[i] = 2^64 P(X <= first + i), rounded down; the last is all ones. guide[g] is where to look for draws
 * whose upper bits are g. */
typedef struct law {
	uint64_t *up;
	uint32_t *guide;
	uint32_t n;
	unsigned shift;
	uint64_t first;
} law;

struct cn_sampler {
	cn_rng rng;
	cn_arena *a;
	bool failed;
	law half[TABLE_LAST + 1]; /* of 2^k rows */
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

static uint64_t root(u128 x)
{
	uint64_t r = 0;
	for (unsigned b = 63; b-- > 0;)
		if ((u128)(r | 1ull << b) * (r | 1ull << b) <= x)
			r |= 1ull << b;
	return r;
}

/* Entries that a table needs on each side of the mode: beyond, a weight is below 2^-63 of the mode's. */
static uint64_t law_span(uint64_t n, uint64_t num, uint64_t den)
{
	return SD_TABLE * root((u128)n * num * (den - num) / ((u128)den * den)) + 64;
}

static bool law_guide(cn_arena *a, law *t)
{
	unsigned bits = 2;
	while (bits < GUIDE_BITS_MAX && t->n >> (bits + 2))
		bits++;
	t->shift = 64 - bits;
	t->guide = CN_NEW(a, uint32_t, ((size_t)1 << bits) + 1);
	if (!t->guide)
		return false;
	uint32_t at = 0;
	for (uint32_t g = 1; g < 1u << bits; g++) {
		while (t->up[at] <= (uint64_t)g << t->shift)
			at++;
		t->guide[g] = at;
	}
	t->guide[1u << bits] = t->n - 1;
	return true;
}

/* Weights outwards from the middle in 63-bit fixed point, each from its neighbour: w(x + 1) = w(x) (n - x) num / ((x + 1) (den - num)),
 * until they vanish; then their sums, scaled to 64 bits by one reciprocal. */
static bool law_build(cn_arena *a, law *t, uint64_t n, uint64_t num, uint64_t den)
{
	assert(num > 0 && num < den && n >= 1 && n < TABLED_ROWS_MAX && den < TABLED_ROWS_MAX);
	uint64_t mode = (n + 1) * num / den, span = law_span(n, num, den), q = den - num;
	uint64_t down = mode < span ? mode : span, over = n - mode < span ? n - mode : span;
	uint64_t *w = CN_NEW(a, uint64_t, down + over + 1);
	if (!w)
		return false;
	*t = (law){ .up = w, .n = (uint32_t)(down + over + 1), .first = mode - down };
	u128 total = w[down] = 1ull << 63;
	for (uint64_t x = mode, *v = &w[down]; x < mode + over && *v; x++, v++)
		total += v[1] = (uint64_t)((u128)*v * ((n - x) * num) / ((x + 1) * q));
	for (uint64_t x = mode, *v = &w[down]; x > mode - down && *v; x--, v--)
		total += v[-1] = (uint64_t)((u128)*v * (x * q) / ((n - x + 1) * num));
	unsigned cut = 0;
	while (total >> 64 >> cut)
		cut++;
	uint64_t over_one = (uint64_t)(~(u128)0 / (uint64_t)(total >> cut)); /* 2^128 / total is 2^64 + this: total has its top bit set */
	u128 sum = 0;
	for (uint32_t i = 0; i < t->n; i++) {
		sum += w[i];
		uint64_t part = (uint64_t)(sum >> cut);
		w[i] = part + (uint64_t)((u128)part * over_one >> 64);
	}
	w[t->n - 1] = UINT64_MAX;
	return law_guide(a, t);
}

/* The first i with u < up[i]; the last i where u is all ones. */
static uint64_t law_draw(const law *t, cn_rng *r)
{
	uint64_t u = cn_rng_next(r), g = u >> t->shift;
	uint32_t lo = t->guide[g], hi = t->guide[g + 1];
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (t->up[mid] > u)
			hi = mid;
		else
			lo = mid + 1;
	}
	return t->first + lo;
}

static uint64_t half_draw(cn_sampler *s, unsigned k)
{
	law *t = &s->half[k];
	if (!t->guide && !law_build(s->a, t, 1ull << k, 1, 2)) {
		s->failed = true;
		return 0;
	}
	return law_draw(t, &s->rng);
}

static uint64_t fair_split(cn_sampler *s, uint64_t n)
{
	uint64_t heads = 0;
	while (n >= 1ull << TABLE_LAST) {
		heads += half_draw(s, TABLE_LAST);
		n -= 1ull << TABLE_LAST;
	}
	for (unsigned k = TABLE_LAST - 1; k >= TABLE_FIRST; k--)
		if (n >> k & 1)
			heads += half_draw(s, k);
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

/* A cell takes binomial(left, num/den) of the rows that the cells before it left. */
typedef struct part {
	uint64_t num, den;
	uint64_t base;
	unsigned n_bits; /* tables reach from base to base + 2^n_bits - 1 rows left; 0: there are none */
	law whole;       /* of base rows */
	law *bit;        /* of 2^k rows */
} part;

struct cn_multinomial {
	cn_sampler *s;
	uint64_t total;
	size_t n_parts;
	part *part;
};

/* On average as many rows are left as the cells from here on hold: left ~ binomial(total, den/total). */
static bool part_tables(cn_arena *a, part *p, uint64_t total, uint64_t *entries)
{
	uint64_t away = SD_LEFT * (root((u128)p->den * (total - p->den) / total) + (total > p->den));
	uint64_t base = p->den > away ? p->den - away : 0, need = base ? 2 * law_span(base, p->num, p->den) : 0;
	unsigned bits = 1;
	while ((p->den + away - base) >> bits)
		bits++;
	if (p->den == total) { /* the first cell: all rows are left, always */
		base = total;
		bits = 0;
	}
	for (unsigned k = 0; k < bits; k++)
		need += 2 * law_span(1ull << k, p->num, p->den);
	if (bits > BITS_MAX || need > ENTRIES_MAX - *entries)
		return true;
	*entries += need;
	p->bit = CN_NEW(a, law, bits + 1);
	bool ok = p->bit && (base == 0 || law_build(a, &p->whole, base, p->num, p->den));
	for (unsigned k = 0; ok && k < bits; k++)
		ok = law_build(a, &p->bit[k], 1ull << k, p->num, p->den);
	p->base = base;
	p->n_bits = bits;
	return ok;
}

cn_multinomial *cn_multinomial_new(cn_sampler *s, const int64_t *cell, size_t n_cells)
{
	cn_multinomial *m = CN_NEW(s->a, cn_multinomial, 1);
	part *p = CN_NEW(s->a, part, n_cells ? n_cells : 1);
	if (!m || !p)
		return NULL;
	uint64_t total = 0, entries = 0;
	for (size_t i = 0; i < n_cells; i++)
		total += (uint64_t)cell[i];
	uint64_t mass = total;
	for (size_t i = 0; i < n_cells; i++) {
		p[i] = (part){ .num = (uint64_t)cell[i], .den = mass, .base = UINT64_MAX };
		mass -= p[i].num;
		if (p[i].num > 0 && p[i].num < p[i].den && total < TABLED_ROWS_MAX && !part_tables(s->a, &p[i], total, &entries))
			return NULL;
	}
	*m = (cn_multinomial){ .s = s, .total = total, .n_parts = n_cells, .part = p };
	return m;
}

static uint64_t part_draw(cn_sampler *s, const part *p, uint64_t left)
{
	if (left < p->base || (left - p->base) >> p->n_bits)
		return cn_sampler_binomial(s, left, p->num, p->den);
	uint64_t sum = p->base > 0 ? law_draw(&p->whole, &s->rng) : 0;
	for (uint64_t over = left - p->base; over > 0; over &= over - 1)
		sum += law_draw(&p->bit[__builtin_ctzll(over)], &s->rng);
	return sum;
}

void cn_multinomial_draw(cn_multinomial *m, int64_t *draw)
{
	uint64_t left = m->total;
	for (size_t i = 0; i < m->n_parts; i++) {
		const part *p = &m->part[i];
		uint64_t d = p->num == p->den ? left : 0;
		if (left > 0 && p->num > 0 && p->num < p->den)
			d = part_draw(m->s, p, left);
		draw[i] = (int64_t)d;
		left -= d;
	}
}
