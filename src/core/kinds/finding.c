/* One finding, written singly when someone disputes, waives or shares it. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "duty", CN_FIELD_ID, .required = true, .what = "the provision: eu-ai-act/art_26.6" },
	{ "market", CN_FIELD_ID, .required = true, .what = "in this market" },
	{ "role", CN_FIELD_ID, .what = "asked of this role" },
	{ "actor", CN_FIELD_ID, .what = "filled by this party" },
	{ "as_of", CN_FIELD_DATE, .required = true, .what = "at this date" },
	{ "answer", CN_FIELD_CHOICE, .required = true, .choices = "applies does_not unknown presumed", .what = "does the duty apply" },
	{ "finding", CN_FIELD_CHOICE, .required = true, .choices = "satisfied not_satisfied unknown not_applicable waived", .what = "is it met" },
	{ "force", CN_FIELD_CHOICE, .choices = "binding soft voluntary standard draft", .what = "how it binds" },
	{ "confidence", CN_FIELD_CHOICE, .choices = "read secondary unverified", .what = "how well the text was read" },
	{ "why", CN_FIELD_TEXT, .max = 8000, .what = "the reason in words" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "assessment", .what = "the assessment it stands in" },
	{ "measurement", .many = true, .what = "measurements it rests on" },
	{ "evidence", .many = true, .what = "documents" },
	{ "judgement", .many = true, .what = "judgements" },
	{ "waiver", .many = true, .what = "waivers" },
	{ 0 },
};

const cn_kind cn_kind_finding = { "finding/1", "One finding, written singly", fields, refs, .tlp = CN_AMBER_STRICT };
