/* Confinement by Landlock (files), a seccomp filter (network, other processes, namespaces), rlimits and a session of its own. */
#include "adapter/landlock.h"
#include "adapter/sandbox.h"
#include "adapter/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAID_BYTES = 2048, READ_BYTES = 65536, OPEN_FILES = 256, SETTLE_MS = 200 };

/* ---- in the child --------------------------------------------------------------------------------------------------------------------- */

static bool limit(int what, rlim_t most)
{
	struct rlimit r = { most, most };
	return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

/* What a program that computes has no need of is refused; a session of its own would let it outlive us, so there is none. */
static bool calls_confine(void)
{
	static const int refused[] = { SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
				       SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
				       SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise), SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo),
				       SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal), SCMP_SYS(pidfd_getfd), SCMP_SYS(setsid), SCMP_SYS(setpgid),
				       SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
				       SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
				       SCMP_SYS(io_uring_setup), SCMP_SYS(userfaultfd), SCMP_SYS(init_module), SCMP_SYS(finit_module),
				       SCMP_SYS(kexec_load), SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(quotactl), SCMP_SYS(acct), SCMP_SYS(settimeofday),
				       SCMP_SYS(clock_settime), SCMP_SYS(sethostname), SCMP_SYS(open_by_handle_at), SCMP_SYS(name_to_handle_at),
				       SCMP_SYS(shmget), SCMP_SYS(msgget), SCMP_SYS(semget), SCMP_SYS(mq_open) };
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	bool ok = f != NULL;
	for (size_t i = 0; ok && i < sizeof refused / sizeof *refused; i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), refused[i], 0) == 0;
	ok = ok && seccomp_load(f) == 0; /* sets no_new_privs */
	if (f)
		seccomp_release(f);
	return ok;
}

static bool confine(const sandbox *s)
{
	bool ok = limit(RLIMIT_CPU, s->cpu_seconds) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, OPEN_FILES) &&
		  (WORKER_UNDER_ASAN || limit(RLIMIT_AS, s->memory_bytes)) && limit(RLIMIT_MEMLOCK, 0);
	ok = ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
	return ok && cn_landlock((const char *const[]){ ".", NULL }, NULL, false) && calls_confine();
}

/* Says why to the parent; exec closes the pipe unsaid. */
static _Noreturn void child_ends(int say, char why)
{
	ssize_t n = write(say, &why, 1);
	_exit(n == 1 ? 126 : 127);
}

static _Noreturn void child_main(const sandbox *s, int in, int out, int said, int say)
{
	char *const env[] = { (char *)(uintptr_t) "PATH=/usr/local/bin:/usr/bin:/bin", (char *)(uintptr_t) "LANG=C.UTF-8",
			      (char *)(uintptr_t) "HOME=/nonexistent", (char *)(uintptr_t) "OMP_NUM_THREADS=1", NULL };
	for (int sig = 1; sig < 32; sig++)
		(void)signal(sig, SIG_DFL);
	(void)setsid();
	int from[4] = { in, out, said, say };
	for (int i = 0; i < 4; i++)
		if ((from[i] = fcntl(from[i], F_DUPFD, 16)) < 0)
			child_ends(say, 'p');
	for (int i = 0; i < 4; i++)
		if (dup2(from[i], i) < 0)
			child_ends(from[3], 'p');
	if (close_range(4, ~0u, 0) != 0 || fcntl(3, F_SETFD, FD_CLOEXEC) != 0 || chdir(s->dir) != 0)
		child_ends(3, 'd');
	if (!confine(s))
		child_ends(3, 'c');
	environ = (char **)(uintptr_t)env;
	execvp(s->argv[0], (char *const *)(uintptr_t)s->argv);
	child_ends(3, 'x');
}

/* ---- in the parent ---------------------------------------------------------------------------------------------------------------------- */

typedef struct ends {
	int in, out, said, say; /* ours */
	pid_t pid;
	char note[SAID_BYTES];  /* the beginning of what it wrote to standard error */
	size_t n_note;
} ends;

static int64_t now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static cn_code start(const sandbox *s, ends *e, cn_err *err)
{
	int fd[8] = { -1, -1, -1, -1, -1, -1, -1, -1 };
	/* a socket for its input: a program that stops reading is an error here, not a signal */
	bool ok = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) == 0 && pipe2(fd + 2, O_CLOEXEC) == 0 && pipe2(fd + 4, O_CLOEXEC) == 0 &&
		  pipe2(fd + 6, O_CLOEXEC) == 0;
	pid_t pid = ok ? fork() : -1;
	if (pid == 0)
		child_main(s, fd[1], fd[3], fd[5], fd[7]);
	shut(&fd[1]);
	shut(&fd[3]);
	shut(&fd[5]);
	shut(&fd[7]);
	*e = (ends){ .in = fd[0], .out = fd[2], .said = fd[4], .say = fd[6], .pid = pid };
	if (pid > 0)
		return CN_OK;
	shut(&e->in);
	shut(&e->out);
	shut(&e->said);
	shut(&e->say);
	return CN_FAIL(err, CN_EIO, "no process can be started: %s", strerror(errno));
}

/* Whether it was confined and begun. */
static cn_code begun(const sandbox *s, ends *e, cn_err *err)
{
	char why;
	ssize_t n;
	while ((n = read(e->say, &why, 1)) < 0 && errno == EINTR) {
	}
	if (n == 0)
		return CN_OK;
	if (n == 1 && why == 'c')
		return CN_FAIL(err, CN_EUNSUPPORTED, "this machine cannot confine a program (Landlock, seccomp filter or resource limits): it is not run without");
	return CN_FAIL(err, CN_EINPUT, "%s could not be started in %s: name a program that is there and may be executed", s->argv[0], s->dir);
}

static void feed(ends *e, cn_str *in)
{
	ssize_t n = send(e->in, in->p, in->n < READ_BYTES ? in->n : READ_BYTES, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n > 0)
		*in = cn_sub(*in, (size_t)n, in->n);
	if (in->n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		shut(&e->in); /* it need not read all that it is given */
}

static void take_note(ends *e)
{
	char more[SAID_BYTES];
	ssize_t n = read(e->said, more, sizeof more);
	if (n <= 0) {
		shut(&e->said);
		return;
	}
	size_t room = sizeof e->note - e->n_note, k = (size_t)n < room ? (size_t)n : room;
	memcpy(e->note + e->n_note, more, k);
	e->n_note += k;
}

static bool take_out(ends *e, cn_buf *out)
{
	char more[READ_BYTES];
	ssize_t n = read(e->out, more, sizeof more);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		shut(&e->out);
	else
		cn_buf_put(out, (cn_str){ more, (size_t)n });
	return !out->failed;
}

/* Until its output ends, it is silent for too long in all, or it writes more than it may. */
static cn_code talk(const sandbox *s, ends *e, cn_str in, cn_buf *out, cn_err *err)
{
	int64_t end = now_ms() + s->wall_ms;
	if (in.n == 0)
		shut(&e->in);
	while (e->out >= 0) {
		int64_t left = end - now_ms();
		struct pollfd f[3] = { { e->out, POLLIN, 0 }, { e->said, POLLIN, 0 }, { e->in, POLLOUT, 0 } };
		int ready = left > 0 ? poll(f, 3, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return CN_FAIL(err, CN_EINPUT, "%s took longer than %u seconds and was ended", s->argv[0], s->wall_ms / 1000);
		if (f[2].revents)
			feed(e, &in);
		if (f[1].revents)
			take_note(e);
		if (f[0].revents && !take_out(e, out))
			return CN_FAIL(err, CN_EINPUT, "%s wrote more than %zu bytes, or memory ended: one answer a row is asked for", s->argv[0], out->cap);
	}
	return CN_OK;
}

/* It has closed its output; it is given a moment to end by itself. */
static int settle(ends *e, bool *ret_ended)
{
	int status = 0;
	int64_t end = now_ms() + SETTLE_MS;
	struct timespec pause = { 0, 2000000 };
	for (;;) {
		pid_t got = waitpid(e->pid, &status, WNOHANG);
		*ret_ended = got == e->pid;
		if (*ret_ended || (got < 0 && errno != EINTR) || now_ms() > end)
			return status;
		(void)nanosleep(&pause, NULL);
	}
}

static cn_code ended_well(const sandbox *s, const ends *e, int status, cn_err *err)
{
	cn_str line, rest;
	(void)cn_split(cn_trim((cn_str){ e->note, e->n_note }), '\n', &line, &rest);
	if (rest.n) { /* the last line of a trace says what it was */
		cn_str all = cn_trim((cn_str){ e->note, e->n_note });
		size_t at = all.n;
		while (at > 0 && all.p[at - 1] != '\n')
			at--;
		line = cn_sub(all, at, all.n);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return CN_OK;
	if (WIFSIGNALED(status))
		return CN_FAIL(err, CN_EINPUT, "%s was ended by signal %d (time, memory, or something it may not do) %.*s", s->argv[0], WTERMSIG(status),
			       CN_FMT(cn_sub(line, 0, 160)));
	return CN_FAIL(err, CN_EINPUT, "%s ended with status %d: %.*s", s->argv[0], WEXITSTATUS(status), CN_FMT(cn_sub(line, 0, 160)));
}

cn_code sandbox_run(const sandbox *s, cn_str in, cn_buf *out, cn_err *err)
{
	ends e;
	CN_TRY(start(s, &e, err));
	cn_code rc = begun(s, &e, err);
	if (rc == CN_OK)
		rc = talk(s, &e, in, out, err);
	bool ended = false;
	int status = rc == CN_OK ? settle(&e, &ended) : 0;
	(void)kill(-e.pid, SIGKILL); /* whatever it started is of its session: it could make none of its own */
	(void)kill(e.pid, SIGKILL);
	while (!ended && waitpid(e.pid, &status, 0) < 0 && errno == EINTR) {
	}
	shut(&e.in);
	shut(&e.out);
	if (e.said >= 0)
		take_note(&e);
	shut(&e.said);
	shut(&e.say);
	if (rc != CN_OK)
		return rc;
	return ended ? ended_well(s, &e, status, err) : CN_OK; /* its answer was whole when it was ended */
}
