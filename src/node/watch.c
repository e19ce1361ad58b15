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

static cn_val *alarm_tree(cn_arena *a, const cn_watch *w)
{
	cn_val *m = cn_map(a);
	put_test(a, m, &w->alarm.test);
	cn_put(a, m, "confidence", cn_real(a, w->alarm.confidence));
	cn_put(a, m, "lo", cn_real(a, w->alarm.lo));
	cn_put(a, m, "hi", cn_real(a, w->alarm.hi));
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

cn_val *cn_watch_tree(cn_arena *a, const cn_watch *w)
{
	cn_val *m = definition(a, w);
	cn_put(a, m, "events", cn_int(a, w->state.x));
	cn_put(a, m, "cases", cn_int(a, w->state.n));
	cn_put(a, m, "breach", w->alarmed ? alarm_tree(a, w) : cn_null(a));
	return m;
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
