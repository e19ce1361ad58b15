/* CBOR (RFC 8949), read strictly into a tree that borrows from the bytes it was read from.
 *
 * Whatever is well formed is read; what the deterministic encoding forbids is read too and flagged, since it is the caller's rules that
 * say whether it matters. Pure; one arena. */
#ifndef CN_LAB_MEDIA_C2PA_CBOR_H
#define CN_LAB_MEDIA_C2PA_CBOR_H

#include "base/base.h"

enum {
	CN_CBOR_DEPTH_MAX = 32,       /* arrays, maps and tags within each other */
	CN_CBOR_ITEMS_MAX = 1 << 17,  /* of one document, keys and values counted alike */
	CN_CBOR_HEAD_BYTES = 9        /* the longest head of an item */
};

typedef enum cn_cbor_type {
	CN_CBOR_UINT,   /* u */
	CN_CBOR_NINT,   /* the value is -1 - u */
	CN_CBOR_BYTES,  /* s */
	CN_CBOR_TEXT,   /* s: well-formed UTF-8 */
	CN_CBOR_ARRAY,  /* u items, from first */
	CN_CBOR_MAP,    /* u pairs: key, value, key, value, from first */
	CN_CBOR_TAG,    /* number u of the item first */
	CN_CBOR_SIMPLE, /* u: 20 false, 21 true, 22 null, 23 undefined */
	CN_CBOR_FLOAT   /* u: the bits as they stand, 16, 32 or 64 of them */
} cn_cbor_type;

typedef struct cn_cbor cn_cbor;
struct cn_cbor {
	cn_cbor_type type;
	uint64_t u;
	cn_str s;
	cn_str raw; /* the whole item as encoded; empty where it was built */
	cn_cbor *first;
	cn_cbor *next; /* the next item of the same array or map */
};

/* What the deterministic encoding (RFC 8949, 4.2.1) forbids and the document does. */
typedef struct cn_cbor_flags {
	bool not_shortest;   /* a length or number is longer than it need be */
	bool indefinite;     /* a length is left open */
	bool duplicate_keys; /* two keys of one map are equal: which value is meant is anyone's guess */
} cn_cbor_flags;

/* One item that is the whole of `bytes`.
 *   fails  CN_EINPUT, naming the byte where it is not well formed (bytes after the item too); CN_ETOOBIG over a bound; CN_ENOMEM
 *   owns   *ret borrows from a and from bytes */
CN_MUST_CHECK cn_code cn_cbor_read(cn_arena *a, cn_str bytes, cn_cbor_flags *ret_flags, const cn_cbor **ret, cn_err *err);

/* The same of the item at the start of `bytes`; *ret_n is its length, and what follows it is the caller's business. */
CN_MUST_CHECK cn_code cn_cbor_read_first(cn_arena *a, cn_str bytes, cn_cbor_flags *ret_flags, const cn_cbor **ret, size_t *ret_n,
					 cn_err *err);

/* The value of a key of a map: a text, or a number (COSE labels are numbers). NULL if v is no map, has no such key, or
 * (texts) has null there: signers write null for a field that they leave out. */
const cn_cbor *cn_cbor_get(const cn_cbor *v, const char *key);
const cn_cbor *cn_cbor_at_label(const cn_cbor *v, int64_t label);
cn_str cn_cbor_text(const cn_cbor *map, const char *key);  /* empty if absent or of another type */
cn_str cn_cbor_bytes(const cn_cbor *map, const char *key); /* the same */
bool cn_cbor_uint(const cn_cbor *map, const char *key, uint64_t *ret); /* false if absent or of another type */
bool cn_cbor_is(const cn_cbor *v, cn_cbor_type type);                   /* accepts NULL */
bool cn_cbor_true(const cn_cbor *v);                                    /* the simple value true */
static inline const cn_cbor *cn_cbor_first(const cn_cbor *v) /* NULL if v is no list or an empty one */
{
	return v && v->type == CN_CBOR_ARRAY ? v->first : NULL;
}
#define CN_CBOR_EACH(c, v) for (const cn_cbor *c = cn_cbor_first(v); c; c = c->next)

/* Writes the head of an item in its shortest form; the caller puts the content after it. */
void cn_cbor_put_head(cn_buf *b, cn_cbor_type type, uint64_t u); /* UINT .. TAG */
void cn_cbor_put_bytes(cn_buf *b, cn_str s);
void cn_cbor_put_text(cn_buf *b, cn_str s);

/* ---- building: what is written is deterministic (RFC 8949, 4.2.1) ---------------------------------------- */

/* Each gives NULL if the arena has failed and accepts NULL, so check cn_arena_ok once. Texts are borrowed. */
cn_cbor *cn_cbor_new(cn_arena *a, cn_cbor_type type, uint64_t u, cn_str s); /* ARRAY and MAP: empty, whatever u and s are */
cn_cbor *cn_cbor_new_text(cn_arena *a, cn_str s);
cn_cbor *cn_cbor_new_bytes(cn_arena *a, cn_str s);
cn_cbor *cn_cbor_new_tag(cn_arena *a, uint64_t number, cn_cbor *item);
void cn_cbor_push(cn_cbor *array, cn_cbor *v);
/* A map keeps its keys in order, the shorter first; false if it has the key. `key` is borrowed. */
bool cn_cbor_put(cn_arena *a, cn_cbor *map, cn_str key, cn_cbor *v);
/* A tree of values as CBOR: reals as texts, since numbers of ours are exact or are text.
 *   fails  CN_EINPUT if a map has one key twice; CN_ETOOBIG over CN_CBOR_DEPTH_MAX or CN_CBOR_ITEMS_MAX; CN_ENOMEM
 *   owns   *ret borrows from a and from v */
CN_MUST_CHECK cn_code cn_cbor_of(cn_arena *a, const cn_val *v, cn_cbor **ret, cn_err *err);
/* An item as a tree of values: what has no place there (bytes, floats, tags, numbers beyond 63 bits) is null, keys that are no texts are left out.
 * NULL if the arena has failed, or v is NULL. */
cn_val *cn_cbor_val(cn_arena *a, const cn_cbor *v);
/* An item that was built here, or read: of definite length, in shortest form, FLOAT excepted: that one is not written, and b fails. */
void cn_cbor_write(cn_buf *b, const cn_cbor *v);

#endif
