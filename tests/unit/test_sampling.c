/* The reader of sampling plans: what it takes, in which order prompts are drawn, what it refuses and where, and its bounds. That outputs are asked for and kept:
 * tests/e2e/media_sample.sh. */
#include "core_help.h"

#include "ext/yaml.h"
#include "node/sampling.h"

#define HEAD "concord: sampling/1\nid: p\nurl: https://models.example/v1?key=a\nprompts: "
#define ASK "\nask: '{\"q\": [\"{prompt}\", 1]}'\n"
#define PLAN HEAD "prompts.txt" ASK
#define PLAN_JSONL HEAD "prompts.jsonl" ASK

typedef struct fixture {
	cn_ctx ctx;
	cn_sampling s;
	cn_err why;
} fixture;

static int set_up(void **state)
{
	fixture *f = test_calloc(1, sizeof *f);
	f->ctx.a = cn_arena_new(256 << 20);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	cn_arena_free(f->ctx.a);
	test_free(f);
	return 0;
}

static cn_code read_both(fixture *f, const char *plan, cn_str prompts)
{
	const cn_val *tree;
	cn_sampling half;
	f->why = (cn_err){ 0 };
	f->s = (cn_sampling){ 0 };
	assert_ok(cn_yaml_parse(f->ctx.a, cn_str_z(plan), CN_S("dir/plan.yaml"), &tree, err));
	CN_TRY(cn_sampling_plan(&f->ctx, "dir/plan.yaml", tree, &half, &f->why));
	return cn_sampling_draw(&f->ctx, &half, "dir/prompts", prompts, &f->s, &f->why);
}

static void read_ok(fixture *f, const char *plan, const char *prompts)
{
	cn_code rc = read_both(f, plan, cn_str_z(prompts));
	if (rc != CN_OK)
		fail_msg("%s", f->why.msg);
}

static void a_plan_is_read_whole(void **state)
{
	fixture *f = *state;
	read_ok(f, PLAN "token_env: T\ntoken_file: secret\nanswer: data.0.b64_json\nbase64: yes\nsample: 2\nseed: 9\nrate: 3\ntimeout: 20\nbudget: {requests: 5, minutes: 6, megabytes: 7}\nnote: n\n",
		"one\ntwo\nthree\n");
	const cn_sampling *s = &f->s;
	assert_true(cn_eqz(s->id, "p") && cn_eqz(s->how.url, "https://models.example/v1?key=a") && cn_eqz(s->url, "https://models.example/v1")); /* a key in an address is not shown */
	assert_true(cn_eqz(s->how.token_env, "T") && cn_eqz(s->how.answer, "data.0.b64_json") && s->how.base64);
	assert_true(cn_starts(cn_str_z(s->how.token_file), "dir/") && cn_ends(cn_str_z(s->how.token_file), "/secret")); /* beside the plan */
	assert_int_equal(s->how.rate, 3);
	assert_int_equal(s->how.seconds, 20);
	assert_int_equal(s->requests, 5);
	assert_int_equal(s->minutes, 6);
	assert_int_equal(s->megabytes, 7);
	assert_int_equal(s->seed, 9);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->n_prompt, 3);
	read_ok(f, PLAN, "one\n"); /* and without what may be left away */
	assert_int_equal(f->s.n, 1);
	assert_int_equal(f->s.seed, 1);
	assert_true(!f->s.how.base64 && !f->s.how.token_file && !f->s.requests && !f->s.minutes && !f->s.megabytes);
	read_ok(f, PLAN "sample: 7\n", "one\ntwo\n"); /* more than there are: all */
	assert_int_equal(f->s.n, 2);
}

static void a_prompt_is_a_line_without_its_margins(void **state)
{
	fixture *f = *state;
	static const char *const want[] = { "How do I bake bread?", "请介绍一下北京。", "last" };
	static const size_t line[] = { 1, 4, 5 };
	read_ok(f, PLAN, "How do I bake bread?\r\n\n \t \n  请介绍一下北京。\nlast");
	assert_int_equal(f->s.n_prompt, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(cn_eqz(f->s.prompt[i], want[i]));
		assert_int_equal(f->s.prompt_line[i], line[i]);
	}
	read_ok(f, PLAN_JSONL, "{\"prompt\": \" two\\nlines \", \"n\": 1}\n\n{\"prompt\": \"x\"}\n");
	assert_int_equal(f->s.n_prompt, 2);
	assert_true(cn_eqz(f->s.prompt[0], " two\nlines ")); /* a JSON text is what it says */
	assert_int_equal(f->s.prompt_line[1], 3);
}

/* The order by Python's hashlib: sorted(range(10), key=lambda i: sha256(b"SEED I").digest()). */
static void anyone_can_draw_the_same_order(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *plan;
		size_t order[10];
	} rows[] = { { PLAN "seed: 5\n", { 1, 3, 4, 6, 9, 7, 5, 8, 2, 0 } }, { PLAN "seed: 0\nsample: 4\n", { 6, 4, 2, 1, 7, 5, 0, 8, 9, 3 } } };
	for (size_t k = 0; k < 2; k++) {
		read_ok(f, rows[k].plan, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
		for (size_t i = 0; i < 10; i++)
			assert_int_equal(f->s.order[i], rows[k].order[i]);
	}
	assert_int_equal(f->s.n, 4);
}

static cn_str key_of(fixture *f, const char *plan, const char *prompts)
{
	read_ok(f, plan, prompts);
	return f->s.key;
}

static void the_key_is_of_all_that_an_output_depends_on(void **state)
{
	fixture *f = *state;
	cn_str key = key_of(f, PLAN, "a\nb\n");
	static const char *const same[] = { PLAN "sample: 1\n", PLAN "rate: 7\ntimeout: 5\n", PLAN "budget: {requests: 1}\n", PLAN "token_env: T\n", PLAN "note: n\n", PLAN "seed: 1\n" };
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_true(cn_eq(key_of(f, same[i], "a\nb\n"), key));
	static const char *const other[] = { PLAN "seed: 2\n", PLAN "answer: data\n", "concord: sampling/1\nid: p\nurl: https://other.example/v1?key=a\nprompts: prompts.txt" ASK,
					     HEAD "prompts.txt\nask: '{\"q\": [\"{prompt}\", 2]}'\n" };
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		assert_false(cn_eq(key_of(f, other[i], "a\nb\n"), key));
	assert_false(cn_eq(key_of(f, PLAN, "a\nc\n"), key));
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *plan, *prompts, *says;
	} rows[] = {
		{ "id: p\n", "a\n", "dir/plan.yaml:1:1: a sampling plan begins with" },
		{ "concord: plan/1\nid: p\n", "a\n", "a sampling plan begins with" },
		{ "concord: sampling/1\n", "a\n", "names id" },
		{ "concord: sampling/1\nid: p\n", "a\n", "names prompts" },
		{ "concord: sampling/1\nid: p\nprompts: x\n", "a\n", "names url" },
		{ "concord: sampling/1\nid: p\nprompts: x\nurl: https://a.example/\n", "a\n", "names ask" },
		{ PLAN "colour: red\n", "a\n", "colour" },
		{ HEAD "x\nask: '{q}'\n", "a\n", "dir/plan.yaml:5:6: ask is not JSON" },
		{ HEAD "x\nask: '{\"q\": \"nothing\"}'\n", "a\n", "{prompt}" },
		{ "concord: sampling/1\nid: p\nurl: file:///etc/passwd\nprompts: x" ASK, "a\n", "dir/plan.yaml" },
		{ PLAN "sample: 0\n", "a\n", "sample is a whole number from 1 to 100000" },
		{ PLAN "sample: 100001\n", "a\n", "sample is a whole number" },
		{ PLAN "seed: -1\n", "a\n", "seed is a whole number" },
		{ PLAN "rate: 0\n", "a\n", "rate is a whole number" },
		{ PLAN "timeout: 3601\n", "a\n", "timeout is a whole number from 1 to 3600" },
		{ PLAN "sample: [1]\n", "a\n", "sample is a whole number" },
		{ PLAN "base64: maybe\n", "a\n", "base64 is yes or no" },
		{ PLAN "base64: yes\n", "a\n", "base64 needs answer" },
		{ PLAN "budget: much\n", "a\n", "a budget is written" },
		{ PLAN "budget: {money: 3}\n", "a\n", "money" },
		{ PLAN "budget: {requests: 0}\n", "a\n", "requests is a whole number" },
		{ PLAN "budget: {megabytes: 1048577}\n", "a\n", "megabytes is a whole number" },
		{ PLAN, "", "dir/prompts: there is no prompt in it" },
		{ PLAN, " \n\t\n", "there is no prompt in it" },
		{ PLAN, "good\n\xff\n", "prompts.txt:2: this line is not UTF-8" },
		{ PLAN_JSONL, "{\"prompt\": \"a\"}\n{\"prompt\": 7}\n", "prompts.jsonl:2: a line of prompts is an object" },
		{ PLAN_JSONL, "\n[\"a\"]\n", "prompts.jsonl:2: a line of prompts is an object" },
		{ PLAN_JSONL, "{\"prompt\": \"a\"", "prompts.jsonl:1" },
		{ PLAN_JSONL, "{\"prompt\": \"\"}\n", "a line of prompts is an object" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (read_both(f, rows[i].plan, cn_str_z(rows[i].prompts)) != CN_EINPUT)
			fail_msg("row %zu was taken: %s", i, rows[i].says);
		if (!strstr(f->why.msg, rows[i].says) && !strstr(f->why.hint, rows[i].says))
			fail_msg("row %zu: %s", i, f->why.msg);
		assert_int_equal(f->s.n, 0); /* nothing half-read */
	}
	static const char nul[] = "good\na\0b\n";
	assert_int_equal(read_both(f, PLAN, (cn_str){ nul, sizeof nul - 1 }), CN_EINPUT);
	assert_non_null(strstr(f->why.msg, "prompts.txt:2: this line holds a NUL character"));
}

static void prompts_are_bounded(void **state)
{
	fixture *f = *state;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	for (size_t i = 0; i < CN_PROMPTS_MAX; i++)
		cn_buf_putz(&b, "x\n");
	assert_int_equal(read_both(f, PLAN, cn_buf_str(&b)), CN_OK);
	assert_int_equal(f->s.n_prompt, CN_PROMPTS_MAX);
	cn_buf_putz(&b, "x");
	assert_int_equal(read_both(f, PLAN, cn_buf_str(&b)), CN_ETOOBIG);
	cn_buf_reset(&b);
	for (size_t i = 0; i < CN_PROMPT_BYTES_MAX; i++)
		cn_buf_putc(&b, 'x');
	assert_int_equal(read_both(f, PLAN, cn_buf_str(&b)), CN_OK);
	cn_buf_putc(&b, 'x');
	assert_int_equal(read_both(f, PLAN, cn_buf_str(&b)), CN_ETOOBIG);
	assert_non_null(strstr(f->why.msg, "prompts.txt:1: a prompt has at most 65536 bytes"));
}

#define T(x) cmocka_unit_test_setup_teardown(x, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = { T(a_plan_is_read_whole), T(a_prompt_is_a_line_without_its_margins), T(anyone_can_draw_the_same_order), T(the_key_is_of_all_that_an_output_depends_on),
					    T(what_is_wrong_is_said_with_its_place), T(prompts_are_bounded) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
