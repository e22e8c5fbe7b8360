import FoundationEssentials

/// The best value found so far of a field that several elements may give.
struct Candidate<Value> {
  private(set) var value: Value?
  private(set) var rank = Int.max

  /// Takes `value` unless one of the same or a lower rank is there.
  mutating func offer(_ value: Value, rank: Int) {
    guard rank < self.rank else { return }
    self.value = value
    self.rank = rank
  }

  /// Whether a value of that rank would be taken.
  func wants(_ rank: Int) -> Bool { rank < self.rank }
}

/// A text as published and as read.
struct FieldText {
  var html: String
  var text: String
}

/// A story while its elements are read.
struct StoryDraft {
  var title = Candidate<String>()
  var summary = Candidate<FieldText>()
  /// Another text than the summary, which is the content where nothing else is.
  private var furtherText = Candidate<FieldText>()
  var content = Candidate<FieldText>()
  var id = Candidate<String>()
  var link = Candidate<String>()
  var published = Candidate<Date>()
  var updated = Candidate<Date>()
  var language = Candidate<String>()
  /// The first enclosure, which is where a story leads that has no page.
  var enclosure: String?
  /// Whether the guid says that it is no link.
  var guidIsNoLink = false
  /// Authors of the lowest rank found: those named (0), else podcast authors (1), else publishers (2).
  private var authors: [Author] = []
  private var authorRank = Int.max
  /// Authors of the feed that an entry was taken from.
  var sourceAuthors: [Author] = []
  private(set) var categories: [String] = []
  /// The categories once more, where they are too many to look through.
  private var manyCategories: Set<String> = []
  /// What categories are called where that is not their term.
  private var labels: [String] = []
  private(set) var attachments: [Attachment] = []
  private var media: [Attachment] = []
  private(set) var thumbnails: [Attachment] = []
  /// The `xml:base` of the element, which relative addresses are seen from.
  var base: String?

  /// Whether a summary of that rank says what nothing better has said.
  func wantsSummary(_ rank: Int) -> Bool {
    summary.wants(rank) || (rank <= Self.lastOwnText && content.value == nil && furtherText.wants(rank))
  }

  /// Takes a summary. Of two that differ neither is lost: the lesser one is the content of a story that has none.
  mutating func offerSummary(_ text: FieldText, rank: Int) {
    guard summary.wants(rank) else {
      furtherText.offer(text, rank: rank)
      return
    }
    if let former = summary.value, summary.rank <= Self.lastOwnText { furtherText.offer(former, rank: summary.rank) }
    summary.offer(text, rank: rank)
  }

  /// The highest rank of a summary of the story's own, which a picture's description is not.
  private static let lastOwnText = 3

  /// Adds an author, unless it is there or there are too many, or better ones.
  mutating func add(_ author: Author, rank: Int) {
    if rank < authorRank {
      authors = [author]
      authorRank = rank
    } else if rank == authorRank, authors.count < FeedLimits.list, !authors.contains(author) {
      authors.append(author)
    }
  }

  /// Adds what a category is called beside its term.
  mutating func addLabel(_ label: String) {
    if !label.isEmpty, labels.count < FeedLimits.list { labels.append(label) }
  }

  /// Behind the terms, the labels that say something else.
  private mutating func addLabels() {
    guard !labels.isEmpty else { return }
    let terms = Set(categories.map { $0.lowercased() })
    for label in labels where !terms.contains(label.lowercased()) { addCategory(label) }
  }

  /// Adds a category, unless it is there or there are too many.
  mutating func addCategory(_ label: String) {
    let few = 16
    guard !label.isEmpty, categories.count < FeedLimits.list else { return }
    if categories.count < few {
      if categories.contains(label) { return }
    } else {
      if categories.count == few { manyCategories = Set(categories) }
      guard manyCategories.insert(label).inserted else { return }
    }
    categories.append(label)
  }

  /// Adds a file, or completes what is known of it.
  mutating func add(_ attachment: Attachment) {
    if let index = attachments.firstIndex(where: { $0.url == attachment.url }) {
      attachments[index].complete(from: attachment)
    } else if attachments.count < FeedLimits.list {
      attachments.append(attachment)
    }
  }

  /// Adds a file of Media RSS, which stands behind the enclosures wherever it stood.
  mutating func addMedia(_ attachment: Attachment) {
    if media.count < FeedLimits.list { media.append(attachment) }
  }

  /// The story. Its relative addresses are completed later, when the feed's own link is known.
  consuming func story() -> Story {
    addLabels()
    for file in media { add(file) }
    var url = link.value
    if url == nil, !guidIsNoLink, let id = id.value, id.hasPrefix("http://") || id.hasPrefix("https://") { url = id }
    url = url ?? enclosure
    let title = title.value ?? ""
    let summary = summary.value
    let content = content.value ?? furtherText.value.flatMap { $0.text == summary?.text ? nil : $0 }
    var story: Story
    if let id = id.value {
      story = Story(id: id, idOrigin: .publisher)
    } else if let url {
      story = Story(id: url, idOrigin: .link)
    } else {
      let text = summary?.text ?? content?.text ?? ""
      story = Story(id: Self.digest(of: title, text), idOrigin: .text)
    }
    story.title = title
    story.url = url
    story.summary = summary?.text ?? ""
    story.summaryHTML = summary?.html
    story.contentText = content?.text == summary?.text ? "" : content?.text ?? ""
    story.contentHTML = content?.html
    story.authors = authors.isEmpty ? sourceAuthors : authors
    story.categories = categories
    story.attachments = attachments.isEmpty ? thumbnails : attachments
    story.published = published.value
    story.updated = updated.value
    story.language = language.value
    return story
  }

  /// Keeps a preview picture, which counts as an attachment where there is no other.
  mutating func addThumbnail(_ url: String) {
    if thumbnails.isEmpty { thumbnails.append(Attachment(url: url)) }
  }

  /// 64 bits of FNV-1a, which is the same on every machine, as 16 hexadecimal digits.
  private static func digest(of title: String, _ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in title.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = hash &* 0x100_0000_01B3
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return "text:" + String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
