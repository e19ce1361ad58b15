/* Errors: one sentence, a place, a hint. Context is put before the message, so that the outermost "while" is read first. */
#include "base/base.h"

#include <stdio.h>

/* A message quotes the sender: no control character of theirs reaches a terminal, and a cut leaves no half of a character. */
static void make_plain(char *z)
{
	size_t n = strlen(z);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)z[i] < 0x20 || z[i] == 0x7f)
			z[i] = '?';
	size_t tail = n;
	while (tail > 0 && n - tail < 4 && ((unsigned char)z[tail - 1] & 0xc0) == 0x80)
		tail--;
	if (tail > 0 && ((unsigned char)z[tail - 1] & 0x80) && !cn_utf8_ok((cn_str){ z + tail - 1, n - tail + 1 }))
		z[tail - 1] = '\0';
}

cn_code cn_fail_at(cn_err *err, cn_code code, const char *where, const char *fmt, ...)
{
	if (!err)
		return code;
	err->code = code;
	err->where = where;
	err->hint[0] = '\0';
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(err->msg, sizeof err->msg, fmt, ap); /* a cut message is still a message */
	va_end(ap);
	make_plain(err->msg);
	return code;
}

cn_code cn_while(cn_err *err, const char *fmt, ...)
{
	if (!err)
		return CN_EINTERNAL;
	char old[CN_ERR_BYTES];
	memcpy(old, err->msg, sizeof old);
	char context[301];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(context, sizeof context, fmt, ap);
	va_end(ap);
	make_plain(context);
	(void)snprintf(err->msg, sizeof err->msg, "%s: %.460s", context, old);
	make_plain(err->msg);
	return err->code;
}

cn_code cn_hint(cn_err *err, const char *fmt, ...)
{
	if (!err)
		return CN_EINTERNAL;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(err->hint, sizeof err->hint, fmt, ap);
	va_end(ap);
	make_plain(err->hint);
	return err->code;
}

int cn_exit_code(cn_code code)
{
	switch (code) {
	case CN_OK:
		return 0;
	case CN_EINPUT:
	case CN_ETOOBIG:
	case CN_ENOTFOUND:
	case CN_EUNDEFINED:
	case CN_EFORGED:
	case CN_EABSENT:
		return 3;
	case CN_ESTATE:
	case CN_EIO:
	case CN_ENOMEM:
	case CN_EUNSUPPORTED:
		return 4;
	case CN_EINTERNAL:
		return 70;
	}
	return 70;
}
