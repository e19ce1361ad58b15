/* An instrument file as it was put in force at this node. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "id", CN_FIELD_ID, .required = true, .what = "id of the instrument: eu-ai-act" },
	{ "title", CN_FIELD_WORDS, .required = true, .what = "its title" },
	{ "force", CN_FIELD_CHOICE, .required = true, .choices = "binding soft voluntary standard draft", .what = "how it binds" },
	{ "confidence", CN_FIELD_CHOICE, .choices = "read secondary unverified", .what = "how well its text was read" },
	{ "as_of", CN_FIELD_DATE, .what = "the state of the law it holds" },
	{ "provisions", CN_FIELD_INT, .min = 0, .max = CN_PROVISIONS_MAX, .what = "how many provisions it has" },
	{ "file", CN_FIELD_BLOB, .required = true, .what = "the file, media type application/yaml" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "amends", .what = "the record of the version before" },
	{ "review", .many = true, .what = "who reviewed it" },
	{ 0 },
};

const cn_kind cn_kind_instrument = { "instrument/1", "A law, standard or promise as one file, put in force at this node", fields, refs,
	.tlp = CN_CLEAR, .is_public = true };
