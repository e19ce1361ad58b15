/* Who there is: adding, roles, resetting, ending, and whose which signing key is. */
#include "people/private.h"

enum { ADMINISTRATOR = 1 << CN_ACCESS_ADMINISTRATOR };

/* Is a character of a name none that is seen, so that it reads as another? What Unicode says may be ignored where it cannot be drawn
 * (Default_Ignorable_Code_Point of DerivedCoreProperties.txt, Unicode 15), ends of lines, marks of annotations and the space that does not break. The
 * joiners U+200C and U+200D are letters' business in many scripts: they may stand in a name, and make no other of it. */
static bool is_unseen(cn_str s)
{
	static const uint32_t range[][2] = { { 0xa0, 0xa0 }, { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x61c, 0x61c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
					     { 0x200b, 0x200b }, { 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },
					     { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff } };
	uint32_t c;
	for (size_t i = 0, n; i < s.n; i += n ? n : 1) {
		n = cn_utf8_at(s, i, &c);
		for (size_t k = 0; n && k < sizeof range / sizeof *range; k++)
			if (c >= range[k][0] && c <= range[k][1])
				return true;
	}
	return false;
}

/* People are found by id or name, and who has ended has their id for a name. */
static bool is_an_id(cn_str s)
{
	bool hex = s.n == CN_PERSON_ID_BYTES - 1 && cn_starts(s, "p-");
	for (size_t i = 2; hex && i < s.n; i++)
		hex = (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f');
	return hex;
}

cn_code cn_people_name_check(cn_str name, cn_err *err)
{
	if (!name.n || name.n > CN_PERSON_NAME_BYTES_MAX)
		return CN_FAIL(err, CN_EINPUT, "a name has 1 to %d bytes", CN_PERSON_NAME_BYTES_MAX);
	if (!cn_utf8_ok(name) || !cn_eq(cn_trim(name), name))
		return CN_FAIL(err, CN_EINPUT, "a name is UTF-8 without space around it");
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < 32 || name.p[i] == 127)
			return CN_FAIL(err, CN_EINPUT, "a name has no control characters");
	if (is_unseen(name))
		return CN_FAIL(err, CN_EINPUT, "a name has no signs that are not seen, as those that turn the direction of text");
	if (is_an_id(name))
		return CN_FAIL(err, CN_EINPUT, "a name is not written like an id");
	return CN_OK;
}

/* Administrators who could sign in, or be let in by a link that waits for them. */
static cn_code administrators(cn_people *p, const char *sql, int64_t *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_I(ADMINISTRATOR) };
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, sql, args, 1, &row, err));
	*ret = cn_get_int(row, "n", 0);
	return CN_OK;
}

cn_code cn_people_still_administered(cn_people *p, cn_str by, cn_err *err)
{
	int64_t n = 0;
	if (cn_eqz(by, "operator"))
		return CN_OK; /* who runs the machine can make the first link again */
	CN_TRY(administrators(p, "SELECT count(*) AS n FROM person WHERE (roles & ?1) <> 0 AND " CN_MAY_SIGN_IN, &n, err));
	return n ? CN_OK : CN_FAIL(err, CN_ESTATE, "nobody could administer this node any more; make another administrator first");
}

cn_code cn_people_still_vacant(cn_people *p, bool *ret, cn_err *err)
{
	int64_t n = 0;
	cn_code rc = administrators(p, "SELECT count(*) AS n FROM person WHERE (roles & ?1) <> 0 AND " CN_MAY_SIGN_IN, &n, err);
	*ret = n == 0;
	return rc;
}

cn_code cn_people_vacant(cn_people *p, bool *ret, cn_err *err)
{
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_people_still_vacant(p, ret, err);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

cn_code cn_people_second_administrator(cn_people *p, cn_str by, bool *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_I(ADMINISTRATOR), CN_CELL_S(by) };
	if (!a)
		return CN_NOMEM(err);
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_people_row(p, a, "SELECT 1 AS one FROM person WHERE (roles & ?1) <> 0 AND id <> ?2 AND " CN_MAY_SIGN_IN " LIMIT 1", args, 2, &row, err);
	(void)pthread_mutex_unlock(&p->lock);
	*ret = row != NULL;
	return rc;
}

/* One administrator alone, who would have the whole link? */
static bool is_one(cn_str by, cn_str code)
{
	return !code.n && !cn_eqz(by, "operator");
}

static cn_code takes_two(cn_str by, cn_str code, cn_err *err)
{
	return is_one(by, code) ? CN_FAIL(err, CN_EABSENT, "to let an administrator in takes two administrators") : CN_OK;
}

cn_code cn_people_link(cn_people *p, cn_str id, cn_str by, cn_str code, int64_t until_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES];
	cn_people_new_token("link", "", link, digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)), id.n ? CN_CELL_S(id) : CN_CELL_NONE, CN_CELL_I(until_us), code.n ? CN_CELL_S(code) : CN_CELL_NONE };
	const cn_sqlval whose[] = { CN_CELL_S(id), CN_CELL_I(is_one(by, code)) };
	CN_TRY(cn_db_exec(p->db, "DELETE FROM link WHERE person IS ?2", args, 2, err));
	CN_TRY(cn_db_exec(p->db, "UPDATE person SET by_one = ?2 WHERE id = ?1", whose, 2, err));
	return cn_db_exec(p->db, "INSERT INTO link (digest, person, until_us, code) VALUES (?1, ?2, ?3, ?4)", args, 4, err);
}

cn_code cn_people_setup_link(cn_people *p, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, cn_people_link(p, CN_S(""), CN_S("setup"), CN_S(""), now_us + CN_SETUP_LINK_US, link, err), err);
}

/* ---- adding ---- */

#define WITHOUT_JOINERS(s) "replace(replace(" s ", char(8204), ''), char(8205), '')"

static cn_code count_free(cn_people *p, cn_arena *a, cn_str name, cn_err *err)
{
	const cn_val *row;
	const cn_sqlval args[] = { CN_CELL_S(name) };
	CN_TRY(cn_people_row(p, a, "SELECT (SELECT count(*) FROM person WHERE ended_us IS NULL) AS n, "
				   " (SELECT count(*) FROM person WHERE " WITHOUT_JOINERS("name") " = " WITHOUT_JOINERS("?1") ") AS same", args, 1, &row, err));
	if (cn_get_int(row, "same", 0))
		return CN_FAIL(err, CN_ESTATE, "there is somebody of that name already");
	if (cn_get_int(row, "n", 0) >= CN_PEOPLE_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a node has at most %d people", CN_PEOPLE_MAX);
	return CN_OK;
}

cn_code cn_people_name_free(cn_people *p, cn_str name, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_name_check(name, err));
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = count_free(p, a, name, err);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

static cn_code add(cn_people *p, cn_str name, cn_roles roles, cn_str by, cn_str code, int64_t now_us, const char *id, char link[CN_TOKEN_BYTES], cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(count_free(p, a, name, err));
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(id)), CN_CELL_S(name), CN_CELL_I(roles), CN_CELL_I(now_us) };
	CN_TRY(cn_db_exec(p->db, "INSERT INTO person (id, name, roles, made_us) VALUES (?1, ?2, ?3, ?4)", args, 4, err));
	const cn_act act = { .what = "person-added", .person = cn_str_z(id), .by = by, .roles = roles };
	CN_TRY(cn_people_act(p, &act, now_us, err));
	return cn_people_link(p, cn_str_z(id), by, code, now_us + CN_PERSON_LINK_US, link, err);
}

cn_code cn_people_add(cn_people *p, cn_str name, cn_roles roles, cn_str by, cn_str code, int64_t now_us, char ret_id[CN_PERSON_ID_BYTES],
		      char link[CN_TOKEN_BYTES], cn_err *err)
{
	CN_TRY(cn_people_name_check(name, err));
	if (!roles)
		return CN_FAIL(err, CN_EINPUT, "a person has at least one role");
	if (roles & ADMINISTRATOR)
		CN_TRY(takes_two(by, code, err));
	cn_people_new_id("p-", ret_id);
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, add(p, name, roles, by, code, now_us, ret_id, link, err), err);
}

/* ---- listing ---- */

static void put_time(cn_arena *a, cn_val *m, const char *key, const cn_val *row, const char *column)
{
	char when[CN_TIME_BYTES];
	const cn_val *us = cn_get(row, column);
	if (!us || us->type != CN_INT)
		return;
	cn_time_text(us->i, when);
	cn_put(a, m, key, cn_textz(a, when));
}

static void put_words(cn_arena *a, cn_val *m, const char *key, cn_str words)
{
	cn_str one;
	cn_val *list = cn_put(a, m, key, cn_list(a));
	for (; words.n; cn_push(a, list, cn_text(a, one)))
		(void)cn_split(words, ' ', &one, &words);
}

static cn_val *person_tree(cn_arena *a, const cn_val *row)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, cn_get_text(row, "id")));
	if (cn_get(row, "ended_us")->type == CN_NULL)
		cn_put(a, m, "name", cn_text(a, cn_get_text(row, "name")));
	cn_put(a, m, "roles", cn_roles_list(a, (cn_roles)cn_get_int(row, "roles", 0)));
	cn_put(a, m, "password", cn_bool(a, cn_get_int(row, "has_password", 0) != 0));
	cn_put(a, m, "code", cn_bool(a, cn_get_int(row, "has_code", 0) != 0));
	cn_put(a, m, "passkeys", cn_int(a, cn_get_int(row, "passkeys", 0)));
	cn_put(a, m, "let_in_by_one", cn_bool(a, cn_get_int(row, "by_one", 1) != 0));
	put_words(a, m, "keys", cn_get_text(row, "keys"));
	put_words(a, m, "held", cn_get_text(row, "held"));
	put_time(a, m, "made", row, "made_us");
	put_time(a, m, "ended", row, "ended_us");
	return m;
}

cn_code cn_people_list(cn_people *p, cn_arena *a, const char *who, const cn_val **ret, cn_err *err)
{
	static const char sql[] = "SELECT id, name, roles, password IS NOT NULL AS has_password, code IS NOT NULL AS has_code, by_one, made_us, ended_us,"
				  " (SELECT count(*) FROM passkey k WHERE k.person = person.id) AS passkeys,"
				  " (SELECT group_concat(key, ' ') FROM (SELECT key FROM signing_key k WHERE k.person = person.id ORDER BY key)) AS keys,"
				  " (SELECT group_concat(key, ' ') FROM (SELECT key FROM key_held k WHERE k.person = person.id ORDER BY key)) AS held"
				  " FROM person WHERE (?1 IS NULL AND (ended_us IS NULL OR id IN (SELECT id FROM person WHERE ended_us IS NOT NULL ORDER BY ended_us DESC, id LIMIT ?2)))"
				  " OR id = ?1 OR (name = ?1 AND ended_us IS NULL) ORDER BY id IS NOT ?1, ended_us IS NOT NULL, name, id";
	const cn_val *rows;
	const cn_sqlval args[] = { who ? CN_CELL_S(cn_str_z(who)) : CN_CELL_NONE, CN_CELL_I(CN_PEOPLE_ENDED_SHOWN) };
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_db_query(p->db, a, sql, args, 2, CN_PEOPLE_MAX + CN_PEOPLE_ENDED_SHOWN, &rows, err);
	(void)pthread_mutex_unlock(&p->lock);
	CN_TRY(rc);
	cn_val *list = cn_list(a);
	CN_EACH (row, rows)
		cn_push(a, list, person_tree(a, row));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (who && !list->n)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no such person");
	*ret = list;
	return CN_OK;
}

/* ---- changing ---- */

/* Is it an administrator, whether or not they could sign in? */
static cn_code administers(cn_people *p, cn_str id, bool *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(id) };
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, "SELECT roles FROM person WHERE id = ?1 AND ended_us IS NULL", args, 1, &row, err));
	*ret = cn_get_int(row, "roles", 0) & ADMINISTRATOR;
	return row ? CN_OK : CN_FAIL(err, CN_ENOTFOUND, "there is no such person");
}

static cn_code put_roles(cn_people *p, cn_str id, cn_roles roles, cn_str by, int64_t now_us, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(roles) };
	CN_TRY(cn_people_change(p, "UPDATE person SET roles = ?2 WHERE id = ?1 AND ended_us IS NULL", args, 2, "person", err));
	CN_TRY(cn_people_still_administered(p, by, err));
	const cn_act act = { .what = "roles-changed", .person = id, .by = by, .roles = roles };
	return cn_people_act(p, &act, now_us, err);
}

static cn_code set_roles(cn_people *p, cn_str id, cn_roles roles, cn_str by, int64_t now_us, cn_err *err)
{
	bool is;
	CN_TRY(administers(p, id, &is, err));
	if (!is && (roles & ADMINISTRATOR)) /* also by who runs the machine: another may have their password, or the link that waits for them */
		return CN_FAIL(err, CN_EABSENT, "who becomes an administrator sets a new password by a new link");
	return put_roles(p, id, roles, by, now_us, err);
}

cn_code cn_people_set_roles(cn_people *p, cn_str id, cn_roles roles, cn_str by, int64_t now_us, cn_err *err)
{
	if (!roles)
		return CN_FAIL(err, CN_EINPUT, "a person has at least one role");
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, set_roles(p, id, roles, by, now_us, err), err);
}

/* What lets a person in goes, and the keys that they sign with: whoever has the new link is not yet the one who signed. What they proposed goes too, and
 * what they asked for before is done no more (cn_people_still_in). */
static cn_code lock_out(cn_people *p, cn_str id, cn_err *err)
{
	static const char *const sql[] = { "DELETE FROM session WHERE person = ?1", "DELETE FROM token WHERE person = ?1", "DELETE FROM passkey WHERE person = ?1",
					   "DELETE FROM link WHERE person = ?1", "DELETE FROM signing_key WHERE person = ?1", "DELETE FROM proposal WHERE person = ?1" };
	const cn_sqlval args[] = { CN_CELL_S(id) };
	CN_TRY(cn_people_change(p, "UPDATE person SET password = NULL, code = NULL, code_new = NULL, entry = entry + 1 WHERE id = ?1 AND ended_us IS NULL", args, 1, "person", err));
	for (size_t i = 0; i < sizeof sql / sizeof *sql; i++)
		CN_TRY(cn_db_exec(p->db, sql[i], args, 1, err));
	return CN_OK;
}

static cn_code reset(cn_people *p, cn_str id, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	bool is;
	CN_TRY(administers(p, id, &is, err));
	if (is)
		CN_TRY(takes_two(by, code, err));
	CN_TRY(lock_out(p, id, err));
	CN_TRY(cn_people_still_administered(p, by, err));
	const cn_act act = { .what = "person-reset", .person = id, .by = by };
	CN_TRY(cn_people_act(p, &act, now_us, err));
	return cn_people_link(p, id, by, code, now_us + CN_PERSON_LINK_US, link, err);
}

cn_code cn_people_reset(cn_people *p, cn_str id, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, reset(p, id, by, code, now_us, link, err), err);
}

static cn_code raise(cn_people *p, cn_str id, cn_roles roles, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	bool is;
	CN_TRY(takes_two(by, code, err));
	CN_TRY(administers(p, id, &is, err));
	if (is) /* a second proposal of the same would lock them out again */
		return CN_FAIL(err, CN_ESTATE, "this person is an administrator already");
	CN_TRY(put_roles(p, id, roles, by, now_us, err));
	return reset(p, id, by, code, now_us, link, err);
}

cn_code cn_people_raise(cn_people *p, cn_str id, cn_roles roles, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	if (!roles)
		return CN_FAIL(err, CN_EINPUT, "a person has at least one role");
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, raise(p, id, roles, by, code, now_us, link, err), err);
}

static cn_code end(cn_people *p, cn_str id, cn_str by, int64_t now_us, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(now_us) };
	CN_TRY(lock_out(p, id, err));
	CN_TRY(cn_db_exec(p->db, "UPDATE person SET ended_us = ?2, name = id WHERE id = ?1", args, 2, err));
	CN_TRY(cn_people_still_administered(p, by, err));
	const cn_act act = { .what = "person-ended", .person = id, .by = by };
	return cn_people_act(p, &act, now_us, err);
}

cn_code cn_people_end(cn_people *p, cn_str id, cn_str by, int64_t now_us, cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, end(p, id, by, now_us, err), err);
}

cn_code cn_people_still_in(cn_people *p, cn_who *w, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(w->id)), CN_CELL_I(w->entry) };
	if (!a)
		return CN_NOMEM(err);
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_people_row(p, a, "SELECT roles FROM person WHERE id = ?1 AND entry = ?2 AND ended_us IS NULL", args, 2, &row, err);
	(void)pthread_mutex_unlock(&p->lock);
	CN_TRY(rc);
	if (!row)
		return CN_FAIL(err, CN_EFORGED, "who asked for this was locked out since: nothing of before is done");
	w->roles = (cn_roles)cn_get_int(row, "roles", 0);
	w->access = cn_roles_highest(w->roles);
	return CN_OK;
}

/* ---- signing keys ---- */

/* *ret: the person who has it, as a row; NULL: nobody. */
static cn_code holder(cn_people *p, cn_arena *a, cn_str key, const cn_val **ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(key) };
	return cn_people_row(p, a, "SELECT person FROM signing_key WHERE key = ?1", args, 1, ret, err);
}

/* May it be theirs? *ret_anew: with it they are let in anew. */
static cn_code check_key(cn_people *p, cn_str id, cn_str key, bool *ret_anew, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *had, *who;
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_S(key) };
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, "SELECT by_one, (SELECT count(*) FROM key_held WHERE person = ?1 AND key <> ?2) AS n, (SELECT person FROM key_held WHERE person <> ?1 AND key = ?2 LIMIT 1) AS other"
				   " FROM person WHERE id = ?1 AND ended_us IS NULL", args, 2, &who, err));
	if (!who)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no such person");
	CN_TRY(holder(p, a, key, &had, err));
	if (had)
		return CN_FAIL(err, CN_ESTATE, "the key %.*s is of %.*s already; a key is of one person", CN_FMT(key), CN_FMT(cn_get_text(had, "person")));
	if (cn_get_text(who, "other").n) /* by the signature alone nobody could tell the two apart */
		return CN_FAIL(err, CN_ESTATE, "the key %.*s was of %.*s; a key is of one person for good", CN_FMT(key), CN_FMT(cn_get_text(who, "other")));
	if (cn_get_int(who, "n", 0) >= CN_KEYS_HELD_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a person has had at most %d signing keys", CN_KEYS_HELD_MAX);
	*ret_anew = cn_get_int(who, "by_one", 1) != 0;
	return CN_OK;
}

cn_code cn_people_key_check(cn_people *p, cn_str id, cn_str key, bool *ret_anew, cn_err *err)
{
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = check_key(p, id, key, ret_anew, err);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

static cn_code put_key(cn_people *p, cn_str id, cn_str key, cn_str by, int64_t now_us, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(key), CN_CELL_S(id) };
	const cn_act act = { .what = "key-bound", .person = id, .by = by, .key = key };
	CN_TRY(cn_people_act(p, &act, now_us, err));
	CN_TRY(cn_db_exec(p->db, "INSERT OR IGNORE INTO key_held VALUES (?1, ?2)", args, 2, err));
	return cn_db_exec(p->db, "INSERT INTO signing_key VALUES (?1, ?2)", args, 2, err);
}

static cn_code bind_key(cn_people *p, cn_str id, cn_str key, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	bool anew;
	link[0] = 0;
	CN_TRY(check_key(p, id, key, &anew, err));
	if (anew && is_one(by, code))
		return CN_FAIL(err, CN_EABSENT, "one administrator had the whole link that lets this person in: with a key they are let in anew, by two");
	if (anew) /* whoever made that link may be who signs in as them, and would sign as them */
		CN_TRY(reset(p, id, by, code, now_us, link, err));
	return put_key(p, id, key, by, now_us, err);
}

cn_code cn_people_bind_key(cn_people *p, cn_str id, cn_str key, cn_str by, cn_str code, int64_t now_us, char link[CN_TOKEN_BYTES], cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, bind_key(p, id, key, by, code, now_us, link, err), err);
}

static cn_code free_key(cn_people *p, cn_str id, cn_str key, cn_str by, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *had;
	const cn_sqlval args[] = { CN_CELL_S(key) };
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(holder(p, a, key, &had, err));
	if (!had || !cn_eq(cn_get_text(had, "person"), id))
		return CN_FAIL(err, CN_ENOTFOUND, "the key %.*s is not of this person", CN_FMT(cn_sub(key, 0, 80)));
	const cn_act act = { .what = "key-freed", .person = id, .by = by, .key = key };
	CN_TRY(cn_people_act(p, &act, now_us, err));
	return cn_db_exec(p->db, "DELETE FROM signing_key WHERE key = ?1", args, 1, err);
}

cn_code cn_people_free_key(cn_people *p, cn_str id, cn_str key, cn_str by, int64_t now_us, cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, free_key(p, id, key, by, now_us, err), err);
}

cn_code cn_people_has_key(cn_people *p, const cn_who *w, cn_str key, bool *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(key), CN_CELL_S(cn_str_z(w->id)), CN_CELL_I(w->entry) };
	if (!a)
		return CN_NOMEM(err);
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_people_row(p, a, "SELECT 1 AS one FROM signing_key k JOIN person p ON p.id = k.person WHERE k.key = ?1 AND k.person = ?2 AND p.entry = ?3", args, 3, &row, err);
	(void)pthread_mutex_unlock(&p->lock);
	*ret = row != NULL;
	return rc;
}

static cn_code held(cn_people *p, cn_arena *a, const char *sql, cn_str of, const cn_val **ret, cn_err *err)
{
	const cn_val *rows;
	const cn_sqlval args[] = { CN_CELL_S(of) };
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_db_query(p->db, a, sql, args, 1, 4 * (size_t)CN_KEYS_HELD_MAX, &rows, err);
	(void)pthread_mutex_unlock(&p->lock);
	CN_TRY(rc);
	cn_val *list = cn_list(a);
	CN_EACH (row, rows)
		cn_push(a, list, cn_text(a, cn_get_text(row, "key")));
	*ret = list;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_people_held(cn_people *p, cn_arena *a, cn_str id, const cn_val **ret, cn_err *err)
{
	return held(p, a, "SELECT key FROM key_held WHERE person = ?1 ORDER BY key", id, ret, err);
}

cn_code cn_people_held_with(cn_people *p, cn_arena *a, cn_str key, const cn_val **ret, cn_err *err)
{
	return held(p, a, "SELECT DISTINCT key FROM key_held WHERE person IN (SELECT person FROM key_held WHERE key = ?1) ORDER BY key", key, ret, err);
}
