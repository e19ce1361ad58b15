/* Release and erasure. Erasing takes along what the record alone held: its envelope, its blobs, its rows in the views. */
#include <unistd.h>

#include "node/home_private.h"

cn_code cn_home_release(cn_home *h, cn_arena *a, uint64_t index, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_str envelope;
	cn_digest id;
	CN_TRY(cn_home_ready(h, a, err));
	CN_TRY(cn_log_envelope(h->log, a, index, &envelope, &id, err));
	CN_TRY(cn_log_release(h->log, &id, err));
	cn_val *body = cn_map(a);
	cn_put(a, body, "record", cn_text(a, cn_digest_str(a, &id)));
	cn_put(a, body, "index", cn_int(a, (int64_t)index));
	cn_ref *ref = CN_NEW(a, cn_ref, 1); /* *ret borrows it */
	if (!ref)
		return cn_arena_fail(a, err);
	*ref = (cn_ref){ .role = CN_S("record"), .to = id };
	cn_draft d = { .kind = "release/1", .refs = ref, .n_refs = 1, .body = body };
	return cn_home_append(h, a, &d, now_us, ret, err);
}

/* Who else speaks of the record: assessments that cite it, and whether it was made public. */
typedef struct mentions {
	uint64_t *citing;
	size_t n_citing;
	bool released;
} mentions;

static bool names_record(const cn_signed *s, const void *id)
{
	for (size_t k = 0; k < s->rec.n_refs; k++)
		if (cn_digest_eq(&s->rec.refs[k].to, id))
			return true;
	return false;
}

static cn_code find_mentions(cn_home *h, cn_arena *a, const cn_digest *id, mentions *m, cn_err *err)
{
	uint64_t size = cn_log_size(h->log);
	cn_signed *s = CN_NEW(a, cn_signed, 1);
	m->citing = CN_NEW(a, uint64_t, (size_t)size);
	if (!s || !m->citing)
		return cn_arena_fail(a, err);
	const cn_seek what = { .wanted = names_record, .arg = id };
	for (uint64_t at = 0;;) {
		bool found;
		CN_TRY(cn_home_seek(h, a, &what, &at, s, &found, err));
		if (!found)
			return CN_OK;
		if (cn_eqz(s->rec.kind, "assessment/1"))
			m->citing[m->n_citing++] = at - 1;
		m->released = m->released || cn_eqz(s->rec.kind, "release/1");
	}
}

static cn_code say_erased(cn_home *h, cn_arena *a, const cn_digest *record, const cn_digest *blob, cn_str reason, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_val *body = cn_map(a);
	cn_put(a, body, "what", cn_textz(a, blob ? "blob" : "record"));
	cn_put(a, body, "digest", cn_text(a, cn_digest_str(a, blob ? blob : record)));
	cn_put(a, body, "reason", cn_text(a, reason));
	cn_ref *ref = CN_NEW(a, cn_ref, 1); /* *ret borrows it */
	if (!ref)
		return cn_arena_fail(a, err);
	*ref = (cn_ref){ .role = CN_S("record"), .to = *record };
	cn_draft d = { .kind = "erase/1", .refs = ref, .n_refs = 1, .body = body };
	return cn_home_append(h, a, &d, now_us, ret, err);
}

/* The bytes are overwritten before the name goes, as those of a sealed record are. */
static cn_code destroy_blob(cn_home *h, const cn_digest *d, cn_err *err)
{
	static const char zeros[65536] = { 0 };
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(cn_blob_path(h->blobs, d, p, err));
	FILE *f = fopen(p, "r+b");
	if (f) {
		long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
		rewind(f);
		for (long at = 0; at < size; at += (long)sizeof zeros)
			(void)fwrite(zeros, 1, size - at < (long)sizeof zeros ? (size_t)(size - at) : sizeof zeros, f);
		bool ok = size >= 0 && fflush(f) == 0 && !ferror(f) && fdatasync(fileno(f)) == 0;
		if (fclose(f) != 0 || !ok)
			return CN_FAIL(err, CN_EIO, "%s could not be overwritten", p);
	}
	return cn_blob_erase(h->blobs, d, err);
}

/* The views hold what they folded, also in pages that were freed: the file goes, and is made again from what the log still has. */
cn_code cn_home_forget_views(cn_home *h, bool *ret_were, cn_err *err)
{
	static const char *const files[] = { "views.db-wal", "views.db-shm", "views.db" };
	char p[CN_PATH_BYTES_MAX];
	*ret_were = false;
	for (size_t i = 0; i < 3; i++) {
		CN_TRY(cn_home_path(h, files[i], p, err));
		if (!cn_file_exists(p))
			continue;
		*ret_were = true;
		CN_TRY(cn_file_remove(NULL, p, err));
	}
	return CN_OK;
}

cn_code cn_home_erase(cn_home *h, cn_arena *a, uint64_t index, cn_str reason, int64_t now_us, cn_erasure *ret, cn_err *err)
{
	cn_digest id;
	cn_str entry;
	const cn_digest *blob;
	mentions m = { 0 };
	bool views;
	*ret = (cn_erasure){ 0 };
	CN_TRY(cn_log_entry(h->log, a, index, &entry, err));
	if (!cn_seal_parse(entry, &id))
		return CN_FAIL(err, CN_EINPUT, "record %llu is public: it cannot be called back", (unsigned long long)index);
	CN_TRY(cn_home_ready(h, a, err)); /* nothing is destroyed that the log could not be told of */
	CN_TRY(find_mentions(h, a, &id, &m, err));
	/* blobs before the record that names them: cut off in between, the same command finishes it */
	CN_TRY(cn_home_own_blobs(h, a, index, &blob, &ret->n_blob, err));
	for (size_t i = 0; i < ret->n_blob; i++) {
		CN_TRY(destroy_blob(h, &blob[i], err));
		/* The digest of a document lets whoever guesses the document confirm it, and erase/1 is public: so it is named only if a release
		 * had made it public before. Of what was sealed, the erase/1 of the record speaks for its blobs. */
		if (m.released)
			CN_TRY(say_erased(h, a, &id, &blob[i], reason, now_us, &ret->rec, err));
	}
	CN_TRY(cn_log_erase(h->log, &id, err));
	CN_TRY(cn_home_forget_views(h, &views, err));
	CN_TRY(say_erased(h, a, &id, NULL, reason, now_us, &ret->rec, err));
	ret->citing = m.citing;
	ret->n_citing = m.n_citing;
	return views || h->db ? cn_home_views_fold(h, a, err) : CN_OK;
}
