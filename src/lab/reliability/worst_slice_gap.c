/* The largest gap of a slice's error rate to that of everyone else, among slices that stand out after correction for all that were
 * tested. */
/* DUTY eu-ai-act/art_15.1-3: accuracy also for the persons and groups the system is used on, not on average alone */
#include "lab/reliability/reliability.h"

#include <math.h>

typedef struct input {
	const cn_stat *total, *searched, *widest, *rows, *errors, *rank;
} input;

static bool is_slice(const input *in, int64_t rows, int64_t errors)
{
	const int64_t *t = in->total->count;
	return rows > 0 && errors <= rows && rows < t[0] && errors <= t[1] && t[1] - errors <= t[0] - rows;
}

static cn_code input_read(const cn_counts *c, input *ret, cn_err *err)
{
	CN_TRY(cn_stat_counts(c, "rows", 3, &ret->total, err));
	CN_TRY(cn_stat_counts(c, "searched", 3, &ret->searched, err));
	CN_TRY(cn_stat_counts(c, "widest", 2, &ret->widest, err));
	CN_TRY(cn_stat_counts(c, "slice.rows", 0, &ret->rows, err));
	CN_TRY(cn_stat_counts(c, "slice.errors", ret->rows->n, &ret->errors, err));
	CN_TRY(cn_stat_counts(c, "slice.rank", ret->rows->n, &ret->rank, err));
	bool ok = ret->errors->n == ret->rows->n && ret->rank->n == ret->rows->n && (ret->rows->n == 0 || ret->rows->label);
	for (size_t i = 0; ok && i < ret->rows->n; i++)
		ok = is_slice(ret, ret->rows->count[i], ret->errors->count[i]);
	if (!ok || (ret->rows->n && !is_slice(ret, ret->widest->count[0], ret->widest->count[1])))
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "slice.rows");
	return CN_OK;
}

static cn_estimate gap_of(const input *in, int64_t rows, int64_t errors, double confidence)
{
	const int64_t *t = in->total->count;
	cn_interval d = { -1, 1 };
	cn_two two = { errors, rows, t[1] - errors, t[0] - rows };
	cn_estimate e = { .defined = true, .has_interval = true, .n = t[0], .why = "" };
	(void)!cn_difference(two, confidence, &d, &e.method); /* both have rows: cannot fail */
	e.value = (double)two.x1 / (double)two.n1 - (double)two.x2 / (double)two.n2;
	e.lo = d.lo;
	e.hi = d.hi;
	return e;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	input in;
	CN_TRY(input_read(c, &in, err));
	CN_TRY(scored_captions(a, c, ret, err));
	size_t n = in.rows->n;
	int64_t searched = in.searched->count[0], rejected = in.searched->count[1];
	ret->caption[ret->n_captions++] = cn_cstr(a, cn_strf(a, "%lld slices were tested", (long long)searched));
	if (!n) {
		ret->main = undefined_why(searched ? "undefined, no slice has more errors than the rest"
						   : "undefined, no slice has enough rows");
		return CN_OK;
	}
	cn_point *p = CN_NEW(a, cn_point, n);
	if (!p)
		return cn_arena_fail(a, err);
	double each = simultaneous(lab_confidence(o), (size_t)searched);
	for (size_t i = 0; i < n; i++) {
		bool stands_out = in.rank->count[i] <= rejected;
		p[i] = (cn_point){ .of = stands_out ? "stands out" : "may be chance",
				   .label = in.rows->label[i],
				   .x = (double)i,
				   .est = gap_of(&in, in.rows->count[i], in.errors->count[i], each) };
		p[i].est.n = in.rows->count[i]; /* the people of the slice; behind the gap stand all */
	}
	ret->point = p;
	ret->n_point = n;
	ret->main = p[0].est;
	ret->main.n = in.total->count[0];
	ret->caption[ret->n_captions++] = cn_cstr(a, cn_strf(a, "In the worst slice %lld of %lld are errors, in all %lld of %lld", (long long)in.errors->count[0],
							     (long long)in.rows->count[0], (long long)in.total->count[1], (long long)in.total->count[0]));
	/* the true worst may be another slice, of which less is known */
	ret->main.hi = fmax(ret->main.hi, gap_of(&in, in.widest->count[0], in.widest->count[1], each).hi);
	if (!rejected)
		ret->caption[ret->n_captions++] =
		    "No slice stands out after correction for all that were tested: the one shown is the least likely to be chance";
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

const cn_metric_row cn_metric_worst_slice_gap = {
	.name = "worst_slice_gap",
	.title_en = "Error rate of the worst slice against everyone else",
	.title_zh = "最差切片的错误率与其余人之差",
	.property = "reliability",
	.unit = "difference",
	.formula = "docs/metrics.md#worst_slice_gap",
	.reference =
	    "tests/vectors/procedure/slices.json: every conjunction by itertools; statsmodels multipletests, SciPy fisher_exact",
	.needs = CN_NEED_STATS,
	.procedure = "slices",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or two exact bounds, simultaneous over all slices tested; the upper end is that of the slice of "
		    "which least is known",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "How much more often the system is wrong about the people of its worst corner than about everyone else.",
	.meaning_zh = "系统对处境最差的那部分人判断错误，比对其余人多多少。",
	.use = "to find whom an average hides, by columns that nobody declared to be protected",
	.misuse = "it says where errors gather, not why; a bound is met only if rows is high enough for every slice tested to be "
		  "known well",
	.compute = compute,
};
