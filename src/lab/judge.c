/* The verdict: a bound against a limit; and how many rows would decide. */
#include "lab/table/metric.h"

#include <math.h>

enum { SCALE_STEPS = 24, SCALE_MOST = 1 << 20 };

const char *cn_verdict_text(cn_verdict v)
{
	static const char *const text[] = { "meets", "fails", "not_enough_data" };
	return text[v];
}

typedef enum cmp { CMP_LE, CMP_LT, CMP_GE, CMP_GT } cmp;

static cn_verdict verdict_of(const cn_estimate *e, cmp op, double limit)
{
	if (!e->defined || !e->has_interval)
		return CN_NOT_ENOUGH_DATA;
	double hi = e->hi_open ? HUGE_VAL : e->hi;
	switch (op) {
	case CMP_LE:
		return hi <= limit ? CN_MEETS : e->lo > limit ? CN_FAILS : CN_NOT_ENOUGH_DATA;
	case CMP_LT:
		return hi < limit ? CN_MEETS : e->lo >= limit ? CN_FAILS : CN_NOT_ENOUGH_DATA;
	case CMP_GE:
		return e->lo >= limit ? CN_MEETS : hi < limit ? CN_FAILS : CN_NOT_ENOUGH_DATA;
	default:
		return e->lo > limit ? CN_MEETS : hi <= limit ? CN_FAILS : CN_NOT_ENOUGH_DATA;
	}
}

static int64_t times(int64_t x, double k)
{
	return (int64_t)llround((double)x * k);
}

/* The same rates in k times as many rows. Only for counts without scores and neighbours. */
static cn_counts *scaled(cn_arena *a, const cn_counts *c, double k)
{
	cn_counts *s = CN_NEW(a, cn_counts, 1);
	cn_cells *cell = CN_NEW(a, cn_cells, c->n_groups * c->n_strata + 1);
	if (!s || !cell)
		return NULL;
	*s = *c;
	s->outputs.n = times(c->outputs.n, k);
	for (unsigned m = 0; m < CN_MARKS; m++) {
		s->outputs.yes[m] = times(c->outputs.yes[m], k);
		s->outputs.unknown[m] = times(c->outputs.unknown[m], k);
		if (s->outputs.yes[m] + s->outputs.unknown[m] > s->outputs.n) /* each rounded up */
			s->outputs.unknown[m] = s->outputs.n - s->outputs.yes[m];
	}
	s->format = NULL;
	s->n_formats = 0;
	for (size_t i = 0; c->cell && i < c->n_groups * c->n_strata; i++) {
		const cn_cells *x = &c->cell[i];
		cell[i] = (cn_cells){ times(x->tp, k), times(x->fp, k), times(x->tn, k), times(x->fn, k), times(x->sel, k), times(x->rej, k) };
	}
	s->cell = cell;
	return s;
}

typedef struct asking {
	const cn_result *r;
	const cn_counts *c;
	cn_lab_options o;
	cmp op;
	double limit;
} asking;

/* 1 decided at k times the rows, 0 not, -1 could not say. */
static int decided_at(const asking *q, double k)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	cn_counts *s = a ? scaled(a, q->c, k) : NULL;
	cn_result *r;
	if (!s || cn_metric_from_counts(a, q->r->metric, s, &q->o, &r, NULL) != CN_OK)
		return -1;
	return verdict_of(&r->main, q->op, q->limit) != CN_NOT_ENOUGH_DATA;
}

/* Smallest multiple that decides, by doubling and halving; 0 if none up to SCALE_MOST does. */
static int64_t needed_by_scaling(const asking *q)
{
	double lo = 1, hi = 2;
	while (decided_at(q, hi) == 0) {
		lo = hi;
		hi *= 2;
		if (hi > SCALE_MOST)
			return 0;
	}
	if (decided_at(q, hi) != 1)
		return 0;
	int64_t n = q->r->main.n > 0 ? q->r->main.n : q->c->n_rows;
	for (unsigned i = 0; i < SCALE_STEPS && (hi - lo) * (double)n > 0.5; i++) {
		double mid = lo + (hi - lo) / 2;
		if (decided_at(q, mid) == 1)
			hi = mid;
		else
			lo = mid;
	}
	return (int64_t)ceil((double)n * hi - 1e-9);
}

/* Where counts cannot be scaled: the width of an interval falls with the square root of the rows. */
static int64_t needed_by_width(const cn_estimate *e, cmp op, double limit)
{
	bool upper = op == CMP_LE || op == CMP_LT;
	bool good = upper ? e->value < limit : e->value > limit;
	if (!e->has_interval || e->value == limit || (e->hi_open && upper == good))
		return 0;
	double reach = upper == good ? e->hi - e->value : e->value - e->lo, room = fabs(limit - e->value);
	double n = ceil((double)e->n * (reach / room) * (reach / room));
	return n < 1e15 ? (int64_t)n : 0;
}

static cn_code op_of(cn_str op, cmp *ret, cn_err *err)
{
	static const char *const text[] = { "<=", "<", ">=", ">" };
	for (unsigned i = 0; i < 4; i++) {
		if (cn_eqz(op, text[i])) {
			*ret = (cmp)i;
			return CN_OK;
		}
	}
	return CN_FAIL(err, CN_EINPUT, "a bound is one of <= < >= >, not \"%.*s\"", CN_FMT(cn_sub(op, 0, 16)));
}

static const char *sentence(cn_arena *a, const cn_result *r, cn_verdict v, cmp op, cn_str op_text, double limit)
{
	const cn_estimate *e = &r->main;
	char lo[CN_REAL_BYTES], hi[CN_REAL_BYTES] = "no upper end", lim[CN_REAL_BYTES];
	if (!e->defined || !e->has_interval)
		return cn_cstr(a, cn_strf(a, "%s", e->why));
	cn_real_text(e->lo, lo);
	if (!e->hi_open)
		cn_real_text(e->hi, hi);
	cn_real_text(limit, lim);
	if (v == CN_NOT_ENOUGH_DATA)
		return cn_cstr(a, cn_strf(a, "the interval from %s to %s holds the limit %s", lo, hi, lim));
	bool upper = (op == CMP_LE || op == CMP_LT) == (v == CN_MEETS);
	return cn_cstr(a, cn_strf(a, "the %s bound %s is %s %.*s %s", upper ? "upper" : "lower", upper ? hi : lo, v == CN_MEETS ? "" : "not", CN_FMT(op_text), lim));
}

cn_code cn_lab_judge(cn_arena *a, const cn_result *r, const cn_counts *c, const cn_lab_options *o, cn_str op, double limit, cn_judged *ret,
		     cn_err *err)
{
	cmp how = CMP_LE;
	CN_TRY(op_of(op, &how, err));
	if (!isfinite(limit))
		return CN_FAIL(err, CN_EINPUT, "a limit is a finite number");
	cn_judged j = { .verdict = verdict_of(&r->main, how, limit), .n = r->main.n };
	j.why = sentence(a, r, j.verdict, how, op, limit);
	if (j.verdict == CN_NOT_ENOUGH_DATA && r->main.defined && r->main.has_interval && j.n > 0) {
		asking q = { r, c, o ? *o : (cn_lab_options){ 0 }, how, limit };
		bool cells = !(r->metric->needs & (CN_NEED_SCORE | CN_NEED_PROBABILITY | CN_NEED_FEATURES | CN_NEED_STATS)) && r->replicates == 0;
		j.n_needed = cells ? needed_by_scaling(&q) : needed_by_width(&r->main, how, limit);
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = j;
	return CN_OK;
}
