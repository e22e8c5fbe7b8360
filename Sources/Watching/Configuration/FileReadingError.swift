import SystemPackage

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

  /// The longest file that is read, in bytes: a device may never end.
  private static let limit = 1 << 30

  /// Reads a whole file, or all that a pipe brings.
  static func contents(of path: String) throws(FileReadingError) -> [UInt8] {
    let bytes: [UInt8]?
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
      bytes = try file.closeAfter { try file.readToEnd(limit: limit) }
    } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
      throw .missing
    } catch Errno.isDirectory {
      throw .folder
    } catch Errno.permissionDenied {
      throw .forbidden
    } catch {
      throw .failed("\(error)")
    }
    guard let bytes else { throw .failed("it is larger than 1 GiB") }
    return bytes
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
