/* ext/pixels: words on real PNG and JPEG, made and read back by their libraries directly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <jpeglib.h>
#include <png.h>

#include "ext/pixels.h"
#include "lab/media/draw/draw.h"
#include "tests/unit/media_help.h"

#define PX (&cn_pixels_of_files)

/* ---- PNG --------------------------------------------------------------------------------------------------------------------------------- */

typedef struct png_kind {
	int type, depth, interlace;
	bool key; /* colour type without alpha: black is transparent; palette: half transparent entries */
	int palette; /* entries */
} png_kind;

static void to_buf(png_structp png, png_bytep p, size_t n)
{
	cn_buf_put(png_get_io_ptr(png), (cn_str){ (const char *)p, n });
}

static void no_flush(png_structp png)
{
	(void)png;
}

static size_t png_row(png_kind k, uint32_t width)
{
	static const unsigned CHANNELS[] = { 1, 0, 3, 1, 2, 0, 4 };
	return (width * CHANNELS[k.type] * (unsigned)k.depth + 7) / 8;
}

static cn_str png_of(cn_arena *a, png_kind k, uint32_t width, uint32_t height)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8 << 20);
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_set_write_fn(png, &b, to_buf, no_flush);
	png_set_IHDR(png, info, width, height, k.depth, k.type, k.interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_color palette[256];
	png_byte alpha[256];
	for (int i = 0; i < 256; i++) {
		palette[i] = (png_color){ (png_byte)i, (png_byte)(i * 7), (png_byte)(255 - i) };
		alpha[i] = i % 2 ? 255 : 90;
	}
	if (k.type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, k.palette);
	png_color_16 black = { 0 };
	if (k.key)
		png_set_tRNS(png, info, alpha, k.palette, &black);
	png_write_info(png, info);
	size_t n = png_row(k, width);
	png_bytep rows = CN_NEW(a, png_byte, n * height);
	png_bytepp row = CN_NEW(a, png_bytep, height);
	cn_rng r;
	cn_rng_init(&r, 3);
	for (size_t i = 0; i < n * height; i++)
		rows[i] = (png_byte)(k.type == PNG_COLOR_TYPE_PALETTE && k.depth == 8 ? cn_rng_below(&r, (uint64_t)k.palette) : cn_rng_below(&r, 256));
	for (uint32_t y = 0; y < height; y++)
		row[y] = rows + y * n;
	png_write_image(png, row);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return cn_buf_copy(a, &b);
}

static void put_chunk(cn_buf *b, const char *type, cn_str data)
{
	char head[8], end[4];
	png_save_uint_32((png_bytep)head, (uint32_t)data.n);
	memcpy(head + 4, type, 4);
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < 4 + data.n; i++) {
		crc ^= (uint8_t)(i < 4 ? type[i] : data.p[i - 4]);
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
	}
	png_save_uint_32((png_bytep)end, ~crc);
	cn_buf_put(b, (cn_str){ head, 8 });
	cn_buf_put(b, data);
	cn_buf_put(b, (cn_str){ end, 4 });
}

/* The file with this chunk after its header, and bytes behind its end. */
static cn_str png_with(cn_arena *a, cn_str file, const char *type, cn_str data)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8 << 20);
	cn_buf_put(&b, cn_sub(file, 0, 33));
	put_chunk(&b, type, data);
	cn_buf_put(&b, cn_sub(file, 33, file.n));
	return cn_buf_copy(a, &b);
}

/* The chunks without image data, and without header and palette if these may change. */
static cn_str png_rest(cn_arena *a, cn_str file, bool palette)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8 << 20);
	for (size_t at = 8; at + 12 <= file.n;) {
		size_t n = 12 + png_get_uint_32((png_const_bytep)file.p + at);
		cn_str c = cn_sub(file, at, n), type = cn_sub(c, 4, 4);
		if (!cn_eqz(type, "IDAT") && !(palette && (cn_eqz(type, "IHDR") || cn_eqz(type, "PLTE"))))
			cn_buf_put(&b, c);
		at += n;
		if (cn_eqz(type, "IEND")) {
			cn_buf_put(&b, cn_sub(file, at, file.n));
			break;
		}
	}
	return cn_buf_copy(a, &b);
}

static void quiet(png_structp png, png_const_charp why)
{
	(void)png;
	(void)why;
}

static void from_str(png_structp png, png_bytep to, size_t n)
{
	cn_str *s = png_get_io_ptr(png);
	assert_true(n <= s->n);
	memcpy(to, s->p, n);
	*s = cn_sub(*s, n, s->n);
}

/* Red, green, blue, alpha. (libpng's simplified reader is not right for interlaced grey of 16 bits with alpha.) */
static uint8_t *png_pixels(cn_arena *a, cn_str file, uint32_t *ret_width, uint32_t *ret_height)
{
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, quiet);
	png_infop info = png_create_info_struct(png);
	png_set_read_fn(png, &file, from_str);
	png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
	png_read_png(png, info, PNG_TRANSFORM_EXPAND | PNG_TRANSFORM_STRIP_16 | PNG_TRANSFORM_GRAY_TO_RGB, NULL);
	*ret_width = png_get_image_width(png, info);
	*ret_height = png_get_image_height(png, info);
	size_t n = 4 * (size_t)*ret_width;
	assert_int_equal(png_get_rowbytes(png, info), n);
	uint8_t *p = CN_NEW(a, uint8_t, n * *ret_height);
	for (uint32_t y = 0; y < *ret_height; y++)
		memcpy(p + y * n, png_get_rows(png, info)[y], n);
	png_destroy_read_struct(&png, &info, NULL);
	return p;
}

static cn_tri seen(cn_arena *a, cn_str file, const cn_label_box *b)
{
	cn_tri t;
	cn_media_file f = media_read_whole(a, file);
	assert_int_equal(cn_label_seen(a, PX, file, &f, b, &t, NULL), CN_OK);
	return t;
}

static cn_str drawn(cn_arena *a, cn_str file, const char *words, cn_label_box *b)
{
	cn_err err = { 0 };
	cn_str out = { 0 };
	cn_media_file f = media_read_whole(a, file);
	if (cn_label_draw(a, PX, file, &f, cn_str_z(words), &out, b, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return out;
}

static cn_code refused(cn_arena *a, cn_str file, cn_err *err)
{
	cn_label_box b;
	cn_str out = { 0 };
	cn_media_file f;
	*err = (cn_err){ 0 };
	assert_int_equal(cn_media_read(a, file, &f, NULL), CN_OK);
	cn_code rc = cn_label_draw(a, PX, file, &f, CN_S("AI"), &out, &b, err);
	assert_true(rc == CN_OK || (out.p == NULL && err->msg[0]));
	return rc;
}

static const png_kind KINDS[] = {
	{ PNG_COLOR_TYPE_GRAY, 1, 0, false, 0 },
	{ PNG_COLOR_TYPE_GRAY, 2, 0, false, 0 },
	{ PNG_COLOR_TYPE_GRAY, 4, 1, true, 0 },
	{ PNG_COLOR_TYPE_GRAY, 8, 0, true, 0 },
	{ PNG_COLOR_TYPE_GRAY, 16, 1, true, 0 },
	{ PNG_COLOR_TYPE_RGB, 8, 0, false, 0 },
	{ PNG_COLOR_TYPE_RGB, 8, 1, true, 0 },
	{ PNG_COLOR_TYPE_RGB, 16, 0, true, 0 },
	{ PNG_COLOR_TYPE_GRAY_ALPHA, 8, 0, false, 0 },
	{ PNG_COLOR_TYPE_GRAY_ALPHA, 16, 1, false, 0 },
	{ PNG_COLOR_TYPE_RGB_ALPHA, 8, 1, false, 0 },
	{ PNG_COLOR_TYPE_RGB_ALPHA, 16, 0, false, 0 },
	{ PNG_COLOR_TYPE_PALETTE, 1, 0, false, 2 },
	{ PNG_COLOR_TYPE_PALETTE, 2, 1, true, 4 },
	{ PNG_COLOR_TYPE_PALETTE, 4, 0, false, 16 },
	{ PNG_COLOR_TYPE_PALETTE, 8, 0, true, 200 },
	{ PNG_COLOR_TYPE_PALETTE, 8, 1, false, 254 },
};

static void words_change_the_pixels_of_their_box_and_nothing_else_of_a_png(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_label_box b;
		uint32_t width, height;
		cn_str file = png_of(a, KINDS[i], 333, 222);
		file = png_with(a, file, "prVt", CN_S("bytes of somebody's own"));
		file = png_with(a, file, "iCCP", CN_S("bad profile")); /* as broken as it likes: it is not looked at */
		file = png_with(a, file, "pHYs", (cn_str){ "\0\0\1\0\0\0\1\0\1", 9 });
		char *more = CN_NEW(a, char, file.n + 4);
		memcpy(more, file.p, file.n);
		memcpy(more + file.n, "tail", 4);
		file = (cn_str){ more, file.n + 4 };
		cn_str out = drawn(a, file, "AI生成\nAI GENERATED", &b);
		assert_int_equal(seen(a, file, &b), CN_FALSE);
		assert_int_equal(seen(a, out, &b), CN_TRUE);
		bool palette = KINDS[i].type == PNG_COLOR_TYPE_PALETTE;
		cn_str was = png_rest(a, file, palette), is = png_rest(a, out, palette);
		assert_int_equal(was.n, is.n);
		assert_memory_equal(was.p, is.p, was.n);
		uint8_t *p = png_pixels(a, file, &width, &height), *q = png_pixels(a, out, &width, &height);
		for (uint32_t y = 0; y < height; y++)
			for (uint32_t x = 0; x < width; x++) {
				size_t k = 4 * ((size_t)y * width + x);
				if (x >= b.x && x - b.x < b.width && y >= b.y && y - b.y < b.height)
assert_int_equal(q[k + 3], 255);
				else
					assert_memory_equal(p + k, q + k, 4);
			}
	}
}

static void a_png_whose_colours_have_no_room_for_words_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_err err;
	for (int depth = 1; depth <= 2; depth++) {
		assert_int_equal(refused(a, png_of(a, (png_kind){ PNG_COLOR_TYPE_GRAY, depth, 0, true, 0 }, 333, 222), &err), CN_EUNSUPPORTED);
		assert_non_null(strstr(err.msg, "transparent"));
	}
	cn_str file = png_of(a, (png_kind){ PNG_COLOR_TYPE_PALETTE, 2, 0, false, 3 }, 333, 222);
	assert_int_equal(refused(a, file, &err), CN_OK);
	size_t plte = 8;
	while (memcmp(file.p + plte + 4, "PLTE", 4) != 0)
		plte += 12 + png_get_uint_32((png_const_bytep)file.p + plte);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20); /* a histogram keeps its palette as it is: three blues */
	cn_buf_put(&b, cn_sub(file, 0, plte + 12 + 9));
	put_chunk(&b, "hIST", (cn_str){ "\0\1\0\1\0\1", 6 });
	cn_buf_put(&b, cn_sub(file, plte + 12 + 9, file.n));
	assert_int_equal(refused(a, cn_buf_str(&b), &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "no black and white"));
	file = png_with(a, png_of(a, KINDS[5], 333, 222), "acTL", (cn_str){ "\0\0\0\2\0\0\0\0", 8 });
	assert_int_equal(refused(a, file, &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "animation"));
}

static cn_str head_only(cn_arena *a, uint32_t width, uint32_t height)
{
	CN_AUTO_BUF b;
	char head[13] = { 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0 };
	cn_buf_init(&b, 1 << 20);
	png_save_uint_32((png_bytep)head, width);
	png_save_uint_32((png_bytep)head + 4, height);
	cn_buf_put(&b, (cn_str){ "\x89PNG\r\n\x1a\n", 8 });
	put_chunk(&b, "IHDR", (cn_str){ head, 13 });
	put_chunk(&b, "IEND", CN_S(""));
	return cn_buf_copy(a, &b);
}

static cn_code looked(cn_str file)
{
	cn_picture p;
	return PX->look(NULL, file, &p, NULL);
}

static void pictures_are_bounded_before_they_are_decoded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	assert_int_equal(CN_PIXELS_MAX, 10000 * 10000);
	assert_int_equal(looked(head_only(a, 10000, 10000)), CN_OK);
	assert_int_equal(looked(head_only(a, 10001, 10000)), CN_ETOOBIG);
	assert_int_equal(looked(head_only(a, CN_PIXELS_SIDE_MAX, 1)), CN_OK);
	assert_int_equal(looked(head_only(a, CN_PIXELS_SIDE_MAX + 1, 1)), CN_ETOOBIG);
	assert_int_equal(looked(head_only(a, 1, CN_PIXELS_SIDE_MAX + 1)), CN_ETOOBIG);
	assert_int_equal(looked(head_only(a, 0, 1)), CN_EINPUT);
	assert_int_equal(looked(CN_S("\x89PNG\r\n\x1a\n")), CN_EINPUT);
	assert_int_equal(looked(CN_S("GIF89a")), CN_EUNSUPPORTED);
	assert_int_equal(looked(CN_S("")), CN_EUNSUPPORTED);
}

/* ---- JPEG --------------------------------------------------------------------------------------------------------------------------------- */

typedef struct jpeg_kind {
	J_COLOR_SPACE in, out;
	int h, v; /* of the first component */
	bool progressive, arith;
	unsigned restart;
	int quality;
} jpeg_kind;

static const char *const MARKS[] = { "Exif-like bytes", "ICC_PROFILE and so on", "made by a test" };
enum { APP1 = JPEG_APP0 + 1, APP2 = JPEG_APP0 + 2 };

static cn_str jpeg_from(cn_arena *a, jpeg_kind k, uint32_t width, uint32_t height, const uint8_t *grey, const jpeg_scan_info *scans, int n_scans)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr e;
	unsigned char *out = NULL;
	unsigned long n = 0;
	c.err = jpeg_std_error(&e);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, &n);
	c.image_width = width;
	c.image_height = height;
	c.in_color_space = k.in;
	c.input_components = k.in == JCS_GRAYSCALE ? 1 : k.in == JCS_CMYK ? 4 : 3;
	jpeg_set_defaults(&c);
	jpeg_set_colorspace(&c, k.out);
	jpeg_set_quality(&c, k.quality ? k.quality : 85, TRUE);
	c.comp_info[0].h_samp_factor = k.h;
	c.comp_info[0].v_samp_factor = k.v;
	c.restart_interval = k.restart;
	c.arith_code = k.arith;
	if (k.progressive)
		jpeg_simple_progression(&c);
	if (scans) {
		c.scan_info = scans;
		c.num_scans = n_scans;
	}
	jpeg_start_compress(&c, TRUE);
	jpeg_write_marker(&c, APP1, (const JOCTET *)MARKS[0], 15);
	jpeg_write_marker(&c, APP2, (const JOCTET *)MARKS[1], 21);
	jpeg_write_marker(&c, JPEG_COM, (const JOCTET *)MARKS[2], 14);
	JSAMPROW row = CN_NEW(a, JSAMPLE, (size_t)width * 4);
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++)
			for (int i = 0; i < c.input_components; i++)
				row[x * (uint32_t)c.input_components + (uint32_t)i] = (JSAMPLE)(grey ? grey[(size_t)y * width + x] : (x * 2 + y * 3 + 40 * (uint32_t)i) % 255);
		(void)jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	cn_str s = cn_str_copy(a, (cn_str){ (const char *)out, n });
	free(out);
	return s;
}

static cn_str jpeg_of(cn_arena *a, jpeg_kind k, uint32_t width, uint32_t height)
{
	return jpeg_from(a, k, width, height, NULL, NULL, 0);
}

/* Every coefficient of the file, component by component, and the tables before them. */
static cn_str coefficients(cn_arena *a, cn_str file, struct jpeg_decompress_struct *d)
{
	static struct jpeg_error_mgr e;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 32 << 20);
	d->err = jpeg_std_error(&e);
	jpeg_create_decompress(d);
	jpeg_mem_src(d, (const unsigned char *)file.p, file.n);
	(void)jpeg_read_header(d, TRUE);
	jvirt_barray_ptr *array = jpeg_read_coefficients(d);
	for (int i = 0; i < d->num_components; i++) {
		cn_buf_put(&b, (cn_str){ (const char *)d->comp_info[i].quant_table->quantval, sizeof d->comp_info[i].quant_table->quantval });
		for (JDIMENSION y = 0; y < d->comp_info[i].height_in_blocks; y++) {
			JBLOCKARRAY row = d->mem->access_virt_barray((j_common_ptr)d, array[i], y, 1, FALSE);
			cn_buf_put(&b, (cn_str){ (const char *)row[0], d->comp_info[i].width_in_blocks * sizeof(JBLOCK) });
		}
	}
	assert_int_equal(e.num_warnings, 0);
	return cn_buf_copy(a, &b);
}

/* How many coefficients outside the box differ, and of how many. */
static size_t moved(cn_arena *a, cn_str before, cn_str after, const cn_label_box *box)
{
	struct jpeg_decompress_struct d, e;
	cn_str p = coefficients(a, before, &d), q = coefficients(a, after, &e);
	assert_int_equal(p.n, q.n);
	assert_int_equal(d.progressive_mode, e.progressive_mode);
	assert_int_equal(d.restart_interval, e.restart_interval);
	assert_int_equal(d.arith_code, e.arith_code);
	assert_int_equal(d.jpeg_color_space, e.jpeg_color_space);
	size_t at = 0, n = 0;
	for (int i = 0; i < d.num_components; i++) {
		const jpeg_component_info *k = &d.comp_info[i], *l = &e.comp_info[i];
		assert_true(k->h_samp_factor == l->h_samp_factor && k->v_samp_factor == l->v_samp_factor);
		uint32_t w = (uint32_t)(d.max_h_samp_factor / k->h_samp_factor) * 8, h = (uint32_t)(d.max_v_samp_factor / k->v_samp_factor) * 8;
		n += memcmp(p.p + at, q.p + at, sizeof k->quant_table->quantval) != 0;
		at += sizeof k->quant_table->quantval;
		for (uint32_t y = 0; y < k->height_in_blocks; y++)
			for (uint32_t x = 0; x < k->width_in_blocks; x++, at += sizeof(JBLOCK)) {
				bool in = x * w >= box->x && x * w < box->x + box->width && y * h >= box->y && y * h < box->y + box->height;
				n += !in && memcmp(p.p + at, q.p + at, sizeof(JBLOCK)) != 0;
			}
	}
	assert_int_equal(at, p.n);
	jpeg_destroy_decompress(&d);
	jpeg_destroy_decompress(&e);
	return n;
}

static size_t count(cn_str file, const char *bytes)
{
	size_t n = 0, k = strlen(bytes);
	for (size_t i = 0; i + k <= file.n; i++)
		n += memcmp(file.p + i, bytes, k) == 0;
	return n;
}

static const jpeg_kind JPEGS[] = {
	{ JCS_GRAYSCALE, JCS_GRAYSCALE, 1, 1, false, false, 0, 0 }, { JCS_GRAYSCALE, JCS_GRAYSCALE, 2, 2, false, false, 0, 0 },
	{ JCS_RGB, JCS_YCbCr, 1, 1, false, false, 0, 95 },	    { JCS_RGB, JCS_YCbCr, 2, 1, false, false, 3, 60 },
	{ JCS_RGB, JCS_YCbCr, 2, 2, false, false, 0, 0 },	    { JCS_RGB, JCS_YCbCr, 2, 2, true, false, 0, 0 },
	{ JCS_RGB, JCS_YCbCr, 4, 1, false, false, 0, 0 },	    { JCS_RGB, JCS_YCbCr, 1, 2, true, false, 5, 0 },
	{ JCS_RGB, JCS_RGB, 1, 1, false, false, 0, 0 },		    { JCS_RGB, JCS_YCbCr, 2, 2, false, true, 0, 0 },
	{ JCS_RGB, JCS_YCbCr, 2, 2, false, false, 0, 100 },
};

static void words_change_the_blocks_of_their_box_and_nothing_else_of_a_jpeg(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof JPEGS / sizeof *JPEGS; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_label_box b;
		cn_str file = jpeg_of(a, JPEGS[i], 333, 222);
		char *more = CN_NEW(a, char, file.n + 4);
		memcpy(more, file.p, file.n);
		memcpy(more + file.n, "tail", 4);
		file = (cn_str){ more, file.n + 4 };
		cn_str out = drawn(a, file, "AI生成\nAI 생성\nAI GENERATED", &b);
		assert_int_equal(seen(a, file, &b), CN_FALSE);
		assert_int_equal(seen(a, out, &b), CN_TRUE);
		assert_int_equal(moved(a, file, out, &b), 0);
		assert_true(cn_ends(out, "tail"));
		for (size_t m = 0; m < 3; m++)
			assert_int_equal(count(out, MARKS[m]), 1);
		assert_int_equal(count(out, "JFIF"), count(file, "JFIF"));
		assert_int_equal(count(out, "Adobe"), count(file, "Adobe"));
	}
}

static uint8_t *grey_of(cn_arena *a, cn_str file, cn_picture *pic)
{
	assert_int_equal(PX->look(NULL, file, pic, NULL), CN_OK);
	cn_patch all = { 0, 0, pic->width, pic->height, CN_NEW(a, uint8_t, (size_t)pic->width * pic->height) };
	assert_int_equal(PX->get(NULL, file, &all, NULL), CN_OK);
	return all.grey;
}

static void words_are_seen_after_jpeg_was_compressed_again(void **state)
{
	(void)state;
	static const uint32_t SIZES[][2] = { { 64, 64 }, { 320, 240 }, { 1000, 700 } };
	static const int QUALITIES[] = { 60, 75, 90 };
	for (size_t s = 0; s < 3; s++)
		for (size_t q = 0; q < 3; q++) {
			CN_AUTO_ARENA a = cn_arena_new(128 << 20);
			cn_label_box b;
			cn_picture pic;
			cn_str out = drawn(a, jpeg_of(a, JPEGS[4], SIZES[s][0], SIZES[s][1]), s ? "AI生成\nAI GENERATED" : "AI生成", &b);
			jpeg_kind again = { JCS_GRAYSCALE, JCS_GRAYSCALE, 1, 1, false, false, 0, QUALITIES[q] };
			uint8_t *grey = grey_of(a, out, &pic);
			cn_str once = jpeg_from(a, again, pic.width, pic.height, grey, NULL, 0);
			assert_int_equal(seen(a, once, &b), CN_TRUE);
			for (uint32_t y = b.y + 2; y < b.y + b.height - 2; y++) /* what stands at the right is painted over */
				memset(grey + (size_t)y * pic.width + b.x + b.width / 2, 0, b.width / 2);
			assert_int_equal(seen(a, jpeg_from(a, again, pic.width, pic.height, grey, NULL, 0), &b), CN_FALSE);
			cn_str cropped = jpeg_from(a, again, pic.width, pic.height - 16, grey_of(a, out, &pic), NULL, 0);
			assert_int_equal(seen(a, cropped, &b), CN_FALSE);
		}
}

static void jpegs_that_words_cannot_stand_on_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_err err;
	assert_int_equal(refused(a, jpeg_of(a, (jpeg_kind){ JCS_CMYK, JCS_CMYK, 1, 1, false, false, 0, 0 }, 333, 222), &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "CMYK"));
	cn_str file = jpeg_of(a, JPEGS[4], 333, 222);
	char *many = CN_NEW(a, char, file.n + 10);
	memcpy(many, file.p, 2);
	memcpy(many + 2, "\xff\xe2\0\x08MPF\0II", 10);
	memcpy(many + 12, file.p + 2, file.n - 2);
	assert_int_equal(refused(a, (cn_str){ many, file.n + 10 }, &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "several pictures"));
	assert_int_equal(refused(a, jpeg_of(a, JPEGS[4], 10, 10), &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "too small"));
}

/* A script of n scans: coefficients one by one, those of the first component in two steps. */
static cn_str of_scans(cn_arena *a, int n)
{
	jpeg_scan_info s[256] = { { 3, { 0, 1, 2 }, 0, 0, 0, 0 } };
	int k = 1;
	for (int c = 0; c < 3; c++)
		for (int i = 1; i < 64; i++)
			s[k++] = (jpeg_scan_info){ 1, { c }, i, i, 0, c == 0 };
	for (int i = 1; i < 64; i++)
		s[k++] = (jpeg_scan_info){ 1, { 0 }, i, i, 1, 0 };
	assert_true(n <= k);
	return jpeg_from(a, (jpeg_kind){ JCS_RGB, JCS_YCbCr, 1, 1, false, false, 0, 0 }, 64, 64, NULL, s, n);
}

static void scans_are_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_err err;
	assert_int_equal(refused(a, of_scans(a, CN_PIXELS_SCANS_MAX), &err), CN_OK);
	assert_int_equal(refused(a, of_scans(a, CN_PIXELS_SCANS_MAX + 1), &err), CN_ETOOBIG);
	assert_non_null(strstr(err.msg, "scans"));
}

/* ---- bad input ------------------------------------------------------------------------------------------------------------------------------ */

static void try_all(cn_str file)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_media_file f;
	cn_label_box b = { 0, 0, 60, 20, 12, 64, 1000, CN_LABEL_FONT, CN_S("AI") };
	cn_err err = { 0 };
	cn_str out = { 0 };
	cn_tri t;
	assert_int_equal(cn_media_read(a, file, &f, NULL), CN_OK);
	cn_code rc = cn_label_draw(a, PX, file, &f, CN_S("AI"), &out, &b, &err);
	assert_true(rc == CN_OK || rc == CN_EINPUT || rc == CN_EUNSUPPORTED || rc == CN_ETOOBIG);
	assert_true((rc == CN_OK) == (out.p != NULL));
	assert_int_equal(cn_label_seen(a, PX, file, &f, &b, &t, NULL), CN_OK);
}

static void files_that_are_cut_or_bent_are_errors_and_no_more(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str files[] = { png_of(a, KINDS[14], 64, 64), png_of(a, KINDS[2], 64, 64), jpeg_of(a, JPEGS[4], 64, 64), jpeg_of(a, JPEGS[5], 64, 64) };
	for (size_t i = 0; i < 4; i++) {
		cn_label_box b;
		cn_err err;
		(void)drawn(a, files[i], "AI", &b);
		for (size_t n = 0; n < files[i].n; n++) {
			try_all(cn_sub(files[i], 0, n));
			char *bent = (char *)(uintptr_t)files[i].p;
			bent[n] ^= 0x55;
			try_all(files[i]);
			bent[n] ^= 0x55;
		}
		assert_int_equal(refused(a, cn_sub(files[i], 0, files[i].n * 3 / 4), &err), CN_EINPUT);
		assert_non_null(strstr(err.msg, "damaged"));
	}
}

static void no_memory_is_said_and_leaks_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str files[] = { png_of(a, KINDS[13], 64, 64), jpeg_of(a, JPEGS[4], 64, 64) };
	for (size_t i = 0; i < 2; i++)
		for (unsigned k = 1;; k++) {
			CN_AUTO_ARENA b = cn_arena_new(64 << 20);
			cn_media_file f = media_read_whole(b, files[i]);
			cn_label_box box;
			cn_str out;
			cn_test_fail_alloc = k;
			cn_code rc = cn_label_draw(b, PX, files[i], &f, CN_S("AI"), &out, &box, NULL);
			cn_test_fail_alloc = 0;
			if (rc == CN_OK)
				break;
			assert_int_equal(rc, CN_ENOMEM);
			assert_true(k < 1000);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_change_the_pixels_of_their_box_and_nothing_else_of_a_png),
		cmocka_unit_test(a_png_whose_colours_have_no_room_for_words_is_refused),
		cmocka_unit_test(pictures_are_bounded_before_they_are_decoded),
		cmocka_unit_test(words_change_the_blocks_of_their_box_and_nothing_else_of_a_jpeg),
		cmocka_unit_test(words_are_seen_after_jpeg_was_compressed_again),
		cmocka_unit_test(jpegs_that_words_cannot_stand_on_are_refused),
		cmocka_unit_test(scans_are_bounded),
		cmocka_unit_test(files_that_are_cut_or_bent_are_errors_and_no_more),
		cmocka_unit_test(no_memory_is_said_and_leaks_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
