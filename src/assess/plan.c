/* plan: which measurements to make, and what each is held against. */
#include "assess/assess.h"
#include "lab/procedure.h"

enum { PLAN_MAX = 1024 };

typedef struct plan {
	cn_limit *limit;
	size_t n;
} plan;

static bool planned(const plan *p, const cn_limit *l)
{
	for (size_t i = 0; i < p->n; i++)
		if (cn_eq(p->limit[i].duty, l->duty) && cn_eq(p->limit[i].line, l->line) && cn_eq(p->limit[i].attribute, l->attribute) &&
		    cn_eq(p->limit[i].table, l->table))
			return true;
	return false;
}

static cn_code add(plan *p, const cn_limit *l, cn_err *err)
{
	if (planned(p, l))
		return CN_OK;
	if (p->n >= PLAN_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d measurements in one assessment", PLAN_MAX);
	p->limit[p->n++] = *l;
	return CN_OK;
}

static cn_code check_tables(const cn_val *tables, cn_err *err)
{
	const cn_procedure *found;
	CN_EACH (t, tables && tables->type == CN_MAP ? tables : NULL) {
		const cn_val *name = cn_get(t, "procedure"), *options = cn_get(t, "options");
		if (name && cn_procedure_need(cn_get_text(t, "procedure"), &found, err) != CN_OK)
			return cn_while(err, "tables.%.*s.procedure", CN_FMT(cn_sub(t->key, 0, 60)));
		if (options && options->type != CN_MAP)
			return CN_FAIL(err, CN_EINPUT, "tables.%.*s.options is a map: {as_of: 2026-11-23}", CN_FMT(cn_sub(t->key, 0, 60)));
	}
	return CN_OK;
}

/* What the law asks of a procedure is measured on each table that the manifest keeps for it; without one nobody has said where to look. */
static cn_code add_taken(plan *p, cn_limit l, const char *procedure, const cn_val *tables, cn_err *err)
{
	CN_EACH (t, tables && tables->type == CN_MAP ? tables : NULL) {
		if (!cn_is_text(cn_get(t, "procedure"), procedure))
			continue;
		l.table = t->key;
		l.options = cn_get(t, "options");
		CN_TRY(add(p, &l, err));
	}
	return CN_OK;
}

/* A line of the law with a number on something the lab can measure. */
static cn_code add_line(plan *p, const cn_provision *prov, const cn_line *line, const cn_val *manifest, cn_err *err)
{
	const cn_metric_row *row = line->kind == CN_LINE_MEASUREMENT ? cn_metric_find(line->metric) : NULL;
	if (!row || !line->op.n || cn_eqz(line->threshold_from, "policy"))
		return CN_OK;
	cn_limit l = { .metric = line->metric, .op = line->op, .value = line->value, .from = line->threshold_from, .duty = prov->full,
		       .line = line->id };
	if (row->procedure)
		return add_taken(p, l, row->procedure, cn_get(manifest, "tables"), err);
	if (!(row->needs & CN_NEED_GROUPS))
		return add(p, &l, err);
	const cn_val *attribute = cn_get(manifest, "protected");
	CN_EACH (name, attribute && attribute->type == CN_LIST ? attribute : NULL) {
		l.attribute = name->type == CN_TEXT ? name->s : CN_S("");
		CN_TRY(add(p, &l, err));
	}
	return CN_OK;
}

cn_code cn_assess_plan(cn_arena *a, const cn_policy *policy, const cn_answers *const *answers, size_t n_answers, const cn_val *manifest,
		       cn_limit **ret, size_t *ret_n, cn_err *err)
{
	plan p = { .limit = CN_NEW(a, cn_limit, PLAN_MAX) };
	if (!p.limit)
		return cn_arena_fail(a, err);
	if (policy->n_limit > PLAN_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d limits in a policy", PLAN_MAX);
	CN_TRY(check_tables(cn_get(manifest, "tables"), err));
	for (size_t i = 0; i < policy->n_limit; i++)
		p.limit[p.n++] = policy->limit[i];
	for (size_t k = 0; k < n_answers; k++)
		for (size_t i = 0; i < answers[k]->n_cell; i++) {
			const cn_provision *prov = answers[k]->cell[i].provision;
			for (size_t j = 0; j < prov->n_line; j++)
				CN_TRY(add_line(&p, prov, &prov->line[j], manifest, err));
		}
	*ret = p.limit;
	*ret_n = p.n;
	return CN_OK;
}
