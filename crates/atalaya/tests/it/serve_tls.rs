//! The centre receives over TLS, from those whom it is to trust.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;
use tempfile::TempDir;

use crate::program::{atalaya, text};
use crate::serve::{Centre, LAST_LINE, assert_sound, judged, kept, message, of, rsyslog, sender, settings};

/// An authority of a test.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, as PEM.
pub(crate) struct Certified {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn certify(&self, name: &str) -> Certified {
        self.certify_until(name, 4000)
    }

    fn certify_until(&self, name: &str, year: i32) -> Certified {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(year, 1, 1));
        let key = KeyPair::generate().unwrap();
        Certified { certificate: params.signed_by(&key, &self.0).unwrap().pem(), key: key.serialize_pem() }
    }
}

/// The lines that set TLS at a source, with the files that they name.
fn tls(folder: &Path, server: &Certified, clients: Option<&Authority>) -> String {
    write_private(&folder.join("server.key"), &server.key);
    fs::write(folder.join("server.pem"), &server.certificate).unwrap();
    let mut words = "tls = { certificate = \"server.pem\", key = \"server.key\"".to_owned();
    if let Some(authority) = clients {
        fs::write(folder.join("clients.pem"), authority.pem()).unwrap();
        words += ", client_ca = \"clients.pem\", client_names = [\"fw00\", \"fw01\"]";
    }
    words + " }"
}

fn write_private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// A centre with a source over TLS, one that asks for certificates of clients, and one of them for RELP.
fn centre(authority: &Authority, clients: &Authority) -> Centre {
    let plain =
        settings(&[("open", "syslog-tcp", "TLS"), ("closed", "syslog-tcp", "MUTUAL"), ("relp", "relp", "MUTUAL")]);
    let server = authority.certify("localhost");
    let (open, closed) = (tls(plain.path(), &server, None), tls(plain.path(), &server, Some(clients)));
    let file = plain.path().join("atalaya.toml");
    let words = fs::read_to_string(&file).unwrap().replace("MUTUAL", &closed).replace("TLS", &open);
    fs::write(&file, words).unwrap();
    Centre::begin(judged(plain))
}

/// Sends the messages over TLS; the error of who is not let in.
fn send(
    address: &str,
    trusted: &Authority,
    own: Option<&Certified>,
    messages: &[String],
) -> Result<(), std::io::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(trusted.pem().as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let builder = builder.with_root_certificates(roots);
    let config = match own {
        None => builder.with_no_client_auth(),
        Some(own) => {
            let chain = vec![CertificateDer::from_pem_slice(own.certificate.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(own.key.as_bytes()).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        }
    };
    let client = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(address).unwrap());
    for message in messages {
        stream.write_all(format!("{} {message}", message.len()).as_bytes())?;
    }
    stream.conn.send_close_notify();
    stream.flush()?;
    // With TLS 1.3 only the answer tells whether the certificate was taken.
    let read = stream.read(&mut [0; 8]);
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(error),
        _ => Ok(()),
    }
}

#[test]
fn who_is_trusted_is_received_and_nobody_else() {
    let (authority, clients, strangers) =
        (Authority::new("centre"), Authority::new("clients"), Authority::new("strangers"));
    let centre = centre(&authority, &clients);
    let (open, closed) = (centre.address("open"), centre.address("closed"));
    let five: Vec<String> = (0..5).map(message).collect();
    send(&open, &authority, None, &five).unwrap();
    send(&closed, &authority, Some(&clients.certify("fw01")), &five).unwrap();
    // A client that does not trust the centre, and clients whom it does not trust.
    send(&open, &strangers, None, &five).unwrap_err();
    send(&closed, &authority, None, &five).unwrap_err();
    send(&closed, &authority, Some(&strangers.certify("fw01")), &five).unwrap_err();
    // Its authority is trusted, its name is not.
    send(&closed, &authority, Some(&clients.certify("fw02")), &five).unwrap_err();
    send(&closed, &authority, Some(&clients.certify_until("fw01", 2001)), &five).unwrap_err();
    // No TLS, and half a handshake.
    TcpStream::connect(&open).unwrap().write_all(five[0].as_bytes()).unwrap();
    TcpStream::connect(&closed).unwrap().write_all(b"\x16\x03\x01\x00").unwrap();
    let (told, folder) = centre.end();
    assert_eq!((&of(&told, "open")["durable"], &of(&told, "open")["untrusted"]), (&json!(5), &json!(2)), "{told:#}");
    assert_eq!(
        (&of(&told, "closed")["durable"], &of(&told, "closed")["untrusted"]),
        (&json!(5), &json!(5)),
        "{told:#}"
    );
    assert_eq!((kept(&folder, "open").len(), kept(&folder, "closed").len()), (5, 5));
    assert_sound(&folder);
}

#[test]
fn openssl_and_rsyslog_deliver() {
    let (authority, clients) = (Authority::new("centre"), Authority::new("clients"));
    let mut centre = centre(&authority, &clients);
    let mut expected = 0;
    if let Some(openssl) = sender("openssl") {
        let file = centre.folder.path().join("authority.pem");
        fs::write(&file, authority.pem()).unwrap();
        let mut child = Command::new(openssl)
            .args(["s_client", "-connect", &centre.address("open"), "-CAfile", text(&file), "-verify_return_error"])
            .args(["-quiet", "-no_ign_eof", "-servername", "localhost", "-verify_hostname", "localhost"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = format!("{}\n<13>1 2026-01-02T03:04:05Z fw01 test - - - {LAST_LINE}\n", message(1));
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        centre.finding();
        child.wait().unwrap();
        expected += 2;
    }
    let driver = ["x86_64", "aarch64"].map(|machine| format!("/usr/lib/{machine}-linux-gnu/rsyslog/lmnsd_gtls.so"));
    if let Some(program) = sender("rsyslogd").filter(|_| driver.iter().any(|driver| Path::new(driver).exists())) {
        let own = clients.certify("fw01");
        let place = centre.folder.path().join("own");
        fs::create_dir(&place).unwrap();
        for (name, pem) in [("ca.pem", &authority.pem()), ("own.pem", &own.certificate), ("own.key", &own.key)] {
            write_private(&place.join(name), pem);
        }
        let [ca, own, key] = ["ca.pem", "own.pem", "own.key"].map(|name| place.join(name));
        let action = format!(
            "global(defaultNetstreamDriverCAFile=\"{}\" defaultNetstreamDriverCertFile=\"{}\" \
             defaultNetstreamDriverKeyFile=\"{}\")\naction(type=\"omfwd\" target=\"127.0.0.1\" port=\"{}\" protocol=\"tcp\" \
             StreamDriver=\"gtls\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\" \
             StreamDriverPermittedPeers=\"localhost\" TCP_Framing=\"octet-counted\")",
            text(&ca),
            text(&own),
            text(&key),
            centre.port("closed")
        );
        rsyslog(&program, &mut centre, &action, 500);
        let action = format!(
            "action(type=\"omrelp\" target=\"127.0.0.1\" port=\"{}\" tls=\"on\" tls.caCert=\"{}\" tls.myCert=\"{}\" \
             tls.myPrivKey=\"{}\" tls.authMode=\"name\" tls.permittedPeer=[\"localhost\"])",
            centre.port("relp"),
            text(&ca),
            text(&own),
            text(&key)
        );
        rsyslog(&program, &mut centre, &action, 500);
    }
    let (told, folder) = centre.end();
    assert_eq!(of(&told, "open")["durable"], expected, "{told:#}");
    let (closed, relp) = (kept(&folder, "closed").len(), kept(&folder, "relp").len());
    assert!([(0, 0), (500, 500)].contains(&(closed, relp)), "{closed} {relp}");
    assert_sound(&folder);
}

#[test]
fn what_is_to_be_known_of_an_inlet_is_said_at_the_start() {
    let authority = Authority::new("centre");
    let check = |server: &Certified, expected: &serde_json::Value| {
        let folder = settings(&[("one", "syslog-tcp", "TLS"), ("plain", "relp", ""), ("near", "syslog-tcp", "")]);
        let line = tls(folder.path(), server, None);
        let file = folder.path().join("atalaya.toml");
        let words = fs::read_to_string(&file).unwrap().replace("TLS", &line);
        // The second listens everywhere, and is sent nothing.
        let mut parts: Vec<String> = words.split("[[sources]]").map(str::to_owned).collect();
        parts[2] = parts[2].replace("127.0.0.1", "0.0.0.0");
        fs::write(&file, parts.join("[[sources]]")).unwrap();
        let centre = Centre::begin(judged(folder));
        let cautions = ["one", "plain", "near"].map(|source| centre.cautions(source));
        assert_eq!(json!(cautions), *expected);
        centre.end();
    };
    check(&authority.certify("localhost"), &json!([[], ["plain"], []]));
    check(&authority.certify_until("localhost", 2001), &json!([["certificate-expired"], ["plain"], []]));
}

#[test]
fn names_of_clients_are_checked() {
    let (authority, clients) = (Authority::new("centre"), Authority::new("clients"));
    let server = authority.certify("localhost");
    let check = |change: &dyn Fn(String) -> String, word: &str| {
        let folder = settings(&[("a", "syslog-tcp", "TLS")]);
        let line = change(tls(folder.path(), &server, Some(&clients)));
        let file = folder.path().join("atalaya.toml");
        fs::write(&file, fs::read_to_string(&file).unwrap().replace("TLS", &line)).unwrap();
        let run = atalaya(&["serve", "--config", text(&file), "--data", text(&folder.path().join("data"))]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains("line 6") && run.stderr.contains(word), "{word}: {}", run.stderr);
    };
    check(&|line| line.replace("fw00", "no name"), "no name is no name that a certificate can have");
    check(&|line| line.replace("[\"fw00\", \"fw01\"]", "[]"), "client_names is a list");
    check(&|line| line.replace("client_ca = \"clients.pem\", ", ""), "needs client_ca");
}

#[test]
fn what_is_wrong_with_the_files_is_told_with_everything_else() {
    let (authority, other) = (Authority::new("centre"), Authority::new("other"));
    let server = authority.certify("localhost");
    let check = |change: &dyn Fn(&Path), words: &[&str]| {
        let folder: TempDir = settings(&[("a", "syslog-tcp", "TLS")]);
        let line = tls(folder.path(), &server, Some(&other));
        change(folder.path());
        let file = folder.path().join("atalaya.toml");
        fs::write(&file, fs::read_to_string(&file).unwrap().replace("TLS", &line)).unwrap();
        let data = folder.path().join("data");
        let run = atalaya(&["serve", "--config", text(&file), "--data", text(&data)]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        for word in words {
            assert!(run.stderr.contains("line 6") && run.stderr.contains(word), "{word}: {}", run.stderr);
        }
        assert!(!data.exists(), "nothing is made");
    };
    check(&|folder| fs::remove_file(folder.join("server.pem")).unwrap(), &["server.pem"]);
    check(&|folder| fs::write(folder.join("server.pem"), "no").unwrap(), &["server.pem has no certificate"]);
    check(&|folder| write_private(&folder.join("server.key"), "no"), &["server.key has no private key"]);
    check(&|folder| write_private(&folder.join("server.key"), &other.certify("x").key), &["does not belong"]);
    check(&|folder| fs::write(folder.join("clients.pem"), "").unwrap(), &["clients.pem has no certificate of an"]);
    check(
        &|folder| {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(folder.join("server.key"), fs::Permissions::from_mode(0o644)).unwrap();
        },
        &["every user"],
    );
}
