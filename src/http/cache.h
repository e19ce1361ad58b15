/* cache: bodies by name, bounded in bytes. What does not fit takes the place of something else; an entry is only good while its stamp is the one
 * that is asked for. Any thread. */
#ifndef CN_HTTP_CACHE_H
#define CN_HTTP_CACHE_H

#include "net/server.h"

typedef struct cn_cache cn_cache;

CN_MUST_CHECK cn_code cn_cache_new(size_t bytes_most, cn_cache **ret, cn_err *err);
void cn_cache_free(cn_cache *c); /* accepts NULL */
/* One holder's share of the body, and its tag; NULL: not there. */
cn_body *cn_cache_get(cn_cache *c, cn_str name, uint64_t stamp, char etag[CN_ETAG_BYTES]);
/* Keeps a share of its own. Nothing happens when there is no room or no memory. */
void cn_cache_put(cn_cache *c, cn_str name, uint64_t stamp, cn_body *b, const char *etag);
/* Forgets everything that was kept under another stamp. */
void cn_cache_keep_only(cn_cache *c, uint64_t stamp);
size_t cn_cache_bytes(cn_cache *c);

/* The strong tag of some bytes: the first half of their SHA-256 in quotes. */
void cn_etag(cn_str bytes, char out[CN_ETAG_BYTES]);

#endif
