#include "node/acts.h"
#include "store/file.h"

static cn_code record_one(cn_home *h, const cn_val *act, cn_people *p, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	cn_signed s;
	int64_t n = cn_get_int(act, "n", 0);
	cn_val *body = cn_val_copy(a, cn_get(act, "body"));
	cn_put(a, body, "n", cn_int(a, n));
	if (!cn_arena_ok(a))
		return CN_NOMEM(err);
	const cn_draft d = { .kind = "access/1", .body = body };
	CN_TRY(cn_home_append(h, a, &d, now_us, &s, err));
	return cn_people_act_recorded(p, n, err);
}

cn_code cn_acts_record(cn_home *h, cn_arena *a, cn_people *p, int64_t now_us, size_t *ret_n, cn_err *err)
{
	const cn_val *list;
	*ret_n = 0;
	do {
		CN_TRY(cn_people_acts_waiting(p, a, &list, err));
		if (list->n && !*ret_n)
			CN_TRY(cn_home_ready(h, a, err));
		CN_EACH (act, list) {
			CN_TRY(record_one(h, act, p, now_us, err));
			++*ret_n;
		}
	} while (list->n == CN_ACTS_AT_ONCE);
	return CN_OK;
}

/* ---- two persons ---- */

static bool signed_by(cn_ctx *ctx, cn_home *h, const cn_signed *s, cn_str key)
{
	cn_digest id;
	if (cn_home_key_was(h, ctx->a, key, &id, NULL) != CN_OK)
		return false; /* its file is gone: nobody can say any more what it signed */
	for (unsigned i = 0; i < s->env.n_sigs; i++)
		if (cn_digest_eq(&s->env.sig[i].keyid, &id))
			return true;
	return false;
}

bool cn_signed_by_any(cn_ctx *ctx, cn_home *h, const cn_signed *s, const cn_val *keys)
{
	CN_EACH (k, keys)
		if (signed_by(ctx, h, s, k->s))
			return true;
	return false;
}

cn_code cn_second_person(cn_ctx *ctx, cn_home *h, const cn_signed *s, cn_str key, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	const cn_val *list;
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, ctx->data_dir, "private/people.db", err));
	if (!cn_file_exists(path))
		return CN_OK;
	CN_TRY(cn_people_open(ctx->data_dir, CN_KEY_COST, &p, err));
	CN_TRY(cn_people_held_with(p, ctx->a, key, &list, err));
	if (cn_signed_by_any(ctx, h, s, list))
		return CN_FAIL(err, CN_EINPUT, "the same person signed record %lld: a second person approves it", (long long)s->rec.seq);
	return CN_OK;
}

cn_code cn_own_key(cn_ctx *ctx, const char *key, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	cn_who w = { 0 };
	cn_str id, entry;
	bool has = false;
	if (!key || !ctx->confined)
		return CN_OK;
	if (ctx->by && cn_split(cn_str_z(ctx->by), ' ', &id, &entry) && id.n < sizeof w.id && cn_int_parse(entry, 0, INT64_MAX, &w.entry, NULL) == CN_OK) {
		(void)snprintf(w.id, sizeof w.id, "%.*s", CN_FMT(id));
		CN_TRY(cn_people_open(ctx->data_dir, CN_KEY_COST, &p, err));
		CN_TRY(cn_people_has_key(p, &w, cn_str_z(key), &has, err));
	}
	return has ? CN_OK : CN_FAIL(err, CN_ESTATE, "the key %s is not theirs any more who asked", key);
}
