/* Errors: one sentence, a place, a hint. Context is put before the message, so that the outermost "while" is read first. */
#define CN_DEFINES_FAILURES
#include "base/base.h"

#include <assert.h>
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

/* Behind the conversion that begins at p, "%" included. */
static const char *conversion_end(const char *p)
{
	p += 1 + strspn(p + 1, "-+ #0123456789.*hlzjt");
	return *p ? p + 1 : p;
}

/* The length of what the first n bytes of the format make. */
static size_t made_by(const char *fmt, size_t n, va_list ap) CN_PRINTF(1, 0);
static size_t made_by(const char *fmt, size_t n, va_list ap)
{
	char part[CN_SAID_FORMAT_BYTES];
	memcpy(part, fmt, n);
	part[n] = '\0';
	va_list again;
	va_copy(again, ap);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the beginning of a format that the compiler has checked */
	int made = vsnprintf(NULL, 0, part, again);
#pragma GCC diagnostic pop
	va_end(again);
	return made > 0 ? (size_t)made : 0;
}

/* Where each argument stands is measured by formatting the beginnings of the format: no other way reads a va_list of any types. */
static void note_args(cn_said *s, const char *fmt, va_list ap) CN_PRINTF(2, 0);
static void note_args(cn_said *s, const char *fmt, va_list ap)
{
	if (strlen(fmt) >= CN_SAID_FORMAT_BYTES)
		return;
	for (const char *p = strchr(fmt, '%'); p; p = strchr(p, '%')) {
		const char *end = conversion_end(p);
		if (end[-1] != '%') {
			if (s->n_arg == CN_SAID_ARGS_MAX) {
				s->fmt = NULL;
				return;
			}
			size_t from = made_by(fmt, (size_t)(p - fmt), ap), to = made_by(fmt, (size_t)(end - fmt), ap);
			from = from < s->n ? from : s->n;
			to = to < s->n ? to : s->n;
			s->arg[s->n_arg].at = (uint16_t)from;
			s->arg[s->n_arg++].n = (uint16_t)(to - from);
		}
		p = end;
	}
}

void cn_said_v(char *out, size_t room, cn_said *ret, const char *fmt, va_list ap)
{
	assert(room > 0 && room <= UINT16_MAX);
	va_list again;
	va_copy(again, ap);
	(void)vsnprintf(out, room, fmt, ap); /* a cut message is still a message */
	make_plain(out);
	*ret = (cn_said){ .fmt = fmt, .n = (uint16_t)strlen(out) };
	note_args(ret, fmt, again);
	va_end(again);
}

/* The text was moved by `by` bytes and may have been cut to n. */
static void move(cn_said *s, size_t by, size_t n)
{
	size_t end = by + s->at + s->n;
	s->at = (uint16_t)(s->at + by < n ? s->at + by : n);
	s->n = (uint16_t)((end < n ? end : n) - s->at);
	for (unsigned i = 0; i < s->n_arg; i++) {
		end = by + s->arg[i].at + s->arg[i].n;
		s->arg[i].at = (uint16_t)(s->arg[i].at + by < n ? s->arg[i].at + by : n);
		s->arg[i].n = (uint16_t)((end < n ? end : n) - s->arg[i].at);
	}
}

cn_code cn_fail_v(cn_err *err, cn_code code, const char *where, const char *fmt, va_list ap)
{
	if (!err)
		return code;
	err->code = code;
	err->where = where;
	err->hint[0] = '\0';
	err->hint_said = (cn_said){ 0 };
	cn_said_v(err->msg, sizeof err->msg, &err->part[0], fmt, ap);
	err->n_part = 1;
	return code;
}

cn_code cn_fail_at(cn_err *err, cn_code code, const char *where, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)cn_fail_v(err, code, where, fmt, ap);
	va_end(ap);
	return code;
}

cn_code cn_fail_said(cn_err *err, cn_code code, const char *where, const char *text, const cn_said *said)
{
	(void)cn_fail_at(err, code, where, "%s", text);
	if (!err || !said->fmt)
		return code;
	err->part[0] = *said;
	move(&err->part[0], 0, strlen(err->msg));
	return code;
}

cn_code cn_while(cn_err *err, const char *fmt, ...)
{
	if (!err)
		return CN_EINTERNAL;
	char old[CN_ERR_BYTES];
	memcpy(old, err->msg, sizeof old);
	char context[301];
	cn_said said;
	va_list ap;
	va_start(ap, fmt);
	cn_said_v(context, sizeof context, &said, fmt, ap);
	va_end(ap);
	(void)snprintf(err->msg, sizeof err->msg, "%s: %.460s", context, old);
	make_plain(err->msg);
	size_t n = strlen(err->msg);
	for (unsigned i = 0; i < err->n_part; i++)
		move(&err->part[i], (size_t)said.n + 2, n);
	if (err->n_part < CN_ERR_PARTS_MAX) {
		err->part[err->n_part++] = said;
	} else { /* more than are kept apart: the outermost ones become one text */
		cn_said *last = &err->part[CN_ERR_PARTS_MAX - 1];
		*last = (cn_said){ .n = (uint16_t)(last->at + last->n) };
	}
	return err->code;
}

cn_code cn_hint(cn_err *err, const char *fmt, ...)
{
	if (!err)
		return CN_EINTERNAL;
	va_list ap;
	va_start(ap, fmt);
	cn_said_v(err->hint, sizeof err->hint, &err->hint_said, fmt, ap);
	va_end(ap);
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
