/* bench_media: judging content credentials, in this process, warm, on one thread.
 *   bench_media make WAV BYTES | make JPEG BYTES      a file to sign: sound of noise; a picture whose data is noise
 *   bench_media check FILE ROOT.pem RUNS REPEAT       one JSON object: medians of RUNS, in seconds a file: of reading, judging credentials and
 *                                                     the layers; of SHA-256 of the same bytes; peak of memory beyond the mapped file, in bytes */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "assess/media.h"
#include "core/hash.h"
#include "ext/x509.h"

enum { RUNS_MAX = 64 };

static double now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return v[n / 2];
}

static _Noreturn void die(const char *what)
{
	(void)fprintf(stderr, "bench_media: %s\n", what);
	exit(70);
}

static cn_str mapped(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *p = fd >= 0 && fstat(fd, &st) == 0 ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0) : MAP_FAILED;
	if (p == MAP_FAILED)
		die(path);
	(void)close(fd);
	return (cn_str){ p, (size_t)st.st_size };
}

static void put32(FILE *f, size_t x)
{
	for (int i = 0; i < 4; i++)
		(void)fputc((int)(x >> (8 * i) & 0xff), f);
}

/* Noise without 0xff, which would be a marker in a picture. */
static void noise(FILE *f, size_t n)
{
	cn_rng r;
	cn_rng_init(&r, 5);
	for (uint64_t x = 0; n > 0; n--) {
		x = n % 8 == 0 || x == 0 ? cn_rng_next(&r) : x >> 8;
		(void)fputc((int)(x & 0x7f), f);
	}
}

static int make(const char *path, size_t n)
{
	FILE *f = fopen(path, "wb");
	if (!f)
		die(path);
	if (cn_ends(cn_str_z(path), ".wav")) {
		(void)fwrite("RIFF", 1, 4, f);
		put32(f, 36 + n);
		(void)fwrite("WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\10\0data", 1, 32, f);
		put32(f, n);
		noise(f, n);
	} else {
		static const unsigned char HEAD[] = { 0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 1, 0, 1, 0, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0 };
		(void)fwrite(HEAD, 1, sizeof HEAD, f);
		noise(f, n);
		(void)fwrite("\xff\xd9", 1, 2, f);
	}
	return fclose(f) == 0 ? 0 : 4;
}

static const char *judge(cn_str file, cn_x509 *x, int64_t at_us)
{
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_media_ask ask = { .x509 = x, .at_us = at_us };
	cn_media_answer m;
	cn_err err = { 0 };
	if (cn_media_judge(a, file, &ask, &m, &err) != CN_OK)
		die(err.msg);
	return cn_media_state(&m);
}

static int check(const char *path, const char *root, size_t runs, size_t repeat)
{
	cn_str file = mapped(path), pem = mapped(root);
	cn_x509 *x = NULL;
	cn_err err = { 0 };
	struct rusage before, after;
	double ours[RUNS_MAX], floor_s[RUNS_MAX];
	const char *state = "";
	if (cn_x509_open(pem, pem, &x, &err) != CN_OK)
		die(err.msg);
	(void)getrusage(RUSAGE_SELF, &before);
	struct timespec wall;
	(void)clock_gettime(CLOCK_REALTIME, &wall);
	int64_t at_us = (int64_t)wall.tv_sec * 1000000;
	for (size_t i = 0; i < runs; i++) {
		double t = now_s();
		for (size_t k = 0; k < repeat; k++)
			state = judge(file, x, at_us);
		ours[i] = (now_s() - t) / (double)repeat;
		t = now_s();
		for (size_t k = 0; k < repeat; k++)
			(void)cn_sha256(file);
		floor_s[i] = (now_s() - t) / (double)repeat;
	}
	(void)getrusage(RUSAGE_SELF, &after);
	(void)printf("{\"state\":\"%s\",\"bytes\":%zu,\"seconds\":%.6g,\"sha256_seconds\":%.6g,\"more_memory_bytes\":%ld}\n", state, file.n,
		     median(ours, runs), median(floor_s, runs), (after.ru_maxrss - before.ru_maxrss) * 1024L);
	cn_x509_close(x);
	return 0;
}

int main(int argc, char **argv)
{
	int64_t n = 0, runs = 0, repeat = 0;
	if (argc == 4 && strcmp(argv[1], "make") == 0 && cn_int_parse(cn_str_z(argv[3]), 1, INT32_MAX, &n, NULL) == CN_OK)
		return make(argv[2], (size_t)n);
	if (argc == 6 && strcmp(argv[1], "check") == 0 && cn_int_parse(cn_str_z(argv[4]), 1, RUNS_MAX, &runs, NULL) == CN_OK &&
	    cn_int_parse(cn_str_z(argv[5]), 1, 1000000, &repeat, NULL) == CN_OK)
		return check(argv[2], argv[3], (size_t)runs, (size_t)repeat);
	(void)fputs("usage: bench_media make FILE BYTES | check FILE ROOT.pem RUNS REPEAT\n", stderr);
	return 3;
}
