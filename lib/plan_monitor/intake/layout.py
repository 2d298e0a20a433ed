"""The form's sheets, headers and identity keys: the contract between writer and reader."""

INDICATOR_SHEET = "Chỉ tiêu"
TASK_SHEET = "Nhiệm vụ"
NARRATIVE_SHEET = "Thuyết minh"
FUNDING_SHEET = "Kinh phí"
EARLIER_SHEET = "Số đã báo cáo"
BASELINE_SHEET = "Năm gốc"
GUIDE_SHEET = "Hướng dẫn"
IDENTITY_SHEET = "_plan_monitor"
REPLY_SHEET = "Danh sách cần sửa"  # in front of a reply; nothing in it is read

INDICATOR_HEADERS = (
    "Mã",
    "Chỉ tiêu",
    "Đơn vị",
    "Mục tiêu",
    "Năm gốc",
    "Kỳ trước",
    "Thực hiện",
    "Ước thực hiện",
    "Ngày số liệu",
    "Minh chứng",
    "Ghi chú",
)
INDICATOR_ASKED = INDICATOR_HEADERS[6:]

TASK_HEADERS = (
    "Mã",
    "Nhiệm vụ",
    "Thời hạn",
    "Trạng thái",
    "Số văn bản",
    "Ngày văn bản",
    "Kết quả",
    "Khó khăn",
    "Thời hạn đề xuất",
    "Căn cứ",
)
TASK_ASKED = TASK_HEADERS[3:]

NARRATIVE_HEADERS = ("Nội dung", "Ý kiến của cơ quan")
NARRATIVE_ASKED = NARRATIVE_HEADERS[1:]

FUNDING_HEADERS = ("Nguồn vốn", "Kinh phí bố trí", "Kinh phí giải ngân", "Đơn vị", "Ghi chú")
FUNDING_ASKED = ("Kinh phí bố trí", "Kinh phí giải ngân", "Ghi chú")

EARLIER_HEADERS = (
    "Mã",
    "Chỉ tiêu",
    "Đơn vị",
    "Ngày số liệu",
    "Đã báo cáo",
    "Số chính thức",
    "Lý do thay đổi",
)
EARLIER_ASKED = EARLIER_HEADERS[5:]

BASELINE_HEADERS = ("Mã", "Chỉ tiêu", "Đơn vị", "Giá trị năm gốc", "Ngày", "Nguồn")
BASELINE_ASKED = BASELINE_HEADERS[3:]

AGENCY_LABEL = "Mã cơ quan"
PERIOD_LABEL = "Kỳ báo cáo"

TASK_STATUSES = {
    "Chưa thực hiện": "not_started",
    "Đang thực hiện": "in_progress",
    "Hoàn thành": "done",
}

NARRATIVE_SECTIONS = {
    "leadership": "Chỉ đạo, điều hành",
    "shortcomings": "Tồn tại, hạn chế",
    "causes": "Nguyên nhân",
    "directions": "Phương hướng",
    "proposals": "Kiến nghị",
}

FUNDING_ROWS = {
    "recurrent": "Ngân sách nhà nước – chi thường xuyên",
    "investment": "Ngân sách nhà nước – chi đầu tư",
    "other": "Nguồn khác",
}
FUNDING_UNIT = "triệu đồng"

MAX_WORDS = 2000  # characters in one cell of free text

TEMPLATE_VERSION = "3"
PROPERTY_PREFIX = "plan_monitor."

INDICATOR_TABLE, TASK_TABLE, NARRATIVE_TABLE = "indicators", "tasks", "narrative"
FUNDING_TABLE, EARLIER_TABLE, BASELINE_TABLE = "funding", "earlier", "baselines"
TABLES = {
    INDICATOR_TABLE: INDICATOR_HEADERS,
    TASK_TABLE: TASK_HEADERS,
    NARRATIVE_TABLE: NARRATIVE_HEADERS,
    FUNDING_TABLE: FUNDING_HEADERS,
    EARLIER_TABLE: EARLIER_HEADERS,
    BASELINE_TABLE: BASELINE_HEADERS,
}
TABLE_SHEETS = {
    INDICATOR_TABLE: INDICATOR_SHEET,
    TASK_TABLE: TASK_SHEET,
    NARRATIVE_TABLE: NARRATIVE_SHEET,
    FUNDING_TABLE: FUNDING_SHEET,
    EARLIER_TABLE: EARLIER_SHEET,
    BASELINE_TABLE: BASELINE_SHEET,
}
SHEETS = (*TABLE_SHEETS.values(), GUIDE_SHEET)
