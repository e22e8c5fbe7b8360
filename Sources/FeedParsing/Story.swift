import FoundationEssentials

/// One item of a feed.
package struct Story: Sendable, Equatable {
  /// What the publisher calls it (guid, atom:id, rdf:about), else its link, else a hash of title and text.
  package var id: String
  /// Where `id` comes from.
  package var idOrigin: StoryIDOrigin
  /// The title as a reader sees it, "" if there is none.
  package var title = ""
  /// The story's page, absolute.
  package var url: String?
  /// The summary as plain text: paragraphs end in an empty line, `<br>` in a line break. "" if there is none.
  package var summary = ""
  /// The content as plain text, "" if there is none or it equals the summary.
  package var contentText = ""
  /// The summary as published.
  package var summaryHTML: String?
  /// The content as published.
  package var contentHTML: String?
  /// The story's authors, else the feed's.
  package var authors: [Author] = []
  /// Its categories (terms first, then the labels that say something else) and keywords.
  package var categories: [String] = []
  /// Enclosures and media.
  package var attachments: [Attachment] = []
  /// When it was first published.
  package var published: Date?
  /// When it last changed.
  package var updated: Date?
  /// Its language (BCP 47), else the feed's, as published.
  package var language: String?

  /// A story that says nothing but its name.
  package init(id: String, idOrigin: StoryIDOrigin) {
    self.id = id
    self.idOrigin = idOrigin
  }
}

/// Where a story's id comes from, best first.
package enum StoryIDOrigin: String, Sendable, Equatable {
  /// The publisher's own identifier.
  case publisher
  /// The story's link.
  case link
  /// A hash of the title and the text.
  case text
}

/// Who wrote a story or keeps a feed.
package struct Author: Sendable, Equatable {
  /// The name as plain text.
  package var name: String?
  /// A page about the author.
  package var url: String?
  /// The author's mail address.
  package var email: String?

  /// An author of whom the given is known.
  package init(name: String? = nil, url: String? = nil, email: String? = nil) {
    self.name = name
    self.url = url
    self.email = email
  }
}

/// A file that belongs to a story: an enclosure, a picture, a recording.
package struct Attachment: Sendable, Equatable {
  /// The file's address, absolute.
  package var url: String
  /// Its media type, as published.
  package var mimeType: String?
  /// Its size in bytes, as published.
  package var size: Int?
  /// Its title as plain text.
  package var title: String?

  /// An attachment at `url`.
  package init(url: String, mimeType: String? = nil, size: Int? = nil, title: String? = nil) {
    self.url = url
    self.mimeType = mimeType
    self.size = size
    self.title = title
  }

  /// Takes over what another mention of the same file says beside.
  mutating func complete(from other: Attachment) {
    mimeType = mimeType ?? other.mimeType
    size = size ?? other.size
    title = title ?? other.title
  }
}
