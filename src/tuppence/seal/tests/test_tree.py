"""The tree against published vectors, and against what must hold for every tree.

Vectors: transparency-dev/merkle, rfc6962/rfc6962_test.go and proof/verify_test.go, whose trees are
those of the tests of RFC 6962's first implementation. Its leaves are counted from 1, ours from 0.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.seal.tree import (
    Node,
    ProofWrong,
    consistency,
    grown,
    inclusion,
    leaf_hash,
    node_hash,
    root,
    root_by_inclusion,
    root_of,
    roots_by_consistency,
)

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = [
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
CONSISTENCY = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
    (6, 7, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
]  # fmt: skip


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def nodes(leaves: list[bytes]) -> Node:
    return lambda height, index: root_of(leaves[index << height : (index + 1) << height])


def raw(path: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in path]


class TestPublishedVectors:
    KNOWN = [leaf_hash(bytes.fromhex(each)) for each in LEAVES]

    def test_of_single_hashes_hold(self) -> None:
        assert root_of([]).hex().startswith("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c")
        assert leaf_hash(b"L123456").hex() == (
            "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
        )
        assert node_hash(b"N123", b"N456").hex() == (
            "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
        )

    @pytest.mark.parametrize("size", range(1, 9))
    def test_of_roots_hold(self, size: int) -> None:
        assert root_of(self.KNOWN[:size]).hex() == ROOTS[size - 1]
        assert root(size, nodes(self.KNOWN)).hex() == ROOTS[size - 1]

    @pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
    def test_of_inclusion_hold(self, index: int, size: int, path: list[str]) -> None:
        assert inclusion(index, size, nodes(self.KNOWN)) == raw(path)
        found = root_by_inclusion(self.KNOWN[index], index=index, size=size, path=raw(path))
        assert found.hex() == ROOTS[size - 1]

    @pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
    def test_of_consistency_hold(self, old: int, new: int, path: list[str]) -> None:
        assert consistency(old, new, nodes(self.KNOWN)) == raw(path)
        was, now = roots_by_consistency(
            bytes.fromhex(ROOTS[old - 1]), old=old, new=new, path=raw(path)
        )
        assert (was.hex(), now.hex()) == (ROOTS[old - 1], ROOTS[new - 1])


SIZES = st.integers(1, 700)


class TestAnyTree:
    @given(SIZES, st.data())
    def test_includes_each_leaf_and_no_other(self, size: int, data: st.DataObject) -> None:
        leaves = hashes(size)
        index = data.draw(st.integers(0, size - 1))
        path = inclusion(index, size, nodes(leaves))
        assert len(path) <= size.bit_length()
        proven = root_by_inclusion(leaves[index], index=index, size=size, path=path)
        assert proven == root_of(leaves)
        place, bit = data.draw(st.integers(0, len(path))), data.draw(st.integers(0, 255))
        bent = [leaves[index], *path]
        bent[place] = flipped(bent[place], bit)
        assert proven != root_by_inclusion(bent[0], index=index, size=size, path=bent[1:])
        for wrong in (path[:-1], [*path, path[0] if path else leaves[0]]):
            if wrong != path:
                with pytest.raises(ProofWrong):
                    root_by_inclusion(leaves[index], index=index, size=size, path=wrong)

    @given(SIZES, SIZES, st.data())
    def test_contains_each_smaller_one(self, one: int, other: int, data: st.DataObject) -> None:
        old, new = sorted((one, other))
        leaves = hashes(new)
        path = consistency(old, new, nodes(leaves))
        roots = root_of(leaves[:old]), root_of(leaves)
        assert roots_by_consistency(roots[0], old=old, new=new, path=path) == roots
        if path:
            place, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
            bent = [*path[:place], flipped(path[place], bit), *path[place + 1 :]]
            assert roots_by_consistency(roots[0], old=old, new=new, path=bent) != roots
            with pytest.raises(ProofWrong):
                roots_by_consistency(roots[0], old=old, new=new, path=path[:-1])
        with pytest.raises(ProofWrong):
            roots_by_consistency(roots[0], old=old, new=new, path=[*path, roots[0]])

    @given(SIZES, SIZES, st.data())
    def test_with_another_leaf_contains_no_smaller_one(
        self, one: int, other: int, data: st.DataObject
    ) -> None:
        """Nobody finds a proof between the old root and a tree whose history was rewritten."""
        old, new = sorted((one, other))
        leaves = hashes(new)
        before = root_of(leaves[:old])
        leaves[data.draw(st.integers(0, old - 1))] = leaf_hash(b"rewritten")
        path = consistency(old, new, nodes(leaves))
        assert roots_by_consistency(before, old=old, new=new, path=path)[0] != before or (
            roots_by_consistency(before, old=old, new=new, path=path)[1] != root_of(leaves)
        )

    @given(st.lists(st.integers(1, 600), min_size=1, max_size=6))
    def test_grows_by_what_is_stored(self, steps: list[int]) -> None:
        stored: dict[int, list[bytes]] = {}

        def tile(level: int, number: int) -> list[bytes]:
            return stored.get(level, [])[number * 256 : (number + 1) * 256]

        leaves = hashes(sum(steps))
        size = 0
        for step in steps:
            for level, first, run in grown(size, leaves[size : size + step], tile):
                assert len(stored.setdefault(level, [])) == first
                assert first // 256 == (first + len(run) - 1) // 256
                stored[level] += run
            size += step
        assert stored[0] == leaves
        assert stored.get(1, []) == [
            root_of(leaves[at : at + 256]) for at in range(0, len(leaves) - 255, 256)
        ]


class TestThereIsNoProof:
    @pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 4), (4, 4)])
    def test_of_a_leaf_that_is_not_there(self, index: int, size: int) -> None:
        with pytest.raises(ValueError, match="no such leaf"):
            inclusion(index, size, nodes(hashes(8)))
        with pytest.raises(ProofWrong):
            root_by_inclusion(bytes(32), index=index, size=size, path=[])

    @pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4)])
    def test_between_sizes_that_are_not_in_order(self, old: int, new: int) -> None:
        with pytest.raises(ValueError, match="no such sizes"):
            consistency(old, new, nodes(hashes(8)))
        with pytest.raises(ProofWrong):
            roots_by_consistency(bytes(32), old=old, new=new, path=[])


def flipped(data: bytes, bit: int) -> bytes:
    return bytes(each ^ (1 << bit % 8) * (place == bit // 8) for place, each in enumerate(data))
