/* A node's file of people for one test: one administrator in it, and a clock that is the test's. */
#ifndef PEOPLE_HELP_H
#define PEOPLE_HELP_H

#include "people/people.h"
#include "store/file.h"
#include "store_help.h"

#define T0 1795548000000000LL
#define PASSWORD CN_S("several words that nobody guesses")
static const cn_key_cost cheap = { 1, 64 };

typedef struct fixture {
	char dir[64];
	cn_people *p;
	cn_arena *a;
	char admin[CN_PERSON_ID_BYTES];
} fixture;

static inline int set_up(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	char link[CN_TOKEN_BYTES];
	bool vacant;
	assert_non_null(f);
	help_dir(f->dir);
	f->a = cn_arena_new(64u << 20);
	assert_int_equal(cn_people_open(f->dir, cheap, &f->p, NULL), CN_OK);
	assert_int_equal(cn_people_vacant(f->p, &vacant, NULL), CN_OK);
	assert_true(vacant);
	assert_int_equal(cn_people_setup_link(f->p, T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S("Ada"), PASSWORD, T0 + 1, f->admin, NULL), CN_OK);
	assert_int_equal(cn_people_vacant(f->p, &vacant, NULL), CN_OK);
	assert_false(vacant);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	fixture *f = *state;
	cn_people_close(f->p);
	cn_arena_free(f->a);
	help_gone(f->dir);
	free(f);
	return 0;
}

/* Somebody with a password and one role. */
static inline void add(fixture *f, const char *name, cn_access role, char id[CN_PERSON_ID_BYTES])
{
	char link[CN_TOKEN_BYTES], same[CN_PERSON_ID_BYTES];
	assert_int_equal(cn_people_add(f->p, cn_str_z(name), 1u << role, CN_S("operator"), CN_S(""), T0, id, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S(""), PASSWORD, T0, same, NULL), CN_OK);
	assert_string_equal(id, same);
}

/* A key, by whom, without a code. */
static inline cn_code bind(fixture *f, cn_str id, cn_str key, cn_str by)
{
	char link[CN_TOKEN_BYTES];
	return cn_people_bind_key(f->p, id, key, by, CN_S(""), T0, link, NULL);
}

/* Is it the key of that person, for a request of theirs of now? */
static inline bool has_key(fixture *f, cn_str id, cn_str key)
{
	char s[CN_TOKEN_BYTES];
	cn_who w;
	bool has;
	assert_int_equal(cn_people_session_new(f->p, id, "test", T0, s, &w, NULL), CN_OK);
	assert_int_equal(cn_people_has_key(f->p, &w, key, &has, NULL), CN_OK);
	assert_int_equal(cn_people_session_end(f->p, cn_str_z(w.session), id, NULL), CN_OK);
	return has;
}

static inline cn_code sign_in(fixture *f, const char *name, cn_str password, int64_t now, char session[CN_TOKEN_BYTES])
{
	cn_who w;
	return cn_people_sign_in(f->p, cn_str_z(name), password, CN_S(""), now, session, &w, NULL);
}

static inline bool file_holds(fixture *f, const char *name, cn_str what)
{
	char path[128];
	cn_str bytes;
	(void)snprintf(path, sizeof path, "%s/private/%s", f->dir, name);
	assert_int_equal(cn_file_read(f->a, path, 32 << 20, &bytes, NULL), CN_OK);
	return cn_contains(bytes, what);
}

/* Had one administrator the whole of what lets them in? */
static inline bool one_alone(fixture *f, const char *id)
{
	const cn_val *list;
	assert_int_equal(cn_people_list(f->p, f->a, id, &list, NULL), CN_OK);
	assert_non_null(cn_get(cn_first(list), "let_in_by_one"));
	return cn_get_bool(cn_first(list), "let_in_by_one", true);
}

/* A proposal of the first administrator that another approves: its code, and the digest of it. */
static inline void agree(fixture *f, const char *by, char code[CN_LINK_CODE_BYTES], char digest[CN_DIGEST_TEXT_BYTES])
{
	char id[CN_PERSON_ID_BYTES];
	cn_decided d;
	assert_int_equal(cn_people_propose(f->p, "person add", CN_S("{}"), cn_str_z(f->admin), T0, id, code, NULL), CN_OK);
	assert_false(file_holds(f, "people.db-wal", cn_str_z(code)));
	assert_int_equal(cn_people_decide(f->p, f->a, cn_str_z(id), true, cn_str_z(by), T0, &d, NULL), CN_OK);
	memcpy(digest, d.code, sizeof d.code);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
