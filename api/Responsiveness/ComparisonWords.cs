using System.Diagnostics;
using System.Globalization;

namespace MailCommitments.Responsiveness;

/// <summary>Says a comparison in words: the pattern, its size, what it does not show.</summary>
public static class ComparisonWords
{
    private const string PatternNotCause = "This shows a pattern, not its cause.";

    public static ComparisonView Of(
        GroupComparison comparison,
        string partner,
        GroupedBy by,
        Clock clock,
        string caveat
    )
    {
        var (answer, figures) = comparison switch
        {
            GroupComparison.Hidden => (ComparisonAnswer.Hidden, null),
            GroupComparison.NotEnoughData(var found, _) => (ComparisonAnswer.NotEnoughData, found),
            GroupComparison.Shown(var found, var verdict) => (AnswerOf(verdict), found),
            _ => throw new UnreachableException(),
        };
        return new ComparisonView(
            partner,
            by,
            clock,
            answer,
            Headline(comparison, answer, figures, partner),
            Sentences(comparison, figures, clock),
            figures is null ? [] : [GroupOf(figures.First, clock), GroupOf(figures.Second, clock)],
            figures?.HazardRatio is { } ratio
                ? new ShareView(ratio.Ratio, ratio.Interval.Lower, ratio.Interval.Upper)
                : null,
            figures?.Permutation.P,
            figures?.Permutation.Assignments,
            caveat
        );
    }

    private static ComparisonAnswer AnswerOf(ComparisonVerdict verdict) =>
        verdict switch
        {
            ComparisonVerdict.Longer => ComparisonAnswer.Longer,
            ComparisonVerdict.Shorter => ComparisonAnswer.Shorter,
            ComparisonVerdict.Same => ComparisonAnswer.Same,
            ComparisonVerdict.Unclear => ComparisonAnswer.DifferenceOfUnclearSize,
            _ => throw new UnreachableException(),
        };

    private static string Headline(
        GroupComparison comparison,
        ComparisonAnswer answer,
        ComparisonFigures? figures,
        string partner
    ) =>
        answer switch
        {
            ComparisonAnswer.Hidden => comparison is GroupComparison.Hidden(var why) ? Why(why) : "",
            ComparisonAnswer.NotEnoughData => "Not enough data to tell yet.",
            ComparisonAnswer.Longer =>
                $"At {partner}, {figures?.Second.Name} waits clearly longer than {figures?.First.Name}.",
            ComparisonAnswer.Shorter =>
                $"At {partner}, {figures?.Second.Name} is answered clearly sooner than {figures?.First.Name}.",
            ComparisonAnswer.Same => $"At {partner}, there is no difference that matters.",
            ComparisonAnswer.DifferenceOfUnclearSize =>
                $"At {partner}, there is a difference; whether it matters cannot be said yet.",
            _ => throw new UnreachableException(),
        };

    private static string Why(HiddenBecause reason) =>
        reason switch
        {
            HiddenBecause.TooFewPeople => "Not shown: a group has fewer than five people.",
            HiddenBecause.OthersCouldBeSubtracted =>
                "Not shown: so few people are in neither group that they could be found by subtraction.",
            HiddenBecause.TooFewRequests => "Not shown: a group has sent fewer than 20 requests.",
            HiddenBecause.OnePersonDominates => "Not shown: one person sent more than half of a group's requests.",
            _ => throw new UnreachableException(),
        };

    private static List<string> Sentences(GroupComparison comparison, ComparisonFigures? figures, Clock clock)
    {
        if (figures is null)
            return ["Small groups stay hidden so that nobody can be singled out."];

        var (first, second) = (figures.First, figures.Second);
        var sentences = new List<string>
        {
            $"Half of the requests were answered in {Quantity.Of(second.Median, clock).Words} for {second.Name} and in "
                + $"{Quantity.Of(first.Median, clock).Words} for {first.Name} ({second.People} and {first.People} people, {first.Requests + second.Requests} requests).",
        };
        if (figures.HazardRatio is { } ratio)
        {
            sentences.Add(
                $"Compared contact by contact, the chance that a waiting request is answered at any moment is {Percent(ratio.Ratio)} for {second.Name} "
                    + $"(between {Percent(ratio.Interval.Lower)} and {Percent(ratio.Interval.Upper)})."
            );
        }
        sentences.Add(
            $"If it made no difference who asks, a gap like this would turn up in {PerThousand(figures.Permutation.P)} of 1,000 ways of "
                + $"sharing out the same people between the groups."
        );
        if (comparison is GroupComparison.NotEnoughData(_, var gap))
        {
            sentences.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"With what there is, only a gap as large as a ratio of {gap.HazardRatio:0.00} would have shown; "
                )
                    + (
                        gap.MoreAnswers is { } answers
                            ? $"about {answers} more answers or {gap.MorePeople} more people would do."
                            : $"about {gap.MorePeople} more people would do; more mails from the same people would not."
                    )
            );
        }
        if (figures.CrudeMisleads)
            sentences.Add("The groups ask different contacts: without comparing like with like, the figures mislead.");
        if (figures.HazardRatio?.RestsOnOnePerson == true)
            sentences.Add("The finding rests on one person: without them it would not matter.");
        sentences.Add(PatternNotCause);
        return sentences;
    }

    private static ComparedGroup GroupOf(GroupFigures group, Clock clock) =>
        new(group.Name, group.People, group.Requests, Quantity.Of(group.Median, clock), Curves.Answered(group.Curve));

    private static string Percent(double ratio) =>
        ratio < 1 ? $"{Math.Round((1 - ratio) * 100)} % smaller" : $"{Math.Round((ratio - 1) * 100)} % larger";

    private static string PerThousand(double p) =>
        p < 0.001 ? "fewer than 1" : Math.Round(p * 1000).ToString(CultureInfo.InvariantCulture);
}
