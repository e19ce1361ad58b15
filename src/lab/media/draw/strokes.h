/* strokes: characters as pixels, by round strokes of one width, in whole numbers only: the same pixels on every machine. Private to draw. */
#ifndef CN_LAB_MEDIA_DRAW_STROKES_H
#define CN_LAB_MEDIA_DRAW_STROKES_H

#include "base/base.h"

enum { CN_STROKE_ONE = 64 }; /* parts of a pixel */

typedef struct cn_canvas {
	uint8_t *grey; /* height rows of width; strokes are white */
	int32_t width, height;
} cn_canvas;

typedef struct cn_type_size {
	int32_t height;  /* of the ink of a capital, in pixels */
	int32_t stretch; /* of widths, in thousandths */
} cn_type_size;

bool cn_stroke_knows(cn_str words); /* every character, spaces and line ends among them */
/* Of one line, in parts of a pixel. */
int32_t cn_stroke_width(cn_str line, cn_type_size size);
/* Draws one line; its upper left corner stands at x, y (parts of a pixel). */
void cn_stroke_line(cn_canvas *c, cn_str line, cn_type_size size, int32_t x, int32_t y);

#endif
