/* worker: one answer of an op by a process of its own: this program, run again with little. It dumps no core, gains no rights, and is
 * bounded in time, memory and output; what goes wrong there ends there. It writes no file, unless it is told to: then it reads the node, the law and
 * its own folder, writes to the node and that folder, and sees no other file (adapter/landlock.h). What it may
 * ask of the kernel is a list (adapter/confine.h): without a folder of its own it reads files and computes, and any other act ends it. */
#ifndef CN_HTTP_WORKER_H
#define CN_HTTP_WORKER_H

#include <stdatomic.h>

#include "base/base.h"

enum { CN_WORKER_OUT_BYTES_MAX = 32 << 20, CN_WORKER_NOTE_BYTES = 2048, CN_WORKER_PATH_BYTES = 4096 };

enum { CN_WORKER_STORE_PLACES = 16 };
/* Both lists end with NULL. */
typedef struct cn_worker_store {
	const char *env[CN_WORKER_STORE_PLACES + 1];  /* NAME=value */
	const char *files[CN_WORKER_STORE_PLACES + 1]; /* that the database's client reads: of passwords, certificates, names */
} cn_worker_store;

typedef struct cn_worker {
	const char *self;        /* path of the program */
	const char *const *argv; /* ends with NULL; argv[0] is its name */
	const char *now;         /* $CONCORD_NOW for it; NULL: none */
	const char *asker;       /* "CONCORD_ASKER=..", who asks (node/asker.h); NULL: it is not told */
	const char *by;          /* "CONCORD_BY=..", the person, for a command that signs as them; NULL: nobody */
	unsigned wall_ms;
	/* Asked once a second while it runs: may it go on? Else it is ended, and what it wrote until then stays. NULL: it may */
	bool (*may)(void *ctx);
	void *may_ctx;
	/* With a folder of its own: all four absolute. passphrase_file is handed on as $CONCORD_PASSPHRASE_FILE; NULL: none. */
	bool writes;
	const char *dir, *data_dir, *norms_dir; /* dir NULL: it stands in the node's folder */
	const char *passphrase_file;
	/* Of one that writes, when the node's store is a database (node/store.h): what it needs to reach it; NULL: none. It connects as the first thing it
	 * does, and makes no connection after that. */
	const cn_worker_store *store;
	/* Of a job: an hour of processor time instead of minutes; looked at while it runs, true ends it; told what it says meanwhile. NULL: none */
	bool is_long;
	const atomic_bool *cancel;
	void (*said)(void *ctx, cn_str bytes);
	void *ctx;
} cn_worker;

/* Runs it to its end. What it wrote goes to *out (whose cap is CN_WORKER_OUT_BYTES_MAX or less), the beginning of its standard error to note, as a C text.
 *   ret_exit  its exit code
 *   fails     CN_EIO: it could not be started, was ended by a signal, or wrote too much; CN_EUNSUPPORTED: this machine cannot confine it; CN_ESTATE: its time was over, it was
 *             cancelled, or might not go on */
CN_MUST_CHECK cn_code cn_worker_run(const cn_worker *w, cn_buf *out, char note[CN_WORKER_NOTE_BYTES], int *ret_exit, cn_err *err);

/* Why it could not answer, in the language that it was asked in: the line of its note that begins "error: ", without that; else its first line. */
cn_str cn_worker_refusal(const char *note);

#endif
