/* What the tools of content credentials share: files, and what we say of the store of one. */
#ifndef CN_TOOLS_C2PA_TOOL_H
#define CN_TOOLS_C2PA_TOOL_H

#include <stdio.h>

#include "ext/brotli.h"
#include "ext/x509.h"
#include "lab/media/c2pa/stores.h"

static inline cn_str slurp(cn_arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	long n = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
	char *p = n >= 0 ? cn_alloc(a, (size_t)n + 1, 1) : NULL;
	if (!p || fseek(f, 0, SEEK_SET) != 0 || fread(p, 1, (size_t)n, f) != (size_t)n) {
		(void)fprintf(stderr, "cannot read %s\n", path);
		exit(4);
	}
	(void)fclose(f);
	return (cn_str){ p, (size_t)n };
}

/* The first store of the file; false if it has none. */
static inline bool c2pa_input_of(cn_arena *a, cn_str file, cn_x509 *x, int64_t at_us, cn_c2pa_input *ret)
{
	cn_media_file f;
	*ret = (cn_c2pa_input){ .file = file, .at_us = at_us, .x509 = x, .unbrotli = cn_unbrotli };
	return cn_media_read(a, file, &f, NULL) == CN_OK && cn_c2pa_find_store(a, &f, ret, NULL) == CN_OK && ret->store.p;
}

#endif
