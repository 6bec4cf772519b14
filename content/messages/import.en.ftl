# Importing logs: into the journal, and from there into the lake.

import-about = Keep logs: durable, searchable, each event once
import-help-organization = Whose logs they are. Required.
import-help-source = Where they come from, such as fw-01 or domain-controllers. Required.
import-help-acknowledged = Write a line to this file for each batch that is safe on the disk; - is standard output.
import-error-stdout = --json and --acknowledged - would both write to standard output.
    .remedy = Name a file for what is acknowledged.
