/* Measurements: the interval decides, so the interval is drawn. Limits that the owner set stand apart from limits that law sets. */
#include "report/chart.h"
#include "report/sections.h"

enum { GROUPS_OPEN = 12, STRIP_PX = 30, RATE_PX = 22 };

#define ENDLESS 1e300

typedef struct reading {
	double value, lo, hi, limit;
	bool defined, interval, open, limited;
	int meets; /* 1 above the limit meets, -1 below */
	cn_scale scale;
} reading;

static bool real_of(const cn_val *m, const char *key, double by, double *ret)
{
	double x;
	if (cn_real_parse(cn_get_text(m, key), &x, NULL) != CN_OK)
		return false;
	*ret = x * by;
	return true;
}

static reading read_measurement(const cn_val *m)
{
	reading r = { 0 };
	const cn_val *limit = cn_get(m, "limit");
	cn_str op = cn_get_text(limit, "op");
	r.scale = cn_scale_of(m);
	r.defined = !cn_get_bool(m, "undefined", false) && real_of(m, "value", r.scale.by, &r.value);
	bool lo = r.defined && real_of(m, "lo", r.scale.by, &r.lo), hi = r.defined && real_of(m, "hi", r.scale.by, &r.hi);
	r.interval = lo || hi;
	r.open = lo != hi; /* bounded on one side: it runs to the end of the picture */
	r.lo = lo ? r.lo : -ENDLESS;
	r.hi = hi ? r.hi : ENDLESS;
	r.limited = real_of(limit, "value", r.scale.by, &r.limit);
	r.meets = !r.limited ? 0 : cn_starts(op, ">") ? 1 : cn_starts(op, "<") ? -1 : 0;
	if (r.defined && !r.interval)
		r.lo = r.hi = r.value;
	return r;
}

static cn_axis axis_of(const cn_val *m, const reading *r)
{
	double x[4], low = 1, high = 0;
	size_t n = 0;
	if (r->defined) {
		x[n++] = r->value;
		if (r->lo > -ENDLESS)
			x[n++] = r->lo;
		if (r->hi < ENDLESS)
			x[n++] = r->hi;
	}
	if (r->limited || n == 0)
		x[n++] = r->limited ? r->limit : 0;
	const cn_val *range = cn_get(m, "range");
	double a, b;
	if (cn_list_n(range) == 2 && range->first->type == CN_TEXT && range->last->type == CN_TEXT &&
	    cn_real_parse(range->first->s, &a, NULL) == CN_OK && cn_real_parse(range->last->s, &b, NULL) == CN_OK) {
		low = a * r->scale.by;
		high = b * r->scale.by;
	}
	return cn_axis_over(x, n, low, high);
}

static void limit_words(cn_page *p, const cn_val *limit, cn_scale scale)
{
	cn_str value = cn_get_text(limit, "value"), owner = cn_get_text(limit, "owner");
	cn_arg op = A_W("op", cn_get_text(limit, "op"));
	char text[CN_REAL_BYTES];
	double x;
	if (value.n == 0)
		return;
	/* a limit is exact: it is shown as it was written, unless a scale turns it into points */
	if (scale.by > 1 && cn_real_parse(value, &x, NULL) == CN_OK) {
		cn_real_text(x * scale.by, text);
		value = cn_str_z(text);
	}
	if (owner.n > 0 && cn_is_text(cn_get(limit, "from"), "policy"))
		H_MSG(p, M_limit_set_by, op, A_S(value), h_party_arg(p, owner));
	else
		H_MSG(p, M_limit_is, op, A_S(value));
}

static cn_str verdict_of(const cn_val *m)
{
	cn_str verdict = cn_get_text(m, "verdict");
	return verdict.n > 0 ? verdict : CN_S("none");
}

static cn_state state_of(cn_str verdict)
{
	return cn_eqz(verdict, "none") ? CN_NOT_APPLICABLE : cn_state_of(verdict);
}

/* The same metric is often taken for several attributes: the name alone would not tell them apart. */
static void full_name(cn_page *p, const cn_val *m)
{
	h_t(p, cn_get(m, "name"));
	if (cn_text_in(cn_get(m, "attribute_name"), CN_EN).n == 0)
		return;
	h_raw(p, " · ");
	h_t(p, cn_get(m, "attribute_name"));
	if (cn_get_text(m, "stratum").n > 0) {
		h_raw(p, " · ");
		h_code(p, cn_get_text(m, "stratum"));
	}
}

static void numbers(cn_page *p, const cn_val *m, const reading *r)
{
	if (!r->defined) {
		h_raw(p, "<span class=\"sm un\">");
		H_MSG0(p, cn_get(m, "n") ? M_undefined : M_undefined_short); /* refused: nothing was counted */
		h_raw(p, "</span>");
		return;
	}
	h_raw(p, "<span class=\"n sm\"><b>");
	cn_real_put(p->o, cn_get_text(m, "value"), r->scale, cn_escape_html);
	h_raw(p, "</b>");
	if (r->interval) {
		h_raw(p, r->hi < ENDLESS && r->open ? " <span class=\"mu\">≤ " : r->open ? " <span class=\"mu\">≥ " : " <span class=\"mu\">");
		if (r->lo > -ENDLESS)
			cn_real_put(p->o, cn_get_text(m, "lo"), r->scale, cn_escape_html);
		if (!r->open)
			h_raw(p, " – ");
		if (r->hi < ENDLESS)
			cn_real_put(p->o, cn_get_text(m, "hi"), r->scale, cn_escape_html);
		h_raw(p, "</span>");
	}
	h_raw(p, "</span>");
}

static void strip_row(cn_page *p, const cn_val *m)
{
	reading r = read_measurement(m);
	cn_axis axis = axis_of(m, &r);
	cn_str verdict = verdict_of(m);
	cn_state s = state_of(verdict);
	cn_strip strip = { cn_eqz(verdict, "none") ? "s1" : cn_state_class(s), r.value, r.lo, r.hi, cn_eqz(verdict, "not_enough_data"), r.defined,
			   r.meets, r.limit, STRIP_PX };
	h_raw(p, "<div class=\"lb\" id=\"m-");
	h_text(p, cn_get_text(m, "id"));
	h_raw(p, "\"><strong>");
	full_name(p, m);
	h_raw(p, "</strong><div class=\"mu sm\">");
	h_t(p, cn_get(m, "comparison"));
	h_raw(p, "</div><div class=\"mu sm\">");
	limit_words(p, cn_get(m, "limit"), r.scale);
	h_raw(p, "</div></div><div class=\"pl\">");
	cn_chart_strip(p->o, &axis, &strip);
	cn_chart_axis(p->o, &axis);
	h_raw(p, "</div><div class=\"v\">");
	h_chip(p, s, "measured", verdict);
	numbers(p, m, &r);
	if (cn_text_in(cn_get(m, "unit"), CN_EN).n > 0 && r.defined) {
		h_raw(p, "<span class=\"mu xs\">");
		h_t(p, cn_get(m, "unit"));
		h_raw(p, "</span>");
	}
	h_raw(p, "</div>\n");
}

/* ---- group rates ------------------------------------------------------------------------------------------------------------- */

/* Those of whom it is known. */
static int64_t known_of(const cn_val *g)
{
	return cn_get_int(g, "n", 0) - cn_get_int(g, "unknown", 0);
}

/* x of n is the rate itself: not so for ranking quality and the like. */
static bool is_share(const cn_val *g, double rate)
{
	int64_t n = known_of(g);
	double gap = n > 0 ? (double)cn_get_int(g, "x", 0) / (double)n - rate : 1;
	return gap < 1e-6 && gap > -1e-6;
}

static void group_row(cn_page *p, const cn_val *g)
{
	double rate = 0, lo = 0, hi = 0;
	bool has = real_of(g, "rate", 1, &rate);
	bool interval = has && real_of(g, "lo", 1, &lo) && real_of(g, "hi", 1, &hi);
	static const cn_axis unit = { 0, 1, 0.25, 2 };
	cn_scale percent = { 100, 1 };
	cn_strip strip = { "s1", rate, interval ? lo : rate, interval ? hi : rate, false, has, 0, 0, RATE_PX };
	h_raw(p, "<tr><th scope=\"row\">");
	h_t(p, cn_get(g, "name"));
	if (cn_text_in(cn_get(g, "of"), CN_EN).n > 0) {
		h_raw(p, " <span class=\"mu\">");
		h_t(p, cn_get(g, "of"));
		h_raw(p, "</span>");
	}
	h_raw(p, "</th><td class=\"r\">");
	if (is_share(g, rate) || !has) {
		h_int(p, cn_get_int(g, "x", 0));
		h_raw(p, " / ");
	}
	h_int(p, known_of(g));
	if (cn_get(g, "unknown")) {
		h_raw(p, " · ");
		H_MSG(p, M_not_known, A_N(cn_get_int(g, "unknown", 0)));
	}
	h_raw(p, "</td><td class=\"r\"><span class=\"n\">");
	if (has) {
		cn_real_put(p->o, cn_get_text(g, "rate"), percent, cn_escape_html);
		h_raw(p, " %");
	} else {
		H_MSG0(p, M_undefined_short);
	}
	h_raw(p, "</span></td><td class=\"r\"><span class=\"n mu\">");
	if (interval) {
		cn_real_put(p->o, cn_get_text(g, "lo"), percent, cn_escape_html);
		h_raw(p, " – ");
		cn_real_put(p->o, cn_get_text(g, "hi"), percent, cn_escape_html);
	}
	h_raw(p, "</span></td><td class=\"pic\">");
	cn_chart_strip(p->o, &unit, &strip);
	h_raw(p, "</td></tr>");
}

static void groups(cn_page *p, const cn_val *m)
{
	const cn_val *list = cn_get(m, "groups");
	if (cn_list_n(list) == 0)
		return;
	size_t shown = 0;
	h_raw(p, "<div class=\"sx\" tabindex=\"0\" role=\"group\" aria-labelledby=\"h-measured\"><table class=\"tb grt\"><caption class=\"cap sm\">");
	full_name(p, m);
	h_raw(p, " · ");
	H_MSG0(p, M_groups_caption);
	h_raw(p, "</caption><thead><tr>");
	h_th(p, M_group);
	h_th(p, M_x_of_n);
	h_th(p, M_rate);
	h_th(p, M_interval);
	h_th(p, M_zero_to_100);
	h_raw(p, "</tr></thead><tbody>");
	CN_EACH(g, list) {
		if (shown++ == GROUPS_OPEN)
			h_raw(p, "</tbody><tbody>");
		group_row(p, g);
	}
	h_raw(p, "</tbody></table></div>");
}

/* ---- numbers in a table, notes ------------------------------------------------------------------------------------------------- */

static bool has_note(const cn_val *m)
{
	return cn_text_in(cn_get(m, "meaning"), CN_EN).n + cn_text_in(cn_get(m, "explanation"), CN_EN).n + cn_text_in(cn_get(m, "caption"), CN_EN).n > 0 || cn_get_int(m, "needed_n", 0) > 0 ||
	       cn_get(cn_get(m, "limit"), "basis") != NULL;
}

static void note(cn_page *p, const cn_val *m)
{
	const cn_val *basis = cn_get(cn_get(m, "limit"), "basis");
	int64_t needed = cn_get_int(m, "needed_n", 0);
	h_raw(p, "<li><b>");
	full_name(p, m);
	h_raw(p, "</b> ");
	h_sentence(p, cn_get(m, "meaning"));
	h_sentence(p, cn_get(m, "explanation"));
	h_sentence(p, cn_get(m, "caption"));
	if (needed > 0 && cn_is_text(cn_get(m, "verdict"), "not_enough_data")) {
		H_MSG(p, M_needed_n, A_N(needed), A_N(cn_get_int(m, "n", 0)));
		h_gap(p);
	}
	if (basis)
		H_MSG(p, M_limit_basis, A_T(basis));
	h_raw(p, "</li>");
}

static void method_row(cn_page *p, const cn_val *m)
{
	reading r = read_measurement(m);
	h_raw(p, "<tr><th scope=\"row\">");
	full_name(p, m);
	h_raw(p, "</th><td>");
	numbers(p, m, &r);
	h_raw(p, "</td><td>");
	limit_words(p, cn_get(m, "limit"), r.scale);
	h_raw(p, "</td><td>");
	h_word(p, "measured", verdict_of(m));
	h_raw(p, "</td><td class=\"r\">");
	if (cn_get(m, "behind")) { /* as many as the number is of, of those looked at */
		h_int(p, cn_get_int(m, "behind", 0));
		h_raw(p, " / ");
	}
	h_int(p, cn_get_int(m, "n", 0));
	h_raw(p, "</td><td>");
	h_code(p, cn_get_text(m, "metric"));
	h_raw(p, " ");
	h_text(p, cn_get_text(m, "method"));
	h_raw(p, "</td><td class=\"r\">");
	h_text(p, cn_get_text(m, "level"));
	h_raw(p, "</td><td>");
	h_text(p, cn_get_text(m, "seed"));
	h_raw(p, "</td><td>");
	h_text(p, cn_get_text(cn_get(m, "source"), "file"));
	h_raw(p, "</td></tr>");
}

static bool belongs(const cn_val *m, const char *from)
{
	const cn_val *limit = cn_get(m, "limit");
	cn_str is = cn_get_text(limit, "from");
	bool limited = limit && cn_get(limit, "value");
	return from == NULL ? !limited : limited && (is.n > 0 ? cn_eqz(is, from) : strcmp(from, "policy") == 0);
}

/* The finding in a sentence: how many of the comparisons fail, cannot be decided, meet. */
static void figure_title(cn_page *p, const char *from)
{
	size_t n = 0, fails = 0, open = 0;
	CN_EACH(m, cn_get(p->content, "measurements")) {
		if (!belongs(m, from))
			continue;
		n++;
		fails += cn_is_text(cn_get(m, "verdict"), "fails");
		open += cn_is_text(cn_get(m, "verdict"), "not_enough_data");
	}
	if (from == NULL)
		H_MSG(p, M_fig_no_limit, A_N(n));
	else if (fails == 0 && open == 0)
		H_MSG(p, M_fig_all_meet, A_N(n));
	else
		H_MSG(p, M_fig_some, A_N(n), A_N(fails), A_N(open));
}

static void figure_tables(cn_page *p, const char *from)
{
	h_raw(p, "<details><summary>");
	H_MSG0(p, M_in_a_table);
	h_raw(p, "</summary><div class=\"sx\" tabindex=\"0\" role=\"group\" aria-labelledby=\"h-measured\"><table class=\"tb\">");
	h_caption(p, M_in_a_table);
	h_raw(p, "<thead><tr>");
	static const cn_msg heads[] = { M_what, M_value, M_limit, M_verdict, M_n, M_method, M_level, M_seed, M_source };
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		h_th(p, heads[i]);
	h_raw(p, "</tr></thead><tbody>");
	CN_EACH(m, cn_get(p->content, "measurements"))
		if (belongs(m, from))
			method_row(p, m);
	h_raw(p, "</tbody></table></div></details>");
}

/* What numbers are made of: a curve or bars each. */
static void parts(cn_page *p, const char *from)
{
	h_raw(p, "<details><summary>");
	H_MSG0(p, M_parts_title);
	h_raw(p, "</summary>");
	CN_EACH(m, cn_get(p->content, "measurements")) {
		if (!belongs(m, from) || cn_list_n(cn_get(m, "points")) == 0)
			continue;
		h_raw(p, "<h4>");
		full_name(p, m);
		h_raw(p, "</h4>");
		h_points(p, m);
	}
	h_raw(p, "</details>");
}

static void figure(cn_page *p, const char *from, cn_msg title, cn_msg lead)
{
	bool any = false, grouped = false, drawn = false;
	CN_EACH(m, cn_get(p->content, "measurements")) {
		any = any || belongs(m, from);
		drawn = drawn || (belongs(m, from) && cn_list_n(cn_get(m, "points")) > 0);
		grouped = grouped || (belongs(m, from) && cn_list_n(cn_get(m, "groups")) > 0);
	}
	if (!any)
		return;
	h_raw(p, "<h3 class=\"kind\">");
	H_MSG0(p, title);
	h_raw(p, "</h3><p class=\"l\">");
	H_MSG0(p, lead);
	h_raw(p, "</p><figure class=\"ch\"><figcaption>");
	figure_title(p, from);
	h_raw(p, "</figcaption><div class=\"iv\">");
	CN_EACH(m, cn_get(p->content, "measurements"))
		if (belongs(m, from))
			strip_row(p, m);
	h_raw(p, "</div><ul class=\"notes sm mu\">");
	CN_EACH(m, cn_get(p->content, "measurements"))
		if (belongs(m, from) && has_note(m))
			note(p, m);
	h_raw(p, "</ul>");
	if (grouped) {
		h_raw(p, "<details><summary>");
		H_MSG0(p, M_rates_by_group);
		h_raw(p, "</summary>");
		CN_EACH(m, cn_get(p->content, "measurements"))
			if (belongs(m, from))
				groups(p, m);
		h_raw(p, "</details>");
	}
	if (drawn)
		parts(p, from);
	figure_tables(p, from);
	h_raw(p, "</figure>");
}

void sec_measurements(cn_page *p)
{
	if (cn_list_n(cn_get(p->content, "measurements")) == 0)
		return;
	h_section(p, "measured", M_measured_title);
	h_lead(p, M_measured_lead);
	figure(p, "law", M_limits_law, M_limits_law_lead);
	figure(p, "standard", M_limits_standard, M_limits_standard_lead);
	figure(p, "policy", M_limits_owner, M_limits_owner_lead);
	figure(p, NULL, M_limits_none, M_limits_none_lead);
	h_raw(p, "</section>");
}
