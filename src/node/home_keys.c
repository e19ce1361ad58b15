/* The keys of a node: made, read when first needed, and held against the log before they sign. A key that no longer counts signs nothing,
 * and a key record that would not hold, or would leave the node without a key, is refused before it is written. */
#include <errno.h>
#include <unistd.h>

#include "node/home_private.h"

/* Argon2id cost of a passphrase: the interactive setting of libsodium (64 MiB, 2 passes) so that a 2 GB machine can do it. */
static const cn_key_cost key_cost = { .passes = 2, .kib = 65536 };

/* ---- files ---- */

cn_code cn_key_file_make(const char *path, cn_str name, const char *use, cn_str passphrase, cn_key **ret, cn_err *err)
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

static void wipe_str(cn_str s)
{
	if (s.n)
		cn_wipe((void *)(uintptr_t)s.p, s.n);
}

static cn_code key_read(cn_str file, const char *what, cn_key **ret, cn_err *err)
{
	CN_AUTO_SECRET secret = { 0 };
	cn_key_info info;
	CN_TRY(cn_key_peek(file, &info, err));
	if (info.sealed)
		CN_TRY(cn_passphrase(what, &secret, err));
	return cn_key_read(file, cn_secret_str(&secret), ret, err);
}

cn_code cn_key_file_load(cn_arena *a, const char *path, const char *what, cn_key **ret, cn_err *err)
{
	cn_str file;
	CN_TRY(cn_file_read(a, path, CN_KEY_FILE_BYTES_MAX, &file, err));
	cn_code rc = key_read(file, what, ret, err);
	wipe_str(file);
	return rc == CN_OK ? CN_OK : cn_while(err, "%s", path);
}

/* The public half of a key file; false: there is none, or it is not whole. */
static bool key_id(cn_arena *a, const char *path, cn_digest *ret)
{
	cn_str file;
	cn_key_info info;
	if (!cn_file_exists(path) || cn_file_read(a, path, CN_KEY_FILE_BYTES_MAX, &file, NULL) != CN_OK)
		return false;
	bool ok = cn_key_peek(file, &info, NULL) == CN_OK;
	if (ok)
		*ret = cn_pub_id(&info.pub);
	wipe_str(file);
	return ok;
}

/* ---- the ring ---- */

cn_code cn_home_ring_new(cn_home *h, cn_arena *a, cn_keyring **ret, cn_err *err)
{
	cn_keyring *ring = cn_keyring_new(a);
	if (!ring)
		return cn_arena_fail(a, err);
	CN_TRY(cn_keyring_pin(ring, h->name, &h->root_pub, CN_S("record"), err));
	*ret = ring;
	return CN_OK;
}

/* The next key/1 record from *at on, as it stands in the log and opened; both in `a`, which gets nothing of the others. A key is public by its schema:
 * what is sealed is none. */
static cn_code next_key(cn_home *h, cn_arena *a, uint64_t *at, cn_str *ret_entry, cn_signed *ret, bool *ret_found, cn_err *err)
{
	*ret_found = false;
	for (; !*ret_found && *at < cn_log_size(h->log); ++*at) {
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES);
		cn_digest sealed;
		cn_str kind;
		if (!one)
			return CN_NOMEM(err);
		CN_TRY(cn_log_entry(h->log, one, *at, ret_entry, err));
		if (cn_seal_parse(*ret_entry, &sealed))
			continue;
		if (cn_record_kind(one, *ret_entry, &kind) && !cn_eqz(kind, "key/1"))
			continue;
		CN_TRY(cn_record_open(one, *ret_entry, ret, err));
		if (!cn_eqz(ret->rec.kind, "key/1"))
			continue;
		CN_TRY(cn_log_entry(h->log, a, *at, ret_entry, err));
		CN_TRY(cn_record_open(a, *ret_entry, ret, err));
		*ret_found = true;
	}
	return CN_OK;
}

cn_code cn_home_ring_fold(cn_home *h, cn_arena *a, cn_keyring *ring, cn_err *err)
{
	for (uint64_t at = 0;;) {
		cn_str entry;
		cn_signed s;
		bool found;
		CN_TRY(next_key(h, a, &at, &entry, &s, &found, err));
		if (!found)
			return CN_OK;
		cn_code rc = cn_keyring_fold(ring, &s, err);
		if (rc == CN_ENOMEM || rc == CN_ETOOBIG)
			return cn_while(err, "key record %llu", (unsigned long long)s.rec.seq);
		/* any other failure: the record does not hold, so it does not count; the log opens all the same */
	}
}

cn_code cn_home_key_records(cn_home *h, cn_arena *a, cn_val **ret, cn_err *err)
{
	cn_val *list = cn_list(a);
	for (uint64_t at = 0;;) {
		cn_str entry;
		cn_signed s;
		const cn_val *envelope;
		bool found;
		CN_TRY(next_key(h, a, &at, &entry, &s, &found, err));
		if (!found)
			break;
		CN_TRY(cn_json_parse(a, entry, CN_JSON_DEPTH_MAX, &envelope, err));
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "seq", cn_int(a, s.rec.seq));
		cn_put(a, m, "id", cn_text(a, cn_digest_str(a, &s.id)));
		cn_put(a, m, "envelope", cn_val_copy(a, envelope));
	}
	*ret = list;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static bool counts_at(const cn_ring_key *k, uint64_t index)
{
	return k && k->from <= (int64_t)index && (int64_t)index < k->until && !cn_eqz(k->use, "log");
}

static bool any_record_key(const cn_keyring *ring, uint64_t index)
{
	const cn_ring_key *k;
	for (size_t i = 0; (k = cn_keyring_at(ring, i)); i++)
		if (cn_eqz(k->use, "record") && counts_at(k, index))
			return true;
	return false;
}

cn_code cn_home_ring_try(cn_home *h, cn_arena *a, const cn_signed *s, cn_err *err)
{
	cn_keyring *ring;
	CN_TRY(cn_home_ring_new(h, a, &ring, err));
	CN_TRY(cn_home_ring_fold(h, a, ring, err));
	if (cn_keyring_fold(ring, s, err) != CN_OK)
		return cn_while(err, "this key record would not hold, so nothing was written");
	if (any_record_key(ring, (uint64_t)s->rec.seq + 1))
		return CN_OK;
	(void)CN_FAIL(err, CN_ESTATE, "after this no key of the node would count any more; nothing was written");
	return cn_hint(err, "concord key rotate");
}

/* ---- who signs ---- */

static cn_code no_longer(cn_home *h, const cn_ring_key *k, const char *whose, cn_err *err)
{
	if (!k)
		return CN_FAIL(err, CN_ESTATE, "%s is not in the log: what it signs would not count", whose);
	if (k->until <= (int64_t)cn_log_size(h->log))
		return CN_FAIL(err, CN_ESTATE, "%s was revoked or replaced: what it signs from entry %lld on does not count", whose, (long long)k->until);
	return CN_FAIL(err, CN_ESTATE, "%s does not count yet, or signs checkpoints only", whose);
}

static cn_code must_count(cn_home *h, const cn_digest *id, const char *whose, const char *hint, cn_err *err)
{
	const cn_ring_key *k = cn_keyring_find(h->ring, id);
	if (counts_at(k, cn_log_size(h->log)))
		return CN_OK;
	(void)no_longer(h, k, whose, err);
	return cn_hint(err, "%s", hint);
}

cn_code cn_home_log_key(cn_home *h, cn_arena *a, cn_key **ret, cn_err *err)
{
	if (!h->log_key) {
		char p[CN_PATH_BYTES_MAX];
		CN_TRY(cn_home_path(h, "keys/log.key", p, err));
		CN_TRY(cn_key_file_load(a, p, "log key", &h->log_key, err));
		cn_pub pub = cn_key_pub(h->log_key);
		if (memcmp(&pub, &h->log_pub, sizeof pub) != 0) {
			cn_key_free(h->log_key);
			h->log_key = NULL;
			return CN_FAIL(err, CN_ESTATE, "%s is not the log key that node.json names", p);
		}
	}
	*ret = h->log_key;
	return CN_OK;
}

cn_code cn_home_record_key(cn_home *h, cn_arena *a, cn_key **ret, cn_err *err)
{
	static const char *const hint = "put back the keys/record.key that `concord key list` shows as counting; there is none: concord init DIR --name NAME";
	char p[CN_PATH_BYTES_MAX];
	cn_digest id;
	CN_TRY(cn_home_path(h, "keys/record.key", p, err));
	if (!h->record_key && key_id(a, p, &id))
		CN_TRY(must_count(h, &id, "keys/record.key", hint, err)); /* before a passphrase is asked for */
	if (!h->record_key)
		CN_TRY(cn_key_file_load(a, p, "record key", &h->record_key, err));
	cn_pub pub = cn_key_pub(h->record_key);
	id = cn_pub_id(&pub);
	CN_TRY(must_count(h, &id, "keys/record.key", hint, err));
	*ret = h->record_key;
	return CN_OK;
}

static cn_code person_path(cn_home *h, cn_arena *a, cn_str name, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	if (!cn_home_name_ok(name))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not the name of a person's key", CN_FMT(cn_sub(name, 0, 60)));
	const char *file = cn_strf(a, "keys/people/%.*s.key", CN_FMT(name)).p;
	if (!file)
		return cn_arena_fail(a, err);
	CN_TRY(cn_home_path(h, file, out, err));
	if (cn_file_exists(out))
		return CN_OK;
	(void)CN_FAIL(err, CN_ENOTFOUND, "there is no key \"%.*s\" in this node", CN_FMT(name));
	return cn_hint(err, "concord key add --role compliance");
}

static cn_code person_key(cn_home *h, cn_arena *a, cn_str name, char path[CN_PATH_BYTES_MAX], cn_digest *ret_id, cn_err *err)
{
	CN_TRY(person_path(h, a, name, path, err));
	if (!key_id(a, path, ret_id))
		return CN_FAIL(err, CN_EINPUT, "%s is not a whole key file", path);
	const char *whose = cn_strf(a, "the key %.*s", CN_FMT(name)).p;
	return whose ? must_count(h, ret_id, whose, "concord key add --role ROLE", err) : cn_arena_fail(a, err);
}

cn_code cn_home_key_role(cn_home *h, cn_arena *a, cn_str name, cn_str *ret, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_digest id;
	CN_TRY(person_key(h, a, name, p, &id, err));
	*ret = cn_keyring_find(h->ring, &id)->role;
	return CN_OK;
}

cn_code cn_home_key_id(cn_home *h, cn_arena *a, cn_str name, cn_digest *ret, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	return person_key(h, a, name, p, ret, err);
}

cn_code cn_home_key_was(cn_home *h, cn_arena *a, cn_str name, cn_digest *ret, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(person_path(h, a, name, p, err));
	return key_id(a, p, ret) ? CN_OK : CN_FAIL(err, CN_EINPUT, "%s is not a whole key file", p);
}

cn_code cn_home_signer(cn_home *h, cn_arena *a, cn_str signer, cn_key **ret, bool *ret_own, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_digest id;
	*ret_own = false;
	if (signer.n == 0)
		return cn_home_record_key(h, a, ret, err);
	CN_TRY(person_key(h, a, signer, p, &id, err));
	CN_TRY(cn_key_file_load(a, p, "person's key", ret, err));
	*ret_own = true;
	return CN_OK;
}

cn_code cn_home_ready(cn_home *h, cn_arena *a, cn_err *err)
{
	cn_key *key;
	CN_TRY(cn_home_record_key(h, a, &key, err));
	return cn_home_log_key(h, a, &key, err);
}

cn_code cn_home_envelope(cn_home *h, cn_arena *a, cn_str type, cn_str payload, cn_buf *out, cn_err *err)
{
	cn_key *key;
	if (cn_eqz(type, CN_RECORD_TYPE))
		return CN_FAIL(err, CN_EINPUT, "a record is signed where it gets its place in the log");
	CN_TRY(cn_home_record_key(h, a, &key, err));
	const cn_key *const keys[] = { key };
	return cn_dsse_sign(type, payload, keys, 1, out, err);
}

cn_val *cn_home_keys(cn_home *h, cn_arena *a)
{
	cn_val *list = cn_list(a);
	const cn_ring_key *k;
	for (size_t i = 0; (k = cn_keyring_at(h->ring, i)); i++) {
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

/* ---- new keys ---- */

cn_code cn_home_keys_make(cn_home *h, cn_str passphrase, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(cn_home_path(h, "keys", p, err));
	CN_TRY(cn_dir_make(NULL, p, 0700, err));
	CN_TRY(cn_home_path(h, "keys/record.key", p, err));
	CN_TRY(cn_key_file_make(p, h->name, "record", passphrase, &h->record_key, err));
	CN_TRY(cn_home_path(h, "keys/log.key", p, err));
	CN_TRY(cn_key_file_make(p, h->origin, "log", passphrase, &h->log_key, err));
	h->root_pub = cn_key_pub(h->record_key);
	h->log_pub = cn_key_pub(h->log_key);
	return CN_OK;
}

cn_code cn_home_key_record(cn_home *h, cn_arena *a, const cn_pub *pub, const char *use, cn_str role, int64_t now_us, cn_err *err)
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

cn_code cn_home_person_add(cn_home *h, cn_arena *a, cn_str role, cn_str passphrase, int64_t now_us, cn_str *ret_name, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	uint8_t tag[4];
	CN_AUTO_BUF hex;
	cn_buf_init(&hex, 64);
	CN_TRY(cn_home_ready(h, a, err)); /* who enrols it, before there is a file */
	cn_entropy(tag, sizeof tag);
	cn_hex(&hex, tag, sizeof tag);
	cn_str name = cn_strf(a, "%.*s-%.*s", CN_FMT(role), CN_FMT(cn_buf_str(&hex)));
	if (!cn_home_name_ok(name))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a role", CN_FMT(cn_sub(role, 0, 40)));
	CN_TRY(cn_home_path(h, "keys/people", p, err));
	CN_TRY(cn_dir_make(NULL, p, 0700, err));
	CN_TRY(cn_home_path(h, cn_strf(a, "keys/people/%.*s.key", CN_FMT(name)).p, p, err));
	cn_key *k;
	CN_TRY(cn_key_file_make(p, h->name, "person", passphrase, &k, err));
	cn_pub pub = cn_key_pub(k);
	cn_key_free(k);
	uint64_t size = cn_log_size(h->log);
	cn_code rc = cn_home_key_record(h, a, &pub, "person", role, now_us, err);
	if (rc != CN_OK && cn_log_size(h->log) == size)
		(void)unlink(p); /* a key that nobody enrolled; the failure that matters is told */
	CN_TRY(rc);
	*ret_name = name;
	return CN_OK;
}

/* ---- rotation and revocation ---- */

static cn_code take_place(const cn_home *h, const char *next, const char *current, cn_err *err)
{
	char dir[CN_PATH_BYTES_MAX];
	if (rename(next, current) != 0)
		return CN_FAIL(err, CN_EIO, "%s could not take the place of %s: %s", next, current, strerror(errno));
	CN_TRY(cn_home_path(h, "keys", dir, err));
	return cn_dir_sync(NULL, dir, err);
}

cn_code cn_home_rotation_settle(cn_home *h, cn_arena *a, cn_err *err)
{
	char next[CN_PATH_BYTES_MAX], current[CN_PATH_BYTES_MAX];
	cn_digest id, now;
	CN_TRY(cn_home_path(h, "keys/record.key.next", next, err));
	CN_TRY(cn_home_path(h, "keys/record.key", current, err));
	if (!cn_file_exists(next))
		return CN_OK;
	const cn_ring_key *k = key_id(a, next, &id) ? cn_keyring_find(h->ring, &id) : NULL;
	if (!k) /* the log does not name it: cut off before its record, or not even whole */
		return cn_file_remove(NULL, next, err);
	uint64_t size = cn_log_size(h->log);
	bool current_counts = key_id(a, current, &now) && counts_at(cn_keyring_find(h->ring, &now), size);
	if (cn_eqz(k->use, "record") && counts_at(k, size) && !current_counts)
		return take_place(h, next, current, err);
	return CN_OK; /* a key that the log names is not thrown away */
}

static cn_code rotate_record(cn_home *h, cn_arena *a, cn_key *old, cn_key *new_key, int64_t now_us, cn_signed *ret, cn_err *err)
{
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
	const cn_key *keys[2] = { old, new_key };
	CN_TRY(cn_home_next_record(h, &d, now_us, &r, err));
	return cn_home_append_signed(h, a, &r, keys, 2, ret, err);
}

cn_code cn_home_key_rotate(cn_home *h, cn_arena *a, cn_str passphrase, int64_t now_us, cn_signed *ret, cn_err *err)
{
	char next[CN_PATH_BYTES_MAX], current[CN_PATH_BYTES_MAX];
	cn_key *old, *new_key;
	CN_TRY(cn_home_ready(h, a, err));
	CN_TRY(cn_home_record_key(h, a, &old, err));
	CN_TRY(cn_home_path(h, "keys/record.key", current, err));
	CN_TRY(cn_home_path(h, "keys/record.key.next", next, err));
	CN_TRY(cn_key_file_make(next, h->name, "record", passphrase, &new_key, err));
	uint64_t size = cn_log_size(h->log);
	cn_code rc = rotate_record(h, a, old, new_key, now_us, ret, err);
	if (rc != CN_OK && cn_log_size(h->log) == size) { /* what the log does not name, the next opening removes */
		cn_key_free(new_key);
		return rc;
	}
	/* the log names the new key, even if publishing failed */
	cn_key_free(h->record_key);
	h->record_key = new_key;
	cn_code moved = take_place(h, next, current, rc == CN_OK ? err : NULL);
	return rc == CN_OK ? moved : rc;
}

static cn_code may_revoke(cn_home *h, cn_arena *a, const cn_ring_key *k, uint64_t last_good_size, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_digest current;
	if (cn_eqz(k->use, "log")) {
		(void)CN_FAIL(err, CN_EINPUT, "the log key cannot be revoked: it signs checkpoints, not records, and node.json pins it; nothing was written");
		return cn_hint(err, "if it was stolen, close this name and say so: concord init DIR --name NAME (docs/operating.md)");
	}
	if (k->until <= (int64_t)last_good_size)
		return CN_FAIL(err, CN_EINPUT, "this key does not count from entry %lld on already; nothing was written", (long long)k->until);
	CN_TRY(cn_home_path(h, "keys/record.key", p, err));
	if (key_id(a, p, &current) && cn_digest_eq(&current, &k->id)) {
		(void)CN_FAIL(err, CN_ESTATE, "this key signs for the node; without it the node could sign no more; nothing was written");
		return cn_hint(err, "concord key rotate, then concord key revoke FINGERPRINT --last-good-size N");
	}
	return CN_OK;
}

cn_code cn_home_key_revoke(cn_home *h, cn_arena *a, cn_str fingerprint, uint64_t last_good_size, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_digest id;
	const cn_ring_key *k = cn_digest_parse(fingerprint, &id) ? cn_keyring_find(h->ring, &id) : NULL;
	if (!k) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "this node has no key with the fingerprint %.*s", CN_FMT(cn_sub(fingerprint, 0, 80)));
		return cn_hint(err, "concord key list");
	}
	CN_TRY(may_revoke(h, a, k, last_good_size, err));
	cn_val *body = cn_map(a);
	cn_put(a, body, "action", cn_textz(a, "revoke"));
	cn_put(a, body, "use", cn_text(a, k->use));
	cn_put(a, body, "key", cn_text(a, cn_pub_text(a, &k->pub)));
	cn_put(a, body, "last_good_size", cn_int(a, (int64_t)last_good_size));
	cn_draft d = { .kind = "key/1", .body = body };
	return cn_home_append(h, a, &d, now_us, ret, err);
}
