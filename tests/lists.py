"""Lists as offices keep them, made by the tests: a two-level heading, merged measures, totals, signatures."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

CELLS: dict[str, tuple[str, object]] = {
    "category": ("类别", "组织体系"),
    "title": ("问题描述", "基层工会换届不及时"),
    "source": ("上报单位", "东城区总工会"),
    "solver": ("解决主体", "需上级工会解决"),
    "nature": ("问题性质", "个性"),
    "lead": ("牵头单位", "财务部"),
    "assist": ("配合单位", "权益保障部"),
    "person": ("责任人", "周敏"),
    "measures": ("整改措施", "1.建立台账；2.分批换届"),
    "due": ("完成时限", "2026年6月底前"),
    "done": ("是否销号", ""),
    "closed": ("销号时间", ""),
}
"""Key → heading and the cell of a row nobody has doubts about."""

Row = Mapping[str, object]


def book(
    rows: Sequence[Row] = ({},), *, title: str = "县级工会加强年问题清单", more: Mapping[str, object] | None = None
) -> bytes:
    """Return a plain list as .xlsx: title, heading, one row a problem; rows say what differs from CELLS.

    ``more`` are columns that only this file has: heading and the cell of every row.
    """
    more = more or {}
    workbook, sheet = new_sheet("问题清单")
    sheet.append([title])
    sheet.append(["序号", *(heading for heading, _cell in CELLS.values()), *more])
    for n, row in enumerate(rows, 1):
        sheet.append([n, *(row.get(key, cell) for key, (_heading, cell) in CELLS.items()), *more.values()])
    return saved(workbook)


TWO_LEVEL: list[list[object]] = [
    ["东城区总工会问题整改台账（示例）"],
    ["填报单位：东城区总工会", "", "", "", "", "", "填报时间：2026年3月10日"],
    ["序号", "类别", "存在问题", "解决主体", "责任分工", "", "", "整改情况", "", ""],
    ["", "", "", "", "牵头单位", "配合单位", "责任人", "整改措施", "完成时限", "是否完成"],
    [
        1,
        "组织体系",
        "基层工会换届不及时，超期12家",
        "需上级工会",
        "财务部",
        "权益保障部",
        "周敏",
        "建立台账",
        "6月底前",
        "",
    ],
    ["", "", "", "", "", "", "", "分批换届", "", ""],
    [2, "阵地网络", "职工文化宫设施老化", "需党委政府协同", "东城区总工会", "", "方雨", "申请资金", "年底前", "已完成"],
    ["合计", "2"],
    ["填表人：方雨", "", "", "审核人：郑国栋"],
]
MERGED = "A1:J1 A3:A4 B3:B4 C3:C4 D3:D4 E3:G3 H3:J3 A5:A6 B5:B6 C5:C6 D5:D6 E5:E6 F5:F6 G5:G6 I5:I6 J5:J6"


def two_level() -> bytes:
    """Return a list of two problems with a heading of two levels, three measures, a total and signatures."""
    workbook, sheet = new_sheet("整改台账")
    for cells in TWO_LEVEL:
        sheet.append(cells)
    for area in MERGED.split():
        sheet.merge_cells(area)
    return saved(workbook)


def new_sheet(name: str) -> tuple[Workbook, Worksheet]:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    return workbook, sheet


def saved(workbook: Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def upload(data: bytes, name: str = "清单.xlsx") -> SimpleUploadedFile:
    """Return bytes as a form sends them."""
    return SimpleUploadedFile(name, data)
