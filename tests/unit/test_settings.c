/* node/settings: what a file of settings may say, and that nothing of a wrong one is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "node/settings.h"

static const cn_flag own[] = {
	{ "listen", "ADDR", "", "", false },
	{ "behind-proxy", NULL, "", "", false },
	{ "peer", "URL", "", "", true },
	{ "config", "FILE", "", "", false },
	{ NULL, NULL, NULL, NULL, false },
};
static const cn_op op = { "serve", "", 0, 0, "", "", { NULL, NULL }, own, NULL, CN_NOT_SERVED };

static const char *value_of(const cn_args *args, const char *name, size_t i)
{
	for (size_t k = 0; k < args->n_set; k++)
		if (strcmp(args->set[k].flag->name, name) == 0 && i-- == 0)
			return args->set[k].value;
	return NULL;
}

static void settings_are_flags_with_other_words(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_args args = { 0 };
	cn_err err = { 0 };
	assert_int_equal(cn_settings_take(a, "f", CN_S("# words\r\n\n  listen =  127.0.0.1:1  \nbehind-proxy=yes\npeer = a=b\npeer = c\nquiet = no\ndata = /srv/with space"), &op, &args, &err), CN_OK);
	assert_string_equal(value_of(&args, "listen", 0), "127.0.0.1:1");
	assert_string_equal(value_of(&args, "behind-proxy", 0), "");
	assert_string_equal(value_of(&args, "peer", 0), "a=b");
	assert_string_equal(value_of(&args, "peer", 1), "c");
	assert_string_equal(value_of(&args, "data", 0), "/srv/with space");
	assert_null(value_of(&args, "quiet", 0));
	assert_int_equal(args.n_set, 5);
}

static void the_command_line_stands_over_the_file(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_args args = { 0 };
	args.set[0].flag = &own[0];
	args.set[0].value = "typed";
	args.set[1].flag = &own[2];
	args.set[1].value = "typed too";
	args.n_set = 2;
	assert_int_equal(cn_settings_take(a, "f", CN_S("listen = filed\npeer = one\npeer = two\n"), &op, &args, NULL), CN_OK);
	assert_string_equal(value_of(&args, "listen", 0), "typed");
	assert_null(value_of(&args, "listen", 1));
	assert_string_equal(value_of(&args, "peer", 0), "typed too");
	assert_null(value_of(&args, "peer", 1));
}

static void refused(cn_str text, cn_code code, const char *says, const char *hint)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_args args = { 0 };
	cn_err err = { 0 };
	assert_int_equal(cn_settings_take(a, "f", text, &op, &args, &err), code);
	assert_string_equal(err.msg, says);
	assert_string_equal(err.hint, hint);
	assert_int_equal(args.n_set, 0); /* also what stood before the fault */
}

static void a_wrong_line_is_named_and_nothing_is_taken(void **state)
{
	(void)state;
	refused(CN_S("listen = x\n\nlistn = y\n"), CN_EINPUT, "f:3: there is no setting \"listn\"", "listen = ...");
	refused(CN_S("listen = x\nconfig = y\n"), CN_EINPUT, "f:2: there is no setting \"config\"", "concord help serve");
	refused(CN_S("json = yes"), CN_EINPUT, "f:1: there is no setting \"json\"", "concord help serve");
	refused(CN_S("listen = x\nlisten = x\n"), CN_EINPUT, "f:2: \"listen\" is set twice", "");
	refused(CN_S("listen = x\nbehind-proxy = true\n"), CN_EINPUT, "f:2: \"behind-proxy\" is yes or no", "");
	refused(CN_S("listen =\n"), CN_EINPUT, "f:1: \"listen\" has no value", "");
	refused(CN_S("listen x\n"), CN_EINPUT, "f:1: a setting is a line \"name = value\"", "");
	refused(CN_S("[serve]\n"), CN_EINPUT, "f:1: a setting is a line \"name = value\"", "");
	refused(CN_S("listen = \xff\n"), CN_EINPUT, "f: not a text in UTF-8", "");
	refused(CN_S("listen = x\0y\n"), CN_EINPUT, "f: not a text in UTF-8", "");
}

static void as_many_settings_as_flags_and_no_more(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_args args = { 0 };
	cn_err err = { 0 };
	cn_buf_init(&b, 1 << 16);
	for (int i = 0; i < CN_FLAGS_MAX; i++)
		cn_buf_putz(&b, "peer = x\n");
	assert_int_equal(cn_settings_take(a, "f", cn_buf_str(&b), &op, &args, &err), CN_OK);
	assert_int_equal(args.n_set, CN_FLAGS_MAX);
	args.n_set = 0;
	cn_buf_putz(&b, "peer = x\n");
	assert_int_equal(cn_settings_take(a, "f", cn_buf_str(&b), &op, &args, &err), CN_ETOOBIG);
	assert_int_equal(args.n_set, 0);
}

static void a_file_of_settings_is_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_ctx ctx = { .a = a, .lang = CN_S("en") };
	char name[] = "/tmp/concord-settings-XXXXXX";
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	FILE *f = fdopen(fd, "w");
	assert_non_null(f);
	for (int i = 0; i < CN_SETTINGS_BYTES_MAX; i++)
		assert_true(fputc('\n', f) != EOF);
	assert_int_equal(fflush(f), 0);
	assert_int_equal(cn_settings_read(&ctx, name, NULL), CN_OK);
	assert_true(fputc('\n', f) != EOF);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(cn_settings_read(&ctx, name, NULL), CN_ETOOBIG);
	assert_int_equal(unlink(name), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_flags_with_other_words),
		cmocka_unit_test(the_command_line_stands_over_the_file),
		cmocka_unit_test(a_wrong_line_is_named_and_nothing_is_taken),
		cmocka_unit_test(as_many_settings_as_flags_and_no_more),
		cmocka_unit_test(a_file_of_settings_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
