/* PNG by libpng 1.6. The library is handed header, palette, transparency and image data only: the other chunks are none of its business, and
 * stand afterwards where they stood. An error of the library jumps out of guarded(); what it held is freed by whoever called that. */
#include <png.h>
#include <setjmp.h>

#include "ext/pixels_private.h"

enum { SIGN_BYTES = 8, FRAME_BYTES = 12, HEAD_BYTES = SIGN_BYTES + FRAME_BYTES + 13, GREYS = 256, CONTRAST_LEAST = 160 };

typedef struct coder {
	cn_str in;
	size_t at, end;   /* what is given to the library next, and the end of its chunk */
	png_structp r, w;
	png_infop ri, wi;
	size_t taken;     /* heap so far */
	bool no_memory, too_big;
	cn_buf out;
	uint8_t *rows;
	size_t row_bytes;
	const cn_patch *p;
	uint32_t height;
	int depth, type, interlace, channels;
	png_byte index[GREYS]; /* of a palette, for each grey */
	jmp_buf jump;
	cn_code rc;
	cn_err *err;
} coder;

/* ---- chunks ------------------------------------------------------------------------------------------------------------------------ */

static uint32_t be32(const char *p)
{
	return png_get_uint_32((const png_byte *)p);
}

/* The whole chunk at `at`; false where none is whole. */
static bool chunk_at(cn_str file, size_t at, cn_str *ret)
{
	if (at > file.n || file.n - at < FRAME_BYTES)
		return false;
	size_t n = be32(file.p + at);
	if (n > file.n - at - FRAME_BYTES)
		return false;
	*ret = cn_sub(file, at, n + FRAME_BYTES);
	return true;
}

static bool is(cn_str chunk, const char *type)
{
	return memcmp(chunk.p + 4, type, 4) == 0;
}

static bool has_chunk(cn_str file, const char *type)
{
	cn_str c;
	for (size_t at = SIGN_BYTES; chunk_at(file, at, &c) && !is(c, "IEND"); at += c.n)
		if (is(c, type))
			return true;
	return false;
}

cn_code cn_png_look(cn_str file, cn_picture *ret, cn_err *err)
{
	cn_str head;
	if (!chunk_at(file, SIGN_BYTES, &head) || !is(head, "IHDR") || head.n < FRAME_BYTES + 13)
		return CN_FAIL(err, CN_EINPUT, "PNG: it has no header");
	uint32_t width = be32(head.p + 8), height = be32(head.p + 12);
	CN_TRY(cn_pixels_sides(width, height, err));
	if (has_chunk(file, "acTL"))
		return CN_FAIL(err, CN_EUNSUPPORTED, "PNG: an animation, whose pictures are not decoded here");
	*ret = (cn_picture){ width, height, 1, 1 };
	return CN_OK;
}

/* ---- the library --------------------------------------------------------------------------------------------------------------------- */

static _Noreturn void failed(png_structp png, png_const_charp why)
{
	coder *c = png_get_error_ptr(png);
	if (c->no_memory)
		c->rc = CN_NOMEM(c->err);
	else if (c->too_big)
		c->rc = CN_FAIL(c->err, CN_ETOOBIG, "PNG: decoding it takes more than %d bytes", CN_PIXELS_BYTES_MAX);
	else
		c->rc = CN_FAIL(c->err, CN_EINPUT, "PNG: it is damaged: %s", why);
	longjmp(c->jump, 1);
}

static void warned(png_structp png, png_const_charp why)
{
	(void)png;
	(void)why;
}

static png_voidp take(png_structp png, png_alloc_size_t n)
{
	coder *c = png_get_mem_ptr(png);
	c->too_big |= n > (size_t)CN_PIXELS_BYTES_MAX - c->taken;
	void *p = c->too_big ? NULL : cn_heap_take(n);
	c->no_memory |= !p && !c->too_big;
	c->taken += p ? n : 0;
	return p;
}

static void give(png_structp png, png_voidp p)
{
	(void)png;
	cn_heap_give(p);
}

static void read_bytes(png_structp png, png_bytep to, size_t n)
{
	coder *c = png_get_io_ptr(png);
	cn_str chunk;
	while (n > 0) {
		while (c->at == c->end) {
			if (!chunk_at(c->in, c->at, &chunk))
				png_error(png, "it ends early");
			c->end = c->at + chunk.n;
			if (!is(chunk, "IHDR") && !is(chunk, "PLTE") && !is(chunk, "tRNS") && !is(chunk, "IDAT") && !is(chunk, "IEND"))
				c->at = c->end;
		}
		size_t some = c->end - c->at < n ? c->end - c->at : n;
		memcpy(to, c->in.p + c->at, some);
		c->at += some;
		to += some;
		n -= some;
	}
}

static void write_bytes(png_structp png, png_bytep from, size_t n)
{
	coder *c = png_get_io_ptr(png);
	cn_buf_put(&c->out, (cn_str){ (const char *)from, n });
	c->too_big |= c->out.over_cap;
	c->no_memory |= c->out.failed && !c->out.over_cap;
	if (c->out.failed)
		png_error(png, "no room");
}

static void flush_bytes(png_structp png)
{
	(void)png;
}

static uint8_t *take_rows(coder *c, size_t n)
{
	c->row_bytes = png_get_rowbytes(c->r, c->ri);
	c->interlace = png_get_interlace_type(c->r, c->ri);
	n = c->interlace == PNG_INTERLACE_NONE ? 1 : n;
	size_t bytes;
	c->too_big |= !cn_mul(c->row_bytes, n, &bytes) || bytes > CN_PIXELS_BYTES_MAX;
	uint8_t *p = c->too_big ? NULL : cn_heap_take(bytes);
	c->no_memory |= !p && !c->too_big;
	if (!p)
		png_error(c->r, "no room");
	memset(p, 0, bytes);
	return p;
}

static void start(coder *c)
{
	c->r = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, c, failed, warned, c, take, give);
	c->ri = c->r ? png_create_info_struct(c->r) : NULL;
	if (!c->ri) {
		c->rc = CN_NOMEM(c->err);
		longjmp(c->jump, 1);
	}
	png_set_read_fn(c->r, c, read_bytes);
	png_set_user_limits(c->r, CN_PIXELS_SIDE_MAX, CN_PIXELS_SIDE_MAX);
	png_read_info(c->r, c->ri);
	c->height = png_get_image_height(c->r, c->ri);
	c->depth = png_get_bit_depth(c->r, c->ri);
	c->type = png_get_color_type(c->r, c->ri);
}

/* The only place that is jumped back to: nothing of its own changes in between. */
static cn_code guarded(coder *c, void (*work)(coder *c))
{
	if (setjmp(c->jump) != 0)
		return c->rc;
	work(c);
	return CN_OK;
}

static cn_code run(cn_str file, const cn_patch *p, void (*work)(coder *c), coder *c, cn_err *err)
{
	cn_picture pic;
	CN_TRY(cn_png_look(file, &pic, err));
	if (!cn_patch_fits(&pic, p))
		return CN_FAIL(err, CN_EINTERNAL, "a rectangle outside its picture");
	c->in = file;
	c->end = SIGN_BYTES;
	c->p = p;
	c->err = err;
	cn_buf_init(&c->out, CN_PIXELS_BYTES_MAX);
	cn_code rc = guarded(c, work);
	png_destroy_read_struct(&c->r, &c->ri, NULL);
	png_destroy_write_struct(&c->w, &c->wi);
	cn_heap_give(c->rows);
	return rc;
}

/* ---- looking ------------------------------------------------------------------------------------------------------------------------- */

static void grey_row(const coder *c, const uint8_t *row, uint32_t y)
{
	enum { MIDDLE = 128 };
	bool colour = c->channels > 2, alpha = c->channels % 2 == 0;
	uint8_t *to = c->p->grey + (size_t)(y - c->p->y) * c->p->width;
	for (uint32_t x = 0; x < c->p->width; x++) {
		const uint8_t *px = row + (size_t)(c->p->x + x) * (size_t)c->channels;
		unsigned v = colour ? (299U * px[0] + 587U * px[1] + 114U * px[2] + 500U) / 1000U : px[0];
		unsigned a = alpha ? px[c->channels - 1] : 255U;
		to[x] = (uint8_t)((v * a + MIDDLE * (255U - a) + 127U) / 255U);
	}
}

static void look_in(coder *c)
{
	start(c);
	png_set_expand(c->r);
	png_set_scale_16(c->r);
	int passes = png_set_interlace_handling(c->r);
	png_read_update_info(c->r, c->ri);
	c->channels = png_get_channels(c->r, c->ri);
	c->rows = take_rows(c, c->height);
	uint32_t last = passes == 1 ? c->p->y + c->p->height : c->height;
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < last; y++) {
			uint8_t *row = c->rows + (passes == 1 ? 0 : y * c->row_bytes);
			png_read_row(c->r, row, NULL);
			if (pass == passes - 1 && y >= c->p->y && y - c->p->y < c->p->height)
				grey_row(c, row, y);
		}
}

cn_code cn_png_get(cn_str file, const cn_patch *p, cn_err *err)
{
	coder c = { 0 };
	cn_code rc = run(file, p, look_in, &c, err);
	cn_buf_done(&c.out);
	return rc;
}

/* ---- putting --------------------------------------------------------------------------------------------------------------------------- */

static _Noreturn void cannot(coder *c, cn_code rc)
{
	c->rc = rc;
	longjmp(c->jump, 1);
}

static unsigned away(const png_color *p, unsigned grey)
{
	int r = p->red - (int)grey, g = p->green - (int)grey, b = p->blue - (int)grey;
	return (unsigned)(r * r + g * g + b * b);
}

static int nearest(const png_color *palette, int n, png_const_bytep alpha, int n_alpha, unsigned grey)
{
	int best = -1;
	for (int i = 0; i < n; i++)
		if ((i >= n_alpha || alpha[i] == 255) && (best < 0 || away(&palette[i], grey) < away(&palette[best], grey)))
			best = i;
	return best;
}

/* Greys that the palette lacks are put behind it while there is room; a histogram counts its entries, so then it stays as it is. */
static void palette(coder *c)
{
	static const png_byte WANTED[] = { 0, 255, 128, 64, 192 };
	png_color p[PNG_MAX_PALETTE_LENGTH] = { { 0 } };
	png_colorp old;
	png_bytep alpha = NULL;
	int n = 0, n_alpha = 0, room = has_chunk(c->in, "hIST") ? 0 : PNG_MAX_PALETTE_LENGTH;
	png_get_PLTE(c->r, c->ri, &old, &n);
	(void)png_get_tRNS(c->r, c->ri, &alpha, &n_alpha, NULL);
	memcpy(p, old, (size_t)n * sizeof *p);
	for (size_t i = 0; i < sizeof WANTED && n < room; i++) {
		int k = nearest(p, n, alpha, n_alpha, WANTED[i]);
		if (k < 0 || away(&p[k], WANTED[i]) > 0)
			p[n++] = (png_color){ WANTED[i], WANTED[i], WANTED[i] };
	}
	int black = nearest(p, n, alpha, n_alpha, 0), white = nearest(p, n, alpha, n_alpha, 255);
	if (black < 0 || p[white].green - p[black].green < CONTRAST_LEAST)
		cannot(c, CN_FAIL(c->err, CN_EUNSUPPORTED, "PNG: its palette is full and has no black and white: save it in true colour first"));
	for (unsigned grey = 0; grey < GREYS; grey++)
		c->index[grey] = (png_byte)nearest(p, n, alpha, n_alpha, grey);
	c->depth = n > 1 << c->depth ? 8 : c->depth;
	png_set_PLTE(c->w, c->wi, p, n);
}

/* A grey in the depth of the picture; not the one that it says is transparent. */
static unsigned level(const coder *c, unsigned grey)
{
	png_color_16p key = NULL;
	unsigned most = (1U << c->depth) - 1U, v = (grey * most + 127U) / 255U, k;
	if (c->type & PNG_COLOR_MASK_ALPHA || !png_get_tRNS(c->r, c->ri, NULL, NULL, &key) || !key)
		return v;
	k = c->type == PNG_COLOR_TYPE_GRAY ? key->gray : key->red == key->green && key->green == key->blue ? key->red : most + 1U;
	return v != k ? v : v > 0 ? v - 1 : 1;
}

static void put_sample(const coder *c, uint8_t **to, unsigned v)
{
	if (c->depth == 16)
		*(*to)++ = (uint8_t)(v >> 8);
	*(*to)++ = (uint8_t)(v & 0xff);
}

static void put_row(const coder *c, uint8_t *row, uint32_t y, const unsigned *levels)
{
	if (y < c->p->y || y - c->p->y >= c->p->height)
		return;
	const uint8_t *from = c->p->grey + (size_t)(y - c->p->y) * c->p->width;
	uint8_t *to = row + (size_t)c->p->x * (size_t)c->channels * (c->depth == 16 ? 2U : 1U);
	bool alpha = c->type & PNG_COLOR_MASK_ALPHA;
	for (uint32_t x = 0; x < c->p->width; x++)
		for (int k = 0; k < c->channels; k++)
			put_sample(c, &to, alpha && k == c->channels - 1 ? 0xffffU : levels[from[x]]);
}

static void start_writing(coder *c)
{
	c->w = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, c, failed, warned, c, take, give);
	c->wi = c->w ? png_create_info_struct(c->w) : NULL;
	if (!c->wi)
		png_error(c->r, "no room");
	png_set_write_fn(c->w, c, write_bytes, flush_bytes);
	png_set_user_limits(c->w, CN_PIXELS_SIDE_MAX, CN_PIXELS_SIDE_MAX);
	png_set_compression_buffer_size(c->w, 1 << 16);
	if (c->type == PNG_COLOR_TYPE_PALETTE)
		palette(c);
	png_set_IHDR(c->w, c->wi, png_get_image_width(c->r, c->ri), c->height, c->depth, c->type, png_get_interlace_type(c->r, c->ri),
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(c->w, c->wi);
}

static void put_in(coder *c)
{
	unsigned levels[GREYS];
	start(c);
	if (c->type == PNG_COLOR_TYPE_GRAY && c->depth < 4 && png_get_valid(c->r, c->ri, PNG_INFO_tRNS))
		cannot(c, CN_FAIL(c->err, CN_EUNSUPPORTED, "PNG: one of its few greys is transparent: save it with more greys first"));
	start_writing(c);
	png_set_packing(c->r); /* a byte for each sample below 8 bits */
	png_set_packing(c->w);
	int passes = png_set_interlace_handling(c->r);
	(void)png_set_interlace_handling(c->w);
	png_read_update_info(c->r, c->ri);
	c->channels = png_get_channels(c->r, c->ri);
	c->rows = take_rows(c, c->height);
	for (unsigned grey = 0; grey < GREYS; grey++)
		levels[grey] = c->type == PNG_COLOR_TYPE_PALETTE ? c->index[grey] : level(c, grey);
	if (passes > 1)
		for (int pass = 0; pass < passes; pass++)
			for (uint32_t y = 0; y < c->height; y++)
				png_read_row(c->r, c->rows + y * c->row_bytes, NULL);
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < c->height; y++) {
			uint8_t *row = c->rows + (passes == 1 ? 0 : y * c->row_bytes);
			if (passes == 1)
				png_read_row(c->r, row, NULL);
			put_row(c, row, y, levels);
			png_write_row(c->w, row);
		}
	png_read_end(c->r, NULL);
	png_write_end(c->w, c->wi);
}

/* All chunks of this type of what was written. */
static void put_all(cn_buf *b, cn_str made, const char *type)
{
	cn_str c;
	for (size_t at = SIGN_BYTES; chunk_at(made, at, &c); at += c.n)
		if (is(c, type))
			cn_buf_put(b, c);
}

static void splice(cn_buf *b, cn_str file, cn_str made, bool palette_too)
{
	cn_str c = { 0 };
	size_t at = SIGN_BYTES;
	bool data = false, end = false;
	cn_buf_put(b, cn_sub(file, 0, SIGN_BYTES));
	for (; !end && chunk_at(file, at, &c); at += c.n) {
		end = is(c, "IEND");
		if (is(c, "IHDR") || (palette_too && is(c, "PLTE")))
			put_all(b, made, is(c, "IHDR") ? "IHDR" : "PLTE");
		else if (!is(c, "IDAT"))
			cn_buf_put(b, c);
		else if (!data)
			put_all(b, made, "IDAT");
		data |= is(c, "IDAT");
	}
	cn_buf_put(b, cn_sub(file, at, file.n));
}

cn_code cn_png_put(cn_arena *a, cn_str file, const cn_patch *p, cn_str *ret, cn_err *err)
{
	coder c = { 0 };
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_PIXELS_BYTES_MAX);
	cn_code rc = run(file, p, put_in, &c, err);
	if (rc == CN_OK)
		splice(&b, file, cn_buf_str(&c.out), c.type == PNG_COLOR_TYPE_PALETTE);
	cn_buf_done(&c.out);
	if (rc != CN_OK)
		return rc;
	*ret = cn_buf_copy(a, &b);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
