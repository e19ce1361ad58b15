/* Digests, Ed25519, key files, DSSE: published vectors, and what must be refused. */
#include "core_help.h"

static void digests(void **state)
{
	(void)state;
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest d = cn_sha256(CN_S("abc")), e; /* FIPS 180-4 */
	cn_digest_text(&d, text);
	assert_string_equal(text, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_puts(&h, CN_S("a"));
	cn_hash_puts(&h, CN_S(""));
	cn_hash_puts(&h, CN_S("bc"));
	e = cn_hash_done(&h);
	assert_true(cn_digest_eq(&d, &e));
	assert_true(cn_digest_parse(cn_str_z(text), &e) && cn_digest_eq(&d, &e));
	assert_true(cn_digest_parse_hex(cn_str_z(text + 7), &e));
	assert_false(cn_digest_parse(cn_str_z(text + 1), &e));
	assert_false(cn_digest_parse(CN_S("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"), &e));
	assert_false(cn_digest_zero(&d));
	e = (cn_digest){ { 0 } };
	assert_true(cn_digest_zero(&e) && cn_digest_cmp(&e, &d) < 0);
}

static void ed25519_of_rfc_8032(void **state)
{
	(void)state;
	uint8_t seed[32], want_pub[32], want_sig[64]; /* section 7.1, test 1 */
	assert_true(cn_unhex(CN_S("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), seed, 32));
	assert_true(cn_unhex(CN_S("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), want_pub, 32));
	assert_true(cn_unhex(CN_S("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
				  "d25bf5f0595bbe24655141438e7a100b"),
			     want_sig, 64));
	assert_ok(cn_sign_start(err));
	cn_key *k;
	assert_ok(cn_key_new(seed, &k, err));
	cn_pub pub = cn_key_pub(k);
	cn_sig sig = cn_key_sign(k, CN_S(""));
	assert_memory_equal(pub.b, want_pub, 32);
	assert_memory_equal(sig.b, want_sig, 64);
	assert_true(cn_sig_ok(&pub, CN_S(""), &sig));
	assert_false(cn_sig_ok(&pub, CN_S("x"), &sig));
	for (unsigned i = 0; i < 512; i++) {
		sig.b[i / 8] = (uint8_t)(sig.b[i / 8] ^ 1 << i % 8);
		assert_false(cn_sig_ok(&pub, CN_S(""), &sig));
		sig.b[i / 8] = (uint8_t)(sig.b[i / 8] ^ 1 << i % 8);
	}
	assert_ok(cn_pub_check(&pub, err));
	cn_key_free(k);
}

/* The eight points of small order and their non-canonical spellings: with them a signature can hold for any message. */
static void refuses_small_order_keys(void **state)
{
	(void)state;
	static const char *const keys[] = {
		"0000000000000000000000000000000000000000000000000000000000000000", /* order 4 */
		"0100000000000000000000000000000000000000000000000000000000000000", /* order 1 */
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* order 2 */
		"0000000000000000000000000000000000000000000000000000000000000080", /* order 4 */
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", /* order 8 */
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"0100000000000000000000000000000000000000000000000000000000000080", /* not canonical */
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* p, that is 0 */
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* p + 1, that is 1 */
		"0200000000000000000000000000000000000000000000000000000000000000", /* not on the curve */
	};
	assert_ok(cn_sign_start(err));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		cn_pub pub;
		cn_sig zero = { { 1 } };
		assert_true(cn_unhex(cn_str_z(keys[i]), pub.b, 32));
		assert_int_equal(cn_pub_check(&pub, NULL), CN_EINPUT);
		assert_false(cn_sig_ok(&pub, CN_S("any"), &zero));
	}
	/* ed25519-speccheck case 0: small-order key and R, S = 0: OpenSSL and Go accept it, libsodium's verdict is ours */
	cn_pub pub;
	cn_sig sig;
	uint8_t message[32];
	assert_true(cn_unhex(CN_S("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"), pub.b, 32));
	assert_true(cn_unhex(CN_S("8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6"), message, 32));
	assert_true(cn_unhex(CN_S("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a00000000000000000000000000000000"
				  "00000000000000000000000000000000"),
			     sig.b, 64));
	assert_false(cn_sig_ok(&pub, (cn_str){ (const char *)message, 32 }, &sig));
}

static void key_files(void **state)
{
	(void)state;
	CN_AUTO_KEY k = help_key(9);
	const uint8_t salt[CN_KEY_SALT_BYTES] = { 1 }, nonce[CN_KEY_NONCE_BYTES] = { 2 };
	cn_key_cost cheap = { 1, 8 };
	cn_pub pub = cn_key_pub(k), other;
	for (int sealed = 0; sealed <= 1; sealed++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_KEY_FILE_BYTES_MAX);
		cn_str pass = sealed ? CN_S("correct horse") : CN_S("");
		assert_ok(cn_key_write(k, CN_S("node.example"), CN_S("record"), pass, cheap, salt, nonce, &b, err));
		cn_key_info info;
		assert_ok(cn_key_peek(cn_buf_str(&b), &info, err));
		assert_int_equal(info.sealed, sealed);
		assert_true(cn_eqz(info.name, "node.example") && cn_eqz(info.use, "record") && memcmp(info.pub.b, pub.b, 32) == 0);
		cn_key *again;
		assert_ok(cn_key_read(cn_buf_str(&b), pass, &again, err));
		other = cn_key_pub(again);
		assert_memory_equal(other.b, pub.b, 32);
		cn_key_free(again);
		if (sealed) {
			assert_int_equal(cn_key_read(cn_buf_str(&b), CN_S("wrong"), &again, NULL), CN_ESTATE);
			assert_int_equal(cn_key_read(cn_buf_str(&b), CN_S(""), &again, NULL), CN_ESTATE);
		}
		for (size_t n = 0; n < b.n; n++) /* cut anywhere it is refused */
			assert_true(cn_key_read(cn_sub(cn_buf_str(&b), 0, n), pass, &again, NULL) != CN_OK);
		cn_buf_putc(&b, 'x');
		assert_int_equal(cn_key_peek(cn_buf_str(&b), &info, NULL), CN_EINPUT);
		cn_buf_wipe(&b);
		assert_int_equal(b.n, 0);
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_KEY_FILE_BYTES_MAX);
	assert_int_equal(cn_key_write(k, CN_S("two words"), CN_S("record"), CN_S(""), cheap, salt, nonce, &b, NULL), CN_EINPUT);
	cn_key_info info;
	assert_int_equal(cn_key_peek(CN_S("concord-key/1\nname: a\nuse: b\n"), &info, NULL), CN_EINPUT);
#define K_HEAD "concord-key/1\nname: n\nuse: log\npublic: A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n"
	static const struct {
		const char *file, *why;
	} bad[] = {
		{ K_HEAD "seal: none\nsecret: AAAA\n", "short secret" },
		{ K_HEAD "seal: none\nsecret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "a secret of another key" },
		{ K_HEAD "seal: rot13 1 8\nsecret: AAAA\n", "unknown seal" },
		{ K_HEAD "seal: argon2id13 0 8\n", "no passes" },
		{ K_HEAD "seal: argon2id13 1 99999999\n", "too much memory" },
		{ K_HEAD "seal: argon2id13 1 8\nsalt: AAAA\n", "short salt" },
		{ K_HEAD "seal: argon2id13 1 8\nsalt: AAAAAAAAAAAAAAAAAAAAAA==\nnonce: AAAA\n", "short nonce" },
		{ K_HEAD "seal: argon2id13 1 8\nsalt: AAAAAAAAAAAAAAAAAAAAAA==\nnonce: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nsecret: AAAA\n", "short box" },
		{ "concord-key/1\nname: a b\nuse: log\npublic: A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\nseal: none\nsecret: AAAA\n", "a space" },
		{ "concord-key/2\n", "another version" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_key *none = NULL;
		if (cn_key_read(cn_str_z(bad[i].file), CN_S("p"), &none, NULL) != CN_EINPUT || none)
			fail_msg("accepted: %s", bad[i].why);
	}
}

/* Every single-bit change of a key's text is refused or is another key: libsodium's own decoder lets 42 of them pass. */
static void a_key_has_one_spelling(void **state)
{
	(void)state;
	char text[] = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_pub pub;
	for (unsigned bit = 0; bit < 44 * 8; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		if (cn_pub_parse(cn_str_z(text), &pub))
			assert_true(cn_eqz(cn_pub_text(a, &pub), text));
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	assert_true(cn_pub_parse(cn_str_z(text), &pub));
}

static void dsse_pae_of_the_specification(void **state)
{
	(void)state;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1024);
	cn_pae(CN_S("http://example.com/HelloWorld"), CN_S("hello world"), &b); /* dsse/protocol.md */
	assert_string_equal(b.p, "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
	cn_digest a = cn_pae_digest(CN_S("http://example.com/HelloWorld"), CN_S("hello world")), c = cn_sha256(cn_buf_str(&b));
	assert_true(cn_digest_eq(&a, &c));
}

static void envelopes_are_strict(void **state)
{
	(void)state;
	CN_AUTO_KEY k = help_key(1);
	CN_AUTO_KEY k2 = help_key(2);
	CN_AUTO_KEY k3 = help_key(3);
	const cn_key *both[] = { k, k2 }, *twice[] = { k, k };
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_ENTRY_BYTES_MAX);
	assert_int_equal(cn_dsse_sign(CN_S("t"), CN_S("p"), twice, 2, &b, NULL), CN_EINPUT);
	cn_buf_reset(&b);
	assert_int_equal(cn_dsse_sign(CN_S("a b"), CN_S("p"), both, 2, &b, NULL), CN_EINPUT);
	assert_int_equal(cn_dsse_sign(CN_S("t"), CN_S("p"), both, 0, &b, NULL), CN_EINPUT);
	cn_buf_reset(&b);
	assert_ok(cn_dsse_sign(CN_S("text/plain"), CN_S("hello?>"), both, 2, &b, err));
	cn_envelope e;
	assert_ok(cn_dsse_parse(a, cn_buf_str(&b), &e, err));
	assert_true(cn_eqz(e.payload, "hello?>") && cn_eqz(e.type, "text/plain") && e.n_sigs == 2);
	cn_pub p1 = cn_key_pub(k), p2 = cn_key_pub(k2), p3 = cn_key_pub(k3);
	assert_ok(cn_dsse_verify(&e, &p1, err));
	assert_ok(cn_dsse_verify(&e, &p2, err));
	assert_int_equal(cn_dsse_verify(&e, &p3, NULL), CN_EFORGED);
	CN_AUTO_BUF again;
	cn_buf_init(&again, CN_ENTRY_BYTES_MAX);
	cn_dsse_write(&e, &again);
	assert_true(cn_eq(cn_buf_str(&b), cn_buf_str(&again)));
	/* another spelling of the same statement is no envelope */
	static const char *const spellings[][2] = {
		{ "{\"payload\"", "{ \"payload\"" },	{ "aGVsbG8/Pg==", "aGVsbG8_Pg==" }, { "aGVsbG8/Pg==", "aGVsbG8/Pg" },
		{ "aGVsbG8/Pg==", "aGVsbG8/Ph==" },	{ "\"keyid\"", "\"KeyID\"" },	      { "sha256:", "SHA256:" },
		{ "payloadType\"", "payload\\u0054ype\"" }, { "]}", "]} " },		      { "]}", ",]}" },
	};
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		CN_AUTO_BUF changed;
		cn_buf_init(&changed, CN_ENTRY_BYTES_MAX);
		const char *at = strstr(b.p, spellings[i][0]);
		assert_non_null(at);
		cn_buf_put(&changed, (cn_str){ b.p, (size_t)(at - b.p) });
		cn_buf_putz(&changed, spellings[i][1]);
		cn_buf_putz(&changed, at + strlen(spellings[i][0]));
		assert_int_equal(cn_dsse_parse(a, cn_buf_str(&changed), &e, NULL), CN_EINPUT);
	}
	for (size_t n = 0; n < b.n; n++)
		assert_int_equal(cn_dsse_parse(a, cn_sub(cn_buf_str(&b), 0, n), &e, NULL), CN_EINPUT);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(digests),
		cmocka_unit_test(ed25519_of_rfc_8032),
		cmocka_unit_test(refuses_small_order_keys),
		cmocka_unit_test(key_files),
		cmocka_unit_test(a_key_has_one_spelling),
		cmocka_unit_test(dsse_pae_of_the_specification),
		cmocka_unit_test(envelopes_are_strict),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
