/* A program that is not ours: it answers, or it is one sentence; it cannot read what is not its own, talk, or outlive its run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/adapter/sandbox.h"
#include "adapter/adapter.h"

static char folder[64], home[96];

static int setup(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof folder, "/tmp/concord-sub-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(home, sizeof home, "%s/home", folder);
	return mkdir(home, 0700);
}

static int teardown(void **state)
{
	(void)state;
	char cmd[128];
	(void)snprintf(cmd, sizeof cmd, "rm -rf %s", folder);
	return system(cmd);
}

static const char *write_file(const char *name, const char *text, mode_t mode)
{
	static char path[256];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	char *slash = strrchr(path, '/');
	*slash = 0;
	(void)mkdir(path, 0755);
	*slash = '/';
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fputs(text, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

/* Runs sh -c text in the program's folder. */
static cn_code shell(const char *text, cn_buf *out, unsigned wall_ms, cn_err *err)
{
	(void)write_file("prog/x", "", 0644);
	char dir[128];
	(void)snprintf(dir, sizeof dir, "%s/prog", folder);
	const char *argv[] = { "sh", "-c", text, NULL };
	sandbox s = { argv, dir, wall_ms, 5, 4ull << 30 };
	*err = (cn_err){ 0 };
	return sandbox_run(&s, CN_S("in\n"), out, err);
}

static void want(const char *text, const char *says)
{
	CN_AUTO_BUF out;
	cn_err err;
	cn_buf_init(&out, 4096);
	cn_code rc = shell(text, &out, 20000, &err);
	if (rc != CN_OK)
		fail_msg("%s: %s", text, err.msg);
	if (!cn_eqz(cn_trim(cn_buf_str(&out)), says))
		fail_msg("%s: gave %.*s", text, CN_FMT(cn_buf_str(&out)));
}

static void it_reads_what_it_is_given_and_writes(void **state)
{
	(void)state;
	want("read x; echo got $x", "got in");
	want("cat", "in");
}

static void it_reads_nothing_but_its_own_and_the_systems_files(void **state)
{
	(void)state;
	char text[512];
	(void)write_file("home/secret", "key", 0644);
	(void)snprintf(text, sizeof text, "cat %s/secret 2>/dev/null || echo no", home);
	want(text, "no");
	want("cat /etc/passwd 2>/dev/null || echo no", "no");
	want("ls /root 2>/dev/null || echo no", "no");
	want("ls /proc/1 2>/dev/null || echo no", "no");
	want("ls .. >/dev/null 2>&1 || echo no", "no");
	want("test -r x && echo own", "own");
}

static void it_writes_nowhere(void **state)
{
	(void)state;
	want("(echo a > y) 2>/dev/null || echo no", "no");
	want("(echo a > /tmp/concord-y) 2>/dev/null || echo no", "no");
	want("mkdir z 2>/dev/null || echo no", "no");
	want("rm x 2>/dev/null || echo no", "no");
}

static void it_opens_no_socket_and_no_session(void **state)
{
	(void)state;
	static const char *const calls[] = {
		"import socket\ntry:\n socket.socket(socket.AF_INET, socket.SOCK_STREAM)\n print('open')\nexcept OSError:\n print('no')",
		"import socket\ntry:\n socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)\n print('open')\nexcept OSError:\n print('no')",
		"import os\ntry:\n os.setsid()\n print('open')\nexcept OSError:\n print('no')",
		"import os\ntry:\n os.kill(os.getppid(), 0)\n print('open')\nexcept OSError:\n print('no')",
		"import os\nprint('no' if os.environ['HOME'] == '/nonexistent' and 'CONCORD_SECRET' not in os.environ else os.environ)",
	};
	assert_int_equal(setenv("CONCORD_SECRET", "key", 1), 0);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		(void)write_file("prog/try.py", calls[i], 0644);
		want("/usr/bin/python3 try.py", "no");
	}
}

static void what_it_started_ends_with_it(void **state)
{
	(void)state;
	char mark[] = "concord-sub-sleeper";
	char text[256];
	(void)snprintf(text, sizeof text, "(exec -a %s sleep 30) </dev/null >/dev/null 2>&1 & echo done", mark);
	char script[300];
	(void)snprintf(script, sizeof script, "/bin/bash -c '%s'", text);
	want(script, "done");
	int rc = system("sleep 0.2; ! pgrep -f '^concord-sub-sleepe[r]' >/dev/null");
	assert_int_equal(rc, 0);
}

static void bad_programs_are_one_sentence(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
		unsigned wall;
	} bad[] = {
		{ "echo oh dear >&2; exit 3", "status 3: oh dear", 20000 },
		{ "exec /usr/bin/python3 -c 'import ctypes; ctypes.string_at(0)'", "signal", 20000 },
		{ "sleep 20", "took longer than", 300 },
		{ "exec 2>&-; while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", "wrote more than", 20000 },
		{ "while :; do :; done", "signal", 20000 },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CN_AUTO_BUF out;
		cn_err err;
		cn_buf_init(&out, 4096);
		cn_code rc = shell(bad[i].text, &out, bad[i].wall, &err);
		if (rc != CN_EINPUT || !strstr(err.msg, bad[i].says))
			fail_msg("%s: %d %s", bad[i].text, rc, err.msg);
	}
}

static void a_program_that_is_not_there(void **state)
{
	(void)state;
	CN_AUTO_BUF out;
	cn_buf_init(&out, 64);
	const char *argv[] = { "no-such-program", NULL };
	sandbox s = { argv, folder, 1000, 1, 1 << 30 };
	cn_err err = { 0 };
	assert_int_equal(sandbox_run(&s, CN_S(""), &out, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "could not be started"));
}

/* ---- as a model -------------------------------------------------------------------------------------------------------------------------- */

static cn_code scores(cn_arena *a, const char *program, const char *rows, const double **ret, cn_err *err)
{
	static const cn_str features[] = { { "x", 1 }, { "kind", 4 } };
	cn_str command[] = { CN_S("/usr/bin/python3"), CN_S("m.py") };
	const cn_adapter_row *row;
	cn_table *t = NULL;
	assert_int_equal(cn_adapter_need(CN_S("subprocess"), &row, NULL), CN_OK);
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, CN_S("x,kind\n1,a\n,b\n3,\"q\"\"\"\n"), &t, NULL), CN_OK);
	cn_model m = { .path = write_file("prog/m.py", program, 0644), .features = features, .n_features = 2, .command = command, .n_command = 2,
		       .rows = cn_str_z(rows) };
	*err = (cn_err){ 0 };
	cn_code rc = row->predict(a, &m, t, ret, err);
	cn_table_free(t);
	return rc;
}

static void a_model_is_asked_in_csv_and_json(void **state)
{
	(void)state;
	static const char csv[] = "import csv,sys\nprint('score')\nfor r in csv.DictReader(sys.stdin): print(float(r['x'] or -1) + 10*'abq\"'.index(r['kind'][0]) + 100*len(r['kind']))\n";
	static const char json[] = "import json,sys\nfor l in sys.stdin:\n r=json.loads(l)\n print(json.dumps({'score': (-1 if r['x'] is None else r['x']) + 10*'abq\"'.index(r['kind'][0]) + 100*len(r['kind'])}))\n";
	for (int i = 0; i < 2; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		const double *s;
		cn_err err;
		if (scores(a, i ? json : csv, i ? "jsonl" : "csv", &s, &err) != CN_OK)
			fail_msg("%s", err.msg);
		assert_true(s[0] == 101 && s[1] == 109 && s[2] == 223);
	}
}

static void answers_that_are_none_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *program, *says;
	} bad[] = {
		{ "print('score\\n1\\n2')", "gave 2 answers to 3 rows" },
		{ "print('score\\n1\\nnan\\n3')", "not a number" },
		{ "print('score\\n1\\n\"\"\\n3')", "not a number" },
		{ "print('a,b\\n1,2\\n1,2\\n1,2')", "without a column" },
		{ "print('<html>')", "gave 0 answers" },
		{ "print(end='')", "empty: a table starts" },
		{ "raise ValueError('no model')", "ValueError: no model" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		const double *s;
		cn_err err;
		cn_code rc = scores(a, bad[i].program, "csv", &s, &err);
		if (rc != CN_EINPUT || !strstr(err.msg, bad[i].says))
			fail_msg("%s: %d %s", bad[i].program, rc, err.msg);
	}
}

static void a_home_folder_is_no_place_for_a_program(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	char dir[128];
	const double *s;
	cn_err err;
	(void)snprintf(dir, sizeof dir, "%s/prog", folder);
	char *old = getenv("HOME") ? strdup(getenv("HOME")) : NULL;
	assert_int_equal(setenv("HOME", dir, 1), 0);
	cn_code rc = scores(a, "print(1)", "csv", &s, &err);
	if (old)
		assert_int_equal(setenv("HOME", old, 1), 0);
	free(old);
	assert_int_equal(rc, CN_EINPUT);
	assert_non_null(strstr(err.msg, "one of its own"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_what_it_is_given_and_writes),
		cmocka_unit_test(it_reads_nothing_but_its_own_and_the_systems_files),
		cmocka_unit_test(it_writes_nowhere),
		cmocka_unit_test(it_opens_no_socket_and_no_session),
		cmocka_unit_test(what_it_started_ends_with_it),
		cmocka_unit_test(bad_programs_are_one_sentence),
		cmocka_unit_test(a_program_that_is_not_there),
		cmocka_unit_test(a_model_is_asked_in_csv_and_json),
		cmocka_unit_test(answers_that_are_none_are_refused),
		cmocka_unit_test(a_home_folder_is_no_place_for_a_program),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
