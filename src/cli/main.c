/* The command line: words to an op, an answer to stdout, an error to stderr, a code to the shell. Nothing is decided here. */
#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapter/confine.h"
#include "node/node.h"
#include "node/settings.h"
#include "node/store.h"
#include "report/errors.h"

enum { ANSWER_BYTES_MAX = 512 << 20, CLI_WIDTH = 80, CLI_WIDTH_MIN = 60, PROGRESS_AFTER_US = 2000000, PROGRESS_EVERY_US = 200000, PROGRESS_JOB_US = 1000000 };

typedef struct progress_state {
	int64_t start_us, last_us;
	bool tty, shown;
	bool job; /* somebody follows it over HTTP: told from the beginning, a line a second */
	const char *phase;
	const cn_ctx *ctx;
} progress_state;

static int64_t monotonic_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void progress_show(void *arg, const char *phase, uint64_t done, uint64_t total)
{
	progress_state *p = arg;
	int64_t now = monotonic_us();
	bool new_phase = p->phase != phase;
	p->phase = phase;
	bool soon = now - p->last_us < (p->job ? PROGRESS_JOB_US : PROGRESS_EVERY_US);
	if ((!p->job && now - p->start_us < PROGRESS_AFTER_US) || (!new_phase && ((!p->tty && !p->job) || soon)))
		return;
	p->last_us = now;
	p->shown = true;
	(void)fprintf(stderr, p->tty ? "\r\033[K%s" : "%s", phase);
	if (total)
		(void)fprintf(stderr, "   %llu %s %llu", (unsigned long long)done, cn_tr(p->ctx, "of", "/"), (unsigned long long)total);
	else if (done)
		(void)fprintf(stderr, "   %llu", (unsigned long long)done);
	(void)fprintf(stderr, "   %lld:%02lld%s", (long long)((now - p->start_us) / 60000000),
		      (long long)((now - p->start_us) / 1000000 % 60), p->tty ? "" : "\n");
}

/* The one place where an error stops travelling: from here on it is in the person's language. */
static void print_error(const cn_ctx *ctx, const cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	cn_buf_putz(&b, cn_tr(ctx, "error: ", "错误："));
	cn_error_put(&b, err, ctx->lang);
	if (err->hint[0]) {
		cn_buf_putz(&b, cn_tr(ctx, "\nhint: ", "\n提示："));
		cn_error_hint_put(&b, err, ctx->lang);
	}
	if (err->code == CN_EINTERNAL)
		cn_buf_printf(&b, "\n%s (%s)", cn_tr(ctx, "this is a bug of ours: please report it", "这是本程序的缺陷：请予以报告"), err->where ? err->where : "?");
	if (b.failed) /* no memory to say it in another language */
		(void)fprintf(stderr, "error: %s\n", err->msg);
	else
		(void)fprintf(stderr, "%s\n", b.p);
}

static int usage_error(const cn_ctx *ctx, const cn_err *err)
{
	print_error(ctx, err);
	return cn_exit_code(CN_EINPUT);
}

/* The op whose words are the longest match of the first one or two arguments. */
static const cn_op *find_op(int argc, char **argv, int *ret_words)
{
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	const cn_op *found = NULL;
	*ret_words = 0;
	for (size_t i = 0; i < n; i++) {
		cn_str head, rest;
		int words = cn_split(cn_str_z(ops[i]->name), ' ', &head, &rest) ? 2 : 1;
		if (words + 1 > argc || words <= *ret_words || !cn_eqz(head, argv[1]))
			continue;
		if (words == 2 && !cn_eqz(rest, argv[2]))
			continue;
		found = ops[i];
		*ret_words = words;
	}
	return found;
}

static const cn_flag *find_flag(const cn_op *op, cn_str name)
{
	for (const cn_flag *f = op->flags; f && f->name; f++)
		if (cn_eqz(name, f->name))
			return f;
	for (const cn_flag *f = cn_flags_global(); f->name; f++)
		if (cn_eqz(name, f->name))
			return f;
	return NULL;
}

static cn_code take_flag(const cn_op *op, cn_args *args, int argc, char **argv, int *i, cn_err *err)
{
	cn_str name, value;
	bool has_value = cn_split(cn_str_z(argv[*i] + 2), '=', &name, &value);
	const cn_flag *f = find_flag(op, name);
	char typed[64];
	(void)snprintf(typed, sizeof typed, "%.*s", CN_FMT(cn_sub(name, 0, 60)));
	if (!f) {
		(void)CN_FAIL(err, CN_EINPUT, "no flag --%s for \"concord %s\"", typed, op->name);
		const char *near = cn_nearest_flag(op, typed);
		return near ? cn_hint(err, "--%s    (concord help %s)", near, op->name) : cn_hint(err, "concord help %s", op->name);
	}
	if (!f->value && has_value)
		return CN_FAIL(err, CN_EINPUT, "--%s is a switch and takes no value", f->name);
	if (f->value && !has_value && *i + 1 >= argc) {
		(void)CN_FAIL(err, CN_EINPUT, "--%s needs a value", f->name);
		return cn_hint(err, "--%s %s", f->name, f->value);
	}
	if (args->n_set >= CN_FLAGS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d flags", CN_FLAGS_MAX);
	for (size_t k = 0; k < args->n_set; k++)
		if (args->set[k].flag == f && !f->many)
			return CN_FAIL(err, CN_EINPUT, "--%s is given twice", f->name);
	args->set[args->n_set].flag = f;
	args->set[args->n_set++].value = !f->value ? "" : has_value ? value.p : argv[++*i];
	return CN_OK;
}

static cn_code take_args(const cn_op *op, cn_args *args, int argc, char **argv, int from, cn_err *err)
{
	bool only_args = false;
	for (int i = from; i < argc; i++) {
		if (!only_args && strcmp(argv[i], "--") == 0) {
			only_args = true;
		} else if (!only_args && argv[i][0] == '-' && argv[i][1] == '-') {
			CN_TRY(take_flag(op, args, argc, argv, &i, err));
		} else if (!only_args && strcmp(argv[i], "-h") == 0) {
			(void)CN_FAIL(err, CN_EINPUT, "no flag -h");
			return cn_hint(err, "concord help %s", op->name);
		} else {
			if (args->n_arg >= CN_ARGS_MAX)
				return CN_FAIL(err, CN_ETOOBIG, "more than %d arguments", CN_ARGS_MAX);
			args->arg[args->n_arg++] = argv[i];
		}
	}
	return CN_OK;
}

static cn_code check_count(const cn_op *op, const cn_args *args, cn_err *err)
{
	if (args->n_arg >= op->args_min && args->n_arg <= op->args_max)
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "\"concord %s\" takes %s, not %zu argument%s", op->name, op->args[0] ? op->args : "no argument",
		      args->n_arg, args->n_arg == 1 ? "" : "s");
	return cn_hint(err, "concord help %s", op->name);
}

static bool folder_exists(const char *path)
{
	struct stat st;
	return path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* ./norms, else norms beside the program's folder (a build tree), else the installed place. */
static const char *default_norms(cn_ctx *ctx)
{
	if (folder_exists("norms"))
		return "norms";
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n > 0) {
		cn_str path = { self, (size_t)n };
		ctx->self = cn_cstr(ctx->a, path);
		for (unsigned up = 0; up < 2; up++) {
			while (path.n && path.p[path.n - 1] != '/')
				path.n--;
			if (path.n)
				path.n--;
		}
		const char *beside = cn_strf(ctx->a, "%.*s/norms", CN_FMT(path)).p;
		if (folder_exists(beside))
			return beside;
		const char *installed = cn_strf(ctx->a, "%.*s/share/concord/norms", CN_FMT(path)).p;
		if (folder_exists(installed))
			return installed;
	}
	return "norms";
}

static const char *first_of(const char *flag, const char *env, const char *otherwise)
{
	return flag ? flag : env && env[0] ? env : otherwise;
}

static cn_code set_now(cn_ctx *ctx, cn_err *err)
{
	const char *fixed = getenv("CONCORD_NOW");
	if (fixed && fixed[0]) {
		if (cn_time_parse(cn_str_z(fixed), &ctx->now_us, err) != CN_OK)
			return cn_while(err, "$CONCORD_NOW");
		return CN_OK;
	}
	struct timespec t;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	ctx->now_us = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
	return CN_OK;
}

/* The language before the flags are read, since what is wrong with them has to be said in it too. */
static const char *first_language(int argc, char **argv)
{
	const char *locale = first_of(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"));
	const char *lang = locale && strncmp(locale, "zh", 2) == 0 ? "zh" : "en";
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		bool apart = strcmp(argv[i], "--lang") == 0 && i + 1 < argc;
		const char *given = apart ? argv[i + 1] : strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7 : "";
		if (strcmp(given, "en") == 0 || strcmp(given, "zh") == 0)
			lang = given;
	}
	return lang;
}

static cn_code set_language(cn_ctx *ctx, cn_err *err)
{
	const char *lang = cn_flag_get(ctx, "lang");
	if (!lang)
		return CN_OK; /* as first_language found it */
	if (strcmp(lang, "en") != 0 && strcmp(lang, "zh") != 0) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.20s\" is not a language of this program", lang);
		return cn_hint(err, "--lang en or --lang zh");
	}
	ctx->lang = cn_str_z(lang);
	return CN_OK;
}

static bool colour_wanted(const char *when, bool tty)
{
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE");
	if (strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	if (force && force[0] == '1')
		return true;
	return tty && !(none && none[0]) && term && strcmp(term, "dumb") != 0;
}

static unsigned width_of(bool tty)
{
	int64_t columns = CLI_WIDTH;
	struct winsize w;
	const char *env = getenv("COLUMNS");
	if (env && cn_int_parse(cn_str_z(env), 1, 1000, &columns, NULL) != CN_OK)
		columns = CLI_WIDTH;
	else if (!env && tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col)
		columns = w.ws_col;
	return columns < CLI_WIDTH_MIN ? CLI_WIDTH_MIN : (unsigned)columns;
}

static cn_code set_terminal(cn_ctx *ctx, cn_err *err)
{
	(void)setlocale(LC_CTYPE, ""); /* only to learn the character set; numbers stay in the C locale */
	ctx->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 || !isatty(STDOUT_FILENO);
	ctx->tty = isatty(STDOUT_FILENO) == 1;
	const char *when = first_of(cn_flag_get(ctx, "color"), NULL, "auto");
	if (strcmp(when, "always") != 0 && strcmp(when, "never") != 0 && strcmp(when, "auto") != 0)
		return CN_FAIL(err, CN_EINPUT, "--color is auto, always or never, not \"%.20s\"", when);
	ctx->color = colour_wanted(when, ctx->tty);
	ctx->width = width_of(ctx->tty);
	return CN_OK;
}

static cn_code set_ctx(cn_ctx *ctx, cn_err *err)
{
	const char *settings = cn_flag_get(ctx, "config");
	if (settings)
		CN_TRY(cn_settings_read(ctx, settings, err));
	CN_TRY(set_now(ctx, err));
	CN_TRY(set_language(ctx, err));
	CN_TRY(set_terminal(ctx, err));
	ctx->json = cn_flag_on(ctx, "json");
	ctx->quiet = cn_flag_on(ctx, "quiet");
	ctx->confined = first_of(NULL, getenv("CONCORD_SERVED"), NULL) != NULL;
	ctx->asker = ctx->confined ? first_of(NULL, getenv("CONCORD_ASKER"), NULL) : NULL;
	ctx->by = ctx->confined ? first_of(NULL, getenv("CONCORD_BY"), NULL) : NULL;
	ctx->data_given = first_of(cn_flag_get(ctx, "data"), getenv("CONCORD_DATA"), NULL) != NULL;
	ctx->data_dir = first_of(cn_flag_get(ctx, "data"), getenv("CONCORD_DATA"), "concord-data");
	const char *norms = first_of(cn_flag_get(ctx, "norms"), getenv("CONCORD_NORMS"), NULL);
	ctx->norms_dir = norms ? norms : default_norms(ctx);
	return CN_OK;
}

static bool write_all(cn_str s)
{
	while (s.n) {
		ssize_t n = write(STDOUT_FILENO, s.p, s.n);
		if (n <= 0)
			return false;
		s = cn_sub(s, (size_t)n, s.n);
	}
	return true;
}

static int run_op(const cn_op *op, cn_ctx *ctx, cn_err *err)
{
	cn_code rc = set_ctx(ctx, err);
	if (rc == CN_OK && cn_flag_on(ctx, "help")) {
		cn_help_op(ctx, op, ctx->out);
	} else {
		if (rc == CN_OK)
			rc = check_count(op, &ctx->args, err);
		if (rc == CN_OK)
			rc = op->run(ctx, err);
	}
	progress_state *p = ctx->progress_arg;
	if (p->shown && p->tty)
		(void)fprintf(stderr, "\r\033[K");
	if (rc == CN_OK && ctx->out->failed)
		rc = CN_FAIL(err, CN_ENOMEM, "the answer does not fit in memory");
	if (!write_all(cn_buf_str(ctx->out)) && rc == CN_OK)
		rc = CN_FAIL(err, CN_EIO, "the answer could not be written to standard output");
	if (rc != CN_OK) {
		print_error(ctx, err);
		return cn_exit_code(rc);
	}
	return ctx->verdict;
}

/* `media` alone, or `media chek`: a word that several commands begin with. */
static bool is_group(const char *word)
{
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	cn_str head, rest;
	for (size_t i = 0; i < n; i++)
		if (cn_split(cn_str_z(ops[i]->name), ' ', &head, &rest) && cn_eqz(head, word))
			return true;
	return false;
}

static int unknown_op(const cn_ctx *ctx, int argc, char **argv, cn_err *err)
{
	char typed[82];
	bool group = is_group(argv[1]), second = group && argc > 2 && argv[2][0] != '-';
	(void)snprintf(typed, sizeof typed, "%.40s%s%.40s", argv[1], second ? " " : "", second ? argv[2] : "");
	if (group && !second)
		(void)CN_FAIL(err, CN_EINPUT, "\"concord %s\" takes one more word", typed);
	else
		(void)CN_FAIL(err, CN_EINPUT, "there is no command \"%s\"", typed);
	const char *near = cn_nearest_op(typed);
	if (near)
		(void)cn_hint(err, "concord %s", near);
	else
		(void)cn_hint(err, group ? "concord help %.40s" : "concord help", argv[1]);
	return usage_error(ctx, err);
}

/* Flags of every command may stand before it: `concord --lang zh help`. They are moved behind its words. */
static void flags_last(int argc, char **argv)
{
	int n = 1;
	while (n < argc && argv[n][0] == '-' && argv[n][1] == '-' && argv[n][2]) {
		cn_str name, value;
		bool has_value = cn_split(cn_str_z(argv[n] + 2), '=', &name, &value);
		const cn_flag *f = cn_flags_global();
		while (f->name && !cn_eqz(name, f->name))
			f++;
		if (!f->name)
			break;
		n += f->value && !has_value ? 2 : 1;
	}
	if (n >= argc)
		return; /* nothing but flags */
	for (int moved = 1; moved < n; moved++) {
		char *first = argv[1];
		for (int i = 1; i + 1 < argc; i++)
			argv[i] = argv[i + 1];
		argv[argc - 1] = first;
	}
}

/* Started by a server to work out one answer, it gives up first what it does not need for that. */
static cn_code begin(cn_arena *a, cn_err *err)
{
	const char *store = getenv(CN_STORE_ENV);
	if (!a)
		return CN_NOMEM(err);
	if (store && getenv(CN_CONFINED_ENV))
		cn_store_early(a, store);
	return getenv(CN_CONFINED_ENV) ? cn_confine_no_exec(err) : CN_OK;
}

int main(int argc, char **argv)
{
	cn_err err = { 0 };
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	CN_AUTO_BUF out;
	cn_buf_init(&out, ANSWER_BYTES_MAX);
	const char *served = getenv("CONCORD_SERVED");
	progress_state p = { .start_us = monotonic_us(), .tty = isatty(STDERR_FILENO) == 1, .job = served && strcmp(served, "job") == 0 };
	cn_ctx ctx = { .a = a, .out = &out, .lang = cn_str_z(first_language(argc, argv)), .progress = progress_show, .progress_arg = &p };
	p.ctx = &ctx;
	if (begin(a, &err) != CN_OK) {
		print_error(&ctx, &err);
		return cn_exit_code(err.code);
	}
	int words = 0;
	char *help[] = { argv[0], (char[]){ "help" }, NULL };
	flags_last(argc, argv);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		argv[1] += 2;
	bool bare = argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
	const cn_op *op = bare ? find_op(2, help, &words) : find_op(argc, argv, &words);
	if (!op)
		return bare ? cn_exit_code(CN_EINTERNAL) : unknown_op(&ctx, argc, argv, &err);
	if (!bare && take_args(op, &ctx.args, argc, argv, words + 1, &err) != CN_OK)
		return usage_error(&ctx, &err);
	return run_op(op, &ctx, &err);
}
