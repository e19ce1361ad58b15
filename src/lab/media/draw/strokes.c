/* Strokes to pixels: how much of a pixel a stroke covers follows from the distance of its middle to the stroke's middle line. */
#include "lab/media/draw/strokes.h"

enum { ONE = CN_STROKE_ONE, SQUARE = 1000, TURN = 32 };

typedef struct step {
	char what;
	int32_t x, y, rx, ry, from, to;
} step;

typedef struct glyph {
	uint32_t cp;
	int32_t width;
	const step *step;
	size_t n;
} glyph;

#define M(x, y) { 'M', (x), (y), 0, 0, 0, 0 },
#define L(x, y) { 'L', (x), (y), 0, 0, 0, 0 },
#define O(x, y, rx, ry, from, to) { 'O', (x), (y), (rx), (ry), (from), (to) },
#define G(cp, width, steps) static const step STEPS_##cp[] = { steps };
#include "lab/media/draw/glyphs.def"
#undef G
#define G(cp, width, steps) { cp, width, STEPS_##cp, sizeof STEPS_##cp / sizeof *STEPS_##cp },
static const glyph GLYPHS[] = {
#include "lab/media/draw/glyphs.def"
};
#undef G
#undef M
#undef L
#undef O

static const glyph *glyph_of(uint32_t cp)
{
	for (size_t i = 0; i < sizeof GLYPHS / sizeof *GLYPHS; i++)
		if (GLYPHS[i].cp == cp)
			return &GLYPHS[i];
	return NULL;
}

bool cn_stroke_knows(cn_str words)
{
	uint32_t cp;
	for (size_t i = 0; i < words.n;) {
		i += cn_utf8_at(words, i, &cp);
		if (cp != ' ' && cp != '\n' && !glyph_of(cp))
			return false;
	}
	return true;
}

/* ---- measures, in parts of a pixel ---------------------------------------------------------------------------------------------- */

/* Half the width of a stroke. Characters of many strokes have thinner ones; thinner than this none can be seen. */
static int32_t radius(uint32_t cp, cn_type_size s)
{
	enum { LEAST = ONE * 5 / 8 };
	int32_t r = (int32_t)((int64_t)s.height * ONE * (cp < 0x80 ? 65 : 50) / SQUARE);
	return r < LEAST ? LEAST : r;
}

static int32_t across(int32_t x, uint32_t cp, cn_type_size s)
{
	return (int32_t)((int64_t)x * (s.height * ONE - 2 * radius(cp, s)) / SQUARE * s.stretch / SQUARE);
}

static int32_t advance(const glyph *g, uint32_t cp, cn_type_size s)
{
	return g ? across(g->width, cp, s) + 2 * radius(cp, s) : (int32_t)((int64_t)s.height * ONE * 3 / 10 * s.stretch / SQUARE);
}

static int32_t gap(cn_type_size s)
{
	return (int32_t)((int64_t)s.height * ONE * 17 / 100 * s.stretch / SQUARE);
}

int32_t cn_stroke_width(cn_str line, cn_type_size s)
{
	int32_t x = 0;
	uint32_t cp;
	for (size_t i = 0; i < line.n;) {
		i += cn_utf8_at(line, i, &cp);
		x += advance(glyph_of(cp), cp, s) + (i < line.n ? gap(s) : 0);
	}
	return x;
}

/* ---- one stroke --------------------------------------------------------------------------------------------------------------------- */

static int64_t root(int64_t n)
{
	int64_t r = 0, bit = INT64_C(1) << 62;
	while (bit > n)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		if (n >= r + bit) {
			n -= r + bit;
			r = (r >> 1) + bit;
		} else {
			r >>= 1;
		}
	}
	return r;
}

typedef struct point {
	int64_t x, y;
} point;

enum { FINE = 64 };

/* A line from a to b. */
typedef struct segment {
	point a, b;
	int64_t length2, length; /* its square; FINE times it */
	int64_t out, in;         /* squares of how far away nothing is covered, and how near all is */
} segment;

/* From p, which is this far off in x and y; where the root would change nothing it is not taken. */
static int64_t from_point(const segment *l, int64_t x, int64_t y)
{
	int64_t d = x * x + y * y;
	return d >= l->out ? INT32_MAX : d <= l->in ? 0 : root(d);
}

/* From p to the nearest point of the line. */
static int64_t distance(const segment *l, point p)
{
	int64_t ux = l->b.x - l->a.x, uy = l->b.y - l->a.y, px = p.x - l->a.x, py = p.y - l->a.y, dot = px * ux + py * uy;
	if (dot <= 0)
		return from_point(l, px, py);
	if (dot >= l->length2)
		return from_point(l, p.x - l->b.x, p.y - l->b.y);
	int64_t cross = px * uy - py * ux;
	return (cross < 0 ? -cross : cross) * FINE / l->length;
}

static int32_t clip(int64_t v, int32_t most)
{
	return v < 0 ? 0 : v > most ? most : (int32_t)v;
}

static void stroke(cn_canvas *c, point a, point b, int64_t r)
{
	int64_t low_x = a.x < b.x ? a.x : b.x, low_y = a.y < b.y ? a.y : b.y, high_x = a.x + b.x - low_x, high_y = a.y + b.y - low_y;
	int64_t length2 = (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y), in = r < ONE / 2 ? -1 : r - ONE / 2;
	segment l = { a, b, length2, root(length2 * FINE * FINE), (r + ONE / 2) * (r + ONE / 2), in < 0 ? -1 : in * in };
	int32_t x0 = clip((low_x - r) / ONE - 1, c->width), x1 = clip((high_x + r) / ONE + 2, c->width);
	int32_t y0 = clip((low_y - r) / ONE - 1, c->height), y1 = clip((high_y + r) / ONE + 2, c->height);
	for (int32_t y = y0; y < y1; y++)
		for (int32_t x = x0; x < x1; x++) {
			point p = { (int64_t)x * ONE + ONE / 2, (int64_t)y * ONE + ONE / 2 };
			int32_t cover = clip(r + ONE / 2 - distance(&l, p), ONE) * 255 / ONE;
			uint8_t *at = &c->grey[(size_t)y * (size_t)c->width + (size_t)x];
			*at = cover > *at ? (uint8_t)cover : *at;
		}
}

/* ---- characters ----------------------------------------------------------------------------------------------------------------------- */

/* 1000 times the cosine of k 32nds of a turn. */
static int32_t cosine(int32_t k)
{
	static const int32_t QUARTER[] = { 1000, 981, 924, 831, 707, 556, 383, 195, 0 };
	k = (k % TURN + TURN) % TURN;
	k = k > TURN / 2 ? TURN - k : k;
	return k <= TURN / 4 ? QUARTER[k] : -QUARTER[TURN / 2 - k];
}

typedef struct pen {
	cn_canvas *c;
	cn_type_size size;
	uint32_t cp;
	int32_t x, y; /* of the character's upper left corner */
	point at;
} pen;

static point place(const pen *p, int32_t x, int32_t y)
{
	int32_t r = radius(p->cp, p->size);
	return (point){ p->x + r + across(x, p->cp, p->size), p->y + r + (int64_t)y * (p->size.height * ONE - 2 * r) / SQUARE };
}

static void to(pen *p, point b, bool draw)
{
	if (draw)
		stroke(p->c, p->at, b, radius(p->cp, p->size));
	p->at = b;
}

static void arc(pen *p, const step *s)
{
	int32_t by = s->from < s->to ? 1 : -1;
	for (int32_t k = s->from;; k += by) {
		to(p, place(p, s->x + s->rx * cosine(k) / SQUARE, s->y - s->ry * cosine(k - TURN / 4) / SQUARE), k != s->from);
		if (k == s->to)
			return;
	}
}

void cn_stroke_line(cn_canvas *c, cn_str line, cn_type_size size, int32_t x, int32_t y)
{
	pen p = { .c = c, .size = size, .x = x, .y = y };
	for (size_t i = 0; i < line.n;) {
		i += cn_utf8_at(line, i, &p.cp);
		const glyph *g = glyph_of(p.cp);
		for (size_t k = 0; g && k < g->n; k++) {
			if (g->step[k].what == 'O')
				arc(&p, &g->step[k]);
			else
				to(&p, place(&p, g->step[k].x, g->step[k].y), g->step[k].what == 'L');
		}
		p.x += advance(g, p.cp, size) + gap(size);
	}
}
