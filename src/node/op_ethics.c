/* ethics add: a review by an ethics committee, signed by its own key; each condition it sets becomes a promise of the party. */
#include "core/kind.h"
#include "node/desk.h"
#include "node/role.h"

/* YAML knows only texts: what the table calls a number becomes one. */
static cn_code numbers(cn_ctx *ctx, const cn_field *fields, const cn_val *tree, const char *path, cn_val **ret, cn_err *err)
{
	cn_val *out = cn_map(ctx->a);
	CN_EACH (c, tree) {
		const cn_field *f = fields;
		while (f->name && !cn_eqz(c->key, f->name))
			f++;
		int64_t n;
		if (!f->name || f->type != CN_FIELD_INT || c->type != CN_TEXT) {
			cn_put_s(ctx->a, out, c->key, cn_val_copy(ctx->a, c));
			continue;
		}
		if (cn_int_parse(c->s, f->min, f->max, &n, err) != CN_OK)
			return cn_while(err, "%s:%u: %s", path, c->line, f->name);
		cn_put_s(ctx->a, out, c->key, cn_int(ctx->a, n));
	}
	*ret = out;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code read_review(cn_ctx *ctx, const cn_desk *d, const char *path, cn_val **ret, cn_err *err)
{
	const cn_kind *k = cn_kind_find(CN_S("ethics-review/1"));
	cn_str bytes;
	const cn_val *tree;
	cn_val *body;
	CN_TRY(cn_load_yaml(ctx, path, &bytes, &tree, err));
	if (!cn_is_text(cn_get(tree, "concord"), "ethics-review/1"))
		return CN_FAIL(err, CN_EINPUT, "%s: does not begin \"concord: ethics-review/1\"", path);
	cn_val *plain = cn_map(ctx->a);
	cn_put(ctx->a, plain, "system", cn_text(ctx->a, d->system->profile->id));
	CN_EACH (c, tree)
		if (!cn_eqz(c->key, "concord")) {
			cn_val *v = cn_put_s(ctx->a, plain, c->key, cn_val_copy(ctx->a, c));
			if (v)
				v->line = c->line;
		}
	CN_TRY(numbers(ctx, k->fields, plain, path, &body, err));
	cn_record r = { .kind = cn_str_z(k->name), .body = body, .tlp = k->tlp };
	if (cn_kind_check(k, &r, err) != CN_OK)
		return cn_while(err, "%s", path);
	CN_TRY(cn_role_check(d->norms.lib, cn_get_text(body, "role"), err));
	CN_EACH (c, cn_get(body, "conditions"))
		CN_TRY(cn_role_check(d->norms.lib, cn_get_text(c, "owner"), err));
	*ret = body;
	return CN_OK;
}

static cn_val *promise_of(cn_ctx *ctx, const cn_val *review, const cn_val *condition, cn_str record)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_put(a, m, "party", cn_text(a, cn_get_text(review, "party")));
	cn_put(a, m, "id", cn_text(a, cn_get_text(condition, "id")));
	cn_put(a, m, "title", cn_val_copy(a, cn_get(condition, "what")));
	cn_put(a, m, "made", cn_text(a, cn_get_text(review, "on")));
	cn_put(a, m, "due", cn_text(a, cn_get_text(condition, "due")));
	cn_put(a, m, "owner", cn_text(a, cn_get_text(condition, "owner")));
	cn_put(a, m, "system", cn_text(a, cn_get_text(review, "system")));
	cn_put(a, m, "source", cn_text(a, cn_strf(a, "condition of the ethics review %.*s", CN_FMT(record))));
	return m;
}

static cn_code add(cn_ctx *ctx, const cn_desk *d, cn_err *err)
{
	cn_val *body;
	CN_TRY(read_review(ctx, d, ctx->args.arg[1], &body, err));
	CN_TRY(cn_role_key(ctx, d->home, cn_get_text(body, "role"), true, err));
	const cn_val *conditions = cn_get(body, "conditions");
	size_t n = 1;
	cn_signed *s = CN_NEW(ctx->a, cn_signed, 1 + (conditions ? conditions->n : 0));
	if (!s)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_desk_sign(ctx, d->home, "ethics-review/1", body, NULL, 0, &s[0], err));
	cn_ref ref = { .role = CN_S("review"), .to = s[0].id };
	CN_EACH (c, conditions)
		CN_TRY(cn_desk_sign(ctx, d->home, "commitment/1", promise_of(ctx, body, c, cn_digest_str(ctx->a, &s[0].id)), &ref, 1, &s[n++], err));
	return cn_desk_said(ctx, s, n, err);
}

static cn_code run_add(cn_ctx *ctx, cn_err *err)
{
	cn_desk d;
	CN_TRY(cn_desk_open(ctx, ctx->args.arg[0], false, &d, err));
	cn_code rc = add(ctx, &d, err);
	cn_home_close(d.home);
	return rc;
}

static const cn_flag flags[] = { { "key", "NAME", "the committee's key (concord key add --role ethics-committee)", "委员会的密钥（concord key add --role ethics-committee）", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_ethics_add = { "ethics add", "FILE REVIEW", 2, 2, "sign a review by an ethics committee: quorum, votes, dissent; its conditions become promises", "签署伦理委员会审查：法定人数、表决、异议；所附条件成为承诺",
				 { "concord ethics add system.yaml review.yaml --key ethics-committee-1f2e3d4c", NULL }, flags, run_add, CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
