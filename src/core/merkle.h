/* The Merkle tree of RFC 6962 / RFC 9162: leaf hash SHA-256(0x00 || entry), node hash SHA-256(0x01 || left || right), root of nothing
 * SHA-256(""). Pure arithmetic on hashes; where they are kept is the caller's business (cn_hashes). */
#ifndef CN_CORE_MERKLE_H
#define CN_CORE_MERKLE_H

#include "core/hash.h"

#define CN_TREE_SIZE_MAX ((uint64_t)1 << 62) /* sizes and indexes are below this */

cn_digest cn_leaf_hash(cn_str entry);
cn_digest cn_node_hash(const cn_digest *left, const cn_digest *right);
cn_digest cn_empty_root(void);

/* The right edge of a growing tree: all that is needed to add leaves and know the root. A zeroed one is the empty tree. */
typedef struct cn_frontier {
	uint64_t size;
	cn_digest edge[64]; /* edge[k]: root of the complete subtree of 2^k leaves, meaningful where bit k of size is set */
} cn_frontier;
void cn_frontier_add(cn_frontier *f, const cn_digest *leaf);
cn_digest cn_frontier_root(const cn_frontier *f);

/* Root over n leaf hashes. */
cn_digest cn_merkle_root(const cn_digest *leaf, size_t n);

typedef struct cn_hash_path {
	unsigned n;
	cn_digest h[CN_PROOF_HASHES_MAX];
} cn_hash_path;

/* Where the roots of complete subtrees come from: leaves [index << level, (index + 1) << level), all inside the tree. */
typedef struct cn_hashes {
	cn_code (*get)(void *ctx, unsigned level, uint64_t index, cn_digest *ret, cn_err *err);
	void *ctx;
} cn_hashes;

/* fails: CN_EINPUT unless index < size <= CN_TREE_SIZE_MAX (from <= to); what the source fails with */
CN_MUST_CHECK cn_code cn_prove_inclusion(const cn_hashes *src, uint64_t index, uint64_t size, cn_hash_path *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_prove_consistency(const cn_hashes *src, uint64_t from, uint64_t to, cn_hash_path *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_tree_root(const cn_hashes *src, uint64_t size, cn_digest *ret, cn_err *err);

/* CN_OK only if the proof holds. from = 0 holds with an empty proof and the empty root; from = to with an empty proof and equal
 * roots. fails: CN_EFORGED, or CN_EINPUT for sizes that contradict each other. */
CN_MUST_CHECK cn_code cn_check_inclusion(const cn_digest *leaf, uint64_t index, uint64_t size, const cn_digest *path, size_t n,
					 const cn_digest *root, cn_err *err);
CN_MUST_CHECK cn_code cn_check_consistency(uint64_t from, const cn_digest *from_root, uint64_t to, const cn_digest *to_root,
					   const cn_digest *path, size_t n, cn_err *err);

#endif
