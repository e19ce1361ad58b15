/* Each allocation fails once, on every way through core and store: the answer is "out of memory", nothing leaks, and what was acknowledged before
 * stays. (SQLite's own memory is its own; views are tried around it.) */
#include "store_help.h"

#include "../torture/torture.h"
#include "core/keyring.h"
#include "core/proof.h"
#include "store/db.h"

typedef struct world {
	cn_key *key, *log_key;
	cn_str envelope, note, proof;
	cn_vkey vkey;
	char dir[64];
} world;

static cn_code sign_and_open(void *arg, cn_err *err)
{
	world *w = arg;
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	cn_record r = help_record(a, 3, true);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	const cn_key *keys[] = { w->key, w->log_key };
	cn_signed s, t;
	CN_TRY(cn_record_sign(a, &r, keys, 2, &s, err));
	CN_TRY(cn_record_open(a, s.envelope, &t, err));
	cn_keyring *ring = cn_keyring_new(a);
	cn_pub pub = cn_key_pub(w->key);
	if (!ring)
		return cn_arena_fail(a, err);
	CN_TRY(cn_keyring_pin(ring, CN_S("node.example"), &pub, CN_S("record"), err));
	CN_TRY(cn_keyring_fold(ring, &t, err));
	return cn_keyring_verify(ring, &t, NULL, err);
}

static cn_code check_a_proof(void *arg, cn_err *err)
{
	world *w = arg;
	CN_AUTO_ARENA a = cn_arena_new(4u << 20);
	if (!a)
		return CN_NOMEM(err);
	cn_proof p;
	CN_TRY(cn_proof_parse(a, w->proof, &p, err));
	return cn_proof_verify(a, &p, w->envelope, &w->vkey, NULL, 0, NULL, NULL, err);
}

static cn_code key_file(void *arg, cn_err *err)
{
	world *w = arg;
	const uint8_t salt[CN_KEY_SALT_BYTES] = { 1 }, nonce[CN_KEY_NONCE_BYTES] = { 2 };
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_KEY_FILE_BYTES_MAX);
	CN_TRY(cn_key_write(w->key, CN_S("n"), CN_S("record"), CN_S("pass"), (cn_key_cost){ 1, 8 }, salt, nonce, &b, err));
	CN_AUTO_KEY k = NULL;
	return cn_key_read(cn_buf_str(&b), CN_S("pass"), &k, err);
}

/* Opens, appends one group, publishes, proves, closes: the log grows by what was acknowledged or by a group that was not. */
static cn_code grow(void *arg, cn_err *err)
{
	world *w = arg;
	CN_AUTO_LOG l = NULL;
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(w->log_key) };
	CN_TRY(cn_log_open(w->dir, &o, &l, NULL, err));
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	cn_signed s[2];
	for (unsigned i = 0; i < 2; i++) {
		cn_record r = help_record(a, (int64_t)(cn_log_size(l) + i), i == 1);
		const cn_key *keys[] = { w->key };
		if (!cn_arena_ok(a))
			return cn_arena_fail(a, err);
		CN_TRY(cn_record_sign(a, &r, keys, 1, &s[i], err));
	}
	uint64_t first;
	CN_TRY(cn_log_append(l, s, 2, &first, err));
	CN_TRY(cn_log_publish(l, w->log_key, err));
	CN_AUTO_BUF proof;
	cn_buf_init(&proof, CN_PROOF_BYTES_MAX);
	CN_TRY(cn_log_prove(l, a, first, &proof, err));
	cn_str envelope;
	return cn_log_envelope(l, a, first + 1, &envelope, NULL, err);
}

static cn_code follow(void *arg, cn_err *err)
{
	world *w = arg;
	CN_AUTO_LOG l = NULL;
	CN_AUTO_DB db = NULL;
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(w->log_key) };
	CN_TRY(cn_log_open_read(w->dir, &o, &l, err));
	CN_TRY(cn_db_open(":memory:", &db, err));
	CN_AUTO_ARENA a = cn_arena_new(4u << 20);
	cn_keyring *ring = a ? cn_keyring_new(a) : NULL;
	cn_pub pub = cn_key_pub(w->key);
	if (!ring)
		return CN_NOMEM(err);
	CN_TRY(cn_keyring_pin(ring, CN_S("node.example"), &pub, CN_S("record"), err));
	CN_TRY(cn_db_follow(db, l, CN_S("node.example/log"), ring, err));
	CN_AUTO_BUF dump;
	cn_buf_init(&dump, 1 << 20);
	return cn_db_dump(db, &dump, err);
}

static void each_allocation_fails_once(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	world w = { .key = help_key(1), .log_key = help_key(2) };
	cn_pub pub = cn_key_pub(w.log_key);
	w.envelope = help_signed(a, w.key, 0, false).envelope;
	assert_ok(cn_vkey_make(CN_S("node.example/log"), CN_NOTE_ED25519, &pub, &w.vkey, err));
	cn_digest leaf = cn_leaf_hash(w.envelope);
	cn_checkpoint c = { CN_S("node.example/log"), 1, leaf };
	CN_AUTO_BUF b;
	CN_AUTO_BUF p;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX);
	cn_buf_init(&p, CN_PROOF_BYTES_MAX);
	assert_ok(cn_checkpoint_sign(&c, w.log_key, &b, err));
	cn_proof proof = { .checkpoint = cn_buf_str(&b) };
	cn_proof_write(&proof, &p);
	w.proof = cn_buf_str(&p);
	help_dir(w.dir);
	print_message("signing and opening: %u allocations\n", torture_run("sign, open, verify", sign_and_open, &w));
	print_message("a proof: %u\n", torture_run("check a proof", check_a_proof, &w));
	print_message("a key file: %u\n", torture_run("key file", key_file, &w));
	print_message("a log: %u\n", torture_run("open, append, publish, prove", grow, &w));
	help_gone(w.dir);
	help_dir(w.dir);
	assert_ok(grow(&w, err));
	print_message("views: %u\n", torture_run("follow and dump", follow, &w));
	cn_key_free(w.key);
	cn_key_free(w.log_key);
	help_gone(w.dir);
}

int main(void)
{
	const struct CMUnitTest all[] = { cmocka_unit_test(each_allocation_fails_once) };
	return cmocka_run_group_tests(all, NULL, NULL);
}
