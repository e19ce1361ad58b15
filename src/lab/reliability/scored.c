/* Rows with score and label, sorted; what the metrics of them refuse and what they say beside the number. */
#include "lab/reliability/reliability.h"

#include <math.h>

cn_arena *scratch_of(size_t rows, size_t bytes_a_row)
{
	return cn_arena_new(CN_REQUEST_ARENA_BYTES + rows * bytes_a_row);
}

cn_code rows_refuse(const cn_take *in, cn_err *err)
{
	if (in->m->labels_censored)
		return CN_FAIL(err, CN_EUNDEFINED,
			       "the label exists only for those once selected, so it says nothing about the others");
	if (!in->m->unit.n)
		return CN_OK;
	CN_AUTO_ARENA own = scratch_of(cn_table_rows(in->table), 64);
	cn_counts *c;
	CN_TRY(cn_counts_take(own, in->table, &(cn_measure){ .unit = in->m->unit }, 0, &c, err));
	if (c->unit_shared)
		return CN_FAIL(err, CN_EUNDEFINED, "rows share units, and every interval takes rows as independent");
	return CN_OK;
}

cn_code scored_take(cn_arena *a, const cn_take *in, bool probability, scored_rows *ret, cn_err *err)
{
	cn_measure m = *in->m;
	cn_take plain = { .table = in->table, .m = &m };
	cn_frame f;
	m.n_features = 0; /* the score and the label alone */
	CN_TRY(rows_refuse(in, err));
	CN_TRY(cn_frame_take(a, &plain, in->table, &f, err));
	scored_rows s = { .row = CN_NEW(a, scored, f.n_rows + 1) };
	if (!s.row)
		return cn_arena_fail(a, err);
	for (uint32_t want = 0; want < 2; want++) {
		for (size_t i = 0; i < f.n_rows; i++) {
			bool there = !isnan(f.score[i]) && !isnan(f.label[i]);
			if (there && probability && !(f.score[i] >= 0 && f.score[i] <= 1))
				return CN_FAIL(err, CN_EUNDEFINED, "a score lies outside 0 to 1, so it is not a probability");
			if (there && (uint32_t)f.label[i] == want)
				s.row[s.n++] = (scored){ .key = scored_key(f.score[i]), .positive = want };
		}
		s.n_pos = (int64_t)s.n - s.n_pos; /* after the first round those without, after the second those with */
	}
	s.left_out = (int64_t)(f.n_rows - s.n);
	CN_TRY(scored_sort(a, &s.row, s.n, err));
	*ret = s;
	return CN_OK;
}

cn_code threshold_take(const cn_take *in, double *ret, cn_err *err)
{
	*ret = 0.5;
	if (in->m->threshold.n && (cn_real_parse(in->m->threshold, ret, NULL) != CN_OK || !isfinite(*ret)))
		return CN_FAIL(err, CN_EINPUT, "the threshold \"%.*s\" is not a number", CN_FMT(cn_sub(in->m->threshold, 0, 80)));
	return CN_OK;
}

cn_code scored_put(cn_arena *a, const cn_take *in, const scored_rows *s, cn_counts *to, cn_err *err)
{
	const int64_t rows[] = { (int64_t)s->n, s->n_pos, s->left_out }, past = in->m->label_meaning == CN_LABEL_PAST_DECISION;
	CN_TRY(cn_stats_put_counts(a, to, "rows", rows, 3, NULL, err));
	return cn_stats_put_counts(a, to, "label", &past, 1, NULL, err);
}

cn_code scored_captions(cn_arena *a, const cn_counts *c, cn_result *ret, cn_err *err)
{
	const cn_stat *rows;
	CN_TRY(cn_stat_counts(c, "rows", 3, &rows, err));
	if (rows->count[2])
		ret->caption[ret->n_captions++] =
		    cn_cstr(a, cn_strf(a, "%lld rows without a score or a label are left out", (long long)rows->count[2]));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_point bare_point(const char *of, cn_str label, double x, double value, const char *why)
{
	return (cn_point){ .of = of, .label = label, .x = x, .est = { .defined = true, .value = value, .method = "", .why = why } };
}
