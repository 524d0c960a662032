use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use super::Card;

/// The card's side of vpcd: each message has its length in two octets before it; one octet alone
/// is about power, and everything longer is a command.
#[derive(Debug)]
pub(crate) struct Reader;

const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const POWER_RESET: u8 = 2;
const ATR: u8 = 4;

impl Reader {
    /// Puts a card into the vpcd that listens at this port, whenever it is inserted: a connection
    /// is a card in the reader. Ends with the process.
    pub(crate) fn start(card: &Card, port: u16) {
        let card = card.clone();
        thread::spawn(move || {
            loop {
                if card.is_inserted()
                    && let Ok(stream) = TcpStream::connect(("127.0.0.1", port))
                {
                    // It ends when the card is pulled or pcscd ends.
                    let _ = converse(stream, &card);
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
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
