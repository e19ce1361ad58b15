/* The small models that vectors of procedures ask, as their files write them. */
#ifndef CN_TESTS_LAB_TOY_H
#define CN_TESTS_LAB_TOY_H

#include "lab/model/model.h"
#include "lab/procedure.h"
#include "lab_help.h"

#define MAX 64

typedef struct toy {
	double w[MAX], b, at, cross;
	size_t n, feature;
	bool logistic, stump, whole;
	cn_tfidf *words;
	const cn_str *text;
} toy;

/* A linear score (missing counts as 0, a category as its index), with a product of the first two where cross is not 0; or 1 where one
 * feature reaches a value. */
static cn_code toy_predict(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	const toy *m = self;
	for (size_t i = 0; m->whole && i < n * m->n; i++)
		if (isnan(row[i]))
			return CN_FAIL(err, CN_EINPUT, "a value is missing");
	for (size_t i = 0; i < n; i++) {
		const double *x = row + i * m->n;
		double s = m->b;
		for (size_t k = 0; k < m->n && !m->stump; k++)
			s += x[k] == x[k] ? m->w[k] * x[k] : 0;
		if (m->cross != 0)
			s += x[0] == x[0] && x[1] == x[1] ? m->cross * x[0] * x[1] : 0;
		if (m->stump)
			s = x[m->feature] >= m->at;
		score[i] = m->logistic ? 1 / (1 + exp(-s)) : s;
	}
	return CN_OK;
}

/* A text of the first feature. */
static cn_code toy_read(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	const toy *m = self;
	for (size_t i = 0; i < n; i++) {
		if (isnan(row[i]))
			return CN_FAIL(err, CN_EUNDEFINED, "a text is missing");
		CN_TRY(cn_tfidf_score(m->words, &m->text[(size_t)row[i]], 1, &score[i], err));
	}
	return CN_OK;
}

static size_t texts_of(cn_arena *a, const cn_val *list, const cn_str **ret)
{
	cn_str *s = CN_NEW(a, cn_str, MAX);
	size_t n = 0;
	CN_EACH(t, list)
		s[n++] = t->s;
	assert_true(n <= MAX);
	*ret = s;
	return n;
}

/* What a person can do about a feature, and its categories: "fixed": ["age"], "direction": {"income": 1}, "levels": {"job": ["a", "b"]} */
static void feature_of(cn_arena *a, const cn_val *v, cn_feature *f)
{
	const char *name = cn_cstr(a, f->name);
	CN_EACH(x, cn_get(v, "fixed"))
		f->fixed |= cn_eq(x->s, f->name);
	f->direction = (int)cn_get_int(cn_get(v, "direction"), name, 0);
	f->category = cn_get(cn_get(v, "levels"), name) != NULL;
	if (f->category)
		f->n_levels = (uint32_t)texts_of(a, cn_get(cn_get(v, "levels"), name), &f->level);
}

/* "model": {"features": [..], "w": [..], "b": "0.5", "link": "logistic"} or {"features": [..], "stump": {"feature": 0, "at": "3"}};
 * "cross": "2" adds twice the product of the first two features, "whole": true refuses what is missing; "tfidf" holds a model of words */
static void model_of(cn_arena *a, const cn_val *v, toy *m, cn_predictor *p)
{
	const cn_str *names;
	size_t n = texts_of(a, cn_get(v, "features"), &names);
	cn_feature *f = CN_NEW(a, cn_feature, n + 1);
	for (size_t i = 0; i < n; i++) {
		f[i].name = names[i];
		feature_of(a, v, &f[i]);
	}
	*m = (toy){ .n = n, .logistic = cn_is_text(cn_get(v, "link"), "logistic"), .stump = cn_get(v, "stump") != NULL,
		    .whole = cn_get(v, "whole") != NULL };
	if (cn_get(v, "trees") || cn_get(v, "tfidf")) {
		/* read below */
	} else if (m->stump) {
		m->feature = (size_t)cn_get_int(cn_get(v, "stump"), "feature", 0);
		m->at = real_of(cn_get(cn_get(v, "stump"), "at"));
	} else {
		for (size_t i = 0; i < n; i++)
			m->w[i] = real_of(cn_at(cn_get(v, "w"), i));
		m->b = cn_get(v, "b") ? real_of(cn_get(v, "b")) : 0;
		m->cross = cn_get(v, "cross") ? real_of(cn_get(v, "cross")) : 0;
	}
	cn_trees *trees = NULL;
	cn_err err = { 0 };
	if (cn_get(v, "trees") && cn_trees_read(a, cn_get_text(v, "trees"), &trees, &err) != CN_OK)
		fail_msg("trees: %s", err.msg);
	if (trees)
		m->stump = true;
	if (cn_get(v, "tfidf") && cn_tfidf_read(a, cn_get_text(v, "tfidf"), &m->words, &err) != CN_OK)
		fail_msg("tfidf: %s", err.msg);
	m->text = f[0].level;
	*p = (cn_predictor){ .words = m->words, .self = trees ? (void *)trees : m, .predict = trees ? cn_trees_ask : m->words ? toy_read : toy_predict, .trees = trees, .feature = f, .n_features = n, .step = m->stump,
			     .threshold = cn_get(v, "threshold") ? real_of(cn_get(v, "threshold")) : 0.5,
			     .budget = (uint64_t)cn_get_int(v, "budget", 0) };
}

#endif
