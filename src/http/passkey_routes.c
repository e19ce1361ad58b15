/* Passkeys as routes: a challenge, a new passkey, one's passkeys, and signing in by one. What a browser gives as bytes comes as base64url. */
#include "http/guard.h"
#include "http/people_routes.h"
#include "people/passkey.h"

static cn_code bytes_of(cn_call *c, const cn_val *v, const char *key, cn_str *ret, cn_err *err)
{
	if (cn_unbase64url(c->a, cn_get_text(v, key), ret) && ret->n)
		return CN_OK;
	return CN_FAIL(err, CN_EINPUT, "\"%s\" is bytes as base64url without padding", key);
}

cn_code cn_route_passkey_challenge(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { NULL };
	const cn_val *v;
	char challenge[CN_TOKEN_BYTES];
	if (!c->site->people) {
		c->ret->status = 403;
		return CN_FAIL(err, CN_ESTATE, "nobody signs in to this server: it shows what is public alone");
	}
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_door_try(c, CN_S(""), err));
	CN_TRY(cn_people_challenge(c->site->people, cn_site_now_us(c->site), challenge, err));
	cn_val *m = cn_map(c->a);
	c->ret->status = 201;
	cn_put(c->a, m, "challenge", cn_textz(c->a, challenge));
	return cn_answer_tree(c, m, err);
}

cn_code cn_route_passkeys(cn_call *c, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_people_passkeys(c->site->people, c->a, cn_str_z(c->who.id), &list, err));
	return cn_answer_items(c, list, err);
}

cn_code cn_route_passkey_add(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "id", "label", "client_data", "authenticator_data", "public_key", NULL };
	const cn_val *v;
	cn_webauthn_made m;
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(bytes_of(c, v, "id", &m.id, err));
	CN_TRY(bytes_of(c, v, "client_data", &m.client_data, err));
	CN_TRY(bytes_of(c, v, "authenticator_data", &m.authenticator_data, err));
	CN_TRY(bytes_of(c, v, "public_key", &m.public_key, err));
	cn_code rc = cn_people_passkey_add(c->site->people, cn_str_z(c->who.id), &m, cn_get_text(v, "label"), cn_site_now_us(c->site), err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	cn_val *m2 = cn_map(c->a);
	c->ret->status = 201;
	cn_put(c->a, m2, "id", cn_text(c->a, cn_get_text(v, "id")));
	return cn_answer_tree(c, m2, err);
}

cn_code cn_route_passkey_end(cn_call *c, cn_err *err)
{
	cn_code rc = cn_people_passkey_end(c->site->people, cn_str_z(c->who.id), c->part, cn_site_now_us(c->site), err);
	if (rc == CN_OK)
		cn_acts_soon(c->site);
	return cn_answer_change(c, rc, err);
}

cn_code cn_route_passkey_sign_in(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "id", "client_data", "authenticator_data", "signature", NULL };
	const cn_val *v;
	cn_webauthn_shown s;
	char session[CN_TOKEN_BYTES];
	if (!c->site->people) {
		c->ret->status = 403;
		return CN_FAIL(err, CN_ESTATE, "nobody signs in to this server: it shows what is public alone");
	}
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_door_try(c, CN_S(""), err));
	CN_TRY(bytes_of(c, v, "client_data", &s.client_data, err));
	CN_TRY(bytes_of(c, v, "authenticator_data", &s.authenticator_data, err));
	CN_TRY(bytes_of(c, v, "signature", &s.signature, err));
	cn_code rc = cn_people_passkey_sign_in(c->site->people, cn_get_text(v, "id"), &s, cn_site_now_us(c->site), session, &c->who, err);
	if (rc == CN_EFORGED) {
		c->ret->status = 401;
		c->ret->challenge = "Bearer realm=\"concord\"";
		c->ret->personal = true;
	}
	CN_TRY(rc);
	rc = cn_session_begin(c, session, err);
	cn_wipe(session, sizeof session);
	return rc;
}
