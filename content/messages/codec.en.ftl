# Why one log entry could not be read. It is kept, counted and can be read again later.

malformed-syntax = It does not follow its own format.
    .remedy = Look at the entry in the file. If it was cut off or damaged, collect the log again from where it was written.
malformed-depth = Its values are nested too deeply.
    .remedy = Normal logs are not nested like this. Check what wrote the entry.
malformed-fields = It has more fields than one entry may have.
    .remedy = Check whether several entries were joined into one, and export the log with one entry per line.
malformed-paths = It uses field names that keep changing, more than can be remembered.
    .remedy = Check whether the log writes values, such as identifiers, in the place of field names.
malformed-text = It holds more text than one entry may have.
    .remedy = Check whether a whole file or memory dump was written into the log.
malformed-length = It is longer than one entry may be.
    .remedy = Check whether the line breaks between entries were lost when the log was exported.
malformed-columns = It has a different number of values than the header has columns.
    .remedy = Check that the separator and the quotation marks are the same throughout the file.
