/* A datasheet as a tree: every question, what a person declared, what was measured, and whether that leaves it open. */
#include "report/report.h"

#include "report/words.h"

typedef struct question {
	const char *section; /* of the row: NULL for a question, else the id of a section */
	const char *id, *en, *zh, *metrics;
} question;

static const question rows[] = {
#define S(id, en, zh) { #id, #id, en, zh, "" },
#define Q(id, en, zh, metrics) { NULL, #id, en, zh, metrics },
#include "report/datasheet.def"
#undef S
#undef Q
};
enum { ROWS = sizeof rows / sizeof *rows };

static cn_val *two(cn_arena *a, const char *en, const char *zh)
{
	cn_val *v = cn_map(a);
	cn_put(a, v, "en", cn_textz(a, en));
	cn_put(a, v, "zh", cn_textz(a, zh));
	return v;
}

static bool said(const cn_val *text)
{
	return cn_text_in(text, CN_EN).n > 0 || cn_text_in(text, CN_ZH).n > 0;
}

static const cn_val *measured_as(const cn_val *tree, cn_str metric, const cn_val *behind)
{
	CN_EACH(m, cn_get(tree, "measurements"))
		if (cn_eq(cn_get_text(m, "metric"), metric)) {
			if (!behind)
				return m;
			if (m == behind)
				behind = NULL;
		}
	return NULL;
}

/* What a reader needs of a measurement, and no more. */
static void measured_put(cn_arena *a, cn_val *list, const cn_val *m)
{
	static const char *const keys[] = { "id", "metric", "name", "meaning", "unit", "attribute", "value", "lo", "hi", "level", "method", "n", "behind",
					    "verdict", "caption", "scale", NULL };
	cn_val *to = cn_push(a, list, cn_map(a));
	const cn_val *undefined = cn_get(m, "undefined"), *why = cn_get(m, "explanation");
	for (size_t i = 0; keys[i]; i++)
		if (cn_get(m, keys[i]))
			cn_put(a, to, keys[i], cn_val_copy(a, cn_get(m, keys[i])));
	cn_put(a, to, "known", cn_bool(a, cn_get_text(m, "value").n > 0 && !cn_get_bool(m, "undefined", false)));
	if (!why && undefined && undefined->type == CN_TEXT)
		why = undefined; /* a result of the lab says it there */
	if (!why)
		why = cn_get(m, "no_interval");
	if (why && said(why))
		cn_put(a, to, "explanation", cn_val_copy(a, why));
}

/* All measurements of the question's metrics; true if one of them is a number. */
static bool metrics_put(cn_arena *a, cn_val *q, const char *metrics, const cn_val *tree)
{
	cn_val *measured = cn_list(a), *lacking = cn_list(a);
	cn_str rest = cn_str_z(metrics), metric;
	bool known = false;
	while (rest.n) {
		const cn_val *m = NULL, *first;
		(void)cn_split(rest, ' ', &metric, &rest);
		first = measured_as(tree, metric, NULL);
		for (m = first; m; m = measured_as(tree, metric, m)) {
			measured_put(a, measured, m);
			known |= cn_get_text(m, "value").n > 0 && !cn_get_bool(m, "undefined", false);
		}
		if (!first)
			cn_push(a, lacking, cn_text(a, metric));
	}
	cn_put(a, q, "measured", measured);
	cn_put(a, q, "not_measured", lacking);
	return known;
}

static bool size_put(cn_arena *a, cn_val *q, const cn_val *tree)
{
	const cn_val *rows_of = cn_get(tree, "rows"), *columns = cn_get(tree, "columns");
	if (!rows_of || rows_of->type != CN_INT)
		return false;
	cn_put(a, q, "rows", cn_int(a, rows_of->i));
	if (columns)
		cn_put(a, q, "columns", cn_val_copy(a, columns));
	return true;
}

static cn_val *question_val(cn_arena *a, const question *row, const cn_val *tree, const char **ret_state)
{
	cn_val *q = cn_map(a);
	const cn_val *declared = cn_get(cn_get(tree, "declared"), row->id);
	cn_put(a, q, "id", cn_textz(a, row->id));
	cn_put(a, q, "question", two(a, row->en, row->zh));
	bool measured = metrics_put(a, q, row->metrics, tree);
	if (strcmp(row->id, "size") == 0)
		measured = size_put(a, q, tree);
	if (said(declared))
		cn_put(a, q, "declared", cn_val_copy(a, declared));
	*ret_state = measured ? "measured" : said(declared) ? "declared" : "not_known";
	cn_put(a, q, "state", cn_textz(a, *ret_state));
	return q;
}

/* An answer to a question that is not asked is a slip of the pen, not an answer. */
static cn_code declared_check(const cn_val *tree, cn_err *err)
{
	CN_EACH(d, cn_get(tree, "declared")) {
		const char *near = NULL;
		unsigned best = 6;
		for (size_t i = 0; i < ROWS && best; i++) {
			unsigned off = rows[i].section ? 6 : cn_edit_distance(d->key, cn_str_z(rows[i].id), 5);
			near = off < best ? rows[i].id : near;
			best = off < best ? off : best;
		}
		if (best == 0 && said(d))
			continue;
		if (best == 0)
			return CN_FAIL(err, CN_EINPUT, "a datasheet's answer to \"%.*s\" is not a text", CN_FMT(cn_sub(d->key, 0, 80)));
		(void)CN_FAIL(err, CN_EINPUT, "a datasheet has no question \"%.*s\"", CN_FMT(cn_sub(d->key, 0, 80)));
		return near ? cn_hint(err, "%s", near) : CN_EINPUT;
	}
	return CN_OK;
}

cn_code cn_report_datasheet(cn_arena *a, const cn_val *tree, cn_val **ret, cn_err *err)
{
	if (!said(cn_get(tree, "name")))
		return CN_FAIL(err, CN_EINPUT, "a datasheet needs the name of the data");
	CN_TRY(declared_check(tree, err));
	cn_val *out = cn_map(a), *sections = cn_list(a), *questions = NULL, *open = cn_list(a);
	int64_t n[2] = { 0, 0 };
	cn_put(a, out, "concord", cn_textz(a, "datasheet/1"));
	cn_put(a, out, "name", cn_val_copy(a, cn_get(tree, "name")));
	if (cn_get_text(tree, "as_of").n)
		cn_put(a, out, "as_of", cn_text(a, cn_get_text(tree, "as_of")));
	for (size_t i = 0; i < ROWS; i++) {
		const char *state;
		if (rows[i].section) {
			cn_val *s = cn_push(a, sections, cn_map(a));
			cn_put(a, s, "id", cn_textz(a, rows[i].id));
			cn_put(a, s, "title", two(a, rows[i].en, rows[i].zh));
			questions = cn_put(a, s, "questions", cn_list(a));
			continue;
		}
		cn_push(a, questions, question_val(a, &rows[i], tree, &state));
		n[0] += strcmp(state, "measured") == 0;
		n[1] += strcmp(state, "declared") == 0;
		if (strcmp(state, "not_known") == 0)
			cn_push(a, open, cn_textz(a, rows[i].id));
	}
	cn_put(a, out, "sections", sections);
	cn_put(a, out, "measured", cn_int(a, n[0]));
	cn_put(a, out, "declared", cn_int(a, n[1]));
	cn_put(a, out, "not_known", open);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = out;
	return CN_OK;
}
