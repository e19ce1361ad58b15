/* JUMBF (ISO 19566-5): boxes within boxes, each superbox with a type and a label. Read into a tree that borrows from the bytes.
 *
 * Labels are how a C2PA manifest store is addressed: cn_jumbf_find walks them. Pure; one arena. */
#ifndef CN_LAB_MEDIA_C2PA_JUMBF_H
#define CN_LAB_MEDIA_C2PA_JUMBF_H

#include "base/base.h"

enum {
	CN_JUMBF_DEPTH_MAX = 12,       /* superboxes within each other */
	CN_JUMBF_BOXES_MAX = 1 << 16,  /* of one store with what is compressed in it, content boxes counted alike */
	CN_JUMBF_LABEL_BYTES_MAX = 512
};

#define CN_4CC(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* A C2PA superbox's type is four letters and a tail that all share. */
typedef enum cn_jumbf_kind {
	CN_JUMBF_OTHER = 0,
	CN_JUMBF_STORE = CN_4CC('c', '2', 'p', 'a'),
	CN_JUMBF_MANIFEST = CN_4CC('c', '2', 'm', 'a'),
	CN_JUMBF_MANIFEST_OLD = CN_4CC('c', '2', 'm', 'd'), /* C2PA 2.2, 11.2.2: read as a manifest, not written */
	CN_JUMBF_UPDATE = CN_4CC('c', '2', 'u', 'm'),
	CN_JUMBF_COMPRESSED = CN_4CC('c', '2', 'c', 'm'),
	CN_JUMBF_ASSERTIONS = CN_4CC('c', '2', 'a', 's'),
	CN_JUMBF_CLAIM = CN_4CC('c', '2', 'c', 'l'),
	CN_JUMBF_SIGNATURE = CN_4CC('c', '2', 'c', 's'),
	CN_JUMBF_CREDENTIALS = CN_4CC('c', '2', 'v', 'c'),
	CN_JUMBF_DATABOXES = CN_4CC('c', '2', 'd', 'b'),
	CN_JUMBF_CBOR = CN_4CC('c', 'b', 'o', 'r'),
	CN_JUMBF_JSON = CN_4CC('j', 's', 'o', 'n'),
	CN_JUMBF_BROTLI = CN_4CC('b', 'r', 'o', 'b'), /* a content box only: C2PA 2.2, 11.1.3.2 */
	CN_JUMBF_FILE = CN_4CC(0x40, 0xcb, 0x0c, 0x32) /* an embedded file: a type of its own */
} cn_jumbf_kind;

typedef struct cn_jumbf cn_jumbf;
struct cn_jumbf {
	uint32_t type;  /* of the box: 'jumb' for a superbox */
	cn_str whole;   /* with its head */
	cn_str body;    /* without: of a superbox this is what a hashed URI is a digest of */
	bool super;
	/* the rest of superboxes only */
	cn_jumbf_kind kind;
	uint8_t toggles;
	cn_str label;   /* empty if it has none */
	cn_jumbf *first; /* content boxes and superboxes in their order, without the description */
	cn_jumbf *next;
};

/* One superbox from the start of `bytes`; *ret_n is its length, and what follows it is the caller's business.
 *   fails  CN_EINPUT, naming the byte and what is wrong; CN_ETOOBIG over a bound; CN_ENOMEM
 *   owns   *ret borrows from a and from bytes */
CN_MUST_CHECK cn_code cn_jumbf_read(cn_arena *a, cn_str bytes, const cn_jumbf **ret, size_t *ret_n, cn_err *err);

/* The same as one of several that are read for one store: *boxes is how many were read before, and is added to. */
CN_MUST_CHECK cn_code cn_jumbf_read_more(cn_arena *a, cn_str bytes, size_t *boxes, const cn_jumbf **ret, size_t *ret_n, cn_err *err);

/* The superbox at a path of labels below `root` ("c2pa.assertions/c2pa.hash.data"); NULL if there is none. An empty path is root itself.
 * Of several with one label the first: the caller counts them with cn_jumbf_count where that matters. */
const cn_jumbf *cn_jumbf_find(const cn_jumbf *root, cn_str path);
size_t cn_jumbf_count(const cn_jumbf *parent, cn_str label);
/* The first content box of the type (CN_4CC) in a superbox; NULL if there is none. */
const cn_jumbf *cn_jumbf_content(const cn_jumbf *super, uint32_t type);

/* ---- writing --------------------------------------------------------------------------------------------- */

/* Begins a superbox of a C2PA or content kind (not OTHER, not FILE) with its description; its label can be asked for by others. What is put
 * into b until cn_jumbf_end is its content. Gives its place in b, which cn_jumbf_end needs. */
size_t cn_jumbf_begin(cn_buf *b, cn_jumbf_kind kind, cn_str label);
void cn_jumbf_end(cn_buf *b, size_t at); /* sets its length; over 4 GiB b fails */
void cn_jumbf_put(cn_buf *b, uint32_t type, cn_str body); /* one content box */

#endif
