/* schemas: what bodies and answers look like, by the names that rows of routes use. Private to src/http. */
#ifndef CN_HTTP_SCHEMAS_H
#define CN_HTTP_SCHEMAS_H

typedef struct cn_schema {
	const char *name, *json; /* JSON Schema 2020-12 */
} cn_schema;

extern const cn_schema cn_schemas[]; /* ends with a row without a name */

#endif
