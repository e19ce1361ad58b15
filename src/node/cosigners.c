/* witnesses.json, and what of the log passes between it and its witnesses. */
#include "node/cosigners.h"

#include "core/witness.h"
#include "node/home_private.h"

enum { FILE_BYTES_MAX = 256 << 10 };

static cn_code take_one(const cn_val *m, cn_cosigner *ret, cn_err *err)
{
	cn_vkey v;
	int64_t size = cn_get_int(m, "size", -1);
	*ret = (cn_cosigner){ .url = cn_get_text(m, "url"), .vkey = cn_get_text(m, "vkey"), .size = (uint64_t)size };
	if (!ret->url.n || size < 0)
		return CN_FAIL(err, CN_EINPUT, "not a list of witnesses (witnesses/1)");
	return cn_vkey_parse(ret->vkey, &v, err);
}

cn_code cn_cosigners_read(cn_arena *a, const char *dir, cn_cosigner **ret, size_t *ret_n, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_str text;
	const cn_val *m;
	size_t n = 0;
	cn_cosigner *list = CN_NEW(a, cn_cosigner, CN_COSIGNERS_MAX + 1);
	if (!list)
		return cn_arena_fail(a, err);
	CN_TRY(cn_path(path, dir, "witnesses.json", err));
	if (cn_file_exists(path)) {
		CN_TRY(cn_file_read(a, path, FILE_BYTES_MAX, &text, err));
		if (cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &m, err) != CN_OK)
			return cn_while(err, "%s", path);
		CN_EACH(c, cn_get(m, "witnesses")) {
			if (n == CN_COSIGNERS_MAX)
				return CN_FAIL(err, CN_ETOOBIG, "%s: at most %d witnesses", path, CN_COSIGNERS_MAX);
			if (take_one(c, &list[n++], err) != CN_OK)
				return cn_while(err, "%s", path);
		}
	}
	*ret = list;
	*ret_n = n;
	return CN_OK;
}

cn_code cn_cosigners_put(cn_arena *a, const char *dir, const cn_cosigner *c, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_cosigner *list;
	size_t n, at = 0;
	CN_TRY(cn_cosigners_read(a, dir, &list, &n, err));
	uint64_t seen = c->size;
	for (size_t i = 0; i < n; i++) {
		if (cn_eq(list[i].url, c->url) || cn_eq(list[i].vkey, c->vkey))
			seen = list[i].size > seen ? list[i].size : seen;
		else
			list[at++] = list[i];
	}
	if (at == CN_COSIGNERS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%s: at most %d witnesses", "witnesses.json", CN_COSIGNERS_MAX);
	list[at] = *c;
	list[at].size = seen;
	n = at + 1;
	cn_val *m = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "witnesses/1"));
	cn_val *all = cn_put(a, m, "witnesses", cn_list(a));
	for (size_t i = 0; i < n; i++) {
		cn_val *w = cn_push(a, all, cn_map(a));
		cn_put(a, w, "url", cn_text(a, list[i].url));
		cn_put(a, w, "vkey", cn_text(a, list[i].vkey));
		cn_put(a, w, "size", cn_int(a, (int64_t)list[i].size));
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, FILE_BYTES_MAX);
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(cn_path(path, dir, "witnesses.json", err));
	return cn_file_write(NULL, path, cn_buf_str(&b), 0644, err);
}

cn_code cn_home_ask_cosign(cn_home *h, cn_arena *a, uint64_t old, cn_str *ret, cn_err *err)
{
	cn_add_checkpoint q = { .old = old };
	uint64_t size = cn_log_published(h->log);
	if (old > size)
		return CN_FAIL(err, CN_ESTATE, "the witness says that it has seen %llu entries of this log, which has %llu: a log that was put back from a backup must not go on",
			       (unsigned long long)old, (unsigned long long)size);
	if (old > 0 && old < size)
		CN_TRY(cn_log_consistency(h->log, old, size, &q.proof, err));
	CN_TRY(cn_log_checkpoint(h->log, a, &q.note, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_WITNESS_BODY_BYTES_MAX);
	cn_add_checkpoint_write(&q, &b);
	*ret = cn_buf_copy(a, &b);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* Lines of the answer that are by the witness; cn_note_open has checked that they hold. */
static void pick_lines(cn_str lines, const cn_note *note, cn_buf *out)
{
	cn_str line;
	for (unsigned i = 0; i < note->n_sigs && cn_split(lines, '\n', &line, &lines); i++)
		if (note->sig[i].known == 0)
			cn_buf_printf(out, "%.*s\n", CN_FMT(line));
}

cn_code cn_home_take_cosign(cn_home *h, cn_arena *a, cn_str lines, const cn_vkey *witness, cn_err *err)
{
	cn_str bytes;
	cn_note *note = CN_NEW(a, cn_note, 1);
	if (!note)
		return cn_arena_fail(a, err);
	CN_TRY(cn_log_checkpoint(h->log, a, &bytes, err));
	CN_TRY(cn_note_open(a, bytes, NULL, 0, note, err));
	cn_str both = cn_strf(a, "%.*s\n%.*s", CN_FMT(note->text), CN_FMT(lines));
	CN_TRY(cn_note_open(a, both, witness, 1, note, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX);
	pick_lines(lines, note, &b);
	if (!b.n || b.failed)
		return CN_FAIL(err, CN_EFORGED, "the answer has no cosignature by %.*s", CN_FMT(witness->name));
	return cn_log_cosign(h->log, cn_buf_str(&b), err);
}
