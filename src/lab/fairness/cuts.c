/* The limits of groups whose rates lie close together, with most labels right: exact, by one sweep over every window of rates.
 *
 * The best choice lies in a window [r, r + tolerance] whose lower end r is a rate that some group can have. As r rises over all of them,
 * each group's places within the window move up only, and a queue of falling values keeps its best one. */
#include "lab/fairness/fairness.h"

typedef struct rate_at {
	int64_t x, n;
} rate_at;

typedef struct window {
	const cuts *g;
	bool positives;
	uint32_t *queue;           /* places within the window, values falling, the best first */
	size_t head, tail, next;   /* of the queue; the first place not yet taken in */
} window;

static rate_at rate_of(const window *w, size_t place)
{
	const cut *c = &w->g->at[place];
	return w->positives ? (rate_at){ c->tp, w->g->pos } : (rate_at){ c->tp + c->fp, w->g->pos + w->g->neg };
}

static int rates_compare(rate_at p, rate_at q)
{
	cn_u128 l = (cn_u128)p.x * (cn_u128)q.n, r = (cn_u128)q.x * (cn_u128)p.n;
	return l < r ? -1 : l > r;
}

/* q - p <= tolerance, exactly; q is not below p or so it is anyway. */
static bool within(rate_at p, rate_at q, int64_t millionths)
{
	cn_u128 l = (cn_u128)q.x * (cn_u128)p.n, r = (cn_u128)p.x * (cn_u128)q.n;
	return l <= r || (l - r) * 1000000 <= (cn_u128)millionths * (cn_u128)p.n * (cn_u128)q.n;
}

static int64_t right_at(const window *w, size_t place)
{
	return w->g->at[place].tp + w->g->neg - w->g->at[place].fp;
}

/* Moves the window up to [low, low + tolerance]; false: no place of the group is in it. */
static bool window_move(window *w, rate_at low, int64_t millionths)
{
	while (w->next < w->g->n && within(low, rate_of(w, w->next), millionths)) {
		while (w->tail > w->head && right_at(w, w->queue[w->tail - 1]) <= right_at(w, w->next))
			w->tail--;
		w->queue[w->tail++] = (uint32_t)w->next++;
	}
	while (w->head < w->tail && rates_compare(rate_of(w, w->queue[w->head]), low) < 0)
		w->head++;
	return w->head < w->tail;
}

typedef struct start {
	rate_at low;
} start;

static int by_rate(const void *p, const void *q)
{
	return rates_compare(((const start *)p)->low, ((const start *)q)->low);
}

static cn_code starts_of(cn_arena *a, const window *w, size_t n, start **ret, size_t *ret_n, cn_err *err)
{
	size_t all = 0;
	for (size_t i = 0; i < n; i++)
		all += w[i].g->n;
	start *s = CN_NEW(a, start, all + 1);
	if (!s)
		return cn_arena_fail(a, err);
	all = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < w[i].g->n; k++)
			s[all++].low = rate_of(&w[i], k);
	qsort(s, all, sizeof *s, by_rate);
	*ret = s;
	*ret_n = all;
	return CN_OK;
}

cn_code cuts_choose(cn_arena *a, const cuts *g, size_t n, bool positives, int64_t millionths, size_t *at, bool *ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new((size_t)CN_ROWS_MAX * 64 + CN_REQUEST_ARENA_BYTES);
	window *w = CN_NEW(own, window, n + 1);
	start *s;
	size_t starts;
	int64_t best = -1;
	(void)a;
	if (!w)
		return cn_arena_fail(own, err);
	*ret = false;
	for (size_t i = 0; i < n; i++) {
		w[i] = (window){ .g = &g[i], .positives = positives, .queue = CN_NEW(own, uint32_t, g[i].n + 1) };
		if (!w[i].queue)
			return cn_arena_fail(own, err);
		if (positives ? g[i].pos == 0 : g[i].pos + g[i].neg == 0)
			return CN_OK;
	}
	CN_TRY(starts_of(own, w, n, &s, &starts, err));
	for (size_t k = 0; k < starts; k++) {
		int64_t right = 0;
		bool all = true;
		for (size_t i = 0; i < n; i++) {
			bool some = window_move(&w[i], s[k].low, millionths); /* every window moves, whatever the others hold */
			all &= some;
			right += some ? right_at(&w[i], w[i].queue[w[i].head]) : 0;
		}
		if (!all || right < best)
			continue;
		best = right;
		for (size_t i = 0; i < n; i++)
			at[i] = w[i].queue[w[i].head];
	}
	*ret = n > 0 && best >= 0;
	return CN_OK;
}
