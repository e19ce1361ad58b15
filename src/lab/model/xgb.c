/* XGBoost's models as documents: boosters gbtree and dart, one number a leaf. */
#include "lab/model/priv.h"

#include <math.h>

typedef struct model {
	const doc *learner, *trees;
	const double *output;      /* of each tree */
	const double *weight;      /* dart; NULL otherwise */
	size_t n_trees, n_features, n_groups;
} model;

/* How a saved base score becomes a margin, and a margin a score. */
typedef struct objective {
	const char *name;
	cn_link link;
	char base; /* i: as it is, l: log odds, e: logarithm */
} objective;

static const objective OBJECTIVES[] = {
	{ "reg:squarederror", CN_LINK_IDENTITY, 'i' },    { "reg:linear", CN_LINK_IDENTITY, 'i' },
	{ "reg:squaredlogerror", CN_LINK_IDENTITY, 'i' }, { "reg:pseudohubererror", CN_LINK_IDENTITY, 'i' },
	{ "reg:absoluteerror", CN_LINK_IDENTITY, 'i' },   { "reg:quantileerror", CN_LINK_IDENTITY, 'i' },
	{ "rank:pairwise", CN_LINK_IDENTITY, 'i' },       { "rank:ndcg", CN_LINK_IDENTITY, 'i' },
	{ "rank:map", CN_LINK_IDENTITY, 'i' },            { "binary:logistic", CN_LINK_LOGISTIC, 'l' },
	{ "reg:logistic", CN_LINK_LOGISTIC, 'l' },        { "binary:logitraw", CN_LINK_IDENTITY, 'i' },
	{ "binary:hinge", CN_LINK_STEP, 'i' },            { "multi:softprob", CN_LINK_SOFTMAX, 'i' },
	{ "multi:softmax", CN_LINK_SOFTMAX, 'i' },        { "count:poisson", CN_LINK_EXP, 'e' },
	{ "reg:gamma", CN_LINK_EXP, 'e' },                { "reg:tweedie", CN_LINK_EXP, 'e' },
	{ "survival:cox", CN_LINK_EXP, 'e' },             { "survival:aft", CN_LINK_EXP, 'e' },
};

static cn_code objective_find(cn_str name, const objective **ret, cn_err *err)
{
	for (size_t i = 0; i < sizeof OBJECTIVES / sizeof *OBJECTIVES; i++)
		if (cn_eqz(name, OBJECTIVES[i].name)) {
			*ret = &OBJECTIVES[i];
			return CN_OK;
		}
	return CN_FAIL(err, CN_EINPUT, "the model's objective is \"%.*s\", which is not known here", CN_FMT(cn_sub(name, 0, 60)));
}

/* In the library's arithmetic. */
static double base_margin(const objective *o, float f)
{
	return o->base == 'l' ? (double)-logf(1.0f / f - 1.0f) : o->base == 'e' ? (double)logf(f) : (double)f;
}

/* What stands for base_score, as text without brackets; empty if it is not there, or a number. */
static cn_str base_text(const doc *d)
{
	cn_str s = d && d->type == DOC_TEXT ? cn_trim(d->text) : (cn_str){ "", 0 };
	return cn_starts(s, "[") && cn_ends(s, "]") ? cn_sub(s, 1, s.n - 2) : s;
}

/* The saved base scores: "5E-1", or from 3.1 on "[5E-1]" with one number, or one an output. */
static cn_code base_scores(const model *m, const objective *o, double *base, cn_err *err)
{
	const doc *d = doc_get(doc_get(m->learner, "learner_model_param"), "base_score");
	cn_str one, s = base_text(d);
	size_t n = 0;
	bool more = true;
	for (; more && n < m->n_groups; n++) {
		double x = d && d->type == DOC_NUMBER ? d->number : 0;
		more = cn_split(s, ',', &one, &s);
		if ((!d || d->type != DOC_NUMBER) && cn_real_parse(cn_trim(one), &x, NULL) != CN_OK)
			return CN_FAIL(err, CN_EINPUT, "\"base_score\" is not a number");
		base[n] = base_margin(o, (float)x);
		if (!isfinite(base[n]))
			return CN_FAIL(err, CN_EINPUT, "\"base_score\" is outside what the objective allows");
	}
	if (more || (n != 1 && n != m->n_groups))
		return CN_FAIL(err, CN_EINPUT, "\"base_score\" has another number of values than the model has outputs");
	for (size_t i = n; i < m->n_groups; i++)
		base[i] = base[0];
	return CN_OK;
}

typedef struct arrays {
	size_t n;
	const double *left, *right, *feature, *threshold, *default_left, *hessian, *kind;
	const double *set, *set_node, *set_at, *set_n;
	size_t n_set, n_set_nodes;
	size_t at_node, set_end; /* sets stand in the order of their nodes, one behind the other */
} arrays;

static cn_code sets_take(const doc *d, arrays *x, cn_err *err)
{
	x->kind = NULL;
	if (!doc_get(d, "split_type")) /* before 1.3 */
		return CN_OK;
	CN_TRY(doc_numbers(d, "split_type", x->n, &x->kind, NULL, err));
	if (!doc_get(d, "categories"))
		return CN_OK;
	CN_TRY(doc_numbers(d, "categories", SIZE_MAX, &x->set, &x->n_set, err));
	CN_TRY(doc_numbers(d, "categories_nodes", SIZE_MAX, &x->set_node, &x->n_set_nodes, err));
	CN_TRY(doc_numbers(d, "categories_segments", x->n_set_nodes, &x->set_at, NULL, err));
	return doc_numbers(d, "categories_sizes", x->n_set_nodes, &x->set_n, NULL, err);
}

static cn_code arrays_take(const doc *d, arrays *x, cn_err *err)
{
	*x = (arrays){ 0 };
	CN_TRY(doc_numbers(d, "left_children", SIZE_MAX, &x->left, &x->n, err));
	CN_TRY(doc_numbers(d, "right_children", x->n, &x->right, NULL, err));
	CN_TRY(doc_numbers(d, "split_indices", x->n, &x->feature, NULL, err));
	CN_TRY(doc_numbers(d, "split_conditions", x->n, &x->threshold, NULL, err));
	CN_TRY(doc_numbers(d, "default_left", x->n, &x->default_left, NULL, err));
	if (doc_get(d, "sum_hessian"))
		CN_TRY(doc_numbers(d, "sum_hessian", x->n, &x->hessian, NULL, err));
	return sets_take(d, x, err);
}

/* The categories of a node as bits. Those of the set go to the right in XGBoost, so the sides are changed over. */
static cn_code set_of(cn_arena *a, arrays *x, size_t at_node, raw_node *r, cn_err *err)
{
	size_t at, n;
	while (x->at_node < x->n_set_nodes && x->set_node[x->at_node] < (double)at_node)
		x->at_node++;
	size_t k = x->at_node;
	if (k == x->n_set_nodes || x->set_node[k] != (double)at_node)
		return CN_FAIL(err, CN_EINPUT, "node %zu splits on categories and names none", at_node);
	CN_TRY(index_of(x->set_at[k], x->n_set, "categories_segments", &at, err));
	CN_TRY(index_of(x->set_n[k], x->n_set - at, "categories_sizes", &n, err));
	if (at < x->set_end)
		return CN_FAIL(err, CN_EINPUT, "the categories of node %zu are those of another, too", at_node);
	x->set_end = at + n;
	size_t words = 0;
	for (size_t i = at; i < at + n; i++) {
		size_t c;
		CN_TRY(count_of(x->set[i], CN_SPLIT_SET_WORDS_MAX * 32 - 1, "categories", &c, err));
		words = c / 32 + 1 > words ? c / 32 + 1 : words;
	}
	uint32_t *w = CN_NEW(a, uint32_t, words ? words : 1);
	if (!w)
		return cn_arena_fail(a, err);
	for (size_t i = at; i < at + n; i++)
		w[(size_t)x->set[i] / 32] |= 1u << ((size_t)x->set[i] % 32);
	r->flags = (uint8_t)(NODE_SET | (r->flags & NODE_MISSING_FIRST ? 0 : NODE_MISSING_FIRST));
	int64_t left = r->child[0];
	r->child[0] = r->child[1];
	r->child[1] = left;
	r->word = w;
	r->n_words = words;
	return CN_OK;
}

static int64_t child_of(double x)
{
	return x >= -1 && x <= CN_TREE_NODES_MAX && x == floor(x) ? (int64_t)x : INT64_MAX;
}

static cn_code node_take(cn_arena *a, arrays *x, size_t i, double weight, raw_node *r, cn_err *err)
{
	*r = (raw_node){ .child = { child_of(x->left[i]), child_of(x->right[i]) }, .cover = x->hessian ? (double)(float)x->hessian[i] : (double)NAN };
	float t = (float)x->threshold[i];
	if (r->child[0] == -1) {
		r->value = (double)((float)weight * t);
		return CN_OK;
	}
	r->t = (double)t;
	r->feature = x->feature[i] >= 0 && x->feature[i] <= (double)UINT32_MAX ? (uint32_t)x->feature[i] : UINT32_MAX;
	r->flags = x->default_left[i] != 0 ? NODE_MISSING_FIRST : 0;
	return x->kind && x->kind[i] == 1 ? set_of(a, x, i, r, err) : CN_OK;
}

static cn_code tree_take(builder *b, const doc *d, size_t group, double weight, cn_err *err)
{
	arrays x;
	double vector = 1;
	const doc *param = doc_get(d, "tree_param");
	if (doc_get(param, "size_leaf_vector"))
		CN_TRY(doc_number(param, "size_leaf_vector", &vector, err));
	if (vector > 1)
		return CN_FAIL(err, CN_EINPUT, "the leaves are vectors (multi_strategy=multi_output_tree): only one number a leaf is read");
	CN_TRY(arrays_take(d, &x, err));
	CN_AUTO_ARENA tmp = cn_arena_new((x.n + 1) * (sizeof(raw_node) + 64) + (size_t)CN_MODEL_BYTES_MAX);
	raw_node *raw = CN_NEW(tmp, raw_node, x.n ? x.n : 1);
	if (!raw)
		return CN_NOMEM(err);
	for (size_t i = 0; i < x.n; i++)
		CN_TRY(node_take(tmp, &x, i, weight, &raw[i], err));
	return builder_tree(b, raw, x.n, group, err);
}

static cn_code names_take(cn_arena *a, const doc *learner, size_t n, const cn_str **ret, cn_err *err)
{
	const doc *d = doc_get(learner, "feature_names");
	if (!d || d->type != DOC_LIST || d->n == 0)
		return CN_OK;
	if (d->n != n)
		return CN_FAIL(err, CN_EINPUT, "\"feature_names\" has %zu names, the model %zu features", d->n, n);
	cn_str *name = CN_NEW(a, cn_str, n);
	if (!name)
		return cn_arena_fail(a, err);
	size_t i = 0;
	for (const doc *m = d->first; m; m = m->next) {
		if (m->type != DOC_TEXT)
			return CN_FAIL(err, CN_EINPUT, "a feature has no name");
		name[i++] = cn_str_copy(a, m->text);
	}
	*ret = name;
	return CN_OK;
}

static cn_code outputs_of(const doc *param, size_t *ret, cn_err *err)
{
	size_t n_class = 0, n_target = 0;
	double x = 0;
	if (doc_get(param, "num_class"))
		CN_TRY(doc_number(param, "num_class", &x, err));
	CN_TRY(count_of(x, CN_MODEL_GROUPS_MAX, "num_class", &n_class, err));
	x = 1;
	if (doc_get(param, "num_target"))
		CN_TRY(doc_number(param, "num_target", &x, err));
	CN_TRY(count_of(x, CN_MODEL_GROUPS_MAX, "num_target", &n_target, err));
	*ret = n_class > n_target ? n_class : n_target;
	*ret += *ret == 0;
	return CN_OK;
}

static cn_code model_take(const doc *root, model *m, cn_err *err)
{
	m->learner = doc_get(root, "learner");
	const doc *booster = doc_get(m->learner, "gradient_booster"), *param = doc_get(m->learner, "learner_model_param");
	cn_str name = doc_text(booster, "name");
	if (!booster || !param)
		return CN_FAIL(err, CN_EINPUT, "not a model of XGBoost: there is no \"learner\" with a \"gradient_booster\"");
	if (!cn_eqz(name, "gbtree") && !cn_eqz(name, "dart"))
		return CN_FAIL(err, CN_EINPUT, "the booster is \"%.*s\": only gbtree and dart are read", CN_FMT(cn_sub(name, 0, 60)));
	double x;
	CN_TRY(doc_number(param, "num_feature", &x, err));
	CN_TRY(count_of(x, CN_MODEL_FEATURES_MAX, "num_feature", &m->n_features, err));
	CN_TRY(outputs_of(param, &m->n_groups, err));
	const doc *inner = cn_eqz(name, "dart") ? doc_get(doc_get(booster, "gbtree"), "model") : doc_get(booster, "model");
	m->trees = doc_get(inner, "trees");
	if (!m->trees || (m->trees->type != DOC_LIST))
		return CN_FAIL(err, CN_EINPUT, "not a model of XGBoost: there are no \"trees\"");
	m->n_trees = m->trees->n;
	CN_TRY(doc_numbers(inner, "tree_info", m->n_trees, &m->output, NULL, err));
	return cn_eqz(name, "dart") ? doc_numbers(booster, "weight_drop", m->n_trees, &m->weight, NULL, err) : CN_OK;
}

cn_code model_xgboost(cn_arena *a, cn_arena *scratch, const doc *root, cn_trees **ret, cn_err *err)
{
	model m = { 0 };
	builder b;
	const objective *o;
	CN_TRY(model_take(root, &m, err));
	CN_TRY(objective_find(doc_text(doc_get(m.learner, "objective"), "name"), &o, err));
	CN_TRY(builder_new(a, scratch, m.n_features, m.n_groups, m.n_trees, &b, err));
	b.t->narrow = true;
	b.t->link = o->link;
	CN_TRY(base_scores(&m, o, b.t->base, err));
	CN_TRY(names_take(a, m.learner, m.n_features, &b.t->name, err));
	size_t i = 0;
	for (const doc *d = m.trees->first; d; d = d->next, i++) {
		size_t group = m.output[i] >= 0 && m.output[i] < (double)m.n_groups ? (size_t)m.output[i] : SIZE_MAX;
		if (tree_take(&b, d, group, m.weight ? m.weight[i] : 1, err) != CN_OK)
			return cn_while(err, "tree %zu", i);
	}
	return builder_end(&b, ret, err);
}
