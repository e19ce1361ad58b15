#include "node/cases.h"
#include "node/walk.h"

typedef struct reading {
	cn_ctx *ctx;
	cn_home *home;
	cn_signed *rec;      /* of cases, steps and releases, in order */
	size_t n, room;
} reading;

static bool of_interest(cn_str kind)
{
	return cn_eqz(kind, "case/1") || cn_eqz(kind, "case-step/1") || cn_eqz(kind, "release/1");
}

static cn_code keep(reading *r, const cn_signed *s, cn_err *err)
{
	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		cn_signed *more = CN_NEW(r->ctx->a, cn_signed, room);
		if (!more)
			return cn_arena_fail(r->ctx->a, err);
		if (r->n)
			memcpy(more, r->rec, r->n * sizeof *more);
		r->rec = more;
		r->room = room;
	}
	r->rec[r->n++] = *s;
	return CN_OK;
}

/* What is erased or lost is left out, and so is what no good key of this node signed. */
static cn_code read_log(reading *r, cn_err *err)
{
	const cn_seek what = { .kind = of_interest };
	for (uint64_t at = 0;;) {
		cn_signed s;
		cn_str key;
		bool found;
		CN_TRY(cn_walk(r->ctx, r->home, &what, &at, &s, &found, err));
		if (!found)
			return CN_OK;
		if (cn_home_verify(r->home, r->ctx->a, &s, &key, NULL) == CN_OK)
			CN_TRY(keep(r, &s, err));
	}
}

static const cn_digest *ref_to(const cn_signed *s, const char *role)
{
	for (size_t i = 0; i < s->rec.n_refs; i++)
		if (cn_eqz(s->rec.refs[i].role, role))
			return &s->rec.refs[i].to;
	return NULL;
}

static bool is_released(const reading *r, const cn_signed *s)
{
	for (size_t i = 0; i < r->n; i++) {
		const cn_digest *to = cn_eqz(r->rec[i].rec.kind, "release/1") ? ref_to(&r->rec[i], "record") : NULL;
		if (to && cn_digest_eq(to, &s->id))
			return true;
	}
	return s->rec.tlp == CN_CLEAR;
}

static cn_case_event event_of(const cn_signed *s)
{
	cn_case_event e = { .on = cn_time_date(s->rec.time_us), .deadline = CN_DATE_NONE, .outcome = cn_get_text(s->rec.body, "outcome") };
	(void)cn_case_step_parse(cn_get_text(s->rec.body, "step"), &e.step); /* its kind has no other word */
	if (cn_date_parse(cn_get_text(s->rec.body, "deadline"), &e.deadline, NULL) != CN_OK)
		e.deadline = CN_DATE_NONE;
	if (s->env.n_sigs)
		e.key = s->env.sig[0].keyid;
	return e;
}

static cn_code take_steps(reading *r, cn_case_file *c, cn_err *err)
{
	c->step = CN_NEW(r->ctx->a, const cn_signed *, r->n + 1);
	c->event = CN_NEW(r->ctx->a, cn_case_event, r->n + 1);
	c->released = CN_NEW(r->ctx->a, bool, r->n + 1);
	if (!c->step || !c->event || !c->released)
		return cn_arena_fail(r->ctx->a, err);
	for (size_t i = 0; i < r->n; i++) {
		const cn_digest *to = cn_eqz(r->rec[i].rec.kind, "case-step/1") ? ref_to(&r->rec[i], "case") : NULL;
		if (!to || !cn_digest_eq(to, &c->head.id))
			continue;
		c->step[c->n] = &r->rec[i];
		c->released[c->n] = is_released(r, &r->rec[i]);
		c->event[c->n++] = event_of(&r->rec[i]);
	}
	return CN_OK;
}

cn_code cn_cases_read(cn_ctx *ctx, cn_home *home, cn_cases *ret, cn_err *err)
{
	reading r = { .ctx = ctx, .home = home };
	CN_TRY(read_log(&r, err));
	*ret = (cn_cases){ .file = CN_NEW(ctx->a, cn_case_file, r.n + 1) };
	if (!ret->file)
		return cn_arena_fail(ctx->a, err);
	for (size_t i = 0; i < r.n; i++) {
		if (!cn_eqz(r.rec[i].rec.kind, "case/1"))
			continue;
		if (ret->n == CN_CASES_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "more than %d cases", CN_CASES_MAX);
		ret->file[ret->n].head = r.rec[i];
		CN_TRY(take_steps(&r, &ret->file[ret->n++], err));
	}
	return CN_OK;
}

cn_code cn_case_find(cn_home *home, const cn_cases *all, const char *what, const cn_case_file **ret, cn_err *err)
{
	uint64_t index;
	if (cn_home_find(home, cn_str_z(what), &index, err) != CN_OK)
		return cn_hint(err, "concord case list");
	for (size_t i = 0; i < all->n; i++)
		if (all->file[i].head.rec.seq == (int64_t)index) {
			*ret = &all->file[i];
			return CN_OK;
		}
	(void)CN_FAIL(err, CN_ENOTFOUND, "record %llu is no case", (unsigned long long)index);
	return cn_hint(err, "concord case list");
}

/* ---- as it is shown ---- */

static void put_date(cn_arena *a, cn_val *m, const char *key, cn_date d)
{
	char text[CN_TIME_BYTES];
	cn_date_text(d, text);
	if (d != CN_DATE_NONE)
		cn_put(a, m, key, cn_textz(a, text));
}

static void copy_fields(cn_arena *a, cn_val *to, const cn_val *body, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (cn_get(body, names[i]))
			cn_put(a, to, names[i], cn_val_copy(a, cn_get(body, names[i])));
}

static cn_val *step_tree(cn_ctx *ctx, const cn_case_file *c, size_t i)
{
	static const char *const fields[] = { "step", "role", "text", "outcome", "reasons", "deadline", "law", "documents", NULL };
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_put(a, m, "seq", cn_int(a, c->step[i]->rec.seq));
	cn_put(a, m, "id", cn_text(a, cn_digest_str(a, &c->step[i]->id)));
	put_date(a, m, "on", c->event[i].on);
	copy_fields(a, m, c->step[i]->rec.body, fields);
	cn_put(a, m, "public", cn_bool(a, c->released[i]));
	cn_case_now before = cn_case_on(c->event, i, c->event[i].on);
	if (c->event[i].step == CN_CASE_ANSWER)
		cn_put(a, m, "late", cn_bool(a, before.overdue));
	return m;
}

cn_val *cn_case_tree(cn_ctx *ctx, const cn_case_file *c, bool whole)
{
	static const char *const few[] = { "title", "system", "party", "market", NULL }, *const more[] = { "text", "manifest", "documents", NULL };
	cn_arena *a = ctx->a;
	cn_case_now now = cn_case_on(c->event, c->n, cn_time_date(ctx->now_us));
	cn_val *m = cn_map(a);
	cn_put(a, m, "case", cn_int(a, c->head.rec.seq));
	cn_put(a, m, "id", cn_text(a, cn_digest_str(a, &c->head.id)));
	put_date(a, m, "on", cn_time_date(c->head.rec.time_us));
	copy_fields(a, m, c->head.rec.body, few);
	cn_put(a, m, "state", cn_textz(a, cn_case_state_text(now.state)));
	put_date(a, m, "due", now.due);
	cn_put(a, m, "overdue", cn_bool(a, now.overdue));
	if (now.outcome.n)
		cn_put(a, m, "outcome", cn_text(a, now.outcome));
	if (!whole) {
		cn_put(a, m, "steps", cn_int(a, (int64_t)c->n));
		return m;
	}
	copy_fields(a, m, c->head.rec.body, more);
	cn_val *list = cn_put(a, m, "steps", cn_list(a));
	for (size_t i = 0; i < c->n; i++)
		cn_push(a, list, step_tree(ctx, c, i));
	return m;
}
