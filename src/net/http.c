/* libcurl, held short. */
#include "net/net.h"

#include "core/dso.h"
#include "core/sign.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stdlib.h>
#include <time.h>

#define CALLS(X) X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_init) X(curl_easy_perform) X(curl_easy_setopt) X(curl_easy_strerror) \
	X(curl_slist_append) X(curl_slist_free_all)
static CN_DSO_TABLE(CALLS) lib;
static const char *const calls[] = { CALLS(CN_DSO_NAME) NULL };

enum { TOTAL_MS = 60000, CONNECT_MS = 10000, TRIES = 4, PAUSE_MS = 250, PAUSE_MOST_MS = 30000, ANSWER_MAX = 64 << 20, URL_MAX = 2000,
       SLOW_BYTES = 16, SLOW_SECONDS = 20, SAID = 120 };

typedef struct answer {
	cn_buf *out;
	size_t from, most;
	bool too_large;
} answer;

static size_t take(char *p, size_t size, size_t n, void *to)
{
	answer *a = to;
	size_t bytes = size * n;
	if (a->out->n - a->from + bytes > a->most) {
		a->too_large = true;
		return 0;
	}
	cn_buf_put(a->out, (cn_str){ p, bytes });
	return a->out->failed ? 0 : bytes;
}

static void rest(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	(void)nanosleep(&t, NULL);
}

cn_code cn_http_url_check(cn_str url, cn_err *err)
{
	cn_str after = cn_starts(url, "http://") ? cn_sub(url, 7, url.n) : cn_starts(url, "https://") ? cn_sub(url, 8, url.n) : CN_S("");
	cn_str host, path;
	(void)cn_split(after, '/', &host, &path);
	if (!host.n || url.n > URL_MAX)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not an address that can be asked: http://host/path or https://host/path", CN_FMT(cn_sub(url, 0, 80)));
	if (cn_contains(host, CN_S("@")))
		return CN_FAIL(err, CN_EINPUT, "an address holds no user or password: name the variable or the file that has the token (token_env, token_file)");
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || url.p[i] == '"')
			return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not an address that can be asked: http://host/path or https://host/path", CN_FMT(cn_sub(url, 0, 80)));
	return CN_OK;
}

/* One try. 0: no answer. */
static CURLcode once(CURL *c, answer *a, long *status, long *wait_ms)
{
	curl_off_t after = 0;
	CURLcode rc = lib.curl_easy_perform(c);
	*status = 0;
	if (rc == CURLE_OK || rc == CURLE_WRITE_ERROR)
		(void)lib.curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, status);
	if (rc == CURLE_OK && lib.curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &after) == CURLE_OK && after > 0)
		*wait_ms = after > PAUSE_MOST_MS / 1000 ? PAUSE_MOST_MS : (long)after * 1000;
	(void)a;
	return rc;
}

static bool worth_another(CURLcode rc, long status, const answer *a)
{
	if (a->too_large || a->out->failed)
		return false;
	return rc != CURLE_OK ? rc != CURLE_OPERATION_TIMEDOUT : status == 429 || status == 502 || status == 503 || status == 504;
}

static cn_code conclude(const cn_http *h, const char *url, CURLcode rc, long status, bool json, const answer *a, cn_err *err)
{
	if (a->out->failed)
		return CN_NOMEM(err);
	if (a->too_large)
		return CN_FAIL(err, CN_EINPUT, "%s answers with more than %zu bytes", url, a->most);
	if (rc == CURLE_OPERATION_TIMEDOUT)
		return CN_FAIL(err, CN_EIO, "%s is too slow: no whole answer in time", url);
	if (rc != CURLE_OK)
		return CN_FAIL(err, CN_EIO, "%s gives no answer: %s", url, lib.curl_easy_strerror(rc));
	if (status != 200 && json) {
		cn_str said = cn_sub((cn_str){ a->out->p + a->from, a->out->n - a->from }, 0, SAID);
		if (h->token.n && cn_contains((cn_str){ a->out->p + a->from, a->out->n - a->from }, h->token))
			said = CN_S("");
		return CN_FAIL(err, CN_EINPUT, "%s answers with status %ld: %.*s", url, status, CN_FMT(cn_trim(said)));
	}
	return CN_OK;
}

static struct curl_slist *headers_of(const cn_http *h, bool json, bool *ok)
{
	struct curl_slist *list = lib.curl_slist_append(NULL, json ? "Content-Type: application/json" : "Content-Type: text/plain; charset=utf-8"), *more = NULL;
	char line[4096];
	*ok = list != NULL;
	if (*ok && (more = lib.curl_slist_append(list, json ? "Accept: application/json" : "Accept: */*")))
		list = more;
	*ok = *ok && more;
	if (*ok && h->token.n) {
		int n = snprintf(line, sizeof line, "Authorization: Bearer %.*s", CN_FMT(h->token));
		more = n > 0 && (size_t)n < sizeof line ? lib.curl_slist_append(list, line) : NULL;
		list = more ? more : list;
		*ok = more != NULL;
		cn_wipe(line, sizeof line);
	}
	return list;
}

static void set_up(CURL *c, const cn_http *h, const char *url, cn_str body, struct curl_slist *headers, answer *a)
{
	(void)lib.curl_easy_setopt(c, CURLOPT_URL, url);
	(void)lib.curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)lib.curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	(void)lib.curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)lib.curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	(void)lib.curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(h->total_ms ? h->total_ms : TOTAL_MS));
	(void)lib.curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	(void)lib.curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	(void)lib.curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	(void)lib.curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.p);
	(void)lib.curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
	(void)lib.curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	(void)lib.curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
}

static cn_code post(const cn_http *h, const char *url, cn_str body, bool json, cn_buf *out, cn_err *err)
{
	bool ok;
	CN_TRY(cn_http_url_check(cn_str_z(url), err));
	CN_TRY(cn_dso_load("libcurl.so.4", "libcurl4", calls, &lib, err));
	CURL *c = lib.curl_easy_init();
	struct curl_slist *headers = headers_of(h, json, &ok);
	answer a = { out, out->n, h->answer_max ? h->answer_max : ANSWER_MAX, false };
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	long status = 0, pause = PAUSE_MS;
	if (c && ok) {
		set_up(c, h, url, body, headers, &a);
		for (unsigned i = 0, tries = h->tries ? h->tries : TRIES; i < tries; i++, pause *= 2) {
			long wait = pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
			out->n = a.from;
			rc = once(c, &a, &status, &wait);
			if (!worth_another(rc, status, &a) || i + 1 == tries)
				break;
			rest(wait);
		}
	}
	lib.curl_slist_free_all(headers);
	lib.curl_easy_cleanup(c);
	if (!c || !ok)
		return CN_NOMEM(err);
	if (h->status)
		*h->status = rc == CURLE_OK ? (unsigned)status : 0;
	return conclude(h, url, rc, status, json, &a, err);
}

cn_code cn_http_post_json(const cn_http *h, const char *url, cn_str body, cn_buf *out, cn_err *err)
{
	return post(h, url, body, true, out, err);
}

cn_code cn_http_post_text(const cn_http *h, const char *url, cn_str body, cn_buf *out, unsigned *ret_status, cn_err *err)
{
	cn_http how = *h;
	how.status = ret_status;
	return post(&how, url, body, false, out, err);
}
