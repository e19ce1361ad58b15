/* Outputs of a generator: which files of a folder they are, which of them are looked at, and what each carries. */
#include <sys/stat.h>

#include "ext/brotli.h"
#include "ext/pixels.h"
#include "ext/x509.h"
#include "lab/media/media.h"
#include "node/media.h"
#include "node/outputs.h"
#include "store/file.h"

enum { FILE_ARENA_BYTES = 1 << 30, FOUND_MAX = 1000000 };

typedef struct work {
	cn_ctx *ctx;
	const char *dir;
	cn_media_ask ask;
	cn_hash hash;
	cn_outputs by[CN_MEDIA_FORMATS];
	bool any_store;
} work;

typedef struct wish {
	cn_str folder;
	size_t sample; /* 0: all */
	uint64_t seed;
} wish;

/* ---- which ---------------------------------------------------------------------------------------------------------------- */

static bool is_text_name(cn_str name)
{
	return cn_ends(name, ".txt") || cn_ends(name, ".md");
}

static bool is_text_format(cn_media_format f)
{
	return f == CN_MEDIA_OTHER || f == CN_MEDIA_TEXT || f == CN_MEDIA_MARKDOWN;
}

/* A text is one by its name, since a table or a note beside the outputs is a text, too; all else by its bytes. */
static bool is_output(cn_str name, cn_media_format f)
{
	return is_text_name(name) || !is_text_format(f);
}

static bool is_file(const char *path, cn_str name)
{
	struct stat st;
	return is_text_name(name) || (stat(path, &st) == 0 && S_ISREG(st.st_mode)); /* a text that cannot be read is an error, not left out */
}

static const char *path_of(cn_arena *a, const work *w, cn_str name)
{
	return cn_cstr(a, cn_strf(a, "%s/%.*s", w->dir, CN_FMT(name)));
}

static cn_code look(const work *w, cn_str name, bool *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(FILE_ARENA_BYTES);
	CN_AUTO_MEDIA b = { 0 };
	cn_media_file f = { 0 };
	const char *path = a ? path_of(a, w, name) : NULL;
	if (!path)
		return CN_NOMEM(err);
	*ret = is_text_name(name);
	if (*ret || !is_file(path, name))
		return CN_OK;
	CN_TRY(cn_media_open(path, &b, err));
	if (cn_media_read(a, b.bytes, &f, err) != CN_OK)
		return cn_while(err, "%s", path);
	*ret = is_output(name, f.format);
	return CN_OK;
}

/* The names of all outputs, in order. */
static cn_code population(work *w, const cn_val *names, cn_str **ret, size_t *ret_n, cn_err *err)
{
	cn_str *name = CN_NEW(w->ctx->a, cn_str, names->n + 1);
	size_t n = 0, seen = 0;
	if (!name)
		return cn_arena_fail(w->ctx->a, err);
	CN_EACH (x, names) {
		bool output;
		CN_TRY(look(w, x->s, &output, err));
		if (output && n == FOUND_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "%s has more than %d outputs", w->dir, FOUND_MAX);
		if (output)
			name[n++] = x->s;
		w->ctx->progress(w->ctx->progress_arg, cn_tr(w->ctx, "looking for outputs", "正在查找输出"), (uint64_t)++seen, names->n);
	}
	*ret = name;
	*ret_n = n;
	return CN_OK;
}

/* ---- what each carries ---------------------------------------------------------------------------------------------------- */

static void put(cn_outputs *o, cn_mark m, cn_tri t)
{
	o->yes[m] += t == CN_TRUE;
	o->unknown[m] += t == CN_UNKNOWN;
}

static cn_tri tri(bool b)
{
	return b ? CN_TRUE : CN_FALSE;
}

/* An AIGC label and the elements that the Measures name: a Label of 1 to 3, who made it, a content number. */
static cn_tri aigc_label(const cn_media_fact *f)
{
	return cn_tri_and(cn_tri_and(f[CN_MF_aigc_present].b, f[CN_MF_aigc_label_ok].b), cn_tri_and(f[CN_MF_aigc_producer].b, f[CN_MF_aigc_id].b));
}

static cn_code count(work *w, cn_str name, cn_str bytes, const cn_media_answer *m, cn_err *err)
{
	cn_media_format f = m->file.format;
	const cn_media_fact *fact = m->layers.fact;
	cn_tri seen = fact[CN_MF_visible_label].b, label = aigc_label(fact);
	if (is_text_format(f)) {
		cn_label_found found;
		CN_TRY(cn_label_check(bytes, &found, err));
		seen = tri(found.explicit_label);
		label = tri(found.metadata_label);
		if (f == CN_MEDIA_OTHER)
			f = cn_ends(name, ".md") ? CN_MEDIA_MARKDOWN : CN_MEDIA_TEXT; /* the label check took it: it is UTF-8 */
	}
	cn_outputs *o = &w->by[f];
	o->n++;
	put(o, CN_MARK_EXPLICIT, seen);
	put(o, CN_MARK_METADATA, label);
	put(o, CN_MARK_MACHINE, fact[CN_MF_machine_mark].b);
	put(o, CN_MARK_CREDENTIALS, fact[CN_MF_c2pa_valid].b);
	w->any_store = w->any_store || m->has_store;
	return CN_OK;
}

static void digest_put(cn_hash *h, cn_str bytes, cn_str name)
{
	cn_digest d = cn_sha256(bytes);
	char z[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(&d, z);
	cn_hash_puts(h, cn_str_z(z));
	cn_hash_puts(h, CN_S("  "));
	cn_hash_puts(h, name);
	cn_hash_puts(h, CN_S("\n"));
}

static cn_code judge(work *w, cn_str name, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(FILE_ARENA_BYTES);
	CN_AUTO_MEDIA b = { 0 };
	cn_media_answer m = { 0 };
	const char *path = a ? path_of(a, w, name) : NULL;
	if (!path)
		return CN_NOMEM(err);
	if (!is_file(path, name))
		return CN_OK;
	CN_TRY(cn_media_open(path, &b, err));
	if (cn_media_judge(a, b.bytes, &w->ask, &m, err) != CN_OK)
		return cn_while(err, "%s", path);
	if (!is_output(name, m.file.format))
		return CN_OK;
	if (count(w, name, b.bytes, &m, err) != CN_OK)
		return cn_while(err, "%s", path);
	digest_put(&w->hash, b.bytes, name);
	return CN_OK;
}

static size_t counted(const work *w)
{
	int64_t n = 0;
	for (size_t f = 0; f < CN_MEDIA_FORMATS; f++)
		n += w->by[f].n;
	return (size_t)n;
}

static cn_code judge_all(work *w, const cn_val *names, cn_err *err)
{
	size_t seen = 0;
	CN_EACH (name, names) {
		CN_TRY(judge(w, name->s, err));
		if (counted(w) > CN_OUTPUTS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "%s has more than %d outputs: measure a sample of them, outputs: {folder: ..., sample: 1000}", w->dir,
				       CN_OUTPUTS_MAX);
		w->ctx->progress(w->ctx->progress_arg, cn_tr(w->ctx, "checking labels of outputs", "正在检查输出的标识"), (uint64_t)++seen, names->n);
	}
	return CN_OK;
}

static cn_code judge_sample(work *w, const cn_val *names, const wish *k, size_t *ret_found, cn_err *err)
{
	cn_str *name;
	size_t found;
	CN_TRY(population(w, names, &name, &found, err));
	size_t n = k->sample < found ? k->sample : found, *index = CN_NEW(w->ctx->a, size_t, found + 1);
	if (!index)
		return cn_arena_fail(w->ctx->a, err);
	cn_draw(k->seed, n, found, index);
	for (size_t i = 0; i < n; i++) {
		CN_TRY(judge(w, name[index[i]], err));
		w->ctx->progress(w->ctx->progress_arg, cn_tr(w->ctx, "checking labels of outputs", "正在检查输出的标识"), (uint64_t)i + 1, n);
	}
	*ret_found = found;
	return CN_OK;
}

/* ---- all ------------------------------------------------------------------------------------------------------------------ */

static cn_code number(const cn_system *s, const cn_val *v, const char *key, int64_t lo, int64_t hi, int64_t *ret, cn_err *err)
{
	if (v && (v->type != CN_TEXT || cn_int_parse(v->s, lo, hi, ret, NULL) != CN_OK))
		return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: outputs.%s is a whole number from %lld to %lld", s->path, v->line, v->col, key, (long long)lo,
			       (long long)hi);
	return CN_OK;
}

static cn_code wish_read(const cn_system *s, uint64_t seed, wish *ret, cn_err *err)
{
	static const char *const keys[] = { "folder", "sample", "seed", NULL };
	const cn_val *v = cn_get(s->profile->tree, "outputs");
	int64_t sample = 0, own = 0;
	ret->folder = cn_get_text(v, "folder");
	if (!ret->folder.n)
		return CN_FAIL(err, CN_EINPUT, "%s: a label measurement needs outputs: {folder: outputs}", s->path);
	CN_TRY(cn_keys_check(v, keys, cn_str_z(s->path), err));
	CN_TRY(number(s, cn_get(v, "sample"), "sample", 1, CN_OUTPUTS_MAX, &sample, err));
	CN_TRY(number(s, cn_get(v, "seed"), "seed", 0, CN_INT_MAX, &own, err));
	ret->sample = (size_t)sample;
	ret->seed = cn_get(v, "seed") ? (uint64_t)own : seed;
	return CN_OK;
}

static void note(work *w, const wish *k, const cn_counts *c, cn_val *inputs, const cn_val **ret_source)
{
	cn_arena *a = w->ctx->a;
	cn_digest all = cn_hash_done(&w->hash);
	cn_str digest = cn_digest_str(a, &all);
	cn_val *m = cn_push(a, inputs, cn_map(a)), *source = cn_map(a);
	cn_put(a, m, "what", cn_textz(a, "outputs"));
	cn_put(a, m, "file", cn_text(a, k->folder));
	cn_put(a, m, "sha256", cn_text(a, digest));
	cn_put(a, m, "files", cn_int(a, c->outputs.n));
	if (c->n_found) {
		cn_put(a, m, "drawn_from", cn_int(a, c->n_found));
		cn_put(a, m, "seed", cn_text(a, cn_strf(a, "%llu", (unsigned long long)k->seed)));
	}
	cn_put(a, source, "file", cn_text(a, k->folder));
	cn_put(a, source, "sha256", cn_text(a, digest));
	if (w->any_store) {
		char at[CN_TIME_BYTES];
		cn_time_text(w->ask.at_us, at);
		cn_put(a, source, "at", cn_textz(a, at));
	}
	*ret_source = source;
}

/* x509 has no anchors: that credentials hold is counted, not whom one trusts. */
static cn_code start(cn_ctx *ctx, const char *dir, cn_x509 **x509, work **ret, const cn_val **ret_names, cn_err *err)
{
	work *w = CN_NEW(ctx->a, work, 1);
	if (!w)
		return cn_arena_fail(ctx->a, err);
	*w = (work){ .ctx = ctx, .dir = dir };
	CN_TRY(cn_dir_list(ctx->a, w->dir, ret_names, err));
	CN_TRY(cn_x509_open(CN_S(""), CN_S(""), x509, err));
	w->ask = (cn_media_ask){ .x509 = *x509, .unbrotli = cn_unbrotli, .pixels = &cn_pixels_of_files, .at_us = ctx->now_us };
	cn_hash_init(&w->hash);
	*ret = w;
	return CN_OK;
}

cn_code cn_outputs_folder(cn_ctx *ctx, const char *dir, cn_counts **ret, cn_err *err)
{
	const cn_val *names;
	CN_AUTO_X509 x509 = NULL;
	work *w;
	CN_TRY(start(ctx, dir, &x509, &w, &names, err));
	CN_TRY(judge_all(w, names, err));
	*ret = cn_counts_formats(ctx->a, w->by, 0, 0);
	return *ret ? CN_OK : cn_arena_fail(ctx->a, err);
}

cn_code cn_outputs_take(cn_ctx *ctx, const cn_system *s, uint64_t seed, cn_val *inputs, cn_counts **ret, const cn_val **ret_source, cn_err *err)
{
	wish k;
	const cn_val *names;
	size_t found = 0;
	work *w;
	CN_AUTO_X509 x509 = NULL;
	CN_TRY(wish_read(s, seed, &k, err));
	CN_TRY(start(ctx, cn_beside(ctx, s->dir, k.folder), &x509, &w, &names, err));
	CN_TRY(k.sample ? judge_sample(w, names, &k, &found, err) : judge_all(w, names, err));
	*ret = cn_counts_formats(ctx->a, w->by, (int64_t)found, k.seed);
	if (!*ret)
		return cn_arena_fail(ctx->a, err);
	note(w, &k, *ret, inputs, ret_source);
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}
