/* Text and Markdown read: front matter, the text that a reader sees, and stores that stand in it as variation selectors. */
#include "lab/media/format/text.h"

#include "lab/media/format/charset.h"
#include "lab/media/format/slices.h"
#include "lab/media/media.h"

enum { WRAPPER_HEAD = 13, MARKS_LOOKED_FOR = 64 << 10 };

static const char MAGIC[8] = "C2PATXT";
static const char BOM[] = "\xef\xbb\xbf";

bool cn_media_is_text(cn_str file)
{
	return file.n > 0 && !memchr(file.p, 0, file.n) && cn_utf8_ok(file);
}

/* ---- the wrapper ---------------------------------------------------------------------------------------------------------------
 */

size_t cn_selector_at(cn_str s, size_t at, unsigned char *ret)
{
	const unsigned char *u = (const unsigned char *)s.p + at;
	size_t left = s.n - at;
	if (left >= 3 && u[0] == 0xef && u[1] == 0xb8 && u[2] >= 0x80 && u[2] <= 0x8f) {
		*ret = u[2] & 0x0f;
		return 3;
	}
	if (left < 4 || u[0] != 0xf3 || u[1] != 0xa0 || u[2] < 0x84 || u[2] > 0x87 || u[3] < 0x80 || u[3] > 0xbf)
		return 0;
	unsigned v = (u[2] - 0x84u) * 64 + (u[3] & 0x3fu) + 16;
	*ret = (unsigned char)v;
	return v <= 0xff ? 4 : 0;
}

static bool wrapper_at(cn_str s, size_t at, cn_text_wrapper *ret)
{
	unsigned char head[WRAPPER_HEAD], c;
	size_t i = at + 3, n = 0, k;
	for (; n < WRAPPER_HEAD && (k = cn_selector_at(s, i, &head[n])) > 0; n++)
		i += k;
	if (n < sizeof MAGIC || memcmp(head, MAGIC, sizeof MAGIC) != 0)
		return false;
	bool known = n == WRAPPER_HEAD && head[sizeof MAGIC] == 1; /* the version */
	cn_text_wrapper w = { .store_from = i, .store_n = known ? cn_be32((const char *)head + sizeof MAGIC + 1) : 0 };
	for (n = 0; (k = cn_selector_at(s, i, &c)) > 0; n++)
		i += k;
	w.whole = known && n >= w.store_n;
	w.at = (cn_media_range){ at, i - at };
	*ret = w;
	return true;
}

bool cn_text_wrapper_next(cn_str s, size_t at, cn_text_wrapper *ret)
{
	for (; s.n - at >= 3; at++) {
		const char *c = memchr(s.p + at, BOM[0], s.n - at - 2);
		if (!c)
			return false;
		at = (size_t)(c - s.p);
		if (c[1] == BOM[1] && c[2] == BOM[2] && wrapper_at(s, at, ret))
			return true;
	}
	return false;
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
		if (of_label || indented(line) || !cn_split(line, ':', &key, &value))
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

/* The body without the wrappers in it. */
static cn_code put_body(cn_media_reader *r, size_t from)
{
	cn_slices seen = { 0 };
	cn_text_wrapper w;
	cn_str text;
	size_t at = from, n = 0;
	while (cn_text_wrapper_next(r->file, at, &w)) {
		CN_TRY(cn_media_step(r));
		if (w.at.at > at)
			CN_TRY(cn_slices_add(r->a, &seen, cn_sub(r->file, at, w.at.at - at), r->err));
		at = w.at.at + w.at.size;
	}
	if (at < r->file.n)
		CN_TRY(cn_slices_add(r->a, &seen, cn_sub(r->file, at, r->file.n - at), r->err));
	if (seen.n == 0)
		return CN_OK;
	cn_media_range *range = CN_NEW(r->a, cn_media_range, seen.n);
	if (!range)
		return cn_arena_fail(r->a, r->err);
	for (; n < seen.n; n++)
		range[n] = (cn_media_range){ (size_t)(seen.slice[n].p - r->file.p), seen.slice[n].n };
	CN_TRY(cn_slices_joined(r, &seen, &text));
	return cn_media_put_ranges(r, (cn_media_part){ CN_PART_BODY, "text", { "", 0 }, text, range, n });
}

cn_code cn_media_read_text(cn_media_reader *r)
{
	cn_text_wrapper w;
	size_t start = cn_starts(r->file, BOM) && !wrapper_at(r->file, 0, &w) ? 3 : 0;
	cn_str text = cn_sub(r->file, start, r->file.n), front, body = text;
	bool has_front = cn_label_front(text, &front, &body);
	if (has_front || looks_marked(body))
		r->out->format = CN_MEDIA_MARKDOWN;
	if (has_front)
		CN_TRY(put_front(r, front));
	CN_TRY(put_body(r, r->file.n - body.n));
	for (size_t at = 0; cn_text_wrapper_next(r->file, at, &w); at = w.at.at + w.at.size)
		CN_TRY(put_wrapper(r, &w));
	return CN_OK;
}
