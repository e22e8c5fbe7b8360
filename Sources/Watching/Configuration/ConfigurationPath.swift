import FoundationEssentials

/// Paths as configuration files write them.
enum ConfigurationPath {
  /// A path that stands in a file, relative to that file's folder.
  static func resolve(_ path: String, besides file: String) -> String {
    if path.hasPrefix("/") { return path }
    var path = path[...]
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    guard let slash = file.lastIndex(of: "/") else { return path.isEmpty ? "." : String(path) }
    return String(file[...slash] + path)
  }

  /// The absolute form of a path; `..` stays, because a folder before it may be a link.
  static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    let folder = FileManager.default.currentDirectoryPath
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }
}
