# Why a frame that was kept could not be decoded, beside what the decoders say.

ingest-reason-header = What was kept beside it, of its format and origin, cannot be read.
    .remedy = Check the journal (atalaya journal verify). If it is whole, a newer version wrote it: use that one.
ingest-reason-columns = The names of its columns are too long to be kept beside it.
    .remedy = Shorten the names in the file’s header line, then import the file again.
ingest-reason-panic = The decoder failed on it, which is a fault of the program.
    .remedy = It is kept. Replay it with a newer version: atalaya journal replay
ingest-reason-fault = What it became could not be stored or judged, which is a fault of the program.
    .remedy = It is kept. Replay it with a newer version: atalaya journal replay
