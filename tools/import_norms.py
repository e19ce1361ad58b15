#!/usr/bin/env python3
"""Turns a fact base of legal instruments (two loose YAML schemas) into files of the project's form, docs/instrument.md.

    tools/import_norms.py SOURCE OUT            SOURCE: folder of <id>.yaml; OUT: folder to write to
    tools/import_norms.py --merge SOURCE OUT    files that exist in OUT get what they lack

norms/*.yaml are the source of truth and are edited by hand. Without --merge a file that exists in OUT is not touched. With it, everything that
stands there stays, byte for byte: acts, objects, conditions, evidence, comments, provisions that the source does not have. Added are provisions and keys
that are missing; where file and source say otherwise the file stands, and the report says so. `basis: scope` is not added to a provision that
has a condition, and nothing that a hand wrote is weighed against the source: delete a key to have it imported anew.

What it cannot map it names, one line each, on standard output (kept in tools/import_norms.report.txt); nothing is dropped without a line. Hand-made
parts beside it: import/heads_*.yaml (one entry an instrument), import/headings_*.tsv (headings in both languages), import/notes.tsv (notes in Chinese).
"""
import collections
import glob
import os
import re
import sys

import yaml

from import_merge import merge

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "import")
READ_ON = "2026-11-23"
FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")

# ---- closed lists -------------------------------------------------------------------------------------------------------------------

BUSINESS = ["provider", "developer", "deployer", "operator"]
EVERYBODY = ["provider", "developer", "deployer", "importer", "distributor", "producer", "operator", "user", "authority", "state", "other"]
# Words for addressees -> roles of the vocabulary. Texts that divide no further mean by "developer" also whoever offers it: a duty too many is
# a question, a duty too few a trap.
ROLES = {
	"developer": ["provider", "developer"], "provider": ["provider"], "gpai-provider": ["provider"], "deployer": ["deployer"],
	"operator": ["operator", "deployer"], "enterprise": BUSINESS, "private sector": BUSINESS, "user": ["user"], "everyone": EVERYBODY,
	"all stakeholders": EVERYBODY, "state": ["state"], "public authority": ["authority"], "state-authority": ["state", "authority"],
	"regulator": ["authority"], "local-authority": ["authority"], "law-enforcement": ["deployer", "authority"],
	"public-sector": ["deployer", "authority"], "eu-institution": ["deployer", "authority"], "international organisation": ["other"],
	"civil society": ["other"], "researcher": ["other", "developer"], "research-institution": ["other", "developer"],
	"standards body": ["other"], "industry-body": ["other"], "auditor": ["other"], "notified-body": ["other"],
	"authorised-representative": ["other"], "supplier": ["other"], "annotator": ["other"], "technical-supporter": ["other", "developer"],
	"education institution": ["deployer", "other"], "health worker": ["user"], "employer": ["deployer"], "importer": ["importer"],
	"distributor": ["distributor"], "platform": ["operator", "distributor"], "large-platform": ["operator", "distributor"],
	"app-store": ["distributor"], "product-manufacturer": ["producer"], "device-manufacturer": ["producer"],
	"affected-person": ["affected-person"], "creator": ["user"],
}
ROLE_ORDER = ["provider", "developer", "deployer", "importer", "distributor", "producer", "operator", "user", "affected-person", "authority", "state", "other"]
STAGES = ["research", "design", "development", "deployment", "use", "decommission"]
THEMES = ["sovereignty", "society-sustainability", "innovation-industry", "human-ai-ethics", "content-safety", "model-security", "data-privacy",
	  "liability", "intellectual-property", "divide-cooperation"]
PROPERTIES = {"environment": "sustainability"}
PROPERTY_NAMES = ["fairness", "robustness", "explainability", "reliability", "attack-resistance", "controllability", "safety", "security",
		  "transparency", "accountability", "oversight", "privacy", "data-quality", "provenance", "sustainability", "inclusiveness"]
DEONTIC = {"obligation": "duty", "prohibition": "prohibition", "recommendation": "recommendation", "permission": "permission", "right": "right",
	   "commitment": "commitment"}
# Whom a text protects, by its own words in either language.
PROTECTS = [
	("children", r"\bchild(ren)?\b|\bminors?\b|\byouth\b|age-appropriate|age floor|儿童|未成年|青年|适龄"),
	("older-persons", r"\belderly\b|\bolder\b|老年"),
	("women", r"\bwom[ae]n\b|gender|妇女|女性|性别"),
	("minorities", r"minorit|indigenous|racial|racism|ethnicity|marginali[sz]ed|protected class|土著|种族|少数群体|边缘群体|受保护群体"),
	("persons-with-disabilities", r"disabilit|残障|残疾"),
	("workers", r"\bworkers?\b|\blabour\b|employee|employment|\bjobs?\b|future of work|劳动|劳工|就业|雇主数据"),
	("consumers", r"\bconsumers?\b|消费者"),
	("patients", r"\bpatients?\b|患者"),
	("students", r"\blearners?\b|\bstudents?\b|\bpupils?\b|学习者|学生"),
	("poor-persons", r"\bpoverty\b|贫困"),
	("voters", r"\belections?\b|democratic process|democratic institutions|选举内容|选举和投票|民主制度"),
	("data-subjects", r"personal[- ](data|information)|privacy|data[- ]protection|data subject|个人数据|个人信息|隐私"),
	("right-holders", r"copyright|intellectual[- ]property|\bauthors?\b|rights? holders?|版权|知识产权|著作权|权利人"),
	("users", r"\busers?\b|\bend-users?\b|用户"),
	("communities", r"\bcommunit(y|ies)\b|社区"),
	("developing-countries", r"developing countr|global south|least developed|low- and middle-income|LMIC|发展中国家|全球南方|中低收入国家|最不发达"),
	("environment", r"environmental|climate|carbon|biodiversity|ecosystems\b.*environment|green transition|气候|碳足迹|环境影响|环境可持续|环境保护|环境损害"),
	("persons-general", r"human[- ]rights|dignity|discriminat|人权|尊严|歧视"),
]

report = collections.defaultdict(list)
conditions = collections.defaultdict(list)  # (instrument, the source's words) -> provisions


def say(inst, text):
	if text not in report[inst]:
		report[inst].append(text)


# ---- small things -------------------------------------------------------------------------------------------------------------------

def load(path):
	with open(path, encoding="utf-8") as f:
		return yaml.load(f, Loader=yaml.BaseLoader)


def none(x):
	return x is None or x in ("", "null", "—", "none")


def one_line(x):
	return re.sub(r"\s+", " ", x).strip()


def day(text, inst, what):
	"""A whole day: a month or a year becomes its first day, and the report says so."""
	m = re.match(r"(\d{4})(-\d\d)?(-\d\d)?", text or "")
	if not m:
		return None, None
	whole = m.group(1) + (m.group(2) or "-01") + (m.group(3) or "-01")
	if not m.group(3):
		say(inst, "%s is not a day; its first day is taken (%s)" % (text, what if what in ("adopted", "in_force", "status.as_of") else "provisions"))
		return whole, "month" if m.group(2) else "year"
	return whole, None


ROUGH = {"month": ("The source gives the month only.", "来源仅给出月份。"), "year": ("The source gives the year only.", "来源仅给出年份。")}


def slug(text):
	text = re.sub(r"[’']s?\b", "", text.lower())
	text = re.sub(r"[^a-z0-9]+", "-", text)
	return text.strip("-")


LOCATORS = [
	(r"^art\.? ?(\d+(?:-\d+)?) para (\d+)$", r"art_\1.\2"),
	(r"^art\.? ?(\d+(?:-\d+)?)((?:\([0-9a-z]+\))*)$", r"art_\1\2"),
	(r"^(?:[ivx]+(?:\.\d)?, )?(?:pa\d+, )?paras? (\d+)[–-](\d+)$", r"para_\1-\2"),
	(r"^(?:[ivx]+(?:\.\d)?, )?(?:pa\d+, )?paras? ([0-9.]+)((?:\([0-9a-z]+\))*)$", r"para_\1\2"),
	(r"^(?:[ivx]+(?:\.\d)?, )?(?:pa\d+, )?paras? ([0-9.]+) \(([^)]*)\)$", r"para_\1.\2"),
	(r"^op(\d+)((?:\([0-9a-z]+\))*)$", r"op_\1\2"),
	(r"^clause ([0-9.]+)$", r"clause_\1"),
	(r"^annex a, a\.([0-9.]+)$", r"a.\1"),
	(r"^annex 2, ii\.(.*)$", r"annex_2.ii.\1"),
	(r"^annex a$", r"annex_a"),
	(r"^appendix a \((.*)\)$", r"annex_a.\1"),
	(r"^([0-9.]+) rec (\d+)$", r"rec_\1.\2"),
	(r"^section ([a-e](?:\.\d+)?)\b.*$", r"sec_\1"),
	(r"^section (\d+)$", r"sec_\1"),
	(r"^section (\d+) \((.*)\)$", r"sec_\1.\2"),
	(r"^chapter (\d+)$", r"chp_\1"),
	(r"^part (\d) ([a-e](?:\.\d+)?)\b.*$", r"part_\1.\2"),
	(r"^part (\d)$", r"part_\1"),
	(r"^(principle|sutra|pillar|practice|phase|commitment|item|step|recommendation|dimension|point|action|vision) \(?([0-9]+|[ivx]+)\)?\b.*$", r"\1_\2"),
	(r"^(?:guiding|general) principle (\d+)$", r"principle_\1"),
	(r"^institutional function (\d+)$", r"function_\1"),
	(r"^red line (\d+)\b.*$", r"red-line_\1"),
	(r"^aim (\d+)\b.*$", r"aim_\1"),
	(r"^items? ([0-9–-]+): (.*)$", r"item_\1.\2"),
	(r"^actions (\d+)-(\d+)$", r"action_\1-\2"),
	(r"^ieee (\d+)$", r"ieee_\1"),
	(r"^b&p (22757[0-9.]*)((?:\([^)]*\))*)(?:-\([a-z]\))?$", r"bpc_\1\2"),
	(r"^sb 53, b&p (22757[0-9.]*)((?:\([^)]*\))*)$", r"bpc_\1\2"),
	(r"^sb 942 as amended by ab 853, b&p (22757[0-9.]*)$", r"bpc_\1"),
	(r"^b&c code ([0-9.]+)$", r"bcc_\1"),
	(r"^admin\. code 20-871.*$", r"sec_20-871"),
	(r"^c\.r\.s\. 6-1-(\d+)\b.*$", r"crs_6-1-\1"),
	(r"^([0-9.]+)((?:\([a-z]\))*)(?:-\([a-z]\))?$", r"sec_\1\2"),
	(r"^([0-9.]+)-([0-9.]+)$", r"sec_\1-\2"),
	(r"^([0-9.]+) \((.*)\)$", r"sec_\1.\2"),
]


def locator_id(locator):
	"""Akoma Ntoso style: art_5.1.a, para_26, sec_x where there is no number. The source's own doubts ("unverified") stay out of the id."""
	t = locator.lower().replace("’", "'")
	t = re.sub(r"\s*\((?:[a-z ]*numbers? |[a-z]* ?numbering |[a-z]+ )?unverified\)|\s*\(order per secondary source\)|\s*\(position\)", "", t)
	t = re.sub(r"^unverified article \((.*)\)$", r"sec_\1", t)
	for pattern, to in LOCATORS:
		m = re.match(pattern, t)
		if m:
			t = m.expand(to)
			break
	else:
		if not t.startswith("sec_"):
			t = "sec_" + slug(t)
	head, _, rest = t.partition("_")
	rest = re.sub(r"\(([^)]*)\)", r".\1", rest)
	rest = rest.replace("–", "-").replace("−", "-")
	rest = re.sub(r"[^a-z0-9.]+", "-", rest)
	rest = re.sub(r"\.-|-\.", ".", re.sub(r"\.\.+", ".", rest)).strip("-.")
	return re.sub(r"[^a-z0-9.-]+", "-", head) + "_" + rest if rest else re.sub(r"[^a-z0-9.-]+", "-", head)


# ---- writing ------------------------------------------------------------------------------------------------------------------------

def q(text):
	return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def words(en, zh, original=None):
	more = ", original: %s" % q(original) if original else ""
	return "{en: %s, zh: %s%s}" % (q(en), q(zh), more)


def listed(xs):
	return "[%s]" % ", ".join(xs)


def first_clause(text):
	"""A stand-in for a heading: the first clause, at most 60 characters at a word."""
	t = re.split(r"[.;:]", text)[0]
	t = re.split(r", (?:and|with|including|also|so that|where|which|for|as|by|in|to)\b", t)[0]
	if len(t) > 60:
		t = t[:60].rsplit(" ", 1)[0]
	return t.strip()


def first_clause_zh(text):
	t = re.split(r"[。；：]", text)[0]
	t = re.split(r"，", t)[0] if len(t) > 16 else t
	return t[:24]


# ---- one instrument -----------------------------------------------------------------------------------------------------------------

class Tables:
	def __init__(self):
		self.heads, self.headings, self.notes = {}, {}, {}
		for path in sorted(glob.glob(os.path.join(HERE, "heads_*.yaml"))):
			self.heads.update(load(path))
		for path in sorted(glob.glob(os.path.join(HERE, "headings_*.tsv"))):
			with open(path, encoding="utf-8") as f:
				for line in f:
					cell = line.rstrip("\n").split("\t")
					if len(cell) == 3 and not line.startswith("#"):
						self.headings[cell[0]] = (cell[1], cell[2])
		path = os.path.join(HERE, "notes.tsv")
		if os.path.exists(path):
			with open(path, encoding="utf-8") as f:
				for line in f:
					cell = line.rstrip("\n").split("\t")
					if len(cell) == 3 and not line.startswith("#"):
						self.notes[cell[0]] = (cell[1], cell[2])


KINDS = {"guide": "guideline", "declaration": "declaration", "strategy": "strategy", "bill": "act", "directive": "measures", "initiative": "declaration",
	 "framework": "framework", "regulation": "measures", "standard": "standard", "convention": "treaty", "charter": "principles",
	 "voluntary commitments": "commitment", "report": "report", "law": "act", "recommendation": "recommendation", "resolution": "resolution",
	 "order": "decree"}


def clean_title(text, inst):
	t = re.sub(r"\s*\((?:translated title|Chinese title unverified|French title unverified)[^)]*\)", "", text)
	if t != text:
		say(inst, "title: the remark in \"%s\" goes to the notes" % text)
	return t.strip()


def head_dates(d, h, inst):
	rows = []
	if "dates" in h:
		for row in h["dates"]:
			row = list(row) + [None] * (5 - len(row))
			rows.append("- {date: %s, what: %s%s%s}" % (row[0], row[1], ", by: %s" % q(row[4]) if row[4] else "",
								   ", note: " + words(row[2], row[3]) if row[2] else ""))
		return rows
	for key, what in (("adopted", "adopted"), ("in_force", "entry-into-force")):
		whole, rough = day(d.get(key), inst, key)
		if whole:
			rows.append("- {date: %s, what: %s%s}" % (whole, what, ", note: " + words(*ROUGH[rough]) if rough else ""))
	return rows


EXTENT = [(r"\bfull (official |japanese )?text|25 articles|full, 8 pages|all 23|in full\b|12 pages|all 141|entire text|full document", "full-text"),
	  (r"paragraphs? |excerpt|opening|preamble|section|items|official text|extract|parts of", "extract"),
	  (r"summary|summaries|list|content|structure|headings", "summary")]


def head_sources(d, h, inst):
	rows = []
	secondary = d["confidence"] != "read"
	for s in d["source_read"]:
		extent = "secondary" if secondary else "extract"
		for pattern, word in EXTENT:
			if re.search(pattern, s["extent"], re.I):
				extent = word if not (secondary and word == "full-text") else "secondary"
				break
		where = re.sub(r"^(github:|github \(read_file\): |pages: |repo )", "", one_line(s["where"]))
		where = re.sub(r"@[0-9a-f]{8,40}", "", where)
		if re.search(r"github|stored copy|^soleh|^[a-z0-9_-]+/[a-z0-9_-]+|corpor", where, re.I) or where.startswith("a stored"):
			where = "public copy"
		rows.append("- {read: %s, extent: %s, on: %s}" % (q("%s: %s" % (where, one_line(s["extent"]))), extent, READ_ON))
	return rows


def provision_roles(p, inst):
	out = set()
	for a in p["addressee"]:
		if a not in ROLES:
			say(inst, "addressee \"%s\" is not in the table" % a)
		out.update(ROLES.get(a, []))
	return [r for r in ROLE_ORDER if r in out]


def provision_deontic(p, h, inst):
	fixed = h.get("deontic", {}).get(p["locator"])
	if fixed:
		return fixed
	clause = p.get("clause")
	if clause == "penalty":
		return "penalty"
	if clause == "risk-description":
		return "definition"
	if clause == "scope-or-definition":
		return "definition" if re.search(r"defin|means|定义", p["text"] + p["zh"], re.I) else "scope"
	return DEONTIC[p["duty"]]


def provision_periods(p, d, h, inst, end):
	"""Lines of `applies`, or nothing where the instrument's own dates say the same."""
	if p["locator"] in h.get("never", []):
		say(inst, "%s: never applied; written as a period whose condition is false" % p["locator"])
		return ["{from: 2026-06-30, when: 'false', note: %s}" % words("Delayed to 30 June 2026 and repealed on 14 May 2026, before it applied.",
										   "曾推迟至2026年6月30日，2026年5月14日在适用前废止。")]
	rows = []
	for a in p.get("applies_from", []):
		if none(a.get("date")):
			say(inst, "%s: no day (%s)" % (p["locator"], a.get("scope", "none given")))
			continue
		whole, rough = day(a["date"], inst, p["locator"])
		if rough:
			start = d["in_force"] if not none(d["in_force"]) else d["adopted"]
			if start.startswith(a["date"]) and FULL_DATE.fullmatch(start):
				whole, rough = start, None
		if end and whole > end:
			say(inst, "%s: begins on %s, when the instrument has ended; its dates stand" % (p["locator"], whole))
			continue
		rows.append("{from: %s%s%s}" % (whole, ", until: " + end if end else "", ", note: " + words(*ROUGH[rough]) if rough else ""))
	return rows


def last_day(h):
	"""The day before it ended, for provisions that name their own start."""
	import datetime
	for row in h.get("dates", []):
		if row[1] in ("replaced", "repealed", "expires", "expired"):
			return (datetime.date.fromisoformat(row[0]) - datetime.timedelta(days=1)).isoformat()
	return None


def provision_note(p, t, inst):
	en, zh = [], []
	doubt = re.search(r"unverified|order per secondary", p["locator"])
	if doubt:
		en.append("The source did not show its number.")
		zh.append("来源未给出其编号。")
	note = p.get("note")
	if note and not (doubt and re.fullmatch(r"(section|article|provision|clause|sub-)?\s?-?numbers? (unverified|not confirmed in the sources)", note)):
		if note in t.notes:
			en.append(t.notes[note][0])
			zh.append(t.notes[note][1])
		else:
			say(inst, "note without a Chinese text: %s" % note)
	penalty = p.get("penalty")
	if not none(penalty):
		if penalty in t.notes:
			en.append(t.notes[penalty][0])
			zh.append(t.notes[penalty][1])
		else:
			say(inst, "penalty without a Chinese text: %s" % penalty)
	return (" ".join(en), "".join(zh)) if en else None


def write_provision(out, p, d, h, t, used, inst):
	pid = locator_id(p["locator"])
	if pid in used:
		say(inst, "%s: the id %s is taken; a number is added" % (p["locator"], pid))
		n = 2
		while "%s-%d" % (pid, n) in used:
			n += 1
		pid = "%s-%d" % (pid, n)
	used.add(pid)
	full = "%s/%s" % (inst, pid)
	heading = t.headings.get(full)
	if not heading:
		say(inst, "%s: no heading by hand; the first clause stands in" % pid)
		heading = (p.get("heading") or first_clause(one_line(p["text"])), first_clause_zh(one_line(p["zh"])))
	if heading[0] == "=":
		heading = (one_line(p["heading"]), heading[1])
	text = words(one_line(p["text"]), one_line(p["zh"]))
	deontic = provision_deontic(p, h, inst)
	out.append("- id: %s" % pid)
	out.append("  aliases: [%s]" % q(p.get("id") or "%s/%s" % (inst, p["locator"])))
	out.append("  heading: %s" % words(*heading))
	out.append("  text: %s" % text)
	if p["confidence"] != d["confidence"]:
		out.append("  confidence: %s" % p["confidence"])
	out.append("  deontic: %s" % deontic)
	force = h.get("force_of", {}).get(p["locator"])
	if force:
		out.append("  force: %s" % force)
	out.append("  roles: %s" % listed(provision_roles(p, inst)))
	for key, order in (("lifecycle", STAGES), ("themes", THEMES)):
		for x in p[key]:
			if x not in order:
				say(inst, "%s: %s \"%s\" is not in the vocabulary" % (p["locator"], key, x))
		out.append("  %s: %s" % ("stages" if key == "lifecycle" else key, listed([x for x in order if x in p[key]])))
	whole = " ".join((p["text"], p["zh"], p.get("heading", "")))
	protects = [name for name, pattern in PROTECTS if re.search(pattern, whole, re.I)]
	protects += [x for x in h.get("protects", []) if x not in protects]
	if protects and deontic not in ("definition", "scope", "penalty"):
		out.append("  protects: %s" % listed(protects))
	props = {PROPERTIES.get(x, x) for x in p.get("properties", [])}
	for x in props - set(PROPERTY_NAMES):
		say(inst, "%s: property \"%s\" is not in the vocabulary" % (p["locator"], x))
	props = [x for x in PROPERTY_NAMES if x in props]
	if props:
		out.append("  properties: %s" % listed(props))
	if "public-sector" in p["addressee"] and not set(p["addressee"]) - {"public-sector", "state-authority"}:
		out.append("  applies_when: 'public_body'")
	out.append("  basis: scope")
	periods = provision_periods(p, d, h, inst, last_day(h))
	if periods:
		out.append("  applies: [%s]" % ", ".join(periods))
	note = provision_note(p, t, inst)
	if note:
		out.append("  note: %s" % words(*note))
	if not none(p.get("condition")):
		conditions[inst, "condition in the source's words, not entered: " + one_line(p["condition"])].append(pid)
	if not none(p.get("penalty")):
		conditions[inst, "penalty in the source's words, in the note and not a provision of its own: " + one_line(p["penalty"])].append(pid)
	for key in sorted(set(p) - {"id", "locator", "heading", "text", "zh", "duty", "addressee", "condition", "applies_from", "lifecycle", "themes",
				    "properties", "confidence", "note", "clause", "penalty"}):
		say(inst, "%s: unknown key %s" % (p["locator"], key))


def write_instrument(d, h, t):
	inst = d["id"]
	out = ["concord: instrument/1", "id: " + inst]
	title = d["title"]
	en, zh = clean_title(title["en"], inst), clean_title(title["zh"], inst)
	if zh == title["en"]:
		say(inst, "title: no Chinese title")
	original = title.get("original") or title.get("fr") or title.get("pt")
	if original:
		original = clean_title(original, inst)
	for key in sorted(set(title) - {"en", "zh", "original", "fr", "pt"}):
		say(inst, "title.%s is not kept: %s" % (key, title[key]))
	out.append("title: " + words(en, zh, original if original and original not in (en, zh) else None))
	if "aliases" in h:
		out.append("aliases: [%s]" % ", ".join(q(a) for a in h["aliases"]))
	body = re.sub(r" by Premier [A-Z]\w+ [A-Z]\w+", "", one_line(d["body"]))  # no names of people
	out.append("issuer: " + words(body[0].upper() + body[1:], h["issuer"]))
	kind = h.get("kind") or KINDS.get(d["kind"])
	if kind != KINDS.get(d["kind"]):
		say(inst, "kind: %s is entered as %s" % (d["kind"], kind))
	force = h.get("force", d["force"])
	if force != d["force"]:
		say(inst, "force: %s is entered as %s" % (d["force"], force))
	out += ["kind: " + kind, "force: " + force]
	as_of, _ = day(d["status"]["as_of"], inst, "status.as_of")
	value, note_en, note_zh = h["status"]
	note = ", note: " + words(note_en, note_zh) if not none(note_en) else ""
	out.append("status: {value: %s, as_of: %s%s}" % (value, as_of, note))
	status = re.sub(r"co-chairs [A-Z][^;)]*", "co-chairs (names are left out)", one_line(d["status"]["value"]))
	say(inst, "status in the source: %s%s" % (status, "; " + one_line(d["status"]["note"]) if "note" in d["status"] else ""))
	out.append("jurisdictions: %s" % listed(h["jur"]))
	if d["jurisdictions"] != h["jur"]:
		where = re.sub(r"((?:companies|organisations) at \w+): .*", r"\1 (names are left out)", "; ".join(one_line(j) for j in d["jurisdictions"]))
		say(inst, "jurisdictions in the source: %s" % where)
	for row in d.get("applies_from", []) if isinstance(d.get("applies_from"), list) else []:
		say(inst, "applies_from in the source: %s %s" % (row.get("date"), row.get("scope", "")))
	out.append("dates:")
	out += head_dates(d, h, inst)
	out.append("official: {reference: %s%s}" % (q(one_line(d["official_reference"]) if not none(d["official_reference"]) else "no number"), ", url: " + q(d["url"])))
	out.append("sources:")
	out += head_sources(d, h, inst)
	out.append("confidence: " + d["confidence"])
	if "notes" in h:
		out.append("notes: " + words(*h["notes"]))
	elif not none(d.get("notes")):
		say(inst, "notes of the source are not entered: %s" % one_line(d["notes"]))
	if "relations" in h:
		out.append("relations:")
		for r in h["relations"]:
			out.append("- {to: %s, rel: %s%s}" % (r[1], r[0], ", note: " + words(r[2], r[3]) if len(r) > 2 else ""))
	when = h.get("scope_when") or ('"%s" in commitments_signed' % h["scope"] if "scope" in h else None)
	if when:
		note = ("Asked of those that have signed or claim it.", "仅就已签署或声称符合者判断。") if "scope" in h else \
			("From the subject of the text.", "据文本主题。")
		if d["confidence"] != "read":
			say(inst, "scope: the condition rests on a source that is not the text")
		out += ["definitions:", "- id: scope", "  when: '%s'" % when, "  confidence: %s" % d["confidence"], "  note: " + words(*note)]
	for key in sorted(set(d) - {"id", "title", "body", "kind", "force", "adopted", "in_force", "applies_from", "status", "jurisdictions", "addressees",
				    "official_reference", "url", "source_read", "confidence", "notes", "provisions", "report_reference"}):
		say(inst, "%s in the source: %s" % (key, one_line(str(d[key]))[:400]))
	out.append("provisions:")
	used = set()
	for p in d["provisions"]:
		write_provision(out, p, d, h, t, used, inst)
	return "\n".join(out) + "\n", used


def main():
	args = sys.argv[1:]
	merging = args[:1] == ["--merge"]
	if merging:
		args = args[1:]
	if len(args) != 2 or args[0].startswith("-"):
		sys.exit("usage: tools/import_norms.py [--merge] SOURCE OUT")
	source, target = args
	t = Tables()
	n = n_prov = 0
	counts = collections.Counter()
	known = set()
	for path in sorted(glob.glob(os.path.join(source, "*.yaml"))):
		d = load(path)
		to = os.path.join(target, d["id"] + ".yaml")
		there = None
		if os.path.exists(to):
			if not merging:
				say(d["id"], "exists already: not touched")
				continue
			with open(to, encoding="utf-8") as f:
				there = f.read()
		if d["id"] not in t.heads:
			say(d["id"], "has no entry in heads_*.yaml: not written")
			continue
		text, ids = write_instrument(d, t.heads[d["id"]], t)
		known |= {"%s/%s" % (d["id"], i) for i in ids}
		if there is not None:
			text = merge(lambda line, of=d["id"]: say(of, line), there, text)
		if text != there:
			with open(to, "w", encoding="utf-8") as f:
				f.write(text)
		n += 1
		n_prov += len(d["provisions"])
		counts.update(p["confidence"] for p in d["provisions"])
	for full in sorted(set(t.headings) - known):
		say("headings", "%s is not a provision written now" % full)
	print("%d instruments, %d provisions written: %s" % (n, n_prov, ", ".join("%d %s" % (counts[k], k) for k in ("read", "secondary", "unverified"))))
	print("No act and object was set, and no condition beyond the scope of an instrument. What could not be mapped, an instrument at a time:")
	for inst in sorted(report):
		print("\n%s" % inst)
		for line in report[inst]:
			print("  " + line)
		for (of, line), ids in conditions.items():
			if of == inst:
				print("  %s (%s)" % (line, " ".join(ids)))


if __name__ == "__main__":
	main()
