/* seat: several servers may serve one folder. Each takes the lowest number that no other has, and with it what a server of that number left behind: files of
 * requests, jobs. A seat is a lock on a file: it is free again when its server ends, however it ends. */
#ifndef CN_HTTP_SEAT_H
#define CN_HTTP_SEAT_H

#include "base/base.h"

enum { CN_SEATS_MAX = 64 };

/* ret_fd: close it to give the seat back. fails: CN_ESTATE all are taken; CN_EIO */
CN_MUST_CHECK cn_code cn_seat_take(const char *data_dir, unsigned *ret_seat, int *ret_fd, cn_err *err);

#endif
