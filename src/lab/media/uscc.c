/* Unified Social Credit Codes of organisations in China: 18 characters, the last one computed from the others (GB 32100-2015). */
#include "lab/media/layers.h"

enum { USCC_CHARS = 18, USCC_MOD = 31, PRODUCER_PREFIX = 4 };

/* The 31 characters in the order of their values: digits and capitals without I, O, S, V and Z. -1: none of them. */
static int value_of(char c)
{
	static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	const char *at = c ? memchr(ALPHABET, c, USCC_MOD) : NULL;
	return at ? (int)(at - ALPHABET) : -1;
}

/* Two characters for who registered it, six digits for where, nine for the organisation, one check character. */
static bool has_shape(cn_str s)
{
	if (s.n != USCC_CHARS)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int v = value_of(s.p[i]);
		if (v < 0 || (i >= 2 && i < 8 && v > 9))
			return false;
	}
	return true;
}

bool cn_uscc_ok(cn_str code)
{
	if (!has_shape(code))
		return false;
	int sum = 0, weight = 1; /* the weight of place i is 3^i modulo 31 */
	for (size_t i = 0; i < USCC_CHARS - 1; i++) {
		sum += weight * value_of(code.p[i]);
		weight = weight * 3 % USCC_MOD;
	}
	return value_of(code.p[USCC_CHARS - 1]) == (USCC_MOD - sum % USCC_MOD) % USCC_MOD;
}

bool cn_aigc_uscc(cn_str producer, cn_str *ret)
{
	cn_str code = producer.n == USCC_CHARS	    ? producer
		      : cn_starts(producer, "0011") ? cn_sub(producer, PRODUCER_PREFIX, USCC_CHARS)
						    : (cn_str){ 0 };
	if (!has_shape(code))
		return false;
	*ret = code;
	return true;
}
