/* A dossier in other people's formats: what is in it comes out with interval, cases and source, what is not is said, and nothing is
 * added. */
#include "report_samples.h"

#include "ext/yaml.h"

#define HEX_A "a71a6257bd6b3bf19f3c954114596f5bf6a33ccdfabe5fd1f70a9d63d3cebe39"
#define HEX_B "db88538a961ba542a470602dcdee8dae8a2f948aa7bed14f9e04c294800755f0"

static cn_code keep(void *arg, const char *path, cn_str bytes, cn_err *err)
{
	cn_buf *b = arg;
	(void)err;
	assert_string_equal(path, "");
	cn_buf_put(b, bytes);
	return CN_OK;
}

static cn_code try_export(cn_arena *a, const char *format, const cn_val *root, const char *lang, cn_str *ret, cn_err *err)
{
	const cn_export *e = cn_export_find(CN_EXPORT_DOSSIER, cn_str_z(format));
	const cn_val *tree;
	CN_AUTO_BUF b;
	assert_non_null(e);
	assert_int_equal(cn_export_tree(a, root, CN_S("dossier.json"), CN_S("sha256:" HEX_A), NULL, CN_S("concord 0.1.0"),
					cn_str_z(lang), &tree, NULL),
			 CN_OK);
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	cn_export_out out = { keep, &b };
	cn_code rc = e->run(a, tree, &out, err);
	*ret = cn_str_copy(a, cn_buf_str(&b));
	return rc;
}

static cn_str export_as(cn_arena *a, const char *format, const cn_val *root, const char *lang)
{
	cn_str s;
	cn_err err = { 0 };
	if (try_export(a, format, root, lang, &s, &err) != CN_OK)
		fail_msg("%s: %s", format, err.msg);
	return s;
}

static const cn_val *json_of(cn_arena *a, cn_str s)
{
	const cn_val *v = NULL;
	assert_int_equal(cn_json_parse(a, s, CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	return v;
}

static const cn_val *parse(cn_arena *a, const char *text)
{
	return json_of(a, cn_str_z(text));
}

static const cn_val *with(const cn_val *list, const char *key, const char *value)
{
	CN_EACH(v, list)
		if (cn_is_text(cn_get(v, key), value))
			return v;
	return NULL;
}

/* The front matter of a card. */
static const cn_val *metadata_of(cn_arena *a, cn_str card)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	assert_true(cn_starts(card, "---\n"));
	const char *end = strstr(cn_cstr(a, cn_sub(card, 4, card.n)), "\n---\n");
	assert_non_null(end);
	size_t n = 0;
	for (cn_str rest = cn_sub(card, 4, card.n); !cn_starts(cn_sub(rest, n, 5), "\n---\n"); n++)
		;
	if (cn_yaml_parse(a, cn_sub(card, 4, n + 1), CN_S("card"), &v, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return v;
}

#define MEASURED(verdict, more)                                                                                                    \
	"{\"id\":\"m1\",\"metric\":\"selection_rate_difference\",\"name\":{\"en\":\"Gap\",\"zh\":\"差\"},\"property\":"           \
	"\"fairness\","                                                                                                            \
	"\"attribute\":\"sex\",\"value\":\"0.12\",\"lo\":\"0.08\",\"hi\":\"0.16\",\"level\":\"0.95\",\"n\":2380," more             \
	"\"source\":{\"file\":\"my data.csv\",\"sha256\":\"sha256:" HEX_A "\"}," verdict                                           \
	"\"limit\":{\"op\":\"<=\",\"value\":\"0.2\",\"from\":\"policy\"}}"
#define RESULTS(measured)                                                                                                          \
	"{\"concord\":\"lab-results/"                                                                                              \
	"1\",\"plan\":\"p1\",\"inputs\":[{\"what\":\"model\",\"file\":\"m.json\",\"sha256\":\"sha256:" HEX_B "\"},"                \
	"{\"what\":\"table\",\"file\":\"my data.csv\",\"sha256\":\"sha256:" HEX_A                                                  \
	"\"}],\"as_of\":[7],\"answers\":[{\"as_of\":7}],"                                                                          \
	"\"measurements\":[" measured "]}"

static void a_format_is_of_the_library_or_of_a_dossier(void **state)
{
	(void)state;
	assert_null(cn_export_find(CN_EXPORT_LIBRARY, CN_S("model-card")));
	assert_null(cn_export_find(CN_EXPORT_DOSSIER, CN_S("csv")));
	assert_non_null(cn_export_find(CN_EXPORT_LIBRARY, CN_S("csv")));
	size_t n = 0, m = 0;
	while (cn_export_at(CN_EXPORT_DOSSIER, n))
		assert_int_equal(cn_export_at(CN_EXPORT_DOSSIER, n++)->of, CN_EXPORT_DOSSIER);
	while (cn_export_at(CN_EXPORT_LIBRARY, m))
		assert_int_equal(cn_export_at(CN_EXPORT_LIBRARY, m++)->of, CN_EXPORT_LIBRARY);
	assert_int_equal(n, 4);
	assert_true(m >= 4);
}

static void equal_trees_give_equal_bytes(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512u << 20);
	const cn_val *d = sample(a, "mortgage");
	assert_true(cn_eq(export_as(a, "model-card", d, "en"), export_as(a, "model-card", d, "en")));
	assert_true(cn_eq(export_as(a, "cyclonedx", d, "zh"), export_as(a, "cyclonedx", d, "zh")));
}

/* ---- the model card ---- */

static void the_metadata_block_has_every_number_that_exists(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	const cn_val *d = sample(a, "mortgage"), *list = cn_get(cn_get(d, "content"), "measurements");
	const cn_val *meta = metadata_of(a, export_as(a, "model-card", d, "en"));
	const cn_val *index = cn_at(cn_get(meta, "model-index"), 0);
	size_t found = 0, there = 0;
	CN_EACH(m, list)
		there += !cn_get_bool(m, "undefined", false);
	assert_true(there < list->n); /* the sample has one that is undefined */
	CN_EACH(r, cn_get(index, "results")) {
		assert_true(cn_get_text(cn_get(r, "task"), "type").n > 0);
		assert_true(cn_get_text(cn_get(r, "dataset"), "type").n > 0 && cn_get_text(cn_get(r, "dataset"), "name").n > 0);
		CN_EACH(x, cn_get(r, "metrics")) {
			found++;
			assert_true(cn_contains(cn_get_text(x, "name"), CN_S("interval ")) &&
				    cn_contains(cn_get_text(x, "name"), CN_S(" cases")));
			double value;
			assert_int_equal(cn_real_parse(cn_get_text(x, "value"), &value, NULL), CN_OK);
			assert_false(cn_get(x, "value")->quoted);
		}
	}
	assert_int_equal(found, there);
	assert_true(cn_eqz(cn_get_text(index, "name"), "northbank-mortgage") || cn_get_text(index, "name").n > 0);
	assert_null(cn_get(meta, "license"));
}

static void a_small_number_is_a_number_in_yaml_1_1_too(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16u << 20);
	static const char *const values[][2] = { { "7e-70", "value: 7.0e-70\n" },
						 { "1.5e-9", "value: 1.5e-9\n" },
						 { "1e30", "value: 1.0e+30\n" },
						 { "12", "value: 12\n" } };
	for (size_t i = 0; i < 4; i++) {
		cn_str text = cn_strf(
		    a,
		    "{\"concord\":\"lab-results/"
		    "1\",\"plan\":\"p\",\"measurements\":[{\"id\":\"m1\",\"metric\":\"x\",\"name\":\"X\",\"value\":\"%s\"}]}",
		    values[i][0]);
		assert_int_equal(count_of(export_as(a, "model-card", json_of(a, text), "en"), values[i][1]), 1);
	}
}

static void only_decisions_are_a_task_that_has_a_name(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16u << 20);
	const cn_val *r = parse(
	    a,
	    "{\"concord\":\"lab-results/1\",\"plan\":\"p\",\"counts\":[{\"id\":\"c1\",\"tree\":{\"has\":{\"prediction\":true}}}],"
	    "\"measurements\":[{\"id\":\"m1\",\"counts\":\"c1\",\"metric\":\"x\",\"name\":\"X\",\"value\":\"1\"},"
	    "{\"id\":\"m2\",\"counts\":\"c2\",\"metric\":\"y\",\"name\":\"Y\",\"value\":\"2\"}]}");
	const cn_val *list =
	    cn_get(cn_at(cn_get(metadata_of(a, export_as(a, "model-card", r, "en")), "model-index"), 0), "results");
	assert_int_equal(list->n, 2);
	assert_true(cn_is_text(cn_get(cn_get(cn_at(list, 0), "task"), "type"), "tabular-classification"));
	assert_true(cn_is_text(cn_get(cn_get(cn_at(list, 1), "task"), "type"), "other"));
}

static void what_is_not_there_is_said_in_both_languages(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_val *r = parse(a, RESULTS(MEASURED("\"verdict\":\"meets\",", "")));
	cn_str en = export_as(a, "model-card", r, "en"), zh = export_as(a, "model-card", r, "zh");
	assert_true(count_of(en, "not stated") >= 8);
	assert_true(count_of(zh, "未说明") >= 8);
	assert_int_equal(count_of(zh, "not stated"), 0);
	static const char *const heads[][2] = { { "\n## Intended use\n", "\n## 预期用途\n" },
						{ "\n## Out of scope\n", "\n## 不在范围内\n" },
						{ "\n## Measurements\n", "\n## 测量\n" },
						{ "\n## What is not known\n", "\n## 未知事项\n" },
						{ "\n## Law\n", "\n## 法律\n" },
						{ "\n## Risks\n", "\n## 风险\n" } };
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(count_of(en, heads[i][0]), 1);
		assert_int_equal(count_of(zh, heads[i][1]), 1);
	}
	assert_int_equal(count_of(en, "| 0.120 | 0.080 to 0.160 (95 %) | 2380 |"), 1);
	assert_true(count_of(en, "my data.csv, sha256:" HEX_A) >= 2);
	assert_int_equal(count_of(en, "type: \"my-data.csv\""), 1);
	assert_int_equal(count_of(en, "Nobody has signed"), 1);
}

static void foreign_text_cannot_become_markup(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_val *r = parse(a, "{\"concord\":\"lab-results/1\",\"plan\":\"p\\n# heading | <b>*x*`y`[z](u) & \\\"q\\\" "
				   "---\\u202e\",\"measurements\":[]}");
	cn_str s = export_as(a, "model-card", r, "en");
	assert_int_equal(count_of(s, "\n# "), 1);
	assert_int_equal(count_of(s, "\n# p # heading \\| \\<b\\>\\*x\\*\\`y\\`\\[z\\](u) \\& \"q\" ---?\n"), 1);
	const cn_val *d = sample(a, "hostile");
	cn_str card = export_as(a, "model-card", d, "en");
	size_t body = 0;
	while (!cn_starts(cn_sub(card, body, 5), "\n---\n"))
		body++;
	for (size_t i = body; i < card.n; i++)
		if (card.p[i] == '<')
			assert_int_equal(card.p[i - 1], '\\');
	(void)metadata_of(a, card);
}

static void a_duty_shows_how_its_text_was_read_and_its_answer_on_each_day(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256u << 20);
	const cn_val *d = sample(a, "mortgage"), *content = cn_get(d, "content");
	cn_str s = export_as(a, "model-card", d, "en");
	size_t rows = 0;
	CN_EACH(f, cn_get(content, "findings")) {
		bool reaches = false;
		CN_EACH(e, cn_get(f, "by_date"))
			reaches = reaches || cn_get_bool(e, "later", false) || !cn_is_text(cn_get(e, "finding"), "not_applicable");
		rows += reaches && cn_is_text(cn_get(f, "force"), "binding");
	}
	assert_true(rows > 10);
	assert_int_equal(count_of(s, "| 2nd-hand source |") + count_of(s, "| read in full |") + count_of(s, "| unverified |"),
			 rows);
	assert_int_equal(count_of(s, "As of 23 November 2026 | As of 3 December 2027"), 1);
	assert_true(count_of(s, "; if it applied now: ") > 0);
	assert_int_equal(count_of(s, "**Counter-claim:**"), cn_get(content, "counters")->n);
}

/* ---- CycloneDX ---- */

static size_t names(const cn_val *v, cn_str ref)
{
	size_t n = 0;
	CN_EACH(x, v) {
		n += cn_eqz(x->key, "bom-ref") && x->type == CN_TEXT && cn_eq(x->s, ref);
		n += names(x, ref);
	}
	return n;
}

static bool is_link(const cn_val *x)
{
	static const char *const keys[] = { "target", "assessor", "requirement", "ref" };
	for (size_t i = 0; i < 4; i++)
		if (cn_eqz(x->key, keys[i]) && x->type == CN_TEXT)
			return true;
	return false;
}

static size_t check_links(const cn_val *root, const cn_val *v)
{
	static const char *const lists[] = { "claims", "counterClaims", "evidence", "counterEvidence", "assemblies" };
	size_t n = 0;
	CN_EACH(x, v) {
		if (is_link(x) && ++n)
			assert_int_equal(names(root, x->s), 1);
		for (size_t i = 0; i < 5; i++)
			if (cn_eqz(x->key, lists[i]))
				CN_EACH(r, x)
					if (r->type == CN_TEXT && ++n)
						assert_int_equal(names(root, r->s), 1);
		n += check_links(root, x);
	}
	return n;
}

static void every_link_leads_to_one_thing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512u << 20);
	static const char *const all[] = { "mortgage", "hostile", "not-covered", "out-of-scope" };
	for (size_t i = 0; i < 4; i++) {
		const cn_val *b = json_of(a, export_as(a, "cyclonedx", sample(a, all[i]), "en"));
		assert_true(check_links(b, b) > 0);
		assert_true(cn_is_text(cn_get(b, "specVersion"), "1.7"));
	}
}

static void unknown_has_no_score_and_no_claim(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512u << 20);
	const cn_val *d = sample(a, "mortgage"), *b = json_of(a, export_as(a, "cyclonedx", d, "en"));
	const cn_val *attestations = cn_get(cn_get(b, "declarations"), "attestations");
	size_t yes = 0, no = 0, open = 0;
	assert_int_equal(attestations->n, cn_get(cn_get(d, "content"), "as_of")->n + 1);
	CN_EACH(at, attestations)
		CN_EACH(row, cn_get(at, "map")) {
			const cn_val *conformance = cn_get(row, "conformance"), *score = cn_get(conformance, "score");
			bool limit = cn_starts(cn_get_text(row, "requirement"), "limit:");
			assert_true(cn_get_text(conformance, "rationale").n > 0);
			assert_true(limit || (score != NULL) == (cn_get(row, "claims") != NULL));
			yes += score && score->i == 1;
			no += score && score->i == 0;
			open += !score;
		}
	assert_true(yes > 0 && no > 0 && open > 0);
}

/* A ratio whose upper end is endless has a lower end all the same, in every format and language. */
static void an_interval_that_is_open_at_an_end_says_the_other(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	static const struct {
		const char *ends, *en, *zh, *lower, *upper;
	} CASES[] = {
		{ "\"lo\":\"0.08\",", "0.080 and up (95 %)", "0.080以上（95 %）", "0.08", NULL },
		{ "\"hi\":\"0.16\",", "up to 0.160 (95 %)", "0.160以下（95 %）", NULL, "0.16" },
		{ "\"lo\":\"0.08\",\"hi\":\"0.16\",", "0.080 to 0.160 (95 %)", "0.080至0.160（95 %）", "0.08", "0.16" },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const char *text = cn_strf(a, "{\"concord\":\"lab-results/1\",\"plan\":\"p1\",\"as_of\":[7],\"answers\":[{\"as_of\":7}],\"measurements\":[{\"id\":\"m1\","
					      "\"metric\":\"selection_rate_ratio\",\"name\":{\"en\":\"Ratio\",\"zh\":\"比\"},\"property\":\"fairness\",\"value\":\"0.12\",%s"
					      "\"level\":\"0.95\",\"n\":2380,\"verdict\":\"meets\",\"source\":{\"file\":\"t.csv\",\"sha256\":\"sha256:" HEX_A "\"},"
					      "\"limit\":{\"op\":\">=\",\"value\":\"0.01\",\"from\":\"policy\"}}]}",
					   CASES[i].ends).p;
		const cn_val *r = parse(a, text);
		assert_true(count_of(export_as(a, "model-card", r, "en"), CASES[i].en) >= 1);
		assert_true(count_of(export_as(a, "model-card", r, "zh"), CASES[i].zh) >= 1);
		const cn_val *bom = json_of(a, export_as(a, "cyclonedx", r, "en"));
		const cn_val *claim = with(cn_get(cn_get(bom, "declarations"), "claims"), "bom-ref", "claim:m1");
		assert_true(cn_contains(cn_get_text(claim, "reasoning"), cn_str_z(CASES[i].en)));
		CN_AUTO_BUF flat;
		cn_buf_init(&flat, 1 << 20);
		cn_json_write(&flat, bom, -1);
		char lower[40], upper[40];
		(void)snprintf(lower, sizeof lower, "\"lowerBound\":\"%s\"", CASES[i].lower ? CASES[i].lower : "");
		(void)snprintf(upper, sizeof upper, "\"upperBound\":\"%s\"", CASES[i].upper ? CASES[i].upper : "");
		assert_int_equal(cn_contains(cn_buf_str(&flat), cn_str_z(lower)), CASES[i].lower != NULL);
		assert_int_equal(cn_contains(cn_buf_str(&flat), cn_str_z(upper)), CASES[i].upper != NULL);
	}
}

static void evidence_speaks_for_or_against_as_the_verdict_says(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	static const char *const verdicts[] = { "meets", "fails", "not_enough_data" };
	const cn_val *root[] = { parse(a, RESULTS(MEASURED("\"verdict\":\"meets\",", ""))),
				 parse(a, RESULTS(MEASURED("\"verdict\":\"fails\",", ""))),
				 parse(a, RESULTS(MEASURED("\"verdict\":\"not_enough_data\",", ""))) };
	for (int i = 0; i < 3; i++) {
		const cn_val *d = cn_get(json_of(a, export_as(a, "cyclonedx", root[i], "en")), "declarations");
		const cn_val *claim = with(cn_get(d, "claims"), "bom-ref", "claim:m1");
		assert_int_equal(cn_get(claim, "evidence") != NULL, strcmp(verdicts[i], "meets") == 0);
		assert_int_equal(cn_get(claim, "counterEvidence") != NULL, strcmp(verdicts[i], "fails") == 0);
		assert_true(cn_contains(cn_get_text(claim, "reasoning"), CN_S("interval 0.080 to 0.160 (95 %), 2,380 cases")));
		assert_true(cn_contains(cn_get_text(claim, "reasoning"), CN_S("sha256:" HEX_A)));
		const cn_val *score =
		    cn_get(cn_get(cn_at(cn_get(cn_at(cn_get(d, "attestations"), 0), "map"), 0), "conformance"), "score");
		assert_int_equal(score ? score->i : -1, i == 0 ? 1 : i == 1 ? 0 : -1);
	}
}

static void the_model_carries_digest_numbers_and_intervals(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_val *b = json_of(a, export_as(a, "cyclonedx", parse(a, RESULTS(MEASURED("\"verdict\":\"meets\",", ""))), "en"));
	const cn_val *model = with(cn_get(b, "components"), "type", "machine-learning-model");
	assert_true(cn_is_text(cn_get(cn_at(cn_get(model, "hashes"), 0), "content"), HEX_B));
	const cn_val *m = cn_at(cn_get(cn_get(cn_get(model, "modelCard"), "quantitativeAnalysis"), "performanceMetrics"), 0);
	assert_true(cn_is_text(cn_get(m, "value"), "0.12"));
	assert_true(cn_is_text(cn_get(cn_get(m, "confidenceInterval"), "lowerBound"), "0.08"));
	assert_true(cn_is_text(cn_get(cn_get(m, "confidenceInterval"), "upperBound"), "0.16"));
	assert_true(cn_contains(cn_get_text(m, "slice"), CN_S("2,380 cases")));
	const cn_val *data = with(cn_get(b, "components"), "type", "data");
	assert_true(cn_is_text(cn_get(cn_at(cn_get(data, "hashes"), 0), "content"), HEX_A));
	assert_null(cn_get(b, "licenses"));
	assert_null(cn_get(model, "licenses"));
}

/* A small dossier: one duty on two days, satisfied by a document that expires between them; a counter-claim against it. */
#define DUTY(second)                                                                                                               \
	"{\"concord\":\"dossier/1\",\"content\":{\"system\":{\"id\":\"s\",\"name\":\"S\",\"manifest\":\"sha256:" HEX_B             \
	"\",\"actors\":"                                                                                                           \
	"[{\"role\":\"provider\",\"party\":\"p\"}]},\"tlp\":\"AMBER+STRICT\",\"made_at\":\"2026-11-23T12:00:00Z\","                \
	"\"as_of\":[\"2026-11-23\",\"2027-12-03\"],\"statement\":\"St\",\"library\":{},\"answers\":["                              \
	"{\"as_of\":\"2026-11-23\",\"verdict\":\"pass\",\"headline\":\"H\",\"sentence\":\"T\"},"                                   \
	"{\"as_of\":\"2027-12-03\",\"verdict\":\"pass\",\"headline\":\"H\",\"sentence\":\"T\"}],\"markets\":[],\"findings\":[{"    \
	"\"id\":\"i/a\","                                                                                                          \
	"\"instrument\":{\"id\":\"i\",\"title\":\"I\"},\"heading\":\"Hd\",\"market\":\"EU\",\"role\":\"provider\",\"actor\":"      \
	"\"p\","                                                                                                                   \
	"\"force\":\"binding\",\"confidence\":\"secondary\",\"by_date\":[{\"as_of\":\"2026-11-23\",\"answer\":\"applies\","        \
	"\"finding\":\"satisfied\"},"                                                                                              \
	"{\"as_of\":\"2027-12-03\",\"answer\":\"applies\",\"finding\":\"" second                                                   \
	"\"}],\"evidence\":[{\"id\":\"E1\",\"kind\":\"document\","                                                                 \
	"\"status\":\"present\",\"text\":\"Doc\",\"on\":\"2026-10-12\",\"until\":\"2027-10-12\",\"by_role\":\"compliance\"}]}],"   \
	"\"counters\":[{\"finding\":\"i/a#E1\",\"text\":\"No\",\"by_role\":\"management\",\"on\":\"2026-11-20\"}]}}"

static void a_document_supports_a_claim_until_it_expires(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_val *root = parse(a, DUTY("satisfied"));
	assert_int_equal(cn_report_check(root, NULL), CN_OK);
	const cn_val *b = json_of(a, export_as(a, "cyclonedx", root, "en")), *d = cn_get(b, "declarations"),
		     *claims = cn_get(d, "claims");
	assert_non_null(cn_get(with(claims, "bom-ref", "claim:0:2026-11-23"), "evidence"));
	assert_null(cn_get(with(claims, "bom-ref", "claim:0:2027-12-03"), "evidence"));
	assert_true(cn_is_text(cn_get(with(claims, "bom-ref", "claim:0:2026-11-23"), "target"), "actor:0"));
	const cn_val *no = json_of(a, export_as(a, "cyclonedx", parse(a, DUTY("not_satisfied")), "en"));
	const cn_val *fails = with(cn_get(cn_get(no, "declarations"), "claims"), "bom-ref", "claim:0:2027-12-03");
	assert_true(cn_is_text(cn_get(fails, "predicate"), "i/a, EU, provider: Not satisfied"));
	assert_null(cn_get(fails, "evidence"));
	assert_null(cn_get(fails, "counterEvidence")); /* what would speak against it has expired */
	const cn_val *e = with(cn_get(d, "evidence"), "bom-ref", "evidence:0:0");
	assert_true(cn_is_text(cn_get(e, "created"), "2026-10-12T00:00:00Z"));
	assert_true(cn_is_text(cn_get(e, "expires"), "2027-10-12T00:00:00Z"));
	const cn_val *row = cn_at(cn_get(cn_at(cn_get(d, "attestations"), 0), "map"), 0);
	assert_true(cn_is_text(cn_at(cn_get(row, "counterClaims"), 0), "counter:0"));
	assert_true(cn_is_text(cn_get(cn_get(row, "confidence"), "rationale"), "2nd-hand source"));
	assert_true(cn_is_text(cn_get(cn_get(cn_get(b, "metadata"), "distributionConstraints"), "tlp"), "AMBER_AND_STRICT"));
}

/* ---- in-toto ---- */

static void the_statement_is_about_the_files_by_digest(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_val *s = json_of(a, export_as(a, "in-toto", parse(a, RESULTS(MEASURED("\"verdict\":\"meets\",", ""))), "zh"));
	assert_true(cn_is_text(cn_get(s, "_type"), "https://in-toto.io/Statement/v1"));
	assert_true(cn_is_text(cn_get(s, "predicateType"), "https://in-toto.io/attestation/test-result/v0.1"));
	assert_int_equal(cn_get(s, "subject")->n, 2);
	assert_true(cn_is_text(cn_get(cn_get(with(cn_get(s, "subject"), "name", "m.json"), "digest"), "sha256"), HEX_B));
	assert_true(cn_is_text(cn_get(cn_get(s, "predicate"), "result"), "PASSED"));
	assert_true(cn_is_text(cn_at(cn_get(cn_get(s, "predicate"), "passedTests"), 0), "m1 selection_rate_difference sex <= 0.2"));
	const cn_val *more = cn_get(cn_get(s, "predicate"), "https://concord.example/attestation/assessment/v1");
	const cn_val *m = cn_at(cn_get(more, "measurements"), 0);
	assert_true(cn_is_text(cn_get(m, "lo"), "0.08") && cn_get_int(m, "n", 0) == 2380 && cn_get(m, "source"));
}

static void unknown_warns_and_only_a_failure_fails(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const struct {
		const char *text, *result;
		const char *list;
		size_t n;
	} rows[] = { { DUTY("satisfied"), "PASSED", "passedTests", 2 },
		     { DUTY("unknown"), "WARNED", "warnedTests", 1 },
		     { DUTY("waived"), "WARNED", "warnedTests", 1 },
		     { DUTY("not_satisfied"), "FAILED", "failedTests", 1 },
		     { DUTY("not_applicable"), "PASSED", "passedTests", 1 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const cn_val *s = json_of(a, export_as(a, "in-toto", parse(a, rows[i].text), "en")), *p = cn_get(s, "predicate");
		assert_true(cn_is_text(cn_get(p, "result"), rows[i].result));
		assert_int_equal(cn_get(p, rows[i].list)->n, rows[i].n);
		assert_true(cn_is_text(cn_get(cn_get(cn_at(cn_get(s, "subject"), 0), "digest"), "sha256"),
				       HEX_B)); /* no file: the manifest */
	}
}

static void a_statement_of_nothing_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16u << 20);
	cn_err err = { 0 };
	cn_str s;
	assert_int_equal(try_export(a, "in-toto", parse(a, RESULTS("")), "en", &s, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "no result to state"));
	assert_int_equal(try_export(a, "in-toto", parse(a, "{\"concord\":\"lab-results/1\",\"measurements\":[]}"), "en", &s, &err),
			 CN_EINPUT);
	assert_non_null(strstr(err.msg, "names no file"));
	assert_int_equal(s.n, 0);
}

static void results_are_checked_and_nothing_else_of_them_is_taken(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16u << 20);
	cn_err err = { 0 };
	assert_int_equal(cn_report_check_measured(parse(a, RESULTS(MEASURED("\"verdict\":\"meets\",", ""))), &err), CN_OK);
	assert_int_equal(cn_report_check_measured(parse(a, RESULTS(MEASURED("\"verdict\":\"perhaps\",", ""))), &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "measurements[0].verdict"));
	assert_int_equal(cn_report_check_measured(parse(a, "{\"concord\":\"lab-results/1\"}"), &err), CN_EINPUT);
	assert_int_equal(cn_report_check_measured(parse(a, "{\"concord\":\"dossier/1\",\"measurements\":[]}"), &err), CN_EINPUT);
	assert_int_equal(cn_report_check_measured(NULL, &err), CN_EINPUT);
	const cn_val *tree; /* RESULTS has answers of a wrong shape: they are left behind */
	assert_int_equal(cn_export_tree(a, parse(a, RESULTS("")), CN_S("f"), CN_S("d"), NULL, CN_S("p"), CN_S("en"), &tree, &err),
			 CN_OK);
	assert_null(cn_get(cn_get(tree, "content"), "answers"));
	assert_non_null(cn_get(cn_get(tree, "content"), "inputs"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_format_is_of_the_library_or_of_a_dossier),
		cmocka_unit_test(equal_trees_give_equal_bytes),
		cmocka_unit_test(the_metadata_block_has_every_number_that_exists),
		cmocka_unit_test(a_small_number_is_a_number_in_yaml_1_1_too),
		cmocka_unit_test(only_decisions_are_a_task_that_has_a_name),
		cmocka_unit_test(what_is_not_there_is_said_in_both_languages),
		cmocka_unit_test(foreign_text_cannot_become_markup),
		cmocka_unit_test(a_duty_shows_how_its_text_was_read_and_its_answer_on_each_day),
		cmocka_unit_test(every_link_leads_to_one_thing),
		cmocka_unit_test(unknown_has_no_score_and_no_claim),
		cmocka_unit_test(an_interval_that_is_open_at_an_end_says_the_other),
		cmocka_unit_test(evidence_speaks_for_or_against_as_the_verdict_says),
		cmocka_unit_test(the_model_carries_digest_numbers_and_intervals),
		cmocka_unit_test(a_document_supports_a_claim_until_it_expires),
		cmocka_unit_test(the_statement_is_about_the_files_by_digest),
		cmocka_unit_test(unknown_warns_and_only_a_failure_fails),
		cmocka_unit_test(a_statement_of_nothing_is_refused),
		cmocka_unit_test(results_are_checked_and_nothing_else_of_them_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
