/* The last section: four checks that run in the reader's browser, each with what it does not prove; keys, records, proofs. All words
 * stand here in both languages; the script only chooses which of them is shown. */
#include "report/sections.h"

typedef struct check {
	const char *id;
	cn_msg title, ok, bad, cannot, not_proved;
} check;

static const check checks[] = {
	{ "ids", M_ck_ids, M_ck_ids_ok, M_ck_ids_bad, M_ck_cannot, M_ck_ids_not },
	{ "content", M_ck_content, M_ck_content_ok, M_ck_content_bad, M_ck_content_cannot, M_ck_content_not },
	{ "signatures", M_ck_sig, M_ck_sig_ok, M_ck_sig_bad, M_ck_sig_cannot, M_ck_sig_not },
	{ "log", M_ck_log, M_ck_log_ok, M_ck_log_bad, M_ck_log_cannot, M_ck_log_not },
};

static void outcome(cn_page *p, const char *when, cn_msg m)
{
	cn_buf_printf(p->o, "<p data-r=\"%s\"%s>", when, strcmp(when, "wait") == 0 ? "" : " hidden");
	H_MSG0(p, m);
	h_raw(p, "</p>");
}

static void check_item(cn_page *p, const check *c)
{
	cn_buf_printf(p->o, "<li data-check=\"%s\">", c->id);
	h_icon(p, CN_UNDECIDED);
	h_raw(p, "<div><b>");
	H_MSG0(p, c->title);
	h_raw(p, "</b>");
	outcome(p, "wait", M_ck_wait);
	outcome(p, "ok", c->ok);
	outcome(p, "bad", c->bad);
	outcome(p, "cannot", c->cannot);
	h_raw(p, "<p class=\"sm mu\">");
	H_MSG0(p, c->not_proved);
	h_raw(p, "</p><code class=\"hash\" data-d></code></div></li>");
}

static void keys(cn_page *p)
{
	if (cn_list_n(cn_get(p->root, "keys")) == 0)
		return;
	h_raw(p, "<h3>");
	H_MSG0(p, M_keys_title);
	h_raw(p, "</h3><p class=\"sm mu\">");
	H_MSG0(p, M_keys_lead);
	h_raw(p, "</p><dl class=\"k\">");
	CN_EACH(k, cn_get(p->root, "keys")) {
		h_raw(p, "<dt>");
		h_text(p, cn_get_text(k, "name"));
		h_raw(p, " (");
		h_word(p, "key_role", cn_get_text(k, "role"));
		h_raw(p, ")</dt><dd><code class=\"hash\">");
		h_text(p, cn_get_text(k, "fingerprint"));
		h_raw(p, "</code></dd>");
	}
	h_raw(p, "</dl>");
	size_t n = cn_list_n(cn_get(p->root, "key_records"));
	if (n == 0)
		return;
	h_raw(p, "<p class=\"sm mu\">");
	H_MSG(p, M_key_records_inside, A_N(n));
	h_raw(p, "</p>");
}

static void records(cn_page *p)
{
	size_t n = cn_list_n(cn_get(p->root, "records"));
	if (n == 0)
		return;
	h_raw(p, "<details><summary>");
	H_MSG(p, M_records_inside, A_N(n), A_N(cn_list_n(cn_get(p->root, "proofs"))));
	h_raw(p, "</summary><ul class=\"notes sm\">");
	CN_EACH(r, cn_get(p->root, "records")) {
		h_raw(p, "<li><b class=\"n\">");
		h_int(p, cn_get_int(r, "seq", 0));
		h_raw(p, "</b> ");
		h_code(p, cn_get_text(r, "kind"));
		h_raw(p, " <code class=\"hash\">");
		h_text(p, cn_get_text(r, "id"));
		h_raw(p, "</code></li>");
	}
	CN_EACH(r, cn_get(p->root, "proofs")) {
		h_raw(p, "<li><pre>");
		h_text(p, cn_get_text(r, "proof"));
		h_raw(p, "</pre></li>");
	}
	h_raw(p, "</ul></details>");
}

void sec_verify(cn_page *p)
{
	bool is_signed = cn_list_n(cn_get(p->root, "records")) > 0;
	h_section(p, "verify", M_verify_title);
	h_lead(p, is_signed ? M_verify_lead : M_verify_unsigned);
	h_raw(p, "<div class=\"ver\">");
	if (is_signed) {
		h_raw(p, "<noscript><p>");
		H_MSG0(p, M_verify_noscript);
		h_raw(p, "</p></noscript><button class=\"btn\" id=\"check\" type=\"button\" hidden>");
		H_MSG0(p, M_verify_now);
		h_raw(p, "</button><ul class=\"cks\" aria-live=\"polite\">");
		for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
			check_item(p, &checks[i]);
		h_raw(p, "</ul>");
	}
	h_raw(p, "<p>");
	H_MSG0(p, M_verify_stronger);
	h_raw(p, " <code>concord verify dossier.html</code></p><p class=\"sm mu\">");
	H_MSG0(p, M_verify_stronger_why);
	h_raw(p, "</p></div>");
	keys(p);
	records(p);
	h_raw(p, "</section>");
}
