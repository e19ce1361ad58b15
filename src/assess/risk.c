/* The register of risks of one system: what stands in its manifest and in records, beside the duties and measurements it is linked to. */
#include "assess/say.h"
#include "core/kind.h"

static const char *const severities[] = { "negligible", "limited", "serious", "severe", "catastrophic" };

static int severity_rank(cn_str word)
{
	for (int i = 0; i < (int)(sizeof severities / sizeof severities[0]); i++)
		if (cn_eqz(word, severities[i]))
			return i;
	return -1;
}

static cn_code check_listed(const cn_library *lib, const char *list, const cn_val *v, const char *at, const char *key, cn_err *err)
{
	size_t n;
	const cn_member *m = cn_library_list(lib, list, &n);
	if (!v)
		return CN_OK;
	for (size_t i = 0; i < n; i++)
		if (cn_eq(m[i].id, v->s))
			return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "%s.%s: \"%.*s\" is not in the list %s of the vocabulary", at, key, CN_FMT(cn_sub(v->s, 0, 60)), list);
	cn_str best = { NULL, 0 };
	unsigned near = 4;
	for (size_t i = 0; i < n; i++) {
		unsigned d = cn_edit_distance(v->s, m[i].id, near);
		if (d < near) {
			near = d;
			best = m[i].id;
		}
	}
	return best.n ? cn_hint(err, "%.*s", CN_FMT(best)) : CN_EINPUT;
}

static cn_code check_each(const cn_library *lib, const char *list, const cn_val *body, const char *at, const char *key, cn_err *err)
{
	CN_EACH(v, cn_get(body, key))
		CN_TRY(check_listed(lib, list, v, at, key, err));
	return CN_OK;
}

static cn_code check_duty(const cn_library *lib, cn_str duty, const char *at, cn_err *err)
{
	if (cn_library_provision(lib, duty))
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "%s: there is no provision \"%.*s\"", at, CN_FMT(cn_sub(duty, 0, 80)));
	cn_str near = cn_library_near(lib, duty);
	return near.n ? cn_hint(err, "%.*s", CN_FMT(near)) : CN_EINPUT;
}

cn_code cn_risk_check(const cn_library *lib, const cn_val *body, const char *at, cn_err *err)
{
	const cn_kind *k = cn_kind_find(CN_S("risk/1"));
	cn_record r = { .body = body };
	CN_TRY(cn_fields_check(k->fields, body, at, err));
	if (k->check(&r, err) != CN_OK)
		return cn_while(err, "%s", at);
	CN_TRY(check_listed(lib, "hazards", cn_get(body, "hazard"), at, "hazard", err));
	CN_TRY(check_listed(lib, "people_roles", cn_get(body, "owner"), at, "owner", err));
	CN_TRY(check_each(lib, "protects", body, at, "affected", err));
	CN_TRY(check_each(lib, "stages", body, at, "stages", err));
	CN_EACH(d, cn_get(body, "duties"))
		CN_TRY(check_duty(lib, d->s, at, err));
	CN_EACH(c, cn_get(body, "controls")) {
		CN_TRY(check_listed(lib, "people_roles", cn_get(c, "owner"), at, "controls.owner", err));
		if (cn_get(c, "duty"))
			CN_TRY(check_duty(lib, cn_get_text(c, "duty"), at, err));
	}
	CN_EACH(m, cn_get(body, "measurements"))
		if (!cn_metric_find(m->s))
			return CN_FAIL(err, CN_EINPUT, "%s.measurements: there is no metric \"%.*s\"", at, CN_FMT(cn_sub(m->s, 0, 60)));
	return CN_OK;
}

cn_code cn_risks_read(cn_arena *a, const cn_library *lib, const cn_val *manifest, cn_str file, cn_risk_entry **ret, size_t *ret_n, cn_err *err)
{
	const cn_val *list = cn_get(manifest, "risks");
	size_t n = 0;
	if (list && list->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "%.*s:%u:%u: risks is a list", CN_FMT(file), list->line, list->col);
	cn_risk_entry *e = CN_NEW(a, cn_risk_entry, list ? list->n + 1 : 1);
	if (!e)
		return cn_arena_fail(a, err);
	CN_EACH(v, list) {
		cn_val *body = cn_val_copy(a, v);
		const char *at = cn_cstr(a, cn_strf(a, "risks[%zu]", n));
		if (body && body->type == CN_MAP && !cn_get(body, "system"))
			cn_put(a, body, "system", cn_text(a, cn_get_text(manifest, "id")));
		if (!cn_arena_ok(a))
			return cn_arena_fail(a, err);
		if (cn_risk_check(lib, body, at, err) != CN_OK)
			return cn_while(err, "%.*s:%u", CN_FMT(file), v->line);
		for (size_t i = 0; i < n; i++)
			if (cn_eq(cn_get_text(e[i].body, "id"), cn_get_text(body, "id")))
				return CN_FAIL(err, CN_EINPUT, "%.*s:%u: %s: the id \"%.*s\" stands twice", CN_FMT(file), v->line, at,
					       CN_FMT(cn_get_text(body, "id")));
		e[n++].body = body;
	}
	*ret = e;
	*ret_n = n;
	return CN_OK;
}

/* ---- the register ------------------------------------------------------------------------------------------------------------ */

static void put_copy(cn_arena *a, cn_val *to, const cn_val *from, const char *key)
{
	const cn_val *v = cn_get(from, key);
	if (v)
		cn_put(a, to, key, cn_val_copy(a, v));
}

/* What a review decided is where the risk stands from then on. */
static cn_str status_of(const cn_risk_entry *e)
{
	cn_str d = cn_get_text(e->review, "decision");
	if (cn_eqz(d, "accept"))
		return CN_S("accepted");
	if (cn_eqz(d, "close"))
		return CN_S("closed");
	return cn_eqz(d, "treat") ? CN_S("treated") : cn_get_text(e->body, "status");
}

static cn_str review_day(const cn_risk_entry *e)
{
	cn_str next = cn_get_text(e->review, "next");
	return next.n ? next : cn_get_text(e->body, "review");
}

/* How each market stands on a linked duty on the first day: "EU: unknown". */
static cn_val *duty_row(cn_arena *a, cn_str duty, const cn_library *lib, const cn_day *day)
{
	const cn_provision *p = cn_library_provision(lib, duty);
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, p ? p->full : duty));
	if (p)
		cn_put(a, m, "heading", cn_words_val(a, p->heading));
	cn_val *list = cn_put(a, m, "findings", cn_list(a));
	for (size_t i = 0; day && p && i < day->answers->n_cell; i++) {
		const cn_finding *f = &day->finding[i];
		if (f->cell->provision != p)
			continue;
		cn_val *row = cn_push(a, list, cn_map(a));
		cn_put(a, row, "market", cn_text(a, f->cell->market));
		cn_put(a, row, "role", cn_text(a, f->cell->actor->role));
		cn_put(a, row, "finding", cn_textz(a, cn_finding_text(f->kind)));
	}
	return m;
}

static void put_measurements(cn_arena *a, cn_val *row, const cn_val *body, const cn_val *measurements)
{
	if (!cn_get(body, "measurements"))
		return;
	cn_val *list = cn_put(a, row, "measurements", cn_list(a));
	CN_EACH(metric, cn_get(body, "measurements")) {
		bool found = false;
		CN_EACH(m, measurements) {
			if (!cn_eq(cn_get_text(m, "metric"), metric->s))
				continue;
			cn_val *r = cn_push(a, list, cn_map(a));
			cn_put(a, r, "metric", cn_text(a, metric->s));
			cn_put(a, r, "id", cn_text(a, cn_get_text(m, "id")));
			put_copy(a, r, m, "attribute");
			put_copy(a, r, m, "verdict");
			found = true;
		}
		if (!found)
			cn_put(a, cn_push(a, list, cn_map(a)), "metric", cn_text(a, metric->s));
	}
}

static cn_val *risk_row(cn_arena *a, const cn_library *lib, const cn_risk_entry *e, const cn_day *day, const cn_val *measurements, cn_date as_of)
{
	static const char *const plain[] = { "title", "cause", "affected", "stages", "likelihood", "severity", "controls", "residual", "owner", "incidents" };
	const cn_val *b = e->body;
	cn_val *m = cn_map(a);
	cn_str hazard = cn_get_text(b, "hazard"), status = status_of(e);
	cn_date due;
	cn_put(a, m, "id", cn_text(a, cn_get_text(b, "id")));
	cn_put(a, m, "hazard", cn_text(a, hazard));
	cn_put(a, m, "hazard_name", cn_words_val(a, cn_library_label(lib, "hazards", hazard)));
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		put_copy(a, m, b, plain[i]);
	cn_put(a, m, "status", cn_text(a, status));
	if (!cn_eqz(status, "closed") && cn_date_parse(review_day(e), &due, NULL) == CN_OK) {
		cn_put(a, m, "review", cn_text(a, review_day(e)));
		cn_put(a, m, "overdue", cn_bool(a, due < as_of));
	}
	if (e->review) {
		static const char *const said[] = { "role", "decision", "reason", "on" };
		cn_val *last = cn_put(a, m, "last_review", cn_map(a));
		for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
			put_copy(a, last, e->review, said[i]);
		cn_put(a, last, "record", cn_text(a, e->review_record));
	}
	if (cn_get(b, "duties")) {
		cn_val *list = cn_put(a, m, "duties", cn_list(a));
		CN_EACH(d, cn_get(b, "duties"))
			cn_push(a, list, duty_row(a, d->s, lib, day));
	}
	put_measurements(a, m, b, measurements);
	if (e->record.n)
		cn_put(a, m, "record", cn_text(a, e->record));
	return m;
}

/* -1: nobody has estimated it. That ranks above everything: what is not looked at comes first. */
static int worst(const cn_val *body)
{
	return cn_get(body, "severity") ? severity_rank(cn_get_text(cn_get(body, "severity"), "hi")) : -1;
}

static bool before(const cn_risk_entry *x, const cn_risk_entry *y)
{
	bool cx = cn_eqz(status_of(x), "closed"), cy = cn_eqz(status_of(y), "closed");
	int wx = worst(x->body), wy = worst(y->body);
	cn_dec lx, ly;
	if (cx != cy)
		return cy;
	if (wx != wy)
		return wx < 0 || (wy >= 0 && wx > wy);
	bool hx = cn_dec_parse(cn_get_text(cn_get(x->body, "likelihood"), "hi"), &lx, NULL) == CN_OK;
	bool hy = cn_dec_parse(cn_get_text(cn_get(y->body, "likelihood"), "hi"), &ly, NULL) == CN_OK;
	if (hx != hy)
		return hy;
	int c = hx ? cn_dec_cmp(&lx, &ly) : 0;
	return c != 0 ? c > 0 : cn_cmp(cn_get_text(x->body, "id"), cn_get_text(y->body, "id")) < 0;
}

cn_code cn_risk_register(cn_arena *a, const cn_library *lib, const cn_risk_entry *entry, size_t n, const cn_day *day, const cn_val *measurements,
			 cn_date as_of, cn_val **ret, cn_err *err)
{
	const cn_risk_entry **order = CN_NEW(a, const cn_risk_entry *, n + 1);
	cn_val *list = cn_list(a);
	if (!order)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		size_t k = i;
		for (; k > 0 && before(&entry[i], order[k - 1]); k--)
			order[k] = order[k - 1];
		order[k] = &entry[i];
	}
	for (size_t i = 0; i < n; i++)
		cn_push(a, list, risk_row(a, lib, order[i], day, measurements, as_of));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = list;
	return CN_OK;
}

cn_code cn_risk_unseen(cn_arena *a, const cn_library *lib, const cn_risk_entry *entry, size_t n, cn_val **ret, cn_err *err)
{
	size_t n_hazard;
	const cn_member *h = cn_library_list(lib, "hazards", &n_hazard);
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < n_hazard; i++) {
		bool seen = false;
		for (size_t k = 0; k < n && !seen; k++)
			seen = cn_eq(cn_get_text(entry[k].body, "hazard"), h[i].id);
		if (seen)
			continue;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "hazard", cn_text(a, h[i].id));
		cn_put(a, m, "name", cn_words_val(a, h[i].label));
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = list;
	return CN_OK;
}
