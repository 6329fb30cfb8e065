-- conversations.db as commit 0216812 wrote it: sqlite3's dump, with the file's own number added.
PRAGMA user_version = 1228034390;
BEGIN TRANSACTION;
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, changed REAL NOT NULL, deleted REAL,
    messages TEXT NOT NULL, former TEXT
);
INSERT INTO "conversations" VALUES('00000000000000000000000000c0ffee','What is 2 + 2?',1761992600.75,NULL,'[{"role": "user", "text": "What is 2 + 2?"}, {"role": "assistant", "text": "2 + 2 is 4.", "request": "a1b2c3", "figures": "21.5 tok/s, 75 % hits", "details": "- 5 tokens\n- 12 of 48 fetched"}]',NULL);
INSERT INTO "conversations" VALUES('00000000000000000000000000c0ffef','Ducks',1761999801.75,NULL,'[{"role": "user", "text": "It''s “quoted”: ½ × 3 → 🦆\n```c++\nint *p;\n```"}]','[{"role": "user", "text": "It''s “quoted”: ½ × 3 → 🦆\n```c++\nint *p;\n```"}, {"role": "assistant", "text": "Yes.\nIt isn''t.", "request": "d4e5f6", "figures": "9.1 tok/s", "thought": "Is it a duck?\nIt is.", "thought_title": "Thought for 2 s"}]');
INSERT INTO "conversations" VALUES('00000000000000000000000000c0fff0','Forget this',1762003402.25,1762007002.75,'[{"role": "user", "text": "Forget this"}]',NULL);
INSERT INTO "conversations" VALUES('00000000000000000000000000c0fff1','What is 2 + 2? (copy)',1762010603.25,NULL,'[{"role": "user", "text": "What is 2 + 2?"}, {"role": "assistant", "text": "5"}]',NULL);
COMMIT;
