/* generator: whatever makes content behind an address: a prompt goes out in a body of JSON, an output comes back. Which body, and where in the
 * answer the output stands, is data, so that a chat, an image or a speech service is asked alike. */
#ifndef CN_ADAPTER_GENERATOR_H
#define CN_ADAPTER_GENERATOR_H

#include "base/base.h"

enum { CN_OUTPUT_BYTES_MAX = 64 << 20 }; /* of one answer */

typedef struct cn_generator_spec {
	cn_str url;
	cn_str token_env;       /* name of the variable that holds the token */
	const char *token_file; /* or path of the file; NULL: none */
	const cn_val *body;     /* JSON; {prompt} in its texts is where the prompt goes */
	cn_str answer;          /* where the output stands in the answer: "data.0.b64_json"; empty: the answer is the output */
	bool base64;            /* it stands there in base64 */
	unsigned rate, seconds; /* requests a second, seconds one may take; 0: as fast as it goes, 60 */
} cn_generator_spec;

typedef struct cn_generator cn_generator; /* opaque */

/*   fails  CN_EINPUT: no address that can be asked, no {prompt} in a text of the body */
CN_MUST_CHECK cn_code cn_generator_check(const cn_generator_spec *spec, cn_err *err);
/*   fails  as cn_generator_check; CN_EINPUT, CN_EIO: no token where one is named
 *   owns   *ret borrows from a and from what spec names */
CN_MUST_CHECK cn_code cn_generator_open(cn_arena *a, const cn_generator_spec *spec, cn_generator **ret, cn_err *err);

/* One prompt, one output appended to *out; waits for its turn first. *ret_none (one of two at most is set): "" where there is an output, else why
 * there is none of this prompt, in words that hold nothing of what the server said: "status 400", "no text at data.0.b64_json".
 *   fails  CN_EIO no answer; CN_EINPUT an answer that is none of a generator (a status other than 200, 400, 413, 422, 451), or that holds the
 *          token; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_generator_ask(cn_generator *g, cn_str prompt, cn_buf *out, const char **ret_none, cn_err *err);

/* Appends the body that a prompt would be asked with. */
void cn_generator_body(const cn_val *body, cn_str prompt, cn_buf *to);

#endif
