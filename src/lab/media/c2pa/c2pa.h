/* c2pa: does a manifest store (content credentials) hold for the file it stands in? The steps of C2PA 2.2, section 15; by choice those of
 * 2.4, or of 1.4 (there section 16), as far as they differ below.
 *
 * A verdict depends on its arguments alone: the bytes, the trust anchors behind `x509`, the time `at_us`. Nothing is fetched; what would need
 * the network, or what is not built here, is listed as not checked and never counted as good. The same arguments give the same notes in the
 * same order. Pure; one arena. */
#ifndef CN_LAB_MEDIA_C2PA_C2PA_H
#define CN_LAB_MEDIA_C2PA_C2PA_H

#include "core/sha2.h"
#include "core/unpack.h"
#include "core/x509.h"

enum {
	CN_C2PA_STORE_BYTES_MAX = 128 << 20,
	CN_C2PA_UNPACKED_BYTES_MAX = 16 << 20, /* of all compressed manifests of one store together */
	CN_C2PA_MANIFESTS_MAX = 256,        /* of one store */
	CN_C2PA_ASSERTIONS_MAX = 4096,      /* of one claim */
	CN_C2PA_INGREDIENT_DEPTH_MAX = 32,  /* manifests that follow from each other */
	CN_C2PA_NOTES_MAX = 16384,
	CN_C2PA_EXCLUSIONS_MAX = 1024,      /* of one hard binding */
	CN_C2PA_PARTS_MAX = 64              /* of one file of several */
};

#define CN_C2PA_LABEL "org.concord.label" /* the statement of ours about a label that people see (make.h) */

typedef enum cn_c2pa_code {
#define X(id, text, weight, structure) CN_C2PA_##id,
#include "lab/media/c2pa/codes.def"
#undef X
	CN_C2PA_CODES
} cn_c2pa_code;

typedef enum cn_c2pa_weight { CN_C2PA_SUCCESS, CN_C2PA_INFO, CN_C2PA_FAILURE } cn_c2pa_weight;

const char *cn_c2pa_code_text(cn_c2pa_code c); /* "assertion.dataHash.match", as 2.2 has it */
cn_c2pa_weight cn_c2pa_code_weight(cn_c2pa_code c);

/* From worst to best. */
typedef enum cn_c2pa_state {
	CN_C2PA_INVALID,     /* a step failed, other than that the signer is on no list */
	CN_C2PA_WELL_FORMED, /* no step failed, but one that decides could not be taken: see `unchecked` */
	CN_C2PA_VALID,       /* every step held; the signer is on no list that was given */
	CN_C2PA_TRUSTED
} cn_c2pa_state;

const char *cn_c2pa_state_text(cn_c2pa_state s); /* "Invalid", "Well-Formed", "Valid", "Trusted" */

typedef struct cn_c2pa_note cn_c2pa_note;
struct cn_c2pa_note {
	cn_c2pa_code code;
	bool ingredient; /* of a manifest that the active one was made from */
	bool known;      /* a failure that the claim itself records of its ingredient */
	cn_str where;    /* a JUMBF URI: "self#jumbf=/c2pa/LABEL/c2pa.signature" */
	cn_str why;      /* in English; may be empty */
	cn_c2pa_note *next;
};

typedef struct cn_c2pa_gap cn_c2pa_gap;
struct cn_c2pa_gap {
	cn_str what; /* in English: "a manifest is compressed" */
	cn_c2pa_gap *next;
};

typedef struct cn_c2pa_range {
	size_t at, size;
} cn_c2pa_range;

/* How hard bindings by boxes are read; by bytes, never by name. */
typedef enum cn_c2pa_container { CN_C2PA_OTHER, CN_C2PA_JPEG, CN_C2PA_PNG, CN_C2PA_BMFF } cn_c2pa_container;
cn_c2pa_container cn_c2pa_container_of(cn_str file);

/* Whose rules decide. 2.2 is the base; what the others change, with the clause of theirs:
 *   2.2  15.12.4     a part that ends after the file does is assertion.multiAssetHash.malformed, unless it is optional and begins there too
 *   2.4  15.2.2.3    a hard binding that was redacted is assertion.hardBinding.redacted
 *        15.10.3.2.3 a watermark (c2pa.watermarked, c2pa.watermarked.bound) needs a soft binding: assertion.action.softBindingMissing
 *        15.11.3.2   an ingredient with a manifest and a digitalSourceType is malformed
 *        15.12.1.1   other bytes than the store may be left out of c2pa.hash.data; it is said and no more
 *        15.12.4     such a part is mismatched, or assertion.multiAssetHash.missingPart if none of it is there
 *        15.12.5     a collection that names no digest has that of the claim; before it is assertion.collectionHash.malformed
 *        15.12.3     ranges within a box may be left out of c2pa.hash.boxes: not built, listed as not checked
 *   1.4  16.4        a signer on no list is a failure like any other: INVALID
 *        16.3        a claim has the label c2pa.claim: one of version 2 is claim.missing
 *        16.5        of several time stamps one that holds is enough; only sigTst is known; a time outside the certificate's is as none
 *        16.1.2      other names: claim.required.missing, assertion.required.missing, signingCredential.expired, ...
 *        16.7.1      c2pa.hash.bmff.v3 is no binding; c2pa.hash.bmff is one, which is not built; an update has no actions
 *        16.7.3      opened, placed, removed, repackaged and transcoded alike name an ingredient of the manifest; an assertion may be of
 *                    another manifest of the store
 *                    what came later is not known: a hash of parts is none, and stores of updates are not checked
 *        16.8        the trust of an ingredient's signer is not asked for; failures that the claim records of it admit it whole
 * Left out, since nothing here can reach it or its source says too little: assertion.cloud-data.labelMismatch and
 * assertion.external-reference.* (nothing is fetched), the dates of trust anchors (2.4, 15.7), removeFromCRL in stapled responses (2.4,
 * 15.9.1), live video, endorsements (1.4, 16.9), and W3C credentials. Fields that 2.2 lets a validator check by a list that is not here
 * (c2pa.metadata, 15.10.3.2.3; 2.4 asks for it no more), cloud data, and hashed URIs that are not of assertions, ingredients or actions
 * (thumbnails, icons: 15.10.3.3) are passed over under any rules. */
typedef enum cn_c2pa_rules { CN_C2PA_2_2 = 0, CN_C2PA_2_4, CN_C2PA_1_4 } cn_c2pa_rules;

bool cn_c2pa_rules_of(cn_str name, cn_c2pa_rules *ret); /* "2.2", "2.4", "1.4"; false for any other text */
const char *cn_c2pa_rules_text(cn_c2pa_rules rules);
const char *cn_c2pa_code_name(cn_c2pa_code c, cn_c2pa_rules rules); /* under these rules; that of 2.2 where they have no other */

/* Files beside the one that is judged, which a collection names (c2pa.hash.collection.data). Nothing but digests is asked of them. */
typedef struct cn_c2pa_beside {
	void *self;
	/* path: relative, of names apart by '/', none of them empty, "." or "..".
	 *   fails  CN_ENOTFOUND: there is no such file; others: it cannot be read */
	cn_code (*digest)(void *self, cn_str path, cn_sha2_alg alg, uint8_t ret[CN_SHA2_BYTES_MAX], size_t *ret_n, cn_err *err);
} cn_c2pa_beside;

typedef struct cn_c2pa_input {
	cn_str file;
	cn_str store;                /* the manifest store, put together from its carriers */
	cn_str update;               /* ISO base media: the store of updates beside it (A.5.3); empty if there is none */
	bool alone;                  /* the file is the store: what it is of stands elsewhere */
	bool update_gone;            /* the carrier of the store says that there is one, and there is none */
	const cn_c2pa_range *ranges; /* where they stand in the file, in order; none if they stand elsewhere */
	size_t n_ranges;
	int64_t at_us;               /* the time the verdict is of */
	cn_x509 *x509;
	cn_c2pa_rules rules;
	cn_unpacks *unbrotli;         /* NULL: compressed manifests are not read, and listed as not checked */
	const cn_c2pa_beside *beside; /* NULL: a collection is listed as not checked */
} cn_c2pa_input;

typedef struct cn_c2pa_report {
	cn_c2pa_state state;
	cn_c2pa_rules rules;
	bool well_formed;
	cn_c2pa_note *notes;
	cn_c2pa_gap *unchecked;
	size_t manifests;     /* in the store */
	cn_str active;        /* label of the active manifest */
	unsigned claim_version;
	cn_str generator;     /* "NAME VERSION" of what made the claim */
	cn_str signer, issuer;
	int64_t signed_us;    /* attested by a time stamp that holds; INT64_MIN if none does */
	cn_str source_type;   /* digitalSourceType of the first action that has one; empty */
	cn_str binding;       /* label of the hard binding that was checked; empty */
	const cn_val *label;  /* what the signer itself states of a label that people see (CN_C2PA_LABEL); NULL: nothing whose digest holds */
} cn_c2pa_report;

/*   fails  CN_ETOOBIG over a bound (its message names it); CN_ENOMEM. A store that cannot be read is an answer: INVALID, general.error
 *   owns   *ret borrows from a and from the input's bytes */
CN_MUST_CHECK cn_code cn_c2pa_check(cn_arena *a, const cn_c2pa_input *in, cn_c2pa_report *ret, cn_err *err);

/* The report as a tree: state, codes {success, informational, failure}, unchecked, and the rest under the names above. */
cn_val *cn_c2pa_val(cn_arena *a, const cn_c2pa_report *r);

#endif
