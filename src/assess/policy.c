/* Reads what an owner decides: limits of his own and unknowns he accepts (policy/1), and the evidence of a manifest. */
#include "assess/assess.h"
#include "lab/procedure.h"

enum { LIMITS_MAX = 256, ACCEPTS_MAX = 1024, EVIDENCE_MAX = 4096 };

static cn_code at(const cn_val *v, cn_str file, const char *what, cn_err *err)
{
	(void)CN_FAIL(err, CN_EINPUT, "%s", what);
	(void)cn_while(err, "%.*s:%u:%u", CN_FMT(file), v ? v->line : 1, v ? v->col : 1);
	return CN_EINPUT;
}

static bool one_of(cn_str s, const char *const *list)
{
	for (; *list; list++)
		if (cn_eqz(s, *list))
			return true;
	return false;
}

/* yes or no, as everywhere in a manifest; absent is no. Anything else is an error, never silently the other answer. */
static cn_code read_yes(const cn_val *map, const char *key, cn_str file, bool *ret, cn_err *err)
{
	const cn_val *v = cn_get(map, key);
	*ret = cn_is_text(v, "yes") || cn_is_text(v, "true");
	if (!v || *ret || cn_is_text(v, "no") || cn_is_text(v, "false"))
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "%.*s:%u:%u: %s is yes or no", CN_FMT(file), v->line, v->col, key);
	return cn_hint(err, "%s: yes", key);
}

static cn_code need_list(const cn_val *map, const char *key, size_t most, cn_str file, const cn_val **ret, cn_err *err)
{
	const cn_val *v = cn_get(map, key);
	*ret = v;
	if (v && v->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "%.*s:%u:%u: %s is a list: each entry begins with \"- \"", CN_FMT(file), v->line, v->col, key);
	if (v && v->n > most)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s:%u:%u: %s has more than %zu entries", CN_FMT(file), v->line, v->col, key, most);
	return CN_OK;
}

/* What the metric does not read is not silently left out: the number would be told as if it were of that. */
static cn_code check_read(const cn_metric_row *row, const cn_val *v, cn_str file, cn_err *err)
{
	const cn_procedure *p = NULL;
	if (row->procedure)
		CN_TRY(cn_procedure_need(cn_str_z(row->procedure), &p, err));
	const struct {
		const char *key;
		bool reads;
		const char *what;
	} all[] = {
		{ "attribute", !p || (p->needs & CN_TAKE_GROUPS), "this metric compares no groups: it takes no attribute" },
		{ "stratum", !p && (row->needs & CN_NEED_STRATA), "this metric compares nothing within strata: it takes no stratum" },
		{ "other", p && (p->needs & (CN_TAKE_OTHER | CN_TAKE_MAY_OTHER)), "this metric looks at one table: it takes no other" },
		{ "columns", p && (p->needs & CN_TAKE_COLUMNS), "this metric takes no columns: the model or an option says what it looks at" },
		{ "table", p != NULL, "this metric is counted from the predictions: it takes no table" },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const cn_val *x = cn_get(v, all[i].key);
		if (x && !all[i].reads)
			return at(x, file, all[i].what, err);
		if (x && x->type != CN_TEXT && strcmp(all[i].key, "columns") != 0)
			return at(x, file, "attribute, stratum, table and other are a name each (attribute: sex*age_group)", err);
	}
	return CN_OK;
}

/* What only a procedure takes. */
static cn_code check_taken(const cn_limit *l, const cn_metric_row *row, const cn_val *v, cn_str file, cn_err *err)
{
	if ((l->table.n || l->other.n || l->columns || l->options) && !row->procedure)
		return at(v, file, "table, other, columns and options belong to metrics of a procedure: concord lab show METRIC", err);
	if (l->columns && l->columns->type != CN_LIST)
		return at(l->columns, file, "columns is a list: [age, income]", err);
	if (l->options && l->options->type != CN_MAP)
		return at(l->options, file, "options is a map: {replicates: 20}", err);
	return check_read(row, v, file, err);
}

cn_code cn_limit_read(const cn_val *v, cn_str file, cn_str owner, cn_limit *l, cn_err *err)
{
	static const char *const keys[] = { "metric", "attribute", "stratum", "table", "other", "columns", "options", "op", "value", "basis", "blocks", NULL };
	static const char *const ops[] = { "<=", "<", ">=", ">", NULL };
	CN_TRY(cn_keys_check(v, keys, file, err));
	*l = (cn_limit){ .metric = cn_get_text(v, "metric"), .attribute = cn_get_text(v, "attribute"), .stratum = cn_get_text(v, "stratum"),
			 .table = cn_get_text(v, "table"), .other = cn_get_text(v, "other"), .columns = cn_get(v, "columns"),
			 .options = cn_get(v, "options"), .op = cn_get_text(v, "op"), .value = cn_get_text(v, "value"), .from = CN_S("policy"), .owner = owner,
			 .basis = cn_get(v, "basis") };
	CN_TRY(read_yes(v, "blocks", file, &l->blocks, err));
	const cn_metric_row *row;
	cn_err why = { 0 };
	if (cn_metric_need(l->metric, &row, &why) != CN_OK) {
		const cn_val *place = cn_get(v, "metric") ? cn_get(v, "metric") : v;
		(void)cn_while(&why, "%.*s:%u:%u", CN_FMT(file), place->line, place->col);
		why.code = CN_EINPUT; /* a metric that is not there is a mistake of the policy */
		if (err)
			*err = why;
		return CN_EINPUT;
	}
	CN_TRY(check_taken(l, row, v, file, err));
	cn_outputs_part part;
	if ((row->needs & CN_NEED_OUTPUTS) && !cn_outputs_part_read(l->attribute, &part))
		return at(cn_get(v, "attribute"), file, "attribute of a share of outputs is modality=image, audio, video or text, or a format: format=png", err);
	if (l->op.n == 0 && l->value.n == 0)
		return CN_OK; /* measured for information */
	double x;
	if (!one_of(l->op, ops))
		return at(cn_get(v, "op") ? cn_get(v, "op") : v, file, "op is one of <= < >= >", err);
	if (cn_real_parse(l->value, &x, NULL) != CN_OK)
		return at(cn_get(v, "value") ? cn_get(v, "value") : v, file, "value is a decimal number", err);
	return CN_OK;
}

static cn_code read_accept(const cn_val *v, cn_str file, cn_accept *x, cn_err *err)
{
	static const char *const keys[] = { "id", "by", "until", "reason", NULL };
	CN_TRY(cn_keys_check(v, keys, file, err));
	*x = (cn_accept){ .id = cn_get_text(v, "id"), .by_role = cn_get_text(v, "by"), .reason = cn_get_text(v, "reason") };
	if (!x->id.n || !x->by_role.n || !x->reason.n)
		return at(v, file, "an accepted unknown needs id, by (a role), until and reason", err);
	if (cn_date_parse(cn_get_text(v, "until"), &x->until, NULL) != CN_OK)
		return at(cn_get(v, "until") ? cn_get(v, "until") : v, file, "until is a date like 2027-03-01", err);
	return CN_OK;
}

cn_code cn_policy_read(cn_arena *a, const cn_val *tree, cn_str file, cn_policy *ret, cn_err *err)
{
	static const char *const keys[] = { "concord", "owner", "limits", "accept", "note", NULL };
	CN_TRY(cn_keys_check(tree, keys, file, err));
	if (!cn_is_text(cn_get(tree, "concord"), "policy/1"))
		return at(tree, file, "a policy begins with \"concord: policy/1\"", err);
	cn_policy p = { .owner = cn_get_text(tree, "owner") };
	if (!p.owner.n)
		return at(tree, file, "a policy names its owner", err);
	const cn_val *limits, *accept;
	CN_TRY(need_list(tree, "limits", LIMITS_MAX, file, &limits, err));
	CN_TRY(need_list(tree, "accept", ACCEPTS_MAX, file, &accept, err));
	size_t n_limits = limits ? limits->n : 0, n_accept = accept ? accept->n : 0;
	cn_limit *l = CN_NEW(a, cn_limit, n_limits);
	cn_accept *x = CN_NEW(a, cn_accept, n_accept);
	if (!l || !x)
		return cn_arena_fail(a, err);
	if (n_limits)
		CN_EACH (v, limits)
			CN_TRY(cn_limit_read(v, file, p.owner, &l[p.n_limit++], err));
	if (n_accept)
		CN_EACH (v, accept)
			CN_TRY(read_accept(v, file, &x[p.n_accept++], err));
	p.limit = l;
	p.accept = x;
	*ret = p;
	return CN_OK;
}

cn_code cn_policy_check(const cn_library *lib, cn_policy *policy, cn_str file, cn_err *err)
{
	cn_accept *x = (cn_accept *)(uintptr_t)policy->accept; /* made by cn_policy_read, of this same policy */
	for (size_t i = 0; i < policy->n_accept; i++) {
		const cn_provision *p = cn_library_provision(lib, x[i].id);
		if (!p) {
			(void)CN_FAIL(err, CN_EINPUT, "%.*s: accept names \"%.*s\", which is no provision of the library", CN_FMT(file),
				      CN_FMT(cn_sub(x[i].id, 0, 80)));
			cn_str near = cn_library_near(lib, x[i].id);
			return near.n ? cn_hint(err, "%.*s", CN_FMT(near)) : CN_EINPUT;
		}
		x[i].id = p->full;
	}
	return CN_OK;
}

/* "eu-ai-act/art_26.6#E2" -> duty and line. */
static void split_duty(cn_str s, cn_str *duty, cn_str *line)
{
	(void)cn_split(s, '#', duty, line);
}

/* What kind it is, and what it says: a document is there or declared absent, a judgement answers yes or no. */
static cn_code read_says(const cn_val *v, cn_str file, cn_evidence *e, cn_err *err)
{
	const cn_val *kind = cn_get(v, "kind"), *answer = cn_get(v, "answer"), *absent = cn_get(v, "absent");
	bool judgement = cn_is_text(kind, "judgement"), yes, is_absent;
	if (kind && !judgement && !cn_is_text(kind, "document"))
		return at(kind, file, "kind is document or judgement", err);
	if (judgement && !answer)
		return at(v, file, "a judgement has an answer: yes or no", err);
	if (!judgement && answer)
		return at(answer, file, "an answer belongs to a judgement: kind: judgement", err);
	if (judgement && absent)
		return at(absent, file, "absent is said of a document; a judgement has an answer", err);
	CN_TRY(read_yes(v, "answer", file, &yes, err));
	CN_TRY(read_yes(v, "absent", file, &is_absent, err));
	e->kind = judgement ? CN_EV_JUDGEMENT : CN_EV_DOCUMENT;
	e->answer = (judgement ? yes : !is_absent) ? CN_TRUE : CN_FALSE;
	return CN_OK;
}

static cn_code read_evidence(const cn_val *v, cn_str file, cn_evidence *e, cn_err *err)
{
	static const char *const keys[] = { "for", "kind", "file", "absent", "answer", "by", "on", "until", "digest", "text", NULL };
	CN_TRY(cn_keys_check(v, keys, file, err));
	*e = (cn_evidence){ .by_role = cn_get_text(v, "by"), .until = CN_DATE_NONE, .digest = cn_get_text(v, "digest"),
			    .file = cn_get_text(v, "file"), .text = cn_get_text(v, "text") };
	split_duty(cn_get_text(v, "for"), &e->duty, &e->line);
	if (!e->duty.n || !e->by_role.n)
		return at(v, file, "evidence needs for (instrument/provision), by (a role) and on (a date)", err);
	if (cn_date_parse(cn_get_text(v, "on"), &e->on, NULL) != CN_OK)
		return at(cn_get(v, "on") ? cn_get(v, "on") : v, file, "on is the evidence's own date, like 2026-11-03", err);
	if (cn_get(v, "until") && cn_date_parse(cn_get_text(v, "until"), &e->until, NULL) != CN_OK)
		return at(cn_get(v, "until"), file, "until is a date like 2027-03-01", err);
	return read_says(v, file, e, err);
}

cn_code cn_evidence_read(cn_arena *a, const cn_val *manifest, cn_str file, cn_evidence **ret, size_t *ret_n, cn_err *err)
{
	const cn_val *list;
	CN_TRY(need_list(manifest, "evidence", EVIDENCE_MAX, file, &list, err));
	size_t n = list ? list->n : 0, i = 0;
	cn_evidence *e = CN_NEW(a, cn_evidence, n);
	if (!e)
		return cn_arena_fail(a, err);
	if (n)
		CN_EACH (v, list)
			CN_TRY(read_evidence(v, file, &e[i++], err));
	*ret = e;
	*ret_n = n;
	return CN_OK;
}
