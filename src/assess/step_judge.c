/* judge: answers and evidence become findings, and everything that the dossier says. */
#include "assess/step.h"

cn_code cn_assessment_body(cn_arena *a, const cn_val *content, cn_str program, const cn_val *findings, cn_val **ret, cn_step_blob *ret_content, cn_err *err)
{
	cn_val *body = cn_map(a);
	cn_step_blob blob;
	cn_put(a, body, "system", cn_text(a, cn_get_text(cn_get(content, "system"), "id")));
	cn_put(a, body, "as_of", cn_val_copy(a, cn_get(content, "as_of")));
	cn_val *answers = cn_put(a, body, "answers", cn_list(a));
	CN_EACH (x, cn_get(content, "answers")) {
		cn_val *m = cn_push(a, answers, cn_map(a));
		cn_put(a, m, "as_of", cn_text(a, cn_get_text(x, "as_of")));
		cn_put(a, m, "verdict", cn_text(a, cn_get_text(x, "verdict")));
	}
	CN_TRY(cn_step_blob_of(a, content, "content.json", &blob, err));
	cn_put(a, body, "content", cn_step_blob_ref(a, &blob));
	if (findings)
		cn_put(a, body, "findings", cn_val_copy(a, findings));
	cn_put(a, body, "library", cn_text(a, cn_get_text(cn_get(content, "library"), "digest")));
	if (cn_get_bool(content, "out_of_scope", false))
		cn_put(a, body, "out_of_scope", cn_bool(a, true));
	cn_put(a, body, "program", cn_text(a, program));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret_content = blob;
	*ret = body;
	return CN_OK;
}

static cn_code run(cn_arena *a, const cn_step_in *in, cn_step_out *ret, cn_err *err)
{
	cn_dossier_input of = *in->of;
	const cn_val *list;
	cn_day *day = CN_NEW(a, cn_day, of.n_day);
	if (!day)
		return cn_arena_fail(a, err);
	for (size_t k = 0; k < of.n_day; k++) {
		cn_finding *f;
		day[k] = of.day[k];
		CN_TRY(cn_assess_judge(a, day[k].answers, of.known, in->measured_on, &f, err));
		day[k].finding = f;
		day[k].verdict = cn_assess_verdict(of.profile, day[k].answers, f);
	}
	of.day = ret->day = day;
	CN_TRY(cn_assess_content(a, &of, &ret->tree, err));
	CN_TRY(cn_assess_findings(a, day, of.n_day, &list, err));
	CN_TRY(cn_step_blob_of(a, list, "findings.json", &ret->blob[1], err));
	cn_val *findings = cn_step_blob_ref(a, &ret->blob[1]);
	if (!findings)
		return cn_arena_fail(a, err);
	CN_TRY(cn_assessment_body(a, ret->tree, in->program, findings, &ret->body, &ret->blob[0], err));
	ret->n_blob = 2;
	return CN_OK;
}

const cn_step cn_step_judge = { "judge", 2, "assessment/1", "from answers and evidence: findings, and what the dossier says", "由适用性与证据得出各项结论及卷宗内容",
				run };
