/* Dates to come, penalties, the days on which answers change. */
#include "norm/ahead.h"

#include "norm/library.h"

/* ---- dates to come ------------------------------------------------------------------------------------------------------ */

static int by_day(const void *x, const void *y)
{
	const cn_ahead *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->starts != b->starts)
		return a->starts ? -1 : 1;
	return a->cell < b->cell ? -1 : a->cell > b->cell;
}

cn_code cn_norm_ahead(cn_arena *a, const cn_answers *answers, cn_ahead **ret, size_t *ret_n, cn_err *err)
{
	cn_ahead *list = CN_NEW(a, cn_ahead, answers->n_cell + 1);
	size_t n = 0;
	if (!list)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < answers->n_cell; i++) {
		const cn_cell *c = &answers->cell[i];
		if (c->answer == CN_DOES_NOT && c->later != CN_FALSE && c->from != CN_DATE_NONE && c->from > answers->as_of)
			list[n++] = (cn_ahead){ c->from, true, c->later == CN_TRUE, c };
		if (c->answer != CN_DOES_NOT && c->until != CN_DATE_NONE && c->until >= answers->as_of)
			list[n++] = (cn_ahead){ c->until, false, c->answer != CN_ANSWER_UNKNOWN, c };
	}
	if (n)
		qsort(list, n, sizeof *list, by_day);
	*ret = list;
	*ret_n = n;
	return CN_OK;
}

/* ---- penalties ----------------------------------------------------------------------------------------------------------- */

static const cn_provision *penalty_of(cn_arena *a, const cn_library *lib, const cn_provision *p)
{
	cn_str full = cn_strf(a, "%.*s/%.*s", CN_FMT(p->instrument->id), CN_FMT(p->penalty));
	return cn_library_provision(lib, full);
}

typedef struct stakes {
	cn_arena *a;
	cn_stake *item;
	const cn_provision ***duty; /* of each, room for all */
	bool **sure;
	size_t n, most;
	cn_err *err;
} stakes;

static cn_code stake_for(stakes *s, const cn_provision *penalty, size_t *ret)
{
	size_t i = 0;
	while (i < s->n && s->item[i].penalty != penalty)
		i++;
	*ret = i;
	if (i < s->n)
		return CN_OK;
	s->duty[i] = CN_NEW(s->a, const cn_provision *, s->most);
	s->sure[i] = CN_NEW(s->a, bool, s->most);
	if (!s->duty[i] || !s->sure[i])
		return cn_arena_fail(s->a, s->err);
	s->item[s->n++] = (cn_stake){ .penalty = penalty, .duty = s->duty[i] };
	return CN_OK;
}

static void add_duty(stakes *s, size_t i, const cn_cell *c)
{
	cn_stake *k = &s->item[i];
	size_t d = 0;
	while (d < k->n_duty && s->duty[i][d] != c->provision)
		d++;
	if (d == k->n_duty)
		s->duty[i][k->n_duty++] = c->provision;
	if (c->answer != CN_ANSWER_UNKNOWN && !s->sure[i][d]) {
		s->sure[i][d] = true;
		k->n_applies++;
	}
}

/* Provisions whose answers are not no, and that name a penalty. */
static size_t at_stake(const cn_answers *answers)
{
	size_t n = 0;
	for (size_t i = 0; i < answers->n_cell; i++)
		n += answers->cell[i].answer != CN_DOES_NOT && answers->cell[i].provision->penalty.n;
	return n;
}

cn_code cn_norm_stakes(cn_arena *a, const cn_library *lib, const cn_answers *answers, cn_stake **ret, size_t *ret_n, cn_err *err)
{
	stakes s = { .a = a, .most = at_stake(answers) + 1, .err = err };
	s.item = CN_NEW(a, cn_stake, s.most);
	s.duty = CN_NEW(a, const cn_provision **, s.most);
	s.sure = CN_NEW(a, bool *, s.most);
	if (!s.item || !s.duty || !s.sure)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < answers->n_cell; i++) {
		const cn_cell *c = &answers->cell[i];
		bool binds = c->force == CN_BINDING && (c->provision->deontic == CN_D_DUTY || c->provision->deontic == CN_D_PROHIBITION);
		const cn_provision *penalty = NULL;
		size_t at = 0;
		if (binds && c->answer != CN_DOES_NOT && c->provision->penalty.n)
			penalty = penalty_of(a, lib, c->provision);
		if (!penalty)
			continue;
		CN_TRY(stake_for(&s, penalty, &at));
		add_duty(&s, at, c);
	}
	*ret = s.item;
	*ret_n = s.n;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- the days on which answers change -------------------------------------------------------------------------------------------- */

static cn_code expired_on(cn_arena *a, const cn_profile *p, cn_date after, cn_date day, cn_turn *t, cn_err *err)
{
	const cn_statement **list = CN_NEW(a, const cn_statement *, p->n_statement + 1);
	if (!list)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < p->n_statement; i++) {
		cn_date until = p->statement[i].from.until;
		if (until != CN_DATE_NONE && until >= after && until < day)
			list[t->n_expired++] = &p->statement[i];
	}
	t->expired = list;
	return CN_OK;
}

cn_code cn_norm_timeline(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_date from, cn_date to, cn_turn **ret, size_t *ret_n, cn_err *err)
{
	cn_date *day = NULL;
	size_t n_day = 0, n = 0;
	if (to < from)
		return CN_FAIL(err, CN_EINPUT, "the timeline ends before it begins");
	CN_TRY(cn_norm_breakpoints(a, lib, p, from, to, &day, &n_day, err));
	if (n_day > CN_TURNS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d days of change; ask for a shorter time", CN_TURNS_MAX);
	cn_turn *t = CN_NEW(a, cn_turn, n_day + 1);
	if (!t)
		return cn_arena_fail(a, err);
	t[n].day = from;
	CN_TRY(cn_norm_apply(a, lib, p, from, true, &t[n++].answers, err));
	for (size_t i = 0; i < n_day; i++) {
		cn_turn next = { .day = day[i] };
		cn_flip *flip = NULL;
		CN_TRY(cn_norm_apply(a, lib, p, day[i], true, &next.answers, err));
		CN_TRY(cn_norm_flips(a, t[n - 1].answers, next.answers, &flip, &next.n_flip, err));
		next.flip = flip;
		CN_TRY(expired_on(a, p, i ? day[i - 1] : from, day[i], &next, err));
		if (next.n_flip || next.n_expired)
			t[n++] = next;
		else
			t[n - 1].answers = next.answers; /* the same answers; later days are held against the latest */
	}
	*ret = t;
	*ret_n = n;
	return CN_OK;
}

/* ---- dates of instruments ------------------------------------------------------------------------------------------------------------- */

typedef struct milestones {
	cn_arena *a;
	cn_milestone *m;
	size_t n, room;
	bool failed;
} milestones;

static void add_milestone(milestones *l, cn_milestone one)
{
	if (one.day == CN_DATE_NONE)
		return;
	for (size_t i = 0; i < l->n && !one.date; i++)
		if (l->m[i].day == one.day && l->m[i].instrument == one.instrument && !l->m[i].date && l->m[i].starts == one.starts) {
			l->m[i].n_provision++;
			return;
		}
	if (l->n == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		cn_milestone *grown = CN_NEW(l->a, cn_milestone, room);
		if (!grown) {
			l->failed = true;
			return;
		}
		if (l->n)
			memcpy(grown, l->m, l->n * sizeof *grown);
		l->m = grown;
		l->room = room;
	}
	l->m[l->n++] = one;
}

/* One beginning or end a provision and day, however many of its periods share it. */
static bool seen_before(const cn_provision *p, size_t i, bool starts)
{
	for (size_t k = 0; k < i; k++)
		if (starts ? p->period[k].from == p->period[i].from : p->period[k].until == p->period[i].until)
			return true;
	return false;
}

static void add_periods(milestones *l, const cn_instrument *in)
{
	for (size_t k = 0; k < in->n_provision; k++) {
		const cn_provision *p = &in->provision[k];
		if (!cn_deontic_binds(p->deontic))
			continue;
		for (size_t i = 0; i < p->n_period; i++) {
			if (!seen_before(p, i, true))
				add_milestone(l, (cn_milestone){ p->period[i].from, in, NULL, true, 1 });
			if (!seen_before(p, i, false))
				add_milestone(l, (cn_milestone){ p->period[i].until, in, NULL, false, 1 });
		}
	}
}

static int by_milestone(const void *x, const void *y)
{
	const cn_milestone *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->instrument != b->instrument)
		return cn_cmp(a->instrument->id, b->instrument->id);
	if (!a->date != !b->date)
		return a->date ? -1 : 1;
	if (a->date)
		return a->date < b->date ? -1 : a->date > b->date;
	return a->starts == b->starts ? 0 : a->starts ? -1 : 1;
}

cn_code cn_norm_milestones(cn_arena *a, const cn_library *lib, const cn_instrument *only, cn_milestone **ret, size_t *ret_n, cn_err *err)
{
	milestones l = { .a = a };
	for (size_t i = 0; i < lib->n_instrument; i++) {
		const cn_instrument *in = lib->instrument[i];
		if (only && in != only)
			continue;
		for (size_t k = 0; k < in->n_date; k++)
			add_milestone(&l, (cn_milestone){ in->date[k].date, in, &in->date[k], false, 0 });
		add_periods(&l, in);
	}
	if (l.failed)
		return cn_arena_fail(a, err);
	if (l.n)
		qsort(l.m, l.n, sizeof *l.m, by_milestone);
	*ret = l.m;
	*ret_n = l.n;
	return CN_OK;
}
