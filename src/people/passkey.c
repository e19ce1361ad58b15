#include "people/passkey.h"
#include "people/private.h"
#include "store/file.h"

static cn_code keep_challenge(cn_people *p, const cn_sqlval args[3], cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *row = NULL;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_db_exec(p->db, "DELETE FROM challenge WHERE until_us <= ?1", &args[2], 1, err));
	CN_TRY(cn_people_row(p, a, "SELECT count(*) AS n FROM challenge", NULL, 0, &row, err));
	if (cn_get_int(row, "n", 0) >= CN_CHALLENGES_MAX)
		return CN_FAIL(err, CN_ESTATE, "too many sign-ins by passkey are under way: try again in a few minutes");
	return cn_db_exec(p->db, "INSERT INTO challenge (digest, until_us) VALUES (?1, ?2)", args, 2, err);
}

cn_code cn_people_challenge(cn_people *p, int64_t now_us, char out[CN_TOKEN_BYTES], cn_err *err)
{
	uint8_t random[CN_TOKEN_RANDOM_BYTES];
	char digest[CN_DIGEST_TEXT_BYTES];
	CN_AUTO_BUF b;
	cn_entropy(random, sizeof random);
	cn_buf_init(&b, CN_TOKEN_BYTES);
	cn_base64url(&b, random, sizeof random);
	if (b.failed)
		return CN_NOMEM(err);
	(void)snprintf(out, CN_TOKEN_BYTES, "%s", b.p);
	cn_people_digest("challenge", cn_str_z(out), digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)), CN_CELL_I(now_us + CN_CHALLENGE_US), CN_CELL_I(now_us) };
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, keep_challenge(p, args, err), err);
}

/* Within a transaction: the challenge was ours, is used now, and never again. */
static cn_code take_challenge(cn_people *p, cn_str challenge, int64_t now_us, cn_err *err)
{
	char digest[CN_DIGEST_TEXT_BYTES];
	cn_people_digest("challenge", challenge, digest);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(digest)), CN_CELL_I(now_us) };
	CN_TRY(cn_db_exec(p->db, "DELETE FROM challenge WHERE digest = ?1 AND until_us > ?2", args, 2, err));
	return cn_db_changed(p->db) ? CN_OK : CN_FAIL(err, CN_EFORGED, "the challenge of this passkey was used, or its time is over");
}

static cn_str hex_of(cn_arena *a, cn_str bytes)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_hex(&b, (const uint8_t *)bytes.p, bytes.n);
	return cn_buf_copy(a, &b);
}

static cn_str url_of(cn_arena *a, cn_str bytes)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_base64url(&b, (const uint8_t *)bytes.p, bytes.n);
	return cn_buf_copy(a, &b);
}

/* ---- making ---- */

static cn_code add(cn_people *p, cn_arena *a, const cn_webauthn_said *said, const cn_sqlval args[7], int64_t now_us, cn_err *err)
{
	const cn_val *row = NULL;
	CN_TRY(take_challenge(p, said->challenge, now_us, err));
	CN_TRY(cn_people_row(p, a, "SELECT (SELECT count(*) FROM passkey WHERE person = ?2) AS n, (SELECT count(*) FROM passkey WHERE id = ?1) AS same,"
			     " (SELECT count(*) FROM person WHERE id = ?2 AND " CN_MAY_SIGN_IN ") AS there", args, 2, &row, err));
	if (!cn_get_int(row, "there", 0))
		return CN_FAIL(err, CN_ENOTFOUND, "there is no such person");
	if (cn_get_int(row, "same", 0))
		return CN_FAIL(err, CN_ESTATE, "this passkey is known here already");
	if (cn_get_int(row, "n", 0) >= CN_PASSKEYS_MAX)
		return CN_FAIL(err, CN_ESTATE, "a person has at most %d passkeys; end one first", CN_PASSKEYS_MAX);
	CN_TRY(cn_db_exec(p->db, "INSERT INTO passkey (id, person, label, key, counter, made_us, origin) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", args, 7, err));
	cn_digest d = cn_sha256(args[0].s); /* an id of a passkey may be longer than that of a record's field */
	char key[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(&d, key);
	const cn_act act = { .what = "passkey-added", .person = args[1].s, .by = args[1].s, .key = cn_str_z(key) };
	return cn_people_act(p, &act, now_us, err);
}

cn_code cn_people_passkey_add(cn_people *p, cn_str id, const cn_webauthn_made *m, cn_str label, int64_t now_us, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_webauthn_said said;
	if (!a)
		return CN_NOMEM(err);
	if (!label.n || label.n > CN_LABEL_BYTES_MAX || !cn_utf8_ok(label))
		return CN_FAIL(err, CN_EINPUT, "what the passkey is called has 1 to %d bytes", CN_LABEL_BYTES_MAX);
	CN_TRY(cn_webauthn_made_check(a, m, &said, err));
	if (!said.verified)
		return CN_FAIL(err, CN_EINPUT, "the authenticator did not verify who is there");
	const cn_sqlval args[] = { CN_CELL_S(url_of(a, m->id)), CN_CELL_S(id), CN_CELL_S(label), CN_CELL_S(hex_of(a, m->public_key)), CN_CELL_I(said.counter), CN_CELL_I(now_us),
				   CN_CELL_S(said.origin) };
	if (!cn_arena_ok(a))
		return CN_NOMEM(err);
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, add(p, a, &said, args, now_us, err), err);
}

cn_code cn_people_passkeys(cn_people *p, cn_arena *a, cn_str id, const cn_val **ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id) };
	return cn_people_listed(p, a, "SELECT id, label, origin, made_us, seen_us FROM passkey WHERE person = ?1 ORDER BY made_us, id", args, 1, ret, err);
}

cn_code cn_people_passkey_end(cn_people *p, cn_str id, cn_str passkey, int64_t now_us, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(passkey), CN_CELL_S(id) };
	char key[CN_DIGEST_TEXT_BYTES];
	cn_digest d = cn_sha256(passkey);
	cn_digest_text(&d, key);
	const cn_act act = { .what = "passkey-ended", .person = id, .by = id, .key = cn_str_z(key) };
	CN_TRY(cn_people_begin(p, err));
	cn_code rc = cn_people_change(p, "DELETE FROM passkey WHERE id = ?1 AND person = ?2", args, 2, "passkey", err);
	if (rc == CN_OK)
		rc = cn_people_act(p, &act, now_us, err);
	return cn_people_finish(p, rc, err);
}

/* ---- signing in ---- */

static cn_code let_in(cn_people *p, cn_arena *a, const cn_val *row, cn_str passkey, const cn_webauthn_said *said, int64_t now_us, char session[CN_TOKEN_BYTES], cn_who *ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(passkey), CN_CELL_I(said->counter), CN_CELL_I(now_us), CN_CELL_S(cn_get_text(row, "person")), CN_CELL_S(cn_get_text(row, "key")) };
	const cn_val *still = NULL;
	CN_TRY(take_challenge(p, said->challenge, now_us, err));
	/* the row was read before: since then its person may have lost it, and another taken the id, which browsers choose */
	CN_TRY(cn_people_row(p, a, "SELECT 1 AS one FROM passkey WHERE id = ?1 AND person = ?4 AND key = ?5", args, 5, &still, err));
	if (!still)
		return CN_FAIL(err, CN_EFORGED, "this passkey is not known here");
	/* a counter that did not grow is that of a copy (Level 2, 7.2, step 21); authenticators without one say 0 */
	CN_TRY(cn_db_exec(p->db, "UPDATE passkey SET counter = ?2, seen_us = ?3 WHERE id = ?1 AND ((?2 = 0 AND counter = 0) OR ?2 > counter)", args, 3, err));
	if (!cn_db_changed(p->db))
		return CN_FAIL(err, CN_EFORGED, "the counter of this passkey went back: it may have been copied");
	return cn_people_session_add(p, cn_get_text(row, "person"), "passkey", now_us, session, ret, err);
}

cn_code cn_people_passkey_sign_in(cn_people *p, cn_str passkey, const cn_webauthn_shown *s, int64_t now_us, char session[CN_TOKEN_BYTES],
				  cn_who *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	const cn_val *row = NULL;
	cn_webauthn_said said;
	uint8_t key[CN_WEBAUTHN_KEY_BYTES_MAX];
	const cn_sqlval args[] = { CN_CELL_S(passkey) };
	if (!a)
		return CN_NOMEM(err);
	(void)pthread_mutex_lock(&p->lock);
	cn_code rc = cn_people_row(p, a, "SELECT person, key, origin FROM passkey WHERE id = ?1", args, 1, &row, err);
	(void)pthread_mutex_unlock(&p->lock);
	CN_TRY(rc);
	cn_str hex = cn_get_text(row, "key");
	if (!row || hex.n / 2 > sizeof key || !cn_unhex(hex, key, hex.n / 2))
		return CN_FAIL(err, CN_EFORGED, "this passkey is not known here");
	CN_TRY(cn_webauthn_shown_check(a, s, (cn_str){ (const char *)key, hex.n / 2 }, cn_get_text(row, "origin"), &said, err));
	if (!said.verified) /* a passkey stands for password and code both */
		return CN_FAIL(err, CN_EFORGED, "the authenticator did not verify who is there");
	CN_TRY(cn_people_begin(p, err));
	return cn_people_finish(p, let_in(p, a, row, passkey, &said, now_us, session, ret, err), err);
}
