/* The project's own library loads; a file with many mistakes gives every one of them with its place; fmt and schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm_help.h"

enum { ARENA_BYTES = 1 << 30 };

static void the_librarys_files_have_no_errors(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = help_norms(a);
	assert_non_null(lib);
	assert_true(cn_library_count(lib) > 0);
	for (size_t i = 0; i < cn_library_count(lib); i++) {
		const cn_instrument *in = cn_library_at(lib, i);
		for (size_t k = 0; k < in->n_provision; k++) {
			assert_ptr_equal(cn_library_provision(lib, in->provision[k].full), &in->provision[k]);
			assert_true(in->provision[k].n_period > 0);
		}
	}
}

/* Vocabulary and facts of the project with one instrument made here. */
static cn_code load_with(cn_arena *a, const char *text, cn_problems *p, cn_err *err)
{
	static cn_norm_file file[512];
	size_t n = help_folder(a, "norms", file, 512), m = 0;
	for (size_t i = 0; i < n; i++)
		if (!cn_is_text(cn_get(file[i].tree, "concord"), "instrument/1"))
			file[m++] = file[i];
	file[m++] = (cn_norm_file){ .name = CN_S("x.yaml"), .tree = help_yaml(a, text, "x.yaml") };
	const cn_library *lib = NULL;
	return cn_library_load(a, file, m, &lib, p, err);
}

static bool has_problem(const cn_problems *p, const char *want)
{
	for (size_t i = 0; i < p->n; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 8192);
		cn_problem_text(&p->item[i], &b);
		if (cn_starts(cn_buf_str(&b), want))
			return true;
	}
	return false;
}

/* One instrument with these relations, over the project's vocabulary and facts. */
static cn_code load_relations_of_x(cn_arena *a, const char *relations, cn_problems *p, const cn_library **ret)
{
	static cn_norm_file file[512];
	size_t n = help_folder(a, "norms", file, 512), m = 0;
	cn_err err = { 0 };
	for (size_t i = 0; i < n; i++)
		if (!cn_is_text(cn_get(file[i].tree, "concord"), "instrument/1"))
			file[m++] = file[i];
	cn_str text = cn_strf(a,
			      "concord: instrument/1\nid: x\ntitle: {en: T, zh: T}\nissuer: {en: I, zh: I}\nkind: act\nforce: soft\n"
			      "status: {value: in-force, as_of: 2026-01-01}\njurisdictions: [KE]\ndates: [{date: 2026-01-01, what: adopted}]\n"
			      "official: {reference: r}\nsources: [{read: r, extent: none, on: 2026-01-01}]\nconfidence: read\nrelations:\n%s\n"
			      "provisions: [{id: art_1, heading: {en: H, zh: H}, text: {en: T, zh: T}, deontic: duty, roles: [provider], basis: scope}]\n",
			      relations);
	file[m++] = (cn_norm_file){ .name = CN_S("x.yaml"), .tree = help_yaml(a, text.p, "x.yaml") };
	return cn_library_load(a, file, m, ret, p, &err);
}

static void relations_of_an_instrument_are_read_and_checked(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = NULL;
	cn_problems p = { 0 };
	static const char good[] = "- {to: y, rel: replaces}\n- {to: eo-14148, rel: repeals, note: {en: N, zh: 注}}";
	assert_int_equal(load_relations_of_x(a, good, &p, &lib), CN_OK);
	const cn_instrument *x = cn_library_get(lib, CN_S("x"));
	assert_int_equal(x->n_tie, 2);
	assert_true(cn_eqz(x->tie[0].to, "y") && cn_eqz(x->tie[0].rel, "replaces") && x->tie[0].note.en.n == 0);
	assert_true(cn_eqz(x->tie[1].rel, "repeals") && cn_eqz(x->tie[1].note.zh, "注"));
	static const char *const wrong[][2] = {
		{ "- {to: y, rel: replace}", "x.yaml:14:16: \"replace\" is not one of: implements amends repeals replaces replaced-by cites; did you mean replaces?" },
		{ "- {to: x, rel: cites}", "x.yaml:14:3: x has a relation to itself" },
		{ "- {rel: cites}", "x.yaml:14:3: a relation of an instrument needs the key \"to\"" },
		{ "- {to: y, rel: cites, not: {en: N, zh: N}}", "x.yaml:14:23: a relation of an instrument has no key \"not\"; did you mean note?" },
		{ "- {to: \"Y Z\", rel: cites}", "x.yaml:14:8: to is an id" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		p = (cn_problems){ 0 };
		assert_int_equal(load_relations_of_x(a, wrong[i][0], &p, &lib), CN_EINPUT);
		bool found = false;
		for (size_t k = 0; k < p.n; k++) {
			CN_AUTO_BUF b;
			cn_buf_init(&b, 8192);
			cn_problem_text(&p.item[k], &b);
			found = found || cn_starts(cn_buf_str(&b), wrong[i][1]);
		}
		if (!found) {
			help_print(&p, stderr);
			fail_msg("nothing says: %s", wrong[i][1]);
		}
	}
}

static const char wrong_file[] =
	"concord: instrument/1\n"
	"id: x\n"
	"titel: {en: T, zh: T}\n"                                                     /* 3: unknown key; and title is missing */
	"issuer: {en: I}\n"                                                           /* 4: zh missing */
	"kind: regulatoin\n"                                                          /* 5: near word */
	"force: binding\n"
	"status: {value: in-force, as_of: 2026-02-30}\n"                              /* 7: no such day */
	"jurisdictions: [EU, DX]\n"                                                   /* 8: no such place */
	"dates: [{date: 2026-01-01, what: entry-into-force}]\n"
	"official: {reference: R}\n"
	"sources: [{read: R, extent: full-text, on: 2026-01-01}]\n"
	"confidence: read\n"
	"definitions:\n"
	"- {id: one, when: 'two'}\n"                                                  /* 14: circle */
	"- {id: two, when: 'one || generative'}\n"
	"- {id: generative, when: 'true'}\n"                                          /* 16: name of a fact */
	"presumptions:\n"
	"- {fact: generativ, value: 'true', when: 'true', by: art_1}\n"               /* 18 */
	"provisions:\n"
	"- id: art_1\n"
	"  heading: {en: H, zh: H}\n"
	"  text: {en: T, zh: T}\n"
	"  deontic: duty\n"
	"  roles: [provider, deploier]\n"                                             /* 24 */
	"  applies_when: 'generative && generativ'\n"                                 /* 25: column of the name */
	"  penalty: art_9\n"                                                          /* 26 */
	"  applies: [{from: 2026-02-01, until: 2026-01-01}]\n"                        /* 27 */
	"  evidence:\n"
	"  - {id: E1, kind: measurement, metric: m, op: '>=', value: '0.9', threshold_from: policy}\n" /* 29 */
	"  - {id: E1, kind: document}\n"                                              /* 30: twice, and no type */
	"  satisfied_when: 'E1 && E7'\n"                                              /* 31 */
	"- id: art_1\n"                                                               /* 32: twice */
	"  heading: {en: H, zh: H}\n"
	"  text: {en: T, zh: T}\n"
	"  deontic: duty\n"                                                           /* no roles, no condition */
	"  themes: liability\n"                                                       /* 36: not a list */
	"  act: [retain]\n"                                                           /* 37: a list */
	"- art_2\n";                                                                  /* 38: not a map */

static void every_mistake_is_told_with_its_place(void **state)
{
	(void)state;
	static const char *const want[] = {
		"x.yaml:3:1: an instrument has no key \"titel\"; did you mean title?",
		"x.yaml:1:1: an instrument needs the key \"title\"",
		"x.yaml:4:9: issuer has no zh",
		"x.yaml:5:7: \"regulatoin\" is not in the list kinds of the vocabulary; did you mean regulation?",
		"x.yaml:7:34: as_of is a date YYYY-MM-DD, not \"2026-02-30\"",
		"x.yaml:8:21: \"DX\" is not a place or group of the vocabulary; did you mean D",
		"x.yaml:15:3: the definitions two and one need each other",
		"x.yaml:16:3: the definition generative has the name of a fact",
		"x.yaml:18:3: there is no fact called \"generativ\" to presume; did you mean generative?",
		"x.yaml:24:21: \"deploier\" is not in the list roles of the vocabulary; did you mean deployer?",
		"x.yaml:25:32: there is no fact or definition called \"generativ\"; did you mean generative?",
		"x.yaml:26:12: there is no provision art_9 in this instrument",
		"x.yaml:27:13: the period ends before it begins",
		"x.yaml:29:5: a number comes from the law or a standard",
		"x.yaml:30:5: the evidence line E1 stands twice",
		"x.yaml:30:5: a document names its type",
		"x.yaml:31:26: there is no evidence line E7 here",
		"x.yaml:32:3: the name x/art_1 is taken twice",
		"x.yaml:32:3: art_1 binds nobody: it needs roles",
		"x.yaml:32:3: art_1 has no applies_when; only basis: scope goes without",
		"x.yaml:36:11: themes is a list",
		"x.yaml:37:8: act is a text that is not empty, not a list",
		"x.yaml:38:3: here stands a provision: a map with keys",
	};
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_problems p = { 0 };
	cn_err err = { 0 };
	assert_int_equal(load_with(a, wrong_file, &p, &err), CN_EINPUT);
	size_t missed = 0;
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
		if (!has_problem(&p, want[i])) {
			fprintf(stderr, "not told: %s\n", want[i]);
			missed++;
		}
	if (missed)
		help_print(&p, stderr);
	assert_int_equal(missed, 0);
	assert_true(cn_starts(cn_str_z(err.msg), "x.yaml:"));
}

static void every_shape_of_nonsense_is_survived(void **state)
{
	(void)state;
	static const char *const keys[] = { "id", "title", "aliases", "issuer", "kind", "force", "status", "jurisdictions", "dates", "official", "sources",
					    "confidence", "notes", "definitions", "presumptions", "provisions" };
	static const char *const values[] = { "x", "[x]", "{x: y}", "[[x]]", "[{x: y}]", "{}", "[]", "", "[{id: [a]}]", "[{id: {}}]" };
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *unused = NULL;
	cn_norm_file file[3] = { { .name = CN_S("norms/vocabulary.yaml") }, { .name = CN_S("norms/facts.yaml") }, { .name = CN_S("x.yaml") } };
	for (size_t i = 0; i < 2; i++) {
		cn_str text = help_read(a, cn_strf(a, "%s/%s", help_source(), file[i].name.p).p);
		assert_int_equal(cn_yaml_parse(a, text, file[i].name, &file[i].tree, NULL), CN_OK);
	}
	for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
		for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
			CN_AUTO_ARENA one = cn_arena_new(64 << 20);
			const char *text = cn_strf(one, "concord: instrument/1\n%s: %s\n", keys[k], values[v]).p;
			file[2].tree = help_yaml(one, text, "x.yaml");
			cn_problems p = { 0 };
			assert_int_equal(cn_library_load(one, file, 3, &unused, &p, NULL), CN_EINPUT);
			assert_true(p.n_errors > 0);
		}
}

static void manifests_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfact: {}\n", "s.yaml:5:1: a system has no key \"fact\"; did you mean facts?" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [XX]\n", "s.yaml:4:11: \"XX\" is not a place" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: []\n", "s.yaml:1:1: a system needs at least one market" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfacts: {generativ: yes}\n", "s.yaml:5:9: there is no fact called \"generativ\"; did you mean generative?" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfacts: {generative: maybe}\n", "s.yaml:5:21: the fact generative is yes, no or unknown" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfacts: {modality: [txt]}\n", "s.yaml:5:20: \"txt\" is not a value of the fact modality; did you mean text?" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfacts: {training_compute: lots}\n", "s.yaml:5:27: the fact training_compute is a number" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfacts: {generative: {value: yes, buy: me}}\n", "s.yaml:5:34: a statement has no key \"buy\"; did you mean by?" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfacts: {offered_to_public: {value: yes, market: KE}}\n", "s.yaml:5:49: \"KE\" is not in markets" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nfacts: {role: provider}\n", "s.yaml:5:9: role is not stated as a fact" },
		{ "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\nactors: [{role: providr}]\n", "s.yaml:5:17: \"providr\" is not in the list roles of the vocabulary; did you mean provider?" },
		{ "concord: instrument/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU]\n", "s.yaml:1:1: this is not a manifest" },
	};
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = help_norms(a);
	assert_non_null(lib);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const cn_profile *p = NULL;
		cn_problems problems = { 0 };
		cn_code rc = cn_profile_read(a, lib, help_yaml(a, cases[i].text, "s.yaml"), CN_S("s.yaml"), &p, &problems, NULL);
		if (rc != CN_EINPUT || p || !has_problem(&problems, cases[i].want)) {
			help_print(&problems, stderr);
			fail_msg("wanted %s", cases[i].want);
		}
	}
}

static void fmt_keeps_the_tree_and_the_comments_and_is_idempotent(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static cn_norm_file file[512];
	size_t n = help_folder(a, "norms", file, 512);
	file[n].name = CN_S("made");
	file[n++].tree = NULL;
	static const char made[] = "# head\nconcord: coverage/1 # first\n\n# before\ncoverage: # list\n  - {theme: 'it''s # no comment', jurisdiction: EU, # inside\n"
				   "     level: \"a \\\" # b\"}\n  # last\n";
	for (size_t i = 0; i < n; i++) {
		CN_AUTO_BUF once;
		CN_AUTO_BUF twice;
		cn_buf_init(&once, 32 << 20);
		cn_buf_init(&twice, 32 << 20);
		cn_str text = file[i].tree ? help_read(a, cn_strf(a, "%s/%s", help_source(), file[i].name.p).p) : cn_str_z(made);
		const cn_val *tree = file[i].tree ? file[i].tree : help_yaml(a, made, "made"), *again = NULL;
		assert_int_equal(cn_norm_fmt(tree, text, file[i].name, &once, NULL), CN_OK);
		assert_int_equal(cn_yaml_parse(a, cn_buf_str(&once), file[i].name, &again, NULL), CN_OK);
		assert_true(cn_val_eq(tree, again));
		assert_int_equal(cn_norm_fmt(again, cn_buf_str(&once), file[i].name, &twice, NULL), CN_OK);
		assert_string_equal(once.p, twice.p);
		if (!file[i].tree)
			assert_string_equal(once.p, "# head\nconcord: coverage/1\n# first\n# before\ncoverage:\n# list\n- {jurisdiction: EU, theme: \"it's # no comment\", "
						    "level: \"a \\\" # b\"}\n# inside\n# last\n");
	}
}

static void schemas_of_every_format(void **state)
{
	(void)state;
	static const char *const what[] = { "instrument", "facts", "vocabulary", "coverage", "system", "profiles" };
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = help_norms(a);
	for (size_t i = 0; i < 6; i++)
		for (unsigned with = 0; with < 2; with++) {
			cn_val *s = NULL;
			assert_int_equal(cn_norm_schema(a, with ? lib : NULL, what[i], &s, NULL), CN_OK);
			assert_true(cn_get(cn_get(s, "properties"), "concord") != NULL);
		}
	cn_val *s = NULL;
	assert_int_equal(cn_norm_schema(a, lib, "nothing", &s, NULL), CN_ENOTFOUND);
}

static void each_allocation_fails_once(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static cn_norm_file file[512];
	size_t n = help_folder(a, "norms", file, 512), m = 0;
	for (size_t i = 0; i < n; i++)
		if (!cn_ends(file[i].name, "eu-ai-act.yaml"))
			file[m++] = file[i];
	const cn_val *t = help_yaml(a, "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [KR]\nactors: [{role: provider}]\n", "s.yaml");
	for (unsigned k = 1;; k += 1 + k / 8) {
		cn_test_fail_alloc = k;
		cn_arena *one = cn_arena_new(ARENA_BYTES);
		const cn_library *lib = NULL;
		const cn_profile *p = NULL;
		const cn_answers *r = NULL;
		cn_problems problems = { 0 };
		cn_err err = { 0 };
		cn_code rc = one ? cn_library_load(one, file, m, &lib, &problems, &err) : CN_ENOMEM;
		if (rc == CN_OK)
			rc = cn_profile_read(one, lib, t, CN_S("s.yaml"), &p, NULL, &err);
		if (rc == CN_OK)
			rc = cn_norm_apply(one, lib, p, 20000, true, &r, &err);
		bool beyond = cn_test_fail_alloc != 0;
		cn_test_fail_alloc = 0;
		if (rc != CN_OK && rc != CN_ENOMEM)
			fail_msg("allocation %u: code %d %s", k, rc, err.msg);
		cn_arena_free(one);
		if (beyond)
			break;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_librarys_files_have_no_errors), cmocka_unit_test(every_mistake_is_told_with_its_place),
		cmocka_unit_test(every_shape_of_nonsense_is_survived), cmocka_unit_test(relations_of_an_instrument_are_read_and_checked), cmocka_unit_test(manifests_are_checked),
		cmocka_unit_test(fmt_keeps_the_tree_and_the_comments_and_is_idempotent), cmocka_unit_test(schemas_of_every_format),
		cmocka_unit_test(each_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
