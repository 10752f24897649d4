namespace MailCommitments;

/// <summary>
/// Makes the handler under every call that leaves the process: Microsoft Graph, the sign-in authority and its keys.
/// The one seam by which an embedded tenant can carry those calls, under their real host names, to itself.
/// </summary>
public sealed class OutgoingHttp(Func<HttpMessageHandler> create)
{
    /// <summary>A handler of its own for one long-lived client.</summary>
    public HttpMessageHandler Create() => create();
}
