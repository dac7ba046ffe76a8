//! Bodies nested so deeply that a recursive parser would overflow its stack.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::fixtures::{Database, Home, Service, TIMEOUT, root, token_in_session};
use serde_json::Value;

/// The routes with a body in the OpenAPI document, with existing names in their paths.
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

/// Sends a body with its length or in chunks, and returns the status and JSON of the answer.
fn sent(service: &Service, head: &str, body: &[u8], announced: bool) -> (u16, Value) {
    let mut stream = TcpStream::connect(service.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    let length = body.len();
    let framed = if announced { format!("Content-Length: {length}") } else { "Transfer-Encoding: chunked".to_owned() };
    write!(stream, "{head}Host: x\r\nConnection: close\r\nContent-Type: application/json\r\n{framed}\r\n\r\n").unwrap();
    // the service may reject a body that is too long while it is being sent
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

#[test]
fn deeply_nested_bodies_are_rejected() {
    let database = Database::sqlite();
    let home = Home::of(&database).with("PORTCULLIS_DECIDERS", "decider");
    home.populate();
    let service = home.serve(&[]);
    let (client, decider) =
        (home.client_token("client", "portcullis.provision"), home.client_token("decider", "portcullis.decide"));
    let before = database.everything();
    let routes = routes();
    assert!(routes.len() > 15, "{routes:?}");
    for (number, (method, path)) in routes.iter().enumerate() {
        // bodies are judged before membership; each subject has a rate of its own
        let member = token_in_session(&format!("subject-{number}"), "acme", "s1");
        let token = match path.as_str() {
            path if path.starts_with("/organizations/") => &client,
            "/mfa/decision" => &decider,
            _ => &member,
        };
        let head = format!("{method} {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nIf-Match: \"1\"\r\n");
        // some fit within the limit of a route, some within none
        for depth in [130, 2_000, 4_000, 8_000, 32_000, 100_000] {
            for (opening, closing) in [("[", "]"), ("{\"a\":", "}")] {
                let body = format!("{{\"x\":{}1{}}}", opening.repeat(depth), closing.repeat(depth));
                for announced in [true, false] {
                    let (status, answer) = sent(&service, &head, body.as_bytes(), announced);
                    assert!(matches!(status, 400 | 413), "{method} {path} {depth}: {status} {answer}");
                    assert_eq!(answer["success"], false, "{method} {path} {depth}: {answer}");
                }
            }
        }
    }
    assert_eq!(service.get("/readyz").status, 200);
    assert_eq!(database.everything(), before);
}
