/* Private to src/people: the handle and its statements. Every function here is called under p->lock, but where it says otherwise. */
#ifndef CN_PEOPLE_PRIVATE_H
#define CN_PEOPLE_PRIVATE_H

#include <pthread.h>

#include "people/people.h"

struct cn_people {
	cn_db *db;
	pthread_mutex_t lock, hash_lock; /* the second around one password that is worked out */
	cn_key_cost cost;
};

/* A transaction under the lock: cn_people_begin, then always cn_people_finish with what came of it, which commits or rolls back. */
CN_MUST_CHECK cn_code cn_people_begin(cn_people *p, cn_err *err);
CN_MUST_CHECK cn_code cn_people_finish(cn_people *p, cn_code rc, cn_err *err);
/* One row, or NULL. */
CN_MUST_CHECK cn_code cn_people_row(cn_people *p, cn_arena *a, const char *sql, const cn_sqlval *args, size_t n, const cn_val **ret, cn_err *err);
/* A statement that must change a row; else fails with CN_ENOTFOUND and `what` ("there is no such session"). */
CN_MUST_CHECK cn_code cn_people_change(cn_people *p, const char *sql, const cn_sqlval *args, size_t n, const char *what, cn_err *err);
/* An act as the body of an access/1 record; NULL or 0 leaves a field out. */
typedef struct cn_act {
	const char *what;
	cn_str person, by, key;
	cn_roles roles;
	const char *op;
} cn_act;
CN_MUST_CHECK cn_code cn_people_act(cn_people *p, const cn_act *act, int64_t now_us, cn_err *err);

void cn_people_new_id(const char *prefix, char out[CN_PERSON_ID_BYTES]);
/* A new token and its digest as text. */
void cn_people_new_token(const char *what, const char *prefix, char token[CN_TOKEN_BYTES], char digest[CN_DIGEST_TEXT_BYTES]);
void cn_people_digest(const char *what, cn_str token, char digest[CN_DIGEST_TEXT_BYTES]);
/* A session for a person; who they are goes to *ret. */
CN_MUST_CHECK cn_code cn_people_session_add(cn_people *p, cn_str id, const char *how, int64_t now_us, char session[CN_TOKEN_BYTES], cn_who *ret, cn_err *err);
/* Rows as they are shown: times as text under a shorter name, roles as words. Takes the lock itself. */
CN_MUST_CHECK cn_code cn_people_listed(cn_people *p, cn_arena *a, const char *sql, const cn_sqlval *args, size_t n, const cn_val **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_people_name_check(cn_str name, cn_err *err);
/* fails: CN_ESTATE when nobody could administer any more; called after the change, inside its transaction */
CN_MUST_CHECK cn_code cn_people_still_administered(cn_people *p, cn_str by, cn_err *err);
/* cn_people_vacant, under the lock. */
CN_MUST_CHECK cn_code cn_people_still_vacant(cn_people *p, bool *ret, cn_err *err);
/* A new link for a person, by whom; id empty: for the first administrator. code: digest of what it takes too, or empty. Whether one administrator has it whole
 * is kept with the person (by_one): until another link is made, what lets them in came of this one. */
CN_MUST_CHECK cn_code cn_people_link(cn_people *p, cn_str id, cn_str by, cn_str code, int64_t until_us, char link[CN_TOKEN_BYTES], cn_err *err);

/* Of a row of person: there is something by which they could sign in. Who was reset has nothing until the link is used, also not from a request that was
 * on its way: what gives a way in asks this in its own transaction. */
#define CN_MAY_SIGN_IN "ended_us IS NULL AND (password IS NOT NULL OR EXISTS (SELECT 1 FROM passkey k WHERE k.person = person.id))"

enum { CN_PEOPLE_ARENA_BYTES = 16 << 20 };

#endif
