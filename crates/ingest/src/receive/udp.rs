//! Syslog in datagrams.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use atalaya_codec::Format;
use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::delivery::Load;
use super::{Counts, Inlet, Station};

/// Bytes that a datagram may have; no datagram has more.
pub const DATAGRAM_BYTES_MAX: usize = 64 << 10;
/// Bytes of datagrams that are handed on together.
const TOGETHER_BYTES: usize = 256 << 10;
/// Datagrams that are looked at before others have their turn, whatever is in them.
const ROUND_DATAGRAMS_MAX: usize = 1024;
/// How often it is looked what the system dropped.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Lines of the system's table of sockets that are read.
const SOCKETS_MAX: usize = 65_536;

/// Takes datagrams until the centre ends.
pub(super) async fn serve(socket: UdpSocket, inlet: Arc<Inlet>, counts: Arc<Counts>, station: Station) {
    let mut ending = station.ending.clone();
    let mut looked = Instant::now();
    let mut room = vec![0; DATAGRAM_BYTES_MAX];
    while let Some(ready) = ending.unless_quiet(timeout(LOOK_EVERY, socket.readable())).await {
        if looked.elapsed() >= LOOK_EVERY {
            looked = Instant::now();
            look(&socket, &counts).await;
        }
        if ready.is_ok() && !gather(&socket, &inlet, &counts, &station, &mut room).await {
            break;
        }
        // One that sends without end keeps neither other tasks nor the end from their turn.
        tokio::task::yield_now().await;
    }
    look(&socket, &counts).await;
}

/// Hands on what has come by now; false where nothing is taken any more.
async fn gather(socket: &UdpSocket, inlet: &Inlet, counts: &Arc<Counts>, station: &Station, room: &mut [u8]) -> bool {
    let mut load = Load::new(Format::Syslog);
    for _ in 0..ROUND_DATAGRAMS_MAX {
        if load.bytes() >= TOGETHER_BYTES {
            break;
        }
        // An error is of a datagram that was sent, and none is sent; or there is nothing more.
        let Ok((length, address)) = socket.try_recv_from(room) else { break };
        if !inlet.admits(address) {
            counts.foreign.add(1);
            continue;
        }
        let message = trimmed(&room[..length]);
        if message.is_empty() {
            counts.empty.add(1);
            continue;
        }
        load.add(message);
    }
    load.is_empty() || station.deliver(inlet, counts, load).await
}

/// Some senders end a datagram as they would a line.
fn trimmed(message: &[u8]) -> &[u8] {
    let end = message.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r' | 0)).map_or(0, |at| at + 1);
    &message[..end]
}

/// Takes over what the system says that it dropped. Where it says nothing, nothing is known.
async fn look(socket: &UdpSocket, counts: &Counts) {
    let Ok(address) = socket.local_addr() else { return };
    let table = if address.is_ipv4() { "/proc/net/udp" } else { "/proc/net/udp6" };
    let Ok(text) = tokio::fs::read_to_string(table).await else { return };
    if let Some(dropped) = dropped(&text, address) {
        counts.dropped.set(dropped);
    }
}

/// The last column of the socket's line: its second is the address in hexadecimal, as the processor keeps it, and the port.
fn dropped(table: &str, address: SocketAddr) -> Option<u64> {
    let of = |word: &str| {
        let (host, port) = word.split_once(':')?;
        (u16::from_str_radix(port, 16).ok()? == address.port() && is_host(host, address)).then_some(())
    };
    let lines = table.lines().skip(1).take(SOCKETS_MAX);
    let line = lines.map(str::split_whitespace).find(|words| words.clone().nth(1).and_then(of).is_some());
    line?.last()?.parse().ok()
}

fn is_host(host: &str, address: SocketAddr) -> bool {
    let words = |bytes: &[u8]| {
        let word = |word: &[u8]| format!("{:08X}", u32::from_ne_bytes([word[0], word[1], word[2], word[3]]));
        bytes.chunks_exact(4).map(word).collect::<String>()
    };
    match address {
        SocketAddr::V4(v4) => host == words(&v4.ip().octets()),
        SocketAddr::V6(v6) => host == words(&v6.ip().octets()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_table_names_what_it_dropped() {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let table = std::fs::read_to_string("/proc/net/udp").unwrap();
        assert_eq!(dropped(&table, address), Some(0));
        // Nobody reads: the system has room for so much and drops the rest.
        let sender = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        for _ in 0..4096 {
            sender.send_to(&[b'x'; 8192], address).unwrap();
        }
        let table = std::fs::read_to_string("/proc/net/udp").unwrap();
        assert!(dropped(&table, address).unwrap() > 0, "{table}");
    }

    #[test]
    fn ends_of_lines_are_no_part_of_a_message() {
        for (datagram, message) in [("<1>a\n", "<1>a"), ("<1>a\r\n\0", "<1>a"), ("\n", ""), ("<1>a\nb", "<1>a\nb")] {
            assert_eq!(trimmed(datagram.as_bytes()), message.as_bytes());
        }
    }
}
