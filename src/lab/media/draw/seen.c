/* Are the words still there? The box is drawn again and held against the picture, field by field, so that one painted letter is as false as
 * all of them. */
#include "lab/media/draw/turn.h"
#include "lab/media/draw/strokes.h"

typedef struct sums {
	int64_t n, a, b, aa, bb, ab, off;
} sums;

static sums field(const cn_patch *want, const cn_patch *got, uint32_t x0, uint32_t y0, uint32_t x1, uint32_t y1)
{
	sums s = { 0 };
	for (uint32_t y = y0; y < y1; y++)
		for (uint32_t x = x0; x < x1; x++) {
			int64_t a = want->grey[(size_t)y * want->width + x], b = got->grey[(size_t)y * got->width + x];
			s.n++;
			s.a += a;
			s.b += b;
			s.aa += a * a;
			s.bb += b * b;
			s.ab += a * b;
			s.off += a < b ? b - a : a - b;
		}
	return s;
}

/* Nearly the same brightness, and where there are strokes: rising and falling together, with at least half their contrast. */
static bool alike(const sums *s)
{
	enum { OFF_MOST = 40, EDGE = 20 };
	double n = (double)s->n, va = n * (double)s->aa - (double)s->a * (double)s->a, vb = n * (double)s->bb - (double)s->b * (double)s->b,
	       both = n * (double)s->ab - (double)s->a * (double)s->b;
	if (s->off > OFF_MOST * s->n)
		return false;
	if (va <= EDGE * EDGE * n * n)
		return true;
	return both > 0.5 * va && both * both >= 0.72 * va * vb; /* 0.72: a correlation of 0.85 */
}

static bool all_alike(const cn_patch *want, const cn_patch *got, uint32_t side)
{
	for (uint32_t y = 0; y < want->height; y += side)
		for (uint32_t x = 0; x < want->width; x += side) {
			uint32_t x1 = want->width - x < side ? want->width : x + side, y1 = want->height - y < side ? want->height : y + side;
			sums s = field(want, got, x, y, x1, y1);
			if (!alike(&s))
				return false;
		}
	return true;
}

/* Could this be the box of a label on a picture of these sides? What we draw has one height for a picture, so a statement cannot have another. */
static bool fits(const cn_label_box *b, uint32_t width, uint32_t height)
{
	uint32_t side = width < height ? width : height;
	cn_label_box tight = *b;
	if (b->shortest_side != side || width > CN_PIXELS_SIDE_MAX || height > CN_PIXELS_SIDE_MAX || b->glyph_height != cn_label_glyph_height(side) ||
	    b->stretch < CN_LABEL_STRETCH_LEAST || b->stretch > CN_LABEL_STRETCH_MAX)
		return false;
	cn_label_measure(&tight);
	return b->width >= tight.width && b->height >= tight.height && b->x <= width && b->width <= width - b->x && b->y <= height &&
	       b->height <= height - b->y;
}

cn_code cn_label_seen(cn_arena *a, const cn_pixels *px, cn_str file, const cn_media_file *read, const cn_label_box *b, cn_tri *ret, cn_err *err)
{
	cn_picture pic;
	*ret = CN_UNKNOWN;
	if (!cn_label_draws(read->format) || b->font != CN_LABEL_FONT || b->words.n == 0 || b->words.n > CN_LABEL_WORDS_BYTES_MAX || !cn_stroke_knows(b->words))
		return CN_OK;
	cn_code rc = px->look(px->self, file, &pic, err);
	if (rc != CN_OK)
		return rc == CN_ENOMEM ? rc : CN_OK;
	cn_turn t = cn_turn_of(a, read, &pic), back = cn_turn_back(t);
	if (!fits(b, back.width, back.height)) {
		*ret = CN_FALSE;
		return CN_OK;
	}
	cn_patch want = cn_turn_rect(back, (cn_patch){ b->x, b->y, b->width, b->height, NULL }), got = want;
	CN_TRY(cn_turn_pixels(a, t, b, &want, err));
	got.grey = CN_NEW(a, uint8_t, (size_t)got.width * got.height);
	if (!got.grey)
		return cn_arena_fail(a, err);
	rc = px->get(px->self, file, &got, err);
	if (rc == CN_OK)
		*ret = all_alike(&want, &got, b->glyph_height) ? CN_TRUE : CN_FALSE;
	return rc == CN_ENOMEM ? rc : CN_OK;
}

/* ---- as a statement ------------------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	size_t at;
} NUMBERS[] = { { "x", offsetof(cn_label_box, x) },
		{ "y", offsetof(cn_label_box, y) },
		{ "width", offsetof(cn_label_box, width) },
		{ "height", offsetof(cn_label_box, height) },
		{ "glyph_height", offsetof(cn_label_box, glyph_height) },
		{ "shortest_side", offsetof(cn_label_box, shortest_side) },
		{ "stretch", offsetof(cn_label_box, stretch) },
		{ "font", offsetof(cn_label_box, font) } };

cn_val *cn_label_box_val(cn_arena *a, const cn_label_box *b)
{
	cn_val *v = cn_map(a);
	for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
		(void)cn_put(a, v, NUMBERS[i].name, cn_int(a, *(const uint32_t *)(const void *)((const char *)b + NUMBERS[i].at)));
	(void)cn_put(a, v, "words", cn_text(a, b->words));
	return v;
}

bool cn_label_box_of(const cn_val *v, cn_label_box *ret)
{
	cn_label_box b = { .words = cn_get_text(v, "words") };
	for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
		int64_t n = cn_get_int(v, NUMBERS[i].name, -1);
		if (n < 0 || n > UINT32_MAX)
			return false;
		*(uint32_t *)(void *)((char *)&b + NUMBERS[i].at) = (uint32_t)n;
	}
	*ret = b;
	return b.words.n > 0;
}

cn_str cn_label_line(cn_arena *a, cn_str words)
{
	char *p = cn_cstr(a, words);
	for (size_t i = 0; p && i < words.n; i++)
		p[i] = p[i] == '\n' ? ' ' : p[i];
	return (cn_str){ p, p ? words.n : 0 };
}
