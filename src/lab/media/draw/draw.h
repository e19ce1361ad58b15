/* draw: words on a picture, and whether they are still there. White strokes on a black box in the lower right corner, upright for who looks.
 *
 * What was drawn is stated in numbers (cn_label_box), from which the same pixels follow again: so a statement about a label is proved from
 * the picture and not believed. Pure; pixels come through core/pixels.h; one arena. */
#ifndef CN_LAB_MEDIA_DRAW_DRAW_H
#define CN_LAB_MEDIA_DRAW_DRAW_H

#include "core/pixels.h"
#include "lab/media/file.h"

enum {
	CN_LABEL_PERCENT = 6,           /* height of the characters, of the shortest side; GB 45438-2025 is said to ask 5 */
	CN_LABEL_HEIGHT_LEAST = 12,     /* pixels: lower ones cannot be read */
	CN_LABEL_WORDS_BYTES_MAX = 256,
	CN_LABEL_LINES_MAX = 8,
	CN_LABEL_STRETCH_MAX = 1000,    /* thousandths of the width that letters are drawn for */
	CN_LABEL_STRETCH_LEAST = 550,
	CN_LABEL_FONT = 1               /* of glyphs.def and of how it is drawn: another number where one pixel would be another */
};

/* Pixels of the picture as it is shown, turned as EXIF says (JPEG; a viewer of PNG does not turn). */
typedef struct cn_label_box {
	uint32_t x, y, width, height;
	uint32_t glyph_height, shortest_side;
	uint32_t stretch; /* of widths, in thousandths: narrow pictures get narrow letters */
	uint32_t font;
	cn_str words;     /* as drawn, a line each */
} cn_label_box;

/* Can the pixels of this format be looked at and changed? */
bool cn_label_draws(cn_media_format f);

/*   words  of the characters in glyphs.def, spaces, and line ends
 *   read   of the file
 *   ret    the file with the words; borrows from a
 *   fails  CN_EUNSUPPORTED: another format, a kind of picture that is not decoded, or too small for the words: the sentence says which;
 *          CN_EINPUT: damaged, or a character that cannot be drawn; CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_label_draw(cn_arena *a, const cn_pixels *px, cn_str file, const cn_media_file *read, cn_str words, cn_str *ret_file,
				    cn_label_box *ret_box, cn_err *err);

/* Do the pixels of the box show these words? TRUE also after a light loss (JPEG at quality 60, some noise); FALSE where they are painted over,
 * blurred, moved, or cut off, or where the picture's shortest side is not the stated one; UNKNOWN where the picture cannot be decoded here.
 *   fails  CN_ENOMEM */
CN_MUST_CHECK cn_code cn_label_seen(cn_arena *a, const cn_pixels *px, cn_str file, const cn_media_file *read, const cn_label_box *box, cn_tri *ret,
				    cn_err *err);

/* {x, y, width, height, glyph_height, shortest_side, stretch, font, words} and back; false where it is no such statement. */
cn_val *cn_label_box_val(cn_arena *a, const cn_label_box *b);
bool cn_label_box_of(const cn_val *v, cn_label_box *ret);

/* The words of a box on one line; borrows from a. */
cn_str cn_label_line(cn_arena *a, cn_str words);

/* ---- its steps, for tests -------------------------------------------------------------------------------------------------------- */

/* Where words stand on a picture of this size. fails: CN_EUNSUPPORTED: too small; CN_EINPUT; CN_ETOOBIG; ret->words borrows from a */
CN_MUST_CHECK cn_code cn_label_fit(cn_arena *a, uint32_t width, uint32_t height, cn_str words, cn_label_box *ret, cn_err *err);
/* The pixels of a box, height rows of width. */
CN_MUST_CHECK cn_code cn_label_paint(cn_arena *a, const cn_label_box *b, uint8_t **ret, cn_err *err);

#endif
