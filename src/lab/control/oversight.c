/* oversight: counts from a log of how people watch over a system, one row for each output. docs/metrics.md says which columns it has.
 *
 * A column that the log lacks leaves out what needs it; a column that an option names has to be there. O(n log n). */
#include "lab/priv.h"
#include "lab/procedure.h"

enum { ANSWERS_MAX = 4096 }; /* different texts in a column of answers: both columns are compared text by text */

typedef enum part_of { ADVICE, DECISION, TRUTH, CHANGEABLE, SECONDS, ROLLBACK, ARM, PARTS } part_of;

static const char *const NAMES[PARTS] = { "advice", "decision", "truth", "changeable", "seconds", "rollback", "arm" };

typedef struct log_columns {
	const cn_column *at[PARTS]; /* NULL: the log has no such column */
	size_t rows;
} log_columns;

static cn_code columns_find(const cn_take *in, log_columns *l, cn_err *err)
{
	*l = (log_columns){ .rows = cn_table_rows(in->table) };
	for (size_t i = 0; i < PARTS; i++) {
		cn_str name;
		CN_TRY(take_text(in, NAMES[i], NAMES[i], &name, err));
		if (cn_get(in->options, NAMES[i]))
			CN_TRY(cn_table_need(in->table, name, &l->at[i], err));
		else
			l->at[i] = cn_table_find(in->table, name);
	}
	if (l->at[SECONDS])
		CN_TRY(take_number(in->table, l->at[SECONDS]->name, &l->at[SECONDS], err));
	return CN_OK;
}

/* Two columns that hold the same kind of thing: the same numbers, or the same texts. */
typedef struct same {
	const cn_column *x, *y;
	uint32_t *of; /* texts: the code in y of each code in x, CN_LEVEL_MISSING where y never says it */
} same;

/* A column that is empty in every one of n rows holds neither kind: nothing in it is ever compared. */
static bool never_compared(const cn_column *x, const cn_column *y, size_t n)
{
	return !x || !y || x->n_missing == n || y->n_missing == n;
}

static uint32_t code_in(const cn_column *y, cn_str text)
{
	for (uint32_t k = 0; k < y->n_levels; k++)
		if (cn_eq(text, y->level[k]))
			return k;
	return CN_LEVEL_MISSING;
}

static cn_code same_init(cn_arena *a, const cn_column *x, const cn_column *y, size_t n, same *ret, cn_err *err)
{
	*ret = (same){ x, y, NULL };
	if (never_compared(x, y, n) || (x->number && y->number))
		return CN_OK;
	if (x->number || y->number)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" holds numbers and \"%.*s\" texts: they cannot be compared",
			       CN_FMT(x->number ? x->name : y->name), CN_FMT(x->number ? y->name : x->name));
	if (x->n_levels > ANSWERS_MAX || y->n_levels > ANSWERS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "column \"%.*s\" has more than %d different texts", CN_FMT(x->n_levels > ANSWERS_MAX ? x->name : y->name),
			       ANSWERS_MAX);
	ret->of = CN_NEW(a, uint32_t, x->n_levels + (size_t)1);
	if (!ret->of)
		return cn_arena_fail(a, err);
	for (uint32_t i = 0; i < x->n_levels; i++)
		ret->of[i] = code_in(y, x->level[i]);
	return CN_OK;
}

static bool same_known(const same *s, size_t row)
{
	return s->x && s->y && !cn_column_missing(s->x, row) && !cn_column_missing(s->y, row);
}

static bool same_at(const same *s, size_t row)
{
	if (s->x->number)
		return s->x->number[row] == s->y->number[row];
	return s->of[cn_column_code(s->x, row)] == cn_column_code(s->y, row);
}

/* Yes or no in a column: 1 or 0, or one of the words. */
static cn_code yes_at(const cn_column *c, size_t row, bool *ret, cn_err *err)
{
	static const char *const yes[] = { "yes", "true", "ok", "1" }, *const no[] = { "no", "false", "failed", "0" };
	for (size_t i = 0; i < 4; i++) {
		if (c->number ? c->number[row] == 1 : cn_eqz(c->level[cn_column_code(c, row)], yes[i])) {
			*ret = true;
			return CN_OK;
		}
		if (c->number ? c->number[row] == 0 : cn_eqz(c->level[cn_column_code(c, row)], no[i])) {
			*ret = false;
			return CN_OK;
		}
	}
	return CN_FAIL(err, CN_EINPUT, "row %zu: \"%.*s\" says neither yes, true, ok, 1 nor no, false, failed, 0", row + 1, CN_FMT(c->name));
}

static cn_code yes_put(cn_arena *a, cn_counts *s, const char *name, const log_columns *l, part_of part, bool count_no, cn_err *err)
{
	int64_t x[2] = { 0, 0 };
	const cn_column *c = l->at[part];
	if (!c)
		return CN_OK;
	for (size_t row = 0; row < l->rows; row++) {
		bool yes;
		if (cn_column_missing(c, row))
			continue;
		CN_TRY(yes_at(c, row, &yes, err));
		x[0] += yes != count_no;
		x[1]++;
	}
	return cn_stats_put_counts(a, s, name, x, 2, NULL, err);
}

/* ---- who is overruled ------------------------------------------------------------------------------------------------------------------- */

typedef struct judged {
	same followed, right; /* decision = advice; advice = truth */
} judged;

/* A wrong output is one whose advice is known not to be the truth; it is stopped when the decision is another than the advice. */
static cn_code overrules_put(cn_arena *a, cn_counts *s, const log_columns *l, const judged *j, cn_err *err)
{
	int64_t overruled[2] = { 0, 0 }, caught[2] = { 0, 0 }, harmed[2] = { 0, 0 };
	for (size_t row = 0; row < l->rows; row++) {
		if (!same_known(&j->followed, row))
			continue;
		bool other = !same_at(&j->followed, row);
		overruled[0] += other;
		overruled[1]++;
		if (!same_known(&j->right, row))
			continue;
		int64_t *of = same_at(&j->right, row) ? harmed : caught;
		of[0] += other;
		of[1]++;
	}
	if (!l->at[ADVICE] || !l->at[DECISION])
		return CN_OK;
	CN_TRY(cn_stats_put_counts(a, s, "overruled", overruled, 2, NULL, err));
	if (!l->at[TRUTH])
		return CN_OK;
	CN_TRY(cn_stats_put_counts(a, s, "caught", caught, 2, NULL, err));
	return cn_stats_put_counts(a, s, "harmed", harmed, 2, NULL, err);
}

/* Rows with wrong advice, and those of them that followed it, in the arm that saw the advice and in the other. */
static cn_code arms_put(cn_arena *a, const cn_take *in, cn_counts *s, const log_columns *l, const judged *j, cn_err *err)
{
	cn_str advised;
	int64_t x[4] = { 0, 0, 0, 0 };
	cn_row_groups g;
	CN_TRY(take_text(in, "advised", "", &advised, err));
	if (!l->at[ARM] || !advised.n)
		return CN_OK;
	cn_str name = cn_strf(a, "%.*s=%.*s", CN_FMT(l->at[ARM]->name), CN_FMT(advised));
	CN_TRY(cn_groups_of_rows(a, in->table, &l->at[ARM]->name, 1, &g, err));
	size_t one = 0;
	while (one < g.n && !cn_eq(g.name[one], name))
		one++;
	if (g.n != 2 || one == g.n)
		return CN_FAIL(err, CN_EINPUT, "a trial has two arms, one of them \"%.*s\": the log has %zu", CN_FMT(cn_sub(advised, 0, 60)), g.n);
	for (size_t row = 0; row < l->rows; row++) {
		if (g.of[row] >= g.n || !same_known(&j->followed, row) || !same_known(&j->right, row) || same_at(&j->right, row))
			continue;
		int64_t *of = g.of[row] == one ? x : x + 2;
		of[0] += same_at(&j->followed, row);
		of[1]++;
	}
	return cn_stats_put_counts(a, s, "arms", x, 4, NULL, err);
}

/* ---- how long it takes ------------------------------------------------------------------------------------------------------------------ */

static int by_number(const void *p, const void *q)
{
	double x = *(const double *)p, y = *(const double *)q;
	return x < y ? -1 : x > y;
}

/* Different times and how often each occurs; how many stops and wrong outputs there are, those never stopped included. */
static cn_code times_put(cn_arena *a, cn_counts *s, const log_columns *l, const judged *j, cn_err *err)
{
	const cn_column *c = l->at[SECONDS];
	double *x = CN_NEW(a, double, l->rows + 1);
	int64_t *n = CN_NEW(a, int64_t, l->rows + 1), all = 0;
	size_t stops = 0, kinds = 0;
	if (!x || !n)
		return cn_arena_fail(a, err);
	for (size_t row = 0; c && row < l->rows; row++) {
		if (!cn_column_missing(c, row)) {
			if (c->number[row] < 0)
				return CN_FAIL(err, CN_EUNDEFINED, "row %zu: a time to stop is not below 0", row + 1);
			x[stops++] = c->number[row];
			all++;
		} else if (same_known(&j->followed, row) && same_known(&j->right, row)) {
			all += !same_at(&j->right, row) && same_at(&j->followed, row);
		}
	}
	qsort(x, stops, sizeof *x, by_number);
	for (size_t i = 0; i < stops; i++) {
		if (i == 0 || x[i] != x[i - 1])
			x[kinds++] = x[i] == 0 ? 0 : x[i];
		n[kinds - 1]++;
	}
	if (!c)
		return CN_OK;
	CN_TRY(cn_stats_put_reals(a, s, "seconds", x, kinds, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "stops", n, kinds, NULL, err));
	return cn_stats_put_counts(a, s, "timed", &all, 1, NULL, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	log_columns l;
	judged j;
	CN_TRY(take_refuse(in, false, err));
	CN_TRY(columns_find(in, &l, err));
	cn_counts *s = cn_stats_new(a, "oversight", (int64_t)l.rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(same_init(a, l.at[ADVICE], l.at[DECISION], l.rows, &j.followed, err));
	CN_TRY(same_init(a, l.at[ADVICE], l.at[TRUTH], l.rows, &j.right, err));
	CN_TRY(overrules_put(a, s, &l, &j, err));
	CN_TRY(arms_put(a, in, s, &l, &j, err));
	CN_TRY(times_put(a, s, &l, &j, err));
	CN_TRY(yes_put(a, s, "fixed", &l, CHANGEABLE, true, err));
	CN_TRY(yes_put(a, s, "rolled_back", &l, ROLLBACK, false, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_oversight = {
	.name = "oversight",
	.title_en = "human oversight: what people overrule, catch, stop and take back, from a log",
	.title_zh = "人工监督：从日志看人推翻、发现、制止与撤回了什么",
	.needs = CN_TAKE_TABLE,
	.options = "advice  column of what the system said, \"advice\" if absent\n"
		   "decision  column of what was done in the end, \"decision\" if absent\n"
		   "truth  column of what should have been done, where it became known, \"truth\" if absent\n"
		   "changeable  column of whether a person could have changed the decision (yes or no), \"changeable\" if absent\n"
		   "seconds  column of the seconds until a person stopped the output, \"seconds\" if absent\n"
		   "rollback  column of how a test of taking back went (ok or failed), \"rollback\" if absent\n"
		   "arm  column of the two arms of a trial, \"arm\" if absent\n"
		   "advised  the arm that saw the advice before deciding",
	.take = take,
};
