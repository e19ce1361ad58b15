/* watch: shares that this node watches while systems run (lab/sequential/watch.h). One file a watch: what is watched and how far it is.
 *
 *   DIR/watch/<name>.json   {"concord":"watch/1","name","system","metric","what","duty","op","limit","alpha","block","gate","state","history","breach"}
 *   DIR/watch/lock          held while one of them is read and replaced
 * An alarm is kept in the file before its record is written; a crash between the two is made good when the watch is next opened for writing. */
#ifndef CN_NODE_WATCH_H
#define CN_NODE_WATCH_H

#include "lab/sequential/watch.h"
#include "node/home.h"

enum { CN_WATCHES_MAX = 1024, CN_WATCH_NAME_MAX = 64, CN_WATCH_POINTS_MAX = 400 };

typedef struct cn_watch {
	cn_str name, system, metric, what, duty;
	cn_str limit_text;
	cn_watch_rule rule;
	bool gate_closes;
	cn_watch_state state;
	bool alarmed;          /* and not settled */
	cn_watch_alarm alarm;
	int64_t record;        /* number of the breach record; -1: not written yet */
	const cn_val *history; /* the last CN_WATCH_POINTS_MAX times that something was taken or settled, in order; NULL: none */
} cn_watch;

/* Texts borrow from a. fails: CN_ENOTFOUND; CN_EINPUT the file is damaged; CN_EIO */
CN_MUST_CHECK cn_code cn_watch_read(cn_arena *a, const char *dir, cn_str name, cn_watch *ret, cn_err *err);
/* Replaces the file, durably. */
CN_MUST_CHECK cn_code cn_watch_write(cn_arena *a, const char *dir, const cn_watch *w, cn_err *err);
/* fails: CN_ESTATE there is one of this name; CN_EINPUT the name; CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_watch_add(cn_arena *a, const char *dir, const cn_watch *w, cn_err *err);
/* The names, sorted. */
CN_MUST_CHECK cn_code cn_watch_names(cn_arena *a, const char *dir, const cn_val **ret, cn_err *err);
/* Holds the lock of all watches until *ret_fd is closed. CN_ESTATE */
CN_MUST_CHECK cn_code cn_watch_lock(const char *dir, int *ret_fd, cn_err *err);
/* As it is shown: definition, state (breach, quiet, not_enough_data), what the tests say now; whole: the history too. */
cn_val *cn_watch_tree(cn_arena *a, const cn_watch *w, bool whole);
const char *cn_watch_state_of(const cn_watch *w);
/* A point of the history, of what is now: {time, state, taken, taken_events, from, cases, events, confidence, lo, hi}; a settling has neither of what was
 * taken nor an interval. The oldest makes room. fails: CN_EINPUT earlier than the last point */
CN_MUST_CHECK cn_code cn_watch_point(cn_arena *a, cn_watch *w, int64_t at_us, int64_t events, int64_t cases, cn_err *err);
CN_MUST_CHECK cn_code cn_watch_point_settled(cn_arena *a, cn_watch *w, int64_t at_us, cn_err *err);

/* Writes the breach record of an alarm that has none yet. *ret_seq: its number. */
CN_MUST_CHECK cn_code cn_watch_report(cn_home *h, cn_arena *a, const char *dir, cn_watch *w, int64_t now_us, cn_err *err);
/* The open breaches of a system whose watch closes the gate, as measurements that fail and block (assess: cn_assess_gate); appended to list. */
CN_MUST_CHECK cn_code cn_watch_gate(cn_arena *a, cn_home *h, cn_str system, cn_val *list, cn_err *err);

#endif
