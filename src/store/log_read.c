/* Reading a log on disk: entries, envelopes, proofs, release and erasure. Proofs are made from the public tiles, so what we prove from
 * is what everyone sees. */
#include "core/nomem.h"
#include "core/proof.h"
#include "store/log_private.h"

/* Where the frame of an entry begins: from the nearest noted place, a few frames on. Who reads in order is there already. */
static cn_code frame_at(cn_log *l, uint64_t index, uint64_t *ret, size_t *ret_n, cn_err *err)
{
	uint64_t at = l->offset[index / CN_OFFSET_EVERY];
	uint64_t left = index % CN_OFFSET_EVERY;
	if (l->next_at && l->next_index <= index && index - l->next_index < left) {
		at = l->next_at;
		left = index - l->next_index;
	}
	for (;;) {
		uint8_t head[2];
		CN_TRY(cn_fd_read(l->fd, head, 2, at, "the log's entries", err));
		size_t n = (size_t)head[0] << 8 | head[1];
		if (n == 0) {
			at += CN_MARK_BYTES;
			continue;
		}
		if (left == 0) {
			*ret = at;
			*ret_n = n;
			l->next_index = index + 1;
			l->next_at = at + 2 + n + CN_ENTRY_CHECK_BYTES;
			return CN_OK;
		}
		left--;
		at += 2 + n + CN_ENTRY_CHECK_BYTES;
	}
}

cn_code cn_log_entry(cn_log *l, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err)
{
	if (index >= cn_log_size(l))
		return CN_FAIL(err, CN_ENOTFOUND, "the log has %llu entries, so no entry %llu", (unsigned long long)cn_log_size(l),
			       (unsigned long long)index);
	uint64_t at;
	size_t n;
	CN_TRY(frame_at(l, index, &at, &n, err));
	char *p = cn_alloc(a, n + CN_ENTRY_CHECK_BYTES, 1);
	if (!p)
		return cn_arena_fail(a, err);
	CN_TRY(cn_fd_read(l->fd, p, n + CN_ENTRY_CHECK_BYTES, at + 2, "the log's entries", err));
	cn_str entry = { p, n };
	cn_digest leaf = cn_leaf_hash(entry);
	if (memcmp(leaf.b, p + n, CN_ENTRY_CHECK_BYTES) != 0)
		return CN_FAIL(err, CN_EFORGED, "entry %llu was changed on disk", (unsigned long long)index);
	*ret = entry;
	return CN_OK;
}

static cn_code log_envelope_once(cn_log *l, cn_arena *a, uint64_t index, cn_str *ret, cn_digest *ret_id, cn_err *err)
{
	cn_str entry;
	CN_TRY(cn_log_entry(l, a, index, &entry, err));
	cn_digest id;
	if (!cn_seal_parse(entry, &id)) {
		cn_envelope e;
		if (ret_id && cn_dsse_parse(a, entry, &e, NULL) == CN_OK)
			*ret_id = cn_pae_digest(e.type, e.payload);
		*ret = entry;
		return CN_OK;
	}
	if (ret_id)
		*ret_id = id;
	cn_code rc = cn_sealed_get(l->sealed, a, &id, ret, err);
	return rc == CN_ENOTFOUND ? CN_FAIL(err, CN_EABSENT, "entry %llu is sealed and its record is not here", (unsigned long long)index) : rc;
}

cn_code cn_log_envelope(cn_log *l, cn_arena *a, uint64_t index, cn_str *ret, cn_digest *ret_id, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, log_envelope_once(l, a, index, ret, ret_id, err), err);
}

cn_code cn_log_checkpoint(cn_log *l, cn_arena *a, cn_str *ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, l->public, "checkpoint", err));
	return cn_file_read(a, path, CN_NOTE_BYTES_MAX, ret, err);
}

/* ---- proofs ---------------------------------------------------------------------------------------------------------------- */

typedef struct tile_files {
	const cn_log *l;
	cn_arena *a;
	cn_tile last; /* a proof asks for the same tile up to eight times in a row */
	cn_str bytes;
} tile_files;

static cn_code tile_get(void *ctx, const cn_tile *t, cn_str *ret, cn_err *err)
{
	tile_files *f = ctx;
	if (f->bytes.n == 0 || f->last.level != t->level || f->last.index != t->index || f->last.width != t->width) {
		char name[CN_TILE_PATH_BYTES], path[CN_PATH_BYTES_MAX];
		cn_tile_path(t, name);
		CN_TRY(cn_path(path, f->l->public, name, err));
		CN_TRY(cn_file_read(f->a, path, CN_TILE_WIDTH * CN_DIGEST_BYTES, &f->bytes, err));
		f->last = *t;
	}
	*ret = f->bytes;
	return CN_OK;
}

static cn_code log_prove_once(cn_log *l, cn_arena *a, uint64_t index, cn_buf *out, cn_err *err)
{
	uint64_t size = cn_log_published(l);
	if (index >= size)
		return CN_FAIL(err, CN_ESTATE, "entry %llu is not published yet: the checkpoint has %llu", (unsigned long long)index,
			       (unsigned long long)size);
	CN_AUTO_ARENA scratch = cn_arena_new(8u << 20);
	if (!scratch)
		return CN_NOMEM(err);
	tile_files files = { .l = l, .a = scratch };
	cn_tiles tiles = { tile_get, &files, size };
	cn_hashes src = { cn_tiles_hash, &tiles };
	cn_proof proof = { .index = index };
	cn_str entry;
	CN_TRY(cn_log_entry(l, scratch, index, &entry, err));
	CN_TRY(cn_log_checkpoint(l, a, &proof.checkpoint, err));
	cn_code rc = cn_prove_inclusion(&src, index, size, &proof.path, err);
	if (rc == CN_OK) /* never hand out what does not hold; the entries do, they were read when the log was opened */
		rc = cn_proof_verify(scratch, &proof, entry, &l->vkey, NULL, 0, NULL, NULL, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%.300s", l->public); /* gives rc, unless err is NULL */
		return rc;
	}
	cn_proof_write(&proof, out);
	return out->over_cap ? CN_FAIL(err, CN_ETOOBIG, "no room for a proof") : out->failed ? CN_NOMEM(err) : CN_OK;
}

cn_code cn_log_prove(cn_log *l, cn_arena *a, uint64_t index, cn_buf *out, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, log_prove_once(l, a, index, out, err), err);
}

cn_code cn_log_consistency(cn_log *l, uint64_t from, uint64_t to, cn_hash_path *ret, cn_err *err)
{
	uint64_t size = cn_log_published(l);
	if (to > size)
		return CN_FAIL(err, CN_ESTATE, "the checkpoint has %llu entries, not %llu", (unsigned long long)size, (unsigned long long)to);
	CN_AUTO_ARENA scratch = cn_arena_new(8u << 20);
	if (!scratch)
		return CN_NOMEM(err);
	tile_files files = { .l = l, .a = scratch };
	cn_tiles tiles = { tile_get, &files, size };
	cn_hashes src = { cn_tiles_hash, &tiles };
	return cn_prove_consistency(&src, from, to, ret, err);
}

/* ---- release, erasure -------------------------------------------------------------------------------------------------------- */

static cn_code release_path(const cn_log *l, const cn_digest *id, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	char folder[CN_PATH_BYTES_MAX], hex[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(id, hex);
	CN_TRY(cn_path(folder, l->public, "release", err));
	return cn_path(out, folder, hex + 7, err);
}

cn_code cn_log_release(cn_log *l, const cn_digest *id, cn_err *err)
{
	if (!l->writable)
		return CN_FAIL(err, CN_ESTATE, "the log is open for reading only");
	char path[CN_PATH_BYTES_MAX], folder[CN_PATH_BYTES_MAX];
	CN_AUTO_ARENA a = cn_arena_new(1 << 18);
	if (!a)
		return CN_NOMEM(err);
	cn_str envelope;
	cn_code rc = cn_sealed_get(l->sealed, a, id, &envelope, err);
	if (rc == CN_ENOTFOUND)
		return CN_FAIL(err, CN_EABSENT, "no sealed record with this id here");
	CN_TRY(rc);
	CN_TRY(release_path(l, id, path, err));
	CN_TRY(cn_path(folder, l->public, "release", err));
	CN_TRY(cn_dir_make(l->disk, folder, 0755, err));
	return cn_file_write(l->disk, path, envelope, 0644, err);
}

cn_code cn_log_erase(cn_log *l, const cn_digest *id, cn_err *err)
{
	if (!l->writable)
		return CN_FAIL(err, CN_ESTATE, "the log is open for reading only");
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_sealed_erase(l->sealed, id, err));
	CN_TRY(release_path(l, id, path, err));
	return cn_file_exists(path) ? cn_file_remove(l->disk, path, err) : CN_OK;
}

bool cn_log_erased(cn_log *l, const cn_digest *id)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 18);
	cn_str ignored;
	return a && cn_sealed_get(l->sealed, a, id, &ignored, NULL) == CN_EABSENT;
}
