/* A case at an authority: what was submitted about a system. What follows are case-step/1 records. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "title", CN_FIELD_TEXT, .required = true, .min = 1, .max = 300, .what = "what is asked for, in a line" },
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system, from its manifest" },
	{ "party", CN_FIELD_ID, .required = true, .what = "the party that submits; never a person's name" },
	{ "market", CN_FIELD_ID, .what = "the market whose authority this is" },
	{ "text", CN_FIELD_TEXT, .max = 8000, .what = "what is submitted, in words" },
	{ "manifest", CN_FIELD_BLOB, .required = true, .what = "the manifest as it was submitted" },
	{ "documents", CN_FIELD_BLOB, .list_max = 64, .what = "evidence that came with it" },
	{ 0 },
};
static const cn_ref_rule refs[] = { { "assessment", .what = "the assessment it rests on" }, { 0 } };

const cn_kind cn_kind_case = { "case/1", "A case at an authority: what was submitted", fields, refs, .tlp = CN_AMBER_STRICT };
