#include "http/recorder.h"

#include <pthread.h>

#include "http/store_watch.h"

enum { RECORD_MS = 8000, RECORD_IN_TURN_MS = 90000 }; /* a store in a database has writers wait for their turns */

struct cn_recorder {
	const cn_site *site;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool waiting, stopping;
	atomic_bool cancel;
};

static void record(const cn_site *s, const atomic_bool *cancel)
{
	char note[CN_WORKER_NOTE_BYTES], data[CN_WORKER_PATH_BYTES + 16];
	int code;
	CN_AUTO_BUF out;
	cn_buf_init(&out, 65536);
	(void)snprintf(data, sizeof data, "--data=%s", s->data_dir);
	const char *const argv[] = { "concord", "person", "record", "--json", data, NULL };
	const cn_worker w = { .self = s->self, .argv = argv, .now = s->now, .wall_ms = s->store ? RECORD_IN_TURN_MS : RECORD_MS, .writes = true, .passphrase_file = s->passphrase_file,
			      .data_dir = s->data_dir, .norms_dir = s->norms_dir, .store = cn_store_watch_worker(s->store), .cancel = s->store ? cancel : NULL };
	cn_err err = { 0 };
	if (cn_worker_run(&w, &out, note, &code, &err) != CN_OK || code != 0)
		cn_journal_line(s->journal, "warn", "acts-wait", CN_S("\"detail\":\"what was done to who may do what is not recorded yet: concord person record\""));
}

static void *work(void *arg)
{
	cn_recorder *r = arg;
	(void)pthread_mutex_lock(&r->lock);
	for (;;) {
		while (!r->waiting && !r->stopping)
			(void)pthread_cond_wait(&r->wake, &r->lock);
		if (!r->waiting)
			break;
		r->waiting = false;
		(void)pthread_mutex_unlock(&r->lock);
		record(r->site, &r->cancel);
		(void)pthread_mutex_lock(&r->lock);
	}
	(void)pthread_mutex_unlock(&r->lock);
	return NULL;
}

cn_code cn_recorder_start(const cn_site *s, cn_recorder **ret, cn_err *err)
{
	cn_recorder *r = cn_heap_take(sizeof *r);
	if (!r)
		return CN_NOMEM(err);
	*r = (cn_recorder){ .site = s };
	(void)pthread_mutex_init(&r->lock, NULL);
	(void)pthread_cond_init(&r->wake, NULL);
	if (pthread_create(&r->thread, NULL, work, r) != 0) {
		cn_heap_give(r);
		return CN_FAIL(err, CN_EIO, "no thread that records what administrators do");
	}
	*ret = r;
	return CN_OK;
}

static void say(cn_recorder *r, bool *what)
{
	(void)pthread_mutex_lock(&r->lock);
	*what = true;
	(void)pthread_cond_signal(&r->wake);
	(void)pthread_mutex_unlock(&r->lock);
}

void cn_recorder_wake(cn_recorder *r)
{
	if (r)
		say(r, &r->waiting);
}

void cn_recorder_stop(cn_recorder *r)
{
	if (!r)
		return;
	atomic_store(&r->cancel, true);
	say(r, &r->stopping);
	(void)pthread_join(r->thread, NULL);
	(void)pthread_mutex_destroy(&r->lock);
	(void)pthread_cond_destroy(&r->wake);
	cn_heap_give(r);
}
