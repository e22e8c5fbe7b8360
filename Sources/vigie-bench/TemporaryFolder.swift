import FoundationEssentials

/// A folder of its own that is gone, with all that is in it, when the value is.
struct TemporaryFolder: ~Copyable {
  /// Its absolute path.
  let path: String

  /// Creates the folder in `parent`, or where the system keeps temporary files.
  init(in parent: String? = nil) throws(BenchError) {
    let place = parent.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
    path = place.appending(path: "vigie-bench-\(UUID().uuidString)").path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path, reason: "\(error)")
    }
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("\(path) stays behind: \(error)")
    }
  }
}
