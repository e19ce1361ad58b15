/* A growing log without I/O: the right edge of the tree, the unfinished tiles and bundle, and what was finished since the last publication.
 * Everything that an addition can need is allocated before anything changes, so a failed addition leaves no trace. */
#include "core/log.h"

typedef struct finished {
	cn_tile tile;
	char *p;
	size_t n;
} finished;

struct cn_tree {
	cn_frontier frontier;
	cn_digest part[CN_TILE_LEVELS_MAX][CN_TILE_WIDTH];
	unsigned n_part[CN_TILE_LEVELS_MAX];
	cn_buf bundle;
	unsigned n_bundle;
	finished *done;
	size_t n_done, room;
	uint64_t published;
};

cn_code cn_tree_new(cn_tree **ret, cn_err *err)
{
	cn_tree *t = cn_heap_take(sizeof *t);
	if (!t)
		return CN_NOMEM(err);
	*t = (cn_tree){ .n_done = 0 };
	cn_buf_init(&t->bundle, CN_BUNDLE_BYTES_MAX);
	*ret = t;
	return CN_OK;
}

static void drop_done(cn_tree *t)
{
	for (size_t i = 0; i < t->n_done; i++)
		cn_heap_give(t->done[i].p);
	t->n_done = 0;
}

void cn_tree_free(cn_tree *t)
{
	if (!t)
		return;
	drop_done(t);
	cn_heap_give(t->done);
	cn_buf_done(&t->bundle);
	cn_heap_give(t);
}

/* Levels whose tile is filled by the next leaf: level L is if it holds 255 hashes and all below it are filled. */
static unsigned fills(const cn_tree *t)
{
	unsigned n = 0;
	while (n < CN_TILE_LEVELS_MAX && t->n_part[n] == CN_TILE_WIDTH - 1)
		n++;
	return n;
}

static cn_code reserve(cn_tree *t, size_t more, cn_err *err)
{
	if (t->n_done + more <= t->room)
		return CN_OK;
	size_t room = 2 * t->room + 64;
	finished *done = cn_heap_grow(t->done, room * sizeof *done);
	if (!done)
		return CN_NOMEM(err);
	t->done = done;
	t->room = room;
	return CN_OK;
}

/* The hash goes up as long as it fills a tile. `room` holds one block of tile size for each level that will fill. */
static void carry(cn_tree *t, cn_digest h, char *const *room)
{
	for (unsigned level = 0; level < CN_TILE_LEVELS_MAX; level++) {
		t->part[level][t->n_part[level]++] = h;
		if (t->n_part[level] < CN_TILE_WIDTH)
			return;
		uint64_t index = (t->frontier.size >> (CN_TILE_HEIGHT * (level + 1))) - 1;
		assert(room[level]); /* one block for each level that fills */
		memcpy(room[level], t->part[level], sizeof t->part[level]);
		t->done[t->n_done++] = (finished){ { false, level, index, CN_TILE_WIDTH }, room[level], sizeof t->part[level] };
		h = cn_merkle_root(t->part[level], CN_TILE_WIDTH);
		t->n_part[level] = 0;
	}
}

cn_code cn_tree_add(cn_tree *t, cn_str entry, cn_err *err)
{
	if (entry.n > CN_ENTRY_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "an entry of %zu bytes is over %d", entry.n, CN_ENTRY_BYTES_MAX);
	if (entry.n == 0)
		return CN_FAIL(err, CN_EINPUT, "an empty entry");
	unsigned n_fills = fills(t);
	CN_TRY(reserve(t, n_fills + 1, err));
	char *room[CN_TILE_LEVELS_MAX] = { NULL };
	size_t bundle_was = t->bundle.n;
	cn_bundle_put(&t->bundle, entry);
	bool ok = !t->bundle.failed;
	for (unsigned i = 0; i < n_fills && ok; i++) {
		room[i] = cn_heap_take(sizeof t->part[i]);
		ok = room[i] != NULL;
	}
	if (!ok) {
		for (unsigned i = 0; i < n_fills; i++)
			cn_heap_give(room[i]);
		t->bundle.n = bundle_was;
		t->bundle.failed = false;
		return CN_NOMEM(err);
	}
	cn_digest leaf = cn_leaf_hash(entry);
	cn_frontier_add(&t->frontier, &leaf);
	if (++t->n_bundle == CN_TILE_WIDTH) {
		uint64_t index = (t->frontier.size >> CN_TILE_HEIGHT) - 1;
		t->done[t->n_done++] = (finished){ { true, 0, index, CN_TILE_WIDTH }, t->bundle.p, t->bundle.n };
		cn_buf_init(&t->bundle, CN_BUNDLE_BYTES_MAX); /* the old block now belongs to the finished bundle */
		t->n_bundle = 0;
	}
	carry(t, leaf, room);
	return CN_OK;
}

uint64_t cn_tree_size(const cn_tree *t)
{
	return t->frontier.size;
}

cn_digest cn_tree_head(const cn_tree *t)
{
	return cn_frontier_root(&t->frontier);
}

uint64_t cn_tree_done(const cn_tree *t)
{
	return t->published;
}

static cn_file_out file_out(const cn_tile *tile, cn_str bytes)
{
	cn_file_out f = { .bytes = bytes };
	cn_tile_path(tile, f.path);
	return f;
}

cn_code cn_tree_publish(const cn_tree *t, cn_arena *a, cn_file_out **ret, size_t *ret_n, cn_err *err)
{
	cn_file_out *files = CN_NEW(a, cn_file_out, t->n_done + CN_TILE_LEVELS_MAX + 1);
	if (!files)
		return cn_arena_fail(a, err);
	size_t n = 0;
	for (size_t i = 0; i < t->n_done; i++)
		files[n++] = file_out(&t->done[i].tile, (cn_str){ t->done[i].p, t->done[i].n });
	uint64_t size = t->frontier.size;
	if (t->n_bundle > 0 && size > t->published) {
		cn_tile tile = { .entries = true, .index = size / CN_TILE_WIDTH, .width = t->n_bundle };
		files[n++] = file_out(&tile, cn_buf_str(&t->bundle));
	}
	for (unsigned level = 0; level < CN_TILE_LEVELS_MAX; level++) {
		uint64_t want = cn_tile_hashes(size, level);
		if (t->n_part[level] == 0 || want == cn_tile_hashes(t->published, level))
			continue;
		cn_tile tile = { .level = level, .index = want / CN_TILE_WIDTH, .width = t->n_part[level] };
		files[n++] = file_out(&tile, (cn_str){ (const char *)t->part[level], t->n_part[level] * sizeof(cn_digest) });
	}
	*ret = files;
	*ret_n = n;
	return CN_OK;
}

void cn_tree_published(cn_tree *t)
{
	drop_done(t);
	t->published = t->frontier.size;
}
