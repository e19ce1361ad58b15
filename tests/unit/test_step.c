/* Steps: each row of the registry runs, gives a body of the kind that it says it makes, and equal inputs give equal bytes. That the runner
 * goes through every one of them is seen from outside: tests/e2e/circle.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/step.h"
#include "norm_help.h"

typedef struct inputs {
	const cn_library *lib;
	const cn_profile *profile;
	cn_day day[2];
	cn_known known;
	cn_limit limit;
	cn_dossier_input of;
	cn_measure_input measure;
	cn_step_in in;
} inputs;

/* Everything that any step looks at, made anew in `a`. */
static void make(cn_arena *a, inputs *x)
{
	cn_err err = { 0 };
	cn_val *tree;
	*x = (inputs){ .lib = help_norms(a) };
	cn_str manifest = help_read(a, cn_strf(a, "%s/examples/public-chatbot/system.yaml", help_source()).p);
	const cn_val *yaml = help_yaml(a, cn_cstr(a, manifest), "system.yaml");
	assert_non_null(x->lib);
	assert_int_equal(cn_profile_read(a, x->lib, yaml, CN_S("system.yaml"), &x->profile, NULL, &err), CN_OK);
	assert_int_equal(cn_date_parse(CN_S("2026-11-23"), &x->day[0].as_of, &err), CN_OK);
	x->day[1].as_of = x->day[0].as_of + 400;
	for (size_t k = 0; k < 2; k++)
		assert_int_equal(cn_norm_apply(a, x->lib, x->profile, x->day[k].as_of, true, &x->day[k].answers, &err), CN_OK);
	cn_counts *counts = cn_counts_outputs(a, 72, 69, 62);
	assert_int_equal(cn_counts_encode(a, counts, &tree, &err), CN_OK);
	x->limit = (cn_limit){ .metric = CN_S("label_explicit_share"), .op = CN_S(">="), .value = CN_S("0.99"), .from = CN_S("policy"), .owner = CN_S("o") };
	x->measure = (cn_measure_input){ .system = x->profile->id, .id = CN_S("m1"), .counts_id = CN_S("c1"), .counts = counts, .counts_tree = tree,
					 .limit = &x->limit, .seed = 7 };
	x->of = (cn_dossier_input){ .lib = x->lib, .library_digest = CN_S("sha256:0000000000000000000000000000000000000000000000000000000000000000"),
				    .profile = x->profile, .manifest_digest = CN_S("sha256:00"), .day = x->day, .n_day = 2, .known = &x->known,
				    .node = CN_S("n"), .now_us = 1795548000000000, .command = CN_S("c") };
	x->in = (cn_step_in){ .of = &x->of, .measure = &x->measure, .measured_on = x->day[0].as_of, .program = CN_S("concord 9.9") };
}

static void equal_inputs_give_equal_bodies_and_blobs(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	CN_AUTO_ARENA b = cn_arena_new(256u << 20);
	inputs x, y;
	cn_err err = { 0 };
	size_t n = 0;
	make(a, &x);
	make(b, &y);
	for (const cn_step *s; (s = cn_step_at(n)) != NULL; n++) {
		cn_step_out one, two;
		cn_step_blob body_one, body_two;
		assert_int_equal(cn_step_run(a, s, &x.in, &one, &err), CN_OK);
		assert_int_equal(cn_step_run(b, s, &y.in, &two, &err), CN_OK);
		assert_int_equal(cn_step_blob_of(a, one.body, "body", &body_one, &err), CN_OK);
		assert_int_equal(cn_step_blob_of(b, two.body, "body", &body_two, &err), CN_OK);
		assert_true(cn_eq(body_one.bytes, body_two.bytes));
		assert_int_equal(one.n_blob, two.n_blob);
		for (size_t i = 0; i < one.n_blob; i++)
			assert_true(cn_eq(one.blob[i].bytes, two.blob[i].bytes) && cn_digest_eq(&one.blob[i].digest, &two.blob[i].digest));
	}
	assert_true(n >= 3);
}

static bool names(const cn_val *v, cn_str digest)
{
	CN_EACH (x, v)
		if ((x->type == CN_TEXT && cn_eq(x->s, digest)) || ((x->type == CN_MAP || x->type == CN_LIST) && names(x, digest)))
			return true;
	return false;
}

static void a_body_fits_its_kind_says_its_step_and_names_its_blobs(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	inputs x;
	cn_err err = { 0 };
	make(a, &x);
	for (size_t i = 0; cn_step_at(i); i++) {
		const cn_step *s = cn_step_at(i);
		const cn_kind *k = cn_kind_find(cn_str_z(s->makes));
		cn_step_out out;
		int64_t version;
		assert_non_null(k);
		assert_ptr_equal(cn_step_for(cn_str_z(s->makes)), s);
		assert_ptr_equal(cn_step_find(cn_str_z(s->name)), s);
		assert_true(s->version > 0 && s->en && s->zh);
		assert_int_equal(cn_step_run(a, s, &x.in, &out, &err), CN_OK);
		if (cn_fields_check(k->fields, out.body, "body", &err) != CN_OK)
			fail_msg("%s: %s", s->name, err.msg);
		assert_true(cn_step_made(s, out.body, &version) && version == (int64_t)s->version);
		assert_true(cn_eq(cn_get_text(out.body, "step"), cn_step_text(a, s)));
		assert_true(out.n_blob > 0 && out.n_blob <= CN_STEP_BLOBS_MAX);
		for (size_t j = 0; j < out.n_blob; j++)
			assert_true(names(out.body, cn_digest_str(a, &out.blob[j].digest)));
	}
	assert_null(cn_step_find(CN_S("no such step")));
	assert_null(cn_step_for(CN_S("waiver/1")));
}

static void another_version_and_another_step_are_told_apart(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *said;
		bool made;
		int64_t version;
	} cases[] = { { "measure@1", true, 1 }, { "measure@2", false, 2 }, { "measure@0", false, 0 }, { "measure@", false, 0 }, { "measure", false, 0 },
		      { "judge@1", false, 0 }, { "measure@1x", false, 0 }, { "", false, 0 }, { "measure@99999999999999", false, 0 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cn_val *body = cn_map(a);
		int64_t version = 77;
		cn_put(a, body, "step", cn_textz(a, cases[i].said));
		bool made = cn_step_made(&cn_step_measure, body, &version);
		if (made != cases[i].made || version != cases[i].version)
			fail_msg("%s: %d, %lld", cases[i].said, made, (long long)version);
	}
}

static void a_step_that_fails_leaves_its_output_alone(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	inputs x;
	cn_err err = { 0 };
	cn_step_out out = { .n_blob = 42 };
	make(a, &x);
	x.limit.metric = CN_S("no_such_metric");
	assert_int_equal(cn_step_run(a, &cn_step_measure, &x.in, &out, &err), CN_ENOTFOUND);
	x.of.n_day = 0;
	assert_int_equal(cn_step_run(a, &cn_step_judge, &x.in, &out, &err), CN_EINTERNAL);
	assert_int_equal(out.n_blob, 42);
	assert_null(out.body);
}

static void the_findings_rest_row_by_row_on_the_duties(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	inputs x;
	cn_err err = { 0 };
	cn_step_out derived, judged;
	const cn_val *duties, *findings;
	make(a, &x);
	assert_int_equal(cn_step_run(a, &cn_step_derive, &x.in, &derived, &err), CN_OK);
	assert_null(derived.day[0].finding); /* derivation judges nothing */
	x.of.day = derived.day;
	assert_int_equal(cn_step_run(a, &cn_step_judge, &x.in, &judged, &err), CN_OK);
	assert_int_equal(cn_json_parse(a, derived.blob[0].bytes, CN_JSON_DEPTH_MAX, &duties, &err), CN_OK);
	assert_int_equal(cn_json_parse(a, judged.blob[1].bytes, CN_JSON_DEPTH_MAX, &findings, &err), CN_OK);
	assert_int_equal(duties->n, 2);
	for (size_t k = 0; k < 2; k++) {
		const cn_val *f = cn_first(cn_get(cn_at(findings, k), "cells"));
		assert_true(cn_get(cn_at(duties, k), "cells")->n == derived.day[k].answers->n_cell);
		CN_EACH (d, cn_get(cn_at(duties, k), "cells")) {
			assert_true(cn_val_eq(cn_get(d, "id"), cn_get(f, "id")) && cn_val_eq(cn_get(d, "answer"), cn_get(f, "answer")));
			assert_null(cn_get(d, "finding"));
			f = f->next;
		}
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(equal_inputs_give_equal_bodies_and_blobs),
		cmocka_unit_test(a_body_fits_its_kind_says_its_step_and_names_its_blobs),
		cmocka_unit_test(another_version_and_another_step_are_told_apart),
		cmocka_unit_test(a_step_that_fails_leaves_its_output_alone),
		cmocka_unit_test(the_findings_rest_row_by_row_on_the_duties),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
