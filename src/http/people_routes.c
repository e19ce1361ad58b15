/* Who may what, for an administrator. Passwords never pass through another's hands: a new person gets a link and sets their own. */
#include "http/people_routes.h"

#include "http/recorder.h"
#include "node/asker.h"

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

cn_code cn_answer_link(cn_call *c, cn_code rc, const char *id, char link[CN_TOKEN_BYTES], cn_err *err)
{
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	cn_val *m = cn_map(c->a);
	c->ret->status = 201;
	c->shown_once = true;
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
	cn_code rc = cn_people_add(c->site->people, cn_get_text(v, "name"), roles, cn_str_z(c->who.id), CN_S(""), cn_site_now_us(c->site), id, link, err);
	return rc == CN_EABSENT ? cn_propose_new(c, cn_get_text(v, "name"), roles, err) : cn_answer_link(c, rc, id, link, err);
}

cn_code cn_answer_act(cn_call *c, cn_code rc, const cn_err *err)
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
	cn_code rc = cn_people_set_roles(c->site->people, c->part, roles, cn_str_z(c->who.id), cn_site_now_us(c->site), err);
	return rc == CN_EABSENT ? cn_propose_raise(c, roles, err) : cn_answer_act(c, rc, err);
}

cn_code cn_route_person_reset(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { NULL };
	const cn_val *v;
	char link[CN_TOKEN_BYTES];
	CN_TRY(cn_body_object(c, keys, &v, err));
	cn_code rc = cn_people_reset(c->site->people, c->part, cn_str_z(c->who.id), CN_S(""), cn_site_now_us(c->site), link, err);
	return rc == CN_EABSENT ? cn_propose_reset(c, err) : cn_answer_link(c, rc, cn_cstr(c->a, c->part), link, err);
}

cn_code cn_route_person_end(cn_call *c, cn_err *err)
{
	return cn_answer_act(c, cn_people_end(c->site->people, c->part, cn_str_z(c->who.id), cn_site_now_us(c->site), err), err);
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
