#include "report/letter.h"

/* The words of a letter in the languages that there are. */
typedef struct words {
	const char *lang, *subject, *to, *from, *title, *system, *number, *date, *question, *decision, *appeal_decision, *outcome, *reasons, *law;
	const char *answer_by, *appeal_by, *record, *check;
	const char *outcomes[7][2];
} words;

static const words english = {
	"en", "Subject", "To", "From", "Case", "System", "Number", "Date", "Question of the authority", "Decision", "Decision on the appeal", "Outcome", "Reasons", "It rests on",
	"An answer is due by", "This decision can be appealed until", "Record", "This letter shows a record of the public log of the authority. Who has the record checks it with: concord verify",
	{ { "granted", "granted" }, { "granted-with-conditions", "granted with conditions" }, { "refused", "refused" }, { "closed", "closed" }, { "upheld", "the decision is upheld" },
	  { "changed", "the decision is changed" }, { "annulled", "the decision is annulled" } }
};
static const words chinese = {
	"zh", "事由", "致", "发自", "案件", "系统", "编号", "日期", "主管机关的询问", "决定", "申诉决定", "结果", "理由", "依据",
	"答复期限", "可在下列日期前申诉", "记录", "本函所载为主管机关公开日志中的一条记录。持有该记录者可用 concord verify 核验",
	{ { "granted", "准予" }, { "granted-with-conditions", "附条件准予" }, { "refused", "不予准许" }, { "closed", "结案" }, { "upheld", "维持原决定" }, { "changed", "变更原决定" },
	  { "annulled", "撤销原决定" } }
};

static void put_text(cn_buf *b, cn_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '<')
			cn_buf_putz(b, "&lt;");
		else if (c == '>')
			cn_buf_putz(b, "&gt;");
		else if (c == '&')
			cn_buf_putz(b, "&amp;");
		else if (c == '"')
			cn_buf_putz(b, "&quot;");
		else
			cn_buf_putc(b, c);
	}
}

static void put_row(cn_buf *b, const char *name, cn_str value)
{
	if (!value.n)
		return;
	cn_buf_printf(b, "<tr><th scope=\"row\">%s</th><td>", name);
	put_text(b, value);
	cn_buf_putz(b, "</td></tr>\n");
}

/* Lines stay lines. */
static void put_part(cn_buf *b, const char *heading, cn_str text)
{
	if (!text.n)
		return;
	if (heading)
		cn_buf_printf(b, "<h2>%s</h2>\n", heading);
	cn_buf_putz(b, "<p class=\"text\">");
	put_text(b, text);
	cn_buf_putz(b, "</p>\n");
}

static cn_str outcome_of(const words *w, cn_str outcome)
{
	for (size_t i = 0; i < 7; i++)
		if (cn_eqz(outcome, w->outcomes[i][0]))
			return cn_str_z(w->outcomes[i][1]);
	return outcome;
}

static void put_head(cn_buf *b, const words *w, const cn_letter *l, const char *what)
{
	cn_buf_printf(b,
		      "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
		      w->lang);
	put_text(b, l->title);
	cn_buf_putz(b, "</title>\n<style>@page{size:A4;margin:25mm 20mm}body{font:11pt/1.5 serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#000;background:#fff}"
		       "h1{font-size:1.2rem}h2{font-size:1rem;margin-bottom:0}th{text-align:left;padding-right:1.5em;vertical-align:top;font-weight:normal}"
		       ".text{white-space:pre-wrap}.due{border:1px solid;padding:.5em 1em;font-weight:bold}footer{font-size:.8rem;border-top:1px solid;margin-top:3em;overflow-wrap:anywhere}"
		       "@media print{body{margin:0}}</style>\n</head>\n<body>\n<main>\n<table>\n");
	put_row(b, w->from, l->from);
	put_row(b, w->to, l->to);
	put_row(b, w->date, l->date);
	put_row(b, w->title, l->title);
	cn_buf_printf(b, "<tr><th scope=\"row\">%s</th><td>%lld</td></tr>\n", w->number, (long long)l->case_seq);
	put_row(b, w->system, l->system);
	cn_buf_printf(b, "</table>\n<h1>%s: %s</h1>\n", w->subject, what);
}

void cn_letter_put(cn_buf *b, const cn_letter *l, cn_str lang)
{
	const words *w = cn_eqz(lang, "zh") ? &chinese : &english;
	bool asks = cn_eqz(l->step, "question");
	put_head(b, w, l, asks ? w->question : cn_eqz(l->step, "decision") ? w->decision : w->appeal_decision);
	put_part(b, w->outcome, outcome_of(w, l->outcome));
	put_part(b, NULL, l->text);
	put_part(b, w->reasons, l->reasons);
	if (cn_first(l->law)) {
		cn_buf_printf(b, "<h2>%s</h2>\n<ul>\n", w->law);
		CN_EACH (v, l->law) {
			cn_buf_putz(b, "<li>");
			put_text(b, v->s);
			cn_buf_putz(b, "</li>\n");
		}
		cn_buf_putz(b, "</ul>\n");
	}
	if (l->deadline.n) {
		cn_buf_printf(b, "<p class=\"due\">%s <time datetime=\"", asks ? w->answer_by : w->appeal_by);
		put_text(b, l->deadline);
		cn_buf_putz(b, "\">");
		put_text(b, l->deadline);
		cn_buf_putz(b, "</time></p>\n");
	}
	cn_buf_printf(b, "</main>\n<footer><p>%s %lld, ", w->record, (long long)l->step_seq);
	put_text(b, l->step_id);
	cn_buf_printf(b, "</p><p>%s</p></footer>\n</body>\n</html>\n", w->check);
}
