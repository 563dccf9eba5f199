"""Columns that no source fills: they are written by the jobs that advise, draft and carry out."""

ASKING = {"act", "offered", "draft", "text_check", "draft_basis"}
FOLLOWING_UP = {"follow_up", "follow_up_seen"}
ADVISING = {"advice", "advice_why", "advised", "advised_line", "evidence_state", "odds"}
SUGGESTING = {"suggested_cause", "suggested_why"}
