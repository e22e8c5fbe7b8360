import CustomDump
import Testing

@testable import Watching

@Suite struct ConfigurationTests {
  /// A sound watchlist and a sound list, so that a test needs only its own line.
  static let files = [
    "Config/watchlists/a.yaml": "id: a\nquery: alpha\n",
    "Feeds/a.yaml": "- url: https://example.org/feed\n",
    "Feeds/b.txt": "https://example.org/other news\n",
  ]

  static func folder(_ configuration: String, _ more: [String: String] = [:]) throws -> ConfigurationFolder {
    try ConfigurationFolder(files.merging(more) { $1 }.merging(["Config/vigie.yaml": configuration]) { $1 })
  }

  /// What is wrong with a configuration, warnings included.
  static func problems(_ configuration: String, _ more: [String: String] = [:]) throws -> [String] {
    let folder = try folder(configuration, more)
    do throws(ConfigurationError) {
      return folder.shown(try Configuration.load(path: folder.file("Config/vigie.yaml")).warnings)
    } catch {
      return folder.shown(error.problems)
    }
  }

  static let whole = """
    feeds: [../Feeds/a.yaml, ../Feeds/b.txt]
    watchlists: [watchlists/]
    http: { contact: desk@example.org }

    """

  @Test func `a configuration of two keys has the defaults for all others`() throws {
    let folder = try Self.folder("feeds: [../Feeds/a.yaml]\nwatchlists: [watchlists/]\n")
    let configuration = try Configuration.load(path: folder.file("Config/vigie.yaml"))
    #expect(configuration.state == folder.file("var"))
    #expect(configuration.alerts == .file(folder.file("var/alerts.jsonl")))
    #expect(configuration.firstPoll == .all)
    #expect(diff(configuration.retention, RetentionSettings()) == nil)
    #expect(configuration.retention.size.bytes == 2 << 30)
    #expect(configuration.rotation == nil)
    #expect(diff(configuration.schedule, ScheduleSettings()) == nil)
    #expect(diff(configuration.http, HTTPSettings()) == nil)
    #expect(configuration.http.maxBody.bytes == 10 * 1024 * 1024)
    #expect(configuration.name == nil)
    #expect(configuration.watchlists.map(\.id) == ["a"])
    #expect(configuration.feeds.map(\.id) == ["https://example.org/feed"])
    #expect(
      folder.shown(configuration.warnings) == [
        "Config/vigie.yaml:1:1: warning: `http.contact` is missing; give an address where publishers can reach you"
      ])
  }

  @Test func `every key is read`() throws {
    let folder = try Self.folder(
      """
      feeds: []
      watchlists: [watchlists/a.yaml]
      state: /var/lib/vigie
      alerts: "-"
      first-poll: 2d
      retention: { stories: 30d, texts: 0s, size: 64MiB }
      schedule: { interval: 2h, min: 10m, max: 7d, polls-per-hour: 500 }
      name: desk-1
      http:
        contact: "newsdesk@example.org"
        connections: 8
        per-host: { connections: 2, spacing: 0s }
        timeout: 90s
        max-body: 512KiB
        allow-private-networks: true
        proxy: socks5h://u:p@localhost:1080
        ca-file: ca.pem
        hosts: { Example.org: { max-age: 2d, refresh: never }, "[2001:DB8::1]": { max-age: 0s } }
      """, ["Config/ca.pem": "-----BEGIN CERTIFICATE-----\n"])
    let configuration = try Configuration.load(path: folder.file("Config/vigie.yaml"))
    #expect(configuration.feeds == [])
    #expect(configuration.state == "/var/lib/vigie")
    #expect(configuration.alerts == .standardOutput)
    #expect(configuration.firstPoll == .age(.seconds(2 * 86_400)))
    var retention = RetentionSettings()
    (retention.stories, retention.texts, retention.size) = (.seconds(30 * 86_400), .zero, .mebibytes(64))
    #expect(diff(configuration.retention, retention) == nil)
    var schedule = ScheduleSettings()
    (schedule.interval, schedule.min, schedule.max) = (.seconds(7200), .seconds(600), .seconds(7 * 86_400))
    schedule.pollsPerHour = 500
    #expect(diff(configuration.schedule, schedule) == nil)
    var http = HTTPSettings()
    (http.contact, http.connections, http.timeout) = ("newsdesk@example.org", 8, .seconds(90))
    (http.perHost.connections, http.perHost.spacing) = (2, .zero)
    (http.maxBody, http.allowPrivateNetworks) = (ByteCount(bytes: 512 * 1024), true)
    (http.proxy, http.caFile) = ("socks5h://u:p@localhost:1080", folder.file("Config/ca.pem"))
    var (example, address) = (HostRules.Rule(), HostRules.Rule())
    (example.maxAge, example.refresh, address.maxAge) = (.seconds(2 * 86_400), .never, .zero)
    http.hosts = HostRules(["example.org": example, "2001:db8::1": address])
    #expect(diff(configuration.http, http) == nil)
    #expect(configuration.name == "desk-1")
  }

  @Test func `a log of its own rotation needs only the word`() throws {
    let folder = try Self.folder(Self.whole + "rotate: {}\n")
    let defaults = try Configuration.load(path: folder.file("Config/vigie.yaml"))
    #expect(diff(defaults.rotation, RotationSettings()) == nil)
    let small = try Self.folder(Self.whole + "rotate: { size: 16KiB, keep: 2 }\n")
    let rotation = try Configuration.load(path: small.file("Config/vigie.yaml")).rotation
    #expect(rotation?.size == ByteCount(bytes: 16_384) && rotation?.keep == 2)
  }

  @Test func `empty texts stand for the default of what has none`() throws {
    let yaml = "feeds: []\nwatchlists: [watchlists/]\nname: \"\"\nhttp: { contact: \"\", proxy: '', ca-file: '' }\n"
    let folder = try Self.folder(yaml)
    let configuration = try Configuration.load(path: folder.file("Config/vigie.yaml"))
    #expect(diff(configuration.http, HTTPSettings()) == nil)
    #expect(configuration.name == nil)
    #expect(
      folder.shown(configuration.warnings).map { $0.prefix(34) } == [
        "Config/vigie.yaml:1:8: warning: `f", "Config/vigie.yaml:4:18: warning: `",
      ])
  }

  @Test(arguments: [
    ("state: [a]\n", ["4:8: `state` must be a text, not a list"]),
    ("state:\n", ["4:7: `state` has no value"]),
    ("stat: a\n", ["4:1: unknown key `stat`; did you mean `state`?"]),
    ("quota: 30d\n", ["4:1: unknown key `quota`; a configuration has feeds, watchlists, state"]),
    ("retention: 30d\n", ["4:12: `retention` must be a mapping such as { stories: …, texts: … }, not a text"]),
    ("retention: { stories: 3h }\n", ["4:23: `stories` must be from 1d to 3650d, not 3h"]),
    ("retention: { stories: 9d, texts: 10d }\n", ["4:34: `texts` (10d) is above `stories` (9d)"]),
    ("retention: { stories: 9d }\n", []),
    ("retention: { size: 1MiB }\n", ["4:20: `size` must be from 16MiB to 1024GiB, not 1MiB"]),
    ("rotate: 1MiB\n", ["4:9: `rotate` must be a mapping such as { size: …, keep: … }, not a text"]),
    ("rotate: { size: 1KiB, keep: 0 }\n", ["4:17: `size` must be from 16KiB", "4:29: `keep` must be from 1 to"]),
    ("alerts: \"-\"\nrotate: {}\n", ["5:1: warning: the alerts go to stdout, so there is no log to rotate"]),
    ("storage: 30d\nbudget: 5\n", ["4:1: unknown key `storage`", "5:1: unknown key `budget`"]),
    ("state: a\nstate: b\n", ["5:1: duplicate key `state`; it stands at line 4 already"]),
    ("name: é\n", ["4:7: `name` has letters, digits and - . _ ~ only"]),
    ("first-poll: some\n", ["4:13: `first-poll` must be all, none or an age such as 2d, not `some`"]),
    ("first-poll: [all]\n", ["4:13: `first-poll` must be all, none or an age such as 2d, not a list"]),
    ("schedule: 60m\n", ["4:11: `schedule` must be a mapping such as { interval: …, min: … }, not a text"]),
    ("schedule: { intervall: 60m }\n", ["4:13: unknown key `intervall`; did you mean `interval`?"]),
    ("schedule: { interval: 60 }\n", ["4:23: `interval` must be a time such as 90s, 15m, 6h or 2d, not `60`"]),
    ("schedule: { interval: 1.5h }\n", ["4:23: `interval` must be a time such as"]),
    ("schedule: { interval: 4m }\n", ["4:23: `interval` must be from 5m to 365d, not 4m"]),
    ("schedule: { min: 1m }\n", ["4:18: `min` must be from 5m to 365d, not 1m"]),
    ("schedule: { min: 2h }\n", ["4:18: `interval` (1h) is below `min` (2h)"]),
    ("schedule: { interval: 15m, min: 20m }\n", ["4:23: `interval` (15m) is below `min` (20m)"]),
    ("schedule: { polls-per-hour: 0 }\n", ["4:29: `polls-per-hour` must be from 1 to 100000000, not 0"]),
    ("schedule: { max: 30m }\n", ["4:18: `interval` (1h) is above `max` (30m)"]),
    ("schedule: { min: 3d, max: 2d }\n", ["4:18: `min` (3d) is above `max` (2d)"]),
    ("schedule: { interval: 15m }\n", ["4:23: warning: feeds are polled every 15m; publishers ask for 60m or more"]),
  ])
  func `a bad value is said at its place`(yaml: String, expected: [String]) throws {
    let problems = try Self.problems(Self.whole + yaml)
    #expect(begin(problems, as: expected.map { "Config/vigie.yaml:" + $0 }), "\(problems)")
  }

  @Test(arguments: [
    ("contact: \"a\\nb: c\"", ["3:18: `contact` has ASCII letters, digits and marks only"]),
    ("contact: d, connections: 0", ["3:34: `connections` must be from 1 to 1024, not 0"]),
    ("contact: d, connections: '64'", ["3:34: `connections` must be a whole number, not the text `64`"]),
    ("contact: d, connections: 6.0", ["3:34: `connections` must be a whole number, not `6.0`"]),
    ("contact: d, connections: 99999999999999999999", ["3:34: `connections` must be a whole number"]),
    (
      "contact: d, per-host: { connections: 0, spacing: 5 }",
      ["3:46: `connections` must be from 1", "3:58: `spacing` must be a time"]
    ),
    ("contact: d, timeout: 0s", ["3:30: `timeout` must be from 1s to 1h, not 0s"]),
    ("contact: d, timeout: -5s", ["3:30: `timeout` must be a time such as"]),
    ("contact: d, max-body: 10MB", ["3:31: `max-body` must be a size such as 512KiB or 10MiB, not `10MB`"]),
    ("contact: d, max-body: 1GiB", []),
    ("contact: d, max-body: 2GiB", ["3:31: `max-body` must be from 1KiB to 1GiB, not 2GiB"]),
    ("contact: d, allow-private-networks: yes", ["3:45: `allow-private-networks` must be true or false, not `yes`"]),
    (
      "contact: d, allow-private-networks: 'true'",
      ["3:45: `allow-private-networks` must be true or false, not the text `true`"]
    ),
    ("contact: d, proxy: 'u:SECRET@h'", ["3:28: `proxy` must be an address such as"]),
    ("contact: d, ca-file: missing.pem", ["3:30: `Config/missing.pem`: there is no such file"]),
    ("contact: d, ca-file: vigie.yaml", ["3:30: `vigie.yaml` holds no certificate in PEM form"]),
    ("contact: d, hosts: [example.org]", ["3:28: `hosts` must be a mapping such as { example.org: { max-age: 6h } }"]),
    ("contact: d, hosts: { example.org: 6h }", ["3:43: `example.org` must be a mapping such as { max-age: …"]),
    ("contact: d, hosts: { example.org: { maxage: 6h } }", ["3:45: unknown key `maxage`; did you mean `max-age`?"]),
    ("contact: d, hosts: { example.org: { max-age: 6 } }", ["3:54: `max-age` must be a time such as"]),
    ("contact: d, hosts: { example.org: { max-age: 366d } }", ["3:54: `max-age` must be from 0s to 365d, not 366d"]),
    (
      "contact: d, hosts: { example.org: { max-age: 2d } }",
      ["3:54: warning: `max-age` (2d) is above `schedule.max` (1d), and no feed that works waits longer than that"]
    ),
    ("contact: d, hosts: { example.org: { refresh: no } }", ["3:54: `refresh` must be weekly or never, not `no`"]),
    ("contact: d, hosts: { \"https://example.org/feed\": {} }", ["3:30: `https://example.org/feed` is no host; write"]),
    ("contact: d, hosts: { \"*.example.org\": {} }", ["3:30: `*.example.org` is no host; write its name alone"]),
    ("contact: d, hosts: { \"example.org:80\": {} }", ["3:30: `example.org:80` is no host; write"]),
    ("contact: d, hosts: { .org: {} }", ["3:30: `.org` is no host; write"]),
    ("contact: d, hosts: { a.org: {}, A.org: {} }", ["3:41: `A.org` stands here already, in other letters"]),
    (
      "conections: 5",
      ["3:1: warning: `http.contact` is missing", "3:9: unknown key `conections`; did you mean `connections`?"]
    ),
  ])
  func `a bad value of http is said at its place`(yaml: String, expected: [String]) throws {
    let whole = "feeds: [../Feeds/a.yaml]\nwatchlists: [watchlists/]\nhttp: { \(yaml) }\n"
    let problems = try Self.problems(whole)
    #expect(begin(problems, as: expected.map { "Config/vigie.yaml:" + $0 }), "\(problems)")
    #expect(!problems.joined().contains("SECRET"))
  }

  @Test(
    "Q7: below an hour only where the configuration says so, which check names; below `min` is an error",
    arguments: [
      ("60m", "60m", []), ("15m", "60m", ["Config/vigie.yaml:4:23: warning: feeds are polled every 15m"]),
      ("60m", "15m", ["Feeds/a.yaml:2:13: warning: this feed is polled every 15m"]),
      ("60m", "5m", ["Feeds/a.yaml:2:13: warning: this feed is polled every 5m"]),
      ("60m", "4m", ["Feeds/a.yaml:2:13: the interval 4m is not within `schedule.min` and `schedule.max`: 5m to 1d"]),
    ])
  func intervalsBelowAnHour(common: String, own: String, expected: [String]) throws {
    let feed = "- url: https://example.org/feed\n  interval: \(own)\n"
    let problems = try Self.problems(Self.whole + "schedule: { interval: \(common) }\n", ["Feeds/a.yaml": feed])
    #expect(begin(problems, as: expected), "\(problems)")
  }

  @Test func `a budget of polls that the feeds' longest waits exceed is warned of at its place`() throws {
    let feeds = (1...49).map { "https://example.org/\($0)\n" }.joined()
    let head = "feeds: [many.txt]\nwatchlists: [watchlists/]\nhttp: { contact: d }\nschedule: { polls-per-hour: "
    let problems = try [2, 3].map { try Self.problems("\(head)\($0) }\n", ["Config/many.txt": feeds]) }
    #expect(
      problems == [
        [
          "Config/vigie.yaml:4:29: warning: `polls-per-hour` (2) cannot be kept: 49 feeds, each polled every 1d at "
            + "least, make 3 polls an hour; raise it or `max`"
        ], [],
      ])
  }

  @Test(arguments: ["{ min: 3d, max: 2d }", "{ min: 2h }", "{ max: 1h, min: x }", "[]", "{ nim: 5m }"])
  func `feeds are not held against a schedule that cannot be used`(schedule: String) throws {
    let problems = try Self.problems(
      Self.whole + "schedule: \(schedule)\n", ["Feeds/a.yaml": "- url: https://example.org/feed\n  interval: 9d\n"])
    let expected = schedule.contains("nim") ? 2 : 1
    #expect(problems.count == expected, "\(problems)")
  }

  @Test func `every problem of every file comes in one run, by file, line and column`() throws {
    let problems = try Self.problems(
      "feeds: [../Feeds/x.yaml, ../Feeds/none.yaml, ../Feeds/a.pdf]\nwatchlists: [watchlists/, other]\nstat: x\nname: a b\n",
      [
        "Config/watchlists/x.yaml": "id: a\nquery: beta\n---\n", "Config/watchlists/y.yaml": "- id: a\n  query: a b\n",
        "Feeds/x.yaml": "- url: gopher://x\n- title: y\n",
      ])
    let expected = [
      "Config/vigie.yaml:1:1: warning: `http.contact` is missing",
      "Config/vigie.yaml:1:26: `Feeds/none.yaml`: there is no such file",
      "Config/vigie.yaml:1:46: `Feeds/a.pdf`: a feed list is a .yaml, .txt or .opml file",
      "Config/vigie.yaml:2:27: `Config/other`: there is no such file",
      "Config/vigie.yaml:3:1: unknown key `stat`",
      "Config/vigie.yaml:4:7: `name` has letters",
      "Config/watchlists/x.yaml:3:1: a second YAML document",
      "Config/watchlists/y.yaml:1:7: the id `a` is taken already, at Config/watchlists/a.yaml:1",
      "Config/watchlists/y.yaml:2:",
      "Feeds/x.yaml:1:8: `gopher` is not a scheme",
      "Feeds/x.yaml:2:3: this feed has no `url`",
    ]
    #expect(begin(problems, as: expected), "\(problems)")
  }

  @Test(arguments: [
    ("", ["1:1: this configuration is empty; it needs `feeds` and `watchlists`"]),
    ("# nothing yet\n", ["1:1: this configuration is empty"]),
    ("---\n", ["1:1: this configuration is empty"]),
    ("- a\n", ["1:1: a configuration must be a mapping such as { feeds: …, watchlists: … }, not a list"]),
    ("http: { contact: d }\n", ["1:1: `feeds` is missing; write `feeds: [", "1:1: `watchlists` is missing; write"]),
    (
      "feeds: ../Feeds/a.yaml\nwatchlists: w\nhttp: { contact: d }\n",
      ["1:8: `feeds` must be a list such as [../Feeds/press.yaml], not a text", "2:13: `watchlists` must be a list"]
    ),
    ("feeds: [a\n", ["2:1: `,` or `]` expected"]),
  ])
  func `a configuration that is none says what it needs`(yaml: String, expected: [String]) throws {
    let problems = try Self.problems(yaml)
    #expect(begin(problems, as: expected.map { "Config/vigie.yaml:" + $0 }), "\(problems)")
  }

  @Test func `tests that fail are told together with all that is wrong elsewhere`() throws {
    let problems = try Self.problems(
      Self.whole + "stat: x\n",
      [
        "Config/watchlists/b.yaml": "id: b\nquery: red green\n",
        "Config/watchlists/c.yaml": "id: c\nterms: [red]\ntests:\n  - { text: blue, match: true }\n",
      ])
    #expect(
      begin(
        problems,
        as: [
          "Config/vigie.yaml:4:1: unknown key `stat`", "Config/watchlists/b.yaml:2:12: two words",
          "Config/watchlists/c.yaml:4:5: test of watchlist c: this story should match, and does not",
        ]), "\(problems)")
  }

  @Test func `a missing configuration is a problem of its own`() {
    #expect(
      throws: ConfigurationError(problems: [
        ConfigurationProblem(file: "/none/vigie.yaml", message: "there is no such file")
      ])
    ) {
      try Configuration.load(path: "/none/vigie.yaml")
    }
  }
}
