/* Cases as addresses: the same as the commands `case ...`, which do the work. */
#include "assess/case.h"
#include "assess/document.h"
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

/* What the op says, to be read here: unpacked, whatever the client takes. *ret: NULL if it must wait. */
static cn_code ask(cn_call *c, const char *op, const cn_val **ret, cn_err *err)
{
	const cn_asked *asked = c->asked;
	cn_asked plain = *asked;
	*ret = NULL;
	plain.encodings = CN_S("");
	c->asked = &plain;
	c->op = cn_op_named(cn_str_z(op));
	if (c->target.n_query < CN_QUERY_MAX)
		c->target.query[c->target.n_query++] = (cn_query){ CN_S("record"), c->part };
	cn_code rc = cn_op_answer(c, err);
	c->asked = asked;
	if (rc != CN_OK || c->later)
		return rc;
	rc = cn_json_parse(c->a, cn_body_str(c->ret->body), CN_JSON_FOREIGN_DEPTH_MAX, ret, err);
	cn_body_drop(c->ret->body);
	c->ret->body = NULL;
	c->ret->etag[0] = '\0'; /* it was that of what the op said */
	return rc;
}

cn_code cn_route_case_steps(cn_call *c, cn_err *err)
{
	const cn_val *v;
	CN_TRY(ask(c, "case show", &v, err));
	return v ? cn_answer_items(c, cn_get(v, "steps"), err) : CN_OK;
}

/* attachment; filename="..."; filename*=UTF-8''... (RFC 6266): a plain name for old clients, the true one beside it. */
static void put_attachment(cn_str name, char ret[CN_ATTACHMENT_BYTES])
{
	char plain[CN_DOCUMENT_NAME_BYTES_MAX + 1], full[3 * CN_DOCUMENT_NAME_BYTES_MAX + 1];
	size_t n = 0, k = 0;
	for (size_t i = 0; i < name.n && n < CN_DOCUMENT_NAME_BYTES_MAX; i++) {
		unsigned char b = (unsigned char)name.p[i];
		bool safe =
		    (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '-' || b == '_' || b == '.';
		plain[n++] = safe ? (char)b : '_';
		k += (size_t)snprintf(full + k, sizeof full - k, safe ? "%c" : "%%%02X", b);
	}
	plain[n] = '\0';
	full[k] = '\0';
	(void)snprintf(ret, CN_ATTACHMENT_BYTES, "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, full);
}

cn_code cn_route_case_document(cn_call *c, cn_err *err)
{
	const cn_val *v;
	cn_str bytes;
	CN_TRY(ask(c, "case document", &v, err));
	if (!v)
		return CN_OK;
	if (!cn_unbase64(c->a, cn_get_text(v, "base64"), &bytes))
		return CN_FAIL(err, CN_EINTERNAL, "the document cannot be taken out");
	c->ret->body = cn_body_copy(bytes);
	if (!c->ret->body)
		return CN_NOMEM(err);
	put_attachment(cn_get_text(v, "name"), c->ret->attachment);
	return CN_OK;
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
