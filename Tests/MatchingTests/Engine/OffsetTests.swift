import Foundation
import Testing

@testable import Matching

/// What every hit promises of its place, on our own samples and on the feeds beside the checkout.
@Suite struct OffsetTests {
  private static let samples = [
    "L’Ali\u{AD}baba nie tout : « De\u{301}menti » d’ALIBABA, GTG‑1002 et l’œuvre de Straße. İstanbul!",
    "据报道阿里巴巴集團（Alibaba）发布iPhone15，アリババとﾊﾟﾝ。 한글 데이터가 \u{1112}\u{1161}\u{11AB}",
    "مُحَمَّد وعَلِي بَابَا في القـاهرة، يְרוּשָׁלַיִם и\u{306}од Ёлка ΟΔΟΣ ﬁnance 🇫🇷👩‍💻 दिल्ली",
  ]

  @Test func `folding a hit's slice gives the form that matched`() throws {
    for sample in Self.samples { #expect(try check(sample) > 5) }
  }

  @Test(.enabled(if: !SharedCases.isAbsent, "the shared corpus is not beside this checkout"))
  func `so it does in real feeds`() throws {
    let folder = try #require(SharedCases.folder).deletingLastPathComponent().appending(path: "corpus/files/real")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).map { folder.appending(path: $0) }
      .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
    #expect(files.count > 100)
    var hits = 0
    for file in files {
      // Whatever the encoding: bytes that are no UTF-8 become U+FFFD.
      hits += try check(String(decoding: try Data(contentsOf: file).suffix(16_384).prefix(8192), as: UTF8.self))
    }
    #expect(hits > 1_000)
  }

  /// Looks for every few words of a text in it, those that can be terms. Returns how many hits were looked at.
  private func check(_ text: String) throws -> Int {
    let folded = FoldedText()
    folded.read(text)
    var terms: [String] = []
    for index in stride(from: 0, to: folded.words.count, by: max(1, folded.words.count / 40)) {
      let word = folded.words[index]
      let term = folded.text(folded.source(of: Int(word.start)..<Int(word.end)))
      if Watchlist.parse(WatchlistText(id: "w", rule: .terms([term]))).watchlist != nil { terms.append(term) }
    }
    if terms.isEmpty { return 0 }
    let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", rule: .terms(terms))).watchlist)
    let hits = try #require(Matcher([watchlist]).matches(in: StoryText(content: text)).first?.hits)
    let scalars = Array(text.unicodeScalars)
    for hit in hits {
      try #require(0 <= hit.start && hit.start < hit.end && hit.end <= scalars.count, "\(hit)")
      #expect(
        String(String.UnicodeScalarView(scalars[hit.start..<hit.end])).unicodeScalars.elementsEqual(
          hit.exact.unicodeScalars))
      let form = FoldedText.folded(hit.exact).filter { $0.isLetter || $0.isNumber }
      #expect(form == FoldedText.folded(hit.term).filter { $0.isLetter || $0.isNumber }, "\(hit)")
    }
    return hits.count
  }
}
