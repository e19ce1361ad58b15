/* The registry of exports, and what several of them share. */
#include "report/report.h"

#define X(symbol) extern const cn_export symbol;
#include "registry_export.inc"
#undef X

static const cn_export *const exports[] = {
#define X(symbol) &symbol,
#include "registry_export.inc"
#undef X
	NULL,
};

const cn_export *cn_export_at(cn_export_of of, size_t i)
{
	for (size_t k = 0; exports[k]; k++)
		if (exports[k]->of == of && i-- == 0)
			return exports[k];
	return NULL;
}

const cn_export *cn_export_find(cn_export_of of, cn_str name)
{
	for (size_t i = 0; exports[i]; i++)
		if (exports[i]->of == of && cn_eqz(name, exports[i]->name))
			return exports[i];
	return NULL;
}

void cn_csv_put(cn_buf *b, cn_str field)
{
	bool quote = false, formula = field.n > 0 && strchr("=+-@\t\r", field.p[0]) != NULL;
	for (size_t i = 0; i < field.n && !quote; i++)
		quote = field.p[i] == '"' || field.p[i] == ',' || field.p[i] == '\n' || field.p[i] == '\r';
	if (quote)
		cn_buf_putc(b, '"');
	if (formula)
		cn_buf_putc(b, '\'');
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '"')
			cn_buf_putc(b, '"');
		cn_buf_putc(b, field.p[i]);
	}
	if (quote)
		cn_buf_putc(b, '"');
}

void cn_csv_line(cn_buf *b, const cn_str *field, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			cn_buf_putc(b, ',');
		cn_csv_put(b, field[i]);
	}
	cn_buf_putz(b, "\r\n");
}
