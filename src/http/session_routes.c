/* Signing in and out, and what a person does for themselves: password, one-time codes, sessions, tokens. */
#include "http/guard.h"
#include "http/people_routes.h"
#include "store/file.h"

/* ---- the session ---- */

static cn_code say_who(cn_call *c, cn_err *err)
{
	cn_val *m = cn_map(c->a);
	cn_put(c->a, m, "id", cn_textz(c->a, c->who.id));
	cn_put(c->a, m, "name", cn_textz(c->a, c->who.name));
	cn_put(c->a, m, "roles", cn_roles_list(c->a, c->who.roles));
	cn_put(c->a, m, "access", cn_textz(c->a, cn_access_text(c->who.access)));
	cn_put(c->a, m, "csrf", cn_textz(c->a, c->who.csrf));
	return cn_answer_tree(c, m, err);
}

cn_code cn_route_session(cn_call *c, cn_err *err)
{
	return say_who(c, err);
}

static cn_code no_people(cn_call *c, cn_err *err)
{
	c->ret->status = 403;
	return CN_FAIL(err, CN_ESTATE, "nobody signs in to this server: it shows what is public alone");
}

cn_code cn_session_begin(cn_call *c, const char *session, cn_err *err)
{
	c->ret->status = 201;
	c->ret->personal = true;
	cn_guard_cookie(c, session);
	return say_who(c, err);
}

cn_code cn_route_sign_in(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "name", "password", "?code", NULL };
	const cn_val *v;
	char session[CN_TOKEN_BYTES];
	if (!c->site->people)
		return no_people(c, err);
	CN_TRY(cn_body_object(c, keys, &v, err));
	cn_str name = cn_get_text(v, "name");
	CN_TRY(cn_door_try(c, name, err));
	cn_code rc = cn_people_sign_in(c->site->people, name, cn_get_text(v, "password"), cn_get_text(v, "code"), cn_site_now_us(c->site), session, &c->who, err);
	c->code_needed = rc == CN_EABSENT;
	if (rc == CN_EFORGED || rc == CN_EABSENT) {
		c->ret->status = 401;
		c->ret->challenge = "Bearer realm=\"concord\"";
		c->ret->personal = true;
	}
	CN_TRY(rc);
	cn_door_passed(c, name);
	rc = cn_session_begin(c, session, err);
	cn_wipe(session, sizeof session);
	return rc;
}

cn_code cn_route_sign_out(cn_call *c, cn_err *err)
{
	cn_code rc = CN_OK;
	if (c->who.session[0])
		rc = cn_people_session_end(c->site->people, cn_str_z(c->who.session), cn_str_z(c->who.id), err);
	cn_guard_cookie(c, "");
	return cn_answer_change(c, rc == CN_ENOTFOUND ? CN_OK : rc, err);
}

cn_code cn_route_setup(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "link", "?code", "?name", "password", NULL };
	const cn_val *v;
	char id[CN_PERSON_ID_BYTES], path[CN_PATH_BYTES_MAX];
	if (!c->site->people)
		return no_people(c, err);
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_door_try(c, CN_S(""), err));
	cn_code rc = cn_people_use_link(c->site->people, cn_get_text(v, "link"), cn_get_text(v, "code"), cn_get_text(v, "name"), cn_get_text(v, "password"),
					cn_site_now_us(c->site), id, err);
	c->code_needed = rc == CN_EABSENT;
	if (c->code_needed)
		c->ret->status = 403;
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	if (cn_path(path, c->site->data_dir, "private/setup-link", err) == CN_OK && cn_file_exists(path))
		rc = cn_file_remove(NULL, path, err); /* used; of no use to who finds it */
	CN_TRY(rc);
	cn_val *m = cn_map(c->a);
	c->ret->status = 201;
	cn_put(c->a, m, "id", cn_textz(c->a, id));
	return cn_answer_tree(c, m, err);
}

/* ---- password and codes ---- */

cn_code cn_route_password(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "old", "password", NULL };
	const cn_val *v;
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_door_try(c, cn_str_z(c->who.name), err));
	cn_code rc = cn_people_set_password(c->site->people, cn_str_z(c->who.id), cn_get_text(v, "old"), cn_get_text(v, "password"), cn_site_now_us(c->site), err);
	if (rc == CN_OK) {
		cn_door_passed(c, cn_str_z(c->who.name));
		cn_acts_soon(c->site);
	}
	return cn_answer_change(c, rc, err);
}

cn_code cn_route_code_begin(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { NULL };
	const cn_val *v;
	char key[CN_TOTP_KEY_TEXT_BYTES];
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_people_code_begin(c->site->people, cn_str_z(c->who.id), key, err));
	cn_val *m = cn_map(c->a);
	c->ret->status = 201;
	cn_put(c->a, m, "key", cn_textz(c->a, key));
	/* the address that authenticators read; the name of the node is letters, digits, dots and dashes */
	cn_put(c->a, m, "uri", cn_text(c->a, cn_strf(c->a, "otpauth://totp/Concord:%.*s?secret=%s&issuer=Concord", CN_FMT(c->site->name), key)));
	cn_wipe(key, sizeof key);
	return cn_answer_tree(c, m, err);
}

cn_code cn_route_code_confirm(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "code", NULL };
	const cn_val *v;
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_door_try(c, cn_str_z(c->who.name), err));
	cn_code rc = cn_people_code_confirm(c->site->people, cn_str_z(c->who.id), cn_get_text(v, "code"), cn_site_now_us(c->site), err);
	if (rc == CN_OK)
		cn_acts_soon(c->site);
	return cn_answer_change(c, rc, err);
}

cn_code cn_route_code_end(cn_call *c, cn_err *err)
{
	cn_code rc = cn_people_code_end(c->site->people, cn_str_z(c->who.id), cn_site_now_us(c->site), err);
	if (rc == CN_OK)
		cn_acts_soon(c->site);
	return cn_answer_change(c, rc, err);
}

/* ---- sessions and tokens: one's own; an administrator sees and ends everybody's ---- */

static cn_str whose(const cn_call *c)
{
	return c->who.access >= CN_ACCESS_ADMINISTRATOR ? CN_S("") : cn_str_z(c->who.id);
}

cn_code cn_route_sessions(cn_call *c, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_people_sessions(c->site->people, c->a, whose(c), cn_site_now_us(c->site), &list, err));
	cn_val *rows = cn_list(c->a);
	CN_EACH (s, list) {
		cn_val *m = cn_push(c->a, rows, cn_val_copy(c->a, s));
		cn_put(c->a, m, "current", cn_bool(c->a, cn_is_text(cn_get(s, "id"), c->who.session)));
	}
	return cn_answer_items(c, rows, err);
}

cn_code cn_route_session_end(cn_call *c, cn_err *err)
{
	return cn_answer_change(c, cn_people_session_end(c->site->people, c->part, whose(c), err), err);
}

cn_code cn_route_tokens(cn_call *c, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_people_tokens(c->site->people, c->a, whose(c), cn_site_now_us(c->site), &list, err));
	return cn_answer_items(c, list, err);
}

cn_code cn_body_roles(const cn_val *v, cn_roles *ret, cn_err *err)
{
	cn_roles all = 0, one;
	const cn_val *list = cn_get(v, "roles");
	if (!list || list->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "\"roles\" is a list: [\"reader\", \"officer\"]");
	CN_EACH (r, list) {
		CN_TRY(cn_roles_parse(r->type == CN_TEXT ? r->s : CN_S(""), &one, err));
		all |= one;
	}
	*ret = all;
	return CN_OK;
}

cn_code cn_route_token_new(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "label", "roles", "until", NULL };
	const cn_val *v;
	cn_roles roles;
	cn_date until;
	char id[CN_PERSON_ID_BYTES], token[CN_TOKEN_BYTES];
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_body_roles(v, &roles, err));
	CN_TRY(cn_date_parse(cn_get_text(v, "until"), &until, err));
	cn_code rc = cn_people_token_new(c->site->people, cn_str_z(c->who.id), cn_get_text(v, "label"), roles, ((int64_t)until + 1) * 24 * 60 * CN_MINUTE_US,
					 cn_site_now_us(c->site), id, token, err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	cn_val *m = cn_map(c->a);
	c->ret->status = 201;
	(void)snprintf(c->ret->location, sizeof c->ret->location, "/api/v1/tokens/%s", id);
	cn_put(c->a, m, "id", cn_textz(c->a, id));
	cn_put(c->a, m, "token", cn_textz(c->a, token));
	cn_wipe(token, sizeof token);
	return cn_answer_tree(c, m, err);
}

cn_code cn_route_token_end(cn_call *c, cn_err *err)
{
	cn_code rc = cn_people_token_end(c->site->people, c->part, whose(c), cn_str_z(c->who.id), cn_site_now_us(c->site), err);
	if (rc == CN_OK)
		cn_acts_soon(c->site);
	return cn_answer_change(c, rc, err);
}
