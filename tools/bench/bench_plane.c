/* Bench of the bulk engine, on law made by dice (about 11 tests a rule, 15 of 100 facts unknown) and on the law of NORMS.
 *
 *   bench_plane made NORMS SYSTEMS RULES BOUND_MS      laying, planes (vector and plain), exact check; medians of RUNS runs, JSON lines
 *   bench_plane one NORMS SYSTEM DATE BOUND_MS         one profile against the whole library
 *   bench_plane count NORMS                            one pass over 1,000 x 500 and nothing printed, for callgrind
 * peer is the bound that the value is held against. The last line of `made` is decisions a second, for the peers to be held against. */
#include <time.h>
#undef time

#include "made_law.h"
#include "norm/bulk.h"
#include "store/file.h"

enum { RUNS = 7, ARENA_BYTES = 1 << 30, DISTINCT = 1000, FACTS = 75, LEAVES = 11, KNOWN = 85, SEED = 20261123, DAY = 20780, ONE_REPEATS = 200 };

static double now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail for this clock */
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double median(double *x)
{
	qsort(x, RUNS, sizeof *x, by_value);
	return x[RUNS / 2];
}

static void report(const char *name, double value, const char *unit, double bound)
{
	printf("{\"area\":\"norm\",\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"peer\":\"%s\",\"peer_value\":%.4g,\"ratio\":%.3g,\"runs\":%d}\n", name, value, unit,
	       bound > 0 ? "its bound" : "-", bound, bound > 0 ? value / bound : 0.0, RUNS);
}

typedef struct work {
	const cn_library *lib;
	const cn_compiled *compiled;
	const cn_profile **profile;
	size_t n;
	cn_bulk *bulk;
} work;

/* More than DISTINCT systems repeat themselves: the planes do not notice, and the memory does. */
static cn_code make(cn_arena *a, const char *norms, size_t systems, size_t rules, work *ret, cn_err *err)
{
	made_law m = { .facts = FACTS, .leaves = LEAVES, .provisions = (unsigned)rules, .of_instrument = 500, .plain = true };
	cn_str vocabulary;
	*ret = (work){ .profile = CN_NEW(a, const cn_profile *, systems), .n = systems };
	if (!ret->profile)
		return cn_arena_fail(a, err);
	cn_rng_init(&m.rng, SEED);
	CN_TRY(cn_file_read(a, cn_strf(a, "%s/vocabulary.yaml", norms).p, CN_YAML_BYTES_MAX, &vocabulary, err));
	CN_TRY(made_library(a, &m, vocabulary, &ret->lib, err));
	for (size_t i = 0; i < systems && i < DISTINCT; i++)
		CN_TRY(made_system(a, &m, ret->lib, KNOWN, false, &ret->profile[i], err));
	for (size_t i = DISTINCT; i < systems; i++)
		ret->profile[i] = ret->profile[i % DISTINCT];
	CN_TRY(cn_compile(a, ret->lib, NULL, CN_S(""), DAY, &ret->compiled, err));
	return cn_bulk_lay(a, ret->compiled, ret->profile, systems, &ret->bulk, err);
}

static double run_s(cn_bulk *b, cn_bulk_how how)
{
	double t = now_s();
	cn_bulk_run(b, how);
	return now_s() - t;
}

static cn_code count_open(void *user, const cn_bulk_cell *c, cn_err *err)
{
	size_t *n = user;
	(void)err;
	n[0]++;
	n[1] += c->either_way;
	return CN_OK;
}

static cn_code bench_made(cn_arena *a, const char *norms, int64_t systems, int64_t rules, double bound, cn_err *err)
{
	work w;
	double wide[RUNS], plain[RUNS], t;
	size_t atoms, steps, open[2] = { 0 };
	char name[5][96];
	CN_TRY(make(a, norms, (size_t)systems, (size_t)rules, &w, err));
	cn_compiled_size(w.compiled, &atoms, &steps);
	for (unsigned i = 0; i < RUNS; i++) {
		wide[i] = run_s(w.bulk, CN_BULK_VECTOR);
		plain[i] = run_s(w.bulk, CN_BULK_SCALAR);
	}
	for (unsigned i = 0; i < 5; i++) {
		static const char *const what[] = { "planes", "planes, plain twin", "exact check of %zu unknown", "laying the facts", "compiling %zu tests, %zu steps" };
		int n = snprintf(name[i], sizeof name[i], "%lld x %lld: ", (long long)systems, (long long)rules);
		if (i < 2 || i == 3)
			(void)snprintf(name[i] + n, sizeof name[i] - (size_t)n, "%s", what[i]);
	}
	double best = median(wide);
	report(name[0], best * 1e3, "ms", bound);
	report(name[1], median(plain) * 1e3, "ms", 0);
	t = now_s();
	cn_bulk *again = NULL;
	CN_AUTO_ARENA other = cn_arena_new(ARENA_BYTES);
	CN_TRY(cn_bulk_lay(other, w.compiled, w.profile, w.n, &again, err));
	report(name[3], (now_s() - t) * 1e3, "ms", 0);
	cn_bulk_run(w.bulk, CN_BULK_AUTO);
	t = now_s();
	CN_TRY(cn_bulk_settle(w.bulk, count_open, open, err));
	(void)snprintf(name[2], sizeof name[2], "%lld x %lld: exact check of %zu unknown, %zu decided", (long long)systems, (long long)rules, open[0], open[1]);
	report(name[2], (now_s() - t) * 1e3, "ms", 0);
	(void)snprintf(name[4], sizeof name[4], "%lld x %lld: %zu tests, %zu steps", (long long)systems, (long long)rules, atoms, steps);
	report(name[4], (double)systems * (double)rules / best, "decisions/s", 0);
	return CN_OK;
}

static cn_code read_library(cn_arena *a, const char *dir, const cn_library **ret, cn_err *err)
{
	const cn_val *names;
	size_t n = 0;
	CN_TRY(cn_dir_list(a, dir, &names, err));
	cn_norm_file *file = CN_NEW(a, cn_norm_file, names->n + 1);
	CN_EACH (f, names) {
		cn_str text;
		if (!file || !cn_ends(f->s, ".yaml"))
			continue;
		file[n].name = f->s;
		CN_TRY(cn_file_read(a, cn_strf(a, "%s/%.*s", dir, CN_FMT(f->s)).p, CN_YAML_BYTES_MAX, &text, err));
		CN_TRY(cn_yaml_parse(a, text, f->s, &file[n].tree, err));
		n++;
	}
	cn_problems problems;
	return cn_library_load(a, file, n, ret, &problems, err);
}

static cn_code bench_one(cn_arena *a, char **argv, double bound, cn_err *err)
{
	const cn_library *lib;
	const cn_compiled *c;
	const cn_profile *p;
	const cn_val *tree;
	cn_str text;
	cn_date day;
	double planes[RUNS], all[RUNS];
	size_t rows = 0, open[2] = { 0 };
	char name[2][96];
	CN_TRY(cn_date_parse(cn_str_z(argv[4]), &day, err));
	CN_TRY(read_library(a, argv[2], &lib, err));
	CN_TRY(cn_file_read(a, argv[3], CN_YAML_BYTES_MAX, &text, err));
	CN_TRY(cn_yaml_parse(a, text, cn_str_z(argv[3]), &tree, err));
	CN_TRY(cn_profile_read(a, lib, tree, cn_str_z(argv[3]), &p, NULL, err));
	CN_TRY(cn_compile(a, lib, NULL, CN_S(""), day, &c, err));
	for (unsigned i = 0; i < RUNS; i++) {
		planes[i] = all[i] = 0;
		for (unsigned k = 0; k < ONE_REPEATS; k++) {
			CN_AUTO_ARENA own = cn_arena_new(ARENA_BYTES);
			cn_bulk *b;
			double t = now_s();
			CN_TRY(cn_bulk_lay(own, c, &p, 1, &b, err));
			cn_bulk_run(b, CN_BULK_AUTO);
			planes[i] += (now_s() - t) / ONE_REPEATS;
			open[0] = open[1] = 0;
			CN_TRY(cn_bulk_settle(b, count_open, open, err));
			all[i] += (now_s() - t) / ONE_REPEATS;
			rows = cn_bulk_rows(b);
		}
	}
	(void)snprintf(name[0], sizeof name[0], "one profile, %zu rows x %zu provisions: planes", rows, cn_compiled_rules(c));
	(void)snprintf(name[1], sizeof name[1], "the same with the exact check of %zu unknown", open[0]);
	report(name[0], median(planes) * 1e6, "us", bound);
	report(name[1], median(all) * 1e6, "us", 0);
	return CN_OK;
}

int main(int argc, char **argv)
{
	CN_AUTO_ARENA a = cn_arena_new((size_t)ARENA_BYTES * 3);
	cn_err err = { 0 };
	int64_t systems, rules;
	double bound;
	work w;
	cn_code rc = CN_EINPUT;
	if (a && argc == 6 && strcmp(argv[1], "made") == 0) {
		rc = cn_int_parse(cn_str_z(argv[3]), 1, 1000000, &systems, &err);
		rc = rc == CN_OK ? cn_int_parse(cn_str_z(argv[4]), 1, 100000, &rules, &err) : rc;
		rc = rc == CN_OK ? cn_real_parse(cn_str_z(argv[5]), &bound, &err) : rc;
		rc = rc == CN_OK ? bench_made(a, argv[2], systems, rules, bound, &err) : rc;
	} else if (a && argc == 6 && strcmp(argv[1], "one") == 0) {
		rc = cn_real_parse(cn_str_z(argv[5]), &bound, &err);
		rc = rc == CN_OK ? bench_one(a, argv, bound, &err) : rc;
	} else if (a && argc == 3 && strcmp(argv[1], "count") == 0) {
		rc = make(a, argv[2], 1000, 500, &w, &err);
		if (rc == CN_OK)
			cn_bulk_run(w.bulk, CN_BULK_VECTOR);
	} else {
		(void)fprintf(stderr, "usage: bench_plane made NORMS SYSTEMS RULES BOUND | one NORMS SYSTEM DATE BOUND | count NORMS\n");
		return 3;
	}
	if (rc != CN_OK)
		(void)fprintf(stderr, "bench_plane: %s\n", err.msg);
	return rc == CN_OK ? 0 : 4;
}
