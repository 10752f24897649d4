using Mono.Cecil;

namespace MailCommitments.Tests;

/// <summary>The house as DESIGN draws it: rules in the middle, edges around them, three doors to the world.</summary>
public class ArchitectureTests
{
    private static readonly ModuleDefinition Api = ModuleDefinition.ReadModule(typeof(Product).Assembly.Location);

    private static readonly string[] Features =
    [
        "Calendars",
        "Commitments",
        "FollowUps",
        "Promises",
        "Replies",
        "Responsiveness",
    ];

    /// <summary>What stands around the rules: what has one of these names talks to the world or is made for it.</summary>
    private static readonly string[] Edges =
    [
        "Endpoints",
        "Registration",
        "Round",
        "Sender",
        "Job",
        "Row",
        "Book",
        "Desk",
        "Case",
        "Outbox",
        "Askers",
        "Tags",
        "Views",
        "Result",
        "ThreadReading",
        "PromiseReading",
        "KnownPromise",
    ];

    /// <summary>Plain values that every feature may speak of.</summary>
    private static readonly string[] MailboxValues = ["MailMessage", "MailAddress", "MailBody", "MailAttachment"];

    private static readonly string[] Doors =
    [
        "MailCommitments.Mailboxes",
        "MailCommitments.Storage",
        "MailCommitments.Identity",
        "Microsoft.",
        "Quartz",
        "Npgsql",
        "System.Net.Http",
        "System.TimeProvider",
        "NodaTime.SystemClock",
        "NodaTime.IClock",
    ];

    [Fact]
    public void Rules_know_none_of_the_doors_nor_the_clock() =>
        Assert.Empty(Rules().SelectMany(rule => ForbiddenIn(rule).Select(known => $"{rule.FullName} knows {known}")));

    [Fact]
    public void There_are_rules_in_every_feature() =>
        Assert.Equal(Features, Rules().Select(FeatureOf).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("MailCommitments.FollowUps.FollowUpSender", "MailCommitments.Mailboxes.IMailbox")]
    [InlineData("MailCommitments.Commitments.CommitmentBook", "System.TimeProvider")]
    [InlineData("MailCommitments.Responsiveness.ReportEndpoints", "MailCommitments.Identity.Caller")]
    public void What_an_edge_knows_is_seen(string edge, string known) =>
        Assert.Contains(known, ForbiddenIn(Api.GetType(edge)));

    [Fact]
    public void Calendars_know_nobody() =>
        Assert.Empty(
            Types()
                .Where(type => FeatureOf(type) == "Calendars")
                .SelectMany(type =>
                    KnownBy(type)
                        .Where(known =>
                            IsOurs(known)
                            && FeatureOf(known) is not ("Calendars" or "Texts")
                            && known.Name != "NodaTimeJson"
                        )
                        .Select(known => $"{type.FullName} knows {known.FullName}")
                )
        );

    [Fact]
    public void Of_responsiveness_only_the_reports_know_commitments() =>
        Assert.Equal(
            ["ContactFigures", "ReportEndpoints", "ReportRow", "ReportedCommitment"],
            Types()
                .Where(type =>
                    FeatureOf(type) == "Responsiveness"
                    && KnownBy(type)
                        .Any(known => IsOurs(known) && FeatureOf(known) is not ("Responsiveness" or "Texts"))
                )
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_product_knows_nothing_of_the_sandbox() =>
        Assert.DoesNotContain(
            Api.AssemblyReferences,
            reference => reference.Name.Contains("Sandbox", StringComparison.Ordinal)
        );

    [Fact]
    public void Only_one_file_names_types_of_Microsoft_Graph_mail() =>
        Assert.Equal(
            ["GraphMailbox"],
            Types()
                .Where(type =>
                    KnownBy(type)
                        .Any(known => known.FullName.StartsWith("Microsoft.Graph.Models", StringComparison.Ordinal))
                )
                .Select(type => type.Name)
        );

    /// <summary>Static classes and records of the features that are no edges.</summary>
    private static IEnumerable<TypeDefinition> Rules() =>
        Types()
            .Where(type =>
                Features.Contains(FeatureOf(type))
                && (type is { IsAbstract: true, IsSealed: true } || IsRecord(type))
                && !Edges.Any(edge => type.Name.EndsWith(edge, StringComparison.Ordinal))
            );

    private static IEnumerable<TypeDefinition> Types() =>
        Api.Types.Where(type => type.Namespace.StartsWith("MailCommitments", StringComparison.Ordinal));

    private static bool IsRecord(TypeDefinition type) => type.Methods.Any(method => method.Name == "<Clone>$");

    private static bool IsOurs(TypeReference type) =>
        type.FullName.StartsWith("MailCommitments.", StringComparison.Ordinal);

    private static string FeatureOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Namespace.Split('.') is [_, var feature, ..] ? feature : "";
    }

    private static IEnumerable<string> ForbiddenIn(TypeDefinition type) =>
        KnownBy(type)
            .Where(known => !MailboxValues.Contains(known.Name))
            .Select(known => known.FullName)
            .Where(name => Doors.Any(door => name.StartsWith(door, StringComparison.Ordinal)))
            .Distinct();

    /// <summary>Every type that a type names: in its shape and in the bodies of its methods, nested ones included.</summary>
    private static IEnumerable<TypeReference> KnownBy(TypeDefinition type)
    {
        var named = new List<TypeReference?> { type.BaseType };
        named.AddRange(type.Interfaces.Select(one => one.InterfaceType));
        named.AddRange(type.Fields.Select(field => field.FieldType));
        foreach (var method in type.Methods)
        {
            named.Add(method.ReturnType);
            named.AddRange(method.Parameters.Select(parameter => parameter.ParameterType));
            if (!method.HasBody)
                continue;
            named.AddRange(method.Body.Variables.Select(variable => variable.VariableType));
            foreach (var instruction in method.Body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case TypeReference one:
                        named.Add(one);
                        break;
                    case MethodReference called:
                        named.Add(called.DeclaringType);
                        named.Add(called.ReturnType);
                        if (called is GenericInstanceMethod generic)
                            named.AddRange(generic.GenericArguments);
                        break;
                    case FieldReference field:
                        named.Add(field.DeclaringType);
                        named.Add(field.FieldType);
                        break;
                }
            }
        }
        return named
            .OfType<TypeReference>()
            .SelectMany(Parts)
            .Where(one => !one.IsGenericParameter)
            .Concat(type.NestedTypes.SelectMany(KnownBy));
    }

    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [type],
        };
}
