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

static cn_str outcome_of(const words *w, cn_str outcome)
{
	for (size_t i = 0; i < 7; i++)
		if (cn_eqz(outcome, w->outcomes[i][0]))
			return cn_str_z(w->outcomes[i][1]);
	return outcome;
}

/* ---- what it says, whatever it is written as ---- */

typedef struct teller {
	cn_letter_say *say;
	void *ctx;
} teller;

static void tell(const teller *t, cn_letter_part part, const char *name, cn_str text)
{
	if (text.n)
		t->say(t->ctx, part, cn_str_z(name ? name : ""), text);
}

static void tell_number(const teller *t, const char *name, int64_t n)
{
	char z[24];
	(void)snprintf(z, sizeof z, "%lld", (long long)n);
	tell(t, CN_LETTER_ROW, name, cn_str_z(z));
}

static void tell_head(const teller *t, const words *w, const cn_letter *l, const char *what)
{
	char subject[160];
	tell(t, CN_LETTER_ROW, w->from, l->from);
	tell(t, CN_LETTER_ROW, w->to, l->to);
	tell(t, CN_LETTER_ROW, w->date, l->date);
	tell(t, CN_LETTER_ROW, w->title, l->title);
	tell_number(t, w->number, l->case_seq);
	tell(t, CN_LETTER_ROW, w->system, l->system);
	(void)snprintf(subject, sizeof subject, "%s: %s", w->subject, what);
	tell(t, CN_LETTER_TITLE, NULL, cn_str_z(subject));
}

static void tell_part(const teller *t, const char *heading, cn_str text)
{
	if (text.n)
		tell(t, CN_LETTER_HEADING, NULL, cn_str_z(heading));
	tell(t, CN_LETTER_TEXT, NULL, text);
}

static const words *words_of(cn_str lang)
{
	return cn_eqz(lang, "zh") ? &chinese : &english;
}

void cn_letter_tell(const cn_letter *l, cn_str lang, cn_letter_say *say, void *ctx)
{
	const words *w = words_of(lang);
	const teller t = { say, ctx };
	bool asks = cn_eqz(l->step, "question");
	char foot[160];
	tell_head(&t, w, l, asks ? w->question : cn_eqz(l->step, "decision") ? w->decision : w->appeal_decision);
	tell_part(&t, w->outcome, outcome_of(w, l->outcome));
	tell(&t, CN_LETTER_TEXT, NULL, l->text);
	tell_part(&t, w->reasons, l->reasons);
	if (cn_first(l->law))
		tell(&t, CN_LETTER_HEADING, NULL, cn_str_z(w->law));
	CN_EACH (v, l->law)
		tell(&t, CN_LETTER_ITEM, NULL, v->s);
	tell(&t, CN_LETTER_DUE, asks ? w->answer_by : w->appeal_by, l->deadline);
	(void)snprintf(foot, sizeof foot, "%s %lld, %.*s", w->record, (long long)l->step_seq, CN_FMT(l->step_id));
	tell(&t, CN_LETTER_FOOT, NULL, cn_str_z(foot));
	tell(&t, CN_LETTER_FOOT, NULL, cn_str_z(w->check));
}

/* ---- as a page ---- */

typedef struct page {
	cn_buf *b;
	cn_letter_part last;
} page;

/* Rows stand in a table, items in a list, what checks the letter in a foot. */
static void turn(page *p, cn_letter_part to)
{
	static const char *const opens[] = { [CN_LETTER_ROW] = "<table>\n", [CN_LETTER_ITEM] = "<ul>\n", [CN_LETTER_FOOT] = "</main>\n<footer>" };
	static const char *const closes[] = { [CN_LETTER_ROW] = "</table>\n", [CN_LETTER_ITEM] = "</ul>\n", [CN_LETTER_FOOT] = NULL };
	if (to == p->last)
		return;
	if (closes[p->last])
		cn_buf_putz(p->b, closes[p->last]);
	if (opens[to])
		cn_buf_putz(p->b, opens[to]);
	p->last = to;
}

static void put_between(cn_buf *b, const char *before, cn_str text, const char *after)
{
	cn_buf_putz(b, before);
	put_text(b, text);
	cn_buf_putz(b, after);
}

/* Lines of a text stay lines. */
static void put_part(void *ctx, cn_letter_part part, cn_str name, cn_str text)
{
	page *p = ctx;
	static const char *const around[][2] = {
		[CN_LETTER_ROW] = { "</th><td>", "</td></tr>\n" }, [CN_LETTER_TITLE] = { "<h1>", "</h1>\n" }, [CN_LETTER_HEADING] = { "<h2>", "</h2>\n" },
		[CN_LETTER_TEXT] = { "<p class=\"text\">", "</p>\n" }, [CN_LETTER_ITEM] = { "<li>", "</li>\n" }, [CN_LETTER_DUE] = { "\">", "</time></p>\n" },
		[CN_LETTER_FOOT] = { "<p>", "</p>" },
	};
	turn(p, part);
	if (part == CN_LETTER_ROW)
		cn_buf_printf(p->b, "<tr><th scope=\"row\">%.*s", CN_FMT(name));
	if (part == CN_LETTER_DUE) {
		cn_buf_printf(p->b, "<p class=\"due\">%.*s <time datetime=\"", CN_FMT(name));
		put_text(p->b, text);
	}
	put_between(p->b, around[part][0], text, around[part][1]);
}

void cn_letter_put(cn_buf *b, const cn_letter *l, cn_str lang)
{
	page p = { .b = b, .last = CN_LETTER_TITLE };
	cn_buf_printf(b,
		      "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
		      words_of(lang)->lang);
	put_text(b, l->title);
	cn_buf_putz(b, "</title>\n<style>@page{size:A4;margin:25mm 20mm}body{font:11pt/1.5 serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#000;background:#fff}"
		       "h1{font-size:1.2rem}h2{font-size:1rem;margin-bottom:0}th{text-align:left;padding-right:1.5em;vertical-align:top;font-weight:normal}"
		       ".text{white-space:pre-wrap}.due{border:1px solid;padding:.5em 1em;font-weight:bold}footer{font-size:.8rem;border-top:1px solid;margin-top:3em;overflow-wrap:anywhere}"
		       "@media print{body{margin:0}}</style>\n</head>\n<body>\n<main>\n");
	cn_letter_tell(l, lang, put_part, &p);
	cn_buf_putz(b, "</footer>\n</body>\n</html>\n");
}
