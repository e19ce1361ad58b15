/* lab/model: explanations and robustness against brute force by their definitions, on made trees; what readers refuse; bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "lab/model/priv.h"

enum { F = 5 };

static double draw(cn_rng *r, int lo, int hi, double of)
{
	return ((double)lo + (double)cn_rng_below(r, (uint64_t)(hi - lo + 1))) / of;
}

/* A made tree: thresholds in eighths, features repeat, some splits on sets, covers that add up (or a node that nobody reached). */
static size_t grow_tree(cn_rng *r, raw_node *raw, size_t n, unsigned depth, double cover, bool sets)
{
	static const uint32_t words[4] = { 5, 2, 0x10, 0x1f };
	size_t at = n++;
	raw[at] = (raw_node){ .child = { -1, -1 }, .cover = cover, .value = draw(r, -64, 64, 16) };
	if (depth == 0 || cn_rng_below(r, 8) == 0)
		return n;
	bool set = sets && cn_rng_below(r, 5) == 0;
	double left = cn_rng_below(r, 12) == 0 ? cover : floor(cover * (double)(1 + cn_rng_below(r, 7)) / 8);
	raw[at].feature = (uint32_t)cn_rng_below(r, F);
	raw[at].t = draw(r, -16, 16, 8);
	raw[at].flags = (uint8_t)((cn_rng_below(r, 2) ? NODE_MISSING_FIRST : 0) | (set ? NODE_SET : 0));
	raw[at].word = &words[cn_rng_below(r, 4)];
	raw[at].n_words = 1;
	raw[at].child[0] = (int64_t)n;
	n = grow_tree(r, raw, n, depth - 1, left, sets);
	raw[at].child[1] = (int64_t)n;
	return grow_tree(r, raw, n, depth - 1, cover - left, sets);
}

static cn_trees *made(cn_arena *a, uint64_t seed, unsigned n_trees, unsigned depth, bool narrow, bool sets)
{
	builder b;
	cn_rng r;
	cn_trees *t = NULL;
	raw_node *raw = CN_NEW(a, raw_node, 1 << 9);
	cn_rng_init(&r, seed);
	assert_int_equal(builder_new(a, a, F, 1, n_trees, &b, NULL), CN_OK);
	for (unsigned i = 0; i < n_trees; i++)
		assert_int_equal(builder_tree(&b, raw, grow_tree(&r, raw, 0, depth, 64, sets), 0, NULL), CN_OK);
	b.t->narrow = narrow;
	b.t->base[0] = 0.25;
	assert_int_equal(builder_end(&b, &t, NULL), CN_OK);
	return t;
}

static void row_of(cn_rng *r, double row[F])
{
	for (unsigned k = 0; k < F; k++)
		row[k] = cn_rng_below(r, 7) == 0 ? (double)NAN : draw(r, -20, 20, 8);
}

/* ---- the definitions, term by term ---- */

/* What a tree gives when only the features of a coalition are known: the others follow both sides by their cover. */
static double known_mean(const cn_trees *t, uint32_t n, const double row[F], unsigned coalition)
{
	node k = t->node[n];
	if (k.first == n)
		return k.t;
	uint32_t f = t->feature[k.column];
	if (coalition >> f & 1)
		return known_mean(t, k.first + split_side(t, n, row[f]), row, coalition);
	double p = t->cover[k.first], q = t->cover[k.first + 1], all = p + q;
	p = all > 0 ? p / all : 0.5;
	return p * known_mean(t, k.first, row, coalition) + (1 - p) * known_mean(t, k.first + 1, row, coalition);
}

typedef struct game {
	const cn_trees *t;
	const double *row, *background; /* background NULL: path-dependent */
	size_t n_background;
} game;

static double worth(const game *g, unsigned coalition)
{
	double sum = 0, mixed[F], block[F + 1];
	if (!g->background) {
		for (size_t i = 0; i < g->t->n_trees; i++)
			sum += known_mean(g->t, g->t->tree[i].root, g->row, coalition);
		return sum + g->t->base[0];
	}
	for (size_t b = 0; b < g->n_background; b++) {
		for (unsigned k = 0; k < F; k++)
			mixed[k] = coalition >> k & 1 ? g->row[k] : g->background[b * F + k];
		trees_columns(g->t, mixed, block);
		sum += trees_exact_margin(g->t, block, 0);
	}
	return sum / (double)g->n_background;
}

static void brute(const game *g, double phi[F + 1])
{
	static const double weight[F] = { 1 / 5.0, 1 / 20.0, 1 / 30.0, 1 / 20.0, 1 / 5.0 }; /* s! (4-s)! / 5! */
	for (unsigned j = 0; j < F; j++) {
		phi[j] = 0;
		for (unsigned s = 0; s < 1u << F; s++)
			if (!(s >> j & 1))
				phi[j] += weight[__builtin_popcount(s)] * (worth(g, s | 1u << j) - worth(g, s));
	}
	phi[F] = worth(g, 0);
}

static void same(const double *got, const double *want, uint64_t seed)
{
	for (unsigned j = 0; j <= F; j++)
		if (!(fabs(got[j] - want[j]) < 1e-12))
			fail_msg("seed %u: feature %u: %.17g, by the definition %.17g", (unsigned)seed, j, got[j], want[j]);
}

static void path_dependent_values_are_those_of_the_definition(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_trees *t = made(a, seed, 3, 1 + (unsigned)(seed % 6), seed % 2, seed % 3 == 0);
		cn_shap *s = NULL;
		cn_rng r;
		double row[20 * F], phi[20 * (F + 1)], want[F + 1], error;
		cn_rng_init(&r, seed + 1000);
		for (unsigned i = 0; i < 20; i++)
			row_of(&r, row + i * F);
		assert_int_equal(cn_shap_new(a, t, &s, NULL), CN_OK);
		assert_int_equal(cn_shap_explain(s, row, 20, phi, &error, NULL), CN_OK);
		assert_true(error < 1e-12);
		for (unsigned i = 0; i < 20; i++) {
			brute(&(game){ t, row + i * F, NULL, 0 }, want);
			same(phi + i * (F + 1), want, seed);
		}
	}
}

static void interventional_values_are_those_of_the_definition(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_trees *t = made(a, seed, 3, 1 + (unsigned)(seed % 6), seed % 2, seed % 3 == 0);
		cn_rng r;
		double row[4 * F], back[7 * F], phi[4 * (F + 1)], want[F + 1], error;
		cn_rng_init(&r, seed + 2000);
		for (unsigned i = 0; i < 4; i++)
			row_of(&r, row + i * F);
		for (unsigned i = 0; i < 7; i++)
			row_of(&r, back + i * F);
		assert_int_equal(cn_shap_against(t, back, 7, row, 4, phi, &error, NULL), CN_OK);
		assert_true(error < 1e-12);
		for (unsigned i = 0; i < 4; i++) {
			brute(&(game){ t, row + i * F, back, 7 }, want);
			same(phi + i * (F + 1), want, seed);
		}
		assert_int_equal(cn_shap_against(t, back, 0, row, 4, phi, &error, NULL), CN_EINPUT);
	}
}

/* ---- robustness ---- */

typedef struct grid {
	const cn_trees *t;
	const double *row, *scale;
	double value[F][128]; /* the row's own, and the nearest on the other side of each threshold */
	size_t n[F];
	double best;
	bool yes; /* the row's own decision */
} grid;

static void grid_make(grid *g)
{
	for (unsigned k = 0; k < F; k++)
		g->value[k][g->n[k]++] = g->row[k];
	for (uint32_t i = 0; i < g->t->n_nodes; i++) {
		node k = g->t->node[i];
		if (k.first == i)
			continue;
		uint32_t f = g->t->feature[k.column];
		double x = g->row[f], y = x < k.t ? k.t : g->t->narrow ? (double)nextafterf((float)k.t, -HUGE_VALF) : nextafter(k.t, -HUGE_VAL);
		if (!isnan(x) && g->scale[f] > 0 && g->n[f] < 128)
			g->value[f][g->n[f]++] = y;
	}
}

static void grid_walk(grid *g, unsigned k, double x[F], double far)
{
	double block[F + 1];
	if (far >= g->best)
		return;
	if (k == F) {
		trees_columns(g->t, x, block);
		if ((trees_exact_margin(g->t, block, 0) >= 0.5) != g->yes)
			g->best = far;
		return;
	}
	for (size_t i = 0; i < g->n[k]; i++) {
		x[k] = g->value[k][i];
		grid_walk(g, k + 1, x, x[k] == g->row[k] || isnan(x[k]) ? far : fmax(far, fabs(x[k] - g->row[k]) / g->scale[k]));
	}
}

static void the_smallest_flip_is_that_of_the_whole_grid(void **state)
{
	(void)state;
	unsigned flips = 0;
	for (uint64_t seed = 1; seed <= 150; seed++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_trees *t = made(a, seed, 4, 3, seed % 2, false);
		double row[F], x[F], block[F + 1], scale[F] = { 1, 2, 0.5, seed % 4 ? 1 : 0, 3 };
		cn_rng r;
		cn_rng_init(&r, seed + 3000);
		row_of(&r, row);
		cn_robust got;
		cn_robust_options o = { .threshold = 0.5, .scale = scale };
		assert_int_equal(cn_trees_robust(a, t, row, &o, &got, NULL), CN_OK);
		grid g = { .t = t, .row = row, .scale = scale, .best = HUGE_VAL };
		trees_columns(t, row, block);
		g.yes = trees_exact_margin(t, block, 0) >= 0.5;
		grid_make(&g);
		grid_walk(&g, 0, x, 0);
		if (!got.exact || got.lower != g.best || got.upper != g.best)
			fail_msg("seed %u: %.17g to %.17g, by the grid %.17g", (unsigned)seed, got.lower, got.upper, g.best);
		assert_true((got.flipped != NULL) == (g.best < HUGE_VAL));
		if (!got.flipped)
			continue;
		flips++;
		double far = 0, score;
		for (unsigned k = 0; k < F; k++)
			if (got.flipped[k] != row[k] && !isnan(row[k]))
				far = fmax(far, fabs(got.flipped[k] - row[k]) / scale[k]);
		assert_true(far == got.upper);
		assert_int_equal(cn_trees_score(t, got.flipped, 1, &score, NULL), CN_OK);
		assert_true((score >= 0.5) != g.yes);
	}
	assert_in_range(flips, 60, 150);
}

static void steps_that_end_early_leave_what_is_certain(void **state)
{
	(void)state;
	unsigned open = 0;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_trees *t = made(a, seed, 40, 5, true, false);
		double row[F] = { 0.1, -0.2, 0.3, 0.05, 1 };
		cn_robust all, few;
		cn_robust_options o = { .threshold = 0.5, .steps = 2000000 };
		assert_int_equal(cn_trees_robust(a, t, row, &o, &all, NULL), CN_OK);
		assert_true(all.exact);
		o.steps = 60;
		assert_int_equal(cn_trees_robust(a, t, row, &o, &few, NULL), CN_OK);
		assert_true(few.lower <= all.lower && few.upper >= all.upper && few.steps <= 120);
		open += !few.exact;
	}
	assert_true(open > 0);
}

static void robustness_refuses_what_it_cannot_decide(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_trees *t = made(a, 5, 3, 3, true, false);
	double row[F] = { 0 }, scale[F] = { 1, -1, 1, 1, 1 };
	cn_robust got;
	cn_robust_options o = { .threshold = 1 };
	t->link = CN_LINK_LOGISTIC;
	assert_int_equal(cn_trees_robust(a, t, row, &o, &got, NULL), CN_EUNDEFINED); /* no probability is 1 or more */
	o = (cn_robust_options){ .threshold = 0.5, .scale = scale };
	assert_int_equal(cn_trees_robust(a, t, row, &o, &got, NULL), CN_EINPUT);
	o.scale = NULL;
	t->n_groups = 2;
	assert_int_equal(cn_trees_robust(a, t, row, &o, &got, NULL), CN_EUNDEFINED);
}

/* ---- blocks and lanes ---- */

static void blocks_give_what_single_rows_give(void **state)
{
	(void)state;
	enum { N = 203 };
	for (uint64_t seed = 1; seed <= 24; seed++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_trees *t = made(a, seed, 6, 7, seed % 2, seed % 3 == 0);
		double row[N * F], all[N], one;
		cn_rng r;
		cn_rng_init(&r, seed);
		for (unsigned i = 0; i < N; i++)
			row_of(&r, row + i * F);
		for (unsigned i = 64; i < 128; i++) /* a block without a missing value takes another way */
			for (unsigned k = 0; k < F; k++)
				row[i * F + k] = draw(&r, -20, 20, 8);
		assert_int_equal(cn_trees_margin(t, row, N, all, NULL), CN_OK);
		for (unsigned i = 0; i < N; i++) {
			assert_int_equal(cn_trees_margin(t, row + i * F, 1, &one, NULL), CN_OK);
			assert_true(one == all[i]);
		}
	}
}

/* ---- readers ---- */

#define HEAD(features, classes, base, objective)                                                                                       \
	"{\"learner\":{\"feature_names\":[],\"learner_model_param\":{\"base_score\":\"" base "\",\"num_class\":\"" classes           \
	"\",\"num_feature\":\"" features "\"},\"objective\":{\"name\":\"" objective "\"},\"gradient_booster\":{\"name\":\"gbtree\"," \
	"\"model\":{\"tree_info\":[0],\"trees\":["
#define TAIL "]}}}}"
#define STUMP                                                                                                        \
	"{\"left_children\":[1,-1,-1],\"right_children\":[2,-1,-1],\"split_indices\":[0,0,0],\"split_conditions\":[0.5,1,2]," \
	"\"default_left\":[1,0,0],\"sum_hessian\":[3,1,2]}"
#define TREE(left, right, cond)                                                                                            \
	"{\"left_children\":" left ",\"right_children\":" right ",\"split_indices\":[0,0,0],\"split_conditions\":" cond \
	",\"default_left\":[0,0,0]}"
#define LIGHT "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\nfeature_names=a\n\n"
#define LTREE "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=0.5\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"
#define LEND "\n\nend of trees\n"

static void reads_the_smallest_models(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_trees *t = NULL;
	double row[3] = { 0.4, 0.5, (double)NAN }, got[3];
	assert_int_equal(cn_trees_read(a, CN_S(HEAD("1", "0", "5E-1", "reg:squarederror") STUMP TAIL), &t, NULL), CN_OK);
	assert_int_equal(cn_trees_score(t, row, 3, got, NULL), CN_OK);
	assert_true(got[0] == 1.5 && got[1] == 2.5 && got[2] == 1.5);
	assert_true(!cn_trees_named(t) && cn_trees_feature(t, 0).n == 0 && cn_trees_weighted(t) && cn_trees_base(t, 0) == 0.5);
	assert_int_equal(cn_trees_read(a, CN_S(LIGHT LTREE LEND), &t, NULL), CN_OK);
	assert_int_equal(cn_trees_score(t, row, 3, got, NULL), CN_OK);
	assert_true(got[0] == 1 && got[1] == 1 && got[2] == 1 && !cn_trees_weighted(t));
	cn_shap *s;
	assert_int_equal(cn_shap_new(a, t, &s, NULL), CN_EUNDEFINED); /* it does not say how many rows its nodes saw */
}

static const struct {
	const char *bytes, *says;
	cn_code code;
} REFUSED[] = {
	{ "", "not a model", CN_EINPUT },
	{ "hello", "save_model", CN_EINPUT },
	{ "{\"learner\":", "not valid JSON", CN_EINPUT },
	{ "{\"learner\":{}}", "no \"learner\"", CN_EINPUT },
	{ "{\"learner\":[1,2,}", "not valid JSON", CN_EINPUT },
	{ "{\"a\":\"\\ud800\"}", "not valid JSON", CN_EINPUT },
	{ "{\"a\":\"\x01\"}", "not valid JSON", CN_EINPUT },
	{ "{i\x02", "not valid UBJSON", CN_EINPUT },
	{ HEAD("1", "0", "x", "reg:squarederror") STUMP TAIL, "base_score", CN_EINPUT },
	{ HEAD("1", "0", "[1,2]", "reg:squarederror") STUMP TAIL, "base_score", CN_EINPUT },
	{ HEAD("1", "0", "1.5", "binary:logistic") STUMP TAIL, "base_score", CN_EINPUT },
	{ HEAD("1", "0", "0", "my:own") STUMP TAIL, "my:own", CN_EINPUT },
	{ HEAD("1.5", "0", "0", "reg:squarederror") STUMP TAIL, "num_feature", CN_EINPUT },
	{ HEAD("65537", "0", "0", "reg:squarederror") STUMP TAIL, "num_feature", CN_ETOOBIG },
	{ HEAD("1", "1025", "0", "reg:squarederror") STUMP TAIL, "num_class", CN_ETOOBIG },
	{ HEAD("0", "0", "0", "reg:squarederror") STUMP TAIL, "feature 0", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") "{}" TAIL, "left_children", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1,-1,-1]", "[2,-1]", "[0,1,2]") TAIL, "right_children", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[]", "[]", "[]") TAIL, "3", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[0,-1,-1]", "[2,-1,-1]", "[0,1,2]") TAIL, "twice", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1,-1,-1]", "[1,-1,-1]", "[0,1,2]") TAIL, "twice", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1,0,-1]", "[2,2,-1]", "[0,1,2]") TAIL, "twice", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1,-1,-1]", "[3,-1,-1]", "[0,1,2]") TAIL, "not in its tree", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1,-1,-1]", "[-1,-1,-1]", "[0,1,2]") TAIL, "not in its tree", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1.5,-1,-1]", "[2,-1,-1]", "[0,1,2]") TAIL, "not in its tree", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1,-1,-1]", "[2,-1,-1]", "[NaN,1,2]") TAIL, "threshold", CN_EINPUT },
	{ HEAD("1", "0", "0", "reg:squarederror") TREE("[1,-1,-1]", "[2,-1,-1]", "[0,Infinity,2]") TAIL, "finite", CN_EINPUT },
	{ "tree\nversion=v4\n", "max_feature_idx", CN_EINPUT },
	{ LIGHT, "cut off", CN_EINPUT },
	{ LIGHT LTREE, "end of trees", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nleaf_value=1\n" LEND, "leaf_value", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=1\nleaf_value=1\nis_linear=1\n" LEND, "linear", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=nan\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n" LEND, "threshold", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=1\ndecision_type=2\nleft_child=-1\nright_child=-3\nleaf_value=1 2\n" LEND, "not in its tree", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=1\ndecision_type=2\nleft_child=-1\nright_child=0\nleaf_value=1 2\n" LEND, "twice", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nsplit_feature=1\nthreshold=1\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n" LEND, "feature 1", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=0\ndecision_type=1\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n" LEND, "categories", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nnum_cat=1\nsplit_feature=0\nthreshold=0\ndecision_type=1\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"
		"cat_boundaries=1 0\ncat_threshold=\n" LEND, "cat_boundaries", CN_EINPUT },
	{ LIGHT "Tree=0\nnum_leaves=2\nnum_cat=1\nsplit_feature=0\nthreshold=1\ndecision_type=1\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"
		"cat_boundaries=0 1\ncat_threshold=5\n" LEND, "\"threshold\" points", CN_EINPUT },
};

static void readers_refuse_with_one_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_trees *t = NULL;
		cn_err err = { 0 };
		cn_code rc = cn_trees_read(a, cn_str_z(REFUSED[i].bytes), &t, &err);
		if (rc != REFUSED[i].code || t || !strstr(err.msg, REFUSED[i].says))
			fail_msg("%zu: code %d: %s (\"%s\" is missing)", i, rc, err.msg, REFUSED[i].says);
	}
}

/* Every prefix of a model is refused, and says why. */
static void models_cut_anywhere_are_refused(void **state)
{
	(void)state;
	static const char *const whole[] = { HEAD("1", "0", "0", "reg:squarederror") STUMP TAIL, LIGHT LTREE "\n\nend of trees" };
	for (size_t k = 0; k < 2; k++)
		for (size_t n = 0; n < strlen(whole[k]); n++) {
			CN_AUTO_ARENA a = cn_arena_new(64 << 20);
			cn_trees *t = NULL;
			cn_err err = { 0 };
			cn_code rc = cn_trees_read(a, (cn_str){ whole[k], n }, &t, &err);
			if (rc == CN_OK || t || !err.msg[0])
				fail_msg("the first %zu bytes of %zu are taken", n, k);
		}
}

static void bounds_hold_at_max_and_beyond(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	builder b;
	cn_trees *t = NULL;
	raw_node *raw = CN_NEW(a, raw_node, 2 * (CN_TREE_DEPTH_MAX + 1) + 1);
	assert_int_equal(builder_new(a, a, CN_MODEL_FEATURES_MAX, CN_MODEL_GROUPS_MAX, CN_TREES_MAX, &b, NULL), CN_OK);
	assert_int_equal(builder_new(a, a, CN_MODEL_FEATURES_MAX + 1, 1, 1, &b, NULL), CN_ETOOBIG);
	assert_int_equal(builder_new(a, a, 1, CN_MODEL_GROUPS_MAX + 1, 1, &b, NULL), CN_ETOOBIG);
	assert_int_equal(builder_new(a, a, 1, 1, CN_TREES_MAX + 1, &b, NULL), CN_ETOOBIG);
	assert_int_equal(cn_trees_read(a, (cn_str){ "{", CN_MODEL_BYTES_MAX + 1 }, &t, NULL), CN_ETOOBIG);
	assert_int_equal(builder_new(a, a, 1, 1, 9, &b, NULL), CN_OK);
	assert_int_equal(builder_tree(&b, raw, CN_TREE_NODES_MAX + 1, 0, NULL), CN_ETOOBIG);
	for (size_t depth = CN_TREE_DEPTH_MAX; depth <= CN_TREE_DEPTH_MAX + 1; depth++) { /* a chain */
		for (size_t i = 0; i <= 2 * depth; i++)
			raw[i] = (raw_node){ .child = { i % 2 || i == 2 * depth ? -1 : (int64_t)i + 1, (int64_t)i + 2 }, .value = 1, .cover = 1 };
		assert_int_equal(builder_tree(&b, raw, 2 * depth + 1, 0, NULL), depth > CN_TREE_DEPTH_MAX ? CN_ETOOBIG : CN_OK);
	}
	static uint32_t words[CN_SPLIT_SET_WORDS_MAX + 1];
	words[CN_SPLIT_SET_WORDS_MAX - 1] = 1;
	raw[0] = (raw_node){ .child = { 1, 2 }, .flags = NODE_SET, .word = words, .n_words = CN_SPLIT_SET_WORDS_MAX };
	raw[1] = raw[2] = (raw_node){ .child = { -1, -1 } };
	assert_int_equal(builder_tree(&b, raw, 3, 0, NULL), CN_OK);
	words[CN_SPLIT_SET_WORDS_MAX] = 1;
	raw[0].n_words++;
	assert_int_equal(builder_tree(&b, raw, 3, 0, NULL), CN_ETOOBIG);
}

static void nesting_is_bounded(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		const doc *d = NULL;
		char text[2 * CN_JSON_FOREIGN_DEPTH_MAX + 8];
		unsigned n = CN_JSON_FOREIGN_DEPTH_MAX + k % 2;
		memset(text, '[', n);
		memset(text + n, ']', n);
		cn_str s = { text, 2 * (size_t)n };
		cn_code rc = k < 2 ? doc_json(a, s, &d, NULL) : doc_ubjson(a, s, &d, NULL);
		assert_int_equal(rc, k % 2 ? CN_ETOOBIG : CN_OK);
	}
}

static void texts_are_unescaped(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const doc *d = NULL;
	assert_int_equal(doc_json(a, CN_S("{\"k\":\"a\\n\\u00e9\\u4e2d\\ud83d\\ude00\\/\", \"v\" : [1, -2.5e1 ,true,NaN]}"), &d, NULL), CN_OK);
	assert_true(cn_eqz(doc_text(d, "k"), "a\n\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80/"));
	const double *v;
	assert_int_equal(doc_numbers(d, "v", 4, &v, NULL, NULL), CN_OK);
	assert_true(v[0] == 1 && v[1] == -25 && v[2] == 1 && isnan(v[3]));
	assert_int_equal(doc_json(a, CN_S("\"\\u0000\""), &d, NULL), CN_EINPUT);
}

/* ---- linear ---- */

#define LINEAR "{\"concord\":\"linear/1\",\"features\":[\"a\",\"b\"],\"coefficients\":[2,-0.5],\"intercept\":1,\"link\":\"identity\""

static void linear_models_are_read_asked_and_explained(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_linear *m = NULL;
	cn_err err = { 0 };
	double row[4] = { 1, 2, 3, (double)NAN }, mean[2] = { 0.5, 4 }, got[3];
	assert_int_equal(cn_linear_read(a, CN_S(LINEAR "}"), &m, &err), CN_OK);
	assert_int_equal(cn_linear_ask(m, row, 1, got, &err), CN_OK);
	assert_true(got[0] == 2);
	assert_int_equal(cn_linear_ask(m, row, 2, got, &err), CN_EUNDEFINED);
	assert_non_null(strstr(err.msg, "\"b\""));
	assert_int_equal(cn_linear_explain(m, row, mean, got, &err), CN_OK);
	assert_true(got[0] == 1 && got[1] == 1 && got[2] == 0);
	assert_int_equal(cn_linear_read(a, CN_S(LINEAR ",\"missing\":[0,8]}"), &m, &err), CN_OK);
	assert_int_equal(cn_linear_ask(m, row, 2, got, &err), CN_OK);
	assert_true(got[1] == 3);
	static const char *const refused[] = { LINEAR, LINEAR ",\"extra\":1}", LINEAR ",\"missing\":[1]}", "{\"concord\":\"linear/1\"}", "[]",
		"{\"concord\":\"linear/1\",\"features\":[\"a\",\"a\"],\"coefficients\":[2,3],\"intercept\":1,\"link\":\"identity\"}",
		"{\"concord\":\"linear/1\",\"features\":[\"a\"],\"coefficients\":[2],\"intercept\":1,\"link\":\"probit\"}",
		"{\"concord\":\"linear/1\",\"features\":[\"a\"],\"coefficients\":[\"2\"],\"intercept\":1,\"link\":\"identity\"}" };
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_int_not_equal(cn_linear_read(a, cn_str_z(refused[i]), &m, &err), CN_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(path_dependent_values_are_those_of_the_definition),
		cmocka_unit_test(interventional_values_are_those_of_the_definition),
		cmocka_unit_test(the_smallest_flip_is_that_of_the_whole_grid),
		cmocka_unit_test(steps_that_end_early_leave_what_is_certain),
		cmocka_unit_test(robustness_refuses_what_it_cannot_decide),
		cmocka_unit_test(blocks_give_what_single_rows_give),
		cmocka_unit_test(reads_the_smallest_models),
		cmocka_unit_test(readers_refuse_with_one_sentence),
		cmocka_unit_test(models_cut_anywhere_are_refused),
		cmocka_unit_test(bounds_hold_at_max_and_beyond),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(texts_are_unescaped),
		cmocka_unit_test(linear_models_are_read_asked_and_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
