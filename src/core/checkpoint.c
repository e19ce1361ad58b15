/* Signed notes, checkpoints, cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature). */
#include "core/checkpoint.h"
#include "core/nomem.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space begin a signature line */

/* ---- names and keys -------------------------------------------------------------------------------------------------------- */

static bool space_at(cn_str s, size_t i)
{
	static const char *const spaces[] = { "\xc2\x85",	  "\xc2\xa0",	  "\xe1\x9a\x80", "\xe2\x80\xa8",
					      "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80" };
	cn_str rest = cn_sub(s, i, s.n);
	for (size_t k = 0; k < sizeof spaces / sizeof *spaces; k++)
		if (cn_starts(rest, spaces[k]))
			return true;
	return rest.n >= 3 && memcmp(rest.p, "\xe2\x80", 2) == 0 && (uint8_t)rest.p[2] >= 0x80 && (uint8_t)rest.p[2] <= 0x8a;
}

static bool name_ok(cn_str name)
{
	if (name.n == 0 || name.n > CN_NOTE_NAME_BYTES_MAX || !cn_utf8_ok(name))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if ((uint8_t)name.p[i] <= 0x20 || name.p[i] == 0x7f || name.p[i] == '+' || space_at(name, i))
			return false;
	return true;
}

cn_code cn_vkey_make(cn_str name, uint8_t type, const cn_pub *pub, cn_vkey *ret, cn_err *err)
{
	if (!name_ok(name))
		return CN_FAIL(err, CN_EINPUT, "the name of a note's signer is 1 to %d bytes without spaces or '+'", CN_NOTE_NAME_BYTES_MAX);
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_puts(&h, name);
	cn_hash_put(&h, "\n", 1);
	cn_hash_put(&h, &type, 1);
	cn_hash_put(&h, pub->b, CN_PUB_BYTES);
	cn_digest d = cn_hash_done(&h);
	*ret = (cn_vkey){ name, type, *pub, (uint32_t)d.b[0] << 24 | (uint32_t)d.b[1] << 16 | (uint32_t)d.b[2] << 8 | d.b[3] };
	return CN_OK;
}

static cn_code vkey_parse_once(cn_str text, cn_vkey *ret, cn_err *err)
{
	cn_str name, hex, base64, raw;
	uint8_t id[4];
	CN_AUTO_ARENA a = cn_arena_new(4096);
	if (!a)
		return CN_NOMEM(err);
	if (!cn_split(text, '+', &name, &hex) || !cn_split(hex, '+', &hex, &base64) || !cn_unhex(hex, id, 4) || base64.n > 64 ||
	    !cn_unbase64(a, base64, &raw) || raw.n < 2)
		return CN_FAIL(err, CN_EINPUT, "a verifier key is <name>+<8 hex digits>+<base64>");
	uint8_t type = (uint8_t)raw.p[0];
	if (type != CN_NOTE_ED25519 && type != CN_NOTE_COSIGNATURE)
		return CN_FAIL(err, CN_EUNSUPPORTED, "verifier keys of type 0x%02x are not known here", type);
	if (raw.n != 1 + CN_PUB_BYTES)
		return CN_FAIL(err, CN_EINPUT, "a verifier key of %zu bytes, not %d", raw.n - 1, CN_PUB_BYTES);
	cn_pub pub;
	memcpy(pub.b, raw.p + 1, CN_PUB_BYTES);
	cn_vkey k;
	CN_TRY(cn_vkey_make(name, type, &pub, &k, err));
	if (k.id != ((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3]))
		return CN_FAIL(err, CN_EINPUT, "the verifier key's id does not belong to its name and key");
	CN_TRY(cn_pub_check(&pub, err));
	*ret = k;
	return CN_OK;
}

cn_code cn_vkey_parse(cn_str text, cn_vkey *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, vkey_parse_once(text, ret, err), err);
}

void cn_vkey_text(const cn_vkey *k, cn_buf *out)
{
	uint8_t raw[1 + CN_PUB_BYTES];
	raw[0] = k->type;
	memcpy(raw + 1, k->pub.b, CN_PUB_BYTES);
	cn_buf_printf(out, "%.*s+%08x+", CN_FMT(k->name), (unsigned)k->id);
	cn_base64(out, raw, sizeof raw);
}

/* ---- notes ------------------------------------------------------------------------------------------------------------------- */

static bool text_ok(cn_str text)
{
	if (text.n == 0 || text.p[text.n - 1] != '\n' || !cn_utf8_ok(text))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if ((uint8_t)text.p[i] < 0x20 && text.p[i] != '\n')
			return false;
	return true;
}

/* What a cosignature of type 0x04 signs. */
static void cosigned(cn_str text, int64_t time_s, cn_buf *out)
{
	cn_buf_printf(out, "cosignature/v1\ntime %lld\n", (long long)time_s);
	cn_buf_put(out, text);
}

static cn_code sig_holds(const cn_vkey *k, cn_str text, cn_note_sig *s, bool *ret, cn_err *err)
{
	cn_sig sig;
	*ret = false;
	if (k->type == CN_NOTE_ED25519) {
		if (s->bytes.n != CN_SIG_BYTES)
			return CN_OK;
		memcpy(sig.b, s->bytes.p, CN_SIG_BYTES);
		*ret = cn_sig_ok(&k->pub, text, &sig);
		return CN_OK;
	}
	if (s->bytes.n != 8 + CN_SIG_BYTES || (uint8_t)s->bytes.p[0] >= 0x80)
		return CN_OK;
	uint64_t t = 0;
	for (unsigned i = 0; i < 8; i++)
		t = t << 8 | (uint8_t)s->bytes.p[i];
	s->time_s = (int64_t)t;
	memcpy(sig.b, s->bytes.p + 8, CN_SIG_BYTES);
	CN_AUTO_BUF b;
	cn_buf_init(&b, text.n + 64);
	cosigned(text, s->time_s, &b);
	if (b.failed)
		return CN_NOMEM(err);
	*ret = cn_sig_ok(&k->pub, cn_buf_str(&b), &sig);
	return CN_OK;
}

static cn_code take_sig(cn_arena *a, cn_str line, cn_note_sig *ret, cn_err *err)
{
	cn_str name, base64, raw;
	if (!cn_starts(line, DASH) || !cn_split(cn_sub(line, sizeof DASH - 1, line.n), ' ', &name, &base64) || !name_ok(name) ||
	    !cn_unbase64(a, base64, &raw) || raw.n < 5)
		return CN_FAIL(err, CN_EINPUT, "note: a signature line is malformed");
	const uint8_t *p = (const uint8_t *)raw.p;
	*ret = (cn_note_sig){ .name = name,
			      .id = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3],
			      .bytes = cn_sub(raw, 4, raw.n),
			      .known = -1 };
	return CN_OK;
}

static cn_code check_sig(const cn_note *note, cn_note_sig *s, const cn_vkey *known, size_t n_known, cn_err *err)
{
	for (size_t i = 0; i < n_known; i++) {
		if (known[i].id != s->id || !cn_eq(known[i].name, s->name))
			continue;
		bool holds;
		CN_TRY(sig_holds(&known[i], note->text, s, &holds, err));
		if (!holds)
			return CN_FAIL(err, CN_EFORGED, "note: the signature of %.*s does not hold", CN_FMT(s->name));
		s->known = (int)i;
		return CN_OK;
	}
	return CN_OK;
}

static cn_code note_open_once(cn_arena *a, cn_str bytes, const cn_vkey *known, size_t n_known, cn_note *ret, cn_err *err)
{
	if (bytes.n > CN_NOTE_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "note: %zu bytes, at most %d", bytes.n, CN_NOTE_BYTES_MAX);
	size_t split = 0; /* the last empty line: the text may hold empty lines of its own */
	for (size_t i = 1; i + 1 < bytes.n; i++)
		if (bytes.p[i - 1] == '\n' && bytes.p[i] == '\n')
			split = i;
	cn_note note = { .text = cn_sub(bytes, 0, split) };
	if (split == 0 || !text_ok(note.text))
		return CN_FAIL(err, CN_EINPUT, "note: not a text, an empty line and signatures");
	cn_str rest = cn_sub(bytes, split + 1, bytes.n), line;
	while (rest.n > 0) {
		if (!cn_split(rest, '\n', &line, &rest))
			return CN_FAIL(err, CN_EINPUT, "note: the last line is not ended");
		if (note.n_sigs == CN_NOTE_SIGS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "note: more than %d signatures", CN_NOTE_SIGS_MAX);
		cn_note_sig *s = &note.sig[note.n_sigs++];
		CN_TRY(take_sig(a, line, s, err));
		CN_TRY(check_sig(&note, s, known, n_known, err));
	}
	if (note.n_sigs == 0)
		return CN_FAIL(err, CN_EINPUT, "note: no signature");
	*ret = note;
	return CN_OK;
}

cn_code cn_note_open(cn_arena *a, cn_str bytes, const cn_vkey *known, size_t n_known, cn_note *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, note_open_once(a, bytes, known, n_known, ret, err), err);
}

static cn_code note_sign_once(cn_str text, cn_str name, uint8_t type, const cn_key *key, int64_t time_s, cn_buf *out, cn_err *err)
{
	cn_pub pub = cn_key_pub(key);
	cn_vkey k;
	CN_TRY(cn_vkey_make(name, type, &pub, &k, err));
	if (!text_ok(text))
		return CN_FAIL(err, CN_EINPUT, "note: the text does not end in a newline, or holds control characters");
	uint8_t raw[4 + 8 + CN_SIG_BYTES] = { (uint8_t)(k.id >> 24), (uint8_t)(k.id >> 16), (uint8_t)(k.id >> 8), (uint8_t)k.id };
	size_t n = 4;
	CN_AUTO_BUF message;
	cn_buf_init(&message, text.n + 64);
	if (type == CN_NOTE_COSIGNATURE) {
		if (time_s < 0)
			return CN_FAIL(err, CN_EINPUT, "note: a cosignature before 1970");
		for (unsigned i = 0; i < 8; i++)
			raw[n++] = (uint8_t)((uint64_t)time_s >> (56 - 8 * i));
		cosigned(text, time_s, &message);
	} else if (type == CN_NOTE_ED25519) {
		cn_buf_put(&message, text);
	} else {
		return CN_FAIL(err, CN_EUNSUPPORTED, "signatures of type 0x%02x are not made here", type);
	}
	if (message.failed)
		return CN_NOMEM(err);
	cn_sig sig = cn_key_sign(key, cn_buf_str(&message));
	memcpy(raw + n, sig.b, CN_SIG_BYTES);
	cn_buf_printf(out, DASH "%.*s ", CN_FMT(name));
	cn_base64(out, raw, n + CN_SIG_BYTES);
	cn_buf_putc(out, '\n');
	return out->over_cap ? CN_FAIL(err, CN_ETOOBIG, "note: over %zu bytes", out->cap) : out->failed ? CN_NOMEM(err) : CN_OK;
}

cn_code cn_note_sign(cn_str text, cn_str name, uint8_t type, const cn_key *key, int64_t time_s, cn_buf *out, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, note_sign_once(text, name, type, key, time_s, out, err), err);
}

/* ---- checkpoints --------------------------------------------------------------------------------------------------------------- */

void cn_checkpoint_text(const cn_checkpoint *c, cn_buf *out)
{
	cn_buf_printf(out, "%.*s\n%llu\n", CN_FMT(c->origin), (unsigned long long)c->size);
	cn_base64(out, c->root.b, CN_DIGEST_BYTES);
	cn_buf_putc(out, '\n');
}

bool cn_tree_size_parse(cn_str s, uint64_t *ret)
{
	int64_t n;
	if (s.n == 0 || s.p[0] == '-' || (s.n > 1 && s.p[0] == '0') || cn_int_parse(s, 0, (int64_t)CN_TREE_SIZE_MAX, &n, NULL) != CN_OK)
		return false;
	*ret = (uint64_t)n;
	return true;
}

cn_code cn_checkpoint_parse(cn_str text, cn_checkpoint *ret, cn_err *err)
{
	cn_str origin, size, root, rest;
	if (!cn_split(text, '\n', &origin, &rest) || !cn_split(rest, '\n', &size, &rest) || !cn_split(rest, '\n', &root, &rest))
		return CN_FAIL(err, CN_EINPUT, "checkpoint: not three lines (origin, size, root)");
	if (origin.n == 0 || origin.n > CN_NOTE_NAME_BYTES_MAX)
		return CN_FAIL(err, CN_EINPUT, "checkpoint: the origin is empty or too long");
	uint64_t n;
	if (!cn_tree_size_parse(size, &n))
		return CN_FAIL(err, CN_EINPUT, "checkpoint: \"%.*s\" is not a tree size", CN_FMT(cn_sub(size, 0, 32)));
	cn_pub hash; /* 32 bytes of base64, as keys are */
	if (!cn_pub_parse(root, &hash))
		return CN_FAIL(err, CN_EINPUT, "checkpoint: the root is not base64 of 32 bytes");
	for (cn_str line; rest.n > 0;)
		if (!cn_split(rest, '\n', &line, &rest) || line.n == 0)
			return CN_FAIL(err, CN_EINPUT, "checkpoint: an extension line is empty");
	*ret = (cn_checkpoint){ .origin = origin, .size = n };
	memcpy(ret->root.b, hash.b, CN_DIGEST_BYTES);
	return CN_OK;
}

static cn_code checkpoint_sign_once(const cn_checkpoint *c, const cn_key *log_key, cn_buf *out, cn_err *err)
{
	CN_AUTO_BUF text;
	cn_buf_init(&text, 1024);
	cn_checkpoint_text(c, &text);
	if (text.failed)
		return CN_FAIL(err, CN_ETOOBIG, "checkpoint: the origin is too long");
	cn_buf_put(out, cn_buf_str(&text));
	cn_buf_putc(out, '\n');
	return cn_note_sign(cn_buf_str(&text), c->origin, CN_NOTE_ED25519, log_key, 0, out, err);
}

cn_code cn_checkpoint_sign(const cn_checkpoint *c, const cn_key *log_key, cn_buf *out, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, checkpoint_sign_once(c, log_key, out, err), err);
}

static cn_code checkpoint_open_once(cn_arena *a, cn_str bytes, const cn_vkey *log, const cn_vkey *witnesses,
		     size_t n_witnesses, cn_checkpoint *ret, cn_note *ret_note, cn_err *err)
{
	cn_vkey *known = CN_NEW(a, cn_vkey, n_witnesses + 1);
	cn_note *note = CN_NEW(a, cn_note, 1);
	if (!known || !note)
		return cn_arena_fail(a, err);
	known[0] = *log;
	for (size_t i = 0; i < n_witnesses; i++)
		known[i + 1] = witnesses[i];
	CN_TRY(cn_note_open(a, bytes, known, n_witnesses + 1, note, err));
	cn_checkpoint c;
	CN_TRY(cn_checkpoint_parse(note->text, &c, err));
	bool signed_by_log = false;
	for (unsigned i = 0; i < note->n_sigs; i++) {
		signed_by_log = signed_by_log || note->sig[i].known == 0;
		note->sig[i].known = note->sig[i].known == 0 ? CN_NOTE_BY_LOG : note->sig[i].known > 0 ? note->sig[i].known - 1 : -1;
	}
	if (!cn_eq(c.origin, log->name))
		return CN_FAIL(err, CN_EFORGED, "checkpoint: it is of %.*s, not of %.*s", CN_FMT(c.origin), CN_FMT(log->name));
	if (!signed_by_log)
		return CN_FAIL(err, CN_EFORGED, "checkpoint: not signed by %.*s with the key we know", CN_FMT(log->name));
	*ret = c;
	if (ret_note)
		*ret_note = *note;
	return CN_OK;
}

cn_code cn_checkpoint_open(cn_arena *a, cn_str bytes, const cn_vkey *log, const cn_vkey *witnesses, size_t n_witnesses,
		     cn_checkpoint *ret, cn_note *ret_note, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, checkpoint_open_once(a, bytes, log, witnesses, n_witnesses, ret, ret_note, err), err);
}
