/* What a witness answers, case by case, over a small log with every pair of sizes; and what is not an add-checkpoint body. */
#include "core_help.h"

#include "core/proof.h"
#include "core/witness.h"

enum { N = 20 };
#define ORIGIN CN_S("log.example/x")

static cn_digest leaf[N];

static cn_code get_hash(void *ctx, unsigned level, uint64_t index, cn_digest *ret, cn_err *err)
{
	(void)ctx;
	(void)err;
	*ret = cn_merkle_root(leaf + (index << level), (size_t)1 << level);
	return CN_OK;
}

static int make_leaves(void **state)
{
	(void)state;
	for (unsigned i = 0; i < N; i++) {
		char text[16];
		leaf[i] = cn_leaf_hash((cn_str){ text, (size_t)snprintf(text, sizeof text, "entry %u", i) });
	}
	return 0;
}

static cn_checkpoint head_of(uint64_t size)
{
	return (cn_checkpoint){ .origin = ORIGIN, .size = size, .root = cn_merkle_root(leaf, size) };
}

/* The body that an honest log of `size` sends to who saw `old`, read again. */
static cn_add_checkpoint asked(cn_arena *a, const cn_key *key, uint64_t old, const cn_checkpoint *head)
{
	cn_hashes src = { get_hash, NULL };
	cn_add_checkpoint q = { .old = old }, got;
	CN_AUTO_BUF note, body;
	cn_buf_init(&note, 4096);
	cn_buf_init(&body, CN_WITNESS_BODY_BYTES_MAX);
	assert_ok(cn_checkpoint_sign(head, key, &note, err));
	if (old > 0 && old < head->size)
		assert_ok(cn_prove_consistency(&src, old, head->size, &q.proof, err));
	q.note = cn_buf_str(&note);
	cn_add_checkpoint_write(&q, &body);
	assert_ok(cn_add_checkpoint_parse(a, cn_buf_copy(a, &body), &got, err));
	assert_int_equal(got.old, old);
	assert_int_equal(got.head.size, head->size);
	return got;
}

static cn_vkey key_of(const cn_key *k)
{
	cn_vkey v;
	cn_pub pub = cn_key_pub(k);
	assert_ok(cn_vkey_make(ORIGIN, CN_NOTE_ED25519, &pub, &v, err));
	return v;
}

static cn_witness_says weigh(cn_arena *a, const cn_add_checkpoint *q, const cn_vkey *v, const cn_checkpoint *seen)
{
	cn_witness_says says = 0;
	cn_err err = { 0 };
	assert_int_equal(cn_witness_weigh(a, q, v, 1, seen, &says, &err), CN_OK);
	assert_true(says == CN_WITNESS_COSIGN || err.msg[0]); /* what is refused says why */
	return says;
}

static void every_honest_growth_is_cosigned(void **state)
{
	(void)state;
	cn_key *key = help_key(1);
	cn_vkey v = key_of(key);
	for (uint64_t from = 0; from <= N; from++)
		for (uint64_t to = from; to <= N; to++) {
			CN_AUTO_ARENA a = cn_arena_new(4 << 20);
			cn_checkpoint seen = head_of(from), head = head_of(to);
			cn_add_checkpoint q = asked(a, key, from, &head);
			assert_int_equal(weigh(a, &q, &v, from ? &seen : NULL), CN_WITNESS_COSIGN);
		}
	cn_key_free(key);
}

static void nothing_that_was_seen_otherwise_is_cosigned(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_key *key = help_key(1), *other = help_key(2);
	cn_vkey v = key_of(key);
	cn_checkpoint five = head_of(5), nine = head_of(9), fork = nine, fork5 = five;
	fork.root.b[3] ^= 1;
	fork5.root.b[3] ^= 1;

	cn_add_checkpoint q = asked(a, key, 5, &nine);
	assert_int_equal(weigh(a, &q, &v, &nine), CN_WITNESS_CONFLICT); /* it was at 5, and is not any more */
	assert_int_equal(weigh(a, &q, &v, NULL), CN_WITNESS_CONFLICT);
	assert_int_equal(weigh(a, &q, &v, &fork5), CN_WITNESS_NO_PROOF);
	q.proof.h[0].b[0] ^= 1;
	assert_int_equal(weigh(a, &q, &v, &five), CN_WITNESS_NO_PROOF);
	q.proof.h[0].b[0] ^= 1;
	q.proof.n--;
	assert_int_equal(weigh(a, &q, &v, &five), CN_WITNESS_NO_PROOF);
	q = asked(a, key, 0, &nine);
	q.proof.n = 1;
	assert_int_equal(weigh(a, &q, &v, NULL), CN_WITNESS_NO_PROOF); /* from nothing there is no proof */

	q = asked(a, key, 9, &fork);
	assert_int_equal(weigh(a, &q, &v, &nine), CN_WITNESS_CONFLICT); /* two roots of one size */
	q = asked(a, key, 9, &nine);
	q.proof.n = 1;
	assert_int_equal(weigh(a, &q, &v, &nine), CN_WITNESS_NO_PROOF);
	q = asked(a, key, 9, &five);
	assert_int_equal(weigh(a, &q, &v, &nine), CN_WITNESS_MALFORMED); /* smaller than what it is to continue */
	cn_checkpoint nothing = { .origin = ORIGIN, .root = five.root };
	q = asked(a, key, 0, &nothing);
	assert_int_equal(weigh(a, &q, &v, NULL), CN_WITNESS_NO_PROOF); /* an empty log has one root */

	q = asked(a, other, 5, &nine);
	assert_int_equal(weigh(a, &q, &v, &five), CN_WITNESS_FORBIDDEN); /* known name, unknown key */
	cn_key_free(key);
	cn_key_free(other);
}

static void a_wrong_signature_comes_before_all_else(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_key *key = help_key(1);
	cn_vkey v = key_of(key), cosigner;
	cn_pub pub = cn_key_pub(key);
	cn_checkpoint five = head_of(5);
	cn_add_checkpoint q = asked(a, key, 9, &five); /* also old > size, and a conflict */
	char *bytes = cn_cstr(a, q.note);
	assert_non_null(bytes);
	char *size = strstr(bytes, "\n5\n");
	assert_non_null(size);
	size[1] = '6';
	q.note = cn_str_z(bytes);
	assert_int_equal(weigh(a, &q, &v, NULL), CN_WITNESS_FORBIDDEN);
	size[1] = '5';
	assert_int_equal(weigh(a, &q, &v, NULL), CN_WITNESS_MALFORMED);
	/* A cosignature is not the log's own word, even by the same key. */
	assert_ok(cn_vkey_make(ORIGIN, CN_NOTE_COSIGNATURE, &pub, &cosigner, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_buf_printf(&b, "%.*s\n", CN_FMT(q.text));
	assert_ok(cn_note_sign(q.text, ORIGIN, CN_NOTE_COSIGNATURE, key, 1000, &b, err));
	q.note = cn_buf_str(&b);
	assert_int_equal(weigh(a, &q, &cosigner, NULL), CN_WITNESS_FORBIDDEN);
	cn_key_free(key);
}

static void refused(const char *what, cn_str body, cn_code want)
{
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_add_checkpoint q;
	cn_err err = { 0 };
	if (cn_add_checkpoint_parse(a, body, &q, &err) != want || !err.msg[0])
		fail_msg("%s: %s", what, err.msg);
}

#define HEAD "log.example/x\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 log.example/x AAAAAAAA\n"

static void a_body_has_one_spelling(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_add_checkpoint q;
	assert_ok(cn_add_checkpoint_parse(a, CN_S("old 0\n\n" HEAD), &q, err));
	static const char *const bad[] = { "", "\n", "old 0\n" HEAD, "old 00\n\n" HEAD, "old +1\n\n" HEAD, "old -1\n\n" HEAD, "old  1\n\n" HEAD, "old 1 \n\n" HEAD, "Old 1\n\n" HEAD,
					   "old 1\r\n\r\n" HEAD, "old 4611686018427387905\n\n" HEAD, "old 1\nAAAA\n\n" HEAD, "old 1\n\n", "old 0\n\nlog.example/x\n05\n",
					   "old 0\n\nlog.example/x\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		refused(bad[i], cn_str_z(bad[i]), CN_EINPUT);
}

static void a_body_is_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_BUF b;
	cn_add_checkpoint q = { .note = CN_S(HEAD) };
	cn_buf_init(&b, 1 << 20);
	q.proof.n = CN_PROOF_HASHES_MAX;
	cn_add_checkpoint_write(&q, &b);
	assert_ok(cn_add_checkpoint_parse(a, cn_buf_str(&b), &q, err));
	cn_str one_more = cn_strf(a, "old 0\n%.*s%.*s", 45, b.p + 6, CN_FMT(cn_sub(cn_buf_str(&b), 6, b.n)));
	refused("one hash too many", one_more, CN_ETOOBIG);
	cn_buf_reset(&b);
	while (b.n < CN_WITNESS_BODY_BYTES_MAX)
		cn_buf_putc(&b, 'x');
	refused("full of nothing", cn_buf_str(&b), CN_EINPUT);
	cn_buf_putc(&b, 'x');
	refused("one byte too many", cn_buf_str(&b), CN_ETOOBIG);
}

static void without_memory_nothing_is_said(void **state)
{
	(void)state;
	cn_key *key = help_key(1);
	cn_vkey v = key_of(key);
	CN_AUTO_ARENA keep = cn_arena_new(4 << 20);
	cn_checkpoint seen = head_of(5), head = head_of(9);
	cn_add_checkpoint q = asked(keep, key, 5, &head);
	bool failed = false;
	for (unsigned k = 1; k < 40; k++) {
		cn_witness_says says = 0;
		CN_AUTO_ARENA a = cn_arena_new(4 << 20);
		cn_test_fail_alloc = k;
		cn_code rc = cn_witness_weigh(a, &q, &v, 1, &seen, &says, NULL);
		cn_test_fail_alloc = 0;
		assert_true(rc == CN_OK ? says == CN_WITNESS_COSIGN : rc == CN_ENOMEM && says == 0);
		failed = failed || rc == CN_ENOMEM;
	}
	assert_true(failed);
	cn_key_free(key);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_honest_growth_is_cosigned), cmocka_unit_test(nothing_that_was_seen_otherwise_is_cosigned),
		cmocka_unit_test(a_wrong_signature_comes_before_all_else), cmocka_unit_test(a_body_has_one_spelling), cmocka_unit_test(a_body_is_bounded),
		cmocka_unit_test(without_memory_nothing_is_said),
	};
	return cmocka_run_group_tests(all, make_leaves, NULL);
}
