"""`jianfa import` and `jianfa export`: what stands on which stream, and with which exit status."""

import json
import os
import subprocess
import sys

import pytest

from jianfa.cli.main import main
from jianfa.exchange.models import Batch
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from tests import hostile, lists


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "清单.xlsx"
    path.write_bytes(lists.book([{}, {"lead": "财务处", "title": "培训场地不足"}]))
    return path


def test_a_dry_run_needs_no_database_and_prints_only_json(file, tmp_path):
    environment = {
        "PATH": os.environ["PATH"], "JIANFA_HOME": str(tmp_path / "home"), "LANG": "zh_CN.UTF-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    command = [sys.executable, "-m", "jianfa.cli.main", "import", "--dry-run", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, env=environment)

    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert set(found) == {"problems", "doubts"}
    first, _second = found["problems"]
    assert (first["seq"], first["due"], first["solver"]) == (1, "2026-06-30", "superior_union")
    assert not (tmp_path / "home" / "jianfa.sqlite3").exists()


@pytest.mark.parametrize("order", ["before", "after"])
def test_options_stand_before_or_after_the_file(world, file, capsys, order):
    words = ["--dry-run", "--json", "--on", "2023-03-20"]
    assert main(["import", *words, str(file)] if order == "before" else ["import", str(file), *words]) == 0

    assert len(json.loads(capsys.readouterr().out)["problems"]) == 2


def test_the_units_of_the_database_are_known(world, file, capsys):
    main(["import", str(file), "--dry-run", "--json"])

    doubts = json.loads(capsys.readouterr().out)["doubts"]
    assert [(doubt["code"], doubt["value"]) for doubt in doubts] == [("unknown_unit", "财务处")]


def test_the_day_decides_what_a_word_means(world, tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(lists.book([{"due": "第三季度"}]))
    main(["import", str(path), "--dry-run", "--json", "--on", "2023-03-20"])

    assert json.loads(capsys.readouterr().out)["problems"][0]["due"] == "2023-09-30"


@pytest.mark.parametrize("day", ["2023-3-20", "2023.3.20", "2023年3月20日", "20230320"])
def test_the_day_may_be_written_as_people_write_it(world, tmp_path, capsys, day):
    path = tmp_path / "a.xlsx"
    path.write_bytes(lists.book([{"due": "第三季度"}]))
    main(["import", str(path), "--dry-run", "--json", "--on", day])

    assert json.loads(capsys.readouterr().out)["problems"][0]["due"] == "2023-09-30"


@pytest.mark.parametrize("day", ["2023-02-30", "明天", "3月"])
def test_what_is_no_day_is_refused_with_a_sentence(file, capsys, day):
    with pytest.raises(SystemExit) as ended:
        main(["import", str(file), "--dry-run", "--on", day])

    assert ended.value.code == 2
    assert day in capsys.readouterr().err


def test_json_is_utf_8_whatever_the_shell_speaks(file, tmp_path):
    environment = {
        "PATH": os.environ["PATH"], "JIANFA_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "gb18030",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    command = [sys.executable, "-m", "jianfa.cli.main", "import", "--dry-run", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path, env=environment)

    assert json.loads(done.stdout.decode("utf-8"))["problems"]


def test_every_doubt_names_its_place_and_the_nearest_valid_value(world, tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(lists.book([{"due": "2026年2月30日"}, {"lead": "财物部"}, {"source": "东成区总工会"}]))
    main(["import", str(path), "--dry-run", "--json", "--on", "2026-03-20"])

    doubts = json.loads(capsys.readouterr().out)["doubts"]
    told = [[doubt[key] for key in ("sheet", "row", "column", "value", "nearest")] for doubt in doubts]
    assert told == [
        ["问题清单", 3, "K", "2026年2月30日", "2026-02-28"],
        ["问题清单", 4, "G", "财物部", "财务部"],
        ["问题清单", 5, "D", "东成区总工会", "东城区总工会"],
    ]


def test_without_json_it_is_a_summary_to_read(world, file, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["import", str(file), "--dry-run"]) == 0

    told = capsys.readouterr().out
    assert "2 个问题" in told
    assert "1 个疑点" in told
    assert "财务处" in told
    assert not Batch.objects.exists()


@pytest.mark.parametrize("what", ["bomb", "macros", "truncated", "password", "secret"])
def test_a_refused_file_is_a_sentence_on_standard_error_and_status_2(tmp_path, capsys, what):
    name, make, _chinese, english = hostile.FILES[what]
    path = tmp_path / name
    path.write_bytes(make())

    assert main(["import", str(path), "--dry-run", "--json"]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert english in told.err


def test_a_file_that_is_not_there_is_said_so(capsys):
    assert main(["import", "没有.xlsx", "--dry-run"]) == 2
    assert "could not be opened" in capsys.readouterr().err


def test_a_list_is_brought_in_from_the_shell(world, file, capsys):
    assert main(["import", str(file), "--campaign", "县级工会加强年", "--as", "desk"]) == 0

    assert "2 imported, 0 left out, 0 rejected" in capsys.readouterr().out
    assert Problem.objects.filter(state="submitted", drafted_by=world.desk).count() == 2
    assert main(["import", str(file), "--campaign", "县级工会加强年", "--as", "desk"]) == 2
    assert "already imported" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "--dry-run to try the file out"),
        (["--campaign", "没有", "--as", "desk"], "There is no campaign"),
        (["--campaign", "县级工会加强年", "--as", "leader"], "holds no post that imports lists"),
    ],
)
def test_what_is_missing_is_named(world, file, capsys, words, sentence):
    assert main(["import", str(file), *words]) == 2
    assert sentence in capsys.readouterr().err
    assert not Batch.objects.exists()


def test_the_list_is_written_to_a_file_that_was_not_there(world, tmp_path, capsys):
    world.problem(State.LISTED)
    path = tmp_path / "out.xlsx"

    assert main(["export", str(path), "--as", "desk", "--filter", "state=listed"]) == 0
    assert path.read_bytes()[:2] == b"PK"
    assert main(["export", str(path), "--as", "desk"]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(("who", "query"), [("administrator", ""), ("desk", "state=nonsense"), ("nobody", "")])
def test_nothing_is_written_where_nothing_may_be_taken_out(world, tmp_path, who, query):
    path = tmp_path / "out.xlsx"

    assert main(["export", str(path), "--as", who, "--filter", query]) == 2
    assert not path.exists()
