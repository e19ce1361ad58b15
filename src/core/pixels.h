/* The pixels of a picture, as a table of functions: pure code looks at them and changes them through it and never sees the libraries
 * that decode (src/ext/pixels.c), and a test can answer in their place.
 *
 * All that a label needs is a rectangle of grey, so nothing wider is asked for: what lies outside it stays as it was, to the
 * coefficient in JPEG and to the bit in PNG. Coordinates are of the picture as it is stored, whatever EXIF says of its orientation.
 *
 * Every answer depends on the arguments alone. Thread rule: any. */
#ifndef CN_CORE_PIXELS_H
#define CN_CORE_PIXELS_H

#include "base/base.h"

enum {
	CN_PIXELS_MAX = 100000000,      /* of one picture */
	CN_PIXELS_SIDE_MAX = 1 << 17,   /* of either side */
	CN_PIXELS_BYTES_MAX = 1 << 30,  /* what decoding one may take, each of its tables and buffers together */
	CN_PIXELS_SCANS_MAX = 200       /* passes over one progressive picture: what makes a small file cost hours */
};

typedef struct cn_picture {
	uint32_t width, height;
	uint32_t step_x, step_y; /* the edges of a rectangle that is put stand at multiples of these, or at the picture's own edge */
} cn_picture;

typedef struct cn_patch {
	uint32_t x, y, width, height; /* inside the picture, not empty */
	uint8_t *grey;                /* height rows of width; 0 black, 255 white */
} cn_patch;

typedef struct cn_pixels {
	void *self;
	/*   fails  CN_EINPUT: it is damaged; CN_EUNSUPPORTED: a kind of picture whose pixels are not read here, or that holds several;
	 *          CN_ETOOBIG over a bound above; CN_ENOMEM */
	cn_code (*look)(void *self, cn_str file, cn_picture *ret, cn_err *err);
	/* The brightness of the rectangle, into p->grey; half and wholly transparent pixels lie on middle grey. fails: as look */
	cn_code (*get)(void *self, cn_str file, const cn_patch *p, cn_err *err);
	/* The file with these pixels in the rectangle, opaque. Everything that is not image data stays byte for byte.
	 *   fails  as look; CN_EINTERNAL for edges that look() does not allow. *ret borrows from a */
	cn_code (*put)(void *self, cn_arena *a, cn_str file, const cn_patch *p, cn_str *ret, cn_err *err);
} cn_pixels;

#endif
