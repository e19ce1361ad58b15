/* One request a prompt. */
#include "adapter/generator.h"

#include "adapter/caller.h"
#include "net/net.h"

enum { ANSWER_ARENA = 512 << 20, BODY_MAX = 1 << 20, NONE_BYTES = 200, BODY_DEPTH = 32 };

static const char HOLE[] = "{prompt}";

struct cn_generator {
	cn_generator_spec spec;
	const char *url;
	cn_http http;
	unsigned status;
	caller_pace pace;
	char none[NONE_BYTES];
};

/* ---- the body ---------------------------------------------------------------------------------------------------------------- */

static size_t holes(const cn_val *v, unsigned depth)
{
	size_t n = 0;
	if (v->type == CN_TEXT)
		return cn_contains(v->s, CN_S("{prompt}"));
	for (const cn_val *c = depth < BODY_DEPTH ? cn_first(v) : NULL; c; c = c->next)
		n += holes(c, depth + 1);
	return n;
}

static cn_str filled(cn_arena *a, cn_str s, cn_str prompt)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, BODY_MAX);
	for (size_t i = 0; i < s.n;) {
		bool hole = cn_starts(cn_sub(s, i, s.n), HOLE);
		cn_buf_put(&b, hole ? prompt : cn_sub(s, i, 1));
		i += hole ? sizeof HOLE - 1 : 1;
	}
	return cn_buf_copy(a, &b);
}

static cn_val *fill(cn_arena *a, const cn_val *v, cn_str prompt, unsigned depth)
{
	if (v->type == CN_TEXT)
		return cn_text(a, filled(a, v->s, prompt));
	if (v->type != CN_LIST && v->type != CN_MAP)
		return cn_val_copy(a, v);
	cn_val *to = v->type == CN_LIST ? cn_list(a) : cn_map(a);
	for (const cn_val *c = depth < BODY_DEPTH ? cn_first(v) : NULL; c; c = c->next) {
		cn_val *filled_in = fill(a, c, prompt, depth + 1);
		(void)(v->type == CN_LIST ? cn_push(a, to, filled_in) : cn_put_s(a, to, c->key, filled_in));
	}
	return to;
}

void cn_generator_body(const cn_val *body, cn_str prompt, cn_buf *to)
{
	CN_AUTO_ARENA a = cn_arena_new(8 * BODY_MAX);
	const cn_val *v = a ? fill(a, body, prompt, 0) : NULL;
	if (!v || !cn_arena_ok(a))
		to->failed = true;
	else
		cn_json_write(to, v, -1);
}

/* ---- opening ------------------------------------------------------------------------------------------------------------------ */

cn_code cn_generator_check(const cn_generator_spec *spec, cn_err *err)
{
	CN_TRY(cn_http_url_check(spec->url, err));
	if (!spec->body || holes(spec->body, 0) == 0)
		return CN_FAIL(err, CN_EINPUT, "the body has no text with {prompt}, where the prompt goes");
	return CN_OK;
}

cn_code cn_generator_open(cn_arena *a, const cn_generator_spec *spec, cn_generator **ret, cn_err *err)
{
	CN_TRY(cn_generator_check(spec, err));
	cn_generator *g = CN_NEW(a, cn_generator, 1);
	if (!g)
		return cn_arena_fail(a, err);
	*g = (cn_generator){ .spec = *spec, .url = cn_cstr(a, spec->url) };
	CN_TRY(caller_token(a, spec->token_env, spec->token_file, &g->http.token, err));
	if (!g->url)
		return cn_arena_fail(a, err);
	g->http.total_ms = spec->seconds * 1000;
	g->http.answer_max = CN_OUTPUT_BYTES_MAX;
	g->http.status = &g->status;
	g->pace.pause_ns = spec->rate ? 1000000000 / spec->rate : 0;
	*ret = g;
	return CN_OK;
}

/* ---- the answer --------------------------------------------------------------------------------------------------------------- */

static const cn_val *down(const cn_val *v, cn_str path)
{
	while (v && path.n) {
		cn_str key, rest;
		int64_t i;
		(void)cn_split(path, '.', &key, &rest);
		if (v->type == CN_LIST)
			v = cn_int_parse(key, 0, INT32_MAX, &i, NULL) == CN_OK ? cn_at(v, (size_t)i) : NULL;
		else
			v = cn_get_s(v, key);
		path = rest;
	}
	return v;
}

static void none(cn_generator *g, const char *what)
{
	(void)snprintf(g->none, sizeof g->none, "%s at %.*s", what, CN_FMT(cn_sub(g->spec.answer, 0, 100)));
}

static cn_code find(cn_generator *g, cn_str said, cn_buf *out, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(ANSWER_ARENA);
	const cn_val *tree;
	if (!a)
		return CN_NOMEM(err);
	if (cn_starts(cn_trim(said), "<"))
		return CN_FAIL(err, CN_EINPUT, "%s answers with a page, not with JSON: is it the address of the model itself?", g->url);
	if (cn_json_parse(a, said, CN_JSON_FOREIGN_DEPTH_MAX, &tree, err) != CN_OK)
		return cn_while(err, "%s", g->url);
	const cn_val *v = down(tree, g->spec.answer);
	cn_str output = v && v->type == CN_TEXT ? v->s : CN_S("");
	if (!output.n) {
		none(g, "no text");
		return CN_OK;
	}
	if (g->spec.base64 && !cn_unbase64(a, output, &output)) {
		if (!cn_arena_ok(a))
			return cn_arena_fail(a, err);
		none(g, "no base64");
		return CN_OK;
	}
	cn_buf_put(out, output);
	return CN_OK;
}

/* What a server says that was asked for something it does not make: an answer about this prompt, not about the address. */
static bool of_the_prompt(unsigned status)
{
	return status == 400 || status == 413 || status == 422 || status == 451;
}

cn_code cn_generator_ask(cn_generator *g, cn_str prompt, cn_buf *out, const char **ret_none, cn_err *err)
{
	CN_AUTO_BUF body;
	CN_AUTO_BUF said;
	size_t from = out->n;
	cn_buf_init(&body, BODY_MAX);
	cn_buf_init(&said, CN_OUTPUT_BYTES_MAX + 1);
	g->none[0] = '\0';
	*ret_none = g->none;
	cn_generator_body(g->spec.body, prompt, &body);
	if (body.failed)
		return CN_FAIL(err, CN_ETOOBIG, "a prompt makes a body of more than %d bytes, or memory ended", BODY_MAX);
	caller_wait(&g->pace);
	cn_code rc = cn_http_post_json(&g->http, g->url, cn_buf_str(&body), &said, err);
	if (rc == CN_EINPUT && of_the_prompt(g->status)) {
		(void)snprintf(g->none, sizeof g->none, "status %u", g->status);
		return CN_OK;
	}
	if (rc != CN_OK)
		return rc;
	if (g->spec.answer.n)
		CN_TRY(find(g, cn_buf_str(&said), out, err));
	else if (said.n == 0)
		(void)snprintf(g->none, sizeof g->none, "an empty answer");
	else
		cn_buf_put(out, cn_buf_str(&said));
	if (out->failed)
		return CN_NOMEM(err);
	if (g->http.token.n && cn_contains((cn_str){ out->p + from, out->n - from }, g->http.token)) {
		out->n = from;
		return CN_FAIL(err, CN_EINPUT, "%s answers with the token in its output, which is not kept", g->url);
	}
	return CN_OK;
}
