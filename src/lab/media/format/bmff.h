/* bmff: boxes of ISO base media files (ISO/IEC 14496-12) and QuickTime movies. Private to format/.
 *
 *   bmff.c               boxes in order; brands, tracks, uuid boxes: the reader
 *   bmff_fields.c        text fields of moov: udta, keys and ilst, iTunes
 *   bmff_items.c         items of HEIF: Exif, XMP, the size of the picture
 *   bmff_splice.c        a changed file as cuts and insertions, and where each old byte goes
 *   bmff_shift.c         offsets that must follow
 *   bmff_write*.c        the writer */
#ifndef CN_LAB_MEDIA_FORMAT_BMFF_H
#define CN_LAB_MEDIA_FORMAT_BMFF_H

#include "lab/media/format/format.h"

typedef struct cn_box {
	size_t at, size; /* bytes of the file, header included; size 0: there is none */
	size_t head;	 /* bytes before the body: 8, 16 with a long size; of a uuid box with its 16 bytes of type */
	char type[4];
	bool open; /* the size is written as 0: up to the end of the file */
} cn_box;

static inline bool cn_box_is(const cn_box *b, const char *type)
{
	return memcmp(b->type, type, 4) == 0;
}

static inline cn_str cn_box_body(cn_str file, const cn_box *b)
{
	return cn_sub(file, b->at + b->head, b->size - b->head);
}


/* A number of 0, 2, 4 or 8 bytes. */
static inline uint64_t cn_get_be(const char *p, size_t bytes)
{
	uint64_t v = 0;
	for (size_t i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

/* ---- boxes in order -------------------------------------------------------------------------------------------------------- */

/* The boxes from at to end. */
typedef struct cn_boxes {
	cn_media_reader *r;
	size_t at, end; /* after the last box: at is where the list ends */
	bool top;	/* the file itself */
	bool zero_ends; /* four zero bytes may end the list: udta of QuickTime */
	bool quiet;	/* what is broken here is no trouble of the file */
	bool broken;
	cn_box box;
	cn_code rc; /* CN_ETOOBIG: too many boxes */
} cn_boxes;

static inline cn_boxes cn_boxes_of(cn_media_reader *r, size_t at, size_t end)
{
	return (cn_boxes){ .r = r, .at = at, .end = end };
}

static inline cn_boxes cn_boxes_in(cn_media_reader *r, const cn_box *b)
{
	cn_boxes i = cn_boxes_of(r, b->at + b->head, b->at + b->size);
	i.zero_ends = cn_box_is(b, "udta");
	return i;
}

static inline cn_boxes cn_boxes_top(cn_media_reader *r)
{
	return (cn_boxes){ .r = r, .end = r->file.n, .top = true };
}

/* i->box becomes the next one; false at the end, at what is broken (the reader's trouble) and on failure (i->rc). */
bool cn_boxes_next(cn_boxes *i);

typedef struct cn_meta {
	cn_box box;
	size_t first, end; /* where its boxes begin and end: ISO writes four bytes before them, QuickTime none */
	char handler[4];   /* "mdta", "mdir", "pict"; zero bytes: not said */
	cn_box keys, ilst, pitm, iinf, iloc, iref, iprp, idat, grpl;
} cn_meta;
CN_MUST_CHECK cn_code cn_meta_of(cn_media_reader *r, const cn_box *box, cn_meta *ret);

/* What a uuid box is for. */
typedef enum cn_uuid { CN_UUID_OTHER, CN_UUID_XMP, CN_UUID_STORE, CN_UUID_MERKLE } cn_uuid;
extern const char CN_UUID_C2PA_BYTES[16], CN_UUID_XMP_BYTES[16];
typedef struct cn_uuid_store {
	cn_str body;    /* XMP: the packet; STORE: the JUMBF store behind purpose and offset */
	cn_str purpose; /* STORE: "manifest", "original", "update" */
	bool offset;    /* STORE: eight bytes before the body are the place of the first Merkle box */
} cn_uuid_store;
/*   ret_store  may be NULL */
cn_uuid cn_uuid_of(cn_str file, const cn_box *b, cn_uuid_store *ret_store);

/* Is it XMP by its media type? */
static inline bool cn_type_is_xmp(cn_str type)
{
	return cn_eqz(type, "application/rdf+xml");
}

/* ---- text fields of moov --------------------------------------------------------------------------------------------------- */

enum { CN_HOLDERS = 4 };

typedef struct cn_field {
	cn_media_kind kind; /* AIGC, TAG; XMP for QuickTime's XMP_ */
	const char *carrier;
	cn_str key, text;
	cn_box box;
	cn_box in[CN_HOLDERS]; /* what holds it, the outermost first */
	size_t n_in;
} cn_field;

typedef cn_code cn_field_take(void *to, const cn_field *f);
/* Gives each text field of the moov box to `take`. */
CN_MUST_CHECK cn_code cn_fields_of(cn_media_reader *r, const cn_box *moov, cn_field_take *take, void *to);
/* The names that an ilst of handler mdta counts, from 1: ret[0] is the first. Each is a slice of the file, eight bytes of frame
 * before it. */
CN_MUST_CHECK cn_code cn_keys_of(cn_media_reader *r, const cn_box *keys, cn_str **ret, size_t *ret_n);
/* Is a key of this name the label of GB 45438? Whatever the case of its letters. */
bool cn_key_is_aigc(cn_str key);

/* ---- items of HEIF ------------------------------------------------------------------------------------------------------------
 */

typedef struct cn_item {
	uint32_t id;
	cn_box box;	    /* its infe */
	cn_media_kind kind; /* EXIF, XMP, or 0: something else */
} cn_item;

/* The items of iinf, in its order; i comes from cn_items_in. */
CN_MUST_CHECK cn_code cn_items_in(cn_media_reader *r, const cn_meta *m, cn_boxes *ret);
bool cn_items_next(cn_boxes *i, cn_item *ret);

/* An iloc box: where items lie. Entries are walked in a copy as well as in the file, so places are relative to its body. */
typedef struct cn_iloc {
	const char *p;
	size_t n, at;				       /* the body; the next entry */
	unsigned version, offset, length, base, index; /* bytes of each number */
	uint32_t left;
	bool broken;
} cn_iloc;

typedef struct cn_iloc_item {
	uint32_t id;
	unsigned method; /* 0: of the file, 1: of idat, 2: of another item */
	unsigned source; /* 0: this file */
	uint64_t base;
	size_t at, size; /* the entry */
	size_t base_at, extent_at, extents;
} cn_iloc_item;

bool cn_iloc_open(cn_str body, cn_iloc *ret);	  /* false: it cannot be read */
bool cn_iloc_next(cn_iloc *l, cn_iloc_item *ret); /* false: at the end, or broken */
/* Bytes of one extent, and the numbers in it. */
size_t cn_iloc_stride(const cn_iloc *l);
uint64_t cn_iloc_offset(const cn_iloc *l, const cn_iloc_item *t, size_t i);
uint64_t cn_iloc_length(const cn_iloc *l, const cn_iloc_item *t, size_t i);
/* The bytes of the file of one extent; false if it cannot be said or does not lie in the file. */
bool cn_iloc_range(cn_str file, const cn_meta *m, const cn_iloc *l, const cn_iloc_item *t, size_t i, cn_media_range *ret);
uint32_t cn_primary_item(cn_str file, const cn_meta *m); /* 0: none */

/* The items of a meta box: its Exif and XMP parts; where sized, width and height of the primary one. */
CN_MUST_CHECK cn_code cn_read_items(cn_media_reader *r, const cn_meta *m);

/* ---- the writer
 * ------------------------------------------------------------------------------------------------------------------ */

enum { CN_BOX_PUT_MAX = INT32_MAX - 4096 }; /* bytes of one label: its box and what is made around it have sizes of 32 bits */

typedef struct cn_splice {
	size_t at, cut; /* of the old file */
	cn_str put;
	size_t store; /* bytes of the new file from here on that are the store; 0: none begin here */
	size_t order; /* at one place: in order of coming */
} cn_splice;

typedef struct cn_grown {
	cn_box box;
	int64_t by; /* by one cut or insertion */
} cn_grown;

/* A place from which on old bytes lie `by` further on; from `dead` to it they are gone. */
typedef struct cn_shift {
	size_t dead, from;
	int64_t by;
} cn_shift;

typedef struct cn_bmff_writer {
	cn_media_writer *w;
	cn_media_reader r; /* to walk the file once more */
	cn_media_file out; /* its trouble */
	cn_splice *splice;
	size_t n_splice, room_splice;
	cn_grown *grown;
	size_t n_grown, room_grown;
	cn_shift *shift;
	size_t n_shift;
	cn_box ftyp, moov, meta, last; /* at the top: the first of each; the last box */
	bool twice;		       /* there is a second moov or meta */
	/* The iloc box that is written anew because of an XMP item, and where its entry must point. */
	cn_box iloc;
	char *iloc_new;
	size_t iloc_new_n;
	uint32_t xmp_id;  /* 0: no item is pointed anew */
	size_t xmp_order; /* of the splice that brings the box with the packet */
	size_t xmp_skip;  /* bytes of that box before the packet */
} cn_bmff_writer;

/* Cuts and inserts; the sizes of the holders `in` follow. `put` stays borrowed. */
CN_MUST_CHECK cn_code cn_splice_add(cn_bmff_writer *b, size_t at, size_t cut, cn_str put, const cn_box *in, size_t n_in);
/* All cuts that change lengths are there: from now on cn_moved answers. */
CN_MUST_CHECK cn_code cn_splice_settle(cn_bmff_writer *b);
/* How much further on the byte lies that was at `at` (a byte that is gone: as the one behind it). */
int64_t cn_shift_at(const cn_bmff_writer *b, uint64_t at);
/* Where in the new file what a splice puts will begin. */
uint64_t cn_splice_place(const cn_bmff_writer *b, size_t order);
/* Where it goes; fails with CN_EUNSUPPORTED if it is gone. */
CN_MUST_CHECK cn_code cn_moved(const cn_bmff_writer *b, uint64_t at, uint64_t *ret);
/* The pieces of the new file. */
CN_MUST_CHECK cn_code cn_splice_give(cn_bmff_writer *b);
/* A number of the file at `at` becomes v; fails with CN_ETOOBIG if it has too few bytes. */
CN_MUST_CHECK cn_code cn_splice_number(cn_bmff_writer *b, size_t at, size_t bytes, uint64_t v);

/* Every offset of the file that is no longer right. */
CN_MUST_CHECK cn_code cn_bmff_shift(cn_bmff_writer *b);
/* AIGC and TAG in moov; the old fields of edited kinds go. */
CN_MUST_CHECK cn_code cn_write_fields(cn_bmff_writer *b);
/* XMP as an item of the meta box at the top; `at` is where the packet's own box may go in. */
CN_MUST_CHECK cn_code cn_write_xmp_item(cn_bmff_writer *b, const cn_media_edit *e, size_t at);

#endif
