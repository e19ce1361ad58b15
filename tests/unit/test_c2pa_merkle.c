/* Merkle trees over mdat boxes and over fragments: files, trees and proofs are made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_bmff_help.h"

enum { LEAVES_MAX = 16 };

/* Row `level` of the tree over the leaves, 0 their own; gives how many. */
static size_t row_of(cn_arena *a, const cn_str *leaf, size_t n, int level, cn_str *out)
{
	memcpy(out, leaf, n * sizeof *out);
	for (; level > 0; level--) {
		for (size_t i = 0; i < n; i += 2)
			out[i / 2] = i + 1 < n ? sha256(a, join(a, out[i], out[i + 1])) : out[i];
		n = (n + 1) / 2;
	}
	return n;
}

static cn_str list_of(cn_arena *a, const cn_str *s, size_t n)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_cbor_put_head(&b, CN_CBOR_ARRAY, n);
	for (size_t i = 0; i < n; i++)
		cn_cbor_put_bytes(&b, s[i]);
	return cn_buf_copy(a, &b);
}

/* The box with the way from leaf `at` up to row `level`. */
static cn_str proof_box(cn_arena *a, const cn_str *leaf, size_t n, int level, size_t at, const char *ids, bool padded)
{
	cn_str way[LEAVES_MAX], row[LEAVES_MAX];
	size_t n_way = 0, place = at;
	for (int i = 0; i < level; i++, place /= 2) {
		size_t m = row_of(a, leaf, n, i, row);
		if ((place ^ 1) < m)
			way[n_way++] = row[place ^ 1];
	}
	cn_str cbor = diag(a, cn_cstr(a, cn_strf(a, "{%s,'location':#%s", ids, n_way ? ",'hashes':^}" : "}")), (uint64_t)at,
			   list_of(a, way, n_way));
	return box(a, "uuid", join(a, join(a, CN_S(UUID "\0\0\0\0merkle\0"), cbor), padded ? CN_S("\0\0\0") : (cn_str){ 0 }));
}

/* ftyp, mdat with a payload of 50 bytes after 16 of head, then proofs if there are any. */
typedef struct tree_case {
	const char *cut; /* how the payload is cut, as text of CBOR; after it a comma */
	size_t size[LEAVES_MAX], n;
	int level; /* of the row in the manifest */
	bool proofs;
} tree_case;

#define PAYLOAD "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"

static size_t leaves_of(cn_arena *a, const tree_case *c, cn_str *leaf)
{
	size_t at = 0;
	for (size_t i = 0; i < c->n; i++) {
		leaf[i] = sha256(a, cn_sub(CN_S(PAYLOAD), at, c->size[i]));
		at += c->size[i];
	}
	return c->n;
}

static cn_str mdat_box(cn_arena *a)
{
	return box(a, "mdat", CN_S("12345678" PAYLOAD));
}

static size_t tree_roots(cn_arena *a, const tree_case *c, root *r)
{
	cn_str leaf[LEAVES_MAX], mdat = mdat_box(a);
	size_t n = leaves_of(a, c, leaf), at = 0;
	r[at++] = gone(box(a, "ftyp", CN_S("x")));
	r[at++] = (root){ mdat, cn_sub(mdat, 0, 16), false };
	for (size_t i = 0; c->proofs && i < n; i++)
		r[at++] = gone(proof_box(a, leaf, n, c->level, i, "'uniqueId':1,'localId':0", i & 1));
	return at;
}

static cn_str rules_of_trees(cn_arena *a)
{
	return diag(a,
		    "[{'xpath':'/uuid','data':[{'offset':8,'value':@}]},{'xpath':'/ftyp'},{'xpath':'/"
		    "mdat','subset':[{'offset':16,'length':0}]}]",
		    CN_S(UUID));
}

static cn_c2pa_report with_trees(cn_arena *a, const root *r, size_t n, cn_str trees)
{
	return check(a, file_of(a, r, n),
		     diag(a, "{'exclusions':^,'hash':@,'merkle':^}", rules_of_trees(a), sha256(a, flat(a, r, n, 0)), trees));
}

static cn_str map_of(cn_arena *a, const tree_case *c)
{
	cn_str leaf[LEAVES_MAX], row[LEAVES_MAX];
	size_t n = row_of(a, leaf, leaves_of(a, c, leaf), c->level, row);
	return diag(a, cn_cstr(a, cn_strf(a, "{'uniqueId':1,'localId':0,'count':%zu,%s'hashes':^}", c->n, c->cut)),
		    list_of(a, row, n));
}

static cn_c2pa_report tree(cn_arena *a, const tree_case *c)
{
	root r[ROOTS_MAX];
	size_t n = tree_roots(a, c, r);
	return with_trees(a, r, n, diag(a, "[^]", map_of(a, c)));
}

#define FIXED "'fixedBlockSize':16,"
#define VARIABLE "'variableBlockSizes':[20,0,7,13,10],"

static void a_tree_holds_the_payload_at_each_of_its_rows(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	for (int level = 0; level < 4; level++) {
		tree_case fixed = { FIXED, { 16, 16, 16, 2 }, 4, level, level > 0 },
			  five = { VARIABLE, { 20, 0, 7, 13, 10 }, 5, level, level > 0 };
		cn_c2pa_report r = tree(a, &five);
		HOLD(a, &r, TRUSTED, "");
		assert_true(told(&r, CN_C2PA_BMFF_MATCH) && !told(&r, CN_C2PA_BMFF_EXTRA));
		if (level < 3) {
			r = tree(a, &fixed);
			HOLD(a, &r, TRUSTED, "");
			fixed.proofs = !fixed.proofs; /* needed where the manifest has not got the leaves */
			r = tree(a, &fixed);
			if (level)
				HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
			else
				HOLD(a, &r, TRUSTED, "");
		}
	}
	tree_case whole = { "", { 50 }, 1, 0, false };
	cn_c2pa_report r = tree(a, &whole);
	HOLD(a, &r, TRUSTED, "");
}

static void trees_that_do_not_fit_their_box_are_malformed(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	const struct {
		tree_case c;
		const char *codes;
	} CASES[] = {
		{ { FIXED, { 16, 16, 16, 1 }, 4, 0, false },
		  "assertion.bmffHash.mismatch" },					    /* the last digest is of other bytes */
		{ { FIXED, { 16, 16, 18 }, 3, 0, false }, "assertion.bmffHash.malformed" }, /* fewer blocks than there are */
		{ { FIXED, { 16, 16, 16, 2, 0 }, 5, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'fixedBlockSize':0,", { 50 }, 1, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'fixedBlockSize':'16',", { 50 }, 1, 0, false }, "assertion.bmffHash.malformed" },
		{ { FIXED VARIABLE, { 20, 0, 7, 13, 10 }, 5, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,30,1],", { 20, 30, 0 }, 3, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,29],", { 20, 29 }, 2, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,30],", { 20, 15, 15 }, 3, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,-30],", { 20, 30 }, 2, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':50,", { 50 }, 1, 0, false }, "assertion.bmffHash.malformed" },
		{ { "", { 25, 25 }, 2, 0, false }, "assertion.bmffHash.malformed" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		cn_c2pa_report r = tree(a, &CASES[i].c);
		if (!cn_eqz(failures(a, &r), CASES[i].codes))
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &r)));
	}
	tree_case c = { FIXED, { 16, 16, 16, 2 }, 4, 0, false };
	root r[ROOTS_MAX];
	size_t n = tree_roots(a, &c, r);
	cn_str four = list_of(a, (cn_str[]){ CN_S("1"), CN_S("2"), CN_S("3"), CN_S("4") }, 4);
	static const char *const MAPS[] = {
		"[]",
		"{}",
		"[7]",
		"[{'localId':0,'count':4,'fixedBlockSize':16,'hashes':^}]",
		"[{'uniqueId':1,'count':4,'fixedBlockSize':16,'hashes':^}]",
		"[{'uniqueId':1,'localId':1,'count':4,'fixedBlockSize':16,'hashes':^}]", /* no such box */
		"[{'uniqueId':1,'localId':0,'fixedBlockSize':16,'hashes':^}]",
		"[{'uniqueId':1,'localId':0,'count':0,'fixedBlockSize':16,'hashes':^}]",
		"[{'uniqueId':1,'localId':0,'count':3,'fixedBlockSize':16,'hashes':^}]",
		"[{'uniqueId':1,'localId':0,'count':1048577,'fixedBlockSize':16,'hashes':^}]",
		"[{'uniqueId':1,'localId':0,'count':5,'fixedBlockSize':16,'hashes':^}]", /* no row of five */
		"[{'uniqueId':1,'localId':0,'count':4,'fixedBlockSize':16,'hashes':[]}]",
		"[{'uniqueId':1,'localId':0,'count':4,'fixedBlockSize':16}]"
	};
	for (size_t i = 0; i < N(MAPS); i++) {
		cn_c2pa_report out = with_trees(a, r, n, diag(a, MAPS[i], four));
		if (!cn_eqz(failures(a, &out), "assertion.bmffHash.malformed"))
			fail_msg("%s: %.*s", MAPS[i], CN_FMT(failures(a, &out)));
	}
	cn_c2pa_report out = with_trees(a, r, n, diag(a, "[^,^]", map_of(a, &c), map_of(a, &c))); /* one tree a box */
	HOLD(a, &out, INVALID, "assertion.bmffHash.malformed");
	out = with_trees(a, r, n, diag(a, "[{'uniqueId':1,'localId':0,'count':4,'alg':'md5','hashes':^}]", four));
	HOLD(a, &out, INVALID, "algorithm.unsupported");
	out = with_trees(a, r, n, diag(a, "[{'uniqueId':1,'localId':0,'count':4,'fixedBlockSize':16,'hashes':[1,2,3,4]}]"));
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	CN_AUTO_BUF many;
	cn_buf_init(&many, 8 << 20);
	for (uint64_t k = 1024; k < 1026; k++) { /* trees have a bound: past it none is looked at */
		cn_buf_reset(&many);
		cn_cbor_put_head(&many, CN_CBOR_ARRAY, k);
		for (uint64_t i = 0; i < k; i++)
			cn_buf_put(&many, diag(a, "{'uniqueId':1,'localId':0,'count':4,'alg':'md5','hashes':^}", four));
		out = with_trees(a, r, n, cn_buf_copy(a, &many));
		HOLD(a, &out, INVALID, k == 1024 ? "algorithm.unsupported" : "assertion.bmffHash.malformed");
	}
}

static void a_payload_without_a_tree_or_with_a_false_proof_is_not_bound(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	tree_case c = { FIXED, { 16, 16, 16, 2 }, 4, 1, true };
	root r[ROOTS_MAX], good[ROOTS_MAX];
	size_t n = tree_roots(a, &c, good);
	cn_str trees = diag(a, "[^]", map_of(a, &c)), leaf[LEAVES_MAX], mdat = mdat_box(a);
	(void)leaves_of(a, &c, leaf);
	const struct {
		size_t i;
		cn_str box;
		const char *codes;
	} CASES[] = {
		{ 2, proof_box(a, leaf, 4, 1, 1, "'uniqueId':1,'localId':0", false),
		  "assertion.bmffHash.mismatch" }, /* another place */
		{ 2, proof_box(a, leaf, 4, 0, 0, "'uniqueId':1,'localId':0", false),
		  "assertion.bmffHash.mismatch" }, /* no way up */
		{ 2, proof_box(a, leaf, 4, 2, 0, "'uniqueId':1,'localId':0", false),
		  "assertion.bmffHash.mismatch" }, /* too long a way */
		{ 5, proof_box(a, leaf, 4, 1, 4, "'uniqueId':1,'localId':0", false), "assertion.bmffHash.mismatch" },
		{ 2, proof_box(a, leaf, 4, 1, 0, "'uniqueId':2,'localId':0", false),
		  "assertion.bmffHash.malformed" }, /* of no tree */
		{ 2, proof_box(a, leaf, 4, 1, 0, "'uniqueId':1", false), "assertion.bmffHash.malformed" },
		{ 2, proof_box(a, leaf, 4, 1, 0, "'localId':0", false), "assertion.bmffHash.malformed" },
		{ 2, box(a, "uuid", CN_S(UUID "\0\0\0\0merkle\0\xff")), "assertion.bmffHash.malformed" },
		{ 2, box(a, "uuid", join(a, CN_S(UUID "\0\0\0\0merkle\0"), diag(a, "{'uniqueId':1,'localId':0}"))),
		  "assertion.bmffHash.malformed" },
		{ 2,
		  box(a, "uuid",
		      join(a, CN_S(UUID "\0\0\0\0merkle\0"), diag(a, "{'uniqueId':1,'localId':0,'location':0,'hashes':7}"))),
		  "assertion.bmffHash.malformed" },
		{ 2,
		  box(a, "uuid",
		      join(a, CN_S(UUID "\0\0\0\0merkle\0"), diag(a, "{'uniqueId':1,'localId':0,'location':0,'hashes':[7]}"))),
		  "assertion.bmffHash.mismatch" },
		{ 2, changed(a, good[2].box, good[2].box.n - 3), "assertion.bmffHash.mismatch" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		memcpy(r, good, sizeof r);
		r[CASES[i].i] = gone(CASES[i].box);
		cn_c2pa_report out = with_trees(a, r, n, trees);
		if (!cn_eqz(failures(a, &out), CASES[i].codes))
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &out)));
	}
	/* the payload; a second box, whose payload is left out too, has no tree of its own */
	memcpy(r, good, sizeof r);
	r[1].box = changed(a, mdat, 40);
	cn_c2pa_report out = with_trees(a, r, n, trees);
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	memcpy(r, good, sizeof r);
	r[n] = good[1];
	out = with_trees(a, r, n + 1, trees);
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	r[n] = kept(box(a, "mdat", CN_S("1234"))); /* all of it is in the flat digest */
	out = with_trees(a, r, n + 1, trees);
	HOLD(a, &out, TRUSTED, "");
	/* the payload is in the flat digest as well: no tree is needed for the second */
	r[1] = kept(mdat);
	r[n] = kept(mdat);
	out = check(a, file_of(a, r, n + 1),
		    diag(a, "{'exclusions':^,'hash':@,'merkle':^}", usual(a), sha256(a, flat(a, r, n + 1, 0)), trees));
	HOLD(a, &out, TRUSTED, "");
	r[1] = kept(box(a, "skip", CN_S("no mdat at all")));
	out = with_trees(a, r, 2, trees);
	HOLD(a, &out, INVALID, "assertion.bmffHash.malformed");
	CN_AUTO_BUF many; /* mdat boxes have a bound */
	CN_AUTO_BUF h;
	cn_buf_init(&many, 1 << 20);
	cn_buf_init(&h, 1 << 20);
	cn_buf_put(&many, mdat);
	put_number(&h, 0, 8);
	cn_buf_put(&h, cn_sub(mdat, 0, 16));
	tree_case leafs = { FIXED, { 16, 16, 16, 2 }, 4, 0, false };
	for (size_t i = 1; i < 1025; i++) {
		cn_str content = { 0 };
		if (i >= 1023) {
			content = diag(a, "{'exclusions':^,'hash':@,'merkle':[^]}", rules_of_trees(a), sha256(a, cn_buf_str(&h)),
				       map_of(a, &leafs));
			out = check(a, cn_buf_str(&many), content);
			HOLD(a, &out, TRUSTED, "");
		}
		put_number(&h, many.n, 8);
		cn_buf_put(&h, CN_S("\0\0\0\x08mdat"));
		cn_buf_put(&many, CN_S("\0\0\0\x08mdat"));
	}
	out = check(
	    a, cn_buf_str(&many),
	    diag(a, "{'exclusions':^,'hash':@,'merkle':[^]}", rules_of_trees(a), sha256(a, cn_buf_str(&h)), map_of(a, &leafs)));
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
}

enum { FRAGMENTS = 5 };

/* ftyp, moov, then for each fragment its proof, moof and mdat; the row of the manifest is `level`. */
typedef struct fragmented {
	root r[2 + 3 * FRAGMENTS];
	size_t n;
	cn_str leaf[FRAGMENTS], start;
	int level;
} fragmented;

#define TRACK "'uniqueId':3,'localId':7"

static void make_fragments(cn_arena *a, fragmented *f, int level)
{
	*f = (fragmented){ .n = N(f->r), .level = level };
	f->r[0] = gone(box(a, "ftyp", CN_S("x")));
	f->r[1] = kept(box(a, "moov", CN_S("track 7")));
	f->start = sha256(a, flat(a, f->r, 2, 0));
	for (int again = 0; again < 2;
	     again++) { /* proofs have the same length whatever they prove, so places are known after one round */
		uint64_t at = f->r[0].box.n + f->r[1].box.n;
		for (size_t i = 0; i < FRAGMENTS; i++) {
			root *r = &f->r[2 + 3 * i];
			r[0] = gone(proof_box(a, f->leaf, FRAGMENTS, level, i, TRACK, i & 1));
			r[1] = kept(box(a, "moof", cn_strf(a, "head %zu", i)));
			r[2] = kept(box(a, "mdat", cn_strf(a, "body %zu", i)));
			at += r[0].box.n;
			f->leaf[i] = sha256(a, flat(a, r + 1, 2, at));
			at += r[1].box.n + r[2].box.n;
		}
	}
	for (size_t i = 0; i < FRAGMENTS; i++)
		f->r[2 + 3 * i] = gone(proof_box(a, f->leaf, FRAGMENTS, level, i, TRACK, i & 1));
}

static cn_str fragment_map(cn_arena *a, const fragmented *f, const char *more)
{
	cn_str row[LEAVES_MAX];
	size_t n = row_of(a, f->leaf, FRAGMENTS, f->level, row);
	return diag(a, cn_cstr(a, cn_strf(a, "{" TRACK ",'count':5,%s'initHash':@,'hashes':^}", more)), f->start,
		    list_of(a, row, n));
}

static cn_c2pa_report fragments(cn_arena *a, const root *r, size_t n, cn_str map)
{
	return check(a, file_of(a, r, n), diag(a, "{'exclusions':^,'merkle':[^]}", usual(a), map));
}

static void fragments_are_bound_one_by_one_after_their_start(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	fragmented f;
	for (int level = 0; level < 4; level++) {
		make_fragments(a, &f, level);
		cn_c2pa_report r = fragments(a, f.r, f.n, fragment_map(a, &f, ""));
		HOLD(a, &r, TRUSTED, "");
		assert_true(told(&r, CN_C2PA_BMFF_MATCH));
	}
	make_fragments(a, &f, 1);
	cn_str map = fragment_map(a, &f, "");
	fragmented g = f;
	g.r[1].box = changed(a, f.r[1].box, 10); /* the start */
	cn_c2pa_report r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	g = f;
	g.r[7].box = changed(a, f.r[7].box, 10); /* a body */
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	r = fragments(a, f.r, f.n - 3, map); /* the last is gone */
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	root twice[2 + 3 * (FRAGMENTS + 1)];
	memcpy(twice, f.r, sizeof f.r);
	memcpy(twice + f.n, f.r + f.n - 3, 3 * sizeof *twice);
	r = fragments(a, twice, f.n + 3, map); /* one comes again */
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	g = f;
	g.r[5] = gone(box(a, "free", cn_sub(f.r[5].box, 8, f.r[5].box.n))); /* no proof where one should be, in the same place */
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch"); /* the fragment before it has one box more */
	g.r[5] = gone(proof_box(a, f.leaf, FRAGMENTS, 1, 1, "'uniqueId':3,'localId':8", true));
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	g = f;
	g.r[2] = gone(box(a, "ftyp", CN_S("instead of a proof")));
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	g = f;
	for (size_t i = 0; i < 3; i++) { /* two in each other's place */
		g.r[2 + i] = f.r[5 + i];
		g.r[5 + i] = f.r[2 + i];
	}
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	static const char *const CUTS[] = { "'fixedBlockSize':16,", "'variableBlockSizes':[1,2,3,4,5]," };
	for (size_t i = 0; i < 2; i++) {
		r = fragments(a, f.r, f.n, fragment_map(a, &f, CUTS[i]));
		HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	}
	cn_str row[LEAVES_MAX];
	size_t n = row_of(a, f.leaf, FRAGMENTS, 1, row);
	r = fragments(a, f.r, f.n, diag(a, "{" TRACK ",'count':5,'hashes':^}", list_of(a, row, n))); /* no digest of the start */
	HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	root cut[2 + 3 * FRAGMENTS];
	memcpy(cut, f.r, sizeof cut);
	cut[4].box = CN_S("\0\0\1\0mdat");
	r = fragments(a, cut, 5, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
}

static void a_start_whose_fragments_are_elsewhere_is_checked_as_far_as_it_goes(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	fragmented f;
	make_fragments(a, &f, 1);
	cn_c2pa_report r = fragments(a, f.r, 2, fragment_map(a, &f, ""));
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(!told(&r, CN_C2PA_BMFF_MATCH) && cn_contains(r.unchecked->what, CN_S("fragments")));
	f.r[1].box = changed(a, f.r[1].box, 9);
	r = fragments(a, f.r, 2, fragment_map(a, &f, ""));
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	tree_case c = { FIXED, { 16, 16, 16, 2 }, 4, 1, true };
	root r[ROOTS_MAX];
	size_t n = tree_roots(a, &c, r);
	cn_c2pa_input in = input_of(
	    a, file_of(a, r, n),
	    diag(a, "{'exclusions':^,'hash':@,'merkle':[^]}", rules_of_trees(a), sha256(a, flat(a, r, n, 0)), map_of(a, &c)));
	starve(&in);
	fragmented f;
	make_fragments(a, &f, 1);
	in = input_of(a, file_of(a, f.r, f.n), diag(a, "{'exclusions':^,'merkle':[^]}", usual(a), fragment_map(a, &f, "")));
	starve(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_holds_the_payload_at_each_of_its_rows),
		cmocka_unit_test(trees_that_do_not_fit_their_box_are_malformed),
		cmocka_unit_test(a_payload_without_a_tree_or_with_a_false_proof_is_not_bound),
		cmocka_unit_test(fragments_are_bound_one_by_one_after_their_start),
		cmocka_unit_test(a_start_whose_fragments_are_elsewhere_is_checked_as_far_as_it_goes),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
