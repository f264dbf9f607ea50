"""Text that tries to leave where it is put."""

HOSTILE = (
    "'; touch OWNED; '",
    '"; touch OWNED; "',
    "`touch OWNED`",
    "$(touch OWNED)",
    "${HOME}",
    "a\ntouch OWNED\n",
    "a\r\ntouch OWNED #",
    "\\",
    "\\'; touch OWNED #",
    "| touch OWNED",
    "<script>alert(1)</script>",
    "--version",
    "-",
    "!!",
    "*",
    "~",
    "\x1b[2J\x07\x7f",
    "\u202eDENWO hcuot\u2066",
    "\u2028touch OWNED\u2029",
    "\u0085touch OWNED",
    "{{ quote }}{% raw %}",
    "EOF\ntouch OWNED\nEOF",
    "ä€😀",
    "",
)
ALL = " ".join(HOSTILE)
