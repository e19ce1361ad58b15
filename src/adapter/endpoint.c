/* Batches, a memory of what was asked, and answers as numbers. */
#include "adapter/endpoint.h"

#include <math.h>

#include "adapter/caller.h"
#include "adapter/rows.h"
#include "net/net.h"

enum { BATCH = 1000, BATCH_MAX = 100000, KEPT_MAX = 1 << 20, ANSWER_ARENA = 512 << 20 };

/* Rows asked and their scores: open addressing, by the bytes of the row. */
typedef struct kept {
	double *row, *score;
	uint32_t *slot; /* index + 1 */
	size_t n, room, slots;
} kept;

typedef struct endpoint {
	const endpoint_protocol *protocol;
	const cn_model *m;
	const cn_feature *feature;
	size_t n_features, batch;
	cn_http http;
	const char *url;
	caller_pace pace;
	kept kept;
} endpoint;

/* ---- memory ---------------------------------------------------------------------------------------------------------------------------- */

static uint64_t hash_of(const double *row, size_t n)
{
	uint64_t h = 0x9e3779b97f4a7c15ull;
	for (size_t i = 0; i < n; i++) {
		uint64_t u;
		memcpy(&u, &row[i], sizeof u);
		h = (h ^ u) * 0xff51afd7ed558ccdull;
		h ^= h >> 32;
	}
	return h;
}

static uint32_t *slot_of(const kept *k, const double *row, size_t n)
{
	size_t at = (size_t)hash_of(row, n) & (k->slots - 1);
	while (k->slot[at] && memcmp(&k->row[(k->slot[at] - 1) * n], row, n * sizeof *row) != 0)
		at = (at + 1) & (k->slots - 1);
	return &k->slot[at];
}

static bool kept_grow(kept *k, size_t n)
{
	size_t room = k->room ? k->room * 2 : 1024, slots = room * 2, bytes;
	if (room > KEPT_MAX || !cn_mul(room * n, sizeof(double), &bytes))
		return false;
	double *row = cn_heap_grow(k->row, bytes);
	k->row = row ? row : k->row;
	double *score = row ? cn_heap_grow(k->score, room * sizeof *score) : NULL;
	k->score = score ? score : k->score;
	uint32_t *slot = score ? cn_heap_take(slots * sizeof *slot) : NULL;
	if (!slot)
		return false;
	memset(slot, 0, slots * sizeof *slot);
	cn_heap_give(k->slot);
	k->slot = slot;
	k->slots = slots;
	k->room = room;
	for (size_t i = 0; i < k->n; i++)
		*slot_of(k, &k->row[i * n], n) = (uint32_t)i + 1;
	return true;
}

/* What does not fit is not kept: it is asked again, no more. */
static void keep(kept *k, const double *row, size_t n, double score)
{
	if (k->n == k->room && !kept_grow(k, n))
		return;
	uint32_t *slot = slot_of(k, row, n);
	if (*slot)
		return;
	memcpy(&k->row[k->n * n], row, n * sizeof *row);
	k->score[k->n++] = score;
	*slot = (uint32_t)k->n;
}

static bool known(const kept *k, const double *row, size_t n, double *ret)
{
	uint32_t at = k->slots ? *slot_of(k, row, n) : 0;
	if (at)
		*ret = k->score[at - 1];
	return at != 0;
}

/* ---- asking ------------------------------------------------------------------------------------------------------------------------------ */

/* A number, or a list whose last number is the score of the positive class. */
static bool score_of(const cn_val *v, double *ret)
{
	if (v && v->type == CN_LIST)
		v = v->n ? cn_at(v, v->n - 1) : NULL;
	if (v && v->type == CN_MAP)
		v = cn_get(v, "score");
	if (!v || (v->type != CN_INT && v->type != CN_REAL))
		return false;
	*ret = v->type == CN_INT ? (double)v->i : v->r;
	return isfinite(*ret);
}

static cn_code answers_read(const endpoint *e, cn_str text, double *score, size_t n, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(ANSWER_ARENA);
	const cn_val *tree, *list;
	if (!a)
		return CN_NOMEM(err);
	if (cn_starts(cn_trim(text), "<"))
		return CN_FAIL(err, CN_EINPUT, "%s answers with a page, not with JSON: is it the address of the model itself?", e->url);
	if (cn_json_parse(a, text, CN_JSON_FOREIGN_DEPTH_MAX, &tree, err) != CN_OK)
		return cn_while(err, "%s", e->url);
	if (e->protocol->find(tree, e->m, n, &list, err) != CN_OK)
		return cn_while(err, "%s", e->url);
	if (!list || list->type != CN_LIST || list->n != n)
		return CN_FAIL(err, CN_EINPUT, "%s gives %zu answers to %zu rows", e->url, list && list->type == CN_LIST ? (size_t)list->n : 0, n);
	size_t i = 0;
	CN_EACH (v, list)
		if (!score_of(v, &score[i++]))
			return CN_FAIL(err, CN_EINPUT, "%s: answer %zu is not a number", e->url, i);
	return CN_OK;
}

static cn_code ask_batch(endpoint *e, const double *row, size_t n, double *score, cn_err *err)
{
	CN_AUTO_BUF body;
	CN_AUTO_BUF answer;
	cn_buf_init(&body, ROWS_BYTES_MAX);
	cn_buf_init(&answer, ANSWER_BYTES_MAX);
	endpoint_rows r = { e->feature, e->n_features, row, n };
	CN_TRY(e->protocol->ask(&body, e->m, &r, err));
	if (body.failed)
		return CN_FAIL(err, CN_ETOOBIG, "the rows for the model pass %d bytes, or memory ended", ROWS_BYTES_MAX);
	caller_wait(&e->pace);
	CN_TRY(cn_http_post_json(&e->http, e->url, cn_buf_str(&body), &answer, err));
	return answers_read(e, cn_buf_str(&answer), score, n, err);
}

static cn_code ask(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	endpoint *e = self;
	size_t width = e->n_features, *at = cn_heap_take((e->batch + 1) * sizeof *at), bytes;
	double *fresh = cn_mul((width + 1) * e->batch, sizeof *fresh, &bytes) ? cn_heap_take(bytes) : NULL;
	cn_code rc = at && fresh ? CN_OK : CN_NOMEM(err);
	for (size_t i = 0; i < n && rc == CN_OK;) {
		size_t k = 0;
		for (; i < n && k < e->batch; i++) {
			if (known(&e->kept, row + i * width, width, &score[i]))
				continue;
			memcpy(fresh + k * width, row + i * width, width * sizeof *row);
			at[k++] = i;
		}
		double *got = fresh + e->batch * width;
		rc = k ? ask_batch(e, fresh, k, got, err) : CN_OK;
		for (size_t j = 0; j < k && rc == CN_OK; j++) {
			score[at[j]] = got[j];
			keep(&e->kept, fresh + j * width, width, got[j]);
		}
	}
	cn_heap_give(at);
	cn_heap_give(fresh);
	return rc;
}

/* ---- opening ------------------------------------------------------------------------------------------------------------------------------ */

static cn_code numbers_take(const cn_model *m, endpoint *e, cn_err *err)
{
	int64_t batch = BATCH, rate = 0, seconds = 0;
	if ((m->batch.n && cn_int_parse(m->batch, 1, BATCH_MAX, &batch, NULL) != CN_OK) || (m->rate.n && cn_int_parse(m->rate, 1, CALLER_RATE_MAX, &rate, NULL) != CN_OK) ||
	    (m->timeout.n && cn_int_parse(m->timeout, 1, CALLER_SECONDS_MAX, &seconds, NULL) != CN_OK))
		return CN_FAIL(err, CN_EINPUT, "batch (rows a request), rate (requests a second) and timeout (seconds) are whole numbers from 1 up");
	e->batch = (size_t)batch;
	e->pace.pause_ns = rate ? 1000000000 / rate : 0;
	e->http.total_ms = (unsigned)seconds * 1000;
	return CN_OK;
}

cn_code endpoint_open(cn_arena *a, const endpoint_protocol *p, const cn_model *m, cn_predictor *ret, cn_err *err)
{
	endpoint *e = CN_NEW(a, endpoint, 1);
	cn_feature *f;
	if (!e)
		return cn_arena_fail(a, err);
	if (!m->url.n || !m->n_features)
		return CN_FAIL(err, CN_EINPUT, "%s: an address and the features are named: model: {adapter: %s, url: http://..., features: [age, income, ...]}", p->name,
			       p->name);
	CN_TRY(cn_http_url_check(m->url, err));
	CN_TRY(cn_model_features(a, m, m->like, &f, err));
	*e = (endpoint){ .protocol = p, .m = m, .feature = f, .n_features = m->n_features, .url = cn_cstr(a, m->url) };
	CN_TRY(numbers_take(m, e, err));
	CN_TRY(caller_token(a, m->token_env, m->token_file, &e->http.token, err));
	if (!e->url)
		return cn_arena_fail(a, err);
	ret->self = e;
	ret->predict = ask;
	ret->feature = f;
	ret->n_features = m->n_features;
	return CN_OK;
}

void endpoint_close(cn_predictor *p)
{
	endpoint *e = p->self;
	cn_heap_give(e->kept.row);
	cn_heap_give(e->kept.score);
	cn_heap_give(e->kept.slot);
	e->kept = (kept){ 0 };
}

cn_code endpoint_predict(cn_arena *a, const endpoint_protocol *p, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	cn_model with = *m;
	cn_predictor model = { 0 };
	with.like = t;
	CN_TRY(endpoint_open(a, p, &with, &model, err));
	cn_measure none = { 0 };
	cn_take in = { .table = t, .m = &none, .model = &model };
	cn_frame f;
	cn_code rc = cn_frame_take(a, &in, t, &f, err);
	double *s = rc == CN_OK ? CN_NEW(a, double, f.n_rows + 1) : NULL;
	if (rc == CN_OK)
		rc = s ? cn_ask(&model, f.row, f.n_rows, s, err) : cn_arena_fail(a, err);
	endpoint_close(&model);
	*ret_scores = s;
	return rc;
}
