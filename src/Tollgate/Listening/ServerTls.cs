using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Listening;

/// <summary>
/// The certificate that clients see, and its change without a restart. One set of options serves every connection until the files change: the
/// sessions that clients resume hang on it.
/// </summary>
internal sealed class ServerTls
{
    private const int MaxFileBytes = 1 << 20;

    private readonly TlsConfig _config;
    private readonly bool _http2;
    private byte[] _inForce = [];
    private byte[] _refused = [];
    private byte[] _lastSeen = [];
    private SslServerAuthenticationOptions _options;
    private long _expires;
    private string _subject = "";
    private long _handshakes;
    private long _failures;
    private long _reloadFailures;

    private ServerTls(TlsConfig config, bool http2)
    {
        _config = config;
        _http2 = http2;
        _options = null!;
    }

    /// <summary>For the next handshake.</summary>
    public SslServerAuthenticationOptions Options => Volatile.Read(ref _options);

    /// <summary>When the certificate expires.</summary>
    public DateTimeOffset Expires => new(Volatile.Read(ref _expires), TimeSpan.Zero);

    /// <summary>Whom it names.</summary>
    public string Subject => Volatile.Read(ref _subject);

    /// <summary>Handshakes that were finished.</summary>
    public long Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>Handshakes that failed or took too long.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Changed files that were refused.</summary>
    public long ReloadFailures => Volatile.Read(ref _reloadFailures);

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="config">Their names.</param>
    /// <param name="http2">Whether HTTP/2 is offered.</param>
    /// <exception cref="IOException">A file cannot be read, or the key is not the certificate's.</exception>
    public static ServerTls Load(TlsConfig config, bool http2)
    {
        var tls = new ServerTls(config, http2);
        if (!tls.TryRead(out var files, out var problem) || !tls.TryPublish(files, out problem))
        {
            throw new IOException("server.tls: " + problem);
        }

        return tls;
    }

    public void Count(bool succeeded) => Interlocked.Increment(ref succeeded ? ref _handshakes : ref _failures);

    /// <summary>Looks whether the files have changed. From one thread at a time, off the loops.</summary>
    /// <param name="problem">Why a change was refused; told once per content, and only when two looks in a row found it, since the files are written one after the other.</param>
    /// <returns>True when a change is in force.</returns>
    public bool Look(out string? problem)
    {
        if (!TryRead(out var files, out problem))
        {
            files = new Files(string.Empty, string.Empty, null);
        }

        var seen = files.Digest();
        if (seen.AsSpan().SequenceEqual(_inForce) || seen.AsSpan().SequenceEqual(_refused))
        {
            problem = null;
            return false;
        }

        if (problem is null && TryPublish(files, out problem))
        {
            return true;
        }

        if (!seen.AsSpan().SequenceEqual(_lastSeen))
        {
            _lastSeen = seen;
            problem = null;
            return false;
        }

        _refused = seen;
        Interlocked.Increment(ref _reloadFailures);
        return false;
    }

    private bool TryRead(out Files files, out string? problem)
    {
        files = new Files(string.Empty, string.Empty, null);
        problem = null;
        var reading = _config.Cert;
        try
        {
            var cert = ReadText(reading);
            var key = ReadText(reading = _config.Key);
            files = new Files(cert, key, _config.ClientCa is { } authorities ? ReadText(reading = authorities) : null);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = $"{reading} cannot be read: {exception.Message}";
            return false;
        }
    }

    private static string ReadText(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.Length <= MaxFileBytes ? new StreamReader(file, Encoding.UTF8).ReadToEnd() : throw new IOException("it is larger than 1 MiB");
    }

    private bool TryPublish(Files files, out string? problem)
    {
        try
        {
            var certificate = WithKey(files);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(files.Cert);
            chain.RemoveAt(0);

            // Offline: nothing is downloaded to complete the chain or to staple an answer about revocation.
            var context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
            Volatile.Write(ref _expires, certificate.NotAfter.ToUniversalTime().Ticks);
            Volatile.Write(ref _subject, certificate.Subject);
            Volatile.Write(ref _options, OptionsFor(context, files.ClientCa));
            _inForce = files.Digest();
            problem = null;
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            problem = $"{_config.Cert} and {_config.Key} are no certificate with its key: {exception.Message}";
            return false;
        }
    }

    private static X509Certificate2 WithKey(Files files)
    {
        var certificate = X509Certificate2.CreateFromPem(files.Cert, files.Key);
        if (OperatingSystem.IsLinux())
        {
            return certificate;
        }

        // Elsewhere the system's TLS takes no key that was never in a container.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private SslServerAuthenticationOptions OptionsFor(SslStreamCertificateContext context, string? clientCa)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = context,
#pragma warning disable CA5398 // the floor is a promise of ours, whatever the system allows
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            AllowRenegotiation = false,
            ApplicationProtocols = _http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (clientCa is not null)
        {
            var chain = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            chain.CustomTrustStore.ImportFromPem(clientCa);
            options.ClientCertificateRequired = true; // asked for; the callback lets those in that have none
            options.CertificateChainPolicy = chain;
            options.RemoteCertificateValidationCallback = static (_, _, _, errors) =>
                errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNotAvailable;
        }

        return options;
    }

    private sealed record Files(string Cert, string Key, string? ClientCa)
    {
        public byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', Cert, Key, ClientCa)));
    }
}
