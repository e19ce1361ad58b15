/* What the console's page says where no script runs: what this is and where to go on, in both languages. Names are letters, digits, dots and dashes
 * (cn_home_describe), so nothing here needs escaping but is escaped all the same. */
#include "http/console.h"

void cn_html_text(cn_buf *b, cn_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if (ch == '<')
			cn_buf_putz(b, "&lt;");
		else if (ch == '&')
			cn_buf_putz(b, "&amp;");
		else if (ch == '"')
			cn_buf_putz(b, "&quot;");
		else
			cn_buf_putc(b, ch);
	}
}

static void put_links(cn_buf *b, bool zh)
{
	static const char *const rows[][3] = {
		{ "/checkpoint", "the log's signed head", "日志的签名检查点" },
		{ "/api/v1/records", "the records of the log", "日志中的记录" },
		{ "/api/v1/norm/list", "the instruments of the law library", "文书库中的文书" },
		{ "/api/v1/lab/list", "what can be measured", "可测量的指标" },
		{ "/openapi.json", "the interface (OpenAPI 3.1)", "接口说明（OpenAPI 3.1）" },
		{ "/readyz", "is it ready", "是否就绪" },
	};
	cn_buf_putz(b, "<ul>\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cn_buf_printf(b, "<li><a href=\"%s\">%s</a></li>\n", rows[i][0], rows[i][zh ? 2 : 1]);
	cn_buf_putz(b, "</ul>\n");
}

static void put_section(cn_call *c, bool zh)
{
	cn_buf *b = &c->out;
	cn_buf_printf(b, "<section lang=\"%s\">\n<h2>", zh ? "zh" : "en");
	cn_buf_putz(b, zh ? "Concord 节点 " : "A Concord node: ");
	cn_html_text(b, c->site->name);
	cn_buf_putz(b, "</h2>\n<p>");
	cn_buf_putz(b, zh ? "Concord 说明哪些规则约束一个人工智能系统、它是否符合，以及如何证明。本节点公开其日志：任何人都可以核对其中的记录没有被改动或撤下。不公开的内容只以标识出现。" :
			    "Concord says which rules bind an AI system, whether it meets them, and how that is proved. This node publishes its log: anybody can check that no "
			    "record in it was changed or withdrawn. What is not public stands there by its id alone.");
	cn_buf_printf(b, "</p>\n<p>%s %llu. %s</p>\n<p><code>", zh ? "日志条目数：" : "Entries in the log:", (unsigned long long)cn_shelf_size(c->site->shelf),
		      zh ? "核对检查点所用的密钥：" : "The key that its checkpoints are checked with:");
	cn_html_text(b, c->site->vkey);
	cn_buf_putz(b, "</code></p>\n");
	put_links(b, zh);
	cn_buf_putz(b, "</section>\n");
}

void cn_put_plain_page(cn_call *c)
{
	bool zh = cn_eqz(c->lang, "zh");
	put_section(c, zh);
	put_section(c, !zh);
}
