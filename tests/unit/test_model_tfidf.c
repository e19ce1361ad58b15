/* Models of words: scikit-learn's scores, Python's words and small letters, refusals, bounds. */
#include "lab_help.h"

#include "lab/model/model.h"
#include "lab/model/words.h"

#define REST ",\"lowercase\":true,\"norm\":null,\"intercept\":0.5,\"link\":\"identity\""
#define WORDS_OF_ONE ",\"token_pattern\":\"\\\\b\\\\w+\\\\b\""
#define HEAD "{\"concord\":\"tfidf/1\",\"column\":\"text\""
#define MODEL HEAD WORDS_OF_ONE REST ",\"ngram_range\":[1,2],\"vocabulary\":[\"b\",\"a\",\"a b\"],\"coefficients\":[1,10,100]"

static const cn_val *cases(cn_arena *a)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	cn_str text = file_read(a, "tests/vectors/model", "tfidf_texts.json");
	if (cn_json_parse(a, text, CN_JSON_FOREIGN_DEPTH_MAX, &v, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return cn_get(v, "cases");
}

static cn_tfidf *model_of(cn_arena *a, cn_str bytes)
{
	cn_tfidf *m = NULL;
	cn_err err = { 0 };
	if (cn_tfidf_read(a, bytes, &m, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return m;
}

static double score_of(const cn_tfidf *m, cn_str text)
{
	double s = 0;
	cn_err err = { 0 };
	if (cn_tfidf_score(m, &text, 1, &s, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return s;
}

static void scores_are_those_of_scikit_learn(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	size_t n_models = 0;
	CN_EACH (c, cases(a)) {
		if (!cn_is_text(cn_get(c, "op"), "model"))
			continue;
		const cn_val *in = cn_get(c, "in"), *texts = cn_get(in, "texts");
		cn_tfidf *m = model_of(a, cn_get_text(in, "model"));
		cn_str *text = CN_NEW(a, cn_str, texts->n);
		double *got = CN_NEW(a, double, texts->n);
		size_t n = 0, i = 0;
		CN_EACH (t, texts)
			text[n++] = t->s;
		assert_true(cn_eqz(cn_tfidf_column(m), "text"));
		assert_int_equal(cn_tfidf_score(m, text, n, got, NULL), CN_OK);
		CN_EACH (want, cn_get(cn_get(c, "expect"), "score")) {
			if (!(fabs(got[i] - real_of(want)) <= 1e-12)) /* asked for: 1e-6 */
				fail_msg("%.*s: text %zu: %.17g, expected %.17g", CN_FMT(cn_get_text(c, "name")), i, got[i], real_of(want));
			assert_true(score_of(m, text[i]) == got[i]); /* whatever was asked before it */
			i++;
		}
		assert_int_equal(i, n);
		n_models++;
	}
	assert_int_equal(n_models, 16);
}

typedef struct summed {
	const cn_tfidf *model;
	const double *want; /* scores that scikit-learn gives */
	bool logistic;
	size_t texts, weights;
} summed;

static cn_code sum_text(void *arg, const cn_explained_text *x, cn_err *err)
{
	summed *s = arg;
	double sum = cn_tfidf_intercept(s->model);
	bool met[CN_MODEL_NGRAM_MAX * 1024] = { false };
	(void)err;
	for (size_t k = 0; k < x->n; k++) {
		assert_true(x->weight[k].at < cn_tfidf_terms(s->model) && cn_tfidf_term(s->model, x->weight[k].at).n > 0);
		assert_false(met[x->weight[k].at]); /* each term once */
		met[x->weight[k].at] = true;
		sum += x->weight[k].of;
	}
	assert_true(fabs(sum - x->margin) <= 1e-12);
	assert_true(fabs((s->logistic ? 1 / (1 + exp(-sum)) : sum) - s->want[x->at]) <= 1e-12 && x->at == s->texts);
	s->texts++;
	s->weights += x->n;
	return x->at == 20 ? CN_EINTERNAL : CN_OK; /* who takes may end it */
}

static void the_words_of_a_text_add_up_to_its_score(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	size_t n_models = 0;
	CN_EACH (c, cases(a)) {
		if (!cn_is_text(cn_get(c, "op"), "model"))
			continue;
		const cn_val *texts = cn_get(cn_get(c, "in"), "texts"), *scores = cn_get(cn_get(c, "expect"), "score");
		cn_str file = cn_get_text(cn_get(c, "in"), "model"), *text = CN_NEW(a, cn_str, texts->n);
		double *want = CN_NEW(a, double, texts->n);
		for (size_t i = 0; i < texts->n; i++) {
			text[i] = cn_at(texts, i)->s;
			want[i] = real_of(cn_at(scores, i));
		}
		summed s = { .model = model_of(a, file), .want = want, .logistic = memmem(file.p, file.n, "\"logistic\"", 10) != NULL };
		assert_true(cn_tfidf_terms(s.model) < CN_MODEL_NGRAM_MAX * 1024);
		assert_int_equal(cn_tfidf_explain(s.model, text, texts->n, sum_text, &s, NULL), texts->n > 20 ? CN_EINTERNAL : CN_OK);
		assert_true(s.texts == 21 && s.weights > 20);
		n_models++;
	}
	assert_int_equal(n_models, 16);
}

/* 31 * sum + place, modulo 2^31, as tools/vectors/tfidf.py adds them up. */
static void every_code_point_is_as_python_has_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_BUF b;
	uint64_t word = 0, lower = 0, mask = (1u << 31) - 1;
	cn_buf_init(&b, 64);
	for (uint32_t c = 0; c < 0x110000; c++) {
		char p[4];
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		if (word_char(c))
			word = (word * 31 + c) & mask;
		size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		uint32_t rest = c;
		for (size_t i = n; i-- > 1; rest >>= 6)
			p[i] = (char)(0x80 | (rest & 0x3f));
		p[0] = (char)(n == 1 ? c : (0xf00u >> n & 0xf0) | rest);
		cn_buf_reset(&b);
		word_lower((cn_str){ p, n }, &b);
		for (size_t i = 0; i < b.n;) {
			uint32_t d;
			i += cn_utf8_at(cn_buf_str(&b), i, &d);
			lower = (lower * 31 + d) & mask;
		}
	}
	CN_EACH (c, cases(a))
		if (cn_is_text(cn_get(c, "op"), "letters")) {
			assert_int_equal(word, cn_get_int(cn_get(c, "expect"), "word", -1));
			assert_int_equal(lower, cn_get_int(cn_get(c, "expect"), "lower", -1));
			return;
		}
	fail_msg("there is no case of letters");
}

static void terms_are_counted_where_they_stand(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_tfidf *m = model_of(a, CN_S(MODEL "}"));
	assert_true(score_of(m, CN_S("")) == 0.5);
	assert_true(score_of(m, CN_S("a B, A b; a")) == 0.5 + 3 * 10 + 2 * 1 + 2 * 100);
	assert_true(score_of(m, CN_S("b a")) == 11.5);
	m = model_of(a, CN_S(MODEL ",\"idf\":[2,1,0.5]}"));
	assert_true(score_of(m, CN_S("a b")) == 0.5 + 10 + 2 + 50);
	m = model_of(a, CN_S(MODEL ",\"binary\":true}"));
	assert_true(score_of(m, CN_S("a a a")) == 10.5);
	m = model_of(a, CN_S(MODEL ",\"stop_words\":[\"b\"]}"));
	assert_true(score_of(m, CN_S("a b a b")) == 20.5);
}

static void words_are_the_longest_runs(void **state)
{
	(void)state;
	cn_str s = CN_S(" x yz_1--\xc3\xa9t\xc3\xa9!a"), w;
	size_t at = 0;
	assert_true(word_next(s, &at, 2, &w) && cn_eqz(w, "yz_1"));
	assert_true(word_next(s, &at, 2, &w) && cn_eqz(w, "\xc3\xa9t\xc3\xa9"));
	assert_false(word_next(s, &at, 2, &w));
	assert_false(word_next(s, &at, 2, &w)); /* and so it stays */
	at = s.n - 1;
	assert_true(word_next(s, &at, 1, &w) && cn_eqz(w, "a") && at == s.n);
}

static void what_is_no_model_of_words_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *bytes, *says;
	} bad[] = {
		{ "", "" },
		{ "[]", "tfidf/1" },
		{ "{\"concord\":\"linear/1\"}", "tfidf/1" },
		{ MODEL, "" },
		{ MODEL ",\"analyzer\":\"char\"}", "analyzer" },
		{ MODEL ",\"idf\":[1,2]}", "2 numbers, 3" },
		{ MODEL ",\"idf\":[1,2,\"3\"]}", "idf" },
		{ MODEL ",\"binary\":1}", "true or false" },
		{ MODEL ",\"stop_words\":\"english\"}", "stop_words" },
		{ MODEL ",\"stop_words\":[\"\"]}", "stop_words" },
		{ HEAD WORDS_OF_ONE REST ",\"ngram_range\":[1,1],\"vocabulary\":[\"a\",\"a\"],\"coefficients\":[1,2]}", "twice" },
		{ HEAD WORDS_OF_ONE REST ",\"ngram_range\":[1,1],\"vocabulary\":[],\"coefficients\":[]}", "names nothing" },
		{ HEAD REST ",\"token_pattern\":\"(?i)\\\\b\\\\w+\\\\b\",\"ngram_range\":[1,1],\"vocabulary\":[\"a\"],\"coefficients\":[1]}", "token_pattern" },
		{ HEAD WORDS_OF_ONE REST ",\"ngram_range\":[2,1],\"vocabulary\":[\"a\"],\"coefficients\":[1]}", "ngram_range" },
		{ HEAD WORDS_OF_ONE REST ",\"ngram_range\":[0,1],\"vocabulary\":[\"a\"],\"coefficients\":[1]}", "ngram_range" },
		{ HEAD WORDS_OF_ONE REST ",\"ngram_range\":[1,1,1],\"vocabulary\":[\"a\"],\"coefficients\":[1]}", "ngram_range" },
		{ HEAD WORDS_OF_ONE REST ",\"vocabulary\":[\"a\"],\"coefficients\":[1]}", "ngram_range" },
		{ HEAD WORDS_OF_ONE REST ",\"ngram_range\":[1,1],\"vocabulary\":[\"a\"]}", "coefficients" },
		{ HEAD REST ",\"token_pattern\":\"[a-z]+\",\"ngram_range\":[1,1],\"vocabulary\":[\"a\"],\"coefficients\":[1]}", "token_pattern" },
		{ "{\"concord\":\"tfidf/1\"" WORDS_OF_ONE REST ",\"ngram_range\":[1,1],\"vocabulary\":[\"a\"],\"coefficients\":[1]}", "column" },
		{ HEAD WORDS_OF_ONE ",\"norm\":\"l3\",\"lowercase\":true,\"ngram_range\":[1,1]}", "norm" },
		{ HEAD WORDS_OF_ONE ",\"lowercase\":true,\"ngram_range\":[1,1]}", "norm" },
		{ HEAD WORDS_OF_ONE ",\"norm\":null,\"ngram_range\":[1,1]}", "lowercase" },
		{ HEAD WORDS_OF_ONE ",\"lowercase\":true,\"norm\":null,\"intercept\":0.5,\"link\":\"probit\",\"ngram_range\":[1,1],\"vocabulary\":[\"a\"],"
		  "\"coefficients\":[1]}",
		  "link" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_tfidf *m = NULL;
		cn_err err = { 0 };
		if (cn_tfidf_read(a, cn_str_z(bad[i].bytes), &m, &err) != CN_EINPUT || m || !strstr(err.msg, bad[i].says) || !err.msg[0])
			fail_msg("case %zu: %s", i, err.msg);
	}
}

static void texts_that_cannot_be_scored_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	double s = 7;
	cn_tfidf *m = model_of(a, CN_S(MODEL "}"));
	cn_str text = CN_S("a\xff");
	assert_int_equal(cn_tfidf_score(m, &text, 1, &s, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "UTF-8"));
	m = model_of(a, CN_S(HEAD WORDS_OF_ONE REST ",\"ngram_range\":[1,1],\"vocabulary\":[\"a\"],\"coefficients\":[1e308]}"));
	text = CN_S("a a");
	assert_int_equal(cn_tfidf_score(m, &text, 1, &s, &err), CN_EUNDEFINED);
	assert_non_null(strstr(err.msg, "finite"));
	cn_buf_init(&b, CN_FIELD_BYTES_MAX + 1);
	while (b.n < CN_FIELD_BYTES_MAX)
		cn_buf_putz(&b, "\xc8\xba"); /* a capital whose small letter has a byte more */
	text = cn_buf_str(&b);
	assert_int_equal(text.n, CN_FIELD_BYTES_MAX);
	assert_true(score_of(model_of(a, CN_S(MODEL "}")), text) == 0.5);
	cn_buf_putc(&b, 'a');
	text = cn_buf_str(&b);
	assert_int_equal(cn_tfidf_score(m, &text, 1, &s, &err), CN_ETOOBIG);
}

/* Many sigmas with nothing between that ends the look for a letter: linear, or this takes minutes. */
static void a_text_of_sigmas_takes_no_longer_than_another(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	while (b.n + 3 <= CN_FIELD_BYTES_MAX)
		cn_buf_putz(&b, b.n < CN_FIELD_BYTES_MAX / 2 ? "'''" : "\xce\xa3'");
	assert_true(score_of(model_of(a, CN_S(MODEL "}")), cn_buf_str(&b)) == 0.5);
}

static cn_code read_sized(size_t n_terms, unsigned words)
{
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_AUTO_BUF b;
	cn_tfidf *m = NULL;
	cn_err err = { 0 };
	cn_buf_init(&b, 64 << 20);
	cn_buf_printf(&b, HEAD "%s" REST ",\"ngram_range\":[1,%u],\"vocabulary\":[", WORDS_OF_ONE, words);
	for (size_t i = 0; i < n_terms; i++)
		cn_buf_printf(&b, "%s\"%zu\"", i ? "," : "", i);
	cn_buf_putz(&b, "],\"coefficients\":[");
	for (size_t i = 0; i < n_terms; i++)
		cn_buf_putz(&b, i ? ",1" : "1");
	cn_buf_putz(&b, "]}");
	cn_code rc = cn_tfidf_read(a, cn_buf_str(&b), &m, &err);
	if (rc == CN_OK)
		assert_true(score_of(m, CN_S("0 1 2 3 4 5 6 7 8 9")) == 0.5 + (double)(n_terms < 10 ? n_terms : 10));
	return rc;
}

static void the_bounds_are_what_is_read(void **state)
{
	(void)state;
	assert_int_equal(read_sized(CN_MODEL_TERMS_MAX, 1), CN_OK);
	assert_int_equal(read_sized(CN_MODEL_TERMS_MAX + 1, 1), CN_ETOOBIG);
	assert_int_equal(read_sized(1, CN_MODEL_NGRAM_MAX), CN_OK);
	assert_int_equal(read_sized(1, CN_MODEL_NGRAM_MAX + 1), CN_ETOOBIG);
	CN_AUTO_ARENA a = cn_arena_new(1 << 20); /* a term of as many words as may be, met behind as many others */
	cn_tfidf *m = model_of(a, CN_S(HEAD WORDS_OF_ONE REST ",\"ngram_range\":[8,8],\"vocabulary\":[\"a b c d e f g h\"],\"coefficients\":[1]}"));
	assert_int_equal(CN_MODEL_NGRAM_MAX, 8);
	assert_true(score_of(m, CN_S("g h a b c d e f g h a b c d e f g h")) == 2.5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_are_those_of_scikit_learn),
		cmocka_unit_test(the_words_of_a_text_add_up_to_its_score),
		cmocka_unit_test(every_code_point_is_as_python_has_it),
		cmocka_unit_test(terms_are_counted_where_they_stand),
		cmocka_unit_test(words_are_the_longest_runs),
		cmocka_unit_test(what_is_no_model_of_words_is_refused),
		cmocka_unit_test(texts_that_cannot_be_scored_are_refused),
		cmocka_unit_test(a_text_of_sigmas_takes_no_longer_than_another),
		cmocka_unit_test(the_bounds_are_what_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
