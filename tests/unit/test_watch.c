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
	const struct CMUnitTest all[] = { cmocka_unit_test(what_is_written_is_read), cmocka_unit_test(names_and_their_number_are_bounded) };
	return cmocka_run_group_tests(all, NULL, NULL);
}
