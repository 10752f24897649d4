using System.Text.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Sandbox;

/// <summary>
/// Loads messages in Graph's shape, one on a line, with the field <c>mailbox</c> saying whose they are. Owners, senders
/// and the recipients among them become people with mailboxes; every message keeps its true times.
/// </summary>
public static class MailboxFile
{
    private static readonly Duration AfterTheLast = Duration.FromMinutes(1);

    /// <summary>Where the clock starts: just after the file's last message.</summary>
    /// <exception cref="InvalidDataException">A line is not a message.</exception>
    public static Instant StartOf(string file) =>
        Read(file).Select(line => line.Message.Sent ?? Instant.MinValue).Max() + AfterTheLast;

    /// <summary>Fills an empty tenant.</summary>
    /// <returns>How many messages the file has.</returns>
    /// <exception cref="InvalidDataException">A line is not a message.</exception>
    public static int Load(string file, Tenant tenant)
    {
        var lines = Read(file).OrderBy(line => line.Message.Sent).ToList();
        var owners = lines
            .GroupBy(line => line.Mailbox)
            .ToDictionary(group => group.Key, group => OwnerOf(group.Key, [.. group.Select(line => line.Message)]));
        var people = lines
            .Select(line => line.Message.From)
            .OfType<Address>()
            .Where(address => address.Mail.Contains('@', StringComparison.Ordinal))
            .Concat(owners.Values)
            .DistinctBy(address => address.Mail.ToLowerInvariant());
        if (
            MostFrequent(owners.Values.Select(owner => owner with { Mail = "anybody@" + owner.Domain })) is
            { Domain: var home }
        )
            tenant.NameHome(home, knowsEverybody: false, home);
        foreach (var address in people)
            AddPerson(address, tenant);
        foreach (var (mailbox, message) in lines)
            Place(message, owners[mailbox], tenant);
        return lines.Count;
    }

    private static ParallelQuery<(string Mailbox, MailItem Message)> Read(string file)
    {
        var lines = File.ReadAllLines(file);
        return lines
            .Select((line, at) => (line, at))
            .Where(numbered => !string.IsNullOrWhiteSpace(numbered.line))
            .ToArray()
            .AsParallel()
            .AsOrdered()
            .Select(numbered => Message(numbered.line, $"line {numbered.at + 1} of '{file}'"));
    }

    private static (string Mailbox, MailItem Message) Message(string line, string where)
    {
        try
        {
            var json =
                JsonNode.Parse(line) as JsonObject
                ?? throw new InvalidDataException($"A JSON object was expected on {where}.");
            var mailbox =
                json["mailbox"]?.GetValue<string>()
                ?? throw new InvalidDataException($"The field 'mailbox' is missing on {where}.");
            json.Remove("mailbox");
            var conversation = json["conversationId"]?.GetValue<string>();
            var message = MessageShape.Read(json, new MailItem(), fromOutside: true);
            return (
                mailbox,
                message with
                {
                    ConversationIndex = ConversationIndexes.New(
                        message.Sent ?? default,
                        conversation ?? message.InternetMessageId
                    ),
                }
            );
        }
        catch (Exception wrong) when (wrong is JsonException or GraphException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"A message in Graph's shape was expected on {where}: {wrong.Message}",
                wrong
            );
        }
    }

    /// <summary>
    /// The address behind a mailbox's name. An archive's folder name as <c>kean-s</c> belongs to the address that occurs
    /// most in it and holds the family name.
    /// </summary>
    private static Address OwnerOf(string mailbox, IReadOnlyList<MailItem> messages)
    {
        if (mailbox.Contains('@', StringComparison.Ordinal))
            return messages
                    .SelectMany(Everybody)
                    .FirstOrDefault(each => each.Mail.Equals(mailbox, StringComparison.OrdinalIgnoreCase))
                ?? new(mailbox, mailbox);
        var family = mailbox.Split('-')[0];
        var initial = mailbox.Contains('-', StringComparison.Ordinal) ? mailbox[(mailbox.LastIndexOf('-') + 1)..] : "";
        var all = messages
            .SelectMany(Everybody)
            .Where(address => address.Mail.Contains('@', StringComparison.Ordinal))
            .ToList();
        var likely = all.Where(address => LocalPart(address).Contains(family, StringComparison.OrdinalIgnoreCase));
        return MostFrequent(
                likely.Where(address => LocalPart(address).StartsWith(initial, StringComparison.OrdinalIgnoreCase))
            )
            ?? MostFrequent(likely)
            ?? new(mailbox, $"{mailbox}@{MostFrequent(all)?.Domain ?? "mailboxes.example"}");
    }

    private static string LocalPart(Address address) => address.Mail.Split('@')[0];

    private static Address? MostFrequent(IEnumerable<Address> addresses) =>
        addresses
            .GroupBy(address => address.Mail.ToLowerInvariant())
            .OrderByDescending(group => group.Count())
            .FirstOrDefault()
            ?.First();

    private static IEnumerable<Address> Everybody(MailItem message) =>
        message.From is { } from ? message.Recipients.Prepend(from) : message.Recipients;

    private static void AddPerson(Address address, Tenant tenant)
    {
        if (tenant.FindMailbox(address.Mail) is not null)
            return;
        var organisation =
            tenant.OrganisationOf(address.Mail)
            ?? tenant.AddOrganisation(address.Domain, knowsEverybody: false, address.Domain);
        tenant.AddPerson(
            new()
            {
                Id = Person.IdOf(address.Mail),
                TenantId = organisation.TenantId,
                Name = address.Name,
                Mail = address.Mail.ToLowerInvariant(),
                CompanyName = organisation.Name,
            }
        );
    }

    private static void Place(MailItem message, Address owner, Tenant tenant)
    {
        var at = message.Sent ?? tenant.Clock.Now;
        var read = message with { Created = at, Modified = at, Received = message.Received ?? at, IsRead = true };
        var holders = message
            .Recipients.Append(owner)
            .Select(address => tenant.FindMailbox(address.Mail))
            .OfType<Mailbox>()
            .Distinct()
            .ToList();
        var sender = message.From is { } from ? tenant.FindMailbox(from.Mail) : null;
        sender?.Add(
            read with
            {
                Headers = [.. read.Headers.Where(IsAboutTheThread)],
            },
            sender.FolderNamed("sentitems").Id
        );
        foreach (var mailbox in holders.Where(mailbox => mailbox != sender))
            mailbox.Add(read, mailbox.FolderNamed("inbox").Id);
    }

    private static bool IsAboutTheThread(Header header) => header.Name is "In-Reply-To" or "References";
}
