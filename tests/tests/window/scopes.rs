//! API 범위 and the simulator in the real window: a document of OpenAPI becomes the list of APIs, and a token's drawer
//! says what would become of a request.

use crate::{steps, words::KOREAN};
use acceptance::{Home, Key, Role, Start};

const DOCUMENT: &str = "openapi: 3.1.0\ninfo: { title: 주문, version: '2.0' }\nservers: [{ url: 'https://api.example.com/v2' }]\n\
paths:\n  /orders:\n    get: { operationId: orders-list, tags: [주문], summary: 주문 목록 }\n  /orders/{id}:\n    get: { tags: [주문], summary: 주문 하나 }\n    \
delete: { tags: [주문], summary: 주문 취소, deprecated: true }\n  /odd/{a}.{b}:\n    get: { summary: 이상한 경로 }\n";

#[tokio::test]
async fn a_document_becomes_the_list_of_apis_and_the_drawer_says_what_would_become_of_a_request() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    app.resize(1440, 860).await;
    steps::load_sample_catalogue(&app).await;
    app.chord(&[Key::Control], '4').await;
    app.find(Role::Heading, "API 범위").element().await;
    app.find(Role::Button, "OpenAPI 가져오기…").click().await;
    let import = app.find(Role::Dialog, "OpenAPI 가져오기");
    import.find(Role::TextBox, "문서를 붙여 넣기").enter().await;
    app.paste(DOCUMENT).await;
    import.find(Role::Button, "읽기").click().await;
    app.shows("건너뛴 오퍼레이션 1개").await;
    app.shows("모든 경로 앞에 /v2").await;
    app.picture("scopes-openapi").await;
    import.find(Role::Button, KOREAN.ok).click().await;
    app.shows("OpenAPI 문서를 가져왔어요.").await;
    app.shows("주문 취소").await;
    app.picture("scopes-tree").await;

    app.find(Role::Button, KOREAN.tokens).click().await;
    steps::open_dialog(&app, &KOREAN).await;
    app.type_text("주문 조회").await;
    let dialog = steps::dialog(&app, &KOREAN);
    dialog.find(Role::Checkbox, "주문 목록").click().await;
    dialog.find(Role::TextBox, KOREAN.allow).enter().await;
    app.type_text("10.0.0.0/8 사무실").await;
    app.press(Key::Enter).await;
    steps::save_and_confirm(&app, &KOREAN, "주문 조회").await;
    steps::open_drawer(&app, "주문 조회").await;
    let drawer = app.find(Role::Dialog, "주문 조회");
    drawer.find_starting(Role::Button, "이 요청이 통과할까요?").click().await;
    drawer.find(Role::TextBox, "클라이언트 주소").fill("10.1.2.3").await;
    drawer.find(Role::TextBox, "경로").fill("/v2/orders").await;
    app.shows("통과해요").await;
    app.shows("허용 IP 1번째: 10.0.0.0/8 사무실").await;
    app.picture("simulator-allowed").await;
    drawer.find(Role::TextBox, "클라이언트 주소").fill("192.0.2.1").await;
    app.shows("거절돼요: 허용 IP").await;
    app.picture("simulator-refused").await;
    app.quit().await;
}
