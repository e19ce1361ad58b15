/* docs/record.md: the worked vectors (made by others' programs, tests/vectors/core/make.py) come out of our code byte for byte, and the page shows
 * them as they are. */
#include "store_help.h"

#include "core/proof.h"

enum { ROWS_MAX = 64 };

typedef struct row {
	cn_str name, value;
} row;

typedef struct table {
	cn_arena *a;
	row rows[ROWS_MAX];
	size_t n;
	cn_str page;
} table;

static table load(cn_arena *a)
{
	const char *root = getenv("CONCORD_SOURCE");
	table t = { .a = a };
	cn_str text, line;
	if (!root)
		fail_msg("CONCORD_SOURCE is not set: run through meson test");
	assert_ok(cn_file_read(a, cn_cstr(a, cn_strf(a, "%s/tests/vectors/core/record.tsv", root)), 1 << 20, &text, err));
	assert_ok(cn_file_read(a, cn_cstr(a, cn_strf(a, "%s/docs/record.md", root)), 1 << 20, &t.page, err));
	while (cn_split(text, '\n', &line, &text)) {
		cn_str rest;
		if (cn_starts(line, "#"))
			continue;
		assert_true(t.n < ROWS_MAX && cn_split(line, '\t', &t.rows[t.n].name, &rest) && cn_split(rest, '\t', &t.rows[t.n].value, &rest));
		t.n++;
	}
	return t;
}

/* The value; "\n" in it becomes a newline. */
static cn_str get(const table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!cn_eqz(t->rows[i].name, name))
			continue;
		cn_str v = t->rows[i].value;
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		for (size_t k = 0; k < v.n; k++) {
			bool newline = v.p[k] == '\\' && k + 1 < v.n && v.p[k + 1] == 'n';
			cn_buf_putc(&b, newline ? '\n' : v.p[k]);
			k += newline;
		}
		return cn_str_copy(t->a, cn_buf_str(&b));
	}
	fail_msg("no vector %s", name);
	return (cn_str){ NULL, 0 };
}

static void same(cn_str got, cn_str want, const char *what)
{
	if (!cn_eq(got, want))
		fail_msg("%s\n got: %.*s\nwant: %.*s", what, CN_FMT(got), CN_FMT(want));
}

static cn_key *key_of(const table *t, const char *name)
{
	uint8_t seed[CN_SEED_BYTES];
	cn_key *k = NULL;
	assert_true(cn_unhex(get(t, name), seed, sizeof seed));
	assert_ok(cn_key_new(seed, &k, err));
	return k;
}

static void same_digest(const cn_digest *d, cn_str hex, const char *what)
{
	cn_digest want;
	assert_true(cn_digest_parse_hex(hex, &want));
	if (!cn_digest_eq(d, &want))
		fail_msg("%s differs", what);
}

static void records_and_logs_come_out_as_written(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	table t = load(a);
	CN_AUTO_KEY key = key_of(&t, "record-seed");
	CN_AUTO_KEY log_key = key_of(&t, "log-seed");
	CN_AUTO_KEY witness = key_of(&t, "witness-seed");
	cn_pub pub = cn_key_pub(key), log_pub = cn_key_pub(log_key), w_pub = cn_key_pub(witness);
	cn_digest keyid = cn_pub_id(&pub);
	same(cn_pub_text(a, &pub), get(&t, "record-key"), "public key");
	same(cn_digest_str(a, &keyid), get(&t, "record-keyid"), "key id");

	cn_record r;
	cn_signed s;
	const cn_key *keys[] = { key };
	cn_str payload = get(&t, "payload");
	assert_ok(cn_record_read(a, payload, &r, err));
	assert_ok(cn_kind_check(cn_kind_find(r.kind), &r, err));
	assert_ok(cn_record_sign(a, &r, keys, 1, &s, err));
	same(s.payload, payload, "payload");
	same(cn_digest_str(a, &s.id), get(&t, "id"), "id");
	same(s.envelope, get(&t, "envelope"), "envelope");
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 17);
	cn_pae(CN_S(CN_RECORD_TYPE), (cn_str){ "", 0 }, &b);
	assert_true(cn_starts(get(&t, "pae-head"), "DSSEv1 35 " CN_RECORD_TYPE " "));
	cn_buf_reset(&b);
	cn_seal_write(&s.id, &b);
	same(cn_buf_str(&b), get(&t, "seal"), "seal");

	cn_str seal = cn_str_copy(a, cn_buf_str(&b));
	cn_digest leaf[2] = { cn_leaf_hash(s.envelope), cn_leaf_hash(seal) }, root = cn_merkle_root(leaf, 2);
	same_digest(&leaf[0], get(&t, "leaf-envelope"), "leaf of the envelope");
	same_digest(&leaf[1], get(&t, "leaf-seal"), "leaf of the seal");
	same_digest(&root, get(&t, "root"), "root");

	cn_vkey vkey, w_vkey;
	assert_ok(cn_vkey_make(CN_S("node.example/log"), CN_NOTE_ED25519, &log_pub, &vkey, err));
	assert_ok(cn_vkey_make(CN_S("witness.example/w"), CN_NOTE_COSIGNATURE, &w_pub, &w_vkey, err));
	cn_buf_reset(&b);
	cn_vkey_text(&vkey, &b);
	same(cn_buf_str(&b), get(&t, "log-vkey"), "verifier key");
	cn_buf_reset(&b);
	cn_vkey_text(&w_vkey, &b);
	same(cn_buf_str(&b), get(&t, "witness-vkey"), "verifier key of the witness");
	cn_checkpoint c = { CN_S("node.example/log"), 2, root };
	cn_buf_reset(&b);
	assert_ok(cn_checkpoint_sign(&c, log_key, &b, err));
	same(cn_buf_str(&b), get(&t, "checkpoint"), "checkpoint");
	cn_str note = cn_str_copy(a, cn_buf_str(&b));
	cn_buf_reset(&b);
	cn_checkpoint_text(&c, &b);
	cn_str text = cn_str_copy(a, cn_buf_str(&b));
	cn_buf_reset(&b);
	assert_ok(cn_note_sign(text, w_vkey.name, CN_NOTE_COSIGNATURE, witness, 1795548000, &b, err));
	same(cn_buf_str(&b), get(&t, "cosignature"), "cosignature");
	cn_proof p = { .index = 0, .path = { 1, { leaf[1] } }, .checkpoint = note };
	cn_buf_reset(&b);
	cn_proof_write(&p, &b);
	same(cn_buf_str(&b), get(&t, "proof"), "proof");
	assert_ok(cn_proof_verify(a, &p, s.envelope, &vkey, &w_vkey, 1, NULL, NULL, err));
	const uint8_t unused[32] = { 0 };
	cn_buf_reset(&b);
	assert_ok(cn_key_write(key, CN_S("node.example"), CN_S("record"), CN_S(""), CN_KEY_COST, unused, unused, &b, err));
	same(cn_buf_str(&b), get(&t, "key-file"), "key file");
}

static void log_files_are_as_written(void **state)
{
	(void)state;
	char dir[64], path[128];
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	table t = load(a);
	CN_AUTO_KEY log_key = key_of(&t, "log-seed");
	help_dir(dir);
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(log_key) };
	cn_log *l;
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	const cn_str entries[] = { get(&t, "envelope"), get(&t, "seal") };
	assert_ok(cn_log_append_raw(l, entries, 2, NULL, err));
	cn_log_close(l);
	cn_str bytes;
	(void)snprintf(path, sizeof path, "%s/entries", dir);
	assert_ok(cn_file_read(a, path, 1 << 20, &bytes, err));
	cn_digest d = cn_sha256(bytes);
	same_digest(&d, get(&t, "entries-sha256"), "DIR/entries");
	help_gone(dir);
	help_dir(dir);
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	cn_signed s;
	assert_ok(cn_record_open(a, entries[0], &s, err));
	s.rec.tlp = CN_AMBER; /* so that it is sealed */
	assert_ok(cn_log_append(l, &s, 1, NULL, err));
	cn_log_close(l);
	(void)snprintf(path, sizeof path, "%s/sealed", dir);
	assert_ok(cn_file_read(a, path, 1 << 20, &bytes, err));
	d = cn_sha256(bytes);
	same_digest(&d, get(&t, "sealed-sha256"), "DIR/sealed");
	help_gone(dir);
}

static void the_page_shows_the_vectors(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	table t = load(a);
	for (size_t i = 0; i < t.n; i++)
		if (!cn_contains(t.page, cn_trim(get(&t, cn_cstr(a, t.rows[i].name)))))
			fail_msg("docs/record.md does not show %.*s", CN_FMT(t.rows[i].name));
	for (size_t i = 0; cn_kind_at(i); i++) { /* and every kind as its table says */
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		cn_kind_doc(cn_kind_at(i), &b);
		if (!cn_contains(t.page, cn_buf_str(&b)))
			fail_msg("docs/record.md does not show %s as it is; it should read:\n%s", cn_kind_at(i)->name, b.p);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(records_and_logs_come_out_as_written),
		cmocka_unit_test(log_files_are_as_written),
		cmocka_unit_test(the_page_shows_the_vectors),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
