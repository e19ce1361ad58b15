/* report_sample html DOSSIER.json > page.html
 * report_sample term DOSSIER.json en|zh WIDTH > summary.txt
 * report_sample extract PAGE.html > dossier.json
 * For the tests of the page in a browser and for a look at a change; `concord` itself is the real way. */
#include "report/report.h"

static int give(const cn_buf *b)
{
	return fwrite(b->p, 1, b->n, stdout) == b->n ? 0 : 4;
}

static bool read_all(const char *path, cn_buf *b)
{
	char chunk[65536];
	size_t n;
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		cn_buf_put(b, (cn_str){ chunk, n });
	return fclose(f) == 0 && !b->failed;
}

static cn_code make(cn_arena *a, int argc, char **argv, const cn_buf *in, cn_buf *out, cn_err *err)
{
	const cn_val *v = NULL;
	if (strcmp(argv[1], "extract") == 0) {
		CN_TRY(cn_report_extract(a, cn_buf_str(in), &v, err));
		cn_json_write(out, v, -1);
		return CN_OK;
	}
	CN_TRY(cn_json_parse(a, cn_buf_str(in), CN_JSON_FOREIGN_DEPTH_MAX, &v, err));
	if (strcmp(argv[1], "html") == 0)
		return cn_report_html(v, out, err);
	cn_report_term t = { .lang = cn_str_z(argc > 3 ? argv[3] : "en"), .utf8 = true, .dossier = CN_S("out/mortgage-lending/dossier.html") };
	int64_t width = 80;
	if (argc > 4)
		CN_TRY(cn_int_parse(cn_str_z(argv[4]), 1, 1000, &width, err));
	t.width = (unsigned)width;
	return cn_report_terminal(v, &t, out, err);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: report_sample html|term|extract FILE [LANG [WIDTH]]\n", stderr);
		return 3;
	}
	CN_AUTO_ARENA a = cn_arena_new(1u << 30);
	CN_AUTO_BUF in, out;
	cn_err err = { 0 };
	cn_buf_init(&in, CN_REPORT_BYTES_MAX);
	cn_buf_init(&out, CN_REPORT_BYTES_MAX);
	if (!a || !read_all(argv[2], &in)) {
		fprintf(stderr, "cannot read %s\n", argv[2]);
		return 4;
	}
	if (make(a, argc, argv, &in, &out, &err) != CN_OK) {
		fprintf(stderr, "error: %s\n", err.msg);
		return 3;
	}
	return give(&out);
}
