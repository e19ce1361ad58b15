/* A bucket is one time: that at which it is full again (the generic cell rate algorithm). */
#include <sodium.h>

#include "people/throttle.h"

static_assert(CN_THROTTLE_SECRET_BYTES == crypto_shorthash_KEYBYTES, "the key of the library's SipHash");

void cn_throttle_init(cn_throttle *t, const uint8_t secret[CN_THROTTLE_SECRET_BYTES])
{
	memset(t, 0, sizeof *t);
	memcpy(t->secret, secret, CN_THROTTLE_SECRET_BYTES);
}

static uint64_t hash(const cn_throttle *t, const char *kind, cn_str key)
{
	uint8_t out[crypto_shorthash_BYTES], kinds[crypto_shorthash_BYTES], both[2 * crypto_shorthash_BYTES];
	uint64_t h;
	(void)crypto_shorthash(kinds, (const uint8_t *)kind, strlen(kind), t->secret);
	(void)crypto_shorthash(out, (const uint8_t *)key.p, key.n, t->secret);
	memcpy(both, kinds, sizeof kinds);
	memcpy(both + sizeof kinds, out, sizeof out);
	(void)crypto_shorthash(out, both, sizeof both, t->secret);
	memcpy(&h, out, sizeof h);
	return h;
}

/* Its slot, or the one that gives way to it. */
static cn_throttle_slot *find(cn_throttle *t, const char *kind, cn_str key, int64_t now_us, bool make)
{
	uint64_t h = hash(t, kind, key);
	cn_throttle_slot *set = t->slot[h % CN_THROTTLE_SETS], *least = &set[0];
	for (unsigned i = 0; i < CN_THROTTLE_WAYS; i++) {
		if (set[i].full_us && set[i].key == h)
			return &set[i];
		if (set[i].full_us < least->full_us)
			least = &set[i];
	}
	if (!make)
		return NULL;
	*least = (cn_throttle_slot){ h, now_us };
	return least;
}

int64_t cn_throttle_take(cn_throttle *t, const char *kind, cn_str key, cn_throttle_rule r, int64_t now_us)
{
	cn_throttle_slot *s = find(t, kind, key, now_us, true);
	int64_t full = s->full_us > now_us ? s->full_us : now_us, wait = full + r.every_us - now_us - r.every_us * (int64_t)r.burst;
	if (wait > 0)
		return wait;
	s->full_us = full + r.every_us;
	return 0;
}

bool cn_throttle_busy(cn_throttle *t, const char *kind, cn_str key, int64_t now_us)
{
	const cn_throttle_slot *s = find(t, kind, key, now_us, false);
	return s && s->full_us > now_us;
}

void cn_throttle_give(cn_throttle *t, const char *kind, cn_str key, cn_throttle_rule r, int64_t now_us)
{
	cn_throttle_slot *s = find(t, kind, key, now_us, false);
	if (s)
		s->full_us -= r.every_us;
}
