/* Any text as a condition: refused in one sentence, or parsed, printed and parsed again to the same; bound where its names are known,
 * and then its exact answer never contradicts Kleene's. */
#include "norm/eval.h"

static const cn_member members[] = { { { "x", 1 }, { { 0 }, { 0 } } }, { { "y", 1 }, { { 0 }, { 0 } } } };
static const cn_fact facts[] = {
	{ .id = { "a", 1 }, .type = CN_F_BOOL, .index = 0 },
	{ .id = { "b", 1 }, .type = CN_F_BOOL, .index = 1 },
	{ .id = { "s", 1 }, .type = CN_F_SET, .member = members, .n_member = 2, .index = 2 },
	{ .id = { "t", 1 }, .type = CN_F_TEXT, .member = members, .n_member = 2, .index = 3 },
	{ .id = { "n", 1 }, .type = CN_F_NUMBER, .index = 4 },
	{ .id = { "d", 1 }, .type = CN_F_DATE, .index = 5 },
};

static const cn_fact *find_fact(void *user, cn_str name)
{
	(void)user;
	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
		if (cn_eq(facts[i].id, name))
			return &facts[i];
	return NULL;
}

static void print_and_parse_again(cn_arena *a, const cn_expr *e)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 16u << 20);
	const cn_expr *again = NULL;
	cn_err err = { 0 };
	cn_expr_print(e, &b);
	if (b.failed)
		return;
	cn_code rc = cn_expr_parse(a, cn_buf_str(&b), &again, &err);
	if (rc == CN_ETOOBIG || rc == CN_ENOMEM)
		return; /* parentheses count for depth */
	if (rc != CN_OK || !cn_expr_eq(e, again)) {
		fprintf(stderr, "%s\n%s\n", b.p, err.msg);
		abort();
	}
}

static void bind_and_answer(cn_arena *a, const cn_expr *e)
{
	cn_scope scope = { .find_fact = find_fact };
	cn_value v[sizeof facts / sizeof facts[0]] = { 0 };
	cn_world w = { .value = v, .n = sizeof facts / sizeof facts[0] };
	const cn_expr *bound = NULL;
	cn_tri exact = CN_UNKNOWN;
	cn_open open;
	if (cn_expr_bind(a, &scope, e, &bound, NULL) != CN_OK)
		return;
	for (size_t i = 0; i < w.n; i++)
		v[i].b = CN_UNKNOWN;
	v[0].b = CN_TRUE;
	cn_tri kleene = cn_eval(bound, &w);
	if (cn_exact(a, bound, &w, &exact, NULL) != CN_OK || cn_open_facts(a, bound, &w, &open, NULL) != CN_OK)
		return;
	if (kleene != CN_UNKNOWN && exact != kleene)
		abort();
	if (kleene == CN_UNKNOWN && open.n == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_expr *e = NULL;
	cn_err err = { 0 };
	if (!a || size > 1u << 16)
		return 0;
	cn_code rc = cn_expr_parse(a, (cn_str){ (const char *)data, size }, &e, &err);
	if (rc != CN_OK) {
		if (err.msg[0] == 0)
			abort();
		return 0;
	}
	print_and_parse_again(a, e);
	bind_and_answer(a, e);
	return 0;
}
