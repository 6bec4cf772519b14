# Commands that a running centre carries out.

local-fail-words = A centre runs here, and this command cannot be handed to it: its words are not UTF-8, or this folder is gone.
    .remedy = Go to a folder that exists, and give the command again in UTF-8.
local-fail-broken = The centre that runs here broke off the answer.
    .remedy = Give the command again; without a running centre it works on the data directory itself.
local-fail-busy = The centre carries out { $limit } commands already.
    .remedy = Give the command again when one of them has ended.
local-fail-not-here = A centre runs here, and does not carry out this command while it does.
    .remedy = End the centre, and give the command again.
local-fail-fault = The command met a fault of the program; the centre goes on.
    .remedy = Please report this, with the command.
