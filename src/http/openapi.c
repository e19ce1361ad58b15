/* The OpenAPI 3.1 document, from the rows that answer. */
#include "http/site.h"

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

static void add_problems(cn_arena *a, cn_val *answers, bool many)
{
	static const char problem[] = "application/problem+json";
	if (many) {
		add_answer(a, answers, "400", "the question is wrong: detail says how", problem, "Problem");
		add_answer(a, answers, "403", "the content is sealed, or needs a sign-in", problem, "Problem");
		add_answer(a, answers, "404", "there is no such thing", problem, "Problem");
	}
	add_answer(a, answers, "503", "not now; ask again", problem, "Problem");
}

static cn_val *add_method(cn_arena *a, cn_val *paths, cn_str path, const char *method, const char *name, const char *en, const char *zh, const char *tag)
{
	cn_val *get = cn_put(a, cn_put_s(a, paths, cn_str_copy(a, path), cn_map(a)), method, cn_map(a));
	cn_put(a, get, "operationId", cn_textz(a, name));
	cn_put(a, get, "summary", cn_textz(a, en));
	cn_put(a, get, "description", cn_textz(a, zh));
	cn_push(a, cn_put(a, get, "tags", cn_list(a)), cn_textz(a, tag));
	return get;
}

static void add_text_body(cn_arena *a, cn_val *to)
{
	cn_val *body = cn_put(a, to, "requestBody", cn_map(a));
	cn_put(a, body, "required", cn_bool(a, true));
	cn_val *m = cn_put(a, cn_put(a, body, "content", cn_map(a)), "text/plain", cn_map(a));
	put_schema(a, m, "string");
}

static void add_witness_answers(cn_arena *a, cn_val *answers)
{
	static const char problem[] = "application/problem+json";
	add_answer(a, answers, "400", "the body is malformed, or the old size is larger than the checkpoint", problem, "Problem");
	add_answer(a, answers, "403", "no signature by a key of that origin, or one that does not hold", problem, "Problem");
	add_answer(a, answers, "404", "a log of that origin is not watched", problem, "Problem");
	add_answer(a, answers, "409", "the size that was cosigned last is another; or a problem: the same size with another root", CN_WITNESS_SIZE_TYPE, NULL);
	add_answer(a, answers, "422", "the consistency proof does not hold", problem, "Problem");
}

static void add_route(cn_arena *a, cn_val *paths, const cn_route *r)
{
	static const char *const schema[][2] = { { "records", "Records" }, { "record", "Record" }, { "consistency", "Consistency" } };
	const char *ref = NULL;
	cn_str path = cn_str_z(r->path), before, name, after;
	cn_val *get = add_method(a, paths, path, r->post ? "post" : "get", r->name, r->en, r->zh, cn_starts(path, "/api/") ? "records" : "node");
	cn_val *list = cn_put(a, get, "parameters", cn_list(a));
	if (cn_split(path, '{', &before, &name)) {
		(void)cn_split(name, '}', &name, &after);
		cn_val *p = add_parameter(a, list, name, "path", true, cn_eqz(name, "record") ? "the number of an entry, or \"sha256:\" and the 64 digits of its id" : NULL);
		put_schema(a, p, "string");
	}
	for (size_t i = 0; i < 3 && r->query[i]; i++) {
		cn_val *p = add_parameter(a, list, cn_str_z(r->query[i]), "query", false, NULL);
		put_schema(a, p, "integer");
	}
	for (size_t i = 0; i < sizeof schema / sizeof *schema; i++)
		ref = strcmp(schema[i][0], r->name) == 0 ? schema[i][1] : ref;
	if (r->post)
		add_text_body(a, get);
	cn_val *answers = cn_put(a, get, "responses", cn_map(a));
	add_answer(a, answers, "200", r->en, r->type, ref);
	if (r->answer == cn_route_add_checkpoint)
		add_witness_answers(a, answers);
	add_problems(a, answers, strchr(r->path, '{') || r->query[0]);
}

static void add_op(cn_arena *a, cn_val *paths, const cn_op *op)
{
	CN_AUTO_BUF path;
	cn_str name;
	bool many;
	char id[64];
	cn_buf_init(&path, 256);
	cn_op_path(op, &path);
	(void)snprintf(id, sizeof id, "%s", op->name);
	for (char *z = id; *z; z++)
		*z = *z == ' ' ? '_' : *z;
	cn_val *get = add_method(a, paths, cn_buf_str(&path), "get", id, op->en, op->zh, "ops");
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
	cn_val *answers = cn_put(a, get, "responses", cn_map(a));
	add_answer(a, answers, "200", op->en, cn_json_type, NULL);
	add_problems(a, answers, true);
}

static const char schemas[] =
	"{\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\",\"request_id\"],\"properties\":{\"type\":{\"type\":\"string\"},"
	"\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},\"request_id\":{\"type\":\"string\"}}},"
	"\"RecordHead\":{\"type\":\"object\",\"required\":[\"seq\",\"id\",\"public\"],\"properties\":{\"seq\":{\"type\":\"integer\"},\"id\":{\"type\":\"string\"},"
	"\"public\":{\"type\":\"boolean\"},\"kind\":{\"type\":\"string\"},\"author\":{\"type\":\"string\"},\"time\":{\"type\":\"string\",\"format\":\"date-time\"},"
	"\"tlp\":{\"type\":\"string\"}}},"
	"\"Records\":{\"type\":\"object\",\"required\":[\"size\",\"records\",\"next\"],\"properties\":{\"size\":{\"type\":\"integer\"},\"records\":{\"type\":\"array\","
	"\"items\":{\"$ref\":\"#/components/schemas/RecordHead\"}},\"next\":{\"type\":[\"integer\",\"null\"]}}},"
	"\"Record\":{\"type\":\"object\",\"required\":[\"seq\",\"id\",\"kind\",\"author\",\"time\",\"tlp\",\"refs\",\"body\"],\"properties\":{\"seq\":{\"type\":\"integer\"},"
	"\"id\":{\"type\":\"string\"},\"kind\":{\"type\":\"string\"},\"author\":{\"type\":\"string\"},\"time\":{\"type\":\"string\",\"format\":\"date-time\"},"
	"\"tlp\":{\"type\":\"string\"},\"refs\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"role\",\"to\"],\"properties\":{\"role\":{\"type\":"
	"\"string\"},\"to\":{\"type\":\"string\"}}}},\"body\":{\"type\":\"object\"}}},"
	"\"Consistency\":{\"type\":\"object\",\"required\":[\"from\",\"to\",\"hashes\"],\"properties\":{\"from\":{\"type\":\"integer\"},\"to\":{\"type\":\"integer\"},"
	"\"hashes\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}}";

cn_code cn_route_openapi(cn_call *c, cn_err *err)
{
	cn_arena *a = c->a;
	const cn_val *parts;
	size_t n;
	cn_val *m = cn_map(a);
	CN_TRY(cn_json_parse(a, cn_str_z(schemas), CN_JSON_DEPTH_MAX, &parts, err));
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
		if (cn_op_served(ops[i]))
			add_op(a, paths, ops[i]);
	cn_put(a, cn_put(a, m, "components", cn_map(a)), "schemas", cn_val_copy(a, parts));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	cn_json_write(&c->out, m, 0);
	cn_buf_putc(&c->out, '\n');
	return CN_OK;
}
