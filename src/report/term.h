/* Lines of the terminal summary: texts made harmless and plain, wrapped and padded by cells. Private. */
#ifndef CN_REPORT_TERM_H
#define CN_REPORT_TERM_H

#include "report/model.h"
#include "report/report.h"
#include "report/words.h"

typedef struct cn_term {
	cn_buf *o;
	cn_arena *a; /* every text below borrows from it */
	const cn_report_term *opts;
	const cn_val *root, *content;
	cn_lang lang;
	size_t width;
	bool failed; /* a working text ran out of memory */
} cn_term;

cn_str t_keep(cn_term *t, const cn_buf *b);  /* a copy that lives in the arena; sets failed if b has failed */

cn_str t_plain(cn_term *t, cn_str s);        /* harmless; typographic marks as ASCII where the language or charset asks */
cn_str t_text(cn_term *t, const cn_val *v);  /* a text for people */
cn_str t_word(cn_term *t, const char *list, cn_str token);
cn_str t_date(cn_term *t, cn_str iso);       /* 23 Nov 2026; 2026-11-23 in Chinese */
cn_str t_upper(cn_term *t, cn_str s);        /* ASCII letters alone */
cn_str t_lower(cn_term *t, cn_str s);
cn_str t_msg_n(cn_term *t, cn_msg m, const cn_arg *args, size_t n);
#define T_MSG(t, m, ...) t_msg_n((t), (m), (const cn_arg[]){ __VA_ARGS__ }, sizeof((const cn_arg[]){ __VA_ARGS__ }) / sizeof(cn_arg))
#define T_MSG0(t, m) t_msg_n((t), (m), NULL, 0)

const char *t_glyph(const cn_term *t, cn_state s);
void t_style(cn_term *t, cn_state s, bool bold); /* nothing without colour */
void t_style_end(cn_term *t);
void t_newline(cn_term *t);
void t_blank(cn_term *t);
void t_head(cn_term *t, cn_str s);
/* Wraps to the width: first line indented by `first`, others by `rest`. Chinese breaks between characters, not before punctuation. */
void t_wrap(cn_term *t, size_t first, size_t rest, cn_str s);
/* Left text, right text at the right edge; the right one moves below when both do not fit. */
void t_sides(cn_term *t, size_t indent, cn_str left, cn_str right);
void t_count(cn_term *t, cn_state s, size_t n, size_t cells, bool with_glyph); /* right aligned; a dot for none */
void t_measured(cn_term *t); /* owner's limits and the drawn intervals: term_measure.c */

#endif
