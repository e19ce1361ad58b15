/* The registry of steps. */
#include "core/step.h"

#define X(symbol) extern const cn_step symbol;
#include "registry_step.inc"
#undef X

static const cn_step *const steps[] = {
#define X(symbol) &symbol,
#include "registry_step.inc"
#undef X
	NULL,
};

const cn_step *cn_step_at(size_t i)
{
	return i < sizeof steps / sizeof *steps ? steps[i] : NULL;
}

const cn_step *cn_step_find(cn_str name)
{
	for (size_t i = 0; steps[i]; i++)
		if (cn_eqz(name, steps[i]->name))
			return steps[i];
	return NULL;
}
