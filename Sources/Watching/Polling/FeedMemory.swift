import FoundationEssentials

/// What the polling policies remember of a feed from one poll to the next, kept as one line of text.
///
/// Times and the feed's own period are kept to the second, and never as less: nobody is asked too early for it.
struct FeedMemory: Equatable {
  /// What the last document said of the feed's own rhythm.
  var hints = FeedHints()
  /// When the feed was last asked without conditions although validators were known.
  var refreshed: Date?
  /// Where its server says that it moved for good.
  var move: PermanentMove?
  /// The domain that a redirect led to last, where it is not the one that was asked.
  var landing: String?
  /// When and how much it publishes.
  var rhythm = PublishingRhythm()
  /// How many times in a row a window held no known story: each halves the interval.
  var gaps = 0
  /// Times in a row that the server called the feed gone.
  var timesGone = 0
  /// A hash of what the feed's list said when the server had called it gone for good.
  var goneEntry: UInt64?
  /// The domain that asked to be left alone, where it is not the feed's own: a redirect or a page led there.
  var refuser: String?
  /// A domain that refused a page before the feed's document, while the feed itself works.
  var held: HeldDomain?
  /// When the first document with stories was read, as long as no document has come complete.
  var begun: Date?

  /// A memory of nothing.
  init() {}

  /// The address to ask: the configured one, or where that moved for good.
  func address(insteadOf url: String, at now: Date) -> String { move?.address(at: now) ?? url }
}

extension FeedMemory {
  /// Reads what `notes` wrote; what cannot be read counts as forgotten.
  init(notes: [UInt8]?) { self.init(notes: notes, upTo: nil) }

  /// Reads only what says where and when to ask for the feed, `hints`, `move` and `landing`: at a start, all feeds' is
  /// wanted. It stands before the rhythm, which takes the longest to read.
  init(directionsIn notes: [UInt8]?) { self.init(notes: notes, upTo: "watched") }

  private init(notes: [UInt8]?, upTo last: String?) {
    guard let notes else { return }
    var target: String?
    var since: Date?
    var adopted: Date?
    var heldDomain: String?
    var heldUntil: Date?
    // A feed without a story in its hours has no list of them.
    var hours = PublishingRhythm.noStories
    var watched: Double?
    var fields = NoteFields(notes)
    while let (name, bytes) = fields.next(), name != last {
      var value: String { String(decoding: bytes, as: UTF8.self) }
      switch name {
      case "period": hints.period = NoteFields.number(bytes)
      case "skip-hours": hints.skipHours = Set(NoteFields.numbers(bytes).compactMap { Int(exactly: $0) })
      case "skip-days": hints.skipDays = Set(NoteFields.numbers(bytes).compactMap { Int(exactly: $0) })
      case "refreshed": refreshed = NoteFields.date(bytes)
      case "moved-to": target = value
      case "moved-since": since = NoteFields.date(bytes)
      case "adopted": adopted = NoteFields.date(bytes)
      case "landing": landing = value
      case "watched": watched = NoteFields.number(bytes)
      case "hours": hours = NoteFields.numbers(bytes)
      case "gaps": gaps = NoteFields.number(bytes).flatMap { Int(exactly: $0) } ?? 0
      case "gone": timesGone = NoteFields.number(bytes).flatMap { Int(exactly: $0) } ?? 0
      case "gone-entry": goneEntry = UInt64(value, radix: 16)
      case "refuser": refuser = value
      case "held": heldDomain = value
      case "held-until": heldUntil = NoteFields.date(bytes)
      case "begun": begun = NoteFields.date(bytes)
      default: break
      }
    }
    if let target, let since { move = PermanentMove(target: target, since: since, adopted: adopted) }
    if let heldDomain, let heldUntil { held = HeldDomain(domain: heldDomain, until: heldUntil) }
    if let watched { rhythm = PublishingRhythm(stories: hours, hoursWatched: watched) ?? PublishingRhythm() }
  }

  /// The domain that notes say is held, at next to no cost where they say nothing of it.
  static func held(in notes: [UInt8]?) -> HeldDomain? {
    // It stands last, and its time is no longer.
    guard let notes, case let end = notes.suffix(32), let space = end.lastIndex(of: UInt8(ascii: " ")),
      end[(space + 1)...].starts(with: "held-until=".utf8)
    else { return nil }
    return FeedMemory(notes: notes).held
  }

  /// The memory as one line, nil when there is nothing in it.
  var notes: [UInt8]? {
    var line = NoteLine()
    if let period = hints.period { line.add("period", Self.whole(period)) }
    if !hints.skipHours.isEmpty { line.add("skip-hours", hints.skipHours.sorted()) }
    if !hints.skipDays.isEmpty { line.add("skip-days", hints.skipDays.sorted()) }
    if let refreshed { line.add("refreshed", Self.seconds(refreshed)) }
    if let move {
      // A URL holds no space: the fetcher's URLs are parsed and written anew.
      line.add("moved-to", move.target)
      line.add("moved-since", Self.seconds(move.since))
      if let adopted = move.adopted { line.add("adopted", Self.seconds(adopted)) }
    }
    // Nor does a host.
    if let landing { line.add("landing", landing) }
    // What `init(directionsIn:)` reads stands before. Less is noted as none.
    let hasStories = rhythm.stories.contains { $0 >= 0.000_005 }
    if rhythm.hoursWatched > 0 || hasStories {
      line.add("watched", hundredThousandths: [Self.parts(rhythm.hoursWatched)])
    }
    if hasStories { line.add("hours", hundredThousandths: rhythm.stories.map(Self.parts)) }
    if gaps > 0 { line.add("gaps", gaps) }
    if timesGone > 0 { line.add("gone", timesGone) }
    if let goneEntry { line.add("gone-entry", String(goneEntry, radix: 16)) }
    if let refuser { line.add("refuser", refuser) }
    if let begun { line.add("begun", Self.seconds(begun)) }
    // The last: see `held(in:)`.
    if let held {
      line.add("held", held.domain)
      line.add("held-until", Self.seconds(held.until))
    }
    return line.bytes.isEmpty ? nil : line.bytes
  }

  private static func seconds(_ date: Date) -> Int { whole(date.timeIntervalSince1970) }

  /// The least whole number that is no less, bounded so that nothing a server or an old note says can overflow.
  private static func whole(_ number: Double) -> Int {
    Int(min(max(number.rounded(.up), -1e15), 1e15))
  }

  /// A number in its hundred thousandths. Fewer decimals would round away what a count loses from one poll to the next.
  private static func parts(_ number: Double) -> Int { whole((number * 100_000).rounded()) }
}

/// A move that a server says is permanent, and how far we believe it.
struct PermanentMove: Equatable {
  /// Where the feed is said to be now.
  var target: String
  /// Since when every answer says so.
  var since: Date
  /// When the new address was adopted, nil while it is not.
  var adopted: Date?

  /// A move must be said for this long before it is believed: servers in trouble redirect everything.
  static let timeToBelieve: TimeInterval = 7 * 86_400
  /// After this long the original is asked again.
  static let timeToDoubt: TimeInterval = 14 * 86_400

  /// Takes in that the address that is asked now has failed, be it the adopted one or the configured one: the other is
  /// asked next.
  mutating func turn(at now: Date) {
    adopted = address(at: now) == nil ? now : now.addingTimeInterval(-Self.timeToDoubt)
  }

  /// Where to ask now; nil for the configured address.
  func address(at now: Date) -> String? {
    guard let adopted, now.timeIntervalSince(adopted) < Self.timeToDoubt else { return nil }
    return target
  }
}
