/* A page from outside: the dossier in it is refused or is a tree that gives a page, and that page gives the same tree. */
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(32u << 20);
	const cn_val *one = NULL, *two = NULL;
	cn_err err = { 0 };
	if (!a)
		return 0;
	if (cn_report_extract(a, (cn_str){ (const char *)data, size }, &one, &err) != CN_OK) {
		assert(err.msg[0]);
		return 0;
	}
	CN_AUTO_BUF page, again;
	cn_buf_init(&page, CN_REPORT_BYTES_MAX);
	cn_buf_init(&again, CN_REPORT_BYTES_MAX);
	if (cn_report_html(one, &page, &err) != CN_OK)
		return 0;
	CN_AUTO_ARENA b = cn_arena_new(256u << 20);
	assert(cn_report_extract(b, cn_buf_str(&page), &two, NULL) == CN_OK && cn_val_eq(one, two));
	assert(cn_report_html(two, &again, NULL) == CN_OK && cn_eq(cn_buf_str(&page), cn_buf_str(&again)));
	return 0;
}
