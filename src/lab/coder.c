/* Values of a column as small numbers, and rows as groups. */
#include "lab/priv.h"
#include "lab/procedure.h"

uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdull;
	return x ^ x >> 29;
}

static uint32_t *coder_slot(const coder *k, double v)
{
	uint64_t u;
	memcpy(&u, &v, sizeof u);
	uint32_t at = (uint32_t)mix(u) & (k->n_slots - 1);
	while (k->slot[at] && k->value[k->slot[at] - 1] != v)
		at = (at + 1) & (k->n_slots - 1);
	return &k->slot[at];
}

static cn_code coder_numbers(cn_arena *a, coder *k, size_t n_rows, uint32_t most, cn_err *err)
{
	const cn_column *c = k->c;
	if (c->type == CN_COL_REAL)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" holds reals: rows can be grouped by texts or integers only", CN_FMT(c->name));
	k->n_slots = 1;
	while (k->n_slots < most * 2 + 2)
		k->n_slots *= 2;
	k->slot = CN_NEW(a, uint32_t, k->n_slots);
	k->value = CN_NEW(a, double, most);
	k->text = CN_NEW(a, cn_str, most);
	if (!k->slot || !k->value || !k->text)
		return cn_arena_fail(a, err);
	for (size_t row = 0; row < n_rows; row++) {
		double v = c->number[row];
		if (v != v)
			continue;
		uint32_t *s = coder_slot(k, v);
		if (*s)
			continue;
		if (k->n == most)
			return CN_FAIL(err, CN_ETOOBIG, "column \"%.*s\" has more than %u different values", CN_FMT(c->name), most);
		k->value[k->n] = v;
		k->text[k->n] = cn_strf(a, "%lld", (long long)v);
		*s = ++k->n;
	}
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code coder_init(cn_arena *a, const cn_table *t, cn_str name, uint32_t most, coder *k, cn_err *err)
{
	*k = (coder){ 0 };
	CN_TRY(cn_table_need(t, name, &k->c, err));
	if (k->c->number)
		return coder_numbers(a, k, cn_table_rows(t), most, err);
	k->n = k->c->n_levels;
	if (k->n > most)
		return CN_FAIL(err, CN_ETOOBIG, "column \"%.*s\" has more than %u different values", CN_FMT(name), most);
	k->text = CN_NEW(a, cn_str, k->n ? k->n : 1);
	for (uint32_t i = 0; k->text && i < k->n; i++)
		k->text[i] = cn_str_copy(a, k->c->level[i]);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

void coder_rows(const coder *k, size_t from, size_t n, uint32_t *ret)
{
	const cn_column *c = k->c;
	for (size_t i = 0; c->number && i < n; i++) {
		double v = c->number[from + i];
		ret[i] = v != v ? k->n : *coder_slot(k, v) - 1;
	}
	for (size_t i = 0; c->code8 && i < n; i++)
		ret[i] = c->code8[from + i] == 255 ? k->n : c->code8[from + i];
	for (size_t i = 0; c->code32 && i < n; i++)
		ret[i] = c->code32[from + i] == CN_LEVEL_MISSING ? k->n : c->code32[from + i];
}

/* ---- groups of rows ---------------------------------------------------------------------------------------------------------------- */

typedef struct keyed {
	uint64_t key;
	uint32_t group;
} keyed;

static int by_key(const void *x, const void *y)
{
	uint64_t a = ((const keyed *)x)->key, b = ((const keyed *)y)->key;
	return (a > b) - (a < b);
}

typedef struct named {
	cn_str name;
	bool missing;
	uint32_t at; /* place in order of keys */
} named;

static int by_name(const void *x, const void *y)
{
	const named *a = x, *b = y;
	return a->missing != b->missing ? a->missing - b->missing : cn_cmp(a->name, b->name);
}

/* The distinct keys of all rows, in order. */
static cn_code keys_distinct(cn_arena *a, const uint64_t *key, size_t rows, keyed **ret, size_t *ret_n, cn_err *err)
{
	keyed *k = CN_NEW(a, keyed, CN_GROUPS_MAX + 1);
	size_t n = 0;
	if (!k)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < rows; i++) {
		if (n && bsearch(&(keyed){ .key = key[i] }, k, n, sizeof *k, by_key))
			continue;
		if (n == CN_GROUPS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "the attributes make more than %d groups", CN_GROUPS_MAX);
		size_t at = n++;
		for (; at > 0 && k[at - 1].key > key[i]; at--)
			k[at] = k[at - 1];
		k[at].key = key[i];
	}
	*ret = k;
	*ret_n = n;
	return CN_OK;
}

static named named_of(cn_arena *a, const cn_str *by, const coder *k, size_t n_by, uint64_t key)
{
	cn_str value[CN_ATTRIBUTES_MAX];
	named x = { .missing = false };
	for (size_t i = n_by; i-- > 0;) {
		uint32_t code = (uint32_t)(key % (k[i].n + 1));
		key /= k[i].n + 1;
		value[i] = code == k[i].n ? CN_S("(missing)") : k[i].text[code];
		x.missing |= code == k[i].n;
	}
	x.name = counts_group_name(a, &(cn_counts){ .by = by, .n_by = n_by }, value);
	return x;
}

static cn_code rows_key(cn_arena *a, const cn_table *t, const cn_str *by, size_t n_by, coder *k, uint64_t *key, cn_err *err)
{
	size_t rows = cn_table_rows(t);
	uint32_t *code = CN_NEW(a, uint32_t, rows + 1);
	if (!code)
		return cn_arena_fail(a, err);
	uint64_t ways = 1;
	for (size_t i = 0; i < n_by; i++) {
		CN_TRY(coder_init(a, t, by[i], CN_GROUPS_MAX, &k[i], err));
		if (ways > UINT64_MAX / (k[i].n + 1))
			return CN_FAIL(err, CN_ETOOBIG, "the attributes make more than %d groups", CN_GROUPS_MAX);
		ways *= k[i].n + 1;
		coder_rows(&k[i], 0, rows, code);
		for (size_t row = 0; row < rows; row++)
			key[row] = key[row] * (k[i].n + 1) + code[row];
	}
	return CN_OK;
}

cn_code cn_groups_of_rows(cn_arena *a, const cn_table *t, const cn_str *by, size_t n_by, cn_row_groups *ret, cn_err *err)
{
	size_t rows = cn_table_rows(t), n = 0;
	if (n_by > CN_ATTRIBUTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d attributes", CN_ATTRIBUTES_MAX);
	coder *k = CN_NEW(a, coder, CN_ATTRIBUTES_MAX);
	uint64_t *key = CN_NEW(a, uint64_t, rows + 1);
	uint32_t *of = CN_NEW(a, uint32_t, rows + 1);
	keyed *one = NULL;
	if (!k || !key || !of)
		return cn_arena_fail(a, err);
	CN_TRY(rows_key(a, t, by, n_by, k, key, err));
	CN_TRY(keys_distinct(a, key, rows, &one, &n, err));
	named *x = CN_NEW(a, named, n + 1);
	cn_str *name = CN_NEW(a, cn_str, n + 1);
	if (!x || !name)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		x[i] = named_of(a, by, k, n_by, one[i].key);
		x[i].at = (uint32_t)i;
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	qsort(x, n, sizeof *x, by_name);
	*ret = (cn_row_groups){ .of = of, .name = name };
	for (size_t i = 0; i < n; i++) {
		one[x[i].at].group = (uint32_t)i;
		name[i] = x[i].name;
		ret->n += !x[i].missing;
	}
	ret->n_all = n;
	for (size_t row = 0; row < rows; row++)
		of[row] = ((const keyed *)bsearch(&(keyed){ .key = key[row] }, one, n, sizeof *one, by_key))->group;
	return CN_OK;
}
