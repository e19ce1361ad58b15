/* person: who may sign in to a served node, from the command line. Whoever can read the node's folder may do all of it; the console does the same
 * over HTTP for an administrator. What was done becomes a record, at once when this process can sign, else later. */
#include "node/acts.h"

/* Recorded now, or said that it waits: what was done is done either way. */
static cn_code record_acts(cn_ctx *ctx, cn_people *p, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_err why = { 0 };
	size_t n = 0;
	(void)err;
	cn_code rc = cn_home_open(ctx->a, ctx->data_dir, true, &home, &why);
	if (rc == CN_OK)
		rc = cn_acts_record(home, ctx->a, p, ctx->now_us, &n, &why);
	if (rc != CN_OK && !ctx->json)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "Not recorded in the log yet, since the node cannot sign now: concord person record",
						       "节点目前无法签名，尚未记入日志：concord person record"));
	return CN_OK;
}

static cn_code open_people(cn_ctx *ctx, cn_people **ret, cn_err *err)
{
	cn_about about;
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err)); /* no node, no people */
	return cn_people_open(ctx->data_dir, CN_KEY_COST, ret, err);
}

/* The person of the first argument, by id or name. */
static cn_code the_person(cn_ctx *ctx, cn_people *p, cn_str *ret_id, cn_err *err)
{
	const cn_val *list;
	if (cn_people_list(p, ctx->a, ctx->args.arg[0], &list, err) != CN_OK)
		return cn_hint(err, "concord person list");
	*ret_id = cn_get_text(list->first, "id");
	return CN_OK;
}

static cn_code roles_flag(cn_ctx *ctx, cn_roles *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, "role");
	if (!z) {
		(void)CN_FAIL(err, CN_EINPUT, "which role the person has is not said");
		return cn_hint(err, "--role reader, contributor, assessor, officer or administrator; several: --role assessor,officer");
	}
	return cn_roles_parse(cn_str_z(z), ret, err);
}

/* What is said about a person after a change; a link is shown this once. */
static cn_code said(cn_ctx *ctx, const char *id, const char *link, cn_err *err)
{
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		if (id)
			cn_put(ctx->a, m, "person", cn_textz(ctx->a, id));
		if (link)
			cn_put(ctx->a, m, "link", cn_text(ctx->a, cn_strf(ctx->a, "/#/setup/%s", link)));
		return cn_answer_json(ctx, m, err);
	}
	if (id)
		cn_buf_printf(ctx->out, "%s\n", id);
	if (link)
		cn_buf_printf(ctx->out, "%s: /#/setup/%s\n", cn_tr(ctx, "One-time link, behind the address of the node", "一次性链接（接在节点网址之后）"), link);
	return CN_OK;
}

static cn_code run_add(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	cn_roles roles;
	char id[CN_PERSON_ID_BYTES], link[CN_TOKEN_BYTES];
	CN_TRY(roles_flag(ctx, &roles, err));
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(cn_people_add(p, cn_str_z(ctx->args.arg[0]), roles, CN_S("operator"), CN_S(""), ctx->now_us, id, link, err));
	CN_TRY(said(ctx, id, link, err));
	return record_acts(ctx, p, err);
}

static void put_line(cn_ctx *ctx, const cn_val *v)
{
	cn_str name = cn_get_text(v, "name");
	cn_buf_printf(ctx->out, "%.*s  ", CN_FMT(cn_get_text(v, "id")));
	CN_EACH (r, cn_get(v, "roles"))
		cn_buf_printf(ctx->out, "%.*s%s", CN_FMT(r->s), r->next ? "," : "");
	if (cn_get(v, "ended"))
		cn_buf_printf(ctx->out, "  %s %.*s\n", cn_tr(ctx, "ended", "已终止"), CN_FMT(cn_sub(cn_get_text(v, "ended"), 0, 10)));
	else
		cn_buf_printf(ctx->out, "  %.*s%s\n", CN_FMT(name), cn_get_bool(v, "password", false) || cn_get_int(v, "passkeys", 0) ?
								     "" : cn_tr(ctx, "  (has not signed in yet)", "  （尚未登录）"));
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	const cn_val *list;
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(cn_people_list(p, ctx->a, NULL, &list, err));
	if (ctx->json)
		return cn_answer_json(ctx, list, err);
	CN_EACH (v, list)
		put_line(ctx, v);
	if (!list->n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "Nobody yet. The first administrator: concord person link", "尚无人员。首位管理员：concord person link"));
	return CN_OK;
}

static cn_code run_role(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	cn_roles roles;
	cn_str id;
	char link[CN_TOKEN_BYTES] = "";
	CN_TRY(roles_flag(ctx, &roles, err));
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(the_person(ctx, p, &id, err));
	cn_code rc = cn_people_set_roles(p, id, roles, CN_S("operator"), ctx->now_us, err);
	if (rc == CN_EABSENT)
		rc = cn_people_raise(p, id, roles, CN_S("operator"), CN_S(""), ctx->now_us, link, err);
	CN_TRY(rc);
	CN_TRY(said(ctx, cn_cstr(ctx->a, id), link[0] ? link : NULL, err));
	return record_acts(ctx, p, err);
}

static cn_code run_reset(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	cn_str id;
	char link[CN_TOKEN_BYTES];
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(the_person(ctx, p, &id, err));
	CN_TRY(cn_people_reset(p, id, CN_S("operator"), CN_S(""), ctx->now_us, link, err));
	CN_TRY(said(ctx, cn_cstr(ctx->a, id), link, err));
	return record_acts(ctx, p, err);
}

static cn_code run_end(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	cn_str id;
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(the_person(ctx, p, &id, err));
	CN_TRY(cn_people_end(p, id, CN_S("operator"), ctx->now_us, err));
	CN_TRY(said(ctx, cn_cstr(ctx->a, id), NULL, err));
	return record_acts(ctx, p, err);
}

static cn_code key_there(cn_ctx *ctx, const char *key, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_str role;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	return cn_home_key_role(home, ctx->a, cn_str_z(key), &role, err);
}

static cn_code run_key(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	cn_str id;
	const char *key = cn_flag_get(ctx, "key");
	char link[CN_TOKEN_BYTES] = "";
	if (!key) {
		(void)CN_FAIL(err, CN_EINPUT, "which signing key is not said");
		return cn_hint(err, "concord key add --role management, then concord person key NAME --key management-1f2e3d4c");
	}
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(the_person(ctx, p, &id, err));
	if (cn_flag_on(ctx, "free")) {
		CN_TRY(cn_people_free_key(p, id, cn_str_z(key), CN_S("operator"), ctx->now_us, err));
	} else {
		CN_TRY(key_there(ctx, key, err));
		CN_TRY(cn_people_bind_key(p, id, cn_str_z(key), CN_S("operator"), CN_S(""), ctx->now_us, link, err));
	}
	CN_TRY(said(ctx, cn_cstr(ctx->a, id), link[0] ? link : NULL, err));
	if (link[0] && !ctx->json)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "They were let in by a link that one administrator had whole: what let them in counts no more, and the new link does.",
						      "此人原凭一位管理员单独持有的链接进入：原有的登录方式已失效，请使用新链接。"));
	return record_acts(ctx, p, err);
}

static cn_code run_link(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	char link[CN_TOKEN_BYTES];
	bool vacant;
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(cn_people_vacant(p, &vacant, err));
	if (!vacant) {
		(void)CN_FAIL(err, CN_ESTATE, "this node has an administrator, who lets others in");
		return cn_hint(err, "concord person add NAME --role administrator, or concord person reset NAME");
	}
	CN_TRY(cn_people_setup_link(p, ctx->now_us, link, err));
	return said(ctx, NULL, link, err);
}

static cn_code run_record(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_PEOPLE p = NULL;
	CN_AUTO_HOME home = NULL;
	size_t n;
	CN_TRY(open_people(ctx, &p, err));
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_acts_record(home, ctx->a, p, ctx->now_us, &n, err));
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "recorded", cn_int(ctx->a, (int64_t)n));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "%zu acts recorded\n", "已记录 %zu 项行为\n"), n);
	return CN_OK;
}

#define END { NULL, NULL, NULL, NULL, false }
#define ROLE { "role", "ROLES", "reader, contributor, assessor, officer, administrator; several with commas", "角色：reader、contributor、assessor、officer、administrator；多个以逗号分隔", false }
static const cn_flag role_flags[] = { ROLE, END };
static const cn_flag key_flags[] = { { "key", "NAME", "the signing key (concord key add)", "签名密钥（concord key add）", false },
				     { "free", NULL, "take the key away", "解除绑定", false }, END };

const cn_op cn_op_person_add = { "person add", "NAME", 1, 1, "let a person sign in to this node when it is served; gives a one-time link for their password", "允许某人登录本节点的网页服务；给出一次性链接以设置密码",
				 { "concord person add \"Ada Example\" --role administrator", "concord person add bela --role assessor,officer" }, role_flags, run_add };
const cn_op cn_op_person_list = { "person list", "", 0, 0, "who may sign in, and in which roles", "列出可登录者及其角色", { "concord person list", NULL }, NULL, run_list };
const cn_op cn_op_person_role = { "person role", "PERSON", 1, 1, "give a person other roles; who becomes an administrator gets a new link", "更改某人的角色；成为管理员者获得新链接", { "concord person role bela --role officer", NULL }, role_flags, run_role };
const cn_op cn_op_person_reset = { "person reset", "PERSON", 1, 1, "take a person's password, codes, passkeys, sessions, tokens and signing keys away, and give a new link", "撤销某人的密码、动态码、通行密钥、会话、令牌和签名密钥，并给出新链接",
				   { "concord person reset bela", NULL }, NULL, run_reset };
const cn_op cn_op_person_end = { "person end", "PERSON", 1, 1, "a person may no longer sign in; the name is forgotten, the id stays", "终止某人的登录资格；姓名删除，标识保留", { "concord person end bela", NULL }, NULL, run_end };
const cn_op cn_op_person_key = { "person key", "PERSON", 1, 1, "say whose a signing key is, so that its person may sign with it over HTTP; whom one administrator let in gets a new link", "指明签名密钥属于何人，其人方可通过网页以其签署；由一位管理员单独放行者获得新链接",
				 { "concord person key bela --key management-1f2e3d4c", NULL }, key_flags, run_key };
const cn_op cn_op_person_link = { "person link", "", 0, 0, "the one-time link that makes the first administrator", "设立首位管理员的一次性链接", { "concord person link", NULL }, NULL, run_link };
const cn_op cn_op_person_record = { "person record", "", 0, 0, "record in the log what was done to who may do what, and waits for a signature", "将尚待签名的权限变更记入日志", { "concord person record", NULL }, NULL, run_record };
