/* make: signs a file. Its edits are applied, a claim of version 2 is made over the result, signed, and put into the carrier of the
 * format.
 *
 * The claim says who made it (claim_generator_info), what was done first and after (c2pa.actions.v2), what the file was made from
 * (c2pa.ingredient.v3, if it has a store already: its manifests stay in the store), which bytes it is of (c2pa.hash.bmff.v3 for ISO
 * base media, c2pa.hash.data for all others), and what else is stated: a visible label that was drawn is a statement
 * `org.concord.label` {x, y, width, height, glyph_height, shortest_side, start, duration, market, id}.
 *
 * Nothing is read but the arguments: no clock, no random number. What is not the signature is the same for the same arguments, and
 * all of it is with Ed25519; ECDSA and RSA-PSS signatures have random parts of their own. Pure; one arena. */
#ifndef CN_LAB_MEDIA_C2PA_MAKE_H
#define CN_LAB_MEDIA_C2PA_MAKE_H

#include "core/content_signer.h"
#include "core/sha2.h"
#include "lab/media/c2pa/c2pa.h"
#include "lab/media/file.h"

enum {
	CN_C2PA_TEXT_BYTES_MAX = 1024, /* of each text of an order */
	CN_C2PA_LABEL_BYTES_MAX = 128, /* of a statement */
	CN_C2PA_ACTIONS_MAX = 64,
	CN_C2PA_STATEMENTS_MAX = 64,
	CN_C2PA_STATEMENT_BYTES_MAX = 1 << 20 /* of one, encoded */
};

/* What was done after the content was created or opened: "c2pa.edited", "c2pa.edited.metadata", "c2pa.watermarked". */
typedef struct cn_c2pa_action {
	cn_str action;
	cn_str source_type; /* as in the order; may be empty */
	cn_str description; /* may be empty */
} cn_c2pa_action;

/* An assertion of the maker's own. */
typedef struct cn_c2pa_statement {
	cn_str label;	   /* "org.concord.label": letters, digits, '.', '_' and '-', a dot among them; one of each label */
	const cn_val *val; /* reals become texts */
	bool json;	   /* else CBOR */
	bool gathered;	   /* said by others and passed on; else the signer's own word */
} cn_c2pa_statement;

typedef struct cn_c2pa_order {
	cn_str id;    /* not empty: what the names of the manifest and of the instance follow from, together with the content */
	cn_str title; /* may be empty */
	cn_str generator, version;   /* of the program that makes the claim; the name must be given */
	cn_str agent, agent_version; /* of the system that made the content; may be empty */
	cn_str source_type; /* a term of IPTC ("trainedAlgorithmicMedia") or a whole address; may be empty only if the file was
			       opened */
	int64_t when_us;    /* of the actions; INT64_MIN: not stated */
	const cn_c2pa_action
	    *action; /* after the first, which is c2pa.created, or c2pa.opened if the file has a store that is kept */
	size_t n_action;
	const cn_c2pa_statement *statement;
	size_t n_statement;
	cn_sha2_alg alg; /* CN_SHA2_NONE: SHA-256 */
	/* What cn_c2pa_check says of the store that the file has: the claim records it. Must be given if it has one and drop_store
	 * is false. */
	const cn_c2pa_report *parent;
	bool drop_store; /* the store that the file has goes, unnamed: for one that cannot be read */
} cn_c2pa_order;

/* True for a format whose files cn_c2pa_make can sign. */
bool cn_c2pa_makes(cn_media_format f);

/*   edit   what else changes; none of kind C2PA
 *   ret    as from cn_media_write; borrows from a, file and edit
 *   fails  CN_EINPUT what is wrong with the order or the file, or that its store cannot be read; CN_EUNSUPPORTED for a format that
 * carries no store; CN_ETOOBIG over a bound; what the signer says; CN_ENOMEM. *ret is untouched then */
CN_MUST_CHECK cn_code cn_c2pa_make(cn_arena *a, const cn_c2pa_order *o, const cn_content_signer *signer, cn_str file,
				   const cn_media_edit *edit, size_t n_edit, cn_media_pieces *ret, cn_err *err);

#endif
