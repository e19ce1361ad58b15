#include "lab/media/c2pa/jumbf.h"

enum { TOGGLES = 3, HEAD = 8 }; /* it can be asked for; it has a label */

static const char TAIL[12] = { 0x00, 0x11, 0x00, 0x10, (char)0x80, 0x00, 0x00, (char)0xaa, 0x00, 0x38, (char)0x9b, 0x71 };

static void put_be32(cn_buf *b, uint32_t u)
{
	for (int i = 24; i >= 0; i -= 8)
		cn_buf_putc(b, (char)(u >> i & 0xff));
}

static void put_head(cn_buf *b, size_t body, uint32_t type)
{
	if (body > UINT32_MAX - HEAD)
		b->failed = true;
	put_be32(b, (uint32_t)(body + HEAD));
	put_be32(b, type);
}

size_t cn_jumbf_begin(cn_buf *b, cn_jumbf_kind kind, cn_str label)
{
	size_t at = b->n;
	put_head(b, 0, CN_4CC('j', 'u', 'm', 'b'));
	put_head(b, 4 + sizeof TAIL + 1 + label.n + 1, CN_4CC('j', 'u', 'm', 'd'));
	put_be32(b, (uint32_t)kind);
	cn_buf_put(b, (cn_str){ TAIL, sizeof TAIL });
	cn_buf_putc(b, TOGGLES);
	cn_buf_put(b, label);
	cn_buf_putc(b, 0);
	return at;
}

void cn_jumbf_end(cn_buf *b, size_t at)
{
	size_t n = b->n - at;
	if (n > UINT32_MAX)
		b->failed = true;
	if (b->failed)
		return;
	for (size_t i = 0; i < 4; i++)
		b->p[at + i] = (char)(n >> (24 - 8 * i) & 0xff);
}

void cn_jumbf_put(cn_buf *b, uint32_t type, cn_str body)
{
	put_head(b, body.n, type);
	cn_buf_put(b, body);
}
