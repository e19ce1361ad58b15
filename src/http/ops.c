/* Ops over HTTP. GET /api/v1/norm/show?id=eu-ai-act runs what `concord norm show eu-ai-act --json` runs, in a process of its own, and keeps
 * the answer until the library, the log or the day changes; what is not everybody's in a store of its own, and a minute at most. */
#include "http/console.h"

#include <sys/stat.h>

#include "core/hash.h"
#include "http/people_routes.h"
#include "http/worker.h"
#include "node/asker.h"
#include "store/file.h"

enum { WORKER_MS = 20000, ARGV_MOST = 3 * CN_ARGS_MAX, NAME_BYTES = (64 << 10) + CN_ASKER_BYTES_MAX };

bool cn_op_flag_served(const cn_flag *f)
{
	static const char *const files[] = { "FILE", "DIR", "PATH", "TABLE", "DOSSIER", "FOLDER" };
	for (size_t i = 0; f->value && i < sizeof files / sizeof *files; i++)
		if (strstr(f->value, files[i]))
			return false;
	return strcmp(f->name, "csv") != 0; /* the same as a table for a spreadsheet: JSON has it all */
}

bool cn_op_posted(const cn_op *op)
{
	return op->served == CN_SERVED_SEALED || op->served == CN_SERVED_WRITES;
}

bool cn_op_arg_name(const cn_op *op, size_t i, cn_str *ret, bool *ret_many)
{
	static const char *const names[][2] = { { "ID", "id" }, { "A", "a" }, { "B", "b" }, { "GROUP", "group" }, { "WORDS", "words" }, { "WHAT", "what" },
						{ "METRIC", "metric" }, { "KIND", "kind" }, { "RECORD", "record" }, { "NAME", "name" } };
	cn_str rest = cn_str_z(op->args), word = { "", 0 };
	for (size_t k = 0; k <= i; k++) {
		if (!rest.n)
			return false;
		(void)cn_split(rest, ' ', &word, &rest);
	}
	*ret_many = cn_contains(word, CN_S("...")) || (!rest.n && op->args_max > i + 1);
	while (word.n && (word.p[0] == '['))
		word = cn_sub(word, 1, word.n);
	while (word.n && (word.p[word.n - 1] == ']' || word.p[word.n - 1] == '.'))
		word.n--;
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		if (cn_eqz(word, names[k][0])) {
			*ret = cn_str_z(names[k][1]);
			return true;
		}
	return false; /* a file, a folder: not over HTTP */
}

bool cn_op_served(const cn_op *op)
{
	cn_str name;
	bool many, asked = op->served == CN_SERVED_LAW || op->served == CN_SERVED_NODE || op->served == CN_SERVED_SEALED;
	for (size_t i = 0; asked && op->served == CN_SERVED_SEALED && i < op->args_min; i++)
		asked = cn_op_arg_name(op, i, &name, &many); /* one that is a file comes in a body */
	return asked;
}

void cn_op_path(const cn_op *op, cn_buf *out)
{
	cn_buf_putz(out, "/api/v1/");
	for (const char *z = op->name; *z; z++)
		cn_buf_putc(out, *z == ' ' ? '/' : *z);
}

/* Is this the rest of a path behind /api/v1/? A word's end is a slash there. */
static bool is_path_of(const cn_op *op, cn_str rest)
{
	size_t i = 0;
	for (const char *z = op->name; *z; z++, i++)
		if (i >= rest.n || rest.p[i] != (*z == ' ' ? '/' : *z))
			return false;
	return i == rest.n;
}

const cn_op *cn_op_of_path(cn_str path)
{
	static const char prefix[] = "/api/v1/";
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	if (!cn_starts(path, prefix))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (is_path_of(ops[i], cn_sub(path, sizeof prefix - 1, path.n)))
			return ops[i];
	return NULL;
}

typedef struct command {
	const char *argv[ARGV_MOST + 1];
	size_t n;
	const char *asker; /* NULL: it is not told */
} command;

static cn_code add(command *m, cn_call *c, cn_str word, cn_err *err)
{
	if (m->n >= ARGV_MOST)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d questions", CN_QUERY_MAX);
	m->argv[m->n] = cn_cstr(c->a, word);
	return m->argv[m->n++] ? CN_OK : cn_arena_fail(c->a, err);
}

static bool is_arg(const cn_op *op, cn_str name)
{
	cn_str have;
	bool many;
	for (size_t i = 0; cn_op_arg_name(op, i, &have, &many); i++)
		if (cn_eq(have, name))
			return true;
	return false;
}

/* The questions that are flags. A switch is on with "true", "1" or nothing, off with "false" or "0". */
static cn_code add_flag(command *m, cn_call *c, const cn_query *q, cn_err *err)
{
	for (const cn_flag *f = c->op->flags; f && f->name; f++) {
		if (!cn_eqz(q->name, f->name) || !cn_op_flag_served(f))
			continue;
		if (f->value)
			return add(m, c, cn_strf(c->a, "--%s=%.*s", f->name, CN_FMT(q->value)), err);
		if (!q->value.n || cn_eqz(q->value, "true") || cn_eqz(q->value, "1"))
			return add(m, c, cn_strf(c->a, "--%s", f->name), err);
		if (cn_eqz(q->value, "false") || cn_eqz(q->value, "0"))
			return CN_OK;
		return CN_FAIL(err, CN_EINPUT, "\"%.40s\" is true or false", f->name);
	}
	return CN_FAIL(err, CN_EINPUT, "this address has no question \"%.*s\"; /openapi.json lists what can be asked", CN_FMT(cn_sub(q->name, 0, 60)));
}

static cn_code add_args(command *m, cn_call *c, cn_err *err)
{
	cn_str name;
	bool many;
	for (size_t i = 0; cn_op_arg_name(c->op, i, &name, &many); i++) {
		size_t got = 0;
		for (size_t k = 0; k < c->target.n_query; k++) {
			if (!cn_eq(c->target.query[k].name, name))
				continue;
			if (++got > (many ? CN_OP_ARG_VALUES : 1))
				return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is asked too often", CN_FMT(name));
			CN_TRY(add(m, c, c->target.query[k].value, err));
		}
		if (!got && i < c->op->args_min)
			return CN_FAIL(err, CN_EINPUT, "the question \"%.*s\" is missing", CN_FMT(name));
	}
	return CN_OK;
}

/* The command line. What came from outside is behind "=" of a flag or behind "--", so that no value can become a flag. */
static cn_code build(command *m, cn_call *c, cn_err *err)
{
	const cn_site *s = c->site;
	cn_str rest = cn_str_z(c->op->name), word;
	CN_TRY(add(m, c, CN_S("concord"), err));
	while (rest.n) {
		(void)cn_split(rest, ' ', &word, &rest);
		CN_TRY(add(m, c, word, err));
	}
	CN_TRY(add(m, c, CN_S("--json"), err));
	CN_TRY(add(m, c, cn_strf(c->a, "--lang=%.*s", CN_FMT(c->lang)), err));
	CN_TRY(add(m, c, cn_strf(c->a, "--norms=%s", s->norms_dir), err));
	if (c->op->served != CN_SERVED_LAW)
		CN_TRY(add(m, c, cn_strf(c->a, "--data=%s", s->data_dir), err));
	for (size_t i = 0; i < c->target.n_query; i++)
		if (!is_arg(c->op, c->target.query[i].name) && !cn_eqz(c->target.query[i].name, "lang"))
			CN_TRY(add_flag(m, c, &c->target.query[i], err));
	CN_TRY(add(m, c, CN_S("--"), err));
	return add_args(m, c, err);
}

/* What of the node's folder can change: its log, at once and not when the shelf looks next; its keys, what it watches, its settings. A file is put there by
 * renaming, which its folder shows. */
static uint64_t folder_stamp(const cn_site *s)
{
	static const char *const names[] = { "", "keys", "keys/people", "watch", "blobs", "log/sealed", "log/public/checkpoint" };
	cn_hash h;
	cn_hash_init(&h);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[CN_PATH_BYTES_MAX];
		struct stat st;
		if (cn_path(path, s->data_dir, names[i], NULL) != CN_OK || stat(path, &st) != 0)
			continue;
		cn_hash_put(&h, &st.st_mtim, sizeof st.st_mtim);
		cn_hash_put(&h, &st.st_ino, sizeof st.st_ino);
	}
	cn_digest d = cn_hash_done(&h);
	uint64_t stamp;
	memcpy(&stamp, d.b, sizeof stamp);
	return stamp;
}

uint64_t cn_answer_period(int64_t seconds, bool sealed)
{
	return (uint64_t)seconds / (sealed ? 60 : 86400);
}

static uint64_t stamp_of(cn_site *s, cn_served_as as)
{
	bool sealed = as == CN_SERVED_SEALED;
	uint64_t log = as != CN_SERVED_LAW ? cn_shelf_size(s->shelf) : 0;
	uint64_t period = s->now ? 0 : cn_answer_period(cn_site_now_us(s) / 1000000, sealed);
	uint64_t stamp = atomic_load(&s->law_stamp) ^ period * 0x9e3779b97f4a7c15u ^ log * 0xbf58476d1ce4e5b9u;
	return sealed ? stamp ^ folder_stamp(s) ^ atomic_load(&s->n_written) * 0x94d049bb133111ebu : stamp;
}

void cn_site_forget(cn_site *s)
{
	cn_cache_keep_only(s->sealed, stamp_of(s, CN_SERVED_SEALED));
}

/* Where its answer is kept; NULL: it is not. */
static cn_cache *keeper(const cn_call *c)
{
	if (c->op->served != CN_SERVED_SEALED)
		return c->site->answers;
	return c->op->kept ? c->site->sealed : NULL;
}

static cn_code refused(cn_call *c, int code, const char *note, cn_err *err)
{
	cn_str line = cn_worker_refusal(note);
	if (code == 3) {
		c->ret->status = 400;
		return CN_FAIL(err, CN_EINPUT, "%.*s", CN_FMT(cn_sub(line, 0, 600)));
	}
	return CN_FAIL(err, code == 4 ? CN_EIO : CN_EINTERNAL, "the answer cannot be worked out now");
}

static cn_code work_out(cn_call *c, const command *m, cn_str name, uint64_t stamp, cn_err *err)
{
	cn_worker w = { .self = c->site->self, .argv = m->argv, .now = c->site->now, .asker = m->asker, .wall_ms = WORKER_MS };
	char note[CN_WORKER_NOTE_BYTES];
	int code;
	CN_AUTO_BUF out;
	cn_buf_init(&out, CN_WORKER_OUT_BYTES_MAX);
	(void)atomic_fetch_add(&c->site->counts.answers_made, 1);
	CN_TRY(cn_worker_run(&w, &out, note, &code, err));
	if (code != 0) /* no op that is served gives a verdict */
		return refused(c, code, note, err);
	cn_body *b = cn_body_copy(cn_buf_str(&out));
	if (!b)
		return CN_NOMEM(err);
	cn_etag(cn_buf_str(&out), c->ret->etag);
	c->ret->body = b;
	cn_answer_pack(c->asked->encodings, c->ret);
	if (keeper(c))
		cn_cache_put(keeper(c), name, stamp, c->ret->body, c->ret->etag);
	return CN_OK;
}

/* All that its answer rests on, but for what the stamp says; no value holds a line end. */
static void put_name(const cn_call *c, const command *m, cn_buf *out)
{
	for (size_t i = 0; i < m->n; i++)
		cn_buf_printf(out, "%s\n", m->argv[i]);
	if (m->asker)
		cn_buf_printf(out, "%s\n", m->asker);
	if (cn_coding_accepted(c->asked->encodings, "gzip"))
		cn_buf_putz(out, "gzip"); /* kept packed: once is enough */
}

cn_code cn_op_answer(cn_call *c, cn_err *err)
{
	command m = { .n = 0 };
	CN_AUTO_BUF b;
	cn_buf_init(&b, NAME_BYTES);
	CN_TRY(build(&m, c, err));
	CN_TRY(cn_tell_who(c, &m.asker, err));
	put_name(c, &m, &b);
	if (b.failed)
		return CN_NOMEM(err);
	uint64_t stamp = stamp_of(c->site, c->op->served); /* before it is worked out: what changes meanwhile makes it old */
	c->ret->body = keeper(c) ? cn_cache_get(keeper(c), cn_buf_str(&b), stamp, c->ret->etag) : NULL;
	if (c->ret->body) {
		c->ret->varies = true;
		c->ret->encoding = cn_ends(cn_str_z(c->ret->etag), "-gz\"") ? "gzip" : NULL;
		(void)atomic_fetch_add(&c->site->counts.answers_kept, 1);
		return CN_OK;
	}
	c->later = !c->may_wait;
	return c->later ? CN_OK : work_out(c, &m, cn_buf_str(&b), stamp, err);
}
