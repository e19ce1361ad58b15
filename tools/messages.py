"""The messages in the C sources: each call that gives a printf format for people, with the format and the arguments.

Which functions those are, the sources say themselves: whatever is declared with CN_PRINTF, save NOT_MESSAGES, and each macro that hands
its __VA_ARGS__ to one. A function or macro of a .c file counts in that file only. Used by tools/check_messages.sh.
"""
import os
import re
import sys
from collections import namedtuple

# Texts of any kind, in the language of the request already; `say` is the captions of labels, said in Chinese by assess/zh.c.
NOT_MESSAGES = {"cn_buf_printf", "cn_strf", "cn_para", "say"}
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[A-Za-z_]\w*|\d[\w.]*|\s+|\\\n|\.\.\.|.', re.S)
SPEC = re.compile(r"%(?:%|[-+ #0]*(?:\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l|z|j|t)?[diouxXeEfgGcsp])")
Message = namedtuple("Message", "file line format args code")


class Token(str):
    line = 0


def tokens(text):
    """C tokens without comments and space."""
    out, line = [], 1
    for m in TOKEN.finditer(text):
        z = m.group(0)
        if not z.isspace() and not z.startswith(("//", "/*", "\\\n")):
            t = Token(z)
            t.line = line
            out.append(t)
        line += z.count("\n")
    return out


def split_args(toks, at):
    """toks[at] is "(": the arguments of the call, each a list of tokens."""
    args, depth = [[]], 1
    for t in toks[at + 1:]:
        if t in ("(", "[", "{"):
            depth += 1
        elif t in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                break
        if t == "," and depth == 1:
            args.append([])
        else:
            args[-1].append(t)
    return args


def literals(arg, named={}):
    """The string literals of an expression; neighbours are one, and `named` has those that are macros."""
    out, joined = [], False
    for t in arg:
        text = t[1:-1] if t.startswith('"') else named.get(t)
        if text is not None:
            if joined:
                out[-1] += text
            else:
                out.append(text)
        joined = text is not None
    return out


def outside(arg, deep=0):
    """The tokens of an expression that stand in no parentheses, or in `deep` of them."""
    out, depth = [], 0
    for t in arg:
        depth += (t in ("(", "[")) - (t in (")", "]"))
        if depth <= deep:
            out.append(t)
    return out


def values(fmt):
    """How many texts a format is filled with: "%.*s" is one."""
    return sum(1 for m in SPEC.finditer(fmt) if m.group(0) != "%%")


def sources(root):
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as f:
                    yield path, f.read()


def declared(text):
    """name -> place of its format argument, for the functions that a file declares."""
    found = {}
    for m in re.finditer(r"(\w+)\s*\(([^();{}#]*)\)\s*CN_PRINTF\((\d+), *(\d+)\)", text, re.S):
        if int(m.group(4)) and m.group(1) not in NOT_MESSAGES:
            found[m.group(1)] = int(m.group(3)) - 1
    return found


def macros(text, known):
    found = {}
    for m in re.finditer(r"^#define (\w+)\(([^)]*)\.\.\.\)(.*(?:\\\n.*)*)", text, re.M):
        if m.group(1) not in known and "__VA_ARGS__" in m.group(3) and any(re.search(r"\b%s\(" % k, m.group(3)) for k in known):
            found[m.group(1)] = m.group(2).count(",")
    return found


def named_literals(text):
    return dict(re.findall(r'^#define (\w+) "((?:\\.|[^"\\\n])*)"\s*(?:/\*.*)?$', text, re.M))


def braced(toks, i):
    """The tokens from the first "{" at or behind i to its "}"."""
    while i < len(toks) and toks[i] != "{":
        i += 1
    return sum(([","] + a for a in split_args(toks, i)), [])


def words_at(kind, name, place, toks):
    """Texts of ours that reach a message as an argument, by a row of messages.txt."""
    out = []
    for i in range(len(toks) - 1):
        if toks[i] != name:
            continue
        if kind == "call" and toks[i + 1] == "(" and toks[i - 1] not in ("cn_code", "char", "*"):
            args = split_args(toks, i + 1)
            out += literals(outside(args[place - 1], 1)) if len(args) >= place else []
        if kind == "body" and toks[i + 1] in ("(", "[") and toks[i - 1] in ("*", "cn_code", "char", "void", "}", "const"):
            out += literals(braced(toks, i))
        if kind == "set" and toks[i + 1] == "=":
            end = next(k for k in range(i, len(toks)) if toks[k] == ";")
            out += literals(toks[i:end])
        if kind == "nth" and toks[i + 2:i + 3] == ["="] and toks[i + 3:i + 4] == ["{"]:
            out += literals(braced(toks, i + 3))[place - 1:place]
    return out


class Sources:
    """Every message of a tree; every string literal; the words that reach messages as arguments, with their place."""

    def __init__(self, root):
        files = list(sources(os.path.join(root, "src")))
        shared, named = {}, {}
        self.messages, self.literals, self.words = [], set(), {}
        for path, text in files:
            if path.endswith(".h"):
                shared.update(declared(text))
                named.update(named_literals(text))
        for path, text in files:
            if path.endswith(".h"):
                shared.update(macros(text, shared))
        texts = {}
        for path, text in files:
            own = {**shared, **declared(text)}
            own.update(macros(text, own))
            toks = tokens(text)
            texts[os.path.relpath(path, root)] = toks
            self.literals.update(literals(toks))
            self.take(os.path.relpath(path, root), toks, own, {**named, **named_literals(text)})
        self.take_words(root, texts)

    def take(self, path, toks, own, named):
        for i, t in enumerate(toks[:-1]):
            if t not in own or toks[i + 1] != "(" or i and (toks[i - 1] == "define" or toks[i - 1] in ("cn_code", "void", "*")):
                continue  # not a call
            args = split_args(toks, i + 1)
            if len(args) <= own[t]:
                continue
            for fmt in literals(args[own[t]], named):
                self.messages.append(Message(path, t.line, fmt, args[own[t] + 1:], "CN_EINTERNAL" in sum(args[:own[t]], [])))

    def take_words(self, root, texts):
        table = os.path.join(root, "tools", "messages.txt")
        if not os.path.exists(table):
            return
        with open(table, encoding="utf-8") as f:
            rows = [line.split("#")[0].split() for line in f]
        for row in filter(None, rows):
            kind, path, name = row[:3]
            below = [toks for p, toks in texts.items() if p == path or path.endswith("/") and p.startswith(path)]
            found = sum((words_at(kind, name, int(row[3]) if len(row) > 3 else 0, toks) for toks in below), [])
            if not found:
                raise SystemExit(f"tools/messages.txt: nothing in {path} for: {' '.join(row)}")
            for w in found:
                if has_words(w) and (" " in w or kind != "body"):
                    self.words.setdefault(w, path)


def has_words(text):
    """Something in it needs a translation: a word of letters outside its conversions."""
    return re.search(r"[A-Za-z]{2}", SPEC.sub(" ", text).replace("\\n", " ")) is not None


def catalogue(path):
    """The rows of a language: (macro, format, text or None, line)."""
    with open(path, encoding="utf-8") as f:
        toks = tokens(f.read())
    for i, t in enumerate(toks[:-1]):
        if t in ("E", "P", "LIB", "SAME") and toks[i + 1] == "(":
            parts = [literals(a) for a in split_args(toks, i + 1)]
            yield t, parts[0][0], parts[1][0] if len(parts) > 1 else None, t.line


def check_text(row, at, message, say):
    """What is wrong with the text of a row, given how many arguments its format has."""
    macro, fmt, text, line = row
    if macro == "SAME":
        return
    holes = re.findall(r"\{(\d)(:\w+)?\}", text)
    if not text:
        say(f"{at}:{line}: no text yet: \"{fmt}\"")
    elif has_words(fmt) and not re.search("[^\x00-\u02ff\u2000-\u206f]", text):
        say(f"{at}:{line}: the text is not in the language of the file; a row that stays as it is is SAME(\"{fmt}\")")
    for i in sorted({int(h) for h, _ in holes} ^ set(range(values(fmt)))):
        say(f"{at}:{line}: \"{fmt}\" has {values(fmt)} arguments; " +
            (f"{{{i}}} is none of them" if i >= values(fmt) else f"{{{i}}} is not used ({{{i}:drop}} leaves it out)"))
    for i, how in ((int(h), w) for h, w in holes):
        own = literals(outside(message.args[i])) if message and i < len(message.args) else []
        if how == "" and any(has_words(w) for w in own):
            say(f"{at}:{line}: argument {i} of \"{fmt}\" is a text of ours: {{{i}:say}}")


def check(root, path, src, say):
    """Holds one catalogue against the sources."""
    at = os.path.relpath(path, root)
    rows = list(catalogue(path))
    known = {}
    by_format = {}
    for m in src.messages:
        by_format.setdefault(m.format, m)
    for row in rows:
        macro, fmt, _, line = row
        if fmt in known:
            say(f"{at}:{line}: a second row for \"{fmt}\", first in line {known[fmt][3]}")
        known[fmt] = row
        if macro in ("E", "SAME") and fmt not in by_format and fmt not in src.literals:
            say(f"{at}:{line}: no message of src is \"{fmt}\": take the row out")
        elif macro == "E" and fmt not in by_format:
            say(f"{at}:{line}: \"{fmt}\" is not a message but a word that fills one: P(...)")
        if macro == "P" and fmt not in src.literals:
            say(f"{at}:{line}: nothing in src says \"{fmt}\": take the row out")
        check_text(row, at, by_format.get(fmt), say)
    missing = {}
    for m in src.messages:
        if has_words(m.format) and not m.code and m.format not in known:
            missing.setdefault(f'E("{m.format}", "")', f"{m.file}:{m.line}")
        text = known[m.format][2] if m.format in known else ""
        for i, arg in enumerate(m.args):
            if f"{{{i}:say}}" in (text or ""):
                for w in literals(outside(arg)):
                    if has_words(w) and w not in known:
                        missing.setdefault(f'P("{w}", "")', f"{m.file}:{m.line}")
    for w, where in src.words.items():
        if w not in known:
            missing.setdefault(f'P("{w}", "")', where)
    if missing:
        say(f"{at} lacks {len(missing)} rows; fill them in (or SAME(\"...\") for a command that is typed as it stands):")
    for row, where in missing.items():
        say(f"{row} /* {where} */")


def main():
    root = sys.argv[1]
    bad = []
    src = Sources(root)
    for m in src.messages:
        if values(m.format) > 6 or len(m.format) >= 512:
            bad.append(f"{m.file}:{m.line}: a message has at most 6 arguments and a format under 512 bytes")
    folder = os.path.join(root, "src", "report")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if re.fullmatch(r"errors_\w+\.def", name):
            check(root, os.path.join(folder, name), src, bad.append)
    if bad:
        print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
