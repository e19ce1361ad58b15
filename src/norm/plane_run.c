/* The code over the words of a block. One loop, compiled twice: plainly, and for 256-bit units where the machine has them. The loops are
 * of a fixed length, so that the compiler lays them out as vector code; bits do not depend on the width. */
#include "norm/plane.h"

enum { CHUNK = 8 };

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
#define HAS_WIDE 1
#else
#define WIDE
#define HAS_WIDE 0
#endif

/* T of (x && y) is T && T, F is F || F. */
static inline __attribute__((always_inline)) void and_chunk(uint64_t *restrict t, uint64_t *restrict f, const uint64_t *xt, const uint64_t *xf,
							     const uint64_t *yt, const uint64_t *yf)
{
	for (unsigned i = 0; i < CHUNK; i++)
		t[i] = xt[i] & yt[i];
	for (unsigned i = 0; i < CHUNK; i++)
		f[i] = xf[i] | yf[i];
}

static inline __attribute__((always_inline)) void run_block(const cn_compiled *c, const cn_plane_block *b)
{
	static_assert(CN_PLANE_WORDS % CHUNK == 0, "a block is whole chunks");
	uint64_t *base = b->slot;
	const cn_step_and *end = c->code + c->n_code;
	for (const cn_step_and *s = c->code; s < end; s++) {
		uint64_t *t = base + (size_t)s->dst * (2 * CN_PLANE_WORDS), *f = t + CN_PLANE_WORDS;
		const uint64_t *xt = base + (size_t)s->x * CN_PLANE_WORDS, *xf = base + (size_t)(s->x ^ 1) * CN_PLANE_WORDS;
		const uint64_t *yt = base + (size_t)s->y * CN_PLANE_WORDS, *yf = base + (size_t)(s->y ^ 1) * CN_PLANE_WORDS;
		for (unsigned i = 0; i < CN_PLANE_WORDS; i += CHUNK)
			and_chunk(t + i, f + i, xt + i, xf + i, yt + i, yf + i);
	}
}

/* At most 64 rows: one word a plane. */
static void run_word(const cn_compiled *c, const cn_plane_block *b)
{
	uint64_t *base = b->slot;
	for (size_t i = 0; i < c->n_code; i++) {
		cn_step_and s = c->code[i];
		base[2 * (size_t)s.dst] = base[s.x] & base[s.y];
		base[2 * (size_t)s.dst + 1] = base[s.x ^ 1] | base[s.y ^ 1];
	}
}

void cn_plane_run_scalar(const cn_compiled *c, const cn_plane_block *b)
{
	if (b->words == 1) {
		run_word(c, b);
		return;
	}
	/* The twin the vector code is held against: word by word, with nothing to lay side by side. */
	for (size_t k = 0; k < c->n_code; k++) {
		const cn_step_and *s = &c->code[k];
		uint64_t *dst = cn_plane_at(b, s->dst);
		const uint64_t *x = cn_plane_true(b, s->x), *y = cn_plane_true(b, s->y), *nx = cn_plane_false(b, s->x), *ny = cn_plane_false(b, s->y);
		for (unsigned i = 0; i < b->words; i++) {
			dst[i] = x[i] & y[i];
			dst[i + b->words] = nx[i] | ny[i];
		}
	}
}

static void run_narrow(const cn_compiled *c, const cn_plane_block *b)
{
	run_block(c, b);
}

WIDE static void run_wide(const cn_compiled *c, const cn_plane_block *b)
{
	run_block(c, b);
}

bool cn_plane_has_vector(void)
{
#if HAS_WIDE
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx2") != 0;
#else
	return false;
#endif
}

void cn_plane_run_vector(const cn_compiled *c, const cn_plane_block *b)
{
	if (b->words == 1)
		run_word(c, b);
	else if (cn_plane_has_vector())
		run_wide(c, b);
	else
		run_narrow(c, b);
}
