/* Limits and tolerances that the owner of a node sets. A finding on one reads "below the owner's threshold", never "violates". */
#include "core/kind.h"

static const cn_field limits[] = {
	{ "metric", CN_FIELD_ID, .required = true, .what = "name of the metric" },
	{ "duty", CN_FIELD_ID, .what = "only for this duty" },
	{ "line", CN_FIELD_ID, .what = "only for this evidence line" },
	{ "attribute", CN_FIELD_TEXT, .max = 256, .what = "only for this attribute" },
	{ "bound", CN_FIELD_CHOICE, .choices = "lower upper point", .what = "which bound of the interval is compared" },
	{ "op", CN_FIELD_CHOICE, .required = true, .choices = ">= > <= < ==", .what = "how" },
	{ "value", CN_FIELD_DECIMAL, .required = true, .what = "the limit" },
	{ "unit", CN_FIELD_ID, .what = "its unit" },
	{ "basis", CN_FIELD_WORDS, .what = "why this number" },
	{ 0 },
};
static const cn_field accepts[] = {
	{ "duty", CN_FIELD_ID, .what = "a duty that may stay unknown" },
	{ "fact", CN_FIELD_ID, .what = "a fact that may stay unknown" },
	{ "market", CN_FIELD_ID, .what = "only in this market" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role of who accepts it" },
	{ "until", CN_FIELD_DATE, .required = true, .what = "last day" },
	{ "reason", CN_FIELD_TEXT, .max = 4000, .what = "why" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "id", CN_FIELD_ID, .required = true, .what = "id of the policy" },
	{ "title", CN_FIELD_WORDS, .what = "its title" },
	{ "owner", CN_FIELD_ID, .what = "party whose policy it is" },
	{ "owner_role", CN_FIELD_ID, .what = "role of who signs for it" },
	{ "system", CN_FIELD_ID, .what = "only for this system" },
	{ "from", CN_FIELD_DATE, .what = "first day" },
	{ "until", CN_FIELD_DATE, .what = "last day" },
	{ "limits", CN_FIELD_MAP, .list_max = 128, .fields = limits, .what = "limits on metrics" },
	{ "accepts", CN_FIELD_MAP, .list_max = 128, .fields = accepts, .what = "unknowns that do not block" },
	{ "file", CN_FIELD_BLOB, .what = "the file it was read from" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "amends", .what = "the policy before" },
	{ 0 },
};

const cn_kind cn_kind_policy = { "policy/1", "Limits and tolerances set by the owner of the node", fields, refs,
	.tlp = CN_AMBER_STRICT, .two_person = true };
