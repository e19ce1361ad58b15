/* A party takes a promise upon itself: one that stands in the library (a summit's commitments, its own principles as an instrument), or a
 * condition that a review of its ethics committee set. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "party", CN_FIELD_ID, .required = true, .what = "who promises" },
	{ "id", CN_FIELD_ID, .required = true, .what = "the promise's own name with this party" },
	{ "to", CN_FIELD_ID, .what = "the instrument or provision: seoul-frontier-ai-safety-commitments-2024/sec_1" },
	{ "title", CN_FIELD_WORDS, .required = true, .what = "what is promised, in a few words" },
	{ "made", CN_FIELD_DATE, .required = true, .what = "the day of the promise" },
	{ "due", CN_FIELD_DATE, .what = "the day by which it is kept; absent: no day was named" },
	{ "every", CN_FIELD_TEXT, .max = 16, .what = "kept again after each such time: P1Y" },
	{ "owner", CN_FIELD_ID, .required = true, .what = "role of who answers for it, of the list people_roles" },
	{ "system", CN_FIELD_ID, .what = "for this system alone" },
	{ "source", CN_FIELD_TEXT, .required = true, .min = 1, .max = 2000, .what = "where it was said" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "review", .what = "the ethics review whose condition it is" },
	{ "amends", .what = "the state before" },
	{ 0 },
};

static cn_code check(const cn_record *r, cn_err *err)
{
	cn_date made, due;
	if (!cn_get(r->body, "due"))
		return CN_OK;
	CN_TRY(cn_date_parse(cn_get_text(r->body, "made"), &made, err));
	CN_TRY(cn_date_parse(cn_get_text(r->body, "due"), &due, err));
	if (due < made)
		return CN_FAIL(err, CN_EINPUT, "body.due: is before the day of the promise");
	if (cn_get(r->body, "every") && cn_date_plus(due, cn_get_text(r->body, "every"), &made, err) != CN_OK)
		return cn_while(err, "body.every");
	return CN_OK;
}

const cn_kind cn_kind_commitment = { "commitment/1", "A promise that a party takes upon itself", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
