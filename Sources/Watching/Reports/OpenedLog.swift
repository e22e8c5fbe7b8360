import Archive
import SystemPackage

/// A file of the alert log, open for reading; closed when the value ends.
struct OpenedLog: ~Copyable {
  /// What tells a file from all others while it is open.
  struct Identity: Equatable {
    var device: DeviceID
    var inode: Inode
  }

  let identity: Identity
  private let descriptor: FileDescriptor

  private init(_ descriptor: FileDescriptor) throws(Errno) {
    do throws(Errno) {
      let status = try descriptor.stat()
      identity = Identity(device: status.deviceID, inode: status.inode)
    } catch {
      Self.close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    Self.close(descriptor)
  }

  /// The file that has the name now; nil if there is none.
  static func open(_ path: FilePath) throws(Errno) -> OpenedLog? {
    do {
      // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
      return try OpenedLog(FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec]))
    } catch Errno.noSuchFileOrDirectory {
      return nil
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// The same for a rotated file, which may be anything: nil unless it is a plain file that we may read.
  static func openRotated(_ path: FilePath) throws(Errno) -> OpenedLog? {
    do throws(Errno) {
      guard let file = try open(path), try file.descriptor.stat().type == .regular else { return nil }
      return file
    } catch .permissionDenied {
      return nil
    }
  }

  func size() throws(Errno) -> Int64 {
    try descriptor.stat().size
  }

  /// The sequence of the last line that has one; nil if none has.
  func lastSequence() throws(Errno) -> Int64? {
    let start = max(0, try size() - Self.longestTail)
    return SequenceMember.last(in: try read(at: start, count: Int(Self.longestTail)))
  }

  /// The sequence of the first line; nil if it has none.
  func firstSequence() throws(Errno) -> Int64? {
    let head = try read(at: 0, count: Int(Self.longestTail))
    return SequenceMember.last(in: Array(head.prefix { $0 != Self.lineFeed }))
  }

  /// Reads the whole lines from the last one to the first, until `wantsMore` of a line is false. Gives where the last
  /// whole line ends, and whether more would be wanted.
  func readBackwards(
    _ wantsMore: (ArraySlice<UInt8>) -> Bool
  ) throws(Errno) -> (end: Int64, wantsMore: Bool) {
    let size = try size()
    var start = size
    var end: Int64?
    // The bytes from `start` on that belong to no line yet: at first those behind the last line feed.
    var rest: [UInt8] = []
    while start > 0 {
      let length = Int(min(start, Int64(Self.blockSize)))
      start -= Int64(length)
      rest = try read(at: start, count: length) + rest
      while let feed = rest.lastIndex(of: Self.lineFeed) {
        let line = rest[(feed + 1)...]
        if let end, !wantsMore(line) { return (end, false) }
        end = end ?? size - Int64(line.count)
        rest.removeSubrange(feed...)
      }
    }
    guard let end else { return (0, true) }
    return (end, wantsMore(rest[...]))
  }

  /// Up to `count` bytes, fewer only at the end of the file.
  func read(at offset: Int64, count: Int) throws(Errno) -> [UInt8] {
    do {
      return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
          let got = try unsafe descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
          guard got > 0 else { return }
          filled += got
        }
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  static let lineFeed = UInt8(ascii: "\n")
  static let blockSize = 65_536

  /// Twice the longest line.
  private static let longestTail: Int64 = 1 << 17

  private static func close(_ descriptor: FileDescriptor) {
    // Nothing was written through the descriptor, so closing it cannot lose anything.
    try? descriptor.close()
  }
}
