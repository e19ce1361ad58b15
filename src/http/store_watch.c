#include "http/store_watch.h"

#include <pthread.h>
#include <time.h>

#include "node/store.h"
#include "store/fence.h"

struct cn_store_watch {
	const cn_site *site;
	cn_arena *a; /* of what it knows from its start */
	cn_store_url url;
	cn_worker_store worker;
	pthread_t thread;
	bool running;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t wake;
	bool stopping;
	cn_err state;
	time_t asked; /* seconds of the monotonic clock since which an answer is waited for; 0: none is */
	/* the thread's own */
	cn_db *db;
};

/* A database that takes a question and never answers is no better than one that is away. */
enum { PATIENCE_SECONDS = 8, PARTING_SECONDS = 2 };

static time_t seconds_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1; /* never 0 */
}

/* ---- what a process is given ---- */

/* Settings of the database's client that reach it by the environment, as they would reach a command; one that names a file may be read. */
static const struct {
	const char *name;
	bool file;
} passed[] = { { "PGPASSFILE", true }, { "PGPASSWORD", false }, { "PGHOST", false }, { "PGPORT", false }, { "PGUSER", false }, { "PGDATABASE", false },
	       { "PGSSLMODE", false }, { "PGSSLROOTCERT", true }, { "PGSSLCERT", true }, { "PGSSLKEY", true } };

static void put(const char **list, const char *text)
{
	size_t n = 0;
	while (list[n])
		n++;
	if (text && n < CN_WORKER_STORE_PLACES)
		list[n] = text;
}

static void pass_environment(cn_store_watch *w)
{
	const char *home = getenv("HOME");
	for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
		const char *value = getenv(passed[i].name);
		if (!value || !value[0])
			continue;
		put(w->worker.env, cn_strf(w->a, "%s=%s", passed[i].name, value).p);
		if (passed[i].file)
			put(w->worker.files, value);
	}
	cn_str usual = cn_strf(w->a, "%s/.pgpass", home ? home : "");
	if (!getenv("PGPASSFILE") && home && usual.n && cn_file_exists(usual.p)) { /* where the client looks by itself; a process of ours has no home */
		put(w->worker.env, cn_strf(w->a, "PGPASSFILE=%s", usual.p).p);
		put(w->worker.files, usual.p);
	}
}

/* Files that the client and the C library read on the way to the server: who we are, what its name means, whom to trust. */
static void pass_files(cn_store_watch *w)
{
	static const char *const system[] = { "/etc/passwd", "/etc/nsswitch.conf", "/etc/hosts", "/etc/resolv.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/ssl" };
	static const char *const settings[] = { "passfile", "sslrootcert", "sslcert", "sslkey", "sslcrl" };
	for (size_t i = 0; i < sizeof system / sizeof *system; i++)
		put(w->worker.files, system[i]);
	for (size_t i = 0; w->url.name[i]; i++)
		for (size_t k = 0; k < sizeof settings / sizeof *settings; k++)
			if (strcmp(w->url.name[i], settings[k]) == 0)
				put(w->worker.files, w->url.value[i]);
}

/* ---- looking ---- */

static cn_code look_once(cn_store_watch *w, cn_err *err)
{
	if (!w->db)
		CN_TRY(cn_db_open_url(&w->url, &w->db, err));
	return cn_fence_look(w->db, w->site->origin, err);
}

/* What is wrong is said once when it begins and once when it ends. */
static void say_change(const cn_store_watch *w, const cn_err *now)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_buf_putz(&b, "\"store\":");
	cn_json_text(&b, w->url.shown);
	if (now->code != CN_OK) {
		cn_buf_putz(&b, ",\"detail\":");
		cn_json_text(&b, cn_str_z(now->msg));
	}
	if (!b.failed)
		cn_journal_line(w->site->journal, now->code == CN_OK ? "info" : "error", now->code == CN_OK ? "store-good" : "store-bad", cn_buf_str(&b));
	cn_journal_flush(w->site->journal);
}

static void look(cn_store_watch *w, bool first)
{
	cn_err now = { 0 };
	(void)pthread_mutex_lock(&w->lock);
	w->asked = seconds_now();
	(void)pthread_mutex_unlock(&w->lock);
	now.code = look_once(w, &now);
	if (now.code != CN_OK) {
		cn_db_close(w->db);
		w->db = NULL;
	}
	(void)pthread_mutex_lock(&w->lock);
	bool changed = (w->state.code == CN_OK) != (now.code == CN_OK);
	w->state = now;
	w->asked = 0;
	(void)pthread_mutex_unlock(&w->lock);
	if (changed || (first && now.code != CN_OK))
		say_change(w, &now);
}

static void *work(void *arg)
{
	cn_store_watch *w = arg;
	(void)pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		struct timespec until;
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		(void)pthread_cond_timedwait(&w->wake, &w->lock, &until);
		if (w->stopping)
			break;
		(void)pthread_mutex_unlock(&w->lock);
		look(w, false);
		(void)pthread_mutex_lock(&w->lock);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

static cn_code prepare(cn_store_watch *w, cn_err *err)
{
	put(w->worker.env, cn_strf(w->a, CN_STORE_ENV "=%s", w->site->data_dir).p);
	pass_environment(w);
	pass_files(w);
	if (!cn_arena_ok(w->a))
		return cn_arena_fail(w->a, err);
	look(w, true);
	if (pthread_create(&w->thread, NULL, work, w) != 0)
		return CN_FAIL(err, CN_EIO, "no thread that looks after the store");
	w->running = true;
	return CN_OK;
}

cn_code cn_store_watch_start(const cn_site *s, cn_store_watch **ret, cn_err *err)
{
	cn_store_watch *w = cn_heap_take(sizeof *w);
	if (!w)
		return CN_NOMEM(err);
	memset(w, 0, sizeof *w);
	w->site = s;
	w->a = cn_arena_new(1 << 20);
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->wake, NULL);
	cn_code rc = w->a ? cn_store_of(w->a, s->data_dir, &w->url, err) : CN_NOMEM(err);
	if (rc == CN_OK && w->url.postgresql)
		rc = prepare(w, err);
	if (rc != CN_OK || !w->url.postgresql) {
		cn_store_watch_stop(w);
		w = NULL;
	}
	if (rc == CN_OK)
		*ret = w;
	return rc;
}

void cn_store_watch_stop(cn_store_watch *w)
{
	if (!w)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->stopping = true;
	(void)pthread_cond_signal(&w->wake);
	(void)pthread_mutex_unlock(&w->lock);
	struct timespec until;
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PARTING_SECONDS;
	if (w->running && pthread_timedjoin_np(w->thread, NULL, &until) != 0)
		return; /* it waits for a database that does not answer, and ends with this process: what it uses stays */
	cn_db_close(w->db);
	(void)pthread_mutex_destroy(&w->lock);
	(void)pthread_cond_destroy(&w->wake);
	cn_arena_free(w->a);
	cn_heap_give(w);
}

cn_code cn_store_watch_state(cn_store_watch *w, cn_err *err)
{
	if (!w)
		return CN_OK;
	(void)pthread_mutex_lock(&w->lock);
	cn_code rc = w->state.code;
	time_t waits = w->asked ? seconds_now() - w->asked : 0;
	if (rc != CN_OK && err)
		*err = w->state;
	(void)pthread_mutex_unlock(&w->lock);
	if (rc == CN_OK && waits > PATIENCE_SECONDS)
		return CN_FAIL(err, CN_ESTATE, "the store %.*s has not answered for %lld seconds", CN_FMT(cn_sub(w->url.shown, 0, 200)), (long long)waits);
	return rc;
}

const cn_worker_store *cn_store_watch_worker(const cn_store_watch *w)
{
	return w ? &w->worker : NULL;
}
