/* Pieces of the page that every section uses: texts in both languages, words, dates, marks of status, small tables. Private. */
#ifndef CN_REPORT_HTML_H
#define CN_REPORT_HTML_H

#include "base/base.h"
#include "report/model.h"
#include "report/words.h"

/* A page being written. */
typedef struct cn_page {
	cn_buf *o;
	const cn_val *root, *content;
	size_t n_dates; /* columns: dates the law is looked at */
} cn_page;

void h_raw(cn_page *p, const char *markup);       /* our own markup, as it is */
void h_text(cn_page *p, cn_str s);                /* foreign text, escaped */
void h_t(cn_page *p, const cn_val *text);         /* a text for people, in both languages */
void h_sentence(cn_page *p, const cn_val *text);  /* as h_t, before a sentence that follows: a full stop in each language whose text ends with none */
void h_word(cn_page *p, const char *list, cn_str token);
void h_words(cn_page *p, const char *list, const cn_val *tokens); /* "consumers, minorities" */
void h_date(cn_page *p, cn_str iso, cn_date_form form);
void h_int(cn_page *p, int64_t n);                /* in <span class=n>, the same in both languages */
void h_msg_n(cn_page *p, cn_msg m, const cn_arg *args, size_t n);
#define H_MSG(p, m, ...) h_msg_n((p), (m), (const cn_arg[]){ __VA_ARGS__ }, sizeof((const cn_arg[]){ __VA_ARGS__ }) / sizeof(cn_arg))
#define H_MSG0(p, m) h_msg_n((p), (m), NULL, 0)

void h_icon(cn_page *p, cn_state s);
void h_chip(cn_page *p, cn_state s, const char *list, cn_str token); /* mark and word, in the colour of s */
void h_chip_msg(cn_page *p, cn_state s, cn_msg m);
void h_force(cn_page *p, cn_str force);
void h_market(cn_page *p, cn_str code);           /* its name from content.markets, else its code */
void h_party(cn_page *p, cn_str party);           /* its name from content.system.actors, else its id */
cn_arg h_party_arg(const cn_page *p, cn_str party);
void h_gap(cn_page *p);                           /* a space between sentences: none in Chinese */
void h_code(cn_page *p, cn_str s);
void h_section(cn_page *p, const char *id, cn_msg title); /* opens <section> with its heading */
void h_lead(cn_page *p, cn_msg text);
void h_counts(cn_page *p, const size_t counts[CN_STATES]); /* in the order of the brief; zeros dimmed or left out */
void h_caption(cn_page *p, cn_msg m);             /* a table's caption, for screen readers */
void h_th(cn_page *p, cn_msg m);                  /* a column's heading */

#endif
