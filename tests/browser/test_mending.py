"""Text pasted from a web page: the field offers it tidied, and changes nothing before one says so."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible
from tests.browser.test_first_day import log_in

pytestmark = pytest.mark.browser

PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  field.value = text;
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
}"""


def test_a_pasted_text_is_tidied_on_request_only(page: Page, world) -> None:
    log_in(page, "liaison")
    page.goto("/problems/new/")
    field = page.locator("main input[name=title]")
    offer = page.get_by_role("status").filter(has_text="粘贴的文字可以整理")

    field.evaluate(PASTE, "中國(guó)工會　驿站缺口")
    expect(offer).to_be_visible()
    expect(field).to_have_value("中國(guó)工會　驿站缺口")
    assert_accessible(page)
    offer.get_by_role("button", name="改用简体字").click()
    expect(field).to_have_value("中国工会驿站缺口")
    expect(offer).to_be_hidden()

    field.evaluate(PASTE, "经费不足")
    page.wait_for_load_state("networkidle")
    expect(offer).to_be_hidden()
