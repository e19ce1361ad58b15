/* JSON Lines from outside: an answer for any bytes, and numbers that are finite. */
#include "lab/table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cn_table *t = NULL;
	cn_err err = { 0 };
	cn_code rc = cn_table_parse(CN_FORM_JSONL, NULL, (cn_str){ (const char *)data, size }, &t, &err);
	if (rc != CN_OK) {
		if (t || !err.msg[0])
			abort();
		return 0;
	}
	for (size_t c = 0; c < cn_table_columns(t); c++) {
		const cn_column *x = cn_table_column(t, c);
		for (size_t r = 0; x->number && r < cn_table_rows(t); r++)
			if (!cn_column_missing(x, r) && !(x->number[r] - x->number[r] == 0))
				abort();
	}
	cn_table_free(t);
	return 0;
}
