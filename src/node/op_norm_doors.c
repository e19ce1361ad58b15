/* norm export, norm import: the library in other people's formats, and theirs in ours. */
#include "ext/yaml.h"
#include "node/export.h"
#include "node/load.h"
#include "norm/concordance.h"
#include "report/errors.h"
#include "report/report.h"
#include "store/file.h"

/* ---- export -------------------------------------------------------------------------------------------------------------------- */

static cn_val *labels_val(cn_ctx *ctx, const cn_library *lib)
{
	static const char *const lists[] = { "themes", "roles", "stages", "force", "deontic", "confidence", "status", "protects", "properties", "places", NULL };
	cn_val *all = cn_map(ctx->a);
	for (size_t i = 0; lists[i]; i++) {
		size_t n;
		const cn_member *m = cn_library_list(lib, lists[i], &n);
		cn_val *list = cn_put(ctx->a, all, lists[i], cn_map(ctx->a));
		for (size_t k = 0; k < n; k++)
			cn_put_s(ctx->a, list, m[k].id, cn_words_val(ctx->a, m[k].label));
	}
	return all;
}

static cn_val *provision_val(cn_ctx *ctx, const cn_provision *p)
{
	cn_val *m = cn_val_copy(ctx->a, p->tree);
	cn_put(ctx->a, m, "full", cn_text(ctx->a, p->full));
	if (!cn_get(m, "force"))
		cn_put(ctx->a, m, "force", cn_textz(ctx->a, cn_force_text(p->force)));
	if (!cn_get(m, "confidence"))
		cn_put(ctx->a, m, "confidence", cn_textz(ctx->a, cn_confidence_text(p->confidence)));
	return m;
}

static cn_val *instrument_val(cn_ctx *ctx, const cn_instrument *x)
{
	cn_val *m = cn_map(ctx->a);
	CN_EACH (c, x->tree)
		if (!cn_eqz(c->key, "provisions"))
			cn_put_s(ctx->a, m, c->key, cn_val_copy(ctx->a, c));
	cn_val *list = cn_put(ctx->a, m, "provisions", cn_list(ctx->a));
	for (size_t i = 0; i < x->n_provision; i++)
		cn_push(ctx->a, list, provision_val(ctx, &x->provision[i]));
	return m;
}

static void put_relations(cn_ctx *ctx, cn_val *list, const cn_instrument *x)
{
	for (size_t i = 0; i < x->n_provision; i++)
		for (size_t k = 0; k < x->provision[i].n_relation; k++) {
			const cn_relation *r = &x->provision[i].relation[k];
			cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
			cn_put(ctx->a, m, "from", cn_text(ctx->a, x->provision[i].full));
			cn_put(ctx->a, m, "to", cn_text(ctx->a, r->to));
			cn_put(ctx->a, m, "rel", cn_text(ctx->a, r->rel));
			if (r->rationale.n)
				cn_put(ctx->a, m, "rationale", cn_text(ctx->a, r->rationale));
			if (r->strength)
				cn_put(ctx->a, m, "strength", cn_text(ctx->a, cn_strf(ctx->a, "%d", r->strength)));
			if (r->gap.en.n || r->gap.zh.n)
				cn_put(ctx->a, m, "gap", cn_words_val(ctx->a, r->gap));
		}
}

static bool is_asked(const cn_ctx *ctx, cn_str id)
{
	for (size_t i = 0; cn_flag_at(ctx, "instrument", i); i++)
		if (cn_eqz(id, cn_flag_at(ctx, "instrument", i)))
			return true;
	return !cn_flag_at(ctx, "instrument", 0);
}

/* A pair on which both readers agree is one row; else each reading is its own. */
static void put_reading(cn_ctx *ctx, cn_val *list, const cn_pair *p, const cn_reading *r, const char *readers)
{
	cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
	cn_put(ctx->a, m, "from", cn_text(ctx->a, p->a->full));
	cn_put(ctx->a, m, "to", cn_text(ctx->a, p->b->full));
	cn_put(ctx->a, m, "rel", cn_textz(ctx->a, cn_rel_text(r->rel)));
	cn_put(ctx->a, m, "rationale", cn_text(ctx->a, r->rationale));
	cn_put(ctx->a, m, "strength", cn_text(ctx->a, cn_strf(ctx->a, "%d", r->strength)));
	if (r->gap.en.n)
		cn_put(ctx->a, m, "gap", cn_words_val(ctx->a, r->gap));
	cn_put(ctx->a, m, "readers", cn_textz(ctx->a, readers));
}

static void put_pairs(cn_ctx *ctx, cn_val *list, const cn_library *lib)
{
	for (size_t i = 0; i < cn_library_pairs(lib); i++) {
		const cn_pair *p = cn_library_pair_at(lib, i);
		if (!is_asked(ctx, p->a->instrument->id) || !is_asked(ctx, p->b->instrument->id))
			continue;
		put_reading(ctx, list, p, &p->first, p->agreed ? "both" : "first");
		if (!p->agreed)
			put_reading(ctx, list, p, &p->second, "second");
	}
}

/* The tree that every export is made of (report.h: cn_export). */
static cn_code library_tree(cn_ctx *ctx, const cn_norms *n, cn_val **ret, cn_err *err)
{
	cn_val *tree = cn_map(ctx->a), *list, *relations;
	cn_date newest = CN_DATE_NONE;
	char day[CN_TIME_BYTES];
	for (size_t i = 0; cn_flag_at(ctx, "instrument", i); i++)
		if (!cn_library_get(n->lib, cn_str_z(cn_flag_at(ctx, "instrument", i)))) {
			cn_str wrong = cn_str_z(cn_flag_at(ctx, "instrument", i)), near = cn_library_near(n->lib, wrong);
			(void)CN_FAIL(err, CN_ENOTFOUND, "the library has no instrument \"%.*s\"", CN_FMT(cn_sub(wrong, 0, 80)));
			return near.n ? cn_hint(err, "--instrument %.*s", CN_FMT(near)) : CN_ENOTFOUND;
		}
	cn_put(ctx->a, tree, "digest", cn_text(ctx->a, n->digest));
	cn_put(ctx->a, tree, "labels", labels_val(ctx, n->lib));
	list = cn_put(ctx->a, tree, "instruments", cn_list(ctx->a));
	relations = cn_put(ctx->a, tree, "relations", cn_list(ctx->a));
	for (size_t i = 0; i < cn_library_count(n->lib); i++) {
		const cn_instrument *x = cn_library_at(n->lib, i);
		if (!is_asked(ctx, x->id))
			continue;
		cn_push(ctx->a, list, instrument_val(ctx, x));
		put_relations(ctx, relations, x);
		newest = x->status_as_of > newest ? x->status_as_of : newest;
	}
	put_pairs(ctx, relations, n->lib);
	cn_date_text(newest, day);
	cn_put(ctx->a, tree, "as_of", cn_textz(ctx->a, day));
	*ret = tree;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code run_export(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	cn_val *tree;
	const cn_export *e;
	if (ctx->args.n_arg == 0)
		return cn_formats_list(ctx, CN_EXPORT_LIBRARY, err);
	CN_TRY(cn_format_find(ctx, CN_EXPORT_LIBRARY, &e, err));
	CN_TRY(cn_load_norms(ctx, &n, err));
	CN_TRY(library_tree(ctx, &n, &tree, err));
	return cn_format_write(ctx, e, tree, err);
}

enum { CATALOGUE_BYTES_MAX = 64 << 20 }; /* our own library is 7 MB of OSCAL */

/* ---- import -------------------------------------------------------------------------------------------------------------------- */

static cn_code read_foreign(cn_ctx *ctx, const char *path, bool yaml, const cn_val **ret, cn_err *err)
{
	cn_str bytes;
	if (yaml)
		return cn_load_yaml(ctx, path, &bytes, ret, err);
	CN_TRY(cn_file_read(ctx->a, path, CATALOGUE_BYTES_MAX, &bytes, err));
	if (cn_json_parse(ctx->a, bytes, CN_JSON_FOREIGN_DEPTH_MAX, ret, err) != CN_OK)
		return cn_while(err, "%s", path);
	return CN_OK;
}

static cn_code write_instrument(cn_ctx *ctx, const cn_val *x, const char *dir, bool force, cn_err *err)
{
	CN_AUTO_BUF text;
	char path[CN_PATH_BYTES_MAX];
	const char *name = cn_cstr(ctx->a, cn_strf(ctx->a, "%.*s.yaml", CN_FMT(cn_get_text(x, "id"))));
	cn_buf_init(&text, CN_YAML_BYTES_MAX);
	if (!name)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_norm_fmt(x, CN_S(""), cn_str_z(name), &text, err));
	CN_TRY(cn_path(path, dir, name, err));
	if (!force && cn_file_exists(path))
		return CN_FAIL(err, CN_ESTATE, "%s is there already: --force writes over it", path);
	CN_TRY(cn_dir_make(NULL, dir, 0755, err));
	CN_TRY(cn_file_write(NULL, path, cn_buf_str(&text), 0644, err));
	if (!ctx->json)
		cn_buf_printf(ctx->out, "%s  %zu %s\n", path, cn_get(x, "provisions")->n, cn_tr(ctx, "provisions", "个条款"));
	return CN_OK;
}

static void put_left(cn_ctx *ctx, const cn_val *r)
{
	cn_buf_printf(ctx->out, "  %.*s%s", CN_FMT(cn_get_text(r, "where")), cn_tr(ctx, ": ", "："));
	cn_phrase_put(ctx->out, cn_get_text(r, "what"), ctx->lang);
	cn_buf_putc(ctx->out, '\n');
}

static cn_code say_import(cn_ctx *ctx, const cn_val *instruments, const cn_val *report, cn_err *err)
{
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a), *list = cn_put(ctx->a, m, "instruments", cn_list(ctx->a));
		CN_EACH (x, instruments) {
			cn_val *row = cn_push(ctx->a, list, cn_map(ctx->a));
			cn_put(ctx->a, row, "id", cn_text(ctx->a, cn_get_text(x, "id")));
			cn_put(ctx->a, row, "provisions", cn_int(ctx->a, (int64_t)cn_get(x, "provisions")->n));
		}
		cn_put(ctx->a, m, "report", cn_val_copy(ctx->a, report));
		return cn_answer_json(ctx, m, err);
	}
	CN_EACH (r, report)
		put_left(ctx, r);
	if (cn_eqz(ctx->lang, "zh"))
		cn_buf_printf(ctx->out, "%zu 处内容无处可放，均已列出。导入的条款均标为二手来源，不约束任何人，直至有人读过原文。\n", report->n);
	else
		cn_buf_printf(ctx->out, "%zu things have no place here, each named above. What was imported is marked as second-hand and binds nobody until somebody has read it.\n",
			      report->n);
	return CN_OK;
}

static cn_code run_import(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	const cn_val *tree;
	cn_val *instruments, *report;
	const char *format = cn_flag_get(ctx, "format"), *out = cn_flag_get(ctx, "out"), *path = ctx->args.arg[0];
	cn_import_options o = { .id = cn_str_z(cn_flag_get(ctx, "id")), .jurisdiction = cn_str_z(cn_flag_get(ctx, "jurisdiction")),
				.kind = cn_str_z(cn_flag_get(ctx, "kind")), .force = cn_str_z(cn_flag_get(ctx, "force-word")),
				.read_on = cn_time_date(ctx->now_us) };
	if (!format || !out || !o.jurisdiction.n) {
		(void)CN_FAIL(err, CN_EINPUT, "--%s is missing", !format ? "format" : !out ? "out" : "jurisdiction");
		return cn_hint(err, "concord norm import %s --format ciso-assistant --jurisdiction EU --out law", path);
	}
	CN_TRY(cn_load_norms(ctx, &n, err));
	CN_TRY(read_foreign(ctx, path, strcmp(format, "ciso-assistant") == 0, &tree, err));
	CN_TRY(cn_norm_import(ctx->a, n.lib, format, tree, cn_base_name(cn_str_z(path)), &o, &instruments, &report, err));
	CN_EACH (x, instruments)
		CN_TRY(write_instrument(ctx, x, out, cn_flag_on(ctx, "force"), err));
	return say_import(ctx, instruments, report, err);
}

#define END { NULL, NULL, NULL, NULL, false }
static const cn_flag export_flags[] = { { "out", "PATH", "the file or folder to write (else to the terminal)", "写入的文件或文件夹（默认输出到终端）", false },
					{ "instrument", "ID", "only this instrument; may be repeated", "仅此文书；可重复", true }, END };
static const cn_flag import_flags[] = { { "format", "NAME", "ciso-assistant (YAML) or oscal-catalog (JSON)", "ciso-assistant（YAML）或 oscal-catalog（JSON）", false },
					{ "jurisdiction", "CODE", "where it counts: a place or group of the vocabulary", "适用地：词表中的地点或组", false },
					{ "id", "ID", "its id here (else made from its own)", "在此处的编号（默认由原编号生成）", false },
					{ "kind", "WORD", "regulation, standard, framework, ... (else framework)", "regulation、standard、framework 等（默认 framework）", false },
					{ "force-word", "WORD", "binding, soft, voluntary, standard, draft (else voluntary)", "binding、soft、voluntary、standard、draft（默认 voluntary）", false },
					{ "force", NULL, "write over a file that is there", "覆盖已有文件", false },
					{ "out", "DIR", "the folder for the instrument files", "文书文件所在文件夹", false }, END };

const cn_op cn_op_norm_export = { "norm export", "[FORMAT]", 0, 1, "the library as OSCAL, CSV or a folder of pages; without FORMAT, which there are", "将文库导出为 OSCAL、CSV 或网页；不带格式则列出",
				  { "concord norm export", "concord norm export oscal-catalog --out catalog.json" }, export_flags, run_export };
const cn_op cn_op_norm_import = { "norm import", "FILE", 1, 1, "somebody else's library as instrument files, and a report of what has no place", "将他方文库转为文书文件，并列出无处可放的内容",
				  { "concord norm import catalog.json --format oscal-catalog --jurisdiction EU --out law", NULL }, import_flags, run_import };
