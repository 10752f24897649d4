using System.Globalization;
using MailCommitments.Responsiveness;

namespace MailCommitments.Benchmarks;

/// <summary>
/// One generated request. Sent and ended are minutes after the first Monday, 00:00 UTC; the cause is 0 for waiting, 1 for replied and
/// 2 for cancelled; work hours run on the contact's working clock.
/// </summary>
internal sealed record GeneratedRequest(
    string Partner,
    string Contact,
    string Asker,
    string Group,
    string LikeWith,
    double OffsetHours,
    double Sent,
    double Ended,
    int Cause,
    double WorkHours
)
{
    public const double MinutesPerWeek = 10_080;

    /// <summary>The wait as it was known at a moment, or null when the request had not been sent.</summary>
    public ResponseTime? KnownAt(double minutes) =>
        Sent >= minutes ? null
        : Ended <= minutes ? new ResponseTime(WorkHours, Cause == 1)
        : new ResponseTime((WorkingMinutes(minutes) - WorkingMinutes(Sent)) / 60, false);

    /// <summary>Working minutes from the week before the first Monday to a moment: Monday to Friday, nine to five at the contact's offset.</summary>
    private double WorkingMinutes(double minutes)
    {
        var local = minutes + OffsetHours * 60 + MinutesPerWeek;
        var week = Math.Floor(local / MinutesPerWeek);
        var day = Math.Floor((local - week * MinutesPerWeek) / 1440);
        var minute = local - week * MinutesPerWeek - day * 1440;
        return day >= 5 ? (week + 1) * 2400 : week * 2400 + day * 480 + Math.Clamp(minute - 540, 0, 480);
    }
}

/// <summary>Reads what generate_responses.py writes.</summary>
internal static class ResponsesCsv
{
    public static List<GeneratedRequest> Read(string file)
    {
        using var reader = new StreamReader(file);
        var names = reader.ReadLine()!.Split(',');
        int Column(string name) =>
            Array.IndexOf(names, name) is >= 0 and var at ? at : throw new InvalidDataException($"No column '{name}'.");
        int partner = Column("partner_id"),
            contact = Column("contact_id"),
            asker = Column("requester_id"),
            group = Column("requester_group"),
            priority = Column("priority"),
            size = Column("ask_size"),
            offset = Column("contact_utc_offset"),
            sent = Column("sent_at"),
            ended = Column("end_at"),
            cause = Column("event"),
            hours = Column("work_hours");
        var rows = new List<(string[] Cells, DateTime Sent)>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var cells = line.Split(',');
            rows.Add((cells, Instant(cells[sent])));
        }
        var first = rows.Min(row => row.Sent).Date;
        var monday = first.AddDays(-(((int)first.DayOfWeek + 6) % 7));
        return rows.ConvertAll(row => new GeneratedRequest(
            row.Cells[partner],
            row.Cells[contact],
            row.Cells[asker],
            row.Cells[group],
            $"{row.Cells[priority]} {row.Cells[size]}",
            double.Parse(row.Cells[offset], CultureInfo.InvariantCulture),
            (row.Sent - monday).TotalMinutes,
            (Instant(row.Cells[ended]) - monday).TotalMinutes,
            int.Parse(row.Cells[cause], CultureInfo.InvariantCulture),
            double.Parse(row.Cells[hours], CultureInfo.InvariantCulture)
        ));
    }

    /// <summary>
    /// The weeks the data cover: week n ends, and is looked at, on the n-th Monday after the first. A last Sunday's mails that reach
    /// Monday in UTC open no week of their own.
    /// </summary>
    public static int Weeks(IReadOnlyCollection<GeneratedRequest> requests) =>
        Math.Max(
            1,
            (int)Math.Ceiling(requests.Max(request => request.Sent) / GeneratedRequest.MinutesPerWeek - 1.0 / 7)
        );

    private static DateTime Instant(string text) =>
        DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
