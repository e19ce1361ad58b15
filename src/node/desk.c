/* What the commands that sign one record about a system share. */
#include "node/desk.h"

#include "core/kind.h"
#include "node/acts.h"
#include "store/file.h"

enum { DOCUMENT_BYTES_MAX = 64 << 20 };

cn_code cn_desk_open(cn_ctx *ctx, const char *path, bool records, cn_desk *ret, cn_err *err)
{
	*ret = (cn_desk){ 0 };
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &ret->home, err));
	cn_code rc = cn_load_norms(ctx, &ret->norms, err);
	if (rc == CN_OK)
		rc = cn_load_system(ctx, &ret->norms, path, records ? ret->home : NULL, NULL, &ret->system, err);
	if (rc != CN_OK)
		cn_home_close(ret->home);
	return rc;
}

cn_code cn_passphrase_new(cn_ctx *ctx, cn_secret *ret, cn_err *err)
{
	CN_AUTO_SECRET again = { 0 };
	if (cn_flag_on(ctx, "no-passphrase"))
		return CN_OK;
	cn_code rc = cn_passphrase("new keys", ret, err);
	if (rc == CN_ESTATE)
		return cn_hint(err, "CONCORD_PASSPHRASE_FILE=FILE, or --no-passphrase for keys that anyone who can read the folder can use");
	CN_TRY(rc);
	if (!ret->n)
		return CN_FAIL(err, CN_EINPUT, "an empty passphrase protects nothing; --no-passphrase says so openly");
	CN_TRY(cn_passphrase("new keys, once more", &again, err));
	if (!cn_eq(cn_secret_str(ret), cn_secret_str(&again)))
		return CN_FAIL(err, CN_EINPUT, "the two passphrases differ; nothing was written");
	return CN_OK;
}

cn_code cn_need(cn_ctx *ctx, const char *flag, const char *example, cn_str *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, flag);
	if (!z || !z[0]) {
		(void)CN_FAIL(err, CN_EINPUT, "--%s is missing", flag);
		return cn_hint(err, "--%s %s", flag, example);
	}
	*ret = cn_str_z(z);
	return CN_OK;
}

cn_code cn_put_date(cn_ctx *ctx, cn_val *body, const char *flag, const char *key, cn_err *err)
{
	const char *z = cn_flag_get(ctx, flag);
	cn_date d;
	if (!z)
		return CN_OK;
	if (cn_date_parse(cn_str_z(z), &d, err) != CN_OK)
		return cn_while(err, "--%s", flag);
	cn_put(ctx->a, body, key, cn_textz(ctx->a, z));
	return CN_OK;
}

cn_code cn_put_document(cn_ctx *ctx, cn_home *home, cn_val *body, const char *key, const char *path, cn_err *err)
{
	cn_str bytes;
	cn_digest digest;
	CN_TRY(cn_file_read(ctx->a, path, DOCUMENT_BYTES_MAX, &bytes, err));
	CN_TRY(cn_home_ready(home, ctx->a, err)); /* no document is kept that no record will name */
	CN_TRY(cn_home_blob_put(home, bytes, &digest, err));
	cn_put(ctx->a, body, key, cn_blob_ref(ctx->a, &digest, bytes.n, "application/octet-stream", cn_base_name(cn_str_z(path))));
	return CN_OK;
}

cn_code cn_desk_sign(cn_ctx *ctx, cn_home *home, const char *kind, const cn_val *body, const cn_ref *ref, size_t n_ref, cn_signed *ret,
		     cn_err *err)
{
	cn_draft d = { .kind = kind, .refs = ref, .n_refs = n_ref, .body = body, .signer = cn_str_z(cn_flag_get(ctx, "key")) };
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_own_key(ctx, cn_flag_get(ctx, "key"), err));
	return cn_home_append(home, ctx->a, &d, ctx->now_us, ret, err);
}

static cn_val *said_row(cn_ctx *ctx, const cn_signed *s)
{
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "seq", cn_int(ctx->a, s->rec.seq));
	cn_put(ctx->a, m, "id", cn_text(ctx->a, cn_digest_str(ctx->a, &s->id)));
	cn_put(ctx->a, m, "kind", cn_text(ctx->a, s->rec.kind));
	return m;
}

cn_code cn_desk_said(cn_ctx *ctx, const cn_signed *s, size_t n, cn_err *err)
{
	if (ctx->json) {
		cn_val *list = cn_list(ctx->a);
		for (size_t i = 0; i < n; i++)
			cn_push(ctx->a, list, said_row(ctx, &s[i]));
		return cn_answer_json(ctx, list, err);
	}
	for (size_t i = 0; i < n; i++) {
		cn_str id = cn_digest_str(ctx->a, &s[i].id);
		cn_buf_printf(ctx->out, "%s %lld  %.*s  %.*s\n", cn_tr(ctx, "record", "记录"), (long long)s[i].rec.seq, CN_FMT(s[i].rec.kind), CN_FMT(id));
	}
	return CN_OK;
}

cn_code cn_desk_append(cn_ctx *ctx, cn_home *home, const char *kind, const cn_val *body, const cn_ref *ref, size_t n_ref, cn_err *err)
{
	cn_signed s;
	CN_TRY(cn_desk_sign(ctx, home, kind, body, ref, n_ref, &s, err));
	return ctx->json ? cn_answer_json(ctx, said_row(ctx, &s), err) : cn_desk_said(ctx, &s, 1, err);
}
