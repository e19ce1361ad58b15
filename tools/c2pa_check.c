/* What we say of the manifest store of each file, as lines of JSON, for judges that are not ours (tools/npm/c2pa).
 *   c2pa_check ANCHORS.pem TIME FILE...     ANCHORS.pem: signers and time-stamp authorities alike */
#include <stdio.h>

#include "ext/x509.h"
#include "lab/media/c2pa/c2pa.h"

static cn_str slurp(cn_arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	long n = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
	char *p = n >= 0 ? cn_alloc(a, (size_t)n + 1, 1) : NULL;
	if (!p || fseek(f, 0, SEEK_SET) != 0 || fread(p, 1, (size_t)n, f) != (size_t)n) {
		(void)fprintf(stderr, "c2pa_check: cannot read %s\n", path);
		exit(4);
	}
	(void)fclose(f);
	return (cn_str){ p, (size_t)n };
}

/* The store where it lies in one piece: by the type of its description. */
static bool find(cn_str file, cn_c2pa_range *ret)
{
	static const char MARK[] = "jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71";
	for (size_t i = 12; i + sizeof MARK - 1 <= file.n; i++) {
		if (memcmp(file.p + i, MARK, sizeof MARK - 1) != 0)
			continue;
		const uint8_t *u = (const uint8_t *)file.p + i - 12;
		size_t n = (size_t)u[0] << 24 | (size_t)u[1] << 16 | (size_t)u[2] << 8 | u[3];
		*ret = (cn_c2pa_range){ i - 12, n < file.n - (i - 12) ? n : file.n - (i - 12) };
		return true;
	}
	return false;
}

static void one(const char *path, cn_x509 *x, int64_t at_us)
{
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	cn_buf_init(&b, 64 << 20);
	cn_c2pa_input in = { .file = slurp(a, path), .at_us = at_us, .x509 = x };
	cn_c2pa_range r;
	cn_c2pa_report out;
	cn_val *v = cn_map(a);
	if (!find(in.file, &r)) {
		(void)cn_put(a, v, "state", cn_textz(a, "none"));
	} else {
		in.store = cn_sub(in.file, r.at, r.size);
		in.ranges = &r;
		in.n_ranges = 1;
		if (cn_c2pa_check(a, &in, &out, &err) == CN_OK)
			v = cn_c2pa_val(a, &out);
		else
			(void)cn_put(a, v, "error", cn_textz(a, err.msg));
	}
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
