import Testing

@testable import Matching

@Suite struct StoryLanguageTests {
  private static let chinese = String(repeating: "阿里巴巴集团今天公布了财报数据", count: 6)

  @Test(
    arguments: [
      ("fr-CA", "bonjour", "fr"), ("FR", "", "fr"), ("und", "hello there", nil), (nil, "hello there", nil),
      (nil, "東京から大阪へ行きます", "ja"), (nil, "阿里巴巴集团", "zh"), (nil, "알리바바는 중국의", "ko"), (nil, "η οδός Αθηνών", "el"),
      (nil, "กรุงเทพมหานคร", "th"), ("en", "阿里巴巴", "en"), ("en", chinese, "zh"), ("ja", chinese, "ja"),
      ("zh", "GTG-1002", "zh"),
    ] as [(String?, String, String?)])
  func `the declared language counts unless the script contradicts it`(
    declared: String?, text: String, language: String?
  ) {
    #expect(StoryLanguage.language(of: StoryText(content: text, language: declared)) == language)
  }

  /// One sentence of news in each of many languages.
  private static let sentences = [
    "en": "The minister told reporters on Monday that the factory near the river would stay closed until spring.",
    "fr": "La ministre a indiqué lundi aux journalistes que l’usine près du fleuve resterait fermée jusqu’en mai.",
    "de": "Die Ministerin sagte am Montag vor Journalisten, dass die Fabrik am Fluss bis Mai geschlossen bleibt.",
    "es": "La ministra dijo el lunes a los periodistas que la fábrica junto al río seguirá cerrada hasta la primavera.",
    "pt": "A ministra disse aos jornalistas na segunda-feira que a fábrica junto ao rio continua fechada até maio.",
    "it": "La ministra ha detto lunedì ai giornalisti che la fabbrica vicino al fiume resterà chiusa fino a primavera.",
    "nl": "De minister zei maandag tegen journalisten dat de fabriek aan de rivier tot het voorjaar gesloten blijft.",
    "sv": "Ministern sade på måndagen till journalister att fabriken vid floden förblir stängd fram till våren.",
    "fi": "Ministeri kertoi maanantaina toimittajille, että joen varrella oleva tehdas pysyy suljettuna.",
    "pl": "Minister powiedziała w poniedziałek dziennikarzom, że fabryka nad rzeką pozostanie zamknięta do wiosny.",
    "cs": "Ministryně v pondělí novinářům řekla, že továrna u řeky zůstane uzavřená až do příštího jara.",
    "hu": "A miniszter hétfőn azt mondta az újságíróknak, hogy a folyó melletti gyár tavaszig zárva marad.",
    "ro": "Ministra a declarat luni jurnaliștilor că fabrica de lângă râu va rămâne închisă până în primăvară.",
    "tr": "Bakan pazartesi günü gazetecilere, nehrin yanındaki fabrikanın ilkbahara kadar kapalı kalacağını söyledi.",
    "vi": "Hôm thứ Hai, bộ trưởng nói với các phóng viên rằng nhà máy gần sông sẽ đóng cửa cho đến mùa xuân.",
    "ru": "Министр сообщила в понедельник журналистам, что завод у реки останется закрытым до самой весны.",
    "uk": "Міністерка повідомила журналістам у понеділок, що завод біля річки залишиться зачиненим до весни.",
    "bg": "Министърката каза в понеделник пред журналисти, че фабриката край реката ще остане затворена до пролетта.",
    "ar": "قالت الوزيرة للصحفيين يوم الاثنين إن المصنع القريب من النهر سيبقى مغلقا حتى فصل الربيع المقبل.",
    "fa": "وزیر روز دوشنبه به خبرنگاران گفت که کارخانه کنار رودخانه تا بهار آینده بسته خواهد ماند و باز نمی‌شود.",
    "ur": "وزیر نے پیر کو صحافیوں کو بتایا کہ دریا کے قریب واقع کارخانہ اگلے موسم بہار تک بند رہے گا۔",
    "hi": "मंत्री ने सोमवार को पत्रकारों को बताया कि नदी के पास का कारखाना अगले वसंत तक बंद रहेगा और नहीं खुलेगा।",
  ]

  @Test(arguments: sentences.keys.sorted())
  func `a sentence without a declared language gives its own away`(language: String) throws {
    let sentence = try #require(Self.sentences[language])
    #expect(StoryLanguage.language(of: StoryText(content: sentence)) == language)
    #expect(StoryLanguage.language(of: StoryText(title: sentence, language: "und")) == language)
    #expect(StoryLanguage.language(of: StoryText(summary: sentence, language: language + "-XX")) == language)
  }

  @Test(arguments: sentences.keys.sorted())
  func `two sentences contradict any other language but a relative's`(language: String) throws {
    let text = try #require(Self.sentences[language]) + "\n\n" + (Self.sentences[language] ?? "")
    for declared in ["en", "fr", "fi", "ru", "ar", "ja"] where declared != language {
      let isRelative = language == "uk" && declared == "ru"
      let expected = isRelative ? declared : language
      #expect(StoryLanguage.language(of: StoryText(content: text, language: declared)) == expected, "\(declared)")
    }
  }

  @Test(
    arguments: [
      // Too short to tell.
      (nil, "La ministre a parlé", nil), ("en", "La ministre a indiqué lundi que", "en"),
      // Names are in no language.
      (nil, "Alibaba Microsoft Google Amazon Nvidia Tesla Samsung Huawei Xiaomi Oracle Intel Cisco", nil),
      ("fr", "Alibaba Microsoft Google Amazon Nvidia Tesla Samsung Huawei Xiaomi Oracle Intel Cisco", "fr"),
      // Half and half.
      (nil, "\(sentences["fr"] ?? "") \(sentences["en"] ?? "")", nil),
      ("de", "\(sentences["fr"] ?? "") \(sentences["en"] ?? "")", "de"),
      ("de", "\(sentences["de"] ?? "") \(sentences["en"] ?? "") \(sentences["en"] ?? "")", "de"),
      // Relatives, and languages that are seldom told apart.
      ("no", "Selskapet sa tirsdag at det ikke ville overføre data til utenlandske myndigheter i år.", "no"),
      ("nb", "Selskapet sa tirsdag at det ikke ville overføre data til utenlandske myndigheter i år.", "nb"),
      ("ca", sentences["es"] ?? "", "ca"), ("lb", sentences["de"] ?? "", "lb"), ("br", sentences["fr"] ?? "", "br"),
      // The script excludes what is declared, and the words tell the rest.
      ("en", sentences["ru"] ?? "", "ru"), ("el", sentences["en"] ?? "", "en"),
    ] as [(String?, String, String?)])
  func `what is not certain is not believed`(declared: String?, text: String, language: String?) {
    #expect(StoryLanguage.language(of: StoryText(content: text, language: declared)) == language)
  }

  @Test func `control characters and endless texts do not keep the language from being found`() throws {
    let sentence = try #require(Self.sentences["fr"])
    let text = "\u{0}\u{7}\u{85}\u{FFFE}" + String(repeating: sentence + "\u{1B} ", count: 10_000)
    #expect(StoryLanguage.language(of: StoryText(content: text)) == "fr")
  }

  @Test func `many threads may detect at once`() async {
    let found = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<50).allSatisfy { _ in
            Self.sentences.allSatisfy { StoryLanguage.language(of: StoryText(content: $0.value)) == $0.key }
          }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(found)
  }

  @Test(
    arguments: [
      ("lang:fr AND \(word)", nil, "fr", true), ("lang:fr AND \(word)", "en", "fr", true),
      ("lang:fr AND \(word)", "fr", "en", false), ("lang:fr AND \(word)", nil, "names", false),
      ("\(word) AND NOT lang:en", nil, "en", false), ("\(word) AND NOT lang:en", nil, "names", true),
      ("\(word) AND stem:journaliste", nil, "fr", true), ("\(word) AND stem:reporter", nil, "en", true),
      ("\(word) AND stem:reporter", nil, "names", false),
    ] as [(String, String?, String, Bool)])
  func `a query asks for the language of the words`(query: String, declared: String?, text: String, matches: Bool)
    throws
  {
    let text = "\(Self.word) " + (Self.sentences[text] ?? "Alibaba Microsoft Google reporters Nvidia Tesla Samsung")
    #expect((try match(query, in: text, language: declared) != nil) == matches)
  }

  @Test(
    arguments: [
      (nil, "fr", true), (nil, "en", false), (nil, "names", true), ("en", "fr", true), ("fr", "en", false),
      ("en", "names", false),
    ] as [(String?, String, Bool)])
  func `an undetermined language passes a watchlist's languages`(declared: String?, text: String, matches: Bool) throws
  {
    let list = WatchlistText(id: "w", rule: .terms([Self.word]), languages: ["fr", "de"])
    let matcher = Matcher([try #require(Watchlist.parse(list).watchlist)])
    let content = "\(Self.word) " + (Self.sentences[text] ?? "Alibaba Microsoft Google Nvidia Tesla Samsung Huawei")
    #expect(matcher.matches(in: StoryText(content: content, language: declared)).count == (matches ? 1 : 0))
  }

  private static let word = "GTG-1002"
}
