/* A table of one place a name: a newcomer takes the place, and a hand goes round to free what is too much. */
#include "http/cache.h"

#include <pthread.h>

#include "core/hash.h"

enum { PLACES = 8192 };

typedef struct place {
	cn_digest name;
	uint64_t stamp;
	cn_body *body; /* NULL: empty */
	char etag[CN_ETAG_BYTES];
} place;

struct cn_cache {
	pthread_mutex_t mutex;
	size_t bytes, most, hand;
	uint64_t only; /* the stamp that was asked to be kept alone, and nothing was put since */
	bool same;
	place at[PLACES];
};

cn_code cn_cache_new(size_t bytes_most, cn_cache **ret, cn_err *err)
{
	cn_cache *c = cn_heap_take(sizeof *c);
	if (!c)
		return CN_NOMEM(err);
	memset(c, 0, sizeof *c);
	c->most = bytes_most;
	(void)pthread_mutex_init(&c->mutex, NULL);
	*ret = c;
	return CN_OK;
}

static void empty(cn_cache *c, place *p)
{
	c->bytes -= cn_body_str(p->body).n;
	cn_body_drop(p->body);
	p->body = NULL;
}

void cn_cache_free(cn_cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < PLACES; i++)
		empty(c, &c->at[i]);
	(void)pthread_mutex_destroy(&c->mutex);
	cn_heap_give(c);
}

static place *place_of(cn_cache *c, const cn_digest *name)
{
	return &c->at[(name->b[0] | name->b[1] << 8) % PLACES];
}

cn_body *cn_cache_get(cn_cache *c, cn_str name, uint64_t stamp, char etag[CN_ETAG_BYTES])
{
	cn_digest d = cn_sha256(name);
	cn_body *b = NULL;
	(void)pthread_mutex_lock(&c->mutex);
	place *p = place_of(c, &d);
	if (p->body && p->stamp == stamp && memcmp(&p->name, &d, sizeof d) == 0) {
		b = cn_body_keep(p->body);
		memcpy(etag, p->etag, CN_ETAG_BYTES);
	}
	(void)pthread_mutex_unlock(&c->mutex);
	return b;
}

void cn_cache_put(cn_cache *c, cn_str name, uint64_t stamp, cn_body *b, const char *etag)
{
	size_t n = cn_body_str(b).n;
	if (!b || n > c->most / 4)
		return;
	cn_digest d = cn_sha256(name);
	(void)pthread_mutex_lock(&c->mutex);
	place *p = place_of(c, &d);
	c->same = false;
	empty(c, p);
	while (c->bytes + n > c->most) {
		empty(c, &c->at[c->hand]);
		c->hand = (c->hand + 1) % PLACES;
	}
	p->name = d;
	p->stamp = stamp;
	p->body = cn_body_keep(b);
	(void)snprintf(p->etag, sizeof p->etag, "%s", etag);
	c->bytes += n;
	(void)pthread_mutex_unlock(&c->mutex);
}

void cn_cache_keep_only(cn_cache *c, uint64_t stamp)
{
	(void)pthread_mutex_lock(&c->mutex);
	for (size_t i = 0; !(c->same && c->only == stamp) && i < PLACES; i++)
		if (c->at[i].stamp != stamp)
			empty(c, &c->at[i]);
	c->only = stamp;
	c->same = true;
	(void)pthread_mutex_unlock(&c->mutex);
}

size_t cn_cache_bytes(cn_cache *c)
{
	(void)pthread_mutex_lock(&c->mutex);
	size_t n = c->bytes;
	(void)pthread_mutex_unlock(&c->mutex);
	return n;
}

void cn_etag(cn_str bytes, char out[CN_ETAG_BYTES])
{
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest d = cn_sha256(bytes);
	cn_digest_text(&d, text);
	(void)snprintf(out, CN_ETAG_BYTES, "\"%.32s\"", text + 7);
}
