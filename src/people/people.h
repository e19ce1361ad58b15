/* people: who may sign in to a node. One SQLite file, DIR/private/people.db (mode 0600), the only place of a node where names of people stand;
 * records name a person by a random id ("p-0123456789abcdef").
 *
 * What proves somebody is kept as a digest or a hash only, but for the key of one-time codes, which cannot be. Each administrative act is
 * written down in the same transaction that does it, and waits there until it is a record of the log (people/act.h).
 *
 * Any thread: a handle has locks of its own. At most one password is worked out at a time, since each takes 64 MiB. The clock is a parameter. */
#ifndef CN_PEOPLE_PEOPLE_H
#define CN_PEOPLE_PEOPLE_H

#include "people/access.h"
#include "people/secret.h"
#include "store/db.h"

enum {
	CN_PERSON_ID_BYTES = 19,       /* "p-" and 16 hex digits, terminator included */
	CN_LINK_CODE_BYTES = 19,       /* "c-" and 16 hex digits, terminator included */
	CN_PERSON_NAME_BYTES_MAX = 128,
	CN_PEOPLE_MAX = 10000,         /* who have not ended */
	CN_PEOPLE_ENDED_SHOWN = 1000,  /* in a list: those that ended last */
	CN_SESSIONS_MAX = 64,          /* of one person; the oldest gives way */
	CN_API_TOKENS_MAX = 64,        /* of one person */
	CN_LABEL_BYTES_MAX = 128,
	CN_KEYS_HELD_MAX = 256,        /* signing keys that one person ever had */
	CN_TOKEN_DAYS_MAX = 366
};

/* Microseconds. A session ends when it was not used for so long, and in any case after so long; a link likewise. */
#define CN_MINUTE_US 60000000LL
#define CN_SESSION_IDLE_US (60 * CN_MINUTE_US)
#define CN_SESSION_MOST_US (12 * 60 * CN_MINUTE_US)
#define CN_SETUP_LINK_US (24 * 60 * CN_MINUTE_US)
#define CN_PERSON_LINK_US (7 * 24 * 60 * CN_MINUTE_US)

typedef struct cn_people cn_people;

/* Makes the folder and the file when they are not there.
 *   cost   of passwords that are set from now on: CN_KEY_COST; less only in tests
 *   fails  CN_EIO, CN_ESTATE (a later version wrote it, or it is held), CN_ENOMEM */
CN_MUST_CHECK cn_code cn_people_open(const char *data_dir, cn_key_cost cost, cn_people **ret, cn_err *err);
void cn_people_close(cn_people *p); /* accepts NULL */
static inline void cn_people_auto_(cn_people **p)
{
	cn_people_close(*p);
}
#define CN_AUTO_PEOPLE __attribute__((cleanup(cn_people_auto_))) cn_people *

/* Who asks. All zero: nobody in particular. */
typedef struct cn_who {
	char id[CN_PERSON_ID_BYTES];               /* empty: not signed in */
	char name[CN_PERSON_NAME_BYTES_MAX + 1];
	char session[CN_PERSON_ID_BYTES];          /* id of the session; empty: by an API token */
	char csrf[2 * CN_DIGEST_BYTES + 1];        /* of the session: what X-Concord-CSRF must hold */
	cn_roles roles;                            /* by a token: those of the token that the person still has */
	cn_access access;
	int64_t entry;                             /* which of the person's ways in: a reset ends it, and begins the next */
} cn_who;

/* ---- people (person.c) -------------------------------------------------------------------------------------------------------------------
 *
 * by    id of who does it; "operator" on the command line, "setup" for the first administrator
 * code  digest of a code that the link takes too, which another has (cn_people_propose, cn_people_decide); empty: the link alone does. What lets an
 *       administrator in takes two: without a code it fails with CN_EABSENT, but for the operator. Whoever had the whole link would be two administrators
 *       from then on. */

/* Is there nobody who could sign in as an administrator? */
CN_MUST_CHECK cn_code cn_people_vacant(cn_people *p, bool *ret, cn_err *err);
/* Is there an administrator who could sign in, other than `by`? */
CN_MUST_CHECK cn_code cn_people_second_administrator(cn_people *p, cn_str by, bool *ret, cn_err *err);
/* The one link that makes the first administrator; a link made before ends. */
CN_MUST_CHECK cn_code cn_people_setup_link(cn_people *p, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err);
/* A person without a password, and the link by which they set one.
 *   fails  CN_EINPUT a name that is empty, too long, not UTF-8, with control characters or signs that are not
 *          seen, or like an id, no role; CN_ESTATE the name is taken (joiners make no other name) */
CN_MUST_CHECK cn_code cn_people_add(cn_people *p, cn_str name, cn_roles roles, cn_str by, cn_str code, int64_t now_us, char ret_id[CN_PERSON_ID_BYTES],
				    char link[CN_TOKEN_BYTES], cn_err *err);
/* Could somebody of that name be added? Changes nothing; fails as cn_people_add. */
CN_MUST_CHECK cn_code cn_people_name_free(cn_people *p, cn_str name, cn_err *err);
/* {id, name, roles, password, code, passkeys, let_in_by_one, keys, held, made, ended}, by name. let_in_by_one: one administrator had the whole of the link
 * that lets them in (or it is not known), and may have used it. `who` NULL: everybody, of those who have ended the last
 * CN_PEOPLE_ENDED_SHOWN; else one, by id or name.
 *   fails  CN_ENOTFOUND */
CN_MUST_CHECK cn_code cn_people_list(cn_people *p, cn_arena *a, const char *who, const cn_val **ret, cn_err *err);
/* fails: CN_ENOTFOUND; CN_ESTATE the last administrator; CN_EABSENT it would make an administrator, whoever asks: cn_people_raise does */
CN_MUST_CHECK cn_code cn_people_set_roles(cn_people *p, cn_str id, cn_roles roles, cn_str by, int64_t now_us, cn_err *err);
/* Takes away password, code key, passkeys, sessions, tokens, signing keys and what they proposed, and makes a new link. */
CN_MUST_CHECK cn_code cn_people_reset(cn_people *p, cn_str id, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err);
/* Gives roles and resets, in one: a person who becomes an administrator may have a password that another chose. fails: CN_ESTATE is one already */
CN_MUST_CHECK cn_code cn_people_raise(cn_people *p, cn_str id, cn_roles roles, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES],
				      cn_err *err);
/* All of it is taken away and the name is forgotten; the id stays. fails: CN_ENOTFOUND; CN_ESTATE the last administrator, or ended before */
CN_MUST_CHECK cn_code cn_people_end(cn_people *p, cn_str id, cn_str by, int64_t now_us, cn_err *err);
/* Binds the signing key of that name (keys/people/) to a person. A key has one person, for good: two keys are two persons. Who was let in by one is reset
 * first: with the key they are let in anew, by `code` and *link.
 *   link   the new link; empty: it took none
 *   fails  CN_ENOTFOUND; CN_ESTATE it is or was another's; CN_ETOOBIG over CN_KEYS_HELD_MAX; CN_EABSENT it takes a code (not of the operator) */
CN_MUST_CHECK cn_code cn_people_bind_key(cn_people *p, cn_str id, cn_str key, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES],
					 cn_err *err);
/* Could it be bound, and would they be let in anew? Changes nothing; fails as cn_people_bind_key, but for the code. */
CN_MUST_CHECK cn_code cn_people_key_check(cn_people *p, cn_str id, cn_str key, bool *ret_anew, cn_err *err);
/* Takes it away from the person who has it. fails: CN_ENOTFOUND it is not theirs */
CN_MUST_CHECK cn_code cn_people_free_key(cn_people *p, cn_str id, cn_str key, cn_str by, int64_t now_us, cn_err *err);
/* The names of all keys that a person ever had, those that were freed among them: who gave a key back has signed with it. */
CN_MUST_CHECK cn_code cn_people_held(cn_people *p, cn_arena *a, cn_str id, const cn_val **ret, cn_err *err);
/* The same of the person whose this key is or was; of nobody: an empty list. */
CN_MUST_CHECK cn_code cn_people_held_with(cn_people *p, cn_arena *a, cn_str key, const cn_val **ret, cn_err *err);
/* Has who asks the key, and not been locked out since they came in? */
CN_MUST_CHECK cn_code cn_people_has_key(cn_people *p, const cn_who *w, cn_str key, bool *ret, cn_err *err);
/* For what takes a while, or waits: is who asked (id, entry) still let in as then? Fills roles and access as they are now.
 *   fails  CN_EFORGED locked out since, or ended */
CN_MUST_CHECK cn_code cn_people_still_in(cn_people *p, cn_who *w, cn_err *err);

/* ---- signing in (sign_in.c) ------------------------------------------------------------------------------------------------------------ */

/* Sets the password by a link, which ends. Of a setup link the name is the first administrator's; of another it is the person's, or empty. code: empty, but
 * for a link that takes one.
 *   fails  CN_EFORGED no such link, or its time is over, or the code does not fit; CN_EABSENT it takes a code; CN_EINPUT the password, the name; CN_ESTATE a
 *          setup link, and the node has an administrator by now */
CN_MUST_CHECK cn_code cn_people_use_link(cn_people *p, cn_str link, cn_str code, cn_str name, cn_str password, int64_t now_us,
					 char ret_id[CN_PERSON_ID_BYTES], cn_err *err);
/* Takes as long whether there is such a person or not.
 *   fails  CN_EFORGED name, password or code do not fit; CN_EABSENT the password fits and a code is wanted */
CN_MUST_CHECK cn_code cn_people_sign_in(cn_people *p, cn_str name, cn_str password, cn_str code, int64_t now_us, char session[CN_TOKEN_BYTES],
					cn_who *ret, cn_err *err);
/* fails: CN_EFORGED the old password */
CN_MUST_CHECK cn_code cn_people_set_password(cn_people *p, cn_str id, cn_str old, cn_str password, int64_t now_us, cn_err *err);
/* A new key for one-time codes, which counts once a code of it was given. */
CN_MUST_CHECK cn_code cn_people_code_begin(cn_people *p, cn_str id, char ret_key[CN_TOTP_KEY_TEXT_BYTES], cn_err *err);
CN_MUST_CHECK cn_code cn_people_code_confirm(cn_people *p, cn_str id, cn_str code, int64_t now_us, cn_err *err); /* CN_EFORGED */
CN_MUST_CHECK cn_code cn_people_code_end(cn_people *p, cn_str id, int64_t now_us, cn_err *err);

/* ---- sessions and tokens (session.c) ---------------------------------------------------------------------------------------------------- */

/* A session of a person who has proved who they are some other way (a passkey). */
CN_MUST_CHECK cn_code cn_people_session_new(cn_people *p, cn_str id, const char *how, int64_t now_us, char session[CN_TOKEN_BYTES], cn_who *ret, cn_err *err);
/* fails: CN_EFORGED no such session, or it is over */
CN_MUST_CHECK cn_code cn_people_session(cn_people *p, cn_str session, int64_t now_us, cn_who *ret, cn_err *err);
/* The sessions of a person, or of everybody (id empty): {id, person, made, seen, how}. */
CN_MUST_CHECK cn_code cn_people_sessions(cn_people *p, cn_arena *a, cn_str id, int64_t now_us, const cn_val **ret, cn_err *err);
/* Ends the session of that id, if `person` is its person or empty. fails: CN_ENOTFOUND */
CN_MUST_CHECK cn_code cn_people_session_end(cn_people *p, cn_str session_id, cn_str person, cn_err *err);

/* An API token: "concord_..." is shown once. roles are some of the person's. fails: CN_EINPUT; CN_ESTATE too many */
CN_MUST_CHECK cn_code cn_people_token_new(cn_people *p, cn_str id, cn_str label, cn_roles roles, int64_t until_us, int64_t now_us,
					  char ret_id[CN_PERSON_ID_BYTES], char token[CN_TOKEN_BYTES], cn_err *err);
CN_MUST_CHECK cn_code cn_people_token(cn_people *p, cn_str token, int64_t now_us, cn_who *ret, cn_err *err); /* CN_EFORGED */
CN_MUST_CHECK cn_code cn_people_tokens(cn_people *p, cn_arena *a, cn_str id, int64_t now_us, const cn_val **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_people_token_end(cn_people *p, cn_str token_id, cn_str person, cn_str by, int64_t now_us, cn_err *err); /* CN_ENOTFOUND */

/* ---- what takes two persons (proposal.c) ----------------------------------------------------------------------------------------------------- */

enum { CN_PROPOSALS_MAX = 256, CN_PROPOSAL_BYTES_MAX = 65536 };
#define CN_PROPOSAL_US (7 * 24 * 60 * CN_MINUTE_US)

/* A command that somebody wants run; body is its JSON, as it came.
 *   ret_code  for what gives a link: the code that the link takes too, which only who proposes ever sees (who approves sees the link alone); else NULL
 *   fails     CN_ETOOBIG; CN_ESTATE too many wait */
CN_MUST_CHECK cn_code cn_people_propose(cn_people *p, const char *op, cn_str body, cn_str by, int64_t now_us, char ret_id[CN_PERSON_ID_BYTES],
					char ret_code[CN_LINK_CODE_BYTES], cn_err *err);
/* {id, op, person, made, until, body}, the oldest first; one of them if id is not empty. Without what they would run: cn_people_proposal_heads. */
CN_MUST_CHECK cn_code cn_people_proposals(cn_people *p, cn_arena *a, cn_str id, int64_t now_us, const cn_val **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_people_proposal_heads(cn_people *p, cn_arena *a, int64_t now_us, const cn_val **ret, cn_err *err);
typedef struct cn_decided {
	cn_str op, body;                  /* as they were proposed */
	char code[CN_DIGEST_TEXT_BYTES]; /* digest of its code, as cn_people_add takes it; empty if it has none */
} cn_decided;

/* It is decided: refused, it is gone; approved, nobody else finds it while it is done, and cn_people_settle says what came of it. One whose server dies in
 * between is not done again.
 *   ret    borrows from a
 *   fails  CN_ENOTFOUND; CN_ESTATE who proposed it does not approve it (refusing one's own is taking it back), or who proposed it is no administrator
 *          any more */
CN_MUST_CHECK cn_code cn_people_decide(cn_people *p, cn_arena *a, cn_str id, bool approve, cn_str by, int64_t now_us, cn_decided *ret, cn_err *err);
/* What was approved is done, and gone; or it could not be done, and waits again. op: its command. fails: CN_ENOTFOUND it is not being done */
CN_MUST_CHECK cn_code cn_people_settle(cn_people *p, cn_str id, const char *op, bool done, cn_str by, int64_t now_us, cn_err *err);

/* ---- answers that were given (answer.c): a POST with an Idempotency-Key is done once ------------------------------------------------------ */

typedef enum cn_repeat { CN_REPEAT_NEW, CN_REPEAT_DONE, CN_REPEAT_RUNNING, CN_REPEAT_OTHER } cn_repeat;
enum { CN_ANSWER_BYTES_MAX = 65536, CN_ANSWERS_MAX = 4096 };
#define CN_ANSWER_KEPT_US (24 * 60 * CN_MINUTE_US)

/* NEW: it is this caller's to do, and to finish; DONE: *ret_status and *ret_body are what was answered; RUNNING: it is being done now; OTHER: the
 * key stands for another request. */
CN_MUST_CHECK cn_code cn_people_repeat(cn_people *p, cn_arena *a, const cn_digest *key, const cn_digest *request, int64_t now_us, cn_repeat *ret,
				       unsigned *ret_status, cn_str *ret_body, cn_err *err);
/* Status 0: it was not done after all, and may be tried again. A body that is too large, or secret, is kept as empty. */
CN_MUST_CHECK cn_code cn_people_repeat_done(cn_people *p, const cn_digest *key, unsigned status, cn_str body, cn_err *err);

#endif
