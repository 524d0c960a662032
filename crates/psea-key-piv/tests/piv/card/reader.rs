use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::Card;
use crate::stack::two_ports;

/// The card's side of vpcd: each message has its length in two octets before it; one octet alone
/// is about power, and everything longer is a command.
#[derive(Debug)]
pub(crate) struct Reader;

const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const POWER_RESET: u8 = 2;
const ATR: u8 = 4;

impl Reader {
    /// Offers a card to a vpcd that connects, at the port that is returned. Ends with the process.
    pub(crate) fn start(card: &Card) -> u16 {
        let (first, second) = two_ports();
        let port = first.local_addr().unwrap().port();
        let card = card.clone();
        thread::spawn(move || serve(&first, &card));
        // vpcd's second slot: it stays empty.
        thread::spawn(move || second.incoming().for_each(drop));
        port
    }
}

fn serve(listener: &TcpListener, card: &Card) {
    for stream in listener.incoming().flatten() {
        // Who connects to a reader without a card is sent away.
        if card.is_inserted() {
            let _ = converse(stream, card);
        }
    }
}

fn converse(mut stream: TcpStream, card: &Card) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut message)?;
        let answer = match message[..] {
            _ if !card.is_inserted() => return Ok(()),
            [POWER_OFF | POWER_ON | POWER_RESET] => {
                card.reset();
                continue;
            }
            [ATR] => card.atr(),
            _ => match card.answer(&message) {
                Some(answer) => answer,
                None => return Ok(()),
            },
        };
        let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
        stream.write_all(&[&length[..], &answer].concat())?;
    }
}
