/* The formats that there are, and where what they make goes: into a folder, into one file, or to the terminal. */
#include "node/export.h"

#include "store/file.h"

typedef struct sink {
	cn_ctx *ctx;
	const char *out;
	bool folder;
	size_t n;
} sink;

static cn_code put_file(void *arg, const char *path, cn_str bytes, cn_err *err)
{
	sink *s = arg;
	char full[CN_PATH_BYTES_MAX];
	s->n++;
	if (!s->out) {
		cn_buf_put(s->ctx->out, bytes);
		return CN_OK;
	}
	if (!s->folder)
		return cn_file_write(NULL, s->out, bytes, 0644, err);
	CN_TRY(cn_path(full, s->out, path, err));
	char *slash = strrchr(full, '/');
	*slash = '\0';
	CN_TRY(cn_dir_make(NULL, full, 0755, err));
	*slash = '/';
	return cn_file_write_lazy(NULL, full, bytes, 0644, err);
}

cn_code cn_formats_list(cn_ctx *ctx, cn_export_of of, cn_err *err)
{
	cn_val *list = cn_list(ctx->a);
	const cn_export *e;
	for (size_t i = 0; (e = cn_export_at(of, i)); i++) {
		cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
		cn_put(ctx->a, m, "name", cn_textz(ctx->a, e->name));
		cn_put(ctx->a, m, "en", cn_textz(ctx->a, e->en));
		cn_put(ctx->a, m, "zh", cn_textz(ctx->a, e->zh));
		if (!ctx->json)
			cn_buf_printf(ctx->out, "%-14s %s\n", e->name, cn_tr(ctx, e->en, e->zh));
	}
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

cn_code cn_format_find(cn_ctx *ctx, cn_export_of of, const cn_export **ret, cn_err *err)
{
	const char *asked = ctx->args.arg[0];
	const cn_export *e = cn_export_find(of, cn_str_z(asked));
	if (!e) {
		CN_AUTO_BUF all;
		cn_buf_init(&all, 400);
		for (size_t i = 0; cn_export_at(of, i); i++)
			cn_buf_printf(&all, "%s%s", i ? ", " : "", cn_export_at(of, i)->name);
		(void)CN_FAIL(err, CN_EINPUT, "no such format to export: \"%.40s\"", asked);
		return cn_hint(err, "%.*s", CN_FMT(cn_buf_str(&all)));
	}
	if (!e->suffix && !cn_flag_get(ctx, "out")) {
		(void)CN_FAIL(err, CN_EINPUT, "%s is a folder: --out says where it goes", e->name);
		return cn_hint(err, "--out %s", e->name);
	}
	*ret = e;
	return CN_OK;
}

static cn_code say(cn_ctx *ctx, const sink *s, const char *format, cn_err *err)
{
	if (!s->out)
		return CN_OK;
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "format", cn_textz(ctx->a, format));
		cn_put(ctx->a, m, "out", cn_textz(ctx->a, s->out));
		cn_put(ctx->a, m, "files", cn_int(ctx->a, (int64_t)s->n));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, "%s  %zu %s\n", s->out, s->n,
		      s->n == 1 ? cn_tr(ctx, "file", "个文件") : cn_tr(ctx, "files", "个文件"));
	return CN_OK;
}

cn_code cn_format_write(cn_ctx *ctx, const cn_export *e, const cn_val *tree, cn_err *err)
{
	sink s = { .ctx = ctx, .out = cn_flag_get(ctx, "out"), .folder = !e->suffix };
	cn_export_out out = { put_file, &s };
	CN_TRY(e->run(ctx->a, tree, &out, err));
	if (s.folder)
		CN_TRY(cn_files_sync(NULL, s.out, err));
	return say(ctx, &s, e->name, err);
}

cn_code cn_format_put(cn_ctx *ctx, const char *name, cn_str bytes, cn_err *err)
{
	sink s = { .ctx = ctx, .out = cn_flag_get(ctx, "out") };
	CN_TRY(put_file(&s, "", bytes, err));
	return say(ctx, &s, name, err);
}
