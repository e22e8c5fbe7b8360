import Foundation
import TestSupport
import Testing

/// The systemd units that ship with vigie.
@Suite(
  .enabled(
    if: Command.succeeds("systemd-analyze --help | grep -q -e --offline"), "needs systemd-analyze of 250 or later"))
struct SystemdUnitTests {
  /// Copies the units with what a test machine lacks, the command and the user, replaced.
  private func copyUnits(to bed: TestBed) throws {
    for unit in ["vigie.service", "vigie-poll.service", "vigie.timer"] {
      let text = try String(contentsOf: TestBed.project.appending(path: "Config/systemd/\(unit)"), encoding: .utf8)
      let replaced = text.replacing("/usr/bin/vigie", with: "\"\(TestBed.vigie)\"")
        .replacing("User=vigie\n", with: "User=root\n").replacing("Group=vigie\n", with: "Group=root\n")
      try bed.write(replaced, to: "units/\(unit)")
    }
  }

  @Test func `systemd-analyze verify finds nothing to say`() throws {
    let bed = try TestBed()
    try copyUnits(to: bed)
    let verify = "systemd-analyze verify --man=no vigie.service vigie.timer"
    #expect(Command.succeeds("test -z \"$(\(verify) 2>&1)\"", in: bed.path("units")))
  }

  @Test(arguments: ["vigie.service", "vigie-poll.service"])
  func `O2: the exposure level is 2.0 at most`(unit: String) throws {
    let bed = try TestBed()
    try copyUnits(to: bed)
    let security = "systemd-analyze security --offline=true --threshold=20 ./\(unit)"
    #expect(Command.succeeds(security, in: bed.path("units")))
  }
}
