/* Laws of core and store over random inputs. PROP_SEED=<n> repeats a run; the seed is printed. */
#include "../unit/core_help.h"

#include "core/jcs.h"
#include "core/proof.h"
#include "core/tile.h"
#include "store/db.h"

enum { RUNS = 2000, VIEW_RUNS = 400 }; /* a view run makes and drops a database twice; PROP_RUNS=<n> sets their number */

static uint64_t seed_of_run(void)
{
	int64_t seed = 20261123;
	const char *z = getenv("PROP_SEED");
	if (z)
		assert_ok(cn_int_parse(cn_str_z(z), 0, INT64_MAX, &seed, err));
	print_message("seed %lld\n", (long long)seed);
	return (uint64_t)seed;
}

/* ---- generators ------------------------------------------------------------------------------------------------------------- */

static cn_str random_text(cn_arena *a, cn_rng *r)
{
	static const char *const bits[] = { "a", "Z", "\"", "\\", "\n", "\x01", "\xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x98\x80", "\xef\xac\xb3", "\xee\x80\x80", "/" };
	CN_AUTO_BUF b;
	cn_buf_init(&b, 256);
	for (uint64_t n = cn_rng_below(r, 8); n > 0; n--)
		cn_buf_putz(&b, bits[cn_rng_below(r, sizeof bits / sizeof *bits)]);
	return cn_str_copy(a, cn_buf_str(&b));
}

static cn_val *random_value(cn_arena *a, cn_rng *r, unsigned depth)
{
	cn_val *v;
	switch (cn_rng_below(r, depth > 4 ? 4 : 6)) {
	case 0:
		return cn_null(a);
	case 1:
		return cn_bool(a, cn_rng_below(r, 2) == 0);
	case 2:
		return cn_int(a, (int64_t)cn_rng_below(r, 1u << 20) * (cn_rng_below(r, 2) ? 1 : -8589934591LL));
	case 3:
		return cn_text(a, random_text(a, r));
	case 4:
		v = cn_list(a);
		for (uint64_t n = cn_rng_below(r, 4); n > 0; n--)
			cn_push(a, v, random_value(a, r, depth + 1));
		return v;
	default:
		v = cn_map(a);
		for (uint64_t n = cn_rng_below(r, 5); n > 0; n--) {
			cn_str key = random_text(a, r);
			if (!cn_get_s(v, key))
				cn_put_s(a, v, key, random_value(a, r, depth + 1));
		}
		return v;
	}
}

static cn_record random_record(cn_arena *a, cn_rng *r, int64_t seq, const cn_signed *earlier, size_t n_earlier)
{
	static const char *const kinds[] = { "odd/1", "strange-thing/12" };
	cn_record rec = { .kind = cn_str_z(kinds[cn_rng_below(r, 2)]), .author = CN_S("node.example"), .seq = seq,
			  .time_us = (int64_t)cn_rng_below(r, 4102444800000000), .tlp = (cn_tlp)cn_rng_below(r, 5) };
	for (unsigned i = 0; i < CN_NONCE_BYTES; i++)
		rec.nonce[i] = (uint8_t)cn_rng_next(r);
	size_t n = (size_t)cn_rng_below(r, 4);
	cn_ref *refs = CN_NEW(a, cn_ref, n + 1);
	for (size_t i = 0; i < n; i++) {
		refs[i].role = cn_rng_below(r, 2) ? CN_S("evidence") : CN_S("amends");
		if (n_earlier > 0 && cn_rng_below(r, 5) > 0)
			refs[i].to = earlier[cn_rng_below(r, n_earlier)].id;
		else
			refs[i].to.b[0] = (uint8_t)cn_rng_next(r); /* dangles */
	}
	rec.refs = refs;
	rec.n_refs = n;
	if (cn_rng_below(r, 4) == 0)
		rec.after = (cn_after){ CN_S("other.example/log"), cn_rng_below(r, 1u << 30), { { (uint8_t)cn_rng_next(r) } } };
	cn_val *body = cn_map(a);
	cn_put(a, body, "x", random_value(a, r, 0));
	rec.body = body;
	return rec;
}

/* ---- laws ------------------------------------------------------------------------------------------------------------------- */

static void decode_of_encode_is_identity(void **state)
{
	(void)state;
	cn_rng rng;
	cn_rng_init(&rng, seed_of_run());
	CN_AUTO_KEY k = help_key(1);
	const cn_key *keys[] = { k };
	for (unsigned run = 0; run < RUNS; run++) {
		CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
		cn_record r = random_record(a, &rng, run, NULL, 0);
		cn_signed s, t;
		assert_ok(cn_record_sign(a, &r, keys, 1, &s, err));
		assert_ok(cn_record_open(a, s.envelope, &t, err));
		assert_true(cn_val_eq(t.rec.body, r.body) && t.rec.seq == r.seq && t.rec.time_us == r.time_us && t.rec.tlp == r.tlp);
		assert_true(t.rec.n_refs == r.n_refs && cn_eq(t.rec.kind, r.kind) && t.rec.after.size == r.after.size);
		assert_memory_equal(t.rec.nonce, r.nonce, CN_NONCE_BYTES);
		cn_str again;
		assert_ok(cn_record_write(a, &t.rec, &again, err));
		assert_true(cn_eq(again, s.payload));
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_ENTRY_BYTES_MAX);
		cn_dsse_write(&t.env, &b);
		assert_true(cn_eq(cn_buf_str(&b), s.envelope));
	}
}

static void no_flipped_bit_of_an_envelope_holds(void **state)
{
	(void)state;
	cn_rng rng;
	cn_rng_init(&rng, seed_of_run());
	CN_AUTO_KEY k = help_key(1);
	const cn_key *keys[] = { k };
	cn_pub pub = cn_key_pub(k);
	for (unsigned run = 0; run < RUNS; run++) {
		CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
		cn_record r = random_record(a, &rng, run, NULL, 0);
		cn_signed s, t;
		assert_ok(cn_record_sign(a, &r, keys, 1, &s, err));
		char *p = cn_cstr(a, s.envelope);
		uint64_t bit = cn_rng_below(&rng, 8 * s.envelope.n);
		p[bit / 8] = (char)(p[bit / 8] ^ 1 << bit % 8);
		if (cn_record_open(a, (cn_str){ p, s.envelope.n }, &t, NULL) == CN_OK)
			assert_int_equal(cn_dsse_verify(&t.env, &pub, NULL), CN_EFORGED);
	}
}

static cn_code get_hash(void *ctx, unsigned level, uint64_t index, cn_digest *ret, cn_err *err)
{
	(void)err;
	const cn_digest *leaf = ctx;
	*ret = cn_merkle_root(leaf + (index << level), (size_t)1 << level);
	return CN_OK;
}

static void no_flipped_bit_of_a_proof_holds(void **state)
{
	(void)state;
	enum { N = 600 };
	static cn_digest leaf[N];
	cn_rng rng;
	cn_rng_init(&rng, seed_of_run());
	for (unsigned i = 0; i < N; i++)
		leaf[i] = cn_leaf_hash((cn_str){ (const char *)&i, sizeof i });
	cn_hashes src = { get_hash, leaf };
	for (unsigned run = 0; run < RUNS; run++) {
		uint64_t size = 1 + cn_rng_below(&rng, N), index = cn_rng_below(&rng, size);
		cn_digest root = cn_merkle_root(leaf, (size_t)size), from_root = cn_merkle_root(leaf, (size_t)index), l = leaf[index];
		cn_hash_path in, con;
		assert_ok(cn_prove_inclusion(&src, index, size, &in, err));
		assert_ok(cn_check_inclusion(&l, index, size, in.h, in.n, &root, err));
		assert_ok(cn_prove_consistency(&src, index, size, &con, err));
		assert_ok(cn_check_consistency(index, &from_root, size, &root, con.h, con.n, err));
		cn_digest *victims[] = { &l, &root, in.n ? &in.h[cn_rng_below(&rng, in.n)] : &l };
		cn_digest *v = victims[cn_rng_below(&rng, 3)];
		uint64_t bit = cn_rng_below(&rng, 256);
		v->b[bit / 8] = (uint8_t)(v->b[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(cn_check_inclusion(&l, index, size, in.h, in.n, &root, NULL), CN_EFORGED);
		if (con.n > 0) {
			root = cn_merkle_root(leaf, (size_t)size);
			con.h[cn_rng_below(&rng, con.n)].b[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_equal(cn_check_consistency(index, &from_root, size, &root, con.h, con.n, NULL), CN_EFORGED);
		}
	}
}

/* A random set of records, some of them contradicting at one (author, seq), folded in two random orders with tombstones in between. */
static void equal_sets_give_equal_views(void **state)
{
	(void)state;
	enum { N = 12 };
	int64_t runs = VIEW_RUNS;
	const char *z = getenv("PROP_RUNS");
	if (z)
		assert_ok(cn_int_parse(cn_str_z(z), 1, 1000000, &runs, err));
	cn_rng rng;
	cn_rng_init(&rng, seed_of_run());
	CN_AUTO_KEY k = help_key(1);
	const cn_key *keys[] = { k };
	CN_AUTO_DB db = NULL;
	assert_ok(cn_db_open(":memory:", &db, err));
	for (int64_t run = 0; run < runs; run++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_signed recs[N];
		cn_seen seen[N];
		for (size_t i = 0; i < N; i++) {
			cn_record r = random_record(a, &rng, (int64_t)cn_rng_below(&rng, N), recs, i);
			assert_ok(cn_record_sign(a, &r, keys, 1, &recs[i], err));
			bool here = cn_rng_below(&rng, 5) > 0;
			seen[i] = (cn_seen){ .id = recs[i].id, .origin = cn_rng_below(&rng, 2) ? CN_S("a/log") : CN_S("b/log"), .index = cn_rng_below(&rng, N),
					     .rec = here ? &recs[i].rec : NULL, .whole = here ? &recs[i] : NULL,
					     .state = here ? CN_S("counted") : cn_rng_below(&rng, 2) ? CN_S("sealed") : CN_S("erased") };
		}
		cn_buf dump[2];
		for (int round = 0; round < 2; round++) {
			assert_ok(cn_db_begin(db, err));
			assert_ok(cn_db_reset(db, err));
			for (size_t i = N; i > 1; i--) {
				size_t j = (size_t)cn_rng_below(&rng, i);
				cn_seen t = seen[i - 1];
				seen[i - 1] = seen[j];
				seen[j] = t;
			}
			for (size_t i = 0; i < N; i++)
				assert_ok(cn_db_fold(db, &seen[i], err));
			cn_buf_init(&dump[round], 1 << 22);
			assert_ok(cn_db_dump(db, &dump[round], err));
			assert_ok(cn_db_commit(db, err));
		}
		assert_string_equal(dump[0].p, dump[1].p);
		cn_buf_done(&dump[0]);
		cn_buf_done(&dump[1]);
	}
}

/* ---- two databases ---------------------------------------------------------------------------------------------------------- */

/* A text that may be missing, be one of a few (so that records speak of the same), be strange, or be longer than PostgreSQL lets stand in an index. */
static void maybe_put(cn_arena *a, cn_rng *r, cn_val *body, const char *key)
{
	static const char *const few[] = { "credit", "Credit", "cr\xc3\xa9" "dit", "\xe4\xbf\xa1\xe8\xb4\xb7", "cre_dit", "a b", "\xf0\x9f\x98\x80" };
	uint64_t n = cn_rng_below(r, 12); /* mostly the first */
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8192);
	if (n < 8)
		cn_put(a, body, key, cn_textz(a, few[n < 6 ? 0 : cn_rng_below(r, 7)]));
	else if (n == 8)
		cn_put(a, body, key, cn_text(a, random_text(a, r)));
	else if (n == 9) {
		for (unsigned i = 0; i < 400; i++)
			cn_buf_printf(&b, "%016llx", (unsigned long long)cn_rng_next(r));
		cn_put(a, body, key, cn_text(a, cn_buf_str(&b)));
	}
}

/* What the views read, in random combination. */
static cn_record random_act(cn_arena *a, cn_rng *r, int64_t seq, const cn_signed *earlier, size_t n_earlier)
{
	static const char *const kinds[] = { "facts/1", "facts/1", "facts/1", "waiver/1", "evidence/1", "counter/1", "approval/1", "approval/1", "revoke/1", "odd/1" };
	static const char *const keys[] = { "system", "duty", "line", "fact", "market", "role", "answer", "until", "reason", "action" };
	static const char *const roles[] = { "amends", "approves", "record", "by" };
	cn_record rec = random_record(a, r, seq, earlier, n_earlier);
	rec.kind = cn_str_z(kinds[cn_rng_below(r, sizeof kinds / sizeof *kinds)]);
	rec.author = cn_rng_below(r, 3) ? CN_S("node.example") : CN_S("Other.example");
	cn_ref *refs = CN_NEW(a, cn_ref, rec.n_refs + 1);
	for (size_t i = 0; i < rec.n_refs; i++)
		refs[i] = (cn_ref){ cn_str_z(roles[cn_rng_below(r, 4)]), rec.refs[i].to };
	rec.refs = refs;
	cn_val *body = cn_map(a);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		maybe_put(a, r, body, keys[i]);
	if (cn_rng_below(r, 4))
		cn_put(a, body, "decision", cn_textz(a, cn_rng_below(r, 2) ? "approve" : "refuse"));
	cn_val *facts = cn_put(a, body, "facts", cn_list(a));
	for (uint64_t n = cn_rng_below(r, 4); n > 0; n--) {
		cn_val *f = cn_push(a, facts, cn_map(a));
		maybe_put(a, r, f, "fact");
		maybe_put(a, r, f, "market");
		cn_put(a, f, "value", random_value(a, r, 3));
	}
	rec.body = body;
	return rec;
}

/* The same records in random order, folded into SQLite and into PostgreSQL: the same bytes. $CONCORD_PG is the address of an empty database. */
static int64_t sum_of(cn_db *db, cn_arena *a, const char *sql)
{
	const cn_val *rows;
	assert_ok(cn_db_query(db, a, sql, NULL, 0, 1, &rows, err));
	return cn_get_int(cn_first(rows), "n", 0);
}

static void equal_sets_give_equal_dumps_in_both_databases(void **state)
{
	(void)state;
	enum { N = 24, BOTH = 40 };
	const char *z = getenv("CONCORD_PG"), *runs_z = getenv("PROP_PG_RUNS");
	int64_t runs = BOTH, met[5] = { 0 };
	if (!z || !z[0])
		skip();
	if (runs_z)
		assert_ok(cn_int_parse(cn_str_z(runs_z), 1, 1000000, &runs, err));
	cn_rng rng;
	cn_rng_init(&rng, seed_of_run());
	CN_AUTO_ARENA address = cn_arena_new(1 << 20);
	cn_store_url url;
	cn_db *db[2];
	assert_ok(cn_store_url_parse(address, cn_str_z(z), &url, err));
	assert_ok(cn_db_open(":memory:", &db[0], err));
	assert_ok(cn_db_open_url(&url, &db[1], err));
	for (int64_t run = 0; run < runs; run++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_signed recs[N];
		cn_buf dump[2];
		bool here[N];
		for (size_t i = 0; i < N; i++) {
			/* not signed: bodies here are what no kind allows, and a fold meets those too */
			recs[i] = (cn_signed){ .rec = random_act(a, &rng, (int64_t)i, recs, i) };
			for (size_t k = 0; k < CN_DIGEST_BYTES; k++)
				recs[i].id.b[k] = (uint8_t)cn_rng_next(&rng);
			here[i] = cn_rng_below(&rng, 10) > 0;
		}
		for (int d = 0; d < 2; d++) {
			size_t order[N];
			assert_ok(cn_db_begin(db[d], err));
			assert_ok(cn_db_reset(db[d], err));
			for (size_t i = 0; i < N; i++) {
				size_t j = (size_t)cn_rng_below(&rng, i + 1);
				order[i] = order[j];
				order[j] = i;
			}
			for (size_t i = 0; i < N; i++) {
				const cn_signed *s = &recs[order[i]];
				bool is = here[order[i]];
				cn_seen seen = { .id = s->id, .origin = CN_S("a/log"), .index = order[i], .rec = is ? &s->rec : NULL, .whole = is ? s : NULL,
						 .state = is ? CN_S("counted") : CN_S("erased"), .sealed = s->rec.tlp != CN_CLEAR };
				seen.key_id.b[0] = is ? 1 + (s->id.b[0] & 1) : 0; /* one of two */
				assert_ok(cn_db_fold(db[d], &seen, err));
			}
			cn_buf_init(&dump[d], 1 << 24);
			assert_ok(cn_db_dump(db[d], &dump[d], err));
			assert_ok(cn_db_commit(db[d], err));
		}
		static const char *const what[] = { "SELECT sum(disputed) AS n FROM fact_now", "SELECT sum(approvals) AS n FROM act_now", "SELECT sum(refusals) AS n FROM act_now",
						    "SELECT sum(withdrawn) AS n FROM act_now", "SELECT sum(amended) AS n FROM act_now" };
		for (size_t i = 0; i < 5; i++)
			met[i] += sum_of(db[0], a, what[i]);
		assert_string_equal(dump[0].p, dump[1].p);
		cn_buf_done(&dump[0]);
		cn_buf_done(&dump[1]);
	}
	for (size_t i = 0; i < 5; i++)
		assert_true(met[i] > 0 || runs < BOTH); /* each of what is worked out came up */
	cn_db_close(db[0]);
	cn_db_close(db[1]);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(decode_of_encode_is_identity),
		cmocka_unit_test(no_flipped_bit_of_an_envelope_holds),
		cmocka_unit_test(no_flipped_bit_of_a_proof_holds),
		cmocka_unit_test(equal_sets_give_equal_views),
		cmocka_unit_test(equal_sets_give_equal_dumps_in_both_databases),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
