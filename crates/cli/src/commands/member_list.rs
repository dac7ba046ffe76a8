//! Reads a list of members from a CSV file, as spreadsheets and the members' export write it.

use std::collections::BTreeSet;
use std::path::Path;

use csv::StringRecord;
use portcullis_domain::MemberRow;

use crate::error::{Error, Result};

/// The columns that are read.
const COLUMNS: [&str; 4] = ["subject", "email", "role", "kind"];

/// The further columns of the members' export, which say what follows from the rest. They are ignored.
const EXPORTED: [&str; 5] = ["state", "methods", "verified_at", "deadline", "exempt_until"];

/// What the members' export puts an apostrophe in front of, so that no spreadsheet evaluates it.
const PROTECTED: [char; 5] = ['=', '+', '-', '@', '\''];

/// Returns the rows of a CSV file (RFC 4180), whose first line names the columns, in any case. Columns without a name and
/// rows without a value are skipped.
pub(super) fn read(file: &Path) -> Result<Vec<MemberRow>> {
    let shown = file.display().to_string();
    let unreadable = |error: csv::Error| {
        let line = error.position().map(|position| format!(" at line {}", position.line())).unwrap_or_default();
        let rule = match error.kind() {
            csv::ErrorKind::Io(error) => format!("cannot be read: {error}"),
            _ => format!("is not CSV in UTF-8{line}"),
        };
        Error::invalid(&shown, rule)
    };
    let text = std::fs::read(file).map_err(|error| unreadable(error.into()))?;
    // spreadsheets leave out empty cells at the end of a line, or add some
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&*text);
    let mut records = reader.records().filter(|record| !record.as_ref().is_ok_and(is_blank));
    let header = records.next().transpose().map_err(unreadable)?.unwrap_or_default();
    let columns = Columns::read(&shown, &header)?;
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, |position| line_of(&text, position));
        rows.push(columns.row(&record, line).map_err(|rule| Error::invalid(&shown, rule))?);
    }
    Ok(rows)
}

/// The names of the columns in lower case, in their order. A column without a name has an empty one.
struct Columns(Vec<String>);

impl Columns {
    fn read(file: &str, header: &StringRecord) -> Result<Self> {
        for (separator, name) in [(';', "semicolons"), ('\t', "tabs")] {
            if header.iter().any(|cell| cell.contains(separator)) {
                let rule = format!("separates its columns by {name}: separate them by commas (export as \"CSV UTF-8\")");
                return Err(Error::invalid(file, rule));
            }
        }
        let names: Vec<_> = header.iter().map(|cell| cell.trim().to_ascii_lowercase()).collect();
        let (mut problems, mut seen) = (Vec::new(), BTreeSet::new());
        for (written, name) in header.iter().map(str::trim).zip(&names).filter(|(_, name)| !name.is_empty()) {
            if !COLUMNS.iter().chain(&EXPORTED).any(|known| *known == *name) {
                problems.push(format!("unknown column {written}: must be subject, email, role or kind"));
            } else if !seen.insert(name) {
                problems.push(format!("duplicate column {name}: must be there once"));
            }
        }
        if !names.iter().any(|name| name == "subject") {
            problems.push("column subject is required".to_owned());
        }
        if problems.is_empty() { Ok(Self(names)) } else { Err(Error::Invalid(problems)) }
    }

    /// Returns a member of the list, or the rule that the line breaks.
    fn row(&self, record: &StringRecord, line: u64) -> Result<MemberRow, String> {
        for (position, cell) in record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            match self.0.get(position) {
                None => return Err(format!("has a different number of columns at line {line}")),
                Some(name) if name.is_empty() => {
                    return Err(format!("has a value in column {} without a name at line {line}", position + 1));
                }
                Some(_) => {}
            }
        }
        let cell = |name: &str| {
            let position = self.0.iter().position(|column| column == name);
            value_of(position.and_then(|position| record.get(position)).unwrap_or_default()).to_owned()
        };
        Ok(MemberRow { line, subject: cell("subject"), email: cell("email"), role: cell("role"), kind: cell("kind") })
    }
}

/// Returns the value of a cell, without spaces around it and without the apostrophe of the members' export.
fn value_of(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('\'').filter(|value| value.starts_with(PROTECTED)).unwrap_or(cell)
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// Returns the line in which a record begins. Its position is the end of the previous one, before blank lines.
fn line_of(text: &[u8], position: &csv::Position) -> u64 {
    let begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.get(begin..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.filter(|byte| **byte == b'\n').fold(position.line(), |line, _| line + 1)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn parse(text: impl AsRef<[u8]>) -> Result<Vec<MemberRow>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("members.csv");
        std::fs::write(&file, text).unwrap();
        read(&file)
    }

    /// Alice and Bob in lines 2 and 3, but for the lines that are skipped.
    #[rstest]
    #[case::plain("subject,email,role,kind\nalice,a@b.example,OWNER,person\nbob,,,\n")]
    #[case::without_the_last_line_feed("subject,email,role,kind\nalice,a@b.example,OWNER,person\nbob,,,")]
    #[case::byte_order_mark_and_crlf("\u{feff}subject,email,role,kind\r\nalice,a@b.example,OWNER,person\r\nbob,,,\r\n")]
    #[case::quoted("\u{feff}\"subject\",\"email\",\"role\",\"kind\"\n\"alice\",\"a@b.example\",\"OWNER\",\"person\"\n\"bob\"\n")]
    #[case::capital_headers("Subject,EMAIL,Role,Kind\nalice,a@b.example,OWNER,person\nbob,,,\n")]
    #[case::spaces(" subject , email, role ,kind\n alice ,a@b.example , OWNER,\u{a0}person\nbob , ,,\n")]
    #[case::empty_columns("subject,,email,role,kind,,\nalice,,a@b.example,OWNER,person,,\nbob,,,,,,\n")]
    #[case::empty_cells_left_out("subject,email,role,kind,,\nalice,a@b.example,OWNER,person\nbob\n")]
    #[case::further_empty_cells("subject,email,role,kind\nalice,a@b.example,OWNER,person,,\nbob,,,,,\n")]
    #[case::empty_rows("subject,email,role,kind\nalice,a@b.example,OWNER,person\nbob,,,\n,,,\n\n , ,,\n\"\",,,\n")]
    #[case::another_order("kind,role,subject,email\nperson,OWNER,alice,a@b.example\n,,bob,\n")]
    #[case::export(
        "subject,email,role,kind,state,methods,verified_at,deadline,exempt_until\r\n\
         alice,a@b.example,OWNER,person,verified,GOOGLE_AUTH PASSKEY,2026-01-01T10:20:30Z,,\r\n\
         bob,,,,in_grace,,,2026-01-15T00:00:00Z,\r\n"
    )]
    fn list_is_read_as_spreadsheets_write_it(#[case] text: &str) {
        let row = |line, cells: [&str; 4]| {
            let [subject, email, role, kind] = cells.map(str::to_owned);
            MemberRow { line, subject, email, role, kind }
        };
        let expected = [row(2, ["alice", "a@b.example", "OWNER", "person"]), row(3, ["bob", "", "", ""])];
        assert_eq!(parse(text).unwrap(), expected);
    }

    #[test]
    fn columns_have_any_order_and_only_subject_is_required() {
        let rows = parse("role,subject\nOWNER,alice\n\n,\"b,ob\"\n").unwrap();
        let read: Vec<_> = rows.iter().map(|row| (row.line, &*row.subject, &*row.role, &*row.email)).collect();
        assert_eq!(read, [(2, "alice", "OWNER", ""), (4, "b,ob", "", "")]);
    }

    #[test]
    fn lines_are_numbered_as_in_the_file() {
        let rows = parse("\n,,\nsubject,email\n,\nalice,\n\n,,\nbob,\n").unwrap();
        assert_eq!(rows.iter().map(|row| (row.line, &*row.subject)).collect::<Vec<_>>(), [(5, "alice"), (8, "bob")]);
    }

    #[test]
    fn apostrophes_of_the_export_are_removed() {
        for (cell, value) in [
            ("'=1+1", "=1+1"),
            ("'-x", "-x"),
            ("'+49", "+49"),
            ("'@x", "@x"),
            ("''x", "'x"),
            ("'x", "'x"),
            ("x'", "x'"),
            ("'", "'"),
        ] {
            assert_eq!(value_of(cell), value, "{cell}");
        }
    }

    #[test]
    fn malformed_lists_are_rejected() {
        for (text, words) in [
            ("", "column subject"),
            (",,\n", "column subject"),
            ("email\na@b.c\n", "column subject"),
            ("subject,rôle\nalice,OWNER\n", "unknown column rôle"),
            ("subject,E-Mail\nalice,a@b.c\n", "unknown column E-Mail"),
            ("subject,role\nalice,OWNER,x\n", "different number of columns at line 2"),
            ("subject,,role\nalice,x,OWNER\n", "a value in column 2 without a name at line 2"),
            ("subject,email,email\nalice,a@b.c,\n", "duplicate column email"),
            ("subject,Email,EMAIL \nalice,a@b.c,\n", "duplicate column email"),
            ("subject,state,State\nalice,,\n", "duplicate column state"),
            ("subject;email\nalice;a@b.c\n", "by semicolons: separate them by commas"),
            ("\u{feff}\"Subject\";\"Email\"\r\n\"alice\";\"a@b.c\"\r\n", "by semicolons: separate them by commas"),
            ("sep=;\r\nsubject;email\r\n", "by semicolons: separate them by commas"),
            ("subject\temail\nalice\ta@b.c\n", "by tabs: separate them by commas"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        // Latin-1, and UTF-16 with its mark
        for bytes in [&b"subject\nalice\nj\xf6rg\n"[..], b"\xff\xfes\0u\0b\0j\0e\0c\0t\0\n\0"] {
            assert!(parse(bytes).unwrap_err().to_string().contains("is not CSV in UTF-8"));
        }
        assert!(read(Path::new("/nowhere.csv")).is_err());
    }
}
