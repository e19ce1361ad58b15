/* sandbox: somebody else's program, run with little: it reads the system's libraries, its own folder and what it is handed; it writes to one
 * pipe. No network, no other files, no new session, no signals to others, a clean environment, bounded time, memory and output. Private to
 * src/adapter. */
#ifndef CN_ADAPTER_SANDBOX_H
#define CN_ADAPTER_SANDBOX_H

#include "base/base.h"

typedef struct sandbox {
	const char *const *argv; /* ends with NULL; argv[0] is a path, or a name looked for in /usr/local/bin, /usr/bin, /bin */
	const char *dir;         /* its folder: read and execute; it is the working folder */
	unsigned wall_ms, cpu_seconds;
	uint64_t memory_bytes;   /* of address space */
} sandbox;

/* Hands `in` to its standard input, takes its standard output into *out (whose cap bounds it), and waits for it to end. Everything that
 * it started is ended too.
 *   fails  CN_EUNSUPPORTED: this kernel has no Landlock or no seccomp filter (it is not run then); CN_EINPUT: it could not be started,
 *          ended badly, took too long, or wrote too much (with the first line that it wrote to standard error); CN_EIO, CN_ENOMEM */
CN_MUST_CHECK cn_code sandbox_run(const sandbox *s, cn_str in, cn_buf *out, cn_err *err);

#endif
