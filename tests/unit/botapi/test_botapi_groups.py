"""Groups of the fake Bot API: who is heard, who may write, and what becomes of them."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.support.botapi import BotApi


async def updates_of(bot: telegram.Bot) -> list[str]:
    """The texts of the messages that the bot was told of."""
    return [update.message.text for update in await bot.get_updates() if update.message and update.message.text]


async def test_privacy_mode_lets_through_what_means_the_bot(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    sent = await bot.send_message(group.id, "大家好")
    ours = group.messages[0]
    assert sent.message_id == ours.id
    wang.says("随便说说", group)
    wang.says("/help", group)
    wang.says(f"/help@{server.bot.username.upper()}", group)
    wang.says("/help@other_bot", group)
    wang.says("回复", group, reply_to=ours)
    wang.says(f"@{server.bot.username} 提到", group)
    wang.says("写了名字", group, text_mentions={"名字": server.bot})
    wang.sends_document("表.docx", b"x", f"@{server.bot.username} 文件", chat=group)
    assert await updates_of(bot) == ["/help", f"/help@{server.bot.username.upper()}", "回复", f"@{server.bot.username} 提到", "写了名字"]
    assert (await bot.get_updates())[-1].message.caption_entities[0].type == "mention"  # type: ignore[union-attr]
    group.other_bot_speaks()
    assert wang.says("/help", group).update_id is None
    server.mentions = False
    assert wang.says(f"@{server.bot.username} 提到", group).update_id is None


async def test_an_administrator_and_a_bot_without_privacy_see_everything(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    assert not (await bot.get_me()).can_read_all_group_messages
    server.privacy = False
    assert (await bot.get_me()).can_read_all_group_messages
    assert wang.says("随便说说", group).update_id is None, "it counts once the bot comes again"
    group.kicks_bot().adds_bot()
    assert wang.says("随便说说", group).update_id
    server.privacy = True
    group.kicks_bot().adds_bot()
    assert wang.says("随便说说", group).update_id is None
    group.promotes_bot()
    assert wang.says("随便说说", group).update_id
    assert (await bot.get_chat_member(group.id, server.bot.id)).status == "administrator"
    assert [member.user.id for member in await bot.get_chat_administrators(group.id)] == [wang.id]


async def test_a_bot_that_was_sent_away_may_not_write(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group, large = server.group("小群", wang).adds_bot(), server.group("大群", wang, supergroup=True).adds_bot()
    group.kicks_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "你好")
    large.kicks_bot(status="left")
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(large.id, "你好")
    places = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [(place.old_chat_member.status, place.new_chat_member.status) for place in places] == [
        ("left", "member"),
        ("left", "member"),
        ("member", "kicked"),
        ("member", "left"),
    ]
    group.adds_bot()
    await bot.send_message(group.id, "你好")
    group.mutes_bot()
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.send_message(group.id, "你好")
    await bot.leave_chat(group.id)
    assert group.bot == "left"


async def test_a_group_that_became_a_supergroup_names_its_new_id(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    old = group.id
    await bot.send_message(old, "之前")
    group.migrates()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "之后")
    assert moved.value.new_chat_id == group.id != old == group.old_id
    await bot.send_message(group.id, "之后")
    assert [(message.chat_id, message.text) for message in group.messages] == [(old, "之前"), (group.id, "之后")]
    told = [update.message for update in await bot.get_updates() if update.message][-2:]
    assert [(message.chat.id, message.migrate_to_chat_id, message.migrate_from_chat_id) for message in told] == [
        (old, group.id, None),
        (group.id, None, old),
    ]


async def test_topics_of_a_forum(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("论坛", wang, forum=True).adds_bot(admin=False)
    topic = group.topic("专题")
    asked = wang.says(f"@{server.bot.username} 在吗", topic)
    assert (asked.thread, asked.in_topic) == (topic.id, True)
    assert wang.says(f"@{server.bot.username} 在吗", group).thread is None
    await bot.send_message(group.id, "在", message_thread_id=topic.id)
    await bot.send_message(group.id, "也在")
    assert [message.text for message in topic.messages] == ["在"]
    assert (await server.said(topic)).text == "在"
    for thread in (1, 999):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(group.id, "在", message_thread_id=thread)
    topic.closes()
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(group.id, "在", message_thread_id=topic.id)
    topic.deletes()
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "在", message_thread_id=topic.id)


async def test_a_thread_of_replies_is_no_topic(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("大群", wang, supergroup=True).adds_bot()
    await bot.send_message(group.id, "大家好")
    reply = wang.says("回复", group, reply_to=group.messages[0])
    assert (reply.thread, reply.in_topic) == (group.messages[0].id, False)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "在", message_thread_id=reply.thread)


async def test_a_reply_to_what_is_gone(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    said = wang.says("问")
    await bot.send_message(wang.id, "答", reply_to_message_id=said.id)
    assert wang.messages[0].reply_to is said
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(wang.id, "答", reply_to_message_id=999)
    await bot.send_message(wang.id, "答", reply_to_message_id=999, allow_sending_without_reply=True)


async def test_those_who_are_not_what_they_seem(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("大群", wang, supergroup=True).adds_bot(admin=True)
    group.anonymous_says("我是管理员")
    group.channel_posts("频道", "帖子")
    group.as_channel("频道", "以频道名义")
    wang.forwards("转来的", "隐名", group)
    wang.edits(wang.says("原来", group), "后来")
    wang.sends_photo(chat=group)
    wang.sends_voice(chat=group)
    wang.sends_sticker(chat=group)
    wang.sends_contact(chat=group)
    wang.sends_location(chat=group)
    zhang = server.person("张三")
    zhang.joins(group)
    zhang.leaves(group)
    group.renames("新名")
    anonymous, post, channel, forward, *_ = [update.message for update in (await bot.get_updates())[2:] if update.message]
    assert anonymous.from_user.id == 1087968824  # type: ignore[union-attr]
    assert anonymous.sender_chat.id == group.id  # type: ignore[union-attr]
    assert post.is_automatic_forward
    assert channel.from_user.id == 136817688  # type: ignore[union-attr]
    assert forward.forward_origin.type == "hidden_user"  # type: ignore[union-attr]
