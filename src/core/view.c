/* The registry of views. */
#include "core/view.h"

#define X(symbol) extern const cn_view symbol;
#include "registry_view.inc"
#undef X

static const cn_view *const views[] = {
#define X(symbol) &symbol,
#include "registry_view.inc"
#undef X
	NULL,
};

const cn_view *cn_view_at(size_t i)
{
	return i < sizeof views / sizeof *views ? views[i] : NULL;
}
