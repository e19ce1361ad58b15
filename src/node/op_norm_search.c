/* norm search: words in titles, aliases, headings, texts and ids, in both languages. The index lives for one request. */
#include "node/browse.h"
#include "report/report.h"
#include "store/search.h"

enum { HITS_DEFAULT = 10, HITS_MAX = 10000, QUERY_BYTES_MAX = 1 << 16, EXCERPT_CELLS = 150, LEAD_CELLS = 50 };

/* What a row of the index is. */
typedef struct entry {
	const cn_instrument *instrument;
	const cn_provision *provision; /* NULL: the instrument itself */
} entry;

typedef struct job {
	cn_ctx *ctx;
	const cn_library *lib;
	entry *entry;
	cn_search *index;
	cn_str words, query;
	cn_search_hit *hit; /* those that pass the filters */
	size_t n, most;
	bool all;           /* every word is in each; else some */
	cn_err *err;
} job;

/* ---- the index --------------------------------------------------------------------------------------------------------------- */

static cn_str joined(cn_arena *a, cn_str head, cn_texts more)
{
	for (size_t i = 0; i < more.n; i++)
		head = cn_strf(a, "%.*s%s%.*s", CN_FMT(head), head.n ? "; " : "", CN_FMT(more.item[i]));
	return head;
}

static cn_code open_index(job *j)
{
	cn_arena *a = j->ctx->a;
	size_t n = 0, most = cn_library_count(j->lib) + cn_library_provisions(j->lib);
	cn_search_row *row = CN_NEW(a, cn_search_row, most + 1);
	j->entry = CN_NEW(a, entry, most + 1);
	if (!row || !j->entry)
		return cn_arena_fail(a, j->err);
	for (size_t i = 0; i < cn_library_count(j->lib); i++) {
		const cn_instrument *x = cn_library_at(j->lib, i);
		cn_str under = cn_strf(a, "%.*s; %.*s", CN_FMT(x->title.en), CN_FMT(x->title.zh));
		cn_str names = joined(a, cn_strf(a, "%.*s%s%.*s", CN_FMT(x->id), x->original.n ? "; " : "", CN_FMT(x->original)), x->aliases);
		row[n] = (cn_search_row){ { names, x->title.en, x->title.zh, x->issuer.en, x->issuer.zh, CN_S("") } };
		j->entry[n++] = (entry){ x, NULL };
		for (size_t k = 0; k < x->n_provision; k++) {
			const cn_provision *p = &x->provision[k];
			row[n] = (cn_search_row){ { joined(a, p->full, p->aliases), p->heading.en, p->heading.zh, p->text.en, p->text.zh, under } };
			j->entry[n++] = (entry){ x, p };
		}
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, j->err);
	return cn_search_open(row, n, &j->index, j->err);
}

/* An instrument has a theme or a stage if one of its provisions has; it is then not listed beside them. */
static bool takes(const job *j, const entry *e, const cn_browse *b)
{
	if (e->provision)
		return cn_browse_takes(j->lib, e->provision, b);
	return !b->theme.n && !b->stage.n && (!b->force.n || cn_eqz(b->force, cn_force_text(e->instrument->force))) && cn_browse_reaches(j->lib, e->instrument, b);
}

static cn_code find(job *j, cn_search_join join, const cn_browse *narrow)
{
	CN_AUTO_BUF q;
	size_t n;
	cn_buf_init(&q, QUERY_BYTES_MAX);
	CN_TRY(cn_search_query(j->words, join, &q, j->err));
	j->query = cn_str_copy(j->ctx->a, cn_buf_str(&q));
	CN_TRY(cn_search_find(j->index, j->ctx->a, j->query, &j->hit, &n, j->err));
	j->n = 0;
	for (size_t i = 0; i < n; i++)
		if (takes(j, &j->entry[j->hit[i].row], narrow))
			j->hit[j->n++] = j->hit[i];
	return CN_OK;
}

/* ---- what was found, marked ---------------------------------------------------------------------------------------------------- */

static bool is_mark(char c)
{
	return c == CN_HIT_BEGIN || c == CN_HIT_END;
}

/* From `at` on at most `cells` cells, marks not counted; forward, or back. Gives where that is, at the edge of a character. */
static size_t walk(cn_str s, size_t at, size_t cells, bool forward)
{
	size_t used = 0;
	while (forward ? at < s.n : at > 0) {
		size_t next = forward ? at + 1 : at - 1;
		while (next > 0 && next < s.n && ((unsigned char)s.p[next] & 0xc0) == 0x80)
			next = forward ? next + 1 : next - 1;
		cn_str c = forward ? cn_sub(s, at, next - at) : cn_sub(s, next, at - next);
		used += is_mark(c.p[0]) ? 0 : cn_report_width(c);
		if (used > cells)
			break;
		at = next;
	}
	return at;
}

/* A line of an excerpt may begin or end here: beside a space or a mark, or beside a character of a script without spaces. */
static bool breaks(cn_str s, size_t at)
{
	char before = at ? s.p[at - 1] : ' ', next = at < s.n ? s.p[at] : ' ';
	return before == ' ' || next == ' ' || is_mark(before) || is_mark(next) || (unsigned char)before >= 0x80 || (unsigned char)next >= 0x80;
}

static bool inside_hit(cn_str s, size_t at)
{
	while (at > 0 && !is_mark(s.p[at - 1]))
		at--;
	return at > 0 && s.p[at - 1] == CN_HIT_BEGIN;
}

/* A text around the first word that was found; no word that was found is cut in two. */
static cn_str excerpt(cn_arena *a, cn_str s)
{
	const char *hit = s.n ? memchr(s.p, CN_HIT_BEGIN, s.n) : NULL;
	if (!hit || walk(s, 0, EXCERPT_CELLS, true) == s.n)
		return s;
	size_t first = (size_t)(hit - s.p), from = walk(s, first, LEAD_CELLS, false);
	if (walk(s, from, EXCERPT_CELLS, true) == s.n)
		from = walk(s, s.n, EXCERPT_CELLS, false); /* the end fits: fill the room before it */
	from = from < first ? from : first;
	while (!breaks(s, from))
		from++;
	size_t end = walk(s, from, EXCERPT_CELLS, true);
	while (end < s.n && inside_hit(s, end))
		end++;
	while (!breaks(s, end))
		end--;
	return cn_strf(a, "%s%.*s%s", from ? ".." : "", CN_FMT(cn_sub(s, from, end - from)), end < s.n ? ".." : "");
}

/* Where the words are: the text in the request's language, else in the other, else a name the heading does not show. */
static cn_code snippet(job *j, const cn_search_hit *h, cn_search_field *ret_field, cn_str *ret)
{
	bool zh = cn_eqz(j->ctx->lang, "zh");
	const cn_search_field order[] = { zh ? CN_SF_TEXT_ZH : CN_SF_TEXT_EN, zh ? CN_SF_HEADING_EN : CN_SF_HEADING_ZH, zh ? CN_SF_TEXT_EN : CN_SF_TEXT_ZH, CN_SF_ID };
	/* A provision's id stands in its first line; an instrument has names that do not. */
	for (size_t i = 0; i < sizeof order / sizeof order[0] - (j->entry[h->row].provision ? 1 : 0); i++) {
		cn_str whole;
		CN_TRY(cn_search_marked(j->index, j->ctx->a, j->query, h->row, order[i], 0, &whole, j->err));
		*ret_field = order[i];
		*ret = excerpt(j->ctx->a, whole);
		if (ret->n && memchr(ret->p, CN_HIT_BEGIN, ret->n))
			return CN_OK;
	}
	*ret = CN_S("");
	return CN_OK;
}

/* Marks become what a terminal shows: bold where there is colour (laid in after wrapping: it takes no cells), else a star on each side. */
static void say_marked(cn_ctx *ctx, size_t first, size_t rest, cn_str marked)
{
	CN_AUTO_BUF b;
	CN_AUTO_BUF w;
	cn_buf_init(&b, QUERY_BYTES_MAX);
	cn_buf_init(&w, QUERY_BYTES_MAX);
	for (size_t i = 0; i < marked.n; i++) {
		if (marked.p[i] == CN_HIT_END && i + 1 < marked.n && marked.p[i + 1] == CN_HIT_BEGIN) {
			i++; /* two words that touch are marked as one */
			continue;
		}
		bool mark = marked.p[i] == CN_HIT_BEGIN || marked.p[i] == CN_HIT_END;
		cn_buf_putc(&b, mark && !ctx->color ? '*' : marked.p[i]);
	}
	cn_report_wrap(&w, cn_buf_str(&b), ctx->width ? ctx->width : 80, first, rest);
	for (size_t i = 0; i < w.n; i++) {
		if (w.p[i] == CN_HIT_BEGIN || w.p[i] == CN_HIT_END)
			cn_buf_putz(ctx->out, w.p[i] == CN_HIT_BEGIN ? "\033[1m" : "\033[0m");
		else
			cn_buf_putc(ctx->out, w.p[i]);
	}
	ctx->out->failed |= b.failed || w.failed;
}

static cn_code say_hit(job *j, const cn_search_hit *h)
{
	cn_ctx *ctx = j->ctx;
	const entry *e = &j->entry[h->row];
	const cn_instrument *x = e->instrument;
	cn_str heading, text, kind = e->provision ? cn_word_for(ctx, "deontic", cn_str_z(cn_deontic_text(e->provision->deontic))) : cn_member_word(ctx, j->lib, "kinds", x->kind);
	cn_force force = e->provision ? e->provision->force : x->force;
	cn_search_field field;
	CN_TRY(cn_search_marked(j->index, ctx->a, j->query, h->row, cn_eqz(ctx->lang, "zh") ? CN_SF_HEADING_ZH : CN_SF_HEADING_EN, 0, &heading, j->err));
	CN_TRY(snippet(j, h, &field, &text));
	cn_para(ctx, 0, 2, "%.*s  [%.*s, %.*s]%s%s", CN_FMT(e->provision ? e->provision->full : x->id), CN_FMT(kind),
		CN_FMT(cn_word_for(ctx, "force", cn_str_z(cn_force_text(force)))), cn_status_mark(ctx, j->lib, x),
		cn_confidence_mark(ctx, e->provision ? e->provision->confidence : x->confidence));
	say_marked(ctx, 2, 4, heading);
	say_marked(ctx, 4, 4, text);
	return CN_OK;
}

static cn_code say_all(job *j)
{
	cn_ctx *ctx = j->ctx;
	if (j->n == 0) {
		cn_para(ctx, 0, 0, cn_tr(ctx, "Nothing in the library has a word of \"%.*s\". That is not the same as: no law speaks of it.",
					 "文书库中没有含“%.*s”的内容。这不等于没有法律涉及。"),
			CN_FMT(j->words));
		return CN_OK;
	}
	if (!j->all)
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "No text has all of these words. These have some:", "没有文本同时含有这些词。以下各条含有其中一部分："));
	for (size_t i = 0; i < j->n && i < j->most; i++)
		CN_TRY(say_hit(j, &j->hit[i]));
	size_t more = j->n > j->most ? j->n - j->most : 0;
	cn_buf_printf(ctx->out, cn_tr(ctx, "%zu found", "找到 %zu 条"), j->n);
	if (more)
		cn_buf_printf(ctx->out, cn_tr(ctx, ", %zu more: --limit %zu", "，另有 %zu 条：--limit %zu"), more, j->n);
	cn_buf_putc(ctx->out, '\n');
	return CN_OK;
}

/* [{text, hit}] of a marked text. */
static cn_val *parts_val(cn_arena *a, cn_str marked)
{
	cn_val *list = cn_list(a);
	bool hit = false;
	for (size_t from = 0; from < marked.n;) {
		size_t end = from;
		while (end < marked.n && marked.p[end] != CN_HIT_BEGIN && marked.p[end] != CN_HIT_END)
			end++;
		if (end > from) {
			cn_val *m = cn_push(a, list, cn_map(a));
			cn_put(a, m, "text", cn_text(a, cn_sub(marked, from, end - from)));
			cn_put(a, m, "hit", cn_bool(a, hit));
		}
		hit = end < marked.n && marked.p[end] == CN_HIT_BEGIN;
		from = end + 1;
	}
	return list;
}

static cn_code answer_json(job *j, cn_str digest)
{
	static const char *const field_name[CN_SF_COUNT] = { "id", "heading.en", "heading.zh", "text.en", "text.zh", "" };
	cn_arena *a = j->ctx->a;
	cn_val *top = cn_map(a), *list;
	cn_put(a, top, "words", cn_text(a, j->words));
	cn_put(a, top, "library", cn_text(a, digest));
	cn_put(a, top, "all_words", cn_bool(a, j->all));
	cn_put(a, top, "found", cn_int(a, (int64_t)j->n));
	list = cn_put(a, top, "hits", cn_list(a));
	for (size_t i = 0; i < j->n && i < j->most; i++) {
		const entry *e = &j->entry[j->hit[i].row];
		cn_search_field field;
		cn_str text;
		CN_TRY(snippet(j, &j->hit[i], &field, &text));
		cn_val *m = cn_push(a, list, e->provision ? cn_provision_val(j->ctx, e->provision) : cn_instrument_val(j->ctx, e->instrument));
		cn_put(a, m, "what", cn_textz(a, e->provision ? "provision" : "instrument"));
		if (text.n) {
			cn_val *s = cn_put(a, m, "snippet", cn_map(a));
			cn_put(a, s, "of", cn_textz(a, field_name[field]));
			cn_put(a, s, "parts", parts_val(a, text));
		}
	}
	return cn_answer_json(j->ctx, top, j->err);
}

/* ---- the command -------------------------------------------------------------------------------------------------------------------- */

static cn_code search(job *j, cn_str digest)
{
	cn_browse narrow;
	CN_TRY(cn_norm_narrowed(j->ctx, j->lib, &narrow, j->err));
	narrow.ended = true; /* what is no longer law is found too, with its mark */
	CN_TRY(open_index(j));
	CN_TRY(find(j, CN_SEARCH_ALL, &narrow));
	j->all = j->n > 0;
	if (!j->all)
		CN_TRY(find(j, CN_SEARCH_ANY, &narrow));
	return j->ctx->json ? answer_json(j, digest) : say_all(j);
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	int64_t most = HITS_DEFAULT;
	job j = { .ctx = ctx, .err = err };
	const char *limit = cn_flag_get(ctx, "limit");
	for (size_t i = 0; i < ctx->args.n_arg; i++)
		j.words = i ? cn_strf(ctx->a, "%.*s %s", CN_FMT(j.words), ctx->args.arg[i]) : cn_str_z(ctx->args.arg[i]);
	if (limit && cn_int_parse(cn_str_z(limit), 1, HITS_MAX, &most, err) != CN_OK)
		return cn_while(err, "--%s", "limit");
	CN_TRY(cn_load_norms(ctx, &n, err));
	j.lib = n.lib;
	j.most = (size_t)most;
	cn_code rc = search(&j, n.digest);
	cn_search_close(j.index);
	return rc;
}

static const cn_flag flags[] = { { "market", "CODE", "only what reaches this market or group", "仅限适用于该市场或国家集团的文书", false },
				 { "theme", "ISSUE", "only provisions on this issue", "仅限该议题的条款", false },
				 { "stage", "STAGE", "only provisions of this stage", "仅限该阶段的条款", false },
				 { "force", "FORCE", "only of this force: binding, soft, ..", "仅限该效力：binding、soft 等", false },
				 { "as-of", "DATE", "the day whose memberships count (else today)", "按哪一天的成员资格（默认今天）", false },
				 { "limit", "N", "how many to show (10)", "显示条数（默认 10）", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_norm_search = { "norm search", "WORDS", 1, CN_ARGS_MAX, "find words in titles, headings, texts and ids, in English or Chinese",
				  "在标题、条文和编号中查找，中英文均可", { "concord norm search children", "concord norm search \"keep logs\" --market EU" }, flags, run, CN_SERVED_LAW };
