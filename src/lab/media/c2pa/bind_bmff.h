/* What the flat digest of an ISO base media file and its Merkle trees share: the walk over its boxes and what is left out of them. */
#ifndef CN_LAB_MEDIA_C2PA_BIND_BMFF_H
#define CN_LAB_MEDIA_C2PA_BIND_BMFF_H

#include "lab/media/c2pa/run.h"

enum {
	CN_BMFF_NODES_MAX = 8,        /* of one path */
	CN_BMFF_BOXES_MAX = 1 << 18,  /* that are looked at for one binding */
	CN_BMFF_RANGES_MAX = 1 << 16, /* that are left out of it */
	CN_BMFF_TREES_MAX = 1024,     /* one of a track or of an mdat box */
	CN_BMFF_BLOCKS_MAX = 1 << 20  /* leaves of one tree */
};

typedef struct cn_bmff_box {
	size_t at, size, head;
	char type[4];
} cn_bmff_box;

typedef struct cn_bmff_rule cn_bmff_rule;

typedef struct cn_bmff_walk {
	cn_c2pa_run *r;
	cn_c2pa_manifest *m;
	cn_str path, file;
	const cn_cbor *binding;
	cn_bmff_rule *rule;
	size_t n_rules;
	const cn_bmff_rule **level[CN_BMFF_NODES_MAX + 1]; /* those whose path has led to this depth */
	cn_c2pa_range *out;                                /* left out; in order once all is walked */
	size_t n_out, boxes;
	bool extra;         /* a rule leaves out more than every binding does */
	const char *broken; /* the file's boxes cannot be walked */
} cn_bmff_walk;

/* The box at `at`, which ends by `end`; false sets `broken`. */
bool cn_bmff_box_at(cn_bmff_walk *w, size_t at, size_t end, cn_bmff_box *ret);
/* The box that a path leads to, the first of its name where it has no index: of w only `file` need be set. False: there is none, or
 * CN_BMFF_BOXES_MAX were looked at. */
bool cn_bmff_find(cn_bmff_walk *w, cn_str xpath, cn_bmff_box *ret);
/* The root boxes from `from` to `to`, both the start of one or the end of the file: the place of each that is not left out whole as eight
 * bytes, then what is not left out of it. False if they cannot be walked. */
bool cn_bmff_hash(cn_bmff_walk *w, size_t from, size_t to, cn_sha2 *h);

/* The trees of `merkle` over mdat boxes (flat: their heads are in the flat digest), else over fragments. MATCH, MISMATCH or MALFORMED;
 * CN_C2PA_ALGORITHM_UNSUPPORTED: nothing more is to be said. */
cn_c2pa_code cn_bmff_trees(cn_bmff_walk *w, const cn_cbor *merkle, bool flat);

#endif
