"""Bad files in ten families, each with what is to be said of it."""

from tests.support.cases.case import Case
from tests.support.cases.container import CONTAINER, XML_BOMBS
from tests.support.cases.duplicates import DUPLICATES
from tests.support.cases.encoding import ENCODING
from tests.support.cases.figures import DATES, NUMBERS
from tests.support.cases.formulas import FORMULAS
from tests.support.cases.identity import IDENTITY
from tests.support.cases.injection import INJECTION
from tests.support.cases.layouts import LAYOUT

CASES: list[Case] = [
    *CONTAINER,
    *XML_BOMBS,
    *IDENTITY,
    *LAYOUT,
    *NUMBERS,
    *DATES,
    *ENCODING,
    *FORMULAS,
    *DUPLICATES,
    *INJECTION,
]
