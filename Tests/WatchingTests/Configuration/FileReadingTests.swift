import SystemPackage
import TestSupport
import Testing

@testable import Watching

@Suite struct FileReadingTests {
  @Test func `a file may come through a pipe, as the shell's <(…) gives it`() throws {
    let pipe = try FileDescriptor.pipe()
    _ = try pipe.writeEnd.closeAfter { try pipe.writeEnd.writeAll("feeds: []\n".utf8) }
    let bytes = try pipe.readEnd.closeAfter {
      try FileReadingError.contents(of: "/proc/self/fd/\(pipe.readEnd.rawValue)")
    }
    #expect(String(decoding: bytes, as: UTF8.self) == "feeds: []\n")
  }

  @Test(arguments: [
    ("", "there is no such file"), ("/nowhere/at/all", "there is no such file"),
    ("/proc/self/status/x", "there is no such file"), ("/", "this is a folder, not a file"),
    ("/proc/self/mem", "it cannot be read: Input/output error"),
  ])
  func `what cannot be read is said in a few words`(path: String, words: String) {
    let error = #expect(throws: FileReadingError.self) { try FileReadingError.contents(of: path) }
    #expect(error?.description == words)
  }

  @Test func `a device without end does not fill the memory`() throws {
    let zero = try FileDescriptor.open(FilePath("/dev/zero"), .readOnly)
    let bytes = try zero.closeAfter { try zero.readToEnd(limit: 1 << 20) }
    #expect(bytes == nil)
  }
}
