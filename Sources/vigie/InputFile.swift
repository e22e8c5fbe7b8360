import FoundationEssentials
import SystemPackage
import Watching

/// Files that commands read, with the exit codes that the contract gives to missing and unreadable ones.
enum InputFile {
  /// The bytes of a file, or of standard input for `-`.
  static func bytes(_ name: InputName) throws -> [UInt8] {
    do {
      if name.text == "-" { return try FileDescriptor.standardInput.readToEnd() ?? [] }
      let file = try FileDescriptor.open(FilePath(name.text), .readOnly, options: .closeOnExec)
      return try file.closeAfter { try file.readToEnd() ?? [] }
    } catch Errno.noSuchFileOrDirectory {
      throw missing(name)
    } catch Errno.permissionDenied {
      throw Failure(code: .permission, "\(name.shown): permission denied")
    } catch let error as Errno {
      throw Failure.missingInput("\(name.shown): cannot be read: \(error)")
    }
  }

  /// The stories of a feed file, or of story lines (`.jsonl` or standard input). Lines that are none are its flaws.
  static func stories(_ name: String) throws -> StoryFile {
    let input = InputName(name)
    let bytes = try bytes(input)
    if name == "-" || name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
      return StoryFile(lines: bytes, name: input.shown)
    }
    do throws(InputError) {
      return try StoryFile(feed: bytes, name: input.shown)
    } catch {
      throw Failure(code: .data, lines: [error.description])
    }
  }

  /// Why a name that leads to no file gives nothing to read.
  static func missing(_ name: InputName) -> Failure {
    switch name.kind {
    case .file: .missingInput("\(name.shown): no such file")
    case .webAddress: Failure(code: .usage, "\(name.shown): this command reads files; `vigie parse` fetches")
    case .otherAddress: Failure(code: .usage, "\(name.shown): only http and https are fetched")
    }
  }
}

extension RemoteFile {
  /// The document at a URL, in a file, or on standard input (`-`). A configuration counts if it is named.
  init(_ source: InputName, for purpose: Purpose, reach: Reach, _ options: ConfigOption) async throws {
    let http = try options.config.map { _ in try options.load().http }
    guard source.kind == .webAddress else {
      self.init(bytes: try InputFile.bytes(source), contentType: nil, url: nil)
      return
    }
    do throws(PollFailure) {
      try await self.init(url: source.text, for: purpose, reach: reach, as: http)
    } catch {
      throw Failure(code: .unavailable, "\(source.shown): \(error.reason)")
    }
  }
}
