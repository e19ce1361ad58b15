/* A rendered dossier: pages made from an assessment. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "as_of", CN_FIELD_DATE, .list_max = 32, .what = "the dates asked" },
	{ "json", CN_FIELD_BLOB, .required = true, .what = "the content" },
	{ "html", CN_FIELD_BLOB, .what = "the page" },
	{ "exports", CN_FIELD_BLOB, .list_max = 16, .what = "the same in other formats" },
	{ "program", CN_FIELD_TEXT, .max = 128, .what = "name and version of the program" },
	{ 0 },
};
static const cn_ref_rule refs[] = { { "assessment", .required = true, .what = "what it shows" }, { 0 } };

const cn_kind cn_kind_dossier = { "dossier/1", "Pages made from an assessment", fields, refs, .tlp = CN_AMBER_STRICT };
