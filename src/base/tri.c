/* Strong Kleene logic and the seeded generator. */
#include "base/base.h"

cn_tri cn_tri_not(cn_tri a)
{
	return a == CN_UNKNOWN ? CN_UNKNOWN : a == CN_TRUE ? CN_FALSE : CN_TRUE;
}

cn_tri cn_tri_and(cn_tri a, cn_tri b)
{
	if (a == CN_FALSE || b == CN_FALSE)
		return CN_FALSE;
	return a == CN_TRUE && b == CN_TRUE ? CN_TRUE : CN_UNKNOWN;
}

cn_tri cn_tri_or(cn_tri a, cn_tri b)
{
	if (a == CN_TRUE || b == CN_TRUE)
		return CN_TRUE;
	return a == CN_FALSE && b == CN_FALSE ? CN_FALSE : CN_UNKNOWN;
}

const char *cn_tri_text(cn_tri a)
{
	return a == CN_TRUE ? "true" : a == CN_FALSE ? "false" : "unknown";
}

static uint64_t splitmix64(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void cn_rng_init(cn_rng *r, uint64_t seed)
{
	for (unsigned i = 0; i < 4; i++)
		r->s[i] = splitmix64(&seed);
}

static uint64_t rotl(uint64_t x, unsigned k)
{
	return x << k | x >> (64 - k);
}

uint64_t cn_rng_next(cn_rng *r)
{
	uint64_t *s = r->s;
	uint64_t result = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

uint64_t cn_rng_below(cn_rng *r, uint64_t n)
{
	if (n <= 1)
		return 0;
	uint64_t limit = UINT64_MAX - (UINT64_MAX % n + 1) % n; /* the largest multiple of n, minus 1 */
	uint64_t x;
	do
		x = cn_rng_next(r);
	while (x > limit);
	return x % n;
}
