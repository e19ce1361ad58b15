/* The sections of the page, in the order in which cn_report_html calls them. Each writes nothing when it has nothing to say. Private. */
#ifndef CN_REPORT_SECTIONS_H
#define CN_REPORT_SECTIONS_H

#include "report/html.h"

void sec_top(cn_page *p);          /* name, dates, who signed; the answer per date; statement; contents */
void sec_markets(cn_page *p);      /* counts per market and date */
void sec_failing(cn_page *p);      /* what is not satisfied, in the order in which it binds */
void sec_measurements(cn_page *p); /* owner's limits, other limits, no limits: intervals, groups, tables */
void h_points(cn_page *p, const cn_val *m); /* the curves and bars of one measurement */
void sec_matrix(cn_page *p);       /* market by the ten issues, one table a date */
void sec_timeline(cn_page *p);
void sec_questions(cn_page *p);
void sec_what_if(cn_page *p);
void sec_findings(cn_page *p);     /* every finding by market and instrument, folded */
void sec_facts(cn_page *p);
void sec_risks(cn_page *p);        /* the register of risks, promises, reviews by an ethics committee */
void sec_exceptions(cn_page *p);   /* waivers and counter-claims */
void sec_secondary(cn_page *p);
void sec_coverage(cn_page *p);
void sec_inputs(cn_page *p);
void sec_verify(cn_page *p);

#endif
