/* A folder of files of content. The files are dealt to SHARDS lists by their place in the order of paths, so that who reads which list does
 * not matter; a list is a file of lines that only grows. At the end the lists are dealt back into one order. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/hash.h"
#include "node/media_batch.h"
#include "node/media_total.h"
#include "store/file.h"

enum { SHARDS = 16, JOBS_MAX = 64, LINE_BYTES_MAX = 1 << 20, ARENA_BYTES = 1 << 30, DEATHS_MAX = 1000 };

typedef struct batch {
	cn_ctx *ctx;
	const cn_media_set *set;
	const char *folder, *out, *parts;
	const cn_val *files; /* paths below the folder, in order */
	const char **path;   /* the same, to reach by number */
	size_t n;
	struct stat own;     /* of the folder that is written into, where it is there already: what stands in it is no content */
	bool has_own;
	size_t jobs, said;   /* how many read, and how many files the one that says so has read */
} batch;

/* ---- the files of the folder ------------------------------------------------------------------------------------------------ */

static cn_code below(batch *b, cn_str under, unsigned depth, cn_val *list, cn_err *err);

static cn_code full_path(const batch *b, cn_str path, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	int n = snprintf(out, CN_PATH_BYTES_MAX, "%s%s%.*s", b->folder, path.n ? "/" : "", CN_FMT(path));
	return n > 0 && n < CN_PATH_BYTES_MAX ? CN_OK : CN_FAIL(err, CN_ETOOBIG, "%s: a path of more than %d bytes is in it", b->folder, CN_PATH_BYTES_MAX - 1);
}

/* What stands under a name: a file, a folder, or nothing that is read (a link, a pipe, what this program writes itself). */
static cn_code take(batch *b, cn_str path, unsigned depth, cn_val *list, cn_err *err)
{
	char full[CN_PATH_BYTES_MAX];
	struct stat st;
	CN_TRY(full_path(b, path, full, err));
	if (lstat(full, &st) != 0 || (b->has_own && st.st_dev == b->own.st_dev && st.st_ino == b->own.st_ino))
		return CN_OK;
	if (S_ISDIR(st.st_mode))
		return below(b, path, depth + 1, list, err);
	if (S_ISREG(st.st_mode))
		(void)cn_push(b->ctx->a, list, cn_text(b->ctx->a, path));
	return list->n <= CN_MEDIA_FILES_MAX ? CN_OK : CN_FAIL(err, CN_ETOOBIG, "%s: more than %d files", b->folder, CN_MEDIA_FILES_MAX);
}

static cn_code below(batch *b, cn_str under, unsigned depth, cn_val *list, cn_err *err)
{
	const cn_val *names;
	char dir[CN_PATH_BYTES_MAX];
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_TRY(full_path(b, under, dir, err));
	if (!a)
		return CN_NOMEM(err);
	if (depth > CN_MEDIA_FOLDER_DEPTH_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%s: more than %d folders in each other", dir, CN_MEDIA_FOLDER_DEPTH_MAX);
	cn_code rc = cn_dir_list(a, dir, &names, err);
	if (rc == CN_EIO && depth > 0) { /* one that may not be read is a line with an error, as such a file is */
		(void)cn_push(b->ctx->a, list, cn_text(b->ctx->a, under));
		return cn_arena_ok(b->ctx->a) ? CN_OK : cn_arena_fail(b->ctx->a, err);
	}
	if (rc != CN_OK)
		return rc;
	CN_EACH (name, names)
		CN_TRY(take(b, under.n ? cn_strf(a, "%.*s/%.*s", CN_FMT(under), CN_FMT(name->s)) : name->s, depth, list, err));
	return cn_arena_ok(a) && cn_arena_ok(b->ctx->a) ? CN_OK : CN_NOMEM(err);
}

static cn_code list_files(batch *b, cn_err *err)
{
	cn_val *list = cn_list(b->ctx->a);
	size_t i = 0;
	b->has_own = stat(b->out, &b->own) == 0;
	CN_TRY(below(b, CN_S(""), 0, list, err));
	if (!list || list->n == 0)
		return list ? CN_FAIL(err, CN_EINPUT, "%s: there is no file in it", b->folder) : cn_arena_fail(b->ctx->a, err);
	b->path = CN_NEW(b->ctx->a, const char *, list->n);
	if (!b->path)
		return cn_arena_fail(b->ctx->a, err);
	CN_EACH (v, list)
		if (!(b->path[i++] = cn_cstr(b->ctx->a, v->s)))
			return cn_arena_fail(b->ctx->a, err);
	b->files = list;
	b->n = list->n;
	return CN_OK;
}

/* ---- a list of lines that only grows ------------------------------------------------------------------------------------------- */

typedef struct shard {
	int fd;
	size_t done; /* whole lines */
} shard;

static const char *shard_path(const batch *b, size_t k)
{
	return cn_strf(b->ctx->a, "%s/%02zu.jsonl", b->parts, k).p;
}

/* Opens a list, cuts off a half line at its end, counts the whole ones. */
static cn_code shard_open(const batch *b, size_t k, shard *ret, cn_err *err)
{
	const char *path = shard_path(b, k);
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;
	char room[1 << 14];
	off_t at = 0, end = 0;
	if (fd < 0)
		return path ? CN_FAIL(err, CN_EIO, "%s: %s", path, strerror(errno)) : cn_arena_fail(b->ctx->a, err);
	ret->done = 0;
	for (ssize_t n; (n = pread(fd, room, sizeof room, at)) > 0; at += n)
		for (ssize_t i = 0; i < n; i++)
			if (room[i] == '\n') {
				ret->done++;
				end = at + i + 1;
			}
	if (ftruncate(fd, end) != 0 || lseek(fd, end, SEEK_SET) != end) {
		(void)close(fd);
		return CN_FAIL(err, CN_EIO, "%s: %s", path, strerror(errno));
	}
	ret->fd = fd;
	return CN_OK;
}

static cn_code shard_put(const batch *b, size_t k, shard *s, cn_str line, cn_err *err)
{
	for (size_t at = 0; at < line.n;) {
		ssize_t n = write(s->fd, line.p + at, line.n - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return CN_FAIL(err, CN_EIO, "%s/%02zu.jsonl: %s", b->parts, k, strerror(n < 0 ? errno : ENOSPC));
		at += (size_t)n;
	}
	s->done++;
	return CN_OK;
}

/* ---- one file ------------------------------------------------------------------------------------------------------------------- */

/* What is kept of a file, on one line. A file that cannot be read or is over a bound is a line with an error. */
static cn_code line_of(const batch *b, size_t i, cn_buf *line, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_MEDIA bytes = { 0 };
	cn_media_answer m;
	cn_err why = { 0 };
	cn_val *v = NULL;
	if (!a)
		return CN_NOMEM(err);
	const char *full = cn_strf(a, "%s/%s", b->folder, b->path[i]).p;
	cn_code rc = full ? cn_media_open(full, &bytes, &why) : cn_arena_fail(a, &why);
	cn_digest d = { 0 };
	if (rc == CN_OK)
		rc = cn_media_judge(a, bytes.bytes, &b->set->ask, &m, &why);
	if (rc == CN_OK) {
		d = cn_sha256(bytes.bytes);
		v = cn_media_line_val(a, cn_media_name(a, cn_str_z(b->path[i])), bytes.bytes.n, cn_digest_str(a, &d), &m);
	} else if (rc == CN_ENOMEM) {
		return CN_NOMEM(err);
	} else {
		v = cn_media_line_error(a, cn_media_name(a, cn_str_z(b->path[i])), cn_str_z(why.msg));
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	cn_buf_reset(line);
	cn_json_write(line, v, -1);
	cn_buf_putc(line, '\n');
	return line->failed ? CN_FAIL(err, CN_ETOOBIG, "%s: its findings are longer than %d bytes", b->path[i], LINE_BYTES_MAX) : CN_OK;
}

static size_t at_most(size_t x, size_t most)
{
	return x < most ? x : most;
}

static cn_code read_shard(batch *b, size_t k, bool says, cn_err *err)
{
	shard s = { .fd = -1 };
	CN_AUTO_BUF line;
	cn_buf_init(&line, LINE_BYTES_MAX);
	CN_TRY(shard_open(b, k, &s, err));
	b->said += s.done;
	cn_code rc = CN_OK;
	for (size_t i = k + s.done * SHARDS; i < b->n && rc == CN_OK; i += SHARDS) {
		if (says) /* the others are about as far */
			b->ctx->progress(b->ctx->progress_arg, cn_tr(b->ctx, "reading files", "正在读取文件"), at_most(b->said++ * b->jobs, b->n), b->n);
		rc = line_of(b, i, &line, err);
		if (rc == CN_OK)
			rc = shard_put(b, k, &s, cn_buf_str(&line), err);
	}
	(void)close(s.fd);
	return rc;
}

/* ---- several processes ------------------------------------------------------------------------------------------------------------ */

static pid_t start(batch *b, size_t w, size_t jobs)
{
	pid_t parent = getpid(), pid = fork();
	if (pid != 0)
		return pid;
	/* Who reads alone, after its parent was killed, would write into lists that the next run reads on. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(4);
	cn_err err = { 0 };
	for (size_t k = w; k < SHARDS; k += jobs)
		if (read_shard(b, k, w == 0, &err) != CN_OK)
			_exit(4); /* who goes on afterwards meets it again, and says it */
	_exit(0);
}

/* A process died of a signal: the file that it was at is the next of its first list that is not whole. */
static cn_code bury(batch *b, size_t w, size_t jobs, int sig, cn_err *err)
{
	for (size_t k = w; k < SHARDS; k += jobs) {
		shard s;
		CN_AUTO_BUF line;
		cn_buf_init(&line, LINE_BYTES_MAX);
		CN_TRY(shard_open(b, k, &s, err));
		size_t i = k + s.done * SHARDS;
		cn_code rc = CN_OK;
		if (i < b->n) {
			cn_str why = cn_strf(b->ctx->a, "the process that read it died of signal %d", sig);
			cn_json_write(&line, cn_media_line_error(b->ctx->a, cn_media_name(b->ctx->a, cn_str_z(b->path[i])), why), -1);
			cn_buf_putc(&line, '\n');
			rc = line.failed ? CN_NOMEM(err) : shard_put(b, k, &s, cn_buf_str(&line), err);
		}
		(void)close(s.fd);
		if (i < b->n)
			return rc;
	}
	return CN_OK;
}

static cn_code read_all(batch *b, cn_err *err)
{
	size_t jobs = b->jobs;
	pid_t child[JOBS_MAX];
	size_t deaths = 0;
	for (size_t w = 0; w < jobs; w++)
		child[w] = start(b, w, jobs);
	for (size_t w = 0; w < jobs; w++) {
		int status = 0;
		while (child[w] > 0) {
			if (waitpid(child[w], &status, 0) < 0 && errno == EINTR)
				continue;
			child[w] = -1;
			if (!WIFSIGNALED(status))
				break;
			if (++deaths > DEATHS_MAX)
				return CN_FAIL(err, CN_EINTERNAL, "more than %d processes died reading files; see %s", DEATHS_MAX, b->parts);
			CN_TRY(bury(b, w, jobs, WTERMSIG(status), err));
			child[w] = start(b, w, jobs);
		}
	}
	for (size_t k = 0; k < SHARDS; k++)
		CN_TRY(read_shard(b, k, false, err));
	return CN_OK;
}

/* ---- what a run depends on ---------------------------------------------------------------------------------------------------------- */

static cn_code key_of(batch *b, cn_str *ret, cn_err *err)
{
	cn_arena *a = b->ctx->a;
	cn_val *v = cn_map(a), *market = cn_list(a), *said = cn_list(a);
	cn_hash h;
	cn_hash_init(&h);
	for (size_t i = 0; i < b->n; i++) { /* names, sizes and times: a file that changed is read anew with all the others */
		struct stat st = { 0 };
		char full[CN_PATH_BYTES_MAX];
		CN_TRY(full_path(b, cn_str_z(b->path[i]), full, err));
		(void)lstat(full, &st);
		char text[64];
		(void)snprintf(text, sizeof text, " %lld %lld.%09ld\n", (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
		cn_hash_puts(&h, cn_str_z(b->path[i]));
		cn_hash_puts(&h, cn_str_z(text));
	}
	cn_digest d = cn_hash_done(&h);
	(void)cn_put(a, v, "files", cn_text(a, cn_digest_str(a, &d)));
	(void)cn_put(a, v, "replay", cn_val_copy(a, b->set->replay));
	for (size_t i = 0; i < b->set->ask.n_market; i++)
		(void)cn_push(a, market, cn_text(a, b->set->ask.market[i]));
	for (size_t i = 0; i < b->set->ask.n_declared; i++)
		(void)cn_push(a, said, cn_text(a, cn_strf(a, "%.*s=%.*s", CN_FMT(b->set->ask.declared[i].name), CN_FMT(b->set->ask.declared[i].text))));
	(void)cn_put(a, v, "markets", market);
	(void)cn_put(a, v, "declared", said);
	CN_AUTO_BUF out;
	cn_buf_init(&out, LINE_BYTES_MAX);
	cn_json_write(&out, v, -1);
	cn_buf_putc(&out, '\n');
	*ret = cn_buf_copy(a, &out);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* Keeps what an earlier run of the same question has read; anything else goes. */
static cn_code prepare(batch *b, cn_err *err)
{
	cn_str key, old = { 0 };
	const char *path = cn_strf(b->ctx->a, "%s/of.json", b->parts).p;
	CN_TRY(key_of(b, &key, err));
	if (!path)
		return cn_arena_fail(b->ctx->a, err);
	bool same = cn_file_exists(path) && cn_file_read(b->ctx->a, path, LINE_BYTES_MAX, &old, NULL) == CN_OK && cn_eq(old, key);
	if (same && !cn_flag_on(b->ctx, "again"))
		return CN_OK;
	for (size_t k = 0; k < SHARDS; k++) {
		const char *p = shard_path(b, k);
		if (!p)
			return cn_arena_fail(b->ctx->a, err);
		if (unlink(p) != 0 && errno != ENOENT)
			return CN_FAIL(err, CN_EIO, "%s: %s", p, strerror(errno));
	}
	return cn_file_write(NULL, path, key, 0644, err);
}

static cn_code jobs_of(cn_ctx *ctx, size_t *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, "jobs");
	int64_t n = sysconf(_SC_NPROCESSORS_ONLN);
	if (z && cn_int_parse(cn_str_z(z), 1, JOBS_MAX, &n, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "--jobs is a number from 1 to %d", JOBS_MAX);
	*ret = n < 1 ? 1 : n > SHARDS ? SHARDS : (size_t)n;
	return CN_OK;
}

/* The lock is held by this process and by those that read for it: another run of the same folder waits for none of them, it is told. */
static cn_code alone(batch *b, int *ret_fd, cn_err *err)
{
	const char *path = cn_strf(b->ctx->a, "%s/lock", b->parts).p;
	if (!path)
		return cn_arena_fail(b->ctx->a, err);
	CN_TRY(cn_dir_make(NULL, b->parts, 0755, err));
	cn_code rc = cn_file_lock(path, ret_fd, err);
	if (rc == CN_ESTATE) {
		(void)CN_FAIL(err, CN_ESTATE, "another run writes into %s", b->out);
		return cn_hint(err, "wait for it, or --out another folder");
	}
	return rc;
}

cn_code cn_media_batch(cn_ctx *ctx, const cn_media_set *s, const char *folder, cn_err *err)
{
	const char *out = cn_flag_get(ctx, "out");
	batch b = { .ctx = ctx, .set = s, .folder = folder, .out = out ? out : "out/media" };
	cn_media_ask quiet = s->ask;
	cn_media_set each = *s;
	int lock;
	quiet.explain = false; /* a line a file has no room for reasons: media check FILE gives them */
	each.ask = quiet;
	b.set = &each;
	b.parts = cn_strf(ctx->a, "%s/parts", b.out).p;
	if (!b.parts)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(jobs_of(ctx, &b.jobs, err));
	CN_TRY(list_files(&b, err));
	CN_TRY(alone(&b, &lock, err));
	cn_code rc = prepare(&b, err);
	if (rc == CN_OK)
		rc = read_all(&b, err);
	if (rc == CN_OK)
		rc = cn_media_total(ctx, &each, (cn_media_shards){ b.parts, SHARDS, b.n }, b.out, err);
	(void)close(lock);
	return rc;
}
