import Foundation
import TestSupport
import Testing

/// `vigie run` as a service manager sees it.
@Suite struct ServiceTests {
  let bed: TestBed
  let manager: NotifySocket

  init() throws {
    bed = try TestBed()
    manager = try NotifySocket(path: bed.path("notify"))
  }

  /// Starts the service, with its standard error in a file or elsewhere.
  private func start(
    watchdog: Duration? = nil, errors: FileHandle? = nil, environment more: [String: String] = [:]
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: TestBed.vigie)
    process.arguments = ["run", "--config", bed.path("vigie.yaml")]
    process.currentDirectoryURL = bed.folder
    var environment = ProcessInfo.processInfo.environment
    environment["NOTIFY_SOCKET"] = manager.path
    environment["WATCHDOG_USEC"] = watchdog.map { "\(Int($0 / .microseconds(1)))" }
    process.environment = environment.merging(more) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try bed.write("", to: "errors.txt")
    process.standardError = try errors ?? FileHandle(forWritingTo: bed.folder.appending(path: "errors.txt"))
    try process.run()
    return process
  }

  /// Waits until the service has said something on its standard error.
  private func hear(_ words: String) async throws { try await bed.wait { try bed.read("errors.txt").contains(words) } }

  /// Waits until the service has ended, and gives its exit status.
  private func exitStatus(of service: Process) async throws -> Int32 {
    try await bed.wait { !service.isRunning }
    return service.terminationStatus
  }

  private func alertedStories() throws -> [String] {
    try bed.read("alerts.jsonl").split(separator: "\n").compactMap { try JSONValue($0).data.story.id.text }
  }

  @Test func `O1, O5: READY, signs of life, RELOADING and READY, STOPPING, and exit 0`() async throws {
    let server = try LoopbackServer { request in .status(200, body: SampleFeed.rss([request.path])) }
    try bed.configure(loopbackFeeds: "- { url: \"\(server.url("/a"))\", id: a }\n")
    let service = try start(watchdog: .seconds(1))
    defer { service.terminate() }
    #expect(try await manager.next() == "READY=1")
    #expect(try await manager.next() == "WATCHDOG=1")
    #expect(try await manager.next() == "WATCHDOG=1", "also when nothing is due")

    try bed.configure(
      loopbackFeeds:
        "- { url: \"\(server.url("/a"))\", id: a, title: Renamed }\n- { url: \"\(server.url("/b"))\", id: b }\n")
    kill(service.processIdentifier, SIGHUP)
    let reloading = try await manager.nextChange()
    #expect(reloading.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=\d+/) != nil, "\(reloading)")
    #expect(try await manager.nextChange() == "READY=1")
    try await bed.wait { server.requests.count == 2 }
    #expect(server.requests.map(\.path) == ["/a", "/b"], "the new feed at once, the old one when it is due")

    kill(service.processIdentifier, SIGUSR1)
    try await hear("2 feeds: ")
    try await bed.wait { try alertedStories() == ["/a", "/b"] }
    kill(service.processIdentifier, SIGTERM)
    #expect(try await manager.nextChange() == "STOPPING=1")
    #expect(try await exitStatus(of: service) == 0)
    let log = try bed.read("errors.txt")
    #expect(log.contains(/(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info watch begins feeds=1$/), "\(log)")
  }

  @Test func `O1: a stopped process shows no life, and life again when it goes on`() async throws {
    try bed.configure(loopbackFeeds: "[]\n")
    let service = try start(watchdog: .milliseconds(400))
    defer {
      kill(service.processIdentifier, SIGCONT)
      service.terminate()
    }
    #expect(try await manager.next() == "READY=1")
    for _ in 1...3 { #expect(try await manager.next() == "WATCHDOG=1") }
    kill(service.processIdentifier, SIGSTOP)
    try await bed.wait { try states(of: service) == ["T"] }
    while manager.pending() != nil {}
    // Five times as long as between two signs of life.
    try await Task.sleep(for: .seconds(1))
    #expect(manager.pending() == nil)
    kill(service.processIdentifier, SIGCONT)
    #expect(try await manager.next() == "WATCHDOG=1")
  }

  /// The states of a process's threads, each in one letter, T where it is stopped (proc(5)).
  private func states(of process: Process) throws -> Set<String> {
    let folder = "/proc/\(process.processIdentifier)/task"
    let states = try FileManager.default.contentsOfDirectory(atPath: folder).map { thread in
      let text = try String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)
      return String(text[text.index(after: text.lastIndex(of: ")") ?? text.startIndex)...].dropFirst().prefix(1))
    }
    return Set(states)
  }

  @Test func `O1: a manager that reads nothing holds up no poll`() async throws {
    let gate = Gate()
    let server = try LoopbackServer { request in
      gate.wait()
      return .status(200, body: SampleFeed.rss([request.path]))
    }
    let feeds = ["a", "b"].map { "- { url: \"\(server.url("/\($0)"))\", id: \($0) }\n" }
    try bed.configure(loopbackFeeds: feeds.joined())
    let service = try start(watchdog: .milliseconds(20))
    defer { service.terminate() }
    #expect(try await manager.next() == "READY=1")
    try await bed.wait { gate.waiting == 1 }
    manager.fill()
    // Time for the service to find that the socket takes no more.
    try await Task.sleep(for: .milliseconds(200))
    gate.letThrough()
    try await bed.wait { server.requests.count == 2 }
    gate.letThrough()
    try await bed.wait { try alertedStories() == ["/a", "/b"] }
  }

  @Test func `O1, O5: a manager that reads nothing holds up neither a reload nor the end`() async throws {
    let server = try LoopbackServer { request in .status(200, body: SampleFeed.rss([request.path])) }
    try bed.configure(loopbackFeeds: "- { url: \"\(server.url("/a"))\", id: a }\n")
    let service = try start()
    defer { kill(service.processIdentifier, SIGKILL) }
    #expect(try await manager.next() == "READY=1")
    manager.fill()
    try bed.configure(loopbackFeeds: "- { url: \"\(server.url("/b"))\", id: b }\n")
    kill(service.processIdentifier, SIGHUP)
    try await bed.wait { try alertedStories() == ["/a", "/b"] }
    kill(service.processIdentifier, SIGTERM)
    #expect(try await exitStatus(of: service) == 0)
  }

  @Test(.enabled(if: Preload.isAvailable, "\(Preload.absence)"))
  func `O5: SIGHUP and SIGUSR1 wait until the service has started`() async throws {
    try bed.configure(loopbackFeeds: "[]\n")
    let sender = try Preload("sender", source: Self.sender, in: bed)
    let service = try start(environment: ["LD_PRELOAD": sender.path, "VIGIE_TEST_SIGNALS": "\(SIGHUP) \(SIGUSR1)"])
    defer { service.terminate() }
    #expect(try await manager.next() == "READY=1")
    #expect(try await manager.next().hasPrefix("RELOADING=1"))
    #expect(try await manager.next() == "READY=1")
    try await hear("configuration reloaded")
    try await hear("0 feeds: ")
    kill(service.processIdentifier, SIGTERM)
    #expect(try await exitStatus(of: service) == 0)
  }

  @Test(.enabled(if: Preload.isAvailable, "\(Preload.absence)"), arguments: [SIGTERM, SIGINT])
  func `O5: SIGTERM ends a start at once`(signal: Int32) async throws {
    try bed.configure(loopbackFeeds: "[]\n")
    let sender = try Preload("sender", source: Self.sender, in: bed)
    let service = try start(
      environment: ["LD_PRELOAD": sender.path, "VIGIE_TEST_SIGNALS": "\(signal)", "VIGIE_TEST_PAUSE": "600"])
    defer { service.terminate() }
    #expect(try await exitStatus(of: service) == 0)
    #expect(service.terminationReason == .exit)
    #expect(manager.pending() == "STOPPING=1" && manager.pending() == nil)
    #expect(try bed.read("errors.txt").contains("stop asked for"))
  }

  /// Sends the process signals when it first opens its list of feeds, which then takes some time.
  private static let sender = """
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdarg.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>

    static void look_at(const char *path) {
      static int was_sent = 0;
      const char *name = strrchr(path, '/'), *signals = getenv("VIGIE_TEST_SIGNALS"), *pause = getenv("VIGIE_TEST_PAUSE");
      if (was_sent || !signals || strcmp(name ? name + 1 : path, "feeds.yaml") != 0) return;
      was_sent = 1;
      char *end;
      for (long number; (number = strtol(signals, &end, 10)) > 0; signals = end) kill(getpid(), (int)number);
      if (pause) sleep((unsigned)atoi(pause));
    }

    #define OPEN(function)                                                                     \\
      int function(const char *path, int flags, ...) {                                         \\
        va_list rest;                                                                          \\
        va_start(rest, flags);                                                                 \\
        int mode = flags & O_CREAT ? va_arg(rest, int) : 0;                                    \\
        va_end(rest);                                                                          \\
        look_at(path);                                                                         \\
        return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #function))(path, flags, mode); \\
      }

    OPEN(open)
    OPEN(open64)

    """

  @Test func `O5: another place for state or alerts counts from the next start only`() async throws {
    let server = try LoopbackServer { request in .status(200, body: SampleFeed.rss([request.path])) }
    try bed.configure(loopbackFeeds: "- { url: \"\(server.url("/a"))\", id: a }\n")
    let here = try bed.read("vigie.yaml")
    let service = try start()
    defer { service.terminate() }
    #expect(try await manager.next() == "READY=1")
    try await bed.wait { try alertedStories() == ["/a"] }
    try bed.write(here.replacing("state: state", with: "state: elsewhere"), to: "vigie.yaml")
    let away = try await linesOfReload(service)
    #expect(away.count { $0.hasPrefix("warning another place for state or alerts") } == 1, "\(away)")
    kill(service.processIdentifier, SIGUSR1)
    try await hear("1 feed: 1 ok")
    try bed.write(here, to: "vigie.yaml")
    let back = try await linesOfReload(service)
    #expect(!back.contains { $0.hasPrefix("warning ") }, "nothing is elsewhere any more: \(back)")
  }

  @Test func `O5: standard error that nobody reads holds up neither alerts, nor a reload, nor the end`() async throws {
    let server = try LoopbackServer { request in .status(200, body: SampleFeed.rss([request.path])) }
    try bed.configure(loopbackFeeds: "- { url: \"\(server.url("/a"))\", id: a }\n")
    let errors = Pipe()
    while hasRoom(errors.fileHandleForWriting) { errors.fileHandleForWriting.write(Data(count: Int(PIPE_BUF))) }
    let service = try start(errors: errors.fileHandleForWriting)
    defer { service.terminate() }
    try await bed.wait { try alertedStories() == ["/a"] }
    kill(service.processIdentifier, SIGUSR1)
    try bed.configure(loopbackFeeds: "- { url: \"\(server.url("/b"))\", id: b }\n")
    kill(service.processIdentifier, SIGHUP)
    try await bed.wait { try alertedStories() == ["/a", "/b"] }
    kill(service.processIdentifier, SIGTERM)
    #expect(try await exitStatus(of: service) == 0)
    #expect(!hasRoom(errors.fileHandleForWriting), "or this test says nothing")
  }

  private func hasRoom(_ pipe: FileHandle) -> Bool {
    var request = pollfd(fd: pipe.fileDescriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&request, 1, 0) == 1
  }

  @Test func `O5: a bad configuration keeps the old one, and says so`() async throws {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    let config = try bed.configure(loopbackFeeds: "- { url: \"\(server.url())\", id: a }\n")
    let good = try bed.read("vigie.yaml")
    let service = try start()
    defer { service.terminate() }
    #expect(try await manager.next() == "READY=1")
    try bed.write("feeds: [missing.yaml]\nwatchlists: nonsense\n", to: "vigie.yaml")
    kill(service.processIdentifier, SIGHUP)
    #expect(try await manager.nextChange().hasPrefix("RELOADING=1"))
    #expect(try await manager.nextChange() == "READY=1")
    try await hear("the old one stays in force")
    try await hear("\(config):")
    try bed.write(good, to: "vigie.yaml")
    kill(service.processIdentifier, SIGHUP)
    #expect(try await manager.nextChange().hasPrefix("RELOADING=1"))
    #expect(try await manager.nextChange() == "READY=1")
    try await hear("configuration reloaded")
    #expect(service.isRunning)
  }

  @Test func `O5: errors of a new configuration read as errors, its warnings as warnings`() async throws {
    let config = try bed.configure(loopbackFeeds: "[]\n")
    let service = try start()
    defer { service.terminate() }
    #expect(try await manager.next() == "READY=1")
    let good = try bed.read("vigie.yaml")
    let doubtful = try bed.write("id: w\nterms: [Alibaba, alibaba]\n", to: "watchlists/w.yaml")
    let warning = "warning configuration warning place=\"\(doubtful):2:18: warning: `alibaba` says the same"
    try bed.write(good + "\nnonsense: 1\n", to: "vigie.yaml")
    let refused = try await linesOfReload(service)
    #expect(refused.first == "error configuration not reloaded; the old one stays in force")
    #expect(refused.count { $0.hasPrefix("error configuration error place=\"\(config):") } == 1, "\(refused)")
    #expect(refused.count { $0.hasPrefix(warning) } == 1, "\(refused)")
    #expect(refused.count { $0.hasPrefix("error ") } == 2, "\(refused)")
    try bed.write(good, to: "vigie.yaml")
    let taken = try await linesOfReload(service)
    #expect(taken.count { $0.hasPrefix(warning) } == 1, "\(taken)")
    #expect(taken.last == "info configuration reloaded")
    #expect(!taken.contains { $0.hasPrefix("error ") }, "\(taken)")
  }

  /// What the service logs of a reload, without the times.
  private func linesOfReload(_ service: Process) async throws -> [Substring] {
    let before = try bed.read("errors.txt")
    kill(service.processIdentifier, SIGHUP)
    #expect(try await manager.nextChange().hasPrefix("RELOADING=1"))
    #expect(try await manager.nextChange() == "READY=1")
    return try bed.read("errors.txt").dropFirst(before.count).split(separator: "\n")
      .map { $0.drop { $0 != " " }.dropFirst() }
  }

  @Test func `O5: SIGHUP lets go of a log that was moved away, and begins a new one`() async throws {
    let server = try LoopbackServer { request in .status(200, body: SampleFeed.rss([request.path])) }
    let first = "- { url: \"\(server.url("/a"))\", id: a }\n"
    try bed.configure(loopbackFeeds: first)
    let service = try start()
    defer { service.terminate() }
    try await bed.wait { try alertedStories() == ["/a"] }
    try FileManager.default.moveItem(atPath: bed.path("alerts.jsonl"), toPath: bed.path("old.jsonl"))
    try bed.configure(loopbackFeeds: first + "- { url: \"\(server.url("/b"))\", id: b }\n")
    kill(service.processIdentifier, SIGHUP)
    try await bed.wait { try alertedStories() == ["/b"] }
    #expect(try bed.read("old.jsonl").split(separator: "\n").count == 1)
    let folder = "/proc/\(service.processIdentifier)/fd"
    let held = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      // What is closed meanwhile is not held.
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
    #expect(held.contains { $0.hasSuffix("/alerts.jsonl") })
    #expect(!held.contains { $0.hasSuffix("/old.jsonl") }, "nobody waits for room that a deleted log still takes")
  }

  @Test(arguments: [1, 2])
  func `O5: SIGTERM ends it though a transfer hangs, after some seconds, and each one counts`(signals: Int) async throws
  {
    let hanging = try LoopbackServer(always: .hanging)
    let quick = try LoopbackServer(address: "127.0.0.2", always: .status(200, body: SampleFeed.rss(["1"])))
    try bed.configure(
      loopbackFeeds: "- url: \"\(hanging.url())\"\n- url: \"\(quick.url(host: "127.0.0.2"))\"\n",
      http: "timeout: 1h")
    let service = try start()
    defer { service.terminate() }
    #expect(try await manager.next() == "READY=1")
    try await bed.wait { try !hanging.requests.isEmpty && alertedStories() == ["1"] }
    let start = ContinuousClock.now
    for _ in 0..<signals {
      kill(service.processIdentifier, SIGTERM)
      #expect(try await manager.nextChange() == "STOPPING=1")
      // It would have the manager believe that the service goes on.
      kill(service.processIdentifier, SIGHUP)
    }
    #expect(try await exitStatus(of: service) == 0)
    #expect(manager.pending() == nil)
    #expect(try !bed.read("errors.txt").contains("reloaded"))
    #expect(try alertedStories() == ["1"])
    // How soon a second one ends it, no busy machine can be asked: that is for `StoppingTests`.
    if signals == 1 { #expect(ContinuousClock.now - start >= .seconds(4)) }
    #expect(try bed.read("errors.txt").matches(of: /stop asked for/).count == signals)
  }

  @Test func `E10: killed and started again within the interval it asks for nothing`() async throws {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    try bed.configure(loopbackFeeds: "- url: \"\(server.url())\"\n")
    for _ in 1...4 {
      let service = try start()
      #expect(try await manager.next() == "READY=1")
      try await bed.wait { try bed.read("alerts.jsonl").contains("\n") }
      kill(service.processIdentifier, SIGKILL)
      #expect(try await exitStatus(of: service) == SIGKILL)
    }
    #expect(server.requests.count == 1)
    #expect(try alertedStories() == ["1"])
  }
}
