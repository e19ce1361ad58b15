/* The two formats of pixels.c. Private to ext. */
#ifndef CN_EXT_PIXELS_PRIVATE_H
#define CN_EXT_PIXELS_PRIVATE_H

#include "core/pixels.h"

CN_MUST_CHECK cn_code cn_png_look(cn_str file, cn_picture *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_png_get(cn_str file, const cn_patch *p, cn_err *err);
CN_MUST_CHECK cn_code cn_png_put(cn_arena *a, cn_str file, const cn_patch *p, cn_str *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_jpeg_look(cn_str file, cn_picture *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_jpeg_get(cn_str file, const cn_patch *p, cn_err *err);
CN_MUST_CHECK cn_code cn_jpeg_put(cn_arena *a, cn_str file, const cn_patch *p, cn_str *ret, cn_err *err);

/* Sides within the bounds of core/pixels.h. */
CN_MUST_CHECK cn_code cn_pixels_sides(uint32_t width, uint32_t height, cn_err *err);
/* The rectangle lies in the picture and its edges where the picture lets them. */
bool cn_patch_fits(const cn_picture *pic, const cn_patch *p);

#endif
