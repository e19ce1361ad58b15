/* Words and sentences of the page and the terminal, in every language; numbers and dates as each language writes them. Private. */
#ifndef CN_REPORT_WORDS_H
#define CN_REPORT_WORDS_H

#include "base/base.h"

typedef enum cn_lang { CN_EN, CN_ZH, CN_LANGS } cn_lang;

/* Sentences: one name each, see messages.def. */
typedef enum cn_msg {
#define M(name, en, zh) M_##name,
#include "report/messages.def"
#undef M
	CN_MSGS
} cn_msg;

/* What a sentence is filled with. */
typedef struct cn_arg {
	enum { CN_ARG_TEXT, CN_ARG_INT, CN_ARG_T, CN_ARG_DATE, CN_ARG_DATE_SHORT, CN_ARG_WORD } kind;
	cn_str s;
	int64_t i;
	const cn_val *v;
	const char *list;
} cn_arg;

#define A_S(text) ((cn_arg){ .kind = CN_ARG_TEXT, .s = (text) }) /* as it stands */
#define A_N(number) ((cn_arg){ .kind = CN_ARG_INT, .i = (int64_t)(number) })
#define A_T(val) ((cn_arg){ .kind = CN_ARG_T, .v = (val) })      /* a text for people: the half of the language */
#define A_D(text) ((cn_arg){ .kind = CN_ARG_DATE, .s = (text) }) /* an ISO date */
#define A_DS(text) ((cn_arg){ .kind = CN_ARG_DATE_SHORT, .s = (text) })
#define A_W(of, token) ((cn_arg){ .kind = CN_ARG_WORD, .list = (of), .s = (token) }) /* of a closed list */

/* How a text is made harmless on its way out. */
typedef void (*cn_escape)(cn_buf *b, cn_str s);
void cn_escape_html(cn_buf *b, cn_str s);     /* text and attribute values */
void cn_escape_terminal(cn_buf *b, cn_str s); /* controls and overrides become ?, line ends become spaces */

cn_lang cn_lang_of(cn_str name);
const char *cn_lang_tag(cn_lang l);                          /* "en", "zh-Hans" */
bool cn_word_known(const char *list, cn_str token);
cn_str cn_word(const char *list, cn_str token, cn_lang l);   /* the token itself when it is not known */
cn_str cn_text_in(const cn_val *t, cn_lang l);               /* of a text for people; borrowed; may be empty */
cn_str cn_msg_text(cn_msg m, cn_lang l);
/* Fills {0} {1} ..; {0?one|many} chooses by whether number 0 is 1. */
void cn_msg_put(cn_buf *b, cn_lang l, cn_msg m, const cn_arg *args, size_t n, cn_escape esc);
void cn_number_put(cn_buf *b, int64_t n);                    /* 1,190 */
typedef enum cn_date_form { CN_DATE_LONG, CN_DATE_SHORT } cn_date_form;
void cn_date_put(cn_buf *b, cn_str iso, cn_lang l, cn_date_form form, cn_escape esc); /* a text that is no date stands as it is */

/* A real as text, rounded to two significant digits of the interval's width; scale multiplies (100: points). */
typedef struct cn_scale {
	double by;
	int decimals;
} cn_scale;
cn_scale cn_scale_of(const cn_val *measurement);
/* The most cases of one table behind any of them: what compares two tables looked at more, and was not measured on more. */
int64_t cn_measured_on(const cn_val *measurements);
void cn_real_put(cn_buf *b, cn_str real, cn_scale s, cn_escape esc);

#endif
