//! 게이트 in the real window: switched on, asked by a real nginx with the configuration that the page gives, tried by the
//! page's own test; a change in the window is in force at the next request, and the page says why each was refused.

use crate::{steps, words::KOREAN};
use acceptance::{App, Home, Key, Process, Role, Start, free_address, program, until, until_async};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    thread,
};

const API: &str = "/v1/build/run/log/7";

/// An application that answers everything with 200.
fn application() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut asked in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut head = BufReader::new(asked.try_clone().unwrap());
                let mut line = String::new();
                while head.read_line(&mut line).is_ok_and(|length| length > 2) {
                    line.clear();
                }
                asked.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok").ok()
            });
        }
    });
    address
}

/// The status of a request with this token, and the whole answer.
pub(crate) fn ask(front: SocketAddr, path: &str, token: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(front).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: api.test\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("an answer of HTTP: {answer}")), answer)
}

/// nginx with the files that the page shows, in the least that they need around them.
fn nginx(home: &Home, files: &[(String, String)], front: SocketAddr) -> Process {
    let folder = home.mapae().join("nginx");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let place = folder.display();
    let (upstreams, locations) = (&files[0].0, &files[1].0);
    let frame = format!(
        "daemon off; user root; pid {place}/pid; error_log stderr;\n\
         events {{}}\n\
         http {{\n\
           access_log off; client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;\n\
           fastcgi_temp_path {place}/fastcgi; uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;\n\
           include {place}/{upstreams};\n\
           server {{ listen {front}; include {place}/{locations}; }}\n\
         }}\n"
    );
    fs::write(folder.join("nginx.conf"), frame).unwrap();
    let configuration = folder.join("nginx.conf");
    let nginx = Process::spawn(program("nginx"), home.log("nginx"), |command| {
        command.arg("-c").arg(&configuration).arg("-p").arg(Path::new("/"));
    });
    until("nginx listens", || TcpStream::connect(front).is_ok().then_some(()));
    nginx
}

/// Goes to 게이트 and switches it on at a free address and a socket of the test's own.
pub(crate) async fn switched_on(app: &App<'_>, home: &Home) -> SocketAddr {
    let address = free_address();
    app.chord(&[Key::Control], '5').await;
    app.find(Role::Heading, "게이트").element().await;
    app.find(Role::TextBox, "TCP 주소").fill(&address.to_string()).await;
    let socket = home.mapae().join("gate.sock");
    app.find(Role::TextBox, "Unix 소켓").fill(&socket.display().to_string()).await;
    app.find(Role::Button, "저장").click().await;
    app.shows("저장했고, 바로 적용됐어요.").await;
    app.find(Role::Button, "게이트 켜기").click().await;
    app.shows(&format!("듣는 곳: {address}")).await;
    address
}

/// The configuration for nginx before `upstream`, file by file.
async fn recipe(app: &App<'_>, upstream: SocketAddr) -> Vec<(String, String)> {
    app.find(Role::TextBox, "API 서버 주소").fill(&upstream.to_string()).await;
    let script = "return [...document.querySelectorAll('section[data-section=recipes] .code')] \
        .map((code) => [code.querySelector('.name').textContent.trim(), code.querySelector('code').textContent])";
    until_async("a configuration for this application", async || {
        let files: Vec<(String, String)> = serde_json::from_value(app.script(script, &[]).await).ok()?;
        files.iter().any(|(_, text)| text.contains(&upstream.to_string())).then_some(files)
    })
    .await
}

#[tokio::test]
async fn a_token_is_enforced_by_nginx_as_the_dialog_says_and_the_window_says_why() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    app.resize(1440, 860).await;
    steps::load_sample_catalogue(&app).await;
    steps::open_dialog(&app, &KOREAN).await;
    app.type_text("관제").await;
    steps::dialog(&app, &KOREAN).find(Role::Checkbox, KOREAN.other_scope).click().await;
    steps::save_and_confirm(&app, &KOREAN, "관제").await;
    let token = steps::copy(&app, &KOREAN, "관제").await;

    switched_on(&app, &home).await;
    let front = free_address();
    let files = recipe(&app, application()).await;
    let _nginx = nginx(&home, &files, front);
    until("the token passes", || (ask(front, API, &token).0 == 200).then_some(()));
    assert_eq!(ask(front, "/v1/build", &token).0, 403, "another API");
    assert_eq!(ask(front, API, "mapae_nobody").0, 401);
    app.picture("gate-overview").await;

    // The page's own test, through the same nginx.
    app.find(Role::TextBox, "게이트웨이 주소")
        .all()
        .await
        .last()
        .expect("that of the test")
        .click()
        .await
        .unwrap();
    app.chord(&[Key::Control], 'a').await;
    app.type_text(&format!("http://{front}")).await;
    app.find(Role::Button, "시험하기").click().await;
    app.shows("11가지 모두 통과했어요.").await;
    app.picture("gate-self-test").await;

    app.find(Role::Radio, "최근 판정").click().await;
    app.shows("범위").await;
    app.picture("gate-decisions").await;

    // Switched off in the window: refused at the next request.
    app.find(Role::Button, KOREAN.tokens).click().await;
    steps::open_drawer(&app, "관제").await;
    app.find(Role::Dialog, "관제").find(Role::Button, "중지").click().await;
    until_async("중지", async || {
        (steps::row(&app, &KOREAN, "관제").await.cell("상태") == "중지").then_some(())
    })
    .await;
    let (status, answer) = ask(front, API, &token);
    assert_eq!(status, 401, "{answer}");
    app.picture("gate-drawer").await;
    app.quit().await;
}
