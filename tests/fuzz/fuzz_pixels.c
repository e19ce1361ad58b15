/* Pictures whose words are drawn and looked for: any bytes are an error or a picture, and what is drawn is seen. */
#include "ext/pixels.h"
#include "lab/media/draw/draw.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { SIDE_MOST = 1 << 11 };
	const cn_pixels *px = &cn_pixels_of_files;
	cn_str file = { (const char *)data, size }, out;
	cn_media_file read;
	cn_picture pic;
	cn_label_box b;
	cn_tri seen;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	if (!a || cn_media_read(a, file, &read, NULL) != CN_OK || px->look(px->self, file, &pic, NULL) != CN_OK)
		return 0;
	if (pic.width > SIDE_MOST || pic.height > SIDE_MOST) /* right, but slow */
		return 0;
	if (cn_label_draw(a, px, file, &read, CN_S("AI生成"), &out, &b, NULL) != CN_OK)
		return 0;
	if (cn_media_read(a, out, &read, NULL) != CN_OK || cn_label_seen(a, px, out, &read, &b, &seen, NULL) != CN_OK)
		abort();
	return 0;
}
