import Foundation

/// The folder `shared` beside the checkout, which holds third-party feeds and independent examples. A user's clone has
/// none: tests that read it say so and are skipped.
package enum SharedFolder {
  /// The folder, or nil where there is none. `VIGIE_SHARED` names another place.
  package static let url: URL? = {
    if let path = ProcessInfo.processInfo.environment["VIGIE_SHARED"] { return URL(filePath: path) }
    let checkout = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let shared = checkout.deletingLastPathComponent().appending(path: "shared")
    return FileManager.default.fileExists(atPath: shared.path) ? shared : nil
  }()

  /// Whether there is such a folder.
  package static var isPresent: Bool { url != nil }

  /// What a skipped test says.
  package static let absence = "reads ../shared, which is not here"

  /// A file or folder below it.
  package static func file(_ path: String) throws -> URL {
    guard let url else { throw CocoaError(.fileNoSuchFile) }
    return url.appending(path: path)
  }

  /// The lines of a file below it, each decoded from JSON.
  package static func jsonLines<Value: Decodable>(_ path: String, as type: Value.Type) throws -> [Value] {
    let data = try Data(contentsOf: file(path))
    return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Value.self, from: $0) }
  }
}
