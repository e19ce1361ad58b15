/* The systems of a log, folded into one row each. */
#include "node/seen.h"
#include "node/walk.h"

cn_seen *cn_seen_at(cn_seen *s, size_t n, cn_str id)
{
	for (size_t i = 0; i < n; i++)
		if (cn_eq(s[i].id, id))
			return &s[i];
	return NULL;
}

static bool says_of_system(cn_str kind)
{
	return cn_eqz(kind, "system/1") || cn_eqz(kind, "assessment/1");
}

cn_code cn_seen_read(cn_ctx *ctx, cn_home *home, cn_seen **ret, size_t *ret_n, cn_err *err)
{
	size_t n = 0;
	const cn_seek what = { .kind = says_of_system };
	cn_seen *s = CN_NEW(ctx->a, cn_seen, CN_SEEN_MAX);
	if (!s)
		return cn_arena_fail(ctx->a, err);
	for (uint64_t from = 0;;) {
		cn_signed r;
		bool found;
		CN_TRY(cn_walk(ctx, home, &what, &from, &r, &found, err));
		if (!found)
			break;
		bool is_system = cn_eqz(r.rec.kind, "system/1");
		cn_str id = cn_get_text(r.rec.body, is_system ? "id" : "system");
		cn_seen *at = cn_seen_at(s, n, id);
		if (!at && n >= CN_SEEN_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "this node has more than %d systems", CN_SEEN_MAX);
		if (!at) {
			at = &s[n++];
			at->id = id;
		}
		if (is_system)
			at->system = r;
		else {
			at->assessment = r;
			at->n_assessment++;
		}
	}
	*ret = s;
	*ret_n = n;
	return CN_OK;
}

cn_code cn_seen_file(cn_ctx *ctx, cn_home *home, const cn_signed *r, const char *key, cn_str *ret, cn_err *err)
{
	cn_digest d;
	if (!cn_digest_parse(cn_get_text(cn_get(r->rec.body, key), "digest"), &d))
		return CN_FAIL(err, CN_EINPUT, "record %lld names no file as its %s", (long long)r->rec.seq, key);
	return cn_home_blob_get(home, ctx->a, &d, ret, err);
}
