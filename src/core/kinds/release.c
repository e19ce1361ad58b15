/* A sealed record made public: its envelope is published beside the log, its id stays. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "record", CN_FIELD_DIGEST, .required = true, .what = "id of the sealed record" },
	{ "index", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "its entry in this log" },
	{ 0 },
};
static const cn_ref_rule refs[] = { { "record", .required = true, .what = "the record released" }, { 0 } };

const cn_kind cn_kind_release = { "release/1", "A sealed record made public", fields, refs, .tlp = CN_CLEAR, .is_public = true };
