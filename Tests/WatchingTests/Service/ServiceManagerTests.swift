import Testing

@testable import Watching

@Suite struct ServiceManagerTests {
  @Test(
    arguments: [
      ([:], nil), (["WATCHDOG_USEC": "60000000"], .seconds(60)), (["WATCHDOG_USEC": "0"], nil),
      (["WATCHDOG_USEC": "soon"], nil), (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "7"], .seconds(60)),
      (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "8"], nil),
    ] as [([String: String], Duration?)])
  func `O1: the watchdog is petted where the manager asks this process for it`(
    environment: [String: String], wanted: Duration?
  ) {
    #expect(ServiceManager.watchdogTime(environment, process: 7) == wanted)
  }
}
