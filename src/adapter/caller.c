/* Tokens and pauses of those who ask servers. */
#include "adapter/caller.h"

#include <stdlib.h>
#include <time.h>

#include "adapter/file.h"

enum { TOKEN_MAX = 4096 };

cn_code caller_token(cn_arena *a, cn_str env, const char *file, cn_str *ret, cn_err *err)
{
	*ret = CN_S("");
	if (env.n) {
		const char *name = cn_cstr(a, env), *z = name ? getenv(name) : NULL;
		if (!z || !*z)
			return CN_FAIL(err, CN_EINPUT, "the environment has no %.*s, from which the token is taken", CN_FMT(env));
		*ret = cn_str_copy(a, cn_str_z(z));
	} else if (file) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, TOKEN_MAX + 1);
		CN_TRY(file_read_whole(file, TOKEN_MAX, &b, err));
		*ret = cn_str_copy(a, cn_trim(cn_buf_str(&b)));
	}
	if (ret->n > TOKEN_MAX || cn_contains(*ret, CN_S("\n")) || cn_contains(*ret, CN_S("\r")))
		return CN_FAIL(err, CN_EINPUT, "the token is not one line of at most %d characters", TOKEN_MAX);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static int64_t now_ns(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void caller_wait(caller_pace *p)
{
	int64_t now = now_ns(), wait = p->next_ns - now;
	if (p->pause_ns && wait > 0) {
		struct timespec t = { wait / 1000000000, wait % 1000000000 };
		(void)nanosleep(&t, NULL);
	}
	p->next_ns = (wait > 0 ? p->next_ns : now) + p->pause_ns;
}
