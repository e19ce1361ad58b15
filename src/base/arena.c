/* Arenas and growing text. In sanitizer builds every object of an arena is its own heap block: ASan does not see an overflow
 * inside a block (tried). */
#define CN_DEFINES_FAILURES
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ONE_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ONE_EACH 1
#endif
#endif
#ifndef ARENA_ONE_EACH
#define ARENA_ONE_EACH 0
#endif

enum { ARENA_ALIGN = 16, ARENA_BLOCK_MIN = 4096, ARENA_BLOCK_MAX = 1 << 20 };

typedef struct block {
	struct block *next;
	size_t used, size;
} block;

struct cn_arena {
	block *head;
	size_t used, cap, block_next;
	bool failed, over_cap;
};

unsigned cn_test_fail_alloc;
static _Thread_local unsigned long heap_failures; /* a count of a thread, like errno: no state anyone can share */

static bool test_fails_now(void)
{
	if (cn_test_fail_alloc == 0)
		return false;
	return --cn_test_fail_alloc == 0;
}

static void *counted(void *p)
{
	heap_failures += p == NULL;
	return p;
}

void *cn_heap_take(size_t size)
{
	return counted(test_fails_now() ? NULL : malloc(size ? size : 1));
}

void *cn_heap_grow(void *p, size_t size)
{
	return counted(test_fails_now() ? NULL : realloc(p, size ? size : 1));
}

unsigned long cn_heap_failures(void)
{
	return heap_failures;
}

void cn_heap_give(void *p)
{
	free(p);
}

bool cn_add(size_t a, size_t b, size_t *ret)
{
	return !__builtin_add_overflow(a, b, ret);
}

bool cn_mul(size_t a, size_t b, size_t *ret)
{
	return !__builtin_mul_overflow(a, b, ret);
}

cn_arena *cn_arena_new(size_t cap)
{
	cn_arena *a = cn_heap_take(sizeof *a);
	if (a)
		*a = (cn_arena){ .cap = cap, .block_next = ARENA_BLOCK_MIN };
	return a;
}

void cn_arena_free(cn_arena *a)
{
	if (!a)
		return;
	for (block *b = a->head; b;) {
		block *next = b->next;
		cn_heap_give(b);
		b = next;
	}
	cn_heap_give(a);
}

bool cn_arena_ok(const cn_arena *a)
{
	return a && !a->failed;
}

size_t cn_arena_used(const cn_arena *a)
{
	return a ? a->used : 0;
}

cn_code cn_arena_fail(const cn_arena *a, cn_err *err)
{
	if (a && a->over_cap)
		return CN_FAIL(err, CN_ETOOBIG, "this needs more than the %zu MiB of memory that one request may use", a->cap >> 20);
	return CN_NOMEM(err);
}

static block *block_add(cn_arena *a, size_t need)
{
	size_t size = ARENA_ONE_EACH ? need : a->block_next;
	if (size < need)
		size = need;
	size_t total;
	if (!cn_add(size, sizeof(block) + ARENA_ALIGN, &total))
		return NULL;
	block *b = cn_heap_take(total);
	if (!b)
		return NULL;
	*b = (block){ .next = a->head, .size = size };
	a->head = b;
	if (a->block_next < ARENA_BLOCK_MAX)
		a->block_next *= 2;
	return b;
}

static_assert(sizeof(block) % 8 == 0, "objects after the block header stay aligned");

static char *block_data(block *b)
{
	uintptr_t at = (uintptr_t)(b + 1);
	uintptr_t pad = (ARENA_ALIGN - at % ARENA_ALIGN) % ARENA_ALIGN;
	return (char *)(b + 1) + pad;
}

void *cn_alloc(cn_arena *a, size_t count, size_t size)
{
	if (!a || a->failed)
		return NULL;
	size_t need;
	a->failed = true; /* until it has worked */
	if (!cn_mul(count, size, &need) || !cn_add(need, ARENA_ALIGN - 1, &need)) {
		a->over_cap = true;
		return NULL;
	}
	need &= ~(size_t)(ARENA_ALIGN - 1);
	if (need == 0)
		need = ARENA_ALIGN;
	if (need > a->cap - a->used) {
		a->over_cap = true;
		return NULL;
	}
	block *b = a->head;
	if (!b || ARENA_ONE_EACH || need > b->size - b->used)
		b = block_add(a, need);
	if (!b)
		return NULL;
	char *p = block_data(b) + b->used;
	b->used += need;
	a->used += need;
	a->failed = false;
	memset(p, 0, need);
	return p;
}

cn_str cn_str_copy(cn_arena *a, cn_str s)
{
	char *p = cn_cstr(a, s);
	return p ? (cn_str){ p, s.n } : CN_S("");
}

char *cn_cstr(cn_arena *a, cn_str s)
{
	size_t size;
	if (!cn_add(s.n, 1, &size))
		return NULL;
	char *p = CN_NEW(a, char, size);
	if (p && s.n)
		memcpy(p, s.p, s.n);
	return p;
}

cn_str cn_strf(cn_arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *p = n < 0 ? NULL : CN_NEW(a, char, (size_t)n + 1);
	if (p)
		(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p ? (cn_str){ p, (size_t)n } : CN_S("");
}

/* ---- cn_buf ---- */

void cn_buf_init(cn_buf *b, size_t cap)
{
	*b = (cn_buf){ .cap = cap };
}

void cn_buf_done(cn_buf *b)
{
	cn_heap_give(b->p);
	*b = (cn_buf){ 0 };
}

void cn_buf_reset(cn_buf *b)
{
	b->n = 0;
	b->failed = b->over_cap = false;
	if (b->p)
		b->p[0] = '\0';
}

static bool buf_reserve(cn_buf *b, size_t more)
{
	size_t need;
	if (b->failed)
		return false;
	if (!cn_add(b->n, more, &need) || need > b->cap || !cn_add(need, 1, &need)) {
		b->failed = b->over_cap = true;
		return false;
	}
	if (need <= b->room)
		return true;
	size_t room = b->room ? b->room : 256;
	while (room < need)
		room *= 2; /* need <= cap + 1, far below overflow for every cap of limits.h */
	char *p = cn_heap_grow(b->p, room);
	if (!p) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->room = room;
	return true;
}

cn_str cn_buf_copy(cn_arena *a, const cn_buf *b)
{
	if (!b->failed)
		return cn_str_copy(a, cn_buf_str(b));
	if (a) {
		a->failed = true;
		a->over_cap |= b->over_cap;
	}
	return CN_S("");
}

void cn_buf_put(cn_buf *b, cn_str s)
{
	if (!buf_reserve(b, s.n))
		return;
	if (s.n)
		memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
	b->p[b->n] = '\0';
}

void cn_buf_putz(cn_buf *b, const char *z)
{
	cn_buf_put(b, cn_str_z(z));
}

void cn_buf_putc(cn_buf *b, char c)
{
	cn_buf_put(b, (cn_str){ &c, 1 });
}

void cn_buf_vprintf(cn_buf *b, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	if (n >= 0 && buf_reserve(b, (size_t)n)) {
		(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	} else {
		b->failed = true;
	}
	va_end(again);
}

void cn_buf_printf(cn_buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	cn_buf_vprintf(b, fmt, ap);
	va_end(ap);
}

cn_str cn_buf_str(const cn_buf *b)
{
	return b->p ? (cn_str){ b->p, b->n } : CN_S("");
}
