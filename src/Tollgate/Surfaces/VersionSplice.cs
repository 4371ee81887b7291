using Tollgate.Json;

namespace Tollgate.Surfaces;

/// <summary>
/// Plans the edits that make a body of Anthropic's one for a cloud that sells Claude: the path names the model there and the body the version of
/// the format. Every other byte stays, so that what the gateway does not know reaches the provider.
/// </summary>
/// <remarks>A version that the client wrote gives way: which one is right is a matter of the provider, and the next attempt may go to another.</remarks>
internal static class VersionSplice
{
    private const string White = " \r\n\t";

    /// <summary>The edits for one attempt, two at most.</summary>
    /// <param name="body">The body as scanned.</param>
    /// <param name="fields">What the scan found in it.</param>
    /// <param name="version">The version that the provider wants.</param>
    public static SpliceEdits Plan(ReadOnlySpan<byte> body, ref readonly RequestFields fields, BodyVersion version)
    {
        var edits = default(SpliceEdits);
        if (fields.AnthropicVersion.Exists)
        {
            Replace(ref edits, body, fields.AnthropicVersion, version.Value);
            if (fields.Model.Exists)
            {
                RemoveMember(ref edits, body, fields.Model);
            }
        }
        else if (fields.Model.Exists)
        {
            var start = KeyStart(body, fields.Model);
            edits.Add(start, fields.Model.End - start, version.Member);
        }
        else
        {
            Insert(ref edits, body, in fields, version);
        }

        return edits;
    }

    /// <summary>The edits where the body names the model beside the version, as it does in counts of tokens.</summary>
    /// <param name="body">The body as scanned.</param>
    /// <param name="fields">What the scan found in it.</param>
    /// <param name="version">The version that the provider wants.</param>
    /// <param name="modelJson">The provider's name of the model, a JSON string with its quotes; null keeps the client's.</param>
    public static SpliceEdits PlanBeside(ReadOnlySpan<byte> body, ref readonly RequestFields fields, BodyVersion version, byte[]? modelJson)
    {
        var edits = RequestSplice.Plan(body, in fields, modelJson, wantUsage: false);
        if (fields.AnthropicVersion.Exists)
        {
            Replace(ref edits, body, fields.AnthropicVersion, version.Value);
        }
        else
        {
            Insert(ref edits, body, in fields, version);
        }

        return edits;
    }

    private static void Replace(ref SpliceEdits edits, ReadOnlySpan<byte> body, JsonRange value, byte[] replacement)
    {
        if (!value.Of(body).SequenceEqual(replacement))
        {
            edits.Add(value.Start, value.Length, replacement);
        }
    }

    private static void Insert(ref SpliceEdits edits, ReadOnlySpan<byte> body, ref readonly RequestFields fields, BodyVersion version) =>
        edits.Add(fields.ObjectStart, 0, SkipWhite(body, fields.ObjectStart) is var next && body[next] == (byte)'}' ? version.Member : version.MemberBefore);

    /// <summary>Takes a member out that is not the only one, and with it the comma behind it, or before it where it is the last.</summary>
    private static void RemoveMember(ref SpliceEdits edits, ReadOnlySpan<byte> body, JsonRange value)
    {
        var start = KeyStart(body, value);
        var end = SkipWhite(body, value.End);
        if (body[end] == (byte)',')
        {
            edits.Add(start, end + 1 - start, []);
            return;
        }

        start = body[..start].LastIndexOf((byte)',');
        edits.Add(start, value.End - start, []);
    }

    /// <summary>Where the key of a member begins, its quote. The key is one that has no quote in it, however it is escaped.</summary>
    private static int KeyStart(ReadOnlySpan<byte> body, JsonRange value)
    {
        var beforeColon = body[..value.Start].LastIndexOf((byte)':');
        var closing = body[..beforeColon].LastIndexOf((byte)'"');
        return body[..closing].LastIndexOf((byte)'"');
    }

    private static int SkipWhite(ReadOnlySpan<byte> body, int from)
    {
        while (White.Contains((char)body[from]))
        {
            from++;
        }

        return from;
    }
}
