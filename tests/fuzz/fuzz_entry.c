/* Entry bundles, sealed entries, tile paths and key files: bytes that other nodes and disks give us. */
#include "core/record.h"
#include "core/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cn_str in = { (const char *)data, size }, entry;
	size_t pos = 0, was = 0;
	while (cn_bundle_next(in, &pos, &entry, NULL) == CN_OK) {
		assert(pos > was && pos <= size && entry.n <= CN_ENTRY_BYTES_MAX);
		was = pos;
	}
	cn_digest id;
	if (cn_seal_parse(in, &id)) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_SEAL_BYTES);
		cn_seal_write(&id, &b);
		assert(cn_eq(cn_buf_str(&b), in));
	}
	cn_tile t;
	if (cn_tile_parse(in, &t, NULL) == CN_OK) {
		char path[CN_TILE_PATH_BYTES];
		cn_tile_path(&t, path);
		assert(cn_eqz(in, path));
	}
	cn_key_info info;
	if (cn_key_peek(in, &info, NULL) == CN_OK && !info.sealed) { /* a sealed one may ask for gigabytes of memory: bounded, but slow */
		cn_key *k = NULL;
		if (cn_key_read(in, CN_S(""), &k, NULL) == CN_OK)
			cn_key_free(k);
	}
	return 0;
}
