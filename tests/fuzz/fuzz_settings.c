/* Settings of a service, against the flags of the real one. */
#include <stddef.h>
#include <stdint.h>

#include "node/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_args args = { 0 };
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	if (!a || size > CN_SETTINGS_BYTES_MAX)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(ops[i]->name, "serve") == 0)
			if (cn_settings_take(a, "f", (cn_str){ (const char *)data, size }, ops[i], &args, NULL) != CN_OK && args.n_set != 0)
				__builtin_trap();
	for (size_t i = 0; i < args.n_set; i++)
		if (!args.set[i].flag || !args.set[i].value)
			__builtin_trap();
	return 0;
}
