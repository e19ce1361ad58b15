/* What we say of the manifest store of each file, as lines of JSON, for judges that are not ours (tools/npm/c2pa,
 * tools/npm/c2pa-sign). c2pa_check ANCHORS.pem TIME FILE...     ANCHORS.pem: signers and time-stamp authorities alike */
#include "c2pa_tool.h"

static void one(const char *path, cn_x509 *x, int64_t at_us)
{
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	cn_buf_init(&b, 64 << 20);
	cn_c2pa_input in;
	cn_c2pa_report out;
	cn_val *v = cn_map(a);
	if (!c2pa_input_of(a, slurp(a, path), x, at_us, &in))
		(void)cn_put(a, v, "state", cn_textz(a, "none"));
	else if (cn_c2pa_check(a, &in, &out, &err) == CN_OK)
		v = cn_c2pa_val(a, &out);
	else
		(void)cn_put(a, v, "error", cn_textz(a, err.msg));
	(void)cn_put(a, v, "file", cn_textz(a, path));
	cn_json_write(&b, v, -1);
	(void)printf("%s\n", b.p);
}

int main(int argc, char **argv)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_err err = { 0 };
	int64_t at_us = 0;
	if (argc < 4 || cn_time_parse(cn_str_z(argv[2]), &at_us, &err) != CN_OK) {
		(void)fputs("usage: c2pa_check ANCHORS.pem TIME FILE...\n", stderr);
		return 3;
	}
	cn_str anchors = slurp(a, argv[1]);
	cn_x509 *x = NULL;
	if (cn_x509_open(anchors, anchors, &x, &err) != CN_OK) {
		(void)fprintf(stderr, "c2pa_check: %s\n", err.msg);
		return cn_exit_code(err.code);
	}
	for (int i = 3; i < argc; i++)
		one(argv[i], x, at_us);
	cn_x509_close(x);
	return 0;
}
