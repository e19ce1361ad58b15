/* Facts about a system, each with who declared it, when, on what source, until when. */
#include "core/kind.h"

static const cn_field fact[] = {
	{ "fact", CN_FIELD_ID, .required = true, .what = "name, from facts.yaml" },
	{ "market", CN_FIELD_ID, .what = "only for this market" },
	{ "value", CN_FIELD_ANY, .required = true, .what = "true, false, null (unknown), a text, an exact decimal text, or a list of texts" },
	{ "complete", CN_FIELD_BOOL, .what = "set facts: values that are not listed are false" },
	{ "by", CN_FIELD_ID, .what = "party or role that declared it; never a person's name" },
	{ "on", CN_FIELD_DATE, .what = "when it was declared" },
	{ "source", CN_FIELD_TEXT, .max = 1024, .what = "what it rests on" },
	{ "until", CN_FIELD_DATE, .what = "last day it may be relied on" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "facts", CN_FIELD_MAP, .list_max = 512, .fields = fact, .what = "the facts" },
	{ "set", CN_FIELD_BLOB, .what = "instead of `facts` where they do not fit: the same list as canonical JSON" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "amends", .what = "the facts before" },
	{ "evidence", .many = true, .what = "what they rest on" },
	{ 0 },
};

static cn_code check(const cn_record *r, cn_err *err)
{
	if (!cn_get(r->body, "facts") == !cn_get(r->body, "set"))
		return CN_FAIL(err, CN_EINPUT, "body: needs either facts or set");
	return CN_OK;
}

const cn_kind cn_kind_facts = { "facts/1", "Facts about a system, with their sources", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
