/* The routes of a served node, asked without a socket, over a log that this test writes: what is public is answered, what is sealed is not, and
 * the checkpoint follows the writer but never goes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/proof.h"
#include "http/site.h"
#include "store/log.h"

#define ORIGIN CN_S("node.example/log")
#define SECRET "only for us"

typedef struct fixture {
	char dir[64];
	cn_arena *a;
	cn_key *log_key, *record_key;
	cn_site site;
	cn_answered r;
} fixture;

static cn_key *fixed_key(uint8_t n)
{
	uint8_t seed[CN_SEED_BYTES] = { n, 0x61 };
	cn_key *k = NULL;
	assert_int_equal(cn_key_new(seed, &k, NULL), CN_OK);
	return k;
}

/* n more records, every second one sealed, each with its own body. */
static void grow_at(fixture *f, const char *dir, uint64_t n, const char *say)
{
	cn_log_options o = { .origin = ORIGIN, .log_pub = cn_key_pub(f->log_key) };
	CN_AUTO_LOG l = NULL;
	assert_int_equal(cn_log_open(dir, &o, &l, NULL, NULL), CN_OK);
	for (uint64_t i = 0; i < n; i++) {
		int64_t seq = (int64_t)cn_log_size(l);
		cn_val *body = cn_map(f->a);
		cn_put(f->a, body, "say", cn_textz(f->a, seq % 2 ? SECRET : say));
		cn_record r = { .kind = CN_S("sample/1"), .author = CN_S("node.example"), .seq = seq, .body = body, .time_us = 1795548000000000,
				.tlp = seq % 2 ? CN_AMBER : CN_CLEAR, .nonce = { (uint8_t)seq, (uint8_t)(seq >> 8), 7 } };
		const cn_key *keys[] = { f->record_key };
		cn_signed s;
		assert_int_equal(cn_record_sign(f->a, &r, keys, 1, &s, NULL), CN_OK);
		assert_int_equal(cn_log_append(l, &s, 1, NULL, NULL), CN_OK);
	}
	assert_int_equal(cn_log_publish(l, f->log_key, NULL), CN_OK);
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	assert_non_null(f);
	assert_int_equal(cn_sign_start(NULL), CN_OK);
	(void)snprintf(f->dir, sizeof f->dir, "%s", "/tmp/concord-http-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->a = cn_arena_new(64u << 20);
	f->log_key = fixed_key(1);
	f->record_key = fixed_key(2);
	grow_at(f, f->dir, 4, "first");
	const cn_shelf_options o = { .public_dir = cn_strf(f->a, "%s/public", f->dir).p, .origin = ORIGIN, .log_pub = cn_key_pub(f->log_key), .cache_bytes = 1 << 20 };
	assert_int_equal(cn_shelf_open(&o, &f->site.shelf, NULL), CN_OK);
	assert_int_equal(cn_cache_new(1 << 20, &f->site.answers, NULL), CN_OK);
	assert_int_equal(cn_cache_new(1 << 20, &f->site.sealed, NULL), CN_OK);
	f->site.name = CN_S("node.example");
	f->site.vkey = CN_S("node.example/log+01234567+AA==");
	f->site.self = "/bin/false";
	f->site.norms_dir = "norms";
	f->site.data_dir = f->dir;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	char command[128];
	cn_body_drop(f->r.body);
	cn_shelf_close(f->site.shelf);
	cn_cache_free(f->site.answers);
	cn_cache_free(f->site.sealed);
	cn_key_free(f->log_key);
	cn_key_free(f->record_key);
	cn_arena_free(f->a);
	(void)snprintf(command, sizeof command, "rm -rf %s", f->dir);
	int rc = system(command);
	free(f);
	return rc;
}

static cn_str ask(fixture *f, const char *method, const char *target, unsigned want)
{
	cn_asked q = { .method = cn_str_z(method), .target = cn_str_z(target), .language = CN_S(""), .id = "0123456789abcdef" };
	cn_body_drop(f->r.body);
	if (!cn_site_quick(&f->site, &q, &f->r))
		cn_site_slow(&f->site, &q, &f->r);
	if (f->r.status != want)
		fail_msg("%s %s: %u, not %u: %.*s", method, target, f->r.status, want, CN_FMT(cn_body_str(f->r.body)));
	return cn_body_str(f->r.body);
}

static cn_str get(fixture *f, const char *target)
{
	return ask(f, "GET", target, 200);
}

static void reads_all(fixture *f)
{
	while (cn_shelf_index_some(f->site.shelf)) {
	}
}

static void sealed_content_is_never_given(void **state)
{
	fixture *f = *state;
	static const char *const all[] = { "/checkpoint", "/tile/0/000.p/4", "/tile/entries/000.p/4", "/api/v1/records", "/api/v1/records/0", "/api/v1/records/1/entry",
					   "/api/v1/records/1/proof", "/api/v1/consistency?from=1", "/", "/openapi.json", "/metrics" };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		cn_str body = get(f, all[i]);
		if (cn_contains(body, CN_S(SECRET)) || cn_contains(body, CN_S("b25seSBmb3IgdX")) /* the same in base64 */)
			fail_msg("%s gives away what is sealed", all[i]);
	}
	assert_true(cn_contains(ask(f, "GET", "/api/v1/records/1", 403), CN_S("sealed")));
	assert_string_equal(f->r.type, "application/problem+json");
	assert_true(cn_contains(get(f, "/api/v1/records/2"), CN_S("first")));
}

static void a_released_record_is_public(void **state)
{
	fixture *f = *state;
	cn_shelf_record r;
	char target[128], id[CN_DIGEST_TEXT_BYTES];
	assert_int_equal(cn_shelf_record_at(f->site.shelf, f->a, 1, &r, NULL), CN_OK);
	assert_false(r.open);
	cn_digest_text(&r.id, id);
	(void)snprintf(target, sizeof target, "/release/%s", id + 7);
	reads_all(f);
	(void)ask(f, "GET", target, 403);
	cn_log_options o = { .origin = ORIGIN, .log_pub = cn_key_pub(f->log_key) };
	CN_AUTO_LOG l = NULL;
	assert_int_equal(cn_log_open(f->dir, &o, &l, NULL, NULL), CN_OK);
	assert_int_equal(cn_log_release(l, &r.id, NULL), CN_OK);
	assert_true(cn_contains(get(f, "/api/v1/records/1"), CN_S(SECRET)));
	assert_true(cn_starts(get(f, target), "{\"payload\":"));
	assert_int_equal(cn_log_erase(l, &r.id, NULL), CN_OK); /* taken back: nothing of it was kept in memory */
	(void)ask(f, "GET", "/api/v1/records/1", 403);
}

static void records_are_found_by_number_and_by_id(void **state)
{
	fixture *f = *state;
	char target[160];
	const cn_val *v;
	assert_int_equal(cn_json_parse(f->a, get(f, "/api/v1/records/2"), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	cn_str id = cn_str_copy(f->a, cn_get_text(v, "id"));
	(void)snprintf(target, sizeof target, "/api/v1/records/%.*s", CN_FMT(id));
	(void)ask(f, "GET", target, 503); /* ids are not read yet */
	assert_string_equal(f->r.retry_after, "2");
	reads_all(f);
	assert_true(cn_contains(get(f, target), CN_S("first")));
	target[strlen(target) - 1] ^= 1;
	(void)ask(f, "GET", target, 404);
	(void)ask(f, "GET", "/api/v1/records/4", 404);
	(void)ask(f, "GET", "/api/v1/records/-1", 404);
	(void)ask(f, "GET", "/api/v1/records/x", 404);
	grow_at(f, f->dir, 2000, "later"); /* more than one bundle, and the table grows */
	reads_all(f);
	assert_int_equal(cn_json_parse(f->a, get(f, "/api/v1/records/2002"), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	(void)snprintf(target, sizeof target, "/api/v1/records/%.*s", CN_FMT(cn_get_text(v, "id")));
	assert_true(cn_contains(get(f, target), CN_S("\"seq\": 2002")));
}

static void lists_come_in_pages(void **state)
{
	fixture *f = *state;
	const cn_val *v;
	char target[64];
	assert_int_equal(cn_json_parse(f->a, get(f, "/api/v1/records?from=1&limit=2"), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	assert_int_equal(cn_get(v, "records")->n, 2);
	assert_int_equal(cn_get_int(v, "next", -1), 3);
	assert_int_equal(cn_json_parse(f->a, get(f, "/api/v1/records?from=3"), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	assert_int_equal(cn_get(v, "records")->n, 1);
	assert_int_equal(cn_get(v, "next")->type, CN_NULL);
	assert_int_equal(cn_json_parse(f->a, get(f, "/api/v1/records?from=99"), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
	assert_int_equal(cn_get(v, "records")->n, 0);
	(void)snprintf(target, sizeof target, "/api/v1/records?limit=%d", CN_LIST_LIMIT_MAX);
	(void)get(f, target);
	(void)snprintf(target, sizeof target, "/api/v1/records?limit=%d", CN_LIST_LIMIT_MAX + 1);
	(void)ask(f, "GET", target, 400);
	(void)ask(f, "GET", "/api/v1/records?limit=0", 400);
	(void)ask(f, "GET", "/api/v1/records?from=x", 400);
	(void)ask(f, "GET", "/api/v1/records?form=1", 400);
	(void)ask(f, "GET", "/api/v1/records/0?limit=1", 400);
}

static void proofs_hold(void **state)
{
	fixture *f = *state;
	cn_proof p;
	cn_vkey k;
	cn_pub pub = cn_key_pub(f->log_key);
	assert_int_equal(cn_vkey_make(ORIGIN, CN_NOTE_ED25519, &pub, &k, NULL), CN_OK);
	for (int i = 0; i < 4; i++) {
		char target[64];
		(void)snprintf(target, sizeof target, "/api/v1/records/%d/proof", i);
		assert_int_equal(cn_proof_parse(f->a, cn_str_copy(f->a, get(f, target)), &p, NULL), CN_OK);
		(void)snprintf(target, sizeof target, "/api/v1/records/%d/entry", i);
		assert_int_equal(cn_proof_verify(f->a, &p, get(f, target), &k, NULL, 0, NULL, NULL, NULL), CN_OK);
	}
	(void)ask(f, "GET", "/api/v1/consistency?from=3&to=2", 400);
	(void)ask(f, "GET", "/api/v1/consistency?to=5", 400);
}

static void the_checkpoint_follows_the_writer(void **state)
{
	fixture *f = *state;
	assert_true(cn_contains(get(f, "/checkpoint"), CN_S("\n4\n")));
	assert_string_equal(f->r.cache, "no-cache");
	(void)ask(f, "GET", "/tile/0/000.p/5", 404);
	grow_at(f, f->dir, 3, "later");
	assert_true(cn_contains(get(f, "/checkpoint"), CN_S("\n7\n")));
	(void)get(f, "/tile/0/000.p/7");
	assert_true(cn_contains(cn_str_z(f->r.cache), CN_S("immutable")));
	(void)get(f, "/tile/0/000.p/4"); /* of an earlier checkpoint */
	(void)ask(f, "GET", "/tile/0/000", 404); /* not full yet */
	(void)ask(f, "GET", "/tile/0/001.p/1", 404);
	(void)ask(f, "GET", "/tile/9/000", 404);
	(void)ask(f, "GET", "/tile/0/0.p/7", 404);
	(void)get(f, "/readyz");
}

/* Puts another log in the place of the served one. */
static void replace(fixture *f, uint64_t n, const char *say)
{
	char other[96], command[512];
	(void)snprintf(other, sizeof other, "%s/other", f->dir);
	grow_at(f, other, n, say);
	(void)snprintf(command, sizeof command, "cp -R %s/public/. %s/public/", other, f->dir);
	assert_int_equal(system(command), 0);
}

static void a_fork_is_not_served(void **state)
{
	fixture *f = *state;
	cn_str before = cn_str_copy(f->a, get(f, "/checkpoint"));
	replace(f, 9, "another history");
	assert_true(cn_eq(get(f, "/checkpoint"), before));
	(void)ask(f, "GET", "/readyz", 503);
}

static void a_log_that_went_back_is_not_served(void **state)
{
	fixture *f = *state;
	cn_str before = cn_str_copy(f->a, get(f, "/checkpoint"));
	replace(f, 2, "first");
	assert_true(cn_eq(get(f, "/checkpoint"), before));
	assert_true(cn_contains(ask(f, "GET", "/readyz", 503), CN_S("backup")));
}

static void what_is_not_a_route_is_refused(void **state)
{
	fixture *f = *state;
	(void)ask(f, "GET", "/nothing", 404);
	(void)ask(f, "GET", "/checkpoint/", 404);
	(void)ask(f, "GET", "/api/v1/records/", 404);
	(void)ask(f, "GET", "/api/v1/", 404);
	(void)ask(f, "GET", "/release/../keys/log.key", 404);
	(void)ask(f, "GET", "/release/x", 404);
	/* What is a path and names nothing is not found; what is no path, or a wrong question, is a wrong request. */
	static const char *const nothing[] = { "/tile/0/001", "/tile/0/000", "/tile/0/000.p/5", "/tile/0/000.p/04", "/tile/0/0", "/tile/00/000.p/4", "/tile/64/000", "/tile/-1/000",
					       "/tile/0/x000/000", "/tile/data/000", "/tile/entries/000.p/9", "/tile/0/%30%30%30.p/4", "/tile//0/000", "/~x", "/a@b", "/a;b",
					       "/api/v1/records/01", "/api/v1/records/1/", "/api/v1/records/sha256:0", "/api/v1/records/9007199254740992", "/api/v1/records/x/proof",
					       "/api/v1/records/x/entry", "/release/0123" };
	static const char *const malformed[] = { "/%3", "/%", "/%zz", "/a\\b", "/a\"b", "/a<b", "/a|b", "/caf\xc3\xa9", "/a?x=%zz", "/a?=1" };
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		(void)ask(f, "GET", nothing[i], 404);
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
		(void)ask(f, "GET", malformed[i], 400);
	(void)ask(f, "POST", "/checkpoint", 405);
	assert_string_equal(f->r.allow, "GET, HEAD");
	(void)ask(f, "DELETE", "/api/v1/records/0", 405);
	(void)ask(f, "POST", "/api/v1/norm/list", 405);
	(void)ask(f, "BREW", "/", 405);
	(void)ask(f, "HEAD", "/checkpoint", 200);
	static const char *const closed[] = { "/api/v1/assess", "/api/v1/erase", "/api/v1/record/show", "/api/v1/log/show", "/api/v1/key/add" };
	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
		(void)ask(f, "POST", closed[i], 401);
	assert_string_equal(f->r.challenge, "Bearer realm=\"concord\"");
	static const char *const never[] = { "/api/v1/serve", "/api/v1/init", "/api/v1/person/add" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		(void)ask(f, "GET", never[i], 403);
		(void)ask(f, "POST", never[i], 403);
	}
	(void)ask(f, "GET", "/api/v1/assess", 405);
	assert_string_equal(f->r.allow, "POST");
	(void)ask(f, "PUT", "/api/v1/session", 405);
	assert_string_equal(f->r.allow, "GET, HEAD, POST, DELETE");
	(void)ask(f, "GET", "/api/v1/norm/show", 400);
	(void)ask(f, "GET", "/api/v1/norm/show?id=a&id=b", 400);
	(void)ask(f, "GET", "/api/v1/norm/show?id=a&data=x", 400);
	(void)ask(f, "GET", "/api/v1/norm/show?id=a&norms=x", 400);
	(void)ask(f, "GET", "/api/v1/norm/conflicts?system=x", 400);
	(void)ask(f, "GET", "/api/v1/norm/show?id=a&all=perhaps", 400);
	(void)ask(f, "GET", "/api/v1/norm/list", 500); /* its worker ends badly here: said, and not as an answer */
}

static void draining_is_not_ready(void **state)
{
	fixture *f = *state;
	(void)get(f, "/readyz");
	atomic_store(&f->site.draining, true);
	(void)ask(f, "GET", "/readyz", 503);
	(void)get(f, "/healthz");
}

static void the_document_lists_every_route(void **state)
{
	fixture *f = *state;
	size_t n;
	const cn_val *v;
	assert_int_equal(cn_json_parse(f->a, cn_str_copy(f->a, get(f, "/openapi.json")), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	const cn_val *paths = cn_get(v, "paths");
	const cn_route *rows = cn_routes(&n);
	static const char *const method[] = { "get", "post", "delete" };
	size_t want = 0, have = 0, rest = n;
	for (size_t i = 0; i < n; i++)
		assert_non_null(cn_get(cn_get(cn_get(paths, rows[i].path), method[rows[i].method]), "responses"));
	want += n;
	const cn_op *const *ops = cn_ops(&n);
	assert_true(rest + n < CN_ROUTE_PLACES);
	for (size_t i = 0; i < n; i++)
		want += cn_op_served(ops[i]) + cn_op_posted(ops[i]);
	CN_EACH (path, paths)
		have += path->n;
	assert_int_equal(have, want);
	cn_val *ids = cn_map(f->a);
	CN_EACH (path, paths)
		CN_EACH (op, path) {
			cn_str id = cn_get_text(op, "operationId");
			if (!id.n || cn_get_s(ids, id))
				fail_msg("%.*s: the name \"%.*s\" stands twice", CN_FMT(path->key), CN_FMT(id));
			cn_put_s(f->a, ids, id, cn_null(f->a));
		}
	const cn_val *post = cn_get(cn_get(paths, "/api/v1/waive"), "post");
	assert_true(cn_is_text(cn_get(post, "x-least-role"), "officer"));
	assert_non_null(cn_get(cn_get(cn_get(cn_get(v, "components"), "securitySchemes"), "token"), "scheme"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(sealed_content_is_never_given), T(a_released_record_is_public), T(records_are_found_by_number_and_by_id), T(lists_come_in_pages),
		T(proofs_hold), T(the_checkpoint_follows_the_writer), T(a_fork_is_not_served), T(a_log_that_went_back_is_not_served),
		T(what_is_not_a_route_is_refused), T(draining_is_not_ready), T(the_document_lists_every_route),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
