/* Rates of groups, the groups that are compared, and estimates. */
#include "lab/table/metric.h"

#include <math.h>

enum { NORMAL_ROWS_MIN = 300, REPLICATES_DEFAULT = 2000 };

static const char *const NAMES[RATES] = { "selection_rate", "tpr", "tnr", "fpr", "fnr", "ppv", "npv", "fdr", "for", "accuracy", "prevalence" };

const char *rate_name(rate r)
{
	return NAMES[r];
}

part rate_part(const cn_cells *c, rate r)
{
	int64_t all = c->tp + c->fp + c->tn + c->fn;
	const part p[RATES] = {
		[RATE_SELECTION] = { c->tp + c->fp + c->sel, all + c->sel + c->rej },
		[RATE_TPR] = { c->tp, c->tp + c->fn },
		[RATE_TNR] = { c->tn, c->tn + c->fp },
		[RATE_FPR] = { c->fp, c->tn + c->fp },
		[RATE_FNR] = { c->fn, c->tp + c->fn },
		[RATE_PPV] = { c->tp, c->tp + c->fp },
		[RATE_NPV] = { c->tn, c->tn + c->fn },
		[RATE_FDR] = { c->fp, c->tp + c->fp },
		[RATE_FOR] = { c->fn, c->tn + c->fn },
		[RATE_ACCURACY] = { c->tp + c->tn, all },
		[RATE_PREVALENCE] = { c->tp + c->fn, all },
	};
	return p[r];
}

cn_cells group_cells(const cn_counts *c, size_t group)
{
	cn_cells sum = { 0 };
	for (size_t s = 0; s < c->n_strata; s++) {
		const cn_cells *x = &c->cell[group * c->n_strata + s];
		sum.tp += x->tp;
		sum.fp += x->fp;
		sum.tn += x->tn;
		sum.fn += x->fn;
		sum.sel += x->sel;
		sum.rej += x->rej;
	}
	return sum;
}

double lab_confidence(const cn_lab_options *o)
{
	return o->confidence > 0 ? o->confidence : 0.95;
}

unsigned lab_replicates(const cn_lab_options *o)
{
	return o->replicates ? o->replicates : REPLICATES_DEFAULT;
}

double simultaneous(double confidence, size_t m)
{
	return m > 1 ? 1 - (1 - confidence) / (double)m : confidence;
}

cn_code groups_compared(cn_arena *a, const cn_counts *c, const cn_lab_options *o, compared *ret, cn_err *err)
{
	compared g = { CN_NEW(a, uint32_t, c->n_groups ? c->n_groups : 1), 0, UINT32_MAX };
	if (!g.at)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < c->n_groups; i++) {
		if (c->group[i].missing)
			continue;
		g.at[g.n++] = (uint32_t)i;
		if (o->reference.n ? cn_eq(c->group[i].name, o->reference) : g.reference == UINT32_MAX || c->group[i].n > c->group[g.reference].n)
			g.reference = (uint32_t)i;
	}
	if (o->reference.n && g.reference == UINT32_MAX)
		return CN_FAIL(err, CN_EINPUT, "there is no group named \"%.*s\" to compare with", CN_FMT(cn_sub(o->reference, 0, 80)));
	*ret = g;
	return CN_OK;
}

cn_estimate undefined_why(const char *why)
{
	return (cn_estimate){ .method = "", .why = why };
}

cn_estimate undefined_part(cn_arena *a, part p, cn_str group)
{
	const char *why = "undefined, 0 of 0";
	if (group.n) {
		const char *longer = cn_cstr(a, cn_strf(a, "undefined, %lld of %lld in %.*s", (long long)p.x, (long long)p.n, CN_FMT(group)));
		why = longer ? longer : why;
	}
	return undefined_why(why);
}

cn_estimate estimate_rate(part p, double confidence)
{
	cn_interval e;
	cn_estimate est = { .method = "", .why = "undefined, 0 of 0", .x = p.x, .n = p.n };
	if (!cn_proportion(p.x, p.n, confidence, &e, &est.method))
		return undefined_why("undefined, 0 of 0");
	est.defined = true;
	est.has_interval = true;
	est.value = (double)p.x / (double)p.n;
	est.lo = e.lo;
	est.hi = e.hi;
	est.why = "";
	return est;
}

cn_estimate estimate_partly(part p, int64_t unknown, double confidence)
{
	cn_estimate least = estimate_rate(p, confidence);
	if (!least.defined || unknown == 0)
		return least;
	cn_estimate most = estimate_rate((part){ p.x + unknown, p.n }, confidence);
	if (unknown == p.n) {
		least = undefined_why("undefined, it cannot be known of any of them");
		least.n = p.n;
		least.unknown = unknown;
		return least;
	}
	least.unknown = unknown;
	least.value = (double)p.x / (double)(p.n - unknown);
	least.hi = most.hi;
	if (strcmp(least.method, most.method) != 0)
		least.method = "wilson, clopper-pearson";
	return least;
}

cn_interval interval_of_size(cn_interval e)
{
	double l = fabs(e.lo), h = fabs(e.hi);
	if (e.lo <= 0 && e.hi >= 0)
		return (cn_interval){ 0, fmax(l, h) };
	return (cn_interval){ fmin(l, h), fmax(l, h) };
}

cn_estimate estimate_mean(double sum, double sum2, int64_t n, double floor, double width, double confidence)
{
	double dn = (double)n, mean = sum / dn, var = n > 1 ? (sum2 - sum * mean) / (dn - 1) : 0;
	cn_estimate e = { .defined = true, .has_interval = true, .value = mean, .n = n, .why = "" };
	double half;
	if (n >= NORMAL_ROWS_MIN && var > 0) {
		e.method = "normal";
		half = cn_z_of(confidence) * sqrt(var / dn);
	} else {
		e.method = "hoeffding";
		half = width * sqrt(log(2 / (1 - confidence)) / (2 * dn));
	}
	e.lo = fmax(floor, mean - half);
	e.hi = fmin(floor + width, mean + half);
	return e;
}

cn_estimate estimate_largest(const cn_estimate *e, size_t n)
{
	cn_estimate top = undefined_why("undefined, no group");
	for (size_t i = 0; i < n; i++) {
		if (!e[i].defined)
			return e[i];
		if (i == 0) {
			top = e[0];
			continue;
		}
		bool both = top.has_interval && e[i].has_interval;
		double lo = fmax(top.lo, e[i].lo), hi = fmax(top.hi, e[i].hi);
		if (e[i].value > top.value)
			top = e[i];
		top.has_interval = both;
		top.lo = both ? lo : 0;
		top.hi = both ? hi : 0;
	}
	return top;
}

cn_code pairs_adjust(cn_arena *a, cn_pair_value *pair, size_t n, cn_err *err)
{
	size_t m = 0;
	double *p = CN_NEW(a, double, n ? n : 1), *holm = CN_NEW(a, double, n ? n : 1), *bh = CN_NEW(a, double, n ? n : 1);
	if (!p || !holm || !bh)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		if (pair[i].has_p)
			p[m++] = pair[i].p;
	if (m == 0)
		return CN_OK;
	if (!cn_holm(a, p, m, holm) || !cn_benjamini_hochberg(a, p, m, bh))
		return cn_arena_fail(a, err);
	m = 0;
	for (size_t i = 0; i < n; i++) {
		if (!pair[i].has_p)
			continue;
		pair[i].p_holm = holm[m];
		pair[i].p_bh = bh[m++];
	}
	return CN_OK;
}

cn_code bootstrap_into(cn_arena *a, const int64_t *cell, size_t n_cells, cn_cell_stat stat, const void *ctx, const cn_lab_options *o,
		       cn_result *ret, cn_estimate *e, cn_err *err)
{
	cn_boot b;
	cn_err why = { 0 };
	if (lab_replicates(o) > CN_REPLICATES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d replicates", CN_REPLICATES_MAX);
	cn_code rc = cn_bootstrap(cell, n_cells, stat, ctx, o->seed, lab_replicates(o), lab_confidence(o), &b, &why);
	if (rc != CN_OK && rc != CN_EUNDEFINED) {
		if (err)
			*err = why;
		return rc;
	}
	ret->seed = o->seed;
	ret->replicates = lab_replicates(o);
	if (rc == CN_EUNDEFINED) {
		e->why = cn_cstr(a, cn_str_z(why.msg));
		return e->why ? CN_OK : cn_arena_fail(a, err);
	}
	cn_interval i = b.has_bca ? b.bca : b.percentile;
	e->has_interval = true;
	e->method = b.has_bca ? "multinomial bootstrap, BCa" : "multinomial bootstrap, percentile";
	e->lo = fmin(i.lo, e->value);
	e->hi = fmax(i.hi, e->value);
	return CN_OK;
}
