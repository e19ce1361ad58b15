/* LightGBM's text: lines of key=value, a blank line between trees. Leaves are children below zero: -1 is leaf 0. */
#include "lab/model/priv.h"

#include <math.h>

typedef struct head {
	cn_str names, objective;
	size_t n_features, n_groups, n_trees;
	bool average;
} head;

static const struct {
	const char *name;
	cn_link link;
} OBJECTIVES[] = {
	{ "regression", CN_LINK_IDENTITY },   { "regression_l1", CN_LINK_IDENTITY },    { "huber", CN_LINK_IDENTITY },
	{ "fair", CN_LINK_IDENTITY },         { "quantile", CN_LINK_IDENTITY },         { "mape", CN_LINK_IDENTITY },
	{ "lambdarank", CN_LINK_IDENTITY },   { "rank_xendcg", CN_LINK_IDENTITY },      { "custom", CN_LINK_IDENTITY },
	{ "poisson", CN_LINK_EXP },           { "gamma", CN_LINK_EXP },                 { "tweedie", CN_LINK_EXP },
	{ "binary", CN_LINK_LOGISTIC },       { "cross_entropy", CN_LINK_LOGISTIC },    { "multiclassova", CN_LINK_LOGISTIC },
	{ "multiclass", CN_LINK_SOFTMAX },    { "cross_entropy_lambda", CN_LINK_LOG1P_EXP },
};

/* The next line of *rest; false at the end. */
static bool line(cn_str *rest, cn_str *ret)
{
	if (rest->n == 0)
		return false;
	(void)cn_split(*rest, '\n', ret, rest);
	*ret = cn_trim(*ret);
	return true;
}

/* The value of key in a section (lines up to the first blank one). */
static bool get(cn_str section, const char *key, cn_str *ret)
{
	cn_str one, k, v;
	while (line(&section, &one))
		if (cn_split(one, '=', &k, &v) && cn_eqz(k, key)) {
			*ret = v;
			return true;
		}
	return false;
}

/* Up to the next blank line or, behind the first line, the next "Tree=". */
static cn_str section_take(cn_str *rest)
{
	cn_str from = *rest, one;
	size_t n = 0;
	bool any = false;
	while (rest->n) {
		cn_str before = *rest;
		(void)line(rest, &one);
		if (any && (one.n == 0 || cn_starts(one, "Tree=") || cn_starts(one, "end of trees"))) {
			*rest = before;
			break;
		}
		any |= one.n > 0;
		n = (size_t)(rest->n ? rest->p - from.p : (ptrdiff_t)from.n);
	}
	return cn_sub(from, 0, n);
}

static cn_code count_get(cn_str section, const char *key, size_t max, size_t absent, size_t *ret, cn_err *err)
{
	cn_str s;
	int64_t x;
	if (!get(section, key, &s)) {
		if (absent == SIZE_MAX)
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is not in the model", key);
		*ret = absent;
		return CN_OK;
	}
	if (cn_int_parse(s, 0, INT64_MAX, &x, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a count", key);
	return count_of((double)x, max, key, ret, err);
}

/* n numbers separated by spaces. */
static cn_code numbers_get(cn_arena *a, cn_str section, const char *key, size_t n, const double **ret, cn_err *err)
{
	cn_str s, one;
	double *v = CN_NEW(a, double, n ? n : 1);
	if (!v)
		return cn_arena_fail(a, err);
	if (!get(section, key, &s))
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not in the model", key);
	s = cn_trim(s);
	size_t k = 0;
	while (s.n) {
		(void)cn_split(s, ' ', &one, &s);
		if (k == n || cn_real_parse(one, &v[k], NULL) != CN_OK)
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a list of %zu numbers", key, n);
		k++;
	}
	if (k != n)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", key, k, n);
	*ret = v;
	return CN_OK;
}

typedef struct arrays {
	size_t leaves, sets, n_words;
	const double *feature, *threshold, *kind, *left, *right, *value, *leaf_count, *count, *boundary, *word;
} arrays;

/* Rows of a tree that were seen; absent in models that were cut down. */
static cn_code counts_take(cn_arena *a, cn_str s, arrays *x, cn_err *err)
{
	cn_str v;
	if (!get(s, "leaf_count", &v) || !get(s, "internal_count", &v) || x->leaves == 1)
		return CN_OK;
	CN_TRY(numbers_get(a, s, "leaf_count", x->leaves, &x->leaf_count, err));
	return numbers_get(a, s, "internal_count", x->leaves - 1, &x->count, err);
}

static cn_code sets_take(cn_arena *a, cn_str s, arrays *x, cn_err *err)
{
	CN_TRY(count_get(s, "num_cat", CN_TREE_NODES_MAX, 0, &x->sets, err));
	if (x->sets == 0)
		return CN_OK;
	CN_TRY(numbers_get(a, s, "cat_boundaries", x->sets + 1, &x->boundary, err));
	CN_TRY(count_of(x->boundary[x->sets], CN_MODEL_BYTES_MAX, "cat_boundaries", &x->n_words, err));
	return numbers_get(a, s, "cat_threshold", x->n_words, &x->word, err);
}

static cn_code arrays_take(cn_arena *a, cn_str s, arrays *x, cn_err *err)
{
	size_t linear;
	*x = (arrays){ 0 };
	CN_TRY(count_get(s, "is_linear", SIZE_MAX - 1, 0, &linear, err));
	if (linear)
		return CN_FAIL(err, CN_EINPUT, "the leaves are linear models (linear_tree): only one number a leaf is read");
	CN_TRY(count_get(s, "num_leaves", CN_TREE_NODES_MAX / 2, SIZE_MAX, &x->leaves, err));
	if (x->leaves == 0)
		return CN_FAIL(err, CN_EINPUT, "a tree is empty or belongs to no output of the model");
	CN_TRY(numbers_get(a, s, "leaf_value", x->leaves, &x->value, err));
	CN_TRY(counts_take(a, s, x, err));
	if (x->leaves == 1)
		return CN_OK;
	CN_TRY(numbers_get(a, s, "split_feature", x->leaves - 1, &x->feature, err));
	CN_TRY(numbers_get(a, s, "threshold", x->leaves - 1, &x->threshold, err));
	CN_TRY(numbers_get(a, s, "decision_type", x->leaves - 1, &x->kind, err));
	CN_TRY(numbers_get(a, s, "left_child", x->leaves - 1, &x->left, err));
	CN_TRY(numbers_get(a, s, "right_child", x->leaves - 1, &x->right, err));
	return sets_take(a, s, x, err);
}

static cn_code set_of(cn_arena *a, const arrays *x, double index, raw_node *r, cn_err *err)
{
	size_t k, at, end;
	if (x->sets == 0)
		return CN_FAIL(err, CN_EINPUT, "a split is on categories; the tree names none");
	CN_TRY(index_of(index, x->sets - 1, "threshold", &k, err));
	CN_TRY(index_of(x->boundary[k + 1], x->n_words, "cat_boundaries", &end, err));
	CN_TRY(index_of(x->boundary[k], end, "cat_boundaries", &at, err));
	uint32_t *w = CN_NEW(a, uint32_t, end - at + 1);
	if (!w)
		return cn_arena_fail(a, err);
	for (size_t i = at; i < end; i++) {
		size_t bits;
		CN_TRY(count_of(x->word[i], UINT32_MAX, "cat_threshold", &bits, err));
		w[i - at] = (uint32_t)bits;
	}
	r->flags = NODE_SET; /* a missing value is in no set */
	r->word = w;
	r->n_words = end - at;
	return CN_OK;
}

/* Where the builder finds a child: splits first, then leaves. */
static int64_t child_of(double x, size_t leaves)
{
	if (!(x == floor(x) && fabs(x) <= CN_TREE_NODES_MAX))
		return INT64_MAX;
	int64_t c = (int64_t)x;
	if (c >= 0)
		return c < (int64_t)leaves - 1 ? c : INT64_MAX;
	return (int64_t)leaves - 1 + ~c;
}

static cn_code split_take(cn_arena *a, const arrays *x, size_t i, raw_node *r, cn_err *err)
{
	size_t kind;
	CN_TRY(count_of(x->kind[i], 255, "decision_type", &kind, err));
	*r = (raw_node){ .child = { child_of(x->left[i], x->leaves), child_of(x->right[i], x->leaves) },
			 .cover = x->count ? x->count[i] : (double)NAN,
			 .feature = x->feature[i] >= 0 && x->feature[i] <= (double)UINT32_MAX ? (uint32_t)x->feature[i] : UINT32_MAX };
	if (kind & 1)
		return set_of(a, x, x->threshold[i], r, err);
	unsigned missing = kind >> 2 & 3; /* 0: a missing value is 0; 1: zero is missing, too; 2: NaN is missing */
	bool first = missing == 0 ? 0 <= x->threshold[i] : (kind & 2) != 0;
	r->t = nextafter(x->threshold[i], HUGE_VAL); /* at or below it is below the next number */
	r->flags = (uint8_t)((first ? NODE_MISSING_FIRST : 0) | (missing == 1 ? NODE_ZERO_MISSING : 0));
	return CN_OK;
}

static cn_code tree_take(builder *b, cn_str s, size_t group, cn_err *err)
{
	arrays x;
	CN_AUTO_ARENA tmp = cn_arena_new(64 * (s.n + (1 << 16)));
	if (!tmp)
		return CN_NOMEM(err);
	CN_TRY(arrays_take(tmp, s, &x, err));
	size_t n = 2 * x.leaves - 1;
	raw_node *raw = CN_NEW(tmp, raw_node, n);
	if (!raw)
		return cn_arena_fail(tmp, err);
	for (size_t i = 0; i + 1 < x.leaves; i++)
		CN_TRY(split_take(tmp, &x, i, &raw[i], err));
	for (size_t i = 0; i < x.leaves; i++)
		raw[x.leaves - 1 + i] = (raw_node){ .child = { -1, -1 },
						     .value = x.value[i],
						     .cover = x.leaves == 1 ? 1 : x.leaf_count ? x.leaf_count[i] : (double)NAN };
	return builder_tree(b, raw, n, group, err);
}

static cn_code names_take(cn_arena *a, const head *h, const cn_str **ret, cn_err *err)
{
	cn_str s = cn_trim(h->names), one;
	size_t k = 0;
	cn_str *name = CN_NEW(a, cn_str, h->n_features ? h->n_features : 1);
	if (!name)
		return cn_arena_fail(a, err);
	for (; s.n && k < h->n_features; k++) {
		(void)cn_split(s, ' ', &one, &s);
		if (!cn_utf8_ok(one) || (one.n && memchr(one.p, 0, one.n)))
			return CN_FAIL(err, CN_EINPUT, "a feature has no name");
		name[k] = cn_str_copy(a, one);
	}
	if (s.n || k != h->n_features)
		return CN_FAIL(err, CN_EINPUT, "\"feature_names\" has %zu names, the model %zu features", k + (s.n > 0), h->n_features);
	*ret = name;
	return CN_OK;
}

/* "binary sigmoid:1", "multiclass num_class:3", "regression sqrt"; none in a model without. */
static cn_code objective_take(const head *h, cn_trees *t, cn_err *err)
{
	cn_str name, word, rest;
	(void)cn_split(h->objective, ' ', &name, &rest);
	size_t i = 0, n = sizeof OBJECTIVES / sizeof *OBJECTIVES;
	while (i < n && !cn_eqz(name, OBJECTIVES[i].name))
		i++;
	if (i == n && name.n)
		return CN_FAIL(err, CN_EINPUT, "the model's objective is \"%.*s\", which is not known here", CN_FMT(cn_sub(name, 0, 60)));
	t->link = name.n ? OBJECTIVES[i].link : CN_LINK_IDENTITY;
	while (rest.n) {
		(void)cn_split(rest, ' ', &word, &rest);
		if (cn_eqz(word, "sqrt"))
			t->link = CN_LINK_SQUARE;
		if (cn_starts(word, "sigmoid:") && (cn_real_parse(cn_sub(word, 8, word.n), &t->slope, NULL) != CN_OK || !(t->slope > 0)))
			return CN_FAIL(err, CN_EINPUT, "\"sigmoid\" is not a number above 0");
	}
	return CN_OK;
}

static cn_code head_take(cn_str s, head *h, cn_err *err)
{
	size_t classes;
	cn_str one, rest = s;
	CN_TRY(count_get(s, "max_feature_idx", CN_MODEL_FEATURES_MAX - 1, SIZE_MAX, &h->n_features, err));
	h->n_features++;
	CN_TRY(count_get(s, "num_class", CN_MODEL_GROUPS_MAX, 1, &classes, err));
	CN_TRY(count_get(s, "num_tree_per_iteration", CN_MODEL_GROUPS_MAX, classes, &h->n_groups, err));
	h->n_groups += h->n_groups == 0;
	(void)get(s, "feature_names", &h->names);
	(void)get(s, "objective", &h->objective);
	while (line(&rest, &one))
		h->average |= cn_eqz(one, "average_output");
	return CN_OK;
}

cn_code model_lightgbm(cn_arena *a, cn_arena *scratch, cn_str text, cn_trees **ret, cn_err *err)
{
	head h = { .names = CN_S(""), .objective = CN_S("") };
	builder b;
	cn_str rest = text, s = section_take(&rest);
	CN_TRY(head_take(s, &h, err));
	for (cn_str all = rest, one; line(&all, &one);)
		h.n_trees += cn_starts(one, "Tree=");
	CN_TRY(builder_new(a, scratch, h.n_features, h.n_groups, h.n_trees, &b, err));
	CN_TRY(objective_take(&h, b.t, err));
	CN_TRY(names_take(a, &h, &b.t->name, err));
	for (size_t i = 0;; i++) {
		s = section_take(&rest);
		cn_str one = cn_trim(s);
		if (!cn_starts(one, "Tree=")) /* "end of trees", or what stands behind */
			break;
		if (tree_take(&b, s, i % h.n_groups, err) != CN_OK)
			return cn_while(err, "tree %zu", i);
	}
	if (b.t->n_trees == 0 || b.t->n_trees % h.n_groups)
		return CN_FAIL(err, CN_EINPUT, "the model has %zu trees for %zu outputs: it is cut off", b.t->n_trees, h.n_groups);
	if (!cn_starts(cn_trim(rest), "end of trees") && !cn_starts(cn_trim(s), "end of trees"))
		return CN_FAIL(err, CN_EINPUT, "the model has no \"end of trees\": it is cut off");
	b.t->divisor = h.average ? (double)b.t->n_trees / (double)h.n_groups : 1;
	return builder_end(&b, ret, err);
}
