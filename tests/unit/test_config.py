"""Settings: defaults, file, environment, refusals, and the example that explains them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields

from bot.app import shown
from bot.config import Settings, language_of, load_settings
from bot.errors import Refused, SettingRefused
from bot.rendering.words import LANGUAGES, words

EXAMPLE = Path(__file__).parent.parent.parent / "config.example.toml"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def file_of(folder: Path, text: str) -> Path:
    """A settings file."""
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def keys() -> dict[str, Any]:
    """Every setting with its default."""
    return {
        f"{section.name}.{field.name}": getattr(getattr(Settings(), section.name), field.name)
        for section in fields(Settings)
        for field in fields(section.type)
    }


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings(None, {})
    assert settings == Settings()
    assert settings.database_url == "sqlite+aiosqlite:///data/zhouzhi.sqlite3"
    assert settings.zone.key == "Asia/Shanghai"


def test_the_usual_file_is_read_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[bot]\nlocale = "en"\n', encoding="utf-8")
    assert load_settings(None, {}).bot.locale == "en"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = file_of(tmp_path, '[bot]\nlocale = "en"\ndata_dir = "there"\n[wecom.robots]\nteam = "https://example.cn/a"\n')
    environ = {
        "ZHOUZHI_BOT__DATA_DIR": "here",
        "ZHOUZHI_BOT__HIDE_MOBILES_IN_GROUPS": "true",
        "ZHOUZHI_BOT__ORGANISERS": "console:wang, telegram:1",
        "ZHOUZHI_REMINDERS__LEAD": '["2d", "3h"]',
        "ZHOUZHI_REMINDERS__QUIET": "[]",
        "ZHOUZHI_WECOM__ROBOTS": '{"a": "https://example.cn/b"}',
        "ZHOUZHI_TELEGRAM__TOKEN": "",
        "ZHOUZHI_PORT": "tcp://10.0.0.1",
        "HOME": "/root",
    }
    settings = load_settings(file, environ)
    assert (settings.bot.locale, settings.data_dir) == ("en", Path("here"))
    assert settings.bot.hide_mobiles_in_groups is True
    assert settings.bot.organisers == ("console:wang", "telegram:1")
    assert (settings.reminders.lead, settings.reminders.quiet) == (("2d", "3h"), ())
    assert settings.wecom.robots == {"a": "https://example.cn/b"}
    assert settings.telegram.token is None


BAD = {
    "bot.locale": "fr",
    "bot.timezone": "Mars/Olympus",
    "bot.data_dir": 3,
    "bot.organisers": ["wang"],
    "bot.hide_mobiles_in_groups": "perhaps",
    "database.url": "mysql://x",
    "telegram.token": "secret",
    "telegram.mode": "pull",
    "telegram.api_base": "api.telegram.org",
    "telegram.webhook_url": "http://example.cn",
    "telegram.webhook_secret": "秘密",
    "telegram.listen": "8080",
    "wecom.bot_id": 5,
    "wecom.secret": True,
    "wecom.ws_url": "https://example.cn",
    "wecom.name": [],
    "wecom.robots": {"a": "example"},
    "reminders.lead": ["soon"],
    "reminders.at": "9 o'clock",
    "reminders.quiet": ["18:00"],
}


def test_each_setting_has_a_bad_value_to_try() -> None:
    assert set(BAD) == set(keys())


@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_refused_by_the_name_of_its_key(key: str, tmp_path: Path) -> None:
    section, name = key.split(".")
    with pytest.raises(SettingRefused) as caught:
        load_settings(file_of(tmp_path, f"[{section}]\n{name} = {_toml(BAD[key])}\n"), {})
    for language in LANGUAGES:
        assert key in words(language)(caught.value.key, **caught.value.values)


def _toml(value: Any) -> str:
    """A value as TOML: JSON but for tables."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {json.dumps(text)}" for key, text in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("text", ["[bot]\ncolour = 1\n", "[server]\nport = 1\n", "port = 1\n"])
def test_what_is_no_setting_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="unknown"):
        load_settings(file_of(tmp_path, text), {})


@pytest.mark.parametrize("name", ["ZHOUZHI_BOT__COLOUR", "ZHOUZHI_SERVER__PORT"])
def test_what_is_no_setting_is_refused_in_the_environment_too(name: str) -> None:
    with pytest.raises(SettingRefused, match="unknown"):
        load_settings(None, {name: "1"})


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="config_missing"):
        load_settings(tmp_path / "none.toml", {})
    with pytest.raises(Refused, match="config_toml"):
        load_settings(file_of(tmp_path, "[bot"), {})


def test_complaints_are_made_in_the_language_that_is_set(tmp_path: Path) -> None:
    assert language_of(file_of(tmp_path, '[bot]\nlocale = "en"\ncolour = 1\n'), {}) == "en"
    assert language_of(file_of(tmp_path, "[bot"), {}) == "zh"
    assert language_of(None, {"ZHOUZHI_BOT__LOCALE": "en"}) == "en"


def test_the_example_shows_every_setting_with_its_default() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    written = {f"{section}.{key}": value for section, table in tomllib.loads(text).items() for key, value in table.items()}
    defaults = {key: list(value) if isinstance(value, tuple) else value for key, value in keys().items()}
    assert written == {key: value for key, value in defaults.items() if value is not None}
    whole = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE))
    assert {f"{section}.{key}" for section, table in whole.items() for key in table} == set(defaults)


def test_the_example_explains_every_setting_in_chinese_first_and_in_english() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    places = [number for number, line in enumerate(lines) if re.match(r"(# )?\w+ = ", line)]
    assert len(places) == len(keys())
    for place in places:
        above = lines[:place]
        comments = above[max(number for number, line in enumerate(above) if not line.startswith("# ")) + 1 :]
        assert re.search(r"[\u4e00-\u9fff]", comments[0]), lines[place]
        assert any(not re.search(r"[\u4e00-\u9fff]", comment) for comment in comments), lines[place]


PG = "postgresql+asyncpg://"


@pytest.mark.parametrize(
    ("url", "shown_as"),
    [
        (PG + "u:hunter2@db.example.cn:5432/zz", PG + "db.example.cn:5432/zz"),
        (PG + "u:hun/ter2@db/zz", PG + "db/zz"),
        (PG + "u:hunt%40er2@db/zz", PG + "db/zz"),
        (PG + "db/zz?password=hunter2&user=u", PG + "db/zz"),
        (PG + "u:hunter2@[::1]:5432/zz", PG + "[::1]:5432/zz"),
        (PG + "u:hunter2@/zz?host=/run", PG + "/zz"),
    ],
)
def test_a_database_is_shown_without_user_password_and_options(url: str, shown_as: str) -> None:
    assert shown(load_settings(None, {"ZHOUZHI_DATABASE__URL": url})) == shown_as


@pytest.mark.parametrize(
    "url",
    [PG + "u:hunt@er2@db/zz", PG + "%%%:x:y", PG + "u/x:hunter2@db/zz", PG + "u:hunter2", PG + "db:70000/zz", "sqlite+aiosqlite:///~nosuch/a.db"],
)
def test_an_address_that_cannot_be_read_is_refused_without_saying_it(url: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        load_settings(None, {"ZHOUZHI_DATABASE__URL": url})
    assert (caught.value.setting, caught.value.key) == ("database.url", "setting.address")
    assert "er2" not in words("en")(caught.value.key, **caught.value.values)


def test_the_home_folder_may_stand_in_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/wang")
    assert shown(load_settings(None, {"ZHOUZHI_DATABASE__URL": "sqlite+aiosqlite:///~/zz.db"})) == "/home/wang/zz.db"
    with pytest.raises(SettingRefused, match="path") as caught:
        load_settings(None, {"ZHOUZHI_BOT__DATA_DIR": "~nosuch/x"})
    assert caught.value.setting == "bot.data_dir"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("REMINDERS__LEAD", "７d"),
        ("REMINDERS__LEAD", "7d, ３h"),
        ("REMINDERS__AT", "0９:00"),
        ("REMINDERS__AT", "09:３0"),
        ("REMINDERS__QUIET", "１8:00, 09:00"),
        ("TELEGRAM__LISTEN", "0.0.0.0:８080"),
        ("TELEGRAM__TOKEN", "１23:abc"),
    ],
)
def test_digits_of_another_width_are_refused_by_the_name_of_their_key(key: str, value: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        load_settings(None, {f"ZHOUZHI_{key}": value})
    assert caught.value.setting == key.lower().replace("__", ".")


@pytest.mark.parametrize(("listen", "fine"), [("0.0.0.0:1", True), ("[::]:65535", True), ("a:0", False), ("a:65536", False), ("a:99999", False)])
def test_a_port_is_from_1_to_65535(listen: str, fine: bool) -> None:
    if fine:
        assert load_settings(None, {"ZHOUZHI_TELEGRAM__LISTEN": listen}).telegram.listen == listen
        return
    with pytest.raises(SettingRefused, match="listen"):
        load_settings(None, {"ZHOUZHI_TELEGRAM__LISTEN": listen})


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    import logging

    from bot.log import NAME, log_to

    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers = []
    try:
        log_to(tmp_path / "data")
        logging.getLogger("test").error("something")
        for handler in root.handlers:
            handler.close()
    finally:
        root.handlers = before
        root.setLevel(level)
        logging.raiseExceptions = True
    file = tmp_path / "data" / NAME
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
