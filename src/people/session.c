/* Sessions and API tokens: both are random texts of which the digest is kept, and both end. */
#include "people/private.h"

enum { SEEN_EVERY_US = 60000000 }; /* how late "seen" may be: a request does not write each time */

/* ---- who it is ---- */

static void fill_who(cn_who *w, const cn_val *row, cn_roles within)
{
	*w = (cn_who){ .roles = (cn_roles)cn_get_int(row, "roles", 0) & within, .entry = cn_get_int(row, "entry", 0) };
	(void)snprintf(w->id, sizeof w->id, "%.*s", CN_FMT(cn_get_text(row, "person")));
	(void)snprintf(w->name, sizeof w->name, "%.*s", CN_FMT(cn_get_text(row, "name")));
	w->access = cn_roles_highest(w->roles);
}

static void fill_session(cn_who *w, const char *id, cn_str token)
{
	cn_digest d = cn_token_digest("csrf", token);
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(&d, text);
	(void)snprintf(w->csrf, sizeof w->csrf, "%s", text + sizeof "sha256:" - 1);
	(void)snprintf(w->session, sizeof w->session, "%s", id);
}

/* ---- sessions ---- */

static cn_code drop_old(cn_people *p, cn_str id, int64_t now_us, cn_err *err)
{
	const cn_sqlval times[] = { CN_CELL_I(now_us - CN_SESSION_IDLE_US), CN_CELL_I(now_us - CN_SESSION_MOST_US) };
	const cn_sqlval most[] = { CN_CELL_S(id), CN_CELL_I(CN_SESSIONS_MAX - 1) };
	CN_TRY(cn_db_exec(p->db, "DELETE FROM session WHERE seen_us <= ?1 OR made_us <= ?2", times, 2, err));
	return cn_db_exec(p->db, "DELETE FROM session WHERE person = ?1 AND digest NOT IN (SELECT digest FROM session WHERE person = ?1"
				 " ORDER BY seen_us DESC, digest LIMIT ?2)", most, 2, err);
}

cn_code cn_people_session_add(cn_people *p, cn_str id, const char *how, int64_t now_us, char session[CN_TOKEN_BYTES], cn_who *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	char digest[CN_DIGEST_TEXT_BYTES], session_id[CN_PERSON_ID_BYTES];
	const cn_val *row = NULL;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(drop_old(p, id, now_us, err));
	cn_people_new_token("session", "", session, digest);
	cn_people_new_id("s-", session_id);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)), CN_CELL_S(cn_str_z(session_id)), CN_CELL_S(id), CN_CELL_S(cn_str_z(how)), CN_CELL_I(now_us) };
	CN_TRY(cn_people_row(p, a, "SELECT id AS person, name, roles, entry FROM person WHERE id = ?1 AND ended_us IS NULL", &args[2], 1, &row, err));
	if (!row)
		return CN_FAIL(err, CN_EFORGED, "there is no such person");
	CN_TRY(cn_db_exec(p->db, "INSERT INTO session VALUES (?1, ?2, ?3, ?4, ?5, ?5)", args, 5, err));
	fill_who(ret, row, ~0u);
	fill_session(ret, session_id, cn_str_z(session));
	return CN_OK;
}

cn_code cn_people_session_new(cn_people *p, cn_str id, const char *how, int64_t now_us, char session[CN_TOKEN_BYTES], cn_who *ret, cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, cn_people_session_add(p, id, how, now_us, session, ret, err), err);
}

static cn_code find_session(cn_people *p, cn_arena *a, cn_str session, int64_t now_us, cn_who *ret, cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES], session_id[CN_PERSON_ID_BYTES];
	const cn_val *row = NULL;
	cn_people_digest("session", session, digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)), CN_CELL_I(now_us - CN_SESSION_IDLE_US), CN_CELL_I(now_us - CN_SESSION_MOST_US) };
	CN_TRY(cn_people_row(p, a, "SELECT s.id, s.person, s.seen_us, p.name, p.roles, p.entry FROM session s JOIN person p ON p.id = s.person WHERE s.digest = ?1"
				   " AND s.seen_us > ?2 AND s.made_us > ?3 AND p.ended_us IS NULL", args, 3, &row, err));
	if (!row)
		return CN_FAIL(err, CN_EFORGED, "this session is over: sign in again");
	(void)snprintf(session_id, sizeof session_id, "%.*s", CN_FMT(cn_get_text(row, "id")));
	fill_who(ret, row, ~0u);
	fill_session(ret, session_id, session);
	if (now_us - cn_get_int(row, "seen_us", 0) < SEEN_EVERY_US)
		return CN_OK;
	const cn_sqlval seen[] = { args[0], CN_CELL_I(now_us) };
	return cn_db_exec(p->db, "UPDATE session SET seen_us = ?2 WHERE digest = ?1", seen, 2, err);
}

cn_code cn_people_session(cn_people *p, cn_str session, int64_t now_us, cn_who *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = find_session(p, a, session, now_us, ret, err);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

/* Rows as they are shown: times as text, roles as words. */
static cn_val *shown(cn_arena *a, const cn_val *rows)
{
	static const char *const times[][2] = { { "made_us", "made" }, { "seen_us", "seen" }, { "until_us", "until" } };
	cn_val *list = cn_list(a);
	CN_EACH (row, rows) {
		cn_val *m = cn_push(a, list, cn_map(a));
		CN_EACH (v, row) {
			char when[CN_TIME_BYTES];
			size_t t = 0;
			while (t < 3 && !cn_eqz(v->key, times[t][0]))
				t++;
			if (t == 3 && cn_eqz(v->key, "roles")) {
				cn_put(a, m, "roles", cn_roles_list(a, (cn_roles)v->i));
			} else if (t == 3) {
				cn_put_s(a, m, v->key, cn_val_copy(a, v));
			} else if (v->type == CN_INT) {
				cn_time_text(v->i, when);
				cn_put(a, m, times[t][1], cn_textz(a, when));
			}
		}
	}
	return list;
}

cn_code cn_people_listed(cn_people *p, cn_arena *a, const char *sql, const cn_sqlval *args, size_t n, const cn_val **ret, cn_err *err)
{
	const cn_val *rows;
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_db_query(p->db, a, sql, args, n, (size_t)CN_PEOPLE_MAX * CN_SESSIONS_MAX, &rows, err);
	(void)pthread_mutex_unlock(&p->lock);
	CN_TRY(rc);
	*ret = shown(a, rows);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_people_sessions(cn_people *p, cn_arena *a, cn_str id, int64_t now_us, const cn_val **ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(now_us - CN_SESSION_IDLE_US), CN_CELL_I(now_us - CN_SESSION_MOST_US) };
	return cn_people_listed(p, a, "SELECT id, person, how, made_us, seen_us FROM session WHERE (?1 = '' OR person = ?1) AND seen_us > ?2 AND made_us > ?3"
			    " ORDER BY person, made_us, id", args, 3, ret, err);
}

cn_code cn_people_session_end(cn_people *p, cn_str session_id, cn_str person, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(session_id), CN_CELL_S(person) };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, cn_people_change(p, "DELETE FROM session WHERE id = ?1 AND (?2 = '' OR person = ?2)", args, 2, "session", err), err);
}

/* ---- API tokens ---- */

static cn_code check_token(cn_people *p, cn_arena *a, cn_str id, cn_roles roles, int64_t now_us, cn_err *err)
{
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(now_us) };
	CN_TRY(cn_people_row(p, a, "SELECT roles, (SELECT count(*) FROM token WHERE person = ?1 AND until_us > ?2) AS n FROM person WHERE id = ?1 AND " CN_MAY_SIGN_IN,
			     args, 2, &row, err));
	if (!row)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no such person");
	if (cn_roles_highest(roles) > cn_roles_highest((cn_roles)cn_get_int(row, "roles", 0)))
		return CN_FAIL(err, CN_EINPUT, "a token may no more than the person whose it is");
	if (cn_get_int(row, "n", 0) >= CN_API_TOKENS_MAX)
		return CN_FAIL(err, CN_ESTATE, "a person has at most %d tokens; end one first", CN_API_TOKENS_MAX);
	return CN_OK;
}

typedef struct new_token {
	cn_str person, label;
	cn_roles roles;
	int64_t now_us, until_us;
} new_token;

static cn_code token_add(cn_people *p, const new_token *t, const char *id, char token[CN_TOKEN_BYTES], cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	char digest[CN_DIGEST_TEXT_BYTES];
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(check_token(p, a, t->person, t->roles, t->now_us, err));
	cn_people_new_token("token", "concord_", token, digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)), CN_CELL_S(cn_str_z(id)), CN_CELL_S(t->person), CN_CELL_S(t->label), CN_CELL_I(t->roles),
				   CN_CELL_I(t->now_us), CN_CELL_I(t->until_us) };
	CN_TRY(cn_db_exec(p->db, "DELETE FROM token WHERE until_us <= ?6", args, 6, err));
	CN_TRY(cn_db_exec(p->db, "INSERT INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)", args, 7, err));
	const cn_act act = { .what = "token-made", .person = t->person, .by = t->person, .roles = t->roles, .key = cn_str_z(id) };
	return cn_people_act(p, &act, t->now_us, err);
}

cn_code cn_people_token_new(cn_people *p, cn_str id, cn_str label, cn_roles roles, int64_t until_us, int64_t now_us,
			    char ret_id[CN_PERSON_ID_BYTES], char token[CN_TOKEN_BYTES], cn_err *err)
{
	const new_token t = { .person = id, .label = label, .roles = roles, .now_us = now_us, .until_us = until_us };
	if (!label.n || label.n > CN_LABEL_BYTES_MAX || !cn_utf8_ok(label))
		return CN_FAIL(err, CN_EINPUT, "what the token is for has 1 to %d bytes", CN_LABEL_BYTES_MAX);
	if (!roles)
		return CN_FAIL(err, CN_EINPUT, "a token has at least one role");
	if (until_us <= now_us || until_us - now_us > CN_TOKEN_DAYS_MAX * 24 * 60 * CN_MINUTE_US)
		return CN_FAIL(err, CN_EINPUT, "a token ends within 1 to %d days", CN_TOKEN_DAYS_MAX);
	cn_people_new_id("t-", ret_id);
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, token_add(p, &t, ret_id, token, err), err);
}

static cn_code find_token(cn_people *p, cn_arena *a, cn_str token, int64_t now_us, cn_who *ret, cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES];
	const cn_val *row = NULL;
	cn_people_digest("token", token, digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)), CN_CELL_I(now_us) };
	CN_TRY(cn_people_row(p, a, "SELECT t.person, t.roles AS within, t.seen_us, p.name, p.roles, p.entry FROM token t JOIN person p ON p.id = t.person WHERE t.digest = ?1"
				   " AND t.until_us > ?2 AND p.ended_us IS NULL", args, 2, &row, err));
	if (!row)
		return CN_FAIL(err, CN_EFORGED, "this token is not known here, or its time is over");
	fill_who(ret, row, ~0u);
	cn_access most = cn_roles_highest((cn_roles)cn_get_int(row, "within", 0));
	ret->access = ret->access < most ? ret->access : most;
	if (now_us - cn_get_int(row, "seen_us", 0) < SEEN_EVERY_US)
		return CN_OK;
	return cn_db_exec(p->db, "UPDATE token SET seen_us = ?2 WHERE digest = ?1", args, 2, err);
}

cn_code cn_people_token(cn_people *p, cn_str token, int64_t now_us, cn_who *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = find_token(p, a, token, now_us, ret, err);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

cn_code cn_people_tokens(cn_people *p, cn_arena *a, cn_str id, int64_t now_us, const cn_val **ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id), CN_CELL_I(now_us) };
	return cn_people_listed(p, a, "SELECT id, person, label, roles, made_us, until_us, seen_us FROM token WHERE (?1 = '' OR person = ?1) AND until_us > ?2 ORDER BY person, made_us, id",
		      args, 2, ret, err);
}

static cn_code token_end(cn_people *p, cn_str token_id, cn_str person, cn_str by, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	const cn_sqlval args[] = { CN_CELL_S(token_id), CN_CELL_S(person) };
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_people_row(p, a, "SELECT person FROM token WHERE id = ?1 AND (?2 = '' OR person = ?2)", args, 2, &row, err));
	CN_TRY(cn_people_change(p, "DELETE FROM token WHERE id = ?1 AND (?2 = '' OR person = ?2)", args, 2, "token", err));
	const cn_act act = { .what = "token-ended", .person = cn_get_text(row, "person"), .by = by, .key = token_id };
	return cn_people_act(p, &act, now_us, err);
}

cn_code cn_people_token_end(cn_people *p, cn_str token_id, cn_str person, cn_str by, int64_t now_us, cn_err *err)
{
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, token_end(p, token_id, person, by, now_us, err), err);
}
