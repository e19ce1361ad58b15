"""What tools/import_norms.py --merge does: two texts of one law file, line by line, the first of which stands."""
import re


def blocks(lines, begins):
	"""(name, lines) for each line that `begins` names, with what follows it; comments that fill a line go with the block after them."""
	out, waiting = [], []
	for line in lines:
		m = begins.match(line)
		if m:
			out.append((m.group(1), waiting + [line]))
			waiting = []
		elif line.lstrip().startswith("#") or not line.strip():
			waiting.append(line)
		else:
			(out[-1][1] if out else waiting).extend(waiting + [line] if out else [line])
			waiting = []
	if waiting:
		out.append(("", waiting))
	return out


TOP = re.compile(r"([a-z_]+):")
PROVISION = re.compile(r"- id: (\S+)")
KEY = re.compile(r"(?:- |  )([a-z_]+):")


def missing_keys(old, new, skip=()):
	"""`old` with the blocks of `new` that it lacks, each behind the one before it in `new`."""
	out, have = list(old), {name for name, _ in old}
	for i, (name, lines) in enumerate(new):
		if name in have or name in skip:
			continue
		before = {n for n, _ in new[:i]}
		at = max((k + 1 for k, (n, _) in enumerate(out) if n in before), default=0)
		out.insert(at, (name, lines))
		have.add(name)
	return out


def flat(bs):
	return [line for _, lines in bs for line in lines]


def code(lines):
	return [x.rstrip() for x in lines if x.strip() and not x.lstrip().startswith("#")]


def merge_provision(say, pid, old, new):
	a, b = blocks(old, KEY), blocks(new, KEY)
	theirs = dict(b)
	for name, lines in a:
		if name in theirs and code(lines) != code(theirs[name]):
			say("%s: %s differs in the source; the file's stands" % (pid, name))
	skip = {"basis"} if any(name == "applies_when" for name, _ in a) else set()
	return flat(missing_keys(a, b, skip))


def merge(say, old_text, new_text):
	"""The text of a file that exists, with what the import has and it has not. `say` takes a line of the report."""
	old, new = blocks(old_text.splitlines(), TOP), blocks(new_text.splitlines(), TOP)
	head = [b for b in old if b[0] != "provisions"]
	theirs = dict(new)
	for name, lines in head:
		if name in theirs and code(lines) != code(theirs[name]):
			say("%s differs in the source; the file's stands" % name)
	whole = missing_keys(old, new)
	out = []
	for name, lines in whole:
		if name != "provisions":
			out += lines
			continue
		at = next(i for i, x in enumerate(lines) if x.startswith("provisions:"))
		a, b = blocks(lines[at + 1:], PROVISION), blocks(theirs["provisions"][1:], PROVISION)
		fresh = dict(b)
		merged = [(pid, merge_provision(say, pid, own, fresh[pid]) if pid in fresh else own) for pid, own in a]
		for pid, _ in a:
			if pid and pid not in fresh:
				say("%s is not in the source; it stays" % pid)
		for pid in [p for p, _ in b if p not in dict(a)]:
			say("%s is new" % pid)
		out += lines[:at + 1] + flat(missing_keys(merged, b))
	return "\n".join(out) + "\n"
