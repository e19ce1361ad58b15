#include "node/letter_pdf.h"

#include "ext/pdf.h"

enum { BLOCKS_MAX = 512 };

typedef struct blocks {
	cn_arena *a;
	cn_pdf_block *block;
	size_t n;
	bool full;
} blocks;

static void take(void *ctx, cn_letter_part part, cn_str name, cn_str text)
{
	static const cn_pdf_part parts[] = { [CN_LETTER_ROW] = CN_PDF_ROW, [CN_LETTER_TITLE] = CN_PDF_TITLE, [CN_LETTER_HEADING] = CN_PDF_HEADING, [CN_LETTER_TEXT] = CN_PDF_TEXT,
					     [CN_LETTER_ITEM] = CN_PDF_ITEM, [CN_LETTER_DUE] = CN_PDF_BOX, [CN_LETTER_FOOT] = CN_PDF_SMALL };
	blocks *b = ctx;
	if (b->n == BLOCKS_MAX) {
		b->full = true;
		return;
	}
	cn_pdf_block *to = &b->block[b->n++];
	*to = (cn_pdf_block){ .part = parts[part], .name = cn_str_copy(b->a, name), .text = cn_str_copy(b->a, text) };
	if (part == CN_LETTER_DUE)
		to->text = cn_strf(b->a, "%.*s %.*s", CN_FMT(name), CN_FMT(text));
}

cn_code cn_letter_pdf(cn_ctx *ctx, const cn_letter *l, cn_buf *out, cn_err *err)
{
	bool zh = cn_eqz(ctx->lang, "zh");
	blocks b = { .a = ctx->a, .block = CN_NEW(ctx->a, cn_pdf_block, BLOCKS_MAX) };
	if (!b.block)
		return cn_arena_fail(ctx->a, err);
	cn_letter_tell(l, ctx->lang, take, &b);
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	if (b.full)
		return CN_FAIL(err, CN_ETOOBIG, "the letter has more than %d parts", BLOCKS_MAX);
	const cn_pdf doc = { .title = l->title, .author = l->from, .lang = zh ? "zh-Hans" : "en", .date = cn_cstr(ctx->a, l->date),
			     .number = { zh ? "第 " : "Page ", zh ? " 页，共 " : " of ", zh ? " 页" : "" }, .block = b.block, .n_block = b.n };
	return cn_pdf_write(&doc, out, err);
}
