/* lab/media/c2pa/make: lengths, time stamps, digests over pieces, orders that are refused, bounds, and memory that is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_make_help.h"

#include "lab/media/c2pa/cose.h"
#include "lab/media/c2pa/make_run.h"
#include "tests/torture/torture.h"

/* ---- sizes ----------------------------------------------------------------------------------------------------------------------
 */

static cn_val *long_text(cn_arena *a, size_t n)
{
	char *p = cn_alloc(a, n, 1);
	memset(p, 'x', n);
	return cn_text(a, (cn_str){ p, n });
}

static void a_store_of_any_length_fits_its_own_description(void **state)
{
	(void)state;
	/* around the lengths at which a number of the binding, or a head, grows by a byte; over one segment of JPEG */
	static const size_t LENGTHS[] = { 1, 23, 24, 255, 256, 62000, 63000, 63050, 63100, 65535, 65536, 70000, 200000 };
	for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_c2pa_order o = order(a);
		cn_c2pa_statement s = { .label = CN_S("org.concord.long"), .val = long_text(a, LENGTHS[i]) };
		o.statement = &s;
		o.n_statement = 1;
		static const char *const FILES[] = { "es256.jpg", "es256.png" };
		for (size_t k = 0; k < 2; k++) {
			cn_c2pa_report r = check(a, made(a, &o, ed25519, plain(a, FILES[k])));
			trusted(a, FILES[k], &r, 1);
		}
	}
}

static cn_code constant(void *self, cn_str message, uint8_t *out, cn_err *err)
{
	(void)message;
	(void)err;
	memset(out, 0x5a, *(size_t *)self);
	return CN_OK;
}

static cn_code token(void *self, cn_arena *a, cn_str message, cn_str *ret, cn_err *err)
{
	size_t n = *(size_t *)self;
	assert_true(message.n == 64 + 2 && (uint8_t)message.p[0] == 0x58 && message.p[1] == 64 && message.p[2] == 0x5a);
	if (n == SIZE_MAX)
		return CN_FAIL(err, CN_EIO, "the authority does not answer");
	*ret = (cn_str){ cn_alloc(a, n + 1, 1), n };
	return CN_OK;
}

static void a_time_stamp_of_any_length_has_its_room(void **state)
{
	(void)state;
	static const size_t LENGTHS[] = { 1, 22, 23, 24, 255, 256, 5000, CN_CONTENT_STAMP_BYTES_MAX };
	static size_t sig = 64, n;
	cn_content_signer s = *es256;
	s.self = &sig;
	s.sign = constant;
	s.stamp = token;
	s.stamp_self = &n;
	size_t bytes = 0;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_c2pa_order o = order(a);
	cn_err err;
	for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
		n = LENGTHS[i];
		s.stamp_bytes_max = CN_CONTENT_STAMP_BYTES_MAX;
		cn_str file = made(a, &o, &s, plain(a, "es256.png"));
		assert_true(bytes == 0 || file.n == bytes);
		bytes = file.n;
		cn_cose c;
		assert_int_equal(cn_cose_read(a, content(a, file, "c2pa.signature", CN_JUMBF_CBOR), &c, NULL), CN_OK);
		assert_true(c.n_stamps == 1 && c.stamp_v2 && c.stamp[0].n == n && c.signature.n == 64 && c.detached);
		s.stamp_bytes_max = n;
		assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_OK);
		n++;
		assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	}
	n = 0;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	n = SIZE_MAX;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_EIO);
	s.stamp_bytes_max = CN_CONTENT_STAMP_BYTES_MAX + 1;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_EINTERNAL);
}

/* ---- the digest ---------------------------------------------------------------------------------------------------------------
 */

/* What another program wrote as the digest of its file. */
static cn_str their_digest(cn_arena *a, cn_str file, const char *path)
{
	return cn_cbor_bytes(cbor(a, file, path), "hash");
}

static cn_str our_digest(cn_arena *a, cn_c2pa_maker *m, const cn_str *piece, size_t n)
{
	cn_media_pieces p = { .piece = piece, .n = n };
	for (size_t i = 0; i < n; i++)
		p.bytes += piece[i].n;
	cn_err err = { 0 };
	m->err = &err;
	if (cn_c2pa_bind(m, &p) != CN_OK)
		fail_msg("%s", err.msg);
	return cn_str_copy(a, (cn_str){ (const char *)m->digest, 32 });
}

static void the_digest_is_that_of_another_program_however_the_file_is_cut(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str mp4 = vector(a, "es256.mp4"), jpg = vector(a, "es256.jpg");
	cn_media_range out = { 20, 13084 }; /* the exclusion of es256.jpg */
	cn_c2pa_maker boxes = { .a = a, .alg = CN_SHA2_256, .bmff = true },
		      ranges = { .a = a, .alg = CN_SHA2_256, .out = &out, .n_out = 1 };
	cn_str want = their_digest(a, jpg, "c2pa.assertions/c2pa.hash.data");
	for (size_t i = 0; i < jpg.n; i += i < 60 || i > 13060 ? 1 : 997) {
		cn_str cut[] = { cn_sub(jpg, 0, i), { "", 0 }, cn_sub(jpg, i, 1), cn_sub(jpg, i + 1, jpg.n) };
		assert_true(cn_eq(our_digest(a, &ranges, cut, 4), want));
	}
	static const char OF_MP4[] =
	    "\x9f\x46\xb7\x48\xb3\xb5\xad\x46\xdf\x26\xc8\x76\xa2\x47\xe3\x1d"
	    "\xda\x7c\x21\x07\x93\x6a\xb7\x6b\x26\xd8\xb3\x92\xe2\x24\xea\x1f"; /* in its c2pa.hash.bmff.v3 */
	for (size_t i = 0; i < mp4.n; i += i < 100 || i > 13400 ? 1 : 997) {
		cn_str cut[] = { cn_sub(mp4, 0, i), { "", 0 }, cn_sub(mp4, i, 1), cn_sub(mp4, i + 1, mp4.n) };
		assert_memory_equal(our_digest(a, &boxes, cut, 4).p, OF_MP4, 32);
	}
}

static void boxes_that_do_not_fit_the_file_have_no_digest(void **state)
{
	(void)state;
	static const cn_str BAD[] = { { "\0\0\0\x08"
					"free\0\0",
					10 },
				      { "\0\0\0\x07"
					"free",
					8 },
				      { "\0\0\0\x09"
					"free",
					8 },
				      { "\0\0\0\1"
					"free\0\0\0\0\0\0\0\x0f",
					16 },
				      { "\0\0\0\1"
					"free",
					8 },
				      { "\0\0\0\1"
					"free\xff\xff\xff\xff\xff\xff\xff\xff",
					16 } };
	static const cn_str GOOD[] = { { "\0\0\0\x08"
					 "free",
					 8 },
				       { "\0\0\0\0"
					 "free\0\0",
					 10 },
				       { "\0\0\0\1"
					 "free\0\0\0\0\0\0\0\x10",
					 16 },
				       { "\0\0\0\x08"
					 "uuid",
					 8 },
				       { "", 0 } };
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_err err = { 0 };
	cn_c2pa_maker m = { .a = a, .alg = CN_SHA2_256, .bmff = true, .err = &err };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_int_equal(cn_c2pa_bind(&m, &(cn_media_pieces){ .piece = &BAD[i], .n = 1, .bytes = BAD[i].n }), CN_EINPUT);
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
		assert_int_equal(cn_c2pa_bind(&m, &(cn_media_pieces){ .piece = &GOOD[i], .n = 1, .bytes = GOOD[i].n }), CN_OK);
}

/* ---- orders that are refused ------------------------------------------------------------------------------------------------- */

static void refused(cn_arena *a, const cn_c2pa_order *o, cn_code code, const char *words)
{
	cn_err err;
	cn_code rc = make_rc(a, o, es256, plain(a, "es256.png"), &err);
	if (rc != code || (words && !strstr(err.msg, words)))
		fail_msg("%d, \"%s\" and not %d, \"%s\"", (int)rc, err.msg, (int)code, words ? words : "");
}

static void an_order_that_lacks_or_contradicts_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_c2pa_order o = order(a);
	o.id.n = 0;
	refused(a, &o, CN_EINPUT, "id is missing");
	o = order(a);
	o.generator.n = 0;
	refused(a, &o, CN_EINPUT, "generator is missing");
	o = order(a);
	o.source_type.n = 0;
	refused(a, &o, CN_EINPUT, "the source type is missing");
	o = order(a);
	o.title = CN_S("\xff");
	refused(a, &o, CN_EINPUT, "title is not UTF-8");
	static const char *const LABELS[] = {
		"", "nodot", "org.con cord", "org.x__2", "c2pa.actions.v2", "c2pa.hash.data", "c2pa.ingredient.v3"
	};
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		o = order(a);
		o.statement = &(cn_c2pa_statement){ .label = cn_str_z(LABELS[i]), .val = label(a) };
		o.n_statement = 1;
		refused(a, &o, CN_EINPUT, "is no label of a statement");
	}
	o = order(a);
	o.statement =
	    (cn_c2pa_statement[]){ { .label = CN_S("org.x"), .val = label(a) }, { .label = CN_S("org.x"), .val = label(a) } };
	refused(a, &o, CN_EINPUT, "two statements org.x");
	cn_val *twice = cn_map(a);
	(void)cn_put(a, twice, "k", cn_int(a, 1));
	(void)cn_put(a, twice, "k", cn_int(a, 2));
	o.statement = &(cn_c2pa_statement){ .label = CN_S("org.x"), .val = twice };
	o.n_statement = 1;
	refused(a, &o, CN_EINPUT, "org.x: a map has the key k twice");
	static const char *const ACTIONS[] = { "", "c2pa.created", "c2pa.opened" };
	for (size_t i = 0; i < 3; i++) {
		o = order(a);
		o.action = &(cn_c2pa_action){ .action = cn_str_z(ACTIONS[i]) };
		o.n_action = 1;
		refused(a, &o, CN_EINPUT, "an action after the first");
	}
	cn_err err;
	o = order(a);
	assert_int_equal(make_rc(a, &o, es256, CN_S("\xff\xfe\xfd"), &err), CN_EUNSUPPORTED);
	cn_str jpg = plain(a, "es256.jpg");
	assert_int_equal(make_rc(a, &o, es256, cn_sub(jpg, 0, 25), &err), CN_EINPUT);
}

static void bounds_hold_at_their_value_and_not_one_past_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
	cn_c2pa_order o = order(a);
	cn_str *const texts[] = { &o.id, &o.title, &o.generator, &o.version, &o.agent, &o.agent_version, &o.source_type };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		cn_str was = *texts[i];
		*texts[i] = long_text(a, CN_C2PA_TEXT_BYTES_MAX)->s;
		refused(a, &o, CN_OK, NULL);
		*texts[i] = long_text(a, CN_C2PA_TEXT_BYTES_MAX + 1)->s;
		refused(a, &o, CN_ETOOBIG, "longer than 1024 bytes");
		*texts[i] = was;
	}
	cn_c2pa_statement many[CN_C2PA_STATEMENTS_MAX + 1];
	for (size_t i = 0; i <= CN_C2PA_STATEMENTS_MAX; i++)
		many[i] = (cn_c2pa_statement){ .label = cn_strf(a, "org.s%zu", i), .val = cn_int(a, 1) };
	o.statement = many;
	o.n_statement = CN_C2PA_STATEMENTS_MAX;
	refused(a, &o, CN_OK, NULL);
	o.n_statement++;
	refused(a, &o, CN_ETOOBIG, "more than 64 statements");
	o.n_statement = 1;
	many[0].label = cn_strf(a, "org.%.*s", CN_FMT(long_text(a, CN_C2PA_LABEL_BYTES_MAX - 4)->s));
	refused(a, &o, CN_OK, NULL);
	many[0].label = cn_strf(a, "org.%.*s", CN_FMT(long_text(a, CN_C2PA_LABEL_BYTES_MAX - 3)->s));
	refused(a, &o, CN_EINPUT, "is no label");
	many[0] = (cn_c2pa_statement){ .label = CN_S("org.long"), .val = long_text(a, CN_C2PA_STATEMENT_BYTES_MAX - 5) };
	refused(a, &o, CN_OK, NULL);
	many[0].val = long_text(a, CN_C2PA_STATEMENT_BYTES_MAX - 4);
	refused(a, &o, CN_ETOOBIG, "org.long is longer than 1048576 bytes");
	o.n_statement = 0;
	cn_c2pa_action acts[CN_C2PA_ACTIONS_MAX + 1];
	for (size_t i = 0; i <= CN_C2PA_ACTIONS_MAX; i++)
		acts[i] = (cn_c2pa_action){ .action = CN_S("c2pa.edited") };
	o.action = acts;
	o.n_action = CN_C2PA_ACTIONS_MAX;
	refused(a, &o, CN_OK, NULL);
	o.n_action++;
	refused(a, &o, CN_ETOOBIG, "more than 64 actions");
}

static void a_chain_of_certificates_has_its_bounds(void **state)
{
	(void)state;
	static size_t sig = 64;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str der[CN_CERTS_MAX + 1];
	cn_content_signer s = *es256;
	cn_c2pa_order o = order(a);
	cn_err err;
	s.self = &sig;
	s.sign = constant;
	for (size_t i = 0; i <= CN_CERTS_MAX; i++)
		der[i] = es256->chain.der[0];
	s.chain = (cn_cert_chain){ der, CN_CERTS_MAX };
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_OK);
	s.chain.n++;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	s.chain.n = 0;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	der[0] = (cn_str){ cn_alloc(a, CN_CONTENT_CHAIN_BYTES_MAX, 1), CN_CONTENT_CHAIN_BYTES_MAX - 10 };
	der[1] = (cn_str){ der[0].p, 10 };
	s.chain.n = 2;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_OK);
	der[1].n++;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	der[1].n = SIZE_MAX;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
}

/* ---- memory -------------------------------------------------------------------------------------------------------------------
 */

typedef struct run {
	cn_str file;
	cn_content_signer signer;
} run;

static cn_code sign_once(void *arg, cn_err *err)
{
	run *r = arg;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_ARENA mine = NULL;
	if (!a)
		return CN_NOMEM(err);
	unsigned k = cn_test_fail_alloc;
	cn_test_fail_alloc = 0;
	mine = cn_arena_new(8 << 20);
	cn_c2pa_order o = order(mine);
	cn_c2pa_report parent = check(mine, r->file);
	o.parent = &parent;
	cn_test_fail_alloc = k;
	cn_media_pieces p = { 0 };
	cn_code rc = cn_c2pa_make(a, &o, &r->signer, r->file, NULL, 0, &p, err);
	assert_true((rc == CN_OK) == (p.n > 0));
	return rc;
}

static void memory_that_is_not_there_is_said(void **state)
{
	(void)state;
	static size_t sig = 64, stamp_bytes = 100;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	static const char *const FILES[] = { "es256.jpg", "es256.mp4" };
	for (size_t i = 0; i < 2; i++) {
		run r = { .file = vector(a, FILES[i]), .signer = *es256 };
		r.signer.self = &sig;
		r.signer.sign = constant;
		r.signer.stamp = token;
		r.signer.stamp_self = &stamp_bytes;
		r.signer.stamp_bytes_max = 200;
		torture_some("signing", sign_once, &r, 60, CN_ENOMEM);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_of_any_length_fits_its_own_description),
		cmocka_unit_test(a_time_stamp_of_any_length_has_its_room),
		cmocka_unit_test(the_digest_is_that_of_another_program_however_the_file_is_cut),
		cmocka_unit_test(boxes_that_do_not_fit_the_file_have_no_digest),
		cmocka_unit_test(an_order_that_lacks_or_contradicts_is_refused),
		cmocka_unit_test(bounds_hold_at_their_value_and_not_one_past_it),
		cmocka_unit_test(a_chain_of_certificates_has_its_bounds),
		cmocka_unit_test(memory_that_is_not_there_is_said),
	};
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
