/* Every procedure, and every metric of what it takes, against values that were not made here: tests/vectors/procedure/NAME.json. What was
 * taken goes through its attested form before anything is computed, as in a verification. A procedure or metric without vectors fails. */
#include "lab/procedure.h"
#include "lab_help.h"
#include "lab_toy.h"
#include "../torture/torture.h"

static double farthest;      /* of the ends of intervals that were resampled elsewhere, as a share of what may be */
static unsigned n_resampled;

static cn_table *table_of(const cn_val *c, const char *key)
{
	cn_str csv = cn_get_text(c, key);
	cn_table *t = NULL;
	cn_err err = { 0 };
	if (csv.n && cn_table_parse(CN_FORM_CSV, NULL, csv, &t, &err) != CN_OK)
		fail_msg("%s: %s", key, err.msg);
	return t;
}

static cn_measure measure_of(cn_arena *a, const cn_val *v)
{
	cn_measure m = { .label = cn_get_text(v, "label"), .score = cn_get_text(v, "score"), .prediction = cn_get_text(v, "prediction"),
			 .label_positive = cn_get_text(v, "positive"), .prediction_positive = cn_get_text(v, "positive"),
			 .threshold = cn_get_text(v, "threshold"), .unit = cn_get_text(v, "unit"), .labels_censored = cn_get(v, "censored") != NULL };
	m.n_by = texts_of(a, cn_get(v, "by"), &m.by);
	m.n_features = texts_of(a, cn_get(v, "features"), &m.features);
	return m;
}

static void want_stats(const cn_val *c, const cn_counts *got)
{
	CN_EACH(want, cn_get(c, "stats"))
	{
		char name[CN_STAT_NAME_BYTES_MAX + 1] = { 0 };
		memcpy(name, want->key.p, want->key.n);
		const cn_stat *s = cn_stat_find(got, name);
		if (!s || s->n != want->n)
			fail_msg("%.*s: no statistics %s of %zu values", CN_FMT(cn_get_text(c, "name")), name, want->n);
		for (size_t i = 0; i < s->n; i++)
			want_real(c, name, s->count ? (double)s->count[i] : s->real[i], cn_at(want, i));
	}
}

/* A point by what it is of, by its place, or by which of its curve it is: "income", "0.5", "income@3". */
static bool is_point(cn_arena *a, const cn_result *r, size_t at, cn_str key)
{
	char x[CN_REAL_BYTES];
	const cn_point *p = &r->point[at];
	size_t before = 0;
	for (size_t i = 0; i < at; i++)
		before += cn_eq(r->point[i].label, p->label);
	cn_real_text(p->x, x);
	return cn_eq(p->label, key) || (!p->label.n && cn_eqz(key, x)) || cn_eq(cn_strf(a, "%.*s@%zu", CN_FMT(p->label), before), key);
}

/* "p_bh/income": the point of one curve. */
static bool of_curve(const cn_point *p, cn_str key)
{
	size_t n = strlen(p->of);
	return cn_starts(key, p->of) && key.n > n && key.p[n] == '/' && cn_eq(p->label, cn_sub(key, n + 1, key.n));
}

/* The ends of an interval; where they come from resampling elsewhere, `within` says how far Monte-Carlo error alone may put them. */
static void want_interval(const cn_val *c, const char *what, const cn_estimate *e, const cn_val *want)
{
	const cn_val *within = cn_get(want, "within");
	const double got[] = { e->lo, e->hi };
	static const char *const ends[] = { "lo", "hi" };
	if (!cn_get(want, "lo"))
		return;
	if (!e->has_interval)
		fail_msg("%.*s: %s has no interval", CN_FMT(cn_get_text(c, "name")), what);
	for (size_t i = 0; i < 2; i++) {
		const cn_val *end = cn_get(want, ends[i]);
		if (!within) {
			want_real(c, ends[i], got[i], end);
			continue;
		}
		double off = fabs(got[i] - real_of(end)), room = real_of(cn_get(within, ends[i]));
		if (!(off <= room))
			fail_msg("%.*s: %s: %s %.9g is %.3g from the reference, Monte-Carlo error allows %.3g", CN_FMT(cn_get_text(c, "name")), what, ends[i],
				 got[i], off, room);
		farthest = fmax(farthest, off / room);
		n_resampled++;
	}
}

/* Its value, or {"value", "lo", "hi"}. */
static void want_points(cn_arena *a, const cn_val *c, const cn_result *r, const cn_val *want)
{
	CN_EACH(w, want)
	{
		const cn_point *found = NULL;
		for (size_t i = 0; i < r->n_point && !found; i++)
			if (is_point(a, r, i, w->key) || of_curve(&r->point[i], w->key))
				found = &r->point[i];
		if (!found)
			fail_msg("%.*s: no point %.*s", CN_FMT(cn_get_text(c, "name")), CN_FMT(w->key));
		want_estimate(c, "point", &found->est, cn_get(w, "value") ? cn_get(w, "value") : w);
		want_interval(c, "point", &found->est, w);
	}
}

static void want_metric(cn_arena *a, const cn_val *c, const cn_counts *counts, const cn_val *want)
{
	const cn_metric_row *m = cn_metric_find(want->key);
	cn_result *r = NULL;
	cn_err err = { 0 };
	if (!m)
		fail_msg("no metric %.*s", CN_FMT(want->key));
	cn_lab_options o = { .seed = 7, .replicates = (unsigned)cn_get_int(c, "replicates", 0), .confidence = cn_get(c, "confidence") ? real_of(cn_get(c, "confidence")) : 0 };
	cn_code rc = cn_metric_from_counts(a, m, counts, &o, &r, &err);
	cn_str refused = cn_get_text(want, "refused");
	if (refused.n) {
		if (rc == CN_OK || !strstr(err.msg, cn_cstr(a, refused)))
			fail_msg("%s: not refused as expected: %s", m->name, err.msg);
		return;
	}
	if (rc != CN_OK)
		fail_msg("%s: %s", m->name, err.msg);
	want_estimate(c, m->name, &r->main, is_undefined(want) ? want : cn_get(want, "value"));
	want_interval(c, m->name, &r->main, want);
	if (cn_get(want, "method"))
		assert_string_equal(r->main.method, cn_cstr(a, cn_get_text(want, "method")));
	want_points(a, c, r, cn_get(want, "points"));
	assert_non_null(cn_result_val(a, r, counts));
}

static void one_case(cn_arena *a, const cn_procedure *p, const cn_val *c)
{
	cn_table *t = table_of(c, "table"), *other = table_of(c, "other");
	cn_measure m = measure_of(a, cn_get(c, "measure"));
	toy own;
	cn_predictor model;
	if (cn_get(c, "model"))
		model_of(a, cn_get(c, "model"), &own, &model);
	double limit = cn_get(c, "limit") ? real_of(cn_get(c, "limit")) : 0;
	cn_take in = { .table = t, .other = other, .m = &m, .model = cn_get(c, "model") ? &model : NULL, .options = cn_get(c, "options"),
		       .limit = cn_get(c, "limit") ? &limit : NULL, .seed = (uint64_t)cn_get_int(c, "seed", 1) };
	cn_counts *took = NULL, *again = NULL;
	cn_val *tree = NULL;
	cn_err err = { 0 };
	cn_code rc = cn_procedure_take(a, p, &in, &took, &err);
	cn_table_free(t);
	cn_table_free(other);
	cn_str refused = cn_get_text(c, "refused");
	if (refused.n) {
		if (rc == CN_OK || !strstr(err.msg, cn_cstr(a, refused)))
			fail_msg("%.*s: not refused as expected: %s", CN_FMT(cn_get_text(c, "name")), err.msg);
		if ((rc == CN_EUNDEFINED) != is_answer(refused))
			fail_msg("%.*s: \"%s\" %s", CN_FMT(cn_get_text(c, "name")), err.msg, rc == CN_EUNDEFINED ? "would stand as an answer" : "would end the run");
		return;
	}
	if (rc != CN_OK)
		fail_msg("%.*s: %s", CN_FMT(cn_get_text(c, "name")), err.msg);
	if (cn_counts_encode(a, took, &tree, &err) != CN_OK || cn_counts_decode(a, tree, &again, &err) != CN_OK)
		fail_msg("%.*s: %s", CN_FMT(cn_get_text(c, "name")), err.msg);
	want_stats(c, again);
	CN_EACH(want, cn_get(c, "expect"))
		want_metric(a, c, again, want);
}

static const cn_val *cases_of(cn_arena *a, const cn_procedure *p)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	cn_str text = file_read(a, "tests/vectors/procedure", cn_cstr(a, cn_strf(a, "%s.json", p->name)));
	if (cn_json_parse(a, text, CN_JSON_FOREIGN_DEPTH_MAX, &v, &err) != CN_OK)
		fail_msg("%s: %s", p->name, err.msg);
	assert_true(cn_is_text(cn_get(v, "concord"), "procedure-vectors/1"));
	assert_true(cn_get_text(v, "source").n > 0);
	return cn_get(v, "cases");
}

/* The table with its rows the other way round; no vector has a line end within quotes. */
static cn_table *upside_down(cn_arena *a, const cn_val *c, const char *key)
{
	cn_str text = cn_get_text(c, key), head, rest;
	cn_table *t = NULL;
	if (!text.n)
		return NULL;
	(void)cn_split(text, '\n', &head, &rest);
	char *to = CN_NEW(a, char, text.n + 2);
	size_t at = text.n + 1;
	while (rest.n) {
		cn_str line;
		(void)cn_split(rest, '\n', &line, &rest);
		to[--at] = '\n';
		at -= line.n;
		memcpy(to + at, line.p, line.n);
	}
	to[--at] = '\n';
	at -= head.n;
	memcpy(to + at, head.p, head.n);
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, (cn_str){ to + at, text.n + 1 - at }, &t, NULL), CN_OK);
	return t;
}

static cn_str attested(cn_arena *a, const cn_procedure *p, const cn_val *c, bool turned)
{
	cn_table *t = turned ? upside_down(a, c, "table") : table_of(c, "table");
	cn_table *other = turned ? upside_down(a, c, "other") : table_of(c, "other");
	cn_measure m = measure_of(a, cn_get(c, "measure"));
	cn_take in = { .table = t, .other = other, .m = &m, .options = cn_get(c, "options"), .seed = (uint64_t)cn_get_int(c, "seed", 1) };
	cn_counts *took;
	cn_val *tree;
	CN_AUTO_BUF text;
	cn_buf_init(&text, 8 << 20);
	cn_code rc = cn_procedure_take(a, p, &in, &took, NULL);
	cn_table_free(t);
	cn_table_free(other);
	if (rc != CN_OK)
		return CN_S("");
	assert_int_equal(cn_counts_encode(a, took, &tree, NULL), CN_OK);
	cn_json_write(&text, tree, -1);
	return cn_str_copy(a, cn_buf_str(&text));
}

static void rows_may_come_in_any_order(void **state)
{
	(void)state;
	static const char *const names[] = { "calibration", "selective", "conformal", "slices", "drift", "two_sample" };
	size_t same = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const cn_procedure *p;
		CN_AUTO_ARENA file = cn_arena_new(64 << 20);
		assert_int_equal(cn_procedure_need(cn_str_z(names[i]), &p, NULL), CN_OK);
		CN_EACH(c, cases_of(file, p))
		{
			CN_AUTO_ARENA a = cn_arena_new(256 << 20);
			cn_str one = attested(a, p, c, false), two = attested(a, p, c, true);
			if (!cn_eq(one, two))
				fail_msg("%s, %.*s: another order of rows gives other statistics", names[i], CN_FMT(cn_get_text(c, "name")));
			same += one.n > 0;
		}
	}
	assert_true(same > 30);
}

static void procedures_give_the_published_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < cn_procedure_count(); i++) {
		CN_AUTO_ARENA file = cn_arena_new(64 << 20);
		CN_EACH(c, cases_of(file, cn_procedure_at(i)))
		{
			CN_AUTO_ARENA a = cn_arena_new(256 << 20);
			one_case(a, cn_procedure_at(i), c);
		}
	}
	print_message("%u ends of intervals by resampling, the farthest at %.2f of what Monte-Carlo error allows\n", n_resampled, farthest);
	assert_true(n_resampled > 40);
}

static bool has_value(cn_arena *a, const cn_metric_row *m, const cn_procedure *p)
{
	CN_EACH(c, cases_of(a, p))
	{
		const cn_val *want = cn_get(cn_get(c, "expect"), m->name);
		if (want && cn_get(want, "value"))
			return true;
	}
	return false;
}

static void every_metric_of_a_procedure_has_a_value_to_meet(void **state)
{
	(void)state;
	for (size_t i = 0; i < cn_metric_count(); i++) {
		const cn_metric_row *m = cn_metric_at(i);
		const cn_procedure *p;
		if (!m->procedure)
			continue;
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		assert_int_equal(cn_procedure_need(cn_str_z(m->procedure), &p, NULL), CN_OK);
		assert_true(m->needs & CN_NEED_STATS);
		if (!has_value(a, m, p))
			fail_msg("%s has no value in tests/vectors/procedure/%s.json", m->name, p->name);
		assert_true(m->meaning_en && m->meaning_zh && m->use && m->misuse);
	}
}

static void what_is_not_there_or_not_known_is_refused_in_words(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	const cn_procedure *p;
	cn_counts *c;
	cn_err err = { 0 };
	assert_int_equal(cn_procedure_need(CN_S("mising"), &p, &err), CN_ENOTFOUND);
	assert_string_equal(err.hint, "missing");
	assert_int_equal(cn_procedure_need(CN_S("missing"), &p, &err), CN_OK);
	cn_measure m = { 0 };
	err = (cn_err){ 0 };
	assert_int_equal(cn_procedure_take(a, p, &(cn_take){ .m = &m }, &c, &err), CN_ENOTFOUND);
	assert_non_null(strstr(err.msg, "missing needs a table"));
	cn_table *t = NULL;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, CN_S("a,b\n1,2\n"), &t, NULL), CN_OK);
	cn_val *o = cn_map(a);
	cn_put(a, o, "depht", cn_int(a, 1));
	err = (cn_err){ 0 };
	assert_int_equal(cn_procedure_take(a, p, &(cn_take){ .table = t, .m = &m, .options = o }, &c, &err), CN_ENOTFOUND);
	assert_non_null(strstr(err.msg, "no option \"depht\""));
	cn_table_free(t);
}

static void statistics_that_are_damaged_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"stats\":[]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"procedure\":\"x\",\"stats\":[]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[1],\"procedure\":\"x\",\"stats\":[]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"options\":[],\"procedure\":\"x\",\"stats\":[]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"procedure\":\"x\",\"stats\":[{\"name\":\"\",\"n\":[1]}]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"procedure\":\"x\",\"stats\":[{\"name\":\"a\",\"n\":[-1]}]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"procedure\":\"x\",\"stats\":[{\"name\":\"a\",\"x\":[\"nan\"]}]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"procedure\":\"x\",\"stats\":[{\"name\":\"a\",\"n\":[1],\"x\":[\"1\"]}]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"procedure\":\"x\",\"stats\":[{\"name\":\"a\",\"n\":[1]},{\"name\":\"a\",\"n\":[1]}]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"procedure\":\"x\",\"stats\":[{\"name\":\"a\",\"n\":[1],\"of\":[]}]}",
		"{\"counts\":\"stats/1\",\"rows\":1,\"by\":[],\"procedure\":\"x\",\"stats\":[{\"name\":\"a\",\"n\":[1],\"of\":[1]}]}",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CN_AUTO_ARENA a = cn_arena_new(4 << 20);
		const cn_val *v = NULL;
		cn_counts *c;
		assert_int_equal(cn_json_parse(a, cn_str_z(bad[i]), 16, &v, NULL), CN_OK);
		if (cn_counts_decode(a, v, &c, NULL) != CN_EINPUT)
			fail_msg("taken: %s", bad[i]);
	}
}

static void a_budget_of_queries_is_kept(void **state)
{
	(void)state;
	toy m = { .n = 1, .w = { 1 } };
	cn_predictor p = { .self = &m, .predict = toy_predict, .n_features = 1, .budget = 3 };
	const double row[4] = { 1, 2, 3, 4 };
	double s[4];
	cn_err err = { 0 };
	assert_int_equal(cn_ask(&p, row, 2, s, &err), CN_OK);
	assert_int_equal(cn_ask(&p, row, 2, s, &err), CN_ETOOBIG);
	assert_int_equal(p.asked, 2);
	assert_int_equal(cn_ask(&p, row, 1, s, &err), CN_OK);
	m.w[0] = HUGE_VAL;
	p.budget = 0;
	err = (cn_err){ 0 };
	assert_int_equal(cn_ask(&p, row, 1, s, &err), CN_EUNDEFINED);
}

/* A person who is affected, and one who has to choose a metric, are both told in words. */
static void every_metric_says_what_it_means_and_when_not_to_use_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < cn_metric_count(); i++) {
		const cn_metric_row *m = cn_metric_at(i);
		if (!m->meaning_en || !m->meaning_zh || !m->use || !m->misuse)
			fail_msg("%s does not say what it means, when to use it or when not", m->name);
		size_t n = strlen(m->meaning_en);
		if (n < 20 || m->meaning_en[n - 1] != '.' || strstr(m->meaning_en, ". "))
			fail_msg("%s: its meaning is not one sentence: %s", m->name, m->meaning_en);
		if (!cn_ends(cn_str_z(m->meaning_zh), "。"))
			fail_msg("%s: its meaning in Chinese is not a sentence: %s", m->name, m->meaning_zh);
		assert_true(strlen(m->use) > 10 && strlen(m->misuse) > 10);
		for (size_t j = 0; j < i; j++)
			if (strcmp(m->meaning_en, cn_metric_at(j)->meaning_en) == 0 || strcmp(m->meaning_zh, cn_metric_at(j)->meaning_zh) == 0)
				fail_msg("%s and %s mean the same", m->name, cn_metric_at(j)->name);
	}
}

static void a_set_of_statistics_has_bounds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_counts *c = cn_stats_new(a, "x", 1);
	int64_t *x = CN_NEW(a, int64_t, CN_STAT_VALUES_MAX + 1);
	char name[CN_STAT_NAME_BYTES_MAX + 2];
	cn_err err = { 0 };
	memset(name, 'n', sizeof name);
	name[CN_STAT_NAME_BYTES_MAX] = 0;
	assert_int_equal(cn_stats_put_counts(a, c, name, x, CN_STAT_VALUES_MAX, NULL, &err), CN_OK);
	assert_int_equal(cn_stats_put_counts(a, c, "more", x, CN_STAT_VALUES_MAX + 1, NULL, &err), CN_ETOOBIG);
	name[CN_STAT_NAME_BYTES_MAX] = 'n';
	name[CN_STAT_NAME_BYTES_MAX + 1] = 0;
	assert_int_equal(cn_stats_put_counts(a, c, name, x, 1, NULL, &err), CN_EINTERNAL);
	while (c->n_stat < CN_STATS_MAX) {
		(void)snprintf(name, sizeof name, "v%zu", c->n_stat);
		assert_int_equal(cn_stats_put_counts(a, c, name, x, 1, NULL, &err), CN_OK);
	}
	assert_int_equal(cn_stats_put_counts(a, c, "last", x, 1, NULL, &err), CN_ETOOBIG);
}

/* ---- what metrics make of statistics ----------------------------------------------------------------------------------------------- */

static void a_quantile_is_a_value_that_came_between_two_others_that_came(void **state)
{
	(void)state;
	double v[200];
	for (size_t i = 0; i < 200; i++)
		v[i] = 10.0 * (double)(i + 1);
	assert_true(estimate_quantile(v, NULL, 200, 200, 0, 0.95).value == 10); /* the 0 quantile is the first */
	assert_true(estimate_quantile(v, NULL, 200, 200, 0.5, 0.95).value == 1000);
	assert_true(estimate_quantile(v, NULL, 200, 200, 1, 0.95).value == 2000);
	unsigned at_the_end = 0;
	for (int64_t n = 1; n <= 200; n++) {
		uint64_t lo, hi;
		cn_order_bounds((uint64_t)n, 0.9, 0.95, &lo, &hi);
		cn_estimate e = estimate_quantile(v, NULL, (size_t)n, n, 0.9, 0.95);
		assert_true(e.lo == 10.0 * (double)lo && e.hi_open == (hi > (uint64_t)n) && e.hi == (e.hi_open ? 0 : 10.0 * (double)hi));
		at_the_end += hi == (uint64_t)n;
	}
	assert_true(at_the_end > 0); /* the last value is a bound too */
	static const int64_t weight[] = { 3, 1 };
	cn_estimate never = estimate_quantile(v, weight, 2, 10, 0.5, 0.95); /* four of ten came */
	assert_false(never.defined);
	assert_true(estimate_quantile(v, weight, 2, 10, 0.4, 0.95).value == 20);
}

static void a_share_is_not_of_more_than_there_are(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const int64_t right[] = { 2, 3 }, all[] = { 3, 3 }, wrong[] = { 3, 2 };
	cn_counts *c = cn_stats_new(a, "p", 3);
	cn_estimate e;
	assert_int_equal(cn_stats_put_counts(a, c, "right", right, 2, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_counts(a, c, "all", all, 2, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_counts(a, c, "wrong", wrong, 2, NULL, NULL), CN_OK);
	assert_int_equal(share_of_stat(c, "right", 0.95, &e, NULL), CN_OK);
	assert_true(e.x == 2 && e.n == 3);
	assert_int_equal(share_of_stat(c, "all", 0.95, &e, NULL), CN_OK);
	assert_int_equal(share_of_stat(c, "wrong", 0.95, &e, NULL), CN_EINPUT);
	assert_int_equal(share_of_stat(c, "none", 0.95, &e, NULL), CN_EINPUT);
}

/* ---- each allocation fails ----------------------------------------------------------------------------------------------------------- */

typedef struct whole_way {
	const cn_procedure *p;
	const cn_val *expect;
	cn_take in;
} whole_way;

/* From rows to what a dossier shows, all that is not refused. */
static cn_code go_whole_way(void *arg, cn_err *err)
{
	const whole_way *w = arg;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_counts *took = NULL, *again = NULL;
	cn_val *tree = NULL;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_procedure_take(a, w->p, &w->in, &took, err));
	CN_TRY(cn_counts_encode(a, took, &tree, err));
	CN_TRY(cn_counts_decode(a, tree, &again, err));
	CN_EACH(want, w->expect)
	{
		const cn_lab_options o = { .seed = 7 };
		cn_result *r = NULL;
		if (cn_get(want, "refused"))
			continue;
		CN_TRY(cn_metric_from_counts(a, cn_metric_find(want->key), again, &o, &r, err));
		(void)cn_result_val(a, r, again);
	}
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static void every_procedure_survives_lack_of_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < cn_procedure_count(); i++) {
		const cn_procedure *p = cn_procedure_at(i);
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		CN_EACH(c, cases_of(a, p))
		{
			toy own;
			cn_predictor model;
			if (cn_get(c, "refused"))
				continue;
			cn_measure m = measure_of(a, cn_get(c, "measure"));
			cn_table *t = table_of(c, "table"), *other = table_of(c, "other");
			if (cn_get(c, "model"))
				model_of(a, cn_get(c, "model"), &own, &model);
			double limit = cn_get(c, "limit") ? real_of(cn_get(c, "limit")) : 0;
			whole_way w = { p, cn_get(c, "expect"),
					{ .table = t, .other = other, .m = &m, .model = cn_get(c, "model") ? &model : NULL,
					  .limit = cn_get(c, "limit") ? &limit : NULL, .options = cn_get(c, "options"), .seed = (uint64_t)cn_get_int(c, "seed", 1) } };
			torture_some(p->name, go_whole_way, &w, 60, CN_ENOMEM);
			cn_table_free(t);
			cn_table_free(other);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quantile_is_a_value_that_came_between_two_others_that_came),
		cmocka_unit_test(a_share_is_not_of_more_than_there_are),
		cmocka_unit_test(procedures_give_the_published_values),
		cmocka_unit_test(rows_may_come_in_any_order),
		cmocka_unit_test(every_metric_of_a_procedure_has_a_value_to_meet),
		cmocka_unit_test(what_is_not_there_or_not_known_is_refused_in_words),
		cmocka_unit_test(statistics_that_are_damaged_are_refused),
		cmocka_unit_test(a_budget_of_queries_is_kept),
		cmocka_unit_test(every_metric_says_what_it_means_and_when_not_to_use_it),
		cmocka_unit_test(a_set_of_statistics_has_bounds),
		cmocka_unit_test(every_procedure_survives_lack_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
