//! Why a file for people could not be made.

/// Why a file for people could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The findings cannot be read back.
    #[error("cannot read the findings back")]
    Spool(#[source] std::io::Error),
    /// A line of the findings is not what the scan writes: a fault of the program.
    #[error("line {line} of the findings is not a finding")]
    Line {
        /// The line, from 1.
        line: u64,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The file cannot be written.
    #[error("cannot write the file")]
    Write(#[source] std::io::Error),
}
