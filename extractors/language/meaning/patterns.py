"""Patterns that more than one of the rules asks for."""

import regex

HEALTH = {"health_insurance", "household_health_insurance"}
RATES = ("participation_rate", "completion_rate")
WON = ("new_participants", "returning_participants")
THIS_NUMBER = regex.compile(
    r"(?:con số|tỷ lệ|số)(?: này| đó| ấy| trên(?! \d)| tương ứng)|con số (?:tuyệt đối|cụ thể)|"
    r"con số(?=(?: đã| nay| hiện| mới| cũng)* (?:là|lên|đạt)\b)|kết quả tương ứng"
)
FILLER = regex.compile(
    r"(?:\s|:|\(|“|\"|là|đã|đạt|có|từ|với|mức|tỷ lệ|được|mới|chỉ|thêm|lên|tới|đến|ở|cho|của|"
    r"khoảng|thì|về|còn|lại|cũng|số|sâu|mạnh|mất|nhẹ|đáng kể|bình quân|trung bình|lần lượt|tương ứng|"
    r"tương đương)*"
)
COORDINATION = regex.compile(r"(?:\s|,|;|và|cùng với|cùng|với|hoặc|là|-|–|:|lên)*")
COMPARISON = regex.compile(
    r"so(?: với)?\s+(?:cùng|chỉ tiêu|kế hoạch|mục tiêu|năm|tháng|thời điểm|đầu|cuối|quý|bình quân|mức|trước|"
    r"ngày|cả nước|toàn quốc|số|nghị quyết)"
)
NAMES = regex.compile(r"\p{Lu}[\p{L}]*(?:[ -]+\p{Lu}[\p{L}]*)*")
NAME_BEFORE_BRACKET = regex.compile(r"\p{Lu}[\p{L}\d.]*\s*\(\s*(?:\p{L}+\s+)?$")
MONEY_WORD = regex.compile(
    r"(?:\d|nghìn|ngàn|triệu|tỷ|tỉ) đồng\b|\btiền\b|\bthu (?!hút)|\bchi (?!hội|bộ|đoàn|nhánh)|"
    r"\bquỹ\b|\bkinh phí\b"
)
#: what is told of the economy
INDEX = regex.compile(r"\b(?:GR?DP|CPI|IIP|FDI|PCI|PAR|tăng trưởng|lạm phát)\b")
#: what an item of a list begins with
BULLET = regex.compile(r"[-–+•*▪►]|\p{So}|\p{Sm}")
#: the parts of a number that was told before
PARTS = regex.compile(r"\W*(?:trong đó|cơ cấu|cụ thể|bao gồm|gồm|phân theo nhóm)\b")
PART = regex.compile(
    r"(?:^|[:;,]|\bvà|\briêng|\btrong đó)\s*(?:các |số |là |người (?:thuộc|là) )*"
    r"(?:nhóm|khối|diện|học sinh|hssv|hộ gia đình)\b[^:;,]*$"
)
#: `giao chỉ tiêu đến từng thôn, │nên│ phát triển mới 106 người`
CAME_OF_IT = regex.compile(r",[^,;]{0,20}\b(?:nên|nhờ vậy|nhờ đó|do đó|vì thế)\b")
#: `So với kế hoạch giao, BHXH bắt buộc đạt 85%`: a sentence, or a clause, that measures by a plan
AGAINST_PLAN = regex.compile(
    r"\W*(?:(?:nếu|tuy nhiên|song|nhưng|thứ \p{L}+|còn|riêng|hiện),? )?so (?:với )?(?:các )?(?:chỉ tiêu|"
    r"kế hoạch|mục tiêu|nhiệm vụ)\b[^;:.,%\d]{0,80}(?:năm \d{4}[^;:.,%\d]{0,60})?,"
)
