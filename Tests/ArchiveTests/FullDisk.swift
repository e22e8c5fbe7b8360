import Synchronization
import SystemPackage

@testable import Archive

/// A disk with room for so many more bytes of the log.
final class FullDisk: Sendable {
  private let room = Mutex(Int.max)

  init(_ scene: Scene) {
    let real = SystemCalls.system
    scene.calls.append = { file, bytes throws(Errno) in
      let length = self.room.withLock { min($0, bytes.count) }
      guard length > 0 else { throw .noSpace }
      let written = try real.append(file, bytes.prefix(length))
      self.room.withLock { $0 -= $0 == .max ? 0 : written }
      return written
    }
  }

  func setRoom(_ bytes: Int) {
    room.withLock { $0 = bytes }
  }
}
