/* Packing an answer with gzip (RFC 1952), as it is asked for. The files of the console are packed when they are built; this is for what is made here:
 * a page, and JSON, of which a reader behind a slow line would otherwise wait for six times the bytes. */
#include <limits.h>
#include <zlib.h>

#include "http/console.h"

enum { LEAST_BYTES = 1024, MOST_BYTES = 16 << 20, LEVEL = 6, GZIP_WINDOW = 15 + 16 };

static bool is_text(const char *type)
{
	static const char *const starts[] = { "application/json", "application/problem+json", "text/" };
	for (size_t i = 0; type && i < sizeof starts / sizeof *starts; i++)
		if (strncmp(type, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* NULL: no memory, or nothing gained. */
static cn_body *packed(cn_str bytes)
{
	z_stream z;
	memset(&z, 0, sizeof z);
	if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	uint8_t *out = cn_heap_take(bytes.n);
	cn_body *ret = NULL;
	if (out) {
		z.next_in = (z_const Bytef *)(uintptr_t)bytes.p; /* zlib reads it only; its type does not say so everywhere */
		z.avail_in = (uInt)bytes.n;
		z.next_out = out;
		z.avail_out = (uInt)bytes.n;
		if (deflate(&z, Z_FINISH) == Z_STREAM_END)
			ret = cn_body_copy((cn_str){ (const char *)out, z.total_out });
	}
	(void)deflateEnd(&z);
	cn_heap_give(out);
	return ret;
}

void cn_answer_pack(cn_str accepted, cn_answered *ret)
{
	cn_str bytes = cn_body_str(ret->body);
	size_t tag = strlen(ret->etag);
	if (ret->encoding || bytes.n < LEAST_BYTES || bytes.n > MOST_BYTES || !is_text(ret->type))
		return;
	ret->varies = true;
	if (!cn_coding_accepted(accepted, "gzip"))
		return;
	cn_body *b = packed(bytes);
	if (!b)
		return;
	cn_body_drop(ret->body);
	ret->body = b;
	ret->encoding = "gzip";
	if (tag > 1 && tag + 3 < sizeof ret->etag) /* other bytes, another tag */
		(void)snprintf(ret->etag + tag - 1, sizeof ret->etag - tag + 1, "-gz\"");
}
