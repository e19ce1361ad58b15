/* What the files of making a manifest share. Private to make*.c. */
#ifndef CN_LAB_MEDIA_C2PA_MAKE_RUN_H
#define CN_LAB_MEDIA_C2PA_MAKE_RUN_H

#include "lab/media/c2pa/cbor.h"
#include "lab/media/c2pa/jumbf.h"
#include "lab/media/c2pa/make.h"

enum { CN_C2PA_UUID_BYTES = 37, CN_C2PA_MADE_MAX = CN_C2PA_STATEMENTS_MAX + 3, CN_C2PA_MADE_RANGES_MAX = 14 };

/* An assertion that was made: its superbox, and the hashed URI that the claim has of it. */
typedef struct cn_c2pa_made {
	cn_str box, url;
	uint8_t digest[CN_SHA2_BYTES_MAX];
	bool gathered;
} cn_c2pa_made;

typedef struct cn_c2pa_maker {
	cn_arena *a;
	const cn_c2pa_order *order;
	const cn_content_signer *signer;
	cn_sha2_alg alg;
	size_t digest_size;
	bool bmff;
	/* the store that the file has, if it is kept */
	const cn_jumbf *old;
	const cn_jumbf *parent; /* its active manifest */
	/* of the layout */
	uint8_t digest[CN_SHA2_BYTES_MAX]; /* the hard binding's; zeros until it is known */
	const cn_media_range *out;	   /* left out of it */
	size_t n_out;			   /* while out is NULL: how many are expected */
	/* names */
	char manifest[CN_C2PA_UUID_BYTES], instance[CN_C2PA_UUID_BYTES];
	cn_c2pa_made made[CN_C2PA_MADE_MAX];
	size_t n_made;
	cn_err *err;
} cn_c2pa_maker;

CN_MUST_CHECK cn_code cn_c2pa_order_check(const cn_c2pa_order *o, const cn_content_signer *s, cn_err *err);

/* The hard binding as an assertion: as long for one digest and place of the store as for any other. */
cn_cbor *cn_c2pa_binding(cn_c2pa_maker *m);
const char *cn_c2pa_binding_label(const cn_c2pa_maker *m);
/* Digest of the new file into m->digest. */
CN_MUST_CHECK cn_code cn_c2pa_bind(cn_c2pa_maker *m, const cn_media_pieces *p);

/* All assertions into m->made, and the claim over them. */
CN_MUST_CHECK cn_code cn_c2pa_assertions_make(cn_c2pa_maker *m);
CN_MUST_CHECK cn_code cn_c2pa_claim_make(cn_c2pa_maker *m, cn_str *ret);

/* The COSE_Sign1 of the claim; sign false: as long, with zeros in the place of what signs. */
CN_MUST_CHECK cn_code cn_c2pa_sign(cn_c2pa_maker *m, cn_str claim, bool sign, cn_str *ret);

void cn_c2pa_put(cn_c2pa_maker *m, cn_cbor *map, const char *key, cn_cbor *item); /* of keys that the map has not */
cn_str cn_c2pa_alg_name(const cn_c2pa_maker *m);

#endif
