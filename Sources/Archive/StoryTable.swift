import FoundationEssentials
import GRDB

/// The stories seen, and the texts of those that matched.
struct StoryTable {
  let db: Database

  /// A statement for `save`, good for one transaction.
  func preparedSave() throws -> PlainStatement {
    try PlainStatement(
      db,
      """
      INSERT INTO story (feed, key, fingerprint, publisher_id, url, title, published, seen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (feed, key) DO UPDATE SET
        fingerprint = excluded.fingerprint, publisher_id = excluded.publisher_id, url = excluded.url,
        title = excluded.title, published = excluded.published
      """)
  }

  /// Keeps a story; of one that is known already, all but when it was seen.
  func save(_ story: StoryRecord, feed: Int64, with statement: PlainStatement) throws {
    try statement.bind(0, feed)
    try statement.bind(1, story.key.bytes)
    try statement.bind(2, Int64(bitPattern: story.fingerprint))
    // Most publishers use the address as the id.
    try statement.bind(3, story.publisherID == story.url ? nil : story.publisherID)
    try statement.bind(4, story.url)
    try statement.bind(5, story.title)
    try statement.bind(6, story.published?.milliseconds)
    try statement.bind(7, story.seen.milliseconds)
    try statement.run()
    guard let text = story.text else { return }
    try db.cachedStatement(
      sql: """
        INSERT INTO story_text (feed, key, title, summary, content) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (feed, key) DO UPDATE SET
          title = excluded.title, summary = excluded.summary, content = excluded.content
        """
    ).execute(arguments: [feed, Data(story.key.bytes), text.title, text.summary, text.content])
  }

  /// Those of the keys that are known, with what tells an edit.
  func seen(_ keys: [StoryKey], feed: Int64) throws -> [StoryKey: SeenStory] {
    var found: [StoryKey: SeenStory] = [:]
    for start in stride(from: 0, to: keys.count, by: Self.keysAtOnce) {
      // A constant number of marks, so that one prepared statement serves all; NULL is in no list.
      var arguments: [(any DatabaseValueConvertible)?] = [feed]
      for key in keys[start..<min(start + Self.keysAtOnce, keys.count)] {
        arguments.append(Data(key.bytes))
      }
      arguments += Array(repeating: nil, count: Self.keysAtOnce + 1 - arguments.count)
      let rows = try Row.fetchCursor(
        db.cachedStatement(sql: Self.seenSQL), arguments: StatementArguments(arguments))
      while let row = try rows.next() {
        guard let key = StoryKey(bytes: row[0] as Data) else { continue }
        found[key] = SeenStory(
          fingerprint: UInt64(bitPattern: row[1]), seen: Date(milliseconds: row[2]) ?? .distantPast)
      }
    }
    return found
  }

  /// The feed's stories of which the condition holds.
  func stories(feed: Int64, where condition: (KnownStory) -> Bool) throws -> [KnownStory] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT key, fingerprint, url, publisher_id FROM story WHERE feed = ?"), arguments: [feed]
    )
    var stories: [KnownStory] = []
    while let row = try rows.next() {
      guard let key = StoryKey(bytes: row[0] as Data) else { continue }
      let url: String? = row[2]
      let story = KnownStory(
        key: key, fingerprint: UInt64(bitPattern: row[1]), publisherID: row[3] ?? url ?? "", url: url)
      if condition(story) {
        stories.append(story)
      }
    }
    return stories
  }

  /// Takes note that the stories are in the feed's document no longer.
  func markDeparted(_ keys: some Sequence<StoryKey>, feed: Int64, at time: Date) throws {
    let statement = try db.cachedStatement(sql: "UPDATE story SET departed = ? WHERE feed = ? AND key = ?")
    for key in keys {
      try statement.execute(arguments: [time.milliseconds, feed, Data(key.bytes)])
    }
  }

  /// The stories that a person may mean: by the id of an event, by key, by the publisher's id, or by address.
  func find(_ text: String) throws -> [StoryRecord] {
    try records(
      """
      WHERE story.publisher_id = :text OR story.url = :text OR story.key = :key
        OR (story.feed, story.key) IN (SELECT feed, story FROM emitted WHERE id = :text)
      """, ["text": text, "key": StoryKey(text).map { Data($0.bytes) }])
  }

  private func records(_ condition: String, _ arguments: StatementArguments) throws -> [StoryRecord] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT feed.id, story.key, story.fingerprint, story.publisher_id, story.url, story.title, story.published,
          story.seen, story_text.title, story_text.summary, story_text.content
        FROM story JOIN feed ON feed.number = story.feed
        LEFT JOIN story_text ON story_text.feed = story.feed AND story_text.key = story.key
        \(condition) ORDER BY story.seen
        """, arguments: arguments)
    var records: [StoryRecord] = []
    while let row = try rows.next() {
      guard let key = StoryKey(bytes: row[1] as Data) else { continue }
      let url: String? = row[4]
      let title: String? = row[8]
      records.append(
        StoryRecord(
          key: key, feed: row[0], publisherID: row[3] ?? url ?? "", url: url, title: row[5],
          published: Date(milliseconds: row[6]), seen: Date(milliseconds: row[7]) ?? .distantPast,
          fingerprint: UInt64(bitPattern: row[2]),
          text: title.map { StoredText(title: $0, summary: row[9], content: row[10]) }))
    }
    return records
  }

  private static let keysAtOnce = 32
  private static let seenSQL = """
    SELECT key, fingerprint, seen FROM story
    WHERE feed = ? AND key IN (\(Array(repeating: "?", count: keysAtOnce).joined(separator: ", ")))
    """
}
