/* case document: what came with a case or one of its steps, out again; and how it comes in. */
#include "assess/document.h"
#include "node/cases.h"
#include "node/desk.h"
#include "store/file.h"

enum { ENCODED_BYTES_MAX = 2 * CN_DOCUMENT_BYTES_MAX };

/* ---- in ---- */

cn_code cn_case_put_documents(cn_ctx *ctx, cn_home *home, cn_val *body, cn_err *err)
{
	cn_str bytes[CN_DOCUMENTS_MAX];
	const char *type[CN_DOCUMENTS_MAX];
	size_t n = 0;
	for (; cn_flag_at(ctx, "document", n); n++) {
		const char *path = cn_flag_at(ctx, "document", n);
		if (n == CN_DOCUMENTS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "more than %d documents", CN_DOCUMENTS_MAX);
		CN_TRY(cn_file_read(ctx->a, path, CN_DOCUMENT_BYTES_MAX + 1, &bytes[n], err));
		CN_TRY(cn_document_check(cn_base_name(cn_str_z(path)), bytes[n], &type[n], err));
	}
	if (!n)
		return CN_OK;
	cn_val *list = cn_put(ctx->a, body, "documents", cn_list(ctx->a));
	CN_TRY(cn_home_ready(home, ctx->a, err)); /* no document is kept that no record will name */
	for (size_t i = 0; i < n; i++) {
		cn_digest d;
		CN_TRY(cn_home_blob_put(home, bytes[i], &d, err));
		cn_push(ctx->a, list,
			cn_blob_ref(ctx->a, &d, bytes[i].n, type[i], cn_base_name(cn_str_z(cn_flag_at(ctx, "document", i)))));
	}
	return CN_OK;
}

/* ---- out ---- */

static cn_code number_of(cn_ctx *ctx, const char *flag, int64_t otherwise, int64_t *ret, cn_err *err)
{
	const char *given = cn_flag_get(ctx, flag);
	*ret = otherwise;
	if (given && cn_int_parse(cn_str_z(given), 0, CN_INT_MAX, ret, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "--%s is a whole number", flag);
	return CN_OK;
}

/* The record of the case, or of a step of this case: no other record's documents are given out here. */
static cn_code body_at(const cn_case_file *c, int64_t seq, const cn_val **ret, cn_err *err)
{
	if (seq == c->head.rec.seq) {
		*ret = c->head.rec.body;
		return CN_OK;
	}
	for (size_t i = 0; i < c->n; i++)
		if (c->step[i]->rec.seq == seq) {
			*ret = c->step[i]->rec.body;
			return CN_OK;
		}
	(void)CN_FAIL(err, CN_ENOTFOUND, "record %lld is no step of this case", (long long)seq);
	return cn_hint(err, "concord case show %lld", (long long)c->head.rec.seq);
}

static cn_code find(cn_ctx *ctx, const cn_case_file *c, int64_t *ret_seq, int64_t *ret_number, const cn_val **ret, cn_err *err)
{
	const cn_val *body;
	CN_TRY(number_of(ctx, "step", c->head.rec.seq, ret_seq, err));
	CN_TRY(number_of(ctx, "number", 1, ret_number, err));
	CN_TRY(body_at(c, *ret_seq, &body, err));
	const cn_val *list = cn_get(body, "documents");
	if (*ret_number == 0 && cn_get(body, "manifest"))
		*ret = cn_get(body, "manifest");
	else if (*ret_number >= 1 && list && (uint64_t)*ret_number <= list->n)
		*ret = cn_at(list, (size_t)*ret_number - 1);
	else
		return CN_FAIL(err, CN_ENOTFOUND, "record %lld has no document %lld", (long long)*ret_seq, (long long)*ret_number);
	return CN_OK;
}

static cn_code answer(cn_ctx *ctx, int64_t seq, int64_t number, const cn_val *ref, cn_str bytes, cn_err *err)
{
	const char *to = cn_flag_get(ctx, "out");
	CN_AUTO_BUF coded;
	cn_buf_init(&coded, ENCODED_BYTES_MAX);
	if (!to && !ctx->json) {
		(void)CN_FAIL(err, CN_EINPUT, "a document is written to a file");
		return cn_hint(err, "--out FILE");
	}
	if (to)
		CN_TRY(cn_file_write(NULL, to, bytes, 0600, err));
	if (!ctx->json)
		return CN_OK;
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "step", cn_int(ctx->a, seq));
	cn_put(ctx->a, m, "number", cn_int(ctx->a, number));
	CN_EACH (v, ref)
		cn_put_s(ctx->a, m, v->key, cn_val_copy(ctx->a, v));
	if (!to) {
		cn_base64(&coded, (const uint8_t *)bytes.p, bytes.n);
		cn_put(ctx->a, m, "base64", cn_text(ctx->a, cn_buf_str(&coded)));
	}
	return coded.failed ? CN_FAIL(err, CN_ETOOBIG, "the document is too large for JSON: --out FILE")
			    : cn_answer_json(ctx, m, err);
}

static cn_code run_document(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_cases all;
	const cn_case_file *c;
	const cn_val *ref = NULL;
	int64_t seq, number;
	cn_digest d;
	cn_str bytes;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_cases_read(ctx, home, &all, err));
	CN_TRY(cn_case_find(home, &all, ctx->args.arg[0], &c, err));
	CN_TRY(find(ctx, c, &seq, &number, &ref, err));
	if (!cn_digest_parse(cn_get_text(ref, "digest"), &d))
		return CN_FAIL(err, CN_EINTERNAL, "a document without a digest");
	CN_TRY(cn_home_blob_get(home, ctx->a, &d, &bytes, err));
	return answer(ctx, seq, number, ref, bytes, err);
}

static const cn_flag flags[] = { { "step", "N", "the record of the step that it came with (else of the case)",
				   "随附该文件的步骤的记录编号（默认为案件本身）", false },
				 { "number", "N", "which of its documents, from 1; 0 is the manifest of the case (default 1)",
				   "第几份文件，自 1 起；0 为案件的清单（默认 1）", false },
				 { "out", "FILE", "the file to write", "写入的文件", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_case_document = { "case document",
				    "RECORD",
				    1,
				    1,
				    "a document that came with a case or a step of it, as a file",
				    "取出案件或其步骤随附的文件",
				    { "concord case document 20 --out retention.txt", NULL },
				    flags,
				    run_document,
				    CN_SERVED_SEALED,
				    CN_ACCESS_READER };
