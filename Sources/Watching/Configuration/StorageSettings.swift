/// How long the database remembers.
package struct RetentionSettings: Sendable, Equatable {
  /// Stories are remembered for this long after they left their feed.
  package var stories: Duration = .seconds(400 * 86_400)
  /// The texts of stories that alerted are kept for this long.
  package var texts: Duration = .seconds(90 * 86_400)
  /// Beyond this size of the database the oldest texts are forgotten earlier.
  package var size: ByteCount = .mebibytes(2048)

  /// The defaults.
  package init() {}
}

/// When vigie rotates the alert log itself.
package struct RotationSettings: Sendable, Equatable {
  /// The log's size after which a new one is begun.
  package var size: ByteCount = .mebibytes(100)
  /// How many rotated logs are kept.
  package var keep = 10

  /// The defaults.
  package init() {}
}
