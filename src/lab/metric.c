/* The table of metrics, what they refuse, and a result as a tree. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

#include <math.h>

#define X(symbol) extern const cn_metric_row symbol;
#include "registry_metric.inc"
#undef X

static const cn_metric_row *const ROWS[] = {
#define X(symbol) &symbol,
#include "registry_metric.inc"
#undef X
};

size_t cn_metric_count(void)
{
	return sizeof ROWS / sizeof *ROWS;
}

const cn_metric_row *cn_metric_at(size_t index)
{
	assert(index < cn_metric_count());
	return ROWS[index];
}

const cn_metric_row *cn_metric_find(cn_str name)
{
	for (size_t i = 0; i < cn_metric_count(); i++)
		if (cn_eqz(name, ROWS[i]->name))
			return ROWS[i];
	return NULL;
}

cn_code cn_metric_need(cn_str name, const cn_metric_row **ret, cn_err *err)
{
	const cn_metric_row *m = cn_metric_find(name), *near = NULL;
	if (m) {
		*ret = m;
		return CN_OK;
	}
	unsigned best = 6;
	for (size_t i = 0; i < cn_metric_count(); i++) {
		const cn_metric_row *row = cn_metric_at(i);
		unsigned d = cn_edit_distance(name, cn_str_z(row->name), 5);
		if (d < best) {
			best = d;
			near = row;
		}
	}
	(void)CN_FAIL(err, CN_ENOTFOUND, "there is no metric \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
	return near ? cn_hint(err, "%s", near->name) : CN_ENOTFOUND;
}

static cn_code lacks(const cn_metric_row *m, const cn_counts *c, cn_err *err)
{
	const struct {
		unsigned need;
		bool there;
		const char *what;
	} all[] = {
		{ CN_NEED_PREDICTION, c->has_prediction, "a prediction, or a score and a threshold" },
		{ CN_NEED_LABEL, c->has_label, "a label" },
		{ CN_NEED_SCORE, c->score != NULL, "a score and a label" },
		{ CN_NEED_PROBABILITY, c->score != NULL, "a score and a label" },
		{ CN_NEED_STRATA, c->has_strata, "a stratum: a column within whose values rows are compared" },
		{ CN_NEED_FEATURES, c->knn_with != NULL && c->knn_without != NULL, "features: numeric columns" },
		{ CN_NEED_OUTPUTS, cn_counts_are_outputs(c), "outputs, not a table" },
		{ CN_NEED_GROUPS, c->group != NULL, "a table, not outputs" },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if ((m->needs & all[i].need) && !all[i].there)
			return CN_FAIL(err, CN_EINPUT, "%s needs %s", m->name, all[i].what);
	if (m->procedure && !cn_eqz(c->procedure, m->procedure))
		return CN_FAIL(err, CN_EINPUT, "%s needs what the procedure %s takes", m->name, m->procedure);
	return CN_OK;
}

static cn_code contradicts(const cn_metric_row *m, const cn_counts *c, const cn_lab_options *o, cn_err *err)
{
	if (o->confidence != 0 && !(o->confidence >= 0.5 && o->confidence <= 0.999))
		return CN_FAIL(err, CN_EINPUT, "a confidence is between 0.5 and 0.999");
	if ((m->needs & CN_NEED_LABEL) && c->labels_censored)
		return CN_FAIL(err, CN_EINPUT,
			       "%s is refused: the label exists only for those once selected, so it says nothing about the others", m->name);
	if (!(m->needs & CN_NEED_OUTPUTS) && c->unit_shared)
		return CN_FAIL(err, CN_EINPUT, "%s is refused: rows share units, and its interval takes rows as independent", m->name);
	if ((m->needs & CN_NEED_PROBABILITY) && !c->score_is_probability)
		return CN_FAIL(err, CN_EINPUT, "%s is refused: a score lies outside 0 to 1, so it is not a probability", m->name);
	return CN_OK;
}

static void outputs_captions(cn_arena *a, const cn_counts *c, cn_result *r)
{
	if (r->main.defined && r->main.unknown)
		r->caption[r->n_captions++] =
			cn_cstr(a, cn_strf(a, "Of %lld of %lld outputs it cannot be known: the value leaves them out, the interval holds whatever they are",
					   (long long)r->main.unknown, (long long)r->main.n));
	if (c->n_found)
		r->caption[r->n_captions++] = cn_cstr(a, cn_strf(a, "%lld of %lld outputs were drawn at random without replacement, by the seed %llu",
								 (long long)c->n_drawn, (long long)c->n_found, (unsigned long long)c->draw_seed));
}

static cn_code captions(cn_arena *a, const cn_counts *c, cn_result *r, cn_err *err)
{
	int64_t missing = 0, skipped = 0;
	const cn_stat *said = r->metric->procedure ? cn_stat_find(c, "label") : NULL;
	bool taken = said && said->count && said->n == 1 && said->count[0] && strcmp(r->metric->property, "data") != 0;
	if (taken || ((r->metric->needs & CN_NEED_LABEL) && c->label_past_decision)) {
		memmove(r->caption + 1, r->caption, r->n_captions++ * sizeof *r->caption);
		r->caption[0] = "Agreement with past decisions, not with what happened: the label is a decision that was made before";
	}
	for (size_t g = 0; g < c->n_groups; g++) {
		missing += c->group[g].missing ? c->group[g].n : 0;
		skipped += c->group[g].skipped;
	}
	outputs_captions(a, c, r);
	if (missing)
		r->caption[r->n_captions++] =
			cn_cstr(a, cn_strf(a, "%lld rows whose attribute is missing are shown, not compared", (long long)missing));
	if (skipped)
		r->caption[r->n_captions++] = cn_cstr(a, cn_strf(a, "%lld rows without a prediction are left out", (long long)skipped));
	if (c->n_no_stratum)
		r->caption[r->n_captions++] = cn_cstr(a, cn_strf(a, "%lld rows without a stratum are left out", (long long)c->n_no_stratum));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* What a metric gives is finite and within its range, or it is not given. */
static bool sound(const cn_metric_row *m, const cn_estimate *e)
{
	const double slack = 1e-9;
	if (!e->defined)
		return e->value == 0 && e->lo == 0 && e->hi == 0;
	if (!isfinite(e->value) || !isfinite(e->lo) || !isfinite(e->hi))
		return false;
	if (e->value < m->lo - slack || e->value > m->hi + slack)
		return false;
	return !e->has_interval || (e->lo <= e->value + slack && (e->hi_open || e->hi >= e->value - slack));
}

static bool points_sound(const cn_result *r)
{
	for (size_t i = 0; i < r->n_point; i++) {
		const cn_estimate *e = &r->point[i].est;
		if (!isfinite(r->point[i].x) || !isfinite(e->value) || !isfinite(e->lo) || !isfinite(e->hi))
			return false;
	}
	return true;
}

cn_code cn_metric_from_counts(cn_arena *a, const cn_metric_row *metric, const cn_counts *c, const cn_lab_options *o, cn_result **ret, cn_err *err)
{
	static const cn_lab_options plain;
	if (!o)
		o = &plain;
	cn_str en, zh;
	if (cn_stats_why(c, &en, &zh))
		return CN_FAIL(err, CN_EINPUT, "%.*s", CN_FMT(en));
	CN_TRY(lacks(metric, c, err));
	CN_TRY(contradicts(metric, c, o, err));
	cn_result *r = CN_NEW(a, cn_result, 1);
	if (!r)
		return cn_arena_fail(a, err);
	*r = (cn_result){ .metric = metric, .group_hi = UINT32_MAX, .group_lo = UINT32_MAX, .reference = UINT32_MAX, .confidence = lab_confidence(o) };
	r->main = undefined_why("undefined, 0 of 0");
	cn_code rc = metric->compute(a, c, o, r, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%s", metric->name); /* it takes its code from err, which a caller may leave out */
		return rc;
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (!points_sound(r))
		return CN_FAIL(err, CN_EINTERNAL, "%s gave a point that is not finite", metric->name);
	if (!sound(metric, &r->main))
		return CN_FAIL(err, CN_EINTERNAL, "%s gave %g [%g, %g], which its range does not hold", metric->name, r->main.value, r->main.lo,
			       r->main.hi);
	CN_TRY(captions(a, c, r, err));
	*ret = r;
	return CN_OK;
}

static void put_estimate(cn_arena *a, cn_val *to, const cn_estimate *e)
{
	if (!e->defined) {
		cn_put(a, to, "undefined", cn_textz(a, e->why));
		return;
	}
	cn_put(a, to, "value", cn_real(a, e->value));
	cn_put(a, to, "n", cn_int(a, e->n));
	if (e->unknown)
		cn_put(a, to, "unknown", cn_int(a, e->unknown));
	if (!e->has_interval) {
		cn_put(a, to, "no_interval", cn_textz(a, e->why));
		return;
	}
	cn_put(a, to, "lo", cn_real(a, e->lo));
	if (!e->hi_open)
		cn_put(a, to, "hi", cn_real(a, e->hi));
	cn_put(a, to, "method", cn_textz(a, e->method));
}

static cn_str group_text(const cn_counts *c, uint32_t g)
{
	if (cn_counts_are_outputs(c))
		return cn_str_z(cn_media_modality_text((cn_media_modality)g));
	return g < c->n_groups ? c->group[g].name : CN_S("everyone");
}

static cn_val *pair_val(cn_arena *a, const cn_pair_value *p, const cn_counts *c)
{
	cn_val *v = cn_map(a);
	cn_put(a, v, "group", cn_text(a, group_text(c, p->group)));
	cn_put(a, v, "against", cn_text(a, group_text(c, p->against)));
	cn_put(a, v, "of", cn_textz(a, p->of));
	put_estimate(a, v, &p->est);
	if (p->has_p) {
		cn_put(a, v, "p", cn_real(a, p->p));
		cn_put(a, v, "p_holm", cn_real(a, p->p_holm));
		cn_put(a, v, "p_bh", cn_real(a, p->p_bh));
	}
	return v;
}

static cn_val *point_val(cn_arena *a, const cn_point *p)
{
	cn_val *v = cn_map(a);
	cn_put(a, v, "of", cn_textz(a, p->of));
	if (p->label.n)
		cn_put(a, v, "label", cn_text(a, p->label));
	cn_put(a, v, "at", cn_real(a, p->x));
	put_estimate(a, v, &p->est);
	return v;
}

cn_val *cn_result_val(cn_arena *a, const cn_result *r, const cn_counts *c)
{
	cn_val *v = cn_map(a), *groups = cn_list(a), *pairs = cn_list(a), *says = cn_list(a);
	cn_put(a, v, "metric", cn_textz(a, r->metric->name));
	cn_put(a, v, "unit", cn_textz(a, r->metric->unit));
	cn_put(a, v, "confidence", cn_real(a, r->confidence));
	put_estimate(a, v, &r->main);
	if (r->group_hi != UINT32_MAX)
		cn_put(a, v, "group_hi", cn_text(a, group_text(c, r->group_hi)));
	if (r->group_lo != UINT32_MAX)
		cn_put(a, v, "group_lo", cn_text(a, group_text(c, r->group_lo)));
	if (r->reference != UINT32_MAX)
		cn_put(a, v, "reference", cn_text(a, group_text(c, r->reference)));
	if (r->replicates) {
		cn_put(a, v, "seed", cn_text(a, cn_strf(a, "%llu", (unsigned long long)r->seed)));
		cn_put(a, v, "replicates", cn_int(a, r->replicates));
	}
	for (size_t i = 0; i < r->n_group; i++) {
		cn_val *g = cn_push(a, groups, cn_map(a));
		cn_put(a, g, "group", cn_text(a, group_text(c, r->group[i].group)));
		cn_put(a, g, "of", cn_textz(a, r->group[i].of));
		put_estimate(a, g, &r->group[i].est);
	}
	for (size_t i = 0; i < r->n_pair; i++)
		cn_push(a, pairs, pair_val(a, &r->pair[i], c));
	if (r->n_point) {
		cn_val *points = cn_put(a, v, "points", cn_list(a));
		for (size_t i = 0; i < r->n_point; i++)
			cn_push(a, points, point_val(a, &r->point[i]));
	}
	for (size_t i = 0; i < r->n_captions; i++)
		cn_push(a, says, cn_textz(a, r->caption[i]));
	cn_put(a, v, "groups", groups);
	cn_put(a, v, "pairs", pairs);
	cn_put(a, v, "captions", says);
	return v;
}
