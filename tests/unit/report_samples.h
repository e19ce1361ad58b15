/* Samples for the tests of report: reads tests/vectors/report/NAME below $CONCORD_SOURCE. */
#ifndef TEST_REPORT_SAMPLES_H
#define TEST_REPORT_SAMPLES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"
#include "report/report.h"

static inline cn_str source_file(cn_arena *a, const char *path)
{
	const char *root = getenv("CONCORD_SOURCE");
	cn_str full = cn_strf(a, "%s/%s", root ? root : ".", path);
	FILE *f = fopen(cn_cstr(a, full), "rb");
	if (!f)
		fail_msg("no file %.*s", CN_FMT(full));
	cn_buf b;
	cn_buf_init(&b, 64u << 20);
	char chunk[65536];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		cn_buf_put(&b, (cn_str){ chunk, n });
	fclose(f);
	cn_str s = cn_str_copy(a, cn_buf_str(&b));
	cn_buf_done(&b);
	return s;
}

static inline const cn_val *sample(cn_arena *a, const char *name)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	cn_str text = source_file(a, cn_cstr(a, cn_strf(a, "tests/vectors/report/%s.json", name)));
	if (cn_json_parse(a, text, CN_JSON_FOREIGN_DEPTH_MAX, &v, &err) != CN_OK)
		fail_msg("%s: %s", name, err.msg);
	return v;
}

static inline size_t count_of(cn_str s, const char *what)
{
	size_t n = 0, len = strlen(what);
	for (size_t i = 0; i + len <= s.n; i++)
		n += memcmp(s.p + i, what, len) == 0;
	return n;
}

#endif
