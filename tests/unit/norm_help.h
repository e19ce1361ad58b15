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

#endif
