/* What the tests of core and store share: fixed keys, a record that needs nothing, folders that go away. */
#ifndef CORE_HELP_H
#define CORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/kind.h"
#include "core/record.h"

static inline cn_key *help_key(uint8_t n)
{
	uint8_t seed[CN_SEED_BYTES] = { n, 0xc0 };
	cn_key *k = NULL;
	assert_int_equal(cn_sign_start(NULL), CN_OK);
	assert_int_equal(cn_key_new(seed, &k, NULL), CN_OK);
	return k;
}

/* A counter/1 or (public) release/1 record with this seq. */
static inline cn_record help_record(cn_arena *a, int64_t seq, bool sealed)
{
	static const cn_ref none = { { "record", 6 }, { { 7 } } };
	cn_record r = { .author = CN_S("node.example"), .seq = seq, .time_us = 1795548000000000 + seq, .nonce = { (uint8_t)seq, 1 } };
	cn_val *body = cn_map(a);
	if (sealed) {
		r.kind = CN_S("policy/1");
		r.tlp = CN_AMBER_STRICT;
		cn_put(a, body, "id", cn_text(a, cn_strf(a, "policy-%lld", (long long)seq)));
	} else {
		r.kind = CN_S("release/1");
		r.refs = &none;
		r.n_refs = 1;
		cn_put(a, body, "record", cn_text(a, cn_digest_str(a, &none.to)));
	}
	r.body = body;
	return r;
}

static inline cn_signed help_signed(cn_arena *a, const cn_key *k, int64_t seq, bool sealed)
{
	cn_record r = help_record(a, seq, sealed);
	cn_signed s;
	cn_err why;
	if (cn_record_sign(a, &r, &k, 1, &s, &why) != CN_OK)
		fail_msg("%s", why.msg);
	return s;
}

#define assert_ok(call)                                                       \
	do {                                                                  \
		cn_err err_ = { 0 }, *err = &err_;                            \
		if ((call) != CN_OK)                                          \
			fail_msg("%s: %s (%s)", #call, err_.msg, err_.where); \
	} while (0)

#endif
