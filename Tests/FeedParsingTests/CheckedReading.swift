import Foundation
import TestSupport

@testable import FeedParsing

/// A document's reading, held to what must be true of any, however broken it is.
struct CheckedReading {
  /// Seconds of the processor, far more than any document of the corpus needs, even unoptimised.
  private static let limit = 10.0

  /// How much of a reading is looked at.
  enum Depth {
    case values
    /// The output too, which takes longer than the reading.
    case output
  }

  /// What was read; nil if it was refused.
  private(set) var document: FeedDocument?
  /// What is wrong with it; nil if nothing is.
  private(set) var fault: String?

  /// Reads `bytes`.
  init(_ bytes: [UInt8], _ depth: Depth) {
    let time = ProcessorTime.seconds {
      do throws(FeedParsingError) {
        document = try FeedParser.parse(bytes, contentType: nil, baseURL: "http://example.org/")
      } catch {
        if error.description.isEmpty { fault = "is refused without words" }
      }
    }
    if time > Self.limit { fault = "takes \(time) s" }
    guard let document else { return }
    let isBounded = document.stories.allSatisfy {
      $0.title.utf8.count <= FeedLimits.title && $0.summary.utf8.count <= FeedLimits.text
        && $0.contentText.utf8.count <= FeedLimits.text && $0.categories.count <= FeedLimits.list
    }
    if !isBounded || document.stories.count > FeedLimits.stories { fault = "goes beyond its bounds" }
    if let line = document.warnings.compactMap(\.line).max() {
      let lines = bytes.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 1
      if line > lines { fault = "warns of line \(line) of \(lines)" }
    }
    if document.warnings.contains(where: { $0.line ?? 1 < 1 }) { fault = "warns of a line before the first" }
    if case .output = depth, !Self.isJSON(JSONFeedWriter.document(document)) { fault = "is written as bad JSON" }
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    (try? JSONSerialization.jsonObject(with: Data(bytes))) is [String: Any]
  }
}
