"""`jianfa bench similarity` and `jianfa bench triage`: JSON for programs, sentences for people."""

import json

import pytest

from jianfa.cli.main import main
from jianfa.cli.measuring.figuring import area_under_curve, best_bar, macro_f1, of_sets
from jianfa.cli.measuring.similarity import agreed_pairs, recall
from jianfa.kit.similar import Index
from jianfa.kit.similar.index import Text

PAIRS = "驿站怎么申请\t如何申请驿站\t1\n编制不足怎么办\t食堂太贵\t0\n欠薪找谁\t拖欠工资找谁\t1\n体检在哪\t停车太难\t0\n"
MESSAGES = (
    "留言编号,留言主题,留言详情\n1,青云小区搅拌站噪音,夜里施工\n2,投诉青云小区搅拌站噪音,太吵\n"
    "3,希望增设职工驿站,太少\n4,职工驿站希望增设,太少\n5,食堂太贵,\n"
)
GROUPS = "answer,group,message_id\nA,1,1\nA,1,2\nB,7,2\nB,7,1\nA,2,3\nA,2,4\nB,8,3\nB,8,5\nC,1,9\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    labels = "\n".join(
        f"{n},{'搅拌站噪音' if n % 2 else '驿站太少'}第{n}件,,{'环境' if n % 2 else '阵地'}" for n in range(20)
    )
    written = {"pairs": PAIRS, "messages": MESSAGES, "groups": GROUPS, "labelled": f"编号,主题,正文,标签\n{labels}"}
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: str(tmp_path / name) for name in written}


def bench(capsys, *words):
    status = main(["bench", *words, "--no-encoder"])
    printed = capsys.readouterr()
    return status, json.loads(printed.out) if status == 0 else printed.err


def test_pairs_are_measured_against_plain_counting(files, capsys):
    status, found = bench(capsys, "similarity", "--pairs", files["pairs"])

    assert (status, found["pairs"]["pairs"], found["pairs"]["auc_blend"]) == (0, 4, 1.0)
    assert found["pairs"].keys() >= {"auc_character_tfidf", "other_half", "encoder"}


def test_themes_and_search_are_measured_against_what_two_answers_agree_on(files, capsys):
    status, found = bench(capsys, "similarity", "--messages", files["messages"], "--groups", files["groups"])

    assert (status, found["messages"]["agreed_pairs"]) == (0, 1)
    assert found["messages"]["pairs"] == {"found": 1, "right": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["messages"]["top_5_hit_rate"] == 1.0


def test_labels_are_foreseen_with_the_number_of_earlier_ones(files, capsys):
    status, found = bench(capsys, "triage", "--labelled", files["labelled"])

    assert (status, found["triage"]["macro_f1"], found["triage"]["labels"]) == (0, 1.0, 2)
    assert found["triage"]["suggestions"][0]["like_earlier"] > 0


@pytest.mark.parametrize(("half", "messages"), [("odd", 3), ("even", 2)])
def test_half_of_the_messages_is_measured(files, capsys, half, messages):
    asked = ("--messages", files["messages"], "--groups", files["groups"], "--half", half)
    _status, found = bench(capsys, "similarity", *asked)
    assert (found["messages"]["messages"], found["messages"]["half"]) == (messages, half)

    _status, found = bench(capsys, "triage", "--labelled", files["labelled"], "--half", half)
    assert (found["triage"]["messages"], found["triage"]["half"]) == (10, half)


def test_size_is_measured(capsys):
    status, found = bench(capsys, "similarity", "--size", "300", "--rounds", "5")

    assert (status, found["size"]["texts"], found["size"]["recall_at_10"]) == (0, 300, 1.0)
    assert found["size"].keys() >= {"typing_ms", "like_ms", "adding_ms", "memory_mb"}


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (("pairs", "只有一列\n"), ("pairs, line 1", "three columns")),
        (("pairs", "甲\t乙\t1\n丙\t丁\t是\n"), ("pairs, line 2", "是")),
        (("messages", "number,留言主题\n1,驿站\n"), ("messages", "留言编号")),
        (("messages", "留言编号,时间\n1,2\n"), ("messages", "留言主题", "留言详情")),
        (("messages", ""), ("messages", "no row")),
        (("groups", "answer,message_id\nA,1\n"), ("groups", "group")),
        (("labelled", "主题\n驿站\n"), ("labelled", "一级标签")),
    ],
)
def test_a_file_that_lacks_something_is_named_with_what_it_lacks(files, capsys, tmp_path, case, words):
    name, text = case
    (tmp_path / name).write_text(text, encoding="utf-8")
    asked = {
        "pairs": ["similarity", "--pairs", files["pairs"]],
        "messages": ["similarity", "--messages", files["messages"], "--groups", files["groups"]],
        "groups": ["similarity", "--messages", files["messages"], "--groups", files["groups"]],
        "labelled": ["triage", "--labelled", files["labelled"]],
    }
    status, said = bench(capsys, *asked[name])

    assert status == 2
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    "words", [["similarity"], ["similarity", "--groups", "x"], ["similarity", "--pairs", "/nowhere"]]
)
def test_what_cannot_be_measured_is_said(capsys, words):
    status, said = bench(capsys, *words)

    assert (status, "Traceback" in said) == (2, False)


def test_a_list_of_synonyms_that_cannot_be_meant_is_named(files, capsys, tmp_path):
    (tmp_path / "words").write_text("单独一个\n", encoding="utf-8")
    status, said = bench(capsys, "similarity", "--pairs", files["pairs"], "--synonyms", str(tmp_path / "words"))

    assert (status, "line 1" in said) == (2, True)


def test_the_figures_of_merit_are_what_their_names_say():
    assert area_under_curve([0.1, 0.4, 0.4, 0.9], [False, True, False, True]) == 0.875
    assert area_under_curve([0.1], [True]) is None
    assert best_bar([0.9, 0.8, 0.1], [True, True, False]) == 0.8
    assert of_sets({1, 2}, {2, 3, 4}) == {"found": 2, "right": 1, "precision": 0.5, "recall": 0.3333, "f1": 0.4}
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == {"a": 0.6667, "b": 0.6667}


def test_one_answer_alone_agrees_with_nobody():
    index: Index[str] = Index()
    index.extend([Text("1", "驿站"), Text("2", "驿站")])

    assert agreed_pairs({("A", "1"): ["1", "2"], ("A", "2"): ["1", "2"]}, index) == set()
    assert agreed_pairs({("A", "1"): ["1", "2"], ("B", "2"): ["2", "1", "3"]}, index) == {("1", "2")}


def test_recall_counts_equal_scores_as_equally_good():
    index: Index[int] = Index()
    index.extend(Text(n, "职工驿站") for n in range(30))

    assert recall(index, [1, 2]) == 1.0
