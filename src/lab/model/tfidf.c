/* Linear models of the words of a text, as scikit-learn's vectorizers count and weigh them. */
#include "lab/model/priv.h"
#include "lab/model/words.h"

#include <math.h>

static const char *const KEYS[] = { "concord",	    "column", "token_pattern", "lowercase", "ngram_range", "vocabulary", "idf", "stop_words", "binary",
				    "sublinear_tf", "norm",   "coefficients",  "intercept", "link",	   NULL };

typedef enum norm_kind { NORM_NONE, NORM_L1, NORM_L2 } norm_kind;

struct cn_tfidf {
	cn_str column;
	unsigned least, n_first, n_last; /* characters of a word; words of a term, from and to */
	bool lowercase, binary, sublinear;
	norm_kind norm;
	const field_name *term, *stop; /* sorted */
	const cn_str *name;            /* of each term, by place in the file */
	size_t n_terms, n_stops;
	const double *idf, *coefficient; /* by place in the file; idf may be NULL */
	double intercept;
	cn_link link;
};

static cn_code bool_take(const cn_val *map, const char *key, bool needed, bool *ret, cn_err *err)
{
	const cn_val *v = cn_get(map, key);
	if (v ? v->type != CN_BOOL : needed)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is true or false", key);
	*ret = v && v->b;
	return CN_OK;
}

/* (?u) is what Python does anyhow. */
static cn_code pattern_take(const cn_val *map, unsigned *ret, cn_err *err)
{
	cn_str s = cn_get_text(map, "token_pattern");
	if (cn_starts(s, "(?u)"))
		s = cn_sub(s, 4, s.n);
	if (!cn_eqz(s, "\\b\\w+\\b") && !cn_eqz(s, "\\b\\w\\w+\\b"))
		return CN_FAIL(err, CN_EINPUT, "\"token_pattern\" is one that is not read here: (?u)\\b\\w\\w+\\b and (?u)\\b\\w+\\b are");
	*ret = cn_eqz(s, "\\b\\w+\\b") ? 1 : 2;
	return CN_OK;
}

static cn_code range_take(const cn_val *map, cn_tfidf *m, cn_err *err)
{
	const cn_val *v = cn_get(map, "ngram_range"), *from = cn_at(v, 0), *to = cn_at(v, 1);
	if (!from || !to || v->n != 2 || from->type != CN_INT || to->type != CN_INT || from->i < 1 || to->i < from->i)
		return CN_FAIL(err, CN_EINPUT, "\"ngram_range\" is two whole numbers, the least and the most words of a term");
	if (to->i > CN_MODEL_NGRAM_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "\"ngram_range\" allows terms of more than %d words, which are not read", CN_MODEL_NGRAM_MAX);
	m->n_first = (unsigned)from->i;
	m->n_last = (unsigned)to->i;
	return CN_OK;
}

static cn_code norm_take(const cn_val *map, norm_kind *ret, cn_err *err)
{
	const cn_val *v = cn_get(map, "norm");
	if (v && v->type == CN_NULL)
		*ret = NORM_NONE;
	else if (cn_is_text(v, "l1") || cn_is_text(v, "l2"))
		*ret = cn_is_text(v, "l1") ? NORM_L1 : NORM_L2;
	else
		return CN_FAIL(err, CN_EINPUT, "\"norm\" is \"l1\", \"l2\" or null");
	return CN_OK;
}

static cn_code counting_take(cn_arena *a, const cn_val *v, cn_tfidf *m, cn_err *err)
{
	const cn_str *unsorted;
	CN_TRY(pattern_take(v, &m->least, err));
	CN_TRY(range_take(v, m, err));
	CN_TRY(norm_take(v, &m->norm, err));
	CN_TRY(bool_take(v, "lowercase", true, &m->lowercase, err));
	CN_TRY(bool_take(v, "binary", false, &m->binary, err));
	CN_TRY(bool_take(v, "sublinear_tf", false, &m->sublinear, err));
	if (cn_get(v, "stop_words"))
		CN_TRY(field_names(a, v, "stop_words", CN_MODEL_TERMS_MAX, &unsorted, &m->n_stops, &m->stop, err));
	return CN_OK;
}

cn_code cn_tfidf_read(cn_arena *a, cn_str bytes, cn_tfidf **ret, cn_err *err)
{
	const cn_val *v = NULL;
	CN_AUTO_ARENA tmp = cn_arena_new((size_t)1 << 30);
	cn_tfidf *m = CN_NEW(a, cn_tfidf, 1);
	if (!tmp || !m)
		return CN_NOMEM(err);
	CN_TRY(cn_json_parse(tmp, bytes, CN_JSON_DEPTH_MAX, &v, err));
	if (!cn_is_text(cn_get(v, "concord"), "tfidf/1"))
		return CN_FAIL(err, CN_EINPUT, "not a model of words: it begins {\"concord\":\"tfidf/1\"");
	CN_TRY(cn_keys_check(v, KEYS, CN_S("tfidf/1"), err));
	m->column = cn_str_copy(a, cn_get_text(v, "column"));
	if (cn_get_text(v, "column").n == 0)
		return CN_FAIL(err, CN_EINPUT, "\"column\" does not name the column of the text");
	CN_TRY(counting_take(a, v, m, err));
	CN_TRY(field_names(a, v, "vocabulary", CN_MODEL_TERMS_MAX, &m->name, &m->n_terms, &m->term, err));
	CN_TRY(field_reals(a, v, "coefficients", m->n_terms, &m->coefficient, err));
	if (cn_get(v, "idf"))
		CN_TRY(field_reals(a, v, "idf", m->n_terms, &m->idf, err));
	CN_TRY(field_real(v, "intercept", &m->intercept, err));
	CN_TRY(field_link(v, &m->link, err));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = m;
	return CN_OK;
}

cn_str cn_tfidf_column(const cn_tfidf *m)
{
	return m->column;
}

size_t cn_tfidf_terms(const cn_tfidf *m)
{
	return m->n_terms;
}

cn_str cn_tfidf_term(const cn_tfidf *m, size_t at)
{
	assert(at < m->n_terms);
	return m->name[at];
}

double cn_tfidf_intercept(const cn_tfidf *m)
{
	return m->intercept;
}

/* What one text needs and the next one uses again. */
typedef struct reading {
	cn_buf small; /* the text in small letters */
	cn_buf words; /* its words, one space between: a term of k words is a slice of it */
	size_t start[CN_MODEL_NGRAM_MAX]; /* where the last words begin in it, in a ring */
	uint32_t *count;                  /* of each term, by place in the file */
	uint32_t *met;                    /* the terms that occur, in order of appearance */
	cn_term_weight *weight;           /* what each of them adds to the margin; NULL where nobody asks */
	size_t n_words, n_met;
} reading;

/* The terms that end with the last word. */
static void terms_count(const cn_tfidf *m, reading *r)
{
	for (size_t k = m->n_first; k <= m->n_last && k <= r->n_words; k++) {
		size_t from = r->start[(r->n_words - k) % CN_MODEL_NGRAM_MAX];
		const field_name *f = field_find(m->term, m->n_terms, cn_sub(cn_buf_str(&r->words), from, r->words.n - from));
		if (f && r->count[f->i]++ == 0)
			r->met[r->n_met++] = (uint32_t)f->i;
	}
}

static cn_code text_count(const cn_tfidf *m, reading *r, cn_str s, cn_err *err)
{
	cn_str word;
	cn_buf_reset(&r->small);
	cn_buf_reset(&r->words);
	r->n_words = r->n_met = 0;
	if (m->lowercase) {
		word_lower(s, &r->small);
		s = cn_buf_str(&r->small);
	}
	for (size_t at = 0; word_next(s, &at, m->least, &word);) {
		if (field_find(m->stop, m->n_stops, word))
			continue;
		if (r->n_words)
			cn_buf_putc(&r->words, ' ');
		r->start[r->n_words++ % CN_MODEL_NGRAM_MAX] = r->words.n;
		cn_buf_put(&r->words, word);
		if (r->words.failed)
			break;
		terms_count(m, r);
	}
	return r->small.failed || r->words.failed ? CN_NOMEM(err) : CN_OK;
}

/* Empties the counts for the next text. */
static double margin_take(const cn_tfidf *m, reading *r)
{
	double sum = 0, size = 0;
	for (size_t k = 0; k < r->n_met; k++) {
		size_t i = r->met[k];
		double x = m->binary ? 1 : r->count[i];
		if (m->sublinear)
			x = 1 + log(x);
		if (m->idf)
			x *= m->idf[i];
		sum += x * m->coefficient[i];
		size += m->norm == NORM_L2 ? x * x : fabs(x);
		if (r->weight)
			r->weight[k] = (cn_term_weight){ r->met[k], x * m->coefficient[i] };
		r->count[i] = 0;
	}
	if (m->norm == NORM_L2)
		size = sqrt(size);
	if (m->norm == NORM_NONE || size == 0)
		return m->intercept + sum;
	for (size_t k = 0; r->weight && k < r->n_met; k++)
		r->weight[k].of /= size;
	return m->intercept + sum / size;
}

static cn_code text_margin(const cn_tfidf *m, reading *r, cn_str s, double *ret, cn_err *err)
{
	if (s.n > CN_FIELD_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a text has %zu bytes; at most %d are read", s.n, CN_FIELD_BYTES_MAX);
	if (!cn_utf8_ok(s))
		return CN_FAIL(err, CN_EINPUT, "a text is not UTF-8");
	CN_TRY(text_count(m, r, s, err));
	*ret = margin_take(m, r);
	return isfinite(linear_score(m->link, *ret)) ? CN_OK : CN_FAIL(err, CN_EUNDEFINED, "the model gives no finite score for \"%.*s\"", CN_FMT(cn_sub(s, 0, 60)));
}

static cn_code reading_init(cn_arena *a, const cn_tfidf *m, bool weights, reading *r, cn_err *err)
{
	/* a small letter has at most three bytes where the capital has two; words lie apart by one space, as they did by one byte or more */
	enum { SMALL_BYTES_MAX = 2 * CN_FIELD_BYTES_MAX };
	*r = (reading){ .count = CN_NEW(a, uint32_t, m->n_terms), .met = CN_NEW(a, uint32_t, m->n_terms) };
	r->weight = weights ? CN_NEW(a, cn_term_weight, m->n_terms) : NULL;
	if (!r->count || !r->met || (weights && !r->weight))
		return CN_NOMEM(err);
	cn_buf_init(&r->small, SMALL_BYTES_MAX);
	cn_buf_init(&r->words, SMALL_BYTES_MAX);
	return CN_OK;
}

static void reading_done(reading *r)
{
	cn_buf_done(&r->small);
	cn_buf_done(&r->words);
}

cn_code cn_tfidf_score(const cn_tfidf *m, const cn_str *text, size_t n, double *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(m->n_terms * 2 * sizeof(uint32_t) + CN_REQUEST_ARENA_BYTES);
	reading r;
	CN_TRY(reading_init(a, m, false, &r, err));
	cn_code rc = CN_OK;
	for (size_t i = 0; i < n && rc == CN_OK; i++) {
		double margin = 0;
		rc = text_margin(m, &r, text[i], &margin, err);
		ret[i] = linear_score(m->link, margin);
	}
	reading_done(&r);
	return rc;
}

cn_code cn_tfidf_explain(const cn_tfidf *m, const cn_str *text, size_t n, cn_code (*take)(void *arg, const cn_explained_text *x, cn_err *err), void *arg,
			 cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(m->n_terms * (2 * sizeof(uint32_t) + sizeof(cn_term_weight)) + CN_REQUEST_ARENA_BYTES);
	reading r;
	CN_TRY(reading_init(a, m, true, &r, err));
	cn_code rc = CN_OK;
	for (size_t i = 0; i < n && rc == CN_OK; i++) {
		cn_explained_text x = { .at = i };
		rc = text_margin(m, &r, text[i], &x.margin, err);
		x.score = linear_score(m->link, x.margin);
		x.weight = r.weight;
		x.n = r.n_met;
		if (rc == CN_OK)
			rc = take(arg, &x, err);
	}
	reading_done(&r);
	return rc;
}
