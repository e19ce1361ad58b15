/* The geometry of the pictures. No libm: powers of ten by multiplication, so that every machine draws the same bytes. */
#include "report/chart.h"

static void pct(cn_buf *o, double share)
{
	cn_buf_printf(o, "%.1f%%", share * 100 + 0.0);
}

static double share_of(const cn_axis *a, double x)
{
	double s = (x - a->from) / (a->to - a->from);
	return s < 0 ? 0 : s > 1 ? 1 : s;
}

/* The smallest of 1, 2, 5 times a power of ten that is at least x > 0; decimals it needs. */
static double nice_up(double x, int *decimals)
{
	static const double steps[] = { 1, 2, 5 };
	double power = 1;
	int exponent = 0;
	while (power < x) {
		power *= 10;
		exponent++;
	}
	while (power > x && exponent > -12) {
		power /= 10;
		exponent--;
	}
	*decimals = exponent < 0 ? -exponent : 0;
	for (int i = 0; i < 3; i++)
		if (power * steps[i] >= x * (1 - 1e-9))
			return power * steps[i];
	*decimals = exponent + 1 < 0 ? -exponent - 1 : 0;
	return power * 10;
}

cn_axis cn_axis_over(const double *x, size_t n, double low, double high)
{
	double from = x[0], to = x[0];
	for (size_t i = 1; i < n; i++) {
		from = x[i] < from ? x[i] : from;
		to = x[i] > to ? x[i] : to;
	}
	double spread = to - from, most = from < 0 ? -from : from;
	most = to > most ? to : most;
	double room = spread > 0 ? spread * 0.12 : most > 0 ? most * 0.12 : 1;
	from -= room;
	to += room;
	if (low <= high) {
		from = from < low ? low : from;
		to = to > high ? high : to;
	}
	if (!(from < to)) {
		from -= room;
		to += room;
	}
	cn_axis a = { from, to, 0, 0 };
	a.step = nice_up((to - from) / CN_TICKS_MAX, &a.decimals);
	return a;
}

static void vline(cn_buf *o, double at, unsigned y1, unsigned y2, const char *rest)
{
	cn_buf_putz(o, "<line x1=\"");
	pct(o, at);
	cn_buf_putz(o, "\" x2=\"");
	pct(o, at);
	cn_buf_printf(o, "\" y1=\"%u\" y2=\"%u\" %s/>", y1, y2, rest);
}

static void strip_limit(cn_buf *o, const cn_axis *a, const cn_strip *s)
{
	double at = share_of(a, s->limit);
	cn_buf_putz(o, "<rect class=\"band\" x=\"");
	pct(o, s->meets > 0 ? at : 0);
	cn_buf_putz(o, "\" y=\"0\" width=\"");
	pct(o, s->meets > 0 ? 1 - at : at);
	cn_buf_printf(o, "\" height=\"%u\"/>", s->height);
	vline(o, at, 0, s->height, "class=\"lim\"");
}

static void strip_interval(cn_buf *o, const cn_axis *a, const cn_strip *s)
{
	unsigned mid = s->height / 2;
	double lo = share_of(a, s->lo), hi = share_of(a, s->hi);
	cn_buf_printf(o, "<g class=\"%s\"><line x1=\"", s->cls);
	pct(o, lo);
	cn_buf_putz(o, "\" x2=\"");
	pct(o, hi);
	cn_buf_printf(o, "\" y1=\"%u\" y2=\"%u\" stroke=\"currentColor\" stroke-width=\"3\"/>", mid, mid);
	if (s->lo >= a->from)
		vline(o, lo, mid - 6, mid + 6, "stroke=\"currentColor\" stroke-width=\"2\"");
	if (s->hi <= a->to)
		vline(o, hi, mid - 6, mid + 6, "stroke=\"currentColor\" stroke-width=\"2\"");
	cn_buf_putz(o, "<circle cx=\"");
	pct(o, share_of(a, s->value));
	cn_buf_printf(o, "\" cy=\"%u\" r=\"5.5\" fill=\"%s\" stroke=\"currentColor\" stroke-width=\"2.5\"/></g>", mid,
		      s->hollow ? "var(--bg)" : "currentColor");
}

void cn_chart_strip(cn_buf *o, const cn_axis *a, const cn_strip *s)
{
	cn_buf_printf(o, "<svg class=\"strip\" width=\"100%%\" height=\"%u\" aria-hidden=\"true\">", s->height);
	if (s->meets != 0)
		strip_limit(o, a, s);
	else
		cn_buf_printf(o, "<line class=\"base\" x1=\"0\" x2=\"100%%\" y1=\"%u\" y2=\"%u\"/>", s->height / 2, s->height / 2);
	if (s->has_value)
		strip_interval(o, a, s);
	cn_buf_putz(o, "</svg>");
}

/* Pixels from the top: y grows upwards. */
static int px_of(const cn_curve *c, double y)
{
	return (int)((1 - share_of(&c->y, y)) * (double)(c->height - 12) + 0.5) + 6;
}

static void segment(cn_buf *o, double x1, int y1, double x2, int y2, const char *rest)
{
	cn_buf_putz(o, "<line x1=\"");
	pct(o, x1);
	cn_buf_putz(o, "\" x2=\"");
	pct(o, x2);
	cn_buf_printf(o, "\" y1=\"%d\" y2=\"%d\" %s/>", y1, y2, rest);
}

static void curve_scale(cn_buf *o, const cn_curve *c)
{
	const cn_axis *a = &c->y;
	double slack = a->step * 1e-9;
	int64_t first = (int64_t)(a->from / a->step) - 1;
	for (int64_t k = first; k <= first + CN_TICKS_MAX + 3; k++) {
		double y = (double)k * a->step;
		if (y < a->from - slack || y > a->to + slack)
			continue;
		int at = px_of(c, y);
		segment(o, 0, at, 1, at, "class=\"base\"");
		cn_buf_printf(o, "<text x=\"0\" y=\"%d\">%s%.*f</text>", at - 3, k < 0 ? "−" : "", a->decimals, k < 0 ? -y : y);
	}
}

static bool crosses(const cn_curve *c, const cn_step_point *p)
{
	return c->limited && p->lo < c->limit && p->hi > c->limit;
}

void cn_chart_curve(cn_buf *o, const cn_curve *c)
{
	cn_buf_printf(o, "<svg class=\"strip\" width=\"100%%\" height=\"%u\" aria-hidden=\"true\">", c->height);
	curve_scale(o, c);
	if (c->limited)
		segment(o, 0, px_of(c, c->limit), 1, px_of(c, c->limit), "class=\"lim\"");
	cn_buf_putz(o, "<g class=\"s1\">");
	for (size_t i = 0; i < c->n; i++) {
		const cn_step_point *p = &c->point[i];
		if (!p->has_value)
			continue;
		double at = share_of(&c->x, p->x);
		if (p->lo < p->hi)
			segment(o, at, px_of(c, p->lo), at, px_of(c, p->hi), "stroke=\"currentColor\" stroke-width=\"2\"");
		if (i + 1 < c->n && c->point[i + 1].has_value)
			segment(o, at, px_of(c, p->value), share_of(&c->x, p[1].x), px_of(c, p[1].value), "stroke=\"currentColor\" stroke-width=\"1.5\"");
	}
	for (size_t i = 0; i < c->n; i++) {
		const cn_step_point *p = &c->point[i];
		if (!p->has_value)
			continue;
		cn_buf_putz(o, "<circle cx=\"");
		pct(o, share_of(&c->x, p->x));
		cn_buf_printf(o, "\" cy=\"%d\" r=\"4\" fill=\"%s\" stroke=\"currentColor\" stroke-width=\"2\"/>", px_of(c, p->value),
			      crosses(c, p) ? "var(--bg)" : "currentColor");
	}
	cn_buf_putz(o, "</g></svg>");
}

void cn_chart_bar(cn_buf *o, const cn_axis *a, const cn_bar *b)
{
	unsigned mid = b->height / 2;
	double zero = share_of(a, 0);
	cn_buf_printf(o, "<svg class=\"strip\" width=\"100%%\" height=\"%u\" aria-hidden=\"true\">", b->height);
	vline(o, zero, 0, b->height, "class=\"tick\"");
	if (b->has_value) {
		double at = share_of(a, b->value), from = at < zero ? at : zero, to = at < zero ? zero : at;
		bool hollow = b->lo <= 0 && b->hi >= 0;
		cn_buf_putz(o, "<g class=\"s1\"><rect x=\"");
		pct(o, from);
		cn_buf_putz(o, "\" width=\"");
		pct(o, to - from);
		cn_buf_printf(o, "\" y=\"%u\" height=\"8\" fill=\"%s\" stroke=\"currentColor\"/>", mid - 4, hollow ? "var(--bg)" : "currentColor");
		if (b->lo < b->hi)
			segment(o, share_of(a, b->lo), (int)mid, share_of(a, b->hi), (int)mid, "class=\"lim\"");
		cn_buf_putz(o, "</g>");
	}
	cn_buf_putz(o, "</svg>");
}

/* Labels at the very ends are turned inwards so that they stay inside the plot. */
static const char *anchor_at(double share)
{
	return share < 0.04 ? "start" : share > 0.96 ? "end" : "middle";
}

void cn_chart_axis(cn_buf *o, const cn_axis *a)
{
	cn_buf_putz(o, "<svg class=\"ax\" width=\"100%\" height=\"20\" aria-hidden=\"true\">");
	double slack = a->step * 1e-9;
	int64_t first = (int64_t)(a->from / a->step) - 1;
	for (int64_t k = first; k <= first + CN_TICKS_MAX + 3; k++) {
		double x = (double)k * a->step;
		if (x < a->from - slack || x > a->to + slack)
			continue;
		double at = share_of(a, x);
		vline(o, at, 0, 4, "class=\"tick\"");
		cn_buf_putz(o, "<text x=\"");
		pct(o, at);
		cn_buf_printf(o, "\" y=\"17\" text-anchor=\"%s\">%s%.*f</text>", anchor_at(at), k < 0 ? "−" : "", a->decimals, k < 0 ? -x : x);
	}
	cn_buf_putz(o, "</svg>");
}

void cn_chart_marks(cn_buf *o, const size_t n[5])
{
	static const char *const cls[] = { "sa", "fa", "un", "wa", "na" };
	static const char *const shape[] = {
		"h8v10h-8z", "l8 8m0-8l-8 8", "l4.4 5.2-4.4 5.2-4.4-5.2z", "h8v10h-8z", "h8",
	};
	static const unsigned dx[] = { 1, 1, 5, 1, 1 }, dy[] = { 1, 2, 1, 1, 6 };
	size_t total = 0;
	for (int s = 0; s < 5; s++)
		total += n[s];
	if (total == 0)
		return;
	size_t rows = (total + CN_MARKS_ROW - 1) / CN_MARKS_ROW, across = total < CN_MARKS_ROW ? total : CN_MARKS_ROW;
	cn_buf_printf(o, "<svg class=\"sb\" width=\"%zu\" height=\"%zu\" aria-hidden=\"true\">", across * 11, rows * 13);
	size_t k = 0;
	for (int s = 0; s < 5; s++) {
		if (n[s] == 0)
			continue;
		cn_buf_printf(o, "<path class=\"%s%s\" d=\"", cls[s], s == 0 ? " full" : "");
		for (size_t i = 0; i < n[s]; i++, k++)
			cn_buf_printf(o, "M%zu %zu%s", k % CN_MARKS_ROW * 11 + dx[s], k / CN_MARKS_ROW * 13 + dy[s], shape[s]);
		cn_buf_putz(o, "\"/>");
	}
	cn_buf_putz(o, "</svg>");
}

static double share_of_day(cn_date from, cn_date to, cn_date d)
{
	cn_axis a = { from, to, 1, 0 };
	return share_of(&a, d);
}

void cn_chart_lane(cn_buf *o, const cn_lane *l)
{
	double at = share_of_day(l->from, l->to, l->at), today = share_of_day(l->from, l->to, l->today);
	cn_buf_putz(o, "<svg class=\"lane\" width=\"100%\" height=\"20\" aria-hidden=\"true\">");
	cn_buf_printf(o, "<line class=\"%s\" x1=\"", l->at > l->today ? "bar2 dash" : "bar2");
	pct(o, at);
	cn_buf_putz(o, "\" x2=\"100%\" y1=\"10\" y2=\"10\"/>");
	if (l->at >= l->from && !l->vague) {
		cn_buf_putz(o, "<circle class=\"dot\" cx=\"");
		pct(o, at < 0.01 ? 0.01 : at > 0.99 ? 0.99 : at);
		cn_buf_putz(o, "\" cy=\"10\" r=\"6.5\"/>");
	}
	vline(o, today, 0, 20, "class=\"lim\"");
	cn_buf_putz(o, "</svg>");
}

static cn_date new_year(int year)
{
	char text[CN_TIME_BYTES];
	cn_date d = CN_DATE_NONE;
	int n = snprintf(text, sizeof text, "%04d-01-01", year);
	if (cn_date_parse((cn_str){ text, (size_t)n }, &d, NULL) != CN_OK)
		return CN_DATE_NONE;
	return d;
}

void cn_chart_years(cn_buf *o, cn_date from, cn_date to, cn_date today)
{
	int first, last, m, d;
	cn_date_split(from, &first, &m, &d);
	cn_date_split(to, &last, &m, &d);
	int every = (last - first) / 6 + 1;
	cn_buf_putz(o, "<svg class=\"ax\" width=\"100%\" height=\"22\" aria-hidden=\"true\">");
	for (int y = first; y <= last; y += every) {
		cn_date day = new_year(y);
		if (day == CN_DATE_NONE || day < from || day > to)
			continue;
		double at = share_of_day(from, to, day);
		vline(o, at, 16, 22, "class=\"tick\"");
		cn_buf_putz(o, "<text x=\"");
		pct(o, at);
		cn_buf_printf(o, "\" y=\"13\" text-anchor=\"%s\">%d</text>", anchor_at(at), y);
	}
	vline(o, share_of_day(from, to, today), 16, 22, "class=\"lim\"");
	cn_buf_putz(o, "</svg>");
}
