/* The signed result of one assessment. content.digest is of the canonical bytes of the dossier's content: every visible word hangs on it. */
#include "core/kind.h"

static const cn_field answers[] = {
	{ "as_of", CN_FIELD_DATE, .required = true, .what = "at this date" },
	{ "verdict", CN_FIELD_CHOICE, .required = true, .choices = "pass not_satisfied undecided", .what = "of all binding duties in application" },
	{ "satisfied", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "binding duties satisfied" },
	{ "not_satisfied", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "not satisfied" },
	{ "unknown", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "unknown" },
	{ "waived", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "waived" },
	{ "not_applicable", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "not applicable" },
	{ 0 },
};
static const cn_field keys[] = {
	{ "records", CN_FIELD_INT, .required = true, .min = 1, .max = CN_INT_MAX, .what = "how many" },
	{ "digest", CN_FIELD_DIGEST, .required = true, .what = "of their ids in order of their numbers, each with a line end" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "as_of", CN_FIELD_DATE, .required = true, .list_max = 32, .list_min = 1, .what = "the dates asked" },
	{ "answers", CN_FIELD_MAP, .list_max = 32, .fields = answers, .what = "one per date" },
	{ "content", CN_FIELD_BLOB, .required = true, .what = "the dossier's content, RFC 8785 bytes" },
	{ "library", CN_FIELD_DIGEST, .what = "digest of the instrument library" },
	{ "findings", CN_FIELD_BLOB, .what = "the canonical list of findings" },
	{ "statement", CN_FIELD_DIGEST, .what = "of an in-toto Statement about the same, if one was made" },
	{ "out_of_scope", CN_FIELD_BOOL, .what = "declared military: nothing was assessed" },
	{ "keys", CN_FIELD_MAP, .fields = keys, .what = "every key record of the author's log before this entry" },
	{ "step", CN_FIELD_ID, .what = "name and version of the step: judge@2" },
	{ "program", CN_FIELD_TEXT, .max = 128, .what = "name and version of the program" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "facts", .many = true, .what = "facts used" },
	{ "duties", .many = true, .what = "the derivation" },
	{ "measurement", .many = true, .what = "measurements" },
	{ "evidence", .many = true, .what = "documents" },
	{ "judgement", .many = true, .what = "judgements" },
	{ "waiver", .many = true, .what = "waivers" },
	{ "approval", .many = true, .what = "approvals" },
	{ "counter", .many = true, .what = "counter-claims shown" },
	{ "risk", .many = true, .what = "risks of its register" },
	{ "risk-review", .many = true, .what = "reviews of them" },
	{ "commitment", .many = true, .what = "promises shown" },
	{ "fulfilment", .many = true, .what = "what was said of them" },
	{ "ethics-review", .many = true, .what = "reviews by an ethics committee" },
	{ "policy", .many = true, .what = "policies" },
	{ "instrument", .many = true, .what = "instruments" },
	{ "amends", .what = "the assessment before" },
	{ 0 },
};

const cn_kind cn_kind_assessment = { "assessment/1", "The signed result of one assessment", fields, refs, .tlp = CN_AMBER_STRICT };
