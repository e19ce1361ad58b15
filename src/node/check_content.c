/* What a content must agree with: the records that were signed beside it, and itself. A signature proves who said it; here is looked at
 * whether what was said hangs together. The findings themselves are the signer's statement: deriving them again takes the law, the
 * manifest and the evidence (node/check_again.c). */
#include "node/check.h"

enum { KINDS = 5, SAID = 4 /* satisfied not_satisfied unknown waived: exact; rows that do not apply are not all in the content */ };
static const char *const kind_words[KINDS] = { "satisfied", "not_satisfied", "unknown", "waived", "not_applicable" };
static const char *const force_words[CN_DRAFT + 1] = { "binding", "soft", "voluntary", "standard", "draft" };

static size_t n_of(const cn_val *v)
{
	return v && (v->type == CN_LIST || v->type == CN_MAP) ? v->n : 0;
}

static int word_at(cn_str s, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (cn_eqz(s, words[i]))
			return i;
	return -1;
}

/* ---- content and records ---- */

/* The first member in which two bodies differ; NULL: they say the same. */
static const char *differs(cn_ctx *ctx, const cn_val *want, const cn_val *body)
{
	CN_EACH (x, want)
		if (!cn_val_eq(x, cn_get_s(body, x->key)))
			return cn_cstr(ctx->a, x->key);
	CN_EACH (x, body)
		if (!cn_get_s(want, x->key))
			return cn_cstr(ctx->a, x->key);
	return body && body->type == CN_MAP ? NULL : "body";
}

static const cn_val *measurement_named(const cn_val *content, cn_str id)
{
	const cn_val *found = NULL;
	CN_EACH (m, cn_get(content, "measurements"))
		if (cn_eq(cn_get_text(m, "id"), id)) {
			if (found)
				return NULL; /* the name is not one measurement's */
			found = m;
		}
	return found;
}

/* The profile: what the content says of the system. The markets are those it has a row for. */
static cn_code system_body(cn_ctx *ctx, const cn_val *content, const cn_val *body, cn_val **ret, cn_err *err)
{
	static const char *const keys[] = { "id", "name", "version", "stage", "purposes" };
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	const cn_val *sys = cn_get(content, "system"), *blob = cn_get(body, "manifest");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (cn_get(sys, keys[i]))
			cn_put(a, m, keys[i], cn_val_copy(a, cn_get(sys, keys[i])));
	cn_val *markets = cn_put(a, m, "markets", cn_list(a));
	CN_EACH (x, cn_get(content, "markets"))
		cn_push(a, markets, cn_text(a, cn_get_text(x, "market")));
	if (cn_get_bool(content, "out_of_scope", false))
		cn_put(a, m, "out_of_scope", cn_bool(a, true));
	cn_str digest = cn_get_text(sys, "manifest");
	bool same = digest.n && cn_eq(cn_get_text(blob, "digest"), digest);
	CN_EACH (x, cn_get(content, "inputs"))
		if (cn_is_text(cn_get(x, "what"), "manifest"))
			same = same && cn_eq(cn_get_text(x, "sha256"), digest) && cn_get_int(x, "bytes", -1) == cn_get_int(blob, "size", -2);
	cn_put(a, m, "manifest", same ? cn_val_copy(a, blob) : cn_map(a));
	*ret = m;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static int64_t shown_with(const cn_val *content, cn_str day, const char *answer)
{
	int64_t n = 0;
	CN_EACH (f, cn_get(content, "findings"))
		CN_EACH (d, cn_get(f, "by_date"))
			n += cn_eq(cn_get_text(d, "as_of"), day) && cn_is_text(cn_get(d, "answer"), answer);
	return n;
}

/* The derivation says as much of each day as the findings show; provisions that ask for nothing are in its list alone. */
static bool derived_counts_fit(const cn_val *content, const cn_val *counts)
{
	static const char *const answers[] = { "applies", "unknown", "presumed" };
	const cn_val *day = cn_first(cn_get(content, "as_of"));
	if (n_of(counts) != n_of(cn_get(content, "as_of")))
		return false;
	CN_EACH (x, counts) {
		if (!cn_val_eq(cn_get(x, "as_of"), day))
			return false;
		for (size_t i = 0; i < 3; i++)
			if (cn_get_int(x, answers[i], 0) < shown_with(content, day->s, answers[i]))
				return false;
		day = day->next;
	}
	return true;
}

static cn_code duties_body(cn_ctx *ctx, const cn_val *content, const cn_val *body, cn_val **ret, cn_err *err)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_put(a, m, "system", cn_text(a, cn_get_text(cn_get(content, "system"), "id")));
	cn_put(a, m, "as_of", cn_val_copy(a, cn_get(content, "as_of")));
	cn_put(a, m, "library", cn_text(a, cn_get_text(cn_get(content, "library"), "digest")));
	const cn_val *counts = cn_get(body, "counts");
	cn_put(a, m, "counts", counts && derived_counts_fit(content, counts) ? cn_val_copy(a, counts) : cn_list(a));
	if (cn_get(body, "list"))
		cn_put(a, m, "list", cn_val_copy(a, cn_get(body, "list"))); /* cn_check_duties looks into it */
	*ret = m;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* The body that the content asks for; *ret NULL: it has none of that kind. */
static cn_code body_wanted(cn_ctx *ctx, const cn_val *content, cn_str kind, const cn_val *body, cn_val **ret, cn_err *err)
{
	cn_step_blob blob;
	*ret = NULL;
	if (cn_eqz(kind, "system/1"))
		return system_body(ctx, content, body, ret, err);
	if (cn_eqz(kind, "duties/1"))
		return duties_body(ctx, content, body, ret, err);
	if (cn_eqz(kind, "measurement/1")) {
		const cn_val *m = measurement_named(content, cn_get_text(body, "id"));
		const cn_val *counts = cn_counts_named(content, cn_get_text(m, "counts"));
		return m ? cn_measurement_body(ctx->a, cn_get_text(cn_get(content, "system"), "id"), m, counts, ret, &blob, err) : CN_OK;
	}
	if (!cn_eqz(kind, "assessment/1"))
		return CN_OK;
	cn_str program = cn_get_text(body, "program"); /* another version of the program may have made this one */
	CN_TRY(cn_assessment_body(ctx->a, content, program.n ? program : cn_program(), cn_get(body, "findings"), ret, &blob, err));
	if (cn_get(body, "keys"))
		cn_put(ctx->a, *ret, "keys", cn_val_copy(ctx->a, cn_get(body, "keys"))); /* cn_check_keys looks into it */
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static size_t records_of(const cn_val *records, const char *kind, cn_str id)
{
	size_t n = 0;
	CN_EACH (r, records)
		n += cn_is_text(cn_get(r, "kind"), kind) && (!id.n || cn_eq(cn_get_text(cn_get(r, "body"), "id"), id));
	return n;
}

/* Each record once: one profile, one derivation, one assessment, one of each measurement. */
static const char *missing_record(const cn_val *content, const cn_val *records)
{
	if (records_of(records, "system/1", CN_S("")) != 1 || records_of(records, "duties/1", CN_S("")) != 1 ||
	    records_of(records, "assessment/1", CN_S("")) != 1)
		return "it does not hold one profile, one derivation and one assessment";
	CN_EACH (m, cn_get(content, "measurements")) {
		cn_str id = cn_get_text(m, "id");
		if (!id.n || records_of(records, "measurement/1", id) != 1)
			return "it does not hold one signed record for each measurement that it shows";
	}
	return NULL;
}

cn_code cn_check_agree(cn_ctx *ctx, const cn_val *content, const cn_val *records, cn_checked *c, cn_err *err)
{
	bool same = true;
	CN_EACH (r, records) {
		cn_val *want;
		cn_str kind = cn_get_text(r, "kind");
		const cn_val *body = cn_get(r, "body");
		const cn_step *step = cn_step_for(kind);
		if (step && cn_other_step(c, step))
			continue; /* what it would have to say, its own version knows */
		CN_TRY(body_wanted(ctx, content, kind, body, &want, err));
		if (want && step)
			cn_put(ctx->a, want, "step", cn_text(ctx->a, cn_step_text(ctx->a, step)));
		const char *at = want ? differs(ctx, want, body) : "id";
		if (!cn_arena_ok(ctx->a))
			return cn_arena_fail(ctx->a, err);
		if (!at)
			continue;
		same = false;
		cn_str id = cn_get_text(body, "id");
		cn_checked_line(ctx, c, "records", "fails",
				cn_strf(ctx->a, "the page does not say what was signed in %.*s %.*s: %s", CN_FMT(kind), CN_FMT(cn_sub(id, 0, 60)), at),
				cn_strf(ctx->a, "页面所述与所签署的 %.*s %.*s 不符：%s", CN_FMT(kind), CN_FMT(cn_sub(id, 0, 60)), at));
	}
	const char *missing = missing_record(content, records);
	if (missing)
		cn_checked_line(ctx, c, "records", "fails", cn_str_z(missing), CN_S("所持记录与其内容不对应"));
	else if (same)
		cn_checked_line(ctx, c, "records", "holds", CN_S("measurements, answers, dates, system and library are those of the signed records"),
				CN_S("测量、结论、日期、系统与文库均与所签署的记录一致"));
	return CN_OK;
}

/* ---- answers from findings ---- */

typedef struct day_tally {
	int64_t n[CN_DRAFT + 1][KINDS];
	int64_t later;
} day_tally;

typedef struct over_markets {
	bool failed, open, silent, bare; /* bare: a market of which the numbers say nothing, though the library covers it */
	int64_t rows;
} over_markets;

/* One finding into the days of its market; false: it is not as findings are. */
static bool tally_finding(const cn_val *content, const cn_val *f, day_tally *t)
{
	int force = word_at(cn_get_text(f, "force"), force_words, CN_DRAFT + 1);
	const cn_val *day = cn_first(cn_get(content, "as_of"));
	size_t k = 0;
	if (force < 0 || n_of(cn_get(f, "by_date")) != n_of(cn_get(content, "as_of")))
		return false;
	CN_EACH (d, cn_get(f, "by_date")) {
		int kind = word_at(cn_get_text(d, "finding"), kind_words, KINDS);
		if (kind < 0 || !cn_val_eq(cn_get(d, "as_of"), day))
			return false;
		bool later = kind == KINDS - 1 && cn_get_bool(d, "later", false);
		t[k].n[force][kind] += !later;
		t[k++].later += later && force == 0;
		day = day->next;
	}
	return true;
}

static bool same_counts(const cn_val *said, const int64_t *n)
{
	for (int i = 0; i < SAID; i++)
		if (cn_get_int(said, kind_words[i], -1) != n[i])
			return false;
	return cn_get_int(said, kind_words[SAID], -1) >= 0;
}

static bool same_day(const cn_val *said, const day_tally *t)
{
	const cn_val *forces = cn_get(said, "by_force");
	if (!same_counts(cn_get(said, "counts"), t->n[0]) || cn_get_int(said, "later", -1) != t->later)
		return false;
	for (int i = 0; i <= CN_DRAFT; i++)
		if (forces && !same_counts(cn_get(forces, force_words[i]), t->n[i]))
			return false;
	return true;
}

static void add_market(over_markets *all, const cn_val *said, const day_tally *t, bool covered)
{
	int64_t rows = t->later;
	for (int i = 0; i < SAID; i++)
		rows += t->n[0][i];
	bool beside = cn_get_int(cn_get(said, "counts"), kind_words[SAID], 0) > 0, none = rows == 0;
	rows += beside;
	all->rows += rows;
	all->failed = all->failed || t->n[0][1] > 0;
	all->open = all->open || t->n[0][2] > 0;
	all->silent = all->silent || (rows == 0 && !covered);
	/* offered there on another day, perhaps; or all that the library holds there has ended or has no day of effect */
	all->bare = all->bare || (none && (covered || beside));
}

/* The numbers of one market, day by day; false: they are not what the findings give. */
static bool market_fits(const cn_val *content, const cn_val *market, day_tally *t, over_markets *all)
{
	const cn_val *day = cn_first(cn_get(content, "as_of"));
	size_t k = 0;
	CN_EACH (f, cn_get(content, "findings"))
		if (cn_eq(cn_get_text(f, "market"), cn_get_text(market, "market")) && !tally_finding(content, f, t))
			return false;
	if (n_of(cn_get(market, "by_date")) != n_of(cn_get(content, "as_of")))
		return false;
	CN_EACH (d, cn_get(market, "by_date")) {
		if (!cn_val_eq(cn_get(d, "as_of"), day) || !same_day(d, &t[k]))
			return false;
		add_market(&all[k], d, &t[k], cn_get_bool(market, "covered", false));
		k++;
		day = day->next;
	}
	return true;
}

static bool market_known(const cn_val *content, cn_str code)
{
	size_t n = 0;
	CN_EACH (m, cn_get(content, "markets"))
		n += cn_eq(cn_get_text(m, "market"), code);
	return n == 1;
}

/* The verdict of one day, by the rule of cn_assess_verdict. */
static bool verdict_fits(const cn_val *content, const over_markets *m, cn_str verdict)
{
	if (m->failed)
		return cn_eqz(verdict, "not_satisfied");
	if (m->open || m->silent || m->rows == 0 || cn_get_bool(content, "out_of_scope", false))
		return cn_eqz(verdict, "undecided");
	return cn_eqz(verdict, "pass") || (m->bare && cn_eqz(verdict, "undecided"));
}

static const char *answers_wrong(cn_ctx *ctx, const cn_val *content)
{
	const cn_val *days = cn_get(content, "as_of"), *day = cn_first(days);
	size_t n = n_of(days), k = 0;
	if (n == 0 || n > CN_DAYS_MAX || n_of(cn_get(content, "answers")) != n)
		return "there is not one answer for each date";
	over_markets *all = CN_NEW(ctx->a, over_markets, n);
	day_tally *t = CN_NEW(ctx->a, day_tally, n);
	if (!all || !t)
		return "out of memory"; /* the caller sees the arena's failure first */
	CN_EACH (f, cn_get(content, "findings"))
		if (!market_known(content, cn_get_text(f, "market")))
			return "a finding is of a market that is not among the markets";
	CN_EACH (m, cn_get(content, "markets")) {
		for (size_t i = 0; i < n; i++)
			t[i] = (day_tally){ 0 };
		if (!market_known(content, cn_get_text(m, "market")) || !market_fits(content, m, t, all))
			return "the numbers of a market are not those of its findings";
	}
	CN_EACH (x, cn_get(content, "answers")) {
		if (!cn_val_eq(cn_get(x, "as_of"), day))
			return "there is not one answer for each date";
		if (!verdict_fits(content, &all[k++], cn_get_text(x, "verdict")))
			return "an answer does not follow from the findings";
		day = day->next;
	}
	return NULL;
}

/* The word above everything; only this program's own words are known here. */
static bool headlines_fit(const cn_val *content)
{
	static const char *const words[][3] = {
		{ "pass", "Passes", "通过" }, { "not_satisfied", "Not satisfied", "未满足" }, { "undecided", "Not yet decided", "尚无法决定" },
	};
	bool out = cn_get_bool(content, "out_of_scope", false);
	CN_EACH (x, cn_get(content, "answers")) {
		const cn_val *head = cn_get(x, "headline");
		bool found = out && cn_is_text(cn_get(head, "en"), "Outside Concord's scope") && cn_is_text(cn_get(head, "zh"), "超出本系统范围");
		for (size_t i = 0; i < 3 && !out; i++)
			found = found || (cn_is_text(cn_get(x, "verdict"), words[i][0]) && cn_is_text(cn_get(head, "en"), words[i][1]) &&
					  cn_is_text(cn_get(head, "zh"), words[i][2]));
		if (!found)
			return false;
	}
	return true;
}

void cn_check_answers(cn_ctx *ctx, const cn_val *content, cn_str program, cn_checked *c)
{
	if (cn_other_step(c, &cn_step_judge))
		return;
	const char *wrong = answers_wrong(ctx, content);
	if (!wrong && cn_eq(program, cn_program()) && !headlines_fit(content))
		wrong = "a headline does not say the answer";
	cn_checked_line(ctx, c, "answers", wrong ? "fails" : "holds", cn_str_z(wrong ? wrong : "answers and numbers of each market follow from the findings"),
			wrong ? CN_S("结论或各市场的数字与各项结论不符") : CN_S("结论与各市场的数字均由各项结论得出"));
}

/* ---- counts ---- */

/* Counts of outputs are of all of them, and a measurement may be of a part; those of a table are of the attributes that it names. */
static bool attribute_fits(cn_str rest, const cn_val *tree)
{
	cn_str head;
	cn_outputs_part part;
	if (cn_starts(cn_get_text(tree, "counts"), "outputs/"))
		return cn_outputs_part_read(rest, &part);
	CN_EACH (by, cn_get(tree, "by")) {
		if (rest.n == 0 || by->type != CN_TEXT)
			return false;
		(void)cn_split(rest, '*', &head, &rest); /* the last one has no star behind it: all that was left is head */
		if (!cn_eq(cn_trim(head), by->s))
			return false;
	}
	return rest.n == 0;
}

bool cn_counts_fit(const cn_val *m, const cn_val *tree)
{
	const cn_val *taken = cn_get(m, "taken"), *options = cn_get(tree, "options"), *said = cn_get(taken, "options");
	if (!attribute_fits(cn_get_text(m, "attribute"), tree))
		return false;
	if (!cn_eq(cn_get_text(taken, "procedure"), cn_get_text(tree, "procedure")) || (options && !said) ||
	    (said && cn_first(said) && (!options || !cn_same_tree(said, options))))
		return false;
	bool strata = cn_get_bool(cn_get(tree, "has"), "strata", false), named = cn_get_text(m, "stratum").n > 0;
	bool nothing = named && !strata && cn_get_bool(m, "undefined", false); /* a column of strata without a single value */
	return strata == named || nothing;
}

/* ---- the derivation's list ---- */

typedef struct cell_row {
	const cn_val *cell;
	struct cell_row *next;
} cell_row;

enum { SLOTS = 4096 };

static size_t slot_of(const cn_val *v)
{
	static const char *const keys[] = { "id", "market", "actor", "role" };
	uint64_t h = 14695981039346656037u; /* FNV-1a: any spread does, equality is looked at */
	for (size_t i = 0; i < 4; i++) {
		cn_str s = cn_get_text(v, keys[i]);
		for (size_t j = 0; j < s.n; j++)
			h = (h ^ (uint8_t)s.p[j]) * 1099511628211u;
	}
	return (size_t)(h % SLOTS);
}

static bool same_row(const cn_val *a, const cn_val *b)
{
	return cn_eq(cn_get_text(a, "id"), cn_get_text(b, "id")) && cn_eq(cn_get_text(a, "market"), cn_get_text(b, "market")) &&
	       cn_eq(cn_get_text(a, "actor"), cn_get_text(b, "actor")) && cn_eq(cn_get_text(a, "role"), cn_get_text(b, "role"));
}

static bool same_answer(const cn_val *a, const cn_val *b)
{
	return cn_eq(cn_get_text(a, "answer"), cn_get_text(b, "answer")) && cn_eq(cn_get_text(a, "finding"), cn_get_text(b, "finding"));
}

static bool into_slots(cn_ctx *ctx, cell_row **slot, const cn_val *v)
{
	size_t at = slot_of(v);
	cell_row *row = CN_NEW(ctx->a, cell_row, 1);
	if (!row)
		return false;
	*row = (cell_row){ v, slot[at] };
	slot[at] = row;
	return true;
}

/* A finding of day k is in the list, with the same answer. */
static bool finding_listed(cell_row *const *cells, const cn_val *f, size_t k)
{
	const cn_val *d = cn_at(cn_get(f, "by_date"), k);
	bool none = true;
	for (const cell_row *r = cells[slot_of(f)]; r; r = r->next) {
		bool here = same_row(r->cell, f);
		none = none && !here;
		if (here && same_answer(r->cell, d))
			return true;
	}
	return none && cn_is_text(cn_get(d, "finding"), "not_applicable");
}

/* What the list decides is shown. */
static bool cell_shown(cell_row *const *shown, const cn_val *cell, size_t k)
{
	if (cn_is_text(cn_get(cell, "finding"), "not_applicable"))
		return true;
	for (const cell_row *r = shown[slot_of(cell)]; r; r = r->next)
		if (same_row(cell, r->cell) && same_answer(cell, cn_at(cn_get(r->cell, "by_date"), k)))
			return true;
	return false;
}

static bool day_fits(cn_ctx *ctx, const cn_val *content, const cn_val *day, size_t k)
{
	cell_row **cells = CN_NEW(ctx->a, cell_row *, SLOTS), **shown = CN_NEW(ctx->a, cell_row *, SLOTS);
	bool ok = cells && shown && cn_val_eq(cn_get(day, "as_of"), cn_at(cn_get(content, "as_of"), k));
	if (!ok)
		return false;
	CN_EACH (x, cn_get(day, "cells"))
		ok = ok && into_slots(ctx, cells, x);
	CN_EACH (f, cn_get(content, "findings"))
		ok = ok && into_slots(ctx, shown, f) && finding_listed(cells, f, k);
	CN_EACH (x, cn_get(day, "cells"))
		ok = ok && cell_shown(shown, x, k);
	return ok;
}

/* Row by row, the findings rest on the answers that were derived. */
static bool rests_on(const cn_val *findings, const cn_val *duties)
{
	const cn_val *d = cn_first(duties);
	CN_EACH (day, findings) {
		const cn_val *cell = cn_first(cn_get(d, "cells"));
		if (!d || !cn_val_eq(cn_get(day, "as_of"), cn_get(d, "as_of")) || n_of(cn_get(day, "cells")) != n_of(cn_get(d, "cells")))
			return false;
		CN_EACH (f, cn_get(day, "cells")) {
			if (!same_row(f, cell) || !cn_eq(cn_get_text(f, "answer"), cn_get_text(cell, "answer")))
				return false;
			cell = cell->next;
		}
		d = d->next;
	}
	return d == NULL;
}

void cn_check_lists(cn_ctx *ctx, const cn_val *content, const cn_val *duties, const cn_val *findings, cn_checked *c)
{
	if (cn_other_step(c, &cn_step_judge) || cn_other_step(c, &cn_step_derive))
		return;
	bool same = n_of(findings) == n_of(cn_get(content, "as_of")) && rests_on(findings, duties);
	size_t k = 0;
	CN_EACH (day, findings)
		same = same && day_fits(ctx, content, day, k++);
	cn_checked_line(ctx, c, "duties", same ? "holds" : "fails",
			same ? CN_S("the findings are those that were signed, and rest on the signed derivation") : CN_S("the findings are not those of the signed derivation"),
			same ? CN_S("各项结论与所签署的一致，并以所签署的推导为据") : CN_S("各项结论与所签署的推导不符"));
}

static cn_code list_named(cn_ctx *ctx, const cn_val *records, const char *kind, const char *blob, cn_blob_of get, void *arg, const cn_val **ret,
			  cn_err *err)
{
	cn_digest d;
	cn_str bytes;
	CN_EACH (r, records)
		if (cn_is_text(cn_get(r, "kind"), kind) && cn_digest_parse(cn_get_text(cn_get(cn_get(r, "body"), blob), "digest"), &d)) {
			CN_TRY(get(arg, &d, &bytes, err));
			return cn_json_parse(ctx->a, bytes, CN_JSON_FOREIGN_DEPTH_MAX, ret, err);
		}
	return CN_FAIL(err, CN_EABSENT, "no record names a list of %s", kind);
}

cn_code cn_check_blobs(cn_ctx *ctx, const cn_val *content, const cn_val *records, cn_blob_of get, void *arg, cn_checked *c, cn_err *err)
{
	const cn_val *duties, *findings;
	if (cn_other_step(c, &cn_step_judge) || cn_other_step(c, &cn_step_derive))
		return CN_OK;
	CN_TRY(list_named(ctx, records, "duties/1", "list", get, arg, &duties, err));
	CN_TRY(list_named(ctx, records, "assessment/1", "findings", get, arg, &findings, err));
	cn_check_lists(ctx, content, duties, findings, c);
	return CN_OK;
}
