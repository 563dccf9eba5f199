"""
What a page owes to those who do not see it, or not well: names, roles, contrast, a visible focus.

Names are those of the browser's own accessibility tree; colours are what it works out. Each function returns
what is wrong, so that an empty list is the promise.
"""

from typing import Any

LEAST_CONTRAST = 4.5
"""Of text against its ground; WCAG 2.2, 1.4.3. The 3:1 for large text is not made use of."""

NAMED_ROLES = frozenset(
    [
        "button",
        "link",
        "checkbox",
        "combobox",
        "textbox",
        "searchbox",
        "menuitem",
        "option",
        "tab",
        "tabpanel",
        "grid",
        "dialog",
        "alertdialog",
        "figure",
        "image",
        "img",
        "menu",
        "listbox",
        "tablist",
        "complementary",
        "navigation",
        "columnheader",
        "rowheader",
    ]
)

PARENTS = {
    "tab": ["tablist"],
    "menuitem": ["menu"],
    "option": ["listbox"],
    "row": ["rowgroup", "grid"],
    "rowgroup": ["grid"],
    "gridcell": ["row"],
    "columnheader": ["row"],
    "rowheader": ["row"],
}
"""Which role an element with a role must stand in (WAI-ARIA 1.2, required context role)."""
PLAIN_ROLES = [
    "grid", "tabpanel", "tablist", "menu", "listbox", "checkbox", "presentation", "toolbar", "group", "status",
    "tooltip", "img",
]  # fmt: skip

_TEXTS = """least => {
    const part = text => (text.match(/[\\d.]+/g) ?? []).map(Number);
    const over = ([r, g, b, a = 1], below) => [r, g, b].map((value, at) => value * a + below[at] * (1 - a));
    const light = colour => {
        const [r, g, b] = colour.map(value => value / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const grounds = element => {
        const list = [];
        for (let at = element; at; at = at.parentElement) {
            for (const part of ["::after", "::before"]) {
                const lies = getComputedStyle(at, part);
                if (lies.content !== "none" && lies.position === "absolute" && lies.inset === "0px") list.push(lies.backgroundColor);
            }
            list.push(getComputedStyle(at).backgroundColor);
        }
        return list.reverse().map(part);
    };
    const wrong = [];
    for (const element of document.querySelectorAll("body *")) {
        const says = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        const style = getComputedStyle(element);
        if (!says || element.closest(":disabled, .unseen, svg") || !element.checkVisibility({ visibilityProperty: true })) continue;
        const ground = grounds(element).reduce((below, colour) => over(colour, below), [255, 255, 255]);
        const ink = over(part(style.color), ground);
        const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < least) wrong.push(`${element.textContent.slice(0, 40)}: ${contrast.toFixed(2)} (${style.color} on ${ground.map(Math.round)})`);
    }
    return [...new Set(wrong)];
}"""

_ROLES = """([parents, plain]) => [...document.querySelectorAll("[role]")].flatMap(element => {
    const role = element.getAttribute("role");
    if (plain.includes(role)) return [];
    if (!parents[role]) return [`unknown role ${role}`];
    const above = element.parentElement.closest("[role]:not([role=presentation])")?.getAttribute("role");
    return parents[role].includes(above) ? [] : [`${role} within ${above}`];
})"""

_FOCUS = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const cell = getComputedStyle(document.querySelector(".cell.active") ?? element, "::before");
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const shown = seen || (element.matches(".sheet") && cell.borderStyle === "solid") || element.matches(".menu button");
    return { name: element.getAttribute("aria-label") ?? element.textContent.slice(0, 40), tag: element.tagName, shown };
}"""


def without_name(page: Any) -> list[str]:
    """Return the roles of what can be used or read as one thing, and has no name."""
    session = page.context.new_cdp_session(page)
    try:
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        session.detach()
    return [
        f"{node['role']['value']} {node.get('nodeId')}"
        for node in nodes
        if not node.get("ignored")
        and node["role"]["value"].lower() in NAMED_ROLES
        and not node.get("name", {}).get("value", "").strip()
    ]


def wrong_roles(page: Any) -> list[str]:
    """Return the elements whose role does not exist here or stands in the wrong place."""
    return sorted(set(page.evaluate(_ROLES, [PARENTS, PLAIN_ROLES])))


def faint_texts(page: Any) -> list[str]:
    """Return the texts on the page that stand out too little from their ground."""
    found: list[str] = page.evaluate(_TEXTS, LEAST_CONTRAST)
    return found


def focus(page: Any) -> dict[str, Any]:
    """Return what has the focus: its name, its tag, and whether one sees it."""
    found: dict[str, Any] = page.evaluate(_FOCUS)
    return found
