/* Merkle arithmetic. Verification follows RFC 9162 sections 2.1.3.2 and 2.1.4.2 step by step; proofs are made by the recursive definitions of
 * 2.1.3.1 and 2.1.4.1, whose depth is at most 63. */
#include "core/merkle.h"

cn_digest cn_leaf_hash(cn_str entry)
{
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_put(&h, "\x00", 1);
	cn_hash_puts(&h, entry);
	return cn_hash_done(&h);
}

cn_digest cn_node_hash(const cn_digest *left, const cn_digest *right)
{
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_put(&h, "\x01", 1);
	cn_hash_put(&h, left->b, CN_DIGEST_BYTES);
	cn_hash_put(&h, right->b, CN_DIGEST_BYTES);
	return cn_hash_done(&h);
}

cn_digest cn_empty_root(void)
{
	return cn_sha256((cn_str){ "", 0 });
}

void cn_frontier_add(cn_frontier *f, const cn_digest *leaf)
{
	cn_digest h = *leaf;
	unsigned k = 0;
	for (; f->size >> k & 1; k++)
		h = cn_node_hash(&f->edge[k], &h);
	f->edge[k] = h;
	f->size++;
}

cn_digest cn_frontier_root(const cn_frontier *f)
{
	if (f->size == 0)
		return cn_empty_root();
	unsigned k = 0;
	while (!(f->size >> k & 1))
		k++;
	cn_digest h = f->edge[k];
	for (k++; k < 64; k++)
		if (f->size >> k & 1)
			h = cn_node_hash(&f->edge[k], &h);
	return h;
}

cn_digest cn_merkle_root(const cn_digest *leaf, size_t n)
{
	cn_frontier f = { .size = 0 };
	for (size_t i = 0; i < n; i++)
		cn_frontier_add(&f, &leaf[i]);
	return cn_frontier_root(&f);
}

/* ---- making proofs --------------------------------------------------------------------------------------------------------- */

/* Root of leaves [lo, lo + n), where lo is a multiple of the smallest power of two >= n. */
static cn_code range_root(const cn_hashes *src, uint64_t lo, uint64_t n, cn_digest *ret, cn_err *err)
{
	cn_digest part[64];
	unsigned n_parts = 0;
	for (unsigned level = 63; level < 64; level--) {
		if (!(n >> level & 1))
			continue;
		CN_TRY(src->get(src->ctx, level, lo >> level, &part[n_parts], err));
		n_parts++;
		lo += (uint64_t)1 << level;
	}
	cn_digest h = part[n_parts - 1];
	for (unsigned i = n_parts - 1; i > 0; i--)
		h = cn_node_hash(&part[i - 1], &h);
	*ret = h;
	return CN_OK;
}

static cn_code push_range(const cn_hashes *src, uint64_t lo, uint64_t n, cn_hash_path *path, cn_err *err)
{
	if (path->n == CN_PROOF_HASHES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a proof of more than %d hashes", CN_PROOF_HASHES_MAX);
	CN_TRY(range_root(src, lo, n, &path->h[path->n], err));
	path->n++;
	return CN_OK;
}

static uint64_t split(uint64_t n) /* the largest power of two below n; n >= 2 */
{
	uint64_t k = 1;
	while (k << 1 < n)
		k <<= 1;
	return k;
}

static cn_code inclusion(const cn_hashes *src, uint64_t m, uint64_t lo, uint64_t n, cn_hash_path *path, cn_err *err)
{
	if (n == 1)
		return CN_OK;
	uint64_t k = split(n);
	if (m < k) {
		CN_TRY(inclusion(src, m, lo, k, path, err));
		return push_range(src, lo + k, n - k, path, err);
	}
	CN_TRY(inclusion(src, m - k, lo + k, n - k, path, err));
	return push_range(src, lo, k, path, err);
}

cn_code cn_prove_inclusion(const cn_hashes *src, uint64_t index, uint64_t size, cn_hash_path *ret, cn_err *err)
{
	if (index >= size || size > CN_TREE_SIZE_MAX)
		return CN_FAIL(err, CN_EINPUT, "entry %llu is not in a tree of %llu", (unsigned long long)index, (unsigned long long)size);
	cn_hash_path path = { .n = 0 };
	CN_TRY(inclusion(src, index, 0, size, &path, err));
	*ret = path;
	return CN_OK;
}

static cn_code consistency(const cn_hashes *src, uint64_t m, uint64_t lo, uint64_t n, bool whole, cn_hash_path *path, cn_err *err)
{
	if (m == n)
		return whole ? CN_OK : push_range(src, lo, n, path, err);
	uint64_t k = split(n);
	if (m <= k) {
		CN_TRY(consistency(src, m, lo, k, whole, path, err));
		return push_range(src, lo + k, n - k, path, err);
	}
	CN_TRY(consistency(src, m - k, lo + k, n - k, false, path, err));
	return push_range(src, lo, k, path, err);
}

cn_code cn_prove_consistency(const cn_hashes *src, uint64_t from, uint64_t to, cn_hash_path *ret, cn_err *err)
{
	if (from > to || to > CN_TREE_SIZE_MAX)
		return CN_FAIL(err, CN_EINPUT, "a tree of %llu does not grow into one of %llu", (unsigned long long)from,
			       (unsigned long long)to);
	cn_hash_path path = { .n = 0 };
	if (from > 0)
		CN_TRY(consistency(src, from, 0, to, true, &path, err));
	*ret = path;
	return CN_OK;
}

cn_code cn_tree_root(const cn_hashes *src, uint64_t size, cn_digest *ret, cn_err *err)
{
	if (size > CN_TREE_SIZE_MAX)
		return CN_FAIL(err, CN_EINPUT, "a tree of %llu is too large", (unsigned long long)size);
	if (size == 0) {
		*ret = cn_empty_root();
		return CN_OK;
	}
	return range_root(src, 0, size, ret, err);
}

/* ---- checking proofs ------------------------------------------------------------------------------------------------------- */

cn_code cn_check_inclusion(const cn_digest *leaf, uint64_t index, uint64_t size, const cn_digest *path, size_t n, const cn_digest *root,
			   cn_err *err)
{
	if (index >= size || size > CN_TREE_SIZE_MAX)
		return CN_FAIL(err, CN_EINPUT, "entry %llu is not in a tree of %llu", (unsigned long long)index, (unsigned long long)size);
	uint64_t fn = index, sn = size - 1;
	cn_digest r = *leaf;
	for (size_t i = 0; i < n; i++) {
		if (sn == 0)
			return CN_FAIL(err, CN_EFORGED, "the inclusion proof has too many hashes");
		if ((fn & 1) || fn == sn) {
			r = cn_node_hash(&path[i], &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = cn_node_hash(&r, &path[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0)
		return CN_FAIL(err, CN_EFORGED, "the inclusion proof has too few hashes");
	if (!cn_digest_eq(&r, root))
		return CN_FAIL(err, CN_EFORGED, "the inclusion proof does not lead to the root");
	return CN_OK;
}

/* The loop of RFC 9162 2.1.4.2: from a first hash and the rest of the path to both roots. False: wrong number of hashes. */
static bool climb(uint64_t fn, uint64_t sn, const cn_digest *path, size_t n, cn_digest *fr, cn_digest *sr)
{
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	for (size_t i = 0; i < n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			*fr = cn_node_hash(&path[i], fr);
			*sr = cn_node_hash(&path[i], sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			*sr = cn_node_hash(sr, &path[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0;
}

cn_code cn_check_consistency(uint64_t from, const cn_digest *from_root, uint64_t to, const cn_digest *to_root, const cn_digest *path,
			     size_t n, cn_err *err)
{
	if (from > to || to > CN_TREE_SIZE_MAX)
		return CN_FAIL(err, CN_EINPUT, "a tree of %llu does not grow into one of %llu", (unsigned long long)from,
			       (unsigned long long)to);
	if (from == 0 || from == to) {
		cn_digest empty = cn_empty_root();
		const cn_digest *want = from == to ? to_root : &empty;
		if (n > 0 || !cn_digest_eq(from_root, want))
			return CN_FAIL(err, CN_EFORGED, "the consistency proof does not hold");
		return CN_OK;
	}
	if (n == 0)
		return CN_FAIL(err, CN_EFORGED, "the consistency proof is empty");
	bool power = (from & (from - 1)) == 0;
	cn_digest fr = power ? *from_root : path[0], sr = fr;
	size_t skip = power ? 0 : 1;
	if (!climb(from - 1, to - 1, path + skip, n - skip, &fr, &sr))
		return CN_FAIL(err, CN_EFORGED, "the consistency proof has a wrong number of hashes");
	if (!cn_digest_eq(&fr, from_root) || !cn_digest_eq(&sr, to_root))
		return CN_FAIL(err, CN_EFORGED, "the consistency proof does not lead to both roots");
	return CN_OK;
}
