/* A duty set aside for a time, for a reason, with a second person. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "duty", CN_FIELD_ID, .required = true, .what = "the duty set aside" },
	{ "market", CN_FIELD_ID, .what = "only in this market" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role of who sets it aside" },
	{ "reason", CN_FIELD_TEXT, .required = true, .min = 1, .max = 8000, .what = "why" },
	{ "until", CN_FIELD_DATE, .required = true, .what = "last day it holds" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "finding", .what = "the finding it answers" },
	{ "evidence", .many = true, .what = "what it rests on" },
	{ 0 },
};

const cn_kind cn_kind_waiver = { "waiver/1", "A duty set aside for a time, with a second person", fields, refs,
	.tlp = CN_AMBER_STRICT, .two_person = true };
