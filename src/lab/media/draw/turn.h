/* turn: a picture as it is stored and as EXIF says that it is shown. Private to draw. */
#ifndef CN_LAB_MEDIA_DRAW_TURN_H
#define CN_LAB_MEDIA_DRAW_TURN_H

#include "lab/media/draw/draw.h"

typedef struct cn_turn {
	unsigned orientation;   /* EXIF's, 1 to 8 */
	uint32_t width, height; /* of the picture before it is turned */
} cn_turn;

cn_turn cn_turn_of(cn_arena *a, const cn_media_file *read, const cn_picture *p);
cn_turn cn_turn_back(cn_turn t); /* from shown to stored; its sides are those of the picture as shown */
void cn_turn_point(cn_turn t, uint32_t x, uint32_t y, uint32_t *ret_x, uint32_t *ret_y);
cn_patch cn_turn_rect(cn_turn t, cn_patch p); /* grey is NULL */
/* The pixels of a box, as they are stored: fills p->grey of the rectangle p. */
CN_MUST_CHECK cn_code cn_turn_pixels(cn_arena *a, cn_turn t, const cn_label_box *b, cn_patch *p, cn_err *err);

uint32_t cn_label_glyph_height(uint32_t shortest_side);
void cn_label_measure(cn_label_box *b); /* width and height that its words take at its size */

#endif
