/* Text and Markdown written: the entry AIGC of front matter, and a store as variation selectors at the end. */
#include "lab/media/format/text.h"
#include "lab/media/media.h"

enum { WRAPPER_HEAD = 13, PADDING_MIN = 6, ENTRY_BYTES_MAX = 1 << 20 };

/* ---- the store ----------------------------------------------------------------------------------------------------------------
 */

static char *put_selector(char *p, unsigned char c)
{
	if (c < 16) {
		memcpy(p, "\xef\xb8", 2);
		p[2] = (char)(0x80 | c);
		return p + 3;
	}
	unsigned v = c - 16u;
	memcpy(p, "\xf3\xa0", 2);
	p[2] = (char)(0x84 + (v >> 6));
	p[3] = (char)(0x80 | (v & 0x3f));
	return p + 4;
}

/* Low bytes take three bytes and the others four, so the length would hang on what the store says. Padding makes it hang on the
 * store's length only: selectors of three bytes and then of four fill any room of six bytes and more, in the one way that A.8 lays
 * down. */
static cn_code put_store(cn_media_writer *w, cn_str store)
{
	char head[WRAPPER_HEAD] = "C2PATXT\0\1";
	if (store.n > CN_MEDIA_JOINED_BYTES_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "labels in pieces are longer than %d bytes together", CN_MEDIA_JOINED_BYTES_MAX);
	for (unsigned i = 0; i < 4; i++)
		head[9 + i] = (char)(store.n >> (24 - 8 * i) & 0xff);
	size_t whole = 3 + 4 * (WRAPPER_HEAD + store.n) + PADDING_MIN;
	char *out = CN_NEW(w->a, char, whole), *p = out;
	if (!out)
		return cn_arena_fail(w->a, w->err);
	memcpy(p, "\xef\xbb\xbf", 3);
	p += 3;
	for (unsigned i = 0; i < WRAPPER_HEAD; i++)
		p = put_selector(p, (unsigned char)head[i]);
	for (size_t i = 0; i < store.n; i++)
		p = put_selector(p, (unsigned char)store.p[i]);
	size_t fours = (whole - (size_t)(p - out)) % 3;
	while ((size_t)(p - out) < whole - 4 * fours)
		p = put_selector(p, 0);
	while ((size_t)(p - out) < whole)
		p = put_selector(p, 16);
	CN_TRY(cn_media_store_here(w, whole));
	return cn_media_piece(w, (cn_str){ out, whole });
}

/* A part of the file without what stands for a store, if that is edited. */
static cn_code put_old(cn_media_writer *w, size_t from, size_t end, bool stores_go)
{
	cn_str s = cn_sub(w->file, 0, end);
	cn_text_cuts cuts = { .s = s, .at = from };
	cn_media_range cut;
	while (stores_go && cn_text_cuts_next(&cuts, &cut) != CN_TEXT_NO_CUT) {
		CN_TRY(cn_media_piece(w, cn_sub(s, from, cut.at - from)));
		from = cut.at + cut.size;
	}
	return cn_media_piece(w, cn_sub(s, from, end - from));
}

/* ---- the label ------------------------------------------------------------------------------------------------------------------
 */

/* Texts only, as an entry of YAML: a line each, four spaces in. */
static bool from_json(cn_media_writer *w, cn_str label, const char *eol, cn_buf *b)
{
	const cn_val *v;
	cn_err err;
	if (!cn_starts(label, "{") || cn_json_parse(w->a, label, CN_JSON_DEPTH_MAX, &v, &err) != CN_OK || !cn_first(v))
		return false;
	cn_buf_printf(b, "AIGC:%s", eol);
	CN_EACH(c, v) {
		bool plain = c->type == CN_TEXT && c->key.n > 0;
		for (size_t i = 0; i < c->key.n; i++)
			plain =
			    plain && ((c->key.p[i] >= 'A' && c->key.p[i] <= 'Z') || (c->key.p[i] >= 'a' && c->key.p[i] <= 'z') ||
				      (c->key.p[i] >= '0' && c->key.p[i] <= '9') || c->key.p[i] == '_');
		if (!plain)
			return false;
		cn_buf_printf(b, "    %.*s: ", CN_FMT(c->key));
		cn_json_text(b, c->s);
		cn_buf_putz(b, eol);
	}
	return true;
}

/* The entry for the label. One that is no JSON is YAML, and must be read again as what it is. */
static cn_code entry(cn_media_writer *w, cn_str label, const char *eol, cn_str *ret)
{
	cn_buf b;
	cn_str whole, value;
	if (label.n > ENTRY_BYTES_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "an entry of front matter of more than %d bytes", ENTRY_BYTES_MAX);
	cn_buf_init(&b, 16 * label.n + 1024);
	bool json = from_json(w, label, eol, &b);
	if (!json) {
		bool below = cn_starts(label, " ") || cn_starts(label, "\t");
		cn_buf_reset(&b);
		cn_buf_putz(&b, "AIGC:");
		cn_buf_putz(&b, below ? eol : " ");
		cn_buf_put(&b, label);
		cn_buf_putz(&b, eol);
	}
	*ret = cn_buf_copy(w->a, &b);
	cn_buf_done(&b);
	if (!cn_arena_ok(w->a))
		return cn_arena_fail(w->a, w->err);
	if (!json && (label.n == 0 || !cn_utf8_ok(label) || memchr(label.p, 0, label.n) || !cn_label_block(*ret, &whole, &value) ||
		      whole.n != ret->n || !cn_eq(value, label)))
		return CN_FAIL(w->err, CN_EINPUT, "the label is no JSON object and no value of one entry of YAML");
	return CN_OK;
}

/* New front matter, or the old one with its entry replaced; *ret_end: the byte of the old file that comes next. */
static cn_code put_label(cn_media_writer *w, const cn_media_edit *e, size_t start, bool stores_go, size_t *ret_end)
{
	cn_str text = cn_sub(w->file, start, w->file.n), front, body, line, rest, whole, value, fresh = { "", 0 };
	bool has_front = cn_label_front(text, &front, &body);
	(void)cn_split(text, '\n', &line, &rest);
	const char *eol = rest.p && cn_ends(line, "\r") ? "\r\n" : "\n";
	*ret_end = start;
	if (e->bytes.p)
		CN_TRY(entry(w, e->bytes, eol, &fresh));
	if (!has_front) {
		if (fresh.n == 0)
			return CN_OK;
		CN_TRY(cn_media_piece(w, cn_strf(w->a, "---%s%.*s---%s", eol, CN_FMT(fresh), eol)));
		return cn_arena_ok(w->a) ? CN_OK : cn_arena_fail(w->a, w->err);
	}
	size_t from = (size_t)(front.p - w->file.p), end = from + front.n, next = end;
	if (cn_label_block(front, &whole, &value)) {
		end = (size_t)(whole.p - w->file.p);
		next = end + whole.n;
	}
	CN_TRY(put_old(w, start, end, stores_go));
	CN_TRY(cn_media_piece(w, fresh));
	*ret_end = next;
	return CN_OK;
}

cn_code cn_media_write_text(cn_media_writer *w)
{
	const cn_media_edit *label = cn_media_edit_of(w, CN_PART_AIGC, (cn_str){ "", 0 }),
			    *store = cn_media_edit_of(w, CN_PART_C2PA, (cn_str){ "", 0 });
	cn_text_wrapper x;
	bool wrapped = cn_text_wrapper_next(w->file, 0, &x) && x.at.at == 0;
	size_t at = cn_starts(w->file, "\xef\xbb\xbf") && !wrapped ? 3 : 0;
	CN_TRY(cn_media_piece(w, cn_sub(w->file, 0, at)));
	if (label)
		CN_TRY(put_label(w, label, at, store != NULL, &at));
	CN_TRY(put_old(w, at, w->file.n, store != NULL));
	return store && store->bytes.p ? put_store(w, store->bytes) : CN_OK;
}
