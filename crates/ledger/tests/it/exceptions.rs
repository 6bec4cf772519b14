//! Exceptions keep what they did, and say nothing without their key.

use std::sync::atomic::AtomicBool;

use atalaya_journal::DataDir;
use atalaya_ledger::{Exception, Ledger, ReadError, Suppression};
use atalaya_model::Time;

use crate::findings::{options, runtime};

/// A ring with one key, and with that and a newer one.
const OLD: &str = "1 0101010101010101010101010101010101010101010101010101010101010101";
const NEW: &str = "2 0202020202020202020202020202020202020202020202020202020202020202";

fn exception(uid: &str, organization: Option<&str>) -> Exception {
    Exception {
        uid: uid.to_owned(),
        organization: organization.map(str::to_owned),
        rule: "r".to_owned(),
        selection: "'User': ['secret-user']\n".to_owned(),
        reason: "secret-reason".to_owned(),
        added: Time(1),
        until: Time(9),
        removed: None,
        suppressed: 0,
        latest: None,
    }
}

#[test]
fn exceptions_are_counted_removed_once_and_encrypted_with_the_present_key() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(Some(OLD))).await.unwrap();
        for one in [exception("a", None), exception("b", Some("bank"))] {
            assert!(ledger.add_exception(&one).await.unwrap());
        }
        let counted = |count, latest| [Suppression { uid: "b".to_owned(), count, latest: Time(latest) }];
        ledger.add_suppressed(&counted(3, 7)).await.unwrap();
        ledger.add_suppressed(&counted(2, 5)).await.unwrap();
        assert!(ledger.remove_exception("b", Time(8)).await.unwrap());
        assert!(!ledger.remove_exception("b", Time(9)).await.unwrap());
        assert!(!ledger.remove_exception("c", Time(9)).await.unwrap());
        let removed =
            Exception { suppressed: 5, latest: Some(Time(7)), removed: Some(Time(8)), ..exception("b", Some("bank")) };
        let expected = vec![exception("a", None), removed];
        assert_eq!(ledger.exceptions().await.unwrap(), expected);
        ledger.close().await;
        // With a newer key they are encrypted anew, and the old one is needed no more.
        let ledger = Ledger::open(&lock, options(Some(&format!("{OLD}\n{NEW}")))).await.unwrap();
        assert_eq!(ledger.keys().await.unwrap(), [1]);
        ledger.rekey(&AtomicBool::new(false)).await.unwrap();
        assert_eq!(ledger.keys().await.unwrap(), [2]);
        ledger.close().await;
        let ledger = Ledger::open(&lock, options(Some(NEW))).await.unwrap();
        assert_eq!(ledger.exceptions().await.unwrap(), expected);
        ledger.close().await;
        let bytes = std::fs::read(folder.path().join("ledger/ledger.sqlite")).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"secret"));
        let ledger = Ledger::open(&lock, options(Some(OLD))).await.unwrap();
        assert!(matches!(ledger.exceptions().await, Err(ReadError::KeyMissing(2))));
        ledger.close().await;
    });
}
