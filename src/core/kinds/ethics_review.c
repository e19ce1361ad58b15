/* A review by an ethics committee: was there a quorum, how did it vote, who dissented and why, and on which conditions. Roles, no names. */
#include "core/kind.h"

static const cn_field condition[] = {
	{ "id", CN_FIELD_ID, .required = true, .max = 64, .what = "its own name" },
	{ "what", CN_FIELD_WORDS, .required = true, .what = "what must be done" },
	{ "due", CN_FIELD_DATE, .required = true, .what = "by when" },
	{ "owner", CN_FIELD_ID, .required = true, .what = "role of who answers for it" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "party", CN_FIELD_ID, .required = true, .what = "whose committee" },
	{ "role", CN_FIELD_ID, .required = true, .what = "role under which it signs: ethics-committee" },
	{ "question", CN_FIELD_WORDS, .required = true, .what = "what was asked" },
	{ "on", CN_FIELD_DATE, .required = true, .what = "the day of the meeting" },
	{ "members", CN_FIELD_INT, .required = true, .min = 1, .max = 1000, .what = "seats of the committee" },
	{ "quorum", CN_FIELD_INT, .required = true, .min = 1, .max = 1000, .what = "how many must be present" },
	{ "present", CN_FIELD_INT, .required = true, .max = 1000, .what = "how many were" },
	{ "yes", CN_FIELD_INT, .required = true, .max = 1000, .what = "votes for it" },
	{ "no", CN_FIELD_INT, .required = true, .max = 1000, .what = "votes against it" },
	{ "abstain", CN_FIELD_INT, .required = true, .max = 1000, .what = "abstentions" },
	{ "decision", CN_FIELD_CHOICE, .required = true, .choices = "approved approved-with-conditions refused no-quorum", .what = "the outcome" },
	{ "dissent", CN_FIELD_TEXT, .list_max = 32, .max = 4000, .what = "what the minority said" },
	{ "conditions", CN_FIELD_MAP, .list_max = 32, .fields = condition, .what = "what it asks for; each becomes a promise of the party" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "assessment", .what = "the assessment it looked at" },
	{ "evidence", .many = true, .what = "what it looked at" },
	{ "risk", .many = true, .what = "risks it looked at" },
	{ 0 },
};

/* A decision cannot be stronger than the votes under it. */
static cn_code check(const cn_record *r, cn_err *err)
{
	const cn_val *b = r->body;
	int64_t members = cn_get_int(b, "members", 0), quorum = cn_get_int(b, "quorum", 0), present = cn_get_int(b, "present", 0);
	int64_t yes = cn_get_int(b, "yes", 0), no = cn_get_int(b, "no", 0), abstain = cn_get_int(b, "abstain", 0);
	cn_str d = cn_get_text(b, "decision");
	if (quorum > members || present > members)
		return CN_FAIL(err, CN_EINPUT, "body.members: quorum and presence cannot pass the number of seats");
	if (yes + no + abstain > present)
		return CN_FAIL(err, CN_EINPUT, "body.present: more votes than members present");
	if ((present < quorum) != cn_eqz(d, "no-quorum"))
		return CN_FAIL(err, CN_EINPUT, "body.decision: it is no-quorum exactly when fewer are present than the quorum");
	if (cn_starts(d, "approved") && yes <= no)
		return CN_FAIL(err, CN_EINPUT, "body.decision: approved, but not by more votes than there were against it");
	if (cn_eqz(d, "approved-with-conditions") != (cn_get(b, "conditions") && cn_get(b, "conditions")->n > 0))
		return CN_FAIL(err, CN_EINPUT, "body.conditions: there are some exactly when the decision is approved-with-conditions");
	return CN_OK;
}

const cn_kind cn_kind_ethics_review = { "ethics-review/1", "A review by an ethics committee", fields, refs, .tlp = CN_AMBER_STRICT, .check = check };
