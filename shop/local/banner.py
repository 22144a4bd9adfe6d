"""What stands on the terminal when the shop is open: where everything is, and who may come in."""

from collections.abc import Mapping, Sequence

from shop.local.state import Home


def opening(home: Home, env: Mapping[str, str], *, port: int, logs: str, seconds: float) -> str:
    """This function will return the text for the terminal."""
    url = env["SITE_URL"].rstrip("/")
    rows = [
        ("Storefront", f"{url}/"),
        ("Admin", f"{url}/admin/"),
        ("API docs", f"{url}/api/v1/docs"),
        ("Mail", f"{url}/admin/notifications/message/   every message the shop sends, as it looks"),
        ("Payments", _payments(env)),
        ("Logs", f"{logs}   (VERBOSE=1 shows them here)"),
    ]
    text = [f"\nThe shop is open, {seconds:.1f} s after the start.\n", *_table(rows)]
    if home.demo_is_loaded:
        from shop.local.demo.accounts import ACCOUNTS

        text += ["\n  Demo accounts (role, e-mail, password):", *_columns(ACCOUNTS)]
    return "\n".join([*text, "\nCtrl-C stops it; the data stays.\n"])


def _payments(env: Mapping[str, str]) -> str:
    if env.get("STRIPE_SECRET_KEY"):
        return "Stripe, with your STRIPE_SECRET_KEY"
    return "sandbox, no money moves; card 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined"


def _table(rows: list[tuple[str, str]]) -> list[str]:
    return [f"  {name:<11} {value}" for name, value in rows]


def _columns(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return ["    " + "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)) for row in rows]
