import Glibc
import SystemPackage

/// Makes the folders in which the database and the log stand.
enum Folders {
  /// Makes the folder and those above it, where they are missing, so that they outlast a power loss.
  static func make(_ folder: FilePath, calls: SystemCalls) throws(ArchiveError) {
    do throws(Errno) {
      guard try calls.status(folder) == nil else { return }
    } catch {
      throw ArchiveError(opening: folder, error)
    }
    let parent = folder.parent
    if parent != folder {
      try make(parent, calls: calls)
    }
    let result = unsafe folder.withPlatformString { unsafe mkdir($0, 0o750) }
    let code = Errno(rawValue: errno)
    guard result == 0 || code == .fileExists else { throw ArchiveError(opening: folder, code) }
    do throws(Errno) {
      try calls.syncFolder(parent)
    } catch {
      throw ArchiveError(opening: parent, error)
    }
  }
}

extension FilePath {
  /// The folder it stands in; "." for a bare name.
  var parent: FilePath {
    let folder = removingLastComponent()
    return folder.isEmpty ? "." : folder
  }
}
