using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using NodaTime;

namespace MailCommitments.Answers;

/// <summary>Makes the links that a mail carries.</summary>
public sealed class AnswerAddresses(AnswerTokens tokens, AnswerSettings settings, GraphSettings graph, IServer server)
{
    /// <summary>The page that answers for one commitment, opened at each of the three usual answers.</summary>
    public AnswerLinks Of(CommitmentCase known, Instant now)
    {
        var page = PageOf(known, now);
        return new AnswerLinks(
            $"{page}?as={AnswerForm.Done}",
            $"{page}?as={AnswerForm.NewDate}",
            $"{page}?as={AnswerForm.Blocked}"
        );
    }

    public string PageOf(CommitmentCase known, Instant now) =>
        $"{PublicUrl}{AnswerEndpoints.Root}/"
        + tokens.Write(new AnswerToken(known.Row.TenantId, known.Row.Id, known.Contact.Id, now));

    private string PublicUrl =>
        (
            settings.PublicUrl
            ?? graph.PublicUrl
            ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? ""
        ).TrimEnd('/');
}
