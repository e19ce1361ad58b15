/* Prints what must be the same bytes on every compiler and option: the seeded generator, integer draws, exact decimals, dates,
 * canonical texts. `./dev check-all repro` compares its output over builds. FNV-1a stands for a long stream. */
#include "base/base.h"
#ifdef HAVE_LAB
#include "lab/stat/stat.h"
#endif

static uint64_t fnv(uint64_t h, const void *p, size_t n)
{
	const uint8_t *b = p;
	for (size_t i = 0; i < n; i++)
		h = (h ^ b[i]) * 1099511628211u;
	return h;
}

#define FNV_START 1469598103934665603u

static void generator(void)
{
	uint64_t h = FNV_START, below = FNV_START;
	for (uint64_t seed = 0; seed < 500; seed++) {
		cn_rng r;
		cn_rng_init(&r, seed * 0x9e3779b97f4a7c15u);
		for (int i = 0; i < 200; i++) {
			uint64_t x = cn_rng_next(&r);
			h = fnv(h, &x, sizeof x);
			uint64_t y = cn_rng_below(&r, 1 + (x >> (x % 64)));
			below = fnv(below, &y, sizeof y);
		}
	}
	printf("rng %016llx\nbelow %016llx\n", (unsigned long long)h, (unsigned long long)below);
}

static void decimals_and_reals(void)
{
	cn_rng r;
	cn_rng_init(&r, 7);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	for (int i = 0; i < 2000; i++) {
		char z[64];
		uint64_t whole = cn_rng_below(&r, 1000000000); /* one at a time: the order of arguments is the compiler's */
		uint64_t part = cn_rng_below(&r, 1000000);
		int e = (int)cn_rng_below(&r, 60) - 30;
		(void)snprintf(z, sizeof z, "%s%llu.%06llue%d", i % 3 ? "" : "-", (unsigned long long)whole, (unsigned long long)part, e);
		cn_dec d;
		if (cn_dec_parse(cn_str_z(z), &d, NULL) != CN_OK)
			abort();
		cn_dec_text(&d, &b);
		cn_buf_putc(&b, ' ');
		double x = 0;
		char t[CN_REAL_BYTES];
		if (cn_real_parse(cn_str_z(z), &x, NULL) != CN_OK)
			abort();
		cn_real_text(x, t);
		cn_buf_putz(&b, t);
		cn_buf_putc(&b, '\n');
	}
	printf("decimals %016llx\n", (unsigned long long)fnv(FNV_START, b.p, b.n));
}

static void dates(void)
{
	uint64_t h = FNV_START;
	for (cn_date d = -200000; d < 200000; d += 7) {
		char z[CN_TIME_BYTES];
		cn_date_text(d, z);
		h = fnv(h, z, strlen(z));
		cn_date later = 0;
		if (cn_date_plus(d, CN_S("P7M"), &later, NULL) != CN_OK)
			abort();
		h = fnv(h, &later, sizeof later);
	}
	printf("dates %016llx\n", (unsigned long long)h);
}

#ifdef HAVE_LAB
static void draws(void)
{
	uint64_t h = FNV_START;
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	static const int64_t cell[] = { 28, 309, 0, 1, 1852, 190, 100000, 3 };
	enum { CELLS = sizeof cell / sizeof *cell };
	for (uint64_t seed = 1; seed <= 20; seed++) {
		cn_sampler *s = cn_sampler_new(a, seed);
		cn_multinomial *m = s ? cn_multinomial_new(s, cell, CELLS) : NULL;
		if (!m)
			abort();
		for (int i = 0; i < 50; i++) {
			uint64_t x = cn_sampler_binomial(s, 1000 + (uint64_t)i * 997, (uint64_t)i, 49);
			h = fnv(h, &x, sizeof x);
			int64_t draw[CELLS];
			cn_multinomial_draw(m, draw);
			h = fnv(h, draw, sizeof draw);
		}
	}
	printf("draws %016llx\n", (unsigned long long)h);
}
#endif

int main(void)
{
	generator();
	decimals_and_reals();
	dates();
#ifdef HAVE_LAB
	draws();
#endif
	return 0;
}
