/* jobs: commands that take long. A job is a command with its arguments, flags and files, as it is posted to /api/v1/<its words>; it runs after the answer, one at a
 * time, in the confined process of every command, and its progress can be followed. What is asked of it is kept in the node's private folder, so that a
 * restart forgets none:
 *
 *   DIR/private/jobs/<id>.json   {"id","op","lang","by","entry","access","state","created","started","ended","status","detail"}
 *   DIR/private/jobs/<id>.body   {"args","flags","files"}
 *   DIR/private/jobs/<id>.out    the answer, {"exit","answer","files"}
 * A job that had begun when the server ended is begun again if it only reads; one that writes is "interrupted", since what it wrote is not known.
 *
 * Any thread. Routes: /api/v1/jobs. */
#ifndef CN_HTTP_JOBS_H
#define CN_HTTP_JOBS_H

#include "http/site.h"

enum { CN_JOBS_MAX = 256, CN_JOBS_WAITING_MAX = 32, CN_JOB_EVENTS_MAX = 64, CN_JOB_SAID_BYTES = 160 };

typedef struct cn_jobs cn_jobs;
typedef struct cn_job cn_job;

/* Reads what an earlier run left, and starts the thread that works. site->people is there. fails: CN_EIO, CN_ENOMEM */
CN_MUST_CHECK cn_code cn_jobs_start(cn_site *site, cn_jobs **ret, cn_err *err);
void cn_jobs_stop(cn_jobs *j); /* ends what runs: the next start takes it up; accepts NULL */

/* What the process of a job is told and tells; NULL where there is no job. */
const atomic_bool *cn_job_cancel(const cn_job *job);
void cn_job_said(void *ctx, cn_str bytes); /* ctx: the job */

cn_code cn_route_jobs(cn_call *c, cn_err *err);
cn_code cn_route_job_new(cn_call *c, cn_err *err);
cn_code cn_route_job(cn_call *c, cn_err *err);
cn_code cn_route_job_events(cn_call *c, cn_err *err); /* server-sent events; the last part of the path of all others is the job */
cn_code cn_route_job_end(cn_call *c, cn_err *err);

#endif
