import SystemPackage

/// A file of the alert log: where it ends by our reckoning, and how to lengthen it.
///
/// A full disk is `ArchiveError.diskFull`, any other failed write or sync `.writeFailed`.
final class LogFile {
  let path: FilePath
  let identity: FileIdentity
  /// Where the next byte goes, unless somebody else writes.
  private(set) var position: Int64

  private let descriptor: FileDescriptor
  private let calls: SystemCalls

  /// Opens the file and stands at its end.
  init(_ path: FilePath, _ access: SystemCalls.Access, calls: SystemCalls) throws(ArchiveError) {
    do throws(Errno) {
      descriptor = try calls.open(path, access)
    } catch {
      throw ArchiveError(opening: path, error)
    }
    self.path = path
    self.calls = calls
    let status: FileStatus
    do throws(Errno) {
      status = try calls.statusOfOpen(descriptor)
    } catch {
      Self.close(descriptor)
      throw ArchiveError(opening: path, error)
    }
    guard status.isRegular else {
      Self.close(descriptor)
      throw .cannotOpen(path: path.string, reason: "it is not a plain file; the standard output is written \"-\"")
    }
    identity = status.identity
    position = status.size
  }

  deinit {
    Self.close(descriptor)
  }

  /// Whether the file has lost its last name.
  func isDeleted() throws(ArchiveError) -> Bool {
    do throws(Errno) {
      return try calls.statusOfOpen(descriptor).links == 0
    } catch {
      throw ArchiveError(writing: path, error)
    }
  }

  /// Whether whatever stands before the position is whole lines.
  func endsWithLine() throws(ArchiveError) -> Bool {
    guard position > 0 else { return true }
    return try read(at: position - 1, count: 1) == [UInt8(ascii: "\n")]
  }

  /// Says where to go on, if not at the end.
  func stand(at position: Int64) {
    self.position = position
  }

  /// Appends all the bytes. When it throws, `position` tells how many of them were written.
  func append(_ bytes: some Sequence<UInt8>) throws(ArchiveError) {
    var rest = ArraySlice(bytes)
    while !rest.isEmpty {
      do throws(Errno) {
        let written = try calls.append(descriptor, rest)
        rest = rest.dropFirst(written)
        position += Int64(written)
      } catch .interrupted {
        continue
      } catch {
        throw ArchiveError(writing: path, error)
      }
    }
  }

  /// Makes sure that all that was written outlasts a power loss. A failure is final: the kernel may have dropped the
  /// bytes and forgotten that it did (https://wiki.postgresql.org/wiki/Fsync_Errors).
  func sync() throws(ArchiveError) {
    do throws(Errno) {
      while true {
        do throws(Errno) {
          return try calls.sync(descriptor)
        } catch .interrupted {
          // Given up before it began; nothing is lost.
        }
      }
    } catch {
      throw .writeFailed(path: path.string, reason: error.description)
    }
  }

  /// Reads up to `count` bytes, fewer only at the end of the file.
  func read(at offset: Int64, count: Int) throws(ArchiveError) -> [UInt8] {
    do throws(Errno) {
      return try calls.read(descriptor, offset, count)
    } catch {
      throw ArchiveError(opening: path, error)
    }
  }

  /// Cuts off what stands behind `length`.
  func truncate(to length: Int64) throws(ArchiveError) {
    do throws(Errno) {
      try calls.truncate(descriptor, length)
    } catch {
      throw ArchiveError(writing: path, error)
    }
    position = length
  }

  /// Writes bytes that already stand there once more, so that pages which a failed sync left clean are written after
  /// all.
  func rewrite(_ bytes: some Sequence<UInt8>, at offset: Int64) throws(ArchiveError) {
    do throws(Errno) {
      // On Linux a positioned write through a descriptor with O_APPEND appends.
      let plain = try calls.open(path, .rewriting)
      defer { Self.close(plain) }
      guard try calls.statusOfOpen(plain).identity == identity else { return }
      var rest = ArraySlice(bytes)
      var place = offset
      while !rest.isEmpty {
        let written = try calls.overwrite(plain, rest, place)
        rest = rest.dropFirst(written)
        place += Int64(written)
      }
    } catch {
      throw ArchiveError(writing: path, error)
    }
  }

  private static func close(_ descriptor: FileDescriptor) {
    do {
      try descriptor.close()
    } catch {
      // What matters was synced before; the descriptor is gone either way.
    }
  }
}
