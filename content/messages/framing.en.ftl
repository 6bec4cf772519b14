# Why a part of a stream yields no record.

framing-oversize = a single record is longer than a record may be and was skipped
framing-truncated = the input ends in the middle of a record
    .remedy = Copy the file again from where it came from, once it is written to its end.
framing-syntax = this part does not have the format of the rest and was skipped
framing-quote = a quotation mark is opened and never closed; from here on, each line is read as a record
framing-columns = lines stand before the one that names the columns, and cannot be read without it
    .remedy = Give the file from its beginning, with its header.
framing-header-long = the header names more columns than a record may have
framing-evtx-header = the header of the event log file is damaged; its records were read all the same
framing-evtx-chunk-short = a part of the event log is cut off; the records that are whole were read
framing-evtx-gap = a part of the event log file holds no event log data and was skipped
