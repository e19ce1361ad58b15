/* Links, passwords and one-time codes. A password is worked out outside the lock of the file, one at a time. */
#include "people/private.h"
#include "store/file.h"

/* Of nobody: the work of a password is done for a name that is not there too. The costs are those of CN_KEY_COST. */
static const char nobody[CN_PASSWORD_HASH_BYTES] =
	"$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static bool password_fits(cn_people *p, cn_str password, const char hash[CN_PASSWORD_HASH_BYTES])
{
	(void)pthread_mutex_lock(&p->hash_lock);
	bool ok = cn_password_ok(password, hash);
	(void)pthread_mutex_unlock(&p->hash_lock);
	return ok;
}

static cn_code work_out(cn_people *p, cn_str password, char hash[CN_PASSWORD_HASH_BYTES], cn_err *err)
{
	(void)pthread_mutex_lock(&p->hash_lock);
	cn_code rc = cn_password_hash(password, p->cost, hash, err);
	(void)pthread_mutex_unlock(&p->hash_lock);
	return rc;
}

/* ---- links ---- */

typedef struct link_use {
	cn_str link, code, name;
	char digest[CN_DIGEST_TEXT_BYTES], hash[CN_PASSWORD_HASH_BYTES];
	char id[CN_PERSON_ID_BYTES]; /* empty: the first administrator */
} link_use;

static cn_code check_code(const link_use *u, cn_str want, cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES];
	if (!want.n)
		return CN_OK;
	if (!u->code.n)
		return CN_FAIL(err, CN_EABSENT, "this link takes a code too, which the administrator has who proposed it");
	cn_people_digest("link code", u->code, digest);
	return cn_eqz(want, digest) ? CN_OK : CN_FAIL(err, CN_EFORGED, "the code does not go with this link");
}

static cn_code find_link(cn_people *p, link_use *u, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(u->digest)), CN_CELL_I(now_us) };
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, "SELECT l.person, l.code, p.name FROM link l LEFT JOIN person p ON p.id = l.person WHERE l.digest = ?1 AND l.until_us > ?2", args, 2, &row, err));
	if (!row)
		return CN_FAIL(err, CN_EFORGED, "this link was used, or its time is over; ask for another");
	CN_TRY(check_code(u, cn_get_text(row, "code"), err));
	cn_str id = cn_get_text(row, "person");
	(void)snprintf(u->id, sizeof u->id, "%.*s", CN_FMT(id));
	if (!id.n)
		return cn_people_name_check(u->name, err);
	if (u->name.n && !cn_eq(u->name, cn_get_text(row, "name")))
		return CN_FAIL(err, CN_EINPUT, "this link is for somebody of another name");
	return CN_OK;
}

static cn_code make_first(cn_people *p, link_use *u, int64_t now_us, cn_err *err)
{
	cn_people_new_id("p-", u->id);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(u->id)), CN_CELL_S(u->name), CN_CELL_I(1 << CN_ACCESS_ADMINISTRATOR), CN_CELL_I(now_us) };
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	bool vacant;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_still_vacant(p, &vacant, err));
	if (!vacant) /* whoever kept the link of the beginning would be one more, by nobody's word */
		return CN_FAIL(err, CN_ESTATE, "this node has an administrator, who lets others in");
	CN_TRY(cn_people_row(p, a, "SELECT 1 AS one FROM person WHERE name = ?1", &args[1], 1, &row, err));
	if (row)
		return CN_FAIL(err, CN_ESTATE, "there is somebody of that name already");
	CN_TRY(cn_db_exec(p->db, "INSERT INTO person (id, name, roles, made_us, by_one) VALUES (?1, ?2, ?3, ?4, 0)", args, 4, err));
	const cn_act act = { .what = "person-added", .person = cn_str_z(u->id), .by = CN_S("setup"), .roles = 1 << CN_ACCESS_ADMINISTRATOR };
	return cn_people_act(p, &act, now_us, err);
}

static cn_code use_link(cn_people *p, link_use *u, int64_t now_us, cn_err *err)
{
	CN_TRY(find_link(p, u, now_us, err)); /* again: another may have used it meanwhile */
	if (!u->id[0])
		CN_TRY(make_first(p, u, now_us, err));
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(u->id)), CN_CELL_S(cn_str_z(u->hash)), CN_CELL_S(cn_str_z(u->digest)) };
	CN_TRY(cn_people_change(p, "UPDATE person SET password = ?2 WHERE id = ?1 AND ended_us IS NULL", args, 2, "person", err));
	CN_TRY(cn_db_exec(p->db, "DELETE FROM link WHERE digest = ?1", &args[2], 1, err));
	/* with an administrator the first link of a node is over for good: also should nobody administer it again */
	CN_TRY(cn_db_exec(p->db, "DELETE FROM link WHERE person IS NULL AND (SELECT roles FROM person WHERE id = ?1) & ?2", (cn_sqlval[]){ args[0], CN_CELL_I(1 << CN_ACCESS_ADMINISTRATOR) }, 2, err));
	const cn_act act = { .what = "password-set", .person = cn_str_z(u->id), .by = cn_str_z(u->id) };
	return cn_people_act(p, &act, now_us, err);
}

/* A link is told as the token or as the address that ends with it. */
static cn_str token_of(cn_str link)
{
	enum { N = 2 * CN_TOKEN_RANDOM_BYTES };
	link = cn_trim(link);
	return link.n > N ? cn_sub(link, link.n - N, N) : link;
}

cn_code cn_people_use_link(cn_people *p, cn_str link, cn_str code, cn_str name, cn_str password, int64_t now_us, char ret_id[CN_PERSON_ID_BYTES],
			   cn_err *err)
{
	link_use u = { .link = token_of(link), .code = cn_trim(code), .name = name };
	cn_people_digest("link", u.link, u.digest);
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = find_link(p, &u, now_us, err); /* before the work of the password is done */
	(void)pthread_mutex_unlock(&p->lock);
	CN_TRY(rc);
	CN_TRY(cn_password_check(password, name, err));
	CN_TRY(work_out(p, password, u.hash, err));
	CN_TRY(cn_people_begin(p, err));
	rc = cn_people_finish(p, use_link(p, &u, now_us, err), err);
	cn_wipe(u.hash, sizeof u.hash);
	if (rc == CN_OK)
		memcpy(ret_id, u.id, sizeof u.id);
	return rc;
}

/* ---- signing in ---- */

typedef struct attempt {
	char id[CN_PERSON_ID_BYTES], hash[CN_PASSWORD_HASH_BYTES];
	bool there, wants_code;
} attempt;

static cn_code read_person(cn_people *p, const char *column, cn_str value, attempt *t, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(value) };
	if (!a)
		return CN_NOMEM(err);
	const char *sql = cn_strf(a, "SELECT id, password, code IS NOT NULL AS coded FROM person WHERE %s = ?1 AND ended_us IS NULL AND password IS NOT NULL", column).p;
	*t = (attempt){ 0 };
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_people_row(p, a, sql, args, 1, &row, err);
	(void)pthread_mutex_unlock(&p->lock);
	t->there = row != NULL;
	(void)snprintf(t->id, sizeof t->id, "%.*s", CN_FMT(cn_get_text(row, "id")));
	(void)snprintf(t->hash, sizeof t->hash, "%.*s", CN_FMT(cn_get_text(row, "password")));
	t->wants_code = cn_get_int(row, "coded", 0) != 0;
	cn_str hash = cn_get_text(row, "password");
	if (hash.n)
		cn_wipe((char *)(uintptr_t)hash.p, hash.n);
	return rc;
}

/* Within a transaction: the code of a person, once. */
static cn_code take_code(cn_people *p, cn_str id, const char *column, cn_str code, int64_t now_us, int64_t *ret_step, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	uint8_t key[CN_TOTP_KEY_BYTES];
	const cn_sqlval args[] = { CN_CELL_S(id) };
	const char *sql = a ? cn_strf(a, "SELECT %s AS code, code_step FROM person WHERE id = ?1 AND ended_us IS NULL", column).p : NULL;
	if (!sql)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, sql, args, 1, &row, err));
	bool ok = cn_unhex(cn_get_text(row, "code"), key, sizeof key) && cn_totp_ok(key, code, now_us, cn_get_int(row, "code_step", -1), ret_step);
	cn_wipe(key, sizeof key);
	return ok ? CN_OK : CN_FAIL(err, CN_EFORGED, "name, password or code do not fit");
}

/* Within a transaction: has the person the password still that was tried? Trying it takes a while, in which a reset may have locked them out. */
static cn_code still(cn_people *p, const attempt *t, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(t->id)), CN_CELL_S(cn_str_z(t->hash)) };
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, "SELECT 1 AS one FROM person WHERE id = ?1 AND password = ?2 AND ended_us IS NULL", args, 2, &row, err));
	return row ? CN_OK : CN_FAIL(err, CN_EFORGED, "name, password or code do not fit");
}

static cn_code let_in(cn_people *p, const attempt *t, cn_str code, int64_t now_us, char session[CN_TOKEN_BYTES], cn_who *ret, cn_err *err)
{
	int64_t step = 0;
	CN_TRY(still(p, t, err));
	if (t->wants_code) {
		CN_TRY(take_code(p, cn_str_z(t->id), "code", code, now_us, &step, err));
		const cn_sqlval args[] = { CN_CELL_S(cn_str_z(t->id)), CN_CELL_I(step) };
		CN_TRY(cn_db_exec(p->db, "UPDATE person SET code_step = ?2 WHERE id = ?1", args, 2, err));
	}
	return cn_people_session_add(p, cn_str_z(t->id), t->wants_code ? "password and code" : "password", now_us, session, ret, err);
}

cn_code cn_people_sign_in(cn_people *p, cn_str name, cn_str password, cn_str code, int64_t now_us, char session[CN_TOKEN_BYTES], cn_who *ret, cn_err *err)
{
	attempt t;
	CN_TRY(read_person(p, "name", name, &t, err));
	cn_code rc = CN_OK;
	if (!password_fits(p, password, t.there ? t.hash : nobody) || !t.there)
		rc = CN_FAIL(err, CN_EFORGED, "name, password or code do not fit");
	else if (t.wants_code && !code.n)
		rc = CN_FAIL(err, CN_EABSENT, "this sign-in needs a one-time code too");
	else if ((rc = cn_people_begin(p, err)) == CN_OK)
		rc = cn_people_finish(p, let_in(p, &t, code, now_us, session, ret, err), err);
	cn_wipe(t.hash, sizeof t.hash);
	return rc;
}

static cn_code put_password(cn_people *p, const attempt *t, const char *hash, int64_t now_us, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(t->id)), CN_CELL_S(cn_str_z(hash)) };
	const cn_act act = { .what = "password-set", .person = cn_str_z(t->id), .by = cn_str_z(t->id) };
	CN_TRY(still(p, t, err));
	CN_TRY(cn_people_change(p, "UPDATE person SET password = ?2 WHERE id = ?1", args, 2, "person", err));
	return cn_people_act(p, &act, now_us, err);
}

cn_code cn_people_set_password(cn_people *p, cn_str id, cn_str old, cn_str password, int64_t now_us, cn_err *err)
{
	attempt t;
	char hash[CN_PASSWORD_HASH_BYTES];
	CN_TRY(cn_password_check(password, CN_S(""), err));
	CN_TRY(read_person(p, "id", id, &t, err));
	cn_code rc = password_fits(p, old, t.there ? t.hash : nobody) && t.there ? CN_OK : CN_FAIL(err, CN_EFORGED, "the old password does not fit");
	if (rc == CN_OK)
		rc = work_out(p, password, hash, err);
	if (rc == CN_OK && (rc = cn_people_begin(p, err)) == CN_OK)
		rc = cn_people_finish(p, put_password(p, &t, hash, now_us, err), err);
	cn_wipe(t.hash, sizeof t.hash);
	cn_wipe(hash, sizeof hash);
	return rc;
}

/* ---- one-time codes ---- */

cn_code cn_people_code_begin(cn_people *p, cn_str id, char ret_key[CN_TOTP_KEY_TEXT_BYTES], cn_err *err)
{
	uint8_t key[CN_TOTP_KEY_BYTES];
	char hex[2 * CN_TOTP_KEY_BYTES + 1];
	CN_AUTO_BUF b;
	cn_entropy(key, sizeof key);
	cn_totp_key_text(key, ret_key);
	cn_buf_init(&b, sizeof hex);
	cn_hex(&b, key, sizeof key);
	cn_wipe(key, sizeof key);
	(void)snprintf(hex, sizeof hex, "%.*s", CN_FMT(cn_buf_str(&b)));
	cn_buf_wipe(&b);
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_S(cn_str_z(hex)) };
	CN_TRY(cn_people_begin(p, err));
	cn_code rc = cn_people_change(p, "UPDATE person SET code_new = ?2 WHERE id = ?1 AND " CN_MAY_SIGN_IN, args, 2, "person", err);
	cn_wipe(hex, sizeof hex);
	return cn_people_finish(p, rc, err);
}

static cn_code code_confirm(cn_people *p, cn_str id, cn_str code, int64_t now_us, cn_err *err)
{
	int64_t step = 0;
	const cn_act act = { .what = "code-set", .person = id, .by = id };
	if (take_code(p, id, "code_new", code, now_us, &step, err) != CN_OK)
		return CN_FAIL(err, CN_EFORGED, "this is not the code of the new key at this moment");
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(step) };
	CN_TRY(cn_db_exec(p->db, "UPDATE person SET code = code_new, code_new = NULL, code_step = ?2 WHERE id = ?1", args, 2, err));
	return cn_people_act(p, &act, now_us, err);
}

cn_code cn_people_code_confirm(cn_people *p, cn_str id, cn_str code, int64_t now_us, cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, code_confirm(p, id, code, now_us, err), err);
}

cn_code cn_people_code_end(cn_people *p, cn_str id, int64_t now_us, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id) };
	const cn_act act = { .what = "code-ended", .person = id, .by = id };
	CN_TRY(cn_people_begin(p, err));
	cn_code rc = cn_people_change(p, "UPDATE person SET code = NULL, code_new = NULL WHERE id = ?1 AND " CN_MAY_SIGN_IN, args, 1, "person", err);
	if (rc == CN_OK)
		rc = cn_people_act(p, &act, now_us, err);
	return cn_people_finish(p, rc, err);
}
