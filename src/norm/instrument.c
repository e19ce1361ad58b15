/* One instrument from its tree: checked by its shape, then by meaning; conditions compiled, definitions in the order they need. */
#include "norm/library.h"

enum { DEFINITIONS_MAX = 1024 }; /* of one instrument: binding walks along chains of them */

typedef struct loader {
	cn_library *lib;
	cn_report *r;
	cn_instrument *in;
	cn_definition *def; /* in->definition, to be filled */
	const cn_val **def_val;
	const cn_expr **parsed;
	uint8_t *state;     /* of each definition: 0 new, 1 being bound, 2 bound */
	bool *used;
	cn_period otherwise; /* of provisions that give none */
	cn_err *err;
} loader;

/* ---- definitions ------------------------------------------------------------------------------------------------------------- */

static size_t def_named(const loader *l, cn_str name)
{
	size_t i = 0;
	while (i < l->in->n_definition && !cn_eq(l->def[i].id, name))
		i++;
	return i;
}

static cn_code bind_definition(loader *l, size_t i);

/* Binds first what a definition names. */
static cn_code bind_named(loader *l, const cn_expr *e, size_t from)
{
	if (e->op == CN_E_NAME) {
		size_t i = def_named(l, e->text);
		if (i == l->in->n_definition)
			return CN_OK;
		l->used[i] = true;
		if (l->state[i] == 1) {
			cn_report_at(l->r, l->def_val[from], CN_S(""), "the definitions %.*s and %.*s need each other", CN_FMT(l->def[from].id),
				     CN_FMT(l->def[i].id));
			return CN_OK;
		}
		return bind_definition(l, i);
	}
	for (uint32_t k = 0; k < e->n; k++)
		CN_TRY(bind_named(l, e->kid[k], from));
	return CN_OK;
}

static cn_code bind_definition(loader *l, size_t i)
{
	if (l->state[i] != 0)
		return CN_OK;
	l->state[i] = 1;
	/* a stand-in, so that a circle or a mistake gives one problem and not one for each use */
	l->def[i].expr = cn_expr_bool(l->r->a, false);
	if (!l->def[i].expr)
		return cn_arena_fail(l->r->a, l->err);
	if (l->parsed[i])
		CN_TRY(bind_named(l, l->parsed[i], i));
	l->state[i] = 2;
	const cn_expr *e = NULL;
	size_t before = l->r->to->n_errors;
	CN_TRY(cn_load_expr(l->lib, l->r, cn_get(l->def_val[i], "when"), l->def, l->in->n_definition, &e, l->err));
	if (e && l->r->to->n_errors == before)
		l->def[i].expr = e;
	return CN_OK;
}

static void check_definition_name(loader *l, size_t i, const cn_val *v)
{
	if (cn_library_fact(l->lib, l->def[i].id))
		cn_report_at(l->r, v, CN_S(""), "the definition %.*s has the name of a fact", CN_FMT(l->def[i].id));
	for (size_t k = 0; k < i; k++)
		if (cn_eq(l->def[k].id, l->def[i].id))
			cn_report_at(l->r, v, CN_S(""), "the definition %.*s stands twice", CN_FMT(l->def[i].id));
}

static cn_code load_definitions(loader *l, const cn_val *list)
{
	size_t n = cn_n_of(list);
	if (n > DEFINITIONS_MAX) {
		cn_report_at(l->r, list, CN_S(""), "an instrument has at most %d definitions", DEFINITIONS_MAX);
		n = 0;
	}
	cn_arena *a = l->r->a;
	l->def = CN_NEW(a, cn_definition, n + 1);
	l->def_val = CN_NEW(a, const cn_val *, n + 1);
	l->parsed = CN_NEW(a, const cn_expr *, n + 1);
	l->state = CN_NEW(a, uint8_t, n + 1);
	l->used = CN_NEW(a, bool, n + 1);
	if (!l->def || !l->def_val || !l->parsed || !l->state || !l->used)
		return cn_arena_fail(a, l->err);
	l->in->definition = l->def;
	size_t i = 0;
	for (const cn_val *v = n ? list->first : NULL; v; v = v->next, i++) {
		l->def[i] = (cn_definition){ .id = cn_get_text(v, "id"), .when = cn_get_text(v, "when"), .locator = cn_get_text(v, "locator"),
					     .confidence = cn_confidence_at(v, l->in->confidence), .note = cn_words_at(v, "note"), .index = (uint32_t)i };
		l->def_val[i] = v;
		check_definition_name(l, i, v);
		/* a text that cannot be parsed is reported when it is bound */
		cn_code rc = cn_expr_parse(a, l->def[i].when, &l->parsed[i], NULL);
		if (rc == CN_ENOMEM)
			return CN_NOMEM(l->err);
		if (rc != CN_OK)
			l->parsed[i] = NULL;
	}
	l->in->n_definition = n;
	for (i = 0; i < n; i++)
		CN_TRY(bind_definition(l, i));
	return CN_OK;
}

/* Marks the definitions a condition uses. */
static void mark_used(loader *l, const cn_expr *e)
{
	if (!e)
		return;
	if (e->op == CN_E_DEF) {
		l->used[e->def->index] = true;
		return;
	}
	for (uint32_t k = 0; k < e->n; k++)
		mark_used(l, e->kid[k]);
}

static cn_code condition(loader *l, const cn_val *v, const cn_expr **ret)
{
	*ret = NULL;
	if (!v)
		return CN_OK;
	CN_TRY(cn_load_expr(l->lib, l->r, v, l->def, l->in->n_definition, ret, l->err));
	mark_used(l, *ret);
	return CN_OK;
}

static bool value_fits(const cn_fact *f, cn_str s)
{
	cn_dec d;
	cn_date day;
	switch (f->type) {
	case CN_F_BOOL:
		return cn_eqz(s, "true") || cn_eqz(s, "false");
	case CN_F_NUMBER:
		return cn_dec_parse(s, &d, NULL) == CN_OK;
	case CN_F_DATE:
		return cn_date_parse(s, &day, NULL) == CN_OK;
	default:
		for (size_t i = 0; i < f->n_member; i++)
			if (cn_eq(f->member[i].id, s))
				return true;
		return f->n_member == 0 && s.n > 0;
	}
}

static cn_code load_presumptions(loader *l, const cn_val *list)
{
	size_t n = cn_n_of(list);
	cn_presumption *p = CN_NEW(l->r->a, cn_presumption, n + 1);
	if (!p)
		return cn_arena_fail(l->r->a, l->err);
	l->in->presumption = p;
	CN_EACH(v, list) {
		cn_str name = cn_get_text(v, "fact");
		const cn_fact *f = cn_library_fact(l->lib, name);
		if (!f || f->builtin) {
			cn_report_at(l->r, v, cn_library_near_fact(l->lib, name), "there is no fact called \"%.*s\" to presume", CN_FMT(name));
			continue;
		}
		cn_presumption *one = &p[l->in->n_presumption];
		*one = (cn_presumption){ .fact = f, .value = cn_get_text(v, "value"), .by = cn_get_text(v, "by"), .when_text = cn_get_text(v, "when"),
					 .note = cn_words_at(v, "note") };
		if (!value_fits(f, one->value))
			cn_report_at(l->r, cn_get(v, "value"), CN_S(""), "\"%.*s\" is not a value of the fact %.*s", CN_FMT(one->value), CN_FMT(f->id));
		CN_TRY(condition(l, cn_get(v, "when"), &one->when));
		if (one->when)
			l->in->n_presumption++;
	}
	return CN_OK;
}

/* ---- parts of a provision ------------------------------------------------------------------------------------------------------ */

static cn_deontic deontic_of(cn_str s)
{
	for (int d = CN_D_DUTY; d <= CN_D_PENALTY; d++)
		if (cn_eqz(s, cn_deontic_text((cn_deontic)d)))
			return (cn_deontic)d;
	return CN_D_DUTY;
}

static cn_force force_of(cn_str s, cn_force otherwise)
{
	for (int f = CN_BINDING; f <= CN_DRAFT; f++)
		if (cn_eqz(s, cn_force_text((cn_force)f)))
			return (cn_force)f;
	return otherwise;
}

static cn_code load_periods(loader *l, cn_provision *p, const cn_val *list)
{
	cn_period *own = CN_NEW(l->r->a, cn_period, list->n ? list->n : 1);
	if (!own)
		return cn_arena_fail(l->r->a, l->err);
	CN_EACH(v, list) {
		cn_period *one = &own[p->n_period++];
		*one = (cn_period){ .from = cn_date_at(v, "from"), .until = cn_sooner(cn_date_at(v, "until"), l->otherwise.until), .when_text = cn_get_text(v, "when") };
		if (one->from != CN_DATE_NONE && cn_date_at(v, "until") != CN_DATE_NONE && cn_date_at(v, "until") < one->from)
			cn_report_at(l->r, v, CN_S(""), "the period ends before it begins");
		CN_TRY(condition(l, cn_get(v, "when"), &one->when));
	}
	p->period = own;
	return CN_OK;
}

/* Thresholds are never invented. */
static void check_threshold(loader *l, const cn_val *v, const cn_line *line)
{
	if (!line->op.n && !line->value.n)
		return;
	if (!line->op.n || !line->value.n)
		cn_report_at(l->r, v, CN_S(""), "op and value stand together");
	if (line->kind != CN_LINE_MEASUREMENT)
		cn_report_at(l->r, v, CN_S(""), "only a measurement has a threshold");
	if (!cn_eqz(line->threshold_from, "law") && !cn_eqz(line->threshold_from, "standard"))
		cn_report_at(l->r, v, CN_S("threshold_from: law"), "a number comes from the law or a standard: the owner's limits stand in a policy");
}

static void check_line(loader *l, const cn_val *v, const cn_line *line)
{
	if (line->kind == CN_LINE_MEASUREMENT && !line->metric.n)
		cn_report_at(l->r, v, CN_S(""), "a measurement names its metric");
	if (line->kind == CN_LINE_DOCUMENT && !line->type.n)
		cn_report_at(l->r, v, CN_S(""), "a document names its type");
	if (line->kind == CN_LINE_JUDGEMENT && !line->question.en.n)
		cn_report_at(l->r, v, CN_S(""), "a judgement has a question");
	check_threshold(l, v, line);
}

static cn_code load_lines(loader *l, cn_provision *p, const cn_val *list)
{
	cn_line *line = CN_NEW(l->r->a, cn_line, list->n ? list->n : 1);
	if (!line)
		return cn_arena_fail(l->r->a, l->err);
	p->line = line;
	CN_EACH(v, list) {
		cn_str kind = cn_get_text(v, "kind");
		cn_line *one = &line[p->n_line];
		*one = (cn_line){ .id = cn_get_text(v, "id"),
				  .kind = cn_eqz(kind, "document") ? CN_LINE_DOCUMENT : cn_eqz(kind, "judgement") ? CN_LINE_JUDGEMENT : CN_LINE_MEASUREMENT,
				  .metric = cn_get_text(v, "metric"), .bound = cn_get_text(v, "bound"), .op = cn_get_text(v, "op"),
				  .value = cn_get_text(v, "value"), .unit = cn_get_text(v, "unit"), .threshold_from = cn_get_text(v, "threshold_from"),
				  .type = cn_get_text(v, "type"), .question = cn_words_at(v, "question"), .signed_by = cn_get_text(v, "signed_by"),
				  .max_age = cn_get_text(v, "max_age"), .note = cn_words_at(v, "note"), .tree = v };
		for (size_t i = 0; i < p->n_line; i++)
			if (cn_eq(line[i].id, one->id))
				cn_report_at(l->r, v, CN_S(""), "the evidence line %.*s stands twice", CN_FMT(one->id));
		p->n_line++;
		check_line(l, v, one);
	}
	return CN_OK;
}

/* Names of an evidence condition are lines of this provision; nothing but logic. */
static void check_line_names(loader *l, const cn_provision *p, const cn_val *v, const cn_expr *e)
{
	cn_val at = *v;
	at.col += e->col - 1 + v->quoted;
	cn_eop op = e->op;
	if (op == CN_E_NAME) {
		for (size_t i = 0; i < p->n_line; i++)
			if (cn_eq(p->line[i].id, e->text))
				return;
		cn_report_at(l->r, &at, CN_S(""), "there is no evidence line %.*s here", CN_FMT(e->text));
	} else if (op != CN_E_AND && op != CN_E_OR && op != CN_E_NOT && op != CN_E_BOOL) {
		cn_report_at(l->r, &at, CN_S(""), "satisfied_when joins evidence lines by &&, || and ! only");
		return;
	}
	for (uint32_t k = 0; k < e->n; k++)
		check_line_names(l, p, v, e->kid[k]);
}

static cn_code load_satisfied(loader *l, cn_provision *p, const cn_val *v)
{
	cn_err e = { 0 };
	if (!v || v->type != CN_TEXT)
		return CN_OK;
	p->satisfied_when = v->s;
	cn_code rc = cn_expr_parse(l->r->a, v->s, &p->satisfied, &e);
	if (rc == CN_OK)
		check_line_names(l, p, v, p->satisfied);
	else if (cn_report_expr(l->r, v, &e) != CN_OK) {
		if (l->err)
			*l->err = e;
		return rc;
	}
	return CN_OK;
}

static cn_code load_relations(loader *l, cn_provision *p, const cn_val *list)
{
	cn_relation *rel = CN_NEW(l->r->a, cn_relation, list->n ? list->n : 1);
	if (!rel)
		return cn_arena_fail(l->r->a, l->err);
	p->relation = rel;
	CN_EACH(v, list) {
		int64_t strength = 0;
		cn_str s = cn_get_text(v, "strength");
		if (s.n && cn_int_parse(s, 1, 10, &strength, NULL) != CN_OK)
			strength = 0; /* reported by its shape */
		rel[p->n_relation++] = (cn_relation){ cn_get_text(v, "to"), cn_get_text(v, "rel"), cn_get_text(v, "rationale"), (int)strength, cn_words_at(v, "gap") };
	}
	return CN_OK;
}

static cn_code load_parameters(loader *l, cn_provision *p, const cn_val *list)
{
	cn_parameter *par = CN_NEW(l->r->a, cn_parameter, list->n ? list->n : 1);
	if (!par)
		return cn_arena_fail(l->r->a, l->err);
	p->parameter = par;
	CN_EACH(v, list)
		par[p->n_parameter++] = (cn_parameter){ cn_get_text(v, "name"), cn_get_text(v, "op"), cn_get_text(v, "value"), cn_get_text(v, "unit") };
	return CN_OK;
}

/* ---- a provision ------------------------------------------------------------------------------------------------------------------ */

static cn_code load_lists_of(loader *l, cn_provision *p, const cn_val *v)
{
	struct {
		const char *key;
		cn_texts *to;
	} row[] = { { "aliases", &p->aliases }, { "roles", &p->roles }, { "stages", &p->stages }, { "themes", &p->themes }, { "protects", &p->protects },
		    { "properties", &p->properties } };
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		CN_TRY(cn_texts_at(l->r->a, v, row[i].key, row[i].to, l->err));
	struct {
		const char *key;
		cn_code (*load)(loader *, cn_provision *, const cn_val *);
	} list[] = { { "parameters", load_parameters }, { "applies", load_periods }, { "evidence", load_lines }, { "relates", load_relations } };
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		const cn_val *x = cn_as_list(cn_get(v, list[i].key));
		if (x)
			CN_TRY(list[i].load(l, p, x));
	}
	return load_satisfied(l, p, cn_get(v, "satisfied_when"));
}

/* Its own condition, or the instrument's `scope` where only the scope is looked at. */
static cn_code load_condition(loader *l, cn_provision *p, const cn_val *v)
{
	const cn_val *own = cn_get(v, "applies_when");
	p->condition = cn_get_text(v, "applies_when");
	if (own)
		return condition(l, own, &p->expr);
	if (!cn_deontic_binds(p->deontic))
		return CN_OK;
	if (!p->scope_basis) {
		cn_report_at(l->r, v, CN_S("basis: scope"), "%.*s has no applies_when; only basis: scope goes without", CN_FMT(p->id));
		return CN_OK;
	}
	size_t i = def_named(l, CN_S("scope"));
	if (i == l->in->n_definition)
		return CN_OK;
	l->used[i] = true;
	cn_expr *e = CN_NEW(l->r->a, cn_expr, 1);
	const cn_expr **kid = CN_NEW(l->r->a, const cn_expr *, 1);
	if (!e || !kid)
		return cn_arena_fail(l->r->a, l->err);
	kid[0] = l->def[i].expr;
	*e = (cn_expr){ .op = CN_E_DEF, .def = &l->def[i], .text = l->def[i].id, .n = 1, .kid = kid, .member = UINT32_MAX, .date = CN_DATE_NONE };
	p->expr = e;
	return CN_OK;
}

static bool is_draft(const cn_instrument *in)
{
	return cn_eqz(in->status, "draft") || cn_eqz(in->status, "bill");
}

static cn_code load_provision(loader *l, cn_provision *p, const cn_val *v, const cn_period *otherwise)
{
	*p = (cn_provision){ .id = cn_get_text(v, "id"), .instrument = l->in, .heading = cn_words_at(v, "heading"), .text = cn_words_at(v, "text"),
			     .note = cn_words_at(v, "note"), .confidence = cn_confidence_at(v, l->in->confidence),
			     .deontic = deontic_of(cn_get_text(v, "deontic")),
			     .force = is_draft(l->in) ? CN_DRAFT : force_of(cn_get_text(v, "force"), l->in->force), .act = cn_get_text(v, "act"),
			     .object = cn_get_text(v, "object"), .penalty = cn_get_text(v, "penalty"),
			     .scope_basis = cn_is_text(cn_get(v, "basis"), "scope"), .tree = v, .index = (uint32_t)l->in->n_provision };
	p->full = cn_strf(l->r->a, "%.*s/%.*s", CN_FMT(l->in->id), CN_FMT(p->id));
	CN_TRY(load_lists_of(l, p, v));
	CN_TRY(load_condition(l, p, v));
	if (p->n_period == 0) {
		p->period = otherwise;
		p->n_period = 1;
	}
	if (cn_deontic_binds(p->deontic) && p->roles.n == 0)
		cn_report_at(l->r, v, CN_S(""), "%.*s binds nobody: it needs roles", CN_FMT(p->id));
	return CN_OK;
}

/* When provisions count that do not say so themselves. */
static cn_period default_period(const cn_instrument *in)
{
	static const char *const begins[] = { "entry-into-force", "applies", "adopted", "draft" };
	static const char *const ends[] = { "repealed", "expired", "expires", "replaced" };
	cn_period p = { .from = CN_DATE_NONE, .until = CN_DATE_NONE };
	for (size_t k = 0; k < 4 && p.from == CN_DATE_NONE; k++)
		for (size_t i = 0; i < in->n_date; i++)
			if (cn_eqz(in->date[i].what, begins[k]))
				p.from = in->date[i].date;
	for (size_t k = 0; k < 4 && p.until == CN_DATE_NONE; k++)
		for (size_t i = 0; i < in->n_date; i++)
			if (cn_eqz(in->date[i].what, ends[k]) && in->date[i].date != CN_DATE_NONE)
				p.until = in->date[i].date - 1;
	return p;
}

static cn_code load_provisions(loader *l, const cn_val *list)
{
	size_t n = cn_n_of(list);
	if (n > CN_PROVISIONS_MAX)
		return CN_FAIL(l->err, CN_ETOOBIG, "%.*s has more than %d provisions", CN_FMT(l->r->file), CN_PROVISIONS_MAX);
	cn_provision *p = CN_NEW(l->r->a, cn_provision, n + 1);
	cn_period *otherwise = CN_NEW(l->r->a, cn_period, 1);
	if (!p || !otherwise)
		return cn_arena_fail(l->r->a, l->err);
	l->otherwise = *otherwise = default_period(l->in);
	l->in->provision = p;
	CN_EACH(v, list) {
		if (v->type != CN_MAP)
			continue; /* reported by its shape */
		CN_TRY(load_provision(l, &p[l->in->n_provision], v, otherwise));
		l->in->n_provision++;
	}
	n = l->in->n_provision;
	CN_EACH(v, list) {
		cn_str penalty = cn_get_text(v, "penalty");
		size_t i = 0;
		while (i < n && !cn_eq(p[i].id, penalty))
			i++;
		if (penalty.n && i == n)
			cn_report_at(l->r, cn_get(v, "penalty"), CN_S(""), "there is no provision %.*s in this instrument", CN_FMT(penalty));
	}
	return CN_OK;
}

/* ---- the head ------------------------------------------------------------------------------------------------------------------------- */

static cn_code load_dates(loader *l, const cn_val *dates, const cn_val *sources)
{
	cn_instrument_date *d = CN_NEW(l->r->a, cn_instrument_date, cn_n_of(dates) + 1);
	cn_source *s = CN_NEW(l->r->a, cn_source, cn_n_of(sources) + 1);
	if (!d || !s)
		return cn_arena_fail(l->r->a, l->err);
	l->in->date = d;
	l->in->source = s;
	CN_EACH(v, dates)
		d[l->in->n_date++] = (cn_instrument_date){ cn_date_at(v, "date"), cn_get_text(v, "what"), cn_get_text(v, "by"), cn_words_at(v, "note") };
	CN_EACH(v, sources)
		s[l->in->n_source++] = (cn_source){ cn_get_text(v, "read"), cn_get_text(v, "extent"), cn_date_at(v, "on") };
	return CN_OK;
}

static cn_code load_ties(loader *l, const cn_val *list)
{
	cn_tie *tie = CN_NEW(l->r->a, cn_tie, cn_n_of(list) + 1);
	if (!tie)
		return cn_arena_fail(l->r->a, l->err);
	l->in->tie = tie;
	CN_EACH(v, list) {
		cn_str to = cn_get_text(v, "to");
		if (cn_eq(to, l->in->id) && to.n)
			cn_report_at(l->r, v, CN_S(""), "%.*s has a relation to itself", CN_FMT(to));
		tie[l->in->n_tie++] = (cn_tie){ to, cn_get_text(v, "rel"), cn_words_at(v, "note") };
	}
	return CN_OK;
}

static cn_code load_head(loader *l, const cn_norm_file *f)
{
	const cn_val *t = f->tree, *status = cn_get(t, "status"), *official = cn_get(t, "official");
	*l->in = (cn_instrument){ .id = cn_get_text(t, "id"), .kind = cn_get_text(t, "kind"), .digest = f->digest, .file = f->name,
				  .title = cn_words_at(t, "title"), .issuer = cn_words_at(t, "issuer"), .notes = cn_words_at(t, "notes"),
				  .original = cn_get_text(cn_get(t, "title"), "original"), .force = force_of(cn_get_text(t, "force"), CN_DRAFT),
				  .status = cn_get_text(status, "value"), .status_as_of = cn_date_at(status, "as_of"),
				  .status_note = cn_words_at(status, "note"), .reference = cn_get_text(official, "reference"),
				  .url = cn_get_text(official, "url"), .confidence = cn_confidence_at(t, CN_UNVERIFIED), .tree = t };
	CN_TRY(cn_texts_at(l->r->a, t, "aliases", &l->in->aliases, l->err));
	CN_TRY(cn_texts_at(l->r->a, t, "jurisdictions", &l->in->jurisdictions, l->err));
	CN_TRY(load_ties(l, cn_as_list(cn_get(t, "relations"))));
	return load_dates(l, cn_as_list(cn_get(t, "dates")), cn_as_list(cn_get(t, "sources")));
}

cn_code cn_load_instrument(cn_library *lib, cn_report *r, const cn_norm_file *f, const cn_instrument **ret, cn_err *err)
{
	loader l = { .lib = lib, .r = r, .in = CN_NEW(r->a, cn_instrument, 1), .err = err };
	if (!l.in)
		return cn_arena_fail(r->a, err);
	cn_shape_check(r, lib, cn_shape_named("instrument"), f->tree);
	CN_TRY(load_head(&l, f));
	CN_TRY(load_definitions(&l, cn_as_list(cn_get(f->tree, "definitions"))));
	CN_TRY(load_presumptions(&l, cn_as_list(cn_get(f->tree, "presumptions"))));
	CN_TRY(load_provisions(&l, cn_as_list(cn_get(f->tree, "provisions"))));
	for (size_t i = 0; i < l.in->n_definition; i++)
		if (!l.used[i] && !cn_eqz(l.def[i].id, "scope"))
			cn_report_warn(r, l.def_val[i], "the definition %.*s is not used", CN_FMT(l.def[i].id));
	*ret = l.in;
	return CN_OK;
}
