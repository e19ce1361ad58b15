/* The public folder of a log, with what is asked for often kept in memory. */
#include "http/shelf.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "core/tile.h"
#include "store/file.h"

enum { SCRATCH_BYTES = 40 << 20, FIRST_PLACES = 1024 };

typedef struct known_id {
	uint64_t head; /* first bytes of the id */
	uint64_t index_1; /* index + 1; 0: empty */
} known_id;

struct cn_shelf {
	cn_shelf_options o;
	cn_vkey vkey;
	cn_cache *cache;
	pthread_mutex_t mutex; /* guards what follows */
	struct stat seen;      /* of the checkpoint's file when it was last looked at */
	cn_code seen_rc;
	cn_err seen_err;
	cn_body *note;
	char etag[CN_ETAG_BYTES];
	atomic_uint_fast64_t size; /* of the checkpoint that is served; read without the mutex too: a log only grows */
	cn_digest root;
	known_id *id;
	size_t n_place, n_id;
	uint64_t indexed; /* entries whose ids are known */
};

cn_code cn_shelf_open(const cn_shelf_options *o, cn_shelf **ret, cn_err *err)
{
	cn_shelf *s = cn_heap_take(sizeof *s);
	if (!s)
		return CN_NOMEM(err);
	memset(s, 0, sizeof *s);
	s->o = *o;
	(void)pthread_mutex_init(&s->mutex, NULL);
	cn_code rc = cn_vkey_make(o->origin, CN_NOTE_ED25519, &o->log_pub, &s->vkey, err);
	if (rc == CN_OK)
		rc = cn_cache_new(o->cache_bytes, &s->cache, err);
	if (rc != CN_OK) {
		cn_shelf_close(s);
		return rc;
	}
	*ret = s;
	return CN_OK;
}

void cn_shelf_close(cn_shelf *s)
{
	if (!s)
		return;
	cn_cache_free(s->cache);
	cn_body_drop(s->note);
	cn_heap_give(s->id);
	(void)pthread_mutex_destroy(&s->mutex);
	cn_heap_give(s);
}

/* ---- tiles ---- */

/* Any file of the public folder whose bytes never change. */
static cn_code fixed_file(cn_shelf *s, const char *name, size_t bytes_max, cn_body **ret, char etag[CN_ETAG_BYTES], cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_str bytes;
	*ret = cn_cache_get(s->cache, cn_str_z(name), 0, etag);
	if (*ret)
		return CN_OK;
	CN_AUTO_ARENA a = cn_arena_new(bytes_max + 65536);
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_path(path, s->o.public_dir, name, err));
	CN_TRY(cn_file_read(a, path, bytes_max, &bytes, err));
	cn_body *b = cn_body_copy(bytes);
	if (!b)
		return CN_NOMEM(err);
	cn_etag(bytes, etag);
	cn_cache_put(s->cache, cn_str_z(name), 0, b, etag);
	*ret = b;
	return CN_OK;
}

static cn_code tile_file(cn_shelf *s, const cn_tile *t, cn_body **ret, char etag[CN_ETAG_BYTES], cn_err *err)
{
	char name[CN_TILE_PATH_BYTES];
	cn_tile_path(t, name);
	return fixed_file(s, name, t->entries ? CN_BUNDLE_BYTES_MAX : CN_TILE_WIDTH * CN_DIGEST_BYTES, ret, etag, err);
}

/* Tiles for one proof; the last one is held until the next. */
typedef struct reader {
	cn_shelf *s;
	cn_body *held;
} reader;

static cn_code reader_get(void *ctx, const cn_tile *t, cn_str *ret, cn_err *err)
{
	reader *r = ctx;
	char etag[CN_ETAG_BYTES];
	cn_body *b;
	CN_TRY(tile_file(r->s, t, &b, etag, err));
	cn_body_drop(r->held);
	r->held = b;
	*ret = cn_body_str(b);
	return CN_OK;
}

cn_code cn_shelf_tile(cn_shelf *s, cn_str path, cn_body **ret, char etag[CN_ETAG_BYTES], cn_err *err)
{
	cn_tile t;
	CN_TRY(cn_tile_parse(path, &t, err));
	unsigned width = cn_tile_width(atomic_load(&s->size), t.level, t.index); /* a tile that is there stays as it is: no look at the disk */
	if (t.width > width)
		width = cn_tile_width(cn_shelf_size(s), t.level, t.index);
	if (t.width > width) /* what the writer has laid but not signed yet is not there */
		return CN_FAIL(err, CN_ENOTFOUND, "the tree of the checkpoint has no such tile");
	return tile_file(s, &t, ret, etag, err);
}

/* ---- checkpoint ---- */

/* mutex held. The bytes on the disk against what was served before. */
static cn_code weigh(cn_shelf *s, cn_arena *a, cn_str bytes, cn_checkpoint *ret, cn_err *err)
{
	cn_hash_path p;
	CN_TRY(cn_checkpoint_open(a, bytes, &s->vkey, NULL, 0, ret, NULL, err));
	if (!s->note)
		return CN_OK;
	if (ret->size < s->size)
		return CN_FAIL(err, CN_EFORGED, "the log on the disk is shorter than the one that was served: was it restored from a backup?");
	reader r = { s, NULL };
	cn_tiles tiles = { reader_get, &r, ret->size };
	cn_hashes src = { cn_tiles_hash, &tiles };
	cn_code rc = cn_prove_consistency(&src, s->size, ret->size, &p, err);
	cn_body_drop(r.held);
	CN_TRY(rc);
	return cn_check_consistency(s->size, &s->root, ret->size, &ret->root, p.h, p.n, err);
}

static cn_code read_again(cn_shelf *s, const char *path, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(SCRATCH_BYTES);
	cn_str bytes;
	cn_checkpoint c;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_file_read(a, path, CN_NOTE_BYTES_MAX, &bytes, err));
	CN_TRY(weigh(s, a, bytes, &c, err));
	cn_body *b = cn_body_copy(bytes);
	if (!b)
		return CN_NOMEM(err);
	cn_body_drop(s->note);
	s->note = b;
	atomic_store(&s->size, c.size);
	s->root = c.root;
	cn_etag(bytes, s->etag);
	return CN_OK;
}

static bool same_file(const struct stat *x, const struct stat *y)
{
	return x->st_ino == y->st_ino && x->st_size == y->st_size && x->st_mtim.tv_sec == y->st_mtim.tv_sec && x->st_mtim.tv_nsec == y->st_mtim.tv_nsec;
}

cn_code cn_shelf_look(cn_shelf *s, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	struct stat now;
	CN_TRY(cn_path(path, s->o.public_dir, "checkpoint", err));
	if (stat(path, &now) != 0)
		return CN_FAIL(err, CN_EIO, "the log's checkpoint cannot be read: is the node's folder still there?");
	(void)pthread_mutex_lock(&s->mutex);
	if (!same_file(&now, &s->seen)) {
		s->seen_rc = read_again(s, path, &s->seen_err);
		if (s->seen_rc == CN_OK || s->seen_rc == CN_EFORGED || s->seen_rc == CN_EINPUT)
			s->seen = now; /* what may pass (no memory, a disk that stumbles) is tried again */
	}
	cn_code rc = s->seen_rc;
	if (rc != CN_OK && err)
		*err = s->seen_err;
	(void)pthread_mutex_unlock(&s->mutex);
	return rc;
}

uint64_t cn_shelf_size(cn_shelf *s)
{
	(void)cn_shelf_look(s, NULL); /* the last good one stands */
	return atomic_load(&s->size);
}

cn_code cn_shelf_checkpoint(cn_shelf *s, cn_body **ret, char etag[CN_ETAG_BYTES], cn_err *err)
{
	(void)cn_shelf_look(s, NULL); /* as above; /readyz says what is wrong */
	(void)pthread_mutex_lock(&s->mutex);
	*ret = cn_body_keep(s->note);
	memcpy(etag, s->etag, CN_ETAG_BYTES);
	(void)pthread_mutex_unlock(&s->mutex);
	return *ret ? CN_OK : CN_FAIL(err, CN_ENOTFOUND, "the log has no good checkpoint");
}

/* ---- entries and records ---- */

/* The bundle that holds an entry; width as the checkpoint's tree has it. */
static cn_code bundle_of(cn_shelf *s, uint64_t index, uint64_t size, cn_body **ret, cn_err *err)
{
	char etag[CN_ETAG_BYTES];
	cn_tile t = { .entries = true, .index = index / CN_TILE_WIDTH };
	t.width = cn_tile_width(size, 0, t.index);
	return tile_file(s, &t, ret, etag, err);
}

cn_code cn_shelf_entry(cn_shelf *s, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err)
{
	uint64_t size = atomic_load(&s->size), full = size - size % CN_TILE_WIDTH; /* bundles that are full stay as they are */
	cn_body *b;
	cn_str entry = { "", 0 };
	if (index >= full)
		size = cn_shelf_size(s);
	size_t pos = 0;
	if (index >= size)
		return CN_FAIL(err, CN_ENOTFOUND, "the log has no entry %llu: its checkpoint has %llu", (unsigned long long)index, (unsigned long long)size);
	CN_TRY(bundle_of(s, index, size, &b, err));
	cn_code rc = CN_OK;
	for (uint64_t i = 0; i <= index % CN_TILE_WIDTH && rc == CN_OK; i++)
		rc = cn_bundle_next(cn_body_str(b), &pos, &entry, err);
	if (rc == CN_OK)
		*ret = cn_str_copy(a, entry);
	cn_body_drop(b);
	CN_TRY(rc);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_code released(cn_shelf *s, cn_arena *a, const cn_digest *id, cn_str *ret, cn_err *err)
{
	char hex[CN_DIGEST_TEXT_BYTES], name[CN_DIGEST_TEXT_BYTES + 16], path[CN_PATH_BYTES_MAX];
	cn_digest_text(id, hex);
	(void)snprintf(name, sizeof name, "release/%s", hex + 7);
	CN_TRY(cn_path(path, s->o.public_dir, name, err));
	return cn_file_read(a, path, CN_ENTRY_BYTES_MAX, ret, err);
}

cn_code cn_shelf_record_at(cn_shelf *s, cn_arena *a, uint64_t index, cn_shelf_record *ret, cn_err *err)
{
	cn_shelf_record r = { 0 };
	cn_str bytes;
	CN_TRY(cn_shelf_entry(s, a, index, &bytes, err));
	if (cn_seal_parse(bytes, &r.id)) {
		cn_code rc = released(s, a, &r.id, &bytes, err);
		if (rc == CN_ENOTFOUND) {
			*ret = r;
			return CN_OK;
		}
		CN_TRY(rc);
		r.released = true;
	}
	CN_TRY(cn_record_open(a, bytes, &r.rec, err));
	/* A file in release/ that is another record, or an entry that is not CLEAR, is nothing that this node published. */
	if (r.released ? memcmp(&r.id, &r.rec.id, sizeof r.id) != 0 : r.rec.rec.tlp != CN_CLEAR)
		return CN_FAIL(err, CN_EFORGED, "entry %llu is not what the log may hold there", (unsigned long long)index);
	r.id = r.rec.id;
	r.open = true;
	*ret = r;
	return CN_OK;
}

static cn_code prove_at(cn_shelf *s, cn_arena *a, uint64_t index, cn_str note, cn_buf *out, cn_err *err)
{
	cn_checkpoint c;
	cn_proof proof = { .index = index, .checkpoint = note };
	CN_TRY(cn_checkpoint_open(a, note, &s->vkey, NULL, 0, &c, NULL, err));
	if (index >= c.size)
		return CN_FAIL(err, CN_ENOTFOUND, "the log has no entry %llu: its checkpoint has %llu", (unsigned long long)index, (unsigned long long)c.size);
	reader r = { s, NULL };
	cn_tiles tiles = { reader_get, &r, c.size };
	cn_hashes src = { cn_tiles_hash, &tiles };
	cn_code rc = cn_prove_inclusion(&src, index, c.size, &proof.path, err);
	cn_body_drop(r.held);
	CN_TRY(rc);
	cn_proof_write(&proof, out);
	return out->failed ? CN_NOMEM(err) : CN_OK;
}

cn_code cn_shelf_prove(cn_shelf *s, cn_arena *a, uint64_t index, cn_buf *out, cn_err *err)
{
	char etag[CN_ETAG_BYTES];
	cn_body *note;
	CN_TRY(cn_shelf_checkpoint(s, &note, etag, err));
	cn_code rc = prove_at(s, a, index, cn_body_str(note), out, err);
	cn_body_drop(note);
	return rc;
}

cn_code cn_shelf_consistency(cn_shelf *s, uint64_t from, uint64_t to, cn_hash_path *ret, cn_err *err)
{
	uint64_t size = cn_shelf_size(s);
	if (from > to || to > size)
		return CN_FAIL(err, CN_EINPUT, "sizes go up, and the last is at most that of the checkpoint: %llu", (unsigned long long)size);
	reader r = { s, NULL };
	cn_tiles tiles = { reader_get, &r, size };
	cn_hashes src = { cn_tiles_hash, &tiles };
	cn_code rc = cn_prove_consistency(&src, from, to, ret, err);
	cn_body_drop(r.held);
	return rc;
}

/* ---- ids ---- */

static uint64_t head_of(const cn_digest *id)
{
	uint64_t h;
	memcpy(&h, id->b, sizeof h);
	return h;
}

static void place_id(known_id *table, size_t n, known_id k)
{
	size_t i = (size_t)(k.head % n);
	while (table[i].index_1)
		i = (i + 1) % n;
	table[i] = k;
}

/* mutex held. At most half full. */
static bool add_id(cn_shelf *s, const cn_digest *id, uint64_t index)
{
	if ((s->n_id + 1) * 2 > s->n_place) {
		size_t n = s->n_place ? s->n_place * 2 : FIRST_PLACES;
		known_id *more = cn_heap_take(n * sizeof *more);
		if (!more)
			return false;
		memset(more, 0, n * sizeof *more);
		for (size_t i = 0; i < s->n_place; i++)
			if (s->id[i].index_1)
				place_id(more, n, s->id[i]);
		cn_heap_give(s->id);
		s->id = more;
		s->n_place = n;
	}
	place_id(s->id, s->n_place, (known_id){ head_of(id), index + 1 });
	s->n_id++;
	return true;
}

static bool id_of(cn_arena *a, cn_str entry, cn_digest *ret)
{
	cn_envelope e;
	if (cn_seal_parse(entry, ret))
		return true;
	if (cn_dsse_parse(a, entry, &e, NULL) != CN_OK)
		return false; /* another format: it has no id, and is found by its number */
	*ret = cn_pae_digest(e.type, e.payload);
	return true;
}

bool cn_shelf_index_some(cn_shelf *s)
{
	uint64_t size = cn_shelf_size(s), at = s->indexed; /* only this thread moves it */
	cn_body *b;
	cn_str entry;
	size_t pos = 0;
	if (at >= size || bundle_of(s, at, size, &b, NULL) != CN_OK)
		return false;
	uint64_t index = at / CN_TILE_WIDTH * CN_TILE_WIDTH;
	bool ok = true;
	for (; ok && cn_bundle_next(cn_body_str(b), &pos, &entry, NULL) == CN_OK; index++) {
		cn_digest id;
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		if (index < at || !a || !id_of(a, entry, &id))
			continue;
		(void)pthread_mutex_lock(&s->mutex);
		ok = add_id(s, &id, index);
		s->indexed = ok ? index + 1 : s->indexed;
		(void)pthread_mutex_unlock(&s->mutex);
	}
	cn_body_drop(b);
	(void)pthread_mutex_lock(&s->mutex);
	if (ok && index > s->indexed)
		s->indexed = index;
	(void)pthread_mutex_unlock(&s->mutex);
	return ok && index > at;
}

/* The indexes of entries whose id begins like this one, one after another; false at the end. */
static bool candidate(cn_shelf *s, uint64_t head, size_t *step, uint64_t *ret)
{
	bool found = false;
	(void)pthread_mutex_lock(&s->mutex);
	for (; s->n_place && !found; (*step)++) {
		const known_id *k = &s->id[(size_t)((head + *step) % s->n_place)];
		if (!k->index_1)
			break;
		if (k->head == head) {
			*ret = k->index_1 - 1;
			found = true;
		}
	}
	(void)pthread_mutex_unlock(&s->mutex);
	return found;
}

/* The entry of that id, among those whose ids are known. False: none. */
static bool entry_of(cn_shelf *s, const cn_digest *id, uint64_t *ret)
{
	uint64_t index;
	size_t step = 0;
	while (candidate(s, head_of(id), &step, &index)) {
		CN_AUTO_ARENA a = cn_arena_new(2 << 20);
		cn_str entry;
		cn_digest have;
		if (a && cn_shelf_entry(s, a, index, &entry, NULL) == CN_OK && id_of(a, entry, &have) && cn_digest_eq(&have, id)) {
			*ret = index;
			return true;
		}
	}
	return false;
}

static cn_code parse_name(cn_str what, bool *ret_number, uint64_t *ret_n, cn_digest *ret_id, cn_err *err)
{
	*ret_number = cn_tree_size_parse(what, ret_n); /* one spelling: no leading zero */
	if (*ret_number || cn_digest_parse(what, ret_id))
		return CN_OK;
	return CN_FAIL(err, CN_EINPUT, "a record is named by its number or its id, \"sha256:\" and 64 digits");
}

cn_code cn_shelf_find(cn_shelf *s, cn_str what, uint64_t *ret, cn_err *err)
{
	cn_digest id;
	bool number;
	uint64_t n;
	CN_TRY(parse_name(what, &number, &n, &id, err));
	if (!number && entry_of(s, &id, ret))
		return CN_OK;
	uint64_t size = cn_shelf_size(s);
	if (number) {
		*ret = n;
		return n < size ? CN_OK : CN_FAIL(err, CN_ENOTFOUND, "the log has no entry %llu: its checkpoint has %llu", (unsigned long long)n, (unsigned long long)size);
	}
	(void)pthread_mutex_lock(&s->mutex);
	bool all = s->indexed >= size;
	(void)pthread_mutex_unlock(&s->mutex);
	if (!all)
		return CN_FAIL(err, CN_ESTATE, "the ids of the log are still being read");
	return CN_FAIL(err, CN_ENOTFOUND, "the log has no record with this id");
}

cn_code cn_shelf_record_of(cn_shelf *s, cn_arena *a, cn_str what, cn_shelf_record *ret, uint64_t *ret_index, cn_err *err)
{
	cn_digest id;
	bool number;
	uint64_t n;
	size_t step = 0;
	*ret_index = CN_SHELF_NONE;
	CN_TRY(parse_name(what, &number, &n, &id, err));
	/* a record says its id once it is open: opening it first saves reading it twice */
	while (!number && candidate(s, head_of(&id), &step, ret_index))
		if (cn_shelf_record_at(s, a, *ret_index, ret, NULL) == CN_OK && cn_digest_eq(&ret->id, &id))
			return CN_OK;
	*ret_index = CN_SHELF_NONE;
	CN_TRY(cn_shelf_find(s, what, &n, err));
	*ret_index = n;
	return cn_shelf_record_at(s, a, n, ret, err);
}

size_t cn_shelf_cached(cn_shelf *s)
{
	return cn_cache_bytes(s->cache);
}
