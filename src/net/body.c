/* Bodies that several answers share. */
#include <stdatomic.h>

#include "net/server.h"

struct cn_body {
	atomic_uint holders;
	size_t n;
	char bytes[];
};

cn_body *cn_body_copy(cn_str bytes)
{
	size_t room;
	cn_body *b = cn_add(bytes.n, sizeof *b, &room) ? cn_heap_take(room) : NULL;
	if (!b)
		return NULL;
	atomic_init(&b->holders, 1);
	b->n = bytes.n;
	if (bytes.n)
		memcpy(b->bytes, bytes.p, bytes.n);
	return b;
}

cn_body *cn_body_keep(cn_body *b)
{
	if (b)
		(void)atomic_fetch_add(&b->holders, 1);
	return b;
}

void cn_body_drop(cn_body *b)
{
	if (b && atomic_fetch_sub(&b->holders, 1) == 1)
		cn_heap_give(b);
}

cn_str cn_body_str(const cn_body *b)
{
	return b ? (cn_str){ b->bytes, b->n } : (cn_str){ "", 0 };
}
