/* The file of people: links, sign-ins, sessions and tokens end when they should, and nothing secret stands in it as it is. The clock is this test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "people_help.h"

static void the_file_is_its_owners(void **state)
{
	fixture *f = *state;
	struct stat st;
	char path[128];
	(void)snprintf(path, sizeof path, "%s/private", f->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	static const char *const names[] = { "people.db", "people.db-wal", "people.db-shm" };
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof path, "%s/private/%s", f->dir, names[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
}

static void nothing_secret_stands_in_the_file(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], session[CN_TOKEN_BYTES], token[CN_TOKEN_BYTES], link[CN_TOKEN_BYTES], tid[CN_PERSON_ID_BYTES];
	add(f, "Bela", CN_ACCESS_OFFICER, id);
	assert_int_equal(sign_in(f, "Bela", PASSWORD, T0, session), CN_OK);
	assert_int_equal(cn_people_token_new(f->p, cn_str_z(id), CN_S("build"), 1u << CN_ACCESS_READER, T0 + CN_MINUTE_US, T0, tid, token, NULL), CN_OK);
	assert_int_equal(cn_people_setup_link(f->p, T0, link, NULL), CN_OK);
	static const char *const names[] = { "people.db", "people.db-wal" };
	const cn_str secrets[] = { PASSWORD, cn_str_z(session), cn_str_z(token), cn_sub(cn_str_z(token), 8, 64), cn_str_z(link) };
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < sizeof secrets / sizeof *secrets; k++)
			assert_false(file_holds(f, names[i], secrets[k]));
	assert_true(file_holds(f, "people.db-wal", CN_S("Bela"))); /* names stand here, and nowhere else */
}

static void a_link_is_used_once_and_in_time(void **state)
{
	fixture *f = *state;
	char link[CN_TOKEN_BYTES], id[CN_PERSON_ID_BYTES], got[CN_PERSON_ID_BYTES], address[200];
	cn_err err = { 0 };
	assert_int_equal(cn_people_add(f->p, CN_S("Cem"), 1u << CN_ACCESS_READER, cn_str_z(f->admin), CN_S(""), T0, id, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Dora"), PASSWORD, T0, got, NULL), CN_EINPUT);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Cem"), CN_S("short"), T0, got, &err), CN_EINPUT);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Cem"), PASSWORD, T0 + CN_PERSON_LINK_US, got, NULL), CN_EFORGED);
	(void)snprintf(address, sizeof address, "https://node.example/#/setup/%s\n", link);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(address), CN_S(""), CN_S("Cem"), PASSWORD, T0 + CN_PERSON_LINK_US - 1, got, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Cem"), PASSWORD, T0, got, &err), CN_EFORGED);
	assert_true(cn_contains(cn_str_z(err.msg), CN_S("was used")));
	char first[CN_TOKEN_BYTES];
	assert_int_equal(cn_people_setup_link(f->p, T0, first, NULL), CN_OK);
	assert_int_equal(cn_people_setup_link(f->p, T0, link, NULL), CN_OK); /* the one before ends */
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(first), CN_S(""), CN_S("Eva"), PASSWORD, T0, got, NULL), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Ada"), PASSWORD, T0, got, NULL), CN_ESTATE);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Eva"), PASSWORD, T0 + CN_SETUP_LINK_US, got, NULL), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, CN_S(""), CN_S(""), CN_S("Eva"), PASSWORD, T0, got, NULL), CN_EFORGED);
}

static void a_sign_in_needs_name_and_password(void **state)
{
	fixture *f = *state;
	char session[CN_TOKEN_BYTES], again[CN_TOKEN_BYTES];
	cn_who w;
	cn_err one = { 0 }, two = { 0 };
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Ada"), CN_S("not the password"), CN_S(""), T0, session, &w, &one), CN_EFORGED);
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Nobody"), PASSWORD, CN_S(""), T0, session, &w, &two), CN_EFORGED);
	assert_string_equal(one.msg, two.msg); /* which of them it was is not told */
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Ada"), PASSWORD, CN_S(""), T0, session, &w, NULL), CN_OK);
	assert_string_equal(w.id, f->admin);
	assert_string_equal(w.name, "Ada");
	assert_int_equal(w.access, CN_ACCESS_ADMINISTRATOR);
	assert_int_equal(strlen(w.csrf), 64);
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, again), CN_OK);
	assert_string_not_equal(session, again);
	cn_who x;
	assert_int_equal(cn_people_session(f->p, cn_str_z(session), T0, &x, NULL), CN_OK);
	assert_string_equal(x.csrf, w.csrf);
	assert_string_equal(x.session, w.session);
	assert_int_equal(cn_people_session(f->p, cn_str_z(w.csrf), T0, &x, NULL), CN_EFORGED);
	assert_int_equal(cn_people_session(f->p, CN_S(""), T0, &x, NULL), CN_EFORGED);
}

static void a_session_ends_by_rest_by_age_and_by_hand(void **state)
{
	fixture *f = *state;
	char s[CN_TOKEN_BYTES];
	cn_who w;
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, s), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(s), T0 + CN_SESSION_IDLE_US - 1, &w, NULL), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(s), T0 + 2 * CN_SESSION_IDLE_US - 2, &w, NULL), CN_OK); /* it was used in between */
	assert_int_equal(cn_people_session(f->p, cn_str_z(s), T0 + 3 * CN_SESSION_IDLE_US - 2, &w, NULL), CN_EFORGED);
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, s), CN_OK);
	for (int64_t t = T0; t < T0 + CN_SESSION_MOST_US; t += CN_SESSION_IDLE_US / 2)
		assert_int_equal(cn_people_session(f->p, cn_str_z(s), t, &w, NULL), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(s), T0 + CN_SESSION_MOST_US, &w, NULL), CN_EFORGED);
	char other[CN_PERSON_ID_BYTES];
	add(f, "Bela", CN_ACCESS_READER, other);
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Ada"), PASSWORD, CN_S(""), T0, s, &w, NULL), CN_OK);
	assert_int_equal(cn_people_session_end(f->p, cn_str_z(w.session), cn_str_z(other), NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_session_end(f->p, cn_str_z(w.session), cn_str_z(f->admin), NULL), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(s), T0, &w, NULL), CN_EFORGED);
}

static void sessions_are_bounded_and_listed(void **state)
{
	fixture *f = *state;
	char first[CN_TOKEN_BYTES], s[CN_TOKEN_BYTES];
	cn_who w;
	const cn_val *list;
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, first), CN_OK);
	for (int i = 1; i < CN_SESSIONS_MAX; i++)
		assert_int_equal(cn_people_session_new(f->p, cn_str_z(f->admin), "passkey", T0 + i, s, &w, NULL), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(first), T0 + 99, &w, NULL), CN_OK);
	assert_int_equal(cn_people_session_new(f->p, cn_str_z(f->admin), "passkey", T0 + CN_SESSIONS_MAX, s, &w, NULL), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(first), T0 + 99, &w, NULL), CN_EFORGED);
	assert_int_equal(cn_people_sessions(f->p, f->a, cn_str_z(f->admin), T0 + 99, &list, NULL), CN_OK);
	assert_int_equal(list->n, CN_SESSIONS_MAX);
	assert_null(cn_get(list->first, "digest"));
	assert_true(cn_starts(cn_get_text(list->first, "made"), "2026-11-2"));
	assert_int_equal(cn_people_sessions(f->p, f->a, CN_S("p-0"), T0 + 99, &list, NULL), CN_OK);
	assert_int_equal(list->n, 0);
}

static void one_time_codes_are_asked_for_once_confirmed(void **state)
{
	fixture *f = *state;
	char key[CN_TOTP_KEY_TEXT_BYTES], code[CN_TOTP_DIGITS + 1], s[CN_TOKEN_BYTES];
	uint8_t raw[CN_TOTP_KEY_BYTES] = { 0 };
	cn_who w;
	assert_int_equal(cn_people_code_begin(f->p, cn_str_z(f->admin), key, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, s), CN_OK); /* not before it is confirmed */
	for (size_t i = 0; i < 32; i++) { /* base32 back */
		unsigned v = key[i] >= 'A' ? (unsigned)(key[i] - 'A') : (unsigned)(key[i] - '2') + 26;
		for (unsigned b = 0; b < 5; b++)
			raw[(5 * i + b) / 8] |= (uint8_t)((v >> (4 - b) & 1) << (7 - (5 * i + b) % 8));
	}
	cn_hotp(raw, sizeof raw, (uint64_t)(T0 / 1000000 / CN_TOTP_STEP_S), code);
	assert_int_equal(cn_people_code_confirm(f->p, cn_str_z(f->admin), CN_S("000000"), T0, NULL), CN_EFORGED);
	assert_int_equal(cn_people_code_confirm(f->p, cn_str_z(f->admin), cn_str_z(code), T0, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, s), CN_EABSENT);
	assert_int_equal(sign_in(f, "Ada", CN_S("not the password"), T0, s), CN_EFORGED); /* whether there is a code is told to nobody else */
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Ada"), PASSWORD, cn_str_z(code), T0, s, &w, NULL), CN_EFORGED); /* it confirmed: used */
	int64_t later = T0 + 60 * 1000000LL;
	cn_hotp(raw, sizeof raw, (uint64_t)(later / 1000000 / CN_TOTP_STEP_S), code);
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Ada"), PASSWORD, cn_str_z(code), later, s, &w, NULL), CN_OK);
	assert_int_equal(cn_people_sign_in(f->p, CN_S("Ada"), PASSWORD, cn_str_z(code), later, s, &w, NULL), CN_EFORGED);
	assert_int_equal(cn_people_code_end(f->p, cn_str_z(f->admin), later, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Ada", PASSWORD, later, s), CN_OK);
}

static void a_password_is_changed_by_who_knows_it(void **state)
{
	fixture *f = *state;
	char s[CN_TOKEN_BYTES];
	cn_err err = { 0 };
	cn_str id = cn_str_z(f->admin);
	assert_int_equal(cn_people_set_password(f->p, id, CN_S("wrong wrong wrong"), CN_S("another good one"), T0, NULL), CN_EFORGED);
	assert_int_equal(cn_people_set_password(f->p, id, PASSWORD, CN_S("short"), T0, &err), CN_EINPUT);
	assert_int_equal(cn_people_set_password(f->p, id, PASSWORD, CN_S("another good one"), T0, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, s), CN_EFORGED);
	assert_int_equal(sign_in(f, "Ada", CN_S("another good one"), T0, s), CN_OK);
}

static void a_token_may_no_more_than_its_person(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], tid[CN_PERSON_ID_BYTES], token[CN_TOKEN_BYTES];
	cn_who w;
	add(f, "Bela", CN_ACCESS_ASSESSOR, id);
	cn_str who = cn_str_z(id);
	int64_t until = T0 + 60 * CN_MINUTE_US;
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 1u << CN_ACCESS_OFFICER, until, T0, tid, token, NULL), CN_EINPUT);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 0, until, T0, tid, token, NULL), CN_EINPUT);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S(""), 1u << CN_ACCESS_READER, until, T0, tid, token, NULL), CN_EINPUT);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 1u << CN_ACCESS_READER, T0, T0, tid, token, NULL), CN_EINPUT);
	int64_t most = T0 + CN_TOKEN_DAYS_MAX * 24LL * 60 * CN_MINUTE_US;
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 1u << CN_ACCESS_READER, most + 1, T0, tid, token, NULL), CN_EINPUT);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 1u << CN_ACCESS_READER, most, T0, tid, token, NULL), CN_OK);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 1u << CN_ACCESS_ASSESSOR, until, T0, tid, token, NULL), CN_OK);
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), T0, &w, NULL), CN_OK);
	assert_int_equal(w.access, CN_ACCESS_ASSESSOR);
	assert_int_equal(w.session[0], 0);
	assert_int_equal(cn_people_set_roles(f->p, who, 1u << CN_ACCESS_READER, CN_S("operator"), T0, NULL), CN_OK);
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), T0, &w, NULL), CN_OK);
	assert_int_equal(w.access, CN_ACCESS_READER); /* as its person now */
	assert_int_equal(cn_people_set_roles(f->p, who, 1u << CN_ACCESS_OFFICER, CN_S("operator"), T0, NULL), CN_OK);
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), T0, &w, NULL), CN_OK);
	assert_int_equal(w.access, CN_ACCESS_ASSESSOR); /* and never more than it was given */
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), until, &w, NULL), CN_EFORGED);
	assert_int_equal(cn_people_token_end(f->p, cn_str_z(tid), cn_str_z(f->admin), CN_S("operator"), T0, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_token_end(f->p, cn_str_z(tid), who, CN_S("operator"), T0, NULL), CN_OK);
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), T0, &w, NULL), CN_EFORGED);
}

static void tokens_are_bounded(void **state)
{
	fixture *f = *state;
	char tid[CN_PERSON_ID_BYTES], token[CN_TOKEN_BYTES];
	for (int i = 0; i <= CN_API_TOKENS_MAX; i++)
		assert_int_equal(cn_people_token_new(f->p, cn_str_z(f->admin), CN_S("x"), 1u << CN_ACCESS_READER, T0 + 1000, T0, tid, token, NULL),
				 i < CN_API_TOKENS_MAX ? CN_OK : CN_ESTATE);
	char label[CN_LABEL_BYTES_MAX + 1];
	memset(label, 'l', sizeof label);
	assert_int_equal(cn_people_token_new(f->p, cn_str_z(f->admin), (cn_str){ label, CN_LABEL_BYTES_MAX + 1 }, 1u << CN_ACCESS_READER, T0 + 5000, T0 + 2000, tid, token, NULL), CN_EINPUT);
	assert_int_equal(cn_people_token_new(f->p, cn_str_z(f->admin), (cn_str){ label, CN_LABEL_BYTES_MAX }, 1u << CN_ACCESS_READER, T0 + 5000, T0 + 2000, tid, token, NULL), CN_OK);
}

static void names_are_checked(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES], most[CN_PERSON_NAME_BYTES_MAX + 1];
	static const char *const bad[] = { "", " Ada", "Ada ", "A\nda", "A\x7f", "\xc3", "p-0123456789abcdef", "A\u202eda", "\u2067Ada", "Ada\u200b", "A\u00adda", "\ufeffAda", "A\u2060da", "A\ufe0fda", "A\u3164da", "A\u00a0da", "A\U000e0041da" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(cn_people_add(f->p, cn_str_z(bad[i]), 2, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_EINPUT);
	memset(most, 'n', sizeof most);
	assert_int_equal(cn_people_add(f->p, (cn_str){ most, sizeof most }, 2, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_EINPUT);
	assert_int_equal(cn_people_add(f->p, (cn_str){ most, sizeof most - 1 }, 2, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_OK);
	assert_int_equal(cn_people_add(f->p, CN_S("Ada"), 2, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_ESTATE);
	assert_int_equal(cn_people_add(f->p, CN_S("A\u200dda"), 2, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_ESTATE); /* reads the same */
	assert_int_equal(cn_people_add(f->p, CN_S("\u0dc1\u0dca\u200d\u0dbb\u0dd3"), 2, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_OK); /* Sri, as it is written */
	assert_int_equal(cn_people_add(f->p, CN_S("'; DROP TABLE person; --"), 2, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_OK);
	assert_int_equal(cn_people_add(f->p, CN_S("x"), 0, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_EINPUT);
}

static void the_last_administrator_stays(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	cn_str admin = cn_str_z(f->admin);
	assert_int_equal(cn_people_set_roles(f->p, admin, 1u << CN_ACCESS_READER, admin, T0, NULL), CN_ESTATE);
	assert_int_equal(cn_people_end(f->p, admin, admin, T0, NULL), CN_ESTATE);
	assert_int_equal(cn_people_reset(f->p, admin, admin, CN_S("code"), T0, link, NULL), CN_ESTATE);
	/* one who never set a password is none */
	assert_int_equal(cn_people_add(f->p, CN_S("Bela"), 1u << CN_ACCESS_ADMINISTRATOR, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_OK);
	assert_int_equal(cn_people_end(f->p, admin, admin, T0, NULL), CN_ESTATE);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S(""), PASSWORD, T0, id, NULL), CN_OK);
	assert_int_equal(cn_people_end(f->p, admin, admin, T0, NULL), CN_OK);
	assert_int_equal(cn_people_end(f->p, cn_str_z(id), CN_S("operator"), T0, NULL), CN_OK); /* who runs the machine may */
	bool vacant;
	assert_int_equal(cn_people_vacant(f->p, &vacant, NULL), CN_OK);
	assert_true(vacant);
}

static void a_link_of_the_beginning_makes_no_second(void **state)
{
	fixture *f = *state;
	char link[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES], other[CN_TOKEN_BYTES];
	cn_str none = CN_S(""), admin = cn_str_z(f->admin);
	assert_int_equal(cn_people_setup_link(f->p, T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, CN_S("Eva"), PASSWORD, T0, got, NULL), CN_ESTATE);
	assert_int_equal(cn_people_list(f->p, f->a, "Eva", &(const cn_val *){ NULL }, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_reset(f->p, admin, CN_S("operator"), none, T0, other, NULL), CN_OK); /* nobody could sign in */
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, CN_S("Eva"), PASSWORD, T0, got, NULL), CN_OK);
}

/* One that was kept, and not used before there was an administrator, is worth nothing either when nobody administers the node any more. */
static void a_first_link_that_was_kept_ends(void **state)
{
	fixture *f = *state;
	char kept[CN_TOKEN_BYTES], link[CN_TOKEN_BYTES], bela[CN_PERSON_ID_BYTES], got[CN_PERSON_ID_BYTES];
	cn_str by = CN_S("operator"), none = CN_S("");
	bool vacant;
	assert_int_equal(cn_people_reset(f->p, cn_str_z(f->admin), by, none, T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_setup_link(f->p, T0, kept, NULL), CN_OK);
	add(f, "Bela", CN_ACCESS_READER, bela); /* who is no administrator ends nothing */
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(kept), none, CN_S("Bela"), PASSWORD, T0, got, NULL), CN_ESTATE);
	add(f, "Cem", CN_ACCESS_ADMINISTRATOR, bela);
	assert_int_equal(cn_people_reset(f->p, cn_str_z(bela), by, none, T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_vacant(f->p, &vacant, NULL), CN_OK);
	assert_true(vacant);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(kept), none, CN_S("Eva"), PASSWORD, T0, got, NULL), CN_EFORGED);
}

/* Many have ended: the list is of those who are here, and of those that ended last. */
static void the_list_is_bounded(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], path[128];
	static const char *const five[] = { "", "", "", "", "" };
	cn_db *db = NULL;
	const cn_val *list;
	const cn_sqlval n[] = { CN_CELL_I(5 * (int64_t)CN_PEOPLE_MAX) };
	add(f, "Bela", CN_ACCESS_READER, id);
	assert_int_equal(cn_people_end(f->p, cn_str_z(id), CN_S("operator"), T0, NULL), CN_OK);
	cn_people_close(f->p);
	f->p = NULL;
	(void)snprintf(path, sizeof path, "%s/private/people.db", f->dir);
	assert_int_equal(cn_db_open_own(path, five, 5, &db, NULL), CN_OK);
	assert_int_equal(cn_db_exec(db, "WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < ?1)"
					" INSERT INTO person (id, name, roles, made_us, ended_us) SELECT 'p-' || n, 'p-' || n, 2, 0, 1 FROM i", n, 1, NULL), CN_OK);
	cn_db_close(db);
	assert_int_equal(cn_people_open(f->dir, cheap, &f->p, NULL), CN_OK);
	assert_int_equal(cn_people_list(f->p, f->a, NULL, &list, NULL), CN_OK);
	assert_int_equal(list->n, 1 + CN_PEOPLE_ENDED_SHOWN);
	assert_true(cn_is_text(cn_get(cn_first(list), "name"), "Ada"));
	size_t found = 0;
	CN_EACH (v, list)
		found += cn_eqz(cn_get_text(v, "id"), id);
	assert_int_equal(found, 1); /* the last */
	assert_int_equal(cn_people_list(f->p, f->a, "p-7", &list, NULL), CN_OK); /* by its id each is found */
}

/* A password or a link that another has is worth nothing once somebody is an administrator, also when who runs the machine says so. */
static void who_becomes_an_administrator_comes_in_anew(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], first[CN_TOKEN_BYTES], link[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES], s[CN_TOKEN_BYTES];
	cn_str by = CN_S("operator"), none = CN_S("");
	const cn_roles administrator = 1u << CN_ACCESS_ADMINISTRATOR;
	assert_int_equal(cn_people_add(f->p, CN_S("Bela"), 2, cn_str_z(f->admin), none, T0, id, first, NULL), CN_OK);
	assert_int_equal(cn_people_set_roles(f->p, cn_str_z(id), administrator, by, T0, NULL), CN_EABSENT);
	assert_int_equal(cn_people_raise(f->p, cn_str_z(id), administrator, by, none, T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(first), none, none, PASSWORD, T0, got, NULL), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_OK);
	assert_int_equal(cn_people_raise(f->p, cn_str_z(id), administrator, by, none, T0, link, NULL), CN_ESTATE); /* once */
	assert_int_equal(sign_in(f, "Bela", PASSWORD, T0, s), CN_OK);
}

/* A file of before there were codes: what one person has whole of an administrator's ends, the rest stays. */
static void links_of_before_end(void **state)
{
	fixture *f = *state;
	char bela[CN_PERSON_ID_BYTES], zoe[CN_PERSON_ID_BYTES], whole[CN_TOKEN_BYTES], lesser[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES], path[128];
	static const char *const five[] = { "", "", "", "", "" };
	cn_str by = CN_S("operator"), none = CN_S("");
	cn_db *db = NULL;
	const cn_val *list;
	assert_int_equal(cn_people_add(f->p, CN_S("Bela"), 1u << CN_ACCESS_ADMINISTRATOR, by, none, T0, bela, whole, NULL), CN_OK);
	assert_int_equal(cn_people_add(f->p, CN_S("zoe"), 1u << CN_ACCESS_OFFICER, by, none, T0, zoe, lesser, NULL), CN_OK);
	assert_int_equal(bind(f, cn_str_z(f->admin), CN_S("k"), by), CN_OK);
	cn_people_close(f->p);
	f->p = NULL;
	(void)snprintf(path, sizeof path, "%s/private/people.db", f->dir);
	assert_int_equal(cn_db_open_own(path, five, 5, &db, NULL), CN_OK);
	static const char *const back[] = { "DROP INDEX signing_key_person", "DROP INDEX passkey_person", "DROP INDEX person_ended", "ALTER TABLE person DROP COLUMN by_one", "ALTER TABLE person DROP COLUMN entry", "ALTER TABLE proposal DROP COLUMN taken", "ALTER TABLE link DROP COLUMN code", "ALTER TABLE proposal DROP COLUMN code", "PRAGMA user_version = 3" };
	for (size_t i = 0; i < sizeof back / sizeof *back; i++)
		assert_int_equal(cn_db_exec(db, back[i], NULL, 0, NULL), CN_OK);
	const cn_sqlval namesake[] = { CN_CELL_S(cn_str_z(zoe)) }; /* a name that was taken then, and is refused now */
	assert_int_equal(cn_db_exec(db, "INSERT INTO person (id, name, roles, made_us) VALUES ('p-0000000000000000', ?1, 2, 0)", namesake, 1, NULL), CN_OK);
	cn_db_close(db);
	assert_int_equal(cn_people_open(f->dir, cheap, &f->p, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(whole), none, none, PASSWORD, T0, got, NULL), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(lesser), none, none, PASSWORD, T0, got, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Ada", PASSWORD, T0, whole), CN_OK);
	assert_true(one_alone(f, zoe) && one_alone(f, f->admin)); /* nobody knows any more who had their links */
	assert_false(has_key(f, cn_str_z(f->admin), CN_S("k"))); /* so that keys are given anew */
	assert_int_equal(cn_people_held_with(f->p, f->a, CN_S("k"), &list, NULL), CN_OK);
	assert_int_equal(list->n, 1);
	assert_int_equal(cn_people_list(f->p, f->a, zoe, &list, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(cn_first(list), "name"), "zoe")); /* an id is an id first */
}

static void an_administrator_is_let_in_by_two(void **state)
{
	fixture *f = *state;
	char bela[CN_PERSON_ID_BYTES], cem[CN_PERSON_ID_BYTES], dora[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES], s[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES];
	char code[CN_LINK_CODE_BYTES], digest[CN_DIGEST_TEXT_BYTES];
	cn_str admin = cn_str_z(f->admin), none = CN_S("");
	const cn_roles all = 1u << CN_ACCESS_ADMINISTRATOR | 1u << CN_ACCESS_OFFICER;
	bool second;
	assert_int_equal(cn_people_second_administrator(f->p, admin, &second, NULL), CN_OK);
	assert_false(second);
	add(f, "Bela", CN_ACCESS_ADMINISTRATOR, bela);
	add(f, "Cem", CN_ACCESS_OFFICER, cem);
	add(f, "Eva", CN_ACCESS_ADMINISTRATOR, got);
	assert_int_equal(cn_people_second_administrator(f->p, admin, &second, NULL), CN_OK);
	assert_true(second);
	/* alone, whoever asks */
	assert_int_equal(cn_people_add(f->p, CN_S("Dora"), all, admin, none, T0, dora, link, NULL), CN_EABSENT);
	assert_int_equal(cn_people_set_roles(f->p, cn_str_z(cem), all, admin, T0, NULL), CN_EABSENT);
	assert_int_equal(cn_people_raise(f->p, cn_str_z(cem), all, admin, none, T0, link, NULL), CN_EABSENT);
	assert_int_equal(cn_people_reset(f->p, cn_str_z(bela), admin, none, T0, link, NULL), CN_EABSENT);
	assert_int_equal(cn_people_set_roles(f->p, cn_str_z(bela), all, admin, T0, NULL), CN_OK); /* is one already */
	assert_int_equal(sign_in(f, "Bela", PASSWORD, T0, s), CN_OK);
	/* two: the link alone is of no use to who has it, nor the code of another link */
	agree(f, bela, code, digest);
	assert_int_equal(cn_people_add(f->p, CN_S("Dora"), all, cn_str_z(bela), cn_str_z(digest), T0, dora, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_EABSENT);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S("c-0000000000000000"), none, PASSWORD, T0, got, NULL), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), cn_str_z(digest), none, PASSWORD, T0, got, NULL), CN_EFORGED);
	assert_int_equal(sign_in(f, "Dora", PASSWORD, T0, s), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), cn_str_z(code), none, PASSWORD, T0, got, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Dora", PASSWORD, T0, s), CN_OK);
	/* who becomes one sets a new password: the old one may be one that another chose */
	assert_int_equal(sign_in(f, "Cem", PASSWORD, T0, s), CN_OK);
	agree(f, bela, code, digest);
	assert_int_equal(cn_people_raise(f->p, cn_str_z(cem), all, cn_str_z(bela), cn_str_z(digest), T0, link, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Cem", PASSWORD, T0, s), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_EABSENT);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), cn_strf(f->a, " %s\n", code), none, PASSWORD, T0, got, NULL), CN_OK); /* as it was pasted */
	agree(f, bela, code, digest);
	assert_int_equal(cn_people_reset(f->p, cn_str_z(cem), cn_str_z(bela), cn_str_z(digest), T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_EABSENT);
}

typedef struct guesser {
	fixture *f;
	const char *id;
	atomic_bool stop;
	atomic_uint tries;
} guesser;

/* Somebody who chose the old password, and tries all the while to come in by it, to change it, or to keep a token. */
static void *guesses(void *arg)
{
	guesser *g = arg;
	char s[CN_TOKEN_BYTES], tid[CN_PERSON_ID_BYTES], token[CN_TOKEN_BYTES];
	while (!atomic_load(&g->stop)) {
		cn_code rc = sign_in(g->f, "Cem", PASSWORD, T0, s);
		rc = cn_people_set_password(g->f->p, cn_str_z(g->id), PASSWORD, PASSWORD, T0, NULL);
		rc = cn_people_token_new(g->f->p, cn_str_z(g->id), CN_S("kept"), 2, T0 + 1000, T0, tid, token, NULL);
		(void)rc;
		(void)atomic_fetch_add(&g->tries, 1);
	}
	return NULL;
}

static void a_reset_is_one_also_for_what_is_on_its_way(void **state)
{
	fixture *f = *state;
	char cem[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES];
	cn_str by = CN_S("operator"), none = CN_S("");
	const cn_val *list;
	add(f, "Cem", CN_ACCESS_OFFICER, cem);
	for (int round = 0; round < 5; round++) {
		guesser g = { .f = f, .id = cem };
		pthread_t thread[2];
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&thread[i], NULL, guesses, &g), 0);
		while (atomic_load(&g.tries) < 3)
			(void)usleep(200);
		assert_int_equal(cn_people_reset(f->p, cn_str_z(cem), by, none, T0, link, NULL), CN_OK);
		atomic_store(&g.stop, true);
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_join(thread[i], NULL), 0);
		assert_int_equal(cn_people_sessions(f->p, f->a, cn_str_z(cem), T0, &list, NULL), CN_OK);
		assert_int_equal(list->n, 0);
		assert_int_equal(cn_people_tokens(f->p, f->a, cn_str_z(cem), T0, &list, NULL), CN_OK);
		assert_int_equal(list->n, 0);
		assert_int_equal(cn_people_list(f->p, f->a, cem, &list, NULL), CN_OK);
		assert_false(cn_get_bool(cn_first(list), "password", true));
		assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), none, none, PASSWORD, T0, got, NULL), CN_OK);
	}
}

static void who_is_ended_is_forgotten(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], s[CN_TOKEN_BYTES], token[CN_TOKEN_BYTES], tid[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	const cn_val *list;
	cn_who w;
	add(f, "Bela", CN_ACCESS_OFFICER, id);
	cn_str who = cn_str_z(id), admin = cn_str_z(f->admin);
	assert_int_equal(sign_in(f, "Bela", PASSWORD, T0, s), CN_OK);
	assert_int_equal(cn_people_token_new(f->p, who, CN_S("ci"), 2, T0 + 1000, T0, tid, token, NULL), CN_OK);
	assert_int_equal(bind(f, who, CN_S("management-00000001"), admin), CN_OK);
	assert_int_equal(cn_people_end(f->p, who, admin, T0, NULL), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(s), T0, &w, NULL), CN_EFORGED);
	assert_int_equal(cn_people_token(f->p, cn_str_z(token), T0, &w, NULL), CN_EFORGED);
	assert_int_equal(sign_in(f, "Bela", PASSWORD, T0, s), CN_EFORGED);
	assert_int_equal(cn_people_end(f->p, who, admin, T0, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_list(f->p, f->a, "Bela", &list, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_list(f->p, f->a, id, &list, NULL), CN_OK);
	assert_null(cn_get(list->first, "name"));
	assert_non_null(cn_get(list->first, "ended"));
	assert_int_equal(cn_get(list->first, "keys")->n, 0);
	assert_int_equal(cn_people_add(f->p, CN_S("Bela"), 2, admin, CN_S(""), T0, id, link, NULL), CN_OK); /* the name is free again */
}

static void a_reset_locks_out_until_the_link_is_used(void **state)
{
	fixture *f = *state;
	char id[CN_PERSON_ID_BYTES], s[CN_TOKEN_BYTES], link[CN_TOKEN_BYTES], got[CN_PERSON_ID_BYTES];
	cn_who w;
	add(f, "Bela", CN_ACCESS_READER, id);
	assert_int_equal(sign_in(f, "Bela", PASSWORD, T0, s), CN_OK);
	assert_int_equal(cn_people_reset(f->p, cn_str_z(id), CN_S("operator"), CN_S(""), T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_session(f->p, cn_str_z(s), T0, &w, NULL), CN_EFORGED);
	assert_int_equal(sign_in(f, "Bela", PASSWORD, T0, s), CN_EFORGED);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Bela"), CN_S("another good one"), T0, got, NULL), CN_OK);
	assert_int_equal(sign_in(f, "Bela", CN_S("another good one"), T0, s), CN_OK);
}

static void a_later_version_is_not_touched(void **state)
{
	fixture *f = *state;
	char path[128];
	cn_people *p;
	cn_err err = { 0 };
	static const char *const none[] = { "" };
	static const char *const more[] = { "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "CREATE TABLE later (x TEXT) STRICT" };
	(void)snprintf(path, sizeof path, "%s/private/people.db", f->dir);
	CN_AUTO_DB db = NULL;
	assert_int_equal(cn_db_open_own(path, more, sizeof more / sizeof *more, &db, NULL), CN_OK);
	assert_int_equal(cn_people_open(f->dir, cheap, &p, &err), CN_ESTATE);
	assert_true(cn_contains(cn_str_z(err.msg), CN_S("later version")));
	cn_db *old = NULL;
	assert_int_equal(cn_db_open_own(path, none, 1, &old, NULL), CN_ESTATE);
}

static void a_step_that_fails_leaves_nothing(void **state)
{
	fixture *f = *state;
	char path[128];
	const cn_val *rows;
	static const char *const bad[] = { "CREATE TABLE one (x TEXT) STRICT", "CREATE TABLE two (x NONSENSE) STRICT" };
	(void)snprintf(path, sizeof path, "%s/other.db", f->dir);
	cn_db *db = NULL;
	assert_int_not_equal(cn_db_open_own(path, bad, 2, &db, NULL), CN_OK);
	assert_int_equal(cn_db_open_own(path, bad, 1, &db, NULL), CN_OK);
	assert_int_equal(cn_db_query(db, f->a, "SELECT count(*) AS n FROM one", NULL, 0, 1, &rows, NULL), CN_OK);
	cn_db_close(db);
	assert_int_equal(cn_db_open_own(path, bad, 1, &db, NULL), CN_OK); /* run once */
	cn_db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_file_is_its_owners), T(nothing_secret_stands_in_the_file), T(a_link_is_used_once_and_in_time), T(a_sign_in_needs_name_and_password),
		T(a_session_ends_by_rest_by_age_and_by_hand), T(sessions_are_bounded_and_listed), T(one_time_codes_are_asked_for_once_confirmed),
		T(a_password_is_changed_by_who_knows_it), T(a_token_may_no_more_than_its_person), T(tokens_are_bounded), T(names_are_checked),
		T(the_last_administrator_stays), T(an_administrator_is_let_in_by_two), T(a_link_of_the_beginning_makes_no_second), T(a_first_link_that_was_kept_ends), T(the_list_is_bounded),
		T(who_becomes_an_administrator_comes_in_anew), T(links_of_before_end), T(a_reset_is_one_also_for_what_is_on_its_way),
		T(who_is_ended_is_forgotten), T(a_reset_locks_out_until_the_link_is_used),
		T(a_later_version_is_not_touched), T(a_step_that_fails_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
