import Testing

@testable import Matching

@Suite struct SentenceTests {
  /// The sentence and the paragraph of each word.
  private func places(in text: String) -> (sentences: [Int32], paragraphs: [Int32]) {
    let folded = FoldedText()
    folded.read(text)
    let places = folded.words.map { folded.sentences.place(of: Int($0.start)) }
    return (places.map(\.sentence), places.map(\.paragraph))
  }

  @Test(arguments: [
    ("One. Two! Three? Four… Five", [0, 1, 2, 3, 4] as [Int32]), ("一。二！三？四", [0, 1, 2, 3]),
    ("Mr. Smith and Dr. Jones", [0, 0, 0, 0, 0]), ("J. Smith", [0, 0]), ("U.S. troops", [0, 0, 0]),
    ("Pay 3.5 now", [0, 0, 0, 0]), ("See example.org now", [0, 0, 0, 0]), ("“Yes.” He left", [0, 1, 1]),
    ("(So.) It ends", [0, 1, 1]), ("Wait...what", [0, 0]), ("a.b", [0, 0]),
    ("No. 5 said no. It did", [0, 0, 0, 0, 1, 1]),
    ("one\ntwo", [0, 0]), ("one\n\ntwo", [0, 1]), ("one\r\ntwo", [0, 0]), ("one\r\n \r\ntwo", [0, 1]),
    ("سؤال؟ جواب", [0, 1]),
  ])
  func `a sentence ends where readers see it end`(text: String, sentences: [Int32]) {
    #expect(places(in: text).sentences == sentences)
  }

  @Test(arguments: [
    ("one\n\ntwo", [0, 1] as [Int32]), ("one\n  \ntwo", [0, 1]), ("one. Two\nthree", [0, 0, 0]),
    ("one\u{2029}two", [0, 1]),
    ("one\n\n\n\ntwo", [0, 1]),
  ])
  func `an empty line ends a paragraph`(text: String, paragraphs: [Int32]) {
    #expect(places(in: text).paragraphs == paragraphs)
  }
}
