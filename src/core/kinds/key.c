/* A key enters, replaces another, or stops counting. core/keyring.h honours it. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "action", CN_FIELD_CHOICE, .required = true, .choices = "add rotate revoke", .what = "what happens to the key" },
	{ "use", CN_FIELD_CHOICE, .required = true, .choices = "record log person", .what = "what it signs: records of the node, checkpoints, acts of one person" },
	{ "key", CN_FIELD_KEY, .required = true, .what = "the public key: the new one, or the one that stops counting" },
	{ "role", CN_FIELD_ID, .what = "role of the person, from the vocabulary; never a name" },
	{ "replaces", CN_FIELD_DIGEST, .what = "rotate: id of the old key" },
	{ "last_good_size", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "revoke: entries below this index still count" },
	{ "reason", CN_FIELD_CHOICE, .choices = "scheduled lost compromised left other", .what = "why" },
	{ 0 },
};

static cn_code check(const cn_record *r, cn_err *err)
{
	cn_str action = cn_get_text(r->body, "action");
	cn_pub pub;
	if (!cn_pub_parse(cn_get_text(r->body, "key"), &pub))
		return CN_FAIL(err, CN_EINPUT, "body.key: not a public key");
	if (cn_pub_check(&pub, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "body.key: not a usable Ed25519 public key (not canonical, or of small order)");
	if (cn_eqz(action, "rotate") && !cn_get(r->body, "replaces"))
		return CN_FAIL(err, CN_EINPUT, "body.replaces: rotate needs the id of the old key");
	if (cn_eqz(action, "revoke") && !cn_get(r->body, "last_good_size"))
		return CN_FAIL(err, CN_EINPUT, "body.last_good_size: revoke needs the size up to which the key was good");
	return CN_OK;
}

const cn_kind cn_kind_key = { "key/1", "A signing key enters, replaces another, or stops counting", fields, NULL, .tlp = CN_CLEAR,
	.is_public = true, .check = check };
