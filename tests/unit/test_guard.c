/* Who may call what: every route and op, by everybody and by each role, against a table that is committed (tests/gates.txt), by cookie and by token; forged, late
 * and missing proofs; how often one may try. Without a socket; the ops' program is /bin/false. To write the table anew: CONCORD_GATES=FILE. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include "guard_help.h"

/* A path that a row's template fits. */
static cn_str path_of(fixture *f, cn_str path)
{
	cn_str before, name, after;
	if (!cn_split(path, '{', &before, &name))
		return path;
	(void)cn_split(name, '}', &name, &after);
	const char *part = cn_eqz(name, "rest") ? "0/000.p/1" : cn_eqz(name, "record") ? "0" : "nothing";
	return cn_strf(f->a, "%.*s%s%.*s", CN_FMT(before), part, CN_FMT(after));
}

static const char *const methods[] = { "GET", "POST", "DELETE" };

/* "POST /api/v1/waive  waive  officer  401 403 403 403 200 200" */
static void put_row(fixture *f, const cn_gate *g, cn_buf *b)
{
	cn_buf_printf(b, "%s %.*s | %s | %s |", methods[g->method], CN_FMT(g->path), g->name, cn_access_text(g->least));
	for (unsigned role = CN_ACCESS_PUBLIC; role < ROLES; role++) {
		cn_asked q = request(methods[g->method], path_of(f, g->path), "{}");
		by_cookie(f, (cn_access)role, &q);
		unsigned status = send_as(f, &q);
		cn_buf_printf(b, " %u", status);
		if (g->least == CN_ACCESS_NEVER)
			assert_int_equal(status, 403);
		else if (g->least > (cn_access)role)
			assert_int_equal(status, role ? 403 : 401); /* the rule itself, whatever the table says */
		else
			assert_true(status != 401 && (status != 403 || strcmp(g->name, "session_begin") == 0));
		assert_true((status == 401) == (f->r.challenge != NULL));
		assert_true(g->least == CN_ACCESS_PUBLIC || g->least == CN_ACCESS_NEVER || (f->r.personal && strcmp(f->r.cache, "no-store") == 0));
	}
	cn_buf_putc(b, '\n');
}

static void every_route_answers_every_role_as_the_table_says(void **state)
{
	fixture *f = *state;
	const cn_gate *g;
	size_t n;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	assert_int_equal(cn_gates(f->a, &g, &n, NULL), CN_OK);
	cn_buf_putz(&b, "# Who may call what: method, path, name, least role, and the status for: nobody known, reader, contributor, assessor, officer, administrator.\n"
			"# Sent with an empty object to a node with one record, whose commands end with 1. Written by tests/unit/test_guard.c: CONCORD_GATES=FILE.\n");
	for (size_t i = 0; i < n; i++)
		put_row(f, &g[i], &b);
	const char *to = getenv("CONCORD_GATES"), *source = getenv("CONCORD_SOURCE");
	if (to)
		assert_int_equal(cn_file_write(NULL, to, cn_buf_str(&b), 0644, NULL), CN_OK);
	cn_str want, have = cn_buf_str(&b), w, h;
	assert_int_equal(cn_file_read(f->a, cn_strf(f->a, "%s/tests/gates.txt", source ? source : ".").p, 1 << 20, &want, NULL), CN_OK);
	while (want.n || have.n) {
		(void)cn_split(want, '\n', &w, &want);
		(void)cn_split(have, '\n', &h, &have);
		if (!cn_eq(w, h))
			fail_msg("tests/gates.txt says\n%.*s\nbut it is\n%.*s", CN_FMT(w), CN_FMT(h));
	}
}

static void a_token_opens_what_a_cookie_does(void **state)
{
	fixture *f = *state;
	const cn_gate *g;
	size_t n;
	assert_int_equal(cn_gates(f->a, &g, &n, NULL), CN_OK);
	cn_asked q[ROLES] = { { .method = CN_S("") } };
	for (unsigned role = CN_ACCESS_READER; role < ROLES; role++)
		by_token(f, (cn_access)role, &q[role]);
	for (size_t i = 0; i < n; i++) {
		if (g[i].least == CN_ACCESS_PUBLIC || g[i].least == CN_ACCESS_NEVER || g[i].method == CN_DELETE)
			continue;
		for (unsigned role = CN_ACCESS_READER; role < ROLES; role++) {
			cn_asked ask = request(methods[g[i].method], path_of(f, g[i].path), "{}");
			ask.authorization = q[role].authorization;
			assert_true((send_as(f, &ask) == 403) == (g[i].least > (cn_access)role));
		}
	}
}

static void without_the_token_against_forgery_nothing_is_changed(void **state)
{
	fixture *f = *state;
	const cn_gate *g;
	size_t n, tried = 0;
	assert_int_equal(cn_gates(f->a, &g, &n, NULL), CN_OK);
	for (size_t i = 0; i < n; i++) {
		if (g[i].method == CN_GET || g[i].least == CN_ACCESS_PUBLIC)
			continue;
		cn_asked q = request(methods[g[i].method], path_of(f, g[i].path), "{}");
		by_cookie(f, CN_ACCESS_ADMINISTRATOR, &q);
		q.csrf = CN_S("");
		assert_int_equal(send_as(f, &q), 403);
		assert_true(cn_contains(body_of(f), CN_S("X-Concord-CSRF")));
		q.csrf = CN_S("0000000000000000000000000000000000000000000000000000000000000000");
		assert_int_equal(send_as(f, &q), 403);
		tried++;
	}
	assert_true(tried > 30);
	cn_asked q = request("POST", CN_S("/api/v1/tokens"), "{}"), other = q;
	by_cookie(f, CN_ACCESS_ADMINISTRATOR, &other);
	cn_str csrf = cn_str_copy(f->a, other.csrf);
	by_cookie(f, CN_ACCESS_ADMINISTRATOR, &q);
	q.csrf = csrf; /* of another session of the same person */
	assert_int_equal(send_as(f, &q), 403);
}

static void a_proof_that_is_not_good_is_none(void **state)
{
	fixture *f = *state;
	cn_asked q = request("GET", CN_S("/api/v1/session"), "");
	static const char *const cookies[] = { "", "concord=", "concord=0", "concord", "Concord=x", "x=concord=1", "concord=; concord=", "__Host-concord=0" };
	for (size_t i = 0; i < sizeof cookies / sizeof *cookies; i++) {
		q.cookie = cn_str_z(cookies[i]);
		assert_int_equal(send_as(f, &q), 401);
	}
	q.cookie = CN_S("");
	static const char *const fields[] = { "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "concord_00", "Bearer concord_0000000000000000000000000000000000000000000000000000000000000000" };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		q.authorization = cn_str_z(fields[i]);
		q.target = CN_S("/api/v1/session");
		assert_int_equal(send_as(f, &q), 401);
		q.target = CN_S("/checkpoint"); /* public, but who shows a token is told that it is none (RFC 6750) */
		assert_int_equal(send_as(f, &q), 401);
		assert_true(cn_contains(cn_str_z(f->r.challenge), CN_S("invalid_token")));
	}
	cn_asked old = request("GET", CN_S("/checkpoint"), "");
	old.cookie = CN_S("concord=0000000000000000000000000000000000000000000000000000000000000000");
	assert_int_equal(send_as(f, &old), 200); /* a session that is over closes nothing that is public */
	by_token(f, CN_ACCESS_READER, &q);
	q.target = CN_S("/api/v1/session");
	assert_int_equal(send_as(f, &q), 200);
	q.authorization = cn_strf(f->a, "bEARER  %s", f->token);
	assert_int_equal(send_as(f, &q), 200);
	q.authorization = cn_strf(f->a, "Bearer %.*s", 60, f->token);
	assert_int_equal(send_as(f, &q), 401);
}

static void a_session_ends_for_the_guard_too(void **state)
{
	fixture *f = *state;
	cn_asked q = request("GET", CN_S("/api/v1/session"), "");
	by_cookie(f, CN_ACCESS_OFFICER, &q);
	assert_int_equal(send_as(f, &q), 200);
	f->site.now = "2026-11-23T13:00:01Z"; /* an hour of rest */
	assert_int_equal(send_as(f, &q), 401);
	f->site.now = NOW;
	by_cookie(f, CN_ACCESS_OFFICER, &q);
	cn_asked out = request("DELETE", CN_S("/api/v1/session"), "");
	out.cookie = q.cookie;
	out.csrf = q.csrf;
	assert_int_equal(send_as(f, &out), 204);
	assert_true(cn_contains(cn_str_z(f->r.cookie), CN_S("concord=; ")) && cn_contains(cn_str_z(f->r.cookie), CN_S("Max-Age=0")));
	assert_int_equal(send_as(f, &q), 401);
}

static void signing_in_gives_a_cookie_that_scripts_cannot_read(void **state)
{
	fixture *f = *state;
	const cn_val *v;
	cn_asked q = request("POST", CN_S("/api/v1/session"), "{\"name\":\"officer\",\"password\":\"" PASSWORD "\"}");
	assert_int_equal(send_as(f, &q), 201);
	cn_str cookie = cn_str_z(f->r.cookie);
	assert_true(cn_starts(cookie, "concord=") && cn_contains(cookie, CN_S("; HttpOnly")) && cn_contains(cookie, CN_S("; SameSite=Strict")) && cn_contains(cookie, CN_S("; Path=/;")));
	assert_false(cn_contains(cookie, CN_S("Secure")));
	assert_int_equal(cn_json_parse(f->a, cn_str_copy(f->a, body_of(f)), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(v, "name"), "officer"));
	assert_true(cn_is_text(cn_first(cn_get(v, "roles")), "officer"));
	assert_int_equal(cn_get_text(v, "csrf").n, 64);
	assert_false(cn_contains(body_of(f), cn_sub(cookie, 8, 64))); /* the session itself is in the cookie alone */
	f->site.secure = true;
	assert_int_equal(send_as(f, &q), 201);
	cookie = cn_str_z(f->r.cookie);
	assert_true(cn_starts(cookie, "__Host-concord=") && cn_contains(cookie, CN_S("; Secure")) && !cn_contains(cookie, CN_S("Domain")));
}

static void what_a_sign_in_got_wrong_is_not_told(void **state)
{
	fixture *f = *state;
	cn_asked q = request("POST", CN_S("/api/v1/session"), "{\"name\":\"officer\",\"password\":\"wrong wrong wrong\"}");
	assert_int_equal(send_as(f, &q), 401);
	cn_str one = cn_str_copy(f->a, body_of(f));
	q.body = CN_S("{\"name\":\"nobody\",\"password\":\"wrong wrong wrong\"}");
	assert_int_equal(send_as(f, &q), 401);
	assert_true(cn_eq(one, body_of(f)));
	assert_string_equal(f->r.cookie, "");
	static const char *const bad[] = { "", "{", "[]", "\"x\"", "{}", "{\"name\":\"a\"}", "{\"name\":\"a\",\"password\":\"b\",\"more\":1}", "{\"name\":\"a\",\"name\":\"b\",\"password\":\"c\"}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		q.body = cn_str_z(bad[i]);
		assert_int_equal(send_as(f, &q), 400);
	}
	q.body = CN_S("{\"name\":\"officer\",\"password\":\"" PASSWORD "\"}");
	static const char *const types[] = { "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp" };
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) { /* what a form of another site's page can send */
		q.type = cn_str_z(types[i]);
		assert_int_equal(send_as(f, &q), 415);
	}
	q.type = CN_S("application/json; charset=utf-8");
	assert_int_equal(send_as(f, &q), 201);
}

static void who_tries_too_often_waits(void **state)
{
	fixture *f = *state;
	unsigned status = 0, tries = 0;
	cn_asked good = request("POST", CN_S("/api/v1/session"), "{\"name\":\"officer\",\"password\":\"" PASSWORD "\"}");
	(void)snprintf(good.peer, sizeof good.peer, "198.51.100.7");
	assert_int_equal(send_as(f, &good), 201); /* from where it is known from now on */
	cn_asked q = request("POST", CN_S("/api/v1/session"), "{\"name\":\"officer\",\"password\":\"wrong wrong wrong\"}");
	for (; status != 429 && tries < 100; tries++)
		status = send_as(f, &q);
	assert_in_range(tries, 5, 40);
	assert_non_null(f->r.retry_after);
	(void)snprintf(q.peer, sizeof q.peer, "203.0.113.9"); /* another address does not help against the same name */
	assert_int_equal(send_as(f, &q), 429);
	q.body = good.body;
	assert_int_equal(send_as(f, &q), 429); /* nor does the right password, for a while */
	assert_int_equal(send_as(f, &good), 201); /* but its owner is not locked out where they are known */
	q.body = CN_S("{\"name\":\"reader\",\"password\":\"" PASSWORD "\"}");
	assert_int_equal(send_as(f, &q), 201); /* nor is anybody else */
}

static void behind_a_proxy_the_last_address_counts(void **state)
{
	fixture *f = *state;
	unsigned status = 0;
	cn_asked q = request("POST", CN_S("/api/v1/setup"), "{\"link\":\"\",\"password\":\"wrong wrong wrong\"}");
	for (unsigned i = 0; status != 429 && i < 100; i++) { /* anybody may say anything in this field */
		q.forwarded = cn_strf(f->a, "10.0.0.%u", i);
		status = send_as(f, &q);
	}
	assert_int_equal(status, 429);
	f->site.proxied = true;
	q.forwarded = CN_S("10.9.9.9, 203.0.113.77");
	assert_int_equal(send_as(f, &q), 403);
	for (unsigned i = 0; status != 429 || i < 5; i++) {
		assert_in_range(i, 0, 100);
		q.forwarded = cn_strf(f->a, "10.0.0.%u, 203.0.113.77", i);
		status = send_as(f, &q);
	}
}

static void a_request_with_a_key_is_done_once(void **state)
{
	fixture *f = *state;
	cn_asked q = request("POST", CN_S("/api/v1/counter"), "{\"args\":[\"0\"]}");
	by_cookie(f, CN_ACCESS_CONTRIBUTOR, &q);
	q.idempotency = CN_S("key-1");
	assert_int_equal(send_as(f, &q), 200);
	cn_str one = cn_str_copy(f->a, body_of(f));
	f->site.self = "/bin/true"; /* would answer something else */
	assert_int_equal(send_as(f, &q), 200);
	assert_true(cn_eq(one, body_of(f)));
	cn_asked other = q;
	other.body = CN_S("{\"args\":[\"1\"]}");
	assert_int_equal(send_as(f, &other), 422);
	by_cookie(f, CN_ACCESS_ASSESSOR, &other); /* another person's keys are their own */
	assert_int_equal(send_as(f, &other), 200);
	assert_false(cn_eq(one, body_of(f)));
	q.idempotency = CN_S("has space");
	by_cookie(f, CN_ACCESS_CONTRIBUTOR, &q);
	assert_int_equal(send_as(f, &q), 400);
	char most[257];
	memset(most, 'k', sizeof most);
	q.idempotency = (cn_str){ most, 255 };
	assert_int_equal(send_as(f, &q), 200);
	q.idempotency = (cn_str){ most, 256 };
	assert_int_equal(send_as(f, &q), 400);
	/* what is shown once is not kept to be shown again; what failed may be tried again */
	cn_asked t = request("POST", CN_S("/api/v1/tokens"), "{\"label\":\"ci\",\"roles\":[\"reader\"],\"until\":\"2026-12-01\"}");
	by_cookie(f, CN_ACCESS_READER, &t);
	t.idempotency = CN_S("key-2");
	assert_int_equal(send_as(f, &t), 201);
	assert_true(cn_contains(body_of(f), CN_S("concord_")));
	assert_int_equal(send_as(f, &t), 409);
	assert_false(cn_contains(body_of(f), CN_S("concord_")));
	t.idempotency = CN_S("key-3");
	t.body = CN_S("{\"label\":\"\",\"roles\":[\"reader\"],\"until\":\"2026-12-01\"}");
	assert_int_equal(send_as(f, &t), 400);
	assert_int_equal(send_as(f, &t), 400);
}

static void only_who_may_run_an_op_sends_large_bodies(void **state)
{
	fixture *f = *state;
	cn_asked q = request("POST", CN_S("/api/v1/assess"), "");
	assert_int_equal(cn_site_body_most(&f->site, &q), CN_BODY_BYTES);
	by_cookie(f, CN_ACCESS_READER, &q);
	assert_int_equal(cn_site_body_most(&f->site, &q), CN_BODY_BYTES);
	by_cookie(f, CN_ACCESS_ASSESSOR, &q);
	assert_int_equal(cn_site_body_most(&f->site, &q), 16 << 20);
	q.csrf = CN_S("");
	assert_int_equal(cn_site_body_most(&f->site, &q), CN_BODY_BYTES);
	cn_asked s = request("POST", CN_S("/api/v1/session"), "");
	by_cookie(f, CN_ACCESS_ADMINISTRATOR, &s);
	assert_int_equal(cn_site_body_most(&f->site, &s), CN_BODY_BYTES);
}

static void the_command_line_of_an_op_is_its_rows(void **state)
{
	fixture *f = *state;
	static const char *const bad[] = { "{\"args\":\"x\"}", "{\"args\":[true]}", "{\"args\":[\"/etc/passwd\"]}", "{\"args\":[\"../x\"]}", "{\"args\":[\"a/../../x\"]}", "{\"args\":[\".x\"]}", "{\"args\":[\"a\\\\b\"]}",
					   "{\"args\":[\"\"]}", "{\"flags\":[]}", "{\"flags\":{\"data\":\"x\"}}", "{\"flags\":{\"norms\":\"x\"}}", "{\"flags\":{\"out\":\"/tmp/x\"}}", "{\"flags\":{\"out\":\"../x\"}}",
					   "{\"flags\":{\"policy\":\"/etc/passwd\"}}", "{\"flags\":{\"unsigned\":\"yes\"}}", "{\"flags\":{\"policy\":[\"a\",\"b\"]}}", "{\"flags\":{\"as-of\":{\"a\":1}}}", "{\"files\":[]}",
					   "{\"files\":{\"/etc/x\":\"\"}}", "{\"files\":{\"../x\":\"\"}}", "{\"files\":{\"a/./b\":\"\"}}", "{\"files\":{\"a//b\":\"\"}}", "{\"files\":{\"a\":1}}", "{\"files\":{\"a\":{\"base64\":\"?\"}}}",
					   "{\"files\":{\"a\":{\"base64\":1}}}", "{\"files\":{\"a\":\"\",\"a/b\":\"\"}}", "{\"files\":{\"a\\u0001\":\"\"}}", "{\"more\":1}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (op(f, "/api/v1/assess", bad[i]) != 400)
			fail_msg("%s: %u", bad[i], f->r.status);
	assert_int_equal(op(f, "/api/v1/assess", "{\"args\":[\"s.yaml\"],\"flags\":{\"as-of\":[\"2026-11-23\"],\"unsigned\":true,\"all\":false},\"files\":{\"s.yaml\":\"x\",\"d/t.csv\":{\"base64\":\"AAE=\"}}}"), 200);
	assert_true(cn_eqz(body_of(f), "{\"exit\":1,\"answer\":null,\"files\":{}}\n"));
	assert_int_equal(op(f, "/api/v1/key/add", "{\"flags\":{\"role\":\"management\",\"no-passphrase\":true}}"), 400);
	CN_AUTO_BUF many;
	cn_buf_init(&many, 1 << 20);
	cn_buf_putz(&many, "{\"args\":[\"x\"");
	for (int i = 0; i < 4 * 64; i++)
		cn_buf_putz(&many, ",\"x\"");
	cn_buf_putz(&many, "]}");
	assert_int_equal(op(f, "/api/v1/assess", many.p), 400);
	const cn_val *left; /* the folders of requests are gone */
	assert_int_equal(cn_dir_list(f->a, cn_strf(f->a, "%s/private/scratch/0", f->dir).p, &left, NULL), CN_OK);
	assert_int_equal(left->n, 0);
}

static void without_people_only_what_is_public_is_served(void **state)
{
	fixture *f = *state;
	cn_people *p = f->site.people;
	f->site.people = NULL;
	cn_asked q = request("POST", CN_S("/api/v1/session"), "{\"name\":\"a\",\"password\":\"b\"}");
	assert_int_equal(send_as(f, &q), 403);
	q.target = CN_S("/api/v1/setup");
	assert_int_equal(send_as(f, &q), 403);
	q = request("GET", CN_S("/api/v1/people"), "");
	q.cookie = CN_S("concord=x");
	assert_int_equal(send_as(f, &q), 401);
	q.authorization = CN_S("Bearer concord_x");
	assert_int_equal(send_as(f, &q), 401);
	q = request("GET", CN_S("/checkpoint"), "");
	assert_int_equal(send_as(f, &q), 200);
	f->site.people = p;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_route_answers_every_role_as_the_table_says), T(a_token_opens_what_a_cookie_does), T(without_the_token_against_forgery_nothing_is_changed),
		T(a_proof_that_is_not_good_is_none), T(a_session_ends_for_the_guard_too), T(signing_in_gives_a_cookie_that_scripts_cannot_read),
		T(what_a_sign_in_got_wrong_is_not_told), T(who_tries_too_often_waits), T(behind_a_proxy_the_last_address_counts), T(a_request_with_a_key_is_done_once),
		T(only_who_may_run_an_op_sends_large_bodies), T(the_command_line_of_an_op_is_its_rows),
		T(without_people_only_what_is_public_is_served),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
