using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// Where a request id is indexed: ten minutes of the day, then a hash. Request ids are random; under the hash alone each insert of a busy
/// day would touch a page of its own.
/// </summary>
internal static class RequestIdPlace
{
    /// <summary>Places a day, where a search looks.</summary>
    public const int SlotsPerDay = 144;

    private const long SlotMilliseconds = LogDay.Milliseconds / SlotsPerDay;

    public static long Of(RecordId id, string requestId) => At((int)(id.UnixMilliseconds % LogDay.Milliseconds / SlotMilliseconds), Hash(requestId));

    public static long At(int slot, uint hash) => ((long)slot << 32) | hash;

    /// <summary>FNV-1a over the text's UTF-16: written to files, so it never changes.</summary>
    public static uint Hash(string requestId)
    {
        var hash = 2166136261u;
        foreach (var c in requestId)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash;
    }
}
