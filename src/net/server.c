/* libmicrohttpd, whose types stay in this file. Two traps of it, both measured: an answer given on the first call of the handler closes the
 * connection, so the first call only takes notes; and its time limit is for silence, so a client that sends a byte now and then is never
 * idle: cn_server_tick looks at when the head began instead. */
#include "net/server.h"
#include "core/sign.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

enum { HEAD_BYTES = 16384, BODIES_BYTES = 96 << 20, SLOW_WAITING = 128, TARGET_ROOM = 8192, BACKLOG = 1024 };

/* What of the head is handed on. */
static const struct {
	const char *name;
	size_t at;
} heads[] = { { MHD_HTTP_HEADER_ACCEPT_LANGUAGE, offsetof(cn_asked, language) }, { MHD_HTTP_HEADER_ACCEPT_ENCODING, offsetof(cn_asked, encodings) }, { MHD_HTTP_HEADER_COOKIE, offsetof(cn_asked, cookie) },
	      { MHD_HTTP_HEADER_AUTHORIZATION, offsetof(cn_asked, authorization) }, { "X-Concord-CSRF", offsetof(cn_asked, csrf) },
	      { "Idempotency-Key", offsetof(cn_asked, idempotency) }, { MHD_HTTP_HEADER_CONTENT_TYPE, offsetof(cn_asked, type) },
	      { "Last-Event-ID", offsetof(cn_asked, last_event) }, { "X-Forwarded-For", offsetof(cn_asked, forwarded) } };
enum { HEADS = sizeof heads / sizeof *heads };

typedef struct conn conn;
struct conn {
	conn *before, *after;
	int fd;
	atomic_int_fast64_t since_us; /* when it began to wait for a head, or for its answer to be taken */
	atomic_bool answering;
	bool ended;
};

typedef struct request {
	cn_asked asked;
	struct MHD_Connection *mhd;
	conn *conn;
	struct request *next; /* in the queue of slow work */
	char *target, *method, *head[HEADS];
	int64_t began_us;
	cn_buf body;
	size_t reserved; /* of the room for large bodies */
	enum { FRESH, WAITING, ANSWERED, SENT } state;
	cn_answered a;
	uint64_t sent;
} request;

struct cn_server {
	cn_server_options o;
	struct MHD_Daemon *mhd;
	int quiesced_fd;
	pthread_t *thread;
	unsigned n_thread;
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t work;
	conn *conns;
	request *queue, **queue_end;
	size_t n_queue;
	bool stopping;
	atomic_uint_fast64_t next_id, n_conn, n_open, body_bytes;
	uint64_t id_mask;
};

static int64_t now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- connections ---- */

static void body_done(void *b)
{
	cn_body_drop(b);
}

static void conn_event(void *cls, struct MHD_Connection *c, void **own, enum MHD_ConnectionNotificationCode what)
{
	cn_server *s = cls;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
		conn *k = cn_heap_take(sizeof *k);
		if (!k)
			return; /* not watched; the limit for silence still holds */
		*k = (conn){ .fd = info ? info->connect_fd : -1 };
		atomic_init(&k->since_us, now_us());
		(void)pthread_mutex_lock(&s->mutex);
		k->after = s->conns;
		if (k->after)
			k->after->before = k;
		s->conns = k;
		(void)pthread_mutex_unlock(&s->mutex);
		(void)atomic_fetch_add(&s->n_conn, 1);
		*own = k;
		return;
	}
	conn *k = *own;
	if (!k)
		return;
	(void)pthread_mutex_lock(&s->mutex); /* its descriptor is closed only after this call, so tick never meets another's */
	if (k->after)
		k->after->before = k->before;
	if (k->before)
		k->before->after = k->after;
	else
		s->conns = k->after;
	(void)pthread_mutex_unlock(&s->mutex);
	cn_heap_give(k);
	(void)atomic_fetch_sub(&s->n_conn, 1);
}

/* The time first: tick, in between, sees a limit that begins now. */
static void conn_set(conn *k, bool answering)
{
	if (!k)
		return;
	atomic_store(&k->since_us, now_us());
	atomic_store(&k->answering, answering);
}

void cn_server_tick(cn_server *s)
{
	int64_t now = now_us();
	(void)pthread_mutex_lock(&s->mutex);
	for (conn *k = s->conns; k; k = k->after) {
		int64_t most = (int64_t)(atomic_load(&k->answering) ? s->o.answer_seconds : s->o.head_seconds) * 1000000;
		if (k->ended || k->fd < 0 || now - atomic_load(&k->since_us) < most)
			continue;
		k->ended = true;
		(void)shutdown(k->fd, SHUT_RDWR); /* libmicrohttpd sees its end and closes it */
	}
	(void)pthread_mutex_unlock(&s->mutex);
}

uint64_t cn_server_connections(cn_server *s)
{
	return atomic_load(&s->n_conn);
}

uint64_t cn_server_open_requests(cn_server *s)
{
	return atomic_load(&s->n_open);
}

/* ---- requests ---- */

static char *copy_z(const char *z, size_t most)
{
	size_t n = strnlen(z, most);
	char *p = cn_heap_take(n + 1);
	if (!p)
		return NULL;
	memcpy(p, z, n);
	p[n] = '\0';
	return p;
}

static void request_free(cn_server *s, request *r)
{
	cn_heap_give(r->target);
	cn_heap_give(r->method);
	for (size_t i = 0; i < HEADS; i++) {
		if (r->head[i])
			cn_wipe(r->head[i], strlen(r->head[i]));
		cn_heap_give(r->head[i]);
	}
	cn_buf_wipe(&r->body);
	cn_buf_done(&r->body);
	(void)atomic_fetch_sub(&s->body_bytes, r->reserved);
	cn_wipe(r->a.cookie, sizeof r->a.cookie);
	cn_body_drop(r->a.body);
	cn_heap_give(r);
}

/* The request line is read: the target before libmicrohttpd touches it. */
static void *line_read(void *cls, const char *uri, struct MHD_Connection *c)
{
	cn_server *s = cls;
	request *r = cn_heap_take(sizeof *r);
	if (!r)
		return NULL;
	*r = (request){ .mhd = c, .began_us = now_us() };
	r->target = copy_z(uri, TARGET_ROOM);
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	r->conn = info ? info->socket_context : NULL;
	uint64_t id = (atomic_fetch_add(&s->next_id, 1) * 0x9e3779b97f4a7c15u) ^ s->id_mask; /* odd factor: no id twice */
	(void)snprintf(r->asked.id, sizeof r->asked.id, "%016llx", (unsigned long long)id);
	(void)atomic_fetch_add(&s->n_open, 1);
	return r;
}

static size_t as_it_came(void *cls, struct MHD_Connection *c, char *text)
{
	(void)cls;
	(void)c;
	return strlen(text);
}

static void header(struct MHD_Response *to, const char *name, const char *value)
{
	if (value)
		(void)MHD_add_response_header(to, name, value); /* fails without memory only: the answer then goes out without it */
}

static bool has_tag(request *r)
{
	const char *have = MHD_lookup_connection_value(r->mhd, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH);
	if (!have || !r->a.etag[0] || r->a.status != MHD_HTTP_OK)
		return false;
	return strcmp(have, "*") == 0 || strstr(have, r->a.etag); /* the quotes are part of it: no tag is a part of another */
}

static void put_headers(const request *r, struct MHD_Response *to, bool unchanged)
{
	static const char for_pages[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
					"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
	header(to, "Content-Type", unchanged ? NULL : r->a.type);
	header(to, "Content-Encoding", unchanged ? NULL : r->a.encoding);
	header(to, "Vary", r->a.varies ? "Accept-Encoding, Accept-Language" : NULL);
	header(to, "Cache-Control", r->a.cache);
	header(to, "ETag", r->a.etag[0] ? r->a.etag : NULL);
	header(to, "Allow", r->a.allow);
	header(to, "Retry-After", r->a.retry_after);
	header(to, "X-Request-Id", r->asked.id);
	header(to, "X-Content-Type-Options", "nosniff");
	header(to, "X-Frame-Options", "DENY");
	header(to, "Access-Control-Allow-Origin", r->a.personal ? NULL : "*"); /* what is public may be read by every page; browsers send no cookie with that */
	header(to, "Vary", r->a.personal ? "Cookie, Authorization" : NULL);
	header(to, "WWW-Authenticate", r->a.challenge);
	header(to, "Set-Cookie", r->a.cookie[0] ? r->a.cookie : NULL);
	header(to, "Content-Disposition", r->a.attachment[0] ? r->a.attachment : NULL);
	header(to, "Location", r->a.location[0] ? r->a.location : NULL);
	header(to, "Content-Security-Policy", r->a.page ? for_pages : "default-src 'none'; frame-ancestors 'none'");
	header(to, "Referrer-Policy", r->a.page ? "no-referrer" : NULL);
}

static enum MHD_Result send_answer(request *r)
{
	bool unchanged = has_tag(r);
	cn_body *body = unchanged ? NULL : r->a.body;
	cn_str bytes = cn_body_str(body);
	struct MHD_Response *to = body ? MHD_create_response_from_buffer_with_free_callback_cls(bytes.n, (void *)(uintptr_t)bytes.p, body_done, body) :
					 MHD_create_response_from_buffer(0, (char[]){ "" }, MHD_RESPMEM_MUST_COPY);
	if (!to)
		return MHD_NO;
	if (body)
		(void)cn_body_keep(body); /* the response's share; r keeps its own until it is done */
	put_headers(r, to, unchanged);
	r->a.status = unchanged ? MHD_HTTP_NOT_MODIFIED : r->a.status;
	r->sent = cn_eqz(r->asked.method, "HEAD") ? 0 : bytes.n;
	r->state = SENT;
	enum MHD_Result rc = MHD_queue_response(r->mhd, r->a.status, to);
	MHD_destroy_response(to);
	return rc;
}

static enum MHD_Result refuse(cn_server *s, request *r, unsigned status)
{
	s->o.refuse(s->o.ctx, &r->asked, status, &r->a);
	return send_answer(r);
}

static enum MHD_Result to_slow(cn_server *s, request *r)
{
	(void)pthread_mutex_lock(&s->mutex);
	bool room = s->n_queue < SLOW_WAITING && !s->stopping;
	if (room) {
		r->state = WAITING;
		r->next = NULL;
		*s->queue_end = r;
		s->queue_end = &r->next;
		s->n_queue++;
		MHD_suspend_connection(r->mhd); /* before a thread can resume it */
		(void)pthread_cond_signal(&s->work);
	}
	(void)pthread_mutex_unlock(&s->mutex);
	return room ? MHD_YES : refuse(s, r, MHD_HTTP_SERVICE_UNAVAILABLE);
}

/* The address of the other end. IPv4 in an IPv6 socket is IPv4. */
static void take_peer(request *r)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *from = info ? info->client_addr : NULL;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	if (from && from->sa_family == AF_INET) {
		memcpy(&v4, from, sizeof v4);
		(void)inet_ntop(AF_INET, &v4.sin_addr, r->asked.peer, sizeof r->asked.peer);
	} else if (from && from->sa_family == AF_INET6) {
		memcpy(&v6, from, sizeof v6);
		if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
			(void)inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], r->asked.peer, sizeof r->asked.peer);
			return;
		}
		memset(&v6.sin6_addr.s6_addr[8], 0, 8);
		(void)inet_ntop(AF_INET6, &v6.sin6_addr, r->asked.peer, sizeof r->asked.peer);
	}
}

/* False: out of memory. */
static bool take_head(request *r, const char *method)
{
	r->method = copy_z(method, HEAD_BYTES);
	bool ok = r->target && r->method;
	for (size_t i = 0; i < HEADS; i++) {
		const char *value = MHD_lookup_connection_value(r->mhd, MHD_HEADER_KIND, heads[i].name);
		r->head[i] = value ? copy_z(value, HEAD_BYTES) : NULL;
		ok = ok && (!value || r->head[i]);
		cn_str s = cn_str_z(r->head[i]);
		memcpy((char *)&r->asked + heads[i].at, &s, sizeof s);
	}
	r->asked.method = cn_str_z(r->method);
	r->asked.target = cn_str_z(r->target);
	take_peer(r);
	return ok;
}

/* First call: the head is whole. What is refused here ends the connection: nobody reads that body. */
static enum MHD_Result head_read(cn_server *s, request *r, const char *method)
{
	const char *length = MHD_lookup_connection_value(r->mhd, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	int64_t n = 0;
	r->state = WAITING;
	if (!take_head(r, method))
		return MHD_NO;
	conn_set(r->conn, true);
	size_t most = length && s->o.body_most ? s->o.body_most(s->o.ctx, &r->asked) : CN_BODY_BYTES;
	if (length && cn_int_parse(cn_str_z(length), 0, (int64_t)most, &n, NULL) != CN_OK)
		return refuse(s, r, MHD_HTTP_CONTENT_TOO_LARGE);
	if (n > CN_BODY_BYTES) {
		r->reserved = (size_t)n;
		if (atomic_fetch_add(&s->body_bytes, r->reserved) + r->reserved > BODIES_BYTES)
			return refuse(s, r, MHD_HTTP_SERVICE_UNAVAILABLE);
	}
	cn_buf_init(&r->body, n > CN_BODY_BYTES ? (size_t)n : CN_BODY_BYTES);
	if (n) { /* in one place from the first: growing would leave parts of it behind */
		r->body.p = cn_heap_take((size_t)n + 1);
		r->body.room = r->body.p ? (size_t)n + 1 : 0;
	}
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version, const char *data,
				  size_t *n_data, void **own)
{
	cn_server *s = cls;
	request *r = *own;
	(void)c;
	(void)url;
	(void)version;
	if (!r)
		return MHD_NO; /* no memory for it */
	if (r->state == FRESH)
		return head_read(s, r, method);
	if (*n_data) {
		cn_buf_put(&r->body, (cn_str){ data, *n_data });
		*n_data = 0;
		return r->body.failed ? MHD_NO : MHD_YES;
	}
	if (r->state == ANSWERED)
		return send_answer(r);
	r->asked.body = cn_buf_str(&r->body);
	return s->o.quick(s->o.ctx, &r->asked, &r->a) ? send_answer(r) : to_slow(s, r);
}

static void on_done(void *cls, struct MHD_Connection *c, void **own, enum MHD_RequestTerminationCode how)
{
	cn_server *s = cls;
	request *r = *own;
	(void)c;
	if (!r)
		return;
	*own = NULL;
	if (r->state != FRESH) {
		cn_served done = { .asked = &r->asked, .route = r->a.route ? r->a.route : "-", .status = r->a.status, .bytes = r->sent,
				   .took_us = now_us() - r->began_us, .whole = r->state == SENT && how == MHD_REQUEST_TERMINATED_COMPLETED_OK };
		s->o.done(s->o.ctx, &done);
	}
	conn_set(r->conn, false);
	(void)atomic_fetch_sub(&s->n_open, 1);
	request_free(s, r);
}

/* ---- slow work ---- */

static request *next_slow(cn_server *s)
{
	(void)pthread_mutex_lock(&s->mutex);
	while (!s->queue && !s->stopping)
		(void)pthread_cond_wait(&s->work, &s->mutex);
	request *r = s->queue;
	if (r) {
		s->queue = r->next;
		if (!s->queue)
			s->queue_end = &s->queue;
		s->n_queue--;
	}
	(void)pthread_mutex_unlock(&s->mutex);
	return r;
}

static void *slow_thread(void *arg)
{
	cn_server *s = arg;
	for (request *r; (r = next_slow(s));) {
		s->o.slow(s->o.ctx, &r->asked, &r->a);
		r->state = ANSWERED;
		MHD_resume_connection(r->mhd); /* r may be gone from here on */
	}
	return NULL;
}

static void stop_threads(cn_server *s)
{
	(void)pthread_mutex_lock(&s->mutex);
	s->stopping = true;
	(void)pthread_cond_broadcast(&s->work);
	(void)pthread_mutex_unlock(&s->mutex);
	for (unsigned i = 0; i < s->n_thread; i++)
		(void)pthread_join(s->thread[i], NULL);
	s->n_thread = 0;
}

/* ---- start and stop ---- */

typedef union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
} address;

static cn_code parse_listen(const char *listen, address *ret, bool *ret_loopback, cn_err *err)
{
	char host[64] = "";
	const char *colon = strrchr(listen, ':');
	int64_t port = -1;
	size_t n = colon ? (size_t)(colon - listen) : 0;
	bool v6 = n > 2 && listen[0] == '[' && listen[n - 1] == ']';
	cn_str inner = v6 ? (cn_str){ listen + 1, n - 2 } : (cn_str){ listen, n };
	if (colon && inner.n < sizeof host)
		(void)snprintf(host, sizeof host, "%.*s", CN_FMT(inner));
	memset(ret, 0, sizeof *ret);
	bool ok = colon && cn_int_parse(cn_str_z(colon + 1), 0, 65535, &port, NULL) == CN_OK &&
		  (v6 ? inet_pton(AF_INET6, host, &ret->v6.sin6_addr) : inet_pton(AF_INET, host, &ret->v4.sin_addr)) == 1;
	if (!ok) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.80s\" is not an address to listen on: numbers and a port", listen);
		return cn_hint(err, "--listen 127.0.0.1:8080 or --listen [::1]:8080");
	}
	if (v6) {
		ret->v6.sin6_family = AF_INET6;
		ret->v6.sin6_port = htons((uint16_t)port);
		*ret_loopback = IN6_IS_ADDR_LOOPBACK(&ret->v6.sin6_addr);
	} else {
		ret->v4.sin_family = AF_INET;
		ret->v4.sin_port = htons((uint16_t)port);
		*ret_loopback = ntohl(ret->v4.sin_addr.s_addr) >> 24 == 127;
	}
	return CN_OK;
}

cn_code cn_listen_check(const char *listen, bool *ret_loopback, cn_err *err)
{
	address a;
	return parse_listen(listen, &a, ret_loopback, err);
}

/* A socket of our own, so that what stands in the way can be said. */
static cn_code open_socket(const address *a, const char *listen_on, int *ret, cn_err *err)
{
	int yes = 1, fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return CN_FAIL(err, CN_EIO, "no socket to listen on %.80s", listen_on);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes); /* without it a restart waits for old connections */
	if (bind(fd, &a->any, a->any.sa_family == AF_INET6 ? sizeof a->v6 : sizeof a->v4) != 0 || listen(fd, BACKLOG) != 0) {
		int why = errno;
		(void)close(fd);
		if (why == EADDRINUSE)
			return CN_FAIL(err, CN_EIO, "cannot listen on %.80s: another program does", listen_on);
		return CN_FAIL(err, CN_EIO, "cannot listen on %.80s: the system does not allow it", listen_on);
	}
	*ret = fd;
	return CN_OK;
}

static void no_log(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	(void)fmt;
	(void)ap; /* it speaks of clients that hang up; what matters is counted by us */
}

static cn_code start_daemon(cn_server *s, int fd, cn_err *err)
{
	bool tls = s->o.cert_z != NULL;
	if (tls && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
		return CN_FAIL(err, CN_EUNSUPPORTED, "this machine's libmicrohttpd has no TLS: listen on loopback behind a proxy");
	static char priorities[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"; /* the library takes what it only reads as not const */
	struct MHD_OptionItem tls_items[] = { { MHD_OPTION_HTTPS_MEM_CERT, 0, NULL }, { MHD_OPTION_HTTPS_MEM_KEY, 0, NULL },
					   { MHD_OPTION_HTTPS_PRIORITIES, 0, priorities }, { MHD_OPTION_END, 0, NULL } };
	if (tls) {
		memcpy(&tls_items[0].ptr_value, &s->o.cert_z, sizeof(void *)); /* the library takes what it only reads as not const */
		memcpy(&tls_items[1].ptr_value, &s->o.key_z, sizeof(void *));
	} else {
		tls_items[0].option = MHD_OPTION_END;
	}
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (tls ? MHD_USE_TLS : 0);
	s->mhd = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, no_log, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
				  MHD_OPTION_THREAD_POOL_SIZE, s->o.threads, MHD_OPTION_CONNECTION_LIMIT, s->o.connections_most,
				  MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, s->o.head_seconds + 1,
				  MHD_OPTION_NOTIFY_COMPLETED, on_done, s, MHD_OPTION_NOTIFY_CONNECTION, conn_event, s, MHD_OPTION_URI_LOG_CALLBACK,
				  line_read, s, MHD_OPTION_UNESCAPE_CALLBACK, as_it_came, s, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, tls_items,
				  MHD_OPTION_END);
	if (s->mhd)
		return CN_OK;
	if (tls)
		return CN_FAIL(err, CN_EINPUT, "TLS cannot be set up: the certificate and the key are PEM files that fit each other");
	return CN_FAIL(err, CN_EIO, "the server cannot be started");
}

static cn_code start_threads(cn_server *s, cn_err *err)
{
	s->thread = cn_heap_take(s->o.threads * sizeof *s->thread);
	if (!s->thread)
		return CN_NOMEM(err);
	for (; s->n_thread < s->o.threads; s->n_thread++)
		if (pthread_create(&s->thread[s->n_thread], NULL, slow_thread, s) != 0)
			return CN_FAIL(err, CN_EIO, "no thread for slow work");
	return CN_OK;
}

cn_code cn_server_start(const cn_server_options *o, cn_server **ret, cn_err *err)
{
	address a;
	bool loopback;
	int fd = -1;
	CN_TRY(parse_listen(o->listen, &a, &loopback, err));
	cn_server *s = cn_heap_take(sizeof *s);
	if (!s)
		return CN_NOMEM(err);
	*s = (cn_server){ .o = *o, .quiesced_fd = -1 };
	s->queue_end = &s->queue;
	(void)pthread_mutex_init(&s->mutex, NULL);
	(void)pthread_cond_init(&s->work, NULL);
	if (getrandom(&s->id_mask, sizeof s->id_mask, 0) != (ssize_t)sizeof s->id_mask)
		s->id_mask = (uint64_t)now_us(); /* ids only need to differ */
	cn_code rc = open_socket(&a, o->listen, &fd, err);
	if (rc == CN_OK)
		rc = start_threads(s, err);
	if (rc == CN_OK)
		rc = start_daemon(s, fd, err);
	if (rc != CN_OK) {
		if (fd >= 0)
			(void)close(fd);
		cn_server_stop(s);
		return rc;
	}
	*ret = s;
	return CN_OK;
}

uint16_t cn_server_port(const cn_server *s)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_LISTEN_FD);
	address a = { 0 };
	socklen_t n = sizeof a;
	if (!info || getsockname(info->listen_fd, &a.any, &n) != 0)
		return 0;
	return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

void cn_server_quiesce(cn_server *s)
{
	s->quiesced_fd = MHD_quiesce_daemon(s->mhd);
	if (s->quiesced_fd >= 0)
		(void)shutdown(s->quiesced_fd, SHUT_RDWR); /* who connects now is told at once */
}

void cn_server_stop(cn_server *s)
{
	if (!s)
		return;
	stop_threads(s); /* slow work that waits is finished first: libmicrohttpd does not stop over a suspended connection */
	if (s->mhd)
		MHD_stop_daemon(s->mhd);
	if (s->quiesced_fd >= 0)
		(void)close(s->quiesced_fd);
	cn_heap_give(s->thread);
	(void)pthread_mutex_destroy(&s->mutex);
	(void)pthread_cond_destroy(&s->work);
	cn_heap_give(s);
}
