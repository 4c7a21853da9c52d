"""The tree of RFC 9162: its test vectors, and laws against the recursive definition of the standard."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.merkle import EMPTY, Tree, leaf_hash, node_hash, root_of

VECTORS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
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
"""Leaves and roots of the reference tests of Certificate Transparency, sizes one to eight."""


def split_at(size: int) -> int:
    """Return the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def by_the_standard(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = split_at(len(leaves))
    return node_hash(by_the_standard(leaves[:k]), by_the_standard(leaves[k:]))


def path_by_the_standard(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162 §2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    k = split_at(len(leaves))
    if index < k:
        return [*path_by_the_standard(index, leaves[:k]), by_the_standard(leaves[k:])]
    return [*path_by_the_standard(index - k, leaves[k:]), by_the_standard(leaves[:k])]


def tree_of(leaves: list[bytes]) -> Tree:
    return Tree([leaf_hash(leaf) for leaf in leaves])


some_leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(1, 9))
def test_it_makes_the_roots_of_the_reference_tests(size: int):
    root = tree_of([bytes.fromhex(leaf) for leaf in VECTORS[:size]]).root

    assert root.hex() == ROOTS[size - 1]


def test_the_root_over_nothing_is_the_hash_of_nothing():
    assert Tree([]).root == EMPTY == hashlib.sha256(b"").digest()


@given(some_leaves)
def test_root_and_paths_are_those_of_the_standard(leaves: list[bytes]):
    tree = tree_of(leaves)

    assert tree.root == by_the_standard(leaves)
    assert [tree.path(n) for n in range(len(leaves))] == [path_by_the_standard(n, leaves) for n in range(len(leaves))]


@given(some_leaves, st.data())
def test_a_path_leads_to_the_root_from_its_own_leaf_and_place_only(leaves: list[bytes], data: st.DataObject):
    tree, size = tree_of(leaves), len(leaves)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size).filter(lambda place: place != index))
    path, leaf = tree.path(index), leaf_hash(leaves[index])

    assert root_of(leaf, index, size, path) == tree.root
    assert root_of(leaf_hash(leaves[index] + b"!"), index, size, path) != tree.root
    assert root_of(leaf, index, size, [*path, tree.root]) is None
    if path:
        assert root_of(leaf, index, size, path[:-1]) != tree.root
    if len(set(leaves)) == size:
        assert root_of(leaf, other, size, path) != tree.root


@given(some_leaves, st.data())
def test_a_replaced_leaf_gives_the_tree_made_anew(leaves: list[bytes], data: st.DataObject):
    tree = tree_of(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    tree.replace(index, leaf_hash(b"another"))
    anew = tree_of([*leaves[:index], b"another", *leaves[index + 1 :]])

    assert (tree.root, tree.path(index), len(tree)) == (anew.root, anew.path(index), len(leaves))
