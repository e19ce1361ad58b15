/* The page: head, header, sections, the dossier itself as JSON, and the way back from page to dossier. */
#include "assets.h"
#include "report/report.h"
#include "report/sections.h"
#include "report/share.h"

#define DATA_OPEN "<script type=\"application/json\" id=\"dossier\">"
#define DATA_CLOSE "</script>"

/* JSON whose text holds no `<`, so that nothing in it can end its element, and no line separators of JavaScript. `<` and U+2028 stand only
 * inside texts in JSON, where an escape says the same. */
static cn_code data_put(cn_buf *o, const cn_val *dossier, bool *ret_failed, cn_err *err)
{
	CN_AUTO_BUF json;
	cn_buf_init(&json, CN_REPORT_BYTES_MAX);
	CN_TRY(cn_share_write(&json, dossier, err));
	cn_str s = cn_buf_str(&json);
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c != '<' && c != '>' && c != '&')
			continue;
		cn_buf_put(o, cn_sub(s, from, i - from));
		cn_buf_printf(o, "\\u%04x", (unsigned)(unsigned char)c);
		from = i + 1;
	}
	cn_buf_put(o, cn_sub(s, from, s.n - from));
	*ret_failed = json.failed;
	return CN_OK;
}

static void head(cn_page *p)
{
	const cn_val *system = cn_get(p->content, "system");
	h_raw(p, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '"
		 ASSET_STYLE_HASH "'; script-src '" ASSET_SCRIPT_HASH "'; base-uri 'none'; form-action 'none'\">"
		 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\"><title>");
	h_text(p, cn_text_in(cn_get(system, "name"), CN_EN));
	h_raw(p, " ");
	h_text(p, cn_get_text(system, "version"));
	h_raw(p, " · Concord</title>\n<style>");
	cn_buf_put(p->o, (cn_str){ asset_style, sizeof asset_style });
	h_raw(p, "</style></head>\n<body>");
	cn_buf_put(p->o, (cn_str){ asset_glyphs, sizeof asset_glyphs });
}

static void choice(cn_page *p, const char *group, const char *value, bool checked)
{
	cn_buf_printf(p->o, "<input type=\"radio\" class=\"vh\" name=\"%s\" id=\"%s-%s\"%s><label for=\"%s-%s\">", group, group, value, checked ? " checked" : "",
		      group, value);
}

static void header(cn_page *p)
{
	h_raw(p, "<a class=\"skip\" href=\"#main\">");
	H_MSG0(p, M_skip);
	h_raw(p, "</a><header class=\"bar\"><div class=\"w\">");
	cn_buf_put(p->o, (cn_str){ asset_mark, sizeof asset_mark });
	h_raw(p, "<b>Concord</b><span class=\"mu\">");
	H_MSG0(p, M_dossier);
	h_raw(p, "</span><span class=\"sp\"></span><fieldset class=\"seg\"><legend class=\"vh\">Language / 语言</legend>");
	choice(p, "l", "en", true);
	h_raw(p, "<bdi lang=\"en\">English</bdi></label>");
	choice(p, "l", "zh", false);
	h_raw(p, "<bdi lang=\"zh-Hans\">中文</bdi></label></fieldset><fieldset class=\"seg theme\"><legend class=\"vh\">");
	H_MSG0(p, M_theme);
	h_raw(p, "</legend>");
	choice(p, "t", "auto", true);
	H_MSG0(p, M_theme_auto);
	h_raw(p, "</label>");
	choice(p, "t", "light", false);
	H_MSG0(p, M_theme_light);
	h_raw(p, "</label>");
	choice(p, "t", "dark", false);
	H_MSG0(p, M_theme_dark);
	h_raw(p, "</label></fieldset></div></header>\n<main class=\"w\" id=\"main\" tabindex=\"-1\">");
}

static void footer(cn_page *p)
{
	h_raw(p, "</main>\n<footer><div class=\"w\"><p>");
	h_t(p, cn_get(p->content, "statement"));
	h_raw(p, "</p></div></footer>\n");
}

cn_code cn_report_html(const cn_val *dossier, cn_buf *out, cn_err *err)
{
	static void (*const sections[])(cn_page *) = { sec_top,      sec_markets,  sec_failing, sec_measurements, sec_matrix,
						       sec_timeline, sec_questions, sec_what_if, sec_findings,     sec_facts,
						       sec_risks, sec_exceptions, sec_secondary, sec_coverage, sec_inputs, sec_verify };
	CN_TRY(cn_report_check(dossier, err));
	const cn_val *content = cn_get(dossier, "content");
	cn_page p = { out, dossier, content, cn_list_n(cn_get(content, "as_of")) };
	bool failed = false;
	head(&p);
	header(&p);
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
		sections[i](&p);
	footer(&p);
	h_raw(&p, DATA_OPEN);
	CN_TRY(data_put(out, dossier, &failed, err));
	h_raw(&p, DATA_CLOSE "\n<script>");
	cn_buf_put(out, (cn_str){ asset_script, sizeof asset_script });
	h_raw(&p, "</script></body></html>\n");
	if (out->failed || failed)
		return CN_FAIL(err, CN_ETOOBIG, "the page of this dossier passes %zu bytes, or memory ended", out->cap);
	return CN_OK;
}

cn_code cn_report_extract(cn_arena *a, cn_str html, const cn_val **ret, cn_err *err)
{
	static const char open[] = DATA_OPEN, close[] = DATA_CLOSE;
	const cn_val *tree;
	const char *at = html.n > 0 ? memmem(html.p, html.n, open, sizeof open - 1) : NULL;
	if (!at)
		return CN_FAIL(err, CN_EINPUT, "not a page of Concord: there is no dossier inside");
	cn_str rest = cn_sub(html, (size_t)(at - html.p) + sizeof open - 1, html.n);
	const char *end = memmem(rest.p, rest.n, close, sizeof close - 1);
	if (!end)
		return CN_FAIL(err, CN_EINPUT, "the page ends inside its dossier");
	cn_code rc = cn_json_parse(a, cn_sub(rest, 0, (size_t)(end - rest.p)), CN_JSON_FOREIGN_DEPTH_MAX, &tree, err);
	if (rc != CN_OK)
		return cn_while(err, "reading the dossier inside the page");
	CN_TRY(cn_share_read(a, tree, &tree, err));
	CN_TRY(cn_report_check(tree, err));
	*ret = tree;
	return CN_OK;
}
