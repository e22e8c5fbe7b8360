import FoundationEssentials
import SystemPackage
import Watching

/// Files that commands read, with the exit codes that the contract gives to missing and unreadable ones.
enum InputFile {
  /// The bytes of a file, or of standard input for `-`.
  static func bytes(_ name: String) throws -> [UInt8] {
    do {
      if name == "-" { return try read(.standardInput) }
      let file = try FileDescriptor.open(FilePath(name), .readOnly, options: .closeOnExec)
      return try file.closeAfter { try read(file) }
    } catch Errno.noSuchFileOrDirectory {
      throw Failure.missingInput("\(name): no such file")
    } catch Errno.permissionDenied {
      throw Failure(code: .permission, "\(name): permission denied")
    } catch let error as Errno {
      throw Failure.missingInput("\(name): cannot be read: \(error)")
    }
  }

  /// The stories of a feed file, or of story lines (`.jsonl` or standard input).
  static func stories(_ name: String) throws -> StoryFile {
    let bytes = try bytes(name)
    do throws(InputError) {
      let isLines = name == "-" || name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson")
      return isLines ? try StoryFile(lines: bytes, name: name) : try StoryFile(feed: bytes, name: name)
    } catch {
      throw Failure(code: .data, lines: [error.description])
    }
  }

  private static func read(_ file: FileDescriptor) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}

extension RemoteFile {
  /// The document at a URL, in a file, or on standard input (`-`).
  init(source: String, allowPrivateNetworks: Bool) async throws {
    guard URLHost.of(source) != nil else {
      self.init(bytes: try InputFile.bytes(source), contentType: nil, url: nil)
      return
    }
    do throws(PollFailure) {
      try await self.init(url: source, allowPrivateNetworks: allowPrivateNetworks)
    } catch {
      throw Failure(code: .unavailable, "\(source): \(error.reason)")
    }
  }
}
