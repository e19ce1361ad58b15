/* What about people takes two administrators: whose a signing key is, who becomes an administrator, and a reset of one. It is proposed as the command that it
 * is, so that the other reads what they approve; it is done here, and no process runs for it.
 *
 * Of a link that lets an administrator in each of the two has one half: who approves has the link, who proposed has a code. */
#include "http/people_routes.h"

#include "store/file.h"

static cn_code offer(cn_call *c, const char *what, cn_str arg, const char *flag, cn_str value, bool gives_link, cn_err *err)
{
	cn_val *body = cn_map(c->a);
	cn_push(c->a, cn_put(c->a, body, "args", cn_list(c->a)), cn_text(c->a, arg));
	cn_val *flags = cn_put(c->a, body, "flags", cn_map(c->a));
	if (flag)
		cn_put(c->a, flags, flag, cn_text(c->a, value));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_PROPOSAL_BYTES_MAX);
	cn_json_write(&b, body, -1);
	return b.failed || !cn_arena_ok(c->a) ? CN_NOMEM(err) : cn_propose(c, what, cn_buf_str(&b), gives_link, err);
}

/* Is there an administrator who could have the other half? */
static cn_code another(cn_call *c, cn_err *err)
{
	bool there;
	CN_TRY(cn_people_second_administrator(c->site->people, cn_str_z(c->who.id), &there, err));
	if (there)
		return CN_OK;
	c->ret->status = 409;
	return CN_FAIL(err, CN_ESTATE, "this takes a second administrator, and there is none; who runs the machine makes one: concord person add NAME --role administrator");
}

/* ---- whose a key is ---- */

/* It is the key of a person of this node, by its name alone: its file is not opened here. */
static cn_code key_there(cn_call *c, cn_str key, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	bool ok = key.n > 0 && key.n <= 64;
	for (size_t i = 0; ok && i < key.n; i++)
		ok = (key.p[i] >= 'a' && key.p[i] <= 'z') || (key.p[i] >= '0' && key.p[i] <= '9') || key.p[i] == '-';
	if (!ok)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not the name of a person's key", CN_FMT(cn_sub(key, 0, 60)));
	CN_TRY(cn_path(path, c->site->data_dir, cn_strf(c->a, "keys/people/%.*s.key", CN_FMT(key)).p, err));
	return cn_file_exists(path) ? CN_OK : CN_FAIL(err, CN_ENOTFOUND, "there is no key \"%.*s\" in this node", CN_FMT(key));
}

/* Whose a key is says for whom it signs: two administrators say it, and let somebody in anew whom one alone let in. Taking it away takes one. */
cn_code cn_route_person_key(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "key", "?free", NULL };
	const cn_val *v;
	bool anew;
	CN_TRY(cn_body_object(c, keys, &v, err));
	cn_str key = cn_get_text(v, "key");
	if (cn_get_bool(v, "free", false))
		return cn_answer_act(c, cn_people_free_key(c->site->people, c->part, key, cn_str_z(c->who.id), cn_site_now_us(c->site), err), err);
	CN_TRY(key_there(c, key, err));
	cn_code rc = cn_people_key_check(c->site->people, c->part, key, &anew, err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	if (anew)
		CN_TRY(another(c, err));
	return offer(c, "person key", c->part, "key", key, anew, err);
}

/* ---- who administers ---- */

static cn_code offer_link(cn_call *c, const char *what, cn_str arg, cn_roles roles, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 256);
	CN_TRY(another(c, err));
	CN_EACH (r, cn_roles_list(c->a, roles))
		cn_buf_printf(&b, "%s%.*s", cn_buf_str(&b).n ? "," : "", CN_FMT(r->s));
	return offer(c, what, arg, roles ? "role" : NULL, cn_buf_str(&b), true, err);
}

cn_code cn_propose_new(cn_call *c, cn_str name, cn_roles roles, cn_err *err)
{
	cn_code rc = cn_people_name_free(c->site->people, name, err);
	return rc == CN_OK ? offer_link(c, "person add", name, roles, err) : cn_answer_change(c, rc, err);
}

cn_code cn_propose_raise(cn_call *c, cn_roles roles, cn_err *err)
{
	return offer_link(c, "person role", c->part, roles, err);
}

cn_code cn_propose_reset(cn_call *c, cn_err *err)
{
	return offer_link(c, "person reset", c->part, 0, err);
}

/* ---- approved ---- */

static cn_code key_approved(cn_call *c, cn_str person, const cn_val *flags, cn_str code, cn_err *err)
{
	char link[CN_TOKEN_BYTES];
	cn_code rc = cn_people_bind_key(c->site->people, person, cn_get_text(flags, "key"), cn_str_z(c->who.id), code, cn_site_now_us(c->site), link, err);
	if (rc == CN_EABSENT) {
		c->ret->status = 409;
		return CN_FAIL(err, CN_ESTATE, "one administrator has given this person a new link since it was proposed: propose it again");
	}
	return rc == CN_OK && link[0] ? cn_answer_link(c, rc, cn_cstr(c->a, person), link, err) : cn_answer_act(c, rc, err);
}

static cn_code add_approved(cn_call *c, cn_str name, const cn_val *flags, cn_str code, cn_err *err)
{
	char id[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	cn_roles roles;
	CN_TRY(cn_roles_parse(cn_get_text(flags, "role"), &roles, err));
	return cn_answer_link(c, cn_people_add(c->site->people, name, roles, cn_str_z(c->who.id), code, cn_site_now_us(c->site), id, link, err), id, link, err);
}

static cn_code raise_approved(cn_call *c, cn_str person, const cn_val *flags, cn_str code, cn_err *err)
{
	char link[CN_TOKEN_BYTES];
	cn_roles roles;
	CN_TRY(cn_roles_parse(cn_get_text(flags, "role"), &roles, err));
	cn_code rc = cn_people_raise(c->site->people, person, roles, cn_str_z(c->who.id), code, cn_site_now_us(c->site), link, err);
	return cn_answer_link(c, rc, cn_cstr(c->a, person), link, err);
}

static cn_code reset_approved(cn_call *c, cn_str person, const cn_val *flags, cn_str code, cn_err *err)
{
	char link[CN_TOKEN_BYTES];
	(void)flags;
	cn_code rc = cn_people_reset(c->site->people, person, cn_str_z(c->who.id), code, cn_site_now_us(c->site), link, err);
	return cn_answer_link(c, rc, cn_cstr(c->a, person), link, err);
}

cn_approved *cn_person_approved(cn_str what)
{
	static const struct {
		const char *what;
		cn_approved *run;
	} rows[] = { { "person key", key_approved }, { "person add", add_approved }, { "person role", raise_approved }, { "person reset", reset_approved } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (cn_eqz(what, rows[i].what))
			return rows[i].run;
	return NULL;
}
