/* Bench of the norms: bench_norm NORMS SYSTEM DATE prints one JSON object a line; medians of RUNS runs. The floor, timed between the runs, is
 * SHA-256 over the same YAML bytes: what it takes to look at every byte of the law once.
 *   load     every file of NORMS read from memory, parsed, checked, its conditions bound; and the library four times over
 *   apply    one profile (SYSTEM) against all provisions on DATE, answers only
 *   explain  the same with the reasons in words
 *   days     the same system on DAYS days of one year, answers only: a changed date re-evaluates */
#include <time.h>
#undef time

#include "core/hash.h"
#include "ext/yaml.h"
#include "norm/norm.h"
#include "store/file.h"

enum { RUNS = 5, FILES_MAX = 1024, DAYS = 52, DAY_STEP = 7, FLOOR_REPEATS = 20, ARENA_BYTES = 512 << 20 };

typedef struct law {
	cn_str name[FILES_MAX], text[FILES_MAX];
	size_t n, bytes, provisions, cells;
	cn_str manifest;
	const char *manifest_path;
	cn_date day;
} law;

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

static void report(const char *name, const double *value, const double *floor)
{
	double v[RUNS], f[RUNS], ratio[RUNS];
	for (unsigned i = 0; i < RUNS; i++) {
		v[i] = value[i] * 1e3;
		f[i] = floor[i] * 1e3;
		ratio[i] = value[i] / floor[i];
	}
	printf("{\"area\":\"norm\",\"name\":\"%s\",\"value\":%.3f,\"unit\":\"ms\",\"peer\":\"SHA-256 of the same YAML\",\"peer_value\":%.3f,"
	       "\"ratio\":%.2f,\"runs\":%d}\n",
	       name, median(v), median(f), median(ratio), RUNS);
}

static cn_code read_law(cn_arena *a, const char *dir, const char *manifest, const char *day, law *l, cn_err *err)
{
	const cn_val *names;
	CN_TRY(cn_dir_list(a, dir, &names, err));
	CN_EACH (f, names) {
		if (!cn_ends(f->s, ".yaml") || l->n == FILES_MAX)
			continue;
		l->name[l->n] = f->s;
		CN_TRY(cn_file_read(a, cn_strf(a, "%s/%.*s", dir, CN_FMT(f->s)).p, CN_YAML_BYTES_MAX, &l->text[l->n], err));
		l->bytes += l->text[l->n++].n;
	}
	l->manifest_path = manifest;
	CN_TRY(cn_file_read(a, manifest, CN_YAML_BYTES_MAX, &l->manifest, err));
	return cn_date_parse(cn_str_z(day), &l->day, err);
}

/* A file with every `old` written as `new`. */
static cn_str renamed(cn_arena *a, cn_str text, cn_str old, cn_str new)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_YAML_BYTES_MAX);
	for (size_t i = 0; i < text.n; i++)
		if (cn_starts(cn_sub(text, i, old.n), cn_cstr(a, old))) {
			cn_buf_put(&b, new);
			i += old.n - 1;
		} else {
			cn_buf_putc(&b, text.p[i]);
		}
	return cn_str_copy(a, cn_buf_str(&b));
}

/* Each instrument `times` more, under other ids: the size that the library grows to. */
static void multiply(cn_arena *a, law *l, unsigned times)
{
	size_t n = l->n;
	for (size_t i = 0; i < n; i++) {
		const char *line = cn_starts(l->text[i], "concord: instrument/1") ? strstr(cn_cstr(a, l->text[i]), "\nid: ") : NULL;
		cn_str id, rest;
		if (!line)
			continue;
		(void)cn_split(cn_str_z(line + 5), '\n', &id, &rest);
		for (unsigned k = 0; k < times && l->n < FILES_MAX; k++) {
			l->name[l->n] = cn_strf(a, "copy-%u-%.*s", k, CN_FMT(l->name[i]));
			l->text[l->n] = renamed(a, l->text[i], id, cn_strf(a, "c%u-%.*s", k, CN_FMT(id)));
			l->bytes += l->text[l->n++].n;
		}
	}
}

/* What looking at every byte once takes, in seconds. */
static double floor_s(const law *l)
{
	volatile uint8_t keep = 0; /* so that nothing is optimised away */
	double t = now_s();
	for (unsigned k = 0; k < FLOOR_REPEATS; k++)
		for (size_t i = 0; i < l->n; i++)
			keep = (uint8_t)(keep ^ cn_sha256(l->text[i]).b[0]);
	return (now_s() - t) / FLOOR_REPEATS;
}

static cn_code load(cn_arena *a, const law *l, const cn_library **ret, cn_err *err)
{
	cn_norm_file *file = CN_NEW(a, cn_norm_file, l->n);
	if (!file)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < l->n; i++) {
		file[i].name = l->name[i];
		CN_TRY(cn_yaml_parse(a, l->text[i], l->name[i], &file[i].tree, err));
	}
	cn_problems p;
	return cn_library_load(a, file, l->n, ret, &p, err);
}

static cn_code apply(const cn_library *lib, const cn_profile *p, cn_date day, bool explain, size_t *ret_cells, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_answers *answers;
	if (!a)
		return CN_FAIL(err, CN_ENOMEM, "no room");
	CN_TRY(cn_norm_apply(a, lib, p, day, explain, &answers, err));
	*ret_cells = answers->n_cell;
	return CN_OK;
}

static cn_code run_once(law *l, double t[4], cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib;
	const cn_val *tree;
	const cn_profile *p;
	if (!a)
		return CN_FAIL(err, CN_ENOMEM, "no room");
	double at = now_s();
	CN_TRY(load(a, l, &lib, err));
	t[0] = now_s() - at;
	CN_TRY(cn_yaml_parse(a, l->manifest, cn_str_z(l->manifest_path), &tree, err));
	CN_TRY(cn_profile_read(a, lib, tree, cn_str_z(l->manifest_path), &p, NULL, err));
	for (unsigned explain = 0; explain < 2; explain++) {
		at = now_s();
		CN_TRY(apply(lib, p, l->day, explain, &l->cells, err));
		t[1 + explain] = now_s() - at;
	}
	at = now_s();
	for (int i = 0; i < DAYS; i++) {
		size_t cells;
		CN_TRY(apply(lib, p, l->day + (cn_date)(i * DAY_STEP), false, &cells, err));
	}
	t[3] = now_s() - at;
	l->provisions = cn_library_provisions(lib);
	return CN_OK;
}

/* The library four times over, loaded: about what it will be when every instrument has been entered. */
static cn_code bench_load(cn_arena *a, char **argv, cn_err *err)
{
	law *l = CN_NEW(a, law, 1);
	double t[RUNS], floor[RUNS];
	char name[96];
	if (!l)
		return cn_arena_fail(a, err);
	CN_TRY(read_law(a, argv[1], argv[2], argv[3], l, err));
	multiply(a, l, 3);
	for (unsigned i = 0; i < RUNS; i++) {
		CN_AUTO_ARENA own = cn_arena_new(ARENA_BYTES);
		const cn_library *lib;
		double at = now_s();
		CN_TRY(load(own, l, &lib, err));
		t[i] = now_s() - at;
		floor[i] = floor_s(l);
		l->provisions = cn_library_provisions(lib);
	}
	(void)snprintf(name, sizeof name, "load %zu provisions, %zu KiB", l->provisions, l->bytes >> 10);
	report(name, t, floor);
	return CN_OK;
}

static cn_code bench(cn_arena *a, char **argv, cn_err *err)
{
	law *l = CN_NEW(a, law, 1);
	double t[4][RUNS], floor[RUNS];
	if (!l)
		return cn_arena_fail(a, err);
	CN_TRY(read_law(a, argv[1], argv[2], argv[3], l, err));
	for (unsigned i = 0; i < RUNS; i++) {
		double one[4];
		CN_TRY(run_once(l, one, err));
		floor[i] = floor_s(l);
		for (unsigned k = 0; k < 4; k++)
			t[k][i] = one[k];
	}
	char name[4][96];
	(void)snprintf(name[0], sizeof name[0], "load %zu provisions, %zu KiB", l->provisions, l->bytes >> 10);
	(void)snprintf(name[1], sizeof name[1], "apply: one profile, %zu cells", l->cells);
	(void)snprintf(name[2], sizeof name[2], "apply with reasons");
	(void)snprintf(name[3], sizeof name[3], "apply on %d days", DAYS);
	for (unsigned k = 0; k < 4; k++)
		report(name[k], t[k], floor);
	return bench_load(a, argv, err);
}

int main(int argc, char **argv)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_err err = { 0 };
	if (argc != 4 || !a) {
		(void)fprintf(stderr, "bench_norm NORMS SYSTEM DATE\n");
		return 3;
	}
	if (bench(a, argv, &err) != CN_OK) {
		(void)fprintf(stderr, "error: %s\n", err.msg);
		return 4;
	}
	return 0;
}
