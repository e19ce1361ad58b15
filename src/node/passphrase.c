/* A passphrase: the first line of the file that $CONCORD_PASSPHRASE_FILE names, else typed on the terminal without echo. It lives in the
 * caller's cn_secret alone, and dies there. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "core/sign.h"
#include "node/home.h"

void cn_secret_done(cn_secret *s)
{
	cn_wipe(s, sizeof *s);
}

static cn_code keep_first_line(cn_secret *s, size_t n, cn_err *err)
{
	cn_str line, rest;
	bool ended = cn_split((cn_str){ s->b, n }, '\n', &line, &rest);
	if (!ended && n == sizeof s->b)
		return CN_FAIL(err, CN_ETOOBIG, "a passphrase has at most %d bytes", CN_PASSPHRASE_BYTES_MAX);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	s->n = line.n;
	return CN_OK;
}

static cn_code from_file(const char *path, cn_secret *ret, cn_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return CN_FAIL(err, CN_ENOTFOUND, "%s: %s", path, strerror(errno));
	size_t n = 0;
	ssize_t k = 1;
	while (k != 0 && n < sizeof ret->b) {
		k = read(fd, ret->b + n, sizeof ret->b - n);
		if (k < 0 && errno != EINTR)
			break;
		n += k > 0 ? (size_t)k : 0;
	}
	int saved = errno;
	(void)close(fd); /* read only */
	if (k < 0)
		return CN_FAIL(err, CN_EIO, "%s: %s", path, strerror(saved));
	return keep_first_line(ret, n, err);
}

/* A line or a signal, whichever comes first. Signals stay blocked and unread: they strike after the terminal is put right. */
static ssize_t line_or_signal(int tty, int signals, cn_secret *ret)
{
	struct pollfd p[2] = { { .fd = tty, .events = POLLIN }, { .fd = signals, .events = POLLIN } };
	while (poll(p, 2, -1) < 0)
		if (errno != EINTR)
			return -1;
	return p[1].revents ? -1 : read(tty, ret->b, sizeof ret->b);
}

static cn_code ask_quietly(int tty, int signals, const char *what, cn_secret *ret, cn_err *err)
{
	struct termios was, quiet;
	if (tcgetattr(tty, &was) != 0)
		return CN_FAIL(err, CN_ESTATE, "the terminal cannot be asked for the passphrase of the %s", what);
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(tty, TCSAFLUSH, &quiet);
	(void)dprintf(tty, "passphrase of the %s: ", what);
	ssize_t n = line_or_signal(tty, signals, ret);
	(void)tcsetattr(tty, TCSAFLUSH, &was);
	(void)dprintf(tty, "\n");
	if (n < 0)
		return CN_FAIL(err, CN_EIO, "the passphrase was not read");
	return keep_first_line(ret, (size_t)n, err);
}

static cn_code ask(int tty, const char *what, cn_secret *ret, cn_err *err)
{
	static const int stops[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
	sigset_t stop, before;
	(void)sigemptyset(&stop);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		(void)sigaddset(&stop, stops[i]);
	if (sigprocmask(SIG_BLOCK, &stop, &before) != 0)
		return CN_FAIL(err, CN_ESTATE, "signals cannot be held while a passphrase is typed");
	int signals = signalfd(-1, &stop, SFD_CLOEXEC);
	cn_code rc = signals < 0 ? CN_FAIL(err, CN_ESTATE, "signals cannot be watched while a passphrase is typed") :
				   ask_quietly(tty, signals, what, ret, err);
	if (signals >= 0)
		(void)close(signals); /* held nothing */
	(void)sigprocmask(SIG_SETMASK, &before, NULL); /* what came in between strikes here */
	return rc;
}

cn_code cn_passphrase(const char *what, cn_secret *ret, cn_err *err)
{
	const char *file = getenv("CONCORD_PASSPHRASE_FILE");
	if (file && file[0])
		return from_file(file, ret, err) == CN_OK ? CN_OK : cn_while(err, "$CONCORD_PASSPHRASE_FILE");
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0) {
		(void)CN_FAIL(err, CN_ESTATE, "the passphrase of the %s is needed, and there is no terminal to ask on", what);
		return cn_hint(err, "CONCORD_PASSPHRASE_FILE=FILE concord ...");
	}
	cn_code rc = ask(tty, what, ret, err);
	(void)close(tty);
	return rc;
}
