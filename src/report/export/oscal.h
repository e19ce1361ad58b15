/* What both OSCAL exports share. Private. OSCAL 1.2.1, JSON: https://pages.nist.gov/OSCAL-Reference/models/v1.2.1/ */
#ifndef CN_REPORT_OSCAL_H
#define CN_REPORT_OSCAL_H

#include "report/report.h"

#define OSCAL_VERSION "1.2.1"
#define OSCAL_NS "https://concord.example/ns/oscal"

/* {"uuid", "metadata"} of a document; `kind` and the library's digest name it. */
cn_val *oscal_head(cn_arena *a, const cn_val *tree, const char *kind, const char *title);
/* "eu-ai-act/art_26.6" as an OSCAL token: "eu-ai-act.art_26.6". Ids hold no dot before the slash, so that the way back is open. */
cn_str oscal_id(cn_arena *a, cn_str full);
/* A property in our namespace; nothing if the value is empty. `value` loses white space at its ends and line ends. */
void oscal_prop(cn_arena *a, cn_val *props, const char *name, cn_str value);
/* oscal_prop for every text of a list. */
void oscal_props(cn_arena *a, cn_val *props, const char *name, const cn_val *list);
void oscal_uuid(cn_arena *a, cn_val *m, cn_str name);
/* Writes the one document: {"catalog": root}. */
cn_code oscal_write(const char *name, cn_arena *a, cn_val *root, const cn_export_out *out, cn_err *err);

#endif
