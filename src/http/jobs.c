/* Jobs: a table in memory, a file each on the disk, one thread. A state is on the disk before anybody is told of it. */
#include "http/jobs.h"

#include <pthread.h>

#include "report/errors.h"
#include "store/file.h"

enum { ID_BYTES = 17, OP_BYTES = 48, DETAIL_BYTES = 600, STATE_FILE_BYTES = 16384, BODY_FILE_BYTES = 96 << 20, OUT_FILE_BYTES = 64 << 20, JOB_ARENA_BYTES = 256 << 20 };

typedef enum job_state { QUEUED, RUNNING, DONE, FAILED, CANCELLED, INTERRUPTED } job_state;
static const char *const state_text[] = { "queued", "running", "done", "failed", "cancelled", "interrupted" };

struct cn_job {
	cn_jobs *jobs;
	char id[ID_BYTES], op[OP_BYTES], lang[3], by[CN_PERSON_ID_BYTES], detail[DETAIL_BYTES];
	int64_t entry;    /* of who asks: which of their ways in */
	cn_access access; /* and how far it led: a token may less than its person */
	job_state state;
	int64_t created_us, started_us, ended_us;
	unsigned status;
	uint64_t n_event; /* so far; the last CN_JOB_EVENTS_MAX are kept */
	char event[CN_JOB_EVENTS_MAX][CN_JOB_SAID_BYTES];
	char line[CN_JOB_SAID_BYTES];
	size_t n_line;
	atomic_bool cancel;
	bool cancelled_by_person;
};

struct cn_jobs {
	cn_site *site;
	char dir[CN_PATH_BYTES_MAX];
	pthread_t thread;
	bool running, stopping;
	pthread_mutex_t lock; /* guards what follows, and every job */
	pthread_cond_t wake;
	cn_job *job[CN_JOBS_MAX]; /* in order of their making */
	size_t n;
};

/* ---- what is kept ---- */

static cn_code path_of(const cn_jobs *j, const char *id, const char *end, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	char name[64];
	(void)snprintf(name, sizeof name, "%s.%s", id, end);
	return cn_path(out, j->dir, name, err);
}

static void put_time(cn_arena *a, cn_val *m, const char *key, int64_t us)
{
	char z[CN_TIME_BYTES];
	cn_time_text(us, z);
	cn_put(a, m, key, us ? cn_textz(a, z) : cn_null(a));
}

static cn_val *tree_of(cn_arena *a, const cn_job *job)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_textz(a, job->id));
	cn_put(a, m, "op", cn_textz(a, job->op));
	cn_put(a, m, "lang", cn_textz(a, job->lang));
	cn_put(a, m, "by", cn_textz(a, job->by));
	cn_put(a, m, "state", cn_textz(a, state_text[job->state]));
	put_time(a, m, "created", job->created_us);
	put_time(a, m, "started", job->started_us);
	put_time(a, m, "ended", job->ended_us);
	cn_put(a, m, "status", job->status ? cn_int(a, job->status) : cn_null(a));
	cn_put(a, m, "detail", job->detail[0] ? cn_textz(a, job->detail) : cn_null(a));
	return m;
}

static cn_code keep(const cn_job *job, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, STATE_FILE_BYTES);
	if (!a)
		return CN_NOMEM(err);
	cn_val *m = tree_of(a, job);
	cn_put(a, m, "entry", cn_int(a, job->entry));
	cn_put(a, m, "access", cn_int(a, job->access));
	cn_put(a, m, "seat", cn_int(a, job->jobs->site->seat)); /* which of the servers of this folder has it */
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(path_of(job->jobs, job->id, "json", path, err));
	return cn_file_write(NULL, path, cn_buf_str(&b), 0600, err);
}

/* lock held */
static void say_event(cn_job *job, const char *text)
{
	(void)snprintf(job->event[job->n_event % CN_JOB_EVENTS_MAX], CN_JOB_SAID_BYTES, "%s", text);
	job->n_event++;
}

static void forget_files(const cn_job *job)
{
	static const char *const ends[] = { "body", "out", "json" };
	char path[CN_PATH_BYTES_MAX];
	for (size_t i = 0; i < 3; i++)
		if (path_of(job->jobs, job->id, ends[i], path, NULL) == CN_OK && cn_file_exists(path) && cn_file_remove(NULL, path, NULL) != CN_OK)
			return; /* it comes back with the next start */
}

/* lock held. Takes a job out of the table. */
static void drop(cn_jobs *j, size_t at)
{
	forget_files(j->job[at]);
	cn_heap_give(j->job[at]);
	memmove(&j->job[at], &j->job[at + 1], (j->n - at - 1) * sizeof *j->job);
	j->n--;
}

/* lock held. Room for one more: the oldest that has ended goes. */
static bool make_room(cn_jobs *j)
{
	for (size_t i = 0; j->n == CN_JOBS_MAX && i < j->n; i++)
		if (j->job[i]->state > RUNNING) {
			drop(j, i);
			break;
		}
	return j->n < CN_JOBS_MAX;
}

/* ---- working ---- */

const atomic_bool *cn_job_cancel(const cn_job *job)
{
	return job ? &job->cancel : NULL;
}

/* Lines of the command's progress: one event each. */
void cn_job_said(void *ctx, cn_str bytes)
{
	cn_job *job = ctx;
	(void)pthread_mutex_lock(&job->jobs->lock);
	for (size_t i = 0; i < bytes.n; i++) {
		if (bytes.p[i] != '\n' && job->n_line + 1 < sizeof job->line && (unsigned char)bytes.p[i] >= ' ')
			job->line[job->n_line++] = bytes.p[i];
		if (bytes.p[i] != '\n')
			continue;
		job->line[job->n_line] = '\0';
		if (job->n_line && cn_utf8_ok(cn_str_z(job->line)))
			say_event(job, job->line);
		job->n_line = 0;
	}
	(void)pthread_mutex_unlock(&job->jobs->lock);
}

static cn_code do_job(cn_jobs *j, cn_job *job, cn_call *c, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_str bytes;
	const cn_val *body;
	c->op = cn_op_named(cn_str_z(job->op));
	if (!c->op)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no command \"%.40s\"", job->op);
	(void)snprintf(c->who.id, sizeof c->who.id, "%s", job->by);
	c->who.entry = job->entry;
	cn_code rc = cn_people_still_in(j->site->people, &c->who, err); /* with the roles of now */
	if (rc == CN_EFORGED)
		c->ret->status = 403;
	CN_TRY(rc);
	if (job->access < c->who.access)
		c->who.access = job->access;
	CN_TRY(path_of(j, job->id, "body", path, err));
	CN_TRY(cn_file_read(c->a, path, BODY_FILE_BYTES, &bytes, err));
	CN_TRY(cn_json_parse(c->a, bytes, CN_JSON_DEPTH_MAX, &body, err));
	CN_TRY(cn_op_run_body(c, body, err));
	if (c->out.failed)
		return CN_NOMEM(err);
	CN_TRY(path_of(j, job->id, "out", path, err));
	return cn_file_write(NULL, path, cn_buf_str(&c->out), 0600, err);
}

/* lock held */
static void end_job(cn_jobs *j, cn_job *job, cn_code rc, const cn_err *why, unsigned status)
{
	if (j->stopping && atomic_load(&job->cancel) && !job->cancelled_by_person)
		return; /* the server ends: the file says "running", and the next start decides */
	job->state = rc == CN_OK ? DONE : job->cancelled_by_person ? CANCELLED : FAILED;
	job->ended_us = cn_site_now_us(j->site);
	job->status = rc == CN_OK ? 200 : status ? status : 503;
	if (job->state == FAILED) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_FIELD_BYTES_MAX);
		cn_error_put(&b, why, cn_str_z(job->lang));
		(void)snprintf(job->detail, sizeof job->detail, "%.*s", CN_FMT(cn_sub(cn_buf_str(&b), 0, DETAIL_BYTES - 1)));
	}
	cn_err err = { 0 };
	if (keep(job, &err) != CN_OK)
		cn_journal_line(j->site->journal, "warn", "job-not-kept", CN_S("\"detail\":\"the end of a job could not be written down\""));
	say_event(job, state_text[job->state]);
}

static void work_on(cn_jobs *j, cn_job *job)
{
	CN_AUTO_ARENA a = cn_arena_new(JOB_ARENA_BYTES);
	cn_answered ret = { 0 };
	cn_err err = { 0 };
	const cn_asked q = { .method = CN_S("POST"), .target = CN_S("/api/v1/jobs"), .language = cn_str_z(job->lang), .id = "job" };
	cn_call c = { .site = j->site, .asked = &q, .a = a, .lang = cn_str_z(job->lang), .may_wait = true, .ret = &ret, .job = job };
	cn_buf_init(&c.out, OUT_FILE_BYTES);
	cn_code rc = a ? do_job(j, job, &c, &err) : CN_NOMEM(&err);
	cn_buf_done(&c.out);
	(void)pthread_mutex_lock(&j->lock);
	end_job(j, job, rc, &err, ret.status);
	(void)pthread_mutex_unlock(&j->lock);
}

/* lock held */
static cn_job *next_job(cn_jobs *j)
{
	for (size_t i = 0; i < j->n; i++)
		if (j->job[i]->state == QUEUED)
			return j->job[i];
	return NULL;
}

static void *work(void *arg)
{
	cn_jobs *j = arg;
	(void)pthread_mutex_lock(&j->lock);
	while (!j->stopping) {
		cn_job *job = next_job(j);
		if (!job) {
			(void)pthread_cond_wait(&j->wake, &j->lock);
			continue;
		}
		job->state = RUNNING;
		job->started_us = cn_site_now_us(j->site);
		say_event(job, "running");
		cn_err err = { 0 };
		cn_code rc = keep(job, &err);
		if (rc != CN_OK) {
			end_job(j, job, rc, &err, 503); /* what could not be taken up again is not begun */
			continue;
		}
		(void)pthread_mutex_unlock(&j->lock);
		work_on(j, job);
		(void)pthread_mutex_lock(&j->lock);
	}
	(void)pthread_mutex_unlock(&j->lock);
	return NULL;
}

/* ---- a restart ---- */

static bool copy_text(const cn_val *m, const char *key, char *to, size_t room)
{
	cn_str s = cn_get_text(m, key);
	(void)snprintf(to, room, "%.*s", CN_FMT(cn_sub(s, 0, room - 1)));
	return s.n > 0 && s.n < room;
}

static int64_t time_at(const cn_val *m, const char *key)
{
	int64_t us = 0;
	return cn_time_parse(cn_get_text(m, key), &us, NULL) == CN_OK ? us : 0;
}

static bool take_state(const cn_val *m, cn_job *job)
{
	bool ok = copy_text(m, "id", job->id, ID_BYTES) && copy_text(m, "op", job->op, OP_BYTES) && copy_text(m, "lang", job->lang, sizeof job->lang) &&
		  copy_text(m, "by", job->by, CN_PERSON_ID_BYTES), known = false;
	(void)copy_text(m, "detail", job->detail, DETAIL_BYTES);
	for (unsigned i = 0; i <= INTERRUPTED; i++)
		if (cn_is_text(cn_get(m, "state"), state_text[i])) {
			job->state = (job_state)i;
			known = true;
		}
	job->entry = cn_get_int(m, "entry", -1); /* of before there were any: nobody's */
	job->access = (cn_access)cn_get_int(m, "access", CN_ACCESS_PUBLIC);
	job->created_us = time_at(m, "created");
	job->started_us = time_at(m, "started");
	job->ended_us = time_at(m, "ended");
	job->status = (unsigned)cn_get_int(m, "status", 0);
	return ok && known;
}

static void settle_left(cn_jobs *j, cn_job *job)
{
	const cn_op *op = cn_op_named(cn_str_z(job->op));
	if (job->state == RUNNING) {
		bool again = op && op->served != CN_SERVED_WRITES;
		job->state = again ? QUEUED : INTERRUPTED;
		job->started_us = 0;
		job->ended_us = again ? 0 : cn_site_now_us(j->site);
		if (keep(job, NULL) != CN_OK)
			job->state = INTERRUPTED; /* told, and decided anew by the next start */
	}
	say_event(job, state_text[job->state]);
}

static cn_code read_left(cn_jobs *j, cn_err *err)
{
	const cn_val *names, *m;
	CN_AUTO_ARENA a = cn_arena_new(32 << 20);
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_dir_list(a, j->dir, &names, err));
	CN_EACH(n, names) {
		char path[CN_PATH_BYTES_MAX];
		cn_str text;
		cn_job *job = cn_ends(n->s, ".json") && j->n < CN_JOBS_MAX ? cn_heap_take(sizeof *job) : NULL;
		if (!job)
			continue;
		memset(job, 0, sizeof *job);
		job->jobs = j;
		if (cn_path(path, j->dir, cn_cstr(a, n->s), NULL) == CN_OK && cn_file_read(a, path, STATE_FILE_BYTES, &text, NULL) == CN_OK &&
		    cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &m, NULL) == CN_OK && cn_get_int(m, "seat", 0) == (int64_t)j->site->seat && take_state(m, job)) {
			settle_left(j, job);
			j->job[j->n++] = job;
			continue;
		}
		cn_heap_give(job); /* another's file, or a damaged one: it stays where it is */
	}
	return CN_OK;
}

static int by_making(const void *x, const void *y)
{
	const cn_job *a = *(cn_job *const *)x, *b = *(cn_job *const *)y;
	return a->created_us != b->created_us ? (a->created_us < b->created_us ? -1 : 1) : strcmp(a->id, b->id);
}

cn_code cn_jobs_start(cn_site *site, cn_jobs **ret, cn_err *err)
{
	cn_jobs *j = cn_heap_take(sizeof *j);
	if (!j)
		return CN_NOMEM(err);
	memset(j, 0, sizeof *j);
	j->site = site;
	(void)pthread_mutex_init(&j->lock, NULL);
	(void)pthread_cond_init(&j->wake, NULL);
	cn_code rc = cn_path(j->dir, site->data_dir, "private/jobs", err);
	if (rc == CN_OK)
		rc = cn_dir_make(NULL, j->dir, 0700, err);
	if (rc == CN_OK)
		rc = read_left(j, err);
	if (rc == CN_OK) {
		qsort(j->job, j->n, sizeof *j->job, by_making);
		if (pthread_create(&j->thread, NULL, work, j) != 0)
			rc = CN_FAIL(err, CN_EIO, "no thread that works on jobs");
	}
	j->running = rc == CN_OK;
	if (rc != CN_OK) {
		cn_jobs_stop(j);
		return rc;
	}
	*ret = j;
	return CN_OK;
}

void cn_jobs_stop(cn_jobs *j)
{
	if (!j)
		return;
	(void)pthread_mutex_lock(&j->lock);
	j->stopping = true;
	for (size_t i = 0; i < j->n; i++)
		if (j->job[i]->state == RUNNING)
			atomic_store(&j->job[i]->cancel, true);
	(void)pthread_cond_signal(&j->wake);
	(void)pthread_mutex_unlock(&j->lock);
	if (j->running)
		(void)pthread_join(j->thread, NULL);
	for (size_t i = 0; i < j->n; i++)
		cn_heap_give(j->job[i]);
	(void)pthread_mutex_destroy(&j->lock);
	(void)pthread_cond_destroy(&j->wake);
	cn_heap_give(j);
}

/* ---- routes ---- */

static cn_code need_jobs(cn_call *c, cn_jobs **ret, cn_err *err)
{
	*ret = c->site->jobs;
	return *ret ? CN_OK : CN_FAIL(err, CN_ESTATE, "this node takes no jobs");
}

static bool may_see(const cn_call *c, const cn_job *job)
{
	return strcmp(job->by, c->who.id) == 0 || c->who.access == CN_ACCESS_ADMINISTRATOR;
}

/* lock held. Another's job is not there. */
static cn_code find(cn_call *c, cn_jobs *j, size_t *ret, cn_err *err)
{
	for (size_t i = 0; i < j->n; i++)
		if (cn_eqz(c->part, j->job[i]->id) && may_see(c, j->job[i])) {
			*ret = i;
			return CN_OK;
		}
	return CN_FAIL(err, CN_ENOTFOUND, "there is no such job");
}

cn_code cn_route_jobs(cn_call *c, cn_err *err)
{
	cn_jobs *j;
	cn_val *list = cn_list(c->a);
	CN_TRY(need_jobs(c, &j, err));
	(void)pthread_mutex_lock(&j->lock);
	for (size_t i = 0; i < j->n; i++)
		if (may_see(c, j->job[i]))
			cn_push(c->a, list, tree_of(c->a, j->job[i]));
	(void)pthread_mutex_unlock(&j->lock);
	return cn_answer_items(c, list, err);
}

/* The command of a job, and that this person may run it. */
static cn_code check_op(cn_call *c, const cn_val *v, cn_err *err)
{
	c->op = cn_op_named(cn_get_text(v, "op"));
	if (!c->op || !cn_op_posted(c->op))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is no command that can be posted", CN_FMT(cn_sub(cn_get_text(v, "op"), 0, 60)));
	if (c->op->two_person)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" waits for a second person: it is posted to its own address", c->op->name);
	if (c->who.access >= c->op->least)
		return CN_OK;
	c->ret->status = 403;
	return CN_FAIL(err, CN_ESTATE, "this is for a person in the role %s or above", cn_access_text(c->op->least));
}

static cn_code write_body(cn_call *c, const cn_job *job, const cn_val *v, cn_err *err)
{
	static const char *const keys[] = { "args", "flags", "files" };
	char path[CN_PATH_BYTES_MAX];
	cn_val *m = cn_map(c->a);
	for (size_t i = 0; i < 3; i++)
		if (cn_get(v, keys[i]))
			cn_put(c->a, m, keys[i], cn_val_copy(c->a, cn_get(v, keys[i])));
	CN_AUTO_BUF b;
	cn_buf_init(&b, BODY_FILE_BYTES);
	cn_json_write(&b, m, -1);
	if (!cn_arena_ok(c->a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(path_of(job->jobs, job->id, "body", path, err));
	return cn_file_write(NULL, path, cn_buf_str(&b), 0600, err);
}

static cn_job *new_job(cn_jobs *j, const cn_call *c)
{
	uint64_t id;
	cn_job *job = cn_heap_take(sizeof *job);
	if (!job)
		return NULL;
	memset(job, 0, sizeof *job);
	job->jobs = j;
	cn_entropy(&id, sizeof id);
	(void)snprintf(job->id, sizeof job->id, "%016llx", (unsigned long long)id);
	(void)snprintf(job->op, sizeof job->op, "%s", c->op->name);
	(void)snprintf(job->lang, sizeof job->lang, "%.*s", CN_FMT(cn_sub(c->lang, 0, 2)));
	(void)snprintf(job->by, sizeof job->by, "%s", c->who.id);
	job->entry = c->who.entry;
	job->access = c->who.access;
	job->created_us = cn_site_now_us(j->site);
	return job;
}

/* lock held */
static cn_code add(cn_jobs *j, cn_job *job, cn_err *err)
{
	size_t waiting = 0;
	for (size_t i = 0; i < j->n; i++)
		waiting += j->job[i]->state == QUEUED;
	if (waiting >= CN_JOBS_WAITING_MAX || !make_room(j))
		return CN_FAIL(err, CN_ESTATE, "too many jobs wait: ask again when some have ended");
	CN_TRY(keep(job, err));
	j->job[j->n++] = job;
	say_event(job, state_text[QUEUED]);
	(void)pthread_cond_signal(&j->wake);
	return CN_OK;
}

cn_code cn_route_job_new(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "op", "?args", "?flags", "?files", NULL };
	const cn_val *v;
	cn_jobs *j;
	CN_TRY(need_jobs(c, &j, err));
	CN_TRY(cn_body_object(c, keys, &v, err));
	CN_TRY(check_op(c, v, err));
	cn_job *job = new_job(j, c);
	if (!job)
		return CN_NOMEM(err);
	cn_code rc = write_body(c, job, v, err);
	cn_val *tree = tree_of(c->a, job);
	char id[ID_BYTES];
	(void)snprintf(id, sizeof id, "%s", job->id);
	(void)pthread_mutex_lock(&j->lock);
	if (rc == CN_OK)
		rc = add(j, job, err);
	(void)pthread_mutex_unlock(&j->lock);
	if (rc != CN_OK) {
		forget_files(job);
		cn_heap_give(job);
		return rc;
	}
	c->ret->status = 202;
	(void)snprintf(c->ret->location, sizeof c->ret->location, "/api/v1/jobs/%s", id);
	return cn_answer_tree(c, tree, err);
}

static cn_code put_result(cn_call *c, const cn_jobs *j, const cn_job *job, cn_val *m, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_str text;
	const cn_val *out = NULL;
	if (job->state == DONE) {
		CN_TRY(path_of(j, job->id, "out", path, err));
		CN_TRY(cn_file_read(c->a, path, OUT_FILE_BYTES, &text, err));
		CN_TRY(cn_json_parse(c->a, text, CN_JSON_FOREIGN_DEPTH_MAX, &out, err));
	}
	cn_put(c->a, m, "result", out ? cn_val_copy(c->a, out) : cn_null(c->a));
	return CN_OK;
}

cn_code cn_route_job(cn_call *c, cn_err *err)
{
	cn_jobs *j;
	size_t at;
	CN_TRY(need_jobs(c, &j, err));
	(void)pthread_mutex_lock(&j->lock);
	cn_code rc = find(c, j, &at, err);
	cn_val *m = rc == CN_OK ? tree_of(c->a, j->job[at]) : NULL;
	if (rc == CN_OK)
		rc = put_result(c, j, j->job[at], m, err);
	(void)pthread_mutex_unlock(&j->lock);
	return rc == CN_OK ? cn_answer_tree(c, m, err) : rc;
}

/* What was said after the event that the client has. An EventSource comes back by itself after `retry`; 204 tells it that nothing follows. */
static void put_events(cn_call *c, const cn_job *job, uint64_t from)
{
	uint64_t first = job->n_event > CN_JOB_EVENTS_MAX ? job->n_event - CN_JOB_EVENTS_MAX : 0;
	cn_buf_putz(&c->out, "retry: 1000\n\n");
	from = from > job->n_event ? 0 : from; /* numbers of an earlier run of the server */
	for (uint64_t i = from > first ? from : first; i < job->n_event; i++) {
		const char *text = job->event[i % CN_JOB_EVENTS_MAX];
		bool is_state = false;
		for (unsigned k = 0; k <= INTERRUPTED; k++)
			is_state = is_state || strcmp(text, state_text[k]) == 0;
		cn_buf_printf(&c->out, "id: %llu\nevent: %s\ndata: ", (unsigned long long)i + 1, is_state ? "state" : "progress");
		cn_json_text(&c->out, cn_str_z(text));
		cn_buf_putz(&c->out, "\n\n");
	}
}

cn_code cn_route_job_events(cn_call *c, cn_err *err)
{
	cn_jobs *j;
	size_t at;
	int64_t after = 0;
	cn_str have = c->asked->last_event;
	CN_TRY(need_jobs(c, &j, err));
	if (!have.n)
		(void)cn_target_get(&c->target, "after", &have);
	if (have.n && cn_int_parse(have, 0, CN_INT_MAX, &after, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "Last-Event-ID, or after, is the number of an event");
	(void)pthread_mutex_lock(&j->lock);
	cn_code rc = find(c, j, &at, err);
	if (rc == CN_OK && j->job[at]->state > RUNNING && (uint64_t)after >= j->job[at]->n_event)
		c->ret->status = 204;
	else if (rc == CN_OK)
		put_events(c, j->job[at], (uint64_t)after);
	(void)pthread_mutex_unlock(&j->lock);
	return rc;
}

cn_code cn_route_job_end(cn_call *c, cn_err *err)
{
	cn_jobs *j;
	size_t at;
	CN_TRY(need_jobs(c, &j, err));
	(void)pthread_mutex_lock(&j->lock);
	cn_code rc = find(c, j, &at, err);
	if (rc == CN_OK && j->job[at]->state == RUNNING) {
		j->job[at]->cancelled_by_person = true;
		atomic_store(&j->job[at]->cancel, true);
	} else if (rc == CN_OK && j->job[at]->state == QUEUED) {
		j->job[at]->cancelled_by_person = true;
		j->job[at]->state = CANCELLED;
		j->job[at]->ended_us = cn_site_now_us(c->site);
		rc = keep(j->job[at], err);
		say_event(j->job[at], state_text[CANCELLED]);
	} else if (rc == CN_OK) {
		drop(j, at); /* it has ended: it is forgotten */
	}
	(void)pthread_mutex_unlock(&j->lock);
	return cn_answer_change(c, rc, err);
}
