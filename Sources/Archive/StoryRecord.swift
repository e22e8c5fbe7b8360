import FoundationEssentials

/// A story as the database remembers it.
package struct StoryRecord: Sendable, Equatable {
  /// What names the story within its feed.
  package var key: StoryKey
  /// The id of the feed that carried it.
  package var feed: String
  /// What the publisher calls it.
  package var publisherID: String
  /// Where it is to be read.
  package var url: String?
  /// Its title, as plain text.
  package var title: String
  /// When the publisher says it appeared, to the millisecond.
  package var published: Date?
  /// When it was first seen, to the millisecond.
  package var seen: Date
  /// A hash of its title and texts, to notice an edit.
  package var fingerprint: UInt64
  /// Its texts, kept only if it matched.
  package var text: StoredText?

  /// A story with all its particulars.
  package init(
    key: StoryKey, feed: String, publisherID: String, url: String? = nil, title: String, published: Date? = nil,
    seen: Date, fingerprint: UInt64, text: StoredText? = nil
  ) {
    self.key = key
    self.feed = feed
    self.publisherID = publisherID
    self.url = url
    self.title = title
    self.published = published
    self.seen = seen
    self.fingerprint = fingerprint
    self.text = text
  }
}

/// The texts of a story that matched, as plain text.
package struct StoredText: Sendable, Equatable {
  /// The title.
  package var title: String
  /// The summary, or "".
  package var summary: String
  /// The content, or "".
  package var content: String

  /// The three texts.
  package init(title: String, summary: String, content: String) {
    self.title = title
    self.summary = summary
    self.content = content
  }
}

/// What tells a story from others of its feed.
package struct KnownStory: Sendable, Equatable {
  /// What names it within its feed.
  package var key: StoryKey
  /// A hash of its title and texts.
  package var fingerprint: UInt64
  /// What the publisher calls it.
  package var publisherID: String
  /// Where it is to be read.
  package var url: String?
}

/// What tells whether a story that was seen before has been edited since.
package struct SeenStory: Sendable, Equatable {
  /// A hash of its title and texts.
  package var fingerprint: UInt64
  /// When it was first seen, to the millisecond.
  package var seen: Date
}
