/* Bodies in JSON, both ways. */
#include "http/site.h"

const char cn_no_store[] = "no-store";

cn_code cn_answer_tree(cn_call *c, const cn_val *v, cn_err *err)
{
	if (!cn_arena_ok(c->a))
		return cn_arena_fail(c->a, err);
	cn_json_write(&c->out, v, 0);
	cn_buf_putc(&c->out, '\n');
	return CN_OK;
}

cn_code cn_answer_items(cn_call *c, const cn_val *list, cn_err *err)
{
	cn_val *m = cn_map(c->a);
	cn_put(c->a, m, "items", cn_val_copy(c->a, list));
	cn_put(c->a, m, "next", cn_null(c->a));
	return cn_answer_tree(c, m, err);
}

static bool is_json(cn_str type)
{
	cn_str media, rest;
	(void)cn_split(type, ';', &media, &rest);
	return cn_eqz(cn_trim(media), "application/json");
}

static bool allowed(const char *const *keys, cn_str key)
{
	for (size_t i = 0; keys[i]; i++)
		if (cn_eqz(key, keys[i][0] == '?' ? keys[i] + 1 : keys[i]))
			return true;
	return false;
}

cn_code cn_body_object(cn_call *c, const char *const *keys, const cn_val **ret, cn_err *err)
{
	const cn_val *v;
	if (!is_json(c->asked->type)) { /* a form of another site's page cannot say so */
		c->ret->status = 415;
		return CN_FAIL(err, CN_EINPUT, "the body is JSON and says so: Content-Type: application/json");
	}
	if (cn_json_parse(c->a, c->asked->body, CN_JSON_DEPTH_MAX, &v, err) != CN_OK)
		return cn_while(err, "the body of the request");
	if (v->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "the body of the request is not a JSON object");
	CN_EACH (m, v)
		if (!allowed(keys, m->key))
			return CN_FAIL(err, CN_EINPUT, "the body has no field \"%.*s\" here; /openapi.json lists what there is", CN_FMT(cn_sub(m->key, 0, 60)));
	for (size_t i = 0; keys[i]; i++)
		if (keys[i][0] != '?' && !cn_get(v, keys[i]))
			return CN_FAIL(err, CN_EINPUT, "the body lacks the field \"%s\"", keys[i]);
	*ret = v;
	return CN_OK;
}

cn_code cn_answer_change(cn_call *c, cn_code rc, const cn_err *err)
{
	(void)err;
	if (rc == CN_OK)
		c->ret->status = 204;
	else if (rc == CN_ESTATE)
		c->ret->status = 409;
	else if (rc == CN_EFORGED)
		c->ret->status = 403;
	return rc;
}
