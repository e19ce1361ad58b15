/* Which format it is, by its first bytes. */
#include "ext/pixels.h"
#include "ext/pixels_private.h"

cn_code cn_pixels_sides(uint32_t width, uint32_t height, cn_err *err)
{
	if (width == 0 || height == 0)
		return CN_FAIL(err, CN_EINPUT, "a picture without pixels");
	if (width > CN_PIXELS_SIDE_MAX || height > CN_PIXELS_SIDE_MAX || (uint64_t)width * height > CN_PIXELS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a picture of %u by %u pixels: more than %d are not decoded", width, height, CN_PIXELS_MAX);
	return CN_OK;
}

static bool edge(uint32_t at, uint32_t step, uint32_t side)
{
	return at % step == 0 || at == side;
}

bool cn_patch_fits(const cn_picture *pic, const cn_patch *p)
{
	return p->width > 0 && p->height > 0 && p->x <= pic->width && p->width <= pic->width - p->x && p->y <= pic->height &&
	       p->height <= pic->height - p->y && edge(p->x, pic->step_x, pic->width) && edge(p->x + p->width, pic->step_x, pic->width) &&
	       edge(p->y, pic->step_y, pic->height) && edge(p->y + p->height, pic->step_y, pic->height);
}

static bool is_png(cn_str file)
{
	return cn_starts(file, "\x89PNG\r\n\x1a\n");
}

static bool is_jpeg(cn_str file)
{
	return cn_starts(file, "\xff\xd8\xff");
}

static cn_code neither(cn_err *err)
{
	return CN_FAIL(err, CN_EUNSUPPORTED, "pixels of PNG and of JPEG are decoded here, and of no other format");
}

static cn_code look(void *self, cn_str file, cn_picture *ret, cn_err *err)
{
	(void)self;
	return is_png(file) ? cn_png_look(file, ret, err) : is_jpeg(file) ? cn_jpeg_look(file, ret, err) : neither(err);
}

static cn_code get(void *self, cn_str file, const cn_patch *p, cn_err *err)
{
	(void)self;
	return is_png(file) ? cn_png_get(file, p, err) : is_jpeg(file) ? cn_jpeg_get(file, p, err) : neither(err);
}

static cn_code put(void *self, cn_arena *a, cn_str file, const cn_patch *p, cn_str *ret, cn_err *err)
{
	(void)self;
	return is_png(file) ? cn_png_put(a, file, p, ret, err) : is_jpeg(file) ? cn_jpeg_put(a, file, p, ret, err) : neither(err);
}

const cn_pixels cn_pixels_of_files = { NULL, look, get, put };
