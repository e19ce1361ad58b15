/* Pieces of the page. Every foreign text goes through h_text or cn_msg_put with cn_escape_html; h_raw takes only our own markup. */
#include "report/html.h"

void h_raw(cn_page *p, const char *markup)
{
	cn_buf_putz(p->o, markup);
}

void h_text(cn_page *p, cn_str s)
{
	cn_escape_html(p->o, s);
}

/* <i>: text in another voice or language. Short, since a page has thousands of them; shown upright. */
static void lang_open(cn_page *p, cn_lang l)
{
	cn_buf_printf(p->o, "<i lang=%s>", cn_lang_tag(l));
}

/* Both languages; one plain text where they are equal (names, numbers). */
static void both(cn_page *p, cn_str en, cn_str zh)
{
	if (cn_eq(en, zh)) {
		h_text(p, en);
		return;
	}
	lang_open(p, CN_EN);
	h_text(p, en);
	h_raw(p, "</i>");
	lang_open(p, CN_ZH);
	h_text(p, zh);
	h_raw(p, "</i>");
}

void h_t(cn_page *p, const cn_val *text)
{
	both(p, cn_text_in(text, CN_EN), cn_text_in(text, CN_ZH));
}

void h_sentence(cn_page *p, const cn_val *text)
{
	cn_str en = cn_text_in(text, CN_EN), zh = cn_text_in(text, CN_ZH);
	h_t(p, text);
	if (!cn_ends_sentence(en) || !cn_ends_sentence(zh))
		both(p, cn_ends_sentence(en) ? CN_S("") : CN_S("."), cn_ends_sentence(zh) ? CN_S("") : CN_S("。"));
	h_gap(p);
}

void h_word(cn_page *p, const char *list, cn_str token)
{
	both(p, cn_word(list, token, CN_EN), cn_word(list, token, CN_ZH));
}

void h_words(cn_page *p, const char *list, const cn_val *tokens)
{
	for (cn_lang l = 0; l < CN_LANGS; l++) {
		lang_open(p, l);
		CN_EACH(w, tokens) {
			if (w != tokens->first)
				h_raw(p, l == CN_ZH ? "、" : ", ");
			if (w->type == CN_TEXT)
				h_text(p, cn_word(list, w->s, l));
		}
		h_raw(p, "</i>");
	}
}

void h_date(cn_page *p, cn_str iso, cn_date_form form)
{
	cn_date d;
	if (cn_date_parse(cn_sub(iso, 0, 10), &d, NULL) != CN_OK) {
		h_text(p, iso);
		return;
	}
	for (cn_lang l = 0; l < CN_LANGS; l++) {
		cn_buf_printf(p->o, "<i class=n lang=%s>", cn_lang_tag(l));
		cn_date_put(p->o, cn_sub(iso, 0, 10), l, form, cn_escape_html);
		h_raw(p, "</i>");
	}
}

void h_int(cn_page *p, int64_t n)
{
	h_raw(p, "<span class=\"n\">");
	cn_number_put(p->o, n);
	h_raw(p, "</span>");
}

void h_msg_n(cn_page *p, cn_msg m, const cn_arg *args, size_t n)
{
	for (cn_lang l = 0; l < CN_LANGS; l++) {
		lang_open(p, l);
		cn_msg_put(p->o, l, m, args, n, cn_escape_html);
		h_raw(p, "</i>");
	}
}

void h_icon(cn_page *p, cn_state s)
{
	cn_buf_printf(p->o, "<svg class=\"g %s\" aria-hidden=\"true\"><use href=\"#g-%s\"/></svg>", cn_state_class(s), cn_state_class(s));
}

static void chip_open(cn_page *p, cn_state s)
{
	cn_buf_printf(p->o, "<span class=\"chip %s\">", cn_state_class(s));
	h_icon(p, s);
}

void h_chip(cn_page *p, cn_state s, const char *list, cn_str token)
{
	chip_open(p, s);
	h_word(p, list, token);
	h_raw(p, "</span>");
}

void h_chip_msg(cn_page *p, cn_state s, cn_msg m)
{
	chip_open(p, s);
	H_MSG0(p, m);
	h_raw(p, "</span>");
}

void h_force(cn_page *p, cn_str force)
{
	h_raw(p, cn_eqz(force, "binding") ? "<span class=\"force b\">" : cn_eqz(force, "voluntary") ? "<span class=\"force vol\">" : "<span class=\"force\">");
	h_word(p, "force", force);
	h_raw(p, "</span>");
}

void h_market(cn_page *p, cn_str code)
{
	const cn_val *name = cn_market_name(p->content, code);
	if (name)
		h_t(p, name);
	else
		h_text(p, code);
}

cn_arg h_party_arg(const cn_page *p, cn_str party)
{
	const cn_val *name = cn_party_name(p->content, party);
	return name ? A_T(name) : A_S(party);
}

void h_gap(cn_page *p)
{
	h_raw(p, "<i lang=en> </i>");
}

void h_party(cn_page *p, cn_str party)
{
	const cn_val *name = cn_party_name(p->content, party);
	if (name)
		h_t(p, name);
	else
		h_text(p, party);
}

void h_code(cn_page *p, cn_str s)
{
	h_raw(p, "<code>");
	h_text(p, s);
	h_raw(p, "</code>");
}

void h_section(cn_page *p, const char *id, cn_msg title)
{
	cn_buf_printf(p->o, "\n<section id=\"%s\" aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">", id, id, id);
	H_MSG0(p, title);
	h_raw(p, "</h2>");
}

void h_lead(cn_page *p, cn_msg text)
{
	h_raw(p, "<p class=\"l\">");
	H_MSG0(p, text);
	h_raw(p, "</p>");
}

void h_counts(cn_page *p, const size_t counts[CN_STATES])
{
	h_raw(p, "<span class=\"cnt\">");
	for (cn_state s = 0; s < CN_STATES; s++) {
		if (counts[s] == 0 && s >= CN_WAIVED)
			continue;
		cn_buf_printf(p->o, "<span class=\"c %s%s\">", cn_state_class(s), counts[s] == 0 ? " z" : "");
		h_icon(p, s);
		h_int(p, (int64_t)counts[s]);
		h_raw(p, "<span class=\"vh\"> ");
		h_word(p, "status", cn_str_z(cn_state_token(s)));
		h_raw(p, "</span></span>");
	}
	h_raw(p, "</span>");
}

void h_caption(cn_page *p, cn_msg m)
{
	h_raw(p, "<caption class=\"vh\">");
	H_MSG0(p, m);
	h_raw(p, "</caption>");
}

void h_th(cn_page *p, cn_msg m)
{
	h_raw(p, "<th scope=\"col\">");
	H_MSG0(p, m);
	h_raw(p, "</th>");
}
