/* Following a log into the views, and the dump that lets two databases be compared. */
#include "core/nomem.h"
#include "store/db.h"

/* The ring starts with pinned keys: give it the key/1 records that were folded before. */
static cn_code replay_keys(cn_db *db, cn_log *l, cn_str origin, uint64_t cursor, cn_keyring *ring, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	const cn_val *rows;
	const cn_sqlval args[] = { CN_CELL_S(origin), CN_CELL_I((int64_t)cursor) };
	CN_TRY(cn_db_query(db, a, "SELECT e.idx FROM entry e JOIN record r ON r.id = e.id WHERE r.kind = 'key/1' AND e.origin = ?1 AND e.idx < ?2"
				  " ORDER BY e.idx", args, 2, 4096, &rows, err));
	CN_EACH(row, rows) {
		cn_str envelope;
		cn_signed s;
		CN_TRY(cn_log_envelope(l, a, (uint64_t)cn_get_int(row, "idx", 0), &envelope, NULL, err));
		CN_TRY(cn_record_open(a, envelope, &s, err));
		cn_code rc = cn_keyring_fold(ring, &s, NULL); /* one that did not count then does not count now */
		(void)rc;
	}
	return CN_OK;
}

/* Who signed it, and does it count? */
static void judge(const cn_keyring *ring, const cn_signed *s, cn_seen *seen)
{
	const cn_ring_key *key = NULL;
	seen->state = CN_S("unverified");
	if (s->rec.seq < 0 || (uint64_t)s->rec.seq != seen->index)
		return;
	if (cn_keyring_verify(ring, s, &key, NULL) == CN_OK) {
		seen->state = CN_S("counted");
		seen->key_id = key->id;
		return;
	}
	for (unsigned i = 0; i < s->env.n_sigs; i++) {
		key = cn_keyring_find(ring, &s->env.sig[i].keyid);
		if (key && cn_eq(key->author, s->rec.author) && cn_dsse_verify(&s->env, &key->pub, NULL) == CN_OK) {
			seen->state = CN_S("revoked");
			seen->key_id = key->id;
			return;
		}
	}
}

/* ret_key: set when it is a record about keys. */
static cn_code follow_one(cn_db *db, cn_log *l, cn_str origin, uint64_t index, cn_keyring *ring, bool *ret_key, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	cn_seen seen = { .origin = origin, .index = index };
	cn_str envelope, entry;
	cn_signed s;
	CN_TRY(cn_log_entry(l, a, index, &entry, err));
	seen.sealed = cn_seal_parse(entry, &seen.id);
	cn_code rc = cn_log_envelope(l, a, index, &envelope, &seen.id, err);
	if (rc == CN_EABSENT) {
		seen.state = cn_log_erased(l, &seen.id) ? CN_S("erased") : CN_S("sealed");
		return cn_db_fold(db, &seen, err);
	}
	CN_TRY(rc);
	rc = cn_record_open(a, envelope, &s, err);
	if (rc == CN_ENOMEM)
		return rc;
	if (rc != CN_OK || (seen.sealed && !cn_digest_eq(&s.id, &seen.id))) { /* not a record, or not the one the entry names */
		seen.state = CN_S("unverified");
		seen.id = seen.sealed ? seen.id : cn_sha256(entry);
		return cn_db_fold(db, &seen, err);
	}
	*ret_key = *ret_key || cn_eqz(s.rec.kind, "key/1");
	if (cn_keyring_fold(ring, &s, NULL) == CN_ENOMEM) /* one that does not hold does not count; it is shown as a record all the same */
		return CN_NOMEM(err);
	seen.id = s.id;
	seen.rec = &s.rec;
	seen.whole = &s;
	judge(ring, &s, &seen);
	return cn_db_fold(db, &seen, err);
}

/* A revocation changes what counts among entries that were folded before it. */
static cn_code restate(cn_db *db, cn_str origin, const cn_keyring *ring, cn_err *err)
{
	const cn_ring_key *key;
	for (size_t i = 0; (key = cn_keyring_at(ring, i)); i++) {
		char id[CN_DIGEST_TEXT_BYTES];
		cn_digest_text(&key->id, id);
		const cn_sqlval args[] = { CN_CELL_S(origin), CN_CELL_S(cn_str_z(id)), CN_CELL_I(key->from), CN_CELL_I(key->until) };
		CN_TRY(cn_db_exec(db, "UPDATE entry SET state = CASE WHEN idx >= ?3 AND idx < ?4 THEN 'counted' ELSE 'revoked' END"
				      " WHERE origin = ?1 AND key_id = ?2 AND state = CASE WHEN idx >= ?3 AND idx < ?4 THEN 'revoked' ELSE 'counted' END", args, 4, err));
	}
	return CN_OK;
}

static cn_code follow(cn_db *db, cn_log *l, cn_str origin, cn_keyring *ring, cn_err *err)
{
	uint64_t cursor;
	CN_TRY(cn_db_cursor(db, origin, &cursor, err));
	CN_TRY(replay_keys(db, l, origin, cursor, ring, err));
	uint64_t size = cn_log_size(l);
	bool keys = false;
	for (uint64_t i = cursor; i < size; i++) {
		unsigned long was = cn_heap_failures();
		cn_code rc = follow_one(db, l, origin, i, ring, &keys, err);
		if (cn_heap_failures() != was) /* then a state may have been judged wrongly: nothing of it may stay */
			return CN_NOMEM(err);
		if (rc != CN_OK) {
			(void)cn_while(err, "folding entry %llu", (unsigned long long)i); /* gives rc, unless err is NULL */
			return rc;
		}
	}
	if (size == cursor)
		return CN_OK;
	if (keys)
		CN_TRY(restate(db, origin, ring, err));
	const cn_sqlval args[] = { CN_CELL_S(origin), CN_CELL_I((int64_t)size) };
	return cn_db_exec(db, "INSERT INTO cursor VALUES (?1, ?2) ON CONFLICT (origin) DO UPDATE SET size = excluded.size", args, 2, err);
}

static cn_code in_one(cn_db *db, cn_log *l, cn_str origin, cn_keyring *ring, bool anew, cn_err *err)
{
	CN_TRY(cn_db_begin(db, err));
	cn_code rc = anew ? cn_db_reset(db, err) : CN_OK;
	if (rc == CN_OK)
		rc = follow(db, l, origin, ring, err);
	if (rc == CN_OK)
		rc = cn_db_commit(db, err);
	if (rc != CN_OK)
		cn_db_rollback(db);
	return rc;
}

cn_code cn_db_follow(cn_db *db, cn_log *l, cn_str origin, cn_keyring *ring, cn_err *err)
{
	return in_one(db, l, origin, ring, false, err);
}

cn_code cn_db_rebuild(cn_db *db, cn_log *l, cn_str origin, cn_keyring *ring, cn_err *err)
{
	return in_one(db, l, origin, ring, true, err);
}

/* ---- dump ------------------------------------------------------------------------------------------------------------------ */

static int by_text(const void *a, const void *b)
{
	return cn_cmp(*(const cn_str *)a, *(const cn_str *)b);
}

static cn_code dump_table(cn_db *db, cn_str table, cn_buf *out, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 32);
	if (!a)
		return CN_NOMEM(err);
	cn_str sql = cn_strf(a, "SELECT * FROM %.*s", CN_FMT(table));
	const cn_val *rows;
	CN_TRY(cn_db_query(db, a, cn_cstr(a, sql), NULL, 0, SIZE_MAX, &rows, err));
	cn_str *line = CN_NEW(a, cn_str, rows->n + 1);
	if (!line)
		return cn_arena_fail(a, err);
	size_t n = 0;
	CN_EACH(row, rows) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		cn_json_write(&b, row, -1);
		line[n++] = cn_str_copy(a, cn_buf_str(&b));
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	qsort(line, n, sizeof *line, by_text);
	cn_buf_printf(out, "== %.*s\n", CN_FMT(table));
	for (size_t i = 0; i < n; i++) {
		cn_buf_put(out, line[i]);
		cn_buf_putc(out, '\n');
	}
	return out->over_cap ? CN_FAIL(err, CN_ETOOBIG, "the dump is over %zu bytes", out->cap) : out->failed ? CN_NOMEM(err) : CN_OK;
}

static cn_code dump_names(cn_db *db, const char *names, cn_buf *out, cn_err *err)
{
	cn_str rest = cn_str_z(names), word;
	while (rest.n > 0) {
		(void)cn_split(rest, ' ', &word, &rest); /* the last word comes without a space */
		CN_TRY(dump_table(db, word, out, err));
	}
	return CN_OK;
}

static cn_code db_dump_once(cn_db *db, cn_buf *out, cn_err *err)
{
	CN_TRY(dump_names(db, "depth", out, err));
	for (size_t i = 0; cn_view_at(i); i++) {
		CN_TRY(dump_names(db, cn_view_at(i)->tables, out, err));
		CN_TRY(dump_names(db, cn_view_at(i)->derived ? cn_view_at(i)->derived : "", out, err));
	}
	return CN_OK;
}

cn_code cn_db_dump(cn_db *db, cn_buf *out, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, db_dump_once(db, out, err), err);
}
