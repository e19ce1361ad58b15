/* Asking: one prompt at a time, an output and then its line, so that whatever kills a run loses one answer at most. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/hash.h"
#include "lab/media/file.h"
#include "node/sampling.h"
#include "store/file.h"

enum { FILE_ARENA = 1 << 30, LEDGER_BYTES_MAX = 512 << 20, HEAD_BYTES_MAX = 1 << 20, NAME_BYTES = 64, LINE_BYTES_MAX = 4096 };

typedef struct run {
	cn_ctx *ctx;
	const cn_sampling *s;
	const char *out;
	char outputs[CN_PATH_BYTES_MAX], ledger[CN_PATH_BYTES_MAX];
	int fd;             /* of the ledger; -1: not open */
	uint64_t end;       /* bytes of whole lines in it */
	cn_sampled *sum;
	cn_val *reasons;
	int64_t until_us;   /* of the monotonic clock; 0: no bound */
} run;

static int64_t clock_us(clockid_t of)
{
	struct timespec t;
	(void)clock_gettime(of, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- names ---------------------------------------------------------------------------------------------------------------------- */

static const char *ending_of(cn_media_format f)
{
	return f == CN_MEDIA_OTHER ? "bin" : f == CN_MEDIA_TEXT ? "txt" : f == CN_MEDIA_MARKDOWN ? "md" : cn_media_format_text(f);
}

/* "00017-0f3a9c....png": its place in the order of asking, the beginning of its digest, its format. */
static void name_of(size_t n, const cn_digest *d, cn_media_format f, char out[NAME_BYTES])
{
	CN_AUTO_BUF hex;
	cn_buf_init(&hex, NAME_BYTES);
	cn_hex(&hex, d->b, 8);
	(void)snprintf(out, NAME_BYTES, "%06zu-%.16s.%s", n, hex.failed ? "" : hex.p, ending_of(f));
}

/* ---- what is there ---------------------------------------------------------------------------------------------------------------- */

static void reason(run *r, cn_str why)
{
	cn_val *v = NULL;
	for (cn_val *c = r->reasons ? r->reasons->first : NULL; c && !v; c = c->next)
		v = cn_eq(c->key, why) ? c : NULL;
	if (v)
		v->i++;
	else
		(void)cn_put_s(r->ctx->a, r->reasons, cn_str_copy(r->ctx->a, why), cn_int(r->ctx->a, 1));
}

static void add(run *r, const cn_val *line)
{
	cn_str none = cn_get_text(line, "none");
	r->sum->asked++;
	if (none.n) {
		r->sum->none++;
		reason(r, none);
		return;
	}
	r->sum->given++;
	r->sum->other += cn_is_text(cn_get(line, "format"), "other");
	r->sum->bytes += (uint64_t)cn_get_int(line, "bytes", 0);
}

/* A line of the ledger, and the output that it names: the same bytes still? */
static cn_code held(run *r, cn_arena *a, cn_str text, cn_err *err)
{
	const cn_val *line;
	char path[CN_PATH_BYTES_MAX];
	cn_str bytes, file;
	if (cn_json_parse(a, text, CN_JSON_FOREIGN_DEPTH_MAX, &line, err) != CN_OK)
		return cn_while(err, "%s:%zu", r->ledger, r->sum->asked + 1);
	size_t at = r->sum->asked;
	if (cn_get_int(line, "n", 0) != (int64_t)at + 1 || at >= r->s->n_prompt)
		return CN_FAIL(err, CN_EINPUT, "%s:%zu: this is not the line of prompt %zu: the ledger was changed", r->ledger, at + 1, at + 1);
	file = cn_get_text(line, "file");
	if (file.n) {
		const char *name = cn_cstr(a, file);
		if (!name)
			return cn_arena_fail(a, err);
		CN_TRY(cn_path(path, r->outputs, name, err));
		CN_TRY(cn_file_read(a, path, CN_OUTPUT_BYTES_MAX, &bytes, err));
		cn_digest d = cn_sha256(bytes);
		if (!cn_eq(cn_digest_str(a, &d), cn_get_text(line, "sha256")))
			return CN_FAIL(err, CN_EINPUT, "%s is not what the generator gave: its digest is another than in %s", path, r->ledger);
	}
	add(r, line);
	return cn_arena_ok(r->ctx->a) ? CN_OK : cn_arena_fail(r->ctx->a, err);
}

static cn_code read_ledger(run *r, cn_err *err)
{
	CN_AUTO_ARENA all = cn_arena_new(2u * LEDGER_BYTES_MAX);
	cn_str bytes = { 0 }, line;
	if (!all)
		return CN_NOMEM(err);
	cn_code rc = cn_file_read(all, r->ledger, LEDGER_BYTES_MAX, &bytes, err);
	if (rc == CN_ENOTFOUND)
		return CN_OK;
	if (rc != CN_OK)
		return rc;
	for (cn_str rest = bytes; cn_split(rest, '\n', &line, &rest);) {
		CN_AUTO_ARENA a = cn_arena_new(FILE_ARENA);
		if (!a)
			return CN_NOMEM(err);
		CN_TRY(held(r, a, line, err));
		r->end += line.n + 1;
	}
	return CN_OK;
}

/* An output whose line was not written any more is asked for again. */
static cn_code drop_orphan(run *r, cn_err *err)
{
	const cn_val *names;
	char prefix[16], path[CN_PATH_BYTES_MAX];
	(void)snprintf(prefix, sizeof prefix, "%06zu-", r->sum->asked + 1);
	CN_TRY(cn_dir_list(r->ctx->a, r->outputs, &names, err));
	CN_EACH (x, names) {
		const char *name = cn_starts(x->s, prefix) ? cn_cstr(r->ctx->a, x->s) : NULL;
		if (!name)
			continue;
		CN_TRY(cn_path(path, r->outputs, name, err));
		CN_TRY(cn_file_remove(NULL, path, err));
	}
	return CN_OK;
}

/* The folder's own plan: the same, or none yet. */
static cn_code claim(run *r, cn_err *err)
{
	cn_arena *a = r->ctx->a;
	char path[CN_PATH_BYTES_MAX];
	cn_str bytes;
	const cn_val *old;
	CN_TRY(cn_path(path, r->out, "sampling.json", err));
	if (cn_file_exists(path)) {
		CN_TRY(cn_file_read(a, path, HEAD_BYTES_MAX, &bytes, err));
		if (cn_json_parse(a, bytes, CN_JSON_FOREIGN_DEPTH_MAX, &old, err) != CN_OK)
			return cn_while(err, "%s", path);
		if (!cn_eq(cn_get_text(old, "key"), r->s->key)) {
			(void)CN_FAIL(err, CN_ESTATE, "%s holds outputs of another plan, or of other prompts", r->out);
			return cn_hint(err, "--out another folder");
		}
		return CN_OK;
	}
	cn_val *v = cn_map(a);
	CN_AUTO_BUF b;
	(void)cn_put(a, v, "concord", cn_textz(a, "sampled/1"));
	(void)cn_put(a, v, "id", cn_text(a, r->s->id));
	(void)cn_put(a, v, "key", cn_text(a, r->s->key));
	(void)cn_put(a, v, "url", cn_text(a, r->s->url));
	(void)cn_put(a, v, "prompts", cn_text(a, r->s->prompts_file));
	(void)cn_put(a, v, "prompts_sha256", cn_text(a, r->s->prompts_digest));
	(void)cn_put(a, v, "drawn_from", cn_int(a, (int64_t)r->s->n_prompt));
	(void)cn_put(a, v, "seed", cn_text(a, cn_strf(a, "%llu", (unsigned long long)r->s->seed)));
	cn_buf_init(&b, HEAD_BYTES_MAX);
	cn_json_write(&b, v, 2);
	cn_buf_putc(&b, '\n');
	if (b.failed || !cn_arena_ok(a))
		return CN_NOMEM(err);
	return cn_file_write(NULL, path, cn_buf_str(&b), 0644, err);
}

/* ---- one prompt -------------------------------------------------------------------------------------------------------------------- */

static cn_code put_line(run *r, const cn_val *line, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, LINE_BYTES_MAX);
	cn_json_write(&b, line, -1);
	cn_buf_putc(&b, '\n');
	if (b.failed)
		return CN_NOMEM(err);
	CN_TRY(cn_fd_write(NULL, r->fd, b.p, b.n, r->end, r->ledger, err));
	CN_TRY(cn_fd_sync(NULL, r->fd, r->ledger, err));
	r->end += b.n;
	add(r, line);
	return CN_OK;
}

static cn_code keep(run *r, cn_arena *a, cn_str output, cn_val *line, cn_err *err)
{
	cn_media_file f = { 0 };
	cn_digest d = cn_sha256(output);
	char name[NAME_BYTES], path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_media_read(a, output, &f, err));
	name_of(r->sum->asked + 1, &d, f.format, name);
	CN_TRY(cn_path(path, r->outputs, name, err));
	CN_TRY(cn_file_write(NULL, path, output, 0644, err));
	(void)cn_put(a, line, "file", cn_textz(a, name));
	(void)cn_put(a, line, "sha256", cn_text(a, cn_digest_str(a, &d)));
	(void)cn_put(a, line, "bytes", cn_int(a, (int64_t)output.n));
	(void)cn_put(a, line, "format", cn_textz(a, cn_media_format_text(f.format)));
	return CN_OK;
}

/* CONCORD_NOW holds for a whole run; without it each line has its own time. */
static int64_t now_us(const run *r)
{
	return getenv("CONCORD_NOW") ? r->ctx->now_us : clock_us(CLOCK_REALTIME);
}

static cn_code ask(run *r, cn_generator *g, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(FILE_ARENA);
	CN_AUTO_BUF output;
	size_t index = r->s->order[r->sum->asked];
	const char *none = "";
	char at[CN_TIME_BYTES];
	cn_buf_init(&output, CN_OUTPUT_BYTES_MAX + 1);
	if (!a)
		return CN_NOMEM(err);
	cn_val *line = cn_map(a);
	CN_TRY(cn_generator_ask(g, r->s->prompt[index], &output, &none, err));
	cn_time_text(now_us(r), at);
	(void)cn_put(a, line, "n", cn_int(a, (int64_t)r->sum->asked + 1));
	(void)cn_put(a, line, "prompt", cn_int(a, (int64_t)r->s->prompt_line[index]));
	(void)cn_put(a, line, "at", cn_textz(a, at));
	if (*none)
		(void)cn_put(a, line, "none", cn_textz(a, none));
	else
		CN_TRY(keep(r, a, cn_buf_str(&output), line, err));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	return put_line(r, line, err);
}

/* ---- all of them ------------------------------------------------------------------------------------------------------------------- */

static const char *spent(const run *r)
{
	const cn_sampling *s = r->s;
	if (s->requests && r->sum->asked >= (size_t)s->requests)
		return "requests";
	if (s->megabytes && r->sum->bytes >= (uint64_t)s->megabytes * 1000000)
		return "megabytes";
	if (r->until_us && clock_us(CLOCK_MONOTONIC) >= r->until_us)
		return "minutes";
	return NULL;
}

static cn_code ask_all(run *r, cn_err *err)
{
	cn_generator *g;
	CN_TRY(cn_generator_open(r->ctx->a, &r->s->how, &g, err));
	while (r->sum->asked < r->s->n && !(r->sum->spent = spent(r))) {
		CN_TRY(ask(r, g, err));
		if (r->sum->given == 0 && r->sum->asked == CN_SAMPLING_NONE_FIRST) {
			cn_str why = r->reasons->last->key;
			return CN_FAIL(err, CN_EINPUT, "the first %d prompts were given no output (%.*s): is the plan right?", CN_SAMPLING_NONE_FIRST, CN_FMT(why));
		}
		r->ctx->progress(r->ctx->progress_arg, cn_tr(r->ctx, "asking for outputs", "正在获取输出"), r->sum->asked, r->s->n);
	}
	return CN_OK;
}

static cn_code held_folder(run *r, cn_err *err)
{
	CN_TRY(claim(r, err));
	CN_TRY(read_ledger(r, err));
	if (r->sum->asked >= r->s->n)
		return CN_OK;
	CN_TRY(drop_orphan(r, err));
	r->fd = open(r->ledger, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (r->fd < 0)
		return CN_FAIL(err, CN_EIO, "%s: %s", r->ledger, strerror(errno));
	CN_TRY(cn_fd_cut(NULL, r->fd, r->end, r->ledger, err));
	return ask_all(r, err);
}

cn_code cn_sampling_run(cn_ctx *ctx, const cn_sampling *s, const char *out, cn_sampled *ret, cn_err *err)
{
	run r = { .ctx = ctx, .s = s, .out = out, .fd = -1, .sum = ret, .reasons = cn_map(ctx->a) };
	char lock[CN_PATH_BYTES_MAX];
	int lock_fd;
	*ret = (cn_sampled){ 0 };
	if (!r.reasons)
		return cn_arena_fail(ctx->a, err);
	ret->reasons = r.reasons;
	CN_TRY(cn_path(r.outputs, out, "outputs", err));
	CN_TRY(cn_path(r.ledger, out, "asked.jsonl", err));
	CN_TRY(cn_path(lock, out, "lock", err));
	CN_TRY(cn_dir_make(NULL, r.outputs, 0755, err));
	CN_TRY(cn_file_lock(lock, &lock_fd, err));
	r.until_us = s->minutes ? clock_us(CLOCK_MONOTONIC) + s->minutes * 60000000 : 0;
	cn_code rc = held_folder(&r, err);
	if (r.fd >= 0)
		(void)close(r.fd);
	(void)close(lock_fd);
	return rc;
}
