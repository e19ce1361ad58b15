/* label_noise: which labels the scores disagree with confidently, as the confident joint of Northcutt, Jiang and Chuang (2021).
 * O(rows x classes). The scores must come from a model that did not see the row's label (cross-validation, or a test). */
#include "lab/data/data.h"

enum { CLASSES_MAX = 64 };
#define THRESHOLD_SLACK 1e-9 /* scores that all equal their own mean must reach it, however the mean is rounded */

typedef struct noise {
	size_t k, rows;
	int *given;      /* [rows]: class of the label, -1 where something is missing */
	double *p;       /* [rows * k] */
	cn_str *name;    /* [k] */
	double *threshold;
	int64_t *joint, *unsure;
} noise;

static cn_code no_probability(cn_err *err)
{
	return CN_FAIL(err, CN_EUNDEFINED, "%s is refused: a score lies outside 0 to 1, so it is not a probability", "label_noise");
}

static cn_code noise_new(cn_arena *a, size_t k, size_t rows, noise *x, cn_err *err)
{
	*x = (noise){ .k = k, .rows = rows, .given = CN_NEW(a, int, rows + 1), .p = CN_NEW(a, double, rows * k + 1), .name = CN_NEW(a, cn_str, k),
		      .threshold = CN_NEW(a, double, k), .joint = CN_NEW(a, int64_t, k * k), .unsure = CN_NEW(a, int64_t, k) };
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* Two classes: the score is the probability of a positive label. */
static cn_code two_classes(cn_arena *a, const cn_take *in, noise *x, cn_err *err)
{
	cn_measure m = { .label = in->m->label, .label_positive = in->m->label_positive, .score = in->m->score };
	cn_frame f;
	CN_TRY(cn_frame_take(a, &(cn_take){ .m = &m }, in->table, &f, err));
	CN_TRY(noise_new(a, 2, f.n_rows, x, err));
	x->name[0] = CN_S("not positive");
	x->name[1] = CN_S("positive");
	for (size_t i = 0; i < f.n_rows; i++) {
		double s = f.score[i];
		bool there = s == s && f.label[i] == f.label[i];
		x->given[i] = there ? f.label[i] == 1 : -1;
		if (there && !(s >= 0 && s <= 1))
			return no_probability(err);
		x->p[2 * i] = 1 - s;
		x->p[2 * i + 1] = s;
	}
	return CN_OK;
}

/* The place of the row's label among the classes' names; a number is compared as a number. */
static int class_of(const cn_column *label, size_t row, const noise *x)
{
	for (size_t k = 0; k < x->k && !cn_column_missing(label, row); k++) {
		double want;
		if (label->number ? cn_real_parse(x->name[k], &want, NULL) == CN_OK && want == label->number[row] :
				    cn_eq(x->name[k], label->level[cn_column_code(label, row)]))
			return (int)k;
	}
	return -1;
}

static cn_code class_names(const cn_val *list, noise *x, cn_err *err)
{
	size_t n = 0;
	CN_EACH (v, list) {
		if (v->type == CN_TEXT && n < x->k)
			x->name[n++] = v->s;
	}
	if (n != x->k || !list || list->n != x->k)
		return CN_FAIL(err, CN_EINPUT, "option \"classes\" lists the labels in the order of \"scores\", as texts");
	return CN_OK;
}

static cn_code many_classes(cn_arena *a, const cn_take *in, names score, noise *x, cn_err *err)
{
	const cn_column *label, *c[CLASSES_MAX];
	if (score.n < 2 || score.n > CLASSES_MAX)
		return CN_FAIL(err, CN_EINPUT, "option \"scores\" lists 2 to %d columns, one for each class", CLASSES_MAX);
	CN_TRY(noise_new(a, score.n, cn_table_rows(in->table), x, err));
	CN_TRY(class_names(cn_get(in->options, "classes"), x, err));
	CN_TRY(cn_table_need(in->table, in->m->label, &label, err));
	for (size_t k = 0; k < x->k; k++) {
		CN_TRY(cn_table_need(in->table, score.at[k], &c[k], err));
		if (!c[k]->number)
			return CN_FAIL(err, CN_EINPUT, "the score \"%.*s\" is text", CN_FMT(score.at[k]));
	}
	for (size_t i = 0; i < x->rows; i++) {
		x->given[i] = class_of(label, i, x);
		for (size_t k = 0; k < x->k; k++) {
			double s = x->p[i * x->k + k] = c[k]->number[i];
			if (s < 0 || s > 1)
				return no_probability(err);
			x->given[i] = s == s ? x->given[i] : -1;
		}
	}
	return CN_OK;
}

static int by_real(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

/* The mean probability of a class over the rows that bear its label, summed in order of size: the same whatever the order of rows. */
static cn_code thresholds(cn_arena *a, noise *x, cn_err *err)
{
	double *own = CN_NEW(a, double, x->rows + 1);
	if (!own)
		return cn_arena_fail(a, err);
	for (size_t k = 0; k < x->k; k++) {
		size_t n = 0;
		double sum = 0;
		for (size_t i = 0; i < x->rows; i++)
			if (x->given[i] == (int)k)
				own[n++] = x->p[i * x->k + k];
		qsort(own, n, sizeof *own, by_real);
		for (size_t i = 0; i < n; i++)
			sum += own[i];
		x->threshold[k] = n ? sum / (double)n : 2; /* a class without rows is reached by none */
	}
	return CN_OK;
}

static void joint_count(noise *x)
{
	for (size_t i = 0; i < x->rows; i++) {
		int at = -1;
		const double *p = x->p + i * x->k;
		if (x->given[i] < 0)
			continue;
		for (size_t k = 0; k < x->k; k++)
			if (p[k] >= x->threshold[k] - THRESHOLD_SLACK && (at < 0 || p[k] > p[at]))
				at = (int)k;
		if (at < 0)
			x->unsure[x->given[i]]++;
		else
			x->joint[(size_t)x->given[i] * x->k + (size_t)at]++;
	}
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	names score;
	noise x;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(option_names(own, in, "scores", &score, err));
	CN_TRY(score.n ? many_classes(own, in, score, &x, err) : two_classes(own, in, &x, err));
	CN_TRY(thresholds(own, &x, err));
	joint_count(&x);
	cn_counts *s = cn_stats_new(a, "label_noise", (int64_t)x.rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(cn_stats_put_counts(a, s, "joint", x.joint, x.k * x.k, NULL, err)); /* [given * k + suggested] */
	CN_TRY(cn_stats_put_counts(a, s, "unsure", x.unsure, x.k, x.name, err));
	CN_TRY(cn_stats_put_reals(a, s, "threshold", x.threshold, x.k, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_label_noise = {
	.name = "label_noise",
	.title_en = "labels that a model confidently disagrees with",
	.title_zh = "模型有把握地不认同的标签",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_SCORE,
	.options = "scores  list of columns with the probability of each class, where there are more than two; the score is then not read\n"
		   "classes  list of the labels in the order of scores",
	.take = take,
};
