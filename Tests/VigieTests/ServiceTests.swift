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

  /// Starts the service.
  private func start(watchdog: Duration? = nil) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: TestBed.vigie)
    process.arguments = ["run", "--config", bed.path("vigie.yaml")]
    process.currentDirectoryURL = bed.folder
    var environment = ProcessInfo.processInfo.environment
    environment["NOTIFY_SOCKET"] = manager.path
    environment["WATCHDOG_USEC"] = watchdog.map { "\(Int($0 / .microseconds(1)))" }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try bed.write("", to: "errors.txt")
    process.standardError = try FileHandle(forWritingTo: bed.folder.appending(path: "errors.txt"))
    try process.run()
    return process
  }

  /// Waits until the service has said something on its standard error.
  private func hears(_ words: String) async throws -> Bool {
    for _ in 0..<400 {
      if try bed.read("errors.txt").contains(words) { return true }
      try await Task.sleep(for: .milliseconds(25))
    }
    return false
  }

  private func alertedStories() throws -> [String] {
    try bed.read("alerts.jsonl").split(separator: "\n").compactMap { try JSONValue($0).data.story.id.text }
  }

  @Test func `O1, O5: READY, signs of life, RELOADING and READY, STOPPING, and exit 0`() async throws {
    let server = try LoopbackServer { request in .status(200, body: SampleFeed.rss([request.path])) }
    try bed.configure(loopbackFeeds: "- { url: \"\(server.url("/a"))\", id: a }\n")
    let service = try start(watchdog: .seconds(1))
    defer { service.terminate() }
    #expect(manager.next() == "READY=1")
    #expect(manager.next() == "WATCHDOG=1")
    #expect(manager.next() == "WATCHDOG=1", "also when nothing is due")

    try bed.configure(
      loopbackFeeds:
        "- { url: \"\(server.url("/a"))\", id: a, title: Renamed }\n- { url: \"\(server.url("/b"))\", id: b }\n")
    kill(service.processIdentifier, SIGHUP)
    let reloading = try #require(manager.nextChange())
    #expect(reloading.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=\d+/) != nil, "\(reloading)")
    #expect(manager.nextChange() == "READY=1")
    while server.requests.count < 2 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(server.requests.map(\.path) == ["/a", "/b"], "the new feed at once, the old one when it is due")

    kill(service.processIdentifier, SIGUSR1)
    #expect(try await hears("2 feeds: "))
    kill(service.processIdentifier, SIGTERM)
    #expect(manager.nextChange() == "STOPPING=1")
    service.waitUntilExit()
    #expect(service.terminationStatus == 0)
    #expect(try alertedStories() == ["/a", "/b"])
  }

  @Test func `O5: a bad configuration keeps the old one, and says so`() async throws {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    let config = try bed.configure(loopbackFeeds: "- { url: \"\(server.url())\", id: a }\n")
    let good = try bed.read("vigie.yaml")
    let service = try start()
    defer { service.terminate() }
    #expect(manager.next() == "READY=1")
    try bed.write("feeds: [missing.yaml]\nwatchlists: nonsense\n", to: "vigie.yaml")
    kill(service.processIdentifier, SIGHUP)
    #expect(manager.nextChange()?.hasPrefix("RELOADING=1") == true)
    #expect(manager.nextChange() == "READY=1")
    #expect(try await hears("the old one stays in force"))
    #expect(try await hears("\(config):"))
    try bed.write(good, to: "vigie.yaml")
    kill(service.processIdentifier, SIGHUP)
    #expect(manager.nextChange()?.hasPrefix("RELOADING=1") == true)
    #expect(manager.nextChange() == "READY=1")
    #expect(try await hears("configuration reloaded"))
    #expect(service.isRunning)
  }

  @Test(arguments: [(1, 4.0, 10.0), (2, 0, 3)])
  func `O5: SIGTERM gives hanging transfers some seconds, a second one none`(
    signals: Int, atLeast: Double, atMost: Double
  ) async throws {
    let hanging = try LoopbackServer(always: Reply(steps: [.silence]))
    let quick = try LoopbackServer(address: "127.0.0.2", always: .status(200, body: SampleFeed.rss(["1"])))
    try bed.configure(
      loopbackFeeds: "- url: \"\(hanging.url())\"\n- url: \"\(quick.url(host: "127.0.0.2"))\"\n")
    let service = try start()
    defer { service.terminate() }
    #expect(manager.next() == "READY=1")
    while hanging.requests.isEmpty || quick.requests.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    let start = ContinuousClock.now
    for _ in 0..<signals {
      kill(service.processIdentifier, SIGTERM)
      #expect(manager.nextChange() == "STOPPING=1")
    }
    service.waitUntilExit()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    #expect(seconds >= atLeast && seconds < atMost, "\(seconds)")
    #expect(service.terminationStatus == 0)
    #expect(try alertedStories() == ["1"])
  }

  @Test func `E10: killed and started again within the interval it asks for nothing`() async throws {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss(["1"])))
    try bed.configure(loopbackFeeds: "- url: \"\(server.url())\"\n")
    for _ in 1...4 {
      let service = try start()
      #expect(manager.next() == "READY=1")
      while try !bed.read("alerts.jsonl").contains("\n") { try await Task.sleep(for: .milliseconds(20)) }
      kill(service.processIdentifier, SIGKILL)
      service.waitUntilExit()
    }
    #expect(server.requests.count == 1)
    #expect(try alertedStories() == ["1"])
  }
}
