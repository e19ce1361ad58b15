/* MP3: tags of ID3v2, then frames of MPEG audio (ISO 11172-3, 13818-3), each told by the eleven or twelve ones that it begins with.
 */
#include "lab/media/format/audio.h"
#include "lab/media/format/id3.h"

enum { LOOKED_THROUGH = 64 << 10, FRAMES_COMPARED = 32 };

typedef struct frame {
	unsigned version; /* 1, 2; 3 is "2.5" */
	unsigned layer;
	uint32_t bit_rate, sample_rate; /* a second */
	uint32_t samples, bytes;
	bool mono;
} frame;

static uint32_t bit_rate_of(unsigned version, unsigned layer, unsigned index)
{
	static const uint16_t KILO[5][16] = {
		{ 0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0 }, /* version 1, layers 1 to 3 */
		{ 0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0 },
		{ 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
		{ 0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0 }, /* version 2, layer 1, and 2 and 3 */
		{ 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
	};
	return 1000u * KILO[version == 1 ? layer - 1 : layer == 1 ? 3 : 4][index];
}

static bool read_frame(cn_str file, size_t at, frame *ret)
{
	static const uint16_t RATE[] = { 44100, 48000, 32000 };
	static const unsigned VERSION[] = { 3, 0, 2, 1 };
	if (file.n < 4 || at > file.n - 4)
		return false;
	uint32_t h = cn_be32(file.p + at);
	frame f = { .version = VERSION[h >> 19 & 3], .layer = 4 - (h >> 17 & 3) };
	if (h >> 21 != 0x7ff || f.version == 0 || f.layer == 4 || (h >> 10 & 3) == 3)
		return false;
	f.bit_rate = bit_rate_of(f.version, f.layer, h >> 12 & 15);
	f.sample_rate = (uint32_t)RATE[h >> 10 & 3] >> (f.version - 1);
	f.samples = f.layer == 1 ? 384 : f.layer == 3 && f.version > 1 ? 576 : 1152;
	f.mono = (h >> 6 & 3) == 3;
	uint32_t padding = h >> 9 & 1;
	if (f.bit_rate == 0)
		return false;
	f.bytes =
	    f.layer == 1 ? (12 * f.bit_rate / f.sample_rate + padding) * 4 : f.samples / 8 * f.bit_rate / f.sample_rate + padding;
	*ret = f;
	return true;
}

/* The first frame that another one follows, or that ends the file. */
static bool first_frame(cn_str file, size_t from, size_t *ret, frame *f)
{
	size_t end = file.n - from > LOOKED_THROUGH ? from + LOOKED_THROUGH : file.n;
	for (size_t at = from; at < end; at++) {
		const char *ff = memchr(file.p + at, 0xff, end - at);
		frame next;
		if (!ff)
			return false;
		at = (size_t)(ff - file.p);
		if (!read_frame(file, at, f) || f->bytes > file.n - at)
			continue;
		if (f->bytes == file.n - at || read_frame(file, at + f->bytes, &next)) {
			*ret = at;
			return true;
		}
	}
	return false;
}

/* How many frames the first one says there are: "Xing" or "Info" after the side information, "VBRI" at a fixed place; 0: it does
 * not. */
static uint32_t frames_said(cn_str file, size_t at, const frame *f)
{
	size_t side = f->version == 1 ? (f->mono ? 17 : 32) : (f->mono ? 9 : 17);
	cn_str s = cn_sub(file, at, f->bytes), x = cn_sub(s, 4 + side, s.n), v = cn_sub(s, 36, s.n);
	if (x.n >= 12 && (cn_starts(x, "Xing") || cn_starts(x, "Info")))
		return (cn_be32(x.p + 4) & 1) ? cn_be32(x.p + 8) : 0;
	return v.n >= 18 && cn_starts(v, "VBRI") ? cn_be32(v.p + 14) : 0;
}

/* By the bit rate, if the first frames all have the same one. */
static int64_t by_bit_rate(cn_str file, size_t at, const frame *f)
{
	size_t end = file.n;
	if (end - at >= 128 && memcmp(file.p + end - 128, "TAG", 3) == 0) /* ID3v1 */
		end -= 128;
	frame next;
	size_t i = at;
	for (unsigned k = 0; k < FRAMES_COMPARED && read_frame(file, i, &next) && next.bytes <= end - i; k++) {
		if (next.bit_rate != f->bit_rate)
			return -1;
		i += next.bytes;
	}
	return cn_media_us((uint64_t)(end - at) * 8, f->bit_rate);
}

int64_t cn_media_us(uint64_t n, uint32_t a_second)
{
	if (a_second == 0 || n / a_second > (uint64_t)INT64_MAX / 2000000)
		return -1;
	return (int64_t)(n / a_second * 1000000 + n % a_second * 1000000 / a_second);
}

bool cn_media_is_mp3(cn_str file)
{
	cn_id3 t;
	frame f, next;
	if (cn_id3_open(file, 0, &t))
		return !cn_media_is_flac(file);
	return read_frame(file, 0, &f) && (f.bytes == file.n || read_frame(file, f.bytes, &next));
}

cn_code cn_media_read_mp3(cn_media_reader *r)
{
	size_t at;
	frame f;
	CN_TRY(cn_id3_read(r, &at));
	if (!first_frame(r->file, at, &at, &f))
		return CN_OK; /* the labels are read; how long the sound is, is not known */
	uint32_t n = frames_said(r->file, at, &f);
	r->out->duration_us = n ? cn_media_us((uint64_t)n * f.samples, f.sample_rate) : by_bit_rate(r->file, at, &f);
	return CN_OK;
}

cn_code cn_media_write_mp3(cn_media_writer *w)
{
	size_t end;
	CN_TRY(cn_id3_write(w, 1u << CN_PART_C2PA | 1u << CN_PART_XMP | 1u << CN_PART_AIGC | 1u << CN_PART_TAG, &end));
	return cn_media_piece(w, cn_sub(w->file, end, w->file.n));
}
