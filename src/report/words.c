/* Words, sentences, numbers and dates in every language. The tables are words.def (closed lists) and messages.def (sentences);
 * a language is a column of both, so a missing word does not compile. */
#include "report/words.h"

#include "report/report.h"
#include "report/utf8.h"

typedef struct word {
	const char *list, *token, *text[CN_LANGS];
} word;

static const word words[] = {
#define W(list, token, en, zh) { list, token, { en, zh } },
#include "report/words.def"
#undef W
};

static const char *const messages[CN_MSGS][CN_LANGS] = {
#define M(name, en, zh) [M_##name] = { en, zh },
#include "report/messages.def"
#undef M
};

static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
				      "July",    "August",   "September", "October", "November", "December" };

static const word *word_find(const char *list, cn_str token)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].list, list) == 0 && cn_eqz(token, words[i].token))
			return &words[i];
	return NULL;
}

cn_lang cn_lang_of(cn_str name)
{
	return cn_starts(name, "zh") ? CN_ZH : CN_EN;
}

const char *cn_lang_tag(cn_lang l)
{
	return l == CN_ZH ? "zh-Hans" : "en";
}

bool cn_word_known(const char *list, cn_str token)
{
	return word_find(list, token) != NULL;
}

cn_str cn_word(const char *list, cn_str token, cn_lang l)
{
	const word *w = word_find(list, token);
	return w ? cn_str_z(w->text[l]) : token;
}

cn_str cn_report_word(const char *list, cn_str token, cn_str lang)
{
	const word *w = word_find(list, token);
	return w ? cn_str_z(w->text[cn_lang_of(lang)]) : (cn_str){ 0 };
}

cn_str cn_text_in(const cn_val *t, cn_lang l)
{
	if (!t)
		return (cn_str){ 0 };
	if (t->type == CN_TEXT)
		return t->s;
	static const char *const keys[CN_LANGS] = { "en", "zh" };
	cn_str s = cn_get_text(t, keys[l]);
	for (int i = 0; s.n == 0 && i < CN_LANGS; i++)
		s = cn_get_text(t, keys[i]);
	return s;
}

cn_str cn_msg_text(cn_msg m, cn_lang l)
{
	return cn_str_z(messages[m][l]);
}

/* Characters that would change how their neighbours are shown: controls and bidirectional overrides and isolates. */
static bool is_unsafe(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x61c || cp == 0x200e || cp == 0x200f || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff || cp == 0xfffd;
}

static const char *html_entity(uint32_t cp)
{
	switch (cp) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void cn_escape_html(cn_buf *b, cn_str s)
{
	size_t from = 0, len = 0;
	for (size_t i = 0; i < s.n; i += len) {
		uint32_t cp;
		len = cn_utf8_at(s, i, &cp);
		const char *as = html_entity(cp);
		if (!as && cp != '\n' && cp != '\t' && is_unsafe(cp))
			as = "\xef\xbf\xbd";
		if (!as)
			continue;
		cn_buf_put(b, cn_sub(s, from, i - from));
		cn_buf_putz(b, as);
		from = i + len;
	}
	cn_buf_put(b, cn_sub(s, from, s.n - from));
}

void cn_escape_terminal(cn_buf *b, cn_str s)
{
	size_t len = 0;
	for (size_t i = 0; i < s.n; i += len) {
		uint32_t cp;
		len = cn_utf8_at(s, i, &cp);
		if (cp == '\n' || cp == '\t' || cp == '\r')
			cn_buf_putc(b, ' ');
		else if (is_unsafe(cp))
			cn_buf_putc(b, '?');
		else
			cn_buf_put(b, cn_sub(s, i, len));
	}
}

void cn_number_put(cn_buf *b, int64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n);
	for (int i = 0; i < len; i++) {
		cn_buf_putc(b, digits[i]);
		if (digits[i] != '-' && i + 1 < len && (len - i - 1) % 3 == 0)
			cn_buf_putc(b, ',');
	}
}

/* Chinese prose writes numbers below 10,000 without a separator. */
static void number_in(cn_buf *b, int64_t n, cn_lang l)
{
	if (l == CN_ZH && n < 10000 && n > -10000)
		cn_buf_printf(b, "%lld", (long long)n);
	else
		cn_number_put(b, n);
}

void cn_date_put(cn_buf *b, cn_str iso, cn_lang l, cn_date_form form, cn_escape esc)
{
	cn_date d;
	int y, m, day;
	if (cn_date_parse(cn_sub(iso, 0, 10), &d, NULL) != CN_OK || (iso.n > 10 && iso.p[10] != 'T')) {
		esc(b, iso);
		return;
	}
	cn_date_split(d, &y, &m, &day);
	if (l == CN_ZH)
		cn_buf_printf(b, "%d年%d月%d日", y, m, day);
	else
		cn_buf_printf(b, "%d %.*s %d", day, form == CN_DATE_SHORT ? 3 : 9, months[m - 1], y);
}

static void arg_put(cn_buf *b, cn_lang l, const cn_arg *a, cn_escape esc)
{
	switch (a->kind) {
	case CN_ARG_TEXT:
		esc(b, a->s);
		break;
	case CN_ARG_INT:
		number_in(b, a->i, l);
		break;
	case CN_ARG_T:
		esc(b, cn_text_in(a->v, l));
		break;
	case CN_ARG_WORD:
		esc(b, cn_word(a->list, a->s, l));
		break;
	case CN_ARG_DATE:
	case CN_ARG_DATE_SHORT:
		cn_date_put(b, a->s, l, a->kind == CN_ARG_DATE ? CN_DATE_LONG : CN_DATE_SHORT, esc);
		break;
	}
}

void cn_msg_put(cn_buf *b, cn_lang l, cn_msg m, const cn_arg *args, size_t n, cn_escape esc)
{
	cn_str rest = cn_msg_text(m, l), head, inner;
	while (cn_split(rest, '{', &head, &rest)) {
		esc(b, head);
		(void)cn_split(rest, '}', &inner, &rest); /* our own text: it is closed */
		size_t k = (size_t)(inner.p[0] - '0');
		cn_str number, words_of, one, many;
		assert(k < n);
		if (!cn_split(inner, '?', &number, &words_of)) {
			arg_put(b, l, &args[k], esc);
			continue;
		}
		(void)cn_split(words_of, '|', &one, &many);
		esc(b, args[k].i == 1 ? one : many);
	}
	esc(b, head);
}

/* Decimals so that the width shows two significant digits: 0.158 -> 2, 14.5 -> 0. Without a width, two. */
static int decimals_for(double width)
{
	if (!(width > 0))
		return 2;
	int d = 1;
	double w = width;
	while (w < 1 && d < 9) {
		w *= 10;
		d++;
	}
	return width >= 10 ? 0 : d;
}

/* A complete count has an interval of no width: a whole number as it is, else three significant digits. */
static int decimals_exact(double value)
{
	double size = value < 0 ? -value : value;
	return size < 1e15 && (double)(int64_t)size == size ? 0 : decimals_for(size / 10);
}

cn_scale cn_scale_of(const cn_val *m)
{
	double lo = 0, hi = 0, value = 0;
	cn_scale s = { (double)cn_get_int(m, "scale", 1), 2 };
	bool has_value = cn_real_parse(cn_get_text(m, "value"), &value, NULL) == CN_OK;
	bool has_lo = cn_real_parse(cn_get_text(m, "lo"), &lo, NULL) == CN_OK, has_hi = cn_real_parse(cn_get_text(m, "hi"), &hi, NULL) == CN_OK;
	if ((has_lo && has_hi) || (has_value && (has_lo || has_hi)))
		s.decimals = decimals_for(((has_hi ? hi : value) - (has_lo ? lo : value)) * s.by);
	if (has_value && has_lo && has_hi && lo == value && hi == value)
		s.decimals = decimals_exact(value * s.by);
	return s;
}

int64_t cn_measured_on(const cn_val *measurements)
{
	int64_t most[2] = { 0, 0 };
	CN_EACH(m, measurements) {
		bool two = cn_get(cn_get(m, "taken"), "other") != NULL;
		int64_t n = cn_get_int(m, "n", 0);
		most[two] = n > most[two] ? n : most[two];
	}
	return most[0] ? most[0] : most[1];
}

void cn_real_put(cn_buf *b, cn_str real, cn_scale s, cn_escape esc)
{
	double x;
	if (cn_real_parse(real, &x, NULL) != CN_OK) {
		esc(b, real);
		return;
	}
	x *= s.by;
	char text[400];
	snprintf(text, sizeof text, "%.*f", s.decimals, x);
	bool zero = true;
	for (const char *p = text; *p; p++)
		zero = zero && (*p == '-' || *p == '.' || *p == '0');
	bool negative = text[0] == '-';
	if (negative && !zero)
		cn_buf_putz(b, esc == cn_escape_html ? "−" : "-");
	cn_buf_putz(b, text + negative);
}
