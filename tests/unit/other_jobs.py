"""Columns that no source fills: they are written by the jobs that advise, draft and carry out."""

ASKING = {"act", "offered", "draft", "text_check", "draft_basis"}
FOLLOWING_UP = {"follow_up", "follow_up_seen"}
ADVISING = {"advice", "advice_why", "evidence_state", "odds"}
