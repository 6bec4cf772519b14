# A token for a source.

token-about = Make a token for a source that is received by http
token-fail-chance = The system has no random numbers.
    .remedy = Try again; if it lasts, look at the system's /dev/urandom.
token-for-sender = For the sender:
token-for-settings = For the source in the settings:
token-once = The token is shown this once and is kept nowhere.
