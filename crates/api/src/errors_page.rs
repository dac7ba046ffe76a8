//! The page of all errors in `docs/`, made from the codes.

use std::fmt::Write;

use crate::error_response::Code;
use crate::routes::TABLE;

/// Returns the page of all errors as it is stored in `docs/`.
pub fn errors_page() -> String {
    let mut page = String::from(
        "# Errors\n\n\
         <!-- Generated from the code by `make generated`; a test keeps it current. -->\n\n\
         Every error response is JSON, `{\"success\":false,\"error\":\"…\"}`, and has the header `X-Error-Code` with a stable\n\
         code. Programs should use the status and the code; the text is for people, except where the contract fixes it.\n\
         Responses contain no internal details; these are in the log, under the id in `X-Request-Id`.\n\n\
         | status | code | text |\n| --- | --- | --- |\n",
    );
    for code in Code::ALL {
        let _ =
            writeln!(page, "| {} | [`{}`](#{}) | {} |", code.status().as_u16(), code.name(), anchor(code), code.text());
    }
    page.push_str("\n## Texts of particular routes\n\n| route | status | text |\n| --- | --- | --- |\n");
    for route in TABLE {
        let texts = route.texts;
        let failure = texts.documented_failure().unwrap_or_default();
        let mut rows = vec![
            (400, texts.invalid),
            (400, texts.rejected),
            (403, texts.forbidden),
            (404, texts.not_found),
            (500, failure),
        ];
        // an invalid body and a wrong proof may have the same text
        rows.dedup();
        for (status, text) in rows.into_iter().filter(|(_, text)| !text.is_empty()) {
            let _ = writeln!(page, "| `{} {}` | {status} | {text} |", route.method, route.path);
        }
    }
    for code in Code::ALL {
        let _ =
            write!(page, "\n## {}\n\n{} {}\n\n{}\n", code.name(), code.status().as_u16(), code.text(), code.meaning());
    }
    page
}

/// The anchor that forges generate for a heading: dots are removed.
fn anchor(code: Code) -> String {
    code.name().replace('.', "")
}
