/* Containers from outside: parts that lie within the file, or an error with a sentence; and what is written reads back. */
#include "lab/media/file.h"
#include "lab/media/invisible.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const cn_media_kind KINDS[] = { CN_PART_XMP, CN_PART_C2PA, CN_PART_AIGC, CN_PART_TAG, CN_PART_IPTC };

static cn_str payload(cn_media_kind k)
{
	return k == CN_PART_C2PA ? (cn_str){ "\0\0\0\x26jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03" "c2pa", 38 }
				 : CN_S("{\"Label\":\"1\"}");
}

/* One part of each kind that the format carries, written, comes back as it was. */
static void write_and_read(cn_arena *a, cn_str file, cn_media_format format)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		if (!cn_media_carries(format, KINDS[i]))
			continue;
		cn_str key = format == CN_MEDIA_WAV ? CN_S("ICMT") : format == CN_MEDIA_GIF ? CN_S("Comment") : CN_S("comment");
		cn_media_edit e = { KINDS[i], KINDS[i] == CN_PART_TAG ? key : (cn_str){ "", 0 }, payload(KINDS[i]) };
		cn_media_pieces out;
		cn_err err = { 0 };
		if (cn_media_write(a, file, &e, 1, &out, &err) != CN_OK) {
			if (!err.msg[0])
				abort();
			continue;
		}
		char *p = CN_NEW(a, char, out.bytes ? out.bytes : 1);
		if (!p)
			return;
		size_t n = 0;
		for (size_t k = 0; k < out.n; n += out.piece[k++].n)
			memcpy(p + n, out.piece[k].p, out.piece[k].n);
		cn_media_file f;
		if (n != out.bytes)
			abort();
		if (cn_media_read(a, (cn_str){ p, n }, &f, NULL) != CN_OK || f.trouble)
			continue;
		bool found = false, as_yaml = format == CN_MEDIA_MARKDOWN && e.kind == CN_PART_AIGC; /* lines of its own */
		for (size_t k = 0; k < f.n_part; k++)
			found = found || (f.part[k].kind == e.kind && (as_yaml || cn_eq(f.part[k].bytes, e.bytes)));
		if (!found)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_media_file f;
	cn_err err = { 0 };
	cn_str file = { (const char *)data, size };
	if (!a)
		return 0;
	if (cn_media_read(a, file, &f, &err) != CN_OK) {
		if (!err.msg[0])
			abort();
		return 0;
	}
	for (size_t i = 0; i < f.n_part; i++)
		for (size_t j = 0; j < f.part[i].n_range; j++)
			if (f.part[i].range[j].at > size || f.part[i].range[j].size > size - f.part[i].range[j].at)
				abort();
	cn_invisible v;
	if (cn_media_invisible(a, file, &v, NULL) == CN_OK && (v.first > size || v.hidden.n > CN_INVISIBLE_HIDDEN_BYTES_MAX || !cn_utf8_ok(v.hidden)))
		abort();
	write_and_read(a, file, f.format);
	return 0;
}
