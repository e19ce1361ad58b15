/* Gaps between groups. The interval of a max - min (or min / max) over K groups comes from intervals that hold together: of all pairs up to
 * CN_PAIRWISE_GROUPS_MAX groups, of the groups themselves above. If every pair's interval holds its true value, then the true gap is at
 * least every pair's lower bound and at most the largest upper one; so this is not biased upwards as the gap itself is. */
#include "lab/table/metric.h"

#include <math.h>

static bool gap_extremes(cn_arena *a, const cn_counts *c, const compared *g, const part *p, gap *ret)
{
	*ret = (gap){ undefined_why("undefined, no group"), 0, 0 };
	for (size_t i = 0; i < g->n; i++) {
		if (p[i].n == 0) {
			ret->est = undefined_part(a, p[i], c->group[g->at[i]].name);
			return false;
		}
		double v = (double)p[i].x / (double)p[i].n;
		ret->hi = v > (double)p[ret->hi].x / (double)p[ret->hi].n ? i : ret->hi;
		ret->lo = v < (double)p[ret->lo].x / (double)p[ret->lo].n ? i : ret->lo;
	}
	return g->n > 0;
}

static int64_t rows_of(const part *p, size_t n)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += p[i].n;
	return sum;
}

/* One group, or more than can be paired: true if the interval is settled here. */
static bool gap_own_bounds(const part *p, size_t n, double confidence, bool ratio, cn_estimate *e)
{
	if (n == 1) {
		e->why = "one group only: there is nothing to compare";
		return true;
	}
	if (n <= CN_PAIRWISE_GROUPS_MAX)
		return false;
	double max_lo = 0, min_hi = 1, max_hi = 0, min_lo = 1;
	for (size_t i = 0; i < n; i++) {
		cn_interval x = { 0, 1 };
		const char *method;
		(void)!cn_proportion(p[i].x, p[i].n, simultaneous(confidence, n), &x, &method); /* n > 0 was seen: cannot fail */
		max_lo = fmax(max_lo, x.lo);
		min_lo = fmin(min_lo, x.lo);
		max_hi = fmax(max_hi, x.hi);
		min_hi = fmin(min_hi, x.hi);
	}
	e->has_interval = true;
	e->method = "bounds of the groups, simultaneous";
	e->lo = ratio ? min_lo / max_hi : fmax(0, max_lo - min_hi);
	e->hi = ratio ? (max_lo > 0 ? fmin(1, min_hi / max_lo) : 1) : max_hi - min_lo;
	return true;
}

static const char *pair_method(const char *method, size_t pairs)
{
	static const char *const simple[] = { "newcombe", "two-bounds", "score" };
	static const char *const many[] = { "newcombe, simultaneous", "two-bounds, simultaneous", "score, simultaneous" };
	for (size_t i = 0; i < 3; i++)
		if (strcmp(method, simple[i]) == 0)
			return pairs > 1 ? many[i] : simple[i];
	return method;
}

cn_code gap_difference(cn_arena *a, const cn_counts *c, const compared *g, const part *p, double confidence, gap *ret, cn_err *err)
{
	if (!gap_extremes(a, c, g, p, ret))
		return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
	cn_estimate *e = &ret->est;
	part hi = p[ret->hi], lo = p[ret->lo];
	*e = (cn_estimate){ .defined = true, .value = (double)hi.x / (double)hi.n - (double)lo.x / (double)lo.n, .n = rows_of(p, g->n), .method = "", .why = "" };
	if (gap_own_bounds(p, g->n, confidence, false, e))
		return CN_OK;
	size_t pairs = g->n * (g->n - 1) / 2;
	double each = simultaneous(confidence, pairs);
	cn_interval most = { 0, 0 };
	for (size_t i = 0; i < g->n; i++) {
		for (size_t j = i + 1; j < g->n; j++) {
			cn_interval d = { -1, 1 };
			const char *method;
			(void)!cn_difference((cn_two){ p[i].x, p[i].n, p[j].x, p[j].n }, each, &d, &method); /* n > 0 was seen */
			d = interval_of_size(d);
			most.lo = fmax(most.lo, d.lo);
			most.hi = fmax(most.hi, d.hi);
			if ((i == ret->hi && j == ret->lo) || (i == ret->lo && j == ret->hi) || e->method[0] == 0)
				e->method = pair_method(method, pairs);
		}
	}
	e->has_interval = true;
	e->lo = fmin(most.lo, e->value);
	e->hi = fmin(1, most.hi);
	return CN_OK;
}

static cn_interval ratio_below_one(cn_interval r)
{
	double flip_lo = isinf(r.hi) ? 0 : 1 / r.hi, lo = fmin(r.lo, flip_lo);
	if (r.lo <= 1 && r.hi >= 1)
		return (cn_interval){ lo, 1 };
	return (cn_interval){ lo, r.hi < 1 ? r.hi : 1 / r.lo };
}

cn_code gap_ratio(cn_arena *a, const cn_counts *c, const compared *g, const part *p, double confidence, gap *ret, cn_err *err)
{
	if (!gap_extremes(a, c, g, p, ret))
		return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
	cn_estimate *e = &ret->est;
	part hi = p[ret->hi], lo = p[ret->lo];
	if (hi.x == 0) {
		*e = undefined_why("undefined, the rate is 0 in every group");
		return CN_OK;
	}
	*e = (cn_estimate){ .defined = true, .n = rows_of(p, g->n), .method = "", .why = "" };
	e->value = ((double)lo.x / (double)lo.n) / ((double)hi.x / (double)hi.n);
	if (gap_own_bounds(p, g->n, confidence, true, e))
		return CN_OK;
	size_t pairs = g->n * (g->n - 1) / 2;
	double each = simultaneous(confidence, pairs);
	cn_interval least = { 1, 1 };
	for (size_t i = 0; i < g->n; i++) {
		for (size_t j = i + 1; j < g->n; j++) {
			cn_interval r = { 0, HUGE_VAL };
			const char *method = "two-bounds";
			(void)!cn_ratio((cn_two){ p[i].x, p[i].n, p[j].x, p[j].n }, each, &r, &method); /* 0 against 0: says nothing */
			r = ratio_below_one(r);
			least.lo = fmin(least.lo, r.lo);
			least.hi = fmin(least.hi, r.hi);
			if ((i == ret->hi && j == ret->lo) || (i == ret->lo && j == ret->hi) || e->method[0] == 0)
				e->method = pair_method(method, pairs);
		}
	}
	e->has_interval = true;
	e->lo = least.lo;
	e->hi = fmax(least.hi, e->value);
	return CN_OK;
}

cn_estimate estimate_difference(cn_two t, double confidence)
{
	cn_interval d;
	cn_estimate e = { .defined = true, .has_interval = true, .n = t.n1 + t.n2, .why = "" };
	if (!cn_difference(t, confidence, &d, &e.method))
		return undefined_why("undefined, 0 of 0");
	e.value = (double)t.x1 / (double)t.n1 - (double)t.x2 / (double)t.n2;
	e.lo = d.lo;
	e.hi = d.hi;
	return e;
}

static cn_estimate pair_ratio(cn_two t, double confidence)
{
	cn_interval r;
	cn_estimate e = { .defined = true, .n = t.n1 + t.n2, .method = "", .why = "" };
	if (t.n1 == 0 || t.n2 == 0 || t.x2 == 0)
		return undefined_why(t.n1 && t.n2 ? "undefined, the rate of the reference is 0" : "undefined, 0 of 0");
	e.value = ((double)t.x1 / (double)t.n1) / ((double)t.x2 / (double)t.n2);
	e.has_interval = cn_ratio(t, confidence, &r, &e.method);
	if (!e.has_interval)
		return e;
	e.lo = r.lo;
	e.hi_open = isinf(r.hi);
	e.hi = e.hi_open ? 0 : r.hi;
	return e;
}

static cn_code pairs_fill(cn_arena *a, const compared *g, const part *p, rate r, bool ratio, double confidence, cn_result *ret, cn_err *err)
{
	cn_pair_value *pair = CN_NEW(a, cn_pair_value, g->n);
	if (!pair)
		return cn_arena_fail(a, err);
	size_t ref = 0, n = 0;
	while (g->at[ref] != g->reference)
		ref++;
	double each = simultaneous(confidence, g->n - 1);
	for (size_t i = 0; i < g->n; i++) {
		const char *test;
		if (i == ref)
			continue;
		cn_two t = { p[i].x, p[i].n, p[ref].x, p[ref].n };
		cn_pair_value v = { .group = g->at[i], .against = g->reference, .of = rate_name(r) };
		v.est = ratio ? pair_ratio(t, each) : estimate_difference(t, each);
		v.has_p = cn_two_p(t, &v.p, &test);
		pair[n++] = v;
	}
	ret->pair = pair;
	ret->n_pair = n;
	return pairs_adjust(a, pair, n, err);
}

cn_code rate_gap_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, rate r, bool ratio, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	part *p = CN_NEW(a, part, g.n ? g.n : 1);
	cn_group_value *value = CN_NEW(a, cn_group_value, c->n_groups ? c->n_groups : 1);
	if (!p || !value)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < c->n_groups; i++) {
		cn_cells cells = group_cells(c, i);
		value[i] = (cn_group_value){ (uint32_t)i, rate_name(r), estimate_rate(rate_part(&cells, r), lab_confidence(o)) };
	}
	for (size_t i = 0; i < g.n; i++) {
		cn_cells cells = group_cells(c, g.at[i]);
		p[i] = rate_part(&cells, r);
	}
	ret->group = value;
	ret->n_group = c->n_groups;
	ret->reference = g.reference;
	gap x;
	CN_TRY(ratio ? gap_ratio(a, c, &g, p, lab_confidence(o), &x, err) : gap_difference(a, c, &g, p, lab_confidence(o), &x, err));
	ret->main = x.est;
	if (x.est.defined) {
		ret->group_hi = g.at[x.hi];
		ret->group_lo = g.at[x.lo];
	}
	return g.n > 1 ? pairs_fill(a, &g, p, r, ratio, lab_confidence(o), ret, err) : CN_OK;
}
