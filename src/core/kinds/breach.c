/* A share that was watched passed its limit; or somebody settled that. The settling record names the breach in `amends`. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "watch", CN_FIELD_ID, .required = true, .max = 64, .what = "name of the watch" },
	{ "status", CN_FIELD_CHOICE, .required = true, .choices = "open settled", .what = "where it stands" },
	{ "metric", CN_FIELD_ID, .what = "metric of the lab that is watched" },
	{ "what", CN_FIELD_TEXT, .max = 400, .what = "what counts as an event, in words" },
	{ "duty", CN_FIELD_ID, .what = "the provision that asks for it to be watched" },
	{ "op", CN_FIELD_CHOICE, .choices = "<= >=", .what = "on which side of the limit the share should be" },
	{ "limit", CN_FIELD_REAL, .what = "the limit" },
	{ "alpha", CN_FIELD_REAL, .what = "probability of ever a false alarm" },
	{ "events", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "events that the alarm rests on" },
	{ "cases", CN_FIELD_INT, .min = 1, .max = CN_INT_MAX, .what = "cases that the alarm rests on" },
	{ "lo", CN_FIELD_REAL, .what = "lower end of the share in these cases" },
	{ "hi", CN_FIELD_REAL, .what = "upper end of the share in these cases" },
	{ "confidence", CN_FIELD_REAL, .what = "of that interval, at every moment at once" },
	{ "after", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "cases before the first of these: the share has changed near there" },
	{ "gate", CN_FIELD_CHOICE, .choices = "closes stays", .what = "whether the owner's policy closes the gate until it is settled" },
	{ "role", CN_FIELD_ID, .what = "role of who settled it" },
	{ "reason", CN_FIELD_TEXT, .min = 1, .max = 8000, .what = "what was found and done" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "amends", .what = "the breach that is settled" },
	{ "evidence", .many = true, .what = "what the settling rests on" },
	{ 0 },
};

static cn_code check(const cn_record *r, cn_err *err)
{
	static const char *const alarm[] = { "op", "limit", "alpha", "events", "cases", "lo", "hi", "confidence", "after", "gate" };
	bool settled = cn_is_text(cn_get(r->body, "status"), "settled");
	if (settled && (!cn_get(r->body, "role") || !cn_get(r->body, "reason")))
		return CN_FAIL(err, CN_EINPUT, "body: who settles a breach says in which role, and why");
	for (size_t i = 0; !settled && i < sizeof alarm / sizeof *alarm; i++)
		if (!cn_get(r->body, alarm[i]))
			return CN_FAIL(err, CN_EINPUT, "body.%s: is missing", alarm[i]);
	if (!settled && cn_get_int(r->body, "events", 0) > cn_get_int(r->body, "cases", 0))
		return CN_FAIL(err, CN_EINPUT, "body.events: more than cases");
	return CN_OK;
}

const cn_kind cn_kind_breach = { "breach/1", "A watched share passed its limit, or that was settled", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
