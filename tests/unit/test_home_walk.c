/* What walks over a log is as large for a long one as for a short one: what it passes over leaves nothing in the memory of the request. */
#include "store_help.h"

#include "node/cases.h"
#include "node/policies.h"
#include "node/register.h"
#include "node/second.h"
#include "node/seen.h"

static const int64_t now_us = 1795435200000000; /* 2026-11-23T12:00Z */
enum { MORE = 40, CLAIM_BYTES = 7000, GROWTH_MAX = 2048 };

typedef struct fixture {
	char dir[64];
	cn_arena *a;
	cn_home *home;
} fixture;

static int set_up(void **state)
{
	fixture *f = test_calloc(1, sizeof *f);
	f->a = cn_arena_new(64 << 20);
	help_dir(f->dir);
	assert_ok(cn_home_init(f->a, f->dir, CN_S("w.example"), CN_S(""), now_us, err));
	assert_ok(cn_home_open(f->a, f->dir, true, &f->home, err));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	cn_home_close(f->home);
	help_gone(f->dir);
	cn_arena_free(f->a);
	test_free(f);
	return 0;
}

/* A claim against record 0. */
static void add_claim(fixture *f)
{
	static char text[CLAIM_BYTES + 1];
	cn_signed s, first;
	cn_val *b = cn_map(f->a);
	memset(text, 'x', CLAIM_BYTES);
	cn_put(f->a, b, "claim", cn_textz(f->a, text));
	assert_ok(cn_home_record(f->home, f->a, 0, &first, err));
	const cn_ref ref = { .role = CN_S("against"), .to = first.id };
	const cn_draft d = { .kind = "counter/1", .refs = &ref, .n_refs = 1, .body = b };
	assert_ok(cn_home_append(f->home, f->a, &d, now_us, &s, err));
}

static bool of_kind(const cn_signed *r, const void *kind)
{
	return cn_eqz(r->rec.kind, kind);
}

static bool is_erasure(cn_str kind)
{
	return cn_eqz(kind, "erase/1");
}

static bool is_claim(cn_str kind)
{
	return cn_eqz(kind, "counter/1");
}

typedef cn_code walk_fn(cn_ctx *ctx, cn_home *h, cn_err *err);

static cn_code seek(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	const cn_seek what = { .kind = is_erasure }, each = { .wanted = of_kind, .arg = "erase/1" };
	cn_signed r;
	uint64_t at = 0;
	bool found;
	CN_TRY(cn_home_seek(h, ctx->a, &each, &at, &r, &found, err));
	assert_false(found);
	at = 0;
	CN_TRY(cn_home_seek(h, ctx->a, &what, &at, &r, &found, err));
	assert_false(found);
	assert_int_equal(at, cn_home_size(h));
	return CN_OK;
}

static cn_code keys(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	cn_val *list;
	CN_TRY(cn_home_key_records(h, ctx->a, &list, err));
	assert_int_equal(list->n, 2); /* the node's record key and its log's */
	return CN_OK;
}

/* The keys are folded when a home that was opened anew is first asked about one. */
static cn_code ring(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	cn_signed first;
	cn_str key;
	CN_AUTO_HOME own = NULL;
	(void)h;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &own, err));
	CN_TRY(cn_home_record(own, ctx->a, 0, &first, err));
	return cn_home_verify(own, ctx->a, &first, &key, err);
}

static cn_code seen(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	cn_seen *list;
	size_t n;
	return cn_seen_read(ctx, h, &list, &n, err);
}

static cn_code cases(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	cn_cases all;
	return cn_cases_read(ctx, h, &all, err);
}

static cn_code policies(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	const cn_adopted *p;
	size_t n;
	return cn_policies(ctx, h, cn_time_date(now_us), &p, &n, err);
}

static cn_code seconds(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	cn_seconds all;
	return cn_seconds_read(ctx, h, &all, err);
}

static cn_code registered(cn_ctx *ctx, cn_home *h, cn_err *err)
{
	cn_register g;
	return cn_register_read(ctx, h, &g, err);
}

static const struct {
	const char *name;
	walk_fn *walk;
} walks[] = { { "seek", seek }, { "keys", keys }, { "ring", ring }, { "seen", seen }, { "cases", cases }, { "policies", policies }, { "seconds", seconds }, { "register", registered } };
enum { WALKS = sizeof walks / sizeof *walks };

static size_t taken(fixture *f, walk_fn *walk)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_ctx ctx = { .a = a, .now_us = now_us, .data_dir = f->dir };
	assert_ok(walk(&ctx, f->home, err));
	return cn_arena_used(a);
}

static void a_long_log_takes_no_more_memory_than_a_short_one(void **state)
{
	fixture *f = *state;
	size_t before[WALKS];
	add_claim(f);
	for (size_t i = 0; i < WALKS; i++)
		before[i] = taken(f, walks[i].walk);
	for (int i = 0; i < MORE; i++)
		add_claim(f);
	for (size_t i = 0; i < WALKS; i++) {
		size_t now = taken(f, walks[i].walk);
		if (now > before[i] + GROWTH_MAX)
			fail_msg("%s: %zu bytes, and %zu with %d records more", walks[i].name, before[i], now, MORE);
	}
}

static void what_is_wanted_comes_in_order_and_all_of_it(void **state)
{
	fixture *f = *state;
	cn_signed r;
	uint64_t at = 0, first = cn_home_size(f->home), n = 0;
	bool found;
	add_claim(f);
	add_claim(f);
	add_claim(f);
	assert_ok(cn_home_erase(f->home, f->a, first + 1, CN_S("request"), now_us, &(cn_erasure){ 0 }, err)); /* what is erased is passed over */
	const cn_seek by_kind = { .kind = is_claim }, by_record = { .wanted = of_kind, .arg = "counter/1" };
	for (;; n++) {
		uint64_t same = at;
		cn_signed other;
		assert_ok(cn_home_seek(f->home, f->a, &by_record, &same, &other, &found, err));
		assert_ok(cn_home_seek(f->home, f->a, &by_kind, &at, &r, &found, err));
		assert_int_equal(at, same);
		if (!found)
			break;
		assert_int_equal(at - 1, first + 2 * n);
		assert_int_equal(cn_get_text(r.rec.body, "claim").n, CLAIM_BYTES);
	}
	assert_int_equal(n, 2);
}

typedef struct told {
	size_t times;
	uint64_t done, total;
} told;

static void tell(void *arg, const char *phase, uint64_t done, uint64_t total)
{
	told *t = arg;
	assert_string_equal(phase, "reading the log");
	assert_true(t->times == 0 || done > t->done);
	*t = (told){ t->times + 1, done, total };
}

static void a_walk_says_how_far_it_is(void **state)
{
	fixture *f = *state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	told t = { 0 };
	cn_ctx ctx = { .a = a, .now_us = now_us, .data_dir = f->dir, .lang = CN_S("en"), .progress = tell, .progress_arg = &t };
	cn_val *body = cn_map(f->a);
	cn_signed first, s;
	cn_put(f->a, body, "claim", cn_textz(f->a, "so"));
	assert_ok(cn_home_record(f->home, f->a, 0, &first, err));
	const cn_ref ref = { .role = CN_S("against"), .to = first.id };
	const cn_draft claim = { .kind = "counter/1", .refs = &ref, .n_refs = 1, .body = body };
	while (cn_home_size(f->home) < 257)
		assert_ok(cn_home_append(f->home, f->a, &claim, now_us, &s, err));
	cn_seen *list;
	size_t n;
	assert_ok(cn_seen_read(&ctx, f->home, &list, &n, err));
	assert_int_equal(t.times, 2); /* at the first record, and at the 257th */
	assert_int_equal(t.done, 256);
	assert_int_equal(t.total, 257);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_long_log_takes_no_more_memory_than_a_short_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_wanted_comes_in_order_and_all_of_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_walk_says_how_far_it_is, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
