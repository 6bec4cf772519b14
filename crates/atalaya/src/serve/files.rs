//! What is said of files that are followed.

use atalaya_ingest::receive::{FOLLOWED_FILES_MAX, FileNews, OfFile};
use atalaya_model::Message;
use atalaya_reader::follow::Pattern;

/// What is followed, in a line.
pub(super) fn shown(patterns: &[Pattern]) -> String {
    patterns.iter().map(Pattern::text).collect::<Vec<_>>().join(", ")
}

/// What is told of a file.
pub(super) fn told(OfFile { path, what }: &OfFile) -> Message {
    let message = match what {
        FileNews::Unread(reason) => Message::new("serve-file-unread").with("reason", reason.clone()),
        FileNews::Read => Message::new("serve-file-read"),
        FileNews::Whole => Message::new("serve-file-whole"),
        FileNews::Charset => Message::new("serve-file-charset"),
        FileNews::Truncated => Message::new("serve-file-truncated"),
        FileNews::Vanished => Message::new("serve-file-vanished"),
        FileNews::Copy => Message::new("serve-file-copy"),
        FileNews::Beyond(count) => {
            Message::new("serve-file-beyond").with("count", *count).with("limit", FOLLOWED_FILES_MAX as u64)
        }
        FileNews::Failed => return Message::new("serve-files-failed"),
        FileNews::Forgotten => return Message::new("serve-files-forgotten"),
    };
    message.with("path", path.display().to_string())
}
