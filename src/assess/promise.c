/* Promises of a party on a day: due, kept, overdue, broken, withdrawn. */
#include "assess/say.h"

typedef struct standing {
	const char *state;
	cn_date due;          /* the day by which it is to be kept (again); CN_DATE_NONE: none was named */
	const cn_val *said;   /* what the state rests on; NULL */
	cn_str said_record;
} standing;

static cn_date day_of(const cn_val *body, const char *key)
{
	cn_date d;
	return cn_date_parse(cn_get_text(body, key), &d, NULL) == CN_OK ? d : CN_DATE_NONE;
}

/* Last day on which a document shows the promise kept: its own last day, or one period after the day it speaks of, the earlier of the two. */
static cn_date holds_until(const cn_val *promise, const cn_val *kept)
{
	cn_date until = day_of(kept, "until"), on = day_of(kept, "on"), again;
	cn_str every = cn_get_text(promise, "every");
	if (every.n == 0 || on == CN_DATE_NONE || cn_date_plus(on, every, &again, NULL) != CN_OK)
		return until;
	return until == CN_DATE_NONE || again < until ? again : until;
}

static void settle(const cn_promise_entry *e, size_t i, cn_date as_of, standing *s)
{
	const cn_val *f = e->said[i];
	cn_str state = cn_get_text(f, "state");
	s->said = f;
	s->said_record = e->said_record[i];
	if (!cn_eqz(state, "kept")) {
		s->state = cn_eqz(state, "broken") ? "broken" : "withdrawn";
		return;
	}
	cn_date until = holds_until(e->body, f);
	if (until == CN_DATE_NONE || until >= as_of) {
		s->state = "kept";
		s->due = cn_get(e->body, "every") ? until : s->due;
	} else {
		s->state = "overdue";
		s->due = until;
	}
}

static standing stands(const cn_promise_entry *e, cn_date as_of)
{
	standing s = { .due = day_of(e->body, "due") };
	s.state = s.due == CN_DATE_NONE ? "open" : s.due < as_of ? "overdue" : "due";
	for (size_t i = 0; i < e->n_said; i++) { /* the last word that had been said by that day */
		cn_date on = day_of(e->said[i], "on");
		if (on != CN_DATE_NONE && on <= as_of)
			settle(e, i, as_of, &s);
	}
	return s;
}

static unsigned rank_of(const char *state)
{
	static const char *const order[] = { "overdue", "broken", "due", "open", "kept" };
	unsigned i = 0;
	while (i < sizeof order / sizeof order[0] && strcmp(order[i], state) != 0)
		i++;
	return i;
}

static bool before(const cn_promise_entry *x, const standing *sx, const cn_promise_entry *y, const standing *sy)
{
	unsigned rx = rank_of(sx->state), ry = rank_of(sy->state);
	if (rx != ry)
		return rx < ry;
	if (sx->due != sy->due)
		return sy->due == CN_DATE_NONE || (sx->due != CN_DATE_NONE && sx->due < sy->due);
	int c = cn_cmp(cn_get_text(x->body, "party"), cn_get_text(y->body, "party"));
	return c != 0 ? c < 0 : cn_cmp(cn_get_text(x->body, "id"), cn_get_text(y->body, "id")) < 0;
}

static void put_source(cn_arena *a, const cn_library *lib, cn_str to, cn_val *m)
{
	const cn_provision *p = cn_library_provision(lib, to);
	const cn_instrument *inst = p ? p->instrument : cn_library_get(lib, to);
	if (!inst)
		return;
	cn_put(a, m, "instrument", cn_words_val(a, inst->title));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(p ? p->confidence : inst->confidence)));
}

static cn_val *promise_row(cn_arena *a, const cn_library *lib, const cn_promise_entry *e, const standing *s)
{
	static const char *const plain[] = { "party", "id", "to", "title", "made", "every", "owner", "system", "source" };
	static const char *const shown[] = { "role", "on", "until", "reason", "document" };
	cn_val *m = cn_map(a);
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (cn_get(e->body, plain[i]))
			cn_put(a, m, plain[i], cn_val_copy(a, cn_get(e->body, plain[i])));
	put_source(a, lib, cn_get_text(e->body, "to"), m);
	cn_put(a, m, "state", cn_textz(a, s->state));
	if (s->due != CN_DATE_NONE)
		cn_put(a, m, "due", say_iso(a, s->due));
	cn_put(a, m, "record", cn_text(a, e->record));
	if (!s->said)
		return m;
	cn_val *f = cn_put(a, m, "rests_on", cn_map(a));
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		if (cn_get(s->said, shown[i]))
			cn_put(a, f, shown[i], cn_val_copy(a, cn_get(s->said, shown[i])));
	cn_put(a, f, "record", cn_text(a, s->said_record));
	return m;
}

cn_code cn_promise_register(cn_arena *a, const cn_library *lib, const cn_promise_entry *entry, size_t n, cn_date as_of, cn_val **ret, cn_err *err)
{
	size_t *order = CN_NEW(a, size_t, n + 1);
	standing *s = CN_NEW(a, standing, n + 1);
	cn_val *list = cn_list(a);
	if (!order || !s)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		size_t k = i;
		s[i] = stands(&entry[i], as_of);
		for (; k > 0 && before(&entry[i], &s[i], &entry[order[k - 1]], &s[order[k - 1]]); k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	for (size_t i = 0; i < n; i++)
		cn_push(a, list, promise_row(a, lib, &entry[order[i]], &s[order[i]]));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = list;
	return CN_OK;
}
