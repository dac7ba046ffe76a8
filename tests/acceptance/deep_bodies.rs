//! Bodies nested so deeply that a parser which follows them would run out of stack, which no process survives.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::fixtures::{Database, Home, Service, TIMEOUT, root};
use serde_json::Value;

/// The routes that take a body, as our document tells them, with names of this world in their paths.
fn routes() -> Vec<(String, String)> {
    let document: Value =
        serde_json::from_slice(&std::fs::read(root().join("docs/reference/openapi.json")).unwrap()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, _) in methods.as_object().unwrap().iter().filter(|(_, of)| of.get("requestBody").is_some()) {
            let path = path.replace("{subject}", "user").replace("{orgId}", "acme").replace("{org}", "acme");
            routes.push((method.to_uppercase(), path.replace("{id}", "0199b1f2-7c2e-7d6a-8f3a-1f2e3d4c5b6a")));
        }
    }
    routes
}

/// Sends a body whose length is announced, or in chunks, where it is not; the status and the answer's JSON.
fn sent(service: &Service, head: &str, body: &[u8], announced: bool) -> (u16, Value) {
    let mut stream = TcpStream::connect(service.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    let length = body.len();
    let framed = if announced { format!("Content-Length: {length}") } else { "Transfer-Encoding: chunked".to_owned() };
    write!(stream, "{head}Host: x\r\nConnection: close\r\nContent-Type: application/json\r\n{framed}\r\n\r\n").unwrap();
    // a body that is too long may be refused while it is being sent
    let _ = if announced {
        stream.write_all(body)
    } else {
        let chunk = [format!("{length:x}\r\n").as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
        stream.write_all(&chunk)
    };
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8(answer).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
}

/// No database comes into it.
#[test]
fn no_depth_of_a_body_ends_the_service() {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_DECIDERS", "decider");
    home.populate();
    let service = home.serve(&[]);
    let owner = home.token("owner@acme");
    let (client, decider) =
        (home.client_token("client", "portcullis.provision"), home.client_token("decider", "portcullis.decide"));
    let before = database.everything();
    let routes = routes();
    assert!(routes.len() > 15, "{routes:?}");
    for (method, path) in &routes {
        let token = match path.as_str() {
            path if path.starts_with("/organizations/") => &client,
            "/mfa/decision" => &decider,
            _ => &owner,
        };
        let head = format!("{method} {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nIf-Match: \"1\"\r\n");
        // those that fit within some route's limit, and those that fit within none
        for depth in [130, 2_000, 4_000, 8_000, 32_000, 100_000] {
            for (opening, closing) in [("[", "]"), ("{\"a\":", "}")] {
                let body = format!("{{\"x\":{}1{}}}", opening.repeat(depth), closing.repeat(depth));
                for announced in [true, false] {
                    let (status, told) = sent(&service, &head, body.as_bytes(), announced);
                    assert!(matches!(status, 400 | 413), "{method} {path} {depth}: {status} {told}");
                    assert_eq!(told["success"], false, "{method} {path} {depth}: {told}");
                }
            }
        }
    }
    assert_eq!(service.get("/readyz").status, 200);
    assert_eq!(database.everything(), before);
}
