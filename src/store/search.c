/* The index: FTS5 with a tokenizer of our own, registered on the one connection. FTS5's trigrams find nothing for a word of two Chinese
 * characters, and its other tokenizers take a whole sentence for one word. */
#include <sqlite3.h>

#include "store/search.h"

/* FTS5 counts in int, and callbacks have fixed types. */
typedef int emit_fn(void *, int, const char *, int, int, int);

typedef struct tokenizer {
	fts5_tokenizer plain_fn, stem_fn; /* unicode61; porter over it */
	Fts5Tokenizer *plain, *stem;
} tokenizer;

struct cn_search {
	sqlite3 *sql;
	tokenizer t;
};

/* ---- tokens --------------------------------------------------------------------------------------------------------------------- */

typedef struct pass {
	tokenizer *t;
	void *ctx;
	emit_fn *emit;
	int flags, base; /* base: where the stretch begins in the text */
	const char *plain; /* the token as it stands, while its stem is made */
	int n_plain, from, to;
} pass;

/* A stem stands at the place of its word: either finds it. */
static int emit_stem(void *arg, int flags, const char *token, int n, int from, int to)
{
	(void)flags;
	(void)from;
	(void)to;
	pass *p = arg;
	if (n == p->n_plain && memcmp(token, p->plain, (size_t)n) == 0)
		return SQLITE_OK;
	return p->emit(p->ctx, FTS5_TOKEN_COLOCATED, token, n, p->from, p->to);
}

static int emit_plain(void *arg, int flags, const char *token, int n, int from, int to)
{
	pass *p = arg;
	(void)flags;
	p->from = p->base + from;
	p->to = p->base + to;
	int rc = p->emit(p->ctx, 0, token, n, p->from, p->to);
	if (rc != SQLITE_OK || (p->flags & FTS5_TOKENIZE_PREFIX))
		return rc; /* the beginning of a word has no stem */
	p->plain = token;
	p->n_plain = n;
	return p->t->stem_fn.xTokenize(p->t->stem, p, FTS5_TOKENIZE_AUX, token, n, emit_stem);
}

static int tokenize(Fts5Tokenizer *self, void *ctx, int flags, const char *text, int n, emit_fn *emit)
{
	tokenizer *t = (tokenizer *)(void *)self;
	pass p = { .t = t, .ctx = ctx, .emit = emit, .flags = flags };
	cn_stretch one;
	cn_str s = { text, n > 0 ? (size_t)n : 0 };
	int rc = SQLITE_OK;
	for (size_t at = 0; rc == SQLITE_OK && cn_search_stretch(s, &at, &one);) {
		p.base = (int)(at - one.text.n);
		rc = one.cjk ? emit(ctx, 0, one.text.p, (int)one.text.n, p.base, (int)at) :
			       t->plain_fn.xTokenize(t->plain, &p, flags, one.text.p, (int)one.text.n, emit_plain);
	}
	return rc;
}

/* FTS5 makes one of these per table and cannot pass state through it but by this pointer; the state is the handle's. */
static int tokenizer_new(void *ctx, const char **args, int n_args, Fts5Tokenizer **ret)
{
	(void)args;
	(void)n_args;
	*ret = (Fts5Tokenizer *)ctx;
	return SQLITE_OK;
}

static void tokenizer_end(Fts5Tokenizer *self)
{
	(void)self; /* belongs to the handle */
}

static fts5_api *api_of(sqlite3 *sql)
{
	fts5_api *api = NULL;
	sqlite3_stmt *s = NULL;
	if (sqlite3_prepare_v2(sql, "SELECT fts5(?1)", -1, &s, NULL) == SQLITE_OK && sqlite3_bind_pointer(s, 1, (void *)&api, "fts5_api_ptr", NULL) == SQLITE_OK)
		(void)sqlite3_step(s);
	(void)sqlite3_finalize(s);
	return api;
}

static int tokenizer_make(sqlite3 *sql, tokenizer *t)
{
	static const char *unicode[] = { "remove_diacritics", "2" }, *porter[] = { "unicode61", "remove_diacritics", "2" };
	fts5_api *api = api_of(sql);
	void *plain, *stem;
	if (!api || api->iVersion < 2)
		return SQLITE_NOTFOUND;
	int rc = api->xFindTokenizer(api, "unicode61", &plain, &t->plain_fn);
	if (rc == SQLITE_OK)
		rc = api->xFindTokenizer(api, "porter", &stem, &t->stem_fn);
	if (rc == SQLITE_OK)
		rc = t->plain_fn.xCreate(plain, unicode, 2, &t->plain);
	if (rc == SQLITE_OK)
		rc = t->stem_fn.xCreate(stem, porter, 3, &t->stem);
	fts5_tokenizer own = { tokenizer_new, tokenizer_end, tokenize };
	return rc != SQLITE_OK ? rc : api->xCreateTokenizer(api, "concord", t, &own, NULL);
}

/* ---- the handle ------------------------------------------------------------------------------------------------------------------ */

static cn_code sql_fail(const cn_search *s, int rc, cn_err *err)
{
	if (rc == SQLITE_NOMEM)
		return CN_NOMEM(err);
	return CN_FAIL(err, CN_EINTERNAL, "the search index: %s", s->sql ? sqlite3_errmsg(s->sql) : sqlite3_errstr(rc));
}

static cn_code exec(cn_search *s, const char *sql, cn_err *err)
{
	int rc = sqlite3_exec(s->sql, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? CN_OK : sql_fail(s, rc, err);
}

static void stmt_done(sqlite3_stmt **s)
{
	(void)sqlite3_finalize(*s); /* repeats the error of the last step, which was seen */
}
#define AUTO_STMT __attribute__((cleanup(stmt_done))) sqlite3_stmt *

static int bind(sqlite3_stmt *stmt, int at, cn_str s)
{
	return sqlite3_bind_text64(stmt, at, s.n ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

static cn_code fill(cn_search *s, const cn_search_row *row, size_t n, cn_err *err)
{
	AUTO_STMT put = NULL;
	int rc = sqlite3_prepare_v2(s->sql, "INSERT INTO t(rowid, id, heading_en, heading_zh, text_en, text_zh, under) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", -1,
				    &put, NULL);
	for (size_t i = 0; i < n && rc == SQLITE_OK; i++) {
		rc = sqlite3_bind_int64(put, 1, (sqlite3_int64)i);
		for (int f = 0; f < CN_SF_COUNT && rc == SQLITE_OK; f++)
			rc = bind(put, f + 2, row[i].field[f]);
		if (rc == SQLITE_OK)
			rc = sqlite3_step(put);
		if (rc == SQLITE_DONE)
			rc = sqlite3_reset(put);
	}
	return rc == SQLITE_OK ? CN_OK : sql_fail(s, rc, err);
}

cn_code cn_search_open(const cn_search_row *row, size_t n, cn_search **ret, cn_err *err)
{
	CN_AUTO_SEARCH s = cn_heap_take(sizeof *s);
	if (!s)
		return CN_NOMEM(err);
	*s = (cn_search){ 0 };
	int rc = sqlite3_open_v2(":memory:", &s->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return sql_fail(s, rc, err);
	rc = tokenizer_make(s->sql, &s->t);
	if (rc == SQLITE_NOTFOUND || rc == SQLITE_ERROR)
		return CN_FAIL(err, CN_EUNSUPPORTED, "this build of SQLite has no full-text search (FTS5)");
	if (rc != SQLITE_OK)
		return sql_fail(s, rc, err);
	CN_TRY(exec(s, "CREATE VIRTUAL TABLE t USING fts5(id, heading_en, heading_zh, text_en, text_zh, under, tokenize = 'concord')", err));
	CN_TRY(exec(s, "BEGIN", err));
	CN_TRY(fill(s, row, n, err));
	CN_TRY(exec(s, "COMMIT", err));
	*ret = s;
	s = NULL;
	return CN_OK;
}

void cn_search_close(cn_search *s)
{
	if (!s)
		return;
	(void)sqlite3_close_v2(s->sql); /* in memory: nothing to lose */
	if (s->t.plain)
		s->t.plain_fn.xDelete(s->t.plain);
	if (s->t.stem)
		s->t.stem_fn.xDelete(s->t.stem);
	cn_heap_give(s);
}

/* ---- asking ------------------------------------------------------------------------------------------------------------------------ */

cn_code cn_search_find(cn_search *s, cn_arena *a, cn_str query, cn_search_hit **ret, size_t *ret_n, cn_err *err)
{
	/* An id or a heading says more than a text does, and the title of the whole instrument least: it stands with every provision. */
	static const char *const sql = "SELECT rowid, -bm25(t, 8.0, 6.0, 6.0, 1.0, 1.0, 0.3) AS score FROM t WHERE t MATCH ?1 ORDER BY score DESC, rowid";
	AUTO_STMT ask = NULL;
	size_t n = 0, room = 64;
	cn_search_hit *hit = CN_NEW(a, cn_search_hit, room);
	int rc = sqlite3_prepare_v2(s->sql, sql, -1, &ask, NULL);
	if (rc == SQLITE_OK)
		rc = bind(ask, 1, query);
	while (rc == SQLITE_OK && hit && (rc = sqlite3_step(ask)) == SQLITE_ROW) {
		if (n == room) {
			cn_search_hit *more = CN_NEW(a, cn_search_hit, room * 2);
			if (more)
				memcpy(more, hit, n * sizeof *hit);
			hit = more;
			room *= 2;
		}
		if (hit)
			hit[n++] = (cn_search_hit){ (size_t)sqlite3_column_int64(ask, 0), sqlite3_column_double(ask, 1) };
		rc = SQLITE_OK;
	}
	if (!hit)
		return cn_arena_fail(a, err);
	if (rc != SQLITE_DONE)
		return sql_fail(s, rc, err);
	*ret = hit;
	*ret_n = n;
	return CN_OK;
}

cn_code cn_search_marked(cn_search *s, cn_arena *a, cn_str query, size_t row, cn_search_field field, unsigned tokens, cn_str *ret, cn_err *err)
{
	AUTO_STMT ask = NULL;
	int rc = sqlite3_prepare_v2(s->sql,
				    tokens ? "SELECT snippet(t, ?3, char(2), char(3), '..', ?4) FROM t WHERE t MATCH ?1 AND rowid = ?2" :
					     "SELECT highlight(t, ?3, char(2), char(3)) FROM t WHERE t MATCH ?1 AND rowid = ?2",
				    -1, &ask, NULL);
	if (rc == SQLITE_OK)
		rc = bind(ask, 1, query);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(ask, 2, (sqlite3_int64)row);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int(ask, 3, (int)field);
	if (rc == SQLITE_OK && tokens)
		rc = sqlite3_bind_int(ask, 4, tokens > 64 ? 64 : (int)tokens);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(ask);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return sql_fail(s, rc, err);
	*ret = CN_S("");
	if (rc == SQLITE_ROW) {
		const unsigned char *z = sqlite3_column_text(ask, 0);
		int n = sqlite3_column_bytes(ask, 0);
		*ret = cn_str_copy(a, (cn_str){ (const char *)z, z && n > 0 ? (size_t)n : 0 });
	}
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
