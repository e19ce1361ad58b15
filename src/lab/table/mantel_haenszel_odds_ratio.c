/* Common odds ratio over strata (Mantel and Haenszel 1959) with the interval of Robins, Breslow and Greenland (1986), the
 * Cochran-Mantel-Haenszel test, and the tests of homogeneity of Breslow and Day with Tarone's term: a common ratio says little if
 * the strata tell opposite stories. */
#include "lab/table/metric.h"

#include <math.h>

static void cochran(const int64_t *s, size_t n, mantel_haenszel *m)
{
	double off = 0, var = 0;
	for (size_t i = 0; i < n; i++, s += 4) {
		double a = (double)s[0], b = (double)s[1], c = (double)s[2], d = (double)s[3], t = a + b + c + d;
		if (t < 2)
			continue;
		off += a - (a + b) * (a + c) / t;
		var += (a + b) * (c + d) * (a + c) * (b + d) / (t * t * (t - 1));
	}
	m->has_test = var > 0;
	if (m->has_test) {
		m->chi2 = off * off / var;
		m->p = cn_chi2_tail(m->chi2, 1);
	}
}

/* The first count of a stratum that has its margins and the odds ratio r: the root of (1 - r) A^2 + ... in range, without cancellation. */
static double expected_first(double row1, double row2, double col1, double r)
{
	double qa = 1 - r, qb = row2 - col1 + r * (row1 + col1), qc = -r * row1 * col1;
	double disc = sqrt(fmax(0, qb * qb - 4 * qa * qc));
	return qb >= 0 ? -2 * qc / (qb + disc) : (disc - qb) / (2 * qa);
}

static void homogeneity(const int64_t *s, size_t n, mantel_haenszel *m)
{
	double bd = 0, off = 0, var = 0;
	size_t live = 0;
	if (!m->has_ratio || !(m->odds_ratio > 0))
		return;
	for (size_t i = 0; i < n; i++, s += 4) {
		double r1 = (double)(s[0] + s[1]), r2 = (double)(s[2] + s[3]), c1 = (double)(s[0] + s[2]), c2 = (double)(s[1] + s[3]);
		if (!(r1 > 0 && r2 > 0 && c1 > 0 && c2 > 0))
			continue;
		double e = expected_first(r1, r2, c1, m->odds_ratio);
		double v = 1 / (1 / e + 1 / (c1 - e) + 1 / (r1 - e) + 1 / (r2 - c1 + e)), d = (double)s[0] - e;
		bd += d * d / v;
		off += d;
		var += v;
		live++;
	}
	m->has_homogeneity = live >= 2;
	if (!m->has_homogeneity)
		return;
	m->df = live - 1;
	m->breslow_day = bd;
	m->breslow_day_p = cn_chi2_tail(bd, (double)m->df);
	m->tarone = fmax(0, bd - off * off / var);
	m->tarone_p = cn_chi2_tail(m->tarone, (double)m->df);
}

void mantel_haenszel_of(const int64_t *strata, size_t n, double confidence, mantel_haenszel *ret)
{
	double r = 0, s = 0, pr = 0, mixed = 0, qs = 0;
	*ret = (mantel_haenszel){ 0 };
	for (size_t i = 0; i < n; i++) {
		const int64_t *x = &strata[4 * i];
		double a = (double)x[0], b = (double)x[1], c = (double)x[2], d = (double)x[3], t = a + b + c + d;
		if (!(t > 0))
			continue;
		double ri = a * d / t, si = b * c / t, pi = (a + d) / t, qi = (b + c) / t;
		r += ri;
		s += si;
		pr += pi * ri;
		mixed += pi * si + qi * ri;
		qs += qi * si;
	}
	ret->has_ratio = s > 0;
	ret->odds_ratio = s > 0 ? r / s : 0;
	ret->has_interval = s > 0 && r > 0;
	if (ret->has_interval) {
		double half = cn_z_of(confidence) * sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s)), mid = log(r / s);
		ret->ci = (cn_interval){ exp(mid - half), exp(mid + half) };
	}
	cochran(strata, n, ret);
	homogeneity(strata, n, ret);
}

cn_code strata_of(cn_arena *a, const cn_counts *c, const compared *g, uint32_t one, uint32_t two, int64_t **ret, cn_err *err)
{
	int64_t *s = CN_NEW(a, int64_t, 4 * c->n_strata);
	if (!s)
		return cn_arena_fail(a, err);
	for (size_t k = 0; k < c->n_strata; k++) {
		for (size_t i = 0; i < g->n; i++) {
			if (g->at[i] != one && two != GROUP_EVERYONE && g->at[i] != two)
				continue;
			part p = rate_part(&c->cell[g->at[i] * c->n_strata + k], RATE_SELECTION);
			size_t at = 4 * k + (g->at[i] == one ? 0 : 2);
			s[at] += p.x;
			s[at + 1] += p.n - p.x;
		}
	}
	*ret = s;
	return CN_OK;
}

static cn_pair_value pair_of(const mantel_haenszel *m, uint32_t one, uint32_t two, int64_t n)
{
	cn_pair_value v = { .group = one, .against = two, .of = "odds_ratio" };
	v.est = undefined_why("undefined, no stratum has both groups with different outcomes");
	if (m->has_ratio)
		v.est = (cn_estimate){ .defined = true, .value = m->odds_ratio, .n = n, .method = "", .why = "no interval: one of the sums is 0" };
	if (m->has_ratio && m->has_interval) {
		v.est.has_interval = true;
		v.est.method = "robins-breslow-greenland, simultaneous";
		v.est.lo = m->ci.lo;
		v.est.hi = m->ci.hi;
		v.est.why = "";
	}
	v.has_p = m->has_test;
	v.p = m->p;
	return v;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	cn_pair_value *pair = CN_NEW(a, cn_pair_value, g.n + 1);
	if (!pair)
		return cn_arena_fail(a, err);
	size_t n = 0;
	bool apart = false;
	double far = -1;
	ret->main = undefined_why("one group only: there is nothing to compare");
	ret->reference = g.reference;
	for (size_t i = 0; i < g.n; i++) {
		int64_t *s, rows = 0;
		mantel_haenszel m;
		if (g.at[i] == g.reference)
			continue;
		CN_TRY(strata_of(a, c, &g, g.at[i], g.reference, &s, err));
		for (size_t k = 0; k < 4 * c->n_strata; k++)
			rows += s[k];
		mantel_haenszel_of(s, c->n_strata, simultaneous(lab_confidence(o), g.n - 1), &m);
		pair[n] = pair_of(&m, g.at[i], g.reference, rows);
		apart |= m.has_homogeneity && m.tarone_p < 0.05;
		double d = !m.has_ratio || m.odds_ratio <= 0 ? HUGE_VAL : fabs(log(m.odds_ratio));
		if (d > far) {
			far = d;
			ret->main = pair[n].est;
			ret->group_hi = g.at[i];
		}
		n++;
	}
	ret->pair = pair;
	ret->n_pair = n;
	if (apart)
		ret->caption[ret->n_captions++] = "The strata differ in their odds ratios (Breslow-Day with Tarone's term, p below 0.05): read them one by one";
	return pairs_adjust(a, pair, n, err);
}

const cn_metric_row cn_metric_mantel_haenszel_odds_ratio = {
	.name = "mantel_haenszel_odds_ratio",
	.title_en = "Common odds ratio of selection within strata",
	.title_zh = "分层共同优势比",
	.property = "fairness",
	.unit = "odds ratio",
	.formula = "docs/metrics.md#mantel_haenszel_odds_ratio",
	.reference = "tests/vectors/metric/stratified.json: statsmodels StratifiedTable, R mantelhaen.test, metafor rma.mh",
	.needs = CN_NEED_PREDICTION | CN_NEED_STRATA | CN_NEED_GROUPS,
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_ONE,
	.interval = "Robins, Breslow and Greenland, simultaneous over groups",
	.assumptions = "rows are independent; the odds ratio is about the same in all strata (said when it is not)",
	.meaning_en = "How the odds of a yes compare between two groups among people in the same stratum.",
	.meaning_zh = "在同一分层的人中，两个群体得到肯定的优势之比。",
	.use = "where groups apply for different things, so that overall rates mislead (Simpson's paradox)",
	.misuse = "if the strata differ among themselves, one common ratio hides it: a caption says so",
	.compute = compute,
};
