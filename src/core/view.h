/* A view is a fold over the set of records into SQL tables. Equal sets give equal tables, whatever the order of arrival, because
 * a fold may only put rows that are a function of the one record it is given; everything that compares records (which claim stands, what
 * is approved) is an SQL view over those tables, or the depth that the store keeps for every record.
 * Conflicts are ordered by (depth over refs, author, seq, id). Views never hold "now": they hold due dates. */
#ifndef CN_CORE_VIEW_H
#define CN_CORE_VIEW_H

#include "core/record.h"

/* One record as a view sees it. A record whose payload is absent (sealed elsewhere, erased) has rec == NULL: a tombstone. */
typedef struct cn_seen {
	cn_digest id;
	cn_str origin; /* of the log it stands in */
	uint64_t index;
	const cn_record *rec;
	const cn_signed *whole; /* NULL with rec */
	cn_str state;  /* "counted"; "revoked" (key no longer good there); "unverified"; "erased"; "sealed" */
	cn_digest key_id; /* of the signer that counts; zero if none */
	bool sealed;
} cn_seen;

typedef enum cn_cell_type { CN_CELL_NULL, CN_CELL_INT, CN_CELL_TEXT, CN_CELL_BLOB } cn_cell_type;
/* A value of a row (cn_cell is a cell of answers, in norm). */
typedef struct cn_sqlval {
	cn_cell_type type;
	int64_t i;
	cn_str s;
} cn_sqlval;
#define CN_CELL_I(x) ((cn_sqlval){ CN_CELL_INT, (x), { NULL, 0 } })
#define CN_CELL_S(x) ((cn_sqlval){ CN_CELL_TEXT, 0, (x) })
#define CN_CELL_NONE ((cn_sqlval){ CN_CELL_NULL, 0, { NULL, 0 } })

/* Where rows go: INSERT INTO table VALUES (...) unless they are there, in the order of the table's columns. The first column of every table is `id`. */
typedef struct cn_sink {
	cn_code (*put)(void *ctx, const char *table, const cn_sqlval *cells, size_t n, cn_err *err);
	void *ctx;
	cn_arena *a; /* scratch that lives for this one fold */
} cn_sink;

typedef struct cn_view {
	const char *name;
	const char *what;
	/* CREATE TABLE ... STRICT; CREATE VIEW ...; may name tables of views earlier in the registry. In the SQL that SQLite and PostgreSQL share
	 * (store/dialect.h): no IS between columns but IS NOT DISTINCT FROM; a truth that is shown is CASE .. THEN 1 ELSE 0 END. An index of texts whose length
	 * nobody bounds says so, "CREATE INDEX / * of free text * / name ..", without the spaces: PostgreSQL would refuse the row. */
	const char *schema;
	const char *tables; /* tables that it fills, separated by a space: dropped and dumped by name */
	const char *derived; /* SQL views of its schema, separated by a space; NULL: none */
	const char *kind;   /* NULL: every record, tombstones too */
	cn_code (*fold)(const cn_seen *s, const cn_sink *sink, cn_err *err);
} cn_view;

const cn_view *cn_view_at(size_t i); /* the registry's i-th; NULL at the end */

#endif
