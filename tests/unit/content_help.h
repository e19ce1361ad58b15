/* Shared by the tests of rules about files: the project's rules, facts of a case. norm_help.h and cmocka are included before. */
#ifndef CN_TEST_CONTENT_HELP_H
#define CN_TEST_CONTENT_HELP_H

#include "node/load.h"

/* Rules over the library given; of norms/media if text is NULL, else of that one file and no declared facts. */
static inline cn_code help_rules(cn_arena *a, const cn_library *lib, const char *text, const cn_content_rules **ret, cn_problems *p, cn_err *err)
{
	static cn_norm_file file[64];
	const cn_fact *fact = NULL;
	size_t n_fact = 0, n = 1;
	assert_int_equal(cn_media_fact_table(a, &fact, &n_fact, err), CN_OK);
	if (text)
		file[0] = (cn_norm_file){ .name = CN_S("m/x.yaml"), .digest = CN_S("d"), .tree = help_yaml(a, text, "m/x.yaml") };
	else
		n = help_folder(a, "norms/media", file, 64);
	return cn_content_rules_load(a, lib, fact, n_fact, file, n, ret, p, err);
}

/* The project's rules; they have no problem, not even a warning. */
static inline const cn_content_rules *help_media(cn_arena *a)
{
	const cn_library *lib = help_norms(a);
	const cn_content_rules *r = NULL;
	cn_problems p = { 0 };
	cn_err err = { 0 };
	assert_non_null(lib);
	cn_code rc = help_rules(a, lib, NULL, &r, &p, &err);
	help_print(&p, stderr);
	assert_int_equal(rc, CN_OK);
	assert_int_equal(p.n, 0);
	return r;
}

/* {ai_made: yes, visible_label_height: 4.9} */
static inline size_t help_facts(cn_arena *a, const cn_val *facts, cn_content_fact **ret)
{
	cn_content_fact *f = CN_NEW(a, cn_content_fact, (facts ? facts->n : 0) + 1);
	size_t n = 0;
	CN_EACH(x, facts)
		f[n++] = (cn_content_fact){ .name = x->key, .as = CN_GIVEN_TEXT, .text = x->s };
	*ret = f;
	return n;
}

static inline const cn_content_verdict *help_verdict(const cn_content_verdict *v, size_t n, cn_str provision)
{
	for (size_t i = 0; i < n; i++)
		if (cn_eq(v[i].rule->provision->full, provision))
			return &v[i];
	return NULL;
}

#endif
