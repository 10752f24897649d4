using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using AngleSharp.Html.Parser;
using MailCommitments.Commitments;
using MailCommitments.Sandbox;
using Microsoft.Graph;
using Microsoft.Graph.Me.Messages.Item.CreateReply;
using Microsoft.Graph.Models;
using NodaTime;
using Person = MailCommitments.Sandbox.Tenancy.Person;

namespace MailCommitments.Tests;

/// <summary>A person at work: writes and reads mail through Graph, and uses the product through its API.</summary>
public sealed class Somebody(RunningProduct world, Person person, GraphServiceClient graph, string? accepts = null)
{
    /// <summary>As the product writes and reads JSON.</summary>
    public static readonly JsonSerializerOptions Json = new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    }.WithNodaTime();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Person Person => person;

    /// <summary>The same person, whose pages are in that language.</summary>
    /// <param name="language">As in <c>Accept-Language</c>.</param>
    public Somebody In(string language) => new(world, person, graph, language);

    public string Address => person.Mail;

    /// <summary>Sends a new mail.</summary>
    /// <returns>The sent copy.</returns>
    public async Task<Message> SendAsync(string subject, string text, params Somebody[] to)
    {
        var draft = await DraftAsync(subject, text, to);
        return await SendAsync(draft);
    }

    public async Task<Message> DraftAsync(string subject, string text, params Somebody[] to) =>
        (
            await graph.Me.Messages.PostAsync(
                new Message
                {
                    Subject = subject,
                    Body = new ItemBody { ContentType = BodyType.Text, Content = text },
                    ToRecipients =
                    [
                        .. to.Select(somebody => new Recipient
                        {
                            EmailAddress = new EmailAddress { Name = somebody.Person.Name, Address = somebody.Address },
                        }),
                    ],
                },
                cancellationToken: Cancellation
            )
        )!;

    /// <summary>Answers the copy of a mail that lies in this person's mailbox, above the quoted history.</summary>
    /// <param name="document">Name of a document that goes with it.</param>
    public async Task<Message> ReplyAsync(Message to, string text, string? document = null)
    {
        var copy = await FindAsync(to) ?? throw new InvalidOperationException($"{Address} has not got that mail.");
        var draft = await graph
            .Me.Messages[copy.Id]
            .CreateReply.PostAsync(new CreateReplyPostRequestBody { Comment = text }, cancellationToken: Cancellation);
        if (document is not null)
        {
            await graph
                .Me.Messages[draft!.Id]
                .Attachments.PostAsync(
                    new FileAttachment
                    {
                        OdataType = "#microsoft.graph.fileAttachment",
                        Name = document,
                        ContentType = "application/pdf",
                        ContentBytes = new byte[90_000],
                    },
                    cancellationToken: Cancellation
                );
        }
        var sent = await SendAsync(draft!);
        await world.IdleAsync();
        return sent;
    }

    /// <summary>This person's copy of a mail.</summary>
    public async Task<Message?> FindAsync(Message mail) =>
        (
            await graph.Me.Messages.GetAsync(
                request => request.QueryParameters.Filter = $"internetMessageId eq '{mail.InternetMessageId}'",
                Cancellation
            )
        )?.Value?.FirstOrDefault();

    /// <summary>A mail that this person sent long ago.</summary>
    public async Task<Message> SentAsync(string subject) =>
        (
            await graph
                .Me.MailFolders["sentitems"]
                .Messages.GetAsync(request => request.QueryParameters.Top = 200, Cancellation)
        )!.Value!.Single(mail => mail.Subject == subject);

    public async Task<Message> ReadAsync(string id) =>
        (await graph.Me.Messages[id].GetAsync(cancellationToken: Cancellation))!;

    /// <summary>What lies in the inbox, oldest first.</summary>
    public async Task<IReadOnlyList<Message>> InboxAsync() =>
        [
            .. (
                await graph
                    .Me.MailFolders["inbox"]
                    .Messages.GetAsync(request => request.QueryParameters.Top = 200, Cancellation)
            )!.Value!.OrderBy(mail => mail.ReceivedDateTime),
        ];

    /// <summary>The links to the answer page in the newest mail that has any.</summary>
    public async Task<IReadOnlyList<string>> AnswerLinksAsync() =>
        (await InboxAsync())
            .Select(mail =>
                new HtmlParser()
                    .ParseDocument(mail.Body!.Content!)
                    .QuerySelectorAll("a")
                    .Select(anchor => anchor.GetAttribute("href")!)
                    .Where(address => address.Contains("/answer/", StringComparison.Ordinal))
                    .ToList()
            )
            .Last(links => links.Count > 0);

    /// <summary>Whoever writes from now on is told of the absence.</summary>
    public Task AnswerAutomaticallyAsync(string text) =>
        graph.Me.MailboxSettings.PatchAsync(
            new MailboxSettings
            {
                AutomaticRepliesSetting = new AutomaticRepliesSetting
                {
                    Status = AutomaticRepliesStatus.AlwaysEnabled,
                    ExternalAudience = ExternalAudienceScope.All,
                    InternalReplyMessage = text,
                    ExternalReplyMessage = text,
                },
            },
            cancellationToken: Cancellation
        );

    public Task DeleteAsync(Message mail) => graph.Me.Messages[mail.Id].DeleteAsync(cancellationToken: Cancellation);

    /// <summary>Tracks a mail that this person sent.</summary>
    public async Task<RequestView> TagAsync(
        Message mail,
        Instant deadline,
        string ask = "Send the test report",
        IReadOnlyList<string>? contacts = null
    )
    {
        using var answer = await TryTagAsync(mail, deadline, ask, contacts);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        await world.IdleAsync();
        return (await answer.Content.ReadFromJsonAsync<RequestView>(Json, Cancellation))!;
    }

    public Task<HttpResponseMessage> TryTagAsync(
        Message mail,
        Instant deadline,
        string ask = "Send the test report",
        IReadOnlyList<string>? contacts = null
    ) =>
        CallAsync(
            HttpMethod.Post,
            "/api/requests",
            new TagBody(
                mail.Id!,
                ask,
                contacts ?? [.. mail.ToRecipients!.Select(to => to.EmailAddress!.Address!)],
                new DeadlineBody(null, deadline)
            )
        );

    /// <summary>Sends a mail to the contact and tracks it.</summary>
    public async Task<(Message Mail, Guid Commitment)> AskAsync(
        Somebody contact,
        Instant deadline,
        string subject = "Test report of pump 14"
    )
    {
        var mail = await SendAsync(subject, "Could you please send me the test report?", contact);
        var request = await TagAsync(mail, deadline);
        return (mail, Assert.Single(request.Commitments).Id);
    }

    /// <summary>One of this person's commitments with its history.</summary>
    public Task<CommitmentDetail> LookAtAsync(Guid commitment) =>
        GetAsync<CommitmentDetail>($"/api/commitments/{commitment}");

    /// <summary>Says what the last reply means, if the product was not sure of it.</summary>
    public async Task<CommitmentDetail> UnderstandAsync(Guid commitment, ReplyKind kind, Instant? date = null)
    {
        var seen = await LookAtAsync(commitment);
        return seen.Commitment.Question is { } question
            ? await CorrectAsync(commitment, question.Event, kind, date)
            : seen;
    }

    public Task<CommitmentDetail> CorrectAsync(Guid commitment, int number, ReplyKind kind, Instant? date = null) =>
        PostAsync<CommitmentDetail>(
            $"/api/commitments/{commitment}/corrections",
            new CorrectionBody(number, kind, date)
        );

    public async Task<T> GetAsync<T>(string path) => await ReadAsync<T>(await CallAsync(HttpMethod.Get, path));

    public async Task<T> PostAsync<T>(string path, object body) =>
        await ReadAsync<T>(await CallAsync(HttpMethod.Post, path, body));

    public async Task<T> PutAsync<T>(string path, object body) =>
        await ReadAsync<T>(await CallAsync(HttpMethod.Put, path, body));

    /// <summary>Calls the product, and takes whatever answer comes.</summary>
    public async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        if (accepts is not null)
            request.Headers.AcceptLanguage.ParseAdd(accepts);
        if (body is not null)
            request.Content = body as HttpContent ?? JsonContent.Create(body, options: Json);
        return await world.Http.SendAsync(request, Cancellation);
    }

    /// <summary>A token for the product's API, as the add-in would bring it.</summary>
    public string Token(TimeSpan? lifetime = null) =>
        world.Host.Tenant.Authority.AccessToken(
            person,
            TenantServer.PageClientId,
            TokenRequest.Read($"api://{TenantServer.ProductClientId}/access_as_user", []),
            lifetime
        );

    private async Task<Message> SendAsync(Message draft)
    {
        await graph.Me.Messages[draft.Id].Send.PostAsync(cancellationToken: Cancellation);
        return await ReadAsync(draft.Id!);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
            return JsonSerializer.Deserialize<T>(text, Json)!;
        }
    }
}
