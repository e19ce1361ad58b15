/* Parameters against each other: what meets both, or that nothing does. Values are compared exactly: decimals in one unit, whole numbers of
 * time units in seconds. A month is 28 to 31 days and a year 365 or 366; what falls between is left undecided rather than guessed. */
#include "norm/conflict_private.h"

typedef enum order { LESS, EQUAL, MORE, CANNOT } order;

typedef struct span {
	int64_t lo, hi; /* seconds */
} span;

static bool unit_seconds(cn_str unit, span *ret)
{
	static const struct {
		const char *unit;
		int64_t lo, hi;
	} row[] = { { "second", 1, 1 }, { "minute", 60, 60 }, { "hour", 3600, 3600 }, { "day", 86400, 86400 }, { "week", 604800, 604800 },
		    { "month", 28 * 86400, 31 * 86400 }, { "year", 365 * 86400, 366 * 86400 } };
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		if (cn_eqz(unit, row[i].unit)) {
			*ret = (span){ row[i].lo, row[i].hi };
			return true;
		}
	return false;
}

enum { TIMES_MAX = 100000 }; /* of a time unit: 1000 centuries of years still fit */

static bool seconds(const cn_parameter *p, span *ret)
{
	int64_t n;
	if (!unit_seconds(p->unit, ret) || cn_int_parse(p->value, 0, TIMES_MAX, &n, NULL) != CN_OK)
		return false;
	ret->lo *= n;
	ret->hi *= n;
	return true;
}

/* Months in a count of months or years; -1 for other units. */
static int64_t months(const cn_parameter *p)
{
	int64_t n;
	if (cn_int_parse(p->value, 0, TIMES_MAX, &n, NULL) != CN_OK)
		return -1;
	return cn_eqz(p->unit, "month") ? n : cn_eqz(p->unit, "year") ? 12 * n : -1;
}

static order order_of(int64_t x, int64_t y)
{
	return x < y ? LESS : x > y ? MORE : EQUAL;
}

static order compare(const cn_parameter *x, const cn_parameter *y)
{
	cn_dec dx, dy;
	span sx, sy;
	if (cn_eq(x->unit, y->unit)) {
		if (cn_dec_parse(x->value, &dx, NULL) != CN_OK || cn_dec_parse(y->value, &dy, NULL) != CN_OK)
			return CANNOT;
		return order_of(cn_dec_cmp(&dx, &dy), 0);
	}
	if (months(x) >= 0 && months(y) >= 0)
		return order_of(months(x), months(y));
	if (!seconds(x, &sx) || !seconds(y, &sy))
		return CANNOT;
	if (sx.lo == sx.hi && sy.lo == sy.hi)
		return order_of(sx.lo, sy.lo);
	return sx.hi < sy.lo ? LESS : sx.lo > sy.hi ? MORE : CANNOT;
}

/* -1 a lower bound, 1 an upper one, 0 a value, 2 a list, 3 another. */
static int side(const cn_parameter *p)
{
	if (cn_eqz(p->op, "includes"))
		return 2;
	if (cn_eqz(p->op, "!="))
		return 3;
	return p->op.p[0] == '>' ? -1 : p->op.p[0] == '<' ? 1 : 0;
}

static bool strict(const cn_parameter *p)
{
	return p->op.n == 1;
}

/* Two bounds of one direction: the stricter one in *ret. */
static cn_fit fit_bounds(const cn_parameter *x, const cn_parameter *y, const cn_parameter **ret)
{
	order o = compare(x, y);
	if (o == CANNOT)
		return CN_FIT_NONE;
	if (o == EQUAL && strict(x) == strict(y))
		return CN_FIT_SAME;
	bool first = o == EQUAL ? strict(x) : (o == MORE) == (side(x) < 0);
	*ret = first ? x : y;
	return CN_FIT_BOTH;
}

/* A lower and an upper bound, or a bound and a value. `low` may not lie above `high`. */
static cn_fit fit_between(const cn_parameter *low, const cn_parameter *high)
{
	order o = compare(low, high);
	if (o == CANNOT)
		return CN_FIT_NONE;
	return o == MORE || (o == EQUAL && (strict(low) || strict(high))) ? CN_FIT_DISJOINT : CN_FIT_BOTH;
}

static cn_fit fit_values(const cn_parameter *x, const cn_parameter *y)
{
	if (cn_eq(x->value, y->value) && cn_eq(x->unit, y->unit))
		return CN_FIT_SAME;
	order o = compare(x, y);
	cn_dec d;
	bool texts = cn_dec_parse(x->value, &d, NULL) != CN_OK && cn_dec_parse(y->value, &d, NULL) != CN_OK;
	return o == EQUAL ? CN_FIT_SAME : o != CANNOT || texts ? CN_FIT_DISJOINT : CN_FIT_NONE;
}

cn_fit cn_fit_one(const cn_parameter *x, const cn_parameter *y, const cn_parameter **ret)
{
	int sx = side(x), sy = side(y);
	*ret = NULL;
	if (sx >= 2 || sy >= 2)
		return CN_FIT_NONE;
	if (sx == 0 && sy == 0)
		return fit_values(x, y);
	if (sx == sy)
		return fit_bounds(x, y, ret);
	*ret = sx == 0 ? x : sy == 0 ? y : NULL; /* a value that keeps a bound meets both */
	return sx < sy ? fit_between(x, y) : fit_between(y, x);
}

/* ---- lists ------------------------------------------------------------------------------------------------------------------ */

static bool in_list(cn_str list, cn_str item)
{
	while (list.n) {
		cn_str head;
		(void)cn_split(list, ',', &head, &list);
		if (cn_eq(cn_trim(head), item))
			return true;
	}
	return false;
}

static void add_items(cn_buf *b, cn_str list, cn_str but)
{
	while (list.n) {
		cn_str head;
		(void)cn_split(list, ',', &head, &list);
		head = cn_trim(head);
		if (!head.n || in_list(but, head))
			continue;
		cn_buf_putz(b, b->n ? ", " : "");
		cn_buf_put(b, head);
	}
}

static cn_fit fit_lists(cn_arena *a, const cn_parameter *x, const cn_parameter *y, cn_conflict_line *line)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	add_items(&b, y->value, x->value);
	add_items(&b, x->value, y->value);
	if (b.n == 0 && !b.failed)
		return CN_FIT_SAME;
	if (!b.failed)
		cn_buf_reset(&b);
	add_items(&b, x->value, CN_S(""));
	add_items(&b, y->value, x->value);
	*line = (cn_conflict_line){ .name = x->name, .op = x->op, .value = cn_buf_copy(a, &b), .unit = x->unit };
	return CN_FIT_BOTH;
}

/* ---- all of two provisions ------------------------------------------------------------------------------------------------------ */

static cn_conflict_line line_of(const cn_parameter *p, const cn_provision *from)
{
	return (cn_conflict_line){ p->name, p->op, p->value, p->unit, from };
}

static const cn_parameter *same_name(const cn_provision *p, cn_str name)
{
	for (size_t i = 0; i < p->n_parameter; i++)
		if (cn_eq(p->parameter[i].name, name))
			return &p->parameter[i];
	return NULL;
}

/* One name that both have: how its values stand, and the lines that say it. */
static cn_fit fit_name(cn_arena *a, const cn_provision *x, const cn_provision *y, const cn_parameter *px, cn_conflict_line *line, size_t *ret_n)
{
	const cn_parameter *py = same_name(y, px->name), *meets = NULL;
	*ret_n = 0;
	if (!py)
		return CN_FIT_NONE;
	if (side(px) == 2 && side(py) == 2) {
		*ret_n = 1;
		return fit_lists(a, px, py, line);
	}
	cn_fit f = cn_fit_one(px, py, &meets);
	if (f == CN_FIT_BOTH && meets) {
		line[(*ret_n)++] = line_of(meets, meets == px ? x : y);
	} else if (f >= CN_FIT_BOTH) {
		line[(*ret_n)++] = line_of(px, x);
		line[(*ret_n)++] = line_of(py, y);
	}
	return f;
}

cn_code cn_fit_parameters(cn_arena *a, const cn_provision *x, const cn_provision *y, cn_conflict_line *line, size_t *ret_n, cn_fit *ret, cn_err *err)
{
	cn_fit worst = CN_FIT_NONE;
	size_t n = 0;
	for (size_t i = 0; i < x->n_parameter; i++) {
		cn_conflict_line said[2];
		size_t n_said = 0;
		cn_fit f = fit_name(a, x, y, &x->parameter[i], said, &n_said);
		if (f == CN_FIT_DISJOINT && worst < f)
			n = 0; /* what else could be met together does not matter then */
		worst = f > worst ? f : worst;
		if (f != worst || f < CN_FIT_BOTH)
			continue;
		memcpy(line + n, said, n_said * sizeof *line);
		n += n_said;
	}
	*ret = worst;
	*ret_n = n;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

size_t cn_fit_thresholds(const cn_provision *x, const cn_provision *y, cn_conflict_line *line)
{
	size_t n = 0;
	for (size_t i = 0; i < x->n_parameter; i++) {
		const cn_parameter *px = &x->parameter[i], *py = same_name(y, px->name);
		if (!py || (cn_eq(px->op, py->op) && cn_eq(px->value, py->value) && cn_eq(px->unit, py->unit)))
			continue;
		line[n++] = line_of(px, x);
		line[n++] = line_of(py, y);
	}
	return n;
}
