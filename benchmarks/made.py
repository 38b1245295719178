# ruff: noqa: E501 (sentences and markup are not broken)
"""Made-up news of any number, for benchmarks: pages of a news site's weight with known figures.

    .venv/bin/python benchmarks/made.py FOLDER --count 1000 --relevant 0.1

writes pages, an index.jsonl and gold (for `raquan score`). All sentences were written for this project; names of
provinces are real, the numbers and events are not. The same seed gives the same documents.

Weights follow real pages: 60–500 KB of markup around 2,500–7,000 characters of text (median of five front pages'
articles: 200 KB, 5,800 characters); of a general site's articles one in some hundred is on the subject, of a
list already sifted by subject one in three.
"""

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

VIETNAM = timezone(timedelta(hours=7))
PROVINCES = {
    "Nghệ An": "40", "Thanh Hóa": "38", "Hà Tĩnh": "42", "Lạng Sơn": "20", "Sơn La": "14", "Cao Bằng": "04",
    "Quảng Ninh": "22", "Lai Châu": "12", "Điện Biên": "11",
}  # fmt: skip

# What an article on the subject says: a sentence with its figures as (printed, value, programme, measure, role).
_ENROLMENT = (
    (
        "Tính đến hết tháng {month}/{year}, toàn tỉnh có {a} người tham gia BHXH tự nguyện, đạt {p}% kế hoạch năm.",
        (("a", "person", "voluntary_social_insurance", "participants", "achieved"),
         ("p", "percent", "voluntary_social_insurance", "completion_rate", "achieved")),
    ),
    (
        "Trong ngày ra quân, các tổ vận động được {b} người tham gia BHYT hộ gia đình.",
        (("b", "person", "household_health_insurance", "new_participants", "achieved"),),
    ),
    (
        "Chỉ tiêu giao cho tỉnh năm {year} là {c} người tham gia BHXH tự nguyện.",
        (("c", "person", "voluntary_social_insurance", "participants", "target"),),
    ),
    (
        "Tỷ lệ bao phủ BHYT trên địa bàn tỉnh đến ngày 30/{month}/{year} đạt {p}% dân số.",
        (("p", "percent", "health_insurance", "participation_rate", "achieved"),),
    ),
    (
        "Từ nay đến cuối năm, tỉnh còn phải vận động {b} người tham gia BHXH tự nguyện nữa mới hoàn thành kế hoạch.",
        (("b", "person", "voluntary_social_insurance", "new_participants", "remaining"),),
    ),
)  # fmt: skip
_AROUND = (
    "Các tổ tuyên truyền chia nhau về từng thôn, gõ cửa từng nhà vào buổi tối, khi bà con đã đi làm đồng về.",
    "Nhân viên bưu điện mang theo tờ gấp, giải thích mức đóng, mức hưởng và phần tiền được ngân sách hỗ trợ.",
    "Bà Nguyễn Thị Lành, bán hàng ở chợ huyện, cho biết bà đã nghe nói về bảo hiểm xã hội tự nguyện từ lâu.",
    "Theo lãnh đạo cơ quan bảo hiểm xã hội, khó nhất vẫn là thu nhập của lao động tự do lên xuống thất thường.",
    "Ngành bảo hiểm xã hội phối hợp với hội phụ nữ, hội nông dân lồng ghép tuyên truyền trong các buổi họp xóm.",
    "Lễ phát động có đại diện chính quyền địa phương, các đoàn thể và đông đảo nhân viên thu dự.",
    "Người tham gia được cấp thẻ bảo hiểm y tế khi nghỉ hưu, thân nhân được hưởng chế độ tử tuất.",
    "Nhiều xã vùng cao đường sá đi lại vất vả, cán bộ phải đi từ sáng sớm mới kịp phiên chợ.",
)
_OTHER = (
    (
        "Giá vàng miếng sáng {day}/{month} tăng {n} nghìn đồng mỗi lượng so với cuối phiên trước.",
        "Các cửa hàng cho biết lượng khách mua vào giảm, phần lớn đến để hỏi giá rồi ra về.",
        "Chuyên gia khuyên người dân cân nhắc kỹ, không vay tiền để đầu tư khi thị trường biến động mạnh.",
    ),
    (
        "Đội chủ nhà thắng {s}-0 trước {n} nghìn khán giả, vươn lên vị trí thứ {s} trên bảng xếp hạng.",
        "Huấn luyện viên cho rằng các học trò đã chơi đúng sức, nhưng còn phải cải thiện khâu dứt điểm.",
        "Vòng đấu tới, đội gặp đối thủ đang có phong độ cao nhất giải.",
    ),
    (
        "Năm nay có {n}.{t} thí sinh đăng ký dự kỳ thi tốt nghiệp, tăng {p}% so với năm trước.",
        "Bộ yêu cầu các địa phương chuẩn bị phòng thi dự phòng, bảo đảm giao thông và an toàn thực phẩm.",
        "Lịch thi giữ ổn định như mọi năm, kết quả công bố vào giữa tháng {month}.",
    ),
    (
        "Mưa lớn trong đêm khiến {n} hộ dân phải sơ tán, {s} tuyến đường bị sạt lở chia cắt.",
        "Lực lượng chức năng túc trực ở các ngầm tràn, không cho người và xe qua lại khi nước chảy xiết.",
        "Cơ quan khí tượng dự báo mưa còn kéo dài đến hết ngày {day}/{month}.",
    ),
    (
        "Dự án đường vành đai có tổng mức đầu tư {n}.{t} tỷ đồng, dự kiến hoàn thành vào năm {year}.",
        "Công tác giải phóng mặt bằng đã đạt {p}%, còn vướng ở một số đoạn đi qua khu dân cư.",
        "Chủ đầu tư cam kết bố trí đủ máy móc, thi công ba ca để bù tiến độ.",
    ),
    (
        "Bệnh viện tiếp nhận {n} ca sốt xuất huyết trong tuần, tăng {p}% so với tuần trước đó.",
        "Bác sĩ khuyến cáo người dân diệt lăng quăng, ngủ màn kể cả ban ngày và đi khám sớm khi sốt cao.",
        "Phần lớn bệnh nhân là người lớn, nhập viện vào ngày thứ {s} của bệnh.",
    ),
)


@dataclass(frozen=True)
class Made:
    """A made-up article: its page, its bare text, and the figures it states."""

    name: str
    page: bytes
    text: str
    relevant: bool
    published: datetime
    province: str
    figures: tuple[dict, ...]


def made(
    count: int,
    *,
    relevant: float = 0.1,
    seed: int = 1,
    weight: float = 1.0,
    first: date = date(2014, 1, 1),
    days: int = 4_000,
) -> Iterator[Made]:
    """`count` articles, of which the share `relevant` is on the subject. `weight`: 1 is a real page's markup.
    They are published on one of `days` days from `first` on."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        is_relevant = chance.random() < relevant
        yield _article(number, chance, is_relevant, weight, first + timedelta(days=chance.randrange(days)))


def _article(number: int, chance: random.Random, relevant: bool, weight: float, day: date) -> Made:
    published = datetime(day.year, day.month, day.day, chance.randrange(6, 22), 30, tzinfo=VIETNAM)
    province = chance.choice(list(PROVINCES))
    figures: list[dict] = []
    if relevant:
        title = f"{province} ra quân vận động người dân tham gia BHXH tự nguyện, đợt {number}"
        sentences = _about_enrolment(chance, published, province, figures)
    else:
        title = f"Tin trong ngày số {number} ở {province}"
        sentences = _about_other_things(chance, published)
    lead, *rest = sentences
    paragraphs = []
    while rest:
        length = chance.randrange(2, 5)
        paragraphs.append(" ".join(rest[:length]))
        rest = rest[length:]
    return Made(
        name=f"{number:07}.html",
        page=_page(title, lead, paragraphs, published, number, chance, weight).encode(),
        text="\n".join((title, lead, *paragraphs)),
        relevant=relevant,
        published=published,
        province=province,
        figures=tuple(figures),
    )


def _about_enrolment(
    chance: random.Random, published: datetime, province: str, figures: list[dict]
) -> list[str]:
    """Ten figures, as in the five articles of the development set, among twenty-five other sentences."""
    opening = (
        f"Sáng {published.day}/{published.month}, BHXH tỉnh {province} và Bưu điện tỉnh tổ chức lễ ra quân."
    )
    sentences = [opening]
    for _ in range(7):
        template, stated = chance.choice(_ENROLMENT)
        values = _values(chance, published)
        sentence = template.format(**values)
        for name, unit, programme, measure, role in stated:
            printed = values[name] + ("%" if unit == "percent" else "")
            value = float(values[name].replace(".", "").replace(",", "."))
            figures.append(
                {"number": printed, "quote": sentence, "value": value, "unit": unit, "programme": programme,
                 "measure": measure, "role": role, "statistic": "level", "bound": "exact"}
            )  # fmt: skip
        sentences.append(sentence)
        sentences += chance.sample(_AROUND, k=3)
    return sentences


def _about_other_things(chance: random.Random, published: datetime) -> list[str]:
    sentences = []
    for _ in range(12):
        values = _values(chance, published)
        sentences += [template.format(**values) for template in chance.choice(_OTHER)]
    return sentences


def _values(chance: random.Random, published: datetime) -> dict[str, object]:
    def thousands(low: int, high: int) -> str:
        return f"{chance.randrange(low, high):,}".replace(",", ".")

    return {
        "a": thousands(12_000, 90_000), "b": thousands(1_000, 9_999), "c": thousands(20_000, 99_000),
        "p": f"{chance.randrange(40, 99)},{chance.randrange(1, 9)}", "n": str(chance.randrange(100, 900)),
        "t": str(chance.randrange(100, 999)), "s": str(chance.randrange(2, 9)), "day": published.day,
        "month": max(1, published.month - 1), "year": published.year,
    }  # fmt: skip


def _page(
    title: str,
    lead: str,
    paragraphs: list[str],
    published: datetime,
    number: int,
    chance: random.Random,
    weight: float,
) -> str:
    """The article in a page of 30 to 400 KB, mostly scripts, menus and lists of other articles."""
    size = weight * chance.choice((0.3, 0.7, 1.0, 1.0, 1.4, 2.5))
    url = f"https://vnexpress.net/made-up-{number}-{4_000_000 + number}.html"
    facts = {"@context": "http://schema.org", "@type": "NewsArticle", "headline": title,
             "datePublished": published.isoformat(), "author": {"@type": "Person", "name": "An Nhiên"}}  # fmt: skip
    script = "".join(f"window.slot{n}={{id:{n},w:300,h:250,k:['a','b'],u:'/ads/{n}.js'}};" for n in range(50))
    menu = "".join(
        f'<li class="item"><a href="/muc-{n}" title="Mục {n}" data-medium="Menu-{n}">Mục {n}</a></li>'
        for n in range(int(150 * size))
    )
    teasers = "".join(
        f'<article class="item-news"><div class="thumb-art"><a href="/bai-{n}.html" class="thumb"><picture>'
        f'<source srcset="/i/{n}.webp 1x, /i/{n}@2.webp 2x"><img src="/i/{n}.jpg" alt="" loading="lazy"></picture>'
        f'</a></div><h3 class="title-news"><a href="/bai-{n}.html">Bài khác số {n}: {n * 37} người dự hội</a></h3>'
        f'<p class="description">Một đoạn giới thiệu ngắn về bài khác, có con số {n * 11} để làm nhiễu.</p></article>'
        for n in range(int(110 * size))
    )
    body = "\n".join(f'<p class="Normal">{paragraph}</p>' for paragraph in paragraphs)
    scripts = "".join(f"<script>{script}</script>" for _ in range(int(20 * size)))
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{title} - Báo VnExpress</title>
<meta property="og:site_name" content="vnexpress.net"><meta property="og:title" content="{title}">
<meta name="description" content="{lead}">
<meta name="pubdate" itemprop="datePublished" content="{published.isoformat()}">
<link rel="canonical" href="{url}">
<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script>
{scripts}<style>.fck_detail p {{ margin: 0 }}</style></head>
<body><header><nav><ul>{menu}</ul></nav></header>
<section class="section page-detail top-detail"><div class="sidebar-1">
<div class="header-content width_common"><span class="date">{published:%d/%m/%Y, %H:%M} (GMT+7)</span></div>
<h1 class="title-detail">{title}</h1>
<p class="description">{lead}</p>
<article class="fck_detail">
{body}
<p class="author_mail"><strong>An Nhiên</strong></p></article></div>
<div class="sidebar-2">{teasers}</div></section>
<footer><ul>{menu}</ul></footer></body></html>
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--relevant", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weight", type=float, default=1.0, help="of the markup; 1 is a real page's")
    options = parser.parse_args()
    gold = options.folder / "gold"
    gold.mkdir(parents=True, exist_ok=True)
    with (options.folder / "index.jsonl").open("w", encoding="utf-8") as index:
        for article in made(
            options.count, relevant=options.relevant, seed=options.seed, weight=options.weight
        ):
            (options.folder / article.name).write_bytes(article.page)
            captured = article.published + timedelta(hours=3)
            line = {"file": article.name, "captured_at": captured.isoformat()}
            index.write(json.dumps(line) + "\n")
            if article.relevant:
                truth = {"document": article.name, "figures": article.figures}
                path = gold / f"{Path(article.name).stem}.json"
                path.write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{options.count:,} made-up articles in {options.folder}")


if __name__ == "__main__":
    main()
