"""Phrases that a native speaker would not write. CONTRIBUTING.md, section Words, has the rules behind them."""

import re

from files import is_generated

# Each phrase with what to write instead. Split into pieces so that this file does not match its own patterns.
PHRASES = {
    r"who" + r"ever": "name the actor",
    r"those w" + r"ho": "name the actor",
    r"for e" + r"ver": "forever",
    r"in the pla" + r"ce of": "instead of",
    r"an" + r"ew": "again",
    # "There is" makes it plain English.
    r"(?P<allowed>there )?is n" + r"o (?=\w)(?!(?:longer|more|other)\b)": "is not a",
    r"(?:is|are) to" + r"ld": "is notified, or the active voice",
    r"all the s" + r"ame": "even so",
    r"as go" + r"od as": "almost, or as reliable as",
}
# What may stand between the words of a phrase, such as a line break with the comment mark of the next line.
GAP = r"(?:\s|//[/!]?|[#*])+"
PATTERNS = {re.compile(rf"\b{phrase.replace(' ', GAP)}\b", re.IGNORECASE): advice for phrase, advice in PHRASES.items()}

# Files and folders that may contain the phrases, with the reason.
ALLOWED = {
    "LICENSE-": "legal texts",
    "tests/peers/samples/": "RingCentral's samples stay as published",
}

FOUND = [
    "Who" + "ever waits",
    "those\nw" + "ho wait",
    "rings for\n    /// e" + "ver",
    "in the\n# pla" + "ce of it",
    "begins an" + "ew",
    "which is n" + "o error",
    "the listener is to" + "ld",
    "it works all the s" + "ame",
    "it is as go" + "od as that",
]
NOT_FOUND = [
    "there is n" + "o\n// token",
    "is no longer",
    "is no  more than",
    "is no other",
    "is not",
    "forever",
    "renewed",
    "for every",
    "is no-op",
]


def _hits(text):
    """Yields the position of each phrase, the phrase, and the advice."""
    for pattern, advice in PATTERNS.items():
        for match in pattern.finditer(text):
            if not match.groupdict().get("allowed"):
                yield match.start(), re.sub(GAP, " ", match.group()).strip(), advice


def _without_list(name, text):
    """Blanks out the section of CONTRIBUTING.md that lists the phrases, with the same line numbers."""
    if name != "CONTRIBUTING.md":
        return text
    return re.sub(
        r"^## Words$.*?(?=^## |\Z)", lambda section: "\n" * section[0].count("\n"), text, flags=re.MULTILINE | re.DOTALL
    )


def problems_of(name, text):
    """Returns `file:line: "phrase" (advice)` for each phrase in a text."""
    text = _without_list(name, text)
    return [
        f'{name}:{text.count(chr(10), 0, at) + 1}: "{phrase}" ({advice})' for at, phrase, advice in sorted(_hits(text))
    ]


def no_foreign_phrases(tree):
    """No text file contains one of the phrases."""
    names = [name for name, _ in tree.texts() if not is_generated(name) and not name.startswith(tuple(ALLOWED))]
    texts = dict(tree.texts())
    return f"{len(names)} files", [problem for name in names for problem in problems_of(name, texts[name])]


def finds_phrases(_):
    """Every phrase is found, also across lines, and plain English is not."""
    problems = [f"not found: {text!r}" for text in FOUND if not problems_of("sample", text)]
    problems += [f"found: {text!r}" for text in NOT_FOUND if problems_of("sample", text)]
    samples = "\n\n".join(FOUND)
    problems += [f"no sample of {pattern.pattern}" for pattern in PATTERNS if not pattern.search(samples)]
    return f"{len(FOUND)} samples", problems


CHECKS = [
    ("no foreign phrases", no_foreign_phrases),
    ("the check of phrases finds them", finds_phrases),
]
