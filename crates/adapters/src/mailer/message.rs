//! Messages as they are sent (RFC 5322).

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use lettre::Address;
use lettre::error::Error;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use portcullis_domain::Mail;

use super::MailHost;

/// The number of bytes of a message id's digest.
const ID_BYTES: usize = 16;

/// Returns a mail as a message: text in the encoding that it needs, marked as one that no person wrote (RFC 3834), so that
/// nobody's absence is reported in return.
pub(super) fn message(from: &Mailbox, to: &Address, host: &MailHost, mail: &Mail<'_>) -> Result<Message, Error> {
    let generated = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(mail.subject)
        .message_id(Some(message_id(mail.id, host)))
        .raw_header(generated)
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.to_owned())
}

/// Returns the message id. It depends on the mail's identity and the host alone, so a mail that is sent twice can be
/// recognized.
fn message_id(id: &str, host: &MailHost) -> String {
    let digest = digest(&SHA256, id.as_bytes());
    let left = HEXLOWER.encode(digest.as_ref().get(..ID_BYTES).unwrap_or_default());
    format!("<{left}@{}>", host.id_right())
}

#[cfg(test)]
mod tests {
    use portcullis_domain::EmailAddress;

    use super::*;

    fn headers(id: &str, url: &str) -> Vec<String> {
        let to = EmailAddress::parse("alice@acme.example").unwrap();
        let mail = Mail { id, to: &to, subject: "Ümlaut", text: "Ein Text.\n" };
        let from = "Portcullis <mfa@acme.example>".parse().unwrap();
        let address = to.as_str().parse().unwrap();
        let message = message(&from, &address, &MailHost::of_url(url).unwrap(), &mail).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let (headers, _) = text.split_once("\r\n\r\n").unwrap();
        headers.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn message_has_the_headers_that_providers_require() {
        let headers = headers("acme 7 0", "https://mfa.acme.example");
        let values = |name: &str| -> Vec<_> {
            let prefix = format!("{name}: ");
            headers.iter().filter_map(|line| line.strip_prefix(&*prefix)).collect()
        };
        for (name, value) in [
            ("MIME-Version", "1.0"),
            ("Auto-Submitted", "auto-generated"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("To", "alice@acme.example"),
        ] {
            assert_eq!(values(name), [value], "{name}");
        }
        let [id] = &*values("Message-ID") else { panic!("{headers:?}") };
        let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap();
        let (left, right) = inner.split_once('@').unwrap();
        assert!(left.len() == 32 && left.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert_eq!(right, "mfa.acme.example");
        for name in ["From", "Subject", "Date", "Content-Transfer-Encoding"] {
            assert_eq!(values(name).len(), 1, "{name}: {headers:?}");
        }
        assert!(values("Date")[0].ends_with(" +0000"), "{headers:?}");
    }

    #[test]
    fn message_id_is_of_the_message_and_the_host() {
        let id = |id, url| message_id(id, &MailHost::of_url(url).unwrap());
        let one = id("acme 7 0", "https://mfa.acme.example");
        assert_eq!(one, id("acme 7 0", "https://mfa.acme.example:8443/path"));
        for other in [id("acme 7 1", "https://mfa.acme.example"), id("acme 7 0", "https://mfa.example")] {
            assert_ne!(one, other);
        }
        assert!(id("a", "https://[2001:db8::1]").ends_with("@[IPv6:2001:db8::1]>"));
        assert!(!id("acme\r\nBcc: x", "https://mfa.acme.example").contains('\r'));
    }

    #[test]
    fn long_host_is_not_folded() {
        let host = ["x".repeat(63), "x".repeat(63), "example".to_owned()].join(".");
        let headers = headers("acme 7 0", &format!("https://{host}"));
        assert!(headers.iter().any(|line| line.ends_with(&format!("@{host}>"))), "{headers:?}");
    }
}
