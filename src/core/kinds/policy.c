/* Limits and tolerances that the owner of a node sets. A finding on one reads "below the owner's threshold", never "violates". */
#include "core/kind.h"

static const cn_field limits[] = {
	{ "metric", CN_F_ID, .required = true, .what = "name of the metric" },
	{ "duty", CN_F_ID, .what = "only for this duty" },
	{ "line", CN_F_ID, .what = "only for this evidence line" },
	{ "attribute", CN_F_TEXT, .max = 256, .what = "only for this attribute" },
	{ "bound", CN_F_CHOICE, .choices = "lower upper point", .what = "which bound of the interval is compared" },
	{ "op", CN_F_CHOICE, .required = true, .choices = ">= > <= < ==", .what = "how" },
	{ "value", CN_F_DECIMAL, .required = true, .what = "the limit" },
	{ "unit", CN_F_ID, .what = "its unit" },
	{ "basis", CN_F_WORDS, .what = "why this number" },
	{ 0 },
};
static const cn_field accepts[] = {
	{ "duty", CN_F_ID, .what = "a duty that may stay unknown" },
	{ "fact", CN_F_ID, .what = "a fact that may stay unknown" },
	{ "market", CN_F_ID, .what = "only in this market" },
	{ "role", CN_F_ID, .required = true, .what = "role of who accepts it" },
	{ "until", CN_F_DATE, .required = true, .what = "last day" },
	{ "reason", CN_F_TEXT, .max = 4000, .what = "why" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "id", CN_F_ID, .required = true, .what = "id of the policy" },
	{ "title", CN_F_WORDS, .what = "its title" },
	{ "owner", CN_F_ID, .what = "party whose policy it is" },
	{ "owner_role", CN_F_ID, .what = "role of who signs for it" },
	{ "system", CN_F_ID, .what = "only for this system" },
	{ "from", CN_F_DATE, .what = "first day" },
	{ "until", CN_F_DATE, .what = "last day" },
	{ "limits", CN_F_MAP, .list_max = 128, .fields = limits, .what = "limits on metrics" },
	{ "accepts", CN_F_MAP, .list_max = 128, .fields = accepts, .what = "unknowns that do not block" },
	{ "file", CN_F_BLOB, .what = "the file it was read from" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "amends", .what = "the policy before" },
	{ 0 },
};

const cn_kind cn_kind_policy = { "policy/1", "Limits and tolerances set by the owner of the node", fields, refs, .tlp = CN_AMBER_STRICT };
