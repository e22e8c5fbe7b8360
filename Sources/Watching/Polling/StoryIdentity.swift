import Archive
import FeedParsing

/// What tells a story from all others of its feed.
package struct StoryIdentity: Hashable, Sendable {
  /// The identity in words: the publisher's id, with the link and the title where that id is not the story's alone.
  package let text: String

  /// The story's key in the database, unique within its feed.
  package var key: StoryKey { StoryKey(digestOf: [text]) }

  /// The story's key in events, unique over all feeds.
  package func key(in feed: String) -> StoryKey { StoryKey(digestOf: [feed, text]) }

  /// The identities of a document's stories, in their order.
  ///
  /// Agencies have given one guid to all stories of a document for a day: an id that occurs more than once names
  /// nothing by itself.
  package static func identities(of stories: [Story]) -> [StoryIdentity] {
    var uses: [String: Int] = [:]
    for story in stories { uses[story.id, default: 0] += 1 }
    guard uses.count < stories.count else { return stories.map { StoryIdentity(text: $0.id) } }
    var linkUses: [String: Int] = [:]
    for story in stories { linkUses["\(story.id)\n\(story.url ?? "")", default: 0] += 1 }
    return stories.map { story in
      let linked = "\(story.id)\n\(story.url ?? "")"
      if uses[story.id] == 1 { return StoryIdentity(text: story.id) }
      return StoryIdentity(text: linkUses[linked] == 1 ? linked : "\(linked)\n\(story.title)")
    }
  }
}

extension StoryKey {
  fileprivate init(digestOf parts: [String]) {
    guard let key = StoryKey(bytes: SHA256.digest(parts: parts).prefix(StoryKey.byteCount)) else {
      preconditionFailure("a digest is longer than a key")
    }
    self = key
  }
}
