/* AIGC and text fields: items of keys and ilst in moov.udta.meta with the handler mdta, as ffmpeg writes them with
 * use_metadata_tags. One such meta box beside the one of iTunes: programs that read the one leave the other alone. */
#include "lab/media/format/bmff.h"

enum { KEY_HEAD = 8, ITEM_HEAD = 24, META_HEAD = 45 }; /* bytes of frame around a name and a text; of meta with its hdlr */

/* A list of keys with its items, and what holds it. */
typedef struct keyed {
	cn_meta m;
	cn_box in[3]; /* moov, udta, meta; or moov, meta */
	size_t n_in;
} keyed;

typedef struct fields {
	cn_bmff_writer *b;
	const cn_media_edit *set[64];
	size_t n_set;
	cn_box udta; /* the first */
	size_t udta_end;
	bool home_found;
	keyed home; /* the list that takes new fields */
} fields;

static cn_str name_of(const cn_media_edit *e)
{
	return e->kind == CN_PART_AIGC ? CN_S("AIGC") : e->key;
}

static bool is_edited(const cn_media_writer *w, cn_str key)
{
	bool label = cn_key_is_aigc(key);
	return cn_media_edit_of(w, label ? CN_PART_AIGC : CN_PART_TAG, key) != NULL;
}

/* Fields of edited kinds that are not in a list of keys: QuickTime's, those of iTunes, and XMP_. */
static cn_code cut_field(void *to, const cn_field *f)
{
	cn_bmff_writer *b = to;
	size_t n = b->n_splice;
	if (cn_eqz(cn_str_z(f->carrier), "keys") || !cn_media_edit_of(b->w, f->kind, f->key))
		return CN_OK;
	if (n > 0 && b->splice[n - 1].at == f->box.at && b->splice[n - 1].cut > 0)
		return CN_OK; /* a second text of the same box */
	return cn_splice_add(b, f->box.at, f->box.size, (cn_str){ "", 0 }, f->in, f->n_in);
}

/* ---- a list of keys that is there
 * ------------------------------------------------------------------------------------------------ */

/* Takes edited names out of keys, their items out of ilst, and gives the others their new numbers. */
static cn_code cut_items(fields *s, const keyed *k, const uint32_t *number, size_t n, bool more)
{
	cn_bmff_writer *b = s->b;
	cn_box in[4];
	memcpy(in, k->in, sizeof k->in);
	in[k->n_in] = k->m.ilst;
	cn_boxes i = cn_boxes_in(&b->r, &k->m.ilst);
	while (cn_boxes_next(&i)) {
		uint32_t old = cn_be32(i.box.type);
		if (more && old > n)
			return CN_FAIL(b->w->err, CN_EINPUT,
				       "BMFF: a field at byte %zu has a number that no key has, and a new key would name it",
				       i.box.at);
		if (old == 0 || old > n || number[old - 1] == old)
			continue;
		if (number[old - 1] == 0)
			CN_TRY(cn_splice_add(b, i.box.at, i.box.size, (cn_str){ "", 0 }, in, k->n_in + 1));
		else
			CN_TRY(cn_splice_number(b, i.box.at + 4, 4, number[old - 1]));
	}
	return i.rc;
}

static cn_code put_items(fields *s, const cn_box *in, size_t n_in, size_t keys_at, size_t ilst_at, uint32_t first);

static cn_code change_keys(fields *s, const keyed *k, bool home)
{
	cn_bmff_writer *b = s->b;
	cn_str *key = NULL;
	size_t n = 0, kept = 0, put = home ? s->n_set : 0;
	CN_TRY(cn_keys_of(&b->r, &k->m.keys, &key, &n));
	uint32_t *number = CN_NEW(b->w->a, uint32_t, n ? n : 1); /* of each key from now on; 0: it goes */
	cn_box in[4];
	if (!number)
		return cn_arena_fail(b->w->a, b->w->err);
	for (size_t i = 0; i < n; i++)
		if (!is_edited(b->w, key[i]))
			number[i] = (uint32_t)++kept;
	if (kept == n && put == 0)
		return CN_OK;
	if (kept == 0 && put == 0) /* nothing is left */
		return cn_splice_add(b, k->m.box.at, k->m.box.size, (cn_str){ "", 0 }, k->in, k->n_in - 1);
	memcpy(in, k->in, sizeof k->in);
	in[k->n_in] = k->m.keys;
	for (size_t i = 0; i < n; i++)
		if (number[i] == 0)
			CN_TRY(cn_splice_add(b, (size_t)(key[i].p - b->w->file.p) - KEY_HEAD, key[i].n + KEY_HEAD,
					     (cn_str){ "", 0 }, in, k->n_in + 1));
	if (kept + put != n)
		CN_TRY(cn_splice_number(b, k->m.keys.at + k->m.keys.head + 4, 4, kept + put));
	CN_TRY(cut_items(s, k, number, n, put > 0));
	if (put == 0)
		return CN_OK;
	size_t end = n > 0 ? (size_t)(key[n - 1].p - b->w->file.p) + key[n - 1].n
			   : k->m.keys.at + k->m.keys.head + 8; /* what may follow is not counted */
	return put_items(s, k->in, k->n_in, end, k->m.ilst.at + k->m.ilst.size, (uint32_t)kept + 1);
}

/* ---- new items
 * ---------------------------------------------------------------------------------------------------------------------- */

static char *put_head(char *p, uint64_t size, const char *type)
{
	cn_put_be(p, size, 4);
	memcpy(p + 4, type, 4);
	return p + 8;
}

static char *put_names(const fields *s, char *p)
{
	for (size_t i = 0; i < s->n_set; i++) {
		cn_str name = name_of(s->set[i]);
		p = put_head(p, KEY_HEAD + name.n, "mdta");
		memcpy(p, name.p, name.n);
		p += name.n;
	}
	return p;
}

static size_t names_size(const fields *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n_set; i++)
		n += KEY_HEAD + name_of(s->set[i]).n;
	return n;
}

/* One item each at `at`, which lies in the boxes `in`. */
static cn_code put_texts(fields *s, size_t at, uint32_t first, const cn_box *in, size_t n_in)
{
	for (size_t i = 0; i < s->n_set; i++) {
		cn_str text = s->set[i]->bytes;
		char *p = CN_NEW(s->b->w->a, char, ITEM_HEAD);
		if (!p)
			return cn_arena_fail(s->b->w->a, s->b->w->err);
		cn_put_be(p, ITEM_HEAD + text.n, 4);
		cn_put_be(p + 4, first + i, 4);
		(void)put_head(p + 8, ITEM_HEAD - 8 + text.n, "data");
		cn_put_be(p + 16, 1, 4); /* UTF-8, of no country and language */
		CN_TRY(cn_splice_add(s->b, at, 0, (cn_str){ p, ITEM_HEAD }, in, n_in));
		CN_TRY(cn_splice_add(s->b, at, 0, text, in, n_in));
	}
	return CN_OK;
}

static cn_code put_items(fields *s, const cn_box *in, size_t n_in, size_t keys_at, size_t ilst_at, uint32_t first)
{
	size_t n = names_size(s);
	char *p = CN_NEW(s->b->w->a, char, n ? n : 1);
	cn_box list[4];
	if (!p)
		return cn_arena_fail(s->b->w->a, s->b->w->err);
	(void)put_names(s, p);
	memcpy(list, in, n_in * sizeof *in);
	list[n_in] = s->home.m.keys;
	CN_TRY(cn_splice_add(s->b, keys_at, 0, (cn_str){ p, n }, list, n_in + 1));
	list[n_in] = s->home.m.ilst;
	return put_texts(s, ilst_at, first, list, n_in + 1);
}

/* A meta box of its own at the end of udta, and udta where there is none. */
static cn_code put_meta(fields *s)
{
	cn_media_writer *w = s->b->w;
	bool udta = s->udta.size == 0;
	size_t names = names_size(s), texts = 0, before = (udta ? 8u : 0u) + META_HEAD + 16 + names + 8;
	for (size_t i = 0; i < s->n_set; i++)
		if (s->set[i]->bytes.n > CN_BOX_PUT_MAX - texts || !cn_add(texts, ITEM_HEAD + s->set[i]->bytes.n, &texts))
			return CN_FAIL(w->err, CN_ETOOBIG, "BMFF: labels have at most %d bytes together", CN_BOX_PUT_MAX);
	char *p = CN_NEW(w->a, char, before), *to = p;
	if (!p)
		return cn_arena_fail(w->a, w->err);
	if (udta)
		to = put_head(to, before + texts, "udta");
	to = put_head(to, before - (udta ? 8u : 0u) + texts, "meta") + 4;
	(void)put_head(to, 33, "hdlr");
	memcpy(to + 16, "mdta", 4);
	to = put_head(to + 33, 16 + names, "keys");
	cn_put_be(to + 4, s->n_set, 4);
	to = put_names(s, to + 8);
	(void)put_head(to, 8 + texts, "ilst");
	cn_box in[2] = { s->b->moov, s->udta };
	size_t at = udta ? s->b->moov.at + s->b->moov.size : s->udta_end;
	CN_TRY(cn_splice_add(s->b, at, 0, (cn_str){ p, before }, in, udta ? 1 : 2));
	return put_texts(s, at, 1, in, udta ? 1 : 2);
}

/* ---- the whole
 * ------------------------------------------------------------------------------------------------------------------------- */

/* A meta box with keys: that of udta takes new fields before that of moov itself, the first before others. */
static cn_code one_meta(fields *s, const cn_box *box, const cn_box *udta, bool look)
{
	keyed k = { .in = { s->b->moov } };
	CN_TRY(cn_meta_of(&s->b->r, box, &k.m));
	if (memcmp(k.m.handler, "mdir", 4) == 0 || k.m.keys.size == 0 || k.m.ilst.size == 0)
		return CN_OK;
	k.n_in = 1;
	if (udta)
		k.in[k.n_in++] = *udta;
	k.in[k.n_in++] = *box;
	if (!look)
		return change_keys(s, &k, s->home_found && s->home.m.box.at == box->at);
	if (!s->home_found || (udta && s->home.n_in == 2))
		s->home = k;
	s->home_found = true;
	return CN_OK;
}

static cn_code each_meta(fields *s, bool look)
{
	cn_boxes i = cn_boxes_in(&s->b->r, &s->b->moov);
	while (cn_boxes_next(&i)) {
		if (cn_box_is(&i.box, "meta"))
			CN_TRY(one_meta(s, &i.box, NULL, look));
		if (!cn_box_is(&i.box, "udta"))
			continue;
		const cn_box udta = i.box;
		cn_boxes k = cn_boxes_in(&s->b->r, &udta);
		while (cn_boxes_next(&k))
			if (cn_box_is(&k.box, "meta"))
				CN_TRY(one_meta(s, &k.box, &udta, look));
		CN_TRY(k.rc);
		if (s->udta.size == 0) {
			s->udta = udta;
			s->udta_end = k.at;
		}
	}
	return i.rc;
}

static cn_code gather(fields *s)
{
	const cn_media_writer *w = s->b->w;
	for (size_t i = 0; i < w->n_edit; i++) {
		const cn_media_edit *e = &w->edit[i];
		if ((e->kind != CN_PART_AIGC && e->kind != CN_PART_TAG) || !e->bytes.p || e != cn_media_edit_of(w, e->kind, e->key))
			continue;
		if (s->n_set == sizeof s->set / sizeof *s->set)
			return CN_FAIL(w->err, CN_ETOOBIG, "BMFF: more than %zu text fields at once", s->n_set);
		if (e->kind == CN_PART_TAG && (e->key.n == 0 || e->key.n > 255 || !cn_utf8_ok(e->key) || cn_key_is_aigc(e->key)))
			return CN_FAIL(w->err, CN_EINPUT,
				       "BMFF: the name of a text field has 1 to 255 bytes of UTF-8 and is not AIGC");
		s->set[s->n_set++] = e;
	}
	return CN_OK;
}

cn_code cn_write_fields(cn_bmff_writer *b)
{
	fields s = { .b = b };
	CN_TRY(gather(&s));
	if (b->moov.size == 0)
		return s.n_set == 0 ? CN_OK
				    : CN_FAIL(b->w->err, CN_EUNSUPPORTED,
					      "BMFF: this file has no moov box, which holds labels and text fields");
	CN_TRY(cn_fields_of(&b->r, &b->moov, cut_field, b));
	CN_TRY(each_meta(&s, true));
	CN_TRY(each_meta(&s, false));
	return s.n_set > 0 && !s.home_found ? put_meta(&s) : CN_OK;
}
