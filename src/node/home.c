/* A node's folder. Secrets are read when first needed; entropy and the clock come from here and nowhere lower. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/dsse.h"
#include "core/kind.h"
#include "core/keyring.h"
#include "core/sign.h"
#include "node/home.h"
#include "store/blob.h"
#include "store/db.h"
#include "store/file.h"
#include "store/log.h"

enum { NAME_BYTES_MAX = 100, NODE_JSON_BYTES_MAX = 65536 };
/* Argon2id cost of a passphrase: the interactive setting of libsodium (64 MiB, 2 passes) so that a 2 GB machine can do it. */
static const cn_key_cost key_cost = { .passes = 2, .kib = 65536 };

struct cn_home {
	char dir[CN_PATH_BYTES_MAX];
	cn_str name, origin;
	cn_pub root_pub, log_pub;
	cn_log *log;
	cn_blobs *blobs;
	cn_keyring *ring;
	cn_key *record_key, *log_key;
	bool write;
};

static cn_code path_in(const cn_home *h, const char *name, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	return cn_path(out, h->dir, name, err);
}

bool cn_home_exists(const char *dir)
{
	char p[CN_PATH_BYTES_MAX];
	return cn_path(p, dir, "node.json", NULL) == CN_OK && cn_file_exists(p);
}

cn_str cn_home_name(const cn_home *h)
{
	return h->name;
}

cn_str cn_home_origin(const cn_home *h)
{
	return h->origin;
}

uint64_t cn_home_size(const cn_home *h)
{
	return cn_log_size(h->log);
}

static bool name_ok(cn_str s)
{
	if (s.n == 0 || s.n > NAME_BYTES_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && (i == 0 || (c != '.' && c != '-')))
			return false;
	}
	return true;
}

/* ---- keys on disk ---- */

static cn_code key_make(const char *path, cn_str name, const char *use, cn_str passphrase, cn_key **ret, cn_err *err)
{
	uint8_t seed[CN_SEED_BYTES], salt[CN_KEY_SALT_BYTES], nonce[CN_KEY_NONCE_BYTES];
	cn_entropy(seed, sizeof seed);
	cn_entropy(salt, sizeof salt);
	cn_entropy(nonce, sizeof nonce);
	cn_key *k = NULL;
	cn_code rc = cn_key_new(seed, &k, err);
	cn_wipe(seed, sizeof seed);
	CN_TRY(rc);
	cn_buf file;
	cn_buf_init(&file, CN_KEY_FILE_BYTES_MAX);
	rc = cn_key_write(k, name, cn_str_z(use), passphrase, key_cost, salt, nonce, &file, err);
	if (rc == CN_OK)
		rc = cn_file_create(NULL, path, cn_buf_str(&file), 0600, err);
	cn_buf_wipe(&file);
	cn_buf_done(&file);
	if (rc != CN_OK) {
		cn_key_free(k);
		return rc;
	}
	*ret = k;
	return CN_OK;
}

static cn_code key_load(cn_arena *a, const char *path, const char *what, cn_key **ret, cn_err *err)
{
	cn_str file, passphrase = CN_S("");
	cn_key_info info;
	CN_TRY(cn_file_read(a, path, CN_KEY_FILE_BYTES_MAX, &file, err));
	if (cn_key_peek(file, &info, err) != CN_OK)
		return cn_while(err, "%s", path);
	if (info.sealed)
		CN_TRY(cn_passphrase(a, what, &passphrase, err));
	cn_code rc = cn_key_read(file, passphrase, ret, err);
	if (passphrase.n)
		cn_wipe((void *)(uintptr_t)passphrase.p, passphrase.n);
	cn_wipe((void *)(uintptr_t)file.p, file.n);
	return rc == CN_OK ? CN_OK : cn_while(err, "%s", path);
}

/* A rotation that was cut off after its record was logged: the key that the log names takes its place. */
static cn_code finish_rotation(cn_home *h, cn_arena *a, cn_err *err)
{
	char next[CN_PATH_BYTES_MAX], current[CN_PATH_BYTES_MAX];
	cn_str file;
	cn_key_info info;
	CN_TRY(path_in(h, "keys/record.key.next", next, err));
	CN_TRY(path_in(h, "keys/record.key", current, err));
	if (!cn_file_exists(next) || cn_file_read(a, next, CN_KEY_FILE_BYTES_MAX, &file, NULL) != CN_OK || cn_key_peek(file, &info, NULL) != CN_OK)
		return CN_OK; /* not a whole key: it was cut off before its record */
	cn_digest id = cn_pub_id(&info.pub);
	const cn_ring_key *k = cn_keyring_find(h->ring, &id);
	if (k && k->until == INT64_MAX && rename(next, current) != 0)
		return CN_FAIL(err, CN_EIO, "%s could not take the place of %s: %s", next, current, strerror(errno));
	return CN_OK;
}

static cn_code need_key(cn_home *h, cn_arena *a, bool log, cn_key **ret, cn_err *err)
{
	cn_key **slot = log ? &h->log_key : &h->record_key;
	if (!*slot) {
		char p[CN_PATH_BYTES_MAX];
		if (!log)
			CN_TRY(finish_rotation(h, a, err));
		CN_TRY(path_in(h, log ? "keys/log.key" : "keys/record.key", p, err));
		CN_TRY(key_load(a, p, log ? "log key" : "record key", slot, err));
	}
	*ret = *slot;
	return CN_OK;
}

/* ---- init ---- */

static cn_code write_node_json(cn_arena *a, const cn_home *h, int64_t now_us, cn_err *err)
{
	char now[CN_TIME_BYTES], p[CN_PATH_BYTES_MAX];
	cn_time_text(now_us, now);
	cn_val *m = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "node/1"));
	cn_put(a, m, "name", cn_text(a, h->name));
	cn_put(a, m, "origin", cn_text(a, h->origin));
	cn_put(a, m, "created", cn_textz(a, now));
	cn_put(a, m, "root_key", cn_text(a, cn_pub_text(a, &h->root_pub)));
	cn_put(a, m, "log_key", cn_text(a, cn_pub_text(a, &h->log_pub)));
	CN_AUTO_BUF b;
	cn_buf_init(&b, NODE_JSON_BYTES_MAX);
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(path_in(h, "node.json", p, err));
	return cn_file_write(NULL, p, cn_buf_str(&b), 0644, err);
}

static cn_code key_record(cn_home *h, cn_arena *a, const cn_pub *pub, const char *use, cn_str role, int64_t now_us, cn_err *err)
{
	cn_val *body = cn_map(a);
	cn_put(a, body, "action", cn_textz(a, "add"));
	cn_put(a, body, "use", cn_textz(a, use));
	cn_put(a, body, "key", cn_text(a, cn_pub_text(a, pub)));
	if (role.n)
		cn_put(a, body, "role", cn_text(a, role));
	cn_draft d = { .kind = "key/1", .body = body };
	cn_signed s;
	return cn_home_append(h, a, &d, now_us, &s, err);
}

static cn_code make_keys(cn_home *h, cn_str passphrase, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(path_in(h, "keys", p, err));
	CN_TRY(cn_dir_make(NULL, p, 0700, err));
	CN_TRY(path_in(h, "keys/record.key", p, err));
	CN_TRY(key_make(p, h->name, "record", passphrase, &h->record_key, err));
	CN_TRY(path_in(h, "keys/log.key", p, err));
	CN_TRY(key_make(p, h->origin, "log", passphrase, &h->log_key, err));
	h->root_pub = cn_key_pub(h->record_key);
	h->log_pub = cn_key_pub(h->log_key);
	return CN_OK;
}

static cn_code open_stores(cn_home *h, cn_arena *a, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(path_in(h, "log", p, err));
	cn_log_options o = { .origin = h->origin, .log_pub = h->log_pub };
	cn_log_report report;
	CN_TRY(h->write ? cn_log_open(p, &o, &h->log, &report, err) : cn_log_open_read(p, &o, &h->log, err));
	CN_TRY(path_in(h, "blobs", p, err));
	CN_TRY(cn_blobs_open(p, NULL, &h->blobs, err));
	h->ring = cn_keyring_new(a);
	if (!h->ring)
		return cn_arena_fail(a, err);
	CN_TRY(cn_keyring_pin(h->ring, h->name, &h->root_pub, CN_S("record"), err));
	return CN_OK;
}

static cn_code init_at(cn_home *h, cn_arena *a, const char *dir, cn_str name, cn_str passphrase, int64_t now_us, cn_err *err)
{
	(void)snprintf(h->dir, sizeof h->dir, "%s", dir);
	h->name = name;
	h->origin = cn_strf(a, "%.*s/log", CN_FMT(name));
	h->write = true;
	CN_TRY(cn_dir_make(NULL, dir, 0700, err));
	CN_TRY(make_keys(h, passphrase, err));
	CN_TRY(open_stores(h, a, err));
	/* node.json last but one: a folder without it is no node, and init can be run again after a crash in a fresh folder */
	CN_TRY(key_record(h, a, &h->root_pub, "record", CN_S(""), now_us, err));
	CN_TRY(key_record(h, a, &h->log_pub, "log", CN_S(""), now_us, err));
	return write_node_json(a, h, now_us, err);
}

cn_code cn_home_init(cn_arena *a, const char *dir, cn_str name, cn_str passphrase, int64_t now_us, cn_err *err)
{
	if (!name_ok(name)) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a name for a node", CN_FMT(cn_sub(name, 0, 60)));
		return cn_hint(err, "--name northbank.example (letters, digits, dots and dashes)");
	}
	if (strlen(dir) >= CN_PATH_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the folder's path is too long");
	if (cn_home_exists(dir))
		return CN_FAIL(err, CN_ESTATE, "%s is a node already; nothing was changed", dir);
	CN_TRY(cn_sign_start(err));
	cn_home *h = cn_heap_take(sizeof *h);
	if (!h)
		return CN_NOMEM(err);
	*h = (cn_home){ 0 };
	cn_code rc = init_at(h, a, dir, name, passphrase, now_us, err);
	cn_home_close(h);
	return rc;
}

/* ---- open ---- */

static cn_code fold_keys(cn_home *h, cn_arena *a, cn_err *err)
{
	for (uint64_t i = 0; i < cn_log_size(h->log); i++) {
		cn_str entry;
		cn_digest sealed;
		CN_TRY(cn_log_entry(h->log, a, i, &entry, err));
		if (cn_seal_parse(entry, &sealed))
			continue; /* keys are public by schema: never sealed */
		cn_signed s;
		CN_TRY(cn_record_open(a, entry, &s, err));
		if (cn_eqz(s.rec.kind, "key/1") && cn_keyring_fold(h->ring, &s, err) != CN_OK)
			return cn_while(err, "key record %llu", (unsigned long long)i);
	}
	return CN_OK;
}

static cn_code open_at(cn_home *h, cn_arena *a, const char *dir, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_str text;
	const cn_val *m;
	(void)snprintf(h->dir, sizeof h->dir, "%s", dir);
	CN_TRY(path_in(h, "node.json", p, err));
	CN_TRY(cn_file_read(a, p, NODE_JSON_BYTES_MAX, &text, err));
	if (cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &m, err) != CN_OK)
		return cn_while(err, "%s", p);
	h->name = cn_get_text(m, "name");
	h->origin = cn_get_text(m, "origin");
	bool ok = cn_is_text(cn_get(m, "concord"), "node/1") && name_ok(h->name) && h->origin.n;
	if (!ok || !cn_pub_parse(cn_get_text(m, "root_key"), &h->root_pub) || !cn_pub_parse(cn_get_text(m, "log_key"), &h->log_pub))
		return CN_FAIL(err, CN_EINPUT, "%s is not a node's description (node/1)", p);
	CN_TRY(open_stores(h, a, err));
	return fold_keys(h, a, err);
}

cn_code cn_home_open(cn_arena *a, const char *dir, bool write, cn_home **ret, cn_err *err)
{
	if (strlen(dir) >= CN_PATH_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the folder's path is too long");
	if (!cn_home_exists(dir)) {
		(void)CN_FAIL(err, CN_ESTATE, "there is no node in \"%s\"", dir);
		return cn_hint(err, "concord init %s", dir);
	}
	CN_TRY(cn_sign_start(err));
	cn_home *h = cn_heap_take(sizeof *h);
	if (!h)
		return CN_NOMEM(err);
	*h = (cn_home){ .write = write };
	cn_code rc = open_at(h, a, dir, err);
	if (rc != CN_OK) {
		cn_home_close(h);
		return rc;
	}
	*ret = h;
	return CN_OK;
}

void cn_home_close(cn_home *h)
{
	if (!h)
		return;
	cn_key_free(h->record_key);
	cn_key_free(h->log_key);
	cn_log_close(h->log);
	if (h->blobs)
		cn_blobs_close(h->blobs);
	cn_heap_give(h);
}

/* ---- records ---- */

static cn_code signer_of(cn_home *h, cn_arena *a, cn_str signer, cn_key **ret, bool *ret_own, cn_err *err)
{
	*ret_own = false;
	if (signer.n == 0)
		return need_key(h, a, false, ret, err);
	char p[CN_PATH_BYTES_MAX];
	if (!name_ok(signer))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not the name of a person's key", CN_FMT(cn_sub(signer, 0, 60)));
	CN_TRY(path_in(h, cn_strf(a, "keys/people/%.*s.key", CN_FMT(signer)).p, p, err));
	if (!cn_file_exists(p)) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "there is no key \"%.*s\" in this node", CN_FMT(signer));
		return cn_hint(err, "concord key add --role compliance");
	}
	cn_str file;
	cn_key_info info;
	CN_TRY(cn_file_read(a, p, CN_KEY_FILE_BYTES_MAX, &file, err));
	if (cn_key_peek(file, &info, err) != CN_OK)
		return cn_while(err, "%s", p);
	cn_digest id = cn_pub_id(&info.pub);
	const cn_ring_key *k = cn_keyring_find(h->ring, &id);
	if (!k || k->until != INT64_MAX)
		return CN_FAIL(err, CN_EINPUT, "the key \"%.*s\" %s: what it signs would not count", CN_FMT(signer), k ? "was revoked" : "is not in the log");
	*ret_own = true;
	return key_load(a, p, "person's key", ret, err);
}

static cn_code append_signed(cn_home *h, cn_arena *a, const cn_record *r, const cn_key *const *keys, unsigned n_keys, cn_signed *ret, cn_err *err)
{
	CN_TRY(cn_record_sign(a, r, keys, n_keys, ret, err));
	uint64_t first;
	CN_TRY(cn_log_append(h->log, ret, 1, &first, err));
	cn_key *log_key;
	CN_TRY(need_key(h, a, true, &log_key, err));
	CN_TRY(cn_log_publish(h->log, log_key, err));
	return cn_eqz(r->kind, "key/1") ? cn_keyring_fold(h->ring, ret, err) : CN_OK;
}

static cn_code record_of(cn_home *h, const cn_draft *d, int64_t now_us, cn_record *ret, cn_err *err)
{
	const cn_kind *k = cn_kind_find(cn_str_z(d->kind));
	if (!k)
		return CN_FAIL(err, CN_EINTERNAL, "unknown kind %s", d->kind);
	*ret = (cn_record){ .kind = cn_str_z(d->kind), .author = h->name, .seq = (int64_t)cn_log_size(h->log), .time_us = now_us,
			    .refs = d->refs, .n_refs = d->n_refs, .tlp = k->tlp, .body = d->body };
	cn_entropy(ret->nonce, sizeof ret->nonce);
	return CN_OK;
}

cn_code cn_home_append(cn_home *h, cn_arena *a, const cn_draft *d, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_record r;
	cn_key *key;
	bool own;
	CN_TRY(record_of(h, d, now_us, &r, err));
	CN_TRY(signer_of(h, a, d->signer, &key, &own, err));
	const cn_key *keys[1] = { key };
	cn_code rc = append_signed(h, a, &r, keys, 1, ret, err);
	if (own)
		cn_key_free(key);
	return rc;
}

cn_code cn_home_blob_put(cn_home *h, cn_str bytes, cn_digest *ret, cn_err *err)
{
	return cn_blob_put(h->blobs, bytes, ret, err);
}

cn_code cn_home_blob_get(cn_home *h, cn_arena *a, const cn_digest *d, cn_str *ret, cn_err *err)
{
	return cn_blob_get(h->blobs, a, d, CN_BLOB_BYTES_MAX, ret, err);
}

cn_code cn_home_record(cn_home *h, cn_arena *a, uint64_t index, cn_signed *ret, cn_err *err)
{
	cn_str envelope;
	CN_TRY(cn_log_envelope(h->log, a, index, &envelope, NULL, err));
	return cn_record_open(a, envelope, ret, err);
}

cn_code cn_home_find(cn_home *h, cn_arena *a, cn_str what, uint64_t *ret_index, cn_err *err)
{
	int64_t seq;
	cn_digest id, here;
	if (cn_int_parse(what, 0, INT64_MAX, &seq, NULL) == CN_OK) {
		if ((uint64_t)seq >= cn_log_size(h->log))
			return CN_FAIL(err, CN_ENOTFOUND, "there is no record %lld: the log has %llu", (long long)seq,
				       (unsigned long long)cn_log_size(h->log));
		*ret_index = (uint64_t)seq;
		return CN_OK;
	}
	if (!cn_digest_parse(what, &id)) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is neither a record number nor an id", CN_FMT(cn_sub(what, 0, 80)));
		return cn_hint(err, "41 or sha256:<64 hex digits>");
	}
	for (uint64_t i = 0; i < cn_log_size(h->log); i++) {
		cn_str envelope;
		cn_code rc = cn_log_envelope(h->log, a, i, &envelope, &here, NULL);
		if ((rc == CN_OK || rc == CN_EABSENT) && cn_digest_eq(&here, &id)) {
			*ret_index = i;
			return CN_OK;
		}
	}
	return CN_FAIL(err, CN_ENOTFOUND, "no record of this node has the id %.*s", CN_FMT(what));
}

cn_code cn_home_entry(cn_home *h, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err)
{
	return cn_log_entry(h->log, a, index, ret, err);
}

cn_code cn_home_prove(cn_home *h, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX * 2);
	CN_TRY(cn_log_prove(h->log, a, index, &b, err));
	*ret = cn_str_copy(a, cn_buf_str(&b));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_home_checkpoint(cn_home *h, cn_arena *a, cn_str *ret, cn_err *err)
{
	return cn_log_checkpoint(h->log, a, ret, err);
}

cn_val *cn_home_keys(cn_home *h, cn_arena *a)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0;; i++) {
		const cn_ring_key *k = cn_keyring_at(h->ring, i);
		if (!k)
			break;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "role", cn_text(a, k->use));
		cn_put(a, m, "name", cn_text(a, cn_eqz(k->use, "log") ? h->origin : k->author));
		if (k->role.n)
			cn_put(a, m, "person", cn_text(a, k->role));
		cn_put(a, m, "key", cn_text(a, cn_pub_text(a, &k->pub)));
		cn_put(a, m, "fingerprint", cn_text(a, cn_digest_str(a, &k->id)));
		if (k->until != INT64_MAX)
			cn_put(a, m, "until", cn_int(a, k->until));
	}
	return list;
}

cn_code cn_home_verify(cn_home *h, cn_arena *a, const cn_signed *s, cn_str *ret_key, cn_err *err)
{
	const cn_ring_key *k;
	CN_TRY(cn_keyring_verify(h->ring, s, &k, err));
	*ret_key = cn_strf(a, "%.*s%s%.*s", CN_FMT(k->use), k->role.n ? ":" : "", CN_FMT(k->role));
	return CN_OK;
}

/* ---- people and keys ---- */

cn_code cn_home_person_add(cn_home *h, cn_arena *a, cn_str role, cn_str passphrase, int64_t now_us, cn_str *ret_name, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	uint8_t tag[4];
	CN_AUTO_BUF hex;
	cn_buf_init(&hex, 64);
	cn_entropy(tag, sizeof tag);
	cn_hex(&hex, tag, sizeof tag);
	cn_str name = cn_strf(a, "%.*s-%.*s", CN_FMT(role), CN_FMT(cn_buf_str(&hex)));
	if (!name_ok(name))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a role", CN_FMT(cn_sub(role, 0, 40)));
	CN_TRY(path_in(h, "keys/people", p, err));
	CN_TRY(cn_dir_make(NULL, p, 0700, err));
	CN_TRY(path_in(h, cn_strf(a, "keys/people/%.*s.key", CN_FMT(name)).p, p, err));
	cn_key *k;
	CN_TRY(key_make(p, h->name, "person", passphrase, &k, err));
	cn_pub pub = cn_key_pub(k);
	cn_key_free(k);
	CN_TRY(key_record(h, a, &pub, "person", role, now_us, err));
	*ret_name = name;
	return CN_OK;
}

cn_code cn_home_key_rotate(cn_home *h, cn_arena *a, cn_str passphrase, int64_t now_us, cn_signed *ret, cn_err *err)
{
	char fresh[CN_PATH_BYTES_MAX], current[CN_PATH_BYTES_MAX];
	cn_key *old, *new_key;
	CN_TRY(need_key(h, a, false, &old, err));
	CN_TRY(path_in(h, "keys/record.key", current, err));
	CN_TRY(path_in(h, "keys/record.key.next", fresh, err));
	if (cn_file_exists(fresh))
		CN_TRY(cn_file_remove(NULL, fresh, err)); /* of a rotation that was cut off before its record was logged */
	CN_TRY(key_make(fresh, h->name, "record", passphrase, &new_key, err));
	cn_pub old_pub = cn_key_pub(old), pub = cn_key_pub(new_key);
	cn_digest old_id = cn_pub_id(&old_pub);
	cn_val *body = cn_map(a);
	cn_put(a, body, "action", cn_textz(a, "rotate"));
	cn_put(a, body, "use", cn_textz(a, "record"));
	cn_put(a, body, "key", cn_text(a, cn_pub_text(a, &pub)));
	cn_put(a, body, "replaces", cn_text(a, cn_digest_str(a, &old_id)));
	cn_put(a, body, "reason", cn_textz(a, "scheduled"));
	cn_draft d = { .kind = "key/1", .body = body };
	cn_record r;
	cn_code rc = record_of(h, &d, now_us, &r, err);
	const cn_key *keys[2] = { old, new_key };
	if (rc == CN_OK)
		rc = append_signed(h, a, &r, keys, 2, ret, err);
	cn_key_free(new_key);
	CN_TRY(rc);
	if (rename(fresh, current) != 0)
		return CN_FAIL(err, CN_EIO, "%s could not take the place of %s: %s", fresh, current, strerror(errno));
	return CN_OK;
}

cn_code cn_home_key_revoke(cn_home *h, cn_arena *a, cn_str key_id, uint64_t last_good_size, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_digest id;
	const cn_ring_key *k = cn_digest_parse(key_id, &id) ? cn_keyring_find(h->ring, &id) : NULL;
	if (!k)
		return CN_FAIL(err, CN_ENOTFOUND, "this node has no key with the fingerprint %.*s", CN_FMT(cn_sub(key_id, 0, 80)));
	cn_val *body = cn_map(a);
	cn_put(a, body, "action", cn_textz(a, "revoke"));
	cn_put(a, body, "use", cn_text(a, k->use));
	cn_put(a, body, "key", cn_text(a, cn_pub_text(a, &k->pub)));
	cn_put(a, body, "last_good_size", cn_int(a, (int64_t)last_good_size));
	cn_draft d = { .kind = "key/1", .body = body };
	return cn_home_append(h, a, &d, now_us, ret, err);
}

/* ---- release and erasure ---- */

cn_code cn_home_release(cn_home *h, cn_arena *a, uint64_t index, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_str envelope;
	cn_digest id;
	CN_TRY(cn_log_envelope(h->log, a, index, &envelope, &id, err));
	CN_TRY(cn_log_release(h->log, &id, err));
	cn_val *body = cn_map(a);
	cn_put(a, body, "record", cn_text(a, cn_digest_str(a, &id)));
	cn_put(a, body, "index", cn_int(a, (int64_t)index));
	cn_ref ref = { .role = CN_S("record"), .to = id };
	cn_draft d = { .kind = "release/1", .refs = &ref, .n_refs = 1, .body = body };
	return cn_home_append(h, a, &d, now_us, ret, err);
}

cn_code cn_home_erase(cn_home *h, cn_arena *a, uint64_t index, cn_str reason, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_digest id;
	cn_str entry;
	const cn_digest *blob;
	size_t n_blob;
	CN_TRY(cn_log_entry(h->log, a, index, &entry, err));
	if (!cn_seal_parse(entry, &id))
		return CN_FAIL(err, CN_EINPUT, "record %llu is public: it cannot be called back", (unsigned long long)index);
	/* blobs before the record that names them: cut off in between, the same command finishes it */
	CN_TRY(cn_home_own_blobs(h, a, index, &blob, &n_blob, err));
	for (size_t i = 0; i < n_blob; i++)
		CN_TRY(cn_blob_erase(h->blobs, &blob[i], err));
	CN_TRY(cn_log_erase(h->log, &id, err));
	cn_val *body = cn_map(a);
	cn_put(a, body, "what", cn_textz(a, "record"));
	cn_put(a, body, "digest", cn_text(a, cn_digest_str(a, &id)));
	cn_put(a, body, "reason", cn_text(a, reason));
	cn_ref ref = { .role = CN_S("record"), .to = id };
	cn_draft d = { .kind = "erase/1", .refs = &ref, .n_refs = 1, .body = body };
	return cn_home_append(h, a, &d, now_us, ret, err);
}

cn_code cn_home_views_rebuild(cn_home *h, cn_arena *a, cn_buf *dump, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	__attribute__((cleanup(cn_db_auto_))) cn_db *db = NULL;
	CN_TRY(path_in(h, "views.db", p, err));
	CN_TRY(cn_db_open(p, &db, err));
	CN_TRY(cn_db_reset(db, err));
	cn_keyring *ring = cn_keyring_new(a); /* with the pinned key only: the fold takes the key records as they come */
	if (!ring)
		return cn_arena_fail(a, err);
	CN_TRY(cn_keyring_pin(ring, h->name, &h->root_pub, CN_S("record"), err));
	CN_TRY(cn_db_follow(db, h->log, h->origin, ring, err));
	return cn_db_dump(db, dump, err);
}
