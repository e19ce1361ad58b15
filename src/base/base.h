/* base: the vocabulary of every other module. Errors, memory, text, trees, JSON, exact decimals, dates, a seeded generator.
 *
 * Thread rule: a handle (arena, buf, rng) belongs to one thread; everything else is a value.
 * Lifetimes: "borrows from a" means valid until the arena `a` is freed. No function here reads the world (files, clock, environment).
 */
#ifndef CN_BASE_BASE_H
#define CN_BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>  /* this and the next three before banned.h, which renames some of what they declare */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"

#define CN_MUST_CHECK __attribute__((warn_unused_result))
#define CN_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* ---- errors ---------------------------------------------------------------------------------------------------------- */

/* What the caller may do. The message says what was wrong, in the sender's words. */
typedef enum cn_code {
	CN_OK = 0,
	CN_EINPUT,       /* the input is wrong: tell its author                              exit 3 */
	CN_ETOOBIG,      /* the input passes a bound of limits.h                             exit 3 */
	CN_ENOTFOUND,    /* what was asked for is not there                                  exit 3 */
	CN_EUNDEFINED,   /* no number exists (an empty group, 0 of 0); an answer, not a fault */
	CN_EFORGED,      /* a signature, digest or proof does not hold                       exit 1 in verify */
	CN_EABSENT,      /* what would decide is absent or erased: cannot recompute          exit 2 in verify */
	CN_ESTATE,       /* not now: locked, no node folder, already done                    exit 4 */
	CN_EIO,          /* disk or network                                                  exit 4 */
	CN_ENOMEM,       /* out of memory                                                    exit 4 */
	CN_EUNSUPPORTED, /* this machine or build cannot do it                               exit 4 */
	CN_EINTERNAL     /* our own bug                                                      exit 70 */
} cn_code;

/* What a text was made of, so that it can be said again in another language (report/errors.h): the format, a literal of the program, and
 * where in the text its n_arg arguments stand. An argument that was cut off with the end of the text is shorter, or empty. */
typedef struct cn_said {
	const char *fmt; /* NULL: not known, the text stands for itself */
	uint16_t at, n;  /* the whole, as bytes of the text that it stands in */
	uint16_t n_arg;
	struct {
		uint16_t at, n;
	} arg[CN_SAID_ARGS_MAX];
} cn_said;

typedef struct cn_err {
	cn_code code;
	const char *where;        /* file:line of our source, for bug reports */
	char msg[CN_ERR_BYTES];   /* one sentence, no full stop, lower case */
	char hint[CN_HINT_BYTES]; /* the nearest right thing, as something to type; may be empty */
	cn_said part[CN_ERR_PARTS_MAX]; /* of msg: the sentence first, then each context, the outermost last */
	unsigned n_part;
	cn_said hint_said;
} cn_err;

#define CN_STR_(x) #x
#define CN_STR2_(x) CN_STR_(x)
#define CN_HERE __FILE__ ":" CN_STR2_(__LINE__)

/* return CN_FAIL(err, CN_EINPUT, "...", ...): fills *err (err may be NULL) and gives the code. */
#define CN_FAIL(err, code, ...) cn_fail_at((err), (code), CN_HERE, __VA_ARGS__)
#define CN_NOMEM(err) cn_fail_at((err), CN_ENOMEM, CN_HERE, "out of memory")
cn_code cn_fail_at(cn_err *err, cn_code code, const char *where, const char *fmt, ...) CN_PRINTF(4, 5);

/* The same from inside a function that takes a format. */
cn_code cn_fail_v(cn_err *err, cn_code code, const char *where, const char *fmt, va_list ap) CN_PRINTF(4, 0);
/* Fails with a sentence that was made before by cn_said_v (a problem of a file). */
cn_code cn_fail_said(cn_err *err, cn_code code, const char *where, const char *text, const cn_said *said);
/* Formats into out (room bytes with the terminator), made plain: no control character, no half of a character; notes in *ret what of. */
void cn_said_v(char *out, size_t room, cn_said *ret, const char *fmt, va_list ap) CN_PRINTF(4, 0);

/* return cn_while(err, "reading %s", path): puts context before the message ("reading x: ...") and gives err's code. */
cn_code cn_while(cn_err *err, const char *fmt, ...) CN_PRINTF(2, 3);

/* Sets the hint and gives err's code. */
cn_code cn_hint(cn_err *err, const char *fmt, ...) CN_PRINTF(2, 3);

/* The process exit code of a failed command: 3, 4 or 70. */
int cn_exit_code(cn_code code);

/* Fails only if *fails* is not CN_OK: if ((rc = f(..., err)) != CN_OK) return rc; */
#define CN_TRY(call)                           \
	do {                                   \
		cn_code cn_try_rc_ = (call);   \
		if (cn_try_rc_ != CN_OK)       \
			return cn_try_rc_;     \
	} while (0)

/* ---- text ------------------------------------------------------------------------------------------------------------ */

typedef struct cn_str {
	const char *p;
	size_t n;
} cn_str;

#define CN_S(literal) ((cn_str){ "" literal, sizeof(literal) - 1 })
#define CN_FMT(s) (int)(s).n, (s).p /* printf("%.*s", CN_FMT(s)) */

cn_str cn_str_z(const char *z); /* borrows z; NULL gives the empty text */
bool cn_eq(cn_str a, cn_str b);
bool cn_eqz(cn_str a, const char *z);
int cn_cmp(cn_str a, cn_str b); /* bytes, then length: a total order */
bool cn_starts(cn_str s, const char *prefix);
bool cn_ends(cn_str s, const char *suffix);
bool cn_contains(cn_str s, cn_str part);
bool cn_ends_sentence(cn_str s); /* . ! ? or their Chinese forms stand last; so does nothing: before a sentence that follows, no stop is wanted */
cn_str cn_trim(cn_str s); /* spaces, tabs, CR, LF at both ends */
cn_str cn_sub(cn_str s, size_t from, size_t n); /* clipped to s */
/* Splits at the first `sep`: *head gets what is before, *rest what is after. False if there is no sep (head = s, rest empty). */
bool cn_split(cn_str s, char sep, cn_str *head, cn_str *rest);
bool cn_utf8_ok(cn_str s); /* well-formed UTF-8: no overlong forms, no surrogates, <= U+10FFFF */
/* Bytes of the character at s.p[i] (i < s.n) and its code point; a malformed byte is one character U+FFFD. */
size_t cn_utf8_at(cn_str s, size_t i, uint32_t *cp);
/* Edit distance with swaps counted as one, at most `most` + 1; for "did you mean". */
unsigned cn_edit_distance(cn_str a, cn_str b, unsigned most);

/* Whole text as an integer within lo..hi, decimal, optional '-', no spaces or '+'. */
CN_MUST_CHECK cn_code cn_int_parse(cn_str s, int64_t lo, int64_t hi, int64_t *ret, cn_err *err);
/* Whole text as a finite real (decimal or e-notation, '.' point whatever the locale). */
CN_MUST_CHECK cn_code cn_real_parse(cn_str s, double *ret, cn_err *err);
/* A finite real as canonical text with at most 12 significant digits: 0.05, 1500000, 7e-70. The form reals have in records. */
void cn_real_text(double x, char out[CN_REAL_BYTES]);

CN_MUST_CHECK bool cn_add(size_t a, size_t b, size_t *ret); /* false on overflow */
CN_MUST_CHECK bool cn_mul(size_t a, size_t b, size_t *ret);

/* ---- arena ----------------------------------------------------------------------------------------------------------- */

/* Memory that dies with its request. Zeroed; grows by blocks up to `cap` bytes. A failed allocation makes the arena fail for
 * good (cn_arena_ok is false), so a tree can be built without checking each step, if it is checked once at the end. */
typedef struct cn_arena cn_arena;
cn_arena *cn_arena_new(size_t cap); /* NULL: out of memory */
void cn_arena_free(cn_arena *a);    /* accepts NULL */
bool cn_arena_ok(const cn_arena *a);
size_t cn_arena_used(const cn_arena *a);
void *cn_alloc(cn_arena *a, size_t count, size_t size); /* NULL on overflow, cap or no memory; 16-byte aligned */
/* CN_ENOMEM, or CN_ETOOBIG when it was the cap that ended it. */
cn_code cn_arena_fail(const cn_arena *a, cn_err *err);
#define CN_NEW(a, type, count) ((type *)cn_alloc((a), (count), sizeof(type)))

static inline void cn_arena_auto_(cn_arena **a)
{
	cn_arena_free(*a);
}
#define CN_AUTO_ARENA __attribute__((cleanup(cn_arena_auto_))) cn_arena *

cn_str cn_str_copy(cn_arena *a, cn_str s); /* borrows from a; empty text on failure */
char *cn_cstr(cn_arena *a, cn_str s);      /* NUL-terminated copy; NULL on failure */
cn_str cn_strf(cn_arena *a, const char *fmt, ...) CN_PRINTF(2, 3);

/* The allocator behind arenas and buffers, the only heap of the pure modules. The torture test sets cn_test_fail_alloc = k to
 * make the k-th next allocation fail (it counts down; 0 = off). */
extern unsigned cn_test_fail_alloc;
void *cn_heap_take(size_t size);
/* How many allocations of this thread have failed so far: to tell "no memory" from "bad input" where a library forgets the difference. */
unsigned long cn_heap_failures(void);
void *cn_heap_grow(void *p, size_t size);
void cn_heap_give(void *p);

/* ---- growing text ------------------------------------------------------------------------------------------------------ */

/* Text that grows up to `cap` bytes. Failure is sticky (buf.failed), checked once at the end. Always NUL-terminated after p. */
typedef struct cn_buf {
	char *p;
	size_t n, room, cap;
	bool failed, over_cap; /* over_cap: failed at `cap`, else memory is out */
} cn_buf;

void cn_buf_init(cn_buf *b, size_t cap);
void cn_buf_done(cn_buf *b);
void cn_buf_reset(cn_buf *b);
void cn_buf_put(cn_buf *b, cn_str s);
void cn_buf_putz(cn_buf *b, const char *z);
void cn_buf_putc(cn_buf *b, char c);
void cn_buf_printf(cn_buf *b, const char *fmt, ...) CN_PRINTF(2, 3);
void cn_buf_vprintf(cn_buf *b, const char *fmt, va_list ap) CN_PRINTF(2, 0);
cn_str cn_buf_str(const cn_buf *b); /* borrows from b */
cn_str cn_buf_copy(cn_arena *a, const cn_buf *b); /* its text, copied; a buffer that failed makes the arena fail, so no half text is kept */
static inline void cn_buf_auto_(cn_buf *b)
{
	cn_buf_done(b);
}
#define CN_AUTO_BUF __attribute__((cleanup(cn_buf_auto_))) cn_buf

/* ---- hex and base64 ---------------------------------------------------------------------------------------------------- */

void cn_hex(cn_buf *b, const uint8_t *p, size_t n); /* lower case */
/* Exactly n bytes from 2n hex digits (lower case only). */
CN_MUST_CHECK bool cn_unhex(cn_str s, uint8_t *out, size_t n);
void cn_base64(cn_buf *b, const uint8_t *p, size_t n); /* RFC 4648 section 4, padded */
/* Strict: standard alphabet, padding required, no white space, unused bits zero. Result borrows from a. */
CN_MUST_CHECK bool cn_unbase64(cn_arena *a, cn_str s, cn_str *ret);

/* ---- trees --------------------------------------------------------------------------------------------------------------- */

/* What JSON and YAML documents become. A YAML scalar is always CN_TEXT: the reader types it by its key. */
typedef enum cn_type { CN_NULL, CN_BOOL, CN_INT, CN_REAL, CN_TEXT, CN_LIST, CN_MAP } cn_type;

typedef struct cn_val cn_val;
struct cn_val {
	cn_type type;
	bool quoted;         /* YAML: the scalar stood in quotes */
	uint32_t line, col;  /* of the source, 1-based; 0 = not from a source */
	cn_str key;          /* when this value stands in a map */
	uint32_t key_line, key_col;
	union {
		bool b;
		int64_t i;
		double r;
		cn_str s;
		struct {
			cn_val *first, *last;
			size_t n;
		};
	};
	cn_val *next; /* the next one in the same list or map */
};

/* The first member of a list or map; NULL when empty, or when it is neither: foreign trees hold anything anywhere. */
static inline const cn_val *cn_first(const cn_val *v)
{
	return v && (v->type == CN_LIST || v->type == CN_MAP) ? v->first : NULL;
}
#define CN_EACH(c, v) for (const cn_val *c = cn_first(v); c; c = c->next)

/* Builders. Each gives NULL if the arena has failed and accepts NULL for its inputs, so check cn_arena_ok once. Texts are copied. */
cn_val *cn_map(cn_arena *a);
cn_val *cn_list(cn_arena *a);
cn_val *cn_text(cn_arena *a, cn_str s);
cn_val *cn_textz(cn_arena *a, const char *z);
cn_val *cn_int(cn_arena *a, int64_t i);
cn_val *cn_real(cn_arena *a, double x); /* as TEXT in record form: cn_real_text */
cn_val *cn_bool(cn_arena *a, bool b);
cn_val *cn_null(cn_arena *a);
cn_val *cn_put(cn_arena *a, cn_val *map, const char *key, cn_val *v);       /* gives v; does not look for an equal key */
cn_val *cn_put_s(cn_arena *a, cn_val *map, cn_str key, cn_val *v);
cn_val *cn_push(cn_arena *a, cn_val *list, cn_val *v);                      /* gives v */
cn_val *cn_val_copy(cn_arena *a, const cn_val *v);                           /* deep */

/* Readers: borrowed, NULL (or the given default) if absent or of another type. */
const cn_val *cn_get(const cn_val *map, const char *key);
const cn_val *cn_get_s(const cn_val *map, cn_str key);
cn_str cn_get_text(const cn_val *map, const char *key); /* empty if absent or not text */
int64_t cn_get_int(const cn_val *map, const char *key, int64_t otherwise);
bool cn_get_bool(const cn_val *map, const char *key, bool otherwise);
const cn_val *cn_at(const cn_val *list, size_t i);
bool cn_is_text(const cn_val *v, const char *z);
/* Refuses a key that is not in `allowed` (ends with NULL) with file:line:col and the nearest allowed one. */
CN_MUST_CHECK cn_code cn_keys_check(const cn_val *map, const char *const *allowed, cn_str file, cn_err *err);
bool cn_val_eq(const cn_val *a, const cn_val *b); /* same type and value; maps whatever the order of keys */

/* ---- JSON ------------------------------------------------------------------------------------------------------------------ */

/* Reads one JSON document (RFC 8259, I-JSON: no duplicate keys, no lone surrogates; NUL in a text is refused).
 *   depth_max  CN_JSON_DEPTH_MAX or CN_JSON_FOREIGN_DEPTH_MAX
 *   fails      CN_EINPUT with line and column; CN_ETOOBIG; CN_ENOMEM
 *   owns       *ret borrows from a */
CN_MUST_CHECK cn_code cn_json_parse(cn_arena *a, cn_str text, unsigned depth_max, const cn_val **ret, cn_err *err);
/* The text of a member of the object that these bytes are, as it stands there, without building a tree. False: it is not to be had so simply (no such
 * member, not a text, an escape in it, no object); cn_json_parse says more. What is no JSON may give anything; nothing outside is read. */
bool cn_json_peek(cn_str text, const char *key, cn_str *ret);
/* Writes JSON for people: two-space indent (indent < 0: one line). Key order as built. Not canonical: see core/jcs.h. */
void cn_json_write(cn_buf *b, const cn_val *v, int indent);
void cn_json_text(cn_buf *b, cn_str s); /* one JSON string, quotes included, minimal escapes as in RFC 8785 */

/* ---- exact decimals ---------------------------------------------------------------------------------------------------------- */

/* value = (-1)^neg * 0.d1 d2 ... dn * 10^exp, d1 != 0, dn != 0; zero has n = 0, exp = 0, neg = false. */
typedef struct cn_dec {
	bool neg;
	uint8_t n;
	int32_t exp;
	uint8_t digit[CN_DEC_DIGITS_MAX];
} cn_dec;

/* "2e25", "0.05", "-12", "1.50": exact. At most CN_DEC_DIGITS_MAX significant digits, exponents within +-CN_DEC_EXP_MAX. */
CN_MUST_CHECK cn_code cn_dec_parse(cn_str s, cn_dec *ret, cn_err *err);
int cn_dec_cmp(const cn_dec *a, const cn_dec *b);
/* Canonical text: plain when it has at most 21 digits, else d.ddde+NN without the plus: 2e25. */
void cn_dec_text(const cn_dec *d, cn_buf *b);
double cn_dec_real(const cn_dec *d); /* nearest double; for display and for metrics, never for a comparison of facts */

/* ---- three answers -------------------------------------------------------------------------------------------------------------- */

/* Strong Kleene logic. */
typedef enum cn_tri { CN_FALSE = 0, CN_TRUE = 1, CN_UNKNOWN = 2 } cn_tri;
cn_tri cn_tri_not(cn_tri a);
cn_tri cn_tri_and(cn_tri a, cn_tri b);
cn_tri cn_tri_or(cn_tri a, cn_tri b);
const char *cn_tri_text(cn_tri a); /* "false" "true" "unknown" */

/* ---- dates and times ---------------------------------------------------------------------------------------------------------------- */

/* Days since 1970-01-01 (proleptic Gregorian, UTC). Years 0001 to 9999. */
typedef int32_t cn_date;
enum { CN_DATE_NONE = INT32_MIN };
CN_MUST_CHECK cn_code cn_date_parse(cn_str s, cn_date *ret, cn_err *err); /* YYYY-MM-DD */
void cn_date_text(cn_date d, char out[CN_TIME_BYTES]);                     /* "" for CN_DATE_NONE */
void cn_date_split(cn_date date, int *ret_y, int *ret_m, int *ret_d);
/* ISO 8601 durations of whole years, months, weeks or days (P1Y, P6M, P2W, P30D): the date that much later; a day past the
 * month's end is the month's last day. */
CN_MUST_CHECK cn_code cn_date_plus(cn_date d, cn_str duration, cn_date *ret, cn_err *err);

/* Microseconds since 1970-01-01T00:00:00Z. Text form: 2026-11-23T19:20:21.123456Z (fraction left out when zero). */
CN_MUST_CHECK cn_code cn_time_parse(cn_str s, int64_t *ret_us, cn_err *err);
void cn_time_text(int64_t us, char out[CN_TIME_BYTES]);
cn_date cn_time_date(int64_t us);

/* ---- a seeded generator -------------------------------------------------------------------------------------------------------------- */

/* xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64: integers only, the same stream on every machine. Not for secrets. */
typedef struct cn_rng {
	uint64_t s[4];
} cn_rng;
void cn_rng_init(cn_rng *r, uint64_t seed);
uint64_t cn_rng_next(cn_rng *r);
uint64_t cn_rng_below(cn_rng *r, uint64_t n); /* uniform in 0..n-1 by rejection; n >= 1 */

#include "base/banned.h"

/* GCC's analyzer reads one file at a time and cannot see that a failure is never CN_OK, so it follows paths that do not exist. Told so, it
 * does not. Only `check-all analyzer` and `tidy` define CN_ANALYZER. */
#ifdef CN_ANALYZER
static inline cn_code cn_failed_(cn_code code)
{
	if (code == CN_OK)
		__builtin_unreachable();
	return code;
}
#ifndef CN_DEFINES_FAILURES
#define cn_fail_at(...) cn_failed_(cn_fail_at(__VA_ARGS__))
#define cn_fail_v(...) cn_failed_(cn_fail_v(__VA_ARGS__))
#define cn_fail_said(...) cn_failed_(cn_fail_said(__VA_ARGS__))
#define cn_while(...) cn_failed_(cn_while(__VA_ARGS__))
#define cn_hint(...) cn_failed_(cn_hint(__VA_ARGS__))
#define cn_arena_fail(...) cn_failed_(cn_arena_fail(__VA_ARGS__))
#endif
#endif

#endif
