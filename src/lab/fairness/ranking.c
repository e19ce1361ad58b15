/* ranking: how much attention each group gets where a list is read from the top. A row at rank r is seen with weight 1 / log2(1 + r)
 * (Jarvelin and Kekalainen 2002; Singh and Joachims 2018); rows of equal score share the weights of their places. The score ranks, the
 * highest first; rows compete within a list. O(n log n). */
#include "lab/fairness/fairness.h"

#include <math.h>

typedef struct placed {
	double score;
	uint32_t list, group;
} placed;

static int by_place(const void *p, const void *q)
{
	const placed *x = p, *y = q;
	if (x->list != y->list)
		return x->list < y->list ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->group < y->group ? -1 : x->group > y->group;
}

static void weigh(const placed *row, size_t n, size_t groups, double *seen, int64_t *people)
{
	for (size_t i = 0, first = 0; i < n;) {
		size_t to = i;
		double weight = 0;
		if (i == 0 || row[i].list != row[i - 1].list)
			first = i;
		while (to < n && row[to].list == row[i].list && row[to].score == row[i].score)
			weight += 1 / log2((double)(++to - first) + 1);
		weight /= (double)(to - i);
		for (; i < to; i++) {
			seen[row[i].list * groups + row[i].group] += weight;
			people[row[i].list * groups + row[i].group]++;
		}
	}
}

static cn_code lists_of(cn_arena *a, const cn_take *in, cn_row_groups *ret, cn_err *err)
{
	cn_str list;
	CN_TRY(take_text(in, "list", "", &list, err));
	return cn_groups_of_rows(a, in->table, &list, list.n ? 1 : 0, ret, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	const cn_column *score;
	cn_row_groups g, l;
	size_t n = cn_table_rows(in->table), kept = 0;
	CN_TRY(take_number(in->table, in->m->score, &score, err));
	CN_TRY(cn_groups_of_rows(a, in->table, in->m->by, in->m->n_by, &g, err));
	CN_TRY(lists_of(a, in, &l, err));
	if (g.n && l.n > CN_STAT_VALUES_MAX / g.n)
		return CN_FAIL(err, CN_ETOOBIG, "lists times groups are more than %d: measure a sample of the lists", CN_STAT_VALUES_MAX);
	CN_AUTO_ARENA own = cn_arena_new(CN_REQUEST_ARENA_BYTES + n * sizeof(placed));
	placed *row = CN_NEW(own, placed, n + 1);
	double *seen = CN_NEW(a, double, l.n * g.n + 1);
	int64_t *people = CN_NEW(a, int64_t, l.n * g.n + 1), *total = CN_NEW(a, int64_t, g.n + 1);
	cn_counts *s = cn_stats_new(a, "ranking", (int64_t)n);
	if (!row || !seen || !people || !total || !s)
		return cn_arena_ok(own) ? cn_arena_fail(a, err) : cn_arena_fail(own, err);
	for (size_t i = 0; i < n; i++)
		if (!cn_column_missing(score, i) && g.of[i] < g.n && l.of[i] < l.n)
			row[kept++] = (placed){ score->number[i], l.of[i], g.of[i] };
	qsort(row, kept, sizeof *row, by_place);
	weigh(row, kept, g.n, seen, people);
	for (size_t i = 0; i < l.n * g.n; i++)
		total[i % g.n] += people[i];
	CN_TRY(cn_stats_put_counts(a, s, "groups", total, g.n, g.name, err));
	CN_TRY(cn_stats_put_counts(a, s, "people", people, l.n * g.n, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "seen", seen, l.n * g.n, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_ranking = {
	.name = "ranking",
	.title_en = "rankings: attention that each group gets by its places",
	.title_zh = "排序：各群体因名次而得到的关注",
	.needs = CN_TAKE_TABLE | CN_TAKE_SCORE | CN_TAKE_GROUPS,
	.options = "list  column that says which list a row is in; all rows are one list if absent",
	.take = take,
};
