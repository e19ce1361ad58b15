/* Text and Markdown read: front matter, the text that a reader sees, and stores that stand in it as variation selectors. */
#include "lab/media/format/text.h"

#include "lab/media/format/charset.h"
#include "lab/media/format/slices.h"
#include "lab/media/media.h"

enum { MARKS_LOOKED_FOR = 64 << 10 };

static const char BOM[] = "\xef\xbb\xbf";

bool cn_media_is_text(cn_str file)
{
	return file.n > 0 && !memchr(file.p, 0, file.n) && cn_utf8_ok(file);
}

static cn_code put_wrapper(cn_media_reader *r, const cn_text_wrapper *w)
{
	char *p = NULL;
	if (!w->whole)
		return cn_media_trouble(r, w->at.at,
					"text: a store of content credentials in it is cut off, or of another version");
	CN_TRY(cn_media_join(r, w->store_n, &p));
	size_t at = w->store_from;
	for (size_t i = 0; i < w->store_n; i++) {
		unsigned char c = 0;
		at += cn_selector_at(r->file, at, &c);
		p[i] = (char)c;
	}
	return cn_media_put(r, CN_PART_C2PA, "text wrapper", (cn_str){ "", 0 }, (cn_str){ p, w->store_n }, w->at);
}

/* ---- Markdown
 * -------------------------------------------------------------------------------------------------------------------- */

static bool heading(cn_str line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == '#')
		n++;
	return n >= 1 && n <= 6 && n < line.n && line.p[n] == ' ';
}

/* 2: a mark that plain text has no use for; 1: one that it may have. */
static unsigned mark(cn_str line)
{
	static const char *const SURE[] = { "```", "~~~", "![", "| --", "|--", "|:-", "| :-" }, *const MAYBE[] = {
		"- ", "* ", "+ ", "> ", "[", "1. ", "**"
	};
	if (heading(line))
		return 2;
	for (size_t i = 0; i < sizeof SURE / sizeof *SURE; i++)
		if (cn_starts(line, SURE[i]))
			return 2;
	for (size_t i = 0; i < sizeof MAYBE / sizeof *MAYBE; i++)
		if (cn_starts(line, MAYBE[i]))
			return 1;
	return 0;
}

static bool looks_marked(cn_str body)
{
	cn_str rest = cn_sub(body, 0, MARKS_LOOKED_FOR), line;
	unsigned marks = 0;
	if (cn_starts(rest, "#!")) /* a program */
		return false;
	while (rest.n > 0 && marks < 2) {
		(void)cn_split(rest, '\n', &line, &rest);
		marks += mark(line);
	}
	return marks >= 2;
}

static bool indented(cn_str line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t' || line.p[0] == '#' || line.p[0] == '-');
}

/* The label, and the other entries that have their value on their line. */
static cn_code put_front(cn_media_reader *r, cn_str front)
{
	cn_str whole = { "", 0 }, value, rest = front, line, key;
	if (cn_label_block(front, &whole, &value))
		CN_TRY(cn_media_put(r, CN_PART_AIGC, "front matter", CN_S("AIGC"), value,
				    (cn_media_range){ (size_t)(whole.p - r->file.p), whole.n }));
	while (rest.n > 0) {
		(void)cn_split(rest, '\n', &line, &rest);
		bool of_label = whole.n > 0 && line.p >= whole.p && line.p < whole.p + whole.n;
		if (of_label || indented(line) || cn_starts(line, "data:application/c2pa") || !cn_split(line, ':', &key, &value))
			continue;
		value = cn_trim(value);
		if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') && value.p[value.n - 1] == value.p[0])
			value = cn_sub(value, 1, value.n - 2);
		if (value.n > 0)
			CN_TRY(cn_media_put(r, CN_PART_TAG, "front matter", cn_trim(key),
					    cn_utf8_head(value, CN_MEDIA_TAG_BYTES_MAX),
					    (cn_media_range){ (size_t)(line.p - r->file.p), line.n }));
	}
	return CN_OK;
}

/* A block holds the store itself, or says where it is. */
static cn_code put_block(cn_media_reader *r, const cn_text_block *b)
{
	static const char INLINE[] = "data:application/c2pa;base64,";
	cn_str store;
	bool ok = b->whole;
	if (ok && !cn_starts(b->reference, INLINE))
		return cn_media_put(r, CN_PART_TAG, "manifest block", CN_S("C2PA MANIFEST"),
				    cn_utf8_head(b->reference, CN_MEDIA_TAG_BYTES_MAX), b->at);
	if (ok)
		CN_TRY(cn_media_unbase64(r, cn_sub(b->reference, sizeof INLINE - 1, b->reference.n), &store, &ok));
	if (!ok)
		return cn_media_trouble(r, b->at.at, "text: a block with content credentials has no end, or is no base64");
	return cn_media_put(r, CN_PART_C2PA, "manifest block", (cn_str){ "", 0 }, store, b->at);
}

/* The text behind front matter without what stands for a store. */
static cn_code put_body(cn_media_reader *r, size_t at)
{
	cn_slices seen = { 0 };
	cn_text_cuts cuts = { .s = r->file, .at = at };
	cn_media_range cut;
	cn_str text;
	while (cn_text_cuts_next(&cuts, &cut) != CN_TEXT_NO_CUT) {
		CN_TRY(cn_media_step(r));
		if (cut.at > at)
			CN_TRY(cn_slices_add(r->a, &seen, cn_sub(r->file, at, cut.at - at), r->err));
		at = cut.at + cut.size;
	}
	if (at < r->file.n)
		CN_TRY(cn_slices_add(r->a, &seen, cn_sub(r->file, at, r->file.n - at), r->err));
	if (seen.n == 0)
		return CN_OK;
	cn_media_range *range = CN_NEW(r->a, cn_media_range, seen.n);
	if (!range)
		return cn_arena_fail(r->a, r->err);
	for (size_t i = 0; i < seen.n; i++)
		range[i] = (cn_media_range){ (size_t)(seen.slice[i].p - r->file.p), seen.slice[i].n };
	CN_TRY(cn_slices_joined(r, &seen, &text));
	return cn_media_put_ranges(r, (cn_media_part){ CN_PART_BODY, "text", { "", 0 }, text, range, seen.n });
}

cn_code cn_media_read_text(cn_media_reader *r)
{
	cn_text_cuts cuts = { .s = r->file };
	cn_text_cut kind;
	cn_media_range cut;
	size_t start = cn_starts(r->file, BOM) && !(cn_text_cuts_next(&cuts, &cut) == CN_TEXT_WRAPPER && cut.at == 0) ? 3 : 0;
	cn_str text = cn_sub(r->file, start, r->file.n), front, body = text;
	bool has_front = cn_label_front(text, &front, &body);
	if (has_front || looks_marked(body))
		r->out->format = CN_MEDIA_MARKDOWN;
	if (has_front)
		CN_TRY(put_front(r, front));
	CN_TRY(put_body(r, r->file.n - body.n));
	cuts = (cn_text_cuts){ .s = r->file };
	while ((kind = cn_text_cuts_next(&cuts, &cut)) != CN_TEXT_NO_CUT)
		CN_TRY(kind == CN_TEXT_WRAPPER ? put_wrapper(r, &cuts.wrapper) : put_block(r, &cuts.block));
	return CN_OK;
}
