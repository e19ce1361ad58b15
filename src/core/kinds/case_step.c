/* One step of a case at an authority. Which may follow which: src/assess/case.h. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "step", CN_FIELD_CHOICE, .required = true, .choices = "question answer counter decision appeal appeal-decision withdrawal", .what = "what was done" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role of who did it: that of the key, or provider, affected-person, other" },
	{ "text", CN_FIELD_TEXT, .required = true, .min = 1, .max = 16000, .what = "the question, the answer, the claim, the decision" },
	{ "reasons", CN_FIELD_TEXT, .max = 16000, .what = "decision, appeal-decision: why" },
	{ "outcome", CN_FIELD_CHOICE, .choices = "granted granted-with-conditions refused closed upheld changed annulled", .what = "decision, appeal-decision: what comes of it" },
	{ "deadline", CN_FIELD_DATE, .what = "question: last day of an answer; decision: last day of an appeal" },
	{ "law", CN_FIELD_ID, .list_max = 32, .what = "the provisions that it rests on" },
	{ "documents", CN_FIELD_BLOB, .list_max = 64, .what = "what came with it" },
	{ 0 },
};
static const cn_ref_rule refs[] = { { "case", .required = true, .what = "the case" }, { "follows", .what = "the step before it" }, { 0 } };

static cn_code check(const cn_record *r, cn_err *err)
{
	cn_str step = cn_get_text(r->body, "step");
	bool decides = cn_eqz(step, "decision") || cn_eqz(step, "appeal-decision");
	if (decides && (!cn_get(r->body, "reasons") || !cn_get(r->body, "outcome")))
		return CN_FAIL(err, CN_EINPUT, "body.reasons: a decision has an outcome and says why");
	return CN_OK;
}

const cn_kind cn_kind_case_step = { "case-step/1", "One step of a case at an authority", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
