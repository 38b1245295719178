# ruff: noqa: E501
"""Writes `articles/`: the invented archive on which the worked questions of `docs/questions.md` are answered.

    python docs/example/make.py

Nothing in it is real news: outlets (`*.example`), slogans and figures are made up by the formulas below; the
provinces are real, so that codes and the merger of 2025 can be shown. The same formulas give the same files.
"""

import json
from datetime import date, timedelta
from pathlib import Path

#: name, title before the merger, title since (None: it is no province any more), size of its yearly target
PROVINCES = (
    ("Hà Nội", "TP", "TP", 20_000),
    ("Nghệ An", "tỉnh", "tỉnh", 12_400),
    ("Quảng Ninh", "tỉnh", "tỉnh", 6_300),
    ("Thanh Hóa", "tỉnh", "tỉnh", 14_200),
    ("Đồng Nai", "tỉnh", "tỉnh", 9_600),
    ("Bình Phước", "tỉnh", None, 3_900),
    ("Cần Thơ", "TP", "TP", 5_200),
    ("Sóc Trăng", "tỉnh", None, 4_100),
    ("Lai Châu", "tỉnh", "tỉnh", 1_150),
)
SLOGANS = {
    2021: "Thêm một người tham gia, bớt một nhà lo",
    2022: "Bốn mùa có nhau",
    2023: "Mỗi ngõ xóm một nụ cười hưu trí",
    2024: "Góp từng ngày, yên tuổi già",
    2025: "Về từng nhà, trao từng cuốn sổ",
}
MERGER = date(2025, 7, 1)
CLOSING = "(Bài viết mẫu soạn riêng cho raquan, không phải tin thật.)"


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}".replace(".", ",")


def articles():
    """(file name, publisher, day of publication, paragraphs)"""
    for place, (name, before, since, size) in enumerate(PROVINCES):
        for year in SLOGANS:
            # Thin on purpose: Lai Châu is told of in two years only, Sóc Trăng not in 2023.
            if (name, year) in {
                ("Lai Châu", 2021),
                ("Lai Châu", 2022),
                ("Lai Châu", 2024),
                ("Sóc Trăng", 2023),
            }:
                continue
            yield from _of_year(place, name, before, since, size, year)
    for year, slogan in SLOGANS.items():
        yield (
            f"{year}_ca_nuoc_ra_quan",
            "Bản tin Mẫu",
            date(year, 5, 9),
            [
                f"Cả nước ra quân vận động người dân tham gia BHXH tự nguyện năm {year}",
                f"Sáng 9/5/{year}, BHXH Việt Nam phối hợp Tổng công ty Bưu điện Việt Nam tổ chức lễ ra quân toàn "
                f"quốc với chủ đề “{slogan}”.",
                f"Năm {year}, cả nước phấn đấu phát triển mới {dotted(310_000 + 20_000 * (year - 2021))} người tham "
                "gia BHXH tự nguyện.",
            ],
        )


def _of_year(place: int, name: str, before: str, since: str | None, size: int, year: int):
    turn = place * 7 + (year - 2021) * 3
    target = 10 * round(size * (1 + 0.08 * (year - 2021)) / 10)
    by_september = round(target * (0.52 + 0.03 * ((turn + 2 * place) % 7)))
    achieved = round(target * (0.86 + 0.035 * (turn % 8)))
    aimed, came = 100 + 10 * (turn % 9), 80 + 13 * (turn % 11)
    stock = size * 2 + achieved * (year - 2020) // 2
    coverage = f"{88 + (turn % 40) / 8 + (year - 2021) * 0.7:.1f}".replace(".", ",")
    launch = date(year, 5, 10) + timedelta(days=turn % 9)
    slug = {"Hà Nội": "ha_noi", "Nghệ An": "nghe_an", "Quảng Ninh": "quang_ninh", "Thanh Hóa": "thanh_hoa",
            "Đồng Nai": "dong_nai", "Bình Phước": "binh_phuoc", "Cần Thơ": "can_tho", "Sóc Trăng": "soc_trang",
            "Lai Châu": "lai_chau"}[name]  # fmt: skip
    full = f"{before} {name}"
    whole = "toàn thành phố" if before == "TP" else "toàn tỉnh"
    day = f"{launch.day}/{launch.month}/{year}"
    yield (
        f"{year}_{slug}_ra_quan",
        "Báo Mẫu",
        launch,
        [
            f"{name} ra quân vận động người dân tham gia BHXH tự nguyện",
            f"Sáng {day}, BHXH {full} phối hợp Bưu điện {full} tổ chức lễ ra quân với chủ đề “{SLOGANS[year]}”.",
            f"Năm {year}, {full} được giao chỉ tiêu phát triển mới {dotted(target)} người tham gia BHXH tự nguyện.",
            f"Riêng trong ngày ra quân {day}, {whole} phấn đấu vận động {aimed} người tham gia BHXH tự nguyện.",
        ],
    )
    yield (
        f"{year}_{slug}_ngay_dau",
        "Trang tin Bưu chính Mẫu",
        launch + timedelta(days=1),
        [
            f"{name}: một ngày gõ cửa từng nhà",
            f"Hưởng ứng lễ ra quân “{SLOGANS[year]}” tổ chức ngày {day}, các tổ tư vấn của Bưu điện {full} đã có mặt "
            "tại chợ và nhà văn hóa.",
            f"Trong ngày ra quân {day}, {whole} đã vận động được {came} người tham gia BHXH tự nguyện.",
        ],
    )
    merged = year >= 2025
    if merged and since is None:
        return  # its results are told by the province that it is part of
    yield (
        f"{year}_{slug}_thang_9",
        "Báo Mẫu",
        date(year, 10, 4) + timedelta(days=place),
        [
            f"{name}: ba tháng cuối năm còn nhiều việc",
            f"Tính đến ngày 30/9/{year}, {full} có {dotted(stock)} người tham gia BHXH tự nguyện; tỷ lệ bao phủ BHYT "
            f"đạt {coverage}% dân số.",
            f"Trong 9 tháng đầu năm {year}, {whole} phát triển mới {dotted(by_september)} người tham gia BHXH tự "
            f"nguyện, đạt {percent(by_september, target)}% chỉ tiêu của năm.",
        ],
    )
    told = achieved + (37 if turn % 3 == 0 else 0)  # some outlets err, the report is exact
    yield (
        f"{year}_{slug}_ca_nam",
        "Nhịp Sống Mẫu",
        date(year + 1, 1, 5) + timedelta(days=place),
        [
            f"{name} nhìn lại một năm vận động",
            f"Cả năm {year}, {full} phát triển mới được {dotted(told)} người tham gia BHXH tự nguyện.",
        ],
    )
    if turn % 2 == 0:
        yield (
            f"{year}_{slug}_bao_cao",
            f"BHXH {full} (mẫu)",
            date(year + 1, 1, 20),
            [
                f"BẢO HIỂM XÃ HỘI {full.upper()}",
                "Số: 000/BC-BHXH (văn bản mẫu)",
                "BÁO CÁO",
                f"Kết quả thực hiện công tác BHXH, BHYT năm {year}",
                f"Trong năm {year}, {whole} phát triển mới {dotted(achieved)} người tham gia BHXH tự nguyện, đạt "
                f"{percent(achieved, target)}% chỉ tiêu.",
            ],
        )


def main() -> None:
    folder = Path(__file__).parent / "articles"
    for old in folder.iterdir():
        old.unlink()
    index = []
    for file, publisher, day, paragraphs in sorted(articles()):
        (folder / f"{file}.txt").write_text("\n\n".join([*paragraphs, CLOSING]) + "\n", encoding="utf-8")
        index.append(
            {
                "file": f"{file}.txt",
                "url": f"https://mau.example/{file.replace('_', '-')}",
                "publisher": publisher,
                "captured_at": "2026-02-01T01:00:00+07:00",
                "published_at": f"{day}T08:00:00+07:00",
            }
        )
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in index)
    (folder / "index.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
