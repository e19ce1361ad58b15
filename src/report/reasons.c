/* Reasons of findings, each once. */
#include "report/reasons.h"

static void why_line(cn_page *p, const cn_val *line)
{
	cn_str fact = cn_get_text(line, "fact"), by = cn_get_text(line, "by"), on = cn_get_text(line, "on");
	int64_t depth = cn_get_int(line, "depth", 0);
	cn_buf_printf(p->o, depth > 0 ? "<li class=d%d>" : "<li>", depth > 4 ? 4 : (int)depth);
	h_t(p, cn_get(line, "text"));
	bool told = on.n > 0 && cn_contains(cn_text_in(cn_get(line, "text"), CN_EN), on); /* the sentence itself says who and when */
	if (fact.n > 0 && told) {
		h_raw(p, " ");
		h_code(p, fact);
	} else if (fact.n > 0) {
		h_raw(p, " <span class=\"src\"><code>");
		h_text(p, fact);
		h_raw(p, " = ");
		h_text(p, cn_get_text(line, "value"));
		h_raw(p, "</code>");
		if (by.n > 0) {
			h_raw(p, " ");
			if (on.n > 0)
				H_MSG(p, M_said_by_on, A_S(by), A_DS(on));
			else
				H_MSG(p, M_said_by, A_S(by));
		}
		if (cn_get_text(line, "source").n > 0) {
			h_raw(p, " · ");
			h_text(p, cn_get_text(line, "source"));
		}
		h_raw(p, "</span>");
	}
	if (cn_get_text(line, "locator").n > 0) {
		h_raw(p, " ");
		h_code(p, cn_get_text(line, "locator"));
	}
	h_raw(p, "</li>");
}

static void missing(cn_page *p, const cn_val *f)
{
	if (cn_list_n(cn_get(f, "missing")) == 0)
		return;
	h_raw(p, "<li>");
	H_MSG0(p, M_missing);
	h_raw(p, "<ul>");
	CN_EACH(fact, cn_get(f, "missing")) {
		if (fact->type != CN_TEXT)
			continue;
		const cn_val *question = cn_question_text(p->content, fact->s);
		h_raw(p, "<li>");
		if (question) {
			h_t(p, question);
			h_raw(p, " ");
		}
		h_code(p, fact->s);
		h_raw(p, "</li>");
	}
	h_raw(p, "</ul></li>");
}

/* ---- equal ones ------------------------------------------------------------------------------------------------------------------------ */

static bool same_whole(const cn_val *f, const cn_val *g)
{
	const cn_val *x = cn_get(f, "missing"), *y = cn_get(g, "missing");
	return cn_val_eq(cn_get(f, "why"), cn_get(g, "why")) && (x == y || (x && y && cn_val_eq(x, y)));
}

/* The next line that belongs to the one before it. */
static const cn_val *below(const cn_val *line)
{
	return line->next && cn_get_int(line->next, "depth", 0) > 0 ? line->next : NULL;
}

static bool same_part(const cn_val *x, const cn_val *y)
{
	while (cn_val_eq(x, y)) {
		x = below(x);
		y = below(y);
		if (!x || !y)
			return x == y;
	}
	return false;
}

static size_t once_at(const once *o, const cn_val *v)
{
	size_t i = 0;
	while (i < o->n && !o->same(o->of[i], v))
		i++;
	return i;
}

static void once_add(once *o, const cn_val *v)
{
	size_t i = once_at(o, v);
	if (i == REASONS_MAX)
		return;
	if (i == o->n) {
		o->of[i] = v;
		o->uses[i] = 0;
		o->n++;
	}
	o->uses[i]++;
}

/* Its number among those used more than once, from 1; 0: it is not one of them. */
static size_t once_number(const once *o, const cn_val *v)
{
	size_t at = once_at(o, v), number = 0;
	if (at == o->n || o->uses[at] < 2)
		return 0;
	for (size_t i = 0; i <= at; i++)
		number += o->uses[i] >= 2;
	return number;
}

static size_t once_shared(const once *o)
{
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++)
		n += o->uses[i] >= 2;
	return n;
}

void reasons_init(reasons *r, size_t group)
{
	r->group = group;
	r->whole.same = same_whole;
	r->part.same = same_part;
	r->whole.n = r->part.n = 0;
}

void reasons_add(reasons *r, const cn_val *finding)
{
	once_add(&r->whole, finding);
}

void reasons_ready(reasons *r)
{
	for (size_t i = 0; i < r->whole.n; i++)
		CN_EACH(line, cn_get(cn_get(r->whole.of[i], "why"), "lines"))
			if (cn_get_int(line, "depth", 0) == 0 && below(line))
				once_add(&r->part, line);
}

/* ---- on the page ----------------------------------------------------------------------------------------------------------------------- */

static void see(cn_page *p, const reasons *r, size_t number)
{
	cn_buf_printf(p->o, "<a href=\"#w%zu-%zu\">", r->group, number);
	H_MSG(p, M_reasons, A_N(number));
	h_raw(p, "</a>");
}

/* A line of the chain and what is below it, unless that stands elsewhere. */
static void part(cn_page *p, const cn_val *line, const reasons *r)
{
	size_t number = r && below(line) ? once_number(&r->part, line) : 0;
	why_line(p, line);
	if (number > 0) {
		h_raw(p, "<li class=d1>");
		see(p, r, once_shared(&r->whole) + number);
		h_raw(p, "</li>");
		return;
	}
	while ((line = below(line)) != NULL)
		why_line(p, line);
}

static void own(cn_page *p, const cn_val *f, const reasons *r)
{
	cn_str expression = cn_get_text(cn_get(f, "why"), "expression");
	const cn_val *before = NULL;
	CN_EACH(line, cn_get(cn_get(f, "why"), "lines")) {
		if (!before || below(before) != line) /* a chain may begin indented */
			part(p, line, r);
		before = line;
	}
	missing(p, f);
	if (expression.n > 0) {
		h_raw(p, "<li>");
		H_MSG0(p, M_condition);
		h_raw(p, " ");
		h_code(p, expression);
		h_raw(p, "</li>");
	}
}

void reasons_put(cn_page *p, const cn_val *finding, const reasons *r)
{
	size_t number = r ? once_number(&r->whole, finding) : 0;
	if (number == 0) {
		own(p, finding, r);
		return;
	}
	h_raw(p, "<li>");
	H_MSG0(p, M_why_see);
	h_raw(p, " ");
	see(p, r, number);
	h_raw(p, "</li>");
}

static void item_open(cn_page *p, const reasons *r, size_t number)
{
	cn_buf_printf(p->o, "<li id=\"w%zu-%zu\"><p class=\"sm\"><b>", r->group, number);
	H_MSG(p, M_reasons, A_N(number));
	h_raw(p, "</b>");
}

void reasons_list(cn_page *p, const reasons *r)
{
	size_t n_whole = once_shared(&r->whole), n = n_whole + once_shared(&r->part), number = 0;
	if (n == 0)
		return;
	h_raw(p, "<ol class=\"rs\">");
	for (size_t i = 0; i < r->whole.n; i++) {
		if (r->whole.uses[i] < 2)
			continue;
		item_open(p, r, ++number);
		h_raw(p, " <span class=\"mu\">");
		H_MSG(p, M_reasons_of, A_N(r->whole.uses[i]));
		h_raw(p, "</span></p><ol class=\"why sm\">");
		own(p, r->whole.of[i], r);
		h_raw(p, "</ol></li>");
	}
	for (size_t i = 0; i < r->part.n; i++) {
		if (r->part.uses[i] < 2)
			continue;
		item_open(p, r, ++number);
		h_raw(p, "</p><ol class=\"why sm\">");
		part(p, r->part.of[i], NULL);
		h_raw(p, "</ol></li>");
	}
	h_raw(p, "</ol>");
}
