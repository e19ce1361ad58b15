/* pdf: text for people as a PDF on A4 sheets, by Pango and cairo: right breaks of lines in every script, embedded fonts, text that can be taken out again,
 * tags (what is a heading, a table, a list), title, language and page numbers. The libraries and fonts are loaded when they are asked for
 * (docs/decisions/012-letter-pdf.md); their types stay here. The same blocks give the same bytes where libraries and fonts are the same. */
#ifndef CN_EXT_PDF_H
#define CN_EXT_PDF_H

#include "base/base.h"

typedef enum cn_pdf_part {
	CN_PDF_ROW,     /* a name and what it is; rows in sequence are a table */
	CN_PDF_TITLE,
	CN_PDF_HEADING,
	CN_PDF_TEXT,    /* its lines stay lines */
	CN_PDF_ITEM,    /* items in sequence are a list */
	CN_PDF_BOX,     /* bold, in a frame */
	CN_PDF_SMALL
} cn_pdf_part;

typedef struct cn_pdf_block {
	cn_pdf_part part;
	cn_str name; /* of a row */
	cn_str text; /* UTF-8 */
} cn_pdf_block;

typedef struct cn_pdf {
	cn_str title, author;
	const char *lang;      /* "en", "zh-Hans" (BCP 47) */
	const char *date;      /* "2026-11-23": what the file says of its making, which is no clock's time */
	const char *number[3]; /* around page and pages: "Page ", " of ", "" */
	const cn_pdf_block *block;
	size_t n_block;
	const char *const *fonts; /* files to take signs from, ends with NULL; NULL: the fonts of Debian's packages that are known here */
} cn_pdf;

/* Appends the file to *out.
 *   fails  CN_EUNSUPPORTED: no library, no font, or no font with a sign of the text; the hint says what to install. CN_EINPUT: text that is not
 *          UTF-8. CN_ETOOBIG: more than CN_PDF_PAGES_MAX pages. CN_ENOMEM */
CN_MUST_CHECK cn_code cn_pdf_write(const cn_pdf *doc, cn_buf *out, cn_err *err);

#endif
