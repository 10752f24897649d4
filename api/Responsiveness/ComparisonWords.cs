using System.Diagnostics;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Responsiveness;

/// <summary>Says a comparison in words: the pattern, its size, what it does not show.</summary>
public static class ComparisonWords
{
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
            ComparisonAnswer.NotEnoughData => Say("Not enough data to tell yet."),
            ComparisonAnswer.Longer => Say(
                "At {0}, {1} waits clearly longer than {2}.",
                partner,
                figures?.Second.Name,
                figures?.First.Name
            ),
            ComparisonAnswer.Shorter => Say(
                "At {0}, {1} is answered clearly sooner than {2}.",
                partner,
                figures?.Second.Name,
                figures?.First.Name
            ),
            ComparisonAnswer.Same => Say("At {0}, there is no difference that matters.", partner),
            ComparisonAnswer.DifferenceOfUnclearSize => Say(
                "At {0}, there is a difference; whether it matters cannot be said yet.",
                partner
            ),
            _ => throw new UnreachableException(),
        };

    private static string Why(HiddenBecause reason) =>
        reason switch
        {
            HiddenBecause.TooFewPeople => Say("Not shown: a group has fewer than five people."),
            HiddenBecause.OthersCouldBeSubtracted => Say(
                "Not shown: so few people are in neither group that they could be found by subtraction."
            ),
            HiddenBecause.TooFewRequests => Say("Not shown: a group has sent fewer than 20 requests."),
            HiddenBecause.OnePersonDominates => Say("Not shown: one person sent more than half of a group's requests."),
            _ => throw new UnreachableException(),
        };

    private static List<string> Sentences(GroupComparison comparison, ComparisonFigures? figures, Clock clock)
    {
        if (figures is null)
            return [Say("Small groups stay hidden so that nobody can be singled out.")];

        var (first, second) = (figures.First, figures.Second);
        var sentences = new List<string>
        {
            Say(
                "Half of the requests were answered in {0} for {1} and in {2} for {3} ({4} and {5} people, {6} requests).",
                Quantity.Of(second.Median, clock).Words,
                second.Name,
                Quantity.Of(first.Median, clock).Words,
                first.Name,
                second.People,
                first.People,
                first.Requests + second.Requests
            ),
        };
        if (figures.HazardRatio is { } ratio)
        {
            sentences.Add(
                Say(
                    "Compared contact by contact, the chance that a waiting request is answered at any moment is {0} for {1} (between {2} and {3}).",
                    Percent(ratio.Ratio),
                    second.Name,
                    Percent(ratio.Interval.Lower),
                    Percent(ratio.Interval.Upper)
                )
            );
        }
        sentences.Add(
            Say(
                "If it made no difference who asks, a gap like this would turn up in {0} of 1,000 ways of sharing out the same people between the groups.",
                PerThousand(figures.Permutation.P)
            )
        );
        if (comparison is GroupComparison.NotEnoughData(_, var gap))
        {
            sentences.Add(
                gap.MoreAnswers is { } answers
                    ? Say(
                        "With what there is, only a gap as large as a ratio of {0} would have shown; about {1} more answers or {2} more people would do.",
                        Number(gap.HazardRatio, "0.00"),
                        answers,
                        gap.MorePeople
                    )
                    : Say(
                        "With what there is, only a gap as large as a ratio of {0} would have shown; about {1} more people would do; more mails from the same people would not.",
                        Number(gap.HazardRatio, "0.00"),
                        gap.MorePeople
                    )
            );
        }
        if (figures.CrudeMisleads)
            sentences.Add(
                Say("The groups ask different contacts: without comparing like with like, the figures mislead.")
            );
        if (figures.HazardRatio?.RestsOnOnePerson == true)
            sentences.Add(Say("The finding rests on one person: without them it would not matter."));
        sentences.Add(Say("This shows a pattern, not its cause."));
        return sentences;
    }

    private static ComparedGroup GroupOf(GroupFigures group, Clock clock) =>
        new(group.Name, group.People, group.Requests, Quantity.Of(group.Median, clock), Curves.Answered(group.Curve));

    private static string Percent(double ratio) =>
        ratio < 1
            ? Say("{0} % smaller", Math.Round((1 - ratio) * 100))
            : Say("{0} % larger", Math.Round((ratio - 1) * 100));

    private static string PerThousand(double p) => p < 0.001 ? Say("fewer than 1") : Number(Math.Round(p * 1000), "0");
}
