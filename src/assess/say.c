/* Sentences: dates, the answer of each day, what the system is. */
#include "assess/say.h"

cn_val *say_s(cn_arena *a, cn_str en, cn_str zh)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "en", cn_text(a, en));
	cn_put(a, m, "zh", cn_text(a, zh));
	return m;
}

cn_val *say_z(cn_arena *a, const char *en, const char *zh)
{
	return say_s(a, cn_str_z(en), cn_str_z(zh));
}

cn_str say_date(cn_arena *a, cn_date d, const char *lang)
{
	static const char *const month[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	if (d == CN_DATE_NONE)
		return CN_S("");
	int y, m, day;
	cn_date_split(d, &y, &m, &day);
	if (strcmp(lang, "zh") == 0)
		return cn_strf(a, "%04d-%02d-%02d", y, m, day);
	return cn_strf(a, "%d %s %d", day, month[m - 1], y);
}

cn_val *say_iso(cn_arena *a, cn_date d)
{
	char z[CN_TIME_BYTES];
	cn_date_text(d, z);
	return cn_textz(a, z);
}

static cn_val *say_parts(cn_arena *a, const cn_profile *p)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < p->n_part; i++) {
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "id", cn_text(a, p->part[i].id));
		cn_put(a, m, "kind", cn_text(a, p->part[i].kind));
		cn_put(a, m, "part_of", cn_text(a, p->part[i].part_of));
		cn_put(a, m, "party", cn_text(a, p->part[i].party));
	}
	return list;
}

static cn_val *say_actors(cn_arena *a, const cn_profile *p)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < p->n_actor; i++) {
		const cn_actor *x = &p->actor[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "role", cn_text(a, x->role));
		cn_put(a, m, "party", cn_text(a, x->party));
		if (x->name.en.n || x->name.zh.n)
			cn_put(a, m, "name", cn_words_val(a, x->name));
		cn_put(a, m, "place", cn_text(a, x->place));
		if (x->assumed)
			cn_put(a, m, "assumed", cn_bool(a, true));
	}
	return list;
}

cn_val *say_system(cn_arena *a, const cn_dossier_input *in)
{
	const cn_profile *p = in->profile;
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, p->id));
	cn_put(a, m, "name", cn_words_val(a, p->name.en.n || p->name.zh.n ? p->name : (cn_words){ p->id, p->id }));
	if (p->description.en.n || p->description.zh.n)
		cn_put(a, m, "description", cn_words_val(a, p->description));
	cn_put(a, m, "version", cn_text(a, p->version));
	cn_put(a, m, "stage", cn_text(a, p->stage));
	cn_val *purposes = cn_put(a, m, "purposes", cn_list(a));
	for (size_t i = 0; i < p->purposes.n; i++)
		cn_push(a, purposes, cn_text(a, p->purposes.item[i]));
	cn_put(a, m, "manifest", cn_text(a, in->manifest_digest));
	cn_put(a, m, "parts", say_parts(a, p));
	cn_put(a, m, "actors", say_actors(a, p));
	return m;
}

/* ---- the answer of a day ---- */

typedef struct tally {
	size_t satisfied, failed, unknown, waived, later, later_failed, rows;
	cn_date first_later;
} tally;

static tally tally_day(const cn_day *d)
{
	tally t = { .first_later = CN_DATE_NONE };
	for (size_t i = 0; i < d->answers->n_cell; i++) {
		const cn_finding *f = &d->finding[i];
		if (!cn_finding_counts(f))
			continue;
		t.rows++;
		t.satisfied += f->kind == CN_SATISFIED;
		t.failed += f->kind == CN_NOT_SATISFIED;
		t.unknown += f->kind == CN_FINDING_UNKNOWN;
		t.waived += f->kind == CN_WAIVED;
		if (f->kind == CN_NOT_APPLICABLE && f->cell->later == CN_TRUE) {
			t.later++;
			t.later_failed += f->if_applied == CN_NOT_SATISFIED;
			if (t.first_later == CN_DATE_NONE || f->cell->from < t.first_later)
				t.first_later = f->cell->from;
		}
	}
	return t;
}

static void sentence_now(cn_buf *en, cn_buf *zh, const tally *t, int verdict)
{
	if (t->rows == 0) {
		cn_buf_putz(en, "The library has no binding instrument for any market of this system; that is not a finding of no duties");
		cn_buf_putz(zh, "文库中没有适用于该系统任何市场的约束性文书；这不等于没有义务");
	} else if (verdict == 1) {
		cn_buf_printf(en, "%zu binding %s not satisfied", t->failed, t->failed == 1 ? "duty is" : "duties are");
		cn_buf_printf(zh, "%zu 项有约束力的义务未满足", t->failed);
		if (t->unknown) {
			cn_buf_printf(en, "; %zu more cannot be decided yet", t->unknown);
			cn_buf_printf(zh, "；另有 %zu 项尚无法决定", t->unknown);
		}
	} else if (verdict == 2) {
		cn_buf_printf(en, "No binding duty is known to fail; %zu %s not decided, for want of facts or evidence", t->unknown,
			      t->unknown == 1 ? "is" : "are");
		cn_buf_printf(zh, "没有已知未满足的约束性义务；因缺少事实或证据，%zu 项尚未决定", t->unknown);
	} else {
		cn_buf_printf(en, "Every binding duty that applies is satisfied or waived (%zu)", t->satisfied + t->waived);
		cn_buf_printf(zh, "适用的约束性义务均已满足或获豁免（%zu 项）", t->satisfied + t->waived);
	}
	cn_buf_putz(en, ".");
	cn_buf_putz(zh, "。");
}

static void sentence_later(cn_arena *a, cn_buf *en, cn_buf *zh, const tally *t)
{
	if (!t->later)
		return;
	cn_str day_en = say_date(a, t->first_later, "en"), day_zh = say_date(a, t->first_later, "zh");
	cn_buf_printf(en, " %zu more %s to apply, the first on %.*s.", t->later, t->later == 1 ? "is" : "are", CN_FMT(day_en));
	cn_buf_printf(zh, "另有 %zu 项尚待适用，最早自 %.*s 起。", t->later, CN_FMT(day_zh));
}

/* Markets for which the library holds nothing binding: said beside the answer, since silence would look like "no duties". */
static void sentence_uncovered(const cn_dossier_input *in, const cn_day *d, cn_buf *en, cn_buf *zh)
{
	size_t n = 0;
	for (size_t i = 0; i < in->profile->n_market; i++) {
		cn_str code = in->profile->market[i].code;
		if (!cn_assess_uncovered(&in->profile->market[i], d->answers, d->finding))
			continue;
		cn_words name = cn_library_label(in->lib, "places", code);
		cn_buf_printf(en, "%s%.*s", n ? ", " : " The library has no binding instrument for ", CN_FMT(name.en));
		cn_buf_printf(zh, "%s%.*s", n ? "、" : "文库中没有以下市场的约束性文书：", CN_FMT(name.zh));
		n++;
	}
	if (n) {
		cn_buf_putz(en, ".");
		cn_buf_putz(zh, "。");
	}
}

cn_val *say_answers(cn_arena *a, const cn_dossier_input *in)
{
	static const char *const verdict[] = { "pass", "not_satisfied", "undecided" };
	static const char *const head[][2] = { { "Passes", "通过" }, { "Not satisfied", "未满足" }, { "Not yet decided", "尚无法决定" } };
	cn_val *list = cn_list(a);
	for (size_t k = 0; k < in->n_day; k++) {
		tally t = tally_day(&in->day[k]);
		int v = in->day[k].verdict;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "as_of", say_iso(a, in->day[k].as_of));
		cn_put(a, m, "verdict", cn_textz(a, verdict[v]));
		CN_AUTO_BUF en;
		CN_AUTO_BUF zh;
		cn_buf_init(&en, 4096);
		cn_buf_init(&zh, 4096);
		if (in->profile->out_of_scope) {
			cn_put(a, m, "headline", say_z(a, "Outside Concord's scope", "超出本系统范围"));
			cn_buf_putz(&en, "A declared purpose is military, defence or national security. Concord says nothing about it; that is not a finding of no duties.");
			cn_buf_putz(&zh, "所声明的用途涉及军事、国防或国家安全。本系统对此不作任何结论；这不等于没有义务。");
		} else {
			cn_put(a, m, "headline", say_z(a, head[v][0], head[v][1]));
			sentence_now(&en, &zh, &t, v);
			sentence_later(a, &en, &zh, &t);
			if (t.rows)
				sentence_uncovered(in, &in->day[k], &en, &zh);
		}
		cn_put(a, m, "sentence", say_s(a, cn_buf_str(&en), cn_buf_str(&zh)));
	}
	return list;
}
