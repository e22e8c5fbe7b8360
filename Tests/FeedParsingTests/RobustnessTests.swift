import Foundation
import Testing

@testable import FeedParsing

/// Cuts and damages wild and hostile documents. `VIGIE_ROBUSTNESS=long` in the environment takes all of them and cuts
/// those of up to 12,000 bytes at every byte: some 1,500,000 readings, meant for an optimised build under AddressSanitizer.
@Suite(.enabled(if: SharedCorpus.isPresent, "the shared corpus is not beside this checkout"))
struct RobustnessTests {
  private static let isLong = ProcessInfo.processInfo.environment["VIGIE_ROBUSTNESS"] == "long"
  /// Up to here a document is small, so that it can be read many times.
  private static let small = 12_000
  private static let largest = isLong ? 400_000 : 20_000

  private struct Case: Decodable {
    var file: String
    var size: Int
    var set: String
    var group: String?
  }

  /// The names of real and hostile documents by size, a few of them where time is short.
  private static let names: [String] = {
    let cases = (try? SharedCorpus.lines(of: "cases.jsonl", as: Case.self)) ?? []
    let files = cases.filter {
      ["real", "hostile"].contains($0.set) && !$0.file.hasSuffix(".gz") && $0.group != "compression"
        && $0.size < largest
    }
    let sorted = files.sorted { ($0.size, $0.file) < ($1.size, $1.file) }
    return stride(from: 0, to: sorted.count, by: isLong ? 1 : 4).map { sorted[$0].file }
  }()

  @Test func `there is something to cut`() {
    #expect(Self.names.count > 100)
  }

  @Test(arguments: [0, 1])
  func `a beginning of a document gives the stories that end in it, in bounded time`(half: Int) throws {
    var count = 0
    for name in Self.names.enumerated().filter({ $0.offset % 2 == half }).map(\.element) {
      let document = try WildDocument(name: name)
      let cuts = document.cuts(atMost: !Self.isLong ? 14 : document.bytes.count <= Self.small ? Self.small : 400)
      for length in cuts {
        let reading = CheckedReading(Array(document.bytes[..<length]), length % 64 == 0 ? .output : .values)
        // Not `#expect` each time: a million of them take longer than the parsing.
        if let fault = reading.fault ?? document.fault(of: reading.document, upTo: length) {
          Issue.record("\(name), its first \(length) bytes: \(fault)")
        }
      }
      count += cuts.count
    }
    if Self.isLong { print("read \(count) beginnings") }
  }

  @Test(arguments: [0, 1])
  func `a document damaged anywhere gives an answer in bounded time`(half: Int) throws {
    var damage = Damage()
    var former: [UInt8] = []
    var count = 0
    for name in Self.names.enumerated().filter({ $0.offset % 2 == half }).map(\.element) {
      let bytes = try SharedCorpus.bytes(of: name)
      for round in 0..<(!Self.isLong ? 4 : bytes.count <= Self.small ? 300 : 60) {
        let reading = CheckedReading(damage.injured(bytes, with: former), round % 16 == 0 ? .output : .values)
        if let fault = reading.fault { Issue.record("\(name), damaged for the time \(round): \(fault)") }
        count += 1
      }
      former = bytes
    }
    if Self.isLong { print("read \(count) damaged documents") }
  }
}
