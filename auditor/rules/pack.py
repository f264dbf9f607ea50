"""Names and folders -> packs of rules, each id once, every cause a rule that exists and no circle among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from auditor.errors import RuleError
from auditor.resources import shipped
from auditor.rules.document import mistake, read_document
from auditor.rules.installed import installed, installed_packs
from auditor.rules.load import load_rule
from auditor.rules.rule import Pack, Rule
from auditor.rules.schema import PackRecord, validated
from auditor.rules.vocabulary import nearest
from auditor.yamlfile import MAX_BYTES

_MANIFEST = "pack.yaml"
_ALL = "all"


def load_packs(names_or_paths: Sequence[str | Path]) -> tuple[Pack, ...]:
    """Packs by name, shipped or installed, or by folder; none, or `all`, is every shipped pack. Raises RuleError."""
    wanted: list[str | Path] = []
    for given in names_or_paths or [_ALL]:
        wanted.extend(shipped_packs() if given == _ALL else [given])
    packs = tuple(load_pack(_folder(given)) for given in dict.fromkeys(wanted))
    _check_unique(packs)
    rules = [rule for pack in packs for rule in pack.rules]
    _check_frameworks(rules)
    _check_causes(rules)
    return packs


def shipped_packs() -> tuple[str, ...]:
    """Names of the packs that come with auditor, sorted."""
    folders = shipped("rules").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.joinpath(_MANIFEST).is_file()))


def known_packs() -> tuple[str, ...]:
    """Names of the packs that are shipped or installed, sorted."""
    return tuple(sorted({*shipped_packs(), *installed_packs()}))


def packs_in(folder: Path) -> tuple[str, ...]:
    """The folder itself if it is a pack, or a name of a shipped one; else the packs in it."""
    if folder.joinpath(_MANIFEST).is_file() or (not folder.exists() and str(folder) in shipped_packs()):
        return (str(folder),)
    inside = tuple(sorted(str(manifest.parent) for manifest in folder.glob(f"*/{_MANIFEST}")))
    return inside or (str(folder),)


def load_pack(folder: Traversable) -> Pack:
    """The pack in `folder`: `pack.yaml`, and each other `*.yaml` a rule. Raises RuleError."""
    manifest = folder.joinpath(_MANIFEST)
    if not manifest.is_file():
        what = f"no {_MANIFEST} here; a pack is a folder with {_MANIFEST} and one file for each rule"
        raise RuleError(what, file=str(folder))
    document = read_document(_read(manifest), str(manifest))
    record = validated(document, PackRecord)
    if record.name == _ALL:
        raise mistake(document, ("name",), f"{_ALL!r} stands for all shipped packs; choose another name")
    files = sorted(_rule_files(folder), key=lambda file: file.name)
    rules = tuple(load_rule(_read(file), str(file), record.name) for file in files)
    if not rules:
        raise RuleError("the pack has no rule file beside pack.yaml", file=str(folder))
    return Pack(record.name, record.version, record.title.strip(), record.description.strip(), rules, str(folder))


def _rule_files(folder: Traversable) -> Iterator[Traversable]:
    """Those whose name begins with a dot are an editor's."""
    for file in folder.iterdir():
        ending = file.name.rpartition(".")[2]
        if ending.lower() not in ("yaml", "yml") or file.name.startswith(".") or file.name == _MANIFEST:
            continue
        if ending != "yaml":
            raise RuleError("rule files end in .yaml", file=str(file))
        yield file


def _read(file: Traversable) -> bytes:
    """What a file holds, or so much of it that it is seen to be too long; no pipe or device, which may have no end."""
    try:
        if not file.is_file():
            raise RuleError("is no file that can be read", file=str(file))
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", file=str(file)) from error


def _folder(given: str | Path) -> Traversable:
    """A shipped pack's folder, the folder `given`, or an installed pack's; a shipped pack's name is its own."""
    if isinstance(given, str) and given in shipped_packs():
        return shipped("rules", given)
    folder = Path(given)
    if folder.is_dir():
        return folder
    if isinstance(given, str) and given in installed_packs():
        return installed(given)
    if folder.exists():
        raise RuleError(f"is no folder; name the folder of the pack: {folder.parent}", file=str(given))
    beside = (str(each.parent) for each in folder.parent.glob(f"*/{_MANIFEST}"))
    what = "no such rule pack or folder" + nearest(str(given), {*known_packs(), *beside})
    raise RuleError(what, file=str(given))


def _check_unique(packs: Sequence[Pack]) -> None:
    packed: dict[str, str] = {}
    ruled: dict[str, str] = {}
    for pack in packs:
        if pack.name in packed:
            raise RuleError(f"pack {pack.name!r} is there already: {packed[pack.name]}", file=pack.folder)
        packed[pack.name] = pack.folder
        for rule in pack.rules:
            if rule.info.id in ruled:
                raise _error(rule, "id", f"rule {rule.info.id!r} is there already: {ruled[rule.info.id]}")
            ruled[rule.info.id] = rule.file


def _check_frameworks(rules: Sequence[Rule]) -> None:
    """A framework is written in one way, for its rules are chosen by its name in any case."""
    written: dict[str, tuple[str, str]] = {}
    for rule in rules:
        for framework in rule.info.controls:
            first, file = written.setdefault(framework.lower(), (framework, rule.file))
            if first != framework:
                raise _error(rule, "controls", f"the framework {framework!r} is written {first!r} in {file}")


def _check_causes(rules: Sequence[Rule]) -> None:
    """Each cause is a rule, loaded or shipped, and named once; no rule is its own cause, at any remove."""
    loaded = {rule.info.id: rule for rule in rules}
    for rule in rules:
        causes = [cause.rule for cause in rule.consequence_of]
        for cause in causes:
            if cause not in loaded and cause not in shipped_rules():
                known = {*loaded, *shipped_rules()}
                raise _error(rule, "consequence_of", f"no such rule {cause!r}" + nearest(cause, known))
            if causes.count(cause) > 1:
                raise _error(rule, "consequence_of", f"{cause!r} is named twice; join what limits it with `||`")
        circle = _circle(rule.info.id, loaded)
        if circle:
            raise _error(rule, "consequence_of", f"a circle: {' -> '.join(circle)}")


def _circle(start: str, loaded: Mapping[str, Rule]) -> tuple[str, ...]:
    """The way from `start` back to itself through `consequence_of`; empty if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for cause in loaded[way[-1]].consequence_of if way[-1] in loaded else ():
            if cause.rule == start:
                return (*way, start)
            if cause.rule not in seen:
                seen.add(cause.rule)
                ways.append((*way, cause.rule))
    return ()


def shipped_rules() -> frozenset[str]:
    """Ids of all shipped rules."""
    return rules_named(shipped_packs())


def rules_named(names_or_paths: Iterable[str | Path]) -> frozenset[str]:
    """Ids of the rules of packs, by their file names: none of them is read. Raises RuleError."""
    folders = [_folder(given) for given in names_or_paths if given != _ALL]
    return frozenset(file.name.removesuffix(".yaml") for folder in folders for file in _rule_files(folder))


def _error(rule: Rule, field: str, what: str) -> RuleError:
    return RuleError(what, file=rule.file, line=rule.lines[field], field=field)
