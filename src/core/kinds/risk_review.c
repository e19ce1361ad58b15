/* Somebody looked at a risk again, under a named role and with a key of their own. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "risk", CN_FIELD_ID, .required = true, .what = "the risk's own name" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role of who looked" },
	{ "decision", CN_FIELD_CHOICE, .required = true, .choices = "keep treat accept close", .what = "what was decided" },
	{ "reason", CN_FIELD_TEXT, .required = true, .min = 1, .max = 8000, .what = "why" },
	{ "on", CN_FIELD_DATE, .required = true, .what = "the day of the review" },
	{ "next", CN_FIELD_DATE, .what = "the day by which it is looked at again; none after closing" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "risk", .what = "the record that was looked at; none: it stands in the manifest" },
	{ "evidence", .many = true, .what = "what was looked at beside it" },
	{ "measurement", .many = true, .what = "measurements looked at" },
	{ 0 },
};

static cn_code check(const cn_record *r, cn_err *err)
{
	bool closes = cn_is_text(cn_get(r->body, "decision"), "close");
	if (closes == (cn_get(r->body, "next") != NULL))
		return CN_FAIL(err, CN_EINPUT, closes ? "body.next: what is closed is not looked at again" : "body.next: is missing");
	return CN_OK;
}

const cn_kind cn_kind_risk_review = { "risk-review/1", "A risk looked at again", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
