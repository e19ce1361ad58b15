/* A record taken back by its author. It stays in the log; views show it as withdrawn. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "action", CN_FIELD_CHOICE, .required = true, .choices = "withdraw supersede", .what = "taken back, or replaced" },
	{ "reason", CN_FIELD_TEXT, .max = 4000, .what = "why" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "record", .required = true, .what = "the record taken back" },
	{ "by", .what = "what replaces it" },
	{ 0 },
};

const cn_kind cn_kind_revoke = { "revoke/1", "A record taken back or replaced by its author", fields, refs, .tlp = CN_AMBER_STRICT };
