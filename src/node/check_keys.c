/* Did the keys count. A dossier carries the key records of its author's log, each with its proof; the signed assessment says how many there
 * are and which. So none can be left out, added or changed by anyone but the signer. What that cannot show: a revocation after the
 * checkpoint; what a signer kept back, who holds the record key; whose key it is. */
#include "core/keyring.h"
#include "node/check.h"
#include "report/errors.h"

/* ---- by the dossier ---- */

static const cn_signed *assessment_of(const cn_checked *c)
{
	for (size_t i = 0; i < c->n_held; i++)
		if (cn_eqz(c->held[i]->rec.kind, "assessment/1"))
			return c->held[i];
	return NULL;
}

/* One row: a key record of this author, before the assessment, with its place in the log at the same checkpoint as all others. */
static const char *key_record_wrong(cn_ctx *ctx, const cn_val *dossier, const cn_val *row, const cn_signed *assessment, int64_t after, cn_signed *s)
{
	cn_str bytes, proof = cn_get_text(row, "proof"), head = cn_proof_note(cn_get_text(cn_first(cn_get(dossier, "proofs")), "proof"));
	cn_digest said;
	if (cn_canonical(ctx, cn_get(row, "envelope"), &bytes, NULL) != CN_OK || cn_record_open(ctx->a, bytes, s, NULL) != CN_OK)
		return "a key record is not in its strict form";
	if (!cn_digest_parse(cn_get_text(row, "id"), &said) || !cn_digest_eq(&said, &s->id) || cn_get_int(row, "seq", -1) != s->rec.seq)
		return "a key record has another id or number than its statement";
	if (!cn_eqz(s->rec.kind, "key/1") || !cn_eq(s->rec.author, assessment->rec.author) || s->rec.tlp != CN_CLEAR)
		return "among the key records is one that is no key record of the author";
	if (s->rec.seq <= after || s->rec.seq >= assessment->rec.seq)
		return "the key records are not in the order of the log, before the assessment";
	if (!cn_eq(cn_proof_note(proof), head))
		return "the proof of a key record is of another checkpoint";
	return cn_inclusion_wrong(ctx, dossier, s, proof) ? "the proof of a key record does not hold" : NULL;
}

/* Entry 0 is the node's first key, which vouches for itself: nothing before it could. */
static bool pin_first(cn_keyring *ring, const cn_signed *s)
{
	cn_pub pub;
	bool first = s->rec.seq == 0 && cn_is_text(cn_get(s->rec.body, "action"), "add") && cn_is_text(cn_get(s->rec.body, "use"), "record");
	return first && s->env.n_sigs == 1 && cn_pub_parse(cn_get_text(s->rec.body, "key"), &pub) && cn_pub_check(&pub, NULL) == CN_OK &&
	       cn_dsse_verify(&s->env, &pub, NULL) == CN_OK && cn_keyring_pin(ring, s->rec.author, &pub, CN_S("record"), NULL) == CN_OK;
}

static cn_code fold_records(cn_ctx *ctx, const cn_val *dossier, const cn_signed *assessment, cn_keyring *ring, const char **ret_wrong, cn_err *err)
{
	static const char *const row[] = { "seq", "id", "envelope", "proof", NULL };
	const cn_val *list = cn_get(dossier, "key_records");
	int64_t at = -1;
	*ret_wrong = cn_rows_only(list, row) ? NULL : "the key records are not a list of records with proofs, and nothing else";
	CN_EACH (r, *ret_wrong ? NULL : list) {
		cn_signed *s = CN_NEW(ctx->a, cn_signed, 1);
		if (!s)
			return cn_arena_fail(ctx->a, err);
		*ret_wrong = key_record_wrong(ctx, dossier, r, assessment, at, s);
		if (!*ret_wrong && at < 0 && !pin_first(ring, s))
			*ret_wrong = "the first key record is not entry 0 of the log, or does not vouch for itself";
		if (*ret_wrong)
			break;
		at = s->rec.seq;
		cn_code rc = cn_keyring_fold(ring, s, err);
		if (rc == CN_ENOMEM || rc == CN_ETOOBIG)
			return rc; /* another failure: the record does not hold, so it does not count, as in the log itself */
	}
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static const char *log_key_wrong(const cn_val *dossier, const cn_keyring *ring)
{
	cn_digest id;
	CN_EACH (k, cn_get(dossier, "keys")) {
		if (!cn_is_text(cn_get(k, "role"), "log"))
			continue;
		const cn_ring_key *key = cn_digest_parse(cn_get_text(k, "fingerprint"), &id) ? cn_keyring_find(ring, &id) : NULL;
		return key && cn_eqz(key->use, "log") ? NULL : "no key record names the log's key";
	}
	return "the dossier names no log key";
}

/* Each record was signed by a record key that counted there. */
static cn_code records_by_ring(cn_ctx *ctx, const cn_keyring *ring, const cn_checked *c, const char **ret_wrong, cn_err *err)
{
	for (size_t i = 0; i < c->n_held && !*ret_wrong; i++) {
		const cn_ring_key *key = NULL;
		cn_err why = { 0 };
		cn_code rc = cn_keyring_verify(ring, c->held[i], &key, &why);
		if (rc == CN_ENOMEM)
			return CN_NOMEM(err);
		if (rc != CN_OK)
			*ret_wrong = cn_strf(ctx->a, "record %lld: by the key records, %s", (long long)c->held[i]->rec.seq, why.msg).p;
		else if (!cn_eqz(key->use, "record"))
			*ret_wrong = cn_strf(ctx->a, "record %lld: the key that signed it is a person's", (long long)c->held[i]->rec.seq).p;
	}
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

/* The list in the dossier is the one that the signed assessment names. NULL: it is. */
static const char *list_wrong(cn_ctx *ctx, const cn_val *said, const cn_val *list)
{
	if (list && list->n > CN_KEY_RECORDS_MAX)
		return "it holds more key records than a dossier may carry";
	bool same = said && list && list->type == CN_LIST && cn_val_eq(said, cn_key_records_said(ctx->a, list));
	return same ? NULL : "the key records in it are not those that the assessment names";
}

/* *ret_there: the dossier carries key records. */
static cn_code keys_by_dossier(cn_ctx *ctx, const cn_val *dossier, const cn_signed *assessment, cn_checked *c, bool *ret_there, cn_err *err)
{
	const cn_val *said = cn_get(assessment->rec.body, "keys"), *list = cn_get(dossier, "key_records");
	const char *wrong;
	*ret_there = said || list;
	if (!*ret_there)
		return CN_OK;
	cn_keyring *ring = cn_keyring_new(ctx->a);
	if (!ring)
		return cn_arena_fail(ctx->a, err);
	wrong = list_wrong(ctx, said, list);
	if (!wrong)
		CN_TRY(fold_records(ctx, dossier, assessment, ring, &wrong, err));
	if (!wrong)
		wrong = log_key_wrong(dossier, ring);
	if (!wrong)
		CN_TRY(records_by_ring(ctx, ring, c, &wrong, err));
	cn_checked_line(ctx, c, "keys", wrong ? "fails" : "holds",
			wrong ? cn_str_z(wrong) : cn_strf(ctx->a, "by the %zu key records inside, the key counted when it signed, as of the checkpoint", list->n),
			wrong ? cn_phrase_text(ctx->a, cn_str_z(wrong), CN_S("zh")) : cn_strf(ctx->a, "依其所含 %zu 条密钥记录，截至检查点，密钥在签署时有效", list->n));
	return CN_OK;
}

/* ---- by this machine's node ---- */

/* The log of this node holds that record at its number. */
static bool in_log(cn_ctx *ctx, cn_home *home, const cn_signed *s)
{
	cn_str entry;
	CN_AUTO_BUF seal;
	cn_buf_init(&seal, 256);
	cn_seal_write(&s->id, &seal);
	if (s->rec.seq < 0 || (uint64_t)s->rec.seq >= cn_home_size(home) || cn_home_entry(home, ctx->a, (uint64_t)s->rec.seq, &entry, NULL) != CN_OK)
		return false;
	return cn_eq(entry, s->rec.tlp == CN_CLEAR ? s->envelope : cn_buf_str(&seal));
}

static cn_code keys_by_home(cn_ctx *ctx, cn_home *home, cn_checked *c, cn_err *err)
{
	for (size_t i = 0; i < c->n_held; i++) {
		const cn_signed *s = c->held[i];
		cn_err why = { 0 };
		cn_str key;
		cn_code rc = cn_home_verify(home, ctx->a, s, &key, &why);
		if (rc == CN_ENOMEM)
			return CN_NOMEM(err);
		if (rc == CN_OK && !in_log(ctx, home, s))
			rc = CN_FAIL(&why, CN_EFORGED, "this node's log does not hold it");
		if (rc == CN_OK)
			continue;
		cn_checked_line(ctx, c, "keys", "fails", cn_strf(ctx->a, "record %lld: %s", (long long)s->rec.seq, why.msg),
				cn_strf(ctx->a, "记录 %lld：%.*s", (long long)s->rec.seq, CN_FMT(cn_error_text(ctx->a, &why, CN_S("zh")))));
		return CN_OK;
	}
	cn_checked_line(ctx, c, "keys", "holds", CN_S("this node made it: the key was good at each entry, and its log holds them"),
			CN_S("由本节点生成：密钥在各条目处有效，日志中均有记录"));
	return CN_OK;
}

cn_code cn_check_keys(cn_ctx *ctx, const cn_val *dossier, cn_checked *c, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	const cn_signed *assessment = assessment_of(c);
	bool there = false;
	if (c->n_held == 0)
		return CN_OK;
	cn_str author = c->held[0]->rec.author;
	if (assessment)
		CN_TRY(keys_by_dossier(ctx, dossier, assessment, c, &there, err));
	if (cn_home_exists(ctx->data_dir) && cn_home_open(ctx->a, ctx->data_dir, false, &home, NULL) == CN_OK && cn_eq(cn_home_name(home), author))
		return keys_by_home(ctx, home, c, err);
	if (there)
		cn_checked_line(ctx, c, "keys", "note",
				cn_strf(ctx->a, "not shown by it: whether the key was revoked after that checkpoint; ask %.*s", CN_FMT(author)),
				cn_strf(ctx->a, "无法由其得知：密钥在该检查点之后是否被撤销；请询问 %.*s", CN_FMT(author)));
	else
		cn_checked_line(ctx, c, "keys", "note",
				cn_strf(ctx->a, "key state not checked: the dossier carries no key records; ask %.*s for them", CN_FMT(author)),
				cn_strf(ctx->a, "未核查密钥状态：卷宗未附密钥记录，请向 %.*s 索取", CN_FMT(author)));
	return CN_OK;
}
