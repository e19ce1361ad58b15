/* The keys of authors as a fold over key/1 records. A ring is small (a few keys a party), so it is a list. */
#include "core/keyring.h"
#include "core/nomem.h"

enum { RING_KEYS_MAX = 4096 };

typedef struct link {
	struct link *next;
	cn_ring_key key;
} link;

struct cn_keyring {
	cn_arena *a;
	link *first, **last;
	size_t n;
};

cn_keyring *cn_keyring_new(cn_arena *a)
{
	cn_keyring *k = CN_NEW(a, cn_keyring, 1);
	if (k) {
		k->a = a;
		k->last = &k->first;
	}
	return k;
}

static cn_ring_key *find(const cn_keyring *k, cn_str author, const cn_digest *id)
{
	for (link *l = k->first; l; l = l->next)
		if (cn_digest_eq(&l->key.id, id) && (author.n == 0 || cn_eq(l->key.author, author)))
			return &l->key;
	return NULL;
}

static cn_code add(cn_keyring *k, cn_str author, const cn_pub *pub, cn_str use, cn_str role, int64_t from, cn_err *err)
{
	if (k->n == RING_KEYS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d keys", RING_KEYS_MAX);
	link *l = CN_NEW(k->a, link, 1);
	if (!l)
		return cn_arena_fail(k->a, err);
	l->key = (cn_ring_key){ .author = cn_str_copy(k->a, author), .use = cn_str_copy(k->a, use), .role = cn_str_copy(k->a, role),
				.pub = *pub, .id = cn_pub_id(pub), .from = from, .until = INT64_MAX };
	if (!cn_arena_ok(k->a))
		return cn_arena_fail(k->a, err);
	*k->last = l;
	k->last = &l->next;
	k->n++;
	return CN_OK;
}

cn_code cn_keyring_pin(cn_keyring *k, cn_str author, const cn_pub *pub, cn_str use, cn_err *err)
{
	CN_TRY(cn_pub_check(pub, err));
	cn_digest id = cn_pub_id(pub);
	return find(k, author, &id) ? CN_OK : add(k, author, pub, use, (cn_str){ "", 0 }, 0, err);
}

static bool good_at(const cn_ring_key *key, int64_t index)
{
	return key->from <= index && index < key->until && !cn_eqz(key->use, "log");
}

/* Did this key, good at the record's index, sign it? */
static bool signed_by(const cn_signed *s, const cn_ring_key *key)
{
	return key && good_at(key, s->rec.seq) && cn_dsse_verify(&s->env, &key->pub, NULL) == CN_OK;
}

/* Is it signed by any good record key of its author (or, for a revocation, by the key itself)? */
static bool by_record_key(const cn_keyring *k, const cn_signed *s)
{
	for (unsigned i = 0; i < s->env.n_sigs; i++) {
		const cn_ring_key *key = find(k, s->rec.author, &s->env.sig[i].keyid);
		if (key && cn_eqz(key->use, "record") && signed_by(s, key))
			return true;
	}
	return false;
}

static cn_code fold_add(cn_keyring *k, const cn_signed *s, const cn_pub *pub, const cn_digest *id, cn_err *err)
{
	cn_str author = s->rec.author, use = cn_get_text(s->rec.body, "use"), role = cn_get_text(s->rec.body, "role");
	if (!by_record_key(k, s))
		return CN_FAIL(err, CN_EFORGED, "key/1 at %lld: not signed by a good record key of %.*s", (long long)s->rec.seq, CN_FMT(author));
	return find(k, author, id) ? CN_OK : add(k, author, pub, use, role, s->rec.seq + 1, err); /* announcing a known key adds nothing */
}

static cn_code fold_rotate(cn_keyring *k, const cn_signed *s, const cn_pub *pub, const cn_digest *id, cn_err *err)
{
	cn_digest old_id;
	cn_ring_key *old = cn_digest_parse(cn_get_text(s->rec.body, "replaces"), &old_id) ? find(k, s->rec.author, &old_id) : NULL;
	if (!signed_by(s, old) || cn_dsse_verify(&s->env, pub, NULL) != CN_OK)
		return CN_FAIL(err, CN_EFORGED, "key/1 at %lld: a rotation is signed by the old key, while it is good, and by the new one",
			       (long long)s->rec.seq);
	cn_str use = cn_get_text(s->rec.body, "use"), role = cn_get_text(s->rec.body, "role");
	if (!cn_eq(use, old->use) || find(k, s->rec.author, id))
		return CN_FAIL(err, CN_EFORGED, "key/1 at %lld: a rotation brings a new key for the same use", (long long)s->rec.seq);
	CN_TRY(add(k, s->rec.author, pub, use, role.n ? role : old->role, s->rec.seq, err));
	old->until = s->rec.seq + 1 < old->until ? s->rec.seq + 1 : old->until;
	return CN_OK;
}

static cn_code fold_revoke(cn_keyring *k, const cn_signed *s, const cn_digest *id, cn_err *err)
{
	cn_ring_key *key = find(k, s->rec.author, id);
	if (!key)
		return CN_FAIL(err, CN_EFORGED, "key/1 at %lld: revokes a key that %.*s never had", (long long)s->rec.seq, CN_FMT(s->rec.author));
	if (!signed_by(s, key) && !by_record_key(k, s))
		return CN_FAIL(err, CN_EFORGED, "key/1 at %lld: a revocation is signed by the key itself or by a good record key",
			       (long long)s->rec.seq);
	int64_t last = cn_get_int(s->rec.body, "last_good_size", -1);
	if (last < 0 || last > s->rec.seq)
		return CN_FAIL(err, CN_EFORGED, "key/1 at %lld: last_good_size is not in 0..%lld", (long long)s->rec.seq, (long long)s->rec.seq);
	key->until = last < key->until ? last : key->until;
	return CN_OK;
}

static cn_code keyring_fold_once(cn_keyring *k, const cn_signed *s, cn_err *err)
{
	if (!cn_eqz(s->rec.kind, "key/1"))
		return CN_OK;
	cn_pub pub;
	if (!cn_pub_parse(cn_get_text(s->rec.body, "key"), &pub))
		return CN_FAIL(err, CN_EINPUT, "key/1 at %lld: no public key", (long long)s->rec.seq);
	CN_TRY(cn_pub_check(&pub, err));
	cn_digest id = cn_pub_id(&pub);
	cn_str action = cn_get_text(s->rec.body, "action");
	if (cn_eqz(action, "add"))
		return fold_add(k, s, &pub, &id, err);
	if (cn_eqz(action, "rotate"))
		return fold_rotate(k, s, &pub, &id, err);
	if (cn_eqz(action, "revoke"))
		return fold_revoke(k, s, &id, err);
	return CN_FAIL(err, CN_EINPUT, "key/1 at %lld: unknown action", (long long)s->rec.seq);
}

cn_code cn_keyring_fold(cn_keyring *k, const cn_signed *s, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, keyring_fold_once(k, s, err), err);
}

static cn_code keyring_verify_once(const cn_keyring *k, const cn_signed *s, const cn_ring_key **ret_key, cn_err *err)
{
	const cn_ring_key *good = NULL, *known = NULL;
	for (unsigned i = 0; i < s->env.n_sigs; i++) {
		const cn_ring_key *key = find(k, s->rec.author, &s->env.sig[i].keyid);
		if (!key)
			continue;
		CN_TRY(cn_dsse_verify(&s->env, &key->pub, err));
		known = key;
		if (!good && good_at(key, s->rec.seq))
			good = key;
	}
	if (!known)
		return CN_FAIL(err, CN_EABSENT, "no key of %.*s that we know signed it", CN_FMT(s->rec.author));
	if (!good)
		return CN_FAIL(err, CN_EFORGED, "its signing key is not good at entry %lld (it is from %lld, and %s%lld)",
			       (long long)s->rec.seq, (long long)known->from, known->until == INT64_MAX ? "has no end: " : "ends before ",
			       (long long)(known->until == INT64_MAX ? 0 : known->until));
	if (ret_key)
		*ret_key = good;
	return CN_OK;
}

cn_code cn_keyring_verify(const cn_keyring *k, const cn_signed *s, const cn_ring_key **ret_key, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, keyring_verify_once(k, s, ret_key, err), err);
}

const cn_ring_key *cn_keyring_find(const cn_keyring *k, const cn_digest *key_id)
{
	return find(k, (cn_str){ NULL, 0 }, key_id);
}

const cn_ring_key *cn_keyring_at(const cn_keyring *k, size_t i)
{
	const link *l = k->first;
	for (; l && i > 0; i--)
		l = l->next;
	return l ? &l->key : NULL;
}
