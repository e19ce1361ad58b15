/* The picture of a folder of content: which layers were found in files of each format, and what each law makes of them. One SVG, with its
 * numbers as text, a title and a description for who cannot see it; colours follow the reader's light or dark. Pure. */
#ifndef CN_REPORT_MEDIA_SVG_H
#define CN_REPORT_MEDIA_SVG_H

#include "base/base.h"

/* total: the answer of `concord media check FOLDER` (media-folder/1); lang: "en" or "zh". */
void cn_report_media_svg(cn_buf *o, const cn_val *total, cn_str lang);

#endif
