/* What waits in the file of people: acts for the log, answers for who asks again, proposals for a second administrator, reports for an officer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "people/act.h"
#include "people/intake.h"
#include "people_help.h"

static void acts_wait_until_they_are_recorded(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES];
	const cn_val *list;
	static const char *const want[] = { "person-added", "password-set", "person-added", "password-set", "roles-changed", "ran" };
	add(f, "Bela", CN_ACCESS_READER, id);
	assert_int_equal(cn_people_set_roles(f->p, cn_str_z(id), 1u << CN_ACCESS_OFFICER, cn_str_z(f->admin), T0, NULL), CN_OK);
	assert_int_equal(cn_people_set_roles(f->p, CN_S("p-0"), 2, cn_str_z(f->admin), T0, NULL), CN_ENOTFOUND); /* what failed is no act */
	assert_int_equal(cn_people_act_ran(f->p, "fact set", cn_str_z(id), T0, NULL), CN_OK);
	assert_int_equal(cn_people_acts_waiting(f->p, f->a, &list, NULL), CN_OK);
	assert_int_equal(list->n, 6);
	size_t i = 0;
	CN_EACH (v, list) {
		const cn_val *body = cn_get(v, "body");
		assert_true(cn_is_text(cn_get(body, "act"), want[i++]));
		assert_null(cn_get(body, "name"));
		CN_AUTO_BUF b;
		cn_buf_init(&b, 65536);
		cn_json_write(&b, v, 0);
		assert_false(cn_contains(cn_buf_str(&b), CN_S("Ada")) || cn_contains(cn_buf_str(&b), CN_S("Bela")));
	}
	assert_int_equal(cn_people_act_recorded(f->p, cn_get_int(list->first, "n", 0), NULL), CN_OK);
	assert_int_equal(cn_people_acts_waiting(f->p, f->a, &list, NULL), CN_OK);
	assert_int_equal(list->n, 5);
}

static void acts_are_taken_a_bounded_number_at_once(void **state)
{
	fixture *f = *state;
	const cn_val *list;
	for (int i = 0; i < CN_ACTS_AT_ONCE; i++)
		assert_int_equal(cn_people_act_ran(f->p, "assess", CN_S("p-1"), T0, NULL), CN_OK);
	assert_int_equal(cn_people_acts_waiting(f->p, f->a, &list, NULL), CN_OK);
	assert_int_equal(list->n, CN_ACTS_AT_ONCE);
}

static void a_request_that_comes_twice_is_done_once(void **state)
{
	fixture *f = *state;
	cn_digest key = cn_sha256(CN_S("key")), other = cn_sha256(CN_S("other")), body = cn_sha256(CN_S("body"));
	cn_repeat r;
	unsigned status;
	cn_str said;
	assert_int_equal(cn_people_repeat(f->p, f->a, &key, &body, T0, &r, &status, &said, NULL), CN_OK);
	assert_int_equal(r, CN_REPEAT_NEW);
	assert_int_equal(cn_people_repeat(f->p, f->a, &key, &body, T0, &r, &status, &said, NULL), CN_OK);
	assert_int_equal(r, CN_REPEAT_RUNNING);
	assert_int_equal(cn_people_repeat(f->p, f->a, &key, &other, T0, &r, &status, &said, NULL), CN_OK);
	assert_int_equal(r, CN_REPEAT_OTHER);
	assert_int_equal(cn_people_repeat_done(f->p, &key, 201, CN_S("{}"), NULL), CN_OK);
	assert_int_equal(cn_people_repeat(f->p, f->a, &key, &body, T0, &r, &status, &said, NULL), CN_OK);
	assert_int_equal(r, CN_REPEAT_DONE);
	assert_int_equal(status, 201);
	assert_true(cn_eqz(said, "{}"));
	assert_int_equal(cn_people_repeat(f->p, f->a, &key, &body, T0 + CN_ANSWER_KEPT_US, &r, &status, &said, NULL), CN_OK);
	assert_int_equal(r, CN_REPEAT_NEW); /* a day later it is forgotten */
	assert_int_equal(cn_people_repeat_done(f->p, &key, 0, CN_S(""), NULL), CN_OK);
	assert_int_equal(cn_people_repeat(f->p, f->a, &key, &body, T0, &r, &status, &said, NULL), CN_OK);
	assert_int_equal(r, CN_REPEAT_NEW); /* it was not done */
}

static void answers_are_bounded(void **state)
{
	fixture *f = *state;
	cn_repeat r;
	unsigned status;
	cn_str said;
	static char large[CN_ANSWER_BYTES_MAX + 1];
	memset(large, 'x', sizeof large);
	cn_digest key = cn_sha256(CN_S("key"));
	for (size_t n = CN_ANSWER_BYTES_MAX; n <= CN_ANSWER_BYTES_MAX + 1; n++) {
		assert_int_equal(cn_people_repeat(f->p, f->a, &key, &key, T0, &r, &status, &said, NULL), CN_OK);
		assert_int_equal(cn_people_repeat_done(f->p, &key, 200, (cn_str){ large, n }, NULL), CN_OK);
		assert_int_equal(cn_people_repeat(f->p, f->a, &key, &key, T0, &r, &status, &said, NULL), CN_OK);
		assert_int_equal(said.n, n <= CN_ANSWER_BYTES_MAX ? n : 0);
	}
	assert_true(CN_ANSWERS_MAX >= 1024 && CN_PEOPLE_MAX >= 1000);
}

static void what_takes_two_persons_waits_for_the_second(void **state)
{
	fixture *f = *state;
	char other[CN_PERSON_ID_BYTES], id[CN_PERSON_ID_BYTES];
	const cn_val *list;
	cn_decided d;
	static char large[CN_PROPOSAL_BYTES_MAX + 1];
	cn_str admin = cn_str_z(f->admin);
	add(f, "Bela", CN_ACCESS_ADMINISTRATOR, other);
	assert_int_equal(cn_people_propose(f->p, "key add", CN_S("{}"), admin, T0, id, NULL, NULL), CN_OK);
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), true, admin, T0, &d, NULL), CN_ESTATE);
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), true, cn_str_z(other), T0 + CN_PROPOSAL_US, &d, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_proposals(f->p, f->a, cn_str_z(id), T0, &list, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(cn_first(list), "op"), "key add"));
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), true, cn_str_z(other), T0, &d, NULL), CN_OK);
	assert_string_equal(d.code, ""); /* it gives no link */
	assert_true(cn_eqz(d.op, "key add") && cn_eqz(d.body, "{}"));
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), true, cn_str_z(other), T0, &d, NULL), CN_ENOTFOUND); /* it is being done */
	assert_int_equal(cn_people_proposals(f->p, f->a, CN_S(""), T0, &list, NULL), CN_OK);
	assert_int_equal(list->n, 0);
	assert_int_equal(cn_people_proposal_heads(f->p, f->a, T0, &list, NULL), CN_OK);
	assert_int_equal(list->n, 0);
	assert_int_equal(cn_people_settle(f->p, cn_str_z(id), "key add", false, cn_str_z(other), T0, NULL), CN_OK); /* it could not be: it waits again */
	assert_int_equal(cn_people_settle(f->p, cn_str_z(id), "key add", false, cn_str_z(other), T0, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_proposals(f->p, f->a, CN_S(""), T0, &list, NULL), CN_OK);
	assert_int_equal(list->n, 1);
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), true, cn_str_z(other), T0, &d, NULL), CN_OK);
	assert_int_equal(cn_people_settle(f->p, cn_str_z(id), "key add", true, cn_str_z(other), T0, NULL), CN_OK); /* done */
	assert_int_equal(cn_people_settle(f->p, cn_str_z(id), "key add", true, cn_str_z(other), T0, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), true, cn_str_z(other), T0, &d, NULL), CN_ENOTFOUND); /* once */
	assert_int_equal(cn_people_propose(f->p, "key add", CN_S("{}"), admin, T0, id, NULL, NULL), CN_OK);
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), false, admin, T0, &d, NULL), CN_OK); /* taken back */
	memset(large, 'x', sizeof large);
	assert_int_equal(cn_people_propose(f->p, "key add", (cn_str){ large, CN_PROPOSAL_BYTES_MAX + 1 }, admin, T0, id, NULL, NULL), CN_ETOOBIG);
	assert_int_equal(cn_people_propose(f->p, "key add", (cn_str){ large, CN_PROPOSAL_BYTES_MAX }, admin, T0, id, NULL, NULL), CN_OK);
	for (int i = 1; i < CN_PROPOSALS_MAX; i++)
		assert_int_equal(cn_people_propose(f->p, "key add", CN_S("{}"), admin, T0, id, NULL, NULL), CN_OK);
	assert_int_equal(cn_people_propose(f->p, "key add", CN_S("{}"), admin, T0, id, NULL, NULL), CN_ESTATE);
	assert_int_equal(cn_people_propose(f->p, "key add", CN_S("{}"), admin, T0 + CN_PROPOSAL_US, id, NULL, NULL), CN_OK); /* the old ones are over */
}

static void a_report_waits_unsigned_and_its_code_tells_what_came_of_it(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], code[CN_TOKEN_BYTES], other[CN_TOKEN_BYTES];
	const cn_val *v;
	cn_report r = { .about = CN_S("misuse"), .text = CN_S("it is used on pupils"), .contact = CN_S("me@example.org") };
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, code, NULL), CN_OK);
	assert_false(file_holds(f, "people.db-wal", cn_str_z(code)));
	assert_int_equal(cn_intake_status(f->p, f->a, cn_str_z(code), &v, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(v, "state"), "received"));
	assert_int_equal(cn_intake_status(f->p, f->a, CN_S("0"), &v, NULL), CN_EFORGED);
	assert_int_equal(cn_intake_decide(f->p, cn_str_z(id), 41, CN_S("thank you"), NULL), CN_OK);
	assert_int_equal(cn_intake_decide(f->p, cn_str_z(id), 41, CN_S("thank you"), NULL), CN_ENOTFOUND); /* once */
	assert_int_equal(cn_intake_status(f->p, f->a, cn_str_z(code), &v, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(v, "state"), "accepted") && cn_is_text(cn_get(v, "answer"), "thank you"));
	assert_int_equal(cn_get_int(v, "record", 0), 41);
	assert_null(cn_get(v, "contact"));
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, other, NULL), CN_OK);
	assert_int_equal(cn_intake_decide(f->p, cn_str_z(id), -1, CN_S(""), NULL), CN_OK);
	assert_int_equal(cn_intake_list(f->p, f->a, cn_str_z(id), &v, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(cn_first(v), "text"), "") && cn_is_text(cn_get(cn_first(v), "contact"), "")); /* forgotten */
	assert_int_equal(cn_intake_list(f->p, f->a, CN_S("i-0"), &v, NULL), CN_ENOTFOUND);
}

static void a_report_is_bounded(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], code[CN_TOKEN_BYTES];
	static char large[CN_REPORT_BYTES_MAX + 1];
	memset(large, 'x', sizeof large);
	cn_report r = { .about = CN_S("other"), .text = { large, CN_REPORT_BYTES_MAX }, .system = { large, CN_REPORT_SHORT_BYTES_MAX } };
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, code, NULL), CN_OK);
	r.text.n++;
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, code, NULL), CN_ETOOBIG);
	r = (cn_report){ .about = CN_S("other"), .text = CN_S("x"), .contact = { large, CN_REPORT_SHORT_BYTES_MAX + 1 } };
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, code, NULL), CN_ETOOBIG);
	r = (cn_report){ .about = CN_S("gossip"), .text = CN_S("x") };
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, code, NULL), CN_EINPUT);
	r = (cn_report){ .about = CN_S("other"), .text = CN_S("") };
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, code, NULL), CN_EINPUT);
	r.text = CN_S("\xff");
	assert_int_equal(cn_intake_add(f->p, &r, T0, id, code, NULL), CN_EINPUT);
	assert_true(CN_REPORTS_WAITING_MAX >= 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(acts_wait_until_they_are_recorded), T(acts_are_taken_a_bounded_number_at_once), T(a_request_that_comes_twice_is_done_once),
		T(answers_are_bounded), T(what_takes_two_persons_waits_for_the_second), T(a_report_waits_unsigned_and_its_code_tells_what_came_of_it),
		T(a_report_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
