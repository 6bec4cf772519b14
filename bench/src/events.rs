//! Events to fill a lake with: one day of five hundred machines, flat members as NXLog writes Sysmon's events, 25 of each, 814
//! bytes each on average. The same every time; any part can be made alone.

mod command;
mod words;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::chance::{Chance, mix};

/// Machines.
const HOSTS: u64 = 500;
/// People who work at them.
const USERS: u64 = 2_000;
/// Addresses they talk to.
const ADDRESSES: u64 = 50_000;
/// Different files that run.
const HASHES: u64 = 100_000;
/// Microseconds of the day that the events are of.
const DAY_US: u64 = 86_400_000_000;
/// By how much events are out of order, in microseconds, at most.
const JITTER_US: u64 = 2_000_000;
/// The day.
const DAY: &str = "2026-03-14";
/// Files at most.
const FILES_MAX: u64 = 10_000;
/// The rank of the address that is hunted: seen about 15 times in a million events.
const ADDRESS_HUNTED: u64 = 6_000;
/// The rank of the file's hash that is hunted: seen once or twice in a million events.
const HASH_HUNTED: u64 = 60_000;
/// The hour that is hunted.
const HOUR_HUNTED: u64 = 14;
/// The port that is hunted.
const PORT_HUNTED: u16 = 3389;

/// What is hunted in the events.
pub(crate) struct Hunted {
    pub address: String,
    pub hash: String,
    /// A piece of a command line.
    pub piece: &'static str,
    /// A word that no event holds but one in about fifty thousand.
    pub word: &'static str,
    pub from: String,
    pub to: String,
    pub port: u16,
}

/// What there is to be hunted.
pub(crate) fn hunted() -> Hunted {
    Hunted {
        address: address(ADDRESS_HUNTED),
        hash: format!("SHA1={}", hash(HASH_HUNTED)),
        piece: command::PIECE_HUNTED,
        word: command::WORD_HUNTED,
        from: format!("{DAY} {HOUR_HUNTED:02}:00:00"),
        to: format!("{DAY} {:02}:00:00", HOUR_HUNTED + 1),
        port: PORT_HUNTED,
    }
}

/// Writes so many events into so many files of the folder, in order of time but for the jitter. Answers the bytes written.
pub(crate) fn write(folder: &Path, events: u64, files: u64) -> Result<u64> {
    ensure!((1..=FILES_MAX).contains(&files), "from 1 to {FILES_MAX} files");
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut bytes = 0;
    for file in 0..files {
        let path = folder.join(format!("part-{file:05}.ndjson"));
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        let part = events * file / files..events * (file + 1) / files;
        bytes += write_part(&mut out, part, events)?;
        out.flush()?;
    }
    Ok(bytes)
}

/// Writes the events with these numbers, of so many.
pub(crate) fn write_part(out: &mut impl Write, part: std::ops::Range<u64>, of: u64) -> Result<u64> {
    let (mut line, mut bytes) = (String::with_capacity(2048), 0);
    for number in part {
        line.clear();
        event(&mut line, number, of);
        line.push('\n');
        out.write_all(line.as_bytes())?;
        bytes += line.len() as u64;
    }
    Ok(bytes)
}

/// Who, where and when: what belongs together in an event.
struct Scene {
    chance: Chance,
    number: u64,
    host: u64,
    user: u64,
    at_us: u64,
}

impl Scene {
    fn of(number: u64, of: u64) -> Scene {
        let mut chance = Chance::of(number);
        let user = chance.rank(USERS);
        // Who has an account works at one machine mostly.
        let host = if chance.one_in(8) { chance.below(HOSTS) } else { mix(user) % HOSTS };
        let even = (u128::from(number) * u128::from(DAY_US) / u128::from(of.max(1))) as u64;
        let at_us = (even + chance.below(JITTER_US)).min(DAY_US - 1);
        Scene { chance, number, host, user, at_us }
    }

    /// The time as Sysmon writes it.
    fn time(&self) -> String {
        let (second, milli) = (self.at_us / 1_000_000, self.at_us / 1_000 % 1_000);
        format!("{DAY} {:02}:{:02}:{:02}.{milli:03}", second / 3600, second / 60 % 60, second % 60)
    }
}

fn event(line: &mut String, number: u64, of: u64) {
    use std::fmt::Write as _;
    let mut scene = Scene::of(number, of);
    let time = scene.time();
    let program = words::program(scene.chance.rank(words::programs()));
    let parent = words::program(scene.chance.rank(words::programs()) / 4);
    let (host, user) = (words::host(scene.host), words::user(scene.user));
    let process_id = 4 * (1 + scene.chance.below(4_000));
    let guid = scene.chance.next();
    let (protocol, port) = port(&mut scene.chance);
    let (to, name) = destination(&mut scene.chance);
    let number_of_event = [3, 3, 3, 3, 3, 3, 1, 1, 22, 11][scene.chance.below(10) as usize];
    let _ = write!(
        line,
        "{{\"UtcTime\":\"{time}\",\"Hostname\":\"{host}\",\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\
         \"EventID\":{number_of_event},\"SeverityValue\":2,\"RecordNumber\":{},\
         \"ThreadID\":{},\"RuleName\":\"{}\",\"ProcessGuid\":\"{{{:08x}-{:04x}-{:04x}-{:04x}-{:012x}}}\",\
         \"ProcessId\":{process_id},\"Image\":\"{}\",\"CommandLine\":\"",
        1_000_000 + number / HOSTS,
        4 * (1 + scene.chance.below(4_000)),
        words::rule_name(scene.chance.rank(24)),
        mix(scene.host) as u32,
        guid & 0xffff,
        (guid >> 16) & 0xffff,
        (guid >> 32) & 0xffff,
        process_id | (guid >> 48) << 24,
        program.path,
    );
    command::write(line, &mut scene.chance, program, scene.user);
    let _ = write!(
        line,
        "\",\"User\":\"{user}\",\"LogonId\":\"0x{:x}\",\"IntegrityLevel\":\"{}\",\"Hashes\":\"SHA1={}\",\
         \"ParentProcessId\":{},\"ParentImage\":\"{}\",\"ParentCommandLine\":\"{}\",\"Protocol\":\"{protocol}\",\
         \"SourceIp\":\"10.20.{}.{}\",\"SourcePort\":{},\"DestinationIp\":\"{to}\",\"DestinationPort\":{port},\
         \"QueryName\":\"{name}\"}}",
        mix(scene.user + scene.at_us / 3_600_000_000) & 0xff_ffff,
        scene.chance.pick(&["Medium", "Medium", "High", "System"]),
        hash(scene.chance.rank(HASHES)),
        4 * (1 + scene.chance.below(4_000)),
        parent.path,
        words::parent_line(parent, scene.number % 97),
        scene.host / 250,
        scene.host % 250 + 1,
        49_152 + scene.chance.below(16_384),
    );
}

fn port(chance: &mut Chance) -> (&'static str, u16) {
    match chance.below(100) {
        0..=44 => ("tcp", 443),
        45..=58 => ("tcp", 80),
        59..=76 => ("udp", 53),
        77..=84 => ("tcp", 445),
        85..=88 => ("tcp", 88),
        89..=91 => ("tcp", 389),
        92..=93 => ("tcp", 135),
        94 => ("tcp", PORT_HUNTED),
        95 => ("udp", 123),
        96 => ("tcp", 8080),
        _ => ("tcp", 1024 + chance.below(48_000) as u16),
    }
}

fn destination(chance: &mut Chance) -> (String, String) {
    let rank = chance.rank(ADDRESSES);
    (address(rank), words::domain(rank))
}

/// The address of that rank: some are in the networks for documentation, the rest in 10.0.0.0/8.
fn address(rank: u64) -> String {
    let [a, b, c, ..] = mix(rank).to_le_bytes();
    match rank {
        0..200 => format!("198.51.100.{}", rank + 1),
        200..400 => format!("203.0.113.{}", rank - 199),
        // The odd factor makes different ranks different addresses.
        _ => format!(
            "10.{}.{}.{}",
            64 + (rank >> 10) % 64,
            (rank >> 2) & 255,
            1 + (rank & 3) * 60 + u64::from(a ^ b ^ c) % 60
        ),
    }
}

/// The hash of the file of that rank.
fn hash(rank: u64) -> String {
    let parts = [1, 2, 3].map(|part| mix(rank * 4 + part + HASHES));
    format!("{:016X}{:016X}{:08X}", parts[0], parts[1], parts[2] as u32)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ADDRESSES, HASHES, address, event, hash, hunted};

    fn line(number: u64) -> String {
        let mut line = String::new();
        event(&mut line, number, 100_000);
        line
    }

    #[test]
    fn an_event_has_25_members_and_814_bytes_on_average() {
        let bytes: usize = (0..20_000).map(|number| line(number * 5).len() + 1).sum();
        let mean = bytes as f64 / 20_000.0;
        assert!((mean - 814.0).abs() < 8.0, "{mean}");
        for number in 0..1_000 {
            let line = line(number);
            let value: sonic_rs::Value = sonic_rs::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(sonic_rs::JsonContainerTrait::as_object(&value).unwrap().len(), 25);
        }
    }

    #[test]
    fn different_ranks_are_different_addresses_and_hashes() {
        assert_eq!((0..ADDRESSES).map(address).collect::<BTreeSet<_>>().len() as u64, ADDRESSES);
        assert_eq!((0..HASHES).map(hash).collect::<BTreeSet<_>>().len() as u64, HASHES);
    }

    #[test]
    fn what_is_hunted_is_rare() {
        let hunted = hunted();
        let (mut address, mut piece, mut word) = (0, 0, 0);
        for number in 0..100_000 {
            let line = line(number);
            address += usize::from(line.contains(&format!("\"{}\"", hunted.address)));
            piece += usize::from(line.contains(hunted.piece));
            word += usize::from(line.contains(hunted.word));
        }
        assert!(address <= 10, "{address}");
        assert!((1..=60).contains(&piece), "{piece}");
        assert!(word <= 12, "{word}");
    }

    #[test]
    fn the_same_number_is_the_same_event() {
        assert_eq!(line(77), line(77));
        assert_ne!(line(77), line(78));
    }
}
