//! What the questions of the tests are asked of: a few events of two kinds, over three hours, the last of them in memory.

use atalaya_journal::DataDir;
use atalaya_lake::{Bounds, Chunk, Head, Lake, Options, QueryError, Scope, Session, Sheet};
use atalaya_model::{Time, ValueRef};
use atalaya_schema::{ENTITIES, FieldType, Kind};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// 2024-01-31T10:00:00Z.
pub(crate) const TEN: i64 = 1_706_695_200_000_000;
/// Microseconds of an hour.
pub(crate) const HOUR: i64 = 3_600_000_000;

/// A lake with events.
pub(crate) struct Archive {
    _folder: tempfile::TempDir,
    pub(crate) lake: Lake,
    offset: u64,
}

/// An event: its kind, its time, its entities, its own fields.
pub(crate) type Event<'a> = (&'a str, i64, &'a [(&'a str, &'a str)], &'a [(&'a str, ValueRef<'a>)]);

impl Archive {
    pub(crate) fn empty() -> Archive {
        let folder = tempfile::tempdir().unwrap();
        let lock = DataDir::lock(folder.path()).unwrap();
        let options = Options { reserve_bytes: 0, threads: 1, ..Options::default() };
        let (lake, _) = Lake::open(&lock, options).unwrap();
        Archive { _folder: folder, lake, offset: 0 }
    }

    /// The usual events, of these organizations.
    pub(crate) fn of(organizations: &[&str]) -> Archive {
        let mut archive = Archive::empty();
        for hour in 0..3 {
            for organization in organizations {
                archive.hour(organization, hour);
            }
            if hour < 2 {
                archive.lake.flush().unwrap();
            }
        }
        archive
    }

    fn hour(&mut self, organization: &str, hour: i64) {
        for minute in 0..4 {
            let time = TEN + hour * HOUR + minute * 60_000_000;
            let (command, user) = [
                ("powershell.exe -enc aG9sYQ==", "ana"),
                ("cmd.exe /c whoami", "ana"),
                ("C:\\Windows\\System32\\svchost.exe -k netsvcs", "SYSTEM"),
                ("notepad.exe", "luis"),
            ][usize::try_from(minute).unwrap()];
            let number = (minute + 1).to_string();
            let fields = [
                ("EventID", ValueRef::Number(&number)),
                ("CommandLine", ValueRef::Text(command)),
                ("User", ValueRef::Text(user)),
            ];
            self.add(
                organization,
                ("windows.sysmon", time, &[("host", "dc01"), ("user", user), ("command_line", command)], &fields),
            );
        }
        let port = (440 + hour).to_string();
        let fields = [
            ("id.orig_h", ValueRef::Text("192.0.2.7")),
            ("id.resp_h", ValueRef::Text("www.example.com")),
            ("note", if hour == 0 { ValueRef::Null } else { ValueRef::Text("Suspicious Powershell download") }),
        ];
        let entities =
            [("host", "sensor"), ("src_ip", "192.0.2.7"), ("dst_port", port.as_str()), ("domain", "www.example.com")];
        self.add(organization, ("zeek.conn", TEN + hour * HOUR, &entities, &fields));
    }

    pub(crate) fn add(&mut self, organization: &str, (name, time, entities, fields): Event<'_>) {
        let mut sheet = Sheet::new(organization, &kind(name));
        sheet.row(&head(self.offset, time));
        for (entity, text) in entities {
            sheet.entity(ENTITIES.iter().position(|known| known == entity).unwrap(), text);
        }
        for (field, value) in fields {
            let column = sheet.column(Some(field), field);
            sheet.put(column, *value);
        }
        self.append(vec![sheet.take()]);
    }

    pub(crate) fn append(&mut self, chunks: Vec<Chunk>) {
        self.lake.append(chunks, self.offset..self.offset + 1).unwrap();
        self.offset += 1;
    }

    /// The offset of the next rows.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    pub(crate) fn session(&self, organizations: &[&str]) -> Session {
        let organizations = organizations.iter().map(|name| (*name).to_owned()).collect();
        self.lake.session(Scope::Organizations(organizations), Bounds { threads: 2, ..Bounds::default() })
    }
}

pub(crate) fn kind(name: &str) -> Kind {
    Kind { types: [("EventID".to_owned(), FieldType::Integer)].into_iter().collect(), ..crate::river::kind(name) }
}

pub(crate) fn head(offset: u64, time: i64) -> Head<'static> {
    Head {
        time: Some(Time(time)),
        received: Time(time + 1_000_000),
        source: "edge",
        class_uid: Some(1007),
        severity_id: None,
        origin: [7; 32],
        origin_record: offset,
        origin_chunk: 0,
        origin_stream: false,
        late: false,
        offset,
        ordinal: 0,
    }
}

/// The answer, a line for each row, with `|` between the values.
pub(crate) fn ask(session: &Session, sql: &str) -> Result<Vec<String>, QueryError> {
    let mut answer = session.query(sql)?;
    let mut lines = Vec::new();
    while let Some(batch) = answer.next()? {
        lines.extend(lines_of(&batch));
    }
    Ok(lines)
}

fn lines_of(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::new().with_null("null");
    let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap());
    let columns: Vec<_> = columns.collect();
    let line = |row| columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>().join("|");
    (0..batch.num_rows()).map(line).collect()
}
