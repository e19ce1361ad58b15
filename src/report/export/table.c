/* The library as one table, a row a provision, for spreadsheets: RFC 4180, UTF-8 with a byte order mark, since some of them guess. */
#include "report/report.h"

static const char *const heads[] = { "id", "instrument", "title_en", "title_zh", "jurisdictions", "instrument_force", "status", "heading_en", "heading_zh",
				     "text_en", "text_zh", "confidence", "deontic", "force", "act", "object", "roles", "stages", "themes", "protects",
				     "applies", "basis", "condition", "reference", "url", NULL };

static void field(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, ',');
	cn_csv_put(b, s);
}

static void joined(cn_buf *b, cn_arena *a, const cn_val *list)
{
	cn_str all = { 0 };
	CN_EACH(v, list)
		if (v->type == CN_TEXT)
			all = all.n ? cn_strf(a, "%.*s; %.*s", CN_FMT(all), CN_FMT(v->s)) : v->s;
	field(b, all);
}

static cn_str periods(cn_arena *a, const cn_val *list)
{
	cn_str all = { 0 };
	CN_EACH(p, list) {
		cn_str from = cn_get_text(p, "from"), until = cn_get_text(p, "until"), when = cn_get_text(p, "when");
		all = cn_strf(a, "%.*s%s%.*s%s%.*s%s%.*s", CN_FMT(all), all.n ? "; " : "", CN_FMT(from), until.n ? " to " : "", CN_FMT(until),
			      when.n ? " when " : "", CN_FMT(when));
	}
	return all;
}

static void row(cn_arena *a, cn_buf *b, const cn_val *x, const cn_val *p)
{
	static const char *const lists[] = { "roles", "stages", "themes", "protects" };
	const cn_val *title = cn_get(x, "title"), *heading = cn_get(p, "heading"), *text = cn_get(p, "text"), *official = cn_get(x, "official");
	cn_csv_put(b, cn_get_text(p, "full"));
	field(b, cn_get_text(x, "id"));
	field(b, cn_get_text(title, "en"));
	field(b, cn_get_text(title, "zh"));
	joined(b, a, cn_get(x, "jurisdictions"));
	field(b, cn_get_text(x, "force"));
	field(b, cn_get_text(cn_get(x, "status"), "value"));
	field(b, cn_get_text(heading, "en"));
	field(b, cn_get_text(heading, "zh"));
	field(b, cn_get_text(text, "en"));
	field(b, cn_get_text(text, "zh"));
	field(b, cn_get_text(p, "confidence"));
	field(b, cn_get_text(p, "deontic"));
	field(b, cn_get_text(p, "force"));
	field(b, cn_get_text(p, "act"));
	field(b, cn_get_text(p, "object"));
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		joined(b, a, cn_get(p, lists[i]));
	field(b, periods(a, cn_get(p, "applies")));
	field(b, cn_get_text(p, "basis"));
	field(b, cn_get_text(p, "applies_when"));
	field(b, cn_get_text(official, "reference"));
	field(b, cn_get_text(official, "url"));
	cn_buf_putz(b, "\r\n");
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	cn_buf_putz(&b, "\xef\xbb\xbf");
	for (size_t i = 0; heads[i]; i++)
		cn_buf_printf(&b, "%s%s", i ? "," : "", heads[i]);
	cn_buf_putz(&b, "\r\n");
	CN_EACH(x, cn_get(tree, "instruments"))
		CN_EACH(p, cn_get(x, "provisions"))
			row(a, &b, x, p);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (b.failed)
		return CN_FAIL(err, CN_ETOOBIG, "the table passes %zu bytes", b.cap);
	return out->put(out->ctx, "", cn_buf_str(&b), err);
}

const cn_export cn_export_csv = { "csv", ".csv", "CSV (RFC 4180): a row a provision", "CSV（RFC 4180）：每个条款一行", run };
