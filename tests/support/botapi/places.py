"""Somebody's place in a chat."""

from __future__ import annotations

from tests.support.botapi.messages import Json

RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_send_welcome_messages",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
MUTED = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]


def member(user: Json, status: str) -> Json:
    """Somebody's place in a chat, as the platform writes it."""
    found: Json = {"user": user, "status": status}
    if status == "creator":
        found["is_anonymous"] = False
    elif status == "administrator":
        found |= dict.fromkeys(RIGHTS, False) | {"can_manage_chat": True}
    elif status == "kicked":
        found["until_date"] = 0
    elif status == "restricted":
        found |= dict.fromkeys(MUTED, False) | {"is_member": True, "until_date": 0}
    return found
