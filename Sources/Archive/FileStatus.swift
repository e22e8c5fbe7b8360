import SystemPackage

/// What the system says of a file.
struct FileStatus: Sendable, Equatable {
  var identity: FileIdentity
  var size: Int64
  /// How many names it has; 0 once it is deleted.
  var links: Int
  var isRegular: Bool

  init(_ stat: Stat) {
    identity = FileIdentity(device: UInt64(stat.deviceID.rawValue), inode: UInt64(stat.inode.rawValue))
    size = Int64(stat.size)
    links = Int(stat.linkCount)
    isRegular = stat.type == .regular
  }
}

/// What tells a file from all others while it exists.
struct FileIdentity: Sendable, Hashable {
  var device: UInt64
  var inode: UInt64
}
