using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MailCommitments.Identity;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Subscriptions;
using Microsoft.Graph.Users.Item;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using NodaTime;
using NodaTime.TimeZones;
using SchedulesWanted = Microsoft.Graph.Users.Item.Calendar.GetSchedule.GetSchedulePostRequestBody;
using SendReply = Microsoft.Graph.Users.Item.Messages.Item.CreateReply.CreateReplyPostRequestBody;
using SendReplyAll = Microsoft.Graph.Users.Item.Messages.Item.CreateReplyAll.CreateReplyAllPostRequestBody;

namespace MailCommitments.Mailboxes;

/// <summary>A subscription as Graph holds it.</summary>
/// <param name="IsOfWholeMailbox">Of the kind that the product makes: Graph holds one of them at a time.</param>
public sealed record MailSubscription(
    string Id,
    bool IsOfWholeMailbox,
    string? ClientState,
    string? NotificationUrl,
    Instant ExpiresAt
);

/// <summary>A mail that has arrived, and the folder it lies in now.</summary>
public sealed record ArrivedMail(string Id, string FolderId, Instant ReceivedAt);

/// <summary>What a subscription is to notify, and where.</summary>
/// <param name="ClientState">Comes back with every notification.</param>
public sealed record SubscriptionWish(
    string NotificationUrl,
    string LifecycleUrl,
    string ClientState,
    Instant ExpiresAt
);

/// <summary>What the mailboxes of this process share.</summary>
public sealed record GraphAccess(
    GraphPipeline Pipeline,
    GraphSettings Settings,
    OnBehalfOf Tokens,
    MailboxHealth Health,
    MailboxFolders Folders,
    TimeProvider Time
);

/// <summary>A mailbox behind Microsoft Graph v1.0. The only file that names its types.</summary>
/// <param name="assertion">The token its owner came with, when they are waiting for the answer; null in the background.</param>
public sealed partial class GraphMailbox(MailboxOwner owner, string? assertion, GraphAccess graph) : IMailbox
{
    private const int MostMerges = 3;

    /// <summary>When Graph did not manage a page in time.</summary>
    private const int SmallPage = 10;

    /// <summary>Each message is one more call: what is read is stored before Graph may ask to wait.</summary>
    private const int MostInOneLook = 200;

    private const string SendKey = "String {8b2c6f0e-6f0b-4d0c-9a86-5f3e0d5a2b71} Name McSendKey";
    private const string ItemClass = "String 0x001A";

    /// <summary>Stands before the key of a draft whose text is not yet complete, so that it is never taken for a finished one.</summary>
    private const string Unfinished = "unfinished:";

    private static readonly string[] WholeMessage =
    [
        "id",
        "internetMessageId",
        "conversationId",
        "conversationIndex",
        "parentFolderId",
        "subject",
        "from",
        "sender",
        "toRecipients",
        "ccRecipients",
        "sentDateTime",
        "receivedDateTime",
        "createdDateTime",
        "isDraft",
        "body",
        "uniqueBody",
        "hasAttachments",
        "internetMessageHeaders",
        "webLink",
    ];

    private static readonly string[] OurProperties =
    [
        $"singleValueExtendedProperties($filter=id eq '{ItemClass}' or id eq '{SendKey}')",
    ];

    private static readonly SearchValues<char> IdLetters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
    );

    private static readonly string[] KeyOnly = ["id", "internetMessageId", "isDraft", "sentDateTime"];

    private readonly UserItemRequestBuilder user = Client(owner, assertion, graph).Users[owner.PersonId.ToString()];

    public MailboxOwner Owner => owner;

    private SubscriptionsRequestBuilder Subscriptions => Client(owner, assertion, graph).Subscriptions;

    private string SubscribedResource => $"users/{owner.PersonId}/messages";

    public async Task<MailboxProfile> ProfileAsync(CancellationToken cancellation)
    {
        var person =
            await CallAsync(
                () =>
                    user.GetAsync(
                        request =>
                            request.QueryParameters.Select = [
                                "displayName",
                                "mail",
                                "userPrincipalName",
                                "proxyAddresses",
                                "otherMails",
                                "department",
                                "officeLocation",
                                "companyName",
                            ],
                        cancellation
                    ),
                cancellation
            ) ?? throw new MailboxRefused("The directory does not know the owner of this mailbox.", "ResourceNotFound");
        var settings = await AllowedAsync(
            () =>
                user.MailboxSettings.GetAsync(
                    request => request.QueryParameters.Select = ["timeZone", "workingHours"],
                    cancellation
                ),
            cancellation
        );
        var hours = HoursIn(settings?.WorkingHours);
        var address = person.Mail ?? person.UserPrincipalName ?? "";
        return new(
            MailAddress.Of(person.DisplayName, address),
            [
                .. (person.ProxyAddresses ?? [])
                    .Where(proxy => proxy.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase))
                    .Select(proxy => proxy["smtp:".Length..])
                    .Concat(person.OtherMails ?? [])
                    .Append(person.UserPrincipalName ?? address)
                    .Select(other => other.ToLowerInvariant())
                    .Where(other => !other.Equals(address, StringComparison.OrdinalIgnoreCase))
                    .Distinct(StringComparer.Ordinal),
            ],
            hours?.Zone ?? ZoneNamed(settings?.TimeZone),
            person.Department,
            person.OfficeLocation,
            person.CompanyName,
            hours
        );
    }

    public async Task<MailMessage?> FindAsync(string messageId, CancellationToken cancellation)
    {
        // An id becomes part of an address: what could lead elsewhere is none.
        if (messageId.Length == 0 || messageId.AsSpan().ContainsAnyExcept(IdLetters))
            return null;

        var found = await CallAsync(
            () =>
                user.Messages[messageId]
                    .GetAsync(
                        request =>
                        {
                            request.QueryParameters.Select = WholeMessage;
                            request.QueryParameters.Expand = OurProperties;
                        },
                        cancellation
                    ),
            cancellation
        );
        return found is null ? null : await ReadAsync(found, cancellation);
    }

    public async Task<MailMessage?> FindByInternetMessageIdAsync(
        string internetMessageId,
        CancellationToken cancellation
    )
    {
        var deleted = await graph.Folders.IdOfAsync(this, MailFolders.DeletedItems, cancellation);
        var found = await ListAsync($"internetMessageId eq {Quoted(internetMessageId)}", cancellation);
        return
            found
                .Where(message => message.IsDraft != true)
                .OrderBy(message => message.ParentFolderId == deleted)
                .FirstOrDefault()
                is { } copy
            ? await ReadAsync(copy, cancellation)
            : null;
    }

    public async Task<IReadOnlyList<MailMessage>> ThreadAsync(string conversationId, CancellationToken cancellation)
    {
        var thread = new List<MailMessage>();
        foreach (var message in await ListAsync($"conversationId eq {Quoted(conversationId)}", cancellation))
        {
            if (message.IsDraft != true)
                thread.Add(await ReadAsync(message, cancellation));
        }
        // Graph refuses an order that is not also filtered by
        return [.. thread.OrderBy(message => message.SentAt).ThenBy(message => message.ReceivedAt)];
    }

    public async Task<FolderChanges> ChangesAsync(
        string folder,
        string? link,
        Instant since,
        Instant again,
        CancellationToken cancellation
    )
    {
        var startedOver = false;
        Followed? changes = null;
        if (link is not null)
        {
            changes = await FollowAsync(folder, link, since, cancellation);
            startedOver = changes is null;
        }
        // a link can die in mid-course too, hence a second start
        var (ids, next, hasMore) =
            changes
            ?? await FollowAsync(folder, null, again, cancellation)
            ?? await FollowAsync(folder, null, again, cancellation)
            ?? throw new MailboxAway("Microsoft Graph lost its place in a folder twice in a row.");
        return new(await FindAllAsync(ids, cancellation), next, startedOver, hasMore);
    }

    public async Task MarkOwedAsync(string messageId, LocalDate due, string category, CancellationToken cancellation)
    {
        await EnsureCategoryAsync(category, cancellation);
        await ChangeMarksAsync(
            messageId,
            categories => categories.Contains(category) ? categories : [.. categories, category],
            new FollowupFlag
            {
                FlagStatus = FollowupFlagStatus.Flagged,
                // Graph takes no due date without a start; two objects, because one would be written once only
                StartDateTime = StartOf(due),
                DueDateTime = StartOf(due),
            },
            cancellation
        );
    }

    public Task MarkDoneAsync(string messageId, CancellationToken cancellation) =>
        ChangeMarksAsync(
            messageId,
            categories => [.. categories.Except(MailCategories.All)],
            new FollowupFlag { FlagStatus = FollowupFlagStatus.Complete },
            cancellation
        );

    /// <remarks>
    /// In the order in which a mail passes through them, so that one on its way is not missed; and at last wherever its owner
    /// may have put the sent copy. A draft that they put elsewhere is one that they do not want.
    /// </remarks>
    public async Task<MarkedMessage?> FindByKeyAsync(string key, CancellationToken cancellation) =>
        await FindMarkedAsync(MailFolders.Drafts, key, cancellation)
        ?? await FindMarkedAsync(MailFolders.Outbox, key, cancellation)
        ?? await FindMarkedAsync(MailFolders.SentItems, key, cancellation)
        ?? await FindSentAsync(key, cancellation);

    public async Task<MarkedMessage> DraftReplyAsync(ReplyToSend reply, CancellationToken cancellation)
    {
        var draftId =
            (await FindMarkedAsync(MailFolders.Drafts, Unfinished + reply.Key, cancellation))?.Id
            ?? await CreateReplyAsync(reply, cancellation);
        var draft =
            await CallAsync(
                () =>
                    user.Messages[draftId]
                        .GetAsync(request => request.QueryParameters.Select = ["id", "body", "subject"], cancellation),
                cancellation
            ) ?? throw new MailboxAway("The draft of the follow-up went away before it was finished.");
        var profile = await ProfileAsync(cancellation);
        var own = profile.OtherAddresses.Append(profile.Owner.Address).ToHashSet(StringComparer.Ordinal);
        var finished = await CallAsync(
            () =>
                user.Messages[draftId]
                    .PatchAsync(
                        new Message
                        {
                            Body = new ItemBody
                            {
                                ContentType = BodyType.Html,
                                Content = Above(reply.Html, draft.Body),
                            },
                            ToRecipients = Recipients(reply.To, own),
                            CcRecipients = Recipients(reply.Cc, own),
                            SingleValueExtendedProperties = Key(reply.Key),
                        },
                        cancellationToken: cancellation
                    ),
            cancellation
        );
        return finished is null
            ? throw new MailboxAway("The draft of the follow-up went away before it was finished.")
            : new(draftId, finished.InternetMessageId, IsDraft: true);
    }

    public async Task SendDraftAsync(string draftId, CancellationToken cancellation)
    {
        var there = await CallAsync(
            async () =>
            {
                await user.Messages[draftId].Send.PostAsync(cancellationToken: cancellation);
                return draftId;
            },
            cancellation
        );
        if (there is null)
            throw new MailboxRefused("The draft is no longer in the mailbox.", "ErrorItemNotFound");
    }

    public Task DeleteDraftAsync(string draftId, CancellationToken cancellation) =>
        CallAsync(
            async () =>
            {
                await user.Messages[draftId].DeleteAsync(cancellationToken: cancellation);
                return draftId;
            },
            cancellation
        );

    public async Task<IReadOnlyDictionary<string, WorkingHours>> HoursOfAsync(
        IReadOnlyCollection<string> addresses,
        CancellationToken cancellation
    )
    {
        var today = Instant.FromDateTimeOffset(graph.Time.GetUtcNow()).InUtc().Date;
        var found = new Dictionary<string, WorkingHours>(StringComparer.Ordinal);
        // Graph answers for at most twenty people at a time
        foreach (var some in addresses.Chunk(20))
        {
            var answer = await AllowedAsync(
                () =>
                    user.Calendar.GetSchedule.PostAsGetSchedulePostResponseAsync(
                        new SchedulesWanted
                        {
                            Schedules = [.. some],
                            StartTime = StartOf(today),
                            EndTime = StartOf(today.PlusDays(1)),
                            AvailabilityViewInterval = 60,
                        },
                        cancellationToken: cancellation
                    ),
                cancellation
            );
            foreach (var entry in answer?.Value ?? [])
            {
                if (entry is { Error: null, ScheduleId: { } address } && HoursIn(entry.WorkingHours) is { } hours)
                    found[address.ToLowerInvariant()] = hours;
            }
        }
        return found;
    }

    /// <summary>The constant id of a well-known folder; null when this mailbox has no such folder.</summary>
    public async Task<string?> FolderIdAsync(string wellKnownName, CancellationToken cancellation) =>
        (
            await CallAsync(
                () =>
                    user.MailFolders[wellKnownName]
                        .GetAsync(request => request.QueryParameters.Select = ["id"], cancellation),
                cancellation
            )
        )?.Id;

    /// <summary>The folder that a message lies in now; null when it is gone or a draft.</summary>
    public async Task<string?> FolderOfAsync(string messageId, CancellationToken cancellation) =>
        await CallAsync(
            () =>
                user.Messages[messageId]
                    .GetAsync(
                        request => request.QueryParameters.Select = ["id", "parentFolderId", "isDraft"],
                        cancellation
                    ),
            cancellation
        )
            is { IsDraft: not true } found
            ? found.ParentFolderId
            : null;

    /// <summary>What has arrived since an instant, whichever folder it lies in now; drafts left out.</summary>
    public async Task<IReadOnlyList<ArrivedMail>> ArrivedSinceAsync(Instant since, CancellationToken cancellation) =>
        [
            .. from message in await ListAsync(
                $"receivedDateTime ge {Stamp(since)}",
                ["id", "parentFolderId", "isDraft", "receivedDateTime"],
                expanded: null,
                pageSize: 100,
                cancellation
            )
            where message is { Id: not null, ParentFolderId: not null, IsDraft: not true }
            select new ArrivedMail(
                message.Id!,
                message.ParentFolderId!,
                message.ReceivedDateTime is { } received ? Instant.FromDateTimeOffset(received) : since
            ),
        ];

    /// <summary>Asks to be notified of mail that comes into any folder.</summary>
    /// <returns>Null when Graph already holds a subscription for this mailbox: list and adopt it.</returns>
    public async Task<MailSubscription?> SubscribeAsync(SubscriptionWish wish, CancellationToken cancellation)
    {
        try
        {
            var made = await CallAsync(MakeAsync, cancellation);
            return made is null ? throw new MailboxAway("This mailbox cannot be subscribed to yet.") : Read(made);
        }
        catch (ODataError exists) when (exists.ResponseStatusCode == (int)HttpStatusCode.Conflict)
        {
            return null;
        }

        async Task<Subscription?> MakeAsync()
        {
            try
            {
                return await Subscriptions.PostAsync(
                    new Subscription
                    {
                        ChangeType = "created",
                        Resource = SubscribedResource,
                        NotificationUrl = wish.NotificationUrl,
                        LifecycleNotificationUrl = wish.LifecycleUrl,
                        ClientState = wish.ClientState,
                        ExpirationDateTime = wish.ExpiresAt.ToDateTimeOffset(),
                    },
                    cancellationToken: cancellation
                );
            }
            catch (ODataError refused)
                when (refused.ResponseStatusCode == (int)HttpStatusCode.Forbidden
                    || CodeOf(refused) is "InvalidRequest" or "ValidationError"
                )
            {
                // A handshake that failed or too many subscriptions of all programs: the mailbox itself can be worked with.
                throw new MailboxRefused("Microsoft Graph does not notify of this mailbox.", CodeOf(refused), refused);
            }
        }
    }

    /// <summary>The subscriptions that the product holds for this person, of whichever installation.</summary>
    public async Task<IReadOnlyList<MailSubscription>> SubscriptionsAsync(CancellationToken cancellation)
    {
        var found = new List<MailSubscription>();
        var page = await CallAsync(() => Subscriptions.GetAsync(cancellationToken: cancellation), cancellation);
        while (page is not null)
        {
            found.AddRange((page.Value ?? []).Select(Read));
            var next = page.OdataNextLink;
            page = next is null
                ? null
                : await CallAsync(
                    () => Subscriptions.WithUrl(next).GetAsync(cancellationToken: cancellation),
                    cancellation
                );
        }
        return found;
    }

    /// <summary>Renews a subscription and authorises it again.</summary>
    /// <returns>Null when Graph no longer holds it.</returns>
    public async Task<MailSubscription?> RenewSubscriptionAsync(
        string id,
        Instant expiresAt,
        CancellationToken cancellation
    ) =>
        await CallAsync(
            () =>
                Subscriptions[id]
                    .PatchAsync(
                        new Subscription { ExpirationDateTime = expiresAt.ToDateTimeOffset() },
                        cancellationToken: cancellation
                    ),
            cancellation
        )
            is { } renewed
            ? Read(renewed)
            : null;

    public Task UnsubscribeAsync(string id, CancellationToken cancellation) =>
        CallAsync(
            async () =>
            {
                await Subscriptions[id].DeleteAsync(cancellationToken: cancellation);
                return id;
            },
            cancellation
        );

    private static GraphServiceClient Client(MailboxOwner owner, string? assertion, GraphAccess graph) =>
        new(graph.Pipeline.Client, new Access(owner, assertion, graph), graph.Settings.BaseUrl);

    // ---- calls and their failures

    /// <summary>Makes one call and says in our words how it failed. What is not there is null.</summary>
    private async Task<T?> CallAsync<T>(Func<Task<T?>> call, CancellationToken cancellation)
        where T : class
    {
        if (assertion is null && graph.Health.AwayFor(owner) is { } pause)
            throw new MailboxAway("Microsoft Graph asked to wait.", pause);
        var before = graph.Health.TroubleOf(owner);
        try
        {
            var answer = await MeantAsync(call, cancellation);
            await graph.Health.WentWellAsync(owner, before, cancellation);
            return answer;
        }
        catch (MailboxAway away)
        {
            await graph.Health.WentAwayAsync(owner, away, cancellation);
            throw;
        }
        catch (MailboxNeedsSignIn gone)
        {
            await graph.Health.ParkAsync(owner, gone, cancellation);
            throw;
        }
    }

    private async Task<T?> MeantAsync<T>(Func<Task<T?>> call, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await WithFreshTokenAsync(call);
        }
        catch (ApiException missing) when (IsMissing(missing))
        {
            return null;
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested && Meaning(failed) is not null)
        {
            throw Meaning(failed)!;
        }
    }

    /// <summary>The same, where the product does without what an administrator does not allow.</summary>
    private Task<T?> AllowedAsync<T>(Func<Task<T?>> call, CancellationToken cancellation)
        where T : class =>
        CallAsync(
            async () =>
            {
                try
                {
                    return await call();
                }
                catch (ApiException forbidden) when (forbidden.ResponseStatusCode == (int)HttpStatusCode.Forbidden)
                {
                    return null;
                }
            },
            cancellation
        );

    /// <summary>A token that Graph refuses is renewed once.</summary>
    private async Task<T?> WithFreshTokenAsync<T>(Func<Task<T?>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (ApiException refused) when (refused.ResponseStatusCode == (int)HttpStatusCode.Unauthorized)
        {
            graph.Tokens.Forget(owner);
            return await call();
        }
    }

    private static bool IsMissing(ApiException failed) =>
        failed.ResponseStatusCode == (int)HttpStatusCode.NotFound
        && CodeOf(failed)
            is not ("MailboxNotEnabledForRESTAPI" or "ErrorNonExistentMailbox" or "Request_ResourceNotFound");

    /// <summary>What a failure means to the product; null when it is a fault of ours, which must be seen as it is.</summary>
    private static Exception? Meaning(Exception failed) =>
        failed switch
        {
            ApiException { ResponseStatusCode: (int)HttpStatusCode.Unauthorized } => new MailboxNeedsSignIn(
                "Microsoft 365 no longer accepts your session. Open the add-in and sign in again.",
                inner: failed
            ),
            ApiException { ResponseStatusCode: (int)HttpStatusCode.NotFound } => new MailboxAway(
                "This account has no mailbox in Microsoft 365.",
                Duration.FromDays(1),
                failed
            ),
            ApiException api when CodeOf(api) is "ErrorInvalidRecipients" => new MailboxRefused(
                "Microsoft 365 does not accept one of the addresses.",
                CodeOf(api),
                api
            ),
            ApiException api when CodeOf(api) is "ErrorSendAsDenied" => new MailboxRefused(
                "You may not send from this mailbox.",
                CodeOf(api),
                api
            ),
            ApiException api when CodeOf(api) is "ErrorQuotaExceeded" || api.ResponseStatusCode == 507 =>
                new MailboxRefused("The mailbox is full.", "ErrorQuotaExceeded", api),
            ApiException { ResponseStatusCode: (int)HttpStatusCode.Forbidden } => new MailboxNeedsSignIn(
                "Microsoft 365 does not let the product into this mailbox. Consent may be missing; sign in again or ask your administrator.",
                inner: failed
            ),
            ApiException { ResponseStatusCode: 429 or >= 500 } api => new MailboxAway(
                api.ResponseStatusCode == 429
                    ? "Microsoft Graph asked to wait."
                    : "Microsoft 365 is not available at the moment.",
                RetryAfter(api),
                api
            ),
            HttpRequestException or OperationCanceledException or IOException => new MailboxAway(
                "The connection to Microsoft 365 broke.",
                inner: failed
            ),
            _ => null,
        };

    private static string CodeOf(ApiException failed) => (failed as ODataError)?.Error?.Code ?? "";

    private static Duration? RetryAfter(ApiException failed) =>
        failed.ResponseHeaders.TryGetValue("Retry-After", out var values)
        && int.TryParse(values.FirstOrDefault(), CultureInfo.InvariantCulture, out var seconds)
            ? Duration.FromSeconds(seconds)
            : null;

    // ---- reading

    private Task<List<Message>> ListAsync(string filter, CancellationToken cancellation) =>
        ListAsync(filter, WholeMessage, OurProperties, 50, cancellation);

    private async Task<List<Message>> ListAsync(
        string filter,
        string[] properties,
        string[]? expanded,
        int pageSize,
        CancellationToken cancellation
    )
    {
        var found = new List<Message>();
        var page = await CallAsync(FirstPageAsync, cancellation);
        while (page is not null)
        {
            found.AddRange(page.Value ?? []);
            var next = page.OdataNextLink;
            page = next is null
                ? null
                : await CallAsync(
                    () => user.Messages.WithUrl(next).GetAsync(cancellationToken: cancellation),
                    cancellation
                );
        }
        return found;

        async Task<MessageCollectionResponse?> FirstPageAsync()
        {
            try
            {
                return await PageAsync(pageSize);
            }
            catch (ApiException tooMuch) when (tooMuch.ResponseStatusCode == (int)HttpStatusCode.GatewayTimeout)
            {
                return await PageAsync(SmallPage);
            }
        }

        Task<MessageCollectionResponse?> PageAsync(int size) =>
            user.Messages.GetAsync(
                request =>
                {
                    request.QueryParameters.Filter = filter;
                    request.QueryParameters.Select = properties;
                    request.QueryParameters.Expand = expanded;
                    request.QueryParameters.Top = size;
                },
                cancellation
            );
    }

    /// <summary>Follows a delta query to its end, or as far as one look goes.</summary>
    /// <returns>Null when Graph has forgotten the link; no next link when there is no such folder.</returns>
    private async Task<Followed?> FollowAsync(
        string folder,
        string? link,
        Instant since,
        CancellationToken cancellation
    )
    {
        var delta = user.MailFolders[folder].Messages.Delta;
        var ids = new List<string>();
        try
        {
            var page = link is null
                ? await FirstPageAsync()
                : await CallAsync(
                    () => delta.WithUrl(link).GetAsDeltaGetResponseAsync(PageSize, cancellation),
                    cancellation
                );
            while (page is not null)
            {
                ids.AddRange(
                    from message in page.Value ?? []
                    where !message.AdditionalData.ContainsKey("@removed")
                    where message is { Id: not null, IsDraft: not true }
                    where message.ReceivedDateTime is not { } received || Instant.FromDateTimeOffset(received) >= since
                    select message.Id
                );
                if (page.OdataDeltaLink is { } end)
                    return new([.. ids.Distinct(StringComparer.Ordinal)], end, HasMore: false);
                if (page.OdataNextLink is not { } next)
                    throw new MailboxAway("Microsoft Graph did not finish its list of changes.");
                if (ids.Count >= MostInOneLook)
                    return new([.. ids.Distinct(StringComparer.Ordinal)], next, HasMore: true);
                page = await CallAsync(
                    () => delta.WithUrl(next).GetAsDeltaGetResponseAsync(PageSize, cancellation),
                    cancellation
                );
            }
            return new([], NextLink: null, HasMore: false);
        }
        catch (ApiException forgotten)
            when (IsForgotten(forgotten)
                || (link is not null && forgotten.ResponseStatusCode == (int)HttpStatusCode.BadRequest)
            )
        {
            return null;
        }

        async Task<Microsoft.Graph.Users.Item.MailFolders.Item.Messages.Delta.DeltaGetResponse?> FirstPageAsync()
        {
            try
            {
                return await CallAsync(() => FirstAsync($"receivedDateTime ge {Stamp(since)}"), cancellation);
            }
            catch (ApiException refused)
                when (refused.ResponseStatusCode == (int)HttpStatusCode.BadRequest && !IsForgotten(refused))
            {
                // the documented filter has been refused in the field for weeks; without it the list is only longer
                return await CallAsync(() => FirstAsync(null), cancellation);
            }
        }

        Task<Microsoft.Graph.Users.Item.MailFolders.Item.Messages.Delta.DeltaGetResponse?> FirstAsync(string? filter) =>
            delta.GetAsDeltaGetResponseAsync(
                request =>
                {
                    PageSize(request);
                    request.QueryParameters.Filter = filter;
                    request.QueryParameters.Select = ["id", "isDraft", "receivedDateTime"];
                },
                cancellation
            );

        static void PageSize<T>(RequestConfiguration<T> request)
            where T : class, new() => request.Headers.Add("Prefer", "odata.maxpagesize=100");
    }

    private sealed record Followed(List<string> Ids, string? NextLink, bool HasMore);

    private static bool IsForgotten(ApiException failed) =>
        failed.ResponseStatusCode == (int)HttpStatusCode.Gone
        || (
            failed.ResponseStatusCode is >= 400 and < 500
            && CodeOf(failed).StartsWith("syncState", StringComparison.OrdinalIgnoreCase)
        );

    private async Task<IReadOnlyList<MailMessage>> FindAllAsync(List<string> ids, CancellationToken cancellation)
    {
        var found = new List<MailMessage>(ids.Count);
        foreach (var some in ids.Chunk(20))
        {
            foreach (var message in await Task.WhenAll(some.Select(id => FindAsync(id, cancellation))))
            {
                if (message is { IsDraft: false })
                    found.Add(message);
            }
        }
        return found;
    }

    private async Task<MailMessage> ReadAsync(Message message, CancellationToken cancellation)
    {
        var attachments =
            message.HasAttachments == true
                ? await CallAsync(
                    () =>
                        user.Messages[message.Id]
                            .Attachments.GetAsync(
                                request =>
                                    request.QueryParameters.Select = ["id", "name", "contentType", "size", "isInline"],
                                cancellation
                            ),
                    cancellation
                )
                : null;
        return Read(message, attachments?.Value ?? []);
    }

    /// <summary>A message of Graph's in our words.</summary>
    public static MailMessage Read(Message message, IReadOnlyList<Attachment> attachments)
    {
        var sent =
            message.SentDateTime ?? message.ReceivedDateTime ?? message.CreatedDateTime ?? DateTimeOffset.UnixEpoch;
        return new(
            message.Id ?? "",
            message.InternetMessageId,
            message.ConversationId ?? "",
            message.ConversationIndex is { } index ? Convert.ToBase64String(index) : null,
            message.ParentFolderId ?? "",
            message.Subject ?? "",
            Read(message.From) ?? Read(message.Sender) ?? new MailAddress("", ""),
            Read(message.Sender),
            Read(message.ToRecipients),
            Read(message.CcRecipients),
            Instant.FromDateTimeOffset(sent),
            Instant.FromDateTimeOffset(message.ReceivedDateTime ?? sent),
            message.IsDraft == true,
            Read(message.Body) ?? new MailBody(IsHtml: false, ""),
            Read(message.UniqueBody),
            [
                .. attachments.Select(attachment => new MailAttachment(
                    attachment.Name ?? "",
                    attachment.ContentType ?? "application/octet-stream",
                    attachment.Size ?? 0,
                    attachment.IsInline == true
                )),
            ],
            [
                .. (message.InternetMessageHeaders ?? [])
                    .Where(header => header.Name is not null)
                    .Select(header => System.Collections.Generic.KeyValuePair.Create(header.Name!, header.Value ?? "")),
            ],
            Property(message, ItemClass),
            Property(message, SendKey),
            message.WebLink
        );
    }

    private static MailAddress? Read(Recipient? recipient) =>
        recipient?.EmailAddress is { Address: { Length: > 0 } address } named
            ? MailAddress.Of(named.Name, address)
            : null;

    private static IReadOnlyList<MailAddress> Read(List<Recipient>? recipients) =>
        [.. (recipients ?? []).Select(Read).OfType<MailAddress>()];

    private static MailBody? Read(ItemBody? body) =>
        body is null ? null : new(body.ContentType == BodyType.Html, body.Content ?? "");

    private MailSubscription Read(Subscription subscription) =>
        new(
            subscription.Id ?? "",
            SubscribedResource.Equals(
                (subscription.Resource ?? SubscribedResource).TrimStart('/'),
                StringComparison.OrdinalIgnoreCase
            ),
            subscription.ClientState,
            subscription.NotificationUrl,
            Instant.FromDateTimeOffset(subscription.ExpirationDateTime ?? DateTimeOffset.UnixEpoch)
        );

    private static string? Property(Message message, string id) =>
        (message.SingleValueExtendedProperties ?? []).FirstOrDefault(property => SameProperty(property.Id, id))?.Value
            is { } value
        && !value.StartsWith(Unfinished, StringComparison.Ordinal)
            ? value
            : null;

    /// <remarks>Graph gives tags back without leading zeros and GUIDs in its own case.</remarks>
    private static bool SameProperty(string? given, string asked) =>
        given is not null
        && given
            .Replace(" 0x00", " 0x", StringComparison.OrdinalIgnoreCase)
            .Equals(
                asked.Replace(" 0x00", " 0x", StringComparison.OrdinalIgnoreCase),
                StringComparison.OrdinalIgnoreCase
            );

    private static WorkingHours? HoursIn(Microsoft.Graph.Models.WorkingHours? hours) =>
        hours is { StartTime: { } start, EndTime: { } end, DaysOfWeek: { Count: > 0 } days }
        && ZoneNamed(hours.TimeZone?.Name) is { } zone
            ? new(
                [
                    .. days.OfType<DayOfWeekObject>()
                        .Select(day => day == DayOfWeekObject.Sunday ? IsoDayOfWeek.Sunday : (IsoDayOfWeek)(int)day)
                        .Order(),
                ],
                new LocalTime(start.Hour, start.Minute),
                new LocalTime(end.Hour, end.Minute),
                zone
            )
            : null;

    /// <summary>The IANA name of a zone that Microsoft names in its own or in IANA's way; null for one of the person's own making.</summary>
    private static string? ZoneNamed(string? name) =>
        name is null ? null
        : TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.TryGetValue(name, out var iana)
            ? TzdbDateTimeZoneSource.Default.CanonicalIdMap[iana]
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)?.Id;

    // ---- writing

    private async Task<string> CreateReplyAsync(ReplyToSend reply, CancellationToken cancellation)
    {
        var marked = new Message { SingleValueExtendedProperties = Key(Unfinished + reply.Key) };
        var answered = user.Messages[reply.AnswersMessageId];
        var draft = await CallAsync(
            () =>
                reply is { To.Count: 1, Cc.Count: 0 }
                    ? answered.CreateReply.PostAsync(
                        new SendReply { Message = marked },
                        cancellationToken: cancellation
                    )
                    : answered.CreateReplyAll.PostAsync(
                        new SendReplyAll { Message = marked },
                        cancellationToken: cancellation
                    ),
            cancellation
        );
        return draft?.Id
            ?? throw new MailboxRefused("The mail to be answered is no longer in the mailbox.", "ErrorItemNotFound");
    }

    private async Task<MarkedMessage?> FindMarkedAsync(string folder, string key, CancellationToken cancellation)
    {
        var found = await CallAsync(
            () =>
                user.MailFolders[folder]
                    .Messages.GetAsync(
                        request =>
                        {
                            request.QueryParameters.Filter = WithKey(key);
                            request.QueryParameters.Select = KeyOnly;
                        },
                        cancellation
                    ),
            cancellation
        );
        return found?.Value?.Select(Marked).FirstOrDefault();
    }

    private async Task<MarkedMessage?> FindSentAsync(string key, CancellationToken cancellation)
    {
        var found = await ListAsync(WithKey(key), KeyOnly, expanded: null, pageSize: 10, cancellation);
        return found.Select(Marked).FirstOrDefault(marked => !marked.IsDraft);
    }

    private static string WithKey(string key) =>
        $"singleValueExtendedProperties/any(ep: ep/id eq {Quoted(SendKey)} and ep/value eq {Quoted(key)})";

    private static MarkedMessage Marked(Message message) =>
        new(
            message.Id ?? "",
            message.InternetMessageId,
            message.IsDraft == true,
            message is { IsDraft: not true, SentDateTime: { } sent } ? Instant.FromDateTimeOffset(sent) : null
        );

    private async Task ChangeMarksAsync(
        string messageId,
        Func<List<string>, List<string>> categories,
        FollowupFlag flag,
        CancellationToken cancellation
    )
    {
        for (var number = 1; ; number++)
        {
            var message = await CallAsync(
                () =>
                    user.Messages[messageId]
                        .GetAsync(
                            request => request.QueryParameters.Select = ["id", "changeKey", "categories"],
                            cancellation
                        ),
                cancellation
            );
            if (message is null)
                return;
            try
            {
                await CallAsync(
                    () =>
                        user.Messages[messageId]
                            .PatchAsync(
                                new Message { Categories = categories(message.Categories ?? []), Flag = flag },
                                request =>
                                {
                                    // the whole list is replaced: what the owner has just put there must not be lost
                                    request.Headers.Add("If-Match", $"W/\"{message.ChangeKey}\"");
                                },
                                cancellation
                            ),
                    cancellation
                );
                return;
            }
            catch (ApiException changed)
                when (number < MostMerges
                    && changed.ResponseStatusCode
                        is (int)HttpStatusCode.Conflict
                            or (int)HttpStatusCode.PreconditionFailed
                )
            {
                // it has changed meanwhile: read it again
            }
        }
    }

    /// <summary>Gives our category its colour, where the owner's settings may be written.</summary>
    private async Task EnsureCategoryAsync(string category, CancellationToken cancellation)
    {
        var master = await AllowedAsync(
            () => user.Outlook.MasterCategories.GetAsync(cancellationToken: cancellation),
            cancellation
        );
        if (master?.Value is not { } categories || categories.Any(known => known.DisplayName == category))
            return;
        await AllowedAsync(
            async () =>
            {
                try
                {
                    return await user.Outlook.MasterCategories.PostAsync(
                        new OutlookCategory { DisplayName = category, Color = CategoryColor.Preset7 },
                        cancellationToken: cancellation
                    );
                }
                catch (ApiException exists) when (exists.ResponseStatusCode == (int)HttpStatusCode.Conflict)
                {
                    return null;
                }
            },
            cancellation
        );
    }

    private static List<SingleValueLegacyExtendedProperty> Key(string key) => [new() { Id = SendKey, Value = key }];

    private static List<Recipient> Recipients(IEnumerable<MailAddress> addresses, HashSet<string> own) =>
        [
            .. addresses
                .Where(address => !own.Contains(address.Address))
                .Select(address => new Recipient
                {
                    EmailAddress = new EmailAddress { Name = address.Name, Address = address.Address },
                }),
        ];

    /// <summary>Our text above the quoted history of a reply's draft: a changed body would otherwise replace it.</summary>
    public static string Above(string html, ItemBody? history)
    {
        var quoted = history?.Content ?? "";
        if (history?.ContentType != BodyType.Html)
            return $"<html><body>{html}<br>{WebUtility.HtmlEncode(quoted).ReplaceLineEndings("<br>")}</body></html>";
        var body = OpeningBody().Match(quoted);
        return body.Success ? quoted.Insert(body.Index + body.Length, html) : html + quoted;
    }

    [GeneratedRegex("<body[^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex OpeningBody();

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Stamp(Instant instant) =>
        instant.ToString("uuuu'-'MM'-'dd'T'HH':'mm':'ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeTimeZone StartOf(LocalDate day) =>
        new() { DateTime = day.ToString("uuuu'-'MM'-'dd'T00:00:00'", CultureInfo.InvariantCulture), TimeZone = "UTC" };

    /// <summary>Puts the owner's token on every request, and on whose behalf it is made.</summary>
    private sealed class Access(MailboxOwner owner, string? assertion, GraphAccess graph) : IAuthenticationProvider
    {
        public async Task AuthenticateRequestAsync(
            RequestInformation request,
            Dictionary<string, object>? additionalAuthenticationContext = null,
            CancellationToken cancellationToken = default
        )
        {
            // a stored link is data: the token goes to Graph's own host only
            if (request.URI.Host != graph.Settings.Host || request.URI.Scheme != Uri.UriSchemeHttps)
                throw new InvalidOperationException(
                    $"A link leads to {request.URI.Host}, which is not Microsoft Graph."
                );

            request.AddRequestOptions([new MailboxCall(owner, ForPerson: assertion is not null)]);
            var claims = additionalAuthenticationContext?.GetValueOrDefault("claims") as string;
            var token = await graph.Tokens.TokenAsync(owner, assertion, claims, cancellationToken);
            request.Headers.Remove("Authorization");
            request.Headers.Add("Authorization", $"Bearer {token}");
        }
    }
}
