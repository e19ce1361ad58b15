/* lab/model: private. ONNX: protocol buffers as they lie in the file, operators with their attributes, and what stands before the
 * model. */
#ifndef CN_LAB_MODEL_ONNX_H
#define CN_LAB_MODEL_ONNX_H

#include "lab/model/priv.h"

/* ---- protocol buffers ---- */

/* One field after the other of a message. Nothing is copied: texts are slices of the file. */
typedef struct pb {
	cn_str rest;
	uint32_t number; /* of the field that stands here */
	unsigned type;	 /* 0 varint, 1 eight bytes, 2 text or message, 5 four bytes */
	uint64_t value;	 /* types 0, 1 and 5 */
	cn_str bytes;	 /* type 2 */
	bool bad;	 /* the bytes are cut off or are no message */
} pb;

pb pb_of(cn_str message);
bool pb_next(pb *c); /* false at the end, or at what is bad */
bool pb_is(const pb *c, uint32_t number, unsigned type);
CN_MUST_CHECK cn_code pb_end(const pb *c, cn_err *err); /* behind a loop: says so if it ended at what is bad */
/* A varint of its own, from the front of *rest. */
bool pb_varint(cn_str *rest, uint64_t *ret);

/* ---- operators ---- */

typedef struct onnx_node {
	cn_str op, domain, bytes; /* domain "" is ai.onnx */
	cn_str in, out[2];	  /* the first names; empty if there are fewer */
	size_t n_in, n_out;
} onnx_node;

CN_MUST_CHECK cn_code onnx_node_take(cn_str bytes, onnx_node *ret, cn_err *err);
bool onnx_is(const onnx_node *n, const char *domain, const char *op);

/* Attributes by name. Lists that are absent are empty; reals are also found as NAME_as_tensor (float or double). */
CN_MUST_CHECK cn_code onnx_reals(cn_arena *a, const onnx_node *n, const char *name, const double **ret, size_t *ret_n, cn_err *err);
CN_MUST_CHECK cn_code onnx_ints(cn_arena *a, const onnx_node *n, const char *name, const int64_t **ret, size_t *ret_n, cn_err *err);
CN_MUST_CHECK cn_code onnx_texts(cn_arena *a, const onnx_node *n, const char *name, const cn_str **ret, size_t *ret_n, cn_err *err);
CN_MUST_CHECK cn_code onnx_text(const onnx_node *n, const char *name, const char *absent, cn_str *ret, cn_err *err);
CN_MUST_CHECK cn_code onnx_int(const onnx_node *n, const char *name, int64_t absent, int64_t *ret, cn_err *err);
CN_MUST_CHECK cn_code onnx_real(const onnx_node *n, const char *name, double absent, double *ret, cn_err *err);

/* ---- what stands before the model ---- */

typedef enum step_kind { STEP_FLOAT, STEP_SCALE, STEP_IMPUTE } step_kind;

typedef struct onnx_step {
	step_kind kind;
	bool wide;		      /* takes doubles; scaled values are float32 in any case */
	const double *offset, *scale; /* one for all features, or one each */
	const double *value;	      /* what stands for a missing value */
	size_t n_offset, n_scale, n_value;
} onnx_step;

typedef struct onnx_input {
	size_t width;	    /* features; 0: the file does not say */
	const cn_str *name; /* of each; NULL: one tensor for all */
	bool narrow;	    /* float32 or integers */
	bool wide;	    /* what the model itself takes is double */
	onnx_step step[CN_ONNX_STEPS_MAX];
	size_t n_steps;
} onnx_input;

/* The arrays of a step have one number, or one each of n features. */
CN_MUST_CHECK cn_code onnx_widths_check(const onnx_input *in, size_t n, cn_err *err);
/* A value of a row as it arrives at the model; NaN stays what it is unless something stands for it. */
double onnx_arrives(const onnx_input *in, size_t feature, double x);
/* Whether larger values arrive larger. */
bool onnx_rises(const onnx_input *in, size_t feature);
/* The smallest number from which on (rising) values do not arrive below t, or (falling) do; "below" is at or below with or_equal.
 */
double onnx_cut(const onnx_input *in, size_t feature, double t, bool or_equal);

/* ---- models ---- */

typedef enum onnx_post { POST_NONE, POST_LOGISTIC, POST_SOFTMAX } onnx_post;

CN_MUST_CHECK cn_code onnx_post_take(const onnx_node *n, onnx_post *ret, cn_err *err);
/* The refusal of a transform of a single score, which the standard asks for and runtimes leave out. */
CN_MUST_CHECK cn_code onnx_post_unclear(cn_err *err);
/* The number of labels of a classifier. */
CN_MUST_CHECK cn_code onnx_labels(cn_arena *scratch, const onnx_node *n, size_t *ret, cn_err *err);

/* ret_sums_to_1: the scores add up to 1 by how they are made, so that a Normalizer by L1 changes nothing. */
CN_MUST_CHECK cn_code onnx_trees(cn_arena *a, cn_arena *scratch, const onnx_node *n, const onnx_input *in, cn_trees **ret,
				 bool *ret_sums_to_1, cn_err *err);
CN_MUST_CHECK cn_code onnx_linear(cn_arena *a, cn_arena *scratch, const onnx_node *n, const onnx_input *in, cn_linear **ret,
				  bool *ret_sums_to_1, cn_err *err);

#endif
