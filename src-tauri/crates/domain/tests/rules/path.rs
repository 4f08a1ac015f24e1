use mapae_domain::{PathProblem, PathTemplate, RequestPath};

#[test]
fn templates_match_whole_segments() {
    for (template, target, matches) in [
        ("/v1/build", "/v1/build", true),
        ("/v1/build", "/v1/build?dry=1&x=/../", true),
        ("/v1/build", "/v1/build/", false),
        ("/v1/build/", "/v1/build/", true),
        ("/v1/build", "/v1/Build", false),
        ("/v1/build", "/v1/buil%64", true),
        ("/v1/build", "/v1/build/7", false),
        ("/v1/build/{id}", "/v1/build/7", true),
        ("/v1/build/{id}", "/v1/build/a%20b", true),
        ("/v1/build/{id}", "/v1/build/", false),
        ("/v1/build/{id}", "/v1/build/7/8", false),
        ("/v1/{a}/x/{b}", "/v1/1/x/2", true),
        ("/", "/", true),
        ("/", "/?x", true),
        ("/{a}", "/", false),
        ("/빌드", "/%EB%B9%8C%EB%93%9C", true),
        ("/%EB%B9%8C%EB%93%9C", "/%eb%b9%8c%eb%93%9c", true),
        ("/a~b", "/a%7Eb", true),
    ] {
        let template = PathTemplate::parse(template).unwrap();
        let path = RequestPath::parse(target.as_bytes()).unwrap();
        assert_eq!(template.matches(&path), matches, "{template} and {target}");
    }
}

#[test]
fn ambiguous_paths_are_refused() {
    let long = format!("/{}", "a".repeat(8192));
    for (target, problem) in [
        ("", PathProblem::NotAbsolute),
        ("*", PathProblem::NotAbsolute),
        ("v1/build", PathProblem::NotAbsolute),
        ("http://host/v1", PathProblem::NotAbsolute),
        ("?/v1", PathProblem::NotAbsolute),
        ("//v1/build", PathProblem::EmptySegment),
        ("/v1//build", PathProblem::EmptySegment),
        ("/v1/build//", PathProblem::EmptySegment),
        ("/v1/./build", PathProblem::DotSegment),
        ("/v1/../build", PathProblem::DotSegment),
        ("/v1/build/..", PathProblem::DotSegment),
        ("/.", PathProblem::DotSegment),
        ("/v1/%2e%2e/build", PathProblem::AmbiguousEncoding),
        ("/v1/%2E/build", PathProblem::AmbiguousEncoding),
        ("/v1%2fbuild", PathProblem::AmbiguousEncoding),
        ("/v1%2Fbuild", PathProblem::AmbiguousEncoding),
        ("/v1%5cbuild", PathProblem::AmbiguousEncoding),
        ("/v1/build%00", PathProblem::AmbiguousEncoding),
        ("/v1/build%0d%0a", PathProblem::AmbiguousEncoding),
        ("/v1/%252e%252e/build", PathProblem::AmbiguousEncoding),
        ("/v1/build%3bx", PathProblem::AmbiguousEncoding),
        ("/v1/build;x=1", PathProblem::ForbiddenByte),
        ("/v1\\build", PathProblem::ForbiddenByte),
        ("/v1/build#x", PathProblem::ForbiddenByte),
        ("/v1/bu ild", PathProblem::ForbiddenByte),
        ("/v1/빌드", PathProblem::ForbiddenByte),
        ("/v1/build%", PathProblem::BrokenEncoding),
        ("/v1/build%4", PathProblem::BrokenEncoding),
        ("/v1/build%+1", PathProblem::BrokenEncoding),
        (long.as_str(), PathProblem::TooLong),
    ] {
        assert_eq!(RequestPath::parse(target.as_bytes()), Err(problem), "for {target}");
    }
    assert!(RequestPath::parse(&long.as_bytes()[..8192]).is_ok(), "8,192 bytes are allowed");
    assert!(
        RequestPath::parse(format!("{}?x", &long[..8192]).as_bytes()).is_ok(),
        "the query does not count"
    );
    for target in ["/v1/...", "/v1/a..b", "/v1/.well-known", "/v1/a.b"] {
        assert!(RequestPath::parse(target.as_bytes()).is_ok(), "{target} has no dot segment");
    }
}

#[test]
fn templates_that_can_match_nothing_or_too_much_are_refused() {
    for (text, problem) in [
        ("", PathProblem::NotAbsolute),
        ("v1", PathProblem::NotAbsolute),
        ("/v1//x", PathProblem::EmptySegment),
        ("/v1/../x", PathProblem::DotSegment),
        ("/v1/x?y", PathProblem::ForbiddenByte),
        ("/v1/a b", PathProblem::ForbiddenByte),
        ("/v1/a%2fb", PathProblem::AmbiguousEncoding),
        ("/v1/{id}.json", PathProblem::BadParameter),
        ("/v1/{}", PathProblem::BadParameter),
        ("/v1/{a}/{a}", PathProblem::BadParameter),
        ("/v1/{{a}}", PathProblem::BadParameter),
        ("/v1/{a}{b}", PathProblem::BadParameter),
        ("/v1/{a", PathProblem::BadParameter),
    ] {
        assert_eq!(PathTemplate::parse(text), Err(problem), "for {text}");
    }
}

/// Long paths are looked at many bytes at a time.
#[test]
fn one_wrong_byte_is_found_wherever_it_stands() {
    for length in 2..70 {
        let path: Vec<u8> = b"/".iter().chain(b"aZ09-_~b".iter().cycle()).copied().take(length).collect();
        assert!(RequestPath::parse(&path).is_ok(), "{length}");
        for at in 1..length {
            let with = |bytes: &[u8]| {
                let mut path = path.clone();
                path.splice(at..(at + bytes.len()).min(length), bytes.iter().copied());
                RequestPath::parse(&path).map(|_| ()).err()
            };
            for wrong in [b"\\", b";", b"#", b" ", b"\0", b"\x7f", b"\x80", b"\xff"] {
                assert_eq!(with(wrong), Some(PathProblem::ForbiddenByte), "{wrong:?} at {at} of {length}");
            }
            assert_eq!(with(b"//"), Some(PathProblem::EmptySegment), "{at} of {length}");
            assert_eq!(with(b"/"), (at == 1).then_some(PathProblem::EmptySegment), "{at} of {length}");
            assert_eq!(with(b"%2f"), Some(PathProblem::AmbiguousEncoding), "{at} of {length}");
            let cut = [&path[..at], b"?//"].concat();
            assert_eq!(RequestPath::parse(&cut), RequestPath::parse(&path[..at]), "{at} of {length}");
        }
    }
}
