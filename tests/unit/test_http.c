/* http without a socket: targets, the cache, ops as routes, workers, the listening address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/scratch.h"
#include "http/seat.h"
#include "http/site.h"
#include "http/worker.h"

static cn_code parse(cn_arena *a, const char *z, cn_target *t)
{
	return cn_target_parse(a, cn_str_z(z), t, NULL);
}

static void a_target_is_a_path_and_its_questions(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_target t;
	cn_str v;
	assert_int_equal(parse(a, "/api/v1/norm/show?id=eu-ai-act%2Fart_50.1&all&lang=zh&words=%E7%AE%97+x", &t), CN_OK);
	assert_true(cn_eqz(t.path, "/api/v1/norm/show"));
	assert_int_equal(t.n_query, 4);
	assert_true(cn_target_get(&t, "id", &v) && cn_eqz(v, "eu-ai-act/art_50.1"));
	assert_true(cn_target_get(&t, "all", &v) && v.n == 0);
	assert_true(cn_target_get(&t, "words", &v) && cn_eqz(v, "算 x"));
	assert_false(cn_target_get(&t, "ID", &v));
	assert_int_equal(parse(a, "/", &t), CN_OK);
	assert_int_equal(parse(a, "/tile/0/x001/067.p/112?", &t), CN_OK);
	assert_int_equal(t.n_query, 0);
}

static void a_target_has_one_spelling(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const bad[] = { "", "checkpoint", "http://a/checkpoint", "*", "//checkpoint", "/a//b", "//", "/a//", "///", "/./a", "/../etc/passwd", "/tile/../../keys/log.key", "/a/..",
					   "/%2e%2e/keys", "/check%70oint", "/a%00b", "/a\\b", "/a b", "/caf\xc3\xa9", "/a?x=%", "/a?x=%4", "/a?x=%zz", "/a?x=%00",
					   "/a?x=%0a", "/a?x=%ff", "/a?=1", "/a?x=\x01" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_target t;
		if (parse(a, bad[i], &t) == CN_OK)
			fail_msg("taken: %s", bad[i]);
	}
}

static char *repeated(cn_arena *a, const char *head, char c, size_t n)
{
	char *z = cn_alloc(a, strlen(head) + n + 1, 1);
	assert_non_null(z);
	memcpy(z, head, strlen(head));
	memset(z + strlen(head), c, n);
	return z;
}

static void a_target_is_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_target t;
	assert_int_equal(parse(a, repeated(a, "/", 'a', CN_TARGET_BYTES_MAX - 1), &t), CN_OK);
	assert_int_equal(parse(a, repeated(a, "/", 'a', CN_TARGET_BYTES_MAX), &t), CN_ETOOBIG);
	assert_int_equal(parse(a, repeated(a, "/?x=", 'a', CN_QUERY_VALUE_BYTES_MAX), &t), CN_OK);
	assert_int_equal(parse(a, repeated(a, "/?x=", 'a', CN_QUERY_VALUE_BYTES_MAX + 1), &t), CN_ETOOBIG);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_buf_putz(&b, "/?");
	for (int i = 0; i < CN_QUERY_MAX; i++)
		cn_buf_putz(&b, "x=1&");
	assert_int_equal(cn_target_parse(a, cn_buf_str(&b), &t, NULL), CN_OK);
	assert_int_equal(t.n_query, CN_QUERY_MAX);
	cn_buf_putz(&b, "x=1");
	assert_int_equal(cn_target_parse(a, cn_buf_str(&b), &t, NULL), CN_ETOOBIG);
}

static void the_cache_keeps_what_fits_and_forgets_the_rest(void **state)
{
	(void)state;
	cn_cache *c = NULL;
	char etag[CN_ETAG_BYTES], big[3000] = { 0 };
	assert_int_equal(cn_cache_new(20000, &c, NULL), CN_OK);
	cn_body *b = cn_body_copy(CN_S("answer"));
	cn_cache_put(c, CN_S("a"), 1, b, "\"t\"");
	cn_body_drop(b);
	b = cn_cache_get(c, CN_S("a"), 1, etag);
	assert_true(cn_eqz(cn_body_str(b), "answer"));
	assert_string_equal(etag, "\"t\"");
	cn_body_drop(b);
	assert_null(cn_cache_get(c, CN_S("a"), 2, etag)); /* the library changed */
	assert_null(cn_cache_get(c, CN_S("b"), 1, etag));
	for (int i = 0; i < 500; i++) {
		char name[16];
		(void)snprintf(name, sizeof name, "%d", i);
		b = cn_body_copy((cn_str){ big, sizeof big });
		cn_cache_put(c, cn_str_z(name), 1, b, "\"t\"");
		cn_body_drop(b);
		assert_true(cn_cache_bytes(c) <= 20000);
	}
	b = cn_body_copy(CN_S("new"));
	cn_cache_put(c, CN_S("new"), 2, b, "\"n\"");
	cn_body_drop(b);
	cn_cache_keep_only(c, 2); /* what rested on something else goes */
	assert_int_equal(cn_cache_bytes(c), 3);
	assert_null(cn_cache_get(c, CN_S("499"), 1, etag));
	b = cn_cache_get(c, CN_S("new"), 2, etag);
	assert_true(cn_eqz(cn_body_str(b), "new"));
	cn_cache_keep_only(c, 3);
	assert_int_equal(cn_cache_bytes(c), 0);
	assert_true(cn_eqz(cn_body_str(b), "new")); /* who holds it still has it */
	cn_body_drop(b);
	cn_cache_free(c);
}

static void a_sealed_answer_is_good_for_a_minute_at_most(void **state)
{
	(void)state;
	const int64_t noon = 1795435200; /* 2026-11-23T12:00Z */
	assert_true(cn_answer_period(noon, true) == cn_answer_period(noon + 59, true));
	assert_true(cn_answer_period(noon, true) != cn_answer_period(noon + 60, true));
	assert_true(cn_answer_period(noon, false) == cn_answer_period(noon + 43199, false));
	assert_true(cn_answer_period(noon, false) != cn_answer_period(noon + 43200, false));
}

static const cn_op *op_named(const char *name)
{
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(ops[i]->name, name) == 0)
			return ops[i];
	fail_msg("no op %s", name);
	return NULL;
}

static void a_served_op_reads_no_file_by_name(void **state)
{
	(void)state;
	size_t n, served = 0;
	const cn_op *const *ops = cn_ops(&n);
	for (size_t i = 0; i < n; i++) {
		cn_str name;
		bool many;
		if (!cn_op_served(ops[i]))
			continue;
		served++;
		if (ops[i]->args_min && !cn_op_arg_name(ops[i], ops[i]->args_min - 1, &name, &many))
			fail_msg("%s needs an argument that HTTP cannot give", ops[i]->name);
		assert_null(strstr(ops[i]->args, "FILE"));
		assert_null(strstr(ops[i]->args, "DIR"));
		for (const cn_flag *f = ops[i]->flags; f && f->name; f++)
			if (f->value && (strstr(f->value, "FILE") || strstr(f->value, "DIR") || strstr(f->value, "PATH")))
				assert_false(cn_op_flag_served(f));
	}
	assert_true(served >= 18);
	static const char *const never[] = { "assess", "submit", "serve", "init", "erase", "release", "key add", "waive", "verify", "norm import" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		assert_false(cn_op_served(op_named(never[i])));
	for (size_t i = 0; i < n; i++) { /* what is not everybody's says whose it is */
		bool by_role = cn_op_posted(ops[i]);
		assert_true(by_role == (ops[i]->least != CN_ACCESS_PUBLIC));
		assert_true(ops[i]->least != CN_ACCESS_NEVER);
	}
	for (size_t i = 0; i < n; i++) /* kept: an answer that HTTP can ask for, and that writes nothing */
		assert_true(!ops[i]->kept || (ops[i]->served == CN_SERVED_SEALED && cn_op_served(ops[i])));
	assert_true(op_named("system show")->kept && op_named("waiting")->kept && !op_named("verify")->kept && !op_named("case document")->kept);
	static const char *const alone[] = { "serve", "init", "person add", "person link", "person record", "norm import", "media label", "key rotate" };
	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
		assert_int_equal(op_named(alone[i])->served, CN_NOT_SERVED);
}

static void arguments_of_an_op_have_names(void **state)
{
	(void)state;
	cn_str name;
	bool many;
	assert_true(cn_op_arg_name(op_named("norm show"), 0, &name, &many) && cn_eqz(name, "id") && !many);
	assert_false(cn_op_arg_name(op_named("norm show"), 1, &name, &many));
	assert_true(cn_op_arg_name(op_named("norm compare"), 0, &name, &many) && cn_eqz(name, "a") && !many);
	assert_true(cn_op_arg_name(op_named("norm compare"), 1, &name, &many) && cn_eqz(name, "b") && !many);
	assert_true(cn_op_arg_name(op_named("norm timeline"), 0, &name, &many) && cn_eqz(name, "id") && many);
	assert_true(cn_op_arg_name(op_named("norm search"), 0, &name, &many) && cn_eqz(name, "words") && many);
	assert_false(cn_op_arg_name(op_named("assess"), 0, &name, &many));
	assert_ptr_equal(cn_op_of_path(CN_S("/api/v1/norm/show")), op_named("norm show"));
	assert_null(cn_op_of_path(CN_S("/api/v1/norm/")));
	assert_null(cn_op_of_path(CN_S("/api/v1/norm show")));
}

static void files_of_a_request_lie_in_its_folder(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(128u << 20);
	char data[] = "/tmp/concord-scratch-XXXXXX", name[CN_SCRATCH_NAME_BYTES_MAX + 2];
	cn_scratch s;
	const cn_val *made, *left;
	assert_non_null(mkdtemp(data));
	assert_int_equal(cn_scratch_make(data, 0, &s, NULL), CN_OK);
	static const char *const bad[] = { "", "/x", "x/", "a//b", ".", "..", "../x", "a/../b", ".hidden", "a/.b", "a\\b", "a\nb", "\xff" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(cn_scratch_put(&s, cn_str_z(bad[i]), CN_S("x"), NULL), CN_EINPUT);
	memset(name, 'n', sizeof name);
	assert_int_equal(cn_scratch_name_check((cn_str){ name, CN_SCRATCH_NAME_BYTES_MAX }, NULL), CN_OK);
	assert_int_equal(cn_scratch_name_check((cn_str){ name, CN_SCRATCH_NAME_BYTES_MAX + 1 }, NULL), CN_EINPUT);
	assert_int_equal(CN_SCRATCH_DEPTH_MAX, 6);
	assert_int_equal(cn_scratch_put(&s, CN_S("1/2/3/4/5/6"), CN_S("deep"), NULL), CN_OK);
	assert_int_equal(cn_scratch_put(&s, CN_S("1/2/3/4/5/x/7"), CN_S("deeper"), NULL), CN_EINPUT);
	assert_int_equal(cn_scratch_put(&s, CN_S("given.txt"), CN_S("x"), NULL), CN_OK);
	assert_int_equal(cn_scratch_put(&s, CN_S("given.txt"), CN_S("y"), NULL), CN_EINPUT);
	assert_int_equal(cn_scratch_put(&s, CN_S("数据.bin"), (cn_str){ "\0\1", 2 }, NULL), CN_OK);
	cn_val *known = cn_map(a);
	cn_put(a, known, "given.txt", cn_null(a));
	char link[CN_PATH_BYTES_MAX];
	assert_int_equal(cn_path(link, s.dir, "link", NULL), CN_OK);
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(cn_scratch_made(&s, a, known, &made, NULL), CN_OK);
	assert_int_equal(made->n, 2); /* neither what was given nor what leads out */
	assert_true(cn_is_text(cn_get(made, "1/2/3/4/5/6"), "deep"));
	assert_true(cn_is_text(cn_get(cn_get(made, "数据.bin"), "base64"), "AAE="));
	static char large[CN_SCRATCH_OUT_BYTES_MAX];
	memset(large, 'l', sizeof large);
	assert_int_equal(cn_scratch_put(&s, CN_S("zz-large"), (cn_str){ large, sizeof large }, NULL), CN_OK);
	assert_int_equal(cn_scratch_made(&s, a, known, &made, NULL), CN_OK);
	assert_int_equal(cn_get(made, "zz-large")->type, CN_NULL); /* named, and not carried */
	for (unsigned i = 0; i < CN_SCRATCH_FILES_MAX; i++)
		assert_int_equal(cn_scratch_put(&s, cn_strf(a, "f%u", i), CN_S(""), NULL), CN_OK);
	assert_int_equal(cn_scratch_made(&s, a, NULL, &made, NULL), CN_OK);
	assert_int_equal(made->n, CN_SCRATCH_FILES_MAX);
	cn_scratch_remove(&s);
	assert_int_equal(cn_scratch_make(data, 0, &s, NULL), CN_OK);
	cn_scratch_clear(data, 0);
	assert_int_equal(cn_dir_list(a, data, &left, NULL), CN_OK);
	assert_false(cn_file_exists(s.dir));
	char command[128];
	(void)snprintf(command, sizeof command, "rm -rf %s", data);
	assert_int_equal(system(command), 0);
}

static cn_code shell(const char *script, unsigned ms, cn_buf *out, char note[CN_WORKER_NOTE_BYTES], int *code)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	const cn_worker w = { .self = "/bin/sh", .argv = argv, .now = "2026-11-23T12:00:00Z", .wall_ms = ms };
	return cn_worker_run(&w, out, note, code, NULL);
}

/* One that writes: its folder and the node's; nothing else is seen, whoever owns it. */
static void a_worker_that_writes_sees_its_folders_alone(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	char top[] = "/tmp/concord-writes-XXXXXX", note[CN_WORKER_NOTE_BYTES], command[128];
	int code;
	assert_non_null(mkdtemp(top));
	const char *dir = cn_strf(a, "%s/dir", top).p, *data = cn_strf(a, "%s/data", top).p, *norms = cn_strf(a, "%s/norms", top).p, *secret = cn_strf(a, "%s/secret", top).p;
	assert_int_equal(cn_dir_make(NULL, dir, 0700, NULL), CN_OK);
	assert_int_equal(cn_dir_make(NULL, data, 0700, NULL), CN_OK);
	assert_int_equal(cn_dir_make(NULL, norms, 0700, NULL), CN_OK);
	assert_int_equal(cn_file_write(NULL, secret, CN_S("secret"), 0644, NULL), CN_OK);
	const char *script = "pwd; echo own >x && cat x; echo law >$0/y 2>/dev/null || echo law-closed; cat ../secret 2>/dev/null || echo secret-closed;"
			     "echo z >../data/z && cat ../data/z; cat /etc/hostname /etc/passwd 2>/dev/null || echo etc-closed; echo $CONCORD_PASSPHRASE_FILE";
	const char *const argv[] = { "sh", "-c", script, norms, NULL };
	const cn_worker w = { .self = "/bin/sh", .argv = argv, .wall_ms = 20000, .writes = true, .dir = dir, .data_dir = data, .norms_dir = norms, .passphrase_file = "/nowhere/pass" };
	CN_AUTO_BUF out;
	cn_buf_init(&out, 4096);
	assert_int_equal(cn_worker_run(&w, &out, note, &code, NULL), CN_OK);
	assert_true(cn_contains(cn_buf_str(&out), cn_strf(a, "%s\nown\nlaw-closed\nsecret-closed\nz\netc-closed\n/nowhere/pass\n", dir)));
	(void)snprintf(command, sizeof command, "rm -rf %s", top);
	assert_int_equal(system(command), 0);
}

static void a_worker_is_bounded(void **state)
{
	(void)state;
	char note[CN_WORKER_NOTE_BYTES];
	int code = -1;
	CN_AUTO_BUF out;
	cn_buf_init(&out, CN_WORKER_OUT_BYTES_MAX);
	assert_int_equal(shell("echo $CONCORD_NOW; echo why >&2; exit 3", 20000, &out, note, &code), CN_OK);
	assert_int_equal(code, 3);
	assert_string_equal(out.p, "2026-11-23T12:00:00Z\n");
	assert_string_equal(note, "why\n");
	cn_buf_reset(&out);
	assert_int_equal(shell("exec sleep 30", 200, &out, note, &code), CN_ESTATE); /* its time */
	assert_int_equal(shell("kill -SEGV $$", 20000, &out, note, &code), CN_EIO);
	char file[] = "/tmp/concord-worker-XXXXXX", script[128];
	int fd = mkstemp(file);
	assert_true(fd >= 0);
	(void)snprintf(script, sizeof script, "echo x >>%s", file);
	assert_int_equal(shell(script, 20000, &out, note, &code), CN_EIO); /* no byte into a file: the kernel ends it */
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	(void)close(fd);
	(void)remove(file);
	CN_AUTO_BUF full;
	cn_buf_init(&full, 1000);
	assert_int_equal(shell("while :; do echo more than it may say; done", 20000, &full, note, &code), CN_EIO); /* more than it may say */
}

static void beyond_loopback_is_known(void **state)
{
	(void)state;
	bool loopback = false;
	assert_int_equal(cn_listen_check("127.0.0.1:8080", &loopback, NULL), CN_OK);
	assert_true(loopback);
	assert_int_equal(cn_listen_check("[::1]:0", &loopback, NULL), CN_OK);
	assert_true(loopback);
	assert_int_equal(cn_listen_check("0.0.0.0:80", &loopback, NULL), CN_OK);
	assert_false(loopback);
	assert_int_equal(cn_listen_check("[::]:80", &loopback, NULL), CN_OK);
	assert_false(loopback);
	static const char *const bad[] = { "", "8080", ":8080", "localhost:8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "[::1]", "1.2.3:80" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_err err = { 0 };
		assert_int_equal(cn_listen_check(bad[i], &loopback, &err), CN_EINPUT);
		assert_true(err.hint[0]);
	}
}

static void every_server_of_a_folder_has_a_seat_of_its_own(void **state)
{
	(void)state;
	char data[] = "/tmp/concord-seat-XXXXXX", command[128];
	int fd[CN_SEATS_MAX], more;
	unsigned seat;
	assert_non_null(mkdtemp(data));
	for (unsigned i = 0; i < CN_SEATS_MAX; i++) {
		assert_int_equal(cn_seat_take(data, &seat, &fd[i], NULL), CN_OK);
		assert_int_equal(seat, i);
	}
	assert_int_equal(cn_seat_take(data, &seat, &more, NULL), CN_ESTATE);
	(void)close(fd[7]); /* its server ended */
	assert_int_equal(cn_seat_take(data, &seat, &fd[7], NULL), CN_OK);
	assert_int_equal(seat, 7);
	/* what one left is another's to clear only with its seat */
	cn_scratch mine, other;
	assert_int_equal(cn_scratch_make(data, 3, &mine, NULL), CN_OK);
	assert_int_equal(cn_scratch_make(data, 4, &other, NULL), CN_OK);
	cn_scratch_clear(data, 3);
	assert_false(cn_file_exists(mine.dir));
	assert_true(cn_file_exists(other.dir));
	for (unsigned i = 0; i < CN_SEATS_MAX; i++)
		(void)close(fd[i]);
	(void)snprintf(command, sizeof command, "rm -rf %s", data);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_is_a_path_and_its_questions),
		cmocka_unit_test(a_target_has_one_spelling),
		cmocka_unit_test(a_target_is_bounded),
		cmocka_unit_test(the_cache_keeps_what_fits_and_forgets_the_rest),
		cmocka_unit_test(a_sealed_answer_is_good_for_a_minute_at_most),
		cmocka_unit_test(a_served_op_reads_no_file_by_name),
		cmocka_unit_test(arguments_of_an_op_have_names),
		cmocka_unit_test(files_of_a_request_lie_in_its_folder),
		cmocka_unit_test(every_server_of_a_folder_has_a_seat_of_its_own),
		cmocka_unit_test(a_worker_that_writes_sees_its_folders_alone),
		cmocka_unit_test(a_worker_is_bounded),
		cmocka_unit_test(beyond_loopback_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
