/* ONNX: one line of operators from the inputs through a model of ai.onnx.ml to its scores. What is not on that line is refused by
 * its name. */
#include "lab/model/onnx.h"

#include <math.h>

#define ML "ai.onnx.ml"

enum { TYPE_FLOAT = 1, TYPE_INT32 = 6, TYPE_INT64 = 7, TYPE_DOUBLE = 11 };

typedef struct file {
	cn_str graph;
	bool versioned, ml, functions;
	int64_t ml_version;
} file;

typedef struct entry {
	cn_str name;
	uint64_t type, width; /* width 0: not said */
} entry;

typedef struct line {
	cn_arena *a, *scratch;
	const entry *entry;
	size_t n_entries;
	bool joined;   /* several inputs are one tensor now */
	bool integers; /* what is here now is integers */
	onnx_input in;
	cn_str at;    /* the tensor that the next operator takes; behind the model its scores */
	cn_str label; /* behind a classifier */
	bool done;    /* the model has been read */
	bool sums_to_1;
	cn_onnx *ret;
} line;

/* ---- what the two kinds of model share ---- */

cn_code onnx_post_take(const onnx_node *n, onnx_post *ret, cn_err *err)
{
	cn_str s;
	CN_TRY(onnx_text(n, "post_transform", "NONE", &s, err));
	if (cn_eqz(s, "NONE"))
		*ret = POST_NONE;
	else if (cn_eqz(s, "LOGISTIC"))
		*ret = POST_LOGISTIC;
	else if (cn_eqz(s, "SOFTMAX"))
		*ret = POST_SOFTMAX;
	else
		return CN_FAIL(err, CN_EINPUT, "the post_transform \"%.*s\" is not read here: NONE, LOGISTIC and SOFTMAX are",
			       CN_FMT(cn_sub(s, 0, 60)));
	return CN_OK;
}

cn_code onnx_post_unclear(cn_err *err)
{
	return CN_FAIL(
	    err, CN_EINPUT,
	    "the post_transform of a single score is left out by ONNX Runtime, against the standard: save the model with NONE");
}

cn_code onnx_labels(cn_arena *scratch, const onnx_node *n, size_t *ret, cn_err *err)
{
	const int64_t *v;
	const cn_str *s;
	size_t ints, texts;
	CN_TRY(onnx_ints(scratch, n, "classlabels_int64s", &v, &ints, err));
	if (ints == 0)
		CN_TRY(onnx_ints(scratch, n, "classlabels_ints", &v, &ints, err));
	CN_TRY(onnx_texts(scratch, n, "classlabels_strings", &s, &texts, err));
	*ret = ints ? ints : texts;
	if (*ret < 2)
		return CN_FAIL(err, CN_EINPUT, "the classifier names fewer than two classes");
	if (*ret > CN_MODEL_GROUPS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu outputs; at most %d are read", *ret, CN_MODEL_GROUPS_MAX);
	return CN_OK;
}

/* ---- the file ---- */

static cn_code opset_take(cn_str bytes, file *f, cn_err *err)
{
	cn_str domain = { "", 0 };
	int64_t version = 0;
	pb c = pb_of(bytes);
	while (pb_next(&c)) {
		if (pb_is(&c, 1, 2))
			domain = c.bytes;
		else if (pb_is(&c, 2, 0))
			version = (int64_t)c.value;
	}
	CN_TRY(pb_end(&c, err));
	if (cn_eqz(domain, ML)) {
		f->ml = true;
		f->ml_version = version;
	}
	return CN_OK;
}

static cn_code file_take(cn_str bytes, file *f, cn_err *err)
{
	bool any = false;
	pb c = pb_of(bytes);
	while (pb_next(&c)) {
		if (pb_is(&c, 7, 2)) {
			f->graph = c.bytes;
			any = true;
		} else if (pb_is(&c, 8, 2)) {
			CN_TRY(opset_take(c.bytes, f, err));
		}
		f->versioned |= pb_is(&c, 1, 0);
		f->functions |= pb_is(&c, 25, 2);
	}
	CN_TRY(pb_end(&c, err));
	if (!any || !f->versioned)
		return CN_FAIL(err, CN_EINPUT, "not valid ONNX: the file is cut off, or is something else");
	if (f->functions)
		return CN_FAIL(err, CN_EINPUT, "the model has functions of its own, which are not read here");
	return CN_OK;
}

/* TypeProto: a tensor of N rows and a width. */
static cn_code type_take(cn_str bytes, entry *e, cn_err *err)
{
	pb tensor = pb_of(bytes), shape, dim;
	while (pb_next(&tensor)) {
		if (pb_is(&tensor, 1, 0))
			e->type = tensor.value;
		if (!pb_is(&tensor, 2, 2))
			continue;
		size_t n = 0;
		shape = pb_of(tensor.bytes);
		while (pb_next(&shape)) {
			if (!pb_is(&shape, 1, 2) || n++ != 1)
				continue;
			dim = pb_of(shape.bytes);
			while (pb_next(&dim))
				if (pb_is(&dim, 1, 0))
					e->width = dim.value;
			CN_TRY(pb_end(&dim, err));
		}
		CN_TRY(pb_end(&shape, err));
		if (n != 2)
			return CN_FAIL(err, CN_EINPUT, "input \"%.*s\" is not a table of rows and columns",
				       CN_FMT(cn_sub(e->name, 0, 60)));
	}
	return pb_end(&tensor, err);
}

static cn_code entry_take(cn_str bytes, entry *ret, cn_err *err)
{
	entry e = { .name = { "", 0 } };
	cn_str type = { "", 0 };
	pb c = pb_of(bytes);
	while (pb_next(&c)) {
		if (pb_is(&c, 1, 2))
			e.name = c.bytes;
		else if (pb_is(&c, 2, 2))
			type = c.bytes;
	}
	CN_TRY(pb_end(&c, err));
	if (!cn_utf8_ok(e.name) || e.name.n == 0 || memchr(e.name.p, 0, e.name.n))
		return CN_FAIL(err, CN_EINPUT, "an input has no name");
	c = pb_of(type);
	while (pb_next(&c))
		if (pb_is(&c, 1, 2))
			CN_TRY(type_take(c.bytes, &e, err));
	CN_TRY(pb_end(&c, err));
	if (e.type != TYPE_FLOAT && e.type != TYPE_DOUBLE && e.type != TYPE_INT32 && e.type != TYPE_INT64)
		return CN_FAIL(err, CN_EINPUT, "input \"%.*s\" is no tensor of float, double or integers",
			       CN_FMT(cn_sub(e.name, 0, 60)));
	if (e.width > CN_MODEL_FEATURES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu features; at most %d are read", (size_t)e.width,
			       CN_MODEL_FEATURES_MAX);
	*ret = e;
	return CN_OK;
}

static cn_code entries_take(line *l, cn_str graph, cn_err *err)
{
	size_t n = 0;
	pb c = pb_of(graph);
	while (pb_next(&c))
		n += pb_is(&c, 11, 2);
	CN_TRY(pb_end(&c, err));
	if (n == 0)
		return CN_FAIL(err, CN_EINPUT, "the model has no input");
	if (n > CN_MODEL_FEATURES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu features; at most %d are read", n, CN_MODEL_FEATURES_MAX);
	entry *e = CN_NEW(l->scratch, entry, n);
	if (!e)
		return cn_arena_fail(l->scratch, err);
	c = pb_of(graph);
	while (pb_next(&c))
		if (pb_is(&c, 11, 2))
			CN_TRY(entry_take(c.bytes, &e[l->n_entries++], err));
	l->entry = e;
	for (size_t i = 1; i < n; i++)
		if (e[i].type != e[0].type)
			return CN_FAIL(err, CN_EINPUT, "the inputs of the model are of different types");
	l->at = n == 1 ? e[0].name : (cn_str){ "", 0 };
	l->in.width = (size_t)e[0].width;
	l->in.narrow = e[0].type == TYPE_FLOAT;
	l->in.wide = !l->in.narrow;
	l->integers = e[0].type == TYPE_INT32 || e[0].type == TYPE_INT64;
	return CN_OK;
}

/* ---- before the model ---- */

static cn_code refuse(const onnx_node *n, cn_err *err)
{
	if (n->domain.n)
		return CN_FAIL(err, CN_EINPUT,
			       "the operator \"%.*s\" of \"%.*s\" is not read here: ask this model with adapter: onnxruntime",
			       CN_FMT(cn_sub(n->op, 0, 60)), CN_FMT(cn_sub(n->domain, 0, 60)));
	return CN_FAIL(err, CN_EINPUT, "the operator \"%.*s\" is not read here: ask this model with adapter: onnxruntime",
		       CN_FMT(cn_sub(n->op, 0, 60)));
}

static cn_code off_line(const onnx_node *n, cn_err *err)
{
	return CN_FAIL(err, CN_EINPUT,
		       "the operator \"%.*s\" does not follow the one before it: ask this model with adapter: onnxruntime",
		       CN_FMT(cn_sub(n->op, 0, 60)));
}

/* Several inputs of known widths become one tensor, in their order. */
static cn_code join(line *l, const onnx_node *n, cn_err *err)
{
	size_t k = 0, width = 0;
	int64_t axis = 1;
	if (n->domain.n == 0)
		CN_TRY(onnx_int(n, "axis", 0, &axis, err));
	if (l->joined || l->in.n_steps || n->n_in != l->n_entries || (axis != 1 && axis != -1))
		return off_line(n, err);
	cn_str *name = CN_NEW(l->a, cn_str, l->n_entries);
	if (!name)
		return cn_arena_fail(l->a, err);
	pb c = pb_of(n->bytes);
	while (pb_next(&c)) {
		if (!pb_is(&c, 1, 2))
			continue;
		const entry *e = &l->entry[k];
		if (!cn_eq(c.bytes, e->name) || e->width == 0)
			return off_line(n, err);
		name[k++] = cn_str_copy(l->a, e->name);
		width += (size_t)e->width;
	}
	CN_TRY(pb_end(&c, err));
	if (!cn_arena_ok(l->a))
		return cn_arena_fail(l->a, err);
	l->joined = true;
	l->in.width = width;
	l->in.name = width == l->n_entries ? name : NULL; /* names of columns where every input is one */
	return CN_OK;
}

static cn_code step_add(line *l, const onnx_step *s, cn_err *err)
{
	if (l->in.n_steps == CN_ONNX_STEPS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d operators stand before the model", CN_ONNX_STEPS_MAX);
	l->in.step[l->in.n_steps++] = *s;
	return CN_OK;
}

static cn_code to_float(line *l, cn_err *err)
{
	bool first = l->in.n_steps == 0;
	l->integers = false;
	if (!l->in.wide)
		return CN_OK;
	l->in.wide = false;
	if (!first)
		return step_add(l, &(onnx_step){ .kind = STEP_FLOAT }, err);
	l->in.narrow = true;
	return CN_OK;
}

static cn_code cast(line *l, const onnx_node *n, cn_err *err)
{
	int64_t to;
	CN_TRY(onnx_int(n, "to", 0, &to, err));
	if (to == TYPE_FLOAT)
		return to_float(l, err);
	if (to != TYPE_DOUBLE)
		return CN_FAIL(
		    err, CN_EINPUT,
		    "a Cast to another type than float or double is not read here: ask this model with adapter: onnxruntime");
	l->in.wide = true;
	l->integers = false;
	return CN_OK;
}

static cn_code scaler(line *l, const onnx_node *n, cn_err *err)
{
	onnx_step s = { .kind = STEP_SCALE };
	if (l->integers)
		CN_TRY(to_float(l, err));
	s.wide = l->in.wide;
	CN_TRY(onnx_reals(l->scratch, n, "offset", &s.offset, &s.n_offset, err));
	CN_TRY(onnx_reals(l->scratch, n, "scale", &s.scale, &s.n_scale, err));
	for (size_t i = 0; i < s.n_offset; i++)
		if (!isfinite(s.offset[i]))
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", "offset");
	for (size_t i = 0; i < s.n_scale; i++)
		if (!isfinite(s.scale[i]) || s.scale[i] == 0)
			return CN_FAIL(err, CN_EINPUT, "\"scale\" has a zero or what is no number");
	l->in.wide = false; /* it gives float32 */
	return step_add(l, &s, err);
}

static cn_code imputer(line *l, const onnx_node *n, cn_err *err)
{
	onnx_step s = { .kind = STEP_IMPUTE };
	double replaced;
	CN_TRY(onnx_real(n, "replaced_value_float", 0, &replaced, err));
	if (!isnan(replaced) || l->integers)
		return CN_FAIL(err, CN_EINPUT, "an Imputer is read where it replaces NaN; this one replaces a number");
	CN_TRY(onnx_reals(l->scratch, n, "imputed_value_floats", &s.value, &s.n_value, err));
	for (size_t i = 0; i < s.n_value; i++)
		if (!isfinite(s.value[i]))
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", "imputed_value_floats");
	return step_add(l, &s, err);
}

static cn_code model(line *l, const onnx_node *n, cn_err *err)
{
	bool trees = cn_starts(n->op, "Tree"), classes = cn_ends(n->op, "Classifier");
	if (l->integers)
		CN_TRY(to_float(l, err));
	if (trees)
		CN_TRY(onnx_trees(l->a, l->scratch, n, &l->in, &l->ret->trees, &l->sums_to_1, err));
	else
		CN_TRY(onnx_linear(l->a, l->scratch, n, &l->in, &l->ret->linear, &l->sums_to_1, err));
	l->label = classes ? n->out[0] : (cn_str){ "", 0 };
	l->at = n->out[classes ? 1 : 0];
	l->done = true;
	return CN_OK;
}

static const struct {
	const char *domain, *op;
	cn_code (*take)(line *l, const onnx_node *n, cn_err *err);
} BEFORE[] = {
	{ "", "Concat", join },
	{ ML, "FeatureVectorizer", join },
	{ "", "Cast", cast },
	{ ML, "Scaler", scaler },
	{ ML, "Imputer", imputer },
	{ ML, "TreeEnsembleRegressor", model },
	{ ML, "TreeEnsembleClassifier", model },
	{ ML, "LinearRegressor", model },
	{ ML, "LinearClassifier", model },
};

static cn_code before(line *l, const onnx_node *n, cn_err *err)
{
	size_t i = 0, count = sizeof BEFORE / sizeof *BEFORE;
	while (i < count && !onnx_is(n, BEFORE[i].domain, BEFORE[i].op))
		i++;
	if (i == count && !onnx_is(n, "", "Identity"))
		return refuse(n, err);
	bool joins = i < count && BEFORE[i].take == join;
	if (!joins && (l->at.n == 0 || !cn_eq(n->in, l->at) || n->n_in != 1))
		return off_line(n, err);
	l->at = n->out[0];
	return i < count ? BEFORE[i].take(l, n, err) : CN_OK;
}

/* ---- behind it ---- */

static cn_code normalizer(const line *l, const onnx_node *n, cn_err *err)
{
	cn_str norm;
	CN_TRY(onnx_text(n, "norm", "MAX", &norm, err));
	if (!cn_eqz(norm, "L1") || !l->sums_to_1)
		return CN_FAIL(
		    err, CN_EINPUT,
		    "the Normalizer changes scores in a way that is not read here: ask this model with adapter: onnxruntime");
	return CN_OK;
}

static cn_code behind(line *l, const onnx_node *n, cn_err *err)
{
	bool is_cast = onnx_is(n, "", "Cast"), is_norm = onnx_is(n, ML, "Normalizer");
	int64_t to = TYPE_FLOAT;
	if (!is_cast && !is_norm && !onnx_is(n, "", "Identity") && !onnx_is(n, ML, "ZipMap"))
		return refuse(n, err);
	if (l->label.n && cn_eq(n->in, l->label)) { /* what is done with the label does not touch the scores */
		l->label = n->out[0];
		return CN_OK;
	}
	if (l->at.n == 0 || !cn_eq(n->in, l->at))
		return off_line(n, err);
	if (is_cast)
		CN_TRY(onnx_int(n, "to", 0, &to, err));
	if (to != TYPE_FLOAT && to != TYPE_DOUBLE)
		return CN_FAIL(
		    err, CN_EINPUT,
		    "a Cast to another type than float or double is not read here: ask this model with adapter: onnxruntime");
	if (is_norm)
		CN_TRY(normalizer(l, n, err));
	l->at = n->out[0];
	return CN_OK;
}

static cn_code output_check(const line *l, cn_str graph, cn_err *err)
{
	bool given = false;
	pb c = pb_of(graph), one;
	while (pb_next(&c)) {
		if (!pb_is(&c, 12, 2))
			continue;
		one = pb_of(c.bytes);
		while (pb_next(&one))
			given |= pb_is(&one, 1, 2) && cn_eq(one.bytes, l->at);
		CN_TRY(pb_end(&one, err));
	}
	CN_TRY(pb_end(&c, err));
	return given && l->at.n ? CN_OK : CN_FAIL(err, CN_EINPUT, "the model does not give out its scores");
}

static cn_code walk(line *l, cn_str graph, cn_err *err)
{
	pb c = pb_of(graph);
	onnx_node n;
	while (pb_next(&c)) {
		if (!pb_is(&c, 1, 2))
			continue;
		CN_TRY(onnx_node_take(c.bytes, &n, err));
		CN_TRY((l->done ? behind : before)(l, &n, err));
	}
	CN_TRY(pb_end(&c, err));
	if (!l->done)
		return CN_FAIL(err, CN_EINPUT, "there is no model of \"%s\" in the file: trees and linear models are read", ML);
	return output_check(l, graph, err);
}

cn_code cn_onnx_read(cn_arena *a, cn_str bytes, cn_onnx *ret, cn_err *err)
{
	file f = { .graph = { "", 0 } };
	cn_onnx got = { 0 };
	if (bytes.n > CN_MODEL_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model is larger than %d MiB", CN_MODEL_BYTES_MAX >> 20);
	CN_AUTO_ARENA scratch = cn_arena_new(64 * (bytes.n + (1 << 20)));
	line *l = CN_NEW(scratch, line, 1);
	if (!l)
		return CN_NOMEM(err);
	CN_TRY(file_take(bytes, &f, err));
	*l = (line){ .a = a, .scratch = scratch, .ret = &got };
	CN_TRY(entries_take(l, f.graph, err));
	CN_TRY(walk(l, f.graph, err));
	if (!f.ml || f.ml_version < 1 || f.ml_version > 5)
		return CN_FAIL(err, CN_EINPUT, "the model says no version of \"%s\" that is read here: 1 to 5", ML);
	*ret = got;
	return CN_OK;
}
