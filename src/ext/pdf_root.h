/* pdf_root: what cairo leaves out of the root of a document. Private to src/ext. */
#ifndef CN_EXT_PDF_ROOT_H
#define CN_EXT_PDF_ROOT_H

#include "base/base.h"

/* The file that begins at `from` in *b gets an update at its end (ISO 32000-1, 7.5.6): its language, that its tags are to be used, and that viewers
 * show its title.
 *   fails  CN_EINTERNAL: it is not of the shape that cairo 1.16 writes in version 1.4; CN_ENOMEM. *b is as it was then */
CN_MUST_CHECK cn_code cn_pdf_say_language(cn_buf *b, size_t from, const char *lang, cn_err *err);

#endif
