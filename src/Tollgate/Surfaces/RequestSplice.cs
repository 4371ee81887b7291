using Tollgate.Http1;

namespace Tollgate.Surfaces;

/// <summary>Plans the edits of a request body that stays in its dialect.</summary>
internal static class RequestSplice
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] UsageObject = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] UsageMember = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] UsageMemberBefore = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] Options = "\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] OptionsBefore = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();

    /// <summary>The edits for one attempt.</summary>
    /// <param name="body">The body as scanned.</param>
    /// <param name="fields">What the scan found in it.</param>
    /// <param name="modelJson">The provider's name of the model, a JSON string with its quotes; null keeps the client's.</param>
    /// <param name="wantUsage">Ask for a usage event. Heeded only for a stream, for nothing else may carry <c>stream_options</c>.</param>
    public static SpliceEdits Plan(ReadOnlySpan<byte> body, ref readonly RequestFields fields, byte[]? modelJson, bool wantUsage)
    {
        var edits = default(SpliceEdits);
        if (modelJson is not null && fields.Model.Exists && !fields.Model.Of(body).SequenceEqual(modelJson))
        {
            edits.Add(fields.Model.Start, fields.Model.Length, modelJson);
        }

        if (AsksForUsage(in fields, wantUsage))
        {
            AddUsage(ref edits, body, in fields);
        }

        return edits;
    }

    /// <summary>The edit of a form: its model field's value, which stands there without quotes.</summary>
    public static SpliceEdits PlanForm(Slice model, byte[]? upstreamModel)
    {
        var edits = default(SpliceEdits);
        if (upstreamModel is not null)
        {
            edits.Add(model.Start, model.Length, upstreamModel);
        }

        return edits;
    }

    /// <summary>Whether the usage event is our wish alone, so that it must not reach the client.</summary>
    public static bool AsksForUsage(ref readonly RequestFields fields, bool wantUsage) => wantUsage && fields.Stream && !fields.IncludeUsage;

    private static void AddUsage(ref SpliceEdits edits, ReadOnlySpan<byte> body, ref readonly RequestFields fields)
    {
        if (fields.IncludeUsageValue is { Exists: true } value)
        {
            edits.Add(value.Start, value.Length, True);
        }
        else if (!fields.StreamOptions.Exists)
        {
            edits.Add(fields.ObjectStart, 0, IsEmptyFrom(body, fields.ObjectStart) ? Options : OptionsBefore);
        }
        else if (body[fields.StreamOptions.Start] == (byte)'{')
        {
            var inside = fields.StreamOptions.Start + 1;
            edits.Add(inside, 0, IsEmptyFrom(body, inside) ? UsageMember : UsageMemberBefore);
        }
        else
        {
            edits.Add(fields.StreamOptions.Start, fields.StreamOptions.Length, UsageObject);
        }
    }

    private static bool IsEmptyFrom(ReadOnlySpan<byte> body, int inside) =>
        body[inside..].TrimStart(" \r\n\t"u8) is [(byte)'}', ..];
}
