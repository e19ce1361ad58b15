/* Watches as files: bounds, and what is written is what is read. */
#include "store_help.h"

#include "node/watch.h"

static cn_watch full(cn_arena *a, cn_str name)
{
	cn_watch w = { .name = name, .system = CN_S("lender"), .what = CN_S("a complaint"), .limit_text = CN_S("0.05"), .gate_closes = true, .record = -1,
		       .rule = { true, 0.05, 0.01, 1 } };
	bool alarm;
	(void)a;
	for (unsigned i = 0; i < 2 * CN_WATCH_TESTS_MAX; i++)
		assert_ok(cn_watch_take(&w.rule, &w.state, i % 40 == 0, 1, &alarm, &w.alarm, err));
	return w;
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	char dir[64];
	int fd, second;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_watch got, w = full(a, CN_S("complaints"));
	help_dir(dir);
	assert_ok(cn_watch_lock(dir, &fd, err));
	assert_int_equal(cn_watch_lock(dir, &second, NULL), CN_ESTATE);
	assert_ok(cn_watch_add(a, dir, &w, err));
	assert_int_equal(cn_watch_add(a, dir, &w, NULL), CN_ESTATE);
	assert_ok(cn_watch_read(a, dir, CN_S("complaints"), &got, err));
	assert_memory_equal(&got.state, &w.state, sizeof w.state);
	assert_true(got.rule.at_most && got.rule.limit == 0.05 && got.rule.alpha == 0.01 && got.rule.block == 1);
	assert_true(got.gate_closes && !got.alarmed && got.record == -1);
	w.alarmed = true;
	w.alarm = (cn_watch_alarm){ { 3, 500, 40, 250 }, 0.999, 0.0625, 0.25 };
	assert_ok(cn_watch_write(a, dir, &w, err));
	assert_ok(cn_watch_read(a, dir, CN_S("complaints"), &got, err));
	assert_true(got.alarmed && got.record == -1);
	assert_memory_equal(&got.alarm.test, &w.alarm.test, sizeof w.alarm.test);
	assert_true(got.alarm.lo == 0.0625 && got.alarm.hi == 0.25 && got.alarm.confidence == 0.999);
	(void)close(fd);
	help_gone(dir);
}

/* A state is what the interval says: nothing without cases, quiet only when all of it holds the limit. */
static void a_point_says_what_the_tests_say(void **state)
{
	(void)state;
	bool alarm;
	cn_watch_alarm now;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_watch w = { .name = CN_S("w"), .system = CN_S("s"), .record = -1, .rule = { true, 0.05, 0.05, CN_WATCH_BLOCK } };
	assert_false(cn_watch_now(&w.rule, &w.state, &now));
	assert_string_equal(cn_watch_state_of(&w), "not_enough_data");
	assert_ok(cn_watch_take(&w.rule, &w.state, 0, 20, &alarm, &w.alarm, err));
	assert_ok(cn_watch_point(a, &w, 1000000, 0, 20, err));
	assert_string_equal(cn_watch_state_of(&w), "not_enough_data");
	assert_true(cn_watch_now(&w.rule, &w.state, &now) && now.lo == 0 && now.hi > 0.05 && now.confidence == 1 - 0.05 / 2 && now.test.n == 20);
	assert_ok(cn_watch_take(&w.rule, &w.state, 10, 2000, &alarm, &w.alarm, err));
	assert_ok(cn_watch_point(a, &w, 2000000, 10, 2000, err));
	assert_string_equal(cn_watch_state_of(&w), "quiet");
	assert_true(cn_watch_now(&w.rule, &w.state, &now) && now.lo > 0 && now.hi < 0.05);
	assert_ok(cn_watch_take(&w.rule, &w.state, 60, 100, &w.alarmed, &w.alarm, err));
	assert_true(w.alarmed);
	assert_ok(cn_watch_point(a, &w, 3000000, 60, 100, err));
	assert_string_equal(cn_watch_state_of(&w), "breach");
	const cn_val *last = w.history->last;
	assert_true(cn_is_text(cn_get(last, "state"), "breach") && cn_get_int(last, "taken", 0) == 100 && cn_get_int(last, "taken_events", 0) == 60);
	assert_int_equal(cn_watch_point(a, &w, 2999999, 1, 1, NULL), CN_EINPUT);
	w.record = 7;
	assert_ok(cn_watch_point_settled(a, &w, 3000000, err));
	w.alarmed = false;
	w.state = (cn_watch_state){ 0 };
	assert_string_equal(cn_watch_state_of(&w), "not_enough_data");
	assert_int_equal(w.history->n, 4);
	w.rule.at_most = false; /* at least 5 %: the same counts the other way round */
	assert_ok(cn_watch_take(&w.rule, &w.state, 500, 1000, &alarm, &w.alarm, err));
	assert_ok(cn_watch_point(a, &w, 4000000, 500, 1000, err));
	assert_string_equal(cn_watch_state_of(&w), "quiet");
}

static void the_history_is_bounded_and_survives_the_file(void **state)
{
	(void)state;
	char dir[64];
	int fd;
	bool alarm;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_watch got, w = { .name = CN_S("w"), .system = CN_S("s"), .what = CN_S("x"), .record = -1, .rule = { true, 0.5, 0.05, CN_WATCH_BLOCK } };
	help_dir(dir);
	assert_ok(cn_watch_lock(dir, &fd, err));
	for (int64_t i = 0; i < CN_WATCH_POINTS_MAX + 1; i++) {
		assert_ok(cn_watch_take(&w.rule, &w.state, 0, 1, &alarm, &w.alarm, err));
		assert_ok(cn_watch_point(a, &w, i * 1000000, 0, 1, err));
	}
	assert_int_equal(w.history->n, CN_WATCH_POINTS_MAX);
	assert_true(cn_is_text(cn_get(cn_first(w.history), "time"), "1970-01-01T00:00:01Z"));
	assert_ok(cn_watch_add(a, dir, &w, err));
	assert_ok(cn_watch_read(a, dir, CN_S("w"), &got, err));
	assert_int_equal(got.history->n, CN_WATCH_POINTS_MAX);
	assert_string_equal(cn_watch_state_of(&got), "quiet");
	(void)close(fd);
	help_gone(dir);
}

static void names_and_their_number_are_bounded(void **state)
{
	(void)state;
	char dir[64], name[CN_WATCH_NAME_MAX + 2], path[CN_PATH_BYTES_MAX];
	int fd;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	help_dir(dir);
	assert_ok(cn_watch_lock(dir, &fd, err));
	memset(name, 'a', sizeof name);
	cn_watch w = full(a, (cn_str){ name, CN_WATCH_NAME_MAX });
	assert_ok(cn_watch_add(a, dir, &w, err));
	w.name.n++;
	assert_int_equal(cn_watch_add(a, dir, &w, NULL), CN_EINPUT);
	static const char *const bad[] = { "", ".", "../x", "a/b", "A", "a b", "-a", "_a", "\xc3\xa9" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_watch got;
		w.name = cn_str_z(bad[i]);
		assert_int_equal(cn_watch_add(a, dir, &w, NULL), CN_EINPUT);
		assert_int_equal(cn_watch_read(a, dir, w.name, &got, NULL), CN_EINPUT);
	}
	for (unsigned i = 1; i < CN_WATCHES_MAX; i++) {
		(void)snprintf(path, sizeof path, "%s/watch/w%u.json", dir, i);
		assert_ok(cn_file_write_lazy(NULL, path, CN_S("{}"), 0600, err));
	}
	w.name = CN_S("one-more");
	assert_int_equal(cn_watch_add(a, dir, &w, NULL), CN_ETOOBIG);
	(void)close(fd);
	help_gone(dir);
}

int main(void)
{
	const struct CMUnitTest all[] = { cmocka_unit_test(what_is_written_is_read), cmocka_unit_test(a_point_says_what_the_tests_say),
					    cmocka_unit_test(the_history_is_bounded_and_survives_the_file), cmocka_unit_test(names_and_their_number_are_bounded) };
	return cmocka_run_group_tests(all, NULL, NULL);
}
