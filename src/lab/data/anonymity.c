/* anonymity: how far a person hides among others who share the quasi-identifiers (Sweeney 2002; Machanavajjhala and others 2007).
 * O(rows x columns). A missing value is a value of its own: who has it is one of those who have it. */
#include "lab/data/data.h"

/* How many different values of the sensitive columns each class has. */
static cn_code kinds_of(cn_arena *a, const cn_take *in, const classes *c, names quasi, names sensitive, int64_t *kinds, cn_err *err)
{
	names both = { CN_NEW(a, cn_str, quasi.n + sensitive.n), 0 };
	classes fine;
	if (!both.at)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < quasi.n; i++)
		both.at[both.n++] = quasi.at[i];
	for (size_t i = 0; i < sensitive.n; i++)
		both.at[both.n++] = sensitive.at[i];
	CN_TRY(classes_of_rows(a, in->table, NULL, both, &fine, err));
	for (uint32_t i = 0; i < fine.n; i++)
		kinds[c->of[fine.first[i]]]++;
	return CN_OK;
}

static cn_code put_sensitive(cn_arena *a, cn_arena *own, const cn_take *in, const classes *c, names quasi, cn_counts *s, cn_err *err)
{
	names sensitive;
	int64_t least = 0, one_only = 0;
	CN_TRY(option_names(own, in, "sensitive", &sensitive, err));
	if (sensitive.n == 0)
		return CN_OK;
	int64_t *kinds = CN_NEW(own, int64_t, c->n + (size_t)1);
	if (!kinds)
		return cn_arena_fail(own, err);
	CN_TRY(kinds_of(own, in, c, quasi, sensitive, kinds, err));
	for (uint32_t i = 0; i < c->n; i++) {
		least = i == 0 || kinds[i] < least ? kinds[i] : least;
		one_only += kinds[i] == 1 ? c->size[i] : 0;
	}
	CN_TRY(put_one(a, s, "least_kinds", least, err));
	return put_one(a, s, "one_kind", one_only, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	int64_t k, smallest = 0, below = 0, unique = 0;
	names quasi;
	classes c;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(option_names(own, in, "quasi", &quasi, err));
	CN_TRY(cn_option_int(in, "k", 5, 2, 1000000, &k, err));
	if (quasi.n == 0)
		return CN_FAIL(err, CN_EINPUT, "the quasi-identifiers are not named: list in \"quasi\" the columns that others may know of a person");
	CN_TRY(classes_of_rows(own, in->table, NULL, quasi, &c, err));
	for (uint32_t i = 0; i < c.n; i++) {
		smallest = i == 0 || c.size[i] < smallest ? c.size[i] : smallest;
		below += c.size[i] < k ? c.size[i] : 0;
		unique += c.size[i] == 1;
	}
	cn_counts *s = cn_stats_new(a, "anonymity", (int64_t)c.rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put_one(a, s, "rows", (int64_t)c.rows, err));
	CN_TRY(put_one(a, s, "classes", c.n, err));
	CN_TRY(put_one(a, s, "smallest", smallest, err));
	CN_TRY(put_one(a, s, "k", k, err));
	CN_TRY(put_one(a, s, "below_k", below, err));
	CN_TRY(put_one(a, s, "unique", unique, err));
	CN_TRY(put_sensitive(a, own, in, &c, quasi, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_anonymity = {
	.name = "anonymity",
	.title_en = "how many share each combination of quasi-identifiers",
	.title_zh = "每种准标识符组合有多少人共有",
	.needs = CN_TAKE_TABLE,
	.options = "quasi  list of the quasi-identifiers: columns that others may know of a person; must be given\n"
		   "sensitive  list of the columns that must not be learned\n"
		   "k  2..1000000, 5 if absent: how many must share a combination",
	.take = take,
};
