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
	const char *list; /* S_WORD: the closed list */
	shape is;
	bool may_be_absent;
} rule;

static const rule rules[] = {
	{ "content", NULL, S_MAP, false },
	{ "content.system", NULL, S_MAP, false },
	{ "content.system.id", NULL, S_TEXT, false },
	{ "content.system.name", NULL, S_T, false },
	{ "content.as_of", NULL, S_DATES, false },
	{ "content.statement", NULL, S_T, false },
	{ "content.library", NULL, S_MAP, false },
	{ "content.node", NULL, S_MAP, true },
	{ "content.answers", NULL, S_LIST, false },
	{ "content.answers[].as_of", NULL, S_TEXT, false },
	{ "content.answers[].verdict", "verdict", S_WORD, false },
	{ "content.answers[].headline", NULL, S_T, false },
	{ "content.answers[].sentence", NULL, S_T, false },
	{ "content.markets", NULL, S_LIST, false },
	{ "content.markets[].market", NULL, S_TEXT, false },
	{ "content.markets[].name", NULL, S_T, false },
	{ "content.markets[].covered", NULL, S_BOOL, false },
	{ "content.markets[].by_date", NULL, S_LIST, true },
	{ "content.findings", NULL, S_LIST, false },
	{ "content.findings[].id", NULL, S_TEXT, false },
	{ "content.findings[].instrument", NULL, S_MAP, false },
	{ "content.findings[].instrument.id", NULL, S_TEXT, false },
	{ "content.findings[].instrument.title", NULL, S_T, false },
	{ "content.findings[].instrument.status", "instrument_status", S_WORD, true },
	{ "content.findings[].heading", NULL, S_T, false },
	{ "content.findings[].market", NULL, S_TEXT, false },
	{ "content.findings[].role", "role", S_WORD, true },
	{ "content.findings[].force", "force", S_WORD, false },
	{ "content.findings[].confidence", "confidence", S_WORD, false },
	{ "content.findings[].deontic", "deontic", S_WORD, true },
	{ "content.findings[].by_date", NULL, S_LIST, false },
	{ "content.findings[].by_date[].as_of", NULL, S_TEXT, false },
	{ "content.findings[].by_date[].answer", "answer", S_WORD, false },
	{ "content.findings[].by_date[].finding", "status", S_WORD, false },
	{ "content.findings[].by_date[].finding_if", "status", S_WORD, true },
	{ "content.findings[].evidence", NULL, S_LIST, true },
	{ "content.findings[].evidence[].kind", "evidence_kind", S_WORD, false },
	{ "content.findings[].evidence[].status", "evidence_status", S_WORD, false },
	{ "content.measurements", NULL, S_LIST, true },
	{ "content.measurements[].id", NULL, S_TEXT, false },
	{ "content.measurements[].name", NULL, S_T, false },
	{ "content.measurements[].verdict", "measured", S_WORD, true },
	{ "content.measurements[].limit", NULL, S_MAP, true },
	{ "content.measurements[].limit.op", "op", S_WORD, true },
	{ "content.measurements[].limit.from", "limit_from", S_WORD, true },
	{ "content.questions", NULL, S_LIST, true },
	{ "content.questions[].question", NULL, S_T, false },
	{ "content.questions[].fact", NULL, S_TEXT, false },
	{ "content.facts", NULL, S_LIST, true },
	{ "content.facts[].fact", NULL, S_TEXT, false },
	{ "content.facts[].value", NULL, S_TEXT, false },
	{ "content.secondary", NULL, S_LIST, true },
	{ "content.secondary[].id", NULL, S_TEXT, false },
	{ "content.secondary[].confidence", "confidence", S_WORD, false },
	{ "content.coverage", NULL, S_LIST, true },
	{ "content.coverage[].level", "coverage", S_WORD, false },
	{ "content.timeline", NULL, S_LIST, true },
	{ "content.timeline[].date", NULL, S_TEXT, false },
	{ "content.risks", NULL, S_LIST, true },
	{ "content.risks[].id", NULL, S_TEXT, false },
	{ "content.risks[].title", NULL, S_T, false },
	{ "content.risks[].status", "risk_status", S_WORD, false },
	{ "content.promises", NULL, S_LIST, true },
	{ "content.promises[].title", NULL, S_T, false },
	{ "content.promises[].state", "promise_state", S_WORD, false },
	{ "content.reviews", NULL, S_LIST, true },
	{ "content.reviews[].body", NULL, S_MAP, false },
	{ "content.inputs", NULL, S_LIST, true },
	{ "records", NULL, S_LIST, true },
	{ "records[].id", NULL, S_TEXT, false },
	{ "proofs", NULL, S_LIST, true },
	{ "keys", NULL, S_LIST, true },
	{ "key_records", NULL, S_LIST, true },
	{ "key_records[].id", NULL, S_TEXT, false },
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
