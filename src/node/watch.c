/* Watches as files, and their breaches as records. */
#include "node/watch.h"

#include "store/file.h"

enum { FILE_BYTES_MAX = 1 << 20 };

static bool name_ok(cn_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i && (c == '-' || c == '_' || c == '.'));
		if (!word)
			return false;
	}
	return s.n && s.n <= CN_WATCH_NAME_MAX;
}

static cn_code path_of(cn_arena *a, const char *dir, cn_str name, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	if (!name_ok(name))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a name of a watch: small letters, digits, - _ .", CN_FMT(cn_sub(name, 0, 80)));
	const char *file = cn_strf(a, "watch/%.*s.json", CN_FMT(name)).p;
	return file ? cn_path(out, dir, file, err) : cn_arena_fail(a, err);
}

cn_code cn_watch_lock(const char *dir, int *ret_fd, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, dir, "watch", err));
	CN_TRY(cn_dir_make(NULL, path, 0700, err));
	CN_TRY(cn_path(path, dir, "watch/lock", err));
	return cn_file_lock(path, ret_fd, err);
}

/* ---- reading ---- */

static cn_code damaged(cn_err *err)
{
	return CN_FAIL(err, CN_EINPUT, "not a watch as this program writes it (watch/1)");
}

static bool take_test(const cn_val *v, cn_watch_test *t)
{
	*t = (cn_watch_test){ cn_get_int(v, "k", 0), cn_get_int(v, "from", -1), cn_get_int(v, "events", -1), cn_get_int(v, "cases", -1) };
	return t->k >= 1 && t->from >= 0 && t->x >= 0 && t->n >= t->x;
}

static cn_code take_state(const cn_val *v, cn_watch_state *s, cn_err *err)
{
	*s = (cn_watch_state){ .x = cn_get_int(v, "events", -1), .n = cn_get_int(v, "cases", -1), .begun = cn_get_int(v, "begun", -1) };
	bool ok = s->x >= 0 && s->n >= s->x && s->begun >= 0;
	CN_EACH(t, cn_get(v, "tests"))
		ok = ok && s->n_test < CN_WATCH_TESTS_MAX && take_test(t, &s->test[s->n_test++]);
	return ok ? CN_OK : damaged(err);
}

static bool real_of(const cn_val *m, const char *key, double *ret)
{
	return cn_real_parse(cn_get_text(m, key), ret, NULL) == CN_OK;
}

static cn_code take_alarm(const cn_val *v, cn_watch *w, cn_err *err)
{
	w->record = -1;
	if (!v || v->type != CN_MAP)
		return CN_OK;
	w->alarmed = true;
	w->record = cn_get_int(v, "record", -1);
	bool ok = take_test(v, &w->alarm.test) && real_of(v, "confidence", &w->alarm.confidence) && real_of(v, "lo", &w->alarm.lo) && real_of(v, "hi", &w->alarm.hi);
	return ok ? CN_OK : damaged(err);
}

static bool is_point(const cn_val *p)
{
	int64_t us;
	double lo = 0, hi = 1;
	bool settled = cn_is_text(cn_get(p, "state"), "settled");
	return p->type == CN_MAP && cn_time_parse(cn_get_text(p, "time"), &us, NULL) == CN_OK && (settled || (real_of(p, "lo", &lo) && real_of(p, "hi", &hi)));
}

/* A watch of before there was a history has none. */
static cn_code take_history(const cn_val *v, cn_watch *w, cn_err *err)
{
	bool ok = !v || (v->type == CN_LIST && v->n <= CN_WATCH_POINTS_MAX);
	if (ok)
		CN_EACH (p, v)
			ok = ok && is_point(p);
	w->history = v;
	return ok ? CN_OK : damaged(err);
}

static cn_code take_watch(const cn_val *m, cn_watch *w, cn_err *err)
{
	*w = (cn_watch){ .name = cn_get_text(m, "name"), .system = cn_get_text(m, "system"), .metric = cn_get_text(m, "metric"), .what = cn_get_text(m, "what"),
			 .duty = cn_get_text(m, "duty"), .limit_text = cn_get_text(m, "limit"), .gate_closes = cn_get_bool(m, "gate_closes", false) };
	w->rule.at_most = cn_is_text(cn_get(m, "op"), "<=");
	w->rule.block = cn_get_int(m, "block", 0);
	if (!cn_is_text(cn_get(m, "concord"), "watch/1") || !name_ok(w->name) || !w->system.n || !real_of(m, "limit", &w->rule.limit) || !real_of(m, "alpha", &w->rule.alpha))
		return damaged(err);
	CN_TRY(cn_watch_check(&w->rule, err));
	CN_TRY(take_state(cn_get(m, "state"), &w->state, err));
	CN_TRY(take_history(cn_get(m, "history"), w, err));
	return take_alarm(cn_get(m, "breach"), w, err);
}

cn_code cn_watch_read(cn_arena *a, const char *dir, cn_str name, cn_watch *ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_str text;
	const cn_val *m;
	CN_TRY(path_of(a, dir, name, path, err));
	if (!cn_file_exists(path)) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "nothing is watched under the name \"%.*s\"", CN_FMT(name));
		return cn_hint(err, "concord watch list");
	}
	CN_TRY(cn_file_read(a, path, FILE_BYTES_MAX, &text, err));
	cn_code rc = cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &m, err);
	if (rc == CN_OK)
		rc = take_watch(m, ret, err);
	return rc == CN_OK ? CN_OK : cn_while(err, "%s", path);
}

cn_code cn_watch_names(cn_arena *a, const char *dir, const cn_val **ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	const cn_val *files = NULL;
	cn_val *list = cn_list(a);
	CN_TRY(cn_path(path, dir, "watch", err));
	if (cn_file_exists(path))
		CN_TRY(cn_dir_list(a, path, &files, err));
	CN_EACH(f, files)
		if (cn_ends(f->s, ".json"))
			cn_push(a, list, cn_text(a, cn_sub(f->s, 0, f->s.n - 5)));
	*ret = list;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- writing ---- */

static void put_text(cn_arena *a, cn_val *m, const char *key, cn_str s)
{
	if (s.n)
		cn_put(a, m, key, cn_text(a, s));
}

static void put_test(cn_arena *a, cn_val *m, const cn_watch_test *t)
{
	cn_put(a, m, "k", cn_int(a, t->k));
	cn_put(a, m, "from", cn_int(a, t->from));
	cn_put(a, m, "events", cn_int(a, t->x));
	cn_put(a, m, "cases", cn_int(a, t->n));
}

static void put_interval(cn_arena *a, cn_val *m, const cn_watch_alarm *e)
{
	put_test(a, m, &e->test);
	cn_put(a, m, "confidence", cn_real(a, e->confidence));
	cn_put(a, m, "lo", cn_real(a, e->lo));
	cn_put(a, m, "hi", cn_real(a, e->hi));
}

static cn_val *alarm_tree(cn_arena *a, const cn_watch *w)
{
	cn_val *m = cn_map(a);
	put_interval(a, m, &w->alarm);
	cn_put(a, m, "record", cn_int(a, w->record));
	return m;
}

static cn_val *definition(cn_arena *a, const cn_watch *w)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "watch/1"));
	cn_put(a, m, "name", cn_text(a, w->name));
	cn_put(a, m, "system", cn_text(a, w->system));
	put_text(a, m, "metric", w->metric);
	put_text(a, m, "what", w->what);
	put_text(a, m, "duty", w->duty);
	cn_put(a, m, "op", cn_textz(a, w->rule.at_most ? "<=" : ">="));
	cn_put(a, m, "limit", cn_real(a, w->rule.limit));
	cn_put(a, m, "alpha", cn_real(a, w->rule.alpha));
	cn_put(a, m, "block", cn_int(a, w->rule.block));
	cn_put(a, m, "gate_closes", cn_bool(a, w->gate_closes));
	return m;
}

cn_code cn_watch_write(cn_arena *a, const char *dir, const cn_watch *w, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_val *m = definition(a, w), *s = cn_put(a, m, "state", cn_map(a));
	cn_put(a, s, "events", cn_int(a, w->state.x));
	cn_put(a, s, "cases", cn_int(a, w->state.n));
	cn_put(a, s, "begun", cn_int(a, w->state.begun));
	cn_val *tests = cn_put(a, s, "tests", cn_list(a));
	for (size_t i = 0; i < w->state.n_test; i++)
		put_test(a, cn_push(a, tests, cn_map(a)), &w->state.test[i]);
	cn_put(a, m, "history", w->history ? cn_val_copy(a, w->history) : cn_list(a));
	cn_put(a, m, "breach", w->alarmed ? alarm_tree(a, w) : cn_null(a));
	CN_AUTO_BUF b;
	cn_buf_init(&b, FILE_BYTES_MAX);
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(path_of(a, dir, w->name, path, err));
	return cn_file_write(NULL, path, cn_buf_str(&b), 0600, err);
}

cn_code cn_watch_add(cn_arena *a, const char *dir, const cn_watch *w, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	const cn_val *names;
	CN_TRY(cn_watch_check(&w->rule, err));
	CN_TRY(path_of(a, dir, w->name, path, err));
	if (cn_file_exists(path))
		return CN_FAIL(err, CN_ESTATE, "something is watched under the name \"%.*s\" already; nothing was changed", CN_FMT(w->name));
	CN_TRY(cn_watch_names(a, dir, &names, err));
	if (names->n >= CN_WATCHES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a node watches at most %d shares", CN_WATCHES_MAX);
	return cn_watch_write(a, dir, w, err);
}

/* Of the last of what was taken: nothing when that was settled, or there is none yet. */
static const cn_val *last_point(const cn_watch *w)
{
	const cn_val *last = NULL;
	CN_EACH (p, w->history)
		last = p;
	return last && !cn_is_text(cn_get(last, "state"), "settled") ? last : NULL;
}

const char *cn_watch_state_of(const cn_watch *w)
{
	const cn_val *p = last_point(w);
	return w->alarmed ? "breach" : p && cn_is_text(cn_get(p, "state"), "quiet") ? "quiet" : "not_enough_data";
}

cn_val *cn_watch_tree(cn_arena *a, const cn_watch *w, bool whole)
{
	cn_val *m = definition(a, w);
	const cn_val *now = last_point(w);
	cn_put(a, m, "events", cn_int(a, w->state.x));
	cn_put(a, m, "cases", cn_int(a, w->state.n));
	cn_put(a, m, "state", cn_textz(a, cn_watch_state_of(w)));
	cn_put(a, m, "now", now ? cn_val_copy(a, now) : cn_null(a));
	cn_put(a, m, "breach", w->alarmed ? alarm_tree(a, w) : cn_null(a));
	if (whole)
		cn_put(a, m, "history", w->history ? cn_val_copy(a, w->history) : cn_list(a));
	return m;
}

/* ---- history ---- */

static cn_code add_point(cn_arena *a, cn_watch *w, int64_t at_us, cn_val *point, cn_err *err)
{
	int64_t last_us = 0;
	char when[CN_TIME_BYTES];
	cn_val *list = cn_list(a);
	size_t left = w->history ? w->history->n : 0;
	CN_EACH (p, w->history) {
		if (left-- < CN_WATCH_POINTS_MAX)
			cn_push(a, list, cn_val_copy(a, p));
		CN_TRY(cn_time_parse(cn_get_text(p, "time"), &last_us, err));
	}
	cn_time_text(last_us, when);
	if (at_us < last_us)
		return CN_FAIL(err, CN_EINPUT, "earlier than what was taken last, on %.10s: cases come in their order", when);
	cn_time_text(at_us, when);
	cn_put(a, point, "time", cn_textz(a, when));
	cn_push(a, list, point);
	w->history = list;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_watch_point(cn_arena *a, cn_watch *w, int64_t at_us, int64_t events, int64_t cases, cn_err *err)
{
	cn_watch_alarm e = w->alarm;
	cn_val *m = cn_map(a);
	if (!w->alarmed && !cn_watch_now(&w->rule, &w->state, &e))
		return CN_FAIL(err, CN_EINTERNAL, "a point of the history before the first case");
	bool holds = w->rule.at_most ? e.hi <= w->rule.limit : e.lo >= w->rule.limit;
	cn_put(a, m, "state", cn_textz(a, w->alarmed ? "breach" : holds ? "quiet" : "not_enough_data"));
	cn_put(a, m, "taken", cn_int(a, cases));
	cn_put(a, m, "taken_events", cn_int(a, events));
	put_interval(a, m, &e);
	return add_point(a, w, at_us, m, err);
}

cn_code cn_watch_point_settled(cn_arena *a, cn_watch *w, int64_t at_us, cn_err *err)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "state", cn_textz(a, "settled"));
	cn_put(a, m, "record", cn_int(a, w->record));
	return add_point(a, w, at_us, m, err);
}

/* ---- records ---- */

/* A record of this alarm that was written before a crash. */
static cn_code find_record(cn_home *h, const cn_watch *w, int64_t *ret, cn_err *err)
{
	*ret = -1;
	for (uint64_t i = 0; i < cn_home_size(h); i++) {
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES);
		cn_signed s;
		if (!one)
			return CN_NOMEM(err);
		if (cn_home_record(h, one, i, &s, NULL) != CN_OK || !cn_eqz(s.rec.kind, "breach/1") || !cn_is_text(cn_get(s.rec.body, "status"), "open"))
			continue;
		const cn_val *b = s.rec.body;
		if (cn_eq(cn_get_text(b, "watch"), w->name) && cn_eq(cn_get_text(b, "system"), w->system) && cn_get_int(b, "cases", -1) == w->alarm.test.n &&
		    cn_get_int(b, "events", -1) == w->alarm.test.x && cn_get_int(b, "after", -1) == w->alarm.test.from)
			*ret = (int64_t)i;
	}
	return CN_OK;
}

static cn_val *breach_body(cn_arena *a, const cn_watch *w)
{
	cn_val *b = cn_map(a);
	cn_put(a, b, "system", cn_text(a, w->system));
	cn_put(a, b, "watch", cn_text(a, w->name));
	cn_put(a, b, "status", cn_textz(a, "open"));
	put_text(a, b, "metric", w->metric);
	put_text(a, b, "what", w->what);
	put_text(a, b, "duty", w->duty);
	cn_put(a, b, "op", cn_textz(a, w->rule.at_most ? "<=" : ">="));
	cn_put(a, b, "limit", cn_real(a, w->rule.limit));
	cn_put(a, b, "alpha", cn_real(a, w->rule.alpha));
	cn_put(a, b, "events", cn_int(a, w->alarm.test.x));
	cn_put(a, b, "cases", cn_int(a, w->alarm.test.n));
	cn_put(a, b, "lo", cn_real(a, w->alarm.lo));
	cn_put(a, b, "hi", cn_real(a, w->alarm.hi));
	cn_put(a, b, "confidence", cn_real(a, w->alarm.confidence));
	cn_put(a, b, "after", cn_int(a, w->alarm.test.from));
	cn_put(a, b, "gate", cn_textz(a, w->gate_closes ? "closes" : "stays"));
	return b;
}

cn_code cn_watch_report(cn_home *h, cn_arena *a, const char *dir, cn_watch *w, int64_t now_us, cn_err *err)
{
	if (!w->alarmed || w->record >= 0)
		return CN_OK;
	CN_TRY(find_record(h, w, &w->record, err));
	if (w->record < 0) {
		cn_signed s;
		const cn_draft d = { .kind = "breach/1", .body = breach_body(a, w) };
		if (!cn_arena_ok(a))
			return cn_arena_fail(a, err);
		CN_TRY(cn_home_append(h, a, &d, now_us, &s, err));
		w->record = s.rec.seq;
	}
	return cn_watch_write(a, dir, w, err);
}

/* The last word on each watch: a settling takes the breach before it out of the list. */
static void take_out(cn_val *list, cn_str watch)
{
	for (cn_val *v = list->first; v; v = v->next)
		if (cn_eq(cn_get_text(v, "breach"), watch))
			for (cn_val *f = v->first; f; f = f->next)
				if (cn_eqz(f->key, "verdict"))
					f->s = CN_S("meets");
}

cn_code cn_watch_gate(cn_arena *a, cn_home *h, cn_str system, cn_val *list, cn_err *err)
{
	for (uint64_t i = 0; i < cn_home_size(h); i++) {
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES);
		cn_signed s;
		if (!one)
			return CN_NOMEM(err);
		if (cn_home_record(h, one, i, &s, NULL) != CN_OK || !cn_eqz(s.rec.kind, "breach/1") || !cn_eq(cn_get_text(s.rec.body, "system"), system))
			continue;
		cn_str watch = cn_get_text(s.rec.body, "watch"), key;
		if (cn_home_verify(h, one, &s, &key, NULL) != CN_OK)
			continue; /* a key that does not count closes nothing and opens nothing */
		take_out(list, watch);
		if (!cn_is_text(cn_get(s.rec.body, "status"), "open") || !cn_is_text(cn_get(s.rec.body, "gate"), "closes"))
			continue;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_str metric = cn_get_text(s.rec.body, "metric");
		cn_put(a, m, "breach", cn_text(a, watch));
		cn_put(a, m, "metric", cn_text(a, metric.n ? metric : watch));
		cn_put(a, m, "verdict", cn_textz(a, "fails"));
		cn_put(a, cn_put(a, m, "limit", cn_map(a)), "blocks", cn_bool(a, true));
	}
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
