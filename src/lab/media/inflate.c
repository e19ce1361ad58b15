/* Blocks of literals and of copies from what came before, by two Huffman codes; codes are decoded a bit at a time by the canonical
 * method: counts of each length and symbols in order, so that no table outgrows its input. */
#include "lab/media/inflate.h"

enum { BITS_MAX = 15, LITERALS = 288, DISTANCES = 30, LENGTHS = 19, END = 256 };

typedef struct code {
	uint16_t count[BITS_MAX + 1]; /* codes of each length */
	uint16_t symbol[LITERALS];    /* in the order of their codes */
} code;

typedef struct inflater {
	cn_str in;
	size_t at;
	uint32_t bits; /* taken from in, not used yet */
	unsigned n_bits;
	char *out;
	size_t room, n;
	bool broken, full;
} inflater;

static unsigned take(inflater *x, unsigned n)
{
	while (x->n_bits < n) {
		if (x->at == x->in.n) {
			x->broken = true;
			return 0;
		}
		x->bits |= (uint32_t)(unsigned char)x->in.p[x->at++] << x->n_bits;
		x->n_bits += 8;
	}
	unsigned v = x->bits & ((1u << n) - 1);
	x->bits >>= n;
	x->n_bits -= n;
	return v;
}

/* False if there are more codes than their lengths leave room for. */
static bool build(code *c, const uint8_t *length, unsigned n)
{
	uint16_t at[BITS_MAX + 1];
	int left = 1;
	memset(c->count, 0, sizeof c->count);
	for (unsigned i = 0; i < n; i++)
		c->count[length[i]]++;
	c->count[0] = 0;
	at[0] = at[1] = 0;
	for (unsigned i = 1; i < BITS_MAX; i++)
		at[i + 1] = (uint16_t)(at[i] + c->count[i]);
	for (unsigned i = 0; i < n; i++)
		if (length[i] > 0)
			c->symbol[at[length[i]]++] = (uint16_t)i;
	for (unsigned i = 1; i <= BITS_MAX && left >= 0; i++)
		left = 2 * left - c->count[i];
	return left >= 0;
}

static unsigned decode(inflater *x, const code *c)
{
	int value = 0, first = 0, index = 0;
	for (unsigned len = 1; len <= BITS_MAX && !x->broken; len++) {
		value |= (int)take(x, 1);
		int count = c->count[len];
		if (value - count < first)
			return c->symbol[index + (value - first)];
		index += count;
		first = (first + count) << 1;
		value <<= 1;
	}
	x->broken = true;
	return 0;
}

static void put(inflater *x, char c)
{
	if (x->n == x->room)
		x->full = true;
	else
		x->out[x->n++] = c;
}

static void copy(inflater *x, unsigned symbol, const code *distances)
{
	static const uint16_t LENGTH[] = { 3,  4,  5,  6,  7,  8,  9,  10, 11,	13,  15,  17,  19,  23, 27,
					   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258 };
	static const uint8_t MORE[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
	if (symbol - 257 >= sizeof MORE) {
		x->broken = true;
		return;
	}
	size_t n = LENGTH[symbol - 257] + take(x, MORE[symbol - 257]);
	unsigned d = decode(x, distances), extra = d < 2 ? 0 : d / 2 - 1;
	if (d >= DISTANCES || x->broken) {
		x->broken = true;
		return;
	}
	size_t back = (d < 2 ? d : (2u + (d & 1)) << extra) + take(x, extra) + 1;
	if (back > x->n)
		x->broken = true;
	for (size_t i = 0; i < n && !x->full && !x->broken; i++)
		put(x, x->out[x->n - back]);
}

static void block(inflater *x, const code *literals, const code *distances)
{
	while (!x->broken && !x->full) {
		unsigned s = decode(x, literals);
		if (x->broken || s == END)
			return;
		if (s < END)
			put(x, (char)s);
		else
			copy(x, s, distances);
	}
}

static void stored(inflater *x)
{
	x->bits = 0; /* to the next byte; fewer than eight were left */
	x->n_bits = 0;
	if (x->in.n - x->at < 4) {
		x->broken = true;
		return;
	}
	const unsigned char *p = (const unsigned char *)x->in.p + x->at;
	size_t n = (size_t)p[0] | (size_t)p[1] << 8, not = (size_t)p[2] | (size_t)p[3] << 8;
	x->at += 4;
	x->broken = (n ^ not ) != 0xffff || n > x->in.n - x->at;
	for (size_t i = 0; i < n && !x->broken && !x->full; i++)
		put(x, x->in.p[x->at++]);
}

static void fixed(inflater *x)
{
	code literals, distances;
	uint8_t length[LITERALS];
	for (unsigned i = 0; i < LITERALS; i++)
		length[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
	x->broken = !build(&literals, length, LITERALS);
	memset(length, 5, DISTANCES);
	x->broken = !build(&distances, length, DISTANCES) || x->broken;
	block(x, &literals, &distances);
}

/* n lengths, run by run: 16 repeats the one before, 17 and 18 are zeros. */
static void take_lengths(inflater *x, const code *lengths, uint8_t *length, unsigned n)
{
	for (unsigned i = 0; i < n && !x->broken;) {
		unsigned s = decode(x, lengths), again = 1;
		uint8_t value = (uint8_t)(s < 16 ? s : 0);
		if (s == 16 && i > 0)
			value = length[i - 1];
		if (s >= 16)
			again = s == 16 ? 3 + take(x, 2) : s == 17 ? 3 + take(x, 3) : 11 + take(x, 7);
		x->broken = x->broken || (s == 16 && i == 0) || again > n - i;
		while (again-- > 0 && !x->broken)
			length[i++] = value;
	}
}

/* The lengths of both codes, themselves in a code. */
static void dynamic(inflater *x)
{
	static const uint8_t ORDER[LENGTHS] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	code lengths, literals, distances;
	uint8_t length[LITERALS + DISTANCES] = { 0 };
	unsigned n_lit = take(x, 5) + 257, n_dist = take(x, 5) + 1, n_len = take(x, 4) + 4;
	if (x->broken || n_lit > LITERALS - 2 || n_dist > DISTANCES) {
		x->broken = true;
		return;
	}
	for (unsigned k = 0; k < n_len; k++)
		length[ORDER[k]] = (uint8_t)take(x, 3);
	x->broken = !build(&lengths, length, LENGTHS) || x->broken;
	memset(length, 0, LENGTHS);
	take_lengths(x, &lengths, length, n_lit + n_dist);
	if (x->broken)
		return;
	x->broken = !build(&literals, length, n_lit) || !build(&distances, length + n_lit, n_dist);
	block(x, &literals, &distances);
}

static bool has_head(cn_str s)
{
	return s.n >= 2 && (s.p[0] & 0x0f) == 8 && ((unsigned char)s.p[0] * 256u + (unsigned char)s.p[1]) % 31 == 0;
}

cn_inflated cn_inflate(cn_str packed, char *out, size_t room, size_t *ret_n)
{
	inflater x = { .in = packed, .out = out, .room = room, .at = has_head(packed) ? 2 : 0 };
	bool last = false;
	while (!last && !x.broken && !x.full) {
		last = take(&x, 1) != 0;
		unsigned type = take(&x, 2);
		if (x.broken)
			break;
		if (type == 0)
			stored(&x);
		else if (type == 1)
			fixed(&x);
		else if (type == 2)
			dynamic(&x);
		else
			x.broken = true;
	}
	*ret_n = x.n;
	return x.broken ? CN_INFLATED_BROKEN : x.full ? CN_INFLATED_FULL : CN_INFLATED;
}
