/* asker: who asks, as a served node tells the process of an op that is told (cn_op.told_who): the person's access, the names of
 * their own signing keys and, to an administrator, the commands that wait. Nothing of anybody else is in it, and no name of a
 * person. The process cannot read private/.
 *
 *   CONCORD_ASKER={"access":"officer","keys":["management-1f2e3d4c"],"held":["management-1f2e3d4c"],"commands":[{"id","op","person","made","until","own"}]} */
#ifndef CN_NODE_ASKER_H
#define CN_NODE_ASKER_H

#include "node/node.h"

#define CN_ASKER_ENV "CONCORD_ASKER"
enum { CN_ASKER_BYTES_MAX = 120000 }; /* one text of an environment holds 128 KiB (execve(2): MAX_ARG_STRLEN) */

typedef struct cn_asker {
	bool known; /* false: on the command line, by who runs the machine and may use every key there is */
	cn_access access;
	const cn_val *keys;	/* names of the keys that the person may sign with; empty when not known */
	const cn_val *held;	/* and those that they ever had: what one of them signed is theirs */
	const cn_val *commands; /* that wait for another administrator; empty for whom they are not shown to */
} cn_asker;

/* On the command line the commands are those of private/people.db, and the rest is not known. *ret borrows from ctx->a.
 *   fails  CN_EINTERNAL: $CONCORD_ASKER is not what a server says; as cn_people_open */
CN_MUST_CHECK cn_code cn_asker_read(cn_ctx *ctx, cn_asker *ret, cn_err *err);

#endif
