using System.Text;
using Tollgate.Configuration;
using Tollgate.Keys;

namespace Tollgate.Recording.Capture;

/// <summary>Whose content is kept, compiled. Part of a snapshot; there is none where nothing is kept.</summary>
internal sealed class CapturePolicy
{
    private readonly bool _allKeys;
    private readonly HashSet<string> _keys;
    private readonly string[] _routes;
    private readonly ulong _sample;

    /// <summary>Compiles a checked configuration.</summary>
    public CapturePolicy(CaptureConfig config)
    {
        _allKeys = config.Keys.Contains("*", StringComparer.Ordinal);
        _keys = config.Keys.ToHashSet(StringComparer.Ordinal);
        _routes = [.. config.Routes];
        _sample = (ulong)(config.Sample * uint.MaxValue);
        MaxBytes = config.MaxBytes;
        Redactor = new Redactor(config.Redact);
    }

    /// <summary>Bytes kept of a request, and of its answer.</summary>
    public int MaxBytes { get; }

    /// <summary>What is taken out.</summary>
    public Redactor Redactor { get; }

    /// <summary>Whether a request's content is kept.</summary>
    /// <param name="caller">Whose request.</param>
    /// <param name="surface">Its surface.</param>
    /// <param name="dice">Evenly distributed; decides about the sample.</param>
    public bool Wants(Caller caller, ReadOnlySpan<byte> surface, uint dice)
    {
        if ((!_allKeys && !caller.CaptureContent && !_keys.Contains(caller.Name)) || dice > _sample || _sample == 0)
        {
            return false;
        }

        var wanted = _routes.Length == 0;
        foreach (var route in _routes)
        {
            wanted |= Ascii.Equals(surface, route);
        }

        return wanted;
    }
}
