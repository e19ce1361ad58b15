/* Manifests that should not be accepted, and those nearest to them that should: claims, assertions, redactions, ingredients, actions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_toy.h"

#define N(x) (sizeof(x) / sizeof *(x))

static cn_c2pa_report by_rules(cn_arena *a, cn_str manifests, cn_c2pa_rules rules)
{
	toy t;
	cn_x509 x = toy_table(&t);
	cn_c2pa_input in = {
		.file = CN_S("content"), .store = superbox(a, "c2pa", "c2pa", manifests), .at_us = 500, .x509 = &x, .rules = rules
	};
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (cn_c2pa_check(a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	assert_int_equal(r.rules, rules);
	return r;
}

static cn_c2pa_report check(cn_arena *a, cn_str manifests)
{
	return by_rules(a, manifests, CN_C2PA_2_2);
}

static cn_str binding(cn_arena *a)
{
	return diag(a, "{'hash':@}", sha256(a, CN_S("content")));
}

#define CREATED "{'actions':[{'action':'c2pa.created'}]}"

static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.actions.v2", "org.one", "org.two" };

/* A manifest with the binding and the other assertions, of which the first is called c2pa.actions.v2. */
static made a_made(cn_arena *a, const char *label, cn_str *content, const char *actions)
{
	content[0] = binding(a);
	content[1] = diag(a, actions);
	content[2] = diag(a, "{'x':1}");
	content[3] = diag(a, "{'x':2}");
	return (made){ .label = label, .name = NAMES, .content = content, .n = 4, .version = 2 };
}

static size_t place(cn_str s, cn_str what, unsigned nth)
{
	for (size_t i = 0; i + what.n <= s.n; i++)
		if (memcmp(s.p + i, what.p, what.n) == 0 && nth-- == 0)
			return i;
	fail_msg("it is not there");
	return 0;
}

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
	m.claim_bytes = diag(a, "{'instanceID':'i','claim_generator_info':{'name':'test'},'alg':'sha256','signature':"
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
	static const char *const BAD[] = { "self#jumbf=c2pa.assertions/c2pa.hash.none", "self#jumbf=/c2pa/m/c2pa.assertions", "self#jumbf=/c2pa/m",
					   "self#jumbf=c2pa.assertions/c2pa.hash.data/cbor" };
	for (size_t i = 0; i < N(BAD); i++) {
		r = one_uri(a, hashed(a, BAD[i], bind), (cn_str){ 0 });
		if (!cn_starts(failures(a, &r), "assertion.missing,assertion.undeclared"))
			fail_msg("%s: %.*s", BAD[i], CN_FMT(failures(a, &r)));
	}
	static const char *const OUTSIDE[] = { "https://example.org/c2pa.hash.data", "self#jumbf=/m/c2pa.assertions/c2pa.hash.data",
					       "self#jumbf=/c2pa/n/c2pa.assertions/c2pa.hash.data", "c2pa.assertions/c2pa.hash.data", "" };
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
	static const char *const URLS[] = { "self#jumbf=/c2pa/o/c2pa.signature", "self#jumbf=c2pa.claim.v2", "self#jumbf=c2pa.none", "self#jumbf=/c2pa/m" };
	for (size_t i = 0; i < N(URLS); i++) {
		cn_str bind = hashed(a, "self#jumbf=c2pa.assertions/c2pa.hash.data", assertion_box(a, NAMES[0], content[0]));
		made q = m;
		q.n = 1;
		q.claim_bytes = diag(a, cn_cstr(a, cn_strf(a, "{'instanceID':'i','claim_generator_info':{'name':'test'},'alg':'sha256','signature':'%s',"
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
	static const cn_str BROKEN[] = { { "[]", 0 }, { "\x80", 1 }, { "\xa1\x61x", 3 }, { "\xa2\x61x\1\x61x\2", 7 }, { "\xa0\xa0", 2 } };
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
	content[0] = join(a, CN_S("\xa2\x64hash\x41x"), cn_sub(binding(a), 1, binding(a).n)); /* the digest twice: the second holds */
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

/* ---- redaction
 * ------------------------------------------------------------------------------------------------------------------------- */

static const char *const WITH[] = { "c2pa.hash.data", "c2pa.ingredient.v3", "c2pa.ingredient.v3__1", "c2pa.ingredient.v3__2" };

/* A manifest made of others. */
static cn_str made_of(cn_arena *a, const char *label, const made *const *part, size_t n, const char *relationship, const char *more, made *ret,
		      cn_str *content)
{
	content[0] = binding(a);
	for (size_t i = 0; i < n; i++)
		content[i + 1] = ingredient_of(a, part[i], relationship, ",'validationResults':{}");
	*ret = (made){ .label = label, .name = WITH, .content = content, .n = n + 1, .more = more };
	return make(a, ret);
}

#define REDACTS(uri) "'redacted_assertions':['self#jumbf=/c2pa/" uri "']"

/* The manifest with what an assertion holds gone to zeros. */
static cn_str zeroed(cn_arena *a, cn_str manifest, cn_str content)
{
	char *p = cn_cstr(a, manifest);
	memset(p + place(manifest, content, 0), 0, content.n);
	return (cn_str){ p, manifest.n };
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
	made evil = { .label = "evil", .name = SECRET, .content = content, .n = 1, .more = REDACTS("one/c2pa.assertions/org.secret") };
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
	r = check(a, join(a, join(a, gone, middle), made_of(a, "top", both, 2, "componentOf", REDACTS("one/c2pa.assertions/org.secret"), &top, next)));
	HOLD(a, &r, TRUSTED, "");
	/* 16.8 of 1.4 has no digest for it */
	static const char *const V1[] = { "c2pa.hash.data", "c2pa.ingredient" };
	cn_str olds[] = { binding(a), diag(a, "{'relationship':'componentOf','c2pa_manifest':^}", hashed(a, "self#jumbf=/c2pa/one", first)) };
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
		{ REDACTS("one/c2pa.assertions/org.none"), "assertion.hashedURI.mismatch,assertion.cbor.invalid", 2 }, /* another's name does not help */
		{ REDACTS("top/c2pa.assertions/c2pa.hash.data"), "assertion.selfRedacted", -1 },
		{ REDACTS("none/c2pa.assertions/org.one"), "", -1 },
		{ "'redacted_assertions':['https://example.org',7]", "", -1 },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		cn_str first = make(a, &one);
		if (CASES[i].zero >= 0)
			first = zeroed(a, first, content[CASES[i].zero]);
		cn_c2pa_report r = check(a, join(a, first, made_of(a, "top", parts, 1, "componentOf", CASES[i].redacts, &top, next)));
		cn_str got = failures(a, &r);
		if (!cn_eqz(got, CASES[i].codes))
			fail_msg("%s: %.*s", CASES[i].redacts, CN_FMT(got));
	}
	cn_str first = make(a, &one);
	cn_c2pa_report r = by_rules(a, join(a, first, made_of(a, "top", parts, 1, "componentOf", CASES[0].redacts, &top, next)), CN_C2PA_2_4);
	assert_true(told(&r, CN_C2PA_DATA_REDACTED) &&
		    cn_eqz(cn_str_z(cn_c2pa_code_name(CN_C2PA_DATA_REDACTED, CN_C2PA_2_4)), "assertion.hardBinding.redacted"));
	/* the binding of the parent of an update */
	made up = { .label = "up", .kind = "c2um", .name = WITH + 1, .content = next, .n = 1, .more = CASES[0].redacts };
	next[0] = ingredient_of(a, &one, "parentOf", ",'validationResults':{}");
	r = check(a, join(a, first, make(a, &up)));
	assert_true(r.state == CN_C2PA_INVALID && told(&r, CN_C2PA_DATA_REDACTED) && !told(&r, CN_C2PA_DATA_MATCH));
}

/* ---- ingredients
 * ----------------------------------------------------------------------------------------------------------------------- */

static void loops_and_names_that_occur_twice_end_and_hold_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[] = { binding(a), diag(a, "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/m','hash':@},'validationResults':{}}",
					      sha256(a, CN_S("?"))) };
	made m = { .label = "m", .name = WITH, .content = content, .n = 2 };
	cn_c2pa_report r = check(a, make(a, &m)); /* made of itself */
	HOLD(a, &r, INVALID, "ingredient.manifest.mismatch");
	cn_str others[] = { binding(a), ingredient_of(a, &m, "componentOf", ",'validationResults':{}") };
	made n = { .label = "n", .name = WITH, .content = others, .n = 2 };
	content[1] = diag(a, "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/n','hash':@},'validationResults':{}}",
			  sha256(a, CN_S("?")));
	r = check(a, join(a, make(a, &m), make(a, &n))); /* of each other */
	assert_true(r.state == CN_C2PA_INVALID && told(&r, CN_C2PA_INGREDIENT_MISMATCH));
	/* an update without end */
	cn_str parents[] = { diag(a, "{'relationship':'parentOf','activeManifest':{'url':'self#jumbf=/c2pa/u','hash':@},'validationResults':{}}",
				  sha256(a, CN_S("?"))) };
	made u = { .label = "u", .kind = "c2um", .name = WITH + 1, .content = parents, .n = 1 };
	r = check(a, make(a, &u));
	HOLD(a, &r, INVALID, "ingredient.manifest.mismatch,claim.hardBindings.missing");
	/* two manifests of one name: an address leads to the first, so that the second has no assertions of its own */
	cn_str plain[] = { binding(a) };
	made p = { .label = "p", .name = WITH, .content = plain, .n = 1 };
	cn_str one = make(a, &p);
	r = check(a, join(a, one, one));
	HOLD(a, &r, INVALID, "claimSignature.missing,assertion.outsideManifest,assertion.undeclared");
	/* the same ingredient by two ways is checked once */
	const made *twice[] = { &p, &p };
	cn_str next[4];
	made top;
	r = check(a, join(a, one, made_of(a, "top", twice, 2, "componentOf", NULL, &top, next)));
	HOLD(a, &r, TRUSTED, "");
}

static void an_ingredient_says_what_it_is(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[] = { binding(a), { 0 } }, plain[] = { binding(a) };
	made p = { .label = "p", .name = WITH, .content = plain, .n = 1 }, m = { .label = "m", .name = WITH, .content = content, .n = 2 };
	static const struct {
		const char *text, *codes;
		bool unknown;
	} CASES[] = {
		{ "{'relationship':'componentOf'}", "", true },
		{ "{'relationship':'inputTo'}", "", false },
		{ "{'relationship':'childOf'}", "assertion.ingredient.malformed", true },
		{ "{}", "assertion.ingredient.malformed", true },
		{ "{'relationship':'componentOf','activeManifest':^,'validationResults':{}}", "", false },
		{ "{'relationship':'componentOf','c2pa_manifest':^,'validationResults':{}}", "", false },
		{ "{'relationship':'componentOf','activeManifest':^}", "assertion.ingredient.malformed", false },
		{ "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/x'},'validationResults':{}}", "ingredient.manifest.missing", false },
		{ "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/p/c2pa.claim'},'validationResults':{}}",
		  "ingredient.manifest.missing", false },
		{ "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/p'},'validationResults':{}}", "ingredient.manifest.mismatch", false },
		{ "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/p','alg':'md5'},'validationResults':{}}",
		  "algorithm.unsupported,ingredient.manifest.mismatch", false },
	};
	cn_str uri = hashed(a, "self#jumbf=/c2pa/p", make(a, &p));
	for (size_t i = 0; i < N(CASES); i++) {
		content[1] = diag(a, CASES[i].text, uri);
		cn_c2pa_report r = check(a, join(a, make(a, &p), make(a, &m)));
		if (!cn_eqz(failures(a, &r), CASES[i].codes) || told(&r, CN_C2PA_INGREDIENT_UNKNOWN) != CASES[i].unknown)
			fail_msg("%s: %.*s", CASES[i].text, CN_FMT(failures(a, &r)));
	}
	content[1] = diag(a, "{'relationship':'componentOf','activeManifest':^,'validationResults':{},'digitalSourceType':'x'}", uri);
	cn_c2pa_report r = check(a, join(a, make(a, &p), make(a, &m)));
	HOLD(a, &r, TRUSTED, "");
	r = by_rules(a, join(a, make(a, &p), make(a, &m)), CN_C2PA_2_4);
	HOLD(a, &r, INVALID, "assertion.ingredient.malformed");
	/* a signature's digest counts for the signature of that manifest only */
	static const char *const SECRET[] = { "c2pa.hash.data", "org.secret" };
	cn_str secret[] = { binding(a), diag(a, "{'secret':1}") };
	made s = { .label = "s", .name = SECRET, .content = secret, .n = 2 };
	cn_str gone = zeroed(a, make(a, &s), secret[1]), sig = cbor_box(a, "c2cs", "c2pa.signature", cose_of(a, &p, claim_of(a, &p)));
	m.more = REDACTS("s/c2pa.assertions/org.secret");
	cn_str claim_box = cbor_box(a, "c2cl", "c2pa.claim", claim_of(a, &s));
	const cn_str SIGS[] = { hashed(a, "self#jumbf=/c2pa/p/c2pa.signature", sig), hashed(a, "self#jumbf=/c2pa/s/c2pa.claim", claim_box),
				hashed(a, "self#jumbf=/c2pa/s/c2pa.signature", sig), hashed(a, "self#jumbf=/c2pa/s/c2pa.none", sig) };
	for (size_t i = 0; i < N(SIGS); i++) {
		content[1] = diag(a, "{'relationship':'componentOf','activeManifest':^,'claimSignature':^,'validationResults':{}}",
				  hashed(a, "self#jumbf=/c2pa/s", make(a, &s)), SIGS[i]);
		r = check(a, join(a, join(a, make(a, &p), gone), make(a, &m)));
		HOLD(a, &r, INVALID, i == 2 ? "ingredient.claimSignature.mismatch" : "ingredient.claimSignature.missing");
	}
}

static void a_failure_that_is_recorded_is_known_there_and_nowhere_else(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_str content[4], next[4];
	made one = a_made(a, "one", content, CREATED);
	cn_str first = make(a, &one);
	size_t x = place(first, content[2], 0), y = place(first, content[3], 0);
	cn_str bad = changed(a, first, x + 3), worse = changed(a, bad, y + 3);
	static const struct {
		const char *record;
		cn_c2pa_state bad, worse;
	} CASES[] = {
#define AT(path) "{'code':'assertion.hashedURI.mismatch','url':'self#jumbf=" path "'}"
		{ ",'validationResults':{'activeManifest':{'failure':[" AT("/c2pa/one/c2pa.assertions/org.one") "]}}", CN_C2PA_TRUSTED, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'failure':[" AT("c2pa.assertions/org.one") "]}}", CN_C2PA_TRUSTED, CN_C2PA_INVALID },
		{ ",'validationResults':{},'validationStatus':[" AT("/c2pa/one/c2pa.assertions/org.one") "," AT("/c2pa/one/c2pa.assertions/org.two") "]",
		  CN_C2PA_TRUSTED, CN_C2PA_TRUSTED },
		{ ",'validationResults':{'ingredientDeltas':[{'validationDeltas':{'failure':[" AT("/c2pa/one/c2pa.assertions/org.one") "]}}]}",
		  CN_C2PA_TRUSTED, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'failure':[{'code':'assertion.hashedURI.mismatch'}]}}", CN_C2PA_TRUSTED, CN_C2PA_TRUSTED },
		{ ",'validationResults':{'activeManifest':{'failure':[" AT("/c2pa/top/c2pa.assertions/org.one") "]}}", CN_C2PA_INVALID, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'success':[" AT("/c2pa/one/c2pa.assertions/org.one") "]}}", CN_C2PA_INVALID, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'failure':[{'code':'claimSignature.mismatch'},{'code':'none'},7]}}", CN_C2PA_INVALID, CN_C2PA_INVALID },
		{ ",'validationResults':{}", CN_C2PA_INVALID, CN_C2PA_INVALID },
	};
	for (size_t i = 0; i < N(CASES); i++)
		for (int k = 0; k < 2; k++) { /* the record is of a manifest that was as it is: its digest holds */
			cn_str file = k ? worse : bad;
			made top = { .label = "top", .name = WITH, .content = next, .n = 2 };
			next[0] = binding(a);
			next[1] = diag(a, cn_cstr(a, cn_strf(a, "{'relationship':'componentOf','activeManifest':^%s}", CASES[i].record)),
				       hashed(a, "self#jumbf=/c2pa/one", file));
			cn_c2pa_report r = check(a, join(a, file, make(a, &top)));
			if (r.state != (k ? CASES[i].worse : CASES[i].bad))
				fail_msg("%s %d: %s %.*s", CASES[i].record, k, cn_c2pa_state_text(r.state), CN_FMT(failures(a, &r)));
		}
	/* 1.4, 16.8: with a failure recorded it is admitted whole */
	static const char *const V1[] = { "c2pa.hash.data", "c2pa.ingredient" };
	one.version = 1;
	bad = changed(a, make(a, &one), place(make(a, &one), content[2], 0) + 3);
	next[1] = diag(a, "{'relationship':'componentOf','c2pa_manifest':^,'validationStatus':[{'code':'claimSignature.mismatch'}]}",
		       hashed(a, "self#jumbf=/c2pa/one", bad));
	made top = { .label = "top", .name = V1, .content = next, .n = 2 };
	cn_c2pa_report r = by_rules(a, join(a, bad, make(a, &top)), CN_C2PA_1_4);
	assert_int_equal(r.state, CN_C2PA_TRUSTED);
	r = check(a, join(a, bad, make(a, &top)));
	assert_int_equal(r.state, CN_C2PA_INVALID);
	/* what makes an update's binding worth nothing is not mended by a record of it */
	cn_str no = changed(a, first, place(first, content[0], 0) + 10);
	made up = { .label = "up", .kind = "c2um", .name = WITH + 1, .content = next, .n = 1 };
	next[0] = diag(a, "{'relationship':'parentOf','activeManifest':^,'validationResults':{'activeManifest':{'failure':[{'code':"
			  "'assertion.hashedURI.mismatch'},{'code':'assertion.dataHash.mismatch'}]}}}",
		       hashed(a, "self#jumbf=/c2pa/one", no));
	r = check(a, join(a, no, make(a, &up)));
	assert_true(r.state == CN_C2PA_INVALID && told(&r, CN_C2PA_NO_BINDING));
	/* records have a bound: one past it counts for nothing */
	for (size_t k = 255; k < 257; k++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		cn_cbor_put_head(&b, CN_CBOR_ARRAY, k + 1);
		for (size_t i = 0; i < k; i++)
			cn_buf_put(&b, diag(a, "{'code':'claim.missing'}"));
		cn_buf_put(&b, diag(a, "{'code':'assertion.hashedURI.mismatch'}"));
		bad = changed(a, first, x + 3);
		next[0] = binding(a);
		next[1] = diag(a, "{'relationship':'componentOf','activeManifest':^,'validationResults':{'activeManifest':{'failure':^}}}",
			       hashed(a, "self#jumbf=/c2pa/one", bad), cn_buf_copy(a, &b));
		made many = { .label = "top", .name = WITH, .content = next, .n = 2 };
		r = check(a, join(a, bad, make(a, &many)));
		assert_int_equal(r.state, k == 255 ? CN_C2PA_TRUSTED : CN_C2PA_INVALID);
	}
}

static void updates_have_one_parent_and_change_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_str content[4], next[3];
	made one = a_made(a, "one", content, CREATED);
	cn_str first = make(a, &one), parent = ingredient_of(a, &one, "parentOf", ",'validationResults':{}"),
	       part = ingredient_of(a, &one, "componentOf", ",'validationResults':{}");
	static const char *const V[][2] = { { "c2pa.ingredient.v3", "c2pa.actions.v2" },
					    { "c2pa.ingredient.v3", "c2pa.ingredient.v3__1" },
					    { "c2pa.ingredient.v3", "c2pa.hash.data" },
					    { "c2pa.ingredient.v3", "c2pa.thumbnail.claim" },
					    { "c2pa.ingredient.v3", "c2pa.hash.multi-asset" },
					    { "c2pa.ingredient.v3", "c2pa.time-stamp" } };
	const struct {
		size_t v;
		cn_str first, second;
		const char *codes;
	} CASES[] = {
		{ 0, parent, diag(a, "{'actions':[{'action':'c2pa.published'},{'action':'c2pa.edited.metadata'}]}"), "" },
		{ 0, parent, diag(a, "{'actions':[{'action':'c2pa.published'},{'action':'c2pa.edited'}]}"), "manifest.update.invalid" },
		{ 0, parent, diag(a, "{'actions':[{}]}"), "manifest.update.invalid,assertion.action.malformed" },
		{ 1, parent, part, "manifest.update.wrongParents" },
		{ 2, parent, binding(a), "manifest.update.invalid" },
		{ 3, parent, diag(a, "7"), "manifest.update.invalid" },
		{ 4, parent, diag(a, "7"), "manifest.update.invalid" },
		{ 5, parent, diag(a, "{'x':@}", CN_S("")), "" },
		{ 5, parent, diag(a, "{}"), "assertion.timestamp.malformed" },
		{ 5, parent, diag(a, "[]"), "assertion.timestamp.malformed" },
		{ 5, part, diag(a, "{'x':1}"), "manifest.update.wrongParents,claim.hardBindings.missing" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		next[0] = CASES[i].first;
		next[1] = CASES[i].second;
		made up = { .label = "up", .kind = "c2um", .name = V[CASES[i].v], .content = next, .n = 2 };
		cn_c2pa_report r = check(a, join(a, first, make(a, &up)));
		if (!cn_eqz(failures(a, &r), CASES[i].codes))
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &r)));
	}
	next[0] = binding(a); /* a standard one has at most one parent */
	next[1] = parent;
	next[2] = parent;
	made top = { .label = "top", .name = WITH, .content = next, .n = 3 };
	cn_c2pa_report r = check(a, join(a, first, make(a, &top)));
	HOLD(a, &r, INVALID, "manifest.multipleParents");
	/* an update of an update, and one whose parent is compressed */
	made up = { .label = "up", .kind = "c2um", .name = WITH + 1, .content = next + 1, .n = 1 };
	cn_str second[] = { ingredient_of(a, &up, "parentOf", ",'validationResults':{}") };
	made upper = { .label = "upper", .kind = "c2um", .name = WITH + 1, .content = second, .n = 1 };
	r = check(a, join(a, join(a, first, make(a, &up)), make(a, &upper)));
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_MATCH) && r.manifests == 3);
	cn_str packed = superbox(a, "c2cm", "packed", CN_S(""));
	second[0] = diag(a, "{'relationship':'componentOf','activeManifest':^,'validationResults':{}}", hashed(a, "self#jumbf=/c2pa/packed", packed));
	cn_str all[] = { binding(a), second[0] };
	made of_packed = { .label = "top", .name = WITH, .content = all, .n = 2 };
	r = check(a, join(a, packed, make(a, &of_packed)));
	HOLD(a, &r, WELL_FORMED, "");
}

/* ---- actions
 * --------------------------------------------------------------------------------------------------------------------------- */

static void actions_name_what_they_were_done_to(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_str none = diag(a, "{'relationship':'componentOf'}"), parent = diag(a, "{'relationship':'parentOf'}");
	static const char *const HELD[] = { "c2pa.hash.data", "c2pa.ingredient.v3" };
	cn_str helds[] = { binding(a), none };
	made held = { .label = "held", .name = HELD, .content = helds, .n = 2 }; /* it had a component, which may be removed */
	cn_str holder = ingredient_of(a, &held, "componentOf", ",'validationResults':{}");
	static const char *const NAME[] = { "c2pa.hash.data", "c2pa.actions.v2", "c2pa.ingredient.v3", "c2pa.ingredient.v3__1", "c2pa.ingredient.v3__2" };
	cn_str content[] = { binding(a), { 0 }, none, parent, holder };
	const cn_str uri[] = { hashed(a, "self#jumbf=c2pa.assertions/c2pa.ingredient.v3", assertion_box(a, NAME[2], none)),
			       hashed(a, "self#jumbf=c2pa.assertions/c2pa.ingredient.v3__1", assertion_box(a, NAME[3], parent)),
			       hashed(a, "self#jumbf=/c2pa/held/c2pa.assertions/c2pa.ingredient.v3", assertion_box(a, HELD[1], none)),
			       hashed(a, "self#jumbf=c2pa.assertions/c2pa.hash.data", assertion_box(a, NAME[0], content[0])),
			       hashed(a, "self#jumbf=c2pa.assertions/c2pa.ingredient.v3", CN_S("another box")) };
	enum { COMPONENT, PARENT, REMOVED, OTHER, FALSE_DIGEST };
#define MISMATCH "assertion.action.ingredientMismatch"
	static const struct {
		const char *actions;
		int uri;
		const char *codes;
	} CASES[] = {
		{ "{'action':'c2pa.opened','parameters':{'ingredients':[^]}}", PARENT, "" },
		{ "{'action':'c2pa.opened','parameters':{'ingredient':^}}", PARENT, "" },
		{ "{'action':'c2pa.opened','parameters':{'ingredients':[^]}}", COMPONENT, MISMATCH },
		{ "{'action':'c2pa.opened','parameters':{'ingredients':[^,^]}}", PARENT, MISMATCH },
		{ "{'action':'c2pa.opened','parameters':{'ingredients':[]}}", PARENT, MISMATCH },
		{ "{'action':'c2pa.opened','parameters':{}}", PARENT, MISMATCH },
		{ "{'action':'c2pa.opened'}", PARENT, MISMATCH },
		{ "{'action':'c2pa.opened','parameters':{'ingredients':^}}", PARENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.placed','parameters':{'ingredients':[^,^]}}", COMPONENT, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.placed','parameters':{'ingredients':[^]}}", PARENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.placed','parameters':{'ingredients':[^]}}", REMOVED, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.placed','parameters':{'ingredients':[^]}}", OTHER, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.placed','parameters':{'ingredients':[^]}}", FALSE_DIGEST, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.placed'}", COMPONENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.removed','parameters':{'ingredients':[^]}}", REMOVED, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.removed','parameters':{'ingredients':[^]}}", COMPONENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.removed','parameters':{'ingredients':[{'url':'self#jumbf=/c2pa/x/y'}]}}", COMPONENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.transcoded'},{'action':'c2pa.repackaged'}", COMPONENT, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.transcoded','parameters':{'ingredients':[^]}}", PARENT, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.repackaged','parameters':{'ingredients':[^]}}", COMPONENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.redacted','parameters':{'redacted':'self#jumbf=/c2pa/held/c2pa.assertions/c2pa.ingredient.v3'}}",
		  COMPONENT, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.redacted','parameters':{'redacted':'self#jumbf=/c2pa/held/c2pa.assertions/gone'}}", COMPONENT,
		  "assertion.action.redactionMismatch" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.redacted'}", COMPONENT, "assertion.action.redactionMismatch" },
		{ "{'action':'c2pa.edited'},{'action':'c2pa.created'}", COMPONENT, "assertion.action.malformed" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.created'}", COMPONENT, "assertion.action.malformed" },
		{ "{'action':'c2pa.edited'}", COMPONENT, "assertion.action.malformed" },
		{ "{'action':'c2pa.created'},{'action':7}", COMPONENT, "assertion.action.malformed" },
		{ "", COMPONENT, "assertion.action.malformed" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		content[1] = diag(a, cn_cstr(a, cn_strf(a, "{'actions':[%s]}", CASES[i].actions)), uri[CASES[i].uri], uri[CASES[i].uri]);
		made m = { .label = "m", .name = NAME, .content = content, .n = 5, .version = 2 };
		cn_c2pa_report r = check(a, join(a, make(a, &held), make(a, &m)));
		if (!cn_eqz(failures(a, &r), CASES[i].codes))
			fail_msg("%s: %.*s", CASES[i].actions, CN_FMT(failures(a, &r)));
	}
	/* what was redacted may be gone, if a claim says that it was redacted */
	content[1] = diag(a, "{'actions':[{'action':'c2pa.created'},{'action':'c2pa.redacted','parameters':{'redacted':'self#jumbf=/c2pa/held/gone'}}]}");
	made m = { .label = "m", .name = NAME, .content = content, .n = 5, .version = 2, .more = REDACTS("held/gone") };
	cn_c2pa_report r = check(a, join(a, make(a, &held), make(a, &m)));
	HOLD(a, &r, TRUSTED, "");
	content[1] = diag(a, "{'x':1}"); /* no list; then two assertions with actions, of which the second creates */
	m.more = NULL;
	r = check(a, join(a, make(a, &held), make(a, &m)));
	HOLD(a, &r, INVALID, "assertion.action.malformed,assertion.action.malformed");
	static const char *const TWO[] = { "c2pa.hash.data", "c2pa.actions.v2", "c2pa.actions.v2__1" };
	cn_str two[] = { binding(a), diag(a, "{'actions':[{'action':'c2pa.edited'}]}"), diag(a, CREATED) };
	m = (made){ .label = "m", .name = TWO, .content = two, .n = 3, .version = 2 };
	r = check(a, make(a, &m));
	HOLD(a, &r, INVALID, "assertion.action.malformed");
	two[1] = diag(a, "{'actions':[{'action':'c2pa.created','digitalSourceType':'first'},{'action':'c2pa.watermarked.bound'}]}");
	m.n = 2;
	r = check(a, make(a, &m));
	HOLD(a, &r, TRUSTED, "");
	assert_true(cn_eqz(r.source_type, "first"));
	r = by_rules(a, make(a, &m), CN_C2PA_2_4);
	HOLD(a, &r, INVALID, "assertion.action.softBindingMissing");
	static const char *const SOFT[] = { "c2pa.hash.data", "c2pa.actions.v2", "c2pa.soft-binding" };
	m.name = SOFT;
	m.n = 3;
	two[2] = diag(a, "{}");
	r = by_rules(a, make(a, &m), CN_C2PA_2_4);
	HOLD(a, &r, TRUSTED, "");
	/* an ingredient assertion that a later claim redacts says nothing any more, and is no fault of the action */
	cn_str redacted[] = { binding(a), diag(a, "{'actions':[{'action':'c2pa.created'},{'action':'c2pa.placed','parameters':{'ingredients':[^]}}]}", uri[0]), none };
	made was = { .label = "was", .name = NAME, .content = redacted, .n = 3, .version = 2 };
	cn_str next[4], gone = zeroed(a, make(a, &was), none);
	const made *parts[] = { &was };
	made top;
	r = check(a, join(a, gone, made_of(a, "top", parts, 1, "componentOf", REDACTS("was/c2pa.assertions/c2pa.ingredient.v3"), &top, next)));
	HOLD(a, &r, TRUSTED, "");
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
		cmocka_unit_test(loops_and_names_that_occur_twice_end_and_hold_nothing),
		cmocka_unit_test(an_ingredient_says_what_it_is),
		cmocka_unit_test(a_failure_that_is_recorded_is_known_there_and_nowhere_else),
		cmocka_unit_test(updates_have_one_parent_and_change_nothing),
		cmocka_unit_test(actions_name_what_they_were_done_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
