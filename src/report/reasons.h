/* Why a finding answers as it does. Findings of one law have much of it in common: within a group of findings, equal reasons stand once,
 * numbered, at its end, and so do the grounds of a line that several reasons hold. Private. */
#ifndef CN_REPORT_REASONS_H
#define CN_REPORT_REASONS_H

#include "report/html.h"

enum { REASONS_MAX = 64 }; /* distinct ones of a group that are looked at; what is beyond is written out where it stands */

typedef struct once {
	bool (*same)(const cn_val *x, const cn_val *y);
	const cn_val *of[REASONS_MAX];
	size_t uses[REASONS_MAX], n;
} once;

typedef struct reasons {
	size_t group; /* a number of its own: ids are w<group>-<number> */
	once whole;   /* findings, equal in why and missing */
	once part;    /* lines with what is indented below them, among the distinct of `whole` */
} reasons;

void reasons_init(reasons *r, size_t group);
void reasons_add(reasons *r, const cn_val *finding); /* each one of the group whose reasons will be put */
void reasons_ready(reasons *r);                      /* after the last reasons_add */

/* Items of a list: the reasons of the finding, or where they stand. r may be NULL: nothing is shared. */
void reasons_put(cn_page *p, const cn_val *finding, const reasons *r);
void reasons_list(cn_page *p, const reasons *r); /* what is shared; nothing if nothing is */

#endif
