/* people_routes: signing in, and who may what, as routes (session_routes.c, people_routes.c). Private to src/http. */
#ifndef CN_HTTP_PEOPLE_ROUTES_H
#define CN_HTTP_PEOPLE_ROUTES_H

#include "http/site.h"

cn_code cn_route_session(cn_call *c, cn_err *err);
cn_code cn_route_sign_in(cn_call *c, cn_err *err);
cn_code cn_route_sign_out(cn_call *c, cn_err *err);
cn_code cn_route_setup(cn_call *c, cn_err *err);
cn_code cn_route_password(cn_call *c, cn_err *err);
cn_code cn_route_code_begin(cn_call *c, cn_err *err);
cn_code cn_route_code_confirm(cn_call *c, cn_err *err);
cn_code cn_route_code_end(cn_call *c, cn_err *err);
cn_code cn_route_sessions(cn_call *c, cn_err *err);
cn_code cn_route_session_end(cn_call *c, cn_err *err);
cn_code cn_route_tokens(cn_call *c, cn_err *err);
cn_code cn_route_token_new(cn_call *c, cn_err *err);
cn_code cn_route_token_end(cn_call *c, cn_err *err);

cn_code cn_route_people(cn_call *c, cn_err *err);
cn_code cn_route_person(cn_call *c, cn_err *err);
cn_code cn_route_person_new(cn_call *c, cn_err *err);
cn_code cn_route_person_roles(cn_call *c, cn_err *err);
cn_code cn_route_person_reset(cn_call *c, cn_err *err);
cn_code cn_route_person_key(cn_call *c, cn_err *err);
cn_code cn_route_person_end(cn_call *c, cn_err *err);

/* It waits for another administrator: 202, with its number, and the code of a link that it gives. run.c */
cn_code cn_propose(cn_call *c, const char *what, cn_str body, bool gives_link, cn_err *err);
cn_code cn_propose_new(cn_call *c, cn_str name, cn_roles roles, cn_err *err); /* people_second.c */
cn_code cn_propose_raise(cn_call *c, cn_roles roles, cn_err *err);
cn_code cn_propose_reset(cn_call *c, cn_err *err);
/* What does the command of that name that was approved, here and without a process; NULL: it is run. code: digest of that of its link, or empty. */
typedef cn_code cn_approved(cn_call *c, cn_str arg, const cn_val *flags, cn_str code, cn_err *err);
cn_approved *cn_person_approved(cn_str what);
cn_code cn_route_proposals(cn_call *c, cn_err *err); /* run.c */
cn_code cn_route_decide(cn_call *c, cn_err *err);

cn_code cn_route_cases(cn_call *c, cn_err *err); /* case_routes.c */
cn_code cn_route_case(cn_call *c, cn_err *err);
cn_code cn_route_case_steps(cn_call *c, cn_err *err);
cn_code cn_route_case_document(cn_call *c, cn_err *err); /* ?step=N&number=N */
cn_code cn_route_case_open(cn_call *c, cn_err *err);
cn_code cn_route_case_step(cn_call *c, cn_err *err);

cn_code cn_route_intake(cn_call *c, cn_err *err); /* intake_routes.c */
cn_code cn_route_intake_add(cn_call *c, cn_err *err);
cn_code cn_route_intake_status(cn_call *c, cn_err *err);
cn_code cn_route_intake_triage(cn_call *c, cn_err *err);

cn_code cn_route_passkey_challenge(cn_call *c, cn_err *err); /* passkey_routes.c */
cn_code cn_route_passkeys(cn_call *c, cn_err *err);
cn_code cn_route_passkey_add(cn_call *c, cn_err *err);
cn_code cn_route_passkey_end(cn_call *c, cn_err *err);
cn_code cn_route_passkey_sign_in(cn_call *c, cn_err *err);

/* Of what changed somebody: an act for the log, and 204, or why not. */
cn_code cn_answer_act(cn_call *c, cn_code rc, const cn_err *err);
/* The same with 201, the id and the link, which is shown this once and wiped. */
cn_code cn_answer_link(cn_call *c, cn_code rc, const char *id, char link[CN_TOKEN_BYTES], cn_err *err);
/* 201 with who it is, and the cookie. */
cn_code cn_session_begin(cn_call *c, const char *session, cn_err *err);
/* "roles" of a body. */
cn_code cn_body_roles(const cn_val *v, cn_roles *ret, cn_err *err);
/* Who asks, for the process of an op that is told (node/asker.h): "CONCORD_ASKER=..", in c->a; NULL for any other op. fails: CN_ETOOBIG; CN_EIO */
CN_MUST_CHECK cn_code cn_tell_who(cn_call *c, const char **ret, cn_err *err);
/* Lets a process that can sign record the acts that wait. Whether it can is not asked: they wait on when not. */
void cn_acts_soon(cn_site *s);

#endif
