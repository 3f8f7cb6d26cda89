"""What is copied around new files is enough for the rules, and does not grow with the store."""

from pathlib import Path

from kgraph.ontology.vocab import IDS, KG, Term
from kgraph.store.knowledge import load
from kgraph.validation.data_subset import around, whole

HEAD = "document:\n  id: doc:{name}\n  title: T\n"
CLAIM = """  - id: claim:{name}-{number}
    text: Claim {number} of {name}.
    kind: fact
    by: actor:jane-roe
    basis: firsthand
"""
SHARED = "actors:\n  - {id: actor:jane-roe, type: Person, label: Jane Roe}\n"
NEW = HEAD.format(name="new") + "assertions:\n  - {asserts: claim:old-0, by: actor:jane-roe, basis: firsthand}\n"


def _area_size(folder: Path, claims: int) -> int:
    folder.mkdir()
    (folder / "shared.yaml").write_text(SHARED, "utf-8")
    old = "".join(CLAIM.format(name="old", number=number) for number in range(claims))
    (folder / "old.yaml").write_text(HEAD.format(name="old") + "claims:\n" + old, "utf-8")
    (folder / "new.yml").write_text(NEW, "utf-8")
    store, _ = load([folder / "shared.yaml", folder / "old.yaml"], root=folder)
    new, _ = load([folder / "new.yml"], root=folder, against=store.store)
    return len(around(new, store.store).triples)


def test_the_copy_does_not_grow_with_the_store(tmp_path: Path) -> None:
    assert _area_size(tmp_path / "small", 5) == _area_size(tmp_path / "large", 200)


def test_the_other_assertions_of_a_claim_are_copied(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(
        SHARED + HEAD.format(name="old") + "claims:\n" + CLAIM.format(name="old", number=0), "utf-8"
    )
    (tmp_path / "new.yaml").write_text(NEW, "utf-8")
    old, _ = load([tmp_path / "old.yaml"], root=tmp_path)
    new, _ = load([tmp_path / "new.yaml"], root=tmp_path, against=old.store)

    area = around(new, old.store)

    assert len([triple for triple in area.triples if triple.predicate.value == KG.asserts]) == 2
    assert IDS + "claim/old-0" not in area.mine
    assert area.mine == whole(new).mine


def test_works_that_replace_one_another_are_copied_to_the_end(tmp_path: Path) -> None:
    work = "  - {{id: work:w{0}, title: W, workType: report, replaces: work:w{1}}}\n"
    (tmp_path / "old.yaml").write_text("works:\n" + "".join(work.format(at, at + 1) for at in range(1, 9)), "utf-8")
    (tmp_path / "new.yaml").write_text("works:\n" + work.format(9, 1), "utf-8")
    old, _ = load([tmp_path / "old.yaml"], root=tmp_path)
    new, _ = load([tmp_path / "new.yaml"], root=tmp_path, against=old.store)

    replacing = {triple.subject for triple in around(new, old.store).triples if triple.predicate.value == Term.replaces}
    assert len(replacing) == 9
