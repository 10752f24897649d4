using System.Globalization;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Graph;

/// <summary>People of the caller's organisation, their settings, categories, absence notes and calendars.</summary>
public sealed class DirectoryOperations(Tenant tenant)
{
    private static readonly LocalTimePattern WallClock = LocalTimePattern.CreateWithInvariantCulture(
        "HH':'mm':'ss'.0000000'"
    );
    private static readonly LocalDateTimePattern WallDateTime = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu'-'MM'-'dd'T'HH':'mm':'ss'.0000000'"
    );

    private static readonly HashSet<string> KeptSettings = new(StringComparer.OrdinalIgnoreCase)
    {
        "automaticRepliesSetting",
        "timeZone",
        "workingHours",
    };
    private static readonly HashSet<string> UnkeptSettings = new(StringComparer.OrdinalIgnoreCase)
    {
        "archiveFolder",
        "dateFormat",
        "delegateMeetingMessageDeliveryOptions",
        "language",
        "timeFormat",
        "userPurpose",
    };
    private static readonly string[] KindsOfTime = ["free", "tentative", "busy", "oof", "workingElsewhere", "unknown"];
    private static readonly string[] Colours = ["none", .. Enumerable.Range(0, 25).Select(number => $"preset{number}")];
    private static readonly string[] KindsOfTips =
    [
        "automaticReplies",
        "mailboxFullStatus",
        "customMailTip",
        "externalMemberCount",
        "totalMemberCount",
        "maxMessageSize",
        "deliveryRestriction",
        "moderationStatus",
        "recipientScope",
        "recipientSuggestions",
    ];

    private static readonly Shape<Person> People = new Shape<Person>("microsoft.graph.user")
        .With("businessPhones", (_, _) => new JsonArray())
        .With("displayName", (person, _) => person.Name)
        .With("givenName", (person, _) => person.Name.Split(' ')[0])
        .With("jobTitle", (person, _) => person.JobTitle)
        .With("mail", (person, _) => person.Mail)
        .With("mobilePhone", (_, _) => null)
        .With("officeLocation", (person, _) => person.OfficeLocation)
        .With("preferredLanguage", (_, _) => "en-US")
        .With("surname", (person, _) => person.Name.Split(' ')[^1])
        .With("userPrincipalName", (person, _) => person.Mail)
        .With("id", (person, _) => person.Id.ToString())
        .OnlySelected("department", (person, _) => person.Department)
        .OnlySelected("companyName", (person, _) => person.CompanyName)
        .OnlySelected("usageLocation", (person, _) => person.UsageLocation)
        .OnlySelected("country", (person, _) => person.UsageLocation)
        .OnlySelected("city", (person, _) => person.OfficeLocation)
        .OnlySelected("accountEnabled", (_, _) => true)
        .OnlySelected("userType", (_, _) => "Member")
        .OnlySelected("mailNickname", (person, _) => person.Mail.Split('@')[0])
        .OnlySelected("otherMails", (person, _) => MessageShape.Texts(person.OtherAddresses))
        .OnlySelected(
            "proxyAddresses",
            (person, _) =>
                MessageShape.Texts(person.OtherAddresses.Select(mail => "smtp:" + mail).Prepend("SMTP:" + person.Mail))
        );

    private static readonly Shape<Category> Categories = new Shape<Category>(
        "Microsoft.OutlookServices.OutlookCategory"
    )
        .With("id", (category, _) => category.Id)
        .With("displayName", (category, _) => category.DisplayName)
        .With("color", (category, _) => category.Color);

    private static readonly Shape<CalendarEvent> Events = new Shape<CalendarEvent>("Microsoft.OutlookServices.Event")
        .With("id", (entry, _) => entry.Id)
        .With("createdDateTime", (entry, _) => MessageShape.Time(entry.Created))
        .With("lastModifiedDateTime", (entry, _) => MessageShape.Time(entry.Created))
        .With("subject", (entry, _) => entry.Subject)
        .With("bodyPreview", (entry, _) => MailText.Preview(entry.Body))
        .With("importance", (_, _) => "normal")
        .With("sensitivity", (_, _) => "normal")
        .With("isAllDay", (entry, _) => entry.IsAllDay)
        .With("isCancelled", (_, _) => false)
        .With("isOrganizer", (_, _) => true)
        .With("showAs", (entry, _) => entry.ShowAs)
        .With(
            "type",
            (entry, _) =>
                entry.Recurrence is not null ? "seriesMaster"
                : entry.Series is not null ? "occurrence"
                : "singleInstance"
        )
        .With("body", (entry, view) => MessageShape.BodyOf(entry.Body, view))
        .With("start", (entry, view) => Wall(entry.Start, view.ZoneName, view.Zone))
        .With("end", (entry, view) => Wall(entry.End, view.ZoneName, view.Zone))
        .With("location", (entry, _) => new JsonObject { ["displayName"] = entry.Location ?? "" })
        .With("attendees", (entry, _) => new JsonArray([.. entry.Attendees.Select(AttendeeOf)]))
        .With("organizer", (entry, _) => MessageShape.Recipient(entry.Organizer))
        .With("hideAttendees", (_, _) => false)
        .With("seriesMasterId", (entry, _) => entry.Series)
        .With("recurrence", (entry, _) => entry.Recurrence is { } series ? JsonNode.Parse(series) : null);

    /// <summary>The list of people of the caller's organisation.</summary>
    public GraphAnswer List(GraphRequest request)
    {
        request.Require("User.ReadBasic.All", "User.Read.All");
        var people = tenant.People.Where(person => person.TenantId == request.Bearer.TenantId);
        if (request.Option("$search") is { } search)
            people = people.Where(SearchedFor(request, search));
        return Listing.Of(request, people, People, "users", 100, isDirectory: true);
    }

    /// <summary>A search names a property and words that one of its words begins with, as <c>"displayName:wa"</c>.</summary>
    private static Func<Person, bool> SearchedFor(GraphRequest request, string search)
    {
        if (!request.IsEventual)
            throw GraphException.Bad(
                "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
                "Request_UnsupportedQuery"
            );
        if (search.Trim('"').Split(':', 2) is not ["displayName" or "mail", var beginning])
            throw GraphException.Bad($"'{search}' does not name displayName or mail.", "Request_BadRequest");
        return person =>
            $"{person.Name} {person.Mail}"
                .Split(' ')
                .Any(word => word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The answer to a call about one person; null when the path is about something else.</summary>
    public GraphAnswer? Answer(GraphRequest request, Mailbox mailbox, string[] path) =>
        (request.Method, path) switch
        {
            ("GET", []) => Show(request, mailbox.Owner),
            ("GET", ["manager"]) => Manager(request, mailbox.Owner),
            ("GET", ["directReports"]) => Reports(request, mailbox.Owner),
            ("GET", ["outlook", "masterCategories"]) => ListCategories(request, mailbox),
            ("POST", ["outlook", "masterCategories"]) => AddCategory(request, mailbox),
            ("GET", ["outlook", "masterCategories", var id]) => GraphAnswer.Ok(
                Categories.Write(CategoryOf(mailbox, id), null, View.Of(request))
            ),
            ("PATCH", ["outlook", "masterCategories", var id]) => ChangeCategory(
                request,
                mailbox,
                CategoryOf(mailbox, id)
            ),
            ("DELETE", ["outlook", "masterCategories", var id]) => DeleteCategory(
                request,
                mailbox,
                CategoryOf(mailbox, id)
            ),
            ("GET", ["outlook", "supportedLanguages"]) => Languages(request),
            ("GET", ["outlook", "supportedTimeZones", .. var standard]) => Zones(request, standard),
            ("GET", ["mailboxSettings"]) => Settings(request, mailbox, null),
            ("GET", ["mailboxSettings", var setting]) => Settings(request, mailbox, setting),
            ("PATCH", ["mailboxSettings"]) => ChangeSettings(request, mailbox),
            ("POST", ["getMailTips"]) => MailTips(request, mailbox),
            ("POST", ["calendar", "getSchedule"]) => Schedules(request),
            ("GET", ["calendar"]) => GraphAnswer.Ok(CalendarOf(mailbox)),
            ("GET", ["calendars"]) => GraphAnswer.Ok(new JsonObject { ["value"] = new JsonArray(CalendarOf(mailbox)) }),
            ("GET", ["events"] or ["calendar", "events"]) => ListEvents(request, mailbox),
            ("POST", ["events"] or ["calendar", "events"]) => AddEvent(request, mailbox),
            ("GET", ["events", var id]) => ShowEvent(request, EventOf(mailbox, id)),
            ("GET", ["events", var id, "instances"]) => Instances(request, EventOf(mailbox, id)),
            ("PATCH", ["events", var id]) => ChangeEvent(request, mailbox, EventOf(mailbox, id)),
            ("DELETE", ["events", var id]) => DeleteEvent(request, mailbox, EventOf(mailbox, id)),
            ("GET", ["calendarView"] or ["calendar", "calendarView"]) => CalendarView(request, mailbox),
            _ => null,
        };

    private static GraphAnswer Show(GraphRequest request, Person person)
    {
        request.Require("User.Read", "User.ReadBasic.All", "User.Read.All");
        return GraphAnswer.Ok(Written(request, person));
    }

    private static JsonObject Written(GraphRequest request, Person person)
    {
        var written = People.Write(person, Listing.Selected(request), View.Of(request) with { Expanded = [] });
        written.Insert(0, "@odata.context", $"{request.Root}/$metadata#users/$entity");
        return written;
    }

    private GraphAnswer Manager(GraphRequest request, Person person)
    {
        request.Require("User.Read.All");
        return person.Manager is { } id && tenant.FindMailbox(id.ToString())?.Owner is { } manager
            ? GraphAnswer.Ok(AsDirectoryObject(Written(request, manager)))
            : throw new GraphException(
                404,
                "Request_ResourceNotFound",
                "Resource 'manager' does not exist or one of its queried reference-property objects are not present."
            );
    }

    private static JsonObject AsDirectoryObject(JsonObject user)
    {
        user.Insert(0, "@odata.type", "#microsoft.graph.user");
        return user;
    }

    private GraphAnswer Reports(GraphRequest request, Person person)
    {
        request.Require("User.Read", "User.Read.All");
        return Listing.Of(
            request,
            tenant.People.Where(other => other.Manager == person.Id),
            People,
            "directoryObjects",
            100,
            (other, view) => AsDirectoryObject(People.Write(other, Listing.Selected(request), view))
        );
    }

    private static GraphAnswer ListCategories(GraphRequest request, Mailbox mailbox)
    {
        request.Require("MailboxSettings.Read", "MailboxSettings.ReadWrite");
        return Listing.Of(
            request,
            mailbox.Categories,
            Categories,
            $"users('{mailbox.Owner.Id}')/outlook/masterCategories",
            1000
        );
    }

    private static GraphAnswer AddCategory(GraphRequest request, Mailbox mailbox)
    {
        request.Require("MailboxSettings.ReadWrite");
        var name = request.Body["displayName"]?.GetValue<string>();
        if (string.IsNullOrWhiteSpace(name))
            throw GraphException.Bad("A category needs a displayName.", "ErrorInvalidRequest");
        var category =
            mailbox.AddCategory(name, ColourIn(request) ?? "none")
            ?? throw new GraphException(409, "ErrorCategoryExists", $"A category named '{name}' already exists.");
        return GraphAnswer.Created(Categories.Write(category, null, View.Of(request)));
    }

    private static string? ColourIn(GraphRequest request) =>
        request.Body["color"] is { } colour ? MessageShape.OneOf("color", colour, Colours) : null;

    private static GraphAnswer ChangeCategory(GraphRequest request, Mailbox mailbox, Category category)
    {
        request.Require("MailboxSettings.ReadWrite");
        if (request.Body["displayName"] is not null)
            throw GraphException.Bad("The name of a category cannot be changed.", "ErrorInvalidPropertySet");
        var changed = category with { Color = ColourIn(request) ?? category.Color };
        mailbox.ReplaceCategory(category, changed);
        return GraphAnswer.Ok(Categories.Write(changed, null, View.Of(request)));
    }

    private static GraphAnswer DeleteCategory(GraphRequest request, Mailbox mailbox, Category category)
    {
        request.Require("MailboxSettings.ReadWrite");
        mailbox.ReplaceCategory(category, null);
        return GraphAnswer.Done();
    }

    private static Category CategoryOf(Mailbox mailbox, string id) =>
        mailbox.Categories.FirstOrDefault(category => category.Id == id) ?? throw GraphException.NotFound();

    private static GraphAnswer Languages(GraphRequest request)
    {
        request.Require("User.Read", "MailboxSettings.Read", "MailboxSettings.ReadWrite");
        return GraphAnswer.Ok(
            Collection(
                request,
                "localeInfo",
                new[] { "de-DE", "en-GB", "en-US", "es-ES", "hi-IN" }
                    .Select(CultureInfo.GetCultureInfo)
                    .Select(culture => new JsonObject
                    {
                        ["locale"] = culture.Name,
                        ["displayName"] = culture.EnglishName,
                    })
            )
        );
    }

    /// <summary>Windows names unless the call asks for IANA's, as in <c>supportedTimeZones(TimeZoneStandard=…'Iana')</c>.</summary>
    private static GraphAnswer Zones(GraphRequest request, string[] standard)
    {
        request.Require("User.Read", "MailboxSettings.Read", "MailboxSettings.ReadWrite");
        var names =
            standard is [var one] && one.EndsWith("Iana", StringComparison.OrdinalIgnoreCase)
                ? DateTimeZoneProviders.Tzdb.Ids
                : ZoneNames.AllOfWindows;
        return GraphAnswer.Ok(
            Collection(
                request,
                "timeZoneInformation",
                names.Select(name => new JsonObject { ["alias"] = name, ["displayName"] = name })
            )
        );
    }

    private static JsonObject Collection(GraphRequest request, string type, IEnumerable<JsonObject> values) =>
        new()
        {
            ["@odata.context"] = $"{request.Root}/$metadata#Collection(microsoft.graph.{type})",
            ["value"] = new JsonArray([.. values]),
        };

    private static GraphAnswer? Settings(GraphRequest request, Mailbox mailbox, string? setting)
    {
        request.Require("MailboxSettings.Read", "MailboxSettings.ReadWrite");
        var all = SettingsOf(mailbox);
        if (setting is null)
            return GraphAnswer.Ok(Chosen(request, all));
        return all[setting]?.DeepClone() switch
        {
            null => null,
            JsonObject one => GraphAnswer.Ok(one),
            var value => GraphAnswer.Ok(new JsonObject { ["value"] = value }),
        };
    }

    private static JsonObject Chosen(GraphRequest request, JsonObject settings)
    {
        var chosen = new JsonObject { ["@odata.context"] = $"{request.Root}/$metadata#Me/mailboxSettings" };
        foreach (var name in Listing.Selected(request) ?? settings.Select(setting => setting.Key))
            chosen[name] = settings.ContainsKey(name) ? settings[name]?.DeepClone() : throw NoSuchSetting(name);
        return chosen;
    }

    private static JsonObject SettingsOf(Mailbox mailbox)
    {
        var replies = mailbox.AutomaticReplies;
        return new()
        {
            ["automaticRepliesSetting"] = new JsonObject
            {
                ["status"] = replies.Status,
                ["externalAudience"] = replies.ExternalAudience,
                ["scheduledStartDateTime"] = Wall(replies.Start ?? default, "UTC", DateTimeZone.Utc),
                ["scheduledEndDateTime"] = Wall(replies.End ?? default, "UTC", DateTimeZone.Utc),
                ["internalReplyMessage"] = replies.InternalMessage,
                ["externalReplyMessage"] = replies.ExternalMessage,
            },
            ["timeZone"] = ZoneNames.Windows(mailbox.Owner.TimeZone),
            ["language"] = new JsonObject { ["locale"] = "en-US", ["displayName"] = "English (United States)" },
            ["workingHours"] = HoursOf(mailbox.Owner),
            ["dateFormat"] = "M/d/yyyy",
            ["timeFormat"] = "h:mm tt",
            ["userPurpose"] = "user",
        };
    }

    private static JsonObject HoursOf(Person person) =>
        new()
        {
            ["daysOfWeek"] = MessageShape.Texts(
                person.WorkingHours.Days.Select(day => day.ToString().ToLowerInvariant())
            ),
            ["startTime"] = WallClock.Format(person.WorkingHours.Start),
            ["endTime"] = WallClock.Format(person.WorkingHours.End),
            ["timeZone"] = person.WorkingHours.TimeZone is { } own
                ? JsonNode.Parse(own)
                : new JsonObject { ["name"] = ZoneNames.Windows(person.TimeZone) },
        };

    private static void CheckCanKeep(JsonObject settings)
    {
        foreach (var name in settings.Select(setting => setting.Key))
        {
            if (UnkeptSettings.Contains(name))
                throw GraphException.NotServed("PATCH", $"/mailboxSettings with '{name}'");
            if (!KeptSettings.Contains(name) && !name.Contains('@', StringComparison.Ordinal))
                throw NoSuchSetting(name);
        }
    }

    private static GraphException NoSuchSetting(string name) =>
        GraphException.Bad($"Could not find a property named '{name}' on type 'mailboxSettings'.", "RequestBodyRead");

    private GraphAnswer ChangeSettings(GraphRequest request, Mailbox mailbox)
    {
        request.Require("MailboxSettings.ReadWrite");
        CheckCanKeep(request.Body);
        var owner = mailbox.Owner;
        if (request.Body["timeZone"]?.GetValue<string>() is { } name)
            owner = owner with
            {
                TimeZone =
                    ZoneNames.Find(name)?.Id
                    ?? throw GraphException.Bad($"'{name}' is not a time zone.", "ErrorInvalidTimeZone"),
            };
        if (request.Body["workingHours"] is JsonObject hours)
            owner = owner with { WorkingHours = HoursFrom(hours, owner.WorkingHours) };
        var replies = request.Body["automaticRepliesSetting"] is JsonObject setting
            ? RepliesFrom(setting, mailbox.AutomaticReplies)
            : mailbox.AutomaticReplies;
        tenant.ChangePerson(owner);
        mailbox.AutomaticReplies = replies;
        return GraphAnswer.Ok(SettingsOf(mailbox));
    }

    private static OfficeHours HoursFrom(JsonObject hours, OfficeHours before)
    {
        static LocalTime? Time(JsonNode? node) =>
            node is null ? null : LocalTimePattern.ExtendedIso.Parse(node.GetValue<string>()).GetValueOrThrow();
        return new(
            hours["daysOfWeek"] is JsonArray days
                ? [.. days.Select(day => Enum.Parse<IsoDayOfWeek>(day?.GetValue<string>() ?? "", ignoreCase: true))]
                : before.Days,
            Time(hours["startTime"]) ?? before.Start,
            Time(hours["endTime"]) ?? before.End
        )
        {
            TimeZone = hours["timeZone"] is JsonObject zone ? HoursZoneFrom(zone) : before.TimeZone,
        };
    }

    private static string HoursZoneFrom(JsonObject zone)
    {
        var isCustom =
            zone["@odata.type"]?.GetValue<string>().EndsWith("customTimeZone", StringComparison.Ordinal) ?? false;
        var name = zone["name"]?.GetValue<string>() ?? "";
        return isCustom || ZoneNames.Find(name) is not null
            ? zone.ToJsonString()
            : throw GraphException.Bad($"'{name}' is not a time zone.", "ErrorInvalidTimeZone");
    }

    private static AutomaticReplies RepliesFrom(JsonObject setting, AutomaticReplies before)
    {
        string Text(string name, string old) => setting[name]?.GetValue<string>() ?? old;
        Instant? When(string name, Instant? old) =>
            MessageShape.ZonedFrom(setting[name]) is { } zoned ? MessageShape.InstantOf(zoned) : old;
        var after = new AutomaticReplies(
            MessageShape.OneOf("status", setting["status"] ?? before.Status, "disabled", "alwaysEnabled", "scheduled"),
            MessageShape.OneOf(
                "externalAudience",
                setting["externalAudience"] ?? before.ExternalAudience,
                "none",
                "contactsOnly",
                "all"
            ),
            When("scheduledStartDateTime", before.Start),
            When("scheduledEndDateTime", before.End),
            Text("internalReplyMessage", before.InternalMessage),
            Text("externalReplyMessage", before.ExternalMessage)
        );
        return after is { Status: "scheduled", Start: { } start, End: { } end } && end <= start
            ? throw GraphException.Bad("The automatic replies end before they start.", "ErrorInvalidTimeInterval")
            : after;
    }

    private GraphAnswer MailTips(GraphRequest request, Mailbox asking)
    {
        request.Require("Mail.Read", "Mail.ReadWrite");
        var addresses =
            request.Body["emailAddresses"] as JsonArray
            ?? throw GraphException.Bad("EmailAddresses are needed.", "ErrorInvalidRequest");
        var wanted = request.Body["mailTipsOptions"]?.GetValue<string>() is { } options
            ? options
                .Split(',')
                .Select(kind => MessageShape.OneOf("mailTipsOptions", kind.Trim(), KindsOfTips))
                .ToList()
            : throw GraphException.Bad("MailTipsOptions are needed.", "ErrorInvalidRequest");
        var tips = addresses.Select(address => TipsFor(address?.GetValue<string>() ?? "", asking.Owner, wanted));
        return GraphAnswer.Ok(
            new JsonObject
            {
                ["@odata.context"] = $"{request.Root}/$metadata#Collection(microsoft.graph.mailTips)",
                ["value"] = new JsonArray([.. tips]),
            }
        );
    }

    /// <summary>Other organisations' absences are not told, as in Microsoft 365.</summary>
    private JsonObject TipsFor(string address, Person asking, List<string> wanted)
    {
        var mailbox =
            tenant.FindMailbox(address) is { } found && found.Owner.TenantId == asking.TenantId ? found : null;
        var tips = new JsonObject
        {
            ["emailAddress"] = new JsonObject { ["name"] = mailbox?.Owner.Name ?? "", ["address"] = address },
        };
        if (wanted.Contains("mailboxFullStatus"))
            tips["mailboxFull"] = false;
        if (mailbox is null && tenant.OrganisationOf(address)?.TenantId == asking.TenantId)
            tips["error"] = new JsonObject
            {
                ["code"] = "RecipientNotFound",
                ["message"] = "The recipient could not be found.",
            };
        if (mailbox is not null && wanted.Contains("automaticReplies"))
            tips["automaticReplies"] =
                mailbox.AutomaticReplies is var replies && replies.AreOnAt(tenant.Clock.Now)
                    ? AbsenceOf(replies)
                    : new JsonObject { ["message"] = "" };
        return tips;
    }

    private static JsonObject AbsenceOf(AutomaticReplies replies)
    {
        var absence = new JsonObject
        {
            ["message"] = replies.InternalMessage,
            ["messageLanguage"] = new JsonObject { ["locale"] = "en-US", ["displayName"] = "English (United States)" },
        };
        if (replies is { Status: "scheduled", Start: { } start, End: { } end })
        {
            absence["scheduledStartTime"] = Wall(start, "UTC", DateTimeZone.Utc);
            absence["scheduledEndTime"] = Wall(end, "UTC", DateTimeZone.Utc);
        }
        return absence;
    }

    private GraphAnswer Schedules(GraphRequest request)
    {
        request.Require("Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite");
        var schedules =
            request.Body["schedules"] as JsonArray
            ?? throw GraphException.Bad("schedules are needed.", "ErrorInvalidRequest");
        if (schedules.Count > 20)
            throw GraphException.Bad("At most 20 schedules can be asked for at once.", "ErrorInvalidRequest");
        var (start, end) = (TimeOf(request, "startTime"), TimeOf(request, "endTime"));
        if (end <= start || end - start >= Duration.FromDays(62))
            throw GraphException.Bad(
                "The requested time window must be positive and shorter than 62 days.",
                "ErrorInvalidTimeInterval"
            );
        var minutes = request.Body["availabilityViewInterval"]?.GetValue<int>() ?? 30;
        if (minutes is < 5 or > 1440)
            throw GraphException.Bad(
                "The interval of the availability view must be between 5 and 1440 minutes.",
                "ErrorInvalidRequest"
            );
        var slot = Duration.FromMinutes(minutes);
        var (zoneName, zone) = request.Zone;
        var answers = schedules.Select(each =>
            ScheduleOf(request, each?.GetValue<string>() ?? "", start, end, slot, zoneName, zone)
        );
        return GraphAnswer.Ok(
            new JsonObject
            {
                ["@odata.context"] = $"{request.Root}/$metadata#Collection(microsoft.graph.scheduleInformation)",
                ["value"] = new JsonArray([.. answers]),
            }
        );
    }

    private JsonObject ScheduleOf(
        GraphRequest request,
        string address,
        Instant start,
        Instant end,
        Duration slot,
        string zoneName,
        DateTimeZone zone
    )
    {
        if (tenant.FindMailbox(address) is not { } mailbox || mailbox.Owner.TenantId != request.Bearer.TenantId)
            return new()
            {
                ["scheduleId"] = address,
                ["error"] = new JsonObject
                {
                    ["message"] = "Unable to resolve e-mail address " + address + " to an Active Directory object.",
                    ["responseCode"] = "ErrorMailRecipientNotFound",
                },
            };
        var busy = mailbox.Events.SelectMany(entry => Recurrence.Between(entry, start, end)).ToList();
        var digits = "";
        for (var from = start; from < end; from += slot)
        {
            var (left, right) = (from, from + slot);
            var worst = busy.Where(entry => entry.Start < right && entry.End > left)
                .Select(entry => Digit(entry.ShowAs))
                .DefaultIfEmpty(0)
                .Max();
            digits += worst.ToString(CultureInfo.InvariantCulture);
        }
        return new()
        {
            ["scheduleId"] = address,
            ["availabilityView"] = digits,
            ["scheduleItems"] = new JsonArray([
                .. busy.Select(entry => new JsonObject
                {
                    ["isPrivate"] = false,
                    ["status"] = entry.ShowAs,
                    ["subject"] = entry.Subject,
                    ["location"] = entry.Location ?? "",
                    ["start"] = Wall(entry.Start, zoneName, zone),
                    ["end"] = Wall(entry.End, zoneName, zone),
                }),
            ]),
            ["workingHours"] = HoursOf(mailbox.Owner),
        };
    }

    private static int Digit(string showAs) =>
        showAs switch
        {
            "tentative" => 1,
            "busy" => 2,
            "oof" => 3,
            "workingElsewhere" => 4,
            _ => 0,
        };

    private static Instant TimeOf(GraphRequest request, string name) =>
        MessageShape.InstantOf(
            MessageShape.ZonedFrom(request.Body[name])
                ?? throw GraphException.Bad($"{name} is needed.", "ErrorInvalidRequest")
        );

    private static JsonObject Wall(Instant instant, string zoneName, DateTimeZone zone) =>
        new() { ["dateTime"] = WallDateTime.Format(instant.InZone(zone).LocalDateTime), ["timeZone"] = zoneName };

    private static JsonObject CalendarOf(Mailbox mailbox) =>
        new()
        {
            ["id"] = mailbox.IdFrom("AAMk", "calendar"),
            ["name"] = "Calendar",
            ["color"] = "auto",
            ["isDefaultCalendar"] = true,
            ["canEdit"] = true,
            ["canShare"] = true,
            ["canViewPrivateItems"] = true,
            ["owner"] = new JsonObject { ["name"] = mailbox.Owner.Name, ["address"] = mailbox.Owner.Mail },
        };

    private static JsonObject AttendeeOf(Attendee attendee)
    {
        var shown = MessageShape.Recipient(attendee.Address) ?? [];
        shown["type"] = attendee.Type;
        shown["status"] = new JsonObject { ["response"] = attendee.Response, ["time"] = "0001-01-01T00:00:00Z" };
        return shown;
    }

    private static GraphAnswer ListEvents(GraphRequest request, Mailbox mailbox)
    {
        request.Require("Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite");
        return Listing.Of(
            request,
            mailbox.Events.OrderBy(entry => entry.Start),
            Events,
            $"users('{mailbox.Owner.Id}')/events",
            10
        );
    }

    private static GraphAnswer CalendarView(GraphRequest request, Mailbox mailbox)
    {
        request.Require("Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite");
        var (start, end) = Window(request);
        return Listing.Of(
            request,
            mailbox.Events.SelectMany(entry => Recurrence.Between(entry, start, end)).OrderBy(entry => entry.Start),
            Events,
            $"users('{mailbox.Owner.Id}')/calendarView",
            10
        );
    }

    private static (Instant Start, Instant End) Window(GraphRequest request)
    {
        Instant Bound(string name) =>
            OffsetDateTimePattern.ExtendedIso.Parse(request.Option(name) ?? "") is { Success: true } offset
                ? offset.Value.ToInstant()
            : LocalDateTimePattern.ExtendedIso.Parse(request.Option(name) ?? "") is { Success: true } local
                ? local.Value.InUtc().ToInstant()
            : throw GraphException.Bad(
                $"This request requires a time window specified by the query string parameters StartDateTime and EndDateTime; '{name}' is missing or wrong.",
                "ErrorInvalidRequest"
            );
        return (Bound("startDateTime"), Bound("endDateTime"));
    }

    private GraphAnswer AddEvent(GraphRequest request, Mailbox mailbox)
    {
        request.Require("Calendars.ReadWrite");
        var entry = Described(
            request,
            new(
                "",
                "",
                TimeOf(request, "start"),
                TimeOf(request, "end"),
                "busy",
                null,
                false,
                [],
                mailbox.Owner.Address,
                tenant.Clock.Now,
                new("", IsHtml: false)
            )
        );
        tenant.Touch();
        return GraphAnswer.Created(Events.Write(mailbox.AddEvent(entry), null, View.Of(request)));
    }

    /// <summary>An event with what the body says of it.</summary>
    private static CalendarEvent Described(GraphRequest request, CalendarEvent entry)
    {
        var body = request.Body;
        var described = entry with
        {
            Subject = body["subject"]?.GetValue<string>() ?? entry.Subject,
            Start = body["start"] is null ? entry.Start : TimeOf(request, "start"),
            End = body["end"] is null ? entry.End : TimeOf(request, "end"),
            ShowAs = body["showAs"] is { } showAs ? MessageShape.OneOf("showAs", showAs, KindsOfTime) : entry.ShowAs,
            Location = body["location"]?["displayName"]?.GetValue<string>() ?? entry.Location,
            IsAllDay = body["isAllDay"]?.GetValue<bool>() ?? entry.IsAllDay,
            Attendees = body["attendees"] is JsonArray attendees
                ? [.. attendees.Select(AttendeeFrom)]
                : entry.Attendees,
            Body = body["body"] is JsonObject content
                ? new(
                    content["content"]?.GetValue<string>() ?? "",
                    content["contentType"]?.GetValue<string>().Equals("html", StringComparison.OrdinalIgnoreCase)
                        ?? false
                )
                : entry.Body,
            Recurrence = body["recurrence"] is JsonObject recurrence
                ? Recurrence.Checked(recurrence, body["start"]?["timeZone"]?.GetValue<string>() ?? "UTC")
                : entry.Recurrence,
        };
        return described.End < described.Start
            ? throw GraphException.Bad("The end of an event lies before its start.", "ErrorPropertyValidationFailure")
            : described;
    }

    private static Attendee AttendeeFrom(JsonNode? described) =>
        new(
            MessageShape.AddressOf(described)
                ?? throw GraphException.Bad("An attendee needs an emailAddress.", "ErrorInvalidRequest"),
            described?["type"]?.GetValue<string>() ?? "required",
            "none"
        );

    private static GraphAnswer ShowEvent(GraphRequest request, CalendarEvent entry)
    {
        request.Require("Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite");
        return GraphAnswer.Ok(Events.Write(entry, Listing.Selected(request), View.Of(request)));
    }

    private static GraphAnswer Instances(GraphRequest request, CalendarEvent entry)
    {
        request.Require("Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite");
        var (start, end) = Window(request);
        var occurrences = entry.Recurrence is null ? [] : Recurrence.Between(entry, start, end);
        return Listing.Of(request, occurrences, Events, $"events('{entry.Id}')/instances", 10);
    }

    private static GraphAnswer ChangeEvent(GraphRequest request, Mailbox mailbox, CalendarEvent entry)
    {
        request.Require("Calendars.ReadWrite");
        var changed = Described(request, entry);
        mailbox.ReplaceEvent(entry, changed);
        return GraphAnswer.Ok(Events.Write(changed, null, View.Of(request)));
    }

    private static GraphAnswer DeleteEvent(GraphRequest request, Mailbox mailbox, CalendarEvent entry)
    {
        request.Require("Calendars.ReadWrite");
        mailbox.ReplaceEvent(entry, null);
        return GraphAnswer.Done();
    }

    private static CalendarEvent EventOf(Mailbox mailbox, string id) =>
        mailbox.Events.FirstOrDefault(entry => entry.Id == id) ?? throw GraphException.NotFound();
}
