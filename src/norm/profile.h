/* profile: from a manifest to worlds. Private to norm. */
#ifndef CN_NORM_PROFILE_H
#define CN_NORM_PROFILE_H

#include "norm/eval.h"
#include "norm/library.h"

/* The facts of one row on one day. The world's memo is left empty. */
CN_MUST_CHECK cn_code cn_world_make(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str market, const cn_actor *actor, cn_date as_of,
				    cn_world *ret, cn_err *err);

/* The same into room that is used again and again, for many rows: value[] from cn_world_room, one at a time. */
CN_MUST_CHECK cn_code cn_world_fill(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str market, const cn_actor *actor, cn_date as_of,
				    cn_value *value, cn_err *err);
cn_value *cn_world_room(cn_arena *a, const cn_library *lib); /* NULL: the arena failed */

/* Writes an actor's role and place, the facts that differ between rows of one market; value[] as in a world. */
void cn_world_actor(cn_value *value, const cn_actor *actor);

/* Writes one value, as a presumption gives it, over an unknown one. False if the fact was known. */
CN_MUST_CHECK cn_code cn_world_presume(cn_arena *a, cn_world *w, const cn_presumption *p, bool *ret_done, cn_err *err);

#endif
