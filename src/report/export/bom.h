/* The two halves of a CycloneDX document: what there is (cyclonedx.c) and what is declared of it (cyclonedx_declarations.c). Private.
 * CycloneDX 1.7, JSON: https://cyclonedx.org/docs/1.7/json/ */
#ifndef CN_REPORT_BOM_H
#define CN_REPORT_BOM_H

#include "report/export/card.h"

#define BOM_VERSION "1.7"
#define BOM_SYSTEM "system" /* the bom-ref of the system, and of its model */
#define BOM_MODEL "model"

/* A text, unless it is empty: a key without a value is left out. */
void bom_text(const card *c, cn_val *m, const char *key, cn_str s);
void bom_property(const card *c, cn_val *list, const char *name, cn_str value);
/* "definitions": what is demanded, by instrument, and the limits; "declarations": who says what about it, on what evidence. */
cn_val *bom_definitions(const card *c);
cn_val *bom_declarations(const card *c);

#endif
