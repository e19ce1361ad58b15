/* Filters, counts and lists over the library. */
#include "norm/browse.h"

bool cn_texts_have(cn_texts t, cn_str id)
{
	for (size_t i = 0; i < t.n; i++)
		if (cn_eq(t.item[i], id))
			return true;
	return false;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool eq_caseless(cn_str x, cn_str y)
{
	if (x.n != y.n)
		return false;
	for (size_t i = 0; i < x.n; i++)
		if (lower(x.p[i]) != lower(y.p[i]))
			return false;
	return true;
}

/* ---- which ------------------------------------------------------------------------------------------------------------------- */

bool cn_browse_reaches(const cn_library *lib, const cn_instrument *in, const cn_browse *b)
{
	return !b->market.n || cn_library_reaches(lib, b->market, in, b->as_of);
}

static bool ended(const cn_provision *p, cn_date as_of)
{
	for (size_t i = 0; i < p->n_period; i++)
		if (p->period[i].until == CN_DATE_NONE || p->period[i].until >= as_of)
			return false;
	return p->n_period > 0;
}

bool cn_browse_takes(const cn_library *lib, const cn_provision *p, const cn_browse *b)
{
	return (!b->theme.n || cn_texts_have(p->themes, b->theme)) && (!b->stage.n || cn_texts_have(p->stages, b->stage)) &&
	       (!b->force.n || cn_eqz(b->force, cn_force_text(p->force))) && (b->ended || !ended(p, b->as_of)) &&
	       cn_browse_reaches(lib, p->instrument, b);
}

static bool has_name(const cn_instrument *x, cn_str name)
{
	for (size_t i = 0; i < x->aliases.n; i++)
		if (eq_caseless(x->aliases.item[i], name))
			return true;
	return eq_caseless(x->id, name) || eq_caseless(x->title.en, name) || eq_caseless(x->title.zh, name) || eq_caseless(x->original, name);
}

const cn_instrument *cn_library_named(const cn_library *lib, cn_str name)
{
	const cn_instrument *found = cn_library_get(lib, name);
	size_t n = 0;
	if (found || !name.n)
		return found;
	for (size_t i = 0; i < cn_library_count(lib); i++)
		if (has_name(cn_library_at(lib, i), name)) {
			found = cn_library_at(lib, i);
			n++;
		}
	return n == 1 ? found : NULL; /* two of one name: the reader must say which */
}

/* ---- counts ------------------------------------------------------------------------------------------------------------------ */

/* Positions of a provision's words in a list of the vocabulary; the one past its end if it has none. Gives how many. */
static size_t places(const cn_member *m, size_t n, cn_texts t, size_t *at)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (cn_texts_have(t, m[i].id))
			at[k++] = i;
	if (k == 0)
		at[k++] = n;
	return k;
}

typedef struct counting {
	const cn_matrix *m;
	size_t *cell, *by_theme, *by_stage, *all; /* of the row */
	size_t *theme_at, *stage_at;              /* room for one provision */
} counting;

static void count(counting *c, const cn_provision *p)
{
	size_t nt = places(c->m->theme, c->m->n_theme, p->themes, c->theme_at);
	size_t ns = places(c->m->stage, c->m->n_stage, p->stages, c->stage_at);
	c->all[0]++;
	for (size_t t = 0; t < nt; t++)
		c->by_theme[c->theme_at[t]]++;
	for (size_t s = 0; s < ns; s++)
		c->by_stage[c->stage_at[s]]++;
	for (size_t t = 0; t < nt; t++)
		for (size_t s = 0; s < ns; s++)
			c->cell[c->theme_at[t] * (c->m->n_stage + 1) + c->stage_at[s]]++;
}

cn_code cn_norm_matrix(cn_arena *a, const cn_library *lib, const cn_browse *b, cn_matrix *ret, cn_err *err)
{
	cn_matrix m = { 0 };
	m.theme = cn_library_list(lib, "themes", &m.n_theme);
	m.stage = cn_library_list(lib, "stages", &m.n_stage);
	size_t most = cn_library_count(lib) + 1, themes = m.n_theme + 1, stages = m.n_stage + 1;
	const cn_instrument **row = CN_NEW(a, const cn_instrument *, most);
	counting c = { .m = &m, .theme_at = CN_NEW(a, size_t, themes), .stage_at = CN_NEW(a, size_t, stages) };
	size_t *cell = CN_NEW(a, size_t, most * themes * stages), *by_theme = CN_NEW(a, size_t, most * themes);
	size_t *by_stage = CN_NEW(a, size_t, most * stages), *all = CN_NEW(a, size_t, most);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < cn_library_count(lib); i++) {
		const cn_instrument *x = cn_library_at(lib, i);
		c.cell = cell + m.n_row * themes * stages;
		c.by_theme = by_theme + m.n_row * themes;
		c.by_stage = by_stage + m.n_row * stages;
		c.all = all + m.n_row;
		for (size_t k = 0; k < x->n_provision; k++)
			if (cn_deontic_binds(x->provision[k].deontic) && cn_browse_takes(lib, &x->provision[k], b))
				count(&c, &x->provision[k]);
		if (*c.all)
			row[m.n_row++] = x;
	}
	m.row = row;
	m.cell = cell;
	m.by_theme = by_theme;
	m.by_stage = by_stage;
	m.all = all;
	*ret = m;
	return CN_OK;
}

/* ---- whom -------------------------------------------------------------------------------------------------------------------- */

const cn_member *cn_protected_group(const cn_library *lib, cn_str name)
{
	size_t n;
	const cn_member *m = cn_library_list(lib, "protects", &n);
	for (size_t i = 0; i < n; i++)
		if (eq_caseless(m[i].id, name) || eq_caseless(m[i].label.en, name) || eq_caseless(m[i].label.zh, name))
			return &m[i];
	return NULL;
}

cn_code cn_norm_protecting(cn_arena *a, const cn_library *lib, cn_str group, const cn_browse *b, const cn_provision *const **ret, size_t *ret_n,
			   cn_err *err)
{
	size_t n = 0;
	const cn_provision **list = CN_NEW(a, const cn_provision *, cn_library_provisions(lib) + 1);
	if (!list)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < cn_library_count(lib); i++) {
		const cn_instrument *x = cn_library_at(lib, i);
		for (size_t k = 0; k < x->n_provision; k++)
			if (cn_texts_have(x->provision[k].protects, group) && cn_browse_takes(lib, &x->provision[k], b))
				list[n++] = &x->provision[k];
	}
	*ret = list;
	*ret_n = n;
	return CN_OK;
}
