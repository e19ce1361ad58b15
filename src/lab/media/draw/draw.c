/* Where a label stands, and its pixels. */
#include "lab/media/draw/turn.h"
#include "lab/media/draw/strokes.h"
#include "lab/media/exif.h"

enum { STRETCH_STEP = 25 };

bool cn_label_draws(cn_media_format f)
{
	return f == CN_MEDIA_JPEG || f == CN_MEDIA_PNG;
}

/* ---- lines ------------------------------------------------------------------------------------------------------------------------ */

static size_t line_count(cn_str words)
{
	size_t n = 1;
	for (size_t i = 0; i < words.n; i++)
		n += words.p[i] == '\n';
	return n;
}

static uint32_t padding(uint32_t glyph)
{
	return glyph * 2 / 5;
}

/* Of the widest line, in parts of a pixel. */
static int32_t widest(const cn_label_box *b)
{
	cn_str rest = b->words, line;
	int32_t most = 0;
	for (size_t n = line_count(b->words); n > 0; n--) {
		(void)cn_split(rest, '\n', &line, &rest);
		int32_t w = cn_stroke_width(line, (cn_type_size){ (int32_t)b->glyph_height, (int32_t)b->stretch });
		most = w > most ? w : most;
	}
	return most;
}

void cn_label_measure(cn_label_box *b)
{
	uint32_t n = (uint32_t)line_count(b->words), pad = padding(b->glyph_height);
	b->width = (uint32_t)(widest(b) + CN_STROKE_ONE - 1) / CN_STROKE_ONE + 2 * pad;
	b->height = n * b->glyph_height + (n - 1) * pad + 2 * pad;
}

uint32_t cn_label_glyph_height(uint32_t shortest_side)
{
	uint32_t h = (shortest_side * CN_LABEL_PERCENT + 99) / 100;
	return h < CN_LABEL_HEIGHT_LEAST ? CN_LABEL_HEIGHT_LEAST : h;
}

/* As wide as the picture lets it, not narrower than `least`. */
static bool narrow(cn_label_box *b, uint32_t width, uint32_t height, uint32_t least)
{
	for (b->stretch = CN_LABEL_STRETCH_MAX; b->stretch >= least; b->stretch -= STRETCH_STEP) {
		cn_label_measure(b);
		if (b->width <= width && b->height <= height)
			return true;
	}
	return false;
}

static cn_code words_ok(cn_str words, cn_err *err)
{
	if (words.n == 0 || words.n > CN_LABEL_WORDS_BYTES_MAX || line_count(words) > CN_LABEL_LINES_MAX)
		return CN_FAIL(err, words.n ? CN_ETOOBIG : CN_EINPUT, "words on a picture are 1 to %d bytes in at most %d lines", CN_LABEL_WORDS_BYTES_MAX, CN_LABEL_LINES_MAX);
	return cn_stroke_knows(words) ? CN_OK : CN_FAIL(err, CN_EINPUT, "\"%.*s\" has characters that cannot be drawn here", CN_FMT(words));
}

cn_code cn_label_fit(cn_arena *a, uint32_t width, uint32_t height, cn_str words, cn_label_box *ret, cn_err *err)
{
	enum { LEAST = 750 };
	CN_TRY(words_ok(words, err));
	cn_label_box b = { .words = words, .font = CN_LABEL_FONT, .shortest_side = width < height ? width : height };
	if (width > CN_PIXELS_SIDE_MAX || height > CN_PIXELS_SIDE_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a picture of %u by %u pixels: no side may be longer than %d", width, height, CN_PIXELS_SIDE_MAX);
	b.glyph_height = cn_label_glyph_height(b.shortest_side);
	if (!narrow(&b, width, height, LEAST)) {
		char *broken = CN_NEW(a, char, words.n + 1);
		if (!broken)
			return cn_arena_fail(a, err);
		for (size_t i = 0; i < words.n; i++)
			broken[i] = words.p[i] == ' ' ? '\n' : words.p[i];
		b.words = (cn_str){ broken, words.n };
		if (!narrow(&b, width, height, CN_LABEL_STRETCH_LEAST))
			return CN_FAIL(err, CN_EUNSUPPORTED, "a picture of %u by %u pixels is too small for words that can be read", width, height);
	}
	uint32_t margin = b.glyph_height / 2, right = width - b.width, below = height - b.height;
	b.x = right - (margin < right ? margin : right);
	b.y = below - (margin < below ? margin : below);
	*ret = b;
	return CN_OK;
}

cn_code cn_label_paint(cn_arena *a, const cn_label_box *b, uint8_t **ret, cn_err *err)
{
	size_t pixels;
	if (!cn_mul(b->width, b->height, &pixels) || pixels > CN_PIXELS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a label of %u by %u pixels", b->width, b->height);
	cn_canvas c = { CN_NEW(a, uint8_t, pixels), (int32_t)b->width, (int32_t)b->height };
	if (!c.grey)
		return cn_arena_fail(a, err);
	cn_type_size size = { (int32_t)b->glyph_height, (int32_t)b->stretch };
	cn_label_box tight = *b;
	cn_label_measure(&tight);
	cn_str rest = b->words, line;
	size_t n = line_count(b->words);
	int32_t most = widest(b), pad = (int32_t)padding(b->glyph_height), y = ((int32_t)b->height - (int32_t)tight.height) / 2 + pad;
	for (size_t i = 0; i < n; i++, y += size.height + pad) {
		(void)cn_split(rest, '\n', &line, &rest);
		size.stretch = CN_LABEL_STRETCH_MAX; /* a line is no narrower than it must be beside the widest */
		if (cn_stroke_width(line, size) > most)
			size.stretch = (int32_t)b->stretch;
		cn_stroke_line(&c, line, size, ((int32_t)b->width * CN_STROKE_ONE - cn_stroke_width(line, size)) / 2, y * CN_STROKE_ONE);
	}
	*ret = c.grey;
	return CN_OK;
}

/* ---- as stored and as shown --------------------------------------------------------------------------------------------------------- */

cn_turn cn_turn_of(cn_arena *a, const cn_media_file *read, const cn_picture *p)
{
	cn_exif e;
	cn_turn t = { 1, p->width, p->height };
	for (size_t i = 0; read->format == CN_MEDIA_JPEG && i < read->n_part; i++) {
		if (read->part[i].kind != CN_PART_EXIF)
			continue;
		if (cn_exif_read(a, read->part[i].bytes, &e, NULL) == CN_OK && e.orientation >= 1 && e.orientation <= 8)
			t.orientation = e.orientation;
		break; /* viewers look at the first */
	}
	return t;
}

void cn_turn_point(cn_turn t, uint32_t x, uint32_t y, uint32_t *ret_x, uint32_t *ret_y)
{
	uint32_t mx = t.width - 1 - x, my = t.height - 1 - y;
	const uint32_t X[] = { x, mx, mx, x, y, my, my, y }, Y[] = { y, y, my, my, x, x, mx, mx };
	*ret_x = X[t.orientation - 1];
	*ret_y = Y[t.orientation - 1];
}

cn_turn cn_turn_back(cn_turn t)
{
	static const unsigned BACK[] = { 1, 2, 3, 4, 5, 8, 7, 6 };
	bool side = t.orientation > 4;
	return (cn_turn){ BACK[t.orientation - 1], side ? t.height : t.width, side ? t.width : t.height };
}

cn_patch cn_turn_rect(cn_turn t, cn_patch p)
{
	uint32_t x0, y0, x1, y1;
	cn_turn_point(t, p.x, p.y, &x0, &y0);
	cn_turn_point(t, p.x + p.width - 1, p.y + p.height - 1, &x1, &y1);
	cn_patch r = { x0 < x1 ? x0 : x1, y0 < y1 ? y0 : y1, (x0 < x1 ? x1 - x0 : x0 - x1) + 1, (y0 < y1 ? y1 - y0 : y0 - y1) + 1, NULL };
	return r;
}

/* Outwards to where a patch may begin and end. */
static void snap(uint32_t *at, uint32_t *size, uint32_t step, uint32_t side)
{
	uint32_t from = *at / step * step, to = (*at + *size + step - 1) / step * step;
	*at = from;
	*size = (to < side ? to : side) - from;
}

cn_code cn_turn_pixels(cn_arena *a, cn_turn t, const cn_label_box *b, cn_patch *p, cn_err *err)
{
	uint8_t *shown;
	CN_TRY(cn_label_paint(a, b, &shown, err));
	p->grey = CN_NEW(a, uint8_t, (size_t)p->width * p->height);
	if (!p->grey)
		return cn_arena_fail(a, err);
	for (uint32_t y = 0; y < p->height; y++)
		for (uint32_t x = 0; x < p->width; x++) {
			uint32_t vx, vy;
			cn_turn_point(t, p->x + x, p->y + y, &vx, &vy);
			p->grey[(size_t)y * p->width + x] = shown[(size_t)(vy - b->y) * b->width + (vx - b->x)];
		}
	return CN_OK;
}

cn_code cn_label_draw(cn_arena *a, const cn_pixels *px, cn_str file, const cn_media_file *read, cn_str words, cn_str *ret_file,
		      cn_label_box *ret_box, cn_err *err)
{
	cn_picture pic;
	cn_label_box b;
	if (!cn_label_draws(read->format))
		return CN_FAIL(err, CN_EUNSUPPORTED, "words are not drawn on a file of format \"%s\" here", cn_media_format_text(read->format));
	CN_TRY(words_ok(words, err));
	CN_TRY(px->look(px->self, file, &pic, err));
	cn_turn t = cn_turn_of(a, read, &pic), back = cn_turn_back(t);
	CN_TRY(cn_label_fit(a, back.width, back.height, words, &b, err));
	cn_patch p = cn_turn_rect(back, (cn_patch){ b.x, b.y, b.width, b.height, NULL });
	snap(&p.x, &p.width, pic.step_x, pic.width);
	snap(&p.y, &p.height, pic.step_y, pic.height);
	cn_patch shown = cn_turn_rect(t, p);
	b.x = shown.x;
	b.y = shown.y;
	b.width = shown.width;
	b.height = shown.height;
	CN_TRY(cn_turn_pixels(a, t, &b, &p, err));
	CN_TRY(px->put(px->self, a, file, &p, ret_file, err));
	*ret_box = b;
	return CN_OK;
}
