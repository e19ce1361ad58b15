/* A site for one test, without a socket: a log of one record, somebody in each role, and /bin/false for the program of the ops. */
#ifndef GUARD_HELP_H
#define GUARD_HELP_H

#include "http/guard.h"
#include "http/people_routes.h"
#include "store/file.h"
#include "store_help.h"

#define NOW "2026-11-23T12:00:00Z"
#define PASSWORD "several words that nobody guesses"
enum { ROLES = CN_ACCESS_ADMINISTRATOR + 1 };

typedef struct fixture {
	char dir[64];
	cn_arena *a;
	cn_key *log_key;
	cn_site site;
	cn_answered r;
	char person[ROLES][CN_PERSON_ID_BYTES], session[CN_TOKEN_BYTES], token[CN_TOKEN_BYTES];
	cn_who who;
} fixture;

static inline void make_log(fixture *f)
{
	uint8_t seed[CN_SEED_BYTES] = { 1 };
	assert_int_equal(cn_key_new(seed, &f->log_key, NULL), CN_OK);
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(f->log_key) };
	CN_AUTO_LOG l = NULL;
	assert_int_equal(cn_log_open(f->dir, &o, &l, NULL, NULL), CN_OK);
	cn_val *body = cn_map(f->a);
	cn_put(f->a, body, "say", cn_textz(f->a, "hello"));
	cn_record r = { .kind = CN_S("sample/1"), .author = CN_S("node.example"), .body = body, .time_us = 1795548000000000, .tlp = CN_CLEAR, .nonce = { 7 } };
	const cn_key *keys[] = { f->log_key };
	cn_signed s;
	assert_int_equal(cn_record_sign(f->a, &r, keys, 1, &s, NULL), CN_OK);
	assert_int_equal(cn_log_append(l, &s, 1, NULL, NULL), CN_OK);
	assert_int_equal(cn_log_publish(l, f->log_key, NULL), CN_OK);
	const cn_shelf_options so = { .public_dir = cn_strf(f->a, "%s/public", f->dir).p, .origin = o.origin, .log_pub = o.log_pub, .cache_bytes = 1 << 20 };
	assert_int_equal(cn_shelf_open(&so, &f->site.shelf, NULL), CN_OK);
}

/* Somebody in each role, with a password. */
static inline void make_people(fixture *f)
{
	const cn_key_cost cheap = { 1, 64 };
	assert_int_equal(cn_people_open(f->dir, cheap, &f->site.people, NULL), CN_OK);
	assert_int_equal(cn_door_new(&f->site.door, NULL), CN_OK);
	for (unsigned i = CN_ACCESS_READER; i < ROLES; i++) {
		char link[CN_TOKEN_BYTES];
		cn_str name = cn_str_z(cn_access_text((cn_access)i));
		assert_int_equal(cn_people_add(f->site.people, name, 1u << i, CN_S("operator"), CN_S(""), cn_site_now_us(&f->site), f->person[i], link, NULL), CN_OK);
		assert_int_equal(cn_people_use_link(f->site.people, cn_str_z(link), CN_S(""), name, CN_S(PASSWORD), cn_site_now_us(&f->site), f->person[i], NULL), CN_OK);
	}
}

static inline int set_up(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	assert_non_null(f);
	assert_int_equal(cn_sign_start(NULL), CN_OK);
	help_dir(f->dir);
	f->a = cn_arena_new(256u << 20);
	f->site.name = CN_S("node.example");
	f->site.vkey = CN_S("node.example/log+01234567+AA==");
	f->site.self = "/bin/false";
	f->site.norms_dir = "/nonexistent";
	f->site.data_dir = f->dir;
	f->site.now = NOW;
	make_log(f);
	assert_int_equal(cn_cache_new(1 << 20, &f->site.answers, NULL), CN_OK);
	assert_int_equal(cn_cache_new(1 << 20, &f->site.sealed, NULL), CN_OK);
	make_people(f);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	fixture *f = *state;
	cn_body_drop(f->r.body);
	cn_people_close(f->site.people);
	cn_door_free(f->site.door);
	cn_shelf_close(f->site.shelf);
	cn_cache_free(f->site.answers);
	cn_cache_free(f->site.sealed);
	cn_key_free(f->log_key);
	cn_arena_free(f->a);
	help_gone(f->dir);
	free(f);
	return 0;
}

static inline unsigned send_as(fixture *f, cn_asked *q)
{
	q->language = CN_S("");
	memcpy(q->id, "0123456789abcdef", 17);
	if (!q->peer[0])
		(void)snprintf(q->peer, sizeof q->peer, "192.0.2.1");
	cn_body_drop(f->r.body);
	if (!cn_site_quick(&f->site, q, &f->r))
		cn_site_slow(&f->site, q, &f->r);
	return f->r.status;
}

static inline cn_str body_of(fixture *f)
{
	return cn_body_str(f->r.body);
}

static inline cn_asked request(const char *method, cn_str target, const char *body)
{
	return (cn_asked){ .method = cn_str_z(method), .target = target, .type = CN_S("application/json"), .body = cn_str_z(body) };
}

/* A new session, as the fields of a head. */
static inline void by_cookie(fixture *f, cn_access role, cn_asked *q)
{
	if (role == CN_ACCESS_PUBLIC)
		return;
	assert_int_equal(cn_people_session_new(f->site.people, cn_str_z(f->person[role]), "test", cn_site_now_us(&f->site), f->session, &f->who, NULL), CN_OK);
	q->cookie = cn_strf(f->a, "theme=dark; concord=%s", f->session);
	q->csrf = cn_str_z(f->who.csrf);
}

static inline void by_token(fixture *f, cn_access role, cn_asked *q)
{
	char id[CN_PERSON_ID_BYTES];
	int64_t now = cn_site_now_us(&f->site);
	if (role == CN_ACCESS_PUBLIC)
		return;
	assert_int_equal(cn_people_token_new(f->site.people, cn_str_z(f->person[role]), CN_S("test"), 1u << role, now + CN_MINUTE_US, now, id, f->token, NULL), CN_OK);
	q->authorization = cn_strf(f->a, "Bearer %s", f->token);
	assert_int_equal(cn_people_token_end(f->site.people, cn_str_z(id), CN_S("other"), CN_S("x"), now, NULL), CN_ENOTFOUND);
}

static inline unsigned op(fixture *f, const char *path, const char *body)
{
	cn_asked q = request("POST", cn_str_z(path), body);
	by_cookie(f, CN_ACCESS_ADMINISTRATOR, &q);
	return send_as(f, &q);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
