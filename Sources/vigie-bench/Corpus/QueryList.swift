import Matching

/// Boolean and proximity queries as analysts write them, over the words of the stories and the terms of `TermList`.
struct QueryList {
  private var numbers = SeededGenerator(seed: 3)
  private let stories: [StoryText]
  /// Words of five letters and more, as often as the stories hold them.
  private let words: [String]

  /// Queries about the words of some stories.
  init(_ stories: [StoryText]) {
    self.stories = stories
    words = stories.prefix(500).flatMap { Self.words(of: $0.content) }
  }

  /// `count` queries. One of 100 is made of words that stand together in one of the stories and so matches; of the
  /// others most ask for a term beside words that are common.
  mutating func queries(_ count: Int) -> [String] {
    guard !words.isEmpty else { return [] }
    return (0..<count).map { $0 % 100 == 0 ? matching() : seeking($0) }
  }

  private mutating func matching() -> String {
    for _ in 0..<100 {
      let words = Self.words(of: numbers.element(of: stories).content)
      guard words.count > 20 else { continue }
      let place = numbers.number(below: words.count - 8)
      return "(\(words[place]) NEAR/20 \(words[place + 1])) AND \(words[place + 7])"
    }
    return numbers.element(of: words)
  }

  private mutating func seeking(_ number: Int) -> String {
    let (a, b, c) = (numbers.element(of: words), numbers.element(of: words), numbers.element(of: words))
    let (s, t) = (term(), term())
    switch number % 8 {
    case 0: return "(\(s) OR \(t)) AND (\(a) OR \(b))"
    case 1: return "\(s) NEAR/10 \(a)"
    case 2: return "(\(a) NEAR/5 \(b)) AND (\(s) OR \(t))"
    case 3: return "title:(\(s) OR \(a)) AND body:\(t)"
    case 4: return "\"\(a) \(b)\" AND \(c) AND NOT \(s)"
    case 5: return "ATLEAST/2(\(s)) AND \(a)"
    case 6: return "\(a) PRE/2 (\(s) OR \(t))"
    default: return "(\(s) NEAR/20 (\(a) OR \(b) OR \(c))) AND NOT title:\(t)"
    }
  }

  private mutating func term() -> String {
    "\"\(TermList.term(numbers.number(below: 100_000)))\""
  }

  private static func words(of text: String) -> [String] {
    text.split(separator: " ").compactMap { word in
      word.count >= 5 && word.allSatisfy { $0.isLetter && $0.utf8.count <= 2 } ? word.lowercased() : nil
    }
  }
}
