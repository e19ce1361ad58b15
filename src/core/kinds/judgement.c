/* A question that only a person may answer, answered under a named role. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "duty", CN_FIELD_ID, .what = "the duty whose evidence line asks" },
	{ "line", CN_FIELD_ID, .what = "the evidence line: E3" },
	{ "fact", CN_FIELD_ID, .what = "or the fact that is a judgement" },
	{ "market", CN_FIELD_ID, .what = "only for this market" },
	{ "answer", CN_FIELD_CHOICE, .required = true, .choices = "yes no unknown", .what = "the answer" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role of who answers, from the vocabulary" },
	{ "reason", CN_FIELD_TEXT, .required = true, .min = 1, .max = 8000, .what = "why" },
	{ "issued", CN_FIELD_DATE, .what = "when it was given" },
	{ "expires", CN_FIELD_DATE, .what = "last day it holds" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "evidence", .many = true, .what = "what was looked at" },
	{ "amends", .what = "the judgement before" },
	{ 0 },
};

static cn_code check(const cn_record *r, cn_err *err)
{
	if (!cn_get(r->body, "duty") == !cn_get(r->body, "fact"))
		return CN_FAIL(err, CN_EINPUT, "body: needs either duty or fact");
	return CN_OK;
}

const cn_kind cn_kind_judgement = { "judgement/1", "A question answered by a person under a named role", fields, refs,
	.tlp = CN_AMBER_STRICT, .check = check };
