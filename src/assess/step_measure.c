/* measure: counts and a limit become a number, its interval and a verdict. */
#include "assess/step.h"

static cn_val *copy_of(cn_arena *a, const cn_val *from, const char *const *keys)
{
	cn_val *to = cn_map(a);
	for (; *keys; keys++)
		if (cn_get(from, *keys))
			cn_put(a, to, *keys, cn_val_copy(a, cn_get(from, *keys)));
	return to;
}

static cn_val *limit_body(cn_arena *a, const cn_val *limit)
{
	static const char *const keys[] = { "op", "value", "from", NULL };
	cn_val *m = copy_of(a, limit, keys);
	cn_str source = cn_get_text(limit, "duty");
	if (!source.n)
		source = cn_get_text(limit, "owner");
	if (source.n)
		cn_put(a, m, "source", cn_text(a, source));
	return m;
}

cn_code cn_measurement_body(cn_arena *a, cn_str system, const cn_val *m, const cn_val *counts, cn_val **ret, cn_step_blob *ret_counts, cn_err *err)
{
	static const char *const keys[] = { "id", "metric", "property", "attribute", "value", "lo", "hi", "level", "method", "seed", "verdict", "needed_n", NULL };
	cn_val *body = copy_of(a, m, keys);
	cn_step_blob blob = { 0 };
	cn_put(a, body, "system", cn_text(a, system));
	cn_put(a, body, "n", cn_int(a, cn_get_int(m, "n", 0)));
	if (cn_get(m, "limit"))
		cn_put(a, body, "limit", limit_body(a, cn_get(m, "limit")));
	if (counts) {
		CN_TRY(cn_step_blob_of(a, counts, "counts.json", &blob, err));
		cn_put(a, body, "counts", cn_step_blob_ref(a, &blob));
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret_counts = blob;
	*ret = body;
	return CN_OK;
}

static cn_code run(cn_arena *a, const cn_step_in *in, cn_step_out *ret, cn_err *err)
{
	const cn_measure_input *m = in->measure;
	CN_TRY(cn_assess_measure(a, m->id, m->counts_id, m->counts, m->limit, m->seed, m->labels, m->source, &ret->tree, err));
	CN_TRY(cn_measurement_body(a, m->system, ret->tree, m->counts_tree, &ret->body, &ret->blob[0], err));
	ret->n_blob = m->counts_tree ? 1 : 0;
	return CN_OK;
}

const cn_step cn_step_measure = { "measure", 1, "measurement/1", "from attested counts: a number, its interval, a verdict", "由经证明的计数得出数值、区间与结论",
				  run };
