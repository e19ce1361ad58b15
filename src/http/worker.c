/* Fork and exec; between the two only what is safe in a process that had threads. */
#include "http/worker.h"
#include "adapter/confine.h"
#include "adapter/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CPU_SECONDS = 30, CPU_SECONDS_MORE = 300, CPU_SECONDS_LONG = 3600, LOOK_MS = 200, ASK_MS = 1000, OPEN_FILES = 64, OPEN_FILES_MORE = 256, READ_BYTES = 65536 };
#define FILE_BYTES (1ull << 30)
#define MEMORY_BYTES (1ull << 30)

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN true /* its shadow is terabytes of address space */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_ASAN true
#endif
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN false
#endif

static bool limit(int what, rlim_t most)
{
	struct rlimit r = { most, most };
	return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

static pthread_once_t filter_once = PTHREAD_ONCE_INIT;
static cn_filter filter[CN_CONFINED_KINDS];
static bool has_filter;

static void make_filter(void)
{
	has_filter = true;
	for (unsigned as = 0; as < CN_CONFINED_KINDS; as++)
		has_filter = has_filter && cn_filter_make((cn_confined)as, &filter[as], NULL) == CN_OK;
}

static bool files_confine(const cn_worker *w)
{
	const char *read[CN_WORKER_STORE_PLACES + 4] = { w->self, w->norms_dir, w->passphrase_file ? w->passphrase_file : w->norms_dir };
	const char *const write[] = { w->data_dir, w->dir ? w->dir : w->data_dir, NULL };
	for (size_t i = 0; w->store && i < CN_WORKER_STORE_PLACES && w->store->files[i]; i++)
		read[i + 3] = w->store->files[i];
	return !w->writes || cn_landlock(read, write, w->store != NULL);
}

/* Its descriptors and its folder. */
static bool stand(const cn_worker *w, int null, int out, int note)
{
	const char *dir = !w->writes ? "/" : w->dir ? w->dir : w->data_dir;
	return dup2(null, 0) == 0 && dup2(out, 1) == 1 && dup2(note, 2) == 2 && close_range(3, ~0u, 0) == 0 && chdir(dir) == 0;
}

static bool bound(const cn_worker *w)
{
	bool more = w->writes;
	return limit(RLIMIT_CPU, w->is_long ? CPU_SECONDS_LONG : more ? CPU_SECONDS_MORE : CPU_SECONDS) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, more ? FILE_BYTES : 0) &&
	       limit(RLIMIT_NOFILE, more ? OPEN_FILES_MORE : OPEN_FILES) && (UNDER_ASAN || limit(RLIMIT_AS, MEMORY_BYTES)) &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
}

static _Noreturn void child_main(const cn_worker *w, char *const *env, int null, int out, int note)
{
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (stand(w, null, out, note) && bound(w) && files_confine(w) && cn_filter_load(&filter[!w->writes ? CN_CONFINED_READS : w->store ? CN_CONFINED_STORE : CN_CONFINED_WRITES]))
		(void)execve(w->self, (char *const *)(uintptr_t)w->argv, env);
	_exit(127);
}

static int64_t now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* One read of a pipe that has something; false at its end. */
static bool take(int fd, cn_buf *to)
{
	char more[READ_BYTES];
	ssize_t n = read(fd, more, sizeof more);
	if (n > 0 && !to->failed)
		cn_buf_put(to, (cn_str){ more, (size_t)n });
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* *asked_ms: when it was last asked whether it may go on. */
static bool is_over(const cn_worker *w, int64_t now, int64_t until_ms, int64_t *asked_ms)
{
	if (until_ms <= now || (w->cancel && atomic_load(w->cancel)))
		return true;
	if (!w->may || now - *asked_ms < ASK_MS)
		return false;
	*asked_ms = now;
	return !w->may(w->may_ctx);
}

/* What it says is kept to the bound of `note`, and told on. */
static bool take_note(const cn_worker *w, int fd, cn_buf *note)
{
	size_t before = note->n;
	bool more = take(fd, note);
	if (w->said && !note->failed)
		w->said(w->ctx, cn_sub(cn_buf_str(note), before, note->n));
	if (w->said && note->n > CN_WORKER_NOTE_BYTES) { /* a job may say much; what counts is its end */
		char end[CN_WORKER_NOTE_BYTES / 2];
		memcpy(end, note->p + note->n - sizeof end, sizeof end);
		cn_buf_reset(note);
		cn_buf_put(note, (cn_str){ end, sizeof end });
	}
	return more;
}

/* Reads both pipes to their ends. False: the time is over, it was cancelled, might not go on, or there is no room for what it writes. */
static bool listen_to(const cn_worker *w, int out_fd, int note_fd, cn_buf *out, cn_buf *note, int64_t until_ms)
{
	struct pollfd p[2] = { { out_fd, POLLIN, 0 }, { note_fd, POLLIN, 0 } };
	int64_t asked_ms = now_ms();
	int look = w->cancel ? LOOK_MS : w->may ? ASK_MS : INT_MAX;
	while (p[0].fd >= 0 || p[1].fd >= 0) {
		int64_t now = now_ms(), left = until_ms - now;
		if (is_over(w, now, until_ms, &asked_ms) || out->failed)
			return false;
		if (poll(p, 2, left > look ? look : (int)left) <= 0)
			continue;
		if (p[0].revents && !take(out_fd, out))
			p[0].fd = -1;
		if (p[1].revents && !take_note(w, note_fd, note))
			p[1].fd = -1;
	}
	return true;
}

enum { ENV_OWN = 9 };

static void put_store(const cn_worker *w, char *env[])
{
	for (size_t i = 0; w->writes && w->store && i < CN_WORKER_STORE_PLACES && w->store->env[i]; i++)
		env[ENV_OWN + i] = (char *)(uintptr_t)w->store->env[i];
}

static cn_code begin(const cn_worker *w, int fd[4], pid_t *ret, cn_err *err)
{
	char now[64], pass[CN_WORKER_PATH_BYTES + 32], served[32];
	(void)snprintf(served, sizeof served, "CONCORD_SERVED=%s", w->said ? "job" : "1");
	(void)snprintf(now, sizeof now, "CONCORD_NOW=%s", w->now ? w->now : "");
	(void)snprintf(pass, sizeof pass, "CONCORD_PASSPHRASE_FILE=%s", w->passphrase_file ? w->passphrase_file : "");
	char *env[ENV_OWN + CN_WORKER_STORE_PLACES + 1] = { (char[]){ "LC_ALL=C.UTF-8" }, (char[]){ "TZ=UTC" }, served, (char[]){ CN_CONFINED_ENV "=1" }, (char[]){ "TMPDIR=." }, now, pass,
								 w->asker ? (char *)(uintptr_t)w->asker : (char[]){ "CONCORD_ASKER=" },
								 w->by ? (char *)(uintptr_t)w->by : (char[]){ "CONCORD_BY=" } };
	put_store(w, env);
	(void)pthread_once(&filter_once, make_filter);
	if (!has_filter)
		return CN_FAIL(err, CN_EUNSUPPORTED, "this machine cannot confine a process that works out answers (seccomp filter): nothing is worked out without");
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	pid_t pid = -1;
	if (null >= 0 && pipe2(fd, O_CLOEXEC) == 0 && pipe2(fd + 2, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		child_main(w, env, null, fd[1], fd[3]);
	if (null >= 0)
		(void)close(null);
	for (int i = 1; i < 4; i += 2)
		if (fd[i] >= 0)
			(void)close(fd[i]);
	*ret = pid;
	return pid > 0 ? CN_OK : CN_FAIL(err, CN_EIO, "no worker process can be started");
}

cn_code cn_worker_run(const cn_worker *w, cn_buf *out, char note[CN_WORKER_NOTE_BYTES], int *ret_exit, cn_err *err)
{
	int fd[4] = { -1, -1, -1, -1 }, status = 0;
	pid_t pid;
	CN_AUTO_BUF said;
	cn_buf_init(&said, CN_WORKER_NOTE_BYTES + READ_BYTES);
	cn_code rc = begin(w, fd, &pid, err);
	bool over = false, locked_out = false;
	if (rc == CN_OK) {
		int64_t until = now_ms() + w->wall_ms;
		bool ended = listen_to(w, fd[0], fd[2], out, &said, until);
		over = !ended && !out->failed;
		locked_out = over && w->may && !w->may(w->may_ctx);
		if (!ended)
			(void)kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
		}
	}
	for (int i = 0; i < 4; i += 2)
		if (fd[i] >= 0)
			(void)close(fd[i]);
	CN_TRY(rc);
	if (locked_out)
		return CN_FAIL(err, CN_ESTATE, "it was ended while it ran: who asked for it was locked out; what it wrote until then stays");
	if (over)
		return CN_FAIL(err, CN_ESTATE, "the answer took too long");
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127 || out->failed)
		return CN_FAIL(err, CN_EIO, "the process that works out the answer ended early, or its answer is too large");
	(void)snprintf(note, CN_WORKER_NOTE_BYTES, "%.*s", CN_FMT(cn_sub(cn_buf_str(&said), 0, CN_WORKER_NOTE_BYTES - 1)));
	*ret_exit = WEXITSTATUS(status);
	return CN_OK;
}

cn_str cn_worker_refusal(const char *note)
{
	static const char *const marks[] = { "error: ", "错误：" };
	cn_str rest = cn_str_z(note), line, first;
	(void)cn_split(rest, '\n', &first, &line);
	while (rest.n) { /* lines of progress may stand before it */
		(void)cn_split(rest, '\n', &line, &rest);
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (cn_starts(line, marks[i]))
				return cn_sub(line, strlen(marks[i]), line.n);
	}
	return first;
}
