/* Cases as addresses: the same as the commands `case ...`, which do the work. */
#include "assess/case.h"
#include "http/guard.h"
#include "http/people_routes.h"

cn_code cn_route_cases(cn_call *c, cn_err *err)
{
	c->op = cn_op_named(CN_S("case list"));
	return cn_op_answer(c, err);
}

cn_code cn_route_case(cn_call *c, cn_err *err)
{
	c->op = cn_op_named(CN_S("case show"));
	if (c->target.n_query < CN_QUERY_MAX)
		c->target.query[c->target.n_query++] = (cn_query){ CN_S("record"), c->part };
	return cn_op_answer(c, err);
}

cn_code cn_route_case_steps(cn_call *c, cn_err *err)
{
	const cn_val *v;
	CN_TRY(cn_route_case(c, err));
	if (c->later)
		return CN_OK;
	CN_TRY(cn_json_parse(c->a, cn_body_str(c->ret->body), CN_JSON_FOREIGN_DEPTH_MAX, &v, err));
	cn_body_drop(c->ret->body);
	c->ret->body = NULL;
	return cn_answer_items(c, cn_get(v, "steps"), err);
}

cn_code cn_route_case_open(cn_call *c, cn_err *err)
{
	c->op = cn_op_named(CN_S("case open"));
	return cn_op_run(c, err);
}

/* Which command a step is, by its word; what the authority says takes an officer. */
cn_code cn_route_case_step(cn_call *c, cn_err *err)
{
	const cn_val *body;
	cn_case_step step;
	CN_TRY(cn_op_body(c, &body, err));
	bool authority = cn_case_step_parse(cn_get_text(cn_get(body, "flags"), "step"), &step) && cn_case_by_authority(step);
	c->op = cn_op_named(authority ? CN_S("case rule") : CN_S("case step"));
	CN_TRY(cn_guard(c, c->op->least, false, err));
	cn_val *args = cn_list(c->a), *whole = cn_map(c->a);
	cn_push(c->a, args, cn_text(c->a, c->part));
	CN_EACH (v, cn_get(body, "args"))
		cn_push(c->a, args, cn_val_copy(c->a, v));
	CN_EACH (v, body)
		if (!cn_eqz(v->key, "args"))
			cn_put_s(c->a, whole, v->key, cn_val_copy(c->a, v));
	cn_put(c->a, whole, "args", args);
	return cn_arena_ok(c->a) ? cn_op_run_body(c, whole, err) : cn_arena_fail(c->a, err);
}
