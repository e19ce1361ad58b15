#include "assess/case.h"

static const char *const steps[] = { "question", "answer", "counter", "decision", "appeal", "appeal-decision", "withdrawal" };
static const char *const states[] = { "submitted", "asked", "answered", "decided", "appealed", "final", "withdrawn" };

const char *cn_case_step_text(cn_case_step s)
{
	return steps[s];
}

const char *cn_case_state_text(cn_case_state s)
{
	return states[s];
}

bool cn_case_step_parse(cn_str text, cn_case_step *ret)
{
	for (unsigned i = 0; i < CN_CASE_STEPS; i++)
		if (cn_eqz(text, steps[i])) {
			*ret = (cn_case_step)i;
			return true;
		}
	return false;
}

bool cn_case_by_authority(cn_case_step s)
{
	return s == CN_CASE_QUESTION || s == CN_CASE_DECISION || s == CN_CASE_APPEAL_DECISION;
}

static void take(cn_case_now *c, const cn_case_event *e)
{
	switch (e->step) {
	case CN_CASE_QUESTION:
		c->state = CN_CASE_ASKED;
		c->due = e->deadline;
		break;
	case CN_CASE_ANSWER:
		c->state = CN_CASE_ANSWERED;
		c->due = CN_DATE_NONE;
		break;
	case CN_CASE_DECISION:
		c->state = CN_CASE_DECIDED;
		c->due = e->deadline;
		c->outcome = e->outcome;
		break;
	case CN_CASE_APPEAL:
		c->state = CN_CASE_APPEALED;
		c->due = CN_DATE_NONE;
		break;
	case CN_CASE_APPEAL_DECISION:
		c->outcome = e->outcome;
		c->state = cn_eqz(e->outcome, "annulled") ? CN_CASE_ANSWERED : CN_CASE_FINAL;
		break;
	case CN_CASE_WITHDRAWAL:
		c->state = CN_CASE_WITHDRAWN;
		c->due = CN_DATE_NONE;
		break;
	default:
		break; /* a counter-claim changes nothing; it is shown */
	}
}

cn_case_now cn_case_on(const cn_case_event *e, size_t n, cn_date day)
{
	cn_case_now c = { .state = CN_CASE_SUBMITTED, .due = CN_DATE_NONE };
	for (size_t i = 0; i < n; i++)
		take(&c, &e[i]);
	if (c.state == CN_CASE_DECIDED && c.due < day) {
		c.state = CN_CASE_FINAL; /* nobody appealed in time */
		c.due = CN_DATE_NONE;
	}
	c.overdue = c.state == CN_CASE_ASKED && c.due < day;
	return c;
}

/* ---- which step may follow ---- */

static bool one_of(cn_str word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (cn_eqz(word, words[i]))
			return true;
	return false;
}

static cn_code check_fields(const cn_case_event *next, cn_err *err)
{
	static const char *const decided[] = { "granted", "granted-with-conditions", "refused", "closed", NULL };
	static const char *const upon[] = { "upheld", "changed", "annulled", NULL };
	bool dated = next->step == CN_CASE_QUESTION || next->step == CN_CASE_DECISION;
	if (dated && (next->deadline == CN_DATE_NONE || next->deadline < next->on))
		return CN_FAIL(err, CN_EINPUT, "a %s has a deadline, on its own day or later", steps[next->step]);
	if (!dated && next->deadline != CN_DATE_NONE)
		return CN_FAIL(err, CN_EINPUT, "a %s sets no deadline", steps[next->step]);
	if (next->step == CN_CASE_DECISION && !one_of(next->outcome, decided))
		return CN_FAIL(err, CN_EINPUT, "the outcome of a decision is granted, granted-with-conditions, refused or closed");
	if (next->step == CN_CASE_APPEAL_DECISION && !one_of(next->outcome, upon))
		return CN_FAIL(err, CN_EINPUT, "the outcome of an appeal is upheld, changed or annulled");
	if (next->step != CN_CASE_DECISION && next->step != CN_CASE_APPEAL_DECISION && next->outcome.n)
		return CN_FAIL(err, CN_EINPUT, "a %s has no outcome", steps[next->step]);
	return CN_OK;
}

static bool fits(cn_case_state s, cn_case_step next)
{
	bool open = s == CN_CASE_SUBMITTED || s == CN_CASE_ASKED || s == CN_CASE_ANSWERED;
	switch (next) {
	case CN_CASE_ANSWER:
		return s == CN_CASE_ASKED;
	case CN_CASE_COUNTER:
		return open || s == CN_CASE_DECIDED || s == CN_CASE_APPEALED;
	case CN_CASE_APPEAL:
		return s == CN_CASE_DECIDED;
	case CN_CASE_APPEAL_DECISION:
		return s == CN_CASE_APPEALED;
	default:
		return open; /* question, decision, withdrawal */
	}
}

cn_code cn_case_may(const cn_case_event *e, size_t n, const cn_case_event *next, cn_err *err)
{
	if (n >= CN_CASE_STEPS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a case has at most %d steps", CN_CASE_STEPS_MAX);
	CN_TRY(check_fields(next, err));
	cn_case_now now = cn_case_on(e, n, next->on);
	if (!fits(now.state, next->step))
		return CN_FAIL(err, CN_EINPUT, "the case stands at \"%s\": no %s can follow", states[now.state], steps[next->step]);
	for (size_t i = n; next->step == CN_CASE_APPEAL_DECISION && i-- > 0;)
		if (e[i].step == CN_CASE_DECISION) {
			if (cn_digest_eq(&e[i].key, &next->key))
				return CN_FAIL(err, CN_EINPUT, "who decided does not decide upon the appeal: another person does");
			break;
		}
	return CN_OK;
}
