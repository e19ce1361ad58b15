/* search: words looked for in short texts in English and Chinese. An SQLite FTS5 index in memory, built from what the caller gives, gone with
 * its handle; no file, no network.
 *
 * How a text becomes tokens (the same for texts and for what is looked for):
 *   Chinese, Japanese and Korean characters   one token each, so that a word of any length is found as a phrase; two characters hit
 *   everything else                           words without case and accents, and beside each word its English stem (Porter)
 * What is looked for reaches FTS5 as quoted phrases alone: quotes, operators and column names in it are text. */
#ifndef CN_STORE_SEARCH_H
#define CN_STORE_SEARCH_H

#include "base/base.h"

/* ---- pure ---------------------------------------------------------------------------------------------------------------- */

/* A stretch of a text: one CJK character, or what stands between two of them. */
typedef struct cn_stretch {
	cn_str text;
	bool cjk;
} cn_stretch;
/* The next stretch from *at on; false at the end. Malformed bytes are part of what is not CJK. */
bool cn_search_stretch(cn_str text, size_t *at, cn_stretch *ret);

/* How the words of a search are joined. */
typedef enum cn_search_join {
	CN_SEARCH_ALL, /* every word; the last one, if it is not Chinese, also as the beginning of a word */
	CN_SEARCH_ANY  /* one word is enough, and of a Chinese word every two neighbouring characters */
} cn_search_join;

/* Words (parted by spaces and punctuation between words) as an FTS5 expression of quoted phrases.
 *   out    initialised by the caller; appended to
 *   fails  CN_EINPUT nothing in it is a letter, digit or character, or it is not UTF-8; CN_ETOOBIG more than CN_SEARCH_BYTES_MAX bytes or
 *          CN_SEARCH_WORDS_MAX words; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_search_query(cn_str words, cn_search_join join, cn_buf *out, cn_err *err);

/* ---- the index ------------------------------------------------------------------------------------------------------------ */

/* What a row is found by, from what weighs most to what weighs least. */
typedef enum cn_search_field { CN_SF_ID, CN_SF_HEADING_EN, CN_SF_HEADING_ZH, CN_SF_TEXT_EN, CN_SF_TEXT_ZH, CN_SF_UNDER, CN_SF_COUNT } cn_search_field;

typedef struct cn_search_row {
	cn_str field[CN_SF_COUNT]; /* UNDER: titles of what the row belongs to. Any may be empty */
} cn_search_row;

typedef struct cn_search cn_search;

/* Rows are copied into the index. fails: CN_EUNSUPPORTED SQLite was built without FTS5; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_search_open(const cn_search_row *row, size_t n, cn_search **ret, cn_err *err);
void cn_search_close(cn_search *s); /* accepts NULL */
static inline void cn_search_auto_(cn_search **s)
{
	cn_search_close(*s);
}
#define CN_AUTO_SEARCH __attribute__((cleanup(cn_search_auto_))) cn_search *

typedef struct cn_search_hit {
	size_t row;   /* position in what was given to cn_search_open */
	double score; /* BM25 with weights by field; larger is better, above 0 */
} cn_search_hit;

/* Rows that match an expression of cn_search_query, the best first (then by row). Nothing found: n = 0. */
CN_MUST_CHECK cn_code cn_search_find(cn_search *s, cn_arena *a, cn_str query, cn_search_hit **ret, size_t *ret_n, cn_err *err);

/* A field of a row with what was found between CN_HIT_BEGIN and CN_HIT_END, each one byte.
 *   tokens  0: the whole field; else about so many (at most 64), from where most of the words are, with ".." where it is cut */
#define CN_HIT_BEGIN '\x02'
#define CN_HIT_END '\x03'
CN_MUST_CHECK cn_code cn_search_marked(cn_search *s, cn_arena *a, cn_str query, size_t row, cn_search_field field, unsigned tokens, cn_str *ret,
				       cn_err *err);

#endif
