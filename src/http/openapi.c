/* The OpenAPI 3.1 document, from the rows that answer. */
#include "http/site.h"
#include "http/schemas.h"

static void put_schema(cn_arena *a, cn_val *at, const char *type)
{
	cn_put(a, cn_put(a, at, "schema", cn_map(a)), "type", cn_textz(a, type));
}

static cn_val *add_parameter(cn_arena *a, cn_val *list, cn_str name, const char *in, bool required, const char *what)
{
	cn_val *p = cn_push(a, list, cn_map(a));
	cn_put(a, p, "name", cn_text(a, name));
	cn_put(a, p, "in", cn_textz(a, in));
	cn_put(a, p, "required", cn_bool(a, required));
	if (what)
		cn_put(a, p, "description", cn_textz(a, what));
	return p;
}

static void add_answer(cn_arena *a, cn_val *answers, const char *status, const char *what, const char *type, const char *ref)
{
	cn_val *r = cn_put(a, answers, status, cn_map(a));
	cn_put(a, r, "description", cn_textz(a, what));
	cn_str media, rest; /* its parameters are no part of the key here */
	(void)cn_split(cn_str_z(type), ';', &media, &rest);
	cn_val *m = cn_put_s(a, cn_put(a, r, "content", cn_map(a)), media, cn_map(a));
	cn_val *schema = cn_put(a, m, "schema", cn_map(a));
	if (ref)
		cn_put(a, schema, "$ref", cn_text(a, cn_strf(a, "#/components/schemas/%s", ref)));
	else if (!cn_starts(media, "application/json"))
		cn_put(a, schema, "type", cn_textz(a, "string"));
}

/* What may go wrong, by whom it is for and whether it is asked something. */
static void add_problems(cn_arena *a, cn_val *answers, bool many, bool changes, cn_access least)
{
	static const char problem[] = "application/problem+json";
	if (many || changes)
		add_answer(a, answers, "400", "the question is wrong: detail says how", problem, "Problem");
	if (least != CN_ACCESS_PUBLIC || changes)
		add_answer(a, answers, "401", "a sign-in is needed, or the one that came is not good", problem, "Problem");
	if (many || changes || least != CN_ACCESS_PUBLIC)
		add_answer(a, answers, "403", least == CN_ACCESS_PUBLIC && !changes ? "the content is sealed" : "a higher role is needed, or the token against forgery", problem, "Problem");
	if (many)
		add_answer(a, answers, "404", "there is no such thing", problem, "Problem");
	if (changes) {
		add_answer(a, answers, "409", "the state forbids it", problem, "Problem");
		add_answer(a, answers, "413", "the body is too large", problem, "Problem");
		add_answer(a, answers, "415", "the body is not JSON", problem, "Problem");
		add_answer(a, answers, "422", "the Idempotency-Key stands for another request", problem, "Problem");
		add_answer(a, answers, "429", "too many tries; Retry-After says how long to wait", problem, "Problem");
	}
	add_answer(a, answers, "503", "not now; ask again", problem, "Problem");
}

/* Whom it is for: the least role in words, and that a cookie or a token shows it. */
static void add_security(cn_arena *a, cn_val *to, cn_access least, bool changes)
{
	if (least == CN_ACCESS_PUBLIC)
		return;
	cn_put(a, to, "x-least-role", cn_textz(a, cn_access_text(least)));
	cn_val *list = cn_put(a, to, "security", cn_list(a)), *cookie = cn_push(a, list, cn_map(a));
	cn_put(a, cookie, "cookie", cn_list(a));
	if (changes)
		cn_put(a, cookie, "csrf", cn_list(a));
	cn_put(a, cn_push(a, list, cn_map(a)), "token", cn_list(a));
}

static void add_body(cn_arena *a, cn_val *to, const char *ref)
{
	cn_val *body = cn_put(a, to, "requestBody", cn_map(a));
	cn_put(a, body, "required", cn_bool(a, true));
	cn_val *m = cn_put(a, cn_put(a, body, "content", cn_map(a)), "application/json", cn_map(a));
	cn_put(a, cn_put(a, m, "schema", cn_map(a)), "$ref", cn_text(a, cn_strf(a, "#/components/schemas/%s", ref)));
}

static void add_text_body(cn_arena *a, cn_val *to)
{
	cn_val *body = cn_put(a, to, "requestBody", cn_map(a));
	cn_put(a, body, "required", cn_bool(a, true));
	cn_val *m = cn_put(a, cn_put(a, body, "content", cn_map(a)), "text/plain", cn_map(a));
	put_schema(a, m, "string");
}

/* What a witness answers; false: the route is no witness's. */
static bool add_witness_answers(cn_arena *a, cn_val *op, const cn_route *r)
{
	static const char problem[] = "application/problem+json";
	if (r->answer != cn_route_add_checkpoint)
		return false;
	add_text_body(a, op);
	cn_val *answers = cn_put(a, op, "responses", cn_map(a));
	add_answer(a, answers, "200", r->en, r->type, NULL);
	add_answer(a, answers, "400", "the body is malformed, or the old size is larger than the checkpoint", problem, "Problem");
	add_answer(a, answers, "403", "no signature by a key of that origin, or one that does not hold", problem, "Problem");
	add_answer(a, answers, "404", "a log of that origin is not watched", problem, "Problem");
	add_answer(a, answers, "409", "the size that was cosigned last is another; or a problem: the same size with another root", CN_WITNESS_SIZE_TYPE, NULL);
	add_answer(a, answers, "413", "the body is too large", problem, "Problem");
	add_answer(a, answers, "422", "the consistency proof does not hold", problem, "Problem");
	add_answer(a, answers, "503", "not now; ask again", problem, "Problem");
	return true;
}

static cn_val *add_method(cn_arena *a, cn_val *paths, cn_str path, const char *method, const char *name, const char *en, const char *zh, const char *tag)
{
	cn_val *at = (cn_val *)(uintptr_t)cn_get_s(paths, path); /* several methods of one path */
	if (!at)
		at = cn_put_s(a, paths, cn_str_copy(a, path), cn_map(a));
	cn_val *op = cn_put(a, at, method, cn_map(a));
	cn_put(a, op, "operationId", cn_textz(a, name));
	cn_put(a, op, "summary", cn_textz(a, en));
	cn_put(a, op, "description", cn_textz(a, zh));
	cn_push(a, cn_put(a, op, "tags", cn_list(a)), cn_textz(a, tag));
	return op;
}

static void add_route_parameters(cn_arena *a, cn_val *op, const cn_route *r)
{
	cn_str before, name, after;
	cn_val *list = cn_put(a, op, "parameters", cn_list(a));
	if (cn_split(cn_str_z(r->path), '{', &before, &name)) {
		(void)cn_split(name, '}', &name, &after);
		cn_val *p = add_parameter(a, list, name, "path", true, cn_eqz(name, "record") ? "the number of an entry, or \"sha256:\" and the 64 digits of its id" : NULL);
		put_schema(a, p, "string");
	}
	for (size_t i = 0; i < 3 && r->query[i]; i++) {
		cn_val *p = add_parameter(a, list, cn_str_z(r->query[i]), "query", false, NULL);
		put_schema(a, p, "integer");
	}
}

static const char *schema_of(const cn_route *r)
{
	static const char *const schema[][2] = { { "records", "Records" }, { "record", "Record" }, { "consistency", "Consistency" } };
	for (size_t i = 0; i < sizeof schema / sizeof *schema; i++)
		if (strcmp(schema[i][0], r->name) == 0)
			return schema[i][1];
	return r->schema;
}

static const char *status_of(const cn_route *r, const char *ref)
{
	if (r->method == CN_GET || (ref && (strcmp(ref, "Ran") == 0 || strcmp(ref, "ReportStatus") == 0)))
		return "200";
	return ref && (strcmp(ref, "Job") == 0 || strcmp(ref, "Proposed") == 0) ? "202" : "201";
}

/* What a route answers when it could: 200; 201 for what it made, 202 for what goes on; 204 for a change that has nothing to say. */
static void add_success(cn_arena *a, cn_val *answers, const cn_route *r, const char *ref)
{
	static const struct {
		const char *route, *status, *say, *schema;
	} more[] = {
		{ "proposals_decide", "200", "approved, and run", "Ran" },
		{ "proposals_decide", "201", "approved: the link, which takes the code of who proposed it too", "MadeLink" },
		{ "people_add", "202", "an administrator: it waits for a second one", "Proposed" },
		{ "person_roles", "202", "an administrator: it waits for a second one", "Proposed" },
		{ "person_reset", "202", "an administrator: it waits for a second one", "Proposed" },
	};
	if (strcmp(r->name, "job_events") == 0)
		cn_put(a, cn_put(a, answers, "204", cn_map(a)), "description", cn_textz(a, "the job has ended, and nothing follows"));
	if (strcmp(r->name, "person_key") == 0)
		cn_put(a, cn_put(a, answers, "204", cn_map(a)), "description", cn_textz(a, "freed"));
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (strcmp(r->name, more[i].route) == 0)
			add_answer(a, answers, more[i].status, more[i].say, r->type, more[i].schema);
	if (r->method != CN_GET && !ref)
		cn_put(a, cn_put(a, answers, "204", cn_map(a)), "description", cn_textz(a, r->en));
	else
		add_answer(a, answers, status_of(r, ref), r->en, r->type, ref);
}

static void add_route(cn_arena *a, cn_val *paths, const cn_route *r)
{
	static const char *const method[] = { "get", "post", "delete" };
	const char *ref, *tag = r->least != CN_ACCESS_PUBLIC || r->method != CN_GET ? "people" : cn_starts(cn_str_z(r->path), "/api/") ? "records" : "node";
	bool changes = r->method != CN_GET;
	cn_val *op = add_method(a, paths, cn_str_z(r->path), method[r->method], r->name, r->en, r->zh, tag);
	add_route_parameters(a, op, r);
	add_security(a, op, r->least, changes);
	if (add_witness_answers(a, op, r))
		return;
	if (r->body)
		add_body(a, op, r->body);
	ref = schema_of(r);
	cn_val *answers = cn_put(a, op, "responses", cn_map(a));
	add_success(a, answers, r, ref);
	add_problems(a, answers, strchr(r->path, '{') || r->query[0] || strcmp(r->name, "intake_status") == 0, changes, r->least);
}

static void op_id(const cn_op *op, const char *after, char id[64])
{
	(void)snprintf(id, 64, "%s%s", op->name, after);
	for (char *z = id; *z; z++)
		*z = *z == ' ' ? '_' : *z;
}

static void add_op_get(cn_arena *a, cn_val *paths, const cn_op *op, cn_str path)
{
	cn_str name;
	bool many;
	char id[64];
	op_id(op, "", id);
	cn_val *get = add_method(a, paths, path, "get", id, op->en, op->zh, "ops");
	cn_val *list = cn_put(a, get, "parameters", cn_list(a));
	for (size_t i = 0; cn_op_arg_name(op, i, &name, &many); i++) {
		cn_val *p = add_parameter(a, list, name, "query", i < op->args_min, NULL);
		put_schema(a, p, many ? "array" : "string");
		if (many)
			cn_put(a, cn_put(a, p->last, "items", cn_map(a)), "type", cn_textz(a, "string"));
	}
	for (const cn_flag *f = op->flags; f && f->name; f++) {
		if (!cn_op_flag_served(f))
			continue;
		cn_val *p = add_parameter(a, list, cn_str_z(f->name), "query", false, f->en);
		put_schema(a, p, f->many ? "array" : f->value ? "string" : "boolean");
		if (f->many)
			cn_put(a, cn_put(a, p->last, "items", cn_map(a)), "type", cn_textz(a, "string"));
	}
	cn_val *lang = add_parameter(a, list, CN_S("lang"), "query", false, "en or zh");
	put_schema(a, lang, "string");
	add_security(a, get, op->least, false);
	cn_val *answers = cn_put(a, get, "responses", cn_map(a));
	add_answer(a, answers, "200", op->en, cn_json_type, NULL);
	add_problems(a, answers, true, false, op->least);
}

static void add_op_post(cn_arena *a, cn_val *paths, const cn_op *op, cn_str path)
{
	char id[64];
	op_id(op, "_post", id);
	cn_val *post = add_method(a, paths, path, "post", id, op->en, op->zh, "ops");
	cn_put(a, post, "parameters", cn_list(a));
	cn_put(a, post, "x-arguments", cn_textz(a, op->args));
	add_security(a, post, op->least, true);
	add_body(a, post, "Command");
	cn_val *answers = cn_put(a, post, "responses", cn_map(a));
	add_answer(a, answers, op->two_person ? "202" : "200", op->two_person ? "it waits for a second person" : op->en, cn_json_type, op->two_person ? "Proposed" : "Ran");
	add_problems(a, answers, true, true, op->least);
}

static void add_op(cn_arena *a, cn_val *paths, const cn_op *op)
{
	CN_AUTO_BUF path;
	cn_buf_init(&path, 256);
	cn_op_path(op, &path);
	if (cn_op_served(op))
		add_op_get(a, paths, op, cn_buf_str(&path));
	if (cn_op_posted(op))
		add_op_post(a, paths, op, cn_buf_str(&path));
}

/* How somebody shows who they are. */
static void add_schemes(cn_arena *a, cn_val *components, const cn_site *site)
{
	cn_val *all = cn_put(a, components, "securitySchemes", cn_map(a));
	cn_val *cookie = cn_put(a, all, "cookie", cn_map(a)), *csrf = cn_put(a, all, "csrf", cn_map(a)), *token = cn_put(a, all, "token", cn_map(a));
	cn_put(a, cookie, "type", cn_textz(a, "apiKey"));
	cn_put(a, cookie, "in", cn_textz(a, "cookie"));
	cn_put(a, cookie, "name", cn_textz(a, site->secure ? "__Host-concord" : "concord"));
	cn_put(a, csrf, "type", cn_textz(a, "apiKey"));
	cn_put(a, csrf, "in", cn_textz(a, "header"));
	cn_put(a, csrf, "name", cn_textz(a, "X-Concord-CSRF"));
	cn_put(a, token, "type", cn_textz(a, "http"));
	cn_put(a, token, "scheme", cn_textz(a, "bearer"));
}

static cn_code add_schemas(cn_arena *a, cn_val *components, cn_err *err)
{
	cn_val *all = cn_put(a, components, "schemas", cn_map(a));
	for (const cn_schema *s = cn_schemas; s->name; s++) {
		const cn_val *v;
		CN_TRY(cn_json_parse(a, cn_str_z(s->json), CN_JSON_DEPTH_MAX, &v, err));
		cn_put(a, all, s->name, cn_val_copy(a, v));
	}
	return CN_OK;
}

cn_code cn_route_openapi(cn_call *c, cn_err *err)
{
	cn_arena *a = c->a;
	size_t n;
	cn_val *m = cn_map(a);
	cn_put(a, m, "openapi", cn_textz(a, "3.1.0"));
	cn_val *info = cn_put(a, m, "info", cn_map(a));
	cn_put(a, info, "title", cn_text(a, cn_strf(a, "Concord node %.*s", CN_FMT(c->site->name))));
	cn_put(a, info, "version", cn_textz(a, "v1"));
	cn_val *license = cn_put(a, info, "license", cn_map(a));
	cn_put(a, license, "name", cn_textz(a, "Apache-2.0"));
	cn_put(a, license, "identifier", cn_textz(a, "Apache-2.0"));
	cn_put(a, cn_push(a, cn_put(a, m, "servers", cn_list(a)), cn_map(a)), "url", cn_textz(a, "/"));
	cn_val *paths = cn_put(a, m, "paths", cn_map(a));
	const cn_route *rows = cn_routes(&n);
	for (size_t i = 0; i < n; i++)
		add_route(a, paths, &rows[i]);
	const cn_op *const *ops = cn_ops(&n);
	for (size_t i = 0; i < n; i++)
		if (ops[i]->served != CN_NOT_SERVED)
			add_op(a, paths, ops[i]);
	cn_val *components = cn_put(a, m, "components", cn_map(a));
	CN_TRY(add_schemas(a, components, err));
	add_schemes(a, components, c->site);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	cn_json_write(&c->out, m, 0);
	cn_buf_putc(&c->out, '\n');
	return CN_OK;
}
