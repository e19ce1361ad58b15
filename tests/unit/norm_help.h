/* Shared by the tests of norm: files into trees, a small library made in the test, the real library. */
#ifndef CN_TEST_NORM_HELP_H
#define CN_TEST_NORM_HELP_H

#include <dirent.h>

#include "ext/yaml.h"
#include "norm/norm.h"

static inline cn_str help_read(cn_arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return (cn_str){ 0 };
	(void)fseek(f, 0, SEEK_END);
	long size = ftell(f);
	rewind(f);
	char *p = size > 0 && size <= CN_YAML_BYTES_MAX ? CN_NEW(a, char, (size_t)size) : NULL;
	size_t n = p ? fread(p, 1, (size_t)size, f) : 0;
	fclose(f);
	return (cn_str){ p, n };
}

static inline const char *help_source(void)
{
	const char *root = getenv("CONCORD_SOURCE");
	return root ? root : ".";
}

static inline const cn_val *help_yaml(cn_arena *a, const char *text, const char *name)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	if (cn_yaml_parse(a, cn_str_z(text), cn_str_z(name), &v, &err) != CN_OK) {
		fprintf(stderr, "%s\n", err.msg);
		abort();
	}
	return v;
}

static inline int help_by_name(const void *x, const void *y)
{
	const cn_norm_file *a = x, *b = y;
	return cn_cmp(a->name, b->name);
}

/* Every .yaml of a folder below the source root, parsed. */
static inline size_t help_folder(cn_arena *a, const char *folder, cn_norm_file *file, size_t most)
{
	size_t n = 0;
	DIR *d = opendir(cn_strf(a, "%s/%s", help_source(), folder).p);
	for (struct dirent *e; d && (e = readdir(d));) {
		if (!cn_ends(cn_str_z(e->d_name), ".yaml") || n == most)
			continue;
		cn_str name = cn_strf(a, "%s/%s", folder, e->d_name);
		cn_str text = help_read(a, cn_strf(a, "%s/%s", help_source(), name.p).p);
		cn_err err = { 0 };
		file[n] = (cn_norm_file){ .name = name };
		if (cn_yaml_parse(a, text, name, &file[n].tree, &err) != CN_OK) {
			fprintf(stderr, "%s\n", err.msg);
			continue;
		}
		n++;
	}
	if (d)
		closedir(d);
	qsort(file, n, sizeof *file, help_by_name);
	return n;
}

static inline void help_print(const cn_problems *p, FILE *to)
{
	for (size_t i = 0; i < p->n; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 8192);
		cn_problem_text(&p->item[i], &b);
		fprintf(to, "%s\n", b.p);
	}
}

/* The library of the project; NULL if it has errors (printed). */
static inline const cn_library *help_norms(cn_arena *a)
{
	static cn_norm_file file[512];
	size_t n = help_folder(a, "norms", file, 512);
	const cn_library *lib = NULL;
	cn_problems p = { 0 };
	cn_err err = { 0 };
	if (cn_library_load(a, file, n, &lib, &p, &err) != CN_OK) {
		help_print(&p, stderr);
		fprintf(stderr, "%s\n", err.msg);
	}
	return lib;
}

/* A case of tests/vectors/norm as a small manifest: one market, one actor. */
static inline cn_val *help_manifest(cn_arena *a, const cn_val *c)
{
	static const char *const same[] = { "stage", "purposes", "facts" };
	cn_val *m = cn_map(a), *actor = cn_map(a), *actors = cn_list(a), *markets = cn_list(a), *name = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "system/1"));
	cn_put(a, m, "id", cn_text(a, cn_get_text(c, "id")));
	cn_put(a, name, "en", cn_text(a, cn_get_text(c, "why")));
	cn_put(a, name, "zh", cn_text(a, cn_get_text(c, "why")));
	cn_put(a, m, "name", name);
	cn_push(a, markets, cn_text(a, cn_get_text(c, "market")));
	cn_put(a, m, "markets", markets);
	cn_str role = cn_get_text(c, "role"), place = cn_get_text(c, "place");
	cn_put(a, actor, "role", cn_text(a, role.n ? role : CN_S("unknown")));
	if (place.n)
		cn_put(a, actor, "place", cn_text(a, place));
	cn_push(a, actors, actor);
	cn_put(a, m, "actors", actors);
	for (size_t i = 0; i < 3; i++)
		if (cn_get(c, same[i]))
			cn_put(a, m, same[i], cn_val_copy(a, cn_get(c, same[i])));
	return m;
}

/* Some value that the fact may have. */
static inline void help_random_fact(cn_arena *a, cn_rng *r, const cn_fact *f, cn_val *to)
{
	cn_val *v = NULL;
	if (f->type == CN_F_BOOL) {
		v = cn_textz(a, cn_rng_below(r, 2) ? "yes" : "no");
	} else if (f->type == CN_F_SET) {
		v = cn_map(a);
		for (size_t i = 0; i < f->n_member; i++)
			if (cn_rng_below(r, 2))
				cn_put_s(a, v, f->member[i].id, cn_textz(a, cn_rng_below(r, 2) ? "yes" : "no"));
	} else if (f->type == CN_F_TEXT) {
		v = cn_text(a, f->member[cn_rng_below(r, f->n_member)].id);
	} else {
		static const char *const numbers[] = { "0", "100", "1e12", "5e25", "2e26" }, *const dates[] = { "2024-01-01", "2026-08-02", "2027-12-02", "2029-01-01" };
		v = cn_textz(a, f->type == CN_F_NUMBER ? numbers[cn_rng_below(r, 5)] : dates[cn_rng_below(r, 4)]);
	}
	cn_put_s(a, to, f->id, v);
}

#endif
