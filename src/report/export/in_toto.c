/* The dossier as an in-toto Statement v1 with the predicate test-result v0.1: which limits and binding duties hold, fail, or are
 * open, of which files. What that predicate has no place for stands in an extension field, named by a URI as the framework asks. A
 * test that warns is one that is open: unknown is neither passed nor failed. */
#include "report/export/card.h"

#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define PREDICATE_TYPE "https://in-toto.io/attestation/test-result/v0.1"
#define EXTENSION "https://concord.example/attestation/assessment/v1"

static cn_val *descriptor(const card *c, cn_str name, cn_str digest)
{
	cn_val *m = cn_map(c->a);
	cn_put(c->a, m, "name", cn_text(c->a, card_plain(c, name)));
	cn_put(c->a, cn_put(c->a, m, "digest", cn_map(c->a)), "sha256", cn_text(c->a, card_hex(digest)));
	return m;
}

static bool is_one_of(const cn_val *input, const char *const *what)
{
	while (*what && !cn_is_text(cn_get(input, "what"), *what))
		what++;
	return *what != NULL;
}

static cn_val *inputs(const card *c, const char *const *what)
{
	cn_val *list = cn_list(c->a);
	CN_EACH(x, cn_get(c->content, "inputs"))
		if (is_one_of(x, what) && card_hex(cn_get_text(x, "sha256")).n)
			cn_push(c->a, list, descriptor(c, cn_get_text(x, "file"), cn_get_text(x, "sha256")));
	return list;
}

/* The model and its data; where there are none of them, what the system says of itself. */
static cn_val *subjects(const card *c)
{
	static const char *const files[] = { "model", "table", "outputs", NULL };
	cn_val *list = inputs(c, files);
	cn_str manifest = cn_get_text(c->system, "manifest");
	if (cn_list_n(list) == 0 && card_hex(manifest).n)
		cn_push(c->a, list, descriptor(c, CN_S("manifest"), manifest));
	return list;
}

/* ---- tests ---- */

typedef struct tests {
	cn_val *passed, *warned, *failed;
} tests;

static void put_test(const card *c, tests *t, cn_state s, cn_str name)
{
	if (s != CN_NOT_APPLICABLE)
		cn_push(c->a,
			s == CN_SATISFIED ? t->passed
			: s == CN_FAILED  ? t->failed
					  : t->warned,
			cn_text(c->a, card_plain(c, name)));
}

static void put_tests(const card *c, tests *t)
{
	CN_EACH(x, cn_get(c->content, "measurements")) {
		const cn_val *l = cn_get(x, "limit");
		cn_str verdict = cn_get_text(x, "verdict"), of = cn_get_text(x, "attribute");
		if (verdict.n)
			put_test(c, t, cn_state_of(verdict),
				 cn_strf(c->a, "%.*s %.*s%s%.*s %.*s %.*s", CN_FMT(cn_get_text(x, "id")),
					 CN_FMT(cn_get_text(x, "metric")), of.n ? " " : "", CN_FMT(of),
					 CN_FMT(cn_get_text(l, "op")), CN_FMT(cn_get_text(l, "value"))));
	}
	size_t k = 0;
	CN_EACH(d, cn_get(c->content, "as_of")) {
		CN_EACH(f, cn_get(c->content, "findings")) {
			cn_dated at = cn_finding_at(f, k);
			if (at.counts && cn_is_text(cn_get(f, "force"), "binding"))
				put_test(c, t, at.state,
					 cn_strf(c->a, "%.*s %.*s %.*s %.*s", CN_FMT(cn_get_text(f, "id")),
						 CN_FMT(cn_get_text(f, "market")), CN_FMT(cn_get_text(f, "role")), CN_FMT(d->s)));
		}
		k++;
	}
}

/* ---- what the predicate has no place for ---- */

static void put_source(const card *c, cn_val *m)
{
	/* of a dossier it is the content, in the bytes that were signed: a record names them so */
	cn_str name = c->system ? CN_S("content.json") : cn_get_text(c->source, "file");
	cn_val *s = cn_put(c->a, m, "source", descriptor(c, name, cn_get_text(c->source, "sha256")));
	cn_put(c->a, s, "mediaType", cn_textz(c->a, "application/json"));
	cn_put(c->a, m, "kind", cn_text(c->a, cn_get_text(c->source, "kind")));
	cn_put(c->a, m, "program", cn_text(c->a, cn_get_text(c->tree, "program")));
	cn_put(c->a, m, "system", cn_text(c->a, card_id(c)));
	if (cn_get_text(c->content, "made_at").n)
		cn_put(c->a, m, "made_at", cn_text(c->a, cn_get_text(c->content, "made_at")));
	if (c->signature)
		cn_put(c->a, m, "signed", cn_val_copy(c->a, c->signature));
}

/* Binding duties that apply on the date, by what was found. */
static cn_val *counts_at(const card *c, size_t date)
{
	size_t n[CN_STATES] = { 0 };
	cn_val *m = cn_map(c->a);
	CN_EACH(f, cn_get(c->content, "findings")) {
		cn_dated at = cn_finding_at(f, date);
		if (at.counts && cn_is_text(cn_get(f, "force"), "binding"))
			n[at.state]++;
	}
	for (int s = 0; s < CN_NOT_APPLICABLE; s++)
		cn_put(c->a, m, cn_state_token((cn_state)s), cn_int(c->a, (int64_t)n[s]));
	return m;
}

static void put_answers(const card *c, cn_val *m)
{
	cn_val *list = cn_put(c->a, m, "answers", cn_list(c->a));
	size_t k = 0;
	CN_EACH(x, cn_get(c->content, "answers")) {
		cn_val *row = cn_push(c->a, list, cn_map(c->a));
		cn_put(c->a, row, "as_of", cn_text(c->a, cn_get_text(x, "as_of")));
		cn_put(c->a, row, "verdict", cn_text(c->a, cn_get_text(x, "verdict")));
		cn_put(c->a, row, "findings", counts_at(c, k++));
	}
}

static void put_measurements(const card *c, cn_val *m)
{
	static const char *const keys[] = { "id",     "metric", "attribute", "value",	"lo",	 "hi",	  "level",
					    "method", "n", "behind",	"undefined", "verdict", "limit", "source" };
	cn_val *list = cn_put(c->a, m, "measurements", cn_list(c->a));
	CN_EACH(x, cn_get(c->content, "measurements")) {
		cn_val *row = cn_push(c->a, list, cn_map(c->a));
		for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
			if (cn_get(x, keys[i]))
				cn_put(c->a, row, keys[i], cn_val_copy(c->a, cn_get(x, keys[i])));
	}
}

static cn_val *predicate(const card *c, const tests *t)
{
	static const char *const settings[] = { "manifest", "policy", "library", NULL };
	cn_val *m = cn_map(c->a);
	cn_put(c->a, m, "result", cn_textz(c->a, cn_list_n(t->failed) ? "FAILED" : cn_list_n(t->warned) ? "WARNED" : "PASSED"));
	cn_put(c->a, m, "configuration", inputs(c, settings));
	cn_put(c->a, m, "passedTests", t->passed);
	cn_put(c->a, m, "warnedTests", t->warned);
	cn_put(c->a, m, "failedTests", t->failed);
	cn_val *more = cn_put(c->a, m, EXTENSION, cn_map(c->a));
	put_source(c, more);
	put_answers(c, more);
	put_measurements(c, more);
	return m;
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	card c = card_of(a, tree);
	tests t = { cn_list(a), cn_list(a), cn_list(a) };
	cn_val *v = cn_map(a), *subject = subjects(&c);
	put_tests(&c, &t);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (cn_list_n(subject) == 0)
		return CN_FAIL(err, CN_EINPUT, "it names no file by its digest: a statement needs something that it is about");
	if (cn_list_n(t.passed) + cn_list_n(t.warned) + cn_list_n(t.failed) == 0)
		return CN_FAIL(err, CN_EINPUT, "nothing in it was held against a limit or a duty: there is no result to state");
	cn_put(a, v, "_type", cn_textz(a, STATEMENT_TYPE));
	cn_put(a, v, "subject", subject);
	cn_put(a, v, "predicateType", cn_textz(a, PREDICATE_TYPE));
	cn_put(a, v, "predicate", predicate(&c, &t));
	return card_write(&c, "statement", v, out, err);
}

const cn_export cn_export_in_toto = { "in-toto",
				      ".json",
				      "in-toto Statement v1: a test result about the model and its data, by SHA-256",
				      "in-toto Statement v1：关于模型及其数据的测试结果（按 SHA-256）",
				      run,
				      CN_EXPORT_DOSSIER };
