/* stores: which of a file's manifest stores counts. Pure. */
#ifndef CN_LAB_MEDIA_C2PA_STORES_H
#define CN_LAB_MEDIA_C2PA_STORES_H

#include "lab/media/c2pa/c2pa.h"
#include "lab/media/file.h"

/* Stores that count against each other: of several none counts (C2PA 2.2, 15.5.2.1). A box of updates of ISO base media, behind one that says
 * it is the original of such, is no second one (A.5.3). */
size_t cn_c2pa_stores(const cn_media_file *f);

/* Puts the first store and where it stands into store, alone, update, update_gone and ranges of *in; the rest of it stays. Without a store .store.p
 * is NULL.      fails: CN_ENOMEM. borrows from a and from f */
CN_MUST_CHECK cn_code cn_c2pa_find_store(cn_arena *a, const cn_media_file *f, cn_c2pa_input *in, cn_err *err);

#endif
