/* Curves and bars of one measurement: what its number is made of. Bars where places have names, a curve where they have numbers. */
#include "report/chart.h"
#include "report/sections.h"

enum { BARS_MAX = 12, CURVE_PX = 150, BAR_PX = 20, CURVES_MAX = 8, STEPS_MAX = 64 };

static bool real_of(const cn_val *m, const char *key, double *ret)
{
	return cn_real_parse(cn_get_text(m, key), ret, NULL) == CN_OK;
}

typedef struct place {
	const cn_val *m;
	double x, value, lo, hi;
	bool has;
} place;

static place place_of(const cn_val *m)
{
	place p = { .m = m };
	(void)real_of(m, "at", &p.x);
	p.has = real_of(m, "value", &p.value);
	p.lo = p.hi = p.value;
	if (p.has && (!real_of(m, "lo", &p.lo) || !real_of(m, "hi", &p.hi)))
		p.lo = p.hi = p.value;
	return p;
}

static bool same_curve(const cn_val *a, const cn_val *b)
{
	return cn_eq(cn_text_in(cn_get(a, "of"), CN_EN), cn_text_in(cn_get(b, "of"), CN_EN));
}

/* The points of one name, in their order; at most max. */
static size_t of_curve(const cn_val *list, const cn_val *first, place *ret, size_t max)
{
	size_t n = 0;
	CN_EACH(p, list)
		if (n < max && same_curve(p, first))
			ret[n++] = place_of(p);
	return n;
}

static double size_of(const place *p)
{
	return p->value < 0 ? -p->value : p->value;
}

/* The largest first; equal ones as they came. */
static void sort_by_size(place *p, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		place x = p[i];
		size_t at = i;
		for (; at > 0 && size_of(&p[at - 1]) < size_of(&x); at--)
			p[at] = p[at - 1];
		p[at] = x;
	}
}

static cn_axis axis_over(const place *p, size_t n, bool zero, const double *limit)
{
	double x[3 * STEPS_MAX + 2];
	size_t k = 0;
	for (size_t i = 0; i < n && k + 3 <= 3 * STEPS_MAX; i++) {
		if (!p[i].has)
			continue;
		x[k++] = p[i].value;
		x[k++] = p[i].lo;
		x[k++] = p[i].hi;
	}
	if (zero || k == 0)
		x[k++] = 0;
	if (limit)
		x[k++] = *limit;
	return cn_axis_over(x, k, 1, 0);
}

static void number(cn_page *p, const cn_val *m, const char *key)
{
	static const cn_scale plain = { 1, 3 };
	cn_real_put(p->o, cn_get_text(m, key), plain, cn_escape_html);
}

static void numbers(cn_page *p, const place *x)
{
	h_raw(p, "</th><td class=\"r\"><span class=\"n\">");
	if (x->has)
		number(p, x->m, "value");
	else
		H_MSG0(p, M_undefined_short);
	h_raw(p, "</span></td><td class=\"r\"><span class=\"n mu\">");
	if (x->has && x->lo < x->hi) {
		number(p, x->m, "lo");
		h_raw(p, " – ");
		number(p, x->m, "hi");
	}
	h_raw(p, "</span></td>");
}

static void table_open(cn_page *p, const cn_val *first, bool pictures)
{
	h_raw(p, "<div class=\"sx\" tabindex=\"0\" role=\"group\" aria-labelledby=\"h-measured\"><table class=\"tb grt\"><caption class=\"cap sm\">");
	h_t(p, cn_get(first, "of"));
	h_raw(p, "</caption><thead><tr>");
	h_th(p, M_what);
	h_th(p, M_value);
	h_th(p, M_interval);
	if (pictures)
		h_th(p, M_from_zero);
	h_raw(p, "</tr></thead><tbody>");
}

static void bars(cn_page *p, place *x, size_t n)
{
	sort_by_size(x, n);
	size_t shown = n > BARS_MAX ? BARS_MAX : n;
	cn_axis axis = axis_over(x, shown, true, NULL);
	table_open(p, x[0].m, true);
	for (size_t i = 0; i < shown; i++) {
		h_raw(p, "<tr><th scope=\"row\">");
		h_text(p, cn_get_text(x[i].m, "label"));
		numbers(p, &x[i]);
		h_raw(p, "<td class=\"pic\">");
		cn_chart_bar(p->o, &axis, &(cn_bar){ x[i].value, x[i].lo, x[i].hi, x[i].has, BAR_PX });
		h_raw(p, "</td></tr>");
	}
	h_raw(p, "</tbody></table></div>");
	if (n > shown)
		H_MSG(p, M_and_others, A_N(n - shown));
}

static void curve(cn_page *p, const place *x, size_t n, const double *limit)
{
	cn_step_point step[STEPS_MAX];
	double at[STEPS_MAX];
	for (size_t i = 0; i < n; i++) {
		step[i] = (cn_step_point){ x[i].x, x[i].value, x[i].lo, x[i].hi, x[i].has };
		at[i] = x[i].x;
	}
	cn_curve c = { cn_axis_over(at, n, 1, 0), axis_over(x, n, false, limit), step, n, limit != NULL, limit ? *limit : 0, CURVE_PX };
	h_raw(p, "<p class=\"cap sm\">");
	h_t(p, cn_get(x[0].m, "of"));
	h_raw(p, "</p>");
	cn_chart_curve(p->o, &c);
	cn_chart_axis(p->o, &c.x);
	h_raw(p, "<details><summary>");
	H_MSG0(p, M_in_a_table);
	h_raw(p, "</summary>");
	table_open(p, x[0].m, false);
	for (size_t i = 0; i < n; i++) {
		h_raw(p, "<tr><th scope=\"row\">");
		number(p, x[i].m, "at");
		numbers(p, &x[i]);
		h_raw(p, "</tr>");
	}
	h_raw(p, "</tbody></table></div></details>");
}

static bool is_first(const cn_val *list, const cn_val *p)
{
	CN_EACH(other, list) {
		if (other == p)
			return true;
		if (same_curve(other, p))
			return false;
	}
	return true;
}

void h_points(cn_page *p, const cn_val *m)
{
	const cn_val *list = cn_get(m, "points");
	place x[STEPS_MAX] = { { 0 } };
	double limit;
	/* the limit stands in the picture where the picture is of the number itself, getting worse */
	bool limited = cn_is_text(cn_get(m, "property"), "robustness") && real_of(cn_get(m, "limit"), "value", &limit);
	size_t curves = 0;
	CN_EACH(first, list) {
		if (!is_first(list, first) || ++curves > CURVES_MAX)
			continue;
		size_t n = of_curve(list, first, x, STEPS_MAX);
		if (cn_get_text(first, "label").n > 0)
			bars(p, x, n);
		else
			curve(p, x, n, limited && curves == 1 ? &limit : NULL);
	}
}
