/* A document that shows that a promise was kept, or somebody's word that it was not or is given up. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "party", CN_FIELD_ID, .required = true, .what = "who promised" },
	{ "commitment", CN_FIELD_ID, .required = true, .what = "the promise's own name" },
	{ "state", CN_FIELD_CHOICE, .required = true, .choices = "kept broken withdrawn", .what = "what is said of it" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role of who says so" },
	{ "on", CN_FIELD_DATE, .required = true, .what = "the day it speaks of" },
	{ "until", CN_FIELD_DATE, .what = "last day it holds" },
	{ "document", CN_FIELD_BLOB, .what = "what shows it" },
	{ "reason", CN_FIELD_TEXT, .max = 8000, .what = "in words" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "commitment", .required = true, .what = "the promise" },
	{ "evidence", .many = true, .what = "what it rests on" },
	{ 0 },
};

static cn_code check(const cn_record *r, cn_err *err)
{
	bool kept = cn_is_text(cn_get(r->body, "state"), "kept");
	if (kept && !cn_get(r->body, "document"))
		return CN_FAIL(err, CN_EINPUT, "body.document: is missing; a promise is shown to be kept by a document");
	if (!kept && cn_get_text(r->body, "reason").n == 0)
		return CN_FAIL(err, CN_EINPUT, "body.reason: is missing");
	return CN_OK;
}

const cn_kind cn_kind_fulfilment = { "fulfilment/1", "What became of a promise", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
