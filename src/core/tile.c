/* Tile paths and contents (C2SP tlog-tiles). */
#include "core/tile.h"

void cn_tile_path(const cn_tile *t, char out[CN_TILE_PATH_BYTES])
{
	int n = t->entries ? snprintf(out, CN_TILE_PATH_BYTES, "tile/entries/") : snprintf(out, CN_TILE_PATH_BYTES, "tile/%u/", t->level);
	unsigned group[7]; /* 2^62 / 256 < 10^18: at most 6 groups of three digits */
	unsigned n_groups = 0;
	uint64_t index = t->index;
	do {
		group[n_groups++] = (unsigned)(index % 1000);
		index /= 1000;
	} while (index > 0 && n_groups < 7);
	for (unsigned i = n_groups; i-- > 0;)
		n += snprintf(out + n, (size_t)(CN_TILE_PATH_BYTES - n), i ? "x%03u/" : "%03u", group[i]);
	if (t->width < CN_TILE_WIDTH)
		(void)snprintf(out + n, (size_t)(CN_TILE_PATH_BYTES - n), ".p/%u", t->width);
}

static cn_code parse_index(cn_str s, uint64_t *ret, cn_err *err)
{
	uint64_t index = 0;
	cn_str rest = s, group;
	for (unsigned i = 0; i < 6; i++) {
		bool more = cn_split(rest, '/', &group, &rest);
		if (more) {
			if (!cn_starts(group, "x"))
				break;
			group = cn_sub(group, 1, group.n);
		}
		int64_t v;
		if (group.n != 3 || cn_int_parse((cn_str){ group.p, 3 }, 0, 999, &v, NULL) != CN_OK)
			break;
		index = index * 1000 + (uint64_t)v;
		if (!more) {
			*ret = index;
			return CN_OK;
		}
	}
	return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a tile number such as x001/067", CN_FMT(cn_sub(s, 0, 64)));
}

cn_code cn_tile_parse(cn_str path, cn_tile *ret, cn_err *err)
{
	cn_tile t = { .width = CN_TILE_WIDTH };
	cn_str rest = path, part;
	if (path.n >= CN_TILE_PATH_BYTES || !cn_split(rest, '/', &part, &rest) || !cn_eqz(part, "tile") ||
	    !cn_split(rest, '/', &part, &rest))
		return CN_FAIL(err, CN_EINPUT, "not the path of a tile: it begins with tile/<level>/ or tile/entries/");
	t.entries = cn_eqz(part, "entries");
	if (!t.entries) {
		int64_t level;
		CN_TRY(cn_int_parse(part, 0, CN_TILE_LEVELS_MAX - 1, &level, err));
		t.level = (unsigned)level;
	}
	for (size_t i = 0; i + 3 <= rest.n; i++)
		if (memcmp(rest.p + i, ".p/", 3) == 0) {
			int64_t width;
			CN_TRY(cn_int_parse(cn_sub(rest, i + 3, rest.n), 1, CN_TILE_WIDTH - 1, &width, err));
			t.width = (unsigned)width;
			rest = cn_sub(rest, 0, i);
			break;
		}
	CN_TRY(parse_index(rest, &t.index, err));
	char again[CN_TILE_PATH_BYTES];
	cn_tile_path(&t, again);
	if (!cn_eqz(path, again))
		return CN_FAIL(err, CN_EINPUT, "the path of that tile is written %s", again);
	*ret = t;
	return CN_OK;
}

uint64_t cn_tile_hashes(uint64_t size, unsigned level)
{
	return level < CN_TILE_LEVELS_MAX ? size >> (CN_TILE_HEIGHT * level) : 0;
}

unsigned cn_tile_width(uint64_t size, unsigned level, uint64_t index)
{
	uint64_t n = cn_tile_hashes(size, level);
	if (index < n / CN_TILE_WIDTH)
		return CN_TILE_WIDTH;
	return index == n / CN_TILE_WIDTH ? (unsigned)(n % CN_TILE_WIDTH) : 0;
}

bool cn_tile_new_at(uint64_t from, uint64_t to, uint64_t i, cn_tile *ret)
{
	for (unsigned pass = 0; pass <= CN_TILE_LEVELS_MAX; pass++) {
		unsigned level = pass ? pass - 1 : 0; /* pass 0: the bundles, which lie like level 0 */
		uint64_t have = cn_tile_hashes(from, level), want = cn_tile_hashes(to, level);
		if (want <= have)
			continue;
		uint64_t first = have / CN_TILE_WIDTH, count = (want - 1) / CN_TILE_WIDTH - first + 1;
		if (i < count) {
			*ret = (cn_tile){ .entries = pass == 0, .level = level, .index = first + i,
					  .width = cn_tile_width(to, level, first + i) };
			return true;
		}
		i -= count;
	}
	return false;
}

void cn_bundle_put(cn_buf *b, cn_str entry)
{
	if (entry.n > CN_ENTRY_BYTES_MAX) {
		b->failed = true;
		return;
	}
	cn_buf_putc(b, (char)(entry.n >> 8));
	cn_buf_putc(b, (char)(entry.n & 255));
	cn_buf_put(b, entry);
}

cn_code cn_bundle_next(cn_str bundle, size_t *pos, cn_str *ret, cn_err *err)
{
	size_t at = *pos;
	if (at >= bundle.n)
		return CN_FAIL(err, CN_ENOTFOUND, "the bundle ends");
	if (bundle.n - at < 2)
		return CN_FAIL(err, CN_EINPUT, "the entry bundle is cut inside a length, at byte %zu", at);
	size_t n = (size_t)(uint8_t)bundle.p[at] << 8 | (uint8_t)bundle.p[at + 1];
	if (bundle.n - at - 2 < n)
		return CN_FAIL(err, CN_EINPUT, "the entry bundle is cut inside an entry, at byte %zu", at);
	*ret = cn_sub(bundle, at + 2, n);
	*pos = at + 2 + n;
	return CN_OK;
}

cn_code cn_tiles_hash(void *tiles, unsigned level, uint64_t index, cn_digest *ret, cn_err *err)
{
	const cn_tiles *s = tiles;
	unsigned inner = level % CN_TILE_HEIGHT;
	uint64_t first = index << inner;
	cn_tile t = { .level = level / CN_TILE_HEIGHT, .index = first / CN_TILE_WIDTH };
	t.width = cn_tile_width(s->size, t.level, t.index);
	size_t at = (size_t)(first % CN_TILE_WIDTH), n = (size_t)1 << inner;
	if (at + n > t.width)
		return CN_FAIL(err, CN_EINPUT, "a hash outside the tree of %llu", (unsigned long long)s->size);
	cn_str bytes;
	CN_TRY(s->get(s->ctx, &t, &bytes, err));
	if (bytes.n != (size_t)t.width * CN_DIGEST_BYTES)
		return CN_FAIL(err, CN_EFORGED, "a tile has %zu bytes, not %u", bytes.n, t.width * CN_DIGEST_BYTES);
	cn_digest leaf[CN_TILE_WIDTH / 2];
	memcpy(leaf, bytes.p + at * CN_DIGEST_BYTES, n * CN_DIGEST_BYTES);
	*ret = cn_merkle_root(leaf, n);
	return CN_OK;
}
