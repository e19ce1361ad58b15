/* A library from its files: vocabulary, facts and coverage first, then the instruments; what stands between files last. */
#include "norm/library.h"

static const char *const deontic_words[] = { "duty", "prohibition", "recommendation", "permission", "right", "commitment", "definition", "scope", "penalty" };
static const char *const force_words[] = { "binding", "standard", "soft", "voluntary", "draft" };
static const char *const confidence_words[] = { "read", "secondary", "unverified" };

const char *cn_deontic_text(cn_deontic d)
{
	return deontic_words[d];
}

bool cn_deontic_binds(cn_deontic d)
{
	return d < CN_D_DEFINITION;
}

const char *cn_force_text(cn_force f)
{
	return force_words[f];
}

const char *cn_confidence_text(cn_confidence c)
{
	return confidence_words[c];
}

static cn_tri satisfied(const cn_provision *p, const cn_expr *e, const cn_tri *value, size_t n)
{
	cn_tri x = e->op == CN_E_AND ? CN_TRUE : CN_FALSE;
	switch ((cn_eop)e->op) {
	case CN_E_BOOL:
		return e->value ? CN_TRUE : CN_FALSE;
	case CN_E_NAME:
		for (size_t i = 0; i < p->n_line && i < n; i++)
			if (cn_eq(p->line[i].id, e->text))
				return value[i];
		return CN_UNKNOWN;
	case CN_E_NOT:
		return cn_tri_not(satisfied(p, e->kid[0], value, n));
	case CN_E_AND:
	case CN_E_OR:
		for (uint32_t k = 0; k < e->n; k++) {
			cn_tri y = satisfied(p, e->kid[k], value, n);
			x = e->op == CN_E_AND ? cn_tri_and(x, y) : cn_tri_or(x, y);
		}
		return x;
	default:
		return CN_UNKNOWN; /* refused when it was loaded */
	}
}

cn_tri cn_provision_satisfied(const cn_provision *p, const cn_tri *value, size_t n)
{
	if (p->satisfied)
		return satisfied(p, p->satisfied, value, n);
	cn_tri x = p->n_line ? CN_TRUE : CN_UNKNOWN;
	for (size_t i = 0; i < p->n_line; i++)
		x = cn_tri_and(x, i < n ? value[i] : CN_UNKNOWN);
	return x;
}

/* ---- loading ------------------------------------------------------------------------------------------------------------------ */

typedef struct run {
	cn_arena *a;
	cn_library *lib;
	cn_report r;
	const cn_norm_file *file;
	size_t n_file;
	cn_err *err;
} run;

static cn_str format_of(const cn_norm_file *f)
{
	return cn_get_text(f->tree, "concord");
}

/* The one file of a kind; a second one is a problem. NULL if there is none. */
static const cn_norm_file *the_file(run *l, const char *format)
{
	const cn_norm_file *found = NULL;
	for (size_t i = 0; i < l->n_file; i++) {
		if (!cn_eqz(format_of(&l->file[i]), format))
			continue;
		l->r.file = l->file[i].name;
		if (found)
			cn_report_at(&l->r, l->file[i].tree, CN_S(""), "a second %s beside %.*s", format, CN_FMT(found->name));
		else
			found = &l->file[i];
	}
	return found;
}

static void check_formats(run *l)
{
	for (size_t i = 0; i < l->n_file; i++) {
		const cn_val *v = cn_get(l->file[i].tree, "concord");
		cn_str s = format_of(&l->file[i]);
		l->r.file = l->file[i].name;
		if (cn_eqz(s, "instrument/1") || cn_eqz(s, "facts/1") || cn_eqz(s, "vocabulary/1") || cn_eqz(s, "coverage/1") ||
		    cn_eqz(s, "concordance/1"))
			continue;
		cn_report_at(&l->r, v ? v : l->file[i].tree, CN_S("concord: instrument/1"),
			     "the first line does not name a format of the library (instrument/1, facts/1, vocabulary/1, coverage/1, concordance/1)");
	}
}

static int by_instrument_id(const void *x, const void *y)
{
	const cn_instrument *const *a = x, *const *b = y;
	return cn_cmp((*a)->id, (*b)->id);
}

static cn_code load_instruments(run *l)
{
	cn_library *lib = l->lib;
	lib->instrument = CN_NEW(l->a, const cn_instrument *, l->n_file + 1);
	cn_instrument **own = CN_NEW(l->a, cn_instrument *, l->n_file + 1);
	if (!lib->instrument || !own)
		return cn_arena_fail(l->a, l->err);
	for (size_t i = 0; i < l->n_file; i++) {
		if (!cn_eqz(format_of(&l->file[i]), "instrument/1"))
			continue;
		l->r.file = l->file[i].name;
		const cn_instrument *in = NULL;
		CN_TRY(cn_load_instrument(lib, &l->r, &l->file[i], &in, l->err));
		if (cn_library_get(lib, in->id))
			cn_report_at(&l->r, l->file[i].tree, CN_S(""), "a second instrument is called %.*s", CN_FMT(in->id));
		lib->instrument[lib->n_instrument++] = in;
		lib->n_provision += in->n_provision;
	}
	qsort(lib->instrument, lib->n_instrument, sizeof *lib->instrument, by_instrument_id);
	return CN_OK;
}

static int by_known_name(const void *x, const void *y)
{
	const cn_known_as *a = x, *b = y;
	int c = cn_cmp(a->name, b->name);
	return c ? c : cn_cmp(a->provision->full, b->provision->full);
}

static cn_code index_provisions(run *l)
{
	cn_library *lib = l->lib;
	size_t n = 0;
	for (size_t i = 0; i < lib->n_instrument; i++)
		for (size_t k = 0; k < lib->instrument[i]->n_provision; k++)
			n += 1 + lib->instrument[i]->provision[k].aliases.n;
	lib->known_as = CN_NEW(l->a, cn_known_as, n + 1);
	if (!lib->known_as)
		return cn_arena_fail(l->a, l->err);
	for (size_t i = 0; i < lib->n_instrument; i++)
		for (size_t k = 0; k < lib->instrument[i]->n_provision; k++) {
			const cn_provision *p = &lib->instrument[i]->provision[k];
			lib->known_as[lib->n_known_as++] = (cn_known_as){ p->full, p };
			for (size_t j = 0; j < p->aliases.n; j++)
				lib->known_as[lib->n_known_as++] = (cn_known_as){ p->aliases.item[j], p };
		}
	qsort(lib->known_as, lib->n_known_as, sizeof *lib->known_as, by_known_name);
	for (size_t i = 1; i < lib->n_known_as; i++)
		if (cn_eq(lib->known_as[i].name, lib->known_as[i - 1].name)) {
			l->r.file = lib->known_as[i].provision->instrument->file;
			cn_report_at(&l->r, lib->known_as[i].provision->tree, CN_S(""), "the name %.*s is taken twice, here and by %.*s",
				     CN_FMT(lib->known_as[i].name), CN_FMT(lib->known_as[i - 1].provision->full));
		}
	return CN_OK;
}

/* A relation may point outside of the library; inside it, it should hit. */
static void check_relations(run *l)
{
	for (size_t i = 0; i < l->lib->n_instrument; i++)
		for (size_t k = 0; k < l->lib->instrument[i]->n_provision; k++) {
			const cn_provision *p = &l->lib->instrument[i]->provision[k];
			l->r.file = p->instrument->file;
			for (size_t j = 0; j < p->n_relation; j++) {
				cn_str head, rest;
				(void)cn_split(p->relation[j].to, '/', &head, &rest);
				if (cn_library_get(l->lib, head) && !cn_library_provision(l->lib, p->relation[j].to))
					cn_report_warn(&l->r, cn_at(cn_get(p->tree, "relates"), j), "%.*s is not a provision of the library",
						       CN_FMT(p->relation[j].to));
			}
		}
}

static cn_code load_all(run *l)
{
	check_formats(l);
	const cn_norm_file *vocabulary = the_file(l, "vocabulary/1"), *facts = the_file(l, "facts/1"), *coverage = the_file(l, "coverage/1");
	const cn_norm_file *concordance = the_file(l, "concordance/1");
	l->r.file = CN_S("library");
	if (!vocabulary)
		cn_report_at(&l->r, NULL, CN_S(""), "there is no vocabulary (concord: vocabulary/1)");
	if (!facts)
		cn_report_at(&l->r, NULL, CN_S(""), "there are no facts (concord: facts/1)");
	if (vocabulary) {
		l->r.file = vocabulary->name;
		CN_TRY(cn_load_vocabulary(l->lib, &l->r, vocabulary->tree, l->err));
	}
	l->r.file = facts ? facts->name : CN_S("library");
	CN_TRY(cn_load_facts(l->lib, &l->r, facts ? facts->tree : NULL, l->err));
	if (coverage) {
		l->r.file = coverage->name;
		CN_TRY(cn_load_coverage(l->lib, &l->r, coverage->tree, l->err));
	}
	CN_TRY(load_instruments(l));
	CN_TRY(index_provisions(l));
	check_relations(l);
	if (concordance) {
		l->r.file = concordance->name;
		CN_TRY(cn_load_concordance(l->lib, &l->r, concordance->tree, l->err));
	}
	return CN_OK;
}

cn_code cn_library_load(cn_arena *a, const cn_norm_file *file, size_t n_file, const cn_library **ret, cn_problems *ret_problems, cn_err *err)
{
	cn_problems problems = { 0 };
	if (n_file > CN_INSTRUMENTS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a library has at most %d files", CN_INSTRUMENTS_MAX);
	run l = { .a = a, .lib = CN_NEW(a, cn_library, 1), .r = { .a = a, .to = &problems }, .file = file, .n_file = n_file, .err = err };
	if (!l.lib)
		return cn_arena_fail(a, err);
	CN_TRY(load_all(&l));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (ret_problems)
		*ret_problems = problems;
	if (problems.n_errors)
		return cn_problems_fail(&problems, err);
	*ret = l.lib;
	return CN_OK;
}
