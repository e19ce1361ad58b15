/* A witness's state is one file a log, replaced whole. Reading, weighing, replacing and signing happen under one lock, in this order. */
#include "node/witness.h"

#include <pthread.h>
#include <unistd.h>

#include "node/home_private.h"

enum { STATE_BYTES_MAX = 6 * CN_NOTE_BYTES_MAX, LOCK_TRIES = 100, LOCK_WAIT_MS = 20, COSIGNED_BYTES = 1024 };

struct cn_witness {
	char dir[CN_PATH_BYTES_MAX];
	char name[CN_NOTE_NAME_BYTES_MAX + 1];
	cn_key *key;
	pthread_mutex_t mutex; /* threads wait here; the file keeps other processes out */
};

/* A watched log as its file has it. Texts borrow from the arena. */
typedef struct watched {
	cn_str origin, checkpoint; /* checkpoint: empty before the first cosignature */
	cn_vkey key[CN_WITNESS_KEYS_MAX];
	size_t n_key;
	bool ended;
	int64_t time_s;
	cn_checkpoint head;
} watched;

/* ---- the files ---- */

static cn_code state_path(const char *dir, cn_str origin, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	char hex[CN_DIGEST_TEXT_BYTES], name[CN_DIGEST_TEXT_BYTES + 16];
	cn_digest d = cn_sha256(origin);
	cn_digest_text(&d, hex);
	(void)snprintf(name, sizeof name, "witness/%s.json", hex + 7);
	return cn_path(out, dir, name, err);
}

static cn_code lock(const char *dir, int *ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, dir, "witness/lock", err));
	for (unsigned i = 0;; i++) {
		cn_code rc = cn_file_lock(path, ret, err);
		if (rc != CN_ESTATE || i >= LOCK_TRIES)
			return rc;
		const struct timespec pause = { .tv_nsec = LOCK_WAIT_MS * 1000000L };
		(void)nanosleep(&pause, NULL); /* a shorter pause is as good */
	}
}

static cn_code take_keys(const cn_val *m, watched *w, cn_err *err)
{
	CN_EACH(k, cn_get(m, "keys")) {
		if (k->type != CN_TEXT || w->n_key == CN_WITNESS_KEYS_MAX)
			return CN_FAIL(err, CN_EINPUT, "its keys are not as a witness writes them");
		CN_TRY(cn_vkey_parse(k->s, &w->key[w->n_key++], err));
	}
	return w->n_key ? CN_OK : CN_FAIL(err, CN_EINPUT, "its keys are not as a witness writes them");
}

static cn_code read_state(cn_arena *a, const char *path, watched *ret, cn_err *err)
{
	cn_str text;
	const cn_val *m;
	watched w = { 0 };
	cn_note *note = CN_NEW(a, cn_note, 1);
	if (!note)
		return cn_arena_fail(a, err);
	CN_TRY(cn_file_read(a, path, STATE_BYTES_MAX, &text, err));
	CN_TRY(cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &m, err));
	w.origin = cn_get_text(m, "origin");
	w.checkpoint = cn_get_text(m, "checkpoint");
	w.ended = cn_get_bool(m, "ended", false);
	w.time_s = cn_get_int(m, "time", 0);
	if (!cn_is_text(cn_get(m, "concord"), "witness-log/1") || !w.origin.n)
		return CN_FAIL(err, CN_EINPUT, "not a log that a witness watches (witness-log/1)");
	CN_TRY(take_keys(m, &w, err));
	if (w.checkpoint.n) {
		CN_TRY(cn_note_open(a, w.checkpoint, w.key, w.n_key, note, err));
		CN_TRY(cn_checkpoint_parse(note->text, &w.head, err));
	}
	*ret = w;
	return CN_OK;
}

/* CN_ENOTFOUND: not watched. A file that is there and cannot be read is never taken for one that is not. */
static cn_code find_state(cn_arena *a, const char *dir, cn_str origin, char path[CN_PATH_BYTES_MAX], watched *ret, cn_err *err)
{
	CN_TRY(state_path(dir, origin, path, err));
	if (!cn_file_exists(path))
		return CN_FAIL(err, CN_ENOTFOUND, "this witness does not watch a log of that origin");
	cn_code rc = read_state(a, path, ret, err);
	if (rc == CN_OK || rc == CN_ENOMEM)
		return rc;
	return CN_FAIL(err, CN_EIO, "what was cosigned last for this origin cannot be read, so nothing is cosigned: concord witness list says which file");
}

static cn_code write_state(cn_arena *a, const char *path, const watched *w, cn_err *err)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "witness-log/1"));
	cn_put(a, m, "origin", cn_text(a, w->origin));
	cn_val *keys = cn_put(a, m, "keys", cn_list(a));
	CN_AUTO_BUF b;
	cn_buf_init(&b, STATE_BYTES_MAX);
	for (size_t i = 0; i < w->n_key; i++) {
		cn_buf_reset(&b);
		cn_vkey_text(&w->key[i], &b);
		cn_push(a, keys, cn_text(a, cn_buf_str(&b)));
	}
	cn_put(a, m, "ended", cn_bool(a, w->ended));
	cn_put(a, m, "time", cn_int(a, w->time_s));
	cn_put(a, m, "checkpoint", cn_text(a, w->checkpoint));
	cn_buf_reset(&b);
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(a) || b.failed)
		return CN_NOMEM(err);
	return cn_file_write(NULL, path, cn_buf_str(&b), 0644, err);
}

/* ---- the operator ---- */

bool cn_witness_has_key(const char *dir)
{
	char p[CN_PATH_BYTES_MAX];
	return cn_path(p, dir, "keys/witness.key", NULL) == CN_OK && cn_file_exists(p);
}

static cn_code make_key(cn_arena *a, const char *dir, cn_str passphrase, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_about about;
	cn_key *key = NULL;
	CN_TRY(cn_home_describe(a, dir, &about, err));
	CN_TRY(cn_path(path, dir, "keys/witness.key", err));
	CN_TRY(cn_key_file_make(path, cn_strf(a, "%.*s/witness", CN_FMT(about.name)), "witness", passphrase, &key, err));
	cn_key_free(key);
	return CN_OK;
}

/* From the public half of the key's file, so that an add that was cut off between the two is made good by the next. */
static cn_code write_vkey(cn_arena *a, const char *dir, const char *path, cn_err *err)
{
	char from[CN_PATH_BYTES_MAX];
	cn_str file;
	cn_key_info info;
	cn_vkey v;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1024);
	CN_TRY(cn_path(from, dir, "keys/witness.key", err));
	CN_TRY(cn_file_read(a, from, CN_KEY_FILE_BYTES_MAX, &file, err));
	cn_code rc = cn_key_peek(file, &info, err);
	if (rc == CN_OK)
		rc = cn_vkey_make(info.name, CN_NOTE_COSIGNATURE, &info.pub, &v, err);
	if (rc == CN_OK)
		cn_vkey_text(&v, &b);
	cn_buf_putc(&b, '\n');
	cn_wipe((void *)(uintptr_t)file.p, file.n); /* it may hold the secret */
	CN_TRY(rc);
	return b.failed ? CN_NOMEM(err) : cn_file_write(NULL, path, cn_buf_str(&b), 0644, err);
}

static cn_code make_folder(cn_arena *a, const char *dir, cn_str passphrase, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_sign_start(err));
	CN_TRY(cn_path(path, dir, "witness", err));
	CN_TRY(cn_dir_make(NULL, path, 0700, err));
	if (!cn_witness_has_key(dir))
		CN_TRY(make_key(a, dir, passphrase, err));
	CN_TRY(cn_path(path, dir, "witness/vkey", err));
	return cn_file_exists(path) ? CN_OK : write_vkey(a, dir, path, err);
}

static cn_code check_log(cn_str origin, cn_str vkey, cn_vkey *ret, cn_err *err)
{
	cn_checkpoint c;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1024);
	cn_buf_printf(&b, "%.*s\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", CN_FMT(origin));
	if (b.failed || !cn_utf8_ok(origin) || cn_checkpoint_parse(cn_buf_str(&b), &c, NULL) != CN_OK || !cn_eq(c.origin, origin))
		return CN_FAIL(err, CN_EINPUT, "an origin is the first line of the log's checkpoints, 1 to %d bytes", CN_NOTE_NAME_BYTES_MAX);
	CN_TRY(cn_vkey_parse(vkey, ret, err));
	if (ret->type != CN_NOTE_ED25519)
		return CN_FAIL(err, CN_EINPUT, "this is the key of a witness (type 04), not of a log (type 01)");
	return CN_OK;
}

static cn_code add_locked(cn_arena *a, const char *dir, cn_str origin, const cn_vkey *key, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	watched w = { .origin = origin };
	cn_code rc = find_state(a, dir, origin, path, &w, err);
	if (rc != CN_OK && rc != CN_ENOTFOUND)
		return rc;
	if (rc == CN_ENOTFOUND) {
		const cn_val *names;
		char folder[CN_PATH_BYTES_MAX];
		CN_TRY(cn_path(folder, dir, "witness", err));
		CN_TRY(cn_dir_list(a, folder, &names, err));
		if (names->n >= CN_WITNESS_LOGS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "a witness watches at most %d logs", CN_WITNESS_LOGS_MAX);
	}
	bool known = false;
	for (size_t i = 0; i < w.n_key; i++)
		known = known || (w.key[i].id == key->id && cn_eq(w.key[i].name, key->name));
	if (!known && w.n_key == CN_WITNESS_KEYS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a log has at most %d keys", CN_WITNESS_KEYS_MAX);
	if (!known)
		w.key[w.n_key++] = *key;
	w.ended = false;
	return write_state(a, path, &w, err);
}

cn_code cn_witness_add(cn_arena *a, const char *dir, cn_str origin, cn_str vkey, cn_str passphrase, cn_err *err)
{
	cn_vkey key;
	int fd;
	CN_TRY(check_log(origin, vkey, &key, err));
	CN_TRY(make_folder(a, dir, passphrase, err));
	CN_TRY(lock(dir, &fd, err));
	cn_code rc = add_locked(a, dir, origin, &key, err);
	(void)close(fd); /* gives the lock back */
	return rc;
}

cn_code cn_witness_end(cn_arena *a, const char *dir, cn_str origin, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	watched w;
	int fd;
	CN_TRY(find_state(a, dir, origin, path, &w, err));
	CN_TRY(lock(dir, &fd, err));
	cn_code rc = read_state(a, path, &w, err); /* again: it may have moved on */
	w.ended = true;
	if (rc == CN_OK)
		rc = write_state(a, path, &w, err);
	(void)close(fd);
	return rc;
}

static cn_val *tree_of(cn_arena *a, const watched *w)
{
	char when[CN_TIME_BYTES];
	cn_val *m = cn_map(a);
	cn_put(a, m, "origin", cn_text(a, w->origin));
	cn_val *keys = cn_put(a, m, "keys", cn_list(a));
	for (size_t i = 0; i < w->n_key; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1024);
		cn_vkey_text(&w->key[i], &b);
		cn_push(a, keys, cn_text(a, cn_buf_str(&b)));
	}
	bool seen = w->checkpoint.n > 0;
	CN_AUTO_BUF root;
	cn_buf_init(&root, 256);
	cn_base64(&root, w->head.root.b, CN_DIGEST_BYTES);
	cn_time_text(w->time_s * 1000000, when);
	cn_put(a, m, "ended", cn_bool(a, w->ended));
	cn_put(a, m, "size", seen ? cn_int(a, (int64_t)w->head.size) : cn_null(a));
	cn_put(a, m, "root", seen ? cn_text(a, cn_buf_str(&root)) : cn_null(a));
	cn_put(a, m, "time", seen ? cn_textz(a, when) : cn_null(a));
	return m;
}

cn_code cn_witness_list(cn_arena *a, const char *dir, cn_val **ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX], folder[CN_PATH_BYTES_MAX];
	cn_str vkey = CN_S("");
	const cn_val *names = NULL;
	cn_val *m = cn_map(a), *list = cn_list(a);
	CN_TRY(cn_path(folder, dir, "witness", err));
	CN_TRY(cn_path(path, folder, "vkey", err));
	if (cn_file_exists(path)) {
		CN_TRY(cn_file_read(a, path, 4096, &vkey, err));
		CN_TRY(cn_dir_list(a, folder, &names, err));
	}
	CN_EACH(v, names) {
		watched w;
		if (!cn_ends(v->s, ".json"))
			continue;
		CN_TRY(cn_path(path, folder, cn_cstr(a, v->s), err));
		if (read_state(a, path, &w, err) != CN_OK)
			return cn_while(err, "%s", path);
		cn_push(a, list, tree_of(a, &w));
	}
	cn_put(a, m, "vkey", vkey.n ? cn_text(a, cn_trim(vkey)) : cn_null(a));
	cn_put(a, m, "logs", list);
	*ret = m;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- cosigning ---- */

cn_code cn_witness_open(const char *dir, cn_witness **ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_about about;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	if (!cn_witness_has_key(dir))
		return CN_FAIL(err, CN_ENOTFOUND, "this node is no witness");
	CN_TRY(cn_sign_start(err));
	CN_TRY(cn_home_describe(a, dir, &about, err));
	cn_witness *w = cn_heap_take(sizeof *w);
	if (!w)
		return CN_NOMEM(err);
	*w = (cn_witness){ .key = NULL };
	(void)pthread_mutex_init(&w->mutex, NULL);
	(void)snprintf(w->name, sizeof w->name, "%.*s/witness", CN_FMT(about.name));
	(void)snprintf(w->dir, sizeof w->dir, "%s", dir);
	cn_code rc = cn_path(path, dir, "keys/witness.key", err);
	if (rc == CN_OK)
		rc = cn_key_file_load(a, path, "witness key", &w->key, err);
	if (rc != CN_OK) {
		cn_witness_close(w);
		return rc;
	}
	*ret = w;
	return CN_OK;
}

void cn_witness_close(cn_witness *w)
{
	if (!w)
		return;
	cn_key_free(w->key);
	(void)pthread_mutex_destroy(&w->mutex);
	cn_heap_give(w);
}

/* The lock is held. Weighs, keeps, then signs. */
static cn_code cosign_locked(cn_witness *w, cn_arena *a, const cn_add_checkpoint *q, int64_t now_us, cn_cosigned *ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	watched log;
	cn_witness_says says;
	cn_code rc = find_state(a, w->dir, q->head.origin, path, &log, err);
	if (rc == CN_ENOTFOUND || (rc == CN_OK && (log.ended || !cn_eq(log.origin, q->head.origin)))) {
		ret->status = 404;
		(void)CN_FAIL(err, CN_ENOTFOUND, "this witness does not watch a log of that origin");
		return CN_OK;
	}
	CN_TRY(rc);
	bool seen = log.checkpoint.n > 0;
	CN_TRY(cn_witness_weigh(a, q, log.key, log.n_key, seen ? &log.head : NULL, &says, err));
	ret->status = says;
	ret->size = seen ? log.head.size : 0;
	ret->size_differs = says == CN_WITNESS_CONFLICT && q->old != ret->size;
	if (says != CN_WITNESS_COSIGN)
		return CN_OK;
	/* "As of this time this was the largest": said later, it may not bear an earlier time. */
	int64_t now_s = now_us / 1000000;
	log.time_s = now_s > log.time_s ? now_s : log.time_s;
	log.checkpoint = q->note;
	CN_AUTO_BUF b;
	cn_buf_init(&b, COSIGNED_BYTES);
	CN_TRY(cn_note_sign(q->text, cn_str_z(w->name), CN_NOTE_COSIGNATURE, w->key, log.time_s, &b, err));
	ret->lines = cn_buf_copy(a, &b);
	return write_state(a, path, &log, err);
}

cn_code cn_witness_cosign(cn_witness *w, cn_arena *a, cn_str body, int64_t now_us, cn_cosigned *ret, cn_err *err)
{
	cn_add_checkpoint q;
	cn_cosigned said = { 0 };
	int fd;
	cn_code rc = cn_add_checkpoint_parse(a, body, &q, err);
	if (rc == CN_EINPUT || rc == CN_ETOOBIG) {
		ret->status = CN_WITNESS_MALFORMED;
		ret->size_differs = false;
		return CN_OK;
	}
	CN_TRY(rc);
	(void)pthread_mutex_lock(&w->mutex);
	rc = lock(w->dir, &fd, err);
	if (rc == CN_OK) {
		rc = cosign_locked(w, a, &q, now_us, &said, err);
		(void)close(fd);
	}
	(void)pthread_mutex_unlock(&w->mutex);
	CN_TRY(rc);
	*ret = said;
	return CN_OK;
}
