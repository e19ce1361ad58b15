/* A dossier or results from outside: refused, or every format is made of it, in both languages, twice the same. */
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cn_code keep(void *arg, const char *path, cn_str bytes, cn_err *err)
{
	cn_buf *b = arg;
	(void)path;
	(void)err;
	cn_buf_put(b, bytes);
	return CN_OK;
}

static void make(const cn_val *root, const cn_export *e, cn_str lang, cn_buf *b)
{
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	const cn_val *tree;
	cn_err err = { 0 };
	cn_export_out out = { keep, b };
	if (!a || cn_export_tree(a, root, CN_S("f"), CN_S("sha256:00"), NULL, CN_S("concord 0"), lang, &tree, &err) != CN_OK)
		return;
	if (e->run(a, tree, &out, &err) != CN_OK)
		assert(err.msg[0]);
	else
		assert(b->n > 0 && cn_utf8_ok(cn_buf_str(b)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const langs[] = { "en", "zh" };
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_val *root = NULL;
	const cn_export *e;
	if (!a || cn_json_parse(a, (cn_str){ (const char *)data, size }, CN_JSON_FOREIGN_DEPTH_MAX, &root, NULL) != CN_OK)
		return 0;
	if (cn_report_check(root, NULL) != CN_OK && cn_report_check_measured(root, NULL) != CN_OK)
		return 0;
	for (size_t i = 0; (e = cn_export_at(CN_EXPORT_DOSSIER, i)); i++)
		for (size_t k = 0; k < 2; k++) {
			CN_AUTO_BUF one, two;
			cn_buf_init(&one, CN_REPORT_BYTES_MAX);
			cn_buf_init(&two, CN_REPORT_BYTES_MAX);
			make(root, e, cn_str_z(langs[k]), &one);
			make(root, e, cn_str_z(langs[k]), &two);
			assert(cn_eq(cn_buf_str(&one), cn_buf_str(&two)));
		}
	return 0;
}
