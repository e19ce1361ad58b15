/* The second person's act: a two-person record takes effect with it, if another key signed it. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "decision", CN_FIELD_CHOICE, .required = true, .choices = "approve refuse", .what = "yes or no" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role of who decides" },
	{ "reason", CN_FIELD_TEXT, .max = 8000, .what = "why" },
	{ 0 },
};
static const cn_ref_rule refs[] = { { "approves", .required = true, .what = "the record decided on" }, { 0 } };

const cn_kind cn_kind_approval = { "approval/1", "The second person's act on a two-person record", fields, refs, .tlp = CN_AMBER_STRICT };
