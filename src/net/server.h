/* server: HTTP/1.1 over libmicrohttpd, held short. It knows connections, requests and answers; what is asked and answered is its caller's.
 *
 * What a client can take is bounded: bytes of a request's head and of its body, connections in all, the time until a request's head is whole (a
 * head that trickles in ends too), the time that an answer may take, requests that wait for slow work. A target is handed on as it came, not
 * unescaped. Every answer carries a request id; an entity tag that the client already has gives 304; HEAD gives the head alone.
 *
 * Thread rule: start, tick and stop belong to one thread; the callbacks run on several threads at once. */
#ifndef CN_NET_SERVER_H
#define CN_NET_SERVER_H

#include "base/base.h"

/* Bytes that several answers share; freed with the last of them. */
typedef struct cn_body cn_body;
cn_body *cn_body_copy(cn_str bytes); /* NULL: out of memory */
cn_body *cn_body_keep(cn_body *b);   /* one more holder; gives b; accepts NULL */
void cn_body_drop(cn_body *b);       /* one holder less; accepts NULL */
cn_str cn_body_str(const cn_body *b); /* empty for NULL */

enum { CN_ETAG_BYTES = 72, CN_REQUEST_ID_BYTES = 17, CN_COOKIE_BYTES = 200, CN_LOCATION_BYTES = 160, CN_ATTACHMENT_BYTES = 560, CN_PEER_BYTES = 48, CN_BODY_BYTES = 65536 };

/* A request whose head and body are whole. Borrowed during the call; the cookie, the authorization, the token against forgery and the body are
 * wiped when the request is done. A field of the head that was not sent is empty. */
typedef struct cn_asked {
	cn_str method, target;      /* the target as sent, with its query */
	cn_str language;            /* Accept-Language */
	cn_str encodings;           /* Accept-Encoding */
	cn_str cookie, authorization, csrf; /* Cookie, Authorization, X-Concord-CSRF */
	cn_str idempotency;         /* Idempotency-Key */
	cn_str type;                /* Content-Type */
	cn_str last_event;          /* Last-Event-ID */
	cn_str forwarded;           /* X-Forwarded-For: anybody can say anything here, unless a proxy of ours writes it */
	cn_str body;                /* empty before it was read */
	char peer[CN_PEER_BYTES];   /* the address of the other end; of IPv6 its network, the first 64 bits */
	char id[CN_REQUEST_ID_BYTES];
} cn_asked;

/* What is answered. Texts are literals of the program. */
typedef struct cn_answered {
	unsigned status;
	const char *route;          /* the name for logs and counters; no part of the request stands in it */
	const char *type;           /* Content-Type */
	const char *cache;          /* Cache-Control */
	const char *encoding;       /* Content-Encoding; NULL: none */
	bool varies;                /* with what the client accepts: language, encoding */
	const char *allow;          /* NULL: none */
	const char *retry_after;    /* seconds; NULL: none */
	const char *challenge;      /* WWW-Authenticate; NULL: none */
	bool page;                  /* a page for people */
	bool personal;              /* for who asks alone: no store may keep it and no other site's page may read it */
	char cookie[CN_COOKIE_BYTES];     /* Set-Cookie; empty: none */
	char location[CN_LOCATION_BYTES]; /* Location; empty: none */
	char attachment[CN_ATTACHMENT_BYTES]; /* Content-Disposition of what is to be saved, not shown; empty: none */
	char etag[CN_ETAG_BYTES];   /* with its quotes; empty: none */
	cn_body *body;              /* one holder's share passes to the server */
} cn_answered;

/* What was done, for the log. Borrowed during the call. */
typedef struct cn_served {
	const cn_asked *asked;
	const char *route;
	unsigned status;
	uint64_t bytes;   /* of the body, 0 for HEAD and 304 */
	int64_t took_us;  /* from the head until the answer was sent or given up */
	bool whole;       /* the answer went out to its end */
} cn_served;

typedef struct cn_server_options {
	const char *listen;       /* "127.0.0.1:8080", "[::1]:8080"; port 0: any */
	const char *cert_z, *key_z; /* TLS: PEM texts, of a certificate chain and its key; NULL: none */
	unsigned threads;         /* that serve, and as many again for slow work; >= 1 */
	unsigned connections_most;
	unsigned head_seconds, answer_seconds; /* a connection that waits longer for a whole head, or for its answer to be taken, ends */
	/* Answers at once and gives true; or gives false, and `slow` answers on a thread where it may wait. */
	bool (*quick)(void *ctx, const cn_asked *q, cn_answered *ret);
	void (*slow)(void *ctx, const cn_asked *q, cn_answered *ret);
	void (*refuse)(void *ctx, const cn_asked *q, unsigned status, cn_answered *ret); /* 413: a body that is too large, 503: too much slow work */
	/* The most bytes that the body of this request may have, whose head alone is known; NULL: CN_BODY_BYTES. More than that is taken
	 * only with a Content-Length, and of all requests together only so much as memory is meant for. */
	size_t (*body_most)(void *ctx, const cn_asked *q);
	void (*done)(void *ctx, const cn_served *s);
	void *ctx;
} cn_server_options;

typedef struct cn_server cn_server;

/* The parts of "ADDRESS:PORT": loopback or not. fails: CN_EINPUT */
CN_MUST_CHECK cn_code cn_listen_check(const char *listen, bool *ret_loopback, cn_err *err);

/* fails: CN_EINPUT the address, or a certificate or key that does not fit; CN_EIO the address is taken; CN_EUNSUPPORTED no TLS here; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_server_start(const cn_server_options *o, cn_server **ret, cn_err *err);
uint16_t cn_server_port(const cn_server *s);
void cn_server_tick(cn_server *s); /* ends connections whose time is over; call it at least once a second */
uint64_t cn_server_connections(cn_server *s);
uint64_t cn_server_open_requests(cn_server *s); /* whose answer is not out yet */
void cn_server_quiesce(cn_server *s); /* takes no new connection; those that are there are served on */
void cn_server_stop(cn_server *s);    /* ends all; accepts NULL */

#endif
