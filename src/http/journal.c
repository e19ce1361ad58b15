/* What the server says about itself. */
#include <pthread.h>
#include <unistd.h>

#include "http/site.h"

enum { JOURNAL_BYTES = 256 << 10, JOURNAL_FULL = 32 << 10 };

struct cn_journal {
	int fd;
	pthread_mutex_t mutex;
	cn_buf lines;
};

cn_code cn_journal_open(int fd, cn_journal **ret, cn_err *err)
{
	cn_journal *j = cn_heap_take(sizeof *j);
	if (!j)
		return CN_NOMEM(err);
	*j = (cn_journal){ .fd = fd };
	(void)pthread_mutex_init(&j->mutex, NULL);
	cn_buf_init(&j->lines, JOURNAL_BYTES);
	*ret = j;
	return CN_OK;
}

/* mutex held. A reader that is gone or full loses lines; serving goes on. */
static void flush(cn_journal *j)
{
	cn_str s = cn_buf_str(&j->lines);
	while (s.n) {
		ssize_t n = write(j->fd, s.p, s.n);
		if (n <= 0)
			break;
		s = cn_sub(s, (size_t)n, s.n);
	}
	cn_buf_reset(&j->lines);
}

void cn_journal_flush(cn_journal *j)
{
	(void)pthread_mutex_lock(&j->mutex);
	flush(j);
	(void)pthread_mutex_unlock(&j->mutex);
}

void cn_journal_close(cn_journal *j)
{
	if (!j)
		return;
	cn_journal_flush(j);
	cn_buf_done(&j->lines);
	(void)pthread_mutex_destroy(&j->mutex);
	cn_heap_give(j);
}

void cn_journal_line(cn_journal *j, const char *level, const char *event, cn_str fields)
{
	struct timespec t;
	char when[CN_TIME_BYTES];
	(void)clock_gettime(CLOCK_REALTIME, &t);
	cn_time_text((int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000, when);
	(void)pthread_mutex_lock(&j->mutex);
	cn_buf_printf(&j->lines, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"%s%.*s}\n", when, level, event, fields.n ? "," : "", CN_FMT(fields));
	if (j->lines.n > JOURNAL_FULL || j->lines.failed || strcmp(level, "info") != 0)
		flush(j);
	(void)pthread_mutex_unlock(&j->mutex);
}
