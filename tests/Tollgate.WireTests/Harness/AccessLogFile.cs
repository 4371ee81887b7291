using System.Text;
using System.Text.Json;
using Tollgate.TestSupport;

namespace Tollgate.WireTests.Harness;

/// <summary>The access log that a running gateway writes into a file.</summary>
internal sealed class AccessLogFile(string path)
{
    /// <summary>Everything written so far.</summary>
    public string Text()
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Complete lines so far. A line that is not JSON throws.</summary>
    public IReadOnlyList<AccessRecord> Records()
    {
        var text = Text();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    /// <summary>Waits for the record of a request.</summary>
    public Task<AccessRecord> RecordAsync(string requestId) =>
        Eventually.ValueAsync(() => Records().FirstOrDefault(record => record.RequestId == requestId), what: $"record of {requestId}");

    /// <summary>Waits until there are this many records, and returns them all.</summary>
    public async Task<IReadOnlyList<AccessRecord>> RecordsAsync(int count)
    {
        await Eventually.TrueAsync(() => Records().Count >= count);
        return Records();
    }

    private static AccessRecord Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return new AccessRecord(document.RootElement.Clone());
    }
}
