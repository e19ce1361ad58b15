/* Any bytes as the target of a request: refused in one sentence, or a path of one spelling and questions that are UTF-8 without control
 * characters; and the site answers it without a socket, whatever it is. */
#include <stdlib.h>

#include "http/site.h"

static void check(const cn_target *t)
{
	if (!t->path.n || t->path.p[0] != '/' || cn_contains(t->path, CN_S("//")) || cn_contains(t->path, CN_S("/../")) || cn_ends(t->path, "/..") ||
	    cn_contains(t->path, CN_S("%")) || cn_contains(t->path, CN_S("\\")))
		abort();
	for (size_t i = 0; i < t->n_query; i++) {
		if (!t->query[i].name.n || !cn_utf8_ok(t->query[i].value) || t->query[i].value.n > CN_QUERY_VALUE_BYTES_MAX)
			abort();
		for (size_t k = 0; k < t->query[i].value.n; k++)
			if ((unsigned char)t->query[i].value.p[k] < ' ')
				abort();
	}
}

/* A site over a folder that is not there: every route runs, and says so. */
static cn_site *nowhere(void)
{
	static cn_site site;
	static const uint8_t seed[CN_SEED_BYTES] = { 1 };
	cn_key *k = NULL;
	if (site.shelf)
		return &site;
	if (cn_sign_start(NULL) != CN_OK || cn_key_new(seed, &k, NULL) != CN_OK)
		abort();
	const cn_shelf_options o = { .public_dir = "/nonexistent", .origin = CN_S("a/log"), .log_pub = cn_key_pub(k), .cache_bytes = 1 << 16 };
	cn_key_free(k);
	if (cn_shelf_open(&o, &site.shelf, NULL) != CN_OK || cn_cache_new(1 << 16, &site.answers, NULL) != CN_OK || cn_cache_new(1 << 16, &site.sealed, NULL) != CN_OK)
		abort();
	site.name = site.vkey = CN_S("a");
	site.self = "/bin/false";
	site.norms_dir = site.data_dir = "/nonexistent";
	return &site;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str text = { (const char *)data, size };
	cn_err err = { 0 };
	cn_target t;
	if (!a)
		return 0;
	if (cn_target_parse(a, text, &t, &err) == CN_OK)
		check(&t);
	else if (!err.msg[0])
		abort();
	cn_asked q = { .method = CN_S("GET"), .target = text, .language = CN_S(""), .id = "0" };
	cn_answered r;
	if (cn_site_quick(nowhere(), &q, &r)) { /* what would take a worker is left */
		if (r.status < 200 || r.status > 599 || !r.route)
			abort();
		cn_body_drop(r.body);
	}
	return 0;
}
