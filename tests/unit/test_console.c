/* The console over HTTP, without a socket: its page and its files, in the coding that a client takes; what is packed, and what is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

#include "http/console.h"
#include "store/log.h"

typedef struct asked {
	cn_site site;
	cn_answered r;
	unsigned status;
} asked;

static cn_shelf *shelf; /* of a log without entries: the page says how many there are */
static char dir[64] = "/tmp/concord-console-XXXXXX", public_dir[128]; /* the shelf keeps the name of its folder */

static int set_up(void **state)
{
	(void)state;
	const uint8_t seed[CN_SEED_BYTES] = { 7 };
	cn_key *key = NULL;
	assert_int_equal(cn_sign_start(NULL), CN_OK);
	assert_int_equal(cn_key_new(seed, &key, NULL), CN_OK);
	assert_non_null(mkdtemp(dir));
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(key) };
	CN_AUTO_LOG l = NULL;
	assert_int_equal(cn_log_open(dir, &o, &l, NULL, NULL), CN_OK);
	assert_int_equal(cn_log_publish(l, key, NULL), CN_OK);
	(void)snprintf(public_dir, sizeof public_dir, "%s/public", dir);
	const cn_shelf_options s = { .public_dir = public_dir, .origin = o.origin, .log_pub = o.log_pub, .cache_bytes = 1 << 16 };
	assert_int_equal(cn_shelf_open(&s, &shelf, NULL), CN_OK);
	cn_key_free(key);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	char command[128];
	cn_shelf_close(shelf);
	(void)snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command);
}

static void ask_in(asked *f, const char *method, const char *target, const char *language, const char *encodings)
{
	cn_asked q = { .method = cn_str_z(method), .target = cn_str_z(target), .language = cn_str_z(language), .encodings = cn_str_z(encodings), .id = "0123456789abcdef" };
	cn_body_drop(f->r.body);
	f->site.shelf = shelf;
	f->site.name = CN_S("node.example");
	f->site.vkey = CN_S("node.example/log+01234567+A<A&\"=");
	if (!cn_site_quick(&f->site, &q, &f->r))
		cn_site_slow(&f->site, &q, &f->r);
	f->status = f->r.status;
}

static cn_str get(asked *f, const char *target, const char *encodings)
{
	ask_in(f, "GET", target, "", encodings);
	return cn_body_str(f->r.body);
}

static void done(asked *f)
{
	cn_body_drop(f->r.body);
}

/* The first name below /app/ that stands in the page and ends so. */
static void named_in(cn_str page, const char *end, char out[80])
{
	out[0] = '\0';
	for (size_t i = 0; i + 5 < page.n; i++) {
		size_t n = 0;
		if (memcmp(page.p + i, "/app/", 5) != 0)
			continue;
		while (i + n < page.n && page.p[i + n] != '"' && n < 79)
			n++;
		cn_str name = cn_sub(page, i, n);
		if (!cn_ends(name, end))
			continue;
		memcpy(out, name.p, name.n);
		out[name.n] = '\0';
		return;
	}
	fail_msg("the page names no file that ends in %s", end);
}

static void a_coding_is_taken_by_name_and_weight(void **state)
{
	(void)state;
	assert_true(cn_coding_accepted(CN_S("gzip, deflate, br"), "br"));
	assert_true(cn_coding_accepted(CN_S("br;q=0.5, gzip ; q=1.0"), "gzip"));
	assert_true(cn_coding_accepted(CN_S("gzip;q=0.001"), "gzip"));
	assert_false(cn_coding_accepted(CN_S("gzip;q=0"), "gzip"));
	assert_false(cn_coding_accepted(CN_S("gzip;q=0.000, br"), "gzip"));
	assert_false(cn_coding_accepted(CN_S("x-gzip, brotli"), "gzip"));
	assert_false(cn_coding_accepted(CN_S("*"), "gzip"));
	assert_false(cn_coding_accepted(CN_S(""), "gzip"));
	assert_false(cn_coding_accepted(CN_S(",;,"), "gzip"));
}

static void an_address_of_a_page_is_known(void **state)
{
	(void)state;
	static const char *const there[] = { "/law", "/law/eu-ai-act/art_26.6", "/log/7", "/findings/a/b/c", "/app/x.js", "/setup", "/about" };
	static const char *const not_there[] = { "/", "/lawful", "/api/v1/norm/list", "/api", "/metrics", "/keys", "/application/x", "/node.json" };
	for (size_t i = 0; i < sizeof there / sizeof *there; i++)
		assert_true(cn_console_has(cn_str_z(there[i])));
	for (size_t i = 0; i < sizeof not_there / sizeof *not_there; i++)
		assert_false(cn_console_has(cn_str_z(not_there[i])));
}

static void the_page_names_the_node_and_escapes_it(void **state)
{
	(void)state;
	asked f = { .status = 0 };
	static const char *const all[] = { "/", "/law", "/systems/some-system", "/law/search?words=x&lang=en" };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		cn_str page = get(&f, all[i], "");
		assert_int_equal(f.status, 200);
		assert_true(f.r.page);
		assert_string_equal(f.r.type, "text/html; charset=utf-8");
		assert_true(cn_contains(page, CN_S("<html lang=\"en\">")));
		assert_true(cn_contains(page, CN_S("content=\"node.example\"")));
		assert_true(cn_contains(page, CN_S("A&lt;A&amp;&quot;=")));
		assert_false(cn_contains(page, CN_S("{{")));
		assert_false(cn_contains(page, CN_S("[[")));
		assert_true(cn_contains(page, CN_S("<noscript>")));
		assert_int_equal(f.r.etag[0], '"');
	}
	ask_in(&f, "GET", "/law", "zh-CN,zh;q=0.9", "");
	assert_true(cn_contains(cn_body_str(f.r.body), CN_S("<html lang=\"zh-Hans\">")));
	assert_true(cn_contains(cn_body_str(f.r.body), CN_S("href=\"/app/zh-")));
	ask_in(&f, "POST", "/law", "", "");
	assert_int_equal(f.status, 405);
	done(&f);
}

static void every_file_that_the_page_names_is_there(void **state)
{
	(void)state;
	asked f = { .status = 0 };
	static const char *const ends[][2] = { { ".js", "text/javascript; charset=utf-8" }, { ".css", "text/css; charset=utf-8" }, { ".svg", "image/svg+xml" } };
	for (size_t i = 0; i < 3; i++) {
		char name[80];
		named_in(get(&f, "/", ""), ends[i][0], name);
		cn_str plain = get(&f, name, "");
		assert_int_equal(f.status, 200);
		assert_string_equal(f.r.type, ends[i][1]);
		assert_ptr_equal(f.r.cache, cn_forever);
		assert_null(f.r.encoding);
		assert_true(plain.n > 100);
	}
	done(&f);
}

static void a_file_comes_in_the_best_coding_that_is_taken(void **state)
{
	(void)state;
	asked f = { .status = 0 };
	char name[80], tag[CN_ETAG_BYTES];
	named_in(get(&f, "/", ""), ".css", name);
	size_t whole = get(&f, name, "").n;
	(void)snprintf(tag, sizeof tag, "%s", f.r.etag);
	cn_str br = get(&f, name, "gzip, br");
	assert_string_equal(f.r.encoding, "br");
	assert_true(f.r.varies && br.n < whole);
	assert_string_not_equal(f.r.etag, tag);
	cn_str gz = get(&f, name, "gzip, br;q=0");
	assert_string_equal(f.r.encoding, "gzip");
	assert_int_equal((uint8_t)gz.p[0], 0x1f);
	assert_true(gz.n < whole);
	ask_in(&f, "GET", "/app/licences.txt", "", "");
	assert_ptr_equal(f.r.cache, cn_no_cache);
	assert_true(cn_contains(cn_body_str(f.r.body), CN_S("preact")));
	done(&f);
}

static void what_the_build_does_not_have_is_not_found(void **state)
{
	(void)state;
	asked f = { .status = 0 };
	static const char *const all[] = { "/app/", "/app/console.js", "/app/index.html", "/app/files.txt", "/app/../index.html", "/app/console-00000000.js", "/nothing", "/Law" };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		(void)get(&f, all[i], "");
		if (f.status != 404 && f.status != 400)
			fail_msg("%s: %u", all[i], f.status);
	}
	done(&f);
}

static void text_that_is_large_is_packed_and_says_so(void **state)
{
	(void)state;
	enum { BYTES = 5000 };
	char big[BYTES], out[BYTES + 1];
	for (size_t i = 0; i < BYTES; i++)
		big[i] = "concord "[i % 8];
	cn_answered r = { .type = cn_json_type, .etag = "\"abc\"", .body = cn_body_copy((cn_str){ big, BYTES }) };
	cn_answer_pack(CN_S("br, gzip"), &r);
	assert_string_equal(r.encoding, "gzip");
	assert_string_equal(r.etag, "\"abc-gz\"");
	cn_str packed = cn_body_str(r.body);
	assert_true(packed.n < BYTES / 10);
	z_stream z;
	memset(&z, 0, sizeof z);
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (z_const Bytef *)(uintptr_t)packed.p;
	z.avail_in = (uInt)packed.n;
	z.next_out = (Bytef *)out;
	z.avail_out = sizeof out;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, BYTES);
	assert_memory_equal(out, big, BYTES);
	(void)inflateEnd(&z);
	cn_body_drop(r.body);
}

static void what_gains_nothing_is_left_as_it_is(void **state)
{
	(void)state;
	char noise[4096];
	uint32_t x = 1;
	for (size_t i = 0; i < sizeof noise; i++) {
		x = x * 1664525u + 1013904223u;
		noise[i] = (char)(x >> 24);
	}
	const struct {
		const char *type, *accepts;
		size_t n;
	} rows[] = { { "application/json", "gzip", 900 }, { "application/json", "", 4096 }, { "application/octet-stream", "gzip", 4096 }, { "application/json", "gzip", 4096 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cn_answered r = { .type = rows[i].type, .etag = "\"abc\"", .body = cn_body_copy((cn_str){ noise, rows[i].n }) };
		cn_answer_pack(cn_str_z(rows[i].accepts), &r);
		assert_null(r.encoding);
		assert_string_equal(r.etag, "\"abc\"");
		assert_int_equal(cn_body_str(r.body).n, rows[i].n);
		cn_body_drop(r.body);
	}
	cn_answered none = { .type = cn_json_type };
	cn_answer_pack(CN_S("gzip"), &none);
	assert_null(none.body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_coding_is_taken_by_name_and_weight),
		cmocka_unit_test(an_address_of_a_page_is_known),
		cmocka_unit_test(the_page_names_the_node_and_escapes_it),
		cmocka_unit_test(every_file_that_the_page_names_is_there),
		cmocka_unit_test(a_file_comes_in_the_best_coding_that_is_taken),
		cmocka_unit_test(what_the_build_does_not_have_is_not_found),
		cmocka_unit_test(text_that_is_large_is_packed_and_says_so),
		cmocka_unit_test(what_gains_nothing_is_left_as_it_is),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
