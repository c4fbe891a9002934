"""What a browser calls itself, told so that a person knows the own device again."""

# In this order: each calls itself by the names of the later ones too.
BROWSERS = {
    "Edg": "Edge",
    "coc_coc": "Cốc Cốc",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "máy Mac",
    "Linux": "Linux",
}


def device_of(user_agent: str) -> str:
    """Name browser and system: "Chrome trên Windows"."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "Trình duyệt khác")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "thiết bị khác")
    return f"{browser} trên {system}"
