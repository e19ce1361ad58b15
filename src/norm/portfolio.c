/* Counting many systems. Rows of a system stand together, so that one look at a word of bits tells what a rule means for the system in a
 * market; the facts that are missing come one open cell at a time. */
#include "norm/apply.h"
#include "norm/plane.h"

struct cn_portfolio_work {
	cn_arena *a;
	size_t room_system, room_reach, room_market, room_line;
	uint32_t **line;                /* of each market, by instrument: its reach, plus one */
	uint32_t *instrument;           /* of each rule: place in the library */
	cn_portfolio_question *by_fact; /* one a fact */
	size_t *last_system;            /* of each fact, plus one: a system is counted once */
	size_t first;                   /* number of the first system of the portion at hand */
	const cn_bulk *bulk;
	cn_portfolio *p;
};

cn_code cn_portfolio_new(cn_arena *a, const cn_compiled *c, cn_portfolio **ret, cn_err *err)
{
	cn_portfolio *p = CN_NEW(a, cn_portfolio, 1);
	struct cn_portfolio_work *w = CN_NEW(a, struct cn_portfolio_work, 1);
	if (!p || !w)
		return cn_arena_fail(a, err);
	*p = (cn_portfolio){ .compiled = c, .work = w };
	*w = (struct cn_portfolio_work){ .a = a, .p = p };
	w->by_fact = CN_NEW(a, cn_portfolio_question, c->lib->n_fact);
	w->last_system = CN_NEW(a, size_t, c->lib->n_fact);
	w->instrument = CN_NEW(a, uint32_t, c->n_rule + 1);
	if (!w->by_fact || !w->last_system || !w->instrument)
		return cn_arena_fail(a, err);
	for (size_t i = 0, at = 0; i < c->n_rule; i++) { /* both stand in the order of ids */
		while (c->lib->instrument[at] != c->rule[i].provision->instrument)
			at++;
		w->instrument[i] = (uint32_t)at;
	}
	for (size_t i = 0; i < c->lib->n_fact; i++)
		w->by_fact[i].fact = &c->lib->fact[i];
	*ret = p;
	return CN_OK;
}

static cn_code take_open_cell(void *user, const cn_bulk_cell *cell, cn_err *err)
{
	struct cn_portfolio_work *w = user;
	const cn_provision *p = w->p->compiled->rule[cell->rule].provision;
	size_t system = w->first + cn_bulk_row_at(w->bulk, cell->row)->system + 1;
	bool binds = p->force == CN_BINDING && (p->deontic == CN_D_DUTY || p->deontic == CN_D_PROHIBITION);
	(void)err;
	if (cell->answer != CN_ANSWER_UNKNOWN && cell->answer != CN_PRESUMED)
		return CN_OK;
	for (size_t i = 0; i < cell->n_missing; i++) {
		uint32_t at = cell->missing[i]->index;
		cn_portfolio_question *q = &w->by_fact[at];
		q->cells++;
		q->alone += cell->n_missing == 1 && !cell->not_read;
		q->binding += binds;
		double weight = cn_provision_weight(p) / (double)(cell->n_missing + cell->not_read);
		q->weight += weight;
		q->law += p->force == CN_BINDING ? weight : 0;
		q->systems += w->last_system[at] != system;
		w->last_system[at] = system;
	}
	return CN_OK;
}

static bool is_covered(const cn_compiled *c, cn_str market)
{
	for (size_t i = 0; i < c->lib->n_instrument; i++)
		if (cn_library_own(c->lib, market, c->lib->instrument[i], c->as_of))
			return true;
	return false;
}

static cn_code market_of(cn_portfolio *p, cn_str code, size_t *ret, cn_err *err)
{
	struct cn_portfolio_work *w = p->work;
	for (*ret = 0; *ret < p->n_market; ++*ret)
		if (cn_eq(p->market[*ret].code, code))
			return CN_OK;
	p->market = cn_plane_grow(w->a, p->market, p->n_market, &w->room_market, sizeof *p->market);
	w->line = cn_plane_grow(w->a, w->line, p->n_market, &w->room_line, sizeof *w->line);
	uint32_t *line = CN_NEW(w->a, uint32_t, p->compiled->lib->n_instrument + 1);
	if (!p->market || !w->line || !line)
		return cn_arena_fail(w->a, err);
	w->line[p->n_market] = line;
	p->market[p->n_market++] = (cn_portfolio_market){ .code = cn_str_copy(w->a, code), .covered = is_covered(p->compiled, code) };
	return CN_OK;
}

static cn_code reach_of(cn_portfolio *p, uint32_t instrument, size_t market, cn_portfolio_reach **ret, cn_err *err)
{
	struct cn_portfolio_work *w = p->work;
	uint32_t *at = &w->line[market][instrument];
	if (*at == 0) {
		p->reach = cn_plane_grow(w->a, p->reach, p->n_reach, &w->room_reach, sizeof *p->reach);
		if (!p->reach)
			return cn_arena_fail(w->a, err);
		p->reach[p->n_reach++] = (cn_portfolio_reach){ .instrument = p->compiled->lib->instrument[instrument], .market = p->market[market].code };
		*at = (uint32_t)p->n_reach;
	}
	*ret = &p->reach[*at - 1];
	return CN_OK;
}

/* The strongest hold that a rule has on some rows that follow one another; cells are counted. */
static cn_hold hold_on(cn_portfolio *p, const cn_bulk *b, size_t rule, size_t row, size_t n, bool *ret_exists)
{
	uint64_t any[4] = { 0 };
	while (n > 0) {
		size_t bit = row % 64, some = n < 64 - bit ? n : 64 - bit;
		uint64_t mask = (some == 64 ? ~(uint64_t)0 : ((uint64_t)1 << some) - 1) << bit;
		cn_bulk_bits x = cn_bulk_at(b, rule, row / 64);
		uint64_t part[4] = { x.exists & mask, x.unknown & mask, x.presumed & mask, x.applies & mask };
		for (unsigned i = 0; i < 4; i++) {
			any[i] |= part[i];
			p->cells[i] += (size_t)__builtin_popcountll(part[i]);
		}
		row += some;
		n -= some;
	}
	*ret_exists = any[CN_HOLD_NONE] != 0;
	return any[CN_HOLD_BOUND] ? CN_HOLD_BOUND : any[CN_HOLD_PRESUMED] ? CN_HOLD_PRESUMED : any[CN_HOLD_OPEN] ? CN_HOLD_OPEN : CN_HOLD_NONE;
}

static void stronger(uint8_t *to, cn_hold x)
{
	if (x > *to)
		*to = (uint8_t)x;
}

/* One market of one system: rules stand by instrument. */
static cn_code count_market(cn_portfolio *p, const cn_bulk *b, size_t row, size_t n, uint8_t *rule, uint8_t *instrument, cn_err *err)
{
	const cn_compiled *c = p->compiled;
	const uint32_t *of = p->work->instrument;
	size_t market = 0;
	CN_TRY(market_of(p, b->row[row].market->code, &market, err));
	p->market[market].systems++;
	for (size_t i = 0, k = 0; i < c->n_rule; i = k) {
		uint8_t most = CN_HOLD_NONE;
		bool reached = false;
		for (k = i; k < c->n_rule && of[k] == of[i]; k++) {
			bool exists = false;
			cn_hold x = hold_on(p, b, k, row, n, &exists);
			reached |= exists;
			stronger(&rule[k], x);
			stronger(&most, x);
		}
		stronger(&instrument[of[i]], (cn_hold)most);
		cn_portfolio_reach *reach = NULL;
		if (reached) {
			CN_TRY(reach_of(p, of[i], market, &reach, err));
			reach->systems[most]++;
		}
	}
	return CN_OK;
}

static cn_code count_system(cn_portfolio *p, const cn_bulk *b, const cn_profile *profile, size_t row, cn_err *err)
{
	struct cn_portfolio_work *w = p->work;
	const cn_compiled *c = p->compiled;
	p->system = cn_plane_grow(w->a, p->system, p->n_system, &w->room_system, sizeof *p->system);
	uint8_t *rule = CN_NEW(w->a, uint8_t, c->n_rule + 1), *instrument = CN_NEW(w->a, uint8_t, c->lib->n_instrument + 1);
	if (!p->system || !rule || !instrument)
		return cn_arena_fail(w->a, err);
	for (size_t m = 0; m < profile->n_market && !profile->out_of_scope; m++)
		CN_TRY(count_market(p, b, row + m * profile->n_actor, profile->n_actor, rule, instrument, err));
	cn_portfolio_system s = { .id = cn_str_copy(w->a, profile->id), .file = cn_str_copy(w->a, profile->file), .out_of_scope = profile->out_of_scope,
				  .rule = rule, .instrument = instrument };
	for (size_t i = 0; i < c->n_rule; i++)
		s.provisions[rule[i]]++;
	p->system[p->n_system++] = s;
	return cn_arena_ok(w->a) ? CN_OK : cn_arena_fail(w->a, err);
}

cn_code cn_portfolio_add(cn_portfolio *p, cn_arena *a, const cn_profile *const *profile, size_t n, cn_bulk **ret_bulk, cn_err *err)
{
	cn_bulk *b = NULL;
	CN_TRY(cn_bulk_lay(a, p->compiled, profile, n, &b, err));
	cn_bulk_run(b, CN_BULK_AUTO);
	p->work->bulk = b;
	p->work->first = p->n_system;
	CN_TRY(cn_bulk_settle(b, take_open_cell, p->work, err));
	size_t row = 0;
	for (size_t i = 0; i < n; i++) {
		CN_TRY(count_system(p, b, profile[i], row, err));
		row += profile[i]->out_of_scope ? 0 : profile[i]->n_market * profile[i]->n_actor;
	}
	p->n_row += b->n_row;
	if (ret_bulk)
		*ret_bulk = b;
	return CN_OK;
}

static int by_weight(const void *x, const void *y)
{
	const cn_portfolio_question *a = x, *b = y;
	if (a->law != b->law)
		return a->law > b->law ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->fact->index < b->fact->index ? -1 : 1;
}

static int by_instrument(const void *x, const void *y)
{
	const cn_portfolio_reach *a = x, *b = y;
	int c = cn_cmp(a->instrument->id, b->instrument->id);
	return c ? c : cn_cmp(a->market, b->market);
}

void cn_portfolio_end(cn_portfolio *p)
{
	size_t n = p->compiled->lib->n_fact;
	p->question = p->work->by_fact;
	qsort(p->question, n, sizeof *p->question, by_weight);
	for (p->n_question = 0; p->n_question < n && p->question[p->n_question].cells > 0;)
		p->n_question++;
	if (p->n_reach)
		qsort(p->reach, p->n_reach, sizeof *p->reach, by_instrument);
}

void cn_portfolio_rule(const cn_portfolio *p, size_t rule, size_t ret[4])
{
	for (unsigned i = 0; i < 4; i++)
		ret[i] = 0;
	for (size_t i = 0; i < p->n_system; i++)
		ret[p->system[i].rule[rule]]++;
}
