/* exif: who and what made a picture, as a block of EXIF or a whole TIFF file says. Private to lab/media.
 *
 * IFD0 and the directory that its tag 0x8769 points to; nothing else is followed, so that nothing can lead in circles. */
#ifndef CN_LAB_MEDIA_EXIF_H
#define CN_LAB_MEDIA_EXIF_H

#include "base/base.h"

typedef struct cn_exif {
	/* UTF-8 where the file has it; without the NULs and spaces at the end; empty: not there */
	cn_str description, make, model, software, artist, copyright; /* IFD0 */
	cn_str taken, comment, editing_software;		      /* of EXIF: DateTimeOriginal, UserComment, 0xA43B */
	unsigned orientation; /* 1 to 8: how it is turned to be shown; 0: not stated */
	bool broken; /* an entry or a directory lies outside the block: what is here is what could be read */
} cn_exif;

/*   fails  CN_EINPUT if it does not begin as TIFF; CN_EUNSUPPORTED for BigTIFF; CN_ENOMEM
 *   ret    borrows from a and from tiff */
CN_MUST_CHECK cn_code cn_exif_read(cn_arena *a, cn_str tiff, cn_exif *ret, cn_err *err);

#endif
