//! Opening the ledger: its folder, its database, and the steps that bring an older one to today's form.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use atalaya_journal::{DataLock, KeyRing, Space};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::error::{OpenError, ReadError};

/// The ledger's folder in the data directory.
pub const LEDGER_FOLDER: &str = "ledger";
/// The database in it.
const DATABASE: &str = "ledger.sqlite";
/// Connections: one writes, the others read; more than commands ask at the same time.
const CONNECTIONS_MAX: u32 = 8;
/// How long one waits for another that writes.
const BUSY_WITHIN: Duration = Duration::from_secs(30);
/// The steps of the database's form, the first making it, each with the pragma of its number, which takes no parameter. A step
/// is never changed, and is done in one transaction with its number.
const STEPS: [(&str, &str); 5] = [
    (include_str!("steps/1.sql"), "PRAGMA user_version = 1"),
    (include_str!("steps/2.sql"), "PRAGMA user_version = 2"),
    (include_str!("steps/3.sql"), "PRAGMA user_version = 3"),
    (include_str!("steps/4.sql"), "PRAGMA user_version = 4"),
    (include_str!("steps/5.sql"), "PRAGMA user_version = 5"),
];

/// Bytes of findings that an organization may fill where nothing else is said.
pub const SHARE_BYTES: u64 = 2 << 30;

/// How a ledger is kept.
#[derive(Clone)]
pub struct Options {
    /// The keys that what findings say is encrypted with; none: it is not.
    pub keys: Option<KeyRing>,
    /// The room on the disk.
    pub space: Arc<dyn Space>,
    /// Bytes of the disk that are kept free.
    pub reserve_bytes: u64,
    /// Bytes of findings that an organization may fill before only the first of each rule and day are kept.
    pub share_bytes: u64,
}

/// The ledger of a data directory.
#[derive(Clone)]
pub struct Ledger {
    pub(crate) pool: SqlitePool,
    pub(crate) options: Options,
}

impl Ledger {
    /// Whether the data directory has one.
    #[must_use]
    pub fn is_there(lock: &DataLock) -> bool {
        lock.path().join(LEDGER_FOLDER).join(DATABASE).is_file()
    }

    /// Opens the ledger of the data directory, or makes it; brings it to today's form.
    pub async fn open(lock: &DataLock, options: Options) -> Result<Ledger, OpenError> {
        let folder = lock.path().join(LEDGER_FOLDER);
        make(&folder)?;
        let connect = SqliteConnectOptions::new()
            .filename(folder.join(DATABASE))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_WITHIN)
            .foreign_keys(true);
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS_MAX).connect_with(connect).await?;
        step_up(&pool).await?;
        Ok(Ledger { pool, options })
    }

    /// Closes it: what was recorded is in the database's one file.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// Faults of the database, as SQLite tells them; empty where there are none.
    pub async fn verify(&self) -> Result<Vec<String>, ReadError> {
        let told: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check(100)").fetch_all(&self.pool).await?;
        Ok(told.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }
}

/// Makes the folder, so that nobody else reads it.
fn make(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => {
            made?;
            restrict(folder)?;
            // The folder's own entry is to survive a power cut as what is in it does.
            folder.parent().map_or(Ok(()), |parent| fs::File::open(parent)?.sync_all())
        }
    }
}

#[cfg(unix)]
fn restrict(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn restrict(_folder: &Path) -> io::Result<()> {
    Ok(())
}

async fn step_up(pool: &SqlitePool) -> Result<(), OpenError> {
    let known = STEPS.len() as i64;
    let (at,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(pool).await?;
    if at > known {
        return Err(OpenError::Newer { found: at, known });
    }
    for (step, number) in &STEPS[usize::try_from(at).unwrap_or(0)..] {
        let mut transaction = pool.begin().await?;
        sqlx::raw_sql(*step).execute(&mut *transaction).await?;
        sqlx::raw_sql(*number).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    Ok(())
}
