using System.Diagnostics;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Partners;
using MailCommitments.Sandbox;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace MailCommitments.Benchmarks;

/// <summary>
/// How long one round takes to find what is due among very many open commitments and to write down what goes out, beside a bare
/// query that reads the same rows by the same index. Nothing is sent: the mails still wait in the outbox for their asker.
/// </summary>
/// <remarks>
/// Some rounds of one process, each with due commitments and contacts of its own. In the first one code is compiled and queries
/// are translated; the median of the others is what a product costs that has been running for some minutes.
/// </remarks>
internal static class FollowUpSpeed
{
    private const int MostDue = 1000;
    private const int DueContacts = 400;
    private const int OpenForEachContact = 50;
    private const int ContactsOfPartner = 40;
    private const int Askers = 200;
    private const int DaysAhead = 90;
    private const int FloorRepeats = 5;
    private const int Rounds = 5;

    /// <summary>A working morning; nothing is known about the contacts, so they work nine to five in UTC.</summary>
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 3, 10, 0);

    /// <summary>Between the rounds: shorter than a mail waits for its asker.</summary>
    private static readonly Duration Apart = Duration.FromMinutes(2);

    /// <summary>Name, value, unit, and the floor. First of all measures: the memory is the process's peak.</summary>
    public static IEnumerable<(string Name, double Value, string Unit, double? Floor)> Measure(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("speed-");
        try
        {
            return MeasureAsync(Path.Combine(folder.FullName, "followups.db"), rows).GetAwaiter().GetResult();
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<(string, double, string, double?)>> MeasureAsync(string file, int rows)
    {
        var clock = new SandboxClock(Now, flows: false);
        await using var product = await MeasuredProduct.CreateAsync(
            file,
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var due = Math.Min(MostDue, rows / Rounds);
        var contacts = await SeedAsync(product, file, rows, due);
        await product.Services.MigrateAsync(CancellationToken.None); // as at every start, now with the rows
        var floor = Floor(file, due);
        var round = product.Services.GetRequiredService<FollowUpRound>();

        using var process = Process.GetCurrentProcess();
        var rounds = new List<(double Seconds, double Processor)>();
        while (rounds.Count < Rounds)
        {
            process.Refresh();
            var processorBefore = process.TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            await round.RunAsync(CancellationToken.None);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            process.Refresh();
            rounds.Add((seconds, (process.TotalProcessorTime - processorBefore).TotalSeconds));
            await CheckAsync(product, clock.Now, contacts * rounds.Count);
            clock.MoveTo(clock.Now + Apart);
        }
        var what = $"finding and deciding {due:N0} due of {rows:N0} open commitments (SQLite)";
        var later = rounds[1..];
        return
        [
            (what, Median(later.ConvertAll(one => one.Seconds)), "s", floor),
            ($"{what}, processor time", Median(later.ConvertAll(one => one.Processor)), "s", null),
            ($"{what}, first round of the process", rounds[0].Seconds, "s", floor),
            ($"{what}, first round of the process, processor time", rounds[0].Processor, "s", null),
            ($"{what}, peak memory of the process", process.PeakWorkingSet64 / 1e6, "MB", null),
        ];
    }

    /// <summary>
    /// The people and one request are written by the product's own mapping; SQLite multiplies the request. What is due lies evenly
    /// among the rest, which falls due within the next months.
    /// </summary>
    /// <returns>How many contacts something is due to in each round.</returns>
    private static async Task<int> SeedAsync(WebApplication product, string file, int rows, int due)
    {
        var contacts = Math.Max(Rounds, rows / OpenForEachContact);
        var dueContacts = Math.Min(Math.Min(DueContacts, contacts / Rounds), due);
        await using var scope = product.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        for (var number = 0; number < Askers; number++)
        {
            db.Add(
                new AskerRow
                {
                    TenantId = MeasuredProduct.Tenant,
                    Id = Id(number),
                    Name = "Somebody",
                    Address = $"{number}@firm.example",
                }
            );
        }
        for (var number = 0; number < contacts; number++)
        {
            var partner = number / ContactsOfPartner;
            if (number % ContactsOfPartner == 0)
            {
                db.Add(
                    new PartnerRow
                    {
                        TenantId = MeasuredProduct.Tenant,
                        Id = Id(partner),
                        Domain = $"partner{partner}.example",
                        Name = "Partner",
                    }
                );
            }
            db.Add(
                new ContactRow
                {
                    TenantId = MeasuredProduct.Tenant,
                    Id = Id(number),
                    PartnerId = Id(partner),
                    Address = $"{number}@partner{partner}.example",
                    Name = "Contact",
                }
            );
        }
        var asked = new CommitmentEvent.Asked(Now - Duration.FromDays(20), Now - Duration.FromDays(7));
        db.Add(
            new RequestRow
            {
                TenantId = MeasuredProduct.Tenant,
                Id = Id(0),
                AskerId = Id(0),
                InternetMessageId = "<0@firm.example>",
                MessageId = "message 0",
                ConversationId = "conversation 0",
                Subject = "Pump 14",
                Ask = "Please send the test report of pump 14.",
                AskedAt = asked.At,
                TaggedAt = asked.At,
                Deadline = asked.Deadline,
            }
        );
        db.Add(
            new CommitmentRow
            {
                TenantId = MeasuredProduct.Tenant,
                Id = Id(0),
                RequestId = Id(0),
                AskerId = Id(0),
                ContactId = Id(0),
                NextLookAt = Now - Duration.FromHours(1),
            }
        );
        db.Add(
            new EventRow
            {
                TenantId = MeasuredProduct.Tenant,
                CommitmentId = Id(0),
                RecordedAt = asked.At,
                Event = asked,
            }
        );
        await db.SaveChangesAsync();
        Multiply(file, rows, due, contacts, dueContacts);
        return dueContacts;
    }

    /// <remarks>
    /// Those of the first round are due now, those of each later one between it and the round before, to the contacts beside theirs.
    /// From the third on, what is due to a contact is another asker's.
    /// </remarks>
    private static void Multiply(string file, int rows, int due, int contacts, int dueContacts)
    {
        SqliteConnection.ClearAllPools();
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        connection.CreateFunction(
            "id_of",
            (int number) => Id(number).ToString().ToUpperInvariant(),
            isDeterministic: true
        );
        using var command = connection.CreateCommand();
        // Indexes are made once their rows are there: that sorts, where keeping them up to date would jump about.
        command.CommandText = """
            SELECT name, sql FROM sqlite_master
            WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('Requests', 'Commitments', 'Events')
            """;
        var indexes = new List<(string Name, string Sql)>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                indexes.Add((reader.GetString(0), reader.GetString(1)));
        }
        command.CommandText = $"""
            PRAGMA synchronous = OFF;
            PRAGMA journal_mode = OFF;
            {string.Concat(indexes.Select(index => $"DROP INDEX \"{index.Name}\";"))}
            """;
        command.ExecuteNonQuery();
        command.CommandText = """
            BEGIN;
            CREATE TEMP TABLE Numbers AS
            WITH RECURSIVE
                Counted(Number) AS (SELECT 1 UNION ALL SELECT Number + 1 FROM Counted LIMIT $rows - 1),
                Spread AS (SELECT Number, IIF(Number % $step = 0 AND Number < $rounds * $due * $step, Number / $step, NULL) AS AnyDue FROM Counted),
                Split AS (SELECT Number, AnyDue / $due AS Later, AnyDue % $due AS Due FROM Spread),
                Owed AS (SELECT *, IIF(Due IS NULL, Number % $contacts, Due % $dueContacts * ($contacts / $dueContacts) + Later) AS Contact FROM Split)
            SELECT
                Number,
                Due,
                id_of(Number) AS Id,
                id_of(Contact) AS ContactId,
                id_of((Contact + COALESCE(Due, 0) / ($dueContacts * 2)) % $askers) AS AskerId,
                $now + IIF(Due IS NULL, $rounds * $apart + Number * 7919 % $later, Later * $apart - Due % $apart) AS LookAt
            FROM Owed;

            INSERT INTO Requests (Id, TenantId, AskerId, InternetMessageId, MessageId, ConversationId, Subject, Ask, AskedAt, TaggedAt, Priority, Deadline)
            SELECT one.Id, TenantId, one.AskerId, InternetMessageId || Number, MessageId || Number, ConversationId || Number, Subject, Ask, AskedAt, TaggedAt, Priority, Deadline
            FROM Numbers one, (SELECT * FROM Requests LIMIT 1);

            INSERT INTO Commitments (Id, TenantId, RequestId, AskerId, ContactId, NextLookAt, IsClosed, Level)
            SELECT one.Id, TenantId, one.Id, one.AskerId, one.ContactId, strftime('%Y-%m-%d %H:%M:%S', LookAt, 'unixepoch'), IsClosed, Level
            FROM Numbers one, (SELECT * FROM Commitments LIMIT 1);

            INSERT INTO Events (TenantId, CommitmentId, Number, RecordedAt, Event)
            SELECT
                TenantId, one.Id, 0, RecordedAt,
                IIF(Due IS NULL, json_set(Event, '$.deadline', strftime('%Y-%m-%dT%H:%M:%SZ', LookAt, 'unixepoch', '-1 day')), Event)
            FROM Numbers one, (SELECT * FROM Events LIMIT 1);
            COMMIT;
            """;
        command.Parameters.AddWithValue("$rows", rows);
        command.Parameters.AddWithValue("$due", due);
        command.Parameters.AddWithValue("$rounds", Rounds);
        command.Parameters.AddWithValue("$apart", (int)Apart.TotalSeconds);
        command.Parameters.AddWithValue("$step", rows / (Rounds * due));
        command.Parameters.AddWithValue("$contacts", contacts);
        command.Parameters.AddWithValue("$dueContacts", dueContacts);
        command.Parameters.AddWithValue("$askers", Askers);
        command.Parameters.AddWithValue("$now", Now.ToUnixTimeSeconds());
        command.Parameters.AddWithValue("$later", DaysAhead * NodaConstants.SecondsPerDay);
        command.ExecuteNonQuery();
        command.Parameters.Clear();
        command.CommandText =
            $"{string.Concat(indexes.Select(index => $"{index.Sql};"))} DROP TABLE Numbers; PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
    }

    /// <summary>Median seconds of reading the due rows with one query, and nothing else.</summary>
    private static double Floor(string file, int due)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT * FROM Commitments WHERE NextLookAt <= $now ORDER BY NextLookAt""";
        command.Parameters.AddWithValue("$now", Now.ToDateTimeUtc());
        var seconds = new double[FloorRepeats];
        for (var repeat = 0; repeat < FloorRepeats; repeat++)
        {
            var start = Stopwatch.GetTimestamp();
            using var reader = command.ExecuteReader();
            var values = new object[reader.FieldCount];
            var read = 0;
            while (reader.Read())
                read += reader.GetValues(values) > 0 ? 1 : 0;
            seconds[repeat] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (read != due)
                throw new InvalidOperationException($"{due} rows should be due and {read} are.");
        }
        return Median(seconds);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Every contact to whom something is due gets one mail, and nothing is left to decide.</summary>
    private static async Task CheckAsync(WebApplication product, Instant now, int dueContacts)
    {
        await using var scope = product.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        var mails = await db.Set<OutboxRow>().IgnoreQueryFilters().CountAsync(row => row.State == OutboxState.Decided);
        var left = await db.Set<CommitmentRow>().IgnoreQueryFilters().CountAsync(row => row.NextLookAt <= now);
        if (mails != dueContacts || left > 0)
            throw new InvalidOperationException($"{mails} mails for {dueContacts} contacts; {left} are still due.");
    }

    /// <remarks>The empty id is nobody's.</remarks>
    private static Guid Id(int number) => new(number, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
}
