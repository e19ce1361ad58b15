/* inflate: compressed data (RFC 1951), bare or in a zlib stream (RFC 1950), unpacked into room that the caller bounds. Pure.
 *
 * Containers keep labels so: PDF streams of filter FlateDecode, PNG's zTXt and iTXt. */
#ifndef CN_LAB_MEDIA_INFLATE_H
#define CN_LAB_MEDIA_INFLATE_H

#include "base/base.h"

typedef enum cn_inflated {
	CN_INFLATED,          /* to its end */
	CN_INFLATED_FULL,     /* the room is used up: more would follow */
	CN_INFLATED_BROKEN    /* what came before the fault is in out */
} cn_inflated;

/* Unpacks a zlib stream; where its two bytes of head are wrong it is taken for bare data. The check sum is not looked at: half a label is
 * still a label.      *ret_n: bytes written to out, at most room */
cn_inflated cn_inflate(cn_str packed, char *out, size_t room, size_t *ret_n);

#endif
