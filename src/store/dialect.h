/* The one SQL of this program is what SQLite and PostgreSQL both read, but for a handful of words. They are put right here. */
#ifndef CN_STORE_DIALECT_H
#define CN_STORE_DIALECT_H

#include "base/base.h"

/* Our SQL as PostgreSQL reads it, outside quotes: ?1 is $1; STRICT goes; INTEGER is BIGINT (64 bits, as in SQLite); TEXT is compared by its bytes, whatever
 * the language of the database; what is dropped takes along the views that rest on it; an index "of free text" is left out,
 * since a row of an index has at most 2,704 bytes there. */
void cn_sql_for_postgresql(const char *sql, cn_buf *out);

#endif
