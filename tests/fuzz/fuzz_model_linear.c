/* Linear models from outside: an answer and a reason, never a crash; what was read explains what it says. */
#include <math.h>

#include "lab/model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_linear *m = NULL;
	cn_err err = { 0 };
	double score;
	if (cn_linear_read(a, (cn_str){ (const char *)data, size }, &m, &err) != CN_OK) {
		if (m || !err.msg[0])
			abort();
		return 0;
	}
	double *row = CN_NEW(a, double, m->n), *phi = CN_NEW(a, double, m->n + 1);
	if (!row || !phi)
		return 0;
	for (size_t i = 0; i < m->n; i++)
		row[i] = i % 3 ? (double)i : (double)NAN;
	if (cn_linear_ask(m, row, 1, &score, &err) != CN_OK)
		return 0;
	if (cn_linear_explain(m, row, row, phi, &err) != CN_OK)
		abort();
	for (size_t i = 0; i < m->n; i++)
		if (phi[i] != 0 && isfinite(m->coefficient[i] * row[i]))
			abort();
	return 0;
}
