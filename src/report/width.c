/* Cells of a text on a terminal, from our own table: the libc's wcwidth depends on its version and locale. */
#include "report/report.h"
#include "report/utf8.h"

typedef struct cell_range {
	uint32_t first, last;
} cell_range;

#include "report/width_table.inc"

static bool in_table(const cell_range *t, size_t n, uint32_t cp)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (cp > t[mid].last)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && cp >= t[lo].first;
}

size_t cn_cells(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return 0;
	if (cp < 0x300)
		return cp == 0xad ? 0 : 1;
	if (in_table(zero, sizeof zero / sizeof zero[0], cp))
		return 0;
	return in_table(wide, sizeof wide / sizeof wide[0], cp) ? 2 : 1;
}

size_t cn_report_width(cn_str s)
{
	size_t cells = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		i += cn_utf8_at(s, i, &cp);
		cells += cn_cells(cp);
	}
	return cells;
}

void cn_report_pad(cn_buf *b, cn_str s, size_t cells)
{
	size_t width = cn_report_width(s), used = 0, end = 0;
	bool cut = width > cells;
	size_t room = cut && cells >= 2 ? cells - 2 : cells;
	while (end < s.n) {
		uint32_t cp;
		size_t len = cn_utf8_at(s, end, &cp);
		if (used + cn_cells(cp) > room)
			break;
		used += cn_cells(cp);
		end += len;
	}
	cn_buf_put(b, cn_sub(s, 0, end));
	for (size_t dots = cut && cells >= 2 ? 2 : 0; dots > 0; dots--, used++)
		cn_buf_putc(b, '.');
	for (; used < cells; used++)
		cn_buf_putc(b, ' ');
}
