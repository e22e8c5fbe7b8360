import Testing

@testable import Matching

@Suite struct WordPositionsTests {
  @Test(arguments: [
    ("alpha beta", "alpha", "beta", 0), ("alpha and beta", "alpha", "beta", 1),
    ("alpha GTG-1002 beta", "alpha", "beta", 2),
    ("alpha GTG1002 beta", "alpha", "beta", 1), ("alpha l’eau beta", "alpha", "beta", 1),
    ("alpha’s beta", "alpha", "beta", 0),
    ("alpha ITфирма beta", "alpha", "beta", 1), ("alpha_beta", "alpha", "beta", 0), ("阿里在京北京", "阿里", "北京", 1),
    ("阿里在北京", "阿里", "北京", 1), ("阿里北京", "阿里", "北京", 0), ("阿里在，大北京", "阿里", "北京", 2), ("알리바바는 오늘 발표", "알리바바는", "발표", 1),
    ("alpha 北京大学 beta", "alpha", "beta", 2), ("alpha กรุงเทพ beta", "alpha", "beta", 3),
  ])
  func `counts the words between two places`(text: String, first: String, second: String, words: Int) throws {
    let folded = FoldedText()
    folded.read(text)
    let start = try #require(unit(of: first, in: folded))
    let end = try #require(unit(of: second, in: folded))
    let positions = folded.positions
    let behind = positions.edge(behind: start + first.unicodeScalars.count - 1, in: folded)
    #expect(WordPositions.between(behind, positions.edge(before: end, in: folded)) == words)
  }

  /// The first unit from which a text's units spell a word.
  private func unit(of word: String, in folded: FoldedText) -> Int? {
    let scalars = word.unicodeScalars.map(\.value)
    return (0..<folded.count).first { start in
      scalars.indices.allSatisfy { folded.unit(start + $0).scalar == scalars[$0] }
    }
  }
}
