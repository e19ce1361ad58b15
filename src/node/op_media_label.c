/* media label: the labels that markets ask for, written side by side into a copy of a file, and signed last. */
#include <errno.h>
#include <sys/stat.h>

#include "assess/media_label.h"
#include "core/hash.h"
#include "core/sign.h"
#include "ext/brotli.h"
#include "ext/content_signer.h"
#include "ext/pixels.h"
#include "ext/x509.h"
#include "lab/media/c2pa/make.h"
#include "node/media_say.h"
#include "node/run.h"
#include "node/say.h"
#include "store/file.h"

static const cn_flag label_flags[] = {
	{ "market", "CODES", "whose labels: CN,EU,KR,US-CA", "为哪些市场添加标识：CN,EU,KR,US-CA", false },
	{ "producer", "CODE", "name or code of the provider, as it stands in the label", "标识中的服务提供者名称或编码", false },
	{ "out", "FILE", "the labelled copy; a folder, with its slash: a rendition for each market", "带标识的副本；以斜杠结尾的文件夹：每个市场各一份", false },
	{ "id", "ID", "number of the content, the same on every rendition (else one that follows from file and provider)", "内容编号，各份相同（默认由文件和提供者得出）", false },
	{ "system", "NAME", "the AI system that made it", "生成内容的人工智能系统", false },
	{ "system-version", "V", "its version", "系统版本", false },
	{ "source-type", "TERM", "IPTC digital source type (else trainedAlgorithmicMedia)", "IPTC 数字来源类型（默认 trainedAlgorithmicMedia）", false },
	{ "propagator", "CODE", "name or code of the service that spreads it", "传播服务提供者名称或编码", false },
	{ "propagate-id", "ID", "its number there", "传播编号", false },
	{ "art", NULL, "it is evidently art, satire or fiction", "明显属于艺术、讽刺或虚构作品", false },
	{ "no-visible", NULL, "put no words into it: who gives it out must show them beside it, or log why not", "不加入显式标识：须在其旁边提示，或留存不加的日志", false },
	{ "key", "FILE", "sign with this key (PEM, or the pkcs11: URI of one in a token), content credentials in the copy",
	  "用此密钥（PEM，或令牌中密钥的 pkcs11: URI）签署副本的内容凭证", false },
	{ "chain", "FILE", "its certificates (PEM), the signer's first", "证书链（PEM），签署者证书在前", false },
	{ "module", "FILE", "the PKCS #11 library of the token", "令牌的 PKCS #11 程序库", false },
	{ "at", "TIME", "when it was made: 2026-11-27T12:00:00Z (else now)", "生成时间：2026-11-27T12:00:00Z（默认现在）", false },
	{ "replace", NULL, "write over --out if it is there", "若 --out 已存在则覆盖", false },
	{ NULL, NULL, NULL, NULL, false },
};

typedef struct job {
	cn_ctx *ctx;
	const char *path;
	cn_str file;
	cn_media_file read;
	cn_origin origin;
	cn_texts market;
	bool art;
	cn_content_signer *signer; /* NULL: not signed */
	cn_val *made;              /* list of what was written */
} job;

/* ---- what is asked ---------------------------------------------------------------------------------------------------------- */

static cn_code text_flag(cn_ctx *ctx, const char *name, cn_str *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, name);
	*ret = cn_str_z(z);
	return z && !*z ? CN_FAIL(err, CN_EINPUT, "--%s is empty", name) : CN_OK;
}

static cn_code needed(cn_ctx *ctx, const char *name, const char *example, cn_err *err)
{
	if (cn_flag_get(ctx, name))
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "--%s is needed", name);
	return cn_hint(err, "%s", example);
}

static cn_code origin_of(job *j, cn_err *err)
{
	cn_ctx *ctx = j->ctx;
	cn_origin *o = &j->origin;
	static const struct {
		const char *flag;
		size_t at;
	} TEXTS[] = { { "producer", offsetof(cn_origin, producer) }, { "id", offsetof(cn_origin, id) }, { "system", offsetof(cn_origin, system) },
		      { "system-version", offsetof(cn_origin, version) }, { "source-type", offsetof(cn_origin, source_type) },
		      { "propagator", offsetof(cn_origin, propagator) }, { "propagate-id", offsetof(cn_origin, propagate_id) } };
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		CN_TRY(text_flag(ctx, TEXTS[i].flag, (cn_str *)(void *)((char *)o + TEXTS[i].at), err));
	cn_digest d = cn_sha256(j->file);
	o->made_from = cn_digest_str(ctx->a, &d);
	o->source_type = o->source_type.n ? o->source_type : CN_S("trainedAlgorithmicMedia");
	const char *at = cn_flag_get(ctx, "at");
	o->at_us = ctx->now_us / 1000000 * 1000000;
	if (at && cn_time_parse(cn_str_z(at), &o->at_us, err) != CN_OK)
		return cn_while(err, "--at");
	if (o->id.n == 0) {
		char id[CN_UUID_BYTES];
		cn_uuid5(cn_strf(ctx->a, "content %.*s %.*s", CN_FMT(o->made_from), CN_FMT(o->producer)), id);
		o->id = cn_str_copy(ctx->a, cn_str_z(id));
	}
	return cn_arena_ok(ctx->a) ? cn_origin_check(o, err) : cn_arena_fail(ctx->a, err);
}

static cn_code key_with(const cn_content_key *k, cn_content_signer **ret, cn_err *err)
{
	CN_AUTO_SECRET secret = { 0 };
	cn_content_key with = *k;
	with.passphrase = (cn_str){ 0 };
	cn_code rc = cn_content_signer_open(&with, ret, err);
	if (rc != CN_ESTATE) /* it wants a passphrase */
		return rc;
	CN_TRY(cn_passphrase("content key", &secret, err));
	with.passphrase = cn_secret_str(&secret);
	return cn_content_signer_open(&with, ret, err);
}

static cn_code signer_of(job *j, cn_err *err)
{
	cn_ctx *ctx = j->ctx;
	const char *key = cn_flag_get(ctx, "key"), *chain = cn_flag_get(ctx, "chain");
	cn_content_key k = { .alg = CN_SIGALG_NONE, .at_us = j->origin.at_us };
	if (!key && !chain)
		return CN_OK;
	if (!key || !chain)
		return CN_FAIL(err, CN_EINPUT, "--key and --chain belong together");
	if (!cn_c2pa_makes(j->read.format))
		return CN_FAIL(err, CN_EUNSUPPORTED, "content credentials cannot be put into a file of format \"%s\" here", cn_media_format_text(j->read.format));
	CN_TRY(cn_file_read(ctx->a, chain, CN_CONTENT_PEM_BYTES_MAX, &k.chain, err));
	if (cn_starts(cn_str_z(key), "pkcs11:")) {
		k.token = cn_str_z(key);
		CN_TRY(text_flag(ctx, "module", &k.module, err));
	} else {
		CN_TRY(cn_file_read(ctx->a, key, CN_CONTENT_PEM_BYTES_MAX, &k.key, err));
	}
	cn_code rc = key_with(&k, &j->signer, err);
	cn_wipe((void *)(uintptr_t)k.key.p, k.key.n);
	return rc == CN_OK ? CN_OK : cn_while(err, "%s", key);
}

/* ---- one rendition ------------------------------------------------------------------------------------------------------------- */

/* The original is never written to, and what is there already only if that is said. */
static cn_code may_write(const job *j, const char *out, cn_err *err)
{
	struct stat a, b;
	if (stat(out, &b) != 0)
		return errno == ENOENT ? CN_OK : CN_FAIL(err, CN_EIO, "%s: %s", out, strerror(errno));
	if (stat(j->path, &a) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return CN_FAIL(err, CN_EINPUT, "--out is the file itself: the original stays as it is, name another");
	if (S_ISDIR(b.st_mode))
		return CN_FAIL(err, CN_EINPUT, "%s is a folder: with a slash at its end it gets a rendition for each market", out);
	if (cn_flag_on(j->ctx, "replace"))
		return CN_OK;
	(void)CN_FAIL(err, CN_ESTATE, "%s is there already", out);
	return cn_hint(err, "--replace");
}

static cn_code sign(job *j, const cn_label_work *w, cn_texts market, cn_media_pieces *ret, cn_err *err)
{
	cn_ctx *ctx = j->ctx;
	cn_c2pa_report parent;
	cn_media_answer before;
	cn_media_ask ask = { .at_us = ctx->now_us, .unbrotli = cn_unbrotli };
	cn_c2pa_order o = { .id = j->origin.id, .generator = CN_S("Concord"), .version = cn_str_z(CN_VERSION), .agent = j->origin.system,
			    .agent_version = j->origin.version, .source_type = j->origin.source_type, .when_us = j->origin.at_us };
	cn_c2pa_statement said[] = { { .label = CN_S("org.concord.provenance"), .val = cn_origin_val(ctx->a, &j->origin) },
				     { .label = CN_S(CN_C2PA_LABEL), .val = cn_label_statement(ctx->a, &w->box, market.item, market.n, j->origin.id) } };
	cn_c2pa_action drew = { .action = CN_S("c2pa.edited"), .description = CN_S("words drawn on the picture") };
	o.statement = said;
	o.n_statement = w->drawn ? 2 : 1;
	o.action = &drew;
	o.n_action = w->drawn ? 1 : 0;
	CN_TRY(cn_x509_open(CN_S(""), CN_S(""), &ask.x509, err));
	cn_code rc = cn_media_judge(ctx->a, j->file, &ask, &before, err); /* before anything was changed */
	cn_x509_close(ask.x509);
	if (rc == CN_OK && before.has_store) {
		parent = before.credentials;
		o.parent = &parent;
	}
	return rc == CN_OK ? cn_c2pa_make(ctx->a, &o, j->signer, w->file, w->edit, w->n_edit, ret, err) : rc;
}

/* What must carry the words instead. */
static cn_words no_words(const job *j, const cn_label_work *w)
{
	cn_arena *a = j->ctx->a;
	cn_media_modality m = cn_media_format_modality(j->read.format);
	if (m == CN_MODALITY_AUDIO || m == CN_MODALITY_VIDEO)
		return (cn_words){ CN_S("words that people see or hear: the player, or a notice beside it, must carry them"),
				   CN_S("用户可感知的显式标识：须由播放器或其旁边的提示承载") };
	if (w->not_drawn.en.n)
		return (cn_words){ cn_strf(a, "words that people see: they must stand beside it (%.*s)", CN_FMT(w->not_drawn.en)),
				   cn_strf(a, "用户可感知的显式标识：须在其旁边提示（%.*s）", CN_FMT(w->not_drawn.zh)) };
	return (cn_words){ CN_S("words that people see: they must stand beside it"), CN_S("用户可感知的显式标识：须在其旁边提示") };
}

static void note(job *j, const char *out, cn_texts market, const cn_label_plan *plan, const cn_label_work *w)
{
	cn_arena *a = j->ctx->a;
	cn_val *v = cn_push(a, j->made, cn_map(a)), *codes = cn_list(a), *kinds = cn_list(a);
	for (size_t i = 0; i < market.n; i++)
		(void)cn_push(a, codes, cn_text(a, market.item[i]));
	for (size_t i = 0; i < w->n_edit; i++)
		(void)cn_push(a, kinds, cn_textz(a, cn_media_kind_text(w->edit[i].kind)));
	if (j->signer)
		(void)cn_push(a, kinds, cn_textz(a, "c2pa"));
	(void)cn_put(a, v, "out", cn_text(a, cn_media_name(a, cn_str_z(out))));
	(void)cn_put(a, v, "markets", codes);
	(void)cn_put(a, v, "labels", kinds);
	(void)cn_put(a, v, "visible", w->visible.n ? cn_text(a, w->visible) : cn_null(a));
	(void)cn_put(a, v, "visible_was_there", cn_bool(a, w->had_words));
	(void)cn_put(a, v, "label", w->drawn ? cn_label_box_val(a, &w->box) : cn_null(a));
	cn_val *left = cn_put(a, v, "left_out", cn_list(a));
	if (plan->visible && !w->visible.n && !w->had_words)
		(void)cn_push(a, left, cn_words_val(a, no_words(j, w)));
	if (plan->credentials && !j->signer)
		(void)cn_push(a, left, cn_words_val(a, (cn_words){ CN_S("a signature: --key and --chain"), CN_S("签名：--key 与 --chain") }));
	if (w->left.en.n)
		(void)cn_push(a, left, cn_words_val(a, w->left));
}

static cn_code rendition(job *j, cn_texts market, const char *out, cn_err *err)
{
	cn_label_plan plan;
	cn_label_work w;
	cn_media_pieces pieces;
	CN_TRY(may_write(j, out, err));
	CN_TRY(cn_label_plan_of(market.item, market.n, j->art, cn_media_format_modality(j->read.format), &plan, err));
	cn_label_plan put = plan;
	put.visible = put.visible && !cn_flag_on(j->ctx, "no-visible");
	CN_TRY(cn_label_edits(j->ctx->a, j->file, &j->read, &j->origin, &put, &cn_pixels_of_files, &w, err));
	if (w.n_edit == 0 && !j->signer && !w.visible.n)
		return CN_FAIL(err, CN_EUNSUPPORTED, "a file of format \"%s\" has no place for these labels here", cn_media_format_text(j->read.format));
	CN_TRY(j->signer ? sign(j, &w, market, &pieces, err) : cn_media_write(j->ctx->a, w.file, w.edit, w.n_edit, &pieces, err));
	cn_str folder = cn_sub(cn_str_z(out), 0, strlen(out) - cn_base_name(cn_str_z(out)).n);
	if (folder.n) {
		const char *dir = cn_cstr(j->ctx->a, folder);
		CN_TRY(dir ? cn_dir_make(NULL, dir, 0755, err) : cn_arena_fail(j->ctx->a, err));
	}
	CN_TRY(cn_file_write_pieces(NULL, out, pieces.piece, pieces.n, 0644, err));
	note(j, out, market, &plan, &w);
	return CN_OK;
}

/* FOLDER/NAME.MARKET.EXT for each market, under one number. */
static cn_code renditions(job *j, const char *dir, cn_err *err)
{
	cn_str name = cn_base_name(cn_str_z(j->path));
	size_t dot = name.n;
	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	cn_str stem = dot > 1 ? cn_sub(name, 0, dot - 1) : name, ext = dot > 1 ? cn_sub(name, dot - 1, name.n) : CN_S("");
	CN_TRY(cn_dir_make(NULL, dir, 0755, err));
	for (size_t i = 0; i < j->market.n; i++) {
		const char *out = cn_strf(j->ctx->a, "%s%.*s.%.*s%.*s", dir, CN_FMT(stem), CN_FMT(j->market.item[i]), CN_FMT(ext)).p;
		if (!out)
			return cn_arena_fail(j->ctx->a, err);
		CN_TRY(rendition(j, (cn_texts){ &j->market.item[i], 1 }, out, err));
	}
	return CN_OK;
}

/* ---- what is said ------------------------------------------------------------------------------------------------------------- */

static cn_code say(job *j, cn_err *err)
{
	cn_ctx *ctx = j->ctx;
	if (ctx->json) {
		cn_val *v = cn_map(ctx->a);
		(void)cn_put(ctx->a, v, "concord", cn_textz(ctx->a, "media-label/1"));
		(void)cn_put(ctx->a, v, "provenance", cn_origin_val(ctx->a, &j->origin));
		(void)cn_put(ctx->a, v, "renditions", j->made);
		return cn_answer_json(ctx, v, err);
	}
	cn_para(ctx, 0, 2, "%s %.*s", cn_tr(ctx, "content number", "内容编号"), CN_FMT(j->origin.id));
	CN_EACH (m, j->made) {
		cn_str kinds = CN_S("");
		CN_EACH (k, cn_get(m, "labels"))
			kinds = cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(kinds), kinds.n ? ", " : "", CN_FMT(k->s));
		cn_para(ctx, 0, 2, "%.*s: %.*s", CN_FMT(cn_get_text(m, "out")), CN_FMT(kinds));
		if (cn_get_text(m, "visible").n)
			cn_para(ctx, 2, 4, "%s: %.*s", cn_tr(ctx, "words", "文字"), CN_FMT(cn_get_text(m, "visible")));
		CN_EACH (l, cn_get(m, "left_out"))
			cn_para(ctx, 2, 4, "%s: %.*s", cn_tr(ctx, "left out", "未加入"), CN_FMT(cn_in_lang(ctx, (cn_words){ cn_get_text(l, "en"), cn_get_text(l, "zh") })));
	}
	return CN_OK;
}

static cn_code label(job *j, cn_err *err)
{
	const char *out = cn_flag_get(j->ctx, "out");
	CN_TRY(cn_media_read(j->ctx->a, j->file, &j->read, err));
	if (j->file.n == 0)
		return CN_FAIL(err, CN_EINPUT, "%s: it is empty, so no label can be written into it", j->path);
	if (j->read.format == CN_MEDIA_OTHER)
		return CN_FAIL(err, CN_EUNSUPPORTED, "%s: it is of no format that is read here, so no label can be written into it", j->path);
	CN_TRY(origin_of(j, err));
	CN_TRY(signer_of(j, err));
	CN_TRY(cn_ends(cn_str_z(out), "/") ? renditions(j, out, err) : rendition(j, j->market, out, err));
	return cn_arena_ok(j->ctx->a) ? say(j, err) : cn_arena_fail(j->ctx->a, err);
}

/* "cn" would be a market without labels of its own. */
static cn_code is_code(cn_str market, cn_err *err)
{
	for (size_t i = 0; i < market.n; i++)
		if (!(market.p[i] >= 'A' && market.p[i] <= 'Z') && !(i > 1 && (market.p[i] == '-' || (market.p[i] >= '0' && market.p[i] <= '9'))))
			return CN_FAIL(err, CN_EINPUT, "--market is a code in capitals, CN, EU, KR or US-CA, not \"%.*s\"", CN_FMT(cn_sub(market, 0, 40)));
	return CN_OK;
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	job j = { .ctx = ctx, .path = ctx->args.arg[0], .art = cn_flag_on(ctx, "art"), .made = cn_list(ctx->a) };
	CN_AUTO_MEDIA b = { 0 };
	CN_TRY(needed(ctx, "market", "--market CN,EU", err));
	CN_TRY(needed(ctx, "producer", "--producer \"Example Studio\"", err));
	CN_TRY(needed(ctx, "out", "--out labelled.jpg", err));
	CN_TRY(cn_flag_parts(ctx, "market", &j.market, err));
	if (j.market.n == 0)
		return CN_FAIL(err, CN_EINPUT, "--market names no market");
	for (size_t i = 0; i < j.market.n; i++)
		CN_TRY(is_code(j.market.item[i], err));
	CN_TRY(cn_media_open(j.path, &b, err));
	j.file = b.bytes;
	cn_code rc = label(&j, err);
	cn_content_signer_close(j.signer);
	return rc;
}

const cn_op cn_op_media_label = { "media label", "FILE", 1, 1, "writes the labels that markets ask of AI-made content into a copy of a file, and signs it last",
				  "把各市场要求的人工智能生成内容标识写入文件副本，最后签署",
				  { "concord media label examples/image-studio/base/01.png --market CN,EU --producer \"Example Studio\" --out out/labelled.png --replace",
				    "concord media label examples/image-studio/base/01.png --market CN,KR --producer \"Example Studio\" --out out/labelled/ --replace --json" }, label_flags, run, CN_NOT_SERVED };
