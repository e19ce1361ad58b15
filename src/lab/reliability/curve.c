/* The risk-coverage curve of the procedure selective. */
#include "lab/reliability/reliability.h"

#include <math.h>

cn_code curve_read(const cn_counts *c, curve *ret, cn_err *err)
{
	const cn_stat *rows, *errors;
	CN_TRY(cn_stat_counts(c, "block.rows", 0, &rows, err));
	CN_TRY(cn_stat_counts(c, "block.errors", 0, &errors, err));
	curve k = { .blocks = rows->n, .rows = rows->count, .errors = errors->count };
	if (errors->n != rows->n)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "block.errors");
	for (size_t i = 0; i < rows->n; i++) {
		if (errors->count[i] > rows->count[i])
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "block.rows");
		k.n += rows->count[i];
	}
	*ret = k;
	return CN_OK;
}

part curve_at(const curve *k, double coverage)
{
	part p = { 0, 0 };
	for (size_t i = 0; i < k->blocks && (double)p.n < coverage * (double)k->n * (1 - 1e-12); i++) {
		p.x += k->errors[i];
		p.n += k->rows[i];
	}
	return p;
}
