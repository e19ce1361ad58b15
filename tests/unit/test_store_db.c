/* Views: what stands and what does not; equal sets of records give equal tables; follow, erase, rebuild; files and blobs. */
#include "store_help.h"

#include "store/blob.h"
#include "store/db.h"

typedef struct world {
	cn_arena *a;
	cn_key *k1, *k2;
	cn_signed recs[64];
	size_t n;
} world;

static const cn_signed *say(world *w, const cn_key *key, const char *kind, const char *body_json, const cn_ref *refs, size_t n_refs)
{
	const cn_val *body;
	assert_ok(cn_json_parse(w->a, cn_str_z(body_json), 32, &body, err));
	cn_record r = { .kind = cn_str_z(kind), .author = CN_S("node.example"), .seq = (int64_t)w->n, .time_us = 1795548000000000,
			.nonce = { (uint8_t)w->n }, .refs = refs, .n_refs = n_refs, .body = body, .tlp = CN_AMBER_STRICT };
	const cn_kind *k = cn_kind_find(r.kind);
	if (k && k->is_public)
		r.tlp = CN_CLEAR;
	assert_ok(cn_record_sign(w->a, &r, &key, 1, &w->recs[w->n], err));
	return &w->recs[w->n++];
}

static cn_ref *ref(world *w, const char *role, const cn_signed *to)
{
	cn_ref *r = CN_NEW(w->a, cn_ref, 1);
	*r = (cn_ref){ cn_str_z(role), to->id };
	return r;
}

#define WAIVER(until) "{\"system\":\"s\",\"duty\":\"l/a\",\"role\":\"compliance\",\"reason\":\"r\",\"until\":\"" until "\"}"
#define FACT(v) "{\"system\":\"s\",\"facts\":[{\"fact\":\"annex_iii\",\"value\":" v "},{\"fact\":\"other\",\"value\":\"x\"}]}"

/* A key, two waivers (one approved by the other key, one by its own), facts that amend each other, a withdrawal, an unknown kind. */
static world make_world(cn_arena *a)
{
	world w = { .a = a, .k1 = help_key(1), .k2 = help_key(2) };
	cn_pub p2 = cn_key_pub(w.k2);
	cn_str add = cn_strf(a, "{\"action\":\"add\",\"use\":\"person\",\"key\":\"%.*s\",\"role\":\"management\"}", CN_FMT(cn_pub_text(a, &p2)));
	say(&w, w.k1, "key/1", cn_cstr(a, add), NULL, 0);
	const cn_signed *w1 = say(&w, w.k1, "waiver/1", WAIVER("2027-01-01"), NULL, 0);
	const cn_signed *w2 = say(&w, w.k1, "waiver/1", WAIVER("2027-02-01"), NULL, 0);
	say(&w, w.k2, "approval/1", "{\"decision\":\"approve\",\"role\":\"management\"}", ref(&w, "approves", w1), 1);
	say(&w, w.k1, "approval/1", "{\"decision\":\"approve\",\"role\":\"compliance\"}", ref(&w, "approves", w2), 1);
	const cn_signed *f1 = say(&w, w.k1, "facts/1", FACT("true"), NULL, 0);
	const cn_signed *f2 = say(&w, w.k1, "facts/1", FACT("false"), ref(&w, "amends", f1), 1);
	say(&w, w.k1, "facts/1", FACT("null"), ref(&w, "amends", f2), 1);
	const cn_signed *e = say(&w, w.k1, "counter/1", "{\"claim\":\"not so\"}", ref(&w, "against", w1), 1);
	say(&w, w.k1, "revoke/1", "{\"action\":\"withdraw\"}", ref(&w, "record", e), 1);
	say(&w, w.k1, "odd/7", "{\"x\":1}", ref(&w, "about", f2), 1);
	return w;
}

static void world_done(world *w)
{
	cn_key_free(w->k1);
	cn_key_free(w->k2);
}

static void write_log(const char *dir, world *w, cn_log **ret)
{
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(w->k2) };
	assert_ok(cn_log_open(dir, &o, ret, NULL, err));
	assert_ok(cn_log_append(*ret, w->recs, w->n, NULL, err));
}

static cn_keyring *ring_of(world *w)
{
	cn_keyring *ring = cn_keyring_new(w->a);
	cn_pub p = cn_key_pub(w->k1);
	assert_ok(cn_keyring_pin(ring, CN_S("node.example"), &p, CN_S("record"), err));
	return ring;
}

static int64_t number(cn_db *db, cn_arena *a, const char *sql)
{
	const cn_val *rows;
	assert_ok(cn_db_query(db, a, sql, NULL, 0, 100, &rows, err));
	assert_int_equal(rows->n, 1);
	return rows->first->first->i;
}

static void what_stands(void **state)
{
	(void)state;
	char dir[64];
	help_dir(dir);
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	world w = make_world(a);
	CN_AUTO_LOG l = NULL;
	CN_AUTO_DB db = NULL;
	write_log(dir, &w, &l);
	assert_ok(cn_db_open(":memory:", &db, err));
	assert_ok(cn_db_follow(db, l, CN_S("node.example/log"), ring_of(&w), err));
	uint64_t cursor;
	assert_ok(cn_db_cursor(db, CN_S("node.example/log"), &cursor, err));
	assert_int_equal(cursor, w.n);
	assert_int_equal(number(db, a, "SELECT count(*) FROM entry WHERE state = 'counted'"), (int64_t)w.n);
	/* the second person counts, the first person twice does not */
	assert_int_equal(number(db, a, "SELECT approvals FROM act_now WHERE until = '2027-01-01'"), 1);
	assert_int_equal(number(db, a, "SELECT approvals FROM act_now WHERE until = '2027-02-01'"), 0);
	assert_int_equal(number(db, a, "SELECT withdrawn FROM act_now WHERE kind = 'counter/1'"), 1);
	assert_int_equal(number(db, a, "SELECT withdrawn FROM act_now WHERE until = '2027-01-01'"), 0);
	/* the fact that was amended last stands */
	assert_int_equal(number(db, a, "SELECT count(*) FROM fact_now WHERE fact = 'annex_iii' AND value = 'null' AND disputed = 0"), 1);
	assert_int_equal(number(db, a, "SELECT count(*) FROM fact_now"), 2);
	assert_int_equal(number(db, a, "SELECT depth FROM depth d JOIN record r USING (id) WHERE r.seq = 7"), 3);
	assert_int_equal(number(db, a, "SELECT count(*) FROM equivocation"), 0);
	/* following again changes nothing */
	CN_AUTO_BUF before;
	CN_AUTO_BUF after;
	cn_buf_init(&before, 1 << 22);
	cn_buf_init(&after, 1 << 22);
	assert_ok(cn_db_dump(db, &before, err));
	assert_ok(cn_db_follow(db, l, CN_S("node.example/log"), ring_of(&w), err));
	assert_ok(cn_db_reset(db, err));
	assert_ok(cn_db_follow(db, l, CN_S("node.example/log"), ring_of(&w), err));
	assert_ok(cn_db_dump(db, &after, err));
	assert_string_equal(before.p, after.p);
	world_done(&w);
	help_gone(dir);
}

/* A revocation found later changes what counts among entries folded earlier, whether they were folded at once or bit by bit. */
static void a_revocation_reaches_back(void **state)
{
	(void)state;
	char dir[64];
	help_dir(dir);
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	world w = make_world(a);
	CN_AUTO_LOG l = NULL;
	CN_AUTO_DB db = NULL;
	CN_AUTO_DB fresh = NULL;
	write_log(dir, &w, &l);
	assert_ok(cn_db_open(":memory:", &db, err));
	assert_ok(cn_db_follow(db, l, CN_S("node.example/log"), ring_of(&w), err));
	cn_pub p2 = cn_key_pub(w.k2);
	cn_str revoke = cn_strf(a, "{\"action\":\"revoke\",\"use\":\"person\",\"key\":\"%.*s\",\"last_good_size\":2}", CN_FMT(cn_pub_text(a, &p2)));
	const cn_signed *s = say(&w, w.k1, "key/1", cn_cstr(a, revoke), NULL, 0);
	assert_ok(cn_log_append(l, s, 1, NULL, err));
	assert_ok(cn_db_follow(db, l, CN_S("node.example/log"), ring_of(&w), err));
	assert_int_equal(number(db, a, "SELECT count(*) FROM entry WHERE state = 'revoked'"), 1); /* the approval at entry 3 */
	assert_int_equal(number(db, a, "SELECT approvals FROM act_now WHERE until = '2027-01-01'"), 0);
	assert_ok(cn_db_open(":memory:", &fresh, err));
	assert_ok(cn_db_follow(fresh, l, CN_S("node.example/log"), ring_of(&w), err));
	CN_AUTO_BUF one;
	CN_AUTO_BUF two;
	cn_buf_init(&one, 1 << 22);
	cn_buf_init(&two, 1 << 22);
	assert_ok(cn_db_dump(db, &one, err));
	assert_ok(cn_db_dump(fresh, &two, err));
	assert_string_equal(one.p, two.p);
	world_done(&w);
	help_gone(dir);
}

static void erased_is_gone_from_views_and_stays_gone(void **state)
{
	(void)state;
	char dir[64], path[96];
	help_dir(dir);
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	world w = make_world(a);
	CN_AUTO_LOG l = NULL;
	CN_AUTO_DB db = NULL;
	CN_AUTO_DB fresh = NULL;
	write_log(dir, &w, &l);
	(void)snprintf(path, sizeof path, "%s/views.db", dir);
	assert_ok(cn_db_open(path, &db, err));
	assert_ok(cn_db_follow(db, l, CN_S("node.example/log"), ring_of(&w), err));
	const cn_digest *id = &w.recs[6].id; /* the middle facts: what refers to them dangles now */
	assert_ok(cn_log_erase(l, id, err));
	assert_ok(cn_db_erase(db, id, err));
	assert_int_equal(number(db, a, "SELECT count(*) FROM record WHERE seq = 6"), 0);
	assert_int_equal(number(db, a, "SELECT count(*) FROM entry WHERE idx = 6 AND state = 'erased'"), 1);
	assert_int_equal(number(db, a, "SELECT depth FROM depth d JOIN record r USING (id) WHERE r.seq = 7"), 1);
	/* someone sends it again: it stays erased */
	cn_seen seen = { .id = *id, .origin = CN_S("other/log"), .index = 9, .rec = &w.recs[6].rec, .whole = &w.recs[6], .state = CN_S("counted") };
	assert_ok(cn_db_fold(db, &seen, err));
	assert_int_equal(number(db, a, "SELECT count(*) FROM record WHERE seq = 6"), 0);
	assert_ok(cn_db_open(":memory:", &fresh, err));
	assert_ok(cn_db_fold(fresh, &seen, err)); /* the other order */
	assert_ok(cn_db_follow(fresh, l, CN_S("node.example/log"), ring_of(&w), err));
	CN_AUTO_BUF one;
	CN_AUTO_BUF two;
	cn_buf_init(&one, 1 << 22);
	cn_buf_init(&two, 1 << 22);
	assert_ok(cn_db_dump(db, &one, err));
	assert_ok(cn_db_dump(fresh, &two, err));
	assert_string_equal(one.p, two.p);
	world_done(&w);
	help_gone(dir);
}

/* 200 worlds' worth of orders here; tests/prop has the large number. */
static void order_does_not_matter(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	world w = make_world(a);
	CN_AUTO_BUF want;
	cn_buf_init(&want, 1 << 22);
	cn_rng rng;
	cn_rng_init(&rng, 7);
	for (unsigned round = 0; round < 50; round++) {
		CN_AUTO_DB db = NULL;
		assert_ok(cn_db_open(":memory:", &db, err));
		size_t order[64];
		for (size_t i = 0; i < w.n; i++)
			order[i] = i;
		for (size_t i = w.n; round > 0 && i > 1; i--) {
			size_t j = (size_t)cn_rng_below(&rng, i), t = order[i - 1];
			order[i - 1] = order[j];
			order[j] = t;
		}
		for (size_t i = 0; i < w.n; i++) {
			const cn_signed *s = &w.recs[order[i]];
			cn_seen seen = { .id = s->id, .origin = CN_S("o/log"), .index = order[i], .rec = &s->rec, .whole = s, .state = CN_S("counted"),
					 .key_id = s->env.sig[0].keyid, .sealed = s->rec.tlp != CN_CLEAR };
			cn_seen tombstone = { .id = s->id, .origin = CN_S("o/log"), .index = order[i], .state = CN_S("sealed"), .sealed = seen.sealed };
			if (cn_rng_below(&rng, 3) == 0)
				assert_ok(cn_db_fold(db, &tombstone, err));
			assert_ok(cn_db_fold(db, &seen, err));
			if (cn_rng_below(&rng, 3) == 0)
				assert_ok(cn_db_fold(db, &tombstone, err));
		}
		CN_AUTO_BUF got;
		cn_buf_init(&got, 1 << 22);
		assert_ok(cn_db_dump(db, round ? &got : &want, err));
		if (round)
			assert_string_equal(got.p, want.p);
	}
	world_done(&w);
}

static void blobs_and_files(void **state)
{
	(void)state;
	char dir[64], path[CN_PATH_BYTES_MAX];
	help_dir(dir);
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_blobs *b;
	assert_ok(cn_blobs_open(dir, NULL, &b, err));
	cn_digest d, e;
	cn_str got;
	uint64_t n;
	assert_ok(cn_blob_put(b, CN_S("hello"), &d, err));
	assert_ok(cn_blob_put(b, CN_S("hello"), &e, err));
	assert_true(cn_digest_eq(&d, &e) && cn_blob_has(b, &d));
	assert_ok(cn_blob_get(b, a, &d, 5, &got, err));
	assert_true(cn_eqz(got, "hello"));
	assert_int_equal(cn_blob_get(b, a, &d, 4, &got, NULL), CN_ETOOBIG);
	assert_ok(cn_blob_path(b, &d, path, err));
	cn_digest f;
	assert_ok(cn_blob_put_file(b, path, &f, &n, err));
	assert_true(cn_digest_eq(&d, &f) && n == 5);
	assert_int_equal(cn_blob_put_file(b, "/nowhere/at/all", &f, &n, NULL), CN_ENOTFOUND);
	assert_ok(cn_file_write(NULL, path, CN_S("hellp"), 0600, err));
	assert_int_equal(cn_blob_get(b, a, &d, 100, &got, NULL), CN_EFORGED);
	assert_ok(cn_blob_erase(b, &d, err));
	assert_ok(cn_blob_erase(b, &d, err));
	assert_int_equal(cn_blob_get(b, a, &d, 100, &got, NULL), CN_EABSENT);
	cn_blobs_close(b);
	/* each disk operation of a blob fails once: it is there whole, or it is not there */
	for (unsigned k = 1; k < 12; k++) {
		cn_disk disk = { .fail_at = k, .torn = true };
		(void)snprintf(path, sizeof path, "%s/fault-%u", dir, k);
		if (cn_blobs_open(path, &disk, &b, NULL) != CN_OK)
			continue;
		cn_code rc = k % 2 ? cn_blob_put(b, CN_S("fragile"), &f, NULL) : cn_blob_put_file(b, "/proc/self/comm", &f, NULL, NULL);
		assert_true(rc != CN_OK || cn_blob_get(b, a, &f, 100, &got, NULL) == CN_OK);
		d = cn_sha256(CN_S("fragile"));
		cn_code there = cn_blob_get(b, a, &d, 100, &got, NULL);
		assert_true(there == CN_EABSENT || (there == CN_OK && cn_eqz(got, "fragile")));
		cn_blobs_close(b);
	}
	(void)snprintf(path, sizeof path, "%s/deep/er/file", dir);
	assert_int_equal(cn_file_read(a, path, 10, &got, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_file_read(a, dir, 10, &got, NULL), CN_EINPUT);
	(void)snprintf(path, sizeof path, "%s/deep/er", dir);
	assert_ok(cn_dir_make(NULL, path, 0700, err));
	(void)snprintf(path, sizeof path, "%s/deep/er/file", dir);
	assert_ok(cn_file_create(NULL, path, CN_S("1"), 0600, err));
	assert_int_equal(cn_file_create(NULL, path, CN_S("2"), 0600, NULL), CN_ESTATE);
	/* a write that fails anywhere leaves the old bytes or the new ones */
	for (unsigned k = 1; k < 6; k++) {
		cn_disk disk = { .fail_at = k, .torn = true };
		cn_code rc = cn_file_write(&disk, path, CN_S("22"), 0600, NULL);
		assert_ok(cn_file_read(a, path, 10, &got, err));
		assert_true(cn_eqz(got, "1") || cn_eqz(got, "22"));
		assert_true(rc != CN_OK || cn_eqz(got, "22"));
		assert_ok(cn_file_write(NULL, path, CN_S("1"), 0600, err));
	}
	const cn_val *names;
	(void)snprintf(path, sizeof path, "%s/deep/er", dir);
	assert_ok(cn_dir_list(a, path, &names, err));
	assert_int_equal(names->n, 1); /* no temporary file is left behind */
	help_gone(dir);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_stands),
		cmocka_unit_test(a_revocation_reaches_back),
		cmocka_unit_test(erased_is_gone_from_views_and_stays_gone),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(blobs_and_files),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
