/* The page: same bytes each time, the tree comes back, nothing foreign becomes markup, every word has every language. */
#include "report_samples.h"

#include "report/words.h"

static const char *const samples[] = { "mortgage", "nothing-applies", "not-covered", "out-of-scope", "hostile" };
enum { SAMPLES = sizeof samples / sizeof samples[0], ARENA = 256 << 20 };

static cn_str render(cn_arena *a, const cn_val *dossier)
{
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	if (cn_report_html(dossier, &b, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return cn_str_copy(a, cn_buf_str(&b));
}

static void gives_the_same_bytes_each_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA);
		cn_str one = render(a, sample(a, samples[i])), two = render(a, sample(a, samples[i]));
		assert_true(cn_eq(one, two));
		assert_true(cn_utf8_ok(one));
	}
}

static void gives_back_the_tree_it_was_made_from(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA);
		const cn_val *in = sample(a, samples[i]), *out = NULL;
		cn_err err = { 0 };
		cn_str page = render(a, in);
		assert_int_equal(cn_report_extract(a, page, &out, &err), CN_OK);
		assert_true(cn_val_eq(in, out));
		assert_true(cn_eq(page, render(a, out))); /* what `concord verify FILE` rests on */
	}
}

static cn_str without_data(cn_arena *a, cn_str page)
{
	const char *open = memmem(page.p, page.n, "<script type=", 13);
	assert_non_null(open);
	return cn_str_copy(a, cn_sub(page, 0, (size_t)(open - page.p)));
}

static void shows_hostile_texts_as_texts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_str page = render(a, sample(a, "hostile")), tame = render(a, sample(a, "mortgage")), seen = without_data(a, page);
	assert_int_equal(count_of(page, "<script"), count_of(tame, "<script"));
	assert_int_equal(count_of(page, "</script"), count_of(tame, "</script"));
	assert_true(count_of(seen, "&lt;/script&gt;") > 10);
	static const char *const never[] = { "<img", "<svg onload", "<!--", "href=\"javascript", "\xe2\x80\xae", "\x07", "style=\"", "<b>1</b>" };
	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		if (count_of(seen, never[i]) != 0)
			fail_msg("the page holds %s", never[i]);
	for (size_t i = 0; i < seen.n; i++)
		assert_true((unsigned char)seen.p[i] >= 0x20 || seen.p[i] == '\n');
}

static void keeps_markup_out_of_the_embedded_dossier(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_str page = render(a, sample(a, "hostile"));
	const char *open = memmem(page.p, page.n, "id=\"dossier\">", 13);
	const char *end = memmem(open, page.n - (size_t)(open - page.p), "</script>", 9);
	cn_str data = { open + 13, (size_t)(end - open) - 13 };
	assert_int_equal(count_of(data, "<"), 0);
	assert_int_equal(count_of(data, ">"), 0);
	assert_int_equal(count_of(data, "&"), 0);
	assert_true(cn_ends(data, "}"));
}

/* No handler or style attribute anywhere: the content-security policy would refuse them. */
static void uses_no_inline_handler_or_style(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_str seen = without_data(a, render(a, sample(a, "mortgage")));
	static const char *const never[] = { " onclick=", " onload=", " onerror=", " style=", "http-equiv=\"refresh", "<iframe", "<form", "src=" };
	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		assert_int_equal(count_of(seen, never[i]), 0);
	assert_int_equal(count_of(seen, "default-src 'none'; style-src 'sha256-"), 1);
	assert_int_equal(count_of(seen, "script-src 'sha256-"), 1);
}

static void says_everything_in_both_languages(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_str seen = without_data(a, render(a, sample(a, "mortgage")));
	assert_int_equal(count_of(seen, "<i lang=en>") - count_of(seen, "<i lang=en> </i>"), count_of(seen, "<i lang=zh-Hans>"));
	assert_int_equal(count_of(seen, "<i class=n lang=en>"), count_of(seen, "<i class=n lang=zh-Hans>"));
	assert_int_equal(count_of(seen, "<i lang=en></i>"), 0);
	assert_int_equal(count_of(seen, "<i lang=zh-Hans></i>"), 0);
}

static void says_what_is_not_there(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	assert_true(count_of(render(a, sample(a, "mortgage")), "undefined, 0 of 0") > 0);
	assert_true(count_of(render(a, sample(a, "mortgage")), ">Unsigned<") > 0);
	assert_true(count_of(render(a, sample(a, "not-covered")), "This does not mean that there are no duties") > 0);
	assert_true(count_of(render(a, sample(a, "out-of-scope")), "declared as military") > 0);
	assert_true(count_of(render(a, sample(a, "nothing-applies")), "No provision of the library applies") > 0);
}

static const cn_val *tree(cn_arena *a, const char *json)
{
	const cn_val *v = NULL;
	assert_int_equal(cn_json_parse(a, cn_str_z(json), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	return v;
}

#define HEAD "{\"concord\":\"dossier/1\",\"content\":{\"system\":{\"id\":\"s\",\"name\":\"S\"},\"as_of\":[\"2026-11-23\"],\"statement\":\"x\",\"library\":{},"
#define ANSWER "\"answers\":[{\"as_of\":\"2026-11-23\",\"verdict\":\"pass\",\"headline\":\"h\",\"sentence\":\"s\"}],"

static void names_the_path_of_what_is_missing(void **state)
{
	(void)state;
	static const struct {
		const char *json, *says;
	} rows[] = {
		{ "{}", "not a dossier" },
		{ "[]", "not a dossier" },
		{ "{\"concord\":\"dossier/2\"}", "not a dossier" },
		{ "{\"concord\":\"dossier/1\"}", "content" },
		{ HEAD "\"answers\":[{\"as_of\":\"2026-11-23\",\"verdict\":\"pass\",\"sentence\":\"s\"}],\"markets\":[],\"findings\":[]}}", "content.answers[0].headline" },
		{ HEAD "\"answers\":[{\"as_of\":\"2026-11-23\",\"verdict\":\"fine\",\"headline\":\"h\",\"sentence\":\"s\"}],\"markets\":[],\"findings\":[]}}",
		  "content.answers[0].verdict" },
		{ HEAD "\"answers\":[],\"markets\":[],\"findings\":[]}}", "content.answers has 0 entries for 1 dates" },
		{ HEAD ANSWER "\"markets\":[{\"market\":\"EU\",\"name\":{\"en\":\"E\"}}],\"findings\":[]}}", "content.markets[0].covered" },
		{ HEAD ANSWER "\"markets\":[],\"findings\":[7]}}", "content.findings[0].id" },
		{ HEAD ANSWER "\"markets\":[],\"findings\":{}}}", "content.findings is not a list" },
		{ HEAD ANSWER "\"markets\":[]}}", "content.findings" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA);
		CN_AUTO_BUF b;
		cn_err err = { 0 };
		cn_buf_init(&b, CN_REPORT_BYTES_MAX);
		assert_int_equal(cn_report_html(tree(a, rows[i].json), &b, &err), CN_EINPUT);
		if (!strstr(err.msg, rows[i].says))
			fail_msg("row %zu says \"%s\", not \"%s\"", i, err.msg, rows[i].says);
	}
}

static void draws_the_smallest_dossier(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_str page = render(a, tree(a, HEAD ANSWER "\"markets\":[],\"findings\":[]}}"));
	assert_true(cn_starts(page, "<!doctype html>"));
	assert_true(cn_ends(page, "</html>\n"));
}

static void refuses_what_is_no_page(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const cn_val *v = NULL;
	cn_str page = render(a, sample(a, "nothing-applies"));
	assert_int_equal(cn_report_extract(a, CN_S(""), &v, NULL), CN_EINPUT);
	assert_int_equal(cn_report_extract(a, CN_S("<html>hello"), &v, NULL), CN_EINPUT);
	assert_int_equal(cn_report_extract(a, CN_S("<script type=\"application/json\" id=\"dossier\">{\"a\":"), &v, NULL), CN_EINPUT);
	assert_int_equal(cn_report_extract(a, CN_S("<script type=\"application/json\" id=\"dossier\">{}</script>"), &v, NULL), CN_EINPUT);
	for (size_t cut = 0; cut < page.n; cut += 997) { /* a page cut anywhere is refused or whole, never read out of bounds */
		cn_code rc = cn_report_extract(a, cn_sub(page, 0, cut), &v, NULL);
		assert_true(rc == CN_EINPUT || rc == CN_OK);
	}
}

static cn_code data_read(cn_arena *a, const char *json, const cn_val **ret, cn_err *err)
{
	return cn_report_extract(a, cn_strf(a, "<script type=\"application/json\" id=\"dossier\">%s</script>", json), ret, err);
}

#define REST "\"markets\":[],\"findings\":[]}"

/* Equal parts stand once; what is read is the whole tree, and what refers wrongly is refused. */
static void shares_what_is_equal_and_gives_it_back(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const cn_val *v = NULL, *w = NULL;
	static const char twice[] = HEAD ANSWER "\"x\":[{\"en\":\"some words of a text\",\"zh\":\"一些文字\"},{\"en\":\"some words of a text\",\"zh\":\"一些文字\"},"
					  "{\"en\":\"some words of a text\",\"zh\":\"一些文字\"},{\"zh\":\"一些文字\",\"en\":\"some words of a text\"}]," REST "}";
	cn_str page = render(a, tree(a, twice));
	assert_int_equal(count_of(page, "some words of a text"), 2); /* another order of keys is another value */
	assert_int_equal(count_of(page, "\"$\":"), 3);
	assert_int_equal(cn_report_extract(a, page, &v, NULL), CN_OK);
	assert_true(cn_val_eq(v, tree(a, twice)) && cn_at(cn_get(cn_get(v, "content"), "x"), 3)->first->s.n == strlen("一些文字"));
	/* a tree that has the key "$" itself is written out, and is itself again */
	static const char dollar[] = HEAD ANSWER "\"x\":[{\"$\":0},[\"some words of a text\",\"some words of a text\",\"some words of a text\"]]," REST "}";
	page = render(a, tree(a, dollar));
	assert_int_equal(count_of(page, "\"shared\""), 0);
	assert_int_equal(cn_report_extract(a, page, &w, NULL), CN_OK);
	assert_true(cn_val_eq(w, tree(a, dollar)));
	/* records are never touched */
	assert_int_equal(data_read(a, HEAD ANSWER REST ",\"records\":[{\"id\":\"r\",\"x\":{\"$\":7}}],\"shared\":[]}", &w, NULL), CN_OK);
	assert_int_equal(cn_get_int(cn_get(cn_at(cn_get(w, "records"), 0), "x"), "$", 0), 7);
	static const struct {
		const char *x, *shared, *says;
	} bad[] = {
		{ "{\"$\":1}", "[\"a\"]", "not there" },	       { "{\"$\":-1}", "[\"a\"]", "not there" },
		{ "{\"$\":\"0\"}", "[\"a\"]", "not there" },       { "{\"$\":0}", "[[{\"$\":0}]]", "not there" },
		{ "{\"$\":0}", "[[{\"$\":1}],\"a\"]", "not there" }, { "{\"$\":1}", "[\"a\",{\"$\":0}]", "not there" },
		{ "1", "{}", "not a list" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		cn_err err = { 0 };
		cn_str json = cn_strf(a, HEAD ANSWER "\"x\":%s," REST ",\"shared\":%s}", bad[i].x, bad[i].shared);
		assert_int_equal(data_read(a, json.p, &w, &err), CN_EINPUT);
		if (!strstr(err.msg, bad[i].says))
			fail_msg("row %zu says \"%s\"", i, err.msg);
	}
	cn_err err = { 0 };
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	assert_int_equal(cn_report_html(tree(a, HEAD ANSWER REST ",\"shared\":[]}"), &b, &err), CN_EINPUT);
}

/* References that double at each step, or go ever deeper, end in a code. */
static void refuses_references_that_grow_without_end(void **state)
{
	(void)state;
	for (unsigned wide = 0; wide < 2; wide++) {
		CN_AUTO_ARENA a = cn_arena_new(32 << 20);
		CN_AUTO_BUF b;
		const cn_val *v = NULL;
		cn_buf_init(&b, 1 << 20);
		cn_buf_putz(&b, HEAD ANSWER "\"x\":{\"$\":199}," REST ",\"shared\":[[]");
		for (unsigned i = 0; i < 199; i++)
			cn_buf_printf(&b, wide ? ",[{\"$\":%u},{\"$\":%u}]" : ",[{\"$\":%u}]", i, i);
		cn_buf_putz(&b, "]}");
		cn_code rc = data_read(a, cn_cstr(a, cn_buf_str(&b)), &v, NULL);
		assert_true(wide ? rc == CN_ETOOBIG || rc == CN_EINPUT : rc == CN_EINPUT);
	}
}

/* Findings of one group with the same reasons, and reasons with the same grounds: each text of a chain once, and every link leads somewhere. */
static void writes_equal_reasons_of_a_group_once(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_buf_putz(&b, HEAD ANSWER "\"markets\":[],\"findings\":[");
	for (unsigned i = 0; i < 5; i++) /* 0 to 2 have one chain, 3 another with the same first step, 4 a third in another market */
		cn_buf_printf(&b,
			      "%s{\"id\":\"law/art_%u\",\"instrument\":{\"id\":\"law\",\"title\":\"Law\"},\"heading\":\"Head %u\",\"text\":\"Rule %u\",\"market\":\"%s\","
			      "\"force\":\"binding\",\"confidence\":\"read\",\"by_date\":[{\"as_of\":\"2026-11-23\",\"answer\":\"applies\",\"finding\":\"unknown\"}],"
			      "\"why\":{\"lines\":[{\"text\":\"Step one\",\"depth\":0},{\"text\":\"Ground of one\",\"depth\":1},{\"text\":\"Deeper still\",\"depth\":2},"
			      "{\"text\":\"Step %s\",\"depth\":0}],\"expression\":\"one && two\"}}",
			      i ? "," : "", i, i, i, i == 4 ? "KR" : "EU", i < 3 ? "two" : "three");
	cn_buf_putz(&b, "]}}");
	cn_str seen = without_data(a, render(a, tree(a, cn_cstr(a, cn_buf_str(&b)))));
	assert_int_equal(count_of(seen, "Step two"), 1);
	assert_int_equal(count_of(seen, "Step three"), 2); /* of finding 3, and of 4 in its own group */
	assert_int_equal(count_of(seen, "Ground of one"), 2);
	assert_int_equal(count_of(seen, "Deeper still"), 2);
	assert_int_equal(count_of(seen, "href=\"#w1-1\""), 3);
	assert_int_equal(count_of(seen, "href=\"#w1-2\""), 2);
	assert_int_equal(count_of(seen, "id=\"w1-1\""), 1);
	assert_int_equal(count_of(seen, "id=\"w1-2\""), 1);
	assert_int_equal(count_of(seen, "id=\"w5-"), 0);
	assert_int_equal(count_of(seen, "one &amp;&amp; two"), 3);
}

static void ends_a_sentence_once_in_each_language(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_val *d = cn_val_copy(a, sample(a, "mortgage")), *m = cn_get(cn_get(d, "content"), "measurements")->first, *caption = cn_map(a);
	cn_put(a, caption, "en", cn_textz(a, "Was anybody asked?"));
	cn_put(a, caption, "zh", cn_textz(a, "无人被问及"));
	cn_put(a, m, "caption", caption);
	cn_str page = without_data(a, render(a, d));
	assert_true(count_of(page, "Was anybody asked?") > 0);
	assert_int_equal(count_of(page, "Was anybody asked?</i><i lang=zh-Hans>无人被问及</i><i lang=en></i><i lang=zh-Hans>。</i>"), 1);
	assert_int_equal(count_of(page, "?."), 0);
}

/* Every link inside a page has its target, once. */
static void leads_every_link_to_one_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA);
		cn_str seen = without_data(a, render(a, sample(a, samples[i]))), rest = seen;
		for (const char *at; (at = memmem(rest.p, rest.n, "href=\"#", 7)) != NULL;) {
			rest = cn_sub(rest, (size_t)(at - rest.p) + 7, rest.n);
			cn_str id = cn_sub(rest, 0, (size_t)((const char *)memchr(rest.p, '"', rest.n) - rest.p));
			const char *target = cn_strf(a, "id=\"%.*s\"", CN_FMT(id)).p;
			if (!cn_starts(id, "g-") && count_of(seen, target) != 1)
				fail_msg("%s: %s stands %zu times", samples[i], target, count_of(seen, target));
		}
	}
}

static void refuses_a_page_over_the_cap(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 100000);
	assert_int_equal(cn_report_html(sample(a, "mortgage"), &b, NULL), CN_ETOOBIG);
}

/* Each allocation fails once: a code, no crash, no leak (the sanitizer build looks). */
static void survives_each_failed_allocation(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const cn_val *in = sample(a, "nothing-applies");
	for (unsigned face = 0; face < 2; face++) {
		for (unsigned k = 1; k < 100000; k++) {
			CN_AUTO_BUF b;
			cn_err err = { 0 };
			cn_report_term o = { .width = 80 };
			cn_buf_init(&b, CN_REPORT_BYTES_MAX);
			cn_test_fail_alloc = k;
			cn_code rc = face == 0 ? cn_report_html(in, &b, &err) : cn_report_terminal(in, &o, &b, &err);
			bool beyond = cn_test_fail_alloc != 0;
			cn_test_fail_alloc = 0;
			if (beyond) {
				assert_int_equal(rc, CN_OK);
				break;
			}
			if (rc != CN_ENOMEM && rc != CN_ETOOBIG)
				fail_msg("face %u, allocation %u: code %d %s", face, k, (int)rc, err.msg);
		}
	}
}

/* ---- words ------------------------------------------------------------------------------------------------------------------------- */

static bool is_ascii(const char *z)
{
	for (; *z; z++)
		if ((unsigned char)*z >= 0x80)
			return false;
	return true;
}

/* Placeholders {0} .. of a sentence, as a set of bits; plural choices count too. */
static unsigned places(const char *z)
{
	unsigned set = 0;
	for (; *z; z++)
		if (*z == '{')
			set |= 1u << (z[1] - '0');
	return set;
}

static void has_every_word_in_both_languages(void **state)
{
	(void)state;
	static const struct {
		const char *list, *token, *en, *zh;
	} words[] = {
#define W(list, token, en, zh) { list, token, en, zh },
#include "report/words.def"
#undef W
	};
	static const struct {
		const char *name, *en, *zh;
	} sentences[] = {
#define M(name, en, zh) { #name, en, zh },
#include "report/messages.def"
#undef M
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		assert_true(words[i].en[0] != '\0' && !is_ascii(words[i].zh));
		assert_true(cn_eqz(cn_report_word(words[i].list, cn_str_z(words[i].token), CN_S("zh-Hans")), words[i].zh));
		assert_true(cn_eqz(cn_report_word(words[i].list, cn_str_z(words[i].token), CN_S("en")), words[i].en));
	}
	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		if (sentences[i].en[0] == '\0' || sentences[i].zh[0] == '\0' || places(sentences[i].en) != places(sentences[i].zh))
			fail_msg("%s: the languages differ in what they are filled with", sentences[i].name);
	}
	assert_int_equal(cn_report_word("status", CN_S("fine"), CN_S("en")).n, 0);
}

/* Each id of these lists of norms/vocabulary.yaml has a word here. */
static void knows_the_words_of_the_vocabulary(void **state)
{
	(void)state;
	static const char *const pairs[][2] = { { "  stages:", "stage" },         { "  roles:", "role" },     { "  themes:", "theme" },
						{ "  properties:", "property" },  { "  protects:", "protects" }, { "  force:", "force" },
						{ "  deontic:", "deontic" },      { "  confidence:", "confidence" }, { "  status:", "instrument_status" },
						{ "  people_roles:", "person" } };
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_str rest = source_file(a, "norms/vocabulary.yaml"), line;
	const char *list = NULL;
	size_t seen = 0;
	while (cn_split(rest, '\n', &line, &rest)) {
		if (cn_starts(line, "  - {id: ")) {
			cn_str id, other;
			(void)cn_split(cn_sub(line, 9, line.n), ',', &id, &other);
			if (list && cn_report_word(list, id, CN_S("zh")).n == 0)
				fail_msg("no word for %s %.*s", list, CN_FMT(id));
			seen += list != NULL;
			continue;
		}
		list = NULL;
		for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
			if (cn_eqz(line, pairs[i][0]))
				list = pairs[i][1];
	}
	assert_true(seen > 60);
}

static void writes_numbers_and_dates_as_each_language_does(void **state)
{
	(void)state;
	static const struct {
		const char *value, *lo, *hi;
		int scale;
		const char *shows;
	} reals[] = {
		{ "0.748912655678", "0.674", "0.832", 1, "0.75" }, { "0.151", "0.086", "0.231", 100, "15" }, { "-0.0001", "-0.2", "0.2", 1, "0.00" },
		{ "7e-70", "6e-70", "8e-70", 1, "0.000000000" },      { "1234567", "1200000", "1300000", 1, "1234567" }, { "no number", "0", "1", 1, "no number" },
		{ "-0.5", "-0.6", "-0.4", 1, "−0.50" },
	};
	for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 4096);
		cn_val *m = cn_map(a);
		cn_put(a, m, "lo", cn_textz(a, reals[i].lo));
		cn_put(a, m, "hi", cn_textz(a, reals[i].hi));
		cn_put(a, m, "scale", cn_int(a, reals[i].scale));
		cn_real_put(&b, cn_str_z(reals[i].value), cn_scale_of(m), cn_escape_html);
		assert_string_equal(b.p, reals[i].shows);
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_date_put(&b, CN_S("2026-11-03"), CN_EN, CN_DATE_LONG, cn_escape_html);
	cn_buf_putc(&b, '|');
	cn_date_put(&b, CN_S("2026-11-03"), CN_EN, CN_DATE_SHORT, cn_escape_html);
	cn_buf_putc(&b, '|');
	cn_date_put(&b, CN_S("2026-11-03"), CN_ZH, CN_DATE_LONG, cn_escape_html);
	cn_buf_putc(&b, '|');
	cn_date_put(&b, CN_S("soon <"), CN_ZH, CN_DATE_LONG, cn_escape_html);
	cn_buf_putc(&b, '|');
	cn_number_put(&b, -1234567);
	assert_string_equal(b.p, "3 November 2026|3 Nov 2026|2026年11月3日|soon &lt;|-1,234,567");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_same_bytes_each_time),
		cmocka_unit_test(gives_back_the_tree_it_was_made_from),
		cmocka_unit_test(shows_hostile_texts_as_texts),
		cmocka_unit_test(keeps_markup_out_of_the_embedded_dossier),
		cmocka_unit_test(uses_no_inline_handler_or_style),
		cmocka_unit_test(says_everything_in_both_languages),
		cmocka_unit_test(says_what_is_not_there),
		cmocka_unit_test(names_the_path_of_what_is_missing),
		cmocka_unit_test(draws_the_smallest_dossier),
		cmocka_unit_test(refuses_what_is_no_page),
		cmocka_unit_test(shares_what_is_equal_and_gives_it_back),
		cmocka_unit_test(refuses_references_that_grow_without_end),
		cmocka_unit_test(writes_equal_reasons_of_a_group_once),
		cmocka_unit_test(ends_a_sentence_once_in_each_language),
		cmocka_unit_test(leads_every_link_to_one_place),
		cmocka_unit_test(refuses_a_page_over_the_cap),
		cmocka_unit_test(survives_each_failed_allocation),
		cmocka_unit_test(has_every_word_in_both_languages),
		cmocka_unit_test(knows_the_words_of_the_vocabulary),
		cmocka_unit_test(writes_numbers_and_dates_as_each_language_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
