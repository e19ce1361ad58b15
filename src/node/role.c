/* Who may sign as what. */
#include "node/role.h"

cn_code cn_role_check(const cn_library *lib, cn_str role, cn_err *err)
{
	size_t n;
	CN_AUTO_BUF all;
	cn_buf_init(&all, 4096);
	const cn_member *m = cn_library_list(lib, "people_roles", &n);
	for (size_t i = 0; i < n; i++) {
		if (cn_eq(m[i].id, role))
			return CN_OK;
		cn_buf_printf(&all, "%s%.*s", i == 0 ? "" : i + 1 < n ? ", " : " or ", CN_FMT(m[i].id));
	}
	(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a role that signs", CN_FMT(cn_sub(role, 0, 40)));
	return cn_hint(err, "%.*s", CN_FMT(cn_buf_str(&all)));
}

cn_code cn_role_key(cn_ctx *ctx, cn_home *home, cn_str role, bool person, cn_err *err)
{
	cn_str key = cn_str_z(cn_flag_get(ctx, "key")), has;
	if (key.n == 0 && !person)
		return CN_OK;
	if (key.n == 0) {
		(void)CN_FAIL(err, CN_EINPUT, "only a person can say this, with a key of the role %.*s", CN_FMT(role));
		return cn_hint(err, "concord key add --role %.*s, then --key NAME", CN_FMT(role));
	}
	CN_TRY(cn_home_key_role(home, ctx->a, key, &has, err));
	if (cn_eq(has, role))
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "the key %.*s does not sign as %.*s: its role is %.*s", CN_FMT(key), CN_FMT(role), CN_FMT(has));
	return cn_hint(err, "concord key add --role %.*s, then --key NAME", CN_FMT(role));
}

bool cn_role_counts(const cn_signed *r, cn_str key)
{
	static const char *const acts[] = { "judgement/1", "waiver/1", "approval/1", "risk-review/1", "ethics-review/1" };
	cn_str use, role;
	bool person = cn_split(key, ':', &use, &role), act = false;
	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
		act = act || cn_eqz(r->rec.kind, acts[i]);
	if (act)
		return person && cn_eq(role, cn_get_text(r->rec.body, "role"));
	if (cn_eqz(r->rec.kind, "policy/1"))
		return person && cn_eq(role, cn_get_text(r->rec.body, "owner_role"));
	if (cn_eqz(r->rec.kind, "evidence/1"))
		return !person || cn_eq(role, cn_get_text(r->rec.body, "signer_role"));
	if (cn_eqz(r->rec.kind, "fulfilment/1"))
		return !person || cn_eq(role, cn_get_text(r->rec.body, "role"));
	return true;
}
