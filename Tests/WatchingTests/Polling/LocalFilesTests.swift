import Foundation
import TestSupport
import Testing

@testable import Watching

@Suite struct LocalFilesTests {
  /// What reading a file comes to, in a word.
  func outcome(of path: String, _ files: LocalFiles, within time: Duration = .seconds(600)) async -> String {
    do throws(PollFailure) {
      return String(decoding: try await files.contents(of: path, limit: 10, within: time), as: UTF8.self)
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [("", ""), ("1234567890", "1234567890"), ("12345678901", "is larger than 10 bytes")])
  func `a file is read whole, up to the limit`(text: String, wanted: String) async throws {
    let folder = try ConfigurationFolder(["a.xml": text])
    #expect(await outcome(of: folder.file("a.xml"), LocalFiles()) == wanted)
  }

  @Test func `a file that hangs holds up no other, and ends in time`() async throws {
    let gate = Gate()
    let files = LocalFiles { path, _ throws(PollFailure) in
      if path == "hangs" { gate.wait() }
      return Array(path.utf8)
    }
    async let hanging = outcome(of: "hangs", files, within: .seconds(1))
    #expect(await outcome(of: "other", files) == "other")
    #expect(await hanging == "cannot be read within 1s")
    gate.letThrough()
  }

  @Test func `a read is given up when its task is cancelled, also before it began`() async throws {
    let gate = Gate()
    let files = LocalFiles { _, _ throws(PollFailure) in
      gate.wait()
      return []
    }
    let reading = Task { await outcome(of: "hangs", files) }
    try await wait { gate.waiting == 1 }
    reading.cancel()
    #expect(await reading.value == "was interrupted")
    let late = await withTaskGroup(of: String.self) { group in
      group.cancelAll()
      group.addTask { await outcome(of: "late", files) }
      return await group.next()
    }
    #expect(late == "was interrupted")
    #expect(gate.mostWaiting == 1)
    gate.letThrough()
  }

  @Test func `no more files are tried while many hang, and again when those have come back`() async throws {
    let gate = Gate()
    let files = LocalFiles { path, _ throws(PollFailure) in
      if path == "hangs" { gate.wait() }
      return Array(path.utf8)
    }
    for count in 1...16 {
      let reading = Task { await outcome(of: "hangs", files) }
      try await wait { gate.waiting == count }
      reading.cancel()
      #expect(await reading.value == "was interrupted")
    }
    #expect(await outcome(of: "other", files) == "cannot be read: too many other files hang")
    for _ in 1...16 { gate.letThrough() }
    try await wait { await outcome(of: "other", files) == "other" }
  }
}
