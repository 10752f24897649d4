using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCommitments.Sandbox;

/// <summary>
/// Carries HTTPS connections for Microsoft Graph, the sign-in authority and Outlook, under their real host names, to the embedded
/// tenant. Only the handlers made here trust the tenant's certificate.
/// </summary>
public sealed class ToTheTenant : IDisposable
{
    public const string GraphHost = "graph.microsoft.com";
    public const string AuthorityHost = "login.microsoftonline.com";

    /// <summary>Where the pieces of a large attachment go.</summary>
    public const string OutlookHost = "outlook.office.com";

    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(30);
    private int port;

    private ToTheTenant(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>What the tenant's port shows: fresh for every start, for both host names and this machine.</summary>
    public X509Certificate2 Certificate { get; }

    public static ToTheTenant WithFreshCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=MailCommitments sandbox tenant", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(GraphHost);
        names.AddDnsName(AuthorityHost);
        names.AddDnsName(OutlookHost);
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        var now = SandboxClock.Real.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now + CertificateLife);
        return new(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
    }

    /// <summary>Says on which loopback port the tenant listens.</summary>
    internal void Serve(int tenantPort) => port = tenantPort;

    /// <summary>A handler that finds Microsoft's hosts here and every other host where it is.</summary>
    public SocketsHttpHandler Handler() =>
        new()
        {
            ConnectCallback = async (context, cancellation) =>
            {
                var isMicrosoft = context.DnsEndPoint is { Port: 443, Host: GraphHost or AuthorityHost or OutlookHost };
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    if (isMicrosoft)
                        await socket.ConnectAsync(System.Net.IPAddress.Loopback, port, cancellation);
                    else
                        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { Certificate },
                },
            },
        };

    public void Dispose() => Certificate.Dispose();
}
