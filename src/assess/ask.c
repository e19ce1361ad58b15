/* What is not known: whose fact each fact is, what to ask next, what an answer would change, what is not covered, what comes when. */
#include "assess/say.h"

enum { WHAT_IF_MAX = 8, FLIPS_MAX = 20 };

static const cn_cell *cells_of(const cn_day *d, size_t *ret_n)
{
	*ret_n = d->answers->n_cell;
	return d->answers->cell;
}

/* In how many provisions' reasons a fact stands on the first day. */
static int64_t used_by(const cn_dossier_input *in, const cn_fact *fact)
{
	size_t n;
	const cn_cell *c = cells_of(&in->day[0], &n);
	int64_t used = 0;
	for (size_t i = 0; i < n; i++) {
		bool here = false;
		for (size_t k = 0; k < c[i].n_why && !here; k++)
			here = c[i].why[k].fact == fact;
		used += here;
	}
	return used;
}

static void put_provenance(cn_arena *a, cn_val *m, const cn_provenance *p)
{
	if (p->by.n)
		cn_put(a, m, "by", cn_text(a, p->by));
	if (p->on.n)
		cn_put(a, m, "on", cn_text(a, p->on));
	if (p->source.n)
		cn_put(a, m, "source", cn_text(a, p->source));
	if (p->record.n)
		cn_put(a, m, "record", cn_text(a, p->record));
	if (p->until != CN_DATE_NONE)
		cn_put(a, m, "until", say_iso(a, p->until));
}

static bool stated_before(const cn_profile *p, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (p->statement[k].fact == p->statement[i].fact && cn_eq(p->statement[k].market, p->statement[i].market))
			return true;
	return false;
}

cn_code say_facts(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err)
{
	const cn_profile *p = in->profile;
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < p->n_statement; i++) {
		const cn_statement *s = &p->statement[i];
		if (stated_before(p, i))
			continue;
		cn_fact_view v;
		CN_TRY(cn_profile_fact(a, in->lib, p, s->fact->id, s->market, in->day[0].as_of, &v, err));
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "fact", cn_text(a, s->fact->id));
		cn_put(a, m, "question", cn_words_val(a, s->fact->question));
		if (s->market.n)
			cn_put(a, m, "market", cn_text(a, s->market));
		cn_put(a, m, "value", cn_text(a, v.text));
		put_provenance(a, m, &v.from);
		cn_put(a, m, "used_by", cn_int(a, used_by(in, s->fact)));
		cn_put(a, m, "disputed", cn_bool(a, v.from.disputed));
		if (v.expired)
			cn_put(a, m, "expired", cn_bool(a, true));
		if (s->fact->judgement.n)
			cn_put(a, m, "judgement", cn_text(a, s->fact->judgement));
	}
	*ret = list;
	return CN_OK;
}

static cn_val *question_val(cn_arena *a, const cn_question *q)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "fact", cn_text(a, q->fact->id));
	if (q->market.n)
		cn_put(a, m, "market", cn_text(a, q->market));
	cn_put(a, m, "question", cn_words_val(a, q->fact->question));
	if (q->fact->help.en.n || q->fact->help.zh.n)
		cn_put(a, m, "help", cn_words_val(a, q->fact->help));
	cn_put(a, m, "decides", cn_int(a, (int64_t)q->decides));
	cn_put(a, m, "alone", cn_int(a, (int64_t)q->alone));
	cn_put(a, m, "binding", cn_int(a, (int64_t)q->binding));
	if (q->fact->judgement.n)
		cn_put(a, m, "judgement", cn_text(a, q->fact->judgement));
	cn_val *by = cn_put(a, m, "needed_by", cn_list(a));
	for (size_t i = 0; i < q->n_needed_by; i++)
		cn_push(a, by, cn_text(a, q->needed_by[i]->full));
	return m;
}

/* The day that has the most to ask: the last one, since what applies later is asked for too. */
cn_code say_questions(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err)
{
	cn_question *q;
	size_t n;
	CN_TRY(cn_norm_questions(a, in->lib, in->day[in->n_day - 1].answers, &q, &n, err));
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < n; i++)
		cn_push(a, list, question_val(a, &q[i]));
	*ret = list;
	return CN_OK;
}

static cn_val *flips_val(cn_arena *a, const cn_flip *f, size_t n)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < n && i < FLIPS_MAX; i++) {
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "id", cn_text(a, f[i].provision->full));
		cn_put(a, m, "market", cn_text(a, f[i].market));
		cn_put(a, m, "role", cn_text(a, f[i].role));
		cn_put(a, m, "from", cn_textz(a, f[i].had ? cn_answer_text(f[i].before) : "does_not"));
		cn_put(a, m, "to", cn_textz(a, f[i].has ? cn_answer_text(f[i].after) : "does_not"));
	}
	return list;
}

static cn_code what_if_one(cn_arena *a, const cn_dossier_input *in, const cn_question *q, bool yes, cn_val *list, cn_err *err)
{
	cn_flip *f;
	size_t n;
	const cn_val *value = cn_textz(a, yes ? "yes" : "no");
	CN_TRY(cn_norm_what_if(a, in->lib, in->profile, q->fact->id, q->market, value, in->day[in->n_day - 1].as_of, &f, &n, err));
	if (n == 0)
		return CN_OK;
	cn_val *m = cn_push(a, list, cn_map(a));
	cn_words w = q->fact->question;
	cn_put(a, m, "change",
	       say_s(a, cn_strf(a, "%.*s %s", CN_FMT(w.en), yes ? "Yes." : "No."), cn_strf(a, "%.*s%s", CN_FMT(w.zh), yes ? "是。" : "否。")));
	cn_put(a, m, "fact", cn_text(a, q->fact->id));
	cn_put(a, m, "value", cn_textz(a, yes ? "yes" : "no"));
	cn_put(a, m, "n", cn_int(a, (int64_t)n));
	cn_put(a, m, "flips", flips_val(a, f, n));
	return CN_OK;
}

cn_code say_what_if(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err)
{
	cn_question *q;
	size_t n, told = 0;
	CN_TRY(cn_norm_questions(a, in->lib, in->day[in->n_day - 1].answers, &q, &n, err));
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < n && told < WHAT_IF_MAX; i++) {
		if (q[i].fact->type != CN_F_BOOL)
			continue;
		CN_TRY(what_if_one(a, in, &q[i], true, list, err));
		CN_TRY(what_if_one(a, in, &q[i], false, list, err));
		told++;
	}
	*ret = list;
	return CN_OK;
}

cn_code say_coverage(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < in->profile->n_market; i++) {
		cn_coverage *c;
		size_t n;
		bool covered;
		CN_TRY(cn_library_coverage(a, in->lib, in->profile->market[i].code, in->day[0].as_of, &c, &n, &covered, err));
		for (size_t k = 0; k < n; k++) {
			cn_val *m = cn_push(a, list, cn_map(a));
			cn_put(a, m, "market", cn_text(a, c[k].market));
			cn_put(a, m, "theme", cn_text(a, c[k].theme));
			cn_put(a, m, "level", cn_text(a, c[k].level));
			if (c[k].as_of != CN_DATE_NONE)
				cn_put(a, m, "as_of", say_iso(a, c[k].as_of));
			if (c[k].note.en.n || c[k].note.zh.n)
				cn_put(a, m, "note", cn_words_val(a, c[k].note));
		}
	}
	*ret = list;
	return CN_OK;
}

static cn_val *what_words(cn_arena *a, const cn_instrument_date *d)
{
	static const char *const words[][3] = { { "adopted", "adopted", "通过" },	 { "entry-into-force", "enters into force", "生效" },
						{ "applies", "applies", "开始适用" }, { "amended", "amended", "修订" },
						{ "repealed", "repealed", "废止" },   { "expires", "expires", "失效" },
						{ "replaced", "replaced", "被取代" }, { "draft", "draft", "草案" } };
	if (d->note.en.n || d->note.zh.n)
		return cn_words_val(a, d->note);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (cn_eqz(d->what, words[i][0]))
			return say_z(a, words[i][1], words[i][2]);
	return say_s(a, d->what, d->what);
}

static void timeline_of(cn_arena *a, const cn_dossier_input *in, const cn_instrument *x, cn_str market, cn_val *list)
{
	for (size_t i = 0; i < x->n_date; i++) {
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "instrument", cn_text(a, x->id));
		cn_put(a, m, "title", cn_words_val(a, x->title));
		cn_put(a, m, "market", cn_text(a, market));
		cn_put(a, m, "date", say_iso(a, x->date[i].date));
		cn_put(a, m, "what", what_words(a, &x->date[i]));
		cn_put(a, m, "later", cn_bool(a, x->date[i].date > in->day[0].as_of));
	}
}

/* Instruments that have a cell, under the first market they reach. */
cn_val *say_timeline(cn_arena *a, const cn_dossier_input *in)
{
	cn_val *list = cn_list(a);
	for (size_t x = 0; x < cn_library_count(in->lib); x++) {
		const cn_instrument *inst = cn_library_at(in->lib, x);
		bool told = false;
		for (size_t k = 0; k < in->n_day && !told; k++) {
			size_t n;
			const cn_cell *c = cells_of(&in->day[k], &n);
			for (size_t i = 0; i < n && !told; i++) {
				if (c[i].provision->instrument != inst)
					continue;
				timeline_of(a, in, inst, c[i].market, list);
				told = true;
			}
		}
	}
	return list;
}
