/* The terminal summary: the answer first, then markets, what is not satisfied, limits and intervals, what to answer next, where the files
 * are. Lines are built as texts of an arena, then wrapped or padded by cells. No box drawing, no character of ambiguous width. */
#include "report/chart.h"
#include "report/model.h"
#include "report/report.h"
#include "report/term.h"

static const char *const forces[] = { "binding", "soft", "voluntary", "standard", "draft" };
enum { FORCES = 5, FAILING_SHOWN = 3, QUESTIONS_SHOWN = 4, MEASURED_SHOWN = 6, BLOCKS_BELOW = 72 };

static void title(cn_term *t)
{
	const cn_val *system = cn_get(t->content, "system"), *as_of = cn_get(t->content, "as_of");
	cn_str name = cn_strf(t->a, "%.*s %.*s", CN_FMT(t_text(t, cn_get(system, "name"))), CN_FMT(t_plain(t, cn_get_text(system, "version"))));
	cn_str dates = { 0 };
	CN_EACH(d, as_of)
		dates = cn_strf(t->a, "%.*s%s%.*s", CN_FMT(dates), d == as_of->first ? "" : ", ", CN_FMT(t_date(t, d->s)));
	t_sides(t, 0, name, T_MSG(t, M_t_law_as_of, A_S(dates)));
	t_blank(t);
}

static void answers(cn_term *t)
{
	CN_EACH(a, cn_get(t->content, "answers")) {
		cn_state s = cn_state_of(cn_get_text(a, "verdict"));
		cn_str headline = t_upper(t, t_text(t, cn_get(a, "headline")));
		t_style(t, s, true);
		cn_str line = cn_strf(t->a, "%s %.*s", t_glyph(t, s), CN_FMT(headline));
		if (cn_list_n(cn_get(t->content, "answers")) > 1)
			t_sides(t, 0, line, t_date(t, cn_get_text(a, "as_of")));
		else
			t_wrap(t, 0, 2, line);
		t_style_end(t);
		t_wrap(t, 2, 2, t_text(t, cn_get(a, "sentence")));
		t_blank(t);
	}
}

/* ---- markets ------------------------------------------------------------------------------------------------------------------- */

static void counts_row(cn_term *t, cn_str market, const char *force, cn_str applies, const size_t n[CN_STATES])
{
	cn_str word = t_word(t, "force", cn_str_z(force));
	if (t->width < BLOCKS_BELOW) {
		t_wrap(t, 2, 4, T_MSG(t, M_t_three, A_S(market), A_S(word), A_S(applies)));
		cn_buf_putz(t->o, "    ");
		for (cn_state s = 0; s < CN_STATES; s++)
			t_count(t, s, n[s], 6, true);
		t_newline(t);
		return;
	}
	size_t first = t->width - 2 - 16 - 16 - 25 - 1;
	cn_buf_putz(t->o, "  ");
	cn_report_pad(t->o, market, first);
	cn_buf_putc(t->o, ' ');
	cn_report_pad(t->o, word, 15);
	cn_buf_putc(t->o, ' ');
	cn_report_pad(t->o, applies, 15);
	cn_buf_putc(t->o, ' ');
	for (cn_state s = 0; s < CN_STATES; s++)
		t_count(t, s, n[s], 5, false);
	t_newline(t);
}

static void table_head(cn_term *t)
{
	if (t->width < BLOCKS_BELOW)
		return;
	size_t first = t->width - 2 - 16 - 16 - 25 - 1;
	cn_buf_putz(t->o, "  ");
	cn_report_pad(t->o, T_MSG0(t, M_t_market), first);
	cn_buf_putc(t->o, ' ');
	cn_report_pad(t->o, T_MSG0(t, M_t_force), 15);
	cn_buf_putc(t->o, ' ');
	cn_report_pad(t->o, T_MSG0(t, M_t_applies), 15);
	cn_buf_putc(t->o, ' ');
	for (cn_state s = 0; s < CN_STATES; s++)
		cn_buf_printf(t->o, "    %s", t_glyph(t, s));
	t_newline(t);
}

/* Duties that start after the date: counted as if they applied, with the first day on which one of them does. */
static size_t later_row(cn_term *t, const cn_val *m, const char *force, size_t date)
{
	size_t n[CN_STATES] = { 0 }, total = 0;
	cn_str from = { 0 };
	CN_EACH(f, cn_get(t->content, "findings")) {
		cn_dated at = cn_finding_at(f, date);
		if (!at.later || !cn_is_text(cn_get(f, "force"), force) || !cn_eq(cn_get_text(f, "market"), cn_get_text(m, "market")))
			continue;
		cn_str d = cn_get_text(at.entry, "from");
		from = from.n == 0 || (d.n > 0 && cn_cmp(d, from) < 0) ? d : from;
		n[at.state]++;
		total++;
	}
	if (total > 0)
		counts_row(t, t_text(t, cn_get(m, "name")), force, t_date(t, from), n);
	return total > 0;
}

static void market(cn_term *t, const cn_val *m, size_t date)
{
	cn_str name = t_text(t, cn_get(m, "name"));
	const cn_val *d = cn_at(cn_get(m, "by_date"), date);
	size_t n[CN_STATES], rows = 0;
	if (!cn_get_bool(m, "covered", false)) {
		cn_buf_putz(t->o, "  ");
		cn_report_pad(t->o, name, t->width < BLOCKS_BELOW ? cn_report_width(name) : t->width - 60);
		cn_buf_printf(t->o, " %s %.*s", t_glyph(t, CN_UNDECIDED), CN_FMT(T_MSG0(t, M_t_not_covered)));
		t_newline(t);
		return;
	}
	for (size_t i = 0; i < FORCES; i++) {
		const cn_val *of = cn_get(cn_get(d, "by_force"), forces[i]);
		cn_count_states(of || i > 0 ? of : cn_get(d, "counts"), n);
		size_t total = 0;
		for (cn_state s = 0; s < CN_STATES; s++)
			total += n[s];
		if (total > 0)
			counts_row(t, name, forces[i], T_MSG0(t, i == 0 ? M_t_now : i + 1 == FORCES ? M_t_if_adopted : M_t_in_use), n);
		rows += (total > 0) + later_row(t, m, forces[i], date);
	}
	if (rows == 0) {
		cn_count_states(cn_get(d, "counts"), n);
		counts_row(t, name, forces[0], T_MSG0(t, M_t_no_duty), n);
	}
}

static void markets(cn_term *t)
{
	const cn_val *list = cn_get(t->content, "markets");
	size_t date = 0, dates = cn_list_n(cn_get(t->content, "as_of"));
	if (cn_list_n(list) == 0)
		return;
	CN_EACH(d, cn_get(t->content, "as_of")) {
		if (dates > 1)
			t_wrap(t, 0, 0, t_date(t, d->s));
		table_head(t);
		CN_EACH(m, list)
			market(t, m, date);
		date++;
		if (date < dates)
			t_blank(t);
	}
	cn_str legend = { 0 };
	for (cn_state s = 0; s < CN_STATES; s++)
		legend = cn_strf(t->a, "%.*s%s%s %.*s", CN_FMT(legend), s ? "  " : "", t_glyph(t, s),
				 CN_FMT(t_lower(t, t_word(t, "status", cn_str_z(cn_state_token(s))))));
	t_wrap(t, 2, 2, legend);
	t_blank(t);
}

/* ---- what is not satisfied ------------------------------------------------------------------------------------------------------- */

static void failing_one(cn_term *t, const cn_val *f)
{
	cn_str from = cn_finding_from(f), force = cn_get_text(f, "force"), said = { 0 };
	cn_str place = T_MSG(t, M_t_two, A_T(cn_get(cn_get(f, "instrument"), "title")), A_S(cn_locator(cn_get_text(f, "id"))));
	place = cn_strf(t->a, "%s %.*s", t_glyph(t, CN_FAILED), CN_FMT(place));
	cn_str when = !cn_eqz(force, "binding") ? t_word(t, "force", force)
		      : from.n > 0		? T_MSG(t, M_t_binds, A_S(t_date(t, from)))
						: T_MSG0(t, M_t_binds_now);
	t_style(t, CN_FAILED, false);
	t_sides(t, 2, place, when);
	t_style_end(t);
	t_wrap(t, 6, 6, t_text(t, cn_get(f, "heading")));
	CN_EACH(line, cn_get(cn_get(f, "why"), "lines")) {
		if (said.n > 0 || cn_get_text(line, "fact").n == 0 || cn_get_text(line, "by").n == 0)
			continue;
		said = T_MSG(t, M_t_said, A_S(cn_get_text(line, "fact")), A_S(cn_get_text(line, "value")), A_S(cn_get_text(line, "by")));
		if (cn_get_text(line, "source").n > 0)
			said = cn_strf(t->a, "%.*s  %.*s", CN_FMT(t_plain(t, cn_get_text(line, "source"))), CN_FMT(said));
	}
	if (said.n > 0)
		t_wrap(t, 6, 6, said);
}

static void failing(cn_term *t)
{
	size_t n = 0, shown = 0;
	CN_EACH(f, cn_get(t->content, "findings"))
		n += cn_finding_fails(f);
	if (n == 0)
		return;
	size_t most = t->opts->all || n <= FAILING_SHOWN + 1 ? n : FAILING_SHOWN;
	t_head(t, T_MSG0(t, M_t_failing));
	CN_EACH(f, cn_get(t->content, "findings"))
		if (cn_finding_fails(f) && shown++ < most)
			failing_one(t, f);
	if (most < n) {
		cn_str again = t->opts->again.n > 0 ? t->opts->again : CN_S("concord assess --all");
		t_wrap(t, 2, 2, T_MSG(t, M_t_more, A_N(n - most), A_S(again)));
	}
	t_blank(t);
}

/* ---- questions, files -------------------------------------------------------------------------------------------------------------- */

static void questions(cn_term *t)
{
	const cn_val *list = cn_get(t->content, "questions");
	size_t n = cn_list_n(list), i = 0;
	if (n == 0)
		return;
	t_head(t, T_MSG(t, M_t_next, A_N(n)));
	CN_EACH(q, list) {
		if (i++ == QUESTIONS_SHOWN && !t->opts->all)
			break;
		t_sides(t, 2, cn_strf(t->a, "%2zu  %.*s", i, CN_FMT(t_text(t, cn_get(q, "question")))),
			T_MSG(t, M_t_decides, A_N(cn_get_int(q, "decides", 0))));
	}
	t_blank(t);
}

/* "concord why ID" of the first finding that fails or is open. */
static cn_str why_command(cn_term *t)
{
	const cn_val *pick = NULL;
	CN_EACH(f, cn_get(t->content, "findings"))
		if (cn_finding_fails(f) && !pick)
			pick = f;
	CN_EACH(f, cn_get(t->content, "findings"))
		if (!pick && cn_finding_open(f))
			pick = f;
	return pick ? cn_strf(t->a, "concord why %.*s", CN_FMT(t_plain(t, cn_get_text(pick, "id")))) : (cn_str){ 0 };
}

static void closing(cn_term *t)
{
	const cn_val *record = cn_assessment(t->root);
	size_t second = cn_list_n(cn_get(t->content, "secondary"));
	cn_str path = t_plain(t, t->opts->dossier), why = why_command(t), check = { 0 };
	if (second > 0)
		t_wrap(t, 0, 0, T_MSG(t, M_t_secondary, A_N(second)));
	t_wrap(t, 0, 0, t_text(t, cn_get(t->content, "statement")));
	cn_str line = record ? T_MSG(t, M_t_signed, A_N(cn_get_int(record, "seq", 0))) : T_MSG0(t, M_t_unsigned);
	t_wrap(t, 0, 0, line);
	if (path.n > 0)
		t_wrap(t, 0, 0, T_MSG(t, M_t_dossier, A_S(path)));
	if (record)
		check = cn_strf(t->a, "concord verify %lld", (long long)cn_get_int(record, "seq", 0));
	else if (path.n > 0)
		check = cn_strf(t->a, "concord verify %.*s", CN_FMT(path));
	cn_str left = why.n > 0 ? T_MSG(t, M_t_why, A_S(why)) : (cn_str){ 0 };
	cn_str right = check.n > 0 ? T_MSG(t, M_t_check, A_S(check)) : (cn_str){ 0 };
	if (left.n > 0 && right.n > 0)
		t_sides(t, 0, left, right);
	else if (left.n + right.n > 0)
		t_wrap(t, 0, 0, left.n > 0 ? left : right);
}

static cn_term term_of(cn_arena *a, const cn_report_term *opts, cn_buf *out)
{
	cn_term t = { .o = out, .a = a, .opts = opts, .lang = cn_lang_of(opts->lang) };
	t.width = opts->width == 0 ? 80 : opts->width;
	t.width = t.width < CN_REPORT_WIDTH_MIN ? CN_REPORT_WIDTH_MIN : t.width > CN_REPORT_WIDTH_MAX ? CN_REPORT_WIDTH_MAX : t.width;
	return t;
}

static cn_code term_end(const cn_term *t, cn_err *err)
{
	if (!cn_arena_ok(t->a))
		return cn_arena_fail(t->a, err);
	if (t->failed)
		return CN_NOMEM(err);
	if (t->o->failed)
		return CN_FAIL(err, CN_ETOOBIG, "the summary passes %zu bytes, or memory ended", t->o->cap);
	return CN_OK;
}

cn_code cn_report_measured(const cn_val *content, const cn_report_term *opts, cn_buf *out, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REPORT_BYTES_MAX);
	if (!a)
		return CN_NOMEM(err);
	cn_term t = term_of(a, opts, out);
	t.content = content;
	t_measured(&t);
	return term_end(&t, err);
}

cn_code cn_report_terminal(const cn_val *dossier, const cn_report_term *opts, cn_buf *out, cn_err *err)
{
	CN_TRY(cn_report_check(dossier, err));
	CN_AUTO_ARENA a = cn_arena_new(CN_REPORT_BYTES_MAX);
	if (!a)
		return CN_NOMEM(err);
	cn_term t = term_of(a, opts, out);
	t.root = dossier;
	t.content = cn_get(dossier, "content");
	if (!opts->quiet)
		title(&t);
	answers(&t);
	if (!opts->quiet) {
		markets(&t);
		failing(&t);
		t_measured(&t);
		questions(&t);
		closing(&t);
	}
	return term_end(&t, err);
}
