/* The library as a folder of pages that need no server: an index with search, a page an instrument. Both languages stand side by side. */
#include "assets.h"
#include "report/report.h"
#include "report/words.h"

typedef struct page {
	cn_arena *a;
	cn_buf *o;
	const cn_val *tree;
} page;

static void put(page *p, const char *markup)
{
	cn_buf_putz(p->o, markup);
}

static void text(page *p, cn_str s)
{
	cn_escape_html(p->o, s);
}

/* "English · 中文" */
static void both(page *p, const cn_val *words)
{
	cn_str en = cn_get_text(words, "en"), zh = cn_get_text(words, "zh");
	text(p, en);
	if (zh.n == 0)
		return;
	put(p, en.n ? " · <span lang=\"zh-Hans\">" : "<span lang=\"zh-Hans\">");
	text(p, zh);
	put(p, "</span>");
}

static void label(page *p, const char *list, cn_str token)
{
	const cn_val *words = cn_get_s(cn_get(cn_get(p->tree, "labels"), list), token);
	if (words)
		both(p, words);
	else
		text(p, token);
}

static void labels(page *p, const char *list, const cn_val *tokens)
{
	CN_EACH(t, tokens) {
		if (t != tokens->first)
			put(p, ", ");
		label(p, list, t->type == CN_TEXT ? t->s : CN_S(""));
	}
}

static void confidence(page *p, cn_str c)
{
	if (c.n == 0 || cn_eqz(c, "read"))
		return;
	put(p, " <span class=\"conf\">");
	label(p, "confidence", c);
	put(p, "</span>");
}

static void head(page *p, const char *up, const cn_val *title)
{
	put(p, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
	       "<meta name=\"referrer\" content=\"no-referrer\"><title>");
	text(p, cn_get_text(title, "en"));
	put(p, " · Concord</title><link rel=\"stylesheet\" href=\"");
	put(p, up);
	put(p, "site.css\"></head>\n<body><header class=\"bar\">");
	cn_buf_put(p->o, (cn_str){ asset_mark, sizeof asset_mark });
	put(p, "<a href=\"");
	put(p, up);
	put(p, "index.html\"><b>Concord</b></a> <span>");
	text(p, CN_S("Norms of AI governance · "));
	put(p, "<span lang=\"zh-Hans\">人工智能治理规范</span></span></header>\n<main>");
}

static void foot(page *p)
{
	put(p, "</main>\n<footer><p>Paraphrases, never the official wording; a text marked as second-hand or unverified decides nothing. Not legal advice. "
	       "<span lang=\"zh-Hans\">均为转述，非官方文本；标为二手或未核实者不作判断依据。不构成法律意见。</span></p><p><code>");
	text(p, cn_get_text(p->tree, "digest"));
	put(p, "</code></p></footer></body></html>\n");
}

static cn_code flush(page *p, const cn_export_out *out, const char *path, cn_err *err)
{
	if (!cn_arena_ok(p->a))
		return cn_arena_fail(p->a, err);
	if (p->o->failed)
		return CN_FAIL(err, CN_ETOOBIG, "the page %s passes %zu bytes", path, p->o->cap);
	CN_TRY(out->put(out->ctx, path, cn_buf_str(p->o), err));
	cn_buf_reset(p->o);
	return CN_OK;
}

/* ---- a page an instrument ------------------------------------------------------------------------------------------------------ */

static void pair(page *p, const char *en, const char *zh)
{
	put(p, "<dt>");
	put(p, en);
	put(p, " · <span lang=\"zh-Hans\">");
	put(p, zh);
	put(p, "</span></dt><dd>");
}

static void facts(page *p, const cn_val *v)
{
	const cn_val *list = cn_get(v, "applies");
	put(p, "<p class=\"sm\">");
	label(p, "deontic", cn_get_text(v, "deontic"));
	put(p, " | ");
	label(p, "force", cn_get_text(v, "force"));
	put(p, " | ");
	labels(p, "roles", cn_get(v, "roles"));
	put(p, " | ");
	labels(p, "themes", cn_get(v, "themes"));
	if (cn_get(v, "protects")) {
		put(p, " | ");
		labels(p, "protects", cn_get(v, "protects"));
	}
	CN_EACH(t, list) {
		put(p, t == list->first ? " | " : ", ");
		text(p, cn_get_text(t, "from"));
		if (cn_get_text(t, "until").n) {
			put(p, " – ");
			text(p, cn_get_text(t, "until"));
		}
	}
	put(p, "</p>");
}

static void relations(page *p, cn_str full)
{
	bool any = false;
	CN_EACH(r, cn_get(p->tree, "relations")) {
		bool here = cn_eq(cn_get_text(r, "from"), full), there = cn_eq(cn_get_text(r, "to"), full);
		cn_str other = cn_get_text(r, here ? "to" : "from"), instrument, locator;
		if (!here && !there)
			continue;
		put(p, any ? "<li>" : "<ul class=\"sm\"><li>");
		any = true;
		text(p, cn_get_text(r, "rel"));
		put(p, here ? " → " : " ← ");
		if (cn_split(other, '/', &instrument, &locator)) {
			put(p, "<a href=\"");
			text(p, instrument);
			put(p, ".html#");
			text(p, locator);
			put(p, "\"><code>");
		}
		text(p, other);
		put(p, locator.n ? "</code></a> " : " ");
		both(p, cn_get(r, "gap"));
		put(p, "</li>");
	}
	if (any)
		put(p, "</ul>");
}

static void provision(page *p, const cn_val *v)
{
	put(p, "<article id=\"");
	text(p, cn_get_text(v, "id"));
	put(p, "\"><h2><code>");
	text(p, cn_get_text(v, "id"));
	put(p, "</code> ");
	both(p, cn_get(v, "heading"));
	confidence(p, cn_get_text(v, "confidence"));
	put(p, "</h2><p>");
	text(p, cn_get_text(cn_get(v, "text"), "en"));
	put(p, "</p><p lang=\"zh-Hans\">");
	text(p, cn_get_text(cn_get(v, "text"), "zh"));
	put(p, "</p>");
	facts(p, v);
	relations(p, cn_get_text(v, "full"));
	put(p, "</article>\n");
}

static void about(page *p, const cn_val *x)
{
	cn_str url = cn_get_text(cn_get(x, "official"), "url");
	put(p, "<h1>");
	both(p, cn_get(x, "title"));
	confidence(p, cn_get_text(x, "confidence"));
	put(p, "</h1><dl>");
	pair(p, "Issuer", "发布机构");
	both(p, cn_get(x, "issuer"));
	put(p, "</dd>");
	pair(p, "Force", "效力");
	label(p, "force", cn_get_text(x, "force"));
	put(p, "</dd>");
	pair(p, "Status", "状态");
	label(p, "status", cn_get_text(cn_get(x, "status"), "value"));
	put(p, ", ");
	text(p, cn_get_text(cn_get(x, "status"), "as_of"));
	put(p, "</dd>");
	pair(p, "Where", "适用地");
	labels(p, "places", cn_get(x, "jurisdictions"));
	put(p, "</dd>");
	pair(p, "Dates", "日期");
	CN_EACH(d, cn_get(x, "dates")) {
		text(p, cn_get_text(d, "date"));
		put(p, " ");
		text(p, cn_get_text(d, "what"));
		put(p, "<br>");
	}
	put(p, "</dd>");
	pair(p, "Official text", "官方文本");
	text(p, cn_get_text(cn_get(x, "official"), "reference"));
	if (cn_starts(url, "http")) {
		put(p, " <a rel=\"noreferrer\" href=\"");
		text(p, url);
		put(p, "\">");
		text(p, url);
		put(p, "</a>");
	}
	put(p, "</dd></dl><p class=\"mu\">");
	both(p, cn_get(x, "notes"));
	put(p, "</p>\n");
}

static cn_code instrument(page *p, const cn_val *x, const cn_export_out *out, cn_err *err)
{
	head(p, "../", cn_get(x, "title"));
	about(p, x);
	CN_EACH(v, cn_get(x, "provisions"))
		provision(p, v);
	foot(p);
	return flush(p, out, cn_cstr(p->a, cn_strf(p->a, "i/%.*s.html", CN_FMT(cn_get_text(x, "id")))), err);
}

/* ---- the index and the rows it searches ------------------------------------------------------------------------------------------ */

static void index_row(page *p, const cn_val *x)
{
	const cn_val *provisions = cn_get(x, "provisions");
	put(p, "<tr><td><a href=\"i/");
	text(p, cn_get_text(x, "id"));
	put(p, ".html\">");
	both(p, cn_get(x, "title"));
	put(p, "</a>");
	confidence(p, cn_get_text(x, "confidence"));
	put(p, "</td><td>");
	labels(p, "places", cn_get(x, "jurisdictions"));
	put(p, "</td><td>");
	label(p, "force", cn_get_text(x, "force"));
	put(p, "</td><td>");
	label(p, "status", cn_get_text(cn_get(x, "status"), "value"));
	cn_buf_printf(p->o, "</td><td>%zu</td></tr>\n", provisions ? provisions->n : 0);
}

static cn_code index_page(page *p, const cn_export_out *out, cn_err *err)
{
	static const struct {
		const char *en, *zh;
	} heads[] = { { "Instrument", "文书" }, { "Where", "适用地" }, { "Force", "效力" }, { "Status", "状态" }, { "Provisions", "条款数" } };
	cn_val *title = cn_map(p->a);
	cn_put(p->a, title, "en", cn_textz(p->a, "Norms of AI governance"));
	head(p, "", title);
	put(p, "<h1>Norms of AI governance · <span lang=\"zh-Hans\">人工智能治理规范</span></h1><div class=\"bar\"><label for=\"q\">Search · "
	       "<span lang=\"zh-Hans\">检索</span></label><input type=\"search\" id=\"q\" autocomplete=\"off\"> <span id=\"n\" role=\"status\"></span></div>"
	       "<noscript><p>Search needs JavaScript; everything else does not.</p></noscript><ol id=\"hits\"></ol>\n<table><thead><tr>");
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		cn_buf_printf(p->o, "<th scope=\"col\">%s · <span lang=\"zh-Hans\">%s</span></th>", heads[i].en, heads[i].zh);
	put(p, "</tr></thead><tbody>\n");
	CN_EACH(x, cn_get(p->tree, "instruments"))
		index_row(p, x);
	put(p, "</tbody></table><script src=\"rows.js\"></script><script src=\"site.js\"></script>\n");
	foot(p);
	return flush(p, out, "index.html", err);
}

static cn_str word_of(const page *p, const char *list, cn_str token)
{
	return cn_get_text(cn_get_s(cn_get(cn_get(p->tree, "labels"), list), token), "en");
}

/* i: full id, p: page, f: fragment, t/z: texts, h/g: headings, e/c: titles, a: other names, m: mark */
static cn_code rows_file(page *p, const cn_export_out *out, cn_err *err)
{
	cn_val *rows = cn_list(p->a);
	CN_EACH(x, cn_get(p->tree, "instruments")) {
		cn_str names = { 0 };
		CN_EACH(n, cn_get(x, "aliases"))
			names = cn_strf(p->a, "%.*s %.*s", CN_FMT(names), CN_FMT(n->type == CN_TEXT ? n->s : CN_S("")));
		CN_EACH(v, cn_get(x, "provisions")) {
			cn_val *m = cn_push(p->a, rows, cn_map(p->a));
			cn_str c = cn_get_text(v, "confidence");
			cn_put(p->a, m, "i", cn_text(p->a, cn_get_text(v, "full")));
			cn_put(p->a, m, "p", cn_text(p->a, cn_get_text(x, "id")));
			cn_put(p->a, m, "f", cn_text(p->a, cn_get_text(v, "id")));
			cn_put(p->a, m, "h", cn_text(p->a, cn_get_text(cn_get(v, "heading"), "en")));
			cn_put(p->a, m, "g", cn_text(p->a, cn_get_text(cn_get(v, "heading"), "zh")));
			cn_put(p->a, m, "t", cn_text(p->a, cn_get_text(cn_get(v, "text"), "en")));
			cn_put(p->a, m, "z", cn_text(p->a, cn_get_text(cn_get(v, "text"), "zh")));
			cn_put(p->a, m, "e", cn_text(p->a, cn_get_text(cn_get(x, "title"), "en")));
			cn_put(p->a, m, "c", cn_text(p->a, cn_get_text(cn_get(x, "title"), "zh")));
			cn_put(p->a, m, "a", cn_text(p->a, cn_trim(names)));
			cn_put(p->a, m, "m", cn_text(p->a, cn_eqz(c, "read") ? CN_S("") : word_of(p, "confidence", c)));
		}
	}
	put(p, "window.CONCORD_ROWS=");
	cn_json_write(p->o, rows, -1);
	put(p, ";\n");
	return flush(p, out, "rows.js", err);
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	page p = { a, &b, tree };
	CN_TRY(index_page(&p, out, err));
	CN_TRY(rows_file(&p, out, err));
	CN_TRY(out->put(out->ctx, "site.css", (cn_str){ asset_site_style, sizeof asset_site_style }, err));
	CN_TRY(out->put(out->ctx, "site.js", (cn_str){ asset_site_script, sizeof asset_site_script }, err));
	CN_EACH(x, cn_get(tree, "instruments"))
		CN_TRY(instrument(&p, x, out, err));
	return CN_OK;
}

const cn_export cn_export_site = { "site", NULL, "a folder of pages with search, that needs no server", "一组可离线检索的网页，无需服务器", run };
