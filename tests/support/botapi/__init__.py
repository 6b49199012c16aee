"""A Telegram Bot API server to test against: real HTTP on loopback, the platform's rules, people who act.

Every call is checked with aiogram's types, and every update and result is, before it goes out. What they refuse, calls of
methods that are not here and failures of the server itself stand in `server.complaints`, and fail the test at the end.

Running it
    async with BotApi() as server: ...                 # in the test's own event loop
    with BotApiThread() as server: ...                 # in a thread of its own, for tests that run (and kill) the real process
    server.url  server.token  server.bot.id / .username
        PTB: Bot(server.token, base_url=server.url + "/bot", base_file_url=server.url + "/file/bot")
    BotApi(privacy=True, mentions=True, bare_commands="last", limits=None)
        privacy: getMe says can_read_all_group_messages = not privacy; a change counts once the bot is added again
        mentions: whether privacy lets "@bot text" through
        bare_commands: "/cmd" without a name: "last" (no other bot spoke since), "always", "never"

People and chats (plain methods, from any thread; each returns the Message that was made; its .update_id is None where the bot was not told)
    wang = server.person("王五", language="zh", username=None, last_name=None)
    wang.starts(payload=None)                          # "/start payload" in the private chat; unblocks first
    wang.says("你好", chat=None, thread=None, reply_to=None, text_mentions={"张三": zhang}, html=False)   # chat: a Group or Topic
        entities as the platform finds them, offsets in UTF-16: bot_command, mention, url, email, hashtag
        "你好@bot" and "@bot你好" are NOT mentions there (a letter stands beside it), "@bot 你好" is
    wang.edits(message, "新的")                        wang.forwards(message_or_text, origin=person|group|"隐名", chat=None)
    wang.sends_document("表.docx", data, caption=None, chat=None, thread=None, reply_to=None, mime=None, size=None)   # size: said, not real
    wang.sends_photo() / sends_voice() / sends_sticker() / sends_contact() / sends_location()   (caption=, chat=, …)
    press = wang.presses(message_or_None, "提交")      # None: the newest message with that button; chat= where it is looked for
        toast = await press  /  press.wait(5)          # the answer: Toast(text, alert); "" only ends the spinner. press.answered: without waiting
        a button with a link: press.url; a link t.me/<bot>?start=x opens the private chat and says "/start x": press.started
        data= presses with other data, stale=True allows a label of an earlier keyboard
    wang.blocks()  wang.unblocks()  wang.deactivates()  wang.joins(group)  wang.leaves(group)
    group = server.group("测试群", wang, zhang, forum=False, supergroup=False).adds_bot()    # the first member owns it
    group.adds_bot(by=None, admin=False, payload=None)  group.kicks_bot(by=None, status="kicked"|"left")
    group.promotes_bot() / demotes_bot() / mutes_bot()  group.renames("新名")  group.deletes()
    group.migrates(leaving=False)                      # becomes a supergroup: group.id changes, group.old_id is kept;
                                                       # leaving: the bot is told as well that it left the old one
    topic = group.topic("专题")                        # forums; pass it as chat=; topic.closes(), topic.deletes(). thread=1 / chat=group is General
    group.other_bot_speaks()                           # from now on "/cmd" without a name is not for us
    group.anonymous_says("…")  group.channel_posts("频道", "…")  group.as_channel("频道", "…")
        # an administrator as GroupAnonymousBot; a post passed on by the platform; somebody in a channel's name
    server.raw_update({"new_kind": {...}}, check=False)    # anything else; update_id is added

What the bot did
    wang.messages / group.messages / topic.messages    # [Message] of the bot, in order; one delivered twice stands there twice
        .text (now, plain)  .html (as given)  .entities (from its markup)  .detected (found by the platform)
        .labels  .keyboard  .button("提交").data/.url
        .document (.name .data .mime)  .versions (texts over time)  .edits (count)  .deleted  .thread  .reply_to  .id  .chat
    message = await server.said(wang, "第2项", timeout=10)     # or a function of the message, or None: the next new message or edit there that fits;
        looks after the one that was returned last for this chat (server.unheard(wang): what is left);
        raises AssertionError with what was said instead; again=True: looks at everything and moves nothing.  In a thread: server.wait_said(...)
    await server.until(lambda: ..., timeout=10)        # any condition on the server; in a thread: server.wait_until(...)
    await server.drained()                             # every update confirmed (wait_drained())
    server.calls [Call(method, params, outcome, effect)]   server.count("sendMessage")   server.calls_of("sendMessage", chat=wang)
    server.confirmed (ids of updates)  server.pending  server.commands {(scope, language): [...]}
        server.conflicts  server.unknown (calls whose outcome the client was not told)

Trouble
    server.fail_next("sendMessage", "429", times=1, chat=None, retry_after=3)     # "*": any method; returns a Plan: .left, .used, .cancel()
      before the effect: "429" "401" "403" "409" "400 entities" "500" "502 html" "cut" "hang" "error" (code=, description=, parameters=)
      after the effect:  "500 after" "502 html after" "200 html after" "cut after" "hang after" "slow" (seconds=, the answer comes that late)
    server.hazard = lambda call: "cut after" or None   # asked for each call, e.g. by dice
    await server.goes_down() / server.comes_up()       # nothing listens: connection refused.  In a thread: server.run(server.goes_down())
    server.lets_go()                                   # cut what hangs
    server.limits = Limits(overall=30, chat=1, burst=3, group=20, pace=1.0)       # 429 by count; pace: virtual seconds per real one
    server.passes(hours=25)                            # the server's clock (updates older than 24 h are gone, links of files expire)
    server.redelivers(3)                               # polling: the last 3 confirmed updates come once more
    server.webhook.times = 3                           # each update is delivered 3 times
"""

from tests.support.botapi.chats import Group, Private, Topic
from tests.support.botapi.faults import Limits, Plan
from tests.support.botapi.messages import Button, Document, Message
from tests.support.botapi.people import Person, Press, Toast
from tests.support.botapi.server import BotApi, BotApiThread

__all__ = [
    "BotApi",
    "BotApiThread",
    "Button",
    "Document",
    "Group",
    "Limits",
    "Message",
    "Person",
    "Plan",
    "Press",
    "Private",
    "Toast",
    "Topic",
]
