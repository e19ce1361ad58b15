/* What a browser and an authenticator say: the first two bytes are the length of the client's data, the rest the authenticator's. What is refused says why, and
 * what is taken gives a challenge and an origin. */
#include "people/webauthn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_err err = { 0 };
	cn_webauthn_said said;
	if (!a || size < 2)
		return 0;
	size_t n = (size_t)data[0] << 8 | data[1];
	cn_str all = { (const char *)data + 2, size - 2 };
	const cn_webauthn_made m = { .client_data = cn_sub(all, 0, n), .authenticator_data = cn_sub(all, n, all.n), .id = cn_sub(all, n + 55, 32), .public_key = cn_sub(all, n, 91) };
	if (cn_webauthn_made_check(a, &m, &said, &err) == CN_OK) {
		if (!said.origin.n)
			abort();
	} else if (!err.msg[0]) {
		abort();
	}
	const cn_webauthn_shown s = { .client_data = m.client_data, .authenticator_data = m.authenticator_data, .signature = m.id };
	if (cn_webauthn_shown_check(a, &s, m.public_key, CN_S("https://example.org"), &said, &err) == CN_OK)
		abort(); /* a signature by chance */
	return 0;
}
