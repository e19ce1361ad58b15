/* Characters of a text. Private. */
#ifndef CN_REPORT_UTF8_H
#define CN_REPORT_UTF8_H

#include "base/base.h"

size_t cn_cells(uint32_t cp); /* 0, 1 or 2 */

#endif
