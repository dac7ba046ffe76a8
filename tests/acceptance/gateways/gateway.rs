//! Real gateways, each with a folder of its own, killed at the end of the test.

use crate::fixtures::{TIMEOUT, eventually, free_port, is_installed, root};
use std::fs::{File, read_to_string, write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Nginx,
    Caddy,
}

impl Kind {
    /// Runs a test if this gateway is installed.
    pub(crate) fn if_installed(self, test: fn(Self)) {
        let package = match self {
            Self::Nginx => "nginx-light",
            Self::Caddy => "caddy",
        };
        if is_installed(package, Command::new(self.program()).arg(self.version_flag())) {
            test(self);
        }
    }

    fn program(self) -> &'static str {
        match self {
            // where Debian installs it, which is not on every PATH
            Self::Nginx => "/usr/sbin/nginx",
            Self::Caddy => "caddy",
        }
    }

    fn version_flag(self) -> &'static str {
        match self {
            Self::Nginx => "-v",
            Self::Caddy => "version",
        }
    }

    /// The configuration that `docs/integrate/gateways.md` shows.
    fn page(self) -> String {
        let language = match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddyfile",
        };
        let page = read_to_string(root().join("docs/integrate/gateways.md")).unwrap();
        let fence = format!("\n```{language}\n");
        let mut blocks = page.split(&*fence).skip(1);
        let block = blocks.next().and_then(|rest| rest.split_once("```\n")).unwrap().0.to_owned();
        assert!(blocks.next().is_none(), "the page shows {language} twice");
        block
    }
}

/// A running gateway.
pub(crate) struct Gateway {
    child: Child,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
}

/// The rest of the nginx configuration: paths that nginx may write to. A single process, as the workers of a killed master
/// would stay.
const AROUND_NGINX: &str = "
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include page;
}
";

/// The rest of the Caddy configuration.
const AROUND_CADDY: &str = "
{
	admin off
	default_bind 127.0.0.1
}
import page
";

impl Gateway {
    /// Starts a gateway with the configuration of the page, for a gate and an application at these ports, and waits until it
    /// listens.
    pub(crate) fn before(kind: Kind, gate: u16, application: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let (listen, here) = match kind {
            Kind::Nginx => ("listen 8080;", format!("listen 127.0.0.1:{port};")),
            Kind::Caddy => ("http://:8080 ", format!("http://:{port} ")),
        };
        let mut page = kind.page();
        for (shown, here) in [
            (listen, here),
            ("127.0.0.1:3000", format!("127.0.0.1:{gate}")),
            ("127.0.0.1:9000", format!("127.0.0.1:{application}")),
        ] {
            assert!(page.contains(shown), "the page does not show {shown}");
            page = page.replace(shown, &here);
        }
        write(folder.path().join("page"), page).unwrap();
        let mut command = Command::new(kind.program());
        match kind {
            Kind::Nginx => {
                write(folder.path().join("around"), AROUND_NGINX).unwrap();
                command.arg("-p").arg(folder.path()).args(["-e", "stderr", "-c", "around"]);
            }
            Kind::Caddy => {
                write(folder.path().join("around"), AROUND_CADDY).unwrap();
                command.args(["run", "--adapter", "caddyfile", "--config", "around"]);
                for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
                    command.env(variable, folder.path());
                }
            }
        }
        let log = File::create(folder.path().join("log")).unwrap();
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let mut gateway = Self { child: command.spawn().unwrap(), folder, port };
        let child = Mutex::new(&mut gateway.child);
        let ended = || child.lock().unwrap().try_wait().unwrap().is_some();
        let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        eventually(TIMEOUT, "the gateway listens or ends", || ended() || listens());
        assert!(!ended(), "{kind:?} did not start");
        gateway
    }

    /// The log.
    pub(crate) fn log(&self) -> String {
        read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            println!("the log of the gateway:\n{}", self.log());
        }
    }
}
