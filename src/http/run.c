/* Ops by POST: {"args": [..], "flags": {..}, "files": {name: text or {"base64": ..}}}. The files lie in a folder of the request, where the op runs in a process
 * of its own and makes its own files; {"exit", "answer", "files"} comes back. What came from outside is behind "=" of a flag or behind "--", and
 * where it names a file it names one of that folder. */
#include "http/guard.h"
#include "http/jobs.h"
#include "http/people_routes.h"
#include "http/scratch.h"
#include "http/store_watch.h"
#include "people/act.h"

enum { RUN_MS = 110000, JOB_MS = 4 * 3600 * 1000, WORDS_MOST = 3 * CN_ARGS_MAX };

typedef struct posted {
	const char *argv[WORDS_MOST + 1];
	size_t n;
	const cn_val *body;
	cn_scratch scratch;
} posted;

/* ---- the command line ---- */

static cn_code add(cn_call *c, posted *m, cn_str word, cn_err *err)
{
	if (m->n >= WORDS_MOST)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d arguments and flags", WORDS_MOST);
	if (word.n > 0 && memchr(word.p, 0, word.n))
		return CN_FAIL(err, CN_EINPUT, "a value holds a NUL character");
	m->argv[m->n] = cn_cstr(c->a, word);
	return m->argv[m->n++] ? CN_OK : cn_arena_fail(c->a, err);
}

static cn_code text_of(cn_call *c, const cn_val *v, cn_str *ret, cn_err *err)
{
	if (v->type == CN_TEXT)
		*ret = v->s;
	else if (v->type == CN_INT)
		*ret = cn_strf(c->a, "%lld", (long long)v->i);
	else
		return CN_FAIL(err, CN_EINPUT, "an argument or the value of a flag is a text or a whole number");
	return CN_OK;
}

/* A person signs with their own keys: over HTTP two keys are two persons. */
static cn_code check_own_key(cn_call *c, cn_str key, cn_err *err)
{
	bool has;
	CN_TRY(cn_people_has_key(c->site->people, &c->who, key, &has, err));
	if (has)
		return CN_OK;
	c->ret->status = 403;
	return CN_FAIL(err, CN_ESTATE, "the key \"%.*s\" is not bound to you: an administrator says whose a key is", CN_FMT(cn_sub(key, 0, 80)));
}

static cn_code add_value(cn_call *c, posted *m, const cn_flag *f, const cn_val *v, cn_err *err)
{
	cn_str z;
	if (!f->value) {
		if (v->type != CN_BOOL)
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is true or false", f->name);
		return v->b ? add(c, m, cn_strf(c->a, "--%s", f->name), err) : CN_OK;
	}
	CN_TRY(text_of(c, v, &z, err));
	if (!cn_op_flag_served(f))
		CN_TRY(cn_scratch_name_check(z, err));
	if (strcmp(f->name, "key") == 0 && strcmp(f->value, "FINGERPRINT") != 0) /* verify asks for one, and signs nothing */
		CN_TRY(check_own_key(c, z, err));
	return add(c, m, cn_strf(c->a, "--%s=%.*s", f->name, CN_FMT(z)), err);
}

static const cn_flag *flag_of(const cn_op *op, cn_str name)
{
	for (const cn_flag *f = op->flags; f && f->name; f++)
		if (cn_eqz(name, f->name) && strcmp(f->name, "no-passphrase") != 0) /* keys that a server can use lie under a passphrase */
			return f;
	return NULL;
}

static cn_code add_flags(cn_call *c, posted *m, cn_err *err)
{
	const cn_val *flags = cn_get(m->body, "flags");
	if (flags && flags->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "\"flags\" is an object: {\"as-of\": \"2026-11-23\"}");
	CN_EACH (v, flags) {
		const cn_flag *f = flag_of(c->op, v->key);
		if (!f)
			return CN_FAIL(err, CN_EINPUT, "\"%s\" has no flag \"%.*s\" over HTTP", c->op->name, CN_FMT(cn_sub(v->key, 0, 60)));
		if (v->type != CN_LIST) {
			CN_TRY(add_value(c, m, f, v, err));
			continue;
		}
		if (!f->many)
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is given once", f->name);
		CN_EACH (one, v)
			CN_TRY(add_value(c, m, f, one, err));
	}
	return CN_OK;
}

static cn_code add_args(cn_call *c, posted *m, cn_err *err)
{
	const cn_val *args = cn_get(m->body, "args");
	size_t i = 0;
	if (args && args->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "\"args\" is a list: [\"system.yaml\"]");
	CN_EACH (v, args) {
		cn_str z = { 0 }, name;
		bool many;
		CN_TRY(text_of(c, v, &z, err));
		if (!cn_op_arg_name(c->op, i++, &name, &many) && !cn_contains(z, CN_S("="))) /* may be a file; NAME=VALUE is none */
			CN_TRY(cn_scratch_name_check(z, err));
		CN_TRY(add(c, m, z, err));
	}
	return CN_OK;
}

static cn_code build(cn_call *c, posted *m, cn_err *err)
{
	cn_str rest = cn_str_z(c->op->name), word;
	CN_TRY(add(c, m, CN_S("concord"), err));
	for (bool more = true; more;) {
		more = cn_split(rest, ' ', &word, &rest);
		CN_TRY(add(c, m, word, err));
	}
	CN_TRY(add(c, m, CN_S("--json"), err));
	CN_TRY(add(c, m, cn_strf(c->a, "--lang=%.*s", CN_FMT(c->lang)), err));
	CN_TRY(add(c, m, cn_strf(c->a, "--norms=%s", c->site->norms_dir), err));
	CN_TRY(add(c, m, cn_strf(c->a, "--data=%s", c->site->data_dir), err));
	CN_TRY(add_flags(c, m, err));
	CN_TRY(add(c, m, CN_S("--"), err));
	return add_args(c, m, err);
}

/* ---- the files ---- */

static cn_code put_files(cn_call *c, posted *m, cn_err *err)
{
	const cn_val *files = cn_get(m->body, "files");
	if (files && files->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "\"files\" is an object: {\"system.yaml\": \"...\"}");
	if (files && files->n > CN_SCRATCH_FILES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d files", CN_SCRATCH_FILES_MAX);
	CN_EACH (v, files) {
		cn_str bytes = v->type == CN_TEXT ? v->s : CN_S("");
		const cn_val *packed = v->type == CN_MAP ? cn_get(v, "base64") : NULL;
		if (v->type != CN_TEXT && (!packed || packed->type != CN_TEXT || !cn_unbase64(c->a, packed->s, &bytes)))
			return CN_FAIL(err, CN_EINPUT, "the file \"%.*s\" is a text, or {\"base64\": \"...\"}", CN_FMT(cn_sub(v->key, 0, 80)));
		CN_TRY(cn_scratch_put(&m->scratch, v->key, bytes, err));
	}
	return CN_OK;
}

/* ---- the answer ---- */

static cn_code refused(cn_call *c, int code, const char *note, cn_err *err)
{
	cn_str line = cn_worker_refusal(note);
	c->ret->status = code == 3 ? 400 : code == 4 ? 503 : 500;
	return CN_FAIL(err, code == 3 ? CN_EINPUT : code == 4 ? CN_ESTATE : CN_EINTERNAL, "%.*s", CN_FMT(cn_sub(line, 0, 600)));
}

static cn_code put_answer(cn_call *c, posted *m, int code, cn_str out, cn_err *err)
{
	const cn_val *made;
	CN_TRY(cn_scratch_made(&m->scratch, c->a, cn_get(m->body, "files"), &made, err));
	cn_buf_printf(&c->out, "{\"exit\":%d,\"answer\":", code);
	cn_buf_put(&c->out, cn_trim(out).n ? cn_trim(out) : CN_S("null")); /* one JSON document, by --json */
	cn_buf_putz(&c->out, ",\"files\":");
	cn_json_write(&c->out, made, -1);
	cn_buf_putz(&c->out, "}\n");
	return CN_OK;
}

static bool still_in(void *arg)
{
	cn_call *c = arg;
	cn_who now = c->who;
	return cn_people_still_in(c->site->people, &now, NULL) != CN_EFORGED;
}

static cn_code run(cn_call *c, posted *m, cn_err *err)
{
	const cn_site *s = c->site;
	cn_worker w = { .self = s->self, .argv = m->argv, .now = s->now, .wall_ms = c->job ? JOB_MS : RUN_MS, .writes = true, .is_long = c->job != NULL,
			      .cancel = cn_job_cancel(c->job), .said = c->job ? cn_job_said : NULL, .ctx = c->job, .dir = m->scratch.dir, .data_dir = s->data_dir,
			      .norms_dir = s->norms_dir, .passphrase_file = s->passphrase_file,
			      .store = c->op->served == CN_SERVED_WRITES ? cn_store_watch_worker(s->store) : NULL };
	char note[CN_WORKER_NOTE_BYTES];
	int code;
	CN_AUTO_BUF out;
	cn_buf_init(&out, CN_WORKER_OUT_BYTES_MAX);
	CN_TRY(put_files(c, m, err));
	CN_TRY(cn_tell_who(c, &w.asker, err));
	if (c->who.id[0]) {
		w.by = cn_strf(c->a, "CONCORD_BY=%s %lld", c->who.id, (long long)c->who.entry).p;
		w.may = still_in;
		w.may_ctx = c;
	}
	cn_code ran = cn_worker_run(&w, &out, note, &code, err);
	if (c->op->served == CN_SERVED_WRITES)
		(void)atomic_fetch_add(&c->site->n_written, 1); /* also one that failed may have */
	CN_TRY(ran);
	if (code > 2 || code < 0)
		return refused(c, code, note, err);
	if (c->op->served == CN_SERVED_WRITES) {
		CN_TRY(cn_people_act_ran(s->people, c->op->name, cn_str_z(c->who.id), cn_site_now_us(s), err));
		cn_acts_soon(c->site);
	}
	return put_answer(c, m, code, cn_buf_str(&out), err);
}

/* While a request comes in, or a job waits, who asks may lose the role, or all that let them in. */
static cn_code still_may(cn_call *c, cn_err *err)
{
	cn_who now = c->who;
	if (!now.id[0])
		return CN_OK;
	cn_code rc = cn_people_still_in(c->site->people, &now, err);
	c->ret->status = rc == CN_EFORGED ? 401 : c->ret->status;
	CN_TRY(rc);
	if (now.access >= c->op->least)
		return CN_OK;
	c->ret->status = 403;
	return CN_FAIL(err, CN_ESTATE, "this is for a person in the role %s or above", cn_access_text(c->op->least));
}

cn_code cn_op_run_body(cn_call *c, const cn_val *body, cn_err *err)
{
	posted m = { .body = body };
	CN_TRY(still_may(c, err));
	CN_TRY(build(c, &m, err));
	CN_TRY(cn_scratch_make(c->site->data_dir, c->site->seat, &m.scratch, err));
	cn_code rc = run(c, &m, err);
	cn_scratch_remove(&m.scratch);
	return rc;
}

cn_code cn_propose(cn_call *c, const char *what, cn_str body, bool gives_link, cn_err *err)
{
	char id[CN_PERSON_ID_BYTES], code[CN_LINK_CODE_BYTES] = "";
	cn_code rc = cn_people_propose(c->site->people, what, body, cn_str_z(c->who.id), cn_site_now_us(c->site), id, gives_link ? code : NULL, err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	c->ret->status = 202;
	(void)snprintf(c->ret->location, sizeof c->ret->location, "/api/v1/proposals/%s", id);
	cn_val *v = cn_map(c->a);
	cn_put(c->a, v, "proposal", cn_textz(c->a, id));
	if (gives_link)
		cn_put(c->a, v, "code", cn_textz(c->a, code));
	c->shown_once = gives_link;
	cn_wipe(code, sizeof code);
	return cn_answer_tree(c, v, err);
}

/* It waits for a second person, if it could be run as it stands. */
static cn_code propose(cn_call *c, const cn_val *body, cn_err *err)
{
	posted m = { .body = body };
	CN_TRY(build(c, &m, err));
	return cn_propose(c, c->op->name, c->asked->body, false, err);
}

static const char *const command_keys[] = { "?args", "?flags", "?files", NULL };

cn_code cn_op_body(cn_call *c, const cn_val **ret, cn_err *err)
{
	return cn_body_object(c, command_keys, ret, err);
}

cn_code cn_op_run(cn_call *c, cn_err *err)
{
	const cn_val *body;
	CN_TRY(cn_op_body(c, &body, err));
	return c->op->two_person ? propose(c, body, err) : cn_op_run_body(c, body, err);
}

/* ---- what takes two persons ---- */

cn_code cn_route_proposals(cn_call *c, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_people_proposals(c->site->people, c->a, CN_S(""), cn_site_now_us(c->site), &list, err));
	return cn_answer_items(c, list, err);
}

const cn_op *cn_op_named(cn_str name)
{
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	for (size_t i = 0; i < n; i++)
		if (cn_eqz(name, ops[i]->name))
			return ops[i];
	return NULL;
}

/* *ret_undone: nothing of it is done, for certain: refused before anything was. One that took too long, ended early, or met a fault of the machine, may be. */
static cn_code do_approved(cn_call *c, const cn_decided *d, bool *ret_undone, cn_err *err)
{
	const cn_val *body;
	CN_TRY(cn_json_parse(c->a, d->body, CN_JSON_DEPTH_MAX, &body, err));
	cn_approved *here = cn_person_approved(d->op);
	c->op = here ? c->op : cn_op_named(d->op);
	if (!here && !(c->op && c->op->two_person))
		return CN_FAIL(err, CN_EINTERNAL, "what was proposed is no command of this program");
	cn_code rc = here ? here(c, cn_first(cn_get(body, "args"))->s, cn_get(body, "flags"), cn_str_z(d->code), err) : cn_op_run_body(c, body, err);
	unsigned status = c->ret->status;
	*ret_undone = rc != CN_OK && (here ? status != 201 && status != 204 : status == 400 || status == 401 || status == 403);
	return rc;
}

cn_code cn_route_decide(cn_call *c, cn_err *err)
{
	static const char *const keys[] = { "decision", NULL };
	const cn_val *v;
	cn_decided d;
	CN_TRY(cn_body_object(c, keys, &v, err));
	bool approve = cn_is_text(cn_get(v, "decision"), "approve");
	if (!approve && !cn_is_text(cn_get(v, "decision"), "refuse"))
		return CN_FAIL(err, CN_EINPUT, "\"decision\" is \"approve\" or \"refuse\"");
	cn_code rc = cn_people_decide(c->site->people, c->a, c->part, approve, cn_str_z(c->who.id), cn_site_now_us(c->site), &d, err);
	if (rc != CN_OK)
		return cn_answer_change(c, rc, err);
	cn_acts_soon(c->site);
	if (!approve)
		return cn_answer_change(c, CN_OK, err);
	bool undone = false;
	rc = do_approved(c, &d, &undone, err);
	/* whether this can be noted changes nothing of what was done: what was approved is never found again by itself */
	if (cn_people_settle(c->site->people, c->part, cn_cstr(c->a, d.op), !undone, cn_str_z(c->who.id), cn_site_now_us(c->site), NULL) == CN_OK)
		cn_acts_soon(c->site);
	return rc;
}
