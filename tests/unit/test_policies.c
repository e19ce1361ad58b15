/* Policies that two persons sign: which of them is in force for a system, and which file counts over HTTP. */
#include "store_help.h"

#include "core/kind.h"
#include "node/acts.h"
#include "node/policies.h"
#include "node/second.h"
#include "node/votes.h"
#include "node/waiting.h"

static const int64_t now_us = 1795435200000000; /* 2026-11-23T12:00Z */

typedef struct fixture {
	char dir[64];
	cn_ctx ctx;
	cn_home *home;
	cn_str ada, bela, eve; /* keys; eve's has another role */
} fixture;

static int set_up(void **state)
{
	fixture *f = test_calloc(1, sizeof *f);
	f->ctx.a = cn_arena_new(64 << 20);
	f->ctx.now_us = now_us;
	f->ctx.confined = true;
	help_dir(f->dir);
	assert_ok(cn_home_init(f->ctx.a, f->dir, CN_S("w.example"), CN_S(""), now_us, err));
	assert_ok(cn_home_open(f->ctx.a, f->dir, true, &f->home, err));
	assert_ok(cn_home_person_add(f->home, f->ctx.a, CN_S("management"), CN_S(""), now_us, &f->ada, err));
	assert_ok(cn_home_person_add(f->home, f->ctx.a, CN_S("management"), CN_S(""), now_us, &f->bela, err));
	assert_ok(cn_home_person_add(f->home, f->ctx.a, CN_S("compliance"), CN_S(""), now_us, &f->eve, err));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	cn_home_close(f->home);
	help_gone(f->dir);
	cn_arena_free(f->ctx.a);
	test_free(f);
	return 0;
}

static cn_str digest_of(fixture *f, const char *text)
{
	cn_digest d = cn_sha256(cn_str_z(text));
	return cn_digest_str(f->ctx.a, &d);
}

/* Who signs that this text is the policy of a system (NULL: of all), until a day (NULL: no last one). */
static cn_signed adopt(fixture *f, const char *text, const char *system, const char *until, cn_str key)
{
	cn_arena *a = f->ctx.a;
	cn_val *b = cn_map(a);
	cn_digest d = cn_sha256(cn_str_z(text));
	cn_signed s;
	cn_put(a, b, "id", cn_textz(a, "p"));
	cn_put(a, b, "owner", cn_textz(a, "board"));
	cn_put(a, b, "owner_role", cn_textz(a, "management"));
	if (system)
		cn_put(a, b, "system", cn_textz(a, system));
	if (until)
		cn_put(a, b, "until", cn_textz(a, until));
	cn_put(a, b, "file", cn_blob_ref(a, &d, strlen(text), "application/octet-stream", CN_S("policy.yaml")));
	const cn_draft draft = { .kind = "policy/1", .body = b, .signer = key };
	assert_ok(cn_home_append(f->home, a, &draft, now_us, &s, err));
	return s;
}

static void decide(fixture *f, const cn_signed *about, const char *decision, const char *role, cn_str key)
{
	cn_arena *a = f->ctx.a;
	cn_val *b = cn_map(a);
	cn_signed s;
	const cn_ref ref = { .role = CN_S("approves"), .to = about->id };
	cn_put(a, b, "decision", cn_textz(a, decision));
	cn_put(a, b, "role", cn_textz(a, role));
	const cn_draft draft = { .kind = "approval/1", .refs = &ref, .n_refs = 1, .body = b, .signer = key };
	assert_ok(cn_home_append(f->home, a, &draft, now_us, &s, err));
}

/* The states of all policies as one text: "w" waiting, "r" refused, "e" ended, "x" replaced, "+" in force. */
static void assert_states(fixture *f, const char *want)
{
	const cn_adopted *p;
	size_t n;
	char got[16] = "";
	assert_ok(cn_policies(&f->ctx, f->home, cn_time_date(now_us), &p, &n, err));
	for (size_t i = 0; i < n && i < sizeof got - 1; i++)
		got[i] = "wrex+"[p[i].state];
	assert_string_equal(got, want);
}

static bool counts(fixture *f, const char *system, const char *text)
{
	cn_err why = { 0 };
	cn_code rc = cn_policy_must_hold(&f->ctx, f->home, cn_str_z(system), text ? digest_of(f, text) : CN_S(""), &why);
	assert_true(rc == CN_OK || (rc == CN_EINPUT && why.msg[0]));
	return rc == CN_OK;
}

static void one_person_puts_no_policy_in_force(void **state)
{
	fixture *f = *state;
	assert_true(counts(f, "bot", NULL));
	assert_false(counts(f, "bot", "mild")); /* nobody signed it */
	cn_signed s = adopt(f, "mild", NULL, NULL, f->ada);
	assert_false(counts(f, "bot", "mild"));
	decide(f, &s, "approve", "management", f->ada); /* herself once more */
	assert_states(f, "w");
	assert_true(counts(f, "bot", NULL)); /* none is in force, and none came */
	decide(f, &s, "approve", "management", f->bela);
	assert_states(f, "+");
	assert_true(counts(f, "bot", "mild"));
	assert_false(counts(f, "bot", "milder"));
	assert_false(counts(f, "bot", NULL)); /* leaving it away is a way around it */
}

static void a_refusal_stands_until_its_key_takes_it_back(void **state)
{
	fixture *f = *state;
	cn_signed s = adopt(f, "mild", NULL, NULL, f->ada);
	decide(f, &s, "approve", "management", f->bela);
	decide(f, &s, "refuse", "compliance", f->eve);
	assert_states(f, "r");
	decide(f, &s, "approve", "compliance", f->eve);
	assert_states(f, "+");
	decide(f, &s, "refuse", "management", f->ada); /* its author thinks again */
	assert_states(f, "r");
}

static void what_is_over_waits_for_nobody(void **state)
{
	fixture *f = *state;
	(void)adopt(f, "mild", NULL, "2026-11-22", f->ada);
	(void)adopt(f, "mild", NULL, "2026-11-23", f->ada); /* its last day */
	assert_states(f, "ew");
}

static void a_key_of_another_role_signs_no_policy(void **state)
{
	fixture *f = *state;
	cn_signed s = adopt(f, "mild", NULL, NULL, f->eve); /* says management, and is compliance */
	decide(f, &s, "approve", "management", f->bela);
	assert_states(f, "");
	s = adopt(f, "mild", NULL, NULL, CN_S("")); /* the node itself is no person */
	decide(f, &s, "approve", "management", f->bela);
	assert_states(f, "");
}

static void a_later_policy_replaces_the_one_before_of_the_same_reach(void **state)
{
	fixture *f = *state;
	cn_signed s[4];
	static const char *const texts[] = { "one", "two", "of bot", "three" }, *const systems[] = { NULL, NULL, "bot", NULL };
	for (size_t i = 0; i < 4; i++)
		s[i] = adopt(f, texts[i], systems[i], NULL, f->ada);
	for (size_t i = 0; i < 3; i++)
		decide(f, &s[i], "approve", "management", f->bela);
	assert_states(f, "x++w"); /* what waits replaces nothing */
	assert_true(counts(f, "bot", "of bot") && counts(f, "other", "two"));
	assert_false(counts(f, "bot", "two")); /* its own comes first */
	assert_false(counts(f, "other", "of bot"));
	assert_false(counts(f, "other", "one"));
	decide(f, &s[3], "approve", "management", f->bela);
	assert_states(f, "xx++");
}

static void a_policy_holds_on_its_last_day_and_not_after(void **state)
{
	fixture *f = *state;
	cn_signed s = adopt(f, "before", NULL, NULL, f->ada), last;
	decide(f, &s, "approve", "management", f->bela);
	last = adopt(f, "today", NULL, "2026-11-23", f->ada);
	decide(f, &last, "approve", "management", f->bela);
	s = adopt(f, "past", NULL, "2026-11-22", f->ada);
	decide(f, &s, "approve", "management", f->bela);
	assert_states(f, "x+e");
	f->ctx.now_us += 86400000000;
	assert_true(counts(f, "bot", "before")); /* what it had replaced holds again */
}

static void who_runs_the_machine_may_use_any_file(void **state)
{
	fixture *f = *state;
	f->ctx.confined = false;
	assert_true(counts(f, "bot", "mild"));
}

static void votes_have_a_bound(void **state)
{
	fixture *f = *state;
	cn_votes v;
	cn_signed s = { 0 };
	assert_ok(cn_votes_init(f->ctx.a, 2, &v, err));
	s.rec.body = cn_map(f->ctx.a);
	cn_put(f->ctx.a, (cn_val *)(uintptr_t)s.rec.body, "decision", cn_textz(f->ctx.a, "approve"));
	assert_true(cn_votes_take(&v, 0, &s));
	assert_true(cn_votes_take(&v, 1, &s));
	assert_true(cn_votes_take(&v, 1, &s)); /* the same key again */
	assert_false(cn_votes_take(&v, 2, &s));
}

/* ---- where a record that takes two stands, and what each approval is worth ---- */

/* Of the first record: its state, then each approval: "+" counts, "o" the author's own key, "x" replaced. */
static void assert_stands(fixture *f, const char *state, const char *worth)
{
	cn_seconds g;
	char got[16] = "";
	assert_ok(cn_seconds_read(&f->ctx, f->home, &g, err));
	assert_string_equal(cn_second_state_text(cn_second_state_of(&g, 0, cn_time_date(f->ctx.now_us))), state);
	for (size_t i = 0; i < g.n_said && i < sizeof got - 1; i++)
		got[i] = "+ox"[cn_second_weigh(&g, &g.said[i])];
	assert_string_equal(got, worth);
}

static void an_approval_by_the_authors_own_key_is_shown_as_none(void **state)
{
	fixture *f = *state;
	cn_signed s = adopt(f, "mild", NULL, "2026-11-23", f->ada);
	assert_stands(f, "waiting", "");
	decide(f, &s, "approve", "management", f->ada);
	assert_stands(f, "waiting", "o");
	decide(f, &s, "refuse", "management", f->bela);
	assert_stands(f, "refused", "o+");
	decide(f, &s, "approve", "management", f->bela);
	assert_stands(f, "approved", "ox+");
	decide(f, &s, "approve", "management", f->eve); /* of another role than she says: it is not taken at all */
	assert_stands(f, "approved", "ox+");
	f->ctx.now_us += 86400000000;
	assert_stands(f, "ended", "ox+");
	decide(f, &s, "refuse", "management", f->ada); /* whoever asked may take it back */
	assert_stands(f, "refused", "xx++");
}

static void what_nobody_else_signed_lapses_on_its_last_day(void **state)
{
	fixture *f = *state;
	(void)adopt(f, "mild", NULL, "2026-11-23", f->ada);
	assert_stands(f, "waiting", "");
	f->ctx.now_us += 86400000000;
	assert_stands(f, "lapsed", "");
}

static void records_that_take_two_have_a_bound(void **state)
{
	fixture *f = *state;
	cn_seconds g;
	cn_signed s = { 0 };
	assert_ok(cn_seconds_init(f->ctx.a, &g, err));
	s.rec.kind = CN_S("policy/1");
	s.rec.body = cn_map(f->ctx.a);
	for (size_t i = 0; i < CN_SECONDS_MAX; i++)
		assert_ok(cn_seconds_take(&g, &s, err));
	assert_int_equal(cn_seconds_take(&g, &s, NULL), CN_ETOOBIG);
	assert_int_equal(g.n, CN_SECONDS_MAX);
}

/* What the one row says of who asks: "yes", or why not; asker NULL: the command line, where nobody in particular asks ("-"). */
static const char *may(fixture *f, const char *asker)
{
	cn_seconds g;
	cn_waiting w = { .all = &g, .today = cn_time_date(f->ctx.now_us) };
	cn_val *keys;
	f->ctx.asker = asker;
	f->ctx.confined = asker != NULL;
	f->ctx.data_dir = f->dir;
	assert_ok(cn_seconds_read(&f->ctx, f->home, &g, err));
	assert_ok(cn_asker_read(&f->ctx, &w.who, err));
	assert_ok(cn_own_keys(&f->ctx, f->home, &w.who, &keys, err));
	w.keys = keys;
	const cn_val *row = cn_waiting_record(&f->ctx, f->home, &w, 0);
	if (!cn_get(row, "may"))
		return "-";
	assert_true(!cn_get(row, "keys") == !cn_get_bool(row, "may", false));
	return cn_get_bool(row, "may", false) ? "yes" : cn_cstr(f->ctx.a, cn_get_text(row, "why_not"));
}

static const char *asks(fixture *f, const char *access, cn_str key, cn_str other)
{
	return cn_strf(f->ctx.a, "{\"access\":\"%s\",\"keys\":[\"%.*s\"%s%.*s%s]}", access, CN_FMT(key), other.n ? ",\"" : "", CN_FMT(other), other.n ? "\"" : "").p;
}

static void a_second_person_has_the_role_a_key_and_signed_by_none_of_theirs(void **state)
{
	fixture *f = *state;
	const cn_str none = CN_S("");
	cn_signed s = adopt(f, "mild", NULL, NULL, f->ada);
	assert_string_equal(may(f, NULL), "-");
	assert_string_equal(may(f, asks(f, "assessor", f->bela, none)), "role");
	assert_string_equal(may(f, asks(f, "officer", f->bela, none)), "yes");
	assert_string_equal(may(f, asks(f, "officer", f->ada, none)), "same-person");
	assert_string_equal(may(f, asks(f, "officer", f->bela, f->ada)), "same-person"); /* by another key of hers */
	assert_string_equal(may(f, asks(f, "officer", CN_S("management-00000000"), none)), "no-key");
	assert_string_equal(may(f, "{\"access\":\"administrator\"}"), "no-key");
	decide(f, &s, "approve", "management", f->bela);
	assert_string_equal(may(f, asks(f, "officer", f->eve, none)), "not-waiting");
}

static void over_http_nobody_is_shown_a_key_of_another(void **state)
{
	fixture *f = *state;
	cn_asker who;
	cn_val *keys;
	f->ctx.data_dir = f->dir;
	f->ctx.asker = asks(f, "officer", f->bela, CN_S(""));
	assert_ok(cn_asker_read(&f->ctx, &who, err));
	assert_ok(cn_own_keys(&f->ctx, f->home, &who, &keys, err));
	assert_int_equal(keys->n, 1);
	assert_true(cn_eq(cn_get_text(keys->first, "name"), f->bela) && cn_is_text(cn_get(keys->first, "role"), "management"));
	f->ctx.asker = NULL; /* a process that is not told */
	assert_ok(cn_asker_read(&f->ctx, &who, err));
	assert_false(who.known);
	assert_ok(cn_own_keys(&f->ctx, f->home, &who, &keys, err));
	assert_int_equal(keys->n, 0);
	f->ctx.asker = "{\"access\":\"emperor\"}";
	assert_int_equal(cn_asker_read(&f->ctx, &who, NULL), CN_EINTERNAL);
	f->ctx.confined = false; /* who runs the machine */
	assert_ok(cn_asker_read(&f->ctx, &who, err));
	assert_ok(cn_own_keys(&f->ctx, f->home, &who, &keys, err));
	assert_int_equal(keys->n, 3);
}

static void a_key_that_counts_no_longer_signed_what_it_signed(void **state)
{
	fixture *f = *state;
	cn_signed s = adopt(f, "mild", NULL, NULL, f->ada), revoked;
	cn_digest id;
	cn_val *keys = cn_list(f->ctx.a), *other = cn_list(f->ctx.a);
	cn_push(f->ctx.a, keys, cn_text(f->ctx.a, f->ada));
	cn_push(f->ctx.a, other, cn_text(f->ctx.a, f->bela));
	assert_true(cn_signed_by_any(&f->ctx, f->home, &s, keys));
	assert_ok(cn_home_key_id(f->home, f->ctx.a, f->ada, &id, err));
	assert_ok(cn_home_key_revoke(f->home, f->ctx.a, cn_digest_str(f->ctx.a, &id), cn_home_size(f->home), now_us, &revoked, err));
	assert_int_not_equal(cn_home_key_id(f->home, f->ctx.a, f->ada, &id, NULL), CN_OK); /* nobody signs with it any more */
	assert_true(cn_signed_by_any(&f->ctx, f->home, &s, keys));			    /* and who had it is still no second person */
	assert_false(cn_signed_by_any(&f->ctx, f->home, &s, other));
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = { T(one_person_puts_no_policy_in_force), T(a_refusal_stands_until_its_key_takes_it_back), T(what_is_over_waits_for_nobody), T(a_key_that_counts_no_longer_signed_what_it_signed), T(a_key_of_another_role_signs_no_policy),
					    T(a_later_policy_replaces_the_one_before_of_the_same_reach), T(a_policy_holds_on_its_last_day_and_not_after),
					    T(who_runs_the_machine_may_use_any_file), T(votes_have_a_bound), T(an_approval_by_the_authors_own_key_is_shown_as_none),
					    T(what_nobody_else_signed_lapses_on_its_last_day), T(records_that_take_two_have_a_bound),
					    T(a_second_person_has_the_role_a_key_and_signed_by_none_of_theirs), T(over_http_nobody_is_shown_a_key_of_another) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
