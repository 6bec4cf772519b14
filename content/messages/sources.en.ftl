# What sources have brought, and what is wrong with them.

sources-about = Show what every source has brought, and which of them are silent
sources-heading = { $count ->
    [one] { $count } source
   *[other] { $count } sources
}
sources-column-source = Source
sources-column-received = Received
sources-column-latest = Latest (UTC)
sources-column-lost = Lost
sources-column-state = State
sources-heard = heard
sources-silent = silent since { $since }
sources-never = nothing yet
sources-not-received = not received here
sign-silent = A source is silent
sign-lossy = A source loses what it sends
sign-undecoded = Much of what a source sends cannot be decoded
sign-ahead = The clock of a source is ahead
