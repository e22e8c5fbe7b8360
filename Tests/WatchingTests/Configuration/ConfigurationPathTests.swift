import Foundation
import Testing

@testable import Watching

@Suite struct ConfigurationPathTests {
  @Test(arguments: [
    ("/a/b", "Config/vigie.yaml", "/a/b"), ("a", "vigie.yaml", "a"), ("./a", "Config/vigie.yaml", "Config/a"),
    ("../a", "Config/vigie.yaml", "a"), ("./.././a", "/etc/none/vigie.yaml", "/etc/a"), ("../../a", "x/y/z.yaml", "a"),
    ("../a", "vigie.yaml", "../a"), ("../a", "../Config/vigie.yaml", "../a"), ("../a", "../vigie.yaml", "../../a"),
    ("../a", "./vigie.yaml", "./../a"), ("../a", "/vigie.yaml", "/../a"), ("..", "Config/vigie.yaml", "Config/.."),
    (".", "vigie.yaml", "."),
    ("./", "vigie.yaml", "."), ("a/../b", "c/d", "c/a/../b"),
  ])
  func `a path is relative to the file that it stands in`(path: String, file: String, resolved: String) {
    #expect(ConfigurationPath.resolve(path, besides: file) == resolved)
  }

  @Test func `the folder above a link is the one that the system takes`() throws {
    let folder = try ConfigurationFolder(["real/inner/vigie.yaml": "", "real/x": "right", "x": "wrong"])
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "real/inner")
    let path = ConfigurationPath.resolve("../x", besides: folder.file("link/vigie.yaml"))
    #expect(path == folder.file("link/../x"))
    #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == "right")
  }
}
