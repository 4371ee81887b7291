using System.Security.Cryptography;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>A source of a configuration: has a document and its tag, answers conditional requests, and fails as a test wants it.</summary>
public sealed class ConfigUpstream : IAsyncDisposable
{
    private readonly ScriptedUpstream _upstream;
    private string _document;
    private Action<UpstreamScript>? _failing;
    private int _notModified;

    private ConfigUpstream(string document, bool tls)
    {
        _document = document;
        _upstream = ScriptedUpstream.Choose(Answer, tls);
    }

    /// <summary>The document's address.</summary>
    public string Url => _upstream.Origin + "/gateways/tollgate.yaml";

    public ScriptedUpstream Upstream => _upstream;

    /// <summary>Requests so far.</summary>
    public int Looks => _upstream.Requests.Count;

    /// <summary>Whether documents have tags.</summary>
    public bool HasTags { get; set; } = true;

    /// <summary>Requests that were answered 304.</summary>
    public int NotModified => Volatile.Read(ref _notModified);

    public static ConfigUpstream Start(string document, bool tls = false) => new(document, tls);

    /// <summary>The entity tag of a document.</summary>
    public static string TagOf(string document) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)).AsSpan(0, 8))}\"";

    /// <summary>Has this document from now on, and answers.</summary>
    public void Serve(string document)
    {
        Volatile.Write(ref _document, document);
        Volatile.Write(ref _failing, null);
    }

    /// <summary>Does this with every request from now on.</summary>
    public void Fail(Action<UpstreamScript> script) => Volatile.Write(ref _failing, script);

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    private UpstreamScript Answer(ReceivedRequest request)
    {
        var script = new UpstreamScript();
        if (Volatile.Read(ref _failing) is { } failing)
        {
            failing(script);
            return script;
        }

        var document = Volatile.Read(ref _document);
        var tag = TagOf(document);
        if (HasTags && request["if-none-match"] == tag)
        {
            Interlocked.Increment(ref _notModified);
            return script.Say($"HTTP/1.1 304 Not Modified\r\netag: {tag}\r\n\r\n");
        }

        return script.Answer(200, "application/yaml", Encoding.UTF8.GetBytes(document), HasTags ? [$"etag: {tag}"] : []);
    }
}
