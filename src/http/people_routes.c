/* Who may what, for an administrator. Passwords never pass through another's hands: a new person gets a link and sets their own. */
#include "http/people_routes.h"

#include "http/recorder.h"
#include "node/asker.h"
#include "store/file.h"

void cn_acts_soon(cn_site *s)
{
	cn_recorder_wake(s->recorder);
}

cn_code cn_route_people(cn_call *c, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_people_list(c->site->people, c->a, NULL, &list, err));
	return cn_answer_items(c, list, err);
}

cn_code cn_route_person(cn_call *c, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_people_list(c->site->people, c->a, cn_cstr(c->a, c->part), &list, err));
	return cn_answer_tree(c, cn_first(list), err);
}

/* The id and the link, which is shown this once. */
static cn_code say_link(cn_call *c, const char *id, char *link, cn_err *err)
{
	cn_val *m = cn_map(c->a);
	c->ret->status = 201;
	(void)snprintf(c->ret->location, sizeof c->ret->location, "/api/v1/people/%s", id);
	cn_put(c->a, m, "id", cn_textz(c->a, id));
	cn_put(c->a, m, "link", cn_text(c->a, cn_strf(c->a, "/#/setup/%s", link)));
	cn_wipe(link, CN_TOKEN_BYTES);
	return cn_answer_tree(c, m, err);
}

cn_code cn_route_person_new(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "name", "roles", NULL };
	const cn_val *v;
	cn_roles roles;
	char id[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_body_roles(v, &roles, err));
	cn_code rc = cn_people_add(c->site->people, cn_get_text(v, "name"), roles, cn_str_z(c->who.id), cn_site_now_us(c->site), id, link, err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	return say_link(c, id, link, err);
}

static cn_code changed(cn_call *c, cn_code rc, const cn_err *err)
{
	if (rc == CN_OK)
		cn_acts_soon(c->site);
	return cn_answer_change(c, rc, err);
}

cn_code cn_route_person_roles(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "roles", NULL };
	const cn_val *v;
	cn_roles roles;
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_body_roles(v, &roles, err));
	return changed(c, cn_people_set_roles(c->site->people, c->part, roles, cn_str_z(c->who.id), cn_site_now_us(c->site), err), err);
}

cn_code cn_route_person_reset(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { NULL };
	const cn_val *v;
	char link[CN_TOKEN_BYTES];
	CN_TRY(cn_body_object(c, keys, &v, err));
	cn_code rc = cn_people_reset(c->site->people, c->part, cn_str_z(c->who.id), cn_site_now_us(c->site), link, err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	return say_link(c, cn_cstr(c->a, c->part), link, err);
}

static cn_code bind(cn_call *c, cn_str person, cn_str key, cn_err *err)
{
	return cn_people_bind_key(c->site->people, person, key, cn_str_z(c->who.id), cn_site_now_us(c->site), err);
}

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

/* Whose a key is says for whom it signs: two administrators say it. Taking it away takes one. */
cn_code cn_route_person_key(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "key", "?free", NULL };
	const cn_val *v;
	CN_TRY(cn_body_object(c, keys, &v, err));
	cn_str key = cn_get_text(v, "key");
	if (cn_get_bool(v, "free", false))
		return changed(c, bind(c, CN_S(""), key, err), err);
	CN_TRY(key_there(c, key, err));
	cn_code rc = cn_people_key_check(c->site->people, c->part, key, err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	/* written as the command that it is, which the other administrator reads */
	cn_val *body = cn_map(c->a);
	cn_push(c->a, cn_put(c->a, body, "args", cn_list(c->a)), cn_text(c->a, c->part));
	cn_put(c->a, cn_put(c->a, body, "flags", cn_map(c->a)), "key", cn_text(c->a, key));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_PROPOSAL_BYTES_MAX);
	cn_json_write(&b, body, -1);
	return b.failed || !cn_arena_ok(c->a) ? CN_NOMEM(err) : cn_propose(c, CN_PERSON_KEY, cn_buf_str(&b), err);
}

cn_code cn_person_key_approved(cn_call *c, const cn_val *body, cn_err *err)
{
	return changed(c, bind(c, cn_first(cn_get(body, "args"))->s, cn_get_text(cn_get(body, "flags"), "key"), err), err);
}

cn_code cn_route_person_end(cn_call *c, cn_err *err)
{
	return changed(c, cn_people_end(c->site->people, c->part, cn_str_z(c->who.id), cn_site_now_us(c->site), err), err);
}

/* ---- who asks, for an op that is told ---- */

/* What waits for another administrator, without what stands in it: the op lists it, and does not run it. */
static cn_code put_commands(cn_call *c, cn_val *m, cn_err *err)
{
	static const char *const keys[] = { "id", "op", "person", "made", "until" };
	const cn_val *list;
	CN_TRY(cn_people_proposal_heads(c->site->people, c->a, cn_site_now_us(c->site), &list, err));
	cn_val *all = cn_put(c->a, m, "commands", cn_list(c->a));
	CN_EACH(p, list) {
		cn_val *one = cn_push(c->a, all, cn_map(c->a));
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			cn_put(c->a, one, keys[i], cn_text(c->a, cn_get_text(p, keys[i])));
		cn_put(c->a, one, "own", cn_bool(c->a, cn_eqz(cn_get_text(p, "person"), c->who.id)));
	}
	return CN_OK;
}

cn_code cn_tell_who(cn_call *c, const char **ret, cn_err *err)
{
	const cn_val *list, *held;
	cn_val *m = cn_map(c->a);
	if (!c->op->told_who || !c->site->people || !c->who.id[0])
		return CN_OK;
	CN_TRY(cn_people_list(c->site->people, c->a, c->who.id, &list, err));
	cn_put(c->a, m, "access", cn_textz(c->a, cn_access_text(c->who.access)));
	cn_put(c->a, m, "keys", cn_val_copy(c->a, cn_get(cn_first(list), "keys")));
	CN_TRY(cn_people_held(c->site->people, c->a, cn_str_z(c->who.id), &held, err));
	cn_put(c->a, m, "held", cn_val_copy(c->a, held));
	if (c->who.access >= CN_ACCESS_ADMINISTRATOR)
		CN_TRY(put_commands(c, m, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_ASKER_BYTES_MAX);
	cn_buf_putz(&b, CN_ASKER_ENV "=");
	cn_json_write(&b, m, -1);
	if (b.failed)
		return CN_FAIL(err, CN_ETOOBIG, "more keys of one person, or commands that wait, than an answer can weigh");
	*ret = cn_cstr(c->a, cn_buf_str(&b));
	return *ret && cn_arena_ok(c->a) ? CN_OK : cn_arena_fail(c->a, err);
}
