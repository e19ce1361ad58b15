/* content: everything a dossier asserts, as one tree (docs/dossier.md). The order of everything is fixed here. */
#include "assess/say.h"

/* ---- findings: one a provision and row, over all days ---- */


static bool same_cell(const cn_cell *a, const cn_cell *b)
{
	return a->provision == b->provision && a->actor == b->actor && cn_eq(a->market, b->market);
}

static size_t find_cell(const cn_day *d, const cn_cell *c, size_t near)
{
	size_t n = d->answers->n_cell;
	for (size_t i = 0; i < n; i++) { /* the same place is the likely one: start there */
		size_t k = (near + i) % n;
		if (same_cell(&d->answers->cell[k], c))
			return k;
	}
	return SIZE_MAX;
}

static bool shown(const cn_dossier_input *in, const size_t *index)
{
	for (size_t k = 0; k < in->n_day; k++) {
		if (index[k] == SIZE_MAX)
			continue;
		const cn_cell *c = in->day[k].finding[index[k]].cell;
		if (cn_deontic_asks(c->provision->deontic) && (c->answer != CN_DOES_NOT || c->later != CN_FALSE))
			return true;
	}
	return false;
}

static unsigned rank_of(const cn_dossier_input *in, const size_t *index)
{
	unsigned best = 99;
	for (size_t k = 0; k < in->n_day; k++) {
		if (index[k] == SIZE_MAX)
			continue;
		const cn_cell *c = in->day[k].finding[index[k]].cell;
		unsigned r = c->force == CN_BINDING ? (k == 0 && c->answer != CN_DOES_NOT ? 0 : 1) : (unsigned)c->force + 1;
		if (r < best)
			best = r;
	}
	return best;
}

/* Emits the rows of one rank in day order; rows that only later days have come after. */
static void emit_rank(cn_arena *a, const cn_dossier_input *in, unsigned rank, size_t *index, cn_val *list)
{
	for (size_t k = 0; k < in->n_day; k++) {
		const cn_day *d = &in->day[k];
		for (size_t i = 0; i < d->answers->n_cell; i++) {
			bool seen = false;
			for (size_t j = 0; j < in->n_day; j++) {
				index[j] = j == k ? i : in->day[j].answers->n_cell ? find_cell(&in->day[j], &d->answers->cell[i], i) : SIZE_MAX;
				seen = seen || (j < k && index[j] != SIZE_MAX);
			}
			if (!seen && shown(in, index) && rank_of(in, index) == rank)
				cn_push(a, list, say_finding(a, in, index));
		}
	}
}

static cn_val *findings_val(cn_arena *a, const cn_dossier_input *in)
{
	cn_val *list = cn_list(a);
	size_t *index = CN_NEW(a, size_t, in->n_day);
	if (!index)
		return NULL;
	for (unsigned rank = 0; rank <= CN_DRAFT + 1; rank++)
		emit_rank(a, in, rank, index, list);
	return list;
}

/* Conclusions that rest on readings at second hand: one row each, made from the findings. */
static cn_val *secondary_val(cn_arena *a, const cn_val *findings)
{
	cn_val *list = cn_list(a);
	CN_EACH (f, findings) {
		cn_str c = cn_get_text(f, "confidence");
		if (cn_eqz(c, "read"))
			continue;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "id", cn_text(a, cn_get_text(f, "id")));
		cn_put(a, m, "confidence", cn_text(a, c));
		cn_put(a, m, "heading", cn_val_copy(a, cn_get(f, "heading")));
		cn_put(a, m, "market", cn_text(a, cn_get_text(f, "market")));
	}
	return list;
}

/* ---- markets ---- */

typedef struct counts {
	int64_t n[5]; /* by cn_finding_kind */
	int64_t later;
} counts;

static cn_val *counts_val(cn_arena *a, const counts *c)
{
	static const cn_finding_kind order[] = { CN_SATISFIED, CN_NOT_SATISFIED, CN_FINDING_UNKNOWN, CN_WAIVED, CN_NOT_APPLICABLE };
	cn_val *m = cn_map(a);
	for (size_t i = 0; i < 5; i++)
		cn_put(a, m, cn_finding_text(order[i]), cn_int(a, c->n[order[i]]));
	return m;
}

static void count_cell(counts *c, const cn_finding *f)
{
	if (f->kind == CN_NOT_APPLICABLE && f->cell->later == CN_TRUE)
		c->later++;
	else
		c->n[f->kind]++;
}

static cn_val *market_day(cn_arena *a, const cn_day *d, cn_str market)
{
	counts binding = { 0 }, by_force[CN_DRAFT + 1] = { 0 };
	for (size_t i = 0; i < d->answers->n_cell; i++) {
		const cn_finding *f = &d->finding[i];
		if (!cn_eq(f->cell->market, market) || !cn_deontic_asks(f->cell->provision->deontic))
			continue;
		count_cell(&by_force[cn_finding_force(f)], f);
		if (cn_finding_counts(f))
			count_cell(&binding, f);
	}
	cn_val *m = cn_map(a);
	cn_put(a, m, "as_of", say_iso(a, d->as_of));
	cn_put(a, m, "counts", counts_val(a, &binding));
	cn_put(a, m, "later", cn_int(a, binding.later));
	cn_val *forces = cn_put(a, m, "by_force", cn_map(a));
	for (unsigned f = 0; f <= CN_DRAFT; f++)
		cn_put(a, forces, cn_force_text((cn_force)f), counts_val(a, &by_force[f]));
	return m;
}

/* Instruments with a cell in this market on any day, each once, in library order. */
static cn_val *market_instruments(cn_arena *a, const cn_dossier_input *in, cn_str market)
{
	cn_val *list = cn_list(a);
	for (size_t x = 0; x < cn_library_count(in->lib); x++) {
		const cn_instrument *inst = cn_library_at(in->lib, x);
		bool here = false;
		for (size_t k = 0; k < in->n_day && !here; k++)
			for (size_t i = 0; i < in->day[k].answers->n_cell && !here; i++)
				here = in->day[k].answers->cell[i].provision->instrument == inst &&
				       cn_eq(in->day[k].answers->cell[i].market, market);
		if (here)
			cn_push(a, list, cn_text(a, inst->id));
	}
	return list;
}

cn_val *say_markets(cn_arena *a, const cn_dossier_input *in, cn_err *err)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < in->profile->n_market; i++) {
		cn_str code = in->profile->market[i].code;
		cn_coverage *cov;
		size_t n_cov;
		bool covered;
		if (cn_library_coverage(a, in->lib, code, in->day[0].as_of, &cov, &n_cov, &covered, err) != CN_OK)
			return NULL;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "market", cn_text(a, code));
		cn_put(a, m, "name", cn_words_val(a, cn_library_label(in->lib, "places", code)));
		cn_put(a, m, "covered", cn_bool(a, covered));
		cn_put(a, m, "instruments", market_instruments(a, in, code));
		cn_val *days = cn_put(a, m, "by_date", cn_list(a));
		for (size_t k = 0; k < in->n_day; k++)
			cn_push(a, days, market_day(a, &in->day[k], code));
	}
	return list;
}

/* ---- waivers and counter-claims ---- */

static cn_val *waivers_val(cn_arena *a, const cn_known *known)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < known->n_waiver; i++) {
		const cn_waiver *w = &known->waiver[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "id", cn_text(a, w->record));
		cn_put(a, m, "finding", cn_text(a, w->duty));
		cn_put(a, m, "reason", cn_text(a, w->reason));
		cn_put(a, m, "by_role", cn_text(a, w->by_role));
		cn_put(a, m, "until", say_iso(a, w->until));
		cn_put(a, m, "approved", cn_bool(a, w->approved));
	}
	return list;
}

static cn_val *counters_val(cn_arena *a, const cn_known *known)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < known->n_counter; i++) {
		const cn_counter *c = &known->counter[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "id", cn_text(a, c->record));
		cn_put(a, m, "finding", cn_text(a, c->duty));
		cn_put(a, m, "text", cn_text(a, c->text));
		cn_put(a, m, "by_role", cn_text(a, c->by_role));
		cn_put(a, m, "on", say_iso(a, c->on));
	}
	return list;
}

/* ---- risks, promises, reviews: as they stand on the first day ---- */

static cn_code put_registers(cn_arena *a, const cn_dossier_input *in, cn_val *m, cn_err *err)
{
	const cn_known *k = in->known;
	cn_val *risks, *promises;
	CN_TRY(cn_risk_register(a, in->lib, k->risk, k->n_risk, &in->day[0], k->measurements, in->day[0].as_of, &risks, err));
	CN_TRY(cn_promise_register(a, in->lib, k->promise, k->n_promise, in->day[0].as_of, &promises, err));
	cn_put(a, m, "risks", risks);
	cn_put(a, m, "promises", promises);
	cn_put(a, m, "reviews", k->reviews ? cn_val_copy(a, k->reviews) : cn_list(a));
	return CN_OK;
}

/* ---- the whole ---- */

static cn_val *statement_val(cn_arena *a, const cn_dossier_input *in)
{
	cn_str en = say_date(a, in->day[0].as_of, "en"), zh = say_date(a, in->day[0].as_of, "zh");
	return say_s(a,
		     cn_strf(a, "Concord says which provisions of its library reach this system as the facts below describe it, on the reading that is "
				"named at each provision, as of %.*s; what it does not know it calls unknown. Texts that bind nobody and "
				"reach it only through a group of states, or because they address everybody, are not listed. This is not legal advice.",
			     CN_FMT(en)),
		     cn_strf(a, "本卷宗说明：依下列事实，文库中的哪些条款及于该系统，所依据的解读见各条款，时点为 %.*s；不知道的一律标为“未知”。仅因国家集团或面向各方而及于该系统、且不约束任何人的文本未列入。本卷宗不构成法律意见。",
			     CN_FMT(zh)));
}

static cn_val *library_val(cn_arena *a, const cn_dossier_input *in)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "digest", cn_text(a, in->library_digest));
	cn_put(a, m, "instruments", cn_int(a, (int64_t)cn_library_count(in->lib)));
	cn_put(a, m, "provisions", cn_int(a, (int64_t)cn_library_provisions(in->lib)));
	return m;
}

static cn_val *head_val(cn_arena *a, const cn_dossier_input *in)
{
	char now[CN_TIME_BYTES];
	cn_time_text(in->now_us, now);
	cn_val *m = cn_map(a);
	cn_put(a, m, "system", say_system(a, in));
	cn_val *node = cn_put(a, m, "node", cn_map(a));
	cn_put(a, node, "name", cn_text(a, in->node));
	cn_put(a, node, "signed", cn_bool(a, in->node.n > 0));
	cn_put(a, m, "made_at", cn_textz(a, now));
	cn_put(a, m, "tlp", cn_textz(a, "AMBER+STRICT")); /* as the records are until they are released */
	cn_val *days = cn_put(a, m, "as_of", cn_list(a));
	for (size_t k = 0; k < in->n_day; k++)
		cn_push(a, days, say_iso(a, in->day[k].as_of));
	cn_put(a, m, "statement", statement_val(a, in));
	cn_put(a, m, "library", library_val(a, in));
	cn_put(a, m, "out_of_scope", cn_bool(a, in->profile->out_of_scope));
	cn_put(a, m, "answers", say_answers(a, in));
	return m;
}

cn_code cn_assess_content(cn_arena *a, const cn_dossier_input *in, const cn_val **ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	if (in->n_day == 0)
		return CN_FAIL(err, CN_EINTERNAL, "a dossier without a date");
	cn_val *m = head_val(a, in), *facts, *questions, *what_if, *coverage;
	cn_val *markets = say_markets(a, in, err);
	if (!markets)
		return cn_arena_ok(a) ? err->code : cn_arena_fail(a, err);
	cn_put(a, m, "markets", markets);
	cn_val *findings = findings_val(a, in);
	cn_put(a, m, "findings", findings);
	if (cn_get(in->profile->tree, "labels"))
		cn_put(a, m, "labels", cn_val_copy(a, cn_get(in->profile->tree, "labels")));
	cn_put(a, m, "measurements", in->known->measurements ? cn_val_copy(a, in->known->measurements) : cn_list(a));
	CN_TRY(say_questions(a, in, &questions, err));
	cn_put(a, m, "questions", questions);
	CN_TRY(say_what_if(a, in, &what_if, err));
	cn_put(a, m, "what_if", what_if);
	CN_TRY(say_facts(a, in, &facts, err));
	cn_put(a, m, "facts", facts);
	cn_put(a, m, "secondary", secondary_val(a, findings));
	CN_TRY(say_coverage(a, in, &coverage, err));
	cn_put(a, m, "coverage", coverage);
	cn_put(a, m, "timeline", say_timeline(a, in));
	CN_TRY(put_registers(a, in, m, err));
	cn_put(a, m, "waivers", waivers_val(a, in->known));
	cn_put(a, m, "counters", counters_val(a, in->known));
	cn_put(a, m, "counts", in->counts ? cn_val_copy(a, in->counts) : cn_list(a));
	cn_put(a, m, "inputs", in->inputs ? cn_val_copy(a, in->inputs) : cn_list(a));
	cn_put(a, m, "command", cn_text(a, in->command));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (cn_heap_failures() != was) /* a text may have been cut */
		return CN_NOMEM(err);
	*ret = m;
	return CN_OK;
}

/* One list a day, one row a cell; judged: with the finding, else with what derivation alone says. */
static cn_code cells_val(cn_arena *a, const cn_day *day, size_t n_day, bool judged, const cn_val **ret, cn_err *err)
{
	cn_val *list = cn_list(a);
	for (size_t k = 0; k < n_day; k++) {
		cn_val *d = cn_push(a, list, cn_map(a));
		cn_put(a, d, "as_of", say_iso(a, day[k].as_of));
		cn_val *cells = cn_put(a, d, "cells", cn_list(a));
		for (size_t i = 0; i < day[k].answers->n_cell; i++) {
			const cn_cell *c = &day[k].answers->cell[i];
			cn_val *m = cn_push(a, cells, cn_map(a));
			cn_put(a, m, "id", cn_text(a, c->provision->full));
			cn_put(a, m, "market", cn_text(a, c->market));
			cn_put(a, m, "actor", cn_text(a, c->actor->party));
			cn_put(a, m, "role", cn_text(a, c->actor->role));
			cn_put(a, m, "answer", cn_textz(a, cn_answer_text(c->answer)));
			if (judged) {
				cn_put(a, m, "finding", cn_textz(a, cn_finding_text(day[k].finding[i].kind)));
				continue;
			}
			cn_put(a, m, "from", say_iso(a, c->from));
			cn_put(a, m, "force", cn_textz(a, cn_force_text(c->force)));
		}
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = list;
	return CN_OK;
}

cn_code cn_assess_duties(cn_arena *a, const cn_day *day, size_t n_day, const cn_val **ret, cn_err *err)
{
	return cells_val(a, day, n_day, false, ret, err);
}

cn_code cn_assess_findings(cn_arena *a, const cn_day *day, size_t n_day, const cn_val **ret, cn_err *err)
{
	return cells_val(a, day, n_day, true, ret, err);
}
