import Foundation
import SystemPackage
import Testing

@testable import Archive

@Suite struct ArchiveTests {
  private let scene: Scene

  init() throws {
    scene = try Scene()
  }

  private func open() async throws -> Archive {
    try await Archive(folder: scene.folder.state.string, log: .file(scene.log.string))
  }

  @Test func `a poll leaves its state, its stories and its lines`() async throws {
    let archive = try await open()
    #expect(try await archive.commit([Samples.record(1...2), Samples.record(3...3, feed: "other")]) == 3)
    #expect(try await archive.feedStates().keys.sorted() == ["feed", "other"])
    let first = SeenStory(fingerprint: Samples.story(1).fingerprint, seen: Samples.noon)
    let second = SeenStory(fingerprint: Samples.story(2).fingerprint, seen: Samples.noon)
    #expect(
      try await archive.knownStories(feed: "feed", keys: [1, 2, 3].map(Samples.key))
        == [Samples.key(1): first, Samples.key(2): second])
    #expect(try await archive.knownStories(feed: "never polled", keys: [Samples.key(1)]) == [:])
    try await archive.close()
    #expect(try scene.text == Samples.lines(1...3))
  }

  @Test func `a story is recognized by its text`() async throws {
    let archive = try await open()
    try await archive.commit([Samples.record(1...9), Samples.record(3...3, feed: "other")])
    let related = try await archive.relatedStories(feed: "feed", fingerprints: [Samples.story(3).fingerprint, 1])
    #expect(related.map(\.key) == [Samples.key(3)])
    let emissions = try await archive.emissions(feed: "feed", story: Samples.key(3))
    #expect(emissions.map(\.id) == ["event-3"])
    #expect(emissions.map(\.watchlist) == ["watchlist"])
  }

  @Test func `an edited story stays first seen when it was`() async throws {
    let archive = try await open()
    var draft = Samples.draft(1...1)
    try await archive.commit([draft.record])
    draft.stories[0].fingerprint = 5
    draft.stories[0].seen += 3600
    try await archive.commit([draft.record])
    #expect(
      try await archive.knownStories(feed: "feed", keys: [Samples.key(1)])
        == [Samples.key(1): SeenStory(fingerprint: 5, seen: Samples.noon)])
  }

  @Test func `a second writer is refused, and learns who is the first`() async throws {
    let archive = try await open()
    let error = try await #require(throws: ArchiveError.self) { try await open() }
    let pid = Int(ProcessInfo.processInfo.processIdentifier)
    #expect(error == .locked(folder: scene.folder.state.string, by: pid))
    #expect(error.exitCode == 75)
    try await archive.close()
    try await open().close()
  }

  @Test func `a closed archive says so`() async throws {
    let archive = try await open()
    try await archive.close()
    try await archive.close()
    await #expect(throws: ArchiveError.closed) { try await archive.commit([]) }
  }

  @Test func `settling takes note of how far the log is written`() async throws {
    let archive = try await open()
    try await archive.commit([Samples.record(1...2)])
    let reader = try Archive.openReadOnly(folder: scene.folder.state.string)
    #expect(try reader.size().pending == 2)
    try await archive.settle()
    #expect(try reader.size().pending == 0)
  }

  @Test func `many callers at once get every line in, once`() async throws {
    let archive = try await open()
    try await withThrowingTaskGroup { group in
      for number in 1...50 {
        group.addTask { try await archive.commit([Samples.record(number...number)]) }
      }
      try await group.waitForAll()
    }
    try await archive.close()
    let lines = try scene.text.split(separator: "\n")
    #expect(lines.count == 50)
    #expect(Set(lines.map { $0.prefix { $0 != "," } }).count == 50)
    for (index, line) in lines.enumerated() {
      #expect(line.contains(String(decoding: SequenceMember.bytes(Int64(index + 1)), as: UTF8.self)))
    }
  }

  @Test func `it works on a queue of its own`() async throws {
    let archive = try await open()
    try await archive.checkQueue()
  }

  @Test func `lines for the standard output are written after they are kept`() async throws {
    let written = Recorder()
    var calls = SystemCalls.system
    calls.append = { file, bytes throws(Errno) in
      written.note("\(file.rawValue) \(String(decoding: bytes, as: UTF8.self))")
      return bytes.count
    }
    let archive = try await Archive(folder: scene.folder.state.string, log: .standardOutput, calls: calls)
    try await archive.commit([Samples.record(1...2)])
    try await archive.commit([Samples.record(2...3)])
    #expect(written.notes == ["1 " + Samples.lines(1...2), "1 " + Samples.lines(3...3)])
    try await archive.close()
    let again = try await Archive(folder: scene.folder.state.string, log: .standardOutput, calls: calls)
    #expect(await !again.isLogFull)
    #expect(written.notes.count == 2)
  }
}

extension Archive {
  /// Stops the test unless the actor runs where it should.
  fileprivate func checkQueue() throws {
    preconditionIsolated()
  }
}
