/* A passphrase: the first line of the file that $CONCORD_PASSPHRASE_FILE names, else typed on the terminal without echo. */
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "core/sign.h"
#include "node/home.h"
#include "store/file.h"

static cn_str first_line(cn_str s)
{
	cn_str line, rest;
	(void)cn_split(s, '\n', &line, &rest);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static cn_code ask(cn_arena *a, int tty, const char *what, cn_str *ret, cn_err *err)
{
	char line[CN_PASSPHRASE_BYTES_MAX + 2];
	struct termios was, quiet;
	if (tcgetattr(tty, &was) != 0)
		return CN_FAIL(err, CN_ESTATE, "the terminal cannot be asked for the passphrase of the %s", what);
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(tty, TCSAFLUSH, &quiet);
	(void)dprintf(tty, "passphrase of the %s: ", what);
	ssize_t n = read(tty, line, sizeof line);
	(void)tcsetattr(tty, TCSAFLUSH, &was);
	(void)dprintf(tty, "\n");
	if (n < 0)
		return CN_FAIL(err, CN_EIO, "the passphrase could not be read");
	*ret = cn_str_copy(a, first_line((cn_str){ line, (size_t)n }));
	cn_wipe(line, sizeof line);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_passphrase(cn_arena *a, const char *what, cn_str *ret, cn_err *err)
{
	const char *file = getenv("CONCORD_PASSPHRASE_FILE");
	if (file && file[0]) {
		cn_str text;
		if (cn_file_read(a, file, CN_PASSPHRASE_BYTES_MAX + 2, &text, err) != CN_OK)
			return cn_while(err, "$CONCORD_PASSPHRASE_FILE");
		*ret = first_line(text);
		return CN_OK;
	}
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0) {
		(void)CN_FAIL(err, CN_ESTATE, "the passphrase of the %s is needed, and there is no terminal to ask on", what);
		return cn_hint(err, "CONCORD_PASSPHRASE_FILE=FILE concord ...");
	}
	cn_code rc = ask(a, tty, what, ret, err);
	(void)close(tty);
	return rc;
}
