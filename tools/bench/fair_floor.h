/* The floor of the table bench: the sum of ten gaps between groups of `group,label,prediction,score` lines. */
#ifndef CN_BENCH_FAIR_FLOOR_H
#define CN_BENCH_FAIR_FLOOR_H

#include <stddef.h>

double fair_floor(const char *p, size_t n);

#endif
