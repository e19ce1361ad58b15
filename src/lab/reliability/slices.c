/* slices: the people about whom the system errs most, found among all conjunctions of up to three values of the columns. The chance
 * of finding something in so many is held by Benjamini and Hochberg's procedure over every one that was tested, not only those
 * shown. Rows x columns^3 / 48 steps where columns have four levels,
 * / 6 where they have many: 20 columns of 10^5 rows in a tenth of a second. Memory: 3 bytes a row and column, 60 bytes a row
 * and 120 a conjunction. */
#include "lab/reliability/reliability.h"

#include <math.h>

/* Decisions as 0 and 1: the prediction column, or the score against the threshold. */
static cn_code decisions_take(cn_arena *a, const cn_take *in, const double **label, const double **decision, cn_err *err)
{
	cn_measure m = *in->m, p = *in->m;
	cn_take plain = { .table = in->table, .m = &m }, other = { .table = in->table, .m = &p };
	cn_frame f, g;
	double threshold;
	m.n_features = p.n_features = 0;
	p.label = in->m->prediction;
	p.label_positive = in->m->prediction_positive;
	p.score = CN_S("");
	if (p.label.n) {
		m.score = CN_S("");
		m.label_positive = p.label_positive; /* a column of decisions is held against the label by one word, whatever the score is of */
	}
	CN_TRY(cn_frame_take(a, &plain, in->table, &f, err));
	*label = f.label;
	if (p.label.n) {
		CN_TRY(cn_frame_take(a, &other, in->table, &g, err));
		*decision = g.label;
		return CN_OK;
	}
	if (!f.score)
		return CN_FAIL(err, CN_EINPUT, "slices needs a prediction, or a score and a threshold");
	CN_TRY(threshold_take(in, &threshold, err));
	double *d = CN_NEW(a, double, f.n_rows + 1);
	for (size_t i = 0; d && i < f.n_rows; i++)
		d[i] = isnan(f.score[i]) ? NAN : f.score[i] >= threshold;
	*decision = d;
	return d ? CN_OK : cn_arena_fail(a, err);
}

static cn_code errors_take(cn_arena *a, const cn_take *in, slice_search *s, size_t **keep, cn_err *err)
{
	const double *label, *decision;
	size_t rows = cn_table_rows(in->table), n = 0;
	CN_TRY(decisions_take(a, in, &label, &decision, err));
	uint8_t *wrong = CN_NEW(a, uint8_t, rows + 1);
	*keep = CN_NEW(a, size_t, rows + 1);
	if (!wrong || !*keep)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < rows; i++) {
		if (isnan(label[i]) || isnan(decision[i]))
			continue;
		wrong[n] = label[i] != decision[i];
		s->errors += wrong[n];
		(*keep)[n++] = i;
	}
	s->wrong = wrong;
	s->rows = n;
	return CN_OK;
}

static bool is_sliced(const cn_measure *m, const cn_column *c)
{
	return !cn_eq(c->name, m->label) && !cn_eq(c->name, m->prediction) && !cn_eq(c->name, m->score) && !cn_eq(c->name, m->unit);
}

static cn_code columns_take(cn_arena *a, const cn_take *in, const size_t *keep, unsigned bins, slice_search *s, cn_err *err)
{
	size_t n = in->m->n_features ? in->m->n_features : cn_table_columns(in->table);
	levels *l = CN_NEW(a, levels, CN_SLICE_COLUMNS_MAX);
	if (!l)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		const cn_column *c;
		if (in->m->n_features)
			CN_TRY(cn_table_need(in->table, in->m->features[i], &c, err));
		else
			c = cn_table_column(in->table, i);
		if (!in->m->n_features && !is_sliced(in->m, c))
			continue;
		if (s->n_columns == CN_SLICE_COLUMNS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "more than %d columns to slice by: name the features",
				       CN_SLICE_COLUMNS_MAX);
		CN_AUTO_ARENA own = scratch_of(s->rows, 40); /* what sorting needs is given back after each column */
		levels x, *to = &l[s->n_columns];
		CN_TRY(levels_take(own, c, keep, s->rows, bins, &x, err));
		*to = (levels){
			.name = c->name, .n = x.n, .code = CN_NEW(a, uint8_t, s->rows + 1), .text = CN_NEW(a, cn_str, CN_LEVELS_MAX)
		};
		if (!to->code || !to->text)
			return cn_arena_fail(a, err);
		memcpy(to->code, x.code, s->rows);
		for (uint32_t k = 0; k < x.n; k++)
			to->text[k] = cn_str_copy(a, x.text[k]);
		s->n_columns += x.n > 0;
	}
	s->column = l;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_str name_of(cn_arena *a, const slice_search *s, const slice *x)
{
	cn_str name = s->column[x->part[0] / CN_LEVELS_MAX].text[x->part[0] % CN_LEVELS_MAX];
	for (size_t i = 1; i < 3 && x->part[i] != 0xffff; i++)
		name = cn_strf(a, "%.*s & %.*s", CN_FMT(name),
			       CN_FMT(s->column[x->part[i] / CN_LEVELS_MAX].text[x->part[i] % CN_LEVELS_MAX]));
	return name;
}

static cn_code slices_put(cn_arena *a, const cn_take *in, const slice_search *s, cn_counts *c, cn_err *err)
{
	int64_t rows[CN_SLICES_KEPT], errors[CN_SLICES_KEPT], rank[CN_SLICES_KEPT];
	cn_str name[CN_SLICES_KEPT];
	for (size_t i = 0; i < s->n_found; i++) {
		rows[i] = s->found[i].rows;
		errors[i] = s->found[i].errors;
		rank[i] = s->found[i].rank;
		name[i] = name_of(a, s, &s->found[i]);
	}
	const int64_t left = (int64_t)(cn_table_rows(in->table) - s->rows), past = in->m->label_meaning == CN_LABEL_PAST_DECISION;
	CN_TRY(cn_stats_put_counts(a, c, "rows", (const int64_t[]){ (int64_t)s->rows, s->errors, left }, 3, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "label", &past, 1, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "searched", (const int64_t[]){ s->searched, s->rejected, s->rows_min }, 3, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "widest", (const int64_t[]){ s->widest.rows, s->widest.errors }, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "slice.rows", rows, s->n_found, name, err));
	CN_TRY(cn_stats_put_counts(a, c, "slice.errors", errors, s->n_found, NULL, err));
	return cn_stats_put_counts(a, c, "slice.rank", rank, s->n_found, NULL, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	int64_t depth, bins;
	slice_search s = { .n_columns = 0 };
	CN_TRY(cn_option_int(in, "depth", 3, 1, 3, &depth, err));
	CN_TRY(cn_option_int(in, "rows", 30, 30, 1000000, &s.rows_min, err));
	CN_TRY(cn_option_int(in, "bins", 4, 2, 10, &bins, err));
	CN_TRY(cn_option_real(in, "fdr", 0.05, 0.001, 0.2, &s.fdr, err));
	CN_TRY(rows_refuse(in, err));
	CN_AUTO_ARENA own = scratch_of(cn_table_rows(in->table), 60 + CN_SLICE_COLUMNS_MAX);
	size_t *keep;
	s.depth = (size_t)depth;
	CN_TRY(errors_take(own, in, &s, &keep, err));
	CN_TRY(columns_take(own, in, keep, (unsigned)bins, &s, err));
	cn_counts *c = cn_stats_new(a, "slices", (int64_t)cn_table_rows(in->table));
	if (!c)
		return cn_arena_fail(a, err);
	CN_AUTO_ARENA work = cn_arena_new((size_t)CN_SLICES_MAX * 3 * sizeof(slice) + s.rows * 4 + CN_REQUEST_ARENA_BYTES);
	CN_TRY(slices_find(work, &s, err));
	CN_TRY(slices_put(a, in, &s, c, err));
	*ret = c;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

const cn_procedure cn_procedure_slices = {
	.name = "slices",
	.title_en = "the people about whom the system errs most",
	.title_zh = "系统出错最多的人群",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_COLUMNS,
	.options = "depth  1..3, 3 if absent: how many conditions a slice may have\n"
		   "rows  30..1000000, 30 if absent: the smallest slice that is tested\n"
		   "bins  2..10, 4 if absent: of a number with more than 8 values\n"
		   "fdr  0.001..0.2, 0.05 if absent: the false discovery rate of the slices that stand out",
	.take = take,
};
