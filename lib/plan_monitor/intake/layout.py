"""The form's sheets, headers and identity keys: the contract between writer and reader."""

INDICATOR_SHEET = "Chỉ tiêu"
TASK_SHEET = "Nhiệm vụ"
NARRATIVE_SHEET = "Thuyết minh"
GUIDE_SHEET = "Hướng dẫn"
IDENTITY_SHEET = "_plan_monitor"

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

TEMPLATE_VERSION = "1"
PROPERTY_PREFIX = "plan_monitor."
