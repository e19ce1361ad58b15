/* What the files of home share: home.c (the folder, its records), home_keys.c (who signs), home_erase.c (what is taken back). */
#ifndef CN_NODE_HOME_PRIVATE_H
#define CN_NODE_HOME_PRIVATE_H

#include "core/keyring.h"
#include "core/sign.h"
#include "node/home.h"
#include "store/blob.h"
#include "store/fence.h"
#include "store/log.h"

struct cn_home {
	char dir[CN_PATH_BYTES_MAX];
	cn_str name, origin;
	cn_pub root_pub, log_pub;
	cn_log *log;
	cn_blobs *blobs;
	cn_keyring *ring;
	cn_key *record_key, *log_key;
	bool write, apart; /* apart: from its store, which is lost */
	cn_db *db;      /* the store, when it is PostgreSQL and this home writes */
	cn_fence fence; /* the turn to write there */
};

CN_MUST_CHECK cn_code cn_home_path(const cn_home *h, const char *name, char out[CN_PATH_BYTES_MAX], cn_err *err);
bool cn_home_name_ok(cn_str s);
/* Header fields of the next record. */
CN_MUST_CHECK cn_code cn_home_next_record(cn_home *h, const cn_draft *d, int64_t now_us, cn_record *ret, cn_err *err);
/* Signs and appends. The log's key is there and a key record is tried before anything is written. */
CN_MUST_CHECK cn_code cn_home_append_signed(cn_home *h, cn_arena *a, const cn_record *r, const cn_key *const *keys, unsigned n_keys,
					    cn_signed *ret, cn_err *err);

/* ---- store.c ---- */

/* A writer's store is connected to, and its turn there waited for, before the log is opened. */
CN_MUST_CHECK cn_code cn_home_store_open(cn_home *h, cn_arena *a, cn_err *err);
void cn_home_store_close(cn_home *h); /* folds what is new into its views */
/* For writing, without the store, which is lost: the log's lock alone. */
CN_MUST_CHECK cn_code cn_home_open_apart(cn_arena *a, const char *dir, cn_home **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_views_open(cn_home *h, cn_db **ret, cn_err *err); /* views.db */
/* Removes views.db and what lies beside it. */
CN_MUST_CHECK cn_code cn_home_forget_views(cn_home *h, bool *ret_were, cn_err *err);

/* Makes the views again from the whole log. */
CN_MUST_CHECK cn_code cn_home_views_fold(cn_home *h, cn_arena *a, cn_err *err);

/* For writing, a folder that is a copy (backup.h). */
CN_MUST_CHECK cn_code cn_home_open_copy(cn_arena *a, const char *dir, cn_home **ret, cn_err *err);

/* ---- home_keys.c ---- */

/* A key file of its own, readable by its owner alone; none is overwritten. Or reads one, asking for its passphrase if it has one. */
CN_MUST_CHECK cn_code cn_key_file_make(const char *path, cn_str name, const char *use, cn_str passphrase, cn_key **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_key_file_load(cn_arena *a, const char *path, const char *what, cn_key **ret, cn_err *err);
/* keys/record.key and keys/log.key of a new node. */
CN_MUST_CHECK cn_code cn_home_keys_make(cn_home *h, cn_str passphrase, cn_err *err);
/* A key/1 record that adds a key. */
CN_MUST_CHECK cn_code cn_home_key_record(cn_home *h, cn_arena *a, const cn_pub *pub, const char *use, cn_str role, int64_t now_us, cn_err *err);
/* The log's key, as node.json names it; or the record key, which counts at the next entry. CN_ESTATE when it does not. */
CN_MUST_CHECK cn_code cn_home_log_key(cn_home *h, cn_arena *a, cn_key **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_record_key(cn_home *h, cn_arena *a, cn_key **ret, cn_err *err);
/* The key that signs as `signer` (empty: the node); it counts at the next entry. *ret_own: the caller frees it. */
CN_MUST_CHECK cn_code cn_home_signer(cn_home *h, cn_arena *a, cn_str signer, cn_key **ret, bool *ret_own, cn_err *err);
/* A new ring with the pinned key alone; and the key records of the log folded into it. One that does not hold does not count. */
CN_MUST_CHECK cn_code cn_home_ring_new(cn_home *h, cn_arena *a, cn_keyring **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_ring_fold(cn_home *h, cn_arena *a, cn_keyring *ring, cn_err *err);
/* A key record would hold, and the node could still sign after it. fails: CN_EFORGED, CN_ESTATE */
CN_MUST_CHECK cn_code cn_home_ring_try(cn_home *h, cn_arena *a, const cn_signed *s, cn_err *err);
/* keys/record.key.next of a rotation that was cut off: takes its place if the log names it, is removed if not. For a writer. */
CN_MUST_CHECK cn_code cn_home_rotation_settle(cn_home *h, cn_arena *a, cn_err *err);

#endif
