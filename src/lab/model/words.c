/* Words as Python has them: the tables are made by tools/unicode_words.py. */
#include "lab/model/words.h"

#include "lab/model/priv.h"

enum { ASCII = 0x80, CAPITAL_SIGMA = 0x3a3, FINAL_SIGMA = 0x3c2, CAPITAL_I_DOT = 0x130, DOT_ABOVE = 0x307, CP_BYTES = 4 };

typedef struct range {
	uint32_t first, last;
} range;

typedef struct lower_run {
	range r;
	uint32_t step;
	int32_t more;
} lower_run;

static const range WORDS[] = {
#define WORD(first, last) { first, last },
#include "lab/model/words.def"
};
static const range CASED_LETTERS[] = {
#define CASED(first, last) { first, last },
#include "lab/model/words.def"
};
static const range LOOKED_PAST[] = {
#define IGNORED(first, last) { first, last },
#include "lab/model/words.def"
};
static const lower_run LOWERS[] = {
#define LOWER(first, last, step, more) { { first, last }, step, more },
#include "lab/model/words.def"
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int by_place(const void *key, const void *item)
{
	uint32_t cp = *(const uint32_t *)key;
	const range *r = item; /* a lower_run begins with one */
	return cp < r->first ? -1 : cp > r->last;
}

static const void *find(uint32_t cp, const void *table, size_t n, size_t size)
{
	return bsearch(&cp, table, n, size, by_place);
}

bool word_char(uint32_t cp)
{
	if (cp < ASCII)
		return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') || cp == '_';
	return find(cp, WORDS, COUNT(WORDS), sizeof *WORDS) != NULL;
}

static bool is_cased(uint32_t cp)
{
	return find(cp, CASED_LETTERS, COUNT(CASED_LETTERS), sizeof *CASED_LETTERS) != NULL;
}

static bool is_looked_past(uint32_t cp)
{
	return find(cp, LOOKED_PAST, COUNT(LOOKED_PAST), sizeof *LOOKED_PAST) != NULL;
}

static size_t before(cn_str s, size_t i)
{
	do
		i--;
	while (i > 0 && ((unsigned char)s.p[i] & 0xc0) == 0x80);
	return i;
}

/* A sigma ends a word if a letter with case is before it and none behind. Each look ends at the next sigma at the latest, so that all
 * looks together are linear. */
static bool ends_a_word(cn_str s, size_t at, size_t end)
{
	uint32_t cp = 0;
	bool after_letter = false;
	for (size_t i = at; i > 0;) {
		i = before(s, i);
		(void)cn_utf8_at(s, i, &cp);
		if (is_looked_past(cp))
			continue;
		after_letter = is_cased(cp);
		break;
	}
	if (!after_letter)
		return false;
	for (size_t i = end; i < s.n;) {
		i += cn_utf8_at(s, i, &cp);
		if (!is_looked_past(cp))
			return !is_cased(cp);
	}
	return true;
}

static uint32_t lower_of(uint32_t cp)
{
	const lower_run *l = find(cp, LOWERS, COUNT(LOWERS), sizeof *LOWERS);
	return l && (cp - l->r.first) % l->step == 0 ? (uint32_t)((int32_t)cp + l->more) : cp;
}

static void put(cn_buf *b, uint32_t cp)
{
	char p[CP_BYTES];
	cn_buf_put(b, (cn_str){ p, doc_utf8(p, cp) });
}

void word_lower(cn_str s, cn_buf *ret)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		size_t n = cn_utf8_at(s, i, &cp);
		if (cp == CAPITAL_SIGMA && ends_a_word(s, i, i + n)) {
			put(ret, FINAL_SIGMA);
		} else if (cp == CAPITAL_I_DOT) { /* the one letter that becomes two */
			put(ret, 'i');
			put(ret, DOT_ABOVE);
		} else {
			put(ret, lower_of(cp));
		}
		i += n;
	}
}

bool word_next(cn_str s, size_t *at, unsigned least, cn_str *ret)
{
	size_t from = *at, count = 0, n;
	for (size_t i = *at; i < s.n; i += n) {
		uint32_t cp;
		n = cn_utf8_at(s, i, &cp);
		if (word_char(cp)) {
			if (count++ == 0)
				from = i;
			if (i + n < s.n)
				continue;
			i += n;
			n = 0;
		}
		if (count >= least) {
			*ret = cn_sub(s, from, i - from);
			*at = i;
			return true;
		}
		count = 0;
	}
	*at = s.n;
	return false;
}
