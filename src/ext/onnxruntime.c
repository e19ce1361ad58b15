/* ONNX Runtime's table of functions by place: the places of version 1 never change (its own sources assert that the last is the
 * 101st). */
#include "ext/onnxruntime.h"

#include <dlfcn.h>
#include <math.h>

enum {
	INPUTS_MAX = CN_COLUMNS_MAX,
	FLOAT = 1,
	INT32 = 6,
	INT64 = 7,
	DOUBLE = 11,
	TENSOR = 1,
	WARNINGS = 2,
	ERRORS = 3,
	ARENA = 1,
	DEFAULT_MEMORY = 0
};

typedef void (*any_fn)(void);

/* An answer of NULL is success; else a status to read and to release. */
static struct calls {
	const char *(*error_message)(const void *status);
	void *(*create_env)(int level, const char *id, void **ret);
	void *(*create_session)(const void *env, const void *bytes, size_t n, const void *options, void **ret);
	void *(*run)(void *session, const void *options, const char *const *in, const void *const *value, size_t n_in,
		     const char *const *out, size_t n_out, void **ret);
	void *(*create_options)(void **ret);
	void *(*disable_arena)(void *options);
	void *(*log_level)(void *options, int level);
	void *(*intra_threads)(void *options, int n);
	void *(*inter_threads)(void *options, int n);
	void *(*input_count)(const void *session, size_t *ret);
	void *(*output_count)(const void *session, size_t *ret);
	void *(*input_type)(const void *session, size_t i, void **ret);
	void *(*output_type)(const void *session, size_t i, void **ret);
	void *(*input_name)(const void *session, size_t i, void *allocator, char **ret);
	void *(*output_name)(const void *session, size_t i, void *allocator, char **ret);
	void *(*create_tensor)(const void *memory, void *data, size_t bytes, const int64_t *shape, size_t n, int type, void **ret);
	void *(*tensor_data)(void *value, void **ret);
	void *(*as_tensor)(const void *type, const void **ret);
	void *(*kind_of_type)(const void *type, int *ret);
	void *(*element_type)(const void *info, int *ret);
	void *(*dimension_count)(const void *info, size_t *ret);
	void *(*dimensions)(const void *info, int64_t *ret, size_t n);
	void *(*element_count)(const void *info, size_t *ret);
	void *(*info_of_value)(const void *value, void **ret);
	void *(*cpu_memory)(int allocator, int kind, void **ret);
	void *(*default_allocator)(void **ret);
	void (*release_env)(void *), (*release_status)(void *), (*release_memory)(void *), (*release_session)(void *),
	    (*release_value)(void *), (*release_type)(void *), (*release_info)(void *), (*release_options)(void *);
} ort;

#define AT(member, place)                                                                                                          \
	{                                                                                                                          \
		offsetof(struct calls, member), place                                                                              \
	}
static const struct {
	size_t offset, place;
} places[] = {
	AT(error_message, 2),	 AT(create_env, 3),	    AT(create_session, 8), AT(run, 9),
	AT(create_options, 10),	 AT(disable_arena, 19),	    AT(log_level, 22),	   AT(intra_threads, 24),
	AT(inter_threads, 25),	 AT(input_count, 30),	    AT(output_count, 31),  AT(input_type, 33),
	AT(output_type, 34),	 AT(input_name, 36),	    AT(output_name, 37),   AT(create_tensor, 49),
	AT(tensor_data, 51),	 AT(as_tensor, 55),	    AT(kind_of_type, 56),  AT(element_type, 60),
	AT(dimension_count, 61), AT(dimensions, 62),	    AT(element_count, 64), AT(info_of_value, 65),
	AT(cpu_memory, 69),	 AT(default_allocator, 78), AT(release_env, 92),   AT(release_status, 93),
	AT(release_memory, 94),	 AT(release_session, 95),   AT(release_value, 96), AT(release_type, 98),
	AT(release_info, 99),	 AT(release_options, 100),
};

typedef struct base {
	const any_fn *(*api)(uint32_t version);
	const char *(*version)(void);
} base;

struct cn_ort {
	void *env, *options, *session, *memory;
	const void *allocator;
	size_t n_in, columns; /* columns of all inputs; 0: the only input leaves them open */
	int type;	      /* of every input's elements */
	char **in, *out;
	size_t *width; /* columns of each input */
};

static cn_code none_here(cn_err *err, const char *said)
{
	(void)CN_FAIL(err, CN_EUNSUPPORTED, "ONNX Runtime cannot be loaded: %.200s", said ? said : "it is not the library");
	return cn_hint(err, "name its file: CONCORD_ONNXRUNTIME=/path/to/libonnxruntime.so.1 (npm's onnxruntime-node has one, "
			    "Debian 13 a package); trees and "
			    "linear models need none: adapter: onnx");
}

cn_code cn_ort_load(cn_err *err)
{
	static bool loaded;
	const char *path = getenv("CONCORD_ONNXRUNTIME");
	if (loaded)
		return CN_OK;
	void *library = dlopen(path && *path ? path : "libonnxruntime.so.1", RTLD_NOW | RTLD_LOCAL);
	void *found = library ? dlsym(library, "OrtGetApiBase") : NULL;
	const base *(*get)(void);
	if (!found)
		return none_here(err, dlerror());
	memcpy(&get, &found, sizeof get);
	const base *b = get();
	const any_fn *api = b ? b->api(1) : NULL;
	if (!api)
		return none_here(err, NULL);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		memcpy((char *)&ort + places[i].offset, &api[places[i].place], sizeof api[0]);
	loaded = true;
	return CN_OK;
}

/* What the library says, in one line. */
static cn_code said(void *status, cn_err *err)
{
	if (!status)
		return CN_OK;
	cn_str line, rest;
	(void)cn_split(cn_str_z(ort.error_message(status)), '\n', &line, &rest);
	(void)CN_FAIL(err, CN_EINPUT, "ONNX Runtime: %.*s", CN_FMT(cn_sub(cn_trim(line), 0, 300)));
	ort.release_status(status);
	return CN_EINPUT;
}

#define ORT_TRY(call) CN_TRY(said((call), err))

void cn_ort_close(cn_ort *m)
{
	if (!m)
		return;
	if (m->memory)
		ort.release_memory(m->memory);
	if (m->session)
		ort.release_session(m->session);
	if (m->options)
		ort.release_options(m->options);
	if (m->env)
		ort.release_env(m->env);
	cn_heap_give(m->in); /* the names are the library's, and end with the worker */
	cn_heap_give(m->width);
	cn_heap_give(m);
}

/* Element type of a table, and its columns: -1 where the model leaves them open, 1 where it has none. not: what it is instead. */
static cn_code shape_of(void *type, int *element, int64_t *columns, cn_err *err)
{
	const void *info = NULL;
	int kind = 0;
	size_t n = 0;
	int64_t dimension[2] = { 0, 1 };
	*element = 0;
	*columns = -1;
	ORT_TRY(ort.kind_of_type(type, &kind));
	if (kind != TENSOR)
		return CN_OK;
	ORT_TRY(ort.as_tensor(type, &info));
	ORT_TRY(ort.dimension_count(info, &n));
	if (n < 1 || n > 2)
		return CN_OK;
	ORT_TRY(ort.dimensions(info, dimension, n));
	*columns = dimension[1];
	return said(ort.element_type(info, element), err);
}

static cn_code input_take(cn_ort *m, size_t i, int64_t *columns, cn_err *err)
{
	void *type = NULL;
	int element = 0;
	ORT_TRY(ort.input_name(m->session, i, (void *)(uintptr_t)m->allocator, &m->in[i]));
	ORT_TRY(ort.input_type(m->session, i, &type));
	cn_code rc = shape_of(type, &element, columns, err);
	ort.release_type(type);
	CN_TRY(rc);
	if (element != FLOAT && element != DOUBLE && element != INT64)
		return CN_FAIL(err, CN_EINPUT, "input \"%.60s\" of the model is no table of float, double or int64", m->in[i]);
	if (i && element != m->type)
		return CN_FAIL(err, CN_EINPUT, "the inputs of the model are of different types");
	m->type = element;
	return CN_OK;
}

static cn_code inputs_take(cn_ort *m, cn_err *err)
{
	ORT_TRY(ort.input_count(m->session, &m->n_in));
	if (m->n_in == 0 || m->n_in > INPUTS_MAX)
		return CN_FAIL(err, CN_EINPUT, "the model has %zu inputs: 1 to %d can be asked", m->n_in, INPUTS_MAX);
	m->in = cn_heap_take(m->n_in * sizeof *m->in);
	m->width = cn_heap_take(m->n_in * sizeof *m->width);
	if (!m->in || !m->width)
		return CN_NOMEM(err);
	for (size_t i = 0; i < m->n_in; i++) {
		int64_t columns;
		CN_TRY(input_take(m, i, &columns, err));
		if (m->n_in > 1 && columns < 1)
			return CN_FAIL(err, CN_EINPUT,
				       "input \"%.60s\" of the model leaves open how many columns it has, beside others", m->in[i]);
		m->width[i] = columns > 0 ? (size_t)columns : 0;
		m->columns += m->width[i];
	}
	return CN_OK;
}

static cn_code output_take(cn_ort *m, cn_str wanted, cn_err *err)
{
	size_t n = 0;
	ORT_TRY(ort.output_count(m->session, &n));
	for (size_t i = 0; i < n; i++) {
		void *type = NULL;
		int element = 0;
		int64_t columns;
		char *name = NULL;
		ORT_TRY(ort.output_name(m->session, i, (void *)(uintptr_t)m->allocator, &name));
		ORT_TRY(ort.output_type(m->session, i, &type));
		cn_code rc = shape_of(type, &element, &columns, err);
		ort.release_type(type);
		CN_TRY(rc);
		if (wanted.n ? cn_eqz(wanted, name) : element == FLOAT || element == DOUBLE)
			m->out = name;
	}
	if (!m->out && wanted.n)
		return CN_FAIL(err, CN_EINPUT, "the model has no output \"%.*s\"", CN_FMT(cn_sub(wanted, 0, 60)));
	if (!m->out)
		return CN_FAIL(err, CN_EINPUT,
			       "the model gives no table of real numbers: save it without ZipMap (options={\"zipmap\": False})");
	return CN_OK;
}

static cn_code open_all(cn_ort *m, cn_str bytes, cn_str output, cn_err *err)
{
	void *allocator = NULL;
	ORT_TRY(ort.create_env(ERRORS, "concord", &m->env));
	ORT_TRY(ort.create_options(&m->options));
	ORT_TRY(ort.disable_arena(m->options));
	ORT_TRY(ort.log_level(m->options, ERRORS));
	ORT_TRY(ort.intra_threads(m->options, 1));
	ORT_TRY(ort.inter_threads(m->options, 1));
	ORT_TRY(ort.create_session(m->env, bytes.p, bytes.n, m->options, &m->session));
	ORT_TRY(ort.cpu_memory(ARENA, DEFAULT_MEMORY, &m->memory));
	ORT_TRY(ort.default_allocator(&allocator));
	m->allocator = allocator;
	CN_TRY(inputs_take(m, err));
	return output_take(m, output, err);
}

cn_code cn_ort_open(cn_str bytes, cn_str output, cn_ort **ret, cn_err *err)
{
	cn_ort *m = cn_heap_take(sizeof *m);
	if (!m)
		return CN_NOMEM(err);
	*m = (cn_ort){ 0 };
	cn_code rc = open_all(m, bytes, output, err);
	if (rc != CN_OK) {
		cn_ort_close(m);
		return rc;
	}
	*ret = m;
	return CN_OK;
}

size_t cn_ort_columns(const cn_ort *m)
{
	return m->columns;
}

const char *const *cn_ort_names(const cn_ort *m)
{
	return m->n_in == m->columns ? (const char *const *)m->in : NULL;
}

/* One value into a cell of the input's type. */
static cn_code put(const cn_ort *m, void *cell, size_t at, double x, cn_err *err)
{
	if (m->type == FLOAT)
		((float *)cell)[at] = (float)x;
	else if (m->type == DOUBLE)
		((double *)cell)[at] = x;
	else if (fabs(x) <= 9e15 && x == trunc(x))
		((int64_t *)cell)[at] = (int64_t)x;
	else
		return CN_FAIL(err, CN_EINPUT, "the model takes integers: a value is missing, has a fraction or is too large");
	return CN_OK;
}

static cn_code scores_take(void *value, size_t n, double *score, cn_err *err)
{
	void *info = NULL, *data = NULL;
	size_t all = 0;
	int type = 0;
	ORT_TRY(ort.info_of_value(value, &info));
	void *status = ort.element_count(info, &all);
	if (!status)
		status = ort.element_type(info, &type);
	ort.release_info(info);
	ORT_TRY(status);
	if ((all != n && all != 2 * n) || (type != FLOAT && type != DOUBLE))
		return CN_FAIL(err, CN_EINPUT,
			       "the model gives %zu numbers for %zu rows: only models with one score a row, or of two classes, can "
			       "be measured",
			       all, n);
	ORT_TRY(ort.tensor_data(value, &data));
	size_t each = n ? all / n : 1;
	for (size_t i = 0; i < n; i++) {
		size_t at = i * each + each - 1;
		score[i] = type == FLOAT ? (double)((const float *)data)[at] : ((const double *)data)[at];
		if (!isfinite(score[i]))
			return CN_FAIL(err, CN_EINPUT, "the model gives no finite score for row %zu", i + 1);
	}
	return CN_OK;
}

/* Tensors of all inputs over cells, which hold one input after the other. */
static cn_code asked(cn_ort *m, void *cells, size_t n, void **value, void **answer, cn_err *err)
{
	size_t cell = m->type == FLOAT ? sizeof(float) : sizeof(double);
	char *at = cells;
	for (size_t i = 0; i < m->n_in; i++) {
		const int64_t shape[2] = { (int64_t)n, (int64_t)m->width[i] };
		size_t bytes = n * m->width[i] * cell;
		ORT_TRY(ort.create_tensor(m->memory, at, bytes, shape, 2, m->type, &value[i]));
		at += bytes;
	}
	const char *out = m->out;
	return said(ort.run(m->session, NULL, (const char *const *)m->in, (const void *const *)value, m->n_in, &out, 1, answer),
		    err);
}

/* Rows into cells, input after input. */
static cn_code lay(const cn_ort *m, void *cells, const double *row, size_t n, size_t columns, cn_err *err)
{
	size_t at = 0, first = 0;
	for (size_t i = 0; i < m->n_in; first += m->width[i], i++)
		for (size_t r = 0; r < n; r++)
			for (size_t k = 0; k < m->width[i]; k++)
				CN_TRY(put(m, cells, at++, row[r * columns + first + k], err));
	return CN_OK;
}

cn_code cn_ort_predict(cn_ort *m, const double *row, size_t n, size_t columns, double *score, cn_err *err)
{
	void *cells, **value, *answer = NULL;
	if (n == 0)
		return CN_OK;
	if (m->columns == 0) /* left open: as many as are named */
		m->width[0] = columns;
	cells = cn_heap_take(n * columns * sizeof(double));
	value = cn_heap_take(m->n_in * sizeof *value);
	cn_code rc = cells && value ? CN_OK : CN_NOMEM(err);
	for (size_t i = 0; value && i < m->n_in; i++)
		value[i] = NULL;
	if (rc == CN_OK)
		rc = lay(m, cells, row, n, columns, err);
	if (rc == CN_OK)
		rc = asked(m, cells, n, value, &answer, err);
	if (rc == CN_OK)
		rc = scores_take(answer, n, score, err);
	if (answer)
		ort.release_value(answer);
	for (size_t i = 0; value && i < m->n_in; i++)
		if (value[i])
			ort.release_value(value[i]);
	cn_heap_give(value);
	cn_heap_give(cells);
	return rc;
}
