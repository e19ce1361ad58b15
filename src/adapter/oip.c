/* `oip`: the Open Inference Protocol, version 2 over REST (KServe, Triton, MLServer, OpenVINO): POST /v2/models/NAME/infer. */
#include "adapter/endpoint.h"
#include "adapter/rows.h"

#include <math.h>

static bool by_columns(const cn_model *m, const endpoint_rows *r)
{
	for (size_t k = 0; k < r->n_features; k++)
		if (r->feature[k].category)
			return true; /* texts and numbers do not fit one tensor */
	return cn_eqz(m->tensors, "columns");
}

static cn_code put_value(cn_buf *b, const cn_feature *f, double x, cn_err *err)
{
	cn_str text;
	if (rows_level(f, x, &text))
		cn_json_text(b, text);
	else if (isfinite(x) && !f->category)
		cn_buf_printf(b, "%.17g", x);
	else
		return CN_FAIL(err, CN_EUNDEFINED, "feature \"%.*s\": a missing value cannot be said in this protocol", CN_FMT(f->name));
	return CN_OK;
}

static cn_code put_column(cn_buf *b, const endpoint_rows *r, size_t k, cn_err *err)
{
	const cn_feature *f = &r->feature[k];
	cn_buf_putz(b, k ? ",{\"name\":" : "{\"name\":");
	cn_json_text(b, f->name);
	cn_buf_printf(b, ",\"shape\":[%zu,1],\"datatype\":\"%s\",\"data\":[", r->n, f->category ? "BYTES" : "FP64");
	for (size_t i = 0; i < r->n; i++) {
		cn_buf_putz(b, i ? "," : "");
		CN_TRY(put_value(b, f, r->row[i * r->n_features + k], err));
	}
	cn_buf_putz(b, "]}");
	return CN_OK;
}

static cn_code ask(cn_buf *b, const cn_model *m, const endpoint_rows *r, cn_err *err)
{
	cn_buf_putz(b, "{\"inputs\":[");
	if (by_columns(m, r)) {
		for (size_t k = 0; k < r->n_features; k++)
			CN_TRY(put_column(b, r, k, err));
	} else {
		cn_buf_putz(b, "{\"name\":");
		cn_json_text(b, m->input.n ? m->input : CN_S("input-0"));
		cn_buf_printf(b, ",\"shape\":[%zu,%zu],\"datatype\":\"FP64\",\"data\":[", r->n, r->n_features);
		for (size_t i = 0; i < r->n * r->n_features; i++) {
			cn_buf_putz(b, i ? "," : "");
			CN_TRY(put_value(b, &r->feature[i % r->n_features], r->row[i], err));
		}
		cn_buf_putz(b, "]}");
	}
	cn_buf_putz(b, "]}");
	return CN_OK;
}

static const cn_val *output_named(const cn_val *outputs, cn_str name)
{
	CN_EACH (o, outputs)
		if (!name.n || cn_eq(cn_get_text(o, "name"), name))
			return o;
	return NULL;
}

/* The data of a tensor lie flat, or nested as its shape says: [n], [n, 1] or [n, classes]. */
static cn_code find(const cn_val *answer, const cn_model *m, size_t n, const cn_val **ret, cn_err *err)
{
	const cn_val *o = output_named(cn_get(answer, "outputs"), m->output), *shape = cn_get(o, "shape"), *data = cn_get(o, "data");
	if (!o)
		return CN_FAIL(err, CN_EINPUT, "the answer has no output \"%.*s\"", CN_FMT(m->output));
	if (!data || data->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "the answer has no \"data\"");
	bool flat = data->n == 0 || cn_at(data, 0)->type != CN_LIST;
	const cn_val *width = shape && shape->type == CN_LIST && shape->n == 2 ? cn_at(shape, 1) : NULL;
	if (flat && data->n != n && width && width->type == CN_INT && width->i > 1)
		return CN_FAIL(err, CN_EINPUT, "the answer has %lld numbers a row in one line: name an output with one number a row (model: {output: ...})",
			       (long long)width->i);
	*ret = data;
	return CN_OK;
}

static const endpoint_protocol protocol = { "oip", ask, find };

static cn_code open_model(cn_arena *a, const cn_model *m, cn_predictor *p, cn_err *err)
{
	return endpoint_open(a, &protocol, m, p, err);
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	return endpoint_predict(a, &protocol, m, t, ret_scores, err);
}

const cn_adapter_row cn_adapter_oip = {
	.name = "oip",
	.title_en = "A model behind the Open Inference Protocol",
	.title_zh = "开放推理协议后的模型",
	.formats = "POST /v2/models/NAME/infer (version 2, REST)",
	.predict = predict,
	.open = open_model,
	.close = endpoint_close,
};
