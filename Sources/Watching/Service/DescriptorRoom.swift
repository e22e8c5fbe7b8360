import Glibc

/// The room that the system leaves for transfers, in file descriptors (getrlimit(2)).
///
/// Running out of them is more than a failed transfer: once a second Dispatch opens a file of /proc for each of its
/// threads, and ends the process with SIGILL when it cannot.
enum DescriptorRoom {
  /// What everything else may have open: database, log, configuration, the timers and files of Dispatch.
  private static let reserve = 64
  /// What a transfer may have open: the sockets of two addresses that are tried at once, and a pair for the name lookup.
  private static let ofTransfer = 4

  /// Makes room for so many transfers at once, and gives for how many there is room, one at least.
  static func make(forTransfers wanted: Int) -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return wanted }
    let needed = rlim_t(reserve + wanted * ofTransfer)
    if limit.rlim_cur < needed, limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = min(needed, limit.rlim_max)
      if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return transfers(wanted, within: Int(clamping: limit.rlim_cur))
  }

  /// How many of the wanted transfers a limit leaves room for, one at least.
  static func transfers(_ wanted: Int, within limit: Int) -> Int {
    max(1, min(wanted, (limit - reserve) / ofTransfer))
  }
}
