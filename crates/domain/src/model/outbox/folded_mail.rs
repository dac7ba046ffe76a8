//! One mail for several notices.

/// Returns the subject line and the text of the mail that carries these notices, each with its subject line and text. All
/// of them are about one topic. A single notice is carried unchanged.
pub(crate) fn folded_mail(notices: &[(String, String)]) -> Option<(String, String)> {
    let (subject, text) = notices.first()?;
    let further = notices.len() - 1;
    if further == 0 {
        return Some((subject.clone(), text.clone()));
    }
    let texts: Vec<_> = notices.iter().map(|(_, text)| text.as_str()).collect();
    let text = format!(
        "This message contains {} notices. They followed an earlier one of the same kind.\n\n{}",
        notices.len(),
        texts.join("\n----------------------------------------\n\n")
    );
    Some((format!("{subject} (and {further} more)"), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_is_in_the_mail() {
        let notice =
            |number: u32| ("acme: A passkey was added".to_owned(), format!("A passkey was added.\n\n{number}\n"));
        assert_eq!(folded_mail(&[]), None);
        assert_eq!(folded_mail(&[notice(1)]), Some(notice(1)));
        let (subject, text) = folded_mail(&[notice(1), notice(2), notice(3)]).unwrap();
        assert_eq!(subject, "acme: A passkey was added (and 2 more)");
        assert!(text.starts_with("This message contains 3 notices."), "{text}");
        for number in 1..=3 {
            assert!(text.contains(&notice(number).1), "{text}");
        }
    }
}
