import Testing

@testable import Matching

@Suite struct FoldingTests {
  @Test(arguments: [
    ("Démenti", "dementi"), ("de\u{301}menti", "dementi"), ("ÉLYSÉE", "elysee"),
    ("İstanbul ıstanbul ISTANBUL", "istanbul istanbul istanbul"),
    ("Straße STRAẞE", "strasse strasse"), ("ŁÓDŹ Ørsted Đà œuvre Æsop", "lodz orsted da oeuvre aesop"),
    ("ΟΔΟΣ οδός", "οδοσ οδοσ"), ("Ёлка ѐ", "елка е"), ("ЙОД и\u{306}од", "йод йод"), ("Ї і\u{308} ґ ў", "ї ї ґ у"),
    ("عَلِي بَابَا القـاهرة", "علي بابا القاهرة"), ("أحمد إحمد آحمد ا\u{654}", "احمد احمد احمد ا"),
    ("مؤتمر و\u{654}", "مؤتمر ؤ"),
    ("יְרוּשָׁלַיִם", "ירושלים"), ("دیتا‌ها", "دیتاها"),
    ("Ａｌｉ １２", "ali 12"), ("ﬁnance oﬃce", "finance office"), ("ｱﾘﾊﾞﾊﾞ", "アリババ"), ("か\u{3099}", "が"), ("ハ\u{309A}", "パ"),
    ("阿里巴巴集團", "阿里巴巴集团"), ("乾燥 臺灣", "干燥 台湾"),
    ("한글 \u{1112}\u{1161}\u{11AB}", "한글 한"), ("Ali\u{AD}ba\u{200B}ba\u{2060}", "alibaba"), ("दिल्ली", "दिल्ली"),
    ("l’O´Brien ＇ ʼ", "l'o'brien ' '"), ("Ⅳ ½ …", "iv 1⁄2 ..."), ("Alibaba™", "alibaba™"),
  ])
  func `folds a text as queries fold`(text: String, folded: String) {
    #expect(FoldedText.folded(text).unicodeScalars.elementsEqual(folded.unicodeScalars))
  }

  @Test(arguments: ["パン", "バン", "ハン"], ["パン", "バン", "ハン"])
  func `voiced kana are letters of their own`(first: String, second: String) {
    #expect((FoldedText.folded(first) == FoldedText.folded(second)) == (first == second))
  }

  @Test(arguments: [
    ("Ali\u{AD}baba says", 0..<7, 0..<9), ("e\u{301}te\u{301} x", 0..<3, 0..<7), ("ﬁn", 0..<2, 0..<3),
    ("ﬁn", 0..<3, 0..<4),
    ("x محمّد\u{64F} y", 2..<6, 2..<14),
  ])
  func `knows the bytes that units stand for, with their marks`(text: String, units: Range<Int>, bytes: Range<Int>) {
    let folded = FoldedText()
    folded.read(text)
    #expect(folded.source(of: units) == bytes)
  }

  @Test func `folding twice changes nothing`() {
    let samples = (0x20..<0x3_0000).compactMap(Unicode.Scalar.init).map { String(Character($0)) }
    for sample in samples {
      let once = FoldedText.folded(sample)
      #expect(FoldedText.folded(once) == once, "U+\(String(sample.unicodeScalars.first?.value ?? 0, radix: 16))")
    }
  }

  @Test func `canonically equal texts fold alike`() {
    for composed in ["é", "Å", "ệ", "й", "ї", "が", "パ", "각", "ؤ", "আো"] {
      let decomposed = composed.decomposedForTests
      #expect(FoldedText.folded(composed) == FoldedText.folded(decomposed), "\(composed)")
    }
  }

  @Test func `storage that is used again keeps nothing of the last text`() {
    let folded = FoldedText()
    for text in ["a long text. And more of it, Алибаба", "", "x", "阿里"] {
      folded.read(text)
      let fresh = FoldedText()
      fresh.read(text)
      #expect(folded.count == fresh.count && folded.words.count == fresh.words.count)
      #expect(folded.units[..<folded.count] == fresh.units[..<fresh.count])
    }
  }
}
