/* Texts that nearly agree: MinHash (Broder 1997) with banding finds candidates, and the Jaccard similarity of each is counted. */
#include "lab/data/data.h"

enum { BUCKET_MISS_PER_MILLION = 1000 };

typedef struct shingles {
	uint64_t *hash; /* sorted, distinct */
	size_t n, room;
} shingles;

typedef struct texts {
	const cn_str *text; /* [n]: of the classes that have one */
	const uint32_t *class;
	size_t n;
	unsigned shingle, bands, rows; /* characters; bands of so many values */
	double similarity;
	uint64_t *mul, *add; /* of each permutation */
	uint32_t *signature; /* [n * bands * rows] */
	shingles one, two;
	char *plain; /* a text made plain, and where its characters begin */
	uint32_t *begin;
} texts;

static int by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

static bool is_white(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x3000 || cp == 0xa0;
}

/* Lower case (ASCII), and white space of any length one space: differences that a reader would not call a difference. */
static size_t make_plain(texts *t, cn_str s, size_t *bytes)
{
	size_t n = 0, chars = 0;
	bool space = true;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		size_t step = cn_utf8_at(s, i, &cp);
		bool white = is_white(cp);
		if (!white || !space) {
			t->begin[chars++] = (uint32_t)n;
			if (white)
				t->plain[n++] = ' ';
			else if (step == 1 && cp >= 'A' && cp <= 'Z')
				t->plain[n++] = (char)(s.p[i] + ('a' - 'A'));
			else
				for (size_t k = 0; k < step; k++)
					t->plain[n++] = s.p[i + k];
		}
		space = white;
		i += step;
	}
	if (chars && t->plain[n - 1] == ' ') {
		chars--;
		n--;
	}
	t->begin[chars] = (uint32_t)n;
	*bytes = n;
	return chars;
}

static uint64_t hash_bytes(const char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325ull; /* FNV-1a */
	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)p[i]) * 0x100000001b3ull;
	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9ull; /* the finish of splitmix64: FNV's high bits depend on few bytes */
	h = (h ^ h >> 27) * 0x94d049bb133111ebull;
	return h ^ h >> 31;
}

/* The distinct runs of t->shingle characters; a shorter text is one shingle. */
static void shingles_of(texts *t, cn_str s, shingles *ret)
{
	size_t bytes, chars = make_plain(t, s, &bytes), n = 0;
	if (chars <= t->shingle)
		ret->hash[n++] = hash_bytes(t->plain, bytes);
	for (size_t i = 0; chars > t->shingle && i + t->shingle <= chars; i++)
		ret->hash[n++] = hash_bytes(t->plain + t->begin[i], t->begin[i + t->shingle] - t->begin[i]);
	qsort(ret->hash, n, sizeof *ret->hash, by_value);
	ret->n = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || ret->hash[i] != ret->hash[i - 1])
			ret->hash[ret->n++] = ret->hash[i];
}

static bool alike(texts *t, size_t i, size_t j)
{
	shingles_of(t, t->text[i], &t->one);
	shingles_of(t, t->text[j], &t->two);
	size_t x = 0, y = 0, both = 0;
	while (x < t->one.n && y < t->two.n) {
		uint64_t a = t->one.hash[x], b = t->two.hash[y];
		both += a == b;
		x += a <= b;
		y += b <= a;
	}
	return (double)both / (double)(t->one.n + t->two.n - both) >= t->similarity;
}

/* As many rows a band as keep the chance to miss a pair at the threshold, (1 - s^rows)^bands, below 1 in 1,000. */
static void bands_choose(texts *t, unsigned permutations)
{
	t->rows = 1;
	for (unsigned rows = 1; rows <= permutations; rows++) {
		double same = 1, miss = 1;
		for (unsigned i = 0; i < rows; i++)
			same *= t->similarity;
		for (unsigned i = 0; i < permutations / rows; i++)
			miss *= 1 - same;
		if (miss * 1e6 > BUCKET_MISS_PER_MILLION)
			break;
		t->rows = rows;
	}
	t->bands = permutations / t->rows;
}

static void sign_all(texts *t)
{
	size_t k = (size_t)t->bands * t->rows;
	for (size_t i = 0; i < t->n; i++) {
		uint32_t *least = t->signature + i * k;
		memset(least, 0xff, k * sizeof *least);
		shingles_of(t, t->text[i], &t->one);
		for (size_t s = 0; s < t->one.n; s++) {
			uint64_t h = t->one.hash[s];
			for (size_t p = 0; p < k; p++) {
				uint32_t x = (uint32_t)((h * t->mul[p] + t->add[p]) >> 32);
				least[p] = x < least[p] ? x : least[p];
			}
		}
	}
}

static bool band_equal(const texts *t, size_t i, size_t j, unsigned band)
{
	size_t k = (size_t)t->bands * t->rows;
	return memcmp(t->signature + i * k + (size_t)band * t->rows, t->signature + j * k + (size_t)band * t->rows, t->rows * sizeof(uint32_t)) == 0;
}

/* A pair is looked at in the first band that it shares. */
static bool seen_before(const texts *t, size_t i, size_t j, unsigned band)
{
	for (unsigned b = 0; b < band; b++)
		if (band_equal(t, i, j, b))
			return true;
	return false;
}

typedef struct bucket {
	uint64_t key;
	uint32_t at;
} bucket;

static int by_bucket(const void *x, const void *y)
{
	const bucket *a = x, *b = y;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static cn_code bucket_compare(texts *t, const bucket *b, size_t n, unsigned band, const near_seen *seen, int64_t *pairs, cn_err *err)
{
	for (size_t x = 0; x < n; x++) {
		for (size_t y = x + 1; y < n; y++) {
			size_t i = b[x].at, j = b[y].at;
			CN_TRY(near_pair_taken(pairs, err));
			if (seen->settled(seen->self, t->class[i], t->class[j]) || !band_equal(t, i, j, band) || seen_before(t, i, j, band))
				continue;
			if (alike(t, i, j))
				seen->found(seen->self, t->class[i], t->class[j]);
		}
	}
	return CN_OK;
}

static cn_code bands_compare(cn_arena *a, texts *t, const near_seen *seen, int64_t *pairs, cn_err *err)
{
	size_t k = (size_t)t->bands * t->rows;
	bucket *b = CN_NEW(a, bucket, t->n + 1);
	if (!b)
		return cn_arena_fail(a, err);
	for (unsigned band = 0; band < t->bands; band++) {
		for (size_t i = 0; i < t->n; i++)
			b[i] = (bucket){ hash_bytes((const char *)(t->signature + i * k + (size_t)band * t->rows), t->rows * sizeof(uint32_t)), (uint32_t)i };
		qsort(b, t->n, sizeof *b, by_bucket);
		for (size_t i = 0, to; i < t->n; i = to) {
			for (to = i + 1; to < t->n && b[to].key == b[i].key;)
				to++;
			CN_TRY(bucket_compare(t, b + i, to - i, band, seen, pairs, err));
		}
	}
	return CN_OK;
}

/* The texts of the classes; a class whose text is missing is near to none. */
static cn_code texts_lay(cn_arena *a, const cn_take *in, const cn_table *other, cn_str name, const classes *c, texts *t, size_t *longest, cn_err *err)
{
	const cn_column *col[2] = { cn_table_find(in->table, name), other ? cn_table_find(other, name) : NULL };
	size_t rows = cn_table_rows(in->table);
	cn_str *text = CN_NEW(a, cn_str, c->n + (size_t)1);
	uint32_t *class = CN_NEW(a, uint32_t, c->n + (size_t)1);
	if (!text || !class)
		return cn_arena_fail(a, err);
	if (col[0]->number)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" holds numbers: name a column of texts, or a tolerance", CN_FMT(name));
	for (uint32_t i = 0; i < c->n; i++) {
		size_t row = c->first[i];
		const cn_column *from = col[row >= rows];
		row -= row >= rows ? rows : 0;
		if (cn_column_missing(from, row))
			continue;
		text[t->n] = from->level[cn_column_code(from, row)];
		*longest = text[t->n].n > *longest ? text[t->n].n : *longest;
		class[t->n++] = i;
	}
	t->text = text;
	t->class = class;
	return CN_OK;
}

cn_code near_texts(cn_arena *a, const cn_take *in, const cn_table *other, cn_str name, const classes *c, const near_seen *seen, int64_t *pairs,
		   cn_err *err)
{
	texts t = { .n = 0 };
	int64_t shingle, permutations;
	size_t longest = 0;
	CN_TRY(cn_option_real(in, "similarity", 0.8, 0.5, 1, &t.similarity, err));
	CN_TRY(cn_option_int(in, "shingle", 5, 1, 20, &shingle, err));
	CN_TRY(cn_option_int(in, "permutations", 128, 16, 1024, &permutations, err));
	CN_TRY(texts_lay(a, in, other, name, c, &t, &longest, err));
	t.shingle = (unsigned)shingle;
	bands_choose(&t, (unsigned)permutations);
	size_t k = (size_t)t.bands * t.rows;
	t.mul = CN_NEW(a, uint64_t, k);
	t.add = CN_NEW(a, uint64_t, k);
	t.signature = CN_NEW(a, uint32_t, t.n * k + 1);
	t.one.hash = CN_NEW(a, uint64_t, longest + 1);
	t.two.hash = CN_NEW(a, uint64_t, longest + 1);
	t.plain = CN_NEW(a, char, longest + 1);
	t.begin = CN_NEW(a, uint32_t, longest + 1);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	cn_rng rng;
	cn_rng_init(&rng, in->seed);
	for (size_t i = 0; i < k; i++) {
		t.mul[i] = cn_rng_next(&rng) | 1;
		t.add[i] = cn_rng_next(&rng);
	}
	sign_all(&t);
	return bands_compare(a, &t, seen, pairs, err);
}
