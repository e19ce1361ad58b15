/* What the tests of content credentials share: vectors, boxes, the codes of failures. Include after cmocka.h. */
#ifndef CN_TESTS_C2PA_HELP_H
#define CN_TESTS_C2PA_HELP_H

#include "lab/media/c2pa/c2pa.h"

/* tests/vectors/c2pa/NAME, at most 64 KiB. */
static inline cn_str vector(cn_arena *a, const char *name)
{
	const char *root = getenv("CONCORD_SOURCE");
	char path[4096];
	if (!root)
		fail_msg("CONCORD_SOURCE is not set: run through meson test");
	(void)snprintf(path, sizeof path, "%s/tests/vectors/c2pa/%s", root, name);
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("%s cannot be read", path);
	char *p = cn_alloc(a, 1 << 16, 1);
	size_t n = fread(p, 1, 1 << 16, f);
	(void)fclose(f);
	return (cn_str){ p, n };
}

static inline void put_box(cn_buf *b, const char *type, cn_str body)
{
	for (int i = 24; i >= 0; i -= 8)
		cn_buf_putc(b, (char)((body.n + 8) >> i & 0xff));
	cn_buf_putz(b, type);
	cn_buf_put(b, body);
}

/* A superbox of the type (four letters) and label around `content`. */
static inline cn_str superbox(cn_arena *a, const char *letters, const char *label, cn_str content)
{
	CN_AUTO_BUF d;
	CN_AUTO_BUF b;
	CN_AUTO_BUF out;
	cn_buf_init(&d, 1 << 16);
	cn_buf_init(&b, 32 << 20);
	cn_buf_init(&out, 32 << 20);
	cn_buf_putz(&d, letters);
	cn_buf_put(&d, CN_S("\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71\x03"));
	cn_buf_putz(&d, label);
	cn_buf_putc(&d, 0);
	put_box(&b, "jumd", cn_buf_str(&d));
	cn_buf_put(&b, content);
	put_box(&out, "jumb", cn_buf_str(&b));
	return cn_buf_copy(a, &out);
}

/* The failures in their order, with commas. */
static inline cn_str failures(cn_arena *a, const cn_c2pa_report *r)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	for (const cn_c2pa_note *n = r->notes; n; n = n->next)
		if (cn_c2pa_code_weight(n->code) == CN_C2PA_FAILURE)
			cn_buf_printf(&b, "%s%s", b.n ? "," : "", cn_c2pa_code_text(n->code));
	return cn_buf_copy(a, &b);
}

#endif
