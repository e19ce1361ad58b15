/* Law and systems for judges that are not ours (tools/npm/norm), one JSON object a line, with what the bulk engine answers.
 *
 *   law_cases made NORMS SYSTEMS RULES KNOWN SEED     law made by dice (tools/bench/made_law.h), one row a system
 *   law_cases library NORMS SYSTEMS KNOWN SEED DAY    the law of NORMS; each system in every jurisdiction, under some roles
 * KNOWN: how many of 100 facts are stated. Lines:
 *   {"fact": id, "type": ..., "values": [...], "per_market": ...}   what can be unknown
 *   {"rule": id, "roles": [...], "cel": ..., "logic": ..., "cedar": ...}   the whole question: condition and running periods
 *   {"system": n, "f": {...}}                         stated facts; a set as {member: yes or no}, a date as its day number
 *   {"row": {"market", "place", "role"}, "kleene": "TF?.", "exact": "TFPN?."}   of the last system, a letter a rule: true, false, presumed,
 *                                                     not read, unknown, no cell */
#include "bench/made_law.h"
#include "norm/plane.h"
#include "read_norms.h"
#include "store/file.h"

enum { ARENA_BYTES = 1 << 30, TEXT_BYTES = 64 << 20, ROW_MARKETS_MAX = 128 };

/* ---- lowering ---------------------------------------------------------------------------------------------------------------- */

static const char *sign_of(unsigned cmp)
{
	static const char *const sign[] = { "==", "!=", "<", "<=", ">", ">=" };
	return sign[cmp - CN_E_EQ];
}

static void put_constant(const cn_expr *e, cn_buf *b)
{
	char real[CN_REAL_BYTES];
	if (!e->num) {
		cn_buf_printf(b, "%d", (int)e->date);
		return;
	}
	cn_real_text(cn_dec_real(e->num), real);
	cn_buf_putz(b, real);
}

static void put_items(const cn_expr *e, cn_buf *b)
{
	cn_buf_putc(b, '[');
	for (size_t i = 0; i < e->item.n; i++) {
		cn_buf_putz(b, i ? ", " : "");
		cn_json_text(b, e->item.item[i]);
	}
	cn_buf_putc(b, ']');
}

/* json-logic has no "is known"; has() is only asked of rows where everything is. */
static void logic_leaf(const cn_expr *e, cn_buf *b)
{
	switch ((cn_eop)e->op) {
	case CN_E_FACT:
		cn_buf_printf(b, "{\"var\": \"%.*s\"}", CN_FMT(e->fact->id));
		break;
	case CN_E_MEMBER:
		cn_buf_printf(b, "{\"in\": [\"%.*s\", {\"var\": \"%.*s\"}]}", CN_FMT(e->text), CN_FMT(e->fact->id));
		break;
	case CN_E_IS:
		cn_buf_printf(b, "{\"in\": [{\"var\": \"%.*s\"}, ", CN_FMT(e->fact->id));
		put_items(e, b);
		cn_buf_putz(b, "]}");
		break;
	case CN_E_CMP:
		cn_buf_printf(b, "{\"%s\": [{\"var\": \"%.*s\"}, ", sign_of(e->cmp), CN_FMT(e->fact->id));
		put_constant(e, b);
		cn_buf_putz(b, "]}");
		break;
	default:
		cn_buf_putz(b, e->op == CN_E_BOOL && !e->value ? "false" : "true");
	}
}

static void to_logic(const cn_expr *e, cn_buf *b)
{
	static const char *const word[] = { [CN_E_NOT] = "!", [CN_E_AND] = "and", [CN_E_OR] = "or", [CN_E_COND] = "if", [CN_E_SAME] = "===" };
	if (e->op == CN_E_DEF) {
		to_logic(e->kid[0], b);
		return;
	}
	if (e->n == 0) {
		logic_leaf(e, b);
		return;
	}
	cn_buf_printf(b, "{\"%s\": [", word[e->op]);
	for (uint32_t i = 0; i < e->n; i++) {
		cn_buf_putz(b, i ? ", " : "");
		to_logic(e->kid[i], b);
	}
	cn_buf_putz(b, "]}");
}

static void cedar_leaf(const cn_expr *e, cn_buf *b)
{
	if (e->op == CN_E_BOOL) {
		cn_buf_putz(b, e->value ? "true" : "false");
		return;
	}
	cn_buf_printf(b, "(context has %.*s", CN_FMT(e->fact->id));
	if (e->op == CN_E_FACT)
		cn_buf_printf(b, " && context.%.*s", CN_FMT(e->fact->id));
	if (e->op == CN_E_MEMBER)
		cn_buf_printf(b, " && context.%.*s.contains(\"%.*s\")", CN_FMT(e->fact->id), CN_FMT(e->text));
	if (e->op == CN_E_IS) {
		cn_buf_putz(b, " && ");
		put_items(e, b);
		cn_buf_printf(b, ".contains(context.%.*s)", CN_FMT(e->fact->id));
	}
	if (e->op == CN_E_CMP) {
		cn_buf_printf(b, " && context.%.*s %s ", CN_FMT(e->fact->id), sign_of(e->cmp));
		put_constant(e, b);
	}
	cn_buf_putc(b, ')');
}

/* Only what made law has when it is plain. */
static void to_cedar(const cn_expr *e, cn_buf *b)
{
	if (e->n == 0) {
		cedar_leaf(e, b);
		return;
	}
	cn_buf_putz(b, e->op == CN_E_NOT ? "!(" : "(");
	for (uint32_t i = 0; i < e->n; i++) {
		cn_buf_putz(b, i ? e->op == CN_E_AND ? " && " : " || " : "");
		to_cedar(e->kid[i], b);
	}
	cn_buf_putc(b, ')');
}

/* CEL as its users write it where a fact may be missing. */
static void to_guarded_cel(const cn_expr *e, cn_buf *b)
{
	if (e->n == 0 && e->op != CN_E_BOOL) {
		cn_buf_printf(b, "(has(f.%.*s) && ", CN_FMT(e->fact->id));
		cn_expr_lower_cel(e, b);
		cn_buf_putc(b, ')');
		return;
	}
	if (e->n == 0) {
		cn_expr_lower_cel(e, b);
		return;
	}
	cn_buf_putz(b, e->op == CN_E_NOT ? "!(" : "(");
	for (uint32_t i = 0; i < e->n; i++) {
		cn_buf_putz(b, i ? e->op == CN_E_AND ? " && " : " || " : "");
		to_guarded_cel(e->kid[i], b);
	}
	cn_buf_putc(b, ')');
}

/* ---- lines --------------------------------------------------------------------------------------------------------------------- */

static void print_fact(const cn_fact *f)
{
	static const char *const type[] = { "bool", "set", "text", "number", "date" };
	printf("{\"fact\": \"%.*s\", \"type\": \"%s\", \"values\": [", CN_FMT(f->id), type[f->type]);
	for (size_t i = 0; i < f->n_member; i++)
		printf("%s\"%.*s\"", i ? ", " : "", CN_FMT(f->member[i].id));
	printf("], \"per_market\": %s}\n", f->per_market ? "true" : "false");
}

static void print_rule(const cn_plane_rule *r, bool plain)
{
	CN_AUTO_BUF b;
	CN_AUTO_BUF cel;
	cn_buf_init(&b, TEXT_BYTES);
	cn_buf_init(&cel, TEXT_BYTES);
	cn_buf_printf(&b, "{\"rule\": \"%.*s\", \"roles\": [", CN_FMT(r->provision->full));
	for (size_t i = 0; i < r->provision->roles.n; i++)
		cn_buf_printf(&b, "%s\"%.*s\"", i ? ", " : "", CN_FMT(r->provision->roles.item[i]));
	cn_buf_putc(&b, ']');
	if (r->question[0]) {
		(plain ? to_guarded_cel : cn_expr_lower_cel)(r->question[0], &cel);
		if (cel.n == 0) /* no condition: an AND of nothing */
			cn_buf_putz(&cel, "true");
		cn_buf_putz(&b, ", \"cel\": ");
		cn_json_text(&b, cn_buf_str(&cel));
		cn_buf_putz(&b, ", \"logic\": ");
		to_logic(r->question[0], &b);
		if (plain) {
			cn_buf_reset(&cel);
			to_cedar(r->question[0], &cel);
			cn_buf_putz(&b, ", \"cedar\": ");
			cn_json_text(&b, cn_buf_str(&cel));
		}
	}
	printf("%s}\n", b.p ? b.p : "");
}

static void put_known(const cn_fact *f, const cn_value *v, cn_buf *b)
{
	char real[CN_REAL_BYTES];
	if (f->type == CN_F_BOOL) {
		cn_buf_putz(b, v->b == CN_TRUE ? "true" : "false");
	} else if (f->type == CN_F_TEXT) {
		cn_json_text(b, v->text);
	} else if (f->type == CN_F_DATE) {
		cn_buf_printf(b, "%d", (int)v->date);
	} else if (f->type == CN_F_NUMBER) {
		cn_real_text(cn_dec_real(&v->num), real);
		cn_buf_putz(b, real);
	} else {
		bool any = false;
		cn_buf_putc(b, '{');
		for (size_t i = 0; i < f->n_member; i++)
			if (v->member && v->member[i] != CN_UNKNOWN) {
				cn_buf_printf(b, "%s\"%.*s\": %s", any ? ", " : "", CN_FMT(f->member[i].id), v->member[i] == CN_TRUE ? "true" : "false");
				any = true;
			}
		for (size_t i = 0; i < v->open.n; i++)
			cn_buf_printf(b, "%s\"%.*s\": true", i || any ? ", " : "", CN_FMT(v->open.item[i]));
		cn_buf_putc(b, '}');
	}
}

static bool is_known(const cn_fact *f, const cn_value *v)
{
	return f->type == CN_F_BOOL ? v->b != CN_UNKNOWN : f->type == CN_F_SET ? v->member || v->open_complete : v->known;
}

static cn_code print_system(cn_arena *a, const cn_library *lib, const cn_profile *p, size_t n, cn_date day, cn_err *err)
{
	cn_world w;
	CN_AUTO_BUF b;
	cn_buf_init(&b, TEXT_BYTES);
	CN_TRY(cn_world_make(a, lib, p, p->market[0].code, NULL, day, &w, err));
	cn_buf_printf(&b, "{\"system\": %zu, \"f\": {", n);
	bool any = false;
	for (size_t i = 0; i < lib->n_fact; i++)
		if (is_known(&lib->fact[i], &w.value[i])) {
			cn_buf_printf(&b, "%s\"%.*s\": ", any ? ", " : "", CN_FMT(lib->fact[i].id));
			put_known(&lib->fact[i], &w.value[i], &b);
			any = true;
		}
	printf("%s}}\n", b.p ? b.p : "");
	return CN_OK;
}

typedef struct marks {
	char *letter; /* row x rule */
	size_t n_rule;
} marks;

static cn_code hear(void *user, const cn_bulk_cell *c, cn_err *err)
{
	marks *m = user;
	(void)err;
	if (c->not_read)
		m->letter[c->row * m->n_rule + c->rule] = 'N';
	return CN_OK;
}

static void print_letters(const cn_bulk *b, size_t n_rule, size_t row, const marks *m)
{
	printf(", \"%s\": \"", m ? "exact" : "kleene");
	for (size_t i = 0; i < n_rule; i++) {
		static const char letter[] = { [CN_DOES_NOT] = 'F', [CN_APPLIES] = 'T', [CN_ANSWER_UNKNOWN] = '?', [CN_PRESUMED] = 'P' };
		cn_answer x;
		bool there = cn_bulk_get(b, row, i, &x);
		char own = m ? m->letter[row * n_rule + i] : 0;
		(void)putchar(!there ? '.' : own ? own : letter[x]);
	}
	(void)putchar('"');
}

static cn_code print_all(cn_arena *a, const cn_library *lib, const cn_profile *const *p, size_t n, cn_date day, bool plain, cn_err *err)
{
	const cn_compiled *c = NULL;
	cn_bulk *kleene = NULL, *exact = NULL;
	CN_TRY(cn_compile(a, lib, NULL, CN_S(""), day, &c, err));
	CN_TRY(cn_bulk_lay(a, c, p, n, &kleene, err));
	CN_TRY(cn_bulk_lay(a, c, p, n, &exact, err));
	cn_bulk_run(kleene, CN_BULK_AUTO);
	cn_bulk_run(exact, CN_BULK_AUTO);
	marks m = { CN_NEW(a, char, (cn_bulk_rows(exact) + 1) * (c->n_rule + 1)), c->n_rule };
	if (!m.letter)
		return cn_arena_fail(a, err);
	CN_TRY(cn_bulk_settle(exact, hear, &m, err));
	for (size_t i = 0; i < lib->n_fact; i++)
		print_fact(&lib->fact[i]);
	for (size_t i = 0; i < c->n_rule; i++)
		print_rule(&c->rule[i], plain);
	for (size_t row = 0; row < cn_bulk_rows(exact); row++) {
		const cn_bulk_row *r = cn_bulk_row_at(exact, row);
		if (row == 0 || cn_bulk_row_at(exact, row - 1)->system != r->system)
			CN_TRY(print_system(a, lib, r->profile, r->system, day, err));
		printf("{\"row\": {\"market\": \"%.*s\", \"place\": \"%.*s\", \"role\": \"%.*s\"}", CN_FMT(r->market->code), CN_FMT(r->actor->place),
		       CN_FMT(r->actor->role));
		print_letters(kleene, c->n_rule, row, NULL);
		print_letters(exact, c->n_rule, row, &m);
		printf("}\n");
	}
	return CN_OK;
}

/* ---- systems under the law of a folder ---------------------------------------------------------------------------------------------- */

/* Every jurisdiction there is, each once. */
static size_t jurisdictions(const cn_library *lib, cn_str *out)
{
	size_t n = 0;
	for (size_t i = 0; i < lib->n_instrument; i++)
		for (size_t k = 0; k < lib->instrument[i]->jurisdictions.n; k++) {
			size_t j = 0;
			while (j < n && !cn_eq(out[j], lib->instrument[i]->jurisdictions.item[k]))
				j++;
			if (j == n && n < ROW_MARKETS_MAX)
				out[n++] = lib->instrument[i]->jurisdictions.item[k];
		}
	return n;
}

static void random_fact(cn_arena *a, cn_rng *r, const cn_fact *f, unsigned known, cn_val *to)
{
	static const char *const numbers[] = { "0", "1", "10", "1000000", "1e12", "1e25", "5e25", "2e26" };
	static const char *const dates[] = { "2024-01-01", "2025-08-02", "2026-08-02", "2027-12-02", "2029-01-01" };
	if (f->type == CN_F_SET) {
		cn_val *v = cn_map(a);
		for (size_t i = 0; i < f->n_member; i++)
			if (cn_rng_below(r, 100) < known)
				cn_put_s(a, v, f->member[i].id, cn_textz(a, cn_rng_below(r, 3) ? "no" : "yes"));
		if (v && v->n)
			cn_put_s(a, to, f->id, v);
		return;
	}
	if (cn_rng_below(r, 100) >= known)
		return;
	if (f->type == CN_F_TEXT)
		cn_put_s(a, to, f->id, cn_text(a, f->member[cn_rng_below(r, f->n_member)].id));
	else
		cn_put_s(a, to, f->id,
			 cn_textz(a, f->type == CN_F_BOOL ? (cn_rng_below(r, 2) ? "yes" : "no") :
				     f->type == CN_F_NUMBER ? numbers[cn_rng_below(r, sizeof numbers / sizeof *numbers)] :
							      dates[cn_rng_below(r, sizeof dates / sizeof *dates)]));
}

static cn_code random_system(cn_arena *a, cn_rng *r, const cn_library *lib, unsigned known, const cn_profile **ret, cn_err *err)
{
	size_t n_role, n_stage, n_place, n_market;
	const cn_member *role = cn_library_list(lib, "roles", &n_role), *stage = cn_library_list(lib, "stages", &n_stage);
	const cn_member *place = cn_library_list(lib, "places", &n_place);
	cn_str market[ROW_MARKETS_MAX];
	cn_val *t = cn_map(a), *markets = cn_list(a), *actors = cn_list(a), *facts = cn_map(a), *name = cn_map(a), *purposes = cn_list(a);
	n_market = jurisdictions(lib, market);
	cn_put(a, t, "concord", cn_textz(a, "system/1"));
	cn_put(a, t, "id", cn_textz(a, "s"));
	cn_put(a, name, "en", cn_textz(a, "S"));
	cn_put(a, name, "zh", cn_textz(a, "S"));
	cn_put(a, t, "name", name);
	for (size_t i = 0; i < n_market; i++)
		cn_push(a, markets, cn_text(a, market[i]));
	cn_put(a, t, "markets", markets);
	size_t first = cn_rng_below(r, n_role);
	for (size_t i = 0; i < 3; i++) {
		cn_val *x = cn_push(a, actors, cn_map(a));
		cn_put(a, x, "role", cn_text(a, role[(first + i * (n_role / 3)) % n_role].id));
		cn_put(a, x, "place", cn_text(a, place[cn_rng_below(r, n_place)].id));
	}
	cn_put(a, t, "actors", actors);
	cn_put(a, t, "stage", cn_text(a, stage[cn_rng_below(r, n_stage)].id));
	cn_push(a, purposes, cn_textz(a, "chatbot"));
	cn_put(a, t, "purposes", purposes);
	for (size_t i = 0; i < lib->n_fact; i++)
		if (!lib->fact[i].builtin)
			random_fact(a, r, &lib->fact[i], known, facts);
	cn_put(a, t, "facts", facts);
	return cn_profile_read(a, lib, t, CN_S("system"), ret, NULL, err);
}

/* ---- the program --------------------------------------------------------------------------------------------------------------------- */

static cn_code run_made(cn_arena *a, char **argv, const int64_t *n, cn_err *err)
{
	made_law m = { .facts = 75, .leaves = 11, .provisions = (unsigned)n[1], .of_instrument = 500, .plain = true };
	const cn_library *lib = NULL;
	cn_str vocabulary;
	CN_TRY(cn_file_read(a, cn_strf(a, "%s/vocabulary.yaml", argv[2]).p, CN_YAML_BYTES_MAX, &vocabulary, err));
	cn_rng_init(&m.rng, (uint64_t)n[3]);
	CN_TRY(made_library(a, &m, vocabulary, &lib, err));
	const cn_profile **p = CN_NEW(a, const cn_profile *, (size_t)n[0]);
	if (!p)
		return cn_arena_fail(a, err);
	for (int64_t i = 0; i < n[0]; i++)
		CN_TRY(made_system(a, &m, lib, (unsigned)n[2], false, &p[i], err));
	return print_all(a, lib, p, (size_t)n[0], 20780, true, err);
}

static cn_code run_library(cn_arena *a, char **argv, const int64_t *n, cn_err *err)
{
	const cn_library *lib = NULL;
	cn_date day;
	cn_rng r;
	CN_TRY(cn_date_parse(cn_str_z(argv[6]), &day, err));
	CN_TRY(read_norms(a, argv[2], &lib, err));
	cn_rng_init(&r, (uint64_t)n[2]);
	const cn_profile **p = CN_NEW(a, const cn_profile *, (size_t)n[0]);
	if (!p)
		return cn_arena_fail(a, err);
	for (int64_t i = 0; i < n[0]; i++)
		CN_TRY(random_system(a, &r, lib, (unsigned)n[1], &p[i], err));
	return print_all(a, lib, p, (size_t)n[0], day, false, err);
}

int main(int argc, char **argv)
{
	CN_AUTO_ARENA a = cn_arena_new((size_t)ARENA_BYTES * 4);
	cn_err err = { 0 };
	int64_t n[4] = { 0 };
	bool is_made = argc == 7 && strcmp(argv[1], "made") == 0, is_library = argc == 7 && strcmp(argv[1], "library") == 0;
	cn_code rc = a ? CN_OK : CN_ENOMEM;
	if (!is_made && !is_library) {
		fprintf(stderr, "usage: law_cases made NORMS SYSTEMS RULES KNOWN SEED | law_cases library NORMS SYSTEMS KNOWN SEED DAY\n");
		return 3;
	}
	for (int i = 0; rc == CN_OK && i < (is_made ? 4 : 3); i++)
		rc = cn_int_parse(cn_str_z(argv[3 + i]), 0, 100000000, &n[i], &err);
	if (rc == CN_OK)
		rc = (is_made ? run_made : run_library)(a, argv, n, &err);
	if (rc != CN_OK)
		fprintf(stderr, "law_cases: %s\n", err.msg);
	return rc == CN_OK ? 0 : cn_exit_code(rc);
}
