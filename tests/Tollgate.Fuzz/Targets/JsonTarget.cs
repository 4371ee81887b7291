using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Metering;
using Tollgate.Surfaces;

namespace Tollgate.Fuzz.Targets;

/// <summary>Request scan, splice planner and JSON tap: what the scan accepts, the platform accepts too, spliced or not.</summary>
internal static class JsonTarget
{
    private static readonly byte[] Model = "\"m\""u8.ToArray();
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonScan.MaxDepth };

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var body = input[1..].ToArray();
        var shape = (EndpointShape)(input[0] % 7);
        if (RequestScan.TryScan(body, shape, out var fields, out var error))
        {
            using var original = JsonDocument.Parse(body, Options);
            var edits = RequestSplice.Plan(body, in fields, Model, wantUsage: true);
            var spliced = new byte[edits.SplicedLength(body.Length)];
            edits.Write(body, spliced);
            using var edited = JsonDocument.Parse(spliced, Options);
            if (!RequestScan.TryScan(spliced, shape, out var again, out _) || (again.Model.Exists && again.Model.Length != Model.Length))
            {
                throw new InvalidOperationException("A splice broke the body.");
            }
        }
        else if (error.Describe().Length == 0 || error.Offset > body.Length)
        {
            throw new InvalidOperationException("An error says nothing.");
        }

        WatchCut(body, 1 + (input[0] % 13));
    }

    private static void WatchCut(byte[] body, int step)
    {
        var whole = new JsonTap();
        whole.Reset(Dialect.OpenAi);
        whole.Observe(body);
        var cut = new JsonTap();
        cut.Reset(Dialect.OpenAi);
        for (var at = 0; at < body.Length; at += step)
        {
            cut.Observe(body.AsSpan(at, Math.Min(step, body.Length - at)));
        }

        if (whole.IsBroken != cut.IsBroken
            || whole.IsComplete != cut.IsComplete
            || (whole.Usage != cut.Usage && body.Length < JsonTap.MaxUsageBytes))
        {
            throw new InvalidOperationException("A cut changed what was read.");
        }

        if (IsJson(body) && !whole.IsComplete)
        {
            throw new InvalidOperationException("A whole document was taken for a cut one.");
        }
    }

    private static bool IsJson(byte[] body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        var scan = new JsonScan(body);
        scan.SkipWhite();
        if (!scan.SkipValue(0))
        {
            return false;
        }

        scan.SkipWhite();
        return scan.Position == body.Length;
    }
}
