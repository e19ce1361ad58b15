/* The lists. Debian 12's C library, libcrypto, SQLite and the loader were watched (strace) for what they ask. */
#include "adapter/confine.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "adapter/worker.h"

static_assert(sizeof(struct sock_filter) == sizeof(uint64_t), "one instruction, eight bytes");

/* O_TMPFILE without the bit that says "a folder", which reading a folder needs. */
enum { OPEN_TO_WRITE = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY) };

/* A process of its own may not be one in a world of its own, where it would have rights. */
#define NAMESPACES (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

bool cn_confine_works(void)
{
	return !WORKER_UNDER_ASAN;
}

static bool allow(scmp_filter_ctx f, const int *call, size_t n)
{
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, call[i], 0) == 0;
	return ok;
}
#define ALLOW(f, list) allow(f, list, sizeof(list) / sizeof *(list))

/* What both kinds may. */
static bool allow_list(scmp_filter_ctx f)
{
	static const int allowed[] = {
		/* memory and the loader */
		SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(arch_prctl), SCMP_SYS(execve),
		/* reading, and descriptors it has */
		SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(preadv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek),
		SCMP_SYS(fstat), SCMP_SYS(statfs), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
		SCMP_SYS(getdents64), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(fadvise64),
		SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
		/* threads, signals, time */
		SCMP_SYS(futex), SCMP_SYS(set_tid_address), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
		SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(nanosleep),
		SCMP_SYS(clock_nanosleep), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(exit), SCMP_SYS(exit_group),
		/* who and what it is */
		SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname),
		SCMP_SYS(sysinfo), SCMP_SYS(getrusage), SCMP_SYS(getrandom) };
	return ALLOW(f, allowed);
}

static bool allow_where(scmp_filter_ctx f, int call, struct scmp_arg_cmp when)
{
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, when) == 0;
}

/* The same, where a number tells what is asked. */
static bool allow_some(scmp_filter_ctx f)
{
	static const unsigned prctls[] = { PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_NAME, PR_SET_VMA };
	static const unsigned questions[] = { TCGETS, TIOCGWINSZ, FIOCLEX };
	static const unsigned fcntls[] = { F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK };
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof prctls / sizeof *prctls; i++)
		ok = allow_where(f, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, prctls[i]));
	for (size_t i = 0; ok && i < sizeof questions / sizeof *questions; i++)
		ok = allow_where(f, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, questions[i]));
	for (size_t i = 0; ok && i < sizeof fcntls / sizeof *fcntls; i++)
		ok = allow_where(f, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, fcntls[i]));
	/* clone3 cannot be looked into, so it does not exist */
	return ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

/* What only answers opens files to read, starts threads, and may know a bound but not set one. */
static bool allow_answers(scmp_filter_ctx f)
{
	return allow_where(f, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, OPEN_TO_WRITE, 0)) && allow_where(f, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, OPEN_TO_WRITE, 0)) &&
	       allow_where(f, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0)) && allow_where(f, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
}

/* What writes keeps files (which ones, Landlock says), and has models worked out in processes of its own that it locks down further. */
static bool allow_writes(scmp_filter_ctx f)
{
	static const int allowed[] = {
		SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(flock),
		SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir),
		SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(umask), SCMP_SYS(utimensat), SCMP_SYS(fstatfs), SCMP_SYS(chdir), SCMP_SYS(copy_file_range), SCMP_SYS(sendfile),
		/* a passphrase stays in memory */
		SCMP_SYS(mlock), SCMP_SYS(munlock),
		/* processes of its own, and what they lock themselves down by */
		SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(wait4), SCMP_SYS(waitid), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(kill), SCMP_SYS(close_range), SCMP_SYS(seccomp), SCMP_SYS(memfd_create),
		SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_add_rule), SCMP_SYS(landlock_restrict_self), SCMP_SYS(setrlimit), SCMP_SYS(getrlimit), SCMP_SYS(sched_setaffinity) };
	static const unsigned locks[] = { F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW };
	static const unsigned prctls[] = { PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_GET_DUMPABLE };
	bool ok = ALLOW(f, allowed);
	for (size_t i = 0; ok && i < sizeof locks / sizeof *locks; i++)
		ok = allow_where(f, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, locks[i]));
	for (size_t i = 0; ok && i < sizeof prctls / sizeof *prctls; i++)
		ok = allow_where(f, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, prctls[i]));
	return ok && allow_where(f, SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0)) && allow_where(f, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, NAMESPACES, 0));
}

/* What connects to the node's database asks for it by name or by path; sockets and connecting end with the second filter. */
static bool allow_database(scmp_filter_ctx f)
{
	static const int allowed[] = { SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
				       SCMP_SYS(recvmmsg), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(shutdown), SCMP_SYS(socketpair) };
	return ALLOW(f, allowed) && allow_where(f, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONREAD));
}

static bool export_to(scmp_filter_ctx f, cn_filter *ret)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	ssize_t n = -1;
	if (fd >= 0 && seccomp_export_bpf(f, fd) == 0)
		n = pread(fd, ret->code, sizeof ret->code, 0);
	bool ok = n > 0 && n % (ssize_t)sizeof(struct sock_filter) == 0 && (size_t)n < sizeof ret->code;
	ret->n = ok ? (unsigned)((size_t)n / sizeof(struct sock_filter)) : 0;
	if (fd >= 0)
		(void)close(fd); /* memory only */
	return ok;
}

static cn_code not_here(cn_err *err)
{
	return CN_FAIL(err, CN_EUNSUPPORTED, "this machine cannot confine a process that works out answers (seccomp filter): nothing is worked out without");
}

cn_code cn_filter_make(cn_confined as, cn_filter *ret, cn_err *err)
{
	ret->n = 0;
	if (!cn_confine_works())
		return CN_OK;
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f && allow_list(f) && allow_some(f) && (as == CN_CONFINED_READS ? allow_answers(f) : allow_writes(f));
	ok = ok && (as != CN_CONFINED_STORE || allow_database(f)) && export_to(f, ret);
	if (f)
		seccomp_release(f);
	return ok ? CN_OK : not_here(err);
}

bool cn_filter_load(const cn_filter *f)
{
	if (!f->n)
		return true;
	const struct sock_fprog prog = { (unsigned short)f->n, (struct sock_filter *)(uintptr_t)f->code };
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == 0;
}

cn_code cn_confine_no_exec(cn_err *err)
{
	cn_filter last = { 0 };
	if (!cn_confine_works())
		return CN_OK;
	/* By hand: making a filter by the library opens a file in memory, which the first filter forbids. */
	static const uint32_t ends[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(sendmmsg) };
	enum { ENDS = sizeof ends / sizeof *ends };
	struct sock_filter code[ENDS + 3] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)) };
	for (unsigned i = 0; i < ENDS; i++) /* each leads to the last instruction */
		code[i + 1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ends[i], (uint8_t)(ENDS - i), 0);
	code[ENDS + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[ENDS + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	last.n = sizeof code / sizeof *code;
	memcpy(last.code, code, sizeof code);
	return cn_filter_load(&last) ? CN_OK : not_here(err);
}
