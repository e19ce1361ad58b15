/* Conditions as they stand in files: read, bound to the names that count there, and what is wrong said with its place. */
#include "norm/library.h"

typedef struct names {
	const cn_library *lib;
	const cn_definition *def;
	size_t n;
} names;

static const cn_fact *find_fact(void *user, cn_str name)
{
	const names *n = user;
	return cn_library_fact(n->lib, name);
}

static const cn_definition *find_def(void *user, cn_str name)
{
	const names *n = user;
	for (size_t i = 0; i < n->n; i++)
		if (cn_eq(n->def[i].id, name))
			return &n->def[i];
	return NULL;
}

static cn_str near_name(void *user, cn_str name)
{
	const names *n = user;
	cn_nearest near = cn_nearest_to(name);
	for (size_t i = 0; i < n->n; i++)
		cn_nearest_try(&near, n->def[i].id);
	for (size_t i = 0; i < cn_library_facts(n->lib); i++)
		cn_nearest_try(&near, cn_library_fact_at(n->lib, i)->id);
	return near.best;
}

/* "column 12: there is ..." becomes a problem 11 characters behind the start of the text. */
cn_code cn_report_expr(cn_report *r, const cn_val *v, const cn_err *e)
{
	if (e->code != CN_EINPUT && e->code != CN_ETOOBIG)
		return e->code;
	cn_str head, rest, word, number;
	int64_t col = 1;
	if (!cn_split(cn_str_z(e->msg), ':', &head, &rest) || !cn_split(head, ' ', &word, &number) || !cn_eqz(word, "column") ||
	    cn_int_parse(number, 1, CN_FIELD_BYTES_MAX, &col, NULL) != CN_OK)
		col = 1;
	cn_val at = *v;
	at.col += (uint32_t)(col - 1) + v->quoted;
	cn_report_err(r, &at, e);
	return CN_OK;
}

cn_code cn_load_expr_in(cn_report *r, const cn_scope *scope, const cn_val *v, const cn_expr **ret, cn_err *err)
{
	cn_err e = { 0 };
	const cn_expr *parsed = NULL;
	*ret = NULL;
	if (!v || v->type != CN_TEXT)
		return CN_OK; /* reported by its shape */
	cn_code rc = cn_expr_parse(r->a, v->s, &parsed, &e);
	if (rc == CN_OK)
		rc = cn_expr_bind(r->a, scope, parsed, ret, &e);
	if (rc != CN_OK) {
		*ret = NULL;
		rc = cn_report_expr(r, v, &e);
	}
	if (rc != CN_OK && err)
		*err = e;
	return rc;
}

cn_code cn_load_expr(cn_library *lib, cn_report *r, const cn_val *v, const cn_definition *defs, size_t n_defs, const cn_expr **ret, cn_err *err)
{
	names n = { lib, defs, n_defs };
	cn_scope scope = { .user = &n, .find_fact = find_fact, .find_def = find_def, .near = near_name };
	return cn_load_expr_in(r, &scope, v, ret, err);
}
