import Fetching
import FoundationEssentials

/// The polls that wait for answers from the web, and who is to give them.
struct OpenPolls {
  /// Who is asked from now on. One that was asked before ends what it has begun, then nobody holds it.
  var fetcher: Fetcher
  /// By their feeds' numbers, each with what it began by: a plan that comes meanwhile is for those that begin later.
  private var polls: [Int: (poll: FeedPoll.Open, feedPoll: FeedPoll)] = [:]
  private let answers: FetchAnswers

  init(_ fetcher: Fetcher, _ answers: FetchAnswers) {
    self.fetcher = fetcher
    self.answers = answers
  }

  /// Asks for what polls need, by their feeds' numbers.
  mutating func begin(_ begun: [(feed: Int, poll: FeedPoll.Open)], _ feedPoll: FeedPoll) {
    guard !begun.isEmpty else { return }
    for (feed, poll) in begun { polls[feed] = (poll, feedPoll) }
    fetcher.begin(begun.map { (tag: $0.feed, request: feedPoll.request(for: $0.poll)) }, for: answers)
  }

  /// Takes the polls that have their answers, each with what it began by.
  mutating func takeAnswered() -> [(feed: Int, poll: FeedPoll.Open, feedPoll: FeedPoll, result: FetchResult)] {
    answers.take().compactMap { tag, result in
      polls.removeValue(forKey: tag).map { (tag, $0.poll, $0.feedPoll, result) }
    }
  }

  /// Aborts the transfers: each poll is answered soon.
  func cancel() {
    var asked: [Fetcher] = []
    for (_, feedPoll) in polls.values where !asked.contains(where: { $0 === feedPoll.sources.fetcher }) {
      asked.append(feedPoll.sources.fetcher)
    }
    for fetcher in asked { fetcher.cancel(for: answers) }
  }
}
