/* Addresses of stores: what is shown holds no password, and is an address of the same store. */
#include <stddef.h>
#include <stdint.h>

#include "store/url.h"

static bool same(const cn_store_url *u, const cn_store_url *again)
{
	size_t k = 0;
	for (size_t i = 0; u->name[i]; i++) {
		if (strcmp(u->name[i], "password") == 0)
			continue;
		if (!again->name[k] || strcmp(u->name[i], again->name[k]) != 0 || strcmp(u->value[i], again->value[k]) != 0)
			return false;
		k++;
	}
	return !again->name[k];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_store_url u, again;
	if (!a || cn_store_url_parse(a, (cn_str){ (const char *)data, size }, &u, NULL) != CN_OK)
		return 0;
	if (cn_store_url_parse(a, u.shown, &again, NULL) != CN_OK || again.has_password || !same(&u, &again))
		__builtin_trap();
	return 0;
}
