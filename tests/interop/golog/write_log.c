/* Writes logs of several sizes for the independent verifier: write_log DIR. For each size a folder with the log's public files, its verifier
 * key, tlog-proof files, a checkpoint with a cosignature, and where it grew a consistency proof. Keys are fixed: these are test logs. */
#include <inttypes.h>

#include "core/checkpoint.h"
#include "store/log.h"

#define ORIGIN CN_S("node.example/log")
#define WITNESS CN_S("witness.example/w")

typedef struct job {
	cn_arena *a;
	cn_key *log_key, *witness, *record;
	const char *dir;
	cn_err err;
} job;

static cn_code save(job *j, const char *name, cn_str bytes)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, j->dir, name, &j->err));
	return cn_file_write_lazy(NULL, path, bytes, 0644, &j->err);
}

static cn_code fixed_key(uint8_t n, cn_key **ret, cn_err *err)
{
	uint8_t seed[CN_SEED_BYTES] = { n, 0x60 };
	return cn_key_new(seed, ret, err);
}

/* Signed records, every second sealed, as a node writes them. */
static cn_code append_records(job *j, cn_log *l, uint64_t n)
{
	cn_signed *s = CN_NEW(j->a, cn_signed, n);
	if (!s)
		return cn_arena_fail(j->a, &j->err);
	for (uint64_t i = 0; i < n; i++) {
		cn_val *body = cn_map(j->a);
		cn_put(j->a, body, "n", cn_int(j->a, (int64_t)i));
		cn_record r = { .kind = CN_S("sample/1"), .author = CN_S("node.example"), .seq = (int64_t)(cn_log_size(l) + i), .body = body,
				.time_us = 1795548000000000, .tlp = i % 2 ? CN_AMBER : CN_CLEAR, .nonce = { (uint8_t)i, (uint8_t)(i >> 8) } };
		const cn_key *keys[] = { j->record };
		CN_TRY(cn_record_sign(j->a, &r, keys, 1, &s[i], &j->err));
	}
	return cn_log_append(l, s, n, NULL, &j->err);
}

/* Small plain entries, in groups. */
static cn_code append_entries(job *j, cn_log *l, uint64_t to)
{
	while (cn_log_size(l) < to) {
		CN_AUTO_ARENA a = cn_arena_new(4u << 20);
		cn_str group[1000];
		size_t n = 0;
		for (; n < 1000 && cn_log_size(l) + n < to; n++)
			group[n] = cn_strf(a, "entry %" PRIu64 "\n", cn_log_size(l) + n);
		if (!cn_arena_ok(a))
			return cn_arena_fail(a, &j->err);
		CN_TRY(cn_log_append_raw(l, group, n, NULL, &j->err));
	}
	return CN_OK;
}

static cn_code save_proofs(job *j, cn_log *l)
{
	uint64_t size = cn_log_size(l);
	const uint64_t wanted[] = { 0, size / 3, size / 2, size - 1 };
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		char name[64];
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 17);
		CN_TRY(cn_log_prove(l, j->a, wanted[i], &b, &j->err));
		(void)snprintf(name, sizeof name, "%" PRIu64 ".tlog-proof", wanted[i]);
		CN_TRY(save(j, name, cn_buf_str(&b)));
	}
	return CN_OK;
}

static cn_code save_keys(job *j)
{
	const struct {
		const char *file;
		cn_str name;
		uint8_t type;
		const cn_key *key;
	} keys[] = { { "vkey", ORIGIN, CN_NOTE_ED25519, j->log_key }, { "witness-vkey", WITNESS, CN_NOTE_COSIGNATURE, j->witness } };
	for (size_t i = 0; i < 2; i++) {
		cn_pub pub = cn_key_pub(keys[i].key);
		cn_vkey k;
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1024);
		CN_TRY(cn_vkey_make(keys[i].name, keys[i].type, &pub, &k, &j->err));
		cn_vkey_text(&k, &b);
		CN_TRY(save(j, keys[i].file, cn_buf_str(&b)));
	}
	cn_pub pub = cn_key_pub(j->record);
	return save(j, "record-key", cn_pub_text(j->a, &pub));
}

static cn_code save_cosigned(job *j, cn_log *l)
{
	cn_str note;
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX);
	CN_TRY(cn_log_checkpoint(l, j->a, &note, &j->err));
	cn_buf_put(&b, note);
	const char *end = strstr(cn_cstr(j->a, note), "\n\n");
	cn_str text = cn_str_z(cn_cstr(j->a, note));
	text.n = end ? text.n - strlen(end) + 1 : text.n;
	CN_TRY(cn_note_sign(text, WITNESS, CN_NOTE_COSIGNATURE, j->witness, 1795548000, &b, &j->err));
	return save(j, "cosigned", cn_buf_str(&b));
}

static cn_code grow(job *j, cn_log *l, uint64_t from, uint64_t to)
{
	cn_str old;
	CN_TRY(append_entries(j, l, from));
	CN_TRY(cn_log_publish(l, j->log_key, &j->err));
	CN_TRY(cn_log_checkpoint(l, j->a, &old, &j->err));
	CN_TRY(save(j, "old-checkpoint", old));
	CN_TRY(append_entries(j, l, to));
	CN_TRY(cn_log_publish(l, j->log_key, &j->err));
	cn_hash_path p;
	CN_TRY(cn_log_consistency(l, from, to, &p, &j->err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	for (unsigned i = 0; i < p.n; i++) {
		cn_base64(&b, p.h[i].b, CN_DIGEST_BYTES);
		cn_buf_putc(&b, '\n');
	}
	return save(j, "consistency", cn_buf_str(&b));
}

static cn_code one(const char *root, uint64_t size, job *j)
{
	char dir[CN_PATH_BYTES_MAX], name[32];
	(void)snprintf(name, sizeof name, "%" PRIu64, size);
	CN_TRY(cn_path(dir, root, name, &j->err));
	j->dir = dir;
	CN_TRY(cn_dir_make(NULL, dir, 0755, &j->err));
	cn_log_options o = { .origin = ORIGIN, .log_pub = cn_key_pub(j->log_key) };
	CN_AUTO_LOG l = NULL;
	CN_TRY(cn_log_open(dir, &o, &l, NULL, &j->err));
	if (size <= 1000) {
		CN_TRY(append_records(j, l, size));
		CN_TRY(cn_log_publish(l, j->log_key, &j->err));
	} else {
		CN_TRY(grow(j, l, size / 3 + 1, size));
	}
	CN_TRY(save_keys(j));
	CN_TRY(save_cosigned(j, l));
	return save_proofs(j, l);
}

int main(int argc, char **argv)
{
	static const uint64_t sizes[] = { 1, 255, 256, 257, 70000 };
	CN_AUTO_ARENA a = cn_arena_new(512u << 20);
	job j = { .a = a };
	if (argc != 2 || !a)
		return 3;
	cn_code rc = cn_sign_start(&j.err);
	if (rc == CN_OK)
		rc = fixed_key(1, &j.log_key, &j.err);
	if (rc == CN_OK)
		rc = fixed_key(2, &j.witness, &j.err);
	if (rc == CN_OK)
		rc = fixed_key(3, &j.record, &j.err);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes && rc == CN_OK; i++)
		rc = one(argv[1], sizes[i], &j);
	if (rc != CN_OK)
		(void)fprintf(stderr, "write_log: %s\n", j.err.msg);
	cn_key_free(j.log_key);
	cn_key_free(j.witness);
	cn_key_free(j.record);
	return rc == CN_OK ? 0 : 1;
}
