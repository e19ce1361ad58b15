/* The content of a sealed record or a blob was destroyed. The entry, its place and its proof stay. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "what", CN_FIELD_CHOICE, .required = true, .choices = "record blob", .what = "what was destroyed" },
	{ "digest", CN_FIELD_DIGEST, .required = true, .what = "id of the record, or digest of the blob" },
	{ "reason", CN_FIELD_CHOICE, .required = true, .choices = "request retention law error other", .what = "why; free text would be content again" },
	{ 0 },
};
static const cn_ref_rule refs[] = { { "record", .what = "the record whose content, or whose blob, is gone" }, { 0 } };

const cn_kind cn_kind_erase = { "erase/1", "Content that was destroyed", fields, refs, .tlp = CN_CLEAR, .is_public = true };
