/* Any bytes as the words of a search: refused in one sentence, or an expression that FTS5 takes without a complaint, in which nothing of
 * the input stands outside quotes. The stretches of any text add up to it. */
#include "store/search.h"

static const cn_search_row rows[] = { { { { "law/art_1", 9 }, { "Label OR near", 13 }, { "算法标识", 12 }, { "NOT a text AND so on", 20 }, { "禁止歧视", 12 }, { "", 0 } } } };

/* Outside quotes: spaces, parentheses, the star of a beginning, AND, OR. */
static void check_bare(cn_str q)
{
	bool quoted = false;
	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && !strchr(" ()*ANDOR", q.p[i]))
			abort();
	}
	if (quoted || memchr(q.p, 0, q.n))
		abort();
}

static void ask(cn_arena *a, cn_search *s, cn_str words, cn_search_join join)
{
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	cn_search_hit *hit;
	cn_str marked;
	size_t n;
	cn_buf_init(&b, 1 << 16);
	cn_code rc = cn_search_query(words, join, &b, &err);
	if (rc != CN_OK) {
		if (err.msg[0] == 0)
			abort();
		return;
	}
	check_bare(cn_buf_str(&b));
	if (cn_search_find(s, a, cn_buf_str(&b), &hit, &n, &err) != CN_OK) {
		fprintf(stderr, "%s\n%s\n", b.p, err.msg);
		abort();
	}
	if (n && cn_search_marked(s, a, cn_buf_str(&b), hit[0].row, CN_SF_TEXT_ZH, 8, &marked, &err) != CN_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static cn_search *s; /* one index for the whole run */
	CN_AUTO_ARENA a = cn_arena_new(16u << 20);
	cn_str text = { (const char *)data, size };
	cn_stretch one;
	size_t sum = 0;
	if (!a || (!s && cn_search_open(rows, 1, &s, NULL) != CN_OK))
		return 0;
	for (size_t at = 0; cn_search_stretch(text, &at, &one);)
		sum += one.text.n;
	if (sum != size)
		abort();
	ask(a, s, text, CN_SEARCH_ALL);
	ask(a, s, text, CN_SEARCH_ANY);
	return 0;
}
