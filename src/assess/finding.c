/* A finding as the dossier tells it: the clause, the answer of each day, why, and what evidence there is. */
#include "assess/say.h"

static cn_val *texts(cn_arena *a, cn_texts t)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < t.n; i++)
		cn_push(a, list, cn_text(a, t.item[i]));
	return list;
}

static cn_val *instrument_val(cn_arena *a, const cn_instrument *x)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, x->id));
	cn_put(a, m, "title", cn_words_val(a, x->title));
	cn_put(a, m, "force", cn_textz(a, cn_force_text(x->force)));
	cn_put(a, m, "url", cn_text(a, x->url));
	cn_put(a, m, "status", cn_text(a, x->status));
	return m;
}

static cn_val *by_date(cn_arena *a, const cn_dossier_input *in, const size_t *index)
{
	cn_val *list = cn_list(a);
	for (size_t k = 0; k < in->n_day; k++) {
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "as_of", say_iso(a, in->day[k].as_of));
		if (index[k] == SIZE_MAX) {
			cn_put(a, m, "answer", cn_textz(a, "does_not"));
			cn_put(a, m, "finding", cn_textz(a, "not_applicable"));
			continue;
		}
		const cn_finding *f = &in->day[k].finding[index[k]];
		cn_put(a, m, "answer", cn_textz(a, cn_answer_text(f->cell->answer)));
		cn_put(a, m, "finding", cn_textz(a, cn_finding_text(f->kind)));
		if (f->cell->from != CN_DATE_NONE)
			cn_put(a, m, "from", say_iso(a, f->cell->from));
		if (f->cell->later != CN_FALSE && f->cell->answer == CN_DOES_NOT) {
			cn_put(a, m, "later", cn_bool(a, f->cell->later == CN_TRUE));
			cn_put(a, m, "finding_if", cn_textz(a, cn_finding_text(f->if_applied)));
		}
		if (f->cell->not_read)
			cn_put(a, m, "not_read", cn_bool(a, true));
		if (f->cell->either_way)
			cn_put(a, m, "either_way", cn_bool(a, true));
		if (f->waiver) {
			cn_put(a, m, "waived_until", say_iso(a, f->waiver->until));
			cn_put(a, m, "waived_by", cn_text(a, f->waiver->by_role));
		}
	}
	return list;
}

static cn_val *why_val(cn_arena *a, const cn_cell *c)
{
	cn_val *m = cn_map(a);
	cn_val *lines = cn_put(a, m, "lines", cn_list(a));
	for (size_t i = 0; i < c->n_why; i++) {
		const cn_why *w = &c->why[i];
		cn_val *v = cn_push(a, lines, cn_map(a));
		cn_put(a, v, "text", cn_words_val(a, w->text));
		cn_put(a, v, "depth", cn_int(a, w->depth));
		if (w->fact) {
			cn_put(a, v, "fact", cn_text(a, w->fact->id));
			cn_put(a, v, "value", cn_text(a, w->fact_value));
		}
		if (w->from.by.n)
			cn_put(a, v, "by", cn_text(a, w->from.by));
		if (w->from.on.n)
			cn_put(a, v, "on", cn_text(a, w->from.on));
		if (w->from.source.n)
			cn_put(a, v, "source", cn_text(a, w->from.source));
		if (w->from.record.n)
			cn_put(a, v, "record", cn_text(a, w->from.record));
		if (w->locator.n)
			cn_put(a, v, "locator", cn_text(a, w->locator));
	}
	cn_put(a, m, "expression", cn_text(a, c->provision->condition));
	return m;
}

/* What a line asks for, in words. */
static cn_val *line_words(cn_arena *a, const cn_line_state *s)
{
	const cn_line *l = s->line;
	if (!l)
		return say_z(a, "A signed judgement on the duty as a whole", "对整项义务的签署判断");
	if (l->kind == CN_LINE_JUDGEMENT)
		return cn_words_val(a, l->question);
	if (l->kind == CN_LINE_DOCUMENT)
		return say_s(a, cn_strf(a, "Document: %.*s", CN_FMT(l->type)), cn_strf(a, "文件：%.*s", CN_FMT(l->type)));
	if (s->owner_limit)
		return say_s(a, cn_strf(a, "Measurement: %.*s, against the owner's limit (no law sets a number here)", CN_FMT(l->metric)),
			     cn_strf(a, "测量：%.*s，对照所有者限值（法律未规定数值）", CN_FMT(l->metric)));
	return say_s(a, cn_strf(a, "Measurement: %.*s %.*s %.*s %.*s", CN_FMT(l->metric), CN_FMT(l->op), CN_FMT(l->value), CN_FMT(l->unit)),
		     cn_strf(a, "测量：%.*s %.*s %.*s %.*s", CN_FMT(l->metric), CN_FMT(l->op), CN_FMT(l->value), CN_FMT(l->unit)));
}

static cn_val *evidence_val(cn_arena *a, const cn_finding *f)
{
	static const char *const kinds[] = { "measurement", "document", "judgement" };
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < f->n_line; i++) {
		const cn_line_state *s = &f->line[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "id", s->line ? cn_text(a, s->line->id) : cn_textz(a, "duty"));
		cn_put(a, m, "kind", cn_textz(a, s->line ? kinds[s->line->kind] : "judgement"));
		cn_put(a, m, "status", cn_textz(a, s->status));
		cn_put(a, m, "text", line_words(a, s));
		if (s->line && s->line->signed_by.n)
			cn_put(a, m, "asks_role", cn_text(a, s->line->signed_by));
		if (s->measurement.n)
			cn_put(a, m, "measurement", cn_text(a, s->measurement));
		if (s->until != CN_DATE_NONE)
			cn_put(a, m, "until", say_iso(a, s->until));
		if (!s->piece)
			continue;
		cn_put(a, m, "by_role", cn_text(a, s->piece->by_role));
		cn_put(a, m, "on", say_iso(a, s->piece->on));
		if (s->piece->digest.n)
			cn_put(a, m, "digest", cn_text(a, s->piece->digest));
		if (s->piece->record.n)
			cn_put(a, m, "record", cn_text(a, s->piece->record));
		if (s->piece->text.n)
			cn_put(a, m, "said", cn_text(a, s->piece->text));
	}
	return list;
}

static const cn_finding *first_of(const cn_dossier_input *in, const size_t *index)
{
	for (size_t k = 0; k < in->n_day; k++)
		if (index[k] != SIZE_MAX)
			return &in->day[k].finding[index[k]];
	return NULL;
}

/* The day whose reasons are told: the first on which it applies or is unknown, else the first. */
static const cn_finding *telling(const cn_dossier_input *in, const size_t *index)
{
	for (size_t k = 0; k < in->n_day; k++)
		if (index[k] != SIZE_MAX && in->day[k].finding[index[k]].cell->answer != CN_DOES_NOT)
			return &in->day[k].finding[index[k]];
	return first_of(in, index);
}

cn_val *say_finding(cn_arena *a, const cn_dossier_input *in, const size_t *index)
{
	const cn_finding *f = first_of(in, index), *t = telling(in, index);
	assert(f && t); /* a row stands on one day at least */
	const cn_provision *p = f->cell->provision;
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, p->full));
	cn_put(a, m, "instrument", instrument_val(a, p->instrument));
	cn_put(a, m, "heading", cn_words_val(a, p->heading));
	cn_put(a, m, "text", cn_words_val(a, p->text));
	cn_put(a, m, "market", cn_text(a, f->cell->market));
	cn_put(a, m, "role", cn_text(a, f->cell->actor->role));
	cn_put(a, m, "actor", cn_text(a, f->cell->actor->party));
	cn_put(a, m, "deontic", cn_textz(a, cn_deontic_text(p->deontic)));
	cn_put(a, m, "force", cn_textz(a, cn_force_text(cn_finding_force(f))));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(t->cell->confidence)));
	cn_put(a, m, "basis", cn_textz(a, p->scope_basis ? "scope" : "condition"));
	cn_put(a, m, "themes", texts(a, p->themes));
	cn_put(a, m, "stages", texts(a, p->stages));
	cn_put(a, m, "protects", texts(a, p->protects));
	if (p->note.en.n || p->note.zh.n)
		cn_put(a, m, "note", cn_words_val(a, p->note));
	cn_put(a, m, "by_date", by_date(a, in, index));
	cn_put(a, m, "why", why_val(a, t->cell));
	cn_val *missing = cn_put(a, m, "missing", cn_list(a));
	for (size_t i = 0; i < t->cell->n_missing; i++)
		cn_push(a, missing, cn_text(a, t->cell->missing[i]->id));
	cn_put(a, m, "evidence", evidence_val(a, t));
	return m;
}
