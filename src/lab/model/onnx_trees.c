/* ai.onnx.ml TreeEnsembleRegressor and TreeEnsembleClassifier, versions 1 and 3. A leaf may have a weight for each output; trees
 * here have one number a leaf, so a tree is laid once for every output that it has weights for. */
#include "lab/model/onnx.h"

#include <math.h>

typedef enum mode { MODE_LEAF, MODE_LEQ, MODE_LT, MODE_GTE, MODE_GT, MODES } mode;

static const char *const MODE_NAME[MODES] = { "LEAF", "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT" };

/* A node in the order of (tree, id): at is where it stands in the file's arrays. */
typedef struct place {
	int64_t tree, id;
	size_t at;
} place;

typedef struct arrays {
	size_t n, n_missing, n_hit;
	const int64_t *tree, *id, *feature, *yes, *no, *missing;
	const double *value, *hit;
	const cn_str *mode;
	place *place;
	uint8_t *kind; /* of each place */
} arrays;

/* A weight of a leaf, as it counts for an output of ours. */
typedef struct weight {
	size_t tree_from; /* the first place of its tree */
	size_t group, place, nth;
	double value;
} weight;

typedef struct ensemble {
	const onnx_node *n;
	const onnx_input *in;
	const char *ids_name[4];
	bool classes, positive; /* positive: a classifier without a weight below 0 */
	bool alone, first;	/* two classes, weights of one only: their sum tells; they are of the first */
	size_t outputs;		/* of the file: targets or classes */
	size_t groups;		/* ours */
	onnx_post post;
	double divisor;
	arrays x;
	weight *w;
	size_t n_w, n_trees; /* trees of ours */
} ensemble;

/* ---- nodes ---- */

static cn_code ints_of(cn_arena *a, const onnx_node *n, const char *name, size_t want, const int64_t **ret, cn_err *err)
{
	size_t has;
	CN_TRY(onnx_ints(a, n, name, ret, &has, err));
	return has == want ? CN_OK : CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", name, has, want);
}

static cn_code optional_check(const char *name, size_t has, size_t want, cn_err *err)
{
	return has == 0 || has == want ? CN_OK
				       : CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", name, has, want);
}

static cn_code arrays_take(cn_arena *a, const onnx_node *n, arrays *x, cn_err *err)
{
	size_t has;
	CN_TRY(onnx_ints(a, n, "nodes_treeids", &x->tree, &x->n, err));
	if (x->n == 0)
		return CN_FAIL(err, CN_EINPUT, "the model has no trees");
	if (x->n > CN_TREE_NODES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has more than %d nodes", CN_TREE_NODES_MAX);
	CN_TRY(ints_of(a, n, "nodes_nodeids", x->n, &x->id, err));
	CN_TRY(ints_of(a, n, "nodes_featureids", x->n, &x->feature, err));
	CN_TRY(ints_of(a, n, "nodes_truenodeids", x->n, &x->yes, err));
	CN_TRY(ints_of(a, n, "nodes_falsenodeids", x->n, &x->no, err));
	CN_TRY(onnx_ints(a, n, "nodes_missing_value_tracks_true", &x->missing, &x->n_missing, err));
	CN_TRY(optional_check("nodes_missing_value_tracks_true", x->n_missing, x->n, err));
	CN_TRY(onnx_reals(a, n, "nodes_hitrates", &x->hit, &x->n_hit, err));
	CN_TRY(optional_check("nodes_hitrates", x->n_hit, x->n, err));
	CN_TRY(onnx_reals(a, n, "nodes_values", &x->value, &has, err));
	if (has != x->n)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", "nodes_values", has, x->n);
	CN_TRY(onnx_texts(a, n, "nodes_modes", &x->mode, &has, err));
	return has == x->n ? CN_OK : CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", "nodes_modes", has, x->n);
}

static int by_place(const void *p, const void *q)
{
	const place *a = p, *b = q;
	if (a->tree != b->tree)
		return a->tree < b->tree ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static cn_code places_sort(cn_arena *scratch, arrays *x, cn_err *err)
{
	x->place = CN_NEW(scratch, place, x->n);
	x->kind = CN_NEW(scratch, uint8_t, x->n);
	if (!x->place || !x->kind)
		return cn_arena_fail(scratch, err);
	for (size_t i = 0; i < x->n; i++)
		x->place[i] = (place){ x->tree[i], x->id[i], i };
	qsort(x->place, x->n, sizeof *x->place, by_place);
	for (size_t i = 0; i < x->n; i++) {
		const cn_str *m = &x->mode[x->place[i].at];
		if (i && by_place(&x->place[i - 1], &x->place[i]) == 0)
			return CN_FAIL(err, CN_EINPUT, "two nodes of a tree have one number");
		while (x->kind[i] < MODES && !cn_eqz(*m, MODE_NAME[x->kind[i]]))
			x->kind[i]++;
		if (x->kind[i] == MODES)
			return CN_FAIL(err, CN_EINPUT,
				       "the mode \"%.*s\" of a node is not read here: LEAF, BRANCH_LEQ, BRANCH_LT, BRANCH_GTE and "
				       "BRANCH_GT are",
				       CN_FMT(cn_sub(*m, 0, 60)));
	}
	return CN_OK;
}

/* n if there is no such node. */
static size_t place_find(const arrays *x, int64_t of_tree, int64_t id)
{
	place key = { of_tree, id, 0 };
	const place *p = bsearch(&key, x->place, x->n, sizeof key, by_place);
	return p ? (size_t)(p - x->place) : x->n;
}

/* Features that are asked for: the input has at least as many. */
static cn_code features_of(const ensemble *e, size_t *ret, cn_err *err)
{
	size_t n = e->in->width;
	for (size_t i = 0; i < e->x.n; i++) {
		int64_t f = e->x.feature[e->x.place[i].at];
		if (e->x.kind[i] == MODE_LEAF)
			continue;
		if (f < 0 || (e->in->width && (uint64_t)f >= e->in->width))
			return CN_FAIL(err, CN_EINPUT, "a split asks for a feature that the model does not have");
		if (f >= CN_MODEL_FEATURES_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "the model has more than %d features", CN_MODEL_FEATURES_MAX);
		n = (size_t)f >= n ? (size_t)f + 1 : n;
	}
	*ret = n;
	return n ? onnx_widths_check(e->in, n, err) : CN_OK;
}

/* ---- weights ---- */

static int by_group(const void *p, const void *q)
{
	const weight *a = p, *b = q;
	if (a->tree_from != b->tree_from)
		return a->tree_from < b->tree_from ? -1 : 1;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->nth < b->nth ? -1 : a->nth > b->nth;
}

/* Whether a weight for output `id` of the file counts here, for which of ours, and with which sign. */
static bool counts(const ensemble *e, size_t id, size_t *group, double *sign)
{
	bool two = e->classes && e->outputs == 2;
	*group = two ? 0 : id;
	*sign = two && !e->alone && id == 0 ? -1 : 1;
	return !two || e->alone || id == 1 || e->post == POST_SOFTMAX;
}

static cn_code weights_count(ensemble *e, const int64_t *id, const double *value, size_t n, cn_err *err)
{
	bool seen[2] = { false, false };
	e->positive = true;
	for (size_t i = 0; i < n; i++) {
		if (id[i] < 0 || (uint64_t)id[i] >= e->outputs)
			return CN_FAIL(err, CN_EINPUT, "a weight is for an output that the model does not have");
		if (id[i] < 2)
			seen[id[i]] = true;
		e->positive &= value[i] >= 0;
	}
	e->alone = e->classes && e->outputs == 2 && seen[0] != seen[1];
	e->first = seen[0];
	return CN_OK;
}

static cn_code weights_take(cn_arena *scratch, ensemble *e, cn_err *err)
{
	const int64_t *of_tree, *at_node, *id;
	const double *value;
	size_t n;
	CN_TRY(onnx_reals(scratch, e->n, e->ids_name[3], &value, &n, err));
	CN_TRY(ints_of(scratch, e->n, e->ids_name[0], n, &of_tree, err));
	CN_TRY(ints_of(scratch, e->n, e->ids_name[1], n, &at_node, err));
	CN_TRY(ints_of(scratch, e->n, e->ids_name[2], n, &id, err));
	CN_TRY(weights_count(e, id, value, n, err));
	e->w = CN_NEW(scratch, weight, n ? n : 1);
	size_t *from = CN_NEW(scratch, size_t, e->x.n);
	if (!e->w || !from)
		return cn_arena_fail(scratch, err);
	for (size_t i = 0; i < e->x.n; i++)
		from[i] = i && e->x.place[i].tree == e->x.place[i - 1].tree ? from[i - 1] : i;
	for (size_t i = 0; i < n; i++) {
		size_t at = place_find(&e->x, of_tree[i], at_node[i]), group;
		double sign;
		if (at == e->x.n || e->x.kind[at] != MODE_LEAF)
			return CN_FAIL(err, CN_EINPUT, "a weight is at a node that is no leaf");
		if (counts(e, (size_t)id[i], &group, &sign))
			e->w[e->n_w++] = (weight){ from[at], group, at, i, sign * value[i] };
	}
	qsort(e->w, e->n_w, sizeof *e->w, by_group);
	for (size_t i = 0; i < e->n_w; i++)
		e->n_trees += i == 0 || e->w[i].tree_from != e->w[i - 1].tree_from || e->w[i].group != e->w[i - 1].group;
	return e->n_trees ? CN_OK : CN_FAIL(err, CN_EINPUT, "the model has no trees");
}

/* ---- trees ---- */

/* The places [from, from + n) of one tree, its root first. */
typedef struct span {
	size_t from, n, root;
	raw_node *raw;
	double *value; /* of the leaves, for the output at hand */
} span;

static size_t raw_at(const span *s, size_t at)
{
	return at == s->root ? 0 : at - s->from + (at < s->root);
}

/* The root is the one node that no split names. */
static cn_code root_find(cn_arena *tmp, const arrays *x, span *s, cn_err *err)
{
	bool *named = CN_NEW(tmp, bool, s->n);
	size_t roots = 0;
	if (!named)
		return cn_arena_fail(tmp, err);
	for (size_t i = s->from; i < s->from + s->n; i++) {
		const place *p = &x->place[i];
		for (unsigned k = 0; x->kind[i] != MODE_LEAF && k < 2; k++) {
			size_t child = place_find(x, p->tree, (k ? x->no : x->yes)[p->at]);
			if (child == x->n)
				return CN_FAIL(err, CN_EINPUT, "a child of node %u is not in its tree", (unsigned)(i - s->from));
			named[child - s->from] = true;
		}
	}
	for (size_t i = 0; i < s->n; i++)
		if (!named[i]) {
			s->root = s->from + i;
			roots++;
		}
	return roots == 1 ? CN_OK : CN_FAIL(err, CN_EINPUT, "the tree has %zu roots, one is expected", roots);
}

static cn_code split_take(const ensemble *e, const span *s, size_t i, raw_node *r, cn_err *err)
{
	const arrays *x = &e->x;
	const place *p = &x->place[i];
	mode m = (mode)x->kind[i];
	uint32_t feature = (uint32_t)x->feature[p->at];
	double t = x->value[p->at], missing = onnx_arrives(e->in, feature, (double)NAN);
	bool or_equal = m == MODE_LEQ || m == MODE_GT, below_is_yes = m == MODE_LEQ || m == MODE_LT;
	if (isnan(t))
		return CN_FAIL(err, CN_EINPUT, "a threshold is not a number");
	bool yes_first = below_is_yes == onnx_rises(e->in, feature), missing_yes;
	if (isnan(missing))
		missing_yes = x->n_missing && x->missing[p->at] != 0;
	else
		missing_yes = (or_equal ? missing <= t : missing < t) == below_is_yes;
	size_t yes = raw_at(s, place_find(x, p->tree, x->yes[p->at])), no = raw_at(s, place_find(x, p->tree, x->no[p->at]));
	r->t = onnx_cut(e->in, feature, t, or_equal);
	r->feature = feature;
	r->flags = missing_yes == yes_first ? NODE_MISSING_FIRST : 0;
	r->child[0] = (int64_t)(yes_first ? yes : no);
	r->child[1] = (int64_t)(yes_first ? no : yes);
	return CN_OK;
}

/* Rates count as rows that a node saw if those of both children add up to it; many programs write 1 everywhere. */
static bool rates_add_up(const raw_node *raw, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!(raw[i].cover >= 0))
			return false;
		if (raw[i].child[0] < 0)
			continue;
		double sum = raw[raw[i].child[0]].cover + raw[raw[i].child[1]].cover;
		if (!(fabs(raw[i].cover - sum) <= 1e-5 * raw[i].cover))
			return false;
	}
	return true;
}

static cn_code span_take(cn_arena *tmp, const ensemble *e, span *s, cn_err *err)
{
	const arrays *x = &e->x;
	s->raw = CN_NEW(tmp, raw_node, s->n);
	s->value = CN_NEW(tmp, double, s->n);
	if (!s->raw || !s->value)
		return cn_arena_fail(tmp, err);
	CN_TRY(root_find(tmp, x, s, err));
	for (size_t i = s->from; i < s->from + s->n; i++) {
		raw_node *r = &s->raw[raw_at(s, i)];
		*r = (raw_node){ .child = { -1, -1 }, .cover = x->n_hit ? x->hit[x->place[i].at] : (double)NAN };
		if (x->kind[i] != MODE_LEAF)
			CN_TRY(split_take(e, s, i, r, err));
	}
	if (!rates_add_up(s->raw, s->n))
		for (size_t i = 0; i < s->n; i++)
			s->raw[i].cover = (double)NAN;
	return CN_OK;
}

/* The trees of ours that weights [at, ...) of one tree of the file make; gives the first weight of the next. */
static cn_code tree_take(builder *b, const ensemble *e, size_t *at, cn_err *err)
{
	const arrays *x = &e->x;
	span s = { .from = e->w[*at].tree_from };
	while (s.from + s.n < x->n && x->place[s.from + s.n].tree == x->place[s.from].tree)
		s.n++;
	CN_AUTO_ARENA tmp = cn_arena_new(s.n * (sizeof(raw_node) + 64) + 65536);
	if (!tmp)
		return CN_NOMEM(err);
	CN_TRY(span_take(tmp, e, &s, err));
	while (*at < e->n_w && e->w[*at].tree_from == s.from) {
		size_t group = e->w[*at].group;
		for (size_t i = 0; i < s.n; i++)
			s.raw[i].value = 0;
		for (; *at < e->n_w && e->w[*at].tree_from == s.from && e->w[*at].group == group; (*at)++)
			s.raw[raw_at(&s, e->w[*at].place)].value += e->w[*at].value / e->divisor;
		CN_TRY(builder_tree(b, s.raw, s.n, group, err));
	}
	return CN_OK;
}

/* ---- the operator ---- */

/* Of two classes the standard does not say what base values mean; runtimes agree on one alone behind weights of the first class. */
static cn_code base_take(cn_arena *scratch, const ensemble *e, double *base, cn_err *err)
{
	const double *v;
	size_t n;
	CN_TRY(onnx_reals(scratch, e->n, "base_values", &v, &n, err));
	if (n && e->classes && e->outputs == 2 && !(e->alone && e->first && n == 1))
		return CN_FAIL(
		    err, CN_EINPUT,
		    "what these base_values mean for two classes is not defined: ask this model with adapter: onnxruntime");
	if (n && n != e->groups)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", "base_values", n, e->groups);
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(v[i]))
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", "base_values");
		base[i] = v[i];
	}
	return CN_OK;
}

static cn_code outputs_take(cn_arena *scratch, ensemble *e, cn_err *err)
{
	cn_str how;
	int64_t targets;
	e->divisor = 1;
	if (e->classes) {
		CN_TRY(onnx_labels(scratch, e->n, &e->outputs, err));
		e->groups = e->outputs == 2 ? 1 : e->outputs;
		return CN_OK;
	}
	CN_TRY(onnx_int(e->n, "n_targets", 1, &targets, err));
	if (targets < 1)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a count", "n_targets");
	if (targets > CN_MODEL_GROUPS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu outputs; at most %d are read", (size_t)targets,
			       CN_MODEL_GROUPS_MAX);
	e->outputs = e->groups = (size_t)targets;
	CN_TRY(onnx_text(e->n, "aggregate_function", "SUM", &how, err));
	if (cn_eqz(how, "AVERAGE"))
		for (size_t i = 1; i < e->x.n; i++)
			e->divisor += e->x.place[i].tree != e->x.place[i - 1].tree;
	else if (!cn_eqz(how, "SUM"))
		return CN_FAIL(err, CN_EINPUT, "the aggregate_function \"%.*s\" is not read here: SUM and AVERAGE are",
			       CN_FMT(cn_sub(how, 0, 60)));
	return CN_OK;
}

/* What the sums are put through. With weights of one class only and none below 0, the sum is the probability itself. */
static cn_code link_of(const ensemble *e, cn_link *ret, cn_err *err)
{
	bool two = e->classes && e->outputs == 2;
	bool one = !e->classes && e->outputs == 1;
	if (e->post != POST_NONE && (one || (e->alone && (e->positive || e->post == POST_SOFTMAX))))
		return onnx_post_unclear(err);
	*ret = e->post == POST_NONE ? CN_LINK_IDENTITY : e->post == POST_LOGISTIC || two ? CN_LINK_LOGISTIC : CN_LINK_SOFTMAX;
	return CN_OK;
}

cn_code onnx_trees(cn_arena *a, cn_arena *scratch, const onnx_node *n, const onnx_input *in, cn_trees **ret, bool *ret_sums_to_1,
		   cn_err *err)
{
	ensemble e = { .n = n,
		       .in = in,
		       .classes = cn_eqz(n->op, "TreeEnsembleClassifier"),
		       .ids_name = { "target_treeids", "target_nodeids", "target_ids", "target_weights" } };
	builder b;
	size_t n_features;
	if (e.classes) {
		static const char *const names[4] = { "class_treeids", "class_nodeids", "class_ids", "class_weights" };
		memcpy(e.ids_name, names, sizeof names);
	}
	CN_TRY(onnx_post_take(n, &e.post, err));
	CN_TRY(arrays_take(scratch, n, &e.x, err));
	CN_TRY(places_sort(scratch, &e.x, err));
	CN_TRY(outputs_take(scratch, &e, err));
	CN_TRY(features_of(&e, &n_features, err));
	CN_TRY(weights_take(scratch, &e, err));
	CN_TRY(builder_new(a, scratch, n_features, e.groups, e.n_trees, &b, err));
	b.t->narrow = in->narrow;
	b.t->name = in->name;
	CN_TRY(link_of(&e, &b.t->link, err));
	CN_TRY(base_take(scratch, &e, b.t->base, err));
	for (size_t at = 0, nth = 0; at < e.n_w; nth++)
		if (tree_take(&b, &e, &at, err) != CN_OK)
			return cn_while(err, "tree %zu", nth);
	*ret_sums_to_1 = e.classes && (e.post == POST_SOFTMAX || (e.alone && e.post == POST_LOGISTIC));
	return builder_end(&b, ret, err);
}
