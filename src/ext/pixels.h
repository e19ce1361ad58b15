/* pixels: PNG by libpng and JPEG by libjpeg-turbo, behind the table of core/pixels.h. Reads no file and no clock.
 *
 *   PNG   depth, colour type, interlacing and every chunk but image data stay; a palette gets greys if it has room for them
 *   JPEG  the blocks of the rectangle get new coefficients by the picture's own tables, the others stay as they are: nothing is
 *         compressed again. Sampling, tables, scans (one or progressive), restarts, APPn and COM stay; so does what follows the picture */
#ifndef CN_EXT_PIXELS_H
#define CN_EXT_PIXELS_H

#include "core/pixels.h"

extern const cn_pixels cn_pixels_of_files;

#endif
