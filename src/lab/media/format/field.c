/* Text fields of formats older than UTF-8. */
#include "lab/media/format/format.h"

/* At most `most` bytes of a well-formed text, and no half of a character. */
static cn_str clipped(cn_str s, size_t most)
{
	if (s.n <= most)
		return s;
	s.n = most;
	while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

cn_code cn_media_field_text(cn_media_reader *r, cn_str s, cn_str *ret)
{
	const char *end = s.n ? memchr(s.p, 0, s.n) : NULL;
	s.n = end ? (size_t)(end - s.p) : s.n;
	cn_str head = clipped(s, CN_MEDIA_TAG_BYTES_MAX);
	if (cn_utf8_ok(head)) {
		*ret = head;
		return CN_OK;
	}
	char *p = NULL;
	size_t n = 0;
	s = cn_sub(s, 0, CN_MEDIA_TAG_BYTES_MAX);
	CN_TRY(cn_media_join(r, 2 * s.n, &p));
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x80)
			p[n++] = (char)(0xc0 | c >> 6);
		p[n++] = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
	}
	*ret = clipped((cn_str){ p, n }, CN_MEDIA_TAG_BYTES_MAX);
	return CN_OK;
}
