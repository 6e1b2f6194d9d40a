//! The real binary, running.

use std::{
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use crate::server::{Client, OWNER, SETUP_TOKEN, set_up};

/// The program.
pub(crate) const MAMI: &str = env!("CARGO_BIN_EXE_mami");

/// A server in a process of its own; killed when dropped.
pub(crate) struct Binary {
    pub(crate) url: String,
    child: Child,
    /// Kept open: whoever prints into a closed pipe fails.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Binary {
    /// Starts it with its data in `folder`, and waits until it says that it is ready.
    pub(crate) async fn start(folder: &Path, env: &[(&str, &str)]) -> Self {
        Self::start_through(Command::new(MAMI), folder, env).await
    }

    /// Starts it through another command.
    pub(crate) async fn start_through(mut command: Command, folder: &Path, env: &[(&str, &str)]) -> Self {
        let mut child = command
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("MAMI_SERVER__PORT", "0")
            .env("MAMI_SERVER__WORKERS", "2")
            .env("MAMI_DATA_DIR", folder)
            .env("MAMI_AUTH__SETUP_TOKEN", SETUP_TOKEN)
            .env("MAMI_PROVIDERS__OLLAMA__ENABLED", "false")
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = loop {
            let line = output.next_line().await.unwrap().unwrap();
            if let Some(at) = line.find("http://") {
                break line.split_at(at).1.split("/setup").next().unwrap().to_owned();
            }
        };
        Self { url, child, _output: output }
    }

    /// The owner, made and signed in.
    pub(crate) async fn owner(&self) -> Client {
        let nobody = Client::at(&self.url);
        let answer = nobody.post("/api/v1/setup", &set_up(OWNER)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let ada = nobody.with_cookie_of(&answer);
        // What is on offer is known before the first turn asks for it.
        while ada.get("/api/v1/models").await.json().to_string().matches("\"openai/").count() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        ada
    }

    /// The same person at another server with the same database.
    pub(crate) fn again(&self, client: &Client) -> Client {
        Client::at(&self.url).with_cookie(client.cookie.as_ref().unwrap())
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Ends it as the loss of power does.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop, as a supervisor does.
    pub(crate) async fn terminate(&self) {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    }

    /// Waits for its end.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        self.child.wait().await.unwrap()
    }
}
