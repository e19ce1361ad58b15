/* For the tools beside the program: the library of a folder, read without the program's own loader. */
#ifndef CN_TOOLS_READ_NORMS_H
#define CN_TOOLS_READ_NORMS_H

#include <dirent.h>

#include "ext/yaml.h"
#include "norm/norm.h"

enum { READ_NORMS_MAX = 4096 };

static inline cn_code read_norms(cn_arena *a, const char *folder, const cn_library **ret, cn_err *err)
{
	cn_norm_file *file = CN_NEW(a, cn_norm_file, READ_NORMS_MAX);
	char *text = CN_NEW(a, char, CN_YAML_BYTES_MAX);
	size_t n = 0;
	DIR *d = opendir(folder);
	if (!file || !text || !d)
		return CN_FAIL(err, CN_EIO, "cannot read %s", folder);
	cn_code rc = CN_OK;
	for (struct dirent *e; rc == CN_OK && n < READ_NORMS_MAX && (e = readdir(d));) {
		if (!cn_ends(cn_str_z(e->d_name), ".yaml"))
			continue;
		file[n].name = cn_strf(a, "%s/%s", folder, e->d_name);
		FILE *f = fopen(cn_cstr(a, file[n].name), "rb");
		size_t bytes = f ? fread(text, 1, CN_YAML_BYTES_MAX, f) : 0;
		if (f)
			fclose(f);
		rc = cn_yaml_parse(a, (cn_str){ text, bytes }, file[n].name, &file[n].tree, err);
		n++;
	}
	closedir(d);
	return rc == CN_OK ? cn_library_load(a, file, n, ret, NULL, err) : rc;
}

#endif
