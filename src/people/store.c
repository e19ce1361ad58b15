/* The file, its tables, and what its statements share. */
#include <fcntl.h>
#include <unistd.h>

#include "people/act.h"
#include "people/private.h"
#include "store/file.h"

/* steps[i] leads to version i + 1; a step that was released never changes. */
static const char *const steps[] = {
	"CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, roles INTEGER NOT NULL, password TEXT, code TEXT, code_new TEXT,"
	" code_step INTEGER NOT NULL DEFAULT -1, made_us INTEGER NOT NULL, ended_us INTEGER) STRICT;"
	"CREATE TABLE signing_key (key TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id)) STRICT;"
	"CREATE TABLE link (digest TEXT PRIMARY KEY, person TEXT REFERENCES person (id), until_us INTEGER NOT NULL) STRICT;"
	"CREATE TABLE session (digest TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES person (id), how TEXT NOT NULL,"
	" made_us INTEGER NOT NULL, seen_us INTEGER NOT NULL) STRICT;"
	"CREATE INDEX session_person ON session (person);"
	"CREATE TABLE token (digest TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES person (id), label TEXT NOT NULL,"
	" roles INTEGER NOT NULL, made_us INTEGER NOT NULL, until_us INTEGER NOT NULL, seen_us INTEGER) STRICT;"
	"CREATE INDEX token_person ON token (person);"
	"CREATE TABLE passkey (id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id), label TEXT NOT NULL, key TEXT NOT NULL,"
	" counter INTEGER NOT NULL, made_us INTEGER NOT NULL, seen_us INTEGER, origin TEXT NOT NULL) STRICT;"
	"CREATE TABLE challenge (digest TEXT PRIMARY KEY, until_us INTEGER NOT NULL) STRICT;"
	"CREATE TABLE proposal (id TEXT PRIMARY KEY, op TEXT NOT NULL, body TEXT NOT NULL, person TEXT NOT NULL REFERENCES person (id), made_us INTEGER NOT NULL,"
	" until_us INTEGER NOT NULL) STRICT;"
	"CREATE TABLE act (n INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, made_us INTEGER NOT NULL) STRICT;"
	"CREATE TABLE answer (key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, made_us INTEGER NOT NULL) STRICT;",
	"CREATE TABLE intake (id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, about TEXT NOT NULL, system TEXT NOT NULL, text TEXT NOT NULL, contact TEXT NOT NULL,"
	" made_us INTEGER NOT NULL, state TEXT NOT NULL, answer TEXT, record INTEGER) STRICT;",
	/* whose a key ever was: who gives one back has signed with it all the same */
	"CREATE TABLE key_held (key TEXT NOT NULL, person TEXT NOT NULL REFERENCES person (id), PRIMARY KEY (key, person)) STRICT;"
	"CREATE INDEX key_held_person ON key_held (person);"
	"INSERT INTO key_held SELECT key, person FROM signing_key;",
	/* a link of which another has the other half; links of administrators from before, which one person has whole, end: roles & 32 */
	"DELETE FROM link WHERE person IN (SELECT id FROM person WHERE (roles & 32) <> 0);"
	"ALTER TABLE link ADD COLUMN code TEXT;"
	"ALTER TABLE proposal ADD COLUMN code TEXT;",
	/* did one administrator have the whole of what lets them in? Of whom it is not known: as if */
	"ALTER TABLE person ADD COLUMN by_one INTEGER NOT NULL DEFAULT 1;"
	"DELETE FROM signing_key;" /* they are given anew, with a new way in */
	"DELETE FROM link WHERE person IS NULL;"
	"CREATE INDEX signing_key_person ON signing_key (person);"
	"CREATE INDEX passkey_person ON passkey (person);"
	"CREATE INDEX person_ended ON person (ended_us);"
	/* which of a person's ways in: each time all of them are taken away the next begins, and what was asked before counts no more */
	"ALTER TABLE person ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;"
	/* approved, and being done */
	"ALTER TABLE proposal ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;",
};

/* The file is there with its mode before the library opens it; what it makes beside it takes that mode over. */
static cn_code make_file(const char *dir, char path[CN_PATH_BYTES_MAX], cn_err *err)
{
	char private_dir[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(private_dir, dir, "private", err));
	CN_TRY(cn_path(path, private_dir, "people.db", err));
	CN_TRY(cn_dir_make(NULL, private_dir, 0700, err));
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return CN_FAIL(err, CN_EIO, "%s cannot be opened for writing", path);
	(void)close(fd);
	return CN_OK;
}

cn_code cn_people_open(const char *data_dir, cn_key_cost cost, cn_people **ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_sign_start(err));
	CN_TRY(make_file(data_dir, path, err));
	cn_people *p = cn_heap_take(sizeof *p);
	if (!p)
		return CN_NOMEM(err);
	*p = (cn_people){ .cost = cost };
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_mutex_init(&p->hash_lock, NULL);
	cn_code rc = cn_db_open_own(path, steps, sizeof steps / sizeof *steps, &p->db, err);
	if (rc != CN_OK) {
		cn_people_close(p);
		return cn_while(err, "%s", path);
	}
	*ret = p;
	return CN_OK;
}

void cn_people_close(cn_people *p)
{
	if (!p)
		return;
	cn_db_close(p->db);
	(void)pthread_mutex_destroy(&p->lock);
	(void)pthread_mutex_destroy(&p->hash_lock);
	cn_heap_give(p);
}

cn_code cn_people_begin(cn_people *p, cn_err *err)
{
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_db_begin(p->db, err);
	if (rc != CN_OK)
		(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

cn_code cn_people_finish(cn_people *p, cn_code rc, cn_err *err)
{
	if (rc == CN_OK)
		rc = cn_db_commit(p->db, err);
	if (rc != CN_OK)
		cn_db_rollback(p->db);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

cn_code cn_people_row(cn_people *p, cn_arena *a, const char *sql, const cn_sqlval *args, size_t n, const cn_val **ret, cn_err *err)
{
	const cn_val *list;
	CN_TRY(cn_db_query(p->db, a, sql, args, n, 1, &list, err));
	*ret = cn_first(list);
	return CN_OK;
}

cn_code cn_people_change(cn_people *p, const char *sql, const cn_sqlval *args, size_t n, const char *what, cn_err *err)
{
	CN_TRY(cn_db_exec(p->db, sql, args, n, err));
	return cn_db_changed(p->db) ? CN_OK : CN_FAIL(err, CN_ENOTFOUND, "there is no such %s", what);
}

/* ---- acts ---- */

cn_code cn_people_act(cn_people *p, const cn_act *act, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 65536);
	cn_val *m = cn_map(a);
	char when[CN_TIME_BYTES];
	cn_time_text(now_us, when);
	cn_put(a, m, "act", cn_textz(a, act->what));
	cn_put(a, m, "by", cn_text(a, act->by));
	cn_put(a, m, "on", cn_textz(a, when));
	if (act->person.n)
		cn_put(a, m, "person", cn_text(a, act->person));
	if (act->roles)
		cn_put(a, m, "roles", cn_roles_list(a, act->roles));
	if (act->key.n)
		cn_put(a, m, "key", cn_text(a, act->key));
	if (act->op)
		cn_put(a, m, "op", cn_textz(a, act->op));
	if (!cn_arena_ok(a))
		return CN_NOMEM(err);
	cn_json_write(&b, m, -1);
	const cn_sqlval args[] = { CN_CELL_S(cn_buf_str(&b)), CN_CELL_I(now_us) };
	return cn_db_exec(p->db, "INSERT INTO act (body, made_us) VALUES (?1, ?2)", args, 2, err);
}

cn_code cn_people_act_ran(cn_people *p, const char *op, cn_str by, int64_t now_us, cn_err *err)
{
	const cn_act act = { .what = "ran", .by = by, .op = op };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, cn_people_act(p, &act, now_us, err), err);
}

cn_code cn_people_acts_waiting(cn_people *p, cn_arena *a, const cn_val **ret, cn_err *err)
{
	const cn_val *rows;
	const cn_sqlval args[] = { CN_CELL_I(CN_ACTS_AT_ONCE) };
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_db_query(p->db, a, "SELECT n, body FROM act ORDER BY n LIMIT ?1", args, 1, CN_ACTS_AT_ONCE, &rows, err);
	(void)pthread_mutex_unlock(&p->lock);
	CN_TRY(rc);
	cn_val *list = cn_list(a);
	CN_EACH (row, rows) {
		const cn_val *body;
		CN_TRY(cn_json_parse(a, cn_get_text(row, "body"), CN_JSON_DEPTH_MAX, &body, err));
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "n", cn_int(a, cn_get_int(row, "n", 0)));
		cn_put(a, m, "body", cn_val_copy(a, body));
	}
	*ret = list;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_people_act_recorded(cn_people *p, int64_t n, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_I(n) };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, cn_db_exec(p->db, "DELETE FROM act WHERE n = ?1", args, 1, err), err);
}

/* ---- ids and tokens ---- */

void cn_people_new_id(const char *prefix, char out[CN_PERSON_ID_BYTES])
{
	uint64_t r;
	cn_entropy(&r, sizeof r);
	(void)snprintf(out, CN_PERSON_ID_BYTES, "%s%016llx", prefix, (unsigned long long)r);
}

void cn_people_digest(const char *what, cn_str token, char digest[CN_DIGEST_TEXT_BYTES])
{
	cn_digest d = cn_token_digest(what, token);
	cn_digest_text(&d, digest);
}

void cn_people_new_token(const char *what, const char *prefix, char token[CN_TOKEN_BYTES], char digest[CN_DIGEST_TEXT_BYTES])
{
	uint8_t random[CN_TOKEN_RANDOM_BYTES];
	cn_entropy(random, sizeof random);
	cn_token_text(random, prefix, token);
	cn_people_digest(what, cn_str_z(token), digest);
	cn_wipe(random, sizeof random);
}
