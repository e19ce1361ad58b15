/* jcs_cat < JSON-LINES > CANONICAL-LINES      one JSON document a line in, its RFC 8785 form a line out
 * jcs_cat numbers < HEX-LINES > LINES         bits of a double in hex in, "<bits>,<its ES6 form>" out
 * What is refused becomes a line "!<code> <why>", so that line n of the output always answers line n of the input.
 * For tools/npm/jcs, where the canonical form is judged by others. Not installed. */
#include "core/jcs.h"

enum { LINE_BYTES_MAX = 1 << 20 };

static void refused(const cn_err *err)
{
	printf("!%d %s\n", (int)err->code, err->msg);
}

static void document(cn_str line, cn_buf *out)
{
	cn_err err = { 0 };
	const cn_val *v;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	cn_buf_reset(out);
	if (!a || cn_json_parse(a, line, CN_JSON_FOREIGN_DEPTH_MAX, &v, &err) != CN_OK || cn_jcs(a, v, out, &err) != CN_OK) {
		refused(&err);
		return;
	}
	fwrite(out->p, 1, out->n, stdout);
	putchar('\n');
}

static bool from_hex(cn_str s, uint64_t *ret)
{
	uint64_t x = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *at = memchr("0123456789abcdef", s.p[i], 16);
		if (!at || x >> 60)
			return false;
		x = x << 4 | (uint64_t)(at - "0123456789abcdef");
	}
	*ret = x;
	return s.n > 0;
}

static void number(cn_str line)
{
	uint64_t bits;
	double x;
	char text[CN_REAL_BYTES];
	if (!from_hex(line, &bits)) {
		printf("!%d not hex digits of a double\n", (int)CN_EINPUT);
		return;
	}
	memcpy(&x, &bits, sizeof x);
	if (!cn_jcs_number(x, text))
		printf("!%d not finite\n", (int)CN_EUNDEFINED);
	else
		printf("%.*s,%s\n", CN_FMT(line), text);
}

int main(int argc, char **argv)
{
	static char line[LINE_BYTES_MAX];
	bool numbers = argc == 2 && strcmp(argv[1], "numbers") == 0;
	CN_AUTO_BUF out;
	if (argc > 2 || (argc == 2 && !numbers)) {
		fputs("usage: jcs_cat [numbers] < LINES\n", stderr);
		return 3;
	}
	cn_buf_init(&out, 2 * LINE_BYTES_MAX);
	while (fgets(line, sizeof line, stdin)) {
		cn_str s = cn_str_z(line);
		if (s.n == 0 || s.p[s.n - 1] != '\n') {
			fputs("a line is too long, holds a NUL or has no end\n", stderr);
			return 3;
		}
		s.n--;
		if (numbers)
			number(s);
		else
			document(s, &out);
	}
	return fflush(stdout) == 0 && !ferror(stdin) ? 0 : 4;
}
