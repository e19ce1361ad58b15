/* Reports from anybody. Nothing of them is logged, here or in the log of the node; a receipt code is shown once. */
#include "http/guard.h"
#include "http/people_routes.h"
#include "people/intake.h"

static cn_code closed(cn_call *c, cn_err *err)
{
	c->ret->status = 403;
	return CN_FAIL(err, CN_ESTATE, "this server takes no reports: it shows what is public alone");
}

cn_code cn_route_intake_add(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "about", "?system", "text", "?contact", NULL };
	const cn_val *v;
	char id[CN_PERSON_ID_BYTES], code[CN_TOKEN_BYTES];
	if (!c->site->people)
		return closed(c, err);
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_door_try(c, CN_S(""), err));
	const cn_report r = { .about = cn_get_text(v, "about"), .system = cn_get_text(v, "system"), .text = cn_get_text(v, "text"), .contact = cn_get_text(v, "contact") };
	CN_TRY(cn_intake_add(c->site->people, &r, cn_site_now_us(c->site), id, code, err));
	cn_val *m = cn_map(c->a);
	c->ret->status = 201;
	c->ret->personal = true;
	cn_put(c->a, m, "code", cn_textz(c->a, code));
	cn_wipe(code, sizeof code);
	return cn_answer_tree(c, m, err);
}

/* By POST, so that the code stands in no address. */
cn_code cn_route_intake_status(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "code", NULL };
	const cn_val *v, *status;
	if (!c->site->people)
		return closed(c, err);
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(cn_door_try(c, CN_S(""), err));
	cn_code rc = cn_intake_status(c->site->people, c->a, cn_get_text(v, "code"), &status, err);
	if (rc == CN_EFORGED)
		c->ret->status = 404;
	CN_TRY(rc);
	c->ret->personal = true;
	c->ret->status = 200;
	return cn_answer_tree(c, status, err);
}

cn_code cn_route_intake(cn_call *c, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_intake_list(c->site->people, c->a, CN_S(""), &list, err));
	return cn_answer_items(c, list, err);
}

/* The command intake triage, which can sign. */
cn_code cn_route_intake_triage(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "decision", "?answer", NULL };
	const cn_val *v;
	CN_TRY(cn_body_object(c, keys, &v, err));
	cn_val *whole = cn_map(c->a), *args = cn_list(c->a);
	cn_push(c->a, args, cn_text(c->a, c->part));
	cn_put(c->a, whole, "args", args);
	cn_put(c->a, whole, "flags", cn_val_copy(c->a, v));
	c->op = cn_op_named(CN_S("intake triage"));
	return cn_arena_ok(c->a) ? cn_op_run_body(c, whole, err) : cn_arena_fail(c->a, err);
}
