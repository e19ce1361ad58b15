/* What a derivation gave: which duties apply. The list itself is a blob. */
#include "core/kind.h"

static const cn_field counts[] = {
	{ "as_of", CN_FIELD_DATE, .required = true, .what = "at this date" },
	{ "applies", CN_FIELD_INT, .required = true, .min = 0, .max = CN_INT_MAX, .what = "duties that apply" },
	{ "does_not", CN_FIELD_INT, .required = true, .min = 0, .max = CN_INT_MAX, .what = "that do not" },
	{ "unknown", CN_FIELD_INT, .required = true, .min = 0, .max = CN_INT_MAX, .what = "that hang on what is not known" },
	{ "presumed", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "that would apply on a cited presumption" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "as_of", CN_FIELD_DATE, .required = true, .list_max = 32, .list_min = 1, .what = "the dates asked" },
	{ "library", CN_FIELD_DIGEST, .required = true, .what = "digest of the instrument library" },
	{ "step", CN_FIELD_ID, .what = "name and version of the step: derive@2" },
	{ "rows", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "rows (system, market, actor, role)" },
	{ "counts", CN_FIELD_MAP, .list_max = 32, .fields = counts, .what = "one per date" },
	{ "list", CN_FIELD_BLOB, .required = true, .what = "the canonical list" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "facts", .many = true, .what = "the facts used" },
	{ "instrument", .many = true, .what = "the instruments used" },
	{ "judgement", .many = true, .what = "the judgements used" },
	{ "policy", .many = true, .what = "the policies used" },
	{ 0 },
};

const cn_kind cn_kind_duties = { "duties/1", "Which duties apply to a system, as a blob", fields, refs, .tlp = CN_AMBER_STRICT };
