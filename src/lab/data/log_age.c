/* log_age: how far back a log of records reaches on the day on which it was read, from a column of dates or times. Days are those of UTC.
 *
 * Nothing says today: the day is an option, so that who recounts later counts the same. O(n + d log d), d different days. */
#include "lab/data/data.h"

/* The day of one text: YYYY-MM-DD, or a time that ends in Z. */
static cn_code day_of(const cn_column *c, cn_str s, cn_date *ret, cn_err *err)
{
	int64_t us;
	if (cn_date_parse(s, ret, NULL) == CN_OK)
		return CN_OK;
	if (cn_time_parse(s, &us, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\": \"%.*s\" is neither a date like 2026-11-23 nor a time like 2026-11-23T19:20:21Z",
			       CN_FMT(c->name), CN_FMT(cn_sub(s, 0, 40)));
	*ret = cn_time_date(us);
	return CN_OK;
}

static int by_day(const void *p, const void *q)
{
	cn_date x = *(const cn_date *)p, y = *(const cn_date *)q;
	return x < y ? -1 : x > y;
}

/* The days that occur, rising; the column's levels are what occurs, each once. */
static cn_code days_of(cn_arena *a, const cn_column *c, cn_date as_of, cn_date **ret, cn_err *err)
{
	cn_date *day = CN_NEW(a, cn_date, c->n_levels + (size_t)1);
	if (!day)
		return cn_arena_fail(a, err);
	for (uint32_t i = 0; i < c->n_levels; i++) {
		CN_TRY(day_of(c, c->level[i], &day[i], err));
		if (day[i] > as_of)
			return CN_FAIL(err, CN_EUNDEFINED, "column \"%.*s\": the record of %.*s is later than the day on which the log was read", CN_FMT(c->name),
				       CN_FMT(cn_sub(c->level[i], 0, 40)));
	}
	qsort(day, c->n_levels, sizeof *day, by_day);
	*ret = day;
	return CN_OK;
}

static cn_code as_of_read(const cn_take *in, cn_date *ret, cn_err *err)
{
	cn_str text;
	CN_TRY(take_text(in, "as_of", "", &text, err));
	if (!text.n)
		return CN_FAIL(err, CN_ENOTFOUND, "the day on which the log was read is needed: options: {as_of: 2026-11-23}");
	if (cn_date_parse(text, ret, NULL) != CN_OK)
		return CN_FAIL(err, CN_ETOOBIG, "option \"as_of\" is a date like 2026-11-23"); /* the plan's mistake: no refusal of the log */
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	cn_date as_of, *day;
	cn_str name;
	const cn_column *c;
	CN_TRY(as_of_read(in, &as_of, err));
	CN_TRY(take_text(in, "time", "time", &name, err));
	CN_TRY(cn_table_need(in->table, name, &c, err));
	size_t rows = cn_table_rows(in->table);
	int64_t dated = (int64_t)(rows - c->n_missing);
	if (c->number && dated)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" holds numbers: when a record was made is a date or a time", CN_FMT(c->name));
	cn_counts *s = cn_stats_new(a, "log_age", (int64_t)rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put_one(a, s, "dated", dated, err));
	CN_TRY(put_one(a, s, "undated", (int64_t)c->n_missing, err));
	*ret = s;
	if (!dated)
		return CN_OK;
	CN_TRY(days_of(a, c, as_of, &day, err));
	int64_t longest = as_of - day[c->n_levels - 1];
	for (uint32_t i = 1; i < c->n_levels; i++)
		longest = day[i] - day[i - 1] > longest ? day[i] - day[i - 1] : longest;
	CN_TRY(put_one(a, s, "age", as_of - day[0], err));
	return put_one(a, s, "gap", longest, err);
}

const cn_procedure cn_procedure_log_age = {
	.name = "log_age",
	.title_en = "how far back a log reaches, from the dates of its records",
	.title_zh = "日志可追溯多久：依其记录的日期",
	.needs = CN_TAKE_TABLE,
	.options = "time  column of when a record was made (a date, or a time in UTC), \"time\" if absent\n"
		   "as_of  the day on which the log was read, YYYY-MM-DD; has to be given",
	.take = take,
};
