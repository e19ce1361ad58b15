/* What the shares of outputs share: how many have a mark, of all and of each modality. */
#include "lab/table/metric.h"

cn_code mark_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_mark mark, cn_result *ret, cn_err *err)
{
	cn_group_value *v = CN_NEW(a, cn_group_value, CN_MODALITY_TEXT);
	if (!v)
		return cn_arena_fail(a, err);
	ret->main = estimate_partly((part){ c->outputs.yes[mark], c->outputs.n }, c->outputs.unknown[mark], lab_confidence(o));
	size_t n = 0;
	for (uint32_t m = CN_MODALITY_IMAGE; m <= CN_MODALITY_TEXT; m++) {
		cn_outputs of = cn_outputs_of(c, (cn_outputs_part){ (cn_media_modality)m, CN_MEDIA_OTHER });
		if (of.n > 0)
			v[n++] = (cn_group_value){ m, cn_mark_text(mark), estimate_partly((part){ of.yes[mark], of.n }, of.unknown[mark], lab_confidence(o)) };
	}
	if (n < 2) /* one modality: it is the whole */
		return CN_OK;
	ret->group = v;
	ret->n_group = n;
	return CN_OK;
}
