/* Signatures, certificates, time stamps and revocation, and the rules of other versions, under a table of certificates that is a
 * toy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_toy.h"

#define N(x) (sizeof(x) / sizeof *(x))

enum { NOW = 500 };

typedef struct scene {
	cn_arena *a;
	toy t;
	cn_x509 x;
	cn_c2pa_rules rules;
	int64_t now;
	unsigned version;
	cn_str protect, unprotected; /* maps; empty: alg and certificate protected, and nothing else */
	cn_str cose;		     /* instead */
	const char *name;	     /* of one more assertion */
	cn_str content;
} scene;

static void begin(scene *s, cn_arena *a)
{
	*s = (scene){ .a = a, .now = NOW, .version = 1 };
	s->x = toy_table(&s->t);
}

static cn_c2pa_report check_store(scene *s, cn_str manifests)
{
	cn_c2pa_input in = { .file = CN_S("content"),
			     .store = superbox(s->a, "c2pa", "c2pa", manifests),
			     .at_us = s->now,
			     .x509 = &s->x,
			     .rules = s->rules };
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (cn_c2pa_check(s->a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

static cn_str leaf_headers(cn_arena *a)
{
	return diag(a, "{1:-7,33:@}", CN_S("leaf"));
}

static cn_str manifest(scene *s)
{
	cn_arena *a = s->a;
	const char *names[] = { "c2pa.hash.data", "c2pa.actions.v2", s->name };
	cn_str content[] = { diag(a, "{'hash':@}", sha256(a, CN_S("content"))), diag(a, "{'actions':[{'action':'c2pa.created'}]}"),
			     s->content };
	made m = { .label = "m", .name = names, .content = content, .n = s->name ? 3 : 2, .version = s->version };
	m.cose = s->cose.n ? s->cose
			   : toy_cose(a, s->protect.n ? s->protect : leaf_headers(a),
				      s->unprotected.n ? s->unprotected : diag(a, "{}"), claim_of(a, &m));
	return make(a, &m);
}

static cn_c2pa_report check(scene *s)
{
	return check_store(s, manifest(s));
}

/* The claim of a scene, for what is signed or stamped. */
static cn_str the_claim(scene *s)
{
	const char *names[] = { "c2pa.hash.data", "c2pa.actions.v2", s->name };
	cn_str content[] = { diag(s->a, "{'hash':@}", sha256(s->a, CN_S("content"))),
			     diag(s->a, "{'actions':[{'action':'c2pa.created'}]}"), s->content };
	made m = { .label = "m", .name = names, .content = content, .n = s->name ? 3 : 2, .version = s->version };
	return claim_of(s->a, &m);
}

static void a_signature_is_one_with_one_credential_and_its_algorithm_protected(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	scene s;
	begin(&s, a);
	cn_c2pa_report r = check(&s);
	HOLD(a, &r, TRUSTED, "");
	assert_true(cn_eqz(s.t.signer, "leaf") && s.t.alg == CN_SIGALG_ES256 && r.signed_us == INT64_MIN);
	assert_true(told(&r, CN_C2PA_SIGNATURE_VALID) && told(&r, CN_C2PA_SIGNATURE_INSIDE) && told(&r, CN_C2PA_OCSP_SKIPPED));
	static const struct {
		const char *protect, *unprotected, *codes, *signer;
	} CASES[] = {
		{ "{1:-7}", "{33:@}", "", "leaf" }, /* 14.5: accepted from either */
		{ "{1:-7}", "{'x5chain':@}", "", "leaf" },
		{ "{1:-7,'x5chain':@}", "{}", "", "leaf" },
		{ "{1:-7,33:[@,@]}", "{}", "", "leaf" },
		{ "{1:-7,33:@}", "{33:@}", "claimSignature.mismatch", NULL }, /* but not from both */
		{ "{1:-7,'x5chain':@}", "{'x5chain':@}", "claimSignature.mismatch", NULL },
		{ "{1:-7,33:@}", "{'x5chain':@}", "", "leaf" }, /* the text does not count beside the number */
		{ "{1:-7,'x5chain':@}", "{33:@}", "", "other" },
		{ "{1:-7}", "{}", "claimSignature.mismatch", "" }, /* none */
		{ "{1:-7,33:[]}", "{}", "claimSignature.mismatch", "" },
		{ "{1:-7,33:['leaf']}", "{}", "claimSignature.mismatch", NULL },
		{ "{33:@}", "{1:-7}", "algorithm.unsupported", NULL }, /* anybody could change it */
		{ "{33:@}", "{}", "algorithm.unsupported", NULL },
		{ "{1:-6,33:@}", "{}", "algorithm.unsupported", NULL },
		{ "{1:-47,33:@}", "{}", "algorithm.unsupported", NULL }, /* ES256K */
		{ "{1:'ES256',33:@}", "{}", "algorithm.unsupported", NULL },
		{ "{1:7,33:@}", "{}", "algorithm.unsupported", NULL },
		{ "{1:-7,33:@,2:[1]}", "{}", "", "leaf" }, /* what is critical is understood */
		{ "{1:-7,33:@,2:[33,2,'x5chain','sigTst','sigTst2','rVals','iat']}", "{}", "", "leaf" },
		{ "{1:-7,33:@,2:['new'],'new':1}", "{}", "claimSignature.mismatch", NULL },
		{ "{1:-7,33:@,2:[4]}", "{}", "claimSignature.mismatch", NULL },
		{ "{1:-7,33:@,2:[-7]}", "{}", "claimSignature.mismatch", NULL },
		{ "{1:-7,33:@,2:[]}", "{}", "claimSignature.mismatch", NULL },
		{ "{1:-7,33:@,2:1}", "{}", "claimSignature.mismatch", NULL },
		{ "{1:-7,33:@}", "{2:[1]}", "claimSignature.mismatch", NULL },
		{ "{1:-7,33:@}", "{'pad':1,'pad':2}", "claimSignature.mismatch", NULL }, /* twice */
		{ "{1:-7,1:-7,33:@}", "{}", "claimSignature.mismatch", NULL },
		{ "[1]", "{}", "claimSignature.mismatch", NULL },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		bool both = strchr(CASES[i].protect, '@') && strchr(CASES[i].unprotected, '@');
		s.t.signer = CN_S("");
		s.protect = diag(a, CASES[i].protect, CN_S("leaf"), CN_S("authority"));
		s.unprotected = diag(a, CASES[i].unprotected, both ? CN_S("other") : CN_S("leaf"));
		r = check(&s);
		if (!cn_eqz(failures(a, &r), CASES[i].codes) || (CASES[i].signer && !cn_eqz(s.t.signer, CASES[i].signer)))
			fail_msg("%s %s: %.*s by %.*s", CASES[i].protect, CASES[i].unprotected, CN_FMT(failures(a, &r)),
				 CN_FMT(s.t.signer));
	}
	static const struct {
		int alg;
		cn_sigalg is;
	} ALGS[] = { { 7, CN_SIGALG_ES256 },  { 35, CN_SIGALG_ES384 }, { 36, CN_SIGALG_ES512 }, { 37, CN_SIGALG_PS256 },
		     { 38, CN_SIGALG_PS384 }, { 39, CN_SIGALG_PS512 }, { 8, CN_SIGALG_ED25519 } };
	s.unprotected = (cn_str){ 0 };
	for (size_t i = 0; i < N(ALGS); i++) {
		s.protect = diag(a, cn_cstr(a, cn_strf(a, "{1:-%d,33:@}", ALGS[i].alg)), CN_S("leaf"));
		r = check(&s);
		assert_true(r.state == CN_C2PA_TRUSTED && s.t.alg == ALGS[i].is);
	}
}

static void what_is_signed_is_the_claim_wherever_it_stands(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	scene s;
	begin(&s, a);
	cn_str head = leaf_headers(a), claim = the_claim(&s);
	cn_cose c = { .protected_bytes = head };
	cn_str sig = sha256(a, cn_cose_signed(a, &c, "Signature1", claim)),
	       other = sha256(a, cn_cose_signed(a, &c, "Signature1", CN_S("other")));
	const struct {
		cn_str cose;
		const char *codes;
	} CASES[] = {
		{ diag(a, "[@,{},null,@]", head, sig), "" },
		{ join(a, CN_S("\xd2"), diag(a, "[@,{},null,@]", head, sig)), "" },
		{ diag(a, "[@,{},@,@]", head, claim, sig), "" }, /* the claim again, in the signature */
		{ diag(a, "[@,{},@,@]", head, CN_S("other"), other), "claimSignature.mismatch" }, /* signed, and not the claim */
		{ diag(a, "[@,{},@,@]", head, CN_S("other"), sig), "claimSignature.mismatch" },
		{ diag(a, "[@,{},@,@]", head, CN_S(""), sig), "claimSignature.mismatch" }, /* 13.2.3: no bytes are not nil */
		{ diag(a, "[@,{},null,@]", head, other), "claimSignature.mismatch" },
		{ diag(a, "[@,{},null,@]", head, sha256(a, cn_cose_signed(a, &c, "CounterSignature", claim))),
		  "claimSignature.mismatch" },
		{ diag(a, "[@,{},null,@]", head, cn_sub(sig, 0, 31)), "claimSignature.mismatch" },
		{ diag(a, "[@,{},null,null]", head), "claimSignature.mismatch" },
		{ diag(a, "[@,[],null,@]", head, sig), "claimSignature.mismatch" },
		{ diag(a, "['x',{},null,@]", sig), "claimSignature.mismatch" },
		{ diag(a, "[@,{},7,@]", head, sig), "claimSignature.mismatch" },
		{ diag(a, "[@,{},false,@]", head, sig), "claimSignature.mismatch" },
		{ diag(a, "[@,{},@]", head, sig), "claimSignature.mismatch" },
		{ diag(a, "{}"), "claimSignature.mismatch" },
		{ join(a, CN_S("\xd1"), diag(a, "[@,{},null,@]", head, sig)), "claimSignature.mismatch" }, /* of another tag */
		{ CN_S("\x84"), "claimSignature.mismatch" },
		{ diag(a, "[@,{33:@},null,@]", (cn_str){ 0 }, CN_S("leaf"), sig), "algorithm.unsupported" },
		{ diag(a, "[@,{},null,@]", CN_S("\xa1"), sig), "claimSignature.mismatch" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		s.cose = CASES[i].cose;
		cn_c2pa_report r = check(&s);
		if (!cn_eqz(failures(a, &r), CASES[i].codes))
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &r)));
	}
	cn_str no_cbor = join(a, cbor_box(a, "c2cl", "c2pa.claim", claim), superbox(a, "c2cs", "c2pa.signature", (cn_str){ 0 }));
	cn_c2pa_report r = check_store(&s, superbox(a, "c2ma", "m", no_cbor));
	assert_true(cn_starts(failures(a, &r), "claimSignature.mismatch,assertion.missing"));
}

static void what_the_table_says_of_a_certificate_decides(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	scene s;
	begin(&s, a);
	(void)snprintf(s.t.cert.subject, sizeof s.t.cert.subject, "signer");
	(void)snprintf(s.t.cert.issuer, sizeof s.t.cert.issuer, "issuer");
	s.t.cert.trusted = false;
	cn_c2pa_report r = check(&s);
	HOLD(a, &r, VALID, "signingCredential.untrusted");
	assert_true(cn_eqz(r.signer, "signer") && cn_eqz(r.issuer, "issuer") && r.well_formed);
	s.rules = CN_C2PA_1_4; /* 16.4: it must be rejected */
	r = check(&s);
	HOLD(a, &r, INVALID, "signingCredential.untrusted");
	s.rules = CN_C2PA_2_2;
	s.t.cert.trusted = true;
	(void)snprintf(s.t.cert.problem, sizeof s.t.cert.problem, "it is of an authority");
	r = check(&s);
	HOLD(a, &r, INVALID, "signingCredential.invalid");
	/* an ingredient's signer may be on no list */
	begin(&s, a);
	s.t.cert.trusted = false;
	cn_str content[] = { diag(a, "{'hash':@}", sha256(a, CN_S("content"))), { 0 } };
	static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.ingredient.v3" };
	made one = { .label = "one", .name = NAMES, .content = content, .n = 1 };
	cn_str both[] = { content[0], ingredient_of(a, &one, "componentOf", ",'validationResults':{}") };
	made two = { .label = "two", .name = NAMES, .content = both, .n = 2 };
	r = check_store(&s, join(a, make(a, &one), make(a, &two)));
	HOLD(a, &r, VALID, "signingCredential.untrusted,signingCredential.untrusted");
	static const char *const V1[] = { "c2pa.hash.data", "c2pa.ingredient" };
	both[1] = diag(a, "{'relationship':'componentOf','c2pa_manifest':^}", hashed(a, "self#jumbf=/c2pa/one", make(a, &one)));
	two.name = V1;
	s.rules = CN_C2PA_1_4; /* 16.8: nobody asks */
	r = check_store(&s, join(a, make(a, &one), make(a, &two)));
	HOLD(a, &r, INVALID, "signingCredential.untrusted");
}

/* ---- time stamps
 * ----------------------------------------------------------------------------------------------------------------------- */

/* What a stamp of version 2 is of: the signature as CBOR. */
static cn_str signature_message(scene *s, cn_str head)
{
	cn_cose c = { .protected_bytes = head };
	return diag(s->a, "@", sha256(s->a, cn_cose_signed(s->a, &c, "Signature1", the_claim(s))));
}

static cn_str claim_message(scene *s, cn_str head)
{
	cn_cose c = { .protected_bytes = head };
	return cn_cose_signed(s->a, &c, "CounterSignature", the_claim(s));
}

static cn_str stamps(scene *s, const char *key, cn_str one, cn_str two)
{
	return diag(
	    s->a,
	    cn_cstr(s->a, cn_strf(s->a, "{'%s':{'tstTokens':[%s%s]}}", key, one.n ? "{'val':@}" : "", two.n ? ",{'val':@}" : "")),
	    one, two);
}

static void a_stamp_moves_the_time_if_it_is_of_these_bytes_and_holds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	scene s;
	begin(&s, a);
	cn_str head = leaf_headers(a), v2 = toy_token(a, "", signature_message(&s, head), 400),
	       v1 = toy_token(a, "R", claim_message(&s, head), 300);
	s.now = 5000; /* the certificate is valid from 0 to 1000 */
	cn_c2pa_report r = check(&s);
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
	const struct {
		cn_str unprotected;
		int64_t at; /* 0: none holds */
		cn_c2pa_code says;
	} CASES[] = {
		{ stamps(&s, "sigTst2", v2, (cn_str){ 0 }), 400, CN_C2PA_STAMP_VALID },
		{ stamps(&s, "sigTst", v1, (cn_str){ 0 }), 300, CN_C2PA_STAMP_TRUSTED },
		{ stamps(&s, "sigTst2", v1, (cn_str){ 0 }), 0, CN_C2PA_STAMP_MALFORMED }, /* a response where a token should be */
		{ stamps(&s, "sigTst", v2, (cn_str){ 0 }), 0, CN_C2PA_STAMP_MALFORMED },
		{ stamps(&s, "sigTst2", toy_token(a, "", claim_message(&s, head), 400), (cn_str){ 0 }), 0, CN_C2PA_STAMP_MISMATCH },
		{ stamps(&s, "sigTst", toy_token(a, "R", signature_message(&s, head), 400), (cn_str){ 0 }), 0,
		  CN_C2PA_STAMP_MISMATCH },
		{ stamps(&s, "sigTst2", toy_token(a, "", CN_S("other bytes"), 400), (cn_str){ 0 }), 0, CN_C2PA_STAMP_MISMATCH },
		{ stamps(&s, "sigTst2", CN_S("no token"), (cn_str){ 0 }), 0, CN_C2PA_STAMP_MALFORMED },
		{ stamps(&s, "sigTst2", v2, v2), 0, CN_C2PA_STAMP_MALFORMED }, /* 15.8.1.1: one */
		{ diag(a, "{'sigTst2':{'tstTokens':[7]}}"), 0, CN_C2PA_STAMP_MALFORMED },
		{ stamps(&s, "sigTst2", toy_token(a, "", signature_message(&s, head), 1000), (cn_str){ 0 }), 1000,
		  CN_C2PA_STAMP_VALID },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		s.unprotected = CASES[i].unprotected;
		r = check(&s);
		if (CASES[i].at)
			HOLD(a, &r, TRUSTED, "");
		else
			HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
		if (!told(&r, CASES[i].says) || r.signed_us != (CASES[i].at ? CASES[i].at : INT64_MIN))
			fail_msg("%zu", i);
	}
	/* a claim of version 2 may carry either; both: that of the signature counts */
	s.version = 2;
	s.unprotected = stamps(&s, "sigTst", toy_token(a, "R", claim_message(&s, head), 300), (cn_str){ 0 });
	r = check(&s);
	HOLD(a, &r, TRUSTED, "");
	s.unprotected = diag(a, "{'sigTst':{'tstTokens':[{'val':@}]},'sigTst2':{'tstTokens':[{'val':@}]}}", CN_S("x"),
			     toy_token(a, "", signature_message(&s, head), 444));
	r = check(&s);
	assert_int_equal(r.signed_us, 444);
	s.version = 1;
	/* the authority: on no list, or its certificate had ended; then the time of the verdict counts */
	static const struct {
		cn_stamp_answer answer;
		cn_c2pa_code says;
	} ANSWERS[] = { { CN_STAMP_UNTRUSTED, CN_C2PA_STAMP_UNTRUSTED },
			{ CN_STAMP_OUTSIDE, CN_C2PA_STAMP_OUTSIDE },
			{ CN_STAMP_MISMATCH, CN_C2PA_STAMP_MISMATCH } };
	for (size_t i = 0; i < N(ANSWERS); i++) {
		s.t.stamp = ANSWERS[i].answer;
		s.unprotected = CASES[0].unprotected;
		for (s.now = 500; s.now < 6000; s.now += 5000) {
			r = check(&s);
			assert_true(r.state == (s.now == 500 ? CN_C2PA_TRUSTED : CN_C2PA_INVALID) && told(&r, ANSWERS[i].says) &&
				    !told(&r, CN_C2PA_STAMP_TRUSTED));
		}
	}
	s.t.stamp = CN_STAMP_HOLDS;
	/* a time that is attested counts, be the certificate valid now or not: before, at its ends, after */
	static const int64_t TIMES[] = { 0, 1000, 1001 };
	for (size_t i = 0; i < N(TIMES); i++) {
		s.now = 500;
		s.unprotected =
		    stamps(&s, "sigTst2", toy_token(a, "", signature_message(&s, head), (uint64_t)TIMES[i]), (cn_str){ 0 });
		r = check(&s);
		assert_true(r.state == (i < 2 ? CN_C2PA_TRUSTED : CN_C2PA_INVALID) && told(&r, CN_C2PA_STAMP_TRUSTED));
	}
	/* not yet valid, and no stamp */
	s.unprotected = (cn_str){ 0 };
	s.now = -1;
	r = check(&s);
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
}

/* 15.8.1.2: a token that a later manifest carries for this one. */
static void a_stamp_may_come_later_with_an_update(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	scene s;
	begin(&s, a);
	s.now = 5000;
	cn_str content[] = { diag(a, "{'hash':@}", sha256(a, CN_S("content"))), { 0 } };
	static const char *const NAMES[] = { "c2pa.hash.data" }, *const LATER[] = { "c2pa.ingredient.v3", "c2pa.time-stamp" };
	made one = { .label = "one", .name = NAMES, .content = content, .n = 1 };
	cn_cose c = { .protected_bytes = leaf_headers(a) };
	cn_str message = diag(a, "@", sha256(a, cn_cose_signed(a, &c, "Signature1", claim_of(a, &one))));
	const struct {
		cn_str map;
		bool holds;
	} CASES[] = { { diag(a, "{'one':@}", toy_token(a, "", message, 400)), true },
		      { diag(a, "{'other':@}", toy_token(a, "", message, 400)), false },
		      { diag(a, "{'one':@}", toy_token(a, "", CN_S("other bytes"), 400)), false },
		      { diag(a, "{'one':7}"), false } };
	for (size_t i = 0; i < N(CASES); i++) {
		cn_str later[] = { ingredient_of(a, &one, "parentOf", ",'validationResults':{}"), CASES[i].map };
		made up = { .label = "up", .kind = "c2um", .name = LATER, .content = later, .n = 2 };
		cn_c2pa_report r = check_store(&s, join(a, make(a, &one), make(a, &up)));
		size_t outside = 0;
		for (const cn_c2pa_note *n = r.notes; n; n = n->next)
			outside += n->code == CN_C2PA_SIGNATURE_OUTSIDE;
		assert_int_equal(outside, CASES[i].holds ? 1 : 2); /* the update has none of its own */
		assert_int_equal(told(&r, CN_C2PA_STAMP_TRUSTED), CASES[i].holds);
	}
}

/* ---- revocation
 * ------------------------------------------------------------------------------------------------------------------------ */

static void a_response_counts_for_this_certificate_under_a_stamp(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	scene s;
	begin(&s, a);
	cn_str token = toy_token(a, "", signature_message(&s, leaf_headers(a)), 400);
	static const struct {
		const char *vals;
		bool stamped;
		const char *codes;
		cn_c2pa_code says;
	} CASES[] = {
		{ "[@]", true, "", CN_C2PA_OCSP_GOOD },
		{ "[@]", false, "", CN_C2PA_OCSP_SKIPPED }, /* 15.9.1: only with an attested time */
		{ "[%]", true, "signingCredential.ocsp.revoked", CN_C2PA_OCSP_REVOKED },
		{ "[%]", false, "", CN_C2PA_OCSP_SKIPPED },
		{ "[%,@]", true, "", CN_C2PA_OCSP_GOOD },  /* any that says good */
		{ "[~]", true, "", CN_C2PA_OCSP_SKIPPED }, /* of another certificate */
		{ "[~,%]", true, "signingCredential.ocsp.revoked", CN_C2PA_OCSP_REVOKED },
		{ "[7]", true, "", CN_C2PA_OCSP_SKIPPED },
		{ "7", true, "", CN_C2PA_OCSP_SKIPPED },
	};
	for (int later = 0; later < 2; later++) /* in the signature, or in an assertion */
		for (size_t i = 0; i < N(CASES); i++) {
			cn_str arg[2] = { { 0 } };
			size_t n = 0;
			char *text = cn_cstr(a, cn_str_z(CASES[i].vals));
			for (char *p = text; *p; p++)
				if (strchr("@%~", *p)) {
					arg[n++] = *p == '@'   ? CN_S("good leaf")
						   : *p == '%' ? CN_S("revoked leaf")
							       : CN_S("revoked other");
					*p = '@';
				}
			cn_str vals = diag(a, text, arg[0], arg[1]);
			s.name = later ? "c2pa.certificate-status" : NULL;
			s.content = diag(a, "{'ocspVals':^}", vals);
			token = toy_token(a, "", signature_message(&s, leaf_headers(a)), 400);
			cn_str stamp = diag(a, "{'tstTokens':[{'val':@}]}", token);
			s.unprotected =
			    later ? diag(a, CASES[i].stamped ? "{'sigTst2':^}" : "{}", stamp)
				  : diag(a, CASES[i].stamped ? "{'rVals':{'ocspVals':^},'sigTst2':^}" : "{'rVals':{'ocspVals':^}}",
					 vals, stamp);
			cn_c2pa_report r = check(&s);
			if (!cn_eqz(failures(a, &r), CASES[i].codes) || !told(&r, CASES[i].says))
				fail_msg("%s: %.*s", CASES[i].vals, CN_FMT(failures(a, &r)));
		}
}

/* ---- rules
 * ----------------------------------------------------------------------------------------------------------------------------- */

static void rules_have_names_and_so_have_codes_under_them(void **state)
{
	(void)state;
	static const char *const NAMES[] = { "2.2", "2.4", "1.4" };
	cn_c2pa_rules rules;
	for (size_t i = 0; i < 3; i++) {
		assert_true(cn_c2pa_rules_of(cn_str_z(NAMES[i]), &rules) && rules == (cn_c2pa_rules)i);
		assert_string_equal(cn_c2pa_rules_text(rules), NAMES[i]);
	}
	static const char *const BAD[] = { "", "2", "2.20", " 2.2", "2.1", "1.4.0", "c2pa" };
	rules = CN_C2PA_1_4;
	for (size_t i = 0; i < N(BAD); i++)
		assert_true(!cn_c2pa_rules_of(cn_str_z(BAD[i]), &rules) && rules == CN_C2PA_1_4);
	assert_true(CN_C2PA_2_2 == 0); /* an input that names none */
	assert_string_equal(cn_c2pa_code_name(CN_C2PA_SIGNATURE_OUTSIDE, CN_C2PA_1_4), "signingCredential.expired");
	assert_string_equal(cn_c2pa_code_name(CN_C2PA_SIGNATURE_OUTSIDE, CN_C2PA_2_4), "claimSignature.outsideValidity");
	assert_string_equal(cn_c2pa_code_name(CN_C2PA_DATA_REDACTED, CN_C2PA_2_4), "assertion.hardBinding.redacted");
	for (cn_c2pa_code c = 0; c < CN_C2PA_CODES; c++)
		assert_string_equal(cn_c2pa_code_name(c, CN_C2PA_2_2), cn_c2pa_code_text(c));
}

static void the_oldest_rules_differ_where_their_clauses_do(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	scene s;
	begin(&s, a);
	s.rules = CN_C2PA_1_4;
	cn_c2pa_report r = check(&s);
	HOLD(a, &r, TRUSTED, "");
	s.version = 2; /* 16.3 */
	r = check(&s);
	HOLD(a, &r, INVALID, "claim.missing");
	s.version = 1;
	/* 16.5: one of several stamps is enough, of version 1, and of a time within the certificate's */
	cn_str head = leaf_headers(a), good = toy_token(a, "R", claim_message(&s, head), 300),
	       late = toy_token(a, "R", claim_message(&s, head), 3000);
	s.now = 5000;
	s.unprotected = stamps(&s, "sigTst", CN_S("none"), good);
	r = check(&s);
	assert_true(r.state == CN_C2PA_TRUSTED && r.signed_us == 300);
	s.unprotected = stamps(&s, "sigTst", late, good);
	r = check(&s);
	assert_true(r.state == CN_C2PA_TRUSTED && r.signed_us == 300);
	s.unprotected = stamps(&s, "sigTst2", toy_token(a, "", signature_message(&s, head), 300), (cn_str){ 0 });
	r = check(&s);
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
	s.unprotected = stamps(&s, "sigTst", late, (cn_str){ 0 });
	r = check(&s);
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
	s.now = 500; /* a stamp of another time is as none: it is valid now */
	r = check(&s);
	HOLD(a, &r, TRUSTED, "");
	assert_int_equal(r.signed_us, INT64_MIN);
	s.rules = CN_C2PA_2_2; /* and is the time of signing here */
	s.unprotected = stamps(&s, "sigTst", late, (cn_str){ 0 });
	r = check(&s);
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
	/* the report has the names of its rules */
	s.rules = CN_C2PA_1_4;
	s.now = 5000;
	r = check(&s);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_json_write(&b, cn_c2pa_val(a, &r), -1);
	assert_true(cn_contains(cn_buf_str(&b), CN_S("\"signingCredential.expired\"")) &&
		    cn_contains(cn_buf_str(&b), CN_S("\"rules\":\"1.4\"")));
	/* bindings: the first version of that to boxes, not the third; an update without actions; assertions of another manifest */
	static const char *const OLD[] = { "c2pa.hash.bmff" }, *const NEW[] = { "c2pa.hash.bmff.v3" };
	cn_str content[] = { diag(a, "{'exclusions':[],'hash':@}", CN_S("x")) };
	s.now = 500;
	made m = { .label = "m", .name = OLD, .content = content, .n = 1 };
	r = check_store(&s, make(a, &m));
	HOLD(a, &r, WELL_FORMED, "");
	m.name = NEW;
	r = check_store(&s, make(a, &m));
	HOLD(a, &r, INVALID, "claim.hardBindings.missing");
	static const char *const DATA[] = { "c2pa.hash.data" }, *const UP[] = { "c2pa.ingredient", "c2pa.actions" };
	content[0] = diag(a, "{'hash':@}", sha256(a, CN_S("content")));
	m.name = DATA;
	cn_str ups[] = { diag(a, "{'relationship':'parentOf','c2pa_manifest':^}", hashed(a, "self#jumbf=/c2pa/m", make(a, &m))),
			 diag(a, "{'actions':[{'action':'c2pa.published'}]}") };
	made up = { .label = "up", .kind = "c2um", .name = UP, .content = ups, .n = 2 };
	r = check_store(&s, join(a, make(a, &m), make(a, &up)));
	HOLD(a, &r, INVALID, "manifest.update.invalid");
	s.rules = CN_C2PA_2_2;
	r = check_store(&s, join(a, make(a, &m), make(a, &up)));
	HOLD(a, &r, TRUSTED, "");
	made far = { .label = "far", .name = DATA, .content = content, .n = 0 };
	far.claim_bytes =
	    diag(a, "{'alg':'sha256','signature':'self#jumbf=c2pa.signature','assertions':[^]}",
		 hashed(a, "self#jumbf=/c2pa/m/c2pa.assertions/c2pa.hash.data", assertion_box(a, DATA[0], content[0])));
	r = check_store(&s, join(a, make(a, &m), make(a, &far)));
	HOLD(a, &r, INVALID, "assertion.outsideManifest");
	s.rules = CN_C2PA_1_4;
	r = check_store(&s, join(a, make(a, &m), make(a, &far)));
	HOLD(a, &r, TRUSTED, "");
	/* 16.7.3: whatever was transcoded names what it was made from */
	static const char *const ACTS[] = { "c2pa.hash.data", "c2pa.actions" };
	cn_str acts[] = { content[0], diag(a, "{'actions':[{'action':'c2pa.transcoded'}]}") };
	made act = { .label = "act", .name = ACTS, .content = acts, .n = 2 };
	r = check_store(&s, make(a, &act));
	HOLD(a, &r, INVALID, "assertion.action.ingredientMismatch");
	s.rules = CN_C2PA_2_2;
	r = check_store(&s, make(a, &act));
	HOLD(a, &r, TRUSTED, "");
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	scene s;
	for (unsigned version = 1; version < 3; version++) {
		begin(&s, a);
		s.version = version;
		s.name = "c2pa.certificate-status";
		s.content = diag(a, "{'ocspVals':[@]}", CN_S("good leaf"));
		s.unprotected = stamps(&s, version == 1 ? "sigTst" : "sigTst2",
				       version == 1 ? toy_token(a, "R", claim_message(&s, leaf_headers(a)), 400)
						    : toy_token(a, "", signature_message(&s, leaf_headers(a)), 400),
				       (cn_str){ 0 });
		cn_c2pa_input in = { .file = CN_S("content"), .store = superbox(a, "c2pa", "c2pa", manifest(&s)), .at_us = NOW };
		starve(&in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_is_one_with_one_credential_and_its_algorithm_protected),
		cmocka_unit_test(what_is_signed_is_the_claim_wherever_it_stands),
		cmocka_unit_test(what_the_table_says_of_a_certificate_decides),
		cmocka_unit_test(a_stamp_moves_the_time_if_it_is_of_these_bytes_and_holds),
		cmocka_unit_test(a_stamp_may_come_later_with_an_update),
		cmocka_unit_test(a_response_counts_for_this_certificate_under_a_stamp),
		cmocka_unit_test(rules_have_names_and_so_have_codes_under_them),
		cmocka_unit_test(the_oldest_rules_differ_where_their_clauses_do),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
