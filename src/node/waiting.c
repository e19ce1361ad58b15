#include "node/waiting.h"

#include "node/acts.h"
#include "store/file.h"

/* ---- keys ---- */

static cn_code put_key(cn_ctx *ctx, cn_home *home, cn_str name, cn_val *list, cn_err *err)
{
	cn_str role;
	cn_digest id;
	cn_err why = { 0 };
	cn_code rc = cn_home_key_role(home, ctx->a, name, &role, &why);
	if (rc == CN_ENOMEM || rc == CN_ETOOBIG)
		return CN_FAIL(err, rc, "%s", why.msg);
	if (rc != CN_OK || cn_home_key_id(home, ctx->a, name, &id, &why) != CN_OK)
		return CN_OK; /* revoked, gone, or of another node: nobody signs with it */
	cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
	cn_put(ctx->a, m, "name", cn_text(ctx->a, name));
	cn_put(ctx->a, m, "role", cn_text(ctx->a, role));
	cn_put(ctx->a, m, "fingerprint", cn_text(ctx->a, cn_digest_str(ctx->a, &id)));
	return CN_OK;
}

static cn_code put_all_keys(cn_ctx *ctx, cn_home *home, cn_val *list, cn_err *err)
{
	const cn_val *files;
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, ctx->data_dir, "keys/people", err));
	if (!cn_file_exists(path))
		return CN_OK;
	CN_TRY(cn_dir_list(ctx->a, path, &files, err));
	CN_EACH(f, files)
		if (cn_ends(f->s, ".key"))
			CN_TRY(put_key(ctx, home, cn_sub(f->s, 0, f->s.n - 4), list, err));
	return CN_OK;
}

cn_code cn_all_keys(cn_ctx *ctx, cn_home *home, cn_val **ret, cn_err *err)
{
	cn_val *list = cn_list(ctx->a);
	CN_TRY(put_all_keys(ctx, home, list, err));
	*ret = list;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

cn_code cn_own_keys(cn_ctx *ctx, cn_home *home, const cn_asker *who, cn_val **ret, cn_err *err)
{
	cn_val *list = cn_list(ctx->a);
	if (!who->known && !ctx->confined)
		CN_TRY(put_all_keys(ctx, home, list, err));
	CN_EACH(k, who->keys)
		CN_TRY(put_key(ctx, home, k->s, list, err));
	*ret = list;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

/* ---- rows ---- */

/* What would come of it, by name. */
static cn_val *title_of(cn_ctx *ctx, const cn_library *lib, const cn_signed *r)
{
	cn_arena *a = ctx->a;
	cn_str duty = cn_get_text(r->rec.body, "duty"), owner = cn_get_text(r->rec.body, "owner");
	const cn_provision *p = duty.n ? cn_library_provision(lib, duty) : NULL;
	if (p)
		return cn_words_val(a, p->heading);
	if (duty.n)
		return cn_text(a, duty);
	if (!owner.n)
		return cn_text(a, r->rec.kind);
	return cn_words_val(a, (cn_words){ cn_strf(a, "Limits of %.*s", CN_FMT(owner)), cn_strf(a, "%.*s的限值", CN_FMT(owner)) });
}

static void put_verdict(cn_ctx *ctx, cn_val *m, const char *why_not)
{
	cn_put(ctx->a, m, "may", cn_bool(ctx->a, why_not == NULL));
	if (why_not)
		cn_put(ctx->a, m, "why_not", cn_textz(ctx->a, why_not));
}

/* May who asks give the second signature? The same questions as `approve` asks over HTTP. */
static const char *why_not(cn_ctx *ctx, cn_home *home, const cn_waiting *w, const cn_signed *r, cn_second_state state)
{
	if (state != CN_SECOND_WAITS)
		return "not-waiting";
	if (w->who.access < CN_ACCESS_OFFICER)
		return "role";
	if (cn_signed_by_any(ctx, home, r, w->who.held))
		return "same-person";
	return w->keys->n ? NULL : "no-key";
}

static void put_text(cn_arena *a, cn_val *m, const cn_val *body, const char *key)
{
	cn_str s = cn_get_text(body, key);
	if (s.n)
		cn_put(a, m, key, cn_text(a, s));
}

static cn_val *put_needs(cn_arena *a, cn_val *m, cn_access least, cn_str command)
{
	cn_val *needs = cn_put(a, m, "needs", cn_map(a));
	cn_put(a, needs, "access", cn_textz(a, cn_access_text(least)));
	if (command.n)
		cn_put(a, needs, "command", cn_text(a, command));
	return needs;
}

cn_val *cn_waiting_record(cn_ctx *ctx, cn_home *home, const cn_waiting *w, size_t k)
{
	static const char *const copied[] = { "until", "system", "duty", "market", "owner", "reason" };
	cn_arena *a = ctx->a;
	const cn_second *s = &w->all->at[k];
	cn_second_state state = cn_second_state_of(w->all, k, w->today);
	char since[CN_TIME_BYTES];
	cn_val *m = cn_map(a);
	cn_time_text(s->rec->rec.time_us, since);
	cn_put(a, m, "what", cn_textz(a, "record"));
	cn_put(a, m, "kind", cn_text(a, s->rec->rec.kind));
	cn_put(a, m, "title", title_of(ctx, w->lib, s->rec));
	cn_put(a, m, "state", cn_textz(a, cn_second_state_text(state)));
	cn_put(a, m, "seq", cn_int(a, s->rec->rec.seq));
	cn_put(a, m, "id", cn_text(a, cn_digest_str(a, &s->rec->id)));
	cn_put(a, m, "since", cn_textz(a, since));
	cn_val *by = cn_put(a, m, "by", cn_map(a));
	cn_put(a, by, "role", cn_text(a, s->role));
	for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
		put_text(a, m, s->rec->rec.body, copied[i]);
	put_needs(a, m, CN_ACCESS_OFFICER, cn_strf(a, "concord approve %lld --role ROLE --key NAME", (long long)s->rec->rec.seq));
	if (w->who.known) {
		const char *no = why_not(ctx, home, w, s->rec, state);
		put_verdict(ctx, m, no);
		if (!no)
			cn_put(a, m, "keys", cn_val_copy(a, w->keys));
	}
	return m;
}

static cn_val *command_row(cn_ctx *ctx, const cn_waiting *w, const cn_val *c)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_put(a, m, "what", cn_textz(a, "command"));
	cn_put(a, m, "kind", cn_text(a, cn_get_text(c, "op")));
	cn_put(a, m, "title", cn_text(a, cn_strf(a, "concord %.*s", CN_FMT(cn_get_text(c, "op")))));
	cn_put(a, m, "state", cn_textz(a, cn_second_state_text(CN_SECOND_WAITS)));
	cn_put(a, m, "id", cn_text(a, cn_get_text(c, "id")));
	cn_put(a, m, "since", cn_text(a, cn_get_text(c, "made")));
	cn_put(a, m, "until", cn_text(a, cn_get_text(c, "until")));
	cn_val *by = cn_put(a, m, "by", cn_map(a));
	cn_put(a, by, "person", cn_text(a, cn_get_text(c, "person")));
	put_needs(a, m, CN_ACCESS_ADMINISTRATOR, CN_S("")); /* over HTTP alone: another administrator, signed in */
	if (w->who.known)
		put_verdict(ctx, m,
			    w->who.access < CN_ACCESS_ADMINISTRATOR ? "role"
			    : cn_get_bool(c, "own", false)	    ? "same-person"
								    : NULL);
	return m;
}

void cn_waiting_rows(cn_ctx *ctx, cn_home *home, const cn_waiting *w, size_t from, size_t most, cn_val *list, size_t *ret_n)
{
	size_t n = 0;
	for (size_t k = 0; k < w->all->n; k++)
		if (cn_second_state_of(w->all, k, w->today) == CN_SECOND_WAITS && n++ >= from && list->n < most)
			cn_push(ctx->a, list, cn_waiting_record(ctx, home, w, k));
	CN_EACH(c, w->who.commands)
		if (n++ >= from && list->n < most)
			cn_push(ctx->a, list, command_row(ctx, w, c));
	*ret_n = n;
}
