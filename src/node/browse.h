/* browse: what the commands over the library share: which text an argument names, flags that narrow, a provision as JSON and as a line. */
#ifndef CN_NODE_BROWSE_H
#define CN_NODE_BROWSE_H

#include "node/load.h"
#include "node/say.h"
#include "norm/browse.h"

/* What an argument names: an instrument (by id, alias or title) or one provision (by id or alias; its instrument may go by any of its
 * names). Exactly one of the two is set.
 *   fails  CN_ENOTFOUND with "concord norm VERB <nearest>" as the hint */
CN_MUST_CHECK cn_code cn_norm_named(cn_ctx *ctx, const cn_library *lib, const char *verb, cn_str name, const cn_instrument **ret_instrument,
				    const cn_provision **ret_provision, cn_err *err);

/* --market, --theme, --stage, --force and --as-of (else today) of the request, checked against the vocabulary. A market may be a group. */
CN_MUST_CHECK cn_code cn_norm_narrowed(cn_ctx *ctx, const cn_library *lib, cn_browse *ret, cn_err *err);

/* First and last day on which a provision may count; CN_DATE_NONE: open, or not known. */
void cn_norm_span(const cn_provision *p, cn_date *ret_from, cn_date *ret_until);
/* "from 2027-12-02", "until ..", both, or empty: as people read it. */
const char *cn_norm_span_text(const cn_ctx *ctx, const cn_provision *p);

/* {id, instrument, heading, deontic, act?, object?, roles, force, status, confidence, from?, until?} */
cn_val *cn_provision_val(cn_ctx *ctx, const cn_provision *p);
/* {id, title, force, status, confidence, jurisdictions} */
cn_val *cn_instrument_val(cn_ctx *ctx, const cn_instrument *x);
cn_val *cn_alike_val(cn_ctx *ctx, const cn_alike *e); /* {a, b, same_act, rel?, disputed?, strength?, gap?, parameters: [{name, a?, b?, same}]} */

/* Members of a list of the vocabulary with commas between: ids in English, labels in other languages. */
cn_str cn_join_words(cn_ctx *ctx, const cn_library *lib, const char *list, cn_texts t);
cn_str cn_member_word(const cn_ctx *ctx, const cn_library *lib, const char *list, cn_str id);
cn_str cn_parameter_text(cn_ctx *ctx, const cn_library *lib, const cn_parameter *p); /* ">= 6 month"; in Chinese in words */
cn_str cn_span_words(cn_ctx *ctx, cn_str duration); /* "30 days" of P30D; what is not of that form as it stands */
/* " [bill]", " [repealed]": what an instrument that is not in force is; nothing for one that is. */
const char *cn_status_mark(const cn_ctx *ctx, const cn_library *lib, const cn_instrument *x);

/* Keys of the format as people read them in Chinese (rows of {key, Chinese}); English has the key itself. */
cn_str cn_key_word(const cn_ctx *ctx, cn_str key, const char *const (*row)[2], size_t n);
cn_str cn_date_what(const cn_ctx *ctx, cn_str what); /* of an instrument's date: "amended" */

#endif
