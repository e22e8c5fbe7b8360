import Foundation

@testable import FeedParsing

/// The corpus of wild feeds beside the checkout, where there is one.
enum SharedCorpus {
  /// The corpus's folder; nil where it is absent.
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["VIGIE_SHARED"] {
      return existing(URL(filePath: path).appending(path: "corpus"))
    }
    var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path),
        FileManager.default.fileExists(atPath: folder.appending(path: "Config").path)
      {
        return existing(folder.deletingLastPathComponent().appending(path: "shared/corpus"))
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }()

  /// Whether the corpus is there.
  static var isPresent: Bool { folder != nil }

  /// The lines of one of its files, decoded.
  static func lines<Line: Decodable>(of name: String, as type: Line.Type) throws -> [Line] {
    guard let folder else { return [] }
    let data = try Data(contentsOf: folder.appending(path: name))
    let decoder = JSONDecoder()
    return try data.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(Line.self, from: $0) }
  }

  /// The bytes of one of its files.
  static func bytes(of name: String) throws -> [UInt8] {
    guard let folder else { return [] }
    return [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  private static func existing(_ url: URL) -> URL? {
    FileManager.default.fileExists(atPath: url.appending(path: "cases.jsonl").path) ? url : nil
  }
}

extension FeedParser {
  /// Reads a document that a test has written.
  static func parse(_ text: String, contentType: String? = nil, baseURL: String? = nil) throws -> FeedDocument {
    try parse(Array(text.utf8), contentType: contentType, baseURL: baseURL)
  }
}
