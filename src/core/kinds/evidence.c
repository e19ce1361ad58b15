/* A document that shows that a duty is met, until it expires. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "duty", CN_FIELD_ID, .required = true, .what = "eu-ai-act/art_26.6" },
	{ "line", CN_FIELD_ID, .what = "the evidence line it answers: E2; absent: every document line of its type" },
	{ "market", CN_FIELD_ID, .what = "only for this market" },
	{ "type", CN_FIELD_ID, .what = "document type, from the vocabulary" },
	{ "document", CN_FIELD_BLOB, .required = true, .what = "the document" },
	{ "signer_role", CN_FIELD_ID, .required = true, .what = "role of who stands for it" },
	{ "issued", CN_FIELD_DATE, .what = "date of the document" },
	{ "expires", CN_FIELD_DATE, .what = "last day it holds" },
	{ "note", CN_FIELD_TEXT, .max = 2000, .what = "what it shows" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "measurement", .many = true, .what = "measurements it rests on" },
	{ "amends", .what = "what it replaces" },
	{ 0 },
};

const cn_kind cn_kind_evidence = { "evidence/1", "A document that shows that a duty is met", fields, refs, .tlp = CN_AMBER_STRICT };
