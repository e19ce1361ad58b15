/* Reads files for the engines: YAML trees, the folder of instruments, dates. */
#include <errno.h>
#include <sys/stat.h>

#include "ext/yaml.h"
#include "node/load.h"
#include "store/file.h"

enum { NORM_FILES_MAX = 4096 };

/* ---- what somebody over HTTP may have a file say (ctx->confined) ---- */

static bool leads_out(cn_str path)
{
	cn_str part;
	bool more = true, out = cn_starts(path, "/");
	while (more && !out) {
		more = cn_split(path, '/', &part, &path);
		out = cn_eqz(part, "..");
	}
	return out;
}

/* Keys whose value names a file, and those that reach for another machine, another program or this one's environment. */
static cn_code check_one(const cn_val *v, const char *path, cn_err *err)
{
	static const char *const files[] = { "file", "folder", "policy", "table", "path", "data", "document", NULL };
	static const char *const never[] = { "url", "command", "token_env", "token_file", NULL };
	static const char *const adapters[] = { "subprocess", "oip", "mlflow", NULL };
	for (size_t i = 0; never[i]; i++)
		if (cn_eqz(v->key, never[i]))
			return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: \"%s\" is not for somebody over HTTP: run it where the node is", path, (unsigned)v->key_line, (unsigned)v->key_col, never[i]);
	if (v->type != CN_TEXT)
		return CN_OK;
	for (size_t i = 0; adapters[i]; i++)
		if (cn_eqz(v->key, "adapter") && cn_eqz(v->s, adapters[i]))
			return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: the adapter %s is not for somebody over HTTP: run it where the node is", path, (unsigned)v->line, (unsigned)v->col, adapters[i]);
	for (size_t i = 0; files[i]; i++)
		if (cn_eqz(v->key, files[i]) && leads_out(v->s))
			return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: a file that lies elsewhere; over HTTP a file names what came with it", path, (unsigned)v->line, (unsigned)v->col);
	return CN_OK;
}

static cn_code check_confined(const cn_val *tree, const char *path, cn_err *err)
{
	CN_EACH (v, tree) {
		if (tree->type == CN_MAP)
			CN_TRY(check_one(v, path, err));
		CN_TRY(check_confined(v, path, err)); /* as deep as the parser lets */
	}
	return CN_OK;
}

cn_code cn_load_yaml(cn_ctx *ctx, const char *path, cn_str *ret_bytes, const cn_val **ret_tree, cn_err *err)
{
	CN_TRY(cn_file_read(ctx->a, path, CN_YAML_BYTES_MAX, ret_bytes, err));
	CN_TRY(cn_yaml_parse(ctx->a, *ret_bytes, cn_str_z(path), ret_tree, err));
	return ctx->confined && !cn_starts(cn_str_z(path), ctx->norms_dir) ? check_confined(*ret_tree, path, err) : CN_OK;
}

static bool is_norm_file(cn_str name)
{
	return cn_ends(name, ".yaml") && !cn_starts(name, ".");
}

static void hash_line(cn_hash *h, cn_str digest, cn_str name)
{
	cn_hash_puts(h, digest);
	cn_hash_puts(h, CN_S("  "));
	cn_hash_puts(h, name);
	cn_hash_puts(h, CN_S("\n"));
}

typedef struct norm_files {
	cn_norm_file *file;
	size_t n;
	cn_hash h;
} norm_files;

static cn_code take_file(cn_ctx *ctx, norm_files *f, cn_norm_file *to, cn_str path, cn_str name, cn_err *err)
{
	cn_str bytes;
	CN_TRY(cn_load_yaml(ctx, path.p, &bytes, &to->tree, err));
	cn_digest d = cn_sha256(bytes);
	to->name = path;
	to->digest = cn_digest_str(ctx->a, &d);
	hash_line(&f->h, to->digest, name);
	return CN_OK;
}

static cn_code take_folder(cn_ctx *ctx, norm_files *f, const char *dir, cn_err *err)
{
	const cn_val *names;
	CN_TRY(cn_dir_list(ctx->a, dir, &names, err));
	f->file = CN_NEW(ctx->a, cn_norm_file, names->n + 1);
	if (!f->file)
		return cn_arena_fail(ctx->a, err);
	cn_hash_init(&f->h);
	CN_EACH (name, names) {
		if (!is_norm_file(name->s) || f->n >= NORM_FILES_MAX)
			continue;
		cn_str path = cn_strf(ctx->a, "%s/%.*s", dir, CN_FMT(name->s));
		CN_TRY(take_file(ctx, f, &f->file[f->n], path, name->s, err));
		f->n++;
	}
	return CN_OK;
}

static cn_code take_norms(cn_ctx *ctx, norm_files *f, cn_err *err)
{
	cn_code rc = take_folder(ctx, f, ctx->norms_dir, err);
	if (rc != CN_OK && !f->file) { /* the folder itself */
		(void)cn_while(err, "the folder of instruments");
		return cn_hint(err, "--norms DIR, or CONCORD_NORMS=DIR");
	}
	CN_TRY(rc);
	if (f->n == 0) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "there are no instruments in \"%s\"", ctx->norms_dir);
		return cn_hint(err, "--norms DIR, or CONCORD_NORMS=DIR");
	}
	return CN_OK;
}

static cn_code load_files(cn_ctx *ctx, norm_files *f, cn_norms *ret, cn_err *err)
{
	cn_digest all = cn_hash_done(&f->h);
	ret->digest = cn_digest_str(ctx->a, &all);
	return cn_library_load(ctx->a, f->file, f->n, &ret->lib, &ret->problems, err);
}

cn_code cn_load_norms(cn_ctx *ctx, cn_norms *ret, cn_err *err)
{
	norm_files f = { 0 };
	*ret = (cn_norms){ 0 };
	CN_TRY(take_norms(ctx, &f, err));
	return load_files(ctx, &f, ret, err);
}

cn_code cn_load_norms_with(cn_ctx *ctx, const char *draft, cn_norms *ret, cn_str *ret_id, cn_err *err)
{
	norm_files f = { 0 };
	cn_norm_file one = { 0 };
	*ret = (cn_norms){ 0 };
	CN_TRY(take_norms(ctx, &f, err));
	CN_TRY(take_file(ctx, &f, &one, cn_str_z(draft), cn_str_z(draft), err));
	cn_str id = cn_get_text(one.tree, "id");
	if (!cn_is_text(cn_get(one.tree, "concord"), "instrument/1"))
		return CN_FAIL(err, CN_EINPUT, "%s:1:1: a draft is an instrument: its first line is concord: instrument/1", draft);
	size_t at = 0;
	while (at < f.n && !(cn_is_text(cn_get(f.file[at].tree, "concord"), "instrument/1") && cn_eq(cn_get_text(f.file[at].tree, "id"), id)))
		at++;
	f.file[at] = one;
	f.n += at == f.n;
	*ret_id = id;
	return load_files(ctx, &f, ret, err);
}

/* ---- rules about files ---------------------------------------------------------------------------------------------------- */

static bool declares_facts(const norm_files *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (cn_is_text(cn_get(f->file[i].tree, "concord"), "facts/1"))
			return true;
	return false;
}

/* A file alone, or those of a folder. */
static cn_code take_rules(cn_ctx *ctx, norm_files *f, const char *path, cn_err *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return CN_FAIL(err, errno == ENOENT || errno == ENOTDIR ? CN_ENOTFOUND : CN_EIO, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return take_folder(ctx, f, path, err);
	if (!S_ISREG(st.st_mode))
		return CN_FAIL(err, CN_EINPUT, "%s: rules are a file or a folder of files, and it is neither", path);
	f->file = CN_NEW(ctx->a, cn_norm_file, 1);
	if (!f->file)
		return cn_arena_fail(ctx->a, err);
	cn_hash_init(&f->h);
	CN_TRY(take_file(ctx, f, f->file, cn_str_z(path), cn_base_name(cn_str_z(path)), err));
	f->n = 1;
	return CN_OK;
}

/* What people may state beside a file is declared once: rules that bring no such file of their own ask for the library's facts. */
static cn_code with_facts(cn_ctx *ctx, norm_files *f, const char *own, cn_err *err)
{
	norm_files usual = { 0 };
	if (declares_facts(f) || !cn_file_exists(own))
		return CN_OK;
	CN_TRY(take_folder(ctx, &usual, own, err));
	cn_norm_file *all = CN_NEW(ctx->a, cn_norm_file, f->n + 1);
	if (!all)
		return cn_arena_fail(ctx->a, err);
	memcpy(all, f->file, f->n * sizeof *all);
	f->file = all;
	for (size_t i = 0; i < usual.n && !declares_facts(f); i++)
		if (cn_is_text(cn_get(usual.file[i].tree, "concord"), "facts/1"))
			f->file[f->n++] = usual.file[i];
	return CN_OK;
}

cn_code cn_load_media_rules(cn_ctx *ctx, const cn_norms *norms, const char *path, cn_media_rules *ret, cn_err *err)
{
	norm_files f = { 0 };
	size_t n_fact;
	const cn_fact *fact;
	const char *own = cn_strf(ctx->a, "%s/media", ctx->norms_dir).p;
	*ret = (cn_media_rules){ 0 };
	if (!own)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_media_fact_table(ctx->a, &fact, &n_fact, err));
	if (path) {
		CN_TRY(take_rules(ctx, &f, path, err));
		CN_TRY(with_facts(ctx, &f, own, err));
	} else if (cn_file_exists(own)) {
		CN_TRY(take_folder(ctx, &f, own, err));
	}
	CN_TRY(cn_content_rules_load(ctx->a, norms->lib, fact, n_fact, f.file, f.n, &ret->rules, &ret->problems, err));
	if (path && cn_content_rules_count(ret->rules) == 0)
		return CN_FAIL(err, CN_EINPUT, "%s: there is no rule about files in it (concord: media-rules/1)", path);
	return CN_OK;
}

cn_code cn_flag_date(cn_ctx *ctx, const char *name, size_t i, cn_date *ret, cn_err *err)
{
	const char *z = cn_flag_at(ctx, name, i);
	if (!z) {
		*ret = cn_time_date(ctx->now_us);
		return CN_OK;
	}
	if (cn_date_parse(cn_str_z(z), ret, err) != CN_OK)
		return cn_while(err, "--%s", name);
	return CN_OK;
}

const char *cn_beside(cn_ctx *ctx, cn_str dir, cn_str file)
{
	if (ctx->confined && leads_out(file))
		return ".elsewhere"; /* refused before, by check_confined; no file of a request begins with a dot */
	if (file.n && file.p[0] == '/')
		return cn_cstr(ctx->a, file);
	return cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(dir), dir.n ? "/" : "", CN_FMT(file)).p;
}
