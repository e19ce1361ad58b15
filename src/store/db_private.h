/* Private to store: a database behind cn_db. db.c has what a node does with one; an engine has how one is asked. */
#ifndef CN_STORE_DB_PRIVATE_H
#define CN_STORE_DB_PRIVATE_H

#include "store/db.h"

/* One question or statement, ?1.. bound to args. */
typedef struct cn_ask {
	const char *sql;
	const cn_sqlval *args;
	size_t n_args;
	bool again; /* it will come again, word for word: it is kept prepared */
	/* What comes back: rows as maps from column to value, pushed to the list; or the first value of the first row, if it is a whole number. */
	cn_arena *a;
	cn_val *rows; /* NULL: not wanted */
	size_t rows_max;
	int64_t *first; /* NULL: not wanted; left as it is when there is none */
} cn_ask;

typedef struct cn_engine {
	cn_code (*run)(cn_db *db, const char *sql, cn_err *err); /* several statements, without arguments */
	cn_code (*ask)(cn_db *db, const cn_ask *q, cn_err *err); /* one */
	void (*forget)(cn_db *db);                               /* what is kept prepared: its tables go */
	void (*close)(cn_db *db);
	const char *begin; /* a transaction that writes: one at a time */
} cn_engine;

/* The head of each engine's own. */
struct cn_db {
	const cn_engine *engine;
	uint64_t changed; /* rows, by the last statement */
	bool shared;      /* other machines may hold it too: it knows whose log it has */
};

extern const char cn_own_schema[]; /* the tables that are no view's */

CN_MUST_CHECK cn_code cn_sqlite_open(const char *path, cn_db **ret, cn_err *err);
/* Connects, and makes the schema `concord` and its tables of the log if they are not there. */
CN_MUST_CHECK cn_code cn_pg_open(const cn_store_url *url, cn_db **ret, cn_err *err);

CN_MUST_CHECK cn_code cn_db_run(cn_db *db, const char *sql, cn_err *err);
/* One whole number; `otherwise` when there is no row or it is null. */
CN_MUST_CHECK cn_code cn_db_int(cn_db *db, const char *sql, const cn_sqlval *args, size_t n, int64_t otherwise, int64_t *ret, cn_err *err);

#endif
