/* measure: one metric, from counts, as the dossier tells it. All texts for people that a measurement needs are made here. */
#include "assess/say.h"
#include "lab/procedure.h"
#include "report/errors.h"

#include <math.h>

static cn_val *two(cn_arena *a, cn_str en, cn_str zh)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "en", cn_text(a, en));
	cn_put(a, m, "zh", cn_text(a, zh));
	return m;
}

static cn_val *twoz(cn_arena *a, const char *en, const char *zh)
{
	return two(a, cn_str_z(en), cn_str_z(zh));
}

/* The name of a column or of "column=value", from the manifest's labels, else as it stands. */
static cn_str label_of(const cn_val *labels, cn_str key, const char *lang)
{
	const cn_val *t = cn_get_s(labels, key);
	cn_str s = cn_get_text(t, lang);
	return s.n ? s : t && t->type == CN_TEXT ? t->s : key;
}

/* "afam*single" as people read it: each attribute by its label. */
static cn_str attribute_name(cn_arena *a, const cn_val *labels, cn_str attribute, const char *lang)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	while (attribute.n) {
		cn_str part;
		(void)cn_split(attribute, '*', &part, &attribute);
		cn_buf_putz(&b, b.n ? " x " : "");
		cn_buf_put(&b, label_of(labels, cn_trim(part), lang));
	}
	return b.failed ? attribute : cn_str_copy(a, cn_buf_str(&b));
}

/* "afam=1, single=0" as people read it: each part by its label. */
static cn_str group_name(cn_arena *a, const cn_val *labels, cn_str name, const char *lang)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	while (name.n) {
		cn_str part, rest;
		(void)cn_split(name, ',', &part, &rest);
		if (b.n)
			cn_buf_putz(&b, strcmp(lang, "zh") == 0 ? "、" : ", ");
		cn_buf_put(&b, label_of(labels, cn_trim(part), lang));
		name = cn_trim(rest);
	}
	return b.failed ? name : cn_str_copy(a, cn_buf_str(&b));
}

static cn_val *modality_name(cn_arena *a, cn_media_modality m)
{
	static const char *const names[][2] = { { "all outputs", "全部输出" }, { "images", "图像" }, { "audio", "音频" }, { "video", "视频" }, { "text", "文本" } };
	return twoz(a, names[m][0], names[m][1]);
}

/* Which outputs a share is of: all, one modality, one format. */
static cn_val *outputs_name(cn_arena *a, cn_str attribute)
{
	cn_outputs_part p = { 0 };
	(void)cn_outputs_part_read(attribute, &p); /* the policy was checked */
	if (p.format == CN_MEDIA_OTHER)
		return modality_name(a, p.modality);
	const char *name = cn_media_format_text(p.format);
	return two(a, cn_strf(a, "%s files", name), cn_strf(a, "%s 文件", name));
}

static cn_val *group_name_val(cn_arena *a, const cn_val *labels, const cn_counts *c, uint32_t g)
{
	if (cn_counts_are_outputs(c))
		return modality_name(a, (cn_media_modality)g);
	cn_str name = g < c->n_groups ? c->group[g].name : CN_S("");
	return two(a, group_name(a, labels, name, "en"), group_name(a, labels, name, "zh"));
}

static void put_estimate(cn_arena *a, cn_val *m, const cn_estimate *e, const char *value_key)
{
	if (!e->defined)
		return;
	cn_put(a, m, value_key, cn_real(a, e->value));
	if (!e->has_interval)
		return;
	cn_put(a, m, "lo", cn_real(a, e->lo));
	if (!e->hi_open)
		cn_put(a, m, "hi", cn_real(a, e->hi));
}

/* The label is a decision that somebody made before, not what happened. */
static bool past_decision(const cn_counts *c)
{
	const cn_stat *said = cn_stat_find(c, "label");
	return c->label_past_decision || (said && said->count && said->n == 1 && said->count[0]);
}

/* Where the label is a decision made before, a rate is one of agreement with it; nobody knows what would have happened. */
static cn_val *of_past_name(cn_arena *a, const char *of)
{
	static const char *const names[][3] = {
		{ "tpr", "of those with a favourable past decision, granted by the model", "过去获有利决定者中模型也给予有利决定的比例" },
		{ "fpr", "of those refused before, granted by the model", "过去被拒者中模型给予有利决定的比例" },
		{ "fnr", "of those with a favourable past decision, refused by the model", "过去获有利决定者中被模型拒绝的比例" },
		{ "ppv", "of those granted by the model, granted before", "模型给予有利决定者中过去也获有利决定的比例" },
		{ "accuracy", "agreement", "一致率" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], of) == 0)
			return twoz(a, names[i][1], names[i][2]);
	return NULL;
}

/* What a value of a group or a place on a curve is called. Words of the lab that are not here are shown as they are. */
static cn_val *of_name(cn_arena *a, const cn_counts *c, const char *of)
{
	static const char *const names[][3] = {
		{ "selection_rate", "favourable decisions", "有利决定的比例" },
		{ "tpr", "of those with a favourable outcome, granted by the model", "实际结果有利者中模型给予有利决定的比例" },
		{ "fpr", "of those with another outcome, granted by the model", "实际结果不利者中模型给予有利决定的比例" },
		{ "fnr", "of those with a favourable outcome, refused by the model", "实际结果有利者中被模型拒绝的比例" },
		{ "ppv", "of those granted by the model, with a favourable outcome", "模型给予有利决定者中实际结果有利的比例" },
		{ "accuracy", "accuracy", "准确率" },
		{ "agreement", "agreement of the copy, by questions asked", "副本的一致率，按提问次数" }, { "success", "decisions turned, by size of the step", "被翻转的决定，按步长" },
		{ "mean error", "mean error", "平均误差" }, { "mean absolute error", "mean absolute error", "平均绝对误差" }, { "r2", "R2", "决定系数 R²" },
		{ "tpr difference", "difference of hit rates, by class", "各类命中率之差" }, { "macro tpr", "hit rate, mean over classes", "各类命中率的平均" },
		{ "exposure", "attention per member", "人均关注" }, { "threshold", "limit of the score", "分数阈值" },
		{ "newly selected", "newly selected", "新入选的比例" }, { "newly rejected", "newly rejected", "新被拒的比例" },
		{ "accuracy lost", "accuracy lost", "损失的准确率" }, { "decision", "from decisions alone", "仅凭决定" }, { "seconds", "seconds until stopped, by share", "制止所需秒数，按比例" },
		{ "auc", "ranking (AUC)", "排序能力（AUC）" },
		{ "explicit", "a label that people see or hear", "可感知的显式标识" }, { "metadata", "an AIGC label", "AIGC 标识" },
		{ "machine", "a machine-readable mark", "机器可读标识" }, { "credentials", "credentials that hold", "有效的内容凭证" },
	};
	cn_val *past = past_decision(c) ? of_past_name(a, of) : NULL;
	if (past)
		return past;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], of) == 0)
			return twoz(a, names[i][1], names[i][2]);
	return twoz(a, of, of);
}

static cn_val *groups_val(cn_arena *a, const cn_val *labels, const cn_counts *c, const cn_result *r)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < r->n_group; i++) {
		const cn_group_value *g = &r->group[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "name", group_name_val(a, labels, c, g->group));
		cn_put(a, m, "of", of_name(a, c, g->of));
		cn_put(a, m, "n", cn_int(a, g->est.n));
		cn_put(a, m, "x", cn_int(a, g->est.x));
		if (g->est.unknown)
			cn_put(a, m, "unknown", cn_int(a, g->est.unknown));
		put_estimate(a, m, &g->est, "rate");
		if (!g->est.defined)
			cn_put(a, m, "undefined", cn_bool(a, true));
	}
	return list;
}

static cn_val *pairs_val(cn_arena *a, const cn_val *labels, const cn_counts *c, const cn_result *r)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < r->n_pair; i++) {
		const cn_pair_value *p = &r->pair[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "name", group_name_val(a, labels, c, p->group));
		cn_put(a, m, "against", group_name_val(a, labels, c, p->against));
		cn_put(a, m, "of", of_name(a, c, p->of));
		put_estimate(a, m, &p->est, "value");
		if (p->has_p) {
			cn_put(a, m, "p", cn_real(a, p->p));
			cn_put(a, m, "p_holm", cn_real(a, p->p_holm));
		}
	}
	return list;
}

static cn_val *comparison_val(cn_arena *a, const cn_val *labels, const cn_counts *c, const cn_result *r, cn_str attribute)
{
	uint32_t lo = r->group_lo, hi = r->group_hi;
	if ((lo == UINT32_MAX || hi == UINT32_MAX) && r->n_pair == 1) {
		lo = r->pair[0].group;
		hi = r->pair[0].against;
	}
	if (cn_counts_are_outputs(c))
		return outputs_name(a, attribute);
	if (lo >= c->n_groups || hi >= c->n_groups)
		return twoz(a, "all groups together", "所有群体合计");
	cn_str lo_en = group_name(a, labels, c->group[lo].name, "en"), lo_zh = group_name(a, labels, c->group[lo].name, "zh");
	cn_str hi_en = group_name(a, labels, c->group[hi].name, "en"), hi_zh = group_name(a, labels, c->group[hi].name, "zh");
	return two(a, cn_strf(a, "%.*s against %.*s", CN_FMT(lo_en), CN_FMT(hi_en)), cn_strf(a, "%.*s 对 %.*s", CN_FMT(lo_zh), CN_FMT(hi_zh)));
}

static cn_val *captions_val(cn_arena *a, const cn_result *r)
{
	CN_AUTO_BUF en;
	CN_AUTO_BUF zh;
	cn_buf_init(&en, 8192);
	cn_buf_init(&zh, 8192);
	for (size_t i = 0; i < r->n_captions; i++) {
		cn_buf_putz(&en, !i ? "" : cn_ends_sentence(cn_buf_str(&en)) ? " " : ". ");
		cn_buf_putz(&en, r->caption[i]);
		cn_buf_putz(&zh, !i || cn_ends_sentence(cn_buf_str(&zh)) ? "" : "。");
		cn_buf_put(&zh, say_zh(a, cn_str_z(r->caption[i])));
	}
	return two(a, cn_buf_str(&en), cn_buf_str(&zh));
}

static cn_val *limit_val(cn_arena *a, const cn_limit *l)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "op", cn_text(a, l->op));
	cn_put(a, m, "value", cn_text(a, l->value));
	cn_put(a, m, "from", cn_text(a, l->from));
	if (l->owner.n)
		cn_put(a, m, "owner", cn_text(a, l->owner));
	if (l->duty.n)
		cn_put(a, m, "duty", cn_text(a, l->duty));
	if (l->line.n)
		cn_put(a, m, "line", cn_text(a, l->line));
	if (l->blocks)
		cn_put(a, m, "blocks", cn_bool(a, true));
	if (l->basis)
		cn_put(a, m, "basis", cn_val_copy(a, l->basis));
	return m;
}

/* As many rows of the kind that was looked at: of a rate among those who repaid, only some stand behind the number. */
static int64_t rows_needed(const cn_judged *j, int64_t looked_at)
{
	if (j->n <= 0 || looked_at <= j->n)
		return j->n_needed;
	double rows = (double)j->n_needed / (double)j->n * (double)looked_at;
	return rows < (double)CN_INT_MAX ? (int64_t)llround(rows) : CN_INT_MAX;
}

static cn_code put_verdict(cn_arena *a, cn_val *m, const cn_result *r, const cn_counts *c, const cn_lab_options *o, const cn_limit *l, cn_err *err)
{
	double limit;
	cn_judged j;
	CN_TRY(cn_real_parse(l->value, &limit, err));
	CN_TRY(cn_lab_judge(a, r, c, o, l->op, limit, &j, err));
	cn_put(a, m, "verdict", cn_textz(a, cn_verdict_text(j.verdict)));
	cn_put(a, m, "limit", limit_val(a, l));
	if (j.verdict == CN_NOT_ENOUGH_DATA && j.n_needed > 0)
		cn_put(a, m, "needed_n", cn_int(a, rows_needed(&j, cn_get_int(m, "n", 0))));
	return CN_OK;
}

/* By which procedure, of what: who recounts needs to know. */
static cn_val *taken_val(cn_arena *a, const cn_metric_row *row, const cn_limit *l)
{
	cn_val *v = cn_map(a);
	cn_put(a, v, "procedure", cn_textz(a, row->procedure));
	if (l->table.n)
		cn_put(a, v, "table", cn_text(a, l->table));
	const cn_procedure *p;
	bool two = cn_procedure_need(cn_str_z(row->procedure), &p, NULL) == CN_OK && (p->needs & CN_TAKE_OTHER);
	if (l->other.n || two)
		cn_put(a, v, "other", cn_text(a, l->other.n ? l->other : CN_S("train")));
	if (l->columns)
		cn_put(a, v, "columns", cn_val_copy(a, l->columns));
	if (l->options)
		cn_put(a, v, "options", cn_val_copy(a, l->options));
	return v;
}

/* What a curve or a row of bars is of. */
static cn_val *point_name(cn_arena *a, const cn_counts *c, const cn_metric_row *row, const char *of)
{
	static const char *const names[][3] = {
		{ "coverage", "share of answers kept", "保留回答的比例" }, { "risk", "error among the answers kept", "保留回答中的错误率" },
		{ "set size", "answers a set holds", "集合所含答案数" }, { "observed", "how often it came true, by the stated chance", "按所述概率分组的实际发生比例" },
		{ "share", "share", "比例" }, { "score", "score", "分数" }, { "p", "p-value", "p 值" }, { "used", "used", "采用" },
		{ "reason", "named as a reason", "被列为理由的比例" }, { "partial_dependence", "score over the feature's range", "特征取值范围内的分数" },
		{ "opposite", "answers of the opposite kind", "相反的回答" }, { "label_share", "share of each label", "各标签的比例" },
		{ "importance", "accuracy lost when it is shuffled", "打乱后损失的准确率" }, { "gap", "gap", "差距" }, { "flip_rate", "decisions that change", "改变的决定比例" },
		{ "drop", "accuracy lost", "损失的准确率" }, { "distance", "distance", "距离" }, { "cost", "size of the change", "改变的大小" },
		{ "ale", "effect on the score", "对分数的影响" }, { "representation_ratio", "share here against share in the population", "此处比例与总体比例之比" },
		{ "stands out", "stands out", "突出" }, { "may be chance", "may be chance", "可能出于偶然" },
	};
	if (strcmp(of, row->name) == 0)
		return twoz(a, row->title_en, row->title_zh);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], of) == 0)
			return twoz(a, names[i][1], names[i][2]);
	return of_name(a, c, of);
}

static cn_val *points_val(cn_arena *a, const cn_counts *c, const cn_result *r)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < r->n_point; i++) {
		const cn_point *p = &r->point[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "of", point_name(a, c, r->metric, p->of));
		if (p->label.n)
			cn_put(a, m, "label", cn_text(a, p->label));
		cn_put(a, m, "at", cn_real(a, p->x));
		put_estimate(a, m, &p->est, "value");
		if (p->est.n > 0)
			cn_put(a, m, "n", cn_int(a, p->est.n));
	}
	return list;
}

/* What a procedure's metrics say besides: the curve or bars, and what the number means for the person affected. */
static void put_taken(cn_arena *a, cn_val *m, const cn_counts *c, const cn_result *r)
{
	if (r->n_point)
		cn_put(a, m, "points", points_val(a, c, r));
	if (r->metric->meaning_en && r->metric->procedure)
		cn_put(a, m, "meaning", twoz(a, r->metric->meaning_en, r->metric->meaning_zh));
}

static cn_val *measurement_head(cn_arena *a, cn_str id, cn_str counts_id, const cn_metric_row *row, const cn_limit *l, const cn_val *labels)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, id));
	cn_put(a, m, "counts", cn_text(a, counts_id));
	cn_put(a, m, "metric", cn_textz(a, row->name));
	cn_put(a, m, "name", twoz(a, row->title_en, row->title_zh));
	cn_put(a, m, "property", cn_textz(a, row->property));
	cn_put(a, m, "unit", two(a, cn_str_z(row->unit), say_zh(a, cn_str_z(row->unit))));
	if (l->attribute.n) {
		cn_put(a, m, "attribute", cn_text(a, l->attribute));
		cn_put(a, m, "attribute_name",
		       row->needs & CN_NEED_OUTPUTS
			       ? outputs_name(a, l->attribute)
			       : two(a, attribute_name(a, labels, l->attribute, "en"), attribute_name(a, labels, l->attribute, "zh")));
	}
	if (l->stratum.n)
		cn_put(a, m, "stratum", cn_text(a, l->stratum));
	if (row->procedure)
		cn_put(a, m, "taken", taken_val(a, row, l));
	return m;
}

static void put_range(cn_arena *a, cn_val *m, const cn_metric_row *row)
{
	if (!(row->lo >= -1e300) || !(row->hi <= 1e300))
		return; /* open at an end: the picture scales itself */
	cn_val *range = cn_put(a, m, "range", cn_list(a));
	cn_push(a, range, cn_real(a, row->lo));
	cn_push(a, range, cn_real(a, row->hi));
}

/* A refusal of the lab is shown as what it is: no number, and why. */
static cn_val *refused(cn_arena *a, cn_val *m, const cn_counts *c, const cn_err *why, const cn_limit *l)
{
	cn_str en = cn_str_z(why->msg), zh;
	if (!cn_stats_why(c, &en, &zh)) /* the procedure's refusal was attested in both */
		zh = cn_error_text(a, why, CN_S("zh"));
	cn_put(a, m, "undefined", cn_bool(a, true));
	cn_put(a, m, "explanation", two(a, en, zh));
	cn_put(a, m, "groups", cn_list(a));
	if (l->op.n) {
		cn_put(a, m, "verdict", cn_textz(a, cn_verdict_text(CN_NOT_ENOUGH_DATA)));
		cn_put(a, m, "limit", limit_val(a, l));
	}
	return m;
}

/* How many were looked at, and how many of them the number is of: of 500 rows, 161 refusals. */
static void put_size(cn_arena *a, cn_val *m, const cn_result *r, const cn_counts *counts)
{
	cn_put(a, m, "n", cn_int(a, counts->n_rows));
	if (r->main.defined && r->main.n > 0 && r->main.n != counts->n_rows)
		cn_put(a, m, "behind", cn_int(a, r->main.n));
}

/* Counts of all outputs are attested; a limit may be on a part of them. */
static cn_code narrowed(cn_arena *a, const cn_metric_row *row, const cn_limit *l, const cn_counts **counts, cn_err *err)
{
	cn_outputs_part part;
	if (!(row->needs & CN_NEED_OUTPUTS) || l->attribute.n == 0 || !cn_counts_are_outputs(*counts))
		return CN_OK;
	if (!cn_outputs_part_read(l->attribute, &part))
		return CN_FAIL(err, CN_EINPUT, "%s is of modality=image or format=png, not of \"%.*s\"", row->name, CN_FMT(cn_sub(l->attribute, 0, 60)));
	const cn_counts *c = cn_counts_part(a, *counts, part);
	if (!c)
		return cn_arena_fail(a, err);
	*counts = c;
	return CN_OK;
}

cn_code cn_assess_measure(cn_arena *a, cn_str id, cn_str counts_id, const cn_counts *counts, const cn_limit *limit, uint64_t seed,
			  const cn_val *labels, const cn_val *source, const cn_val **ret, cn_err *err)
{
	const cn_metric_row *row;
	CN_TRY(cn_metric_need(limit->metric, &row, err));
	CN_TRY(narrowed(a, row, limit, &counts, err));
	cn_val *m = measurement_head(a, id, counts_id, row, limit, labels);
	if (source)
		cn_put(a, m, "source", cn_val_copy(a, source));
	cn_lab_options o = { .seed = seed };
	cn_result *r;
	cn_err why = { 0 };
	cn_code rc = cn_metric_from_counts(a, row, counts, &o, &r, &why);
	if (rc == CN_EINPUT || rc == CN_EUNDEFINED) {
		*ret = refused(a, m, counts, &why, limit);
		return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
	}
	if (rc != CN_OK) {
		if (err)
			*err = why;
		return rc;
	}
	cn_put(a, m, "comparison", comparison_val(a, labels, counts, r, limit->attribute));
	put_estimate(a, m, &r->main, "value");
	cn_put(a, m, "undefined", cn_bool(a, !r->main.defined));
	if (r->main.unknown)
		cn_put(a, m, "unknown", cn_int(a, r->main.unknown));
	if (r->main.why[0])
		cn_put(a, m, "explanation", two(a, cn_str_z(r->main.why), say_zh(a, cn_str_z(r->main.why))));
	cn_put(a, m, "level", cn_real(a, r->confidence));
	if (r->main.method[0])
		cn_put(a, m, "method", cn_textz(a, r->main.method));
	put_size(a, m, r, counts);
	put_range(a, m, row);
	cn_put(a, m, "groups", groups_val(a, labels, counts, r));
	cn_put(a, m, "pairs", pairs_val(a, labels, counts, r));
	put_taken(a, m, counts, r);
	cn_put(a, m, "caption", captions_val(a, r));
	if (r->replicates) {
		cn_put(a, m, "seed", cn_text(a, cn_strf(a, "%llu", (unsigned long long)r->seed)));
		cn_put(a, m, "replicates", cn_int(a, r->replicates));
	}
	if (limit->op.n)
		CN_TRY(put_verdict(a, m, r, counts, &o, limit, err));
	*ret = m;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
