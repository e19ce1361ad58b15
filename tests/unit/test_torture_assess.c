/* An assessment under torture: library, profile, answers, findings, content, page, while each allocation fails once. Some of
 * the failures are tried, with CN_TORTURE=long twenty times as many. A failing run answers CN_ENOMEM and nothing else,
 * leaves its outputs alone, and leaks nothing (the sanitizer build says so). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../torture/torture.h"
#include "assess/step.h"
#include "norm_help.h"
#include "report/report.h"

enum { FILES_MAX = 8 };

typedef struct input {
	cn_arena *a; /* trees parsed once: the parser of YAML has an allocator of its own */
	cn_norm_file file[FILES_MAX];
	size_t n_file;
	const cn_val *manifest, *policy, *dossier;
	cn_date day;
} input;

static const cn_val *tree_of(cn_arena *a, const char *name)
{
	cn_str text = help_read(a, cn_strf(a, "%s/%s", help_source(), name).p);
	const cn_val *v = NULL;
	cn_err err = { 0 };
	if (!text.n || cn_yaml_parse(a, text, cn_str_z(name), &v, &err) != CN_OK)
		fail_msg("%s: %s", name, err.msg);
	return v;
}

static int setup(void **state)
{
	static const char *const names[] = { "norms/vocabulary.yaml", "norms/facts.yaml", "norms/coverage.yaml", "norms/kr-ai-basic-act.yaml" };
	static input in;
	in.a = cn_arena_new(256u << 20);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		in.file[in.n_file++] = (cn_norm_file){ .name = cn_str_z(names[i]), .tree = tree_of(in.a, names[i]), .digest = CN_S("sha256:00") };
	in.manifest = tree_of(in.a, "tests/e2e/data/torture.yaml");
	in.policy = tree_of(in.a, "examples/public-chatbot/policy.yaml");
	if (cn_date_parse(CN_S("2026-11-23"), &in.day, NULL) != CN_OK)
		return -1;
	*state = &in;
	return 0;
}

static int teardown(void **state)
{
	input *in = *state;
	cn_arena_free(in->a);
	return 0;
}

/* The content, made in `a`. */
static cn_code content_of(cn_arena *a, const input *in, const cn_val **ret, cn_err *err)
{
	const cn_library *lib = NULL;
	const cn_profile *profile = NULL;
	cn_problems problems = { 0 };
	cn_policy policy;
	cn_day day = { .as_of = in->day };
	cn_evidence *evidence;
	size_t n_evidence, n_limit;
	cn_limit *limit;
	CN_TRY(cn_library_load(a, in->file, in->n_file, &lib, &problems, err));
	CN_TRY(cn_profile_read(a, lib, in->manifest, CN_S("system.yaml"), &profile, NULL, err));
	CN_TRY(cn_policy_read(a, in->policy, CN_S("policy.yaml"), &policy, err));
	CN_TRY(cn_evidence_read(a, in->manifest, CN_S("system.yaml"), &evidence, &n_evidence, err));
	CN_TRY(cn_evidence_check(lib, evidence, n_evidence, err));
	cn_known known = { .evidence = evidence, .n_evidence = n_evidence };
	cn_dossier_input of = { .lib = lib, .library_digest = CN_S("sha256:00"), .profile = profile, .manifest_digest = CN_S("sha256:00"), .day = &day,
				.n_day = 1, .known = &known, .node = CN_S(""), .now_us = 0, .command = CN_S("") };
	cn_step_in step = { .of = &of, .measured_on = in->day, .program = CN_S("test") };
	cn_step_out derived, measured, judged;
	CN_TRY(cn_step_run(a, &cn_step_derive, &step, &derived, err));
	of.day = derived.day;
	CN_TRY(cn_assess_plan(a, &policy, &derived.day[0].answers, 1, NULL, &limit, &n_limit, err));
	cn_counts *counts = cn_counts_outputs(a, 72, 61, 55);
	cn_val *list = cn_list(a), *inputs = cn_list(a), *attested = cn_list(a), *encoded;
	if (!counts)
		return cn_arena_fail(a, err);
	CN_TRY(cn_counts_encode(a, counts, &encoded, err));
	for (size_t i = 0; i < n_limit; i++) {
		cn_measure_input m = { .system = profile->id, .id = cn_strf(a, "m%zu", i + 1), .counts_id = CN_S("c1"), .counts = counts,
				       .counts_tree = encoded, .limit = &limit[i], .seed = 7 };
		step.measure = &m;
		CN_TRY(cn_step_run(a, &cn_step_measure, &step, &measured, err));
		cn_push(a, list, cn_val_copy(a, measured.tree));
	}
	cn_val *row = cn_push(a, attested, cn_map(a));
	cn_put(a, row, "id", cn_textz(a, "c1"));
	cn_put(a, row, "tree", encoded);
	known.measurements = list;
	of.counts = attested;
	of.inputs = inputs;
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	CN_TRY(cn_step_run(a, &cn_step_judge, &step, &judged, err));
	*ret = judged.tree;
	return CN_OK;
}

static cn_code assess_once(void *arg, cn_err *err)
{
	static const cn_val untouched;
	const cn_val *content = &untouched;
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	if (!a)
		return CN_NOMEM(err);
	cn_code rc = content_of(a, arg, &content, err);
	if (rc != CN_OK)
		assert_ptr_equal(content, &untouched);
	return rc;
}

static cn_code render_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_BUF page, text;
	cn_buf_init(&page, CN_REPORT_BYTES_MAX);
	cn_buf_init(&text, CN_REPORT_BYTES_MAX);
	CN_TRY(cn_report_html(in->dossier, &page, err));
	cn_report_term o = { .lang = CN_S("zh"), .width = 80, .color = true, .utf8 = true, .all = true, .dossier = CN_S("d"), .again = CN_S("") };
	return cn_report_terminal(in->dossier, &o, &text, err);
}

static void assessing_survives_each_failure(void **state)
{
	torture_some("assessing", assess_once, *state, 100, CN_ENOMEM);
}

static void rendering_survives_each_failure(void **state)
{
	input *in = *state;
	cn_err err = { 0 };
	const cn_val *content = NULL;
	if (content_of(in->a, in, &content, &err) != CN_OK)
		fail_msg("%s", err.msg);
	cn_val *d = cn_map(in->a);
	cn_put(in->a, d, "concord", cn_textz(in->a, "dossier/1"));
	cn_put(in->a, d, "content", cn_val_copy(in->a, content));
	cn_put(in->a, d, "records", cn_list(in->a));
	cn_put(in->a, d, "proofs", cn_list(in->a));
	cn_put(in->a, d, "keys", cn_list(in->a));
	in->dossier = d;
	/* a page whose buffer cannot grow passes its cap as far as report can tell: report.h says so */
	torture_some("rendering", render_once, in, 300, CN_ETOOBIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(assessing_survives_each_failure),
		cmocka_unit_test(rendering_survives_each_failure),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
