/* A risk of one system: what could go wrong, for whom, how likely and how bad, what is done about it, what is left, and who looks again
 * when. What nobody has estimated is absent, and is shown as not stated. A newer state of the same risk names the older one in `amends`. */
#include "core/kind.h"

#define SEVERITIES "negligible limited serious severe catastrophic"

static const cn_field likelihood[] = {
	{ "lo", CN_FIELD_DECIMAL, .required = true, .what = "lower end, 0 to 1" },
	{ "hi", CN_FIELD_DECIMAL, .required = true, .what = "upper end, 0 to 1" },
	{ "per", CN_FIELD_CHOICE, .required = true, .choices = "use decision person day month year lifetime", .what = "the chance in one of what" },
	{ "source", CN_FIELD_TEXT, .required = true, .min = 1, .max = 1000, .what = "what the range rests on" },
	{ 0 },
};
static const cn_field severity[] = {
	{ "lo", CN_FIELD_CHOICE, .required = true, .choices = SEVERITIES, .what = "at the least" },
	{ "hi", CN_FIELD_CHOICE, .required = true, .choices = SEVERITIES, .what = "at the worst" },
	{ "source", CN_FIELD_TEXT, .required = true, .min = 1, .max = 1000, .what = "what the range rests on" },
	{ 0 },
};
static const cn_field control[] = {
	{ "what", CN_FIELD_WORDS, .required = true, .what = "what is done about it" },
	{ "owner", CN_FIELD_ID, .what = "role of who does it" },
	{ "duty", CN_FIELD_ID, .what = "the provision that asks for it" },
	{ "since", CN_FIELD_DATE, .what = "in place since" },
	{ 0 },
};
static const cn_field residual[] = {
	{ "likelihood", CN_FIELD_MAP, .fields = likelihood, .what = "with the controls in place" },
	{ "severity", CN_FIELD_MAP, .fields = severity, .what = "with the controls in place" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "id", CN_FIELD_ID, .required = true, .max = 64, .what = "its own name within the system; a newer state keeps it" },
	{ "title", CN_FIELD_WORDS, .required = true, .what = "what could happen, in a few words" },
	{ "hazard", CN_FIELD_ID, .required = true, .what = "of the list hazards of the vocabulary" },
	{ "cause", CN_FIELD_WORDS, .required = true, .what = "why it could happen" },
	{ "affected", CN_FIELD_ID, .list_max = 32, .what = "who is harmed, of the list protects" },
	{ "stages", CN_FIELD_ID, .list_max = 6, .what = "when in the life of the system, of the list stages" },
	{ "likelihood", CN_FIELD_MAP, .fields = likelihood, .what = "without the controls; absent: nobody has estimated it" },
	{ "severity", CN_FIELD_MAP, .fields = severity, .what = "without the controls; absent: nobody has estimated it" },
	{ "controls", CN_FIELD_MAP, .list_max = 64, .fields = control, .what = "what is done about it" },
	{ "residual", CN_FIELD_MAP, .fields = residual, .what = "what is left; absent: nobody has estimated it" },
	{ "status", CN_FIELD_CHOICE, .required = true, .choices = "open treated accepted closed", .what = "where it stands" },
	{ "owner", CN_FIELD_ID, .required = true, .what = "role of who answers for it, of the list people_roles" },
	{ "review", CN_FIELD_DATE, .required = true, .what = "the day by which it is looked at again" },
	{ "duties", CN_FIELD_ID, .list_max = 64, .what = "provisions that speak of it: eu-ai-act/art_9.2" },
	{ "measurements", CN_FIELD_ID, .list_max = 32, .what = "metrics that show how it stands" },
	{ "incidents", CN_FIELD_ID, .list_max = 64, .what = "incidents in which it came true" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "measurement", .many = true, .what = "measurements it rests on" },
	{ "evidence", .many = true, .what = "documents it rests on" },
	{ "amends", .what = "the state before" },
	{ 0 },
};

static cn_code check_likelihood(const cn_val *m, const char *at, cn_err *err)
{
	cn_dec lo, hi, one;
	if (!m)
		return CN_OK;
	CN_TRY(cn_dec_parse(cn_get_text(m, "lo"), &lo, err));
	CN_TRY(cn_dec_parse(cn_get_text(m, "hi"), &hi, err));
	CN_TRY(cn_dec_parse(CN_S("1"), &one, err));
	if (lo.neg || cn_dec_cmp(&lo, &hi) > 0 || cn_dec_cmp(&hi, &one) > 0)
		return CN_FAIL(err, CN_EINPUT, "%s.likelihood: needs 0 <= lo <= hi <= 1", at);
	return CN_OK;
}

static int severity_rank(cn_str word)
{
	cn_str rest = CN_S(SEVERITIES), w;
	for (int i = 0; rest.n > 0; i++) {
		(void)cn_split(rest, ' ', &w, &rest); /* the last word comes without a space */
		if (cn_eq(w, word))
			return i;
	}
	return -1;
}

static cn_code check_severity(const cn_val *m, const char *at, cn_err *err)
{
	if (m && severity_rank(cn_get_text(m, "lo")) > severity_rank(cn_get_text(m, "hi")))
		return CN_FAIL(err, CN_EINPUT, "%s.severity: lo is worse than hi", at);
	return CN_OK;
}

static cn_code check(const cn_record *r, cn_err *err)
{
	const cn_val *left = cn_get(r->body, "residual");
	CN_TRY(check_likelihood(cn_get(r->body, "likelihood"), "body", err));
	CN_TRY(check_severity(cn_get(r->body, "severity"), "body", err));
	CN_TRY(check_likelihood(cn_get(left, "likelihood"), "body.residual", err));
	return check_severity(cn_get(left, "severity"), "body.residual", err);
}

const cn_kind cn_kind_risk = { "risk/1", "A risk of a system, in the register of its owner", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
