/* A limited process by fork, setrlimit and seccomp. What may be asked of the kernel is a list; opening and talking are refused with an
 * error (libraries ask for /proc and live without), everything else ends the process. */
#include "adapter/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIPE_FD = 3 };

typedef struct head {
	int32_t code;
	uint32_t n_msg;
	uint64_t n_out;
} head;

static bool write_all(int fd, const void *p, size_t n)
{
	const char *at = p;
	while (n > 0) {
		ssize_t k = write(fd, at, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

static bool limit(int what, rlim_t most)
{
	struct rlimit r = { most, most };
	return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

static bool filter_load(void)
{
	static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(lseek),
				       SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(brk), SCMP_SYS(madvise),
				       SCMP_SYS(futex), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction),
				       SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield), SCMP_SYS(nanosleep),
				       SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getrandom),
				       SCMP_SYS(sysinfo), SCMP_SYS(rseq), SCMP_SYS(set_robust_list), SCMP_SYS(restart_syscall), SCMP_SYS(getrusage) };
	static const int refused[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(stat), SCMP_SYS(lstat),
				       SCMP_SYS(statx), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(socket), SCMP_SYS(connect),
				       SCMP_SYS(ioctl), SCMP_SYS(prctl), SCMP_SYS(prlimit64), SCMP_SYS(uname), SCMP_SYS(getcwd), SCMP_SYS(pipe2),
				       SCMP_SYS(dup), SCMP_SYS(fcntl), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(sched_setaffinity) };
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f != NULL;
	for (size_t i = 0; ok && i < sizeof allowed / sizeof *allowed; i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; ok && i < sizeof refused / sizeof *refused; i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), refused[i], 0) == 0;
	/* threads only: libgomp starts its pool even for one thread; clone3 cannot be looked into, so it does not exist */
	ok = ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
	ok = ok && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0;
	ok = ok && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return ok;
}

/* Bytes of address space in use: the first number of /proc/self/statm, in pages. */
static bool mapped(rlim_t *ret)
{
	char text[64];
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
	cn_str first, rest;
	int64_t pages;
	if (fd >= 0)
		(void)close(fd);
	if (n <= 0 || !cn_split((cn_str){ text, (size_t)n }, ' ', &first, &rest) || cn_int_parse(first, 0, INT64_MAX >> 16, &pages, NULL) != CN_OK)
		return false;
	*ret = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
	return true;
}

static bool confine(int pipe_fd, size_t extra_bytes)
{
	rlim_t now;
	if (!mapped(&now))
		return false;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return false;
	for (int fd = 0; fd < PIPE_FD; fd++)
		if (dup2(null, fd) < 0)
			return false;
	if (pipe_fd != PIPE_FD && dup2(pipe_fd, PIPE_FD) < 0)
		return false;
	if (close_range(PIPE_FD + 1, ~0u, 0) != 0)
		return false;
	bool ok = limit(RLIMIT_CPU, WORKER_CPU_SECONDS) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, PIPE_FD + 1);
	if (!WORKER_UNDER_ASAN)
		ok = ok && limit(RLIMIT_AS, now + WORKER_MEMORY_BYTES + extra_bytes);
	return ok && filter_load();
}

static void worker_main(int pipe_fd, worker_fn fn, void *ctx, size_t extra_bytes, double *out, size_t n)
{
	cn_err err = { 0 };
	cn_code rc;
	for (int sig = 1; sig < 32; sig++)
		(void)signal(sig, SIG_DFL); /* the node's handlers are not for here; some cannot be set, which is right */
	if (!confine(pipe_fd, extra_bytes))
		rc = CN_FAIL(&err, CN_EUNSUPPORTED, "this machine cannot limit a worker (seccomp filter or resource limits): a model is not run without");
	else
		rc = fn(ctx, out, n, &err);
	head h = { (int32_t)rc, (uint32_t)strlen(err.msg), rc == CN_OK ? n : 0 };
	int fd = fcntl(PIPE_FD, F_GETFD) == 0 || rc != CN_EUNSUPPORTED ? PIPE_FD : pipe_fd;
	if (write_all(fd, &h, sizeof h) && write_all(fd, err.msg, h.n_msg) && rc == CN_OK)
		(void)write_all(fd, out, n * sizeof *out);
	_exit(0);
}

/* -1: the worker is silent for too long or gone. */
static bool read_all(int fd, void *p, size_t n)
{
	char *at = p;
	while (n > 0) {
		struct pollfd f = { .fd = fd, .events = POLLIN };
		int ready = poll(&f, 1, WORKER_WALL_MS);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		ssize_t k = read(fd, at, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

static cn_code answer(int fd, double *out, size_t n, bool *whole, cn_err *err)
{
	head h;
	char msg[CN_ERR_BYTES] = { 0 };
	*whole = false;
	if (!read_all(fd, &h, sizeof h) || h.n_msg >= sizeof msg || h.n_out > n || h.code < CN_OK || h.code > CN_EINTERNAL)
		return CN_OK;
	if (!read_all(fd, msg, h.n_msg))
		return CN_OK;
	if (h.code != CN_OK) {
		*whole = true;
		return CN_FAIL(err, (cn_code)h.code, "%s", msg);
	}
	*whole = h.n_out == n && read_all(fd, out, n * sizeof *out);
	return CN_OK;
}

cn_code worker_run(worker_fn fn, void *ctx, size_t extra_bytes, double *out, size_t n, cn_err *err)
{
	int end[2], status = 0;
	if (pipe2(end, O_CLOEXEC) != 0)
		return CN_FAIL(err, CN_EIO, "no pipe for a worker");
	pid_t pid = fork();
	if (pid < 0) {
		(void)close(end[0]);
		(void)close(end[1]);
		return CN_FAIL(err, CN_EIO, "no worker process can be started");
	}
	if (pid == 0)
		worker_main(end[1], fn, ctx, extra_bytes, out, n);
	(void)close(end[1]);
	bool whole;
	cn_code rc = answer(end[0], out, n, &whole, err);
	(void)close(end[0]);
	if (!whole)
		(void)kill(pid, SIGKILL); /* gone already, or to be */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	if (rc == CN_OK && !whole)
		return CN_FAIL(err, CN_EINPUT, "the worker that ran the model ended early (%s %d): the model is damaged, too large or hostile",
			       WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return rc;
}
