"""The typefaces of GB/T 9704 by name, and the free ones that stand for them where they are not installed."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

BODY, TITLE, BLACK, KAI, SONG = "fangsong", "xiaobiaosong", "heiti", "kaiti", "songti"
NAMES = {BODY: "仿宋_GB2312", TITLE: "方正小标宋简体", BLACK: "黑体", KAI: "楷体_GB2312", SONG: "宋体"}
"""As Word and WPS know them; they are not free, so a .docx names them and never carries them."""
INSTALLED = {
    BODY: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
    TITLE: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋体"),
    BLACK: ("黑体", "SimHei"),
    KAI: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
    SONG: ("宋体", "SimSun", "NSimSun"),
}
"""The families to look for in the office's own folder, the best first."""
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
SUBSTITUTES = {BODY: SERIF, TITLE: SERIF, BLACK: SANS, KAI: SERIF, SONG: SERIF}


@dataclass(frozen=True)
class Faces:
    """The families a PDF is set in: face → family; ``missing`` are those a substitute stands for."""

    fonts: typst.Fonts
    families: dict[str, str]
    missing: tuple[str, ...]


@cache
def faces(folder: Path | None) -> Faces:
    """Return the typefaces for PDFs: those in the office's own folder, else the two that come with the product.

    What else is installed on the machine is not used, so that one paper is the same on every machine.
    """
    folders = [pylopdf_fonts_zh_cn.serif_path().parent, *([folder] if folder is not None and folder.is_dir() else [])]
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(path) for path in folders]
    )
    known = set(fonts.families())
    own = {face: next((name for name in names if name in known), "") for face, names in INSTALLED.items()}
    families = {face: family or SUBSTITUTES[face] for face, family in own.items()}
    return Faces(fonts, families, tuple(NAMES[face] for face, family in own.items() if not family))
