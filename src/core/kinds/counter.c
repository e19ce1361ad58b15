/* A counter-claim by anyone against any record. It changes no finding; it is shown beside it. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "claim", CN_FIELD_TEXT, .required = true, .min = 1, .max = 8000, .what = "what is wrong, in the sender's words" },
	{ "duty", CN_FIELD_ID, .what = "the duty it is about" },
	{ "system", CN_FIELD_ID, .what = "the system it is about" },
	{ "role", CN_FIELD_ID, .what = "role of the sender" },
	{ "document", CN_FIELD_BLOB, .what = "what it rests on" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "against", .required = true, .many = true, .what = "the records it contradicts" },
	{ "evidence", .many = true, .what = "what it rests on" },
	{ 0 },
};

const cn_kind cn_kind_counter = { "counter/1", "A counter-claim against a record", fields, refs, .tlp = CN_AMBER_STRICT };
