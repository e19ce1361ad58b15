#!/usr/bin/env python3
"""Writes the sample dossiers beside it: python3 make_samples.py. Shapes: docs/dossier.md. The bank is invented, the figures of the first
three measurements are those of a logistic model on the public Boston HMDA file; answers are examples and nobody's reading of the law."""
import hashlib
import json
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
R = random.Random(20261123)
DATES = ["2026-11-23", "2027-12-03"]


def T(en, zh):
    return {"en": en, "zh": zh}


def digest(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


EU = [
    ("art_4", "Staff understand AI well enough", "人员具备足够的人工智能素养", ["human-ai-ethics"], "both"),
    ("art_5.1", "Prohibited practices are not used", "不使用被禁止的做法", ["human-ai-ethics", "society-sustainability"], "both"),
    ("art_9.1-2", "A risk-management system runs over the whole life", "全生命周期运行风险管理体系", ["model-security"], "provider"),
    ("art_9.6", "The system is tested before it is offered", "投放前对系统进行测试", ["model-security"], "provider"),
    ("art_10.2", "Training data are governed", "对训练数据进行治理", ["data-privacy"], "provider"),
    ("art_10.2.f", "Data are examined for biases", "审查数据中可能的偏差", ["data-privacy", "human-ai-ethics"], "provider"),
    ("art_10.3", "Data are relevant and representative", "数据相关且具有代表性", ["data-privacy"], "provider"),
    ("art_11.1", "Technical documentation exists and is current", "技术文件齐备且最新", ["liability"], "provider"),
    ("art_12.1", "Events are logged automatically", "自动记录事件日志", ["liability", "model-security"], "provider"),
    ("art_13.1", "Deployers can understand the output", "部署者能够理解输出", ["human-ai-ethics"], "provider"),
    ("art_13.3", "Instructions for use are supplied", "提供使用说明", ["liability"], "provider"),
    ("art_14.1", "People can oversee the system", "人员能够监督系统", ["human-ai-ethics"], "provider"),
    ("art_14.4", "Overseers can override the output", "监督者能够推翻输出", ["human-ai-ethics"], "provider"),
    ("art_15.1", "Accuracy, robustness and security are appropriate", "准确、稳健与安全适当", ["model-security"], "provider"),
    ("art_15.5", "The system resists attacks", "系统能抵御攻击", ["model-security"], "provider"),
    ("art_16.a-l", "Providers meet the general obligations", "提供者履行一般义务", ["liability"], "provider"),
    ("art_17.1", "A quality-management system is in place", "建立质量管理体系", ["liability"], "provider"),
    ("art_18.1", "Documentation is kept for ten years", "文件保存十年", ["liability"], "provider"),
    ("art_19.1", "Logs are kept for at least six months", "日志至少保存六个月", ["liability", "data-privacy"], "provider"),
    ("art_20.1", "Non-conforming systems are corrected", "纠正不合要求的系统", ["liability"], "provider"),
    ("art_26.1", "Deployers follow the instructions", "部署者按说明使用", ["liability"], "deployer"),
    ("art_26.2", "Competent people oversee the use", "由胜任人员监督使用", ["human-ai-ethics"], "deployer"),
    ("art_26.4", "Input data suit the purpose", "输入数据符合用途", ["data-privacy"], "deployer"),
    ("art_26.5", "Deployers monitor and report", "部署者监测并报告", ["model-security"], "deployer"),
    ("art_26.6", "Deployers keep logs", "部署者保存日志", ["liability"], "deployer"),
    ("art_26.11", "People are told that a high-risk system decides about them", "告知个人其受高风险系统影响", ["human-ai-ethics", "liability"], "deployer"),
    ("art_27.1", "An assessment of fundamental rights is made", "进行基本权利影响评估", ["human-ai-ethics"], "deployer"),
    ("art_43.1", "A conformity assessment is made", "进行合格评定", ["liability"], "provider"),
    ("art_47.1", "A declaration of conformity is drawn up", "出具合格声明", ["liability"], "provider"),
    ("art_48.1", "The CE mark is affixed", "加贴CE标志", ["liability"], "provider"),
    ("art_49.1", "The system is registered", "系统完成登记", ["liability", "sovereignty"], "provider"),
    ("art_50.1", "People know that they talk to an AI system", "告知正在与人工智能交互", ["content-safety"], "provider"),
    ("art_72.1", "The system is monitored after sale", "开展上市后监测", ["model-security"], "provider"),
    ("art_73.1", "Serious incidents are reported", "报告严重事件", ["model-security", "sovereignty"], "provider"),
    ("art_86.1", "People get an explanation of the decision", "个人获得决定的解释", ["human-ai-ethics"], "deployer"),
]
KR = [("art_31.1", "Users are told in advance that AI is used", "事先告知使用人工智能"), ("art_31.2", "Generated results are labelled", "标识生成结果"),
      ("art_32.1", "Large models manage risks", "大型模型管理风险"), ("art_33.1", "The operator checks whether it is high-impact", "经营者确认是否属高影响"),
      ("art_34.1", "High-impact operators manage risks", "高影响经营者管理风险"), ("art_34.1.2", "Criteria of the result can be explained", "结果的主要依据可解释"),
      ("art_34.1.3", "Users are protected", "保护使用者"), ("art_34.1.4", "People supervise the system", "对系统进行人工监督"),
      ("art_34.1.5", "Documents that prove safety are kept", "保存证明安全的文件"), ("art_35.1", "The impact on rights is assessed", "评估对基本权的影响"),
      ("art_36.1", "A domestic agent is named", "指定国内代理人"), ("art_40.1", "The ministry can investigate", "主管部门可进行调查")]
KE = [("sec_%s" % a, b, c) for a, b, c in (
    ("5.1", "Data sources are disclosed", "披露数据来源"), ("5.2", "Quality of data is checked", "检查数据质量"), ("6.1", "Risks are recorded", "记录风险"),
    ("6.3", "Staff are trained", "培训人员"), ("7.1", "People can complain", "个人可以投诉"), ("8.2", "Local languages are considered", "考虑本地语言"))]
SG = [("sec_%s" % a, b, c) for a, b, c in (
    ("internal", "Roles inside the organisation are clear", "内部职责明确"), ("human", "The level of human involvement is decided", "确定人工参与程度"),
    ("operations", "Models are tuned and monitored", "模型经调校与监测"), ("interaction", "Customers are informed", "告知客户"),
    ("review", "Decisions can be reviewed", "决定可复核"))]
OECD = [("p_1.%d" % i, en, zh) for i, (en, zh) in enumerate((
    ("Growth and well-being are pursued", "追求增长与福祉"), ("Rule of law, rights and fairness are respected", "尊重法治、权利与公平"),
    ("Use of AI is transparent and explainable", "透明且可解释"), ("The system is robust, secure and safe", "稳健、安全、可靠"), ("Actors are accountable", "各方负责")), 1)]
QUESTIONS = [
    ("risk_plan", "Is there a written risk-management plan for this system?", "本系统是否有书面风险管理方案？"),
    ("human_override", "Can an officer overrule the model before the applicant is told?", "在通知申请人之前，信贷员能否推翻模型结论？"),
    ("log_retention", "How long are decision logs kept?", "决策日志保存多久？"),
    ("high_impact_kr", "Does the ministry count loan decisions as high-impact?", "主管部门是否将贷款审批认定为高影响？"),
    ("documentation_current", "Is the technical documentation current?", "技术文件是否为最新？"),
    ("quality_system", "Is a quality-management system in use?", "是否已建立质量管理体系？"),
    ("rights_assessment", "Was the impact on fundamental rights assessed?", "是否评估了对基本权利的影响？"),
    ("representative", "Is a representative named in the market?", "是否在该市场指定了代表？"),
    ("complaint_channel", "Can applicants complain to a person?", "申请人能否向人工投诉？"),
    ("staff_trained", "Were the officers trained on this system?", "信贷员是否接受过本系统的培训？"),
    ("drift_monitoring", "Is the model watched for drift after release?", "发布后是否监测模型漂移？"),
    ("incident_process", "Is there a process for reporting serious incidents?", "是否有严重事件报告流程？"),
    ("attack_test", "Was the system tested against manipulated inputs?", "是否针对恶意输入做过测试？"),
    ("local_language", "Is the notice available in local languages?", "告知是否提供当地语言版本？"),
]
FACTS = [("annex_iii", "Is the purpose listed in Annex III of the EU AI Act?", "用途是否列于欧盟《人工智能法》附件三？", "yes"),
         ("credit_scoring", "Does it score the creditworthiness of persons?", "是否评估自然人的信用？", "yes"),
         ("profiles_persons", "Does it profile natural persons?", "是否对自然人进行画像？", "yes"),
         ("notice_before_use", "Are people told before use that AI helps to decide?", "使用前是否告知人工智能参与决定？", "no"),
         ("placed_on_market", "Is it offered in this market for the first time?", "是否首次向该市场提供？", "yes"),
         ("in_service", "Is it put to use in this market?", "是否在该市场投入使用？", "yes"),
         ("logs_under_control", "Does the deployer control the logs?", "日志是否由部署者控制？", "yes"),
         ("output_used_there", "Are its results used in this market?", "输出是否在该市场使用？", "yes"),
         ("open_source", "Is it released under an open-source licence?", "是否以开源许可发布？", "no"),
         ("military", "Is it made for military purposes?", "是否用于军事目的？", "no")]


def status(weights):
    return R.choices(["satisfied", "not_satisfied", "unknown", "waived"], weights)[0]


def finding(iid, title, force, url, loc, en, zh, market, role, themes, confidence, first, second, from_=None, penalty=None):
    """first, second: status at each date, or None when it starts later."""
    by_date = []
    for date, s in zip(DATES, (first, second)):
        if s is None:
            by_date.append({"as_of": date, "answer": "applies", "finding": "not_applicable", "from": from_, "later": True, "finding_if": second})
        else:
            by_date.append({"as_of": date, "answer": "unknown" if s == "unknown" and R.random() < .3 else "applies", "finding": s})
    worst = second or first
    fact, q_en, q_zh, value = R.choice(FACTS[:8])
    q = R.choice(QUESTIONS)
    f = {"id": iid + "/" + loc, "instrument": {"id": iid, "title": title, "force": force, "url": url, "status": "draft" if force == "draft" else "in-force"},
         "heading": T(en, zh),
         "text": T("The %s sees to it that the following holds: %s. It can show this to the authority." % (role, en[0].lower() + en[1:]),
                   "%s须确保：%s，并能向主管机关说明。" % ({"provider": "提供者", "deployer": "部署者", "operator": "经营者"}.get(role, "相关方"), zh)),
         "market": market, "role": role, "actor": "northbank" if role != "provider" else "model-house", "deontic": "duty" if force == "binding" else "recommendation",
         "force": force, "confidence": confidence, "basis": "condition" if confidence == "read" else "scope", "themes": themes,
         "stages": ["deployment", "use"], "protects": ["consumers", "minorities"],
         "by_date": by_date,
         "why": {"lines": [{"text": T("It reaches this market: the output is used there.", "涉及该市场：输出在当地使用。"), "fact": "output_used_there",
                            "value": "yes", "by": "northbank", "on": "2026-11-03", "source": "system.yaml:22", "locator": "art_2.1"},
                           {"text": T(q_en[:-1] + ": " + value + ".", q_zh[:-1] + "：" + ("是" if value == "yes" else "否") + "。"), "fact": fact, "value": value,
                            "by": "northbank", "on": "2026-11-03", "source": "system.yaml:31", "locator": loc}],
                 "expression": "scope && %s && role == \"%s\"" % (fact, role)},
         "missing": [q[0]] if worst == "unknown" else [],
         "evidence": [{"id": "E1", "kind": "document", "status": {"satisfied": "present", "not_satisfied": "absent", "waived": "expired"}.get(worst, "not_asked"),
                       "text": T("The procedure, signed by the compliance officer.", "由合规负责人签署的程序文件。"), "by_role": "compliance", "until": "2027-11-03"}]}
    if penalty:
        f["penalty"] = penalty
    if loc == "art_10.2.f":
        f["evidence"].append({"id": "E2", "kind": "measurement", "status": "not_enough_data", "measurement": "m1",
                              "text": T("Approval rate ratio against the owner's limit.", "获批率之比，对照机构自定限值。")})
    return f


def findings():
    out = []
    eu = T("Artificial Intelligence Act", "人工智能法")
    for loc, en, zh, themes, who in EU:
        for role in (["provider", "deployer"] if who == "both" else [who]):
            now = loc in ("art_4", "art_5.1", "art_50.1")
            second = "not_satisfied" if loc == "art_26.11" else "waived" if loc == "art_18.1" else status([6, .4, 4, 0])
            out.append(finding("eu-ai-act", eu, "binding", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj", loc, en, zh, "EU", role, themes, "read",
                               second if now else None, second, None if now else "2027-12-02",
                               T("Up to EUR 15 million or 3 % of turnover (Art. 99(4)).", "最高1500万欧元或营业额的3%（第99条第4款）。") if not now else None))
    kr = T("AI Basic Act", "人工智能基本法")
    for i, (loc, en, zh) in enumerate(KR):
        s = "not_satisfied" if loc == "art_31.1" else "unknown" if loc.startswith("art_34") else status([6, 0, 2, 0])
        out.append(finding("kr-ai-basic-act", kr, "binding", "https://www.law.go.kr/", loc, en, zh, "KR", "operator",
                           [["human-ai-ethics"], ["content-safety"], ["model-security"], ["liability"]][i % 4], "secondary" if loc.startswith("art_34") else "read", s, s,
                           penalty=T("A fine of up to KRW 30 million (Art. 43(1)).", "三千万韩元以下过怠料（第43条第1款）。")))
    for market in ("EU", "KR"):
        for loc, en, zh in OECD:
            s = status([5, .5, 3, 0])
            out.append(finding("oecd-ai-recommendation", T("Recommendation on Artificial Intelligence", "人工智能建议书"), "soft", "https://legalinstruments.oecd.org/", loc,
                               en, zh, market, "deployer", ["human-ai-ethics", "divide-cooperation"], "read", s, s))
    for loc, en, zh in SG:
        s = status([5, .3, 2, 0])
        out.append(finding("sg-model-framework-2020", T("Model AI Governance Framework", "人工智能治理模型框架"), "voluntary", "https://www.pdpc.gov.sg/", loc, en, zh, "SG",
                           "deployer", ["innovation-industry", "human-ai-ethics"], "secondary", s, s))
    for g in range(12):
        for role in ("provider", "deployer"):
            for k in range(2):
                s = status([6, .4, 3, 0])
                out.append(finding("nist-ai-rmf", T("AI Risk Management Framework 1.0", "人工智能风险管理框架1.0"), "voluntary", "https://www.nist.gov/itl/ai-risk-management-framework",
                                   "%s.%d-%d" % (("govern", "map", "measure", "manage")[g % 4], g + 1, k + 1), "Outcome %d of the framework is reached" % (2 * g + k + 1),
                                   "达到框架的第 %d 项成果" % (2 * g + k + 1), "EU" if role == "provider" else "SG", role, [R.choice(["model-security", "liability", "innovation-industry",
                                   "society-sustainability", "intellectual-property"])], "read", s, s))
    for loc, en, zh in KE:
        s = "not_satisfied" if loc == "sec_5.1" else status([5, .5, 3, 0])
        out.append(finding("ke-dks-3007", T("Draft code of practice DKS 3007", "DKS 3007 实务守则草案"), "draft", "https://www.kebs.org/", loc, en, zh, "KE", "deployer",
                           ["data-privacy", "divide-cooperation"], "unverified", s, s))
    order = {"binding": 0, "soft": 2, "voluntary": 3, "standard": 4, "draft": 5}
    out.sort(key=lambda f: (order[f["force"]] + (f["force"] == "binding" and f["by_date"][0].get("later", False)), f["market"], f["id"], f["role"]))
    return out


def markets(fs):
    names = [("EU", "European Union", "欧洲联盟"), ("KR", "Republic of Korea", "大韩民国"), ("KE", "Kenya", "肯尼亚"), ("SG", "Singapore", "新加坡"), ("NG", "Nigeria", "尼日利亚")]
    out = []
    words = ["satisfied", "not_satisfied", "unknown", "waived", "not_applicable"]
    for code, en, zh in names:
        mine = [f for f in fs if f["market"] == code]
        by_date = []
        for i, date in enumerate(DATES):
            by_force = {}
            later = 0
            for f in mine:
                d = f["by_date"][i]
                if d.get("later"):
                    later += f["force"] == "binding"
                    continue
                c = by_force.setdefault(f["force"], dict.fromkeys(words, 0))
                c[d["finding"]] += 1
            if "binding" in by_force:
                by_force["binding"]["not_applicable"] += {"EU": 31, "KR": 7}.get(code, 0)
            by_date.append({"as_of": date, "counts": by_force.get("binding", dict.fromkeys(words, 0)), "by_force": by_force, "later": later})
        m = {"market": code, "name": T(en, zh), "covered": bool(mine), "instruments": sorted({f["instrument"]["id"] for f in mine})}
        m["by_date"] = by_date if mine else []
        out.append(m)
    return out


def measurement(i, metric, en, zh, value, lo, hi, verdict, limit, unit, explanation, **more):
    m = {"id": "m%d" % i, "metric": metric, "name": T(en, zh), "property": "fairness", "unit": unit, "comparison": T("", ""), "explanation": explanation,
         "value": value, "lo": lo, "hi": hi, "level": "0.95", "method": "bootstrap-percentile", "undefined": False, "verdict": verdict, "limit": limit,
         "n": 1190, "seed": "7", "source": {"file": "data/hmda-test.csv", "sha256": digest("hmda")}}
    m.update(more)
    return {k: v for k, v in m.items() if v is not None and v != T("", "")}


def measurements():
    ratio, points, plain = T("ratio", "比率"), T("points", "个百分点"), T("difference", "差值")
    own = lambda op, v: {"op": op, "value": v, "owner": "northbank", "from": "policy", "basis": T("Board decision of 3 Nov 2026; four-fifths rule of thumb.", "2026年11月3日董事会决定；五分之四经验规则。"), "record": digest("policy")}
    caption = T("The column holds past decisions by loan officers, not repayment: this is agreement with past decisions.", "该列为信贷员过去的决定而非还款情况：此为与过去决定的一致程度。")
    groups = [{"name": T("Black applicants", "黑人申请人"), "n": 179, "x": 120, "rate": "0.67039106", "lo": "0.59", "hi": "0.736"},
              {"name": T("other applicants", "其他申请人"), "n": 1011, "x": 905, "rate": "0.89515331", "lo": "0.875", "hi": "0.913"}]
    cross = [{"name": T(a + ", " + b, c + "，" + d), "n": n, "x": x, "rate": "%.8f" % (x / n), "lo": lo, "hi": hi} for a, b, c, d, x, n, lo, hi in (
        ("Black", "single", "黑人", "单身", 60, 90, "0.564", "0.755"), ("Black", "not single", "黑人", "非单身", 60, 89, "0.571", "0.763"),
        ("other", "single", "其他", "单身", 339, 388, "0.837", "0.903"), ("other", "not single", "其他", "非单身", 566, 623, "0.883", "0.929"))]
    cross.append({"name": T("widowed, under 25", "丧偶且未满25岁"), "n": 0, "x": 0})
    return [
        measurement(1, "selection_rate_ratio", "Approval rate, Black ÷ other applicants", "获批率之比：黑人 ÷ 其他申请人", "0.748912655678", "0.674", "0.832", "not_enough_data", own(">=", "0.8"),
                    ratio, T("Black applicants are approved less often than others.", "黑人申请人获批的比例低于其他申请人。"), range=["0", "2"], groups=groups, needed_n=3000, attribute="afam"),
        measurement(2, "selection_rate_ratio", "Approval rate, single ÷ not single", "获批率之比：单身 ÷ 非单身", "0.949", "0.905", "0.996", "meets", own(">=", "0.8"), ratio,
                    T("Single applicants are approved almost as often as others.", "单身申请人获批的比例与其他人相近。"), range=["0", "2"], groups=cross, attribute="single"),
        measurement(3, "tpr_gap", "Agreement with past approvals, gap by race", "与过去批准决定的一致率，种族差距", "0.151", "0.086", "0.231", "fails", own("<=", "0.05"), points,
                    T("Of the applicants whom officers approved, the model refuses Black applicants more often.", "在信贷员已批准的申请人中，模型更常拒绝黑人申请人。"), scale=100, range=["0", "1"], caption=caption,
                    attribute="afam", method="newcombe"),
        measurement(4, "fpr_gap", "Agreement with past refusals, gap by race", "与过去拒绝决定的一致率，种族差距", "0.04", "-0.09", "0.16", "not_enough_data", own("<=", "0.05"), points,
                    T("For refusals the gap cannot be told from chance.", "在拒绝决定上，差距无法与偶然区分。"), scale=100, range=["-1", "1"], caption=caption, needed_n=5200, attribute="afam", method="newcombe"),
        measurement(5, "auc_gap", "Ranking quality (AUC), gap by race", "排序能力（AUC）的种族差距", "0.012", "-0.051", "0.075", None, None, plain,
                    T("The model ranks both groups about equally well.", "模型对两组的排序能力相近。"), range=["-1", "1"], method="delong", attribute="afam"),
        measurement(6, "calibration_gap", "Calibration, largest gap by group", "各组校准的最大差距", "0.047", "0.021", "0.088", None, None, plain, T("Predicted risk matches what officers decided in six of seven bins.", "七个分箱中有六个预测与信贷员决定相符。"), range=["0", "1"]),
        measurement(7, "mantel_haenszel", "Odds of refusal at equal income, Black ÷ other", "同等收入下被拒的优势比：黑人 ÷ 其他", "2.31", "1.52", "3.5", None, None, T("odds ratio", "优势比"),
                    T("At equal income the odds of refusal are about twice as high.", "同等收入下，被拒的优势约为两倍。"), range=["0", "100"]),
        {"id": "m8", "metric": "selection_rate_ratio", "name": T("Approval rate, widowed under 25 ÷ others", "获批率之比：25岁以下丧偶者 ÷ 其他"), "property": "fairness", "unit": ratio, "undefined": True,
         "verdict": "not_enough_data", "limit": own(">=", "0.8"), "n": 1190, "method": "exact", "level": "0.95", "explanation": T("Nobody in the data belongs to this group.", "数据中没有该组的人。")},
    ]


def coverage():
    themes = ["sovereignty", "society-sustainability", "innovation-industry", "human-ai-ethics", "content-safety", "model-security", "data-privacy", "liability", "intellectual-property", "divide-cooperation"]
    out = []
    for market, levels in (("EU", "pppccccpep"), ("KR", "eppcpcpcee"), ("KE", "eeepepppep"), ("SG", "eeppepppee")):
        for theme, l in zip(themes, levels):
            level = {"p": "partial", "c": "complete", "e": "empty"}[l]
            c = {"market": market, "theme": theme, "level": level, "as_of": "2026-11-23"}
            if level == "partial":
                c["note"] = T("Sector rules for banks are not in the library.", "文书库中没有银行业的专门规则。")
            out.append(c)
    return out


def mortgage():
    fs = findings()
    needed = {}
    for f in fs:
        for fact in f["missing"]:
            needed.setdefault(fact, []).append(f)
    questions = [{"fact": q, "question": T(en, zh), "help": T("Usually with the risk office; any signed document counts.", "通常由风险部门回答；任何签署文件均可。"), "decides": len(needed[q]),
                  "binding": sum(f["force"] == "binding" for f in needed[q]), "needed_by": sorted({f["id"] for f in needed[q]})} for q, en, zh in QUESTIONS if q in needed]
    questions.sort(key=lambda q: (-q["decides"], q["fact"]))
    facts = [{"fact": a, "question": T(en, zh), "value": v, "by": "northbank", "on": "2026-11-03", "source": "system.yaml:%d" % (20 + i), "used_by": R.randrange(2, 40), "disputed": a == "logs_under_control"}
             for i, (a, en, zh, v) in enumerate(FACTS)]
    facts += [{"fact": "detail_%d" % i, "question": T("Is detail %d of the service set as the provider advises?" % i, "服务的第 %d 项设置是否符合提供者建议？" % i), "value": "yes" if i % 3 else "no", "by": "model-house",
               "on": "2026-10-%02d" % (i + 1), "source": "questionnaire.pdf", "until": "2027-10-%02d" % (i + 1), "used_by": 1, "disputed": False} for i in range(14)]
    content = {
        "system": {"id": "mortgage-lending", "name": T("Mortgage decision model", "住房贷款审批模型"), "version": "2.3", "stage": "deployment", "purposes": ["credit-scoring"],
                   "manifest": digest("manifest"), "parts": [{"id": "score", "kind": "model"}, {"id": "portal", "kind": "application"}],
                   "actors": [{"role": "deployer", "party": "northbank", "name": T("Northbank", "北岸银行"), "place": "IE"},
                              {"role": "provider", "party": "model-house", "name": T("Model House", "模型屋"), "place": "KR"}]},
        "node": {"name": "northbank.example", "signed": False}, "made_at": "2026-11-23T09:14:07Z", "as_of": DATES,
        "statement": T("Concord asserts what follows from the declared facts and from its own reading of the listed instruments as of the dates shown. It is not legal advice.",
                       "本卷宗仅陈述：依据所申报的事实和 Concord 对所列文书在所示日期的理解得出的结论。本卷宗不是法律意见。"),
        "library": {"digest": digest("library"), "instruments": 8, "provisions": 312}, "out_of_scope": False,
        "answers": [{"as_of": DATES[0], "verdict": "not_satisfied", "headline": T("Not ready to deploy", "尚不能部署"),
                     "sentence": T("One duty that binds today is not satisfied: in the Republic of Korea, applicants are not told that an AI system helps to decide. Other answers are missing there.",
                                   "目前有一项有约束力的义务未满足：在大韩民国，申请人未被告知人工智能系统参与审批；另有若干答案缺失。")},
                    {"as_of": DATES[1], "verdict": "not_satisfied", "headline": T("Not ready: duties of the EU apply by then", "尚不能部署：届时欧盟义务已适用"),
                     "sentence": T("By then the European Union's duties for high-risk systems apply. As things stand, some of them would not be satisfied.", "届时欧洲联盟的高风险系统义务已适用，按现状其中部分将不满足。")}],
        "markets": markets(fs), "findings": fs, "measurements": measurements(), "questions": questions,
        "what_if": [{"change": T("People are told before use that AI helps to decide", "使用前告知人工智能参与决定"),
                     "flips": [{"id": "kr-ai-basic-act/art_31.1", "market": "KR", "role": "operator", "from": "not_satisfied", "to": "satisfied"},
                               {"id": "eu-ai-act/art_26.11", "market": "EU", "role": "deployer", "from": "not_satisfied", "to": "satisfied"}]},
                    {"change": T("A risk-management plan is signed", "签署风险管理方案"), "flips": [{"id": "eu-ai-act/art_9.1-2", "market": "EU", "role": "provider", "from": "unknown", "to": "satisfied"}]}],
        "facts": facts,
        "secondary": [{"id": f["id"], "confidence": f["confidence"], "heading": f["heading"], "market": f["market"]} for f in fs if f["confidence"] != "read"],
        "coverage": coverage(),
        "timeline": [{"instrument": "kr-ai-basic-act", "title": T("AI Basic Act", "人工智能基本法"), "market": "KR", "date": "2026-01-22", "what": T("enters into force", "施行"), "later": False},
                     {"instrument": "eu-ai-act", "title": T("Artificial Intelligence Act", "人工智能法"), "market": "EU", "date": "2025-02-02", "what": T("prohibitions and literacy apply", "禁止性规定与素养义务适用"), "later": False},
                     {"instrument": "eu-ai-act", "title": T("Artificial Intelligence Act", "人工智能法"), "market": "EU", "date": "2026-08-02", "what": T("transparency duties apply", "透明度义务适用"), "later": False},
                     {"instrument": "eu-ai-act", "title": T("Artificial Intelligence Act", "人工智能法"), "market": "EU", "date": "2027-12-02", "what": T("duties for high-risk systems of Annex III apply", "附件三高风险系统义务适用"), "later": True},
                     {"instrument": "eu-ai-act", "title": T("Artificial Intelligence Act", "人工智能法"), "market": "EU", "date": "2028-08-02", "what": T("duties for high-risk products of Annex I apply", "附件一高风险产品义务适用"), "later": True}],
        "waivers": [{"id": digest("w"), "finding": "eu-ai-act/art_18.1", "reason": T("Archive moves to a new site; paper copies are kept meanwhile.", "档案迁移期间保留纸质副本。"), "by_role": "compliance", "until": "2027-03-01", "approved": True}],
        "counters": [{"id": digest("c"), "finding": "kr-ai-basic-act/art_31.1", "text": "A notice is shown in the branch, though not online.", "by_role": "management", "on": "2026-11-20"}],
        "inputs": [{"what": T("Manifest", "系统清单"), "file": "system.yaml", "sha256": hashlib.sha256(b"1").hexdigest(), "bytes": 4211},
                   {"what": T("Applications, test half", "申请数据，测试半数"), "file": "data/hmda-test.csv", "sha256": hashlib.sha256(b"2").hexdigest(), "bytes": 104233},
                   {"what": T("Predictions", "预测结果"), "file": "data/predictions.csv", "sha256": hashlib.sha256(b"3").hexdigest(), "bytes": 20110}],
        "command": "concord assess examples/mortgage-lending/system.yaml --as-of 2026-11-23 --as-of 2027-12-03 --out out/mortgage-lending"}
    return {"concord": "dossier/1", "content": content, "records": [], "proofs": [], "keys": []}


def small():
    d = mortgage()
    c = d["content"]
    c.update({"as_of": DATES[:1], "answers": [{"as_of": DATES[0], "verdict": "pass", "headline": T("Nothing that binds today fails", "目前没有未满足的约束性义务"),
             "sentence": T("No provision of the library applies to this system in Kenya.", "文书库中没有适用于该系统的肯尼亚条款。")}],
             "markets": [{"market": "KE", "name": T("Kenya", "肯尼亚"), "covered": True, "instruments": [], "by_date": [{"as_of": DATES[0], "counts": {"not_applicable": 6}, "by_force": {}, "later": 0}]}]})
    for k in ("findings", "measurements", "questions", "what_if", "facts", "secondary", "coverage", "timeline", "waivers", "counters", "inputs"):
        c[k] = []
    return d


def not_covered():
    d = small()
    d["content"]["markets"] = [{"market": "NG", "name": T("Nigeria", "尼日利亚"), "covered": False, "instruments": [], "by_date": []}]
    d["content"]["answers"][0].update({"verdict": "undecided", "headline": T("Not covered", "未覆盖"), "sentence": T("The library holds no instrument for Nigeria.", "文书库中没有尼日利亚的文书。")})
    return d


def out_of_scope():
    d = small()
    d["content"]["out_of_scope"] = True
    d["content"]["markets"] = []
    d["content"]["answers"][0].update({"verdict": "undecided", "headline": T("Outside Concord's scope", "超出 Concord 的范围"), "sentence": T("The system is declared as military.", "该系统申报为军事用途。")})
    return d


def hostile():
    d = mortgage()
    c = d["content"]
    c["findings"] = c["findings"][:3]
    bad = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \" ' & \u202eevil\u202c \u0007 ]]> <!-- {0} \u2028"
    c["system"]["name"] = T(bad, bad + "中")
    c["system"]["version"] = "<b>1</b>"
    c["node"]["name"] = bad
    c["answers"][0]["headline"] = T(bad, "中" + bad)
    for f in c["findings"]:
        f["heading"] = f["text"] = T(bad, "中" + bad)
        f["id"] = "x\"><svg onload=alert(3)>/" + "a"
        f["instrument"]["url"] = "javascript:alert(4)"
        f["missing"] = [bad]
        for line in f["why"]["lines"]:
            line.update({"text": T(bad, bad), "by": bad, "source": bad, "value": bad, "locator": bad})
    for m in c["measurements"]:
        m.update({"id": bad, "name": T(bad, bad), "unit": T(bad, bad)})
    c["command"] = bad
    c["facts"][0].update({"by": bad, "source": bad, "value": bad})
    c["inputs"][0].update({"file": bad, "sha256": bad})
    return d


for name, make in (("mortgage", mortgage), ("nothing-applies", small), ("not-covered", not_covered), ("out-of-scope", out_of_scope), ("hostile", hostile)):
    R.seed(20261123)
    with open(os.path.join(HERE, name + ".json"), "w", encoding="utf-8") as f:
        json.dump(make(), f, ensure_ascii=False, indent=None if name == "mortgage" else 1, separators=(",", ":") if name == "mortgage" else None)
        f.write("\n")
