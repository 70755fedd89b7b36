"""aiogram's types, each made ready when it is first used.

aiogram asks pydantic to build its 440 models late (`defer_build`) and then builds every one of them
at import: four seconds and 100 MB in each process, for types of which Slotbell meets a few dozen.
Importing this module before aiogram leaves them as they were meant; where aiogram or pydantic have
changed so that this no longer fits, it is an import of aiogram and nothing else.
"""

import sys
from functools import partial
from typing import Any
from unittest.mock import patch

from pydantic import BaseModel

NAMES = "_types_namespace"


def _import_types() -> dict[str, Any]:
    """Import `aiogram.types` without building its models; the names that their fields speak of."""
    names: dict[str, Any] = {}

    def remember(_model: type[BaseModel], /, **arguments: Any) -> None:
        names.update(arguments.get(NAMES) or {})

    with patch.object(BaseModel, "model_rebuild", classmethod(remember)):
        import aiogram.types  # noqa: F401, PLC0415 - under the patch
    return names


def _build_late() -> None:
    names = _import_types()
    from aiogram.methods.base import Response, TelegramMethod  # noqa: PLC0415 - after the types
    from aiogram.types.base import TelegramObject  # noqa: PLC0415

    # pydantic calls this at a model's first use, without the names.
    build = partial(
        BaseModel.model_rebuild.__func__,  # type: ignore[attr-defined] # a classmethod's function
        **{NAMES: names},
    )
    for base in (TelegramObject, TelegramMethod, Response):
        base.model_rebuild = classmethod(  # type: ignore[method-assign, assignment] # on purpose
            build
        )


if "aiogram.types" not in sys.modules:
    _build_late()
