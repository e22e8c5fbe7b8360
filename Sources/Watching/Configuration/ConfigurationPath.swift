import FoundationEssentials

/// Paths as configuration files write them.
enum ConfigurationPath {
  /// A path that stands in a file, relative to that file's folder: `../Feeds` in `Config/vigie.yaml` is `Feeds`.
  static func resolve(_ path: String, besides file: String) -> String {
    if path.hasPrefix("/") { return path }
    var folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
    var path = path[...]
    while true {
      if path.hasPrefix("./") {
        path = path.dropFirst(2)
      } else if path.hasPrefix("../"), let parent = parent(of: folder) {
        (folder, path) = (parent, path.dropFirst(3))
      } else {
        break
      }
    }
    let resolved = String(folder + path)
    return resolved.isEmpty ? "." : resolved
  }

  /// The absolute form of a path.
  static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    let folder = FileManager.default.currentDirectoryPath
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  /// The folder above one that is written with a slash at its end; nil where its name does not tell, as behind a link.
  private static func parent(of folder: Substring) -> Substring? {
    let path = folder.dropLast()
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard !["", ".", ".."].contains(name), !isLink(String(path)) else { return nil }
    return path.dropLast(name.count)
  }

  private static func isLink(_ path: String) -> Bool {
    do {
      _ = try FileManager.default.destinationOfSymbolicLink(atPath: path)
      return true
    } catch {
      return false
    }
  }
}
