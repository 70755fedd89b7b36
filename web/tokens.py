"""Access tokens of browsers: JWTs of ten minutes, signed with a key that SECRET_KEY rotates."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from hmac import compare_digest

import jwt

from domain.account.access import ACCESS_FOR
from domain.keys import Keys

ALGORITHM = "HS256"
NEEDED = ["exp", "iat", "sub"]


@dataclass(frozen=True, slots=True)
class _SigningKey:
    id: str
    secret: bytes = field(repr=False)


def sign(keys: Keys, session_id: int, now: datetime) -> str:
    """A token that says which session a browser has."""
    key = _derived(keys.present)
    claims = {"sub": str(session_id), "iat": now, "exp": now + ACCESS_FOR}
    return jwt.encode(claims, key.secret, ALGORITHM, headers={"kid": key.id})


def read(keys: Keys, token: str, now: datetime) -> int | None:
    """The session of a token that is ours and not too old."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = next((one for one in map(_derived, keys.all) if one.id == kid), None)
        if key is None:
            return None
        claims = jwt.decode(
            token,
            key.secret,
            algorithms=[ALGORITHM],
            options={"require": NEEDED, "verify_exp": False, "verify_iat": False},
        )
        is_fresh = claims["iat"] <= now.timestamp() + 1 and now.timestamp() < claims["exp"]
        return int(claims["sub"]) if is_fresh else None
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def refresh(keys: Keys, session_id: int, secret: str) -> str:
    """What a browser renews its session with: sealed, so that nobody else can make one up.

    A secret that was used before ends the session it names; who guesses must not end any.
    """
    return f"{session_id}.{secret}.{_seal(keys.present, session_id, secret)}"


def read_refresh(keys: Keys, token: str) -> tuple[int, str] | None:
    """Session and secret of one that we have made."""
    number, secret, seal = (*token.split("."), "", "")[:3]
    if not (number.isascii() and number.isdigit() and len(number) < 19 and secret):
        return None
    good = (_seal(key, int(number), secret) for key in keys.all)
    is_ours = any(compare_digest(one.encode(), seal.encode(errors="replace")) for one in good)
    return (int(number), secret) if is_ours else None


def csrf(keys: Keys, session_id: int) -> str:
    """What a form of this session's pages carries, and no other site can know."""
    return _csrf(keys.present, session_id)


def is_csrf(keys: Keys, session_id: int, given: str) -> bool:
    """Whether a form carries it; one that was drawn under an earlier key is good, too."""
    sent = given.encode(errors="replace")
    return any(compare_digest(_csrf(key, session_id).encode(), sent) for key in keys.all)


def _csrf(key: str, session_id: int) -> str:
    secret = _derived(key).secret
    return blake2b(str(session_id).encode(), key=secret, person=b"csrf", digest_size=24).hexdigest()


def secret_of(keys: Keys, wish: str) -> bytes:
    """32 bytes that belong to a wish: the same when its form is sent again."""
    secret = _derived(keys.present).secret
    return blake2b(wish.encode(), key=secret, person=b"wish", digest_size=32).digest()


def _seal(key: str, session_id: int, secret: str) -> str:
    what = f"{session_id}.{secret}".encode(errors="replace")
    return blake2b(what, key=_derived(key).secret, person=b"refresh", digest_size=16).hexdigest()


def _derived(key: str) -> _SigningKey:
    """SECRET_KEY signs nothing itself, so that no token of one use is good for another."""
    secret = blake2b(key.encode(), person=b"web-access", digest_size=32).digest()
    return _SigningKey(blake2b(secret, digest_size=6).hexdigest(), secret)
