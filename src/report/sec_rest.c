/* What is asked, what would change, whose facts they are, what rests on second-hand readings, what it was made from. */
#include "report/sections.h"

enum { QUESTIONS_OPEN = 10, ROWS_OPEN = 15 };

/* Opens a fold before row `at` of n when the list is long; gives true when it did. */
static bool fold(cn_page *p, size_t at, size_t n, size_t open)
{
	if (at != open || n <= open + 2)
		return false;
	h_raw(p, "<details class=\"more\"><summary>");
	H_MSG(p, M_n_more, A_N(n - open));
	h_raw(p, "</summary>");
	return true;
}

static void question(cn_page *p, const cn_val *q, size_t number)
{
	int64_t decides = cn_get_int(q, "decides", 0), binding = cn_get_int(q, "binding", 0);
	cn_buf_printf(p->o, "<li><span class=\"qn\">%zu</span><div><strong>", number);
	h_t(p, cn_get(q, "question"));
	h_raw(p, "</strong><div class=\"mu sm\">");
	h_t(p, cn_get(q, "help"));
	h_raw(p, "</div><details><summary class=\"sm\">");
	H_MSG0(p, M_needed_by);
	h_raw(p, "</summary><p class=\"sm\">");
	h_code(p, cn_get_text(q, "fact"));
	h_raw(p, ": ");
	CN_EACH(id, cn_get(q, "needed_by")) {
		if (id != cn_get(q, "needed_by")->first)
			h_raw(p, ", ");
		if (id->type == CN_TEXT)
			h_code(p, id->s);
	}
	h_raw(p, "</p></details></div><div class=\"sm\">");
	H_MSG(p, M_decides, A_N(decides));
	h_raw(p, "<br><span class=\"mu\">");
	H_MSG(p, M_of_them_binding, A_N(binding));
	h_raw(p, "</span></div></li>\n");
}

void sec_questions(cn_page *p)
{
	const cn_val *list = cn_get(p->content, "questions");
	size_t n = cn_list_n(list), i = 0;
	bool folded = false;
	if (n == 0)
		return;
	h_section(p, "questions", M_questions_title);
	h_lead(p, M_questions_lead);
	h_raw(p, "<ol class=\"q\">");
	CN_EACH(q, list) {
		if (i == QUESTIONS_OPEN && n > QUESTIONS_OPEN + 2) {
			h_raw(p, "</ol>");
			folded = fold(p, i, n, QUESTIONS_OPEN);
			h_raw(p, "<ol class=\"q\">");
		}
		question(p, q, ++i);
	}
	h_raw(p, folded ? "</ol></details></section>" : "</ol></section>");
}

static void flip(cn_page *p, const cn_val *f)
{
	cn_str from = cn_get_text(f, "from"), to = cn_get_text(f, "to");
	h_raw(p, "<li><code>");
	h_text(p, cn_get_text(f, "id"));
	h_raw(p, "</code> ");
	h_market(p, cn_get_text(f, "market"));
	h_raw(p, " · ");
	h_word(p, "role", cn_get_text(f, "role"));
	h_raw(p, ": ");
	h_word(p, cn_word_known("status", from) ? "status" : "answer", from);
	h_raw(p, " → <b>");
	h_word(p, cn_word_known("status", to) ? "status" : "answer", to);
	h_raw(p, "</b></li>");
}

static void change(cn_page *p, const cn_val *w)
{
	size_t listed = cn_list_n(cn_get(w, "flips"));
	int64_t n = cn_get_int(w, "n", (int64_t)listed); /* a long list of flips is cut by its maker */
	h_raw(p, "<li><details><summary><b>");
	h_t(p, cn_get(w, "change"));
	h_raw(p, "</b> <span class=\"mu sm\">");
	H_MSG(p, M_flips, A_N(n));
	h_raw(p, "</span></summary><ul class=\"sm\">");
	CN_EACH(f, cn_get(w, "flips"))
		flip(p, f);
	if (n > (int64_t)listed) {
		h_raw(p, "<li>");
		H_MSG(p, M_n_more, A_N(n - (int64_t)listed));
		h_raw(p, "</li>");
	}
	h_raw(p, "</ul></details></li>");
}

void sec_what_if(cn_page *p)
{
	const cn_val *list = cn_get(p->content, "what_if");
	size_t n = cn_list_n(list), i = 0;
	bool folded = false;
	if (n == 0)
		return;
	h_section(p, "whatif", M_whatif_title);
	h_lead(p, M_whatif_lead);
	h_raw(p, "<ul class=\"wi\">");
	CN_EACH(w, list) {
		if (i == QUESTIONS_OPEN && n > QUESTIONS_OPEN + 2) {
			h_raw(p, "</ul>");
			folded = fold(p, i, n, QUESTIONS_OPEN);
			h_raw(p, "<ul class=\"wi\">");
		}
		i++;
		change(p, w);
	}
	h_raw(p, folded ? "</ul></details></section>" : "</ul></section>");
}

/* ---- facts ----------------------------------------------------------------------------------------------------------------------- */

static void fact_row(cn_page *p, const cn_val *f)
{
	cn_str value = cn_get_text(f, "value");
	h_raw(p, "<tr><th scope=\"row\">");
	h_t(p, cn_get(f, "question"));
	h_raw(p, " <code>");
	h_text(p, cn_get_text(f, "fact"));
	h_raw(p, "</code></th><td><b>");
	h_word(p, "yes_no", value);
	h_raw(p, "</b>");
	if (cn_get_bool(f, "disputed", false)) {
		h_raw(p, " ");
		h_chip_msg(p, CN_UNDECIDED, M_disputed);
	}
	if (cn_get_text(f, "judgement").n > 0 && cn_get_text(f, "record").n == 0) { /* a role's judgement, in a manifest that anybody may write */
		h_raw(p, " ");
		h_chip_msg(p, CN_UNDECIDED, M_declared_only);
	}
	h_raw(p, "</td><td>");
	h_party(p, cn_get_text(f, "by"));
	h_raw(p, "</td><td>");
	h_date(p, cn_get_text(f, "on"), CN_DATE_SHORT);
	if (cn_get_text(f, "until").n > 0) {
		h_raw(p, " <span class=\"mu\">");
		H_MSG(p, M_valid_until, A_D(cn_get_text(f, "until")));
		h_raw(p, "</span>");
	}
	h_raw(p, "</td><td>");
	h_text(p, cn_get_text(f, "source"));
	h_raw(p, "</td><td class=\"r\">");
	h_int(p, cn_get_int(f, "used_by", 0));
	h_raw(p, "</td></tr>\n");
}

static void facts_table(cn_page *p, size_t from, size_t to)
{
	static const cn_msg heads[] = { M_fact, M_answer, M_who, M_when, M_source, M_used_by };
	size_t i = 0;
	h_raw(p, "<div class=\"sx\" tabindex=\"0\" role=\"group\" aria-labelledby=\"h-facts\"><table class=\"tb rows\">");
	h_caption(p, M_facts_title);
	h_raw(p, "<thead><tr>");
	for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++)
		h_th(p, heads[k]);
	h_raw(p, "</tr></thead><tbody>");
	CN_EACH(f, cn_get(p->content, "facts")) {
		if (i >= from && i < to)
			fact_row(p, f);
		i++;
	}
	h_raw(p, "</tbody></table></div>");
}

void sec_facts(cn_page *p)
{
	size_t n = cn_list_n(cn_get(p->content, "facts"));
	if (n == 0)
		return;
	bool is_long = n > ROWS_OPEN + 2;
	h_section(p, "facts", M_facts_title);
	h_lead(p, M_facts_lead);
	facts_table(p, 0, is_long ? ROWS_OPEN : n);
	if (fold(p, ROWS_OPEN, n, ROWS_OPEN)) {
		facts_table(p, ROWS_OPEN, n);
		h_raw(p, "</details>");
	}
	h_raw(p, "</section>");
}

void sec_exceptions(cn_page *p)
{
	const cn_val *waivers = cn_get(p->content, "waivers"), *counters = cn_get(p->content, "counters");
	if (cn_list_n(waivers) + cn_list_n(counters) == 0)
		return;
	h_section(p, "exceptions", M_exceptions_title);
	h_lead(p, M_exceptions_lead);
	h_raw(p, "<ul class=\"ex\">");
	CN_EACH(w, waivers) {
		h_raw(p, "<li>");
		h_chip(p, CN_WAIVED, "status", CN_S("waived"));
		h_raw(p, " ");
		h_code(p, cn_get_text(w, "finding"));
		h_raw(p, " ");
		H_MSG(p, M_valid_until, A_D(cn_get_text(w, "until")));
		h_raw(p, " · ");
		h_word(p, "person", cn_get_text(w, "by_role"));
		h_raw(p, " · ");
		H_MSG0(p, cn_get_bool(w, "approved", false) ? M_approved : M_not_approved);
		h_raw(p, "<p class=\"sm\">");
		h_t(p, cn_get(w, "reason"));
		h_raw(p, "</p></li>");
	}
	CN_EACH(c, counters) {
		h_raw(p, "<li>");
		h_chip_msg(p, CN_UNDECIDED, M_counter);
		h_raw(p, " ");
		h_code(p, cn_get_text(c, "finding"));
		h_raw(p, " · ");
		h_word(p, "person", cn_get_text(c, "by_role"));
		h_raw(p, " · ");
		h_date(p, cn_get_text(c, "on"), CN_DATE_SHORT);
		h_raw(p, "<p class=\"sm\">");
		h_t(p, cn_get(c, "text"));
		h_raw(p, "</p></li>");
	}
	h_raw(p, "</ul></section>");
}

void sec_secondary(cn_page *p)
{
	const cn_val *list = cn_get(p->content, "secondary");
	size_t unverified = 0, n = cn_list_n(list), i = 0;
	bool folded = false;
	if (n == 0)
		return;
	CN_EACH(s, list)
		unverified += cn_is_text(cn_get(s, "confidence"), "unverified");
	h_section(p, "secondary", M_secondary_title);
	h_raw(p, "<p class=\"l\">");
	H_MSG(p, M_secondary_lead, A_N(n - unverified), A_N(unverified));
	h_raw(p, "</p><ul class=\"sl sm\">");
	CN_EACH(s, list) {
		if (i == ROWS_OPEN && n > ROWS_OPEN + 2) {
			h_raw(p, "</ul>");
			folded = fold(p, i, n, ROWS_OPEN);
			h_raw(p, "<ul class=\"sl sm\">");
		}
		i++;
		h_raw(p, "<li>");
		h_raw(p, cn_is_text(cn_get(s, "confidence"), "unverified") ? "<span class=\"conf ring\">" : "<span class=\"conf\">");
		h_word(p, "confidence", cn_get_text(s, "confidence"));
		h_raw(p, "</span> ");
		h_market(p, cn_get_text(s, "market"));
		h_raw(p, " · ");
		h_code(p, cn_get_text(s, "id"));
		h_raw(p, " ");
		h_t(p, cn_get(s, "heading"));
		h_raw(p, "</li>");
	}
	h_raw(p, folded ? "</ul></details></section>" : "</ul></section>");
}

/* ---- inputs ------------------------------------------------------------------------------------------------------------------------ */

static void inputs_table(cn_page *p)
{
	static const cn_msg heads[] = { M_what, M_file, M_bytes, M_sha256 };
	h_raw(p, "<div class=\"sx\" tabindex=\"0\" role=\"group\" aria-labelledby=\"h-inputs\"><table class=\"tb rows\">");
	h_caption(p, M_inputs_title);
	h_raw(p, "<thead><tr>");
	for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++)
		h_th(p, heads[k]);
	h_raw(p, "</tr></thead><tbody>");
	CN_EACH(i, cn_get(p->content, "inputs")) {
		h_raw(p, "<tr><th scope=\"row\">");
		h_t(p, cn_get(i, "what"));
		h_raw(p, "</th><td>");
		h_code(p, cn_get_text(i, "file"));
		h_raw(p, "</td><td class=\"r\">");
		h_int(p, cn_get_int(i, "bytes", 0));
		h_raw(p, "</td><td><code class=\"hash\">");
		h_text(p, cn_get_text(i, "sha256"));
		h_raw(p, "</code></td></tr>");
	}
	h_raw(p, "</tbody></table></div>");
}

static void parts(cn_page *p)
{
	const cn_val *list = cn_get(cn_get(p->content, "system"), "parts");
	if (cn_list_n(list) == 0)
		return;
	h_raw(p, "<dt>");
	H_MSG0(p, M_parts);
	h_raw(p, "</dt><dd>");
	CN_EACH(part, list) {
		if (part != list->first)
			h_raw(p, ", ");
		h_code(p, cn_get_text(part, "id"));
		h_raw(p, " ");
		h_text(p, cn_get_text(part, "kind"));
	}
	h_raw(p, "</dd>");
}

static void pair(cn_page *p, cn_msg m, cn_str value)
{
	if (value.n == 0)
		return;
	h_raw(p, "<dt>");
	H_MSG0(p, m);
	h_raw(p, "</dt><dd>");
	h_code(p, value);
	h_raw(p, "</dd>");
}

void sec_inputs(cn_page *p)
{
	const cn_val *system = cn_get(p->content, "system"), *library = cn_get(p->content, "library");
	h_section(p, "inputs", M_inputs_title);
	h_lead(p, M_inputs_lead);
	h_raw(p, "<dl class=\"k\">");
	pair(p, M_repeat, cn_get_text(p->content, "command"));
	pair(p, M_system_id, cn_get_text(system, "id"));
	h_raw(p, "<dt>");
	H_MSG0(p, M_stage);
	h_raw(p, "</dt><dd>");
	h_word(p, "stage", cn_get_text(system, "stage"));
	h_raw(p, "</dd>");
	parts(p);
	pair(p, M_manifest, cn_get_text(system, "manifest"));
	h_raw(p, "<dt>");
	H_MSG0(p, M_library);
	h_raw(p, "</dt><dd>");
	H_MSG(p, M_library_n, A_N(cn_get_int(library, "instruments", 0)), A_N(cn_get_int(library, "provisions", 0)));
	h_raw(p, "<br>");
	h_code(p, cn_get_text(library, "digest"));
	h_raw(p, "</dd>");
	pair(p, M_made_at, cn_get_text(p->content, "made_at"));
	h_raw(p, "</dl>");
	if (cn_list_n(cn_get(p->content, "inputs")) > 0)
		inputs_table(p);
	h_raw(p, "</section>");
}
