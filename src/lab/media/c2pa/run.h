/* What the files of one check share: the manifests of the store, opened once, and the notes as they are made. */
#ifndef CN_LAB_MEDIA_C2PA_RUN_H
#define CN_LAB_MEDIA_C2PA_RUN_H

#include "core/sha2.h"
#include "lab/media/c2pa/c2pa.h"
#include "lab/media/c2pa/cose.h"
#include "lab/media/c2pa/jumbf.h"

typedef struct cn_c2pa_assertion {
	cn_str url, label, base; /* base: the label without its version of an instance ("__2") */
	const cn_cbor *uri;      /* the hashed URI of the claim */
	const cn_jumbf *box;     /* NULL: not there, or not in this manifest */
	const cn_cbor *cbor;     /* its content, if it is CBOR that can be read */
	bool redacted, created;
	bool sound;              /* its digest is that of the claim */
} cn_c2pa_assertion;

typedef struct cn_c2pa_manifest cn_c2pa_manifest;
struct cn_c2pa_manifest {
	const cn_jumbf *box;
	const cn_jumbf *whole; /* as it stands in the store: another than box if that was compressed in it */
	cn_str label;
	const cn_jumbf *claim_box, *signature_box;
	const cn_cbor *claim; /* NULL: none that can be read */
	cn_str claim_bytes;
	unsigned version; /* of the claim: 1 or 2 */
	bool update, opened, checked;
	bool beside; /* it stands in the store of updates, where nothing else may */
	cn_c2pa_assertion *assertion;
	size_t n_assertions;
	cn_c2pa_manifest **part; /* the manifests of its ingredients */
	size_t n_parts;
	const cn_c2pa_manifest *seen_from;
};

/* What a binding says while another one decides: instead of a note. */
typedef struct cn_c2pa_heard {
	bool of_part; /* all that it says of its match is heard; else only that the whole does not match */
	bool held, failed;
	cn_c2pa_code code; /* of the failure */
	const char *why;
} cn_c2pa_heard;

typedef struct cn_c2pa_run {
	cn_arena *a;
	const cn_c2pa_input *in;
	cn_c2pa_report *report;
	const cn_jumbf *root;
	size_t n_boxes;  /* of the stores, and of what was compressed in them */
	size_t unpacked; /* bytes */
	bool padded; /* nothing but zeros follows the root box in the store */
	cn_c2pa_manifest *manifest;
	size_t n_manifests;
	cn_str *redacted; /* absolute URIs, of all claims whose manifest leads to what they name */
	cn_c2pa_manifest **redactor;
	size_t n_redacted;
	cn_c2pa_note **last;
	cn_c2pa_gap **last_gap;
	size_t n_notes;
	bool too_many;
	cn_c2pa_heard *heard;      /* NULL: bindings speak for themselves */
	bool ingredient;           /* what is being checked now is one */
	cn_err *err;
} cn_c2pa_run;

/* Notes an answer; `path` is below the manifest ("" for itself). why may be NULL. */
void cn_c2pa_say(cn_c2pa_run *r, const cn_c2pa_manifest *m, cn_str path, cn_c2pa_code code, const char *why);
void cn_c2pa_cannot(cn_c2pa_run *r, const char *what);

/* What a URI names: the manifest it is in (NULL: none) and the box (NULL: none). Relative ones are of m. */
const cn_jumbf *cn_c2pa_resolve(cn_c2pa_run *r, cn_c2pa_manifest *m, cn_str url, cn_c2pa_manifest **ret_in);
cn_str cn_c2pa_absolute(cn_c2pa_run *r, const cn_c2pa_manifest *m, cn_str url); /* without its prefix: "LABEL/c2pa.assertions/x" */
/* The algorithm of a hashed URI or a binding: its own, else the claim's. Notes what is unsupported. */
cn_sha2_alg cn_c2pa_alg(cn_c2pa_run *r, const cn_c2pa_manifest *m, const cn_cbor *v, cn_str path);

/* n bytes (at most 8) from `at` as a number, the first the highest; they must be there. */
static inline uint64_t cn_c2pa_be(cn_str s, size_t at, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (uint8_t)s.p[at + i];
	return v;
}
/* Does the store stand in any of these bytes of the file? */
bool cn_c2pa_of_store(const cn_c2pa_input *in, size_t at, size_t size);
/* True if each byte from `from` up to `to` is zero, or there is none. */
bool cn_c2pa_zeros(cn_str s, size_t from, size_t to);

/* Unpacks a compressed manifest: m->box is what it is of. fails: CN_ENOMEM, CN_ETOOBIG; what is wrong with it is noted, and box stays. */
CN_MUST_CHECK cn_code cn_c2pa_unpack(cn_c2pa_run *r, cn_c2pa_manifest *m);
/* Claim and assertions of a manifest, once. fails: CN_ENOMEM, CN_ETOOBIG; what is wrong with it is noted. */
CN_MUST_CHECK cn_code cn_c2pa_open(cn_c2pa_run *r, cn_c2pa_manifest *m);
bool cn_c2pa_is_binding(const cn_c2pa_run *r, cn_str base);
bool cn_c2pa_is_ingredient(cn_str base);
bool cn_c2pa_is_actions(cn_str base);

CN_MUST_CHECK cn_code cn_c2pa_signature(cn_c2pa_run *r, cn_c2pa_manifest *m);
CN_MUST_CHECK cn_code cn_c2pa_assertions(cn_c2pa_run *r, cn_c2pa_manifest *m);
CN_MUST_CHECK cn_code cn_c2pa_ingredients(cn_c2pa_run *r, cn_c2pa_manifest *m, unsigned depth);
/* The parent by its ingredient assertion; NULL if there is none in the store. */
cn_c2pa_manifest *cn_c2pa_parent(cn_c2pa_run *r, cn_c2pa_manifest *m);

void cn_c2pa_bind_data(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, bool updated);
void cn_c2pa_bind_boxes(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s);
void cn_c2pa_bind_bmff(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s);
/* Of a collection. fails: CN_ENOMEM, and what reading a file beside fails with, other than that it is not there. */
CN_MUST_CHECK cn_code cn_c2pa_bind_files(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s);
/* Of the parts of a file whose whole does not match. fails: CN_ENOMEM */
CN_MUST_CHECK cn_code cn_c2pa_bind_parts(cn_c2pa_run *r, cn_c2pa_manifest *m);
bool cn_c2pa_has_parts(const cn_c2pa_manifest *m);

#endif
