/* Markdown of a model card: pieces that keep foreign text from becoming markup. Private. */
#ifndef CN_REPORT_MARKDOWN_H
#define CN_REPORT_MARKDOWN_H

#include "report/export/card.h"

typedef struct md {
	card c;
	cn_buf *o;
} md;

void md_raw(md *m, const char *markup);           /* our own markup */
/* Foreign text inside a line: what would be markup is escaped. It never begins a line, so that it cannot open a block. */
void md_text(md *m, cn_str s);
void md_head(md *m, const char *marks, cn_str title);
void md_item(md *m, cn_str label, cn_str text);   /* a bullet "**label:** text"; without a text it says "not stated" */
void md_cell(md *m, cn_str s);
void md_row_end(md *m);
/* The first lines of a table: n heads. */
void md_table(md *m, const cn_msg *heads, size_t n);
/* A string of YAML, in double quotes. */
void md_yaml(md *m, cn_str s);

/* model_card_law.c */
void model_card_law(md *m);

#endif
