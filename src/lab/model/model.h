/* lab/model: models that are read here and run here, in the process of the caller: ensembles of trees and linear models. Exact
 * explanations and exact robustness of trees.
 *
 * Readers take bytes, which are foreign: whatever they hold gives a model or one sentence. Nothing in a model file is ever run.
 * A model that was read is a value: it does not change, and any number of threads may ask it at the same time.
 *
 * Rows are row-major doubles, as many as the model has features; NaN is a missing value. Categories are their numbers.
 * Margins are what the trees add up to; scores are margins put through the model's link (probabilities of a logistic model).
 */
#ifndef CN_LAB_MODEL_MODEL_H
#define CN_LAB_MODEL_MODEL_H

#include "base/base.h"

/* ---- trees ------------------------------------------------------------------------------------------------------------------------ */

/* Trees as boosted by XGBoost (gbtree, dart) or LightGBM. Every split has two sides; a missing value goes to the side the split names.
 * XGBoost: a value is rounded to float32, goes to the first side when it is below the threshold, and leaves are added as float32 in the
 * order of the trees. LightGBM: doubles, first side when at or below. Splits on sets of categories in both. */
typedef struct cn_trees cn_trees;

typedef enum cn_link {
	CN_LINK_IDENTITY,
	CN_LINK_LOGISTIC,   /* of each output by itself */
	CN_LINK_SOFTMAX,    /* over the outputs; a model saved to give the class gives the probabilities here */
	CN_LINK_EXP,
	CN_LINK_STEP,       /* 1 above 0, else 0 */
	CN_LINK_SQUARE,     /* sign kept */
	CN_LINK_LOG1P_EXP
} cn_link;

/* Reads a model by its first bytes: XGBoost's JSON or UBJSON (save_model of 1.0 to 3.x), LightGBM's text (save_model of 2.x to 4.x).
 *   fails  CN_EINPUT (another format, with how to save the model; a child out of range, twice or in a circle; a threshold that is no
 *          number; arrays of different sizes; leaves that are vectors or linear; an objective that is not known), CN_ETOOBIG (a bound of
 *          limits.h: CN_MODEL_*, CN_TREE*), CN_ENOMEM
 *   owns   *ret borrows from a alone */
CN_MUST_CHECK cn_code cn_trees_read(cn_arena *a, cn_str bytes, cn_trees **ret, cn_err *err);

size_t cn_trees_features(const cn_trees *t);
cn_str cn_trees_feature(const cn_trees *t, size_t i); /* its name; empty if the model was saved without. i < features */
bool cn_trees_named(const cn_trees *t);               /* names were saved with it */
size_t cn_trees_groups(const cn_trees *t);            /* outputs of one row: 1, or the number of classes */
size_t cn_trees_count(const cn_trees *t);
size_t cn_trees_depth(const cn_trees *t);             /* splits on the longest path */
cn_link cn_trees_link(const cn_trees *t);
double cn_trees_base(const cn_trees *t, size_t group); /* margin before any tree */
bool cn_trees_weighted(const cn_trees *t);            /* says how many training rows (or what weight of them) each node saw */

/* n rows at once: fastest from 64 rows on. *ret has n * groups numbers, row-major.
 *   fails  CN_ENOMEM; CN_EUNDEFINED for scores that are not finite (leaves that overflow) */
CN_MUST_CHECK cn_code cn_trees_margin(const cn_trees *t, const double *row, size_t n, double *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_trees_score(const cn_trees *t, const double *row, size_t n, double *ret, cn_err *err);
/* The same in the shape of cn_predictor (lab/procedure.h): self is a cn_trees; one score a row.
 *   fails  CN_EINPUT if the model has more than one output; as above */
CN_MUST_CHECK cn_code cn_trees_ask(void *self, const double *row, size_t n, double *ret, cn_err *err);

/* ---- exact Shapley values of trees -------------------------------------------------------------------------------------------------- */

/* Path-dependent TreeSHAP (Lundberg and others 2020): a feature that is left out follows both sides, by the shares of training rows.
 * Computed as an integral of products over [0, 1] by Gauss and Legendre's rule, which is exact for the polynomials that occur: work grows
 * with leaves times depth, every factor is positive, so depth costs no digits.
 * A node that no training row reached counts both its sides as half. */
typedef struct cn_shap cn_shap;

/*   fails  CN_EUNDEFINED if the model does not say the weights of its nodes; CN_ETOOBIG, CN_ENOMEM
 *   owns   *ret borrows from a and t */
CN_MUST_CHECK cn_code cn_shap_new(cn_arena *a, const cn_trees *t, cn_shap **ret, cn_err *err);

/* Contributions to the margin: n * groups * (features + 1) numbers, row-major; the last of each group is the expected margin.
 *   ret_error  the largest difference, over rows and groups, between what the contributions add up to and the exact sum of the leaves that
 *              the row reaches (in double; XGBoost's own float32 sum is rounded more coarsely); may be NULL */
CN_MUST_CHECK cn_code cn_shap_explain(const cn_shap *s, const double *row, size_t n, double *ret, double *ret_error, cn_err *err);

/* Interventional: a feature that is left out takes its value from a background row; the mean over n_background rows (>= 1). Work grows
 * with n * n_background. ret, ret_error as above; needs no weights of nodes.
 *   fails  CN_EINPUT if there is no background row; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_shap_against(const cn_trees *t, const double *background, size_t n_background, const double *row, size_t n, double *ret,
				      double *ret_error, cn_err *err);

/* ---- exact robustness of trees --------------------------------------------------------------------------------------------------------- */

typedef struct cn_robust_options {
	double threshold;      /* the decision: score >= threshold */
	const double *scale;   /* [features]: a change is counted in these units; 0 = may not change; NULL = all 1 */
	uint64_t steps;        /* boxes looked at, at most; 0 = 100,000 */
} cn_robust_options;

typedef struct cn_robust {
	double lower;          /* certified: no row at a smaller distance has the other decision */
	double upper;          /* the distance of *flipped; HUGE_VAL if none was found */
	bool exact;            /* lower == upper: the smallest there is. Both HUGE_VAL: no change of these features flips the decision */
	uint64_t steps;        /* boxes looked at */
	const double *flipped; /* a row with the other decision at distance upper; NULL if none was found; borrows from a */
} cn_robust;

/* The smallest change that flips the decision of one row, by the largest change of any feature (L-infinity, in units of scale), over
 * the numbers that the model can tell apart (float32 for XGBoost). Missing values, features that a split asks for as a set of categories
 * and features for which zero counts as missing stay as they are.
 * Branch and bound over boxes: for a radius, boxes are cut at thresholds until the trees agree on each, or no longer can flip; radii are
 * searched by bisection. When the steps end first, lower and upper are what is certain by then.
 * Sums are taken in double: a margin within 1e-9 of the threshold, relative to the leaves' sizes, is decided by its exact sum.
 *   fails  CN_EUNDEFINED (more than one output; a threshold that the link cannot give), CN_EINPUT (a scale below 0), CN_ENOMEM */
CN_MUST_CHECK cn_code cn_trees_robust(cn_arena *a, const cn_trees *t, const double *row, const cn_robust_options *o, cn_robust *ret, cn_err *err);

/* ---- linear models ---------------------------------------------------------------------------------------------------------------------- */

/* {"concord":"linear/1","features":["age",...],"coefficients":[0.5,...],"intercept":0.1,"link":"logistic"}; link is "identity" or
 * "logistic"; "missing":[...] is what stands for a missing value, one number a feature; without it a missing value is refused. */
typedef struct cn_linear {
	const cn_str *feature;
	const double *coefficient, *missing; /* missing may be NULL */
	size_t n;
	double intercept;
	cn_link link;
} cn_linear;

/*   fails  CN_EINPUT (a key that is unknown or lacks, sizes that differ, two features of one name), CN_ETOOBIG, CN_ENOMEM
 *   owns   *ret borrows from a */
CN_MUST_CHECK cn_code cn_linear_read(cn_arena *a, cn_str bytes, cn_linear **ret, cn_err *err);
/* self is a cn_linear: the shape of cn_predictor.
 *   fails  CN_EUNDEFINED for a missing value that nothing stands for, or a score that is not finite */
CN_MUST_CHECK cn_code cn_linear_ask(void *self, const double *row, size_t n, double *ret, cn_err *err);
/* Exact contributions to the margin against a mean row: coefficient * (value - mean); n + 1 numbers, the last the margin of the mean row. */
CN_MUST_CHECK cn_code cn_linear_explain(const cn_linear *m, const double *row, const double *mean, double *ret, cn_err *err);

/* ---- linear models of words ------------------------------------------------------------------------------------------------------------- */

/* scikit-learn's TfidfVectorizer (or CountVectorizer) with a linear model behind it; docs/models.md has the lines of Python that write one:
 * {"concord":"tfidf/1","column":"text","token_pattern":"(?u)\\b\\w\\w+\\b","lowercase":true,"ngram_range":[1,2],"vocabulary":["late fee",...],
 * "norm":"l2","coefficients":[0.5,...],"intercept":0.1,"link":"logistic"}, and where they were used "idf":[...], "stop_words":[...],
 * "binary":true, "sublinear_tf":true. norm is "l1", "l2" or null. Words and small letters are Python's (Unicode 14).
 * Two token patterns are read: the one above and the same with one \\w, for words of one character; (?u) may be left out. */
typedef struct cn_tfidf cn_tfidf;

/*   fails  CN_EINPUT (a key that is unknown or lacks, sizes that differ, a term twice, a pattern that is not read), CN_ETOOBIG
 *          (CN_MODEL_TERMS_MAX, CN_MODEL_NGRAM_MAX), CN_ENOMEM
 *   owns   *ret borrows from a */
CN_MUST_CHECK cn_code cn_tfidf_read(cn_arena *a, cn_str bytes, cn_tfidf **ret, cn_err *err);
cn_str cn_tfidf_column(const cn_tfidf *m); /* the column of the text */
/* A score for each of n texts. A text without a known word has the score of the intercept.
 *   fails  CN_EINPUT (not UTF-8), CN_EUNDEFINED (a score that is not finite), CN_ETOOBIG (a text over CN_FIELD_BYTES_MAX), CN_ENOMEM */
CN_MUST_CHECK cn_code cn_tfidf_score(const cn_tfidf *m, const cn_str *text, size_t n, double *ret, cn_err *err);

/* Why a text has its score: what each term adds to the margin, exactly, since the model is a sum over terms: coefficient x count x idf, over the
 * length of the text where there is a norm. The intercept and the terms add up to the margin but for rounding. Of a text without one of its words
 * the others would weigh more under a norm: a weight says what the term adds to this text, not what its absence would change. */
typedef struct cn_term_weight {
	uint32_t at; /* place of the term in the file */
	double of;   /* of the margin, before the link */
} cn_term_weight;
typedef struct cn_explained_text {
	size_t at;                   /* which text */
	double margin, score;
	const cn_term_weight *weight; /* of the terms that occur, in order of appearance; until the next text */
	size_t n;
} cn_explained_text;
size_t cn_tfidf_terms(const cn_tfidf *m);
cn_str cn_tfidf_term(const cn_tfidf *m, size_t at); /* at < terms */
double cn_tfidf_intercept(const cn_tfidf *m);
/* Calls take for each text in turn; ends at its first failure.
 *   fails  as cn_tfidf_score, and what take fails with */
CN_MUST_CHECK cn_code cn_tfidf_explain(const cn_tfidf *m, const cn_str *text, size_t n, cn_code (*take)(void *arg, const cn_explained_text *x, cn_err *err),
				       void *arg, cn_err *err);

/* ---- ONNX ---------------------------------------------------------------------------------------------------------------------------------- */

/* A file of ONNX whose graph is one line: TreeEnsembleRegressor, TreeEnsembleClassifier (versions 1 and 3), LinearRegressor or LinearClassifier
 * of ai.onnx.ml; before it Concat or FeatureVectorizer of the inputs, Cast, Identity, Scaler, Imputer of NaN; behind it Cast, Identity, ZipMap,
 * Normalizer by L1 where scores add up to 1 anyhow. What stands before goes into thresholds or coefficients. One of the two is set.
 * Thresholds are exact for every finite number of the input's type (float32 for integers). A classifier of two classes has one score, that of
 * the second. Names of features are those of the inputs where each is one column, else there are none (linear: empty). */
typedef struct cn_onnx {
	cn_trees *trees;
	cn_linear *linear;
} cn_onnx;

/*   fails  CN_EINPUT (another format; the first operator that is not read, by its name, with the hint to use a runtime; a mode, a transform or
 *          an attribute that is not read; whatever cn_trees_read fails with), CN_ETOOBIG (CN_MODEL_*, CN_TREE*, CN_ONNX_STEPS_MAX), CN_ENOMEM
 *   owns   what *ret points at borrows from a alone */
CN_MUST_CHECK cn_code cn_onnx_read(cn_arena *a, cn_str bytes, cn_onnx *ret, cn_err *err);

#endif
