/* What the simulations share: how many runs, what fails, and a seeded source of draws. What fails and why: test_lab_simulate.c. */
#ifndef CN_TESTS_LAB_SIM_H
#define CN_TESTS_LAB_SIM_H

#include "lab_help.h"

#define NOMINAL 0.95
#define ALPHA 0.05
#define EXACT 0.0
#define BY_RULE 0.012
#define IN_THE_LIMIT 0.02

static inline bool is_long(void)
{
	const char *how = getenv("CN_TORTURE");
	return how && strcmp(how, "long") == 0;
}

static inline unsigned runs_of(unsigned few)
{
	return is_long() ? 10 * few : few;
}

static inline void covers(const char *what, unsigned hits, unsigned runs, double nominal, double tolerance)
{
	double share = (double)hits / runs, error = sqrt(nominal * (1 - nominal) / runs);
	print_message("coverage %-62s %.4f +- %.4f (nominal %.3f, tolerance %.3f)\n", what, share, error, nominal, tolerance);
	if (share < nominal - tolerance - 3 * error)
		fail_msg("%s: holds the truth %.4f of the time", what, share);
}

static inline void sized(const char *what, unsigned hits, unsigned runs, double nominal, double tolerance)
{
	double share = (double)hits / runs, error = sqrt(nominal * (1 - nominal) / runs);
	print_message("size     %-62s %.4f +- %.4f (nominal %.3f, tolerance %.3f)\n", what, share, error, nominal, tolerance);
	if (share > nominal + tolerance + 3 * error)
		fail_msg("%s: rejects what is so %.4f of the time", what, share);
}

/* Power is information; least is far below what is expected, so that a test that finds nothing fails. */
static inline void finds(const char *what, unsigned hits, unsigned runs, double least)
{
	double share = (double)hits / runs, error = sqrt(share * (1 - share) / runs);
	print_message("power    %-62s %.4f +- %.4f (at least %.2f)\n", what, share, error, least);
	if (share < least)
		fail_msg("%s: is found %.4f of the time", what, share);
}

typedef struct sim {
	cn_arena *a;
	cn_sampler *s;
	cn_rng r;
} sim;

static inline sim sim_new(uint64_t seed)
{
	sim m = { .a = cn_arena_new((size_t)64 << 20) };
	assert_non_null(m.a);
	m.s = cn_sampler_new(m.a, seed);
	assert_non_null(m.s);
	cn_rng_init(&m.r, seed);
	return m;
}

#endif
