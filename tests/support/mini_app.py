"""What Telegram puts behind the # when it opens a Mini App."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import quote, urlencode


def init_data(token: str, account_id: int, at: datetime | None = None, **more: str) -> str:
    """Signed as Telegram signs it, for a bot's token. more: further fields."""
    user = {"id": account_id, "first_name": "Ann + Bo", "language_code": "en"}
    fields = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(user, separators=(",", ":")),
        "auth_date": str(int((at or datetime.now(UTC)).timestamp())),
        **more,
    }
    said = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    fields["hash"] = hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields, quote_via=quote)


def fragment(data: str) -> str:
    """The end of the address that the Mini App opens with."""
    about = {"tgWebAppData": data, "tgWebAppVersion": "9.1", "tgWebAppPlatform": "android"}
    return "#" + urlencode(about, quote_via=quote)
