/* iptc: datasets of the IPTC Information Interchange Model (IIM 4.2), as Photoshop's resource 0x0404 and TIFF's tag 33723 hold
 * them. Private to lab/media. */
#ifndef CN_LAB_MEDIA_IPTC_H
#define CN_LAB_MEDIA_IPTC_H

#include "base/base.h"

enum { CN_IPTC_FIELDS_MAX = 1024 }; /* datasets of one block */

typedef struct cn_iptc_field {
	unsigned char record, number;
	cn_str value; /* in the character set of the block */
} cn_iptc_field;

typedef struct cn_iptc {
	cn_iptc_field *field;
	size_t n;
	bool utf8; /* 1:90 says so */
} cn_iptc;

/*   fails  CN_EINPUT with the byte where a dataset is cut off or none stands; CN_ETOOBIG; CN_ENOMEM
 *   ret    borrows from a and from s */
CN_MUST_CHECK cn_code cn_iptc_read(cn_arena *a, cn_str s, cn_iptc *ret, cn_err *err);

#endif
