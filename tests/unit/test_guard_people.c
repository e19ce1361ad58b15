/* What a person may sign with, and what takes two of them, through the guard and without a socket: whose a key is, what waits for another administrator and
 * what becomes of it, and what the process of an op is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "node/asker.h"

#include "guard_help.h"

static void a_person_signs_with_their_own_key_only(void **state)
{
	fixture *f = *state;
	char link[CN_TOKEN_BYTES];
	cn_asked q = request("POST", CN_S("/api/v1/approve"), "{\"args\":[\"3\"],\"flags\":{\"role\":\"management\",\"key\":\"management-00000001\"}}");
	by_cookie(f, CN_ACCESS_OFFICER, &q);
	assert_int_equal(send_as(f, &q), 403);
	assert_true(cn_contains(body_of(f), CN_S("not bound to you")));
	assert_int_equal(cn_people_bind_key(f->site.people, cn_str_z(f->person[CN_ACCESS_OFFICER]), CN_S("management-00000001"), CN_S("operator"), CN_S(""), cn_site_now_us(&f->site), link, NULL), CN_OK);
	assert_int_equal(send_as(f, &q), 200);
	by_cookie(f, CN_ACCESS_ADMINISTRATOR, &q);
	assert_int_equal(send_as(f, &q), 403); /* whoever it is */
}

/* The program that does what is asked: a script. */
static void as_program(fixture *f, const char *does)
{
	f->site.self = cn_strf(f->a, "%s/program", f->dir).p;
	cn_str script = cn_strf(f->a, "#!/bin/sh\n%s\n", does);
	assert_int_equal(cn_file_write(NULL, f->site.self, script, 0700, NULL), CN_OK);
}

static void a_second_person_approves_what_takes_two(void **state)
{
	fixture *f = *state;
	const cn_val *v;
	char id[CN_PERSON_ID_BYTES], first[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	memcpy(first, f->person[CN_ACCESS_ADMINISTRATOR], sizeof first);
	assert_int_equal(op(f, "/api/v1/key/add", "{\"flags\":{\"role\":\"management\"}}"), 202);
	assert_int_equal(cn_json_parse(f->a, cn_str_copy(f->a, body_of(f)), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	const char *at = cn_strf(f->a, "/api/v1/proposals/%.*s", CN_FMT(cn_get_text(v, "proposal"))).p;
	assert_string_equal(f->r.location, at);
	assert_int_equal(op(f, at, "{\"decision\":\"perhaps\"}"), 400);
	assert_int_equal(op(f, at, "{\"decision\":\"approve\"}"), 409); /* oneself is not a second person */
	assert_int_equal(cn_people_add(f->site.people, CN_S("second"), 1u << CN_ACCESS_ADMINISTRATOR, CN_S("operator"), CN_S(""), cn_site_now_us(&f->site), id, link, NULL), CN_OK);
	memcpy(f->person[CN_ACCESS_ADMINISTRATOR], id, sizeof id);
	as_program(f, "exit 3"); /* it refuses what it is given: the proposal waits on */
	assert_int_equal(op(f, at, "{\"decision\":\"approve\"}"), 400);
	f->site.self = "/bin/false";
	assert_int_equal(op(f, at, "{\"decision\":\"approve\"}"), 200);
	assert_true(cn_starts(body_of(f), "{\"exit\":1"));
	assert_int_equal(op(f, at, "{\"decision\":\"approve\"}"), 404);
	assert_int_equal(op(f, "/api/v1/key/revoke", "{\"args\":[\"../x\"]}"), 400); /* what could not be run is not proposed */
	/* one that ended early may have done it all the same, and is not done again */
	memcpy(f->person[CN_ACCESS_ADMINISTRATOR], first, sizeof first);
	assert_int_equal(op(f, "/api/v1/key/add", "{\"flags\":{\"role\":\"management\"}}"), 202);
	at = cn_cstr(f->a, cn_str_z(f->r.location));
	memcpy(f->person[CN_ACCESS_ADMINISTRATOR], id, sizeof id);
	as_program(f, "kill -9 $$");
	assert_int_equal(op(f, at, "{\"decision\":\"approve\"}"), 503);
	assert_int_equal(op(f, at, "{\"decision\":\"approve\"}"), 404);
}

/* What the process of an op is told about who asks, as a person of that role; NULL: nothing. */
static const cn_val *told(fixture *f, const char *op, cn_access role)
{
	const char *text = NULL;
	const cn_val *v;
	cn_call c = { .site = &f->site, .a = f->a, .op = cn_op_named(cn_str_z(op)) };
	assert_non_null(c.op);
	c.who.access = role;
	memcpy(c.who.id, f->person[role], sizeof c.who.id);
	assert_int_equal(cn_tell_who(&c, &text, NULL), CN_OK);
	if (!text)
		return NULL;
	assert_true(cn_starts(cn_str_z(text), CN_ASKER_ENV "="));
	assert_int_equal(cn_json_parse(f->a, cn_str_z(strchr(text, '=') + 1), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	return v;
}

static void a_process_is_told_of_who_asks_and_of_nobody_else(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	int64_t now = cn_site_now_us(&f->site);
	cn_str officer = cn_str_z(f->person[CN_ACCESS_OFFICER]), administrator = cn_str_z(f->person[CN_ACCESS_ADMINISTRATOR]);
	assert_int_equal(cn_people_bind_key(f->site.people, officer, CN_S("management-0a0b0c0d"), CN_S("operator"), CN_S(""), now, link, NULL), CN_OK);
	assert_int_equal(cn_people_bind_key(f->site.people, administrator, CN_S("compliance-0a0b0c0d"), CN_S("operator"), CN_S(""), now, link, NULL), CN_OK);
	assert_int_equal(cn_people_propose(f->site.people, "key add", CN_S("{\"flags\":{\"role\":\"compliance\"}}"), administrator, now, id, NULL, NULL), CN_OK);
	assert_null(told(f, "policy list", CN_ACCESS_OFFICER));
	assert_null(told(f, "waiting", CN_ACCESS_PUBLIC));
	const cn_val *v = told(f, "waiting", CN_ACCESS_OFFICER), *one;
	assert_true(cn_is_text(cn_get(v, "access"), "officer"));
	assert_int_equal(cn_get(v, "keys")->n, 1);
	assert_true(cn_eqz(cn_first(cn_get(v, "keys"))->s, "management-0a0b0c0d"));
	assert_null(cn_get(v, "commands")); /* whom /api/v1/proposals does not answer */
	v = told(f, "key mine", CN_ACCESS_ADMINISTRATOR);
	assert_true(cn_eqz(cn_first(cn_get(v, "keys"))->s, "compliance-0a0b0c0d"));
	one = cn_first(cn_get(v, "commands"));
	assert_true(cn_is_text(cn_get(one, "id"), id) && cn_is_text(cn_get(one, "op"), "key add") && cn_get_bool(one, "own", false));
	assert_null(cn_get(one, "body"));
	v = told(f, "alerts", CN_ACCESS_READER);
	assert_int_equal(cn_get(v, "keys")->n, 0);
}

/* Locks the officer out after a moment, as another process does. */
static void *locks_out(void *arg)
{
	fixture *f = arg;
	char link[CN_TOKEN_BYTES];
	(void)usleep(300000);
	cn_code rc = cn_people_reset(f->site.people, cn_str_z(f->person[CN_ACCESS_OFFICER]), CN_S("operator"), CN_S(""), cn_site_now_us(&f->site), link, NULL);
	return rc == CN_OK ? arg : NULL;
}

/* A command that runs for long does not outlast the way in of who asked for it. */
static void what_runs_ends_with_who_asked(void **state)
{
	fixture *f = *state;
	cn_asked q = { 0 };
	pthread_t thread;
	void *done;
	by_cookie(f, CN_ACCESS_OFFICER, &q);
	q.method = CN_S("POST"), q.target = CN_S("/api/v1/release"), q.type = CN_S("application/json"), q.body = CN_S("{\"args\":[\"0\"]}");
	as_program(f, "exec sleep 30");
	assert_int_equal(pthread_create(&thread, NULL, locks_out, f), 0);
	assert_int_equal(send_as(f, &q), 503);
	assert_true(cn_contains(body_of(f), CN_S("locked out")));
	assert_int_equal(pthread_join(thread, &done), 0);
	assert_non_null(done);
	/* and a process is told as whom it signs, and by which of their ways in */
	as_program(f, "echo \"\\\"$CONCORD_BY\\\"\"");
	by_cookie(f, CN_ACCESS_OFFICER, &q);
	assert_int_equal(send_as(f, &q), 200);
	assert_true(cn_contains(body_of(f), cn_strf(f->a, "\"%s 1\"", f->person[CN_ACCESS_OFFICER])));
}

/* A request takes a while to come in, and a job waits: in between who asks may lose the role, or all that let them in. */
static void who_was_locked_out_meanwhile_runs_nothing(void **state)
{
	fixture *f = *state;
	cn_asked q = { 0 };
	char link[CN_TOKEN_BYTES];
	int64_t now = cn_site_now_us(&f->site);
	cn_str officer = cn_str_z(f->person[CN_ACCESS_OFFICER]), by = CN_S("operator");
	by_cookie(f, CN_ACCESS_OFFICER, &q);
	cn_call c = { .site = &f->site, .a = f->a, .asked = &q, .ret = &f->r, .op = cn_op_named(CN_S("release")), .who = f->who };
	cn_val *body = cn_map(f->a);
	cn_push(f->a, cn_put(f->a, body, "args", cn_list(f->a)), cn_textz(f->a, "0"));
	assert_non_null(c.op);
	cn_buf_init(&c.out, 1 << 16);
	assert_int_equal(cn_op_run_body(&c, body, NULL), CN_OK);
	assert_int_equal(cn_people_set_roles(f->site.people, officer, 1u << CN_ACCESS_READER, by, now, NULL), CN_OK);
	assert_int_equal(cn_op_run_body(&c, body, NULL), CN_ESTATE);
	assert_int_equal(f->r.status, 403);
	assert_int_equal(cn_people_set_roles(f->site.people, officer, 1u << CN_ACCESS_OFFICER, by, now, NULL), CN_OK);
	assert_int_equal(cn_op_run_body(&c, body, NULL), CN_OK);
	assert_int_equal(cn_people_reset(f->site.people, officer, by, CN_S(""), now, link, NULL), CN_OK);
	assert_int_equal(cn_op_run_body(&c, body, NULL), CN_EFORGED);
	assert_int_equal(f->r.status, 401);
	cn_buf_done(&c.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_person_signs_with_their_own_key_only), T(a_second_person_approves_what_takes_two), T(a_process_is_told_of_who_asks_and_of_nobody_else),
		T(who_was_locked_out_meanwhile_runs_nothing), T(what_runs_ends_with_who_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
