/* Brotli by libbrotlidec. What comes out is taken piece by piece, so that a small stream that stands for gigabytes costs no more than `out` may hold. */
#include <brotli/decode.h>

#include "ext/brotli.h"

static void *take(void *self, size_t size)
{
	(void)self;
	return cn_heap_take(size);
}

static void give(void *self, void *p)
{
	(void)self;
	cn_heap_give(p);
}

static cn_code decode(BrotliDecoderState *s, cn_str packed, cn_buf *out, cn_err *err)
{
	const uint8_t *in = (const uint8_t *)packed.p;
	size_t left = packed.n, none = 0;
	unsigned long failures = cn_heap_failures();
	BrotliDecoderResult rc;
	do {
		rc = BrotliDecoderDecompressStream(s, &left, &in, &none, NULL, NULL);
		while (BrotliDecoderHasMoreOutput(s) && !out->failed) {
			size_t n = 0; /* all there is */
			const uint8_t *p = BrotliDecoderTakeOutput(s, &n);
			cn_buf_put(out, (cn_str){ (const char *)p, n });
		}
	} while (rc == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && !out->failed);
	if (out->failed && out->over_cap)
		return CN_FAIL(err, CN_ETOOBIG, "what is compressed is longer than %zu bytes", out->cap);
	if (out->failed || cn_heap_failures() != failures)
		return CN_NOMEM(err);
	if (rc == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
		return CN_FAIL(err, CN_EINPUT, "what is compressed is cut off");
	if (rc != BROTLI_DECODER_RESULT_SUCCESS)
		return CN_FAIL(err, CN_EINPUT, "it is not compressed as Brotli does it");
	return left == 0 ? CN_OK : CN_FAIL(err, CN_EINPUT, "bytes follow the end of what is compressed");
}

cn_code cn_unbrotli(cn_str packed, cn_buf *out, cn_err *err)
{
	BrotliDecoderState *s = BrotliDecoderCreateInstance(take, give, NULL);
	if (!s)
		return CN_NOMEM(err);
	cn_code rc = decode(s, packed, out, err);
	BrotliDecoderDestroyInstance(s);
	return rc;
}
