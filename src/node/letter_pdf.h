/* letter_pdf: a letter of a case (report/letter.h) as a PDF (ext/pdf.h). */
#ifndef CN_NODE_LETTER_PDF_H
#define CN_NODE_LETTER_PDF_H

#include "node/node.h"
#include "report/letter.h"

/* Appends the file to *out. fails: as cn_pdf_write */
CN_MUST_CHECK cn_code cn_letter_pdf(cn_ctx *ctx, const cn_letter *l, cn_buf *out, cn_err *err);

#endif
