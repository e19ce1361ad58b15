/* Problems, nearest words, and the strict check of a tree against its shape. */
#include "norm/shape.h"

/* ---- problems -------------------------------------------------------------------------------------------------------------- */

static void add(cn_report *r, cn_problem p, const char *text)
{
	p.file = r->file;
	p.message = cn_str_copy(r->a, cn_str_z(text));
	cn_problems *to = r->to;
	to->n_errors += !p.warning;
	if (to->n == CN_PROBLEMS_MAX) {
		to->more++;
		return;
	}
	if (to->n == r->room) {
		size_t room = r->room ? r->room * 2 : 16;
		cn_problem *grown = CN_NEW(r->a, cn_problem, room);
		if (!grown)
			return; /* the arena has failed: the loader says so */
		if (to->n)
			memcpy(grown, to->item, to->n * sizeof *grown);
		to->item = grown;
		r->room = room;
	}
	to->item[to->n++] = p;
}

static void report(cn_report *r, cn_problem p, const char *fmt, va_list ap) CN_PRINTF(3, 0);
static void report(cn_report *r, cn_problem p, const char *fmt, va_list ap)
{
	char text[CN_ERR_BYTES];
	cn_said_v(text, sizeof text, &p.said, fmt, ap);
	add(r, p, text);
}

void cn_report_err(cn_report *r, const cn_val *at, const cn_err *e)
{
	cn_said s = e->part[0];
	const char *text = e->msg + s.at; /* the sentence is the end of the message */
	for (unsigned i = 0; i < s.n_arg; i++)
		s.arg[i].at = (uint16_t)(s.arg[i].at - s.at);
	s.at = 0;
	add(r, (cn_problem){ .line = at ? at->line : 0, .col = at ? at->col : 0, .said = s, .hint = cn_str_copy(r->a, cn_str_z(e->hint)) }, text);
}

void cn_report_at(cn_report *r, const cn_val *at, cn_str hint, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	report(r, (cn_problem){ .line = at ? at->line : 0, .col = at ? at->col : 0, .hint = hint }, fmt, ap);
	va_end(ap);
}

void cn_report_key(cn_report *r, const cn_val *at, cn_str hint, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	report(r, (cn_problem){ .line = at->key_line, .col = at->key_col, .hint = hint }, fmt, ap);
	va_end(ap);
}

void cn_report_warn(cn_report *r, const cn_val *at, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	report(r, (cn_problem){ .line = at ? at->line : 0, .col = at ? at->col : 0, .warning = true }, fmt, ap);
	va_end(ap);
}

void cn_problem_text(const cn_problem *p, cn_buf *b)
{
	cn_buf_put(b, p->file);
	if (p->line)
		cn_buf_printf(b, ":%u:%u", p->line, p->col);
	cn_buf_printf(b, ": %s%.*s", p->warning ? "warning: " : "", CN_FMT(p->message));
	if (p->hint.n)
		cn_buf_printf(b, "; did you mean %.*s?", CN_FMT(p->hint));
}

cn_code cn_problems_fail(const cn_problems *p, cn_err *err)
{
	size_t i = 0;
	while (i < p->n && p->item[i].warning)
		i++;
	if (i == p->n)
		return CN_FAIL(err, CN_EINPUT, "too many problems");
	const cn_problem *first = &p->item[i];
	char text[CN_ERR_BYTES];
	(void)snprintf(text, sizeof text, "%.*s", CN_FMT(first->message));
	(void)cn_fail_said(err, CN_EINPUT, CN_HERE, text, &first->said);
	(void)(first->line ? cn_while(err, "%.*s:%u:%u", CN_FMT(first->file), first->line, first->col) : cn_while(err, "%.*s", CN_FMT(first->file)));
	return first->hint.n ? CN_HINTED(err, CN_EINPUT, "%.*s", CN_FMT(first->hint)) : CN_EINPUT;
}

cn_nearest cn_nearest_to(cn_str wrong)
{
	size_t third = wrong.n / 3 + 1;
	return (cn_nearest){ .wrong = wrong, .most = third > 3 ? 4 : (unsigned)third + 1 };
}

void cn_nearest_try(cn_nearest *n, cn_str candidate)
{
	unsigned d = cn_edit_distance(n->wrong, candidate, n->most);
	if (d < n->most) {
		n->most = d;
		n->best = candidate;
	}
}

/* ---- scalars ----------------------------------------------------------------------------------------------------------------- */

typedef struct checker {
	cn_report *r;
	const cn_library *lib;
} checker;

static bool all_of(cn_str s, const char *more, bool upper)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (upper && c >= 'A' && c <= 'Z') || (c && strchr(more, c));
		if (!ok)
			return false;
	}
	return s.n > 0;
}

static bool id_ok(cn_str s)
{
	return all_of(s, "._-", false) && s.p[0] != '.' && s.p[0] != '-' && s.p[0] != '_';
}

static bool name_ok(cn_str s)
{
	return all_of(s, "_", false) && s.p[0] >= 'a';
}

static bool locator_ok(cn_str s)
{
	return all_of(s, "._-()", true);
}

static bool full_ok(cn_str s)
{
	cn_str head, rest;
	return cn_split(s, '/', &head, &rest) && id_ok(head) && locator_ok(rest);
}

static bool text_form_ok(cn_shape_kind kind, cn_str s)
{
	cn_date d;
	cn_dec dec;
	int64_t n;
	switch (kind) {
	case CN_K_ID:
		return id_ok(s);
	case CN_K_NAME:
		return name_ok(s);
	case CN_K_LOCATOR:
		return locator_ok(s);
	case CN_K_FULL:
		return full_ok(s);
	case CN_K_DATE:
		return cn_date_parse(s, &d, NULL) == CN_OK;
	case CN_K_DECIMAL:
		return cn_dec_parse(s, &dec, NULL) == CN_OK;
	case CN_K_DURATION:
		return cn_date_plus(0, s, &d, NULL) == CN_OK;
	case CN_K_STRENGTH:
		return cn_int_parse(s, 1, 10, &n, NULL) == CN_OK;
	case CN_K_YES:
		return cn_eqz(s, "true") || cn_eqz(s, "false");
	default:
		return s.n > 0;
	}
}

static const char *form_word(cn_shape_kind kind)
{
	switch (kind) {
	case CN_K_ID:
		return "an id (a-z, 0-9, point, hyphen, underscore)";
	case CN_K_NAME:
		return "a name (a-z, 0-9, underscore; a letter first)";
	case CN_K_LOCATOR:
		return "a locator like art_26.6";
	case CN_K_FULL:
		return "instrument/locator, like eu-ai-act/art_26.6";
	case CN_K_DATE:
		return "a date YYYY-MM-DD";
	case CN_K_DECIMAL:
		return "a decimal number";
	case CN_K_DURATION:
		return "a duration like P1Y, P6M, P2W or P30D";
	case CN_K_STRENGTH:
		return "a number from 1 to 10";
	case CN_K_YES:
		return "true or false";
	default:
		return "a text that is not empty";
	}
}

static void check_listed(checker *c, const cn_val *v, const char *list)
{
	size_t n = 0;
	const cn_member *m = c->lib ? cn_library_list(c->lib, list, &n) : NULL;
	if (!m)
		return; /* a vocabulary without this list was reported there */
	for (size_t i = 0; i < n; i++)
		if (cn_eq(m[i].id, v->s))
			return;
	cn_nearest near = cn_nearest_to(v->s); /* costly, so only when it is needed */
	for (size_t i = 0; i < n; i++)
		cn_nearest_try(&near, m[i].id);
	cn_report_at(c->r, v, near.best, "\"%.*s\" is not in the list %s of the vocabulary", CN_FMT(cn_sub(v->s, 0, 80)), list);
}

static void check_place(checker *c, const cn_val *v)
{
	size_t n[2] = { 0, 0 };
	const cn_member *m[2] = { NULL, NULL };
	if (!c->lib)
		return;
	m[0] = cn_library_list(c->lib, "places", &n[0]);
	m[1] = cn_library_list(c->lib, "groups", &n[1]);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < n[k]; i++)
			if (cn_eq(m[k][i].id, v->s))
				return;
	cn_nearest near = cn_nearest_to(v->s);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < n[k]; i++)
			cn_nearest_try(&near, m[k][i].id);
	cn_report_at(c->r, v, near.best, "\"%.*s\" is not a place or group of the vocabulary", CN_FMT(cn_sub(v->s, 0, 80)));
}

static void check_enum(checker *c, const cn_val *v, const char *words)
{
	cn_str rest = cn_str_z(words), head;
	while (rest.n) {
		(void)cn_split(rest, ' ', &head, &rest);
		if (cn_eq(head, v->s))
			return;
	}
	cn_nearest near = cn_nearest_to(v->s);
	for (rest = cn_str_z(words); rest.n;) {
		(void)cn_split(rest, ' ', &head, &rest);
		cn_nearest_try(&near, head);
	}
	cn_report_at(c->r, v, near.best, "\"%.*s\" is not one of: %s", CN_FMT(cn_sub(v->s, 0, 80)), words);
}

/* ---- maps and lists ------------------------------------------------------------------------------------------------------------ */

static void check_map(checker *c, const cn_shape *s, const cn_val *v);

static void check_words(checker *c, const cn_shape_key *f, const cn_val *v)
{
	if (v->type != CN_MAP) {
		cn_report_at(c->r, v, CN_S("{en: \"...\", zh: \"...\"}"), "%s is given in two languages", f->name);
		return;
	}
	static const char *const lang[] = { "en", "zh" };
	for (unsigned i = 0; i < 2; i++) {
		const cn_val *t = cn_get(v, lang[i]);
		if (!t)
			cn_report_at(c->r, v, CN_S(""), "%s has no %s", f->name, lang[i]);
		else if (t->type != CN_TEXT || t->s.n == 0)
			cn_report_at(c->r, t, CN_S(""), "%s.%s is not a text", f->name, lang[i]);
	}
	const cn_val *more = f->arg ? cn_get(v, f->arg) : NULL;
	if (more && (more->type != CN_TEXT || more->s.n == 0))
		cn_report_at(c->r, more, CN_S(""), "%s.%s is not a text", f->name, f->arg);
	CN_EACH(t, v)
		if (!cn_eqz(t->key, "en") && !cn_eqz(t->key, "zh") && !(f->arg && cn_eqz(t->key, f->arg)))
			cn_report_key(c->r, t, CN_S("en"), "\"%.*s\" is not a language here", CN_FMT(cn_sub(t->key, 0, 80)));
}

static void check_lists(checker *c, const cn_shape_key *f, const cn_val *v)
{
	if (v->type != CN_MAP) {
		cn_report_at(c->r, v, CN_S(""), "%s is a map of lists", f->name);
		return;
	}
	CN_EACH(list, v) {
		if (list->type != CN_LIST)
			cn_report_at(c->r, list, CN_S(""), "%.*s is not a list", CN_FMT(list->key));
		else
			CN_EACH(item, list)
				check_map(c, f->sub, item);
	}
}

static void check_labels(checker *c, const cn_shape_key *f, const cn_val *v)
{
	if (v->type != CN_MAP) {
		cn_report_at(c->r, v, CN_S(""), "%s is a map from values to {en, zh}", f->name);
		return;
	}
	CN_EACH(t, v)
		check_words(c, f, t);
}

static void check_scalar(checker *c, const cn_shape_key *f, const cn_val *v)
{
	if (v->type != CN_TEXT || !text_form_ok(f->kind, v->s)) {
		if (v->type == CN_TEXT)
			cn_report_at(c->r, v, CN_S(""), "%s is %s, not \"%.*s\"", f->name, form_word(f->kind), CN_FMT(cn_sub(v->s, 0, 80)));
		else
			cn_report_at(c->r, v, CN_S(""), "%s is %s, not a %s", f->name, form_word(f->kind), v->type == CN_MAP ? "map" : "list");
		return;
	}
	if (f->kind == CN_K_LISTED)
		check_listed(c, v, f->arg);
	else if (f->kind == CN_K_ENUM)
		check_enum(c, v, f->arg);
	else if (f->kind == CN_K_PLACE)
		check_place(c, v);
}

static void check_value(checker *c, const cn_shape_key *f, const cn_val *v)
{
	cn_shape_key place = *f;
	switch (f->kind) {
	case CN_K_ANY:
		return;
	case CN_K_WORDS:
		check_words(c, f, v);
		return;
	case CN_K_NOTE:
		if (v->type == CN_MAP)
			check_words(c, f, v);
		else
			check_scalar(c, f, v);
		return;
	case CN_K_MAP:
		check_map(c, f->sub, v);
		return;
	case CN_K_CODE:
		place.kind = CN_K_PLACE;
		if (v->type == CN_MAP)
			check_map(c, f->sub, v);
		else
			check_scalar(c, &place, v);
		return;
	case CN_K_LABELS:
		check_labels(c, f, v);
		return;
	case CN_K_LISTS:
		check_lists(c, f, v);
		return;
	default:
		check_scalar(c, f, v);
	}
}

static void check_field(checker *c, const cn_shape_key *f, const cn_val *v)
{
	if (!(f->flags & CN_LIST_OF)) {
		check_value(c, f, v);
		return;
	}
	if (v->type != CN_LIST) {
		cn_report_at(c->r, v, CN_S(""), "%s is a list", f->name);
		return;
	}
	CN_EACH(item, v)
		check_value(c, f, item);
}

static void check_map(checker *c, const cn_shape *s, const cn_val *v)
{
	if (!v || v->type != CN_MAP) {
		cn_report_at(c->r, v, CN_S(""), "here stands %s: a map with keys", s->what);
		return;
	}
	CN_EACH(kid, v) {
		const cn_shape_key *f = cn_shape_field(s, kid->key);
		if (f) {
			check_field(c, f, kid);
			continue;
		}
		cn_nearest near = cn_nearest_to(kid->key);
		for (const cn_shape_key *g = s->field; g->name; g++)
			cn_nearest_try(&near, cn_str_z(g->name));
		cn_report_key(c->r, kid, near.best, "%s has no key \"%.*s\"", s->what, CN_FMT(cn_sub(kid->key, 0, 80)));
	}
	for (const cn_shape_key *f = s->field; f->name; f++)
		if ((f->flags & CN_NEEDED) && !cn_get(v, f->name))
			cn_report_at(c->r, v, CN_S(""), "%s needs the key \"%s\"", s->what, f->name);
}

void cn_shape_check(cn_report *r, const cn_library *lib, const cn_shape *s, const cn_val *tree)
{
	checker c = { r, lib };
	check_map(&c, s, tree);
}
