/* From a request to an answer: the target is read, the route found, its function called, its error said. */
#include "http/console.h"
#include "http/guard.h"

#include <sys/stat.h>

#include "core/hash.h"
#include "report/errors.h"
#include "store/file.h"

enum { CALL_ARENA_BYTES = 64 << 20, CALL_OUT_BYTES = 64 << 20, PATH_SHOWN = 200 };

/* The most bytes of a body by which an op of somebody who signed in gets its files. */
enum { OP_BODY_BYTES = 16 << 20 };

const char cn_no_cache[] = "no-cache", cn_forever[] = "public, max-age=31536000, immutable", cn_json_type[] = "application/json";

static const unsigned bucket_us[CN_LATENCY_BUCKETS] = { 100, 500, 1000, 5000, 25000, 100000, 500000, 2500000 };

/* ---- finding the route ---- */

/* Does a path fit a row? {rest} takes all that is left, another {..} one part. */
static bool fits(const cn_route *r, cn_str path, cn_str *ret_part)
{
	cn_str row = cn_sub(cn_str_z(r->path), 1, SIZE_MAX), want, part;
	path = cn_sub(path, 1, path.n);
	for (;;) {
		if (cn_eqz(row, "{rest}")) {
			*ret_part = path;
			return path.n > 0;
		}
		bool more_row = cn_split(row, '/', &want, &row), more_path = cn_split(path, '/', &part, &path);
		if (want.n && want.p[0] == '{')
			*ret_part = part;
		else if (!cn_eq(want, part))
			return false;
		if (more_row != more_path || (!part.n && want.n))
			return false;
		if (!more_row)
			return true;
	}
}

/* What stands in a row before its first {..} stands at the beginning of the path: most rows are passed over by their first letters. */
static bool may_fit(const char *row, cn_str path)
{
	for (size_t i = 0; row[i] && row[i] != '{'; i++)
		if (i >= path.n || row[i] != path.p[i])
			return false;
	return true;
}

/* The row of a path for a method. *methods gets a bit for each method that the path has. */
static const cn_route *route_of(cn_str path, int method, cn_str *ret_part, unsigned *methods)
{
	size_t n;
	const cn_route *rows = cn_routes(&n), *found = NULL;
	for (size_t i = 0; i < n; i++) {
		cn_str part = CN_S("");
		if (!may_fit(rows[i].path, path) || !fits(&rows[i], path, &part) || (found && rows[i].method == found->method))
			continue;
		*methods |= 1u << rows[i].method;
		if ((int)rows[i].method != method)
			continue;
		found = &rows[i];
		*ret_part = part;
	}
	return found;
}

static const cn_op *op_of(cn_str path, unsigned *methods)
{
	const cn_op *op = cn_op_of_path(path);
	if (op)
		*methods = (cn_op_served(op) ? 1u << CN_GET : 0) | (cn_op_posted(op) ? 1u << CN_POST : 0);
	return op;
}

static int method_of(cn_str method)
{
	return cn_eqz(method, "GET") || cn_eqz(method, "HEAD") ? CN_GET : cn_eqz(method, "POST") ? CN_POST : cn_eqz(method, "DELETE") ? CN_DELETE : -1;
}

/* ---- problems (RFC 9457) ---- */

static const char *phrase(unsigned status)
{
	static const struct {
		unsigned status;
		const char *text;
	} rows[] = { { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
		     { 409, "Conflict" }, { 413, "Content Too Large" }, { 415, "Unsupported Media Type" }, { 422, "Unprocessable Content" },
		     { 429, "Too Many Requests" }, { 503, "Service Unavailable" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].status == status)
			return rows[i].text;
	return "Internal Server Error";
}

static unsigned status_of(cn_code code)
{
	switch (code) {
	case CN_EINPUT:
	case CN_ETOOBIG:
	case CN_EUNDEFINED:
		return 400;
	case CN_ENOTFOUND:
		return 404;
	case CN_ESTATE:
	case CN_EIO:
	case CN_ENOMEM:
		return 503;
	default:
		return 500;
	}
}

static void put_problem(cn_answered *ret, const cn_asked *q, unsigned status, const cn_err *err, cn_str lang, const char *more)
{
	CN_AUTO_BUF b, said;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	cn_buf_init(&said, CN_FIELD_BYTES_MAX);
	cn_error_put(&said, err, lang);
	cn_buf_printf(&b, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"detail\":", phrase(status), status);
	cn_json_text(&b, cn_buf_str(&said));
	cn_buf_printf(&b, ",\"request_id\":\"%s\"%s}\n", q->id, more);
	cn_body_drop(ret->body);
	ret->body = cn_body_copy(cn_buf_str(&b)); /* NULL without memory: then the status alone is said */
	ret->status = status;
	ret->type = "application/problem+json";
	ret->cache = "no-store";
	ret->etag[0] = '\0';
	ret->retry_after = status == 503 ? "2" : ret->retry_after;
}

void cn_site_refuse(void *site, const cn_asked *q, unsigned status, cn_answered *ret)
{
	(void)site;
	cn_err err = { 0 };
	ret->route = "refused";
	if (status == 413)
		(void)CN_FAIL(&err, CN_ETOOBIG, "the body of the request is too large");
	else
		(void)CN_FAIL(&err, CN_ESTATE, "too much work waits: ask again in a moment");
	put_problem(ret, q, status, &err, CN_S("en"), "");
}

/* ---- a call ---- */

/* The language that is asked for: a question `lang`, else Accept-Language, whose first word decides. */
static cn_str language(const cn_call *c)
{
	cn_str lang;
	if (cn_target_get(&c->target, "lang", &lang) && (cn_eqz(lang, "zh") || cn_eqz(lang, "en")))
		return lang;
	return cn_starts(c->asked->language, "zh") ? CN_S("zh") : CN_S("en");
}

/* A misspelt question would be answered as if it had not been asked. */
static cn_code check_questions(const cn_call *c, const cn_route *r, cn_err *err)
{
	for (size_t i = 0; i < c->target.n_query; i++) {
		bool known = cn_eqz(c->target.query[i].name, "lang");
		for (size_t k = 0; k < 3 && r->query[k]; k++)
			known = known || cn_eqz(c->target.query[i].name, r->query[k]);
		if (!known)
			return CN_FAIL(err, CN_EINPUT, "this address has no question \"%.*s\"; /openapi.json lists what can be asked",
				       CN_FMT(cn_sub(c->target.query[i].name, 0, 60)));
	}
	return CN_OK;
}

static cn_code no_method(cn_call *c, unsigned methods, cn_err *err)
{
	static const char *const allow[] = { "", "GET, HEAD", "POST", "GET, HEAD, POST", "DELETE", "GET, HEAD, DELETE", "POST, DELETE", "GET, HEAD, POST, DELETE" };
	c->ret->status = 405;
	c->ret->allow = allow[methods & 7];
	return CN_FAIL(err, CN_EINPUT, "this address takes other methods: %s", allow[methods & 7]);
}

/* A route, or an op that is one, for this method. */
static cn_code find(cn_call *c, const cn_route **ret, cn_err *err)
{
	unsigned methods = 0;
	int method = method_of(c->asked->method);
	c->op = op_of(c->target.path, &methods); /* first: a row with a place for anything would take it */
	*ret = c->op ? NULL : route_of(c->target.path, method, &c->part, &methods);
	if (!methods && !c->op && cn_console_has(c->target.path)) {
		static const cn_route page = { .path = "/", .name = cn_console_route, .type = "text/html; charset=utf-8", .cache = cn_no_cache, .answer = cn_console_answer };
		methods = 1u << CN_GET;
		*ret = &page;
	}
	if (!methods && !c->op)
		return CN_FAIL(err, CN_ENOTFOUND, "there is nothing at this address; /openapi.json lists what there is");
	c->ret->route = *ret ? (*ret)->name : c->op ? c->op->name : "unknown";
	if (c->op && c->op->served == CN_NOT_SERVED)
		return cn_guard(c, CN_ACCESS_NEVER, true, err);
	return method >= 0 && (methods & 1u << method) ? CN_OK : no_method(c, methods, err);
}

static cn_code answer(cn_call *c, const cn_route *r, cn_err *err)
{
	bool reads = method_of(c->asked->method) == CN_GET;
	if (!reads && !c->may_wait) {
		c->later = true; /* passwords, disks, other processes */
		return CN_OK;
	}
	if (!r)
		return reads ? cn_op_answer(c, err) : cn_op_run(c, err);
	if (cn_starts(c->target.path, "/api/"))
		CN_TRY(check_questions(c, r, err));
	return r->answer(c, err);
}

static cn_code find_and_call(cn_call *c, cn_err *err)
{
	const cn_route *r;
	CN_TRY(find(c, &r, err));
	CN_TRY(cn_guard(c, r ? r->least : c->op->least, method_of(c->asked->method) == CN_GET, err));
	c->ret->type = r ? r->type : cn_json_type;
	c->ret->cache = c->ret->personal ? cn_no_store : r ? r->cache : cn_no_cache;
	return cn_repeated(c, r, answer, err);
}

/* Gives false when the call must wait and may not here. */
static bool run_call(cn_call *c)
{
	cn_err err = { 0 };
	cn_answered *ret = c->ret;
	cn_code rc = c->a ? cn_target_parse(c->a, c->asked->target, &c->target, &err) : CN_NOMEM(&err);
	c->lang = language(c);
	if (rc == CN_OK)
		rc = find_and_call(c, &err);
	if (c->later && !c->may_wait)
		return false;
	if (rc == CN_OK && !ret->body) {
		ret->body = c->out.failed ? NULL : cn_body_copy(cn_buf_str(&c->out));
		if (!ret->body)
			rc = CN_NOMEM(&err);
		else if (ret->etag[0] == '\0' && ret->cache == cn_no_cache)
			cn_etag(cn_buf_str(&c->out), ret->etag);
	}
	if (rc != CN_OK)
		put_problem(ret, c->asked, ret->status ? ret->status : status_of(rc), &err, c->lang, c->code_needed ? ",\"code_needed\":true" : "");
	else if (!ret->status)
		ret->status = 200;
	cn_answer_pack(c->asked->encodings, ret);
	return true;
}

static bool call(cn_site *s, const cn_asked *q, cn_answered *ret, bool may_wait)
{
	CN_AUTO_ARENA a = cn_arena_new(CALL_ARENA_BYTES);
	cn_call c = { .site = s, .asked = q, .a = a, .may_wait = may_wait, .ret = ret };
	*ret = (cn_answered){ .route = "unknown" };
	cn_buf_init(&c.out, CALL_OUT_BYTES);
	bool done = run_call(&c);
	cn_buf_done(&c.out);
	return done;
}

int64_t cn_site_now_us(const cn_site *s)
{
	int64_t us;
	struct timespec t;
	if (s->now && cn_time_parse(cn_str_z(s->now), &us, NULL) == CN_OK)
		return us;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Large bodies are files for an op, from somebody who may run it. */
size_t cn_site_body_most(void *site, const cn_asked *q)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_answered ret = { 0 };
	cn_err err = { 0 };
	cn_call c = { .site = site, .asked = q, .a = a, .ret = &ret };
	if (!a || !cn_eqz(q->method, "POST") || cn_target_parse(a, q->target, &c.target, &err) != CN_OK)
		return CN_BODY_BYTES;
	unsigned methods = 0;
	const cn_op *op = cn_op_of_path(c.target.path);
	const cn_route *r = op ? NULL : route_of(c.target.path, CN_POST, &c.part, &methods);
	bool files = r ? r->body && (strcmp(r->body, "Command") == 0 || strcmp(r->body, "NewJob") == 0) : op && cn_op_posted(op);
	return files && cn_guard(&c, r ? r->least : op->least, false, &err) == CN_OK ? OP_BODY_BYTES : CN_BODY_BYTES;
}

bool cn_site_quick(void *site, const cn_asked *q, cn_answered *ret)
{
	return call(site, q, ret, false);
}

void cn_site_slow(void *site, const cn_asked *q, cn_answered *ret)
{
	(void)call(site, q, ret, true);
}

/* ---- afterwards ---- */

static size_t counter_of(const char *route)
{
	size_t n, m;
	const cn_route *rows = cn_routes(&n);
	const cn_op *const *ops = cn_ops(&m);
	for (size_t i = 0; i < n; i++)
		if (rows[i].name == route)
			return i;
	for (size_t i = 0; i < m && n + i + 2 < CN_ROUTE_PLACES; i++)
		if (ops[i]->name == route)
			return n + i;
	return route == cn_console_route ? CN_ROUTE_PLACES - 2 : CN_ROUTE_PLACES - 1; /* refused and unknown */
}

/* The path without its questions, which may hold what is nobody's business. */
static void log_request(cn_site *s, const cn_served *d)
{
	CN_AUTO_BUF b;
	cn_str path, rest;
	cn_buf_init(&b, 4096);
	(void)cn_split(d->asked->target, '?', &path, &rest);
	cn_buf_printf(&b, "\"id\":\"%s\",\"method\":", d->asked->id);
	cn_json_text(&b, cn_utf8_ok(d->asked->method) ? cn_sub(d->asked->method, 0, 20) : CN_S("?"));
	cn_buf_printf(&b, ",\"route\":\"%s\",\"path\":", d->route);
	cn_json_text(&b, cn_utf8_ok(path) && cn_utf8_ok(cn_sub(path, 0, PATH_SHOWN)) ? cn_sub(path, 0, PATH_SHOWN) : CN_S("?"));
	cn_buf_printf(&b, ",\"status\":%u,\"bytes\":%llu,\"us\":%lld%s", d->status, (unsigned long long)d->bytes, (long long)d->took_us, d->whole ? "" : ",\"cut\":true");
	if (!b.failed)
		cn_journal_line(s->journal, d->status >= 500 ? "warn" : "info", "request", cn_buf_str(&b));
}

void cn_site_done(void *site, const cn_served *d)
{
	cn_site *s = site;
	unsigned class = d->status / 100;
	size_t k = 0;
	(void)atomic_fetch_add(&s->counts.by[counter_of(d->route)][class >= 1 && class <= 5 ? class - 1 : 4], 1);
	(void)atomic_fetch_add(&s->counts.bytes, d->bytes);
	(void)atomic_fetch_add(&s->counts.took_us, (uint64_t)d->took_us);
	if (!d->whole)
		(void)atomic_fetch_add(&s->counts.cut, 1);
	while (k < CN_LATENCY_BUCKETS && d->took_us > (int64_t)bucket_us[k])
		k++;
	(void)atomic_fetch_add(&s->counts.within[k], 1);
	if (!s->quiet)
		log_request(s, d);
}

/* ---- counters, for Prometheus ---- */

static void put_state(cn_call *c)
{
	cn_site *s = c->site;
	cn_counts *n = &s->counts;
	cn_buf *b = &c->out;
	static const struct {
		const char *name, *type, *what;
	} rows[] = { { "concord_log_entries", "gauge", "entries of the checkpoint that is served" },
		     { "concord_connections", "gauge", "connections that are open" },
		     { "concord_tile_cache_bytes", "gauge", "tiles and bundles in memory" },
		     { "concord_answer_cache_bytes", "gauge", "answers of ops in memory" },
		     { "concord_answers_kept_total", "counter", "answers of ops that came from memory" },
		     { "concord_answers_made_total", "counter", "answers of ops that a worker made" },
		     { "concord_responses_cut_total", "counter", "answers that did not go out to their end" },
		     { "concord_response_bytes_total", "counter", "bytes of bodies" } };
	const uint64_t value[] = { cn_shelf_size(s->shelf), s->server ? cn_server_connections(s->server) : 0, cn_shelf_cached(s->shelf), cn_cache_bytes(s->answers) + cn_cache_bytes(s->sealed),
				   n->answers_kept, n->answers_made, n->cut, n->bytes };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cn_buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", rows[i].name, rows[i].what, rows[i].name, rows[i].type, rows[i].name, (unsigned long long)value[i]);
}

static void put_requests(cn_call *c)
{
	size_t n, m;
	const cn_route *rows = cn_routes(&n);
	const cn_op *const *ops = cn_ops(&m);
	cn_buf_putz(&c->out, "# HELP concord_requests_total requests by route and class of status\n# TYPE concord_requests_total counter\n");
	for (size_t i = 0; i < CN_ROUTE_PLACES; i++)
		for (unsigned k = 0; k < 5; k++) {
			uint64_t count = c->site->counts.by[i][k];
			const char *name = i < n ? rows[i].name : i < n + m ? ops[i - n]->name : i == CN_ROUTE_PLACES - 2 ? cn_console_route : "other";
			if (count)
				cn_buf_printf(&c->out, "concord_requests_total{route=\"%s\",status=\"%uxx\"} %llu\n", name, k + 1, (unsigned long long)count);
		}
}

cn_code cn_route_metrics(cn_call *c, cn_err *err)
{
	(void)err;
	uint64_t sum = 0;
	put_state(c);
	put_requests(c);
	cn_buf_putz(&c->out, "# HELP concord_request_seconds time from the head of a request to the end of its answer\n# TYPE concord_request_seconds histogram\n");
	for (size_t k = 0; k < CN_LATENCY_BUCKETS; k++) {
		sum += c->site->counts.within[k];
		cn_buf_printf(&c->out, "concord_request_seconds_bucket{le=\"%.4f\"} %llu\n", bucket_us[k] / 1e6, (unsigned long long)sum);
	}
	sum += c->site->counts.within[CN_LATENCY_BUCKETS];
	cn_buf_printf(&c->out, "concord_request_seconds_bucket{le=\"+Inf\"} %llu\nconcord_request_seconds_sum %.6f\nconcord_request_seconds_count %llu\n",
		      (unsigned long long)sum, (double)c->site->counts.took_us / 1e6, (unsigned long long)sum);
	return CN_OK;
}

/* ---- the library ---- */

static void stamp_folder(cn_hash *h, cn_arena *a, const char *dir)
{
	const cn_val *names;
	char path[CN_PATH_BYTES_MAX];
	if (cn_dir_list(a, dir, &names, NULL) != CN_OK)
		return;
	CN_EACH(v, names) {
		struct stat st;
		if (cn_path(path, dir, cn_cstr(a, v->s), NULL) != CN_OK || stat(path, &st) != 0)
			continue;
		cn_hash_put(h, &st.st_mtim, sizeof st.st_mtim);
		cn_hash_put(h, &st.st_size, sizeof st.st_size);
		cn_hash_put(h, &st.st_ino, sizeof st.st_ino);
	}
}

void cn_site_look_at_law(cn_site *s)
{
	cn_hash h;
	char media[CN_PATH_BYTES_MAX];
	CN_AUTO_ARENA a = cn_arena_new(8u << 20);
	cn_hash_init(&h);
	if (!a || !cn_file_exists(s->norms_dir))
		return;
	stamp_folder(&h, a, s->norms_dir);
	if (cn_path(media, s->norms_dir, "media", NULL) == CN_OK)
		stamp_folder(&h, a, media);
	cn_digest d = cn_hash_done(&h);
	uint64_t stamp;
	memcpy(&stamp, d.b, sizeof stamp);
	atomic_store(&s->law_stamp, stamp);
}
