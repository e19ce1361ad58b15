/* media: one file of content, from its bytes to a verdict per law: parts, credentials, layers, facts, rules. Pure.
 *
 * A verdict depends on what is given here and on nothing else: the bytes, the anchors behind x509, the time, the rules, what is declared. */
#ifndef CN_ASSESS_MEDIA_H
#define CN_ASSESS_MEDIA_H

#include "core/pixels.h"
#include "lab/media/layers.h"
#include "norm/content_rules.h"

typedef struct cn_media_ask {
	cn_x509 *x509;                  /* of certificates and time stamps */
	cn_c2pa_rules c2pa;             /* the version of the specification that credentials are judged by */
	cn_unpacks *unbrotli;           /* of compressed manifests; NULL: they are not read */
	const cn_c2pa_beside *beside;   /* of files that a collection names; NULL: they are not here */
	const cn_pixels *pixels;        /* for labels that credentials say were drawn; NULL: no picture is looked at */
	int64_t at_us;                  /* the time the verdict is of: law as of its day, certificates as of then */
	const cn_content_rules *rules;  /* NULL: no law is asked */
	const cn_str *market;
	size_t n_market;
	const cn_content_fact *declared; /* what somebody states beside the file, by name (cn_content_rules_fact), as text */
	size_t n_declared;
	bool explain;                   /* words of why with each verdict */
} cn_media_ask;

typedef struct cn_media_answer {
	cn_media_file file;
	size_t n_store;                 /* manifest stores; of several none counts */
	bool has_store;                 /* there is one that counts */
	cn_c2pa_report credentials;     /* if has_store */
	cn_media_layers layers;
	const cn_content_fact *fact;    /* what the rules were given */
	size_t n_fact;
	const cn_content_verdict *verdict;
	size_t n_verdict;
} cn_media_answer;

/*   ret    borrows from a, bytes and ask
 *   fails  CN_ETOOBIG over a bound of the readers; CN_ENOTFOUND, CN_EINPUT as cn_content_apply; CN_ENOMEM. Bad bytes are an answer */
CN_MUST_CHECK cn_code cn_media_judge(cn_arena *a, cn_str bytes, const cn_media_ask *ask, cn_media_answer *ret, cn_err *err);

/* The credentials alone, of a file that was read. CN_ENOTFOUND: it has none */
CN_MUST_CHECK cn_code cn_media_credentials(cn_arena *a, cn_str bytes, const cn_media_file *file, const cn_media_ask *ask, cn_c2pa_report *ret,
					   cn_err *err);

/* The same facts on another day: the law alone is asked again. */
CN_MUST_CHECK cn_code cn_media_on(cn_arena *a, const cn_media_ask *ask, const cn_media_answer *of, cn_date day, cn_content_verdict **ret, size_t *ret_n,
				  cn_err *err);

/* "none" without a store that counts, else the state of the credentials. */
const char *cn_media_state(const cn_media_answer *m);

/* {format, media_type, modality, width, height, seconds, trouble, state, stores, codes, credentials, layers, contradictions, facts, verdicts, limits} */
cn_val *cn_media_answer_val(cn_arena *a, const cn_media_answer *m);

/* What no look at a file can tell: sentences for people, as many as there are. */
const cn_words *cn_media_limits(size_t *ret_n);

#endif
