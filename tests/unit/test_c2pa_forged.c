/* Claims, assertions and redactions that should not be accepted, and those nearest to them that should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_forged_help.h"

/* Two pieces of equal length in each other's place. */
static cn_str exchanged(cn_arena *a, cn_str s, cn_str x, cn_str y)
{
	char *p = cn_cstr(a, s);
	assert_int_equal(x.n, y.n);
	size_t i = place(s, x, 0), k = place(s, y, 0);
	memcpy(p + i, y.p, y.n);
	memcpy(p + k, x.p, x.n);
	return (cn_str){ p, s.n };
}

static void assertions_stay_under_their_names_and_once(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[4];
	made m = a_made(a, "m", content, CREATED);
	cn_str good = make(a, &m);
	cn_c2pa_report r = check(a, good);
	HOLD(a, &r, TRUSTED, "");
	assert_true(r.claim_version == 2 && cn_eqz(r.generator, "test"));
	r = check(a, exchanged(a, good, content[2], content[3])); /* what they say, and then what they are called */
	HOLD(a, &r, INVALID, "assertion.hashedURI.mismatch,assertion.hashedURI.mismatch");
	r = check(a, exchanged(a, good, CN_S("org.one"), CN_S("org.two")));
	HOLD(a, &r, INVALID, "assertion.hashedURI.mismatch,assertion.hashedURI.mismatch");
	m.assertions = assertion_box(a, "org.one", diag(a, "{'x':3}")); /* a second of the name, and one that nothing names */
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.undeclared");
	m.assertions = join(a, superbox(a, "cbor", "org.three", (cn_str){ 0 }), content_box(a, "c2sh", "x", "free", CN_S("")));
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.undeclared,assertion.undeclared");
	m.assertions = (cn_str){ 0 };
	static const char *const TWICE[] = { "c2pa.hash.data", "c2pa.actions.v2", "c2pa.hash.data" };
	m.name = TWICE; /* two bindings, the second under the name of the first */
	m.n = 3;
	content[2] = content[0];
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.undeclared,assertion.multipleHardBindings");
	static const char *const COUNTED[] = { "c2pa.hash.data", "c2pa.actions.v2", "c2pa.hash.data__1" };
	m.name = COUNTED;
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.multipleHardBindings");
	static const char *const FIRST[] = { "c2pa.hash.bmff", "c2pa.actions.v2" };
	m.name = FIRST; /* 18.6.1: as if it were not there */
	m.n = 2;
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "claim.hardBindings.missing");
}

/* A claim whose one assertion is what `uri` says. */
static cn_c2pa_report one_uri(cn_arena *a, cn_str uri, cn_str more)
{
	cn_str content[4];
	made m = a_made(a, "m", content, CREATED);
	m.n = 2;
	m.boxes = more;
	cn_str other = hashed(a, "self#jumbf=c2pa.assertions/c2pa.actions.v2", assertion_box(a, NAMES[1], content[1]));
	m.claim_bytes = diag(a,
			     "{'instanceID':'i','claim_generator_info':{'name':'test'},'alg':'sha256','signature':"
			     "'self#jumbf=c2pa.signature','created_assertions':[^,^]}",
			     other, uri);
	return check(a, make(a, &m));
}

static void an_assertion_is_of_the_store_of_its_manifest(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str bind = assertion_box(a, NAMES[0], binding(a)), elsewhere = superbox(a, "c2db", "c2pa.databoxes", bind);
	cn_c2pa_report r = one_uri(a, hashed(a, "self#jumbf=c2pa.assertions/c2pa.hash.data", bind), (cn_str){ 0 });
	HOLD(a, &r, TRUSTED, "");
	r = one_uri(a, hashed(a, "self#jumbf=/c2pa/m/c2pa.assertions/c2pa.hash.data", bind), (cn_str){ 0 });
	HOLD(a, &r, TRUSTED, "");
	r = one_uri(a, hashed(a, "self#jumbf=c2pa.databoxes/c2pa.hash.data", bind), elsewhere);
	HOLD(a, &r, INVALID, "assertion.missing,assertion.undeclared");
	static const char *const BAD[] = { "self#jumbf=c2pa.assertions/c2pa.hash.none", "self#jumbf=/c2pa/m/c2pa.assertions",
					   "self#jumbf=/c2pa/m", "self#jumbf=c2pa.assertions/c2pa.hash.data/cbor" };
	for (size_t i = 0; i < N(BAD); i++) {
		r = one_uri(a, hashed(a, BAD[i], bind), (cn_str){ 0 });
		if (!cn_starts(failures(a, &r), "assertion.missing,assertion.undeclared"))
			fail_msg("%s: %.*s", BAD[i], CN_FMT(failures(a, &r)));
	}
	static const char *const OUTSIDE[] = { "https://example.org/c2pa.hash.data", "self#jumbf=/m/c2pa.assertions/c2pa.hash.data",
					       "self#jumbf=/c2pa/n/c2pa.assertions/c2pa.hash.data",
					       "c2pa.assertions/c2pa.hash.data", "" };
	for (size_t i = 0; i < N(OUTSIDE); i++) {
		r = one_uri(a, hashed(a, OUTSIDE[i], bind), (cn_str){ 0 });
		if (!cn_starts(failures(a, &r), "assertion.outsideManifest,assertion.undeclared"))
			fail_msg("%s: %.*s", OUTSIDE[i], CN_FMT(failures(a, &r)));
	}
	/* digests: of another algorithm, cut short, under one that is not allowed, none */
	cn_str url = diag(a, "'self#jumbf=c2pa.assertions/c2pa.hash.data'"), body = cn_sub(bind, 8, bind.n);
	r = one_uri(a, diag(a, "{'url':^,'alg':'sha512','hash':@}", url, digest(a, CN_SHA2_512, body)), (cn_str){ 0 });
	HOLD(a, &r, TRUSTED, "");
	r = one_uri(a, diag(a, "{'url':^,'alg':'sha512','hash':@}", url, sha256(a, body)), (cn_str){ 0 });
	HOLD(a, &r, INVALID, "assertion.hashedURI.mismatch");
	r = one_uri(a, diag(a, "{'url':^,'hash':@}", url, cn_sub(sha256(a, body), 0, 16)), (cn_str){ 0 });
	HOLD(a, &r, INVALID, "assertion.hashedURI.mismatch");
	r = one_uri(a, diag(a, "{'url':^}", url), (cn_str){ 0 });
	HOLD(a, &r, INVALID, "assertion.hashedURI.mismatch");
	r = one_uri(a, diag(a, "{'url':^,'alg':'sha1','hash':@}", url, CN_S("12345678901234567890")), (cn_str){ 0 });
	HOLD(a, &r, INVALID, "algorithm.unsupported");
	r = one_uri(a, diag(a, "7"), (cn_str){ 0 });
	HOLD(a, &r, INVALID, "assertion.outsideManifest,assertion.undeclared,claim.hardBindings.missing");
}

static void a_claim_is_one_of_its_own_label_with_its_own_signature(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[4], others[4];
	made m = a_made(a, "m", content, CREATED), o = a_made(a, "o", others, CREATED);
	o.n = 2;
	cn_str claim = claim_of(a, &m);
	m.boxes = cbor_box(a, "c2cl", "c2pa.claim", claim);
	cn_c2pa_report r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "claim.multiple");
	m.boxes = cbor_box(a, "c2cs", "c2pa.signature", CN_S("\x80")); /* the first of the name is the one that is named */
	r = check(a, make(a, &m));
	HOLD(a, &r, TRUSTED, "");
	m.boxes = (cn_str){ 0 };
	static const char *const LABELS[] = { "c2pa.claim", "c2pa.claim.v3", "c2pa.claim.v2__1", "claim", "" };
	for (size_t i = 0; i < N(LABELS); i++) {
		m.claim = LABELS[i];
		r = check(a, make(a, &m));
		HOLD(a, &r, INVALID, i ? "claim.missing" : "claim.malformed"); /* one of version 2 lacks what version 1 has */
	}
	m.claim = NULL;
	/* the signature of another manifest: its bytes, then by its address */
	m.cose = cose_of(a, &o, claim_of(a, &o));
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "claimSignature.mismatch");
	m.cose = (cn_str){ 0 };
	static const char *const URLS[] = { "self#jumbf=/c2pa/o/c2pa.signature", "self#jumbf=c2pa.claim.v2", "self#jumbf=c2pa.none",
					    "self#jumbf=/c2pa/m" };
	for (size_t i = 0; i < N(URLS); i++) {
		cn_str bind = hashed(a, "self#jumbf=c2pa.assertions/c2pa.hash.data", assertion_box(a, NAMES[0], content[0]));
		made q = m;
		q.n = 1;
		q.claim_bytes = diag(
		    a,
		    cn_cstr(a, cn_strf(a,
				       "{'instanceID':'i','claim_generator_info':{'name':'test'},'alg':'sha256','signature':'%s',"
				       "'created_assertions':[^]}",
				       URLS[i])),
		    bind);
		r = check(a, join(a, make(a, &o), make(a, &q)));
		HOLD(a, &r, INVALID, "claimSignature.missing,assertion.action.malformed");
	}
	/* fields that a claim of version 2 has */
	static const char *const LACKING[] = {
		"{'claim_generator_info':{'name':'t'},'signature':'s','created_assertions':[]}",
		"{'instanceID':'','claim_generator_info':{'name':'t'},'signature':'s','created_assertions':[]}",
		"{'instanceID':'i','signature':'s','created_assertions':[]}",
		"{'instanceID':'i','claim_generator_info':{'version':'1'},'signature':'s','created_assertions':[]}",
		"{'instanceID':'i','claim_generator_info':[{'name':'t'}],'signature':'s','created_assertions':[]}",
		"{'instanceID':'i','claim_generator_info':{'name':'t'},'created_assertions':[]}",
		"{'instanceID':'i','claim_generator_info':{'name':'t'},'signature':7,'created_assertions':[]}",
		"{'instanceID':'i','claim_generator_info':{'name':'t'},'signature':'s','assertions':[]}",
		"{'instanceID':'i','claim_generator_info':{'name':'t'},'signature':'s','created_assertions':{}}",
		"{}",
	};
	for (size_t i = 0; i < N(LACKING); i++) {
		m.claim_bytes = diag(a, LACKING[i]);
		r = check(a, make(a, &m));
		if (!cn_eqz(failures(a, &r), "claim.malformed"))
			fail_msg("%s: %.*s", LACKING[i], CN_FMT(failures(a, &r)));
	}
	static const cn_str BROKEN[] = {
		{ "[]", 0 }, { "\x80", 1 }, { "\xa1\x61x", 3 }, { "\xa2\x61x\1\x61x\2", 7 }, { "\xa0\xa0", 2 }
	};
	for (size_t i = 1; i < N(BROKEN); i++) { /* no map, cut off, a key twice, two items */
		m.claim_bytes = BROKEN[i];
		r = check(a, make(a, &m));
		HOLD(a, &r, INVALID, "claim.cbor.invalid");
	}
	r = check(a, superbox(a, "c2ma", "m", superbox(a, "c2cl", "c2pa.claim", (cn_str){ 0 })));
	HOLD(a, &r, INVALID, "claim.cbor.invalid");
	r = check(a, superbox(a, "c2ma", "m", (cn_str){ 0 }));
	HOLD(a, &r, INVALID, "claim.missing");
	r = check(a, superbox(a, "c2pv", "m", (cn_str){ 0 })); /* no manifest at all */
	HOLD(a, &r, INVALID, "general.error");
	made old = { .label = "m", .kind = "c2md", .name = NAMES, .content = content, .n = 1 }; /* 11.2.2 */
	r = check(a, make(a, &old));
	HOLD(a, &r, TRUSTED, "");
	old.kind = "c2tm"; /* 11.2.5: not read any more */
	r = check(a, join(a, make(a, &m), make(a, &old)));
	assert_true(cn_eqz(r.active, "m"));
}

/* What the shortest encoding forbids changes no meaning, what names a thing twice does. */
static void bytes_are_signed_as_they_stand(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[] = { binding(a) };
	made m = { .label = "m", .name = NAMES, .content = content, .n = 1 };
	cn_str claim = claim_of(a, &m); /* a map of three: its head in two bytes, then of open length */
	m.claim_bytes = join(a, CN_S("\xb8\x03"), cn_sub(claim, 1, claim.n));
	cn_c2pa_report r = check(a, make(a, &m));
	HOLD(a, &r, TRUSTED, "");
	m.claim_bytes = join(a, join(a, CN_S("\xbf"), cn_sub(claim, 1, claim.n)), CN_S("\xff"));
	r = check(a, make(a, &m));
	HOLD(a, &r, TRUSTED, "");
	m.cose = cose_of(a, &m, claim); /* but it is not the claim that was signed in the shorter form */
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "claimSignature.mismatch");
	m = (made){ .label = "m", .name = NAMES, .content = content, .n = 1 };
	content[0] =
	    join(a, CN_S("\xa2\x64hash\x41x"), cn_sub(binding(a), 1, binding(a).n)); /* the digest twice: the second holds */
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.cbor.invalid");
	content[0] = cn_sub(binding(a), 0, binding(a).n - 1);
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.cbor.invalid");
	static const char *const JSON[] = { "c2pa.hash.data", "c2pa.metadata" };
	cn_str two[] = { binding(a), CN_S("{\"a\":1}") };
	m = (made){ .label = "m", .name = JSON, .content = two, .n = 2 };
	r = check(a, make(a, &m));
	HOLD(a, &r, TRUSTED, "");
	two[1] = CN_S("{\"a\":1");
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.json.invalid");
	/* a store in a store's clothes */
	cn_str good = make(a, &m);
	toy t;
	cn_x509 x = toy_table(&t);
	static const char *const STORES[][2] = { { "c2pb", "c2pa" }, { "c2pa", "c2pb" } };
	for (size_t i = 0; i < 2; i++) {
		cn_c2pa_input in = { .file = CN_S("content"), .store = superbox(a, STORES[i][0], STORES[i][1], good), .x509 = &x };
		assert_int_equal(cn_c2pa_check(a, &in, &r, NULL), CN_OK);
		HOLD(a, &r, INVALID, "general.error");
	}
}

static void nobody_redacts_but_who_was_made_of_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	static const char *const SECRET[] = { "c2pa.hash.data", "org.secret" };
	cn_str content[] = { binding(a), diag(a, "{'secret':'yes'}") }, next[4], last[4], all;
	made one = { .label = "one", .name = SECRET, .content = content, .n = 2 }, other, top;
	cn_str first = make(a, &one), gone = zeroed(a, first, content[1]);
	const made *of_one[] = { &one };
	/* by what was made of it, at once and later */
	all = join(a, gone, made_of(a, "top", of_one, 1, "componentOf", REDACTS("one/c2pa.assertions/org.secret"), &top, next));
	cn_c2pa_report r = check(a, all);
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_INGREDIENT_SIG_VALID));
	cn_str middle = made_of(a, "mid", of_one, 1, "componentOf", NULL, &other, last);
	const made *of_other[] = { &other }, *both[] = { &other, &one };
	cn_str deep = made_of(a, "top", of_other, 1, "componentOf", REDACTS("one/c2pa.assertions/org.secret"), &top, next);
	r = check(a, join(a, join(a, gone, middle), deep));
	HOLD(a, &r, TRUSTED, "");
	/* by another ingredient, which it is no part of: the whole of "one" was signed, and it is whole no more */
	made evil = {
		.label = "evil", .name = SECRET, .content = content, .n = 1, .more = REDACTS("one/c2pa.assertions/org.secret")
	};
	const made *siblings[] = { &evil, &one };
	cn_str signed_top = made_of(a, "top", siblings, 2, "componentOf", NULL, &top, next);
	r = check(a, join(a, join(a, make(a, &evil), first), signed_top));
	HOLD(a, &r, TRUSTED, "");
	r = check(a, join(a, join(a, make(a, &evil), gone), signed_top));
	HOLD(a, &r, INVALID, "ingredient.manifest.mismatch,assertion.hashedURI.mismatch,assertion.cbor.invalid");
	/* by an ingredient, of the manifest that it is part of */
	evil.more = REDACTS("top/c2pa.assertions/org.secret");
	cn_str tops[] = { binding(a), ingredient_of(a, &evil, "componentOf", ",'validationResults':{}"), content[1] };
	static const char *const TOP[] = { "c2pa.hash.data", "c2pa.ingredient.v3", "org.secret" };
	top = (made){ .label = "top", .name = TOP, .content = tops, .n = 3 };
	signed_top = make(a, &top);
	r = check(a, join(a, make(a, &evil), signed_top));
	HOLD(a, &r, TRUSTED, "");
	r = check(a, join(a, make(a, &evil), zeroed(a, signed_top, content[1])));
	HOLD(a, &r, INVALID, "assertion.hashedURI.mismatch,assertion.cbor.invalid");
	evil.more = REDACTS("top/c2pa.assertions/c2pa.hash.data"); /* nor its binding */
	tops[1] = ingredient_of(a, &evil, "componentOf", ",'validationResults':{}");
	r = check(a, join(a, make(a, &evil), make(a, &top)));
	HOLD(a, &r, TRUSTED, "");
	/* one way of two is enough */
	r = check(a, join(a, join(a, gone, middle),
			  made_of(a, "top", both, 2, "componentOf", REDACTS("one/c2pa.assertions/org.secret"), &top, next)));
	HOLD(a, &r, TRUSTED, "");
	/* 16.8 of 1.4 has no digest for it */
	static const char *const V1[] = { "c2pa.hash.data", "c2pa.ingredient" };
	cn_str olds[] = { binding(a),
			  diag(a, "{'relationship':'componentOf','c2pa_manifest':^}", hashed(a, "self#jumbf=/c2pa/one", first)) };
	made old = { .label = "top", .name = V1, .content = olds, .n = 2, .more = REDACTS("one/c2pa.assertions/org.secret") };
	r = by_rules(a, join(a, gone, make(a, &old)), CN_C2PA_1_4);
	HOLD(a, &r, WELL_FORMED, "");
	r = check(a, join(a, gone, make(a, &old)));
	HOLD(a, &r, INVALID, "ingredient.claimSignature.missing");
}

static void bindings_and_actions_are_not_redacted(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[4], next[4];
	made one = a_made(a, "one", content, CREATED), top;
	const made *parts[] = { &one };
	static const struct {
		const char *redacts, *codes;
		int zero;
	} CASES[] = {
		{ REDACTS("one/c2pa.assertions/c2pa.hash.data"), "assertion.dataHash.redacted", 0 },
		{ REDACTS("one/c2pa.assertions/c2pa.actions.v2"), "assertion.action.redacted,assertion.action.malformed", 1 },
		{ REDACTS("one/c2pa.assertions/org.one"), "", 2 },
		{ REDACTS("one/c2pa.assertions/org.none"), "assertion.hashedURI.mismatch,assertion.cbor.invalid",
		  2 }, /* another's name does not help */
		{ REDACTS("top/c2pa.assertions/c2pa.hash.data"), "assertion.selfRedacted", -1 },
		{ REDACTS("none/c2pa.assertions/org.one"), "", -1 },
		{ "'redacted_assertions':['https://example.org',7]", "", -1 },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		cn_str first = make(a, &one);
		if (CASES[i].zero >= 0)
			first = zeroed(a, first, content[CASES[i].zero]);
		cn_c2pa_report r =
		    check(a, join(a, first, made_of(a, "top", parts, 1, "componentOf", CASES[i].redacts, &top, next)));
		cn_str got = failures(a, &r);
		if (!cn_eqz(got, CASES[i].codes))
			fail_msg("%s: %.*s", CASES[i].redacts, CN_FMT(got));
	}
	cn_str first = make(a, &one);
	cn_c2pa_report r =
	    by_rules(a, join(a, first, made_of(a, "top", parts, 1, "componentOf", CASES[0].redacts, &top, next)), CN_C2PA_2_4);
	assert_true(told(&r, CN_C2PA_DATA_REDACTED) &&
		    cn_eqz(cn_str_z(cn_c2pa_code_name(CN_C2PA_DATA_REDACTED, CN_C2PA_2_4)), "assertion.hardBinding.redacted"));
	/* the binding of the parent of an update */
	made up = { .label = "up", .kind = "c2um", .name = WITH + 1, .content = next, .n = 1, .more = CASES[0].redacts };
	next[0] = ingredient_of(a, &one, "parentOf", ",'validationResults':{}");
	r = check(a, join(a, first, make(a, &up)));
	assert_true(r.state == CN_C2PA_INVALID && told(&r, CN_C2PA_DATA_REDACTED) && !told(&r, CN_C2PA_DATA_MATCH));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(assertions_stay_under_their_names_and_once),
		cmocka_unit_test(an_assertion_is_of_the_store_of_its_manifest),
		cmocka_unit_test(a_claim_is_one_of_its_own_label_with_its_own_signature),
		cmocka_unit_test(bytes_are_signed_as_they_stand),
		cmocka_unit_test(nobody_redacts_but_who_was_made_of_it),
		cmocka_unit_test(bindings_and_actions_are_not_redacted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
