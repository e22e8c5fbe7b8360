import FoundationEssentials

/// Collects a feed of any XML dialect from the parser's events.
struct FeedBuilder: XMLHandler {
  var line = 0
  /// What the feed said so far.
  var document: FeedDocument
  /// The name of the first element, once there is one.
  private(set) var root: String?
  /// Whether an element of a feed was found.
  private(set) var isFeed = false
  /// Whether the root element has ended.
  var isComplete: Bool { root != nil && contexts.isEmpty && !isCapturing }

  var contexts: [Frame] = []
  /// The settings that open elements make, each on top of the one before: few elements make any.
  private var settings: [Setting]
  var isAtom = false
  private var isSitemap = false
  var capture = FieldCapture(field: .link, writing: .plain)
  var isCapturing = false
  var draft: StoryDraft?
  var person: Author?
  var feedDraft = StoryDraft()
  let baseURL: String?
  private let head: FeedFormat.Head

  struct Frame {
    var context: Context
    /// Which of `settings` holds here.
    var setting: Int
  }

  /// What an element says for all within it.
  struct Setting {
    var base: String?
    var language: String?
  }

  enum Context {
    /// Above the root, or within elements that may hold one.
    case outside
    case feed, story
    /// A person of the story or the feed; `counts` is false for contributors.
    case person(counts: Bool)
    /// The feed that an entry was taken from.
    case source
    /// Groups and files of Media RSS, `news:news` and its like: their children speak for the story.
    case group
    case publication
    case skipHours, skipDays
    case sitemapIndex, sitemapIndexEntry
    case ignored
  }

  /// A builder for a document that begins with `head`.
  init(baseURL: String?, encoding: String, head: FeedFormat.Head) {
    self.baseURL = baseURL
    self.head = head
    settings = [Setting(base: baseURL, language: nil)]
    document = FeedDocument(format: .rss, encoding: encoding)
  }

  // MARK: Events

  mutating func start(_ element: borrowing XMLElement) {
    if isCapturing {
      if !interrupts(element) {
        capture.start(element)
        return
      }
      finishCapture()
    }
    let parent = contexts.last ?? Frame(context: .outside, setting: 0)
    var frame = Frame(context: .ignored, setting: parent.setting)
    if element.count > 0, let setting = setting(of: element, in: parent) {
      settings.append(setting)
      frame.setting = settings.count - 1
    }
    line = element.line
    if root == nil { root = element.name.spelt }
    frame.context = open(element, in: parent.context, frame)
    contexts.append(frame)
  }

  mutating func end(_ element: XMLElementName) {
    if isCapturing {
      if capture.depth > 0 {
        capture.end(element)
        return
      }
      finishCapture()
    }
    guard let frame = contexts.popLast() else { return }
    let kept = (contexts.last?.setting ?? 0) + 1
    if settings.count > kept { settings.removeLast(settings.count - kept) }
    switch frame.context {
    case .story: finishStory()
    case .person(let counts): finishPerson(counts: counts)
    default: break
    }
  }

  mutating func text(_ bytes: borrowing Span<UInt8>) {
    if isCapturing { capture.append(bytes) }
  }

  /// The document, with what was left open taken as ended.
  mutating func finish() -> FeedDocument {
    if isCapturing { finishCapture() }
    while let frame = contexts.popLast() {
      if case .story = frame.context { finishStory() }
    }
    document.title = feedDraft.title.value ?? ""
    document.summary = feedDraft.summary.value?.text ?? ""
    document.updated = feedDraft.updated.value
    document.language = feedDraft.language.value
    let feed = feedDraft.story()
    document.authors = feed.authors
    document.link = (feedDraft.link.value ?? document.selfURL)
      .map { URLResolution.resolve($0, against: feedDraft.base ?? baseURL) }
    document.completeStories(baseURL: baseURL)
    document.warnAboutStoriesLeftOut()
    return document
  }

  // MARK: Structure

  private func setting(of element: borrowing XMLElement, in parent: Frame) -> Setting? {
    let base = element[.base, .xml].flatMap { $0.isEmpty ? nil : $0 }
    let language = element[.lang, .xml]
    guard base != nil || language != nil else { return nil }
    var setting = settings[parent.setting]
    if let base { setting.base = URLResolution.resolve(base, against: setting.base) }
    if let language { setting.language = Self.language(language) }
    return setting
  }

  /// The address against which those of a frame are resolved.
  func base(in frame: Frame?) -> String? { settings[frame?.setting ?? 0].base }

  /// The language that holds in a frame.
  func language(in frame: Frame) -> String? { settings[frame.setting].language }

  /// Whether an element within a field can only mean that the field was never closed.
  private func interrupts(_ element: borrowing XMLElement) -> Bool {
    guard capture.depth == 0, draft != nil, !isAtom else { return false }
    return element.name.name == XMLName(namespace: .core, local: .item)
  }

  private mutating func open(_ element: borrowing XMLElement, in parent: Context, _ frame: Frame) -> Context {
    let name = resolved(element.name.name)
    switch parent {
    case .outside: return openOutside(element, name, frame)
    case .feed: return openInFeed(element, name, frame)
    case .story: return openInStory(element, name, frame)
    case .group:
      return openInStory(element, name, frame)
    case .person, .source: return openPersonal(element, name, parent)
    case .publication:
      if name.local == .language { begin(.language, .plain) }
      return .ignored
    case .skipHours:
      begin(.skipHour, .plain)
      return .ignored
    case .skipDays:
      begin(.skipDay, .plain)
      return .ignored
    case .sitemapIndex: return name.local == .sitemap ? .sitemapIndexEntry : .ignored
    case .sitemapIndexEntry:
      if name.local == .loc { begin(.sitemapAddress, .plain) }
      return .ignored
    case .ignored:
      return isStory(name) ? startStory(element, frame) : .ignored
    }
  }

  func resolved(_ name: XMLName) -> XMLName {
    guard name.namespace == .core else { return name }
    return XMLName(namespace: isAtom ? .atom : isSitemap ? .sitemap : .core, local: name.local)
  }

  private func isStory(_ name: XMLName) -> Bool {
    guard isFeed else { return false }
    switch name.local {
    case .item: return name.namespace == .core
    case .entry: return name.namespace == .atom
    case .url: return name.namespace == .sitemap
    default: return false
    }
  }

  private mutating func openOutside(_ element: borrowing XMLElement, _ name: XMLName, _ frame: Frame) -> Context {
    switch (name.namespace, name.local) {
    case (.core, .rss), (.rdf, .rdf), (.core, .rdf), (.core, .channel), (.foreign, .rss):
      isFeed = true
      if name.local == .channel { openChannel(element, frame) }
    case (.atom, .feed), (.core, .feed):
      isFeed = true
      isAtom = true
    case (.atom, .entry), (.core, .entry):
      isFeed = true
      isAtom = true
      document.format = .detect(root: .feed, version: element[.version], head: head)
      feedDraft.base = base(in: frame)
      return startStory(element, frame)
    case (_, .urlset):
      isFeed = true
      isSitemap = true
    case (_, .sitemapindex):
      isFeed = true
      document.format = .sitemapIndex
      return .sitemapIndex
    default:
      return .outside
    }
    document.format = .detect(root: name.local, version: element[.version], head: head)
    feedDraft.base = base(in: frame)
    if let language = language(in: frame) { feedDraft.language.offer(language, rank: 1) }
    return .feed
  }

  /// CDF says in attributes what others say in elements.
  private mutating func openChannel(_ element: borrowing XMLElement, _ frame: Frame) {
    if let address = address(element, .href, frame) { feedDraft.link.offer(address, rank: 0) }
    if let date = element[.lastmod].flatMap({ DateParser.date($0.utf8Span.span) }) {
      feedDraft.updated.offer(date, rank: 0)
    }
  }

  private mutating func openInFeed(_ element: borrowing XMLElement, _ name: XMLName, _ frame: Frame) -> Context {
    if isStory(name) { return startStory(element, frame) }
    switch (name.namespace, name.local) {
    case (.core, .channel):
      openChannel(element, frame)
      if let language = language(in: frame) { feedDraft.language.offer(language, rank: 1) }
      feedDraft.base = base(in: frame)
      return .feed
    case (.core, .items), (.core, .rss), (.atom, .feed): return .feed
    case (.core, .skiphours): return .skipHours
    case (.core, .skipdays): return .skipDays
    case (.atom, .author): return startPerson(counts: true)
    case (.itunes, .owner): return startPerson(counts: false)
    case (.atom, .link):
      addFeedLink(element, frame)
    case (.core, .link):
      if let address = address(element, .href, frame) { feedDraft.link.offer(address, rank: 2) }
      begin(.link, .plain)
    default:
      if let field = Field.ofFeed(name) { begin(field, writing(of: element, field)) }
    }
    return .ignored
  }

  private mutating func openInStory(_ element: borrowing XMLElement, _ name: XMLName, _ frame: Frame) -> Context {
    if isStory(name) {
      finishStory()
      return startStory(element, frame)
    }
    switch (name.namespace, name.local) {
    case (.atom, .author): return startPerson(counts: true)
    case (.atom, .contributor): return .person(counts: false)
    case (.atom, .source): return .source
    case (.media, .group): return .group
    case (.media, .content):
      if let file = file(element, address: .url, size: .filesize, frame) { draft?.addMedia(file) }
      return .group
    case (.news, .news): return .group
    case (.news, .publication): return .publication
    case (.media, .thumbnail):
      if let url = address(element, .url, frame) { draft?.addThumbnail(url) }
    case (.core, .enclosure):
      if let file = file(element, address: .url, size: .length, frame) {
        if draft?.enclosure == nil { draft?.enclosure = file.url }
        draft?.add(file)
      }
    case (.atom, .link): addStoryLink(element, frame)
    case (.atom, .category), (.media, .category):
      if let label = element[.label] { draft?.addLabel(HTMLText.title(Array(label.utf8).span)) }
      if let term = element[.term], !term.isEmpty {
        draft?.addCategory(HTMLText.title(Array(term.utf8).span))
      } else {
        begin(.category, .plain)
      }
    case (.itunes, .category):
      if let label = element[.text] { draft?.addCategory(label) }
      return .group
    case (.core, .guid):
      if let flag = element[.ispermalink] { draft?.guidIsNoLink = flag.lowercased() == "false" }
      begin(.id(rank: 0), .plain)
    case (.core, .link):
      if let address = address(element, .href, frame) { draft?.link.offer(address, rank: 3) }
      begin(.link, .plain)
    default:
      if let field = Field.ofStory(name) {
        offerInheritedLanguage(frame)
        begin(field, writing(of: element, field))
      }
    }
    return .ignored
  }

  private mutating func openPersonal(_ element: borrowing XMLElement, _ name: XMLName, _ parent: Context) -> Context {
    if case .source = parent {
      return name.namespace == .atom && name.local == .author ? startPerson(counts: true) : .ignored
    }
    switch name.local {
    case .name: begin(.personName, .html)
    case .uri, .url, .homepage: begin(.personURI, .plain)
    case .email: begin(.personEmail, .plain)
    default: break
    }
    return .ignored
  }

  // MARK: Stories and people

  private mutating func startStory(_ element: borrowing XMLElement, _ frame: Frame) -> Context {
    var draft = StoryDraft()
    draft.base = base(in: frame) == baseURL ? nil : base(in: frame)
    if let language = language(in: frame), !language.isEmpty { draft.language.offer(language, rank: 1) }
    if element.count > 0 {
      if let about = element[.about, .rdf] ?? element[.about], !about.isEmpty {
        draft.id.offer(about, rank: 1)
      }
      if let address = address(element, .href, frame) { draft.link.offer(address, rank: 1) }
      if let date = element[.lastmod].flatMap({ DateParser.date($0.utf8Span.span) }) {
        draft.updated.offer(date, rank: 1)
      }
    }
    self.draft = draft
    return .story
  }

  private mutating func offerInheritedLanguage(_ frame: Frame) {
    // An entry whose texts say their language is in that language.
    if let language = language(in: frame), !language.isEmpty { draft?.language.offer(language, rank: 2) }
  }

  private mutating func finishStory() {
    guard let draft = self.draft.take() else { return }
    guard document.stories.count < FeedLimits.stories else {
      document.storiesLeftOut += 1
      return
    }
    document.stories.append(draft.story())
  }

  private mutating func startPerson(counts: Bool) -> Context {
    person = Author()
    return .person(counts: counts)
  }

  private mutating func finishPerson(counts: Bool) {
    guard let person = self.person.take() else { return }
    guard person != Author() else { return }
    let rank = counts ? 0 : 2
    if draft == nil {
      feedDraft.add(person, rank: rank)
    } else if case .source = contexts.last?.context {
      draft?.sourceAuthors.append(person)
    } else if counts {
      draft?.add(person, rank: rank)
    }
  }

  /// A language as BCP 47 writes it.
  static func language(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: "_")) ? String(text.map { $0 == "_" ? "-" : $0 }) : text
  }
}
