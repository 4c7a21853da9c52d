"""The network the bench lays out is one: as large as it says, without a circle, the same each time."""

from jianfa.cli.measuring.figures import network
from jianfa.kit.schedule import Network


def test_it_has_its_links_and_no_circle():
    steps = network(10_000)

    assert len(Network(steps).order) == 10_000
    assert 19_000 < sum(len(step.after) for step in steps) <= 20_000
    assert network(50) == steps[:50]
