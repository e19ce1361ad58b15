/* Procedures that ask a model about changed rows: what vectors of single cases do not show. The same seed gives the same bytes; a budget is
 * kept; nothing that is fixed moves; statistics that are damaged give a refusal or a finite number, never a crash. */
#include "lab/explain/explain.h"
#include "lab/model/model.h"
#include "lab_help.h"

enum { ROWS = 60, K = 4 };

static const char *const LIVE[] = { "attribution", "counterfactual_flip", "dependence", "hopskipjump", "perturbation", "permutation_importance", "recourse" };

/* Watches what it is asked. */
typedef struct watch {
	double w[K], b;
	const double *from; /* [ROWS * K]: the table */
	bool fixed_moved, fell, broken;
	uint64_t calls;
	uint64_t fail_at;   /* this call fails; 0: none */
} watch;

static const cn_str JOBS[] = { { "none", 4 }, { "part", 4 }, { "full", 4 } };
static const cn_feature FEATURES[K] = {
	{ .name = { "income", 6 }, .direction = 1 },
	{ .name = { "debt", 4 }, .direction = -1 },
	{ .name = { "age", 3 }, .fixed = true },
	{ .name = { "job", 3 }, .category = true, .level = JOBS, .n_levels = 3 },
};

static bool occurs(const watch *m, size_t j, double x)
{
	for (size_t i = 0; i < ROWS; i++)
		if (m->from[i * K + j] == x)
			return true;
	return false;
}

static cn_code predict(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	watch *m = self;
	if (++m->calls == m->fail_at)
		return CN_FAIL(err, CN_EIO, "gone");
	for (size_t i = 0; i < n; i++) {
		double s = m->b;
		for (size_t j = 0; j < K; j++)
			s += isnan(row[i * K + j]) ? 0 : m->w[j] * row[i * K + j];
		score[i] = 1 / (1 + exp(-s));
		if (m->from && !isnan(row[i * K + 2]) && !occurs(m, 2, row[i * K + 2]))
			m->fixed_moved = true;
	}
	return CN_OK;
}

static cn_table *people(double *from)
{
	static const char *const job[] = { "none", "part", "full" };
	char csv[ROWS * 40 + 64], *p = csv;
	cn_table *t = NULL;
	p += snprintf(p, 64, "income,debt,age,job,y\n");
	for (int i = 0; i < ROWS; i++) {
		double x[K] = { i * 7 % 23, i * 5 % 11, 20 + i * 3 % 41, i * 11 % 3 };
		p += snprintf(p, 40, "%d,%d,%d,%s,%d\n", (int)x[0], (int)x[1], (int)x[2], job[(int)x[3]], i % 3 != 0);
		memcpy(from + i * K, x, sizeof x);
	}
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, cn_str_z(csv), &t, NULL), CN_OK);
	return t;
}

typedef struct asked {
	watch m;
	cn_predictor model;
	cn_measure measure;
	cn_table *t;
	double from[ROWS * K];
} asked;

static void asked_init(asked *q)
{
	*q = (asked){ .m = { .w = { 0.4, -0.5, 0.03, 0.6 }, .b = -3.5 } };
	q->t = people(q->from);
	q->model = (cn_predictor){ .self = &q->m, .predict = predict, .feature = FEATURES, .n_features = K, .threshold = 0.5 };
	q->measure = (cn_measure){ .label = CN_S("y") };
}

static cn_code ask_with(cn_arena *a, asked *q, const char *name, cn_val *options, uint64_t seed, cn_counts **ret, cn_err *err)
{
	const cn_procedure *p;
	assert_int_equal(cn_procedure_need(cn_str_z(name), &p, NULL), CN_OK);
	cn_take in = { .table = q->t, .m = &q->measure, .model = &q->model, .options = options, .seed = seed };
	return cn_procedure_take(a, p, &in, ret, err);
}

static void the_same_seed_gives_the_same_statistics(void **state)
{
	(void)state;
	asked q;
	asked_init(&q);
	for (size_t i = 0; i < sizeof LIVE / sizeof *LIVE; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_val *tree[3];
		bool drawn = strcmp(LIVE[i], "perturbation") == 0 || strcmp(LIVE[i], "attribution") == 0 || strcmp(LIVE[i], "hopskipjump") == 0 ||
			     strcmp(LIVE[i], "permutation_importance") == 0;
		for (uint64_t k = 0; k < 3; k++) {
			cn_counts *c;
			assert_int_equal(ask_with(a, &q, LIVE[i], NULL, k < 2 ? 5 : 6, &c, NULL), CN_OK);
			assert_int_equal(cn_counts_encode(a, c, &tree[k], NULL), CN_OK);
		}
		if (!cn_val_eq(tree[0], tree[1]) || (drawn && cn_val_eq(tree[0], tree[2])))
			fail_msg("%s", LIVE[i]);
	}
	cn_table_free(q.t);
}

static void a_budget_too_small_and_a_model_that_is_gone_end_in_words(void **state)
{
	(void)state;
	asked q;
	asked_init(&q);
	for (size_t i = 0; i < sizeof LIVE / sizeof *LIVE; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_counts *c;
		cn_err err = { 0 };
		q.model.asked = 0;
		q.model.budget = ROWS + 1;
		if (ask_with(a, &q, LIVE[i], NULL, 1, &c, &err) != CN_ETOOBIG || !strstr(err.msg, "budget of 61 queries") || q.model.asked > ROWS + 1)
			fail_msg("%s: %s", LIVE[i], err.msg);
		q.model.budget = 0;
		for (uint64_t at = 1; at <= 3; at += 2) {
			err = (cn_err){ 0 };
			q.m.calls = 0;
			q.m.fail_at = at;
			if (ask_with(a, &q, LIVE[i], NULL, 1, &c, &err) != CN_EIO || !strstr(err.msg, "gone"))
				fail_msg("%s, call %d: %s", LIVE[i], (int)at, err.msg);
			q.m.fail_at = 0;
		}
	}
	cn_table_free(q.t);
}

static void what_a_person_cannot_change_is_not_moved(void **state)
{
	(void)state;
	static const char *const kept[] = { "hopskipjump", "recourse" };
	asked q;
	asked_init(&q);
	q.m.from = q.from;
	for (size_t i = 0; i < 2; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_counts *c;
		assert_int_equal(ask_with(a, &q, kept[i], NULL, 1, &c, NULL), CN_OK);
		assert_false(q.m.fixed_moved);
		if (i == 1)
			assert_int_equal(cn_stat_find(c, "used")->count[2], 0);
	}
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_counts *c;
	assert_int_equal(ask_with(a, &q, "perturbation", NULL, 1, &c, NULL), CN_OK);
	assert_true(q.m.fixed_moved); /* the watch does watch */
	cn_table_free(q.t);
}

static void options_are_bounded(void **state)
{
	(void)state;
	static const struct {
		const char *procedure, *option;
		int64_t most;
	} all[] = { { "perturbation", "rows", CN_LIVE_ROWS_MAX }, { "perturbation", "repeats", 100 }, { "counterfactual_flip", "values", 1000 },
		    { "hopskipjump", "halvings", 52 }, { "hopskipjump", "directions", 500 }, { "dependence", "grid", 50 }, { "dependence", "bins", 50 },
		    { "recourse", "depth", 3 }, { "attribution", "reasons", 20 } };
	asked q;
	asked_init(&q);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		for (int64_t over = 0; over < 2; over++) {
			CN_AUTO_ARENA a = cn_arena_new(64 << 20);
			cn_counts *c;
			cn_val *o = cn_map(a);
			cn_put(a, o, all[i].option, cn_int(a, all[i].most + over));
			if (ask_with(a, &q, all[i].procedure, o, 1, &c, NULL) != (over ? CN_ETOOBIG : CN_OK))
				fail_msg("%s: %s", all[i].procedure, all[i].option);
		}
	}
	cn_table_free(q.t);
}

static void rows_that_share_a_unit_and_censored_labels_are_refused(void **state)
{
	(void)state;
	asked q;
	asked_init(&q);
	for (size_t i = 0; i < sizeof LIVE / sizeof *LIVE; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_counts *c;
		q.measure.unit = CN_S("job");
		assert_int_equal(ask_with(a, &q, LIVE[i], NULL, 1, &c, NULL), CN_EUNDEFINED);
		q.measure.unit = (cn_str){ 0 };
		q.measure.labels_censored = true;
		bool labels = strcmp(LIVE[i], "perturbation") == 0 || strcmp(LIVE[i], "permutation_importance") == 0;
		assert_int_equal(ask_with(a, &q, LIVE[i], NULL, 1, &c, NULL), labels ? CN_EUNDEFINED : CN_OK);
		q.measure.labels_censored = false;
	}
	cn_table_free(q.t);
}

/* ---- damaged statistics ------------------------------------------------------------------------------------------------------------------ */

static void damage(cn_arena *a, cn_stat *s, unsigned how)
{
	int64_t *n = CN_NEW(a, int64_t, s->n + 1);
	double *x = CN_NEW(a, double, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		n[i] = how == 0 ? 0 : how == 1 ? CN_INT_MAX : how == 2 ? (int64_t)i : s->count ? s->count[i] : 0;
		x[i] = how == 0 ? 0 : how == 1 ? (i % 2 ? 1e308 : -1e308) : how == 2 ? -(double)i : s->real ? s->real[i] : 0;
	}
	if (s->count)
		s->count = n;
	else
		s->real = x;
	if (how == 3)
		s->n /= 2;
	if (how == 4)
		s->label = NULL;
	if (how == 5)
		s->name = CN_S("another");
}

static void want_finite(const cn_metric_row *m, const cn_estimate *e)
{
	if (!isfinite(e->value) || !isfinite(e->lo) || !isfinite(e->hi))
		fail_msg("%s: not finite", m->name);
}

static void damaged_statistics_give_a_refusal_or_a_finite_number(void **state)
{
	(void)state;
	asked q;
	asked_init(&q);
	for (size_t k = 0; k < cn_metric_count(); k++) {
		const cn_metric_row *m = cn_metric_at(k);
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		cn_counts *c;
		bool ours = false;
		for (size_t i = 0; i < sizeof LIVE / sizeof *LIVE; i++)
			ours |= m->procedure && strcmp(m->procedure, LIVE[i]) == 0;
		if (!ours)
			continue;
		assert_int_equal(ask_with(a, &q, m->procedure, NULL, 1, &c, NULL), CN_OK);
		for (size_t i = 0; i < c->n_stat * 6; i++) {
			cn_counts bad = *c;
			cn_stat *s = CN_NEW(a, cn_stat, c->n_stat);
			cn_result *r = NULL;
			memcpy(s, c->stat, c->n_stat * sizeof *s);
			damage(a, &s[i / 6], (unsigned)(i % 6));
			bad.stat = s;
			cn_code rc = cn_metric_from_counts(a, m, &bad, &(cn_lab_options){ 0 }, &r, NULL);
			if (rc != CN_OK && rc != CN_EINPUT)
				fail_msg("%s: code %d", m->name, (int)rc);
			if (rc != CN_OK)
				continue;
			want_finite(m, &r->main);
			for (size_t p = 0; p < r->n_point; p++)
				want_finite(m, &r->point[p].est);
		}
	}
	cn_table_free(q.t);
}

/* ---- exact Shapley values ------------------------------------------------------------------------------------------------------------- */

/* The first reason of each refusal, by what XGBoost says each feature contributes. */
static void first_reasons(const cn_val *c, int64_t *want, size_t k)
{
	const cn_val *score = cn_get(cn_get(c, "expect"), "score");
	size_t row = 0;
	CN_EACH(r, cn_get(cn_get(c, "expect"), "contributions"))
	{
		size_t least = 0;
		for (size_t j = 1; j < k; j++)
			least = real_of(cn_at(r, j)) < real_of(cn_at(r, least)) ? j : least;
		if (real_of(cn_at(cn_at(score, row), 0)) < 0.5)
			want[least]++;
		row++;
	}
}

static void trees_are_explained_by_their_shapley_values(void **state)
{
	(void)state;
	enum { F = 6 };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_val *v = NULL;
	cn_trees *t = NULL;
	cn_table *table = NULL;
	cn_feature f[F] = { 0 };
	cn_str name[F];
	double row[64 * F];
	size_t n = 0;
	int64_t want[F] = { 0 };
	assert_int_equal(cn_json_parse(a, file_read(a, "tests/vectors/model", "xgboost_trees.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	const cn_val *c = cn_at(cn_get(v, "cases"), 0);
	assert_int_equal(cn_trees_read(a, cn_get_text(cn_get(c, "in"), "model"), &t, NULL), CN_OK);
	CN_EACH(r, cn_get(cn_get(c, "in"), "rows"))
		CN_EACH(x, r)
			row[n++] = x->type == CN_NULL ? (double)NAN : real_of(x);
	for (size_t j = 0; j < F; j++)
		f[j].name = name[j] = cn_trees_feature(t, j);
	assert_int_equal(cn_table_of_rows(name, F, row, n / F, &table, NULL), CN_OK);
	first_reasons(c, want, F);
	cn_predictor model = { .self = t, .predict = cn_trees_ask, .feature = f, .n_features = F, .threshold = 0.5, .step = true, .trees = t };
	asked q = { .t = table, .model = model };
	cn_val *o = cn_map(a), *occlusion = cn_map(a);
	cn_counts *got, *other;
	cn_put(a, o, "reasons", cn_int(a, 1));
	cn_put(a, occlusion, "by", cn_textz(a, "occlusion"));
	assert_int_equal(ask_with(a, &q, "attribution", o, 1, &got, NULL), CN_OK);
	assert_memory_equal(cn_stat_find(got, "reasons")->count, want, sizeof want);
	assert_int_equal(cn_stat_find(got, "shapley")->count[0], 1);
	assert_true(cn_stat_find(got, "shapley.error")->real[0] < 1e-12);
	assert_int_equal(ask_with(a, &q, "attribution", occlusion, 1, &other, NULL), CN_OK);
	assert_int_equal(cn_stat_find(other, "shapley")->count[0], 0);
	cn_result *r;
	assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("faithfulness_gap")), got, &(cn_lab_options){ 0 }, &r, NULL), CN_OK);
	assert_non_null(strstr(r->caption[0], "exact Shapley values"));
	cn_table_free(table);
}

static void shapley_values_of_what_is_not_trees_are_refused(void **state)
{
	(void)state;
	static const char *const by[] = { "shapley", "gradient" };
	static const char *const why[] = { "trees that are read here", "shapley or occlusion" };
	asked q;
	asked_init(&q);
	for (size_t i = 0; i < 2; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_val *o = cn_map(a);
		cn_counts *c;
		cn_err err = { 0 };
		cn_put(a, o, "by", cn_textz(a, by[i]));
		assert_int_equal(ask_with(a, &q, "attribution", o, 1, &c, &err), i ? CN_EINPUT : CN_EUNDEFINED); /* an answer; a slip of the pen */
		assert_non_null(strstr(err.msg, why[i]));
	}
	cn_table_free(q.t);
}

/* ---- pieces ------------------------------------------------------------------------------------------------------------------------------ */

static void the_noise_has_mean_0_and_spread_1(void **state)
{
	(void)state;
	enum { N = 200000 };
	cn_rng r;
	double sum = 0, square = 0, tail = 0;
	cn_rng_init(&r, 3);
	for (int i = 0; i < N; i++) {
		double x = live_gauss(&r);
		sum += x;
		square += x * x;
		tail += fabs(x) > 1.96;
	}
	assert_true(fabs(sum / N) < 4 / sqrt(N));
	assert_true(fabs(square / N - 1) < 0.02);
	assert_true(fabs(tail / N - 0.05) < 0.004);
}

static void ranks_share_their_mean_where_values_are_equal(void **state)
{
	(void)state;
	const double x[] = { 3, 1, 3, 2 }, y[] = { 4, 1, 3, 2 }, flat[] = { 1, 1, 1, 1 };
	double rank[8], r = 7;
	placed order[4];
	assert_true(rank_correlation(x, y, 4, rank, order, &r));
	assert_true(fabs(r - 4.5 / sqrt(4.5 * 5)) < 1e-15); /* ranks 3.5 1 3.5 2 against 4 1 3 2 */
	assert_false(rank_correlation(x, flat, 4, rank, order, &r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same_statistics),
		cmocka_unit_test(a_budget_too_small_and_a_model_that_is_gone_end_in_words),
		cmocka_unit_test(what_a_person_cannot_change_is_not_moved),
		cmocka_unit_test(options_are_bounded),
		cmocka_unit_test(rows_that_share_a_unit_and_censored_labels_are_refused),
		cmocka_unit_test(damaged_statistics_give_a_refusal_or_a_finite_number),
		cmocka_unit_test(trees_are_explained_by_their_shapley_values),
		cmocka_unit_test(shapley_values_of_what_is_not_trees_are_refused),
		cmocka_unit_test(the_noise_has_mean_0_and_spread_1),
		cmocka_unit_test(ranks_share_their_mean_where_values_are_equal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
