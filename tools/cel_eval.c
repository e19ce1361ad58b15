/* For the outside judge of conditions (tools/npm/cel): what our engine says, as JSON lines.
 *
 *   cel_eval eval < lines         each line {"expr": text, "bindings": {name: true | "text" | 1.5}}: prints {"answer": "true" | "false" | "unknown"}
 *                                 or {"outside": why}
 *   cel_eval full NORMS SEED N    N random worlds in which every fact is known, against every condition of the library: prints
 *                                 {"cel": condition in plain CEL, "f": {facts}, "answer": ...} for a random tenth of the conditions of each
 */
#include "norm/eval.h"
#include "norm/library.h"
#include "read_norms.h"

enum { LINE_BYTES = 1 << 20, ARENA_BYTES = 512 << 20, TEXT_BYTES = 16 << 20 };

/* ---- eval ----------------------------------------------------------------------------------------------------------------- */

typedef struct binding {
	cn_fact *fact;
	size_t n;
} binding;

static const cn_fact *find_fact(void *user, cn_str name)
{
	const binding *b = user;
	for (size_t i = 0; i < b->n; i++)
		if (cn_eq(b->fact[i].id, name))
			return &b->fact[i];
	return NULL;
}

static cn_code bind_value(cn_arena *a, const cn_val *v, cn_fact *f, cn_value *to, cn_err *err)
{
	to->known = true;
	to->b = CN_UNKNOWN;
	if (v->type == CN_BOOL) {
		f->type = CN_F_BOOL;
		to->b = v->b ? CN_TRUE : CN_FALSE;
	} else if (v->type == CN_TEXT) {
		f->type = CN_F_TEXT;
		to->text = v->s;
	} else if (v->type == CN_INT || v->type == CN_REAL) {
		f->type = CN_F_NUMBER;
		char real[CN_REAL_BYTES];
		cn_real_text(v->type == CN_REAL ? v->r : 0, real);
		return cn_dec_parse(v->type == CN_INT ? cn_strf(a, "%lld", (long long)v->i) : cn_str_z(real), &to->num, err);
	} else {
		return CN_FAIL(err, CN_EUNSUPPORTED, "a binding is not a scalar");
	}
	return CN_OK;
}

static cn_code answer_line(cn_arena *a, cn_str line, cn_tri *ret, cn_err *err)
{
	const cn_val *t = NULL;
	const cn_expr *parsed = NULL, *e = NULL;
	CN_TRY(cn_json_parse(a, line, CN_JSON_FOREIGN_DEPTH_MAX, &t, err));
	const cn_val *bindings = cn_get(t, "bindings");
	size_t n = bindings && bindings->type == CN_MAP ? bindings->n : 0;
	binding b = { CN_NEW(a, cn_fact, n + 1), n };
	cn_value *v = CN_NEW(a, cn_value, n + 1);
	if (!b.fact || !v)
		return cn_arena_fail(a, err);
	uint32_t i = 0;
	for (const cn_val *x = n ? bindings->first : NULL; x; x = x->next, i++) {
		b.fact[i] = (cn_fact){ .id = x->key, .index = i };
		CN_TRY(bind_value(a, x, &b.fact[i], &v[i], err));
	}
	cn_scope scope = { .user = &b, .find_fact = find_fact };
	cn_world w = { .value = v, .n = n };
	CN_TRY(cn_expr_parse(a, cn_get_text(t, "expr"), &parsed, err));
	CN_TRY(cn_expr_bind(a, &scope, parsed, &e, err));
	*ret = cn_eval(e, &w);
	return CN_OK;
}

static int run_eval(void)
{
	static char line[LINE_BYTES];
	while (fgets(line, sizeof line, stdin)) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
		cn_tri x = CN_UNKNOWN;
		cn_err err = { 0 };
		cn_code rc = answer_line(a, cn_trim(cn_str_z(line)), &x, &err);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		cn_buf_putz(&b, rc == CN_OK ? "{\"answer\": " : "{\"outside\": ");
		cn_json_text(&b, cn_str_z(rc == CN_OK ? cn_tri_text(x) : err.msg));
		printf("%s}\n", b.p ? b.p : "{");
	}
	return 0;
}

/* ---- full ------------------------------------------------------------------------------------------------------------------- */

static const cn_str other_text = { "elsewhere", 9 };

/* A value for a fact, in our form and as the CEL side gets it. */
static void random_value(cn_arena *a, cn_rng *r, const cn_fact *f, cn_value *v, cn_val *to)
{
	static const char *const numbers[] = { "0", "1", "9", "10", "1000000", "1e12", "1e25", "2e25", "1e26", "3e26" };
	*v = (cn_value){ .known = true, .b = CN_UNKNOWN };
	cn_val *x = NULL;
	if (f->type == CN_F_BOOL) {
		v->b = cn_rng_below(r, 2) ? CN_TRUE : CN_FALSE;
		x = cn_bool(a, v->b == CN_TRUE);
	} else if (f->type == CN_F_SET) {
		x = cn_list(a);
		v->open_complete = true;
		v->member = CN_NEW(a, cn_tri, f->n_member + 1);
		for (size_t i = 0; v->member && i < f->n_member; i++) {
			v->member[i] = cn_rng_below(r, 3) == 0 ? CN_TRUE : CN_FALSE;
			if (v->member[i] == CN_TRUE)
				cn_push(a, x, cn_text(a, f->member[i].id));
		}
	} else if (f->type == CN_F_TEXT) {
		v->text = f->n_member ? f->member[cn_rng_below(r, f->n_member)].id : other_text;
		x = cn_text(a, v->text);
	} else if (f->type == CN_F_NUMBER) {
		const char *z = numbers[cn_rng_below(r, sizeof numbers / sizeof numbers[0])];
		x = cn_map(a);
		cn_put(a, x, "number", cn_textz(a, z));
		if (cn_dec_parse(cn_str_z(z), &v->num, NULL) != CN_OK)
			v->known = false;
	} else {
		char day[CN_TIME_BYTES];
		v->date = 19700 + (cn_date)cn_rng_below(r, 3000);
		cn_date_text(v->date, day);
		x = cn_map(a);
		cn_put(a, x, "date", cn_textz(a, day));
	}
	cn_put_s(a, to, f->id, x);
}

static void print_case(const cn_expr *e, const cn_world *w, const char *facts)
{
	CN_AUTO_BUF cel;
	CN_AUTO_BUF line;
	cn_buf_init(&cel, TEXT_BYTES);
	cn_buf_init(&line, TEXT_BYTES);
	cn_expr_lower_cel(e, &cel);
	cn_buf_putz(&line, "{\"cel\": ");
	cn_json_text(&line, cn_buf_str(&cel));
	cn_buf_printf(&line, ", \"answer\": \"%s\", \"f\": ", cn_tri_text(cn_eval(e, w)));
	printf("%s%s}\n", line.p ? line.p : "", facts);
}

static void one_world(const cn_library *lib, cn_rng *r)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_value *v = CN_NEW(a, cn_value, lib->n_fact);
	cn_val *facts = cn_map(a);
	if (!v)
		return;
	for (size_t i = 0; i < lib->n_fact; i++)
		random_value(a, r, &lib->fact[i], &v[i], facts);
	cn_world w = { .value = v, .n = lib->n_fact };
	CN_AUTO_BUF text;
	cn_buf_init(&text, TEXT_BYTES);
	cn_json_write(&text, facts, -1);
	for (size_t i = 0; i < lib->n_instrument; i++)
		for (size_t k = 0; k < lib->instrument[i]->n_provision; k++) {
			const cn_provision *p = &lib->instrument[i]->provision[k];
			if (p->expr && cn_rng_below(r, 10) == 0)
				print_case(p->expr, &w, text.p);
			for (size_t m = 0; m < p->n_period; m++)
				if (p->period[m].when && cn_rng_below(r, 20) == 0)
					print_case(p->period[m].when, &w, text.p);
		}
}

static int run_full(const char *folder, const char *seed_z, const char *n_z)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = NULL;
	cn_err err = { 0 };
	int64_t seed = 0, n = 0;
	cn_rng r;
	if (cn_int_parse(cn_str_z(seed_z), 0, CN_INT_MAX, &seed, &err) != CN_OK || cn_int_parse(cn_str_z(n_z), 1, 1000000, &n, &err) != CN_OK ||
	    read_norms(a, folder, &lib, &err) != CN_OK) {
		fprintf(stderr, "cel_eval: %s\n", err.msg);
		return cn_exit_code(err.code);
	}
	cn_rng_init(&r, (uint64_t)seed);
	for (int64_t i = 0; i < n; i++)
		one_world(lib, &r);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "eval") == 0)
		return run_eval();
	if (argc == 5 && strcmp(argv[1], "full") == 0)
		return run_full(argv[2], argv[3], argv[4]);
	fprintf(stderr, "usage: cel_eval eval | cel_eval full NORMS SEED N\n");
	return 3;
}
