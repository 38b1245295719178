"""The words of headings, row names and captions: short forms that no sentence has (`TH/KH`, `HGĐ`, `PT mới`).

Belongs here: patterns over match keys, each with what it stands for. Does not belong here: which of them wins
(`headings`), words that sentences use too (`vocabulary.yaml`).
"""

import regex


def word_pattern(pattern: str) -> regex.Pattern:
    return regex.compile(rf"(?<!\p{{L}})(?:{pattern})(?!\p{{L}})")


PLAN_WORDS = r"kế hoạch|khđg|kh|chỉ tiêu|ct|mục tiêu|nhiệm vụ|dự toán|nghị quyết"
DONE_WORDS = r"thực hiện|th|đạt|kết quả|kq|lũy kế|lk|đã có|hiện có"
#: money, debts, offices, papers, benefits: no enrolment
NOT_OURS = word_pattern(
    r"đồng|vnđ|tiền|số tiền|kinh phí|số thu|thu(?! hút)|số chi|chi(?! tiết| nhánh| cục| hội)|nợ|chậm "
    r"đóng|trốn đóng|lãi|quỹ|doanh thu|"
    r"lượt|hồ sơ|thẻ|sổ|đại lý|điểm thu|điểm|nhân viên|cộng tác viên|tổ chức dịch vụ|hội nghị|buổi|"
    r"cuộc|lớp|trường|"
    r"lễ(?: ra quân| phát động)?|(?:người|lượt|khách) (?:tham )?dự|"
    r"số (?:đơn vị|doanh nghiệp|dn|xã|phường|thôn|huyện|tổ|nhóm|đội|đoàn|cán bộ|cơ sở|ngày|lần|đợt)|"
    r"doanh nghiệp|hợp tác xã|tờ rơi|tin bài|"
    r"diện tích|biên chế|lương hưu|trợ cấp|hưởng|khám|kcb|nội trú|ngoại trú|xếp (?:hạng|loại|thứ)|"
    r"thứ tự|hạng|mã|năm sinh"
)
#: a name column of what its rows tell apart, none of them a place
NO_PLACES = word_pattern(
    r"nhóm|đối tượng|chỉ tiêu|nội dung|tuổi|giới tính|mức|kỳ|thời gian|thời điểm|tháng|quý|năm|ngày|"
    r"loại hình|phương thức"
)
GROUPS = word_pattern(r"nhóm|đối tượng")
#: what a row counts that is named by it: means of telling people
MEANS = word_pattern(
    r"hội nghị|hội thảo|tọa đàm|buổi|cuộc|tờ rơi|tờ gấp|tin bài|tin|bài viết|phóng sự|chuyên mục|video|clip|"
    r"pano|áp phích|băng rôn|lượt"
)
MONEY = word_pattern(r"đồng|vnđ|đ|triệu đ|tr\.đ|tỷ đ|trđ")
#: who could take part: what a rate is measured by, not who does
POTENTIAL = word_pattern(
    r"dân số|số dân|nhân khẩu|lực lượng lao động|lllđ|llld|trong độ tuổi(?: lao động)?|độ tuổi lao "
    r"động|số hộ|tổng số hộ|tiềm năng|"
    r"thuộc diện|diện phải|phải tham gia|tổng số (?:hssv|học sinh|sinh viên|hs|em|người dân|lao "
    r"động)|sĩ số|sỹ số|số (?:hssv|học sinh|sinh viên|hs)"
)
PERCENT = regex.compile(r"%|(?<!\p{L})(?:tỷ lệ|tỉ lệ|phần trăm|tl)(?!\p{L})")
#: a heading that counts, below whatever caption
COUNTED = word_pattern(
    r"số (?:người|lao động|lđ|đối tượng|hssv|học sinh|sinh viên|hs|hộ|thẻ|em)|(?:tổng|lượng) số"
)
CHANGED = word_pattern(r"tăng(?! mới| thêm)|giảm|chênh lệch|so sánh|tăng/ ?giảm|biến động")
#: a change that does not say since when
BOTH_WAYS = regex.compile(r"tăng[\s,/()+-]*(?:và |hoặc )?giảm|chênh lệch|biến động")
EARLIER = word_pattern(
    r"(?:so(?: với| sánh)?|với|/\s*(?=\p{L}))[^–]{0,12}?(?:cùng kỳ|ck|kỳ trước|tháng trước|tuần "
    r"trước|quý trước|năm trước|đầu (?:năm|kỳ)|cuối năm|"
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}|tháng \d|(?:năm )?(?:19|20)\d\d|ngày trước|hôm trước)"
)
AGAINST_PLAN = regex.compile(
    rf"(?<!\p{{L}})so(?: với| sánh với)?(?: tổng)?\s*(?:{PLAN_WORDS})(?!\p{{L}})"
    rf"|(?:{DONE_WORDS}|tỷ lệ|tỉ lệ|%)[^–/]{{0,25}}(?:/|so|trên)\s*(?:{PLAN_WORDS})(?!\p{{L}})|"
    rf"%\s*(?:{PLAN_WORDS})(?!\p{{L}})"
)
COMPLETION = word_pattern(
    r"hoàn thành|htkh|ht kh|% ?ht|(?:tỷ lệ|tỉ lệ|%|tl)(?: %)?[\s(%)]*(?:đạt(?: được)?|thực hiện|th|"
    r"ht|hoàn thành)|đạt (?:tỷ lệ|tỉ lệ|%)|đạt \(%\)|mức độ (?:thực hiện|đạt)|tiến độ"
)
COVERAGE = word_pattern(
    r"bao phủ|độ phủ|tỷ lệ phủ|(?:tỷ lệ|tỉ lệ|%|tl)[^–]{0,30}(?:tham gia|có thẻ|dân số|dân|lllđ|lực "
    r"lượng lao động|người dân|độ tuổi)|"
    r"(?:so với|/|trên)\s*(?:dân số|lllđ|lực lượng lao động|tổng số (?:hssv|học sinh|hs|dân))"
)
REMAINING = word_pattern(
    r"còn (?:lại|phải|thiếu|cần)|số còn|thiếu(?: so)?|(?:phải|cần) (?:tiếp tục )?(?:phát triển|vận "
    r"động|khai thác|thực hiện)(?: thêm)?|chưa thực hiện"
)
NON = word_pattern(
    r"chưa (?:tham gia|có|mua|đóng)|không tham gia|dừng(?: tham gia| đóng)?|ngừng(?: tham gia| "
    r"đóng)?|giảm trong (?:kỳ|tháng)|báo giảm"
)
RETURN = word_pattern(
    r"tái tục|tái tham gia|tiếp tục (?:tham gia|đóng)|đóng tiếp|duy trì(?! và| ,)|tái|quay lại|tham gia lại"
)
NEW = word_pattern(
    r"tăng mới|phát triển(?: mới| được| thêm)?|pt mới|pt|vận động(?: được| mới)?|khai thác|tham gia "
    r"mới|mới tham gia|mới|tăng thêm|phát sinh mới|"
    r"tăng trong (?:kỳ|tháng|tuần|năm)|ra quân|thêm|thu hút|tuyển mới"
)
STOCK = word_pattern(
    r"đang tham gia|hiện (?:có|tham gia)|tổng (?:số )?(?:người|lao động|đối tượng|hssv|học "
    r"sinh)?\s*(?:đang |đã )?tham gia|"
    r"số (?:người|lao động|đối tượng|hssv|học sinh|sinh viên|hs|em)?\s*(?:đã |đang )?(?:tham gia|có "
    r"bhyt|có bhxh)|đã (?:tham gia|có)|"
    r"người tham gia|có mặt|có đến|tham gia"
)
#: a result, or a plan, on a day: no flow, unless something says so
STANDING = regex.compile(
    rf"(?<!\p{{L}})(?<!lũy kế )(?<!luỹ kế )(?:{PLAN_WORDS}|thực hiện|th|đạt|kết quả|kq|ước)"
    r"(?: thực hiện| đạt| được giao| giao)? (?:tính )?đến (?:hết |ngày |hết ngày |tháng |hết tháng )?\d"
)
#: captions on those won, whatever stands below; `phát triển người tham gia` is the name of the work
WINNING = word_pattern(
    r"(?:phát triển|pt|tăng|khai thác|tuyển|vận động)(?: được)? mới|tham gia mới|ra quân|tăng thêm"
)
KEPT = word_pattern(r"phát triển(?: và|,) duy trì|duy trì(?: và|,) phát triển|thu(?: và|,) phát triển")
#: who takes part on a day, in a table of plans: what there is already, or, on a day to come, the plan
DATED_STOCK = word_pattern(
    r"(?:đang |đã )?tham gia[^–]{0,12} đến (?:hết |ngày |hết ngày |cuối )?(?:năm |tháng )?\d\S*"
)
#: what there is already, beside a plan: no result of it
KEPT_BEFORE = word_pattern(r"hiện có|đã có|đang tham gia|đã tham gia")
TARGET = word_pattern(rf"(?:{PLAN_WORDS})|giao|phấn đấu|được giao|đăng ký|cam kết|số giao|phải đạt")
#: a plan of the year, beside whatever months the heading names
OF_YEAR = word_pattern(rf"(?:{PLAN_WORDS})(?: giao| được giao)?(?: năm)? (?:19|20)\d\d")
ACHIEVED = word_pattern(rf"(?:{DONE_WORDS})|đã|ước")
ESTIMATE = word_pattern(r"ước(?: thực hiện| đạt| tính| th)?|dự ước")
LEAST = word_pattern(r"tối thiểu|ít nhất|trở lên")
DRIVE = word_pattern(r"ra quân|đợt cao điểm|chiến dịch|tháng cao điểm|đợt|tuần lễ")
PLANS = word_pattern(
    r"giao chỉ tiêu|giao kế hoạch|(?:chỉ tiêu|kế hoạch)(?! thực hiện)|phấn đấu|mục tiêu|phân bổ|dự toán|"
    r"dự kiến"
)
DEBTS = word_pattern(r"nợ|chậm đóng|trốn đóng")
RESULTS = word_pattern(
    r"kết quả|tình hình|tiến độ|thực hiện|đánh giá|báo cáo|ước|đến (?:hết |ngày |hết ngày )?\d"
)
#: a flow of one span, whatever the table is on
IN_PERIOD = word_pattern(r"trong (?:tuần|tháng|kỳ|ngày|quý|đợt|năm)|tuần này|tháng này|phát sinh")
#: a row that is named by a time: its cells are of that time
TIME_NAME = regex.compile(
    r"(?:(?:tổng |cộng |tổng cộng )?(?:năm|tháng|quý|tuần|đến|hết|ngày|\d+ tháng)\s+[\divx/.\s]+(?:năm\s)?"
    r"[\d/]*|\d{1,2}/\d{1,2}(?:/\d{4})?|(?:19|20)\d\d|t\d{1,2}(?:/\d{4})?)\s*$"
)
OF_DISTRICTS = word_pattern(r"huyện|quận|thị xã|bđh|bưu điện huyện|bhxh huyện")
CUMULATED = word_pattern(r"lũy kế|luỹ kế|lk|cộng dồn|từ đầu năm")
SPAN = word_pattern(r"tháng(?! \d)|quý(?! [\divx])|tuần|đợt")
#: a stock of another day than the table's: the day is left open
OTHER_DAY = word_pattern(
    r"(?<!từ )đầu (?:năm|kỳ|tháng)|kỳ trước|tháng trước|tuần trước|năm trước|cùng kỳ|cuối năm trước|"
    r"trước ngày"
)
SINCE_NEW_YEAR = word_pattern(r"từ đầu năm")
#: `2021/2020` is an index of two years; `2020/2021` a school year
INDEX_OF_YEARS = regex.compile(r"(?<!\d)(?P<later>20\d\d)\s?/\s?(?P<earlier>20\d\d)(?!\d)")
#: an office below the province, in a letterhead
LOWER_OFFICE = word_pattern(
    r"(?:bhxh|bảo hiểm xã hội|bưu điện|ubnd|ủy ban nhân dân) (?:(?:liên )?huyện|quận|thị xã|"
    r"xã|phường|thị trấn|cơ sở|khu vực)"
)
TOTAL = regex.compile(
    r"(?:(?P<country>cả nước|toàn quốc|toàn ngành|việt nam)|(?:chung )?(?P<home>toàn (?:tỉnh|thành "
    r"phố|tp|huyện|quận|thị xã|xã|phường)(?: \p{L}[\p{L} ]{1,25})?)|"
    r"toàn (?:bưu điện|bhxh) (?:tỉnh|thành phố|huyện|quận|thị xã)|"
    r"tổng(?: cộng| số| chung)?|cộng(?: chung)?|bình quân(?: chung)?)"
    r"(?:\s*\([ivx\d\s+.,=a-d]+\))?(?:\s*(?P<more>toàn (?:tỉnh|"
    r"thành phố|tp|huyện|quận|quốc)|cả nước))?\W*"
)
UNIT_NOTE = regex.compile(r"(?:đvt|đơn vị tính|đơn vị)\s*:?\s*(?P<unit>[^()|–]{1,40})")
