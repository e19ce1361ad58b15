/* The plan: which prompts, in which order, and how they are asked. */
#include <stdlib.h>

#include "core/hash.h"
#include "node/load.h"
#include "node/sampling.h"
#include "store/file.h"

enum { KEY_BYTES_MAX = 16 << 20 };

typedef struct reading {
	cn_ctx *ctx;
	const char *path;
	const cn_val *tree;
	cn_str dir;
} reading;

static cn_code number(const reading *r, const cn_val *map, const char *key, int64_t lo, int64_t hi, int64_t *ret, cn_err *err)
{
	const cn_val *v = cn_get(map, key);
	if (v && (v->type != CN_TEXT || cn_int_parse(v->s, lo, hi, ret, NULL) != CN_OK))
		return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: %s is a whole number from %lld to %lld", r->path, v->line, v->col, key, (long long)lo, (long long)hi);
	return CN_OK;
}

static cn_code text_needed(const reading *r, const char *key, const char *such_as, cn_str *ret, cn_err *err)
{
	*ret = cn_get_text(r->tree, key);
	return ret->n ? CN_OK : CN_FAIL(err, CN_EINPUT, "%s: a sampling plan names %s: %s", r->path, key, such_as);
}

/* ---- prompts ------------------------------------------------------------------------------------------------------------------ */

/* A line's prompt; ret->n = 0: an empty line. */
static cn_code prompt_of(const reading *r, cn_str file, cn_str line, size_t at, bool json, cn_str *ret, cn_err *err)
{
	const cn_val *v;
	*ret = cn_trim(line);
	if (!cn_utf8_ok(*ret))
		return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: this line is not UTF-8", CN_FMT(file), at);
	if (ret->n && memchr(ret->p, 0, ret->n)) /* JSON has a way to write it, and few who read one take it */
		return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: this line holds a NUL character", CN_FMT(file), at);
	if (ret->n && json) {
		if (cn_json_parse(r->ctx->a, *ret, CN_JSON_FOREIGN_DEPTH_MAX, &v, err) != CN_OK)
			return cn_while(err, "%.*s:%zu", CN_FMT(file), at);
		*ret = cn_get_text(v, "prompt");
		if (!ret->n)
			return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: a line of prompts is an object with a text \"prompt\"", CN_FMT(file), at);
	}
	if (ret->n > CN_PROMPT_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s:%zu: a prompt has at most %d bytes", CN_FMT(file), at, CN_PROMPT_BYTES_MAX);
	return CN_OK;
}

static cn_code prompts(const reading *r, cn_sampling *s, const char *path, cn_str bytes, cn_err *err)
{
	size_t room = 1, n = 0, line = 0;
	cn_digest d = cn_sha256(bytes);
	s->prompts_digest = cn_digest_str(r->ctx->a, &d);
	for (size_t i = 0; i < bytes.n && room <= CN_PROMPTS_MAX; i++)
		room += bytes.p[i] == '\n';
	cn_str *prompt = CN_NEW(r->ctx->a, cn_str, room);
	size_t *at = CN_NEW(r->ctx->a, size_t, room);
	if (!prompt || !at)
		return cn_arena_fail(r->ctx->a, err);
	for (cn_str rest = bytes, one; rest.n;) {
		(void)cn_split(rest, '\n', &one, &rest);
		CN_TRY(prompt_of(r, s->prompts_file, one, ++line, cn_ends(s->prompts_file, ".jsonl"), &prompt[n], err));
		at[n] = line;
		n += prompt[n].n > 0;
		if (n > CN_PROMPTS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "%s: more than %d prompts", path, CN_PROMPTS_MAX);
	}
	if (n == 0)
		return CN_FAIL(err, CN_EINPUT, "%s: there is no prompt in it: one a line, or JSON Lines with {\"prompt\": \"...\"} in a file .jsonl", path);
	s->prompt = prompt;
	s->prompt_line = at;
	s->n_prompt = n;
	return CN_OK;
}

/* ---- the draw ----------------------------------------------------------------------------------------------------------------- */

typedef struct ticket {
	cn_digest of;
	size_t index;
} ticket;

static int by_digest(const void *x, const void *y)
{
	const ticket *a = x, *b = y;
	int c = memcmp(&a->of, &b->of, sizeof a->of);
	return c ? c : (a->index > b->index) - (a->index < b->index);
}

static cn_code draw(cn_arena *a, cn_sampling *s, cn_err *err)
{
	ticket *t = CN_NEW(a, ticket, s->n_prompt);
	size_t *order = CN_NEW(a, size_t, s->n_prompt);
	if (!t || !order)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < s->n_prompt; i++) {
		char text[48];
		int n = snprintf(text, sizeof text, "%llu %zu", (unsigned long long)s->seed, i);
		t[i] = (ticket){ cn_sha256((cn_str){ text, (size_t)n }), i };
	}
	qsort(t, s->n_prompt, sizeof *t, by_digest);
	for (size_t i = 0; i < s->n_prompt; i++)
		order[i] = t[i].index;
	s->order = order;
	s->n = s->sample && s->sample < s->n_prompt ? s->sample : s->n_prompt;
	return CN_OK;
}

/* ---- how it is asked ----------------------------------------------------------------------------------------------------------- */

static cn_code how(const reading *r, cn_sampling *s, cn_err *err)
{
	cn_str body, file = cn_get_text(r->tree, "token_file");
	const cn_val *base64 = cn_get(r->tree, "base64");
	int64_t rate = 0, seconds = 0;
	CN_TRY(text_needed(r, "url", "url: https://host/v1/images", &s->how.url, err));
	CN_TRY(text_needed(r, "ask", "ask: '{\"prompt\": \"{prompt}\"}'", &body, err));
	const cn_val *at = cn_get(r->tree, "ask");
	if (cn_json_parse(r->ctx->a, body, CN_JSON_FOREIGN_DEPTH_MAX, &s->how.body, err) != CN_OK)
		return cn_while(err, "%s:%u:%u: ask is not JSON", r->path, at->line, at->col);
	if (base64 && !cn_is_text(base64, "yes") && !cn_is_text(base64, "no"))
		return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: base64 is yes or no", r->path, base64->line, base64->col);
	CN_TRY(number(r, r->tree, "rate", 1, 100000, &rate, err));
	CN_TRY(number(r, r->tree, "timeout", 1, 3600, &seconds, err));
	s->how.answer = cn_get_text(r->tree, "answer");
	s->how.base64 = cn_is_text(base64, "yes");
	s->how.token_env = cn_get_text(r->tree, "token_env");
	s->how.token_file = file.n ? cn_beside(r->ctx, r->dir, file) : NULL;
	s->how.rate = (unsigned)rate;
	s->how.seconds = (unsigned)seconds;
	if (s->how.base64 && !s->how.answer.n)
		return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: base64 needs answer: where in the answer it stands, as data.0.b64_json", r->path, base64->line, base64->col);
	if (cn_generator_check(&s->how, err) != CN_OK)
		return cn_while(err, "%s", r->path);
	cn_str query;
	(void)cn_split(s->how.url, '?', &s->url, &query);
	return CN_OK;
}

static cn_code budget(const reading *r, cn_sampling *s, cn_err *err)
{
	static const char *const keys[] = { "requests", "minutes", "megabytes", NULL };
	const cn_val *v = cn_get(r->tree, "budget");
	if (!v)
		return CN_OK;
	if (v->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: a budget is written {requests: 500, minutes: 30, megabytes: 200}", r->path, v->line, v->col);
	CN_TRY(cn_keys_check(v, keys, cn_str_z(r->path), err));
	CN_TRY(number(r, v, "requests", 1, CN_PROMPTS_MAX, &s->requests, err));
	CN_TRY(number(r, v, "minutes", 1, 100000, &s->minutes, err));
	return number(r, v, "megabytes", 1, 1 << 20, &s->megabytes, err);
}

/* What an output depends on. Budget, pace, credentials and how many are asked may change from run to run: the order stays. */
static cn_code key_of(cn_arena *a, cn_sampling *s, cn_err *err)
{
	cn_val *v = cn_map(a);
	CN_AUTO_BUF b;
	(void)cn_put(a, v, "url", cn_text(a, s->how.url));
	(void)cn_put(a, v, "ask", cn_val_copy(a, s->how.body));
	(void)cn_put(a, v, "answer", cn_text(a, s->how.answer));
	(void)cn_put(a, v, "base64", cn_bool(a, s->how.base64));
	(void)cn_put(a, v, "prompts", cn_text(a, s->prompts_digest));
	(void)cn_put(a, v, "seed", cn_text(a, cn_strf(a, "%llu", (unsigned long long)s->seed)));
	cn_buf_init(&b, KEY_BYTES_MAX);
	cn_json_write(&b, v, -1);
	cn_digest d = cn_sha256(cn_buf_str(&b));
	s->key = cn_digest_str(a, &d);
	return b.failed || !cn_arena_ok(a) ? cn_arena_fail(a, err) : CN_OK;
}

static cn_str folder_of(const char *path)
{
	cn_str name = cn_str_z(path);
	return cn_sub(name, 0, name.n - cn_base_name(name).n);
}

cn_code cn_sampling_plan(cn_ctx *ctx, const char *path, const cn_val *tree, cn_sampling *ret, cn_err *err)
{
	static const char *const keys[] = { "concord", "id", "url", "token_env", "token_file", "prompts", "ask", "answer", "base64",
					    "sample", "seed", "rate", "timeout", "budget", "note", NULL };
	cn_sampling s = { .path = path };
	const reading r = { .ctx = ctx, .path = path, .dir = folder_of(path), .tree = tree };
	int64_t sample = 0, seed = 1;
	if (!cn_is_text(cn_get(r.tree, "concord"), "sampling/1"))
		return CN_FAIL(err, CN_EINPUT, "%s:1:1: a sampling plan begins with \"concord: sampling/1\"", path);
	CN_TRY(cn_keys_check(r.tree, keys, cn_str_z(path), err));
	CN_TRY(text_needed(&r, "id", "id: chat-answers", &s.id, err));
	CN_TRY(text_needed(&r, "prompts", "prompts: prompts.txt", &s.prompts_file, err));
	CN_TRY(how(&r, &s, err));
	CN_TRY(budget(&r, &s, err));
	CN_TRY(number(&r, r.tree, "sample", 1, CN_PROMPTS_MAX, &sample, err));
	CN_TRY(number(&r, r.tree, "seed", 0, CN_INT_MAX, &seed, err));
	s.seed = (uint64_t)seed;
	s.sample = (size_t)sample;
	*ret = s;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

cn_code cn_sampling_draw(cn_ctx *ctx, const cn_sampling *plan, const char *file, cn_str bytes, cn_sampling *ret, cn_err *err)
{
	const reading r = { .ctx = ctx, .path = plan->path };
	cn_sampling s = *plan;
	CN_TRY(prompts(&r, &s, file, bytes, err));
	CN_TRY(draw(ctx->a, &s, err));
	CN_TRY(key_of(ctx->a, &s, err));
	*ret = s;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

cn_code cn_sampling_read(cn_ctx *ctx, const char *path, cn_sampling *ret, cn_err *err)
{
	const cn_val *tree;
	cn_sampling plan;
	cn_str bytes;
	CN_TRY(cn_load_yaml(ctx, path, &bytes, &tree, err));
	CN_TRY(cn_sampling_plan(ctx, path, tree, &plan, err));
	const char *file = cn_beside(ctx, folder_of(path), plan.prompts_file);
	if (!file)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_file_read(ctx->a, file, CN_PROMPTS_BYTES_MAX, &bytes, err));
	return cn_sampling_draw(ctx, &plan, file, bytes, ret, err);
}
