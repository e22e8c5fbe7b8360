import Archive
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Watching

@Suite struct LogRotationTests {
  @Test func `a rotated log that cannot be removed is told`() async throws {
    let server = try LoopbackServer(always: .status(200, body: SampleFeed.rss((1...100).map(String.init))))
    let watch = try PolledWatch(server)
    let settings = try watch.folder.read("vigie.yaml") + "\nrotate: { size: 16KiB, keep: 1 }\n"
    try watch.folder.write(settings, to: "vigie.yaml")
    // Not even root can remove a folder as if it were a file.
    let old = watch.folder.file("alerts.jsonl-20260101T000000Z")
    try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: true)
    let told = Mutex<[String]>([])
    _ = try await Watch(watch.configuration, now: { [clock = watch.clock] in clock.now }).poll(.once) { progress in
      if case .unremovable(let log) = progress { told.withLock { $0.append(log.path) } }
    }
    #expect(told.withLock { $0 } == [old])
  }
}
