/* console: the pages for people, built from web/ and carried in this program. Files of the build lie under /app/, named by their content, so they may be
 * kept for ever; every address that is a page of the console answers with the one page that starts it. Nothing is fetched from elsewhere:
 * the page's policy allows this server alone. */
#ifndef CN_HTTP_CONSOLE_H
#define CN_HTTP_CONSOLE_H

#include "http/site.h"

extern const char cn_console_route[]; /* its name in logs and counters */

/* Is this path one of the console's: a page ("/law", "/law/eu-ai-act"), or below "/app/"? */
bool cn_console_has(cn_str path);
/* fails: CN_ENOTFOUND, a file that the build does not have */
cn_code cn_console_answer(cn_call *c, cn_err *err);
/* The page that starts it; its <noscript> says what the node is, in both languages. */
cn_code cn_console_page(cn_call *c, cn_err *err);
/* That part of it: two sections of a page (pages.c). */
void cn_put_plain_page(cn_call *c);
void cn_html_text(cn_buf *b, cn_str s);

/* Does an Accept-Encoding allow this coding by name ("gzip", "br")? A weight of zero says no; "*" is not taken for a yes. Pure. */
bool cn_coding_accepted(cn_str header, const char *coding);

/* Packs a body with gzip when the client takes it, the answer is text and large enough to gain; its tag is then another. Nothing happens otherwise. */
void cn_answer_pack(cn_str accepted, cn_answered *ret);

#endif
