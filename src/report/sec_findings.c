/* Findings: what is not satisfied as cards, then every finding by market and instrument. A finding = what happens, what the rule says,
 * how we know (the chain), what is missing. */
#include "report/reasons.h"
#include "report/sections.h"

enum { CARDS_OPEN = 8 };

static void finding_marks(cn_page *p, const cn_val *f)
{
	cn_str confidence = cn_get_text(f, "confidence");
	h_force(p, cn_get_text(f, "force"));
	if (cn_eqz(confidence, "read"))
		return;
	h_raw(p, cn_eqz(confidence, "unverified") ? " <span class=\"conf ring\">" : " <span class=\"conf\">");
	h_word(p, "confidence", confidence);
	h_raw(p, "</span>");
}

static void finding_place(cn_page *p, const cn_val *f)
{
	cn_str role = cn_get_text(f, "role");
	h_market(p, cn_get_text(f, "market"));
	h_raw(p, " · ");
	h_t(p, cn_get(cn_get(f, "instrument"), "title"));
	h_raw(p, " <code>");
	h_text(p, cn_locator(cn_get_text(f, "id")));
	h_raw(p, "</code>");
	if (role.n == 0)
		return;
	h_raw(p, " · ");
	if (cn_get_text(f, "actor").n > 0)
		H_MSG(p, M_role_of, A_W("role", role), h_party_arg(p, cn_get_text(f, "actor")));
	else
		h_word(p, "role", role);
}

static void date_chip(cn_page *p, const cn_dated *at)
{
	if (at->later) {
		h_raw(p, "<span class=\"sm mu\">");
		H_MSG(p, M_starts_on, A_D(cn_get_text(at->entry, "from")));
		h_raw(p, "</span> ");
		if (at->state != CN_NOT_APPLICABLE && cn_get_text(at->entry, "finding_if").n > 0) {
			h_raw(p, "<span class=\"sm mu\">");
			H_MSG0(p, M_if_it_applied);
			h_raw(p, "</span> ");
			h_chip(p, at->state, "status", cn_str_z(cn_state_token(at->state)));
		}
		return;
	}
	h_chip(p, at->state, "status", cn_str_z(cn_state_token(at->state)));
	cn_str answer = cn_get_text(at->entry, "answer");
	if (cn_eqz(answer, "unknown") || cn_eqz(answer, "presumed")) {
		h_raw(p, " <span class=\"sm mu\">");
		h_word(p, "answer", answer);
		h_raw(p, "</span>");
	}
	if (cn_get_bool(at->entry, "not_read", false)) {
		h_raw(p, " <span class=\"sm mu\">");
		H_MSG0(p, M_not_read);
		h_raw(p, "</span>");
	}
	if (cn_get_text(at->entry, "waived_until").n > 0) {
		h_raw(p, " <span class=\"sm mu\">");
		H_MSG(p, M_waived_until, A_D(cn_get_text(at->entry, "waived_until")), A_W("person", cn_get_text(at->entry, "waived_by")));
		h_raw(p, "</span>");
	}
}

/* Nothing differs between the dates: one line says it for all. */
static bool same_at_all(const cn_page *p, const cn_val *f)
{
	cn_dated first = cn_finding_at(f, 0);
	for (size_t i = 1; i < p->n_dates; i++) {
		cn_dated at = cn_finding_at(f, i);
		if (!first.entry || !at.entry || at.later || first.later || at.state != first.state ||
		    !cn_eq(cn_get_text(at.entry, "answer"), cn_get_text(first.entry, "answer")))
			return false;
	}
	return p->n_dates > 1;
}

static void finding_dates(cn_page *p, const cn_val *f)
{
	bool all = same_at_all(p, f);
	h_raw(p, "<ul class=\"dates\">");
	for (size_t i = 0; i < (all ? 1 : p->n_dates); i++) {
		cn_dated at = cn_finding_at(f, i);
		if (!at.entry)
			continue;
		h_raw(p, "<li>");
		if (all) {
			h_raw(p, "<span class=\"sm\">");
			H_MSG0(p, M_all_dates);
			h_raw(p, "</span> ");
		} else if (p->n_dates > 1) {
			h_raw(p, "<span class=\"sm\">");
			h_date(p, cn_get_text(at.entry, "as_of"), CN_DATE_SHORT);
			h_raw(p, "</span> ");
		}
		date_chip(p, &at);
		h_raw(p, "</li>");
	}
	h_raw(p, "</ul>");
}

static void evidence_line(cn_page *p, const cn_val *e)
{
	cn_str status = cn_get_text(e, "status"), m = cn_get_text(e, "measurement"), by = cn_get_text(e, "by_role"), asks = cn_get_text(e, "asks_role");
	cn_str kind = cn_get_text(e, "kind"), word = cn_word("evidence_kind", kind, CN_EN);
	cn_state s = cn_state_of(status);
	if (cn_eqz(status, "absent") || cn_eqz(status, "expired"))
		s = CN_UNDECIDED;
	h_raw(p, "<li>");
	h_icon(p, s);
	h_raw(p, " ");
	if (!cn_eq(cn_sub(cn_text_in(cn_get(e, "text"), CN_EN), 0, word.n), word)) { /* its text says so itself, mostly */
		h_word(p, "evidence_kind", kind);
		h_raw(p, " ");
	}
	h_code(p, cn_get_text(e, "id"));
	h_raw(p, ": <b>");
	h_word(p, "evidence_status", status);
	h_raw(p, "</b>. ");
	h_t(p, cn_get(e, "text"));
	if (m.n > 0) {
		h_raw(p, " <a href=\"#m-");
		h_text(p, m);
		h_raw(p, "\">");
		H_MSG0(p, M_see_measurement);
		h_raw(p, "</a>");
	}
	if (cn_get_text(e, "said").n > 0) {
		h_raw(p, " “");
		h_text(p, cn_get_text(e, "said"));
		h_raw(p, "”");
	}
	if (by.n > 0 || asks.n > 0) {
		h_raw(p, " <span class=\"src\">");
		H_MSG(p, by.n > 0 ? M_signer_is : M_signer_should_be, A_W("person", by.n > 0 ? by : asks));
		h_raw(p, "</span>");
	}
	if (cn_get_text(e, "until").n > 0) {
		h_raw(p, " <span class=\"src\">");
		H_MSG(p, M_valid_until, A_D(cn_get_text(e, "until")));
		h_raw(p, "</span>");
	}
	h_raw(p, "</li>");
}

static void source(cn_page *p, const cn_val *f)
{
	cn_str url = cn_get_text(cn_get(f, "instrument"), "url");
	h_word(p, "instrument_status", cn_get_text(cn_get(f, "instrument"), "status"));
	if (cn_starts(url, "https://") || cn_starts(url, "http://")) {
		h_raw(p, " · <a rel=\"noreferrer\" href=\"");
		h_text(p, url);
		h_raw(p, "\">");
		H_MSG0(p, M_official_text);
		h_raw(p, "</a>");
	}
}

static void words_of(cn_page *p, const cn_val *list, const char *of, cn_msg m)
{
	if (cn_list_n(list) == 0)
		return;
	h_raw(p, "<li>");
	H_MSG0(p, m);
	h_raw(p, " ");
	h_words(p, of, list);
	h_raw(p, "</li>");
}

/* What the rule says, and the answer at each date unless the heading has said it. */
static void finding_rule(cn_page *p, const cn_val *f, bool said_above)
{
	h_raw(p, "<p>");
	h_t(p, cn_get(f, "text"));
	h_raw(p, "</p>");
	if (!said_above || p->n_dates > 1)
		finding_dates(p, f);
}

/* s: the reasons that its group shares, under whose heading the source stands too; NULL: it stands alone. */
static void finding_body(cn_page *p, const cn_val *f, const reasons *s)
{
	if (cn_get(f, "note")) {
		h_raw(p, "<p class=\"sm mu\">");
		h_t(p, cn_get(f, "note"));
		h_raw(p, "</p>");
	}
	h_raw(p, "<ol class=\"why sm\">");
	if (cn_eqz(cn_get_text(f, "basis"), "scope")) {
		h_raw(p, "<li>");
		H_MSG0(p, M_scope_only);
		h_raw(p, "</li>");
	}
	reasons_put(p, f, s);
	CN_EACH(e, cn_get(f, "evidence"))
		evidence_line(p, e);
	if (cn_get(f, "penalty")) {
		h_raw(p, "<li>");
		H_MSG0(p, M_penalty);
		h_raw(p, " ");
		h_t(p, cn_get(f, "penalty"));
		h_raw(p, "</li>");
	}
	words_of(p, cn_get(f, "protects"), "protects", M_protects);
	words_of(p, cn_get(f, "themes"), "theme", M_issues);
	h_raw(p, "<li>");
	h_word(p, "confidence", cn_get_text(f, "confidence"));
	if (!s) {
		h_raw(p, " · ");
		source(p, f);
	}
	h_raw(p, "</li></ol>");
}

/* ---- what is not satisfied ------------------------------------------------------------------------------------------------- */

static void card(cn_page *p, const cn_val *f, size_t number)
{
	cn_dated first = cn_finding_at(f, 0);
	bool now = first.counts && first.state == CN_FAILED;
	cn_str from = cn_finding_from(f);
	cn_buf_printf(p->o, "<article class=\"f\" id=\"f%zu\"><p class=\"h\">", number);
	if (now)
		h_chip(p, CN_FAILED, "status", CN_S("not_satisfied"));
	else
		h_chip_msg(p, CN_FAILED, M_would_fail);
	finding_marks(p, f);
	h_raw(p, "<span class=\"mu sm\">");
	finding_place(p, f);
	if (from.n > 0 || cn_is_text(cn_get(f, "force"), "binding"))
		h_raw(p, " · ");
	if (from.n > 0)
		H_MSG(p, M_applies_from, A_D(from));
	else if (cn_is_text(cn_get(f, "force"), "binding"))
		H_MSG0(p, now ? M_applies_now : M_applies_later);
	h_raw(p, "</span></p><h3>");
	h_t(p, cn_get(f, "heading"));
	h_raw(p, "</h3>");
	finding_rule(p, f, now);
	h_raw(p, "<details><summary>");
	H_MSG0(p, M_why);
	h_raw(p, "</summary>");
	finding_body(p, f, NULL);
	if (cn_assessment(p->root)) {
		h_raw(p, "<p class=\"sm\"><a href=\"#verify\">");
		H_MSG(p, M_signed_by, A_S(cn_get_text(cn_get(p->content, "node"), "name")), A_N(cn_get_int(cn_assessment(p->root), "seq", 0)));
		h_raw(p, "</a></p>");
	}
	h_raw(p, "</details></article>\n");
}

void sec_failing(cn_page *p)
{
	size_t n = 0, number = 0, shown = 0;
	CN_EACH(f, cn_get(p->content, "findings"))
		n += cn_finding_fails(f);
	if (n == 0)
		return;
	h_section(p, "failing", M_failing_title);
	h_lead(p, M_failing_lead);
	CN_EACH(f, cn_get(p->content, "findings")) {
		number++;
		if (!cn_finding_fails(f))
			continue;
		if (shown == CARDS_OPEN && n > CARDS_OPEN + 2) {
			h_raw(p, "<details class=\"more\"><summary>");
			H_MSG(p, M_n_more, A_N(n - CARDS_OPEN));
			h_raw(p, "</summary>");
		}
		card(p, f, number);
		shown++;
	}
	if (n > CARDS_OPEN + 2)
		h_raw(p, "</details>");
	h_raw(p, "</section>");
}

/* ---- every finding ------------------------------------------------------------------------------------------------------------ */

/* The state under which a finding is listed: its worst over the dates, unknown above waived and satisfied. */
static cn_state listed_as(const cn_val *f)
{
	bool waived = false, satisfied = false;
	if (cn_finding_fails(f))
		return CN_FAILED;
	if (cn_finding_open(f))
		return CN_UNDECIDED;
	for (size_t i = 0; i < cn_list_n(cn_get(f, "by_date")); i++) {
		cn_dated at = cn_finding_at(f, i);
		waived = waived || at.state == CN_WAIVED;
		satisfied = satisfied || at.state == CN_SATISFIED;
	}
	return waived ? CN_WAIVED : satisfied ? CN_SATISFIED : CN_NOT_APPLICABLE;
}

static void row(cn_page *p, const cn_val *f, size_t number, const reasons *shared)
{
	cn_state s = listed_as(f);
	bool is_card = s == CN_FAILED;
	cn_str from = cn_finding_from(f);
	cn_buf_printf(p->o, "<li class=\"%s\">", cn_state_class(s));
	if (is_card)
		cn_buf_printf(p->o, "<p class=\"fi\">");
	else
		cn_buf_printf(p->o, "<details id=\"f%zu\"><summary class=\"fi\">", number);
	h_icon(p, s);
	h_raw(p, "<span class=\"vh\">");
	h_word(p, "status", cn_str_z(cn_state_token(s)));
	h_raw(p, " </span><code>");
	h_text(p, cn_locator(cn_get_text(f, "id")));
	h_raw(p, "</code><span class=\"hd3\">");
	if (is_card)
		cn_buf_printf(p->o, "<a href=\"#f%zu\">", number);
	h_t(p, cn_get(f, "heading"));
	h_raw(p, is_card ? "</a></span><span class=\"mu sm\">" : "</span><span class=\"mu sm\">");
	h_word(p, "role", cn_get_text(f, "role"));
	if (from.n > 0) {
		h_raw(p, " · ");
		H_MSG(p, M_applies_from, A_D(from));
	}
	if (!cn_eqz(cn_get_text(f, "confidence"), "read")) {
		h_raw(p, " · ");
		h_word(p, "confidence", cn_get_text(f, "confidence"));
	}
	h_raw(p, is_card ? "</span></p>" : "</span></summary>");
	if (!is_card) {
		h_raw(p, "<div class=\"fb\">");
		finding_rule(p, f, false);
		finding_body(p, f, shared);
		h_raw(p, "</div></details>");
	}
	h_raw(p, "</li>\n");
}

static bool same_group(const cn_val *f, const cn_val *g)
{
	return cn_eq(cn_get_text(f, "market"), cn_get_text(g, "market")) &&
	       cn_eq(cn_get_text(cn_get(f, "instrument"), "id"), cn_get_text(cn_get(g, "instrument"), "id"));
}

/* True when f is the first of its market and instrument: it opens the group that holds all of them. */
static bool opens_group(const cn_val *list, const cn_val *f)
{
	CN_EACH(g, list) {
		if (g == f)
			return true;
		if (same_group(f, g))
			return false;
	}
	return true;
}

static void group(cn_page *p, const cn_val *list, const cn_val *head, size_t first)
{
	size_t counts[CN_STATES] = { 0 }, number = 0;
	reasons shared;
	reasons_init(&shared, first);
	CN_EACH(f, list) {
		if (!same_group(f, head))
			continue;
		cn_state s = listed_as(f);
		counts[s]++;
		if (s != CN_FAILED) /* those are cards */
			reasons_add(&shared, f);
	}
	reasons_ready(&shared);
	h_raw(p, "<details class=\"grp\"><summary><span class=\"gt\"><b>");
	h_market(p, cn_get_text(head, "market"));
	h_raw(p, "</b> · ");
	h_t(p, cn_get(cn_get(head, "instrument"), "title"));
	h_raw(p, "</span>");
	h_force(p, cn_get_text(head, "force"));
	h_counts(p, counts);
	h_raw(p, "</summary><p class=\"sm mu\">");
	source(p, head);
	h_raw(p, "</p><ul class=\"fl\">");
	CN_EACH(f, list) {
		number++;
		if (same_group(f, head))
			row(p, f, number, &shared);
	}
	h_raw(p, "</ul>");
	reasons_list(p, &shared);
	h_raw(p, "</details>\n");
}

static void filters(cn_page *p)
{
	h_raw(p, "<fieldset class=\"flt sm\"><legend class=\"mu\">");
	H_MSG0(p, M_show);
	h_raw(p, "</legend>");
	for (cn_state s = 0; s < CN_STATES; s++) {
		cn_buf_printf(p->o, "<label><input type=\"checkbox\" id=\"s-%s\" checked>", cn_state_class(s));
		h_icon(p, s);
		h_word(p, "status", cn_str_z(cn_state_token(s)));
		h_raw(p, "</label>");
	}
	h_raw(p, "</fieldset>");
}

void sec_findings(cn_page *p)
{
	const cn_val *list = cn_get(p->content, "findings");
	h_section(p, "findings", M_findings_title);
	if (cn_list_n(list) == 0) {
		h_lead(p, M_findings_none);
		h_raw(p, "</section>");
		return;
	}
	h_lead(p, M_findings_lead);
	filters(p);
	size_t number = 0;
	CN_EACH(f, list) {
		number++;
		if (opens_group(list, f))
			group(p, list, f, number);
	}
	h_raw(p, "</section>");
}
