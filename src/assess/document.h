/* document: what may come with a step of a case. Decided by the name and by the first bytes, which are compared and not
 * interpreted: nothing here opens a foreign format. Pure; any thread. */
#ifndef CN_ASSESS_DOCUMENT_H
#define CN_ASSESS_DOCUMENT_H

#include "base/base.h"

enum { CN_DOCUMENT_BYTES_MAX = 8 << 20, CN_DOCUMENT_NAME_BYTES_MAX = 120, CN_DOCUMENTS_MAX = 32 };

/* Kinds: pdf, txt, md, csv, json, yaml, yml, png, jpg, jpeg, docx, xlsx, pptx, odt, ods, odp, zip. What is text by its name is
 * UTF-8 without NUL; the others begin as their kind does. A name is 1 to CN_DOCUMENT_NAME_BYTES_MAX bytes of UTF-8, is no path,
 * begins with no dot, and holds no control sign and none that turns the direction of writing (by which "cod.exe" can be shown as
 * something else).
 *   *ret_type  the media type, a literal
 *   fails      CN_EINPUT: the name, the kind, no bytes, bytes of another kind; CN_ETOOBIG: more than CN_DOCUMENT_BYTES_MAX */
CN_MUST_CHECK cn_code cn_document_check(cn_str name, cn_str bytes, const char **ret_type, cn_err *err);

#endif
