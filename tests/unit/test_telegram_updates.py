"""What Telegram tells us, and what it means."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.addressing import Me, Said, is_addressed
from bot.channels.telegram.updates import incoming_of
from bot.channels.telegram.wire import Malformed, update_id_or_none, update_of
from handlers.messages import Added, Content, Edited, File, Incoming, Migrated, Other, Removed, Start, Text

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ME = Me(77, "Zhouzhi_bot")
WANG = {"id": 5, "is_bot": False, "first_name": "王", "language_code": "zh-hans"}
JOE = {"id": 6, "is_bot": False, "first_name": "Joe", "language_code": "de"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PRIVATE = {"id": 5, "type": "private", "first_name": "王"}
GROUP = {"id": -100200, "type": "supergroup", "title": "测试群"}
DOCUMENT = {"file_id": "F1", "file_unique_id": "u", "file_name": "表.xlsx", "file_size": 12}
OURS = {"message_id": 3, "date": 1, "chat": GROUP, "from": {"id": 77, "is_bot": True, "first_name": "周知"}, "text": "好"}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def entity(kind: str, text: str, part: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": utf16(text[: text.index(part)]), "length": utf16(part), **more}


def message(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] | None = WANG, **content: Any) -> dict[str, Any]:
    return {"message_id": 41, "date": 1, "chat": chat, **({"from": sender} if sender else {}), **content}


def update(kind: str = "message", **said: Any) -> dict[str, Any]:
    return {"update_id": 900, kind: said if "chat" in said else message(**said)}


def read(raw: dict[str, Any]) -> Incoming | None:
    return incoming_of(update_of(raw), raw, ME, NOW)


def content(raw: dict[str, Any]) -> Content | None:
    found = read(raw)
    return found.content if found else None


def in_group(text: str, *entities: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"update_id": 900, "message": message(GROUP, text=text, entities=list(entities), **more)}


def mention(text: str, part: str = "@zhouzhi_BOT") -> dict[str, Any]:
    return entity("mention", text, part)


def command(text: str, part: str) -> dict[str, Any]:
    return entity("bot_command", text, part)


def test_a_private_message_is_a_conversation_of_its_sender() -> None:
    assert read(update(text="总结啥时候交")) == Incoming(
        id="telegram:77:5:41", channel="telegram", user="5", content=Text("总结啥时候交"), received_at=NOW, speaks="zh", name="王"
    )


def test_a_message_in_a_topic_names_group_and_topic() -> None:
    text = "@zhouzhi_BOT 你好"
    found = read(in_group(text, mention(text), message_thread_id=9, is_topic_message=True))
    assert found is not None
    assert (found.id, found.user, found.group, found.thread, found.title) == ("telegram:77:-100200:41", "5", "-100200", "9", "测试群")


def test_the_general_topic_and_a_thread_of_replies_are_no_topics() -> None:
    text = "@zhouzhi_BOT 你好"
    for more in ({}, {"message_thread_id": 9}, {"message_thread_id": 0, "is_topic_message": True}):
        found = read(in_group(text, mention(text), **more))
        assert found is not None
        assert found.thread is None


@pytest.mark.parametrize(
    ("text", "part", "left"),
    [
        ("@zhouzhi_BOT 甘肃省截止", "@zhouzhi_BOT", "甘肃省截止"),
        ("@zhouzhi_BOT，甘肃省截止", "@zhouzhi_BOT", "甘肃省截止"),
        ("甘肃省 @zhouzhi_BOT 截止", "@zhouzhi_BOT", "甘肃省 截止"),
        ("甘肃省截止 @zhouzhi_BOT", "@zhouzhi_BOT", "甘肃省截止"),
        ("😀𠮷 @zhouzhi_BOT\n下一行", "@zhouzhi_BOT", "😀𠮷\n下一行"),
        ("when, @zhouzhi_BOT?", "@zhouzhi_BOT", "when,?"),
    ],
)
def test_our_name_is_cut_out_wherever_it_stands(text: str, part: str, left: str) -> None:
    assert content(in_group(text, mention(text, part))) == Text(left)


def test_a_mention_beside_a_chinese_character_counts_though_the_platform_marks_none() -> None:
    assert content(in_group("请问@Zhouzhi_bot甘肃省截止")) == Text("请问甘肃省截止")
    assert content(in_group("@Zhouzhi_bot甘肃省截止")) == Text("甘肃省截止")
    assert content(in_group("发到a@Zhouzhi_bot.cn")) is None
    assert content(in_group("请问@Zhouzhi_bot2甘肃省截止")) is None
    code = "看@Zhouzhi_bot"
    assert content(in_group(code, entity("code", code, "@Zhouzhi_bot"))) is None


def test_our_name_without_a_mark_beside_latin_letters_or_spaces_does_not_count() -> None:
    assert content(in_group("a @Zhouzhi_bot b")) is None
    assert content(in_group("@Zhouzhi_bot b")) is None


def test_a_mention_by_number_counts() -> None:
    text = "周知 什么时候交"
    named = entity("text_mention", text, "周知", user={"id": 77, "is_bot": True, "first_name": "周知"})
    assert content(in_group(text, named)) == Text("什么时候交")
    other = entity("text_mention", text, "周知", user={"id": 78, "is_bot": False, "first_name": "周"})
    assert content(in_group(text, other)) is None


@pytest.mark.parametrize(
    ("text", "part", "meant"),
    [
        ("/fill", "/fill", Text("/fill")),
        ("/fill@zhouzhi_bot 一季度", "/fill@zhouzhi_bot", Text("/fill 一季度")),
        ("/fill@Other_bot 一季度", "/fill@Other_bot", None),
        ("见 /fill", "/fill", None),
        ("见 /fill@Zhouzhi_bot", "/fill@Zhouzhi_bot", Text("见 /fill")),
        ("/start", "/start", Start()),
        ("/start@Zhouzhi_bot n-12", "/start@Zhouzhi_bot", Start("n-12")),
    ],
)
def test_commands_in_a_group(text: str, part: str, meant: Content | None) -> None:
    assert content(in_group(text, command(text, part))) == meant


def test_a_command_behind_our_name_counts() -> None:
    text = "@zhouzhi_BOT /fill"
    assert content(in_group(text, mention(text), command(text, "/fill"))) == Text("/fill")


def test_a_reply_to_us_counts_unless_it_is_a_command_for_another() -> None:
    assert content(in_group("12", reply_to_message=OURS)) == Text("12")
    theirs = {**OURS, "from": WANG}
    assert content(in_group("12", reply_to_message=theirs)) is None
    text = "/go@Other_bot"
    assert content(in_group(text, command(text, text), reply_to_message=OURS)) is None


def test_all_messages_of_a_topic_that_we_opened_are_not_replies() -> None:
    opening = {**OURS, "text": None, "forum_topic_created": {"name": "专题", "icon_color": 1}}
    del opening["text"]
    assert content(in_group("12", reply_to_message=opening, message_thread_id=3, is_topic_message=True)) is None
    assert content(in_group("12", reply_to_message=OURS, message_thread_id=3, is_topic_message=True)) is None
    assert content(in_group("12", reply_to_message=OURS, message_thread_id=2, is_topic_message=True)) == Text("12")


def test_talk_among_others_stays_among_them() -> None:
    assert read(in_group("大家好")) is None
    text = "@zhang 你好"
    assert read(in_group(text, entity("mention", text, "@zhang"))) is None
    assert read({"update_id": 1, "message": message(GROUP, photo=[{}])}) is None
    assert read({"update_id": 1, "message": message(GROUP, document=DOCUMENT)}) is None
    assert read({"update_id": 1, "message": message(GROUP, new_chat_title="新")}) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/start", Start()),
        ("/start f-12", Start("f-12")),
        ("/start  f-12 ", Start("f-12")),
        ("/started", Text("/started")),
        ("/fill", Text("/fill")),
        ("你好 @Zhouzhi_bot", Text("你好 @Zhouzhi_bot")),
        ("12 \ud83d\0", Text("12 \ufffd\ufffd")),
    ],
)
def test_private_words(text: str, meant: Content) -> None:
    assert content(update(text=text)) == meant


def test_our_name_alone_opens_a_conversation() -> None:
    text = "@zhouzhi_BOT"
    assert content(in_group(text, mention(text))) == Start()


def test_a_document_is_a_file_with_or_without_a_caption() -> None:
    file = File("表.xlsx", there=True, ref="F1", size=12)
    assert content(update(document=DOCUMENT)) == file
    assert content(update(document=DOCUMENT, caption="填好了")) == file
    caption = "@zhouzhi_BOT 填好了"
    assert content({"update_id": 1, "message": message(GROUP, document=DOCUMENT, caption=caption, caption_entities=[mention(caption)])}) == file
    assert content({"update_id": 1, "message": message(GROUP, document=DOCUMENT, reply_to_message=OURS)}) == file
    assert content(update(document={"file_id": "F2"})) == File("file", there=True, ref="F2")


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"photo": [{"file_id": "p"}]}, "photo"),
        ({"photo": [{"file_id": "p"}], "caption": " "}, "photo"),
        ({"voice": {"file_id": "v"}}, "voice"),
        ({"sticker": {}}, "sticker"),
        ({"location": {}}, "location"),
        ({"venue": {}, "location": {}}, "location"),
        ({"contact": {}}, "contact"),
        ({"animation": {}, "document": DOCUMENT}, "animation"),
        ({"poll": {}}, "poll"),
        ({"video_note": {}}, "video_note"),
    ],
)
def test_what_is_not_read_is_named(said: dict[str, Any], what: str) -> None:
    assert content(update(**said)) == Other(what)


@pytest.mark.parametrize("picture", [{"photo": [{"file_id": "p"}]}, {"video": {}}, {"voice": {}}, {"animation": {}, "document": DOCUMENT}])
def test_words_below_a_picture_are_read(picture: dict[str, Any]) -> None:
    assert content(update(**picture, caption="甘肃省总结啥时候交")) == Text("甘肃省总结啥时候交")
    caption = "@zhouzhi_BOT 甘肃省总结啥时候交"
    shown = message(GROUP, **picture, caption=caption, caption_entities=[mention(caption)])
    assert content({"update_id": 1, "message": shown}) == Text("甘肃省总结啥时候交")
    assert content({"update_id": 1, "message": message(GROUP, **picture, caption="甘肃省总结啥时候交")}) is None
    changed = message(**picture, caption="总结啥时候交")
    assert content({"update_id": 1, "edited_message": changed}) == Edited("telegram:77:5:41", "总结啥时候交")


def test_our_name_alone_below_a_picture_says_nothing() -> None:
    shown = message(GROUP, photo=[{"file_id": "p"}], caption="@zhouzhi_BOT", caption_entities=[mention("@zhouzhi_BOT")])
    assert content({"update_id": 1, "message": shown}) == Other("photo")


@pytest.mark.parametrize("said", [{"new_chat_members": [WANG]}, {"pinned_message": {}}, {"migrate_from_chat_id": -1}, {"unheard_of": 1}, {}])
def test_service_messages_mean_nothing(said: dict[str, Any]) -> None:
    assert read(update(**said)) is None


def test_nobody_without_a_name_has_a_name() -> None:
    text = "@zhouzhi_BOT 你好"
    for chat in (GROUP, {"id": -100999, "type": "channel", "title": "频道"}):
        found = read({"update_id": 1, "message": message(GROUP, ANONYMOUS, text=text, entities=[mention(text)], sender_chat=chat)})
        assert found is not None
        assert (found.user, found.via, found.speaks) == (f"chat:{chat['id']}", "anonymous", None)


def test_forwarded_words_are_not_the_senders() -> None:
    found = read(update(text="/organiser 123", forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "某"}))
    assert found is not None
    assert (found.user, found.via) == ("5", "forwarded")


def test_bots_and_channels_are_not_listened_to() -> None:
    text = "@zhouzhi_BOT 你好"
    assert read({"update_id": 1, "message": message(GROUP, {**WANG, "is_bot": True}, text=text, entities=[mention(text)])}) is None
    passed_on = message(GROUP, ANONYMOUS, text=text, entities=[mention(text)], sender_chat=GROUP, is_automatic_forward=True)
    assert read({"update_id": 1, "message": passed_on}) is None
    assert read({"update_id": 1, "message": message({"id": -1, "type": "channel"}, text=text)}) is None
    assert read({"update_id": 1, "message": message(sender=None, text=text)}) is None
    assert read({"update_id": 1, "channel_post": message(text=text)}) is None


def test_an_edit_names_the_message_by_the_id_it_came_with() -> None:
    before = read(update(text="12"))
    after = read({"update_id": 901, "edited_message": message(text="21")})
    assert before is not None
    assert after is not None
    assert after.id == "telegram:77:u:901"
    assert after.content == Edited(of=before.id, text="21")


def test_edits_in_a_group_and_of_captions_and_places() -> None:
    text = "@zhouzhi_BOT 21"
    assert content({"update_id": 1, "edited_message": message(GROUP, text="21")}) is None
    assert content({"update_id": 1, "edited_message": message(GROUP, text=text, entities=[mention(text)])}) == Edited("telegram:77:-100200:41", "21")
    assert content({"update_id": 1, "edited_message": message(GROUP, text="21", reply_to_message=OURS)}) == Edited("telegram:77:-100200:41", "21")
    assert content({"update_id": 1, "edited_message": message(location={})}) is None
    assert content({"update_id": 1, "edited_message": message(document=DOCUMENT, caption="21")}) is None


def membership(before: str, after: str, chat: dict[str, Any] = GROUP, sender: dict[str, Any] = WANG, **more: Any) -> dict[str, Any]:
    us = {"id": 77, "is_bot": True, "first_name": "周知"}
    changed = {"chat": chat, "from": sender, "date": 1, "old_chat_member": {"user": us, "status": before}}
    return {"update_id": 7, "my_chat_member": {**changed, "new_chat_member": {"user": us, "status": after, **more}}}


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (membership("left", "member"), Added()),
        (membership("kicked", "administrator"), Added()),
        (membership("member", "administrator"), None),
        (membership("administrator", "member"), None),
        (membership("member", "left"), Removed()),
        (membership("member", "kicked"), Removed()),
        (membership("member", "restricted", is_member=True, can_send_messages=False), Removed()),
        (membership("member", "restricted", is_member=True, can_send_messages=True), None),
        (membership("left", "restricted", is_member=False, can_send_messages=True), None),
        (membership("left", "member", chat={"id": -9, "type": "channel", "title": "频道"}), None),
    ],
)
def test_membership(raw: dict[str, Any], meant: Content | None) -> None:
    assert content(raw) == meant


def test_who_was_blocked_by_whom() -> None:
    blocked = read(membership("member", "kicked", PRIVATE))
    assert blocked == Incoming(id="telegram:77:u:7", channel="telegram", user="5", content=Removed(), received_at=NOW, speaks="zh")
    added = read(membership("left", "member", GROUP, JOE))
    assert added is not None
    assert (added.user, added.group, added.title, added.speaks) == ("6", "-100200", "测试群", "en")
    anonymous = read(membership("left", "member", GROUP, ANONYMOUS))
    assert anonymous is not None
    assert (anonymous.user, anonymous.via) == ("chat:-100200", "anonymous")


def test_a_group_that_moves_says_where_to() -> None:
    old = {"id": -200, "type": "group", "title": "测试群"}
    found = read({"update_id": 1, "message": message(old, migrate_to_chat_id=-100200)})
    assert found is not None
    assert (found.group, found.content) == ("-200", Migrated("-100200"))


RECORDED = [
    update(text="总结啥时候交"),
    in_group("@zhouzhi_BOT 12", mention("@zhouzhi_BOT 12"), message_thread_id=9, is_topic_message=True, reply_to_message=OURS),
    in_group("/fill@zhouzhi_bot 一", command("/fill@zhouzhi_bot 一", "/fill@zhouzhi_bot")),
    update(document=DOCUMENT, caption="好"),
    update(photo=[{"file_id": "p", "width": 1}], caption="12"),
    {"update_id": 901, "edited_message": message(text="21")},
    membership("left", "member"),
    {"update_id": 3, "message": message(GROUP, ANONYMOUS, text="12", sender_chat=GROUP, reply_to_message=OURS)},
    {"update_id": 4, "callback_query": {"id": "q", "from": WANG, "message": message(text="x"), "chat_instance": "1", "data": "b:abc.0"}},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


ODD = st.sampled_from([None, 0, -1, 10**30, 2**63, -(2**63) - 1, 1.5, True, "", "x" * 50, "\ud83d", [], {}, [None], {"id": "a"}]).map(copy.deepcopy)
MARKS = st.tuples(st.sampled_from(["mention", "bot_command", "text_mention", "code"]), st.integers(0, 40), st.integers(0, 40))


@given(st.data())
def test_a_damaged_update_is_refused_as_malformed_and_in_no_other_way(data: st.DataObject) -> None:
    raw = copy.deepcopy(data.draw(st.sampled_from(RECORDED)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(raw))))
        if not path:
            raw = data.draw(ODD)
        else:
            inside = raw
            for key in path[:-1]:
                inside = inside[key]
            if data.draw(st.booleans()) and isinstance(inside, dict):
                del inside[path[-1]]
            else:
                inside[path[-1]] = data.draw(ODD)
        if not isinstance(raw, dict):
            break
    update_id_or_none(raw)
    try:
        found = update_of(raw)
    except Malformed:
        return
    incoming_of(found, raw, ME, NOW)


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.sampled_from(["mention", "bot_command", "text_mention", "code"]), st.integers(0, 40), st.integers(0, 40))),
)
def test_entities_anywhere_are_survived(text: str, marks: list[tuple[str, int, int]]) -> None:
    raw = in_group(text, *({"type": kind, "offset": offset, "length": length, "user": {"id": 77}} for kind, offset, length in marks))
    found = update_of(raw)
    assert found.message is not None
    said = Said(text, found.message.entities, ME)
    is_addressed(found.message, said)
    assert len(said.without_us) <= len(text)
