import TestSupport
import Testing

/// O4: each exit code of the contract, and the sentence that comes with it.
@Suite struct ExitCodeTests {
  @Test func `64: a word that is no command, an unknown option, a bad value`() async throws {
    let bed = try TestBed()
    for arguments in [["pol"], ["poll", "--fast"], ["tail", "--lines", "many"], ["tail", "--since", "noon"]] {
      let run = try await bed.vigie(arguments)
      #expect(run.code == 64, "\(arguments): \(run.errors)")
      #expect(!run.errors.isEmpty && run.output.isEmpty)
    }
  }

  @Test func `64: a bad query, with its line and column`() async throws {
    let run = try await TestBed().vigie("match", "--query", "alpha AND\nal*", "-", input: "")
    #expect(run.code == 64)
    #expect(run.errors.hasPrefix("--query:2:"), "\(run.errors)")
  }

  @Test func `65: input that is no feed or no story line, with its place`() async throws {
    let bed = try TestBed()
    try bed.write("<html><head><title>Log in</title></head><body></body></html>", to: "page.xml")
    try bed.write("", to: "empty.xml")
    let page = try await bed.vigie("match", "--query", "Alibaba", "page.xml")
    #expect(page.code == 65 && page.errors.contains("page.xml: ") && page.errors.contains("page"), "\(page.errors)")
    let empty = try await bed.vigie("parse", "empty.xml")
    #expect(empty.code == 65 && empty.errors.contains("empty"), "\(empty.errors)")
    let lines = try await bed.vigie("match", "--query", "Alibaba", "-", input: "{\"id\":\"a\"}\nnonsense\n")
    #expect(lines.code == 65 && lines.errors.hasPrefix("-:2: "), "\(lines.errors)")
  }

  @Test func `66: a file that is not there`() async throws {
    let bed = try TestBed()
    for arguments in [["parse", "no-such.xml"], ["match", "--query", "Alibaba", "no-such.xml"]] {
      let run = try await bed.vigie(arguments)
      #expect(run.code == 66 && run.errors.contains("no-such.xml: no such file"), "\(run.errors)")
    }
  }

  @Test func `69: a URL that nothing answers`() async throws {
    try await LoopbackSocket.withReservedPort { port in
      let run = try await TestBed().vigie("parse", "--allow-private-networks", "http://127.0.0.1:\(port)/feed")
      #expect(run.code == 69 && run.errors.contains("127.0.0.1"), "\(run.errors)")
    }
  }

  @Test func `73: a state folder that cannot be created`() async throws {
    let bed = try TestBed()
    try bed.write("in the way", to: "state")
    let config = try bed.configure(feeds: "- url: feed.xml\n")
    try bed.write(rss([]), to: "feed.xml")
    let run = try await bed.vigie("poll", "--config", config)
    #expect([73, 77].contains(run.code), "\(run.code) \(run.errors)")
    #expect(run.errors.contains("state"))
  }

  @Test func `O6, 78: a configuration that is missing, wrong in several places, or names what is not there`()
    async throws
  {
    let bed = try TestBed()
    let missing = try await bed.vigie("check", "--config", "nowhere.yaml")
    #expect(missing.code == 78 && missing.errors.contains("nowhere.yaml"), "\(missing.errors)")
    let none = try await bed.vigie("check")
    #expect(none.code == 78 && none.errors.contains("--config"), "\(none.errors)")
    let config = try bed.write(
      "feeds: [missing.yaml]\nwatchlist: [w.yaml]\nschedule: { interval: soon }\nhttp: { conections: 3 }\n",
      to: "vigie.yaml")
    let wrong = try await bed.vigie("check", "--config", config)
    #expect(wrong.code == 78)
    for place in ["vigie.yaml:2:1: ", "vigie.yaml:3:23: ", "vigie.yaml:4:9: "] {
      #expect(wrong.errors.contains(place), "\(place) in \(wrong.errors)")
    }
    #expect(wrong.errors.contains("missing.yaml"))
  }

  @Test func `78: a watchlist whose own test fails`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(
      feeds: "- url: feed.xml\n",
      watchlists:
        "id: w\nterms: [Alibaba]\ntests:\n  - { text: Alibaba rises, match: true }\n  - { text: nothing, match: true }\n"
    )
    try bed.write(rss([]), to: "feed.xml")
    let run = try await bed.vigie("check", "--config", config)
    #expect(run.code == 78 && run.errors.contains("w.yaml:5:5: "), "\(run.errors)")
  }
}
