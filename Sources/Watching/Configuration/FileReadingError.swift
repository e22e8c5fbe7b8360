import FoundationEssentials

/// Why a file that a configuration names could not be read.
enum FileReadingError: Error, Equatable {
  /// Nothing stands at that path.
  case missing
  /// The path leads to a folder.
  case folder
  /// The file's permissions forbid it.
  case forbidden
  /// Anything else, in the system's words.
  case failed(String)

  /// Reads a whole file.
  static func contents(of path: String) throws(FileReadingError) -> [UInt8] {
    var isFolder = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      throw .folder
    }
    do {
      return try [UInt8](Data(contentsOf: URL(filePath: path)))
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      throw .missing
    } catch let error as CocoaError where error.code == .fileReadNoPermission {
      throw .forbidden
    } catch {
      throw .failed("\(error)")
    }
  }
}

extension FileReadingError: CustomStringConvertible {
  var description: String {
    switch self {
    case .missing: "there is no such file"
    case .folder: "this is a folder, not a file"
    case .forbidden: "permission to read it is missing"
    case .failed(let reason): "it cannot be read: \(reason)"
    }
  }
}
