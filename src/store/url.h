/* Where a node's views are: the word "sqlite", a file in the node's folder, or postgresql://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?NAME=VALUE&..].
 *
 * A password may stand in the address. It is never in `shown`, and no message of this file repeats any part of an address that was not read:
 * who prints, prints `shown`. */
#ifndef CN_STORE_URL_H
#define CN_STORE_URL_H

#include "base/base.h"

enum { CN_STORE_URL_BYTES_MAX = 2000, CN_STORE_PARTS_MAX = 16 };
#define CN_STORE_SQLITE "sqlite"

typedef struct cn_store_url {
	bool postgresql;
	cn_str whole; /* as given, password and all: for the node's own file alone */
	cn_str shown; /* without the password */
	bool has_password;
	/* What the database's client is told, decoded; both end with NULL. Of a database behind sockets in the file system, host is their folder. */
	const char *name[CN_STORE_PARTS_MAX + 1], *value[CN_STORE_PARTS_MAX + 1];
} cn_store_url;

/* *ret borrows from a. fails: CN_EINPUT not such an address; CN_ETOOBIG over CN_STORE_URL_BYTES_MAX or CN_STORE_PARTS_MAX; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_store_url_parse(cn_arena *a, cn_str url, cn_store_url *ret, cn_err *err);

#endif
