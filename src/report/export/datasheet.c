/* datasheet: the questions about data that were measured, and by which number; those that nobody answered are listed as not known. */
#include "report/report.h"

static cn_val *named(cn_arena *a, const cn_val *tree)
{
	const cn_val *content = cn_get(tree, "content"), *name = cn_get(cn_get(content, "system"), "name");
	if (name)
		return cn_val_copy(a, name);
	cn_str plan = cn_get_text(content, "plan");
	return cn_text(a, plan.n ? plan : cn_get_text(cn_get(tree, "source"), "file"));
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	const cn_val *content = cn_get(tree, "content"), *day = cn_first(cn_get(content, "as_of"));
	cn_val *in = cn_map(a), *sheet;
	cn_put(a, in, "name", named(a, tree));
	if (day && day->type == CN_TEXT)
		cn_put(a, in, "as_of", cn_val_copy(a, day));
	if (cn_get(content, "measurements"))
		cn_put(a, in, "measurements", cn_val_copy(a, cn_get(content, "measurements")));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	CN_TRY(cn_report_datasheet(a, in, &sheet, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	CN_TRY(cn_report_datasheet_markdown(sheet, cn_get_text(tree, "lang"), &b, err));
	if (b.failed)
		return CN_FAIL(err, CN_ETOOBIG, "the %s passes %zu bytes", "datasheet", b.cap);
	return out->put(out->ctx, "", cn_buf_str(&b), err);
}

const cn_export cn_export_datasheet = { "datasheet",
					".md",
					"Markdown: the questions of a datasheet that were measured, and those that nobody answered",
					"Markdown：数据说明书中已测量的问题与无人回答的问题",
					run,
					CN_EXPORT_DOSSIER };
