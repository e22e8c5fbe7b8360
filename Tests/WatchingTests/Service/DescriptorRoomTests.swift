import Testing

@testable import Watching

@Suite struct DescriptorRoomTests {
  @Test(arguments: [
    (64, 1_024, 64), (1_024, 4_160, 1_024), (1_024, 1_024, 240), (64, 319, 63), (64, 64, 1), (64, 20, 1), (64, 0, 1),
    (1, Int.max, 1),
  ])
  func `as many transfers run at once as there are descriptors for`(wanted: Int, limit: Int, transfers: Int) {
    #expect(DescriptorRoom.transfers(wanted, within: limit) == transfers)
  }
}
