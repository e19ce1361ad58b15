/* Trees in memory: what a reader hands over is checked, then laid out level by level, both sides of a split side by side. */
#include "lab/model/priv.h"

#include <math.h>

cn_code count_of(double x, size_t max, const char *what, size_t *ret, cn_err *err)
{
	if (!(x >= 0) || x != floor(x))
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a count", what);
	if (x > (double)max)
		return CN_FAIL(err, CN_ETOOBIG, "\"%s\" is %.0f; at most %zu is read", what, x, max);
	*ret = (size_t)x;
	return CN_OK;
}

cn_code index_of(double x, size_t max, const char *what, size_t *ret, cn_err *err)
{
	if (!(x >= 0 && x <= (double)max) || x != floor(x))
		return CN_FAIL(err, CN_EINPUT, "\"%s\" points at something that the model does not have", what);
	*ret = (size_t)x;
	return CN_OK;
}

cn_code builder_new(cn_arena *a, cn_arena *scratch, size_t n_features, size_t n_groups, size_t n_trees, builder *ret, cn_err *err)
{
	if (n_features > CN_MODEL_FEATURES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu features; at most %d are read", n_features, CN_MODEL_FEATURES_MAX);
	if (n_groups > CN_MODEL_GROUPS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu outputs; at most %d are read", n_groups, CN_MODEL_GROUPS_MAX);
	if (n_trees > CN_TREES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu trees; at most %d are read", n_trees, CN_TREES_MAX);
	builder b = { .a = a, .scratch = scratch, .room_trees = n_trees };
	cn_trees *t = b.t = CN_NEW(a, cn_trees, 1);
	b.column_of = CN_NEW(scratch, uint32_t, n_features ? n_features : 1);
	if (!t || !b.column_of)
		return t ? cn_arena_fail(scratch, err) : cn_arena_fail(a, err);
	t->n_features = n_features;
	t->n_groups = n_groups;
	t->slope = t->divisor = 1;
	t->weighted = true;
	t->base = CN_NEW(a, double, n_groups);
	t->tree = CN_NEW(a, tree, n_trees ? n_trees : 1);
	t->feature = CN_NEW(a, uint32_t, n_features ? n_features : 1);
	if (!t->base || !t->tree || !t->feature)
		return cn_arena_fail(a, err);
	*ret = b;
	return CN_OK;
}

/* Where an array of an arena stands that has room for `more`: doubled, the old one is left behind. NULL: no memory, the arena has failed. */
static void *grown(cn_arena *a, void *old, size_t *room, size_t used, size_t more, size_t size)
{
	if (more <= *room - used)
		return old;
	size_t want = used + more > 2 * *room ? used + more : 2 * *room;
	void *now = cn_alloc(a, want, size);
	if (now && used)
		memcpy(now, old, used * size);
	*room = want;
	return now;
}

static cn_code nodes_room(builder *b, size_t more, cn_err *err)
{
	cn_trees *t = b->t;
	size_t was = b->room_nodes, room[3] = { was, was, was };
	if (more > CN_TREE_NODES_MAX || t->n_nodes > CN_TREE_NODES_MAX - more)
		return CN_FAIL(err, CN_ETOOBIG, "the model has more than %d nodes", CN_TREE_NODES_MAX);
	t->node = grown(b->a, t->node, &room[0], t->n_nodes, more, sizeof *t->node);
	t->flag = grown(b->a, t->flag, &room[1], t->n_nodes, more, sizeof *t->flag);
	t->cover = grown(b->a, t->cover, &room[2], t->n_nodes, more, sizeof *t->cover);
	b->room_nodes = room[0];
	return t->node && t->flag && t->cover ? CN_OK : cn_arena_fail(b->a, err);
}

static cn_code set_add(builder *b, const raw_node *r, double *ret, cn_err *err)
{
	cn_trees *t = b->t;
	size_t n = r->n_words;
	while (n && r->word[n - 1] == 0)
		n--;
	if (n > CN_SPLIT_SET_WORDS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a split names a category above %d", CN_SPLIT_SET_WORDS_MAX * 32 - 1);
	t->set = grown(b->a, t->set, &b->room_sets, b->n_sets, 1, sizeof *t->set);
	t->word = grown(b->a, t->word, &b->room_words, b->n_words, n + 1, sizeof *t->word);
	if (!t->set || !t->word)
		return cn_arena_fail(b->a, err);
	if (n)
		memcpy(t->word + b->n_words, r->word, n * sizeof *r->word);
	t->set[b->n_sets] = (split_set){ b->n_words, (uint32_t)n };
	b->n_words += n;
	*ret = (double)b->n_sets++;
	return CN_OK;
}

static cn_code leaf_lay(builder *b, const raw_node *r, uint32_t at, cn_err *err)
{
	if (!isfinite(r->value))
		return CN_FAIL(err, CN_EINPUT, "a leaf has no finite value");
	b->t->node[at] = (node){ r->value, UINT32_MAX, at };
	return CN_OK;
}

static cn_code split_lay(builder *b, const raw_node *r, uint32_t at, uint32_t first, cn_err *err)
{
	cn_trees *t = b->t;
	double x = r->t;
	if (r->feature >= t->n_features)
		return CN_FAIL(err, CN_EINPUT, "a split asks for feature %u; the model has %zu", (unsigned)r->feature, t->n_features);
	if (r->flags & NODE_SET)
		CN_TRY(set_add(b, r, &x, err));
	else if (isnan(x))
		return CN_FAIL(err, CN_EINPUT, "a threshold is not a number");
	if (!b->column_of[r->feature]) {
		t->feature[t->n_columns++] = r->feature;
		b->column_of[r->feature] = t->n_columns;
	}
	t->node[at] = (node){ x, b->column_of[r->feature] - 1, first };
	t->flag[at] = r->flags;
	return CN_OK;
}

typedef struct waiting {
	uint32_t raw, depth;
} waiting;

/* The two children of raw[w.raw] join the queue; each node joins once, so circles and shared children end here. */
static cn_code children_queue(const raw_node *raw, size_t n, waiting w, waiting *queue, uint32_t *n_queue, bool *seen, cn_err *err)
{
	if (w.depth >= CN_TREE_DEPTH_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a tree is deeper than %d splits", CN_TREE_DEPTH_MAX);
	for (int k = 0; k < 2; k++) {
		int64_t c = raw[w.raw].child[k];
		if (c < 0 || (uint64_t)c >= n)
			return CN_FAIL(err, CN_EINPUT, "a child of node %u is not in its tree", (unsigned)w.raw);
		if (seen[c])
			return CN_FAIL(err, CN_EINPUT, "node %u is reached twice", (unsigned)c);
		seen[c] = true;
		queue[(*n_queue)++] = (waiting){ (uint32_t)c, w.depth + 1 };
	}
	return CN_OK;
}

static cn_code tree_lay(builder *b, const raw_node *raw, size_t n, tree *ret, waiting *queue, bool *seen, cn_err *err)
{
	cn_trees *t = b->t;
	uint32_t base = (uint32_t)t->n_nodes, n_queue = 1;
	queue[0] = (waiting){ 0, 0 };
	seen[0] = true;
	for (uint32_t i = 0; i < n_queue; i++) {
		waiting w = queue[i];
		const raw_node *r = &raw[w.raw];
		if (r->child[0] < 0) {
			CN_TRY(leaf_lay(b, r, base + i, err));
		} else {
			CN_TRY(split_lay(b, r, base + i, base + n_queue, err));
			CN_TRY(children_queue(raw, n, w, queue, &n_queue, seen, err));
			ret->plain &= (r->flags & (NODE_SET | NODE_ZERO_MISSING)) == 0;
		}
		t->cover[base + i] = r->cover;
		t->weighted &= isfinite(r->cover) && r->cover >= 0;
		ret->depth = (uint16_t)w.depth; /* level by level: the last is the deepest */
	}
	ret->n = n_queue;
	return CN_OK;
}

cn_code builder_tree(builder *b, const raw_node *raw, size_t n, size_t group, cn_err *err)
{
	cn_trees *t = b->t;
	if (n == 0 || group >= t->n_groups || t->n_trees >= b->room_trees)
		return CN_FAIL(err, CN_EINPUT, "a tree is empty or belongs to no output of the model");
	CN_TRY(nodes_room(b, n, err));
	CN_AUTO_ARENA tmp = cn_arena_new(n * (sizeof(waiting) + sizeof(bool)) + 65536);
	waiting *queue = CN_NEW(tmp, waiting, n);
	bool *seen = CN_NEW(tmp, bool, n);
	if (!queue || !seen)
		return CN_NOMEM(err);
	tree one = { .root = (uint32_t)t->n_nodes, .group = (uint32_t)group, .plain = true };
	CN_TRY(tree_lay(b, raw, n, &one, queue, seen, err));
	t->tree[t->n_trees++] = one;
	t->n_nodes += one.n;
	t->depth = one.depth > t->depth ? one.depth : t->depth;
	return CN_OK;
}

cn_code builder_end(builder *b, cn_trees **ret, cn_err *err)
{
	cn_trees *t = b->t;
	t->quick = CN_NEW(b->a, quick_node, t->n_nodes ? t->n_nodes : 1);
	for (size_t i = 0; t->quick && i < t->n_nodes; i++) {
		node *n = &t->node[i];
		if (n->column == UINT32_MAX)
			n->column = t->n_columns;
		t->quick[i] = (quick_node){ n->t, n->column * LANES, 2 * n->first };
	}
	if (!cn_arena_ok(b->a))
		return cn_arena_fail(b->a, err);
	*ret = t;
	return CN_OK;
}

/* ---- asking about it ---- */

size_t cn_trees_features(const cn_trees *t)
{
	return t->n_features;
}

cn_str cn_trees_feature(const cn_trees *t, size_t i)
{
	return t->name ? t->name[i] : (cn_str){ "", 0 };
}

bool cn_trees_named(const cn_trees *t)
{
	return t->name != NULL;
}

size_t cn_trees_groups(const cn_trees *t)
{
	return t->n_groups;
}

size_t cn_trees_count(const cn_trees *t)
{
	return t->n_trees;
}

size_t cn_trees_depth(const cn_trees *t)
{
	return t->depth;
}

cn_link cn_trees_link(const cn_trees *t)
{
	return t->link;
}

double cn_trees_base(const cn_trees *t, size_t group)
{
	return t->base[group];
}

bool cn_trees_weighted(const cn_trees *t)
{
	return t->weighted;
}

/* ---- which reader ---- */

cn_code cn_trees_read(cn_arena *a, cn_str bytes, cn_trees **ret, cn_err *err)
{
	if (bytes.n > CN_MODEL_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model is larger than %d MiB", CN_MODEL_BYTES_MAX >> 20);
	CN_AUTO_ARENA scratch = cn_arena_new(16 * (bytes.n + (1 << 20)));
	const doc *d = NULL;
	if (!scratch)
		return CN_NOMEM(err);
	if (cn_starts(bytes, "tree\n") || cn_starts(bytes, "tree\r\n"))
		return model_lightgbm(a, scratch, bytes, ret, err);
	if (bytes.n < 2 || bytes.p[0] != '{')
		return CN_FAIL(err, CN_EINPUT, "not a model that is read here: XGBoost's JSON or UBJSON, or LightGBM's text; save it with "
			       "model.save_model(\"model.json\")");
	/* UBJSON has the length of a key behind the brace, JSON a quote or space */
	CN_TRY(strchr("\"} \t\r\n", bytes.p[1]) && bytes.p[1] ? doc_json(scratch, bytes, &d, err) : doc_ubjson(scratch, bytes, &d, err));
	return model_xgboost(a, scratch, d, ret, err);
}
