/* Hard bindings by byte ranges: small files and assertions made here, each with one thing that should not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_asset_help.h"

/* What a list of exclusions says of the ten bytes "0123456789"; the digest is that of `left`. */
static cn_c2pa_report data(cn_arena *a, const char *exclusions, const char *left)
{
	asset f = { .piece = { CN_S("0123456789") }, .n = 1 };
	return bound(a, &f, "c2pa.hash.data", diag(a, "{'exclusions':^,'hash':@}", diag(a, exclusions), sha256(a, cn_str_z(left))));
}

static void exclusions_are_in_order_apart_and_within_the_file(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_c2pa_report r = data(a, "[]", "0123456789");
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_MATCH) && cn_eqz(r.binding, "c2pa.hash.data") && !told(&r, CN_C2PA_DATA_EXTRA));
	r = data(a, "[{'start':2,'length':3},{'start':5,'length':1},{'start':9,'length':1}]", "01678");
	HOLD(a, &r, WELL_FORMED, ""); /* what is left out of a format that is not read may be content */
	assert_true(told(&r, CN_C2PA_DATA_MATCH) && told(&r, CN_C2PA_DATA_EXTRA) && r.unchecked);
	r = data(a, "[{'start':10,'length':0}]", "0123456789");
	HOLD(a, &r, TRUSTED, "");
	static const char *const BAD[] = { "[{'start':2,'length':3},{'start':4,'length':1}]", /* over each other */
					   "[{'start':5,'length':1},{'start':2,'length':1}]", /* out of order */
					   "[{'start':2,'length':-1}]",
					   "[{'start':-1,'length':1}]",
					   "[{'start':2}]",
					   "[{'length':2}]",
					   "['x']",
					   "{'start':2,'length':1}",
					   "[{'start':18446744073709551615,'length':2}]" };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		r = data(a, BAD[i], "0123456789");
		HOLD(a, &r, INVALID, "assertion.dataHash.malformed");
	}
	static const char *const BEYOND[] = { "[{'start':9,'length':2}]", "[{'start':11,'length':0}]",
					      "[{'start':18446744073709551614,'length':1}]", "[{'start':0,'length':4294967296}]" };
	for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
		r = data(a, BEYOND[i], "");
		HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	}
}

static void the_digest_is_of_the_algorithm_that_stands_nearest(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	asset f = { .piece = { CN_S("content") }, .n = 1 };
	cn_str d384 = digest(a, CN_SHA2_384, CN_S("content"));
	cn_c2pa_report r = bound(a, &f, "c2pa.hash.data", diag(a, "{'alg':'sha384','hash':@}", d384));
	HOLD(a, &r, TRUSTED, "");
	r = bound(a, &f, "c2pa.hash.data", diag(a, "{'hash':@}", d384));
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	r = bound(a, &f, "c2pa.hash.data", diag(a, "{'alg':'md5','hash':@}", d384));
	HOLD(a, &r, INVALID, "algorithm.unsupported");
	r = bound(a, &f, "c2pa.hash.data", diag(a, "{'pad':@}", (cn_str){ 0 }));
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch"); /* no digest at all */
	const char *name = "c2pa.hash.data";		     /* no algorithm in the claim either */
	cn_str content = diag(a, "{'hash':@}", sha256(a, CN_S("content")));
	cn_str uri = hashed(a, "self#jumbf=c2pa.assertions/c2pa.hash.data", assertion_box(a, name, content));
	made m = { .label = "m", .name = &name, .content = &content, .n = 1 };
	m.claim_bytes = diag(a, "{'signature':'self#jumbf=c2pa.signature','assertions':[^]}", uri);
	cn_c2pa_input in;
	put_store(a, &f, make(a, &m), &in);
	r = run(a, &in);
	HOLD(a, &r, INVALID, "algorithm.unsupported,algorithm.unsupported");
}

/* How an exclusion differs from that of the carrier, and what else is left out after it. */
typedef struct cut {
	int before, after; /* bytes more at its start and end */
	size_t at, size;   /* another, by its place in the pieces put together */
} cut;

/* The file of f signed with the cut: the length of the store is in the store, so it is made until it stays. */
static cn_c2pa_report cut_out(cn_arena *a, const asset *f, cut c)
{
	static const char *const NAME = "c2pa.hash.data";
	size_t carried = 0;
	cn_str all = pieces(a, f, 0, f->n), before = pieces(a, f, 0, f->place);
	cn_str left = c.size ? join(a, cn_sub(all, 0, c.at), cn_sub(all, c.at + c.size, all.n)) : all;
	if (c.before > 0 || c.after > 0)
		left = join(a, cn_sub(all, 0, before.n - (size_t)c.before), cn_sub(all, before.n + (size_t)c.after, all.n));
	bool first = c.size && c.at < before.n;
	cn_c2pa_input in = { 0 };
	for (int i = 0; i < 4; i++) {
		size_t start = before.n - (size_t)(long)c.before, size = carried + (size_t)(long)(c.before + c.after);
		cn_str own = diag(a, "{'start':#,'length':#}", (uint64_t)start, (uint64_t)size);
		cn_str other = diag(a, "{'start':#,'length':#}", (uint64_t)(first ? c.at : c.at + carried), (uint64_t)c.size);
		cn_str list = c.size ? diag(a, "[^,^]", first ? other : own, first ? own : other) : diag(a, "[^]", own);
		cn_str content = diag(a, "{'exclusions':^,'hash':@}", list, sha256(a, left));
		made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
		put_store(a, f, make(a, &m), &in);
		carried = in.file.n - all.n;
	}
	return run(a, &in);
}

static void a_store_in_its_carrier_is_left_out_whole_and_alone(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	asset j = a_jpeg(a), p = a_png(a), w = a_riff(a);
	const asset *const files[] = { &j, &p, &w };
	for (size_t i = 0; i < 3; i++)
		for (int raw = 0; raw < 2; raw++) {
			asset f = *files[i];
			f.raw = raw;
			cn_c2pa_report r = cut_out(a, &f, (cut){ 0 });
			HOLD(a, &r, TRUSTED, "");
			assert_false(told(&r, CN_C2PA_DATA_EXTRA));
			f.junk = CN_S("\0\0\0\0\0\0");
			r = cut_out(a, &f, (cut){ 0 });
			HOLD(a, &r, TRUSTED, ""); /* padding is allowed */
			f.junk = CN_S("\0\0hidden");
			r = cut_out(a, &f, (cut){ 0 });
			HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
			f.junk = (cn_str){ 0 };
			for (int k = 0; k < 2 && i < 2; k++) {
				r = cut_out(a, &f, (cut){ .after = k ? 3 : -3 });
				HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
				r = cut_out(a, &f, (cut){ .before = k ? 3 : -3 });
				HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
			}
		}
	asset f = a_jpeg(a);
	f.cut = 100; /* several segments */
	cn_c2pa_report r = cut_out(a, &f, (cut){ 0 });
	HOLD(a, &r, TRUSTED, "");
	f.piece[2] = segment(a, 0xeb, CN_S("JP\0\2\0\0\0\1another")); /* APP11 of another kind right after */
	r = cut_out(a, &f, (cut){ 0 });
	HOLD(a, &r, TRUSTED, "");
	r = cut_out(a, &f, (cut){ .after = (int)f.piece[2].n });
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	f = a_riff(a); /* heads and padding of a carrier that is not known here: 256 bytes and no more */
	f.piece[1] = chunk(a, "fmt ", (cn_str){ cn_alloc(a, 300, 1), 300 }, false);
	for (int more = 256; more < 258; more++) {
		r = cut_out(a, &f, (cut){ .before = more - 8 }); /* the store's own range begins after the head of the chunk */
		HOLD(a, &r, TRUSTED, "");
		f.raw = true;
		r = cut_out(a, &f, (cut){ .before = more - 8 });
		assert_true(r.state == (more == 256 ? CN_C2PA_TRUSTED : CN_C2PA_INVALID));
		f.raw = false;
	}
}

static void a_carrier_that_is_made_longer_hides_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	static const char *const NAME = "c2pa.hash.data";
	asset f = a_riff(a);
	cn_str content = { 0 }, all = pieces(a, &f, 0, 3), head = pieces(a, &f, 0, 2);
	cn_c2pa_input in = { 0 };
	size_t carried = 0;
	for (int i = 0; i < 4; i++) {
		content = diag(a, "{'exclusions':[{'start':#,'length':#}],'hash':@}", (uint64_t)head.n, (uint64_t)carried,
			       sha256(a, all));
		made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
		put_store(a, &f, make(a, &m), &in);
		carried = in.file.n - all.n;
	}
	cn_c2pa_report r = run(a, &in);
	HOLD(a, &r, TRUSTED, "");
	/* the chunk now claims the sound as its own: a reader finds a longer store, whose end is zeros, and no sound */
	cn_c2pa_range longer = { in.ranges[0].at, in.ranges[0].size + f.piece[2].n };
	in.ranges = &longer;
	r = run(a, &in);
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
}

static void only_metadata_may_be_left_out_besides(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	asset j = a_jpeg(a), p = a_png(a);
	cn_c2pa_report r = cut_out(a, &j, (cut){ .at = 2 + 4 + 6, .size = 6 }); /* within Exif */
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_EXTRA) && told(&r, CN_C2PA_DATA_MATCH));
	r = cut_out(a, &p, (cut){ .at = 8 + 16 + 8, .size = 4 }); /* within iTXt, that stands after the store */
	HOLD(a, &r, TRUSTED, "");
	size_t table = 2 + j.piece[1].n, scan = table + j.piece[2].n, entropy = scan + j.piece[3].n;
	const cut bad[] = { { .at = 0, .size = 1 }, /* the marker of the start */
			    { .at = 3, .size = 6 }, /* the length of Exif */
			    { .at = table + 4, .size = 2 }, { .at = scan + 4, .size = 2 },
			    { .at = entropy, .size = 2 },   { .at = entropy + 8, .size = 2 } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		r = cut_out(a, &j, bad[i]);
		HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	}
	size_t pixels = 8 + 16 + p.piece[2].n;
	const cut worse[] = { { .at = 0, .size = 8 },
			      { .at = 8 + 8, .size = 4 },
			      { .at = pixels + 8, .size = 4 },
			      { .at = pixels + 20, .size = 2 } };
	for (size_t i = 0; i < sizeof worse / sizeof *worse; i++) {
		r = cut_out(a, &p, worse[i]);
		HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	}
	j.rules = CN_C2PA_2_4; /* from 2.4 on it is said and no more */
	r = cut_out(a, &j, (cut){ .at = table + 4, .size = 2 });
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_EXTRA));
}

/* A TIFF file of which the length in the directory is left out too, as it is of the store. */
static cn_c2pa_report tiff(cn_arena *a, const char *head, unsigned tag, size_t off)
{
	static const char *const NAME = "c2pa.hash.data";
	bool little = head[0] == 'I', big = head[little ? 2 : 3] == '+';
	size_t word = big ? 8 : 4, place = 8 + 2 + 4 + word * 2;
	cn_c2pa_input in = { 0 };
	size_t length = 0;
	for (int i = 0; i < 4; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 17);
		uint64_t fields[] = { 1, tag, 7, length, place + off };
		size_t sizes[] = { 2, 2, 2, word, word };
		cn_buf_put(&b, (cn_str){ head, 4 });
		cn_buf_put(&b, CN_S("\0\0\0\x08"));
		for (size_t k = 0; k < 5; k++)
			for (size_t n = 0; n < sizes[k]; n++)
				cn_buf_putc(&b, (char)(fields[k] >> 8 * (little ? n : sizes[k] - 1 - n) & 0xff));
		cn_str front = cn_buf_copy(a, &b),
		       left = join(a, join(a, cn_sub(front, 0, 14), cn_sub(front, 14 + word, front.n)), CN_S("pixels"));
		cn_str content = diag(a, "{'exclusions':[{'start':14,'length':#},{'start':#,'length':#}],'hash':@}", (uint64_t)word,
				      (uint64_t)front.n, (uint64_t)length, sha256(a, left));
		made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
		in.store = superbox(a, "c2pa", "c2pa", make(a, &m));
		length = in.store.n;
		in.file = join(a, join(a, front, in.store), CN_S("pixels"));
	}
	cn_c2pa_range r = { place, length };
	in.ranges = &r;
	in.n_ranges = 1;
	in.at_us = 500;
	return run(a, &in);
}

static void the_length_of_the_store_in_a_directory_is_its_carriers(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	static const char *const HEADS[] = { "II*", "MM\0*", "II+", "MM\0+" };
	for (size_t i = 0; i < 4; i++) {
		cn_c2pa_report r = tiff(a, HEADS[i], 0xcd41, 0);
		HOLD(a, &r, TRUSTED, "");
		assert_false(told(&r, CN_C2PA_DATA_EXTRA));
		r = tiff(a, HEADS[i], 0xcd42, 0); /* another tag's; that of another place */
		HOLD(a, &r, WELL_FORMED, "");
		assert_true(told(&r, CN_C2PA_DATA_EXTRA));
		r = tiff(a, HEADS[i], 0xcd41, 1);
		HOLD(a, &r, WELL_FORMED, "");
	}
}

/* A manifest whose store grows by an update after it was signed; later: another exclusion after the store. */
static cn_c2pa_report updated(cn_arena *a, const asset *f, size_t later_at, size_t later_size, const char *more)
{
	static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.ingredient" };
	size_t carried = 0, old = 0;
	cn_str all = pieces(a, f, 0, f->n), before = pieces(a, f, 0, f->place), first = { 0 };
	cn_str left = later_size ? join(a, cn_sub(all, 0, later_at), cn_sub(all, later_at + later_size, all.n)) : all;
	cn_c2pa_input in = { 0 };
	for (int i = 0; i < 4; i++) {
		cn_str list = diag(a, "[{'start':#,'length':#},{'start':#,'length':#}]", (uint64_t)before.n, (uint64_t)carried,
				   (uint64_t)(later_at + carried), (uint64_t)later_size);
		cn_str content = diag(a, "{'exclusions':^,'hash':@,'name':'%'}", list, sha256(a, left));
		made m = { .label = "one", .name = NAMES, .content = &content, .n = 1 };
		first = make(a, &m);
		put_store(a, f, first, &in);
		old = carried = in.file.n - all.n;
	}
	cn_str parent = diag(a, "{'relationship':'parentOf','c2pa_manifest':^}", hashed(a, "self#jumbf=/c2pa/one", first));
	made m = { .label = "two", .kind = "c2um", .name = NAMES + 1, .content = &parent, .n = 1, .more = more };
	put_store(a, f, join(a, first, make(a, &m)), &in);
	assert_true(in.file.n - all.n != old);
	return run(a, &in);
}

static void an_update_moves_what_follows_the_store(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	asset j = a_jpeg(a), p = a_png(a), w = a_riff(a);
	const asset *const files[] = { &j, &p, &w };
	for (size_t i = 0; i < 3; i++)
		for (size_t n = 0; n < 2; n++) { /* of either parity: RIFF pads */
			asset f = *files[i];
			cn_c2pa_report r = updated(a, &f, pieces(a, &f, 0, f.n).n, 0, n ? "'x':'1'" : "'x':'22'");
			HOLD(a, &r, TRUSTED, "");
			assert_true(r.manifests == 2 && told(&r, CN_C2PA_DATA_MATCH));
			f.raw = true;
			r = updated(a, &f, pieces(a, &f, 0, f.n).n, 0, NULL);
			HOLD(a, &r, TRUSTED, "");
		}
	/* text after the store */
	cn_c2pa_report r = updated(a, &p, 8 + 16 + 8, 4, NULL);
	HOLD(a, &r, TRUSTED, "");
	r = updated(a, &p, 8 + 16 + 16 + 8, 4, NULL); /* pixels after it */
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.actions", "c2pa.metadata", "org.secret" }, *const UP[] = {
		"c2pa.ingredient.v3"
	};
	asset f = a_jpeg(a);
	cn_str content[] = { diag(a, "{'exclusions':[{'start':2,'length':18}],'hash':@}", CN_S("x")),
			     diag(a, "{'actions':[{'action':'c2pa.opened'}]}"), CN_S("{\"a\":[1]}"), CN_S("\0\0") };
	made one = { .label = "one", .name = NAMES, .content = content, .n = 4 };
	cn_str parent =
	    ingredient_of(a, &one, "parentOf", ",'validationResults':{'activeManifest':{'failure':[{'code':'claim.missing'}]}}");
	made up = { .label = "up", .kind = "c2um", .name = UP, .content = &parent, .n = 1 };
	up.more = "'redacted_assertions':['self#jumbf=/c2pa/one/c2pa.assertions/org.secret']";
	cn_c2pa_input in;
	put_store(a, &f, join(a, make(a, &one), make(a, &up)), &in);
	starve(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exclusions_are_in_order_apart_and_within_the_file),
		cmocka_unit_test(the_digest_is_of_the_algorithm_that_stands_nearest),
		cmocka_unit_test(a_store_in_its_carrier_is_left_out_whole_and_alone),
		cmocka_unit_test(a_carrier_that_is_made_longer_hides_nothing),
		cmocka_unit_test(only_metadata_may_be_left_out_besides),
		cmocka_unit_test(the_length_of_the_store_in_a_directory_is_its_carriers),
		cmocka_unit_test(an_update_moves_what_follows_the_store),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
