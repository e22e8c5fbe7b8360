import FoundationEssentials
import Glibc
import SystemPackage
import Watching

/// The command's own three streams: results to standard output, everything else to standard error.
enum Console {
  /// Writes results. When the reader has gone away there is nobody left to tell, so the command ends.
  static func write(_ bytes: [UInt8]) {
    do {
      try FileDescriptor.standardOutput.writeAll(bytes)
    } catch Errno.brokenPipe {
      exit(0)
    } catch {
      fail("standard output cannot be written: \(error)")
      exit(74)
    }
  }

  /// Writes a line of results.
  static func print(_ line: String) {
    write(Array("\(line)\n".utf8))
  }

  /// Writes lines of results at once.
  static func print(_ lines: [String]) {
    write(Array(lines.map { "\($0)\n" }.joined().utf8))
  }

  /// Writes a line to standard error.
  static func note(_ line: String) {
    // Standard error is where failures to write would be reported.
    _ = try? FileDescriptor.standardError.writeAll(Array("\(line)\n".utf8))
  }

  /// Writes what went wrong to standard error.
  static func fail(_ message: String) {
    note("vigie: \(message)")
  }

  /// Whether somebody watches standard error.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Replaces the line that somebody watches on standard error; an empty text clears it.
  static func progress(_ text: String) {
    let line = TerminalText.fit(text, to: terminal.width - 1)
    _ = try? FileDescriptor.standardError.writeAll(Array("\r\u{1b}[K\(line)".utf8))
  }

  /// Standard output as a terminal: colours only where somebody watches and NO_COLOR is unset (no-color.org).
  static var terminal: TerminalText {
    let environment = ProcessInfo.processInfo.environment
    let isColorWanted = environment["NO_COLOR", default: ""].isEmpty && isatty(STDOUT_FILENO) == 1
    let columns = environment["COLUMNS"].flatMap(Int.init) ?? window ?? 80
    return TerminalText(usesColor: isColorWanted, width: min(max(columns, 20), 200))
  }

  /// The columns of the terminal that standard output is, if it is one and tells.
  private static var window: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
