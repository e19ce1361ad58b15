/* Any bytes as an Accept-Encoding, before a text that could be packed: a coding is taken only where its name stands, and what was packed says so and
 * begins as gzip does; else the text is as it was. */
#include <stdlib.h>

#include "http/console.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[2000] = "one text";
	cn_str header = { (const char *)data, size };
	bool gzip = cn_coding_accepted(header, "gzip");
	if ((gzip && !cn_contains(header, CN_S("gzip"))) || (cn_coding_accepted(header, "br") && !cn_contains(header, CN_S("br"))))
		abort();
	cn_answered r = { .type = cn_json_type, .etag = "\"a\"", .body = cn_body_copy((cn_str){ text, sizeof text }) };
	if (!r.body)
		return 0;
	cn_answer_pack(header, &r);
	cn_str out = cn_body_str(r.body);
	if (gzip != (r.encoding != NULL) || !r.varies)
		abort();
	if (gzip ? out.n < 18 || (uint8_t)out.p[0] != 0x1f || (uint8_t)out.p[1] != 0x8b : out.n != sizeof text)
		abort();
	cn_body_drop(r.body);
	return 0;
}
