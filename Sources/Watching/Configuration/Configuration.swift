/// Everything that the user's files say, read and found sound.
package struct Configuration: Sendable {
  /// The configuration file's path, as it was named.
  package var file: String
  /// The paths of the feed lists, in their order.
  package var lists: [String]
  /// The feeds of all lists, each address once, in the order of the lists.
  package var feeds: [FeedSource]
  /// The watchlists of all files, in the order of the files.
  package var watchlists: [WatchlistEntry]
  /// The folder of the database, as an absolute path.
  package var state: String
  /// Where alert lines go.
  package var alerts: AlertsDestination
  /// What a new feed's old stories mean.
  package var firstPoll: FirstPoll
  /// How long the database remembers.
  package var retention: RetentionSettings
  /// When vigie rotates the alert log itself; nil: never.
  package var rotation: RotationSettings?
  /// How often feeds are polled.
  package var schedule: ScheduleSettings
  /// How vigie speaks to servers.
  package var http: HTTPSettings
  /// The name of this vigie in its events; nil: the host's name.
  package var name: String?
  /// What is allowed but should be known.
  package var warnings: [ConfigurationProblem]
}

/// Where alert lines go.
package enum AlertsDestination: Sendable, Equatable {
  /// A log file, as an absolute path.
  case file(String)
  /// Standard output: nothing can be resumed there.
  case standardOutput
}

/// Which of a new feed's stories count as new.
package enum FirstPoll: Sendable, Equatable {
  /// Every story.
  case all
  /// None: only what comes later.
  case none
  /// Those that are younger than this.
  case age(Duration)
}

/// How often feeds are polled.
package struct ScheduleSettings: Sendable, Equatable {
  /// The interval of a feed that says nothing of its own.
  package var interval: Duration = .seconds(60 * 60)
  /// No feed is polled more often.
  package var min: Duration = .seconds(5 * 60)
  /// No feed that works is polled less often.
  package var max: Duration = .seconds(24 * 60 * 60)
  /// The polls an hour that all feeds may have together; nil: as many as their intervals ask for.
  package var pollsPerHour: Int?

  /// Below this only where the configuration says so, and `vigie check` names it (polling manners E8, Q7).
  static let polite: Duration = .seconds(60 * 60)
  /// Below this never (polling manners E8).
  static let floor: Duration = .seconds(5 * 60)

  /// The defaults.
  package init() {}
}

/// How vigie speaks to servers.
package struct HTTPSettings: Sendable, Equatable {
  /// What one host is asked to bear.
  package struct HostLimits: Sendable, Equatable {
    /// Transfers at once.
    package var connections = 1
    /// The time between the starts of two transfers.
    package var spacing: Duration = .seconds(5)

    /// The defaults.
    package init() {}
  }

  /// Whom a publisher can ask; goes into the User-Agent.
  package var contact: String?
  /// Transfers at once, over all hosts.
  package var connections = 64
  /// What one host is asked to bear.
  package var perHost = HostLimits()
  /// The time for one whole transfer.
  package var timeout: Duration = .seconds(60)
  /// The largest body, in decoded bytes.
  package var maxBody: ByteCount = .mebibytes(10)
  /// True where every feed may lie in a private network.
  package var allowPrivateNetworks = false
  /// A proxy's address. May carry a password: never for display.
  package var proxy: String?
  /// A further CA bundle, as an absolute path.
  package var caFile: String?
  /// What counts for single hosts.
  package var hosts = HostRules()

  /// The defaults.
  package init() {}
}
