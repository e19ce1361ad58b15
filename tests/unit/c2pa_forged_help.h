/* Manifests of the file "content", and of each other. Include after cmocka.h. */
#ifndef CN_TESTS_C2PA_FORGED_HELP_H
#define CN_TESTS_C2PA_FORGED_HELP_H

#include "c2pa_toy.h"

#define N(x) (sizeof(x) / sizeof *(x))

static inline cn_c2pa_report by_rules(cn_arena *a, cn_str manifests, cn_c2pa_rules rules)
{
	toy t;
	cn_x509 x = toy_table(&t);
	cn_c2pa_input in = {
		.file = CN_S("content"), .store = superbox(a, "c2pa", "c2pa", manifests), .at_us = 500, .x509 = &x, .rules = rules
	};
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (cn_c2pa_check(a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	assert_int_equal(r.rules, rules);
	return r;
}

static inline cn_c2pa_report check(cn_arena *a, cn_str manifests)
{
	return by_rules(a, manifests, CN_C2PA_2_2);
}

static inline cn_str binding(cn_arena *a)
{
	return diag(a, "{'hash':@}", sha256(a, CN_S("content")));
}

#define CREATED "{'actions':[{'action':'c2pa.created'}]}"

static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.actions.v2", "org.one", "org.two" };

/* A manifest with the binding and the other assertions, of which the first is called c2pa.actions.v2. */
static inline made a_made(cn_arena *a, const char *label, cn_str *content, const char *actions)
{
	content[0] = binding(a);
	content[1] = diag(a, actions);
	content[2] = diag(a, "{'x':1}");
	content[3] = diag(a, "{'x':2}");
	return (made){ .label = label, .name = NAMES, .content = content, .n = 4, .version = 2 };
}

static inline size_t place(cn_str s, cn_str what, unsigned nth)
{
	for (size_t i = 0; i + what.n <= s.n; i++)
		if (memcmp(s.p + i, what.p, what.n) == 0 && nth-- == 0)
			return i;
	fail_msg("it is not there");
	return 0;
}

static const char *const WITH[] = { "c2pa.hash.data", "c2pa.ingredient.v3", "c2pa.ingredient.v3__1", "c2pa.ingredient.v3__2" };

/* A manifest made of others. */
static inline cn_str made_of(cn_arena *a, const char *label, const made *const *part, size_t n, const char *relationship, const char *more, made *ret,
		      cn_str *content)
{
	content[0] = binding(a);
	for (size_t i = 0; i < n; i++)
		content[i + 1] = ingredient_of(a, part[i], relationship, ",'validationResults':{}");
	*ret = (made){ .label = label, .name = WITH, .content = content, .n = n + 1, .more = more };
	return make(a, ret);
}

#define REDACTS(uri) "'redacted_assertions':['self#jumbf=/c2pa/" uri "']"

/* The manifest with what an assertion holds gone to zeros. */
static inline cn_str zeroed(cn_arena *a, cn_str manifest, cn_str content)
{
	char *p = cn_cstr(a, manifest);
	memset(p + place(manifest, content, 0), 0, content.n);
	return (cn_str){ p, manifest.n };
}

#endif
