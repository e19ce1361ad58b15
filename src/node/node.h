/* node: the runner. It is the only layer that reads the clock, the environment, keys and folders, and it wires engines, store and
 * adapters together. What a person can ask is an op: one row here makes the command, its help, its man page and its completion.
 *
 * An op file is src/node/op_<what>.c with one or more `const cn_op` rows, each named in src/registry.txt. */
#ifndef CN_NODE_NODE_H
#define CN_NODE_NODE_H

#include "people/access.h"

enum { CN_FLAGS_MAX = 64, CN_ARGS_MAX = 64 };

/* One flag of an op. `value` is the name of its value in the help ("DATE"), NULL for a switch. */
typedef struct cn_flag {
	const char *name; /* without dashes: "as-of" */
	const char *value;
	const char *en, *zh;
	bool many; /* may be given more than once */
} cn_flag;

/* What the person typed, after the op's name. All texts live as long as the process. */
typedef struct cn_args {
	const char *arg[CN_ARGS_MAX];
	size_t n_arg;
	struct {
		const cn_flag *flag;
		const char *value;
	} set[CN_FLAGS_MAX];
	size_t n_set;
} cn_args;

/* One request. */
typedef struct cn_ctx {
	cn_arena *a;          /* dies with the request */
	int64_t now_us;       /* the clock, read once ($CONCORD_NOW overrides it, for reproducible runs) */
	cn_str lang;          /* "en" or "zh" */
	bool json, quiet, color, utf8, tty;
	bool confined;        /* by $CONCORD_SERVED ("1", or "job": progress is followed): for somebody over HTTP; files name only what lies beside them, and nothing is asked of the network */
	const char *asker;    /* $CONCORD_ASKER: of a confined op that is told who asks (cn_op.told_who), what node/asker.h reads; else NULL */
	const char *by;       /* $CONCORD_BY: "p-0123456789abcdef 3", the person and which of their ways in they came by (people/people.h); else NULL */
	unsigned width;       /* columns of the terminal */
	bool data_given;      /* by --data or $CONCORD_DATA: then it must be a node */
	const char *data_dir; /* --data, else $CONCORD_DATA, else ./concord-data */
	const char *norms_dir; /* --norms, else $CONCORD_NORMS, else ./norms, else beside the program */
	const char *self;     /* path of the running program; NULL if not known */
	cn_args args;
	cn_buf *out;          /* what goes to stdout */
	int verdict;          /* exit code of an op that answered: 0, or 1 / 2 from assess, gate, verify */
	/* A phase that takes long says so: done of total (total 0 = not known). Prints only after two seconds. */
	void (*progress)(void *arg, const char *phase, uint64_t done, uint64_t total);
	void *progress_arg;
} cn_ctx;

/* Whether an op is a route of the served API, /api/v1/<its words> (docs/decisions/006-serve.md, 008-people.md), and how its process runs. The first two
 * are everybody's, and asked by GET; the others are for a person of the role `least`. */
typedef enum cn_served_as {
	CN_NOT_SERVED,    /* for who runs the machine */
	CN_SERVED_LAW,    /* rests on the program and the library alone: its process is not told where the node's folder is */
	CN_SERVED_NODE,   /* reads of the node what is public: keys, checkpoint, proofs */
	CN_SERVED_SEALED, /* reads what is not everybody's; GET, and POST when it takes files */
	CN_SERVED_WRITES  /* POST: writes to the node, or makes files; its process sees the node, the law and the files of the request alone */
} cn_served_as;

typedef struct cn_op {
	const char *name;       /* "assess", "norm show" */
	const char *args;       /* "FILE", "[ID ...]" or "" */
	size_t args_min, args_max;
	const char *en, *zh;    /* one sentence */
	const char *example[2]; /* commands that run, as in the documentation */
	const cn_flag *flags;   /* ends with a row whose name is NULL; may be NULL */
	cn_code (*run)(cn_ctx *ctx, cn_err *err);
	cn_served_as served;
	cn_access least;        /* SEALED, WRITES: whom it answers over HTTP; PUBLIC for the others */
	bool two_person;        /* over HTTP it waits until a second person of that role approves it */
	bool told_who;          /* SEALED: over HTTP its process is told who asks (node/asker.h), and of nobody else */
	bool kept;              /* SEALED: what it answers by GET rests on its words, who asks if it is told, the node's folder, the law and the day; a
				 * server may keep it while none of them changes. Not for what looks at the disk anew each time (verify). */
} cn_op;

/* All ops in the order of src/registry.txt, and the flags that every op has. */
const cn_op *const *cn_ops(size_t *ret_n);
const cn_flag *cn_flags_global(void);

/* Reads of flags: the value (NULL if not given), whether given, the i-th of a repeated one. */
const char *cn_flag_get(const cn_ctx *ctx, const char *name);
bool cn_flag_on(const cn_ctx *ctx, const char *name);
const char *cn_flag_at(const cn_ctx *ctx, const char *name, size_t i);

/* English or Chinese, as the request wants. Both may be formats, with the same arguments in the same order. */
const char *cn_tr(const cn_ctx *ctx, const char *en, const char *zh) __attribute__((format_arg(2), format_arg(3)));

/* Writes a tree as the op's answer in --json form (one document and a line end). */
cn_code cn_answer_json(cn_ctx *ctx, const cn_val *v, cn_err *err);

/* The text of `concord help`, `concord help OP`, `concord man OP`, `concord completion bash`. */
void cn_help_all(const cn_ctx *ctx, cn_buf *out);
void cn_help_op(const cn_ctx *ctx, const cn_op *op, cn_buf *out);
void cn_help_man(const cn_op *op, cn_buf *out);
void cn_help_man_all(cn_buf *out);                              /* the page of the program as a whole */
void cn_help_man_name(const cn_op *op, char *ret, size_t n);    /* "concord-norm-show": how the page of a command is called */
void cn_help_completion(cn_buf *out);
/* The nearest op or flag name within two edits, NULL if there is none. */
const char *cn_nearest_op(const char *typed);
const char *cn_nearest_flag(const cn_op *op, const char *typed);

#endif
