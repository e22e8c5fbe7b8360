/// Time zones as publishers name them.
enum TimeZoneNames {
  /// Minutes east of Greenwich that `name` means at a local date; nil if it names no zone.
  ///
  /// An abbreviation is a fixed offset; a region's name (`Europe/Paris`, `ET`) follows its rules for summer time.
  static func offset(of name: String, at date: CivilDate) -> Int? {
    if let minutes = abbreviations[name] { return minutes }
    guard let region = regions[name] else { return nil }
    return region.minutes + (region.summer.isSummer(date) ? 60 : 0)
  }

  private enum SummerTime {
    case none, european, american

    func isSummer(_ date: CivilDate) -> Bool {
      let day = (date.month, date.day)
      switch self {
      case .none:
        return false
      case .european:
        return day >= (3, Self.lastSunday(of: 3, date.year)) && day < (10, Self.lastSunday(of: 10, date.year))
      case .american:
        if date.year >= 2007 {
          return day >= (3, Self.firstSunday(of: 3, date.year) + 7) && day < (11, Self.firstSunday(of: 11, date.year))
        }
        return day >= (4, Self.firstSunday(of: 4, date.year)) && day < (10, Self.lastSunday(of: 10, date.year))
      }
    }

    private static func firstSunday(of month: Int, _ year: Int) -> Int {
      1 + (7 - CivilDate.weekday(year: year, month: month, day: 1)) % 7
    }

    private static func lastSunday(of month: Int, _ year: Int) -> Int {
      31 - CivilDate.weekday(year: year, month: month, day: 31)
    }
  }

  private static let abbreviations: [String: Int] = [
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "etc/gmt": 0, "etc/utc": 0, "bst": 60, "ist": 330, "west": 60,
    "cet": 60, "met": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180,
    "msd": 240, "trt": 180, "gst": 240, "pkt": 300, "wib": 420, "ict": 420, "hkt": 480, "sgt": 480, "awst": 480,
    "pht": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600, "acdt": 630, "aedt": 660, "nzst": 720, "nzdt": 780,
    "art": -180, "brt": -180, "brst": -120, "clt": -240, "nst": -210, "ndt": -150, "ast": -240, "adt": -180,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "akst": -540, "akdt": -480, "hst": -600, "sast": 120, "cat": 120, "eat": 180, "wat": 60,
  ]

  private static let regions: [String: (minutes: Int, summer: SummerTime)] = {
    var regions: [String: (minutes: Int, summer: SummerTime)] = [:]
    let table: [(Int, SummerTime, String)] = [
      (0, .european, "europe/london europe/dublin europe/lisbon"),
      (
        60, .european,
        """
        europe/paris europe/berlin europe/madrid europe/rome europe/brussels europe/amsterdam europe/vienna \
        europe/zurich europe/prague europe/warsaw europe/budapest europe/copenhagen europe/stockholm europe/oslo \
        europe/luxembourg europe/belgrade europe/zagreb europe/ljubljana europe/bratislava europe/monaco
        """
      ),
      (120, .european, "europe/athens europe/helsinki europe/bucharest europe/sofia europe/kiev europe/kyiv"),
      (120, .european, "europe/riga europe/vilnius europe/tallinn"),
      (180, .none, "europe/moscow europe/istanbul europe/minsk asia/riyadh asia/baghdad africa/nairobi"),
      (0, .none, "africa/abidjan africa/accra atlantic/reykjavik africa/dakar"),
      (60, .none, "africa/lagos africa/algiers africa/tunis africa/casablanca"),
      (120, .none, "africa/johannesburg africa/cairo asia/jerusalem asia/beirut"),
      (210, .none, "asia/tehran"), (240, .none, "asia/dubai"), (300, .none, "asia/karachi asia/tashkent"),
      (330, .none, "asia/kolkata asia/calcutta"), (345, .none, "asia/kathmandu"), (360, .none, "asia/dhaka"),
      (420, .none, "asia/bangkok asia/jakarta asia/ho_chi_minh asia/saigon"),
      (480, .none, "asia/shanghai asia/hong_kong asia/taipei asia/singapore asia/manila australia/perth"),
      (540, .none, "asia/tokyo asia/seoul"), (600, .none, "australia/sydney australia/melbourne australia/brisbane"),
      (720, .none, "pacific/auckland"), (-180, .none, "america/sao_paulo america/argentina/buenos_aires"),
      (-240, .american, "america/halifax"), (-240, .none, "america/santiago america/caracas"),
      (-300, .american, "america/new_york america/toronto america/detroit us/eastern et"),
      (-300, .none, "america/bogota america/lima"),
      (-360, .american, "america/chicago us/central ct"), (-360, .none, "america/mexico_city"),
      (-420, .american, "america/denver us/mountain mt"), (-420, .none, "america/phoenix"),
      (-480, .american, "america/los_angeles america/vancouver us/pacific pt"),
      (-540, .american, "america/anchorage"), (-600, .none, "pacific/honolulu"),
    ]
    for (minutes, summer, names) in table {
      for name in names.split(separator: " ") { regions[String(name)] = (minutes, summer) }
    }
    return regions
  }()
}
