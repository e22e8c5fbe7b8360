import FoundationEssentials

/// A language of the generated stories.
enum CorpusLanguage: String, CaseIterable, Sendable {
  case english = "en"
  case french = "fr"
  case chinese = "zh"
  case arabic = "ar"
}

/// The sentences that generated stories are made of.
struct SampleText: Sendable {
  private let sentences: [CorpusLanguage: [String]]
  /// Where the sentences come from, for the report.
  let origin: String

  /// The sentences of the files `en.txt`, `fr.txt`, `zh.txt` and `ar.txt` in a folder, one a line; nil unless all four
  /// are there.
  init?(folder: String) {
    var read: [CorpusLanguage: [String]] = [:]
    for language in CorpusLanguage.allCases {
      guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(language.rawValue).txt") else { return nil }
      let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
      // A sentence of a few words makes no story, and one of a thousand letters is a table.
      read[language] = lines.filter { (24...900).contains($0.utf8.count) }
    }
    guard read.values.allSatisfy({ !$0.isEmpty }) else { return nil }
    sentences = read
    origin = folder
  }

  private init(builtIn sentences: [CorpusLanguage: [String]]) {
    self.sentences = sentences
    origin = "the sentences built in"
  }

  /// The sentences of `../shared/bench`, seen from the working folder, else those built in.
  static func standard() -> SampleText {
    SampleText(folder: "../shared/bench") ?? builtIn
  }

  /// One sentence of a language.
  func sentence(_ language: CorpusLanguage, using numbers: inout SeededGenerator) -> String {
    guard let known = sentences[language], !known.isEmpty else { return "" }
    return numbers.element(of: known)
  }

  /// Text of the project's own, enough to run the benchmarks anywhere.
  static let builtIn = SampleText(builtIn: [
    .english: [
      "The ministry said on Tuesday that the new rules would apply from the first day of March.",
      "Two ferries were kept in port overnight because of a storm that reached the western islands.",
      "“We have read the report, and we do not share its conclusions,” the company’s lawyer told reporters.",
      "Prices of wheat fell for a third week, while the cost of fertiliser rose by 4.5 per cent.",
      "Researchers at the observatory measured the light of 1,200 stars over eleven years.",
      "The mayor’s office did not answer questions about the contract, which was signed in 2019.",
      "A spokeswoman for the bank declined to comment on what she called rumours about its data centres.",
      "Engineers found that the bridge’s northern pillar had moved by less than three millimetres.",
      "Voters in four districts go to the polls on Sunday to choose a new regional council.",
      "The museum will lend forty drawings to a gallery in the capital until the end of the summer.",
      "Customs officers seized equipment that had been declared as spare parts for washing machines.",
      "Analysts expect the regulator to publish its decision on cross-border data before the holidays.",
    ],
    .french: [
      "Le ministère a annoncé mardi que les nouvelles règles s’appliqueraient dès le premier mars.",
      "Deux navires sont restés à quai toute la nuit à cause d’une tempête venue de l’ouest.",
      "« Nous avons lu le rapport et nous n’en partageons pas les conclusions », a déclaré l’avocat du groupe.",
      "Le prix du blé a reculé pour la troisième semaine, tandis que celui des engrais augmentait de 4,5 %.",
      "Les chercheurs de l’observatoire ont mesuré la lumière de 1 200 étoiles pendant onze ans.",
      "La mairie n’a pas répondu aux questions sur le contrat, signé à l’été 2019.",
      "Une porte-parole de la banque n’a pas souhaité commenter ce qu’elle qualifie de rumeurs.",
      "D’après les ingénieurs, le pilier nord du pont s’est déplacé de moins de trois millimètres.",
      "Les électeurs de quatre départements sont appelés aux urnes dimanche pour élire leur conseil.",
      "Le musée prêtera quarante dessins à une galerie de la capitale jusqu’à la fin de l’été.",
      "Les douaniers ont saisi du matériel déclaré comme pièces détachées de machines à laver.",
      "L’autorité devrait rendre sa décision sur les transferts de données avant les fêtes.",
    ],
    .chinese: [
      "该部门周二表示，新规定将从三月一日起施行。",
      "受西部岛屿附近风暴影响，两艘渡轮整夜停泊在港内。",
      "“我们看过这份报告，但不同意它的结论。”公司的律师对记者说。",
      "小麦价格连续第三周下跌，而化肥成本上涨了百分之四点五。",
      "天文台的研究人员用十一年时间测量了一千二百颗恒星的亮度。",
      "市政府没有回答有关这份二〇一九年签署的合同的问题。",
      "银行发言人拒绝就其数据中心的传闻发表评论。",
      "工程师发现，大桥北侧桥墩的位移不到三毫米。",
      "四个地区的选民将于星期日投票选举新的地方议会。",
      "博物馆将把四十幅素描借给首都的一家画廊，展期到夏末。",
      "海关人员查获了一批申报为洗衣机零件的设备。",
      "分析人士预计，监管机构将在节前公布有关数据出境的决定。",
    ],
    .arabic: [
      "قالت الوزارة يوم الثلاثاء إن القواعد الجديدة ستطبق اعتبارا من أول مارس.",
      "بقيت عبارتان في الميناء طوال الليل بسبب عاصفة وصلت إلى الجزر الغربية.",
      "وقال محامي الشركة للصحفيين: «لقد قرأنا التقرير ولا نوافق على استنتاجاته».",
      "انخفضت أسعار القمح للأسبوع الثالث، بينما ارتفعت تكلفة الأسمدة بنسبة 4.5 في المئة.",
      "قاس الباحثون في المرصد ضوء ألف ومئتي نجم على مدى أحد عشر عاما.",
      "لم يجب مكتب رئيس البلدية عن الأسئلة المتعلقة بالعقد الموقع في عام 2019.",
      "رفضت متحدثة باسم المصرف التعليق على ما وصفته بالشائعات حول مراكز بياناته.",
      "وجد المهندسون أن العمود الشمالي للجسر تحرك أقل من ثلاثة مليمترات.",
      "يتوجه الناخبون في أربع مناطق إلى صناديق الاقتراع يوم الأحد لاختيار مجلس جديد.",
      "سيعير المتحف أربعين رسما لصالة عرض في العاصمة حتى نهاية الصيف.",
      "ضبط رجال الجمارك معدات قدمت على أنها قطع غيار لغسالات.",
      "يتوقع المحللون أن تنشر الهيئة قرارها بشأن نقل البيانات عبر الحدود قبل العطلة.",
    ],
  ])
}
