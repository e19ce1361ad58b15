/* The same file by other rules and on other days. */
#include "assess/media_drift.h"

static cn_val *failures(cn_arena *a, const cn_c2pa_report *r)
{
	cn_val *list = cn_list(a);
	for (const cn_c2pa_note *n = r->notes; n; n = n->next)
		if (cn_c2pa_code_weight(n->code) == CN_C2PA_FAILURE && !n->known)
			(void)cn_push(a, list, cn_textz(a, cn_c2pa_code_name(n->code, r->rules)));
	return list;
}

static cn_code by_version(cn_arena *a, cn_str bytes, const cn_media_ask *ask, const cn_media_answer *m, cn_val *list, cn_err *err)
{
	for (unsigned v = CN_C2PA_2_2; m->has_store && v <= CN_C2PA_1_4; v++) {
		cn_media_ask other = *ask;
		cn_c2pa_report r;
		other.c2pa = (cn_c2pa_rules)v;
		if (other.c2pa == ask->c2pa)
			continue;
		CN_TRY(cn_media_credentials(a, bytes, &m->file, &other, &r, err));
		const cn_val *now = failures(a, &m->credentials), *then = failures(a, &r);
		if (r.state == m->credentials.state && now && then && cn_val_eq(now, then))
			continue;
		cn_val *row = cn_push(a, list, cn_map(a));
		(void)cn_put(a, row, "rules", cn_textz(a, cn_c2pa_rules_text(other.c2pa)));
		(void)cn_put(a, row, "state", cn_textz(a, cn_c2pa_state_text(r.state)));
		(void)cn_put(a, row, "failure", failures(a, &r));
	}
	return CN_OK;
}

/* What another set of rules makes of the same facts on the same day. */
static cn_code by_rules(cn_arena *a, const cn_media_ask *ask, const cn_content_rules *other, const cn_media_answer *m, cn_val *list, cn_err *err)
{
	cn_content_verdict *after;
	cn_content_drift *d;
	size_t n_after, n_drift, n = 0;
	if (!other || ask->n_market == 0)
		return CN_OK;
	cn_content_fact *known = CN_NEW(a, cn_content_fact, m->n_fact + 1);
	if (!known)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < m->n_fact; i++)
		if (cn_content_rules_fact(other, m->fact[i].name))
			known[n++] = m->fact[i];
	cn_date day = cn_time_date(ask->at_us);
	CN_TRY(cn_content_apply(a, other, known, n, ask->market, ask->n_market, day, false, &after, &n_after, err));
	CN_TRY(cn_content_compare(a, m->verdict, m->n_verdict, after, n_after, &d, &n_drift, err));
	if (n_drift == 0)
		return CN_OK;
	cn_val *row = cn_push(a, list, cn_map(a));
	(void)cn_put(a, row, "rules", cn_text(a, cn_content_rules_digest(other)));
	(void)cn_put(a, row, "changes", cn_content_drift_val(a, d, n_drift));
	return CN_OK;
}

static cn_code by_day(cn_arena *a, const cn_media_ask *ask, const cn_media_answer *m, cn_val *list, cn_err *err)
{
	cn_date from = cn_time_date(ask->at_us), *day;
	size_t n;
	const cn_content_verdict *before = m->verdict;
	size_t n_before = m->n_verdict;
	cn_media_ask brief = *ask;
	brief.explain = false;
	if (!ask->rules || ask->n_market == 0)
		return CN_OK;
	CN_TRY(cn_content_days(a, ask->rules, ask->market, ask->n_market, from, from + 366 * CN_DRIFT_YEARS, &day, &n, err));
	for (size_t i = 0; i < n; i++) {
		cn_content_verdict *after;
		cn_content_drift *d;
		size_t n_after, n_drift;
		CN_TRY(cn_media_on(a, &brief, m, day[i], &after, &n_after, err));
		CN_TRY(cn_content_compare(a, before, n_before, after, n_after, &d, &n_drift, err));
		before = after;
		n_before = n_after;
		if (n_drift == 0)
			continue;
		char date[CN_TIME_BYTES];
		cn_date_text(day[i], date);
		cn_val *row = cn_push(a, list, cn_map(a));
		(void)cn_put(a, row, "date", cn_textz(a, date));
		(void)cn_put(a, row, "changes", cn_content_drift_val(a, d, n_drift));
	}
	return CN_OK;
}

cn_code cn_media_drift(cn_arena *a, cn_str bytes, const cn_media_ask *ask, const cn_content_rules *other, const cn_media_answer *m,
		       const cn_val **ret, cn_err *err)
{
	cn_val *v = cn_map(a), *versions = cn_list(a), *rules = cn_list(a), *days = cn_list(a);
	CN_TRY(by_version(a, bytes, ask, m, versions, err));
	CN_TRY(by_rules(a, ask, other, m, rules, err));
	CN_TRY(by_day(a, ask, m, days, err));
	(void)cn_put(a, v, "credentials", versions);
	(void)cn_put(a, v, "rules", rules);
	(void)cn_put(a, v, "law", days);
	*ret = v;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
