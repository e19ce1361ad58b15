/* Whose a signing key is: of one person, never forgotten, and theirs alone: who gets one comes in by a link that no single administrator had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "people_help.h"

static void whose_a_key_was_is_not_forgotten(void **state)
{
	fixture *f = *state;
	char one[CN_PERSON_ID_BYTES], two[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	cn_str by = CN_S("operator");
	const cn_val *held;
	bool anew;
	add(f, "Bela", CN_ACCESS_OFFICER, one);
	add(f, "Cem", CN_ACCESS_OFFICER, two);
	assert_int_equal(bind(f, cn_str_z(one), CN_S("a"), by), CN_OK);
	assert_int_equal(bind(f, cn_str_z(one), CN_S("b"), by), CN_OK);
	assert_int_equal(cn_people_free_key(f->p, cn_str_z(one), CN_S("a"), by, T0, NULL), CN_OK);
	assert_int_equal(cn_people_held(f->p, f->a, cn_str_z(one), &held, NULL), CN_OK);
	assert_true(held->n == 2 && cn_is_text(cn_at(held, 0), "a") && cn_is_text(cn_at(held, 1), "b"));
	assert_int_equal(cn_people_held_with(f->p, f->a, CN_S("b"), &held, NULL), CN_OK);
	assert_int_equal(held->n, 2);
	assert_int_equal(cn_people_held_with(f->p, f->a, CN_S("a"), &held, NULL), CN_OK); /* Bela's for good, though nobody has it now */
	assert_int_equal(held->n, 2);
	assert_int_equal(cn_people_held_with(f->p, f->a, CN_S("c"), &held, NULL), CN_OK);
	assert_int_equal(held->n, 0);
	assert_int_equal(bind(f, cn_str_z(two), CN_S("a"), by), CN_ESTATE); /* what Bela signed with it is not Cem's */
	assert_int_equal(cn_people_key_check(f->p, cn_str_z(two), CN_S("a"), &anew, NULL), CN_ESTATE);
	assert_int_equal(cn_people_reset(f->p, cn_str_z(one), by, CN_S(""), T0, link, NULL), CN_OK); /* a reset takes keys along */
	assert_false(has_key(f, cn_str_z(one), CN_S("b")));
	assert_int_equal(cn_people_held(f->p, f->a, cn_str_z(one), &held, NULL), CN_OK);
	assert_int_equal(held->n, 2);
	for (int i = 2; i < CN_KEYS_HELD_MAX; i++)
		assert_int_equal(bind(f, cn_str_z(one), cn_strf(f->a, "k%d", i), by), CN_OK);
	assert_int_equal(bind(f, cn_str_z(one), CN_S("more"), by), CN_ETOOBIG);
	assert_int_equal(bind(f, cn_str_z(one), CN_S("b"), by), CN_OK); /* one that was theirs is none more */
}

static void a_signing_key_is_of_one_person(void **state)
{
	fixture *f = *state;
	char one[CN_PERSON_ID_BYTES], two[CN_PERSON_ID_BYTES];
	bool anew;
	cn_str key = CN_S("management-0123abcd"), by = CN_S("operator");
	add(f, "Bela", CN_ACCESS_OFFICER, one);
	add(f, "Cem", CN_ACCESS_OFFICER, two);
	assert_int_equal(bind(f, cn_str_z(one), key, by), CN_OK);
	assert_int_equal(cn_people_key_check(f->p, cn_str_z(two), key, &anew, NULL), CN_ESTATE);
	assert_int_equal(cn_people_key_check(f->p, CN_S("p-0"), CN_S("other"), &anew, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_key_check(f->p, cn_str_z(two), CN_S("other"), &anew, NULL), CN_OK); /* and changes nothing */
	assert_int_equal(cn_people_key_check(f->p, cn_str_z(one), CN_S("other"), &anew, NULL), CN_OK);
	assert_int_equal(bind(f, cn_str_z(two), key, by), CN_ESTATE);
	assert_true(has_key(f, cn_str_z(one), key));
	assert_false(has_key(f, cn_str_z(two), key));
	assert_int_equal(cn_people_free_key(f->p, cn_str_z(two), key, by, T0, NULL), CN_ENOTFOUND); /* not hers to lose */
	assert_int_equal(cn_people_free_key(f->p, cn_str_z(one), key, by, T0, NULL), CN_OK);
	assert_int_equal(cn_people_free_key(f->p, cn_str_z(one), key, by, T0, NULL), CN_ENOTFOUND);
	assert_false(has_key(f, cn_str_z(one), key));
	assert_int_equal(bind(f, cn_str_z(two), key, by), CN_ESTATE); /* hers for good */
	assert_int_equal(bind(f, cn_str_z(one), key, by), CN_OK);
	assert_int_equal(bind(f, CN_S("p-0"), CN_S("k"), by), CN_ENOTFOUND);
}

/* What was asked before somebody was locked out is done no more, also when a key is theirs by then: a request on its way, a job that waits. */
static void what_was_asked_before_counts_no_more(void **state)
{
	fixture *f = *state;
	char cem[CN_PERSON_ID_BYTES], kept[CN_TOKEN_BYTES], link[CN_TOKEN_BYTES], s[CN_TOKEN_BYTES], tid[CN_PERSON_ID_BYTES], token[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES], wid[CN_PERSON_ID_BYTES];
	cn_str none = CN_S(""), by = CN_S("operator");
	cn_who w, by_token;
	const cn_val *list;
	bool has;
	assert_int_equal(cn_people_add(f->p, CN_S("Cem"), 1u << CN_ACCESS_OFFICER, cn_str_z(f->admin), none, T0, cem, kept, NULL), CN_OK);
	cn_str who = cn_str_z(cem);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(kept), none, none, PASSWORD, T0, got, NULL), CN_OK);
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Cem"), PASSWORD, none, T0, s, &w, NULL), CN_OK);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 2, T0 + 1000, T0, tid, token, NULL), CN_OK);
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), T0, &by_token, NULL), CN_OK);
	assert_int_equal(cn_people_propose(f->p, "key add", CN_S("{}"), who, T0, wid, NULL, NULL), CN_OK);
	assert_int_equal(cn_people_still_in(f->p, &w, NULL), CN_OK);
	assert_int_equal(w.access, CN_ACCESS_OFFICER);
	assert_int_equal(cn_people_bind_key(f->p, who, CN_S("k"), by, none, T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_has_key(f->p, &w, CN_S("k"), &has, NULL), CN_OK);
	assert_false(has);
	assert_int_equal(cn_people_has_key(f->p, &by_token, CN_S("k"), &has, NULL), CN_OK);
	assert_false(has);
	assert_int_equal(cn_people_still_in(f->p, &w, NULL), CN_EFORGED);
	assert_int_equal(cn_people_still_in(f->p, &by_token, NULL), CN_EFORGED);
	assert_int_equal(cn_people_proposals(f->p, f->a, none, T0, &list, NULL), CN_OK); /* nor what was proposed */
	assert_int_equal(list->n, 0);
	assert_int_equal(cn_people_code_begin(f->p, who, token, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_code_end(f->p, who, T0, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_OK);
	assert_int_equal(cn_people_still_in(f->p, &w, NULL), CN_EFORGED);
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Cem"), PASSWORD, none, T0, s, &w, NULL), CN_OK);
	assert_int_equal(cn_people_has_key(f->p, &w, CN_S("k"), &has, NULL), CN_OK);
	assert_true(has);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 2, T0 + 1000, T0, tid, token, NULL), CN_OK);
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), T0, &by_token, NULL), CN_OK);
	assert_int_equal(cn_people_has_key(f->p, &by_token, CN_S("k"), &has, NULL), CN_OK);
	assert_true(has);
	assert_int_equal(cn_people_set_roles(f->p, who, 1u << CN_ACCESS_READER, by, T0, NULL), CN_OK);
	assert_int_equal(cn_people_still_in(f->p, &w, NULL), CN_OK); /* in, with what may be done now */
	assert_int_equal(w.access, CN_ACCESS_READER);
	assert_int_equal(cn_people_end(f->p, who, by, T0, NULL), CN_OK);
	assert_int_equal(cn_people_still_in(f->p, &w, NULL), CN_EFORGED);
}

/* An administrator who keeps the link of an officer may come in as that officer. Once a key is theirs they would sign as them: so with the key comes a
 * new way in, of which each of two has one half. */
static void who_gets_a_key_comes_in_by_two(void **state)
{
	fixture *f = *state;
	char bela[CN_PERSON_ID_BYTES], cem[CN_PERSON_ID_BYTES], kept[CN_TOKEN_BYTES], link[CN_TOKEN_BYTES], s[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES];
	char code[CN_LINK_CODE_BYTES], digest[CN_DIGEST_TEXT_BYTES];
	cn_str admin = cn_str_z(f->admin), none = CN_S("");
	bool anew;
	add(f, "Bela", CN_ACCESS_ADMINISTRATOR, bela);
	cn_str other = cn_str_z(bela);
	assert_int_equal(cn_people_add(f->p, CN_S("Cem"), 1u << CN_ACCESS_OFFICER, admin, none, T0, cem, kept, NULL), CN_OK);
	cn_str who = cn_str_z(cem);
	for (int used = 0; used < 2; used++) { /* whether or not the link was used */
		assert_int_equal(cn_people_key_check(f->p, who, CN_S("k"), &anew, NULL), CN_OK);
		assert_true(anew && one_alone(f, cem));
		assert_int_equal(bind(f, who, CN_S("k"), other), CN_EABSENT);
		if (!used)
			assert_int_equal(cn_people_use_link(f->p, cn_str_z(kept), none, none, PASSWORD, T0, got, NULL), CN_OK);
	}
	agree(f, bela, code, digest);
	assert_int_equal(cn_people_bind_key(f->p, who, CN_S("k"), other, cn_str_z(digest), T0, link, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Cem", PASSWORD, T0, s), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(kept), none, none, PASSWORD, T0, got, NULL), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_EABSENT);
	assert_true(has_key(f, who, CN_S("k")));
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), cn_str_z(code), none, PASSWORD, T0, got, NULL), CN_OK);
	/* from then on a key is a key */
	assert_int_equal(sign_in(f, "Cem", PASSWORD, T0, s), CN_OK);
	assert_false(one_alone(f, cem));
	assert_int_equal(cn_people_bind_key(f->p, who, CN_S("k2"), other, none, T0, link, NULL), CN_OK);
	assert_string_equal(link, "");
	assert_int_equal(cn_people_set_password(f->p, who, PASSWORD, CN_S("another good one"), T0, NULL), CN_OK);
	assert_false(one_alone(f, cem));
	/* a reset by one is a link of one, and takes the keys along */
	assert_int_equal(cn_people_reset(f->p, who, admin, none, T0, kept, NULL), CN_OK);
	assert_true(one_alone(f, cem));
	assert_false(has_key(f, who, CN_S("k2")));
	/* who runs the machine can do everything in any case: the link of theirs is whole, and what one administrator gave ends */
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(kept), none, none, PASSWORD, T0, got, NULL), CN_OK);
	assert_int_equal(cn_people_bind_key(f->p, who, CN_S("k2"), CN_S("operator"), none, T0, link, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Cem", PASSWORD, T0, s), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_OK);
	assert_false(one_alone(f, cem) || one_alone(f, f->admin) || one_alone(f, bela));
	/* without the new link nothing of it is done */
	assert_int_equal(cn_people_reset(f->p, who, admin, none, T0, kept, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(kept), none, none, PASSWORD, T0, got, NULL), CN_OK);
	assert_int_equal(bind(f, who, CN_S("k"), other), CN_EABSENT);
	assert_int_equal(sign_in(f, "Cem", PASSWORD, T0, s), CN_OK);
	assert_false(has_key(f, who, CN_S("k")));
}

int main(void)
{
	const struct CMUnitTest tests[] = { T(whose_a_key_was_is_not_forgotten), T(a_signing_key_is_of_one_person), T(who_gets_a_key_comes_in_by_two),
					    T(what_was_asked_before_counts_no_more) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
