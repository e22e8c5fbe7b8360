import Foundation
import Glibc

/// A child process without input and output.
package struct Command: Sendable {
  /// Its process id.
  package let pid: pid_t

  /// Starts `/usr/bin/env arguments…`.
  package init(_ arguments: [String]) throws {
    var files = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&files)
    defer { unsafe posix_spawn_file_actions_destroy(&files) }
    for descriptor: Int32 in 0...2 {
      unsafe posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
    }
    var words = unsafe (["env"] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var pid = pid_t()
    let code = unsafe posix_spawn(&pid, "/usr/bin/env", &files, nil, &words, environ)
    guard code == 0 else { throw POSIXError(.init(rawValue: code) ?? .EIO) }
    self.pid = pid
  }

  /// Starts a shell script in a folder.
  package init(script: String, in folder: String) throws {
    // The folder's name may hold what means something to a shell.
    try self.init(["sh", "-c", "cd \"$0\" || exit\n\(script)", folder])
  }

  /// Runs a shell script in a folder to its end; returns whether it succeeded.
  package static func succeeds(_ script: String, in folder: String = ".") -> Bool {
    do {
      return try Command(script: script, in: folder).wait() == 0
    } catch {
      return false
    }
  }

  /// The exit status; -1 if a signal ended it.
  @discardableResult
  package func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
  }

  /// Ends it.
  package func stop() {
    kill(pid, SIGKILL)
    wait()
  }
}
