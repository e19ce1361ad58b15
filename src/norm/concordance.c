/* Relations between provisions, read twice: loading, agreement, and what follows over two hops. */
#include <math.h>

#include "norm/library.h"

static const char *const rel_words[] = { "equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with", "no-relationship" };

const char *cn_rel_text(cn_rel r)
{
	return rel_words[r];
}

cn_rel cn_rel_inverse(cn_rel r)
{
	if (r == CN_REL_SUBSET)
		return CN_REL_SUPERSET;
	return r == CN_REL_SUPERSET ? CN_REL_SUBSET : r;
}

bool cn_rel_compose(cn_rel ab, cn_rel bc, cn_rel *ret)
{
	/* rows a-b, columns b-c; CN_REL_COUNT: nothing follows. Sets are taken as not empty. */
	enum { EQ = CN_REL_EQUAL, EV = CN_REL_EQUIVALENT, SB = CN_REL_SUBSET, SP = CN_REL_SUPERSET, IN = CN_REL_INTERSECTS, NO = CN_REL_NONE, XX = CN_REL_COUNT };
	static const unsigned char table[CN_REL_COUNT][CN_REL_COUNT] = {
		/*        EQ  EV  SB  SP  IN  NO */
		/* EQ */ { EQ, EV, SB, SP, IN, NO },
		/* EV */ { EV, EV, SB, SP, IN, NO },
		/* SB */ { SB, SB, SB, XX, XX, NO },
		/* SP */ { SP, SP, IN, SP, IN, XX },
		/* IN */ { IN, IN, IN, XX, XX, XX },
		/* NO */ { NO, NO, XX, NO, XX, XX },
	};
	if (ab >= CN_REL_COUNT || bc >= CN_REL_COUNT || table[ab][bc] == CN_REL_COUNT)
		return false;
	*ret = (cn_rel)table[ab][bc];
	return true;
}

/* ---- loading --------------------------------------------------------------------------------------------------------------------- */

static bool read_reading(cn_report *r, const cn_val *v, cn_reading *ret)
{
	cn_str rel = cn_get_text(v, "rel");
	int64_t strength = 0;
	size_t i = 0;
	while (i < CN_REL_COUNT && !cn_eqz(rel, rel_words[i]))
		i++;
	if (i == CN_REL_COUNT || cn_int_parse(cn_get_text(v, "strength"), 1, 10, &strength, NULL) != CN_OK)
		return false; /* reported by the shape */
	*ret = (cn_reading){ (cn_rel)i, cn_get_text(v, "rationale"), (int)strength, cn_words_at(v, "gap") };
	if (i != CN_REL_EQUAL && (ret->gap.en.n == 0 || ret->gap.zh.n == 0)) {
		cn_report_at(r, v, CN_S("gap: {en: \"...\", zh: \"...\"}"), "a reading that is not equal-to says what the gap is");
		return false;
	}
	return true;
}

static const cn_provision *find_end(cn_library *lib, cn_report *r, const cn_val *pair, const char *key)
{
	const cn_val *v = cn_get(pair, key);
	const cn_provision *p = v && v->type == CN_TEXT ? cn_library_provision(lib, v->s) : NULL;
	cn_str instrument, rest;
	(void)cn_split(v && v->type == CN_TEXT ? v->s : CN_S(""), '/', &instrument, &rest);
	if (!p && cn_library_get(lib, instrument)) /* a folder of fewer laws has the pairs of those it has */
		cn_report_at(r, v, cn_library_near(lib, v->s), "%.*s is not a provision of the library", CN_FMT(v->s));
	return p;
}

static bool stands_already(const cn_library *lib, const cn_provision *a, const cn_provision *b)
{
	for (size_t i = 0; i < lib->n_pair; i++)
		if ((lib->pair[i].a == a && lib->pair[i].b == b) || (lib->pair[i].a == b && lib->pair[i].b == a))
			return true;
	return false;
}

cn_code cn_load_concordance(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err)
{
	cn_shape_check(r, lib, cn_shape_named("concordance"), tree);
	const cn_val *list = cn_as_list(cn_get(tree, "pairs"));
	lib->paired_on = cn_date_at(tree, "read_on");
	lib->pair = CN_NEW(r->a, cn_pair, cn_n_of(list) + 1);
	if (!lib->pair)
		return cn_arena_fail(r->a, err);
	CN_EACH(v, list) {
		cn_pair p = { .a = find_end(lib, r, v, "a"), .b = find_end(lib, r, v, "b"), .theme = cn_get_text(v, "theme") };
		if (!p.a || !p.b || !read_reading(r, cn_get(v, "first"), &p.first) || !read_reading(r, cn_get(v, "second"), &p.second))
			continue;
		if (p.a == p.b || stands_already(lib, p.a, p.b)) {
			cn_report_at(r, v, CN_S(""), p.a == p.b ? "a provision is not compared with itself" : "this pair stands twice");
			continue;
		}
		p.agreed = p.first.rel == p.second.rel;
		lib->pair[lib->n_pair++] = p;
	}
	return CN_OK;
}

size_t cn_library_pairs(const cn_library *lib)
{
	return lib->n_pair;
}

const cn_pair *cn_library_pair_at(const cn_library *lib, size_t i)
{
	return i < lib->n_pair ? &lib->pair[i] : NULL;
}

cn_date cn_library_paired_on(const cn_library *lib)
{
	return lib->pair ? lib->paired_on : CN_DATE_NONE;
}

/* ---- agreement ------------------------------------------------------------------------------------------------------------------ */

/* Fleiss, Cohen and Everitt (1969): variance of kappa when it is not zero. p: shares of the table; r, c: margins. */
static double variance(const double p[CN_REL_COUNT][CN_REL_COUNT], const double r[CN_REL_COUNT], const double c[CN_REL_COUNT], double po, double pe)
{
	double k = (po - pe) / (1 - pe), a = 0, b = 0;
	for (size_t i = 0; i < CN_REL_COUNT; i++) {
		double x = 1 - (r[i] + c[i]) * (1 - k);
		a += p[i][i] * x * x;
		for (size_t j = 0; j < CN_REL_COUNT; j++)
			if (i != j)
				b += p[i][j] * (c[i] + r[j]) * (c[i] + r[j]);
	}
	double d = k - pe * (1 - k);
	return (a + b * (1 - k) * (1 - k) - d * d) / ((1 - pe) * (1 - pe));
}

cn_code cn_kappa_of_table(cn_kappa *ret, cn_err *err)
{
	static const double z = 1.959963984540054; /* normal quantile at 0.975 */
	cn_kappa k = *ret;
	double p[CN_REL_COUNT][CN_REL_COUNT], r[CN_REL_COUNT] = { 0 }, c[CN_REL_COUNT] = { 0 }, po = 0, pe = 0;
	k.n = k.agreed = 0;
	for (size_t i = 0; i < CN_REL_COUNT; i++)
		for (size_t j = 0; j < CN_REL_COUNT; j++) {
			k.n += k.table[i][j];
			k.agreed += i == j ? k.table[i][j] : 0;
		}
	if (k.n == 0)
		return CN_FAIL(err, CN_EUNDEFINED, "no pair of provisions was compared");
	for (size_t i = 0; i < CN_REL_COUNT; i++)
		for (size_t j = 0; j < CN_REL_COUNT; j++) {
			p[i][j] = (double)k.table[i][j] / (double)k.n;
			r[i] += p[i][j];
			c[j] += p[i][j];
		}
	for (size_t i = 0; i < CN_REL_COUNT; i++) {
		po += p[i][i];
		pe += r[i] * c[i];
	}
	if (pe >= 1)
		return CN_FAIL(err, CN_EUNDEFINED, "both readers used one word throughout: agreement beyond chance has no value");
	double v = variance((const double (*)[CN_REL_COUNT])p, r, c, po, pe) / (double)k.n, half = z * sqrt(v > 0 ? v : 0);
	k.kappa = (po - pe) / (1 - pe);
	if (k.agreed == k.n) { /* the variance is 0 there, and no width would be a claim: the exact lower bound of the share of equal words instead */
		k.kappa = k.hi = 1;
		k.lo = (pow(0.025, 1 / (double)k.n) - pe) / (1 - pe);
		k.lo = k.lo < -1 ? -1 : k.lo;
		*ret = k;
		return CN_OK;
	}
	k.lo = k.kappa - half < -1 ? -1 : k.kappa - half;
	k.hi = k.kappa + half > 1 ? 1 : k.kappa + half;
	*ret = k;
	return CN_OK;
}

cn_code cn_concordance_kappa(const cn_library *lib, cn_str theme, cn_kappa *ret, cn_err *err)
{
	cn_kappa k = { 0 };
	for (size_t i = 0; i < lib->n_pair; i++)
		if (!theme.n || cn_eq(lib->pair[i].theme, theme))
			k.table[lib->pair[i].first.rel][lib->pair[i].second.rel]++;
	CN_TRY(cn_kappa_of_table(&k, err));
	*ret = k;
	return CN_OK;
}

/* ---- of one provision ------------------------------------------------------------------------------------------------------------ */

static int weaker(const cn_pair *p)
{
	return p->first.strength < p->second.strength ? p->first.strength : p->second.strength;
}

static const cn_provision *other_end(const cn_pair *p, const cn_provision *x)
{
	return p->a == x ? p->b : p->b == x ? p->a : NULL;
}

static cn_rel seen_from(const cn_pair *p, const cn_provision *x)
{
	return p->a == x ? p->first.rel : cn_rel_inverse(p->first.rel);
}

static bool listed(const cn_related *list, size_t n, const cn_provision *x)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].other == x)
			return true;
	return false;
}

static int by_id(const void *x, const void *y)
{
	const cn_related *a = x, *b = y;
	return cn_cmp(a->other->full, b->other->full);
}

/* Over each agreed pair one more; of several ways the strongest, and of equals the first. */
static size_t derive(const cn_library *lib, const cn_provision *p, cn_related *list, size_t n_direct, size_t n, const cn_related *first)
{
	for (size_t i = 0; i < lib->n_pair; i++) {
		const cn_pair *q = &lib->pair[i];
		const cn_provision *far = other_end(q, first->other);
		cn_rel rel;
		if (!far || !q->agreed || far == p || listed(list, n_direct, far) || !cn_rel_compose(first->rel, seen_from(q, first->other), &rel))
			continue;
		int strength = weaker(q) < first->strength ? weaker(q) : first->strength;
		size_t k = n_direct;
		while (k < n && list[k].other != far)
			k++;
		if (k < n && list[k].strength >= strength)
			continue;
		list[k] = (cn_related){ .other = far, .via = first->other, .rel = rel, .strength = strength, .agreed = true };
		n = k == n ? n + 1 : n;
	}
	return n;
}

cn_code cn_concordance_of(cn_arena *a, const cn_library *lib, const cn_provision *p, cn_related **ret, size_t *ret_n, cn_err *err)
{
	cn_related *list = CN_NEW(a, cn_related, 2 * lib->n_pair + 1);
	size_t n_direct = 0;
	if (!list)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < lib->n_pair; i++) {
		const cn_pair *q = &lib->pair[i];
		const cn_provision *other = other_end(q, p);
		if (other)
			list[n_direct++] = (cn_related){ .other = other, .pair = q, .inverse = q->b == p, .rel = seen_from(q, p), .strength = weaker(q), .agreed = q->agreed };
	}
	size_t n = n_direct;
	for (size_t i = 0; i < n_direct; i++)
		if (list[i].agreed)
			n = derive(lib, p, list, n_direct, n, &list[i]);
	qsort(list + n_direct, n - n_direct, sizeof *list, by_id);
	*ret = list;
	*ret_n = n;
	return CN_OK;
}
