/* What a confined process may not do ends it, each act by itself; what it needs goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapter/confine.h"

static void talk(void) { (void)socket(AF_INET, SOCK_STREAM, 0); }
static void talk_6(void) { (void)socket(AF_INET6, SOCK_DGRAM, 0); }
static void talk_here(void) { (void)socket(AF_UNIX, SOCK_STREAM, 0); }
static void pair(void)
{
	int fd[2];
	(void)socketpair(AF_UNIX, SOCK_STREAM, 0, fd);
}
static void make_file(void) { (void)open("/tmp/concord-confine-test", O_CREAT | O_WRONLY, 0600); }
static void write_file(void) { (void)open("/dev/null", O_WRONLY); }
static void read_and_write(void) { (void)open("/dev/null", O_RDWR); }
static void cut_file(void) { (void)open("/dev/null", O_RDONLY | O_TRUNC); }
static void nameless_file(void) { (void)open("/tmp", O_TMPFILE | O_RDWR, 0600); }
static void memory_file(void) { (void)memfd_create("x", 0); }
static void make_folder(void) { (void)mkdir("/tmp/concord-confine-test", 0700); }
static void remove_file(void) { (void)unlink("/tmp/concord-confine-test"); }
static void rename_file(void) { (void)rename("/tmp/concord-confine-test", "/tmp/concord-confine-test-2"); }
static void link_file(void) { (void)!symlink("/etc/passwd", "/tmp/concord-confine-test"); }
static void set_mode(void) { (void)chmod("/tmp/concord-confine-test", 0777); }
static void start_process(void) { (void)fork(); }
static void end_parent(void) { (void)kill(getppid(), 0); }
static void look_into(void) { (void)ptrace(PTRACE_TRACEME, 0, NULL, NULL); }
static void more_memory(void)
{
	struct rlimit r = { RLIM_INFINITY, RLIM_INFINITY };
	(void)setrlimit(RLIMIT_AS, &r);
}
static void be_root(void) { (void)!setuid(0); }
static void start_program(void)
{
	char *argv[] = { (char[]){ "true" }, NULL };
	(void)execve("/bin/true", argv, NULL);
}
static void start_by_descriptor(void)
{
	char *argv[] = { (char[]){ "true" }, NULL };
	(void)fexecve(open("/bin/true", O_RDONLY), argv, argv + 1);
}

static void *nothing(void *x)
{
	return x;
}

static void needed(void)
{
	pthread_t t;
	char b[64];
	struct stat st;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	void *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool ok = fd >= 0 && read(fd, b, sizeof b) > 0 && fstat(fd, &st) == 0 && p != MAP_FAILED && stat("/etc/passwd", &st) == 0 && access("/nothing", F_OK) != 0;
	DIR *d = opendir("/proc/self");
	ok = ok && d && readdir(d) && closedir(d) == 0;
	ok = ok && pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0;
	_exit(ok ? 7 : 8);
}

static int end_of(const cn_filter *f, bool last, void (*act)(void))
{
	int status = 0;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const struct rlimit none = { 0, 0 };
		(void)setrlimit(RLIMIT_CORE, &none);
		if (!cn_filter_load(f) || (last && cn_confine_no_exec(NULL) != CN_OK))
			_exit(9);
		act();
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void a_forbidden_act_ends_the_process(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		void (*act)(void);
	} rows[] = { { "socket", talk }, { "socket of IPv6", talk_6 }, { "socket of this machine", talk_here }, { "a pair of sockets", pair }, { "a new file", make_file },
		     { "a file to write", write_file }, { "a file to read and write", read_and_write }, { "a file cut to nothing", cut_file }, { "a file without a name", nameless_file },
		     { "a file in memory", memory_file }, { "a folder", make_folder }, { "remove", remove_file }, { "rename", rename_file }, { "a link", link_file }, { "a mode", set_mode },
		     { "a process", start_process }, { "a signal", end_parent }, { "looking into another", look_into }, { "a bound", more_memory }, { "rights", be_root },
		     { "a program", start_program }, { "a program by its descriptor", start_by_descriptor } };
	cn_filter f;
	assert_int_equal(cn_filter_make(CN_CONFINED_READS, &f, NULL), CN_OK);
	if (!cn_confine_works())
		skip();
	assert_true(f.n > 0 && f.n < CN_FILTER_CODE_MAX);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int status = end_of(&f, true, rows[i].act);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %x", rows[i].name, (unsigned)status);
	}
}

static void what_an_answer_needs_goes_on(void **state)
{
	(void)state;
	cn_filter f;
	assert_int_equal(cn_filter_make(CN_CONFINED_READS, &f, NULL), CN_OK);
	int status = end_of(&f, true, needed);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

static void the_first_filter_lets_the_program_start_and_stays_with_it(void **state)
{
	(void)state;
	cn_filter f;
	assert_int_equal(cn_filter_make(CN_CONFINED_READS, &f, NULL), CN_OK);
	if (!cn_confine_works())
		skip();
	int status = end_of(&f, false, start_program);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0); /* /bin/true ran */
	status = end_of(&f, false, start_process);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

static int there[2];

static void own_world(void) { (void)unshare(CLONE_NEWUSER); }
static void process_in_a_world(void) { (void)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL); }
static void mount_it(void) { (void)mount("none", "/tmp", "tmpfs", 0, NULL); }
static void device(void) { (void)mknod("/tmp/concord-confine-test", S_IFCHR, 0); }
static void set_clock(void) { (void)syscall(SYS_clock_settime, 0, NULL); }
static void key_of_kernel(void) { (void)syscall(SYS_keyctl, 0, 0, 0, 0, 0); }
static void ring(void) { (void)syscall(SYS_io_uring_setup, 1, NULL); }
static void handle(void) { (void)syscall(SYS_open_by_handle_at, 0, NULL, 0); }
static void memory_of_another(void) { (void)syscall(SYS_process_vm_writev, 1, NULL, 0, NULL, 0, 0); }
static void bounds_of_another(void)
{
	struct rlimit r = { 0, 0 };
	(void)prlimit(getppid(), RLIMIT_CPU, &r, NULL);
}
static void unknown_call(void) { (void)syscall(451); /* no kernel of Debian 12 has it */ }

static bool does(int descriptor, const char *path, const char *to)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	bool ok = descriptor >= 0 && flock(descriptor, LOCK_EX) == 0 && fcntl(descriptor, F_SETLK, &lock) == 0 && write(descriptor, "x", 1) == 1 && pwrite(descriptor, "y", 1, 0) == 1;
	ok = ok && ftruncate(descriptor, 1) == 0 && fsync(descriptor) == 0 && fdatasync(descriptor) == 0 && fchmod(descriptor, 0600) == 0 && rename(path, to) == 0;
	return unlink(to) == 0 && ok;
}

/* What a command needs that keeps records: files, locks, and a process of its own. */
static void write_and_start(void)
{
	char path[64], to[80];
	int status = 0;
	(void)snprintf(path, sizeof path, "/tmp/concord-confine-%ld", (long)getpid());
	bool ok = mkdir(path, 0700) == 0 && rmdir(path) == 0;
	(void)snprintf(to, sizeof to, "%s.to", path);
	ok = ok && does(open(path, O_RDWR | O_CREAT | O_EXCL, 0600), path, to);
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	_exit(ok && pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 7 : 8);
}

static void what_writes_may_keep_files_and_no_more(void **state)
{
	(void)state;
	static void (*const acts[])(void) = { talk, talk_6, talk_here, pair, look_into, be_root, start_program, start_by_descriptor, link_file, set_mode, own_world, process_in_a_world,
						mount_it, device, set_clock, key_of_kernel, ring, handle, memory_of_another, bounds_of_another, unknown_call };
	cn_filter f;
	assert_int_equal(cn_filter_make(CN_CONFINED_WRITES, &f, NULL), CN_OK);
	if (!cn_confine_works())
		skip();
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		int status = end_of(&f, true, acts[i]);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("act %zu: status %x", i, (unsigned)status);
	}
	int status = end_of(&f, true, write_and_start);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

/* It may connect until it loads the second filter, and then no more; what is connected goes on. */
static void talk_by_what_is_there(void)
{
	char b[2] = "";
	_exit(send(there[0], "a", 1, 0) == 1 && recv(there[1], b, 1, 0) == 1 && b[0] == 'a' ? 7 : 8);
}

static void what_has_a_database_makes_no_further_connection(void **state)
{
	(void)state;
	static void (*const acts[])(void) = { talk, talk_6, talk_here, pair, look_into, be_root, start_program, start_by_descriptor };
	cn_filter f;
	assert_int_equal(cn_filter_make(CN_CONFINED_STORE, &f, NULL), CN_OK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, there), 0);
	int status = end_of(&f, false, talk);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	status = end_of(&f, true, talk_by_what_is_there);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	for (size_t i = 0; cn_confine_works() && i < sizeof acts / sizeof *acts; i++) {
		status = end_of(&f, true, acts[i]);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("act %zu: status %x", i, (unsigned)status);
	}
	(void)close(there[0]);
	(void)close(there[1]);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_forbidden_act_ends_the_process),
		cmocka_unit_test(what_an_answer_needs_goes_on), cmocka_unit_test(what_has_a_database_makes_no_further_connection),
		cmocka_unit_test(what_writes_may_keep_files_and_no_more),
		cmocka_unit_test(the_first_filter_lets_the_program_start_and_stays_with_it),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
