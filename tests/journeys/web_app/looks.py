"""What is wrong with how a screen is laid out, as scripts that are run in the page."""

from typing import Any, Final

from playwright.sync_api import Page

# `seen`: whether an element is on the screen for somebody who looks at it.
_SEEN: Final = """
const seen = element => {
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && getComputedStyle(element).clipPath === "none"
    && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !element.closest("[aria-hidden=true], [inert]");
};
const named = element => element.outerHTML.slice(0, 140);
"""
_WATCH_THE_FOCUS: Final = """
const pressed = "button:not(:disabled), a[href], input, select, textarea, [tabindex='0']";
// Within a group of these the arrow keys go on.
const grouped = element => element.type === "radio"
  || element.closest("[role=toolbar], [role=radiogroup], [role=tablist]");
window.__wanted = new Set([...document.querySelectorAll(pressed)].filter(element =>
  seen(element) && element.tabIndex >= 0 && !grouped(element)));
window.__hidden = new Set();
const shows = element => [element, element.closest("label"), element.parentElement].some(one =>
  one && (getComputedStyle(one).outlineStyle !== "none"
    || getComputedStyle(one).boxShadow !== "none"));
document.addEventListener("focusin", ({ target }) => {
  window.__wanted.delete(target);
  // Once its component knows: some say it by an attribute.
  setTimeout(() => {
    if (target === document.activeElement && target.matches(":focus-visible") && !shows(target)) {
      window.__hidden.add(target);
    }
  });
});
return window.__wanted.size;
"""
ROUNDS: Final = 3
SMALLEST: Final = 44
"""Pixels (CSS): what a thumb hits."""


def sideways(page: Page) -> list[str]:
    """What sticks out of the window at its side, so that one would have to scroll to it."""
    return _list(
        page,
        """
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")].filter(element => seen(element)
          && element.getBoundingClientRect().right > width + 1
          && !element.closest("[data-scrolls]")).map(named);
        """,
    )


def cut_off(page: Page) -> list[str]:
    """Words on what is pressed, and amounts, of which a part is not to be seen."""
    return _list(
        page,
        """
        return [...document.querySelectorAll("button, h1, h2, h3, .money, label")].filter(element =>
          seen(element) && getComputedStyle(element).display !== "inline"
          && element.scrollWidth > element.clientWidth + 1).map(named);
        """,
    )


def too_small(page: Page) -> list[str]:
    """What is to be touched and is smaller than a thumb. A link among words is let be."""
    return _list(
        page,
        f"""
        const touched = "button, a, input, select, textarea, [role=tab], [role=switch]";
        return [...document.querySelectorAll(touched)].filter(element => {{
          const target = element.closest("label") ?? element;
          const box = target.getBoundingClientRect();
          if (!seen(target) || getComputedStyle(element).display === "inline") return false;
          return box.height < {SMALLEST} - 0.5 || box.width < {SMALLEST} - 0.5;
        }}).map(named);
        """,
    )


def unreachable_by_keyboard(page: Page) -> list[str]:
    """What is pressed and never had the focus while Tab went through all; and what had it and did
    not show it."""
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    wanted: int = page.evaluate(f"() => {{ {_SEEN} {_WATCH_THE_FOCUS} }}")
    for _ in range(ROUNDS):
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
        # More may have come on the way: a list is read on as one gets to its end.
        wanted = page.evaluate("() => window.__wanted.size && document.links.length")
        if not wanted:
            break
    return _list(
        page,
        """
        const left = [...window.__wanted].filter(element => element.isConnected);
        return [...left, ...window.__hidden].map(named);
        """,
    )


def enlarge(page: Page, percent: int) -> None:
    """All text, as somebody has it who chose that in their browser; the window stays as it is."""
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{percent}%")


def _list(page: Page, script: str) -> list[Any]:
    """The first few: one mistake is often seen at all that is within it."""
    found: list[Any] = page.evaluate(f"() => {{ {_SEEN} {script} }}")
    return found[:6]
