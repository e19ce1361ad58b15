/* cosigners: the witnesses that this node's log asks, DIR/witnesses.json. What each has cosigned is kept too: a log that was put
 * back from a backup and is shorter than that does not open for writing. */
#ifndef CN_NODE_COSIGNERS_H
#define CN_NODE_COSIGNERS_H

#include "core/checkpoint.h"

enum { CN_COSIGNERS_MAX = CN_NOTE_SIGS_MAX - 1 };

typedef struct cn_cosigner {
	cn_str url;   /* add-checkpoint is below it */
	cn_str vkey;
	uint64_t size; /* the largest that it has cosigned for us */
} cn_cosigner;

/* All of them; none when there is no file. *ret borrows from a. fails: CN_EINPUT the file is damaged; CN_EIO */
CN_MUST_CHECK cn_code cn_cosigners_read(cn_arena *a, const char *dir, cn_cosigner **ret, size_t *ret_n, cn_err *err);
/* Adds one, in the place of that with the same address (its key is new) or the same key (it has moved); its size never goes down. fails: CN_ETOOBIG; CN_EINPUT; CN_EIO */
CN_MUST_CHECK cn_code cn_cosigners_put(cn_arena *a, const char *dir, const cn_cosigner *c, cn_err *err);

#endif
