/* Errors in the language of the request, by the catalogues. */
#include "report/errors.h"

#include "report/words.h"

/* One row: a format as the sources have it, and what it says. {0} {1} .. are its arguments as they are, {0:say} is one that is itself of our
 * words. A row that is the same in every language has no text. */
typedef struct row {
	const char *format, *text;
} row;

#define E(format, text) { format, text },
#define P(phrase, text) { phrase, text },
#define LIB(phrase, text) { phrase, text },
#define SAME(format) { format, NULL },
static const row zh[] = {
#include "report/errors_zh.def"
};
#undef E
#undef P
#undef LIB
#undef SAME

static const struct {
	const row *rows;
	size_t n;
	const char *between; /* a context and what it is a context of */
} catalogue[CN_LANGS] = { [CN_ZH] = { zh, sizeof zh / sizeof *zh, "：" } };

enum { SAY_DEPTH_MAX = 3 }; /* a message in a message in a message */

/* An argument of a message. */
typedef struct filled {
	cn_str arg[CN_SAID_ARGS_MAX];
	unsigned n;
} filled;

static void phrase_put(cn_buf *b, cn_str text, cn_lang l, unsigned depth);

static const row *find(cn_lang l, const char *format)
{
	for (size_t i = 0; i < catalogue[l].n; i++)
		if (strcmp(catalogue[l].rows[i].format, format) == 0)
			return &catalogue[l].rows[i];
	return NULL;
}

/* A row's text with its arguments; false, and nothing written, if it asks for one that is not there. */
static bool fill(cn_buf *b, const row *r, const filled *f, cn_lang l, unsigned depth)
{
	cn_str rest = cn_str_z(r->text), head, inner;
	for (const char *p = r->text; (p = strchr(p, '{')); p++)
		if (p[1] >= '0' && p[1] <= '9' && (unsigned)(p[1] - '0') >= f->n)
			return false;
	while (cn_split(rest, '{', &head, &rest)) {
		cn_buf_put(b, head);
		cn_str after;
		if (rest.n == 0 || rest.p[0] < '0' || rest.p[0] > '9' || !cn_split(rest, '}', &inner, &after)) {
			cn_buf_putc(b, '{'); /* of an example: {en: ...} */
			continue;
		}
		rest = after;
		cn_str arg = f->arg[inner.p[0] - '0'];
		if (cn_eqz(cn_sub(inner, 1, inner.n), ":say"))
			phrase_put(b, arg, l, depth + 1);
		else if (inner.n == 1)
			cn_buf_put(b, arg); /* else :drop */
	}
	cn_buf_put(b, head);
	return true;
}

/* ---- texts of which nothing is noted ----------------------------------------------------------------------------------------- */

/* The next piece of a format: a literal (with %% as %), then one conversion or the end. False at the end. */
static bool piece(const char **format, char *literal, size_t room, size_t *ret_n, bool *ret_arg)
{
	const char *p = *format;
	size_t n = 0;
	*ret_arg = false;
	while (*p && !*ret_arg) {
		if (*p != '%' || p[1] == '%') {
			p += *p == '%';
			if (n < room)
				literal[n++] = *p;
			p++;
			continue;
		}
		p += 1 + strspn(p + 1, "-+ #0123456789.*hlzjt");
		p += *p != '\0';
		*ret_arg = true;
	}
	bool any = *format != p;
	*format = p;
	*ret_n = n;
	return any;
}

static size_t find_in(cn_str s, cn_str part)
{
	for (size_t i = 0; i + part.n <= s.n; i++)
		if (memcmp(s.p + i, part.p, part.n) == 0)
			return i;
	return SIZE_MAX;
}

/* Does the text read as this format? Each argument ends where the next literal first stands, the last one where the text ends in the last
 * literal. *ret_letters: how much of the text the literals were. */
static bool reads_as(cn_str text, const char *format, filled *f, size_t *ret_letters)
{
	char room[CN_SAID_FORMAT_BYTES];
	size_t n;
	bool arg, open = false;
	*f = (filled){ 0 };
	*ret_letters = 0;
	while (piece(&format, room, sizeof room, &n, &arg)) {
		cn_str literal = { room, n };
		size_t at = 0;
		if (open) {
			bool last = !*format && !arg;
			at = n == 0 ? text.n : last ? (text.n >= n && memcmp(text.p + text.n - n, room, n) == 0 ? text.n - n : SIZE_MAX) : find_in(text, literal);
			if (at == SIZE_MAX)
				return false;
			f->arg[f->n - 1] = cn_sub(text, 0, at);
		} else if (!cn_eq(cn_sub(text, 0, n), literal)) {
			return false;
		}
		text = cn_sub(text, at + n, text.n);
		*ret_letters += n;
		open = arg;
		if (arg && f->n == CN_SAID_ARGS_MAX)
			return false;
		f->n += arg;
	}
	if (open)
		f->arg[f->n - 1] = text;
	return open || text.n == 0;
}

static void phrase_put(cn_buf *b, cn_str text, cn_lang l, unsigned depth)
{
	const row *best = NULL;
	filled with = { 0 };
	size_t most = 0;
	for (size_t i = 0; depth <= SAY_DEPTH_MAX && i < catalogue[l].n; i++) {
		filled f;
		size_t letters;
		const row *r = &catalogue[l].rows[i];
		if (r->text && reads_as(text, r->format, &f, &letters) && letters > most) {
			best = r;
			with = f;
			most = letters;
		}
	}
	if (!best || !fill(b, best, &with, l, depth))
		cn_buf_put(b, text);
}

void cn_phrase_put(cn_buf *b, cn_str text, cn_str lang)
{
	phrase_put(b, text, cn_lang_of(lang), 0);
}

cn_str cn_phrase_text(cn_arena *a, cn_str text, cn_str lang)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	cn_phrase_put(&b, text, lang);
	return cn_str_copy(a, cn_buf_str(&b));
}

/* ---- noted ones ---------------------------------------------------------------------------------------------------------------- */

static bool is_bare(const char *format)
{
	return strcmp(format, "%s") == 0 || strcmp(format, "%.*s") == 0;
}

void cn_said_put(cn_buf *b, cn_str text, const cn_said *s, cn_str lang)
{
	cn_lang l = cn_lang_of(lang);
	cn_str whole = cn_sub(text, s->at, s->n);
	const row *r = s->fmt ? find(l, s->fmt) : NULL;
	filled f = { .n = s->n_arg };
	for (unsigned i = 0; i < s->n_arg; i++)
		f.arg[i] = cn_sub(text, s->arg[i].at, s->arg[i].n);
	if (!r || !r->text || !fill(b, r, &f, l, 0))
		cn_buf_put(b, whole);
}

void cn_error_put(cn_buf *b, const cn_err *err, cn_str lang)
{
	cn_lang l = cn_lang_of(lang);
	cn_str msg = cn_str_z(err->msg);
	if (!catalogue[l].n || err->n_part == 0) {
		cn_buf_put(b, msg);
		return;
	}
	for (unsigned i = err->n_part - 1; i > 0; i--) {
		cn_said_put(b, msg, &err->part[i], lang);
		cn_buf_putz(b, catalogue[l].between);
	}
	const cn_said *s = &err->part[0];
	if (!s->fmt || is_bare(s->fmt)) /* a sentence that came as a text */
		cn_phrase_put(b, cn_sub(msg, s->at, s->n), lang);
	else
		cn_said_put(b, msg, s, lang);
}

void cn_error_hint_put(cn_buf *b, const cn_err *err, cn_str lang)
{
	if (err->hint_said.fmt && strcmp(err->hint_said.fmt, "%s") == 0) /* a sentence; "%.*s" is a word from a file */
		cn_phrase_put(b, cn_str_z(err->hint), lang);
	else
		cn_said_put(b, cn_str_z(err->hint), &err->hint_said, lang);
}

cn_str cn_error_text(cn_arena *a, const cn_err *err, cn_str lang)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	cn_error_put(&b, err, lang);
	return cn_str_copy(a, cn_buf_str(&b));
}
