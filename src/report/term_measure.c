/* Measured intervals on a terminal: [ ] the interval, = inside it, o the estimate, | the limit. */
#include "report/chart.h"
#include "report/term.h"

enum { STRIP_CELLS = 22, SHOWN = 6 };

typedef struct span {
	double value, lo, hi, limit;
	bool defined, limited;
} span;

static bool real_at(const cn_val *m, const char *key, double by, double *ret)
{
	double x;
	if (cn_real_parse(cn_get_text(m, key), &x, NULL) != CN_OK)
		return false;
	*ret = x * by;
	return true;
}

static span span_of(const cn_val *m, double by)
{
	span s = { 0 };
	s.defined = !cn_get_bool(m, "undefined", false) && real_at(m, "value", by, &s.value);
	s.lo = s.hi = s.value;
	if (s.defined) {
		(void)real_at(m, "lo", by, &s.lo); /* without an interval the estimate stands alone */
		(void)real_at(m, "hi", by, &s.hi);
	}
	s.limited = real_at(cn_get(m, "limit"), "value", by, &s.limit);
	return s;
}

static void put_at(char *cells, const cn_axis *a, double x, char c)
{
	double share = (x - a->from) / (a->to - a->from);
	long at = (long)(share * (STRIP_CELLS - 1) + 0.5);
	cells[at < 0 ? 0 : at >= STRIP_CELLS ? STRIP_CELLS - 1 : at] = c;
}

static void strip(const span *s, char cells[STRIP_CELLS + 1])
{
	double x[4] = { s->lo, s->hi, s->value, s->limit };
	cn_axis a = cn_axis_over(x, s->limited ? 4 : 3, 1, 0);
	memset(cells, ' ', STRIP_CELLS);
	cells[STRIP_CELLS] = '\0';
	for (int i = 0; i < STRIP_CELLS; i++) {
		double at = a.from + (a.to - a.from) * i / (STRIP_CELLS - 1);
		if (at > s->lo && at < s->hi)
			cells[i] = '=';
	}
	if (s->lo < s->hi) {
		put_at(cells, &a, s->lo, '[');
		put_at(cells, &a, s->hi, ']');
	}
	if (s->limited)
		put_at(cells, &a, s->limit, '|');
	put_at(cells, &a, s->value, 'o');
}

static cn_str real_text(cn_term *t, const cn_val *m, const char *key)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_real_put(&b, cn_get_text(m, key), cn_scale_of(m), cn_escape_terminal);
	return t_keep(t, &b);
}

static cn_str limit_text(cn_term *t, const cn_val *m, double by)
{
	const cn_val *limit = cn_get(m, "limit");
	double x;
	char text[CN_REAL_BYTES];
	if (cn_real_parse(cn_get_text(limit, "value"), &x, NULL) != CN_OK)
		return (cn_str){ 0 };
	cn_real_text(x * by, text);
	return cn_strf(t->a, "%.*s", CN_FMT(t_plain(t, by == 1 ? cn_get_text(limit, "value") : cn_str_z(text))));
}

/* Name and attribute: one metric is often taken for several. */
static cn_str full_name(cn_term *t, const cn_val *m)
{
	cn_str name = t_text(t, cn_get(m, "name"));
	if (cn_text_in(cn_get(m, "attribute_name"), t->lang).n == 0)
		return name;
	return T_MSG(t, M_t_two, A_S(name), A_T(cn_get(m, "attribute_name")));
}

/* The interval in numbers, and how many stand behind it: no number goes without. */
static cn_str certainty(cn_term *t, const cn_val *m)
{
	cn_str lo = real_text(t, m, "lo"), hi = real_text(t, m, "hi");
	int64_t n = cn_get_int(m, "behind", cn_get_int(m, "n", 0));
	if (lo.n && cn_eq(cn_get_text(m, "lo"), cn_get_text(m, "hi")))
		return T_MSG(t, M_t_complete, A_N(n));
	if (lo.n && hi.n)
		return T_MSG(t, M_t_from_to, A_S(lo), A_S(hi), A_N(n));
	if (lo.n || hi.n)
		return T_MSG(t, lo.n ? M_t_from : M_t_up_to, A_S(lo.n ? lo : hi), A_N(n));
	return T_MSG(t, M_t_no_interval, A_N(n));
}

static void row(cn_term *t, const cn_val *m)
{
	double by = cn_scale_of(m).by;
	span s = span_of(m, by);
	cn_str verdict = cn_get_text(m, "verdict"), limit = limit_text(t, m, by), name = full_name(t, m);
	cn_state state = verdict.n > 0 ? cn_state_of(verdict) : CN_NOT_APPLICABLE;
	char cells[STRIP_CELLS + 1];
	cn_str word = t_lower(t, t_word(t, "measured", verdict.n > 0 ? verdict : CN_S("none")));
	bool narrow = t->width < 72;
	if (limit.n > 0) {
		cn_str *beside = narrow ? &name : &word; /* a narrow line has no room beside the verdict */
		*beside = T_MSG(t, M_role_of, A_S(*beside), A_S(T_MSG(t, M_t_gap, A_S(limit))));
	}
	if (!s.defined) {
		cn_str why = t_text(t, cn_get(m, "explanation"));
		t_sides(t, 2, name, why.n ? T_MSG0(t, M_undefined_short) : T_MSG0(t, M_undefined));
		if (why.n)
			t_wrap(t, 6, 6, why);
		return;
	}
	strip(&s, cells);
	t_sides(t, 2, name, certainty(t, m));
	cn_buf_printf(t->o, "      %s ", cells);
	cn_str value = real_text(t, m, "value");
	for (size_t k = cn_report_width(value); k < 7; k++)
		cn_buf_putc(t->o, ' ');
	cn_buf_put(t->o, value);
	cn_buf_putz(t->o, "  ");
	t_style(t, state, false);
	cn_buf_printf(t->o, "%s %.*s", t_glyph(t, state), CN_FMT(word));
	t_style_end(t);
	t_newline(t);
}

static bool is_owners(const cn_val *m)
{
	return cn_is_text(cn_get(cn_get(m, "limit"), "from"), "policy");
}

static void owners_limits(cn_term *t)
{
	const cn_val *first = NULL;
	CN_EACH(m, cn_get(t->content, "measurements"))
		if (is_owners(m) && cn_is_text(cn_get(m, "verdict"), "fails") && !first)
			first = m;
	if (!first)
		return;
	cn_str owner = cn_get_text(cn_get(first, "limit"), "owner");
	const cn_val *name = cn_party_name(t->content, owner);
	if (owner.n) /* a plan of the lab has none */
		t_head(t, T_MSG(t, M_t_owner_limits, A_S(name ? t_text(t, name) : t_plain(t, owner))));
	else
		t_head(t, T_MSG0(t, M_t_plan_limits));
	CN_EACH(m, cn_get(t->content, "measurements")) {
		if (!is_owners(m) || !cn_is_text(cn_get(m, "verdict"), "fails"))
			continue;
		cn_str said = t_text(t, cn_get(m, "explanation")), caption = t_text(t, cn_get(m, "caption"));
		t_style(t, CN_FAILED, false);
		t_wrap(t, 2, 6, cn_strf(t->a, "%s %.*s", t_glyph(t, CN_FAILED), CN_FMT(said.n > 0 ? said : full_name(t, m))));
		t_style_end(t);
		if (caption.n > 0)
			t_wrap(t, 6, 6, caption);
	}
	t_blank(t);
}

void t_measured(cn_term *t)
{
	const cn_val *list = cn_get(t->content, "measurements");
	int64_t most;
	size_t shown = 0, n = cn_list_n(list);
	if (n == 0)
		return;
	most = cn_measured_on(list);
	owners_limits(t);
	t_sides(t, 0, T_MSG(t, M_t_measured, A_N(most)), T_MSG0(t, M_t_key));
	CN_EACH(m, list)
		if (shown++ < SHOWN || t->opts->all)
			row(t, m);
	if (n > SHOWN && !t->opts->all) {
		cn_str again = t->opts->again.n > 0 ? t->opts->again : CN_S("concord assess --all");
		t_wrap(t, 2, 2, T_MSG(t, M_t_more, A_N(n - SHOWN), A_S(again)));
	}
	t_blank(t);
}
