/* What a manifest was made of, and what was done: ingredients, what is recorded of them, updates, actions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_forged_help.h"

static void loops_and_names_that_occur_twice_end_and_hold_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[] = {
		binding(a),
		diag(a,
		     "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/m','hash':@},'validationResults':{}}",
		     sha256(a, CN_S("?")))
	};
	made m = { .label = "m", .name = WITH, .content = content, .n = 2 };
	cn_c2pa_report r = check(a, make(a, &m)); /* made of itself */
	HOLD(a, &r, INVALID, "ingredient.manifest.mismatch");
	cn_str others[] = { binding(a), ingredient_of(a, &m, "componentOf", ",'validationResults':{}") };
	made n = { .label = "n", .name = WITH, .content = others, .n = 2 };
	content[1] =
	    diag(a, "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/n','hash':@},'validationResults':{}}",
		 sha256(a, CN_S("?")));
	r = check(a, join(a, make(a, &m), make(a, &n))); /* of each other */
	assert_true(r.state == CN_C2PA_INVALID && told(&r, CN_C2PA_INGREDIENT_MISMATCH));
	/* an update without end */
	cn_str parents[] = { diag(
	    a, "{'relationship':'parentOf','activeManifest':{'url':'self#jumbf=/c2pa/u','hash':@},'validationResults':{}}",
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
	made p = { .label = "p", .name = WITH, .content = plain, .n = 1 },
	     m = { .label = "m", .name = WITH, .content = content, .n = 2 };
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
		{ "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/x'},'validationResults':{}}",
		  "ingredient.manifest.missing", false },
		{ "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/p/c2pa.claim'},'validationResults':{}}",
		  "ingredient.manifest.missing", false },
		{ "{'relationship':'componentOf','activeManifest':{'url':'self#jumbf=/c2pa/p'},'validationResults':{}}",
		  "ingredient.manifest.mismatch", false },
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
	content[1] =
	    diag(a, "{'relationship':'componentOf','activeManifest':^,'validationResults':{},'digitalSourceType':'x'}", uri);
	cn_c2pa_report r = check(a, join(a, make(a, &p), make(a, &m)));
	HOLD(a, &r, TRUSTED, "");
	r = by_rules(a, join(a, make(a, &p), make(a, &m)), CN_C2PA_2_4);
	HOLD(a, &r, INVALID, "assertion.ingredient.malformed");
	/* a signature's digest counts for the signature of that manifest only */
	static const char *const SECRET[] = { "c2pa.hash.data", "org.secret" };
	cn_str secret[] = { binding(a), diag(a, "{'secret':1}") };
	made s = { .label = "s", .name = SECRET, .content = secret, .n = 2 };
	cn_str gone = zeroed(a, make(a, &s), secret[1]),
	       sig = cbor_box(a, "c2cs", "c2pa.signature", cose_of(a, &p, claim_of(a, &p)));
	m.more = REDACTS("s/c2pa.assertions/org.secret");
	cn_str claim_box = cbor_box(a, "c2cl", "c2pa.claim", claim_of(a, &s));
	const cn_str SIGS[] = { hashed(a, "self#jumbf=/c2pa/p/c2pa.signature", sig),
				hashed(a, "self#jumbf=/c2pa/s/c2pa.claim", claim_box),
				hashed(a, "self#jumbf=/c2pa/s/c2pa.signature", sig),
				hashed(a, "self#jumbf=/c2pa/s/c2pa.none", sig) };
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
		{ ",'validationResults':{'activeManifest':{'failure':[" AT("/c2pa/one/c2pa.assertions/org.one") "]}}",
		  CN_C2PA_TRUSTED, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'failure':[" AT("c2pa.assertions/org.one") "]}}", CN_C2PA_TRUSTED,
		  CN_C2PA_INVALID },
		{ ",'validationResults':{},'validationStatus':[" AT("/c2pa/one/c2pa.assertions/org.one") "," AT(
		      "/c2pa/one/c2pa.assertions/org.two") "]",
		  CN_C2PA_TRUSTED, CN_C2PA_TRUSTED },
		{ ",'validationResults':{'ingredientDeltas':[{'validationDeltas':{'failure':[" AT(
		      "/c2pa/one/c2pa.assertions/org.one") "]}}]}",
		  CN_C2PA_TRUSTED, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'failure':[{'code':'assertion.hashedURI.mismatch'}]}}", CN_C2PA_TRUSTED,
		  CN_C2PA_TRUSTED },
		{ ",'validationResults':{'activeManifest':{'failure':[" AT("/c2pa/top/c2pa.assertions/org.one") "]}}",
		  CN_C2PA_INVALID, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'success':[" AT("/c2pa/one/c2pa.assertions/org.one") "]}}",
		  CN_C2PA_INVALID, CN_C2PA_INVALID },
		{ ",'validationResults':{'activeManifest':{'failure':[{'code':'claimSignature.mismatch'},{'code':'none'},7]}}",
		  CN_C2PA_INVALID, CN_C2PA_INVALID },
		{ ",'validationResults':{}", CN_C2PA_INVALID, CN_C2PA_INVALID },
	};
	for (size_t i = 0; i < N(CASES); i++)
		for (int k = 0; k < 2; k++) { /* the record is of a manifest that was as it is: its digest holds */
			cn_str file = k ? worse : bad;
			made top = { .label = "top", .name = WITH, .content = next, .n = 2 };
			next[0] = binding(a);
			next[1] =
			    diag(a, cn_cstr(a, cn_strf(a, "{'relationship':'componentOf','activeManifest':^%s}", CASES[i].record)),
				 hashed(a, "self#jumbf=/c2pa/one", file));
			cn_c2pa_report r = check(a, join(a, file, make(a, &top)));
			if (r.state != (k ? CASES[i].worse : CASES[i].bad))
				fail_msg("%s %d: %s %.*s", CASES[i].record, k, cn_c2pa_state_text(r.state),
					 CN_FMT(failures(a, &r)));
		}
	/* 1.4, 16.8: with a failure recorded it is admitted whole */
	static const char *const V1[] = { "c2pa.hash.data", "c2pa.ingredient" };
	one.version = 1;
	bad = changed(a, make(a, &one), place(make(a, &one), content[2], 0) + 3);
	next[1] =
	    diag(a, "{'relationship':'componentOf','c2pa_manifest':^,'validationStatus':[{'code':'claimSignature.mismatch'}]}",
		 hashed(a, "self#jumbf=/c2pa/one", bad));
	made top = { .label = "top", .name = V1, .content = next, .n = 2 };
	cn_c2pa_report r = by_rules(a, join(a, bad, make(a, &top)), CN_C2PA_1_4);
	assert_int_equal(r.state, CN_C2PA_TRUSTED);
	r = check(a, join(a, bad, make(a, &top)));
	assert_int_equal(r.state, CN_C2PA_INVALID);
	/* an old name of a failure is that failure: certificates that had ended were signingCredential.expired */
	cn_str old = make(a, &one);
	next[1] =
	    diag(a, "{'relationship':'componentOf','c2pa_manifest':^,'validationStatus':[{'code':'signingCredential.expired'}]}",
		 hashed(a, "self#jumbf=/c2pa/one", old));
	toy t;
	cn_x509 x509 = toy_table(&t);
	cn_c2pa_input in = { .file = CN_S("content"),
			     .store = superbox(a, "c2pa", "c2pa", join(a, old, make(a, &top))),
			     .at_us = 5000,
			     .x509 = &x509 };
	assert_int_equal(cn_c2pa_check(a, &in, &r, NULL), CN_OK);
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity,claimSignature.outsideValidity");
	size_t known = 0;
	for (const cn_c2pa_note *n = r.notes; n; n = n->next)
		known += n->known && n->ingredient && n->code == CN_C2PA_SIGNATURE_OUTSIDE;
	assert_int_equal(known, 1);
	/* what makes an update's binding worth nothing is not mended by a record of it */
	cn_str no = changed(a, first, place(first, content[0], 0) + 10);
	made up = { .label = "up", .kind = "c2um", .name = WITH + 1, .content = next, .n = 1 };
	next[0] = diag(a,
		       "{'relationship':'parentOf','activeManifest':^,'validationResults':{'activeManifest':{'failure':[{'code':"
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
			cn_buf_put(&b, diag(a, "{'code':'claim.multiple'}"));
		cn_buf_put(&b, diag(a, "{'code':'assertion.hashedURI.mismatch'}"));
		bad = changed(a, first, x + 3);
		next[0] = binding(a);
		next[1] = diag(
		    a, "{'relationship':'componentOf','activeManifest':^,'validationResults':{'activeManifest':{'failure':^}}}",
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
	static const char *const V[][2] = {
		{ "c2pa.ingredient.v3", "c2pa.actions.v2" },	   { "c2pa.ingredient.v3", "c2pa.ingredient.v3__1" },
		{ "c2pa.ingredient.v3", "c2pa.hash.data" },	   { "c2pa.ingredient.v3", "c2pa.thumbnail.claim" },
		{ "c2pa.ingredient.v3", "c2pa.hash.multi-asset" }, { "c2pa.ingredient.v3", "c2pa.time-stamp" }
	};
	const struct {
		size_t v;
		cn_str first, second;
		const char *codes;
	} CASES[] = {
		{ 0, parent, diag(a, "{'actions':[{'action':'c2pa.published'},{'action':'c2pa.edited.metadata'}]}"), "" },
		{ 0, parent, diag(a, "{'actions':[{'action':'c2pa.published'},{'action':'c2pa.edited'}]}"),
		  "manifest.update.invalid" },
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
	second[0] = diag(a, "{'relationship':'componentOf','activeManifest':^,'validationResults':{}}",
			 hashed(a, "self#jumbf=/c2pa/packed", packed));
	cn_str all[] = { binding(a), second[0] };
	made of_packed = { .label = "top", .name = WITH, .content = all, .n = 2 };
	r = check(a, join(a, packed, make(a, &of_packed)));
	HOLD(a, &r, WELL_FORMED, "");
}

static void actions_name_what_they_were_done_to(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_str none = diag(a, "{'relationship':'componentOf'}"), parent = diag(a, "{'relationship':'parentOf'}");
	static const char *const HELD[] = { "c2pa.hash.data", "c2pa.ingredient.v3" };
	cn_str helds[] = { binding(a), none };
	made held = { .label = "held", .name = HELD, .content = helds, .n = 2 }; /* it had a component, which may be removed */
	cn_str holder = ingredient_of(a, &held, "componentOf", ",'validationResults':{}");
	static const char *const NAME[] = { "c2pa.hash.data", "c2pa.actions.v2", "c2pa.ingredient.v3", "c2pa.ingredient.v3__1",
					    "c2pa.ingredient.v3__2" };
	cn_str content[] = { binding(a), { 0 }, none, parent, holder };
	const cn_str uri[] = { hashed(a, "self#jumbf=c2pa.assertions/c2pa.ingredient.v3", assertion_box(a, NAME[2], none)),
			       hashed(a, "self#jumbf=c2pa.assertions/c2pa.ingredient.v3__1", assertion_box(a, NAME[3], parent)),
			       hashed(a, "self#jumbf=/c2pa/held/c2pa.assertions/c2pa.ingredient.v3",
				      assertion_box(a, HELD[1], none)),
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
		{ "{'action':'c2pa.created'},{'action':'c2pa.removed','parameters':{'ingredients':[{'url':'self#jumbf=/c2pa/x/"
		  "y'}]}}",
		  COMPONENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.transcoded'},{'action':'c2pa.repackaged'}", COMPONENT, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.transcoded','parameters':{'ingredients':[^]}}", PARENT, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.repackaged','parameters':{'ingredients':[^]}}", COMPONENT, MISMATCH },
		{ "{'action':'c2pa.created'},{'action':'c2pa.redacted','parameters':{'redacted':'self#jumbf=/c2pa/held/"
		  "c2pa.assertions/c2pa.ingredient.v3'}}",
		  COMPONENT, "" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.redacted','parameters':{'redacted':'self#jumbf=/c2pa/held/"
		  "c2pa.assertions/gone'}}",
		  COMPONENT, "assertion.action.redactionMismatch" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.redacted'}", COMPONENT, "assertion.action.redactionMismatch" },
		{ "{'action':'c2pa.edited'},{'action':'c2pa.created'}", COMPONENT, "assertion.action.malformed" },
		{ "{'action':'c2pa.created'},{'action':'c2pa.created'}", COMPONENT, "assertion.action.malformed" },
		{ "{'action':'c2pa.edited'}", COMPONENT, "assertion.action.malformed" },
		{ "{'action':'c2pa.created'},{'action':7}", COMPONENT, "assertion.action.malformed" },
		{ "", COMPONENT, "assertion.action.malformed" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		content[1] =
		    diag(a, cn_cstr(a, cn_strf(a, "{'actions':[%s]}", CASES[i].actions)), uri[CASES[i].uri], uri[CASES[i].uri]);
		made m = { .label = "m", .name = NAME, .content = content, .n = 5, .version = 2 };
		cn_c2pa_report r = check(a, join(a, make(a, &held), make(a, &m)));
		if (!cn_eqz(failures(a, &r), CASES[i].codes))
			fail_msg("%s: %.*s", CASES[i].actions, CN_FMT(failures(a, &r)));
	}
	/* what was redacted may be gone, if a claim says that it was redacted */
	content[1] = diag(a, "{'actions':[{'action':'c2pa.created'},{'action':'c2pa.redacted','parameters':{'redacted':'self#jumbf="
			     "/c2pa/held/gone'}}]}");
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
	cn_str redacted[] = {
		binding(a),
		diag(a, "{'actions':[{'action':'c2pa.created'},{'action':'c2pa.placed','parameters':{'ingredients':[^]}}]}",
		     uri[0]),
		none
	};
	made was = { .label = "was", .name = NAME, .content = redacted, .n = 3, .version = 2 };
	cn_str next[4], gone = zeroed(a, make(a, &was), none);
	const made *parts[] = { &was };
	made top;
	r = check(a,
		  join(a, gone,
		       made_of(a, "top", parts, 1, "componentOf", REDACTS("was/c2pa.assertions/c2pa.ingredient.v3"), &top, next)));
	HOLD(a, &r, TRUSTED, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loops_and_names_that_occur_twice_end_and_hold_nothing),
		cmocka_unit_test(an_ingredient_says_what_it_is),
		cmocka_unit_test(a_failure_that_is_recorded_is_known_there_and_nowhere_else),
		cmocka_unit_test(updates_have_one_parent_and_change_nothing),
		cmocka_unit_test(actions_name_what_they_were_done_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
