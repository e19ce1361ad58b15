/* What a dossier must have before it is drawn: one row a path. "[]" steps into every element of a list. */
#include "report/report.h"
#include "report/words.h"

typedef enum shape { S_MAP, S_LIST, S_TEXT, S_BOOL, S_T, S_DATES, S_WORD } shape;

static const cn_type plain_type[] = { CN_MAP, CN_LIST, CN_TEXT, CN_BOOL };
static const char *const shape_words[] = { "is not a map",
					   "is not a list",
					   "is not a text",
					   "is neither true nor false",
					   "is not a text for people with \"en\" or \"zh\"",
					   "is not a list of ascending dates",
					   "is a word outside its list" };

typedef struct rule {
	const char *path;
	shape is;
	const char *list; /* S_WORD: the closed list */
	bool may_be_absent;
} rule;

static const rule rules[] = {
	{ "content", S_MAP, NULL, false },
	{ "content.system", S_MAP, NULL, false },
	{ "content.system.id", S_TEXT, NULL, false },
	{ "content.system.name", S_T, NULL, false },
	{ "content.as_of", S_DATES, NULL, false },
	{ "content.statement", S_T, NULL, false },
	{ "content.library", S_MAP, NULL, false },
	{ "content.node", S_MAP, NULL, true },
	{ "content.answers", S_LIST, NULL, false },
	{ "content.answers[].as_of", S_TEXT, NULL, false },
	{ "content.answers[].verdict", S_WORD, "verdict", false },
	{ "content.answers[].headline", S_T, NULL, false },
	{ "content.answers[].sentence", S_T, NULL, false },
	{ "content.markets", S_LIST, NULL, false },
	{ "content.markets[].market", S_TEXT, NULL, false },
	{ "content.markets[].name", S_T, NULL, false },
	{ "content.markets[].covered", S_BOOL, NULL, false },
	{ "content.markets[].by_date", S_LIST, NULL, true },
	{ "content.findings", S_LIST, NULL, false },
	{ "content.findings[].id", S_TEXT, NULL, false },
	{ "content.findings[].instrument", S_MAP, NULL, false },
	{ "content.findings[].instrument.id", S_TEXT, NULL, false },
	{ "content.findings[].instrument.title", S_T, NULL, false },
	{ "content.findings[].instrument.status", S_WORD, "instrument_status", true },
	{ "content.findings[].heading", S_T, NULL, false },
	{ "content.findings[].market", S_TEXT, NULL, false },
	{ "content.findings[].role", S_WORD, "role", true },
	{ "content.findings[].force", S_WORD, "force", false },
	{ "content.findings[].confidence", S_WORD, "confidence", false },
	{ "content.findings[].deontic", S_WORD, "deontic", true },
	{ "content.findings[].by_date", S_LIST, NULL, false },
	{ "content.findings[].by_date[].as_of", S_TEXT, NULL, false },
	{ "content.findings[].by_date[].answer", S_WORD, "answer", false },
	{ "content.findings[].by_date[].finding", S_WORD, "status", false },
	{ "content.findings[].by_date[].finding_if", S_WORD, "status", true },
	{ "content.findings[].evidence", S_LIST, NULL, true },
	{ "content.findings[].evidence[].kind", S_WORD, "evidence_kind", false },
	{ "content.findings[].evidence[].status", S_WORD, "evidence_status", false },
	{ "content.measurements", S_LIST, NULL, true },
	{ "content.measurements[].id", S_TEXT, NULL, false },
	{ "content.measurements[].name", S_T, NULL, false },
	{ "content.measurements[].verdict", S_WORD, "measured", true },
	{ "content.measurements[].limit", S_MAP, NULL, true },
	{ "content.measurements[].limit.op", S_WORD, "op", true },
	{ "content.measurements[].limit.from", S_WORD, "limit_from", true },
	{ "content.questions", S_LIST, NULL, true },
	{ "content.questions[].question", S_T, NULL, false },
	{ "content.questions[].fact", S_TEXT, NULL, false },
	{ "content.facts", S_LIST, NULL, true },
	{ "content.facts[].fact", S_TEXT, NULL, false },
	{ "content.facts[].value", S_TEXT, NULL, false },
	{ "content.secondary", S_LIST, NULL, true },
	{ "content.secondary[].id", S_TEXT, NULL, false },
	{ "content.secondary[].confidence", S_WORD, "confidence", false },
	{ "content.coverage", S_LIST, NULL, true },
	{ "content.coverage[].level", S_WORD, "coverage", false },
	{ "content.timeline", S_LIST, NULL, true },
	{ "content.timeline[].date", S_TEXT, NULL, false },
	{ "content.risks", S_LIST, NULL, true },
	{ "content.risks[].id", S_TEXT, NULL, false },
	{ "content.risks[].title", S_T, NULL, false },
	{ "content.risks[].status", S_WORD, "risk_status", false },
	{ "content.promises", S_LIST, NULL, true },
	{ "content.promises[].title", S_T, NULL, false },
	{ "content.promises[].state", S_WORD, "promise_state", false },
	{ "content.reviews", S_LIST, NULL, true },
	{ "content.reviews[].body", S_MAP, NULL, false },
	{ "content.inputs", S_LIST, NULL, true },
	{ "records", S_LIST, NULL, true },
	{ "records[].id", S_TEXT, NULL, false },
	{ "proofs", S_LIST, NULL, true },
	{ "keys", S_LIST, NULL, true },
	{ "key_records", S_LIST, NULL, true },
	{ "key_records[].id", S_TEXT, NULL, false },
};

static bool is_text_for_people(const cn_val *v)
{
	return (v->type == CN_TEXT && v->s.n > 0) || (v->type == CN_MAP && (cn_get_text(v, "en").n > 0 || cn_get_text(v, "zh").n > 0));
}

/* Ascending ISO dates, at least one. */
static bool are_dates(const cn_val *v)
{
	cn_date before = CN_DATE_NONE, d;
	CN_EACH(e, v) {
		if (e->type != CN_TEXT || cn_date_parse(e->s, &d, NULL) != CN_OK || d <= before)
			return false;
		before = d;
	}
	return v->first != NULL;
}

static bool fits(const rule *r, const cn_val *v)
{
	switch (r->is) {
	case S_T:
		return is_text_for_people(v);
	case S_DATES:
		return v->type == CN_LIST && are_dates(v);
	case S_WORD:
		return v->type == CN_TEXT && cn_word_known(r->list, v->s);
	default:
		return v->type == plain_type[r->is];
	}
}

/* Walks path (what is left of it) below v; `done` is the path so far, for the message. */
static cn_code walk(const cn_val *v, cn_str path, const rule *r, cn_buf *done, cn_err *err)
{
	cn_str step, rest;
	(void)cn_split(path, '.', &step, &rest);
	bool each = cn_ends(step, "[]");
	cn_str key = each ? cn_sub(step, 0, step.n - 2) : step;
	const cn_val *child = cn_get_s(v, key);
	if (child && child->type == CN_NULL)
		child = NULL;
	cn_buf_printf(done, "%s%.*s", done->n > 0 ? "." : "", CN_FMT(key));
	if (!child) {
		if (rest.n > 0 || r->may_be_absent) /* the parent's own row speaks of it */
			return CN_OK;
		return CN_FAIL(err, CN_EINPUT, "the dossier has no %.*s", CN_FMT(cn_buf_str(done)));
	}
	if (each) {
		size_t at = done->n, i = 0;
		CN_EACH(e, child) {
			done->n = at;
			cn_buf_printf(done, "[%zu]", i++);
			CN_TRY(walk(e, rest, r, done, err));
		}
		return CN_OK;
	}
	if (rest.n > 0)
		return walk(child, rest, r, done, err);
	if (!fits(r, child))
		return CN_FAIL(err, CN_EINPUT, "%.*s %s", CN_FMT(cn_buf_str(done)), shape_words[r->is]);
	return CN_OK;
}

static cn_code walk_from(const cn_val *root, cn_str path, const rule *r, cn_err *err)
{
	CN_AUTO_BUF done;
	cn_buf_init(&done, 4096);
	CN_TRY(walk(root, path, r, &done, err));
	return done.failed ? CN_NOMEM(err) : CN_OK;
}

cn_code cn_report_check_measured(const cn_val *results, cn_err *err)
{
	static const char part[] = "content.measurements";
	if (!results || results->type != CN_MAP || !cn_is_text(cn_get(results, "concord"), "lab-results/1"))
		return CN_FAIL(err, CN_EINPUT, "not results of lab run: it must begin \"concord\": \"lab-results/1\"");
	const cn_val *list = cn_get(results, "measurements");
	if (!list || list->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "the results have no list of measurements");
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (cn_starts(cn_str_z(rules[i].path), part))
			CN_TRY(walk_from(results, cn_str_z(rules[i].path + strlen("content.")), &rules[i], err));
	return CN_OK;
}

cn_code cn_report_check(const cn_val *dossier, cn_err *err)
{
	if (!dossier || dossier->type != CN_MAP || !cn_is_text(cn_get(dossier, "concord"), "dossier/1"))
		return CN_FAIL(err, CN_EINPUT, "not a dossier: it must begin \"concord\": \"dossier/1\"");
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		CN_TRY(walk_from(dossier, cn_str_z(rules[i].path), &rules[i], err));
	const cn_val *content = cn_get(dossier, "content");
	if (cn_get(content, "answers")->n != cn_get(content, "as_of")->n)
		return CN_FAIL(err, CN_EINPUT, "content.answers has %zu entries for %zu dates of content.as_of", cn_get(content, "answers")->n,
			       cn_get(content, "as_of")->n);
	return CN_OK;
}
