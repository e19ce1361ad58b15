#include "node/settings.h"
#include "store/file.h"

/* Flags that belong to one call and not to a service. */
static bool of_a_call(const char *name)
{
	static const char *const not_here[] = { "json", "color", "help", "config" };
	for (size_t i = 0; i < sizeof not_here / sizeof *not_here; i++)
		if (strcmp(name, not_here[i]) == 0)
			return true;
	return false;
}

static const cn_flag *find(const cn_flag *f, cn_str name)
{
	for (; f && f->name; f++)
		if (cn_eqz(name, f->name) && !of_a_call(f->name))
			return f;
	return NULL;
}

/* Which line is being read, for what is wrong with it. */
typedef struct place {
	cn_arena *a;
	const char *file;
	size_t line;
	const cn_op *op;
	size_t from; /* settings of the command line end here: they stand over the file */
} place;

static cn_code unknown(const place *p, cn_str name, cn_err *err)
{
	const char *typed = cn_cstr(p->a, cn_sub(name, 0, 60)), *near = NULL;
	if (!typed)
		return cn_arena_fail(p->a, err);
	(void)CN_FAIL(err, CN_EINPUT, "%s:%zu: there is no setting \"%s\"", p->file, p->line, typed);
	if (p->op)
		near = cn_nearest_flag(p->op, typed);
	return near && !of_a_call(near) ? cn_hint(err, "%s = ...", near) : cn_hint(err, "concord help serve");
}

static cn_code add(const place *p, const cn_flag *f, const char *value, cn_args *args, cn_err *err)
{
	for (size_t i = 0; i < args->n_set; i++) {
		if (args->set[i].flag != f || (f->many && i >= p->from))
			continue;
		if (i < p->from)
			return CN_OK;
		return CN_FAIL(err, CN_EINPUT, "%s:%zu: \"%s\" is set twice", p->file, p->line, f->name);
	}
	if (args->n_set >= CN_FLAGS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%s:%zu: more than %d settings", p->file, p->line, CN_FLAGS_MAX);
	args->set[args->n_set].flag = f;
	args->set[args->n_set++].value = value;
	return CN_OK;
}

static cn_code take_line(const place *p, cn_str line, cn_args *args, cn_err *err)
{
	cn_str name, value;
	line = cn_trim(line);
	if (!line.n || line.p[0] == '#')
		return CN_OK;
	if (!cn_split(line, '=', &name, &value))
		return CN_FAIL(err, CN_EINPUT, "%s:%zu: a setting is a line \"name = value\"", p->file, p->line);
	name = cn_trim(name);
	value = cn_trim(value);
	const cn_flag *f = p->op ? find(p->op->flags, name) : NULL;
	if (!f)
		f = find(cn_flags_global(), name);
	if (!f)
		return unknown(p, name, err);
	if (!value.n)
		return CN_FAIL(err, CN_EINPUT, "%s:%zu: \"%s\" has no value", p->file, p->line, f->name);
	if (!f->value) {
		if (cn_eqz(value, "no"))
			return CN_OK;
		if (!cn_eqz(value, "yes"))
			return CN_FAIL(err, CN_EINPUT, "%s:%zu: \"%s\" is yes or no", p->file, p->line, f->name);
		return add(p, f, "", args, err);
	}
	const char *z = cn_cstr(p->a, value);
	return z ? add(p, f, z, args, err) : cn_arena_fail(p->a, err);
}

cn_code cn_settings_take(cn_arena *a, const char *file, cn_str text, const cn_op *op, cn_args *args, cn_err *err)
{
	place p = { a, file, 0, op, args->n_set };
	cn_args all = *args; /* nothing of a file that is wrong is taken */
	if (!cn_utf8_ok(text) || memchr(text.n ? text.p : "", 0, text.n))
		return CN_FAIL(err, CN_EINPUT, "%s: not a text in UTF-8", file);
	for (cn_str rest = text, line; rest.n;) {
		p.line++;
		(void)cn_split(rest, '\n', &line, &rest); /* the last line may have no end */
		CN_TRY(take_line(&p, line, &all, err));
	}
	*args = all;
	return CN_OK;
}

static const cn_op *serve_op(void)
{
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(ops[i]->name, "serve") == 0)
			return ops[i];
	return NULL;
}

cn_code cn_settings_read(cn_ctx *ctx, const char *file, cn_err *err)
{
	cn_str text;
	CN_TRY(cn_file_read(ctx->a, file, CN_SETTINGS_BYTES_MAX, &text, err));
	return cn_settings_take(ctx->a, file, text, serve_op(), &ctx->args, err);
}
