/* Content of several parts and of several files, and stores of updates beside the first. No peer at hand writes the first two: they are made here. Updates
 * that c2pa-rs writes are judged by tools/npm/c2pa-sign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "c2pa_asset_help.h"
#include "lab/media/c2pa/stores.h"

#define COUNT(x) (sizeof(x) / sizeof *(x))

/* ---- parts ---------------------------------------------------------------------------------------------------------------- */

static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.hash.multi-asset", "c2pa.hash.data.part", "c2pa.hash.data.part__1", "c2pa.hash.data.part__2", "org.other" };
#define FIRST "first"
#define SECOND "second!"
#define THIRD "third"

static cn_str data_of(cn_arena *a, cn_str bytes)
{
	return diag(a, "{'hash':@}", sha256(a, bytes));
}

static cn_str hashed_assertion(cn_arena *a, const char *name, cn_str content)
{
	return hashed(a, cn_cstr(a, cn_strf(a, "self#jumbf=c2pa.assertions/%s", name)), assertion_box(a, name, content));
}

/* The file FIRST SECOND THIRD and a list of its parts as text, in which each ^ is a hashed URI: of the three parts in their order. */
static cn_c2pa_report parted(cn_arena *a, cn_str file, const char *list, cn_c2pa_rules rules)
{
	cn_str content[] = { data_of(a, CN_S(FIRST SECOND THIRD)), { 0 }, data_of(a, CN_S(FIRST)), data_of(a, CN_S(SECOND)), data_of(a, CN_S(THIRD)), diag(a, "{'x':1}") };
	cn_str uri[3];
	for (size_t i = 0; i < 3; i++)
		uri[i] = hashed_assertion(a, NAMES[i + 2], content[i + 2]);
	content[1] = diag(a, list, uri[0], uri[1], uri[2]);
	asset f = { .piece = { file }, .n = 1, .rules = rules };
	made m = { .label = "m", .name = NAMES, .content = content, .n = 6 };
	cn_c2pa_input in;
	put_store(a, &f, make(a, &m), &in);
	return run(a, &in);
}

#define PART(at, n) "{'location':{'byteOffset':" #at ",'length':" #n "},'hashAssertion':^}"
#define OPTIONAL(at, n) "{'location':{'byteOffset':" #at ",'length':" #n "},'hashAssertion':^,'optional':true}"
#define LIST "{'parts':[" PART(0, 5) "," PART(5, 7) "," PART(12, 5) "]}"
#define MAY_LACK "{'parts':[" PART(0, 5) "," PART(5, 7) "," OPTIONAL(12, 5) "]}"
#define MALFORMED "assertion.multiAssetHash.malformed"
#define MISMATCH "assertion.multiAssetHash.mismatch"
#define MISSING "assertion.multiAssetHash.missingPart"

static void parts_count_when_the_whole_does_not_match(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const struct {
		cn_str file;
		const char *list, *codes, *codes_24;
	} CASES[] = {
		{ CN_S(FIRST SECOND THIRD), LIST, "", "" },
		{ CN_S(FIRST SECOND THIRD), "{'parts':7}", "", "" }, /* nobody looks */
		{ CN_S(FIRST SECOND), MAY_LACK, "", "" },
		{ CN_S(FIRST SECOND), LIST, MALFORMED, MISSING },
		{ CN_S(FIRST SECOND "thir"), LIST, MALFORMED, MISMATCH },
		{ CN_S(FIRST SECOND "thir"), MAY_LACK, MALFORMED, MISMATCH },
		{ CN_S(FIRST SECOND "Third"), LIST, MISMATCH, MISMATCH },
		{ CN_S(FIRST SECOND "Third"), MAY_LACK, MISMATCH, MISMATCH }, /* it is there, and another */
		{ CN_S("First" SECOND), MAY_LACK, MISMATCH, MISMATCH },
		{ CN_S(FIRST "second?"), MAY_LACK, MISMATCH, MISMATCH },
		{ CN_S(FIRST SECOND THIRD "."), LIST, MALFORMED, MALFORMED }, /* bytes that no part covers: after, between, before */
		{ CN_S(FIRST SECOND "x"), "{'parts':[" PART(0, 5) "," PART(5, 7) "]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST "." SECOND), "{'parts':[" PART(0, 5) "," PART(6, 7) "]}", MALFORMED, MALFORMED },
		{ CN_S("." FIRST SECOND), "{'parts':[" PART(1, 5) "," PART(6, 7) "]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST SECOND), "{'parts':[" PART(0, 5) "," PART(4, 7) "]}", MALFORMED, MALFORMED }, /* over each other */
		{ CN_S(SECOND FIRST), "{'parts':[" PART(7, 5) "," PART(0, 7) "]}", MALFORMED, MALFORMED }, /* out of order */
		{ CN_S(FIRST SECOND), "{'parts':[" PART(0, 5) "," PART(5, 18446744073709551615) "]}", MALFORMED, MISMATCH },
		{ CN_S(FIRST), "{'parts':[" PART(0, 5) ",{'location':{'byteOffset':18446744073709551615,'length':2},'hashAssertion':^,'optional':true}]}", "", "" },
		{ CN_S(FIRST), "{'parts':[]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':{}}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[7]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'hashAssertion':^}]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'location':{'byteOffset':0},'hashAssertion':^}]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'location':{'byteOffset':-1,'length':5},'hashAssertion':^}]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'location':{'byteOffset':0,'length':'5'},'hashAssertion':^}]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'location':{'byteOffset':0,'length':5,'bmffBox':'/mdat'},'hashAssertion':^}]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'location':{'bmffBox':7},'hashAssertion':^}]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'location':{'byteOffset':0,'length':5}}]}", MALFORMED, MALFORMED },
		{ CN_S(FIRST), "{'parts':[{'location':{'byteOffset':0,'length':5},'hashAssertion':'self#jumbf=c2pa.assertions/c2pa.hash.data.part'}]}", MALFORMED, MALFORMED },
	};
	for (size_t i = 0; i < COUNT(CASES); i++)
		for (cn_c2pa_rules rules = CN_C2PA_2_2; rules <= CN_C2PA_2_4; rules++) {
			cn_c2pa_report r = parted(a, CASES[i].file, CASES[i].list, rules);
			const char *codes = rules == CN_C2PA_2_2 ? CASES[i].codes : CASES[i].codes_24;
			if (!cn_eqz(failures(a, &r), codes) || r.state != (codes[0] ? CN_C2PA_INVALID : CN_C2PA_TRUSTED) || r.unchecked)
				fail_msg("%zu by %s: %.*s, %s", i, cn_c2pa_rules_text(rules), CN_FMT(failures(a, &r)), cn_c2pa_state_text(r.state));
			assert_true(codes[0] || told(&r, CN_C2PA_PARTS_MATCH) == (i > 1));
		}
	cn_c2pa_report r = parted(a, CN_S(FIRST SECOND), MAY_LACK, CN_C2PA_2_2);
	assert_true(cn_eqz(r.binding, "c2pa.hash.multi-asset") && !told(&r, CN_C2PA_DATA_MATCH));
	r = parted(a, CN_S(FIRST SECOND), MAY_LACK, CN_C2PA_1_4); /* which knows no parts */
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
}

static void a_part_names_a_binding_of_parts_that_the_claim_has(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[] = { data_of(a, CN_S("the whole")), { 0 }, data_of(a, CN_S(FIRST)), diag(a, "{'hash':@,'alg':'md5'}", CN_S("")), diag(a, "{}"), data_of(a, CN_S(FIRST)) };
	cn_str right = hashed_assertion(a, NAMES[2], content[2]);
	const struct {
		cn_str uri;
		const char *codes;
	} CASES[] = {
		{ right, "" },
		{ hashed_assertion(a, NAMES[2], CN_S("another")), MALFORMED },
		{ hashed_assertion(a, NAMES[5], content[5]), MALFORMED }, /* no binding of a part, though it says the same */
		{ hashed_assertion(a, NAMES[0], content[0]), MALFORMED },
		{ hashed_assertion(a, "not.there", content[2]), MALFORMED },
		{ hashed(a, "self#jumbf=/c2pa/other/c2pa.assertions/c2pa.hash.data.part", assertion_box(a, NAMES[2], content[2])), MALFORMED },
		{ hashed_assertion(a, NAMES[3], content[3]), "algorithm.unsupported" },
		{ hashed_assertion(a, NAMES[4], content[4]), MISMATCH }, /* no digest at all */
	};
	asset f = { .piece = { CN_S(FIRST) }, .n = 1 };
	cn_c2pa_input in;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		content[1] = diag(a, "{'parts':[" PART(0, 5) "]}", CASES[i].uri);
		made m = { .label = "m", .name = NAMES, .content = content, .n = 6 }, other = { .label = "other", .name = NAMES + 2, .content = content + 2, .n = 1 };
		put_store(a, &f, join(a, make(a, &other), make(a, &m)), &in);
		cn_c2pa_report r = run(a, &in);
		if (!cn_eqz(failures(a, &r), CASES[i].codes) || (r.state == CN_C2PA_TRUSTED) != !CASES[i].codes[0])
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &r)));
	}
	/* a list that is not what was signed is none; two lists are one too many */
	content[1] = diag(a, "{'parts':[" PART(0, 5) "]}", right);
	made m = { .label = "m", .name = NAMES, .content = content, .n = 6 };
	cn_str claim = claim_of(a, &m), was = content[1];
	content[1] = diag(a, "{'parts':[" OPTIONAL(0, 5) "]}", right);
	m.claim_bytes = claim;
	put_store(a, &f, make(a, &m), &in);
	cn_c2pa_report r = run(a, &in);
	HOLD(a, &r, INVALID, "assertion.hashedURI.mismatch,assertion.dataHash.mismatch");
	static const char *const TWO[] = { "c2pa.hash.data", "c2pa.hash.multi-asset", "c2pa.hash.data.part", "c2pa.hash.multi-asset__1" };
	cn_str two[] = { content[0], was, content[2], was };
	m = (made){ .label = "m", .name = TWO, .content = two, .n = 4 };
	put_store(a, &f, make(a, &m), &in);
	r = run(a, &in);
	HOLD(a, &r, INVALID, MALFORMED);
	/* an update may have moved the parts: nothing can be said of them */
	made one = { .label = "m", .name = TWO, .content = two, .n = 3 };
	static const char *const UP[] = { "c2pa.ingredient.v3" };
	cn_str parent = ingredient_of(a, &one, "parentOf", ",'validationResults':{}");
	made up = { .label = "up", .kind = "c2um", .name = UP, .content = &parent, .n = 1 };
	put_store(a, &f, join(a, make(a, &one), make(a, &up)), &in);
	r = run(a, &in);
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(r.unchecked && cn_contains(r.unchecked->what, CN_S("parts")));
}

/* A picture with its store, and what follows its end: each is a part, bound in a way of its own. */
static cn_c2pa_report picture(cn_arena *a, const char *kind, cn_str second_is, cn_str tail, cn_str *ret_file)
{
	asset f = a_jpeg(a);
	cn_str image = pieces(a, &f, 0, f.n), second = second_is;
	size_t before = pieces(a, &f, 0, f.place).n, at = 0, carried = 0;
	bool boxes = strcmp(kind, "boxes") == 0;
	const char *name[] = { "c2pa.hash.data", "c2pa.hash.multi-asset", boxes ? "c2pa.hash.boxes.part" : "c2pa.hash.data.part", "c2pa.hash.data.part__1" };
	cn_c2pa_input in;
	f.piece[f.n++] = tail;
	for (int i = 0; i < 4; i++) { /* until the lengths that stand in the store fit the store */
		cn_str content[] = { data_of(a, CN_S("the whole")), { 0 }, { 0 }, { 0 } };
		content[2] = boxes ? diag(a, "{'alg':'sha256','boxes':[{'names':['SOI','APP1'],'hash':@},{'names':['C2PA'],'hash':@},{'names':['DQT','SOS','RST0','EOI'],'hash':@}]}",
					  sha256(a, pieces(a, &f, 0, f.place)), CN_S("\0"), sha256(a, pieces(a, &f, f.place, f.n - 1)))
				   : diag(a, "{'exclusions':[{'start':#,'length':#}],'hash':@}", (uint64_t)before, (uint64_t)carried, sha256(a, image));
		/* its own exclusions count from its start: the metadata of a second picture */
		bool jpeg = cn_starts(second, "\xff\xd8");
		content[3] = jpeg ? diag(a, "{'exclusions':[{'start':6,'length':12}],'hash':@}", sha256(a, join(a, cn_sub(second, 0, 6), cn_sub(second, 18, second.n))))
				  : data_of(a, second);
		content[1] = diag(a, "{'parts':[{'location':{'byteOffset':0,'length':#},'hashAssertion':^},{'location':{'byteOffset':#,'length':#},'hashAssertion':^,'optional':true}]}",
				  (uint64_t)at, hashed_assertion(a, name[2], content[2]), (uint64_t)at, (uint64_t)second.n, hashed_assertion(a, name[3], content[3]));
		made m = { .label = "m", .name = name, .content = content, .n = 4 };
		put_store(a, &f, make(a, &m), &in);
		at = in.file.n - tail.n;
		carried = at - image.n;
	}
	*ret_file = in.file;
	return run(a, &in);
}

static void each_part_is_bound_as_a_file_of_its_own(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	asset small = a_jpeg(a);
	cn_str gain = pieces(a, &small, 0, small.n), other_facts = changed(a, gain, 14), other_scan = changed(a, gain, gain.n - 3), none = { "", 0 }, file;
	static const char *const KINDS[] = { "data", "boxes" };
	for (size_t k = 0; k < 2; k++) {
		cn_c2pa_report r = picture(a, KINDS[k], gain, gain, &file);
		HOLD(a, &r, TRUSTED, "");
		assert_true(told(&r, CN_C2PA_PARTS_MATCH));
		r = picture(a, KINDS[k], gain, none, &file); /* without the second */
		HOLD(a, &r, TRUSTED, "");
		r = picture(a, KINDS[k], gain, other_facts, &file); /* what it leaves out itself may change */
		HOLD(a, &r, TRUSTED, "");
		assert_true(told(&r, CN_C2PA_DATA_EXTRA));
		r = picture(a, KINDS[k], gain, other_scan, &file);
		HOLD(a, &r, INVALID, MISMATCH);
		r = picture(a, KINDS[k], CN_S("video"), CN_S("Video"), &file);
		HOLD(a, &r, INVALID, MISMATCH);
		r = picture(a, KINDS[k], CN_S("video"), CN_S("video and more"), &file);
		HOLD(a, &r, INVALID, MALFORMED);
	}
}

static cn_str a_box(cn_arena *a, const char *type, cn_str body)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	put_box(&b, type, body);
	return cn_buf_copy(a, &b);
}

/* ISO base media: a still picture, and a film in a box of it. */
static void a_part_may_be_a_box(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_str film = a_box(a, "mpvd", CN_S("a film")), other = a_box(a, "mpvd", CN_S("a Film")), longer = a_box(a, "mpvd", CN_S("a film!")), none = { "", 0 };
	cn_str still = join(a, a_box(a, "ftyp", CN_S("heic")), a_box(a, "mdat", CN_S("pixels")));
	cn_str twice = join(a, a_box(a, "mpvd", CN_S("xx")), film);
	static const char *const NAME[] = { "c2pa.hash.data", "c2pa.hash.multi-asset", "c2pa.hash.bmff.v3.part", "c2pa.hash.data.part" };
#define BOX(path) "{'location':{'bmffBox':'" path "'},'hashAssertion':^}"
#define MAY(path) "{'location':{'bmffBox':'" path "'},'hashAssertion':^,'optional':true}"
	const struct {
		cn_str tail;
		const char *second, *codes;
		size_t more; /* bytes of the first part beyond the picture */
	} CASES[] = {
		{ film, BOX("/mpvd"), "", 0 },	      { film, BOX("/mpvd"), "", 8 }, /* its head is covered by the picture or with it */
		{ film, BOX("/mpvd[1]"), "", 0 },     { other, BOX("/mpvd"), MISMATCH, 0 },
		{ longer, BOX("/mpvd"), MISMATCH, 0 }, { none, BOX("/mpvd"), MALFORMED, 0 },
		{ none, MAY("/mpvd"), "", 0 },	      { film, BOX("/mpvd[2]"), MALFORMED, 0 },
		{ film, BOX("mpvd"), MALFORMED, 0 },  { film, BOX("/mpvd/mpvd"), MALFORMED, 0 },
		{ twice, BOX("/mpvd[2]"), MALFORMED, 0 }, /* what stands before it is no part */
		{ film, BOX("/mpvd"), MISMATCH, 3 },
	};
	for (size_t i = 0; i < COUNT(CASES); i++) {
		cn_str content[] = { data_of(a, CN_S("the whole")), { 0 }, { 0 }, data_of(a, CN_S("a film")) };
		content[2] = diag(a, "{'exclusions':[{'xpath':'/ftyp'}],'hash':@}", sha256(a, join(a, CN_S("\0\0\0\0\0\0\0\x0c"), cn_sub(still, 12, still.n))));
		if (CASES[i].more == 8) /* as bytes: the head of the next box is no box of the picture */
			content[2] = diag(a, "{'hash':@}", sha256(a, join(a, still, cn_sub(film, 0, 8))));
		const char *const name[] = { NAME[0], NAME[1], CASES[i].more == 8 ? "c2pa.hash.data.part__1" : NAME[2], NAME[3] };
		content[1] = diag(a, cn_cstr(a, cn_strf(a, "{'parts':[{'location':{'byteOffset':0,'length':#},'hashAssertion':^},%s]}", CASES[i].second)),
				  (uint64_t)(still.n + CASES[i].more), hashed_assertion(a, name[2], content[2]), hashed_assertion(a, name[3], content[3]));
		asset f = { .piece = { still, CASES[i].tail }, .n = 2 };
		made m = { .label = "m", .name = name, .content = content, .n = 4 };
		cn_c2pa_input in;
		put_store(a, &f, make(a, &m), &in);
		cn_c2pa_report r = run(a, &in);
		const char *codes = CASES[i].more == 3 ? MALFORMED : CASES[i].codes; /* neither before the head nor behind it */
		if (!cn_eqz(failures(a, &r), codes) || (r.state == CN_C2PA_TRUSTED) != !codes[0])
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &r)));
	}
}

static void parts_have_a_bound(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	for (size_t more = 0; more < 2; more++) {
		CN_AUTO_BUF list;
		cn_buf_init(&list, 1 << 20);
		size_t n = CN_C2PA_PARTS_MAX + more;
		char *file = CN_NEW(a, char, n);
		cn_str content[] = { data_of(a, CN_S("the whole")), { 0 }, data_of(a, CN_S("\0")) };
		cn_str uri = hashed_assertion(a, NAMES[2], content[2]);
		cn_cbor_put_head(&list, CN_CBOR_ARRAY, n);
		for (size_t i = 0; i < n; i++)
			cn_buf_put(&list, diag(a, "{'location':{'byteOffset':#,'length':1},'hashAssertion':^}", (uint64_t)i, uri));
		content[1] = diag(a, "{'parts':^}", cn_buf_str(&list));
		asset f = { .piece = { { file, n } }, .n = 1 };
		made m = { .label = "m", .name = NAMES, .content = content, .n = 3 };
		cn_c2pa_input in;
		put_store(a, &f, make(a, &m), &in);
		cn_c2pa_report r = run(a, &in);
		if (more == 0)
			HOLD(a, &r, TRUSTED, "");
		else
			HOLD(a, &r, WELL_FORMED, "");
	}
}

/* ---- collections ----------------------------------------------------------------------------------------------------------- */

/* Files "a/one" and "two words"; reading "bad" fails. */
static cn_code beside_digest(void *self, cn_str path, cn_sha2_alg alg, uint8_t ret[CN_SHA2_BYTES_MAX], size_t *ret_n, cn_err *err)
{
	cn_sha2 h;
	unsigned *asked = self;
	++*asked;
	if (cn_eqz(path, "bad"))
		return CN_FAIL(err, CN_EIO, "bad cannot be read");
	if (!cn_eqz(path, "a/one") && !cn_eqz(path, "two words"))
		return CN_FAIL(err, CN_ENOTFOUND, "it is not there");
	cn_sha2_init(&h, alg);
	cn_sha2_put(&h, path);
	*ret_n = cn_sha2_done(&h, ret);
	return CN_OK;
}

static cn_code collected(cn_arena *a, cn_str content, cn_c2pa_rules rules, const cn_c2pa_beside *beside, cn_c2pa_report *ret, cn_err *err)
{
	static const char *const NAME = "c2pa.hash.collection.data";
	toy t;
	cn_x509 x = toy_table(&t);
	cn_c2pa_input in;
	asset f = { .piece = { CN_S("content") }, .n = 1, .rules = rules };
	made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
	put_store(a, &f, make(a, &m), &in);
	in.x509 = &x;
	in.beside = beside;
	return cn_c2pa_check(a, &in, ret, err);
}

static void a_collection_is_its_files(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	unsigned asked = 0;
	cn_c2pa_beside beside = { &asked, beside_digest };
	cn_str one = sha256(a, CN_S("a/one")), two = sha256(a, CN_S("two words"));
#define URI(x) "{'uri':'" x "','hash':@}"
#define COUNT_OFF "assertion.collectionHash.incorrectFileCount"
#define OTHER_FILE "assertion.collectionHash.mismatch"
#define BAD_LIST "assertion.collectionHash.malformed"
#define BAD_URI "assertion.collectionHash.invalidURI"
	const struct {
		const char *list, *codes;
	} CASES[] = {
		{ "{'alg':'sha256','uris':[" URI("a/one") "," URI("two%20words") "]}", "" },
		{ "{'alg':'sha256','uris':[" URI("%61/one") "]}", "" },
		{ "{'alg':'sha256','uris':[" URI("a/one") "," URI("a/two") "]}", COUNT_OFF },
		{ "{'alg':'sha256','uris':[" URI("two words") "]}", OTHER_FILE },
		{ "{'alg':'sha384','uris':[" URI("a/one") "]}", OTHER_FILE },
		{ "{'alg':'md5','uris':[" URI("a/one") "]}", "algorithm.unsupported" },
		{ "{'alg':'sha256','uris':[]}", BAD_LIST },
		{ "{'alg':'sha256'}", BAD_LIST },
		{ "{'alg':'sha256','uris':{}}", BAD_LIST },
		{ "{'alg':'sha256','uris':[7]}", BAD_LIST },
		{ "{'alg':'sha256','uris':[{'uri':'a/one'}]}", BAD_LIST },
		{ "{'alg':'sha256','uris':[{'url':'a/one','hash':@}]}", BAD_LIST },
		{ "{'alg':'sha256','uris':[{'uri':'a/one','hash':'x'}]}", BAD_LIST },
		{ "{'alg':'sha256','uris':[" URI("../a/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a/../a/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a/one/..") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("./a/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("..") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("%2e%2e/a/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("x%2F..%2fa/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("/a/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a//one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("file:a/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("http://x.example/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a/one?x") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a/one#x") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a%00/one") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a%5cone") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a%2") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a%zz") "]}", BAD_URI },
		{ "{'alg':'sha256','uris':[" URI("a/one") "," URI("../two") "]}", BAD_URI }, /* before any file is looked at */
	};
	for (size_t i = 0; i < COUNT(CASES); i++) {
		cn_c2pa_report r = { 0 };
		asked = 0;
		assert_int_equal(collected(a, diag(a, CASES[i].list, one, two), CN_C2PA_2_2, &beside, &r, NULL), CN_OK);
		if (!cn_eqz(failures(a, &r), CASES[i].codes) || r.state != (CASES[i].codes[0] ? CN_C2PA_INVALID : CN_C2PA_TRUSTED))
			fail_msg("%s: %.*s", CASES[i].list, CN_FMT(failures(a, &r)));
		assert_true(told(&r, CN_C2PA_FILES_MATCH) == !CASES[i].codes[0]);
		assert_true(strcmp(CASES[i].codes, BAD_URI) != 0 || asked == 0);
	}
}

static void what_is_not_here_is_not_known(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	unsigned asked = 0;
	cn_c2pa_beside beside = { &asked, beside_digest };
	cn_err err = { 0 };
	cn_c2pa_report r = { 0 };
	cn_str one = sha256(a, CN_S("a/one")), list = diag(a, "{'alg':'sha256','uris':[" URI("a/one") "]}", one);
	assert_int_equal(collected(a, list, CN_C2PA_2_2, NULL, &r, &err), CN_OK);
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(cn_contains(r.unchecked->what, CN_S("collection")));
	assert_int_equal(collected(a, diag(a, "{'alg':'sha256','uris':[" URI("../one") "]}", one), CN_C2PA_2_2, NULL, &r, &err), CN_OK);
	HOLD(a, &r, INVALID, BAD_URI); /* for that no file is needed */
	assert_int_equal(collected(a, diag(a, "{'alg':'sha256','uris':[" URI("a/one") "],'zip_central_directory_hash':@}", one, one), CN_C2PA_2_2, &beside, &r, &err), CN_OK);
	HOLD(a, &r, WELL_FORMED, "");
	assert_int_equal(collected(a, diag(a, "{'alg':'sha256','uris':[" URI("a/one") "," URI("a/one") "]}", one, one), CN_C2PA_2_2, &beside, &r, &err), CN_OK);
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(asked == 0 && cn_contains(r.unchecked->what, CN_S("twice")));
	assert_int_equal(collected(a, diag(a, "{'alg':'sha256','uris':[" URI("bad") "]}", one), CN_C2PA_2_2, &beside, &r, &err), CN_EIO);
	/* whose digest it is when none is named: 2.2 and 2.4 differ */
	list = diag(a, "{'uris':[" URI("a/one") "]}", one);
	assert_int_equal(collected(a, list, CN_C2PA_2_2, &beside, &r, &err), CN_OK);
	HOLD(a, &r, INVALID, BAD_LIST);
	assert_int_equal(collected(a, list, CN_C2PA_2_4, &beside, &r, &err), CN_OK);
	HOLD(a, &r, TRUSTED, "");
}

/* ---- updates in a box of their own ------------------------------------------------------------------------------------------ */

static cn_c2pa_report updated(cn_arena *a, cn_str first, cn_str second, bool gone, cn_c2pa_rules rules)
{
	cn_c2pa_input in = { .file = CN_S("content"), .store = superbox(a, "c2pa", "c2pa", first), .at_us = 500, .rules = rules, .update_gone = gone };
	if (second.n > 0)
		in.update = superbox(a, "c2pa", "c2pa", second);
	return run(a, &in);
}

static void an_update_in_a_store_of_its_own_is_the_active_one(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(128 << 20);
	static const char *const UP[] = { "c2pa.ingredient.v3" };
	cn_str content = data_of(a, CN_S("content")), none = { 0 };
	made one = { .label = "one", .name = NAMES, .content = &content, .n = 1 };
	cn_str parent = ingredient_of(a, &one, "parentOf", ",'validationResults':{}"), first = make(a, &one);
	made up = { .label = "up", .kind = "c2um", .name = UP, .content = &parent, .n = 1 };
	cn_str update = make(a, &up), over = ingredient_of(a, &up, "parentOf", ",'validationResults':{}");
	cn_c2pa_report r = updated(a, first, update, false, CN_C2PA_2_2);
	HOLD(a, &r, TRUSTED, "");
	assert_true(cn_eqz(r.active, "up") && r.manifests == 2 && told(&r, CN_C2PA_DATA_MATCH));
	made upper = { .label = "upper", .kind = "c2um", .name = UP, .content = &over, .n = 1 };
	r = updated(a, first, join(a, update, make(a, &upper)), false, CN_C2PA_2_2);
	HOLD(a, &r, TRUSTED, "");
	assert_true(cn_eqz(r.active, "upper"));
	/* whoever puts a manifest of his own there does not take the place of the first */
	made forged = { .label = "mine", .name = NAMES, .content = &content, .n = 1 };
	r = updated(a, first, make(a, &forged), false, CN_C2PA_2_2);
	HOLD(a, &r, INVALID, "general.error");
	r = updated(a, first, changed(a, update, update.n - 40), false, CN_C2PA_2_2);
	assert_int_equal(r.state, CN_C2PA_INVALID);
	cn_str other = data_of(a, CN_S("content")); /* an update of another manifest of the same name */
	made two = { .label = "one", .name = NAMES, .content = &other, .n = 1, .more = "'title':'other'" };
	r = updated(a, make(a, &two), update, false, CN_C2PA_2_2);
	HOLD(a, &r, INVALID, "ingredient.manifest.mismatch");
	r = updated(a, first, CN_S("no box"), false, CN_C2PA_2_2);
	HOLD(a, &r, INVALID, "general.error");
	/* the carrier says that there is one: it was taken out, and nobody knows what it said */
	r = updated(a, first, none, true, CN_C2PA_2_2);
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(cn_contains(r.unchecked->what, CN_S("updates")));
	r = updated(a, first, update, false, CN_C2PA_1_4);
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(cn_eqz(r.active, "one"));
}

/* A box of content credentials; an update's may have the place of a Merkle box before its store, and may not. */
static cn_str credentials_box(cn_arena *a, const char *purpose, bool offset, cn_str store)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_buf_put(&b, CN_S("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81\0\0\0\0"));
	cn_buf_put(&b, (cn_str){ purpose, strlen(purpose) + 1 });
	if (offset)
		cn_buf_put(&b, CN_S("\0\0\0\0\0\0\0\0"));
	cn_buf_put(&b, store);
	return a_box(a, "uuid", cn_buf_str(&b));
}

/* A film that was signed, and updated after. */
typedef struct film {
	cn_str head, data, first, second; /* stores */
} film;

static film a_film(cn_arena *a)
{
	static const char *const NAME = "c2pa.hash.bmff.v3", *const UP[] = { "c2pa.ingredient.v3" };
	film f = { .head = a_box(a, "ftyp", CN_S("mp42\0\0\0\0mp42")), .data = a_box(a, "mdat", CN_S("sound and pictures")), .first = { "", 0 } };
	made one = { .label = "one", .name = &NAME, .n = 1 };
	for (int i = 0; i < 2; i++) { /* the place of the box of data, which is in its digest, follows from the length of the store */
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		for (int k = 56; k >= 0; k -= 8)
			cn_buf_putc(&b, (char)((uint64_t)(f.head.n + credentials_box(a, "original", true, f.first).n) >> k & 0xff));
		cn_buf_put(&b, f.data);
		cn_str *content = CN_NEW(a, cn_str, 1);
		*content = diag(a, "{'exclusions':[{'xpath':'/uuid','data':[{'offset':8,'value':@}]},{'xpath':'/ftyp'},{'xpath':'/mfra'}],'hash':@}",
				CN_S("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"), sha256(a, cn_buf_str(&b)));
		one.content = content;
		f.first = superbox(a, "c2pa", "c2pa", make(a, &one));
	}
	cn_str parent = ingredient_of(a, &one, "parentOf", ",'validationResults':{}");
	made up = { .label = "up", .kind = "c2um", .name = UP, .content = &parent, .n = 1 };
	f.second = superbox(a, "c2pa", "c2pa", make(a, &up));
	return f;
}

static size_t of_file(cn_arena *a, cn_str file, cn_c2pa_report *ret)
{
	cn_media_file f;
	cn_c2pa_input in = { .file = file, .at_us = 500 };
	assert_int_equal(cn_media_read(a, file, &f, NULL), CN_OK);
	assert_true(!f.trouble);
	assert_int_equal(cn_c2pa_find_store(a, &f, &in, NULL), CN_OK);
	if (in.store.p)
		*ret = run(a, &in);
	return cn_c2pa_stores(&f);
}

static void updates_in_boxes_of_a_file_are_found_and_bound(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	film f = a_film(a);
	cn_c2pa_report r;
	cn_str original = credentials_box(a, "original", true, f.first), signed_once = join(a, join(a, f.head, credentials_box(a, "manifest", true, f.first)), f.data),
	       before = join(a, join(a, f.head, original), f.data);
	assert_int_equal(of_file(a, signed_once, &r), 1);
	HOLD(a, &r, TRUSTED, "");
	for (int offset = 0; offset < 2; offset++) {
		cn_str update = credentials_box(a, "update", offset, f.second);
		assert_int_equal(of_file(a, join(a, before, update), &r), 1);
		HOLD(a, &r, TRUSTED, "");
		assert_true(cn_eqz(r.active, "up") && r.manifests == 2 && told(&r, CN_C2PA_BMFF_MATCH));
		assert_int_equal(of_file(a, join(a, changed(a, before, before.n - 2), update), &r), 1);
		HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
		/* two of them, or one over a store that knows of none: nobody can say which counts */
		assert_int_equal(of_file(a, join(a, join(a, before, update), update), &r), 3);
		assert_int_equal(of_file(a, join(a, signed_once, update), &r), 2);
	}
	assert_int_equal(of_file(a, before, &r), 1); /* the update was cut off */
	HOLD(a, &r, WELL_FORMED, "");
	assert_int_equal(of_file(a, join(a, join(a, f.head, f.data), credentials_box(a, "update", true, f.second)), &r), 1); /* what it updates was */
	HOLD(a, &r, INVALID, "ingredient.manifest.missing,claim.hardBindings.missing");
	assert_int_equal(of_file(a, join(a, f.head, f.data), &r), 0);
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	unsigned asked = 0;
	cn_c2pa_beside beside = { &asked, beside_digest };
	static const char *const NAME = "c2pa.hash.collection.data", *const UP[] = { "c2pa.ingredient.v3" };
	cn_str list = diag(a, "{'alg':'sha256','uris':[" URI("a/one") "]}", sha256(a, CN_S("a/one")));
	cn_c2pa_input in;
	asset f = { .piece = { CN_S(FIRST) }, .n = 1 };
	made m = { .label = "m", .name = &NAME, .content = &list, .n = 1 };
	put_store(a, &f, make(a, &m), &in);
	in.beside = &beside;
	starve(&in);
	cn_str content[] = { data_of(a, CN_S("the whole")), { 0 }, data_of(a, CN_S(FIRST)) };
	content[1] = diag(a, "{'parts':[" PART(0, 5) "]}", hashed_assertion(a, NAMES[2], content[2]));
	m = (made){ .label = "m", .name = NAMES, .content = content, .n = 3 };
	put_store(a, &f, make(a, &m), &in);
	starve(&in);
	cn_str parent = ingredient_of(a, &m, "parentOf", ",'validationResults':{}");
	made up = { .label = "up", .kind = "c2um", .name = UP, .content = &parent, .n = 1 };
	in.update = superbox(a, "c2pa", "c2pa", make(a, &up));
	starve(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_count_when_the_whole_does_not_match),
		cmocka_unit_test(a_part_names_a_binding_of_parts_that_the_claim_has),
		cmocka_unit_test(each_part_is_bound_as_a_file_of_its_own),
		cmocka_unit_test(a_part_may_be_a_box),
		cmocka_unit_test(parts_have_a_bound),
		cmocka_unit_test(a_collection_is_its_files),
		cmocka_unit_test(what_is_not_here_is_not_known),
		cmocka_unit_test(an_update_in_a_store_of_its_own_is_the_active_one),
		cmocka_unit_test(updates_in_boxes_of_a_file_are_found_and_bound),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
