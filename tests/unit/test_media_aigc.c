/* lab/media/aigc, uscc, source_type: labels by GB 45438 as they are met, the check character of GB 32100, the terms of IPTC.
 * The codes were made and judged by python3-stdnum 1.18 (stdnum.cn.uscc); it takes no letters among the first two characters, so
 * codes that begin with A or Y have their check character from its calc_check_digit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/flat.h"
#include "tests/unit/layer_help.h"

#define USCC "91110000600037341L"

static void codes_hold_as_stdnum_says(void **state)
{
	(void)state;
	static const char *const GOOD[] = { USCC,
					    "91110108MA01KP2T5U",
					    "91440300MA5FYBFG1P",
					    "99138571RTMKAE5BKF",
					    "99437258AA1L3JB5EC",
					    "628851269B7J2KWD7L",
					    "5954167968QKG9RPD0",
					    "925119724WRYHK3BQD",
					    "12277015NK6F24KL3L",
					    "61924776KGNWTCQCWQ",
					    "599051491NHFLMUPBW",
					    "91668085YLJLEPYG3K",
					    "91050455RF111GBY8P",
					    "595946497EB3A1KEW4",
					    "59037302DC3D7DPU9D",
					    "92465229F20RCQXTA5",
					    "19030036TN66NCQL22",
					    "99722613LXGDH4RJX3",
					    "A1834448CKHFDTX9FQ",
					    "Y2669354TGTP3926BJ",
					    "A227063015BR818494" };
	static const char *const BAD[] = { "",
					   "91110000600037341M", /* another check character */
					   "91110000600037341I", /* a letter that is in no code */
					   "91110O00600037341L",
					   "9111000060003734L",
					   "911100006000373411L",
					   "91110000600073341L", /* two characters changed places */
					   "91110000600037341l",
					   "I1110000600037341L" };
	static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		char code[19];
		assert_true(cn_uscc_ok(cn_str_z(GOOD[i])));
		memcpy(code, GOOD[i], sizeof code);
		for (size_t at = 0; at < 18; at++) /* no single character can change */
			for (const char *c = ALPHABET; *c; c++) {
				code[at] = *c;
				assert_int_equal(cn_uscc_ok(cn_str_z(code)), *c == GOOD[i][at]);
				code[at] = GOOD[i][at];
			}
	}
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_false(cn_uscc_ok(cn_str_z(BAD[i])));
	assert_false(cn_uscc_ok((cn_str){ "9111000060003734\0L", 18 }));
}

static void the_code_inside_a_producer_is_found(void **state)
{
	(void)state;
	cn_str code = { 0 };
	assert_true(cn_aigc_uscc(CN_S("0011" USCC "18705"), &code) && cn_eqz(code, USCC));
	assert_true(cn_aigc_uscc(CN_S("0011" USCC), &code) && cn_eqz(code, USCC));
	assert_true(cn_aigc_uscc(CN_S(USCC), &code) && cn_eqz(code, USCC));
	static const char *const NONE[] = {
		"", "Studio", "001", ("0012" USCC "18705"), "0011911100006000373", ("0011 " USCC), "a company of 18 c"
	};
	for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
		assert_false(cn_aigc_uscc(cn_str_z(NONE[i]), &code));
}

static void a_label_comes_back_as_it_was_written(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	const cn_aigc k = {
		CN_S("1"), CN_S("0011" USCC "18705"), CN_S("a \"b\"\n\xe4\xba\xba"), CN_S(""), CN_S("p"), CN_S("q"), CN_S("r"), 0x7f
	};
	cn_aigc back;
	cn_buf_init(&b, 1 << 16);
	cn_aigc_write(&b, &k);
	assert_string_equal(b.p, "{\"Label\":\"1\",\"ContentProducer\":\"0011" USCC
				 "18705\",\"ProduceID\":\"a \\\"b\\\"\\n\xe4\xba\xba\",\"ReservedCode1\":\"\","
				 "\"ContentPropagator\":\"p\",\"PropagateID\":\"q\",\"ReservedCode2\":\"r\"}");
	assert_int_equal(cn_aigc_read(a, cn_buf_str(&b), &back, NULL), CN_OK);
	assert_int_equal(back.have, 0x7f);
	assert_true(cn_eq(back.produce_id, k.produce_id) && cn_eq(back.reserved2, k.reserved2) &&
		    cn_eq(back.propagator, k.propagator));
	cn_layer_draft d = draft_in(a, CN_PART_AIGC, "AIGC");
	cn_layer_of_aigc(&d, cn_buf_str(&b));
	remarks_are(&d.out, 0);
	assert_true(d.has_aigc && d.out.says_ai == CN_TRUE);
	field_is(&d.out, "ContentPropagator", "p");
	field_is(&d.out, "ReservedCode1", "");
}

/* Label, producer and which fields are texts, whatever way they are written. */
static void all_forms_that_are_met_are_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const struct {
		const char *text, *label, *producer;
		unsigned have;
	} FORMS[] = {
		{ "{\"Label\":\"1\",\"ContentProducer\":\"x\"}", "1", "x", 3 },
		{ "\xef\xbb\xbf {\"Label\":\"1\",\"ContentProducer\":\"x\"}\r\n", "1", "x", 3 },
		{ "{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"x\"}}", "1", "x", 3 },
		{ "{\"AIGC\":\"{\\\"Label\\\":\\\"1\\\",\\\"ContentProducer\\\":\\\"x\\\"}\"}", "1", "x", 3 },
		{ "\"{\\\"Label\\\":\\\"1\\\"}\"", "1", "", 1 },
		{ "{\"Label\":1,\"ContentProducer\":null}", "1", "", 0 },
		{ "{\"Label\":true,\"ContentProducer\":[1,{\"a\":2}]}", "true", "[1,{\"a\":2}]", 0 },
		{ "'{\"Label\":\"1\",\"ContentProducer\":\"it''s\"}'", "1", "it's", 3 },
		{ "\n  Label: \"1\" # yes\n  ContentProducer: 'it''s'\n", "1", "it's", 3 },
		{ "\n  Label: 1\n  ContentProducer: x y # z\n", "1", "x y", 2 },
		{ "\n  Label: \"a\\\"\\u4eba\"\n  ContentProducer: x#y\n", "a\"\xe4\xba\xba", "x#y", 3 },
		{ "AIGC:\n  Label: '1'\n  ContentProducer: x\n", "1", "x", 3 },
		{ "AIGC: {Label: '1', ContentProducer: \"a, b\"}", "1", "a, b", 3 },
		{ " {Label: '1', ContentProducer: x}\ntitle: y", "1", "x", 3 },
		{ "{'Label': '1', 'ContentProducer': 'x'}", "1", "x", 3 },
		{ "|\n  {\"Label\":\"1\"}\n", "1", "", 1 },
		{ ">-\n  {\"Label\":\n   \"1\"}\n", "1", "", 1 },
		{ "\n  Label: ~\n  ContentProducer: null\n", "~", "null", 0 },
		{ "\n  Label: \"1\"\n    deeper: x\n  ContentProducer: x\ntitle: y\n  ProduceID: z", "1", "x", 3 },
	};
	for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
		cn_aigc k;
		cn_err err = { 0 };
		if (cn_aigc_read(a, cn_str_z(FORMS[i].text), &k, &err) != CN_OK)
			fail_msg("%s: %s", FORMS[i].text, err.msg);
		if (!cn_eqz(k.label, FORMS[i].label) || !cn_eqz(k.producer, FORMS[i].producer) || k.have != FORMS[i].have ||
		    k.produce_id.n)
			fail_msg("%s: %.*s, %.*s, %u", FORMS[i].text, CN_FMT(k.label), CN_FMT(k.producer), k.have);
	}
	cn_aigc k;
	assert_int_equal(cn_aigc_read(a, CN_S("{\"Label\":\"1\"}\0\0"), &k, NULL), CN_OK); /* padding of a chunk */
}

static void what_is_no_label_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const char *const BAD[] = { "",	  "1", "[]",	      "{}",  "{\"a\":\"b\"}", "\"x\"", "null", "{\"AIGC\":[]}",
					   "yes", "{", "\n  - Label", "\xff" };
	cn_aigc k;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		cn_err err = { 0 };
		cn_layer_draft d = draft_in(a, CN_PART_AIGC, "AIGC");
		assert_int_equal(cn_aigc_read(a, cn_str_z(BAD[i]), &k, &err), CN_EINPUT);
		assert_true(err.msg[0] != '\0');
		cn_layer_of_aigc(&d, cn_str_z(BAD[i]));
		assert_true(d.unread && !d.has_aigc && remarked(&d.out, "it cannot be read", "无法读取"));
	}
	assert_int_equal(cn_aigc_read(a, CN_S("{'Label': '1\0'}"), &k, NULL), CN_EINPUT); /* found by fuzz_aigc */
	char *long_one = malloc(CN_AIGC_BYTES_MAX + 1);
	assert_non_null(long_one);
	memset(long_one, ' ', CN_AIGC_BYTES_MAX + 1);
	memcpy(long_one, "{\"Label\":\"1", 11);
	memcpy(long_one + CN_AIGC_BYTES_MAX - 2, "\"}", 2);
	assert_int_equal(cn_aigc_read(a, (cn_str){ long_one, CN_AIGC_BYTES_MAX }, &k, NULL), CN_OK);
	memcpy(long_one + CN_AIGC_BYTES_MAX - 2, " \"}", 3);
	assert_int_equal(cn_aigc_read(a, (cn_str){ long_one, CN_AIGC_BYTES_MAX + 1 }, &k, NULL), CN_ETOOBIG);
	free(long_one);
}

static void each_deviation_is_a_remark(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
#define REST ",\"ReservedCode1\":\"\",\"ContentPropagator\":\"\",\"PropagateID\":\"\",\"ReservedCode2\":\"\"}"
	static const struct {
		const char *text, *en, *zh;
	} CASES[] = {
		{ "{\"Label\":1,\"ContentProducer\":\"x\",\"ProduceID\":\"1\"" REST, "Label is no text", "Label 不是文本" },
		{ "{\"Label\":\"AIGC\",\"ContentProducer\":\"x\",\"ProduceID\":\"1\"" REST, "Label is \"AIGC\", not 1, 2 or 3",
		  "应为 1、2 或 3" },
		{ "{\"Label\":\"1\",\"ContentProducer\":\"x\",\"ProduceID\":\"0000\"" REST, "ProduceID is all zeros",
		  "ProduceID 全为零" },
		{ "{\"Label\":\"1\",\"ContentProducer\":\"x\"" REST, "ProduceID is missing", "缺少 ProduceID" },
		{ "{\"Label\":\"1\",\"ContentProducer\":\"x\",\"ProduceID\":\"1\",\"Extra\":\"\"" REST,
		  "Extra is none of the seven", "Extra 不是七个" },
		{ "{\"Label\":\"1\",\"ContentProducer\":\"001191110000600037341M18705\",\"ProduceID\":\"1\"" REST,
		  "check character of the credit code 91110000600037341M in ContentProducer",
		  "ContentProducer 中的统一社会信用代码" },
		{ "{'Label':'1','ContentProducer':'x','ProduceID':'1','ReservedCode1':'','ContentPropagator':'','PropagateID':'','"
		  "ReservedCode2':''}",
		  "not JSON", "不是合法的 JSON" },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_layer_draft d = draft_in(a, CN_PART_AIGC, "AIGC");
		cn_layer_of_aigc(&d, cn_str_z(CASES[i].text));
		if (!remarked(&d.out, CASES[i].en, CASES[i].zh) || d.out.n_remark != 1 || !d.has_aigc)
			fail_msg("%s: %zu remarks, the first is %s", CASES[i].text, d.out.n_remark,
				 d.out.n_remark ? d.out.remark[0].en : "");
	}
	cn_layer_draft d = draft_in(a, CN_PART_AIGC, "front matter");
	cn_layer_of_aigc(&d, CN_S("{Label: '2', ContentProducer: x, ProduceID: y"));
	assert_true(d.unread || remarked(&d.out, "no closing brace", "缺少右花括号"));
	assert_false(remarked(&d.out, "not JSON", "")); /* front matter is YAML */
	assert_int_equal(d.out.says_ai, CN_UNKNOWN);	/* 2: possibly */
}

static void a_label_cut_anywhere_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_str s = seed_of(a, "aigc/json");
	for (size_t n = 0; n < s.n; n++) {
		char *copy = malloc(n + 1);
		assert_non_null(copy);
		memcpy(copy, s.p, n);
		cn_layer_draft d = draft_in(a, CN_PART_AIGC, "AIGC");
		cn_layer_of_aigc(&d, (cn_str){ copy, n });
		assert_true(d.unread);
		free(copy);
	}
}

static void many_unknown_fields_leave_a_bounded_number_of_remarks(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_buf_putz(&b, "{\"Label\":\"1\"");
	for (unsigned i = 0; i < 2 * CN_LAYER_REMARKS_MAX; i++)
		cn_buf_printf(&b, ",\"f%u\":\"\"", i);
	cn_buf_putc(&b, '}');
	cn_layer_draft d = draft_in(a, CN_PART_AIGC, "AIGC");
	cn_layer_of_aigc(&d, cn_buf_str(&b));
	assert_int_equal(d.out.n_remark, CN_LAYER_REMARKS_MAX);
	assert_string_equal(d.out.remark[CN_LAYER_REMARKS_MAX - 1].en, "more remarks are left out");
	assert_string_equal(d.out.remark[CN_LAYER_REMARKS_MAX - 2].en, "f30 is none of the seven fields");
}

static void fields_are_made_fit_to_show_and_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	assert_true(cn_eqz(cn_layer_shown(a,
					  CN_S("a\x1b[2J\xff\xc2\x85"
					       "b\n"),
					  80),
			   "a\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd"
			   "b\n"));
	assert_true(cn_eqz(cn_layer_shown(a, CN_S("a\xef\xbf\xbd"), 80), "a\xef\xbf\xbd")); /* U+FFFD itself is fit */
	assert_true(cn_eqz(cn_layer_shown(a, CN_S("ab\xe4\xba\xba"), 4), "ab"));	    /* whole characters only */
	char *p = CN_NEW(a, char, CN_LAYER_VALUE_BYTES_MAX + 1);
	memset(p, 'x', CN_LAYER_VALUE_BYTES_MAX + 1);
	cn_layer_draft d = draft_in(a, CN_PART_TAG, "tEXt");
	cn_layer_field(&d, "f", (cn_str){ p, CN_LAYER_VALUE_BYTES_MAX });
	cn_layer_field(&d, "g", (cn_str){ p, CN_LAYER_VALUE_BYTES_MAX + 1 });
	assert_int_equal(d.out.field[0].value.n, CN_LAYER_VALUE_BYTES_MAX);
	assert_int_equal(d.out.field[1].value.n, CN_LAYER_VALUE_BYTES_MAX);
	for (unsigned i = 2; i < CN_LAYER_FIELDS_MAX; i++)
		cn_layer_field(&d, "h", CN_S("v"));
	remarks_are(&d.out, 0);
	assert_int_equal(d.out.n_field, CN_LAYER_FIELDS_MAX);
	cn_layer_field(&d, "one too many", CN_S("v"));
	cn_layer_field(&d, "two too many", CN_S("v"));
	assert_int_equal(d.out.n_field, CN_LAYER_FIELDS_MAX);
	remarks_are(&d.out, 1);
	assert_true(remarked(&d.out, "more fields are left out", "其余字段从略"));
}

static void terms_of_source_types_are_known_by_name_and_address(void **state)
{
	(void)state;
	static const struct {
		const char *term, *name;
		cn_tri ai;
		bool retired;
	} TERMS[] = {
		{ "trainedAlgorithmicMedia", "trainedAlgorithmicMedia", CN_TRUE, false },
		{ "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "trainedAlgorithmicMedia", CN_TRUE,
		  false },
		{ "https://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic\n", "compositeSynthetic", CN_TRUE, false },
		{ "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", "trainedAlgorithmicData", CN_TRUE, false },
		{ "http://c2pa.org/digitalsourcetype/empty", "empty", CN_UNKNOWN, false },
		{ "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", "digitalCapture", CN_FALSE, false },
		{ "algorithmicMedia", "algorithmicMedia", CN_UNKNOWN, false },
		{ "composite", "composite", CN_UNKNOWN, false },
		{ "minorHumanEdits", "minorHumanEdits", CN_UNKNOWN, true },
		{ "digitalArt", "digitalArt", CN_UNKNOWN, true },
		{ "softwareImage", "softwareImage", CN_UNKNOWN, true },
	};
	for (size_t i = 0; i < sizeof TERMS / sizeof *TERMS; i++) {
		const cn_source_type *t = cn_source_type_of(cn_str_z(TERMS[i].term));
		assert_non_null(t);
		assert_string_equal(t->term, TERMS[i].name);
		assert_int_equal(t->says_ai, TERMS[i].ai);
		assert_int_equal(t->retired, TERMS[i].retired);
		assert_true(t->en[0] && t->zh[0]);
	}
	static const char *const NONE[] = { "", "TrainedAlgorithmicMedia", "http://example.org/trainedAlgorithmicMedia",
					    "http://cv.iptc.org/newscodes/digitalsourcetype/",
					    "cv.iptc.org/newscodes/digitalsourcetype/print" };
	for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
		assert_null(cn_source_type_of(cn_str_z(NONE[i])));
}

static void names_and_values_are_taken_one_by_one(void **state)
{
	(void)state;
	cn_flat f = cn_flat_over(CN_S("# c\n  a: 1\n\n  b: \"x: y\" # z\n  noise\n   deeper: 2\n  c: 'p # q'\nout: 3\n"));
	cn_flat_item it;
	assert_true(cn_flat_next(&f, &it) && cn_eqz(it.name, "a") && cn_eqz(it.value, "1") && it.quote == 0);
	assert_true(cn_flat_next(&f, &it) && cn_eqz(it.name, "b") && cn_eqz(it.value, "x: y") && it.quote == '"');
	assert_true(cn_flat_next(&f, &it) && cn_eqz(it.name, "c") && cn_eqz(it.value, "p # q") && it.quote == '\'');
	assert_false(cn_flat_next(&f, &it));
	assert_true(f.closed && cn_starts(f.rest, "out: 3"));
	f = cn_flat_over(CN_S(" {a: 1, b: '}', \"c\": \"\\\"}\"} rest"));
	assert_true(cn_flat_next(&f, &it) && cn_eqz(it.name, "a"));
	assert_true(cn_flat_next(&f, &it) && cn_eqz(it.value, "}"));
	assert_true(cn_flat_next(&f, &it) && cn_eqz(it.name, "c") && cn_eqz(it.value, "\\\"}"));
	assert_false(cn_flat_next(&f, &it));
	assert_true(f.closed && cn_eqz(f.rest, " rest"));
	f = cn_flat_over(CN_S("{a: 1, b: 2"));
	assert_true(cn_flat_next(&f, &it));
	assert_false(cn_flat_next(&f, &it)); /* what the end cuts off is no item */
	assert_false(f.closed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_hold_as_stdnum_says),
		cmocka_unit_test(the_code_inside_a_producer_is_found),
		cmocka_unit_test(a_label_comes_back_as_it_was_written),
		cmocka_unit_test(all_forms_that_are_met_are_read),
		cmocka_unit_test(what_is_no_label_is_refused),
		cmocka_unit_test(each_deviation_is_a_remark),
		cmocka_unit_test(a_label_cut_anywhere_says_so),
		cmocka_unit_test(many_unknown_fields_leave_a_bounded_number_of_remarks),
		cmocka_unit_test(fields_are_made_fit_to_show_and_bounded),
		cmocka_unit_test(terms_of_source_types_are_known_by_name_and_address),
		cmocka_unit_test(names_and_values_are_taken_one_by_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
