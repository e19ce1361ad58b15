/* Texts side by side on a terminal: each wrapped to its own column. */
#include "report/report.h"
#include "report/utf8.h"

enum { GAP = 2, CELL_BYTES_MAX = 1 << 16 };

/* Where a line that is wider than its column is cut: behind a mark that joins words (ids are made of these), else anywhere. */
static size_t cut(cn_str s, size_t cells)
{
	size_t used = 0, best = 0, i = 0;
	while (i < s.n) {
		uint32_t cp;
		size_t len = cn_utf8_at(s, i, &cp);
		if (used + cn_cells(cp) > cells && i > 0)
			break;
		used += cn_cells(cp);
		i += len;
		if (cp == '/' || cp == '-' || cp == '_' || cp == '.')
			best = i;
	}
	return i < s.n && best ? best : i;
}

/* The next line of what is left of a cell. */
static cn_str next_line(cn_str *rest, size_t cells)
{
	cn_str line, after;
	(void)cn_split(*rest, '\n', &line, &after);
	if (cn_report_width(line) > cells) {
		line = cn_sub(line, 0, cut(line, cells));
		after = cn_sub(*rest, line.n, rest->n);
	}
	*rest = after;
	return line;
}

void cn_report_columns(cn_buf *b, const size_t *cells, const cn_str *text, size_t n, size_t indent)
{
	cn_buf wrapped[CN_REPORT_COLUMNS_MAX];
	cn_str rest[CN_REPORT_COLUMNS_MAX];
	bool more = false;
	n = n < CN_REPORT_COLUMNS_MAX ? n : CN_REPORT_COLUMNS_MAX;
	for (size_t i = 0; i < n; i++) {
		cn_buf_init(&wrapped[i], CELL_BYTES_MAX);
		cn_report_wrap(&wrapped[i], text[i], cells[i], 0, 0);
		b->failed |= wrapped[i].failed;
		rest[i] = cn_buf_str(&wrapped[i]);
		more |= rest[i].n > 0;
	}
	while (more) {
		size_t owed = indent; /* spaces are written only before something, so that no line ends in them */
		more = false;
		for (size_t i = 0; i < n; i++) {
			cn_str line = next_line(&rest[i], cells[i]);
			size_t width = cn_report_width(line);
			if (line.n)
				cn_buf_printf(b, "%*s%.*s", (int)owed, "", CN_FMT(line));
			owed = (line.n ? 0 : owed + width) + (cells[i] > width ? cells[i] - width : 0) + GAP;
			more |= rest[i].n > 0;
		}
		cn_buf_putc(b, '\n');
	}
	for (size_t i = 0; i < n; i++)
		cn_buf_done(&wrapped[i]);
}
