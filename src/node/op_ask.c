/* ask: the next question that decides most. On a terminal one after the other, each answer written into the manifest at once. */
#include <unistd.h>

#include "ext/yaml.h"
#include "node/manifest.h"
#include "node/question.h"
#include "node/run.h"
#include "node/say.h"
#include "report/errors.h"
#include "store/file.h"

enum { ASKED_MAX = 256, LIMIT = 5, LIMIT_MAX = 1000 };

typedef struct asking {
	cn_ctx *ctx;
	const cn_run *r;
	const cn_profile *profile;
	cn_date day;
	cn_str text; /* of the manifest, with what was answered */
	cn_str by;
	cn_question *q;
	size_t n_q;
	const cn_fact *skipped[ASKED_MAX];
	cn_str skipped_market[ASKED_MAX];
	size_t n_skipped;
	cn_val *written; /* list of {fact, market, value, by} */
} asking;

static cn_code find_questions(asking *k, cn_err *err)
{
	const cn_answers *answers;
	CN_TRY(cn_norm_apply(k->ctx->a, k->r->norms.lib, k->profile, k->day, false, &answers, err));
	return cn_norm_questions(k->ctx->a, k->r->norms.lib, answers, &k->q, &k->n_q, err);
}

/* ---- what is open ---------------------------------------------------------------------------------------------------------- */

static const char *types[] = { [CN_F_BOOL] = "bool", [CN_F_SET] = "set", [CN_F_TEXT] = "text", [CN_F_NUMBER] = "number", [CN_F_DATE] = "date" };

/* Where a built-in fact stands in a manifest. */
static const char *place_of(const cn_fact *f)
{
	return cn_eqz(f->id, "role") || cn_eqz(f->id, "place") ? "actors" : cn_eqz(f->id, "market") ? "markets" : cn_eqz(f->id, "stage") ? "stage" : "purposes";
}

static cn_val *question_val(cn_arena *a, const cn_question *q)
{
	cn_val *m = cn_map(a), *values = cn_list(a), *needed = cn_list(a);
	cn_put(a, m, "fact", cn_text(a, q->fact->id));
	if (q->market.n)
		cn_put(a, m, "market", cn_text(a, q->market));
	cn_put(a, m, "where", cn_textz(a, q->fact->builtin ? place_of(q->fact) : "facts"));
	cn_put(a, m, "type", cn_textz(a, types[q->fact->type]));
	cn_put(a, m, "question", cn_words_val(a, q->fact->question));
	if (q->fact->help.en.n)
		cn_put(a, m, "help", cn_words_val(a, q->fact->help));
	for (size_t i = 0; i < q->fact->n_member && !q->fact->builtin; i++) {
		cn_val *v = cn_push(a, values, cn_words_val(a, q->fact->member[i].label));
		cn_put(a, v, "id", cn_text(a, q->fact->member[i].id));
	}
	cn_put(a, m, "values", values);
	if (q->fact->unit.n)
		cn_put(a, m, "unit", cn_text(a, q->fact->unit));
	if (q->fact->judgement.n)
		cn_put(a, m, "judgement", cn_text(a, q->fact->judgement));
	cn_put(a, m, "decides", cn_int(a, (int64_t)q->decides));
	cn_put(a, m, "alone", cn_int(a, (int64_t)q->alone));
	cn_put(a, m, "binding", cn_int(a, (int64_t)q->binding));
	cn_put(a, m, "law", cn_real(a, q->law));
	cn_put(a, m, "weight", cn_real(a, q->weight));
	for (size_t i = 0; i < q->n_needed_by; i++) {
		cn_val *v = cn_push(a, needed, cn_map(a));
		cn_put(a, v, "id", cn_text(a, q->needed_by[i]->full));
		cn_put(a, v, "heading", cn_words_val(a, q->needed_by[i]->heading));
		cn_put(a, v, "force", cn_textz(a, cn_force_text(q->needed_by[i]->force)));
	}
	cn_put(a, m, "needed_by", needed);
	return m;
}

static cn_code open_val(asking *k, size_t limit, cn_err *err)
{
	cn_arena *a = k->ctx->a;
	cn_val *top = cn_map(a), *list = cn_list(a);
	cn_put(a, top, "system", cn_text(a, k->profile->id));
	cn_put(a, top, "as_of", cn_textz(a, cn_day_text(k->ctx, k->day)));
	cn_put(a, top, "open", cn_int(a, (int64_t)k->n_q));
	for (size_t i = 0; i < k->n_q && i < limit; i++)
		cn_push(a, list, question_val(a, &k->q[i]));
	cn_put(a, top, "questions", list);
	cn_put(a, top, "written", k->written);
	return cn_answer_json(k->ctx, top, err);
}

static void say_needed(cn_ctx *ctx, const cn_question *q, size_t most, cn_buf *b)
{
	for (size_t i = 0; i < q->n_needed_by && i < most; i++)
		cn_buf_printf(b, "%s%.*s", i ? ", " : "", CN_FMT(q->needed_by[i]->full));
	if (q->n_needed_by > most)
		cn_buf_printf(b, cn_tr(ctx, " and %zu more", " 等，另有 %zu 项"), q->n_needed_by - most);
}

static void say_question(cn_ctx *ctx, const cn_question *q, size_t number)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 65536);
	cn_str text = cn_in_lang(ctx, q->fact->question), help = cn_in_lang(ctx, q->fact->help);
	cn_para(ctx, 0, 4, "%zu. %.*s%s%.*s%s", number, CN_FMT(text), q->market.n ? " [" : "", CN_FMT(q->market), q->market.n ? "]" : "");
	cn_para(ctx, 4, 4, "%.*s", CN_FMT(help));
	cn_para(ctx, 4, 4, cn_tr(ctx, "fact %.*s (%s): helps decide %zu answers, %zu of binding duties, %zu alone", "事实 %.*s（%s）：有助决定 %zu 项，其中有约束力义务 %zu 项，单独决定 %zu 项"),
		CN_FMT(q->fact->id), types[q->fact->type], q->decides, q->binding, q->alone);
	say_needed(ctx, q, 4, &b);
	cn_para(ctx, 4, 4, "%s: %s", cn_tr(ctx, "needed by", "涉及条款"), b.p ? b.p : "");
	if (q->fact->judgement.n)
		cn_para(ctx, 4, 4, "%s: %.*s", cn_tr(ctx, "a judgement, for this role alone to state", "须由以下职务作出判断"), CN_FMT(q->fact->judgement));
	if (q->fact->builtin)
		cn_para(ctx, 4, 4, "%s: %s", cn_tr(ctx, "stands in the manifest under", "写在清单的以下位置"), place_of(q->fact));
}

static void say_written(asking *k)
{
	CN_EACH (w, k->written) {
		cn_str market = cn_get_text(w, "market");
		cn_para(k->ctx, 0, 2, "%s: %.*s%s%.*s (%.*s)", k->r->system->path, CN_FMT(cn_get_text(w, "fact")), market.n ? "@" : "", CN_FMT(market),
			CN_FMT(cn_get_text(w, "by")));
	}
}

static void say_open(asking *k, size_t limit)
{
	cn_ctx *ctx = k->ctx;
	say_written(k);
	if (k->profile->out_of_scope)
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Outside Concord's scope: nothing is asked.", "超出本系统范围：不作提问。"));
	else if (k->n_q == 0)
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "No question is open: every answer that facts can decide is decided.", "没有待答问题：凡事实可以决定的均已决定。"));
	for (size_t i = 0; i < k->n_q && i < limit; i++)
		say_question(ctx, &k->q[i], i + 1);
	if (k->n_q)
		cn_para(ctx, 0, 2, cn_tr(ctx, "%zu open. To answer: concord ask %s on a terminal, or --answer %.*s=... --by ROLE", "待答 %zu 项。作答：在终端运行 concord ask %s，或 --answer %.*s=... --by 职务"),
			k->n_q, k->r->system->path, CN_FMT(k->q[0].fact->id));
}

/* ---- answers ------------------------------------------------------------------------------------------------------------------- */

/* A judgement counts only from its role. */
static cn_code may_answer(const asking *k, const cn_fact *f, cn_err *err)
{
	if (!k->by.n) {
		(void)CN_FAIL(err, CN_EINPUT, "the manifest names no party, so say who answers");
		return cn_hint(err, "--by ROLE");
	}
	if (f->judgement.n && !cn_eq(f->judgement, k->by)) {
		(void)CN_FAIL(err, CN_EINPUT, "%.*s is a judgement of the %.*s, not of %.*s", CN_FMT(f->id), CN_FMT(f->judgement), CN_FMT(k->by));
		return cn_hint(err, "--by %.*s", CN_FMT(f->judgement));
	}
	return CN_OK;
}

/* The answer in the profile and in the text; the file is not touched yet. */
static cn_code take(asking *k, const cn_fact *f, cn_str market, const cn_val *value, cn_err *err)
{
	cn_arena *a = k->ctx->a;
	cn_provenance from = { .by = k->by, .until = CN_DATE_NONE };
	const cn_profile *next;
	const cn_val *tree;
	cn_str text;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 65536);
	CN_TRY(may_answer(k, f, err));
	CN_TRY(cn_profile_with_fact(a, k->r->norms.lib, k->profile, f->id, market, value, &from, &next, err));
	cn_put_statement(k->ctx, &b, value, k->by, market);
	cn_str file = cn_str_z(k->r->system->path);
	CN_TRY(cn_manifest_add(a, k->text, file, f->id, cn_str_copy(a, cn_buf_str(&b)), &text, err));
	CN_TRY(cn_yaml_parse(a, text, file, &tree, err));
	const cn_profile *again;
	CN_TRY(cn_profile_read(a, k->r->norms.lib, tree, file, &again, NULL, err)); /* it is still a manifest */
	k->profile = next;
	k->text = text;
	cn_val *w = cn_push(a, k->written, cn_map(a));
	cn_put(a, w, "fact", cn_text(a, f->id));
	if (market.n)
		cn_put(a, w, "market", cn_text(a, market));
	cn_put(a, w, "value", cn_val_copy(a, value));
	cn_put(a, w, "by", cn_text(a, k->by));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* --answer FACT=VALUE, FACT@MARKET=VALUE */
static cn_code take_flag(asking *k, const char *z, cn_err *err)
{
	cn_str name, value, fact, market;
	if (!cn_split(cn_str_z(z), '=', &name, &value)) {
		(void)CN_FAIL(err, CN_EINPUT, "--answer: \"%.80s\" is no answer", z);
		return cn_hint(err, "--answer fact=value, or fact@EU=value");
	}
	(void)cn_split(name, '@', &fact, &market);
	const cn_fact *f = cn_library_fact(k->r->norms.lib, fact);
	if (!f || f->builtin) {
		cn_str near = cn_library_near_fact(k->r->norms.lib, fact);
		(void)CN_FAIL(err, CN_ENOTFOUND, "--answer: there is no fact called \"%.*s\"", CN_FMT(cn_sub(fact, 0, 80)));
		return near.n ? cn_hint(err, "%.*s", CN_FMT(near)) : CN_ENOTFOUND;
	}
	return take(k, f, market, cn_typed_value(k->ctx, f, cn_trim(value)), err);
}

static cn_code save(const asking *k, cn_err *err)
{
	return cn_file_write(NULL, k->r->system->path, k->text, 0644, err);
}

/* ---- on a terminal ----------------------------------------------------------------------------------------------------------------- */

static const cn_question *next_question(const asking *k)
{
	for (size_t i = 0; i < k->n_q; i++) {
		bool skipped = k->q[i].fact->builtin;
		for (size_t s = 0; s < k->n_skipped && !skipped; s++)
			skipped = k->skipped[s] == k->q[i].fact && cn_eq(k->skipped_market[s], k->q[i].market);
		if (!skipped)
			return &k->q[i];
	}
	return NULL;
}

static void skip(asking *k, const cn_question *q)
{
	k->skipped[k->n_skipped] = q->fact;
	k->skipped_market[k->n_skipped++] = q->market;
}

/* Why is this asked: the provisions that hang on it. */
static void tell_why(cn_ctx *ctx, const cn_question *q)
{
	for (size_t i = 0; i < q->n_needed_by && i < 12; i++) {
		const cn_provision *p = q->needed_by[i];
		cn_str heading = cn_in_lang(ctx, p->heading), force = cn_word_for(ctx, "force", cn_str_z(cn_force_text(p->force)));
		(void)fprintf(stderr, "  %.*s [%.*s] %.*s\n", CN_FMT(p->full), CN_FMT(force), CN_FMT(heading));
	}
	if (q->n_needed_by > 12)
		(void)fprintf(stderr, cn_tr(ctx, "  and %zu more\n", "  另有 %zu 项\n"), q->n_needed_by - 12);
	(void)fprintf(stderr, "> ");
}

/* One question until it is answered or passed over. *ret_more false: the person stops. */
static cn_code ask_one(asking *k, const cn_question *q, bool *ret_more, cn_err *err)
{
	cn_ctx *ctx = k->ctx;
	if (q->fact->judgement.n && !cn_eq(q->fact->judgement, k->by)) {
		(void)fprintf(stderr, cn_tr(ctx, "(passed over: %.*s is a judgement of the %.*s)\n", "（跳过：%.*s 须由 %.*s 判断）\n"), CN_FMT(q->fact->id), CN_FMT(q->fact->judgement));
		skip(k, q);
		return CN_OK;
	}
	cn_show_question(ctx, q);
	(void)fprintf(stderr, "\n%s\n> ", cn_tr(ctx, "w why is this asked, s skip, q stop", "w 为何提问，s 跳过，q 结束"));
	for (;;) {
		cn_str s;
		cn_err why = { 0 };
		*ret_more = cn_read_line(ctx, &s) && !cn_eqz(s, "q");
		if (!*ret_more)
			return CN_OK;
		if (cn_eqz(s, "w")) {
			tell_why(ctx, q);
			continue;
		}
		if (!s.n || cn_eqz(s, "?") || cn_eqz(s, "s")) {
			skip(k, q);
			return CN_OK;
		}
		cn_code rc = take(k, q->fact, q->market, cn_typed_value(ctx, q->fact, s), &why);
		if (rc == CN_OK)
			return save(k, err); /* at once: what was answered is not lost if the terminal is */
		if (rc != CN_EINPUT) {
			*err = why;
			return rc;
		}
		(void)fprintf(stderr, "%.*s\n> ", CN_FMT(cn_error_text(ctx->a, &why, ctx->lang)));
	}
}

static cn_code ask_all(asking *k, cn_err *err)
{
	bool more = true;
	while (more && k->n_skipped < ASKED_MAX) {
		CN_TRY(find_questions(k, err));
		const cn_question *q = next_question(k);
		if (!q)
			break;
		CN_TRY(ask_one(k, q, &more, err));
	}
	(void)fprintf(stderr, "\n");
	CN_TRY(find_questions(k, err));
	say_written(k);
	cn_para(k->ctx, 0, 2, cn_tr(k->ctx, "%zu answers written into %s; %zu questions are open.", "已将 %zu 项回答写入 %s；待答 %zu 项。"),
		k->written ? k->written->n : 0, k->r->system->path, k->n_q);
	return CN_OK;
}

/* ---- the command ---------------------------------------------------------------------------------------------------------------------- */

static cn_str answerer(const cn_ctx *ctx, const cn_profile *p)
{
	const char *by = cn_flag_get(ctx, "by");
	return by ? cn_str_z(by) : p->n_actor && !p->actor[0].assumed ? p->actor[0].party : CN_S("");
}

static cn_code ask(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	asking k = { .ctx = ctx, .r = r, .profile = r->system->profile, .day = r->day[0].as_of, .text = r->system->manifest_bytes,
		     .by = answerer(ctx, r->system->profile), .written = cn_list(ctx->a) };
	int64_t limit = LIMIT;
	if (cn_flag_get(ctx, "limit") && cn_int_parse(cn_str_z(cn_flag_get(ctx, "limit")), 1, LIMIT_MAX, &limit, err) != CN_OK)
		return cn_while(err, "--limit");
	bool answers = cn_flag_on(ctx, "answer");
	if (!answers && !ctx->json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		return ask_all(&k, err);
	for (size_t i = 0; cn_flag_at(ctx, "answer", i); i++)
		CN_TRY(take_flag(&k, cn_flag_at(ctx, "answer", i), err));
	if (answers)
		CN_TRY(save(&k, err));
	CN_TRY(find_questions(&k, err));
	if (ctx->json)
		return open_val(&k, (size_t)limit, err);
	say_open(&k, (size_t)limit);
	return CN_OK;
}

static cn_code run_ask(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], false, false, false, &r, err));
	cn_code rc = ask(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

static const cn_flag flags[] = { { "as-of", "DATE", "the day whose law counts (else today)", "按哪一天的法律判断（默认今天）", true },
				 { "by", "ROLE", "who answers: stands with each answer (else the first actor's party)", "由谁作答，随每项回答记下（默认第一个主体）", false },
				 { "answer", "FACT=VALUE", "write this answer; FACT@EU=VALUE for one market", "写入此回答；单一市场用 FACT@EU=VALUE", true },
				 { "limit", "N", "at most this many questions (else 5)", "最多列出的问题数（默认 5）", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_ask = { "ask", "FILE", 1, 1, "the next question that decides most; on a terminal one by one, written into the manifest", "下一个最能决定结果的问题；在终端逐一作答并写入清单",
			  { "concord ask examples/public-chatbot/system.yaml", "concord ask system.yaml --answer interacts_with_people=yes --by engineer" }, flags, run_ask, CN_SERVED_SEALED, CN_ACCESS_READER };
