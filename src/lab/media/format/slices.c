/* Bytes in pieces, put together when they are needed in one. */
#include "lab/media/format/slices.h"

cn_code cn_slices_add(cn_arena *a, cn_slices *s, cn_str more, cn_err *err)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 8;
		cn_str *slice = CN_NEW(a, cn_str, room);
		if (!slice)
			return cn_arena_fail(a, err);
		if (s->n > 0)
			memcpy(slice, s->slice, s->n * sizeof *slice);
		s->slice = slice;
		s->room = room;
	}
	s->slice[s->n++] = more;
	s->bytes += more.n;
	return CN_OK;
}

cn_code cn_slices_joined(cn_media_reader *r, const cn_slices *s, cn_str *ret)
{
	*ret = s->n == 1 ? s->slice[0] : (cn_str){ "", 0 };
	if (s->n <= 1)
		return CN_OK;
	char *p = NULL;
	size_t n = 0;
	CN_TRY(cn_media_join(r, s->bytes, &p));
	for (size_t i = 0; i < s->n; n += s->slice[i++].n)
		if (s->slice[i].n > 0)
			memcpy(p + n, s->slice[i].p, s->slice[i].n);
	*ret = (cn_str){ p, n };
	return CN_OK;
}
