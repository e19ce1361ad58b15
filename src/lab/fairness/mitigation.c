/* mitigation: limits of the score, one for each group, that meet a criterion within a tolerance with the fewest wrong decisions; and who
 * pays for it. Demographic parity: the groups are selected at about one rate; equal opportunity: so are their positives.
 *
 * The limits are computed over all there are, not searched: see cuts.c. O(n log n + groups x n). */
#include "lab/fairness/fairness.h"

#include <float.h>
#include <math.h>

enum { TP, FP, TN, FN, CELLS };

typedef struct grouped {
	double score;
	uint32_t group;
	bool positive;
} grouped;

static int by_score(const void *p, const void *q)
{
	const grouped *x = p, *y = q;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->positive - y->positive;
}

/* The places of one group from its rows, the highest score first. */
static cn_code cuts_of(cn_arena *a, const grouped *row, size_t n, cuts *ret, cn_err *err)
{
	cut *at = CN_NEW(a, cut, n + 1);
	if (!at)
		return cn_arena_fail(a, err);
	cuts c = { .at = at, .n = 1 };
	at[0].threshold = n ? fmin(nextafter(row[0].score, HUGE_VAL), DBL_MAX) : 0; /* nobody */
	for (size_t i = 0; i < n;) {
		double score = row[i].score;
		for (; i < n && row[i].score == score; i++) {
			c.pos += row[i].positive;
			c.neg += !row[i].positive;
		}
		at[c.n++] = (cut){ c.pos, c.neg, score };
	}
	*ret = c;
	return CN_OK;
}

static void cells_of(const cuts *g, int64_t tp, int64_t fp, int64_t *cell)
{
	cell[TP] = tp;
	cell[FP] = fp;
	cell[TN] = g->neg - fp;
	cell[FN] = g->pos - tp;
}

static cn_code chosen_put(cn_arena *a, cn_counts *s, const char *name, const cuts *g, size_t n, bool positives, int64_t millionths, cn_err *err)
{
	size_t *at = CN_NEW(a, size_t, n + 1);
	int64_t *cell = CN_NEW(a, int64_t, n * CELLS + 1);
	double *threshold = CN_NEW(a, double, n + 1);
	bool there;
	if (!at || !cell || !threshold)
		return cn_arena_fail(a, err);
	CN_TRY(cuts_choose(a, g, n, positives, millionths, at, &there, err));
	if (!there)
		return CN_OK;
	for (size_t i = 0; i < n; i++) {
		const cut *c = &g[i].at[at[i]];
		cells_of(&g[i], c->tp, c->fp, cell + i * CELLS);
		threshold[i] = c->threshold;
	}
	CN_TRY(cn_stats_put_counts(a, s, cn_cstr(a, cn_strf(a, "%s.cells", name)), cell, n * CELLS, NULL, err));
	return cn_stats_put_reals(a, s, cn_cstr(a, cn_strf(a, "%s.threshold", name)), threshold, n, NULL, err);
}

static cn_code groups_take(cn_arena *own, const cn_take *in, const cn_row_groups *g, double limit, cuts *c, int64_t *now, cn_err *err)
{
	cn_frame f;
	cn_measure m = *in->m;
	size_t n = 0;
	m.n_features = 0; /* the score and the label alone */
	CN_TRY(cn_frame_take(own, &(cn_take){ .m = &m }, in->table, &f, err));
	grouped *row = CN_NEW(own, grouped, f.n_rows + 1);
	if (!row)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < f.n_rows; i++)
		if (g->of[i] < g->n && !isnan(f.score[i]) && !isnan(f.label[i]))
			row[n++] = (grouped){ f.score[i], g->of[i], f.label[i] == 1 };
	qsort(row, n, sizeof *row, by_score);
	for (size_t i = 0, from = 0; i < g->n; i++) {
		size_t to = from;
		int64_t tp = 0, fp = 0;
		for (; to < n && row[to].group == i; to++) {
			tp += row[to].positive && row[to].score >= limit;
			fp += !row[to].positive && row[to].score >= limit;
		}
		CN_TRY(cuts_of(own, row + from, to - from, &c[i], err));
		cells_of(&c[i], tp, fp, now + i * CELLS);
		from = to;
	}
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	double tolerance, limit;
	cn_row_groups g;
	CN_TRY(take_refuse(in, true, err));
	CN_TRY(cn_option_real(in, "tolerance", 0.05, 0, 1, &tolerance, err));
	CN_TRY(take_threshold(in, &limit, err));
	CN_TRY(cn_groups_of_rows(a, in->table, in->m->by, in->m->n_by, &g, err));
	if (g.n > CN_STAT_VALUES_MAX / CELLS)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d groups", CN_STAT_VALUES_MAX / CELLS);
	size_t rows = cn_table_rows(in->table);
	CN_AUTO_ARENA own = cn_arena_new(CN_REQUEST_ARENA_BYTES + rows * 128);
	cuts *c = CN_NEW(own, cuts, g.n + 1);
	int64_t *now = CN_NEW(own, int64_t, g.n * CELLS + 1), *people = CN_NEW(own, int64_t, g.n + 1), millionths = llround(tolerance * 1e6);
	cn_counts *s = cn_stats_new(a, "mitigation", (int64_t)rows);
	if (!c || !now || !people || !s)
		return cn_arena_ok(own) ? cn_arena_fail(a, err) : cn_arena_fail(own, err);
	CN_TRY(groups_take(own, in, &g, limit, c, now, err));
	for (size_t i = 0; i < g.n; i++)
		people[i] = c[i].pos + c[i].neg;
	CN_TRY(cn_stats_put_counts(a, s, "groups", people, g.n, g.name, err));
	CN_TRY(cn_stats_put_counts(a, s, "tolerance", &millionths, 1, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "now.cells", now, g.n * CELLS, NULL, err));
	CN_TRY(chosen_put(a, s, "parity", c, g.n, false, millionths, err));
	CN_TRY(chosen_put(a, s, "opportunity", c, g.n, true, millionths, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_mitigation = {
	.name = "mitigation",
	.title_en = "limits for each group that meet a criterion, and what they cost whom",
	.title_zh = "使各群体满足某一公平准则的阈值，及其代价由谁承担",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_SCORE | CN_TAKE_GROUPS,
	.options = "tolerance  0..1, 0.05 if absent: how far apart the rates of the groups may lie",
	.take = take,
};

/* ---- what it costs ---------------------------------------------------------------------------------------------------------------------- */

typedef struct moved {
	int64_t gained, lost, up, down, n; /* wrong now right, right now wrong, newly selected, newly rejected */
} moved;

/* A limit moves one way, so of the selected ones none leaves while others come. */
static moved moved_of(const int64_t *now, const int64_t *then)
{
	int64_t tp = then[TP] - now[TP], fp = then[FP] - now[FP];
	moved m = { .n = now[TP] + now[FP] + now[TN] + now[FN] };
	m.gained = (tp > 0 ? tp : 0) + (fp < 0 ? -fp : 0);
	m.lost = (tp < 0 ? -tp : 0) + (fp > 0 ? fp : 0);
	m.up = (tp > 0 ? tp : 0) + (fp > 0 ? fp : 0);
	m.down = (tp < 0 ? -tp : 0) + (fp < 0 ? -fp : 0);
	return m;
}

static bool cells_agree(const int64_t *now, const int64_t *then, int64_t people)
{
	int64_t tp = then[TP] - now[TP], fp = then[FP] - now[FP];
	return then[TP] + then[FN] == now[TP] + now[FN] && then[FP] + then[TN] == now[FP] + now[TN] &&
	       now[TP] + now[FP] + now[TN] + now[FN] == people && !(tp > 0 && fp < 0) && !(tp < 0 && fp > 0);
}

static void points_of(const moved *m, double threshold, cn_str group, size_t i, double confidence, cn_point *p)
{
	const char *computed = "no interval: computed from the rows that were given";
	p[0] = (cn_point){ .of = "threshold", .label = group, .x = (double)i, .est = estimate_plain(threshold, m->n, computed) };
	p[1] = (cn_point){ .of = "newly selected", .label = group, .x = (double)i, .est = estimate_rate((part){ m->up, m->n }, confidence) };
	p[2] = (cn_point){ .of = "newly rejected", .label = group, .x = (double)i, .est = estimate_rate((part){ m->down, m->n }, confidence) };
	p[3] = (cn_point){ .of = "accuracy lost", .label = group, .x = (double)i, .est = estimate_paired(m->lost, m->gained, m->n, confidence) };
}

cn_code mitigation_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *prefix, bool people, cn_result *ret, cn_err *err)
{
	const cn_stat *groups, *now, *then, *threshold;
	const char *cells = cn_cstr(a, cn_strf(a, "%s.cells", prefix)), *limits = cn_cstr(a, cn_strf(a, "%s.threshold", prefix));
	CN_TRY(cn_stat_counts(c, "groups", 0, &groups, err));
	CN_TRY(cn_stat_counts(c, "now.cells", 0, &now, err));
	if (!cells || !limits)
		return cn_arena_fail(a, err);
	if (!cn_stat_find(c, cells)) {
		ret->main = undefined_why("undefined, a group has no rows to take the rate of");
		return CN_OK;
	}
	CN_TRY(cn_stat_counts(c, cells, 0, &then, err));
	CN_TRY(cn_stat_reals(c, limits, 0, &threshold, err));
	moved all = { 0 };
	cn_point *point = CN_NEW(a, cn_point, 4 * groups->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	if (!groups->label || now->n != groups->n * CELLS || then->n != now->n || threshold->n != groups->n)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "groups");
	for (size_t i = 0; i < groups->n; i++) {
		if (!cells_agree(now->count + i * CELLS, then->count + i * CELLS, groups->count[i]))
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", cells);
		moved m = moved_of(now->count + i * CELLS, then->count + i * CELLS);
		points_of(&m, threshold->real[i], groups->label[i], i, lab_confidence(o), point + 4 * i);
		all = (moved){ all.gained + m.gained, all.lost + m.lost, all.up + m.up, all.down + m.down, all.n + m.n };
	}
	ret->main = people ? estimate_rate((part){ all.up + all.down, all.n }, lab_confidence(o)) :
			     estimate_paired(all.lost, all.gained, all.n, lab_confidence(o));
	ret->point = point;
	ret->n_point = 4 * groups->n;
	ret->caption[ret->n_captions++] = "The limits were chosen on these rows: on new ones they do a little worse";
	return CN_OK;
}
