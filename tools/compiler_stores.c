/* Does the compiler keep a store at the end of an inner loop whose place the outer loop changes? GCC 12.2 (Debian 12) takes it for dead, since the next
 * store is written alike: at -O1 and above s[at] keeps what the last turn of the inner loop put there. Exit 0: it is kept. meson.build runs this, and
 * goes without that optimization where it is not. */
#include <stdbool.h>
#include <string.h>

typedef struct text {
	const char *p;
	size_t n;
} text;

#define AS_IF_UNKNOWN __attribute__((noinline))

AS_IF_UNKNOWN static text text_of(const char *z)
{
	__asm__ volatile("" ::: "memory");
	return (text){ z, strlen(z) };
}

AS_IF_UNKNOWN static bool fits(text s)
{
	__asm__ volatile("" ::: "memory");
	return s.n == 3 && memcmp(s.p, "one", 3) == 0;
}

int main(void)
{
	static const char *const of[] = { "one", "one" };
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	int wrong = 0;
	for (size_t i = 0; i < 2; i++) {
		char s[4];
		memcpy(s, of[i], sizeof s);
		for (size_t at = 0; at < 3; at++)
			for (const char *c = letters; *c; c++) {
				s[at] = *c;
				if (fits(text_of(s)) != (*c == of[i][at]))
					wrong++;
				s[at] = of[i][at];
			}
	}
	return wrong != 0;
}
