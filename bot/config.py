"""Settings: built-in defaults, over them a TOML file, over that the environment."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from bot.errors import Refused, SettingRefused
from db import sqlite
from db.address import HIGHEST_PORT, address_of

FILE = "config.toml"
"""Read from the working folder where no other file is named."""

PREFIX = "ZHOUZHI_"
"""ZHOUZHI_SECTION__KEY in the environment sets section.key."""


class BotSettings(Struct, frozen=True, kw_only=True):
    """The bot as a whole."""

    locale: Literal["zh", "en"] = "zh"
    timezone: str = "Asia/Shanghai"
    data_dir: str = "data"
    organisers: tuple[str, ...] = ()
    hide_mobiles_in_groups: bool = False


class DatabaseSettings(Struct, frozen=True, kw_only=True):
    """Where everything is remembered."""

    url: str | None = None


class TelegramSettings(Struct, frozen=True, kw_only=True):
    """The Telegram bot."""

    token: str | None = None
    mode: Literal["polling", "webhook"] = "polling"
    api_base: str = "https://api.telegram.org"
    webhook_url: str | None = None
    webhook_secret: str | None = None
    listen: str = "127.0.0.1:8080"


class WecomSettings(Struct, frozen=True, kw_only=True):
    """The WeCom bot and group robots."""

    bot_id: str | None = None
    secret: str | None = None
    ws_url: str = "wss://openws.work.weixin.qq.com"
    name: str | None = None
    robots: dict[str, str] = {}


class ReminderSettings(Struct, frozen=True, kw_only=True):
    """When deadlines are called to mind."""

    lead: tuple[str, ...] = ("7d", "3d", "1d", "0d")
    at: str = "09:00"
    quiet: tuple[str, ...] = ("18:00", "09:00")


class Settings(Struct, frozen=True, kw_only=True):
    """All settings, checked."""

    bot: BotSettings = BotSettings()
    database: DatabaseSettings = DatabaseSettings()
    telegram: TelegramSettings = TelegramSettings()
    wecom: WecomSettings = WecomSettings()
    reminders: ReminderSettings = ReminderSettings()

    @property
    def data_dir(self) -> Path:
        """The folder of the database, the history and the log."""
        return Path(self.bot.data_dir).expanduser()

    @property
    def zone(self) -> ZoneInfo:
        """The zone of all dates."""
        return ZoneInfo(self.bot.timezone)

    @property
    def database_url(self) -> str:
        """The database's address: a file in the data folder where none is set."""
        return self.database.url or f"sqlite+aiosqlite:///{self.data_dir / 'zhouzhi.sqlite3'}"


def load_settings(file: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of a file (None: the usual one, where there is one) and the environment; raises
    SettingRefused naming the key, or Refused where the file cannot be read."""
    values = _of_file(file)
    for setting, text in _of_environment(environ).items():
        section, key = setting
        values.setdefault(section, {})[key] = text
    known = {field.name: field for field in fields(Settings)}
    for section in values:
        if section not in known:
            raise SettingRefused(section, "unknown", known=", ".join(known))
    return Settings(**{name: _section(field, values.get(name, {})) for name, field in known.items()})


def language_of(file: Path | None, environ: Mapping[str, str]) -> str:
    """The language to complain in while the settings are not known to be in order."""
    try:
        table = _of_file(file).get("bot", {})
    except Refused:
        table = {}
    named = environ.get(f"{PREFIX}BOT__LOCALE") or table.get("locale")
    return "en" if named == "en" else "zh"


def _of_file(file: Path | None) -> dict[str, dict[str, Any]]:
    path = file or Path(FILE)
    if file is None and not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused("error.config_missing", file=path, detail=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("error.config_toml", file=path, detail=error) from error
    for name, section in table.items():
        if not isinstance(section, dict):
            raise SettingRefused(name, "unknown", known=", ".join(field.name for field in fields(Settings)))
    return table


def _of_environment(environ: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What the environment sets, as text; an empty value sets nothing."""
    found = {}
    for name, value in sorted(environ.items()):
        section, separator, key = name.removeprefix(PREFIX).lower().partition("__")
        if name.startswith(PREFIX) and separator and value:
            found[section, key] = value
    return found


def _section(section: FieldInfo, values: Mapping[str, Any]) -> Any:
    known = {field.name: field for field in fields(section.type)}
    converted = {}
    for key, value in values.items():
        setting = f"{section.name}.{key}"
        if key not in known:
            raise SettingRefused(setting, "unknown", known=", ".join(f"{section.name}.{name}" for name in known))
        converted[key] = _checked(setting, _typed(setting, value, known[key].type))
    return section.type(**converted)


def _typed(setting: str, value: Any, kind: Any) -> Any:
    """A value as the kind its setting has; text from the environment is read as one."""
    expected, choices = _expected(kind)
    if isinstance(value, str) and expected in _FROM_TEXT:
        value = _FROM_TEXT[expected](value)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise SettingRefused(setting, expected, choices=choices) from error


def _expected(kind: Any) -> tuple[str, str]:
    """What a setting's kind is called in the words for people, and the values it may have."""
    if get_origin(kind) is Literal:
        return "choice", ", ".join(get_args(kind))
    names = {bool: "truth", tuple: "list", dict: "table"}
    return names.get(get_origin(kind) or kind, "text"), ""


def _list(text: str) -> Any:
    return _json(text) if text.startswith("[") else [item.strip() for item in text.split(",")]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _truth(text: str) -> Any:
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text.lower(), text)


_FROM_TEXT: Mapping[str, Callable[[str], Any]] = {"truth": _truth, "list": _list, "table": _json}


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_path(text: str) -> bool:
    try:
        Path(text).expanduser()
    except RuntimeError:
        return False
    return "\0" not in text


def _is_database(url: str) -> bool:
    if "\0" in url:
        return False
    try:
        if sqlite.file_of(url) is None:
            address_of(url)
    except (ValueError, RuntimeError):
        return False
    return True


def _is_listen(text: str) -> bool:
    found = re.fullmatch(r"\S+:([0-9]{1,5})", text)
    return found is not None and 1 <= int(found[1]) <= HIGHEST_PORT


_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_CHECKS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "bot.data_dir": ("path", _is_path),
    "bot.timezone": ("zone", _is_zone),
    "bot.organisers": ("organiser", _matches(r"(telegram|wecom|console):\S+")),
    "database.url": ("database", _matches(r"(sqlite\+aiosqlite:///(?!:memory:)|postgresql\+asyncpg://).+")),
    "telegram.token": ("token", _matches(r"[0-9]+:[A-Za-z0-9_-]+")),
    "telegram.api_base": ("web", _matches(r"https?://\S+")),
    "telegram.webhook_url": ("https", _matches(r"https://\S+")),
    "telegram.webhook_secret": ("webhook_secret", _matches(r"[A-Za-z0-9_-]{1,256}")),
    "telegram.listen": ("listen", _is_listen),
    "wecom.ws_url": ("websocket", _matches(r"wss?://\S+")),
    "wecom.robots": ("web", _matches(r"https?://\S+")),
    "reminders.lead": ("lead", _matches(r"[0-9]{1,4}[dhms]")),
    "reminders.at": ("clock", _matches(_CLOCK)),
    "reminders.quiet": ("clock", _matches(_CLOCK)),
}
"""What a setting's text, or each of its texts, must be beyond its kind: the code of the words that
say so, and the check."""


def _checked(setting: str, value: Any) -> Any:
    code, holds = _CHECKS.get(setting, ("", lambda _: True))
    texts = value.values() if isinstance(value, dict) else (value,) if isinstance(value, str) else value or ()
    if code and not all(map(holds, texts)):
        raise SettingRefused(setting, code)
    if setting == "database.url" and not _is_database(value):
        raise SettingRefused(setting, "address")
    if setting == "reminders.quiet" and len(value) not in (0, 2):
        raise SettingRefused(setting, "quiet")
    return value
