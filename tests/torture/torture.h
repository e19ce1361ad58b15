/* Each allocation fails once. A case is run again and again, failing its first allocation, then its second, ... until one run
 * needs fewer than k. Every failing run must answer CN_ENOMEM, leave its outputs alone and leak nothing (the sanitizer build says
 * so); the last run must succeed. Both allocators are covered: ours (cn_heap_*) and jansson's, whose failures are ours to handle.
 *
 *	static cn_code one_run(void *arg, cn_err *err);       everything it takes it gives back, whatever happens
 *	torture_run("what it does", one_run, &input);
 *
 * Include after cmocka.h. A program that uses it holds one thread. */
#ifndef CN_TORTURE_H
#define CN_TORTURE_H

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>

#include "base/base.h"

enum { TORTURE_ALLOCATIONS_MAX = 200000 };

typedef cn_code torture_fn(void *arg, cn_err *err);

/* jansson takes its memory from our counted allocator. */
static inline void torture_hook_jansson(void)
{
	json_set_alloc_funcs(cn_heap_take, cn_heap_give);
}

/* Gives the number of allocations one whole run makes. */
static inline unsigned torture_run(const char *what, torture_fn *run, void *arg)
{
	cn_err err = { 0 };
	torture_hook_jansson();
	for (unsigned k = 1; k <= TORTURE_ALLOCATIONS_MAX; k++) {
		cn_test_fail_alloc = k;
		cn_code rc = run(arg, &err);
		bool reached = cn_test_fail_alloc == 0;
		cn_test_fail_alloc = 0;
		if (!reached) {
			if (rc != CN_OK)
				fail_msg("%s: with every allocation granted: %s", what, err.msg);
			return k - 1;
		}
		if (rc != CN_ENOMEM)
			fail_msg("%s: allocation %u failed and the answer was code %d (%s), not CN_ENOMEM", what, k, (int)rc,
				 rc == CN_OK ? "success" : err.msg);
	}
	fail_msg("%s: more than %d allocations", what, TORTURE_ALLOCATIONS_MAX);
	return 0;
}

/* The same where one run makes many allocations: about `most` of them fail in turn, spread evenly, the first and the last 20 always.
 * CN_TORTURE=long: twenty times as many, so that an assessment ends within the hour. CN_TORTURE_AT=N: the N-th alone, to look at it in a
 * debugger. `also` is a second code that says it as well, CN_ENOMEM where there is none. */
static inline void torture_some(const char *what, torture_fn *run, void *arg, unsigned most, cn_code also)
{
	cn_err err = { 0 };
	const char *how = getenv("CN_TORTURE"), *at = getenv("CN_TORTURE_AT");
	int64_t only = 0;
	unsigned tried = 0, wrong = 0;
	torture_hook_jansson();
	cn_test_fail_alloc = UINT_MAX;
	cn_code rc = run(arg, &err);
	const unsigned n = UINT_MAX - cn_test_fail_alloc;
	cn_test_fail_alloc = 0;
	if (rc != CN_OK)
		fail_msg("%s: with every allocation granted: %s", what, err.msg);
	if (at && cn_int_parse(cn_str_z(at), 1, n, &only, NULL) != CN_OK)
		fail_msg("CN_TORTURE_AT is from 1 to %u", n);
	const unsigned stride = n / (how && strcmp(how, "long") == 0 ? 20 * most : most) + 1, first = only ? (unsigned)only : 1, last = only ? first : n;
	for (unsigned k = first; k <= last; k += stride > 1 && (k <= 20 || k + 20 > n) ? 1 : stride, tried++) {
		err = (cn_err){ 0 };
		cn_test_fail_alloc = k;
		rc = run(arg, &err);
		cn_test_fail_alloc = 0;
		if (rc != CN_ENOMEM && rc != also && wrong++ < 40)
			print_error("%s: allocation %u of %u failed and the answer was code %d (%s), not CN_ENOMEM\n", what, k, n, (int)rc,
				    rc == CN_OK ? "success" : err.msg);
	}
	if (wrong)
		fail_msg("%s: %u of %u failures were not told as such", what, wrong, tried);
}

#endif
