/* Words on pictures: their pixels, where they stand, and whether they are still there. The picture is a field of grey here: no library decodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/hash.h"
#include "lab/media/draw/draw.h"

typedef struct field {
	uint8_t *grey;
	cn_picture pic;
	cn_code fails;
} field;

static cn_code look(void *self, cn_str file, cn_picture *ret, cn_err *err)
{
	const field *f = self;
	(void)file;
	*ret = f->pic;
	return f->fails == CN_OK ? CN_OK : CN_FAIL(err, f->fails, "not today");
}

static cn_code get(void *self, cn_str file, const cn_patch *p, cn_err *err)
{
	const field *f = self;
	(void)file;
	(void)err;
	for (uint32_t y = 0; y < p->height; y++)
		memcpy(p->grey + (size_t)y * p->width, f->grey + (size_t)(p->y + y) * f->pic.width + p->x, p->width);
	return CN_OK;
}

static cn_code put(void *self, cn_arena *a, cn_str file, const cn_patch *p, cn_str *ret, cn_err *err)
{
	field *f = self;
	(void)a;
	(void)err;
	assert_true(p->x % f->pic.step_x == 0 && p->y % f->pic.step_y == 0);
	assert_true((p->x + p->width) % f->pic.step_x == 0 || p->x + p->width == f->pic.width);
	assert_true((p->y + p->height) % f->pic.step_y == 0 || p->y + p->height == f->pic.height);
	for (uint32_t y = 0; y < p->height; y++)
		memcpy(f->grey + (size_t)(p->y + y) * f->pic.width + p->x, p->grey + (size_t)y * p->width, p->width);
	*ret = file;
	return CN_OK;
}

static cn_pixels table(field *f)
{
	return (cn_pixels){ f, look, get, put };
}

static field grey(cn_arena *a, uint32_t width, uint32_t height, uint32_t step)
{
	field f = { CN_NEW(a, uint8_t, (size_t)width * height), { width, height, step, step }, CN_OK };
	memset(f.grey, 90, (size_t)width * height);
	return f;
}

static const char *const WORDS[] = { "AI GENERATED", "AI生成", "AI 생성", "AI生成\nAI 생성\nAI GENERATED", "AI生成\nAI GENERATED" };

/* ---- pixels -------------------------------------------------------------------------------------------------------------------------- */

static const struct {
	uint32_t width, height;
	size_t words;
	uint32_t box[4], glyph, stretch;
	const char *sha256;
} DRAWN[] = {
	{ 64, 64, 0, { 0, 22, 64, 36 }, 12, 600, "sha256:330dd0a3c5d425b1ecdd9c059dd2d1a567c5c23a1df84615898c1084ce0aecdb" },
	{ 64, 64, 4, { 0, 6, 64, 52 }, 12, 600, "sha256:fa0f064066e57a069868f62ba6bf01cf56727f96d525d93dc337704195247f8e" },
	{ 64, 64, 1, { 9, 38, 49, 20 }, 12, 1000, "sha256:23114d12c532ed2c469a5bfe717b7b6b4c7b5e905b6d77e8b01c862f37826cd0" },
	{ 64, 64, 2, { 6, 38, 52, 20 }, 12, 1000, "sha256:074f563c5eac7919b9e279d738f5057ae82b8379237478f1bcebc7b4bad8d2ec" },
	{ 320, 240, 0, { 172, 206, 141, 27 }, 15, 1000, "sha256:ecd0dadde1536596118521ae71c45e3c0e39b2d4c16f92359e29495a9c71de39" },
	{ 320, 240, 1, { 250, 206, 63, 27 }, 15, 1000, "sha256:e58f3953dee0df637c23c7262d0dee5726a83cc416f1f2a1b7481f90e95a3f91" },
	{ 320, 240, 2, { 246, 206, 67, 27 }, 15, 1000, "sha256:36d06e8d345ab890774ebf991947d481afe3777939db69d699c4d50abe628ad0" },
	{ 320, 240, 3, { 172, 164, 141, 69 }, 15, 1000, "sha256:0607aa1b5c1d05f943eb1e5330cb091bceb155e291daed08d1a222f1c2c1cc3e" },
	{ 241, 1000, 0, { 93, 966, 141, 27 }, 15, 1000, "sha256:ecd0dadde1536596118521ae71c45e3c0e39b2d4c16f92359e29495a9c71de39" },
	{ 241, 1000, 1, { 171, 966, 63, 27 }, 15, 1000, "sha256:e58f3953dee0df637c23c7262d0dee5726a83cc416f1f2a1b7481f90e95a3f91" },
	{ 241, 1000, 2, { 167, 966, 67, 27 }, 15, 1000, "sha256:36d06e8d345ab890774ebf991947d481afe3777939db69d699c4d50abe628ad0" },
	{ 241, 1000, 3, { 93, 924, 141, 69 }, 15, 1000, "sha256:0607aa1b5c1d05f943eb1e5330cb091bceb155e291daed08d1a222f1c2c1cc3e" },
	{ 4000, 3000, 0, { 2222, 2586, 1688, 324 }, 180, 1000, "sha256:1cee0273c2893e90edde81ec18fbaf0375191244b625bc9a188ad44f8697b77b" },
	{ 4000, 3000, 1, { 3164, 2586, 746, 324 }, 180, 1000, "sha256:137142a29fc611b2704526bbc69f3156630d3b127c42e2e4fc3652c830530c75" },
	{ 4000, 3000, 2, { 3111, 2586, 799, 324 }, 180, 1000, "sha256:95d64d4199b16f8d6245fc0d3fb35fc40a705b68093d85c059d124b2e64d7eb7" },
	{ 4000, 3000, 3, { 2222, 2082, 1688, 828 }, 180, 1000, "sha256:57207838bc86649f97af664ebd1217ca3f611b0d89dcc4d0f734af7555e6e9ed" },
};

static void the_same_words_are_the_same_pixels_on_every_machine(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(64 << 20);
	for (size_t i = 0; i < sizeof DRAWN / sizeof *DRAWN; i++) {
		cn_label_box b;
		uint8_t *p;
		assert_int_equal(cn_label_fit(a, DRAWN[i].width, DRAWN[i].height, cn_str_z(WORDS[DRAWN[i].words]), &b, NULL), CN_OK);
		assert_int_equal(cn_label_paint(a, &b, &p, NULL), CN_OK);
		cn_digest d = cn_sha256((cn_str){ (const char *)p, (size_t)b.width * b.height });
		assert_int_equal(b.x, DRAWN[i].box[0]);
		assert_int_equal(b.y, DRAWN[i].box[1]);
		assert_int_equal(b.width, DRAWN[i].box[2]);
		assert_int_equal(b.height, DRAWN[i].box[3]);
		assert_int_equal(b.glyph_height, DRAWN[i].glyph);
		assert_int_equal(b.stretch, DRAWN[i].stretch);
		assert_true(cn_eqz(cn_digest_str(a, &d), DRAWN[i].sha256));
	}
	cn_arena_free(a);
}

/* The ink of a line reaches from the first row of its height to the last, so that the stated height is the one that is seen. */
static void ink_is_as_high_as_stated(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(64 << 20);
	for (size_t w = 0; w < 3; w++)
		for (uint32_t side = 240; side <= 2400; side += 240) {
			cn_label_box b;
			uint8_t *p;
			assert_int_equal(cn_label_fit(a, 4 * side, side, cn_str_z(WORDS[w]), &b, NULL), CN_OK);
			assert_int_equal(cn_label_paint(a, &b, &p, NULL), CN_OK);
			uint32_t first = b.height, last = 0;
			for (uint32_t y = 0; y < b.height; y++)
				for (uint32_t x = 0; x < b.width; x++)
					if (p[(size_t)y * b.width + x] > 100) {
						first = first < y ? first : y;
						last = y;
					}
			assert_int_equal(last - first + 1, b.glyph_height);
			assert_true(100 * (last - first + 1) >= 6 * side);
		}
	cn_arena_free(a);
}

/* ---- where -------------------------------------------------------------------------------------------------------------------------- */

static void words_stand_inside_or_are_refused(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(64 << 20);
	size_t fit = 0;
	for (uint32_t w = 1; w < 700; w += 23)
		for (uint32_t h = 1; h < 700; h += 19)
			for (size_t k = 0; k < 4; k++) {
				cn_label_box b;
				cn_err err = { 0 };
				cn_code rc = cn_label_fit(a, w, h, cn_str_z(WORDS[k]), &b, &err);
				if (rc != CN_OK) {
					assert_int_equal(rc, CN_EUNSUPPORTED);
					assert_non_null(strstr(err.msg, "too small"));
					continue;
				}
				fit++;
				assert_true(b.width <= w && b.x <= w - b.width && b.height <= h && b.y <= h - b.height);
				assert_true(b.glyph_height >= CN_LABEL_HEIGHT_LEAST && 100 * b.glyph_height >= CN_LABEL_PERCENT * b.shortest_side);
				assert_true(b.stretch >= CN_LABEL_STRETCH_LEAST && b.stretch <= CN_LABEL_STRETCH_MAX);
				assert_int_equal(b.shortest_side, w < h ? w : h);
			}
	assert_true(fit > 2000);
	cn_arena_free(a);
}

static void words_are_bounded_and_of_known_characters(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(64 << 20);
	char long_words[CN_LABEL_WORDS_BYTES_MAX + 1], lines[2 * CN_LABEL_LINES_MAX];
	cn_label_box b;
	cn_err err = { 0 };
	memset(long_words, 'I', sizeof long_words);
	assert_int_equal(cn_label_fit(a, CN_PIXELS_SIDE_MAX, 400, (cn_str){ long_words, CN_LABEL_WORDS_BYTES_MAX }, &b, NULL), CN_OK);
	assert_int_equal(cn_label_fit(a, CN_PIXELS_SIDE_MAX, 400, (cn_str){ long_words, CN_LABEL_WORDS_BYTES_MAX + 1 }, &b, NULL), CN_ETOOBIG);
	assert_int_equal(cn_label_fit(a, CN_PIXELS_SIDE_MAX + 1, 400, CN_S("AI"), &b, NULL), CN_ETOOBIG);
	assert_int_equal(cn_label_fit(a, 400, CN_PIXELS_SIDE_MAX + 1, CN_S("AI"), &b, NULL), CN_ETOOBIG);
	for (size_t i = 0; i < sizeof lines; i++)
		lines[i] = i % 2 ? '\n' : 'I';
	assert_int_equal(cn_label_fit(a, 900, 900, (cn_str){ lines, 2 * CN_LABEL_LINES_MAX - 1 }, &b, NULL), CN_OK);
	assert_int_equal(cn_label_fit(a, 900, 900, (cn_str){ lines, 2 * CN_LABEL_LINES_MAX }, &b, NULL), CN_ETOOBIG);
	assert_int_equal(cn_label_fit(a, 900, 900, CN_S(""), &b, NULL), CN_EINPUT);
	assert_int_equal(cn_label_fit(a, 900, 900, CN_S("AI made"), &b, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "cannot be drawn"));
	assert_int_equal(cn_label_fit(a, 900, 900, CN_S("AI\xff"), &b, NULL), CN_EINPUT);
	cn_arena_free(a);
}

/* ---- as shown ----------------------------------------------------------------------------------------------------------------------- */

/* What EXIF says of the first row and the first column: where they are seen. */
static uint8_t shown_at(const field *f, unsigned orientation, uint32_t x, uint32_t y)
{
	static const struct {
		char row, column;
	} SEEN[] = { { 't', 'l' }, { 't', 'r' }, { 'b', 'r' }, { 'b', 'l' }, { 'l', 't' }, { 'r', 't' }, { 'r', 'b' }, { 'l', 'b' } };
	char row = SEEN[orientation - 1].row, column = SEEN[orientation - 1].column;
	bool side = row == 'l' || row == 'r';
	uint32_t along_rows = side ? x : y, along_columns = side ? y : x; /* shown coordinates in which the stored row and column run */
	uint32_t sy = row == 't' || row == 'l' ? along_rows : f->pic.height - 1 - along_rows;
	uint32_t sx = column == 'l' || column == 't' ? along_columns : f->pic.width - 1 - along_columns;
	return f->grey[(size_t)sy * f->pic.width + sx];
}

static void words_stand_upright_however_the_picture_is_turned(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(64 << 20);
	for (unsigned o = 1; o <= 8; o++)
		for (uint32_t step = 1; step <= 16; step += 15) {
			char exif[] = "MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0o\0\0\0\0\0\0";
			exif[19] = (char)o;
			cn_media_part part = { .kind = CN_PART_EXIF, .bytes = { exif, sizeof exif - 1 } };
			cn_media_file read = { .format = CN_MEDIA_JPEG, .part = &part, .n_part = 1 };
			field f = grey(a, 333, 222, step);
			cn_pixels px = table(&f);
			cn_str out;
			cn_label_box b;
			uint8_t *want;
			cn_tri seen;
			assert_int_equal(cn_label_draw(a, &px, CN_S(""), &read, CN_S("AI GENERATED"), &out, &b, NULL), CN_OK);
			assert_int_equal(cn_label_paint(a, &b, &want, NULL), CN_OK);
			uint32_t width = o > 4 ? 222 : 333, height = o > 4 ? 333 : 222, off = 0;
			for (uint32_t y = 0; y < height; y++)
				for (uint32_t x = 0; x < width; x++) {
					bool in = x >= b.x && x - b.x < b.width && y >= b.y && y - b.y < b.height;
					off += shown_at(&f, o, x, y) != (in ? want[(size_t)(y - b.y) * b.width + (x - b.x)] : 90);
				}
			assert_int_equal(off, 0);
			assert_true(b.x + b.width + b.glyph_height >= width && b.y + b.height + b.glyph_height >= height); /* lower right */
			assert_int_equal(cn_label_seen(a, &px, CN_S(""), &read, &b, &seen, NULL), CN_OK);
			assert_int_equal(seen, CN_TRUE);
			read.format = CN_MEDIA_PNG; /* whose viewers do not turn it */
			assert_int_equal(cn_label_seen(a, &px, CN_S(""), &read, &b, &seen, NULL), CN_OK);
			assert_int_equal(seen, o == 1 ? CN_TRUE : CN_FALSE);
		}
	cn_arena_free(a);
}

/* ---- still there? ------------------------------------------------------------------------------------------------------------------- */

typedef struct labelled {
	cn_arena *a;
	field f;
	cn_pixels px;
	cn_media_file read;
	cn_label_box b;
} labelled;

static void draw_on(labelled *l, cn_arena *a, uint32_t width, uint32_t height, const char *words)
{
	cn_str out;
	l->a = a;
	l->f = grey(a, width, height, 1);
	l->px = table(&l->f);
	l->read = (cn_media_file){ .format = CN_MEDIA_PNG };
	assert_int_equal(cn_label_draw(a, &l->px, CN_S(""), &l->read, cn_str_z(words), &out, &l->b, NULL), CN_OK);
}

static cn_tri seen(labelled *l)
{
	cn_tri t;
	assert_int_equal(cn_label_seen(l->a, &l->px, CN_S(""), &l->read, &l->b, &t, NULL), CN_OK);
	return t;
}

static uint8_t *at(labelled *l, uint32_t x, uint32_t y)
{
	return &l->f.grey[(size_t)(l->b.y + y) * l->f.pic.width + l->b.x + x];
}

static void noise(labelled *l, int most)
{
	cn_rng r;
	cn_rng_init(&r, 7);
	for (size_t i = 0; i < (size_t)l->f.pic.width * l->f.pic.height; i++) {
		int v = l->f.grey[i] + (int)cn_rng_below(&r, (uint64_t)(2 * most + 1)) - most;
		l->f.grey[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
	}
}

/* Each pixel becomes the mean of the square around it. By sums of all that is above and to the left: with the square itself the largest picture
 * takes 20 seconds. */
static void blur(labelled *l, uint32_t radius)
{
	uint32_t w = l->f.pic.width, h = l->f.pic.height;
	uint32_t *sum = CN_NEW(l->a, uint32_t, (size_t)(w + 1) * (h + 1));
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++)
			sum[(size_t)(y + 1) * (w + 1) + x + 1] = l->f.grey[(size_t)y * w + x] + sum[(size_t)y * (w + 1) + x + 1] +
								 sum[(size_t)(y + 1) * (w + 1) + x] - sum[(size_t)y * (w + 1) + x];
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++) {
			uint32_t x0 = x < radius ? 0 : x - radius, y0 = y < radius ? 0 : y - radius, x1 = x + radius < w ? x + radius + 1 : w, y1 = y + radius < h ? y + radius + 1 : h;
			const uint32_t *above = &sum[(size_t)y0 * (w + 1)], *below = &sum[(size_t)y1 * (w + 1)];
			l->f.grey[(size_t)y * w + x] = (uint8_t)((below[x1] - below[x0] - above[x1] + above[x0]) / ((x1 - x0) * (y1 - y0)));
		}
}

static const struct {
	uint32_t width, height;
	const char *words;
} PICTURES[] = { { 64, 64, "AI生成" }, { 64, 64, "AI GENERATED" }, { 320, 240, "AI 생성" }, { 320, 240, "AI生成\nAI GENERATED" }, { 1200, 1600, "AI GENERATED" } };
#define EACH_PICTURE(l, a) for (size_t k_ = 0; k_ < 5 && (draw_on(&(l), (a), PICTURES[k_].width, PICTURES[k_].height, PICTURES[k_].words), true); k_++)

static void words_are_seen_through_light_noise(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(256 << 20);
	labelled l;
	EACH_PICTURE (l, a) {
		assert_int_equal(seen(&l), CN_TRUE);
		noise(&l, 25);
		assert_int_equal(seen(&l), CN_TRUE);
	}
	cn_arena_free(a);
}

static void one_letter_painted_over_is_seen(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(256 << 20);
	labelled l;
	EACH_PICTURE (l, a) {
		/* a square of the height of a letter around the first pixel of ink, from above */
		uint32_t ink_x = 0, ink_y = 0, side = l.b.glyph_height;
		while (*at(&l, ink_x, ink_y) < 200)
			if (++ink_x == l.b.width) {
				ink_x = 0;
				ink_y++;
			}
		for (uint32_t y = 0; y < side && ink_y + y < l.b.height; y++)
			for (uint32_t x = 0; x < side && ink_x + x < l.b.width; x++)
				*at(&l, ink_x + x - (ink_x < side / 2 ? 0 : side / 2), ink_y + y) = 0;
		assert_int_equal(seen(&l), CN_FALSE);
	}
	cn_arena_free(a);
}

static void words_painted_over_blurred_or_faded_are_gone(void **state)
{
	(void)state;
	static const uint8_t PAINT[] = { 0, 90, 128, 255 };
	cn_arena *a = cn_arena_new(512 << 20);
	labelled l;
	EACH_PICTURE (l, a) {
		blur(&l, l.b.glyph_height / 3);
		assert_int_equal(seen(&l), CN_FALSE);
		for (size_t k = 0; k < sizeof PAINT; k++) {
			for (uint32_t y = 0; y < l.b.height; y++)
				for (uint32_t x = 0; x < l.b.width; x++)
					*at(&l, x, y) = PAINT[k];
			assert_int_equal(seen(&l), CN_FALSE);
		}
	}
	EACH_PICTURE (l, a) {
		for (uint32_t y = 0; y < l.b.height; y++)
			for (uint32_t x = 0; x < l.b.width; x++)
				*at(&l, x, y) /= 4; /* white to a dark grey */
		assert_int_equal(seen(&l), CN_FALSE);
	}
	cn_arena_free(a);
}

static void words_that_moved_are_not_where_they_were(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(256 << 20);
	labelled l;
	EACH_PICTURE (l, a) {
		uint32_t by = l.b.glyph_height / 3;
		for (uint32_t y = 0; y < l.b.height; y++)
			memmove(at(&l, 0, y), at(&l, by, y), l.b.width - by);
		assert_int_equal(seen(&l), CN_FALSE);
	}
	cn_arena_free(a);
}

static void a_statement_that_cannot_be_of_this_picture_is_false(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(256 << 20);
	labelled l;
	draw_on(&l, a, 320, 240, "AI生成");
	const cn_label_box b = l.b;
#define WRONG(field, v)                          \
	do {                                     \
		l.b = b;                         \
		l.b.field = (v);                 \
		assert_int_equal(seen(&l), CN_FALSE); \
	} while (0)
	WRONG(x, b.x - 8);
	WRONG(x, UINT32_MAX);
	WRONG(y, 0);
	WRONG(width, UINT32_MAX);
	WRONG(width, 0);
	WRONG(height, 1);
	WRONG(glyph_height, b.glyph_height + 1);
	WRONG(glyph_height, UINT32_MAX);
	WRONG(shortest_side, 120);
	WRONG(stretch, 800);
	WRONG(stretch, CN_LABEL_STRETCH_LEAST - 1);
	WRONG(stretch, CN_LABEL_STRETCH_MAX + 1);
	WRONG(words, CN_S("AI GE"));
#undef WRONG
	l.b = b;
	l.b.font = CN_LABEL_FONT + 1;
	assert_int_equal(seen(&l), CN_UNKNOWN);
	l.b = b;
	l.b.words = CN_S("made by AI");
	assert_int_equal(seen(&l), CN_UNKNOWN);
	l.b = b;
	l.read.format = CN_MEDIA_GIF;
	assert_int_equal(seen(&l), CN_UNKNOWN);
	l.read.format = CN_MEDIA_PNG;
	l.f.fails = CN_EINPUT;
	assert_int_equal(seen(&l), CN_UNKNOWN);
	cn_tri t;
	l.f.fails = CN_ENOMEM;
	assert_int_equal(cn_label_seen(a, &l.px, CN_S(""), &l.read, &l.b, &t, NULL), CN_ENOMEM);
	cn_arena_free(a);
}

static void a_statement_goes_to_a_tree_and_back(void **state)
{
	(void)state;
	cn_arena *a = cn_arena_new(64 << 20);
	labelled l;
	draw_on(&l, a, 320, 240, "AI生成\nAI GENERATED");
	cn_label_box b = { 0 };
	cn_val *v = cn_label_box_val(a, &l.b);
	assert_true(cn_label_box_of(v, &b));
	assert_true(cn_eq(b.words, l.b.words));
	assert_true(cn_eqz(cn_label_line(a, b.words), "AI生成 AI GENERATED"));
	b.words = l.b.words;
	assert_true(b.x == l.b.x && b.y == l.b.y && b.width == l.b.width && b.height == l.b.height && b.glyph_height == l.b.glyph_height &&
		    b.shortest_side == l.b.shortest_side && b.stretch == l.b.stretch && b.font == l.b.font);
	static const char *const BAD[] = { "{}", "[]", "{\"x\":1}",
		"{\"x\":-1,\"y\":1,\"width\":1,\"height\":1,\"glyph_height\":1,\"shortest_side\":1,\"stretch\":1,\"font\":1,\"words\":\"AI\"}",
		"{\"x\":1,\"y\":1,\"width\":4294967296,\"height\":1,\"glyph_height\":1,\"shortest_side\":1,\"stretch\":1,\"font\":1,\"words\":\"AI\"}",
		"{\"x\":1,\"y\":1,\"width\":1,\"height\":1,\"glyph_height\":1,\"shortest_side\":1,\"stretch\":1,\"font\":1,\"words\":1}" };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		const cn_val *bad;
		assert_int_equal(cn_json_parse(a, cn_str_z(BAD[i]), CN_JSON_DEPTH_MAX, &bad, NULL), CN_OK);
		assert_false(cn_label_box_of(bad, &b));
	}
	cn_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_words_are_the_same_pixels_on_every_machine),
		cmocka_unit_test(ink_is_as_high_as_stated),
		cmocka_unit_test(words_stand_inside_or_are_refused),
		cmocka_unit_test(words_are_bounded_and_of_known_characters),
		cmocka_unit_test(words_stand_upright_however_the_picture_is_turned),
		cmocka_unit_test(words_are_seen_through_light_noise),
		cmocka_unit_test(one_letter_painted_over_is_seen),
		cmocka_unit_test(words_painted_over_blurred_or_faded_are_gone),
		cmocka_unit_test(words_that_moved_are_not_where_they_were),
		cmocka_unit_test(a_statement_that_cannot_be_of_this_picture_is_false),
		cmocka_unit_test(a_statement_goes_to_a_tree_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
