import Testing

@testable import Matching

@Suite struct WordFinderTests {
  private func words(of text: String) -> [String] {
    let folded = FoldedText()
    folded.read(text)
    return folded.words.map { word in
      String(
        String.UnicodeScalarView((word.start..<word.end).compactMap { Unicode.Scalar(folded.unit(Int($0)).scalar) }))
    }
  }

  @Test(arguments: [
    ("The Alibaba group", ["the", "alibaba", "group"]),
    ("l’Alibaba d'Enel dell’Eni qu'il", ["alibaba", "enel", "eni", "il"]),
    ("l' d’ l'1", ["l", "d", "l", "1"]),
    ("Alibaba’s, Boeing's", ["alibaba", "boeing"]), ("it's 's", ["it", "s"]),
    ("O’Brien’s aujourd’hui обʼєкт", ["o'brien", "aujourd'hui", "об'єкт"]),
    ("d’aujourd’hui", ["aujourd'hui"]),
    ("GTG-1002 GTG1002 gtg_1002", ["gtg", "1002", "gtg1002", "gtg", "1002"]),
    ("iPhone15发布", ["iphone15", "发布"]), ("ITкомпания", ["it", "компания"]), ("2024年", ["2024", "年"]),
    ("삼성Galaxy를", ["삼성", "galaxy", "를"]), ("美화웨이", ["美", "화웨이"]), ("กลุ่มGTG", ["กลุ่ม", "gtg"]),
    ("AT&T C++", ["at", "t", "c"]), ("Ali\u{2060}baba", ["alibaba"]), ("दिल्ली-मुंबई", ["दिल्ली", "मुंबई"]),
    ("‘알리바바’의", ["알리바바", "의"]), ("…", []), ("", []),
  ])
  func `finds the words of a text`(text: String, expected: [String]) {
    #expect(words(of: text) == expected)
  }

  @Test(arguments: [
    ("AlibabaCloud", [7]), ("OpenAlibabaCloud", [4, 11]), ("NASAReport", [4]), ("iPhone", [1]), ("Alibaba", []),
    ("ALIBABA", []), ("McDonald", [2]), ("Æsop", []), ("ÆSOP", []), ("АлибабаГрупп", [7]), ("O'Brien", []),
  ])
  func `camel case begins pieces`(text: String, pieces: [Int]) {
    let folded = FoldedText()
    folded.read(text)
    #expect((0..<folded.count).filter { folded.unit($0).startsPiece } == pieces)
  }
}
