/* Which blobs a record alone names: erasing the record takes them along. What another record still names stays. */
#include "node/home.h"

enum { OWN_BLOBS_MAX = 128 }; /* a case of an earlier version may name 64 documents and its manifest */

typedef struct blob_list {
	cn_digest *item;
	bool *shared;
	size_t n;
} blob_list;

static bool names_blob(const cn_val *v, cn_digest *ret)
{
	return v->type == CN_MAP && cn_get(v, "media_type") && cn_digest_parse(cn_get_text(v, "digest"), ret);
}

/* Bodies are at most CN_JSON_DEPTH_MAX deep: they were parsed under that bound. */
static void collect(const cn_val *v, blob_list *l)
{
	cn_digest d;
	if (names_blob(v, &d) && l->n < OWN_BLOBS_MAX)
		l->item[l->n++] = d;
	CN_EACH (x, v)
		collect(x, l);
}

static void mark_shared(const cn_val *v, blob_list *l)
{
	cn_digest d;
	if (names_blob(v, &d))
		for (size_t i = 0; i < l->n; i++)
			l->shared[i] = l->shared[i] || cn_digest_eq(&d, &l->item[i]);
	CN_EACH (x, v)
		mark_shared(x, l);
}

cn_code cn_home_own_blobs(cn_home *h, cn_arena *a, uint64_t index, const cn_digest **ret, size_t *ret_n, cn_err *err)
{
	blob_list l = { .item = CN_NEW(a, cn_digest, OWN_BLOBS_MAX), .shared = CN_NEW(a, bool, OWN_BLOBS_MAX) };
	cn_signed *s = CN_NEW(a, cn_signed, 1);
	if (!l.item || !l.shared || !s)
		return cn_arena_fail(a, err);
	cn_code rc = cn_home_record(h, a, index, s, err);
	if (rc == CN_OK)
		collect(s->rec.body, &l);
	else if (rc != CN_EABSENT)
		return rc;
	for (uint64_t i = 0; l.n && i < cn_home_size(h); i++) {
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES);
		if (!one)
			return CN_NOMEM(err);
		rc = i == index ? CN_EABSENT : cn_home_record(h, one, i, s, err);
		if (rc == CN_OK)
			mark_shared(s->rec.body, &l);
		else if (rc != CN_EABSENT)
			return rc;
	}
	size_t n = 0;
	for (size_t i = 0; i < l.n; i++)
		if (!l.shared[i])
			l.item[n++] = l.item[i];
	*ret = l.item;
	*ret_n = n;
	return CN_OK;
}
