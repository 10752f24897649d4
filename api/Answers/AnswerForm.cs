using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Replies;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Answers;

/// <summary>What came of reading a form.</summary>
public abstract record FormReading
{
    private FormReading() { }

    public sealed record Understood(ContactAnswer Answer) : FormReading;

    /// <param name="Problems">By the name of the field: what is wrong with it, in the reader's language.</param>
    /// <param name="Choices">What a date in words may mean, when it may mean several.</param>
    public sealed record Unclear(IReadOnlyDictionary<string, string> Problems, IReadOnlyList<Instant> Choices)
        : FormReading;
}

/// <summary>Reads what a contact filled in.</summary>
public static class AnswerForm
{
    public const string Done = "done";
    public const string NewDate = "date";
    public const string Blocked = "blocked";
    public const string NotMine = "not-mine";
    public const string Help = "help";

    /// <summary>Longest text of a field, in characters.</summary>
    public const int LongestText = 300;

    /// <summary>Longest name, address or date in words, in characters.</summary>
    public const int LongestWords = 100;

    public static readonly IReadOnlyList<string> All = [Done, NewDate, Blocked, NotMine, Help];

    /// <param name="form">One of <see cref="All"/>.</param>
    /// <param name="fields">As they came; a field that is not there is empty.</param>
    /// <param name="calendar">The contact's: a day without a time ends with their working day.</param>
    public static FormReading Read(
        string form,
        IReadOnlyDictionary<string, string> fields,
        WorkingCalendar calendar,
        AnswerTexts texts,
        Instant now
    )
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<Instant> choices = [];
        ContactAnswer answer;
        switch (form)
        {
            case Done:
                answer = new ContactAnswer.Done(Optional("note", LongestText));
                break;
            case NewDate:
                answer = new ContactAnswer.NewDate(Date(), Wanted("reason", LongestText));
                break;
            case Blocked:
                answer = new ContactAnswer.Blocked(
                    Wanted("what", LongestText),
                    Optional("since", LongestWords),
                    Wanted("need", LongestText),
                    Optional("whom", LongestWords)
                );
                break;
            case NotMine:
                answer = new ContactAnswer.NotMine(Optional("to", LongestWords), Optional("note", LongestText));
                break;
            case Help:
                answer = new ContactAnswer.Help(Wanted("what", LongestText));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "There is no such form.");
        }
        return problems.Count == 0 ? new FormReading.Understood(answer) : new FormReading.Unclear(problems, choices);

        string? Optional(string field, int longest)
        {
            var text = fields.GetValueOrDefault(field, "").Trim();
            if (text.Length > longest)
                problems[field] = texts.TooLong(longest);
            return text.Length == 0 ? null : text;
        }

        string Wanted(string field, int longest)
        {
            var text = Optional(field, longest);
            if (text is null)
                problems[field] = texts["missing"];
            return text ?? "";
        }

        Instant Date()
        {
            var picked = fields.GetValueOrDefault("day", "").Trim();
            var typed = fields.GetValueOrDefault("words", "").Trim();
            var dates = Dates(picked.Length > 0 ? picked : typed, calendar, texts.Code, now);
            var ahead = dates.Where(date => date > now && date < now + Tagging.FurthestAhead).ToList();
            if (
                ahead.Count > 1
                && InstantPattern.General.Parse(fields.GetValueOrDefault("choice", ""))
                    is { Success: true, Value: var one }
                && ahead.Contains(one)
            )
                return one;
            if (ahead.Count == 1)
                return ahead[0];

            problems[picked.Length > 0 ? "day" : "words"] =
                picked.Length + typed.Length == 0 ? texts["dateMissing"]
                : typed.Length > LongestWords ? texts.TooLong(LongestWords)
                : ahead.Count > 1 ? texts["dateChoice"]
                : dates.Count == 0 ? texts["dateUnclear"]
                : dates[0] <= now ? texts["datePassed"]
                : texts["dateFar"];
            choices = ahead.Count > 1 ? ahead : [];
            return now;
        }
    }

    /// <summary>What a date field may mean, the likeliest first; passed ones too, when there is no other.</summary>
    private static List<Instant> Dates(string typed, WorkingCalendar calendar, string language, Instant now)
    {
        if (typed.Length is 0 or > LongestWords)
            return [];
        if (LocalDatePattern.Iso.Parse(typed) is { Success: true, Value: var day })
            return [ReplyEvents.InstantOf(new DateReading(day, null, calendar.Zone, Inclusive: true), calendar)];

        var context = new DateContext(now, calendar.Zone, language, calendar.Zone, calendar);
        var mention =
            DateMention.InField(typed, context)
            ?? DateMention.Find(typed, context).FirstOrDefault(date => date.Reading is not null);
        return mention?.Reading is { } first
            ?
            [
                .. mention
                    .Alternatives.Prepend(first)
                    .Select(reading => ReplyEvents.InstantOf(reading, calendar))
                    .Distinct(),
            ]
            : [];
    }
}
